//! Makes the painted document accessible and archival: PDF/UA-1 and PDF/A-3a.
//!
//! printpdf writes glyphs, fonts and operators. All that makes a document more than a picture of pages is added
//! here on lopdf's objects: the tags ([`structure`]), links and outline ([`navigation`]), and what the document
//! says about itself and carries with it ([`metadata`]). Nothing depends on a clock or a counter, so the same
//! note gives the same bytes.

mod metadata;
mod navigation;
mod structure;

use lopdf::{Document, Object, ObjectId, SaveOptions, StringFormat};
use sha2::{Digest, Sha256};

use super::Attachment;
use super::layout::Layout;
use super::lint::Facts;
use super::paint::Marks;
use crate::diagnostic::Diagnostic;
use crate::markup::NoteMetadata;

/// What the finished document is made of, besides the painted pages.
pub(super) struct Parts<'a> {
    /// Pages, tags, links.
    pub(super) layout: &'a Layout,
    /// What was painted for which leaf.
    pub(super) marks: &'a Marks,
    /// Title and language.
    pub(super) facts: &'a Facts,
    /// The rest of the note's metadata.
    pub(super) metadata: &'a NoteMetadata,
    /// Files to carry.
    pub(super) attachments: &'a [Attachment],
}

/// Finishes `document` and writes it.
///
/// # Errors
/// lopdf could not write the file, or the document has no catalog: a fault of this program.
pub(super) fn finish(mut document: Document, parts: &Parts<'_>) -> Result<Vec<u8>, Diagnostic> {
    document.version = "1.7".into();
    let pages: Vec<ObjectId> = document.get_pages().into_values().collect();
    let elements: Vec<ObjectId> = parts.layout.tags.elements.iter().map(|_| document.new_object_id()).collect();
    let annotations = navigation::annotations(&mut document, parts.layout, &pages);
    let tree = structure::tree(&mut document, parts, &pages, &elements, &annotations);
    let outline = navigation::outline(&mut document, parts.layout, &pages);
    metadata::catalog(&mut document, parts, tree, outline).map_err(fault)?;
    document.prune_objects();
    document.renumber_objects();
    identify(&mut document);
    document.compress();
    let mut bytes = Vec::new();
    let options = SaveOptions::builder()
        .use_object_streams(true)
        .use_xref_streams(true)
        .max_objects_per_stream(200)
        .compression_level(6)
        .build();
    document.save_with_options(&mut bytes, options).map_err(|error| fault(error.into()))?;
    Ok(bytes)
}

fn fault(error: lopdf::Error) -> Diagnostic {
    Diagnostic::error("pdf-not-written", format!("the PDF could not be written: {error}"))
}

/// Names the file by its content.
fn identify(document: &mut Document) {
    let mut hash = Sha256::new();
    for (id, object) in &document.objects {
        hash.update(id.0.to_be_bytes());
        match object {
            Object::Stream(stream) => hash.update(&stream.content),
            object => hash.update(format!("{object:?}")),
        }
    }
    let id = Object::String(hash.finalize().iter().take(16).copied().collect(), StringFormat::Hexadecimal);
    document.trailer.set("ID", vec![id.clone(), id]);
}

/// Returns `words` as a text string.
fn text(words: &str) -> Object {
    if words.is_ascii() {
        return Object::String(words.as_bytes().to_vec(), StringFormat::Literal);
    }
    let utf16 = std::iter::once(0xFEFF).chain(words.encode_utf16());
    Object::String(utf16.flat_map(u16::to_be_bytes).collect(), StringFormat::Hexadecimal)
}

fn name(words: &str) -> Object {
    Object::Name(words.as_bytes().to_vec())
}

/// Returns a count or a place in a list as a number.
fn number(count: usize) -> Object {
    Object::Integer(i64::try_from(count).unwrap_or(i64::MAX))
}
