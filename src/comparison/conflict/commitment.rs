//! Commitments: there in one text and missing in another, or firm in one and loose in another.

use std::collections::{BTreeMap, BTreeSet};

use super::{Dispute, list, overlap, quoted, who_differs};
use crate::comparison::material::{self, Body, Material};
use crate::comparison::words::{Class, Key, Word};
use crate::comparison::{ConflictKind, ConflictSeverity};
use crate::sheet::claim::{Claim, Commitment, Modality};

/// Returns the disputes over commitments and over how firm they are.
pub(super) fn disputes(material: &Material<'_>) -> Vec<Dispute> {
    let chosen: Vec<usize> = (0..material.items.len()).filter(|&index| commitment(material, index).is_some()).collect();
    let pairs = material::pairs(material, &chosen);
    let mut disputes = presence(material, &chosen);
    let stated: Vec<(usize, usize)> =
        pairs.into_iter().filter(|&(a, b)| !missing(material, a) && !missing(material, b)).collect();
    let clusters = material::cluster(material, &stated, |a, b| same_action(material, a, b));
    disputes.extend(clusters.iter().filter_map(|cluster| firmness(material, cluster)));
    disputes
}

/// Tells whether the text says that a commitment is missing; of one that is only possible that says little.
fn missing(material: &Material<'_>, index: usize) -> bool {
    commitment(material, index).is_some_and(|commitment| commitment.absent && commitment.modality <= Modality::Planned)
}

fn commitment<'a>(material: &Material<'a>, index: usize) -> Option<&'a Commitment> {
    match material.items[index].body {
        Body::Claim(Claim::Commitment(commitment)) => Some(commitment),
        Body::Claim(_) | Body::Reading(_) => None,
    }
}

/// Returns how likely two commitments are to the same action, if they may be.
///
/// Their actions must share two words that say something, and a good part of their weight; actors with names must not differ.
pub(in crate::comparison) fn same_action(material: &Material<'_>, a: usize, b: usize) -> Option<f64> {
    if overlap(material, a, b) {
        return None;
    }
    let (first, second) = (&material.items[a].core, &material.items[b].core);
    let likeness = material.alike_at_core(a, b);
    let told = material.told_in_common(first, second);
    let enough = told >= 2 && likeness.mean >= 0.35 || told >= 3 && likeness.mean >= 0.3 && likeness.contained >= 0.4;
    // Actors are looked up last: most pairs have failed by then.
    (enough && !other_actor(material, a, b)).then_some(likeness.mean + likeness.contained)
}

/// Tells whether two commitments name actors, and these have no word in common.
///
/// An actor without a name (`leaders`, `the government`) may be anyone.
fn other_actor(material: &Material<'_>, a: usize, b: usize) -> bool {
    let named = |index: usize| -> Vec<Key> {
        let actor = commitment(material, index).and_then(|commitment| commitment.actor.as_deref()).unwrap_or_default();
        let words = actor.split(|letter: char| !letter.is_alphanumeric()).filter(|word| !word.is_empty());
        let mut keys: Vec<Key> = words.filter_map(|word| material.vocabulary.find(word)).collect();
        keys.retain(|&key| material.is_called(key));
        keys.sort_unstable();
        keys
    };
    material.names_differ(&named(a), &named(b))
}

/// Commitments that one passage states and another says are missing.
///
/// Every missing one takes the stated one that is most like it; those that take the same one make one dispute.
fn presence(material: &Material<'_>, chosen: &[usize]) -> Vec<Dispute> {
    let (absent, stated): (Vec<usize>, Vec<usize>) = chosen.iter().partition(|&&index| missing(material, index));
    let mut holders: BTreeMap<Key, Vec<usize>> = BTreeMap::new();
    for &index in &stated {
        for key in told(material, index) {
            holders.entry(key).or_default().push(index);
        }
    }
    let mut best: BTreeMap<usize, (f64, usize)> = BTreeMap::new();
    for &index in &absent {
        let own = told(material, index);
        let mut others: Vec<usize> = Vec::new();
        for key in &own {
            others.extend(holders.get(key).into_iter().flatten().take(MOST_HOLDERS));
        }
        others.sort_unstable();
        others.dedup();
        let rated = others.into_iter().filter_map(|other| Some((denial(material, index, &own, other)?, other)));
        if let Some(found) = rated.max_by(|a, b| a.0.total_cmp(&b.0).then(b.1.cmp(&a.1))) {
            best.insert(index, found);
        }
    }
    let mut groups: BTreeMap<usize, Vec<(f64, usize)>> = BTreeMap::new();
    for (absent, (rate, stated)) in best {
        groups.entry(stated).or_default().push((rate, absent));
    }
    groups.into_iter().map(|(stated, absent)| absence(material, stated, absent)).collect()
}

/// How many commitments that share a word with a missing one are looked at.
const MOST_HOLDERS: usize = 64;

/// Returns how likely a missing commitment is the stated one, if it may be.
fn denial(material: &Material<'_>, absent: usize, own: &[Key], stated: usize) -> Option<f64> {
    if overlap(material, absent, stated) {
        return None;
    }
    let other = told(material, stated);
    let likeness = material.likeness(own, &other);
    let apart = material.items[absent].source != material.items[stated].source;
    let least = if apart { 0.3 } else { 0.5 };
    // What is denied is the action: words of the sentence around it may be of anything.
    let (denied, done) = (&material.items[absent].core, &material.items[stated].core);
    let action = material.told_in_common(denied, done);
    let part = material.alike_at_core(absent, stated);
    let enough = action >= 2 && likeness.contained >= least && part.contained >= 0.4;
    let same = enough && !other_actor(material, absent, stated);
    same.then_some(likeness.mean + if apart { 0.1 } else { 0.0 })
}

/// Returns what an item says beyond the question.
fn told(material: &Material<'_>, index: usize) -> Vec<Key> {
    let keys = material.items[index].keys.iter().copied();
    keys.filter(|key| !material.asked.contains(key)).collect()
}

fn absence(material: &Material<'_>, stated: usize, mut absent: Vec<(f64, usize)>) -> Dispute {
    absent.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
    let weight = absent.first().map_or(0.0, |(rate, _)| *rate);
    let absent: Vec<usize> = absent.into_iter().map(|(_, index)| index).collect();
    let firm = commitment(material, stated).is_some_and(|commitment| commitment.modality <= Modality::Pledged);
    let severity = if firm { ConflictSeverity::Conflict } else { ConflictSeverity::Tension };
    let missing = absent.first().copied().unwrap_or(stated);
    let subject = subject(material, &[stated, missing]);
    let words = [stated, missing].map(|index| quoted(&material.items[index].evidence.exact));
    let who = who_differs(material, absent.iter().copied().chain([stated]));
    Dispute {
        kind: ConflictKind::Commitment,
        severity,
        sentence: format!(
            "{who} on whether there is a commitment{}: {} against {}.",
            aside(&subject),
            words[0],
            words[1]
        ),
        subject: or_plain(subject),
        sides: vec![("stated".into(), vec![stated]), ("missing or denied".into(), absent)],
        weight,
    }
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
    let sources: BTreeSet<usize> = cluster.iter().map(|&index| material.items[index].source).collect();
    // One text that speaks of plans of one and hints of another tells a story; of one actor it contradicts itself.
    if sources.len() == 1 && !same_actor(material, firmest.1[0], loosest.1[0]) {
        return None;
    }
    let severity = if low - high > 1 { ConflictSeverity::Conflict } else { ConflictSeverity::Tension };
    let subject = subject(material, cluster);
    let said: Vec<String> = [firmest, loosest]
        .iter()
        .map(|(modality, items)| format!("{} in {}", name(*modality), quoted(&material.items[items[0]].evidence.exact)))
        .collect();
    let who = who_differs(material, cluster.iter().copied());
    let weight = weight(material, firmest.1[0], loosest.1[0]);
    Some(Dispute {
        kind: ConflictKind::Modality,
        severity,
        sentence: format!("{who} on how firm a commitment is{}: {}.", aside(&subject), list(&said)),
        subject: or_plain(subject),
        sides: rungs.into_iter().map(|(modality, items)| (name(modality).to_owned(), items)).collect(),
        weight,
    })
}

/// Tells whether two commitments name an actor, and the same.
fn same_actor(material: &Material<'_>, a: usize, b: usize) -> bool {
    let actor = |index: usize| commitment(material, index).and_then(|commitment| commitment.actor.as_deref());
    actor(a).zip(actor(b)).is_some_and(|(a, b)| {
        let (a, b) = (material.look_up(a), material.look_up(b));
        a.iter().any(|key| b.contains(key))
    })
}

/// Steps between which a difference matters: firm, planned, loose.
pub(in crate::comparison) fn step(modality: Modality) -> u8 {
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

/// Returns a subject, or a plain word where the commitments have no noun in common.
fn or_plain(subject: String) -> String {
    if subject.is_empty() { "a commitment".into() } else { subject }
}

/// Returns a subject as it follows a word in brackets.
fn aside(subject: &str) -> String {
    if subject.is_empty() { String::new() } else { format!(" ({subject})") }
}

fn weight(material: &Material<'_>, a: usize, b: usize) -> f64 {
    material.alike(a, b).weight
}

/// Names what a cluster is about: the longest stretch of its first item that the second shares but for small words.
pub(in crate::comparison) fn subject(material: &Material<'_>, cluster: &[usize]) -> String {
    let [first, second, ..] = cluster else { return String::new() };
    let (first, second) = (&material.items[*first], &material.items[*second]);
    let inside = |word: &Word| first.span().start <= word.start && word.end <= first.span().end;
    let shared = |word: &Word| word.is_content() && inside(word) && second.keys.binary_search(&word.key).is_ok();
    let words = &first.words;
    // Stretches as first word, last word and how much their words say.
    let mut best: Option<(f64, usize, usize)> = None;
    let mut open: Option<(f64, usize, usize)> = None;
    for (at, word) in words.iter().enumerate() {
        if shared(word) {
            let (weight, from) = open.map_or((0.0, at), |(weight, from, _)| (weight, from));
            open = Some((weight + material.weight(word.key), from, at));
            if open.is_some_and(|open| best.is_none_or(|best| open.0 > best.0)) {
                best = open;
            }
        } else if !matches!(word.class, Class::Function | Class::Joint)
            || finite(material, *word)
            || open.is_some_and(|(_, _, last)| at - last > MOST_BETWEEN)
        {
            open = None;
        }
    }
    let Some((_, from, to)) = best else { return String::new() };
    let to = head(material, words, to, first.span().end);
    if !words[from..=to].iter().any(|word| material.is_noun(word.key)) {
        return String::new();
    }
    let (start, end) = (words[from].start - first.span().start, words[to].end - first.span().start);
    let text: String = first.evidence.exact.chars().skip(start).take(end - start).collect();
    let text = text.split_whitespace().take(MOST_OF_SUBJECT).collect::<Vec<_>>().join(" ");
    let text = crate::comparison::words::bare(text.trim_matches(|letter: char| !letter.is_alphanumeric())).to_owned();
    // `the new tram line`: a small word may stand between.
    let before = words[from.saturating_sub(2)..from].iter().filter_map(|word| material.vocabulary.written(word.key));
    let led = before.clone().any(|word| matches!(word, "the" | "a" | "an"));
    let noun = led && words[from..=to].iter().any(|word| material.is_noun(word.key));
    if noun { format!("the {text}") } else { text }
}

/// Tells whether a word says that something is, was or will be: what follows it is no part of a name.
fn finite(material: &Material<'_>, word: Word) -> bool {
    material.vocabulary.written(word.key).is_some_and(|word| FINITE.split_whitespace().any(|known| known == word))
}

const FINITE: &str =
    "is are was were be been being has have had will would can could may might must shall should do does did";

/// Returns the noun that a stretch of words ending at `to` leads to: `force` from `European-led` in `the European-led force`.
fn head(material: &Material<'_>, words: &[Word], to: usize, end: usize) -> usize {
    let follows = |at: usize| {
        let (last, next) = (words[at], words.get(at + 1)?);
        (next.is_content() && next.start == last.end + 1 && next.end <= end).then_some(at + 1)
    };
    let mut at = to;
    for _ in 0..MOST_TO_HEAD {
        if material.is_noun(words[at].key) && words[at].class != Class::Name {
            break;
        }
        let Some(next) = follows(at) else { break };
        at = next;
    }
    // Without a noun at its end the stretch stays as it was.
    if material.is_noun(words[at].key) { at } else { to }
}

/// How many words lie between the end of a shared stretch and its noun at the most.
const MOST_TO_HEAD: usize = 3;

/// How many small words may stand between two words of a subject.
const MOST_BETWEEN: usize = 2;
/// How many words a subject has at the most.
const MOST_OF_SUBJECT: usize = 8;
