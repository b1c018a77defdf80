//! What frames a plan: cues with their classes and strengths, and the weights learned for them.
//!
//! Three data files hold 14,447 entries of English policy language, written for this project from knowledge of the
//! language: `optimistic.tsv`, `sceptical.tsv`, `structure.tsv` (entry, class, strength 1 to 3, kind). `model.tsv`
//! holds what `cargo run --example learn-cues` learned: the weight of every feature, readable by people.
//! A project adds or replaces cues with `lexicon/*.yaml`: see [`Framing::with_project`].

pub mod feature;
pub mod model;
pub(crate) mod project;
mod trie;
pub mod vocabulary;

use std::borrow::Cow;

pub use feature::{Class, Feature};
pub use model::Model;
pub use vocabulary::{Role, Stem, Stems, Vocabulary, WordId};

use trie::Trie;

/// Number of an entry.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct EntryId(pub(crate) u32);

/// A word, phrase or construction with what it says.
#[derive(Clone, Debug)]
pub struct Entry {
    /// The words in base form, `*` for a gap of up to three words.
    pub words: Cow<'static, str>,
    /// What it says.
    pub class: Class,
    /// 1 (weak) to 3 (strong).
    pub strength: u8,
    /// Whether it is one word.
    pub(crate) single: bool,
}

impl Entry {
    fn new(words: impl Into<Cow<'static, str>>, class: Class, strength: u8) -> Self {
        let words = words.into();
        let single = words.bytes().all(|byte| byte.is_ascii_alphabetic());
        Self { words, class, strength, single }
    }
}

/// Entries with their classes, and the learned weights.
#[derive(Clone, Debug)]
pub struct Framing {
    vocabulary: Vocabulary,
    entries: Vec<Entry>,
    trie: Trie,
    model: Model,
    /// Whether a project's cues stand in place of all built-in ones.
    own_sides: bool,
}

impl Default for Framing {
    fn default() -> Self {
        Self::built_in()
    }
}

impl Framing {
    /// Reads the built-in entries and weights.
    pub fn built_in() -> Self {
        Self::with_weights(include_str!("model.tsv"))
    }

    /// Reads the built-in entries, and the weights of `table`, which has the form of `model.tsv`.
    pub fn with_weights(table: &str) -> Self {
        let mut framing = Self::without_weights();
        framing.model = Model::parse(table, &mut framing.vocabulary);
        framing.model.number_entries(&framing.entries);
        framing
    }

    /// Reads the built-in entries only: what learning starts from.
    pub fn without_weights() -> Self {
        let mut new = Self {
            vocabulary: Vocabulary::new(),
            entries: Vec::with_capacity(15_000),
            trie: Trie::default(),
            model: Model::default(),
            own_sides: false,
        };
        for table in [include_str!("optimistic.tsv"), include_str!("sceptical.tsv"), include_str!("structure.tsv")] {
            for line in table.lines().filter(|line| !line.starts_with('#')) {
                let mut fields = line.split('\t');
                let (Some(words), Some(class), Some(strength)) = (fields.next(), fields.next(), fields.next()) else {
                    continue;
                };
                if let (Some(class), Ok(strength)) = (Class::from_name(class), strength.parse()) {
                    new.add(Entry::new(words, class, strength));
                }
            }
        }
        new
    }

    /// Adds an entry; returns whether it holds a word that can be looked for.
    pub(crate) fn add(&mut self, entry: Entry) -> bool {
        let Some(key) = self.key(&entry.words) else { return false };
        let id = EntryId(u32::try_from(self.entries.len()).unwrap_or(u32::MAX));
        self.trie.insert(&key, id);
        self.entries.push(entry);
        true
    }

    fn key(&mut self, words: &str) -> Option<Vec<WordId>> {
        let mut key = Vec::with_capacity(4);
        let mut buffer = String::with_capacity(words.len());
        for word in words.split(|c: char| !(c.is_alphanumeric() || matches!(c, '\'' | '’' | '*' | '?'))) {
            if word.is_empty() {
                continue;
            }
            if word == "*" {
                key.push(WordId::GAP);
                continue;
            }
            let (word, asked) = word.strip_suffix('?').map_or((word, false), |word| (word, true));
            if !word.is_empty() {
                vocabulary::stems(word, &mut buffer, |stem| key.push(self.vocabulary.intern(stem)));
            }
            if asked {
                key.push(self.vocabulary.intern("?"));
            }
        }
        while key.last() == Some(&WordId::GAP) {
            key.pop();
        }
        let first = key.iter().position(|&word| word != WordId::GAP)?;
        key.drain(..first);
        Some(key)
    }

    /// Returns the words known.
    pub fn vocabulary(&self) -> &Vocabulary {
        &self.vocabulary
    }

    /// Tells whether a project's cues stand in place of the built-in ones, so that only they can frame a sentence.
    pub fn has_own_sides(&self) -> bool {
        self.own_sides
    }

    /// Returns the learned weights.
    pub fn model(&self) -> &Model {
        &self.model
    }

    /// Returns an entry.
    pub fn entry(&self, id: EntryId) -> &Entry {
        &self.entries[id.0 as usize]
    }

    /// Makes `words` known, so that weights for them can be learned.
    pub fn learn_words<'a>(&mut self, words: impl IntoIterator<Item = &'a str>) {
        let mut buffer = String::new();
        for word in words {
            vocabulary::stems(word, &mut buffer, |stem| {
                self.vocabulary.intern(stem);
            });
        }
    }

    /// Calls `give` with the end and the entry of everything that begins at word `at`.
    pub(crate) fn entries_at(&self, words: &[WordId], at: usize, mut give: impl FnMut(usize, EntryId)) {
        self.trie.walk(words, at, &mut give);
    }

    /// Returns the names of all words and entries, for writing features.
    pub fn names(&self) -> Names<'_> {
        Names { words: self.vocabulary.words(), entries: &self.entries }
    }
}

/// Names of words and entries by their numbers.
#[derive(Debug)]
pub struct Names<'a> {
    words: Vec<&'a str>,
    entries: &'a [Entry],
}

impl Names<'_> {
    /// Returns the name that stands for `feature` in `model.tsv`.
    pub fn of(&self, feature: Feature) -> String {
        let word = |word: WordId| self.words.get(word.0 as usize).copied().unwrap_or_default();
        match feature {
            Feature::Count(class, strength) => format!("count {} {strength}", class.name()),
            Feature::Negated(class) => format!("negated {}", class.name()),
            Feature::Signal(place, measure) => format!("signal {} {}", place.name(), measure.name()),
            Feature::Flag(flag) => format!("flag {}", flag.name()),
            Feature::Context(context) => format!("context {}", context.name()),
            Feature::Word(id) => format!("word {}", word(id)),
            Feature::Pair(first, second) => format!("pair {} {}", word(first), word(second)),
            Feature::Entry(id) => {
                let entry = &self.entries[id.0 as usize];
                format!("entry {} {}", entry.class.name(), entry.words)
            }
        }
    }
}
