//! Finds texts that stand in a corpus twice.
//!
//! Takes the documents, gives a warning for each text whose words are those of another, stand inside it, or are mostly
//! the same (a syndicated copy). Compared are runs of five words of the article, furniture left out (Broder 1997); the
//! independence of sources is judged elsewhere by the same words, so copies are never counted as two voices.

use std::collections::{BTreeSet, HashMap};
use std::hash::{DefaultHasher, Hash, Hasher};

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

/// Reports copies: one warning a text, naming the text that it repeats most.
pub fn duplicates(documents: &[Document]) -> Vec<Diagnostic> {
    let runs: Vec<BTreeSet<u64>> = documents.iter().map(runs).collect();
    let mut holders: HashMap<u64, Vec<usize>> = HashMap::new();
    for (at, runs) in runs.iter().enumerate() {
        for run in runs {
            holders.entry(*run).or_default().push(at);
        }
    }
    let mut found = Vec::new();
    for (at, own) in runs.iter().enumerate().filter(|(_, own)| own.len() >= FEWEST) {
        let mut shared = vec![0; documents.len()];
        let others = own.iter().filter_map(|run| holders.get(run)).filter(|others| others.len() <= COMMON);
        others.flatten().filter(|other| **other != at).for_each(|other| shared[*other] += 1);
        // Of all that it repeats, a text is reported with the one that it shares most with.
        let repeats = (0..documents.len()).filter(|&other| other != at && shared[other] > 0).filter_map(|other| {
            let share = |of: usize| shared[other] * 100 / of.max(1);
            let says = relation(share(own.len()), share(runs[other].len()), other < at)?;
            Some((shared[other], documents.len() - other, other, says))
        });
        let Some((.., other, says)) = repeats.max() else { continue };
        let (copy, original) = (&documents[at].file, &documents[other].file);
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

/// Returns the runs of words of a text, hashed.
fn runs(document: &Document) -> BTreeSet<u64> {
    let words = document.tokens.iter().map(|token| document.slice(token.span()));
    let words: Vec<String> =
        words.filter(|word| word.chars().any(char::is_alphanumeric)).map(str::to_lowercase).collect();
    let hash = |run: &[String]| {
        let mut hasher = DefaultHasher::new();
        run.hash(&mut hasher);
        hasher.finish()
    };
    words.windows(RUN).map(hash).collect()
}

#[cfg(test)]
mod tests {
    use super::super::parse;
    use super::*;
    use crate::corpus::{Format, Text};

    fn reported(texts: &[(&str, String)]) -> Vec<String> {
        let documents: Vec<_> =
            texts.iter().map(|(id, text)| parse(&Text::decoded(id, Format::Text, text, None)).output).collect();
        duplicates(&documents).into_iter().map(|found| found.message).collect()
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
