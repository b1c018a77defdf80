//! Reads numbers: digits with separators and what is stuck to them, number words, multipliers, fractions, vague plurals.

use super::clause::{Passage, Tokens};
use super::unit::is_plural;
use crate::document::TokenKind;
use crate::lexicon::measure::Class;

/// A number as written: its tokens, value and what it says of itself.
#[derive(Clone, Debug)]
pub(super) struct Numeral {
    pub(super) tokens: Tokens,
    pub(super) value: f64,
    /// `dozens`, `thousands`, `several thousand`: only roughly known.
    pub(super) vague: bool,
    /// `half`, `a third`, `one in five`.
    pub(super) fraction: bool,
    /// Written with a multiplier or as a decimal, so that "more than" cannot mean "one more".
    pub(super) scaled: bool,
    /// Written in words.
    pub(super) spelled: bool,
    pub(super) currency: Option<String>,
    /// Unit stuck to the digits: `40km`.
    pub(super) suffix: Option<String>,
}

/// Tells at little cost whether a number can begin here.
pub(super) fn may_begin(passage: &Passage<'_>, at: usize) -> bool {
    const COUNTS: [Class; 4] = [Class::Number, Class::Scale, Class::Vague, Class::Fraction];
    passage.is_digit(at)
        || passage.kind(at) == Some(TokenKind::Number)
        || passage.is_any(at, &COUNTS)
        || passage.is(at, Class::Determiner) && passage.is_any(at + 1, &COUNTS)
        || passage.is(at, Class::Determiner) && (passage.reads(at + 1, "few") || passage.reads(at + 1, "couple"))
}

/// Reads the number at `at`, in digits or words.
pub(super) fn numeral(passage: &Passage<'_>, at: usize) -> Option<Numeral> {
    match passage.kind(at)? {
        TokenKind::Number => digits(passage, at, passage.word(at), ""),
        TokenKind::Lower if passage.word(at).as_bytes()[0].is_ascii_digit() => {
            let word = passage.word(at);
            let split = word.find(|c: char| c.is_alphabetic())?;
            digits(passage, at, word.get(..split)?, word.get(split..)?)
        }
        TokenKind::Lower | TokenKind::Capitalised => words(passage, at),
        TokenKind::Upper | TokenKind::Quote | TokenKind::Stop | TokenKind::Mark => None,
    }
}

/// Reads a number in digits with what is stuck to it (`bn`, `km`, `th`).
fn digits(passage: &Passage<'_>, at: usize, number: &str, suffix: &str) -> Option<Numeral> {
    let mut value = parse_digits(number)?;
    let mut scaled = number.contains('.');
    let mut unit = None;
    let currency = sign_before(passage, at);
    match suffix.to_ascii_lowercase().as_str() {
        "" => {}
        "bn" | "b" => value *= 1e9,
        "tn" | "trn" => value *= 1e12,
        "mn" | "mln" => value *= 1e6,
        "k" => value *= 1e3,
        "m" if currency.is_some() || next_counts(passage, at + 1) => value *= 1e6,
        "pc" => unit = Some("per cent"),
        "m" | "km" | "kg" | "cm" | "mm" | "g" | "mw" | "gw" | "kw" | "twh" | "gwh" | "mwh" | "kwh" | "mph" | "kph"
        | "ft" | "lb" | "ha" | "gb" | "mb" | "tb" | "ghz" | "mhz" | "mg" | "ml" | "c" | "f" => unit = Some(suffix),
        _ => return None,
    }
    scaled |= !suffix.is_empty();
    let mut end = at + 1;
    // `2½`, `2 1/2` are rare; a multiplier in words is not: `3.5 million`, `two hundred thousand`.
    loop {
        // `$40-million`
        let hyphen = usize::from(
            currency.is_some() && passage.is_mark(end, "-") && !passage.is_spaced(end) && !passage.is_spaced(end + 1),
        );
        // `€20 m`: a letter alone only after a sign of money.
        let letter = match passage.word(end).trim_end_matches('.') {
            "m" if currency.is_some() && suffix.is_empty() => Some(1e6),
            "b" if currency.is_some() && suffix.is_empty() => Some(1e9),
            _ => None,
        };
        let Some(scale) = passage.number(end + hyphen, Class::Scale).or(letter.filter(|_| hyphen == 0)) else { break };
        value *= scale;
        scaled = true;
        end += hyphen + 1;
        if letter.is_some() {
            break;
        }
    }
    Some(Numeral {
        tokens: at..end,
        value,
        vague: false,
        fraction: false,
        scaled,
        spelled: false,
        currency,
        suffix: unit.map(str::to_owned),
    })
}

/// Reads `1,000.5`, `1.000` (thousands when three digits follow a dot and a comma never does) and plain digits.
fn parse_digits(number: &str) -> Option<f64> {
    if number.len() > 24 || number.matches('.').count() > 1 {
        return None;
    }
    let mut groups = number.split('.').next()?.split(',').skip(1);
    if !groups.all(|group| group.len() == 3 || group.len() == 2) {
        return None;
    }
    let plain: String = number.chars().filter(|&c| c != ',').collect();
    plain.parse().ok().filter(|value: &f64| value.is_finite())
}

/// Tells whether a plural noun or `of` follows, so that `5m` means millions.
fn next_counts(passage: &Passage<'_>, at: usize) -> bool {
    (at..at + 3).take_while(|&next| !passage.ends_phrase(next)).any(|next| is_plural(passage, next))
}

/// Returns the ISO code of the currency sign right before token `at`.
fn sign_before(passage: &Passage<'_>, at: usize) -> Option<String> {
    let before = at.checked_sub(1)?;
    let prefix = before.checked_sub(1).filter(|_| !passage.is_spaced(before)).map_or("", |prefix| passage.word(prefix));
    let code = match passage.word(before) {
        "$" => match prefix {
            "R" => "BRL",
            "A" | "AU" | "Au" => "AUD",
            "C" | "CA" | "Can" => "CAD",
            "NZ" => "NZD",
            "HK" => "HKD",
            "S" => "SGD",
            _ => "USD",
        },
        "€" => "EUR",
        "£" => "GBP",
        "¥" => "JPY",
        "₹" => "INR",
        "₽" => "RUB",
        "₴" => "UAH",
        "₩" => "KRW",
        "₺" => "TRY",
        "₪" => "ILS",
        word if passage.kind(before) == Some(TokenKind::Upper) && word.len() == 3 => {
            return passage.value(before, Class::Currency).map(str::to_owned);
        }
        _ => return None,
    };
    Some(code.to_owned())
}

/// Reads a number in words: `twenty-five`, `two and a half million`, `tens of thousands`, `a third`.
fn words(passage: &Passage<'_>, at: usize) -> Option<Numeral> {
    let numeral = |tokens: Tokens, value: f64| Numeral {
        tokens,
        value,
        vague: false,
        fraction: false,
        scaled: false,
        spelled: true,
        currency: None,
        suffix: None,
    };
    if let Some(vague) = vague(passage, at) {
        return Some(vague);
    }
    if let Some(fraction) = fraction(passage, at) {
        return Some(fraction);
    }
    let article = passage.reads(at, "a") || passage.reads(at, "an");
    let mut end = at;
    let mut total = 0.0;
    let mut group = 0.0;
    let mut scaled = false;
    if article {
        if !passage.is(at + 1, Class::Scale) || passage.number(at + 2, Class::Number).is_some_and(|n| n == 1.0) {
            return None;
        }
        group = 1.0;
        end = at + 1;
    } else if !passage.is(at, Class::Number) {
        return None;
    }
    while end < at + 16 {
        if let Some(number) = passage.number(end, Class::Number) {
            group += number;
            end += 1;
        } else if let Some(scale) = passage.number(end, Class::Scale) {
            group = if group == 0.0 { 1.0 } else { group } * scale;
            if scale >= 1000.0 {
                total += group;
                group = 0.0;
            }
            scaled = true;
            end += 1;
        } else if end > at
            && (passage.is_mark(end, "-") && !passage.is_spaced(end) || passage.reads(end, "and") && scaled)
            && passage.is_any(end + 1, &[Class::Number, Class::Scale])
        {
            end += 1;
        } else if passage.reads(end, "and") && passage.reads(end + 1, "a") && passage.reads(end + 2, "half") {
            group += 0.5;
            scaled = true;
            end += 3;
        } else {
            break;
        }
    }
    let value = total + group;
    if value == 1.0 || value == 0.0 && !passage.is(end, Class::Percent) {
        let counted = passage.is_any(end, &[Class::Percent, Class::Currency])
            || passage.has_mark(&(end..end + 1), Class::Percent);
        if !counted {
            return None;
        }
    }
    Some(Numeral { scaled, ..numeral(at..end, value) })
}

/// Reads `dozens`, `hundreds of thousands`, `several thousand`, `a few hundred`.
fn vague(passage: &Passage<'_>, at: usize) -> Option<Numeral> {
    let made = |tokens: Tokens, value: f64| {
        Some(Numeral {
            tokens,
            value,
            vague: true,
            fraction: false,
            scaled: true,
            spelled: true,
            currency: None,
            suffix: None,
        })
    };
    let lead = match passage.word(at).to_ascii_lowercase().as_str() {
        "several" | "many" => at + 1,
        "a" if passage.reads(at + 1, "few") || passage.reads(at + 1, "couple") => {
            if passage.reads(at + 2, "of") {
                at + 3
            } else {
                at + 2
            }
        }
        _ => at,
    };
    if lead > at {
        let mut end = lead;
        let mut value = 2.0;
        while let Some(scale) = passage.number(end, Class::Scale) {
            value *= scale;
            end += 1;
        }
        return if end > lead { made(at..end, if value < 100.0 { 0.0 } else { value }) } else { None };
    }
    let scale = passage.number(at, Class::Vague)?;
    let counted =
        passage.reads(at + 1, "of") || passage.reads(at + 1, "more") || passage.is(at + 1, Class::Preposition);
    if !counted && !is_plural(passage, at + 1) {
        return None;
    }
    if passage.reads(at + 1, "of") {
        if let Some(inner) = passage
            .number(at + 2, Class::Vague)
            .filter(|_| passage.reads(at + 3, "of") || is_plural(passage, at + 3) || passage.is(at + 2, Class::Vague))
        {
            let factor = if passage.reads(at, "tens") {
                10.0
            } else if passage.reads(at, "hundreds") {
                100.0
            } else {
                1.0
            };
            return made(at..at + 3, 2.0 * factor * inner);
        }
        return if passage.reads(at, "tens") { None } else { made(at..at + 1, 2.0 * scale) };
    }
    if passage.reads(at, "tens") || passage.reads(at, "scores") || passage.is(at + 1, Class::Preposition) {
        None
    } else {
        made(at..at + 1, 2.0 * scale)
    }
}

/// Reads `half of`, `a third of`, `two-thirds of`, `one in five`, `four out of ten`.
fn fraction(passage: &Passage<'_>, at: usize) -> Option<Numeral> {
    let made = |tokens: Tokens, value: f64| {
        Some(Numeral {
            tokens,
            value,
            vague: false,
            fraction: true,
            scaled: true,
            spelled: true,
            currency: None,
            suffix: None,
        })
    };
    if passage.reads(at, "half") && !passage.reads(at + 1, "-") {
        if passage.reads(at + 1, "a") {
            let scale = passage.number(at + 2, Class::Scale)?;
            return Some(Numeral { fraction: false, ..made(at..at + 3, 0.5 * scale)? });
        }
        let of = passage.reads(at + 1, "of") || passage.reads(at + 1, "the") || passage.is(at + 1, Class::Determiner);
        return if of && !passage.reads(at.wrapping_sub(1), "first") && !passage.reads(at.wrapping_sub(1), "second") {
            made(at..at + 1, 0.5)
        } else {
            None
        };
    }
    let of_percent = passage.reads(at + 3, "of") && passage.mark_at(at + 5, Class::Percent).is_some();
    let count = if passage.reads(at, "a") { 1.0 } else { passage.number(at, Class::Number)? };
    let joined = if passage.is_mark(at + 1, "-") { at + 2 } else { at + 1 };
    if let Some(part) = passage.number(joined, Class::Fraction).filter(|&part| part != 0.5) {
        if of_percent && joined == at + 2 {
            let whole = small_number(passage, at + 4)?;
            return Some(Numeral { fraction: false, ..made(at..at + 5, count * part * whole)? });
        }
        let of = passage.reads(joined + 1, "of") || passage.is_mark(at + 1, "-");
        if passage.reads(joined + 1, "of")
            && passage.reads(joined + 2, "a")
            && let Some(scale) = passage.number(joined + 3, Class::Scale)
        {
            return Some(Numeral { fraction: false, ..made(at..joined + 4, count * part * scale)? });
        }
        return if of { made(at..joined + 1, count * part) } else { None };
    }
    ratio(passage, at, count).and_then(|(end, value)| made(at..end, value))
}

/// Reads `one in five` and `four out of 10`.
fn ratio(passage: &Passage<'_>, at: usize, count: f64) -> Option<(usize, f64)> {
    let of = if passage.reads(at + 1, "in") {
        at + 2
    } else if passage.reads(at + 1, "out") && passage.reads(at + 2, "of") {
        at + 3
    } else {
        return None;
    };
    let whole = small_number(passage, of)?;
    (whole > count && count > 0.0 && whole <= 100.0).then_some((of + 1, count / whole))
}

fn small_number(passage: &Passage<'_>, at: usize) -> Option<f64> {
    passage
        .number(at, Class::Number)
        .or_else(|| (passage.kind(at) == Some(TokenKind::Number)).then(|| parse_digits(passage.word(at))).flatten())
}

/// Reads the second number of a range; the flag says that it is a figure of its own (`rose from 3 to 5`).
pub(super) fn second_of_range(passage: &Passage<'_>, first: &Numeral) -> (Option<Numeral>, bool) {
    let mut end = first.tokens.end;
    let before = first.tokens.start.wrapping_sub(if first.currency.is_some() { 2 } else { 1 });
    if passage.is_mark(end, "%") || passage.is(end, Class::Percent) {
        end += 1;
    }
    let dash = matches!(passage.word(end), "-" | "–" | "—") && !passage.is_spaced(end) && !passage.is_spaced(end + 1);
    let to = passage.reads(end, "to") || dash;
    let and = passage.reads(end, "and") && passage.reads(before, "between");
    if !to && !and {
        return (None, false);
    }
    let mut start = end + 1;
    if matches!(passage.word(start), "$" | "€" | "£" | "¥" | "₹") {
        start += 1;
    }
    let Some(second) = numeral(passage, start) else { return (None, false) };
    if second.fraction || second.vague || first.fraction || first.vague {
        return (None, false);
    }
    let low = (first.tokens.start.saturating_sub(12)..first.tokens.start).any(|at| passage.is(at, Class::Change));
    let from = passage.reads(before, "from");
    let scale = if second.scaled && !first.scaled && first.value < 1000.0 { scale_of(passage, &second) } else { 1.0 };
    if from && low || first.value * scale >= second.value {
        return (Some(second), true);
    }
    (Some(second), false)
}

pub(super) fn scale_of(passage: &Passage<'_>, numeral: &Numeral) -> f64 {
    numeral.tokens.clone().filter_map(|at| passage.number(at, Class::Scale)).product()
}
