//! Commitments: there in one text and missing in another, or firm in one and loose in another.

use super::{Dispute, list, overlap, quoted, who_differs};
use crate::comparison::material::{self, Body, Material, shared_keys};
use crate::comparison::{ConflictKind, ConflictSeverity};
use crate::sheet::claim::{Claim, Commitment, Modality};

/// Returns the disputes over commitments and over how firm they are.
pub(super) fn disputes(material: &Material<'_>) -> Vec<Dispute> {
    let chosen: Vec<usize> = (0..material.items.len()).filter(|&index| commitment(material, index).is_some()).collect();
    let pairs = material::pairs(material, &chosen);
    let clusters = material::cluster(material, &pairs, |a, b| same_action(material, a, b));
    let mut disputes = Vec::new();
    for cluster in &clusters {
        disputes.extend(presence(material, cluster).or_else(|| firmness(material, cluster)));
    }
    disputes
}

fn commitment<'a>(material: &Material<'a>, index: usize) -> Option<&'a Commitment> {
    match material.items[index].body {
        Body::Claim(Claim::Commitment(commitment)) => Some(commitment),
        Body::Claim(_) | Body::Reading(_) => None,
    }
}

/// Returns how likely two commitments are to the same action, if they may be.
pub(in crate::comparison) fn same_action(material: &Material<'_>, a: usize, b: usize) -> Option<f64> {
    if overlap(material, a, b) {
        return None;
    }
    let likeness = material.likeness(&material.items[a].keys, &material.items[b].keys);
    let enough = likeness.count >= 2 && likeness.contained >= 0.4 || likeness.count >= 3 && likeness.contained >= 0.33;
    enough.then_some(likeness.mean + likeness.contained)
}

/// A commitment that one passage states and another says is missing.
fn presence(material: &Material<'_>, cluster: &[usize]) -> Option<Dispute> {
    let (absent, present): (Vec<usize>, Vec<usize>) =
        cluster.iter().partition(|&&index| commitment(material, index).is_some_and(|commitment| commitment.absent));
    let (first, missing) = (*present.first()?, *absent.first()?);
    let firm =
        present.iter().any(|&index| commitment(material, index).is_some_and(|c| c.modality <= Modality::Pledged));
    let severity = if firm { ConflictSeverity::Conflict } else { ConflictSeverity::Tension };
    let subject = subject(material, cluster);
    let words = [first, missing].map(|index| quoted(&material.items[index].evidence.exact));
    let who = who_differs(material, cluster.iter().copied());
    Some(Dispute {
        kind: ConflictKind::Commitment,
        severity,
        sentence: format!("{who} on whether there is a commitment on {subject}: {} against {}.", words[0], words[1]),
        subject,
        sides: vec![("stated".into(), present), ("missing or denied".into(), absent)],
        weight: weight(material, first, missing),
    })
}

/// One commitment at different rungs of the ladder from binding to hinted.
fn firmness(material: &Material<'_>, cluster: &[usize]) -> Option<Dispute> {
    let mut rungs: Vec<(Modality, Vec<usize>)> = Vec::new();
    for &index in cluster {
        let modality = commitment(material, index)?.modality;
        match rungs.iter_mut().find(|(known, _)| *known == modality) {
            Some((_, items)) => items.push(index),
            None => rungs.push((modality, vec![index])),
        }
    }
    rungs.sort();
    let (firmest, loosest) = (rungs.first()?, rungs.last()?);
    let (high, low) = (step(firmest.0), step(loosest.0));
    if high == low {
        return None;
    }
    let severity = if low - high > 1 { ConflictSeverity::Conflict } else { ConflictSeverity::Tension };
    let subject = subject(material, cluster);
    let names: Vec<String> = rungs.iter().map(|(modality, _)| name(*modality).to_owned()).collect();
    let who = who_differs(material, cluster.iter().copied());
    let weight = weight(material, firmest.1[0], loosest.1[0]);
    Some(Dispute {
        kind: ConflictKind::Modality,
        severity,
        sentence: format!("{who} on how firm the words on {subject} are: {}.", list(&names)),
        subject,
        sides: rungs.into_iter().map(|(modality, items)| (name(modality).to_owned(), items)).collect(),
        weight,
    })
}

/// Steps between which a difference matters: firm, planned, loose.
fn step(modality: Modality) -> u8 {
    match modality {
        Modality::Binding | Modality::Agreed | Modality::Pledged => 0,
        Modality::Planned => 1,
        Modality::Possible | Modality::Hinted => 2,
    }
}

/// Returns a rung as a sentence says it.
pub(in crate::comparison) fn name(modality: Modality) -> &'static str {
    match modality {
        Modality::Binding => "binding",
        Modality::Agreed => "agreed",
        Modality::Pledged => "pledged",
        Modality::Planned => "planned",
        Modality::Possible => "possible",
        Modality::Hinted => "hinted at",
    }
}

fn weight(material: &Material<'_>, a: usize, b: usize) -> f64 {
    material.likeness(&material.items[a].keys, &material.items[b].keys).weight
}

/// Names what a cluster is about: the words of its first item that the second shares, in their order.
pub(in crate::comparison) fn subject(material: &Material<'_>, cluster: &[usize]) -> String {
    let [first, second, ..] = cluster else { return String::new() };
    let (first, second) = (&material.items[*first], &material.items[*second]);
    let shared: Vec<_> = shared_keys(&first.keys, &second.keys).collect();
    let mut named: Vec<_> = Vec::new();
    for word in first.words.iter().filter(|word| word.is_content() && shared.contains(&word.key)) {
        if !named.contains(&word.key) {
            named.push(word.key);
        }
    }
    let names: Vec<String> = named.iter().take(3).map(|&key| material.vocabulary.shown(key).to_owned()).collect();
    list(&names)
}
