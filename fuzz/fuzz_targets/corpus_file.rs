//! Any bytes as a file of the corpus of every format, as gathered from the disk: decoded, unpacked, parsed.
#![no_main]

use evenhand::corpus::{self, SourceFile};
use evenhand::document;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    for ending in ["txt", "md", "html", "docx", "pdf"] {
        let file = SourceFile { file: format!("corpus/fuzz.{ending}"), bytes: bytes.to_vec(), meta: None };
        for text in corpus::gather(vec![file]).output.texts {
            let document = document::parse(&text).output;
            for sentence in &document.sentences {
                assert!(document.text.get(sentence.span.range()).is_some());
            }
        }
    }
});
