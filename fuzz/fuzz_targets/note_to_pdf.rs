//! Sets any note as PDF: pages or diagnostics, never a panic.
#![no_main]

use evenhand::{markup, pdf};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let parsed = markup::parse(text, "fuzz.md").output;
    let options = pdf::Options { file: "fuzz.md".into(), markdown: text.into(), ..pdf::Options::default() };
    let _ = pdf::render(&parsed, &options);
});
