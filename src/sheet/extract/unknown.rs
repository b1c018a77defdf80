//! Finds what a text says is not public, not settled or not clear, what somebody would not say, and open questions.

use super::Found;
use super::clause::{Passage, Tokens};
use crate::document::Document;
use crate::lexicon::measure::{Class, Mark};
use crate::sheet::claim::{Claim, Unknown, UnknownReason};
use crate::source::Span;

/// The longest question that is kept, in bytes.
const LONGEST_QUESTION: usize = 480;

/// Appends the unknowns of `passage`.
pub(super) fn find(passage: &Passage<'_>, found: &mut Vec<Found>) {
    if passage.asks()
        && let Some(question) = question(passage)
    {
        found.push(question);
        return;
    }
    let mut reached = 0;
    for mark in passage.marks_of(Class::Unknown) {
        if mark.first < reached {
            continue;
        }
        let (reason, rule) = match passage.value_of(mark) {
            "not-public" => (UnknownReason::NotPublic, "unknown/not-public"),
            "unresolved" => (UnknownReason::Unresolved, "unknown/unresolved"),
            "would-not-say" => (UnknownReason::WouldNotSay, "unknown/would-not-say"),
            _ => (UnknownReason::Unclear, "unknown/unclear"),
        };
        if is_denied(passage, mark) {
            continue;
        }
        let clause = passage.clause(mark.first);
        let clause = clause.start..clause.end.max(mark.end);
        let (Some(span), Some(about)) = (passage.span(&clause, &(mark.first..mark.end)), about(passage, mark, &clause))
        else {
            continue;
        };
        reached = clause.end;
        found.push(Found { claim: Claim::Unknown(Unknown { about, reason }), span, rule });
    }
}

/// The sentence as a question that the text leaves open.
fn question(passage: &Passage<'_>) -> Option<Found> {
    let (first, last) = (passage.tokens.first()?, passage.tokens.last()?);
    let mut span = Span::new(first.start as usize, last.end as usize);
    let words = passage.text.get(span.range())?;
    if span.len() > LONGEST_QUESTION || passage.len() < 4 {
        return None;
    }
    let trimmed = words.trim_matches(['"', '“', '”', '«', '»']);
    if !trimmed.ends_with('?') {
        return None;
    }
    span.start += words.find(trimmed).unwrap_or(0);
    span.end = span.start + trimmed.len();
    let about = trimmed.split_whitespace().collect::<Vec<_>>().join(" ");
    Some(Found { claim: Claim::Unknown(Unknown { about, reason: UnknownReason::Asked }), span, rule: "unknown/asked" })
}

/// A question block that no answer follows.
pub(super) fn asked(document: &Document, span: Span) -> Option<Found> {
    let about = document.slice(span).split_whitespace().collect::<Vec<_>>().join(" ");
    let kept = span.len() <= LONGEST_QUESTION && !about.is_empty();
    kept.then_some(Found {
        claim: Claim::Unknown(Unknown { about, reason: UnknownReason::Asked }),
        span,
        rule: "unknown/unanswered",
    })
}

/// `no longer unclear`, `is not vague`: known after all.
fn is_denied(passage: &Passage<'_>, mark: Mark) -> bool {
    let single = mark.end == mark.first + 1;
    let before = mark.first.saturating_sub(2)..mark.first;
    let mine = mark.first > 0
        && passage.value_of(mark) == "would-not-say"
        && (passage.reads(mark.first - 1, "I") || passage.reads(mark.first - 1, "you"));
    // `vague enough to please all` tells a degree.
    let degree = single && passage.reads(mark.end, "enough");
    let idiom = mark.first > 0
        && passage.reads(mark.first, "without")
        && ["goes", "go", "went"].iter().any(|verb| passage.reads(mark.first - 1, verb));
    mine || degree
        || idiom
        || single && before.clone().any(|at| passage.is(at, Class::Negator) || passage.reads(at, "longer"))
}

/// What is not known: the subject of the clause, or what follows when there is none of substance.
fn about(passage: &Passage<'_>, mark: Mark, clause: &Tokens) -> Option<String> {
    let after = mark.end..clause.end;
    let whole = || passage.statement(clause);
    let noun = ["uncertainty", "ambiguity", "ambiguities", "vagueness", "unknowns"]
        .iter()
        .any(|noun| passage.reads(mark.first, noun));
    let attributive =
        !noun && mark.end == mark.first + 1 && !passage.ends_phrase(mark.end) && !passage.is(mark.end, Class::Adverb);
    if attributive {
        let end = (mark.end..clause.end).find(|&at| passage.ends_phrase(at)).unwrap_or(clause.end);
        return passage.matter(&(mark.first..end)).or_else(whole);
    }
    let asks_on = matches!(
        passage.word(mark.end).to_ascii_lowercase().as_str(),
        "whether" | "how" | "who" | "what" | "when" | "why" | "where" | "which" | "if" | "about" | "on" | "over"
    );
    let subject = passage.subject(clause.start, mark.first);
    let empty = subject.as_ref().is_none_or(|subject| {
        subject.len() == 1 && passage.is_any(subject.start, &[Class::Pronoun, Class::Determiner])
    });
    // `the town has yet to sign the lease`: what somebody has not done takes the whole clause to say.
    let done = (mark.first..mark.end).any(|at| {
        ["be", "been", "made", "is", "are", "was", "were", "remains", "remain", "remained"]
            .iter()
            .any(|word| passage.reads(at, word))
    });
    let active = mark.end > mark.first + 1
        && !done
        && matches!(passage.value_of(mark), "unresolved" | "not-public")
        && after.clone().any(|at| passage.is_word(at));
    if active && !asks_on {
        return whole();
    }
    // `That has not been decided`, in an answer: the question says what.
    if empty
        && !asks_on
        && let Some(question) = passage.question.and_then(|span| passage.text.get(span.range()))
        && question.len() <= LONGEST_QUESTION
    {
        return Some(question.split_whitespace().collect::<Vec<_>>().join(" "));
    }
    if asks_on || empty {
        let end = after.end;
        let after = after.start..passage.predicate_end(&after).min(end);
        if let Some(words) = passage.matter(&after) {
            return Some(words);
        }
    }
    let near = subject.as_ref().is_none_or(|subject| {
        (subject.end..mark.first).all(|at| {
            passage.is_any(at, &[Class::Auxiliary, Class::Modal, Class::Adverb, Class::Negator, Class::And])
                || passage.is_margin(at)
                || passage.word(at).ends_with("ly")
        })
    });
    if !near {
        return whole();
    }
    let verbal = passage.value_of(mark) == "would-not-say" || passage.reads(mark.end.wrapping_sub(1), "to");
    let tokens = match subject {
        Some(subject) if !verbal => subject,
        _ => clause.clone(),
    };
    let all = tokens == *clause;
    passage.matter(&tokens).filter(|_| !all).or_else(whole)
}

#[cfg(test)]
mod tests {
    use super::super::statement::testing::facts;
    use crate::sheet::claim::{Claim, UnknownReason};

    fn unknowns(text: &str) -> Vec<(UnknownReason, String)> {
        facts(text, "")
            .into_iter()
            .filter_map(
                |(_, _, claim)| {
                    if let Claim::Unknown(unknown) = claim { Some((unknown.reason, unknown.about)) } else { None }
                },
            )
            .collect()
    }

    #[test]
    fn each_reason_has_its_words() {
        for (text, reason, about) in [
            ("The contract has yet to be published.", UnknownReason::NotPublic, "The contract"),
            ("The size of the fund remains undecided.", UnknownReason::Unresolved, "The size of the fund"),
            ("It is unclear whether the toll will survive.", UnknownReason::Unclear, "whether the toll will survive"),
            ("Nobody knows who will pay for the dredging.", UnknownReason::Unclear, "who will pay for the dredging"),
            ("The minister would not say when work begins.", UnknownReason::WouldNotSay, "when work begins"),
            ("And who would pay for the new locks?", UnknownReason::Asked, "And who would pay for the new locks?"),
        ] {
            assert_eq!(unknowns(text), [(reason, about.to_owned())], "{text}");
        }
    }

    #[test]
    fn what_is_known_is_no_unknown() {
        for text in
            ["The contract was published.", "The rule is no longer unclear.", "The minister said when work begins."]
        {
            assert_eq!(unknowns(text), [], "{text}");
        }
    }
}
