//! Tables: how wide their columns are, and their rows as strips.
//!
//! Widths come from the dashes of the delimiter row where the table is written wide, else from the words: each
//! column gets what its longest word needs, and the rest goes where lines would otherwise break. A table that
//! needs more than the page has is set smaller; one that could not be read then is parted, with the first column in
//! every part; and if that does not help, words are broken. Cells are ragged;
//! a strong rule stands under the head, hairlines between rows.

use super::blocks::{Context, Typesetter};
use super::chart::{self, Bar};
use super::lines::Fill;
use super::measure::{self, extremes};
use super::pages::{Strip, repeated};
use super::paragraph::{self, Setting};
use super::runs::{self, Runs};
use super::style::{self, TextStyle};
use super::{Fill as Rectangle, Item};
use crate::diagnostic::{Diagnostic, Location};
use crate::markup::{Align, Inline, Table};
use crate::pdf::tags::{ElementId, Role};
use crate::source::Span;

/// Lines of Markdown longer than this make the dashes count.
const WIDE_LINE: usize = 72;
/// A row higher than this share of a page may be cut.
const TALL_ROW: f32 = 330.0;

/// A table that does not fit at this size is parted.
const TABLE_READABLE: f32 = 7.0;
/// Width that a column of a parted table gets if its words would fill it.
const COLUMN: f32 = 84.0;

/// A cell before it is set.
#[derive(Clone)]
struct Cell {
    runs: Runs,
    least: f32,
    whole: f32,
}

impl Typesetter<'_> {
    /// Stacks a table.
    pub(super) fn table(&mut self, table: &Table, span: Span, context: Context) {
        let columns = column_count(table);
        if columns == 0 {
            return;
        }
        let element = self.tags.element(context.element, Role::Table);
        let caption = self.caption(table, element, context);
        let size = self.look.table.min(context.style.size);
        let heavy = |mut style: TextStyle| {
            style.voice.is_bold = true;
            style
        };
        let plain = TextStyle { size, ..context.style };
        let mut head = Vec::new();
        if !table.head.is_empty() {
            // A head that stands over no row is tagged as the row it is.
            let part = if table.rows.is_empty() { element } else { self.tags.element(element, Role::TableHead) };
            head = self.row(&table.head, columns, part, Role::HeadCell, heavy(plain));
        }
        let part = if table.rows.is_empty() { element } else { self.tags.element(element, Role::TableBody) };
        let rows: Vec<Vec<Cell>> =
            table.rows.iter().map(|row| self.row(row, columns, part, Role::Cell, plain)).collect();
        let bars = context.chart.and_then(|chart| chart.bars(table, &self.look));
        let drawn = if bars.is_some() { chart::WIDTH } else { 0.0 };
        let mut beside = context;
        beside.width -= drawn;
        let parts = self.parts(beside, &head, &rows, columns);
        if parts.len() > 1 {
            return self.parted(table, span, context, (head, rows), caption, &parts);
        }
        let dashes: Option<Vec<f32>> = (columns > 1 && self.is_written_wide(table, span))
            .then(|| table.columns.iter().map(|column| column.dashes.max(1) as f32).collect());
        let aligns = table.columns.iter().map(|column| column.align).collect();
        let grid = Grid { drawn, aligns, ..self.grid(dashes.as_deref(), span, beside, &head, &rows) };
        self.rows(&grid, head, rows, caption, bars.unwrap_or_default());
    }

    /// Returns which columns stand above one another in a table too wide for the page: its first column, which says
    /// what the rows are, is in every part. One part, or none, when the table need not or cannot be parted.
    fn parts(&self, context: Context, head: &[Cell], rows: &[Vec<Cell>], columns: usize) -> Vec<Vec<usize>> {
        let side = 2.0 * style::CELL_SIDE;
        let (least, whole) = columns_of(head, rows, columns);
        let smallest = (TABLE_READABLE / self.look.table.min(context.style.size)).min(1.0);
        let needed: f32 = least.iter().map(|width| width * smallest + 2.0 * 3.5).sum();
        let wanted = |column: usize| least[column].max(whole[column].min(COLUMN)) + side;
        let first = wanted(0);
        if needed <= context.width || columns < 3 || first > context.width * 0.4 {
            return Vec::new();
        }
        let mut parts = vec![vec![0]];
        let mut used = first;
        for column in 1..columns {
            let width = wanted(column);
            let is_full = used + width > context.width && parts.last().is_some_and(|part| part.len() > 1);
            if is_full {
                parts.push(vec![0]);
                used = first;
            }
            used += width;
            if let Some(part) = parts.last_mut() {
                part.push(column);
            }
        }
        parts
    }

    /// Stacks the parts of a table that is too wide. The tags know one table: only its picture is parted.
    fn parted(
        &mut self,
        table: &Table,
        span: Span,
        context: Context,
        (head, rows): (Vec<Cell>, Vec<Vec<Cell>>),
        caption: Vec<Strip>,
        parts: &[Vec<usize>],
    ) {
        let mut caption = Some(caption);
        for (at, part) in parts.iter().enumerate() {
            let of = |row: &[Cell]| part.iter().filter_map(|&column| row.get(column).cloned()).collect::<Vec<Cell>>();
            let (head, rows) = (of(&head), rows.iter().map(|row| of(row)).collect::<Vec<_>>());
            let aligns =
                part.iter().filter_map(|&column| table.columns.get(column)).map(|column| column.align).collect();
            // Dashes were written for all columns side by side: here the words decide.
            let grid = self.grid(None, span, context, &head, &rows);
            let grid = Grid { aligns, is_first_repeated: at > 0, ..grid };
            self.rows(&grid, head, rows, caption.take().unwrap_or_default(), Vec::new());
        }
    }

    fn caption(&mut self, table: &Table, element: ElementId, context: Context) -> Vec<Strip> {
        if table.caption.is_empty() {
            return Vec::new();
        }
        let caption = self.tags.element(element, Role::Caption);
        let style = TextStyle { size: self.look.table, colour: self.look.ink, ..context.style };
        let runs = runs::flatten(self, &table.caption, style, caption);
        let setting = Setting {
            x: context.x,
            width: context.width,
            hanging: 0.0,
            leading: self.look.leading(style.size),
            fill: Fill::Ragged,
            align: Align::Start,
            is_hyphenated: false,
        };
        let mut strips = paragraph::set(self, &runs, setting);
        strips.iter_mut().for_each(|strip| strip.keep = true);
        strips
    }

    fn row(
        &mut self,
        cells: &[Vec<Inline>],
        columns: usize,
        part: ElementId,
        role: Role,
        style: TextStyle,
    ) -> Vec<Cell> {
        let row = self.tags.element(part, Role::Row);
        let empty = Vec::new();
        (0..columns)
            .map(|column| {
                let element = self.tags.element(row, role);
                let runs = runs::flatten(self, cells.get(column).unwrap_or(&empty), style, element);
                let breaking = measure::Breaking { language: None, measure: f32::INFINITY };
                let items = measure::measure(&runs, &mut self.shaper, breaking);
                let (least, whole) = extremes(&items);
                Cell { runs, least, whole }
            })
            .collect()
    }

    /// Decides the widths of the columns and by how much the table must be smaller to fit.
    fn grid(
        &mut self,
        dashes: Option<&[f32]>,
        span: Span,
        context: Context,
        head: &[Cell],
        rows: &[Vec<Cell>],
    ) -> Grid {
        let columns = rows.iter().map(Vec::len).max().unwrap_or(0).max(head.len());
        let (mut least, mut whole) = columns_of(head, rows, columns);
        let mut side = style::CELL_SIDE;
        let room = |side: f32| context.width - 2.0 * side * columns as f32;
        let needed: f32 = least.iter().sum();
        let size = self.look.table.min(context.style.size);
        let mut scale = 1.0;
        if needed > room(side) {
            side = if columns > 8 { 2.0 } else { 3.5 };
            let smallest = (style::TABLE_LEAST / size).min(1.0);
            scale = (room(side) / needed.max(1.0)).clamp(smallest, 1.0);
            least.iter_mut().chain(&mut whole).for_each(|width| *width *= scale);
            if needed * scale > room(side) + 0.5 {
                self.warn_too_wide(columns, span);
            }
        }
        let widths = widths(&least, &whole, dashes, room(side));
        Grid {
            x: context.x,
            side,
            scale,
            widths,
            leading: self.look.leading(size * scale),
            drawn: 0.0,
            aligns: Vec::new(),
            is_first_repeated: false,
        }
    }

    fn warn_too_wide(&mut self, columns: usize, span: Span) {
        let message = format!("the table of {columns} columns is wider than the page: words in it are broken");
        let place = Location::in_text(&*self.options.file, &self.options.markdown, span);
        let warning =
            Diagnostic::warning("table-too-wide", message).at(place).hint("turn rows into columns, or split it");
        self.warnings.push(warning);
    }

    fn is_written_wide(&self, table: &Table, span: Span) -> bool {
        if table.columns.len() != column_count(table) {
            return false;
        }
        self.options
            .markdown
            .get(span.range())
            .is_some_and(|text| text.lines().any(|line| line.chars().count() > WIDE_LINE))
    }

    fn rows(&mut self, grid: &Grid, head: Vec<Cell>, rows: Vec<Vec<Cell>>, caption: Vec<Strip>, bars: Vec<Vec<Bar>>) {
        let mut bars = bars.into_iter();
        let mut first_gap = style::BLOCK_GAP;
        if !caption.is_empty() {
            self.stack(caption, first_gap, 2.0);
            first_gap = 2.0;
        }
        let mut head_index = None;
        if !head.is_empty() {
            let rule = Some((1.0, self.look.ink));
            let mut strips = self.set_row(grid, head, rule);
            strips.iter_mut().for_each(|strip| strip.keep = true);
            head_index = Some(self.heads.len());
            self.heads.push(strips.clone());
            self.stack(strips, first_gap, 0.0);
            first_gap = 0.0;
        }
        let count = rows.len();
        for (at, cells) in rows.into_iter().enumerate() {
            let rule = Some((0.5, self.look.hairline));
            let mut strips = self.set_row(grid, cells, rule);
            strips.iter_mut().for_each(|strip| strip.head = head_index);
            // As with the lines of a paragraph: no row stands alone at the end of a page or at the head of the next.
            if count > 2 && (at == 0 || at + 2 == count) {
                strips.iter_mut().for_each(|strip| strip.keep |= strip.height < TALL_ROW / 4.0);
            }
            if let (Some(strip), Some(bars)) = (strips.first_mut(), bars.next()) {
                let y = style::CELL_TOP * grid.scale + grid.leading * 0.5;
                strip.items.extend(chart::draw(&bars, grid.right(), y, &self.look).into_iter().map(Item::Fill));
            }
            self.stack(strips, first_gap, 0.0);
            first_gap = 0.0;
        }
        self.below = style::BLOCK_GAP;
    }

    /// Sets a row as one strip, or line by line when it is tall.
    fn set_row(&mut self, grid: &Grid, cells: Vec<Cell>, rule: Option<(f32, style::Colour)>) -> Vec<Strip> {
        let mut x = grid.x;
        let mut set: Vec<Vec<Strip>> = Vec::with_capacity(cells.len());
        for (column, mut cell) in cells.into_iter().enumerate() {
            let width = grid.widths[column];
            for run in &mut cell.runs.runs {
                run.style.size *= grid.scale;
                run.style.rise *= grid.scale;
            }
            let align = grid.aligns.get(column).copied().unwrap_or_default();
            let setting = Setting {
                x: x + grid.side,
                // Rounding must not break a line that just fits.
                width: width + 0.05,
                hanging: 0.0,
                leading: grid.leading,
                fill: Fill::Ragged,
                align,
                is_hyphenated: cell.least * grid.scale > width,
            };
            let mut lines = paragraph::set(self, &cell.runs, setting);
            if column == 0 && grid.is_first_repeated {
                lines = lines.iter().map(repeated).collect();
            }
            set.push(lines);
            x += width + 2.0 * grid.side;
        }
        let full_width = x - grid.x + grid.drawn;
        let lines = set.iter().map(Vec::len).max().unwrap_or(0).max(1);
        let top = style::CELL_TOP * grid.scale;
        let rule = |y: f32| {
            rule.map(|(height, colour)| {
                Item::Fill(Rectangle { x: grid.x, y: y - height / 2.0, width: full_width, height, colour })
            })
        };
        if lines as f32 * grid.leading > TALL_ROW {
            return apart(set, lines, grid.leading, top, rule);
        }
        let mut row = Strip { height: lines as f32 * grid.leading + 2.0 * top, ..Strip::default() };
        for (line, mut strip) in set.into_iter().flat_map(|cell| cell.into_iter().enumerate()) {
            lower(&mut strip, top + line as f32 * grid.leading);
            row.items.append(&mut strip.items);
            row.notes.append(&mut strip.notes);
        }
        row.items.extend(rule(row.height));
        vec![row]
    }
}

/// How a table is set.
struct Grid {
    x: f32,
    side: f32,
    scale: f32,
    widths: Vec<f32>,
    leading: f32,
    /// Width of what is drawn beside the rows.
    drawn: f32,
    /// How the cells of each column are set.
    aligns: Vec<Align>,
    /// Whether the first column has been read before.
    is_first_repeated: bool,
}

impl Grid {
    /// Returns the right edge of the cells.
    fn right(&self) -> f32 {
        self.x + self.widths.iter().map(|width| width + 2.0 * self.side).sum::<f32>()
    }
}

/// Returns a row as strips of one line each.
fn apart(set: Vec<Vec<Strip>>, lines: usize, leading: f32, top: f32, rule: impl Fn(f32) -> Option<Item>) -> Vec<Strip> {
    let mut strips: Vec<Strip> = (0..lines).map(|_| Strip { height: leading, ..Strip::default() }).collect();
    for (line, mut strip) in set.into_iter().flat_map(|cell| cell.into_iter().enumerate()) {
        strips[line].items.append(&mut strip.items);
        strips[line].notes.append(&mut strip.notes);
    }
    if let Some(first) = strips.first_mut() {
        lower(first, top);
        first.height += top;
        first.keep = true;
    }
    let before_last = lines.saturating_sub(2);
    strips[before_last].keep = lines > 1;
    if let Some(last) = strips.last_mut() {
        last.height += top;
        let bottom = last.height;
        last.items.extend(rule(bottom));
    }
    strips
}

fn lower(strip: &mut Strip, by: f32) {
    for item in &mut strip.items {
        match item {
            Item::Text(text) => text.y += by,
            Item::Fill(fill) => fill.y += by,
            Item::Picture(picture) => picture.y += by,
        }
    }
}

/// Returns what each column needs at least and would like.
fn columns_of(head: &[Cell], rows: &[Vec<Cell>], columns: usize) -> (Vec<f32>, Vec<f32>) {
    let mut least = vec![0.0_f32; columns];
    let mut whole = vec![0.0_f32; columns];
    for row in std::iter::once(head).chain(rows.iter().map(Vec::as_slice)) {
        for (column, cell) in row.iter().enumerate() {
            least[column] = least[column].max(cell.least);
            whole[column] = whole[column].max(cell.whole);
        }
    }
    (least, whole)
}

fn column_count(table: &Table) -> usize {
    let widest = table.rows.iter().map(Vec::len).max().unwrap_or(0);
    table.columns.len().max(table.head.len()).max(widest)
}

/// Shares `room` among columns that need `least` and would like `whole`; `shares` are wishes, if there are any.
fn widths(least: &[f32], whole: &[f32], shares: Option<&[f32]>, room: f32) -> Vec<f32> {
    let needed: f32 = least.iter().sum();
    if needed >= room {
        return least.iter().map(|width| width * room / needed.max(1.0)).collect();
    }
    if let Some(shares) = shares.filter(|shares| shares.len() == least.len()) {
        return shared(least, shares, room);
    }
    let wanted: f32 = whole.iter().sum();
    if wanted <= room {
        // A table nearly as wide as the page is made as wide; a narrow one stays narrow.
        let spare = if wanted > room * 0.7 { room - wanted } else { (room - wanted).min(14.0 * whole.len() as f32) };
        return whole.iter().map(|width| width + spare / whole.len() as f32).collect();
    }
    let slack: f32 = whole.iter().zip(least).map(|(whole, least)| (whole - least).max(0.0)).sum();
    whole
        .iter()
        .zip(least)
        .map(|(whole, least)| least + (whole - least).max(0.0) / slack.max(0.01) * (room - needed))
        .collect()
}

/// Shares `room` as `shares` say, but gives no column less than its longest word needs.
fn shared(least: &[f32], shares: &[f32], room: f32) -> Vec<f32> {
    let mut fixed = vec![false; least.len()];
    loop {
        let taken: f32 = least.iter().zip(&fixed).filter(|(_, fixed)| **fixed).map(|(width, _)| width).sum();
        let total: f32 = shares.iter().zip(&fixed).filter(|(_, fixed)| !**fixed).map(|(share, _)| share).sum();
        let rest = (room - taken).max(0.0);
        let width = |column: usize| {
            if fixed[column] { least[column] } else { rest * shares[column] / total.max(0.01) }
        };
        let narrow = (0..least.len()).find(|&column| !fixed[column] && width(column) < least[column]);
        match narrow {
            Some(column) if rest > 0.0 => fixed[column] = true,
            _ => {
                let widths: Vec<f32> = (0..least.len()).map(width).collect();
                let sum: f32 = widths.iter().sum();
                let scale = if sum > room { room / sum } else { 1.0 };
                return widths.into_iter().map(|width| width * scale).collect();
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dashes_share_the_measure_but_never_break_a_word() {
        assert_eq!(widths(&[10.0, 10.0], &[50.0, 500.0], Some(&[1.0, 3.0]), 400.0), [100.0, 300.0]);
        assert_eq!(widths(&[150.0, 10.0], &[200.0, 500.0], Some(&[1.0, 3.0]), 400.0), [150.0, 250.0]);
    }

    #[test]
    fn columns_too_wide_for_the_page_are_made_narrower_alike() {
        assert_eq!(widths(&[300.0, 100.0], &[300.0, 100.0], None, 200.0), [150.0, 50.0]);
        assert_eq!(widths(&[300.0, 100.0], &[300.0, 100.0], Some(&[1.0, 1.0]), 200.0), [150.0, 50.0]);
    }

    #[test]
    fn room_goes_to_the_columns_with_the_most_words() {
        let widths = widths(&[50.0, 50.0], &[60.0, 600.0], None, 300.0);
        assert!(widths[1] > 2.0 * widths[0]);
        assert!((widths.iter().sum::<f32>() - 300.0).abs() < 0.1);
    }
}
