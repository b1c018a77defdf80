//! Fact sheets as YAML files: read, write, resolve against the text, merge with a fresh extraction.
//!
//! - [`write()`] makes the file of a fresh sheet, with a digest in each entry that tells later what people changed.
//! - [`read`] takes a file strictly; entries that people added may leave out what the program can fill in.
//! - [`resolve()`] puts every entry back on its words in the text, or says why it cannot.
//! - [`merge()`] brings a fresh extraction into a file that people have worked on.
//! - [`revise()`] writes what a person says of one entry.
//!
//! `docs/formats/fact-sheet.md` is the reference of the format.

mod digest;
mod edit;
mod merge;
mod resolve;
mod revise;

use std::cell::OnceCell;
use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::{Deserialize, Deserializer};
use serde_json::{Map, Value, json};

use super::{Claim, FactId, FactSheet};
use crate::diagnostic::{Checked, Diagnostic, Location};
use crate::schema;
use crate::source::{Positions, Span};
use crate::yaml::{self, Node, Tree};

pub use merge::{merge, merge_keeping};
pub(crate) use resolve::name;
pub use resolve::resolve;
pub use revise::{Change, revise};

/// JSON Schema of sheets as people may write them.
static SCHEMA: LazyLock<Value> = LazyLock::new(schema::fact_sheet);

/// Rules of diagnostics that say that an entry has lost its words.
pub const LOST_RULES: [&str; 3] = ["stale-evidence", "false-evidence", "ambiguous-evidence"];

/// Lists of a sheet.
const LISTS: [&str; 2] = ["facts", "readings"];

/// Writes a fresh sheet as a file.
///
/// Keys stand in the order of the types. Entries that the program made carry a `digest`.
pub fn write(sheet: &FactSheet) -> String {
    let mut out = String::new();
    yaml::entry(&mut out, "schema", &sheet.schema.clone().into(), 0);
    out.push_str("source:\n");
    out.push_str(&yaml::write(&source_value(sheet), 2));
    for (list, entries) in entry_values(sheet) {
        if entries.is_empty() {
            out.push_str(list);
            out.push_str(": []\n");
            continue;
        }
        out.push_str(list);
        out.push_str(":\n");
        for entry in entries {
            yaml::block_entry(&mut out, &entry, 2);
        }
    }
    out
}

/// The source's keys as written, with their digests.
fn source_value(sheet: &FactSheet) -> Value {
    let mut source = object(serde_json::to_value(&sheet.source));
    source.insert("digest".into(), digest::of_source(&source));
    source.into()
}

/// Facts and readings as written, with digests in those that the program made.
fn entry_values(sheet: &FactSheet) -> [(&'static str, Vec<Value>); 2] {
    let facts = sheet.facts.iter().map(|fact| {
        let value = object(serde_json::to_value(fact));
        if fact.rule.is_some() || fact.origin.is_some() { digest::signed(value) } else { value.into() }
    });
    let readings = sheet.readings.iter().map(|reading| digest::signed(object(serde_json::to_value(reading))));
    [("facts", facts.collect()), ("readings", readings.collect())]
}

/// Our types always become objects; anything else would be an empty one.
fn object(value: serde_json::Result<Value>) -> Map<String, Value> {
    match value {
        Ok(Value::Object(object)) => object,
        _ => Map::new(),
    }
}

/// Reads a sheet.
///
/// What people may leave out of entries they add (`id`, `span`, `line`) is empty until [`resolve()`] fills it in.
///
/// # Errors
/// All faults of the file, each with its place.
pub fn read(text: &str, file: &str) -> Checked<FactSheet> {
    parsed(text, file).map(|parsed| parsed.sheet)
}

/// Takes what is left over beside the known keys of a fact, and of it only what is people's own.
///
/// Two flattened fields share one map: without this the keys of the claim would come back as people's.
pub(in crate::sheet) fn own_keys<'de, D: Deserializer<'de>>(left: D) -> Result<BTreeMap<String, Value>, D::Error> {
    let mut own = BTreeMap::deserialize(left)?;
    own.retain(|key: &String, _| key.starts_with("x-"));
    Ok(own)
}

/// A sheet with the file's tree and the values as they stand in the file.
struct Parsed {
    sheet: FactSheet,
    tree: Tree,
    value: Value,
}

fn parsed(text: &str, file: &str) -> Checked<Parsed> {
    let (tree, value) = yaml::checked(text, file, &SCHEMA)?;
    let sheet: FactSheet = yaml::decode(filled(value.clone()), text, file)?;
    let faults = Places::new(&tree, text, file).faults(&sheet);
    if faults.is_empty() { Ok(Parsed { sheet, tree, value }) } else { Err(faults) }
}

/// Puts something empty where people may leave something out, and takes digests away.
fn filled(mut value: Value) -> Value {
    if let Some(source) = value.get_mut("source").and_then(Value::as_object_mut) {
        source.shift_remove("digest");
    }
    for list in LISTS {
        for entry in value.get_mut(list).and_then(Value::as_array_mut).into_iter().flatten() {
            let Some(entry) = entry.as_object_mut() else { continue };
            entry.shift_remove("digest");
            entry.entry("id").or_insert_with(|| "".into());
            if list == "readings" {
                entry.entry("score").or_insert(json!(1.0));
            }
            for (key, line) in [("evidence", true), ("speaker", false), ("date", false)] {
                if let Some(part) = entry.get_mut(key).and_then(Value::as_object_mut) {
                    part.entry("span").or_insert(json!([0, 0]));
                    if line {
                        part.entry("line").or_insert(json!(0));
                    }
                }
            }
        }
    }
    value
}

/// Finds the place of a part of a sheet in its file.
struct Places<'a> {
    tree: &'a Tree,
    text: &'a str,
    file: &'a str,
    positions: OnceCell<Positions>,
}

impl<'a> Places<'a> {
    fn new(tree: &'a Tree, text: &'a str, file: &'a str) -> Self {
        Self { tree, text, file, positions: OnceCell::new() }
    }

    /// Points at the deepest part of `path` that is written.
    fn at(&self, list: &str, index: usize, path: &[&str]) -> Location {
        let entry = self.tree.root.get(list).and_then(|list| list.items().get(index));
        let mut span = entry.map_or(Span::default(), first_key);
        let mut node = entry;
        for key in path {
            node = node.and_then(|node| node.get(key));
            if let Some(node) = node {
                span = if node.text().is_some() { node.span } else { first_key(node) };
            }
        }
        // As `Location::in_text`, but lines are counted once for all entries.
        let positions = self.positions.get_or_init(|| Positions::of(self.text));
        let place = positions.place(self.text, span.start);
        let line = positions.line_span(self.text, place.line).unwrap_or_default();
        let excerpt = self.text.get(line.range()).unwrap_or_default();
        let meant = self.text.get(span.start..span.end.min(line.end).max(span.start)).unwrap_or_default();
        Location {
            file: self.file.into(),
            line: place.line,
            column: place.column,
            width: meant.chars().count().max(1),
            excerpt: excerpt.into(),
        }
    }

    /// Finds what the schema cannot say: ids twice, empty words, intervals and bounds that run backwards.
    fn faults(&self, sheet: &FactSheet) -> Vec<Diagnostic> {
        let mut faults = Vec::new();
        let mut seen: BTreeMap<&str, (&str, usize)> = BTreeMap::new();
        let facts = sheet.facts.iter().map(|fact| (&fact.id, &fact.evidence));
        let readings = sheet.readings.iter().map(|reading| (&reading.id, &reading.evidence));
        let entries = facts
            .enumerate()
            .map(|entry| ("facts", entry))
            .chain(readings.enumerate().map(|entry| ("readings", entry)));
        for (list, (index, (id, evidence))) in entries {
            if id.0.chars().any(|c| !(c.is_alphanumeric() || matches!(c, '-' | '_' | '.'))) {
                let message = format!("id `{id}` cannot be cited, expected letters, digits, `-`, `_` and `.`");
                faults.push(Diagnostic::error("bad-id", message).at(self.at(list, index, &["id"])));
            }
            match seen.get(id.0.as_str()) {
                Some((list_of_first, first)) => {
                    let first = self.at(list_of_first, *first, &["id"]).line;
                    let fault = Diagnostic::error("duplicate-id", format!("id `{id}` stands twice"))
                        .at(self.at(list, index, &["id"]))
                        .hint(format!("it stands first in line {first}; give this entry another id"));
                    faults.push(fault);
                }
                None if id.0.is_empty() => {}
                None => {
                    seen.insert(&id.0, (list, index));
                }
            }
            if evidence.exact.trim().is_empty() {
                let message = "`exact` is empty, expected words of the source";
                faults.push(Diagnostic::error("bad-value", message).at(self.at(list, index, &["evidence", "exact"])));
            }
            if evidence.span.start > evidence.span.end {
                let message = format!("span ends at {} before it begins at {}", evidence.span.end, evidence.span.start);
                faults.push(Diagnostic::error("bad-value", message).at(self.at(list, index, &["evidence", "span"])));
            }
        }
        for (index, fact) in sheet.facts.iter().enumerate() {
            if let Some((message, path)) = backwards(&fact.claim) {
                faults.push(Diagnostic::error("bad-value", message).at(self.at("facts", index, &path)));
            }
        }
        faults
    }
}

/// Names bounds or days of which the first comes after the second.
fn backwards(claim: &Claim) -> Option<(String, [&'static str; 2])> {
    let date = match claim {
        Claim::Figure(figure) => {
            let (least, most) = (figure.value.at_least?, figure.value.at_most?);
            return (least > most)
                .then(|| (format!("`at_least` is {least}, more than `at_most`, {most}"), ["value", "at_least"]));
        }
        Claim::Event(event) => Some(&event.date),
        Claim::Precedent(precedent) => precedent.date.as_ref(),
        Claim::Quotation(_) | Claim::Commitment(_) | Claim::Condition(_) | Claim::Unknown(_) => None,
        Claim::Position(_) | Claim::Person(_) => None,
    };
    let days = date?.interval?;
    (days.from > days.to)
        .then(|| (format!("interval begins on {} after it ends on {}", days.from, days.to), ["date", "interval"]))
}

/// Points at the entry `id` of a sheet's file, or at the file when it is not in it.
pub fn place_of(text: &str, file: &str, id: &FactId) -> Location {
    let goes_on = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '.');
    let mut places = text.match_indices(&id.0).map(|(at, _)| Span::new(at, at + id.0.len()));
    let named = places.find(|span| {
        let after = text[span.end..].chars().next();
        text[..span.start].ends_with("id: ") && !after.is_some_and(goes_on)
    });
    named.map_or_else(|| Location::file(file), |span| Location::in_text(file, text, span))
}

/// The first key of a mapping, or all of anything else.
fn first_key(node: &Node) -> Span {
    match node.entries().first() {
        Some((key, _)) if !node.is_flow() => key.span,
        _ => node.span,
    }
}
