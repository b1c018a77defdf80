//! The metadata block at the head of a note: YAML between `---` and `---` or `...`.

use serde_yaml::Value;

use super::NoteMetadata;
use super::warnings::Warnings;
use crate::diagnostic::Diagnostic;
use crate::source::Span;

/// Keys that mean something here. Others are left to the programs they are for (Pandoc has dozens).
const KEYS: [&str; 5] = ["title", "subtitle", "author", "date", "lang"];

/// Reads the metadata block; returns it and the byte at which the body begins.
pub(super) fn read(markdown: &str, warnings: &mut Warnings<'_>) -> (NoteMetadata, usize) {
    let Some((yaml, body)) = block(markdown) else { return (NoteMetadata::default(), 0) };
    let value = match serde_yaml::from_str::<Value>(&markdown[yaml.range()]) {
        Ok(value) => value,
        Err(error) => {
            let at = error.location().map_or(yaml.start, |place| yaml.start + place.index().min(yaml.len()));
            let at = floor_boundary(markdown, at);
            let message = format!("metadata block cannot be read: {}", first_line(&error.to_string()));
            warnings.add(Span::new(at, at), "metadata", message);
            return (NoteMetadata::default(), body);
        }
    };
    let Value::Mapping(mapping) = value else {
        if !value.is_null() {
            warnings.add(yaml, "metadata", "metadata block holds no keys, expected `title: …`");
        }
        return (NoteMetadata::default(), body);
    };
    let mut metadata = NoteMetadata::default();
    for (key, value) in &mapping {
        let Some(key) = key.as_str() else { continue };
        let texts = texts(value);
        let first = texts.first().cloned();
        match key {
            "title" => metadata.title = first,
            "subtitle" => metadata.subtitle = first,
            "author" => metadata.author = texts,
            "date" => metadata.date = first,
            "lang" => metadata.lang = first.filter(|tag| is_language_tag(tag)),
            _ => {
                if let Some(near) = misspelt(key) {
                    let at = markdown[yaml.range()].find(key).map_or(yaml.start, |at| yaml.start + at);
                    let diagnostic = Diagnostic::warning("metadata", format!("unknown key `{key}` in the metadata"));
                    warnings.push(Span::new(at, at + key.len()), diagnostic.did_you_mean(key, [near]));
                }
                continue;
            }
        }
        if key == "lang" && metadata.lang.is_none() {
            let at = markdown[yaml.range()].find("lang").map_or(yaml.start, |at| yaml.start + at);
            warnings.add(Span::new(at, at + 4), "metadata", "`lang` is no language tag, expected one such as `en`");
        }
    }
    (metadata, body)
}

/// Returns the YAML and where the body begins.
fn block(markdown: &str) -> Option<(Span, usize)> {
    let mut lines = markdown.split_inclusive('\n');
    let first = lines.next()?;
    if first.trim_end() != "---" {
        return None;
    }
    let mut at = first.len();
    for line in lines {
        if matches!(line.trim_end(), "---" | "...") {
            return Some((Span::new(first.len(), at), at + line.len()));
        }
        // A rule with an empty line after it is a rule.
        if at == first.len() && line.trim().is_empty() {
            return None;
        }
        at += line.len();
    }
    None
}

/// Returns the texts of a value: itself, or the members of a list; of an author's mapping, `name`.
fn texts(value: &Value) -> Vec<String> {
    match value {
        Value::String(text) => vec![text.split_whitespace().collect::<Vec<_>>().join(" ")],
        Value::Number(number) => vec![number.to_string()],
        Value::Bool(truth) => vec![truth.to_string()],
        Value::Sequence(members) => members
            .iter()
            .flat_map(|member| match member {
                Value::Sequence(_) => Vec::new(),
                Value::Null
                | Value::Bool(_)
                | Value::Number(_)
                | Value::String(_)
                | Value::Mapping(_)
                | Value::Tagged(_) => texts(member),
            })
            .collect(),
        Value::Mapping(mapping) => {
            mapping.get("name").and_then(Value::as_str).map(|name| vec![name.into()]).unwrap_or_default()
        }
        Value::Null | Value::Tagged(_) => Vec::new(),
    }
}

fn misspelt(key: &str) -> Option<&'static str> {
    KEYS.into_iter().find(|known| strsim::damerau_levenshtein(key, known) == 1 && key.len() > 3)
}

fn is_language_tag(tag: &str) -> bool {
    let mut parts = tag.split('-');
    let first =
        parts.next().is_some_and(|part| (2..=8).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_alphabetic()));
    first && parts.all(|part| (1..=8).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_alphanumeric()))
}

fn first_line(text: &str) -> &str {
    text.lines().next().unwrap_or_default()
}

fn floor_boundary(text: &str, mut at: usize) -> usize {
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read_only(markdown: &str) -> (NoteMetadata, usize, Vec<Diagnostic>) {
        let mut warnings = Warnings::new(markdown, "a.md");
        let (metadata, body) = read(markdown, &mut warnings);
        (metadata, body, warnings.finish())
    }

    #[test]
    fn title_authors_date_and_language_are_read() {
        let markdown =
            "---\ntitle: \"Tea: a note\"\nauthor: [A. Leaf, {name: B. Cup}]\ndate: 2030-05-01\nlang: en-GB\n---\nBody";
        let (metadata, body, warnings) = read_only(markdown);
        assert_eq!(metadata.title.as_deref(), Some("Tea: a note"));
        assert_eq!(metadata.author, ["A. Leaf", "B. Cup"]);
        assert_eq!((metadata.date.as_deref(), metadata.lang.as_deref()), (Some("2030-05-01"), Some("en-GB")));
        assert_eq!(&markdown[body..], "Body");
        assert!(warnings.is_empty());
    }

    #[test]
    fn a_broken_block_is_reported_and_left_out() {
        let (metadata, body, warnings) = read_only("---\ntitle: [a\n---\nBody");
        assert_eq!((metadata, body), (NoteMetadata::default(), 18));
        assert_eq!(warnings.len(), 1);
    }

    #[test]
    fn a_misspelt_key_is_reported_with_its_place() {
        let (_, _, warnings) = read_only("---\ntitle: T\nsubtitel: S\nlang: en\n---\n");
        let location = warnings[0].location.as_ref().expect("a place");
        assert_eq!((location.line, location.column), (3, 1));
        assert_eq!(warnings[0].hints, ["did you mean `subtitle`?"]);
    }

    #[test]
    fn a_rule_at_the_head_is_no_metadata() {
        assert_eq!(read_only("---\n\nWords\n\n---\n").1, 0);
    }
}
