//! Reads pinpoints: the part of a citation's suffix that says where in the source (`p. 3`, `ch. 2`).

use hayagriva::citationberg::taxonomy::Locator;

/// A suffix in its parts.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Suffix {
    /// What the pinpoint counts and its number, with `–` between the ends of a range.
    pub locator: Option<(Locator, String)>,
    /// The pinpoint as it was written.
    pub written: String,
    /// Text after it, with the punctuation before it.
    pub rest: String,
}

/// Parts a suffix. A number without a word counts pages; a suffix that begins with other words has no pinpoint.
pub(super) fn parse(suffix: &str) -> Suffix {
    let suffix = suffix.trim();
    let none = || Suffix { locator: None, written: String::new(), rest: suffix.to_owned() };
    let (kind, number) = match label(suffix) {
        Some((kind, rest)) => (kind, rest),
        None if suffix.starts_with(|first: char| first.is_ascii_digit()) => (Locator::Page, suffix),
        None => return none(),
    };
    let length = number_length(number);
    if length == 0 {
        return none();
    }
    let (number, rest) = number.split_at(length);
    let written = suffix[..suffix.len() - rest.len()].to_owned();
    Suffix { locator: Some((kind, number.replace("--", "–").replace('-', "–"))), written, rest: rest.to_owned() }
}

/// Returns what the first word of `suffix` counts, and what follows it.
fn label(suffix: &str) -> Option<(Locator, &str)> {
    let sign = suffix.trim_start_matches(['§', '¶']);
    if sign.len() < suffix.len() {
        let kind = if suffix.starts_with('§') { Locator::Section } else { Locator::Paragraph };
        return Some((kind, sign.trim_start()));
    }
    let (word, after) = suffix.split_at(suffix.find(|character: char| !character.is_alphabetic())?);
    // `p3` is a word; `p.3` and `p 3` are pinpoints.
    let rest = match after.strip_prefix('.') {
        Some(rest) => rest,
        None if after.starts_with(char::is_whitespace) => after,
        None => return None,
    };
    let kind = match word.to_lowercase().as_str() {
        "p" | "pp" | "page" | "pages" | "s" => Locator::Page,
        "ch" | "chs" | "chap" | "chaps" | "chapter" | "chapters" => Locator::Chapter,
        "sec" | "secs" | "section" | "sections" => Locator::Section,
        "para" | "paras" | "paragraph" | "paragraphs" => Locator::Paragraph,
        "vol" | "vols" | "volume" | "volumes" => Locator::Volume,
        "fig" | "figs" | "figure" | "figures" => Locator::Figure,
        "table" | "tables" | "tab" => Locator::Table,
        "n" | "nn" | "note" | "notes" => Locator::Note,
        "no" | "nos" | "issue" => Locator::Issue,
        "col" | "cols" | "column" | "columns" => Locator::Column,
        "l" | "ll" | "line" | "lines" => Locator::Line,
        "pt" | "pts" | "part" | "parts" => Locator::Part,
        "bk" | "bks" | "book" | "books" => Locator::Book,
        "v" | "vv" | "verse" | "verses" => Locator::Verse,
        "fol" | "fols" | "folio" | "folios" => Locator::Folio,
        "app" | "appendix" => Locator::Appendix,
        "art" | "arts" | "article" | "articles" => Locator::ArticleLocator,
        "r" | "rr" | "rule" | "rules" => Locator::Rule,
        _ => return None,
    };
    Some((kind, rest.trim_start()))
}

/// Returns the length of the numbers at the start of `text`: `3`, `3-5`, `12a`, `xiv`, `3, 5 and 7`, `3 ff.`.
fn number_length(text: &str) -> usize {
    let mut end = word_length(text);
    if end == 0 {
        return 0;
    }
    while let Some(length) = [", ", " & ", " and ", "; ", " – "].iter().find_map(|joint| {
        let length = text[end..].strip_prefix(joint).map(word_length).filter(|&length| length > 0)?;
        Some(joint.len() + length)
    }) {
        end += length;
    }
    let rest = &text[end..];
    end + [" ff.", " f.", "ff.", "f."].iter().find(|more| rest.starts_with(**more)).map_or(0, |more| more.len())
}

/// Returns the length of the number at the start of `text`: digits with letters, dots and dashes, or Roman numerals.
fn word_length(text: &str) -> usize {
    const JOINTS: [char; 6] = ['-', '–', '—', '.', ':', '/'];
    let end = text.find(|character: char| !(character.is_alphanumeric() || JOINTS.contains(&character)));
    let word = text[..end.unwrap_or(text.len())].trim_end_matches(JOINTS);
    let is_roman =
        |part: &str| !part.is_empty() && part.chars().all(|letter| "ivxlcdm".contains(letter.to_ascii_lowercase()));
    let is_number = word.starts_with(|first: char| first.is_ascii_digit())
        || (word.chars().count() <= 8 && word.chars().any(|character| character.is_ascii_digit()))
        || word.split(['-', '–']).all(is_roman);
    if is_number { word.len() } else { 0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(suffix: &str) -> (Option<(Locator, String)>, String) {
        let suffix = parse(suffix);
        (suffix.locator, suffix.rest)
    }

    #[test]
    fn pinpoints_are_parted_from_the_words_after_them() {
        let page = |number: &str| Some((Locator::Page, number.to_owned()));
        assert_eq!(parts("p. 3"), (page("3"), String::new()));
        assert_eq!(parts("pp. 3-5, 8, and passim"), (page("3–5, 8"), ", and passim".into()));
        assert_eq!(parts("33"), (page("33"), String::new()));
        assert_eq!(parts("p. xiv"), (page("xiv"), String::new()));
        assert_eq!(parts("pp. 3 ff."), (page("3 ff."), String::new()));
        assert_eq!(parts("ch. 2"), (Some((Locator::Chapter, "2".into())), String::new()));
        assert_eq!(parts("§ 4.1"), (Some((Locator::Section, "4.1".into())), String::new()));
        assert_eq!(parts("table 2"), (Some((Locator::Table, "2".into())), String::new()));
    }

    #[test]
    fn other_words_are_no_pinpoint() {
        for words in ["and others", "page by page", "", "note the date", "p3", "s. above", "ü. 3"] {
            assert_eq!(parts(words), (None, words.to_owned()));
        }
    }
}
