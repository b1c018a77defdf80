//! Agreements: claims that two or more independent sources state, each with its own words.
//!
//! Facts go together if they say the same of the same: one figure of one thing, one action of one actor, one event, one
//! condition, one open point. Words of a matter in common are not enough, and neither may deny what the other says. Copies of one
//! text were left out before, so a claim counts once for each group of texts that copy one another.

use std::collections::{BTreeMap, BTreeSet};

use super::conflict::commitment::{same_action, step};
use super::conflict::date::same_event;
use super::conflict::number::{self, Number};
use super::conflict::person::is_single;
use super::conflict::strength::{BESIDE, NEAR, Use, shown_item};
use super::material::{self, Body, Item, Material, shared_keys};
use super::people::People;
use super::voices::office;
use super::words::{Class, Key};
use super::{Agreement, stable_id};
use crate::sheet::claim::Claim;

/// Groups of items that state one claim.
#[derive(Debug, Default)]
pub(super) struct Shared {
    /// Items of each claim, from two or more sources.
    pub(super) claims: Vec<Vec<usize>>,
    /// What each claim is about, where it is less than what its items have in common.
    about: Vec<Option<Vec<Key>>>,
}

/// Finds the claims that several texts state.
pub(super) fn shared(material: &Material<'_>, uses: &[Use], numbers: &BTreeMap<String, Vec<Number<'_>>>) -> Shared {
    let denied = denied(material);
    let chosen: Vec<usize> =
        (0..material.items.len()).filter(|&index| states(material, index) && !denied[index]).collect();
    let pairs = material::pairs(material, &chosen);
    let clusters = material::cluster(material, &pairs, |a, b| same_claim(material, a, b));
    let clusters = clusters.into_iter().filter_map(|cluster| in_accord(material, &cluster));
    let whole = number::agreed(material, numbers).into_iter().chain(clusters).map(|items| (items, None));
    let mut parts = conditions(material, &chosen);
    parts.extend(judgements(material, uses));
    parts.extend(terms(material, &chosen));
    parts.extend(places(material, &chosen));
    // A question states nothing.
    for (_, items) in &mut parts {
        items.retain(|&index| !material.items[index].evidence.exact.ends_with('?'));
    }
    parts.retain(|(_, items)| material.independent(items) >= 2);
    let parts = parts.into_iter().map(|(about, items)| (items, Some(about)));
    let (claims, about) = whole.chain(parts).unzip();
    Shared { claims, about }
}

/// Returns the members of a cluster that state what another of them states, and that none denies.
fn in_accord(material: &Material<'_>, cluster: &[usize]) -> Option<Vec<usize>> {
    let same = |a: usize, b: usize| same_claim(material, a.min(b), a.max(b)).is_some();
    let shown = cluster.get(..MOST_IN_ACCORD.min(cluster.len()))?;
    let mut members: Vec<usize> = Vec::new();
    for &index in shown.iter().filter(|&&index| shown.iter().any(|&other| other != index && same(index, other))) {
        if !members.iter().any(|&known| denies(material, known, index)) {
            members.push(index);
        }
    }
    (material.independent(&members) >= 2).then_some(members)
}

/// How many members of a cluster are looked at.
const MOST_IN_ACCORD: usize = 24;

/// Conditions that several texts set: what is required is the same, in few other words, and whether it comes or fails.
fn conditions(material: &Material<'_>, chosen: &[usize]) -> Vec<Part> {
    let mut required: BTreeMap<(Key, bool), Vec<usize>> = BTreeMap::new();
    for &index in chosen {
        let Some(Claim::Condition(condition)) = material.items[index].claim() else { continue };
        let words = material.vocabulary.known_words(&condition.requires);
        let fails = material.poles.mentions(&words, material.question_mark).iter().any(|mention| !mention.favourable);
        let mut keys = material.look_up(&condition.requires);
        keys.retain(|&key| !material.is_called(key));
        keys.sort_unstable();
        keys.dedup();
        let thing = |key: &Key| {
            let common = material.groups_with(*key) * 2 >= material.groups.len();
            common && material.is_noun(*key) && material.vocabulary.is_concept(*key)
                || keys.len() <= 2 && material.is_noun(*key)
        };
        if keys.len() <= MOST_OF_CONDITION {
            keys.iter().filter(|key| thing(key)).for_each(|&key| required.entry((key, fails)).or_default().push(index));
        }
    }
    let several = |items: &Vec<usize>| items.len() <= MOST_SHARERS && material.independent(items) >= 2;
    required.into_iter().filter(|(_, items)| several(items)).map(|((key, _), items)| (vec![key], items)).collect()
}

/// What a claim is about, ascending, and its items.
type Part = (Vec<Key>, Vec<usize>);

/// How many words, names apart, a condition has at the most to be the same as another by its noun.
const MOST_OF_CONDITION: usize = 3;

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
///
/// Of an effect the word itself must be the same, and something it is said of.
fn judgements(material: &Material<'_>, uses: &[Use]) -> Vec<Part> {
    let mut effects: BTreeMap<(bool, Key, Key), Vec<usize>> = BTreeMap::new();
    for found in uses.iter().filter(|found| material.poles.scales[found.scale] == "effect" && !found.common) {
        for &key in found.targets.keys().filter(|&&key| material.asked.contains(&key)) {
            effects.entry((found.favourable, found.word, key)).or_default().push(shown_item(material, found));
        }
    }
    let effects = effects.into_iter().map(|((_, word, _), items)| (vec![word], items));
    let mut ends: BTreeMap<(bool, Key), Vec<usize>> = BTreeMap::new();
    for found in uses {
        let scale = material.poles.scales[found.scale];
        let judges = match scale {
            "clarity" | "readiness" => !found.favourable,
            _ => JUDGING.contains(&scale) || PARTIES.contains(&scale),
        };
        // What is open or unclear is named some words before it is said so (`details on how … remain unresolved`).
        let least = if matches!(scale, "clarity" | "readiness") { FAR } else { NEAR };
        let near = found.targets.iter().filter(|(_, rate)| judges && **rate >= least);
        for (&key, _) in near {
            let asked = material.asked.contains(&key);
            // That a thing is open or unclear is said of few things: two texts that say so of one agree.
            let open = matches!(scale, "clarity" | "readiness") && material.groups_with(key) > 1;
            // Doubt is someone's.
            if PARTIES.contains(&scale) {
                let party = !found.favourable && material.is_called(key) && found.targets[&key] >= BESIDE;
                if party {
                    ends.entry((found.favourable, key)).or_default().push(shown_item(material, found));
                }
                continue;
            }
            let told =
                if asked { scale == "binding" } else { open || material.groups_with(key) * 2 >= material.groups.len() };
            if told && material.is_noun(key) && !material.vocabulary.is_proper(key) && !material.is_name(key) {
                ends.entry((found.favourable, key)).or_default().push(shown_item(material, found));
            }
        }
    }
    let ends = ends.into_iter().map(|((_, key), items)| (vec![key], items));
    effects.chain(ends).filter(|(_, items)| items.len() <= MOST_SHARERS && material.independent(items) >= 2).collect()
}

/// How near a thing must stand to a word that says it is open or unclear.
const FAR: f64 = 0.35;

/// Scales on which two texts that stand at one end agree; on the others they may speak of different things.
const JUDGING: &[&str] = &["binding", "cost", "safety", "fairness", "legality", "reliability"];

/// Scales on which two texts agree if they put one party at the doubting end.
const PARTIES: &[&str] = &["trust"];

/// How many items may share a pair of words before it says nothing.
const MOST_SHARERS: usize = 8;

/// Tells whether an item states something that another text can state too.
fn states(material: &Material<'_>, index: usize) -> bool {
    let item = &material.items[index];
    let person = matches!(item.claim(), Some(Claim::Person(_)));
    !person && item.keys.len() >= 2 && !item.evidence.exact.ends_with('?')
}

fn same_claim(material: &Material<'_>, a: usize, b: usize) -> Option<f64> {
    let (first, second) = (&material.items[a], &material.items[b]);
    // Figures, conditions and people are put together by what they say beside their words.
    let beside = |item: &Item<'_>| matches!(item.claim(), Some(Claim::Figure(_) | Claim::Condition(_)));
    let apart = first.source == second.source || beside(first) || beside(second);
    if apart || material.names_differ(&first.core, &second.core) || denies(material, a, b) {
        return None;
    }
    let (core, told) = (material.alike_at_core(a, b), material.told_in_common(&first.core, &second.core));
    let phrase = material.shared_runs(first, second) > 0.0;
    let same = match (first.claim(), second.claim()) {
        (Some(Claim::Commitment(_)), Some(Claim::Commitment(_))) => {
            phrase && same_action(material, a, b).is_some()
                || told >= 2 && phrase && core.mean >= 0.33
                || told >= 3 && material.runs_in_common(first, second) >= 2 && core.contained >= 0.5
        }
        (Some(Claim::Event(one)), Some(Claim::Event(other))) => {
            let dated = one.date.interval.zip(other.date.interval).is_some_and(|(one, other)| one.overlaps(other));
            let placed = one.place.is_some() && other.place.is_some();
            let least = if dated || placed { 0.35 } else { 0.5 };
            phrase && told >= 3 && core.mean >= least && same_event(material, a, b).is_some()
        }
        (Some(Claim::Unknown(one)), Some(Claim::Unknown(other))) => same_question(material, &one.about, &other.about),
        (Some(Claim::Position(one)), Some(Claim::Position(other))) => same_question(material, &one.about, &other.about),
        _ if material.is_conditional(a) || material.is_conditional(b) => false,
        _ if told >= 3 && material.runs_in_common(first, second) >= 2 && core.mean >= 0.3 => true,
        _ => told >= 3 && phrase && core.mean >= 0.45 || told >= 2 && phrase && core.mean >= 0.6,
    };
    same.then(|| material.alike(a, b).mean + core.mean)
}

/// Tells whether two open points are one: most of what the shorter one is about is in the other, and it is a thing.
fn same_question(material: &Material<'_>, a: &str, b: &str) -> bool {
    let keys = |about: &str| {
        let mut keys = material.look_up(about);
        keys.sort_unstable();
        keys.dedup();
        keys
    };
    let (a, b) = (keys(a), keys(b));
    let likeness = material.likeness(&a, &b);
    let thing = shared_keys(&a, &b)
        .any(|key| material.is_noun(key) && !material.is_called(key) && !material.asked.contains(&key));
    thing && likeness.count >= 2 && (likeness.contained >= 0.8 || likeness.mean >= 0.4)
}

/// Terms in quotation marks that several texts use: `“corridor of patience”`.
fn terms(material: &Material<'_>, chosen: &[usize]) -> Vec<Part> {
    let mut holders: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for &index in chosen {
        let exact = &material.items[index].evidence.exact;
        for part in exact.split(['“', '"']).skip(1) {
            let term = part.split(['”', '"']).next().unwrap_or_default();
            let words: Vec<&str> = term.split_whitespace().collect();
            let plain = term.trim_end_matches([',', '.', ';', '!', '?']).to_lowercase();
            let named = material.look_up(term).iter().filter(|&&key| !material.asked.contains(&key)).count();
            if (2..=6).contains(&words.len()) && term.len() < part.len() && named >= 2 {
                holders.entry(plain).or_default().push(index);
            }
        }
    }
    let several = holders.into_iter().filter(|(_, items)| material.independent(items) >= 2);
    let about = |term: &str| {
        let mut keys = material.look_up(term);
        keys.sort_unstable();
        keys.dedup();
        keys
    };
    several.map(|(term, items)| (about(&term), items)).collect()
}

/// Meetings in one place: `met in Harmouth`, `a summit at Harmouth`.
fn places(material: &Material<'_>, chosen: &[usize]) -> Vec<Part> {
    let mut holders: BTreeMap<Key, Vec<usize>> = BTreeMap::new();
    let meeting = material.vocabulary.find("meeting");
    let within = ["in", "at"].map(|word| material.vocabulary.find(word));
    for &index in chosen {
        for three in material.items[index].words.windows(3) {
            let met = Some(three[0].key) == meeting && within.contains(&Some(three[1].key));
            if met
                && three[2].class == Class::Name
                && material.is_name(three[2].key)
                && !material.is_calendar(three[2].key)
            {
                holders.entry(three[2].key).or_default().push(index);
            }
        }
    }
    let several = holders.into_iter().filter(|(_, items)| material.independent(items) >= 2);
    several.map(|(place, items)| (vec![place], items)).collect()
}

/// Tells whether what two items say differs in substance: numbers, presence, firmness, side.
fn denies(material: &Material<'_>, a: usize, b: usize) -> bool {
    let (first, second) = (&material.items[a], &material.items[b]);
    let (of_a, of_b) = (&first.numbers, &second.numbers);
    let other_numbers = !of_a.is_empty() && !of_b.is_empty() && shared_keys(of_a, of_b).next().is_none();
    let firmness =
        |index: usize| material.commitment(index).map(|commitment| (commitment.absent, step(commitment.modality)));
    let otherwise = firmness(a).zip(firmness(b)).is_some_and(|(a, b)| a.0 != b.0 || a.1.abs_diff(b.1) > 1);
    if first.negated != second.negated || other_numbers || otherwise {
        return true;
    }
    match (first.body, second.body) {
        (Body::Claim(Claim::Figure(a)), Body::Claim(Claim::Figure(b))) => a.value != b.value,
        (Body::Claim(Claim::Position(a)), Body::Claim(Claim::Position(b))) => a.stand != b.stand,
        (Body::Claim(Claim::Event(a)), Body::Claim(Claim::Event(b))) => {
            a.date.interval.zip(b.date.interval).is_some_and(|(a, b)| !a.overlaps(b))
        }
        (Body::Claim(Claim::Commitment(one)), _) | (_, Body::Claim(Claim::Commitment(one))) if one.absent => true,
        (Body::Reading(a), Body::Reading(b)) => a.side != b.side,
        (Body::Claim(_), Body::Reading(_) | Body::Claim(_)) | (Body::Reading(_), Body::Claim(_)) => false,
    }
}

/// Returns the agreements, those that most independent sources support first.
pub(super) fn agreements(material: &Material<'_>, shared: &Shared, people: &People) -> Vec<Agreement> {
    let mut agreements: Vec<Agreement> = Vec::new();
    let mut said: Vec<Vec<Key>> = Vec::new();
    let mut by_passage: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for (members, about) in shared.claims.iter().zip(&shared.about) {
        let members = best(material, members);
        let core = about.clone().unwrap_or_else(|| core(material, &members));
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
        let [first, second] = [a, b].map(|agreement| agreement.evidence.first().map(|e| (&e.source, e.span)));
        b.independent.cmp(&a.independent).then_with(|| first.cmp(&second)).then_with(|| a.claim.cmp(&b.claim))
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
    // A number alone is no claim: its clause is.
    let clauses = members.iter().filter_map(|&index| match material.items[index].claim() {
        Some(Claim::Figure(figure)) => figure.about.as_ref(),
        _ => None,
    });
    let claim = clauses.min_by_key(|about| (about.chars().count(), *about)).unwrap_or(claim);
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
            let told = titles[key].contains(" of ") || is_single(&key.1);
            (independent >= 2 && told).then(|| named(claim, material, members, independent))
        })
        .collect()
}
