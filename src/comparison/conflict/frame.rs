//! Clauses that say the same but for one value: `traffic fell by 8 per cent`, `traffic will have fallen by 20 per cent`.
//!
//! Words of the question count here as any other: two clauses that tell the same of what is asked are of one thing. What
//! tells one thing from its like (`the second runway`, `in the neighbouring county`) must stand in both or in neither.

use std::sync::LazyLock;

use rustc_hash::FxHashMap;

use crate::comparison::material::{Material, shared_keys};
use crate::comparison::words::{Class, Key};

/// What a clause says beside its value.
#[derive(Clone, Debug, Default)]
pub(in crate::comparison) struct Frame {
    /// Its words with a meaning of their own but for days and months, ascending, each once.
    keys: Vec<Key>,
    /// Which of [`APART`] and of [`RATES`] its sentence holds, as bits.
    apart: u64,
}

/// Words that tell a thing from others of its kind or time.
const APART: &str = "other another earlier previous previously former older old last first second third next neighbouring neighboring \
    nearby similar elsewhere since originally initially instead additional further extra average half each total overall \
    alone men women boys girls adults children young";

/// Units of time after which a rate is told apart: `a day`, `per year`.
const RATES: &str = "second minute hour day night week month year decade head person pupil household mile kilometre";

/// How many words are told apart: as many as a frame has bits.
const MOST_APART: usize = 64;

/// The bit of each word of [`APART`] and of [`RATES`].
static BITS: LazyLock<FxHashMap<&str, usize>> = LazyLock::new(|| {
    let words = APART.split_whitespace().chain(RATES.split_whitespace());
    words.take(MOST_APART).enumerate().map(|(bit, word)| (word, bit)).collect()
});

impl Frame {
    /// Looks up the words of a clause; `sentence` is what it stands in.
    pub(in crate::comparison) fn new(material: &Material<'_>, clause: &str, sentence: &str) -> Self {
        let words = material.vocabulary.known_words(clause);
        let told = words.into_iter().filter(|word| matches!(word.class, Class::Content | Class::Name));
        let mut keys: Vec<Key> = told.map(|word| word.key).filter(|&key| !material.is_calendar(key)).collect();
        keys.sort_unstable();
        keys.dedup();
        let mut apart = 0;
        let mut last = "";
        let first_rate = APART.split_whitespace().count();
        for word in sentence.split(|letter: char| !letter.is_alphanumeric()).filter(|word| !word.is_empty()) {
            let known = BITS.get(word.to_ascii_lowercase().as_str()).copied();
            let rate = ["a", "an", "per"].contains(&last);
            if let Some(bit) = known.filter(|&bit| bit < first_rate || rate) {
                apart |= 1 << bit;
                if bit >= first_rate {
                    keys.retain(|&key| material.vocabulary.find(word) != Some(key));
                }
            }
            last = word;
        }
        Self { keys, apart }
    }

    /// Tells whether nothing tells the subjects of two sentences apart.
    pub(in crate::comparison) fn like(&self, other: &Self) -> bool {
        self.apart == other.apart
    }

    /// Returns how far two clauses say the same, 0 to 1, if they are of one thing.
    ///
    /// Of three words or more, most must be shared; of two, both, and the longer clause adds two at the most.
    pub(in crate::comparison) fn fits(&self, material: &Material<'_>, other: &Self) -> Option<f64> {
        let shared = shared_keys(&self.keys, &other.keys).count();
        let (least, most) = (self.keys.len().min(other.keys.len()), self.keys.len().max(other.keys.len()));
        let enough = match shared {
            0 | 1 => false,
            2 => least == 2 && most <= 4,
            3 => least == 3 && most <= 7 || most == 4,
            _ => shared * 4 >= least * 3 && shared * 2 >= most,
        };
        let told = shared_keys(&self.keys, &other.keys).any(|key| !material.is_called(key));
        if !enough || !told || self.apart != other.apart || material.names_differ(&self.keys, &other.keys) {
            return None;
        }
        let ratio = |part: usize, whole: usize| {
            f64::from(u32::try_from(part).unwrap_or(u32::MAX))
                / f64::from(u32::try_from(whole.max(1)).unwrap_or(u32::MAX))
        };
        Some(ratio(shared, most).max(0.5))
    }
}

/// Returns the clause of `sentence` around `exact`: to the marks before and after it, without who says so.
pub(in crate::comparison) fn clause_around(sentence: &str, exact: &str) -> String {
    let Some((before, after)) = sentence.split_once(exact) else { return sentence.to_owned() };
    let marks = |letter: char| matches!(letter, ',' | ';' | ':' | '(' | ')' | '—' | '–');
    let before = before.rsplit(marks).next().unwrap_or_default();
    let after = after.split(marks).next().unwrap_or_default();
    [before, exact, after].concat()
}
