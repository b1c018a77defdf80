//! Finds lines that begin with the name of who speaks: transcripts, interviews, headlines.
//!
//! In a transcript names come back at the head of lines (`VANCE: …`, `Dr Bell: …`), so that a label needs a second line
//! of its own and another label beside it. In a title one is enough if it is somebody's office (`Minister: tax plan will
//! fail`) and a clause follows.

use rustc_hash::FxHashMap;

use super::outline::{Kind, Outline};
use super::phrase::Phrase;
use super::predicate::{self, Proof};
use crate::lexicon::speech::class;

/// Most items of a label.
const LONGEST: usize = 6;

/// Returns the name before the colon that a block begins with.
pub(super) fn label(outline: &Outline<'_>) -> Option<Phrase> {
    let colon = outline.items.iter().take(LONGEST + 1).position(|item| item.kind == Kind::Colon)?;
    let is_name = |at: usize| match outline.items[at].kind {
        Kind::Capital => !outline.items[at].is(class::DETERMINER | class::SUBORDINATOR | class::AUXILIARY),
        Kind::Joint => matches!(outline.str(at), "-" | "’" | "'" | "." | "&"),
        Kind::Lower if outline.items[at].is(class::PERSON_NOUN | class::OFFICE | class::BODY) => true,
        Kind::Lower => matches!(outline.str(at), "of" | "de" | "van" | "von" | "der" | "al" | "bin" | "the"),
        _ => false,
    };
    let goes_on = outline
        .items
        .get(colon + 1)
        .is_some_and(|item| item.is_word() && outline.tokens[item.first].spaced || item.is_quote());
    let is_label = colon > 0 && outline.items[0].kind == Kind::Capital && (0..colon).all(is_name) && goes_on;
    is_label.then_some(Phrase { start: 0, end: colon, outer: 0 })
}

/// Who speaks in the lines of a text, by their labels.
#[derive(Debug, Default)]
pub(super) struct Turns {
    lines: FxHashMap<String, usize>,
}

impl Turns {
    /// Counts a label.
    pub(super) fn count(&mut self, label: &str) {
        *self.lines.entry(label.to_owned()).or_default() += 1;
    }

    /// Tells whether lines with `label` are turns of a conversation.
    pub(super) fn is_turn(&self, label: &str) -> bool {
        let own = self.lines.get(label).copied().unwrap_or_default();
        // The sum does not depend on the order of the table.
        let all: usize = self.lines.values().filter(|&&lines| lines > 1).sum();
        own > 1 && all > own
    }
}

/// Returns who speaks in a title such as `Minister: tax plan will fail`.
pub(super) fn headline(outline: &Outline<'_>) -> Option<Phrase> {
    let phrase = label(outline)?;
    let speaks = outline.items[..phrase.end]
        .iter()
        .any(|item| item.is(class::PERSON_NOUN | class::OFFICE | class::TITLE | class::BODY));
    let says = predicate::is_clause(outline, phrase.end + 1..outline.items.len(), Proof::Likely);
    (speaks && says).then_some(phrase)
}
