//! Conflicts: where texts, or parts of one text, do not go together. One file a kind.
//!
//! Each finder nominates candidates through inverted indexes and gives [`Dispute`]s; here they become [`Conflict`]s in a
//! fixed order, and a dispute whose words another one already shows is dropped.

pub(super) mod commitment;
pub(super) mod condition;
pub(super) mod date;
pub(super) mod frame;
pub(super) mod number;
pub(super) mod person;
mod position;
mod statement;
pub(super) mod strength;

use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;

use super::material::Material;
use super::people::People;
use super::poles::Mention;
use super::{Conflict, ConflictKind, ConflictSeverity, ConflictSide, stable_id};
use number::Number;
use strength::Use;

/// How many passages one side of a conflict shows at the most.
const MOST_EVIDENCE: usize = 6;

/// A conflict before it has a name and evidence.
#[derive(Debug)]
pub(super) struct Dispute {
    /// What it is about.
    pub(super) kind: ConflictKind,
    /// Whether both cannot be right.
    pub(super) severity: ConflictSeverity,
    /// What is disputed.
    pub(super) subject: String,
    /// What is disputed, as the object of `Texts differ on …`, and the values as they follow it.
    pub(super) sentence: String,
    /// Values with the items that give them, best first.
    pub(super) sides: Vec<(String, Vec<usize>)>,
    /// How sure it is; of two disputes over the same words the surer one stays.
    pub(super) weight: f64,
}

/// Returns the conflicts, those that cannot be reconciled first.
pub(super) fn conflicts(
    material: &Material<'_>,
    people: &People,
    mentions: &[Vec<Mention>],
    uses: &[Use],
    numbers: &BTreeMap<String, Vec<Number<'_>>>,
) -> Vec<Conflict> {
    type Finder<'f> = Box<dyn Fn() -> Vec<Dispute> + Send + Sync + 'f>;
    let finders: [Finder<'_>; 8] = [
        Box::new(|| number::disputes(material, numbers)),
        Box::new(|| date::disputes(material)),
        Box::new(|| person::disputes(material, people)),
        Box::new(|| commitment::disputes(material)),
        Box::new(|| condition::disputes(material)),
        Box::new(|| strength::disputes(material, uses)),
        Box::new(|| statement::disputes(material, mentions)),
        Box::new(|| position::disputes(material)),
    ];
    let found: Vec<Vec<Dispute>> = finders.par_iter().map(|find| find()).collect();
    let mut disputes: Vec<Dispute> = found.into_iter().flatten().collect();
    disputes.sort_by(|a, b| {
        (a.severity, a.kind)
            .cmp(&(b.severity, b.kind))
            .then(b.weight.total_cmp(&a.weight))
            .then(a.subject.cmp(&b.subject))
    });
    let mut conflicts = Vec::new();
    let mut by_passage: BTreeMap<usize, Vec<(ConflictKind, usize)>> = BTreeMap::new();
    for dispute in disputes {
        let items = dispute.sides.iter().flat_map(|(_, items)| items);
        let passages: BTreeSet<usize> = items.map(|&item| material.items[item].passage).collect();
        let mut meetings: BTreeMap<usize, usize> = BTreeMap::new();
        // The number of a thing and its date are two matters, even where the same sentences give both.
        let own = dispute.kind;
        let apart = matches!(own, ConflictKind::Number | ConflictKind::Date | ConflictKind::Person);
        let known = passages.iter().filter_map(|passage| by_passage.get(passage)).flatten();
        for (_, known) in known.filter(|(kind, _)| !apart || *kind == own) {
            *meetings.entry(*known).or_default() += 1;
        }
        // A dispute within one passage alone may be another matter than one that shows the passage too.
        let again = meetings.values().any(|&count| count == passages.len() && count > 1);
        if !again {
            passages.iter().for_each(|&passage| by_passage.entry(passage).or_default().push((own, conflicts.len())));
            conflicts.push(conflict(material, dispute));
        }
    }
    conflicts
}

/// Tells whether two items stand at least partly in the same words.
pub(super) fn overlap(material: &Material<'_>, a: usize, b: usize) -> bool {
    let (a, b) = (&material.items[a], &material.items[b]);
    a.source == b.source && a.span().start < b.span().end && b.span().start < a.span().end
}

fn conflict(material: &Material<'_>, dispute: Dispute) -> Conflict {
    let sides: Vec<ConflictSide> = dispute
        .sides
        .into_iter()
        .map(|(value, items)| {
            let best = spread(material, &items);
            ConflictSide { value, evidence: material.evidences(best) }
        })
        .collect();
    let kind = format!("{:?}", dispute.kind);
    let mut parts = vec![kind.as_str(), dispute.subject.as_str()];
    parts.extend(sides.iter().filter_map(|side| side.evidence.first()).map(|evidence| evidence.fact.0.as_str()));
    Conflict {
        id: stable_id("conflict", &parts),
        kind: dispute.kind,
        severity: dispute.severity,
        subject: dispute.subject,
        sentence: dispute.sentence,
        sides,
    }
}

/// Chooses the items to show: the best of each source first, then the next best.
fn spread(material: &Material<'_>, items: &[usize]) -> Vec<usize> {
    let mut left: Vec<usize> = items.to_vec();
    let mut chosen = Vec::new();
    while !left.is_empty() && chosen.len() < MOST_EVIDENCE {
        let mut sources = BTreeSet::new();
        left.retain(|&item| {
            let take = sources.insert(material.items[item].source) && chosen.len() < MOST_EVIDENCE;
            if take {
                chosen.push(item);
            }
            !take
        });
    }
    chosen
}

/// Begins a sentence: who differs, by whether the items stand in one text or several.
pub(super) fn who_differs(material: &Material<'_>, items: impl IntoIterator<Item = usize>) -> &'static str {
    let sources: BTreeSet<usize> = items.into_iter().map(|index| material.items[index].source).collect();
    if sources.len() > 1 { "Texts differ" } else { "Parts of one text differ" }
}

/// Joins values as a sentence lists them: `a, b and c`.
pub(super) fn list(values: &[String]) -> String {
    match values {
        [] => String::new(),
        [only] => only.clone(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}

/// How many words a value shows at the most.
const MOST_WORDS: usize = 14;

/// Returns words of a text in quotation marks, cut after some words; quotation marks inside become single ones.
pub(super) fn quoted(text: &str) -> String {
    quoted_up_to(text, MOST_WORDS)
}

/// Returns words of a text in quotation marks, at most `most` of them; quotation marks inside become single ones.
pub(super) fn quoted_up_to(text: &str, most: usize) -> String {
    let flat: String = text
        .chars()
        .map(|letter| match letter {
            '“' => '‘',
            '”' => '’',
            '"' => '\'',
            other => other,
        })
        .collect();
    let words: Vec<&str> = flat.split_whitespace().collect();
    let end = |letter: char| matches!(letter, '.' | ',' | ';' | ':');
    if words.len() > most {
        format!("“{} …”", words[..most].join(" ").trim_end_matches(end))
    } else {
        format!("“{}”", words.join(" ").trim_end_matches(end))
    }
}
