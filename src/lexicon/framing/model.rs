//! Learned weights, as `model.tsv` holds them: a feature a line, with its weight for each outcome.

use rustc_hash::FxHashMap;

use super::Entry;
use super::feature::{self, Feature};
use super::vocabulary::Vocabulary;

/// Weights for optimistic, sceptical and neutral.
pub type Weights = [f32; 3];

/// Learned weights.
#[derive(Clone, Debug, Default)]
pub struct Model {
    weights: FxHashMap<Feature, Weights>,
    words: Vec<Weights>,
    /// Whether a word begins a weighted pair.
    heads: Vec<bool>,
    /// Weights of entries by class and words, until [`Model::number_entries`] finds their numbers.
    named: FxHashMap<Box<str>, Weights>,
    entries: Vec<Weights>,
    /// Slope and offset of [`Model::calibrated`].
    calibration: [f32; 2],
}

impl Model {
    /// Reads a table of weights; lines that are none are passed over (the file is ours, tests read it back).
    pub(super) fn parse(table: &str, vocabulary: &mut Vocabulary) -> Self {
        let mut model = Self { calibration: [1.0, 0.0], ..Self::default() };
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
            let id = vocabulary.intern(word).0 as usize;
            if self.words.len() <= id {
                self.words.resize(id + 1, [0.0; 3]);
            }
            self.words[id] = weights;
        } else if let Some((first, second)) = name.strip_prefix("pair ").and_then(|pair| pair.split_once(' ')) {
            let (first, second) = (vocabulary.intern(first), vocabulary.intern(second));
            let head = first.0 as usize;
            if self.heads.len() <= head {
                self.heads.resize(head + 1, false);
            }
            self.heads[head] = true;
            self.weights.insert(Feature::Pair(first, second), weights);
        } else if name == "calibration" {
            self.calibration = [weights[0], weights[1]];
        } else if name.starts_with("entry ") {
            self.named.insert(name.into(), weights);
        } else if let Some(feature) = feature::structural(name) {
            self.weights.insert(feature, weights);
        }
    }

    /// Returns the weights of `feature`.
    pub fn weights(&self, feature: Feature) -> Weights {
        match feature {
            Feature::Word(word) => self.words.get(word.0 as usize).copied().unwrap_or_default(),
            Feature::Entry(entry) => self.entries.get(entry.0 as usize).copied().unwrap_or_default(),
            Feature::Pair(first, _) if !self.heads.get(first.0 as usize).copied().unwrap_or(false) => [0.0; 3],
            _ => self.weights.get(&feature).copied().unwrap_or_default(),
        }
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
        self.heads.clear();
        self.entries.clear();
    }

    /// Turns log-odds of a side into how often such readings were right.
    pub fn calibrated(&self, odds: f32) -> f32 {
        1.0 / (1.0 + (-(self.calibration[0] * odds + self.calibration[1])).exp())
    }
}
