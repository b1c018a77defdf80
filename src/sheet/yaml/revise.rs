//! Writes what a person says of one entry into a sheet, and touches no other byte.

use serde_json::Value;

use super::edit::Edits;
use super::resolve::resolve_at;
use super::{LISTS, LOST_RULES, Parsed, Places, parsed};
use crate::diagnostic::{Checked, Diagnostic, Location};
use crate::document::Document;
use crate::sheet::{FactSheet, Status};
use crate::yaml::Node;

/// What a person says of an entry.
#[derive(Clone, PartialEq, Debug)]
pub enum Change {
    /// Its status; `by` is who says so, and stays as it was when not given.
    Status {
        /// The status.
        status: Status,
        /// Who says so.
        by: Option<String>,
    },
    /// A key and its new value: the keys that lead to it, `speaker.name`, and the text typed.
    Value {
        /// Keys, `.` between them.
        path: String,
        /// The value: text, or a number, truth value, list or mapping as JSON where the key wants one.
        value: String,
    },
}

/// Keys that are not for people to change: citations and later runs rest on them.
const FIXED: [&str; 6] = ["id", "kind", "digest", "rule", "origin", "status"];

/// Changes the entry `id` of the sheet `old` (the text of `file`).
///
/// The result is read back: the entry says what was wanted and stands on words of `document`, and every other entry is
/// as it was.
///
/// # Errors
/// All faults of the old file; no such entry; a key that cannot be changed; a value that the format or the text
/// refuses.
pub fn revise(old: &str, file: &str, id: &str, change: &Change, document: &Document) -> Checked<String> {
    if let Some(text) = old.strip_prefix('\u{FEFF}') {
        return revise(text, file, id, change, document).map(|text| format!("\u{FEFF}{text}"));
    }
    let parsed = parsed(old, file)?;
    let Some((list, index, node)) = entry(&parsed, id) else {
        let ids = ids(&parsed.sheet);
        let fault = Diagnostic::error("unknown-fact", format!("there is no fact or reading `{id}` in this sheet"));
        return Err(vec![fault.at(Location::file(file)).did_you_mean(id, ids.iter().map(String::as_str))]);
    };
    let at = (list, index);
    match change {
        Change::Status { status, by } => {
            let value = serde_json::to_value(status).unwrap_or_default();
            let mut text = set(old, &parsed, node, &["status"], &value);
            if let Some(by) = by {
                let again = self::parsed(&text, file)?;
                let node = entry(&again, id).map_or(&again.tree.root, |(_, _, node)| node);
                text = set(&text, &again, node, &["by"], &by.as_str().into());
            }
            confirmed(text, file, &parsed, at, document)
        }
        Change::Value { path, value } => {
            let path: Vec<&str> = path.split('.').collect();
            if path.iter().any(|key| key.is_empty()) || path.first().is_some_and(|key| FIXED.contains(key)) {
                let message = format!("`{}` cannot be edited", path.join("."));
                let fault = Diagnostic::error("fixed-key", message).at(place(&parsed, old, file, at));
                return Err(vec![fault.hint("what is stated can be edited, such as `speaker.name` or `modality`")]);
            }
            let typed = confirmed(set(old, &parsed, node, &path, &value.as_str().into()), file, &parsed, at, document);
            // Numbers and the like are typed as they are written in YAML.
            match (typed, serde_json::from_str::<Value>(value)) {
                (Err(faults), Ok(other)) if !other.is_string() => {
                    let other = confirmed(set(old, &parsed, node, &path, &other), file, &parsed, at, document);
                    other.map_err(|_| faults)
                }
                (typed, _) => typed,
            }
        }
    }
}

fn ids(sheet: &FactSheet) -> Vec<String> {
    let facts = sheet.facts.iter().map(|fact| fact.id.0.clone());
    facts.chain(sheet.readings.iter().map(|reading| reading.id.0.clone())).collect()
}

/// The list, place and node of an entry.
fn entry<'a>(parsed: &'a Parsed, id: &str) -> Option<(&'static str, usize, &'a Node)> {
    LISTS.into_iter().find_map(|list| {
        let items = parsed.tree.root.get(list)?.items();
        let index = items.iter().position(|item| item.get("id").and_then(Node::text) == Some(id))?;
        Some((list, index, &items[index]))
    })
}

fn place(parsed: &Parsed, text: &str, file: &str, (list, index): (&str, usize)) -> Location {
    Places::new(&parsed.tree, text, file).at(list, index, &["id"])
}

/// The text with `value` at `path` of `entry`.
fn set(text: &str, parsed: &Parsed, entry: &Node, path: &[&str], value: &Value) -> String {
    let mut edits = Edits::new(text, &parsed.tree);
    let mut node = entry;
    let mut left = path;
    while let Some((key, rest)) = left.split_first() {
        let Some(inner) = node.get(key) else {
            let nested = rest.iter().rev().fold(value.clone(), |inner, key| serde_json::json!({ (*key): inner }));
            // What people say of it comes before the digest, the last key.
            match node.entry("digest") {
                Some((digest, _)) if !node.is_flow() => edits.insert_before(node, digest, key, &nested),
                _ => edits.append(node, key, &nested),
            }
            return edits.apply();
        };
        (node, left) = (inner, rest);
    }
    edits.set(node, value);
    edits.apply()
}

/// Reads the result back.
fn confirmed(text: String, file: &str, old: &Parsed, at: (&str, usize), document: &Document) -> Checked<String> {
    let new = parsed(&text, file)?;
    let (list, index) = at;
    let same = |value: &Value, other: &Value| -> bool {
        let entries =
            |value: &Value, list: &str| value.get(list).and_then(Value::as_array).cloned().unwrap_or_default();
        LISTS.iter().all(|other_list| {
            let (old, new) = (entries(value, other_list), entries(other, other_list));
            let own = |at: usize| *other_list == list && at == index;
            old.len() == new.len() && old.iter().zip(&new).enumerate().all(|(at, (old, new))| own(at) || old == new)
        }) && value.get("source") == other.get("source")
    };
    if !same(&old.value, &new.value) {
        let fault = Diagnostic::error("revise", "this entry cannot be changed without touching others");
        let fault = fault.at(place(&new, &text, file, at));
        return Err(vec![fault.hint("write it in the usual layout, a key a line, without anchors and aliases")]);
    }
    let mut resolved = new.sheet.clone();
    let outcomes = resolve_at(&mut resolved, &Places::new(&new.tree, &text, file), document);
    let lost = outcomes
        .into_iter()
        .find(|outcome| (outcome.list, outcome.index) == at && LOST_RULES.contains(&outcome.diagnostic.rule));
    match lost {
        Some(outcome) => Err(vec![outcome.diagnostic]),
        None => Ok(text),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::corpus::{Format, Text};
    use crate::document;

    const TEXT: &str = "Harbour master Ola Brandt called the ferry “a lifeline”. It carries 300 people.\n";
    const SHEET: &str = "\
schema: evenhand/fact-sheet/1   # ours
source: {id: ferry, type: article, file: corpus/ferry.txt, sha256: a}
facts:
  # about the harbour
  - id: quotation-1
    kind: quotation
    form: direct
    speaker: {text: Harbour master Ola Brandt}
    evidence: {exact: a lifeline}
    status: candidate # not seen yet
    digest: aaaaaaaa
  - {id: figure-1, kind: figure, value: {exactly: 300, text: '300'}, evidence: {exact: 300 people}}
";

    fn revised(id: &str, change: &Change) -> Checked<String> {
        let document = document::parse(&Text::decoded("ferry", Format::Text, TEXT, None)).output;
        revise(SHEET, "facts/ferry.yaml", id, change, &document)
    }

    fn value(path: &str, value: &str) -> Change {
        Change::Value { path: path.into(), value: value.into() }
    }

    #[test]
    fn only_the_status_and_who_gave_it_change() {
        let checked = Change::Status { status: Status::Checked, by: Some("Ida Holm".into()) };
        let text = revised("quotation-1", &checked).expect("no faults");
        let expected = SHEET
            .replace("status: candidate #", "status: checked #")
            .replace("    digest:", "    by: Ida Holm\n    digest:");
        assert_eq!(text, expected);
        let rejected = Change::Status { status: Status::Rejected, by: None };
        let text = revised("figure-1", &rejected).expect("no faults");
        assert_eq!(text, SHEET.replace("300 people}}", "300 people}, status: rejected}"));
    }

    #[test]
    fn values_are_set_and_keys_added_where_they_belong() {
        let text = revised("quotation-1", &value("speaker.role", "Harbour master")).expect("no faults");
        assert_eq!(text, SHEET.replace("Ola Brandt}", "Ola Brandt, role: Harbour master}"));
        let text = revised("figure-1", &value("value.exactly", "301")).expect("no faults");
        assert_eq!(text, SHEET.replace("exactly: 300", "exactly: 301"));
        let text = revised("figure-1", &value("about", "passengers")).expect("no faults");
        assert!(text.contains("evidence: {exact: 300 people}, about: passengers}"), "{text}");
    }

    #[test]
    fn what_the_format_or_the_text_refuses_changes_nothing() {
        let rule = |id: &str, change: &Change| revised(id, change).expect_err("faults")[0].rule;
        assert_eq!(rule("quotation-1", &value("form", "shouted")), "bad-value");
        assert_eq!(rule("quotation-1", &value("evidence.exact", "a burden")), "false-evidence");
        assert_eq!(rule("quotation-1", &value("id", "quotation-2")), "fixed-key");
        assert_eq!(rule("figure-1", &value("value.exactly", "many")), "wrong-type");
        assert_eq!(rule("quotation-2", &value("form", "direct")), "unknown-fact");
    }
}
