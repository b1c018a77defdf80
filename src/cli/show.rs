//! `evenhand show`: prints what a stage of the pipeline makes.

use std::io;

use serde_json::{Value, json};

use super::args::{Show, ShowFormat, Stage};
use super::{ExitStatus, Session};
use crate::diagnostic::Diagnostic;
use crate::document::Document;
use crate::note::{self, Material};
use crate::project::{self, Compared, Inputs};
use crate::{files, markup, yaml};

pub(super) fn run(args: &Show, session: &mut Session<'_>) -> io::Result<ExitStatus> {
    let inputs = files::read_project(&session.global.project);
    let mut diagnostics = inputs.warnings;
    match artefact(args, &inputs.output, &mut diagnostics) {
        Some(Artefact::Text(text)) => session.output.write_all(text.as_bytes())?,
        Some(Artefact::Value(value)) => match args.format {
            ShowFormat::Json => writeln!(session.output, "{value:#}")?,
            ShowFormat::Yaml => session.output.write_all(yaml::to_text(&value).as_bytes())?,
        },
        None => {}
    }
    session.report(&diagnostics)
}

enum Artefact {
    Text(String),
    Value(Value),
}

fn artefact(args: &Show, inputs: &Inputs, diagnostics: &mut Vec<Diagnostic>) -> Option<Artefact> {
    let read = project::read(inputs);
    diagnostics.extend(read.warnings);
    let documents = read.output;
    match args.stage {
        Stage::Corpus => {
            let texts = documents.iter().map(|document| {
                json!({"id": document.id, "file": document.file, "format": document.format, "sha256": document.sha256})
            });
            return Some(Artefact::Value(texts.collect()));
        }
        Stage::Document => {
            return pick(&documents, args, diagnostics).map(|document| Artefact::Value(outline(document)));
        }
        Stage::Facts | Stage::Comparison | Stage::Note | Stage::Markup => {}
    }
    let stated = project::state(inputs, documents);
    diagnostics.extend(stated.warnings);
    let stated = stated.output;
    if args.stage == Stage::Facts {
        let document = pick(&stated.documents, args, diagnostics)?;
        let at = stated.sheets.iter().position(|sheet| sheet.source.id == document.id)?;
        return Some(match args.format {
            ShowFormat::Yaml => Artefact::Text(String::from_utf8_lossy(&stated.outputs[at].bytes).into_owned()),
            ShowFormat::Json => Artefact::Value(serde_json::to_value(&stated.sheets[at]).unwrap_or_default()),
        });
    }
    let compared = project::compare(inputs, &stated, args.name.as_deref());
    diagnostics.extend(compared.warnings);
    let compared = one(compared.output, diagnostics)?;
    match args.stage {
        Stage::Comparison => Some(Artefact::Value(serde_json::to_value(&compared.comparison).unwrap_or_default())),
        _ => note_of(args, inputs, &compared, diagnostics),
    }
}

fn one(mut compared: Vec<Compared>, diagnostics: &mut Vec<Diagnostic>) -> Option<Compared> {
    if compared.len() > 1 {
        let names: Vec<_> = compared.iter().map(|compared| format!("`{}`", compared.brief.id)).collect();
        diagnostics.push(
            Diagnostic::error("which-brief", "there are several briefs")
                .hint(format!("name one: {}", names.join(", "))),
        );
        return None;
    }
    compared.pop()
}

fn note_of(args: &Show, inputs: &Inputs, compared: &Compared, diagnostics: &mut Vec<Diagnostic>) -> Option<Artefact> {
    let audiences = compared.brief.audiences();
    let name = args.audience.as_ref().or_else(|| audiences.keys().next())?;
    let Some(audience) = audiences.get(name) else {
        diagnostics.push(
            Diagnostic::error("unknown-audience", format!("the brief has no audience `{name}`"))
                .did_you_mean(name, audiences.keys().map(String::as_str)),
        );
        return None;
    };
    let material = Material {
        brief: &compared.brief,
        comparison: &compared.comparison,
        sheets: &compared.sheets,
        room: note::ROOM,
    };
    match note::compose(material, &inputs.templates, name, audience) {
        Ok(note) => {
            diagnostics.extend(note.warnings);
            let markdown = note.output.markdown;
            Some(Artefact::Text(match args.stage {
                Stage::Markup => format!("{:#?}\n", markup::parse(&markdown, "note.md").output),
                _ => markdown,
            }))
        }
        Err(faults) => {
            diagnostics.extend(faults);
            None
        }
    }
}

/// Finds a text by its id or path; without a name, the only one.
fn pick<'a>(documents: &'a [Document], args: &Show, diagnostics: &mut Vec<Diagnostic>) -> Option<&'a Document> {
    let names = || documents.iter().map(|document| document.id.as_str());
    match (&args.name, documents) {
        (None, [document]) => Some(document),
        (None, _) => {
            let known: Vec<_> = names().take(20).collect();
            diagnostics
                .push(Diagnostic::error("which-text", "which text?").hint(format!("name one: {}", known.join(", "))));
            None
        }
        (Some(name), _) => {
            let found = documents.iter().find(|document| document.id.as_str() == name || document.file == *name);
            if found.is_none() {
                diagnostics.push(
                    Diagnostic::error("unknown-text", format!("there is no text `{name}`")).did_you_mean(name, names()),
                );
            }
            found
        }
    }
}

/// A document as plain data: what is known of it, its blocks with their words, and its sentences.
fn outline(document: &Document) -> Value {
    let points = |span| document.positions.code_points(&document.text, span);
    let blocks = document.blocks.iter().enumerate().map(|(index, block)| {
        let sentences = document.sentences.iter().filter(|sentence| sentence.block == index);
        json!({
            "kind": block.kind,
            "span": points(block.span),
            "line": document.positions.line(block.span.start),
            "furniture": block.furniture,
            "text": document.slice(block.span),
            "sentences": sentences.map(|sentence| points(sentence.span)).collect::<Vec<_>>(),
        })
    });
    json!({
        "source": crate::sheet::SourceRecord::of(document),
        "from": document.metadata.origins,
        "blocks": blocks.collect::<Vec<_>>(),
    })
}
