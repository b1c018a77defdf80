//! `evenhand template`: lists templates, copies one out, lists what they may use, checks and tries them.

use std::fmt::Write as _;
use std::io;

use super::args::{Template, TemplateNew};
use super::{ExitStatus, Session};
use crate::diagnostic::Diagnostic;
use crate::files::Output;
use crate::note::Templates;
use crate::note::authoring;
use crate::{files, settings};

pub(super) fn run(args: &Template, session: &mut Session<'_>) -> io::Result<ExitStatus> {
    let read = files::read_templates(&session.global.project);
    let (settings, templates) = read.output;
    let mut diagnostics = read.warnings;
    let text = match args {
        Template::List => list(&templates),
        Template::Vars => variables(),
        Template::New(new) => return copy_out(new, &settings, session),
        Template::Check => {
            diagnostics.extend(authoring::check(&templates));
            let status = session.report(&diagnostics)?;
            if diagnostics.is_empty() {
                session.say(&format!("{} templates, no fault", authoring::list(&templates).len()))?;
            }
            return Ok(status);
        }
        Template::Example { name } => match authoring::example(&templates, name.trim_end_matches(".md")) {
            Ok(note) => {
                diagnostics.extend(note.warnings);
                note.output.markdown
            }
            Err(faults) => {
                diagnostics.extend(faults);
                String::new()
            }
        },
    };
    session.output.write_all(text.as_bytes())?;
    session.report(&diagnostics)
}

fn list(templates: &Templates) -> String {
    let listed = authoring::list(templates);
    let width = listed.iter().map(|template| template.name.len()).max().unwrap_or_default();
    let mut text = String::new();
    for template in listed {
        let origin = template.path.as_deref().unwrap_or("built-in");
        let _ = writeln!(text, "{:width$}  {}", template.name, template.purpose);
        let _ = match template.audience.as_str() {
            "" => writeln!(text, "{:width$}  ({origin})", ""),
            audience => writeln!(text, "{:width$}  For: {audience} ({origin})", ""),
        };
    }
    text
}

/// Longest example that is shown, in code points.
const EXAMPLE: usize = 60;

fn variables() -> String {
    let variables = authoring::variables();
    let path_width = variables.iter().map(|variable| variable.path.len()).max().unwrap_or_default();
    let type_width = variables.iter().map(|variable| variable.types.len()).max().unwrap_or_default();
    let mut text = String::new();
    for variable in variables {
        let mut example: String = variable.example.split_whitespace().collect::<Vec<_>>().join(" ");
        if let Some((cut, _)) = example.char_indices().nth(EXAMPLE) {
            example.truncate(cut);
            example.push('…');
        }
        let line = format!("{:path_width$}  {:type_width$}  {example}", variable.path, variable.types);
        text += line.trim_end();
        text.push('\n');
    }
    text.push('\n');
    let width = authoring::helpers().iter().map(|(helper, _)| helper.chars().count()).max().unwrap_or_default();
    for (helper, what) in authoring::helpers() {
        let _ = writeln!(text, "{helper:width$}  {what}");
    }
    text
}

fn copy_out(new: &TemplateNew, settings: &settings::Settings, session: &mut Session<'_>) -> io::Result<ExitStatus> {
    let name = new.name.trim_end_matches(".md");
    let from = new.from.as_deref().unwrap_or(name);
    let known = || authoring::list(&Templates::default()).into_iter().map(|template| template.name);
    let is_plain = !name.is_empty() && name.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '_' | '.'));
    let fault = match authoring::built_in(from) {
        _ if !is_plain || name.starts_with('.') => {
            Diagnostic::error("bad-name", format!("`{name}` cannot be a file name"))
                .hint("use letters, digits, `-` and `_`")
        }
        Some(text) => {
            let ending = if name.ends_with(".yaml") { "" } else { ".md" };
            let file = format!("{}/{name}{ending}", settings.templates);
            let output = Output { file: file.clone(), bytes: text.as_bytes().to_vec() };
            return match files::write_new(&session.global.project, &[output]) {
                Ok(()) => {
                    session.say(&format!("wrote {file}; try it with `evenhand template example {name}`"))?;
                    Ok(ExitStatus::Done)
                }
                Err(faults) => {
                    let hinted: Vec<_> = faults.into_iter().map(|fault| fault.hint("choose another name")).collect();
                    session.report(&hinted)
                }
            };
        }
        None => Diagnostic::error("unknown-template", format!("there is no built-in template `{from}`"))
            .did_you_mean(from, known().collect::<Vec<_>>().iter().map(String::as_str))
            .hint(format!(
                "say with `--from` what to begin with: {}, labels.yaml",
                known().collect::<Vec<_>>().join(", ")
            )),
    };
    session.report(&[fault])
}
