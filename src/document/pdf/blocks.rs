//! Joins lines into headings, paragraphs, items and rows, across columns and pages.
//!
//! A line goes on in the block before it unless its size, weight, indent, distance or mark, or the short line before it,
//! says that something new begins. A paragraph that breaks off at the end of a column goes on after the footnotes and
//! running lines between, which come after it. Hyphens at line ends are taken out unless the file itself writes the
//! word with one.

use std::collections::{BTreeMap, HashSet};

use super::super::{Block, BlockKind, Furniture};
use super::lines::{CELL, Line};
use crate::source::Span;

/// The text of a file.
#[derive(Debug, Default)]
pub(super) struct Written {
    pub(super) text: String,
    pub(super) blocks: Vec<Block>,
    /// Where the words of each page begin; a page may come twice, around a footnote.
    pub(super) pages: Vec<(usize, u32)>,
}

/// Joins the lines of `pages`; `running` tells which are running heads and the like.
pub(super) fn write(mut pages: Vec<Vec<Line>>, running: &[Vec<bool>]) -> Written {
    for lines in &mut pages {
        tidy_cells(lines);
    }
    let measure = Measure::of(&pages, running);
    let mut builder = Builder { measure: &measure, open: None, asides: Vec::new(), done: Vec::new() };
    for (lines, running) in pages.iter().zip(running) {
        for (line, is_running) in lines.iter().zip(running) {
            builder.line(line, *is_running);
        }
    }
    builder.flush();
    let parts = headed(builder.done, &measure);
    let vocabulary = vocabulary(&pages);
    let mut written = Written::default();
    for part in &parts {
        push(part, &vocabulary, &mut written);
    }
    written
}

/// Keeps cells only where rows with cells follow each other.
fn tidy_cells(lines: &mut [Line]) {
    let has_cells: Vec<bool> = lines
        .iter()
        .map(|line| line.text.contains(CELL) && bullet(&line.text.replacen(CELL, " ", 1)).is_none())
        .collect();
    for (at, line) in lines.iter_mut().enumerate() {
        let before = at > 0 && has_cells[at - 1];
        let after = has_cells.get(at + 1).copied().unwrap_or_default();
        if !(has_cells[at] && (before || after)) {
            line.text = line.text.replace(CELL, " ");
        }
    }
}

/// Measures of a file.
#[derive(Debug)]
struct Measure {
    /// Size of most of its words.
    size: f32,
    /// Distance of base lines, as a part of the size.
    leading: f32,
    /// Left and right edge of each column.
    edges: BTreeMap<usize, (f32, f32)>,
}

impl Measure {
    fn of(pages: &[Vec<Line>], running: &[Vec<bool>]) -> Self {
        let mut sizes: BTreeMap<i32, usize> = BTreeMap::new();
        let mut leadings: BTreeMap<i32, usize> = BTreeMap::new();
        let mut edges: BTreeMap<usize, (f32, f32)> = BTreeMap::new();
        for (lines, running) in pages.iter().zip(running) {
            let mut before: Option<&Line> = None;
            for (line, _) in lines.iter().zip(running).filter(|(_, is_running)| !**is_running) {
                *sizes.entry(rounded(line.size * 4.0)).or_default() += line.text.len();
                let edge = edges.entry(line.column).or_insert((line.left, line.right));
                *edge = (edge.0.min(line.left), edge.1.max(line.right));
                if let Some(before) = before.filter(|before| before.column == line.column) {
                    let distance = (before.base - line.base) / line.size;
                    if (0.8..2.5).contains(&distance) && (before.size - line.size).abs() < 0.5 {
                        *leadings.entry(rounded(distance * 20.0)).or_default() += line.text.len();
                    }
                }
                before = Some(line);
            }
        }
        let most = |counts: &BTreeMap<i32, usize>| counts.iter().max_by_key(|(_, count)| **count).map(|(key, _)| *key);
        let halves =
            |key: Option<i32>, unit: f32| key.and_then(|key| u16::try_from(key).ok()).map(|key| f32::from(key) / unit);
        Self {
            size: halves(most(&sizes), 4.0).unwrap_or(10.0),
            leading: halves(most(&leadings), 20.0).unwrap_or(1.2),
            edges,
        }
    }

    fn edge(&self, line: &Line) -> (f32, f32) {
        self.edges.get(&line.column).copied().unwrap_or((line.left, line.right))
    }

    /// Tells whether `next` would have found room in the line before it.
    fn has_room(&self, line: &Line, next: &Line) -> bool {
        let (_, right) = self.edge(line);
        let letters = |text: &str| f32::from(u16::try_from(text.chars().count()).unwrap_or(u16::MAX));
        let word = next.text.split(' ').next().unwrap_or_default();
        let width = (next.right - next.left) / letters(&next.text).max(1.0);
        line.right + (letters(word) + 1.0) * width < right - 0.5 * line.size
    }

    fn is_small(&self, line: &Line) -> bool {
        line.size < 0.93 * self.size
    }
}

#[expect(clippy::cast_possible_truncation, reason = "sizes and distances on a page; a strange one saturates")]
fn rounded(value: f32) -> i32 {
    value.round() as i32
}

/// A block in the making.
#[derive(Debug)]
struct Part<'a> {
    lines: Vec<&'a Line>,
    kind: BlockKind,
    furniture: Option<Furniture>,
}

struct Builder<'a> {
    measure: &'a Measure,
    open: Option<Part<'a>>,
    /// What comes after the open paragraph although it stands before its end.
    asides: Vec<Part<'a>>,
    done: Vec<Part<'a>>,
}

impl<'a> Builder<'a> {
    fn line(&mut self, line: &'a Line, is_running: bool) {
        if line.text.trim().is_empty() {
            return;
        }
        if is_running {
            let part = Part { lines: vec![line], kind: BlockKind::Paragraph, furniture: Some(Furniture::Running) };
            self.asides.push(part);
            return;
        }
        let Some(open) = &mut self.open else {
            self.flush();
            self.open = Some(part(line));
            return;
        };
        if joins(open, line, self.measure) {
            open.lines.push(line);
            return;
        }
        let is_unfinished = open.lines.last().is_some_and(|last| !is_end(&last.text) && !self.measure.is_small(last));
        if is_unfinished && open.kind == BlockKind::Paragraph && self.measure.is_small(line) {
            match self.asides.last_mut() {
                Some(aside) if aside.furniture.is_none() && joins(aside, line, self.measure) => aside.lines.push(line),
                _ => self.asides.push(part(line)),
            }
            return;
        }
        self.flush();
        self.open = Some(part(line));
    }

    fn flush(&mut self) {
        self.done.extend(self.open.take());
        self.done.append(&mut self.asides);
    }
}

fn part(line: &Line) -> Part<'_> {
    let kind = match () {
        () if line.text.contains(CELL) => BlockKind::TableRow,
        () if bullet(&line.text).is_some() => BlockKind::ListItem,
        () => BlockKind::Paragraph,
    };
    Part { lines: vec![line], kind, furniture: None }
}

/// Tells whether `line` goes on in the block.
fn joins(open: &Part<'_>, line: &Line, measure: &Measure) -> bool {
    let Some(&last) = open.lines.last() else { return false };
    let differs = (last.size - line.size).abs() > 0.08 * last.size || last.is_bold != line.is_bold;
    if differs || open.kind == BlockKind::TableRow || line.text.contains(CELL) {
        return false;
    }
    let is_end = is_end(&last.text);
    if let Some(mark) = bullet(&line.text) {
        let is_word = mark == Mark::Doubtful;
        if !is_word || is_end || open.kind == BlockKind::ListItem || measure.has_room(last, line) {
            return false;
        }
    }
    let (left, right) = measure.edge(line);
    let is_indented = line.left > left + 0.8 * line.size;
    let goes_on = line.text.chars().next().is_some_and(char::is_lowercase) || last.text.ends_with(['-', '\u{ad}', ',']);
    if last.column != line.column {
        let (_, end) = measure.edge(last);
        let is_full = last.right > end - 0.15 * (right - left).abs();
        return !is_end && (goes_on || is_full && !is_indented);
    }
    let distance = last.base - line.base;
    if distance <= 0.0 || distance > (1.25 * measure.leading).max(1.3) * line.size {
        return false;
    }
    let step = line.left - last.left;
    if open.lines.len() == 1 || open.kind == BlockKind::ListItem {
        // The first line alone may be indented, or stand out; a line of verse or of an address leaves room.
        let is_new = step > 0.8 * line.size && is_end
            || step.abs() < 0.8 * line.size && is_new_line(last, line, measure, is_end);
        return !is_new;
    }
    step.abs() < 0.8 * line.size && !is_new_line(last, line, measure, is_end)
}

fn is_new_line(last: &Line, line: &Line, measure: &Measure, is_end: bool) -> bool {
    let starts_low = line.text.chars().next().is_some_and(char::is_lowercase);
    !starts_low && is_end && measure.has_room(last, line)
}

/// Tells whether a line ends a sentence.
fn is_end(text: &str) -> bool {
    let words = text.trim_end().trim_end_matches(['"', '”', '’', '\'', '»', ')', ']', '“']);
    words.ends_with(['.', '!', '?', ':', '…'])
}

/// How sure it is that the mark at the head of a line makes it an item.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Mark {
    Sure,
    /// A dash or a number, which a line may begin with by chance.
    Doubtful,
}

fn bullet(text: &str) -> Option<Mark> {
    let (mark, rest) = text.split_once(' ')?;
    if rest.trim().is_empty() {
        return None;
    }
    let numbered = mark.strip_suffix(['.', ')']).map(|number| number.trim_start_matches('('));
    let mut letters = mark.chars();
    match (letters.next(), letters.next()) {
        (Some('•' | '‣' | '◦' | '▪' | '●' | '○' | '■' | '□' | '·' | '\u{f0b7}' | '\u{f0a7}'), None) => {
            Some(Mark::Sure)
        }
        (Some('-' | '–' | '*'), None) => Some(Mark::Doubtful),
        _ => numbered
            .is_some_and(|number| {
                (1..=2).contains(&number.len()) && number.bytes().all(|byte| byte.is_ascii_digit())
                    || number.len() == 1 && mark.ends_with(')') && number.bytes().all(|byte| byte.is_ascii_lowercase())
            })
            .then_some(Mark::Doubtful),
    }
}

/// Longest heading, in bytes and lines.
const HEADING: usize = 200;
const HEADING_LINES: usize = 4;

/// Finds headings: short blocks that are larger than the text, or bold and no sentence.
fn headed<'a>(mut parts: Vec<Part<'a>>, measure: &Measure) -> Vec<Part<'a>> {
    let size = |part: &Part<'_>| rounded(part.lines.first().map_or(0.0, |line| line.size) * 2.0);
    let is_short = |part: &Part<'_>| {
        part.furniture.is_none()
            && matches!(part.kind, BlockKind::Paragraph | BlockKind::ListItem)
            && part.lines.len() <= HEADING_LINES
            && part.lines.iter().map(|line| line.text.len()).sum::<usize>() <= HEADING
            && part.lines.iter().any(|line| line.text.chars().filter(|letter| letter.is_alphabetic()).count() > 1)
    };
    let is_large = |part: &Part<'_>| part.lines.first().is_some_and(|line| line.size > 1.12 * measure.size);
    let mut sizes: Vec<i32> = parts.iter().filter(|part| is_short(part) && is_large(part)).map(size).collect();
    sizes.sort_unstable_by(|a, b| b.cmp(a));
    sizes.dedup();
    let level = |rank: usize| u8::try_from(rank + 1).unwrap_or(6).min(6);
    let is_all_bold = parts.iter().all(|part| part.lines.iter().all(|line| line.is_bold));
    for part in &mut parts {
        if !is_short(part) {
            continue;
        }
        let is_bold = !is_all_bold
            && part.lines.iter().all(|line| line.is_bold && !measure.is_small(line))
            && part.lines.last().is_some_and(|line| !line.text.ends_with(['.', ',', ';', ':']));
        if is_large(part) {
            let rank = sizes.iter().position(|found| *found == size(part)).unwrap_or(sizes.len());
            part.kind = BlockKind::Heading(level(rank));
        } else if is_bold {
            part.kind = BlockKind::Heading(level(sizes.len().max(1)));
        }
    }
    parts
}

/// Returns the words of the file that stand within lines, in lower case.
fn vocabulary(pages: &[Vec<Line>]) -> HashSet<String> {
    let lines = pages.iter().flatten();
    let words = lines.flat_map(|line| {
        let words: Vec<&str> = line.text.split_whitespace().collect();
        // The last word may be broken, and so may the first.
        let end = words.len().saturating_sub(1);
        words.get(1..end).unwrap_or_default().to_vec()
    });
    words.map(|word| word.trim_matches(|letter: char| !letter.is_alphanumeric()).to_lowercase()).collect()
}

fn push(part: &Part<'_>, vocabulary: &HashSet<String>, written: &mut Written) {
    if !written.text.is_empty() {
        written.text.push('\n');
    }
    let mut start = written.text.len();
    for (at, line) in part.lines.iter().enumerate() {
        if at > 0 {
            join(&mut written.text, &line.text, vocabulary);
        }
        if written.pages.last().is_none_or(|(_, page)| *page != line.page) {
            written.pages.push((written.text.len(), line.page));
        }
        written.text.push_str(line.text.trim());
    }
    // A hyphen that the typesetter may break at is no letter.
    if written.text[start..].contains('\u{ad}') {
        let clean = written.text[start..].replace('\u{ad}', "");
        written.text.truncate(start);
        written.text.push_str(&clean);
        for (at, _) in &mut written.pages {
            *at = (*at).min(written.text.len());
        }
    }
    if part.kind == BlockKind::ListItem && part.furniture.is_none() {
        start += written.text[start..].find(' ').map_or(0, |at| at + 1);
    }
    let span = Span::new(start, written.text.len());
    if span.start < span.end {
        written.blocks.push(Block { kind: part.kind, span, furniture: part.furniture });
    }
}

/// Ends a line before `next`: with a space, or in a word that was broken.
fn join(text: &mut String, next: &str, vocabulary: &HashSet<String>) {
    let trimmed = text.trim_end().len();
    text.truncate(trimmed);
    let word = text.rsplit([' ', '\n']).next().unwrap_or_default();
    let Some(head) = word.strip_suffix(['-', '\u{2010}', '\u{ad}']) else {
        // A dash that is set close stays close.
        if !text.ends_with('—') {
            text.push(' ');
        }
        return;
    };
    if !head.ends_with(char::is_alphabetic) || word.ends_with('\u{ad}') {
        if word.ends_with('\u{ad}') {
            text.pop();
        }
        return;
    }
    if !next.starts_with(char::is_lowercase) {
        return;
    }
    let is_soft = word.ends_with('\u{2010}');
    let fold = |word: &str| word.trim_matches(|letter: char| !letter.is_alphanumeric()).to_lowercase();
    let (head, tail) = (fold(head), fold(next.split(' ').next().unwrap_or_default()));
    let last = head.rsplit('-').next().unwrap_or_default();
    let has = |word: &str| vocabulary.contains(word);
    let is_word = has(&format!("{head}{tail}"));
    let is_compound =
        has(&format!("{head}-{tail}")) || !is_word && !is_soft && has(last) && has(&tail) && last.chars().count() > 2;
    if !is_compound {
        text.pop();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn joined(text: &str, next: &str) -> String {
        let words = ["long-standing", "term", "long", "fish", "traffic"];
        let mut text = text.to_owned();
        join(&mut text, next, &words.map(str::to_owned).into());
        text + next
    }

    #[test]
    fn hyphens_of_the_layout_go_and_those_of_words_stay() {
        assert_eq!(joined("the opera-", "tor"), "the operator");
        assert_eq!(joined("a long-", "term plan"), "a long-term plan");
        assert_eq!(joined("a long-stand-", "ing feud"), "a long-standing feud");
        assert_eq!(joined("a cost-be\u{2010}", "nefit analysis"), "a cost-benefit analysis");
        assert_eq!(joined("the 2031-", "based plan"), "the 2031-based plan");
        assert_eq!(joined("of Stratford-", "Upon"), "of Stratford-Upon");
        assert_eq!(joined("one", "two"), "one two");
    }

    #[test]
    fn marks_of_items_are_known() {
        assert_eq!(bullet("• one"), Some(Mark::Sure));
        assert_eq!(bullet("3. three"), Some(Mark::Doubtful));
        assert_eq!((bullet("2031. It"), bullet("•"), bullet("word")), (None, None, None));
    }
}
