//! Does a page or PDF show what its Markdown says? It is made again and compared.
//!
//! Rendering depends on nothing but its input, so that the same version of this program gives the same bytes. A file
//! of another version is held against what this one makes by its words: those of the page, or those that the PDF
//! gives a reader who copies them.

use crate::corpus::Format;
use crate::pdf::{Attachment, Paper, Relation};
use crate::{html, markup, pdf, theme};

use super::note;

/// Most bytes that one stream of a PDF may unpack to.
pub(super) const LARGEST_STREAM: usize = 64 << 20;
/// Most files of a PDF that are looked at.
const MOST_FILES: usize = 10_000;
/// How many words around a difference are shown.
const SHOWN: usize = 6;

/// How a file compares with what its Markdown makes.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Rendering {
    /// Byte for byte the same.
    Same,
    /// The same words, other bytes: set by another version, or changed where no words are.
    SameWords,
    /// Other words: what the Markdown makes, and what the file has, from the first difference on.
    Other {
        /// Words that should be there.
        expected: String,
        /// Words that are there.
        found: String,
    },
}

/// Compares a page with what `markdown` makes.
///
/// # Errors
/// Why the page cannot be read.
pub fn page(bytes: &[u8], markdown: &str) -> Result<Rendering, String> {
    let text = std::str::from_utf8(bytes).map_err(|_| "it is not UTF-8".to_owned())?;
    let options = html::Options {
        json_ld: json_ld(text).map(str::to_owned),
        theme: html::theme_of(text),
        ..html::Options::default()
    };
    let made = html::render(&markup::parse(markdown, "note.md").output, &options);
    if made == text {
        return Ok(Rendering::Same);
    }
    Ok(compared(&note::words(Format::Html, made.as_bytes())?, &note::words(Format::Html, bytes)?))
}

/// Returns the JSON-LD that a page carries.
pub fn json_ld(page: &str) -> Option<&str> {
    let (_, rest) = page.split_once("<script type=\"application/ld+json\">")?;
    rest.split_once("</script>").map(|(json, _)| json)
}

/// Compares a PDF with what `markdown` makes with the files that the PDF carries.
///
/// # Errors
/// Why the PDF cannot be read, or the Markdown not be set.
pub fn document(bytes: &[u8], markdown: &str, carried: &[Attachment]) -> Result<Rendering, String> {
    let mut made = Vec::new();
    let theme = carried.iter().find(|file| file.name == theme::ATTACHMENT && file.relation == Relation::Data);
    let theme = theme.and_then(|file| theme::read(std::str::from_utf8(&file.content).ok()?, theme::FILE).ok());
    let theme = theme.map(|read| read.output).unwrap_or_default();
    for paper in [Paper::A4, Paper::Letter] {
        let options = pdf::Options {
            paper,
            theme,
            file: "note.md".into(),
            markdown: markdown.to_owned(),
            attachments: carried.to_vec(),
            ..pdf::Options::default()
        };
        let pdf = pdf::render(&markup::parse(markdown, "note.md").output, &options)
            .map_err(|faults| faults.first().map_or_else(String::new, |fault| fault.message.clone()))?;
        if pdf.output.bytes == bytes {
            return Ok(Rendering::Same);
        }
        made.push(pdf.output.bytes);
    }
    let found = note::words(Format::Pdf, bytes)?;
    let mut difference = Rendering::SameWords;
    for made in made {
        difference = compared(&note::words(Format::Pdf, &made)?, &found);
        if difference == Rendering::SameWords {
            break;
        }
    }
    Ok(difference)
}

fn compared(expected: &str, found: &str) -> Rendering {
    let (expected, found): (Vec<_>, Vec<_>) =
        (expected.split_whitespace().collect(), found.split_whitespace().collect());
    if expected == found {
        return Rendering::SameWords;
    }
    let at = expected.iter().zip(&found).take_while(|(left, right)| left == right).count();
    let from = at.saturating_sub(2);
    let shown = |words: &[&str]| words.iter().skip(from).take(SHOWN).copied().collect::<Vec<_>>().join(" ");
    Rendering::Other { expected: shown(&expected), found: shown(&found) }
}

/// Tells whether a PDF says that this version of the program made it.
pub(super) fn is_by_this_version(bytes: &[u8]) -> bool {
    let producer = || {
        let document = open(bytes).ok()?;
        let information = document.trailer.get_deref(b"Info", &document).ok()?.as_dict().ok()?;
        lopdf::decode_text_string(information.get(b"Producer").ok()?).ok()
    };
    producer().is_some_and(|producer| producer == pdf::PRODUCER)
}

/// Reads a PDF; no stream of it may unpack to more than [`LARGEST_STREAM`].
pub(super) fn open(bytes: &[u8]) -> Result<lopdf::Document, String> {
    let options = lopdf::LoadOptions { max_decompressed_size: Some(LARGEST_STREAM), ..lopdf::LoadOptions::default() };
    lopdf::Document::load_mem_with_options(bytes, options).map_err(|fault| format!("this PDF cannot be read: {fault}"))
}

/// Returns the files that a PDF carries, in its order.
///
/// # Errors
/// Why the PDF cannot be read.
pub fn carried(bytes: &[u8]) -> Result<Vec<Attachment>, String> {
    let document = open(bytes)?;
    let Ok(files) = document.catalog().and_then(|catalog| catalog.get_deref(b"AF", &document)) else {
        return Ok(Vec::new());
    };
    let Ok(files) = files.as_array() else { return Ok(Vec::new()) };
    Ok(files.iter().take(MOST_FILES).filter_map(|file| attachment(&document, file)).collect())
}

fn attachment(document: &lopdf::Document, file: &lopdf::Object) -> Option<Attachment> {
    let (_, file) = document.dereference(file).ok()?;
    let file = file.as_dict().ok()?;
    let words = |key: &[u8]| lopdf::decode_text_string(file.get_deref(key, document).ok()?).ok();
    let stream = file.get_deref(b"EF", document).ok()?.as_dict().ok()?.get_deref(b"F", document).ok()?;
    let stream = stream.as_stream().ok()?;
    let media_type = stream.dict.get(b"Subtype").ok().and_then(|name| name.as_name().ok()).unwrap_or_default();
    let relation = file.get(b"AFRelationship").ok().and_then(|name| name.as_name().ok()).unwrap_or_default();
    Some(Attachment {
        name: words(b"UF").or_else(|| words(b"F"))?,
        description: words(b"Desc").unwrap_or_default(),
        media_type: String::from_utf8_lossy(media_type).into_owned(),
        relation: Relation::named(relation),
        content: stream.get_plain_content_with_limit(LARGEST_STREAM).ok()?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOTE: &str =
        "---\ntitle: The pier\nlang: en\n---\n\nThe pier is “as good as new”, said Ana Torres of the council.\n";

    fn set(markdown: &str, attachments: Vec<Attachment>) -> Vec<u8> {
        let options = pdf::Options { attachments, ..pdf::Options::default() };
        pdf::render(&markup::parse(markdown, "note.md").output, &options).expect("set").output.bytes
    }

    #[test]
    fn a_page_and_a_pdf_are_known_again_and_a_changed_word_is_shown() {
        let page_of = |markdown: &str| {
            let options = html::Options { json_ld: Some("{\"a\": 1}".into()), ..html::Options::default() };
            html::render(&markup::parse(markdown, "note.md").output, &options).into_bytes()
        };
        assert_eq!(page(&page_of(NOTE), NOTE), Ok(Rendering::Same));
        let file = Attachment {
            name: "piér.yaml".into(),
            description: "Facts of the pier".into(),
            media_type: "application/yaml".into(),
            relation: Relation::Data,
            content: b"facts: []\n".to_vec(),
        };
        let bytes = set(NOTE, vec![file.clone()]);
        assert_eq!(carried(&bytes), Ok(vec![file.clone()]));
        assert_eq!(document(&bytes, NOTE, std::slice::from_ref(&file)), Ok(Rendering::Same));
        assert_eq!(document(&bytes, NOTE, &[]), Ok(Rendering::SameWords), "without its file it is another PDF");
        let changed = NOTE.replace("good", "bad");
        for found in [page(&page_of(&changed), NOTE), document(&set(&changed, vec![file.clone()]), NOTE, &[file])] {
            let Ok(Rendering::Other { expected, found }) = found else { panic!("{found:?}") };
            assert!(expected.contains("good") && found.contains("bad"), "{expected} / {found}");
        }
    }

    #[test]
    fn a_page_and_a_pdf_with_a_theme_are_made_again_with_it() {
        let look = "fonts: {text: noto-sans}\nsizes: {text: 9}\n";
        let theme = theme::read(look, "theme.yaml").expect("no faults").output;
        let options = html::Options { theme, ..html::Options::default() };
        let made = html::render(&markup::parse(NOTE, "note.md").output, &options);
        assert_eq!(page(made.as_bytes(), NOTE), Ok(Rendering::Same));
        let carried = Attachment {
            name: theme::ATTACHMENT.into(),
            description: "The look".into(),
            media_type: "application/yaml".into(),
            relation: Relation::Data,
            content: look.as_bytes().to_vec(),
        };
        let options = pdf::Options { theme, attachments: vec![carried.clone()], ..pdf::Options::default() };
        let bytes = pdf::render(&markup::parse(NOTE, "note.md").output, &options).expect("set").output.bytes;
        assert_eq!(document(&bytes, NOTE, &[carried]), Ok(Rendering::Same));
    }

    #[test]
    fn what_is_no_pdf_is_refused() {
        assert!(carried(b"%PDF-1.7 and nothing").is_err());
        assert!(page(&[0xff, 0xfe], NOTE).is_err());
    }
}
