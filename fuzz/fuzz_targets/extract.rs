//! Extracts from any words; the evidence stands where the sheet says.
#![no_main]

use evenhand::corpus::{Format, Text};
use evenhand::lexicon::Lexicon;
use evenhand::{document, sheet};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let document = document::parse(&Text::decoded("fuzz", Format::Text, text, None)).output;
    let made = sheet::extract(&document, sheet::Options { lexicon: Lexicon::built_in(), question: None });
    for fact in &made.facts {
        let span = document.positions.span(&document.text, fact.evidence.span);
        assert_eq!(span.and_then(|span| document.text.get(span.range())), Some(fact.evidence.exact.as_str()));
    }
});
