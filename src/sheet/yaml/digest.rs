//! Digests of what the program wrote: how it knows, in a later run and a later version, what people changed.
//!
//! A digest is taken over the meaning of an entry, not its bytes: order of keys, quotation marks and layout do not
//! count. What is people's own anyway (`status`, `by`, `note`, `accept`, `x-…`) is left out.

use std::fmt::Write as _;

use serde_json::{Map, Value};
use sha2::{Digest, Sha256};

/// Keys of a source that have no digest: the program always sets them.
const UNSIGNED_SOURCE: [&str; 4] = ["id", "file", "sha256", "digest"];

/// Adds the digest of an entry, as its last key.
pub(super) fn signed(mut entry: Map<String, Value>) -> Value {
    let digest = of_entry(&entry);
    entry.insert("digest".into(), digest.into());
    entry.into()
}

/// Eight letters for what an entry states.
pub(super) fn of_entry(entry: &Map<String, Value>) -> String {
    let people = |key: &str| matches!(key, "status" | "by" | "note" | "accept" | "digest") || key.starts_with("x-");
    let mut canonical = String::new();
    for (key, value) in sorted(entry).into_iter().filter(|(key, _)| !people(key)) {
        write_canonical(&mut canonical, key, value);
    }
    letters(&canonical, 8)
}

/// Six letters for each key of a source that people may want to correct.
pub(super) fn of_source(source: &Map<String, Value>) -> Value {
    let signed = source.iter().filter(|(key, _)| is_signed(key));
    Value::Object(signed.map(|(key, value)| (key.clone(), of_value(value).into())).collect())
}

/// Tells whether a key of a source has a digest.
pub(super) fn is_signed(key: &str) -> bool {
    !UNSIGNED_SOURCE.contains(&key)
}

/// Six letters for one value of a source.
pub(super) fn of_value(value: &Value) -> String {
    let mut canonical = String::new();
    write_canonical(&mut canonical, "", value);
    letters(&canonical, 6)
}

/// The first `count` half bytes of a hash as letters `a` to `p`: digits alone would need quotation marks.
fn letters(canonical: &str, count: usize) -> String {
    let hash = Sha256::digest(canonical.as_bytes());
    let halves = hash.iter().flat_map(|byte| [byte >> 4, byte & 15]);
    halves.take(count).map(|half| char::from(b'a' + half)).collect()
}

fn sorted(entries: &Map<String, Value>) -> Vec<(&String, &Value)> {
    let mut sorted: Vec<_> = entries.iter().filter(|(_, value)| !value.is_null()).collect();
    sorted.sort_by_key(|(key, _)| *key);
    sorted
}

/// Keys in order, numbers as floats, each part with its length so that no two values look alike.
fn write_canonical(out: &mut String, key: &str, value: &Value) {
    let _ = write!(out, "{}:{key}=", key.len());
    match value {
        Value::Null => out.push('~'),
        Value::Bool(value) => {
            let _ = write!(out, "{value}");
        }
        Value::Number(number) => {
            let _ = write!(out, "{:?}", number.as_f64().unwrap_or(f64::NAN));
        }
        Value::String(text) => {
            let _ = write!(out, "{}\"{text}", text.len());
        }
        Value::Array(items) => {
            let _ = write!(out, "[{}", items.len());
            items.iter().for_each(|item| write_canonical(out, "", item));
        }
        Value::Object(entries) => {
            out.push('{');
            sorted(entries).into_iter().for_each(|(key, value)| write_canonical(out, key, value));
            out.push('}');
        }
    }
}
