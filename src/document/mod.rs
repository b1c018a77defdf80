//! Read: a text becomes a [`Document`] with its canonical text, what is known about it, and its parts.
//!
//! Reading never fails: a strange text is an ordinary input, and what is odd is reported beside the result.
//! One reader a format; all give the same [`Document`]. Page furniture is marked, never cut out, so that
//! positions are right in the file that people have open.

pub mod metadata;
pub mod token;

use serde::Serialize;

use crate::corpus::{Format, Text};
use crate::diagnostic::Warned;
use crate::source::{Positions, SourceId, Span};

pub use metadata::{Metadata, Origin, SourceType, Stance};
pub use token::{Token, TokenKind};

/// A text with its structure.
#[derive(Clone, Debug)]
pub struct Document {
    /// Name of the source.
    pub id: SourceId,
    /// Path relative to the project.
    pub file: String,
    /// Format it was read from.
    pub format: Format,
    /// SHA-256 of the file's bytes, in hexadecimal.
    pub sha256: String,
    /// Canonical text: every [`Span`] refers to it.
    pub text: String,
    /// What is known about the text as a publication.
    pub metadata: Metadata,
    /// Blocks in the order of the text, never overlapping; white space between them belongs to none.
    pub blocks: Vec<Block>,
    /// Sentences in the order of the text, each within one block. Furniture has none.
    pub sentences: Vec<Sentence>,
    /// Words, numbers and marks of the sentences, in the order of the text.
    pub tokens: Vec<Token>,
    /// Converts bytes of `text` to code points, lines and back.
    pub positions: Positions,
}

/// A paragraph, heading, list item or other unit of a text.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Block {
    /// What it is.
    pub kind: BlockKind,
    /// Where it stands: from its first to its last character that is not white space, without list or heading marks.
    pub span: Span,
    /// Why it is not part of the article; `None` for the article itself.
    pub furniture: Option<Furniture>,
}

/// Kinds of blocks.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum BlockKind {
    /// The title of the text, where it stands in the text.
    Title,
    /// A heading with its level, 1 to 6.
    Heading(u8),
    /// Running text.
    Paragraph,
    /// An item of a list.
    ListItem,
    /// A row of a table, its cells parted by `|` or tabs.
    TableRow,
    /// A quoted block.
    Quote,
    /// A question that the text asks and answers in the block or blocks after it (FAQ).
    Question,
    /// The answer to the [`BlockKind::Question`] before it.
    Answer,
    /// Code, or anything else that is no prose.
    Code,
}

/// Why a block is page furniture.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Furniture {
    /// Front matter and other metadata written in the file.
    Metadata,
    /// Menus, contents lists, breadcrumbs.
    Navigation,
    /// Subscription forms, log-in prompts, share lines, comment boxes.
    Prompt,
    /// Lists of other articles.
    Related,
    /// Author boxes, credits, copyright lines.
    Credit,
    /// Leftovers of a conversion: fences, stray marks.
    Residue,
    /// A line that recurs across texts of the corpus.
    Recurring,
}

/// A sentence.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
pub struct Sentence {
    /// From its first to its last character that is not white space.
    pub span: Span,
    /// Index of its block in [`Document::blocks`].
    pub block: usize,
    /// First token, an index into [`Document::tokens`].
    pub first_token: usize,
    /// Token after the last.
    pub end_token: usize,
}

impl Document {
    /// Returns the words at `span`.
    pub fn slice(&self, span: Span) -> &str {
        self.text.get(span.range()).unwrap_or_default()
    }

    /// Returns the tokens of `sentence`.
    pub fn tokens_of(&self, sentence: &Sentence) -> &[Token] {
        &self.tokens[sentence.first_token..sentence.end_token]
    }

    /// Returns the block of `sentence`.
    pub fn block_of(&self, sentence: &Sentence) -> &Block {
        &self.blocks[sentence.block]
    }
}

/// Reads a text.
pub fn parse(text: &Text) -> Warned<Document> {
    let content = match &text.content {
        crate::corpus::Content::Decoded(content) => content.clone(),
        crate::corpus::Content::Bytes(bytes) => String::from_utf8_lossy(bytes).into_owned(),
    };
    let positions = Positions::of(&content);
    let document = Document {
        id: text.id.clone(),
        file: text.file.clone(),
        format: text.format,
        sha256: text.sha256.clone(),
        text: content,
        metadata: Metadata::default(),
        blocks: Vec::new(),
        sentences: Vec::new(),
        tokens: Vec::new(),
        positions,
    };
    Warned { output: document, warnings: Vec::new() }
}
