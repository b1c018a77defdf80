//! Verify: does a quotation stand in its source, word for word, and does it still mean what it meant there?
//!
//! Takes the words of a quotation and a [`Shelf`] of sources; gives a [`Finding`]. Rules: `docs/lints/`.
//!
//! 1. Both sides are folded alike ([`fold`]).
//! 2. A quotation begins and ends at borders of words and numbers and has at least two words or 12 characters.
//! 3. Parts around an ellipsis stand in order in one paragraph; square brackets may add or replace, never swallow a
//!    negation ([`quotation`]).
//! 4. What was left out or cut off at the edges is looked at for negations, conditions and hedges ([`drift`]).
//! 5. What was not found is shown beside what comes nearest ([`nearest`]).

pub mod drift;
pub mod fold;
pub mod nearest;
pub mod quotation;

use serde::Serialize;

use crate::document::Document;
use crate::sheet::claim::Claim;
use crate::sheet::{FactSheet, Status};
use crate::source::{Positions, SourceId, Span};

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

/// One source, ready for checks.
#[derive(Clone, Debug)]
pub struct Book {
    /// Its name.
    pub id: SourceId,
    /// Its path.
    pub file: String,
    /// Its canonical text.
    pub text: String,
    /// Converts places.
    pub positions: Positions,
    /// The text as compared.
    folded: fold::Folded,
    /// Paragraphs, in bytes, in order.
    paragraphs: Vec<Span>,
    /// Who says what, as far as known, in the order of the text.
    attributions: Vec<Attribution>,
}

/// A stretch of a source that somebody says.
#[derive(Clone, Debug)]
struct Attribution {
    span: Span,
    /// Every name under which the speaker goes there: full name, words used, role.
    names: Vec<String>,
}

impl Book {
    /// Makes a source ready: folds it once, takes paragraphs from the document and speakers from the sheet.
    pub fn new(document: &Document, sheet: Option<&FactSheet>) -> Self {
        let mut attributions: Vec<_> = sheet.iter().flat_map(|sheet| attributions(document, sheet)).collect();
        attributions.sort_by_key(|attribution| attribution.span);
        Self {
            id: document.id.clone(),
            file: document.file.clone(),
            text: document.text.clone(),
            positions: document.positions.clone(),
            folded: fold::Folded::of(&document.text),
            paragraphs: document.blocks.iter().map(|block| block.span).collect(),
            attributions,
        }
    }

    /// Returns the paragraph that holds `byte`; between paragraphs, the line.
    fn paragraph(&self, byte: usize) -> Span {
        let at = self.paragraphs.partition_point(|paragraph| paragraph.end <= byte);
        match self.paragraphs.get(at) {
            Some(&paragraph) if paragraph.start <= byte => paragraph,
            _ => {
                let start = self.text[..byte].rfind('\n').map_or(0, |at| at + 1);
                let end = self.text[byte..].find('\n').map_or(self.text.len(), |at| byte + at);
                Span::new(start, end)
            }
        }
    }
}

fn attributions<'a>(document: &'a Document, sheet: &'a FactSheet) -> impl Iterator<Item = Attribution> + 'a {
    sheet.facts.iter().filter(|fact| fact.status != Status::Rejected).filter_map(|fact| {
        let Claim::Quotation(quotation) = &fact.claim else { return None };
        let speaker = quotation.speaker.as_ref()?;
        let span = document.positions.span(&document.text, fact.evidence.span)?;
        let names = [Some(&speaker.text), speaker.name.as_ref(), speaker.role.as_ref(), speaker.organisation.as_ref()];
        Some(Attribution { span, names: names.into_iter().flatten().cloned().collect() })
    })
}
