//! Changes to a YAML file that leave every other byte as it is.

use serde_json::Value;

use crate::source::Span;
use crate::yaml::{self, Content, Node, Tree};

/// Changes to one text, gathered first and applied at once.
#[derive(Debug)]
pub(super) struct Edits<'a> {
    text: &'a str,
    tree: &'a Tree,
    changes: Vec<(Span, String)>,
}

impl<'a> Edits<'a> {
    pub(super) fn new(text: &'a str, tree: &'a Tree) -> Self {
        Self { text, tree, changes: Vec::new() }
    }

    /// Replaces `span`.
    pub(super) fn replace(&mut self, span: Span, with: impl Into<String>) {
        self.changes.push((span, with.into()));
    }

    /// Inserts whole lines at `at`, which is the start of a line or the end of the text.
    pub(super) fn insert_lines(&mut self, at: usize, lines: &str) {
        let joined = at > 0 && !self.text[..at].ends_with('\n');
        self.replace(Span::new(at, at), if joined { format!("\n{lines}") } else { lines.to_owned() });
    }

    /// Writes `value` where `node` stands.
    pub(super) fn set(&mut self, node: &Node, value: &Value) {
        // Nothing is written yet after the colon.
        let gap = if node.span.is_empty() { " " } else { "" };
        self.replace(node.span, format!("{gap}{}", yaml::flow(value)));
    }

    /// Adds a key before `next`, a key of the same mapping, laid out as that mapping is.
    pub(super) fn insert_before(&mut self, mapping: &Node, next: &Node, key: &str, value: &Value) {
        let (at, entry) = (next.span.start, format!("{key}: {}", yaml::flow(value)));
        let separator = if mapping.is_flow() { ", ".into() } else { format!("\n{}", " ".repeat(self.column(at))) };
        self.replace(Span::new(at, at), entry + &separator);
    }

    /// Adds a key at the end of a mapping.
    pub(super) fn append(&mut self, mapping: &Node, key: &str, value: &Value) {
        let entry = format!("{key}: {}", yaml::flow(value));
        let (Some((first, _)), Some((last_key, last))) = (mapping.entries().first(), mapping.entries().last()) else {
            let end = mapping.span.end;
            return self.replace(Span::new(end.saturating_sub(1), end.saturating_sub(1)), entry);
        };
        let end = last.span.end.max(last_key.span.end);
        if mapping.is_flow() {
            return self.replace(Span::new(end, end), format!(", {entry}"));
        }
        let indent = " ".repeat(self.column(first.span.start));
        self.insert_lines(self.line_end(end), &format!("{indent}{entry}\n"));
    }

    /// Takes the lines of a key out of a mapping; tells whether that could be done without touching anything else.
    pub(super) fn remove(&mut self, mapping: &Node, key: &Node, value: &Node) -> bool {
        let end = value.span.end.max(key.span.end);
        let start = self.line_start(key.span.start);
        let alone = self.text[start..key.span.start].chars().all(|c| c == ' ') && mapping.entries().len() > 1;
        let span = Span::new(start, self.line_end(end));
        if mapping.is_flow() || !alone || self.has_comment(span) {
            return false;
        }
        self.replace(span, "");
        true
    }

    /// Tells whether a comment begins inside `span`.
    pub(super) fn has_comment(&self, span: Span) -> bool {
        let first = self.tree.comments.partition_point(|comment| comment.start < span.start);
        self.tree.comments.get(first).is_some_and(|comment| comment.start < span.end)
    }

    /// Tells whether the line above `at`, the start of a line, is a comment.
    pub(super) fn is_below_comment(&self, at: usize) -> bool {
        self.text[..at]
            .strip_suffix('\n')
            .is_some_and(|above| above[self.line_start(above.len())..].trim_start_matches(' ').starts_with('#'))
    }

    /// How many spaces the line at `at`, its start, begins with.
    pub(super) fn indentation(&self, at: usize) -> usize {
        self.text[at..].len() - self.text[at..].trim_start_matches(' ').len()
    }

    /// Returns the place after the colon of `key`.
    pub(super) fn colon(&self, key: &Node) -> usize {
        self.text[key.span.end..].find(':').map_or(key.span.end, |colon| key.span.end + colon + 1)
    }

    /// Returns the start of the line that holds `at`.
    pub(super) fn line_start(&self, at: usize) -> usize {
        self.text[..at].rfind('\n').map_or(0, |end| end + 1)
    }

    /// Returns where the line after that of `at` starts, or the end of the text.
    pub(super) fn line_end(&self, at: usize) -> usize {
        self.text[at..].find('\n').map_or(self.text.len(), |end| at + end + 1)
    }

    /// How many code points stand before `at` in its line.
    pub(super) fn column(&self, at: usize) -> usize {
        self.text[self.line_start(at)..at].chars().count()
    }

    /// Where the entries of a list laid out by indentation stand, as whole lines; `None` for any other list.
    pub(super) fn chunks(&self, list: &Node) -> Option<Vec<Span>> {
        let Content::List { items, layout: yaml::Layout::Block } = &list.content else { return None };
        let mut chunks: Vec<Span> = Vec::with_capacity(items.len());
        for item in items {
            let from = chunks.last().map_or(self.line_start(list.span.start), |chunk| chunk.end);
            let start = self.dash(from, item.span.start)?;
            let end = self.line_end(item.span.end.max(item.span.start));
            if end < start {
                return None;
            }
            chunks.push(Span::new(start, end));
        }
        Some(chunks)
    }

    /// The start of the first line from `from` on that begins with a dash, up to the entry itself.
    fn dash(&self, from: usize, item: usize) -> Option<usize> {
        let mut at = from;
        for line in self.text.get(from..self.line_end(item))?.split_inclusive('\n') {
            let words = line.trim_start_matches(' ');
            if words.starts_with('-') && !words.starts_with("---") && at <= item {
                return Some(at);
            }
            at += line.len();
        }
        None
    }

    /// Applies the changes; line ends are those of the text. Of changes that overlap, the first counts.
    pub(super) fn apply(mut self) -> String {
        let crlf = self.text.contains("\r\n");
        self.changes.sort_by_key(|(span, _)| (span.start, span.end));
        let mut out = String::with_capacity(self.text.len());
        let mut done = 0;
        for (span, with) in &self.changes {
            if span.start < done {
                continue;
            }
            out.push_str(&self.text[done..span.start]);
            if crlf {
                out.push_str(&with.replace('\n', "\r\n"));
            } else {
                out.push_str(with);
            }
            done = span.end;
        }
        out.push_str(&self.text[done..]);
        out
    }
}
