//! Reads a brief and checks what its types cannot say.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use globset::Glob;
use serde_json::Value;

use super::Brief;
use crate::citation;
use crate::diagnostic::{Checked, Diagnostic, Location, Severity, Warned};
use crate::schema;
use crate::settings::Settings;
use crate::sheet::SourceRecord;
use crate::source::Span;
use crate::yaml::{self, Node, Tree};

static SCHEMA: LazyLock<Value> = LazyLock::new(schema::brief);

/// Names that some systems keep for devices.
const DEVICES: [&str; 6] = ["con", "prn", "aux", "nul", "com1", "lpt1"];

/// Reads a brief; `id` is the name of its folder. The audiences of the result are never empty.
///
/// # Errors
/// All faults of the file, each with its place.
pub fn read(text: &str, id: &str, file: &str) -> Checked<Warned<Brief>> {
    read_in(text, id, file, &Settings::default())
}

/// As [`read`], with the settings of the project for what the brief leaves out: language, paper and theme.
///
/// # Errors
/// All faults of the file, each with its place.
pub fn read_in(text: &str, id: &str, file: &str, settings: &Settings) -> Checked<Warned<Brief>> {
    let (tree, value) = yaml::checked(text, file, &SCHEMA)?;
    let mut brief: Brief = yaml::decode(value, text, file)?;
    brief.id = id.into();
    let mut checks = Checks { tree: &tree, text, file, found: Vec::new() };
    checks.words(&brief);
    checks.sources(&brief);
    checks.issues(&brief);
    checks.audiences(&brief);
    let found = checks.found;
    if found.iter().any(|diagnostic| diagnostic.severity == Severity::Error) {
        return Err(found);
    }
    if tree.root.get("language").is_none() {
        brief.language.clone_from(&settings.language);
    }
    brief.audiences = brief.audiences();
    for audience in brief.audiences.values_mut() {
        audience.paper.get_or_insert_with(|| settings.paper.name().into());
        audience.theme = audience.theme.take().or_else(|| settings.theme.clone());
    }
    Ok(Warned { output: brief, warnings: found })
}

/// Returns a warning for each tag that is withheld from an audience but that none of `sources` has: misspelt, it would
/// hide nothing. `text` is the brief's, in `file`.
pub fn unknown_tags<'s>(
    brief: &Brief,
    text: &str,
    file: &str,
    sources: impl Iterator<Item = &'s SourceRecord>,
) -> Vec<Diagnostic> {
    let known: BTreeSet<&str> = sources.flat_map(|source| source.tags.iter().map(String::as_str)).collect();
    let tree = yaml::checked(text, file, &SCHEMA).ok().map(|(tree, _)| tree);
    let node = |name: &str, tag: &str| {
        let tags = tree.as_ref()?.root.get("audiences")?.get(name)?.get("withhold")?;
        tags.items().iter().find(|item| item.text() == Some(tag))
    };
    let mut found = Vec::new();
    for (name, audience) in &brief.audiences {
        for tag in audience.withhold.iter().filter(|tag| !known.contains(tag.as_str())) {
            let message = format!("no text has the tag `{tag}`, so that nothing is withheld from `{name}` by it");
            let place = match node(name, tag) {
                Some(node) => Location::in_text(file, text, node.span),
                None => Location::file(file),
            };
            let fault = Diagnostic::warning("unknown-tag", message).at(place);
            found.push(fault.did_you_mean(tag, known.iter().copied()));
        }
    }
    found
}

struct Checks<'a> {
    tree: &'a Tree,
    text: &'a str,
    file: &'a str,
    found: Vec<Diagnostic>,
}

impl<'a> Checks<'a> {
    fn words(&mut self, brief: &Brief) {
        for (key, value) in [("title", &brief.title), ("question", &brief.question)] {
            if value.trim().is_empty() {
                let message = format!("`{key}` is empty, expected words");
                self.error("bad-value", message, self.tree.root.get(key));
            }
        }
        self.language(&brief.language, self.tree.root.get("language"));
    }

    /// Takes what looks like a BCP 47 tag.
    fn language(&mut self, language: &str, node: Option<&Node>) {
        let mut parts = language.split('-');
        let first = parts.next().unwrap_or_default();
        let letters = (2..=3).contains(&first.len()) && first.bytes().all(|byte| byte.is_ascii_alphabetic());
        let rest = |part: &str| (1..=8).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_alphanumeric());
        if !(letters && parts.all(rest)) {
            let message = format!("`{language}` is no language tag, expected one such as `en` or `pt-BR`");
            self.error("bad-value", message, node);
        }
    }

    fn sources(&mut self, brief: &Brief) {
        let nodes = self.tree.root.get("sources").map_or(&[][..], Node::items);
        if brief.sources.is_empty() {
            self.error("bad-value", "`sources` names nothing, expected globs or tags", self.tree.root.get("sources"));
        }
        for (pattern, node) in brief.sources.iter().zip(nodes) {
            let bare = pattern.strip_prefix('!').unwrap_or(pattern);
            let fault = if bare.trim().is_empty() {
                Some("it is empty".into())
            } else {
                Glob::new(bare).err().map(|error| error.kind().to_string())
            };
            if let Some(fault) = fault {
                let message = format!("`{pattern}` is no glob over source ids: {fault}");
                self.error("bad-glob", message, Some(node));
            }
        }
    }

    fn issues(&mut self, brief: &Brief) {
        let nodes = self.tree.root.get("issues").map_or(&[][..], Node::items);
        let mut seen: BTreeMap<&str, usize> = BTreeMap::new();
        for (issue, node) in brief.issues.iter().zip(nodes) {
            let id = node.get("id");
            let line = id.map_or(0, |id| self.at(Some(id)).line);
            if issue.id.is_empty() || issue.id.chars().any(|c| !(c.is_alphanumeric() || matches!(c, '-' | '_' | '.'))) {
                let message = format!("issue id `{}` cannot be linked to, expected letters, digits and `-`", issue.id);
                self.error("bad-id", message, id);
            }
            if let Some(first) = seen.insert(&issue.id, line) {
                let message = format!("issue id `{}` stands twice", issue.id);
                let diagnostic = Diagnostic::error("duplicate-id", message).at(self.at(id));
                self.found.push(diagnostic.hint(format!("it stands first in line {first}")));
            }
            if issue.title.trim().is_empty() {
                self.error("bad-value", "the title of an issue is empty, expected words", node.get("title"));
            }
            if issue.terms.iter().all(|term| term.trim().is_empty()) {
                let message = format!("issue `{}` has no terms: no reading will belong to it", issue.id);
                let diagnostic = Diagnostic::warning("no-terms", message).at(self.at(node.get("terms")));
                self.found.push(diagnostic.hint("give words and phrases that belong to it"));
            }
        }
    }

    fn audiences(&mut self, brief: &Brief) {
        let Some(nodes) = self.tree.root.get("audiences") else { return };
        let mut seen: BTreeMap<String, &str> = BTreeMap::new();
        for (key, node) in nodes.entries() {
            let name = key.text().unwrap_or_default();
            let Some(audience) = brief.audiences.get(name) else { continue };
            if let Some(fault) = unsafe_name(name) {
                let message = format!("audience `{name}` cannot name a file: {fault}");
                self.error("bad-audience", message, Some(key));
            }
            if let Some(first) = seen.insert(name.to_lowercase(), name) {
                let message = format!("audiences `{first}` and `{name}` name the same file on some systems");
                self.error("bad-audience", message, Some(key));
            }
            if audience.formats.is_empty() {
                let message = format!("audience `{name}` has no formats, expected `md`, `html` or `pdf`");
                self.error("bad-value", message, node.get("formats"));
            }
            if let Some(paper) = audience.paper.as_deref().filter(|paper| !matches!(*paper, "a4" | "letter")) {
                let message = format!("unknown value `{paper}` of `paper`, expected `a4` or `letter`");
                let diagnostic = Diagnostic::error("bad-value", message).at(self.at(node.get("paper")));
                self.found.push(diagnostic.did_you_mean(paper, ["a4", "letter"]));
            }
            if let Some(template) = audience.template.as_deref().filter(|template| unsafe_name(template).is_some()) {
                let message = format!("`{template}` is no name of a template, expected one such as `briefing`");
                self.error("bad-value", message, node.get("template"));
            }
            if let Some(style) = audience.citations.as_deref().filter(|style| !style.ends_with(".csl"))
                && style != "footnotes"
                && let Err(fault) = citation::Style::named(style)
            {
                let place = self.at(node.get("citations"));
                self.found.push(fault.at(place));
            }
            if let Some(language) = &audience.language {
                self.language(language, node.get("language"));
            }
        }
    }

    fn error(&mut self, rule: &'static str, message: impl Into<String>, node: Option<&Node>) {
        self.found.push(Diagnostic::error(rule, message).at(self.at(node)));
    }

    fn at(&self, node: Option<&Node>) -> Location {
        Location::in_text(self.file, self.text, node.map_or(Span::default(), |node| node.span))
    }
}

/// Says why a name should not become part of a file's name; `None` when nothing speaks against it.
fn unsafe_name(name: &str) -> Option<&'static str> {
    if name.is_empty() {
        Some("it is empty")
    } else if name.starts_with('.') {
        Some("it begins with a dot")
    } else if name.starts_with('-') {
        Some("it begins with a hyphen")
    } else if name.chars().any(|c| !(c.is_alphanumeric() || matches!(c, '-' | '_' | '.'))) {
        Some("expected letters, digits, `-`, `_` and `.`")
    } else if name.ends_with('.') {
        Some("it ends with a dot")
    } else if name.len() > 100 {
        Some("it is longer than 100 bytes")
    } else if DEVICES.contains(&name.to_lowercase().split('.').next().unwrap_or_default()) {
        Some("some systems keep it for a device")
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rules(text: &str) -> Vec<(&'static str, usize)> {
        let found = match read(text, "ferry", "briefs/ferry/brief.yaml") {
            Ok(warned) => warned.warnings,
            Err(faults) => faults,
        };
        found.iter().map(|fault| (fault.rule, fault.location.as_ref().map_or(0, |at| at.line))).collect()
    }

    #[test]
    fn a_brief_needs_only_title_and_question() {
        let warned = read("title: Night ferry\nquestion: Will it last?\n", "ferry", "brief.yaml").expect("no faults");
        let brief = warned.output;
        assert_eq!((brief.id.as_str(), brief.language.as_str()), ("ferry", "en"));
        assert_eq!(brief.audiences.keys().map(String::as_str).collect::<Vec<_>>(), ["briefing", "at-a-glance"]);
        assert!(brief.audiences.values().all(|audience| audience.formats.len() == 3));
    }

    #[test]
    fn settings_fill_in_language_and_paper() {
        let settings = Settings { language: "fr".into(), paper: crate::settings::Paper::Letter, ..Settings::default() };
        let text = "title: A\nquestion: B\naudiences: {press: {paper: a4}, public: {}}\n";
        let brief = read_in(text, "a", "brief.yaml", &settings).expect("no faults").output;
        let papers: Vec<_> = brief.audiences.values().map(|audience| audience.paper.as_deref()).collect();
        assert_eq!((brief.language.as_str(), papers), ("fr", vec![Some("a4"), Some("letter")]));
    }

    #[test]
    fn all_faults_of_a_brief_are_named_in_one_run() {
        let text = "\
title: ' '
question: Will it last?
language: english
sources: ['[a']
issues:
  - {id: cost, title: Cost, terms: [fare]}
  - {id: cost, title: Costs, terms: []}
audiences:
  ../press: {}
  .hidden: {formats: []}
  Public: {paper: a5}
  public: {template: a/b}
";
        assert_eq!(
            rules(text),
            [
                ("bad-value", 1),
                ("bad-value", 3),
                ("bad-glob", 4),
                ("duplicate-id", 7),
                ("no-terms", 7),
                ("bad-audience", 9),
                ("bad-audience", 10),
                ("bad-value", 10),
                ("bad-value", 11),
                ("bad-audience", 12),
                ("bad-value", 12),
            ]
        );
        let text =
            "title: A\nquestion: B\naudiences: {press: {pages: 0, formats: [doc]}}\nbalance: {smallest_share: 2}\n";
        assert_eq!(rules(text), [("bad-value", 3), ("bad-value", 3), ("bad-value", 4)]);
    }

    #[test]
    fn a_withheld_tag_that_no_text_has_is_named_with_the_near_one() {
        let text = "title: A\nquestion: B\naudiences:\n  public: {withhold: [secret, confidental]}\n";
        let brief = read(text, "a", "brief.yaml").expect("no faults").output;
        let sheet = "schema: evenhand/fact-sheet/1\nsource: {id: a, type: article, file: a, sha256: a, tags: [secret, confidential]}\n";
        let source = crate::sheet::yaml::read(sheet, "a.yaml").expect("no faults").source;
        let found = unknown_tags(&brief, text, "brief.yaml", std::iter::once(&source));
        assert_eq!(found.len(), 1);
        let at = found[0].location.as_ref().map(|at| (at.line, at.column));
        assert_eq!((at, found[0].hints.as_slice()), (Some((4, 31)), &["did you mean `confidential`?".to_owned()][..]));
    }

    #[test]
    fn sources_are_selected_by_glob_and_tag_and_left_out_by_exclamation_mark() {
        let mut brief = read("title: A\nquestion: B\n", "a", "brief.yaml").expect("no faults").output;
        let source = |id: &str, tags: &[&str]| {
            let text = format!(
                "schema: evenhand/fact-sheet/1\nsource: {{id: {id}, type: article, file: a, sha256: a, tags: {tags:?}}}\n"
            );
            crate::sheet::yaml::read(&text, "a.yaml").expect("no faults").source
        };
        assert!(brief.selects(&source("harbour-post", &[])));
        brief.sources = vec!["harbour-*".into(), "law".into(), "!draft".into()];
        assert!(brief.selects(&source("harbour-post", &[])));
        assert!(brief.selects(&source("statute", &["law"])));
        assert!(!brief.selects(&source("harbour-two", &["draft"])));
        assert!(!brief.selects(&source("other", &[])));
    }
}
