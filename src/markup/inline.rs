//! Finds in running text what CommonMark does not know: citations (`[@key, p. 3]`, `@key`), bracketed spans
//! (`[words]{.class}`), raised and lowered words (`^2^`, `~2~`) and footnotes without a definition.
//!
//! Takes the atoms of one paragraph, heading, cell or emphasis. What was escaped with a backslash or written as a
//! character reference is never a mark.

use super::warnings::Warnings;
use super::{Citation, CitationItem, Inline, attributes};
use crate::source::Span;

/// A part of running text as the parser gives it.
#[derive(Debug)]
pub(super) enum Atom {
    /// Words as they stand in the Markdown; if `escaped`, the first character is no mark.
    Literal { span: Span, escaped: bool },
    /// Words that stand otherwise in the Markdown (character references).
    Text(String),
    /// Anything else.
    Inline(Inline),
}

/// How far apart, in bytes, the brackets of a citation or span may stand; this keeps the search linear.
const REACH: usize = 8000;
/// How many parts may stand between them.
const PARTS: usize = 256;

/// Returns the running text that `atoms` of `markdown` make.
pub(super) fn finish(markdown: &str, atoms: Vec<Atom>, warnings: &mut Warnings<'_>) -> Vec<Inline> {
    let mut scanner = Scanner { markdown, out: Vec::new(), text: String::new(), brackets: Vec::new(), warnings };
    for atom in atoms {
        match atom {
            Atom::Literal { span, escaped } => scanner.scan(span, escaped),
            Atom::Text(text) => scanner.text.push_str(&text),
            Atom::Inline(inline) => scanner.push(inline),
        }
    }
    scanner.flush();
    join(scanner.out)
}

/// Joins texts that stand beside each other.
fn join(parts: Vec<Inline>) -> Vec<Inline> {
    let mut joined: Vec<Inline> = Vec::with_capacity(parts.len());
    for part in parts {
        if let (Some(Inline::Text(before)), Inline::Text(text)) = (joined.last_mut(), &part) {
            before.push_str(text);
        } else {
            joined.push(part);
        }
    }
    joined
}

struct Bracket {
    /// Index in `out` of the text that begins with the bracket.
    index: usize,
    /// Where the bracket stands.
    start: usize,
}

struct Scanner<'a, 'w, 'm> {
    markdown: &'a str,
    out: Vec<Inline>,
    text: String,
    brackets: Vec<Bracket>,
    warnings: &'w mut Warnings<'m>,
}

impl Scanner<'_, '_, '_> {
    fn flush(&mut self) {
        if !self.text.is_empty() {
            self.out.push(Inline::Text(std::mem::take(&mut self.text)));
        }
    }

    fn push(&mut self, inline: Inline) {
        self.flush();
        self.out.push(inline);
    }

    /// Gives a picture the attributes that stand right behind it; returns how much of `rest` they take.
    fn attach(&mut self, rest: &str) -> usize {
        let Some(Inline::Image { attributes, .. }) = self.out.last_mut().filter(|_| self.text.is_empty()) else {
            return 0;
        };
        let Some((read, taken)) = attributes::read(rest) else { return 0 };
        *attributes = read;
        taken
    }

    fn scan(&mut self, span: Span, escaped: bool) {
        let slice = &self.markdown[span.range()];
        let mut copied = if escaped { 0 } else { self.attach(slice) };
        let mut at = if escaped { slice.chars().next().map_or(0, char::len_utf8) } else { copied };
        let is_mark = |byte: &u8| matches!(byte, b'[' | b']' | b'@' | b'^' | b'~');
        while let Some(found) = slice.as_bytes()[at..].iter().position(is_mark) {
            let mark = at + found;
            at = mark + 1;
            match slice.as_bytes()[mark] {
                b'[' => {
                    self.text.push_str(&slice[copied..mark]);
                    self.flush();
                    self.brackets.push(Bracket { index: self.out.len(), start: span.start + mark });
                    copied = mark;
                }
                b'@' => {
                    let Some(key) = self.key(span.start + mark, &slice[at..]) else { continue };
                    self.text.push_str(&slice[copied..mark]);
                    at += key.len();
                    copied = at;
                    let item = CitationItem { key: key.into(), ..CitationItem::default() };
                    let place = Span::new(span.start + mark, span.start + at);
                    self.push(Inline::Citation(Citation { items: vec![item], narrative: true, span: place }));
                }
                raises @ (b'^' | b'~') => {
                    let Some(word) = raised_word(&slice[mark..]) else {
                        // Two marks are no mark.
                        at += usize::from(slice.as_bytes().get(at) == Some(&raises));
                        continue;
                    };
                    self.text.push_str(&slice[copied..mark]);
                    at += word.len() + 1;
                    copied = at;
                    let content = vec![Inline::Text(word.into())];
                    self.push(if raises == b'^' { Inline::Superscript(content) } else { Inline::Subscript(content) });
                }
                _ => {
                    let Some(bracket) = self.brackets.pop() else { continue };
                    self.text.push_str(&slice[copied..mark]);
                    self.flush();
                    copied = mark;
                    if let Some(taken) = self.close(&bracket, span.start + mark, &slice[at..]) {
                        at += taken;
                        copied = at;
                    }
                }
            }
        }
        self.text.push_str(&slice[copied..]);
    }

    /// Returns the citation key at the start of `rest`, which follows an `@` at byte `at`.
    fn key<'s>(&self, at: usize, rest: &'s str) -> Option<&'s str> {
        let before = self.markdown[..at].chars().next_back();
        if before.is_some_and(|character| character.is_alphanumeric() || character == '_') {
            return None;
        }
        let is_key = |character: char| character.is_alphanumeric() || character == '_';
        if !rest.starts_with(is_key) {
            return None;
        }
        let mut end = 0;
        for (index, character) in rest.char_indices() {
            if is_key(character) {
                end = index + character.len_utf8();
            } else if index != end
                || !matches!(character, ':' | '.' | '#' | '$' | '%' | '&' | '-' | '+' | '?' | '~' | '/')
            {
                // One mark may stand inside a key, two may not, nor one at its end.
                break;
            }
        }
        rest.get(..end)
    }

    /// Closes `bracket` with the `]` at byte `end`; returns how much of `rest` was taken, or `None` if the brackets
    /// are ordinary text.
    fn close(&mut self, bracket: &Bracket, end: usize, rest: &str) -> Option<usize> {
        if end - bracket.start > REACH || self.out.len() - bracket.index > PARTS {
            return None;
        }
        if let Some((attributes, taken)) = attributes::read(rest) {
            let content = join(without_bracket(self.out.split_off(bracket.index)));
            self.out.push(Inline::Span { attributes, content });
            return Some(taken);
        }
        let span = Span::new(bracket.start, end + 1);
        let content = &self.out[bracket.index..];
        if content.iter().any(|inline| matches!(inline, Inline::Citation(_))) {
            let items = citation_items(content)?;
            self.out.truncate(bracket.index);
            self.out.push(Inline::Citation(Citation { items, narrative: false, span }));
            return Some(0);
        }
        let written = &self.markdown[span.range()];
        if let Some(label) = written.strip_prefix("[^").and_then(|label| label.strip_suffix(']')) {
            if !label.is_empty() && !label.contains(char::is_whitespace) {
                self.warnings.add(span, "undefined-footnote", format!("footnote `{label}` is not defined"));
            }
            return None;
        }
        self.pinpoint(bracket.index, span)
    }

    /// Attaches `[p. 3]` to the citation `@key` before it.
    fn pinpoint(&mut self, index: usize, span: Span) -> Option<usize> {
        let [.., Inline::Citation(citation), Inline::Text(space)] = &mut self.out[..index] else { return None };
        let [item] = citation.items.as_mut_slice() else { return None };
        if space != " " || !citation.narrative || !item.suffix.is_empty() {
            return None;
        }
        item.suffix = self.markdown[span.start + 1..span.end - 1].trim().into();
        citation.span.end = span.end;
        self.out.truncate(index - 1);
        Some(0)
    }
}

/// Returns the word between two marks, of which the first begins `text`: as in Pandoc, it holds no space.
fn raised_word(text: &str) -> Option<&str> {
    let mark = text.chars().next()?;
    let rest = text.get(1..)?;
    let ends = |c: char| c == mark || c.is_whitespace() || matches!(c, '[' | ']' | '@' | '^' | '~');
    let end = rest.char_indices().take(100).find(|&(_, character)| ends(character))?.0;
    (end > 0 && rest[end..].starts_with(mark)).then(|| &rest[..end])
}

fn without_bracket(mut content: Vec<Inline>) -> Vec<Inline> {
    if let Some(Inline::Text(first)) = content.first_mut() {
        first.remove(0);
        if first.is_empty() {
            content.remove(0);
        }
    }
    content
}

/// Reads `[see @a, p. 3; -@b]`; `content` begins with the bracket and holds keys as citations of their own.
fn citation_items(content: &[Inline]) -> Option<Vec<CitationItem>> {
    #[derive(Default)]
    struct Part {
        prefix: String,
        key: Option<String>,
        suffix: String,
    }
    let mut parts = vec![Part::default()];
    for (index, inline) in content.iter().enumerate() {
        let plain;
        let words = match inline {
            Inline::Text(words) if index == 0 => words.strip_prefix('[')?,
            Inline::Text(words) => words,
            Inline::Citation(Citation { items, narrative: true, .. }) => {
                let [CitationItem { key, suffix, .. }] = items.as_slice() else { return None };
                let part = parts.last_mut()?;
                if part.key.is_some() || !suffix.is_empty() {
                    return None;
                }
                part.key = Some(key.clone());
                continue;
            }
            Inline::Citation(_) | Inline::NoteRef(_) | Inline::Image { .. } => return None,
            other => {
                plain = super::plain_text(std::slice::from_ref(other));
                &plain
            }
        };
        for (number, piece) in words.split(';').enumerate() {
            if number > 0 {
                parts.push(Part::default());
            }
            let part = parts.last_mut()?;
            if part.key.is_some() { part.suffix.push_str(piece) } else { part.prefix.push_str(piece) }
        }
    }
    let mut items: Vec<CitationItem> = Vec::new();
    for Part { prefix, key, suffix } in parts {
        let Some(key) = key else {
            // What holds no key goes on with the item before.
            let before = items.last_mut()?;
            before.suffix = format!("{}; {}", before.suffix, prefix.trim());
            continue;
        };
        let (prefix, suppress_author) = match prefix.strip_suffix('-') {
            Some(prefix) => (prefix, true),
            None => (prefix.as_str(), false),
        };
        let suffix = suffix.trim().trim_start_matches(',').trim();
        items.push(CitationItem { key, prefix: prefix.trim().into(), suffix: suffix.into(), suppress_author });
    }
    Some(items)
}
