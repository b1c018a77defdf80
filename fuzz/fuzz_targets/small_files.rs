//! Any words as each of the small files that people write: settings, briefs, themes, metadata, cue words, references.
#![no_main]

use evenhand::citation::References;
use evenhand::lexicon::Lexicon;
use evenhand::{brief, settings, theme, yaml};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let _ = settings::read(text, "evenhand.yaml");
    let _ = brief::read(text, "fuzz", "brief.yaml");
    let _ = theme::read(text, "theme.yaml");
    let _ = yaml::meta(text, "fuzz.meta.yaml");
    let _ = yaml::front_matter(text, "fuzz.md");
    let _ = Lexicon::with_project(&[("lexicon/fuzz.yaml".into(), text.into())]);
    for file in ["fuzz.json", "fuzz.bib"] {
        let _ = References::read(text, file);
    }
});
