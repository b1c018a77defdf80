//! Learned weights, as `model.tsv` holds them: a feature a line, with its weight for each outcome.

use rustc_hash::FxHashMap;

use super::Entry;
use super::feature::{self, Feature, PLACES};
use super::vocabulary::{Vocabulary, WordId};

/// Weights for optimistic, sceptical and neutral.
pub type Weights = [f32; 3];

/// Learned weights.
#[derive(Clone, Debug, Default)]
pub struct Model {
    /// Weights of features without words, by [`Feature::place`].
    places: Vec<Weights>,
    pairs: FxHashMap<(WordId, WordId), Weights>,
    words: Vec<Weighed>,
    /// Weights of entries by class and words, until [`Model::number_entries`] finds their numbers.
    named: FxHashMap<Box<str>, Weights>,
    entries: Vec<Weights>,
    /// Slope and offset of [`Model::calibrated`].
    calibration: [f32; 2],
}

/// What the model knows of a word.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Weighed {
    /// Its weights.
    pub(crate) weights: Weights,
    /// Whether it begins a weighted pair.
    heads: bool,
    /// Whether it ends a weighted pair.
    tails: bool,
}

impl Model {
    /// Reads a table of weights; lines that are none are passed over (the file is ours, tests read it back).
    pub(super) fn parse(table: &str, vocabulary: &mut Vocabulary) -> Self {
        let mut model = Self { calibration: [1.0, 0.0], places: vec![[0.0; 3]; PLACES], ..Self::default() };
        for line in table.lines().filter(|line| !line.starts_with('#')) {
            let mut fields = line.split('\t');
            let Some(name) = fields.next() else { continue };
            let mut next = || fields.next().and_then(|field| field.parse::<f32>().ok()).unwrap_or(0.0);
            let weights = [next(), next(), next()];
            model.set(name, weights, vocabulary);
        }
        model
    }

    fn set(&mut self, name: &str, weights: Weights, vocabulary: &mut Vocabulary) {
        if let Some(word) = name.strip_prefix("word ") {
            let word = vocabulary.intern(word);
            self.word_mut(word).weights = weights;
        } else if let Some((first, second)) = name.strip_prefix("pair ").and_then(|pair| pair.split_once(' ')) {
            let (first, second) = (vocabulary.intern(first), vocabulary.intern(second));
            self.word_mut(first).heads = true;
            self.word_mut(second).tails = true;
            self.pairs.insert((first, second), weights);
        } else if name == "calibration" {
            self.calibration = [weights[0], weights[1]];
        } else if name.starts_with("entry ") {
            self.named.insert(name.into(), weights);
        } else if let Some(place) = feature::structural(name).and_then(Feature::place) {
            self.places[place] = weights;
        }
    }

    /// Returns the weights of `feature`.
    pub fn weights(&self, feature: Feature) -> Weights {
        match feature {
            Feature::Word(word) => self.word(word).weights,
            Feature::Entry(entry) => self.entries.get(entry.0 as usize).copied().unwrap_or_default(),
            Feature::Pair(first, second) => {
                self.pair((first, self.word(first)), (second, self.word(second))).unwrap_or_default()
            }
            _ => feature.place().and_then(|place| self.places.get(place)).copied().unwrap_or_default(),
        }
    }

    /// Returns what is known of a word.
    #[inline]
    pub(crate) fn word(&self, word: WordId) -> Weighed {
        self.words.get(word.0 as usize).copied().unwrap_or_default()
    }

    /// Returns the weights of two words in a row, if they have any; with each comes what [`Self::word`] says of it.
    #[inline]
    pub(crate) fn pair(&self, first: (WordId, Weighed), second: (WordId, Weighed)) -> Option<Weights> {
        if first.1.heads && second.1.tails { self.pairs.get(&(first.0, second.0)).copied() } else { None }
    }

    fn word_mut(&mut self, word: WordId) -> &mut Weighed {
        let at = word.0 as usize;
        if self.words.len() <= at {
            self.words.resize(at + 1, Weighed::default());
        }
        &mut self.words[at]
    }

    /// Gives the weights of entries to the numbers that the entries have.
    pub(super) fn number_entries(&mut self, entries: &[Entry]) {
        self.entries = vec![[0.0; 3]; entries.len()];
        let mut name = String::new();
        for (entry, weights) in entries.iter().zip(&mut self.entries) {
            name.clear();
            name.extend(["entry ", entry.class.name(), " ", &*entry.words]);
            if let Some(&found) = self.named.get(&*name) {
                *weights = found;
            }
        }
        self.named.clear();
    }

    /// Gives an entry its weights.
    pub(super) fn set_entry(&mut self, entry: usize, weights: Weights) {
        if self.entries.len() <= entry {
            self.entries.resize(entry + 1, [0.0; 3]);
        }
        self.entries[entry] = weights;
    }

    /// Forgets the weights of words, pairs and entries.
    pub(super) fn forget_words(&mut self) {
        self.words.clear();
        self.pairs.clear();
        self.entries.clear();
    }

    /// Turns log-odds of a side into how often such readings were right.
    pub fn calibrated(&self, odds: f32) -> f32 {
        1.0 / (1.0 + (-(self.calibration[0] * odds + self.calibration[1])).exp())
    }
}
