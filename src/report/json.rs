//! One JSON object a line, with the fields of [`Diagnostic`].

use crate::diagnostic::Diagnostic;

/// Writes one object a line.
pub fn render(diagnostics: &[Diagnostic]) -> String {
    // A diagnostic holds text and numbers only, which JSON can always hold.
    let lines = diagnostics.iter().filter_map(|diagnostic| serde_json::to_string(diagnostic).ok());
    lines.map(|line| line + "\n").collect()
}
