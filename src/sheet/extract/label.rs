//! Tells numbers that count nothing: labels, years, ages, times, scores and list numbers.

use super::clause::Passage;
use super::numeral::Numeral;
use super::unit::{head, is_plural};
use crate::document::{BlockKind, TokenKind};
use crate::lexicon::measure::Class;

/// Tells whether the number is a label, a year, an age, a time, a score or a list number.
pub(super) fn is_label(passage: &Passage<'_>, numeral: &Numeral) -> bool {
    let (start, end) = (numeral.tokens.start, numeral.tokens.end);
    let tight_before = start > 0 && !passage.is_spaced(start);
    let tight_after = end < passage.len() && !passage.is_spaced(end);
    if numeral.spelled {
        return start > 0 && passage.is(start - 1, Class::Label) && passage.is_capital(start - 1)
            || passage.reads(end, "o'clock");
    }
    if numeral.currency.is_some() {
        return false;
    }
    if tight_before
        && matches!(passage.word(start - 1), "-" | "–" | "/" | ":" | "." | "#" | "_" | "@" | "&" | "=")
        && start > 1
    {
        return true;
    }
    if tight_after && matches!(passage.word(end), "/" | ":" | "_" | "@" | "=") && passage.is_word(end + 1)
        || tight_after && matches!(passage.word(end), "/" | ":") && passage.kind(end + 1) == Some(TokenKind::Number)
    {
        return true;
    }
    is_list_number(passage, start, end)
        || is_year(passage, numeral)
        || is_age(passage, start, end)
        || follows_label(passage, start, end)
        || matches!(passage.word(end).to_ascii_lowercase().as_str(), "a.m." | "p.m." | "am" | "pm" | "gmt" | "utc")
}

fn is_list_number(passage: &Passage<'_>, start: usize, end: usize) -> bool {
    let closed = matches!(passage.word(end), ")" | "]") && !passage.is_spaced(end);
    let bracketed = start > 0 && matches!(passage.word(start - 1), "(" | "[") && closed;
    let opens = start == 0 && (closed || passage.is_mark(end, ".") && !passage.is_spaced(end) && end < passage.len());
    bracketed || opens || start == 0 && end == passage.len() && passage.block != BlockKind::TableRow
}

fn is_year(passage: &Passage<'_>, numeral: &Numeral) -> bool {
    let (start, end) = (numeral.tokens.start, numeral.tokens.end);
    let word = passage.word(start);
    if end > start + 1 || word.len() != 4 || !word.bytes().all(|byte| byte.is_ascii_digit()) {
        return false;
    }
    let in_range = (1500.0..2200.0).contains(&numeral.value);
    let counted = numeral.value % 100.0 == 0.0 && is_plural(passage, end) && numeral.value < 3000.0;
    let bounded = start > 0
        && (0..start).rev().take(3).any(|at| {
            passage.mark_at(at, Class::Bound).is_some_and(|mark| mark.end == start && mark.end - mark.first > 1)
        });
    in_range
        && !counted
        && !bounded
        && !passage.is_mark(end, "%")
        && !passage.is_any(end, &[Class::Percent, Class::Measured, Class::Currency])
}

fn is_age(passage: &Passage<'_>, start: usize, end: usize) -> bool {
    let commas = start > 0
        && passage.is_mark(start - 1, ",")
        && passage.is_mark(end, ",")
        && start > 1
        && passage.is_capital(start - 2);
    let aged = (start.saturating_sub(4)..start).any(|at| passage.is(at, Class::Age));
    let old = (end..end + 5).any(|at| passage.reads(at, "old") || passage.reads(at, "olds"))
        && (end..end + 4).any(|at| passage.reads(at, "year") || passage.reads(at, "years"));
    commas || aged || old
}

/// `Article 5`, `Apollo 11`: a label, unless what follows is counted (`In Kenya 300 farmers`).
fn follows_label(passage: &Passage<'_>, start: usize, end: usize) -> bool {
    let Some(before) = start.checked_sub(1) else { return false };
    if passage.is(before, Class::Label) && (passage.is_capital(before) || !is_plural(passage, end)) {
        return !passage.reads(before, "at") && !passage.is(before, Class::Preposition);
    }
    let counted = passage.mark_at(end, Class::Percent).is_some()
        || passage.is_mark(end, "%")
        || passage.is_any(end, &[Class::Scale, Class::Currency])
        || head(passage, end).is_some();
    passage.is_capital(before) && before > 0 && !passage.is_known(before) && !counted
}
