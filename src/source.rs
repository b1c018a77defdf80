//! Names of texts and positions in them.
//!
//! Inside the program a place in a text is a [`Span`] of bytes, because that is what slicing needs.
//! In every file and every output it is a range of [`CodePoints`], as in the W3C Web Annotation
//! TextPositionSelector, because that is what people and other programs count.
//! [`Positions`] turns the one into the other.

use std::fmt;
use std::ops::Range;
use std::sync::Arc;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Name of a source, made from its file name; it is also the key that citations use.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(transparent)]
pub struct SourceId(#[schemars(with = "String")] Arc<str>);

impl SourceId {
    /// Returns the id as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl From<&str> for SourceId {
    fn from(text: &str) -> Self {
        Self(text.into())
    }
}

impl From<String> for SourceId {
    fn from(text: String) -> Self {
        Self(text.into())
    }
}

impl fmt::Display for SourceId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A stretch of a text in bytes, end exclusive, both ends on character borders.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default, Serialize)]
pub struct Span {
    /// First byte.
    pub start: usize,
    /// Byte after the last.
    pub end: usize,
}

impl Span {
    /// Returns the span from `start` to `end`.
    pub fn new(start: usize, end: usize) -> Self {
        Self { start, end }
    }

    /// Returns the bytes as a range, for slicing.
    pub fn range(self) -> Range<usize> {
        self.start..self.end
    }

    /// Returns the number of bytes.
    pub fn len(self) -> usize {
        self.end.saturating_sub(self.start)
    }

    /// Tells whether the span holds nothing.
    pub fn is_empty(self) -> bool {
        self.len() == 0
    }

    /// Tells whether `other` lies wholly inside.
    pub fn contains(self, other: Self) -> bool {
        self.start <= other.start && other.end <= self.end
    }

    /// Tells whether the two share at least one byte.
    pub fn overlaps(self, other: Self) -> bool {
        self.start < other.end && other.start < self.end
    }
}

/// A stretch of a text in Unicode code points, end exclusive; written as `[start, end]`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(from = "[usize; 2]", into = "[usize; 2]")]
#[schemars(with = "[usize; 2]")]
pub struct CodePoints {
    /// First code point.
    pub start: usize,
    /// Code point after the last.
    pub end: usize,
}

impl From<[usize; 2]> for CodePoints {
    fn from([start, end]: [usize; 2]) -> Self {
        Self { start, end }
    }
}

impl From<CodePoints> for [usize; 2] {
    fn from(points: CodePoints) -> Self {
        [points.start, points.end]
    }
}

/// A place for people: line and column, both counted from 1, the column in code points.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize, JsonSchema)]
pub struct Place {
    /// Line, from 1.
    pub line: usize,
    /// Column in code points, from 1.
    pub column: usize,
}

/// How many bytes lie between two remembered positions.
const STRIDE: usize = 128;

/// Converts between bytes, code points and lines of one text in near constant time.
#[derive(Clone, Debug, Default)]
pub struct Positions {
    /// Code points before byte `i * STRIDE`; empty when the text is ASCII.
    code_points: Vec<usize>,
    /// First byte of each line.
    lines: Vec<usize>,
    bytes: usize,
}

impl Positions {
    /// Reads `text` once and remembers what the conversions need.
    pub fn of(text: &str) -> Self {
        let bytes = text.as_bytes();
        let lines = std::iter::once(0).chain(memchr::memchr_iter(b'\n', bytes).map(|at| at + 1)).collect();
        let mut code_points = Vec::new();
        if !text.is_ascii() {
            let mut count = 0;
            for chunk in bytes.chunks(STRIDE) {
                code_points.push(count);
                count += count_starts(chunk);
            }
            code_points.push(count);
        }
        Self { code_points, lines, bytes: bytes.len() }
    }

    /// Returns how many code points of `text` (the text this was made of) lie before `byte`.
    pub fn code_point(&self, text: &str, byte: usize) -> usize {
        let byte = byte.min(self.bytes);
        if self.code_points.is_empty() {
            return byte;
        }
        let chunk = byte / STRIDE;
        self.code_points[chunk] + count_starts(&text.as_bytes()[chunk * STRIDE..byte])
    }

    /// Returns `span` in code points of `text`.
    pub fn code_points(&self, text: &str, span: Span) -> CodePoints {
        CodePoints { start: self.code_point(text, span.start), end: self.code_point(text, span.end) }
    }

    /// Returns the bytes that `points` stand for, or `None` if they lie outside `text` or are reversed.
    pub fn span(&self, text: &str, points: CodePoints) -> Option<Span> {
        let span = Span::new(self.byte(text, points.start)?, self.byte(text, points.end)?);
        (span.start <= span.end).then_some(span)
    }

    fn byte(&self, text: &str, point: usize) -> Option<usize> {
        if self.code_points.is_empty() {
            return (point <= self.bytes).then_some(point);
        }
        let chunk = self.code_points.partition_point(|&before| before <= point) - 1;
        let mut left = point - self.code_points[chunk];
        let mut at = (chunk * STRIDE).min(self.bytes);
        // A chunk may begin inside a character that was counted in the chunk before.
        while at < self.bytes && !text.is_char_boundary(at) {
            at += 1;
        }
        for character in text.get(at..)?.chars() {
            if left == 0 {
                return Some(at);
            }
            left -= 1;
            at += character.len_utf8();
        }
        (left == 0).then_some(at)
    }

    /// Returns the line, from 1, that holds `byte`.
    pub fn line(&self, byte: usize) -> usize {
        self.lines.partition_point(|&start| start <= byte).max(1)
    }

    /// Returns line and column of `byte` of `text`.
    pub fn place(&self, text: &str, byte: usize) -> Place {
        let line = self.line(byte);
        let start = self.lines.get(line - 1).copied().unwrap_or(0);
        Place { line, column: 1 + text.get(start..byte.min(self.bytes)).map_or(0, |before| before.chars().count()) }
    }

    /// Returns the bytes of line `line` (from 1) without its line end.
    pub fn line_span(&self, text: &str, line: usize) -> Option<Span> {
        let start = *self.lines.get(line.checked_sub(1)?)?;
        let end = self.lines.get(line).map_or(self.bytes, |next| next - 1);
        text.get(start..end).map(|_| Span::new(start, end))
    }
}

fn count_starts(bytes: &[u8]) -> usize {
    bytes.iter().filter(|&&byte| byte & 0xC0 != 0x80).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_and_code_points_undo_each_other() {
        let text = "naïve “quotes”\nsecond line – 漢字 𝒳 ".repeat(40);
        let positions = Positions::of(&text);
        let borders = text.char_indices().map(|(at, _)| at).chain([text.len()]);
        for (point, byte) in borders.enumerate() {
            assert_eq!(positions.code_point(&text, byte), point);
            let span = positions.span(&text, CodePoints { start: point, end: point }).expect("in bounds");
            assert_eq!(span, Span::new(byte, byte));
        }
        assert_eq!(positions.span(&text, CodePoints { start: 0, end: 1_000_000 }), None);
    }

    #[test]
    fn lines_and_columns_count_from_one() {
        let text = "a\nbé c\n\nd";
        let positions = Positions::of(text);
        assert_eq!(positions.place(text, 0), Place { line: 1, column: 1 });
        assert_eq!(positions.place(text, 6), Place { line: 2, column: 4 });
        assert_eq!(positions.place(text, text.len()), Place { line: 4, column: 2 });
        assert_eq!(positions.line_span(text, 2), Some(Span::new(2, 7)));
        assert_eq!(positions.line_span(text, 5), None);
    }
}
