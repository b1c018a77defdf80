//! Diagnostics for the terminal: message, place, the line with what is meant underlined, hints.

use annotate_snippets::renderer::DecorStyle;
use annotate_snippets::{AnnotationKind, Group, Level, Origin, Renderer, Snippet};

use super::one_line;
use crate::diagnostic::{Diagnostic, Location, Severity};

/// Whether escape sequences for colours are written.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Color {
    /// They are.
    Always,
    /// They are not.
    Never,
}

/// How much of a line is shown at the most, in code points; what is meant beyond it is named by its column only.
const EXCERPT: usize = 400;

/// Writes the diagnostics, an empty line between each two.
pub fn render(diagnostics: &[Diagnostic], color: Color) -> String {
    let renderer = match color {
        Color::Always => Renderer::styled(),
        Color::Never => Renderer::plain(),
    };
    let renderer = renderer.decor_style(DecorStyle::Ascii);
    let parts: Vec<String> = diagnostics.iter().map(|diagnostic| renderer.render(&[group(diagnostic)])).collect();
    parts.iter().map(|part| format!("{}\n", part.trim_end())).collect::<Vec<_>>().join("\n")
}

fn group(diagnostic: &Diagnostic) -> Group<'_> {
    let level = match diagnostic.severity {
        Severity::Note => Level::NOTE,
        Severity::Warning => Level::WARNING,
        Severity::Error => Level::ERROR,
    };
    let mut group = Group::with_title(level.primary_title(one_line(&diagnostic.message)));
    if let Some(location) = &diagnostic.location {
        group = match excerpt(location) {
            Some((excerpt, start, end)) => group.element(
                Snippet::source(excerpt)
                    .path(one_line(&location.file))
                    .line_start(location.line)
                    .annotation(AnnotationKind::Primary.span(start..end)),
            ),
            None => group.element(origin(location)),
        };
    }
    group.elements(diagnostic.hints.iter().map(|hint| Level::HELP.message(one_line(hint))))
}

fn origin(location: &Location) -> Origin<'static> {
    let mut origin = Origin::path(one_line(&location.file));
    if location.line > 0 {
        origin = origin.line(location.line);
    }
    if location.column > 0 {
        origin = origin.char_column(location.column);
    }
    origin
}

/// The line to show, and the bytes of it that are meant; `None` when there is no line or what is meant lies beyond
/// the part that is shown.
fn excerpt(location: &Location) -> Option<(String, usize, usize)> {
    let line: Vec<char> =
        one_line(&location.excerpt.trim_end_matches('\r').replace('\t', " ")).chars().take(EXCERPT).collect();
    let start = location.column.checked_sub(1)?;
    if line.is_empty() || start > line.len() {
        return None;
    }
    let end = start.saturating_add(location.width.max(1)).min(line.len());
    let bytes = |count: usize| line[..count].iter().map(|c| c.len_utf8()).sum::<usize>();
    Some((line.iter().collect(), bytes(start), bytes(end)))
}
