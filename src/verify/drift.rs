//! Meaning lints: true words that may mislead, because of what was cut out between them or just outside them.
//!
//! The words looked for are small closed classes of the languages that our users quote from; a word too many costs a
//! look, a word too few hides a change of meaning.

use super::Drift;
use super::fold::{Folded, Kind};

const NEGATIONS: &[&str] = &[
    "not",
    "no",
    "never",
    "none",
    "nobody",
    "nothing",
    "neither",
    "nor",
    "cannot",
    "without",
    "hardly",
    "barely",
    "scarcely",
    "rarely",
    "seldom",
    "nowhere",
    "non",
    "fails",
    "fail",
    "failed",
    "failing",
    "denied",
    "denies",
    "deny",
    "denying",
    "refused",
    "refuses",
    "refuse",
    "rejected",
    "rejects",
    "reject",
    "rejecting",
    "false",
    "untrue",
    "wrong",
    "unlikely",
    "impossible",
    "lacks",
    "lack",
    "lacked",
    "lacking",
    "stops",
    "stopped",
    "prevents",
    "prevented",
    "avoid",
    "avoided",
    "rather",
    "instead",
    "nicht",
    "kein",
    "keine",
    "keinen",
    "keinem",
    "keiner",
    "nie",
    "niemals",
    "niemand",
    "nichts",
    "ohne",
    "weder",
    "noch",
    "pas",
    "jamais",
    "rien",
    "aucun",
    "aucune",
    "sans",
    "ni",
    "nunca",
    "nada",
    "nadie",
    "sin",
    "ningún",
    "ninguna",
    "não",
    "nem",
    "sem",
    "mai",
    "nessun",
    "nessuna",
    "senza",
    "niet",
    "geen",
    "nooit",
    "zonder",
    "inte",
    "aldrig",
    "ingen",
    "inga",
    "ikke",
    "nigdy",
    "nikt",
    "bez",
    "brak",
    "не",
    "ні",
    "ніколи",
    "ніхто",
    "немає",
    "без",
    "ни",
    "нет",
    "никогда",
    "никто",
];
const CONDITIONS: &[&str] = &[
    "if",
    "unless",
    "until",
    "provided",
    "providing",
    "only",
    "once",
    "except",
    "excluding",
    "when",
    "whenever",
    "should",
    "subject",
    "depends",
    "depending",
    "dependent",
    "conditional",
    "condition",
    "conditions",
    "assuming",
    "contingent",
    "whether",
    "pending",
    "after",
    "before",
    "while",
    "wenn",
    "falls",
    "sofern",
    "solange",
    "nur",
    "sobald",
    "außer",
    "vorausgesetzt",
    "bis",
    "si",
    "sauf",
    "seulement",
    "pourvu",
    "moins",
    "condición",
    "sólo",
    "solo",
    "siempre",
    "salvo",
    "cuando",
    "se",
    "desde",
    "quando",
    "purché",
    "indien",
    "mits",
    "tenzij",
    "alleen",
    "om",
    "bara",
    "förutsatt",
    "hvis",
    "jeśli",
    "jeżeli",
    "tylko",
    "chyba",
    "якщо",
    "лише",
    "тільки",
    "коли",
    "доки",
    "если",
    "только",
    "когда",
    "пока",
];
const HEDGES: &[&str] = &[
    "may",
    "might",
    "could",
    "can",
    "perhaps",
    "possibly",
    "possible",
    "probably",
    "likely",
    "reportedly",
    "allegedly",
    "apparently",
    "supposedly",
    "about",
    "around",
    "roughly",
    "approximately",
    "nearly",
    "almost",
    "some",
    "seem",
    "seems",
    "seemed",
    "appear",
    "appears",
    "appeared",
    "suggests",
    "suggest",
    "suggested",
    "potentially",
    "partly",
    "partially",
    "partial",
    "would",
    "largely",
    "mostly",
    "mainly",
    "generally",
    "usually",
    "often",
    "sometimes",
    "believe",
    "believes",
    "think",
    "thinks",
    "hope",
    "hopes",
    "hoped",
    "expects",
    "expect",
    "expected",
    "tentative",
    "tentatively",
    "provisional",
    "provisionally",
    "temporarily",
    "temporary",
    "theoretically",
    "maybe",
    "initial",
    "initially",
    "preliminary",
    "claimed",
    "claims",
    "claim",
    "alleged",
    "considering",
    "consider",
    "planned",
    "plans",
    "aims",
    "aim",
    "wants",
    "try",
    "tried",
    "trying",
    "intends",
    "limited",
    "few",
    "up",
    "least",
    "most",
    "vielleicht",
    "wohl",
    "möglicherweise",
    "könnte",
    "könnten",
    "dürfte",
    "etwa",
    "rund",
    "fast",
    "teilweise",
    "wahrscheinlich",
    "peut-être",
    "pourrait",
    "pourraient",
    "probablement",
    "presque",
    "environ",
    "quizás",
    "quizá",
    "tal",
    "podría",
    "podrían",
    "probablemente",
    "casi",
    "talvez",
    "poderia",
    "quase",
    "forse",
    "potrebbe",
    "probabilmente",
    "quasi",
    "misschien",
    "kan",
    "bijna",
    "kanske",
    "kunde",
    "nästan",
    "może",
    "być",
    "prawie",
    "около",
    "може",
    "можливо",
    "мабуть",
    "майже",
    "может",
    "возможно",
    "почти",
    "наверное",
];
/// Words after a quotation that limit it.
const LIMITS: &[&str] = &[
    "but",
    "unless",
    "although",
    "though",
    "except",
    "however",
    "if",
    "provided",
    "providing",
    "until",
    "when",
    "once",
    "yet",
    "not",
    "without",
    "never",
    "only",
    "subject",
    "depending",
    "assuming",
    "while",
    "whereas",
    "albeit",
    "so",
    "as",
    "in",
    "on",
    "before",
    "after",
    "pending",
    "aber",
    "wenn",
    "falls",
    "sofern",
    "obwohl",
    "außer",
    "doch",
    "mais",
    "si",
    "sauf",
    "pero",
    "sino",
    "aunque",
    "salvo",
    "mas",
    "ma",
    "se",
    "tenzij",
    "maar",
    "mits",
    "men",
    "ale",
    "jeśli",
    "chyba",
    "але",
    "якщо",
    "хоча",
    "но",
    "если",
    "хотя",
];
/// Words that limit only together with the next one.
const PAIRED_LIMITS: &[(&str, &[&str])] = &[
    ("so", &["long", "far"]),
    ("as", &["long", "far"]),
    ("in", &["case", "theory", "principle", "part"]),
    ("on", &["condition", "paper"]),
    ("only", &["if", "when", "once", "after", "where", "in", "for", "on", "until", "as", "with"]),
    ("before", &["adding", "warning", "cautioning"]),
    ("after", &["adding"]),
    ("while", &[]),
];
/// Nearest word before a quotation that takes something away from it.
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

/// Tells whether a word negates.
pub(super) fn is_negation(word: &str) -> bool {
    NEGATIONS.contains(&word) || word.ends_with("n't") || matches!(word, "dont" | "wont" | "didnt" | "isnt")
}

pub(super) fn is_condition(word: &str) -> bool {
    CONDITIONS.contains(&word)
}

pub(super) fn is_hedge(word: &str) -> bool {
    HEDGES.contains(&word)
}

/// Tells whether a stretch of tokens holds a word that negates outright (`not`, `never`, `no`, not `failed`).
pub(super) fn has_negation<'a>(words: impl IntoIterator<Item = &'a str>) -> bool {
    words.into_iter().any(is_negation)
}

/// Looks at what an ellipsis leaves out.
pub(super) fn of_gap<'a>(left_out: &(impl Iterator<Item = &'a str> + Clone)) -> Vec<Drift> {
    let mut found = Vec::new();
    let mut look = |rule, what, is: fn(&str) -> bool| {
        if let Some(word) = left_out.clone().find(|word| is(word)) {
            found.push(Drift::new(rule, format!("the ellipsis leaves out a {what}: `{word}`")));
        }
    };
    look("cut-negation", "negation", is_negation);
    look("cut-condition", "condition", is_condition);
    look("cut-hedge", "hedge", is_hedge);
    look("cut-contrast", "contrast", |word| {
        matches!(word, "but" | "although" | "though" | "however" | "yet" | "despite")
    });
    found
}

/// How many words before a quotation are looked at.
const BEFORE: usize = 4;

/// Looks at the tokens just before a quotation, the nearest first, up to the head of the paragraph.
///
/// With `marked`, a quotation mark of the source stands between them and the quotation: then the words before are
/// another's, and only what negates or conditions counts.
pub(super) fn of_words_before<'a>(before: impl Iterator<Item = &'a str>, marked: bool) -> Vec<Drift> {
    let mut found: Vec<Drift> = Vec::new();
    let sentence = before.take_while(|word| !matches!(*word, "." | "!" | "?" | ";" | "…"));
    let mut nearer = "";
    for (distance, word) in sentence.filter(|word| *word != "," && *word != "-").take(BEFORE + 3).enumerate() {
        let strong = matches!(
            word,
            "denied" | "denies" | "deny" | "denying" | "refused" | "rejected" | "rejects" | "false" | "untrue"
        );
        let far_from = std::mem::replace(&mut nearer, word) == "from" && word == "far";
        let (rule, what) = if far_from || (is_negation(word) && (distance < BEFORE || strong)) {
            ("edge-negation", "negate it")
        } else if distance >= BEFORE {
            continue;
        } else if matches!(
            word,
            "if" | "unless" | "whether" | "until" | "only" | "provided" | "assuming" | "should" | "once" | "when"
        ) || (is_condition(word) && distance < 2)
        {
            ("edge-condition", "put it under a condition")
        } else if is_hedge(word) && distance < 2 && !marked {
            ("edge-hedge", "weaken it")
        } else {
            continue;
        };
        if !found.iter().any(|known| known.rule == rule) {
            found.push(Drift::new(rule, format!("the words before the quotation {what}: `{word}`")));
        }
    }
    found
}

/// Looks at the tokens just after a quotation.
pub(super) fn of_words_after<'a>(after: impl Iterator<Item = &'a str>) -> Vec<Drift> {
    let words: Vec<_> = after.take(40).collect();
    let mut found = Vec::new();
    let next: Vec<_> =
        words.iter().copied().skip_while(|word| matches!(*word, "," | "-" | ":" | ")" | "(" | "…")).take(2).collect();
    let mut limit = |word: String| {
        found.push(Drift::new("edge-condition", format!("the words after the quotation limit it: `{word}`")));
    };
    match next[..] {
        [first, ..] if is_sentence_end(first) => {
            // A sentence of its own may take back what the one before says.
            let next: Vec<_> = words.iter().copied().skip_while(|word| is_sentence_end(word)).take(2).collect();
            match next[..] {
                ["but", second @ ("only" | "not" | "if")] => limit(format!("but {second}")),
                [first @ ("unless" | "provided" | "except"), ..] => limit(first.to_owned()),
                ["only", "if"] => limit("only if".to_owned()),
                _ => {}
            }
        }
        [first, second, ..] if PAIRED_LIMITS.iter().any(|(word, _)| *word == first) => {
            let paired = PAIRED_LIMITS
                .iter()
                .any(|(word, nexts)| *word == first && (nexts.is_empty() || nexts.contains(&second)));
            if paired {
                limit(format!("{first} {second}"));
            }
        }
        [first, ..] if LIMITS.contains(&first) => limit(first.to_owned()),
        _ => {}
    }
    let end = words.iter().find(|word| is_sentence_end(word));
    if end == Some(&"?") {
        found.push(Drift::new("edge-question", "the sentence of the source is a question"));
    }
    found
}

fn is_sentence_end(word: &str) -> bool {
    matches!(word, "." | "!" | "?" | ";")
}

/// What is wrong at the border of a number.
#[derive(Debug)]
pub(super) enum NumberBorder {
    /// The number itself is cut.
    Cut(String),
    /// Something that belongs to it is left out.
    Left(Drift),
}

/// Looks at the token before the first of a quotation: may a number begin here?
pub(super) fn number_before(folded: &Folded, first: usize) -> Option<NumberBorder> {
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
pub(super) fn number_after(folded: &Folded, last: usize) -> Option<NumberBorder> {
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

#[cfg(test)]
mod tests {
    use super::*;

    fn rules(found: Vec<Drift>) -> Vec<&'static str> {
        found.into_iter().map(|drift| drift.rule).collect()
    }

    fn words(text: &str) -> Vec<String> {
        let folded = Folded::of(text);
        (0..folded.tokens.len()).map(|at| folded.word(at).to_owned()).collect()
    }

    fn gap(text: &str) -> Vec<&'static str> {
        rules(of_gap(&words(text).iter().map(String::as_str)))
    }

    fn before(text: &str) -> Vec<&'static str> {
        rules(of_words_before(words(text).iter().rev().map(String::as_str), false))
    }

    fn after(text: &str) -> Vec<&'static str> {
        rules(of_words_after(words(text).iter().map(String::as_str)))
    }

    #[test]
    fn what_an_ellipsis_leaves_out_is_looked_at() {
        assert_eq!(gap(" will never "), ["cut-negation"]);
        assert_eq!(gap(", if the council agrees and it might, "), ["cut-condition", "cut-hedge"]);
        assert_eq!(gap(" in the old harbour "), Vec::<&str>::new());
        assert_eq!(gap(" doesn’t "), ["cut-negation"]);
    }

    #[test]
    fn edges_that_negate_or_limit_are_seen() {
        assert_eq!(before("The pier is not "), ["edge-negation"]);
        assert_eq!(before("He denied that the old "), ["edge-negation"]);
        assert_eq!(before("Nobody slept. The pier is "), Vec::<&str>::new());
        assert_eq!(before("It may "), ["edge-hedge"]);
        assert_eq!(after(", but only if it is paid for."), ["edge-condition"]);
        assert_eq!(after(". The roof leaks."), Vec::<&str>::new());
        assert_eq!(after(" only once the money is there"), ["edge-condition"]);
        assert_eq!(after(" in the town"), Vec::<&str>::new());
        assert_eq!(after(" or so they say?"), ["edge-question"]);
    }
}
