//! Render a note as PDF: layout decides, paint obeys, finish makes it accessible and archival.

mod finish;
mod fonts;
mod layout;
mod lint;
mod paint;
mod picture;
mod shape;
mod tags;
#[cfg(test)]
mod tests;

use printpdf::{PdfDocument, PdfSaveOptions};

use crate::diagnostic::{Checked, Diagnostic, Warned};
use crate::markup::Markup;
use crate::picture::Pictures;
use crate::theme::Theme;

/// The program that made the file, as the file states it.
pub(crate) const PRODUCER: &str = concat!("Evenhand ", env!("CARGO_PKG_VERSION"));

/// Settings of a document.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// Paper.
    pub paper: Paper,
    /// The look.
    pub theme: Theme,
    /// Name of the Markdown file, for diagnostics.
    pub file: String,
    /// Text of the Markdown file, for diagnostics.
    pub markdown: String,
    /// Pictures by their paths.
    pub pictures: Pictures,
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

impl Paper {
    /// Returns the paper of that name, `a4` or `letter`.
    pub fn named(name: &str) -> Option<Self> {
        match name {
            "a4" => Some(Self::A4),
            "letter" => Some(Self::Letter),
            _ => None,
        }
    }
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
    /// What it is to the document.
    pub relation: Relation,
    /// Content.
    pub content: Vec<u8>,
}

/// What an attached file is to the document that carries it (PDF/A-3, 6.8).
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Relation {
    /// The document was made from it.
    Source,
    /// It holds data that the document shows.
    #[default]
    Data,
}

impl Relation {
    /// Returns the name that the format has for it.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Source => "Source",
            Self::Data => "Data",
        }
    }

    /// Returns the relation of that name.
    pub(crate) fn named(name: &[u8]) -> Self {
        if name == b"Source" { Self::Source } else { Self::Data }
    }
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
    let fonts = fonts::Fonts::default();
    let findings = lint::lint(markup, options, &fonts);
    if !findings.errors.is_empty() {
        return Err(findings.errors);
    }
    let layout = layout::layout(markup, &findings.facts, options, &fonts);
    let usage = paint::usage(&layout);
    let mut document = PdfDocument::new(&findings.facts.title);
    let marks = paint::paint(&layout, usage.subsets(&fonts), &usage, &mut document);
    let parts = finish::Parts {
        layout: &layout,
        marks: &marks,
        facts: &findings.facts,
        metadata: &markup.metadata,
        attachments: &options.attachments,
    };
    let bytes = finish::finish(painted(document)?, &parts).map_err(|error| {
        vec![Diagnostic::error("pdf-not-written", format!("the PDF could not be written: {error}"))]
    })?;
    let mut warnings = findings.warnings;
    warnings.extend(layout.warnings.iter().cloned());
    Ok(Warned { output: Pdf { bytes, pages: layout.pages.len() }, warnings })
}

/// Counts the pages that [`render`] sets; 0 when it finds faults.
pub fn pages(markup: &Markup, options: &Options) -> usize {
    let fonts = fonts::Fonts::default();
    let findings = lint::lint(markup, options, &fonts);
    if findings.errors.is_empty() { layout::layout(markup, &findings.facts, options, &fonts).pages.len() } else { 0 }
}

/// Turns the operators into a document; what printpdf only warns of would be a blank or wrong page.
#[expect(clippy::needless_pass_by_value, reason = "the operators are large and not needed after this")]
fn painted(document: PdfDocument) -> Checked<lopdf::Document> {
    let mut warnings = Vec::new();
    let options = PdfSaveOptions { optimize: false, subset_fonts: false, secure: true, image_optimization: None };
    let written = document.to_lopdf_document(&options, &mut warnings);
    if warnings.is_empty() {
        return Ok(written);
    }
    Err(warnings
        .iter()
        .map(|warning| Diagnostic::error("pdf-not-painted", format!("the pages could not be painted: {}", warning.msg)))
        .collect())
}
