//! Parse: a note's Markdown becomes our own closed tree of blocks and inlines.
//!
//! Takes CommonMark with tables, footnotes, heading attributes, fenced divs (`::: {.class #id}`), a YAML
//! metadata block and Pandoc's citations; gives [`Markup`]. HTML and PDF writers match every variant by name,
//! so that a new kind of block does not compile until both can show it. Markdown for which there is no block
//! (raw HTML, images that are no files) is a warning, never silence.

mod attributes;
mod build;
mod fences;
mod finish;
mod inline;
mod metadata;
#[cfg(test)]
mod tests;
mod walk;
mod warnings;

use std::fmt;

use crate::diagnostic::Warned;
use crate::source::Span;

/// Parses a note; `file` names it in diagnostics.
///
/// Never fails and takes time linear in the length of the note. Spans are bytes of `markdown`. Typographic marks
/// are left as they are written: words must stay exact.
pub fn parse(markdown: &str, file: &str) -> Warned<Markup> {
    let mut warnings = warnings::Warnings::new(markdown, file);
    let (metadata, body) = metadata::read(markdown, &mut warnings);
    let mut markup = build::build(markdown, body, &mut warnings);
    markup.metadata = metadata;
    Warned { output: markup, warnings: warnings.finish() }
}

/// Returns the words of `content` without its marks; line ends become spaces, references to notes nothing.
pub fn plain_text(content: &[Inline]) -> String {
    let mut text = String::new();
    push_plain_text(content, &mut text);
    text
}

fn push_plain_text(content: &[Inline], text: &mut String) {
    for inline in content {
        match inline {
            Inline::Text(words) | Inline::Code(words) => text.push_str(words),
            Inline::SoftBreak | Inline::HardBreak => text.push(' '),
            Inline::Image { alt, .. } => text.push_str(alt),
            Inline::Citation(citation) => text.push_str(&citation.to_string()),
            Inline::NoteRef(_)
            | Inline::Emphasis(_)
            | Inline::Strong(_)
            | Inline::Strikeout(_)
            | Inline::Superscript(_)
            | Inline::Subscript(_)
            | Inline::Link { .. }
            | Inline::Span { .. } => push_plain_text(inline.content(), text),
        }
    }
}

/// A parsed note.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Markup {
    /// Its metadata block.
    pub metadata: NoteMetadata,
    /// Blocks in reading order.
    pub blocks: Vec<Block>,
    /// Footnotes in the order of their first reference; [`Inline::NoteRef`] holds an index into it.
    pub notes: Vec<Footnote>,
}

/// Metadata of a note.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct NoteMetadata {
    /// Title.
    pub title: Option<String>,
    /// One line under the title.
    pub subtitle: Option<String>,
    /// Authors.
    pub author: Vec<String>,
    /// Date as it is to be printed.
    pub date: Option<String>,
    /// Language, a BCP 47 tag.
    pub lang: Option<String>,
}

/// A footnote.
#[derive(Clone, PartialEq, Debug)]
pub struct Footnote {
    /// Label in the Markdown.
    pub label: String,
    /// Content.
    pub blocks: Vec<Block>,
    /// Where it is defined, in bytes of the Markdown.
    pub span: Span,
}

/// Identifier, classes and key-value pairs, as in Pandoc: `{#id .class key=value}`.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Attributes {
    /// Identifier, for links.
    pub id: Option<String>,
    /// Classes.
    pub classes: Vec<String>,
    /// Other pairs.
    pub pairs: Vec<(String, String)>,
}

impl Attributes {
    /// Tells whether `class` is among the classes.
    pub fn has(&self, class: &str) -> bool {
        self.classes.iter().any(|known| known == class)
    }

    /// Returns the value of the pair `key`.
    pub fn get(&self, key: &str) -> Option<&str> {
        self.pairs.iter().find(|(known, _)| known == key).map(|(_, value)| value.as_str())
    }
}

/// A block with its place in the Markdown (bytes).
#[derive(Clone, PartialEq, Debug)]
pub struct Block {
    /// What it is.
    pub kind: BlockKind,
    /// Where it stands.
    pub span: Span,
}

/// Kinds of blocks.
#[derive(Clone, PartialEq, Debug)]
pub enum BlockKind {
    /// A heading.
    Heading {
        /// 1 to 6.
        level: u8,
        /// Identifier and classes; the identifier is always set and unique.
        attributes: Attributes,
        /// Content.
        content: Vec<Inline>,
    },
    /// A paragraph.
    Paragraph(Vec<Inline>),
    /// A list.
    List {
        /// Number of the first item; `None` for bullets.
        start: Option<u64>,
        /// Whether items are set without space between them.
        tight: bool,
        /// Items.
        items: Vec<Vec<Block>>,
    },
    /// A block quotation.
    Quote(Vec<Block>),
    /// A table.
    Table(Table),
    /// Code, set as it is.
    Code {
        /// Language named after the fence.
        language: Option<String>,
        /// The code.
        text: String,
    },
    /// A horizontal rule.
    Rule,
    /// A fenced div. Classes that writers know: `sides` (its child divs stand beside each other), `side` with
    /// `optimistic` or `sceptical`, `box` (framed), `method`, `chart` (with `data-…` pairs; its content is the
    /// text alternative), and the identifier `refs` (where the list of sources goes).
    Div {
        /// Identifier and classes.
        attributes: Attributes,
        /// Content.
        blocks: Vec<Block>,
    },
}

/// A table.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Table {
    /// One a column.
    pub columns: Vec<Column>,
    /// Cells of the head row; empty when the table has none.
    pub head: Vec<Vec<Inline>>,
    /// Rows of cells; a short row is filled with empty cells.
    pub rows: Vec<Vec<Vec<Inline>>>,
    /// Caption (a paragraph after the table that begins with `: ` or `Table: `), or nothing.
    pub caption: Vec<Inline>,
}

/// A column of a table.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Column {
    /// How its cells are set.
    pub align: Align,
    /// Number of dashes in the delimiter row: relative width, given only when a line of the table is longer than
    /// 72 characters (Pandoc's rule). Otherwise 0: widths follow the content.
    pub dashes: usize,
}

/// How cells are set.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Align {
    /// As text is.
    #[default]
    Start,
    /// Centred.
    Center,
    /// To the far edge, as for numbers.
    End,
}

/// A part of running text.
#[derive(Clone, PartialEq, Debug)]
pub enum Inline {
    /// Words, with typographic marks as they are to be shown.
    Text(String),
    /// A place where a line may end.
    SoftBreak,
    /// A place where a line must end.
    HardBreak,
    /// Stress.
    Emphasis(Vec<Self>),
    /// Strong stress.
    Strong(Vec<Self>),
    /// Struck out.
    Strikeout(Vec<Self>),
    /// Raised.
    Superscript(Vec<Self>),
    /// Lowered.
    Subscript(Vec<Self>),
    /// Code.
    Code(String),
    /// A link; targets that begin with `#` lead to an identifier in the note.
    Link {
        /// Where to.
        target: String,
        /// Title, or empty.
        title: String,
        /// Content.
        content: Vec<Self>,
    },
    /// A picture by its path.
    Image {
        /// Path.
        target: String,
        /// Text alternative.
        alt: String,
        /// Title, which is shown as its caption; or empty.
        title: String,
        /// Identifier, classes and pairs behind it: `{width=50%}`.
        attributes: Attributes,
        /// Where it stands in the Markdown.
        span: Span,
    },
    /// A reference to a footnote, by its index in [`Markup::notes`].
    NoteRef(usize),
    /// Pandoc's citation; replaced before rendering (see [`crate::citation`]).
    Citation(Citation),
    /// A bracketed span `[words]{.class #id}`.
    Span {
        /// Identifier and classes.
        attributes: Attributes,
        /// Content.
        content: Vec<Self>,
    },
}

/// One or more keys cited together.
#[derive(Clone, PartialEq, Debug)]
pub struct Citation {
    /// The items.
    pub items: Vec<CitationItem>,
    /// Whether it is `@key` in the text rather than `[@key]`.
    pub narrative: bool,
    /// Where it stands in the Markdown.
    pub span: Span,
}

impl fmt::Display for Citation {
    /// Writes the citation as in Markdown, for showing what could not be resolved.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.narrative {
            f.write_str("[")?;
        }
        for (index, item) in self.items.iter().enumerate() {
            if index > 0 {
                f.write_str("; ")?;
            }
            if !item.prefix.is_empty() {
                write!(f, "{} ", item.prefix)?;
            }
            write!(f, "{}@{}", if item.suppress_author { "-" } else { "" }, item.key)?;
            match (item.suffix.is_empty(), self.narrative) {
                (true, _) => {}
                (false, true) => write!(f, " [{}]", item.suffix)?,
                (false, false) => write!(f, ", {}", item.suffix)?,
            }
        }
        if self.narrative { Ok(()) } else { f.write_str("]") }
    }
}

/// One cited key.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct CitationItem {
    /// Key of the source.
    pub key: String,
    /// Text before (`see`).
    pub prefix: String,
    /// Pinpoint (`p. 3`) and text after.
    pub suffix: String,
    /// Whether the author is left out (`[-@key]`).
    pub suppress_author: bool,
}
