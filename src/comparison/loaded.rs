//! Loaded words: verbs of speaking that take a side for or against who speaks (`claims`, `admits` against `says`).
//!
//! Two checks. Words of ours, that is of the brief, outside quotation marks: each loaded verb is a warning with the neutral
//! one beside it. Words of the sources: if the verbs that bring in one side's words cast doubt much more often than the
//! other's, a note says so, because quoting both alike would carry the slant over.

use std::collections::BTreeMap;

use super::material::{Body, Material};
use crate::brief::Brief;
use crate::diagnostic::{Diagnostic, Location};
use crate::document::token::{Token, TokenKind, tokenize};
use crate::lexicon::Lexicon;
use crate::sheet::Side;
use crate::sheet::claim::{Claim, CueClass};
use crate::source::Span;

/// How many doubting verbs more than the other side's make an asymmetry.
const FEWEST: usize = 3;
/// How many times as large the share of doubting verbs must be.
const TIMES: usize = 2;

/// Returns a warning for each loaded verb in the brief's own words.
pub(super) fn own_words(brief: &Brief) -> Vec<Diagnostic> {
    let mut texts: Vec<(&str, &str)> = vec![("title", &brief.title)];
    texts.extend(brief.subtitle.as_deref().map(|text| ("subtitle", text)));
    texts.extend([("sides", brief.sides.optimistic.as_str()), ("sides", brief.sides.sceptical.as_str())]);
    texts.extend(brief.issues.iter().map(|issue| ("issues", issue.title.as_str())));
    texts.extend(brief.assessment.as_deref().map(|text| ("assessment", text)));
    texts.extend(brief.balance.as_ref().and_then(|balance| balance.why.as_deref()).map(|text| ("balance", text)));
    let mut found = Vec::new();
    for (place, text) in texts {
        for (word, class) in loaded(text) {
            let (does, instead) = match class {
                CueClass::Doubting => ("casts doubt on who speaks", "says"),
                CueClass::Endorsing => ("takes the side of who speaks", "says"),
                CueClass::Neutral => continue,
            };
            let message = format!("`{word}` in `{place}` {does}");
            found.push(
                Diagnostic::warning("loaded-word", message)
                    .at(Location::file(format!("briefs/{}/brief.yaml", brief.id)))
                    .hint(format!("write `{instead}`, or quote whoever judges so")),
            );
        }
    }
    found
}

/// Returns the loaded verbs of a text that stand outside quotation marks and where a verb can stand.
fn loaded(text: &str) -> Vec<(&str, CueClass)> {
    let speech = &Lexicon::built_in().speech;
    let mut tokens: Vec<Token> = Vec::new();
    tokenize(text, Span::new(0, text.len()), &mut tokens);
    let mut found = Vec::new();
    let mut quoted = false;
    for (at, token) in tokens.iter().enumerate() {
        let word = token.of(text);
        match word {
            "“" => quoted = true,
            "”" => quoted = false,
            "\"" => quoted = !quoted,
            _ => {}
        }
        if quoted || token.kind != TokenKind::Lower || !spoken(&tokens, at, text) {
            continue;
        }
        if let Some(verb) = speech.verb(speech.word(word)).filter(|verb| verb.cue_class != CueClass::Neutral) {
            found.push((word, verb.cue_class));
        }
    }
    found
}

/// Tells whether the word is a third person or past form that follows who speaks, and no noun: `the minister claims`, not
/// `the claims`.
fn spoken(tokens: &[Token], at: usize, text: &str) -> bool {
    let word = tokens[at].of(text);
    let form = word.ends_with('s') || word.ends_with("ed");
    let before = at.checked_sub(1).map(|before| tokens[before]);
    form && before.is_some_and(|before| {
        let lower = before.of(text).to_lowercase();
        let leads =
            "the a an of for on in to by with no any these those such all some both and or their its his her our many"
                .split(' ')
                .any(|leader| leader == lower);
        before.is_word() && !leads && !lower.ends_with("'s") && !lower.ends_with("’s")
    })
}

/// Says if the sources' verbs of speaking doubt one side much more often than the other.
pub(super) fn asymmetry(material: &Material<'_>, brief: &Brief) -> Option<Diagnostic> {
    let mut counts: BTreeMap<&'static str, (usize, usize)> = BTreeMap::new();
    for item in &material.items {
        let Body::Claim(Claim::Quotation(quotation)) = item.body else { continue };
        let side = match material.side_at(item.source, item.span()) {
            Some(Side::Optimistic) => "optimistic",
            Some(Side::Sceptical) => "sceptical",
            Some(Side::Mixed) | None => continue,
        };
        let count = counts.entry(side).or_default();
        count.0 += usize::from(quotation.cue_class == CueClass::Doubting);
        count.1 += 1;
    }
    let of = |side: &str| counts.get(side).copied().unwrap_or_default();
    let (good, bad) = (of("optimistic"), of("sceptical"));
    let (side, more, less) = if good.0 >= bad.0 { ("optimistic", good, bad) } else { ("sceptical", bad, good) };
    // Shares are compared without division: more.0 / more.1 against less.0 / less.1.
    let uneven = more.0 >= less.0 + FEWEST && less.1 > 0 && more.0 * less.1 >= TIMES * less.0 * more.1;
    uneven.then(|| {
        let message = format!(
            "the sources bring in {} of {} statements of the {side} side with a verb that doubts (`claims`, `insists`), \
             and {} of {} of the other side",
            more.0, more.1, less.0, less.1
        );
        Diagnostic::note("loaded-asymmetry", message).at(Location::file(format!("briefs/{}/brief.yaml", brief.id)))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Vec<&str> {
        loaded(text).into_iter().map(|(word, _)| word).collect()
    }

    #[test]
    fn loaded_verbs_are_found_outside_quotation_marks_and_nouns_are_not() {
        assert_eq!(
            words("The minister claims that the dyke holds, and the port insists on it."),
            ["claims", "insists"]
        );
        assert_eq!(
            words("The minister says that the dyke holds; the claims of the port are open."),
            Vec::<&str>::new()
        );
        assert_eq!(words("The letter reads “the port claims too much”."), Vec::<&str>::new());
    }
}
