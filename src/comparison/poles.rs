//! Words that stand at the two ends of one scale (`robust`, `flimsy`), and where a text uses them of what.
//!
//! A negation before a word turns it round (`not clear`, `lacks credibility`); a question turns nothing round but takes
//! a favourable word's force away (`Will it be robust?`). What is measured on the scale (the targets) are the content
//! words around it within its clause, the nearer the surer.

use std::collections::BTreeMap;

use rustc_hash::FxHashMap;

use super::words::{Class, Key, Vocabulary, Word, table};

/// A scale, as an index into [`Poles::scales`].
pub(super) type Scale = usize;

/// All scales and their words.
#[derive(Debug)]
pub(super) struct Poles {
    /// Names of the scales.
    pub(super) scales: Vec<&'static str>,
    /// First key to entries, longest first.
    entries: FxHashMap<Key, Vec<Entry>>,
    /// Keys that are entries of one word: they are never targets.
    single: FxHashMap<Key, ()>,
    /// Scales whose words say what someone does.
    by_whom: Vec<Scale>,
    /// Scales whose words are said of things, before the thing or after a form of `be`.
    of_things: Vec<Scale>,
    /// Forms of `be` and its like.
    being: Vec<Key>,
    /// Key of `to`.
    to: Key,
    /// Pronouns that stand for a thing.
    pronouns: Vec<Key>,
    /// Words that lead to who does something.
    agents: Vec<Key>,
    negators: Vec<Key>,
    far_negators: Vec<Key>,
    /// Words after which something is supposed or asked.
    supposing: Vec<Key>,
}

#[derive(Debug)]
struct Entry {
    rest: Vec<Key>,
    scale: Scale,
    /// `None` for phrases that only look like a word of the scale.
    favourable: Option<bool>,
    common: bool,
}

/// A use of a word of a scale.
#[derive(Clone, Debug)]
pub(super) struct Mention {
    /// The scale.
    pub(super) scale: Scale,
    /// Whether it stands at the favourable end, negation taken into account.
    pub(super) favourable: bool,
    /// Whether a negation turned it round.
    pub(super) negated: bool,
    /// Whether it is a common word that needs a reading beside it.
    pub(super) common: bool,
    /// Whether it is asked, or put under a condition.
    pub(super) open: bool,
    /// Its words, from the negation if there is one, as indices into the words it was found in.
    pub(super) words: (usize, usize),
    /// First of its words without the negation.
    pub(super) at: usize,
    /// What it is said of, with how sure that is, 0 to 1.
    pub(super) targets: Vec<(Key, f64)>,
    /// Whether it is said of what a pronoun at the head of its clause stands for (`It is costly`).
    pub(super) of_pronoun: bool,
    /// First and last word of its clause, end exclusive.
    pub(super) clause: (usize, usize),
    /// Whether its clause supposes or asks rather than says.
    pub(super) supposed: bool,
}

const POLES: &str = include_str!("poles.tsv");

/// Words that turn what follows within three words round.
const NEGATORS: &str = "not no never neither nor hardly barely scarcely cannot n't don't doesn't didn't isn't aren't wasn't \
    weren't won't wouldn't can't couldn't shouldn't hasn't haven't hadn't nothing nobody";
/// Words that turn what follows in the clause round.
const FAR_NEGATORS: &str = "lack lacks lacking without unless fail fails failed unable absence missing short";

/// Words after which something is supposed or asked, not said.
const SUPPOSING: &str = "if whether unless until once would could might may should";

const BEING: &str = "is are was were be been being remain remains remained become becomes became seem seems seemed look looks \
    looked prove proves proved proven call calls called";
/// What nearness counts for a thing that another thing stands in the way of.
const ELSEWHERE: f64 = 0.4;

impl Poles {
    /// Reads the table, with the words of `vocabulary`.
    pub(super) fn new(vocabulary: &mut Vocabulary) -> Self {
        let mut poles = Self {
            scales: Vec::new(),
            entries: FxHashMap::default(),
            single: FxHashMap::default(),
            by_whom: Vec::new(),
            of_things: Vec::new(),
            being: BEING.split_whitespace().map(|word| vocabulary.intern_word(word)).collect(),
            to: vocabulary.intern_word("to"),
            pronouns: ["it", "they", "this", "these"].iter().map(|word| vocabulary.intern_word(word)).collect(),
            agents: ["by", "of", "from"].iter().map(|word| vocabulary.intern_word(word)).collect(),
            negators: NEGATORS.split_whitespace().map(|word| vocabulary.intern_word(word)).collect(),
            far_negators: FAR_NEGATORS.split_whitespace().map(|word| vocabulary.intern_word(word)).collect(),
            supposing: SUPPOSING.split_whitespace().map(|word| vocabulary.intern_word(word)).collect(),
        };
        let mut entries: BTreeMap<Key, Vec<Entry>> = BTreeMap::new();
        for columns in table(POLES) {
            let [scale, pole, listed] = columns.as_slice() else { continue };
            let scale = poles.scales.iter().position(|known| known == scale).unwrap_or_else(|| {
                poles.scales.push(scale);
                let last = poles.scales.len() - 1;
                match *scale {
                    "support" | "resolve" | "trust" => poles.by_whom.push(last),
                    "strength" | "clarity" | "likelihood" | "cost" | "safety" | "fairness" | "reliability"
                    | "legality" | "need" | "popularity" | "cleanliness" | "jobs" | "frequency" => {
                        poles.of_things.push(last);
                    }
                    _ => {}
                }
                poles.scales.len() - 1
            });
            let favourable = match *pole {
                "+" => Some(true),
                "-" => Some(false),
                _ => None,
            };
            for entry in listed.split(", ") {
                let (entry, common) = entry.strip_prefix('~').map_or((entry, false), |entry| (entry, true));
                let keys: Vec<Key> = vocabulary.words(entry).into_iter().map(|word| word.form).collect();
                let Some((first, rest)) = keys.split_first() else { continue };
                if rest.is_empty() && scale_is_of_words(columns[0]) {
                    poles.single.insert(*first, ());
                }
                let entry = Entry { rest: rest.to_vec(), scale, favourable, common };
                entries.entry(*first).or_default().push(entry);
            }
        }
        for list in entries.values_mut() {
            list.sort_by_key(|entry| std::cmp::Reverse(entry.rest.len()));
        }
        poles.entries = entries.into_iter().collect();
        poles
    }

    /// Tells whether a word alone stands on a scale.
    pub(super) fn hold(&self, word: Word) -> bool {
        self.single.contains_key(&word.form)
    }

    /// Tells whether the words hold a negation.
    pub(super) fn negates(&self, words: &[Word]) -> bool {
        words.iter().any(|word| self.negators.contains(&word.key))
    }

    /// Returns the uses of words of the scales in `words`, in their order; of the entries at one place the longest of each scale.
    pub(super) fn mentions(&self, words: &[Word], question: Key) -> Vec<Mention> {
        let mut mentions = Vec::new();
        let mut until: FxHashMap<Scale, usize> = FxHashMap::default();
        // Where the last entry of several words ends: `cost-effective` says nothing of the effect.
        let mut covered = 0;
        for (at, word) in words.iter().enumerate() {
            if at < covered {
                continue;
            }
            for entry in self.entries.get(&word.form).into_iter().flatten() {
                let end = match end_of(words, at, &entry.rest) {
                    Some(end) if until.get(&entry.scale).is_none_or(|&taken| taken <= at) => end,
                    _ => continue,
                };
                until.insert(entry.scale, end);
                if entry.favourable.is_some() && end > at + 1 {
                    covered = covered.max(end);
                }
                let Some(favourable) = entry.favourable.filter(|_| !compound(words, end)) else { continue };
                let clause = self.clause(words, at, end);
                let (negated, from) = self.negation(words, clause.0, at);
                let asked = sentence_end(words, end).is_some_and(|stop| stop.key == question);
                mentions.push(Mention {
                    scale: entry.scale,
                    favourable: favourable != negated,
                    negated,
                    common: entry.common && !negated,
                    open: asked,
                    words: (from, end),
                    at,
                    of_pronoun: self.of_pronoun(words, clause.0, from),
                    clause,
                    supposed: words[clause.0..at].iter().any(|word| self.supposing.contains(&word.key)),
                    targets: self.targets(words, clause, (at, end), entry.scale),
                });
            }
        }
        mentions
    }

    /// Returns the clause around `words[at..end]`: to the marks before and after it.
    ///
    /// A comma between two words of scales is no border: `the levy is fair, simple and cheap` judges the levy three times.
    fn clause(&self, words: &[Word], at: usize, end: usize) -> (usize, usize) {
        let border = |index: usize| match words[index].class {
            Class::Stop => true,
            Class::Mark => {
                let small = words.get(index + 1).is_some_and(|next| next.class == Class::Function);
                let after = self.judges(words, index + 1) || small && self.judges(words, index + 2);
                let before = index.checked_sub(1).and_then(|before| words.get(before));
                !(after && before.is_some_and(|before| self.hold(*before)))
            }
            Class::Content | Class::Name | Class::Function | Class::Number | Class::Joint => false,
        };
        let start = (0..at).rev().find(|&index| border(index)).map_or(0, |mark| mark + 1);
        let stop = (end..words.len()).find(|&index| border(index)).unwrap_or(words.len());
        (start, stop)
    }

    /// Tells whether an entry of a scale stands at `at`.
    fn judges(&self, words: &[Word], at: usize) -> bool {
        let entries = words.get(at).and_then(|word| self.entries.get(&word.form));
        entries.is_some_and(|entries| {
            entries
                .iter()
                .any(|entry| scale_is_of_words(self.scales[entry.scale]) && end_of(words, at, &entry.rest).is_some())
        })
    }

    /// Tells whether the words before `at` turn it round, and where what turns it round begins.
    fn negation(&self, words: &[Word], clause: usize, at: usize) -> (bool, usize) {
        let mut negated = false;
        let mut from = at;
        let mut near = 0;
        for (place, word) in words.iter().enumerate().take(at).skip(clause.max(at.saturating_sub(9))).rev() {
            near += usize::from(word.class != Class::Joint);
            if self.far_negators.contains(&word.key) || near <= 3 && self.negators.contains(&word.key) {
                negated = !negated;
                from = place;
            }
        }
        (negated, if negated { from } else { at })
    }

    /// Tells whether nothing but a pronoun and small words stands before a word of a scale in its clause.
    fn of_pronoun(&self, words: &[Word], start: usize, at: usize) -> bool {
        let first = words.get(start).filter(|_| start < at);
        first.is_some_and(|first| self.pronouns.contains(&first.key))
            && !words[start..at]
                .iter()
                .any(|word| word.is_content() && !self.hold(*word) && !self.being.contains(&word.key))
    }

    /// Rates the content words of a clause by how near they stand to the word of the scale.
    ///
    /// Of a word for what someone does, only who does it is rated: who stands before it, or after `by` or `of`.
    fn targets(
        &self,
        words: &[Word],
        clause: (usize, usize),
        mention: (usize, usize),
        scale: Scale,
    ) -> Vec<(Key, f64)> {
        let by_whom = self.by_whom.contains(&scale);
        // `a clear message` judges the message and nothing around it, unless something *is* one.
        let head = (mention.1..clause.1).take_while(|&at| words[at].is_content()).last();
        let head = head.filter(|_| self.of_things.contains(&scale));
        let mut targets: Vec<(Key, f64)> = Vec::new();
        for at in (clause.0..mention.0).chain(mention.1..clause.1) {
            let word = words[at];
            if !word.is_content() || self.single.contains_key(&word.form) {
                continue;
            }
            // `military` in `military aid` is not what is spoken of.
            let modifies = at + 1 != mention.0
                && words.get(at + 1).is_some_and(|next| next.class == Class::Content)
                && word.class == Class::Content;
            let between = if at < mention.0 { &words[at + 1..mention.0] } else { &words[mention.1..at] };
            // `likely to win`: what follows `to` is done, not judged.
            if at > mention.1 && words[at - 1].key == self.to {
                continue;
            }
            let led = |word: &Word| self.agents.contains(&word.key);
            if by_whom && at >= mention.1 && !between.first().is_some_and(led) {
                continue;
            }
            let distance = between.iter().filter(|word| word.is_content()).count();
            let rate: f64 = match distance {
                0 => 1.0,
                1 => 0.85,
                2 => 0.65,
                3 => 0.5,
                4 | 5 => 0.35,
                _ => 0.2,
            };
            let rate = if modifies { rate * 0.6 } else { rate };
            let is_one = at < mention.0 && between.iter().any(|word| self.being.contains(&word.key));
            let elsewhere = head.is_some_and(|head| at < mention.0 && !is_one || at > head);
            let rate = if elsewhere { rate * ELSEWHERE } else { rate };
            match targets.iter_mut().find(|(key, _)| *key == word.key) {
                Some((_, known)) => *known = rate.max(*known),
                None => targets.push((word.key, rate)),
            }
        }
        targets
    }
}

/// Tells whether words of a scale judge a thing rather than say how far off it is or how it moves; only these are never a
/// thing themselves.
fn scale_is_of_words(scale: &str) -> bool {
    !matches!(scale, "firmness" | "direction")
}

/// Tells whether a hyphen ties the word before `end` to the next one: `clear-eyed` is not clear.
fn compound(words: &[Word], end: usize) -> bool {
    match (words.get(end.wrapping_sub(1)), words.get(end), words.get(end + 1)) {
        (Some(last), Some(hyphen), Some(next)) => {
            hyphen.class == Class::Joint && last.end == hyphen.start && hyphen.end == next.start && next.is_content()
        }
        _ => false,
    }
}

fn end_of(words: &[Word], at: usize, rest: &[Key]) -> Option<usize> {
    let mut next = at + 1;
    for key in rest {
        // `cost 40,000 jobs` costs jobs.
        while words.get(next).is_some_and(|word| matches!(word.class, Class::Joint | Class::Number)) {
            next += 1;
        }
        if words.get(next)?.form != *key {
            return None;
        }
        next += 1;
    }
    Some(next)
}

fn sentence_end(words: &[Word], from: usize) -> Option<&Word> {
    words[from..].iter().find(|word| word.class == Class::Stop)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<(&'static str, bool)> {
        let mut vocabulary = Vocabulary::new();
        let poles = Poles::new(&mut vocabulary);
        let question = vocabulary.intern("?");
        let mentions = poles.mentions(&vocabulary.words(text), question);
        mentions.into_iter().map(|mention| (poles.scales[mention.scale], mention.favourable)).collect()
    }

    #[test]
    fn negations_turn_words_round_once_each() {
        assert_eq!(found("a robust dyke"), [("strength", true)]);
        assert_eq!(found("the dyke is not robust"), [("strength", false)]);
        assert_eq!(found("the dyke does not lack credibility"), [("strength", true)]);
        assert_eq!(found("the dyke leaks, and nobody minds, but it is robust"), [("strength", true)]);
    }

    #[test]
    fn the_longest_entry_wins_and_compounds_are_left_alone() {
        assert_eq!(found("a legally binding pact"), [("binding", true)]);
        assert_eq!(found("little more than a sketch"), [("strength", false), ("binding", false)]);
        assert_eq!(found("a clear-eyed view"), []);
        assert_eq!(found("they met to firm up the pact"), []);
    }

    #[test]
    fn what_a_word_is_said_of_stands_in_its_clause() {
        let mut vocabulary = Vocabulary::new();
        let poles = Poles::new(&mut vocabulary);
        let question = vocabulary.intern("?");
        let words = vocabulary.words("The barrier, says the port, is flimsy pontoon craft");
        let mention = poles.mentions(&words, question).remove(0);
        let targets: Vec<&str> = mention.targets.iter().map(|(key, _)| vocabulary.shown(*key)).collect();
        assert_eq!(targets, ["pontoon", "craft"]);
    }
}
