//! Compare: fact sheets and a brief become a [`Comparison`], what the texts say of one question side by side.
//!
//! Reads sheets only, never texts. The order of the sheets changes nothing. Rejected facts are left out.
//!
//! Steps: choose the sheets, find which texts copy one another ([`independence`]), look up the words of all facts and
//! readings once, then one part after the other: conflicts, agreements, issues, timeline, voices, unknowns, balance.
//! Candidates for a match come from inverted indexes and never from all pairs, so time and memory are linear.
//! Whatever is empty is said so in a note: an empty side, a single text, a question that no text speaks to.

mod agreement;
mod balance;
mod conflict;
pub mod independence;
mod issues;
mod loaded;
mod material;
mod people;
mod poles;
mod timeline;
mod unknowns;
mod voices;
mod words;

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::brief::{Brief, IssueSpec};
use crate::diagnostic::{Diagnostic, Location, Warned};
use crate::sheet::claim::{EventDate, UnknownReason};
use crate::sheet::{Cue, FactId, FactSheet, Side, SourceRecord, Status};
use crate::source::{CodePoints, SourceId};
use crate::value::date::Interval;

use independence::Fingerprint;
use material::Material;

/// What several texts say of one question. Published as JSON; see `evenhand schema comparison`.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, JsonSchema)]
pub struct Comparison {
    /// Name of the brief.
    pub brief: String,
    /// The question.
    pub question: String,
    /// The texts compared, in the order of their ids.
    pub sources: Vec<SourceRecord>,
    /// Sub-questions, weightiest first; last, if anything is left over, one with the id `other`.
    pub issues: Vec<Issue>,
    /// Claims that two or more independent sources support.
    pub agreements: Vec<Agreement>,
    /// Where texts, or parts of one text, do not go together.
    pub conflicts: Vec<Conflict>,
    /// Dated events in order.
    pub timeline: Vec<TimelineEntry>,
    /// Who said what, one entry a person.
    pub voices: Vec<Voice>,
    /// What no text settles.
    pub unknowns: Vec<OpenQuestion>,
    /// Groups of texts that copy one another; a text on its own is a group of one.
    pub independence: Vec<Group>,
    /// How much there is on each side.
    pub balance: Balance,
    /// How many facts and readings people have checked, and how many are candidates.
    pub review: ReviewCount,
}

/// A fact and its words, as seen from outside its sheet.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Serialize, Deserialize, JsonSchema)]
pub struct EvidenceRef {
    /// The text.
    pub source: SourceId,
    /// The fact or reading.
    pub fact: FactId,
    /// The words.
    pub exact: String,
    /// Where they stand, in code points.
    pub span: CodePoints,
    /// Line, from 1.
    pub line: usize,
}

/// A sub-question with both sides.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, JsonSchema)]
pub struct Issue {
    /// Name, for links.
    pub id: String,
    /// Title.
    pub title: String,
    /// Words that belong to it.
    pub terms: Vec<String>,
    /// Whether the program found it; otherwise the brief names it.
    pub found: bool,
    /// Readings of the optimistic side, strongest first.
    pub optimistic: Vec<SideReading>,
    /// Readings of the sceptical side, strongest first.
    pub sceptical: Vec<SideReading>,
    /// Readings that do both.
    pub mixed: Vec<SideReading>,
    /// Facts that texts of both sides state.
    pub common_ground: Vec<EvidenceRef>,
    /// Facts that only texts of one side state.
    pub blind_spots: Vec<BlindSpot>,
    /// What the sides differ on, in one sentence, with the words that show it; `None` when one side is empty.
    pub crux: Option<Crux>,
}

/// A reading in an issue.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, JsonSchema)]
pub struct SideReading {
    /// To which side it leans.
    pub side: Side,
    /// Whose view it is.
    pub holder: Option<String>,
    /// How likely the side is right, 0 to 1.
    pub score: f64,
    /// What decided.
    pub cues: Vec<Cue>,
    /// Whether a person checked it.
    pub status: Status,
    /// The words.
    pub evidence: EvidenceRef,
}

/// A fact that only one side uses.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
pub struct BlindSpot {
    /// The side that uses it.
    pub side: Side,
    /// The fact.
    pub evidence: EvidenceRef,
}

/// What the sides of an issue differ on.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
pub struct Crux {
    /// One plain sentence of ours.
    pub sentence: String,
    /// The words of each side that show it best.
    pub evidence: Vec<EvidenceRef>,
}

/// A claim that independent sources share.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
pub struct Agreement {
    /// Name, for links.
    pub id: String,
    /// Kind of the facts that state it: `commitment`, `event`, `reading` and so on.
    pub kind: String,
    /// The claim in plain words of ours or of the shortest source.
    pub claim: String,
    /// Each source's words.
    pub evidence: Vec<EvidenceRef>,
    /// How many independent groups support it, at least two.
    pub independent: usize,
}

/// Something on which texts do not go together.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
pub struct Conflict {
    /// Name, for links.
    pub id: String,
    /// What it is about.
    pub kind: ConflictKind,
    /// Whether both cannot be right.
    pub severity: ConflictSeverity,
    /// What is disputed: `countries at the Paris meeting`.
    pub subject: String,
    /// One plain sentence that says what differs.
    pub sentence: String,
    /// Two or more values with their words.
    pub sides: Vec<ConflictSide>,
}

/// Kinds of conflicts.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum ConflictKind {
    /// Numbers of the same thing.
    Number,
    /// Dates of the same event.
    Date,
    /// Holder of an office.
    Person,
    /// A commitment that is there in one and not in the other.
    Commitment,
    /// How firm a commitment is.
    Modality,
    /// How strong something is said to be.
    Strength,
    /// Under which condition.
    Condition,
}

/// How badly values go together.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum ConflictSeverity {
    /// Both cannot be right.
    Conflict,
    /// They can be reconciled but pull apart: scope, degree, time.
    Tension,
}

/// One value in a conflict.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
pub struct ConflictSide {
    /// The value: `more than 30 countries`.
    pub value: String,
    /// Who says so, with their words.
    pub evidence: Vec<EvidenceRef>,
}

/// A dated event.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, JsonSchema)]
pub struct TimelineEntry {
    /// When, as written.
    pub date: EventDate,
    /// The days it may mean; entries without come last.
    pub interval: Option<Interval>,
    /// What happened.
    pub what: String,
    /// Who reports it, with their words.
    pub evidence: Vec<EvidenceRef>,
    /// What is wrong with its place in time, if anything (`reported before it happened`).
    pub flag: Option<String>,
}

/// A person and what they said.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, JsonSchema)]
pub struct Voice {
    /// Name, for links.
    pub id: String,
    /// Fullest name found.
    pub name: String,
    /// Other spellings found.
    pub also: Vec<String>,
    /// Office or description, with the words that say so.
    pub roles: Vec<String>,
    /// What they said.
    pub statements: Vec<Statement>,
    /// To which side their statements lean; `None` if to neither.
    pub side: Option<Side>,
}

/// Something a person said.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, JsonSchema)]
pub struct Statement {
    /// Whether the words are quoted.
    pub form: crate::sheet::claim::Form,
    /// The attributing word.
    pub cue: Option<String>,
    /// The side the sentence leans to, if any.
    pub side: Option<Side>,
    /// The words.
    pub evidence: EvidenceRef,
}

/// What is not known.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, JsonSchema)]
pub struct OpenQuestion {
    /// What is not known.
    pub about: String,
    /// In which way.
    pub reason: UnknownReason,
    /// Who says so, with their words.
    pub evidence: Vec<EvidenceRef>,
    /// Facts that an answer would bear on.
    pub bears_on: Vec<EvidenceRef>,
}

/// Texts that copy one another.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
pub struct Group {
    /// Its texts, in the order of their ids.
    pub sources: Vec<SourceId>,
    /// What was found to be shared; empty for a group of one.
    pub why: String,
}

/// How much there is on each side.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize, JsonSchema)]
pub struct Balance {
    /// The optimistic side.
    pub optimistic: SideWeight,
    /// The sceptical side.
    pub sceptical: SideWeight,
    /// Measures of which the weaker side has less than the smallest allowed share.
    pub out_of_range: Vec<String>,
    /// The brief's reason.
    pub why: Option<String>,
}

/// The five measures of a side.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize, JsonSchema)]
pub struct SideWeight {
    /// Words of its readings.
    pub words: usize,
    /// Readings.
    pub readings: usize,
    /// Sources with a reading.
    pub sources: usize,
    /// Independent groups of sources with a reading.
    pub independent_sources: usize,
    /// Readings weighted by the grade of their source.
    pub graded: f64,
}

/// How much people have checked.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize, JsonSchema)]
pub struct ReviewCount {
    /// Checked facts and readings.
    pub checked: usize,
    /// Candidates.
    pub candidates: usize,
}

/// Compares the sheets that the brief selects.
///
/// Which texts copy one another is judged by the words of their evidence; see [`compare_with`] for whole texts.
pub fn compare(sheets: &[FactSheet], brief: &Brief) -> Warned<Comparison> {
    compare_with(sheets, brief, &BTreeMap::new())
}

/// Compares the sheets that the brief selects; `fingerprints` of whole texts, where given, decide which copy one another.
pub fn compare_with(
    sheets: &[FactSheet],
    brief: &Brief,
    fingerprints: &BTreeMap<SourceId, Fingerprint>,
) -> Warned<Comparison> {
    let mut material = Material::new(select(sheets, brief), &brief.question, fingerprints);
    let people = voices::people(&material);
    let mentions = conflict::strength::mentions(&material);
    let uses = conflict::strength::uses(&material, &mentions);
    let numbers = conflict::number::numbers(&material);
    let found = brief.issues.is_empty();
    let (conflicts, (shared, specs)) = rayon::join(
        || conflict::conflicts(&material, &people, &mentions, &uses, &numbers),
        || {
            rayon::join(
                || agreement::shared(&material, &uses, &numbers),
                || if found { issues::propose(&material) } else { brief.issues.clone() },
            )
        },
    );
    let issues = issues::issues(&mut material, &specs, found, &shared, &conflicts);
    let (balance, warning) = balance::balance(&material, brief);
    let mut warnings = notes(&material, brief, &balance);
    warnings.extend(warning);
    warnings.extend(loaded::own_words(brief));
    warnings.extend(loaded::asymmetry(&material, brief));
    let output = Comparison {
        brief: brief.id.clone(),
        question: brief.question.clone(),
        sources: material.sheets.iter().map(|sheet| sheet.source.clone()).collect(),
        issues,
        agreements: agreement::agreements(&material, &shared, &people),
        conflicts,
        timeline: timeline::timeline(&material),
        voices: voices::voices(&material, &people),
        unknowns: unknowns::unknowns(&material),
        independence: material.groups.clone(),
        balance,
        review: review(&material),
    };
    Warned { output, warnings }
}

/// Finds the issues of the sheets that the brief selects, whether or not the brief names some.
pub fn propose_issues(sheets: &[FactSheet], brief: &Brief) -> Vec<IssueSpec> {
    issues::propose(&Material::new(select(sheets, brief), &brief.question, &BTreeMap::new()))
}

/// Returns the sheets whose id fits a glob of the brief or which carry one of its tags, in the order of their ids, each id once.
fn select<'a>(sheets: &'a [FactSheet], brief: &Brief) -> Vec<&'a FactSheet> {
    let globs: Vec<globset::GlobMatcher> = brief
        .sources
        .iter()
        .filter_map(|pattern| globset::Glob::new(pattern).ok())
        .map(|glob| glob.compile_matcher())
        .collect();
    let wanted = |sheet: &&FactSheet| {
        let tagged = sheet.source.tags.iter().any(|tag| brief.sources.contains(tag));
        tagged || globs.iter().any(|glob| glob.is_match(sheet.source.id.as_str()))
    };
    let mut chosen: Vec<&FactSheet> = sheets.iter().filter(wanted).collect();
    chosen.sort_by(|a, b| (&a.source.id, &a.source.sha256).cmp(&(&b.source.id, &b.source.sha256)));
    chosen.dedup_by(|b, a| a.source.id == b.source.id);
    chosen
}

/// Says what is missing from the material, so that nothing empty passes for a result.
fn notes(material: &Material<'_>, brief: &Brief, balance: &Balance) -> Vec<Diagnostic> {
    let mut notes = Vec::new();
    let mut note = |rule, message: String| {
        let location = Location::file(format!("briefs/{}/brief.yaml", brief.id));
        notes.push(Diagnostic::note(rule, message).at(location));
    };
    match material.sheets.as_slice() {
        [] => note("no-sources", "no fact sheet fits the `sources` of the brief".into()),
        [only] => {
            let message = format!("`{}` is the only text: nothing can be compared across texts", only.source.id);
            note("one-source", message);
        }
        _ if material.groups.len() == 1 => {
            note("one-source", "all texts copy one another: they count as one source".into());
        }
        _ => {}
    }
    for (weight, side) in [(&balance.optimistic, "optimistic"), (&balance.sceptical, "sceptical")] {
        if weight.readings == 0 && !material.sheets.is_empty() {
            note("empty-side", format!("no text gives a reading of the {side} side"));
        }
    }
    let asked = &material.asked;
    let spoken = asked.iter().any(|&key| material.weight(key) > 0.0);
    if !asked.is_empty() && !spoken && !material.sheets.is_empty() {
        note("question-not-covered", "no fact or reading holds a word of the question".into());
    }
    notes
}

fn review(material: &Material<'_>) -> ReviewCount {
    let facts = material.sheets.iter().flat_map(|sheet| sheet.facts.iter().map(|fact| fact.status));
    let readings = material.sheets.iter().flat_map(|sheet| sheet.readings.iter().map(|reading| reading.status));
    let mut count = ReviewCount::default();
    for status in facts.chain(readings) {
        match status {
            Status::Checked => count.checked += 1,
            Status::Candidate => count.candidates += 1,
            Status::Rejected => {}
        }
    }
    count
}

/// Returns a kind and six hexadecimal digits of a hash: the same in every run as long as the parts stay the same.
fn stable_id(kind: &str, parts: &[&str]) -> String {
    let mut hash = Sha256::new();
    for part in parts {
        hash.update(part.as_bytes());
        hash.update([0]);
    }
    let digits: String = hash.finalize().iter().take(4).map(|byte| format!("{byte:02x}")).collect();
    format!("{kind}-{digits}")
}

/// Returns a title as a name for links: small letters, digits and hyphens.
fn slug(title: &str) -> String {
    let mut slug = String::new();
    for letter in title.chars().flat_map(char::to_lowercase) {
        if letter.is_alphanumeric() {
            slug.push(letter);
        } else if !slug.is_empty() && !slug.ends_with('-') {
            slug.push('-');
        }
    }
    slug.trim_end_matches('-').to_owned()
}
