//! Render a note as PDF: layout decides, paint obeys, finish makes it accessible and archival.

use crate::diagnostic::{Checked, Warned};
use crate::markup::Markup;

/// Settings of a document.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// Paper.
    pub paper: Paper,
    /// Name of the Markdown file, for diagnostics.
    pub file: String,
    /// Text of the Markdown file, for diagnostics.
    pub markdown: String,
    /// Files to attach: name, description, media type, content.
    pub attachments: Vec<Attachment>,
}

/// Sizes of paper.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Paper {
    /// 210 by 297 mm.
    #[default]
    A4,
    /// 8.5 by 11 in.
    Letter,
}

/// A file inside the PDF.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Attachment {
    /// File name.
    pub name: String,
    /// What it is.
    pub description: String,
    /// Media type.
    pub media_type: String,
    /// Content.
    pub content: Vec<u8>,
}

/// A finished document.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Pdf {
    /// The file.
    pub bytes: Vec<u8>,
    /// How many pages it has.
    pub pages: usize,
}

/// Sets the note.
///
/// # Errors
/// What would make the document inaccessible or unreadable: a character that no font has, no title, no language.
pub fn render(markup: &Markup, options: &Options) -> Checked<Warned<Pdf>> {
    let _ = (markup, options);
    Ok(Warned { output: Pdf { bytes: Vec::new(), pages: 0 }, warnings: Vec::new() })
}
