//! `evenhand check`: everything that can be checked, without writing.
//!
//! All outputs are made anew and compared byte for byte with those on disk, so that those changed by hand are found
//! too; the lock beside the notes ([`crate::lock`]) says which inputs changed. Each note is then held against its
//! sources.

use std::io;
use std::path::Path;

use super::args::Check;
use super::{ExitStatus, Session};
use crate::brief::OutputFormat;
use crate::corpus::{Format, Text};
use crate::diagnostic::{Diagnostic, Location, Severity};
use crate::files::Output;
use crate::project::{self, Compared, Inputs, MadeFile};
use crate::source::Span;
use crate::verify::review::{Library, Review};
use crate::verify::{Book, Verdict, assessment, note, policy, rendered};
use crate::{document, files, lock};

pub(super) fn run(args: &Check, session: &mut Session<'_>) -> io::Result<ExitStatus> {
    let root = session.global.project.clone();
    let inputs = files::read_project(&root);
    let mut diagnostics = inputs.warnings;
    let inputs = inputs.output;
    let prepared = project::prepared(&inputs, args.brief.as_deref());
    diagnostics.extend(prepared.warnings);
    let (mut stated, compared) = prepared.output;
    let mut library = Library::new(std::mem::take(&mut stated.documents), &stated.sheets);
    let mut outputs = std::mem::take(&mut stated.outputs);
    let mut locks = Vec::new();
    let sheets: Vec<MadeFile> = outputs.iter().map(MadeFile::of).collect();
    let hashes = lock::hashes(&inputs, &sheets);
    let mut total = Review::default();
    for compared in &compared {
        library.accept(&compared.brief.accept);
        diagnostics.extend(own_words(&inputs, compared, &library));
        let notes = project::notes(&inputs, compared);
        diagnostics.extend(notes.warnings);
        for output in &notes.output {
            check_output(&inputs, compared, output, &library, &mut total, &mut diagnostics);
        }
        outputs.extend(notes.output);
        locks.push(lock::of(&hashes, &inputs, compared));
    }
    // With an error nothing would be built, so that nothing can be out of date.
    if !diagnostics.iter().any(|found| found.severity == Severity::Error) {
        diagnostics.extend(out_of_date(&root, &outputs, &locks));
    }
    let status = session.report_as(&diagnostics, args.format)?;
    let (texts, made) = (inputs.corpus.len(), outputs.len());
    let [verified, not_found, cannot] =
        [Verdict::Verified, Verdict::NotFound, Verdict::CannotCheck].map(|verdict| total.count(verdict));
    session.say(&format!(
        "checked {texts} texts and {made} outputs; quotations and figures in notes: {verified} verified, {not_found} \
         not found, {cannot} cannot check, {} warnings accepted",
        total.accepted
    ))?;
    Ok(status)
}

/// Reports outputs and locks that are not what the inputs make, with the inputs that changed since.
fn out_of_date(root: &Path, outputs: &[Output], locks: &[Output]) -> Vec<Diagnostic> {
    let why = |file: &str| {
        let folder = file.rsplit_once('/').map_or("", |(folder, _)| folder);
        let lock = locks.iter().find(|lock| lock.file.rsplit_once('/').is_some_and(|(own, _)| own == folder))?;
        let old = files::read_text(&root.join(&lock.file)).ok()?;
        let changed = lock::changed(&old, &String::from_utf8_lossy(&lock.bytes));
        Some(match changed.as_slice() {
            [] => "no input has changed since it was built: it was changed or deleted by hand".to_owned(),
            changed => format!("changed since it was built: {}", changed.join(", ")),
        })
    };
    let stale = files::out_of_date(root, outputs).into_iter().chain(files::out_of_date(root, locks));
    let reported = stale.map(|file| {
        let found = Diagnostic::warning("out-of-date", format!("`{file}` is not what its inputs make"));
        let found = match why(&file) {
            Some(why) => found.hint(why),
            None => found,
        };
        found.at(Location::file(file)).hint("run `evenhand build`")
    });
    reported.collect()
}

/// Looks at what the analysts wrote themselves.
fn own_words(inputs: &Inputs, compared: &Compared, library: &Library) -> Vec<Diagnostic> {
    let mut found = policy::probability_words(&compared.brief, &compared.file);
    found.retain(|found| !library.accepts(found.rule, std::iter::empty()));
    let text = inputs.briefs.iter().find(|brief| brief.file == compared.file).map_or("", |brief| &brief.text);
    // A block of YAML is indented: a sentence is found by the words of its first line.
    let place = |sentence: &str| {
        let head = sentence.lines().next().unwrap_or_default();
        match text.find(head) {
            Some(start) => Location::in_text(&compared.file, text, Span::new(start, start + head.len())),
            None => Location::file(&compared.file),
        }
    };
    if let Some(own) = &compared.brief.assessment {
        found.extend(assessment::lint(own, library, place));
    }
    found
}

/// Holds one note against its sources, and looks for words that its audience must not see.
fn check_output(
    inputs: &Inputs,
    compared: &Compared,
    output: &Output,
    library: &Library,
    total: &mut Review,
    diagnostics: &mut Vec<Diagnostic>,
) {
    let (stem, ending) = output.file.rsplit_once('.').unwrap_or((&output.file, ""));
    let Some(format) = Format::from_extension(ending) else { return };
    if ending == OutputFormat::Md.extension()
        && let Ok(claims) = note::claims(format, &output.bytes)
    {
        diagnostics.extend(total.add(library.review(&output.file, &claims)));
    }
    let folder = format!("{}/{}/", inputs.settings.briefs, compared.brief.id);
    let audiences = compared.brief.audiences();
    let Some(audience) = audiences.get(stem.strip_prefix(&folder).unwrap_or(stem)) else { return };
    if audience.withhold.is_empty() {
        return;
    }
    match note::words(format, &output.bytes).and_then(|words| Ok(words + &carried(format, &output.bytes)?)) {
        Ok(words) => {
            let text = Text::decoded(&output.file, Format::Text, &words, None);
            let page = Book::new(document::parse(&text).output, None);
            diagnostics.extend(policy::leaks(&output.file, &page, audience, &compared.sheets, &library.books));
        }
        Err(reason) => {
            let message = format!("`{}` cannot be searched for withheld words: {reason}", output.file);
            diagnostics.push(Diagnostic::error("cannot-read-note", message).at(Location::file(&output.file)));
        }
    }
}

/// Returns the words of the files within a PDF and of the data within a page.
fn carried(format: Format, bytes: &[u8]) -> Result<String, String> {
    let texts: Vec<String> = match format {
        Format::Pdf => {
            let files = rendered::carried(bytes)?.into_iter();
            files.map(|file| String::from_utf8_lossy(&file.content).into_owned()).collect()
        }
        Format::Html => {
            let page = String::from_utf8_lossy(bytes);
            rendered::json_ld(&page).map(|json| json.replace("\\\"", "\"")).into_iter().collect()
        }
        Format::Markdown | Format::Text | Format::Docx => Vec::new(),
    };
    Ok(texts.iter().map(|text| format!("\n\n{text}")).collect())
}
