//! A bundle: notes, the evidence under them and hashes in one archive that a stranger can check offline.
//!
//! `manifest.json` lists every file with its SHA-256; `evidence.json` holds, a cited source, its record and the
//! passages that the notes rest on, each with context and place; with full texts, `texts/` holds those. Hashes show
//! damage; the notes are held against the passages, so that a note changed together with its hash is seen too. Who
//! changes notes, passages and hashes together is found out with the full texts or the hashes of the originals alone.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::note;
use super::review::{Library, Review};
use super::zip::{self, Entry};
use super::{Book, Verdict};
use crate::corpus::{Format, Text};
use crate::diagnostic::{Diagnostic, Location, Severity, Warned};
use crate::document;
use crate::sheet::{Evidence, FactSheet, Status};
use crate::source::CodePoints;

/// Name and version of the format.
pub const SCHEMA: &str = "evenhand/bundle/1";
/// How many code points of context a passage has on each side, at the least up to a word's border.
const CONTEXT: usize = 240;

#[derive(Serialize, Deserialize, Debug)]
#[serde(deny_unknown_fields)]
struct Manifest {
    schema: String,
    /// Path to SHA-256 of everything else in the archive.
    files: BTreeMap<String, String>,
}

#[derive(Serialize, Deserialize, Debug)]
#[serde(deny_unknown_fields)]
struct SourceEvidence {
    id: String,
    /// Path and hash of the original.
    file: String,
    sha256: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    title: Option<String>,
    #[serde(rename = "URL", default, skip_serializing_if = "Option::is_none")]
    url: Option<String>,
    /// Passages in the order of the text, never overlapping.
    passages: Vec<Passage>,
    /// What the notes may cite.
    facts: Vec<CitedFact>,
}

/// A stretch of a source with its place in the original.
#[derive(Serialize, Deserialize, Debug)]
#[serde(deny_unknown_fields)]
struct Passage {
    span: CodePoints,
    text: String,
}

#[derive(Serialize, Deserialize, Debug)]
#[serde(deny_unknown_fields)]
struct CitedFact {
    id: String,
    evidence: Evidence,
}

/// Whether the full texts go into the bundle.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Texts {
    /// Quotations with context only, as the law on quoting allows.
    Quoted,
    /// All of each cited text.
    Full,
}

/// Packs notes (path and content) with the evidence of the facts that they cite.
///
/// # Errors
/// A reason if there is too much for an archive.
pub fn pack(notes: Vec<Entry>, sheets: &[FactSheet], books: &[Book], texts: Texts) -> Result<Vec<u8>, String> {
    let cited: Vec<_> = notes
        .iter()
        .filter(|entry| entry.name.ends_with(".md"))
        .map(|entry| String::from_utf8_lossy(&entry.bytes).into_owned())
        .collect();
    let is_cited = |id: &str| cited.iter().any(|note| note.contains(id));
    let mut entries = notes;
    let mut evidence = Vec::new();
    for sheet in sheets {
        let Some(book) = books.iter().find(|book| *book.id() == sheet.source.id) else { continue };
        let facts =
            sheet.facts.iter().filter(|fact| fact.status != Status::Rejected).map(|fact| (&fact.id, &fact.evidence));
        let readings =
            sheet.readings.iter().filter(|fact| fact.status != Status::Rejected).map(|fact| (&fact.id, &fact.evidence));
        let facts: Vec<_> = facts
            .chain(readings)
            .filter(|(id, _)| is_cited(&id.0) || is_cited(sheet.source.id.as_str()))
            .map(|(id, evidence)| CitedFact { id: id.0.clone(), evidence: evidence.clone() })
            .collect();
        if facts.is_empty() {
            continue;
        }
        let document = book.document();
        let passages = match texts {
            Texts::Quoted => passages(&facts, document),
            Texts::Full => vec![Passage {
                span: CodePoints { start: 0, end: document.positions.code_point(&document.text, document.text.len()) },
                text: document.text.clone(),
            }],
        };
        if texts == Texts::Full {
            entries.push(Entry { name: format!("texts/{}.txt", document.id), bytes: document.text.clone().into() });
        }
        let record = &sheet.source;
        evidence.push(SourceEvidence {
            id: record.id.to_string(),
            file: record.file.clone(),
            sha256: record.sha256.clone(),
            title: record.title.clone(),
            url: record.url.clone(),
            passages,
            facts,
        });
    }
    let json = |value: Result<Vec<u8>, serde_json::Error>| value.map_err(|fault| fault.to_string());
    entries.push(Entry { name: "evidence.json".into(), bytes: json(serde_json::to_vec_pretty(&evidence))? });
    let files = entries.iter().map(|entry| (entry.name.clone(), sha256(&entry.bytes))).collect();
    let manifest = Manifest { schema: SCHEMA.into(), files };
    entries.insert(0, Entry { name: "manifest.json".into(), bytes: json(serde_json::to_vec_pretty(&manifest))? });
    zip::write(&entries)
}

/// The words of each fact with context, joined where they touch.
fn passages(facts: &[CitedFact], document: &document::Document) -> Vec<Passage> {
    let end = document.positions.code_point(&document.text, document.text.len());
    let mut spans: Vec<_> = facts
        .iter()
        .map(|fact| (fact.evidence.span.start.saturating_sub(CONTEXT), (fact.evidence.span.end + CONTEXT).min(end)))
        .collect();
    spans.sort_unstable();
    let mut joined: Vec<(usize, usize)> = Vec::new();
    for (start, end) in spans {
        match joined.last_mut() {
            Some(last) if start <= last.1 => last.1 = last.1.max(end),
            _ => joined.push((start, end)),
        }
    }
    let passages = joined.into_iter().filter_map(|(start, end)| {
        let span = CodePoints { start, end };
        let text = document.slice(document.positions.span(&document.text, span)?).to_owned();
        Some(Passage { span, text })
    });
    passages.collect()
}

fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Checks a bundle by itself and says what was checked.
pub fn verify(file: &str, bytes: &[u8]) -> Warned<String> {
    let mut faults = Vec::new();
    let output = read(file, bytes, &mut faults).unwrap_or_default();
    Warned { output, warnings: faults }
}

fn read(file: &str, bytes: &[u8], faults: &mut Vec<Diagnostic>) -> Option<String> {
    let mut fault = |rule, message: String| faults.push(Diagnostic::error(rule, message).at(Location::file(file)));
    let entries = zip::read(bytes).map_err(|reason| fault("not-a-bundle", reason)).ok()?;
    let find = |name: &str| entries.iter().find(|entry| entry.name == name).map(|entry| entry.bytes.as_slice());
    let manifest: Result<Manifest, _> = serde_json::from_slice(find("manifest.json").unwrap_or_default());
    let manifest = manifest.map_err(|reason| fault("not-a-bundle", format!("`manifest.json`: {reason}"))).ok()?;
    if manifest.schema != SCHEMA {
        fault("not-a-bundle", format!("the schema is `{}`, not `{SCHEMA}`", manifest.schema));
    }
    for (name, hash) in &manifest.files {
        match find(name) {
            None => fault("bundle-file-missing", format!("`{name}` is in the manifest but not in the bundle")),
            Some(bytes) if sha256(bytes) != *hash => {
                fault("bundle-changed", format!("`{name}` is not what it was when the bundle was made"));
            }
            Some(_) => {}
        }
    }
    for entry in entries.iter().filter(|entry| entry.name != "manifest.json") {
        if !manifest.files.contains_key(&entry.name) {
            fault("bundle-file-added", format!("`{}` is not in the manifest", entry.name));
        }
    }
    let evidence: Result<Vec<SourceEvidence>, _> = serde_json::from_slice(find("evidence.json").unwrap_or_default());
    let evidence = evidence.map_err(|reason| fault("not-a-bundle", format!("`evidence.json`: {reason}"))).ok()?;
    for source in &evidence {
        for fact in source.facts.iter().filter(|fact| !stands(fact, source)) {
            let (id, source) = (&fact.id, &source.id);
            fault("evidence-changed", format!("the words of `{id}` do not stand in their passage of `{source}`"));
        }
    }
    let library = library(&evidence);
    let mut total = Review::default();
    for entry in &entries {
        let ending = entry.name.rsplit_once('.').map_or("", |(_, ending)| ending);
        let Some(format) = Format::from_extension(ending).filter(|_| !entry.name.starts_with("texts/")) else {
            continue;
        };
        match note::claims(format, &entry.bytes) {
            Ok(claims) => {
                let review = library.review(&format!("{file}:{}", entry.name), &claims);
                for (key, count) in review.counts {
                    *total.counts.entry(key).or_default() += count;
                }
                // What a warning asks of authors was answered before the bundle was made.
                let errors = review.diagnostics.into_iter().filter(|found| found.severity == Severity::Error);
                faults.extend(errors.map(|mut found| {
                    // The words of a laid out page come out in pieces: its hash is the proof, this a hint.
                    if format == Format::Pdf {
                        found.severity = Severity::Warning;
                    }
                    found
                }));
            }
            Err(reason) => {
                let message = format!("`{}` cannot be checked: {reason}", entry.name);
                faults.push(Diagnostic::warning("cannot-read-note", message).at(Location::file(file)));
            }
        }
    }
    Some(format!(
        "{} files as the manifest has them; {} claims verified, {} not found, {} cannot check, against passages of {} \
         sources",
        manifest.files.len(),
        total.count(Verdict::Verified),
        total.count(Verdict::NotFound),
        total.count(Verdict::CannotCheck),
        evidence.len()
    ))
}

/// Tells whether the words of a fact stand in a passage at the place given.
fn stands(fact: &CitedFact, source: &SourceEvidence) -> bool {
    let span = fact.evidence.span;
    source.passages.iter().any(|passage| {
        let Some(offset) = span.start.checked_sub(passage.span.start) else { return false };
        let length = span.end.saturating_sub(span.start);
        span.end <= passage.span.end && passage.text.chars().skip(offset).take(length).eq(fact.evidence.exact.chars())
    })
}

/// The passages as sources; positions are not theirs, so that facts are found by their words.
fn library(evidence: &[SourceEvidence]) -> Library {
    let documents = evidence.iter().map(|source| {
        let words: Vec<_> = source.passages.iter().map(|passage| passage.text.as_str()).collect();
        let text = Text::decoded(&source.id, Format::Text, &words.join("\n\n"), None);
        let mut document = document::parse(&text).output;
        document.metadata.title.clone_from(&source.title);
        document.metadata.url.clone_from(&source.url);
        document
    });
    Library::new(documents.collect(), &[])
}
