//! Parses any words as Markdown.
#![no_main]

use evenhand::markup;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let _ = markup::parse(text, "fuzz.md");
});
