//! Checks a bundle by itself: every file against its hash and against what else in the bundle tells of it.

use std::collections::{BTreeMap, BTreeSet};

use super::{EVIDENCE, GENERATOR, MANIFEST, Manifest, Passage, SCHEMA, SourceEvidence, sha256, sheet_path};
use crate::corpus::{Format, Text};
use crate::diagnostic::{Diagnostic, Location, Severity, Warned};
use crate::document::{self, Document};
use crate::pdf::Attachment;
use crate::sheet::{self, Evidence, FactSheet};
use crate::verify::linked::{self, Linked};
use crate::verify::rendered::{self, Rendering};
use crate::verify::review::{Library, Review};
use crate::verify::zip::{self, Entry};
use crate::verify::{Verdict, note};

/// Longest source that is laid out again from its passages, in code points.
const LONGEST_SOURCE: usize = 64 << 20;

/// What was found in a bundle.
#[derive(Clone, Debug, Default)]
pub struct Checked {
    /// SHA-256 of the manifest; empty if there is none.
    pub seal: String,
    /// What was checked, in a few lines.
    pub summary: String,
}

/// Checks a bundle; `file` is its name, for messages.
pub fn verify(file: &str, bytes: &[u8]) -> Warned<Checked> {
    let mut checking = Checking { file, entries: Vec::new(), same_version: true, faults: Vec::new() };
    let output = checking.run(bytes).unwrap_or_default();
    Warned { output, warnings: checking.faults }
}

struct Checking<'a> {
    file: &'a str,
    entries: Vec<Entry>,
    /// Whether this version made the bundle, so that its notes must come out byte for byte.
    same_version: bool,
    faults: Vec<Diagnostic>,
}

impl Checking<'_> {
    fn fault(&mut self, rule: &'static str, message: impl Into<String>) {
        self.faults.push(Diagnostic::error(rule, message).at(Location::file(self.file)));
    }

    fn find(&self, name: &str) -> Option<&[u8]> {
        self.entries.iter().find(|entry| entry.name == name).map(|entry| entry.bytes.as_slice())
    }

    fn run(&mut self, bytes: &[u8]) -> Option<Checked> {
        match zip::read(bytes) {
            Ok(entries) => self.entries = entries,
            Err(reason) => {
                self.fault("not-a-bundle", reason);
                return None;
            }
        }
        self.names();
        let manifest = self.manifest()?;
        let evidence: Result<Vec<SourceEvidence>, _> = serde_json::from_slice(self.find(EVIDENCE).unwrap_or_default());
        let evidence = match evidence {
            Ok(evidence) => evidence,
            Err(reason) => {
                self.fault("not-a-bundle", format!("`{EVIDENCE}`: {reason}"));
                return None;
            }
        };
        let (mut documents, mut sheets) = (Vec::new(), Vec::new());
        for source in &evidence {
            let sheet = self.sheet(source);
            if let Some(document) = self.source(source, sheet.as_ref()) {
                documents.push(document);
                sheets.extend(sheet.map(|sheet| cited_only(sheet, source)));
            }
        }
        let library = Library::new(documents, &sheets);
        let (total, same) = self.notes(&library, &evidence);
        let seal = sha256(self.find(MANIFEST).unwrap_or_default());
        let summary = format!(
            "{} files as the manifest has them; {same} pages and PDFs as their Markdown makes them\n{} claims verified, \
             {} not found, {} cannot check, against passages of {} sources\nseal {seal}: compare it with the one that \
             the authors publish",
            manifest.files.len(),
            total.count(Verdict::Verified),
            total.count(Verdict::NotFound),
            total.count(Verdict::CannotCheck),
            evidence.len()
        );
        Some(Checked { seal, summary })
    }

    /// Names must be plain paths, each once: what unpacks elsewhere, or twice, is not what was checked.
    fn names(&mut self) {
        let mut known = BTreeSet::new();
        let is_plain = |name: &str| {
            let plain = |part: &str| !part.is_empty() && part != "." && part != "..";
            name.split('/').all(plain) && !name.contains(['\\', ':']) && !name.contains(char::is_control)
        };
        let odd = |entry: &&Entry| !is_plain(&entry.name) || !known.insert(entry.name.clone());
        let odd: Vec<_> = self.entries.iter().filter(odd).map(|entry| entry.name.clone()).collect();
        for name in odd {
            let message = format!("`{}` is there twice or leads out of the bundle", name.escape_debug());
            self.fault("not-a-bundle", message);
        }
    }

    /// Reads the manifest and holds every file against it.
    fn manifest(&mut self) -> Option<Manifest> {
        let manifest: Result<Manifest, _> = serde_json::from_slice(self.find(MANIFEST).unwrap_or_default());
        let manifest = match manifest {
            Ok(manifest) => manifest,
            Err(reason) => {
                self.fault("not-a-bundle", format!("`{MANIFEST}`: {reason}"));
                return None;
            }
        };
        if manifest.schema != SCHEMA {
            self.fault("not-a-bundle", format!("the schema is `{}`, not `{SCHEMA}`", manifest.schema));
        }
        self.same_version = manifest.generator == GENERATOR;
        for (name, hash) in &manifest.files {
            match self.find(name).map(sha256) {
                None => self.fault("bundle-file-missing", format!("`{name}` is in the manifest but not in the bundle")),
                Some(found) if found != *hash => {
                    self.fault("bundle-changed", format!("`{name}` is not what it was when the bundle was made"));
                }
                Some(_) => {}
            }
        }
        let added = |entry: &&Entry| entry.name != MANIFEST && !manifest.files.contains_key(&entry.name);
        let added: Vec<_> = self.entries.iter().filter(added).map(|entry| entry.name.clone()).collect();
        for name in added {
            self.fault("bundle-file-added", format!("`{name}` is not in the manifest"));
        }
        Some(manifest)
    }

    /// Reads the sheet of a source and holds the evidence against it.
    fn sheet(&mut self, source: &SourceEvidence) -> Option<FactSheet> {
        let path = sheet_path(&source.id);
        let Some(bytes) = self.find(&path) else {
            self.fault("bundle-file-missing", format!("`{path}` is cited but not in the bundle"));
            return None;
        };
        let changed = sha256(bytes) != source.sheet;
        let read = sheet::yaml::read(&String::from_utf8_lossy(bytes), &format!("{}:{path}", self.file));
        if changed {
            self.fault("sheet-changed", format!("`{path}` is not the sheet that `{EVIDENCE}` was made from"));
        }
        let sheet = match read {
            Ok(sheet) => sheet,
            Err(faults) => {
                self.faults.extend(faults);
                return None;
            }
        };
        let record = &sheet.source;
        let told = (record.id.as_str(), &record.file, &record.sha256, &record.title, &record.url);
        if told != (&source.id, &source.file, &source.sha256, &source.title, &source.url) {
            self.fault("evidence-changed", format!("the record of `{}` is not the one in its sheet", source.id));
        }
        let facts: BTreeMap<&str, &Evidence> = evidence_of(&sheet).collect();
        for fact in source.facts.iter().filter(|fact| facts.get(fact.id.as_str()) != Some(&&fact.evidence)) {
            let message = format!("the words of `{}` are not those in the sheet of `{}`", fact.id, source.id);
            self.fault("evidence-changed", message);
        }
        Some(sheet)
    }

    /// Lays a source out again from its passages, which must hold the facts at their places.
    fn source(&mut self, source: &SourceEvidence, sheet: Option<&FactSheet>) -> Option<Document> {
        let Some(text) = laid_out(&source.passages) else {
            self.fault("evidence-changed", format!("the places of the passages of `{}` cannot be right", source.id));
            return None;
        };
        let all = sheet.into_iter().flat_map(evidence_of);
        let within = all.filter(|(_, evidence)| source.passages.iter().any(|passage| holds(passage, evidence)));
        let cited = source.facts.iter().map(|fact| (fact.id.as_str(), &fact.evidence));
        let lost: Vec<_> = cited
            .chain(within)
            .filter(|(_, evidence)| !source.passages.iter().any(|passage| stands(evidence, passage)))
            .map(|(id, _)| id.to_owned())
            .collect();
        for id in lost {
            let message = format!("the words of `{id}` do not stand in their passage of `{}`", source.id);
            self.fault("evidence-changed", message);
        }
        if let Some(full) = self.find(&format!("texts/{}.txt", source.id))
            && full != text.as_bytes()
        {
            self.fault("bundle-changed", format!("the full text of `{}` is not that of its passages", source.id));
        }
        let text = Text::decoded(&source.id, Format::Text, &text, None);
        let mut document = document::parse(&text).output;
        document.metadata.title.clone_from(&source.title);
        document.metadata.url.clone_from(&source.url);
        Some(document)
    }

    /// Checks the notes: claims of Markdown, and pages and PDFs against their Markdown. Returns how many of those
    /// came out the same.
    fn notes(&mut self, library: &Library, evidence: &[SourceEvidence]) -> (Review, usize) {
        let mut total = Review::default();
        let mut same = 0;
        let entries = std::mem::take(&mut self.entries);
        for entry in entries.iter().filter(|entry| entry.name.starts_with("notes/")) {
            let (stem, ending) = entry.name.rsplit_once('.').unwrap_or((&entry.name, ""));
            let Some(format) = Format::from_extension(ending) else { continue };
            let files = match format {
                Format::Pdf => self.carried(entry, &entries),
                _ => Vec::new(),
            };
            let beside = entries.iter().find(|other| other.name == format!("{stem}.md"));
            let own = files.iter().find(|file| file.name.ends_with(".md")).map(|file| file.content.as_slice());
            let markdown = beside.map(|entry| entry.bytes.as_slice()).or(own).map(String::from_utf8_lossy);
            match (format, markdown) {
                (Format::Html, Some(markdown)) => {
                    self.linked(entry, evidence);
                    same += usize::from(self.compare(entry, rendered::page(&entry.bytes, &markdown)));
                }
                (Format::Pdf, Some(markdown)) => {
                    let compared = rendered::document(&entry.bytes, &markdown, &files);
                    same += usize::from(self.compare(entry, compared));
                    if beside.is_none() {
                        self.review(entry, Format::Markdown, markdown.as_bytes(), library, &mut total);
                    }
                }
                _ => {
                    self.linked(entry, evidence);
                    self.review(entry, format, &entry.bytes, library, &mut total);
                }
            }
        }
        self.entries = entries;
        (total, same)
    }

    fn review(&mut self, entry: &Entry, format: Format, bytes: &[u8], library: &Library, total: &mut Review) {
        match note::claims(format, bytes) {
            Ok(claims) => {
                let review = library.review(&format!("{}:{}", self.file, entry.name), &claims);
                // What a warning asks of authors was answered before the bundle was made.
                self.faults.extend(total.add(review).into_iter().filter(|found| found.severity == Severity::Error));
            }
            Err(reason) => self.fault("cannot-read-note", format!("`{}` cannot be checked: {reason}", entry.name)),
        }
    }

    /// Holds the evidence that a page carries against that of the bundle.
    fn linked(&mut self, entry: &Entry, evidence: &[SourceEvidence]) {
        let page = String::from_utf8_lossy(&entry.bytes);
        let Some(json) = rendered::json_ld(&page) else { return };
        let is_known = |linked: &Linked| {
            let source = evidence.iter().find(|source| source.id == linked.source && source.sha256 == linked.sha256);
            let fact = source.and_then(|source| source.facts.iter().find(|fact| fact.id == linked.fact));
            fact.is_some_and(|fact| fact.evidence.span == linked.span && fact.evidence.exact == linked.exact)
        };
        match linked::read(json) {
            Ok(all) if all.iter().all(|linked| linked.as_ref().is_some_and(is_known)) => {}
            Ok(_) => {
                let message = format!("the evidence that `{}` carries is not that of the bundle", entry.name);
                self.fault("attachment-changed", message);
            }
            Err(reason) => {
                self.fault("attachment-changed", format!("the evidence that `{}` carries: {reason}", entry.name));
            }
        }
    }

    /// Returns the files that a PDF carries, each held against the bundle's own.
    fn carried(&mut self, entry: &Entry, entries: &[Entry]) -> Vec<Attachment> {
        let files = match rendered::carried(&entry.bytes) {
            Ok(files) => files,
            Err(reason) => {
                self.fault("cannot-read-note", format!("`{}` cannot be checked: {reason}", entry.name));
                return Vec::new();
            }
        };
        for file in &files {
            let own = entries.iter().find(|other| {
                other.name == format!("facts/{}", file.name) || other.name == format!("notes/{}", file.name)
            });
            if own.is_some_and(|own| own.bytes != file.content) {
                let message = format!("the file `{}` in `{}` is not the one in the bundle", file.name, entry.name);
                self.fault("attachment-changed", message);
            }
        }
        files
    }

    /// Says how a page or PDF differs from what its Markdown makes; tells whether it is the same.
    fn compare(&mut self, entry: &Entry, compared: Result<Rendering, String>) -> bool {
        let name = &entry.name;
        match compared {
            Ok(Rendering::Same) => return true,
            Ok(Rendering::SameWords) if !self.same_version => {
                let message = format!("`{name}` has the words of its Markdown but was set by another version");
                self.faults.push(Diagnostic::note("other-version", message).at(Location::file(self.file)));
            }
            Ok(Rendering::SameWords) => {
                self.fault("rendering-differs", format!("`{name}` is not what its Markdown makes, save for the words"));
            }
            Ok(Rendering::Other { expected, found }) => {
                let message =
                    format!("`{name}` does not say what its Markdown says: “{found} …” stands for “{expected} …”");
                self.fault("rendering-differs", message);
            }
            Err(reason) => self.fault("cannot-read-note", format!("`{name}` cannot be checked: {reason}")),
        }
        false
    }
}

/// Lists the evidence of a sheet by the ids of its facts and readings.
fn evidence_of(sheet: &FactSheet) -> impl Iterator<Item = (&str, &Evidence)> {
    let facts = sheet.facts.iter().map(|fact| (fact.id.0.as_str(), &fact.evidence));
    facts.chain(sheet.readings.iter().map(|reading| (reading.id.0.as_str(), &reading.evidence)))
}

/// Leaves of a sheet what a bundle has passages for.
fn cited_only(mut sheet: FactSheet, source: &SourceEvidence) -> FactSheet {
    let there = |evidence: &Evidence| source.passages.iter().any(|passage| stands(evidence, passage));
    sheet.facts.retain(|fact| there(&fact.evidence));
    sheet.readings.retain(|reading| there(&reading.evidence));
    sheet
}

fn holds(passage: &Passage, evidence: &Evidence) -> bool {
    passage.span.start <= evidence.span.start && evidence.span.end <= passage.span.end
}

/// Tells whether the words of a fact stand in a passage at the place given.
fn stands(evidence: &Evidence, passage: &Passage) -> bool {
    let Some(length) = evidence.span.end.checked_sub(evidence.span.start) else { return false };
    let words = || passage.text.chars().skip(evidence.span.start - passage.span.start).take(length);
    holds(passage, evidence) && words().eq(evidence.exact.chars())
}

/// Puts passages back to their places, with empty lines for what lies between them.
fn laid_out(passages: &[Passage]) -> Option<String> {
    let mut text = String::new();
    let mut at = 0_usize;
    for passage in passages {
        let gap = passage.span.start.checked_sub(at)?;
        if passage.span.end > LONGEST_SOURCE
            || passage.span.start.checked_add(passage.text.chars().count())? != passage.span.end
        {
            return None;
        }
        text.extend(std::iter::repeat_n('\n', gap));
        text.push_str(&passage.text);
        at = passage.span.end;
    }
    Some(text)
}
