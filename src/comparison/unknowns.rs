//! Unknowns: what no text settles, with the facts that an answer would bear on.

use super::OpenQuestion;
use super::material::{self, Body, Material, shared_keys};
use crate::sheet::claim::{Claim, Unknown};

/// How many facts an open question lists at the most.
const MOST_FACTS: usize = 4;

/// Returns the open questions, those that most texts raise first.
pub(super) fn unknowns(material: &Material<'_>) -> Vec<OpenQuestion> {
    let chosen: Vec<usize> = (0..material.items.len()).filter(|&index| unknown(material, index).is_some()).collect();
    let pairs = material::pairs(material, &chosen);
    let clusters = material::cluster(material, &pairs, |a, b| {
        let likeness = material.likeness(&material.items[a].keys, &material.items[b].keys);
        (likeness.count >= 2 && likeness.contained >= 0.6).then_some(likeness.contained)
    });
    let mut alone: Vec<bool> = vec![true; material.items.len()];
    clusters.iter().flatten().for_each(|&index| alone[index] = false);
    let singles = chosen.into_iter().filter(|&index| alone[index]).map(|index| vec![index]);
    let mut all: Vec<Vec<usize>> = clusters.iter().cloned().chain(singles).collect();
    all.sort_by_key(|members| (std::cmp::Reverse(material.independent(members)), members[0]));
    let holders = holders(material);
    all.iter().filter_map(|members| open_question(material, members, &holders)).collect()
}

fn unknown<'a>(material: &Material<'a>, index: usize) -> Option<&'a Unknown> {
    match material.items[index].body {
        Body::Claim(Claim::Unknown(unknown)) => Some(unknown),
        Body::Claim(_) | Body::Reading(_) => None,
    }
}

/// Facts by key: those that an answer could bear on.
fn holders(material: &Material<'_>) -> Vec<Vec<usize>> {
    let mut holders = vec![Vec::new(); material.vocabulary.len()];
    for (index, item) in material.items.iter().enumerate() {
        let bears = matches!(
            item.claim(),
            Some(Claim::Commitment(_) | Claim::Figure(_) | Claim::Condition(_) | Claim::Event(_) | Claim::Position(_))
        );
        if bears {
            item.keys.iter().for_each(|&key| holders[key as usize].push(index));
        }
    }
    holders
}

fn open_question(material: &Material<'_>, members: &[usize], holders: &[Vec<usize>]) -> Option<OpenQuestion> {
    let all = members.iter().filter_map(|&index| unknown(material, index));
    let first = all.min_by_key(|unknown| (unknown.reason, unknown.about.chars().count(), &unknown.about))?;
    let keys = &material.items[*members.first()?].keys;
    let mut rated: std::collections::BTreeMap<usize, (f64, usize)> = std::collections::BTreeMap::new();
    // A key that a crowd shares would bring in everything; its first holders are enough to show.
    for &key in keys {
        for &index in holders[key as usize].iter().take(64) {
            let rate = rated.entry(index).or_default();
            rate.0 += material.weight(key);
            rate.1 += 1;
        }
    }
    let mut rated: Vec<(f64, usize)> = rated
        .into_iter()
        .filter(|(index, (_, count))| *count >= 2 && !overlaps_any(material, *index, members))
        .map(|(index, (weight, _))| (weight, index))
        .collect();
    rated.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
    let mut bears_on: Vec<usize> = Vec::new();
    for (_, index) in rated {
        let said = &material.items[index].keys;
        let again = bears_on.iter().any(|&known| {
            overlaps_any(material, index, &[known])
                || shared_keys(said, &material.items[known].keys).count() * 10 >= said.len() * 9
        });
        if !again && bears_on.len() < MOST_FACTS {
            bears_on.push(index);
        }
    }
    Some(OpenQuestion {
        about: first.about.clone(),
        reason: first.reason,
        evidence: material.evidences(members.iter().copied()),
        bears_on: bears_on.into_iter().map(|index| material.evidence(index)).collect(),
    })
}

fn overlaps_any(material: &Material<'_>, index: usize, others: &[usize]) -> bool {
    let item = &material.items[index];
    others.iter().map(|&other| &material.items[other]).any(|other| {
        other.source == item.source && other.span().start < item.span().end && item.span().start < other.span().end
    })
}
