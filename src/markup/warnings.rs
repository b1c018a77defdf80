//! Collects what is noticed while a note is parsed, in time linear in the note.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::diagnostic::{Diagnostic, Location};
use crate::source::{Positions, Span};

/// How many warnings of one rule are listed; the rest are only counted.
const LISTED: usize = 50;

/// Warnings about one note.
pub(super) struct Warnings<'a> {
    markdown: &'a str,
    file: &'a str,
    positions: Option<Positions>,
    /// The line shown last, so that many warnings in one long line share its text.
    line: (usize, Arc<str>),
    counts: BTreeMap<&'static str, usize>,
    list: Vec<(Span, Diagnostic)>,
}

impl<'a> Warnings<'a> {
    pub(super) fn new(markdown: &'a str, file: &'a str) -> Self {
        Self { markdown, file, positions: None, line: (0, "".into()), counts: BTreeMap::new(), list: Vec::new() }
    }

    /// Adds a warning about `span`.
    pub(super) fn add(&mut self, span: Span, rule: &'static str, message: impl Into<String>) {
        self.push(span, Diagnostic::warning(rule, message));
    }

    /// Adds a diagnostic about `span`.
    pub(super) fn push(&mut self, span: Span, diagnostic: Diagnostic) {
        let count = self.counts.entry(diagnostic.rule).or_default();
        *count += 1;
        if *count <= LISTED {
            let location = self.location(span);
            self.list.push((span, diagnostic.at(location)));
        }
    }

    fn location(&mut self, span: Span) -> Location {
        let positions = self.positions.get_or_insert_with(|| Positions::of(self.markdown));
        let place = positions.place(self.markdown, span.start);
        let line = positions.line_span(self.markdown, place.line).unwrap_or_default();
        if self.line.0 != place.line {
            self.line = (place.line, self.markdown.get(line.range()).unwrap_or_default().into());
        }
        let end = span.end.clamp(span.start, line.end.max(span.start));
        let width = self.markdown.get(span.start..end).map_or(1, |meant| meant.chars().count().max(1));
        Location {
            file: self.file.into(),
            line: place.line,
            column: place.column,
            width,
            excerpt: Arc::clone(&self.line.1),
        }
    }

    /// Returns the warnings in the order of the note.
    pub(super) fn finish(mut self) -> Vec<Diagnostic> {
        self.list.sort_by_key(|(span, _)| *span);
        let mut list: Vec<_> = self.list.into_iter().map(|(_, diagnostic)| diagnostic).collect();
        for (rule, count) in self.counts {
            if count > LISTED {
                let message = format!("{} more warnings of the rule `{rule}` are not listed", count - LISTED);
                list.push(Diagnostic::warning(rule, message).at(Location::file(self.file)));
            }
        }
        list
    }
}
