//! Compose: a comparison and a template become a note in Markdown.

pub mod escape;

use std::collections::BTreeMap;

use crate::brief::{Audience, Brief};
use crate::comparison::Comparison;
use crate::diagnostic::{Checked, Warned};
use crate::sheet::FactSheet;

/// A note for one audience.
#[derive(Clone, PartialEq, Debug)]
pub struct Note {
    /// Name of the audience, also of the note's files.
    pub audience: String,
    /// The note.
    pub markdown: String,
}

/// Templates by name: built-in ones, replaced by a project's of the same name.
#[derive(Clone, Debug, Default)]
pub struct Templates {
    /// File name (`briefing.md`) to path (for messages) and text.
    pub project: BTreeMap<String, (String, String)>,
}

/// What a note is made of.
#[derive(Clone, Copy, Debug)]
pub struct Material<'a> {
    /// The brief.
    pub brief: &'a Brief,
    /// The comparison made for it.
    pub comparison: &'a Comparison,
    /// The sheets it was made from: citations look facts up here.
    pub sheets: &'a [FactSheet],
}

/// Writes the note for one audience.
///
/// # Errors
/// Faults of the template, with file, line and column; unknown citations in the brief's own text.
pub fn compose(
    material: Material<'_>,
    templates: &Templates,
    name: &str,
    audience: &Audience,
) -> Checked<Warned<Note>> {
    let _ = (material, templates, audience);
    let note = Note { audience: name.into(), markdown: String::new() };
    Ok(Warned { output: note, warnings: Vec::new() })
}
