//! Borders of numbers: a quotation may not take a part of a number, or leave out what belongs to it.

use super::Drift;
use crate::verify::fold::{Folded, Kind};

/// Words that multiply a number or make it a rate: a number may not lose them.
const SCALES: &[&str] = &[
    "hundred",
    "thousand",
    "million",
    "millions",
    "billion",
    "billions",
    "trillion",
    "trillions",
    "bn",
    "mn",
    "m",
    "k",
    "tn",
    "dozen",
    "percent",
    "per",
    "percentage",
    "pc",
    "crore",
    "lakh",
    "prozent",
    "millionen",
    "milliarden",
    "mio",
    "mrd",
    "millones",
    "milliards",
    "pour",
    "тисяч",
    "тис",
    "млн",
    "млрд",
    "мільйонів",
    "мільярдів",
    "відсотків",
    "тысяч",
    "миллионов",
    "миллиардов",
    "процентов",
];
const CURRENCIES: &[&str] =
    &["usd", "eur", "gbp", "chf", "jpy", "uah", "pln", "sek", "nok", "dkk", "rub", "cny", "minus", "plus"];
const UNITS: &[&str] = &[
    "euro",
    "euros",
    "dollar",
    "dollars",
    "pound",
    "pounds",
    "sterling",
    "franc",
    "francs",
    "yen",
    "hryvnia",
    "hryvnias",
    "zloty",
    "krona",
    "kronor",
    "kroner",
    "cents",
    "km",
    "kilometres",
    "kilometers",
    "kilometre",
    "miles",
    "mile",
    "metres",
    "meters",
    "m",
    "cm",
    "mm",
    "feet",
    "foot",
    "inches",
    "kg",
    "kilograms",
    "kilos",
    "g",
    "grams",
    "tonnes",
    "tonne",
    "tons",
    "ton",
    "litres",
    "liters",
    "gallons",
    "hectares",
    "acres",
    "degrees",
    "hours",
    "hour",
    "minutes",
    "seconds",
    "days",
    "day",
    "weeks",
    "week",
    "months",
    "month",
    "years",
    "year",
    "mw",
    "gw",
    "kw",
    "megawatts",
    "gigawatts",
    "kwh",
    "mph",
    "points",
    "times",
    "bps",
    "fold",
];
const BOUNDS_BEFORE: &[&str] = &[
    "than",
    "over",
    "under",
    "above",
    "below",
    "about",
    "around",
    "nearly",
    "almost",
    "least",
    "most",
    "to",
    "fewer",
    "some",
    "roughly",
    "approximately",
    "exceeding",
    "minimum",
    "maximum",
    "between",
    "circa",
    "some",
    "barely",
    "only",
    "just",
    "or",
    "and",
    "until",
    "by",
    "from",
    "through",
    "beyond",
];

/// Tells whether a word is a scale, unit or currency that a number may have after it.
pub(in crate::verify) fn is_unit(word: &str) -> bool {
    SCALES.contains(&word) || UNITS.contains(&word) || CURRENCIES.contains(&word)
}

/// What is wrong at the border of a number.
#[derive(Debug)]
pub(in crate::verify) enum NumberBorder {
    /// The number itself is cut.
    Cut(String),
    /// Something that belongs to it is left out.
    Left(Drift),
}

/// Looks at the token before the first of a quotation: may a number begin here?
pub(in crate::verify) fn number_before(folded: &Folded, first: usize) -> Option<NumberBorder> {
    let before = first.checked_sub(1)?;
    let (kind, word) = (folded.tokens[first].kind, folded.word(first));
    let (kind_before, word_before) = (folded.tokens[before].kind, folded.word(before));
    if folded.tokens[first].marked {
        return None;
    }
    if kind == Kind::Number {
        if kind_before == Kind::Number && !word_before.contains('%') || CURRENCIES.contains(&word_before) {
            return Some(NumberBorder::Cut(format!("{word_before} {word}")));
        }
        return BOUNDS_BEFORE.contains(&word_before).then(|| {
            let message = format!("the bound of the number before the quotation is left out: `{word_before} {word}`");
            NumberBorder::Left(Drift::new("edge-bound", message))
        });
    }
    let scaled = SCALES.contains(&word_before) && before > 0 && folded.tokens[before - 1].kind == Kind::Number;
    if kind_before == Kind::Number && SCALES.contains(&word) {
        return Some(NumberBorder::Cut(format!("{word_before} {word}")));
    }
    (kind == Kind::Word && (kind_before == Kind::Number || scaled)).then(|| {
        let message = format!("the number before the quotation is left out: `{word_before} {word}`");
        NumberBorder::Left(Drift::new("edge-number", message))
    })
}

/// Looks at the token after the last of a quotation: may a number end here?
pub(in crate::verify) fn number_after(folded: &Folded, last: usize) -> Option<NumberBorder> {
    if folded.tokens.get(last)?.kind != Kind::Number || folded.tokens.get(last + 1)?.marked {
        return None;
    }
    let (word, next, then) = (folded.word(last), folded.word(last + 1), folded.word(last + 2));
    if SCALES.contains(&next) && (next != "per" || then == "cent") && (next != "pour" || then == "cent") {
        return Some(NumberBorder::Cut(format!("{word} {next}")));
    }
    if CURRENCIES.contains(&next) {
        return Some(NumberBorder::Cut(format!("{word} {next}")));
    }
    let range = matches!(next, "to" | "or" | "and" | "plus")
        || (next == "-" && folded.tokens[last + 1].kind == Kind::Punctuation);
    let open = range
        && (matches!(then, "more" | "less" | "fewer" | "over" | "so")
            || folded.tokens.get(last + 2).is_some_and(|t| t.kind == Kind::Number));
    if UNITS.contains(&next) || open {
        let message = format!("what belongs to the number after the quotation is left out: `{word} {next}`");
        return Some(NumberBorder::Left(Drift::new("edge-unit", message)));
    }
    None
}
