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

pub use meta::{Meta, front_matter, meta};
pub use tree::{Content, Node, Tree, parse};
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
            |at| Location::in_text(file, text, crate::source::Span::new(at.index(), at.index())),
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
pub fn text<'b>(bytes: &'b [u8], file: &str) -> Result<&'b str, Diagnostic> {
    let bytes = bytes.strip_prefix("\u{FEFF}".as_bytes()).unwrap_or(bytes);
    std::str::from_utf8(bytes).map_err(|error| {
        let valid = std::str::from_utf8(&bytes[..error.valid_up_to()]).unwrap_or_default();
        let at = crate::source::Span::new(valid.len(), valid.len());
        Diagnostic::error("not-utf-8", "a byte here is not UTF-8, expected UTF-8")
            .at(Location::in_text(file, valid, at))
            .hint("save the file as UTF-8")
    })
}
