//! A text with its facts marked, for a terminal.
//!
//! Each block of the text is shown with its line numbers, each fact of it in numbered brackets, `[¹…¹]`, coloured by
//! its kind if colours are wanted, and below the block a line a fact: number, id, what is stated. Facts may lie in
//! one another or overlap; the numbers tell which bracket closes which. Page furniture is shown behind `~`, unmarked.

use std::fmt::Write as _;

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

use super::human::Color;
use super::one_line;
use crate::document::{Block, Document};
use crate::sheet::{FactId, FactSheet, Reading, Side, Status, rules};
use crate::source::{CodePoints, Span};

/// How a text is shown.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Options {
    /// Whether escape sequences for colours are written.
    pub color: Color,
    /// Columns of the terminal; lines are broken between words to stay within.
    pub width: usize,
    /// Whether each fact says by which rule it was found, each reading which cues decided.
    pub why: bool,
}

/// Columns before the text: the line's number and two spaces.
const MARGIN: usize = 7;

/// Fewest columns that are left to the text, however narrow the terminal.
const NARROWEST: usize = 24;

/// Escape sequence that ends a colour.
const RESET: &str = "\u{1b}[0m";

/// Escape sequence of what stands back: furniture, brackets, ids.
const DIM: &str = "\u{1b}[2m";

/// Writes `document` with what `sheet` states of it.
///
/// Facts whose span lies outside the text are left out; rejected ones are shown as such.
pub fn render(document: &Document, sheet: &FactSheet, options: Options) -> String {
    let marks = marks(document, sheet);
    let mut page = Page { document, options, text: String::new() };
    page.head(sheet);
    let mut next = 0;
    for (index, block) in document.blocks.iter().enumerate() {
        // Facts are made sentence by sentence and so lie in one block; one that people added may begin before it.
        let first = next;
        let limit = document.blocks.get(index + 1).map_or(usize::MAX, |block| block.span.start);
        while marks.get(next).is_some_and(|mark| mark.span.start < limit) {
            next += 1;
        }
        page.block(block, &marks[first..next]);
    }
    page.text
}

/// Something to be marked.
struct Mark {
    span: Span,
    id: FactId,
    /// SGR parameters of its kind.
    color: &'static str,
    /// What is stated.
    states: String,
    /// Why: a rule with what it looks for, or cues with their weights.
    why: Option<String>,
}

/// Facts and readings in the order of the text, the longer first where two begin at one place.
fn marks(document: &Document, sheet: &FactSheet) -> Vec<Mark> {
    let span = |points: CodePoints| document.positions.span(&document.text, points).filter(|span| !span.is_empty());
    let facts = sheet.facts.iter().filter_map(|fact| {
        let why = fact.rule.as_deref().map(|rule| match rules::describe(rule) {
            Some(looks_for) => format!("{rule}: {looks_for}"),
            None => rule.to_owned(),
        });
        Some(Mark {
            span: span(fact.evidence.span)?,
            id: fact.id.clone(),
            color: color(fact.claim.kind()),
            states: format!("{}{}", fact.claim, status(fact.status)),
            why: Some(match &fact.origin {
                Some(origin) => format!("said by the extractor `{origin}`"),
                None => why.unwrap_or_else(|| "added by people".into()),
            }),
        })
    });
    let readings = sheet.readings.iter().filter_map(|reading| {
        Some(Mark {
            span: span(reading.evidence.span)?,
            id: reading.id.clone(),
            color: color("reading"),
            states: reading_line(reading),
            why: Some(cues(reading)),
        })
    });
    let mut marks: Vec<_> = facts.chain(readings).collect();
    marks.sort_by(|a, b| (a.span.start, b.span.end, &a.id).cmp(&(b.span.start, a.span.end, &b.id)));
    marks
}

/// What a reading states, in one line.
pub(crate) fn reading_line(reading: &Reading) -> String {
    let side = match reading.side {
        Side::Optimistic => "optimistic",
        Side::Sceptical => "sceptical",
        Side::Mixed => "mixed",
    };
    let holder = reading.holder.as_ref().map(|holder| format!(" · {holder}")).unwrap_or_default();
    format!("{side} {:.2}{holder}{}", reading.score, status(reading.status))
}

/// What decided a reading, in one line.
pub(crate) fn cues(reading: &Reading) -> String {
    let cues: Vec<_> = reading.cues.iter().map(|cue| format!("{} {:+.2}", cue.cue, cue.weight)).collect();
    if cues.is_empty() { "no cues named".into() } else { format!("cues: {}", cues.join(", ")) }
}

fn status(status: Status) -> &'static str {
    match status {
        Status::Candidate => "",
        Status::Checked => " (checked)",
        Status::Rejected => " (rejected)",
    }
}

/// SGR parameters of a kind: colours of the terminal's own palette, so that its theme decides.
fn color(kind: &str) -> &'static str {
    match kind {
        "quotation" => "36",
        "figure" => "33",
        "event" => "32",
        "commitment" => "35",
        "condition" => "34",
        "unknown" => "31",
        "position" => "95",
        "precedent" => "94",
        "person" => "92",
        _ => "1",
    }
}

/// `12` as `¹²`.
fn superscript(number: usize) -> String {
    let digit = |c: char| match c {
        '1' => '¹',
        '2' => '²',
        '3' => '³',
        '4' => '⁴',
        '5' => '⁵',
        '6' => '⁶',
        '7' => '⁷',
        '8' => '⁸',
        '9' => '⁹',
        _ => '⁰',
    };
    number.to_string().chars().map(digit).collect()
}

struct Page<'a> {
    document: &'a Document,
    options: Options,
    text: String,
}

impl Page<'_> {
    fn head(&mut self, sheet: &FactSheet) {
        let count = |number: usize, noun: &str| format!("{number} {noun}{}", if number == 1 { "" } else { "s" });
        let issued = sheet.source.issued.map(|date| date.to_string());
        let title = sheet.source.title.as_deref();
        let known = [title, sheet.source.publisher.as_deref(), issued.as_deref()];
        let parts: Vec<_> = known.into_iter().flatten().map(one_line).collect();
        let facts = count(sheet.facts.len(), "fact");
        let readings = count(sheet.readings.len(), "reading");
        let _ = writeln!(self.text, "{}: {facts}, {readings}", one_line(&self.document.file));
        if !parts.is_empty() {
            let _ = writeln!(self.text, "{}", parts.join(" · "));
        }
    }

    fn block(&mut self, block: &Block, marks: &[Mark]) {
        self.text.push('\n');
        let first = self.document.positions.line(block.span.start);
        let last = self.document.positions.line(block.span.end.max(1) - 1);
        let mut open = Vec::new();
        for line in first..=last {
            let Some(whole) = self.document.positions.line_span(&self.document.text, line) else { continue };
            let span = Span::new(whole.start.max(block.span.start), whole.end.min(block.span.end));
            let words = if block.furniture.is_some() {
                self.in_color(DIM, &one_line(self.document.slice(span)))
            } else {
                self.marked(span, marks, &mut open)
            };
            let sign = if block.furniture.is_some() { '~' } else { ' ' };
            self.wrapped(&format!("{line:>5}{sign} "), &words);
        }
        for (index, mark) in marks.iter().enumerate() {
            let number = (index + 1).to_string();
            let id = self.in_color(&format!("\u{1b}[{}m", mark.color), &mark.id.0);
            self.wrapped(&" ".repeat(MARGIN), &format!("{number} {id} {}", one_line(&mark.states)));
            if let Some(why) = mark.why.as_ref().filter(|_| self.options.why) {
                let why = self.in_color(DIM, &one_line(why));
                self.wrapped(&" ".repeat(MARGIN + number.len() + 1), &why);
            }
        }
    }

    /// The words at `span` with brackets; `open` are the marks still open where it begins, outermost first.
    fn marked(&self, span: Span, marks: &[Mark], open: &mut Vec<usize>) -> String {
        let mut borders: Vec<usize> = marks.iter().flat_map(|mark| [mark.span.start, mark.span.end]).collect();
        borders.retain(|&border| span.start < border && border < span.end);
        borders.extend([span.start, span.end]);
        borders.sort_unstable();
        borders.dedup();
        let mut words = String::new();
        let mut at = span.start;
        for border in borders {
            words += &self.in_color(&color_of(marks, open), &one_line(self.document.slice(Span::new(at, border))));
            while let Some(place) = open.iter().rposition(|&index| marks[index].span.end <= border) {
                words += &self.in_color(DIM, &format!("{}]", superscript(open.remove(place) + 1)));
            }
            if border < span.end {
                for (index, mark) in marks.iter().enumerate() {
                    let begins = mark.span.start == border || border == span.start && mark.span.start < border;
                    if begins && mark.span.end > border && !open.contains(&index) {
                        open.push(index);
                        words += &self.in_color(DIM, &format!("[{}", superscript(index + 1)));
                    }
                }
            }
            at = border;
        }
        words
    }

    fn in_color(&self, color: &str, text: &str) -> String {
        match self.options.color {
            Color::Always if !color.is_empty() && !text.is_empty() => format!("{color}{text}{RESET}"),
            Color::Always | Color::Never => text.to_owned(),
        }
    }

    /// Writes `margin` and `words`, broken between words; what follows the first line is set in by the margin.
    fn wrapped(&mut self, margin: &str, words: &str) {
        let room = self.options.width.saturating_sub(margin.width()).max(NARROWEST);
        let mut line = String::from(margin);
        let mut used = 0;
        for word in words.split(' ') {
            let wide = visible_width(word);
            if used > 0 && used + 1 + wide > room {
                let _ = writeln!(self.text, "{}", line.trim_end());
                line = " ".repeat(margin.width());
                used = 0;
            } else if used > 0 {
                line.push(' ');
                used += 1;
            }
            line += word;
            used += wide;
        }
        let _ = writeln!(self.text, "{}", line.trim_end());
    }
}

fn color_of(marks: &[Mark], open: &[usize]) -> String {
    open.last().map(|&index| format!("\u{1b}[{}m", marks[index].color)).unwrap_or_default()
}

/// Columns that `word` takes, escape sequences left out.
pub(super) fn visible_width(word: &str) -> usize {
    let mut escaped = false;
    let mut width = 0;
    for c in word.chars() {
        match c {
            '\u{1b}' => escaped = true,
            'm' if escaped => escaped = false,
            _ if escaped => {}
            c => width += c.width().unwrap_or(0),
        }
    }
    width
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::corpus::{Format, Text};
    use crate::document;
    use crate::lexicon::Lexicon;
    use crate::sheet;

    const TEXT: &str = "Council orders a ferry\n\nMayor Ida Holm said the ferry would carry more than 400 people a \
                        day.\nIt is unclear who will pay. The crew\u{7} is ready.\n";

    fn read(text: &str) -> (Document, FactSheet) {
        let document = document::parse(&Text::decoded("ferry", Format::Text, text, None)).output;
        let options = sheet::Options { lexicon: Lexicon::built_in(), question: None };
        let sheet = sheet::extract(&document, options);
        (document, sheet)
    }

    fn plain(width: usize, why: bool) -> Options {
        Options { color: Color::Never, width, why }
    }

    #[test]
    fn facts_are_marked_where_they_stand_and_named_below() {
        let (document, sheet) = read(TEXT);
        insta::assert_snapshot!("marked", render(&document, &sheet, plain(72, true)));
    }

    #[test]
    fn without_its_brackets_the_text_is_whole() {
        let (document, sheet) = read(TEXT);
        let shown = render(&document, &sheet, plain(10_000, false));
        let signs: &[_] = &['[', ']', '¹', '²', '³', '⁴', '⁵', '⁶', '⁷', '⁸', '⁹', '⁰'];
        let bare = shown.replace(signs, "");
        for line in TEXT.lines().filter(|line| !line.is_empty()) {
            assert!(bare.contains(&line.replace('\u{7}', "\u{FFFD}")), "{line}\n{shown}");
        }
        assert_eq!(shown.matches('[').count(), shown.matches(']').count());
        assert!(!shown.contains('\u{7}'));
    }

    #[test]
    fn colours_change_nothing_but_colour() {
        let (document, sheet) = read(TEXT);
        let colored = render(&document, &sheet, Options { color: Color::Always, ..plain(60, true) });
        let sequences = regex::Regex::new("\u{1b}\\[[0-9]+m").expect("a pattern");
        assert!(colored.contains("\u{1b}[36m"));
        assert_eq!(sequences.replace_all(&colored, ""), render(&document, &sheet, plain(60, true)));
    }

    #[test]
    fn lines_stay_within_the_width() {
        let (document, sheet) = read(TEXT);
        let shown = render(&document, &sheet, plain(60, true));
        assert!(shown.lines().skip(1).all(|line| line.width() <= 60), "{shown}");
    }
}
