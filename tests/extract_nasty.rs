//! Texts on which a rule that looks too far would take quadratic time, at full length: each must give a valid sheet.
//!
//! No time is asserted: quadratic work on texts of this length does not end while anybody waits.
//! `benches/extract.rs` shows the time a byte.

use evenhand::corpus::{Format, Text};
use evenhand::document;
use evenhand::lexicon::Lexicon;
use evenhand::sheet::{self, Evidence, Options};

/// Extracts from `unit`, again and again up to `length` bytes; returns how many facts there are.
fn extract(format: Format, unit: &str, length: usize) -> usize {
    let text = unit.repeat(length.div_ceil(unit.len()));
    let document = document::parse(&Text::decoded("nasty", format, &text, None)).output;
    assert_eq!(document.text, text);
    let sheet = sheet::extract(&document, Options { lexicon: Lexicon::built_in(), question: None });
    let readings = sheet.readings.iter().map(|reading| &reading.evidence);
    for Evidence { exact, prefix, suffix, span, line, page: _ } in
        sheet.facts.iter().map(|fact| &fact.evidence).chain(readings)
    {
        let bytes = document.positions.span(&text, *span).expect("a span lies in the text");
        assert_eq!(text.get(bytes.range()), Some(exact.as_str()));
        assert!(text[..bytes.start].ends_with(prefix.as_str()) && text[bytes.end..].starts_with(suffix.as_str()));
        assert_eq!(document.positions.line(bytes.start), *line);
        assert!(!exact.trim().is_empty());
    }
    sheet.facts.len()
}

const MEGABYTE: usize = 1 << 20;

/// Long enough for quadratic work to be felt; a debug build takes a second or two a megabyte.
const LONG: usize = 200_000;

#[test]
fn a_hundred_thousand_quotation_marks() {
    for mark in ["\"", "“", "”", "'", "‘", "’", "«", "»", "“”", "’‘"] {
        extract(Format::Text, mark, 100_000 * mark.chars().next().map_or(1, char::len_utf8));
    }
}

#[test]
fn a_sentence_of_five_megabytes() {
    let unit = "the council said on Monday that Ada Vance will build 30 boats if the towns agree, ";
    assert!(extract(Format::Text, unit, 5 * MEGABYTE) > 100);
}

#[test]
fn quotations_that_never_close() {
    extract(Format::Text, "“Ada Vance said ", LONG);
    extract(Format::Text, "she said, “he said, ‘", LONG);
}

#[test]
fn brackets_that_never_close() {
    extract(Format::Text, "(he said [", LONG);
    extract(Format::Text, ")]", LONG);
}

#[test]
fn blocks_within_blocks() {
    extract(Format::Markdown, "> ", LONG);
    extract(Format::Markdown, "- ", LONG);
    extract(Format::Markdown, "[", LONG);
}

#[test]
fn words_from_right_to_left() {
    extract(Format::Text, "אמר ראש העיר: “שלום”. ", LONG);
    extract(Format::Text, "\u{202e}قال \u{202c}", LONG);
}

#[test]
fn no_spaces() {
    extract(Format::Text, "aВ漢𝒳", LONG);
    extract(Format::Text, "x", 5 * MEGABYTE);
}

#[test]
fn names_and_lines_without_end() {
    extract(Format::Text, "Ada Vance, ", LONG);
    extract(Format::Text, "said\n", LONG);
    extract(Format::Text, "Who pays?\n", LONG);
    extract(Format::Text, "Read more\n", LONG);
}
