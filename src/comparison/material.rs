//! What the parts of the comparison work on: facts and readings of all texts as [`Item`]s, with their words looked up.
//!
//! Rejected facts are left out, and so is what a text has copied from another of its group: a copied statement is one
//! statement. Items stand in the order of their sources and places, so every part finds them in the same order.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};

use super::independence::{self, Fingerprint};
use super::poles::Poles;
use super::words::{Class, Key, Vocabulary, Word};
use super::{EvidenceRef, Group};
use crate::sheet::claim::{Claim, Commitment};
use crate::sheet::{Evidence, FactId, FactSheet, Reading, Side, Status};
use crate::source::{CodePoints, SourceId};
use crate::value::date::MONTHS;

const DAYS: [&str; 7] = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];

/// A fact or a reading of a text.
#[derive(Debug)]
pub(super) struct Item<'a> {
    /// Index of its sheet.
    pub(super) source: usize,
    /// Its name.
    pub(super) id: &'a FactId,
    /// Its words.
    pub(super) evidence: &'a Evidence,
    /// What it states.
    pub(super) body: Body<'a>,
    /// Its words and marks, of quotations with the words around them, placed in code points of the text.
    pub(super) words: Vec<Word>,
    /// Passage it stands in: items whose words overlap stand in one, numbered through all texts.
    pub(super) passage: usize,
    /// Weight of all its keys.
    pub(super) weight: f64,
    /// Weight of its core.
    core_weight: f64,
    /// What it is about: its keys and those of what the claim adds, ascending, each once.
    pub(super) keys: Vec<Key>,
    /// Its rarest keys, by which it is looked up.
    pub(super) rare: Vec<Key>,
    /// What it says beyond the question and its conditions; of commitments, who does what.
    pub(super) core: Vec<Key>,
    /// Content words beside one another in one clause, in either order, ascending, each pair once.
    pub(super) runs: Vec<(Key, Key)>,
    /// Numbers among its words, ascending, each once.
    pub(super) numbers: Vec<Key>,
    /// Whether its words hold a negation.
    pub(super) negated: bool,
}

/// What an [`Item`] states.
#[derive(Clone, Copy, Debug)]
pub(super) enum Body<'a> {
    /// A fact.
    Claim(&'a Claim),
    /// A reading.
    Reading(&'a Reading),
}

impl<'a> Item<'a> {
    /// Returns the claim, if it is a fact.
    pub(super) fn claim(&self) -> Option<&'a Claim> {
        match self.body {
            Body::Claim(claim) => Some(claim),
            Body::Reading(_) => None,
        }
    }

    /// Returns the reading, if it is one.
    pub(super) fn reading(&self) -> Option<&'a Reading> {
        match self.body {
            Body::Claim(_) => None,
            Body::Reading(reading) => Some(reading),
        }
    }

    /// Returns where the words stand.
    pub(super) fn span(&self) -> CodePoints {
        self.evidence.span
    }

    /// Returns the kind as written in a sheet; `reading` for readings.
    pub(super) fn kind(&self) -> &'static str {
        self.claim().map_or("reading", Claim::kind)
    }
}

/// All that is compared.
#[derive(Debug)]
pub(super) struct Material<'a> {
    /// The sheets that the brief selects, in the order of their ids.
    pub(super) sheets: Vec<&'a FactSheet>,
    /// Groups of sheets that copy one another.
    pub(super) groups: Vec<Group>,
    /// Group of each sheet.
    pub(super) group_of: Vec<usize>,
    /// Facts and readings.
    pub(super) items: Vec<Item<'a>>,
    /// The words.
    pub(super) vocabulary: Vocabulary,
    /// The scales and their words.
    pub(super) poles: Poles,
    /// Key of `?`.
    pub(super) question_mark: Key,
    /// Tells of each key whether it is always written as a name.
    names: Vec<bool>,
    /// Tells of each key whether it names a person, a place, a body or a country.
    called: Vec<bool>,
    /// Tells of each key whether it is used as a noun more often than not.
    nouns: Vec<bool>,
    /// Tells of each key whether it is a month or a day of the week: written like names, but nobody's.
    calendar: Vec<bool>,
    /// How many groups of texts use each key.
    spread: Vec<u32>,
    /// Commitments and conditions around each item.
    around: Vec<Around>,
    /// Keys of the question: they tell nothing apart.
    pub(super) asked: Vec<Key>,
    /// Keys of what the question asks about, in its order: those before the first judging word or form of `be`.
    pub(super) subject: Vec<Key>,
    /// How much each key tells: the rarer among the items, the more.
    weights: Vec<f64>,
}

impl<'a> Material<'a> {
    /// Looks up the words of `sheets`, which are in the order of their ids.
    pub(super) fn new(
        sheets: Vec<&'a FactSheet>,
        question: &str,
        fingerprints: &BTreeMap<SourceId, Fingerprint>,
    ) -> Self {
        let (groups, group_of) = independence::group(&sheets, fingerprints);
        let mut vocabulary = Vocabulary::new();
        let poles = Poles::new(&mut vocabulary);
        let question_mark = vocabulary.intern("?");
        let days: Vec<Key> = MONTHS.iter().chain(&DAYS).map(|name| vocabulary.intern_word(name)).collect();
        let asked = content_keys(&vocabulary.words(question));
        let subject = subject(question, &mut vocabulary, &poles);
        let mut items = Vec::new();
        let mut copied: FxHashSet<(usize, &'static str, String)> = FxHashSet::default();
        for (source, sheet) in sheets.iter().enumerate() {
            let alone = groups[group_of[source]].sources.len() == 1;
            let mut own = own_items(source, sheet, &asked, &poles, &mut vocabulary);
            if !alone {
                let mut seen = Vec::new();
                own.retain(|item| {
                    let words = (group_of[source], item.kind(), folded(item.evidence));
                    let new = !copied.contains(&words);
                    seen.push(words);
                    new
                });
                copied.extend(seen);
            }
            items.extend(own);
        }
        let mut names = names(&items, &vocabulary);
        let mut called = vec![false; vocabulary.len()];
        let mut calendar = vec![false; vocabulary.len()];
        days.into_iter().for_each(|key| calendar[key as usize] = true);
        for (key, name) in (0..).zip(&mut names) {
            *name &= !vocabulary.is_concept(key);
            called[key as usize] = *name || vocabulary.is_proper(key);
        }
        let nouns = nouns(&items, &vocabulary);
        let spread = spread(&items, &group_of, vocabulary.len());
        let weights = weigh(&items, vocabulary.len());
        number_passages(&mut items);
        let around = around(&items);
        items.par_iter_mut().for_each(|item| {
            let weight = |key: Key| weights[key as usize];
            item.weight = item.keys.iter().map(|&key| weight(key)).sum();
            item.core_weight = item.core.iter().map(|&key| weight(key)).sum();
            let mut keys = item.keys.clone();
            keys.sort_by(|&a, &b| weight(b).total_cmp(&weight(a)).then(a.cmp(&b)));
            keys.truncate(LOOKED_UP);
            keys.shrink_to_fit();
            item.rare = keys;
        });
        Self {
            sheets,
            groups,
            group_of,
            items,
            vocabulary,
            poles,
            question_mark,
            names,
            called,
            nouns,
            around,
            calendar,
            spread,
            asked,
            subject,
            weights,
        }
    }

    /// Returns the name of the source of `item`.
    pub(super) fn source_id(&self, item: &Item<'_>) -> &SourceId {
        &self.sheets[item.source].source.id
    }

    /// Returns the words of item `index`, as seen from outside.
    pub(super) fn evidence(&self, index: usize) -> EvidenceRef {
        let item = &self.items[index];
        EvidenceRef {
            source: self.source_id(item).clone(),
            fact: item.id.clone(),
            exact: item.evidence.exact.clone(),
            span: item.evidence.span,
            line: item.evidence.line,
        }
    }

    /// Returns the words of several items, in order, each place once.
    pub(super) fn evidences(&self, indices: impl IntoIterator<Item = usize>) -> Vec<EvidenceRef> {
        let mut indices: Vec<usize> = indices.into_iter().collect();
        indices.sort_unstable();
        indices.dedup();
        let mut refs: Vec<EvidenceRef> = Vec::new();
        for index in indices {
            let evidence = self.evidence(index);
            // Items stand in the order of their sources: the same place can only be among the last.
            let mut same_source = refs.iter().rev().take_while(|known| known.source == evidence.source);
            if !same_source.any(|known| known.span == evidence.span) {
                refs.push(evidence);
            }
        }
        refs
    }

    /// Returns how much `key` tells.
    pub(super) fn weight(&self, key: Key) -> f64 {
        self.weights.get(key as usize).copied().unwrap_or(0.0)
    }

    /// Tells whether `key` is written as a name nearly wherever it stands inside a sentence, and is no country or other concept.
    pub(super) fn is_name(&self, key: Key) -> bool {
        self.names.get(key as usize).copied().unwrap_or_default()
    }

    /// Returns the keys of the words of `text` that have a meaning of their own, in their order, as far as they are known.
    pub(super) fn look_up(&self, text: &str) -> Vec<Key> {
        self.vocabulary.known_words(text).into_iter().filter(|word| word.is_content()).map(|word| word.key).collect()
    }

    /// Tells whether `key` names a person, a place, a body or a country.
    pub(super) fn is_called(&self, key: Key) -> bool {
        self.called.get(key as usize).copied().unwrap_or_default()
    }

    /// Returns the commitment that the item is or mostly consists of, whatever its own kind.
    pub(super) fn commitment(&self, index: usize) -> Option<&'a Commitment> {
        self.around.get(index).and_then(|around| around.commitment).and_then(|at| match self.items[at].body {
            Body::Claim(Claim::Commitment(commitment)) => Some(commitment),
            Body::Claim(_) | Body::Reading(_) => None,
        })
    }

    /// Tells whether the item is a condition or mostly consists of what stands under one.
    pub(super) fn is_conditional(&self, index: usize) -> bool {
        self.around.get(index).is_some_and(|around| around.conditional)
    }

    /// Tells whether `key` is a month or a day of the week.
    pub(super) fn is_calendar(&self, key: Key) -> bool {
        self.calendar.get(key as usize).copied().unwrap_or_default()
    }

    /// Tells whether `key` is used as a noun more often than not.
    pub(super) fn is_noun(&self, key: Key) -> bool {
        self.nouns.get(key as usize).copied().unwrap_or_default()
    }

    /// Returns how many independent groups of texts use `key`.
    pub(super) fn groups_with(&self, key: Key) -> usize {
        self.spread.get(key as usize).map_or(0, |&count| count as usize)
    }

    /// Tells whether both sets of keys name someone or something, and never the same.
    pub(super) fn names_differ(&self, a: &[Key], b: &[Key]) -> bool {
        let told = |key: Key| self.is_called(key) && !self.is_calendar(key);
        let named = |keys: &[Key]| keys.iter().any(|&key| told(key));
        named(a) && named(b) && !shared_keys(a, b).any(told)
    }

    /// Returns how many words that two sets share say something: they are no names and do not stand in the question.
    pub(super) fn told_in_common(&self, a: &[Key], b: &[Key]) -> usize {
        shared_keys(a, b).filter(|&key| !self.is_called(key) && !self.asked.contains(&key)).count()
    }

    /// Returns the group of item `index`.
    pub(super) fn group(&self, index: usize) -> usize {
        self.group_of[self.items[index].source]
    }

    /// Returns how many independent groups stand behind `indices`.
    pub(super) fn independent(&self, indices: &[usize]) -> usize {
        let mut groups: Vec<usize> = indices.iter().map(|&index| self.group(index)).collect();
        groups.sort_unstable();
        groups.dedup();
        groups.len()
    }

    /// Returns how far two sets of keys say the same, 0 to 1, and how many keys they share.
    pub(super) fn likeness(&self, a: &[Key], b: &[Key]) -> Likeness {
        let total = |keys: &[Key]| keys.iter().map(|&key| self.weight(key)).sum::<f64>();
        self.rated(a, b, total(a), total(b))
    }

    /// Returns how far two items say the same, by their keys.
    pub(super) fn alike(&self, a: usize, b: usize) -> Likeness {
        let (a, b) = (&self.items[a], &self.items[b]);
        self.rated(&a.keys, &b.keys, a.weight, b.weight)
    }

    /// Returns how far two items say the same beyond the question and their conditions.
    pub(super) fn alike_at_core(&self, a: usize, b: usize) -> Likeness {
        let (a, b) = (&self.items[a], &self.items[b]);
        self.rated(&a.core, &b.core, a.core_weight, b.core_weight)
    }

    /// Returns how far two sets of keys say the same, against the geometric mean and the smaller of both weights.
    pub(super) fn rated(&self, a: &[Key], b: &[Key], of_a: f64, of_b: f64) -> Likeness {
        let (mut weight, mut count) = (0.0, 0);
        for key in shared_keys(a, b) {
            weight += self.weight(key);
            count += 1;
        }
        let part = |whole: f64| if whole > 0.0 { weight / whole } else { 0.0 };
        Likeness { mean: part((of_a * of_b).sqrt()), contained: part(of_a.min(of_b)), count, weight }
    }

    /// Returns the weight of the pairs of words that two items share, words of the question left out.
    pub(super) fn shared_runs(&self, a: &Item<'_>, b: &Item<'_>) -> f64 {
        let shared = a.runs.iter().filter(|run| b.runs.binary_search(run).is_ok());
        let told = shared.filter(|(first, second)| !self.asked.contains(first) || !self.asked.contains(second));
        told.map(|&(first, second)| self.weight(first) + self.weight(second)).sum()
    }

    /// Returns how many pairs of words two items share.
    pub(super) fn runs_in_common(&self, a: &Item<'_>, b: &Item<'_>) -> usize {
        a.runs.iter().filter(|run| b.runs.binary_search(run).is_ok()).count()
    }

    /// Tells whether `keys` hold at least half of the weight of `core`.
    pub(super) fn covers(&self, keys: &[Key], core: &[Key]) -> bool {
        let weight = |keys: &mut dyn Iterator<Item = Key>| keys.map(|key| self.weight(key)).sum::<f64>();
        weight(&mut shared_keys(keys, core)) * 2.0 >= weight(&mut core.iter().copied())
    }

    /// Returns the side that the readings at `span` of a source lean to, if they lean to one.
    pub(super) fn side_at(&self, source: usize, span: CodePoints) -> Option<Side> {
        let start = self.items.partition_point(|item| item.source < source);
        let own = self.items[start..].iter().take_while(|item| item.source == source);
        let reading = own
            .filter_map(|item| Some((item.reading()?, item.evidence.span)))
            .find(|(_, own)| own.start <= span.start && span.end <= own.end);
        reading.map(|(reading, _)| reading.side)
    }
}

/// Returns the keys of the content words, each once, ascending.
fn content_keys(words: &[Word]) -> Vec<Key> {
    let mut keys: Vec<Key> = words.iter().filter(|word| word.is_content()).map(|word| word.key).collect();
    keys.sort_unstable();
    keys.dedup();
    keys
}

/// Returns the keys of what a question asks about: `nuclear`, `power` of `Is nuclear power safe?`.
///
/// Names of states and other parties are no subject, and of names only abbreviations are (`DR-CAFTA`): other names have
/// common words in them.
fn subject(question: &str, vocabulary: &mut Vocabulary, poles: &Poles) -> Vec<Key> {
    let words = vocabulary.words(question);
    let letters: Vec<char> = question.chars().collect();
    let mut keys = Vec::new();
    for word in words.iter().skip(1) {
        let ends =
            poles.hold(*word) || vocabulary.written(word.key).is_some_and(|word| matches!(word, "be" | "is" | "are"));
        if ends && !keys.is_empty() {
            break;
        }
        let spelling = letters.get(word.start..word.end).unwrap_or_default();
        let abbreviation = spelling.len() > 1 && spelling.iter().all(|letter| !letter.is_lowercase());
        let names_thing = word.class == Class::Content || vocabulary.is_concept(word.key) || abbreviation;
        if word.is_content() && names_thing && !vocabulary.is_proper(word.key) && !keys.contains(&word.key) {
            keys.push(word.key);
        }
    }
    keys
}

/// How far two sets of keys say the same.
#[derive(Clone, Copy, Debug)]
pub(super) struct Likeness {
    /// Share of the mean weight.
    pub(super) mean: f64,
    /// Share of the smaller weight.
    pub(super) contained: f64,
    /// How many keys are shared.
    pub(super) count: usize,
    /// Their weight.
    pub(super) weight: f64,
}

/// Returns the keys that stand in both ascending lists.
pub(super) fn shared_keys<'b>(a: &'b [Key], b: &'b [Key]) -> impl Iterator<Item = Key> + 'b {
    let mut at = 0;
    a.iter().copied().filter(move |key| {
        while b.get(at).is_some_and(|other| other < key) {
            at += 1;
        }
        b.get(at) == Some(key)
    })
}

fn own_items<'a>(
    source: usize,
    sheet: &'a FactSheet,
    asked: &[Key],
    poles: &Poles,
    vocabulary: &mut Vocabulary,
) -> Vec<Item<'a>> {
    let mut own = Vec::new();
    let mut push = |id, evidence: &'a Evidence, body, extra: &str| {
        let around = matches!(body, Body::Claim(Claim::Quotation(_)));
        let mut words = placed_words(evidence, around, vocabulary);
        words.shrink_to_fit();
        let span = evidence.span;
        let inside = words.iter().filter(|word| word.is_content() && span.start <= word.start && word.end <= span.end);
        let mut keys: Vec<Key> = inside.map(|word| word.key).collect();
        keys.extend(vocabulary.words(extra).into_iter().filter(|word| word.is_content()).map(|word| word.key));
        keys.sort_unstable();
        keys.dedup();
        let runs = runs(&words, span);
        let mut core = match body {
            Body::Claim(Claim::Commitment(commitment)) => {
                let actor = commitment.actor.as_deref().unwrap_or_default();
                content_keys(&vocabulary.words(&format!("{actor} {}", unconditional(&commitment.action))))
            }
            Body::Claim(_) | Body::Reading(_) => keys.clone(),
        };
        core.retain(|key| !asked.contains(key));
        let mut numbers: Vec<Key> =
            words.iter().filter(|word| word.class == Class::Number).map(|word| word.key).collect();
        numbers.sort_unstable();
        numbers.dedup();
        let negated = poles.negates(&words);
        // There are dozens of items a text: what they hold must be no larger than it is.
        [&mut keys, &mut core].into_iter().for_each(Vec::shrink_to_fit);
        own.push(Item {
            source,
            id,
            evidence,
            body,
            words,
            passage: 0,
            weight: 0.0,
            core_weight: 0.0,
            keys,
            rare: Vec::new(),
            core,
            runs,
            numbers,
            negated,
        });
    };
    for fact in sheet.facts.iter().filter(|fact| fact.status != Status::Rejected) {
        let extra = match &fact.claim {
            Claim::Figure(figure) => figure.about.as_deref().unwrap_or_default(),
            _ => "",
        };
        push(&fact.id, &fact.evidence, Body::Claim(&fact.claim), extra);
    }
    for reading in sheet.readings.iter().filter(|reading| reading.status != Status::Rejected) {
        push(&reading.id, &reading.evidence, Body::Reading(reading), "");
    }
    own.sort_by(|a, b| (a.span(), a.kind(), a.id).cmp(&(b.span(), b.kind(), b.id)));
    own
}

/// Returns what comes before the first condition.
fn unconditional(action: &str) -> &str {
    const CONDITIONS: [&str; 8] =
        [" if ", " once ", " when ", " unless ", " until ", " in the event of ", " in case of ", " provided that "];
    let first = CONDITIONS.iter().filter_map(|condition| action.find(condition)).min();
    first.and_then(|end| action.get(..end)).unwrap_or(action)
}

/// Returns the pairs of content words that stand beside one another with at most small words between them.
fn runs(words: &[Word], span: CodePoints) -> Vec<(Key, Key)> {
    let mut runs = Vec::new();
    let mut last = None;
    for word in words.iter().filter(|word| span.start <= word.start && word.end <= span.end) {
        match word.class {
            Class::Content | Class::Name => {
                runs.extend(last.map(|last: Key| (last.min(word.key), last.max(word.key))));
                last = Some(word.key);
            }
            Class::Mark | Class::Stop => last = None,
            Class::Function | Class::Number | Class::Joint => {}
        }
    }
    runs.sort_unstable();
    runs.dedup();
    runs.shrink_to_fit();
    runs
}

/// Looks up the words of `evidence`, with whole words of its prefix and suffix if `around`.
fn placed_words(evidence: &Evidence, around: bool, vocabulary: &mut Vocabulary) -> Vec<Word> {
    if !around {
        let mut words = vocabulary.words(&evidence.exact);
        shift(&mut words, evidence.span.start);
        return words;
    }
    // The first and the last word of the context may be cut.
    let prefix = evidence.prefix.split_once(char::is_whitespace).map_or("", |(_, rest)| rest);
    let suffix = evidence.suffix.rsplit_once(char::is_whitespace).map_or("", |(rest, _)| rest);
    let text = [prefix, &evidence.exact, suffix].concat();
    let mut words = vocabulary.words(&text);
    shift(&mut words, evidence.span.start.saturating_sub(prefix.chars().count()));
    words
}

fn shift(words: &mut [Word], by: usize) {
    for word in words {
        word.start += by;
        word.end += by;
    }
}

/// Returns the words of evidence in a form in which copies are equal.
fn folded(evidence: &Evidence) -> String {
    let letters = evidence.exact.chars().filter(|letter| letter.is_alphanumeric() || letter.is_whitespace());
    let lower: String = letters.flat_map(char::to_lowercase).collect();
    lower.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Numbers the passages; items are in the order of their places.
fn number_passages(items: &mut [Item<'_>]) {
    let mut passage = 0;
    let mut last: Option<(usize, usize)> = None;
    for item in items {
        let (source, span) = (item.source, item.evidence.span);
        last = match last {
            Some((known, end)) if known == source && span.start < end => Some((source, end.max(span.end))),
            _ => {
                passage += 1;
                Some((source, span.end))
            }
        };
        item.passage = passage;
    }
}

/// What an item mostly consists of beside itself.
#[derive(Clone, Copy, Debug, Default)]
struct Around {
    /// A commitment.
    commitment: Option<usize>,
    /// Whether a condition.
    conditional: bool,
}

/// How many items of one passage are looked at for each.
const MOST_OF_PASSAGE: usize = 24;

fn around(items: &[Item<'_>]) -> Vec<Around> {
    let mut around = vec![Around::default(); items.len()];
    for (index, item) in items.iter().enumerate() {
        let own = item.span();
        let from = index.saturating_sub(MOST_OF_PASSAGE / 2);
        let near = items[from..].iter().take(MOST_OF_PASSAGE).enumerate().map(|(at, other)| (from + at, other));
        for (at, other) in near.filter(|(_, other)| other.passage == item.passage) {
            let span = other.span();
            let both = own.end.min(span.end).saturating_sub(own.start.max(span.start));
            if both * 2 < own.end - own.start {
                continue;
            }
            match other.claim() {
                Some(Claim::Commitment(_)) if around[index].commitment.is_none() || at == index => {
                    around[index].commitment = Some(at);
                }
                Some(Claim::Condition(_)) => around[index].conditional = true,
                _ => {}
            }
        }
    }
    around
}

fn names(items: &[Item<'_>], vocabulary: &Vocabulary) -> Vec<bool> {
    let keys = vocabulary.len();
    let mut names = vec![0_u32; keys];
    let mut plain = vec![0_u32; keys];
    let mut inside = vec![false; keys];
    for item in items {
        for (at, word) in item.words.iter().enumerate() {
            let first = at.checked_sub(1).is_none_or(|before| item.words[before].class == Class::Stop);
            names[word.key as usize] += u32::from(word.class == Class::Name);
            plain[word.key as usize] += u32::from(word.class == Class::Content);
            inside[word.key as usize] |= !first && word.class == Class::Name;
        }
    }
    // Any word has a capital at the head of a sentence: a plural seen only there names nobody (`Parents support the ban`).
    let plural = |key: usize| {
        let shown = Key::try_from(key).map_or("", |key| vocabulary.shown(key));
        shown.ends_with('s') && !["ss", "us", "is"].iter().any(|end| shown.ends_with(end))
    };
    // A slip of the keyboard (`in paris`) makes no common noun of a city.
    let called = |key: usize| names[key] > 0 && names[key] >= 4 * plain[key] && (inside[key] || !plural(key));
    (0..keys).map(called).collect()
}

fn spread(items: &[Item<'_>], group_of: &[usize], keys: usize) -> Vec<u32> {
    let mut pairs: Vec<(Key, usize)> =
        items.iter().flat_map(|item| item.keys.iter().map(|&key| (key, group_of[item.source]))).collect();
    pairs.sort_unstable();
    pairs.dedup();
    let mut spread = vec![0; keys];
    for (key, _) in pairs {
        spread[key as usize] += 1;
    }
    spread
}

fn nouns(items: &[Item<'_>], vocabulary: &Vocabulary) -> Vec<bool> {
    let mut uses = vec![(0_u32, 0_u32); vocabulary.len()];
    for item in items {
        for (at, word) in item.words.iter().enumerate().filter(|(_, word)| word.is_content()) {
            let count = &mut uses[word.key as usize];
            count.0 += u32::from(heads_phrase(vocabulary, &item.words, at));
            count.1 += 1;
        }
    }
    uses.into_iter().map(|(noun, all)| noun > 0 && noun * 5 >= all * 2).collect()
}

/// Tells whether a word ends a phrase that begins where nouns do: `mechanism` in `the new toll mechanism`.
fn heads_phrase(vocabulary: &Vocabulary, words: &[Word], at: usize) -> bool {
    let before = words[..at].iter().rev().take(3).take_while(|word| word.is_content()).count();
    let from = at - before;
    let next_is_noun = words.get(at + 1).is_some_and(|next| next.class == Class::Content);
    looks_like_noun(vocabulary, words, at, at) || !next_is_noun && led(vocabulary, words, from)
}

/// Tells whether an article, possessive or preposition leads to the word.
fn led(vocabulary: &Vocabulary, words: &[Word], at: usize) -> bool {
    let before = at.checked_sub(1).map(|before| words[before]);
    let small = before.filter(|word| word.class == Class::Function).and_then(|word| vocabulary.written(word.key));
    small.is_some_and(leads)
}

/// Tells whether a word leads to a noun.
fn leads(word: &str) -> bool {
    static SET: LazyLock<FxHashSet<&str>> = LazyLock::new(|| LEADERS.split_whitespace().collect());
    SET.contains(word)
}

/// Tells whether the words stand where nouns do: after an article, possessive, preposition or adjective, or as a name, and
/// before no further noun.
pub(super) fn looks_like_noun(vocabulary: &Vocabulary, words: &[Word], from: usize, to: usize) -> bool {
    let last = words[to];
    if last.class == Class::Name || vocabulary.is_concept(last.key) {
        return true;
    }
    let next_is_noun = words.get(to + 1).is_some_and(|next| next.class == Class::Content);
    let before = from.checked_sub(1).map(|at| words[at]);
    let led = before.is_some_and(|before| match before.class {
        Class::Function => vocabulary.written(before.key).is_some_and(leads),
        Class::Name => true,
        _ => false,
    });
    (led || to > from) && !next_is_noun
}

const LEADERS: &str = "the a an this that these those its their his her our your of for on about no any some every each over against with without of from";

fn weigh(items: &[Item<'_>], keys: usize) -> Vec<f64> {
    let mut counts = vec![0_u32; keys];
    for item in items {
        for &key in &item.keys {
            counts[key as usize] += 1;
        }
    }
    let all = f64::from(u32::try_from(items.len()).unwrap_or(u32::MAX));
    counts.into_iter().map(|count| if count == 0 { 0.0 } else { (1.0 + all / f64::from(count)).ln() }).collect()
}

/// How many items one key may bring together in all pairs; beyond, each item meets its neighbours only.
const CROWD: std::ops::RangeInclusive<usize> = 4..=24;
/// How many pairs are looked at for each key of each item, over all items, before crowds are cut.
const PAIRS: usize = 120_000;
/// How many of its rarest keys an item is looked up by.
const LOOKED_UP: usize = 6;

/// Returns the pairs of `chosen` items that share one of their rarest keys, each once, ascending.
///
/// Never all pairs: a key that a crowd shares only brings neighbours together, and the more items there are, the fewer
/// make a crowd.
pub(super) fn pairs(material: &Material<'_>, chosen: &[usize]) -> Vec<(usize, usize)> {
    let crowd = (PAIRS / chosen.len().max(1)).clamp(*CROWD.start(), *CROWD.end());
    let mut holders: FxHashMap<Key, Vec<usize>> = FxHashMap::default();
    let mut found: Vec<(usize, usize)> = Vec::new();
    for &index in chosen {
        for &key in &material.items[index].rare {
            let others = holders.entry(key).or_default();
            let from = if others.len() > crowd { others.len() - 2 } else { 0 };
            found.extend(others[from..].iter().map(|&other| (other, index)));
            others.push(index);
        }
    }
    found.sort_unstable();
    found.dedup();
    found
}

/// Puts items together around what they share: the best pairs first.
///
/// `likeness` returns how well two items go together, or `None` if they do not. The keys that the first pair of a cluster
/// shares are its core; an item joins if it goes together with the first member and holds most of the core. An item that
/// states several things can stand in several clusters. Clusters come back in the order of their members.
pub(super) fn cluster(
    material: &Material<'_>,
    pairs: &[(usize, usize)],
    likeness: impl Fn(usize, usize) -> Option<f64> + Sync,
) -> Vec<Vec<usize>> {
    let mut rated: Vec<(f64, usize, usize)> =
        pairs.par_iter().filter_map(|&(a, b)| likeness(a, b).map(|rate| (rate, a, b))).collect();
    rated.sort_by(|x, y| y.0.total_cmp(&x.0).then((x.1, x.2).cmp(&(y.1, y.2))));
    let mut places: FxHashMap<usize, Vec<usize>> = FxHashMap::default();
    let mut clusters: Vec<(Vec<usize>, Vec<Key>)> = Vec::new();
    for (_, a, b) in rated {
        let own: Vec<Key> = shared_keys(&material.items[a].keys, &material.items[b].keys).collect();
        let known = |item: usize| places.get(&item).map_or(&[][..], Vec::as_slice);
        let fits = |at: &&usize| material.covers(&own, &clusters[**at].1);
        let of_a = known(a).iter().find(fits).copied();
        let of_b = known(b).iter().find(fits).copied();
        let (at, item) = match (of_a, of_b) {
            (Some(_), Some(_)) => continue,
            (Some(at), None) => (at, b),
            (None, Some(at)) => (at, a),
            (None, None) => {
                places.entry(a).or_default().push(clusters.len());
                places.entry(b).or_default().push(clusters.len());
                clusters.push((vec![a, b], own));
                continue;
            }
        };
        let leader = clusters[at].0[0];
        if likeness(leader.min(item), leader.max(item)).is_some()
            || material.covers(&material.items[item].keys, &clusters[at].1)
        {
            places.entry(item).or_default().push(at);
            clusters[at].0.push(item);
        }
    }
    let mut clusters: Vec<Vec<usize>> = clusters.into_iter().map(|(members, _)| members).collect();
    for cluster in &mut clusters {
        cluster.sort_unstable();
        cluster.dedup();
    }
    clusters.sort_unstable();
    clusters
}
