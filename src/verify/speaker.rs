//! Who says the words, as far as the source tells.

use crate::document::Document;
use crate::lexicon::Lexicon;
use crate::sheet::claim::{Claim, Form};
use crate::sheet::{FactSheet, Status};
use crate::source::Span;

use super::Book;
use super::fold::Folded;

/// A stretch of a source that somebody says.
#[derive(Clone, Debug)]
pub(super) struct Speech {
    span: Span,
    /// The speaker's proper name, if the source gives one.
    name: Option<String>,
    /// What else stands for the speaker: the words used, role, organisation.
    others: Vec<String>,
    /// Whether the words stand in quotation marks: those are the speaker's own.
    direct: bool,
}

/// What the source says of a claimed speaker.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) enum Attributed {
    /// The words are the claimed speaker's.
    ToThem,
    /// It does not say whose the words are, or not by name.
    Unclear,
    /// They are somebody else's.
    ToOther,
}

/// Longest name before a colon that a transcript may give a speaker, in words.
const LONGEST_LABEL: usize = 5;

/// Lists who says what: the sheet's quotations, and turns of a transcript (`Ann Lee: …`), in the order of the text.
pub(super) fn speeches(document: &Document, sheet: &FactSheet) -> Vec<Speech> {
    let mut speeches: Vec<_> = sheet
        .facts
        .iter()
        .filter(|fact| fact.status != Status::Rejected)
        .filter_map(|fact| {
            let Claim::Quotation(quotation) = &fact.claim else { return None };
            let speaker = quotation.speaker.as_ref()?;
            let span = document.positions.span(&document.text, fact.evidence.span)?;
            let name = speaker.name.clone().or_else(|| looks_named(&speaker.text).then(|| speaker.text.clone()));
            let others = [Some(&speaker.text), speaker.role.as_ref(), speaker.organisation.as_ref()];
            let others = others.into_iter().flatten().cloned().collect();
            Some(Speech { span, name, others, direct: quotation.form == Form::Direct })
        })
        .collect();
    speeches.extend(document.blocks.iter().filter_map(|block| turn(document, block.span)));
    speeches.sort_by_key(|speech| speech.span);
    speeches
}

/// A paragraph that begins with a name and a colon is a turn of that person.
fn turn(document: &Document, block: Span) -> Option<Speech> {
    let text = document.slice(block);
    let head = text.get(..text.char_indices().nth(60).map_or(text.len(), |(at, _)| at))?;
    let (label, _) = head.split_once(':')?;
    let bare = label.trim_matches(|c: char| !c.is_alphanumeric());
    let words = bare.split_whitespace();
    let capital = |word: &str| word.starts_with(|c: char| c.is_uppercase()) || word.len() <= 3;
    let count = words.clone().count();
    // One word before a colon is as often a heading (`Note:`) as a name.
    if !(2..=LONGEST_LABEL).contains(&count) || !words.clone().all(capital) || bare.contains(['.', '"', '“']) {
        return None;
    }
    let start = block.start + label.len() + 1;
    Some(Speech { span: Span::new(start, block.end), name: Some(bare.to_owned()), others: Vec::new(), direct: false })
}

/// Tells whether words that stand for a speaker hold a proper name beyond the first word.
fn looks_named(text: &str) -> bool {
    let words: Vec<_> = text.split_whitespace().collect();
    words.len() >= 2 && words.iter().all(|word| word.starts_with(char::is_uppercase))
}

/// Finds who says the words at `span`: the innermost speech, one in quotation marks before reported clauses.
pub(super) fn of_words(speeches: &[Speech], span: Span) -> Option<&Speech> {
    let end = speeches.partition_point(|speech| speech.span.start < span.end);
    let covering = speeches[..end].iter().rev().take(24).filter(|speech| speech.span.overlaps(span));
    covering.min_by_key(|speech| (!speech.direct, speech.span.len()))
}

/// Holds a claimed speaker against what the source says.
pub(super) fn compare(claimed: &str, speech: Option<&Speech>, document: &Document) -> Attributed {
    let Some(speech) = speech else {
        // What nobody is quoted with is the author's own.
        let authors = document.metadata.author.iter().map(ToString::to_string);
        let is_author = authors.chain(document.metadata.publisher.clone()).any(|name| same_person(&name, claimed));
        return if is_author { Attributed::ToThem } else { Attributed::Unclear };
    };
    if speech.name.iter().chain(&speech.others).any(|name| same_person(name, claimed)) {
        return Attributed::ToThem;
    }
    match &speech.name {
        Some(_) if looks_named(claimed) || is_name_word(claimed) => Attributed::ToOther,
        _ => Attributed::Unclear,
    }
}

/// For words in quotation marks whose speaker the sheet does not name: holds the claimed speaker against the name that
/// stands beside the marks (`“…,” said Per Brask`, `Otto Reiss was less sure: “…”`).
pub(super) fn compare_near(claimed: &str, span: Span, book: &Book) -> Attributed {
    let block = book.paragraph(span.start);
    let paragraph = book.document.slice(block);
    let Some((from, to)) = marked_region(paragraph, span.start - block.start) else { return Attributed::Unclear };
    let after = &paragraph[to..];
    let after = &after[..after.find(['.', '“', '"', '„', '«']).unwrap_or(after.len())];
    let before = paragraph[..from].trim_end();
    let introduces = before.ends_with([':', ',']);
    let before = before.rsplit(['.', '”', '"', '»', '!', '?']).next().unwrap_or_default();
    let name = names_in(after).into_iter().next();
    let name = name.or_else(|| introduces.then(|| names_in(before).into_iter().next_back()).flatten());
    match name {
        Some(name) if same_person(&name, claimed) => Attributed::ToThem,
        Some(_) if looks_named(claimed) || is_name_word(claimed) => Attributed::ToOther,
        _ => Attributed::Unclear,
    }
}

/// Returns the quotation marks around `at`: where the opening one begins and the closing one ends.
fn marked_region(paragraph: &str, at: usize) -> Option<(usize, usize)> {
    const PAIRS: [(char, &[char]); 6] =
        [('“', &['”']), ('"', &['"']), ('„', &['“', '”']), ('«', &['»']), ('‘', &['’']), ('»', &['«'])];
    let (before, inside) = (paragraph.get(..at)?, paragraph.get(at..)?);
    PAIRS.iter().find_map(|(open, close)| {
        let from = before.rfind(*open)?;
        let open_end = from + open.len_utf8();
        if before[open_end..].contains(*close) {
            return None;
        }
        let (to, mark) = inside.char_indices().find(|(_, mark)| close.contains(mark))?;
        Some((from, at + to + mark.len_utf8()))
    })
}

/// Lists runs of two or more capitalised words, those after `the` or `of` left out: they are seldom people.
fn names_in(text: &str) -> Vec<String> {
    let mut names = Vec::new();
    let mut run: Vec<&str> = Vec::new();
    let mut before = "";
    let mut lead = "";
    for word in text.split_whitespace().chain(["."]) {
        let bare = word.trim_matches(|c: char| !c.is_alphanumeric());
        let capital = bare.starts_with(char::is_uppercase)
            && (!before.ends_with([',', ':', '.']) || before.len() < 3 || run.is_empty());
        if capital {
            if run.is_empty() {
                lead = before;
            }
            run.push(bare);
        } else {
            if run.len() >= 2 && !matches!(lead, "the" | "The" | "of" | "a" | "an" | "in" | "at") {
                names.push(run.join(" "));
            }
            run.clear();
        }
        before = word;
    }
    names
}

/// A single word is taken for a name if it is capitalised.
fn is_name_word(claimed: &str) -> bool {
    claimed.split_whitespace().next_back().is_some_and(|last| last.starts_with(char::is_uppercase))
}

/// Tells whether two speakers that the source names are surely two people.
pub(super) fn differ(left: &Speech, right: &Speech) -> bool {
    let (Some(left), Some(right)) = (&left.name, &right.name) else { return false };
    !same_person(left, right)
}

const TITLES: &[&str] = &[
    "mr",
    "mrs",
    "ms",
    "miss",
    "dr",
    "sir",
    "dame",
    "lord",
    "lady",
    "prof",
    "professor",
    "president",
    "prime",
    "minister",
    "chancellor",
    "senator",
    "secretary",
    "general",
    "governor",
    "mayor",
    "mp",
    "the",
    "a",
    "an",
    "of",
    "for",
    "in",
    "and",
    "foreign",
    "former",
    "s",
    "herr",
    "frau",
    "monsieur",
    "madame",
    "señor",
    "señora",
    "jr",
    "sr",
];

/// Two names may be one person's if the last word of the shorter one is in the other and the given names agree.
pub(super) fn same_person(left: &str, right: &str) -> bool {
    let (left_words, right_words) = (name_words(left), name_words(right));
    if left_words.is_empty() || right_words.is_empty() {
        // Titles alone: `the mayor`.
        return left.trim().to_lowercase().trim_start_matches("the ")
            == right.trim().to_lowercase().trim_start_matches("the ");
    }
    let (short, long) =
        if left_words.len() <= right_words.len() { (left_words, right_words) } else { (right_words, left_words) };
    let Some(last) = short.last() else { return false };
    let Some(at) = long.iter().position(|word| alike(word, last)) else { return false };
    if short.len() == 1 {
        return true;
    }
    // `Ann Lee` is not `Paul Lee`; `A. Lee` may be.
    let given = &short[short.len() - 2];
    long[..at].is_empty() || long[..at].iter().any(|word| same_given(word, given)) || long[..at].len() < short.len() - 1
}

fn name_words(name: &str) -> Vec<String> {
    let folded = Folded::of(name);
    let words = (0..folded.tokens.len()).map(|index| folded.word(index).trim_end_matches("'s").to_owned());
    words.filter(|word| word.starts_with(char::is_alphabetic) && !TITLES.contains(&word.as_str())).collect()
}

fn alike(left: &str, right: &str) -> bool {
    left == right || (left.chars().count() > 5 && strsim::normalized_damerau_levenshtein(left, right) >= 0.75)
}

fn same_given(left: &str, right: &str) -> bool {
    let initial = |word: &str| word.chars().count() == 1;
    let speech = &Lexicon::built_in().speech;
    alike(left, right)
        || ((initial(left) || initial(right)) && left.chars().next() == right.chars().next())
        || speech.full_given(left) == speech.full_given(right)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_one_person_go_together_and_others_do_not() {
        for (left, right) in [
            ("Ana Torres", "Torres"),
            ("Mayor Torres", "Ana Torres"),
            ("Bill Hartwell", "William Hartwell"),
            ("A. Torres", "Ana Torres"),
            ("Olena Kovalenko", "Kovalenkо".replace('о', "o").as_str()),
            ("the mayor", "the mayor"),
        ] {
            assert!(same_person(left, right), "{left} / {right}");
        }
        for (left, right) in [("Ana Torres", "Luis Torres"), ("Ana Torres", "Ana Bell"), ("Torres", "Bell")] {
            assert!(!same_person(left, right), "{left} / {right}");
        }
    }
}
