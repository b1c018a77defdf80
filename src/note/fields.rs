//! Names of fields in templates: those that nothing has, wherever they stand.
//!
//! The engine finds a misspelt field only where it is used: not in a branch that the case at hand does not take, and
//! not before `or`, where it counts as empty and reaches readers as nothing. Here every `.name` inside a tag is looked
//! up among the names of all groups there are, which needs no case.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::diagnostic::{Diagnostic, Location};
use crate::source::Span;

/// What the engine itself puts into loops.
const LOOP: [&str; 5] = ["index", "index0", "first", "last", "length"];

/// Adds the names of all groups in `value`.
pub(super) fn collect(value: &Value, names: &mut BTreeSet<String>) {
    match value {
        Value::Array(list) => list.iter().for_each(|entry| collect(entry, names)),
        Value::Object(group) => {
            for (name, entry) in group {
                names.insert(name.clone());
                collect(entry, names);
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

/// Returns a fault for each field in the tags of a template that is none of `known`.
///
/// Left alone are tags with keys of people's own (`["x-…"]`), about whose content nothing is known, and names that the
/// template itself writes in quotes, as it does to make groups.
pub(super) fn unknown(path: &str, text: &str, known: &BTreeSet<String>) -> Vec<Diagnostic> {
    let mut faults = Vec::new();
    for tag in tags(text) {
        let words = &text[tag.range()];
        if words.contains("\"x-") || words.contains("'x-") {
            continue;
        }
        for at in fields(words) {
            let name = &words[at.range()];
            let quoted = || text.contains(&format!("\"{name}\"")) || text.contains(&format!("'{name}'"));
            if known.contains(name) || LOOP.contains(&name) || quoted() {
                continue;
            }
            let place = Span::new(tag.start + at.start, tag.start + at.end);
            let fault = Diagnostic::error("template", format!("nothing has a field `{name}`"));
            faults.push(
                fault
                    .at(Location::in_text(path, text, place))
                    .did_you_mean(name, known.iter().map(String::as_str))
                    .hint("`evenhand template vars` lists the fields"),
            );
        }
    }
    faults
}

/// Returns where the insides of `{{ … }}` and `{% … %}` stand; comments and what stands in `raw` are none.
fn tags(text: &str) -> Vec<Span> {
    let mut tags = Vec::new();
    let mut at = 0;
    let mut raw = false;
    while let Some(open) = text[at..].find('{').map(|found| at + found) {
        let rest = &text[open..];
        let close = match rest.as_bytes().get(1) {
            Some(b'{') => "}}",
            Some(b'%') => "%}",
            Some(b'#') => "#}",
            Some(_) | None => {
                at = open + 1;
                continue;
            }
        };
        let Some(length) = rest[2..].find(close) else { break };
        let inside = Span::new(open + 2, open + 2 + length);
        let words = text[inside.range()].trim_matches(['-', ' ', '\n']);
        if close == "%}" && matches!(words, "raw" | "endraw") {
            raw = words == "raw";
        } else if close != "#}" && !raw {
            tags.push(inside);
        }
        at = inside.end + 2;
    }
    tags
}

/// Returns where the names after dots stand in the inside of a tag, outside texts in quotes.
fn fields(tag: &str) -> Vec<Span> {
    let mut fields = Vec::new();
    let mut quote = None;
    let mut before = ' ';
    for (at, character) in tag.char_indices() {
        match quote {
            Some(mark) if character == mark => quote = None,
            Some(_) => {}
            None if matches!(character, '"' | '\'' | '`') => quote = Some(character),
            // A dot after a name, a bracket or `?`; after a digit it is one of a number.
            None if character == '.' && (before.is_alphabetic() || matches!(before, '_' | ']' | ')' | '?')) => {
                let rest = &tag[at + 1..];
                let length = rest.find(|c: char| !(c.is_alphanumeric() || c == '_')).unwrap_or(rest.len());
                if rest.starts_with(|c: char| c.is_alphabetic() || c == '_') {
                    fields.push(Span::new(at + 1, at + 1 + length));
                }
            }
            None => {}
        }
        before = character;
    }
    fields
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_field_of_every_tag_is_looked_up() {
        let known: BTreeSet<String> = ["about", "side"].map(str::to_owned).into();
        let text = "{# a.x #}{% raw %}{{ a.y }}{% endraw %} a.z {{ \"b.c\" ~ 1.5 }}{{ brief[\"x-a\"].d }}\n\
                    {% if loop.first and a.about %}{{ a[0].abuot or \"\" }}{% endif %}{{ a?.sides.about }}\
                    {% set g = {\"own\": 1} %}{{ g.own }}";
        let found: Vec<_> = unknown("a.md", text, &known)
            .into_iter()
            .map(|fault| (fault.location.map_or((0, 0), |at| (at.line, at.column)), fault.message, fault.hints))
            .collect();
        let hints = |near: &str| {
            vec![format!("did you mean `{near}`?"), "`evenhand template vars` lists the fields".to_owned()]
        };
        assert_eq!(
            found,
            [
                ((2, 40), "nothing has a field `abuot`".to_owned(), hints("about")),
                ((2, 71), "nothing has a field `sides`".to_owned(), hints("side")),
            ]
        );
    }
}
