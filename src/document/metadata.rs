//! What is known about a text as a publication, in CSL-JSON's field names.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::value::date::PartialDate;
use crate::value::name::Name;

/// What is known about a text, and where each field was found.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Metadata {
    /// CSL type.
    pub source_type: SourceType,
    /// Title.
    pub title: Option<String>,
    /// Who published it.
    pub publisher: Option<String>,
    /// Who wrote it.
    pub author: Vec<Name>,
    /// When it was published.
    pub issued: Option<PartialDate>,
    /// Language as a BCP 47 tag.
    pub language: Option<String>,
    /// Where it was published.
    pub url: Option<String>,
    /// What kind of voice it is.
    pub stance: Stance,
    /// How far people trust it.
    pub grade: Option<Grade>,
    /// Tags that briefs can select by.
    pub tags: Vec<String>,
    /// Key of its entry in the project's file of references, where people named one.
    pub reference: Option<String>,
    /// People's own keys (`x-…`), kept as they are.
    pub extra: BTreeMap<String, serde_json::Value>,
    /// Where each field came from, by the field's name in the fact sheet.
    pub origins: BTreeMap<&'static str, Origin>,
}

impl Metadata {
    /// Takes over the fields of `other` that nothing else has given yet.
    pub(super) fn fill_with(&mut self, mut other: Self) {
        other.origins.retain(|field, _| !self.origins.contains_key(field));
        self.replace_with(other);
    }

    /// Takes over every field that `other` has an origin for.
    pub(super) fn replace_with(&mut self, other: Self) {
        self.take(&other, |_| true);
        self.reference = other.reference.or(self.reference.take());
        self.extra.extend(other.extra);
    }

    /// Takes over every field that `other` has an origin for, but for those that people gave in the meta file.
    pub(crate) fn complete_with(&mut self, other: &Self) {
        self.take(other, |origin| origin != Some(Origin::MetaFile));
    }

    fn take(&mut self, other: &Self, wanted: impl Fn(Option<Origin>) -> bool) {
        for (&field, &origin) in &other.origins {
            if !wanted(self.origins.get(field).copied()) {
                continue;
            }
            match field {
                "type" => self.source_type = other.source_type,
                "title" => self.title.clone_from(&other.title),
                "publisher" => self.publisher.clone_from(&other.publisher),
                "author" => self.author.clone_from(&other.author),
                "issued" => self.issued = other.issued,
                "language" => self.language.clone_from(&other.language),
                "URL" => self.url.clone_from(&other.url),
                "stance" => self.stance = other.stance,
                "grade" => self.grade.clone_from(&other.grade),
                "tags" => self.tags.clone_from(&other.tags),
                _ => continue,
            }
            self.origins.insert(field, origin);
        }
    }
}

/// Where a field of [`Metadata`] was found.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Origin {
    /// `NAME.meta.yaml`.
    MetaFile,
    /// The project's file of references.
    References,
    /// Front matter of a Markdown file.
    FrontMatter,
    /// `<meta>` elements, JSON-LD or other data of a web page.
    HtmlMeta,
    /// Properties of a PDF or DOCX file.
    Properties,
    /// The first line or heading of the text.
    FirstLine,
    /// Another line of the text, such as a byline or dateline.
    TextLine,
    /// The words of the text as a whole (its language, its stance).
    WholeText,
}

/// Types of sources, by their names in CSL 1.0.2 (those that occur in corpora of texts).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum SourceType {
    /// Any text.
    #[default]
    Article,
    /// Article of a newspaper or news site.
    ArticleNewspaper,
    /// Article of a magazine.
    ArticleMagazine,
    /// Article of a journal.
    ArticleJournal,
    /// A report.
    Report,
    /// A speech.
    Speech,
    /// A page of a website.
    Webpage,
    /// A post of a blog.
    PostWeblog,
    /// An interview.
    Interview,
    /// A law.
    Legislation,
    /// A treaty.
    Treaty,
    /// A bill.
    Bill,
    /// A hearing.
    Hearing,
    /// A broadcast.
    Broadcast,
    /// A book.
    Book,
    /// A chapter of a book.
    Chapter,
    /// Anything else.
    Document,
}

/// What kind of voice a text is.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Stance {
    /// Reports what happened and what others said.
    Report,
    /// Argues a view.
    Opinion,
    /// Speaks for a party: a press release, a communiqué, a speech.
    Statement,
    /// Figures and tables.
    Data,
    /// Not known.
    #[default]
    Unknown,
}

/// How far people trust a source: set by people only.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Grade {
    /// Reliability on the Admiralty scale, A (reliable) to E (unreliable), F (cannot be judged).
    pub reliability: Reliability,
    /// Why.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub why: Option<String>,
}

/// The Admiralty scale of a source's reliability (NATO AJP-2.1).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize, JsonSchema)]
pub enum Reliability {
    /// Reliable.
    A,
    /// Usually reliable.
    B,
    /// Fairly reliable.
    C,
    /// Not usually reliable.
    D,
    /// Unreliable.
    E,
    /// Cannot be judged.
    F,
}
