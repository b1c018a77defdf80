//! A reference manager's file as metadata of a corpus: CSL-JSON or BibLaTeX, as Zotero and others export them.
//!
//! Takes the file once, gives what it says of one text after the other. A text's entry is the one that the text's own
//! meta file names (`reference: KEY`), else the one whose key is the text's id, that names the text's file, or that has
//! its address. What the file says wins over what was found in the text, and a meta file over both. Entries that
//! belong to no text are left alone: a library holds more than one corpus.

use std::collections::BTreeMap;

use hayagriva::types::{EntryType, Person};
use serde_json::Value as Json;

use super::references::read_biblatex;
use crate::diagnostic::{Checked, Diagnostic};
use crate::document::{Document, Metadata, Origin, SourceType};
use crate::value::date::PartialDate;
use crate::value::name::Name;

/// Entries of a file of references.
#[derive(Clone, Debug, Default)]
pub struct Library {
    entries: BTreeMap<String, Metadata>,
    /// Key of the entry that names a file, by the file's name without folder.
    by_file: BTreeMap<String, String>,
    /// Key of the first entry with an address, by [`bare`] address.
    by_address: BTreeMap<String, String>,
}

impl Library {
    /// Reads CSL-JSON (a text that begins with `[` or `{`) or BibLaTeX; `file` names it in diagnostics.
    ///
    /// # Errors
    /// Faults of the file, with line and column where known.
    pub fn read(text: &str, file: &str) -> Checked<Self> {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let mut library = Self::default();
        if text.trim_start().starts_with(['[', '{']) {
            for (key, fields) in super::references::json_entries(text, file)? {
                library.entries.insert(key, of_json(&fields));
            }
        } else {
            library.entries =
                read_biblatex(text, file)?.iter().map(|(key, entry)| (key.clone(), of_entry(entry))).collect();
            library.by_file = files(text);
        }
        for (key, metadata) in &library.entries {
            if let Some(url) = &metadata.url {
                library.by_address.entry(bare(url)).or_insert_with(|| key.clone());
            }
        }
        Ok(library)
    }

    /// Returns all keys, in order.
    pub fn keys(&self) -> impl Iterator<Item = &str> {
        self.entries.keys().map(String::as_str)
    }

    /// Completes what is known of `document`; tells whether there is an entry for it.
    ///
    /// # Errors
    /// A key in the text's meta file that no entry has, with the near one. It has no place yet.
    pub fn complete(&self, document: &mut Document) -> Result<bool, Box<Diagnostic>> {
        let entry = match &document.metadata.reference {
            Some(key) => Some(self.entries.get(key).ok_or_else(|| {
                let fault = Diagnostic::error("unknown-citation", format!("no reference has the key `{key}`"));
                Box::new(fault.did_you_mean(key, self.keys()))
            })?),
            None => self.find(document),
        };
        if let Some(entry) = entry {
            document.metadata.complete_with(entry);
        }
        Ok(entry.is_some())
    }

    fn find(&self, document: &Document) -> Option<&Metadata> {
        let name = document.file.rsplit('/').next().unwrap_or(&document.file);
        let address = || self.by_address.get(&bare(document.metadata.url.as_deref()?));
        let id = document.id.to_string();
        self.entries.get(&id).or_else(|| self.entries.get(self.by_file.get(name).or_else(address)?))
    }
}

/// An address as it is compared: without scheme, `www.`, anchor and last stroke.
fn bare(url: &str) -> String {
    let url = url.split('#').next().unwrap_or(url).trim();
    let url = url.split_once("://").map_or(url, |(_, rest)| rest);
    url.strip_prefix("www.").unwrap_or(url).trim_end_matches('/').to_lowercase()
}

/// Sets a field with its origin.
macro_rules! put {
    ($metadata:ident, $name:literal, $field:ident, $value:expr) => {
        if let Some(value) = $value {
            $metadata.$field = value;
            $metadata.origins.insert($name, Origin::References);
        }
    };
}

fn of_json(fields: &serde_json::Map<String, Json>) -> Metadata {
    let mut metadata = Metadata::default();
    let text = |key: &str| {
        let words = fields.get(key).and_then(Json::as_str).map(super::references::without_tags)?;
        let words = words.split_whitespace().collect::<Vec<_>>().join(" ");
        (!words.is_empty()).then_some(words)
    };
    let source_type = fields.get("type").and_then(|kind| serde_json::from_value::<SourceType>(kind.clone()).ok());
    put!(metadata, "type", source_type, source_type);
    put!(metadata, "title", title, text("title").map(Some));
    put!(metadata, "publisher", publisher, text("container-title").or_else(|| text("publisher")).map(Some));
    put!(metadata, "author", author, fields.get("author").and_then(names));
    put!(metadata, "issued", issued, fields.get("issued").and_then(date).map(Some));
    put!(metadata, "language", language, text("language").filter(|tag| is_tag(tag)).map(Some));
    put!(metadata, "URL", url, text("URL").map(Some));
    metadata
}

/// Whether a language is a tag such as `en-GB`; reference managers also hold words.
fn is_tag(language: &str) -> bool {
    let first = language.split('-').next().unwrap_or_default();
    (2..=3).contains(&first.len()) && language.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')
}

fn names(value: &Json) -> Option<Vec<Name>> {
    let part = |name: &Json, key: &str| {
        name.get(key).and_then(Json::as_str).map(str::trim).filter(|text| !text.is_empty()).map(str::to_owned)
    };
    let name = |name: &Json| {
        if let Some(literal) = part(name, "literal").or_else(|| name.as_str().map(str::to_owned)) {
            return Some(Name::literal(&literal));
        }
        let particles = ["dropping-particle", "non-dropping-particle", "family"].map(|key| part(name, key));
        let family = particles.into_iter().flatten().collect::<Vec<_>>().join(" ");
        named(family, part(name, "given"))
    };
    let names: Vec<_> = value.as_array()?.iter().filter_map(name).collect();
    (!names.is_empty()).then_some(names)
}

/// A name of its parts; one part alone is taken as a whole.
fn named(family: String, given: Option<String>) -> Option<Name> {
    match (family.is_empty(), given) {
        (true, None) => None,
        (true, Some(only)) => Some(Name::literal(&only)),
        (false, None) => Some(Name::literal(&family)),
        (false, given) => Some(Name { family: Some(family), given, literal: None }),
    }
}

/// The day, month or year of a CSL date; of a range its beginning.
fn date(value: &Json) -> Option<PartialDate> {
    let parts: Vec<i64> = match value.get("date-parts").and_then(|list| list.get(0)).and_then(Json::as_array) {
        Some(parts) => parts
            .iter()
            .map_while(|part| part.as_i64().or_else(|| part.as_str().and_then(|text| text.trim().parse().ok())))
            .collect(),
        None => {
            let text = value.as_str().or_else(|| value.get("raw")?.as_str())?;
            let first = text.split(['/', 'T', ' ']).next()?;
            first.split('-').map_while(|part| part.parse().ok()).collect()
        }
    };
    partial(parts.first().copied()?, parts.get(1).copied(), parts.get(2).copied())
}

/// A date with as much of it as there is on the calendar.
fn partial(year: i64, month: Option<i64>, day: Option<i64>) -> Option<PartialDate> {
    let year = i16::try_from(year).ok()?;
    let small = |number: Option<i64>| number.and_then(|number| i8::try_from(number).ok());
    let (month, day) = (small(month), small(day));
    PartialDate::new(year, month, day.filter(|_| month.is_some()))
        .or_else(|| PartialDate::new(year, month, None))
        .or_else(|| PartialDate::new(year, None, None))
}

fn of_entry(entry: &hayagriva::Entry) -> Metadata {
    let mut metadata = Metadata::default();
    let within = entry.parents().first();
    put!(metadata, "type", source_type, kind(entry));
    put!(metadata, "title", title, entry.title().map(|title| Some(title.to_string())));
    let publisher = within
        .and_then(|parent| parent.title())
        .or_else(|| entry.publisher().and_then(|publisher| publisher.name()))
        .or_else(|| within.and_then(|parent| parent.publisher()?.name()))
        .or_else(|| entry.organization());
    put!(metadata, "publisher", publisher, publisher.map(|name| Some(name.to_string())));
    let person = |person: &Person| {
        let family = person.prefix.iter().map(String::as_str).chain([person.name.as_str()]).collect::<Vec<_>>();
        named(family.join(" ").trim().to_owned(), person.given_name.clone())
    };
    let authors = entry.authors().map(|authors| authors.iter().filter_map(person).collect::<Vec<_>>());
    put!(metadata, "author", author, authors.filter(|authors| !authors.is_empty()));
    let date = entry.date_any().and_then(|date| {
        // Months and days count from 0 there.
        let part = |number: Option<u8>| number.map(|number| i64::from(number) + 1);
        partial(i64::from(date.year), part(date.month), part(date.day))
    });
    put!(metadata, "issued", issued, date.map(Some));
    put!(metadata, "language", language, entry.language().map(|language| Some(language.to_string())));
    put!(metadata, "URL", url, entry.url_any().map(|url| Some(url.value.to_string())));
    metadata
}

/// The type of an entry where BibLaTeX is plain about it; its articles may be of a newspaper or a journal.
fn kind(entry: &hayagriva::Entry) -> Option<SourceType> {
    let within = entry.parents().first().map(hayagriva::Entry::entry_type);
    match entry.entry_type() {
        EntryType::Article => match within {
            Some(EntryType::Newspaper) => Some(SourceType::ArticleNewspaper),
            Some(EntryType::Blog) => Some(SourceType::PostWeblog),
            _ => entry.doi().map(|_| SourceType::ArticleJournal),
        },
        EntryType::Web => Some(SourceType::Webpage),
        EntryType::Report => Some(SourceType::Report),
        EntryType::Book => Some(SourceType::Book),
        EntryType::Chapter | EntryType::Anthos => Some(SourceType::Chapter),
        EntryType::Legislation => Some(SourceType::Legislation),
        _ => None,
    }
}

/// The names of files that entries of a BibLaTeX file have attached, each with the entry's key: `file = {…}` in a line
/// of its own, as Zotero (`Label:path:type`, several parted by `;`) and `JabRef` write it.
fn files(text: &str) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    let mut key = "";
    for line in text.lines().map(str::trim) {
        if let Some(entry) = line.strip_prefix('@') {
            key = entry.split_once('{').map_or("", |(_, rest)| rest.trim_end_matches(',').trim());
        }
        let Some((name, value)) = line.split_once('=') else { continue };
        if !name.trim().eq_ignore_ascii_case("file") {
            continue;
        }
        for part in value.split([';', ':', '{', '}', '"', '/', '\\', ',']).map(str::trim) {
            if part.contains('.') {
                found.entry(part.to_owned()).or_insert_with(|| key.to_owned());
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::corpus::{Format, Text};
    use crate::document;

    fn completed(library: &Library, id: &str, meta: Option<&str>) -> Metadata {
        let text = Text::decoded(id, Format::Text, "The ferry\n\nIt sails at night.\n", meta.map(str::to_owned));
        let mut document = document::parse(&text).output;
        library.complete(&mut document).expect("a known key");
        document.metadata
    }

    #[test]
    fn biblatex_names_texts_by_key_file_and_address() {
        let library = Library::read(
            "@online{ferry,\n  title = {The night ferry},\n  author = {van Holm, Ida and {Port Office}},\n  \
             date = {2031-02-03},\n  url = {https://www.post.example/ferry/},\n  organization = {The Post},\n  \
             file = {Snapshot:files/12/night.txt:text/plain}\n}\n\
             @report{board2030, title = {A report}, institution = {The Board}, date = {2030-05}}\n",
            "library.bib",
        )
        .expect("read");
        let by_key = completed(&library, "ferry", None);
        let name = Name { family: Some("van Holm".into()), given: Some("Ida".into()), literal: None };
        assert_eq!(by_key.author, [name, Name::literal("Port Office")]);
        assert_eq!((by_key.title.as_deref(), by_key.publisher.as_deref()), (Some("The night ferry"), Some("The Post")));
        assert_eq!(by_key.issued.map(|date| date.to_string()).as_deref(), Some("2031-02-03"));
        assert_eq!(by_key.source_type, SourceType::Webpage);
        // The text as a file, by address in its meta file, and by the key that its meta file names.
        assert_eq!(completed(&library, "night.txt", None).title.as_deref(), Some("The night ferry"));
        let by_address = completed(&library, "a", Some("URL: http://post.example/ferry\ntitle: Mine\n"));
        assert_eq!((by_address.title.as_deref(), by_address.publisher.as_deref()), (Some("Mine"), Some("The Post")));
        let named = completed(&library, "b", Some("reference: board2030\n"));
        assert_eq!((named.publisher.as_deref(), named.source_type), (Some("The Board"), SourceType::Report));
        // A text that the library does not know stays as it was read.
        assert_eq!(completed(&library, "c", None).title.as_deref(), Some("The ferry"));
    }

    #[test]
    fn an_unknown_key_is_refused_with_the_near_one() {
        let library = Library::read("[{\"id\": \"holm2031\", \"title\": \"A\"}]", "library.json").expect("read");
        let text = Text::decoded("a", Format::Text, "It sails.\n", Some("reference: holm2013\n".into()));
        let fault = library.complete(&mut document::parse(&text).output).expect_err("unknown");
        assert_eq!(fault.message, "no reference has the key `holm2013`");
        assert_eq!(fault.hints, ["did you mean `holm2031`?"]);
    }

    #[test]
    fn strange_values_of_csl_json_are_left_out() {
        let json = r#"[{"id": 7, "type": "song", "title": "<i>A</i>  b", "author": [{"family": "Holm", "given": ""}, {}],
            "issued": {"date-parts": [["2031", 2, 31]]}, "language": "Finnish", "publisher": "The Board", "URL": " "}]"#;
        let found = completed(&Library::read(json, "a.json").expect("read"), "7", None);
        assert_eq!((found.title.as_deref(), found.author), (Some("A b"), vec![Name::literal("Holm")]));
        assert_eq!(found.issued.map(|date| date.to_string()).as_deref(), Some("2031-02"));
        assert_eq!((found.publisher.as_deref(), found.url), (Some("The Board"), None));
    }
}
