//! What templates see: plain data, every key always there, `null` where nothing is known.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use indexmap::IndexMap;
use serde_json::{Map, Value, json};

use super::labels::Labels;
use super::{LISTS, Material};
use crate::brief::Audience;
use crate::comparison::{Comparison, EvidenceRef, Issue, SideReading, Voice};
use crate::sheet::claim::Figure;
use crate::sheet::{Claim, Evidence, Fact, FactId, FactSheet, Side, SourceRecord, Status};

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
    let Material { brief, comparison, sheets, .. } = material;
    let mut variables = match serde_json::to_value(&*shortened(comparison)) {
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
    // The lists may be shortened; a note says how long they are.
    if let Some(Value::Array(issues)) = variables.get_mut("issues") {
        for (value, issue) in issues.iter_mut().zip(&comparison.issues) {
            let totals = json!({
                "optimistic": issue.optimistic.len(), "sceptical": issue.sceptical.len(), "mixed": issue.mixed.len(),
            });
            value["totals"] = totals;
        }
    }
    let Comparison { agreements, conflicts, timeline, voices, unknowns, .. } = comparison;
    let totals = json!({
        "agreements": agreements.len(), "conflicts": conflicts.len(), "timeline": timeline.len(),
        "voices": voices.len(), "unknowns": unknowns.len(),
    });
    variables.insert("totals".into(), totals);
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
    for (kind, facts) in facts(sheets) {
        variables.insert(kind.into(), facts.into());
    }
    variables.insert("key_figures".into(), key_figures(material).into());
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
    let copies: Vec<_> = comparison.independence.iter().filter(|group| group.sources.len() > 1).take(MOST).collect();
    variables.insert("copies".into(), json!(copies));
    variables.insert("note".into(), note(material, name, audience, language, labels));
    variables.insert("labels".into(), json!(labels.all()));
    variables
}

/// Returns the variable `note`, the only one that depends on how much room there is.
pub(super) fn note(
    Material { brief, comparison, room, withheld, .. }: Material<'_>,
    name: &str,
    audience: &Audience,
    language: &str,
    labels: &Labels,
) -> Value {
    let date = brief.date.or_else(|| comparison.sources.iter().filter_map(|source| source.issued).max());
    json!({
        "audience": name,
        "date": date.map(|date| labels.date(&date.to_string())),
        "language": language,
        "pages": audience.pages,
        "withheld": if audience.say_withheld { withheld } else { 0 },
        "room": room / LISTS,
        // The first list is the first to grow.
        "rooms": (0..LISTS).map(|list| (room + LISTS - 1 - list) / LISTS).collect::<Vec<_>>(),
    })
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
    for sheet in material.sheets.iter() {
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
    groups.into_iter().take(MOST).map(entry).collect()
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

/// Most entries of a list that templates see, of facts or of a part of the comparison: far more than a note of any
/// length shows, and few enough that a corpus of any size has its notes.
const MOST: usize = 500;

/// Returns the comparison with lists no longer than [`MOST`]; all are in the order of their weight.
fn shortened(comparison: &Comparison) -> Cow<'_, Comparison> {
    let Comparison { issues, agreements, conflicts, timeline, voices, unknowns, independence, .. } = comparison;
    let lengths = [agreements.len(), conflicts.len(), timeline.len(), voices.len(), unknowns.len(), independence.len()];
    let of_issues = issues.iter().flat_map(|issue| {
        let facts = [issue.common_ground.len(), issue.blind_spots.len()];
        [issue.optimistic.len(), issue.sceptical.len(), issue.mixed.len()].into_iter().chain(facts)
    });
    if lengths.into_iter().chain(of_issues).all(|length| length <= MOST) {
        return Cow::Borrowed(comparison);
    }
    // Groups of one say nothing in a note, and come in as many as there are texts.
    let copies = independence.iter().filter(|group| group.sources.len() > 1);
    let issue = |issue: &Issue| Issue {
        id: issue.id.clone(),
        title: issue.title.clone(),
        terms: issue.terms.clone(),
        found: issue.found,
        optimistic: head(&issue.optimistic),
        sceptical: head(&issue.sceptical),
        mixed: head(&issue.mixed),
        common_ground: head(&issue.common_ground),
        blind_spots: head(&issue.blind_spots),
        crux: issue.crux.clone(),
    };
    Cow::Owned(Comparison {
        brief: comparison.brief.clone(),
        question: comparison.question.clone(),
        // They are inserted apart.
        sources: Vec::new(),
        issues: issues.iter().map(issue).collect(),
        agreements: head(agreements),
        conflicts: head(conflicts),
        timeline: head(timeline),
        voices: head(voices),
        unknowns: head(unknowns),
        independence: copies.take(MOST).cloned().collect(),
        balance: comparison.balance.clone(),
        review: comparison.review,
    })
}

fn head<T: Clone>(list: &[T]) -> Vec<T> {
    list.iter().take(MOST).cloned().collect()
}

/// Returns the facts that nobody rejected by the list they belong to, each list no longer than [`MOST`].
fn facts(sheets: &[FactSheet]) -> BTreeMap<&'static str, Vec<Value>> {
    let mut lists: BTreeMap<&'static str, Vec<(&FactSheet, &Fact)>> = BTreeMap::new();
    for sheet in sheets {
        for fact in sheet.facts.iter().filter(|fact| fact.status != Status::Rejected) {
            let list = lists.entry(list_of(&fact.claim).0).or_default();
            if list.len() < MOST || matches!(fact.claim, Claim::Commitment(_)) {
                list.push((sheet, fact));
            }
        }
    }
    if let Some(commitments) = lists.get_mut("commitments") {
        // Firmest first; within a degree the order of sources and texts stays.
        commitments.sort_by_key(|(_, fact)| match &fact.claim {
            Claim::Commitment(commitment) => (commitment.actor.is_none(), Some(commitment.modality)),
            _ => (true, None),
        });
        commitments.truncate(MOST);
    }
    let values =
        |list: Vec<(&FactSheet, &Fact)>| list.into_iter().map(|(sheet, fact)| fact_value(sheet, fact)).collect();
    lists.into_iter().map(|(name, list)| (name, values(list))).collect()
}

/// Returns the list that a claim belongs to, and its keys that may be missing.
fn list_of(claim: &Claim) -> (&'static str, &'static [&'static str]) {
    match claim {
        Claim::Quotation(_) => ("quotations", &["speaker", "cue"]),
        Claim::Figure(_) => ("figures", &["about"]),
        Claim::Event(_) => ("events", &["place"]),
        Claim::Commitment(_) => ("commitments", &["actor", "condition"]),
        Claim::Condition(_) => ("conditions", &["of"]),
        Claim::Unknown(_) => ("unknown_facts", &[]),
        Claim::Position(_) => ("positions", &[]),
        Claim::Precedent(_) => ("precedents", &["date"]),
        Claim::Person(_) => ("people", &["of"]),
    }
}

fn fact_value(sheet: &FactSheet, fact: &Fact) -> Value {
    let (_, optional) = list_of(&fact.claim);
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
    value
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
    let mut known = BTreeSet::new();
    let mut left: Vec<&SideReading> = readings
        .filter(|reading| reading.side != Side::Mixed)
        .filter(|reading| known.insert((&reading.evidence.source, &reading.evidence.fact)))
        .collect();
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
        // Readings of one source stand in the order of their score, so that only some hundreds can be next.
        let near = left.len().min(MOST);
        let best = (0..near).rev().max_by(|&a, &b| weight(left[a]).total_cmp(&weight(left[b])));
        ordered.push(left.remove(best.unwrap_or_default()));
    }
    ordered.extend(left);
    ordered.truncate(MOST);
    ordered
}
