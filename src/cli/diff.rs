//! `evenhand diff`: what changed between two editions, each a project, a bundle, a fact sheet or a comparison.

use std::io;
use std::path::Path;

use super::args::{Diff, DiffFormat};
use super::{ExitStatus, Session};
use crate::diagnostic::{Diagnostic, Location, Severity};
use crate::edition::{self, Edition};
use crate::verify::zip;
use crate::{files, project, sheet};

pub(super) fn run(args: &Diff, session: &mut Session<'_>) -> io::Result<ExitStatus> {
    let mut faults = Vec::new();
    let [old, new] = [&args.old, &args.new].map(|path| match read(path) {
        Ok((edition, found)) => {
            faults.extend(found);
            edition
        }
        Err(found) => {
            faults.extend(found);
            Edition::default()
        }
    });
    faults.retain(|found: &Diagnostic| found.severity == Severity::Error);
    if !faults.is_empty() {
        return session.report(&faults);
    }
    let changes = edition::compare(&old, &new);
    let text = match args.format {
        DiffFormat::Json => serde_json::to_string_pretty(&changes).unwrap_or_default() + "\n",
        DiffFormat::Text => changes.shown("", "  "),
        DiffFormat::Markdown => changes.shown("## ", "- "),
    };
    session.output.write_all(text.as_bytes())?;
    Ok(ExitStatus::Done)
}

/// Reads an edition by what its path ends in; a path without a known ending is a project's folder.
fn read(path: &Path) -> Result<(Edition, Vec<Diagnostic>), Vec<Diagnostic>> {
    let ending = path.extension().and_then(|ending| ending.to_str()).unwrap_or_default().to_lowercase();
    let file = path.display().to_string();
    let refuse = |message: String| vec![Diagnostic::error("not-an-edition", message).at(Location::file(&file))];
    let mut edition = Edition::default();
    match ending.as_str() {
        "yaml" | "yml" => {
            let text = files::read_text(path).map_err(|fault| vec![fault])?;
            edition.add_sheet(&sheet::yaml::read(&text, &file)?);
        }
        "json" => {
            let text = files::read_text(path).map_err(|fault| vec![fault])?;
            let value: serde_json::Value =
                serde_json::from_str(&text).map_err(|fault| refuse(format!("this is no JSON: {fault}")))?;
            if !value["conflicts"].is_array() {
                return Err(refuse(
                    "this is no comparison as `evenhand show comparison --format json` prints it".into(),
                ));
            }
            edition.add_comparison(value["brief"].as_str().unwrap_or_default(), &value);
            edition.add_evidence(&value);
        }
        "zip" => {
            let bytes = files::read_file(path).map_err(|fault| vec![fault])?;
            let entries = zip::read(&bytes).map_err(refuse)?;
            let sheets =
                entries.iter().filter(|entry| entry.name.starts_with("facts/") && entry.name.ends_with(".yaml"));
            for entry in sheets {
                let text = String::from_utf8_lossy(&entry.bytes);
                edition.add_sheet(&sheet::yaml::read(&text, &format!("{file}:{}", entry.name))?);
            }
        }
        _ => return Ok(project_edition(path)),
    }
    Ok((edition, Vec::new()))
}

fn project_edition(folder: &Path) -> (Edition, Vec<Diagnostic>) {
    let inputs = files::read_project(folder);
    let mut faults = inputs.warnings;
    let mut edition = Edition::default();
    let stated = project::stated(&inputs.output);
    faults.extend(stated.warnings);
    if !inputs.output.briefs.is_empty() {
        let compared = project::compare(&inputs.output, &stated.output, None);
        faults.extend(compared.warnings);
        for compared in &compared.output {
            let comparison = serde_json::to_value(&compared.comparison).unwrap_or_default();
            edition.add_comparison(&compared.brief.id, &comparison);
        }
    }
    stated.output.sheets.iter().for_each(|sheet| edition.add_sheet(sheet));
    (edition, faults)
}
