//! What comes nearest to words that were not found, with the difference word by word.

use rustc_hash::FxHashMap;
use serde::Serialize;
use similar::{Algorithm, DiffTag, capture_diff_slices};

use super::fold::Folded;
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

/// Finds the passage that shares most words with `quote`, if it shares at least half of them.
///
/// One pass over the source: a window of as many words as the quotation has slides along and counts shared words.
pub fn nearest(quote: &str, source: &str) -> Option<Nearest> {
    let wanted = words(quote);
    let there = words(source);
    if wanted.is_empty() || there.is_empty() {
        return None;
    }
    let mut counts: FxHashMap<&str, isize> = FxHashMap::default();
    for (_, word) in &wanted {
        *counts.entry(word.as_str()).or_default() += 1;
    }
    let (mut shared, mut best) = (0_usize, (0, 0));
    for (index, (_, word)) in there.iter().enumerate() {
        if let Some(left) = counts.get_mut(word.as_str()) {
            shared += usize::from(*left > 0);
            *left -= 1;
        }
        if let Some(gone) = index.checked_sub(wanted.len()).and_then(|gone| there.get(gone))
            && let Some(left) = counts.get_mut(gone.1.as_str())
        {
            *left += 1;
            shared -= usize::from(*left > 0);
        }
        if shared > best.0 {
            best = (shared, index);
        }
    }
    if best.0 * 2 < wanted.len() {
        return None;
    }
    let window = &there[(best.1 + 1).saturating_sub(wanted.len())..=best.1];
    let span = Span::new(window.first()?.0.start, window.last()?.0.end);
    Some(Nearest { span, exact: source.get(span.range())?.to_owned(), diff: diff(window, &wanted) })
}

type Word = (Span, String);

fn words(text: &str) -> Vec<Word> {
    let mut words = Vec::new();
    let mut start = None;
    for (at, character) in text.char_indices().chain([(text.len(), ' ')]) {
        match (character.is_whitespace(), start) {
            (false, None) => start = Some(at),
            (true, Some(from)) => {
                let folded = Folded::of(&text[from..at]).text;
                let bare = folded.trim_matches(|c: char| !c.is_alphanumeric() && !"$€£%".contains(c));
                if !bare.is_empty() {
                    words.push((Span::new(from, at), bare.to_owned()));
                }
                start = None;
            }
            _ => {}
        }
    }
    words
}

fn diff(source: &[Word], quote: &[Word]) -> String {
    let [old, new] = [source, quote].map(|side| side.iter().map(|(_, word)| word.as_str()).collect::<Vec<_>>());
    let mut shown = Vec::new();
    for change in capture_diff_slices(Algorithm::Myers, &old, &new) {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_passage_that_shares_most_words_is_shown_with_its_difference() {
        let source = "Nobody asked. The old pier in the harbour is safe, said the mayor. The end.";
        let found = nearest("the new pier in the harbour is safe", source).expect("near");
        assert_eq!(found.exact, "The old pier in the harbour is safe,");
        assert_eq!(found.diff, "the [-old-]{+new+} pier in the harbour is safe");
        assert_eq!(nearest("a wholly different remark about whales", source), None);
    }
}
