//! Lints of analysts' own sentences: does a sentence claim more than the evidence that it cites?
//!
//! Takes Markdown with citations of facts (`[@figure-0b77e2]`), gives warnings:
//!
//! - `stronger-than-evidence`: all of the evidence is hedged or under a condition, the sentence is neither;
//! - `attribution-dropped`: all of the evidence is what somebody says, the sentence neither names them nor reports;
//! - `number-rounded`, `unit-changed`: a number near one of the evidence, or the same with another unit.
//!
//! Each asks for a look; none can tell what a sentence means.

use super::drift;
use super::fold::{Folded, Kind, is_currency};
use super::review::{Cited, Library};
use crate::corpus::{Format, Text};
use crate::diagnostic::{Diagnostic, Location};
use crate::document;
use crate::lexicon::Lexicon;
use crate::lexicon::speech::form;

/// How far a number may be from that of the evidence and still be taken for it, as a share of it.
const NEAR: f64 = 0.12;
/// Fewest letters of a word that tells what a sentence is about.
const TELLING: usize = 5;

/// A sentence with what it cites.
struct Sentence<'a> {
    text: &'a str,
    folded: Folded,
    cited: Vec<&'a Cited>,
    /// The sentence of the source around the evidence of each.
    evidence: Vec<Folded>,
}

/// Looks at every sentence of `text` that cites facts; `place` tells where a stretch of it stands.
pub fn lint(text: &str, library: &Library, place: impl Fn(&str) -> Location) -> Vec<Diagnostic> {
    let parsed = document::parse(&Text::decoded("assessment", Format::Text, text, None)).output;
    let mut found = Vec::new();
    for sentence in &parsed.sentences {
        let words = parsed.slice(sentence.span);
        let cited: Vec<_> = keys(words).filter_map(|key| library.fact(key)).collect();
        if cited.is_empty() {
            continue;
        }
        let evidence = cited.iter().map(|fact| Folded::of(library.sentence(fact))).collect();
        let sentence = Sentence { text: words, folded: Folded::of(&without_citations(words)), cited, evidence };
        let faults = [sentence.stronger(), sentence.unattributed(), sentence.numbers()].into_iter().flatten();
        let open = faults.filter(|(rule, _)| !library.accepts(rule, keys(words)));
        found.extend(open.map(|(rule, message)| {
            Diagnostic::warning(rule, message).at(place(words)).hint(format!(
                "change the sentence, or sign it off in the brief: `accept: [{{rule: {rule}, by: …, why: …}}]`"
            ))
        }));
    }
    found
}

/// Lists the keys that a sentence cites.
pub(super) fn keys(text: &str) -> impl Iterator<Item = &str> {
    text.split('[').skip(1).filter_map(|rest| rest.split(']').next()).flat_map(|inside| {
        inside.split(';').filter_map(|item| {
            let (_, key) = item.split_once('@')?;
            key.split(|c: char| !(c.is_alphanumeric() || "-_.:".contains(c))).next()
        })
    })
}

fn without_citations(text: &str) -> String {
    let mut bare = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('[') {
        bare.push_str(before);
        match after.split_once(']') {
            Some((inside, after)) if inside.contains('@') => rest = after,
            _ => {
                bare.push(' ');
                rest = after;
            }
        }
    }
    bare + rest
}

fn words(folded: &Folded) -> impl Iterator<Item = &str> {
    (0..folded.tokens.len()).map(|index| folded.word(index))
}

impl Sentence<'_> {
    fn stronger(&self) -> Option<(&'static str, String)> {
        let weakens = |word: &&str| drift::is_hedge(word) || drift::is_condition(word) || drift::is_negation(word);
        if words(&self.folded).any(|word| weakens(&word)) || self.reports() {
            return None;
        }
        let hedges: Option<Vec<&str>> =
            self.evidence.iter().map(|evidence| words(evidence).find(|word| drift::limits_claim(word))).collect();
        let hedge = *hedges?.first()?;
        let shared = |evidence: &Folded| {
            let telling = |word: &&str| word.chars().count() >= TELLING;
            words(&self.folded)
                .filter(telling)
                .filter(|word| words(evidence).any(|other| same_stem(word, other)))
                .count()
        };
        let is_about_it = self.evidence.iter().any(|evidence| shared(evidence) >= 2);
        let message = format!("“{}” is stronger than its evidence, which says `{hedge}`", shortened(self.text));
        is_about_it.then_some(("stronger-than-evidence", message))
    }

    /// Tells whether the sentence says that somebody says so.
    fn reports(&self) -> bool {
        let speech = &Lexicon::built_in().speech;
        let finite = form::THIRD | form::PAST | form::ING;
        let says = |word: &str| {
            let word = speech.word(word);
            word.is_cue() && word.has_form(finite)
        };
        words(&self.folded).any(says) || self.folded_text().contains(" according to ")
    }

    fn folded_text(&self) -> String {
        format!(" {} ", words(&self.folded).collect::<Vec<_>>().join(" "))
    }

    fn unattributed(&self) -> Option<(&'static str, String)> {
        let speakers: Option<Vec<&String>> = self.cited.iter().map(|fact| fact.speakers.first()).collect();
        let first = *speakers?.first()?;
        let text = self.folded_text();
        let names = self.cited.iter().flat_map(|fact| &fact.speakers).flat_map(|name| name.split_whitespace());
        let is_named =
            names.filter(|word| word.starts_with(char::is_uppercase) && word.chars().count() > 2).any(|word| {
                text.contains(&format!(" {} ", word.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase()))
            });
        let message = format!("“{}” states as a fact what `{first}` says", shortened(self.text));
        (!is_named && !self.reports()).then_some(("attribution-dropped", message))
    }

    fn numbers(&self) -> Option<(&'static str, String)> {
        let ours = (0..self.folded.tokens.len()).filter(|&at| self.folded.tokens[at].kind == Kind::Number);
        ours.into_iter().find_map(|at| self.number(at))
    }

    fn number(&self, at: usize) -> Option<(&'static str, String)> {
        let word = self.folded.word(at);
        let mut same_digits = None;
        for evidence in &self.evidence {
            for other in (0..evidence.tokens.len()).filter(|&other| evidence.tokens[other].kind == Kind::Number) {
                if digits(evidence.word(other)) != digits(word) {
                    continue;
                }
                let (left, right) = (unit(&self.folded, at), unit(evidence, other));
                if left == right || left.is_empty() || right.is_empty() {
                    return None;
                }
                same_digits = Some((left, right));
            }
        }
        if let Some((left, right)) = same_digits {
            return Some(("unit-changed", format!("`{word}` counts `{left}` here and `{right}` in the evidence")));
        }
        let value = number_of(word)?;
        let in_text = self.evidence.iter().flat_map(|evidence| words(evidence).filter_map(number_of));
        let known: Vec<f64> = self.cited.iter().flat_map(|fact| fact.values.iter().copied()).chain(in_text).collect();
        if known.contains(&value) {
            return None;
        }
        let near = known.into_iter().find(|known| (known - value).abs() <= NEAR * known.abs())?;
        Some(("number-rounded", format!("`{word}` is `{near}` in the evidence")))
    }
}

fn digits(word: &str) -> String {
    word.chars().filter(char::is_ascii_digit).collect()
}

fn number_of(word: &str) -> Option<f64> {
    let bare = word.trim_matches(|c: char| !c.is_ascii_digit()).replace(',', "");
    bare.parse().ok()
}

/// Returns what a number counts: its sign, scale and unit, as far as they are known; nothing for a bare number.
fn unit(folded: &Folded, at: usize) -> String {
    let word = folded.word(at);
    let mut unit: String =
        word.chars().filter(|&c| is_currency(c) || c == '%' || c == '°' || c.is_alphabetic()).collect();
    let mut next = at + 1;
    while next <= at + 2 && drift::is_unit(folded.word(next)) {
        unit.push(' ');
        unit.push_str(folded.word(next).trim_end_matches('s'));
        next += 1;
    }
    match unit.trim() {
        "percent" | "per cent" | "pc" => "%".into(),
        unit => unit.to_owned(),
    }
}

fn same_stem(left: &str, right: &str) -> bool {
    let common = left.chars().zip(right.chars()).take_while(|(a, b)| a == b).count();
    let shorter = left.chars().count().min(right.chars().count());
    common >= TELLING - 1 && common + 2 >= shorter
}

fn shortened(text: &str) -> String {
    const LONGEST: usize = 70;
    let bare = without_citations(text).split_whitespace().collect::<Vec<_>>().join(" ");
    match bare.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", &bare[..end]),
        None => bare,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sheet;

    const TEXT: &str = "The pier\n\nThe council may close the old pier in the winter. The repair costs 31 million euros. \
        “The harbour is a disgrace to the town,” said Ana Torres. The bridge opened in 2029.\n";

    /// Rules that fire for a sentence that cites what the text says in the sentence with `words`.
    fn rules(sentence: &str, words: &str) -> Vec<&'static str> {
        let document = document::parse(&Text::decoded("pier", Format::Text, TEXT, None)).output;
        let mut sheet = sheet::extract(&document, sheet::Options { lexicon: Lexicon::built_in(), question: None });
        let start = TEXT.find(words).expect("in the text");
        let span = document.positions.code_points(&document.text, crate::source::Span::new(start, start + words.len()));
        let cited: Vec<String> = sheet
            .facts
            .iter()
            .filter(|fact| fact.evidence.span.start < span.end && span.start < fact.evidence.span.end)
            .map(|fact| fact.id.0.clone())
            .collect();
        sheet.readings.clear();
        let cited = cited.first().unwrap_or_else(|| panic!("no fact at {words}: {:?}", sheet.facts)).clone();
        let library = Library::new(vec![document], &[sheet]);
        let found = lint(&format!("{sentence} [@{cited}].\n"), &library, |_| Location::file("brief.yaml"));
        found.into_iter().map(|found| found.rule).collect()
    }

    #[test]
    fn a_hedge_may_not_be_lost() {
        assert_eq!(
            rules("The council closes the old pier in winter", "close the old pier"),
            ["stronger-than-evidence"]
        );
        assert_eq!(rules("The council might close the old pier in winter", "close the old pier"), [""; 0]);
        assert_eq!(rules("Nobody knows what comes", "close the old pier"), [""; 0]);
    }

    #[test]
    fn numbers_keep_their_value_and_unit() {
        assert_eq!(rules("Repair costs 30 million euros", "31 million euros"), ["number-rounded"]);
        assert_eq!(rules("Repair costs 31 million dollars", "31 million euros"), ["unit-changed"]);
        assert_eq!(rules("Repair costs 31 million euros", "31 million euros"), [""; 0]);
    }

    #[test]
    fn what_somebody_says_is_not_stated_as_a_fact() {
        assert_eq!(rules("The harbour is a disgrace", "harbour is a disgrace"), ["attribution-dropped"]);
        assert_eq!(rules("To Torres the harbour is a disgrace", "harbour is a disgrace"), [""; 0]);
        assert_eq!(rules("A councillor says the harbour is a disgrace", "harbour is a disgrace"), [""; 0]);
    }
}
