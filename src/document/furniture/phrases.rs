//! Words that page furniture is made of, by class.
//!
//! The words themselves are data: `phrases.txt`, written as [`super::fold`] writes lines.

use std::sync::LazyLock;

use rustc_hash::FxHashMap;

use super::super::Furniture;

/// Where, and how, a wording marks a line.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Fit {
    /// The line is these words and nothing else.
    Whole,
    /// The line is these words, and stands before the first or after the last paragraph: inside an article it may be
    /// a heading.
    Edge,
    /// The line begins with these words.
    Start,
    /// These words stand somewhere in a line of at most 30 words.
    Within,
}

/// The table; its head says how it is written.
const TABLE: &str = include_str!("phrases.txt");

/// Returns the wordings of the table with their class and fit; what is written wrongly is left out (a test looks).
fn wordings() -> impl Iterator<Item = (Furniture, Fit, &'static str)> {
    let mut list = None;
    let lines = TABLE.lines().filter(|line| !line.starts_with('#'));
    lines.flat_map(move |line| {
        let head = line.strip_prefix('[').and_then(|rest| rest.strip_suffix(']'));
        if let Some(head) = head {
            list = head.split_once(' ').and_then(|(class, fit)| Some((class_named(class)?, fit_named(fit)?)));
        }
        let words = if head.is_some() { "" } else { line };
        let words = words.split(';').map(str::trim).filter(|wording| !wording.is_empty());
        words.filter_map(move |wording| list.map(|(class, fit)| (class, fit, wording)))
    })
}

fn class_named(name: &str) -> Option<Furniture> {
    Some(match name {
        "navigation" => Furniture::Navigation,
        "prompt" => Furniture::Prompt,
        "related" => Furniture::Related,
        "credit" => Furniture::Credit,
        _ => return None,
    })
}

fn fit_named(name: &str) -> Option<Fit> {
    Some(match name {
        "whole" => Fit::Whole,
        "edge" => Fit::Edge,
        "start" => Fit::Start,
        "within" => Fit::Within,
        _ => return None,
    })
}

/// The table, arranged for looking up.
struct Index {
    whole: FxHashMap<&'static str, (Furniture, Fit)>,
    /// Wordings that begin a line, by their first word.
    start: FxHashMap<&'static str, Vec<(&'static str, Furniture)>>,
    within: Vec<Furniture>,
    finder: Option<aho_corasick::AhoCorasick>,
}

static INDEX: LazyLock<Index> = LazyLock::new(|| {
    let mut index =
        Index { whole: FxHashMap::default(), start: FxHashMap::default(), within: Vec::new(), finder: None };
    let mut patterns = Vec::new();
    for (class, fit, wording) in wordings() {
        match fit {
            Fit::Whole | Fit::Edge => {
                index.whole.entry(wording).or_insert((class, fit));
            }
            Fit::Start => index.start.entry(first_word(wording)).or_default().push((wording, class)),
            Fit::Within => {
                patterns.push(wording);
                index.within.push(class);
            }
        }
    }
    // The automaton can only fail to build when the patterns are too many; the table is small.
    index.finder = aho_corasick::AhoCorasick::new(patterns).ok();
    index
});

fn first_word(line: &str) -> &str {
    line.split(' ').next().unwrap_or(line)
}

/// Tells whether `line` begins with the words `wording`, the last of them whole.
fn starts_with_words(line: &str, wording: &str) -> bool {
    let Some(rest) = line.strip_prefix(wording) else { return false };
    // A number goes on in its digits: `copyright 20` is the head of every year of this century.
    let is_number = wording.ends_with(|end: char| end.is_ascii_digit());
    !(wording.ends_with(char::is_alphanumeric) && !is_number && rest.starts_with(char::is_alphanumeric))
}

/// Longest line, in words, in which a wording may stand anywhere.
const WITHIN_WORDS: usize = 30;

/// Returns the class of a folded line and how it was recognised.
pub(super) fn class_of(folded: &str, words: usize) -> Option<(Furniture, Fit)> {
    let bare = folded.trim_end_matches(['.', ':', '!', '?', '»', '>', '…', '→', ' ']);
    if let Some(&found) = INDEX.whole.get(bare).or_else(|| INDEX.whole.get(folded)) {
        return Some(found);
    }
    let starting = INDEX.start.get(first_word(folded)).into_iter().flatten();
    if let Some(&(_, class)) = starting.clone().find(|(wording, _)| starts_with_words(folded, wording)) {
        return Some((class, Fit::Start));
    }
    if words > WITHIN_WORDS {
        return None;
    }
    let found = INDEX.finder.as_ref()?.find(folded)?;
    Some((*INDEX.within.get(found.pattern().as_usize())?, Fit::Within))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wordings_are_folded_as_lines_are() {
        let mut count = 0;
        for (_, fit, wording) in wordings() {
            // Inside a line a wording may begin with a mark.
            if fit != Fit::Within {
                assert_eq!(super::super::fold(wording), wording);
            }
            count += 1;
        }
        let heads = TABLE.lines().filter(|line| line.starts_with('[')).count();
        assert!(count > 300 && heads == 12, "{count} wordings under {heads} heads");
    }

    #[test]
    fn a_wording_at_the_head_ends_with_its_last_word() {
        assert_eq!(class_of("join our crew", 3), Some((Furniture::Prompt, Fit::Start)));
        assert_eq!(class_of("join ourselves to the mast", 5), None);
        assert_eq!(class_of("copyright 2031 the harbour press", 5), Some((Furniture::Credit, Fit::Start)));
        assert_eq!(class_of("share this article:", 3), Some((Furniture::Prompt, Fit::Whole)));
    }
}
