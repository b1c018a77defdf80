//! Attribute blocks as in Pandoc: `{#id .class key=value key="some words"}`.

use super::Attributes;

/// Longest attribute block in bytes; what is longer is ordinary text, so that looking for its end stays cheap.
const LONGEST: usize = 1000;

/// Reads an attribute block at the start of `text`; returns it and the number of bytes it takes.
pub(super) fn read(text: &str) -> Option<(Attributes, usize)> {
    let mut rest = text.strip_prefix('{')?;
    let mut attributes = Attributes::default();
    let mut any = false;
    loop {
        rest = rest.trim_start_matches([' ', '\t']);
        if text.len() - rest.len() > LONGEST {
            return None;
        }
        if let Some(after) = rest.strip_prefix('}') {
            return any.then(|| (attributes, text.len() - after.len()));
        }
        any = true;
        if let Some(after) = rest.strip_prefix('.') {
            let name;
            (name, rest) = word(after)?;
            attributes.classes.push(name.into());
        } else if let Some(after) = rest.strip_prefix('#') {
            let name;
            (name, rest) = word(after)?;
            attributes.id = Some(name.into());
        } else {
            let (key, after) = word(rest)?;
            let value;
            (value, rest) = pair_value(after.strip_prefix('=')?)?;
            attributes.pairs.push((key.into(), value.into()));
        }
    }
}

/// Splits off a name: letters, digits and `-_:.`.
fn word(text: &str) -> Option<(&str, &str)> {
    let is_part = |character: char| character.is_alphanumeric() || matches!(character, '-' | '_' | ':' | '.');
    let limit = text.char_indices().take(LONGEST).find(|&(_, character)| !is_part(character));
    let end = limit.map(|(at, _)| at)?;
    (end > 0).then(|| text.split_at(end))
}

fn pair_value(text: &str) -> Option<(&str, &str)> {
    if let Some(quoted) = text.strip_prefix('"') {
        let end = quoted.char_indices().take(LONGEST).find(|&(_, character)| matches!(character, '"' | '\n'))?.0;
        return Some((quoted.get(..end)?, quoted.get(end..)?.strip_prefix('"')?));
    }
    let ends = |character: char| character.is_whitespace() || matches!(character, '}' | '{' | '"');
    let end = text.char_indices().take(LONGEST).find(|&(_, character)| ends(character))?.0;
    (end > 0).then(|| text.split_at(end))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn identifier_classes_and_pairs_are_read() {
        let (attributes, length) = read("{#top .wide .box key=7 name=\"two words\"} rest").expect("attributes");
        assert_eq!(length, 40);
        assert_eq!(attributes.id.as_deref(), Some("top"));
        assert_eq!(attributes.classes, ["wide", "box"]);
        assert_eq!((attributes.get("key"), attributes.get("name")), (Some("7"), Some("two words")));
    }

    #[test]
    fn what_is_no_attribute_block_stays_text() {
        for text in ["", "{", "{}", "{.}", "{word}", "{.a", "{key=}", "{key=\"a}", "{{ x }}", "{#}"] {
            assert_eq!(read(text), None, "{text}");
        }
    }
}
