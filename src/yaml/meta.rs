//! What people write about a text: `NAME.meta.yaml` (strict) and front matter (as it comes).

use std::collections::BTreeMap;
use std::sync::LazyLock;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{check, parse};
use crate::diagnostic::{Checked, Diagnostic, Severity, Warned};
use crate::document::metadata::Grade;
use crate::document::{SourceType, Stance};
use crate::schema;
use crate::value::date::PartialDate;
use crate::value::name::Name;

/// Fields of a text as people give them; what is left out is found in the text.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize, JsonSchema)]
pub struct Meta {
    /// CSL type.
    #[serde(rename = "type", default, skip_serializing_if = "Option::is_none")]
    pub source_type: Option<SourceType>,
    /// Title.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// Who published it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub publisher: Option<String>,
    /// Who wrote it: one name, or a list of names.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    author: Option<Authors>,
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
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stance: Option<Stance>,
    /// How far people trust it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub grade: Option<Grade>,
    /// Tags that briefs can select by.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tags: Option<Vec<String>>,
    /// Key of its entry in the project's file of references.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reference: Option<String>,
    /// People's own keys (`x-…`).
    #[serde(flatten)]
    pub extra: BTreeMap<String, Value>,
}

impl Meta {
    /// Returns the authors; `None` when nothing is said of them.
    pub fn author(&self) -> Option<Vec<Name>> {
        let authors = match self.author.as_ref()? {
            Authors::One(author) => vec![author.name()],
            Authors::Many(authors) => authors.iter().map(Author::name).collect(),
        };
        Some(authors)
    }
}

/// One author, or several.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
enum Authors {
    /// Several.
    Many(Vec<Author>),
    /// One.
    One(Author),
}

/// An author as text (`Ada Vance`) or with its parts.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
enum Author {
    /// The whole name.
    Text(String),
    /// Its parts.
    Parts(Name),
}

impl Author {
    fn name(&self) -> Name {
        match self {
            Self::Text(text) => Name::person(text),
            Self::Parts(name) => name.clone(),
        }
    }
}

/// JSON Schema of [`Meta`].
static SCHEMA: LazyLock<Value> = LazyLock::new(schema::meta);

/// Other names that front matter uses for our fields.
const ALIASES: [(&str, &str); 13] = [
    ("authors", "author"),
    ("by", "author"),
    ("byline", "author"),
    ("date", "issued"),
    ("published", "issued"),
    ("lang", "language"),
    ("url", "URL"),
    ("link", "URL"),
    ("canonical", "URL"),
    ("canonical_url", "URL"),
    ("source", "publisher"),
    ("publication", "publisher"),
    ("keywords", "tags"),
];

/// Reads `NAME.meta.yaml`.
///
/// # Errors
/// All faults of the file.
pub fn meta(text: &str, file: &str) -> Checked<Meta> {
    super::read(text, file, &SCHEMA)
}

/// Reads front matter (without its `---` lines).
///
/// Front matter is written for other programs too: keys that we do not know are passed over, common other names of
/// ours are taken, and what cannot be used is a warning. Lines count from the first line of `text`: with an empty line
/// in the place of the opening `---` they are those of the file.
pub fn front_matter(text: &str, file: &str) -> Warned<Meta> {
    let tree = match parse(text, file) {
        Ok(tree) => tree,
        Err(faults) => return Warned { output: Meta::default(), warnings: milder(faults) },
    };
    let mut warnings = milder(tree.faults);
    let mut fields = serde_json::Map::new();
    for (key, node) in tree.root.entries() {
        let name = key.text().unwrap_or_default();
        let canonical = ALIASES.iter().find(|(alias, _)| *alias == name).map_or(name, |(_, field)| field);
        if name.starts_with("x-") {
            fields.insert(name.into(), check::anything(node));
            continue;
        }
        if name != canonical && tree.root.get(canonical).is_some() {
            continue;
        }
        let (value, faults) = match usable(node, canonical) {
            Some(value) => (value, Vec::new()),
            None => check::check_key(node, canonical, &SCHEMA, text, file),
        };
        if faults.is_empty() && !value.is_null() {
            fields.insert(canonical.into(), value);
        }
        warnings.extend(milder(faults));
    }
    let output = match super::decode(Value::Object(fields), text, file) {
        Ok(output) => output,
        Err(faults) => {
            warnings.extend(milder(faults));
            Meta::default()
        }
    };
    Warned { output, warnings }
}

/// Takes forms that other programs write: a date with a time, one tag as text, numbers as text.
fn usable(node: &super::Node, field: &str) -> Option<Value> {
    let text = node.text()?.trim();
    match field {
        "issued" => text.get(..10)?.parse::<PartialDate>().ok().map(|date| date.to_string().into()),
        "tags" if !text.is_empty() => Some(text.split(',').map(|tag| Value::from(tag.trim())).collect()),
        "title" | "publisher" if !node.is_null() => Some(text.into()),
        _ => None,
    }
}

fn milder(faults: Vec<Diagnostic>) -> Vec<Diagnostic> {
    faults.into_iter().map(|fault| Diagnostic { severity: Severity::Warning, ..fault }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_meta_file_is_read_strictly() {
        let text =
            "title: Harbour dredging\nauthor: [Ada Vance, {literal: Port Office}]\nissued: 2024\nx-desk: south\n";
        let meta = meta(text, "a.meta.yaml").expect("no faults");
        assert_eq!(meta.author(), Some(vec![Name::person("Ada Vance"), Name::literal("Port Office")]));
        assert_eq!(meta.issued.map(|date| date.to_string()), Some("2024".into()));
        assert_eq!(meta.extra.len(), 1);
        let faults = super::meta("titel: A\nissued: soon\n", "a.meta.yaml").expect_err("two faults");
        let messages: Vec<_> = faults.iter().map(|fault| (fault.rule, fault.hints.join(" "))).collect();
        assert_eq!(messages[0].0, "unknown-key");
        assert!(messages[0].1.contains("`title`"));
        assert_eq!(messages[1].0, "bad-date");
    }

    #[test]
    fn an_empty_meta_file_says_nothing() {
        assert_eq!(meta("# later\n", "a.meta.yaml"), Ok(Meta::default()));
    }

    #[test]
    fn front_matter_of_other_programs_is_taken_as_it_comes() {
        let text =
            "layout: post\ntitle: 2024\ndate: 2024-03-01T10:00:00Z\nauthors: [Ada Vance]\ntags: dredging, port\n";
        let Warned { output, warnings } = front_matter(text, "a.md");
        assert_eq!(warnings, []);
        assert_eq!(output.title.as_deref(), Some("2024"));
        assert_eq!(output.issued.map(|date| date.to_string()), Some("2024-03-01".into()));
        assert_eq!(output.author(), Some(vec![Name::person("Ada Vance")]));
        assert_eq!(output.tags, Some(vec!["dredging".into(), "port".into()]));
        let Warned { output, warnings } = front_matter("title: A\nstance: nosy\n", "a.md");
        assert_eq!(output.title.as_deref(), Some("A"));
        assert_eq!(warnings.len(), 1);
        assert_eq!(warnings[0].severity, Severity::Warning);
    }
}
