//! Writes values as YAML: in brackets where it fits the line, else by indentation. Keys keep their order.

use serde_json::Value;

use super::scalar::{write_float, write_text};

/// Longest line that is written in brackets, in code points.
const WIDTH: usize = 120;

/// Writes the keys of an object, each on lines of its own, indented by `indent` spaces.
///
/// Values that are no objects are written in brackets after nothing.
pub fn write(value: &Value, indent: usize) -> String {
    let mut out = String::new();
    match value {
        Value::Object(entries) => {
            for (key, value) in entries {
                entry(&mut out, key, value, indent);
            }
        }
        value => {
            pad(&mut out, indent);
            out.push_str(&flow(value));
            out.push('\n');
        }
    }
    out
}

/// Writes any data as a YAML file; the keys keep the order of the type.
pub fn to_text<T: serde::Serialize>(data: &T) -> String {
    match serde_json::to_value(data).unwrap_or_default() {
        Value::Array(items) => {
            let mut out = String::new();
            items.iter().for_each(|item| block_entry(&mut out, item, 0));
            out
        }
        value => write(&value, 0),
    }
}

/// Writes one key with its value, indented by `indent` spaces.
pub fn entry(out: &mut String, key: &str, value: &Value, indent: usize) {
    let start = out.len();
    pad(out, indent);
    write_text(out, key);
    out.push(':');
    let line = one_line(key, value);
    let used = out[start..].chars().count();
    // People's own values stay in brackets.
    if !has_block(value) || key.starts_with("x-") || used + 1 + line.chars().count() <= WIDTH {
        out.push(' ');
        out.push_str(&line);
        out.push('\n');
        return;
    }
    out.push('\n');
    match value {
        Value::Object(entries) => {
            for (inner, value) in entries {
                entry(out, inner, value, indent + 2);
            }
        }
        Value::Array(items) => {
            for item in items {
                list_entry(out, item, indent + 2);
            }
        }
        _ => {}
    }
}

/// Writes one entry of a list, its dash indented by `indent` spaces: objects with a key a line.
fn list_entry(out: &mut String, value: &Value, indent: usize) {
    let line = flow(value);
    match value {
        Value::Object(entries) if !entries.is_empty() && indent + 2 + line.chars().count() > WIDTH => {
            block_entry(out, value, indent);
        }
        // A list in a list stays in brackets, however long.
        _ => {
            pad(out, indent);
            out.push_str("- ");
            out.push_str(&line);
            out.push('\n');
        }
    }
}

/// Writes an object as an entry of a list with a key a line, whatever its length.
pub fn block_entry(out: &mut String, value: &Value, indent: usize) {
    let keys = write(value, indent + 2);
    pad(out, indent);
    out.push_str("- ");
    out.push_str(keys.get(indent + 2..).unwrap_or_default());
}

/// Writes a value in one line.
pub fn flow(value: &Value) -> String {
    one_line("", value)
}

fn one_line(key: &str, value: &Value) -> String {
    let mut out = String::new();
    // People's own values come back with the types they had: a float stays one.
    write_flow(&mut out, value, if key.starts_with("x-") { Floats::AsGiven } else { Floats::Short });
    out
}

/// How numbers without fraction are written.
#[derive(Clone, Copy, PartialEq)]
enum Floats {
    /// `31.0` as `31`.
    Short,
    /// `31.0` as `31.0`.
    AsGiven,
}

fn write_flow(out: &mut String, value: &Value, floats: Floats) {
    match value {
        Value::Null => out.push('~'),
        Value::Bool(value) => out.push_str(if *value { "true" } else { "false" }),
        Value::Number(number) if !number.is_f64() => out.push_str(&number.to_string()),
        Value::Number(number) => match number.as_f64() {
            Some(value) if floats == Floats::Short && value.fract() == 0.0 && value.abs() < 1e15 => {
                out.push_str(&format!("{value:.0}"));
            }
            value => write_float(out, value.unwrap_or(f64::NAN)),
        },
        Value::String(text) => write_text(out, text),
        Value::Array(items) => {
            out.push('[');
            for (i, item) in items.iter().enumerate() {
                out.push_str(if i == 0 { "" } else { ", " });
                write_flow(out, item, floats);
            }
            out.push(']');
        }
        Value::Object(entries) => {
            out.push('{');
            for (i, (key, value)) in entries.iter().enumerate() {
                out.push_str(if i == 0 { "" } else { ", " });
                write_text(out, key);
                out.push_str(": ");
                write_flow(out, value, if key.starts_with("x-") { Floats::AsGiven } else { floats });
            }
            out.push('}');
        }
    }
}

/// Tells whether a value can be written by indentation.
fn has_block(value: &Value) -> bool {
    match value {
        Value::Array(items) => !items.is_empty(),
        Value::Object(entries) => !entries.is_empty(),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => false,
    }
}

fn pad(out: &mut String, indent: usize) {
    out.extend(std::iter::repeat_n(' ', indent));
}
