//! Packs notes with the evidence of what they cite.

use super::{CitedFact, EVIDENCE, GENERATOR, MANIFEST, Manifest, Passage, SCHEMA, SourceEvidence, sha256, sheet_path};
use crate::corpus::Format;
use crate::document;
use crate::pdf::Relation;
use crate::sheet::{self, FactSheet, Status};
use crate::source::CodePoints;
use crate::verify::linked::Cited;
use crate::verify::zip::{self, Entry};
use crate::verify::{Book, rendered};

/// How many code points of context a passage has on each side.
const CONTEXT: usize = 240;

/// Whether the full texts go into the bundle.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Texts {
    /// Quotations with context only, as the law on quoting allows.
    Quoted,
    /// All of each cited text.
    Full,
}

/// An archive with its seal.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Bundle {
    /// The archive.
    pub bytes: Vec<u8>,
    /// SHA-256 of its manifest, which holds the hash of every other file.
    pub seal: String,
}

/// Packs notes (path and content) with the evidence of the facts that they cite.
///
/// # Errors
/// A reason if there is too much for an archive.
pub fn pack(notes: Vec<Entry>, sheets: &[FactSheet], books: &[Book], texts: Texts) -> Result<Bundle, String> {
    let texts_of_notes: Vec<String> = notes.iter().filter_map(text_of).collect();
    let mut entries = notes;
    let mut evidence = Vec::new();
    let cited: Vec<Cited<'_>> = texts_of_notes.iter().map(|note| Cited::of(note)).collect();
    for sheet in sheets {
        let cited: Vec<_> = cited.iter().map(|note| note.source(&sheet.source.id)).collect();
        let Some(book) = books.iter().find(|book| *book.id() == sheet.source.id) else { continue };
        let facts =
            sheet.facts.iter().filter(|fact| fact.status != Status::Rejected).map(|fact| (&fact.id, &fact.evidence));
        let readings =
            sheet.readings.iter().filter(|fact| fact.status != Status::Rejected).map(|fact| (&fact.id, &fact.evidence));
        let facts: Vec<_> = facts
            .chain(readings)
            .filter(|(id, words)| cited.iter().any(|note| note.cites(&id.0, words)))
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
        let written = sheet::yaml::write(sheet).into_bytes();
        let record = &sheet.source;
        evidence.push(SourceEvidence {
            id: record.id.to_string(),
            file: record.file.clone(),
            sha256: record.sha256.clone(),
            title: record.title.clone(),
            url: record.url.clone(),
            sheet: sha256(&written),
            passages,
            facts,
        });
        entries.push(Entry { name: sheet_path(record.id.as_str()), bytes: written });
    }
    let json = |value: Result<Vec<u8>, serde_json::Error>| value.map_err(|fault| fault.to_string());
    entries.push(Entry { name: EVIDENCE.into(), bytes: json(serde_json::to_vec_pretty(&evidence))? });
    let files = entries.iter().map(|entry| (entry.name.clone(), sha256(&entry.bytes))).collect();
    let manifest = Manifest { schema: SCHEMA.into(), generator: GENERATOR.into(), files };
    let manifest = json(serde_json::to_vec_pretty(&manifest))?;
    let seal = sha256(&manifest);
    entries.insert(0, Entry { name: MANIFEST.into(), bytes: manifest });
    Ok(Bundle { bytes: zip::write(&entries)?, seal })
}

/// Returns what a note says of the facts that it cites: its Markdown, the one within a PDF, or the page itself.
fn text_of(note: &Entry) -> Option<String> {
    let (_, ending) = note.name.rsplit_once('.')?;
    let bytes = match Format::from_extension(ending)? {
        Format::Pdf => {
            let files = rendered::carried(&note.bytes).ok()?;
            files.into_iter().find(|file| file.relation == Relation::Source)?.content
        }
        Format::Markdown | Format::Html | Format::Text | Format::Docx => note.bytes.clone(),
    };
    Some(String::from_utf8_lossy(&bytes).into_owned())
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
