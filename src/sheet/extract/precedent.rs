//! Finds precedents: earlier cases that a text brings up, and how they went.
//!
//! Either words say so (`the experience of`, `an earlier attempt`), or a year well before the text stands beside an
//! accord, an upheaval or an outcome.

use super::clause::{Passage, Tokens};
use super::date::DateMention;
use super::{Context, Found};
use crate::lexicon::measure::Class;
use crate::sheet::claim::{Claim, Outcome, Precedent};
use crate::value::date::{Interval, PartialDate};

/// How many tokens from its date an accord is named.
const NEAR: usize = 5;

/// Appends the precedents of `passage`.
pub(super) fn find(context: &Context<'_>, passage: &Passage<'_>, dates: &[DateMention], found: &mut Vec<Found>) {
    if passage.asks() {
        return;
    }
    let mut reached = 0;
    let worded = passage.marks_of(Class::Precedent).map(|mark| (mark.first, mark.end, None));
    let dated =
        dates.iter().filter(|date| is_past(context, date)).map(|date| (date.tokens.start, date.tokens.end, Some(date)));
    let mut all: Vec<_> = worded.chain(dated).collect();
    all.sort_by_key(|(first, _, _)| *first);
    for (first, end, date) in all {
        if first < reached {
            continue;
        }
        let clause = whole(passage, first, end);
        let near = first.saturating_sub(NEAR)..passage.len().min(end + NEAR);
        let outcome = outcome(passage, &clause);
        let rule = match date {
            None => "precedent/words",
            Some(_) if near.clone().any(|at| is_accord(passage, at, outcome)) => "precedent/accord",
            Some(_) if outcome == Outcome::Failed && !is_ahead(passage, &clause) => "precedent/outcome",
            Some(_) => continue,
        };
        let (Some(span), Some(case)) = (passage.span(&clause, &(first..end)), passage.phrase(&clause)) else {
            continue;
        };
        reached = clause.end;
        let date =
            date.or_else(|| dates.iter().find(|date| clause.contains(&date.tokens.start) && is_past(context, date)));
        let claim = Precedent { case, date: date.and_then(|date| date.date(context, passage)), outcome };
        found.push(Found { claim: Claim::Precedent(claim), span, rule });
    }
}

/// The clause; `When the pact of 1950 lapsed, …` with its main clause.
fn whole(passage: &Passage<'_>, first: usize, end: usize) -> Tokens {
    let clause = passage.clause(first);
    clause.start..clause.end.max(end)
}

/// A full year that ended at least a year before the text; any full year if the text has no date.
fn is_past(context: &Context<'_>, date: &DateMention) -> bool {
    let Some(interval) = date.interval.filter(|_| !date.relative) else { return false };
    match context.document.metadata.issued.map(PartialDate::interval) {
        Some(Interval { from, .. }) => interval.to.0.year() + 1 < from.0.year(),
        None => true,
    }
}

/// `the Harbour Treaty`; laws are in force more often than not, and `the fuel crisis` is one of many, so that these
/// count only when the text says how it went.
fn is_accord(passage: &Passage<'_>, at: usize, outcome: Outcome) -> bool {
    const LAWS: [&str; 8] = ["Act", "Law", "Program", "Programme", "Plan", "Election", "Summit", "Policy"];
    let treaty = passage.is_capital(at) && at > 0 && passage.is_capital(at - 1) && !LAWS.contains(&passage.word(at));
    passage.is(at, Class::Accord) && (treaty || outcome != Outcome::Unstated)
}

fn is_ahead(passage: &Passage<'_>, clause: &Tokens) -> bool {
    clause.clone().any(|at| matches!(passage.word(at), "will" | "would" | "shall" | "could" | "may" | "might"))
}

fn outcome(passage: &Passage<'_>, clause: &Tokens) -> Outcome {
    let mut outcome = Outcome::Unstated;
    for mark in passage.marks_in(clause, Class::Outcome) {
        match passage.value_of(mark) {
            "failed" => return Outcome::Failed,
            _ => outcome = Outcome::Held,
        }
    }
    outcome
}

#[cfg(test)]
mod tests {
    use super::super::statement::testing::facts;
    use crate::sheet::claim::{Claim, Outcome};

    fn precedents(text: &str) -> Vec<(&'static str, Outcome)> {
        facts(text, "2026-01-12")
            .into_iter()
            .filter_map(
                |(rule, _, claim)| {
                    if let Claim::Precedent(precedent) = claim { Some((rule, precedent.outcome)) } else { None }
                },
            )
            .collect()
    }

    #[test]
    fn accords_lessons_and_old_failures_are_precedents() {
        assert_eq!(precedents("The Delta Treaty of 1962 shared the water."), [("precedent/accord", Outcome::Unstated)]);
        assert_eq!(precedents("The lesson of the old levy is that fees worked."), [("precedent/words", Outcome::Held)]);
        assert_eq!(
            precedents("In 2009 a similar dyke collapsed within a year."),
            [("precedent/outcome", Outcome::Failed)]
        );
    }

    #[test]
    fn fresh_or_future_dates_are_none() {
        for text in [
            "The Delta Treaty of 2026 shares the water.",
            "By 2040 the dyke could fail.",
            "In 1962 the town had one road.",
        ] {
            assert_eq!(precedents(text), [], "{text}");
        }
    }
}
