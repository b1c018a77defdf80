//! What is wrong with an input, as data. Nothing here prints: see [`crate::report`].

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, PoisonError};

use serde::{Deserialize, Deserializer, Serialize};

use crate::source::{Positions, Span};

/// How bad it is.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Worth knowing; never changes the exit status.
    Note,
    /// The output may not be what was meant; an error under `--deny-warnings`.
    Warning,
    /// The input cannot be used as it is.
    Error,
}

/// Where in a file a diagnostic points, with the line it points into.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Location {
    /// Path of the file, relative to the project, with `/` between its parts.
    pub file: String,
    /// Line, from 1; 0 when the whole file is meant.
    pub line: usize,
    /// Column in code points, from 1; 0 when the whole line or file is meant.
    pub column: usize,
    /// How many code points are meant, at least 1.
    pub width: usize,
    /// The text of the line, for showing; empty when not known.
    pub excerpt: Arc<str>,
}

impl Location {
    /// Points at a file as a whole.
    pub fn file(file: impl Into<String>) -> Self {
        Self { file: file.into(), line: 0, column: 0, width: 1, excerpt: "".into() }
    }

    /// Points at `span` (bytes) of `text`, which is the content of `file`.
    ///
    /// A span over several lines is shown by its first line.
    pub fn in_text(file: impl Into<String>, text: &str, span: Span) -> Self {
        let positions = Positions::of(text);
        let place = positions.place(text, span.start);
        let line = positions.line_span(text, place.line).unwrap_or_default();
        let end = span.end.clamp(span.start, line.end.max(span.start));
        let width = text.get(span.start..end).map_or(1, |meant| meant.chars().count().max(1));
        let excerpt = text.get(line.range()).unwrap_or_default().into();
        Self { file: file.into(), line: place.line, column: place.column, width, excerpt }
    }
}

/// Name of a rule; all stand in the program.
pub type Rule = &'static str;

/// Reads the name of a rule, of which each is kept once for the life of the process.
fn interned<'de, D: Deserializer<'de>>(name: D) -> Result<Rule, D::Error> {
    static KNOWN: Mutex<BTreeSet<Rule>> = Mutex::new(BTreeSet::new());
    let name = String::deserialize(name)?;
    let mut known = KNOWN.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(rule) = known.get(name.as_str()) {
        return Ok(rule);
    }
    let rule: Rule = name.leak();
    known.insert(rule);
    Ok(rule)
}

/// One finding: what, where, and what to do.
///
/// `message` is lower case, without full stop, and stands alone in one line: first what was found,
/// then what was expected, names in backticks. A hint says what to do.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Diagnostic {
    /// How bad it is.
    pub severity: Severity,
    /// Name of the rule, such as `unknown-key`: stable, used to accept, filter and look up.
    #[serde(deserialize_with = "interned")]
    pub rule: Rule,
    /// What was found.
    pub message: String,
    /// Where; `None` when no file is concerned.
    pub location: Option<Location>,
    /// What to do about it.
    pub hints: Vec<String>,
}

/// Adds those of `new` that are not in `found` yet: what several notes share has its faults once.
pub fn extend_once(found: &mut Vec<Diagnostic>, new: impl IntoIterator<Item = Diagnostic>) {
    for diagnostic in new {
        if !found.contains(&diagnostic) {
            found.push(diagnostic);
        }
    }
}

impl Diagnostic {
    /// Makes an error.
    pub fn error(rule: &'static str, message: impl Into<String>) -> Self {
        Self { severity: Severity::Error, rule, message: message.into(), location: None, hints: Vec::new() }
    }

    /// Makes a warning.
    pub fn warning(rule: &'static str, message: impl Into<String>) -> Self {
        Self { severity: Severity::Warning, ..Self::error(rule, message) }
    }

    /// Makes a note.
    pub fn note(rule: &'static str, message: impl Into<String>) -> Self {
        Self { severity: Severity::Note, ..Self::error(rule, message) }
    }

    /// Adds the place.
    #[must_use]
    pub fn at(mut self, location: Location) -> Self {
        self.location = Some(location);
        self
    }

    /// Adds a hint.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hints.push(hint.into());
        self
    }

    /// Adds `did you mean …` if one of `known` is close to `found`.
    #[must_use]
    pub fn did_you_mean<'a>(self, found: &str, known: impl IntoIterator<Item = &'a str>) -> Self {
        match similar_name(found, known) {
            Some(name) => self.hint(format!("did you mean `{name}`?")),
            None => self,
        }
    }
}

/// Returns the name of `known` that `found` was most likely meant to be, if one is near enough.
pub fn similar_name<'a>(found: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let lower = found.to_lowercase();
    known
        .into_iter()
        .map(|name| (strsim::normalized_damerau_levenshtein(&lower, &name.to_lowercase()), name))
        .filter(|&(likeness, _)| likeness >= 0.6)
        .max_by(|a, b| a.0.total_cmp(&b.0))
        .map(|(_, name)| name)
}

/// Result of a stage that always has one.
#[derive(Clone, Debug)]
pub struct Warned<T> {
    /// The result.
    pub output: T,
    /// What was noticed, in the order of the input.
    pub warnings: Vec<Diagnostic>,
}

/// Result of a stage that can refuse its input; the error holds all faults found, never none.
pub type Checked<T> = Result<T, Vec<Diagnostic>>;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_location_shows_the_first_line_of_its_span() {
        let location = Location::in_text("a.yaml", "one: 1\ntwo: 2\n", Span::new(7, 14));
        assert_eq!((location.line, location.column, location.width), (2, 1, 6));
        assert_eq!(&*location.excerpt, "two: 2");
    }

    #[test]
    fn the_near_name_is_offered_and_a_far_one_is_not() {
        assert_eq!(similar_name("sorce", ["source", "facts"]), Some("source"));
        assert_eq!(similar_name("Questoin", ["question", "title"]), Some("question"));
        assert_eq!(similar_name("banana", ["source", "facts"]), None);
    }
}
