//! State: a document becomes a [`FactSheet`], what it says with the exact words that each statement rests on.
//!
//! [`extract::extract`] makes a sheet from a document; [`yaml`] reads, writes and merges sheets as files.
//! A fact cannot be built without [`Evidence`], and evidence cannot be built without a span into a document.

pub mod claim;
pub mod extract;
pub mod rules;
pub mod yaml;

use std::collections::BTreeMap;
use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::document::metadata::Grade;
use crate::document::{Document, SourceType, Stance};
use crate::source::{CodePoints, SourceId, Span};
use crate::value::date::PartialDate;
use crate::value::name::Name;

pub use claim::Claim;
pub use extract::{Options, extract, extract_with};

/// Name and version of the file format; see `docs/formats/fact-sheet.md`.
pub const SCHEMA: &str = "evenhand/fact-sheet/1";

/// What one text says.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FactSheet {
    /// Always [`SCHEMA`].
    pub schema: String,
    /// The text.
    pub source: SourceRecord,
    /// What it says, in the order of the text.
    #[serde(default)]
    pub facts: Vec<Fact>,
    /// Sentences that frame the plan; neutral ones are not listed.
    #[serde(default)]
    pub readings: Vec<Reading>,
}

/// A text as a publication (CSL-JSON's field names) and as a file.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, JsonSchema)]
pub struct SourceRecord {
    /// Name; also the citation key.
    pub id: SourceId,
    /// CSL type.
    #[serde(rename = "type")]
    pub source_type: SourceType,
    /// Title.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// Who published it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub publisher: Option<String>,
    /// Who wrote it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub author: Vec<Name>,
    /// When it was published.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub issued: Option<PartialDate>,
    /// Language, a BCP 47 tag.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
    /// Where it was published.
    #[serde(rename = "URL", default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// What kind of voice it is.
    #[serde(default)]
    pub stance: Stance,
    /// How far people trust it; only people set it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub grade: Option<Grade>,
    /// Tags that briefs can select by.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tags: Vec<String>,
    /// Path relative to the project.
    pub file: String,
    /// SHA-256 of the file, in hexadecimal.
    pub sha256: String,
    /// People's own keys (`x-…`).
    #[serde(flatten)]
    pub extra: BTreeMap<String, serde_json::Value>,
}

impl SourceRecord {
    /// Returns what is known about `document`.
    pub fn of(document: &Document) -> Self {
        let metadata = document.metadata.clone();
        Self {
            id: document.id.clone(),
            source_type: metadata.source_type,
            title: metadata.title,
            publisher: metadata.publisher,
            author: metadata.author,
            issued: metadata.issued,
            language: metadata.language,
            url: metadata.url,
            stance: metadata.stance,
            grade: metadata.grade,
            tags: metadata.tags,
            file: document.file.clone(),
            sha256: document.sha256.clone(),
            extra: metadata.extra,
        }
    }
}

/// Kind and hash, such as `quotation-5c1d8a`: the same in every run as long as the words stay the same.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(transparent)]
pub struct FactId(pub String);

impl fmt::Display for FactId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// One statement of a text and the words it rests on.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, JsonSchema)]
pub struct Fact {
    /// Its name.
    pub id: FactId,
    /// What is stated; its kind is the key `kind`.
    #[serde(flatten)]
    pub claim: Claim,
    /// The words.
    pub evidence: Evidence,
    /// What people said of it.
    #[serde(default)]
    pub status: Status,
    /// Who checked or rejected it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<String>,
    /// Name of the rule that found it; left out for facts that people added.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rule: Option<String>,
    /// Name of the project's extractor that said so; left out for what the program found itself or people added.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub origin: Option<String>,
    /// People's remark.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// Warnings that people accepted.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub accept: Vec<SignOff>,
    /// People's own keys (`x-…`).
    #[serde(flatten, deserialize_with = "yaml::own_keys")]
    pub extra: BTreeMap<String, serde_json::Value>,
}

/// A warning that a person has looked at and accepted.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SignOff {
    /// Name of the rule that warned.
    pub rule: String,
    /// Who accepts it.
    pub by: String,
    /// Why.
    pub why: String,
}

/// Exact words and their place: TextQuoteSelector and TextPositionSelector of the W3C Web Annotation model.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Evidence {
    /// The words as they stand in the canonical text.
    pub exact: String,
    /// Some words before them, in the same line.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub prefix: String,
    /// Some words after them, in the same line.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub suffix: String,
    /// Where they stand, in code points.
    pub span: CodePoints,
    /// Line of the first of them, from 1.
    pub line: usize,
    /// Page of the first of them, from 1; only texts from formats with pages have one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub page: Option<u32>,
}

/// How many code points of context [`Evidence`] keeps at the most on each side.
const CONTEXT: usize = 32;

impl Evidence {
    /// Takes the words at `span` of `document`, with up to 32 code points before and after, of the same line.
    pub fn at(document: &Document, span: Span) -> Self {
        let text = &document.text;
        let before = text[..span.start].char_indices().rev().take(CONTEXT).take_while(|&(_, letter)| letter != '\n');
        let after = text[span.end..].chars().take(CONTEXT).take_while(|&letter| letter != '\n');
        let prefix_start = before.last().map_or(span.start, |(at, _)| at);
        let suffix_end = span.end + after.map(char::len_utf8).sum::<usize>();
        Self {
            exact: document.slice(span).into(),
            prefix: text[prefix_start..span.start].into(),
            suffix: text[span.end..suffix_end].into(),
            span: document.positions.code_points(text, span),
            line: document.positions.line(span.start),
            page: document.page_at(span.start),
        }
    }
}

/// What people said of a fact.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Status {
    /// Found by the program; nobody has looked.
    #[default]
    Candidate,
    /// A person has checked it.
    Checked,
    /// A person has thrown it out: it is kept here and used nowhere.
    Rejected,
}

/// A sentence, or a part of one, that frames the plan.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, JsonSchema)]
pub struct Reading {
    /// Its name, `reading-…`.
    pub id: FactId,
    /// To which side it leans.
    pub side: Side,
    /// Whose view it is: a speaker as named, or `author`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub holder: Option<String>,
    /// What decided, heaviest first.
    #[serde(default)]
    pub cues: Vec<Cue>,
    /// How likely the side is right, 0 to 1, in hundredths.
    pub score: f64,
    /// The words.
    pub evidence: Evidence,
    /// What people said of it.
    #[serde(default)]
    pub status: Status,
    /// Who checked or rejected it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<String>,
    /// Name of the project's extractor that said so; left out for what the program found itself or people added.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub origin: Option<String>,
    /// People's remark.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// Warnings that people accepted.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub accept: Vec<SignOff>,
    /// People's own keys (`x-…`).
    #[serde(flatten)]
    pub extra: BTreeMap<String, serde_json::Value>,
}

/// A word, phrase or construction that speaks for a side.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Cue {
    /// The words, or the name of the construction.
    pub cue: String,
    /// Its weight: above zero for the optimistic side, below for the sceptical one, in hundredths.
    pub weight: f64,
}

/// The sides of a question.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Side {
    /// The plan is promising, credible, likely to work.
    Optimistic,
    /// The plan is doubtful, risky, likely to fail.
    Sceptical,
    /// Both, each with words of its own.
    Mixed,
}
