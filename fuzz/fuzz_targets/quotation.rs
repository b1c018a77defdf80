//! Any quotation against any text: what is verified must have a span in the text.
#![no_main]

use evenhand::corpus::{Format, Text};
use evenhand::document;
use evenhand::verify::{Book, Quotable, Verdict, check};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: (&str, &str, &str)| {
    let (text, quote, speaker) = input;
    let text = Text::decoded("any", Format::Text, text, None);
    let book = Book::new(document::parse(&text).output, None);
    let found = check(Quotable { quote, speaker: Some(speaker), at: None }, &book);
    if found.verdict == Verdict::Verified {
        let span = found.span.expect("a place");
        assert!(book.document().text.get(span.range()).is_some());
    }
});
