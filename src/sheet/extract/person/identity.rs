//! Tells whether two names can be one person's.

use unicode_normalization::UnicodeNormalization;

use crate::lexicon::Lexicon;

/// Tells whether `a` and `b` can name one person: the same family name, spelling apart, and given names that do not
/// differ (`Macron`, `Emmanuel Macron`; `Volodymyr Zelenskyy`, `Zelensky`).
///
/// Forms of address and offices must be taken off before.
pub fn same(a: &str, b: &str) -> bool {
    let (a, b) = (parts(a), parts(b));
    let (Some((family_a, given_a)), Some((family_b, given_b))) = (a.split_last(), b.split_last()) else { return false };
    if family_a != family_b {
        return false;
    }
    match (given_a.first(), given_b.first()) {
        (Some(a), Some(b)) => same_given(a, b),
        _ => true,
    }
}

fn same_given(a: &str, b: &str) -> bool {
    let speech = &Lexicon::built_in().speech;
    let is_initial = |name: &str| name.chars().count() == 1;
    if is_initial(a) || is_initial(b) {
        return a.chars().next() == b.chars().next();
    }
    speech.full_given(a) == speech.full_given(b) || fold(speech.full_given(a)) == fold(speech.full_given(b))
}

fn parts(name: &str) -> Vec<String> {
    let mut parts: Vec<String> = name
        .split_whitespace()
        .map(|word| {
            let letters: String =
                word.nfd().filter(|letter| letter.is_alphanumeric()).flat_map(char::to_lowercase).collect();
            letters
        })
        .filter(|word| !word.is_empty() && !matches!(word.as_str(), "jr" | "sr" | "ii" | "iii"))
        .collect();
    if let Some(family) = parts.last_mut() {
        *family = fold(family);
    }
    parts
}

/// Folds the spellings of names from other scripts: `-skyy`, `-skiy`, `-skij` are `-sky`; doubled letters are one.
pub(super) fn fold(name: &str) -> String {
    let mut folded = String::with_capacity(name.len());
    for letter in name.nfd().filter(|letter| letter.is_alphanumeric()).flat_map(char::to_lowercase) {
        let letter = if matches!(letter, 'j' | 'i') { 'y' } else { letter };
        if !folded.ends_with(letter) {
            folded.push(letter);
        }
    }
    folded
}
