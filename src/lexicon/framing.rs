//! Cues that frame a plan, with their weights.

/// The words.
#[derive(Debug, Default)]
pub struct Framing {}
