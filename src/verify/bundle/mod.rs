//! A bundle: notes, the evidence under them and hashes in one archive that a stranger can check offline.
//!
//! `manifest.json` lists every file with its SHA-256. `evidence.json` holds, for each cited source, its record, the
//! hash of its fact sheet, and the passages that the notes rest on, each with context and place; `facts/` holds the
//! sheets, `notes/` the notes and, if asked for, `texts/` the full texts.
//!
//! Hashes show damage. A file that was changed together with its hash is found out by what else tells of it:
//!
//! | changed | is held against |
//! |---|---|
//! | a note in Markdown | the passages, claim by claim |
//! | a note in HTML or PDF | its Markdown, which is set again and compared byte for byte |
//! | a file within a PDF | the note and the sheet of that name in the bundle |
//! | a sheet | its hash in `evidence.json`, the facts there, and the passages |
//! | `evidence.json` | the sheets: record, words and places of each fact; passages must hold the words at their places |
//! | a full text | the passages, and the hash of the original if that was plain UTF-8 |
//!
//! Who changes all of them together makes another bundle, which only its seal tells from the first: the hash of the
//! manifest, which [`pack()`] and [`verify()`] give and the authors publish elsewhere.

mod check;
mod pack;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::sheet::Evidence;
use crate::source::CodePoints;

pub use check::{Checked, verify};
pub use pack::{Bundle, Texts, pack};

/// Name and version of the format.
pub const SCHEMA: &str = "evenhand/bundle/1";
/// The program that makes a bundle, as its manifest states it.
const GENERATOR: &str = concat!("evenhand ", env!("CARGO_PKG_VERSION"));
/// Path of the list of files.
const MANIFEST: &str = "manifest.json";
/// Path of the evidence.
const EVIDENCE: &str = "evidence.json";

#[derive(Serialize, Deserialize, Debug)]
#[serde(deny_unknown_fields)]
struct Manifest {
    schema: String,
    /// The program that made it: another version may set notes otherwise.
    generator: String,
    /// Path to SHA-256 of everything else in the archive.
    files: BTreeMap<String, String>,
}

#[derive(Serialize, Deserialize, Debug)]
#[serde(deny_unknown_fields)]
struct SourceEvidence {
    id: String,
    /// Path and hash of the original.
    file: String,
    sha256: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    title: Option<String>,
    #[serde(rename = "URL", default, skip_serializing_if = "Option::is_none")]
    url: Option<String>,
    /// Hash of its fact sheet.
    sheet: String,
    /// Passages in the order of the text, never overlapping.
    passages: Vec<Passage>,
    /// What the notes may cite.
    facts: Vec<CitedFact>,
}

/// A stretch of a source with its place in the original.
#[derive(Serialize, Deserialize, Debug)]
#[serde(deny_unknown_fields)]
struct Passage {
    span: CodePoints,
    text: String,
}

#[derive(Serialize, Deserialize, Debug)]
#[serde(deny_unknown_fields)]
struct CitedFact {
    id: String,
    evidence: Evidence,
}

fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Returns the path of a source's fact sheet in a bundle.
fn sheet_path(id: &str) -> String {
    format!("facts/{id}.yaml")
}
