//! Finds commitments: who binds himself to what, how firmly, under which condition, and promises said to be missing.
//!
//! A clause gives one commitment. What makes it one: words of firmness (`pledged to`, `agreed`, `plans to`), a modal
//! with a verb for something that can be undertaken (`will deploy`, `could be based`), or words that say that a
//! promise is missing, removed or refused. Questions and the `if` part of a sentence promise nothing.

use super::Found;
use super::clause::{Passage, Tokens};
use super::condition::Conditional;
use crate::document::TokenKind;
use crate::lexicon::measure::{Class, Mark};
use crate::sheet::claim::{Claim, Commitment, Modality};

/// How many words may stand between a modal and its verb.
const VERB_REACH: usize = 6;

/// Beginnings of the verbs that say what a plan contains or when it applies, rather than what it will bring about.
const PLAN_VERBS: [&str; 17] = [
    "includ",
    "provid",
    "requir",
    "cover",
    "appl",
    "establish",
    "creat",
    "allow",
    "fund",
    "take",
    "enter",
    "come",
    "start",
    "begin",
    "remain",
    "run",
    "oblig",
];

/// What makes a clause a commitment.
#[derive(Clone, Copy, Debug)]
struct Trigger {
    first: usize,
    /// Where the action begins.
    end: usize,
    modality: Modality,
    absent: bool,
    rule: &'static str,
}

/// Appends the commitments of `passage`.
pub(super) fn find(passage: &Passage<'_>, conditionals: &[Conditional], found: &mut Vec<Found>) {
    if passage.asks() {
        return;
    }
    let mut marks = passage
        .marks()
        .iter()
        .copied()
        .filter(|mark| matches!(mark.class, Class::Modality | Class::Absence))
        .peekable();
    let mut reached = 0;
    for at in 0..passage.len() {
        let mut trigger = None;
        while let Some(mark) = marks.next_if(|mark| mark.first <= at) {
            if mark.first == at && (trigger.is_none() || mark.class == Class::Absence) {
                trigger = by_mark(passage, mark).or(trigger);
            }
        }
        let trigger = trigger.or_else(|| by_modal(passage, at));
        let Some(trigger) = trigger.filter(|trigger| trigger.first >= reached) else { continue };
        if let Some(end) = commitment(passage, trigger, conditionals, found) {
            reached = end;
        }
    }
}

/// Makes a commitment and returns where its clause ends, or `None` if it is none.
fn commitment(
    passage: &Passage<'_>,
    trigger: Trigger,
    conditionals: &[Conditional],
    found: &mut Vec<Found>,
) -> Option<usize> {
    let clause = passage.clause(trigger.first);
    let mut clause = clause.start..clause.end.max(trigger.end);
    // `pledged that …`: the promise is the next clause.
    let end = clause.end;
    let promises = trigger.end == end
        || passage.marks_in(&clause, Class::Modality).any(|mark| mark.end == end || mark.end > end && mark.first < end);
    if promises && end < passage.len() && (passage.reads(end, "that") || passage.reads(end - 1, "that")) {
        clause.end = passage.clause(end).end.max(end);
    }
    if (clause.start..trigger.first).any(|at| passage.reads(at, "whether")) {
        return None;
    }
    let near = conditionals.partition_point(|conditional| conditional.requires.start < clause.start);
    let condition =
        conditionals[near..].iter().take_while(|conditional| conditional.requires.start < clause.end).next();
    if condition.is_some_and(|condition| {
        condition.requires.contains(&trigger.first)
            && condition.requires.start > clause.start + 1
            && !passage.reads(trigger.first, "will")
    }) && trigger.rule != "commitment/absent"
    {
        return None;
    }
    if condition.is_some_and(|condition| {
        condition.requires.contains(&trigger.first)
            && condition.requires.start < trigger.first
            && condition.requires.end < clause.end
    }) {
        return None;
    }
    let from = condition
        .filter(|condition| condition.requires.end <= trigger.first)
        .map_or(clause.start, |condition| condition.requires.end);
    let subject = passage.subject(from, trigger.first);
    let who = subject.clone().unwrap_or(clause.start..trigger.first);
    let fits = match trigger.rule {
        "commitment/modal" if passage.has_mark(&(clause.start..trigger.first), Class::Unknown) => false,
        "commitment/modal" if subject.as_ref().is_some_and(|subject| is_asked(passage, subject)) => false,
        "commitment/modal" => subject.as_ref().is_some_and(|subject| can_undertake(passage, subject, trigger)),
        "commitment/absent" => true,
        _ => {
            passage.names_actor(&who)
                || who.clone().any(|at| passage.is(at, Class::Plan))
                || subject.is_none() && passage.names_actor(&clause)
        }
    };
    if !fits || shares_a_view(passage, &who, trigger) {
        return None;
    }
    let binding = trigger.modality != Modality::Binding
        && passage.marks_in(&clause, Class::Modality).any(|mark| passage.value_of(mark) == "binding");
    let modality = if binding && trigger.modality <= Modality::Pledged { Modality::Binding } else { trigger.modality };
    // `has not ruled out` leaves open what `ruled out` refuses.
    let open = trigger.rule == "commitment/possible";
    let absent = trigger.absent || !open && passage.has_mark(&clause, Class::Absence) && absence_in(passage, &clause);
    let action_end = condition
        .map(|condition| condition.requires.start)
        .filter(|&start| start > trigger.end + 1)
        .map_or(clause.end, |start| start.min(clause.end));
    let action = action(passage, trigger, &(clause.start..action_end), subject.as_ref(), absent)?;
    let owner = owner(passage, trigger, clause.start);
    let actor = owner.or(subject.filter(|_| !action.subject_used)).and_then(|actor| passage.actor_phrase(&actor));
    let span = passage.span(&clause, &(trigger.first..trigger.end))?;
    let condition = condition.and_then(|condition| passage.phrase(&condition.requires));
    let rule = if absent { "commitment/absent" } else { trigger.rule };
    found.push(Found {
        claim: Claim::Commitment(Commitment { actor, action: action.words, modality, condition, absent }),
        span,
        rule,
    });
    Some(clause.end)
}

/// `Experts agree on the danger`: a view, no promise.
fn shares_a_view(passage: &Passage<'_>, who: &Tokens, trigger: Trigger) -> bool {
    const VIEWERS: [&str; 12] = [
        "experts",
        "scientists",
        "analysts",
        "economists",
        "critics",
        "researchers",
        "doctors",
        "historians",
        "voters",
        "observers",
        "scholars",
        "people",
    ];
    passage.reads(trigger.first, "agree")
        && who.clone().any(|at| VIEWERS.iter().any(|viewer| passage.reads(at, viewer)))
}

fn by_mark(passage: &Passage<'_>, mark: Mark) -> Option<Trigger> {
    let trigger = |modality, absent, rule| Some(Trigger { first: mark.first, end: mark.end, modality, absent, rule });
    if mark.class == Class::Absence {
        let clause = passage.clause(mark.first);
        return if names_promise(passage, &clause, mark) {
            trigger(missing(passage, mark), true, "commitment/absent")
        } else {
            None
        };
    }
    // `promising data`, the adjective.
    let adjective = mark.end == mark.first + 1
        && passage.reads(mark.first, "promising")
        && !(passage.is(mark.end, Class::Determiner)
            || passage.is_capital(mark.end)
            || passage.reads(mark.end, "that"));
    if adjective {
        return None;
    }
    if is_noun(passage, mark) {
        return None;
    }
    let negated = (mark.first.saturating_sub(3)..mark.first).any(|at| passage.is(at, Class::Negator));
    match passage.value_of(mark) {
        "binding" => trigger(Modality::Binding, negated, "commitment/binding"),
        "agreed" => trigger(Modality::Agreed, negated, "commitment/agreed"),
        "pledged" => trigger(Modality::Pledged, negated, "commitment/pledged"),
        "planned" => trigger(Modality::Planned, negated, "commitment/planned"),
        "possible" if !negated => trigger(Modality::Possible, false, "commitment/possible"),
        "hinted" if !negated => trigger(Modality::Hinted, false, "commitment/hinted"),
        _ => None,
    }
}

/// `vague pledges and …`, `paper promises rather than …`: a noun that promises nothing here. A verb has something
/// promised after it, and no adjective, article or owner before it.
fn is_noun(passage: &Passage<'_>, mark: Mark) -> bool {
    const NOUNS: [&str; 9] =
        ["pledge", "pledges", "promise", "promises", "vow", "vows", "offer", "offers", "guarantees"];
    // `a promise to the town`: to whom, not what.
    let given = passage.reads(mark.end.wrapping_sub(1), "to")
        && passage.is(mark.first, Class::Promise)
        && (passage.is(mark.end, Class::Determiner) || passage.is_capital(mark.end));
    if given {
        return true;
    }
    if mark.end != mark.first + 1 || !NOUNS.iter().any(|noun| passage.reads(mark.first, noun)) {
        return false;
    }
    let next = mark.end;
    let owned = mark.first > 0
        && (passage.is_any(mark.first - 1, &[Class::Determiner, Class::Preposition])
            && !passage.is(mark.first - 1, Class::Pronoun)
            || ["’s", "'s", "s’", "s'"].iter().any(|ending| passage.word(mark.first - 1).ends_with(ending)));
    let hangs = passage
        .is_any(next, &[Class::And, Class::But, Class::Preposition, Class::Auxiliary, Class::Modal, Class::Adverb])
        || passage.is_margin(next) && passage.kind(next) != Some(TokenKind::Quote)
        || next >= passage.len();
    // `promises lack the means`: the next word is the verb.
    let verb = passage.kind(next) == Some(TokenKind::Lower)
        && !passage.is_any(next, &[Class::Determiner, Class::Pronoun])
        && passage.is(next + 1, Class::Determiner);
    owned || hangs || verb
}

/// `the town's commitment to …`: who owns the noun that binds.
fn owner(passage: &Passage<'_>, trigger: Trigger, floor: usize) -> Option<Tokens> {
    let last =
        trigger.first.checked_sub(1).filter(|&last| last >= floor && passage.is(trigger.first, Class::Promise))?;
    let owns = ["’s", "'s"].iter().any(|ending| passage.word(last).ends_with(ending));
    let named = |at: usize| passage.is_capital(at) || passage.is_any(at, &[Class::Actor, Class::Determiner]);
    let start = (floor..=last).rev().take_while(|&at| at == last || named(at)).last()?;
    owns.then_some(start..trigger.first)
}

/// How firm the promise would have been that words of absence name: a `plan`, an agreement, else a pledge.
fn missing(passage: &Passage<'_>, mark: Mark) -> Modality {
    let has = |stems: &[&str]| {
        (mark.first..mark.end).any(|at| {
            let word = passage.word(at).to_ascii_lowercase();
            stems.iter().any(|stem| word.starts_with(stem))
        })
    };
    if has(&["agree", "sign", "ratif"]) {
        Modality::Agreed
    } else if has(&["plan", "intention"]) {
        Modality::Planned
    } else {
        Modality::Pledged
    }
}

/// `will deploy`, `could be based`, `'ll pay`.
fn by_modal(passage: &Passage<'_>, at: usize) -> Option<Trigger> {
    if !passage.is(at, Class::Modal) {
        return None;
    }
    let word = passage.word(at).to_ascii_lowercase();
    let word = word.replace('’', "'");
    let modality = match word.as_str() {
        "will" | "shall" | "won't" => Modality::Pledged,
        _ if word.ends_with("'ll") => Modality::Pledged,
        "would" | "wouldn't" => Modality::Planned,
        "could" | "may" | "might" => Modality::Possible,
        _ => return None,
    };
    let mut negated = passage.is(at, Class::Negator);
    for next in at + 1..passage.len().min(at + VERB_REACH) {
        negated |= passage.is(next, Class::Negator);
        if passage.is(next, Class::Deed) {
            let absent = negated && modality <= Modality::Planned;
            return (!negated || absent).then_some(Trigger {
                first: at,
                end: next,
                modality,
                absent,
                rule: "commitment/modal",
            });
        }
        let skipped = passage.is_any(next, &[Class::Adverb, Class::Negator])
            || passage.reads(next, "be")
            || passage.reads(next, "only")
            || passage.word(next).ends_with("ly")
            || passage.kind(next) == Some(TokenKind::Quote);
        if !skipped {
            return None;
        }
    }
    None
}

/// `how he will pay`, `work out how the port could be kept`: the subject belongs to an indirect question.
fn is_asked(passage: &Passage<'_>, subject: &Tokens) -> bool {
    passage.is_subordinate(subject)
        || subject.clone().any(|at| ["how", "whether", "why", "what"].iter().any(|word| passage.reads(at, word)))
}

/// Somebody who can act, or a plan that contains something; anything, where the deed is done to it.
fn can_undertake(passage: &Passage<'_>, subject: &Tokens, trigger: Trigger) -> bool {
    let passive =
        (trigger.first..trigger.end).any(|at| passage.reads(at, "be")) && trigger.modality != Modality::Possible;
    let verb = passage.word(trigger.end).to_ascii_lowercase();
    let head_is_plan = subject.clone().any(|at| passage.is(at, Class::Plan))
        && !subject.clone().any(|at| passage.is(at, Class::Actor));
    if head_is_plan {
        return passive || PLAN_VERBS.iter().any(|stem| verb.starts_with(stem));
    }
    let pronoun = subject.len() == 1
        && passage.is_any(subject.start, &[Class::Pronoun, Class::Determiner])
        && !passage.is(subject.start, Class::Actor);
    let relative = subject.clone().any(|at| passage.is(at, Class::Relative));
    !pronoun && !relative && (passive || passage.names_actor(subject))
}

/// Tells whether something that can be promised is named beside words of absence.
fn names_promise(passage: &Passage<'_>, clause: &Tokens, mark: Mark) -> bool {
    let inside = (mark.first..mark.end).any(|at| {
        let word = passage.word(at).to_ascii_lowercase();
        ["commit", "pledg", "promis", "sign", "ratif", "bind", "bound", "agree", "oblig"]
            .iter()
            .any(|stem| word.starts_with(stem))
    });
    let verbal = passage.reads(mark.end.wrapping_sub(1), "to")
        || passage.is(mark.end, Class::Deed)
        || passage.reads(mark.end, "to");
    inside
        || clause.clone().any(|at| passage.is(at, Class::Promise) && !(mark.first..mark.end).contains(&at))
        || (verbal
            || passage.is(mark.end.wrapping_sub(1), Class::Deed)
            || passage.reads(mark.end.wrapping_sub(1), "out"))
            && (passage.names_actor(clause)
                || passage.subject(clause.start, mark.first).is_some_and(|subject| passage.names_actor(&subject)))
}

fn absence_in(passage: &Passage<'_>, clause: &Tokens) -> bool {
    passage.marks_in(clause, Class::Absence).any(|mark| names_promise(passage, clause, mark))
}

/// What is promised.
struct Action {
    words: String,
    /// Whether the subject of the clause is what was promised (`the clause on fees was dropped`).
    subject_used: bool,
}

fn action(
    passage: &Passage<'_>,
    trigger: Trigger,
    clause: &Tokens,
    subject: Option<&Tokens>,
    absent: bool,
) -> Option<Action> {
    let to = usize::from(passage.reads(trigger.end, "to") || passage.reads(trigger.end, "that"));
    let article =
        usize::from(passage.is(trigger.end.wrapping_sub(1), Class::Determiner) && trigger.end > trigger.first + 1);
    // `reached an agreement on …`, `declined to join …`: the last words of the trigger belong to what is promised.
    let inside = match trigger.rule {
        "commitment/agreed" | "commitment/binding" | "commitment/pledged" if article == 0 => {
            noun_before(passage, trigger)
        }
        "commitment/absent" => deed_before(passage, trigger),
        "commitment/possible" => described(passage, trigger),
        _ => None,
    };
    let start = inside.unwrap_or(trigger.end + to - article);
    let after = start..clause.end.max(start);
    let words_after = after.clone().filter(|&at| passage.is_word(at)).count();
    let passive = trigger.rule == "commitment/modal" && (trigger.first..trigger.end).any(|at| passage.reads(at, "be"));
    // `a deal with legally binding rules must …`: the clause says it.
    let attributive = trigger.rule == "commitment/binding"
        && passage.reads(trigger.end - 1, "binding")
        && passage.kind(trigger.end) == Some(TokenKind::Lower)
        && !passage.is_any(trigger.end, &[Class::Preposition, Class::And, Class::But, Class::Subordinator]);
    if attributive && !passage.is_any(trigger.end, &[Class::Promise]) {
        return Some(Action { words: passage.statement(clause)?, subject_used: true });
    }
    if let Some(subject) = subject.filter(|_| passive) {
        let words = passage.statement(&(subject.start..clause.end.max(trigger.end + 1)))?;
        return Some(Action { words, subject_used: true });
    }
    let removed = absent
        && trigger.rule == "commitment/absent"
        && passage.is_any(trigger.first, &[Class::Auxiliary])
        && !passage.has_negator(trigger.first..trigger.end);
    let pronoun = subject.is_some_and(|subject| subject.len() == 1 && passage.is(subject.start, Class::Pronoun));
    if pronoun && words_after == 0 {
        return Some(Action { words: passage.statement(clause)?, subject_used: true });
    }
    if (removed || words_after == 0)
        && let Some(words) = subject.and_then(|subject| passage.phrase(subject))
    {
        return Some(Action { words, subject_used: removed });
    }
    let start = relative_start(passage, trigger).unwrap_or(after.start);
    let end = if is_nominal(passage, trigger) { predicate_of(passage, trigger, after.end) } else { after.end };
    if let Some(words) = passage.action_phrase(&(start..end.max(start))) {
        return Some(Action { words, subject_used: false });
    }
    // `agreed in Lisbon on the fees`: with its verb the rest reads on.
    let verb = (trigger.first..trigger.end).find(|&at| !passage.is_any(at, &[Class::Auxiliary, Class::Adverb]));
    let hangs = passage.is(start, Class::Preposition) && !passage.reads(start, "to");
    if let (Some(verb), true, false) = (verb, hangs && subject.is_some(), absent)
        && let Some(words) = passage.action_phrase(&(verb..end.max(verb)))
    {
        return Some(Action { words, subject_used: false });
    }
    // What was found is a fragment: the clause says it all.
    Some(Action { words: passage.statement(clause)?, subject_used: true })
}

/// `a guarantee that bites`: the noun belongs to what is missing; returns where it begins.
fn relative_start(passage: &Passage<'_>, trigger: Trigger) -> Option<usize> {
    let last = trigger.end.checked_sub(1).filter(|&last| passage.is(last, Class::Promise))?;
    let verb = passage.reads(trigger.end, "that")
        && passage.kind(trigger.end + 1) == Some(TokenKind::Lower)
        && !passage.is_any(trigger.end + 1, &[Class::Determiner, Class::Pronoun, Class::Actor, Class::Plan]);
    verb.then(|| (trigger.first..last).rev().find(|&at| passage.is(at, Class::Determiner)).unwrap_or(last))
}

/// Whether the trigger is a noun (`its readiness to`, `the absence of`), which has the verb of its clause after it.
fn is_nominal(passage: &Passage<'_>, trigger: Trigger) -> bool {
    const NOUNS: [&str; 10] = [
        "absence",
        "lack",
        "reluctance",
        "unwillingness",
        "refusal",
        "hesitation",
        "readiness",
        "willingness",
        "intention",
        "intentions",
    ];
    NOUNS.iter().any(|noun| passage.reads(trigger.first, noun))
}

/// Where the verb stands that has a nominal trigger for its subject, else `end`.
fn predicate_of(passage: &Passage<'_>, trigger: Trigger, end: usize) -> usize {
    let mut open = false;
    for at in trigger.end..end {
        open |= passage.is(at, Class::Relative) || passage.reads(at, "that") || passage.is(at, Class::Pronoun);
        if passage.is_any(at, &[Class::Auxiliary, Class::Modal]) {
            if !open && at > trigger.end + 1 {
                return at;
            }
            open = false;
        }
    }
    end
}

/// `a deal` at the end of words of firmness before `on`, `over` and the like; returns where it begins.
fn noun_before(passage: &Passage<'_>, trigger: Trigger) -> Option<usize> {
    let last = trigger.end.checked_sub(1).filter(|&last| last > trigger.first)?;
    let noun = passage.is_any(last, &[Class::Plan, Class::Promise]) || passage.word(last).starts_with("declaration");
    let article = (trigger.first..last).rev().find(|&at| passage.is(at, Class::Determiner)).unwrap_or(last);
    // `assurances to the town`: to whom, so that the noun is what was promised.
    let whom = !passage.reads(trigger.end, "to")
        || passage.is(trigger.end + 1, Class::Determiner)
        || passage.is_capital(trigger.end + 1);
    (noun && whom && passage.is(trigger.end, Class::Preposition)).then_some(article)
}

/// `a possible next step …`, `the proposed fund`: what is possible begins with its article.
fn described(passage: &Passage<'_>, trigger: Trigger) -> Option<usize> {
    let adjective = ["possible", "potential", "proposed"].iter().any(|word| passage.reads(trigger.first, word));
    let before = trigger.first.checked_sub(1).filter(|&before| passage.is(before, Class::Determiner));
    adjective.then(|| before.unwrap_or(trigger.first))
}

/// `join` at the end of `declined to join`; returns where it stands.
fn deed_before(passage: &Passage<'_>, trigger: Trigger) -> Option<usize> {
    const PROMISES: [&str; 6] = ["commit", "pledge", "promise", "guarantee", "bind", "agree"];
    let last = trigger.end.checked_sub(1).filter(|&last| last > trigger.first + 1)?;
    let infinitive = passage.reads(last - 1, "to") && !passage.reads(last, "out");
    (infinitive && !PROMISES.iter().any(|verb| passage.reads(last, verb))).then_some(last)
}

#[cfg(test)]
mod tests {
    use super::super::statement::testing::facts;
    use crate::sheet::claim::{Claim, Commitment, Modality};

    fn commitments(text: &str) -> Vec<Commitment> {
        facts(text, "")
            .into_iter()
            .filter_map(|(_, _, claim)| if let Claim::Commitment(commitment) = claim { Some(commitment) } else { None })
            .collect()
    }

    fn one(text: &str) -> Commitment {
        let mut found = commitments(text);
        assert_eq!(found.len(), 1, "{text}: {found:?}");
        found.remove(0)
    }

    #[test]
    fn firmness_has_six_degrees() {
        for (text, modality, actor, action) in [
            ("Peru is legally bound to clean the river.", Modality::Binding, "Peru", "clean the river"),
            ("The ministers agreed to share the gauges.", Modality::Agreed, "The ministers", "share the gauges"),
            ("The bank has pledged to rebuild three piers.", Modality::Pledged, "The bank", "rebuild three piers"),
            ("Portugal will send engineers to the dam.", Modality::Pledged, "Portugal", "send engineers to the dam"),
            ("The company plans to hire forty pilots.", Modality::Planned, "The company", "hire forty pilots"),
            ("The council could sell the old shipyard.", Modality::Possible, "The council", "sell the old shipyard"),
            ("Spain has hinted at a joint fund.", Modality::Hinted, "Spain", "a joint fund"),
        ] {
            let commitment = one(text);
            assert_eq!(
                (commitment.modality, commitment.actor.as_deref(), commitment.action.as_str()),
                (modality, Some(actor), action)
            );
            assert!(!commitment.absent, "{text}");
        }
    }

    #[test]
    fn the_condition_is_kept_apart_from_the_action() {
        let commitment = one("The bank will fund the locks if the province pays its share.");
        assert_eq!(commitment.action, "fund the locks");
        assert_eq!(commitment.condition.as_deref(), Some("if the province pays its share"));
    }

    #[test]
    fn the_promise_after_that_is_taken_along() {
        let commitment = one("The premier promised that the ferry would be free.");
        assert_eq!(commitment.action, "the ferry would be free");
    }

    #[test]
    fn missing_removed_and_refused_promises_are_absent() {
        for (text, action) in [
            ("A clause promising cheap berths was removed from the final text.", "A clause promising cheap berths"),
            ("The accord does not include a commitment to lower fees.", "a commitment to lower fees"),
            ("The council refused to commit to a timetable.", "a timetable"),
            ("Peru will not send engineers to the dam.", "send engineers to the dam"),
        ] {
            let commitment = one(text);
            assert!(commitment.absent, "{text}");
            assert_eq!(commitment.action, action);
        }
    }

    #[test]
    fn forecasts_questions_and_conditions_promise_nothing() {
        for text in [
            "Prices will rise next year.",
            "Will Portugal send engineers?",
            "It is not clear how the toll will be collected.",
            "She read promising data from the lab.",
            "The weather could turn.",
        ] {
            assert_eq!(commitments(text), [], "{text}");
        }
    }
}
