//! SARIF 2.1.0, for code scanning services.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::word;
use crate::diagnostic::{Diagnostic, Location};

/// Writes one log with one run.
pub fn render(diagnostics: &[Diagnostic]) -> String {
    let rules: BTreeSet<&str> = diagnostics.iter().map(|diagnostic| diagnostic.rule).collect();
    let log = json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": {"driver": {
                "name": "evenhand",
                "version": env!("CARGO_PKG_VERSION"),
                "rules": rules.into_iter().map(|rule| json!({"id": rule})).collect::<Vec<_>>(),
            }},
            "columnKind": "unicodeCodePoints",
            "results": diagnostics.iter().map(result).collect::<Vec<_>>(),
        }],
    });
    format!("{log:#}\n")
}

fn result(diagnostic: &Diagnostic) -> Value {
    let text: Vec<&str> =
        std::iter::once(diagnostic.message.as_str()).chain(diagnostic.hints.iter().map(String::as_str)).collect();
    json!({
        "ruleId": diagnostic.rule,
        "level": word(diagnostic.severity),
        "message": {"text": text.join("\n")},
        "locations": diagnostic.location.iter().map(place).collect::<Vec<_>>(),
    })
}

fn place(location: &Location) -> Value {
    let mut place = json!({"artifactLocation": {"uri": uri(&location.file)}});
    if location.line > 0 {
        let mut region = json!({"startLine": location.line});
        if location.column > 0 {
            region["startColumn"] = location.column.into();
            region["endColumn"] = (location.column + location.width.max(1)).into();
        }
        place["region"] = region;
    }
    json!({"physicalLocation": place})
}

/// A relative path as a URI reference.
fn uri(path: &str) -> String {
    let mut out = String::new();
    for byte in path.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => out.push(byte.into()),
            byte => out.push_str(&format!("%{byte:02X}")),
        }
    }
    out
}
