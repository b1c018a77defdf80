//! A text with its facts marked, as a page for a browser.
//!
//! Takes a document and its sheet, gives the content of an HTML element: the blocks of the text with their line numbers,
//! the words of each fact marked and reachable by the fact's id (`#quotation-5c1d8a`), and after each block a line a
//! fact. Everything that comes from the text or the sheet is escaped.

use std::fmt::Write as _;

use crate::document::{Block, BlockKind, Document};
use crate::html::Escaped;
use crate::sheet::{FactSheet, Side, Status};
use crate::source::{CodePoints, Span};

/// Something to be marked.
struct Mark {
    span: Span,
    id: String,
    kind: &'static str,
    states: String,
}

/// Writes `document` with what `sheet` states of it.
pub fn render(document: &Document, sheet: &FactSheet) -> String {
    let marks = marks(document, sheet);
    let mut page = String::new();
    let mut next = 0;
    for (index, block) in document.blocks.iter().enumerate() {
        let first = next;
        let limit = document.blocks.get(index + 1).map_or(usize::MAX, |block| block.span.start);
        while marks.get(next).is_some_and(|mark| mark.span.start < limit) {
            next += 1;
        }
        push_block(&mut page, document, block, &marks[first..next]);
    }
    page
}

fn marks(document: &Document, sheet: &FactSheet) -> Vec<Mark> {
    let span = |points: CodePoints| document.positions.span(&document.text, points).filter(|span| !span.is_empty());
    let kept = |status: Status| status != Status::Rejected;
    let facts = sheet.facts.iter().filter(|fact| kept(fact.status)).filter_map(|fact| {
        let states = format!("{}: {}", fact.claim.kind(), fact.claim);
        Some(Mark { span: span(fact.evidence.span)?, id: fact.id.0.clone(), kind: fact.claim.kind(), states })
    });
    let readings = sheet.readings.iter().filter(|reading| kept(reading.status)).filter_map(|reading| {
        let kind = match reading.side {
            Side::Optimistic => "optimistic",
            Side::Sceptical => "sceptical",
            Side::Mixed => "mixed",
        };
        let holder = reading.holder.as_ref().map(|holder| format!(", {holder}")).unwrap_or_default();
        let states = format!("{kind} reading{holder}, {:.2}", reading.score);
        Some(Mark { span: span(reading.evidence.span)?, id: reading.id.0.clone(), kind, states })
    });
    let mut marks: Vec<Mark> = facts.chain(readings).collect();
    marks.sort_by(|a, b| (a.span.start, b.span.end, &a.id).cmp(&(b.span.start, a.span.end, &b.id)));
    marks
}

fn push_block(page: &mut String, document: &Document, block: &Block, marks: &[Mark]) {
    let element = match block.kind {
        BlockKind::Title => "h1",
        BlockKind::Heading(_) => "h2",
        BlockKind::Quote => "blockquote",
        BlockKind::Code => "pre",
        BlockKind::Paragraph | BlockKind::ListItem | BlockKind::TableRow | BlockKind::Question | BlockKind::Answer => {
            "p"
        }
    };
    let furniture = if block.furniture.is_some() { " class=\"furniture\"" } else { "" };
    let line = document.positions.line(block.span.start);
    // Writing to a string never fails.
    let _ = write!(page, "<{element}{furniture}><span class=\"line\">{line}</span> ");
    push_words(page, document, block.span, marks);
    let _ = writeln!(page, "</{element}>");
    if !marks.is_empty() {
        page.push_str("<details><summary>");
        let _ = write!(page, "{} found here</summary><ul>", marks.len());
        for mark in marks {
            let (id, states) = (Escaped(&mark.id), Escaped(&mark.states));
            let _ = write!(page, "<li><a href=\"#{id}\">{id}</a> {states}</li>");
        }
        page.push_str("</ul></details>\n");
    }
}

/// Writes words in pieces, each within one set of facts, so that facts may overlap.
fn push_words(page: &mut String, document: &Document, span: Span, marks: &[Mark]) {
    let mut borders: Vec<usize> = marks.iter().flat_map(|mark| [mark.span.start, mark.span.end]).collect();
    borders.retain(|border| span.start < *border && *border < span.end);
    borders.extend([span.start, span.end]);
    borders.sort_unstable();
    borders.dedup();
    // Marks are sorted by where they begin: those open at a border are found in one pass.
    let mut open: Vec<&Mark> = Vec::new();
    let mut left = marks.iter().peekable();
    for pair in borders.windows(2) {
        let piece = Span::new(pair[0], pair[1]);
        open.retain(|mark| mark.span.end > piece.start);
        while let Some(mark) = left.next_if(|mark| mark.span.start <= piece.start) {
            let _ = write!(page, "<span id=\"{}\"></span>", Escaped(&mark.id));
            open.push(mark);
        }
        let words = Escaped(document.slice(piece));
        match open.last() {
            None => {
                let _ = write!(page, "{words}");
            }
            Some(inner) => {
                let states: Vec<&str> = open.iter().map(|mark| mark.states.as_str()).collect();
                let title = states.join("\n");
                let _ = write!(page, "<mark class=\"{}\" title=\"{}\">{words}</mark>", inner.kind, Escaped(&title));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::corpus::{Format, Text};
    use crate::document;
    use crate::lexicon::Lexicon;
    use crate::sheet;

    #[test]
    fn a_hostile_text_stays_text_and_its_facts_can_be_reached() {
        let words = "“The <script>alert('1')</script> ferry & \"its\" crew will sail in May,” said Mayor Ida Holm.";
        let text = Text::decoded("ferry", Format::Text, words, None);
        let document = document::parse(&text).output;
        let mut sheet = sheet::extract(&document, sheet::Options { lexicon: Lexicon::built_in(), question: None });
        sheet.facts[0].id.0 = "\"><img src=x>".into();
        let page = render(&document, &sheet);
        assert!(!page.contains("<script") && !page.contains("<img"), "{page}");
        assert!(page.contains("id=\"&quot;&gt;&lt;img src=x&gt;\""), "{page}");
        // The words of the page are those of the text.
        let first = page.split("</p>").next().unwrap_or_default();
        let mut plain = String::new();
        let mut inside = false;
        for letter in first.chars() {
            match letter {
                '<' => inside = true,
                '>' => inside = false,
                letter if !inside => plain.push(letter),
                _ => {}
            }
        }
        let entities = [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&amp;", "&")];
        let plain = entities.iter().fold(plain, |plain, (entity, letter)| plain.replace(entity, letter));
        assert_eq!(plain, format!("1 {words}"));
    }
}
