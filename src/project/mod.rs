//! The whole pipeline as functions of data: [`Inputs`] in, sheets, comparisons and notes out.
//!
//! Nothing here touches the disk: [`crate::files`] makes the inputs and writes the [`Output`]s. Faults are collected
//! over all texts, sheets, briefs and audiences, so that one run shows them all.

mod texts;

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use rayon::prelude::*;
use sha2::{Digest, Sha256};

use crate::brief::{self, Audience, Brief, OutputFormat};
use crate::cache::{self, Key, Parts, Store};
use crate::citation::Library;
use crate::comparison::independence::Fingerprint;
use crate::comparison::{self, Comparison};
use crate::corpus::{self, SourceFile};
use crate::diagnostic::{Checked, Diagnostic, Location, Severity, Warned, extend_once};
use crate::document::{self, Document, Runs};
use crate::extractor::Heard;
use crate::files::Output;
use crate::lexicon::Lexicon;
use crate::lock;
use crate::note::{self, Cited, Composer, Material, Note, Templates, sentences};
use crate::settings::{self, Settings};
use crate::sheet::{self, FactSheet, Status};
use crate::source::SourceId;
use crate::theme::{self, Theme};
use crate::verify::linked;
use crate::{html, markup, pdf, yaml};

pub use texts::MadeFile;

/// Everything a project holds, as read.
#[derive(Clone, Debug, Default)]
pub struct Inputs {
    /// Settings.
    pub settings: Settings,
    /// Text of the file they were read from, if there is one.
    pub settings_text: Option<String>,
    /// Files of the corpus, in the order of their paths.
    pub corpus: Vec<SourceFile>,
    /// Text of each fact sheet there is, by its path.
    pub sheets: BTreeMap<String, String>,
    /// Briefs, in the order of their paths.
    pub briefs: Vec<BriefFile>,
    /// Templates of the project.
    pub templates: Templates,
    /// Path and text of the project's cue files, in order.
    pub lexicon: Vec<(String, String)>,
    /// Path and text of its file of references.
    pub references: Option<(String, String)>,
    /// What the project's extractors said in this run; nothing when they were not asked.
    pub heard: Heard,
}

/// A brief as a file.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct BriefFile {
    /// Name of its folder below the briefs' folder.
    pub id: String,
    /// Path of the file.
    pub file: String,
    /// Its text.
    pub text: String,
}

/// The texts of a project and what they state.
#[derive(Debug, Default)]
pub struct Stated {
    /// Documents, in the order of their ids.
    pub documents: Vec<Document>,
    /// Their sheets, in the same order, people's work included.
    pub sheets: Arc<Vec<FactSheet>>,
    /// The sheets as files.
    pub outputs: Vec<Output>,
}

/// One brief with what it is made of.
#[derive(Clone, Debug)]
pub struct Compared {
    /// The brief.
    pub brief: Brief,
    /// Path of its file.
    pub file: String,
    /// The sheets it selects.
    pub sheets: Arc<Vec<FactSheet>>,
    /// Runs of words of the whole texts, by which copies are known.
    pub fingerprints: Arc<BTreeMap<SourceId, Fingerprint>>,
    /// The comparison.
    pub comparison: Comparison,
}

impl Compared {
    /// Returns what one audience may see: without the sources withheld from it, compared anew if there are any.
    pub fn seen_by(&self, audience: &Audience) -> Cow<'_, Self> {
        let withheld = |sheet: &FactSheet| sheet.source.tags.iter().any(|tag| audience.withhold.contains(tag));
        if !self.sheets.iter().any(withheld) {
            return Cow::Borrowed(self);
        }
        let sheets: Vec<_> = self.sheets.iter().filter(|sheet| !withheld(sheet)).cloned().collect();
        let comparison = comparison::compare_with(&sheets, &self.brief, &self.fingerprints).output;
        let (sheets, fingerprints) = (Arc::new(sheets), Arc::clone(&self.fingerprints));
        Cow::Owned(Self { brief: self.brief.clone(), file: self.file.clone(), sheets, fingerprints, comparison })
    }
}

/// Returns the path of a source's fact sheet.
pub fn sheet_file(settings: &Settings, id: &SourceId) -> String {
    format!("{}/{id}.yaml", settings.facts)
}

/// Reads all texts: gather and parse, in parallel, in the order of ids.
pub fn read(inputs: &Inputs) -> Warned<Vec<Document>> {
    let gathered = corpus::gather(inputs.corpus.clone());
    let mut diagnostics = gathered.warnings;
    let parsed: Vec<_> = gathered.output.texts.par_iter().map(document::parse).collect();
    let mut documents = Vec::with_capacity(parsed.len());
    for parsed in parsed {
        documents.push(parsed.output);
        diagnostics.extend(parsed.warnings);
    }
    diagnostics.extend(complete(inputs, &mut documents));
    document::mark_recurring(&mut documents);
    let mut runs: Vec<Runs> = documents.par_iter().map(Runs::of).collect();
    runs.iter_mut().for_each(|runs| runs.thin(documents.len()));
    let texts: Vec<_> = documents.iter().zip(&runs).map(|(document, runs)| (document.file.as_str(), runs)).collect();
    diagnostics.extend(document::duplicates(&texts));
    diagnostics.extend(no_texts(inputs, documents.len(), &diagnostics));
    Warned { output: documents, warnings: diagnostics }
}

/// Reports a corpus without texts, unless something else that is wrong says why.
fn no_texts(inputs: &Inputs, count: usize, found: &[Diagnostic]) -> Option<Diagnostic> {
    if is_no_project(inputs) {
        let message = "this folder is no project yet: it has no `evenhand.yaml`, no texts and no briefs";
        return Some(
            Diagnostic::error("no-project", message)
                .hint("`evenhand init` makes a small one that builds at once; `--project DIR` names another folder"),
        );
    }
    if count > 0 || found.iter().any(|found| found.severity == Severity::Error) {
        return None;
    }
    let folder = &inputs.settings.corpus;
    let fault = Diagnostic::error("empty-corpus", format!("there are no texts in `{folder}/`"));
    Some(fault.hint("add texts with `evenhand add FILE…`, or start with `evenhand init`"))
}

/// Completes what is known of the texts by the project's file of references.
fn complete(inputs: &Inputs, documents: &mut [Document]) -> Vec<Diagnostic> {
    let library = match library(inputs) {
        Ok(library) => library,
        Err(faults) => return faults,
    };
    let completed: Vec<_> =
        documents.iter_mut().map(|document| complete_one(inputs, library.as_ref(), document)).collect();
    completion_faults(inputs, completed)
}

/// Reads the project's file of references.
fn library(inputs: &Inputs) -> Checked<Option<Library>> {
    inputs.references.as_ref().map(|(file, text)| Library::read(text, file)).transpose()
}

/// Completes what is known of one text; tells whether the references have an entry for it.
fn complete_one(inputs: &Inputs, library: Option<&Library>, document: &mut Document) -> Result<bool, Box<Diagnostic>> {
    let completed = match (library, &document.metadata.reference) {
        (Some(library), _) => library.complete(document),
        (None, None) => return Ok(false),
        (None, Some(key)) => {
            let fault = Diagnostic::error("unknown-citation", format!("there is no reference `{key}`"));
            Err(Box::new(fault.hint(format!("name a file of references in `{}`: `references: FILE`", settings::FILE))))
        }
    };
    completed.map_err(|fault| match reference_place(inputs, document) {
        Some(place) => Box::new(fault.at(place)),
        None => fault,
    })
}

/// Returns the faults of all texts, or that no text has an entry.
fn completion_faults(inputs: &Inputs, completed: Vec<Result<bool, Box<Diagnostic>>>) -> Vec<Diagnostic> {
    let is_empty = completed.is_empty();
    let mut faults = Vec::new();
    let mut known = 0;
    for completed in completed {
        match completed {
            Ok(found) => known += usize::from(found),
            Err(fault) => faults.push(*fault),
        }
    }
    if let Some((file, _)) = inputs.references.as_ref().filter(|_| known == 0 && faults.is_empty() && !is_empty) {
        let fault = Diagnostic::warning("unused-references", "no text has an entry in this file of references");
        faults.push(fault.at(Location::file(file)).hint(
            "an entry belongs to the text whose id is its key, whose file it names or whose address it has; or write \
             `reference: KEY` into the text's meta file",
        ));
    }
    faults
}

/// Where the meta file of a text names its reference.
fn reference_place(inputs: &Inputs, document: &Document) -> Option<Location> {
    let (file, bytes) = inputs.corpus.iter().find(|source| source.file == document.file)?.meta.as_ref()?;
    let text = std::str::from_utf8(bytes).ok()?;
    let tree = yaml::parse(text, file).ok()?;
    Some(Location::in_text(file, text, tree.root.get("reference")?.span))
}

/// Tells whether nothing of a project is there.
fn is_no_project(inputs: &Inputs) -> bool {
    inputs.corpus.is_empty() && inputs.briefs.is_empty() && inputs.settings_text.is_none()
}

/// Returns the words that the extraction knows when a project adds to the built-in ones or takes their place.
///
/// `files` are paths and texts of cue files. `None`, the built-in words alone, without files or with a fault in them.
pub fn lexicon(files: &[(String, String)]) -> Warned<Option<Lexicon>> {
    if files.is_empty() {
        return Warned { output: None, warnings: Vec::new() };
    }
    match Lexicon::with_project(files) {
        Ok(lexicon) => Warned { output: Some(lexicon), warnings: Vec::new() },
        Err(faults) => Warned { output: None, warnings: faults },
    }
}

/// Makes the sheet of one text that need not belong to the project. Nothing when the text cannot be read.
pub fn sheet_of(file: SourceFile, lexicon: &Lexicon) -> Warned<Option<(Document, FactSheet)>> {
    let gathered = corpus::gather(vec![file]);
    let mut warnings = gathered.warnings;
    let output = gathered.output.texts.first().map(|text| {
        let parsed = document::parse(text);
        warnings.extend(parsed.warnings);
        let sheet = sheet::extract(&parsed.output, sheet::Options { lexicon, question: None });
        (parsed.output, sheet)
    });
    Warned { output, warnings }
}

/// Makes the sheets: extracts, merges with people's work, and holds every fact against its text.
pub fn state(inputs: &Inputs, documents: Vec<Document>) -> Warned<Stated> {
    let own = lexicon(&inputs.lexicon);
    let mut diagnostics = own.warnings;
    let lexicon = own.output.as_ref().unwrap_or_else(|| Lexicon::built_in());
    let options = sheet::Options { lexicon, question: None };
    let made: Vec<_> = documents
        .par_iter()
        .map(|document| {
            let mut fresh = sheet::extract(document, options);
            inputs.heard.add_to(&mut fresh);
            let silent = inputs.heard.silent(&inputs.settings, &document.id);
            let file = sheet_file(&inputs.settings, &document.id);
            let old = inputs.sheets.get(&file);
            merge(fresh, document, file, old.map(String::as_str), &silent)
        })
        .collect();
    let mut stated = Stated { documents, ..Stated::default() };
    let mut sheets = Vec::with_capacity(made.len());
    for made in made {
        diagnostics.extend(made.warnings);
        if let Some((sheet, output)) = made.output {
            sheets.push(sheet);
            stated.outputs.push(output);
        }
    }
    stated.sheets = Arc::new(sheets);
    // Positions in a web page or a Word file refer to the words taken out of it: they are kept beside the sheet.
    for document in stated.documents.iter().filter(|document| document.is_extracted()) {
        let file = format!("{}/{}.txt", inputs.settings.facts, document.id);
        stated.outputs.push(Output { file, bytes: document.text.clone().into_bytes() });
    }
    diagnostics.extend(sheets_without_text(inputs, stated.documents.iter().map(|document| &document.id)));
    Warned { output: stated, warnings: diagnostics }
}

/// Reports sheets whose text is gone.
fn sheets_without_text<'a>(inputs: &Inputs, ids: impl Iterator<Item = &'a SourceId>) -> Vec<Diagnostic> {
    let known: BTreeSet<String> = ids.map(|id| sheet_file(&inputs.settings, id)).collect();
    let lonely = inputs.sheets.keys().filter(|file| !known.contains(*file));
    let report = |file: &String| {
        Diagnostic::warning("sheet-without-text", "there is no text for this fact sheet")
            .at(Location::file(file.clone()))
            .hint("delete it, or bring its text back")
    };
    lonely.map(report).collect()
}

fn merge(
    fresh: FactSheet,
    document: &Document,
    file: String,
    old: Option<&str>,
    silent: &BTreeSet<&str>,
) -> Warned<Option<(FactSheet, Output)>> {
    let Some(old) = old else {
        let bytes = sheet::yaml::write(&fresh).into_bytes();
        return Warned { output: Some((fresh, Output { file, bytes })), warnings: Vec::new() };
    };
    if sheet::yaml::write(&fresh) == old {
        // Nobody has touched it: there is nothing to bring together.
        return Warned {
            output: Some((fresh, Output { file, bytes: old.to_owned().into_bytes() })),
            warnings: Vec::new(),
        };
    }
    let merged = match sheet::yaml::merge_keeping(old, &file, &fresh, document, silent) {
        Ok(merged) => merged,
        Err(faults) => return Warned { output: None, warnings: faults },
    };
    let mut warnings = merged.warnings;
    // A sheet with lost evidence can be written, but no note may be made of it.
    let mut lost = false;
    for found in warnings.iter_mut().filter(|found| sheet::yaml::LOST_RULES.contains(&found.rule)) {
        found.severity = Severity::Error;
        lost = true;
    }
    if lost {
        return Warned { output: None, warnings };
    }
    match sheet::yaml::read(&merged.output, &file) {
        Ok(mut sheet) => {
            warnings.extend(sheet::yaml::resolve(&mut sheet, &merged.output, &file, document));
            let output = Output { file, bytes: merged.output.into_bytes() };
            Warned { output: Some((sheet, output)), warnings }
        }
        Err(faults) => {
            warnings.extend(faults);
            Warned { output: None, warnings }
        }
    }
}

/// Reads all texts and makes their sheets: [`read`], then [`state`].
pub fn stated(inputs: &Inputs) -> Warned<Stated> {
    let read = read(inputs);
    let mut stated = state(inputs, read.output);
    stated.warnings.splice(0..0, read.warnings);
    stated
}

/// Everything up to the comparison: [`stated`], then [`compare`].
pub fn prepared(inputs: &Inputs, only: Option<&str>) -> Warned<(Stated, Vec<Compared>)> {
    let stated = stated(inputs);
    let mut warnings = stated.warnings;
    let compared = compare(inputs, &stated.output, only);
    warnings.extend(compared.warnings);
    Warned { output: (stated.output, compared.output), warnings }
}

/// Compares the sheets for each brief; `only` picks one brief by its id.
pub fn compare(inputs: &Inputs, stated: &Stated, only: Option<&str>) -> Warned<Vec<Compared>> {
    let of = |document: &Document| {
        let mut fingerprint = Fingerprint::of(document);
        fingerprint.thin(stated.documents.len());
        (document.id.clone(), fingerprint)
    };
    let fingerprints: Arc<BTreeMap<SourceId, Fingerprint>> = Arc::new(stated.documents.iter().map(of).collect());
    let mut diagnostics = Vec::new();
    let mut compared = Vec::new();
    for selected in selected(inputs, &stated.sheets, only, &mut diagnostics) {
        let made = selected.compare(&fingerprints);
        diagnostics.extend(made.warnings);
        compared.push(made.output);
    }
    Warned { output: compared, warnings: diagnostics }
}

/// A brief with the sheets it selects.
struct Selected {
    brief: Brief,
    file: String,
    sheets: Arc<Vec<FactSheet>>,
    /// Places of these sheets among all.
    places: Vec<usize>,
}

/// Reads the briefs, or the one that `only` names, and selects the sheets of each.
fn selected(
    inputs: &Inputs,
    all: &Arc<Vec<FactSheet>>,
    only: Option<&str>,
    diagnostics: &mut Vec<Diagnostic>,
) -> Vec<Selected> {
    let chosen: Vec<_> = inputs.briefs.iter().filter(|brief| only.is_none_or(|id| brief.id == id)).collect();
    if chosen.is_empty() && !is_no_project(inputs) {
        diagnostics.push(no_brief(inputs, only));
    }
    let mut selected = Vec::new();
    for file in chosen {
        let brief = match brief::read_in(&file.text, &file.id, &file.file, &inputs.settings) {
            Ok(read) => {
                diagnostics.extend(read.warnings);
                read.output
            }
            Err(faults) => {
                diagnostics.extend(faults);
                continue;
            }
        };
        let sources = all.iter().map(|sheet| &sheet.source);
        diagnostics.extend(brief::unknown_tags(&brief, &file.text, &file.file, sources));
        let selection = brief.selection();
        let places: Vec<usize> = (0..all.len()).filter(|&at| selection.selects(&all[at].source)).collect();
        if places.is_empty() && !all.is_empty() {
            diagnostics.push(
                Diagnostic::error("no-sources", format!("`sources` of the brief `{}` matches no text", brief.id))
                    .at(Location::file(file.file.clone()))
                    .hint(format!("the texts are: {}", names(all))),
            );
            continue;
        }
        let sheets = if places.len() == all.len() {
            Arc::clone(all)
        } else {
            Arc::new(places.iter().map(|&at| all[at].clone()).collect())
        };
        selected.push(Selected { brief, file: file.file.clone(), sheets, places });
    }
    selected
}

impl Selected {
    fn compare(self, fingerprints: &Arc<BTreeMap<SourceId, Fingerprint>>) -> Warned<Compared> {
        let Self { brief, file, sheets, .. } = self;
        let comparison = comparison::compare_with(&sheets, &brief, fingerprints);
        let place = |found: Diagnostic| match found.location {
            None => found.at(Location::file(file.clone())),
            Some(_) => found,
        };
        let warnings = comparison.warnings.into_iter().map(place).collect();
        let fingerprints = Arc::clone(fingerprints);
        Warned { output: Compared { brief, file, sheets, fingerprints, comparison: comparison.output }, warnings }
    }

    /// Compares, or takes what was compared before; `key` names all that decides.
    fn compare_kept(
        self,
        fingerprints: &Arc<BTreeMap<SourceId, Fingerprint>>,
        key: &Key,
        store: &dyn Store,
    ) -> Warned<Compared> {
        if let Some(((comparison, warnings), _)) = store.get(key).and_then(|bytes| {
            let (head, _) = Parts::read(&bytes)?;
            Some((head, ()))
        }) {
            let Self { brief, file, sheets, .. } = self;
            let fingerprints = Arc::clone(fingerprints);
            return Warned { output: Compared { brief, file, sheets, fingerprints, comparison }, warnings };
        }
        let made = self.compare(fingerprints);
        if store.keeps() {
            store.put(key, Parts::new(&(&made.output.comparison, &made.warnings)).bytes());
        }
        made
    }
}

fn no_brief(inputs: &Inputs, only: Option<&str>) -> Diagnostic {
    let folder = &inputs.settings.briefs;
    match only {
        Some(id) => Diagnostic::error("unknown-brief", format!("there is no brief `{id}` in `{folder}/`"))
            .did_you_mean(id, inputs.briefs.iter().map(|brief| brief.id.as_str())),
        None => Diagnostic::error("no-brief", format!("there is no brief in `{folder}/`"))
            .hint(format!("write `{folder}/NAME/brief.yaml`; two lines are enough: `title: …` and `question: …`")),
    }
}

fn names(sheets: &[FactSheet]) -> String {
    let mut names: Vec<_> = sheets.iter().take(8).map(|sheet| format!("`{}`", sheet.source.id)).collect();
    if sheets.len() > names.len() {
        names.push("…".into());
    }
    names.join(", ")
}

/// Composes and renders every note of a brief, in parallel.
pub fn notes(inputs: &Inputs, compared: &Compared) -> Warned<Vec<Output>> {
    notes_kept(inputs, compared, &Key::of("notes").end(), &cache::Nothing, &Silent)
}

/// As [`notes`], taking those made before; `key` names all that decides the comparison.
fn notes_kept(
    inputs: &Inputs,
    compared: &Compared,
    key: &Key,
    store: &dyn Store,
    meter: &dyn Meter,
) -> Warned<Vec<Output>> {
    let audiences: Vec<(String, Audience)> = compared.brief.audiences().into_iter().collect();
    let templates = inputs.templates.project.iter().flat_map(|(name, (file, text))| [name, file, text]);
    let key = Key::of("note").part(key.bytes()).parts(templates).end();
    let one = |(name, audience): &(String, Audience)| {
        let key = Key::of("note").part(key.bytes()).part(name).end();
        let kept = store.get(&key).and_then(|bytes| Made::read(&bytes));
        let made = kept.unwrap_or_else(|| {
            let made = note_of(inputs, compared, name, audience);
            if store.keeps() {
                store.put(&key, made.parts().bytes());
            }
            made
        });
        meter.step();
        made
    };
    let made: Vec<_> = audiences.par_iter().map(one).collect();
    let mut outputs = Vec::new();
    let mut diagnostics = Vec::new();
    let mut cited = BTreeSet::new();
    for made in made {
        outputs.extend(made.outputs);
        extend_once(&mut diagnostics, made.diagnostics);
        cited.extend(made.cited);
    }
    if compared.brief.review == brief::Review::Required {
        diagnostics.extend(unreviewed(inputs, compared, &cited));
    }
    Warned { output: outputs, warnings: diagnostics }
}

/// Returns the facts and readings that any note of a brief cites.
pub fn cited(inputs: &Inputs, compared: &Compared) -> BTreeSet<Cited> {
    let audiences: Vec<(String, Audience)> = compared.brief.audiences().into_iter().collect();
    audiences.par_iter().flat_map_iter(|(name, audience)| note_of(inputs, compared, name, audience).cited).collect()
}

/// Names what a brief that demands review cites although nobody has checked it, at its place in its sheet.
fn unreviewed(inputs: &Inputs, compared: &Compared, cited: &BTreeSet<Cited>) -> Vec<Diagnostic> {
    let id = &compared.brief.id;
    let unchecked = cited.iter().filter(|cited| cited.status != Status::Checked);
    let faults = unchecked.map(|Cited { source, fact, .. }| {
        let file = sheet_file(&inputs.settings, source);
        let message = format!("`{fact}` of `{source}` is cited in the notes of `{id}`, and nobody has checked it");
        let text = inputs.sheets.get(&file).map_or("", String::as_str);
        // A fact that is new points at the file: the sheet that has it is not written yet.
        let place = sheet::yaml::place_of(text, &file, fact);
        let hint = format!("`evenhand review {id} --used` goes through them; the brief says `review: required`");
        Diagnostic::error("unreviewed", message).at(place).hint(hint)
    });
    faults.collect()
}

/// Makes the note of one audience; with a page budget, with as much in its lists as fits.
fn note_of(inputs: &Inputs, compared: &Compared, name: &str, audience: &Audience) -> Made {
    let all = compared.sheets.len();
    let compared = &*compared.seen_by(audience);
    let mut look = match look_of(inputs, compared, audience) {
        Ok(look) => look,
        Err(faults) => return Made { diagnostics: faults, ..Made::default() },
    };
    look.output.withheld = all - compared.sheets.len();
    let Compared { brief, sheets, comparison, .. } = compared;
    let material = Material { brief, comparison, sheets, room: note::ROOM, withheld: look.output.withheld };
    let mut composer = match Composer::new(material, &inputs.templates, name, audience) {
        Ok(composer) => composer,
        Err(mut diagnostics) => {
            diagnostics.extend(look.warnings);
            diagnostics.extend(page_budget(compared, name, audience, 0));
            return Made { diagnostics, ..Made::default() };
        }
    };
    let is_counted = audience.formats.contains(&OutputFormat::Pdf);
    let room = match audience.pages.filter(|_| is_counted) {
        None => note::ROOM,
        Some(most) => fullest(most as usize, |room| match composer.compose(room) {
            Ok(note) => pages(compared, name, audience, &look.output, &note.output),
            // The fault is said when the note is made.
            Err(_) => 0,
        }),
    };
    let mut made = Made::note(inputs, compared, (name, audience), &look.output, composer.compose(room));
    made.diagnostics.extend(look.warnings);
    made.diagnostics.extend(page_budget(compared, name, audience, made.pages));
    made
}

/// A theme and its text, and how many sources the audience does not see.
#[derive(Default)]
struct Look {
    theme: Theme,
    text: Option<String>,
    withheld: usize,
}

/// Returns the theme of an audience: the one it names, else the project's.
fn look_of(inputs: &Inputs, compared: &Compared, audience: &Audience) -> Checked<Warned<Look>> {
    let files = &inputs.templates.project;
    let name = audience.theme.as_deref().unwrap_or(theme::FILE);
    if let Some((file, text)) = files.get(name) {
        let read = theme::read(text, file)?;
        let look = Look { theme: read.output, text: Some(text.clone()), withheld: 0 };
        return Ok(Warned { output: look, warnings: read.warnings });
    }
    if audience.theme.is_none() {
        return Ok(Warned { output: Look::default(), warnings: Vec::new() });
    }
    let folder = &inputs.settings.templates;
    let known = files.keys().map(String::as_str).filter(|name| name.ends_with(".yaml"));
    let fault = Diagnostic::error("unknown-theme", format!("there is no theme `{name}` in `{folder}/`"))
        .at(Location::file(compared.file.clone()))
        .did_you_mean(name, known);
    Err(vec![fault])
}

/// Returns the largest room with which a note has at most `most` pages; the smallest when there is none.
///
/// `pages` tells how many it has with a room. More room never takes fewer pages, so that five tries at most find it.
fn fullest(most: usize, mut pages: impl FnMut(usize) -> usize) -> usize {
    let (mut low, mut high) = (note::LISTS, note::MOST_ROOM + 1);
    let mut room = note::ROOM;
    while low < high {
        if pages(room) > most {
            high = room;
        } else {
            low = room + 1;
        }
        room = low + (high - low) / 2;
    }
    (low - 1).max(note::LISTS)
}

/// Counts the pages of a note, 0 if it has faults.
fn pages(compared: &Compared, name: &str, audience: &Audience, look: &Look, note: &Note) -> usize {
    let file = format!("{}/{name}.md", compared.brief.id);
    let markup = markup::parse(&note.markdown, &file).output;
    let options = pdf::Options { markdown: note.markdown.clone(), ..pdf_options(audience, look, file) };
    pdf::pages(&markup, &options)
}

/// How a note is set as a PDF, still without what it carries.
fn pdf_options(audience: &Audience, look: &Look, file: String) -> pdf::Options {
    pdf::Options {
        paper: audience.paper.as_deref().and_then(pdf::Paper::named).unwrap_or_default(),
        theme: look.theme,
        file,
        ..pdf::Options::default()
    }
}

/// What one try at a note gives.
#[derive(Default)]
struct Made {
    outputs: Vec<Output>,
    /// Pages of its PDF; 0 without one.
    pages: usize,
    /// The facts it cites.
    cited: Vec<Cited>,
    diagnostics: Vec<Diagnostic>,
}

impl Made {
    /// What is kept of it.
    fn parts(&self) -> Parts {
        let files: Vec<&str> = self.outputs.iter().map(|output| output.file.as_str()).collect();
        let mut parts = Parts::new(&(files, self.pages, &self.cited, &self.diagnostics));
        self.outputs.iter().for_each(|output| parts.push(&output.bytes));
        parts
    }

    fn read(bytes: &[u8]) -> Option<Self> {
        let ((files, pages, cited, diagnostics), parts) = Parts::read::<(Vec<String>, _, _, _)>(bytes)?;
        if files.len() != parts.len() {
            return None;
        }
        let outputs =
            files.into_iter().zip(parts).map(|(file, bytes)| Output { file, bytes: bytes.to_vec() }).collect();
        Some(Self { outputs, pages, cited, diagnostics })
    }

    fn note(
        inputs: &Inputs,
        compared: &Compared,
        audience: (&str, &Audience),
        look: &Look,
        note: Checked<Warned<Note>>,
    ) -> Self {
        let mut made = Self::default();
        match note {
            Ok(note) => {
                made.diagnostics.extend(note.warnings);
                made.fill(inputs, compared, audience, look, &note.output);
            }
            Err(faults) => made.diagnostics.extend(faults),
        }
        made
    }

    fn fill(
        &mut self,
        inputs: &Inputs,
        compared: &Compared,
        (name, audience): (&str, &Audience),
        look: &Look,
        note: &Note,
    ) {
        let Compared { brief, sheets, .. } = compared;
        let stem = format!("{}/{}/{name}", inputs.settings.briefs, brief.id);
        self.cited.clone_from(&note.cited);
        let file = format!("{stem}.md");
        let parsed = markup::parse(&note.markdown, &file);
        self.diagnostics.extend(parsed.warnings);
        if let Some(most) = audience.sentence_words {
            let written = audience.formats.contains(&OutputFormat::Md);
            let text = inputs.briefs.iter().find(|brief| brief.file == compared.file).map_or("", |brief| &brief.text);
            let note = written.then_some(sentences::File { path: &file, text: &note.markdown });
            let brief = sentences::File { path: &compared.file, text };
            self.diagnostics.extend(sentences::long(&parsed.output, most, note, brief));
        }
        for format in &audience.formats {
            let bytes = match format {
                OutputFormat::Md => note.markdown.clone().into_bytes(),
                OutputFormat::Html => {
                    let json_ld = Some(linked::write(&brief.title, sheets, &note.markdown));
                    let options = html::Options { json_ld, theme: look.theme, ..html::Options::default() };
                    html::render(&parsed.output, &options).into_bytes()
                }
                OutputFormat::Pdf => {
                    let options = pdf::Options {
                        markdown: note.markdown.clone(),
                        attachments: attachments(compared, name, &note.markdown, look.text.as_deref()),
                        ..pdf_options(audience, look, file.clone())
                    };
                    match pdf::render(&parsed.output, &options) {
                        Ok(pdf) => {
                            self.diagnostics.extend(pdf.warnings);
                            self.pages = pdf.output.pages;
                            pdf.output.bytes
                        }
                        Err(faults) => {
                            self.diagnostics.extend(faults);
                            continue;
                        }
                    }
                }
            };
            self.outputs.push(Output { file: format!("{stem}.{}", format.extension()), bytes });
        }
    }
}

fn page_budget(compared: &Compared, name: &str, audience: &Audience, pages: usize) -> Option<Diagnostic> {
    let most = audience.pages?;
    (pages > most as usize).then(|| {
        Diagnostic::error("too-many-pages", format!("the note `{name}` has {pages} pages, the brief allows {most}"))
            .at(Location::file(compared.file.clone()))
            .hint("allow more pages, or choose a shorter template")
    })
}

/// Sheets up to which a PDF carries all that its brief selects; of more, those that its note cites.
const MOST_CARRIED: usize = 100;

/// What a PDF carries: the Markdown that it sets and its theme, so that anyone can set it again and compare, and its
/// evidence.
fn attachments(compared: &Compared, name: &str, markdown: &str, theme: Option<&str>) -> Vec<pdf::Attachment> {
    let note = pdf::Attachment {
        name: format!("{name}.md"),
        description: "The text of this document in Markdown".into(),
        media_type: "text/markdown".into(),
        relation: pdf::Relation::Source,
        content: markdown.as_bytes().to_vec(),
    };
    let cited = linked::Cited::of(markdown);
    let few = compared.sheets.len() <= MOST_CARRIED;
    let carried = compared.sheets.iter().filter(|sheet| few || cited.any_of(sheet));
    let sheets = carried.map(|sheet| pdf::Attachment {
        name: format!("{}.yaml", sheet.source.id),
        description: format!("Fact sheet of the source {}", sheet.source.id),
        media_type: "application/yaml".into(),
        relation: pdf::Relation::Data,
        content: sheet::yaml::write(sheet).into_bytes(),
    });
    let theme = theme.map(|text| pdf::Attachment {
        name: theme::ATTACHMENT.into(),
        description: "Fonts, sizes, colours and margins of this document".into(),
        media_type: "application/yaml".into(),
        relation: pdf::Relation::Data,
        content: text.as_bytes().to_vec(),
    });
    std::iter::once(note).chain(theme).chain(sheets).collect()
}

/// Hears how far a build has come.
pub trait Meter: Sync {
    /// Begins a stage (`reading`, `extracting`, …) of so many steps.
    fn begin(&self, stage: &'static str, steps: usize);
    /// Ends a step of the stage.
    fn step(&self);
}

/// Hears nothing.
#[derive(Clone, Copy, Debug)]
pub struct Silent;

impl Meter for Silent {
    fn begin(&self, _: &'static str, _: usize) {}

    fn step(&self) {}
}

/// What a build gives.
#[derive(Debug, Default)]
pub struct Built {
    /// Sheets, and words taken out of web pages and the like.
    pub sheets: Vec<MadeFile>,
    /// Notes and locks.
    pub notes: Vec<Output>,
    /// Whether building again from what is then on disk finds nothing else to say.
    pub is_settled: bool,
}

impl Built {
    /// Returns all files, one after the other: the sheets first.
    pub fn outputs<'a>(&'a self, inputs: &'a Inputs) -> impl Iterator<Item = Cow<'a, Output>> {
        let sheets = self.sheets.iter().map(|made| Cow::Owned(made.output(inputs)));
        sheets.chain(self.notes.iter().map(Cow::Borrowed))
    }

    /// Returns path and SHA-256 of each file.
    pub fn hashes(&self) -> Vec<(String, String)> {
        let sheets = self.sheets.iter().map(|made| (made.file.clone(), made.sha256.clone()));
        let notes = self
            .notes
            .par_iter()
            .map(|output| (output.file.clone(), corpus::hexadecimal(&Sha256::digest(&output.bytes))));
        sheets.chain(notes.collect::<Vec<_>>()).collect()
    }
}

/// Builds everything: sheets first, then notes. With an error, only what is certainly right is returned: nothing.
pub fn build(inputs: &Inputs, only: Option<&str>) -> Warned<Vec<Output>> {
    let built = build_with(inputs, only, &cache::Nothing, &Silent);
    let outputs = built.output.outputs(inputs).map(Cow::into_owned).collect();
    Warned { output: outputs, warnings: built.warnings }
}

/// As [`build`], taking from `store` what was made before of the same and telling `meter` how far it is.
pub fn build_with(inputs: &Inputs, only: Option<&str>, store: &dyn Store, meter: &dyn Meter) -> Warned<Built> {
    let read = texts::texts(inputs, store, meter);
    let mut diagnostics = read.warnings;
    let texts = read.output;
    let sheets = Arc::new(texts.sheets);
    let count = texts.fingerprints.len();
    let fingerprints = Arc::new(texts.fingerprints);
    let selected = selected(inputs, &sheets, only, &mut diagnostics);
    drop(sheets);
    let hashes = lock::hashes(inputs, &texts.files);
    let mut notes = Vec::new();
    let settings = inputs.settings_text.as_deref().unwrap_or_default();
    for selected in selected {
        meter.begin("comparing", 0);
        let briefs = inputs.briefs.iter().filter(|brief| brief.file == selected.file);
        let keys = selected.places.iter().map(|&at| texts.keys[at].bytes());
        let key = Key::of("compare").part(settings).parts(briefs.flat_map(|brief| [&brief.file, &brief.text]));
        // How many runs of words are looked at depends on how many texts there are.
        let key = key.part(count.to_le_bytes()).part(sheets_key(keys)).end();
        let compared = selected.compare_kept(&fingerprints, &key, store);
        diagnostics.extend(compared.warnings);
        let compared = compared.output;
        meter.begin("writing notes", compared.brief.audiences().len());
        let made = notes_kept(inputs, &compared, &key, store, meter);
        diagnostics.extend(made.warnings);
        notes.extend(made.output);
        notes.push(lock::of(&hashes, inputs, &compared));
    }
    let mut built = Built { sheets: texts.files, notes, is_settled: texts.is_settled };
    if diagnostics.iter().any(|found| found.severity == Severity::Error) {
        built = Built::default();
    }
    Warned { output: built, warnings: diagnostics }
}

fn sheets_key<'a>(keys: impl Iterator<Item = &'a [u8; 32]>) -> [u8; 32] {
    *Key::of("sheets").parts(keys).end().bytes()
}

/// Returns the key of a whole build: of everything that `inputs` holds, with `sheets` (path and SHA-256) in place of
/// those that were read if some are given.
pub fn whole_key(inputs: &Inputs, only: Option<&str>, sheets: Option<&[(String, String)]>) -> Key {
    let corpus: Vec<Key> = inputs
        .corpus
        .par_iter()
        .map(|file| {
            let meta = file.meta.iter().flat_map(|(path, bytes)| [path.as_bytes(), bytes.as_slice()]);
            Key::of("file").part(&file.file).part(&file.bytes).parts(meta).end()
        })
        .collect();
    let read: Vec<(String, String)> = match sheets {
        Some(_) => Vec::new(),
        None => {
            let hash = |(file, text): (&String, &String)| {
                (file.clone(), corpus::hexadecimal(&Sha256::digest(text.as_bytes())))
            };
            inputs.sheets.par_iter().map(hash).collect()
        }
    };
    let mut sheets: Vec<_> = sheets.unwrap_or(&read).iter().collect();
    sheets.sort();
    let templates = inputs.templates.project.iter().flat_map(|(name, (file, text))| [name, file, text]);
    Key::of("whole")
        .parts(only)
        .parts(&inputs.settings_text)
        .parts(inputs.references.iter().flat_map(|(file, text)| [file, text]))
        .parts(corpus.iter().map(Key::bytes))
        .parts(sheets.into_iter().flat_map(|(file, hash)| [file, hash]))
        .parts(inputs.briefs.iter().flat_map(|brief| [&brief.id, &brief.file, &brief.text]))
        .parts(templates)
        .parts(inputs.lexicon.iter().flat_map(|(file, text)| [file, text]))
        .end()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_note_with_a_page_budget_has_the_largest_room_that_fits() {
        let of = |fitting: usize| {
            let pages = |room: usize| if room > fitting { 2 } else { 1 };
            fullest(1, pages)
        };
        for fitting in note::LISTS..=note::MOST_ROOM {
            assert_eq!(of(fitting), fitting);
        }
        // With more space than is ever needed, and when nothing fits.
        assert_eq!((of(100), of(0)), (note::MOST_ROOM, note::LISTS));
    }
}
