//! Finds texts that stand in a corpus twice.
//!
//! Takes the documents, gives a warning for each text whose words are those of another, stand inside it, or are mostly
//! the same (a syndicated copy). Compared are runs of five words of the article, furniture left out (Broder 1997); the
//! independence of sources is judged elsewhere by the same words, so copies are never counted as two voices.

use std::hash::{DefaultHasher, Hash, Hasher};

use rustc_hash::FxHashMap;

use super::Document;
use crate::diagnostic::{Diagnostic, Location};

/// Words of a run.
const RUN: usize = 5;
/// Fewest runs of a text that is compared: a shorter one stands in many by chance.
const FEWEST: usize = 20;
/// Share of its runs, in hundredths, from which a text is inside another, and from which both are copies.
const INSIDE: usize = 90;
const COPY: usize = 60;
/// Texts that a run may stand in: what more of them share is a phrase that everybody writes.
const COMMON: usize = 20;

/// Texts from which on only one run in [`STEP`] is looked at, chosen by its hash: still some hundred a text.
const MANY: usize = 2_000;
const STEP: u64 = 8;

/// The runs of words of a text, as hashes.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Runs {
    /// Ascending, each once.
    pub(crate) hashes: Vec<u64>,
}

impl Runs {
    /// Takes the runs of `document`, furniture left out.
    pub fn of(document: &Document) -> Self {
        let words = document.tokens.iter().map(|token| document.slice(token.span()));
        let words: Vec<u64> = words.filter(|word| word.chars().any(char::is_alphanumeric)).map(hash_of_word).collect();
        let hash = |run: &[u64]| {
            let mut hasher = DefaultHasher::new();
            run.hash(&mut hasher);
            hasher.finish()
        };
        let mut hashes: Vec<u64> = words.windows(RUN).map(hash).collect();
        hashes.sort_unstable();
        hashes.dedup();
        Self { hashes }
    }

    /// Leaves out what is not looked at in a corpus of `texts` texts.
    pub fn thin(&mut self, texts: usize) {
        let step = step(texts);
        if step > 1 {
            self.hashes.retain(|hash| hash % step == 0);
            self.hashes.shrink_to_fit();
        }
    }
}

fn step(texts: usize) -> u64 {
    if texts > MANY { STEP } else { 1 }
}

fn hash_of_word(word: &str) -> u64 {
    let mut hasher = rustc_hash::FxHasher::default();
    word.chars().flat_map(char::to_lowercase).for_each(|letter| hasher.write_u32(letter.into()));
    hasher.finish()
}

/// Reports copies: one warning a text, naming the text that it repeats most. Takes each text's path and runs.
pub fn duplicates(texts: &[(&str, &Runs)]) -> Vec<Diagnostic> {
    let step = step(texts.len());
    let runs: Vec<Vec<u64>> =
        texts.iter().map(|(_, runs)| runs.hashes.iter().copied().filter(|hash| hash % step == 0).collect()).collect();
    // All runs with their holders, so that the holders of one stand together.
    let mut holders: Vec<(u64, usize)> =
        runs.iter().enumerate().flat_map(|(at, runs)| runs.iter().map(move |run| (*run, at))).collect();
    holders.sort_unstable();
    let mut shared: Vec<FxHashMap<usize, usize>> = vec![FxHashMap::default(); texts.len()];
    for group in holders.chunk_by(|one, next| one.0 == next.0).filter(|group| (2..=COMMON).contains(&group.len())) {
        for (_, one) in group {
            for (_, other) in group.iter().filter(|(_, other)| other != one) {
                *shared[*one].entry(*other).or_default() += 1;
            }
        }
    }
    let fewest = (FEWEST / usize::try_from(step).unwrap_or(1)).max(4);
    let mut found = Vec::new();
    for (at, own) in runs.iter().enumerate().filter(|(_, own)| own.len() >= fewest) {
        // Of all that it repeats, a text is reported with the one that it shares most with, the earliest of several.
        let repeats = shared[at].iter().filter_map(|(&other, &count)| {
            let share = |of: usize| count * 100 / of.max(1);
            let says = relation(share(own.len()), share(runs[other].len()), other < at)?;
            Some((count, texts.len() - other, other, says))
        });
        let Some((.., other, says)) = repeats.max() else { continue };
        let (copy, original) = (texts[at].0, texts[other].0);
        let warning = Diagnostic::warning("duplicate-text", format!("`{copy}` {says} `{original}`"));
        found.push(warning.at(Location::file(copy)).hint(
            "they count as one source; take one of them out of the corpus unless it matters that both published it",
        ));
    }
    found
}

/// Says what a text is to another, by the hundredths of the runs of each that stand in the other; of two copies the
/// later one is reported.
fn relation(inside: usize, contained: usize, is_later: bool) -> Option<&'static str> {
    match (inside >= INSIDE, contained >= INSIDE) {
        (true, true) => is_later.then_some("has the same words as"),
        (true, false) => Some("stands inside"),
        _ if inside >= COPY && (COPY..INSIDE).contains(&contained) => is_later.then_some("is mostly the same as"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::super::parse;
    use super::*;
    use crate::corpus::{Format, Text};

    fn reported(texts: &[(&str, String)]) -> Vec<String> {
        let documents: Vec<_> =
            texts.iter().map(|(id, text)| parse(&Text::decoded(id, Format::Text, text, None)).output).collect();
        let runs: Vec<Runs> = documents.iter().map(Runs::of).collect();
        let texts: Vec<_> = documents.iter().zip(&runs).map(|(document, runs)| (&*document.file, runs)).collect();
        duplicates(&texts).into_iter().map(|found| found.message).collect()
    }

    fn prose(from: usize, to: usize) -> String {
        (from..to)
            .map(|at| format!("Ship number {at} left the quay of harbour {} with crew {}. ", at * 7, at * 3))
            .collect()
    }

    #[test]
    fn copies_and_texts_inside_others_are_reported_once() {
        let own = prose(500, 520);
        assert_eq!(
            reported(&[("a", prose(0, 20)), ("b", prose(0, 20)), ("c", own)]),
            ["`b` has the same words as `a`"]
        );
        assert_eq!(reported(&[("a", prose(0, 8)), ("b", prose(0, 30))]), ["`a` stands inside `b`"]);
        assert_eq!(reported(&[("a", prose(0, 20)), ("b", prose(3, 23))]), ["`b` is mostly the same as `a`"]);
        assert_eq!(reported(&[("a", prose(0, 20)), ("b", prose(16, 40))]), [""; 0]);
        // A text that has a copy may stand inside a third.
        assert_eq!(
            reported(&[("a", prose(0, 20)), ("b", prose(0, 20)), ("d", prose(0, 40))]),
            ["`a` stands inside `d`", "`b` has the same words as `a`"]
        );
    }
}
