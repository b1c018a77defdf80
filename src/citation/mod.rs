//! Citation styles: Pandoc's citations in a note become text, notes and a list of sources.
//! The one place that knows `hayagriva`.
