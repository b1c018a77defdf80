//! What people and tools say about a text in YAML: `NAME.meta.yaml` beside it, and front matter in it.
//!
//! A meta file has the keys of a fact sheet's source and nothing else: whatever is unknown, twice there or of the
//! wrong type is an error with its place. Front matter belongs to other programs too, so only the keys that mean
//! something here are read and the rest is left alone.

use std::collections::BTreeSet;

use serde::de::DeserializeOwned;
use serde_yaml::{Mapping, Value};

use super::metadata::{Grade, Metadata, Origin};
use crate::diagnostic::{Diagnostic, Location};
use crate::source::Span;
use crate::value::date::PartialDate;
use crate::value::name::Name;

/// Keys of a meta file, apart from people's own (`x-…`).
const KEYS: &[&str] =
    &["type", "title", "publisher", "author", "issued", "language", "URL", "stance", "grade", "tags", "reference"];

/// Most errors of one file that are reported.
const ERRORS: usize = 20;

/// Reads the meta file `yaml` at `file` into `metadata`; its fields replace what is there.
pub(super) fn read_meta(file: &str, yaml: &str, metadata: &mut Metadata, warnings: &mut Vec<Diagnostic>) {
    let source = Source { file, text: yaml, within: Span::new(0, yaml.len()), origin: Origin::MetaFile };
    let Some(mapping) = source.mapping(warnings) else { return };
    let mut faults = Vec::new();
    let mut seen = BTreeSet::new();
    for (key, value) in &mapping {
        let Some(name) = key.as_str() else {
            faults.push(source.error("wrong-type", "a key must be a word", None));
            continue;
        };
        if name.starts_with("x-") {
            match serde_json::to_value(value) {
                Ok(json) => {
                    metadata.extra.insert(name.into(), json);
                }
                Err(_) => {
                    faults.push(source.error("wrong-type", &format!("`{name}` cannot be kept as data"), Some(name)));
                }
            }
            continue;
        }
        if !KEYS.contains(&name) {
            let error = source.error("unknown-key", &format!("unknown key `{name}` in a meta file"), Some(name));
            let error = error.did_you_mean(name, KEYS.iter().copied());
            faults.push(match error.hints.is_empty() {
                true => error.hint("keys of your own begin with `x-`"),
                false => error,
            });
            continue;
        }
        seen.insert(name);
        if let Err(message) = set(name, value, metadata, Origin::MetaFile) {
            faults.push(source.error("wrong-type", &message, Some(name)));
        }
    }
    faults.truncate(ERRORS);
    warnings.append(&mut faults);
}

/// Reads the keys of front matter (`text[within]`) that mean something here.
pub(super) fn read_front_matter(
    file: &str,
    text: &str,
    within: Span,
    metadata: &mut Metadata,
    warnings: &mut Vec<Diagnostic>,
) {
    let source = Source { file, text, within, origin: Origin::FrontMatter };
    let Some(mapping) = source.mapping(warnings) else { return };
    for (names, key) in FRONT_KEYS {
        // `author` and `authors`, `date` and `issued`: the first that is there.
        let value = names.iter().find_map(|name| Some((*name, mapping.get(*name)?)));
        let Some((name, value)) = value else { continue };
        if let Err(message) = set(key, &plain(key, value), metadata, Origin::FrontMatter) {
            let mut warning = source.error("wrong-type", &message, Some(name));
            warning.severity = crate::diagnostic::Severity::Warning;
            warnings.push(warning.hint("the key was left out; NAME.meta.yaml can give it"));
        }
    }
}

/// Keys of front matter, with the key of a fact sheet each stands for.
const FRONT_KEYS: &[(&[&str], &str)] = &[
    (&["title"], "title"),
    (&["publisher", "publication", "site", "source"], "publisher"),
    (&["author", "authors", "byline"], "author"),
    (&["issued", "date", "published", "pubDate", "publish_date"], "issued"),
    (&["language", "lang"], "language"),
    (&["URL", "url", "link", "canonical"], "URL"),
    (&["type"], "type"),
    (&["stance"], "stance"),
    (&["tags", "keywords"], "tags"),
];

/// Makes the looser forms of front matter strict: a time after a date goes, a string of tags is parted.
fn plain(key: &str, value: &Value) -> Value {
    match (key, value) {
        ("issued", Value::String(date)) => Value::String(date.get(..10).unwrap_or(date).to_owned()),
        ("tags", Value::String(tags)) => tags.split(',').map(|tag| Value::String(tag.trim().to_owned())).collect(),
        _ => value.clone(),
    }
}

/// A YAML text and where it stands.
struct Source<'a> {
    file: &'a str,
    /// The whole file.
    text: &'a str,
    /// The YAML in it.
    within: Span,
    origin: Origin,
}

impl Source<'_> {
    fn yaml(&self) -> &str {
        self.text.get(self.within.range()).unwrap_or_default()
    }

    /// Reads the YAML as a mapping; what cannot be read is reported.
    fn mapping(&self, warnings: &mut Vec<Diagnostic>) -> Option<Mapping> {
        if self.yaml().lines().all(|line| line.trim().is_empty() || line.trim_start().starts_with('#')) {
            return None;
        }
        match serde_yaml::from_str::<Value>(self.yaml()) {
            Ok(Value::Mapping(mapping)) => Some(mapping),
            Ok(Value::Null) => None,
            Ok(_) => {
                warnings.push(self.severe(self.error(
                    "wrong-type",
                    "expected keys with values, such as `title: …`",
                    None,
                )));
                None
            }
            Err(error) => {
                warnings.push(self.severe(self.fault(&error)));
                None
            }
        }
    }

    /// Front matter is other programs' business: what is wrong in it is a warning.
    fn severe(&self, mut diagnostic: Diagnostic) -> Diagnostic {
        if self.origin == Origin::FrontMatter {
            diagnostic.severity = crate::diagnostic::Severity::Warning;
        }
        diagnostic
    }

    fn fault(&self, error: &serde_yaml::Error) -> Diagnostic {
        let message = error.to_string();
        let message = message.split(" at line ").next().unwrap_or_default();
        let duplicate = message.contains("duplicate entry");
        let rule = if duplicate { "duplicate-key" } else { "invalid-yaml" };
        let name = message.rsplit_once("key \"").and_then(|(_, rest)| rest.strip_suffix('"'));
        let span = match (duplicate, name) {
            (true, Some(name)) => self.key_spans(name).pop(),
            _ => error.location().map(|location| self.byte_span(location.index())),
        };
        let message = match (duplicate, name) {
            (true, Some(name)) => format!("the key `{name}` is there twice"),
            _ => message.trim().to_owned(),
        };
        Diagnostic::error(rule, message).at(self.location(span))
    }

    /// Points at one character of the YAML.
    fn byte_span(&self, index: usize) -> Span {
        let at = self.text.floor_char_boundary((self.within.start + index).min(self.within.end));
        let width = self.text[at..].chars().next().map_or(0, char::len_utf8);
        Span::new(at, at + width)
    }

    fn error(&self, rule: &'static str, message: &str, key: Option<&str>) -> Diagnostic {
        let span = key.and_then(|key| self.key_spans(key).into_iter().next());
        Diagnostic::error(rule, message).at(self.location(span))
    }

    fn location(&self, span: Option<Span>) -> Location {
        match span {
            Some(span) => Location::in_text(self.file, self.text, span),
            None => Location::file(self.file),
        }
    }

    /// Returns where `key` stands as a key of the outermost mapping, at the head of a line or quoted there.
    fn key_spans(&self, key: &str) -> Vec<Span> {
        let mut at = self.within.start;
        let mut found = Vec::new();
        for line in self.yaml().split_inclusive('\n') {
            let quote = usize::from(line.starts_with(['"', '\'']));
            let is_key = line.get(quote..).and_then(|rest| rest.strip_prefix(key)).is_some_and(|rest| {
                rest.get(quote..).is_some_and(|rest| rest.trim_start_matches(' ').starts_with(':'))
            });
            if is_key {
                found.push(Span::new(at + quote, at + quote + key.len()));
            }
            at += line.len();
        }
        found
    }
}

/// Sets the field that `key` names, or says what is wrong with its value.
fn set(key: &str, value: &Value, metadata: &mut Metadata, origin: Origin) -> Result<(), String> {
    let name = match key {
        "type" => {
            metadata.source_type = typed(key, value, "a CSL type, such as `article-newspaper` or `report`")?;
            "type"
        }
        "title" => {
            metadata.title = Some(text(key, value)?);
            "title"
        }
        "publisher" => {
            metadata.publisher = Some(text(key, value)?);
            "publisher"
        }
        "author" => {
            metadata.author = authors(value)?;
            "author"
        }
        "issued" => {
            metadata.issued = Some(issued(value)?);
            "issued"
        }
        "language" => {
            metadata.language = Some(language(value)?);
            "language"
        }
        "URL" => {
            let url = text(key, value)?;
            if !url.starts_with("http://") && !url.starts_with("https://") {
                return Err(format!("`URL` is `{url}`, expected an address that begins with `https://`"));
            }
            metadata.url = Some(url);
            "URL"
        }
        "stance" => {
            metadata.stance = typed(key, value, "`report`, `opinion`, `statement`, `data` or `unknown`")?;
            "stance"
        }
        "grade" => {
            metadata.grade = Some(grade(value)?);
            "grade"
        }
        "tags" => {
            metadata.tags = tags(value)?;
            "tags"
        }
        "reference" => {
            metadata.reference = Some(text(key, value)?);
            return Ok(());
        }
        _ => return Err(format!("unknown key `{key}`")),
    };
    metadata.origins.insert(name, origin);
    Ok(())
}

/// Names a value for a message.
fn shown(value: &Value) -> String {
    match value {
        Value::Null => "empty".into(),
        Value::Bool(truth) => format!("`{truth}`"),
        Value::Number(number) => format!("the number `{number}`"),
        Value::String(text) => format!("`{text}`"),
        Value::Sequence(_) => "a list".into(),
        Value::Mapping(_) => "a set of keys".into(),
        Value::Tagged(_) => "a tagged value".into(),
    }
}

fn text(key: &str, value: &Value) -> Result<String, String> {
    match value.as_str().map(str::trim) {
        Some(text) if !text.is_empty() => Ok(text.to_owned()),
        _ => Err(format!("`{key}` is {}, expected words", shown(value))),
    }
}

fn typed<T: DeserializeOwned>(key: &str, value: &Value, expected: &str) -> Result<T, String> {
    serde_yaml::from_value(value.clone()).map_err(|_| format!("`{key}` is {}, expected {expected}", shown(value)))
}

fn grade(value: &Value) -> Result<Grade, String> {
    // `grade: B` is short for a grade without a reason.
    let value = match value {
        Value::String(letter) => Value::Mapping(
            std::iter::once((Value::String("reliability".into()), Value::String(letter.clone()))).collect(),
        ),
        _ => value.clone(),
    };
    typed("grade", &value, "`{reliability: A to F, why: …}`")
}

fn issued(value: &Value) -> Result<PartialDate, String> {
    let date = match value {
        Value::String(date) => date.trim().to_owned(),
        Value::Number(year) => year.to_string(),
        _ => String::new(),
    };
    date.parse()
        .map_err(|_| format!("`issued` is {}, expected a date: `2026-01-07`, `2026-01` or `2026`", shown(value)))
}

fn language(value: &Value) -> Result<String, String> {
    let tag = text("language", value)?;
    if is_tag(&tag) { Ok(tag) } else { Err(format!("`language` is `{tag}`, expected a tag such as `en` or `pt-BR`")) }
}

/// Tells whether `tag` has the form of a language tag of BCP 47.
pub(super) fn is_tag(tag: &str) -> bool {
    tag.split('-').enumerate().all(|(at, part)| match at {
        0 => (2..=3).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_alphabetic()),
        _ => (1..=8).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_alphanumeric()),
    })
}

fn tags(value: &Value) -> Result<Vec<String>, String> {
    let expected = || format!("`tags` is {}, expected a list of words", shown(value));
    value.as_sequence().ok_or_else(expected)?.iter().map(|tag| text("tags", tag)).collect()
}

/// Reads authors as a CSL list, one CSL name, or plain text (`Ada Vance and Bo Lind`).
fn authors(value: &Value) -> Result<Vec<Name>, String> {
    match value {
        Value::Sequence(list) => list.iter().map(author).collect(),
        Value::String(names) => {
            let names = names.replace(" and ", ";").replace(" & ", ";");
            let names = names.split(';').map(str::trim).filter(|name| !name.is_empty());
            let found = names.map(person).collect::<Vec<_>>();
            if found.is_empty() { Err("`author` is empty, expected a name".into()) } else { Ok(found) }
        }
        _ => Ok(vec![author(value)?]),
    }
}

fn author(value: &Value) -> Result<Name, String> {
    match value {
        Value::String(name) if !name.trim().is_empty() => Ok(person(name.trim())),
        Value::Mapping(_) => {
            let name: Name = typed("author", value, "a name: `{family: …, given: …}` or `{literal: …}`")?;
            let is_empty = name.family.is_none() && name.given.is_none() && name.literal.is_none();
            if is_empty { Err("`author` has neither `family` nor `literal`".into()) } else { Ok(name) }
        }
        _ => Err(format!("`author` is {}, expected a name", shown(value))),
    }
}

/// `Vance, Ada` and `Ada Vance` are the same person.
fn person(name: &str) -> Name {
    match name.split_once(',') {
        Some((family, given)) if !given.contains(',') => {
            Name { family: Some(family.trim().into()), given: Some(given.trim().into()), literal: None }
        }
        _ => Name::person(name),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(yaml: &str) -> (Metadata, Vec<Diagnostic>) {
        let (mut metadata, mut warnings) = (Metadata::default(), Vec::new());
        read_meta("corpus/a.meta.yaml", yaml, &mut metadata, &mut warnings);
        (metadata, warnings)
    }

    #[test]
    fn all_keys_are_read() {
        let (metadata, warnings) = read(
            "type: article-newspaper\ntitle: The toll\npublisher: Harbour Press\nauthor: [{family: Vance, given: Ada}, Bo Lind]\n\
             issued: 2026-01-07\nlanguage: en\nURL: https://example.org/toll\nstance: opinion\ngrade: {reliability: B, why: named sources}\n\
             tags: [bridge]\nx-desk: north\n",
        );
        assert_eq!(warnings, []);
        assert_eq!(metadata.author.iter().map(ToString::to_string).collect::<Vec<_>>(), ["Ada Vance", "Bo Lind"]);
        assert_eq!(metadata.issued.map(|date| date.to_string()).as_deref(), Some("2026-01-07"));
        assert_eq!(metadata.extra["x-desk"], "north");
        assert_eq!(metadata.origins["stance"], Origin::MetaFile);
        assert_eq!(metadata.origins.len(), 10);
    }

    #[test]
    fn a_misspelt_key_is_an_error_with_its_place_and_the_near_name() {
        let (metadata, warnings) = read("title: The toll\npubliser: Harbour Press\n");
        assert_eq!(metadata.title.as_deref(), Some("The toll"));
        let location = warnings[0].location.as_ref().expect("a place");
        assert_eq!((warnings[0].rule, location.line, location.column, location.width), ("unknown-key", 2, 1, 8));
        assert_eq!(warnings[0].hints, ["did you mean `publisher`?"]);
    }

    #[test]
    fn a_key_that_is_there_twice_is_an_error_at_the_second() {
        let (_, warnings) = read("title: a\nstance: report\ntitle: b\n");
        let location = warnings[0].location.as_ref().expect("a place");
        assert_eq!((warnings[0].rule, location.line), ("duplicate-key", 3));
        assert_eq!(warnings[0].message, "the key `title` is there twice");
    }

    #[test]
    fn wrong_values_are_all_reported_in_one_go() {
        let (_, warnings) =
            read("title: [a]\nissued: last week\nstance: angry\nURL: example\nlanguage: English\ngrade: Z\n");
        let messages = warnings.iter().map(|warning| warning.message.as_str()).collect::<Vec<_>>();
        assert_eq!(
            messages,
            [
                "`title` is a list, expected words",
                "`issued` is `last week`, expected a date: `2026-01-07`, `2026-01` or `2026`",
                "`stance` is `angry`, expected `report`, `opinion`, `statement`, `data` or `unknown`",
                "`URL` is `example`, expected an address that begins with `https://`",
                "`language` is `English`, expected a tag such as `en` or `pt-BR`",
                "`grade` is a set of keys, expected `{reliability: A to F, why: …}`",
            ]
        );
        assert!(warnings.iter().all(|warning| warning.location.as_ref().is_some_and(|place| place.line > 0)));
    }

    #[test]
    fn broken_yaml_is_an_error_with_its_place() {
        let (_, warnings) = read("title: The toll\n  author: [\n");
        assert_eq!(warnings[0].rule, "invalid-yaml");
        assert!(warnings[0].location.as_ref().is_some_and(|place| place.line >= 2));
    }

    #[test]
    fn front_matter_gives_what_it_has_and_keeps_the_rest_to_itself() {
        let text =
            "---\ntitle: The toll\ndate: 2026-01-07T10:00:00Z\nlayout: post\nauthors: Ada Vance and Bo Lind\n---\n";
        let (mut metadata, mut warnings) = (Metadata::default(), Vec::new());
        read_front_matter("corpus/a.md", text, Span::new(4, text.len() - 4), &mut metadata, &mut warnings);
        assert_eq!(warnings, []);
        assert_eq!((metadata.title.as_deref(), metadata.author.len()), (Some("The toll"), 2));
        assert_eq!(metadata.issued.map(|date| date.to_string()).as_deref(), Some("2026-01-07"));
        assert_eq!(metadata.origins["title"], Origin::FrontMatter);
    }
}
