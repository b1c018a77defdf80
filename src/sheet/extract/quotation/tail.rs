//! Cuts from reported words what their reporter adds: comments after a comma, a deed after `and`, the occasion.

use std::ops::Range;

use super::outline::{Kind, Outline};
use super::predicate::{self, Proof};
use crate::lexicon::speech::{class, form};

/// Fewest items that stay: a cut nearer to the start would take the matter itself.
const LEAST: usize = 3;

/// Returns where the words said in `items` end.
pub(super) fn end(outline: &Outline<'_>, items: Range<usize>) -> usize {
    let infinitive = outline.reads(items.start, "to");
    let last_quote = items.clone().rev().find(|&at| outline.items[at].is_quote());
    let mut depth = 0_usize;
    for at in items.start + LEAST..items.end.saturating_sub(1) {
        match outline.items[at].kind {
            Kind::Open => depth += 1,
            Kind::Close => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth > 0 {
            continue;
        }
        let next = at + 1..items.end;
        // Words between marks are somebody's own: what holds them is no comment of the reporter.
        if last_quote.is_some_and(|quote| at < quote) {
            continue;
        }
        let cut = match outline.items[at].kind {
            Kind::Comma => {
                is_comment(outline, next.clone())
                    || is_contrast(outline, next.clone())
                    || is_apposition(outline, next.clone())
                    || is_occasion(outline, next)
            }
            Kind::Lower if outline.items[at].is(class::AND) => infinitive && is_deed(outline, next),
            Kind::Lower => is_occasion(outline, at..items.end),
            _ => false,
        };
        if cut {
            return at;
        }
    }
    items.end
}

/// `, which had failed before`: a comment that runs to the end.
fn is_comment(outline: &Outline<'_>, items: Range<usize>) -> bool {
    let first = items.start;
    (outline.reads(first, "which") || outline.reads(first, "who") || outline.reads(first, "whose"))
        && !has_later_verb(outline, items)
}

/// Whether a comma closes what begins at `items` and a verb follows it: it was said in passing.
fn has_later_verb(outline: &Outline<'_>, items: Range<usize>) -> bool {
    let limit = items.end.min(items.start + 40);
    let Some(comma) = (items.start..limit).find(|&at| matches!(outline.items[at].kind, Kind::Comma | Kind::Dash))
    else {
        return false;
    };
    let next = comma + 1;
    next < items.end
        && (next..items.end.min(next + 3)).any(|at| {
            let item = outline.items[at];
            item.is(class::AUXILIARY | class::VERB)
                || item.word.has_form(form::PAST | form::THIRD)
                || item.is(class::PAST)
        })
}

/// `, but she …`, `, while others …`, `, though he …`.
fn is_contrast(outline: &Outline<'_>, items: Range<usize>) -> bool {
    const OPENERS: [&str; 6] = ["but", "while", "though", "although", "whereas", "so"];
    OPENERS.iter().any(|opener| outline.reads(items.start, opener))
        && predicate::is_clause(outline, items.start + 1..items.end, Proof::Likely)
}

/// `, a rise of a third`.
fn is_apposition(outline: &Outline<'_>, items: Range<usize>) -> bool {
    (outline.reads(items.start, "a") || outline.reads(items.start, "an"))
        && !outline.items[items.clone()].iter().any(|item| matches!(item.kind, Kind::Comma))
        && !has_later_verb(outline, items.clone())
        && !predicate::is_clause(outline, items, Proof::Sure)
}

/// `and celebrated the ruling` after `vowed to keep …`.
fn is_deed(outline: &Outline<'_>, items: Range<usize>) -> bool {
    let mut at = items.start;
    if outline.items[at].is(class::ADVERB) && at + 1 < items.end {
        at += 1;
    }
    let item = outline.items[at];
    item.kind == Kind::Lower
        && (item.is(class::PAST) || item.word.has_form(form::PAST) && !item.word.has_form(form::BASE))
}

/// `when asked about it`; `on Tuesday after meeting the envoy`, where the day tells that the reporter goes on.
fn is_occasion(outline: &Outline<'_>, items: Range<usize>) -> bool {
    let first = items.start;
    let Some(next) = outline.items.get(first + 1).filter(|_| first + 1 < items.end) else { return false };
    let asked = outline.reads(first, "when")
        && ["asked", "pressed", "questioned"].iter().any(|word| outline.reads(first + 1, word));
    let dated = first.checked_sub(1).is_some_and(|before| outline.items[before].is(class::TIME))
        && ["after", "before", "while"].iter().any(|word| outline.reads(first, word))
        && next.kind == Kind::Lower
        && (next.is(class::PARTICIPLE) || next.word.has_form(form::ING));
    asked || dated
}
