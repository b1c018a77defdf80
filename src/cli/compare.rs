//! `evenhand compare`: the comparison of sheets that were extracted elsewhere, one a line, in any order.
//!
//! Joining sheets is a union of sets by the texts' ids, so it is associative, commutative and idempotent: parts can be
//! made anywhere, joined in any order, and come twice. The result is what `show comparison` prints of a project with
//! the same texts and brief.

use std::collections::BTreeMap;
use std::io::{self, BufRead};
use std::path::Path;

use serde_json::Value;

use super::args::{Compare, DataFormat};
use super::{ExitStatus, Session};
use crate::comparison::independence::Fingerprint;
use crate::diagnostic::{Diagnostic, Location, Severity};
use crate::settings::Settings;
use crate::sheet::{self, FactSheet};
use crate::source::SourceId;
use crate::{brief, comparison, files, yaml};

pub(super) fn run(args: &Compare, session: &mut Session<'_>) -> io::Result<ExitStatus> {
    let file = args.brief.display().to_string();
    let text = match files::read_text(&args.brief) {
        Ok(text) => text,
        Err(fault) => return session.report(&[fault]),
    };
    let folder = args.brief.parent().and_then(Path::file_name).and_then(|name| name.to_str()).unwrap_or("brief");
    let read = match brief::read_in(&text, folder, &file, &Settings::default()) {
        Ok(read) => read,
        Err(faults) => return session.report(&faults),
    };
    let mut joined = Joined::default();
    if args.sheets.is_empty() {
        joined.add("standard input", &mut *session.input)?;
    }
    for path in &args.sheets {
        match files::read_file(path) {
            Ok(bytes) => joined.add(&path.display().to_string(), &mut bytes.as_slice())?,
            Err(fault) => joined.faults.push(fault),
        }
    }
    let mut diagnostics = read.warnings;
    diagnostics.append(&mut joined.faults);
    let sheets = joined.selected(&read.output);
    if sheets.is_empty() && diagnostics.iter().all(|found| found.severity < Severity::Error) {
        diagnostics.push(
            Diagnostic::error("no-sources", "no sheet is one of the brief's `sources`")
                .at(Location::file(file.clone()))
                .hint("sheets are made by `evenhand extract --jsonl --with-runs`"),
        );
    }
    if diagnostics.iter().any(|found| found.severity == Severity::Error) {
        return session.report(&diagnostics);
    }
    let compared = comparison::compare_with(&sheets, &read.output, &joined.fingerprints);
    let value = serde_json::to_value(&compared.output).unwrap_or_default();
    match args.format {
        DataFormat::Json => writeln!(session.output, "{value:#}")?,
        DataFormat::Yaml => session.output.write_all(yaml::to_text(&value).as_bytes())?,
    }
    diagnostics.extend(compared.warnings.into_iter().map(|found| match found.location {
        None => found.at(Location::file(file.clone())),
        Some(_) => found,
    }));
    session.report(&diagnostics)
}

/// Sheets by the ids of their texts.
#[derive(Default)]
struct Joined {
    sheets: BTreeMap<SourceId, FactSheet>,
    fingerprints: BTreeMap<SourceId, Fingerprint>,
    faults: Vec<Diagnostic>,
}

impl Joined {
    /// Adds the lines of `input`, which is called `name`.
    fn add(&mut self, name: &str, input: &mut dyn BufRead) -> io::Result<()> {
        let mut line = Vec::new();
        for number in 1.. {
            line.clear();
            if input.read_until(b'\n', &mut line)? == 0 {
                break;
            }
            if line.trim_ascii().is_empty() {
                continue;
            }
            if let Err(message) = self.add_line(&line) {
                let place = Location { line: number, ..Location::file(name) };
                self.faults.push(Diagnostic::error("bad-record", message).at(place));
            }
        }
        Ok(())
    }

    fn add_line(&mut self, line: &[u8]) -> Result<(), String> {
        let mut value: Value = serde_json::from_slice(line).map_err(|error| format!("no JSON: {error}"))?;
        let object = value.as_object_mut().ok_or("no JSON object, expected a sheet of `extract --jsonl`")?;
        if let Some(error) = object.get("error").and_then(Value::as_str) {
            let id = object.get("id").and_then(Value::as_str).unwrap_or_default();
            return Err(format!("no sheet was made of `{id}`: {error}"));
        }
        let runs = match object.shift_remove("runs") {
            None => None,
            Some(runs) => Some(runs.as_str().and_then(Fingerprint::from_hex).ok_or("`runs` is damaged")?),
        };
        for beside in ["id", "text", "furniture"] {
            object.shift_remove(beside);
        }
        let sheet: FactSheet = serde_json::from_value(value).map_err(|error| format!("no fact sheet: {error}"))?;
        if sheet.schema != sheet::SCHEMA {
            return Err(format!("`schema` is `{}`, expected `{}`", sheet.schema, sheet::SCHEMA));
        }
        let id = sheet.source.id.clone();
        match self.sheets.get(&id) {
            Some(same) if *same != sheet => {
                return Err(format!("there are two different sheets of the text `{id}`"));
            }
            Some(_) => {}
            None => {
                self.sheets.insert(id.clone(), sheet);
            }
        }
        self.fingerprints.extend(runs.map(|runs| (id, runs)));
        Ok(())
    }

    fn selected(&self, brief: &brief::Brief) -> Vec<FactSheet> {
        let selection = brief.selection();
        self.sheets.values().filter(|sheet| selection.selects(&sheet.source)).cloned().collect()
    }
}
