//! YAML with places: sheets, briefs, settings and metadata are read and written through this module.
//!
//! Text becomes a [`Tree`] whose nodes know where they stand (`granit-parser`), the tree is checked against the JSON
//! Schema of the type wanted, and what passes is decoded (`serde_yaml`). So every fault of a file is found in one run,
//! each with line and column, and the published schema is what is enforced. Only this folder knows the YAML crates.

mod check;
mod meta;
pub mod scalar;
pub mod tree;
mod write;

use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::diagnostic::{Checked, Diagnostic, Location};
use crate::source::Span;

pub use meta::{Meta, front_matter, meta};
pub use tree::{Content, Layout, Node, Tree, parse};
pub use write::{block_entry, entry, flow, to_text, write};

/// Reads a file into a type, strictly: `schema` is the JSON Schema that it is checked against.
///
/// # Errors
/// All faults of the file: syntax, duplicate and unknown keys, wrong types and values, missing keys.
pub fn read<T: DeserializeOwned>(text: &str, file: &str, schema: &Value) -> Checked<T> {
    let (_, value) = checked(text, file, schema)?;
    decode(value, text, file)
}

/// Reads a file into a tree and the value it stands for, checked against `schema`.
///
/// # Errors
/// All faults of the file.
pub fn checked(text: &str, file: &str, schema: &Value) -> Checked<(Tree, Value)> {
    let tree = parse(text, file)?;
    let mut faults = tree.faults.clone();
    if tree.root.is_null() {
        let keys = schema.get("required").and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str);
        let keys: Vec<String> = keys.map(|key| format!("`{key}`")).collect();
        if !keys.is_empty() {
            let message = format!("the file is empty, expected {}", keys.join(", "));
            faults.push(Diagnostic::error("empty-file", message).at(Location::file(file)));
            return Err(faults);
        }
        return if faults.is_empty() { Ok((tree, Value::Object(Default::default()))) } else { Err(faults) };
    }
    let (value, found) = check::check(&tree.root, schema, text, file);
    faults.extend(found);
    if faults.is_empty() {
        return Ok((tree, value));
    }
    faults.sort_by_key(|fault| fault.location.as_ref().map(|at| (at.line, at.column)));
    faults.dedup();
    Err(faults)
}

/// Decodes a value that has passed the check.
///
/// # Errors
/// What the type refuses although the schema allows it.
pub fn decode<T: DeserializeOwned>(value: Value, text: &str, file: &str) -> Checked<T> {
    let refused = |error: serde_yaml::Error| {
        let location = serde_yaml::from_str::<serde_yaml::Value>(text).err().and_then(|error| error.location());
        let location = location.or_else(|| error.location());
        let location = location.map_or_else(
            || Location::file(file),
            |at| Location::in_text(file, text, Span::new(at.index(), at.index())),
        );
        vec![Diagnostic::error("yaml-value", error.to_string()).at(location)]
    };
    let value = serde_yaml::to_value(value).map_err(refused)?;
    serde_yaml::from_value(value).map_err(refused)
}

/// Takes the bytes of a YAML file as text, without byte order mark.
///
/// # Errors
/// The place of the first byte that is not UTF-8.
pub fn text<'b>(bytes: &'b [u8], file: &str) -> Checked<&'b str> {
    let bytes = bytes.strip_prefix("\u{FEFF}".as_bytes()).unwrap_or(bytes);
    std::str::from_utf8(bytes).map_err(|error| {
        let valid = std::str::from_utf8(&bytes[..error.valid_up_to()]).unwrap_or_default();
        let at = Span::new(valid.len(), valid.len());
        vec![
            Diagnostic::error("not-utf-8", "a byte here is not UTF-8, expected UTF-8")
                .at(Location::in_text(file, valid, at))
                .hint("save the file as UTF-8"),
        ]
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn faults(text: &str) -> Vec<(&'static str, usize, usize)> {
        let faults = checked(text, "a.yaml", &crate::schema::settings()).expect_err("faults");
        let place = |fault: &Diagnostic| fault.location.as_ref().map_or((0, 0), |at| (at.line, at.column));
        faults.iter().map(|fault| (fault.rule, place(fault).0, place(fault).1)).collect()
    }

    #[test]
    fn bytes_that_are_not_utf_8_are_named_with_their_place() {
        let faults = text(b"a: b\nc: \xC3\xA9\xFF", "a.yaml").expect_err("a fault");
        let location = faults[0].location.as_ref().expect("a place");
        assert_eq!((location.line, location.column), (2, 5));
        assert_eq!(text("\u{FEFF}a: b".as_bytes(), "a.yaml"), Ok("a: b"));
    }

    #[test]
    fn faults_of_syntax_have_a_place() {
        assert_eq!(faults("corpus: a\n\tfacts: b\n"), [("yaml-tab", 2, 1)]);
        assert_eq!(faults("corpus: a: b\n"), [("yaml-syntax", 1, 10)]);
        assert_eq!(faults("corpus: [a\nfacts: b\n"), [("yaml-syntax", 2, 6)]);
        assert_eq!(faults("corpus: a\n---\nfacts: b\n"), [("yaml-documents", 2, 1)]);
        assert_eq!(faults("corpus: !file a\n"), [("yaml-tag", 1, 15)]);
        assert_eq!(faults("corpus: *a\n"), [("yaml-alias", 1, 9), ("wrong-type", 1, 9)]);
        assert_eq!(faults("[a]: b\n"), [("yaml-key", 1, 1)]);
        assert_eq!(faults("- a\n"), [("wrong-type", 1, 3)]);
    }

    #[test]
    fn aliases_are_bounded_and_depth_is_bounded() {
        let bomb: String = (1..9).map(|i| format!("x-{i}: &a{i} [{}]\n", format!("*a{},", i - 1).repeat(9))).collect();
        assert_eq!(faults(&format!("x-0: &a0 [a]\n{bomb}")), [("yaml-alias", 5, 31)]);
        assert_eq!(faults("x-a: &a [*a]\n"), [("yaml-alias", 1, 10)]);
        for deep in ["[".repeat(100_000), "- ".repeat(100_000), "{a: ".repeat(100_000)] {
            let found = faults(&format!("x-a:\n  {deep}"));
            assert_eq!(found.len(), 1, "{found:?}");
        }
    }

    #[test]
    fn at_most_so_many_faults_are_named() {
        let text: String = (0..1000).map(|i| format!("k{i}: a\n")).collect();
        assert_eq!(faults(&text).len(), 200);
    }
}
