//! What is let in of what an extractor says: exact words only, and nothing that is for people to say.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use crate::diagnostic::{Checked, Diagnostic, Severity, Warned};
use crate::document::Document;
use crate::sheet::yaml;
use crate::sheet::{Fact, FactId, FactSheet, Reading, SourceRecord};

/// Keys that an extractor may not give: they are people's, or the program's.
const NOT_ITS: [&str; 9] = ["id", "status", "by", "note", "accept", "digest", "rule", "origin", "page"];

/// Keys whose text is a word of the format, not of the source.
const OWN_WORDS: [&str; 12] =
    ["kind", "form", "cue_class", "modality", "reason", "stand", "outcome", "unit", "currency", "side", "from", "to"];

/// Most entries that one answer may hold.
const MOST: usize = 10_000;

/// Reads an answer, `{"facts": [...], "readings": [...]}`, and lets in what stands in `document`.
///
/// The warnings are errors about single entries, which are left out.
///
/// # Errors
/// The answer is no such JSON.
pub(super) fn admit(answer: &[u8], origin: &str, document: &Document) -> Checked<Warned<(Vec<Fact>, Vec<Reading>)>> {
    let garbage = |why: String| vec![Diagnostic::error("extractor-failed", why)];
    let answer: Map<String, Value> =
        serde_json::from_slice(answer).map_err(|error| garbage(format!("its output is no JSON object: {error}")))?;
    if let Some(key) = answer.keys().find(|key| !["facts", "readings"].contains(&key.as_str())) {
        return Err(garbage(format!("its output has an unknown key `{key}`, expected `facts` and `readings`")));
    }
    let mut admitted = (Vec::new(), Vec::new());
    let mut faults = Vec::new();
    for list in ["facts", "readings"] {
        let entries = match answer.get(list) {
            None => continue,
            Some(Value::Array(entries)) if entries.len() <= MOST => entries,
            Some(Value::Array(_)) => return Err(garbage(format!("its output has more than {MOST} `{list}`"))),
            Some(_) => return Err(garbage(format!("`{list}` of its output is no list"))),
        };
        for (index, entry) in entries.iter().enumerate() {
            match one(list, entry, origin, document) {
                Ok((fact, reading)) => {
                    admitted.0.extend(fact);
                    admitted.1.extend(reading);
                }
                Err(found) => faults.extend(found.into_iter().map(|fault| {
                    let message = format!("`{list}[{index}]` is left out: {}", fault.message);
                    Diagnostic { message, ..fault }
                })),
            }
        }
    }
    Ok(Warned { output: admitted, warnings: faults })
}

/// Reads one entry as if it stood alone in a sheet, and puts it on its words.
fn one(list: &str, entry: &Value, origin: &str, document: &Document) -> Checked<(Option<Fact>, Option<Reading>)> {
    let refuse = |rule, message: String| vec![Diagnostic::error(rule, message)];
    let Some(keys) = entry.as_object() else {
        return Err(refuse("wrong-type", "it is no object".into()));
    };
    if let Some(key) = keys.keys().find(|key| NOT_ITS.contains(&key.as_str()) || key.starts_with("x-")) {
        return Err(refuse("extractor-key", format!("`{key}` is not for an extractor to say")));
    }
    if let Some((key, words)) = foreign(entry, document) {
        let message = format!("the words `{words}` of `{key}` do not stand in the source");
        return Err(refuse("false-evidence", message));
    }
    let source = serde_json::to_value(SourceRecord::of(document)).unwrap_or_default();
    // JSON is YAML: the entry passes the very checks of a sheet.
    let text = json!({"schema": crate::sheet::SCHEMA, "source": source, list: [entry]}).to_string();
    let mut sheet: FactSheet = yaml::read(&text, "its output")?;
    let found = yaml::resolve(&mut sheet, &text, "its output", document);
    let lost: Vec<_> = found.into_iter().filter(|found| found.severity == Severity::Error).collect();
    if !lost.is_empty() {
        return Err(lost);
    }
    let fact = sheet.facts.pop().map(|fact| Fact { origin: Some(origin.into()), ..fact });
    let reading = sheet.readings.pop().map(|reading| Reading { origin: Some(origin.into()), ..reading });
    Ok((fact, reading))
}

/// Finds text in a claim that the source does not have; white space may differ. Evidence is held against its place
/// elsewhere.
fn foreign(entry: &Value, document: &Document) -> Option<(String, String)> {
    let flat = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    let source = flat(&document.text);
    let mut left: Vec<(&str, &Value)> = vec![("", entry)];
    while let Some((key, value)) = left.pop() {
        match value {
            Value::Object(keys) => {
                let claims = keys.iter().filter(|(key, _)| {
                    !OWN_WORDS.contains(&key.as_str()) && !["evidence", "relative_to"].contains(&key.as_str())
                });
                left.extend(claims.map(|(key, value)| (key.as_str(), value)));
            }
            Value::Array(items) => left.extend(items.iter().map(|item| (key, item))),
            Value::String(words) => {
                let is_author = key == "holder" && words == "author";
                if !is_author && !source.contains(&flat(words)) {
                    return Some((key.to_owned(), flat(words).chars().take(200).collect()));
                }
            }
            Value::Null | Value::Bool(_) | Value::Number(_) => {}
        }
    }
    None
}

/// Adds entries to what was said about a text, each with a name that no other has.
pub(super) fn name(
    said: &mut (Vec<Fact>, Vec<Reading>),
    facts: Vec<Fact>,
    readings: Vec<Reading>,
    document: &Document,
) {
    let ids = said.0.iter().map(|fact| &fact.id).chain(said.1.iter().map(|reading| &reading.id));
    let mut taken: BTreeSet<String> = ids.map(|id| id.0.clone()).collect();
    let mut named = |kind: &str, evidence: &crate::sheet::Evidence| -> FactId {
        let id = yaml::name(kind, &document.id, evidence, &taken);
        taken.insert(id.0.clone());
        id
    };
    for fact in facts {
        let same = |own: &&Fact| own.evidence.span == fact.evidence.span && own.claim.kind() == fact.claim.kind();
        // The first to say it is named.
        if said.0.iter().find(same).is_none() {
            said.0.push(Fact { id: named(fact.claim.kind(), &fact.evidence), ..fact });
        }
    }
    for reading in readings {
        if !said.1.iter().any(|own| own.evidence.span == reading.evidence.span) {
            said.1.push(Reading { id: named("reading", &reading.evidence), ..reading });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::corpus::{Format, Text};
    use crate::document;

    const TEXT: &str = "Mayor Ida Holm said the ferry\nwould carry 400 people a day. It is a bold promise.\n";

    fn heard(answer: &Value) -> (usize, usize, Vec<String>) {
        let document = document::parse(&Text::decoded("ferry", Format::Text, TEXT, None)).output;
        match admit(answer.to_string().as_bytes(), "model", &document) {
            Ok(Warned { output: (facts, readings), warnings }) => {
                assert!(facts.iter().all(|fact| fact.origin.as_deref() == Some("model") && fact.evidence.line > 0));
                (facts.len(), readings.len(), warnings.into_iter().map(|found| found.message).collect())
            }
            Err(faults) => (0, 0, faults.into_iter().map(|fault| fault.message).collect()),
        }
    }

    #[test]
    fn exact_words_are_let_in_and_put_in_place() {
        let answer = json!({
            "facts": [
                {"kind": "figure", "value": {"exactly": 400, "unit": "people", "text": "400"},
                 "about": "the ferry would carry", "evidence": {"exact": "400 people"}},
            ],
            "readings": [{"side": "optimistic", "score": 0.9, "holder": "author",
                          "evidence": {"exact": "It is a bold promise.", "span": [3, 9]}}],
        });
        assert_eq!(heard(&answer), (1, 1, vec![]));
    }

    #[test]
    fn lies_are_left_out_one_by_one() {
        let fact = |about: &str, exact: &str| json!({"kind": "unknown", "about": about, "reason": "unclear", "evidence": {"exact": exact}});
        let mut signed = fact("the ferry", "the ferry");
        signed["status"] = "checked".into();
        let answer = json!({"facts": [
            fact("the ferry", "400 people a day"),
            fact("the ferry", "500 people a day"),
            fact("the bridge", "400 people a day"),
            signed,
            {"kind": "rumour", "evidence": {"exact": "a bold promise"}},
            7,
        ]});
        let (facts, _, faults) = heard(&answer);
        assert_eq!((facts, faults.len()), (1, 5), "{faults:?}");
        for (fault, words) in faults.iter().zip([
            "`facts[1]` is left out: evidence of this entry does not stand in the source",
            "`facts[2]` is left out: the words `the bridge` of `about` do not stand",
            "`facts[3]` is left out: `status` is not for an extractor to say",
            "`facts[4]` is left out: unknown value `rumour` of `kind`",
            "`facts[5]` is left out: it is no object",
        ]) {
            assert!(fault.starts_with(words), "{fault}\n{words}");
        }
    }

    #[test]
    fn what_is_no_answer_is_refused_whole() {
        for answer in [json!([]), json!({"facts": 1}), json!({"fact": []}), json!(null)] {
            let (facts, readings, faults) = heard(&answer);
            assert_eq!((facts, readings, faults.len()), (0, 0, 1), "{answer}");
        }
    }
}
