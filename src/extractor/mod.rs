//! Extractors of a project: programs that are given a text as JSON and say facts and readings as JSON.
//!
//! What they say counts as a proposal of a stranger. [`gate::admit`] lets in only what stands word for word in the
//! text; it is marked with the extractor's name (`origin`), stays a candidate until a person checks it, and belongs to
//! the program: the next run replaces it. `docs/extractors.md` is the reference.

mod gate;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::time::Duration;

use rayon::prelude::*;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::diagnostic::{Diagnostic, Location, Warned};
use crate::document::Document;
use crate::process::{self, Limits};
use crate::settings::{self, Settings};
use crate::sheet::{Fact, FactSheet, Reading, SourceRecord};
use crate::source::{SourceId, Span};

/// Name and version of what extractors are given.
pub const SCHEMA: &str = "evenhand/extractor/1";

/// Longest output of an extractor for one text, in bytes.
const MOST_OUTPUT: u64 = 16 << 20;

/// A program that says facts and readings.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Extractor {
    /// The program and its arguments, started in the project's folder without a shell.
    pub command: Vec<String>,
    /// Most seconds that it may take for one text.
    #[serde(default = "default_seconds")]
    pub seconds: u32,
}

fn default_seconds() -> u32 {
    60
}

/// What the extractors said, text by text.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Heard {
    /// Facts and readings that passed the gate, in the order of the extractors.
    said: BTreeMap<SourceId, (Vec<Fact>, Vec<Reading>)>,
    /// Which extractor gave an answer for which text.
    answered: BTreeSet<(SourceId, String)>,
}

impl Heard {
    /// Puts what was said about a text into its fresh sheet, where the words stand. What the program found itself is
    /// not said twice.
    pub fn add_to(&self, sheet: &mut FactSheet) {
        let Some((facts, readings)) = self.said.get(&sheet.source.id) else { return };
        for fact in facts {
            let span = fact.evidence.span;
            let same = |own: &Fact| own.evidence.span == span && own.claim.kind() == fact.claim.kind();
            if !sheet.facts.iter().any(same) {
                let after = sheet.facts.iter().position(|own| own.evidence.span.start > span.start);
                sheet.facts.insert(after.unwrap_or(sheet.facts.len()), fact.clone());
            }
        }
        for reading in readings {
            let span = reading.evidence.span;
            if !sheet.readings.iter().any(|own| own.evidence.span == span) {
                let after = sheet.readings.iter().position(|own| own.evidence.span.start > span.start);
                sheet.readings.insert(after.unwrap_or(sheet.readings.len()), reading.clone());
            }
        }
    }

    /// Returns the extractors of `settings` that said nothing about a text in this run: not asked, or failed. What
    /// they said before is kept.
    pub fn silent<'a>(&self, settings: &'a Settings, id: &SourceId) -> BTreeSet<&'a str> {
        let names = settings.extractors.keys();
        names.filter(|name| !self.answered.contains(&(id.clone(), (*name).clone()))).map(String::as_str).collect()
    }
}

/// Asks every extractor about every text; `folder` is where they are started, `settings_text` the file they stand in.
///
/// The order of the answers is that of the extractors and texts, however long each takes. A fault of one harms no
/// other: its answer, or the entry that it is about, is left out, and an error says so.
pub fn ask(settings: &Settings, settings_text: &str, folder: &Path, documents: &[Document]) -> Warned<Heard> {
    let mut heard = Heard::default();
    let mut faults = Vec::new();
    for (name, extractor) in &settings.extractors {
        let place = place(settings_text, name);
        let limits = Limits { time: Duration::from_secs(extractor.seconds.into()), output: MOST_OUTPUT };
        let answers: Vec<_> = documents
            .par_iter()
            .map(|document| process::run(&extractor.command, folder, question(document), limits))
            .collect();
        for (document, answer) in documents.iter().zip(answers) {
            let about = |fault: Diagnostic| {
                let message = format!("extractor `{name}` about `{}`: {}", document.id, fault.message);
                Diagnostic { message, location: Some(place.clone()), ..fault }
            };
            let answer = answer.map_err(|why| vec![Diagnostic::error("extractor-failed", why)]);
            match answer.and_then(|bytes| gate::admit(&bytes, name, document)) {
                Ok(admitted) => {
                    faults.extend(admitted.warnings.into_iter().map(about));
                    let (facts, readings) = admitted.output;
                    let said = heard.said.entry(document.id.clone()).or_default();
                    gate::name(said, facts, readings, document);
                    heard.answered.insert((document.id.clone(), name.clone()));
                }
                Err(failed) => faults.extend(failed.into_iter().map(about)),
            }
        }
    }
    Warned { output: heard, warnings: faults }
}

/// What an extractor is given: the text with its sentences, positions in code points.
fn question(document: &Document) -> Vec<u8> {
    let points = |span: Span| document.positions.code_points(&document.text, span);
    let furniture = document.blocks.iter().filter(|block| block.furniture.is_some());
    let question = json!({
        "schema": SCHEMA,
        "source": SourceRecord::of(document),
        "text": document.text,
        "sentences": document.sentences.iter().map(|sentence| points(sentence.span)).collect::<Vec<_>>(),
        "furniture": furniture.map(|block| points(block.span)).collect::<Vec<_>>(),
    });
    question.to_string().into_bytes()
}

/// Where an extractor stands in the settings.
fn place(text: &str, name: &str) -> Location {
    let tree = crate::yaml::parse(text, settings::FILE).ok();
    let key = tree.as_ref().and_then(|tree| tree.root.get("extractors")?.entry(name)).map(|(key, _)| key.span);
    key.map_or_else(|| Location::file(settings::FILE), |span| Location::in_text(settings::FILE, text, span))
}
