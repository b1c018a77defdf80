//! Finds what a cue reports: the clause after it, the clause before it, or both.

use std::ops::Range;

use super::cues::{Cue, Order, opens_relative};
use super::outline::{Kind, Outline};
use super::predicate::{self, Proof};
use super::tail;
use crate::document::TokenKind;
use crate::lexicon::speech::{class, form, frame};

/// What a cue reports.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Piece {
    /// Items of the content.
    pub(super) items: Range<usize>,
    /// Index of the cue among those of the sentence.
    pub(super) cue: usize,
    /// Name of the rule.
    pub(super) rule: &'static str,
}

/// Longest clause that is read as reported speech, in items. Keeps the time linear where sentences never end.
const LONGEST: usize = 250;

/// How many cues may stand inside one reported clause.
const LOOK_AHEAD: usize = 24;

/// Returns the content of each cue of a sentence, in no order.
pub(super) fn find(outline: &Outline<'_>, sentence: Range<usize>, cues: &[Cue<'_>]) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut floor = sentence.start;
    for (number, cue) in cues.iter().enumerate() {
        let outer = outer_start(outline, cue);
        let later = &cues[number + 1..];
        if let Some(after) = parenthetical(outline, cue, outer, sentence.clone()) {
            // `The plan, Vance said, would fail`: the words on both sides.
            let end = clause_end(outline, after, sentence.end, later, false);
            if end > after {
                pieces.push(Piece { items: after..end, cue: number, rule: "quotation/interrupted" });
            }
            let from = skip_connectives(outline, floor, outer - 1);
            if from < outer - 1 && !is_adjunct(outline, from, outer - 1) {
                pieces.push(Piece { items: from..outer - 1, cue: number, rule: "quotation/interrupted" });
            }
            floor = after;
            continue;
        }
        let forward = match cue.order {
            Order::Before | Order::Inherited => forward(outline, cue, sentence.end),
            Order::After => forward_after_inverted(outline, cue, sentence.clone()),
            Order::According => according_forward(outline, cue, sentence.clone()),
            Order::Noun => Some(cue.end),
        };
        // What cannot have been said leaves the place to the words before the cue.
        let forward = forward.map(|start| {
            let subordinate = is_subordinate(outline, outer, sentence.start);
            start..clause_end(outline, start, sentence.end, later, subordinate)
        });
        let forward = forward.filter(|items| items.end > items.start && wanted(outline, cue, items.start, items.end));
        let from = if cue.order == Order::According { sentence.start } else { floor };
        let backward = match cue.order {
            Order::Inherited | Order::Noun => None,
            _ => backward(outline, from, outer, forward.as_ref().map(|items| items.start), cue),
        };
        if let Some(items) = forward {
            let rule = match cue.order {
                Order::Before => "quotation/subject-cue-clause",
                Order::After => "quotation/inverted-cue-clause",
                Order::Inherited => "quotation/participle",
                Order::According => "quotation/according-to-first",
                Order::Noun => "quotation/noun",
            };
            if cue.order != Order::Inherited {
                let is_open = later.first().is_some_and(|next| outer_start(outline, next) < items.end);
                floor = floor.max(if is_open { items.start } else { items.end });
            }
            pieces.push(Piece { items, cue: number, rule });
        }
        if let Some(items) = backward {
            let rule = match cue.order {
                Order::According => "quotation/according-to",
                Order::After => "quotation/inverted-cue",
                Order::Before | Order::Inherited | Order::Noun => "quotation/trailing-cue",
            };
            if wanted(outline, cue, items.start, items.end) {
                pieces.push(Piece { items, cue: number, rule });
            }
            floor = floor.max(cue.subject.map_or(cue.end, |subject| subject.end.max(cue.end)));
        }
    }
    pieces
}

/// Where the content goes on after a cue between commas, as in `The plan, Vance said, would fail`.
fn parenthetical(outline: &Outline<'_>, cue: &Cue<'_>, outer: usize, sentence: Range<usize>) -> Option<usize> {
    if !matches!(cue.order, Order::Before | Order::According)
        || outer <= sentence.start + 1 && cue.order == Order::Before
    {
        return None;
    }
    if outer < sentence.start + 2 || outline.items[outer - 1].kind != Kind::Comma {
        return None;
    }
    let mut at = match cue.order {
        Order::According => cue.subject?.end,
        _ => cue.end,
    };
    while at < sentence.end && outline.items[at].is_word() && outline.items[at].is(class::TIME | class::ADVERB) {
        at += 1;
    }
    // `Vance said in a letter,`
    if outline.items.get(at).is_some_and(|item| item.kind == Kind::Lower && item.is(class::PREPOSITION)) {
        let comma = (at..sentence.end.min(at + 7)).find(|&at| !outline.items[at].is_word());
        at = comma.filter(|&comma| comma < sentence.end && comma > at + 1).unwrap_or(at);
    }
    if outline.items.get(at).filter(|_| at < sentence.end)?.kind != Kind::Comma {
        return None;
    }
    let next = outline.items.get(at + 1).filter(|_| at + 1 < sentence.end)?;
    let goes_on = match next.kind {
        Kind::Lower | Kind::Capital => {
            let opens_other = next.word.has_form(form::ING)
                || next.is(class::PARTICIPLE | class::ACCORDING)
                || next.is(class::WH | class::AND | class::BUT) && !next.is(class::DETERMINER)
                || next.is(class::SUBORDINATOR) && !outline.reads(at + 1, "that") && cue.order == Order::Before;
            !opens_other
        }
        Kind::Number => true,
        _ => false,
    };
    goes_on.then_some(at + 1)
}

/// Passes over `but`, `and` and marks at the head of a clause.
fn skip_connectives(outline: &Outline<'_>, mut at: usize, end: usize) -> usize {
    while at < end
        && (outline.items[at].is(class::AND | class::BUT)
            || matches!(
                outline.items[at].kind,
                Kind::Comma | Kind::Semicolon | Kind::Dash | Kind::Stop | Kind::Close | Kind::Colon
            ))
    {
        at += 1;
    }
    at
}

/// Whether the words are a mere setting: `In the spring`, `At first`, `But`.
fn is_adjunct(outline: &Outline<'_>, start: usize, end: usize) -> bool {
    let first = outline.items[start];
    end - start <= 8 && first.is(class::PREPOSITION | class::ADVERB | class::TIME)
        || end - start <= 1
        || end - start <= 4 && outline.items[end - 1].is(class::TIME)
}

/// Item at which cue and subject begin.
fn outer_start(_outline: &Outline<'_>, cue: &Cue<'_>) -> usize {
    match cue.order {
        Order::Before => cue.subject.map_or(cue.start, |subject| subject.outer.min(cue.start)),
        Order::After | Order::Inherited | Order::According | Order::Noun => cue.start,
    }
}

/// Whether the clause of a cue is opened by `while`, `although`, `as` and the like at the head of its sentence.
fn is_subordinate(outline: &Outline<'_>, outer: usize, floor: usize) -> bool {
    let opener = match outer.checked_sub(1) {
        Some(before) if outer > floor => before,
        _ => return false,
    };
    let at_head = opener == floor || outline.items[opener - 1].is(class::AND | class::BUT) && opener == floor + 1;
    at_head
        && matches!(
            outline.str(opener).to_ascii_lowercase().as_str(),
            "while"
                | "although"
                | "though"
                | "as"
                | "when"
                | "after"
                | "if"
                | "because"
                | "since"
                | "before"
                | "whereas"
                | "once"
        )
}

/// Whether a verb that only introduces quotation marks has them.
fn wanted(outline: &Outline<'_>, cue: &Cue<'_>, start: usize, end: usize) -> bool {
    let Some(verb) = cue.verb else { return true };
    if cue.particle {
        return true;
    }
    if verb.frame & (frame::CLAUSE | frame::OBJECT | frame::ADDRESSEE | frame::INFINITIVE) != 0 {
        return states(outline, cue, start, end, verb.frame);
    }
    let is_speech = |at: usize| match outline.items[at].kind {
        Kind::Quote(region) => {
            !looks_like_title(outline, region)
                || matches!(outline.last_mark(outline.regions[region]), Some("." | "!" | "?" | ","))
        }
        _ => false,
    };
    is_speech(start) || is_speech(end - 1)
}

/// Whether the words from `start` to `end` can be what somebody said: they hold quotation marks, follow `that`, a colon
/// or a question word, are an infinitive, or have a subject and a finite verb. `ordered a ferry` reports a deed.
fn states(outline: &Outline<'_>, cue: &Cue<'_>, start: usize, end: usize, frame: u8) -> bool {
    let first = outline.items[start];
    if outline.items[start..end].iter().any(|item| item.is_quote()) {
        return true;
    }
    let led = start > cue.head && (outline.reads(start - 1, "that") || outline.items[start - 1].kind == Kind::Colon);
    let asks = first.is(class::WH) && !first.is(class::DETERMINER) && end > start + 1;
    let infinitive = outline.reads(start, "to");
    if led || asks || infinitive {
        return true;
    }
    // `urged the town to wait`: who is urged, then what to do.
    let urges = |at: usize| {
        outline.items[at].kind == Kind::Lower
            && outline.reads(at, "to")
            && outline.items.get(at + 1).is_some_and(|next| next.kind == Kind::Lower && !next.is(class::DETERMINER))
    };
    if frame & frame::URGED != 0 && (start..end.min(start + 20)).any(urges) {
        return true;
    }
    if cue.verb.is_some_and(|verb| predicate::is_judgement(outline, start..end, &verb.lemma)) {
        return true;
    }
    let proof = if frame & frame::OBJECT == 0 { Proof::Likely } else { Proof::Sure };
    predicate::is_clause(outline, start..end, proof)
}

/// Where the content after a cue begins.
fn forward(outline: &Outline<'_>, cue: &Cue<'_>, end: usize) -> Option<usize> {
    let verb = cue.verb?;
    let mut at = cue.end;
    if verb.frame & frame::ADDRESSEE != 0 && verb.frame & frame::URGED == 0 {
        at = skip_addressee(outline, at, end);
    }
    content_start(outline, at, end, verb.frame, cue.particle)
}

/// Passes over `reporters`, `the council`, `him`.
fn skip_addressee(outline: &Outline<'_>, at: usize, end: usize) -> usize {
    let Some(item) = outline.items.get(at).filter(|_| at < end) else { return at };
    if item.is(class::SUBORDINATOR) || !item.is_word() {
        return at;
    }
    super::phrase::after(outline, at, end, super::phrase::Then::Anything).map_or(at, |phrase| phrase.end)
}

fn content_start(outline: &Outline<'_>, mut at: usize, end: usize, frame: u8, particle: bool) -> Option<usize> {
    while at < end {
        let item = outline.items[at];
        match item.kind {
            Kind::Quote(_) => return Some(at),
            Kind::Colon => return (at + 1 < end).then_some(at + 1),
            Kind::Comma | Kind::Dash => {
                let next = outline.items.get(at + 1).filter(|_| at + 1 < end)?;
                if next.is_quote() {
                    return Some(at + 1);
                }
                // `said, according to …`, `said, adding`: nothing follows. `said, in a letter, that`: go on.
                let close = (at + 1..end.min(at + 20)).find(|&at| outline.items[at].kind == item.kind)?;
                let after = outline.items.get(close + 1).filter(|_| close + 1 < end)?;
                if after.is_quote() || outline.reads(close + 1, "that") {
                    at = close + 1;
                    continue;
                }
                return None;
            }
            Kind::Stop | Kind::Semicolon | Kind::Close => return None,
            Kind::Open => {
                at = (at..end.min(at + 20)).find(|&at| outline.items[at].kind == Kind::Close)? + 1;
                continue;
            }
            Kind::Number | Kind::Joint | Kind::Capital => {
                if item.is(class::TIME) {
                    at += 1;
                    continue;
                }
                return takes_phrase(frame, particle).then_some(at);
            }
            Kind::Lower => {}
        }
        if outline.reads(at, "that") {
            // `the meeting that was held`: a relative clause.
            return (at + 1 < end && !opens_relative(outline, at + 1)).then_some(at + 1);
        }
        if outline.reads(at, "to") {
            let infinitive =
                outline.items.get(at + 1).is_some_and(|next| next.kind == Kind::Lower && !next.is(class::DETERMINER));
            if infinitive && frame & (frame::INFINITIVE | frame::URGED | frame::ADDRESSEE) != 0 {
                return Some(at);
            }
        }
        if item.is(class::WH) && !item.is(class::DETERMINER) {
            return (frame & frame::CLAUSE != 0 || particle).then_some(at);
        }
        if particle {
            return Some(at);
        }
        if opens_condition(outline, at, end) {
            return takes_phrase(frame, particle).then_some(at);
        }
        if item.is(class::PREPOSITION | class::SUBORDINATOR) && !item.is(class::DETERMINER) {
            at = skip_adjunct(outline, at, end)?;
            continue;
        }
        if item.is(class::ADVERB | class::TIME) && !item.is(class::SUBJECT) && !item.is(class::DETERMINER) {
            at += 1;
            continue;
        }
        if item.is(class::AND | class::BUT) || item.word.has_form(form::ING) {
            return None;
        }
        return takes_phrase(frame, particle).then_some(at);
    }
    None
}

/// Longest condition before what it is a condition of, in items.
const LONGEST_CONDITION: usize = 40;

/// Whether a condition begins at `at` and, after a comma, what depends on it: `said if it rains, the city will …`.
/// The condition then belongs to what is said, not to the saying.
fn opens_condition(outline: &Outline<'_>, at: usize, end: usize) -> bool {
    let reads = |offset: usize, word: &str| at + offset < end && outline.reads(at + offset, word);
    let opens = ["if", "unless", "once", "should"].iter().any(|word| reads(0, word))
        || reads(0, "in") && (reads(1, "case") || reads(1, "the") && reads(2, "event"));
    let comma = || (at + 2..end.min(at + LONGEST_CONDITION)).find(|&at| outline.items[at].kind == Kind::Comma);
    let main_clause = |comma: usize| {
        let next = outline.items.get(comma + 1).filter(|_| comma + 1 < end);
        next.is_some_and(|next| {
            !next.is(class::WH) && (next.is(class::SUBJECT | class::DETERMINER) || next.kind == Kind::Capital)
        })
    };
    opens && comma().is_some_and(main_clause)
}

fn takes_phrase(frame: u8, particle: bool) -> bool {
    particle || frame & (frame::CLAUSE | frame::OBJECT | frame::URGED | frame::ADDRESSEE) != 0
}

/// Passes over `in a statement`, `at the town hall on Monday`; returns where the next phrase begins.
fn skip_adjunct(outline: &Outline<'_>, preposition: usize, end: usize) -> Option<usize> {
    let mut at = preposition + 1;
    let mut has_noun = false;
    while at < end.min(preposition + 60) {
        let item = outline.items[at];
        match item.kind {
            // `on “The Morning Hour” that`: a title.
            Kind::Quote(_) if is_title(outline, at) => has_noun = true,
            Kind::Quote(_) | Kind::Comma | Kind::Colon | Kind::Dash | Kind::Stop | Kind::Semicolon | Kind::Open => {
                return Some(at);
            }
            Kind::Number | Kind::Joint | Kind::Close => {}
            Kind::Capital => has_noun = true,
            Kind::Lower => {
                if item.is(class::SUBORDINATOR) && !item.is(class::PREPOSITION) && has_noun {
                    return Some(at);
                }
                let has_verb = item.is(class::AUXILIARY) && outline.str(at).contains(['\'', '’']);
                if (item.is(class::SUBJECT) || has_verb && !item.is(class::NEGATION)) && has_noun {
                    return Some(at);
                }
                if item.is(class::DETERMINER) && has_noun && !outline.items[at - 1].is(class::PREPOSITION | class::AND)
                {
                    return Some(at);
                }
                if item.is(class::PREPOSITION) && has_noun {
                    return Some(at);
                }
                if !item.is(class::DETERMINER) {
                    has_noun = true;
                }
            }
        }
        at += 1;
    }
    None
}

/// Whether the stretch between marks at `at` is the title of something: after a preposition or possessive, each long
/// word with a capital, no end of a sentence inside.
fn is_title(outline: &Outline<'_>, at: usize) -> bool {
    let Kind::Quote(region) = outline.items[at].kind else { return false };
    let Some(before) = at.checked_sub(1).map(|before| outline.items[before]) else { return false };
    if !before.is(class::PREPOSITION | class::POSSESSIVE | class::DETERMINER) {
        return false;
    }
    looks_like_title(outline, region)
}

/// Whether each long word between the marks has a capital and nothing ends a sentence there.
pub(super) fn looks_like_title(outline: &Outline<'_>, region: usize) -> bool {
    let region = outline.regions[region];
    let content = &outline.tokens[region.open + 1..region.content_end];
    (2..=10).contains(&content.len())
        && content[0].is_capital()
        && content.iter().all(|token| token.kind != TokenKind::Lower || token.span().len() <= 4)
        && content.iter().filter(|token| token.is_capital()).count() > 1
}

/// Where the content after `said X` begins, if any: `“Q,” said X, “Q”`, `Said X: “Q”`.
fn forward_after_inverted(outline: &Outline<'_>, cue: &Cue<'_>, sentence: Range<usize>) -> Option<usize> {
    let subject = cue.subject?;
    let mut at = subject.end;
    let limit = sentence.end.min(at + 40);
    while at < limit {
        let item = outline.items[at];
        match item.kind {
            Kind::Colon => return (at + 1 < sentence.end).then_some(at + 1),
            Kind::Comma if outline.items.get(at + 1).is_some_and(|next| next.is_quote()) && at + 1 < sentence.end => {
                return Some(at + 1);
            }
            Kind::Quote(_) if cue.start == sentence.start => return Some(at),
            Kind::Lower if item.word.is_cue() => return None,
            _ => at += 1,
        }
    }
    None
}

/// `According to X, the clause.`
fn according_forward(outline: &Outline<'_>, cue: &Cue<'_>, sentence: Range<usize>) -> Option<usize> {
    let opens = cue.start == sentence.start
        || cue.start == sentence.start + 1 && outline.items[sentence.start].is(class::AND | class::BUT)
        || outline.items[cue.start - 1].is(class::AND | class::BUT);
    if !opens {
        return None;
    }
    let subject = cue.subject?;
    let mut at = subject.end;
    while at < sentence.end.min(subject.end + 40) {
        if outline.items[at].kind == Kind::Comma {
            // An apposition after the name (`according to X, a builder, the …`) is passed over only when another
            // comma comes soon and no verb stands between.
            return (at + 1 < sentence.end).then_some(at + 1);
        }
        at += 1;
    }
    None
}

/// The content before a cue, between `floor` and `outer`.
fn backward(
    outline: &Outline<'_>,
    floor: usize,
    outer: usize,
    forward: Option<usize>,
    cue: &Cue<'_>,
) -> Option<Range<usize>> {
    let last = outer.checked_sub(1).filter(|&last| last >= floor)?;
    let item = outline.items[last];
    let (end, after_quote) = match item.kind {
        Kind::Quote(_) => (outer, true),
        Kind::Comma | Kind::Dash => (last, last > floor && outline.items[last - 1].is_quote()),
        _ if cue.order == Order::According => (outer, false),
        _ => return None,
    };
    if let Some(forward) = forward
        && !(after_quote && outline.items[forward].is_quote())
        && !(after_quote && ends_with_comma(outline, end - 1))
    {
        return None;
    }
    let start = skip_connectives(outline, floor.max(end.saturating_sub(LONGEST)), end);
    if after_quote && end > start {
        // `The plan failed – “Start again,” she said`: a quotation that is a sentence of its own stands alone.
        let quote = end - 1;
        let begins_clause = quote == start || !outline.items[quote - 1].is_word();
        if begins_clause && starts_with_capital(outline, quote) {
            return Some(quote..end);
        }
    }
    (end > start).then_some(start..end)
}

pub(super) fn ends_with_comma(outline: &Outline<'_>, item: usize) -> bool {
    match outline.items[item].kind {
        Kind::Quote(region) => outline.last_mark(outline.regions[region]) == Some(","),
        _ => false,
    }
}

/// Whether the first word inside the marks has a capital.
pub(super) fn starts_with_capital(outline: &Outline<'_>, item: usize) -> bool {
    match outline.items[item].kind {
        Kind::Quote(region) => {
            let region = outline.regions[region];
            outline.tokens[region.open + 1..region.content_end]
                .iter()
                .find(|token| token.is_word() || token.kind == TokenKind::Number)
                .is_some_and(|token| token.is_capital())
        }
        _ => false,
    }
}

/// Where the content that begins at `start` ends.
fn clause_end(outline: &Outline<'_>, start: usize, end: usize, later: &[Cue<'_>], subordinate: bool) -> usize {
    let mut stop = end.min(start + LONGEST);
    if subordinate {
        // `While Vance says X, he …`: the main clause begins at the comma before its subject.
        let comma = (start..stop.saturating_sub(1)).find(|&at| {
            let next = outline.items[at + 1];
            outline.items[at].kind == Kind::Comma
                && (next.is(class::SUBJECT | class::DETERMINER) || next.kind == Kind::Capital)
                && !next.is(class::WH)
        });
        stop = comma.unwrap_or(stop);
    }
    stop = stop_inside(outline, start, stop);
    for cue in later.iter().take(LOOK_AHEAD) {
        let begins = outer_start(outline, cue);
        if begins <= start {
            continue;
        }
        let mut before = begins;
        while before > start
            && outline.items[before - 1].is(class::AND | class::BUT | class::SUBORDINATOR | class::ADVERB)
        {
            before -= 1;
        }
        let parts = before > start
            && matches!(outline.items[before - 1].kind, Kind::Comma | Kind::Dash | Kind::Semicolon | Kind::Quote(_));
        let splits = match cue.order {
            Order::Inherited => {
                cue.verb.is_some()
                    && (parts || before < begins && outline.items[before].is(class::AND) && opens_own(outline, cue))
            }
            Order::Before | Order::After => parts,
            Order::Noun => false,
            Order::According => true,
        };
        if splits {
            stop = stop.min(before);
            break;
        }
    }
    stop = tail::end(outline, start..stop);
    while stop > start
        && matches!(outline.items[stop - 1].kind, Kind::Comma | Kind::Stop | Kind::Dash | Kind::Semicolon | Kind::Colon)
    {
        stop -= 1;
    }
    stop
}

/// Whether a cue after `and` has words of its own: `and warned that …`, `and said it …`.
fn opens_own(outline: &Outline<'_>, cue: &Cue<'_>) -> bool {
    outline.items.get(cue.end).is_some_and(|next| {
        next.is_quote()
            || outline.reads(cue.end, "that")
            || next.is(class::SUBJECT | class::DETERMINER | class::OBJECT)
            || next.kind == Kind::Capital
    })
}

/// Where the content ends by its own marks: a bracket that was opened before it, or a quotation that closes with a
/// comma and is not one of a list.
fn stop_inside(outline: &Outline<'_>, start: usize, end: usize) -> usize {
    let mut depth = 0_usize;
    for at in start..end {
        match outline.items[at].kind {
            Kind::Open => depth += 1,
            Kind::Close if depth == 0 => return at,
            Kind::Close => depth -= 1,
            Kind::Quote(_) if at + 1 < end && ends_with_comma(outline, at) => {
                let next = outline.items[at + 1];
                let after = outline.items.get(at + 2).filter(|_| at + 2 < end);
                let joins = next.is(class::AND | class::BUT);
                let is_list = next.is_quote() || joins && after.is_some_and(|after| after.is_quote());
                if !is_list && (joins || next.is(class::PARTICIPLE) || next.word.has_form(form::ING)) {
                    return at + 1;
                }
            }
            _ => {}
        }
    }
    end
}
