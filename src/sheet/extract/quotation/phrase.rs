//! Noun phrases beside a verb: who speaks.
//!
//! There is no tagger: a phrase is what stands between words that cannot be inside one (verbs, conjunctions,
//! pronouns, marks). Its core is what names the speaker; what is said in passing about the speaker
//! (`Ada Vance, who runs the port, said`) is passed over.

use std::ops::Range;

use super::outline::{Kind, Outline};
use crate::lexicon::speech::{class, form};

/// Items that name somebody.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Phrase {
    /// First item.
    pub(super) start: usize,
    /// Item after the last.
    pub(super) end: usize,
    /// Item at which all that belongs to it begins; what stands before is content or the start of the sentence.
    pub(super) outer: usize,
}

/// How far an apposition can reach, in items; keeps the time linear.
const REACH: usize = 60;

/// Words that no noun phrase holds.
const BARRIER: u32 = class::SUBORDINATOR | class::AUXILIARY | class::VERB | class::BUT | class::NEGATION;

/// Returns the phrase that ends before item `end`, looking back no further than `floor`.
pub(super) fn before(outline: &Outline<'_>, floor: usize, end: usize) -> Option<Phrase> {
    let floor = floor.max(end.saturating_sub(REACH));
    let mut at = end;
    let mut start_of_apposition = end;
    // Appositions: `X, a builder, said`, `X (Green) said`, `X — a builder — said`.
    for _ in 0..3 {
        let closing = outline.items.get(at.checked_sub(1)?)?.kind;
        if at <= floor {
            return None;
        }
        at = match closing {
            Kind::Close => back_to(outline, floor, at - 1, Kind::Open)?,
            Kind::Comma | Kind::Dash => back_over_apposition(outline, floor, at - 1, closing)?,
            _ => break,
        };
        start_of_apposition = at;
    }
    let _ = start_of_apposition;
    core_before(outline, floor, at)
}

/// Goes back from the mark at `closing` to the one that opens what is said in passing.
fn back_over_apposition(outline: &Outline<'_>, floor: usize, closing: usize, kind: Kind) -> Option<usize> {
    let mut opening = None;
    let mut at = closing;
    while at > floor {
        at -= 1;
        let item = outline.items[at];
        if item.kind == kind {
            opening = Some(at);
            // `X, D-Wis., of the one side, said`: go on while what stands before is an apposition too.
            if at > floor && could_open_apposition(outline, at + 1, closing) && ends_phrase(outline, at - 1) {
                return Some(at);
            }
        }
        if matches!(item.kind, Kind::Stop | Kind::Semicolon | Kind::Colon) {
            break;
        }
    }
    opening.filter(|&at| at > floor && could_open_apposition(outline, at + 1, closing) && ends_phrase(outline, at - 1))
}

/// Whether what begins at `at` can be said in passing about the name before it.
fn could_open_apposition(outline: &Outline<'_>, at: usize, closing: usize) -> bool {
    if at >= closing {
        return false;
    }
    let item = outline.items[at];
    match item.kind {
        Kind::Number | Kind::Quote(_) => true,
        Kind::Lower => {
            item.is(class::DETERMINER | class::PARTICIPLE | class::PAST | class::PERSON_NOUN | class::PREPOSITION)
                || item.is(class::WH | class::OFFICE | class::TIME | class::BODY | class::ADVERB)
                || item.is(class::AND)
                || (!item.is(class::SUBJECT | class::AUXILIARY | class::BUT | class::SUBORDINATOR)
                    && !item.word.is_cue())
                || (item.word.is_cue() && item.word.forms & form::ING != 0)
                || outline.reads(at, "when")
                || outline.reads(at, "while")
                || outline.reads(at, "as")
        }
        Kind::Capital => !item.is(class::SUBJECT),
        _ => false,
    }
}

/// Whether a name or noun can end at `at`.
fn ends_phrase(outline: &Outline<'_>, at: usize) -> bool {
    let item = outline.items[at];
    match item.kind {
        Kind::Capital => true,
        Kind::Lower => {
            !item.is(BARRIER | class::PREPOSITION | class::DETERMINER | class::AND | class::ADVERB | class::TIME)
        }
        Kind::Close => true,
        _ => false,
    }
}

fn back_to(outline: &Outline<'_>, floor: usize, closing: usize, kind: Kind) -> Option<usize> {
    (floor..closing).rev().find(|&at| outline.items[at].kind == kind)
}

/// Whether `item` can stand inside the core of a noun phrase.
fn is_inside(outline: &Outline<'_>, at: usize) -> bool {
    let item = outline.items[at];
    match item.kind {
        Kind::Lower => {
            !item.is(BARRIER | class::PREPOSITION | class::AND | class::PRONOUN | class::SUBJECT)
                || item.is(class::DETERMINER | class::OFFICE)
        }
        Kind::Capital => {
            !item.is(class::SUBORDINATOR | class::AUXILIARY | class::BUT | class::PREPOSITION)
                || item.is(class::DETERMINER)
                || is_name_part(outline, at)
        }
        Kind::Number | Kind::Joint => true,
        _ => false,
    }
}

/// A capital in the middle of a sentence belongs to a name, whatever the word (`New In Town`).
fn is_name_part(outline: &Outline<'_>, at: usize) -> bool {
    let item = outline.items[at];
    item.is(class::GIVEN | class::COUNTRY)
}

/// The words that name somebody, ending before `end`.
fn core_before(outline: &Outline<'_>, floor: usize, end: usize) -> Option<Phrase> {
    let mut start = end;
    loop {
        let chunk = chunk_before(outline, floor, start)?;
        start = chunk;
        // `a spokesman | for | the mayor`: a preposition after a noun goes on.
        if start >= floor + 2 {
            let preposition = outline.items[start - 1];
            let noun = outline.items[start - 2];
            let links = preposition.kind == Kind::Lower && preposition.is(class::PREPOSITION);
            let is_noun = match noun.kind {
                Kind::Lower => {
                    !noun.is(BARRIER
                        | class::PREPOSITION
                        | class::AND
                        | class::ADVERB
                        | class::TIME
                        | class::PAST
                        | class::PARTICIPLE)
                        && !noun.is(class::PRONOUN | class::SUBJECT)
                        || noun.is(class::PERSON_NOUN | class::OFFICE)
                }
                Kind::Capital => !noun.is(class::PREPOSITION
                    | class::SUBORDINATOR
                    | class::SUBJECT
                    | class::AUXILIARY
                    | class::ADVERB
                    | class::TIME),
                Kind::Number => true,
                Kind::Joint => matches!(outline.str(start - 2), "%"),
                _ => false,
            };
            let is_other_verb = noun.word.is_cue() && !noun.is(class::PERSON_NOUN | class::BODY | class::REPORT_NOUN);
            if links && is_noun && !is_other_verb {
                start -= 1;
                continue;
            }
        }
        if let Some(verb) = participle_before(outline, floor, start) {
            start = verb;
            continue;
        }
        break;
    }
    while start < end
        && (outline.items[start].kind == Kind::Joint && !matches!(outline.str(start), "$" | "’" | "'" | "@" | "#"))
    {
        start += 1;
    }
    (start < end).then_some(Phrase { start, end, outer: start })
}

/// Returns the participle by which the phrase at `start` belongs to people named before it: `diplomats involved in |
/// the talks`, `a lawyer representing | the port`.
fn participle_before(outline: &Outline<'_>, floor: usize, start: usize) -> Option<usize> {
    let previous = start.checked_sub(1)?;
    let is_preposition = outline.items[previous].kind == Kind::Lower && outline.items[previous].is(class::PREPOSITION);
    let verb = if is_preposition { previous.checked_sub(1)? } else { previous };
    let people = verb.checked_sub(1).filter(|&people| people >= floor)?;
    let item = outline.items[verb];
    let is_participle = if is_preposition {
        item.is(class::PARTICIPLE | class::PAST) || outline.str(verb).ends_with("ing")
    } else {
        outline.str(verb).ends_with("ing")
    };
    let is_verb = item.kind == Kind::Lower && is_participle && !item.word.is_cue() && !item.is(class::AUXILIARY);
    // Endings of words for people who do something: farmers, inspectors, chemists, librarians.
    let ends_as_people = ["ers", "ors", "ists", "ians"].iter().any(|ending| outline.str(people).ends_with(ending));
    (is_verb && (outline.items[people].is(class::PERSON_NOUN) || ends_as_people)).then_some(verb)
}

/// One run of determiner, adjectives and nouns that ends before `end`; returns its start.
fn chunk_before(outline: &Outline<'_>, floor: usize, end: usize) -> Option<usize> {
    let last = end.checked_sub(1).filter(|&last| last >= floor)?;
    let item = outline.items[last];
    if item.is(class::SUBJECT) && !(item.kind == Kind::Capital && item.is(class::GIVEN)) {
        return Some(last);
    }
    if item.kind == Kind::Lower && item.is(class::PRONOUN) && !item.is(class::OBJECT) {
        return Some(last);
    }
    let mut start = end;
    let mut has_noun = false;
    while start > floor && is_inside(outline, start - 1) {
        let item = outline.items[start - 1];
        let is_verb = item.kind == Kind::Lower
            && (item.is(class::PAST) || item.word.is_cue())
            && !item.is(class::PERSON_NOUN | class::BODY | class::REPORT_NOUN | class::DETERMINER);
        if is_verb && has_noun {
            break;
        }
        if item.is(class::DETERMINER) && !item.is(class::GIVEN) {
            // A determiner opens the phrase; one may stand before another (`all the`, `some of`).
            start -= 1;
            has_noun = true;
            if !(start > floor && outline.items[start - 1].is(class::DETERMINER)) {
                break;
            }
            continue;
        }
        if item.kind == Kind::Lower
            && item.is(class::ADVERB)
            && has_noun
            && !outline.items[start].is(class::ADVERB | class::PAST)
        {
            break;
        }
        has_noun |= item.is_word();
        start -= 1;
    }
    // `Lyon and Maree said`: names in a row belong together.
    if has_noun
        && start >= floor + 2
        && outline.items[start - 1].is(class::AND)
        && outline.items[start].kind == Kind::Capital
        && outline.items[start - 2].kind == Kind::Capital
        && !outline.items[start - 2].is(BARRIER | class::PREPOSITION)
    {
        let mut first = start - 1;
        while first > floor && is_inside(outline, first - 1) && outline.items[first - 1].kind == Kind::Capital {
            first -= 1;
        }
        // Only where nothing else of a clause stands before: else it is `… Lyon, and Maree said`.
        let is_alone = first == floor || !outline.items[first - 1].is_word();
        if is_alone && first < start - 1 {
            start = first;
        }
    }
    (has_noun && start < end).then_some(start)
}

/// What may follow a phrase that is read forwards.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Then {
    /// A verb: the phrase is a subject.
    Verb,
    /// The end of its clause: the phrase is all there is.
    Anything,
}

/// Returns the phrase that begins at item `at` and ends before `end`.
pub(super) fn after(outline: &Outline<'_>, at: usize, end: usize, then: Then) -> Option<Phrase> {
    let end = end.min(at + REACH);
    let mut stop = at;
    let first = outline.items.get(at)?;
    if at >= end {
        return None;
    }
    if first.is(class::SUBJECT | class::PRONOUN) && !first.is(class::DETERMINER | class::GIVEN) {
        return Some(Phrase { start: at, end: at + 1, outer: at });
    }
    while stop < end && goes_on(outline, at, stop, end, then) {
        stop += 1;
    }
    while stop > at
        && (outline.items[stop - 1].kind == Kind::Joint && outline.str(stop - 1) != "%"
            || outline.items[stop - 1].is(class::PREPOSITION) && outline.items[stop - 1].kind == Kind::Lower)
    {
        stop -= 1;
    }
    let range: Range<usize> = at..stop;
    let names = range.clone().any(|item| {
        outline.items[item].is_word()
            && (!outline.items[item].is(class::DETERMINER) || outline.items[item].is(class::PRONOUN))
    });
    names.then_some(Phrase { start: at, end: stop, outer: at })
}

/// Whether the phrase that begins at `start` goes on with the item `at`.
fn goes_on(outline: &Outline<'_>, start: usize, at: usize, end: usize, then: Then) -> bool {
    let item = outline.items[at];
    let previous = (at > start).then(|| outline.items[at - 1]);
    match item.kind {
        Kind::Lower if item.is(class::PREPOSITION) && !item.is(class::DETERMINER) => {
            // `the head of the port`, `hundreds of teachers`; not after a name.
            let links = match outline.str(at) {
                "of" => {
                    previous.is_some_and(|previous| previous.kind != Kind::Capital || previous.is(class::DETERMINER))
                }
                "for" | "from" | "at" | "with" => previous.is_some_and(|previous| {
                    previous.kind == Kind::Lower && !previous.is(class::PREPOSITION | class::DETERMINER)
                }),
                _ => false,
            };
            links
                && at + 1 < end
                && (outline.items[at + 1].is_word() || outline.items[at + 1].kind == Kind::Joint)
                && !outline.items[at + 1].is(class::TIME)
        }
        Kind::Lower if item.is(class::DETERMINER) => {
            previous.is_none_or(|previous| previous.is(class::PREPOSITION | class::DETERMINER))
        }
        Kind::Lower => {
            let blocked = item.is(BARRIER | class::AND | class::PRONOUN | class::SUBJECT)
                || previous.is_some() && item.is(class::ADVERB | class::TIME);
            let is_person = item.is(class::PERSON_NOUN | class::BODY);
            let is_verb = (item.word.is_cue() || item.is(class::PAST)) && !is_person;
            let after_noun = previous.is_some_and(|previous| {
                !previous.is(class::DETERMINER | class::PREPOSITION) && previous.kind != Kind::Joint
            });
            // After a name that stands as a subject only a noun for people goes on; else it is the verb.
            let after_name = then == Then::Verb
                && after_noun
                && previous.is_some_and(|previous| previous.kind == Kind::Capital && !previous.is(class::POSSESSIVE))
                && !is_person
                && !item.is(class::OFFICE | class::TITLE)
                && !matches!(outline.str(at), "de" | "da" | "di" | "van" | "von" | "der" | "bin" | "al" | "el" | "la");
            !(blocked || after_name || is_verb && after_noun)
        }
        Kind::Capital => {
            !item.is(class::SUBORDINATOR | class::AUXILIARY | class::BUT | class::SUBJECT | class::TIME)
                || is_name_part(outline, at)
        }
        Kind::Number => previous.is_none_or(|previous| matches!(previous.kind, Kind::Lower | Kind::Joint)),
        Kind::Joint => true,
        _ => false,
    }
}

/// Returns the subject that a sentence begins with, passing over `On Monday,` and the like.
pub(super) fn main_subject(outline: &Outline<'_>, sentence: Range<usize>) -> Option<Phrase> {
    let mut at = after_dateline(outline, sentence.clone());
    for _ in 0..4 {
        let item = outline.items.get(at).filter(|_| at < sentence.end)?;
        let next = outline.items.get(at + 1).filter(|_| at + 1 < sentence.end);
        // `Asked why`, `Speaking in`: a participle at the head, followed by a word without a capital.
        let is_participle = item.kind == Kind::Capital
            && !item.is(class::GIVEN | class::DETERMINER | class::SUBJECT)
            && (item.word.has_form(form::PAST | form::ING)
                || outline.str(at).ends_with("ing")
                || outline.str(at).ends_with("ed"))
            && next
                .is_some_and(|next| next.kind == Kind::Lower && !next.is(class::AUXILIARY | class::VERB | class::PAST));
        let opens_clause = is_participle
            || item.is(class::PREPOSITION | class::SUBORDINATOR | class::ADVERB | class::PARTICIPLE | class::TIME)
                && !item.is(class::DETERMINER)
            || item.kind == Kind::Lower && item.word.has_form(form::ING);
        if item.is(class::AND | class::BUT)
            || matches!(item.kind, Kind::Comma | Kind::Dash | Kind::Joint | Kind::Quote(_))
        {
            at += 1;
        } else if opens_clause && !item.is(class::GIVEN) {
            let comma = (at..sentence.end.min(at + REACH)).find(|&at| outline.items[at].kind == Kind::Comma);
            match comma {
                Some(comma) => at = comma + 1,
                // `Likewise the port …`, `Today Vance …`: no comma, only a word.
                None if item.is(class::ADVERB | class::TIME) => at += 1,
                None => return None,
            }
        } else {
            return after(outline, at, sentence.end, Then::Verb);
        }
    }
    None
}

/// Passes over `PORT AZURE (Wire) —` at the head of a sentence.
fn after_dateline(outline: &Outline<'_>, sentence: Range<usize>) -> usize {
    for at in sentence.start..sentence.end.min(sentence.start + 12) {
        let item = outline.items[at];
        match item.kind {
            Kind::Dash if at > sentence.start => return at + 1,
            Kind::Capital | Kind::Comma | Kind::Open | Kind::Close | Kind::Joint | Kind::Number => {}
            _ => break,
        }
    }
    sentence.start
}
