//! Runs the bank of faithful and unfaithful quotations, `tests/bank/`: a data set that other checkers can use too.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use evenhand::brief::Acceptance;
use evenhand::diagnostic::Location;
use evenhand::sheet::{self, Evidence, FactId, FactSheet, Reading, Side, SourceRecord, Status};
use evenhand::source::Span;
use evenhand::verify::review::Library;
use evenhand::verify::shelf::Shelf;
use evenhand::verify::{Book, Quotable, Verdict, assessment, check};
use serde::Deserialize;

#[derive(Deserialize, Debug)]
#[serde(deny_unknown_fields)]
struct Case {
    id: String,
    source: String,
    quote: String,
    speaker: Option<String>,
    expect: String,
    warnings: Option<Vec<String>>,
    rule: Option<String>,
    why: String,
}

fn cases() -> Vec<Case> {
    let lines = include_str!("bank/quotations.jsonl").lines();
    lines.map(|line| serde_json::from_str(line).unwrap_or_else(|fault| panic!("{fault}: {line}"))).collect()
}

#[test]
fn every_case_of_the_bank_gets_the_verdict_and_the_rule_it_expects() {
    let cases = cases();
    let mut shelf = Shelf::new(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/bank/sources"));
    shelf.fetch(cases.iter().map(|case| case.source.as_str()));
    let mut wrong = Vec::new();
    for case in &cases {
        let book = shelf.get(&case.source).expect("source of the bank");
        let quotable = Quotable { quote: &case.quote, speaker: case.speaker.as_deref(), at: None };
        let found = check(quotable, book);
        let verdict = match found.verdict {
            Verdict::Verified => "verified",
            Verdict::NotFound => "not_found",
            Verdict::CannotCheck => "cannot_check",
        };
        let rules: Vec<_> = found.warnings.iter().map(|drift| drift.rule).collect();
        let expected = case.warnings.as_deref().unwrap_or_default();
        let warned = if expected.is_empty() {
            verdict != "verified" || rules.is_empty()
        } else {
            expected.iter().all(|rule| rules.contains(&rule.as_str()))
        };
        let ruled = case.rule.is_none() || case.rule.as_deref() == found.rule;
        if verdict != case.expect || !warned || !ruled {
            wrong.push(format!(
                "{} {:?} ({})\n    expects {} {expected:?} {:?}; got {verdict} {rules:?} {:?} {}",
                case.id, case.quote, case.why, case.expect, case.rule, found.rule, found.why
            ));
        }
    }
    assert!(wrong.is_empty(), "{} of {} cases\n{}", wrong.len(), cases.len(), wrong.join("\n"));
}

#[test]
fn the_bank_is_large_and_even() {
    let cases = cases();
    let faithful =
        cases.iter().filter(|case| case.expect == "verified" && case.warnings.as_ref().is_none_or(Vec::is_empty));
    let faithful = faithful.count();
    assert!(cases.len() >= 200, "{}", cases.len());
    assert!((0.35..0.65).contains(&(faithful as f64 / cases.len() as f64)), "{faithful} of {}", cases.len());
}

#[derive(Deserialize, Debug)]
#[serde(deny_unknown_fields)]
struct OwnSentence {
    id: String,
    source: String,
    cites: String,
    speaker: Option<String>,
    sentence: String,
    expect: Vec<String>,
    why: String,
}

/// A sheet with one reading: the words that the sentence cites, and whose they are.
fn library_for(case: &OwnSentence, book: &Book) -> Library {
    let document = book.document().clone();
    let start = document.text.find(&case.cites).unwrap_or_else(|| panic!("{}: no such words", case.id));
    let span = document.positions.code_points(&document.text, Span::new(start, start + case.cites.len()));
    let sheet = FactSheet {
        schema: sheet::SCHEMA.into(),
        source: SourceRecord::of(&document),
        facts: Vec::new(),
        readings: vec![Reading {
            id: FactId("reading-1".into()),
            side: Side::Mixed,
            holder: Some(case.speaker.clone().unwrap_or_else(|| "author".into())),
            cues: Vec::new(),
            score: 0.5,
            evidence: Evidence {
                exact: case.cites.clone(),
                prefix: String::new(),
                suffix: String::new(),
                span,
                page: None,
                line: 1,
            },
            status: Status::Checked,
            note: None,
            by: None,
            origin: None,
            accept: Vec::new(),
            extra: BTreeMap::new(),
        }],
    };
    Library::new(vec![document], &[sheet])
}

#[test]
fn analysts_sentences_get_the_warnings_that_the_bank_expects_and_a_brief_can_accept_each() {
    let mut shelf = Shelf::new(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/bank/sources"));
    let lines = include_str!("bank/sentences.jsonl").lines();
    let cases: Vec<OwnSentence> =
        lines.map(|line| serde_json::from_str(line).unwrap_or_else(|fault| panic!("{fault}: {line}"))).collect();
    shelf.fetch(cases.iter().map(|case| case.source.as_str()));
    for case in &cases {
        let mut library = library_for(case, shelf.get(&case.source).expect("source of the bank"));
        let text = format!("{} [@reading-1].\n", case.sentence);
        let place = |_: &str| Location::file("brief.yaml");
        let found: Vec<_> = assessment::lint(&text, &library, place).into_iter().map(|found| found.rule).collect();
        assert_eq!(found, case.expect, "{}: {} ({})", case.id, case.sentence, case.why);
        let accept = |fact: Option<&str>, rule: &str| Acceptance {
            rule: rule.into(),
            fact: fact.map(|fact| FactId(fact.into())),
            by: "A. Reader".into(),
            why: "looked at".into(),
        };
        library.accept(&case.expect.iter().map(|rule| accept(Some("reading-1"), rule)).collect::<Vec<_>>());
        assert!(assessment::lint(&text, &library, place).is_empty(), "{}", case.id);
        library.accept(&case.expect.iter().map(|rule| accept(Some("reading-2"), rule)).collect::<Vec<_>>());
        assert_eq!(assessment::lint(&text, &library, place).len(), case.expect.len(), "{}", case.id);
    }
}

#[test]
fn every_rule_of_the_bank_has_a_page_and_every_page_is_listed() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/lints");
    let index = include_str!("../docs/lints/README.md");
    let listed: BTreeSet<_> = index.lines().filter_map(|line| line.strip_prefix("| [")?.split(']').next()).collect();
    let pages: BTreeSet<_> = std::fs::read_dir(folder)
        .expect("a folder")
        .flatten()
        .filter_map(|entry| entry.file_name().to_str()?.strip_suffix(".md").map(str::to_owned))
        .filter(|name| name != "README")
        .collect();
    assert_eq!(listed, pages.iter().map(String::as_str).collect());
    let sentences = include_str!("bank/sentences.jsonl").lines();
    let sentences = sentences.map(|line| serde_json::from_str::<OwnSentence>(line).expect("checked above").expect);
    let quotations = cases().into_iter().map(|case| case.warnings.unwrap_or_default().into_iter().chain(case.rule));
    for rule in sentences.flatten().chain(quotations.flatten()) {
        assert!(
            pages.contains(&rule) || ["empty-quotation", "too-short"].contains(&rule.as_str()),
            "no page for {rule}"
        );
    }
}
