//! Any text through gather, parse and extract: positions hold, results repeat, and work grows with the length.

use evenhand::corpus::{Format, Text};
use evenhand::document::{self, Document};
use evenhand::lexicon::Lexicon;
use evenhand::sheet::{self, FactSheet, Options};
use proptest::prelude::*;

fn extract(text: &str, format: Format) -> (Document, FactSheet) {
    let document = document::parse(&Text::decoded("test", format, text, None)).output;
    let sheet = sheet::extract(&document, Options { lexicon: Lexicon::built_in(), question: None });
    (document, sheet)
}

/// Words that the rules know, marks and oddities, in any order.
fn any_text() -> impl Strategy<Value = String> {
    let pieces = prop::sample::select(vec![
        "Ada Vance",
        "Mayor Holm",
        "said",
        "that",
        "“",
        "”",
        "\"",
        "‘",
        "’",
        "according to",
        "she",
        "the council",
        "will",
        "build",
        "if",
        "30",
        "more than",
        "%",
        "on 3 May 2031",
        "unclear",
        "not",
        ",",
        ".",
        "?",
        ":",
        ";",
        "(",
        ")",
        "—",
        "\n",
        "\n\n",
        "# ",
        "- ",
        "> ",
        "| ",
        "*",
        "é",
        "漢字",
        "שלום",
        "𝒳",
        "\u{301}",
        "\u{200f}",
        "\u{ad}",
        "U.S.",
        "…",
    ]);
    prop::collection::vec(pieces, 0..90).prop_map(|pieces| pieces.join(" "))
}

fn check(text: &str, format: Format) -> Result<(), TestCaseError> {
    let (document, sheet) = extract(text, format);
    let readings = sheet.readings.iter().map(|reading| &reading.evidence);
    for evidence in sheet.facts.iter().map(|fact| &fact.evidence).chain(readings) {
        let span = document.positions.span(&document.text, evidence.span);
        prop_assert!(span.is_some(), "out of bounds: {evidence:?}");
        let words = span.and_then(|span| document.text.get(span.range()));
        prop_assert_eq!(words, Some(evidence.exact.as_str()));
    }
    let (_, again) = extract(text, format);
    prop_assert_eq!(&again, &sheet);
    let (_, windows) = extract(&text.replace('\n', "\r\n"), format);
    prop_assert_eq!(&windows, &sheet);
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn evidence_stands_where_the_sheet_says_in_any_text(text in any_text()) {
        check(&text, Format::Text)?;
    }

    #[test]
    fn evidence_stands_where_the_sheet_says_in_any_markdown(text in any_text()) {
        check(&text, Format::Markdown)?;
    }

    #[test]
    fn any_characters_are_taken(text in "\\PC{0,160}") {
        check(&text, Format::Text)?;
    }
}

/// Without a bound on what rules look at, some of these take minutes.
#[test]
fn nasty_texts_of_some_length_give_a_sheet() {
    let nasty: [(&str, &str, Format); 10] = [
        ("straight quotation marks", "\"", Format::Text),
        ("opening quotation marks", "“", Format::Text),
        ("quotations without end", "“Ada Vance said ", Format::Text),
        (
            "one sentence without end",
            "the council said that Ada Vance will build 30 boats if the towns agree, ",
            Format::Text,
        ),
        ("names in a row", "Ada Vance, ", Format::Text),
        ("cues in a row", "said ", Format::Text),
        ("brackets that stay open", "(he said ", Format::Text),
        ("deep nesting", "> ", Format::Markdown),
        ("right-to-left words", "אמר שלום ", Format::Text),
        ("no spaces", "aВ漢𝒳", Format::Text),
    ];
    for (name, unit, format) in nasty {
        let text = unit.repeat(100_000 / unit.len());
        let (document, sheet) = extract(&text, format);
        assert!(sheet.facts.len() <= document.tokens.len(), "{name}");
        // What keeps the work linear: no rule ever sees a sentence of more than 400 tokens.
        let longest = document.sentences.iter().map(|sentence| sentence.end_token - sentence.first_token).max();
        assert!(longest.unwrap_or_default() <= 400, "{name}: {longest:?}");
    }
}
