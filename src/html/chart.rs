//! Draws charts as inline SVG from the table that stands in the same div, which says the same in words.
//!
//! Kinds, by the pair `data-kind` of the div: `balance` (a row a measure, two columns of numbers), `timeline` (a row
//! an event, dates in spans with `from` and `to`), `matrix` (a row a person, a column a side, cells with numbers).
//! Widths are given in per cent and heights in pixels, so that letters keep their size on every screen.

use std::fmt::Write;

use super::text::Escaped;
use crate::markup::{Attributes, Block, BlockKind, Inline, Table, plain_text};
use crate::value::date::Day;

/// Height of a row, in pixels.
const ROW: usize = 26;
/// Width of the words before a row, in per cent.
const LABEL: f64 = 34.0;

/// Returns the drawing, or `None` if there is nothing to draw.
pub(super) fn draw(attributes: &Attributes, blocks: &[Block]) -> Option<String> {
    let table = blocks.iter().find_map(|block| match &block.kind {
        BlockKind::Table(table) => Some(table),
        BlockKind::Heading { .. }
        | BlockKind::Paragraph(_)
        | BlockKind::List { .. }
        | BlockKind::Quote(_)
        | BlockKind::Code { .. }
        | BlockKind::Rule
        | BlockKind::Div { .. } => None,
    })?;
    match attributes.get("data-kind")? {
        "balance" => balance(table),
        "timeline" => timeline(table),
        "matrix" => matrix(table),
        _ => None,
    }
}

/// Draws a bar a row, parted in the proportion of the two numbers.
fn balance(table: &Table) -> Option<String> {
    let rows: Vec<(String, [f64; 2], [String; 2])> = table
        .rows
        .iter()
        .filter_map(|row| {
            let [label, left, right] = row.as_slice() else { return None };
            let words = [plain_text(left), plain_text(right)];
            Some((plain_text(label), [number(&words[0])?, number(&words[1])?], words))
        })
        .collect();
    if rows.is_empty() {
        return None;
    }
    let heads: Vec<String> = table.head.iter().map(|cell| plain_text(cell)).collect();
    let [_, left, right] = heads.as_slice() else { return None };
    let label = format!("{left} | {right}");
    let mut svg = open(&label, (rows.len() + 1) * ROW);
    let _ = write!(svg, "<text class=\"optimistic\" x=\"{LABEL}%\" y=\"16\">{}</text>", Escaped(left));
    let _ = write!(svg, "<text class=\"sceptical end\" x=\"100%\" y=\"16\">{}</text>", Escaped(right));
    for (index, (label, [left, right], words)) in rows.iter().enumerate() {
        let top = (index + 1) * ROW;
        let share = if left + right > 0.0 { left / (left + right) } else { 0.5 };
        let width = (100.0 - LABEL) * share;
        let _ = write!(svg, "<text x=\"0\" y=\"{}\">{}</text>", top + 16, Escaped(label));
        let bar = |class: &str, x: f64, width: f64| {
            format!("<rect class=\"{class}\" x=\"{x:.2}%\" y=\"{}\" width=\"{width:.2}%\" height=\"18\"/>", top + 3)
        };
        svg.push_str(&bar("optimistic", LABEL, width));
        svg.push_str(&bar("sceptical", LABEL + width, 100.0 - LABEL - width));
        let _ = write!(
            svg,
            "<line class=\"middle\" x1=\"{m}%\" x2=\"{m}%\" y1=\"{top}\" y2=\"{}\"/>",
            top + 24,
            m = LABEL + (100.0 - LABEL) / 2.0
        );
        let _ =
            write!(svg, "<text class=\"on\" x=\"{LABEL}%\" dx=\"6\" y=\"{}\">{}</text>", top + 16, Escaped(&words[0]));
        let _ =
            write!(svg, "<text class=\"on end\" x=\"100%\" dx=\"-6\" y=\"{}\">{}</text>", top + 16, Escaped(&words[1]));
    }
    svg.push_str("</svg>\n");
    Some(svg)
}

/// Draws a dot or a bar an event on one axis of days.
fn timeline(table: &Table) -> Option<String> {
    let mut events: Vec<(Day, Day)> =
        table.rows.iter().filter_map(|row| row.first().and_then(|cell| interval(cell))).collect();
    events.sort();
    let first = events.first()?.0;
    let last = events.iter().map(|event| event.1).max()?;
    let days = |day: Day| first.0.until(day.0).map_or(0.0, |span| f64::from(span.get_days()));
    let whole = days(last);
    if whole < 1.0 {
        return None;
    }
    let x = |day: Day| 3.0 + 94.0 * days(day) / whole;
    // Events that would touch are put above one another.
    let mut lanes: Vec<f64> = Vec::new();
    let mut marks = String::new();
    for (from, to) in &events {
        let (left, right) = (x(*from), x(*to));
        let free = lanes.iter().position(|&end| left - end > 2.2);
        let lane = free.unwrap_or_else(|| {
            lanes.push(0.0);
            lanes.len() - 1
        });
        lanes[lane] = right;
        let y = 12 + lane * 14;
        if right - left < 1.0 {
            let _ = write!(marks, "<circle cx=\"{left:.2}%\" cy=\"{y}\" r=\"5\"/>");
        } else {
            let width = right - left;
            let _ = write!(
                marks,
                "<rect class=\"span\" x=\"{left:.2}%\" y=\"{}\" width=\"{width:.2}%\" height=\"6\" rx=\"3\"/>",
                y - 3
            );
        }
    }
    let axis = 12 + lanes.len() * 14 + 4;
    let mut svg = open(&format!("{first} – {last}"), axis + 26);
    let _ = write!(svg, "<line class=\"axis\" x1=\"3%\" x2=\"97%\" y1=\"{axis}\" y2=\"{axis}\"/>");
    svg.push_str(&marks);
    let _ = write!(svg, "<text x=\"3%\" y=\"{}\">{first}</text>", axis + 18);
    let _ = write!(svg, "<text class=\"end\" x=\"97%\" y=\"{}\">{last}</text>", axis + 18);
    svg.push_str("</svg>\n");
    Some(svg)
}

/// Draws a dot a cell, its area in proportion to the number.
fn matrix(table: &Table) -> Option<String> {
    let columns = table.head.len().checked_sub(1).filter(|&columns| columns > 0)?;
    let rows: Vec<(String, Vec<f64>)> = table
        .rows
        .iter()
        .map(|row| {
            let numbers = row.iter().skip(1).map(|cell| number(&plain_text(cell)).unwrap_or_default());
            (row.first().map(|cell| plain_text(cell)).unwrap_or_default(), numbers.collect())
        })
        .collect();
    let most = rows.iter().flat_map(|(_, numbers)| numbers).copied().fold(0.0, f64::max);
    if most <= 0.0 {
        return None;
    }
    let heads: Vec<String> = table.head.iter().skip(1).map(|cell| plain_text(cell)).collect();
    let step = (100.0 - LABEL) / f64::from(u32::try_from(columns).unwrap_or(1));
    let x = |column: usize| LABEL + step * (f64::from(u32::try_from(column).unwrap_or(0)) + 0.5);
    let mut svg = open(&heads.join(" | "), (rows.len() + 1) * ROW);
    for (column, head) in heads.iter().enumerate() {
        let _ = write!(svg, "<text class=\"middle\" x=\"{:.2}%\" y=\"16\">{}</text>", x(column), Escaped(head));
    }
    for (index, (label, numbers)) in rows.iter().enumerate() {
        let top = (index + 1) * ROW;
        let _ = write!(svg, "<line class=\"rule\" x1=\"0\" x2=\"100%\" y1=\"{top}\" y2=\"{top}\"/>");
        let _ = write!(svg, "<text x=\"0\" y=\"{}\">{}</text>", top + 18, Escaped(label));
        for (column, number) in numbers.iter().enumerate().filter(|(_, number)| **number > 0.0) {
            let radius = 3.0 + 7.0 * (number / most).sqrt();
            let class = match column {
                0 => "optimistic",
                1 => "sceptical",
                _ => "neither",
            };
            let _ = write!(
                svg,
                "<circle class=\"{class}\" cx=\"{:.2}%\" cy=\"{}\" r=\"{radius:.1}\"/>",
                x(column),
                top + 13
            );
        }
    }
    svg.push_str("</svg>\n");
    Some(svg)
}

fn open(label: &str, height: usize) -> String {
    format!("<svg role=\"img\" aria-label=\"{}\" width=\"100%\" height=\"{height}\">", Escaped(label))
}

/// Reads a number with marks between its digits: the last mark before one or two digits at the end is the decimal one.
fn number(text: &str) -> Option<f64> {
    let text = text.trim();
    let decimal = text.rfind(['.', ',']).filter(|&at| (1..=2).contains(&(text.len() - at - 1)));
    let mut plain = String::with_capacity(text.len());
    for (at, character) in text.char_indices() {
        match character {
            '0'..='9' => plain.push(character),
            '.' | ',' if Some(at) == decimal => plain.push('.'),
            '.' | ',' | '\u{a0}' | '\u{202f}' => {}
            _ => return None,
        }
    }
    plain.parse().ok()
}

fn interval(cell: &[Inline]) -> Option<(Day, Day)> {
    cell.iter().find_map(|inline| match inline {
        Inline::Span { attributes, .. } => {
            let day = |key: &str| attributes.get(key).and_then(|day| Day::try_from(day.to_owned()).ok());
            Some((day("from")?, day("to")?)).filter(|(from, to)| from <= to)
        }
        Inline::Text(_)
        | Inline::SoftBreak
        | Inline::HardBreak
        | Inline::Emphasis(_)
        | Inline::Strong(_)
        | Inline::Strikeout(_)
        | Inline::Superscript(_)
        | Inline::Subscript(_)
        | Inline::Code(_)
        | Inline::Link { .. }
        | Inline::Image { .. }
        | Inline::NoteRef(_)
        | Inline::Citation(_) => None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_with_the_marks_of_every_language() {
        for (text, value) in
            [("1,234.5", 1234.5), ("1.234,5", 1234.5), ("12\u{a0}345", 12345.0), ("7", 7.0), ("1.234", 1234.0)]
        {
            assert_eq!(number(text), Some(value), "{text}");
        }
        assert_eq!(number("many"), None);
    }
}
