//! For people who write templates: which there are, what they may use, what is wrong with them, how they look.
//!
//! Everything is tried on one small invented case ([`super::sample`]), so that no project needs to be built for it.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, LazyLock};

use serde_json::{Map, Value};

use super::labels::Labels;
use super::{Material, Note, ROOM, Templates, cite, compose, context, fields, labels, sample, template};
use crate::brief::{Audience, Brief};
use crate::comparison::{self, Comparison};
use crate::diagnostic::{Checked, Diagnostic, Severity, Warned, extend_once};
use crate::sheet::FactSheet;

/// A template as listed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Listed {
    /// Name, as a brief gives it.
    pub name: String,
    /// Path of the project's own file; `None` for a built-in one.
    pub path: Option<String>,
    /// What it is for: `Purpose:` in the comment it begins with.
    pub purpose: String,
    /// Whom it is for: `Audience:` in that comment; empty for parts that other templates are made of.
    pub audience: String,
}

/// Returns all templates in the order of their names, a project's in place of built-in ones.
pub fn list(templates: &Templates) -> Vec<Listed> {
    let texts = template::texts(templates);
    let listed = texts.into_iter().map(|(name, (path, text))| {
        let own = templates.project.contains_key(&name).then_some(path);
        Listed {
            name: name.trim_end_matches(".md").into(),
            path: own,
            purpose: head(&text, "Purpose:"),
            audience: head(&text, "Audience:"),
        }
    });
    listed.collect()
}

/// What stands after `key` in the comment that a template begins with, up to the next key.
fn head(text: &str, key: &str) -> String {
    let comment = text.strip_prefix("{#").and_then(|rest| rest.split_once("#}")).map_or("", |(comment, _)| comment);
    let Some((_, after)) = comment.split_once(key) else { return String::new() };
    let end = ["Purpose:", "Audience:"].iter().filter_map(|key| after.find(key)).min().unwrap_or(after.len());
    let words: Vec<_> = after[..end].split_whitespace().collect();
    words.join(" ").trim_end_matches(['-', ' ']).to_owned()
}

/// Returns the text of a built-in template or of `labels.yaml`, by its name with or without `.md`.
pub fn built_in(name: &str) -> Option<&'static str> {
    if name == "labels.yaml" {
        return Some(labels::BUILT_IN);
    }
    let stem = name.trim_end_matches(".md");
    template::BUILT_IN.iter().find(|(known, _)| known.trim_end_matches(".md") == stem).map(|(_, text)| *text)
}

/// A variable that templates may use.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Variable {
    /// Path from the top: `conflicts[].sides[].value`.
    pub path: String,
    /// `text`, `number`, `yes or no`, `list`, `group`; several are joined by `or`; `nothing` where the case has none.
    pub types: String,
    /// A value it has in the invented case.
    pub example: String,
}

/// Returns all variables in the order in which notes are given them.
pub fn variables() -> Vec<Variable> {
    let case = sample::sample();
    let audience = Audience::default();
    let labels = Labels::of("en", None).unwrap_or_default();
    let mut found: Vec<(String, Vec<&'static str>, String)> = Vec::new();
    let mut values = context::variables(case.material(), "briefing", &audience, "en", &labels);
    values.insert("assessment".into(), Value::String("What the analysts think, with citations.".into()));
    values.insert("labels".into(), Value::Object(Map::new()));
    for (name, value) in &values {
        walk(name, value, &mut found);
    }
    let variables = found.into_iter().map(|(path, types, example)| {
        let types: Vec<_> = types.into_iter().filter(|kind| *kind != "nothing").collect();
        Variable { path, types: if types.is_empty() { "nothing".into() } else { types.join(" or ") }, example }
    });
    variables.collect()
}

/// Returns the names of all fields that templates may use.
pub(super) fn field_names() -> &'static BTreeSet<String> {
    static NAMES: LazyLock<BTreeSet<String>> = LazyLock::new(|| {
        let mut names = BTreeSet::new();
        for Variable { path, .. } in variables() {
            names.extend(path.split('.').map(|part| part.trim_end_matches("[]").to_owned()));
        }
        names.extend(Labels::of("en", None).unwrap_or_default().all().keys().cloned());
        names
    });
    &NAMES
}

fn walk(path: &str, value: &Value, found: &mut Vec<(String, Vec<&'static str>, String)>) {
    let (kind, example) = match value {
        Value::Null => ("nothing", String::new()),
        Value::Bool(value) => ("yes or no", value.to_string()),
        Value::Number(number) => ("number", number.to_string()),
        Value::String(text) => ("text", text.clone()),
        Value::Array(_) => ("list", String::new()),
        Value::Object(_) => ("group", String::new()),
    };
    match found.iter_mut().find(|(known, ..)| known == path) {
        Some((_, kinds, shown)) => {
            if !kinds.contains(&kind) {
                kinds.push(kind);
            }
            if shown.is_empty() {
                *shown = example;
            }
        }
        None => found.push((path.to_owned(), vec![kind], example)),
    }
    match value {
        Value::Array(list) => {
            let inner = format!("{path}[]");
            for entry in list {
                walk(&inner, entry, found);
            }
        }
        Value::Object(group) => {
            for (key, entry) in group {
                walk(&format!("{path}.{key}"), entry, found);
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

/// Returns what the functions and filters of templates are for, beside those of the engine.
pub fn helpers() -> [(&'static str, &'static str); 9] {
    [
        ("cite(fact=…)", "a citation of one fact, reading or entry of evidence, or of a list of them"),
        ("quote(fact=…)", "the exact words with citation, speaker and publication"),
        ("quote(fact=…, attribution=false)", "the words without speaker: reported by the build"),
        ("speaker(fact=…)", "who says it, if somebody does"),
        ("publication(fact=…)", "the short names of the sources"),
        ("label(name=…, …)", "words of ours in the note's language, with values filled in"),
        ("sources()", "the list of sources"),
        ("… | date", "2031-05-04 in words of the note's language"),
        ("… | number", "a number with the marks of the note's language"),
    ]
}

/// Returns the note that the template `name` makes of the invented case.
///
/// # Errors
/// As [`compose`].
pub fn example(templates: &Templates, name: &str) -> Checked<Warned<Note>> {
    compose(sample::sample().material(), templates, name, &Audience::default())
}

/// Returns everything that is wrong with the templates and labels of a project, each fault once.
///
/// Faults of the templates themselves come first; without any, each note template is tried on the invented case and
/// on one in which no text says anything.
pub fn check(templates: &Templates) -> Vec<Diagnostic> {
    let own_labels = templates.project.get("labels.yaml");
    let texts = template::texts(templates);
    let mut faults = own_labels.map_or_else(Vec::new, |(path, text)| {
        let own = |name: &String| templates.project.contains_key(name);
        labels::faults(path, text, |label| texts.iter().any(|(name, (_, text))| own(name) && text.contains(label)))
    });
    let labels = match Labels::of("en", own_labels) {
        Ok(labels) => labels,
        Err(_) if faults.iter().any(|fault| fault.severity == Severity::Error) => return faults,
        Err(fault) => return vec![fault],
    };
    let case = sample::sample();
    let names: Vec<String> = texts.keys().cloned().collect();
    // What is withheld is said, so that this part of a template is tried too.
    let audience = Audience { say_withheld: true, ..Audience::default() };
    let values = context::variables(case.material(), "briefing", &audience, "en", &labels);
    let known: Vec<&str> = values.keys().map(String::as_str).chain(["assessment"]).collect();
    let index = Arc::new(cite::Index::of(&case.sheets, cite::Style::Footnotes, labels));
    let of_templates = template::faults(&texts, &names, &known, &index);
    let mut names = field_names().clone();
    fields::collect(&Value::Object(values), &mut names);
    let of_fields: Vec<_> = texts.values().flat_map(|(path, text)| fields::unknown(path, text, &names)).collect();
    let sound = of_templates.is_empty() && of_fields.is_empty();
    faults.extend(of_templates);
    faults.extend(of_fields);
    if sound {
        faults.extend(tried(templates, &texts, &case, &audience));
    }
    let mut once = Vec::new();
    extend_once(&mut once, faults);
    once
}

/// Tries each note template: in the first language on the invented case and on one in which no text says anything, in
/// the others on the first alone, if the project has labels of its own.
fn tried(
    templates: &Templates,
    texts: &BTreeMap<String, (String, String)>,
    case: &sample::Sample,
    audience: &Audience,
) -> Vec<Diagnostic> {
    let empty = Empty::of(&case.brief);
    let full = Material { withheld: 1, ..case.material() };
    let mut languages = Labels::languages(templates.project.get("labels.yaml"));
    if !templates.project.contains_key("labels.yaml") {
        languages.truncate(1);
    }
    let mut faults = Vec::new();
    for listed in list(templates).iter().filter(|listed| is_note(listed, texts)) {
        for (index, language) in languages.iter().enumerate() {
            let audience = Audience { language: Some(language.clone()), ..audience.clone() };
            for material in [full, empty.material()].into_iter().take(if index == 0 { 2 } else { 1 }) {
                match compose(material, templates, &listed.name, &audience) {
                    Ok(note) => {
                        faults.extend(note.warnings.into_iter().filter(|found| found.severity > Severity::Note));
                    }
                    Err(found) => faults.extend(found),
                }
            }
        }
    }
    faults
}

/// Whether a template makes a note of its own: it extends another or begins with metadata.
fn is_note(listed: &Listed, texts: &BTreeMap<String, (String, String)>) -> bool {
    let text = texts.get(&format!("{}.md", listed.name)).map_or("", |(_, text)| text.as_str());
    listed.name != "base" && (text.contains("{% extends") || text.contains("{%- extends") || text.contains("---\n"))
}

/// The invented case without a text that says anything.
struct Empty {
    brief: Brief,
    sheets: Arc<Vec<FactSheet>>,
    comparison: Comparison,
}

impl Empty {
    fn of(brief: &Brief) -> Self {
        let mut brief = brief.clone();
        brief.assessment = None;
        let comparison = comparison::compare(&[], &brief).output;
        Self { brief, sheets: Arc::default(), comparison }
    }

    fn material(&self) -> Material<'_> {
        Material { brief: &self.brief, comparison: &self.comparison, sheets: &self.sheets, room: ROOM, withheld: 0 }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn own(files: &[(&str, &str)]) -> Templates {
        let project =
            files.iter().map(|(name, text)| ((*name).to_owned(), (format!("templates/{name}"), (*text).to_owned())));
        Templates { project: project.collect() }
    }

    fn faults(files: &[(&str, &str)]) -> Vec<String> {
        check(&own(files))
            .iter()
            .map(|fault| {
                let at = fault.location.as_ref().map(|at| format!("{}:{}:{}: ", at.file, at.line, at.column));
                format!("{}{}", at.unwrap_or_default(), fault.message)
            })
            .collect()
    }

    #[test]
    fn built_in_templates_have_no_fault_and_say_whom_they_are_for() {
        assert_eq!(faults(&[]), Vec::<String>::new());
        let listed = list(&Templates::default());
        let names: Vec<_> = listed.iter().map(|listed| listed.name.as_str()).collect();
        assert_eq!(names, ["at-a-glance", "base", "briefing", "debate", "explainer", "press-lines", "questions"]);
        for listed in &listed {
            assert!(!listed.purpose.is_empty(), "{}", listed.name);
            assert_eq!(listed.audience.is_empty(), listed.name == "base", "{}", listed.name);
        }
    }

    #[test]
    fn all_faults_of_all_templates_are_found_in_one_run() {
        let found = faults(&[
            (
                "a.md",
                "{% extends \"base.md\" %}\n{% block body %}{% if false %}{{ conflits }}{% endif %}{% endblock %}",
            ),
            (
                "b.md",
                "{% extends \"base.md\" %}\n{% block body %}\n{{ title }} {% if question %}{{ questoin }}{% endif %}{% endblock %}",
            ),
        ]);
        assert_eq!(
            found,
            [
                "templates/a.md:2:34: unknown variable `conflits`",
                "templates/b.md:3:33: unknown variable `questoin`",
                "templates/b.md:3:4: unknown variable `title`"
            ]
        );
        let found = faults(&[("a.md", "{% if question %}"), ("b.md", "{{ question | }}")]);
        assert_eq!(found.len(), 2, "{found:?}");
        assert!(found[0].starts_with("templates/a.md:1:") && found[1].starts_with("templates/b.md:1:"), "{found:?}");
    }

    #[test]
    fn names_that_do_not_exist_are_found_where_they_stand() {
        let body = |tag: &str| format!("{{% extends \"base.md\" %}}\n{{% block body %}}\n{tag}{{% endblock %}}");
        for (tag, message) in [
            ("{{ question | datum }}", "unknown filter `datum`"),
            ("{{ quot(fact=question) }}", "unknown function `quot`"),
            ("{{ <Reeding reading={question} /> }}", "unknown component `Reeding`"),
            ("{{ brief.titel }}", "titel"),
            ("{% for conflict in conflicts %}{{ conflict.sentense }}{% endfor %}", "sentense"),
        ] {
            let found = faults(&[("a.md", &body(tag))]);
            assert_eq!(found.len(), 1, "{tag}: {found:?}");
            assert!(found[0].starts_with("templates/a.md:3:") && found[0].contains(message), "{found:?}");
        }
        // A branch that no case takes, and `or`, hide nothing.
        let found = faults(&[("a.md", &body("{% if false %}{{ brief.titel or \"\" }}{% endif %}"))]);
        assert_eq!(found, ["templates/a.md:3:24: nothing has a field `titel`"]);
        let found = faults(&[("a.md", "{% extends \"bas.md\" %}")]);
        assert_eq!(found, ["templates/a.md:1:13: template `a.md` extends `bas.md`, which does not exist"]);
    }

    #[test]
    #[expect(clippy::disallowed_methods, reason = "reads the pages of the documents")]
    fn example_pages_are_what_the_templates_make() {
        let templates = Templates::default();
        for Listed { name, .. } in list(&templates).into_iter().filter(|listed| !listed.audience.is_empty()) {
            let page = format!("{}/docs/templates/{name}.md", env!("CARGO_MANIFEST_DIR"));
            let page = std::fs::read_to_string(page).unwrap_or_default();
            let note = example(&templates, &name).expect("a note").output.markdown;
            assert_eq!(note, page, "write it anew: evenhand template example {name} > docs/templates/{name}.md");
        }
    }

    #[test]
    fn variables_have_paths_types_and_examples() {
        let variables = variables();
        let of = |path: &str| variables.iter().find(|variable| variable.path == path).expect("listed");
        assert_eq!(
            (of("question").types.as_str(), of("question").example.as_str()),
            ("text", "Will the night ferry pay for itself?")
        );
        assert_eq!(of("conflicts[].sides[].value").types, "text");
        assert_eq!(of("brief.sides.optimistic").types, "text");
    }

    #[test]
    fn every_filter_and_function_that_is_offered_exists() {
        for filter in template::FILTERS {
            let body =
                format!("{{% extends \"base.md\" %}}\n{{% block body %}}{{{{ question | {filter} }}}}{{% endblock %}}");
            let found = faults(&[("a.md", &body)]);
            assert!(!found.iter().any(|fault| fault.contains("unknown filter")), "{filter}: {found:?}");
        }
    }
}
