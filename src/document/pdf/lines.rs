//! Puts the runs of a page into lines in the order of reading.
//!
//! Runs at one height make a row. Rows below each other that leave the same gutter free are columns, if both sides hold
//! prose: then all lines of the left side come before those of the right. What has gaps but no prose is a table, whose
//! rows stay rows.

use super::super::text as plain;
use super::page::{Run, WORD_GAP};

/// A line of a column.
#[derive(Clone, PartialEq, Debug)]
pub(super) struct Line {
    /// Cells of a table are parted by [`CELL`].
    pub(super) text: String,
    pub(super) left: f32,
    pub(super) right: f32,
    pub(super) base: f32,
    pub(super) size: f32,
    pub(super) is_bold: bool,
    pub(super) is_artifact: bool,
    /// Page, from 1.
    pub(super) page: u32,
    /// Number of the column in the whole file.
    pub(super) column: usize,
}

/// What parts the cells of a row.
pub(super) const CELL: &str = " | ";

/// Narrowest gutter and widest gap between words, as parts of the size.
const GUTTER: f32 = 0.75;
const CELL_GAP: f32 = 1.5;
/// Fewest rows on each side of a gutter.
const FEWEST_ROWS: usize = 3;
/// Fewest characters of a line of prose, on average.
const PROSE: usize = 15;
/// Most columns beside each other are two to the power of this.
const DEEPEST: usize = 3;

/// Returns the lines of `page`; `column` counts the columns of the file.
pub(super) fn of(mut runs: Vec<Run>, page: u32, column: &mut usize) -> Vec<Line> {
    runs.retain(|run| run.left.is_finite() && run.base.is_finite() && run.right.is_finite());
    let mut lines = Vec::new();
    let (artifacts, content) = runs.into_iter().partition::<Vec<_>, _>(|run| run.is_artifact);
    arrange(content, 0, column, &mut lines);
    *column += 1;
    lines.extend(rows(artifacts).into_iter().map(|row| line(row, *column)));
    *column += 1;
    for line in &mut lines {
        line.page = page;
    }
    lines
}

type Row = Vec<Run>;

/// Puts runs into rows from the top, each from the left.
fn rows(mut runs: Vec<Run>) -> Vec<Row> {
    runs.sort_by(|a, b| b.base.total_cmp(&a.base).then(a.left.total_cmp(&b.left)));
    let mut rows: Vec<Row> = Vec::new();
    let (mut base, mut size) = (f32::INFINITY, 0.0_f32);
    for run in runs {
        // A raised mark comes before the line that it belongs to.
        let is_near = (base - run.base).abs() < 0.45 * size.max(run.size);
        match rows.last_mut() {
            Some(row) if is_near => {
                if run.size > size {
                    (base, size) = (run.base, run.size);
                }
                row.push(run);
            }
            _ => {
                (base, size) = (run.base, run.size);
                rows.push(vec![run]);
            }
        }
    }
    for row in &mut rows {
        row.sort_by(|a, b| a.left.total_cmp(&b.left));
    }
    rows
}

fn arrange(runs: Vec<Run>, depth: usize, column: &mut usize, lines: &mut Vec<Line>) {
    let rows = rows(runs);
    let left = rows.iter().flatten().map(|run| run.left).fold(f32::INFINITY, f32::min);
    let right = rows.iter().flatten().map(|run| run.right).fold(f32::NEG_INFINITY, f32::max);
    let mut band: Vec<Row> = Vec::new();
    let mut free: Vec<(f32, f32)> = Vec::new();
    *column += 1;
    for row in rows {
        let gaps = gaps(&row, left, right);
        let common = if band.is_empty() { gaps.clone() } else { common(&free, &gaps) };
        if common.is_empty() {
            close(std::mem::take(&mut band), &free, depth, column, lines);
            free = gaps;
        } else {
            free = common;
        }
        band.push(row);
    }
    close(band, &free, depth, column, lines);
}

/// Returns where nothing stands in a row.
fn gaps(row: &[Run], left: f32, right: f32) -> Vec<(f32, f32)> {
    // A heading beside prose must not hide the gutter.
    let size = row.iter().map(|run| run.size).fold(f32::INFINITY, f32::min);
    let mut gaps = Vec::new();
    let mut at = left;
    for run in row {
        if run.left - at >= GUTTER * size {
            gaps.push((at, run.left));
        }
        at = at.max(run.right);
    }
    if right - at >= GUTTER * size {
        gaps.push((at, right));
    }
    gaps
}

fn common(a: &[(f32, f32)], b: &[(f32, f32)]) -> Vec<(f32, f32)> {
    let mut found = Vec::new();
    let (mut i, mut j) = (0, 0);
    while let (Some(first), Some(second)) = (a.get(i), b.get(j)) {
        let (from, to) = (first.0.max(second.0), first.1.min(second.1));
        if to - from > 4.0 {
            found.push((from, to));
        }
        if first.1 < second.1 {
            i += 1;
        } else {
            j += 1;
        }
    }
    found
}

/// Writes the lines of rows that share free strips: as columns if one of the strips is a gutter.
fn close(band: Vec<Row>, free: &[(f32, f32)], depth: usize, column: &mut usize, lines: &mut Vec<Line>) {
    let middle = |gap: &(f32, f32)| f32::midpoint(gap.0, gap.1);
    let gutter = free.iter().map(middle).find(|&gutter| depth < DEEPEST && is_gutter(&band, gutter));
    let Some(gutter) = gutter else {
        lines.extend(band.into_iter().map(|row| line(row, *column)));
        return;
    };
    let (left, right) = band.into_iter().flatten().partition::<Vec<_>, _>(|run| run.left < gutter);
    arrange(left, depth + 1, column, lines);
    arrange(right, depth + 1, column, lines);
    *column += 1;
}

/// Tells whether prose stands on both sides of a gutter.
fn is_gutter(band: &[Row], gutter: f32) -> bool {
    let side = |is_left: bool| {
        let mut filled = 0;
        let mut letters = 0;
        let (mut width, mut from, mut to) = (0.0_f32, f32::INFINITY, f32::NEG_INFINITY);
        for row in band {
            let part = row.iter().filter(|run| (run.left < gutter) == is_left);
            let (mut start, mut end) = (f32::INFINITY, f32::NEG_INFINITY);
            for run in part {
                (start, end) = (start.min(run.left), end.max(run.right));
                letters += run.text.chars().count();
            }
            if start < end {
                filled += 1;
                width += end - start;
                (from, to) = (from.min(start), to.max(end));
            }
        }
        let rows = f32::from(u16::try_from(filled).unwrap_or(u16::MAX));
        filled >= FEWEST_ROWS && letters >= PROSE * filled && width >= 0.6 * rows * (to - from)
    };
    side(true) && side(false)
}

fn line(row: Row, column: usize) -> Line {
    let size = row.iter().map(|run| run.size).fold(0.0, f32::max);
    // The base line is that of the largest words: marks are raised from it.
    let main = row.iter().filter(|run| run.size > 0.9 * size).map(|run| run.base).fold(f32::INFINITY, f32::min);
    let mut found = Line {
        text: String::new(),
        left: row.first().map_or(0.0, |run| run.left),
        right: row.iter().map(|run| run.right).fold(f32::NEG_INFINITY, f32::max),
        base: main,
        size,
        is_bold: true,
        is_artifact: row.first().is_some_and(|run| run.is_artifact),
        page: 0,
        column,
    };
    let mut before: Option<Run> = None;
    for run in row {
        if let Some(before) = &before {
            // Bold made by writing twice.
            let is_twice = before.text == run.text && (before.left - run.left).abs() < 0.2 * run.size;
            if is_twice {
                continue;
            }
            let gap = run.left - before.right;
            if raised(&mut found.text, &run, main, size, gap) {
                continue;
            }
            if gap > CELL_GAP * size {
                found.text.push_str(CELL);
            } else if gap > WORD_GAP * size && !found.text.ends_with(' ') || before.text.ends_with(' ') {
                found.text.push(' ');
            }
        }
        found.is_bold &= run.is_bold;
        found.text.push_str(run.text.trim_end());
        before = Some(run);
    }
    found
}

/// Writes a raised number after the word it stands at.
///
/// After a word of prose it is the mark of a footnote and no part of the text; after a figure or a unit it is kept as
/// a raised character, so that it is never taken for a digit of the figure.
fn raised(text: &mut String, run: &Run, main: f32, size: f32, gap: f32) -> bool {
    let is_raised = run.size < 0.85 * size && run.base > main + 0.12 * size && gap < 0.3 * size;
    let mark = run.text.trim();
    if !is_raised || mark.is_empty() || !mark.chars().all(|letter| letter.is_ascii_digit() || " ,*†‡".contains(letter))
    {
        return false;
    }
    let word = text.rsplit(' ').next().unwrap_or_default();
    let is_figure = word.ends_with(|letter: char| letter.is_ascii_digit());
    let is_unit = word.chars().count() <= 3 && word.ends_with(char::is_alphabetic);
    if is_figure || is_unit {
        text.extend(mark.chars().map(plain::raised));
    }
    true
}
