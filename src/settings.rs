//! Settings of a project: `evenhand.yaml`. Every setting has a default; the file may be missing or empty.
//!
//! See `docs/formats/settings.md`.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::diagnostic::{Checked, Diagnostic, Location};
use crate::extractor::Extractor;
use crate::source::Span;
use crate::{schema, yaml};

/// Name of the file, in the project's folder.
pub const FILE: &str = "evenhand.yaml";

/// Settings of a project. Folders are relative to the project, with `/` between their parts.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Settings {
    /// Folder of the texts.
    pub corpus: String,
    /// Folder of the fact sheets.
    pub facts: String,
    /// Folder of the briefs and the notes built from them.
    pub briefs: String,
    /// Folder of the project's own templates.
    pub templates: String,
    /// Folder of the project's own cue words.
    pub lexicon: String,
    /// Language of notes whose brief names none, a BCP 47 tag.
    pub language: String,
    /// Paper of PDFs whose audience names none.
    pub paper: Paper,
    /// File of the look in the folder of templates, for audiences that name none; `theme.yaml` if there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub theme: Option<String>,
    /// File of references (CSL-JSON or BibLaTeX) that says what the texts are, relative to the project.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub references: Option<String>,
    /// Programs that say facts and readings, by name; run only where `--allow-extractors` is given.
    #[serde(skip_serializing_if = "IndexMap::is_empty")]
    pub extractors: IndexMap<String, Extractor>,
    /// People's own keys (`x-…`).
    #[serde(flatten)]
    pub extra: BTreeMap<String, Value>,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            corpus: "corpus".into(),
            facts: "facts".into(),
            briefs: "briefs".into(),
            templates: "templates".into(),
            lexicon: "lexicon".into(),
            language: "en".into(),
            paper: Paper::A4,
            theme: None,
            references: None,
            extractors: IndexMap::new(),
            extra: BTreeMap::new(),
        }
    }
}

/// Sizes of paper.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Paper {
    /// 210 by 297 mm.
    #[default]
    A4,
    /// 8.5 by 11 inches.
    Letter,
}

impl Paper {
    /// Returns the name as written in settings and briefs.
    pub fn name(self) -> &'static str {
        match self {
            Self::A4 => "a4",
            Self::Letter => "letter",
        }
    }
}

static SCHEMA: LazyLock<Value> = LazyLock::new(schema::settings);

/// Reads `evenhand.yaml`.
///
/// # Errors
/// All faults of the file; folders that lead out of the project or are used twice.
pub fn read(text: &str, file: &str) -> Checked<Settings> {
    let (tree, value) = yaml::checked(text, file, &SCHEMA)?;
    let settings: Settings = yaml::decode(value, text, file)?;
    let folders = [
        ("corpus", &settings.corpus),
        ("facts", &settings.facts),
        ("briefs", &settings.briefs),
        ("templates", &settings.templates),
        ("lexicon", &settings.lexicon),
    ];
    let mut faults = Vec::new();
    for (i, (key, folder)) in folders.iter().enumerate() {
        let at = |key: &str, other: &str| {
            let node = tree.root.get(key).or_else(|| tree.root.get(other));
            Location::in_text(file, text, node.map_or(Span::default(), |node| node.span))
        };
        if !is_inside(folder) {
            let message =
                format!("`{key}` is `{folder}`, expected a folder inside the project, with `/` between names");
            faults.push(Diagnostic::error("bad-folder", message).at(at(key, key)));
        } else if let Some((other, _)) = folders[..i].iter().find(|(_, earlier)| earlier == folder) {
            let message = format!("`{key}` and `{other}` are the same folder `{folder}`, expected two");
            faults.push(Diagnostic::error("bad-folder", message).at(at(key, other)));
        }
    }
    if let Some(references) = settings.references.as_ref().filter(|path| !is_inside(path)) {
        let message =
            format!("`references` is `{references}`, expected a file inside the project, with `/` between names");
        let node = tree.root.get("references").map_or(Span::default(), |node| node.span);
        faults.push(Diagnostic::error("bad-folder", message).at(Location::in_text(file, text, node)));
    }
    for (name, extractor) in &settings.extractors {
        let node = tree.root.get("extractors").and_then(|extractors| extractors.entry(name));
        let at = Location::in_text(file, text, node.map_or(Span::default(), |(key, _)| key.span));
        if name.is_empty() || name.chars().any(|c| !(c.is_alphanumeric() || matches!(c, '-' | '_' | '.'))) {
            let message = format!("extractor `{name}` cannot be named so, expected letters, digits, `-`, `_` and `.`");
            faults.push(Diagnostic::error("bad-id", message).at(at));
        } else if extractor.command.first().is_none_or(|program| program.is_empty()) {
            let message = format!("`command` of the extractor `{name}` names no program");
            faults.push(Diagnostic::error("bad-value", message).at(at).hint("such as `command: [python3, tool.py]`"));
        }
    }
    if faults.is_empty() { Ok(settings) } else { Err(faults) }
}

/// Tells whether a path stays inside the project on every system.
fn is_inside(folder: &str) -> bool {
    !folder.contains(['\\', ':', '\0']) && folder.split('/').all(|part| !matches!(part, "" | "." | ".."))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_empty_file_gives_the_defaults() {
        assert_eq!(read("", "evenhand.yaml"), Ok(Settings::default()));
        assert_eq!(read("# nothing yet\n", "evenhand.yaml"), Ok(Settings::default()));
    }

    #[test]
    fn settings_that_are_named_replace_the_defaults() {
        let settings = read("corpus: texts/2024\npaper: letter\nx-desk: south\n", "evenhand.yaml").expect("no faults");
        assert_eq!((settings.corpus.as_str(), settings.paper), ("texts/2024", Paper::Letter));
        assert_eq!(settings.extra.len(), 1);
    }

    #[test]
    fn folders_stay_inside_the_project_and_apart() {
        let faults = read("corpus: ../a\nfacts: briefs\npaper: a5\n", "evenhand.yaml").expect_err("faults");
        assert_eq!(faults[0].message, "unknown value `a5` of `paper`, expected `a4` or `letter`");
        let faults = read("corpus: ../a\nfacts: briefs\n", "evenhand.yaml").expect_err("faults");
        let lines: Vec<_> = faults.iter().filter_map(|fault| fault.location.as_ref().map(|at| at.line)).collect();
        assert_eq!((faults.len(), lines), (2, vec![1, 2]));
    }
}
