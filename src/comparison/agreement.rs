//! Agreements: claims that two or more independent sources state, each with its own words.
//!
//! Facts go together if their words do (see [`Material::likeness`]) and neither denies what the other says. Copies of one
//! text were left out before, so a claim counts once for each group of texts that copy one another.

use std::collections::{BTreeMap, BTreeSet};

use super::conflict::commitment::step;
use super::conflict::number::Number;
use super::conflict::strength::{NEAR, Use, shown_item};
use super::material::{self, Body, Material};
use super::people::People;
use super::voices::office;
use super::words::Key;
use super::{Agreement, stable_id};
use crate::sheet::claim::Claim;

/// Groups of items that state one claim.
#[derive(Debug, Default)]
pub(super) struct Shared {
    /// Items of each claim, from two or more sources.
    pub(super) claims: Vec<Vec<usize>>,
}

/// Finds the claims that several texts state.
pub(super) fn shared(material: &Material<'_>, uses: &[Use], _numbers: &BTreeMap<String, Vec<Number<'_>>>) -> Shared {
    let denied = denied(material);
    let chosen: Vec<usize> =
        (0..material.items.len()).filter(|&index| states(material, index) && !denied[index]).collect();
    let pairs = material::pairs(material, &chosen);
    let mut claims = material::cluster(material, &pairs, |a, b| same_claim(material, a, b));
    claims.extend(judgements(material, uses));
    claims.extend(phrases(material, &chosen));
    Shared { claims }
}

/// Tells of each item whether it stands inside a commitment that its text says is missing.
fn denied(material: &Material<'_>) -> Vec<bool> {
    let mut denied = vec![false; material.items.len()];
    let mut until: Option<(usize, usize)> = None;
    for (index, item) in material.items.iter().enumerate() {
        let inside = until.is_some_and(|(source, end)| source == item.source && item.span().end <= end);
        let absent = matches!(item.claim(), Some(Claim::Commitment(commitment)) if commitment.absent);
        denied[index] = inside && !absent;
        if absent && !inside {
            until = Some((item.source, item.span().end));
        }
    }
    denied
}

/// Judgements that several texts share: the same end of a scale for the same thing.
///
/// Unsettled and unclear are one judgement here.
fn judgements(material: &Material<'_>, uses: &[Use]) -> Vec<Vec<usize>> {
    let mut ends: BTreeMap<(bool, Key), Vec<usize>> = BTreeMap::new();
    for found in uses {
        let scale = material.poles.scales[found.scale];
        let judges = match scale {
            "clarity" | "readiness" => !found.favourable,
            _ => JUDGING.contains(&scale),
        };
        let near = found.targets.iter().filter(|(_, rate)| judges && **rate >= NEAR);
        for (&key, _) in near {
            let told = !material.asked.contains(&key) || scale == "binding";
            if told && !material.vocabulary.is_proper(key) && !material.is_name(key) {
                ends.entry((found.favourable, key)).or_default().push(shown_item(material, found));
            }
        }
    }
    ends.into_values().filter(|items| items.len() <= MOST_SHARERS && material.independent(items) >= 2).collect()
}

/// Scales on which two texts that stand at one end agree; on the others they may speak of different things.
const JUDGING: &[&str] = &["binding", "cost", "safety", "fairness", "legality", "reliability"];

/// How many items may share a pair of words before it says nothing.
const MOST_SHARERS: usize = 8;

/// Facts that share a rare pair of words beside one another, and more if the pair is not very rare.
fn phrases(material: &Material<'_>, chosen: &[usize]) -> Vec<Vec<usize>> {
    let people: BTreeSet<Key> = material
        .items
        .iter()
        .filter(|item| matches!(item.claim(), Some(Claim::Person(_))))
        .flat_map(|item| item.keys.iter().copied())
        .collect();
    let mut holders: BTreeMap<(Key, Key), Vec<usize>> = BTreeMap::new();
    for &index in chosen.iter().filter(|&&index| material.items[index].claim().is_some()) {
        for &run in &material.items[index].runs {
            let told = |key: Key| !material.asked.contains(&key) && !material.is_name(key);
            if told(run.0) && told(run.1) && !(people.contains(&run.0) && people.contains(&run.1)) {
                holders.entry(run).or_default().push(index);
            }
        }
    }
    let rare = |items: &Vec<usize>| items.len() <= MOST_SHARERS && material.independent(items) >= 2;
    let near = |items: Vec<usize>| {
        let least = if items.len() <= 4 { 2 } else { 3 };
        let kept = items.iter().copied().filter(|&a| items.iter().any(|&b| beside(material, a, b, least)));
        kept.collect::<Vec<usize>>()
    };
    let found = holders.into_values().filter(rare).map(near);
    found.filter(|items| material.independent(items) >= 2).collect()
}

/// Tells whether two items of different texts share `least` words of some weight.
fn beside(material: &Material<'_>, a: usize, b: usize, least: usize) -> bool {
    let (first, second) = (&material.items[a], &material.items[b]);
    let likeness = material.likeness(&first.core, &second.core);
    first.source != second.source && !denies(material, a, b) && likeness.count >= least && likeness.contained >= 0.25
}

/// Tells whether an item states something that another text can state too.
fn states(material: &Material<'_>, index: usize) -> bool {
    let item = &material.items[index];
    let person = matches!(item.claim(), Some(Claim::Person(_)));
    !person && item.keys.len() >= 2 && !item.evidence.exact.ends_with('?')
}

fn same_claim(material: &Material<'_>, a: usize, b: usize) -> Option<f64> {
    let (first, second) = (&material.items[a], &material.items[b]);
    if first.source == second.source || denies(material, a, b) {
        return None;
    }
    let likeness = material.alike(a, b);
    let same_kind = first.claim().map(Claim::kind) == second.claim().map(Claim::kind);
    let least = if same_kind { 0.5 } else { 0.6 };
    let words = likeness.count >= 3 && likeness.contained >= least || likeness.count >= 2 && likeness.mean >= 0.5;
    let near = same_kind && likeness.count >= 2 && likeness.contained >= 0.3;
    if !words && !near {
        return None;
    }
    let runs = material.shared_runs(first, second);
    let phrase = near && runs > 0.0;
    (words || phrase).then_some(likeness.mean + runs / 100.0)
}

/// Tells whether what two items say differs in substance: numbers, presence, firmness, side.
fn denies(material: &Material<'_>, a: usize, b: usize) -> bool {
    match (material.items[a].body, material.items[b].body) {
        (Body::Claim(Claim::Figure(a)), Body::Claim(Claim::Figure(b))) => a.value != b.value,
        (Body::Claim(Claim::Commitment(a)), Body::Claim(Claim::Commitment(b))) => {
            a.absent != b.absent || step(a.modality).abs_diff(step(b.modality)) > 1
        }
        (Body::Claim(Claim::Position(a)), Body::Claim(Claim::Position(b))) => a.stand != b.stand,
        (Body::Claim(Claim::Event(a)), Body::Claim(Claim::Event(b))) => {
            a.date.interval.zip(b.date.interval).is_some_and(|(a, b)| !a.overlaps(b))
        }
        (Body::Claim(Claim::Commitment(one)), Body::Claim(_))
        | (Body::Claim(_), Body::Claim(Claim::Commitment(one)))
            if one.absent =>
        {
            true
        }
        (Body::Reading(a), Body::Reading(b)) => a.side != b.side,
        (Body::Claim(_), Body::Reading(_) | Body::Claim(_)) | (Body::Reading(_), Body::Claim(_)) => false,
    }
}

/// Returns the agreements, those that most independent sources support first.
pub(super) fn agreements(material: &Material<'_>, shared: &Shared, people: &People) -> Vec<Agreement> {
    let mut agreements: Vec<Agreement> = Vec::new();
    let mut said: Vec<Vec<Key>> = Vec::new();
    let mut by_passage: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for members in &shared.claims {
        let members = best(material, members);
        let core = core(material, &members);
        let passages: BTreeSet<usize> = members.iter().map(|&index| material.items[index].passage).collect();
        let mut meetings: BTreeMap<usize, usize> = BTreeMap::new();
        for known in passages.iter().filter_map(|passage| by_passage.get(passage)).flatten() {
            *meetings.entry(*known).or_default() += 1;
        }
        let again = meetings.iter().any(|(&known, &count)| count >= 2 && material.covers(&said[known], &core));
        if !again && let Some(found) = agreement(material, &members) {
            passages.iter().for_each(|&passage| by_passage.entry(passage).or_default().push(said.len()));
            agreements.push(found);
            said.push(core);
        }
    }
    agreements.extend(offices(material, people));
    agreements.sort_by(|a, b| {
        let place = |agreement: &Agreement| agreement.evidence.first().map(|e| (e.source.clone(), e.span));
        b.independent.cmp(&a.independent).then_with(|| place(a).cmp(&place(b))).then_with(|| a.claim.cmp(&b.claim))
    });
    agreements
}

/// Returns the keys that at least two of the members hold.
fn core(material: &Material<'_>, members: &[usize]) -> Vec<Key> {
    let mut counts: BTreeMap<Key, usize> = BTreeMap::new();
    for &index in members {
        material.items[index].keys.iter().for_each(|&key| *counts.entry(key).or_default() += 1);
    }
    counts.into_iter().filter(|(_, count)| *count >= 2).map(|(key, _)| key).collect()
}

/// Chooses the items of each source that are most like those of the other sources, from passages of their own.
fn best(material: &Material<'_>, members: &[usize]) -> Vec<usize> {
    let rate = |index: usize| {
        let own = &material.items[index];
        let others = members.iter().filter(|&&other| material.items[other].source != own.source);
        others.take(MOST_SHARERS).map(|&other| material.alike(index, other).mean).fold(0.0, f64::max)
    };
    let mut rated: Vec<(f64, usize)> = members.iter().map(|&index| (rate(index), index)).collect();
    rated.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
    let mut chosen: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for (_, index) in rated {
        let item = &material.items[index];
        let own = chosen.entry(item.source).or_default();
        if own.len() < MOST_OF_ONE && own.iter().all(|&known| material.items[known].passage != item.passage) {
            own.push(index);
        }
    }
    let mut chosen: Vec<usize> = chosen.into_values().flatten().collect();
    chosen.sort_unstable();
    chosen
}

/// How many passages of one source an agreement shows at the most.
const MOST_OF_ONE: usize = 2;

fn agreement(material: &Material<'_>, members: &[usize]) -> Option<Agreement> {
    let independent = material.independent(members);
    let shortest = members.iter().map(|&index| &material.items[index].evidence.exact);
    let claim = shortest.min_by_key(|exact| (exact.chars().count(), *exact))?;
    (independent >= 2).then(|| named(claim.clone(), material, members, independent))
}

fn named(claim: String, material: &Material<'_>, members: &[usize], independent: usize) -> Agreement {
    let evidence = material.evidences(members.iter().copied());
    let first = evidence.first().map(|evidence| evidence.fact.0.clone()).unwrap_or_default();
    let kind = members.first().map_or("reading", |&index| material.items[index].kind()).to_owned();
    Agreement { kind, id: stable_id("agreement", &[&claim, &first]), claim, evidence, independent }
}

/// Who holds which office, where several texts say so.
fn offices(material: &Material<'_>, people: &People) -> Vec<Agreement> {
    let mut held: BTreeMap<(usize, String), Vec<usize>> = BTreeMap::new();
    let mut titles: BTreeMap<(usize, String), String> = BTreeMap::new();
    for (index, item) in material.items.iter().enumerate() {
        let Body::Claim(Claim::Person(person)) = item.body else { continue };
        let Some(who) = people.find(item.source, &person.name) else { continue };
        let key = (who, person.role.to_lowercase());
        let title = titles.entry(key.clone()).or_default();
        let full = office(person);
        if full.len() > title.len() {
            *title = full;
        }
        held.entry(key).or_default().push(index);
    }
    held.iter()
        .filter_map(|(key, members)| {
            let independent = material.independent(members);
            let claim = format!("{} is {}", people.names[key.0][0], titles[key]);
            (independent >= 2).then(|| named(claim, material, members, independent))
        })
        .collect()
}
