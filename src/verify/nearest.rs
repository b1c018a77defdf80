//! What comes nearest to words that were not found, with the difference word by word.

use rustc_hash::FxHashMap;
use serde::Serialize;
use similar::{Algorithm, DiffTag, capture_diff_slices};

use super::Book;
use super::fold::{Folded, Kind};
use crate::source::Span;

/// The passage that comes nearest.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Nearest {
    /// Where it stands, in bytes of the source.
    pub span: Span,
    /// The source's words.
    pub exact: String,
    /// Words of the source and of the quotation: `the [-pier-]{+quay+} is safe`.
    pub diff: String,
}

/// Longest quotation, in words, that a nearest passage is looked for.
const LONGEST: usize = 400;

/// Finds the passage that shares most words with `quote`, if it shares at least half of them.
///
/// One pass over the source: a window of as many words as the quotation has slides along and counts shared words.
pub fn nearest(quote: &str, book: &Book) -> Option<Nearest> {
    let folded = Folded::of(quote);
    let wanted: Vec<_> = word_indices(&folded, 0..folded.tokens.len()).collect();
    if wanted.is_empty() || wanted.len() > LONGEST {
        return None;
    }
    let mut counts: FxHashMap<u32, i32> = FxHashMap::default();
    for &index in &wanted {
        *counts.entry(folded.tokens[index].key).or_default() += 1;
    }
    let there: Vec<_> = word_indices(&book.folded, 0..book.folded.tokens.len()).collect();
    let key = |at: usize| book.folded.tokens[there[at]].key;
    let (mut shared, mut best) = (0_usize, (0, 0));
    for at in 0..there.len() {
        if let Some(left) = counts.get_mut(&key(at)) {
            shared += usize::from(*left > 0);
            *left -= 1;
        }
        if let Some(gone) = at.checked_sub(wanted.len())
            && let Some(left) = counts.get_mut(&key(gone))
        {
            *left += 1;
            shared -= usize::from(*left > 0);
        }
        if shared > best.0 {
            best = (shared, at);
        }
    }
    if best.0 * 2 < wanted.len() {
        return None;
    }
    let window = &there[(best.1 + 1).saturating_sub(wanted.len())..=best.1];
    let (&first, &last) = (window.first()?, window.last()?);
    let span = Span::new(book.folded.span(first).start, book.folded.span(last).end);
    let old: Vec<_> = window.iter().map(|&index| book.folded.word(index)).collect();
    let new: Vec<_> = wanted.iter().map(|&index| folded.word(index)).collect();
    Some(Nearest { span, exact: book.document.slice(span).to_owned(), diff: diff(&old, &new) })
}

fn word_indices(folded: &Folded, range: std::ops::Range<usize>) -> impl Iterator<Item = usize> + '_ {
    range.filter(|&index| folded.tokens[index].kind != Kind::Punctuation)
}

fn diff(old: &[&str], new: &[&str]) -> String {
    let mut shown = Vec::new();
    for change in capture_diff_slices(Algorithm::Myers, old, new) {
        let (gone, come) = (old[change.old_range()].join(" "), new[change.new_range()].join(" "));
        shown.push(match change.tag() {
            DiffTag::Equal => gone,
            DiffTag::Delete => format!("[-{gone}-]"),
            DiffTag::Insert => format!("{{+{come}+}}"),
            DiffTag::Replace => format!("[-{gone}-]{{+{come}+}}"),
        });
    }
    shown.join(" ")
}
