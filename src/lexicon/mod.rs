//! Words that rules know: reporting verbs, titles, countries, months, numbers, framing cues.
//!
//! Data files (TSV, one entry a line, `#` lines say where they come from) stand beside the module that reads them and
//! are embedded; a project's `lexicon/*.yaml` adds to them or replaces them. Read once, on first use.

pub mod framing;
pub mod known;
pub mod measure;
pub mod project;
pub mod speech;

/// All words known, with their classes.
#[derive(Debug, Default)]
pub struct Lexicon {
    /// Who speaks and how it is said: reporting verbs, titles, offices, countries, names.
    pub speech: speech::Speech,
    /// Numbers, units, months, modality, conditions.
    pub measure: measure::Measure,
    /// What frames a plan: cues with their weights.
    pub framing: framing::Framing,
}

impl Lexicon {
    /// Returns the built-in words.
    pub fn built_in() -> &'static Self {
        static BUILT_IN: std::sync::LazyLock<Lexicon> = std::sync::LazyLock::new(Lexicon::default);
        &BUILT_IN
    }
}
