//! `evenhand diff`: what changed between two editions of a project.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::io;

use serde::Serialize;

use super::args::{Diff, DiffFormat};
use super::{ExitStatus, Session};
use crate::comparison::Comparison;
use crate::sheet::FactSheet;
use crate::{files, project};

/// The differences, each list in the order of sources and facts.
#[derive(Serialize, Default)]
struct Changes {
    sources_added: Vec<String>,
    sources_gone: Vec<String>,
    /// Sources whose file has another hash.
    texts_changed: Vec<String>,
    regraded: Vec<Regraded>,
    facts_added: Vec<FactLine>,
    facts_gone: Vec<FactLine>,
    facts_changed: Vec<FactChange>,
    conflicts_opened: Vec<ConflictLine>,
    conflicts_settled: Vec<ConflictLine>,
}

#[derive(Serialize)]
struct Regraded {
    source: String,
    old: Option<String>,
    new: Option<String>,
}

#[derive(Serialize, Clone)]
struct FactLine {
    source: String,
    fact: String,
    kind: String,
    exact: String,
    line: usize,
}

#[derive(Serialize)]
struct FactChange {
    source: String,
    fact: String,
    /// Names of the fields that differ.
    fields: Vec<String>,
    old: serde_json::Value,
    new: serde_json::Value,
}

#[derive(Serialize, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct ConflictLine {
    brief: String,
    kind: String,
    subject: String,
    sides: Vec<String>,
}

/// One edition.
struct Edition {
    sheets: BTreeMap<String, FactSheet>,
    conflicts: BTreeSet<ConflictLine>,
}

pub(super) fn run(args: &Diff, session: &mut Session<'_>) -> io::Result<ExitStatus> {
    let mut faults = Vec::new();
    let [old, new] = [&args.old, &args.new].map(|folder| edition(folder, &mut faults));
    faults.retain(|found: &crate::diagnostic::Diagnostic| found.severity == crate::diagnostic::Severity::Error);
    if !faults.is_empty() {
        return session.report(&faults);
    }
    let changes = compare(&old, &new);
    let text = match args.format {
        DiffFormat::Json => serde_json::to_string_pretty(&changes).unwrap_or_default() + "\n",
        DiffFormat::Text => shown(&changes, "", "  "),
        DiffFormat::Markdown => shown(&changes, "## ", "- "),
    };
    session.output.write_all(text.as_bytes())?;
    Ok(ExitStatus::Done)
}

fn edition(folder: &std::path::Path, faults: &mut Vec<crate::diagnostic::Diagnostic>) -> Edition {
    let inputs = files::read_project(folder);
    faults.extend(inputs.warnings);
    let stated = project::stated(&inputs.output);
    faults.extend(stated.warnings);
    let compared = if inputs.output.briefs.is_empty() {
        Vec::new()
    } else {
        let compared = project::compare(&inputs.output, &stated.output, None);
        faults.extend(compared.warnings);
        compared.output
    };
    let conflicts = compared.iter().flat_map(|compared| conflicts(&compared.brief.id, &compared.comparison)).collect();
    let sheets = stated.output.sheets.into_iter().map(|sheet| (sheet.source.id.to_string(), sheet)).collect();
    Edition { sheets, conflicts }
}

fn conflicts(brief: &str, comparison: &Comparison) -> Vec<ConflictLine> {
    let conflicts = serde_json::to_value(&comparison.conflicts).unwrap_or_default();
    let word = |value: &serde_json::Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    let lines = conflicts.as_array().into_iter().flatten().map(|conflict| {
        let sides = conflict["sides"].as_array().into_iter().flatten().map(|side| word(&side["value"]));
        let mut sides: Vec<_> = sides.collect();
        sides.sort();
        ConflictLine {
            brief: brief.to_owned(),
            kind: word(&conflict["kind"]),
            subject: word(&conflict["subject"]),
            sides,
        }
    });
    lines.collect()
}

fn compare(old: &Edition, new: &Edition) -> Changes {
    let mut changes = Changes::default();
    let names: BTreeSet<_> = old.sheets.keys().chain(new.sheets.keys()).collect();
    for name in names {
        match (old.sheets.get(name), new.sheets.get(name)) {
            (Some(sheet), None) => {
                changes.sources_gone.push(name.clone());
                changes.facts_gone.extend(facts(sheet).into_values().map(|(line, _)| line));
            }
            (None, Some(sheet)) => {
                changes.sources_added.push(name.clone());
                changes.facts_added.extend(facts(sheet).into_values().map(|(line, _)| line));
            }
            (Some(old), Some(new)) => compare_sheets(name, old, new, &mut changes),
            (None, None) => {}
        }
    }
    changes.conflicts_opened = new.conflicts.difference(&old.conflicts).cloned().collect();
    changes.conflicts_settled = old.conflicts.difference(&new.conflicts).cloned().collect();
    changes
}

fn compare_sheets(name: &str, old: &FactSheet, new: &FactSheet, changes: &mut Changes) {
    if old.source.sha256 != new.source.sha256 {
        changes.texts_changed.push(name.to_owned());
    }
    let grade = |sheet: &FactSheet| sheet.source.grade.as_ref().map(|grade| format!("{:?}", grade.reliability));
    if grade(old) != grade(new) {
        changes.regraded.push(Regraded { source: name.to_owned(), old: grade(old), new: grade(new) });
    }
    let (was, is) = (facts(old), facts(new));
    for (id, (line, value)) in &was {
        let Some((_, now)) = is.get(id) else {
            changes.facts_gone.push(line.clone());
            continue;
        };
        let fields = differing(value, now);
        if !fields.is_empty() {
            let (old, new) = (value.clone(), now.clone());
            changes.facts_changed.push(FactChange { source: name.to_owned(), fact: id.clone(), fields, old, new });
        }
    }
    let added = is.into_iter().filter(|(id, _)| !was.contains_key(id));
    changes.facts_added.extend(added.map(|(_, (line, _))| line));
}

fn facts(sheet: &FactSheet) -> BTreeMap<String, (FactLine, serde_json::Value)> {
    let source = sheet.source.id.to_string();
    let line = |id: &str, kind: &str, evidence: &crate::sheet::Evidence| FactLine {
        source: source.clone(),
        fact: id.to_owned(),
        kind: kind.to_owned(),
        exact: evidence.exact.clone(),
        line: evidence.line,
    };
    let facts = sheet.facts.iter().map(|fact| {
        let value = serde_json::to_value(fact).unwrap_or_default();
        (fact.id.0.clone(), (line(&fact.id.0, fact.claim.kind(), &fact.evidence), value))
    });
    let readings = sheet.readings.iter().map(|reading| {
        let value = serde_json::to_value(reading).unwrap_or_default();
        (reading.id.0.clone(), (line(&reading.id.0, "reading", &reading.evidence), value))
    });
    facts.chain(readings).collect()
}

/// Returns the fields that differ; where the words stand is no change.
fn differing(old: &serde_json::Value, new: &serde_json::Value) -> Vec<String> {
    let (Some(old), Some(new)) = (old.as_object(), new.as_object()) else { return Vec::new() };
    let keys: BTreeSet<_> = old.keys().chain(new.keys()).collect();
    let moved = |key: &str| key == "evidence" && old[key]["exact"] == new[key]["exact"];
    let differs = |key: &&&String| old.get(**key) != new.get(**key) && !(old.contains_key(**key) && moved(key));
    keys.iter().filter(differs).map(|key| (**key).clone()).collect()
}

fn shown(changes: &Changes, head: &str, item: &str) -> String {
    let fact =
        |line: &FactLine| format!("{} {} (line {}): “{}”", line.source, line.fact, line.line, one_line(&line.exact));
    let none = || "none".to_owned();
    let conflict =
        |line: &ConflictLine| format!("{}: {} of {}: {}", line.brief, line.kind, line.subject, line.sides.join(" / "));
    let sections: [(&str, Vec<String>); 9] = [
        ("Sources added", changes.sources_added.clone()),
        ("Sources gone", changes.sources_gone.clone()),
        ("Texts changed", changes.texts_changed.clone()),
        (
            "Sources re-graded",
            changes
                .regraded
                .iter()
                .map(|line| {
                    let [old, new] = [&line.old, &line.new].map(|grade| grade.clone().unwrap_or_else(none));
                    format!("{}: {old} to {new}", line.source)
                })
                .collect(),
        ),
        ("Facts added", changes.facts_added.iter().map(fact).collect()),
        ("Facts gone", changes.facts_gone.iter().map(fact).collect()),
        (
            "Facts changed",
            changes
                .facts_changed
                .iter()
                .map(|line| format!("{} {}: {}", line.source, line.fact, line.fields.join(", ")))
                .collect(),
        ),
        ("Conflicts opened", changes.conflicts_opened.iter().map(conflict).collect()),
        ("Conflicts settled", changes.conflicts_settled.iter().map(conflict).collect()),
    ];
    let mut text = String::new();
    for (title, lines) in sections.iter().filter(|(_, lines)| !lines.is_empty()) {
        let _ = writeln!(text, "{head}{title} ({})\n", lines.len());
        for line in lines {
            let _ = writeln!(text, "{item}{line}");
        }
        text.push('\n');
    }
    if text.is_empty() { "no differences\n".into() } else { text }
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
