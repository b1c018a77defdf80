//! Properties of everything that reads or writes YAML: no text makes it panic, what is written reads back, merging
//! settles after one run and loses no comment.

#![expect(clippy::disallowed_methods, reason = "tests start programs")]

use std::collections::BTreeMap;

use evenhand::corpus::{Content, Format, Text};
use evenhand::document::metadata::{Grade, Reliability};
use evenhand::document::{self, Document, SourceType, Stance};
use evenhand::sheet::claim::*;
use evenhand::sheet::{Claim, Cue, Evidence, Fact, FactId, FactSheet, Reading, Side, SignOff, SourceRecord, Status};
use evenhand::source::{CodePoints, Span};
use evenhand::value::name::Name;
use evenhand::{brief, settings, sheet, yaml};
use proptest::prelude::*;
use serde_json::Value;

/// Words that YAML readers do not agree on, and any others.
fn words() -> impl Strategy<Value = String> {
    prop_oneof![
        prop::sample::select(vec![
            "no",
            "on",
            "y",
            "~",
            "null",
            "1:30",
            "2024-01-02",
            "1_000",
            "0x1F",
            ".5",
            " a ",
            "#",
            "a: b",
            "- a",
            "a #b",
            "true",
            "<<",
            "=",
            "\u{FEFF}",
            "a\u{A0}b",
            "a\u{2028}b",
            "'",
            "\"",
            "\\",
            "a\r\nb",
            "\ta",
            "*a",
            "&a",
            "!a",
            "%a",
            "@",
            "`",
            "|",
            ">",
            "1e3",
            "0o7",
            ".inf",
            "𝒳 漢字",
            "{a}",
            "[a",
            "a,b",
            "a:",
            "?",
            "---",
            "...",
        ])
        .prop_map(str::to_owned),
        "\\PC{1,12}",
        any::<String>(),
    ]
}

/// Words with something to see.
fn exact() -> impl Strategy<Value = String> {
    words().prop_map(|words| format!("{words}x"))
}

fn evidence() -> impl Strategy<Value = Evidence> {
    (exact(), words(), words(), 0_usize..5000, 0_usize..100, 0_usize..99).prop_map(
        |(exact, prefix, suffix, start, length, line)| Evidence {
            exact,
            prefix,
            suffix,
            span: CodePoints { start, end: start + length },
            page: u32::try_from(length).ok().filter(|page| page % 2 == 1),
            line,
        },
    )
}

fn amount() -> impl Strategy<Value = Amount> {
    let number = || prop::option::of(prop_oneof![any::<i32>().prop_map(f64::from), -1e30..1e30_f64]);
    (number(), number(), any::<bool>(), prop::option::of(words()), words()).prop_map(
        |(exactly, at_least, approximate, unit, text)| Amount {
            exactly,
            at_least,
            at_most: None,
            approximate,
            unit,
            currency: None,
            text,
        },
    )
}

fn claim() -> impl Strategy<Value = Claim> {
    let speaker = (prop::option::of(words()), words(), 0_usize..9).prop_map(|(name, text, start)| Speaker {
        name,
        role: None,
        organisation: None,
        text,
        span: CodePoints { start, end: start },
    });
    let date = (words(), prop::option::of(Just("2031-05")), any::<bool>()).prop_map(|(text, date, approximate)| {
        let date: Option<evenhand::value::date::PartialDate> = date.and_then(|date| date.parse().ok());
        let interval = date.map(|date| date.interval());
        EventDate { text, span: CodePoints::default(), interval, approximate, relative_to: date }
    });
    prop_oneof![
        (prop::option::of(speaker), prop::option::of(words())).prop_map(|(speaker, cue)| {
            Claim::Quotation(Quotation { form: Form::Mixed, speaker, cue, cue_class: CueClass::Doubting })
        }),
        (amount(), prop::option::of(words())).prop_map(|(value, about)| Claim::Figure(Figure { value, about })),
        (date, words(), any::<bool>()).prop_map(|(date, what, future)| Claim::Event(Event {
            date,
            what,
            place: None,
            future
        })),
        (words(), words()).prop_map(|(name, role)| Claim::Person(Person { name, role, of: None, former: true })),
    ]
}

fn extra() -> impl Strategy<Value = BTreeMap<String, Value>> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        (-1e300..1e300_f64).prop_map(Value::from),
        words().prop_map(Value::from),
    ];
    let value = leaf.prop_recursive(3, 12, 3, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..3).prop_map(Value::from),
            prop::collection::vec((words(), inner), 0..3)
                .prop_map(|entries| Value::Object(entries.into_iter().collect())),
        ]
    });
    prop::collection::btree_map("x-[a-z]{1,6}", value, 0..3)
}

fn fact() -> impl Strategy<Value = Fact> {
    let status = prop::sample::select(vec![Status::Candidate, Status::Checked, Status::Rejected]);
    let accept =
        prop::collection::vec((words(), words(), words()).prop_map(|(rule, by, why)| SignOff { rule, by, why }), 0..2);
    (claim(), evidence(), status, prop::option::of(words()), prop::option::of(words()), accept, extra()).prop_map(
        |(claim, evidence, status, rule, note, accept, extra)| Fact {
            id: FactId(String::new()),
            claim,
            evidence,
            status,
            by: None,
            origin: None,
            rule,
            note,
            accept,
            extra,
        },
    )
}

fn reading() -> impl Strategy<Value = Reading> {
    (evidence(), prop::option::of(words()), prop::collection::vec((words(), -100..100_i32), 0..3), 0..=100_i32, extra())
        .prop_map(|(evidence, holder, cues, score, extra)| Reading {
            id: FactId(String::new()),
            side: Side::Mixed,
            holder,
            cues: cues.into_iter().map(|(cue, weight)| Cue { cue, weight: f64::from(weight) / 100.0 }).collect(),
            score: f64::from(score) / 100.0,
            evidence,
            status: Status::Candidate,
            note: None,
            by: None,
            origin: None,
            accept: Vec::new(),
            extra,
        })
}

fn source() -> impl Strategy<Value = SourceRecord> {
    let names = prop::collection::vec(words().prop_map(|name| Name::literal(&name)), 0..3);
    (words(), prop::option::of(words()), names, prop::collection::vec(words(), 0..3), extra(), any::<bool>()).prop_map(
        |(id, title, author, tags, extra, graded)| SourceRecord {
            id: id.into(),
            source_type: SourceType::PostWeblog,
            title,
            publisher: None,
            author,
            issued: "2031".parse().ok(),
            language: Some("no".into()),
            url: None,
            stance: Stance::Opinion,
            grade: graded.then_some(Grade { reliability: Reliability::B, why: None }),
            tags,
            file: "corpus/a.txt".into(),
            sha256: "1e5".into(),
            extra,
        },
    )
}

prop_compose! {
    fn fact_sheet()(
        source in source(),
        mut facts in prop::collection::vec(fact(), 0..4),
        mut readings in prop::collection::vec(reading(), 0..3),
    ) -> FactSheet {
        for (i, fact) in facts.iter_mut().enumerate() {
            fact.id = FactId(format!("fact-{i}"));
        }
        for (i, reading) in readings.iter_mut().enumerate() {
            reading.id = FactId(format!("reading-{i}"));
        }
        FactSheet { schema: sheet::SCHEMA.into(), source, facts, readings }
    }
}

fn document(text: &str) -> Document {
    let text = Text {
        id: "a".into(),
        file: "corpus/a.txt".into(),
        format: Format::Text,
        sha256: "0".into(),
        content: Content::Decoded(text.into()),
        meta: None,
    };
    document::parse(&text).output
}

/// A sheet whose facts stand on words of a text of numbered sentences, at those of `places`.
fn grounded(document: &Document, places: &[usize]) -> FactSheet {
    let facts = places.iter().map(|place| {
        let words = format!("Sentence number {place} ");
        let start = document.text.find(&words).expect("a sentence");
        let about = format!("matter {place}");
        Fact {
            id: FactId(format!("unknown-{place}")),
            claim: Claim::Unknown(Unknown { about, reason: UnknownReason::Unclear }),
            evidence: Evidence::at(document, Span::new(start, start + words.len() - 1)),
            status: Status::Candidate,
            rule: Some("test".into()),
            note: None,
            by: None,
            origin: None,
            accept: Vec::new(),
            extra: BTreeMap::new(),
        }
    });
    let facts = facts.collect();
    FactSheet { schema: sheet::SCHEMA.into(), source: SourceRecord::of(document), facts, readings: Vec::new() }
}

/// What a person does to a line of a sheet.
#[derive(Clone, Debug)]
enum Touch {
    CommentAbove,
    CommentBeside,
    EmptyLineAbove,
    Check,
    Remark,
}

fn touched(text: &str, touches: &[(usize, Touch)]) -> String {
    let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
    let count = lines.len();
    for (number, (at, touch)) in touches.iter().enumerate() {
        let line = &mut lines[at % count];
        match touch {
            Touch::CommentAbove => *line = format!("   # remark {number}.\n{line}"),
            Touch::CommentBeside => *line = format!("{line} # beside {number}."),
            Touch::EmptyLineAbove => *line = format!("\n{line}"),
            Touch::Check => *line = line.replace("status: candidate", "status: checked"),
            Touch::Remark if line.starts_with("    reason") => *line = format!("{line}\n    x-{number}: [1, 0x2]"),
            Touch::Remark => {}
        }
    }
    lines.join("\n") + "\n"
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 192, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_sheet_that_is_written_reads_back_equal(sheet in fact_sheet()) {
        let text = sheet::yaml::write(&sheet);
        prop_assert_eq!(sheet::yaml::read(&text, "a.yaml"), Ok(sheet), "{}", text);
    }

    #[test]
    fn the_other_parser_reads_the_same_values(sheet in fact_sheet()) {
        let text = sheet::yaml::write(&sheet);
        let theirs: Value = serde_yaml::from_str(&text).expect("YAML");
        let ours = yaml::parse(&text, "a.yaml").expect("YAML");
        prop_assert_eq!(&theirs["source"]["title"], &Value::from(ours.root.get("source").and_then(|node| node.get("title")).and_then(|node| node.text())));
        for (fact, theirs) in sheet.facts.iter().zip(theirs["facts"].as_array().into_iter().flatten()) {
            prop_assert_eq!(&theirs["evidence"]["exact"], &Value::from(fact.evidence.exact.as_str()));
            prop_assert_eq!(&theirs["evidence"]["prefix"].as_str().unwrap_or_default(), &fact.evidence.prefix.as_str());
        }
    }

    #[test]
    fn merging_a_sheet_with_itself_changes_nothing(sheet in fact_sheet()) {
        let document = document("nothing of this stands here");
        let text = sheet::yaml::write(&sheet);
        let merged = sheet::yaml::merge(&text, "a.yaml", &sheet, &document).expect("can be merged").output;
        prop_assert_eq!(merged, text);
    }

    #[test]
    fn merging_settles_after_one_run_and_keeps_comments_and_work(
        old in prop::collection::btree_set(0_usize..12, 0..8),
        new in prop::collection::btree_set(0_usize..12, 0..8),
        touches in prop::collection::vec(
            (any::<usize>(), prop::sample::select(vec![
                Touch::CommentAbove, Touch::CommentBeside, Touch::EmptyLineAbove, Touch::Check, Touch::Remark,
            ])),
            0..8,
        ),
        preface in any::<bool>(),
    ) {
        let text: String = (0..12).map(|i| format!("Sentence number {i} is this.\n")).collect();
        let before = document(&text);
        let after = document(&format!("{}{text}", if preface { "A preface.\n" } else { "" }));
        let old = old.into_iter().collect::<Vec<_>>();
        let sheet = touched(&sheet::yaml::write(&grounded(&before, &old)), &touches);
        let fresh = grounded(&after, &new.into_iter().collect::<Vec<_>>());
        let once = sheet::yaml::merge(&sheet, "a.yaml", &fresh, &after).expect("can be merged").output;
        let twice = sheet::yaml::merge(&once, "a.yaml", &fresh, &after).expect("can be merged").output;
        prop_assert_eq!(&once, &twice, "{}", sheet);
        let words = |text: &str, mark: &str| {
            text.lines().filter_map(|line| line.find(mark).map(|at| line[at..].to_owned())).collect::<Vec<_>>()
        };
        for mark in ["# remark", "# beside", "status: checked", "x-"] {
            prop_assert_eq!(words(&sheet, mark), words(&once, mark), "{}\n{}", sheet, once);
        }
        let read = sheet::yaml::read(&once, "a.yaml").expect("can be read");
        for fact in &fresh.facts {
            let written = read.facts.iter().find(|written| written.id == fact.id);
            prop_assert_eq!(written.map(|written| &written.evidence), Some(&fact.evidence));
        }
    }

    #[test]
    fn no_text_makes_a_reader_panic(text in any::<String>(), yaml_like in "[-a-c:#&*!|>'\"{}\\[\\], \n\t\r?%@`~1.]{0,60}") {
        for text in [&text, &yaml_like] {
            let _ = yaml::parse(text, "a.yaml");
            let _ = sheet::yaml::read(text, "a.yaml");
            let _ = brief::read(text, "a", "a.yaml");
            let _ = settings::read(text, "a.yaml");
            let _ = yaml::meta(text, "a.yaml");
            let _ = yaml::front_matter(text, "a.md");
        }
    }

    #[test]
    fn no_damage_to_a_sheet_makes_a_reader_panic(
        places in prop::collection::vec(0_usize..12, 1..4),
        at in any::<prop::sample::Index>(),
        damage in "[-a:#&*!|>'\"{}\\[\\], \n\t\r?]{0,4}",
        cut in 0_usize..20,
    ) {
        let text: String = (0..12).map(|i| format!("Sentence number {i} is – this.\n")).collect();
        let document = document(&text);
        let fresh = grounded(&document, &places.into_iter().collect::<std::collections::BTreeSet<_>>().into_iter().collect::<Vec<_>>());
        let sheet = sheet::yaml::write(&fresh);
        let borders: Vec<usize> = sheet.char_indices().map(|(at, _)| at).collect();
        let start = *at.get(&borders);
        let end = borders.iter().copied().find(|border| *border >= start + cut).unwrap_or(sheet.len());
        let damaged = format!("{}{damage}{}", &sheet[..start], &sheet[end..]);
        if let Ok(mut read) = sheet::yaml::read(&damaged, "a.yaml") {
            let _ = sheet::yaml::resolve(&mut read, &damaged, "a.yaml", &document);
        }
        if let Ok(merged) = sheet::yaml::merge(&damaged, "a.yaml", &fresh, &document) {
            let again = sheet::yaml::merge(&merged.output, "a.yaml", &fresh, &document);
            prop_assert_eq!(again.map(|again| again.output), Ok(merged.output));
        }
    }
}

/// Runs `ci/yaml-readers.py`, if Python is there, on sheets with all kinds of words.
#[expect(clippy::print_stderr, reason = "says which readers were there, or that the test was skipped")]
#[test]
fn readers_of_yaml_1_1_and_1_2_take_what_is_written_for_the_same() {
    use proptest::strategy::ValueTree as _;
    use std::io::Write as _;

    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let mut case = || {
        let sheet = fact_sheet().new_tree(&mut runner).expect("a sheet").current();
        serde_json::json!({"yaml": sheet::yaml::write(&sheet), "value": sheet})
    };
    let cases: Vec<Value> = (0..200).map(|_| case()).collect();
    let schemas: Vec<Value> = evenhand::schema::names().into_iter().filter_map(evenhand::schema::of).collect();
    let job = serde_json::json!({"schema": evenhand::schema::of("fact-sheet"), "schemas": schemas, "cases": cases});
    let python = std::process::Command::new("python3")
        .arg(concat!(env!("CARGO_MANIFEST_DIR"), "/ci/yaml-readers.py"))
        .stdin(std::process::Stdio::piped())
        .stdout(std::process::Stdio::piped())
        .stderr(std::process::Stdio::piped())
        .spawn();
    let Ok(mut python) = python else {
        eprintln!("skipped: python3 is not installed");
        return;
    };
    let mut input = python.stdin.take().expect("piped");
    let writer = std::thread::spawn(move || input.write_all(job.to_string().as_bytes()));
    let output = python.wait_with_output().expect("it ends");
    writer.join().expect("no panic").expect("it reads its input");
    eprintln!("{}", String::from_utf8_lossy(&output.stdout));
    let complaints = String::from_utf8_lossy(&output.stderr).chars().take(4000).collect::<String>();
    assert!(output.status.success(), "{complaints}");
}
