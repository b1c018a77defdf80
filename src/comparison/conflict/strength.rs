//! Strength and other judgements: one thing placed at both ends of a scale, or judged for and against.
//!
//! First the scales of `poles.tsv`: a word of each end used of the same thing. Then opposed readings that share rare
//! words, for judgements that no scale knows.

use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;

use super::{Dispute, list, overlap, quoted, who_differs};
use crate::comparison::material::{self, Material};
use crate::comparison::poles::{Mention, Scale};
use crate::comparison::voices::with_article;
use crate::comparison::words::{Class, Key, Word, bare};
use crate::comparison::{ConflictKind, ConflictSeverity};
use crate::sheet::{Reading, Side};
use crate::source::CodePoints;

/// A word of a scale in a text, however many facts and readings hold it.
#[derive(Debug)]
pub(in crate::comparison) struct Use {
    pub(in crate::comparison) scale: Scale,
    pub(in crate::comparison) favourable: bool,
    /// The word itself.
    pub(in crate::comparison) word: Key,
    /// Whether it is a common word.
    pub(in crate::comparison) common: bool,
    /// What it is said of, with how sure that is.
    pub(in crate::comparison) targets: BTreeMap<Key, f64>,
    /// Items whose evidence holds the word.
    pub(in crate::comparison) items: Vec<usize>,
    /// The word's place in the text.
    pub(in crate::comparison) place: CodePoints,
}

/// How near the thing must stand to both words, 0 to 1.
pub(in crate::comparison) const NEAR: f64 = 0.5;

/// Returns the disputes over how something is.
pub(super) fn disputes(material: &Material<'_>, uses: &[Use]) -> Vec<Dispute> {
    let mut disputes = Vec::new();
    for scale in 0..material.poles.scales.len() {
        if of_clauses(material.poles.scales[scale]) {
            continue;
        }
        let own: Vec<usize> = (0..uses.len()).filter(|&index| uses[index].scale == scale).collect();
        disputes.extend(on_scale(material, uses, &own, material.poles.scales[scale]));
    }
    disputes.extend(views(material));
    disputes
}

/// What the nearness of a common word counts.
const COMMON: f64 = 0.6;

/// Beside what is judged there stands at most one other word.
pub(in crate::comparison) const BESIDE: f64 = 0.85;

/// What is planned or possible is named in several words (`the possible closure of the coal terminal`).
const OF_PHRASE: f64 = 0.35;

/// Returns how near a thing must stand to both words for a dispute over it; out of reach if it is nothing that is judged.
///
/// What the question asks of is what the texts judge. Any other thing must be a noun that several texts use, or a party on
/// the scales of parties, and stand beside the word.
fn nearness(material: &Material<'_>, scale: &str, key: Key) -> f64 {
    let called = material.is_called(key);
    if policy(scale) && material.subject.contains(&key) {
        return NEAR;
    }
    // Help, gain and loss are of whoever is spoken of: only what the question asks of is judged by them.
    if matches!(scale, "benefit" | "likelihood" | "progress" | "effect") && !material.asked.contains(&key) && !called {
        let topic = material.is_noun(key) && material.vocabulary.is_concept(key) && material.groups_with(key) > 2;
        return if topic && scale == "likelihood" { BESIDE } else { f64::INFINITY };
    }
    if called != of_parties(scale) && (called || !material.asked.contains(&key)) {
        return f64::INFINITY;
    }
    if called {
        BESIDE
    } else if scale == "firmness" && material.groups_with(key) > 1 {
        OF_PHRASE
    } else if material.asked.contains(&key) && material.is_noun(key) {
        NEAR
    } else if material.is_noun(key)
        && material.groups_with(key) > 1
        && (scale == "readiness" || material.groups_with(key) * 2 >= material.groups.len())
    {
        BESIDE
    } else {
        f64::INFINITY
    }
}

/// What is known of a use while the items that hold it are looked through.
struct Sighting {
    found: Use,
    lean: Option<Side>,
    open: bool,
    common: bool,
}

/// Returns all uses of words of the scales that stand for their end of it.
pub(in crate::comparison) fn uses(material: &Material<'_>, mentions: &[Vec<Mention>]) -> Vec<Use> {
    let mut sightings: BTreeMap<(usize, usize, Scale), Sighting> = BTreeMap::new();
    for (index, item) in material.items.iter().enumerate() {
        let span = item.span();
        for mention in &mentions[index] {
            if of_clauses(material.poles.scales[mention.scale]) {
                continue;
            }
            let place = place_of(mention, &item.words);
            // A word of a name judges nothing: `the Affordable Homes Act`.
            let named = |at: usize| item.words.get(at).is_some_and(|word| word.class == Class::Name);
            if named(mention.at) && named(mention.at + 1) {
                continue;
            }
            if place.start < span.start || place.end > span.end {
                continue;
            }
            let word = item.words[mention.at];
            let sighting = sightings.entry((item.source, word.start, mention.scale)).or_insert_with(|| Sighting {
                found: Use {
                    scale: mention.scale,
                    favourable: mention.favourable,
                    word: word.key,
                    common: mention.common,
                    targets: BTreeMap::new(),
                    items: Vec::new(),
                    place,
                },
                lean: None,
                open: mention.open,
                common: mention.common,
            });
            for &(target, rate) in &mention.targets {
                // A common word judges what stands beside it, if anything.
                let rate = if mention.common && rate < 1.0 { rate * COMMON } else { rate };
                let best = sighting.found.targets.entry(target).or_default();
                *best = best.max(rate);
            }
            let subject = &mut sighting.found.targets;
            judge_subject(material, material.poles.scales[mention.scale], subject);
            // A reading judges what the question asks of: so does its pronoun.
            let told = material.poles.scales[mention.scale] != "clarity";
            if mention.of_pronoun && told && item.reading().is_some() {
                for &key in material.asked.iter().filter(|&&key| material.is_noun(key)) {
                    sighting.found.targets.entry(key).or_insert(NEAR);
                }
            }
            // A longer passage may show a negation that a shorter one has cut off.
            if mention.negated {
                sighting.found.favourable = mention.favourable;
                sighting.found.place = place;
                sighting.common = false;
            }
            sighting.found.items.push(index);
            sighting.open |= mention.open;
            sighting.lean = sighting.lean.or(item.reading().map(|reading| reading.side));
        }
    }
    sightings.into_values().filter(stands).map(|sighting| sighting.found).collect()
}

/// Returns the uses of words of the scales in each item's words.
pub(in crate::comparison) fn mentions(material: &Material<'_>) -> Vec<Vec<Mention>> {
    material.items.par_iter().map(|item| material.poles.mentions(&item.words, material.question_mark)).collect()
}

/// Tells whether a word of the scale judges nothing on its own: whole clauses must be of one thing ([`super::statement`]).
pub(super) fn of_clauses(scale: &str) -> bool {
    matches!(scale, "direction" | "frequency")
}

/// How near a word of the question's subject must stand for the judgement to be one of the subject.
const OF_SUBJECT: f64 = 0.38;

/// Takes what is said of any word of the question's subject for a judgement of the subject: `nuclear energy` and `nuclear
/// power`, of which the question names one.
fn judge_subject(material: &Material<'_>, scale: &str, targets: &mut BTreeMap<Key, f64>) {
    let Some(&head) = material.subject.last().filter(|_| policy(scale)) else { return };
    let near = material.subject.iter().filter_map(|key| targets.get(key)).any(|&rate| rate >= OF_SUBJECT);
    if near {
        let rate = targets.entry(head).or_default();
        *rate = rate.max(NEAR);
    }
}

/// Tells whether a scale is an attribute that any policy, plan or technology is judged by.
fn policy(scale: &str) -> bool {
    matches!(
        scale,
        "cost" | "safety" | "benefit" | "reliability" | "cleanliness" | "fairness" | "legality" | "need" | "jobs"
    )
}

/// Tells whether a use stands for its end of the scale: the sentence must not lean the other way, and a question asserts
/// nothing.
fn stands(sighting: &Sighting) -> bool {
    match (sighting.lean, sighting.found.favourable) {
        (Some(Side::Optimistic), favourable) => favourable,
        (Some(Side::Sceptical), favourable) => !favourable,
        (Some(Side::Mixed), _) => !sighting.open,
        (None, _) => !sighting.open && !sighting.common,
    }
}

pub(super) fn place_of(mention: &Mention, words: &[Word]) -> CodePoints {
    CodePoints { start: words[mention.words.0].start, end: words[mention.words.1 - 1].end }
}

/// Both ends of a scale for one thing.
pub(super) struct Poled {
    pub(super) key: Key,
    pub(super) weight: f64,
    pub(super) good: Vec<usize>,
    pub(super) bad: Vec<usize>,
    /// What to call the thing where no passage does by that word.
    pub(super) name: Option<String>,
}

/// Finds what both ends of one scale are said of; each use serves once, for the thing it fits best.
fn on_scale(material: &Material<'_>, uses: &[Use], own: &[usize], scale: &str) -> Vec<Dispute> {
    let mut ends: BTreeMap<Key, [Vec<(f64, usize)>; 2]> = BTreeMap::new();
    for &index in own {
        for (&key, &rate) in &uses[index].targets {
            ends.entry(key).or_default()[usize::from(!uses[index].favourable)].push((rate, index));
        }
        if scale == "effect" {
            // What is affirmed of a verb and denied of it needs no other word in common.
            let of_topic = uses[index].targets.keys().any(|key| material.asked.contains(key));
            if of_topic {
                let ends = ends.entry(uses[index].word).or_default();
                ends[usize::from(!uses[index].favourable)].push((NEAR, index));
            }
        }
    }
    let best = |end: &[(f64, usize)]| end.iter().map(|(rate, _)| *rate).fold(0.0, f64::max);
    let mut rated: Vec<(f64, Key)> = ends
        .iter()
        .filter(|(key, [good, bad])| best(good).min(best(bad)) >= nearness(material, scale, **key))
        .map(|(&key, [good, bad])| (best(good) * best(bad) * (1.0 + material.weight(key)), key))
        .collect();
    rated.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
    let mut spent: BTreeSet<usize> = BTreeSet::new();
    let mut poled: Vec<Poled> = Vec::new();
    for (weight, key) in rated {
        let sides = ends[&key].each_ref().map(|end| {
            let mut end: Vec<(f64, usize)> = end.iter().copied().filter(|(_, index)| !spent.contains(index)).collect();
            end.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
            end
        });
        let [good, bad] = &sides;
        if best(good).min(best(bad)) < nearness(material, scale, key)
            || !apart(material, &uses[good[0].1], &uses[bad[0].1])
        {
            continue;
        }
        if scale == "firmness" && !one_phrase(material, &uses[good[0].1], &uses[bad[0].1], key) {
            continue;
        }
        let [good, bad] = [good, bad].map(|end| end.iter().map(|(_, index)| *index).collect::<Vec<_>>());
        spent.extend(&good);
        spent.extend(&bad);
        poled.push(Poled { key, weight, good, bad, name: None });
    }
    let left: Vec<usize> = own.iter().copied().filter(|index| !spent.contains(index)).collect();
    join(uses, &mut poled, &left, scale);
    poled.iter().filter_map(|poled| dispute(material, uses, poled, scale)).collect()
}

/// Adds uses that are left over to disputes they belong to all the same: unity and binding force are always those of the
/// camp and its promise, and a verb may be affirmed here and denied there.
fn join(uses: &[Use], poled: &mut [Poled], left: &[usize], scale: &str) {
    let mut by_word: BTreeMap<Key, usize> = BTreeMap::new();
    for (at, poled) in poled.iter().enumerate() {
        for &index in poled.good.iter().chain(&poled.bad) {
            by_word.entry(uses[index].word).or_insert(at);
        }
    }
    for &index in left {
        let place = match scale {
            "unity" | "binding" => Some(0),
            "effect" => by_word.get(&uses[index].word).copied(),
            _ => None,
        };
        if let Some(poled) = place.and_then(|at| poled.get_mut(at)) {
            let end = if uses[index].favourable { &mut poled.good } else { &mut poled.bad };
            end.push(index);
        }
    }
}

/// Tells whether two uses stand in passages that share `key` as part of one phrase of two words.
fn one_phrase(material: &Material<'_>, a: &Use, b: &Use, key: Key) -> bool {
    let runs = |found: &Use| -> BTreeSet<(Key, Key)> {
        let all = found.items.iter().flat_map(|&index| material.items[index].runs.iter().copied());
        all.filter(|&(first, second)| first == key || second == key).collect()
    };
    !runs(a).is_disjoint(&runs(b))
}

/// Tells whether two uses stand in different passages: one sentence that weighs both is no conflict.
fn apart(material: &Material<'_>, a: &Use, b: &Use) -> bool {
    !a.items.iter().any(|&first| b.items.iter().any(|&second| overlap(material, first, second)))
}

/// Words the dispute over a thing at both ends of a scale; `None` if the thing cannot be named.
pub(super) fn dispute(material: &Material<'_>, uses: &[Use], poled: &Poled, scale: &str) -> Option<Dispute> {
    let (what, kind) = scale_of(scale);
    let subject = if uses[poled.good[0]].word == poled.key {
        format!("the power to {}", verb(material, uses, poled)?)
    } else {
        format!("{what} {}", spelt(material, uses, poled, scale).or_else(|| poled.name.clone())?)
    };
    let side = |end: &[usize]| {
        let items: Vec<usize> = end.iter().map(|&index| shown_item(material, &uses[index])).collect();
        let mut words: Vec<String> = Vec::new();
        for &index in end {
            let word = quoted(&words_at(material, &uses[index]));
            if !words.iter().any(|known| known.eq_ignore_ascii_case(&word)) {
                words.push(word);
            }
            if words.len() == 3 {
                break;
            }
        }
        (list(&words), items)
    };
    let sides = vec![side(&poled.good), side(&poled.bad)];
    let who = who_differs(material, sides.iter().flat_map(|(_, items)| items.iter().copied()));
    Some(Dispute {
        kind,
        severity: if scale == "firmness" { ConflictSeverity::Tension } else { ConflictSeverity::Conflict },
        sentence: format!("{who} on {subject}: {} against {}.", sides[0].0, sides[1].0),
        subject,
        sides,
        weight: poled.weight,
    })
}

/// Returns what a dispute is about, as the passages spell it: the noun phrase around the word, with its article.
///
/// `None` if it is no noun phrase anywhere.
fn spelt(material: &Material<'_>, uses: &[Use], poled: &Poled, scale: &str) -> Option<String> {
    if material.vocabulary.is_proper(poled.key) {
        return Some(with_article(material.vocabulary.shown(poled.key)));
    }
    if material.subject.contains(&poled.key) && policy(scale) && material.vocabulary.is_concept(poled.key) {
        return Some(material.vocabulary.shown(poled.key).to_owned());
    }
    // A word that both sides speak of in more words is named with these: `security guarantees`.
    let phrases = |end: &[usize]| -> Vec<String> {
        let items = end.iter().flat_map(|&index| uses[index].items.iter().map(move |&item| (index, item)));
        items.filter_map(|(index, item)| phrase(material, item, poled.key, uses[index].place.start)).collect()
    };
    let (bad, good) = (phrases(&poled.bad), phrases(&poled.good));
    let bare_of =
        |phrase: &str| phrase.trim_start_matches("the ").trim_start_matches("a ").trim_start_matches("an ").to_owned();
    let shared = bad.iter().filter(|phrase| good.iter().any(|other| bare_of(other) == bare_of(phrase)));
    let longest =
        shared.max_by_key(|phrase| (bare_of(phrase).split(' ').count(), std::cmp::Reverse((*phrase).clone())));
    longest.or_else(|| bad.first()).or_else(|| good.first()).cloned()
}

/// Returns the word that is affirmed here and denied there in its shortest spelling: `deter` of `deters` and `deterrence`.
fn verb(material: &Material<'_>, uses: &[Use], poled: &Poled) -> Option<String> {
    let own = poled.good.iter().chain(&poled.bad).filter(|&&index| uses[index].word == poled.key);
    let spelt =
        own.filter_map(|&index| words_at(material, &uses[index]).split_whitespace().last().map(str::to_lowercase));
    let shortest = spelt.min_by_key(|word| (word.chars().count(), word.clone()))?;
    Some(shortest.trim_end_matches('s').to_owned())
}

/// How many words a phrase has at the most, without its article.
const MOST_OF_PHRASE: usize = 3;

/// Returns the noun phrase of an item that `key` is the head of, with its article; of several the nearest to `place`.
fn phrase(material: &Material<'_>, item: usize, key: Key, place: usize) -> Option<String> {
    let item = &material.items[item];
    let (span, exact) = (item.span(), item.evidence.exact.as_str());
    let inside = |word: &Word| span.start <= word.start && word.end <= span.end;
    let own = item.words.iter().enumerate().filter(|(_, word)| word.key == key && inside(word));
    let (mut at, _) = own.min_by_key(|(_, word)| word.start.abs_diff(place))?;
    let mut from = at;
    // `multinational forces`: the noun that a word belongs to stands after it.
    let tied = |next: &Word, last: &Word| inside(next) && next.is_content() && next.start == last.end + 1;
    while at - from + 1 < MOST_OF_PHRASE
        && item.words.get(at + 1).is_some_and(|next| tied(next, &item.words[at]) && material.is_noun(next.key))
    {
        at += 1;
    }
    if !material.is_noun(item.words[at].key) {
        return None;
    }
    let plain =
        |word: &Word| word.is_content() && !material.poles.hold(*word) && !material.vocabulary.is_proper(word.key);
    while from > 0
        && at - from + 1 < MOST_OF_PHRASE
        && plain(&item.words[from - 1])
        && inside(&item.words[from - 1])
        && item.words[from].start - item.words[from - 1].end == 1
        && material.groups_with(item.words[from - 1].key) > 1
    {
        from -= 1;
    }
    let text =
        |word: &Word| -> String { exact.chars().skip(word.start - span.start).take(word.end - word.start).collect() };
    let words: Vec<String> = item.words[from..=at]
        .iter()
        .map(|word| {
            let spelling = text(word);
            let kept = word.class == Class::Name && material.is_name(word.key);
            if kept { bare(&spelling).to_owned() } else { bare(&spelling).to_lowercase() }
        })
        .collect();
    let article = item.words[..from].last().filter(|word| word.class == Class::Function && inside(word)).map(text);
    let article = article.as_deref().map(str::to_lowercase).and_then(|word| match word.as_str() {
        "the" | "this" | "that" | "these" | "those" | "its" | "their" => Some("the "),
        "a" => Some("a "),
        "an" => Some("an "),
        _ => None,
    });
    Some(format!("{}{}", article.unwrap_or_default(), words.join(" ")))
}

/// Tells whether a scale is one of states and other parties; on the others a country is never what is judged.
fn of_parties(scale: &str) -> bool {
    matches!(scale, "resolve" | "support" | "unity" | "trust")
}

/// Returns a scale as a sentence names it, and the kind of conflict it makes.
pub(in crate::comparison) fn scale_of(scale: &str) -> (&'static str, ConflictKind) {
    match scale {
        "binding" => ("the binding force of", ConflictKind::Modality),
        "resolve" => ("the resolve of", ConflictKind::Strength),
        "support" => ("the support of", ConflictKind::Strength),
        "trust" => ("the confidence of", ConflictKind::Strength),
        "unity" => ("the unity of", ConflictKind::Strength),
        "readiness" => ("the readiness of", ConflictKind::Strength),
        "clarity" => ("the clarity of", ConflictKind::Strength),
        "effect" => ("the effect of", ConflictKind::Strength),
        "firmness" => ("the certainty of", ConflictKind::Modality),
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
        "jobs" => ("the effect on jobs of", ConflictKind::Strength),
        "cleanliness" => ("the cleanliness of", ConflictKind::Strength),
        "direction" => ("the course of", ConflictKind::Strength),
        "frequency" => ("the frequency of", ConflictKind::Strength),
        _ => ("the strength of", ConflictKind::Strength),
    }
}

/// Returns the item that shows a use best: the shortest of at least four words, else the longest.
pub(in crate::comparison) fn shown_item(material: &Material<'_>, found: &Use) -> usize {
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
    let clusters = material::cluster(material, &pairs, |a, b| {
        let (first, second) = (sided(material, a)?, sided(material, b)?);
        let other_voice = material.items[a].source != material.items[b].source || first.holder != second.holder;
        let likeness = material.alike(a, b);
        let told = material.told_in_common(&material.items[a].keys, &material.items[b].keys);
        let alike = told >= 3 && likeness.mean >= 0.5;
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
    if subject.is_empty() {
        return None;
    }
    let words = [first, second].map(|index| quoted(&material.items[index].evidence.exact));
    let who = who_differs(material, cluster.iter().copied());
    Some(Dispute {
        kind: ConflictKind::Strength,
        severity: ConflictSeverity::Tension,
        sentence: format!("{who} in their view of {subject}: {} against {}.", words[0], words[1]),
        subject: format!("view of {subject}"),
        weight: material.alike(first, second).mean,
        sides: vec![("for".into(), good), ("against".into(), bad)],
    })
}
