//! Makes the painted document accessible and archival: PDF/UA-1 and PDF/A-3a.
//!
//! printpdf writes glyphs, fonts and operators. All that makes a document more than a picture of pages is added
//! here on lopdf's objects: the tags ([`structure`]), links and outline ([`navigation`]), and what the document
//! says about itself and carries with it ([`metadata`]). Nothing depends on a clock or a counter, so the same
//! note gives the same bytes.

mod metadata;
mod navigation;
mod structure;

use std::io::Write;

use flate2::Compression;
use flate2::write::ZlibEncoder;
use lopdf::{Document, Object, ObjectId, SaveOptions, StringFormat};
use sha2::{Digest, Sha256};

use super::Attachment;
use super::layout::Layout;
use super::lint::Facts;
use super::paint::Marks;
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
pub(super) fn finish(mut document: Document, parts: &Parts<'_>) -> lopdf::Result<Vec<u8>> {
    document.version = "1.7".into();
    let pages: Vec<ObjectId> = document.get_pages().into_values().collect();
    let elements: Vec<ObjectId> = parts.layout.tags.elements.iter().map(|_| document.new_object_id()).collect();
    let annotations = navigation::annotations(&mut document, parts.layout, &pages);
    let tree = structure::tree(&mut document, parts, &pages, &elements, &annotations);
    let outline = navigation::outline(&mut document, parts.layout, &pages);
    metadata::catalog(&mut document, parts, tree, outline)?;
    compress(&mut document)?;
    let unnamed = Object::String(vec![0; ID_LENGTH], StringFormat::Hexadecimal);
    document.trailer.set("ID", vec![unnamed.clone(), unnamed]);
    let mut bytes = Vec::new();
    let options = SaveOptions::builder()
        .use_object_streams(true)
        .use_xref_streams(true)
        .max_objects_per_stream(200)
        .compression_level(LEVEL)
        .build();
    document.save_with_options(&mut bytes, options)?;
    name_by_content(&mut bytes);
    Ok(bytes)
}

/// How hard streams are pressed: the last few bytes in a hundred would cost as much again.
const LEVEL: u32 = 6;

/// Length of a file's name in bytes.
const ID_LENGTH: usize = 16;

/// Presses the streams that may be; lopdf itself would do so at its hardest and slowest.
fn compress(document: &mut Document) -> std::io::Result<()> {
    for object in document.objects.values_mut() {
        let Object::Stream(stream) = object else { continue };
        if !stream.allows_compression || stream.dict.has(b"Filter") {
            continue;
        }
        let mut encoder = ZlibEncoder::new(Vec::new(), Compression::new(LEVEL));
        encoder.write_all(&stream.content)?;
        let pressed = encoder.finish()?;
        if pressed.len() < stream.content.len() {
            stream.dict.set("Filter", "FlateDecode");
            stream.set_content(pressed);
        }
    }
    Ok(())
}

/// Names the file by a hash of its bytes: the name, written twice, stands in the trailer as zeros until now.
fn name_by_content(bytes: &mut [u8]) {
    let hash = Sha256::digest(&*bytes);
    let name: String = hash.iter().take(ID_LENGTH).map(|byte| format!("{byte:02X}")).collect();
    let zeros = [b'0'; 2 * ID_LENGTH];
    for _ in 0..2 {
        if let Some(at) = memchr::memmem::rfind(bytes, &zeros) {
            bytes[at..at + zeros.len()].copy_from_slice(name.as_bytes());
        }
    }
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
