//! What templates see: plain data, every key always there, `null` where nothing is known.

use std::collections::BTreeSet;

use indexmap::IndexMap;
use serde_json::{Map, Value, json};

use super::labels::Labels;
use super::{LISTS, Material};
use crate::brief::Audience;
use crate::comparison::{EvidenceRef, SideReading, Voice};
use crate::sheet::claim::Figure;
use crate::sheet::{Claim, Evidence, FactId, FactSheet, Side, SourceRecord, Status};

/// How far a further reading from one source falls behind in the list of the strongest.
const REPEATED_SOURCE: f64 = 0.93;

/// Returns the variables of a note, by name.
pub(super) fn variables(
    material: Material<'_>,
    name: &str,
    audience: &Audience,
    language: &str,
    labels: &Labels,
) -> Map<String, Value> {
    let Material { brief, comparison, sheets, room, withheld } = material;
    let mut variables = match serde_json::to_value(comparison) {
        Ok(Value::Object(parts)) => parts,
        _ => Map::new(),
    };
    if let Some(Value::Array(entries)) = variables.get_mut("timeline") {
        for entry in entries {
            if let Some(date) = entry.get_mut("date") {
                fill(date, &[("interval", Value::Null), ("approximate", json!(false)), ("relative_to", Value::Null)]);
            }
        }
    }
    if let Some(Value::Array(voices)) = variables.get_mut("voices") {
        for (value, voice) in voices.iter_mut().zip(&comparison.voices) {
            value["counts"] = counts(voice);
        }
    }
    variables.insert("sources".into(), comparison.sources.iter().map(source).collect());
    let mut brief_value = serde_json::to_value(brief).unwrap_or_default();
    let missing = ["subtitle", "date", "assessment", "balance"].map(|key| (key, Value::Null));
    fill(&mut brief_value, &missing);
    fill(&mut brief_value, &[("author", json!([])), ("issues", json!([]))]);
    brief_value["id"] = json!(brief.id);
    variables.insert("brief".into(), brief_value);
    for kind in KINDS {
        variables.insert((*kind).into(), Value::Array(Vec::new()));
    }
    for sheet in sheets {
        for (kind, fact) in facts(sheet) {
            if let Some(Value::Array(list)) = variables.get_mut(kind) {
                list.push(fact);
            }
        }
    }
    variables.insert("key_figures".into(), key_figures(material).into());
    if let Some(Value::Array(commitments)) = variables.get_mut("commitments") {
        // Firmest first; within a degree the order of sources and texts stays.
        let rank = |fact: &Value| MODALITIES.iter().position(|name| fact["modality"] == *name);
        commitments.sort_by_key(|fact| (fact["actor"].is_null(), rank(fact)));
    }
    variables.insert(
        "strongest".into(),
        json!({
            "optimistic": strongest(comparison.issues.iter().flat_map(|issue| &issue.optimistic)),
            "sceptical": strongest(comparison.issues.iter().flat_map(|issue| &issue.sceptical)),
        }),
    );
    variables.insert(
        "points".into(),
        json!({
            "optimistic": points(comparison.issues.iter().flat_map(|issue| &issue.optimistic)),
            "sceptical": points(comparison.issues.iter().flat_map(|issue| &issue.sceptical)),
        }),
    );
    let date = brief.date.or_else(|| comparison.sources.iter().filter_map(|source| source.issued).max());
    variables.insert(
        "note".into(),
        json!({
            "audience": name,
            "date": date.map(|date| labels.date(&date.to_string())),
            "language": language,
            "pages": audience.pages,
            "withheld": if audience.say_withheld { withheld } else { 0 },
            "room": room / LISTS,
            // The first list is the first to grow.
            "rooms": (0..LISTS).map(|list| (room + LISTS - 1 - list) / LISTS).collect::<Vec<_>>(),
        }),
    );
    variables.insert("labels".into(), json!(labels.all()));
    variables
}

/// Names of the lists of facts, one a kind.
pub(super) const KINDS: &[&str] = &[
    "quotations",
    "figures",
    "events",
    "commitments",
    "conditions",
    "unknown_facts",
    "positions",
    "precedents",
    "people",
];

const MODALITIES: [&str; 6] = ["binding", "agreed", "pledged", "planned", "possible", "hinted"];

/// Counts what a person said by the side it leans to; mixed statements count for neither.
fn counts(voice: &Voice) -> Value {
    let of = |side: Side| voice.statements.iter().filter(|statement| statement.side == Some(side)).count();
    let (optimistic, sceptical) = (of(Side::Optimistic), of(Side::Sceptical));
    let neither = voice.statements.len() - optimistic - sceptical;
    json!({"optimistic": optimistic, "sceptical": sceptical, "neither": neither})
}

/// Groups figures that say the same and orders them: those that texts share or dispute first.
fn key_figures(material: Material<'_>) -> Vec<Value> {
    let comparison = material.comparison;
    let agreed = comparison.agreements.iter().flat_map(|agreement| &agreement.evidence);
    let disputed = comparison.conflicts.iter().flat_map(|conflict| &conflict.sides).flat_map(|side| &side.evidence);
    let weighty: BTreeSet<(&str, &str)> =
        agreed.chain(disputed).map(|evidence| (evidence.source.as_str(), evidence.fact.0.as_str())).collect();
    struct Group<'a> {
        figure: &'a Figure,
        evidence: Vec<EvidenceRef>,
        sources: BTreeSet<&'a str>,
        weight: usize,
    }
    let mut groups: IndexMap<(String, String), Group<'_>> = IndexMap::new();
    for sheet in material.sheets {
        for fact in sheet.facts.iter().filter(|fact| fact.status != Status::Rejected) {
            let Claim::Figure(figure) = &fact.claim else { continue };
            let Some(unit) = figure.value.unit.as_deref().or(figure.value.currency.as_deref()) else { continue };
            let group =
                groups.entry((figure.value.text.to_lowercase(), unit.to_lowercase())).or_insert_with(|| Group {
                    figure,
                    evidence: Vec::new(),
                    sources: BTreeSet::new(),
                    weight: usize::from(figure.about.is_some()) + usize::from(figure.value.currency.is_some()),
                });
            if weighty.contains(&(sheet.source.id.as_str(), fact.id.0.as_str())) {
                group.weight += 3;
            }
            if group.sources.insert(sheet.source.id.as_str()) {
                group.weight += 2;
                group.evidence.push(reference(sheet, &fact.id, &fact.evidence));
            }
        }
    }
    let mut groups: Vec<Group<'_>> = groups.into_values().collect();
    groups.sort_by_key(|group| std::cmp::Reverse(group.weight));
    let entry = |group: Group<'_>| {
        let value = &group.figure.value;
        json!({
            "text": value.text,
            "unit": value.unit,
            "words": group.evidence.first().map(|evidence| evidence.exact.clone()),
            "about": group.figure.about,
            "evidence": group.evidence,
        })
    };
    groups.into_iter().map(entry).collect()
}

fn reference(sheet: &FactSheet, fact: &FactId, evidence: &Evidence) -> EvidenceRef {
    EvidenceRef {
        source: sheet.source.id.clone(),
        fact: fact.clone(),
        exact: evidence.exact.clone(),
        span: evidence.span,
        line: evidence.line,
    }
}

fn fill(value: &mut Value, keys: &[(&str, Value)]) {
    if let Value::Object(map) = value {
        for (key, missing) in keys {
            map.entry(*key).or_insert_with(|| missing.clone());
        }
    }
}

fn source(record: &SourceRecord) -> Value {
    let mut value = serde_json::to_value(record).unwrap_or_default();
    fill(&mut value, &["title", "publisher", "issued", "language", "URL", "grade"].map(|key| (key, Value::Null)));
    fill(&mut value, &[("tags", json!([]))]);
    value["author"] = record.author.iter().map(ToString::to_string).collect();
    value
}

/// Returns the facts of a sheet that nobody rejected, each with the list it belongs to.
fn facts(sheet: &FactSheet) -> Vec<(&'static str, Value)> {
    let kept = sheet.facts.iter().filter(|fact| fact.status != Status::Rejected);
    let facts = kept.map(|fact| {
        let (list, optional): (_, &[&str]) = match &fact.claim {
            Claim::Quotation(_) => ("quotations", &["speaker", "cue"]),
            Claim::Figure(_) => ("figures", &["about"]),
            Claim::Event(_) => ("events", &["place"]),
            Claim::Commitment(_) => ("commitments", &["actor", "condition"]),
            Claim::Condition(_) => ("conditions", &["of"]),
            Claim::Unknown(_) => ("unknown_facts", &[]),
            Claim::Position(_) => ("positions", &[]),
            Claim::Precedent(_) => ("precedents", &["date"]),
            Claim::Person(_) => ("people", &["of"]),
        };
        let mut value = serde_json::to_value(&fact.claim).unwrap_or_default();
        for key in optional {
            fill(&mut value, &[(key, Value::Null)]);
        }
        fill(&mut value, &[("absent", json!(false)), ("future", json!(false)), ("former", json!(false))]);
        if let Some(amount) = value.get_mut("value") {
            let keys = ["exactly", "at_least", "at_most", "unit", "currency"];
            fill(amount, &keys.map(|key| (key, Value::Null)));
            fill(amount, &[("approximate", json!(false))]);
        }
        value["status"] = json!(fact.status);
        value["note"] = json!(fact.note);
        value["evidence"] = json!(reference(sheet, &fact.id, &fact.evidence));
        (list, value)
    });
    facts.collect()
}

/// Most words of a reading that a note of one page quotes.
const POINT: usize = 28;

/// Orders readings of one side as [`strongest`] does, short ones first.
fn points<'a>(readings: impl Iterator<Item = &'a SideReading>) -> Vec<&'a SideReading> {
    let mut points = strongest(readings);
    points.sort_by_key(|reading| reading.evidence.exact.split_whitespace().count().saturating_sub(POINT));
    points
}

/// Orders readings of one side by how sure they are, each once; sources take turns where readings are about as sure.
fn strongest<'a>(readings: impl Iterator<Item = &'a SideReading>) -> Vec<&'a SideReading> {
    let mut left: Vec<&SideReading> = Vec::new();
    for reading in readings.filter(|reading| reading.side != Side::Mixed) {
        let is_new = |known: &&SideReading| {
            known.evidence.fact != reading.evidence.fact || known.evidence.source != reading.evidence.source
        };
        if left.iter().all(is_new) {
            left.push(reading);
        }
    }
    left.sort_by(|a, b| {
        let names = || (&a.evidence.source, &a.evidence.fact).cmp(&(&b.evidence.source, &b.evidence.fact));
        b.score.total_cmp(&a.score).then_with(names)
    });
    // Only the head of the list is shown, and weighing it costs a pass an entry.
    const WEIGHED: usize = 12;
    let mut ordered: Vec<&SideReading> = Vec::with_capacity(left.len());
    while ordered.len() < WEIGHED && !left.is_empty() {
        let weight = |reading: &SideReading| {
            let before = ordered.iter().filter(|known| known.evidence.source == reading.evidence.source).count();
            reading.score * (0..before).fold(1.0, |weight, _| weight * REPEATED_SOURCE)
        };
        let best = (0..left.len()).rev().max_by(|&a, &b| weight(left[a]).total_cmp(&weight(left[b])));
        ordered.push(left.remove(best.unwrap_or_default()));
    }
    ordered.extend(left);
    ordered
}
