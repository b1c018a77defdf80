//! Turns a phrase that speaks into a [`Speaker`]: the words as they stand, the person, role and organisation.

use super::outline::{Kind, Outline};
use super::phrase::Phrase;
use crate::lexicon::speech::class;
use crate::sheet::claim::Speaker;
use crate::sheet::extract::Context;
use crate::sheet::extract::person::Cast;
use crate::source::Span;

/// How far back, in tokens, a pronoun refers.
const REACH: usize = 250;

/// Longest role or organisation beside a name, in items.
const LONGEST: usize = 14;

/// Returns the speaker whom a phrase names.
pub(super) fn speaker(context: &Context<'_>, cast: &Cast, outline: &Outline<'_>, phrase: Phrase) -> Speaker {
    let document = context.document;
    let span = bytes(outline, phrase.start, phrase.end);
    let mut speaker = Speaker {
        name: None,
        role: None,
        organisation: None,
        text: document.slice(span).into(),
        span: document.positions.code_points(&document.text, span),
    };
    let first = outline.items[phrase.start];
    if phrase.end == phrase.start + 1 && first.is(class::SUBJECT | class::PRONOUN) && !first.is(class::GIVEN) {
        pronoun(cast, outline, phrase, &mut speaker);
        return speaker;
    }
    let head_end = (phrase.start..phrase.end)
        .find(|&at| {
            at > phrase.start && outline.items[at].kind == Kind::Lower && outline.items[at].is(class::PREPOSITION)
        })
        .unwrap_or(phrase.end);
    let (from, to) = (first.first, outline.items[head_end - 1].end);
    // The last name in the phrase: `Vance campaign manager Bell`; not one that owns what follows.
    let mut mention = None;
    let mut at = from;
    while let Some(next) = cast.mentioned(at, to) {
        let last = outline.tokens[next.end - 1].of(outline.text);
        let owns = next.end < to && (last.ends_with("'s") || last.ends_with("’s"));
        if !owns && next.end == to {
            mention = Some(next);
        }
        at = next.end.max(at + 1);
    }
    match mention {
        Some(mention) => {
            speaker.name = Some(cast.name_of(mention).to_owned());
            let before =
                outline.items[phrase.start..head_end].iter().take_while(|item| item.end <= mention.first).count();
            let (role, organisation) = described(outline, phrase.start, phrase.start + before)
                .or_else(|| apposition(outline, phrase.end))
                .unwrap_or_default();
            speaker.role =
                mention.office.as_ref().map(|office| office.text.clone()).or(role).or_else(|| cast.role_of(mention));
            speaker.organisation = organisation;
        }
        None if is_name(outline, phrase) => {
            let start =
                (phrase.start..phrase.end - 1).find(|&at| !outline.items[at].is(class::TITLE)).unwrap_or(phrase.start);
            if phrase.end - start > 1 {
                speaker.name = Some(document.slice(bytes(outline, start, phrase.end)).into());
                (speaker.role, speaker.organisation) = apposition(outline, phrase.end).unwrap_or_default();
            }
        }
        None => {
            if let Some((role, organisation)) = described(outline, phrase.start, phrase.end) {
                speaker.role = role.filter(|_| organisation.is_some());
                speaker.organisation = organisation;
            }
        }
    }
    speaker
}

/// Resolves `he`, `she` and `who`; `I`, `we` and `they` stay open.
fn pronoun(cast: &Cast, outline: &Outline<'_>, phrase: Phrase, speaker: &mut Speaker) {
    let item = outline.items[phrase.start];
    let gender = item.word.classes & (class::MALE | class::FEMALE);
    let mention = if gender != 0 {
        cast.antecedent(item.first, gender, REACH)
    } else if outline.reads(phrase.start, "who") {
        // `Vance, who said`: the name just before, a short description between at most.
        cast.antecedent(item.first, 0, 3)
    } else {
        None
    };
    if let Some(mention) = mention {
        speaker.name = Some(cast.name_of(mention).to_owned());
        speaker.role = cast.role_of(mention);
    }
}

fn bytes(outline: &Outline<'_>, start: usize, end: usize) -> Span {
    let (first, last) = (outline.items[start].first, outline.items[end - 1].end - 1);
    let end = outline.tokens[last].end as usize;
    let word = outline.tokens[last].of(outline.text);
    // `Vance’s`: the name without its ending.
    let ending = ["'s", "’s"].iter().find(|ending| word.ends_with(**ending) && word.len() > ending.len());
    Span::new(outline.tokens[first].start as usize, end - ending.map_or(0, |ending| ending.len()))
}

/// Whether a phrase is nothing but capitals that are no body, place or time.
fn is_name(outline: &Outline<'_>, phrase: Phrase) -> bool {
    phrase.end - phrase.start <= 4
        && outline.items[phrase.start..phrase.end].iter().enumerate().all(|(number, item)| match item.kind {
            Kind::Capital => {
                !item.is(class::BODY | class::COUNTRY | class::TIME | class::DETERMINER | class::PREPOSITION)
                    && !outline.str(phrase.start + number).chars().all(char::is_uppercase)
            }
            Kind::Joint => outline.str(phrase.start + number) == "-",
            _ => false,
        })
}

/// Role and organisation in `a builder at the Bell yard`: parted at the first preposition.
fn described(outline: &Outline<'_>, start: usize, end: usize) -> Option<(Option<String>, Option<String>)> {
    let mut start = start;
    while start < end
        && (outline.items[start].is(class::DETERMINER | class::TITLE) || outline.items[start].kind == Kind::Joint)
    {
        start += 1;
    }
    if start >= end {
        return None;
    }
    let text = |start: usize, end: usize| {
        (end > start).then(|| {
            let span = bytes(outline, start, end);
            outline.text.get(span.range()).unwrap_or_default().to_owned()
        })
    };
    let preposition =
        (start..end).find(|&at| outline.items[at].kind == Kind::Lower && outline.items[at].is(class::PREPOSITION));
    match preposition {
        Some(at) if matches!(outline.str(at), "of" | "at" | "for" | "with" | "from") && at > start => {
            let mut after = at + 1;
            while after < end && outline.items[after].is(class::DETERMINER) {
                after += 1;
            }
            let is_body = outline.items[after.min(end - 1)..end]
                .iter()
                .any(|item| item.kind == Kind::Capital || item.is(class::BODY));
            let organisation = text(after, end).filter(|_| is_body && after < end);
            let role_end = if organisation.is_some() { at } else { end };
            Some((text(start, role_end), organisation))
        }
        _ => Some((text(start, end), None)),
    }
}

/// Role and organisation in `, a builder at the Bell yard,` after a name.
fn apposition(outline: &Outline<'_>, comma: usize) -> Option<(Option<String>, Option<String>)> {
    if outline.items.get(comma)?.kind != Kind::Comma {
        return None;
    }
    let mut start = comma + 1;
    // `, 67, a pilot`: the age is passed over.
    if outline.items.get(start)?.kind == Kind::Number && outline.items.get(start + 1)?.kind == Kind::Comma {
        start += 2;
    }
    let first = outline.items.get(start)?;
    let opens = first.is(class::DETERMINER | class::PERSON_NOUN | class::OFFICE | class::FORMER);
    if !opens || !first.is_word() || first.is(class::SUBJECT) {
        return None;
    }
    let limit = outline.items.len().min(start + LONGEST);
    let mut end = start;
    while end < limit && (outline.items[end].is_word() || outline.items[end].kind == Kind::Joint) {
        let item = outline.items[end];
        if item.is(class::WH | class::AUXILIARY | class::VERB | class::SUBORDINATOR) && !item.is(class::DETERMINER)
            || item.word.is_cue() && item.kind == Kind::Lower && !item.is(class::PERSON_NOUN)
        {
            break;
        }
        end += 1;
    }
    described(outline, start, end)
}
