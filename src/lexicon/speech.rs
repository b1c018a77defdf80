//! Reporting verbs, titles, offices, countries and names.

/// The words.
#[derive(Debug, Default)]
pub struct Speech {}
