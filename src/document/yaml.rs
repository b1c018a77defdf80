//! What people and tools say about a text in YAML: `NAME.meta.yaml` beside it, and front matter in it.
//!
//! [`crate::yaml`] reads both; here their fields become [`Metadata`], each with its origin.

use super::metadata::{Metadata, Origin};
use crate::diagnostic::{Diagnostic, Location, Severity, Warned};
use crate::source::Span;
use crate::value::name::Name;
use crate::yaml::{self, Meta};

/// Reads the meta file `yaml` at `file` into `metadata`; its fields replace what is there.
///
/// A file with faults gives nothing but their diagnostics.
pub(super) fn read_meta(file: &str, yaml: &str, metadata: &mut Metadata, warnings: &mut Vec<Diagnostic>) {
    match yaml::meta(yaml, file) {
        Ok(mut meta) => {
            warnings.extend(unusable(&mut meta, file, yaml));
            metadata.replace_with(fields(meta, Origin::MetaFile));
        }
        Err(mut faults) => warnings.append(&mut faults),
    }
}

/// Reads the keys of front matter (`text[within]`) that mean something here.
pub(super) fn read_front_matter(
    file: &str,
    text: &str,
    within: Span,
    metadata: &mut Metadata,
    warnings: &mut Vec<Diagnostic>,
) {
    // The lines before it stay, empty, so that the places of faults are those of the file.
    let lines = text[..within.start].matches('\n').count();
    let yaml = "\n".repeat(lines) + &text[within.range()];
    let Warned { output: mut meta, warnings: mut faults } = yaml::front_matter(&yaml, file);
    let unusable = unusable(&mut meta, file, &yaml);
    faults.extend(unusable.into_iter().map(|fault| Diagnostic { severity: Severity::Warning, ..fault }));
    metadata.replace_with(fields(meta, Origin::FrontMatter));
    warnings.append(&mut faults);
}

/// Takes out the address and the language when they are none, and says so.
fn unusable(meta: &mut Meta, file: &str, yaml: &str) -> Vec<Diagnostic> {
    let mut faults = Vec::new();
    let fault = |key: &str, message: String| {
        Diagnostic::error("wrong-type", message).at(match key_span(yaml, key) {
            Some(span) => Location::in_text(file, yaml, span),
            None => Location::file(file),
        })
    };
    let is_address = |url: &String| url.starts_with("https://") || url.starts_with("http://");
    if let Some(url) = meta.url.take_if(|url| !is_address(url)) {
        faults.push(fault("URL", format!("`URL` is `{url}`, expected an address that begins with `https://`")));
    }
    if let Some(tag) = meta.language.take_if(|tag| !is_tag(tag)) {
        faults.push(fault("language", format!("`language` is `{tag}`, expected a tag such as `en` or `pt-BR`")));
    }
    faults
}

/// Tells whether `tag` has the form of a language tag of BCP 47.
pub(super) fn is_tag(tag: &str) -> bool {
    tag.split('-').enumerate().all(|(at, part)| match at {
        0 => (2..=3).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_alphabetic()),
        _ => (1..=8).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_alphanumeric()),
    })
}

/// Returns where `key` stands at the head of a line.
fn key_span(yaml: &str, key: &str) -> Option<Span> {
    let mut start = 0;
    for line in yaml.split_inclusive('\n') {
        if line.strip_prefix(key).is_some_and(|rest| rest.trim_start().starts_with(':')) {
            return Some(Span::new(start, start + key.len()));
        }
        start += line.len();
    }
    None
}

/// Turns what was given into metadata.
fn fields(meta: Meta, origin: Origin) -> Metadata {
    let author = meta.author().map(|names| names.into_iter().flat_map(people).collect::<Vec<_>>());
    let mut metadata = Metadata { extra: meta.extra, ..Metadata::default() };
    let given = [
        ("type", meta.source_type.is_some()),
        ("title", meta.title.is_some()),
        ("publisher", meta.publisher.is_some()),
        ("author", author.is_some()),
        ("issued", meta.issued.is_some()),
        ("language", meta.language.is_some()),
        ("URL", meta.url.is_some()),
        ("stance", meta.stance.is_some()),
        ("grade", meta.grade.is_some()),
        ("tags", meta.tags.is_some()),
    ];
    metadata.origins.extend(given.into_iter().filter(|(_, is_given)| *is_given).map(|(field, _)| (field, origin)));
    metadata.source_type = meta.source_type.unwrap_or_default();
    metadata.title = meta.title;
    metadata.publisher = meta.publisher;
    metadata.author = author.unwrap_or_default();
    metadata.issued = meta.issued;
    metadata.language = meta.language;
    metadata.url = meta.url;
    metadata.stance = meta.stance.unwrap_or_default();
    metadata.grade = meta.grade;
    metadata.tags = meta.tags.unwrap_or_default();
    metadata
}

/// Takes apart what stands as one name: `Ada Vance and Bo Lind`, `Vance, Ada`.
fn people(name: Name) -> Vec<Name> {
    if name.literal.is_some() {
        return vec![name];
    }
    let written = name.to_string();
    if !written.contains([',', ';', '&']) && !written.contains(" and ") {
        return vec![name];
    }
    let names = written.replace(" and ", ";").replace(" & ", ";");
    let names = names.split(';').map(str::trim).filter(|name| !name.is_empty());
    names.map(person).collect()
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
