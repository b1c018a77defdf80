//! `evenhand show`: prints what a stage of the pipeline makes.

use std::io;
use std::path::Path;

use serde_json::{Value, json};

use super::args::{Show, ShowFormat, Stage};
use super::{ExitStatus, Session};
use crate::diagnostic::Diagnostic;
use crate::document::Document;
use crate::lexicon::Lexicon;
use crate::note::{self, Material};
use crate::project::{self, Compared, Inputs};
use crate::report::marked;
use crate::sheet::{self, FactSheet};
use crate::{citation, files, markup, yaml};

/// Columns of a text with its facts marked where there is no terminal to ask.
const WIDTH: usize = 100;

pub(super) fn run(args: &Show, session: &mut Session<'_>) -> io::Result<ExitStatus> {
    let form = match (args.format, args.why, args.stage) {
        (None, true, _) => ShowFormat::Text,
        (None, false, Stage::Facts) if session.screen.terminal.is_some() => ShowFormat::Text,
        (format, ..) => format.unwrap_or(ShowFormat::Yaml),
    };
    if form == ShowFormat::Text && args.stage != Stage::Facts {
        let fault = Diagnostic::error("no-such-form", "only facts can be marked in their text")
            .hint("use `--format yaml` or `--format json` with the other stages");
        session.report(&[fault])?;
        return Ok(ExitStatus::Failed);
    }
    if form == ShowFormat::CslJson && args.stage != Stage::Corpus {
        let fault = Diagnostic::error("no-such-form", "only the corpus has a form for reference managers")
            .hint("use `evenhand show corpus --format csl-json`");
        session.report(&[fault])?;
        return Ok(ExitStatus::Failed);
    }
    let marked = marked::Options {
        color: session.screen.color,
        width: session.screen.terminal.map_or(WIDTH, usize::from),
        why: args.why,
    };
    let inputs = files::read_project(&session.global.project);
    let mut diagnostics = inputs.warnings;
    match artefact(args, form, marked, &inputs.output, &mut diagnostics) {
        Some(Artefact::Text(text)) => session.output.write_all(text.as_bytes())?,
        Some(Artefact::Value(value)) => match form {
            ShowFormat::Json | ShowFormat::CslJson => writeln!(session.output, "{value:#}")?,
            ShowFormat::Yaml | ShowFormat::Text => session.output.write_all(yaml::to_text(&value).as_bytes())?,
        },
        None => {}
    }
    session.report(&diagnostics)
}

enum Artefact {
    Text(String),
    Value(Value),
}

fn artefact(
    args: &Show,
    form: ShowFormat,
    marked: marked::Options,
    inputs: &Inputs,
    diagnostics: &mut Vec<Diagnostic>,
) -> Option<Artefact> {
    if args.stage == Stage::Facts
        && let Some(outside) = outside(args, inputs, diagnostics)
    {
        let (document, sheet) = outside?;
        let written = sheet::yaml::write(&sheet);
        return Some(facts(&document, &sheet, written, form, marked));
    }
    let read = project::read(inputs);
    diagnostics.extend(read.warnings);
    let documents = read.output;
    match args.stage {
        Stage::Corpus if form == ShowFormat::CslJson => {
            let sources = documents.iter().map(|document| citation::csl_json(&sheet::SourceRecord::of(document)));
            return Some(Artefact::Value(sources.collect()));
        }
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
        let written = String::from_utf8_lossy(&stated.outputs[at].bytes).into_owned();
        return Some(facts(document, &stated.sheets[at], written, form, marked));
    }
    let compared = project::compare(inputs, &stated, args.name.as_deref());
    diagnostics.extend(compared.warnings);
    let compared = one(compared.output, diagnostics)?;
    match args.stage {
        Stage::Comparison => Some(Artefact::Value(serde_json::to_value(&compared.comparison).unwrap_or_default())),
        _ => note_of(args, inputs, &compared, diagnostics),
    }
}

/// Reads the text at the path that was named, if it is a file and no text of the project; `None` inside when it
/// cannot be read.
fn outside(args: &Show, inputs: &Inputs, diagnostics: &mut Vec<Diagnostic>) -> Option<Option<(Document, FactSheet)>> {
    let path = Path::new(args.name.as_deref()?);
    let ours = inputs.corpus.iter().any(|text| Path::new(&text.file) == path);
    let file = path.file_name()?.to_str()?;
    if ours || !path.is_file() {
        return None;
    }
    let folder = path.parent().filter(|folder| *folder != Path::new("")).unwrap_or_else(|| Path::new("."));
    let source = match files::read_source(folder, file) {
        Ok(source) => source,
        Err(fault) => {
            diagnostics.push(fault);
            return Some(None);
        }
    };
    // Of the project only the words are of interest: what else is wrong with it is not.
    let own = project::lexicon(&inputs.lexicon);
    diagnostics.clear();
    diagnostics.extend(own.warnings);
    let made = project::sheet_of(source, own.output.as_ref().unwrap_or_else(|| Lexicon::built_in()));
    diagnostics.extend(made.warnings);
    Some(made.output)
}

/// A sheet in the form asked for; `written` is the sheet as a file.
fn facts(
    document: &Document,
    sheet: &FactSheet,
    written: String,
    form: ShowFormat,
    options: marked::Options,
) -> Artefact {
    match form {
        ShowFormat::Text => Artefact::Text(marked::render(document, sheet, options)),
        ShowFormat::Yaml => Artefact::Text(written),
        ShowFormat::Json | ShowFormat::CslJson => Artefact::Value(serde_json::to_value(sheet).unwrap_or_default()),
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
    let all = compared.sheets.len();
    let compared = &*compared.seen_by(audience);
    let material = Material {
        brief: &compared.brief,
        comparison: &compared.comparison,
        sheets: &compared.sheets,
        room: note::ROOM,
        withheld: all - compared.sheets.len(),
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
        // That there are no texts has been said.
        (None, []) => None,
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
        // Sentences come in the order of their blocks.
        let first = document.sentences.partition_point(|sentence| sentence.block < index);
        let sentences = document.sentences[first..].iter().take_while(|sentence| sentence.block == index);
        json!({
            "kind": block.kind,
            "span": points(block.span),
            "line": document.positions.line(block.span.start),
            "furniture": block.furniture,
            "language": document.language_of(index),
            "text": document.slice(block.span),
            "sentences": sentences.map(|sentence| points(sentence.span)).collect::<Vec<_>>(),
        })
    });
    json!({
        "source": sheet::SourceRecord::of(document),
        "from": document.metadata.origins,
        "blocks": blocks.collect::<Vec<_>>(),
    })
}
