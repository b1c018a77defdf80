//! Numbers, units, months, modality, conditions.

/// The words.
#[derive(Debug, Default)]
pub struct Measure {}
