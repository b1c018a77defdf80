//! Brings a fresh extraction into a sheet that people have worked on.
//!
//! The file is changed, never written anew: every byte that is not replaced stays. An entry is the program's as long
//! as its status is `candidate`, its digest fits what it states, and people have put nothing of their own into it;
//! only such entries are replaced or taken out. Everything else is people's: it stays, and only its place in the text
//! (`span`, `line`, `prefix`, `suffix`) is brought up to date. The result is read back before it is given.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value, json};

use super::edit::Edits;
use super::resolve::{Outcome, resolve_at};
use super::{Parsed, Places, digest, entry_values, parsed, source_value};
use crate::diagnostic::{Checked, Diagnostic, Location, Severity, Warned};
use crate::document::Document;
use crate::sheet::claim::Claim;
use crate::sheet::{Evidence, FactSheet};
use crate::source::{CodePoints, Span};
use crate::yaml::{self, Node};

/// Brings `fresh`, the extraction of `document`, into the sheet `old` (the text of `file`).
///
/// Kept is every entry that a person checked, rejected, edited, remarked on or added, every key of a person's own, and
/// every comment. The warnings say which kept entries moved, and which no longer stand on words of the text.
///
/// # Errors
/// All faults of the old file: a sheet that cannot be read is never overwritten.
pub fn merge(old: &str, file: &str, fresh: &FactSheet, document: &Document) -> Checked<Warned<String>> {
    merge_keeping(old, file, fresh, document, &BTreeSet::new())
}

/// As [`merge`]; what the extractors `silent` said before is kept too, as long as its words stand in the text.
///
/// # Errors
/// As [`merge`].
pub fn merge_keeping(
    old: &str,
    file: &str,
    fresh: &FactSheet,
    document: &Document,
    silent: &BTreeSet<&str>,
) -> Checked<Warned<String>> {
    if let Some(text) = old.strip_prefix('\u{FEFF}') {
        return merge_keeping(text, file, fresh, document, silent)
            .map(|merged| Warned { output: format!("\u{FEFF}{}", merged.output), ..merged });
    }
    let text = old;
    if text.trim().is_empty() {
        return Ok(Warned { output: super::write(fresh), warnings: Vec::new() });
    }
    let parsed = parsed(text, file)?;
    if parsed.tree.root.is_flow() {
        return Err(vec![in_brackets("the sheet", &parsed.tree.root, text, file)]);
    }
    let mut resolved = parsed.sheet.clone();
    let places = Places::new(&parsed.tree, text, file);
    let outcomes = resolve_at(&mut resolved, &places, document);
    let lost: BTreeSet<_> = outcomes
        .iter()
        .filter(|outcome| super::LOST_RULES.contains(&outcome.diagnostic.rule))
        .map(|outcome| (outcome.list, outcome.index))
        .collect();
    let stays = |list: &'static str, index: usize, entry: &Map<String, Value>| {
        let origin = entry.get("origin").and_then(Value::as_str);
        origin.is_some_and(|origin| silent.contains(origin)) && !lost.contains(&(list, index))
    };
    let mut edits = Edits::new(text, &parsed.tree);
    merge_source(&mut edits, &parsed, fresh);
    let mut kept = BTreeSet::new();
    let mut faults = Vec::new();
    for (list, fresh) in entry_values(fresh) {
        let entries = entries(&edits, &parsed, &resolved, list, &|index, entry| stays(list, index, entry));
        let Some(entries) = entries else {
            let node = parsed.tree.root.get(list).unwrap_or(&parsed.tree.root);
            faults.push(in_brackets(&format!("`{list}`"), node, text, file));
            continue;
        };
        let plan = Plan::new(list, entries, &fresh);
        kept.extend(plan.kept.iter().map(|&index| (list, index)));
        plan.write(&mut edits, &parsed, &resolved, &fresh);
    }
    if !faults.is_empty() {
        return Err(faults);
    }
    let output = edits.apply();
    confirm(&output, file, &resolved, &kept)?;
    let warnings = outcomes.into_iter().filter(|outcome| kept.contains(&(outcome.list, outcome.index))).map(milder);
    Ok(Warned { output, warnings: warnings.collect() })
}

fn in_brackets(what: &str, node: &Node, text: &str, file: &str) -> Diagnostic {
    Diagnostic::error("merge", format!("{what} is written in brackets, expected a line for each key and entry"))
        .at(Location::in_text(file, text, node.span))
        .hint("write each entry on lines of its own, after `- `")
}

/// What is an error when a sheet is used is only a warning here: the sheet can be written.
fn milder(outcome: Outcome) -> Diagnostic {
    let severity = outcome.diagnostic.severity.min(Severity::Warning);
    Diagnostic { severity, ..outcome.diagnostic }
}

/// Reads the result back: nothing of people's may have changed.
fn confirm(output: &str, file: &str, resolved: &FactSheet, kept: &BTreeSet<(&str, usize)>) -> Checked<()> {
    let written = super::read(output, file)?;
    let facts: BTreeMap<_, _> = written.facts.iter().map(|fact| (&fact.id, fact)).collect();
    let readings: BTreeMap<_, _> = written.readings.iter().map(|reading| (&reading.id, reading)).collect();
    let lost = kept.iter().find_map(|&(list, index)| {
        let (same, id) = if list == "facts" {
            let fact = resolved.facts.get(index)?;
            (facts.get(&fact.id) == Some(&fact), &fact.id)
        } else {
            let reading = resolved.readings.get(index)?;
            (readings.get(&reading.id) == Some(&reading), &reading.id)
        };
        // An entry whose words are not found has no name yet, and several may be so.
        (!same && !id.0.is_empty()).then_some(id)
    });
    match lost {
        None => Ok(()),
        Some(id) => Err(vec![
            Diagnostic::error("merge", format!("`{id}` cannot be kept as it is, so nothing was written"))
                .at(Location::file(file))
                .hint("write this entry in the usual layout, a key a line, without anchors and aliases"),
        ]),
    }
}

/// An entry of the old sheet.
struct Old<'a> {
    node: &'a Node,
    /// Its lines.
    chunk: Span,
    id: String,
    kind: &'static str,
    span: CodePoints,
    /// The program wrote it and nobody changed it.
    untouched: bool,
    /// A comment stands right above it.
    commented: bool,
    digest: String,
}

/// The entries of `list` as they stand in the old file; `None` when they do not stand on lines of their own.
///
/// `stays` tells of an entry of the program's that it is kept nevertheless.
fn entries<'a>(
    edits: &Edits<'_>,
    parsed: &'a Parsed,
    resolved: &FactSheet,
    list: &str,
    stays: &dyn Fn(usize, &Map<String, Value>) -> bool,
) -> Option<Vec<Old<'a>>> {
    let Some(node) = parsed.tree.root.get(list) else { return Some(Vec::new()) };
    if node.items().is_empty() {
        return Some(Vec::new());
    }
    let chunks = edits.chunks(node)?;
    let values = parsed.value.get(list).and_then(Value::as_array).into_iter().flatten();
    let entries = node.items().iter().zip(chunks).zip(values).enumerate().map(|(index, ((node, chunk), value))| {
        let (id, kind, evidence) = if list == "facts" {
            let fact = &resolved.facts[index];
            (&fact.id, fact.claim.kind(), &fact.evidence)
        } else {
            let reading = &resolved.readings[index];
            (&reading.id, "reading", &reading.evidence)
        };
        let value = value.as_object().cloned().unwrap_or_default();
        Old {
            node,
            chunk,
            id: id.0.clone(),
            kind,
            span: evidence.span,
            untouched: is_untouched(&value) && !edits.has_comment(chunk) && !stays(index, &value),
            commented: edits.is_below_comment(chunk.start),
            digest: digest::of_entry(&value),
        }
    });
    Some(entries.collect())
}

fn is_untouched(entry: &Map<String, Value>) -> bool {
    let candidate = entry.get("status").is_none_or(|status| status == "candidate");
    let signed = entry.get("digest").and_then(Value::as_str) == Some(digest::of_entry(entry).as_str());
    let own = |key: &String| matches!(key.as_str(), "by" | "note" | "accept") || key.starts_with("x-");
    candidate && signed && !entry.keys().any(own)
}

/// What becomes of the entries of one list.
struct Plan<'a> {
    list: &'static str,
    /// The old entries with the fresh one that replaces each, if any.
    old: Vec<Old<'a>>,
    /// Indices of old entries that stay as they are.
    kept: BTreeSet<usize>,
    /// Old entry to the fresh one that it is replaced by.
    refreshed: BTreeMap<usize, usize>,
    /// Fresh entries that are new, after which old one (`None`: before all) they come.
    added: BTreeMap<Option<usize>, Vec<usize>>,
}

impl<'a> Plan<'a> {
    fn new(list: &'static str, old: Vec<Old<'a>>, fresh: &[Value]) -> Self {
        let ids: BTreeMap<&str, usize> =
            fresh.iter().enumerate().map(|(index, entry)| (text_of(entry, "id"), index)).collect();
        let mut stands = peoples(list, &old, fresh, &ids);
        let mut plan = Self { list, kept: BTreeSet::new(), refreshed: BTreeMap::new(), added: BTreeMap::new(), old };
        for (index, entry) in plan.old.iter().enumerate() {
            let same = ids.get(entry.id.as_str()).filter(|_| entry.untouched).copied();
            if let Some(same) = same.filter(|same| !stands.contains_key(same)) {
                stands.insert(same, index);
                plan.refreshed.insert(index, same);
            } else if !entry.untouched || (entry.commented && same.is_none()) {
                plan.kept.insert(index);
            }
        }
        let mut after = None;
        for index in 0..fresh.len() {
            match stands.get(&index) {
                Some(&old) => after = Some(old),
                None => plan.added.entry(after).or_default().push(index),
            }
        }
        plan
    }
}

/// Which old entry of people's stands for which fresh one: that of the same id, else that of the same kind on the
/// same words.
fn peoples(list: &str, old: &[Old<'_>], fresh: &[Value], ids: &BTreeMap<&str, usize>) -> BTreeMap<usize, usize> {
    let mut at_words: BTreeMap<(&str, CodePoints), Vec<usize>> = BTreeMap::new();
    for (index, entry) in fresh.iter().enumerate() {
        let kind = if list == "facts" { text_of(entry, "kind") } else { "reading" };
        let span = entry.pointer("/evidence/span").and_then(|span| serde_json::from_value(span.clone()).ok());
        at_words.entry((kind, span.unwrap_or_default())).or_default().push(index);
    }
    let mut stands = BTreeMap::new();
    for (index, entry) in old.iter().enumerate().filter(|(_, entry)| !entry.untouched) {
        if let Some(&same) = ids.get(entry.id.as_str()) {
            stands.insert(same, index);
            continue;
        }
        for &same in at_words.get(&(entry.kind, entry.span)).into_iter().flatten() {
            stands.entry(same).or_insert(index);
        }
    }
    stands
}

fn text_of<'a>(entry: &'a Value, key: &str) -> &'a str {
    entry.get(key).and_then(Value::as_str).unwrap_or_default()
}

impl Plan<'_> {
    fn write(&self, edits: &mut Edits<'_>, parsed: &Parsed, resolved: &FactSheet, fresh: &[Value]) {
        let indent = self.old.first().map_or(2, |entry| edits.indentation(entry.chunk.start));
        let render = |indices: &[usize]| {
            let mut lines = String::new();
            for entry in indices.iter().filter_map(|&index| fresh.get(index)) {
                yaml::block_entry(&mut lines, entry, indent);
            }
            lines
        };
        for (index, entry) in self.old.iter().enumerate() {
            if let Some(&new) = self.refreshed.get(&index) {
                let same = fresh.get(new).and_then(Value::as_object).map(digest::of_entry);
                if same.as_ref() != Some(&entry.digest) {
                    edits.replace(entry.chunk, render(&[new]));
                }
            } else if self.kept.contains(&index) {
                self.re_anchor(edits, index, parsed, resolved);
            } else {
                edits.replace(entry.chunk, "");
            }
            if let Some(added) = self.added.get(&Some(index)) {
                edits.insert_lines(entry.chunk.end, &render(added));
            }
        }
        let first = self.added.get(&None).map(|added| render(added)).unwrap_or_default();
        let empty = first.is_empty() && self.added.is_empty() && self.kept.is_empty() && self.refreshed.is_empty();
        self.write_head(edits, &parsed.tree.root, &first, empty);
    }

    /// Writes what comes before the first old entry, and `[]` where nothing is left.
    fn write_head(&self, edits: &mut Edits<'_>, root: &Node, first: &str, empty: bool) {
        match root.entry(self.list) {
            None if first.is_empty() => {}
            None => edits.insert_lines(edits.line_end(root.span.end), &format!("{}:\n{first}", self.list)),
            Some((key, node)) => {
                let colon = edits.colon(key);
                if self.old.is_empty() && !first.is_empty() {
                    edits.replace(Span::new(colon, node.span.end.max(colon)), "");
                }
                if !self.old.is_empty() && empty {
                    edits.replace(Span::new(colon, colon), " []");
                }
                if !first.is_empty() {
                    edits.insert_lines(edits.line_end(colon), first);
                }
            }
        }
    }

    /// Brings the places of a kept entry up to date.
    fn re_anchor(&self, edits: &mut Edits<'_>, index: usize, parsed: &Parsed, resolved: &FactSheet) {
        let Some(entry) = self.old.get(index) else { return };
        if let (None, Some((first, _))) = (entry.node.get("id"), entry.node.entries().first())
            && !entry.id.is_empty()
        {
            edits.insert_before(entry.node, first, "id", &entry.id.clone().into());
        }
        let (before, after) = if self.list == "facts" {
            let (before, after) = (&parsed.sheet.facts[index], &resolved.facts[index]);
            for ((key, old), (_, new)) in parts(&before.claim).into_iter().zip(parts(&after.claim)) {
                if let Some(node) = entry.node.get(key).filter(|_| old != new) {
                    place(edits, node, "text", "span", &json!([new.start, new.end]));
                }
            }
            (&before.evidence, &after.evidence)
        } else {
            (&parsed.sheet.readings[index].evidence, &resolved.readings[index].evidence)
        };
        if let Some(node) = entry.node.get("evidence").filter(|_| before != after) {
            evidence(edits, node, before, after);
        }
    }
}

fn evidence(edits: &mut Edits<'_>, node: &Node, before: &Evidence, after: &Evidence) {
    let words = |text: &str| Value::from(text);
    let span = |points: CodePoints| json!([points.start, points.end]);
    for (key, old, new) in [
        ("prefix", words(&before.prefix), words(&after.prefix)),
        ("suffix", words(&before.suffix), words(&after.suffix)),
        ("span", span(before.span), span(after.span)),
        ("line", json!(before.line), json!(after.line)),
    ] {
        if old != new {
            place(edits, node, "exact", key, &new);
        }
    }
}

/// Sets `key` of a mapping, beside `anchor` if it is not there yet.
fn place(edits: &mut Edits<'_>, mapping: &Node, anchor: &str, key: &str, value: &Value) {
    match (mapping.get(key), mapping.entry(anchor)) {
        (Some(node), _) => edits.set(node, value),
        (None, Some((_, _))) if mapping.is_flow() => edits.append(mapping, key, value),
        (None, Some((next, _))) => edits.insert_before(mapping, next, key, value),
        (None, None) => {}
    }
}

/// The parts of a claim that have a place of their own.
fn parts(claim: &Claim) -> Option<(&'static str, CodePoints)> {
    match claim {
        Claim::Quotation(quotation) => quotation.speaker.as_ref().map(|speaker| ("speaker", speaker.span)),
        Claim::Event(event) => Some(("date", event.date.span)),
        Claim::Precedent(precedent) => precedent.date.as_ref().map(|date| ("date", date.span)),
        Claim::Figure(_) | Claim::Commitment(_) | Claim::Condition(_) | Claim::Unknown(_) => None,
        Claim::Position(_) | Claim::Person(_) => None,
    }
}

/// Brings the source's keys up to date: the program's own always, others as long as nobody changed them.
fn merge_source(edits: &mut Edits<'_>, parsed: &Parsed, fresh: &FactSheet) {
    let Some(node) = parsed.tree.root.get("source") else { return };
    let Some(old) = parsed.value.get("source").and_then(Value::as_object) else { return };
    let Value::Object(mut fresh) = source_value(fresh) else { return };
    fresh.shift_remove("digest");
    let recorded = old.get("digest").and_then(Value::as_object).cloned().unwrap_or_default();
    let mut digests = Map::new();
    let order: Vec<&String> = fresh.keys().collect();
    for (position, (key, value)) in fresh.iter().enumerate() {
        let signed = digest::is_signed(key);
        let mut digest = recorded.get(key).cloned();
        match (node.entry(key), old.get(key)) {
            (Some((_, at)), Some(was)) => {
                let same = Value::from(digest::of_value(was));
                let comment = edits.has_comment(at.span);
                if !signed || (digest.as_ref() == Some(&same) && !comment) {
                    if digest::of_value(value) != digest::of_value(was) {
                        edits.set(at, value);
                    }
                    digest = Some(digest::of_value(value).into());
                }
            }
            // A person took it out.
            _ if digest.is_some() => {}
            (Some(_), None) => {}
            (None, _) => {
                let next = order[position + 1..].iter().find_map(|key| node.entry(key));
                match next.or_else(|| node.entry("digest")) {
                    Some((next, _)) => edits.insert_before(node, next, key, value),
                    None => edits.append(node, key, value),
                }
                digest = Some(digest::of_value(value).into());
            }
        }
        if let Some(digest) = digest.filter(|_| signed) {
            digests.insert(key.clone(), digest);
        }
    }
    for (key, digest) in recorded.iter().filter(|(key, _)| !fresh.contains_key(*key)) {
        let same = old.get(key).is_some_and(|was| *digest == digest::of_value(was));
        let removed = same && node.entry(key).is_some_and(|(name, at)| edits.remove(node, name, at));
        if !removed {
            digests.insert(key.clone(), digest.clone());
        }
    }
    match node.get("digest") {
        Some(at) if digests != recorded => edits.set(at, &digests.into()),
        None if !digests.is_empty() => edits.append(node, "digest", &digests.into()),
        _ => {}
    }
}
