//! Rules about a whole note: words that an audience must not see, and words of probability in the analysts' own text.

use super::{Book, Quotable, Verdict, check};
use crate::brief::{Audience, Brief};
use crate::diagnostic::{Diagnostic, Location};
use crate::sheet::{FactSheet, Status};

/// Fewest words of a withheld passage that are looked for: shorter ones stand in any text.
const FEWEST: usize = 4;

/// Finds words of withheld sources in an output; `page` is the output made ready as if it were a source.
///
/// Words that a source which the audience may see has too are no leak.
pub fn leaks(file: &str, page: &Book, audience: &Audience, sheets: &[FactSheet], books: &[Book]) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    let withheld = |sheet: &&FactSheet| sheet.source.tags.iter().any(|tag| audience.withhold.contains(tag));
    let hidden: Vec<_> = sheets.iter().filter(withheld).map(|sheet| &sheet.source.id).collect();
    let known = sheets.iter().filter(|sheet| !withheld(sheet)).map(|sheet| &sheet.source.id);
    let known: Vec<_> = books.iter().filter(|book| known.clone().any(|id| id == book.id())).collect();
    let stands = |words: &str, book: &Book| {
        check(Quotable { quote: words, speaker: None, at: None }, book).verdict == Verdict::Verified
    };
    for sheet in sheets.iter().filter(|sheet| hidden.contains(&&sheet.source.id)) {
        let facts = sheet.facts.iter().filter(|fact| fact.status != Status::Rejected).map(|fact| &fact.evidence.exact);
        let readings = sheet.readings.iter().map(|reading| &reading.evidence.exact);
        let words = facts.chain(readings).chain(&sheet.source.title);
        let leaked = words
            .filter(|words| words.split_whitespace().count() >= FEWEST)
            .find(|words| stands(words, page) && !known.iter().any(|book| stands(words, book)));
        if let Some(words) = leaked {
            let message = format!("words of the withheld source `{}` are in this output: “{words}”", sheet.source.id);
            found.push(Diagnostic::error("withheld-words", message).at(Location::file(file)));
        }
    }
    found
}

/// The two columns of ICD 203's scale that differ from one another, longest first.
const LIKELY: &[&str] = &[
    "almost certain",
    "very likely",
    "likely",
    "roughly even chance",
    "unlikely",
    "very unlikely",
    "almost no chance",
];
const PROBABLE: &[&str] = &[
    "nearly certain",
    "highly probable",
    "probable",
    "roughly even odds",
    "improbable",
    "highly improbable",
    "remote",
];
const CONFIDENCE: &[&str] = &["high confidence", "moderate confidence", "low confidence", "medium confidence"];

/// Looks at the assessment of a brief: one scale of probability, and never a likelihood with a level of confidence.
pub fn probability_words(brief: &Brief, file: &str) -> Vec<Diagnostic> {
    let Some(assessment) = &brief.assessment else { return Vec::new() };
    let text = assessment.to_lowercase();
    let mut found = Vec::new();
    for sentence in text.split(['.', '!', '?', '\n']) {
        let likelihood = LIKELY.iter().chain(PROBABLE).find(|words| holds(sentence, words));
        let confidence = CONFIDENCE.iter().find(|words| holds(sentence, words));
        if let (Some(likelihood), Some(confidence)) = (likelihood, confidence) {
            let message = format!("one sentence of the assessment has both `{confidence}` and `{likelihood}`");
            found.push(
                Diagnostic::warning("confidence-and-likelihood", message)
                    .at(Location::file(file))
                    .hint("say in one sentence how likely it is, in another how good the evidence is"),
            );
        }
    }
    let [likely, probable] = [LIKELY, PROBABLE].map(|scale| scale.iter().find(|words| holds(&text, words)));
    if let (Some(likely), Some(probable)) = (likely, probable) {
        let message = format!("the assessment uses two scales of probability: `{likely}` and `{probable}`");
        found.push(Diagnostic::warning("two-scales", message).at(Location::file(file)).hint("keep to one of them"));
    }
    found
}

fn holds(text: &str, words: &str) -> bool {
    text.match_indices(words).any(|(at, _)| {
        let border = |c: Option<char>| c.is_none_or(|c| !c.is_alphanumeric());
        border(text[..at].chars().next_back()) && border(text[at + words.len()..].chars().next())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rules(assessment: &str) -> Vec<&'static str> {
        let text = format!("title: Piers\nquestion: Will it stand?\nassessment: {assessment}\n");
        let brief = crate::brief::read(&text, "piers", "brief.yaml").expect("brief").output;
        probability_words(&brief, "brief.yaml").into_iter().map(|found| found.rule).collect()
    }

    #[test]
    fn confidence_and_likelihood_do_not_share_a_sentence_and_one_scale_is_kept() {
        assert_eq!(rules("We judge with high confidence that a storm is unlikely"), ["confidence-and-likelihood"]);
        assert_eq!(rules("A storm is unlikely. We have high confidence in this"), Vec::<&str>::new());
        assert_eq!(rules("A storm is likely. Rain is highly improbable"), ["two-scales"]);
    }
}
