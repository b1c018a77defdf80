//! File names as ids: short, stable, and fit to be citation keys.

use unicode_normalization::UnicodeNormalization;

use crate::source::SourceId;

/// Returns the id of the file at `path`: the path below `corpus/` without its ending, `/` written as `-`.
///
/// Letters, digits and `-_.:` stay as they are; every run of other characters becomes one `-`. An id neither begins
/// nor ends with a mark, as Pandoc's citation keys demand; a name without letter or digit becomes `text`.
pub(super) fn from_path(path: &str) -> SourceId {
    let below = path.strip_prefix("corpus/").unwrap_or(path);
    let stem = match below.rsplit_once('.') {
        Some((stem, extension)) if !extension.contains('/') => stem,
        _ => below,
    };
    let mut id = String::with_capacity(stem.len());
    // Some systems store names decomposed; the same name must give the same id everywhere.
    for character in stem.nfc() {
        if character.is_alphanumeric() || matches!(character, '_' | '.' | ':') {
            id.push(character);
        } else if !id.ends_with('-') {
            id.push('-');
        }
    }
    let id = id.trim_matches(['-', '.', ':', '_']);
    SourceId::from(if id.is_empty() { "text" } else { id })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_made_from_the_path_below_the_corpus() {
        for (path, id) in [
            ("corpus/harbour-tolls.txt", "harbour-tolls"),
            ("corpus/press/2026/Harbour tolls (final).md", "press-2026-Harbour-tolls-final"),
            ("corpus/v1.2.txt", "v1.2"),
            ("corpus/no-ending", "no-ending"),
            ("corpus/a.b/c", "a.b-c"),
            ("corpus/cafe\u{301}.txt", "café"),
            ("corpus/@@@.txt", "text"),
        ] {
            assert_eq!(from_path(path).as_str(), id);
        }
    }
}
