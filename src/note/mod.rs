//! Compose: a comparison and a template become a note in Markdown.
//!
//! Templates are Tera 2 templates that see plain data ([`template_variables`](Material)); words from a source are
//! escaped ([`escape`]) and cited ([`cite`](self)): a citation is a footnote that holds the exact words, who said
//! them if not the text itself, source, date, line, and a link to the very words. One footnote a fact, however often
//! it is cited; its label is the fact's id, so that a change in one place of a note moves no other line.

mod assessment;
pub mod authoring;
mod cite;
mod context;
pub mod escape;
mod fields;
mod labels;
mod sample;
pub mod sentences;
mod template;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::brief::{Audience, Brief};
use crate::citation::{self, References};
use crate::comparison::Comparison;
use crate::diagnostic::{Checked, Diagnostic, Location, Warned};
use crate::sheet::{FactId, FactSheet, Status};
use crate::source::SourceId;

/// A note for one audience.
#[derive(Clone, PartialEq, Debug)]
pub struct Note {
    /// Name of the audience, also of the note's files.
    pub audience: String,
    /// The note.
    pub markdown: String,
    /// The facts and readings it cites, each once, in the order of the sheets.
    pub cited: Vec<Cited>,
}

/// A fact or reading that a note cites.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
pub struct Cited {
    /// The source of its sheet.
    pub source: SourceId,
    /// Its name.
    pub fact: FactId,
    /// What people said of it.
    pub status: Status,
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
    pub sheets: &'a Arc<Vec<FactSheet>>,
    /// How many entries the [`LISTS`] lists of a short note show together: [`ROOM`], or as many as fit its page
    /// budget, from [`LISTS`] to [`MOST_ROOM`]. Templates see the share of each list as `note.rooms`.
    pub room: usize,
    /// How many sources of the brief are withheld from the audience. The note says so only if the audience's
    /// `say_withheld` tells it to.
    pub withheld: usize,
}

/// Lists of a short note that share its room.
pub const LISTS: usize = 3;
/// Entries in the lists of a short note without a page budget.
pub const ROOM: usize = 3 * LISTS;
/// Most entries in the lists of a short note, however much space there is.
pub const MOST_ROOM: usize = 8 * LISTS;

/// Writes the note for one audience.
///
/// `name` is the audience's; its template is the one it names, else the one of its own name. Sources that the
/// audience must not see must not be in `material`: compare the sheets without them.
///
/// # Errors
/// Faults of the template, with file, line and column; unknown citations in the brief's own text; a withheld source.
pub fn compose(
    material: Material<'_>,
    templates: &Templates,
    name: &str,
    audience: &Audience,
) -> Checked<Warned<Note>> {
    Composer::new(material, templates, name, audience)?.compose(material.room)
}

/// All that a note for one audience takes, but for the room in its lists: what [`compose`] does in two steps, for those
/// who try several.
#[derive(Debug)]
pub struct Composer<'a> {
    material: Material<'a>,
    name: &'a str,
    audience: &'a Audience,
    language: &'a str,
    csl: Option<citation::Style>,
    texts: BTreeMap<String, (String, String)>,
    variables: template::Variables,
    index: Arc<cite::Index>,
}

impl<'a> Composer<'a> {
    /// Makes everything ready.
    ///
    /// # Errors
    /// As [`compose`].
    pub fn new(material: Material<'a>, templates: &Templates, name: &'a str, audience: &'a Audience) -> Checked<Self> {
        refuse_withheld(material, audience)?;
        let language = audience.language.as_deref().unwrap_or(&material.brief.language);
        let labels = labels::Labels::of(language, templates.project.get("labels.yaml")).map_err(|fault| vec![fault])?;
        let csl = csl_style(templates, audience).map_err(|fault| vec![*fault])?;
        let style = match &csl {
            None => cite::Style::Footnotes,
            Some(csl) if csl.is_for_notes() => cite::Style::Notes,
            Some(_) => cite::Style::Text,
        };
        let mut variables = context::variables(material, name, audience, language, &labels);
        let index = Arc::new(cite::Index::of(material.sheets, style, labels));
        let assessment = material.brief.assessment.as_ref();
        let resolved = assessment.map(|text| assessment::resolve(text, material.brief, &index)).transpose()?;
        variables.insert("assessment".into(), resolved.into());
        let unknown = unknown_fields(templates, &variables);
        if !unknown.is_empty() {
            return Err(unknown);
        }
        let texts = template::texts(templates);
        let variables = template::Variables::of(variables);
        Ok(Self { material, name, audience, language, csl, texts, variables, index })
    }

    /// Writes the note with so much room in its lists.
    ///
    /// # Errors
    /// As [`compose`].
    pub fn compose(&mut self, room: usize) -> Checked<Warned<Note>> {
        let Self { name, audience, language, .. } = *self;
        let material = Material { room, ..self.material };
        let note = context::note(material, name, audience, language, &self.index.labels);
        self.variables.set("note", &note);
        let template = format!("{}.md", audience.template.as_deref().unwrap_or(name));
        let (body, log) = template::render(&template, &self.texts, &self.variables, &self.index, template::LIMITS)?;
        let path = self.texts.get(&template).map_or("", |(path, _)| path);
        let mut markdown = tidy(&body);
        let cited = self.index.cited(&markdown);
        if markdown.contains(cite::SOURCES) {
            markdown = markdown.replace(cite::SOURCES, &self.index.source_list(&cited));
        }
        let notes = self.index.notes(&markdown);
        if !notes.is_empty() {
            markdown.push('\n');
            markdown.push_str(notes.trim_end());
            markdown.push('\n');
        }
        if let Some(csl) = &self.csl {
            let references = References::of_sources(&self.index.sources);
            let set = citation::set(&markdown, &references, csl, &self.index.labels.get("sources"), path);
            // The places are those of the note, not of the template.
            markdown = set.map_err(|faults| {
                let in_note = |fault: Diagnostic| Diagnostic { location: Some(Location::file(path)), ..fault };
                faults.into_iter().map(in_note).collect::<Vec<_>>()
            })?;
        }
        let mut warnings = Vec::new();
        if let Some(first) = log.unattributed.first() {
            let count = log.unattributed.len();
            let message = format!("note `{name}` gives {count} quotations without their speaker, first `{first}`");
            warnings.push(Diagnostic::note("unattributed", message).at(Location::file(path)));
        }
        Ok(Warned { output: Note { audience: name.into(), markdown, cited }, warnings })
    }
}

/// Returns the CSL style of an audience: a built-in one by name, or a `.csl` file of the templates' folder; `None` for
/// our own footnotes.
fn csl_style(templates: &Templates, audience: &Audience) -> Result<Option<citation::Style>, Box<Diagnostic>> {
    let name = match audience.citations.as_deref() {
        None | Some("footnotes") => return Ok(None),
        Some(name) => name,
    };
    if !name.ends_with(".csl") {
        return citation::Style::named(name).map(Some);
    }
    let file = name.strip_prefix("templates/").unwrap_or(name);
    match templates.project.get(file) {
        Some((path, text)) => citation::Style::read(text, path).map(Some),
        None => {
            let known = templates.project.keys().map(String::as_str).filter(|name| name.ends_with(".csl"));
            let fault = Diagnostic::error("unknown-style", format!("there is no citation style `{name}`"));
            let fault = fault.did_you_mean(file, known);
            Err(Box::new(fault.hint("put the file into the folder of templates, and name it as it is named there")))
        }
    }
}

/// Returns a fault for each field in the project's own templates that neither the invented case nor `variables` have.
fn unknown_fields(templates: &Templates, variables: &serde_json::Map<String, serde_json::Value>) -> Vec<Diagnostic> {
    let own: Vec<_> = templates.project.iter().filter(|(name, _)| name.ends_with(".md")).collect();
    if own.is_empty() {
        return Vec::new();
    }
    let mut known = authoring::field_names().clone();
    for (name, value) in variables {
        known.insert(name.clone());
        fields::collect(value, &mut known);
    }
    own.into_iter().flat_map(|(_, (path, text))| fields::unknown(path, text, &known)).collect()
}

fn refuse_withheld(material: Material<'_>, audience: &Audience) -> Result<(), Vec<Diagnostic>> {
    let sources = material.comparison.sources.iter().chain(material.sheets.iter().map(|sheet| &sheet.source));
    let mut withheld: Vec<_> = sources
        .filter(|source| source.tags.iter().any(|tag| audience.withhold.contains(tag)))
        .map(|source| source.id.clone())
        .collect();
    withheld.sort();
    withheld.dedup();
    if withheld.is_empty() {
        return Ok(());
    }
    let faults = withheld.into_iter().map(|id| {
        Diagnostic::error(
            "withheld",
            format!("source `{id}` is withheld from this audience but part of its comparison"),
        )
    });
    Err(faults.collect())
}

/// Leaves at most one empty line between blocks and none at the ends, so that templates may be written airily.
fn tidy(markdown: &str) -> String {
    let mut tidy = String::with_capacity(markdown.len());
    let mut empty = 0;
    for line in markdown.lines() {
        let line = line.trim_end();
        if line.is_empty() {
            empty += 1;
            continue;
        }
        if empty > 0 && !tidy.is_empty() {
            tidy.push('\n');
        }
        empty = 0;
        tidy.push_str(line);
        tidy.push('\n');
    }
    tidy
}
