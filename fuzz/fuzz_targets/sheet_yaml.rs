//! Reads any words as a fact sheet; what is read is written and read again alike.
#![no_main]

use evenhand::sheet;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    if let Ok(read) = sheet::yaml::read(text, "fuzz.yaml") {
        assert_eq!(sheet::yaml::read(&sheet::yaml::write(&read), "fuzz.yaml").as_ref(), Ok(&read));
    }
});
