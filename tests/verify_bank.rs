//! Runs the bank of faithful and unfaithful quotations, `tests/bank/`: a data set that other checkers can use too.

use std::path::Path;

use evenhand::verify::shelf::Shelf;
use evenhand::verify::{Quotable, Verdict, check};
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
