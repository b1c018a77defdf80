//! `evenhand bundle`: a brief's notes with their evidence and hashes, in one archive.

use std::io;
use std::path::PathBuf;

use super::args::Bundle;
use super::{ExitStatus, Session};
use crate::diagnostic::{Diagnostic, Severity};
use crate::verify::Book;
use crate::verify::bundle::{self, Texts};
use crate::verify::zip::Entry;
use crate::{files, project};

pub(super) fn run(args: &Bundle, session: &mut Session<'_>) -> io::Result<ExitStatus> {
    let inputs = files::read_project(&session.global.project);
    let mut diagnostics = inputs.warnings;
    let inputs = inputs.output;
    let prepared = project::prepared(&inputs, args.brief.as_deref());
    diagnostics.extend(prepared.warnings);
    let (mut stated, compared) = prepared.output;
    if let ([_, _, ..], None) = (&compared[..], &args.brief) {
        diagnostics.push(Diagnostic::error("which-brief", "there are several briefs: name the one to bundle"));
    }
    let Some(compared) = compared.first() else { return session.report(&diagnostics) };
    let notes = project::notes(&inputs, compared);
    diagnostics.extend(notes.warnings);
    if diagnostics.iter().any(|found| found.severity == Severity::Error) {
        return session.report(&diagnostics);
    }
    let folder = format!("{}/{}/", inputs.settings.briefs, compared.brief.id);
    let entries = notes.output.into_iter().map(|output| Entry {
        name: format!("notes/{}", output.file.strip_prefix(&folder).unwrap_or(&output.file)),
        bytes: output.bytes,
    });
    let documents = std::mem::take(&mut stated.documents);
    let books: Vec<_> = documents.into_iter().map(|document| Book::new(document, None)).collect();
    let texts = if args.with_texts { Texts::Full } else { Texts::Quoted };
    let path = args.output.clone().unwrap_or_else(|| PathBuf::from(format!("{}.zip", compared.brief.id)));
    let mut seal = String::new();
    match bundle::pack(entries.collect(), &compared.sheets, &books, texts) {
        Ok(packed) => {
            seal = packed.seal;
            if let Err(error) = files::write_file(&path, &packed.bytes) {
                let message = format!("cannot write `{}`: {error}", path.display());
                diagnostics.push(Diagnostic::error("cannot-write", message));
            }
        }
        Err(reason) => diagnostics.push(Diagnostic::error("cannot-bundle", reason)),
    }
    let status = session.report(&diagnostics)?;
    if status == ExitStatus::Done {
        session.say(&format!(
            "wrote {0}; check it anywhere with `evenhand verify {0}`\nseal {seal}: publish it where readers can trust it",
            path.display()
        ))?;
    }
    Ok(status)
}
