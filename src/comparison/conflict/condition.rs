//! Conditions: what one text makes depend on something, another has without it.

use super::{Dispute, overlap, quoted, who_differs};
use crate::comparison::material::{self, Body, Material, shared_keys};
use crate::comparison::{ConflictKind, ConflictSeverity};
use crate::sheet::claim::{Claim, Condition};

/// Words after which something is said to matter not.
const REGARDLESS: &[&str] = &[
    "despite",
    "regardless",
    "irrespective",
    "even without",
    "even if",
    "with or without",
    "no matter",
    "unconditional",
];

/// Returns the disputes over conditions.
pub(super) fn disputes(material: &Material<'_>) -> Vec<Dispute> {
    let conditions = (0..material.items.len()).filter(|&index| condition(material, index).is_some());
    let free = (0..material.items.len()).filter(|&index| {
        let exact = material.items[index].evidence.exact.to_lowercase();
        REGARDLESS.iter().any(|word| exact.contains(word))
    });
    let mut chosen: Vec<usize> = conditions.chain(free).collect();
    chosen.sort_unstable();
    chosen.dedup();
    let pairs = material::pairs(material, &chosen);
    let clusters = material::cluster(material, &pairs, |a, b| at_odds(material, a, b));
    clusters.iter().filter_map(|cluster| dispute(material, cluster)).collect()
}

fn condition<'a>(material: &Material<'a>, index: usize) -> Option<&'a Condition> {
    match material.items[index].body {
        Body::Claim(Claim::Condition(condition)) if !regardless(material, index) => Some(condition),
        Body::Claim(_) | Body::Reading(_) => None,
    }
}

fn regardless(material: &Material<'_>, index: usize) -> bool {
    let exact = material.items[index].evidence.exact.to_lowercase();
    REGARDLESS.iter().any(|word| exact.contains(word))
}

fn at_odds(material: &Material<'_>, a: usize, b: usize) -> Option<f64> {
    let conditional = [a, b].map(|index| condition(material, index).is_some());
    if conditional[0] == conditional[1] || overlap(material, a, b) {
        return None;
    }
    let likeness = material.likeness(&material.items[a].keys, &material.items[b].keys);
    (likeness.count >= 2 && likeness.contained >= 0.4).then_some(likeness.contained)
}

fn dispute(material: &Material<'_>, cluster: &[usize]) -> Option<Dispute> {
    let (bound, free): (Vec<usize>, Vec<usize>) =
        cluster.iter().partition(|&&index| condition(material, index).is_some());
    let (first, other) = (*bound.first()?, *free.first()?);
    let subject = super::commitment::subject(material, &[first, other]);
    let words = [first, other].map(|index| quoted(&material.items[index].evidence.exact));
    let who = who_differs(material, cluster.iter().copied());
    let (a, b) = (&material.items[first], &material.items[other]);
    Some(Dispute {
        kind: ConflictKind::Condition,
        severity: ConflictSeverity::Tension,
        sentence: format!("{who} on whether {subject} is a condition: {} against {}.", words[0], words[1]),
        subject: format!("condition: {subject}"),
        weight: shared_keys(&a.keys, &b.keys).map(|key| material.weight(key)).sum(),
        sides: vec![("required".into(), bound), ("not required".into(), free)],
    })
}
