//! Tells whether two names can be one person's.

use unicode_normalization::UnicodeNormalization;

use crate::lexicon::Lexicon;

/// Tells whether `a` and `b` can name one person: the same family name, spelling apart, and given names that do not
/// differ (`Macron`, `Emmanuel Macron`; `Volodymyr Zelenskyy`, `Zelensky`).
///
/// Forms of address and offices must be taken off before.
pub fn same(a: &str, b: &str) -> bool {
    Key::of(a).matches(&Key::of(b))
}

/// What of a name decides whether it is the same as another.
#[derive(Clone, Debug)]
pub(super) struct Key {
    family: String,
    given: Option<String>,
}

impl Key {
    /// Makes the key of a name.
    pub(super) fn of(name: &str) -> Self {
        let speech = &Lexicon::built_in().speech;
        let mut parts = parts(name);
        let family = parts.pop().unwrap_or_default();
        let given = parts
            .first()
            .map(|given| if given.chars().count() == 1 { given.clone() } else { fold(speech.full_given(given)) });
        Self { family, given }
    }

    /// Tells whether the two can be one person's: an empty name is nobody's.
    pub(super) fn matches(&self, other: &Self) -> bool {
        let is_initial = |name: &str| name.chars().count() == 1;
        !self.family.is_empty()
            && self.family == other.family
            && match (&self.given, &other.given) {
                (Some(a), Some(b)) if is_initial(a) || is_initial(b) => {
                    fold(a).chars().next() == fold(b).chars().next()
                }
                (Some(a), Some(b)) => a == b,
                _ => true,
            }
    }
}

fn parts(name: &str) -> Vec<String> {
    let mut parts: Vec<String> = name
        .split_whitespace()
        .map(|word| {
            let mut part = String::with_capacity(word.len());
            match word.is_ascii() {
                true => {
                    let letters = word.bytes().filter(u8::is_ascii_alphanumeric);
                    part.extend(letters.map(|byte| char::from(byte.to_ascii_lowercase())));
                }
                false => part.extend(word.nfd().filter(|letter| letter.is_alphanumeric()).flat_map(char::to_lowercase)),
            }
            part
        })
        .filter(|word: &String| !word.is_empty() && !matches!(word.as_str(), "jr" | "sr" | "ii" | "iii"))
        .collect();
    if let Some(family) = parts.last_mut() {
        *family = fold(family);
    }
    parts
}

/// Folds the spellings of names from other scripts: `-skyy`, `-skiy`, `-skij` are `-sky`; doubled letters are one.
pub(super) fn fold(name: &str) -> String {
    let mut folded = String::with_capacity(name.len());
    if name.is_ascii() {
        for byte in name.bytes().filter(u8::is_ascii_alphanumeric) {
            let letter = char::from(byte.to_ascii_lowercase());
            let letter = if matches!(letter, 'j' | 'i') { 'y' } else { letter };
            if !folded.ends_with(letter) {
                folded.push(letter);
            }
        }
        return folded;
    }
    for letter in name.nfd().filter(|letter| letter.is_alphanumeric()).flat_map(char::to_lowercase) {
        let letter = if matches!(letter, 'j' | 'i') { 'y' } else { letter };
        if !folded.ends_with(letter) {
            folded.push(letter);
        }
    }
    folded
}
