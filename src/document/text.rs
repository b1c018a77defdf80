//! Reads plain text: lines become blocks.
//!
//! First it is decided whether a line is a paragraph or paragraphs are wrapped over lines (see [`Layout`]); then each
//! line is classed by the marks at its head (list, table, quote, fence), lines that go on are joined, and what is left
//! is running text. Which of it is a title, a heading or furniture is decided later, by its neighbours:
//! see [`super::outline`] and [`super::furniture`].

use super::{Block, BlockKind, Furniture};
use crate::source::Span;

/// How the paragraphs of a text are set.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Layout {
    /// Each line is a paragraph.
    LineIsParagraph,
    /// Lines break where they are full; a blank line, a mark or an indent begins the next paragraph.
    Wrapped,
}

/// A line that is not blank.
#[derive(Clone, Copy, Debug)]
struct Line {
    /// Without white space at its ends.
    span: Span,
    /// White space before it, in bytes.
    indent: usize,
    /// Whether a blank line, or the start of the text, is before it.
    after_blank: bool,
}

/// Returns the blocks of `text[from..]`, titles, headings and furniture of lines not yet told apart.
pub(super) fn read(text: &str, from: usize) -> Vec<Block> {
    let lines = lines(text, from);
    let layout = layout(text, &lines);
    let mut blocks: Vec<Block> = Vec::with_capacity(lines.len());
    let mut previous: Option<Line> = None;
    for (at, &line) in lines.iter().enumerate() {
        let (kind, span, furniture) = class(text, line.span);
        let next = lines.get(at + 1).copied();
        let (kind, furniture) = match tab_row(text, previous, line, next) {
            true if kind == BlockKind::Paragraph => (BlockKind::TableRow, furniture),
            _ => (kind, furniture),
        };
        let joined = match (previous, blocks.last_mut()) {
            (Some(before), Some(block)) if furniture.is_none() && goes_on(text, layout, before, line, kind, block) => {
                block.span.end = span.end;
                true
            }
            _ => false,
        };
        if !joined && !span.is_empty() {
            blocks.push(Block { kind, span, furniture });
        }
        previous = Some(line);
    }
    blocks
}

fn lines(text: &str, from: usize) -> Vec<Line> {
    let bytes = text.as_bytes();
    let mut lines = Vec::with_capacity(64 + bytes.len() / 256);
    let mut after_blank = true;
    let mut start = from;
    while start < bytes.len() {
        let end = memchr::memchr(b'\n', &bytes[start..]).map_or(bytes.len(), |at| start + at);
        let line = &text[start..end];
        let trimmed = line.trim_start_matches(is_blank);
        let indent = line.len() - trimmed.len();
        let trimmed = trimmed.trim_end_matches(is_blank);
        if trimmed.is_empty() {
            after_blank = true;
        } else {
            let first = start + indent;
            lines.push(Line { span: Span::new(first, first + trimmed.len()), indent, after_blank });
            after_blank = false;
        }
        start = end + 1;
    }
    lines
}

/// White space and the characters without width that stand at the ends of lines saved from pages.
fn is_blank(character: char) -> bool {
    character.is_whitespace() || matches!(character, '\u{200b}' | '\u{feff}' | '\u{2060}')
}

/// How many lines are looked at to tell the layout.
const SAMPLE: usize = 2000;

fn layout(text: &str, lines: &[Line]) -> Layout {
    let (mut pairs, mut broken) = (0, 0);
    for pair in lines.windows(2).take(SAMPLE) {
        let (line, next) = (&text[pair[0].span.range()], &text[pair[1].span.range()]);
        if pair[1].after_blank || mark(line).is_some() || line.starts_with('|') {
            continue;
        }
        pairs += 1;
        let is_full = (30..=160).contains(&line.len());
        let is_open = !line.ends_with(['.', '!', '?', ':', ';', '”', '"', ')', '…']);
        let goes_on = next.starts_with(|c: char| c.is_lowercase() || c.is_ascii_digit() || c == '(');
        broken += usize::from(is_full && is_open && goes_on && mark(next).is_none());
    }
    // Names begin with capitals, sentences end at line ends: a third of the breaks is what wrapped prose shows at least.
    if broken > 0 && broken * 3 >= pairs { Layout::Wrapped } else { Layout::LineIsParagraph }
}

/// Tells whether `line` belongs to the block that ends with `before`.
fn goes_on(text: &str, layout: Layout, before: Line, line: Line, kind: BlockKind, block: &Block) -> bool {
    if layout == Layout::LineIsParagraph || line.after_blank || block.furniture.is_some() {
        return false;
    }
    match (block.kind, kind) {
        (BlockKind::Quote, BlockKind::Quote) => true,
        (BlockKind::Paragraph, BlockKind::Paragraph) => {
            let is_new = line.indent >= 2 && before.indent == 0 && ends_sentence(&text[before.span.range()]);
            !is_new && !is_short_end(text, before, line)
        }
        (BlockKind::ListItem, BlockKind::Paragraph) => line.indent > 0 || !ends_sentence(&text[before.span.range()]),
        _ => false,
    }
}

/// A line that stops well before the measure, with a capital after it, ends its paragraph.
fn is_short_end(text: &str, before: Line, line: Line) -> bool {
    let starts_sentence = text[line.span.range()].starts_with(|c: char| c.is_uppercase() || matches!(c, '“' | '"'));
    let is_short = before.span.len() * 3 < line.span.len() * 2;
    starts_sentence && is_short && line.span.len() >= 50 && ends_sentence(&text[before.span.range()])
        || starts_sentence
            && before.after_blank
            && before.span.len() < 40
            && line.span.len() >= 55
            && before.span.len() * 2 < line.span.len()
            && !ends_sentence(&text[before.span.range()])
}

fn ends_sentence(line: &str) -> bool {
    line.trim_end_matches(['”', '"', '’', '\'', ')', ']', '»']).ends_with(['.', '!', '?', '…', ':'])
}

/// Classes a line by its marks: its kind, its span without them, and whether it is only marks.
fn class(text: &str, span: Span) -> (BlockKind, Span, Option<Furniture>) {
    let line = &text[span.range()];
    if is_residue(line) {
        return (BlockKind::Code, span, Some(Furniture::Residue));
    }
    let within = |skipped: usize| {
        let rest = &line[skipped..];
        let start = span.start + skipped + (rest.len() - rest.trim_start_matches(is_blank).len());
        Span::new(start.min(span.end), span.end)
    };
    let level = line.bytes().take_while(|&byte| byte == b'#').count();
    if (1..=6).contains(&level) && line[level..].starts_with(' ') {
        let level = u8::try_from(level).unwrap_or(6);
        return (BlockKind::Heading(level), within(usize::from(level)), None);
    }
    if line.starts_with('|') && line.len() > 1 {
        let cells = line.trim_matches(|c: char| c == '|' || c.is_whitespace());
        let start = span.start + (cells.as_ptr() as usize - line.as_ptr() as usize);
        return (BlockKind::TableRow, Span::new(start, start + cells.len()), None);
    }
    if let Some(rest) = line.strip_prefix('>') {
        return (BlockKind::Quote, within(line.len() - rest.len()), None);
    }
    match mark(line) {
        Some(length) => (BlockKind::ListItem, within(length), None),
        None => (BlockKind::Paragraph, bold(text, span), None),
    }
}

/// Takes the `**` off a line that is bold as a whole.
fn bold(text: &str, span: Span) -> Span {
    let line = &text[span.range()];
    for marks in ["**", "__"] {
        if let Some(inner) = line.strip_prefix(marks).and_then(|rest| rest.strip_suffix(marks))
            && !inner.is_empty()
            && !inner.contains(marks)
        {
            return Span::new(span.start + 2, span.end - 2);
        }
    }
    span
}

/// Returns the length of the list mark at the head of `line`, without the white space after it.
fn mark(line: &str) -> Option<usize> {
    let bytes = line.as_bytes();
    let first = *bytes.first()?;
    let length = match first {
        b'-' | b'*' | b'+' => 1,
        b'0'..=b'9' => {
            let digits = bytes.iter().take(4).take_while(|byte| byte.is_ascii_digit()).count();
            (digits <= 3 && matches!(bytes.get(digits), Some(b'.' | b')'))).then_some(digits + 1)?
        }
        b'(' => {
            let inner = bytes.iter().skip(1).take(3).take_while(|byte| byte.is_ascii_alphanumeric()).count();
            let is_number = bytes[1..=inner].iter().all(u8::is_ascii_digit);
            ((inner == 1 || is_number && inner > 0) && bytes.get(inner + 1) == Some(&b')')).then_some(inner + 2)?
        }
        0xe2 => ["•", "–", "—", "◦", "▪", "●", "‣", "∙", "■", "►"]
            .iter()
            .find(|mark| line.starts_with(**mark))
            .map(|mark| mark.len())?,
        0xc2 => line.starts_with('·').then_some(2)?,
        _ => return None,
    };
    let rest = &line[length..];
    (rest.starts_with(char::is_whitespace) && rest.len() > 1).then_some(length)
}

/// Tells whether a line holds nothing but leftovers: rules, fences, delimiter rows of tables.
pub(super) fn is_residue(line: &str) -> bool {
    if line.len() > 200 {
        return false;
    }
    let is_mark = |c: char| !c.is_alphanumeric() && !matches!(c, '%' | '$' | '€' | '£');
    if line.chars().all(is_mark) {
        return true;
    }
    // A fence with the name of a language, its marks perhaps turned into quotation marks on the way.
    let name = line.trim_start_matches(['`', '~', '“', '”', '"', '‘', '’', '\'']);
    let marks = &line[..line.len() - name.len()];
    let is_fence =
        marks.contains("```") || marks.contains("~~~") || marks.contains('`') || marks == "'''" || marks == "\"\"\"";
    is_fence && name.len() <= 12 && name.bytes().all(|byte| byte.is_ascii_alphanumeric())
}

/// Tells whether `line` is a row of cells parted by tabs: a neighbour has as many tabs.
fn tab_row(text: &str, before: Option<Line>, line: Line, next: Option<Line>) -> bool {
    let tabs = |line: Line| {
        let bytes = &text.as_bytes()[line.span.range()];
        if bytes.len() > 2000 { 0 } else { memchr::memchr_iter(b'\t', bytes).count() }
    };
    let own = tabs(line);
    own > 0 && [before, next].into_iter().flatten().any(|other| tabs(other) == own)
}

/// Returns the raised form of a digit, any other character as it is.
pub(super) fn raised(letter: char) -> char {
    const RAISED: [char; 10] = ['⁰', '¹', '²', '³', '⁴', '⁵', '⁶', '⁷', '⁸', '⁹'];
    let digit = letter.to_digit(10).and_then(|digit| usize::try_from(digit).ok());
    digit.and_then(|digit| RAISED.get(digit)).copied().unwrap_or(letter)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn blocks(text: &str) -> Vec<(BlockKind, &str)> {
        read(text, 0).into_iter().map(|block| (block.kind, &text[block.span.range()])).collect()
    }

    #[test]
    fn a_line_is_a_paragraph_when_lines_end_with_their_sentences() {
        let text = "The bridge opens today.\nNobody came.\n\nIt rained all day.\n";
        assert_eq!(
            blocks(text),
            [
                (BlockKind::Paragraph, "The bridge opens today."),
                (BlockKind::Paragraph, "Nobody came."),
                (BlockKind::Paragraph, "It rained all day."),
            ]
        );
    }

    #[test]
    fn wrapped_lines_are_joined_to_paragraphs() {
        let text = "The council of the harbour town met on\nMonday to settle the long dispute over who\nshould pay \
                    for the new bridge.\n\nIt will meet again.\n";
        let found = blocks(text);
        assert_eq!(found.len(), 2);
        assert!(found[0].1.starts_with("The council") && found[0].1.ends_with("new bridge."));
    }

    #[test]
    fn marks_are_told_from_words() {
        let text = "# Tolls\n- one item\n* two\n• three\n1. four\n(a) five\n| a | b |\n|---|---|\n> said so\n**Bold head**\n\
                    2026 was wet.\n```html\n-5 degrees";
        assert_eq!(
            blocks(text),
            [
                (BlockKind::Heading(1), "Tolls"),
                (BlockKind::ListItem, "one item"),
                (BlockKind::ListItem, "two"),
                (BlockKind::ListItem, "three"),
                (BlockKind::ListItem, "four"),
                (BlockKind::ListItem, "five"),
                (BlockKind::TableRow, "a | b"),
                (BlockKind::Code, "|---|---|"),
                (BlockKind::Quote, "said so"),
                (BlockKind::Paragraph, "Bold head"),
                (BlockKind::Paragraph, "2026 was wet."),
                (BlockKind::Code, "```html"),
                (BlockKind::Paragraph, "-5 degrees"),
            ]
        );
    }

    #[test]
    fn rows_of_tabs_are_rows_of_a_table() {
        let text = "Port\tShips\nSund\t14\nKelp\t9\nA line of prose.";
        let kinds = blocks(text).into_iter().map(|(kind, _)| kind).collect::<Vec<_>>();
        assert_eq!(kinds, [BlockKind::TableRow, BlockKind::TableRow, BlockKind::TableRow, BlockKind::Paragraph]);
    }
}
