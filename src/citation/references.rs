//! References: CSL-JSON or BibLaTeX.
//!
//! What the style engine cannot take (ranges of dates, days that do not exist, unknown kinds of values) is left out
//! here, so that it never meets it.

use std::collections::BTreeMap;

use hayagriva::citationberg::json::{DateValue, Item, LiteralName, NameItem, NameValue, Value, VecDate, VecDateRange};
use hayagriva::{
    BibliographyDriver, BibliographyRequest, CitationItem, CitationRequest, CitePurpose, LocatorPayload, Rendered,
    SpecificLocator,
};
use serde_json::{Value as Json, json};

use super::collect::Cited;
use super::locator;
use super::style::{self, Style};
use crate::diagnostic::{Checked, Diagnostic, Location};
use crate::document::SourceType;
use crate::sheet::SourceRecord;
use crate::source::Span;

/// References by key.
#[derive(Clone, Debug, Default)]
pub struct References {
    entries: Entries,
}

/// Entries as their format gives them.
#[derive(Clone, Debug)]
enum Entries {
    Json(BTreeMap<String, Item>),
    Library(BTreeMap<String, hayagriva::Entry>),
}

impl Default for Entries {
    fn default() -> Self {
        Self::Json(BTreeMap::new())
    }
}

impl References {
    /// Reads CSL-JSON (a text that begins with `[` or `{`) or BibLaTeX; `file` names it in diagnostics.
    ///
    /// # Errors
    /// Faults of the file, with line and column where known.
    pub fn read(text: &str, file: &str) -> Checked<Self> {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let entries = if text.trim_start().starts_with(['[', '{']) {
            Entries::Json(read_json(text, file)?)
        } else {
            Entries::Library(read_biblatex(text, file)?)
        };
        Ok(Self { entries })
    }

    /// Makes references of the sources of fact sheets, by their ids.
    pub fn of_sources(sources: &[SourceRecord]) -> Self {
        let values = sources.iter().map(|source| (source.id.to_string(), csl_json(source)));
        let items = values.map(|(id, value)| (id, item(value.as_object().into_iter().flatten())));
        Self { entries: Entries::Json(items.collect()) }
    }

    /// Tells whether there is an entry `key`.
    pub fn has(&self, key: &str) -> bool {
        match &self.entries {
            Entries::Json(items) => items.contains_key(key),
            Entries::Library(entries) => entries.contains_key(key),
        }
    }

    /// Returns all keys, in order.
    pub fn keys(&self) -> impl Iterator<Item = &str> {
        let (json, library) = match &self.entries {
            Entries::Json(items) => (Some(items.keys()), None),
            Entries::Library(entries) => (None, Some(entries.keys())),
        };
        json.into_iter().flatten().chain(library.into_iter().flatten()).map(String::as_str)
    }
}

impl References {
    /// Renders citations and the list of what they cite; keys without source are left out.
    pub(super) fn render(&self, cited: &[Cited], style: &Style, language: &str) -> Rendered {
        let locators: Vec<Vec<_>> = cited
            .iter()
            .map(|cited| cited.citation.items.iter().map(|item| locator::parse(&item.suffix).locator).collect())
            .collect();
        let locales = style::locales(language);
        let locale = locales.first().and_then(|locale| locale.lang.clone());
        // The trait of both kinds of entry is private to the library, so that no function can be generic over it.
        macro_rules! render {
            ($entries:expr) => {{
                let mut driver = BibliographyDriver::new();
                for (cited, locators) in cited.iter().zip(&locators) {
                    let purpose = (cited.citation.narrative && !style.is_for_notes()).then_some(CitePurpose::Prose);
                    let items = cited.citation.items.iter().zip(locators).filter_map(|(item, locator)| {
                        let locator =
                            locator.as_ref().map(|(kind, at)| SpecificLocator(*kind, LocatorPayload::Str(at)));
                        Some(CitationItem::new($entries.get(&item.key)?, locator, None, false, purpose))
                    });
                    let items = items.collect();
                    driver.citation(CitationRequest::new(items, &style.0, locale.clone(), &locales, cited.note));
                }
                driver.finish(BibliographyRequest::new(&style.0, locale.clone(), &locales))
            }};
        }
        match &self.entries {
            Entries::Json(items) => render!(items),
            Entries::Library(entries) => render!(entries),
        }
    }
}

/// Returns a source in CSL-JSON, as reference managers import it.
pub fn csl_json(source: &SourceRecord) -> Json {
    let mut entry = json!({"id": source.id, "type": source.source_type});
    let mut put = |key: &str, value: Option<Json>| {
        if let Some(value) = value {
            entry[key] = value;
        }
    };
    put("title", source.title.clone().map(Json::from));
    put("author", (!source.author.is_empty()).then(|| json!(source.author)));
    // What appears in a paper or on a site has it around it; other texts have a publisher.
    let is_part = matches!(
        source.source_type,
        SourceType::Article
            | SourceType::ArticleNewspaper
            | SourceType::ArticleMagazine
            | SourceType::ArticleJournal
            | SourceType::Webpage
            | SourceType::PostWeblog
    );
    let publisher = if is_part { "container-title" } else { "publisher" };
    put(publisher, source.publisher.clone().map(Json::from));
    let date = source.issued.map(|date| {
        let parts: Vec<i64> = date.to_string().split('-').map_while(|part| part.parse().ok()).collect();
        json!({"date-parts": [parts]})
    });
    put("issued", date);
    put("language", source.language.clone().map(Json::from));
    put("URL", source.url.clone().map(Json::from));
    entry
}

fn read_json(text: &str, file: &str) -> Checked<BTreeMap<String, Item>> {
    let entries = json_entries(text, file)?;
    Ok(entries.into_iter().map(|(id, fields)| (id, item(fields.iter()))).collect())
}

/// Reads the entries of CSL-JSON as they stand, by their ids.
pub(super) fn json_entries(text: &str, file: &str) -> Checked<BTreeMap<String, serde_json::Map<String, Json>>> {
    let parsed: Json = serde_json::from_str(text).map_err(|error| {
        let location = Location { line: error.line(), column: error.column(), ..line_of(text, file, error.line()) };
        vec![Diagnostic::error("references", format!("no JSON: {}", reason(&error))).at(location)]
    })?;
    // Some programs wrap the list.
    let list = match parsed {
        Json::Array(list) => list,
        Json::Object(mut fields) => match fields.remove("items").or_else(|| fields.remove("references")) {
            Some(Json::Array(list)) => list,
            Some(_) | None => vec![Json::Object(fields)],
        },
        Json::Null | Json::Bool(_) | Json::Number(_) | Json::String(_) => Vec::new(),
    };
    let mut entries = BTreeMap::new();
    let mut faults = Vec::new();
    for (index, entry) in list.into_iter().enumerate() {
        let id = entry.get("id").and_then(|id| match id {
            Json::String(id) => Some(id.clone()),
            Json::Number(id) => Some(id.to_string()),
            Json::Null | Json::Bool(_) | Json::Array(_) | Json::Object(_) => None,
        });
        let (Some(id), Json::Object(fields)) = (id, entry) else {
            let message = format!("entry {} has no `id`, expected CSL-JSON", index + 1);
            faults.push(Diagnostic::error("references", message).at(Location::file(file)));
            continue;
        };
        if entries.insert(id.clone(), fields).is_some() {
            let message = format!("two entries have the key `{id}`");
            faults.push(Diagnostic::error("references", message).at(Location::file(file)));
        }
    }
    if faults.is_empty() { Ok(entries) } else { Err(faults) }
}

fn reason(error: &serde_json::Error) -> String {
    let message = error.to_string();
    message.split(" at line ").next().unwrap_or(&message).to_owned()
}

fn line_of(text: &str, file: &str, line: usize) -> Location {
    let start: usize = text.split_inclusive('\n').take(line.saturating_sub(1)).map(str::len).sum();
    Location::in_text(file, text, Span::new(start, start))
}

pub(super) fn read_biblatex(text: &str, file: &str) -> Checked<BTreeMap<String, hayagriva::Entry>> {
    let library = hayagriva::io::from_biblatex_str(text).map_err(|errors| {
        let fault = |error: &hayagriva::io::BibLaTeXError| {
            let range = match error {
                hayagriva::io::BibLaTeXError::Parse(error) => error.span.clone(),
                hayagriva::io::BibLaTeXError::Type(error) => error.span.clone(),
            };
            let start = (0..=range.start.min(text.len())).rev().find(|&at| text.is_char_boundary(at)).unwrap_or(0);
            let message = error.to_string();
            let message = message.lines().next().unwrap_or_default();
            let location = Location::in_text(file, text, Span::new(start, start));
            Diagnostic::error("references", format!("references cannot be read: {message}")).at(location)
        };
        errors.iter().map(fault).collect::<Vec<_>>()
    })?;
    if library.is_empty() && !text.trim().is_empty() {
        let fault = Diagnostic::error("references", "no reference found, expected CSL-JSON or BibLaTeX");
        return Err(vec![fault.at(Location::file(file))]);
    }
    Ok(library.iter().map(|entry| (entry.key().to_owned(), entry.clone())).collect())
}

/// Names of the fields that hold people, in CSL 1.0.2.
const NAMES: [&str; 20] = [
    "author",
    "chair",
    "collection-editor",
    "compiler",
    "composer",
    "container-author",
    "contributor",
    "curator",
    "director",
    "editor",
    "editorial-director",
    "guest",
    "host",
    "illustrator",
    "interviewer",
    "original-author",
    "organizer",
    "recipient",
    "reviewed-author",
    "translator",
];
/// Names of the fields that hold dates.
const DATES: [&str; 6] = ["accessed", "available-date", "event-date", "issued", "original-date", "submitted"];

/// Makes an item of the fields that the style engine can take.
fn item<'a>(fields: impl Iterator<Item = (&'a String, &'a Json)>) -> Item {
    let mut values = BTreeMap::new();
    for (key, value) in fields {
        let taken = if NAMES.contains(&key.as_str()) {
            names(value)
        } else if DATES.contains(&key.as_str()) {
            date(value)
        } else {
            match value {
                Json::String(text) => Some(Value::String(without_tags(text))),
                Json::Number(number) => {
                    Some(number.as_i64().map_or_else(|| Value::String(number.to_string()), Value::Number))
                }
                Json::Null | Json::Bool(_) | Json::Array(_) | Json::Object(_) => None,
            }
        };
        if let Some(taken) = taken {
            values.insert(key.clone(), taken);
        }
    }
    Item(values)
}

/// Removes the few tags that CSL-JSON allows in titles; other `<` are text.
pub(super) fn without_tags(text: &str) -> String {
    let mut plain = text.to_owned();
    if plain.contains('<') {
        for tag in
            ["<i>", "</i>", "<b>", "</b>", "<sup>", "</sup>", "<sub>", "</sub>", "<span class=\"nocase\">", "</span>"]
        {
            plain = plain.replace(tag, "");
        }
    }
    plain
}

fn names(value: &Json) -> Option<Value> {
    let list = value.as_array()?;
    let text = |name: &Json, key: &str| {
        name.get(key).and_then(Json::as_str).map(str::to_owned).filter(|text| !text.is_empty())
    };
    let names: Vec<NameValue> = list
        .iter()
        .filter_map(|name| {
            if let Some(literal) = text(name, "literal").or_else(|| name.as_str().map(str::to_owned)) {
                return Some(NameValue::Literal(LiteralName { literal }));
            }
            let (family, given) = (text(name, "family"), text(name, "given"));
            let Some(family) = family else {
                return given.map(|literal| NameValue::Literal(LiteralName { literal }));
            };
            Some(NameValue::Item(NameItem {
                family,
                given,
                non_dropping_particle: text(name, "non-dropping-particle"),
                dropping_particle: text(name, "dropping-particle"),
                suffix: text(name, "suffix"),
                comma_suffix: name.get("comma-suffix").and_then(Json::as_bool),
            }))
        })
        .collect();
    (!names.is_empty()).then_some(Value::Names(names))
}

/// Reads `{"date-parts": [[2031, 5, 4]]}`, `{"raw": "2031-05-04"}` or `2031-05-04`; of a range the first day.
fn date(value: &Json) -> Option<Value> {
    let number =
        |part: &Json| part.as_i64().or_else(|| part.as_str()?.trim().parse().ok()).and_then(|n| i16::try_from(n).ok());
    let parts: Vec<i16> = match value.get("date-parts").and_then(|ranges| ranges.get(0)).and_then(Json::as_array) {
        Some(parts) => parts.iter().map_while(number).collect(),
        None => {
            let text =
                value.as_str().or_else(|| value.get("raw")?.as_str()).or_else(|| value.get("literal")?.as_str())?;
            let first = text.split(['/', 'T', ' ']).next()?;
            first.split('-').map_while(|part| part.parse().ok()).collect()
        }
    };
    let known =
        parts.iter().zip([i16::MIN..=i16::MAX, 1..=12, 1..=31]).take_while(|(part, range)| range.contains(part));
    let parts: Vec<i16> = known.map(|(part, _)| *part).collect();
    let circa = value.get("circa").is_some_and(|circa| circa.as_bool() != Some(false) && circa.as_i64() != Some(0));
    (!parts.is_empty()).then(|| {
        let date_parts = VecDateRange(vec![VecDate(parts)]);
        Value::Date(DateValue::DateParts { date_parts, literal: None, season: None, circa })
    })
}
