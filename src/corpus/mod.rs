//! Gather: files as bytes become texts in a fixed order, each decoded, with what its files say about it.
//!
//! Takes [`SourceFile`]s, gives a [`Corpus`]. Nothing is read from disk here (see [`crate::files`]).
//! A file that cannot be read as a text is left out with an error; whatever else is odd is a warning or a note.

mod decode;
mod id;

use std::collections::BTreeMap;

use rayon::prelude::*;
use serde::Serialize;
use sha2::{Digest, Sha256};

use crate::diagnostic::{Diagnostic, Location, Warned};
use crate::source::{SourceId, Span};

use decode::Decoded;

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

impl Text {
    /// Makes a text of words that are decoded already, as records on standard input are.
    ///
    /// `meta` is what `NAME.meta.yaml` would hold.
    pub fn decoded(id: &str, format: Format, content: &str, meta: Option<String>) -> Self {
        let content = content.strip_prefix('\u{feff}').unwrap_or(content);
        let content =
            if content.contains('\r') { content.replace("\r\n", "\n").replace('\r', "\n") } else { content.into() };
        Self {
            id: id.into(),
            file: id.into(),
            format,
            sha256: hexadecimal(&Sha256::digest(content.as_bytes())),
            content: Content::Decoded(content),
            meta: meta.map(|meta| (format!("{id}: meta"), meta)),
        }
    }
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
/// What cannot be used (two files with one id, a binary file named `.txt`) is left out and reported. The order of
/// `files` changes nothing.
pub fn gather(mut files: Vec<SourceFile>) -> Warned<Corpus> {
    files.sort_by(|a, b| a.file.cmp(&b.file));
    let mut warnings = Vec::new();
    let mut texts: BTreeMap<SourceId, Text> = BTreeMap::new();
    let read_one = |file| {
        let mut warnings = Vec::new();
        let text = read(file, &mut warnings);
        (text, warnings)
    };
    let read: Vec<_> = files.into_par_iter().map(read_one).collect();
    for (text, found) in read {
        warnings.extend(found);
        let Some(text) = text else { continue };
        if let Some(first) = texts.get(&text.id) {
            let message = format!("`{}` and `{}` both give the id `{}`", first.file, text.file, text.id);
            warnings.push(
                Diagnostic::error("duplicate-id", message)
                    .at(Location::file(text.file))
                    .hint("rename one of the two files: ids are made from file names"),
            );
        } else {
            texts.insert(text.id.clone(), text);
        }
    }
    Warned { output: Corpus { texts: texts.into_values().collect() }, warnings }
}

/// Decodes one file, or says why it is left out.
fn read(source: SourceFile, warnings: &mut Vec<Diagnostic>) -> Option<Text> {
    let SourceFile { file, bytes, meta } = source;
    let extension = file.rsplit_once('.').map_or("", |(_, extension)| extension);
    let Some(format) = Format::from_extension(extension) else {
        let message = format!("`{file}` has an ending that stands for no known format");
        warnings.push(
            Diagnostic::warning("unknown-format", message)
                .at(Location::file(file))
                .hint("use `.txt`, `.md`, `.html`, `.pdf` or `.docx`"),
        );
        return None;
    };
    let sha256 = hexadecimal(&Sha256::digest(&bytes));
    let id = id::from_path(&file);
    let content = match format {
        Format::Pdf | Format::Docx => Content::Bytes(bytes),
        Format::Text | Format::Markdown | Format::Html => match decode::decode(&bytes, format) {
            Ok(decoded) => {
                report_decoding(&file, &decoded, warnings);
                Content::Decoded(decoded.text)
            }
            Err(looks_like) => {
                warnings.push(not_a_text(file, looks_like));
                return None;
            }
        },
    };
    let meta = meta.and_then(|(path, bytes)| read_meta(path, &bytes, warnings));
    Some(Text { id, file, format, sha256, content, meta })
}

fn read_meta(path: String, bytes: &[u8], warnings: &mut Vec<Diagnostic>) -> Option<(String, String)> {
    match decode::decode(bytes, Format::Text) {
        Ok(decoded) => {
            report_decoding(&path, &decoded, warnings);
            Some((path, decoded.text))
        }
        Err(looks_like) => {
            warnings.push(not_a_text(path, looks_like));
            None
        }
    }
}

fn not_a_text(file: String, looks_like: decode::LooksLike) -> Diagnostic {
    let message = format!("`{file}` is not a text: it looks like {looks_like}");
    let error = Diagnostic::error("not-a-text", message).at(Location::file(file));
    match looks_like.extension() {
        Some(extension) => error.hint(format!("give it the ending `.{extension}` so that it is read as one")),
        None => error.hint("save it as plain text in UTF-8, or move it out of the corpus"),
    }
}

fn report_decoding(file: &str, decoded: &Decoded, warnings: &mut Vec<Diagnostic>) {
    let Decoded { text, encoding, guessed, damaged } = decoded;
    if *damaged {
        let at = text.find('\u{fffd}').unwrap_or_default();
        let end = text[at..].chars().next().map_or(at, |character| at + character.len_utf8());
        let message = format!("bytes that are not valid {encoding} were replaced by `\u{fffd}`");
        warnings.push(
            Diagnostic::warning("invalid-bytes", message)
                .at(Location::in_text(file, text, Span::new(at, end)))
                .hint("save the file again in UTF-8; words with a replaced character cannot be quoted"),
        );
    }
    if *guessed {
        let message = format!("the encoding is not declared; it was taken to be {encoding}");
        warnings.push(
            Diagnostic::note("guessed-encoding", message)
                .at(Location::file(file))
                .hint("save the file in UTF-8 to be sure of every character"),
        );
    }
}

/// Returns the id that a text has by the path of its file.
pub fn id_of(file: &str) -> SourceId {
    id::from_path(file)
}

pub(crate) fn hexadecimal(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let digits = bytes.iter().flat_map(|byte| [byte >> 4, byte & 15]);
    let mut written = String::with_capacity(2 * bytes.len());
    written.extend(digits.map(|digit| char::from(DIGITS[usize::from(digit)])));
    written
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(name: &str, bytes: &[u8]) -> SourceFile {
        SourceFile { file: format!("corpus/{name}"), bytes: bytes.to_vec(), meta: None }
    }

    fn decoded(text: &Text) -> &str {
        match &text.content {
            Content::Decoded(text) => text,
            Content::Bytes(_) => "",
        }
    }

    #[test]
    fn texts_come_in_the_order_of_their_ids_whatever_the_order_of_files() {
        let names = ["b.txt", "a.md", "sub/c.txt"];
        let forward = gather(names.iter().map(|name| file(name, b"x")).collect());
        let backward = gather(names.iter().rev().map(|name| file(name, b"x")).collect());
        let ids = |corpus: &Corpus| corpus.texts.iter().map(|text| text.id.to_string()).collect::<Vec<_>>();
        assert_eq!(ids(&forward.output), ["a", "b", "sub-c"]);
        assert_eq!(ids(&backward.output), ids(&forward.output));
        assert_eq!(forward.warnings, []);
    }

    #[test]
    fn two_files_with_one_id_are_an_error_that_names_both() {
        let Warned { output, warnings } = gather(vec![file("bridge.md", b"x"), file("bridge.txt", b"y")]);
        assert_eq!(output.texts.len(), 1);
        let [error] = &warnings[..] else { panic!("one error: {warnings:?}") };
        assert_eq!(error.rule, "duplicate-id");
        assert_eq!(error.message, "`corpus/bridge.md` and `corpus/bridge.txt` both give the id `bridge`");
    }

    #[test]
    fn the_hash_is_that_of_the_bytes_before_decoding() {
        let corpus = gather(vec![file("a.txt", b"abc"), file("b.txt", b"\xef\xbb\xbfabc")]).output;
        assert_eq!(corpus.texts[0].sha256, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
        assert_eq!((decoded(&corpus.texts[0]), decoded(&corpus.texts[1])), ("abc", "abc"));
        assert_ne!(corpus.texts[0].sha256, corpus.texts[1].sha256);
    }

    #[test]
    fn a_binary_file_with_a_text_ending_is_left_out_and_named() {
        let Warned { output, warnings } = gather(vec![file("scan.txt", b"%PDF-1.7\n%\xe2\xe3\n1 0 obj")]);
        assert!(output.texts.is_empty());
        assert_eq!(warnings[0].message, "`corpus/scan.txt` is not a text: it looks like a PDF");
        assert_eq!(warnings[0].hints, ["give it the ending `.pdf` so that it is read as one"]);
    }

    #[test]
    fn the_first_invalid_byte_is_shown_with_line_and_column() {
        let bytes = "é is fine here, è too\r\nhere ".bytes().chain(*b"\xff is not").collect::<Vec<_>>();
        let Warned { output, warnings } = gather(vec![file("a.txt", &bytes)]);
        let location = warnings[0].location.as_ref().expect("a place");
        assert_eq!((warnings[0].rule, location.line, location.column), ("invalid-bytes", 2, 6));
        assert_eq!(decoded(&output.texts[0]), "é is fine here, è too\nhere \u{fffd} is not");
    }
}
