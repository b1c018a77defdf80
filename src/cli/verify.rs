//! `evenhand verify`: are the quotations and figures of a note in the texts that it names?

use std::io;

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use super::args::Verify;
use super::{ExitStatus, Session};
use crate::files;
use crate::source::CodePoints;
use crate::verify::nearest::Nearest;
use crate::verify::shelf::Shelf;
use crate::verify::{self, Quotable, Verdict};

/// How many bytes of records are worked on at a time, so that memory stays bounded.
const BATCH: usize = 1 << 20;

pub(super) fn run(args: &Verify, session: &mut Session<'_>) -> io::Result<ExitStatus> {
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
            let mut line = Vec::new();
            if session.input.read_until(b'\n', &mut line)? == 0 {
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
