//! Finds conditions: something holds only if something else does.
//!
//! The evidence is the conditional clause together with what depends on it, as far as both stand in one clause.
//! Words of time (`once`, `after`, `when`) are conditions only beside a promise, plan or possibility.

use super::Found;
use super::clause::{Passage, Tokens};
use crate::lexicon::measure::{Class, Mark};
use crate::sheet::claim::{Claim, Condition, ConditionForm};

/// Nouns before a `when` that tells which, not under which condition.
const TIMES: [&str; 5] = ["time", "date", "moment", "point", "period"];

/// Words of time that are often no condition.
const LOOSE: [&str; 6] = ["when", "whenever", "until", "following", "upon", "after"];

/// A condition in a passage.
#[derive(Clone, Debug)]
pub(super) struct Conditional {
    /// The clause that states it.
    pub(super) requires: Tokens,
    /// It and what depends on it.
    pub(super) whole: Tokens,
    form: ConditionForm,
    rule: &'static str,
    marker: Tokens,
}

/// Appends the conditions of `passage`.
pub(super) fn find(passage: &Passage<'_>, conditionals: &[Conditional], found: &mut Vec<Found>) {
    let mut reached = 0;
    for conditional in conditionals {
        if conditional.whole.start < reached {
            continue;
        }
        reached = conditional.whole.end;
        let (Some(span), Some(requires)) =
            (passage.span(&conditional.whole, &conditional.marker), passage.phrase(&conditional.requires))
        else {
            continue;
        };
        let of = dependent(passage, conditional);
        let claim = Claim::Condition(Condition { requires, of, form: conditional.form });
        found.push(Found { claim, span, rule: conditional.rule });
    }
}

/// Returns the conditions of `passage` in order.
pub(super) fn conditionals(passage: &Passage<'_>) -> Vec<Conditional> {
    let marked = passage.marks_of(Class::Condition).filter_map(|mark| by_mark(passage, mark));
    let inverted = (0..passage.len())
        .filter(|&at| passage.is(at, Class::Modal) && is_inversion(passage, at))
        .map(|at| make(passage, at..at + 1, ConditionForm::If, "condition/inversion"));
    let mut all: Vec<Conditional> = marked.chain(inverted).collect();
    all.sort_by_key(|conditional| conditional.marker.start);
    all
}

fn by_mark(passage: &Passage<'_>, mark: Mark) -> Option<Conditional> {
    let (form, rule) = match passage.value_of(mark) {
        "if" => (ConditionForm::If, "condition/if"),
        "only-if" => (ConditionForm::OnlyIf, "condition/only-if"),
        "unless" => (ConditionForm::Unless, "condition/unless"),
        "once" => (ConditionForm::Once, "condition/once"),
        "depends" => (ConditionForm::Depends, "condition/depends"),
        _ => return None,
    };
    let real = match form {
        ConditionForm::If => !asks_whether(passage, mark),
        ConditionForm::OnlyIf => mark.end - mark.first > 1 || is_clause_ahead(passage, mark.end),
        ConditionForm::Unless => {
            !passage.reads(mark.first, "without") && !passage.reads(mark.first, "short") || is_without(passage, mark)
        }
        ConditionForm::Once => is_future_trigger(passage, mark),
        ConditionForm::Depends => {
            let clause = passage.clause(mark.first);
            passage.names_actor(&clause) || clause.clone().any(|at| passage.is(at, Class::Plan))
        }
    };
    let ends = mark.end >= passage.len() || passage.is_mark(mark.end, ",");
    let bare = passage.clause(mark.first).len() < 5;
    let asked = passage.asks() && form != ConditionForm::OnlyIf;
    (real && !ends && !bare && !asked).then(|| make(passage, mark.first..mark.end, form, rule))
}

fn make(passage: &Passage<'_>, marker: Tokens, form: ConditionForm, rule: &'static str) -> Conditional {
    let clause = passage.clause(marker.start);
    let whole = clause.start..clause.end.max(marker.end);
    let end = if form == ConditionForm::Depends { whole.end } else { condition_end(passage, &marker, &whole) };
    Conditional { requires: marker.start..end, whole, form, rule, marker }
}

/// A condition ends at the comma after which the main clause begins, or at the end of the clause.
fn condition_end(passage: &Passage<'_>, marker: &Tokens, whole: &Tokens) -> usize {
    let leads = (whole.start..marker.start)
        .all(|at| !passage.is_word(at) || passage.is_any(at, &[Class::And, Class::But, Class::Adverb]))
        || marker.start > 0 && passage.is_mark(marker.start - 1, ",");
    if !leads {
        return whole.end;
    }
    // `Without pumps, pipes, and above all a budget, the plan …`: the last comma before a verb's subject.
    let commas: Vec<usize> = (marker.end..whole.end).filter(|&at| passage.is_mark(at, ",")).collect();
    let main = commas.iter().copied().find(|&comma| {
        (comma + 1..whole.end.min(comma + 12))
            .take_while(|&at| !passage.is_mark(at, ","))
            .any(|at| passage.is_any(at, &[Class::Modal, Class::Auxiliary]))
    });
    main.or(commas.last().copied()).unwrap_or(whole.end)
}

/// What depends on the condition: the rest of the clause.
fn dependent(passage: &Passage<'_>, conditional: &Conditional) -> Option<String> {
    let before = passage.phrase(&(conditional.whole.start..conditional.requires.start));
    let after = passage.phrase(&(conditional.requires.end..conditional.whole.end));
    match (before, after) {
        (Some(before), Some(after)) => Some(format!("{before} … {after}")),
        (before, after) => before.or(after),
    }
}

/// `asked if`, `to see if`: a question, not a condition.
fn asks_whether(passage: &Passage<'_>, mark: Mark) -> bool {
    let single = mark.end == mark.first + 1;
    let before = mark.first.saturating_sub(2)..mark.first;
    passage.reads(mark.first, "whether")
        || single
            && before.clone().any(|at| passage.is(at, Class::AskIf))
            && !passage.is_mark(mark.first.wrapping_sub(1), ",")
}

fn is_clause_ahead(passage: &Passage<'_>, at: usize) -> bool {
    (at..passage.len().min(at + 8))
        .take_while(|&at| !passage.is_mark(at, ","))
        .any(|at| passage.is_any(at, &[Class::Auxiliary, Class::Modal, Class::Deed]))
}

/// `Without a budget, …` or `cannot work without a budget`; not `without saying` or `without help, she left`.
fn is_without(passage: &Passage<'_>, mark: Mark) -> bool {
    let clause = passage.clause(mark.first);
    let manner = passage.word(mark.end).ends_with("ing") && mark.end == mark.first + 1;
    let leads = (clause.start..mark.first)
        .all(|at| !passage.is_word(at) || passage.is_any(at, &[Class::And, Class::But, Class::Adverb]));
    let bound = clause.clone().any(|at| passage.is_any(at, &[Class::Modal, Class::Negator]));
    !manner && (leads || bound)
}

/// `once the pipes are laid` beside `will`; not `after 2014` or `once`, the adverb.
fn is_future_trigger(passage: &Passage<'_>, mark: Mark) -> bool {
    if mark.first > 0
        && passage.reads(mark.first, "when")
        && (passage.is(mark.first - 1, Class::Period) || TIMES.iter().any(|time| passage.reads(mark.first - 1, time)))
    {
        return false;
    }
    if mark.first > 0 && passage.is_any(mark.first - 1, &[Class::Report, Class::AskIf]) {
        return false;
    }
    let clause = passage.clause(mark.first);
    let loose = LOOSE.iter().any(|word| passage.reads(mark.first, word));
    let forward = clause
        .clone()
        .any(|at| passage.is(at, Class::Modal) && !(loose && passage.reads(at, "would")) || passage.reads(at, "only"))
        || passage
            .marks_in(&clause, Class::Modality)
            .any(|found| matches!(passage.value_of(found), "planned" | "pledged"))
        || passage.reads(mark.first, "pending");
    let next = if passage.is_word(mark.end) { mark.end } else { mark.end + 1 };
    let once = passage.reads(mark.first, "once") || mark.end > mark.first + 1;
    let dated = passage.is_any(next, &[Class::Month, Class::Weekday, Class::Shift, Class::RelativeDay, Class::Vague])
        || !once && (passage.is(next, Class::Number) || !passage.is_word(next));
    let verb = is_clause_ahead(passage, mark.end);
    let past = (next..passage.len().min(next + 6)).any(|at| matches!(passage.word(at), "was" | "were" | "had" | "did"));
    let noun = passage.is(next, Class::Determiner) || passage.is(next, Class::Plan);
    forward
        && !dated
        && !past
        && (verb || loose && noun)
        && !(passage.reads(mark.first, "upon") && mark.first > 0 && !noun)
}

/// `should the dam fail`: a modal before its subject where nobody asks.
fn is_inversion(passage: &Passage<'_>, at: usize) -> bool {
    if !passage.reads(at, "should") || passage.asks() || passage.mark_at(at, Class::Condition).is_some() {
        return false;
    }
    let next = at + 1;
    let subject = passage.is_any(next, &[Class::Determiner, Class::Pronoun])
        || passage.is_capital(next)
        || at == 0 && passage.is_word(next) && !passage.is(next, Class::Deed);
    let tail = (next + 1..passage.len().min(next + 7)).any(|at| passage.is_word(at) && !passage.ends_phrase(at));
    let follows_so =
        at > 0 && ["so", "nor", "as", "how", "why", "where"].iter().any(|word| passage.reads(at - 1, word));
    let question_word = follows_so || at > 0 && passage.is_any(at - 1, &[Class::Relative, Class::Pronoun]);
    subject
        && tail
        && !question_word
        && !passage.reads(next, "be")
        && !passage.reads(next, "all")
        && !passage.reads(next, "both")
}

#[cfg(test)]
mod tests {
    use super::super::statement::testing::facts;
    use crate::sheet::claim::Claim;

    /// Writes conditions as `rule: requires -> of`.
    fn conditions(text: &str) -> Vec<String> {
        facts(text, "")
            .into_iter()
            .filter_map(|(rule, _, claim)| match claim {
                Claim::Condition(condition) => {
                    Some(format!("{rule}: {} -> {}", condition.requires, condition.of.unwrap_or_default()))
                }
                _ => None,
            })
            .collect()
    }

    #[test]
    fn each_form_names_what_is_required_and_what_depends_on_it() {
        for (text, expected) in [
            ("If the towns pay, the ferry will run.", "condition/if: If the towns pay -> the ferry will run"),
            ("The ferry will run if the towns pay.", "condition/if: if the towns pay -> The ferry will run"),
            (
                "The deal takes effect only if all parliaments agree.",
                "condition/only-if: only if all parliaments agree -> The deal takes effect",
            ),
            (
                "Unless the bank agrees, the fund stays empty.",
                "condition/unless: Unless the bank agrees -> the fund stays empty",
            ),
            (
                "Without a budget, the plan will remain a sketch.",
                "condition/unless: Without a budget -> the plan will remain a sketch",
            ),
            (
                "The ban will end once the wells are clean.",
                "condition/once: once the wells are clean -> The ban will end",
            ),
            ("Success hinges on a federal grant.", "condition/depends: hinges on a federal grant -> Success"),
            (
                "The guild promised to help the port should the river flood again.",
                "condition/inversion: should the river flood again -> The guild promised to help the port",
            ),
        ] {
            assert_eq!(conditions(text), [expected], "{text}");
        }
    }

    #[test]
    fn look_alikes_are_no_conditions() {
        for text in [
            "She asked if the ferry would run.",
            "It looked as if the wall had moved.",
            "Even if it rains, they sing.",
            "The mayor left without saying a word.",
            "The town was once rich.",
            "The dam broke after the storm had passed.",
            "The board should pay the towns.",
            "What if the wells run dry?",
        ] {
            assert_eq!(conditions(text), Vec::<String>::new(), "{text}");
        }
    }
}
