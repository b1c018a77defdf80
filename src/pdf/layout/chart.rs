//! Charts: bars beside the rows of the table that holds the figures.
//!
//! A chart in a note is a table in a div of the class `chart`; its words and numbers are the text alternative.
//! Here the table is set as it is and a column of bars is drawn beside it, so that nothing is said by the
//! drawing alone. `balance` shares a bar between the numbers of a row; `timeline` places the dates of a row
//! (spans with `from` and `to`) on one axis; `matrix` draws a square a cell, its area in proportion to the number.

use super::Fill;
use super::style::{Colour, Look};
use crate::markup::{Attributes, Inline, Table};
use crate::pdf::lint::plain;

/// Width of the column of bars, with the space before it.
pub(super) const WIDTH: f32 = 108.0;
/// Space before the bars.
const GAP: f32 = 12.0;
/// Least width of a bar, so that a day in a decade can be seen.
const LEAST: f32 = 3.0;
/// Height of a bar.
const HEIGHT: f32 = 5.5;
/// Side of the largest square of a matrix.
const SQUARE: f32 = 11.0;

/// What is drawn.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Chart {
    /// How much of a whole each side has.
    Balance,
    /// When events were.
    Timeline,
    /// Who says how much of what.
    Matrix,
}

impl Chart {
    /// Returns the chart that a div asks for.
    pub(super) fn of(attributes: &Attributes) -> Option<Self> {
        match attributes.get("data-kind").filter(|_| attributes.has("chart"))? {
            "balance" => Some(Self::Balance),
            "timeline" => Some(Self::Timeline),
            "matrix" => Some(Self::Matrix),
            _ => None,
        }
    }

    /// Returns the bars of each row; nothing when the table holds nothing to draw.
    pub(super) fn bars(self, table: &Table, look: &Look) -> Option<Vec<Vec<Bar>>> {
        let bars: Vec<Vec<Bar>> = match self {
            Self::Balance => table.rows.iter().map(|row| balance(row, look)).collect(),
            Self::Timeline => timeline(table, look),
            Self::Matrix => matrix(table, look),
        };
        bars.iter().any(|row| !row.is_empty()).then_some(bars)
    }
}

/// A bar, in shares of the width.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(super) struct Bar {
    start: f64,
    end: f64,
    /// In points.
    height: f32,
    colour: Colour,
}

/// Draws the bars of a row in a column of [`WIDTH`] from `x`; the middle of the bars is at `y`.
pub(super) fn draw(bars: &[Bar], x: f32, y: f32, look: &Look) -> Vec<Fill> {
    let (left, width) = (x + GAP, WIDTH - GAP);
    let axis = Fill { x: left, y: y - 0.25, width, height: 0.5, colour: look.hairline };
    let mut fills = vec![axis];
    for bar in bars {
        let length = (share(bar.end - bar.start) * width).max(LEAST);
        let start = (left + share(bar.start) * width).min(left + width - length);
        fills.push(Fill { x: start, y: y - bar.height / 2.0, width: length, height: bar.height, colour: bar.colour });
    }
    fills
}

#[expect(clippy::cast_possible_truncation, reason = "a share lies between 0 and 1")]
fn share(share: f64) -> f32 {
    share.clamp(0.0, 1.0) as f32
}

/// Shares a bar between the numbers that follow the name of the row.
fn balance(row: &[Vec<Inline>], look: &Look) -> Vec<Bar> {
    let numbers: Vec<f64> = row.iter().skip(1).filter_map(|cell| number(&plain(cell))).collect();
    let total: f64 = numbers.iter().sum();
    if total <= 0.0 {
        return Vec::new();
    }
    let mut start = 0.0;
    numbers
        .iter()
        .zip(look.sides)
        .map(|(number, colour)| {
            let end = start + number / total;
            let bar = Bar { start, end, height: HEIGHT, colour };
            start = end;
            bar
        })
        .filter(|bar| bar.end > bar.start)
        .collect()
}

/// Draws a square for each number, one column of the table above the other; the first two columns are the sides.
fn matrix(table: &Table, look: &Look) -> Vec<Vec<Bar>> {
    let numbers: Vec<Vec<f64>> = table
        .rows
        .iter()
        .map(|row| row.iter().skip(1).map(|cell| number(&plain(cell)).unwrap_or_default()).collect())
        .collect();
    let most = numbers.iter().flatten().copied().fold(0.0, f64::max);
    let columns = numbers.iter().map(Vec::len).max().unwrap_or(0).max(1);
    let (room, slot, largest) = (f64::from(WIDTH - GAP), 1.0 / columns as f64, f64::from(SQUARE));
    let square = |(column, number): (usize, &f64)| {
        let side = (largest.min(room * slot) * (number / most).sqrt()).max(f64::from(LEAST));
        let middle = slot * (column as f64 + 0.5);
        Bar {
            start: middle - side / room / 2.0,
            end: middle + side / room / 2.0,
            height: share(side / largest) * SQUARE,
            colour: look.sides.get(column).copied().unwrap_or(look.grey),
        }
    };
    numbers
        .iter()
        .map(|row| row.iter().enumerate().filter(|(_, number)| **number > 0.0).map(square).collect())
        .collect()
}

/// Reads a number as notes write it: `1,204`, `1 204`, `0.71`.
fn number(text: &str) -> Option<f64> {
    let digits: String = text.chars().filter(|character| character.is_ascii_digit() || *character == '.').collect();
    digits.parse().ok().filter(|number: &f64| number.is_finite())
}

/// Places the dates of all rows on the axis from the first to the last.
fn timeline(table: &Table, look: &Look) -> Vec<Vec<Bar>> {
    let spans: Vec<Vec<(f64, f64)>> =
        table.rows.iter().map(|row| row.iter().flat_map(|cell| dates(cell)).collect()).collect();
    let all = || spans.iter().flatten();
    let first = all().map(|span| span.0).fold(f64::INFINITY, f64::min);
    let last = all().map(|span| span.1).fold(f64::NEG_INFINITY, f64::max);
    let length = (last - first).max(1.0);
    let colour = look.sides[0];
    let place = |day: f64| (day - first) / length;
    let bar = |&(from, to): &(f64, f64)| Bar { start: place(from), end: place(to), height: HEIGHT, colour };
    spans.iter().map(|row| row.iter().map(bar).collect()).collect()
}

/// Returns the intervals of the spans among `inlines`, in days.
fn dates(inlines: &[Inline]) -> Vec<(f64, f64)> {
    let mut found = Vec::new();
    for inline in inlines {
        if let Inline::Span { attributes, content } = inline {
            let from = attributes.get("from").and_then(day);
            let to = attributes.get("to").and_then(day).or(from);
            found.extend(from.zip(to).filter(|(from, to)| from <= to));
            found.extend(dates(content));
        }
    }
    found
}

/// Returns the day that `2031-05-14` names, counted in days.
fn day(date: &str) -> Option<f64> {
    let date: jiff::civil::Date = date.parse().ok()?;
    Some(f64::from(date.year()) * 365.25 + f64::from(date.day_of_year()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cell(text: &str) -> Vec<Inline> {
        vec![Inline::Text(text.into())]
    }

    fn look() -> Look {
        Look::of(&crate::theme::Theme::default(), crate::pdf::Paper::A4)
    }

    #[test]
    fn the_numbers_of_a_row_share_its_bar() {
        let bars = balance(&[cell("Words"), cell("1,200"), cell("400")], &look());
        assert_eq!(bars.iter().map(|bar| (bar.start, bar.end)).collect::<Vec<_>>(), [(0.0, 0.75), (0.75, 1.0)]);
        assert!(balance(&[cell("Words"), cell("0"), cell("0")], &look()).is_empty());
        assert!(balance(&[cell("Words"), cell("none"), cell("")], &look()).is_empty());
    }

    #[test]
    fn squares_of_a_matrix_stand_in_columns_and_their_areas_are_the_numbers() {
        let rows = vec![
            vec![cell("Ida Holm"), cell("4"), cell("0"), cell("1")],
            vec![cell("Ole Brandt"), cell("0"), cell("1"), cell("")],
        ];
        let bars = Chart::Matrix.bars(&Table { rows, ..Table::default() }, &look()).expect("there are numbers");
        let middles =
            |row: usize| bars[row].iter().map(|bar| ((bar.start + bar.end) * 300.0).round()).collect::<Vec<_>>();
        assert_eq!((middles(0), middles(1)), (vec![100.0, 500.0], vec![300.0]));
        assert!((bars[0][0].height / bars[0][1].height - 2.0).abs() < 0.01);
        assert_eq!(bars[1][0].colour, look().sides[1]);
        let none = Table { rows: vec![vec![cell("Ida Holm"), cell("0")]], ..Table::default() };
        assert_eq!(Chart::Matrix.bars(&none, &look()), None);
    }

    #[test]
    fn dates_stand_on_one_axis() {
        let date = |from: &str, to: &str| {
            let pairs = vec![("from".to_owned(), from.to_owned()), ("to".to_owned(), to.to_owned())];
            vec![Inline::Span { attributes: Attributes { pairs, ..Attributes::default() }, content: cell("then") }]
        };
        let rows = vec![
            vec![date("2030-01-01", "2030-01-01")],
            vec![cell("no date")],
            vec![date("2030-07-02", "2031-01-01")],
            vec![date("soon", "later")],
        ];
        let bars = Chart::Timeline.bars(&Table { rows, ..Table::default() }, &look()).expect("there are dates");
        assert_eq!(bars.iter().map(Vec::len).collect::<Vec<_>>(), [1, 0, 1, 0]);
        assert!((bars[2][0].start - 0.5).abs() < 0.01 && (bars[2][0].end - 1.0).abs() < 1e-9);
        assert!(bars[0][0].start.abs() < 1e-9);
    }
}
