//! Fact sheets as files: what is written reads back, faults have places, people's work survives.

use evenhand::corpus::{Content, Format, Text};
use evenhand::diagnostic::Diagnostic;
use evenhand::document::{self, Document};
use evenhand::sheet::claim::*;
use evenhand::sheet::{Claim, Cue, Evidence, Fact, FactId, FactSheet, Reading, Side, SourceRecord, Status, yaml};
use evenhand::source::Span;

const TEXT: &str = "The ferry question\n\nHarbour master Ada Vance called the night ferry “a lifeline”, while more than 30 \
traders signed a letter against it. The ferry will stop on 3 May 2031, she said.\n\nNobody knows who will pay.\n";

fn document(text: &str) -> Document {
    let text = Text {
        id: "ferry".into(),
        file: "corpus/ferry.txt".into(),
        format: Format::Text,
        sha256: format!("{:064x}", text.len()),
        content: Content::Decoded(text.into()),
        meta: None,
    };
    let mut document = document::parse(&text).output;
    // What the reader finds out about the text is tested there.
    document.metadata = document::Metadata::default();
    document
}

fn evidence(document: &Document, words: &str) -> Evidence {
    let start = document.text.find(words).expect("words of the text");
    Evidence::at(document, Span::new(start, start + words.len()))
}

fn fact(id: &str, claim: Claim, evidence: Evidence) -> Fact {
    Fact {
        id: FactId(id.into()),
        claim,
        evidence,
        status: Status::Candidate,
        rule: Some("test/rule".into()),
        note: None,
        by: None,
        origin: None,
        accept: Vec::new(),
        extra: Default::default(),
    }
}

/// A sheet with one fact of most kinds.
fn sheet(document: &Document) -> FactSheet {
    let speaker = evidence(document, "Ada Vance");
    let quotation = Claim::Quotation(Quotation {
        form: Form::Direct,
        speaker: Some(Speaker {
            name: Some("Ada Vance".into()),
            role: Some("Harbour master".into()),
            organisation: None,
            text: "Ada Vance".into(),
            span: speaker.span,
        }),
        cue: Some("called".into()),
        cue_class: CueClass::Neutral,
    });
    let figure = Claim::Figure(Figure {
        value: Amount {
            at_least: Some(31.0),
            unit: Some("traders".into()),
            text: "more than 30".into(),
            ..Amount::default()
        },
        about: Some("signed a letter against it".into()),
    });
    let unknown = Claim::Unknown(Unknown { about: "who will pay".into(), reason: UnknownReason::Unresolved });
    let facts = vec![
        fact("quotation-000001", quotation, evidence(document, "a lifeline")),
        fact("figure-000002", figure, evidence(document, "more than 30 traders")),
        fact("unknown-000003", unknown, evidence(document, "Nobody knows who will pay.")),
    ];
    let reading = Reading {
        id: FactId("reading-000004".into()),
        side: Side::Sceptical,
        holder: None,
        cues: vec![Cue { cue: "nobody knows".into(), weight: -0.71 }],
        score: 0.71,
        evidence: evidence(document, "Nobody knows who will pay."),
        status: Status::Candidate,
        note: None,
        by: None,
        origin: None,
        accept: Vec::new(),
        extra: Default::default(),
    };
    FactSheet {
        schema: evenhand::sheet::SCHEMA.into(),
        source: SourceRecord::of(document),
        facts,
        readings: vec![reading],
    }
}

fn places(faults: &[Diagnostic]) -> Vec<(&str, usize, usize)> {
    faults
        .iter()
        .map(|fault| (fault.rule, fault.location.as_ref().map_or((0, 0), |at| (at.line, at.column))))
        .map(|(rule, (line, column))| (rule, line, column))
        .collect()
}

#[test]
fn a_written_sheet_reads_back_equal() {
    let sheet = sheet(&document(TEXT));
    let text = yaml::write(&sheet);
    insta::assert_snapshot!(text);
    assert_eq!(yaml::read(&text, "facts/ferry.yaml"), Ok(sheet));
}

#[test]
fn all_faults_of_a_sheet_are_named_in_one_run() {
    let text = "\
schema: evenhand/fact-sheet/1
sorce: {}
source: {id: a, type: articel, file: a.txt, sha256: 12, issued: 2024-13-01, colour: red}
facts:
  - id: a-1
    kind: figure
    value: {text: 3, exactly: many}
    evidence: {exact: x, span: [1], line: -1}
    status: candidat
    status: checked
  - kind: figur
    evidence: {}
readings: none
";
    let faults = yaml::read(text, "facts/a.yaml").expect_err("many faults");
    assert_eq!(
        places(&faults),
        [
            ("unknown-key", 2, 1),
            ("bad-value", 3, 23),
            ("wrong-type", 3, 53),
            ("bad-date", 3, 65),
            ("unknown-key", 3, 77),
            ("wrong-type", 7, 19),
            ("wrong-type", 7, 31),
            ("bad-value", 8, 32),
            ("bad-value", 8, 43),
            ("bad-value", 9, 13),
            ("duplicate-key", 10, 5),
            ("bad-value", 11, 11),
            ("missing-key", 12, 15),
            ("wrong-type", 13, 11),
        ]
    );
    let messages: Vec<String> =
        faults.iter().map(|fault| format!("{} [{}]", fault.message, fault.hints.join("; "))).collect();
    insta::assert_snapshot!(messages.join("\n"));
}

fn merged(old: &str, fresh: &FactSheet, document: &Document) -> String {
    yaml::merge(old, "facts/ferry.yaml", fresh, document).expect("can be merged").output
}

/// The text of a sheet after `edit`, merged with the sheet itself.
fn after_edit(edit: impl Fn(&str) -> String) -> (String, String) {
    let document = document(TEXT);
    let sheet = sheet(&document);
    let edited = edit(&yaml::write(&sheet));
    let merged = merged(&edited, &sheet, &document);
    (edited, merged)
}

#[test]
fn merging_a_sheet_with_itself_changes_nothing() {
    let (written, merged) = after_edit(str::to_owned);
    assert_eq!(written, merged);
}

#[test]
fn what_people_write_stays_byte_for_byte() {
    for (found, written) in [
        ("    status: candidate\n    rule", "    status: checked\n    rule"),
        ("    status: candidate\n    rule", "    status:   rejected # no\n    rule"),
        ("role: Harbour master", "role: 'Harbour Master'"),
        ("    cue: called\n", "    cue: called\n    note: Right?\n    x-desk: [south, 0x1F]\n"),
        ("    cue: called\n", "    # Looks right.\n    cue: called\n"),
        ("  - id: figure-000002", "\n  # Figures\n\n  - id: figure-000002"),
        ("facts:\n", "facts: # by hand\n"),
        ("schema:", "# Sheet of the ferry\n---\nschema:"),
        ("  type: article\n", "  type: report\n  title: 'The ferry'\n  grade: {reliability: B}\n  x-own: 1.0\n"),
        ("more than 30 traders\n", "more than 30\n"),
    ] {
        let (edited, merged) = after_edit(|text| text.replacen(found, written, 1));
        assert!(edited.contains(written), "{found}");
        // The span of words that were changed is brought up to date, nothing else.
        if written == "more than 30\n" {
            assert_eq!(
                merged,
                edited.replace("span: [88, 108]", "span: [88, 100]").replace(
                    "suffix: \" signed a letter against it. The\"",
                    "suffix: \" traders signed a letter against\"",
                )
            );
        } else {
            assert_eq!(merged, edited, "{written}");
        }
    }
}

#[test]
fn layout_of_candidates_is_nobodys_work_but_kept_while_they_state_the_same() {
    let (edited, merged) = after_edit(|text| {
        text.replace("{name: Ada Vance, role: Harbour master,", "{ \"role\": 'Harbour master', name: Ada Vance,")
    });
    assert_eq!(edited, merged);
}

#[test]
fn untouched_candidates_are_replaced_and_taken_out_and_new_ones_put_in_order() {
    let document = document(TEXT);
    let old = sheet(&document);
    let mut fresh = old.clone();
    if let Claim::Quotation(quotation) = &mut fresh.facts[0].claim {
        quotation.cue_class = CueClass::Endorsing;
    }
    let condition = Condition { requires: "pay".into(), of: None, form: ConditionForm::If };
    fresh.facts[1] = fact("condition-000009", Claim::Condition(condition), evidence(&document, "letter"));
    let text = yaml::write(&old);
    assert_eq!(merged(&text, &fresh, &document), yaml::write(&fresh));
    // What a person checked stays beside them, in its place.
    let checked = text.replace(
        "    status: candidate\n    rule: test/rule\n    digest: ",
        "    status: checked\n    rule: test/rule\n    digest: ",
    );
    let result = yaml::read(&merged(&checked, &fresh, &document), "a.yaml").expect("can be read");
    let ids: Vec<_> = result.facts.iter().map(|fact| fact.id.0.as_str()).collect();
    assert_eq!(ids, ["quotation-000001", "condition-000009", "figure-000002", "unknown-000003"]);
    assert_eq!(result.facts[0].claim, old.facts[0].claim);
}

#[test]
fn lists_that_become_empty_and_lists_that_were_empty_are_written() {
    let document = document(TEXT);
    let full = sheet(&document);
    let empty = FactSheet { facts: Vec::new(), readings: Vec::new(), ..full.clone() };
    assert_eq!(merged(&yaml::write(&full), &empty, &document), yaml::write(&empty));
    assert_eq!(merged(&yaml::write(&empty), &full, &document), yaml::write(&full));
    let bare = yaml::write(&empty).replace("facts: []\nreadings: []\n", "");
    assert_eq!(merged(&bare, &full, &document), yaml::write(&full));
    let null = yaml::write(&empty).replace("facts: []", "facts: # none");
    assert!(yaml::read(&null, "a.yaml").is_err());
}

#[test]
fn facts_that_people_add_need_kind_content_and_words_only() {
    let document = document(TEXT);
    let sheet = sheet(&document);
    let text = yaml::write(&sheet).replace(
        "readings:\n",
        "  # Found by hand\n  - kind: event\n    date: {text: 3 May 2031}\n    what: the ferry stops\n    evidence:\n      exact: The ferry will stop on 3 May 2031\n  - {kind: unknown, about: cost, reason: unclear, evidence: {exact: who will pay}}\nreadings:\n",
    );
    let merged_text = merged(&text, &sheet, &document);
    insta::assert_snapshot!(
        "facts_added_by_hand",
        merged_text.lines().skip(41).take(17).collect::<Vec<_>>().join("\n")
    );
    let result = yaml::read(&merged_text, "a.yaml").expect("can be read");
    assert_eq!(result.facts.len(), 5);
    assert_eq!(merged(&merged_text, &sheet, &document), merged_text);
    let mut resolved = yaml::read(&text, "a.yaml").expect("can be read");
    assert_eq!(yaml::resolve(&mut resolved, &text, "a.yaml", &document), []);
    assert_eq!(resolved, result);
}

#[test]
fn words_that_moved_are_found_again_and_words_that_are_gone_are_named() {
    let before = document(TEXT);
    let text = yaml::write(&sheet(&before));
    let moved = document(&TEXT.replace("The ferry question\n", "The ferry question\n\nA preface.\n"));
    let mut read = yaml::read(&text, "a.yaml").expect("can be read");
    let found = yaml::resolve(&mut read, &text, "a.yaml", &moved);
    assert_eq!(found.iter().map(|note| note.rule).collect::<Vec<_>>(), ["moved-evidence"; 4]);
    assert_eq!(read.facts[0].evidence, evidence(&moved, "a lifeline"));
    let Claim::Quotation(Quotation { speaker: Some(speaker), .. }) = &read.facts[0].claim else { panic!("no speaker") };
    assert_eq!(speaker.span, evidence(&moved, "Ada Vance").span);

    let gone = document(&TEXT.replace("more than 30 traders", "more than 40 traders"));
    let mut read = yaml::read(&text, "a.yaml").expect("can be read");
    let found = yaml::resolve(&mut read, &text, "a.yaml", &gone);
    assert_eq!(places(&found), [("false-evidence", 30, 14)]);
    assert_eq!(found[0].hints, ["nearest words, in line 3: more than 40 traders"]);
}

#[test]
fn words_that_stand_in_several_places_are_told_apart_by_their_context() {
    let text = "The fare rises. Nobody likes it.\nThe fare falls. Nobody minds.\nThe fare stays.\n";
    let document = document(text);
    let sheet = |evidence: &str| {
        format!(
            "schema: evenhand/fact-sheet/1\nsource: {{id: a, type: article, file: a, sha256: a}}\nfacts:\n  - kind: unknown\n    about: fare\n    reason: unclear\n    evidence: {evidence}\n"
        )
    };
    let resolve = |evidence: &str| {
        let text = sheet(evidence);
        let mut sheet = yaml::read(&text, "a.yaml").expect("can be read");
        let found = yaml::resolve(&mut sheet, &text, "a.yaml", &document);
        (sheet.facts[0].evidence.line, found)
    };
    assert_eq!(resolve("{exact: The fare, suffix: ' falls'}"), (2, vec![]));
    let (_, found) = resolve("{exact: The fare}");
    assert_eq!((found[0].rule, found[0].hints[0].as_str()), ("ambiguous-evidence", "lines 1, 2, 3"));
    assert_eq!(places(&found), [("ambiguous-evidence", 7, 23)]);
}

#[test]
fn a_sheet_that_cannot_be_read_is_never_overwritten() {
    let document = document(TEXT);
    let sheet = sheet(&document);
    for text in [
        "schema: [",
        "facts: []",
        "{schema: evenhand/fact-sheet/1, source: {id: a, type: article, file: a, sha256: a}}",
    ] {
        assert!(yaml::merge(text, "a.yaml", &sheet, &document).is_err(), "{text}");
    }
    assert_eq!(merged("", &sheet, &document), yaml::write(&sheet));
}

#[test]
fn line_ends_of_the_file_are_kept() {
    let (edited, merged) = after_edit(|text| text.replace('\n', "\r\n"));
    assert_eq!(edited, merged);
    let document = document(TEXT);
    let full = sheet(&document);
    let empty = FactSheet { facts: Vec::new(), readings: Vec::new(), ..full.clone() };
    let crlf = |sheet: &FactSheet| yaml::write(sheet).replace('\n', "\r\n");
    assert_eq!(self::merged(&crlf(&empty), &full, &document), crlf(&full));
}

#[test]
fn source_keys_that_a_person_changed_survive_and_others_follow_the_program() {
    let document = document(TEXT);
    let mut old = sheet(&document);
    old.source.title = Some("Ferry".into());
    old.source.publisher = Some("The Harbour Post".into());
    old.source.tags = vec!["local".into()];
    let mut fresh = old.clone();
    fresh.source.title = Some("The ferry question".into());
    fresh.source.publisher = None;
    fresh.source.language = Some("en".into());
    fresh.source.sha256 = "ff".into();
    fresh.source.tags = vec!["local".into(), "port".into()];
    fresh.source.extra.insert("x-desk".into(), "south".into());
    let text = yaml::write(&old);
    // Nobody touched it: as if written anew.
    assert_eq!(merged(&text, &fresh, &document), yaml::write(&fresh));
    // A corrected title, a key taken out, a key added, a remark.
    let edited = text
        .replace("  title: Ferry\n", "  title: The night ferry # masthead\n  grade: {reliability: B}\n")
        .replace("  tags: [local]\n", "")
        .replace("  publisher: The Harbour Post\n", "  publisher: The Harbour Post # ?\n");
    let once = merged(&edited, &fresh, &document);
    let source = yaml::read(&once, "a.yaml").expect("can be read").source;
    assert_eq!(source.title.as_deref(), Some("The night ferry"));
    assert_eq!(source.publisher.as_deref(), Some("The Harbour Post"));
    assert_eq!((source.language.as_deref(), source.sha256.as_str()), (Some("en"), "ff"));
    assert!(source.grade.is_some() && source.tags.is_empty());
    assert!(once.contains("title: The night ferry # masthead\n  grade: {reliability: B}\n"));
    assert_eq!(merged(&once, &fresh, &document), once);
    // In the next edition the program finds yet another title: the person's stays.
    fresh.source.title = Some("The night ferry".into());
    let same = merged(&once, &fresh, &document);
    fresh.source.title = Some("Ferries".into());
    let later = yaml::read(&merged(&same, &fresh, &document), "a.yaml").expect("can be read").source;
    assert_eq!(later.title.as_deref(), Some("The night ferry"));
}

#[test]
fn an_edited_fact_survives_a_program_that_states_it_otherwise() {
    let document = document(TEXT);
    let old = sheet(&document);
    let mut fresh = old.clone();
    for (edit, stays) in [(true, true), (false, false)] {
        let text = yaml::write(&old);
        let text =
            if edit { text.replace("about: signed a letter", "about: put their names to a letter") } else { text };
        if let Claim::Figure(figure) = &mut fresh.facts[1].claim {
            figure.about = Some("a letter".into());
        }
        let result = yaml::read(&merged(&text, &fresh, &document), "a.yaml").expect("can be read");
        let Claim::Figure(figure) = &result.facts[1].claim else { panic!("no figure") };
        assert_eq!(figure.about.as_deref() != Some("a letter"), stays);
        assert_eq!(result.facts.len(), 3);
    }
}

#[test]
fn a_fact_of_a_persons_own_takes_the_place_of_the_programs_on_the_same_words() {
    let (edited, merged) = after_edit(|text| {
        let text = text.replace("  - id: figure-000002\n", "  - id: traders\n");
        text.replace("about: signed a letter against it\n", "about: signed\n")
    });
    assert_eq!(edited, merged);
}

#[test]
fn kept_facts_whose_words_are_gone_are_warned_of_and_stay() {
    let before = document(TEXT);
    let text = yaml::write(&sheet(&before)).replace("status: candidate", "status: checked");
    let after = document(&TEXT.replace("a lifeline", "a burden to all"));
    let fresh = FactSheet { facts: Vec::new(), readings: Vec::new(), ..sheet(&before) };
    let fresh = FactSheet { source: SourceRecord::of(&after), ..fresh };
    let warned = yaml::merge(&text, "a.yaml", &fresh, &after).expect("can be merged");
    let rules: Vec<_> = warned.warnings.iter().map(|warning| (warning.rule, warning.severity)).collect();
    assert_eq!(rules[0], ("stale-evidence", evenhand::diagnostic::Severity::Warning));
    assert_eq!(rules.iter().filter(|(rule, _)| *rule == "moved-evidence").count(), 3);
    assert!(warned.output.contains("exact: a lifeline\n") && warned.output.contains(&after.sha256));
    let again = merged(&warned.output, &fresh, &after);
    assert_eq!(again, warned.output);
}

#[test]
fn a_large_sheet_is_read_resolved_and_merged() {
    let line = "Sentence with some words that stand here once: ";
    let text: String = (0..400).map(|i| format!("{line}{i} of many.\n")).collect();
    let document = document(&text);
    let base = sheet(&self::document(TEXT));
    let mut at = 0;
    let facts = text.lines().enumerate().map(|(i, line)| {
        let span = Span::new(at, at + line.len());
        at += line.len() + 1;
        fact(&format!("unknown-{i}"), base.facts[2].claim.clone(), Evidence::at(&document, span))
    });
    let facts = facts.collect();
    let sheet = FactSheet { source: SourceRecord::of(&document), facts, readings: Vec::new(), ..base };
    let written = yaml::write(&sheet);
    let mut read = yaml::read(&written, "a.yaml").expect("can be read");
    assert_eq!(yaml::resolve(&mut read, &written, "a.yaml", &document), []);
    let checked = written.replace("candidate", "checked");
    assert_eq!(merged(&checked, &FactSheet { facts: Vec::new(), ..sheet }, &document), checked);
}

#[test]
fn text_in_blocks_is_replaced_with_its_sign() {
    let document = document(TEXT);
    let mut old = sheet(&document);
    old.source.title = Some("Ferry\n".into());
    let text = yaml::write(&old).replace("  title: \"Ferry\\n\"\n", "  title: | # masthead\n    Ferry\n");
    assert!(text.contains("| # masthead"));
    let mut fresh = old.clone();
    assert_eq!(merged(&text, &fresh, &document), text);
    fresh.source.title = Some("The ferry".into());
    // The comment stands inside what would be replaced, so the title is the person's.
    assert_eq!(merged(&text, &fresh, &document), text);
    let plain = text.replace(" # masthead", "");
    let result = yaml::read(&merged(&plain, &fresh, &document), "a.yaml").expect("can be read");
    assert_eq!(result, fresh);
}

#[test]
fn a_byte_order_mark_stays() {
    let (edited, merged) = after_edit(|text| format!("\u{FEFF}{text}"));
    assert_eq!(edited, merged);
}

#[test]
fn a_sheet_as_json_reads_back_equal() {
    let sheet = sheet(&document(TEXT));
    let json = serde_json::to_value(&sheet).expect("JSON");
    assert_eq!(serde_json::from_value::<FactSheet>(json).expect("a sheet"), sheet);
}
