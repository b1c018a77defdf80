//! Finds what a number counts or measures: a currency, per cent, or the head of the noun phrase after it.

use super::clause::Passage;
use super::numeral::Numeral;
use crate::document::TokenKind;
use crate::lexicon::measure::Class;

/// How far from the number its unit may stand.
const UNIT_REACH: usize = 7;

/// Nouns that follow a number and a hyphen (`a 12-seat council`).
const COMPOUNDS: [&str; 14] = [
    "strong", "seat", "point", "page", "person", "man", "woman", "room", "bed", "vehicle", "ship", "storey", "story",
    "share",
];

/// Finds what is counted after a number: returns the token after the number and its sign, the end of the unit, the
/// unit, the currency, and whether it is a share.
pub(super) fn unit_of(
    passage: &Passage<'_>,
    numeral: &Numeral,
) -> (usize, usize, Option<String>, Option<String>, bool) {
    let mut at = numeral.tokens.end;
    if let Some(suffix) = &numeral.suffix {
        return (at, at, Some(suffix.clone()), None, suffix == "per cent");
    }
    if numeral.currency.is_some() {
        return (at, at, None, numeral.currency.clone(), false);
    }
    if passage.is_mark(at, "+") {
        at += 1;
    }
    if passage.is_mark(at, "%") {
        return (at + 1, share_end(passage, at + 1), Some("per cent".into()), None, true);
    }
    if let Some(mark) = passage.mark_at(at, Class::Percent) {
        let unit = match passage.value_of(mark) {
            "points" => passage.phrase(&(mark.first..mark.end)),
            unit => Some(unit.to_owned()),
        };
        return (mark.end, share_end(passage, mark.end), unit, None, true);
    }
    if let Some(mark) = passage.mark_at(at, Class::Currency) {
        let code = passage.value_of(mark);
        let sure = match code {
            "GBP?" if numeral.scaled => Some("GBP".to_owned()),
            "GBP?" | "?" => None,
            code => Some(code.to_owned()),
        };
        let unit = passage.phrase(&(mark.first..mark.end));
        return (at, mark.end, unit, sure, false);
    }
    // `a 30-day truce`, `40-strong`
    if passage.is_mark(at, "-") && !passage.is_spaced(at) && passage.is_word(at + 1) {
        let unit = at + 1;
        let counts = is_plural(passage, unit)
            || passage.is_any(unit, &[Class::Measured, Class::Period, Class::Actor])
            || COMPOUNDS.iter().any(|known| passage.reads(unit, known));
        return (at, unit + 1, counts.then(|| passage.word(unit).to_owned()), None, false);
    }
    let start = if passage.reads(at, "of") { at + 1 } else { at };
    match head(passage, start) {
        Some(head) => {
            let word = passage.word(head);
            let unit = if numeral.fraction { format!("of {word}") } else { word.to_owned() };
            (at, head + 1, Some(unit), None, false)
        }
        None => (at, at, None, None, false),
    }
}

/// What a share is a share of, or what it qualifies: `40 per cent of voters`, `a 5 per cent levy`.
fn share_end(passage: &Passage<'_>, at: usize) -> usize {
    if passage.reads(at, "of") {
        return head(passage, at + 1).map_or(at, |head| head + 1);
    }
    let plain = passage.kind(at) == Some(TokenKind::Lower)
        && !passage.is_known(at)
        && !passage.word(at).ends_with("ed")
        && !passage.word(at).ends_with("ly");
    if plain { at + 1 } else { at }
}

/// Returns the head of the noun phrase at `at`: its first plural, or the last of several in a row.
pub(super) fn head(passage: &Passage<'_>, mut at: usize) -> Option<usize> {
    let end = passage.len().min(at + UNIT_REACH);
    while at < end
        && (passage.kind(at) == Some(TokenKind::Quote)
            || passage.is(at, Class::Determiner) && !passage.is(at, Class::Subordinator)
            || passage.reads(at, "more")
            || passage.kind(at) == Some(TokenKind::Number) && passage.reads(at.wrapping_sub(1), "the")
            || passage.is_any(at, &[Class::Bound]) && !passage.is(at, Class::Preposition))
    {
        at += 1;
    }
    let mut seen = None;
    while at < end {
        let hyphen = passage.is_mark(at, "-") && !passage.is_spaced(at) || passage.kind(at) == Some(TokenKind::Quote);
        if !hyphen {
            if is_plural(passage, at) {
                seen = Some(at);
            } else if seen.is_some() || passage.ends_phrase(at) || passage.is(at, Class::Adverb) {
                break;
            }
        }
        at += 1;
    }
    seen
}

/// Tells whether the token looks like a plural noun or a unit.
pub(super) fn is_plural(passage: &Passage<'_>, at: usize) -> bool {
    if !passage.is_word(at) {
        return false;
    }
    if passage.is_any(at, &[Class::Plural, Class::Measured]) {
        return true;
    }
    let word = passage.word(at);
    word.len() > 3
        && word.ends_with('s')
        && !["ss", "us", "is", "’s", "'s", "ous"].iter().any(|end| word.ends_with(end))
        && passage.kind(at) != Some(TokenKind::Upper)
        && !passage.is_any(
            at,
            &[
                Class::Preposition,
                Class::Adverb,
                Class::Auxiliary,
                Class::Determiner,
                Class::Pronoun,
                Class::Subordinator,
            ],
        )
}

pub(super) fn is_measured(passage: &Passage<'_>, numeral: &Numeral, unit_end: usize) -> bool {
    numeral.suffix.is_some() || (numeral.tokens.end..unit_end).any(|at| passage.is(at, Class::Measured))
}
