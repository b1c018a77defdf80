//! The evidence that a page carries, as JSON-LD in schema.org's words.
//!
//! A `Report` with a `citation` a source (`identifier`, `name`, `url`, `sha256` of the text), whose `hasPart` lists the
//! quoted facts: `identifier`, `position` (code points of the text, `806-838`) and `text`, the exact words. Position
//! and hash together say which words are meant, so that who has the text can check them without the note.

use rustc_hash::FxHashSet;
use serde_json::{Value, json};

use crate::diagnostic::{Diagnostic, Location};
use crate::document::Document;
use crate::sheet::{Evidence, FactSheet, Status};
use crate::source::{CodePoints, SourceId};

/// Writes the evidence of the facts that `markdown` cites.
pub fn write(title: &str, sheets: &[FactSheet], markdown: &str) -> String {
    let cited = Cited::of(markdown);
    let citations: Vec<Value> = sheets.iter().filter_map(|sheet| citation(sheet, &cited)).collect();
    json!({"@context": "https://schema.org", "@type": "Report", "name": title, "citation": citations}).to_string()
}

/// What a note cites: with footnotes a fact is named, with citations by key its words stand in the text.
#[derive(Debug)]
pub struct Cited<'a> {
    markdown: &'a str,
    names: FxHashSet<&'a str>,
}

impl<'a> Cited<'a> {
    /// Reads a note.
    pub fn of(markdown: &'a str) -> Self {
        let is_of_name = |letter: char| letter.is_alphanumeric() || matches!(letter, '-' | '_' | '.');
        let words = markdown.split(|letter| !is_of_name(letter)).filter(|word| !word.is_empty());
        Self { markdown, names: words.flat_map(|word| [word, word.trim_matches('.')]).collect() }
    }

    /// Tells whether any fact or reading of `sheet` is cited.
    pub fn any_of(&self, sheet: &FactSheet) -> bool {
        let source = self.source(&sheet.source.id);
        let facts = sheet.facts.iter().map(|fact| (&fact.id, &fact.evidence));
        let mut all = facts.chain(sheet.readings.iter().map(|reading| (&reading.id, &reading.evidence)));
        all.any(|(id, evidence)| source.cites(&id.0, evidence))
    }

    pub(super) fn source<'b>(&'b self, source: &'b SourceId) -> CitedSource<'b> {
        let by_key = self.markdown.contains(&format!("@{source}"));
        CitedSource { cited: self, source, by_key }
    }
}

/// What a note cites of one source.
pub(super) struct CitedSource<'a> {
    cited: &'a Cited<'a>,
    source: &'a SourceId,
    by_key: bool,
}

impl CitedSource<'_> {
    pub(super) fn cites(&self, fact: &str, evidence: &Evidence) -> bool {
        let names = &self.cited.names;
        // A fact whose id another sheet has too is named with its source.
        let named = names.contains(fact) || names.contains(format!("{}-{fact}", self.source).as_str());
        named || self.by_key && self.cited.markdown.contains(&evidence.exact)
    }
}

fn citation(sheet: &FactSheet, cited: &Cited<'_>) -> Option<Value> {
    let cited = cited.source(&sheet.source.id);
    let facts =
        sheet.facts.iter().filter(|fact| fact.status != Status::Rejected).map(|fact| (&fact.id, &fact.evidence));
    let readings = sheet.readings.iter().filter(|fact| fact.status != Status::Rejected);
    let readings = readings.map(|reading| (&reading.id, &reading.evidence));
    let parts: Vec<Value> = facts
        .chain(readings)
        .filter(|(id, evidence)| cited.cites(&id.0, evidence))
        .map(|(id, evidence)| {
            let position = format!("{}-{}", evidence.span.start, evidence.span.end);
            json!({"@type": "Quotation", "identifier": id, "position": position, "text": evidence.exact})
        })
        .collect();
    if parts.is_empty() {
        return None;
    }
    let record = &sheet.source;
    let mut citation = json!({"@type": "MediaObject", "identifier": record.id, "sha256": record.sha256});
    for (key, value) in [("name", &record.title), ("url", &record.url)] {
        if let Some(value) = value {
            citation[key] = json!(value);
        }
    }
    citation["hasPart"] = parts.into();
    Some(citation)
}

/// Words that a page says stand in a source.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Linked {
    /// Id of the source.
    pub source: String,
    /// SHA-256 of its file.
    pub sha256: String,
    /// Id of the fact.
    pub fact: String,
    /// Where the words stand.
    pub span: CodePoints,
    /// The words.
    pub exact: String,
}

/// Reads what [`write()`] wrote; entries that are not of its form are `None`.
///
/// # Errors
/// Why it is no JSON.
pub fn read(json: &str) -> Result<Vec<Option<Linked>>, String> {
    let value: Value = serde_json::from_str(json).map_err(|fault| fault.to_string())?;
    let list = |value: &Value| value.as_array().cloned().unwrap_or_default();
    let word = |value: &Value| value.as_str().map(str::to_owned);
    let mut linked = Vec::new();
    for citation in list(&value["citation"]) {
        for part in list(&citation["hasPart"]) {
            let read = || {
                let position = word(&part["position"])?;
                let (start, end) = position.split_once('-')?;
                Some(Linked {
                    source: word(&citation["identifier"])?,
                    sha256: word(&citation["sha256"])?,
                    fact: word(&part["identifier"])?,
                    span: CodePoints { start: start.parse().ok()?, end: end.parse().ok()? },
                    exact: word(&part["text"])?,
                })
            };
            linked.push(read());
        }
    }
    Ok(linked)
}

/// Holds carried evidence against a source: its hash, and its words at their place.
pub fn fault(
    file: &str,
    fact: &str,
    sha256: &str,
    evidence: (CodePoints, &str),
    document: &Document,
) -> Option<Diagnostic> {
    let (span, exact) = evidence;
    let there = document.positions.span(&document.text, span).and_then(|span| document.text.get(span.range()));
    let message = if there != Some(exact) {
        format!("the words of `{fact}` that `{file}` carries do not stand at their place in `{}`", document.id)
    } else if sha256 != document.sha256 {
        format!("`{file}` was made from another text than `{}` as it is now", document.id)
    } else {
        return None;
    };
    Some(Diagnostic::error("evidence-changed", message).at(Location::file(file)))
}
