//! The texts of a project without their documents: sheets, and what the comparison needs to know of whole texts.
//!
//! The same as [`super::read`] and [`super::state`], made for many texts and for building again: of each text only what
//! later stages need is kept, and it is taken from the [`Store`] when the text, what is known about it, the project's
//! words and the lines that recur in its neighbours are what they were.

use std::collections::BTreeMap;
use std::io::{Read, Write};

use rayon::prelude::*;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::{Inputs, Meter, merge, no_texts, sheet_file, sheets_without_text};
use crate::cache::{self, Key, Parts, Store};
use crate::comparison::independence::Fingerprint;
use crate::corpus::{self, Text, hexadecimal};
use crate::diagnostic::{Diagnostic, Warned};
use crate::document::{self, Document, Lines, Runs};
use crate::files::Output;
use crate::lexicon::Lexicon;
use crate::sheet::{self, FactSheet};
use crate::source::SourceId;

/// Bytes of texts up to which documents are kept between the two passes over them; above, they are parsed twice, so
/// that memory does not grow with the size of the documents.
const KEPT: usize = 16 << 20;

/// What is known of the texts.
#[derive(Debug, Default)]
pub(super) struct Texts {
    /// Sheets in the order of their ids, people's work included.
    pub sheets: Vec<FactSheet>,
    /// Their files, in the same order, then the words that were taken out of web pages and the like.
    pub files: Vec<MadeFile>,
    /// A key a sheet, in the same order: what its facts and fingerprint depend on.
    pub keys: Vec<Key>,
    /// By which copies are known.
    pub fingerprints: BTreeMap<SourceId, Fingerprint>,
    /// Whether building again, with these sheets on disk, gives the same sheets without merging any.
    pub is_settled: bool,
}

/// A file that was made, pressed: sheets are large and much alike.
#[derive(Clone, Debug)]
pub struct MadeFile {
    /// Path relative to the project.
    pub file: String,
    /// SHA-256 of its content, in hexadecimal.
    pub sha256: String,
    /// Deflated; `None` when the content is that of the sheet that was read.
    content: Option<Vec<u8>>,
}

impl MadeFile {
    fn new(file: String, bytes: &[u8]) -> Self {
        let mut encoder = flate2::write::DeflateEncoder::new(Vec::new(), flate2::Compression::fast());
        // Writing to a vector never fails.
        let content = encoder.write_all(bytes).and_then(|()| encoder.finish()).unwrap_or_default();
        Self { file, sha256: hexadecimal(&Sha256::digest(bytes)), content: Some(content) }
    }

    /// Takes a file that was made otherwise.
    pub fn of(output: &Output) -> Self {
        Self::new(output.file.clone(), &output.bytes)
    }

    /// Returns the file with its content.
    pub fn output(&self, inputs: &Inputs) -> Output {
        let bytes = match &self.content {
            None => inputs.sheets.get(&self.file).map(|text| text.clone().into_bytes()).unwrap_or_default(),
            Some(content) => {
                let mut bytes = Vec::new();
                // What was pressed above can be unpacked.
                let _ = flate2::read::DeflateDecoder::new(content.as_slice()).read_to_end(&mut bytes);
                bytes
            }
        };
        Output { file: self.file.clone(), bytes }
    }
}

/// Reads all texts and makes their sheets.
pub(super) fn texts(inputs: &Inputs, store: &dyn Store, meter: &dyn Meter) -> Warned<Texts> {
    let gathered = corpus::gather(inputs.corpus.clone());
    let mut diagnostics = gathered.warnings;
    let texts = gathered.output.texts;
    let count = texts.len();
    let keeps = inputs.corpus.iter().map(|file| file.bytes.len()).sum::<usize>() < KEPT;
    meter.begin("reading", count);
    let references = super::library(inputs);
    let (library, faults) = match &references {
        Ok(library) => (library.as_ref(), None),
        Err(faults) => (None, Some(faults.clone())),
    };
    // With faults in the file of references nothing is completed, and nothing more is said of it.
    let complete = |document: &mut Document| match &faults {
        None => super::complete_one(inputs, library, document),
        Some(_) => Ok(false),
    };
    let read = |text: &Text| {
        let read = First::of(text, inputs, &complete, store, keeps);
        meter.step();
        read
    };
    let read: Vec<First> = texts.par_iter().map(read).collect();
    diagnostics.extend(read.iter().flat_map(|read| read.head.warnings.clone()));
    diagnostics.extend(match &faults {
        Some(faults) => faults.clone(),
        None => {
            let completed = |read: &First| match &read.head.fault {
                Some(fault) => Err(Box::new(fault.clone())),
                None => Ok(read.head.is_known),
            };
            super::completion_faults(inputs, read.iter().map(completed).collect())
        }
    });
    let lines: Vec<Lines> = read.iter().map(|read| read.head.lines.clone()).collect();
    let marks = document::recurring(&lines);
    drop(lines);
    let own = super::lexicon(&inputs.lexicon);
    let lexicon = own.output.as_ref().unwrap_or_else(|| Lexicon::built_in());
    let words = Key::of("words").parts(inputs.lexicon.iter().flat_map(|(file, text)| [file, text])).end();
    meter.begin("extracting", count);
    let second = |((text, read), marks): ((Text, First), Vec<usize>)| {
        let mut made = Second::of(&text, read, &marks, (lexicon, &words), &complete, store);
        made.runs.thin(count);
        made.fingerprint.thin(count);
        let file = sheet_file(&inputs.settings, &text.id);
        let merged = made.merged(file, inputs, (&text, &marks, &complete), store);
        meter.step();
        (text, made, merged)
    };
    let made: Vec<_> = texts.into_par_iter().zip(read).zip(marks).map(second).collect();
    let runs: Vec<_> = made.iter().map(|(text, made, _)| (text.file.as_str(), &made.runs)).collect();
    diagnostics.extend(document::duplicates(&runs));
    diagnostics.extend(no_texts(inputs, count, &diagnostics));
    diagnostics.extend(own.warnings);
    let ids: Vec<SourceId> = made.iter().map(|(text, ..)| text.id.clone()).collect();
    let mut output = Texts { is_settled: true, ..Texts::default() };
    let mut frozen = Vec::new();
    for (text, made, merged) in made {
        output.is_settled &= !merged.is_merged;
        diagnostics.extend(merged.warnings);
        if let Some(words) = made.words {
            frozen.push(MadeFile::new(format!("{}/{}.txt", inputs.settings.facts, text.id), words.as_bytes()));
        }
        output.fingerprints.insert(text.id, made.fingerprint);
        if let Some((sheet, file)) = merged.output {
            output.keys.push(Key::of("sheet").part(made.key.bytes()).part(&file.sha256).end());
            output.sheets.push(sheet);
            output.files.push(file);
        }
    }
    output.files.extend(frozen);
    diagnostics.extend(sheets_without_text(inputs, ids.iter()));
    Warned { output, warnings: diagnostics }
}

/// What the first pass over a text gives: all that decides which lines recur.
struct First {
    key: Key,
    head: FirstHead,
    document: Option<Document>,
}

#[derive(Serialize, Deserialize)]
struct FirstHead {
    lines: Lines,
    warnings: Vec<Diagnostic>,
    /// Whether the project's references have an entry for the text.
    is_known: bool,
    /// What is wrong with its reference.
    fault: Option<Diagnostic>,
}

/// Completes what is known of a text by the project's references.
type Complete<'a> = dyn Fn(&mut Document) -> Result<bool, Box<Diagnostic>> + Sync + 'a;

/// Parses a text and completes what is known of it; what is wrong with that was said before.
fn parsed(text: &Text, complete: &Complete<'_>) -> Document {
    let mut document = document::parse(text).output;
    let _ = complete(&mut document);
    document
}

impl First {
    fn of(text: &Text, inputs: &Inputs, complete: &Complete<'_>, store: &dyn Store, keeps: bool) -> Self {
        let meta = text.meta.iter().flat_map(|(file, text)| [file, text]);
        let references = inputs.references.iter().flat_map(|(file, text)| [file, text]);
        let key = Key::of("read").part(&text.file).part(&text.sha256).parts(meta).parts(references).end();
        let mut document = None;
        let head = cache::remember(store, &key, || {
            let mut parsed = document::parse(text);
            let completed = complete(&mut parsed.output);
            let lines = Lines::of(&parsed.output);
            document = keeps.then_some(parsed.output);
            let is_known = completed.as_ref().is_ok_and(|known| *known);
            FirstHead { lines, warnings: parsed.warnings, is_known, fault: completed.err().map(|fault| *fault) }
        });
        Self { key, head, document }
    }
}

/// What the second pass gives: the sheet as extracted, and what is known of the words of the whole text.
struct Second {
    key: Key,
    fresh: FactSheet,
    /// SHA-256 of the sheet as a file.
    written: String,
    runs: Runs,
    fingerprint: Fingerprint,
    /// Words that must be kept beside the text.
    words: Option<String>,
    /// The sheet as a file, if it was just made.
    yaml: Option<String>,
}

/// What became of a sheet: nothing when it cannot be used.
struct Merged {
    output: Option<(FactSheet, MadeFile)>,
    warnings: Vec<Diagnostic>,
    /// Whether people's work changed what is written.
    is_merged: bool,
}

impl Second {
    fn of(
        text: &Text,
        read: First,
        marks: &[usize],
        (lexicon, words): (&Lexicon, &Key),
        complete: &Complete<'_>,
        store: &dyn Store,
    ) -> Self {
        let marked = marks.iter().map(|mark| mark.to_le_bytes());
        let key = Key::of("extract").part(read.key.bytes()).part(words.bytes()).parts(marked).end();
        if let Some(kept) = store.get(&key).and_then(|bytes| Self::read(key, &bytes)) {
            return kept;
        }
        let document = read.document.unwrap_or_else(|| parsed(text, complete));
        let made = Self::make(key, document, marks, lexicon);
        if store.keeps() {
            made.keep(store);
        }
        made
    }

    fn make(key: Key, mut document: Document, marks: &[usize], lexicon: &Lexicon) -> Self {
        document.mark_recurring(marks);
        let fresh = sheet::extract(&document, sheet::Options { lexicon, question: None });
        let yaml = sheet::yaml::write(&fresh);
        Self {
            key,
            written: hexadecimal(&Sha256::digest(yaml.as_bytes())),
            yaml: Some(yaml),
            fresh,
            runs: Runs::of(&document),
            fingerprint: Fingerprint::of(&document),
            words: document.is_extracted().then_some(document.text),
        }
    }

    fn keep(&self, store: &dyn Store) {
        let mut parts = Parts::new(&(&self.fresh, &self.written, &self.words));
        parts.push(&cache::numbers_to_bytes(&self.runs.hashes));
        parts.push(&cache::numbers_to_bytes(self.fingerprint.runs()));
        store.put(&self.key, parts.bytes());
    }

    fn read(key: Key, bytes: &[u8]) -> Option<Self> {
        let ((fresh, written, words), parts) = Parts::read(bytes)?;
        let [runs, fingerprint] = parts[..] else { return None };
        let runs = Runs { hashes: cache::bytes_to_numbers(runs)? };
        let fingerprint = Fingerprint::from_runs(cache::bytes_to_numbers(fingerprint)?);
        Some(Self { key, fresh, written, runs, fingerprint, words, yaml: None })
    }

    /// Brings the sheet together with the one that people may have worked on.
    fn merged(
        &mut self,
        file: String,
        inputs: &Inputs,
        (text, marks, complete): (&Text, &[usize], &Complete<'_>),
        store: &dyn Store,
    ) -> Merged {
        // It is needed no more, but the rest of this value is.
        let empty = FactSheet { facts: Vec::new(), readings: Vec::new(), ..self.fresh.clone() };
        let mut fresh = std::mem::replace(&mut self.fresh, empty);
        let mut yaml = self.yaml.take();
        if !inputs.settings.extractors.is_empty() {
            inputs.heard.add_to(&mut fresh);
            let written = sheet::yaml::write(&fresh);
            self.written = hexadecimal(&Sha256::digest(written.as_bytes()));
            yaml = Some(written);
        }
        let old = inputs.sheets.get(&file);
        let is_new = |old: &String| hexadecimal(&Sha256::digest(old.as_bytes())) != self.written;
        let Some(old) = old.filter(|old| is_new(old)) else {
            let made = match old {
                Some(_) => MadeFile { file, sha256: self.written.clone(), content: None },
                None => MadeFile::new(file, yaml.unwrap_or_else(|| sheet::yaml::write(&fresh)).as_bytes()),
            };
            return Merged { output: Some((fresh, made)), warnings: Vec::new(), is_merged: false };
        };
        let key = Key::of("merge").part(self.key.bytes()).part(&file).part(old).end();
        let (output, warnings): (Option<(FactSheet, String)>, Vec<Diagnostic>) = cache::remember(store, &key, || {
            let mut document = parsed(text, complete);
            document.mark_recurring(marks);
            let silent = inputs.heard.silent(&inputs.settings, &text.id);
            let merged = merge(fresh, &document, file.clone(), Some(old), &silent);
            let text = |bytes: Vec<u8>| String::from_utf8_lossy(&bytes).into_owned();
            (merged.output.map(|(sheet, output)| (sheet, text(output.bytes))), merged.warnings)
        });
        let is_merged = output.as_ref().is_none_or(|(_, text)| text != old);
        let output = output.map(|(sheet, text)| {
            let made = if is_merged {
                MadeFile::new(file, text.as_bytes())
            } else {
                MadeFile { file, sha256: hexadecimal(&Sha256::digest(text.as_bytes())), content: None }
            };
            (sheet, made)
        });
        Merged { output, warnings, is_merged }
    }
}
