//! Strength and other judgements: one thing placed at both ends of a scale, or judged for and against.
//!
//! First the scales of `poles.tsv`: a word of each end used of the same thing. Then opposed readings that share rare
//! words, for judgements that no scale knows.

use std::collections::{BTreeMap, BTreeSet};

use super::{Dispute, list, overlap, quoted, who_differs};
use crate::comparison::material::{self, Material};
use crate::comparison::poles::{Mention, Poles, Scale};
use crate::comparison::words::Key;
use crate::comparison::{ConflictKind, ConflictSeverity};
use crate::sheet::{Reading, Side};
use crate::source::CodePoints;

/// A word of a scale in a text, however many facts and readings hold it.
#[derive(Debug)]
struct Use {
    scale: Scale,
    favourable: bool,
    targets: BTreeMap<Key, f64>,
    /// Items whose evidence holds the word, with the word's place in the text.
    items: Vec<usize>,
    place: CodePoints,
}

/// How near the thing must stand to both words, 0 to 1.
const NEAR: f64 = 0.5;

/// Returns the disputes over how something is.
pub(super) fn disputes(material: &Material<'_>) -> Vec<Dispute> {
    let poles = &material.poles;
    let uses = uses(material, poles);
    let mut disputes = Vec::new();
    for scale in 0..poles.scales.len() {
        let own: Vec<usize> = (0..uses.len()).filter(|&index| uses[index].scale == scale).collect();
        disputes.extend(on_scale(material, &uses, &own, poles.scales[scale]));
    }
    disputes.extend(views(material));
    disputes
}

fn uses(material: &Material<'_>, poles: &Poles) -> Vec<Use> {
    let mut found: BTreeMap<(usize, usize, Scale), (Use, Option<Side>, bool)> = BTreeMap::new();
    for (index, item) in material.items.iter().enumerate() {
        let span = item.span();
        for mention in poles.mentions(&item.words, material.question_mark) {
            let place = place_of(&mention, &item.words);
            if place.start < span.start || place.end > span.end {
                continue;
            }
            let key = (item.source, item.words[mention.at].start, mention.scale);
            let (known, lean, open) = found.entry(key).or_insert_with(|| {
                let Mention { scale, favourable, .. } = mention;
                let known = Use { scale, favourable, targets: BTreeMap::new(), items: Vec::new(), place };
                (known, None, mention.open)
            });
            for &(target, rate) in &mention.targets {
                let best = known.targets.entry(target).or_default();
                *best = best.max(rate);
            }
            // A longer passage may show a negation that a shorter one has cut off.
            if mention.negated {
                known.favourable = mention.favourable;
                known.place = place;
            }
            known.items.push(index);
            *open |= mention.open;
            *lean = lean.or(item.reading().map(|reading| reading.side));
        }
    }
    found
        .into_values()
        .filter(|(known, lean, open)| stands(known.favourable, *lean, *open))
        .map(|(known, ..)| known)
        .collect()
}

/// Tells whether a use stands for its end of the scale: the sentence must not lean the other way, and a question asserts nothing.
fn stands(favourable: bool, lean: Option<Side>, open: bool) -> bool {
    match (lean, favourable) {
        (Some(Side::Optimistic), favourable) => favourable,
        (Some(Side::Sceptical), favourable) => !favourable,
        (Some(Side::Mixed) | None, _) => !open,
    }
}

fn place_of(mention: &Mention, words: &[crate::comparison::words::Word]) -> CodePoints {
    CodePoints { start: words[mention.words.0].start, end: words[mention.words.1 - 1].end }
}

/// Finds what both ends of one scale are said of; each use serves once, for the thing it fits best.
fn on_scale(material: &Material<'_>, uses: &[Use], own: &[usize], scale: &str) -> Vec<Dispute> {
    let mut ends: BTreeMap<Key, [Vec<(f64, usize)>; 2]> = BTreeMap::new();
    for &index in own {
        for (&key, &rate) in &uses[index].targets {
            ends.entry(key).or_default()[usize::from(!uses[index].favourable)].push((rate, index));
        }
    }
    let best = |end: &[(f64, usize)]| end.iter().map(|(rate, _)| *rate).fold(0.0, f64::max);
    let mut rated: Vec<(f64, Key)> = ends
        .iter()
        .filter(|(key, _)| of_parties(scale) || !material.vocabulary.is_proper(**key))
        .filter(|(_, [good, bad])| best(good).min(best(bad)) >= NEAR)
        .map(|(&key, [good, bad])| (best(good) * best(bad) * (1.0 + material.weight(key)), key))
        .collect();
    rated.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
    let mut spent: BTreeSet<usize> = BTreeSet::new();
    let mut disputes = Vec::new();
    for (weight, key) in rated {
        let sides = ends[&key].each_ref().map(|end| {
            let mut end: Vec<(f64, usize)> = end.iter().copied().filter(|(_, index)| !spent.contains(index)).collect();
            end.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
            end
        });
        let [good, bad] = &sides;
        if best(good).min(best(bad)) < NEAR || !apart(material, &uses[good[0].1], &uses[bad[0].1]) {
            continue;
        }
        let [good, bad] = [good, bad].map(|end| end.iter().map(|(_, index)| *index).collect::<Vec<_>>());
        disputes.push(dispute(material, uses, key, &good, &bad, scale, weight));
        spent.extend(good);
        spent.extend(bad);
    }
    disputes
}

/// Tells whether two uses stand in different passages: one sentence that weighs both is no conflict.
fn apart(material: &Material<'_>, a: &Use, b: &Use) -> bool {
    !a.items.iter().any(|&first| b.items.iter().any(|&second| overlap(material, first, second)))
}

fn dispute(
    material: &Material<'_>,
    uses: &[Use],
    key: Key,
    good: &[usize],
    bad: &[usize],
    scale: &str,
    weight: f64,
) -> Dispute {
    let (what, kind) = scale_of(scale);
    let name = material.vocabulary.shown(key);
    let side = |end: &[usize]| {
        let items: Vec<usize> = end.iter().map(|&index| shown_item(material, &uses[index])).collect();
        let mut words: Vec<String> = Vec::new();
        for &index in end {
            let word = quoted(&words_at(material, &uses[index]));
            if !words.iter().any(|known| known.eq_ignore_ascii_case(&word)) && words.len() < 3 {
                words.push(word);
            }
        }
        (list(&words), items)
    };
    let sides = vec![side(good), side(bad)];
    let who = who_differs(material, sides.iter().flat_map(|(_, items)| items.iter().copied()));
    Dispute {
        kind,
        severity: ConflictSeverity::Conflict,
        subject: format!("{what} {name}"),
        sentence: format!("{who} on {what} {name}: {} against {}.", sides[0].0, sides[1].0),
        sides,
        weight,
    }
}

/// Tells whether a scale is one of states and other parties; on the others a country is never what is judged.
fn of_parties(scale: &str) -> bool {
    matches!(scale, "resolve" | "support" | "unity")
}

/// Returns a scale as a sentence names it, and the kind of conflict it makes.
fn scale_of(scale: &str) -> (&'static str, ConflictKind) {
    match scale {
        "binding" => ("the binding force of", ConflictKind::Modality),
        "resolve" => ("the resolve of", ConflictKind::Strength),
        "support" => ("the support for", ConflictKind::Strength),
        "unity" => ("the unity of", ConflictKind::Strength),
        "readiness" => ("the readiness of", ConflictKind::Strength),
        "clarity" => ("the clarity of", ConflictKind::Strength),
        "effect" => ("the effect of", ConflictKind::Strength),
        "likelihood" => ("the likelihood of", ConflictKind::Modality),
        "cost" => ("the cost of", ConflictKind::Strength),
        "safety" => ("the safety of", ConflictKind::Strength),
        "benefit" => ("the benefit of", ConflictKind::Strength),
        "legality" => ("the legality of", ConflictKind::Strength),
        "fairness" => ("the fairness of", ConflictKind::Strength),
        "progress" => ("the progress of", ConflictKind::Strength),
        "popularity" => ("the popularity of", ConflictKind::Strength),
        "need" => ("the need for", ConflictKind::Strength),
        "reliability" => ("the reliability of", ConflictKind::Strength),
        "cleanliness" => ("the cleanliness of", ConflictKind::Strength),
        _ => ("the strength of", ConflictKind::Strength),
    }
}

/// Returns the item that shows a use best: the shortest of at least four words, else the longest.
fn shown_item(material: &Material<'_>, found: &Use) -> usize {
    let length = |index: &usize| material.items[*index].evidence.exact.split_whitespace().count();
    let clauses = found.items.iter().copied().filter(|index| length(index) >= 4);
    let longest = || found.items.iter().copied().max_by_key(|index| (length(index), std::cmp::Reverse(*index)));
    clauses.min_by_key(|index| (length(index), *index)).or_else(longest).unwrap_or_default()
}

/// Returns the words of the scale as they stand in the text.
fn words_at(material: &Material<'_>, found: &Use) -> String {
    let item = &material.items[shown_item(material, found)];
    let start = found.place.start.saturating_sub(item.span().start);
    item.evidence.exact.chars().skip(start).take(found.place.end - found.place.start).collect()
}

/// Opposed readings that share rare words.
fn views(material: &Material<'_>) -> Vec<Dispute> {
    let chosen: Vec<usize> = (0..material.items.len()).filter(|&index| sided(material, index).is_some()).collect();
    let pairs = material::pairs(material, &chosen);
    let clusters = material::cluster(&pairs, |a, b| {
        let (first, second) = (sided(material, a)?, sided(material, b)?);
        let other_voice = material.items[a].source != material.items[b].source || first.holder != second.holder;
        let likeness = material.likeness(&material.items[a].keys, &material.items[b].keys);
        let alike = likeness.count >= 3 && likeness.contained >= 0.4;
        (first.side != second.side && other_voice && alike).then_some(likeness.mean)
    });
    clusters.iter().filter_map(|cluster| opposed(material, cluster)).collect()
}

fn sided<'a>(material: &Material<'a>, index: usize) -> Option<&'a Reading> {
    material.items[index].reading().filter(|reading| reading.side != Side::Mixed && reading.score >= 0.5)
}

fn opposed(material: &Material<'_>, cluster: &[usize]) -> Option<Dispute> {
    let (good, bad): (Vec<usize>, Vec<usize>) = cluster
        .iter()
        .partition(|&&index| sided(material, index).is_some_and(|reading| reading.side == Side::Optimistic));
    let (first, second) = (*good.first()?, *bad.first()?);
    let subject = super::commitment::subject(material, &[first, second]);
    let words = [first, second].map(|index| quoted(&material.items[index].evidence.exact));
    let who = who_differs(material, cluster.iter().copied());
    Some(Dispute {
        kind: ConflictKind::Strength,
        severity: ConflictSeverity::Tension,
        sentence: format!("{who} in their view of {subject}: {} against {}.", words[0], words[1]),
        subject: format!("view of {subject}"),
        weight: material.likeness(&material.items[first].keys, &material.items[second].keys).mean,
        sides: vec![("for".into(), good), ("against".into(), bad)],
    })
}
