//! What the question is about: the words by which a sentence can be told to speak of the plan.

use rustc_hash::FxHashSet;

use crate::lexicon::framing::vocabulary::{hash_of, stems};
use crate::lexicon::framing::{Framing, Role};

/// Words of questions that say nothing of their plan.
const EMPTY: &[&str] = &[
    "a",
    "an",
    "the",
    "of",
    "for",
    "to",
    "in",
    "on",
    "by",
    "with",
    "from",
    "at",
    "is",
    "are",
    "was",
    "were",
    "be",
    "been",
    "will",
    "would",
    "can",
    "could",
    "should",
    "shall",
    "may",
    "might",
    "do",
    "does",
    "did",
    "has",
    "have",
    "had",
    "it",
    "its",
    "they",
    "their",
    "this",
    "that",
    "these",
    "those",
    "and",
    "or",
    "not",
    "as",
    "than",
    "so",
    "good",
    "bad",
    "work",
    "works",
    "effective",
    "credible",
    "come",
    "about",
    "put",
    "into",
    "practice",
    "pass",
    "succeed",
    "success",
    "fail",
    "enough",
    "really",
    "safe",
    "way",
    "right",
    "sound",
    "top",
    "pros",
    "cons",
    "new",
    "any",
    "more",
    "most",
    "help",
    "helps",
    "deliver",
    "get",
    "against",
    "through",
    "up",
    "out",
    "who",
    "what",
    "how",
    "us",
    "i.e",
    "such",
    "need",
    "needs",
    "used",
    "use",
    "keep",
    "kept",
    "soon",
    "well",
    "better",
    "real",
];

/// Verbs of questions that ask whether something shall end.
const ENDS: &[&str] = &[
    "ban",
    "banned",
    "end",
    "ended",
    "repeal",
    "repealed",
    "abolish",
    "abolished",
    "scrap",
    "scrapped",
    "stop",
    "cut",
    "remove",
    "removed",
    "prohibit",
    "prohibited",
    "restrict",
    "restricted",
    "phase",
    "withdraw",
    "leave",
    "reject",
    "rejected",
    "prevent",
    "block",
    "blocked",
    "closed",
    "eliminate",
    "eliminated",
    "freeze",
    "rollback",
    "limit",
];

/// The plan of a question.
#[derive(Debug, Default)]
pub(super) struct Plan {
    words: FxHashSet<u64>,
    names: FxHashSet<u64>,
    /// A bit for each of `words` ([`bit_of`]): most words of a text need no look-up.
    bits: u64,
    /// Words of the plan together with its plan nouns.
    topic: FxHashSet<u64>,
    /// Whether the question asks whether something shall end.
    pub ends: bool,
}

impl Plan {
    /// Reads the words of `question`.
    pub(super) fn of(question: &str, framing: &Framing) -> Self {
        let mut plan = Self::default();
        let mut buffer = String::new();
        for (at, word) in question.split(|c: char| !(c.is_alphanumeric() || matches!(c, '\'' | '’' | '.'))).enumerate()
        {
            let word = word.trim_matches(['.', '\'', '’']);
            let lower = word.to_lowercase();
            if word.is_empty() || EMPTY.contains(&lower.as_str()) {
                continue;
            }
            plan.ends |= ENDS.contains(&lower.as_str());
            let capital = at > 0 && word.starts_with(char::is_uppercase);
            if word.chars().count() < 3 && !capital {
                continue;
            }
            stems(word, &mut buffer, |stem| {
                let role = framing.vocabulary().role(framing.vocabulary().find(stem));
                plan.topic.insert(hash_of(stem));
                // `deal` and `law` are looked for as plan nouns, whatever the question calls its plan.
                if role == Role::Content {
                    plan.words.insert(hash_of(stem));
                    plan.bits |= bit_of(hash_of(stem));
                    if capital {
                        plan.names.insert(hash_of(stem));
                    }
                }
            });
        }
        plan
    }

    /// Tells whether the word with `hash` is one of the question.
    #[inline]
    pub(super) fn has(&self, hash: u64) -> bool {
        self.bits & bit_of(hash) != 0 && self.words.contains(&hash)
    }

    /// Tells whether the word with `hash` is one of the question, be it a plan noun such as `deal`.
    pub(super) fn is_topic(&self, hash: u64) -> bool {
        self.topic.contains(&hash)
    }

    /// Tells whether the word with `hash` is a name of the question.
    pub(super) fn names(&self, hash: u64) -> bool {
        self.names.contains(&hash)
    }
}

/// The bit that stands for the word with `hash` in a set of words; others may share it.
fn bit_of(hash: u64) -> u64 {
    1 << (hash >> 58)
}
