//! The brief: the question, the issues, the audiences and the analysts' own words.
//!
//! Takes `briefs/ID/brief.yaml`; see `docs/formats/brief.md` for the format. [`read()`] is strict and checks what the
//! types cannot say; which sources a brief takes is [`Selection`]'s matter.

mod read;
mod selection;

use std::collections::BTreeMap;

use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::sheet::{FactId, SourceRecord};
use crate::value::date::PartialDate;

pub use read::{read, read_in, unknown_tags};
pub use selection::Selection;

/// Name of a brief's file, in the folder of the brief.
pub const FILE: &str = "brief.yaml";

/// A brief as written.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, JsonSchema)]
pub struct Brief {
    /// Name of its folder.
    #[serde(skip)]
    pub id: String,
    /// Title of the notes.
    pub title: String,
    /// The contested question.
    pub question: String,
    /// One line under the title.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subtitle: Option<String>,
    /// Who signs the notes.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub author: Vec<String>,
    /// Date of the notes; by default that of the newest source.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub date: Option<PartialDate>,
    /// Language of the notes, a BCP 47 tag.
    #[serde(default = "default_language")]
    pub language: String,
    /// Globs over source ids, or tags; by default all.
    #[serde(default = "default_sources")]
    pub sources: Vec<String>,
    /// Titles of the two sides.
    #[serde(default)]
    pub sides: Sides,
    /// Sub-questions; found automatically when left out.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub issues: Vec<IssueSpec>,
    /// Who the notes are for; by default `briefing` and `at-a-glance`.
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub audiences: IndexMap<String, Audience>,
    /// Analysts' own words in Markdown, with `[@fact-id]` citations.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub assessment: Option<String>,
    /// Warnings of `check` that are accepted for this brief.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub accept: Vec<Acceptance>,
    /// Reason for a balance that is out of range, and its bounds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub balance: Option<BalanceSpec>,
    /// Whether facts must be checked by people.
    #[serde(default)]
    pub review: Review,
    /// People's own keys (`x-…`), passed to templates.
    #[serde(flatten)]
    pub extra: BTreeMap<String, serde_json::Value>,
}

impl Brief {
    /// Returns the audiences that notes are built for: those named or, if there are none, `briefing` and
    /// `at-a-glance` on one page, each in all formats.
    pub fn audiences(&self) -> IndexMap<String, Audience> {
        if self.audiences.is_empty() {
            let one_page = Audience { pages: Some(1), ..Audience::default() };
            return [("briefing".into(), Audience::default()), ("at-a-glance".into(), one_page)].into();
        }
        self.audiences.clone()
    }

    /// Tells whether the brief takes a source. For many sources, make the [`Selection`] once.
    pub fn selects(&self, source: &SourceRecord) -> bool {
        self.selection().selects(source)
    }

    /// Returns which sources the brief takes. Patterns that are no globs, which [`read()`] refuses, select nothing.
    pub fn selection(&self) -> Selection {
        Selection::of(&self.sources)
    }
}

fn default_language() -> String {
    "en".into()
}

fn default_sources() -> Vec<String> {
    vec!["**".into()]
}

/// Titles of the two sides.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Sides {
    /// Title of the optimistic side.
    #[serde(default = "default_optimistic")]
    pub optimistic: String,
    /// Title of the sceptical side.
    #[serde(default = "default_sceptical")]
    pub sceptical: String,
}

fn default_optimistic() -> String {
    "Reasons for confidence".into()
}

fn default_sceptical() -> String {
    "Reasons for doubt".into()
}

impl Default for Sides {
    fn default() -> Self {
        Self { optimistic: default_optimistic(), sceptical: default_sceptical() }
    }
}

/// A sub-question with the words that belong to it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct IssueSpec {
    /// Name, for links and citations.
    pub id: String,
    /// Title.
    pub title: String,
    /// Words and phrases that belong to it.
    pub terms: Vec<String>,
}

/// A kind of reader and what a note for them must be like.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Audience {
    /// Name of the template; by default the audience's own name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub template: Option<String>,
    /// Most pages the PDF may have.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pages: Option<u32>,
    /// Formats to write; Markdown, HTML and PDF by default.
    #[serde(default = "default_formats")]
    pub formats: Vec<OutputFormat>,
    /// Citation style: `footnotes` (ours, with the exact words), `author-date`, `notes`, `numeric`, a built-in CSL style's
    /// name, or a `.csl` file in the folder of templates.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub citations: Option<String>,
    /// Tags of sources that must not appear.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub withhold: Vec<String>,
    /// Whether the note says how many sources were withheld; it does not by default.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub say_withheld: bool,
    /// Paper: `a4` or `letter`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub paper: Option<String>,
    /// File of the look in the project's templates; by default the one that the settings name, else `theme.yaml`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub theme: Option<String>,
    /// Language of the labels, a BCP 47 tag; by default the brief's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
    /// Most words a sentence of the note's own text should have.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sentence_words: Option<u32>,
}

fn default_formats() -> Vec<OutputFormat> {
    vec![OutputFormat::Md, OutputFormat::Html, OutputFormat::Pdf]
}

impl Default for Audience {
    fn default() -> Self {
        Self {
            template: None,
            pages: None,
            formats: default_formats(),
            citations: None,
            withhold: Vec::new(),
            say_withheld: false,
            paper: None,
            theme: None,
            language: None,
            sentence_words: None,
        }
    }
}

/// Formats of notes.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum OutputFormat {
    /// Markdown.
    Md,
    /// HTML, one file.
    Html,
    /// PDF.
    Pdf,
}

impl OutputFormat {
    /// Returns the file ending, without dot.
    pub fn extension(self) -> &'static str {
        match self {
            Self::Md => "md",
            Self::Html => "html",
            Self::Pdf => "pdf",
        }
    }
}

/// A warning that a person has looked at and accepts for a brief.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Acceptance {
    /// Name of the rule that warned.
    pub rule: String,
    /// Only where this fact is cited; everywhere when left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fact: Option<FactId>,
    /// Who accepts it.
    pub by: String,
    /// Why.
    pub why: String,
}

/// What the brief says of its balance.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct BalanceSpec {
    /// Why the balance is as it is; demanded when it is out of range.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub why: Option<String>,
    /// Smallest share, 0 to 0.5, that the weaker side may have of each measure; 0.25 by default.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub smallest_share: Option<f64>,
}

/// Whether facts must be checked by people before a note may use them.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Review {
    /// Candidates may be used; the note says how many there are.
    #[default]
    Optional,
    /// A candidate in a note is an error.
    Required,
}
