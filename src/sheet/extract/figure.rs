//! Finds figures: numbers in digits and words with their bounds, units and money.
//!
//! A figure is a number that counts or measures. Dates, years, ages, ordinals, times, scores, labels (`Article 5`) and
//! list numbers are none. `about` is the clause that the figure stands in, and in an answer also the question.

use super::Found;
use super::clause::{Passage, Tokens};
use crate::document::{BlockKind, TokenKind};
use crate::lexicon::measure::Class;
use crate::sheet::claim::{Amount, Claim, Figure};

/// How far from the number its unit may stand.
const UNIT_REACH: usize = 7;

/// Nouns that follow a number and a hyphen (`a 12-seat council`).
const COMPOUNDS: [&str; 14] = [
    "strong", "seat", "point", "page", "person", "man", "woman", "room", "bed", "vehicle", "ship", "storey", "story",
    "share",
];

/// A number as written: its tokens, value and what it says of itself.
#[derive(Clone, Debug)]
struct Numeral {
    tokens: Tokens,
    value: f64,
    /// `dozens`, `thousands`, `several thousand`: only roughly known.
    vague: bool,
    /// `half`, `a third`, `one in five`.
    fraction: bool,
    /// Written with a multiplier or as a decimal, so that "more than" cannot mean "one more".
    scaled: bool,
    /// Written in words.
    spelled: bool,
    currency: Option<String>,
    /// Unit stuck to the digits: `40km`.
    suffix: Option<String>,
}

/// Appends the figures of `passage` that are not part of `dates`.
pub(super) fn find(passage: &Passage<'_>, dates: &[Tokens], found: &mut Vec<Found>) {
    let mut at = 0;
    let mut dates = dates.iter().peekable();
    while at < passage.len() {
        while dates.next_if(|date| date.end <= at).is_some() {}
        if let Some(date) = dates.peek().filter(|date| date.start <= at) {
            at = date.end.max(at + 1);
            continue;
        }
        let numeral = if may_begin(passage, at) { numeral(passage, at) } else { None };
        let Some(numeral) = numeral else {
            at += 1;
            continue;
        };
        let end = numeral.tokens.end.max(at + 1);
        at = figure(passage, numeral, found).unwrap_or(end).max(end);
    }
}

/// Tells at little cost whether a number can begin here.
fn may_begin(passage: &Passage<'_>, at: usize) -> bool {
    const COUNTS: [Class; 4] = [Class::Number, Class::Scale, Class::Vague, Class::Fraction];
    passage.is_digit(at)
        || passage.kind(at) == Some(TokenKind::Number)
        || passage.is_any(at, &COUNTS)
        || passage.is(at, Class::Determiner) && passage.is_any(at + 1, &COUNTS)
        || passage.is(at, Class::Determiner) && (passage.reads(at + 1, "few") || passage.reads(at + 1, "couple"))
}

/// Makes a figure of `numeral` and returns the token after it, or `None` if it is no figure.
fn figure(passage: &Passage<'_>, first: Numeral, found: &mut Vec<Found>) -> Option<usize> {
    if is_label(passage, &first) {
        return None;
    }
    let (second, separate) = second_of_range(passage, &first);
    let mut first = first;
    if let Some(second) =
        second.as_ref().filter(|second| !separate && second.scaled && !first.scaled && first.value < 1000.0)
    {
        first.value *= scale_of(passage, second);
    }
    let is_pair = second.is_some();
    let range = second.filter(|_| !separate);
    let last = range.as_ref().unwrap_or(&first);
    let (after, unit_end, unit, currency, percent) = unit_of(passage, last);
    let currency = currency.or_else(|| first.currency.clone());
    let bound = bound_before(passage, &first);
    let bound_after = bound_after(passage, after, unit_end);
    let small_word = first.spelled && !first.scaled && !first.vague && first.value < 13.0;
    let nothing_counted = unit.is_none() && currency.is_none();
    if nothing_counted && !first.fraction && (small_word || !stands_alone(passage, &first, after, bound.is_some())) {
        return None;
    }
    if small_word && bound.is_none() && !is_pair && is_definite(passage, first.tokens.start) {
        return None;
    }
    let mut amount = Amount { unit, currency, ..Amount::default() };
    let measured = percent || amount.currency.is_some() || is_measured(passage, last, unit_end);
    let rule = fill(
        &mut amount,
        &first,
        range.as_ref(),
        bound.as_ref().map(|(_, kind)| *kind),
        bound_after.as_ref().map(|(_, kind)| *kind),
        measured,
    );
    let mut number = bound.as_ref().map_or_else(|| with_sign(passage, &first), |(start, _)| *start)..last.tokens.end;
    if let Some(range) = &range {
        number.end = range.tokens.end;
    }
    let end = bound_after.as_ref().map_or(unit_end, |(end, _)| (*end).max(unit_end)).max(number.end);
    if let Some((bound, _)) = bound_after {
        number.end = bound.max(number.end);
    }
    amount.text = passage.phrase(&number)?;
    let span = passage.span(&(number.start..end), &(number.start..end))?;
    if amount.unit.is_none() && amount.currency.is_none() {
        amount.unit = asked_unit(passage);
    }
    let about = about(passage, &(number.start..end));
    found.push(Found { claim: Claim::Figure(Figure { value: amount, about }), span, rule });
    Some(end)
}

/// Writes value and bounds; returns the name of the rule.
fn fill(
    amount: &mut Amount,
    first: &Numeral,
    second: Option<&Numeral>,
    before: Option<&str>,
    after: Option<&str>,
    measured: bool,
) -> &'static str {
    let whole = !measured && !first.scaled && !first.fraction && first.value.fract() == 0.0 && first.value < 1e6;
    let step = if whole { 1.0 } else { 0.0 };
    amount.approximate = first.vague;
    if let Some(second) = second {
        amount.at_least = Some(first.value);
        amount.at_most = Some(second.value);
        amount.approximate |= before == Some("about");
        return "figure/range";
    }
    if first.vague {
        // Two of the plural at the least; `dozens` gives no bound worth the name.
        if first.value > 0.0 {
            amount.at_least = Some(first.value);
        }
        return "figure/vague";
    }
    let value = first.value;
    match before.or(after) {
        Some("over") => amount.at_least = Some(value + step),
        Some("least") => amount.at_least = Some(value),
        Some("most") => amount.at_most = Some(value),
        Some("under") => amount.at_most = Some(value - step),
        Some("about" | "near") => {
            amount.exactly = Some(value);
            amount.approximate = true;
            return "figure/approximate";
        }
        _ => {
            amount.exactly = Some(value);
            return if first.fraction {
                "figure/fraction"
            } else if first.spelled {
                "figure/words"
            } else {
                "figure/digits"
            };
        }
    }
    "figure/bound"
}

/// Reads the number at `at`, in digits or words.
fn numeral(passage: &Passage<'_>, at: usize) -> Option<Numeral> {
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
    while let Some(scale) = passage.number(end, Class::Scale) {
        value *= scale;
        scaled = true;
        end += 1;
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
        if passage.reads(joined + 1, "of") && passage.reads(joined + 2, "a") {
            if let Some(scale) = passage.number(joined + 3, Class::Scale) {
                return Some(Numeral { fraction: false, ..made(at..joined + 4, count * part * scale)? });
            }
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
fn second_of_range(passage: &Passage<'_>, first: &Numeral) -> (Option<Numeral>, bool) {
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

fn scale_of(passage: &Passage<'_>, numeral: &Numeral) -> f64 {
    numeral.tokens.clone().filter_map(|at| passage.number(at, Class::Scale)).product()
}

/// Finds what is counted after a number: returns the token after the number and its sign, the end of the unit, the
/// unit, the currency, and whether it is a share.
fn unit_of(passage: &Passage<'_>, numeral: &Numeral) -> (usize, usize, Option<String>, Option<String>, bool) {
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
fn head(passage: &Passage<'_>, mut at: usize) -> Option<usize> {
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
fn is_plural(passage: &Passage<'_>, at: usize) -> bool {
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

fn is_measured(passage: &Passage<'_>, numeral: &Numeral, unit_end: usize) -> bool {
    numeral.suffix.is_some() || (numeral.tokens.end..unit_end).any(|at| passage.is(at, Class::Measured))
}

/// Returns where the number begins with its currency sign.
fn with_sign(passage: &Passage<'_>, numeral: &Numeral) -> usize {
    let start = numeral.tokens.start;
    if numeral.currency.is_none() || start == 0 {
        return start;
    }
    let prefixed = start > 1 && !passage.is_spaced(start - 1) && passage.kind(start - 2) == Some(TokenKind::Upper);
    if prefixed { start - 2 } else { start - 1 }
}

/// Finds the words right before a number that bound it; returns where they begin.
fn bound_before<'p>(passage: &'p Passage<'_>, numeral: &Numeral) -> Option<(usize, &'p str)> {
    let mut start = with_sign(passage, numeral);
    if start > 0 && passage.kind(start - 1) == Some(TokenKind::Quote) {
        start -= 1;
    }
    if start > 0
        && matches!(passage.word(start - 1), "a" | "an" | "the")
        && passage.mark_at(start - 1, Class::Bound).is_none()
    {
        start -= 1;
    }
    // The longest entry that ends here begins first.
    let mark = (start.saturating_sub(5)..start)
        .find_map(|first| passage.mark_at(first, Class::Bound).filter(|mark| mark.end == start));
    match mark {
        Some(mark) => match passage.value_of(mark) {
            // `some 30` and `all 30` are bounds, `about 30` in `talk about 30` looks the same: no way to tell.
            "exact" => None,
            kind => Some((mark.first, kind)),
        },
        None => None,
    }
}

/// Finds the words after a number, or after its unit, that bound it; returns where they end.
fn bound_after<'p>(passage: &'p Passage<'_>, after: usize, unit_end: usize) -> Option<(usize, &'p str)> {
    if after > 0 && passage.is_mark(after - 1, "+") {
        return Some((after, "least"));
    }
    [after, unit_end].into_iter().find_map(|at| {
        let mark = passage.mark_at(at, Class::BoundAfter)?;
        let single = mark.end == mark.first + 1;
        (!single || passage.reads(at, "plus") || passage.reads(at, "minimum") || passage.reads(at, "maximum"))
            .then(|| (mark.end, passage.value_of(mark)))
    })
}

/// `the two`, `these three`: the text has counted them before.
fn is_definite(passage: &Passage<'_>, at: usize) -> bool {
    at > 0
        && matches!(
            passage.word(at - 1).to_ascii_lowercase().as_str(),
            "the" | "these" | "those" | "both" | "other" | "its" | "their"
        )
}

/// Tells whether the number is a label, a year, an age, a time, a score or a list number.
fn is_label(passage: &Passage<'_>, numeral: &Numeral) -> bool {
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

/// Tells whether a number without a unit still says how much: it is bounded, large, a decimal, or follows a verb of
/// change or a preposition of amount.
fn stands_alone(passage: &Passage<'_>, numeral: &Numeral, after: usize, bounded: bool) -> bool {
    let start = numeral.tokens.start;
    let before = start.wrapping_sub(1);
    let lone =
        passage.kind(after) == Some(TokenKind::Number) || start > 0 && passage.kind(before) == Some(TokenKind::Number);
    let amount = matches!(
        passage.word(before).to_ascii_lowercase().as_str(),
        "to" | "by" | "of" | "was" | "is" | "were" | "are" | "at" | "than" | "reached" | "with"
    ) || passage.is(before, Class::Change);
    !lone
        && (bounded
            || numeral.scaled && !numeral.fraction
            || numeral.vague
            || amount && numeral.value >= 10.0
            || numeral.value >= 1000.0 && passage.word(start).contains(','))
}

/// What the question before an answer asks for: `How many troops …`.
fn asked_unit(passage: &Passage<'_>) -> Option<String> {
    let question = passage.text.get(passage.question?.range())?;
    let lower = question.to_ascii_lowercase();
    let at = lower.find("how many ")? + "how many ".len();
    let word: String = question.get(at..)?.chars().take_while(|c| c.is_alphabetic()).collect();
    (!word.is_empty()).then_some(word)
}

/// The clause of the figure; in an answer, after the question.
fn about(passage: &Passage<'_>, figure: &Tokens) -> Option<String> {
    let clause = passage.clause(figure.start);
    let start = clause.start.max(figure.start.saturating_sub(30));
    let end = clause.end.min(figure.end + 30).max(figure.end);
    let said = passage.phrase(&(start..end)).filter(|_| end - start > figure.len());
    let asked = passage.question.and_then(|span| passage.text.get(span.range())).filter(|asked| asked.len() <= 200);
    match (asked, said) {
        (Some(asked), Some(said)) => Some(format!("{} {said}", asked.split_whitespace().collect::<Vec<_>>().join(" "))),
        (None, said) => said,
        (asked, None) => asked.map(str::to_owned),
    }
}

#[cfg(test)]
mod tests {
    use super::super::statement::testing::facts;
    use crate::sheet::claim::{Amount, Claim};

    fn amounts(text: &str) -> Vec<Amount> {
        facts(text, "2026-01-07")
            .into_iter()
            .filter_map(|(_, _, claim)| if let Claim::Figure(figure) = claim { Some(figure.value) } else { None })
            .collect()
    }

    /// Writes the only figure of a sentence as `text [least..most] unit`.
    fn one(text: &str) -> String {
        let amounts = amounts(text);
        let [amount] = &amounts[..] else { return format!("{amounts:?}") };
        let bound = |value: Option<f64>| value.map_or_else(String::new, |value| value.to_string());
        let value = amount.exactly.map_or_else(
            || format!("{}..{}", bound(amount.at_least), bound(amount.at_most)),
            |value| value.to_string(),
        );
        let about = if amount.approximate { "~" } else { "" };
        let unit = amount.currency.as_deref().or(amount.unit.as_deref()).unwrap_or("-");
        format!("{} [{about}{value}] {unit}", amount.text)
    }

    #[test]
    fn numbers_stand_in_digits_and_in_words() {
        assert_eq!(one("The plan covers 1,250 small farms."), "1,250 [1250] farms");
        assert_eq!(one("Some called it a success when forty-two village schools reopened."), "forty-two [42] schools");
        assert_eq!(one("Two and a half million litres leaked."), "Two and a half million [2500000] litres");
        assert_eq!(one("Three hundred and twelve delegates came."), "Three hundred and twelve [312] delegates");
    }

    #[test]
    fn bounds_count_whole_things_and_measure_others() {
        assert_eq!(one("More than 30 Alpine villages joined."), "More than 30 [31..] villages");
        assert_eq!(one("The dam has leaked for more than three years."), "more than three [3..] years");
        assert_eq!(one("At least 12 boats sank."), "At least 12 [12..] boats");
        assert_eq!(one("Up to 400 beds are free."), "Up to 400 [..400] beds");
        assert_eq!(one("Fewer than 20 clinics stayed open."), "Fewer than 20 [..19] clinics");
        assert_eq!(one("Nearly 900 nurses left."), "Nearly 900 [~900] nurses");
        assert_eq!(one("The pass is closed to lorries of 40 tonnes or more."), "40 tonnes or more [40..] tonnes");
    }

    #[test]
    fn what_is_vague_stays_so() {
        assert_eq!(one("The union could send several thousand marchers."), "several thousand [~2000..] marchers");
        assert_eq!(one("Dozens of wells ran dry."), "Dozens [~..] wells");
        assert_eq!(one("Tens of thousands of homes lost power."), "Tens of thousands [~20000..] homes");
        assert_eq!(
            amounts("He thanked them a thousand times over, and several others."),
            amounts("He thanked them a thousand times over.")
        );
    }

    #[test]
    fn ranges_and_changes_differ() {
        assert_eq!(one("Between 30 and 40 buses run daily."), "30 and 40 [30..40] buses");
        assert_eq!(one("The bridge will cost $3-5 billion."), "$3-5 billion [3000000000..5000000000] USD");
        let change = amounts("The rate fell from 7.1% to 6.4% in spring.");
        assert_eq!(change.iter().map(|amount| amount.exactly).collect::<Vec<_>>(), [Some(7.1), Some(6.4)]);
    }

    #[test]
    fn money_has_a_currency() {
        assert_eq!(one("The grant is worth €3.2bn."), "€3.2bn [3200000000] EUR");
        assert_eq!(one("Each household pays about 45 million yen."), "about 45 million [~45000000] JPY");
        assert_eq!(one("The fine was US$900."), "US$900 [900] USD");
    }

    #[test]
    fn shares_are_per_cent_or_fractions() {
        assert_eq!(one("Some 40 per cent of voters stayed away."), "Some 40 [~40] per cent");
        assert_eq!(one("Two-thirds of the orchards froze."), "Two-thirds [0.666666] of orchards");
        assert_eq!(one("One in five ferries is late."), "One in five [0.2] of ferries");
    }

    #[test]
    fn dates_ages_ordinals_labels_and_list_numbers_are_no_figures() {
        for text in [
            "The treaty of 1998 lapsed on 4 March 2021.",
            "Paula Reyes, 54, runs the port.",
            "She is 61 years old.",
            "It was the 27th vote and the third defeat.",
            "Article 12 binds the court.",
            "The meeting began at 10:30 and ended at 4 p.m. sharp.",
            "COVID-19 closed the ward.",
            "1. Close the old valve",
            "No one knew, and one of them laughed.",
            "It became a two-way street.",
        ] {
            assert_eq!(amounts(text), [], "{text}");
        }
    }

    #[test]
    fn a_figure_knows_its_clause() {
        let facts = facts("The envoy said 35 islands had signed, but the bank wants more.", "");
        let about = facts
            .iter()
            .find_map(|(_, _, claim)| if let Claim::Figure(figure) = claim { figure.about.clone() } else { None });
        assert_eq!(about.as_deref(), Some("35 islands had signed"));
    }
}
