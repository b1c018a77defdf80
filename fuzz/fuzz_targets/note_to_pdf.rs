//! Sets any note as PDF: pages or diagnostics, never a panic.
#![no_main]

use evenhand::{markup, pdf};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let parsed = markup::parse(text, "fuzz.md").output;
    let options = pdf::Options {
        paper: pdf::Paper::A4,
        file: "fuzz.md".into(),
        markdown: text.into(),
        attachments: Vec::new(),
    };
    let _ = pdf::render(&parsed, &options);
});
