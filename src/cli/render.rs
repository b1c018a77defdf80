//! `evenhand render`: typesets any Markdown note.

use std::io;
use std::path::Path;

use super::args::Render;
use super::{ExitStatus, Session};
use crate::diagnostic::{Diagnostic, Severity};
use crate::theme::{self, Theme};
use crate::{citation, files, html, markup, pdf, picture};

pub(super) fn run(args: &Render, session: &mut Session<'_>) -> io::Result<ExitStatus> {
    let mut diagnostics = Vec::new();
    let outputs = render(args, &mut diagnostics);
    if !diagnostics.iter().any(|found| found.severity == Severity::Error) {
        for (path, bytes) in outputs {
            if let Err(error) = files::write_file(path, &bytes) {
                let path = path.display();
                diagnostics.push(Diagnostic::error("cannot-write", format!("cannot write `{path}`: {error}")));
            }
        }
    }
    session.report(&diagnostics)
}

fn render<'a>(args: &'a Render, diagnostics: &mut Vec<Diagnostic>) -> Vec<(&'a Path, Vec<u8>)> {
    let file = args.note.display().to_string();
    let text = match files::read_text(&args.note) {
        Ok(text) => text,
        Err(fault) => {
            diagnostics.push(fault);
            return Vec::new();
        }
    };
    let parsed = markup::parse(&text, &file);
    diagnostics.extend(parsed.warnings);
    let references = match &args.references {
        None => citation::References::default(),
        Some(path) => match files::read_text(path)
            .map_err(|fault| vec![fault])
            .and_then(|text| citation::References::read(&text, &path.display().to_string()))
        {
            Ok(references) => references,
            Err(faults) => {
                diagnostics.extend(faults);
                return Vec::new();
            }
        },
    };
    let style = match style(&args.style) {
        Ok(style) => style,
        Err(fault) => {
            diagnostics.push(*fault);
            return Vec::new();
        }
    };
    let resolved = match citation::resolve(parsed.output, &references, &style, &text, &file) {
        Ok(resolved) => resolved,
        Err(faults) => {
            diagnostics.extend(faults);
            return Vec::new();
        }
    };
    diagnostics.extend(resolved.warnings);
    let Some(theme) = theme(args, diagnostics) else { return Vec::new() };
    let folder = args.note.parent().unwrap_or(Path::new(""));
    let mut open = |target: &str| files::read_picture(folder, target);
    let pictures = picture::gather(&resolved.output, (&file, &text), &mut open);
    diagnostics.extend(pictures.warnings);
    let pictures = pictures.output;
    let mut outputs = Vec::new();
    for path in &args.output {
        match path.extension().and_then(|ending| ending.to_str()) {
            Some("html" | "htm") => {
                let options = html::Options { theme, pictures: pictures.clone(), ..html::Options::default() };
                outputs.push((path.as_path(), html::render(&resolved.output, &options).into_bytes()));
            }
            Some("pdf") => {
                let paper = pdf::Paper::named(&args.paper).unwrap_or_default();
                let options = pdf::Options {
                    paper,
                    theme,
                    pictures: pictures.clone(),
                    file: file.clone(),
                    markdown: text.clone(),
                    ..pdf::Options::default()
                };
                match pdf::render(&resolved.output, &options) {
                    Ok(pdf) => {
                        diagnostics.extend(pdf.warnings);
                        outputs.push((path.as_path(), pdf.output.bytes));
                    }
                    Err(faults) => diagnostics.extend(faults),
                }
            }
            _ => diagnostics.push(
                Diagnostic::error("unknown-format", format!("`{}` ends in no known format", path.display()))
                    .hint("name it `….pdf` or `….html`"),
            ),
        }
    }
    outputs
}

/// Loads a built-in style by its name, or the `.csl` file at a path.
fn style(name: &str) -> Result<citation::Style, Box<Diagnostic>> {
    if name.ends_with(".csl") {
        citation::Style::read(&files::read_text(Path::new(name))?, name)
    } else {
        citation::Style::named(name)
    }
}

/// Reads the theme that was asked for; nothing when it has faults.
fn theme(args: &Render, diagnostics: &mut Vec<Diagnostic>) -> Option<Theme> {
    let Some(path) = &args.theme else { return Some(Theme::default()) };
    let read = files::read_text(path)
        .map_err(|fault| vec![fault])
        .and_then(|text| theme::read(&text, &path.display().to_string()));
    match read {
        Ok(read) => {
            diagnostics.extend(read.warnings);
            Some(read.output)
        }
        Err(faults) => {
            diagnostics.extend(faults);
            None
        }
    }
}
