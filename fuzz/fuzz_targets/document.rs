//! Reads any words as plain text, Markdown and HTML.
#![no_main]

use evenhand::corpus::{Format, Text};
use evenhand::document;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    for format in [Format::Text, Format::Markdown, Format::Html] {
        let document = document::parse(&Text::decoded("fuzz", format, text, None)).output;
        for sentence in &document.sentences {
            assert!(document.text.get(sentence.span.range()).is_some());
        }
    }
});
