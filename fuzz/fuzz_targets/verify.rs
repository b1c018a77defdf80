//! Any bytes as a note of any format, an archive, a bundle or a PDF with files.
#![no_main]

use evenhand::corpus::Format;
use evenhand::verify::{bundle, note, rendered, zip};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    for format in [Format::Markdown, Format::Text, Format::Html, Format::Docx, Format::Pdf] {
        let _ = note::claims(format, bytes);
    }
    let _ = zip::read(bytes);
    let _ = bundle::verify("any.zip", bytes);
    let _ = rendered::carried(bytes);
});
