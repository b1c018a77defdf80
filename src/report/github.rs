//! Workflow commands of GitHub Actions: each diagnostic becomes an annotation of its line.

use crate::diagnostic::{Diagnostic, Severity};

/// Writes one command a diagnostic.
pub fn render(diagnostics: &[Diagnostic]) -> String {
    diagnostics.iter().map(command).collect()
}

fn command(diagnostic: &Diagnostic) -> String {
    let name = match diagnostic.severity {
        Severity::Note => "notice",
        Severity::Warning => "warning",
        Severity::Error => "error",
    };
    let mut properties = Vec::new();
    if let Some(location) = &diagnostic.location {
        properties.push(format!("file={}", property(&location.file)));
        if location.line > 0 {
            properties.push(format!("line={}", location.line));
        }
        if location.column > 0 {
            let end = location.column + location.width.max(1) - 1;
            properties.push(format!("col={}", location.column));
            properties.push(format!("endColumn={end}"));
        }
    }
    properties.push(format!("title={}", property(diagnostic.rule)));
    let lines: Vec<&str> =
        std::iter::once(diagnostic.message.as_str()).chain(diagnostic.hints.iter().map(String::as_str)).collect();
    format!("::{name} {}::{}\n", properties.join(","), message(&lines.join("\n")))
}

/// Escapes as the runner unescapes.
fn message(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

fn property(text: &str) -> String {
    message(text).replace(':', "%3A").replace(',', "%2C")
}
