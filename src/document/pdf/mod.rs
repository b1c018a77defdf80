//! Reads PDF files: the words in the order of reading, one block a line, each with the page it stands on.
//!
//! Takes the bytes, gives a [`Reading`]. The steps:
//!
//! 1. `lopdf` parses the file, which is here already for writing; the crates that read words from PDFs give them
//!    without places, or bring a second version of it, and a hundred places where they panic;
//! 2. [`page`] runs the content of each page and gives its words with their places; [`font`] says what codes stand for;
//! 3. [`lines`] finds columns and lines;
//! 4. [`running`] finds running heads, feet and page numbers, which are kept as furniture;
//! 5. [`blocks`] joins lines into headings, paragraphs, items and rows, and takes out the hyphens at their ends.
//!
//! Pictures are not read: a page that was scanned has no words unless a program for recognising text has added them.
//! Text from right to left, and text set from top to bottom, is not put in order.

mod blocks;
mod font;
mod lex;
mod lines;
mod page;
mod running;

use std::panic::{AssertUnwindSafe, catch_unwind};

use lopdf::{Document, LoadOptions, Object};

use super::Reading;
use super::metadata::{Metadata, Origin};
use crate::diagnostic::{Diagnostic, Location};
use crate::value::name::Name;

/// Most pages that are read.
const PAGES: usize = 10_000;
/// Most bytes of content that are run, unpacked, in all pages.
const CONTENT: usize = 100 << 20;
/// Most bytes that one part may unpack to.
const LARGEST_PART: usize = 16 << 20;
/// Longest file, in bytes.
const LARGEST_FILE: usize = 200 << 20;

/// Why a file cannot be read.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub(super) enum Fault {
    /// It is no PDF, or its parts cannot be found.
    #[error("is no PDF, or is damaged: its parts cannot be found")]
    Damaged,
    /// It needs a password.
    #[error("is protected by a password")]
    Encrypted,
    /// There are pictures of pages and no words.
    #[error("holds pictures of pages and no words")]
    Scanned,
    /// There is nothing on its pages.
    #[error("holds no words")]
    Empty,
    /// It is too long.
    #[error("is longer than 200 MB")]
    TooLong,
}

impl Fault {
    /// Returns what to do about it.
    pub(super) fn hint(self) -> &'static str {
        match self {
            Self::Damaged => "open it in a PDF reader and save it again, or save its words as `.txt`",
            Self::Encrypted => "save a copy without a password",
            Self::Scanned => "let a program for text recognition, such as OCRmyPDF, add the words to it",
            Self::Empty => "take it out of the corpus, or save its words as `.txt`",
            Self::TooLong => "save the pages that matter as a file of their own",
        }
    }
}

/// Reads the file; `file` is its name in warnings.
pub(super) fn read(file: &str, bytes: &[u8], warnings: &mut Vec<Diagnostic>) -> Result<Reading, Fault> {
    let document = open(bytes)?;
    let mut warn = |rule, message: String, hint: &str| {
        warnings.push(Diagnostic::warning(rule, message).at(Location::file(file)).hint(hint));
    };
    let found = words(&document);
    if found.pages.iter().all(Vec::is_empty) {
        return Err(if found.wordless.is_empty() { Fault::Empty } else { Fault::Scanned });
    }
    if let Some(after) = found.cut {
        let message = format!("only the first {after} pages were read: the file is too long or too full");
        warn("page-limit", message, "save the pages that matter as a file of their own");
    }
    if !found.wordless.is_empty() {
        let pages = found.wordless.iter().take(8).map(ToString::to_string).collect::<Vec<_>>().join(", ");
        let more = if found.wordless.len() > 8 { " and more" } else { "" };
        let message = format!("pictures without words on page {pages}{more}: nothing was read there");
        warn("scanned-page", message, Fault::Scanned.hint());
    }
    if found.unknown * 50 > found.known + found.unknown {
        let message = format!("the fonts of `{file}` do not say what {} of its characters stand for", found.unknown);
        warn("unknown-characters", message, "look at `facts/NAME.txt`; if words are missing, save the text as `.txt`");
    }
    let running = running::find(&found.pages);
    let written = blocks::write(found.pages, &running);
    let stated = properties(&document, &written.blocks);
    Ok(Reading { text: written.text, blocks: written.blocks, stated, pages: written.pages, ..Reading::default() })
}

/// Most bytes of other matter before the head of a file: what a program said while it wrote to its output.
const BEFORE_HEAD: usize = 64 << 10;

/// Parses the file.
fn open(bytes: &[u8]) -> Result<Document, Fault> {
    if bytes.len() > LARGEST_FILE {
        return Err(Fault::TooLong);
    }
    let head = memchr::memmem::find(&bytes[..bytes.len().min(BEFORE_HEAD)], b"%PDF-").unwrap_or_default();
    let bytes = &bytes[head..];
    // All packed objects are unpacked at once: the more parts of them a file has, the less each may hold.
    let parts = memchr::memmem::find_iter(bytes, b"/ObjStm").count().max(1);
    let largest = ((64 << 20) / parts).clamp(1 << 20, LARGEST_PART);
    let load = || {
        let options = LoadOptions { max_decompressed_size: Some(largest), ..LoadOptions::default() };
        Document::load_mem_with_options(bytes, options)
    };
    // The parser is not ours and meets any bytes here: a fault in it must not end the run. It shares no state with us.
    let document = catch_unwind(AssertUnwindSafe(load)).map_err(|_| Fault::Damaged)?;
    match document {
        Ok(document) if document.is_encrypted() => Err(Fault::Encrypted),
        Ok(document) if document.page_iter().next().is_none() => Err(Fault::Damaged),
        Ok(document) => Ok(document),
        Err(lopdf::Error::InvalidPassword | lopdf::Error::Decryption(_)) => Err(Fault::Encrypted),
        Err(_) => Err(Fault::Damaged),
    }
}

/// What the pages of a file show.
#[derive(Debug, Default)]
struct Found {
    pages: Vec<Vec<lines::Line>>,
    /// Pages with pictures and no words, from 1.
    wordless: Vec<usize>,
    /// How many pages were read, if not all.
    cut: Option<usize>,
    known: usize,
    unknown: usize,
}

fn words(document: &Document) -> Found {
    let mut found = Found::default();
    let mut fonts = page::Fonts::new();
    let mut budget = page::Budget { content: CONTENT };
    let mut column = 0;
    for (at, id) in document.page_iter().enumerate() {
        if at == PAGES || budget.content == 0 {
            found.cut = Some(at);
            break;
        }
        let shown = page::show(document, id, &mut fonts, &mut budget);
        if shown.runs.is_empty() && shown.has_pictures {
            found.wordless.push(at + 1);
        }
        found.known += shown.known;
        found.unknown += shown.unknown;
        found.pages.push(lines::of(shown.runs, u32::try_from(at + 1).unwrap_or(u32::MAX), &mut column));
    }
    found
}

/// Reads what the file says about itself.
///
/// Its dates are left alone: they say when the file was made, which is not when the text was published.
fn properties(document: &Document, blocks: &[super::Block]) -> Metadata {
    let mut stated = Metadata::default();
    let words = |key: &[u8]| {
        let information = document.trailer.get_deref(b"Info", document).ok()?.as_dict().ok()?;
        let text = lopdf::decode_text_string(information.get_deref(key, document).ok()?).ok()?;
        let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
        (!text.is_empty() && text.chars().count() < 300).then_some(text)
    };
    let is_titled = blocks.iter().take(12).any(|block| block.kind == super::BlockKind::Heading(1));
    if let Some(title) = words(b"Title").filter(|title| !is_titled && is_title(title)) {
        stated.title = Some(title);
        stated.origins.insert("title", Origin::Properties);
    }
    // The name of an account is one word; a person's has two or more.
    if let Some(author) = words(b"Author").filter(|author| author.contains(' ') && !author.contains('@')) {
        stated.author = author.split([';', '&']).map(|name| Name::person(name.trim())).collect();
        stated.origins.insert("author", Origin::Properties);
    }
    let language = document.catalog().and_then(|catalog| catalog.get_deref(b"Lang", document)).and_then(Object::as_str);
    if let Some(language) = language.ok().and_then(|tag| str::from_utf8(tag).ok()).filter(|tag| is_tag(tag)) {
        stated.language = Some(language.to_owned());
        stated.origins.insert("language", Origin::Properties);
    }
    stated
}

/// Tells whether a title is one, not the name of a file or what a program writes of itself.
fn is_title(title: &str) -> bool {
    let low = title.to_lowercase();
    let is_file =
        [".doc", ".docx", ".pdf", ".indd", ".qxd", ".tex", ".dvi", ".html"].iter().any(|end| low.ends_with(end));
    title.contains(' ') && !is_file && !low.starts_with("microsoft word") && !low.starts_with("untitled")
}

fn is_tag(tag: &str) -> bool {
    let mut parts = tag.split('-');
    parts
        .next()
        .is_some_and(|first| (2..=3).contains(&first.len()) && first.bytes().all(|byte| byte.is_ascii_alphabetic()))
        && parts.all(|part| (1..=8).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_alphanumeric()))
}

/// Returns a number of either kind.
fn number(object: &Object) -> Option<f32> {
    object.as_float().ok().filter(|value| value.is_finite())
}

#[cfg(test)]
mod tests;
