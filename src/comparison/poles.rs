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
    /// Words that lead to who does something.
    agents: Vec<Key>,
    negators: Vec<Key>,
    far_negators: Vec<Key>,
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
}

const POLES: &str = include_str!("poles.tsv");

/// Words that turn what follows within three words round.
const NEGATORS: &str = "not no never neither nor hardly barely scarcely cannot n't don't doesn't didn't isn't aren't wasn't \
    weren't won't wouldn't can't couldn't shouldn't hasn't haven't hadn't nothing nobody";
/// Words that turn what follows in the clause round.
const FAR_NEGATORS: &str = "lack lacks lacking without unless fail fails failed unable absence missing short";

impl Poles {
    /// Reads the table, with the words of `vocabulary`.
    pub(super) fn new(vocabulary: &mut Vocabulary) -> Self {
        let mut poles = Self {
            scales: Vec::new(),
            entries: FxHashMap::default(),
            single: FxHashMap::default(),
            by_whom: Vec::new(),
            agents: ["by", "of", "from"].iter().map(|word| vocabulary.intern_word(word)).collect(),
            negators: NEGATORS.split_whitespace().map(|word| vocabulary.intern_word(word)).collect(),
            far_negators: FAR_NEGATORS.split_whitespace().map(|word| vocabulary.intern_word(word)).collect(),
        };
        let mut entries: BTreeMap<Key, Vec<Entry>> = BTreeMap::new();
        for columns in table(POLES) {
            let [scale, pole, listed] = columns.as_slice() else { continue };
            let scale = poles.scales.iter().position(|known| known == scale).unwrap_or_else(|| {
                poles.scales.push(scale);
                if matches!(*scale, "support" | "resolve") {
                    poles.by_whom.push(poles.scales.len() - 1);
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

    /// Returns the uses of words of the scales in `words`, in their order; of the entries at one place the longest of each scale.
    pub(super) fn mentions(&self, words: &[Word], question: Key) -> Vec<Mention> {
        let mut mentions = Vec::new();
        let mut until: FxHashMap<Scale, usize> = FxHashMap::default();
        for (at, word) in words.iter().enumerate() {
            for entry in self.entries.get(&word.form).into_iter().flatten() {
                let end = match end_of(words, at, &entry.rest) {
                    Some(end) if until.get(&entry.scale).is_none_or(|&taken| taken <= at) => end,
                    _ => continue,
                };
                until.insert(entry.scale, end);
                let Some(favourable) = entry.favourable.filter(|_| !compound(words, end)) else { continue };
                let clause = clause(words, at, end);
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
                    targets: self.targets(words, clause, (at, end), self.by_whom.contains(&entry.scale)),
                });
            }
        }
        mentions
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

    /// Rates the content words of a clause by how near they stand to the word of the scale.
    ///
    /// Of a word for what someone does, only who does it is rated: who stands before it, or after `by` or `of`.
    fn targets(
        &self,
        words: &[Word],
        clause: (usize, usize),
        mention: (usize, usize),
        by_whom: bool,
    ) -> Vec<(Key, f64)> {
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
            match targets.iter_mut().find(|(key, _)| *key == word.key) {
                Some((_, known)) => *known = rate.max(*known),
                None => targets.push((word.key, rate)),
            }
        }
        targets
    }
}

/// Tells whether words of a scale judge a thing rather than say how far off it is; only these are never a thing themselves.
fn scale_is_of_words(scale: &str) -> bool {
    scale != "firmness"
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
        while words.get(next).is_some_and(|word| word.class == Class::Joint) {
            next += 1;
        }
        if words.get(next)?.form != *key {
            return None;
        }
        next += 1;
    }
    Some(next)
}

/// Returns the clause around `words[at..end]`: to the marks before and after it.
pub(super) fn clause(words: &[Word], at: usize, end: usize) -> (usize, usize) {
    let border = |word: &Word| matches!(word.class, Class::Mark | Class::Stop);
    let start = words[..at].iter().rposition(border).map_or(0, |mark| mark + 1);
    let stop = words[end..].iter().position(border).map_or(words.len(), |mark| end + mark);
    (start, stop)
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
