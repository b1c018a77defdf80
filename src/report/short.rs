//! One line a diagnostic: `file:line:column: error: message`, as editors and `grep` users expect.

use super::{one_line, word};
use crate::diagnostic::Diagnostic;

/// Writes one line a diagnostic; hints follow in brackets.
pub fn render(diagnostics: &[Diagnostic]) -> String {
    let mut out = String::new();
    for diagnostic in diagnostics {
        if let Some(location) = &diagnostic.location {
            out.push_str(&one_line(&location.file));
            for number in [location.line, location.column] {
                if number > 0 {
                    out.push_str(&format!(":{number}"));
                }
            }
            out.push_str(": ");
        }
        out.push_str(word(diagnostic.severity));
        out.push_str(": ");
        out.push_str(&one_line(&diagnostic.message));
        if !diagnostic.hints.is_empty() {
            out.push_str(&format!(" ({})", one_line(&diagnostic.hints.join("; "))));
        }
        out.push('\n');
    }
    out
}
