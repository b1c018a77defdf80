//! Conditions: what one text makes depend on something, another has without it.

use std::sync::LazyLock;

use aho_corasick::AhoCorasick;

use super::{Dispute, overlap, quoted, who_differs};
use crate::comparison::material::{self, Item, Material, shared_keys};
use crate::comparison::{ConflictKind, ConflictSeverity};
use crate::sheet::claim::Claim;

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

/// What an item says of a condition.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Stance {
    /// It takes one.
    Bound,
    /// It goes without.
    Free,
    /// Neither.
    Neither,
}

/// Returns the disputes over conditions.
pub(super) fn disputes(material: &Material<'_>) -> Vec<Dispute> {
    let stances: Vec<Stance> = material.items.iter().map(stance).collect();
    let chosen: Vec<usize> = (0..stances.len()).filter(|&index| stances[index] != Stance::Neither).collect();
    let mut pairs = material::pairs(material, &chosen);
    pairs.retain(|&(a, b)| stances[a] != stances[b] && !overlap(material, a, b));
    let clusters = material::cluster(material, &pairs, |a, b| {
        let likeness = material.alike(a, b);
        (stances[a] != stances[b] && likeness.count >= 2 && likeness.contained >= 0.4).then_some(likeness.contained)
    });
    clusters.iter().filter_map(|cluster| dispute(material, cluster, &stances)).collect()
}

fn stance(item: &Item<'_>) -> Stance {
    static FREE: LazyLock<Option<AhoCorasick>> =
        LazyLock::new(|| AhoCorasick::builder().ascii_case_insensitive(true).build(REGARDLESS).ok());
    if FREE.as_ref().is_some_and(|free| free.is_match(&item.evidence.exact)) {
        Stance::Free
    } else if matches!(item.claim(), Some(Claim::Condition(_))) {
        Stance::Bound
    } else {
        Stance::Neither
    }
}

fn dispute(material: &Material<'_>, cluster: &[usize], stances: &[Stance]) -> Option<Dispute> {
    let (bound, free): (Vec<usize>, Vec<usize>) = cluster.iter().partition(|&&index| stances[index] == Stance::Bound);
    let (first, other) = (*bound.first()?, *free.first()?);
    let subject = super::commitment::subject(material, &[first, other]);
    let words = [first, other].map(|index| quoted(&material.items[index].evidence.exact));
    let who = who_differs(material, cluster.iter().copied());
    let (a, b) = (&material.items[first], &material.items[other]);
    Some(Dispute {
        kind: ConflictKind::Condition,
        severity: ConflictSeverity::Tension,
        sentence: format!("{who} on whether it depends on {subject}: {} against {}.", words[0], words[1]),
        subject: format!("condition: {subject}"),
        weight: shared_keys(&a.keys, &b.keys).map(|key| material.weight(key)).sum(),
        sides: vec![("required".into(), bound), ("not required".into(), free)],
    })
}
