//! `evenhand bundle`: a brief's notes with their evidence and hashes, in one archive.

use std::borrow::Cow;
use std::io;
use std::path::PathBuf;

use super::args::Bundle;
use super::{ExitStatus, Session};
use crate::brief::Audience;
use crate::diagnostic::{Diagnostic, Severity};
use crate::project::Compared;
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
    let Some(seen) = seen(args, compared, &mut diagnostics) else { return session.report(&diagnostics) };
    let notes = project::notes(&inputs, compared);
    diagnostics.extend(notes.warnings);
    if diagnostics.iter().any(|found| found.severity == Severity::Error) {
        return session.report(&diagnostics);
    }
    let folder = format!("{}/{}/", inputs.settings.briefs, compared.brief.id);
    let entries = notes.output.into_iter().filter_map(|output| {
        let name = output.file.strip_prefix(&folder).unwrap_or(&output.file);
        let (stem, _) = name.rsplit_once('.')?;
        let is_wanted = args.audience.as_deref().is_none_or(|audience| audience == stem);
        is_wanted.then(|| Entry { name: format!("notes/{name}"), bytes: output.bytes })
    });
    let documents = std::mem::take(&mut stated.documents);
    let books: Vec<_> = documents.into_iter().map(|document| Book::new(document, None)).collect();
    let texts = if args.with_texts { Texts::Full } else { Texts::Quoted };
    let path = args.output.clone().unwrap_or_else(|| PathBuf::from(format!("{}.zip", compared.brief.id)));
    let mut seal = String::new();
    match bundle::pack(entries.collect(), &seen.sheets, &books, texts) {
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

/// Returns what the readers of the bundle may see, or says why that cannot be told.
fn seen<'a>(args: &Bundle, compared: &'a Compared, diagnostics: &mut Vec<Diagnostic>) -> Option<Cow<'a, Compared>> {
    let audiences = compared.brief.audiences();
    match &args.audience {
        Some(name) => match audiences.get(name) {
            Some(audience) => Some(compared.seen_by(audience)),
            None => {
                let fault = Diagnostic::error("unknown-audience", format!("the brief has no audience `{name}`"));
                diagnostics.push(fault.did_you_mean(name, audiences.keys().map(String::as_str)));
                None
            }
        },
        None => {
            let withholds = |audience: &Audience| compared.seen_by(audience).sheets.len() < compared.sheets.len();
            if let Some((name, _)) = audiences.iter().find(|(_, audience)| withholds(audience)) {
                let message = format!("sources are withheld from `{name}`, so that one bundle cannot serve all");
                let fault = Diagnostic::error("which-audience", message);
                diagnostics.push(fault.hint("bundle one audience at a time: `--audience NAME`"));
                return None;
            }
            Some(Cow::Borrowed(compared))
        }
    }
}
