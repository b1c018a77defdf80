//! What a run tells, as text for people and programs. Takes data, gives text: nothing is printed here.
//!
//! Diagnostics, one file a form: [`human`] for the terminal, [`short`] one line each, [`json`] lines, [`sarif`] 2.1.0,
//! [`github`] workflow commands. A text with its facts marked: [`marked`].

pub mod github;
pub mod human;
pub mod json;
pub mod marked;
pub mod page;
pub mod review;
pub mod sarif;
pub mod short;

use crate::diagnostic::{Diagnostic, Severity};

/// Counts errors and warnings: `3 errors, 1 warning`; empty when there are none.
pub fn summary(diagnostics: &[Diagnostic]) -> String {
    let count = |severity| diagnostics.iter().filter(|diagnostic| diagnostic.severity == severity).count();
    let parts = [(count(Severity::Error), "error"), (count(Severity::Warning), "warning")];
    let phrase = |(count, noun): (usize, &str)| match count {
        0 => None,
        1 => Some(format!("1 {noun}")),
        count => Some(format!("{count} {noun}s")),
    };
    parts.into_iter().filter_map(phrase).collect::<Vec<_>>().join(", ")
}

/// Returns the word for a severity.
fn word(severity: Severity) -> &'static str {
    match severity {
        Severity::Note => "note",
        Severity::Warning => "warning",
        Severity::Error => "error",
    }
}

/// Replaces control characters, so that a text cannot steer the terminal or break a line.
fn one_line(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { '\u{FFFD}' } else { c }).collect()
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::diagnostic::Location;

    pub(super) fn example() -> Diagnostic {
        let location = Location {
            file: "facts/ferry.yaml".into(),
            line: 4,
            column: 5,
            width: 5,
            excerpt: Arc::from("    sorce: a.txt"),
        };
        Diagnostic::error("unknown-key", "unknown key `sorce` in a fact").at(location).hint("did you mean `source`?")
    }

    #[test]
    fn the_summary_counts_errors_and_warnings() {
        let warning = Diagnostic::warning("w", "w");
        assert_eq!(summary(&[]), "");
        assert_eq!(summary(&[example(), example(), warning.clone()]), "2 errors, 1 warning");
        assert_eq!(summary(&[Diagnostic::note("n", "n"), warning]), "1 warning");
    }

    #[test]
    fn each_form_shows_what_where_and_what_to_do() {
        let diagnostics = [example()];
        insta::assert_snapshot!("human", human::render(&diagnostics, human::Color::Never));
        insta::assert_snapshot!("short", short::render(&diagnostics));
        insta::assert_snapshot!("json_lines", json::render(&diagnostics));
        insta::assert_snapshot!("github_commands", github::render(&diagnostics));
        insta::assert_snapshot!("sarif", sarif::render(&diagnostics));
    }

    #[test]
    fn colours_are_written_only_when_asked_for() {
        assert!(human::render(&[example()], human::Color::Always).contains('\u{1b}'));
        assert!(!human::render(&[example()], human::Color::Never).contains('\u{1b}'));
    }

    #[test]
    fn odd_lines_are_shown_without_harm() {
        let at = |column, excerpt: &str| Location {
            file: "a.yaml".into(),
            line: 1,
            column,
            width: 3,
            excerpt: Arc::from(excerpt),
        };
        let long = "word ".repeat(1000);
        for (column, excerpt) in
            [(1, "a\tb\r"), (4000, &long), (3, &long), (9, "short"), (6, "short"), (1, "\u{1b}[31m"), (2, "漢字𝒳")]
        {
            let text = human::render(&[Diagnostic::error("e", "odd").at(at(column, excerpt))], human::Color::Never);
            assert!(text.contains(&format!("a.yaml:1:{column}")), "{text}");
            assert!(!text.contains(['\u{1b}', '\r']) && text.lines().all(|line| line.chars().count() < 500), "{text}");
        }
    }

    #[test]
    fn a_diagnostic_without_place_is_shown_too() {
        let nowhere = Diagnostic::error("e", "nothing to build").hint("add texts to `corpus/`");
        let file = Diagnostic::warning("w", "the file is empty").at(Location::file("a.yaml"));
        let diagnostics = [nowhere, file];
        insta::assert_snapshot!("human_without_place", human::render(&diagnostics, human::Color::Never));
        insta::assert_snapshot!("short_without_place", short::render(&diagnostics));
        insta::assert_snapshot!("github_without_place", github::render(&diagnostics));
    }
}
