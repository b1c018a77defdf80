//! Finds the words that attribute, and whose words they attribute.

use std::ops::Range;

use super::outline::{Kind, Outline};
use super::phrase::{self, Phrase, Then};
use super::predicate::{self, Proof};
use crate::lexicon::speech::{Speech, Verb, class, form, frame};

/// A reporting verb, `according to`, or a noun that reports, with its subject.
#[derive(Clone, Copy, Debug)]
pub(super) struct Cue<'a> {
    /// First item of the cue with its auxiliaries.
    pub(super) start: usize,
    /// The word that attributes.
    pub(super) head: usize,
    /// Item after the cue.
    pub(super) end: usize,
    /// Who speaks.
    pub(super) subject: Option<Phrase>,
    /// Where the speaker stands.
    pub(super) order: Order,
    /// The verb.
    pub(super) verb: Option<&'a Verb>,
    /// Whether a particle of the verb was read (`called for`).
    pub(super) particle: bool,
}

/// Where the speaker stands.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Order {
    /// `X said`.
    Before,
    /// `said X`.
    After,
    /// `, saying`, `and said`: the speaker of what stands before.
    Inherited,
    /// `according to X`.
    According,
    /// `X's claim that`, `a warning from X that`.
    Noun,
}

/// Returns the cues of a sentence in order.
pub(super) fn find<'a>(outline: &Outline<'_>, speech: &'a Speech, sentence: Range<usize>) -> Vec<Cue<'a>> {
    let mut cues: Vec<Cue<'a>> = Vec::new();
    let mut main = None;
    let is_headline = outline.is_headline(&sentence);
    let mut floor = sentence.start;
    for at in sentence.clone() {
        let item = outline.items[at];
        if item.is(class::ACCORDING) {
            if let Some(cue) = according(outline, at, sentence.end) {
                floor = cue.subject.map_or(cue.end, |subject| subject.end);
                cues.push(cue);
            }
            continue;
        }
        if item.kind == Kind::Lower
            && item.is(class::REPORT_NOUN)
            && let Some(cue) = noun(outline, at, sentence.clone())
        {
            floor = cue.end;
            cues.push(cue);
            continue;
        }
        if !item.word.is_cue()
            || !(item.kind == Kind::Lower || at == sentence.start || is_headline && item.kind == Kind::Capital)
        {
            continue;
        }
        // `so-called`, `self-described`: part of an adjective.
        if at > sentence.start
            && outline.items[at - 1].kind == Kind::Joint
            && matches!(outline.str(at - 1), "-" | "‐" | "‑")
        {
            continue;
        }
        let Some(verb) = speech.verb(item.word) else { continue };
        let Some(mut cue) = verb_cue(outline, floor, at, sentence.clone(), verb) else { continue };
        if cue.order == Order::Inherited {
            let main = *main.get_or_insert_with(|| phrase::main_subject(outline, sentence.clone()));
            cue.subject = inherited(outline, &cues, main, sentence.start, cue.start);
        }
        floor = cue.end;
        cues.push(cue);
    }
    // `Conceding the point, Vance said`: a participle at the head has the subject that follows.
    if let [first, rest @ ..] = &mut cues[..]
        && first.order == Order::Inherited
        && first.start == sentence.start
        && let Some(next) = rest.iter().find(|cue| cue.order == Order::Before)
    {
        first.subject = next.subject;
    }
    cues
}

/// Whose words a cue without a subject of its own attributes.
fn inherited(
    outline: &Outline<'_>,
    cues: &[Cue<'_>],
    main: Option<Phrase>,
    floor: usize,
    start: usize,
) -> Option<Phrase> {
    let after_comma = start > floor
        && (outline.items[start - 1].kind == Kind::Comma
            || start > floor + 1
                && outline.items[start - 1].is(class::AND | class::BUT)
                && outline.items[start - 2].kind == Kind::Comma);
    let is_own = |phrase: &Phrase| !outline.items[phrase.start].is(class::WH);
    let last = cues.last().and_then(|last| last.subject).filter(is_own);
    if after_comma {
        // The whole sentence goes on: its first speaker.
        return cues
            .iter()
            .find_map(|cue| cue.subject.filter(is_own))
            .filter(|phrase| main.is_none_or(|main| phrase.start <= main.start))
            .or(last)
            .or(main);
    }
    // `as he thanked the crowd and said`: the nearest pronoun that can be a subject.
    let from = cues.last().map_or(floor, |last| last.end).max(start.saturating_sub(30));
    let pronoun = (from..start).rev().find(|&at| {
        outline.items[at].kind == Kind::Lower && matches!(outline.str(at), "he" | "she" | "they" | "i" | "we")
    });
    pronoun.map(|at| Phrase { start: at, end: at + 1, outer: at }).or(last).or(main)
}

fn according<'a>(outline: &Outline<'_>, at: usize, end: usize) -> Option<Cue<'a>> {
    if at + 1 >= end || !outline.reads(at + 1, "to") {
        return None;
    }
    let subject = phrase::after(outline, at + 2, end, Then::Anything)?;
    Some(Cue {
        start: at,
        head: at,
        end: at + 2,
        subject: Some(subject),
        order: Order::According,
        verb: None,
        particle: false,
    })
}

/// `Bell's claim that …`, `his repeated warning that …`, `a warning from the board that …`.
fn noun<'a>(outline: &Outline<'_>, at: usize, sentence: Range<usize>) -> Option<Cue<'a>> {
    const OWN: [&str; 5] = ["his", "her", "their", "my", "our"];
    let mut that = at + 1;
    let mut subject = None;
    if that < sentence.end && (outline.reads(that, "from") || outline.reads(that, "by")) {
        let giver = phrase::after(outline, that + 1, sentence.end, Then::Anything)?;
        that = giver.end;
        subject = Some(giver);
    }
    if that + 2 >= sentence.end || !outline.reads(that, "that") || opens_relative(outline, that + 1) {
        return None;
    }
    if subject.is_none() {
        // The owner stands before the noun and its adjectives.
        let owner = (sentence.start.max(at.saturating_sub(4))..at).rev().take_while(|&at| outline.items[at].is_word());
        let owner = owner
            .into_iter()
            .find(|&at| outline.items[at].is(class::POSSESSIVE) || OWN.iter().any(|own| outline.reads(at, own)))?;
        subject = if outline.items[owner].is(class::POSSESSIVE) {
            phrase::before(outline, sentence.start, owner + 1)
        } else {
            Some(Phrase { start: owner, end: owner + 1, outer: owner })
        };
    }
    let start = subject.map_or(at, |subject| subject.outer.min(at));
    Some(Cue {
        start,
        head: at,
        end: that + 1,
        subject: Some(subject?),
        order: Order::Noun,
        verb: None,
        particle: false,
    })
}

/// Whether a finite verb follows `that` at once: a relative clause.
pub(super) fn opens_relative(outline: &Outline<'_>, at: usize) -> bool {
    outline.items.get(at).is_some_and(|next| {
        next.kind == Kind::Lower && next.is(class::AUXILIARY | class::VERB) && !outline.str(at).contains(['\'', '’'])
    })
}

/// What stands before a verb form.
struct Chain {
    /// First item of the auxiliaries and adverbs.
    start: usize,
    passive: bool,
    progressive: bool,
    infinitive: bool,
    modal: bool,
}

fn chain(outline: &Outline<'_>, floor: usize, at: usize) -> Chain {
    let mut chain = Chain { start: at, passive: false, progressive: false, infinitive: false, modal: false };
    let mut nearest = true;
    while chain.start > floor {
        let before = chain.start - 1;
        let item = outline.items[before];
        if item.kind == Kind::Quote(0) || !item.is_word() {
            break;
        }
        if item.kind == Kind::Capital && !item.is(class::ADVERB | class::AUXILIARY) {
            break;
        }
        if nearest && outline.reads(before, "to") {
            chain.infinitive = true;
            // `went on to say`: the verbs before take part.
            let mut control = before;
            while control > floor
                && control > before.saturating_sub(4)
                && outline.items[control - 1].kind == Kind::Lower
                && outline.items[control - 1].is(class::CONTROL | class::ADVERB | class::NEGATION | class::AUXILIARY)
                || control > floor && outline.reads(control - 1, "on")
            {
                control -= 1;
            }
            chain.start = control;
            break;
        }
        if item.is(class::AUXILIARY) {
            if nearest && item.is(class::BE) {
                chain.passive = true;
                chain.progressive = true;
            }
            chain.modal |= item.is(class::MODAL);
            nearest = false;
            chain.start = before;
            // `he's saying`: the pronoun is in the auxiliary.
            if item.is(class::SUBJECT) {
                break;
            }
        } else if item.is(class::ADVERB | class::NEGATION)
            && !item.is(class::PREPOSITION | class::DETERMINER | class::SUBJECT)
        {
            chain.start = before;
        } else {
            break;
        }
    }
    chain
}

fn verb_cue<'a>(
    outline: &Outline<'_>,
    floor: usize,
    at: usize,
    sentence: Range<usize>,
    verb: &'a Verb,
) -> Option<Cue<'a>> {
    let word = outline.items[at].word;
    let chain = chain(outline, floor, at);
    // `complained bitterly about`
    let mut particle_at = at + 1;
    while particle_at < sentence.end.min(at + 3)
        && outline.items[particle_at].is(class::ADVERB)
        && !outline.items[particle_at].is(class::PREPOSITION)
    {
        particle_at += 1;
    }
    let particle = particle_at < sentence.end
        && outline.items[particle_at].kind == Kind::Lower
        && verb.particles.iter().any(|particle| outline.reads(particle_at, particle));
    let end = if particle { particle_at + 1 } else { at + 1 };
    let cue =
        |subject, order| Some(Cue { start: chain.start, head: at, end, subject, order, verb: Some(verb), particle });
    let is_finite = word.has_form(form::PAST | form::THIRD | form::BASE);
    if word.has_form(form::ING) {
        if chain.progressive {
            return cue(Some(phrase::before(outline, floor, chain.start)?), Order::Before);
        }
        // `with the mayor saying`
        if chain.start == at
            && at > sentence.start
            && matches!(outline.items[at - 1].kind, Kind::Lower | Kind::Capital)
            && !outline.items[at - 1].is(class::PREPOSITION
                | class::AND
                | class::BUT
                | class::SUBORDINATOR
                | class::ADVERB
                | class::TIME
                | class::OBJECT
                | class::VERB
                | class::PAST
                | class::AUXILIARY)
            && !is_statement(outline, at - 1)
            && let Some(subject) = phrase::before(outline, floor, at)
            && subject.start > sentence.start
            && (outline.reads(subject.start - 1, "with")
                || outline.items[subject.start - 1].is(class::VERB | class::AUXILIARY))
        {
            return cue(Some(subject), Order::Before);
        }
        return cue(None, Order::Inherited);
    }
    let is_transitive = verb.frame & (frame::OBJECT | frame::ADDRESSEE) != 0;
    if chain.passive
        || (is_transitive && word.has_form(form::PARTICIPLE) && end < sentence.end && outline.reads(end, "by"))
    {
        return None;
    }
    if !is_finite && chain.start == at {
        return None;
    }
    let previous =
        at.checked_sub(1).filter(|&previous| previous >= sentence.start).map(|previous| outline.items[previous]);
    let only_base = !word.has_form(form::PAST | form::THIRD | form::PARTICIPLE);
    // `the claim`, `its reports`: a noun.
    if chain.start == at
        && !word.has_form(form::PAST)
        && previous.is_some_and(|item| {
            item.is(class::DETERMINER | class::POSSESSIVE | class::PREPOSITION) && !item.is(class::PRONOUN)
        })
    {
        return None;
    }
    // `an estimated sum`, `in pledged votes`: an adjective.
    if chain.start == at
        && word.has_form(form::PAST)
        && word.has_form(form::PARTICIPLE)
        && previous.is_some()
        && predicate::is_attributive_place(outline, at - 1)
        && !outline.items.get(at + 1).filter(|_| at + 1 < sentence.end).is_some_and(|next| next.is_quote())
    {
        return None;
    }
    let is_present = !word.has_form(form::PAST) && !chain.modal && !chain.infinitive;
    if verb.frame & frame::NOUN != 0 && is_present && !opens_content(outline, end, sentence.end) {
        return None;
    }
    if let Some(cue) = inverted(outline, at, &chain, sentence.clone(), verb) {
        return Some(cue);
    }
    if at == sentence.start {
        return None;
    }
    if chain.infinitive && chain.start + 1 >= at {
        return cue(None, Order::Inherited);
    }
    if only_base
        && !chain.modal
        && !chain.infinitive
        && !is_plural(outline, chain.start)
        && !has_plural_head(outline, floor, chain.start)
    {
        return None;
    }
    let before = chain.start.checked_sub(1).filter(|&before| before >= floor)?;
    if chain.start < at && outline.items[chain.start].is(class::SUBJECT) {
        let start = chain.start;
        return cue(Some(Phrase { start, end: start + 1, outer: start }), Order::Before);
    }
    if outline.items[before].is(class::AND | class::BUT)
        || outline.items[before].is_quote() && !word.has_form(form::BASE)
    {
        return cue(None, Order::Inherited);
    }
    match subject_before(outline, floor, sentence.clone(), chain.start) {
        Some(subject) => cue(Some(subject), Order::Before),
        None => cue(None, Order::Inherited).filter(|_| verb.frame & frame::CLAUSE != 0),
    }
}

/// The phrase that speaks before the verb at `end`: with things said in passing between, the name at their head.
fn subject_before(outline: &Outline<'_>, floor: usize, sentence: Range<usize>, end: usize) -> Option<Phrase> {
    let last = end.checked_sub(1).filter(|&last| last >= floor)?;
    if matches!(outline.items[last].kind, Kind::Comma | Kind::Close | Kind::Dash) {
        let from = floor.max(end.saturating_sub(60));
        let quote = (from..last).rev().find(|&at| outline.items[at].is_quote());
        let head = match quote {
            // `“Q,” Ada Vance, 67, a pilot in Port Azure, said`
            Some(quote) => phrase::after(outline, quote + 1, end, Then::Anything).filter(|_| {
                let next = outline.items[quote + 1];
                !next.is(class::PREPOSITION | class::AND | class::BUT | class::SUBORDINATOR)
            }),
            // `Ada Vance, 67, a pilot in Port Azure, said`
            None => {
                phrase::main_subject(outline, from..end).filter(|head| from == sentence.start || head.start == from)
            }
        };
        let in_passing = |head: &Phrase| {
            head.end < end && matches!(outline.items[head.end].kind, Kind::Comma | Kind::Open | Kind::Dash)
        };
        if let Some(head) = head.filter(in_passing) {
            return Some(head);
        }
    }
    phrase::before(outline, floor, end)
}

/// Whether the noun at `at` stands for something said: `a letter saying` is the writer's.
fn is_statement(outline: &Outline<'_>, at: usize) -> bool {
    outline.items[at].is(class::REPORT_NOUN)
        || matches!(
            outline.str(at),
            "statement" | "letter" | "memo" | "email" | "tweet" | "message" | "speech" | "interview"
        )
}

/// Whether what stands at `at` opens reported content rather than going on with a noun.
fn opens_content(outline: &Outline<'_>, at: usize, end: usize) -> bool {
    outline.items.get(at).filter(|_| at < end).is_some_and(|item| match item.kind {
        Kind::Quote(_) | Kind::Colon => true,
        Kind::Lower => {
            outline.reads(at, "that") || item.is(class::SUBJECT | class::WH | class::DETERMINER | class::OBJECT)
        }
        Kind::Capital => true,
        Kind::Comma => outline.items.get(at + 1).is_some_and(|next| next.is_quote()),
        _ => false,
    })
}

/// Whether the word before `end` can be the subject of a plural verb.
fn is_plural(outline: &Outline<'_>, end: usize) -> bool {
    let Some(at) = end.checked_sub(1) else { return false };
    let item = outline.items[at];
    match item.kind {
        Kind::Lower | Kind::Capital if item.is(class::SUBJECT) => {
            !matches!(outline.str(at).to_ascii_lowercase().as_str(), "he" | "she" | "it")
        }
        Kind::Lower => {
            outline.str(at).ends_with('s')
                || matches!(
                    outline.str(at),
                    "people"
                        | "men"
                        | "women"
                        | "many"
                        | "some"
                        | "others"
                        | "percent"
                        | "cent"
                        | "most"
                        | "few"
                        | "both"
                        | "police"
                )
        }
        Kind::Capital => outline.str(at).ends_with('s'),
        Kind::Joint => outline.str(at) == "%",
        Kind::Number | Kind::Comma | Kind::Close => true,
        _ => false,
    }
}

/// Whether the phrase before `end` has a plural noun before its preposition: `majorities in all five`.
fn has_plural_head(outline: &Outline<'_>, floor: usize, end: usize) -> bool {
    let Some(phrase) = phrase::before(outline, floor, end) else { return false };
    (phrase.start + 1..phrase.end)
        .find(|&at| outline.items[at].kind == Kind::Lower && outline.items[at].is(class::PREPOSITION))
        .is_some_and(|preposition| is_plural(outline, preposition))
}

/// `“Q,” said X`, `…, said X`.
fn inverted<'a>(
    outline: &Outline<'_>,
    at: usize,
    chain: &Chain,
    sentence: Range<usize>,
    verb: &'a Verb,
) -> Option<Cue<'a>> {
    let word = outline.items[at].word;
    if !word.has_form(form::PAST | form::THIRD) || at + 1 >= sentence.end {
        return None;
    }
    let opens = if at == sentence.start {
        outline.items[at].kind == Kind::Capital && word.has_form(form::PAST)
    } else if chain.start == at {
        matches!(outline.items[at - 1].kind, Kind::Comma | Kind::Quote(_) | Kind::Dash)
    } else {
        false
    };
    let after_quote = at > sentence.start && outline.items[at - 1].is_quote();
    let asks = matches!(&*verb.lemma, "ask" | "warn" | "caution");
    if !opens || verb.frame & frame::ADDRESSEE != 0 && !(asks && after_quote) {
        return None;
    }
    let next = outline.items[at + 1];
    if next.is(class::SUBJECT | class::PRONOUN)
        && !next.is(class::DETERMINER | class::GIVEN)
        && !outline.items[at.saturating_sub(1)].is_quote()
    {
        return None;
    }
    // `said Per Holm`: within a sentence a capital makes a name of it.
    let leads_on = class::PREPOSITION | class::SUBORDINATOR | class::ADVERB | class::AUXILIARY | class::TIME;
    if !next.is_word() || (next.kind == Kind::Lower && next.is(leads_on)) {
        return None;
    }
    let subject = phrase::after(outline, at + 1, sentence.end, Then::Anything)?;
    let ends_well = subject.end >= sentence.end
        || match outline.items[subject.end].kind {
            Kind::Lower => {
                let next = outline.items[subject.end];
                next.is(class::PREPOSITION
                    | class::TIME
                    | class::ADVERB
                    | class::SUBORDINATOR
                    | class::PARTICIPLE
                    | class::AND)
                    || next.word.has_form(form::ING)
            }
            _ => true,
        };
    if !ends_well {
        return None;
    }
    // `Bell, a builder, said the toll’s rise was …`: what follows goes on to a verb, so it is no speaker's name.
    if !after_quote && at > sentence.start && goes_on_to_verb(outline, subject.end, sentence.end) {
        return None;
    }
    // `Bell, a builder, denounced the toll`: nothing before that could be what was said.
    let quote_after = (subject.end..sentence.end.min(subject.end + 3)).any(|at| outline.items[at].is_quote());
    if !after_quote
        && !quote_after
        && at > sentence.start
        && !has_quote(outline, sentence.start..at)
        && !predicate::is_clause(outline, sentence.start.max(at.saturating_sub(60))..at, Proof::Likely)
    {
        return None;
    }
    if at > sentence.start && outline.items[at - 1].kind == Kind::Comma {
        // `X, a builder, said Tuesday …` has its subject before.
        let has_subject_before = phrase::before(outline, sentence.start, at)
            .is_some_and(|phrase| phrase.start == sentence.start || !outline.items[phrase.start - 1].is_word());
        let goes_on = subject.end < sentence.end
            && outline.items[subject.end].kind == Kind::Lower
            && outline.items[subject.end].is(class::AUXILIARY | class::VERB);
        let is_short = outline.items[at + 1].kind == Kind::Capital;
        if has_subject_before && (goes_on || !is_short) && !ends_clause(outline, subject.end, sentence.end) {
            return None;
        }
    }
    Some(Cue {
        start: at,
        head: at,
        end: at + 1,
        subject: Some(subject),
        order: Order::After,
        verb: Some(verb),
        particle: false,
    })
}

fn has_quote(outline: &Outline<'_>, items: Range<usize>) -> bool {
    outline.items[items].iter().any(|item| item.is_quote())
}

/// Whether a finite verb follows before the clause ends: `said | the head of the port was ill`.
fn goes_on_to_verb(outline: &Outline<'_>, from: usize, end: usize) -> bool {
    for at in from..end.min(from + 20) {
        let item = outline.items[at];
        let opens_other = item.is(class::SUBORDINATOR | class::WH | class::TIME) && !item.is(class::PREPOSITION);
        if !item.is_word() && item.kind != Kind::Joint || opens_other || item.word.has_form(form::ING) {
            return false;
        }
        if item.is(class::AUXILIARY) && !item.is(class::SUBJECT) {
            return true;
        }
    }
    false
}

fn ends_clause(outline: &Outline<'_>, at: usize, end: usize) -> bool {
    at >= end || matches!(outline.items[at].kind, Kind::Comma | Kind::Stop | Kind::Colon | Kind::Dash | Kind::Open)
}
