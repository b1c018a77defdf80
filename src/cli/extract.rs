//! `evenhand extract`: fact sheets from the project's texts, or, with `--jsonl`, from records on standard input.
//!
//! The second form is the worker for large corpora: a record in, a sheet out, nothing kept between two but the words
//! that were looked up, so any engine that pipes lines can spread it. Of the project it knows the cue files alone.

use std::io;
use std::sync::Mutex;

use rayon::prelude::*;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::args::Extract;
use super::{ExitStatus, Session};
use crate::comparison::independence::Fingerprint;
use crate::corpus;
use crate::document;
use crate::lexicon::Lexicon;
use crate::lexicon::known::Book;
use crate::sheet::{self, FactSheet};
use crate::source::CodePoints;
use crate::{files, project};

/// How many bytes of records are worked on at a time, so that memory stays bounded.
const BATCH: usize = 4 << 20;

pub(super) fn run(args: &Extract, session: &mut Session<'_>) -> io::Result<ExitStatus> {
    if args.jsonl { records(args, session) } else { sheets(session) }
}

fn sheets(session: &mut Session<'_>) -> io::Result<ExitStatus> {
    let root = session.global.project.clone();
    let mut inputs = files::read_project(&root);
    let mut diagnostics = inputs.warnings;
    diagnostics.extend(session.ask_extractors(&mut inputs.output)?);
    let read = project::read(&inputs.output);
    diagnostics.extend(read.warnings);
    let stated = project::state(&inputs.output, read.output);
    diagnostics.extend(stated.warnings);
    let written = files::write_outputs(&root, &stated.output.outputs);
    diagnostics.extend(written.warnings);
    let status = session.report(&diagnostics)?;
    session.say(&format!("{} fact sheets, {} changed", stated.output.sheets.len(), written.output.len()))?;
    Ok(status)
}

/// A record on standard input.
#[derive(Deserialize)]
struct Record {
    id: String,
    #[serde(default)]
    text: Option<String>,
    #[serde(default)]
    html: Option<String>,
    /// Path of the text in a project; `text` is read as Markdown if it ends in `.md`.
    #[serde(default)]
    file: Option<String>,
    /// What `NAME.meta.yaml` would hold.
    #[serde(default)]
    meta: Option<serde_json::Value>,
    #[serde(default)]
    question: Option<String>,
}

/// A sheet on standard output, with the text it refers to if asked.
#[derive(Serialize)]
struct Line<'a> {
    id: &'a str,
    #[serde(flatten)]
    sheet: FactSheet,
    #[serde(skip_serializing_if = "Option::is_none")]
    text: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    furniture: Option<Vec<CodePoints>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    runs: Option<String>,
}

fn records(args: &Extract, session: &mut Session<'_>) -> io::Result<ExitStatus> {
    let files = files::read_lexicon(&session.global.project);
    let own = project::lexicon(&files.output);
    let faults: Vec<_> = files.warnings.into_iter().chain(own.warnings).collect();
    let mut status = session.report(&faults)?;
    if status != ExitStatus::Done {
        return Ok(status);
    }
    let lexicon = own.output.as_ref().unwrap_or_else(|| Lexicon::built_in());
    let books = Mutex::default();
    let mut batch = Vec::new();
    let mut first_line = 1;
    loop {
        batch.clear();
        let mut lines = Vec::new();
        while batch.len() < BATCH {
            let start = batch.len();
            if session.input.read_until(b'\n', &mut batch)? == 0 {
                break;
            }
            lines.push(start..batch.len());
        }
        if lines.is_empty() {
            return Ok(status);
        }
        let numbered = lines.par_iter().map(|line| &batch[line.clone()]).enumerate();
        let made: Vec<_> = numbered
            .filter(|(_, line)| !line.trim_ascii().is_empty())
            .map_init(
                || Lent::from(&books, lexicon),
                |lent, (index, line)| sheet_of_record(line, first_line + index, args, &mut lent.book),
            )
            .collect();
        for (line, ok) in made {
            session.output.write_all(&line)?;
            session.output.write_all(b"\n")?;
            if !ok {
                status = ExitStatus::Faults;
            }
        }
        first_line += lines.len();
    }
}

/// A book of words that is given back when its records are done, so that the next ones find their words in it.
struct Lent<'b, 'a> {
    book: Book<'a>,
    books: &'b Mutex<Vec<Book<'a>>>,
}

impl<'b, 'a> Lent<'b, 'a> {
    /// Takes one of `books`, or a new one of `lexicon`.
    fn from(books: &'b Mutex<Vec<Book<'a>>>, lexicon: &'a Lexicon) -> Self {
        let free = books.lock().ok().and_then(|mut books| books.pop());
        Self { book: free.unwrap_or_else(|| Book::new(lexicon)), books }
    }
}

impl Drop for Lent<'_, '_> {
    fn drop(&mut self) {
        if let Ok(mut books) = self.books.lock() {
            let empty = Book::new(self.book.lexicon());
            books.push(std::mem::replace(&mut self.book, empty));
        }
    }
}

/// Returns the line to write and whether it holds a sheet.
fn sheet_of_record(line: &[u8], number: usize, args: &Extract, book: &mut Book<'_>) -> (Vec<u8>, bool) {
    let refuse = |id: &str, error: String| (json!({"id": id, "error": error}).to_string().into_bytes(), false);
    // Where the whole line is UTF-8, its strings need not be checked one by one.
    let read = match std::str::from_utf8(line) {
        Ok(text) => serde_json::from_str(text),
        Err(_) => serde_json::from_slice(line),
    };
    let record: Record = match read {
        Ok(record) => record,
        Err(error) => {
            let id = serde_json::from_slice::<serde_json::Value>(line).ok();
            let id = id.as_ref().and_then(|value| value["id"].as_str()).unwrap_or_default();
            return refuse(id, format!("line {number}: {error}"));
        }
    };
    let (format, content) = match (&record.text, &record.html) {
        (Some(text), None) => (corpus::Format::Text, text),
        (None, Some(html)) => (corpus::Format::Html, html),
        _ => return refuse(&record.id, format!("line {number}: a record needs either `text` or `html`")),
    };
    let is_markdown = record.text.is_some() && record.file.as_ref().is_some_and(|file| file.ends_with(".md"));
    let format = if is_markdown { corpus::Format::Markdown } else { format };
    let mut text = corpus::Text::decoded(&record.id, format, content, record.meta.as_ref().map(ToString::to_string));
    text.file = record.file.clone().unwrap_or(text.file);
    let parsed = document::parse(&text);
    if let Some(fault) = parsed.warnings.iter().find(|found| found.severity == crate::diagnostic::Severity::Error) {
        return refuse(&record.id, format!("line {number}: {}", fault.message));
    }
    let document = parsed.output;
    let sheet = sheet::extract_with(book, &document, record.question.as_deref());
    let runs = args.with_runs.then(|| Fingerprint::of(&document).to_hex());
    let furniture = args.with_text.then(|| {
        let furniture = document.blocks.iter().filter(|block| block.furniture.is_some());
        furniture.map(|block| document.positions.code_points(&document.text, block.span)).collect()
    });
    let length = line.len();
    let line = Line { id: &record.id, sheet, text: args.with_text.then_some(document.text), furniture, runs };
    let mut written = Vec::with_capacity(length * 3);
    match serde_json::to_writer(&mut written, &line) {
        Ok(()) => (written, true),
        Err(error) => refuse(&record.id, error.to_string()),
    }
}
