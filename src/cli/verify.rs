//! `evenhand verify`: are the quotations and figures of a note in the texts that it names?

use std::io::{self, BufRead};
use std::path::Path;

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use super::args::Verify;
use super::{ExitStatus, Session};
use crate::corpus::Format;
use crate::diagnostic::{Diagnostic, Severity};
use crate::source::CodePoints;
use crate::verify::nearest::Nearest;
use crate::verify::note::ClaimKind;
use crate::verify::review::{Library, Review};
use crate::verify::shelf::Shelf;
use crate::verify::{self, Quotable, Verdict, bundle, file};
use crate::{files, project};

/// How many bytes of records are worked on at a time, so that memory stays bounded.
const BATCH: usize = 1 << 20;

pub(super) fn run(args: &Verify, session: &mut Session<'_>) -> io::Result<ExitStatus> {
    match &args.file {
        Some(path) => note(path, args, session),
        None => {
            let folder = match &args.corpus {
                Some(folder) => folder.clone(),
                None => {
                    let root = session.global.project.clone();
                    let settings = files::read_project(&root).output.settings;
                    root.join(settings.corpus)
                }
            };
            records(&mut Shelf::new(&folder), session)
        }
    }
}

/// Longest record, in bytes.
const LONGEST: usize = 16 << 20;

/// Checks one note, or a bundle with its own evidence.
fn note(path: &Path, args: &Verify, session: &mut Session<'_>) -> io::Result<ExitStatus> {
    let shown = path.display().to_string();
    let bytes = match files::read_file(path) {
        Ok(bytes) => bytes,
        Err(fault) => return session.report(&[fault]),
    };
    let ending = path.extension().and_then(|ending| ending.to_str()).unwrap_or_default();
    if ending == "zip" {
        let checked = bundle::verify(&shown, &bytes);
        let status = session.report(&checked.warnings)?;
        session.say(&checked.output.summary)?;
        return Ok(status);
    }
    let Some(format) = Format::from_extension(ending) else {
        let fault = Diagnostic::error("unknown-format", format!("`{shown}` ends in no format that can be read"))
            .hint("notes end in .md, .html, .pdf, .docx or .txt, bundles in .zip");
        return session.report(&[fault]);
    };
    let (library, mut diagnostics) = library(args, session);
    let review = match file::review(&library, &shown, format, &bytes) {
        Ok(review) => review,
        Err(reason) => {
            let fault = Diagnostic::error("cannot-read-note", format!("`{shown}` cannot be checked: {reason}"));
            return session.report(&[fault]);
        }
    };
    diagnostics.retain(|found| found.severity == Severity::Error);
    diagnostics.extend(review.diagnostics.iter().cloned());
    let status = session.report(&diagnostics)?;
    session.say(&summary(&review, library.books.len()))?;
    Ok(status)
}

/// Says what was checked.
pub(super) fn summary(review: &Review, texts: usize) -> String {
    let of = |kind: ClaimKind| {
        let number = |verdict| review.counts.get(&(kind, verdict)).copied().unwrap_or_default();
        let (good, bad, open) = (number(Verdict::Verified), number(Verdict::NotFound), number(Verdict::CannotCheck));
        format!("{good} verified, {bad} not found, {open} cannot check")
    };
    let (quotations, blocks, figures) = (of(ClaimKind::Quotation), of(ClaimKind::Block), of(ClaimKind::Figure));
    format!(
        "quotations: {quotations}\nblock quotations: {blocks}\nfigures with citations: {figures}\nchecked against \
         {texts} texts; {} warnings accepted by people",
        review.accepted
    )
}

/// The texts to check against: a folder, or the project with its sheets.
fn library(args: &Verify, session: &Session<'_>) -> (Library, Vec<Diagnostic>) {
    if let Some(folder) = &args.corpus {
        let corpus = files::read_corpus(folder);
        let mut diagnostics = corpus.warnings;
        let read = project::read(&project::Inputs { corpus: corpus.output, ..project::Inputs::default() });
        diagnostics.extend(read.warnings);
        return (Library::new(read.output, &[]), diagnostics);
    }
    let inputs = files::read_project(&session.global.project);
    let mut diagnostics = inputs.warnings;
    let stated = project::stated(&inputs.output);
    diagnostics.extend(stated.warnings);
    (Library::new(stated.output.documents, &stated.output.sheets), diagnostics)
}

/// A record on standard input.
#[derive(Deserialize)]
struct Record {
    id: serde_json::Value,
    source: String,
    quote: String,
    #[serde(default)]
    speaker: Option<String>,
}

/// A verdict on standard output.
#[derive(Serialize)]
struct Line<'a> {
    id: &'a serde_json::Value,
    verdict: Verdict,
    /// Names of the rules that ask for a look.
    warnings: Vec<&'static str>,
    span: Option<CodePoints>,
    #[serde(skip_serializing_if = "Option::is_none")]
    rule: Option<&'static str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    why: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    nearest: Option<String>,
}

fn records(shelf: &mut Shelf, session: &mut Session<'_>) -> io::Result<ExitStatus> {
    let mut status = ExitStatus::Done;
    let mut number = 0;
    loop {
        let mut lines = Vec::new();
        let mut size = 0;
        while size < BATCH {
            let line = bounded_line(session.input)?;
            if line.is_empty() {
                break;
            }
            number += 1;
            size += line.len();
            if !line.trim_ascii().is_empty() {
                lines.push((number, line));
            }
        }
        if lines.is_empty() && size == 0 {
            return Ok(status);
        }
        let records: Vec<_> = lines.par_iter().map(|(number, line)| read_record(*number, line)).collect();
        shelf.fetch(records.iter().flatten().map(|record| record.source.as_str()));
        let shelf = &*shelf;
        let written: Vec<_> = records
            .par_iter()
            .map(|record| match record {
                Ok(record) => serde_json::to_string(&check(record, shelf)).unwrap_or_default(),
                Err(fault) => fault.clone(),
            })
            .collect();
        for line in written {
            writeln!(session.output, "{line}")?;
        }
        if records.iter().any(Result::is_err) {
            status = ExitStatus::Faults;
        }
    }
}

/// Reads a line with its end; of one longer than [`LONGEST`] only the head is kept, which is then no record.
fn bounded_line(input: &mut dyn BufRead) -> io::Result<Vec<u8>> {
    let mut line = Vec::new();
    loop {
        let bytes = input.fill_buf()?;
        let end = memchr::memchr(b'\n', bytes).map_or(bytes.len(), |at| at + 1);
        let is_end = bytes.is_empty() || bytes[end - 1] == b'\n';
        let room = LONGEST.saturating_sub(line.len()).min(end);
        line.extend_from_slice(&bytes[..room]);
        input.consume(end);
        if is_end {
            return Ok(line);
        }
    }
}

/// Reads a record, or makes the line that says what is wrong with it.
fn read_record(number: usize, line: &[u8]) -> Result<Record, String> {
    serde_json::from_slice(line).map_err(|error| {
        let id = serde_json::from_slice::<serde_json::Value>(line).ok().map(|value| value["id"].clone());
        serde_json::json!({"id": id, "error": format!("line {number}: {error}")}).to_string()
    })
}

fn check<'a>(record: &'a Record, shelf: &Shelf) -> Line<'a> {
    let id = &record.id;
    let book = match shelf.get(&record.source) {
        Ok(book) => book,
        Err(reason) => {
            let (verdict, rule, why) = (Verdict::CannotCheck, Some("no-source"), vec![reason.to_owned()]);
            return Line { id, verdict, warnings: Vec::new(), span: None, rule, why, nearest: None };
        }
    };
    let quotable = Quotable { quote: &record.quote, speaker: record.speaker.as_deref(), at: None };
    let finding = verify::check(quotable, book);
    let document = book.document();
    let span = finding.span.map(|span| document.positions.code_points(&document.text, span));
    let mut why: Vec<_> = Some(finding.why).into_iter().filter(|why| !why.is_empty()).collect();
    why.extend(finding.warnings.iter().map(|drift| drift.message.clone()));
    let warnings = finding.warnings.iter().map(|drift| drift.rule).collect();
    let nearest = finding.nearest.map(|Nearest { diff, .. }| diff);
    Line { id, verdict: finding.verdict, warnings, span, rule: finding.rule, why, nearest }
}
