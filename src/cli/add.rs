//! `evenhand add`: copies texts into the corpus, each with a meta file to complete.

use std::io;
use std::path::Path;

use super::args::Add;
use super::{ExitStatus, Session};
use crate::corpus::{self, SourceFile};
use crate::diagnostic::Diagnostic;
use crate::document::{self, Document, Metadata, Runs};
use crate::files::{self, Output};

pub(super) fn run(args: &Add, session: &mut Session<'_>) -> io::Result<ExitStatus> {
    let root = session.global.project.clone();
    let read = files::read_templates(&root);
    let (mut faults, folder) = (read.warnings, read.output.0.corpus);
    let mut texts = Vec::new();
    let mut metas = Vec::new();
    for path in &args.files {
        match text(path, &folder) {
            Ok((output, document, found)) => {
                faults.extend(found);
                let stem = output.file.rsplit_once('.').map_or(output.file.as_str(), |(stem, _)| stem).to_owned();
                // A meta file is people's: it is never replaced.
                let meta = format!("{stem}.meta.yaml");
                if !root.join(&meta).exists() && !root.join(format!("{}.meta.yaml", output.file)).exists() {
                    metas.push(Output { file: meta, bytes: meta_file(&document).into_bytes() });
                }
                texts.push((output, document));
            }
            Err(found) => faults.extend(found),
        }
    }
    let (outputs, added): (Vec<_>, Vec<_>) = texts.into_iter().unzip();
    if faults.iter().any(|fault| fault.severity == crate::diagnostic::Severity::Error) {
        return session.report(&faults);
    }
    let written = if args.force {
        let warned = files::write_outputs(&root, &outputs);
        if warned.warnings.is_empty() { Ok(()) } else { Err(warned.warnings) }
    } else {
        files::write_new(&root, &outputs)
    };
    if let Err(found) = written {
        let hint = "`--force` replaces a text that is there";
        return session.report(&found.into_iter().map(|fault| fault.hint(hint)).collect::<Vec<_>>());
    }
    faults.extend(files::write_outputs(&root, &metas).warnings);
    faults.extend(duplicates(&root, &added));
    for output in outputs.iter().chain(&metas) {
        session.say(&format!("wrote {}", output.file))?;
    }
    session.report(&faults)
}

/// Reads a file that is to be added.
fn text(path: &Path, folder: &str) -> Result<(Output, Document, Vec<Diagnostic>), Vec<Diagnostic>> {
    if path.is_dir() {
        let error = Diagnostic::error("not-added", format!("`{}` is a folder", path.display()));
        return Err(vec![error.hint(format!(
            "name its texts (`evenhand add {}/*`), or copy it into `{folder}/`: texts in folders there are read too",
            path.display()
        ))]);
    }
    let bytes = files::read_file(path).map_err(|fault| vec![fault])?;
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let file = format!("{folder}/{name}");
    let gathered = corpus::gather(vec![SourceFile { file: file.clone(), bytes: bytes.clone(), meta: None }]);
    let mut faults = gathered.warnings;
    let Some(text) = gathered.output.texts.first() else {
        // A file that the corpus would only pass over with a warning was asked for here.
        let message = format!("`{}` was not added", path.display());
        faults.push(Diagnostic::error("not-added", message));
        return Err(faults);
    };
    let parsed = document::parse(text);
    faults.extend(parsed.warnings);
    Ok((Output { file, bytes }, parsed.output, faults))
}

/// Reports which of the texts that were added repeat another of the corpus.
fn duplicates(root: &Path, added: &[Document]) -> Vec<Diagnostic> {
    let corpus = corpus::gather(files::read_project(root).output.corpus).output;
    let documents: Vec<_> = corpus.texts.iter().map(|text| document::parse(text).output).collect();
    let runs: Vec<Runs> = documents.iter().map(Runs::of).collect();
    let texts: Vec<_> = documents.iter().zip(&runs).map(|(document, runs)| (document.file.as_str(), runs)).collect();
    let found = document::duplicates(&texts);
    let is_new =
        |fault: &Diagnostic| added.iter().any(|document| fault.message.contains(&format!("`{}`", document.file)));
    found.into_iter().filter(is_new).collect()
}

/// Writes a meta file: what was found as comments, what a citation lacks as keys to fill in.
fn meta_file(document: &Document) -> String {
    let Metadata { title, publisher, author, issued, language, url, .. } = &document.metadata;
    let authors: Vec<String> = author.iter().map(ToString::to_string).collect();
    let fields = [
        ("title", title.clone(), "title of the text", true),
        ("publisher", publisher.clone(), "who published it: the name of the paper, site or institution", true),
        ("issued", issued.map(|date| date.to_string()), "day, month or year of publication: 2026-01-07", true),
        ("author", (!authors.is_empty()).then(|| authors.join("; ")), "who wrote it, for example [Ada Vance]", false),
        ("URL", url.clone(), "its address", false),
        ("language", language.clone(), "its language: en, de, fr, uk", false),
    ];
    let mut text =
        String::from("# What is known about this text. A key without `#` wins over what was found in the text.\n");
    for (key, found, what, is_needed) in fields {
        let line = match found {
            Some(found) => format!("# {key}: {}   # found in the text\n", found.replace('\n', " ")),
            None if is_needed => format!("# {key}:   # MISSING, citations need it: {what}\n"),
            None => format!("# {key}:   # {what}\n"),
        };
        text.push_str(&line);
    }
    text
}
