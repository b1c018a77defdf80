//! Compare: fact sheets and a brief become a [`Comparison`], what the texts say of one question side by side.
//!
//! Reads sheets only, never texts. The order of the sheets changes nothing. Rejected facts are left out.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::brief::Brief;
use crate::diagnostic::Warned;
use crate::sheet::claim::{EventDate, UnknownReason};
use crate::sheet::{Cue, FactId, FactSheet, Side, SourceRecord, Status};
use crate::source::{CodePoints, SourceId};
use crate::value::date::Interval;

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
pub fn compare(sheets: &[FactSheet], brief: &Brief) -> Warned<Comparison> {
    let output = Comparison {
        brief: brief.id.clone(),
        question: brief.question.clone(),
        sources: sheets.iter().map(|sheet| sheet.source.clone()).collect(),
        issues: Vec::new(),
        agreements: Vec::new(),
        conflicts: Vec::new(),
        timeline: Vec::new(),
        voices: Vec::new(),
        unknowns: Vec::new(),
        independence: Vec::new(),
        balance: Balance::default(),
        review: ReviewCount::default(),
    };
    Warned { output, warnings: Vec::new() }
}
