//! Verify: does a quotation stand in its source, word for word, and does it still mean what it meant there?
//!
//! Takes the words of a quotation and a [`Book`], a source made ready; gives a [`Finding`]. Rules: `docs/lints/`.
//!
//! 1. Both sides are folded alike ([`fold`]) and compared word by word, so that neither a word nor a number is cut.
//! 2. Parts around an ellipsis stand in order in one paragraph; square brackets may add or replace, never swallow or
//!    add a negation ([`pattern`], [`quotation`]).
//! 3. The speaker, if one is given, is the one whom the source gives the words to ([`speaker`]).
//! 4. What was left out or cut off at the edges is looked at for negations, conditions and hedges ([`drift`]).
//! 5. What was not found is shown beside what comes nearest ([`nearest`]).

pub mod assessment;
pub mod bundle;
mod case;
pub mod drift;
pub mod file;
mod fold;
pub mod linked;
pub mod nearest;
pub mod note;
mod pattern;
pub mod policy;
pub mod quotation;
pub mod rendered;
pub mod review;
pub mod shelf;
mod speaker;
pub mod zip;

use std::sync::OnceLock;

use serde::Serialize;

use crate::document::Document;
use crate::lexicon::Lexicon;
use crate::sheet::{self, FactSheet};
use crate::source::{SourceId, Span};

pub use quotation::{Quotable, check};

/// What came out of a check.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// The words stand in the source.
    Verified,
    /// They do not, or not as claimed.
    NotFound,
    /// Nothing can be said, for the reason given.
    CannotCheck,
}

/// A verdict with its reasons.
#[derive(Clone, PartialEq, Debug)]
pub struct Finding {
    /// The verdict.
    pub verdict: Verdict,
    /// Name of the rule that refused, if one did: `words-changed`, `parts-reversed`, `wrong-speaker` …
    pub rule: Option<&'static str>,
    /// Why, in one plain sentence without full stop; empty when verified.
    pub why: String,
    /// What a person should look at.
    pub warnings: Vec<Drift>,
    /// Where the words stand in the source, from the first to the last, in bytes.
    pub span: Option<Span>,
    /// What comes nearest, when the words were not found.
    pub nearest: Option<nearest::Nearest>,
}

/// A way in which true words may mislead.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize)]
pub struct Drift {
    /// Name of the rule: `cut-negation`, `edge-condition` …
    pub rule: &'static str,
    /// What was seen.
    pub message: String,
}

impl Drift {
    fn new(rule: &'static str, message: impl Into<String>) -> Self {
        Self { rule, message: message.into() }
    }
}

/// One source, ready for checks.
#[derive(Clone, Debug)]
pub struct Book {
    document: Document,
    /// The text as compared.
    folded: fold::Folded,
    /// Indices of all tokens by their keys, for finding a word at once.
    order: Vec<u32>,
    /// Who says what; found when first asked for, unless a sheet was given.
    speeches: OnceLock<Vec<speaker::Speech>>,
}

impl Book {
    /// Makes a source ready. Speakers are taken from the sheet, or from a fresh one when they are first asked for.
    pub fn new(document: Document, sheet: Option<&FactSheet>) -> Self {
        let folded = match document.format {
            crate::corpus::Format::Markdown => fold::Folded::of(&pattern::without_markup(&document.text)),
            _ => fold::Folded::of(&document.text),
        };
        let count = u32::try_from(folded.tokens.len()).unwrap_or(u32::MAX);
        let mut order: Vec<u32> = (0..count).collect();
        order.sort_by_key(|&index| (folded.tokens[index as usize].key, index));
        let book = Self { document, folded, order, speeches: OnceLock::new() };
        if let Some(sheet) = sheet {
            let _ = book.speeches.set(speaker::speeches(&book.document, sheet));
        }
        book
    }

    /// Returns its name.
    pub fn id(&self) -> &SourceId {
        &self.document.id
    }

    /// Returns the document.
    pub fn document(&self) -> &Document {
        &self.document
    }

    fn speeches(&self) -> &[speaker::Speech] {
        self.speeches.get_or_init(|| {
            let options = sheet::Options { lexicon: Lexicon::built_in(), question: None };
            speaker::speeches(&self.document, &sheet::extract(&self.document, options))
        })
    }

    /// Returns the indices of the tokens with this key, in the order of the text.
    fn places(&self, key: u32) -> &[u32] {
        let key_of = |index: &u32| self.folded.tokens[*index as usize].key;
        let start = self.order.partition_point(|index| key_of(index) < key);
        let end = start + self.order[start..].partition_point(|index| key_of(index) == key);
        &self.order[start..end]
    }

    /// Returns the paragraph that holds `byte`; between paragraphs, the line.
    fn paragraph(&self, byte: usize) -> Span {
        let blocks = &self.document.blocks;
        let at = blocks.partition_point(|block| block.span.end <= byte);
        match blocks.get(at) {
            Some(block) if block.span.start <= byte => block.span,
            _ => {
                let text = &self.document.text;
                let start = text[..byte].rfind('\n').map_or(0, |at| at + 1);
                let end = text[byte..].find('\n').map_or(text.len(), |at| byte + at);
                Span::new(start, end)
            }
        }
    }

    /// Returns the tokens of the paragraph that holds token `index`: the first and the one after the last.
    fn paragraph_tokens(&self, index: usize) -> (usize, usize) {
        let paragraph = self.paragraph(self.folded.span(index).start);
        (self.folded.at(paragraph.start), self.folded.at(paragraph.end))
    }

    /// Returns the words of the original at tokens `first..end`.
    fn original(&self, first: usize, end: usize) -> &str {
        let span = Span::new(self.folded.span(first).start, self.folded.span(end.max(first + 1) - 1).end);
        self.document.slice(span)
    }
}

#[cfg(test)]
mod tests;
