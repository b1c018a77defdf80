//! Letters' case: folded for the comparison, looked at again here, because `US` is not `us`.

use super::Drift;

/// What a difference in case amounts to.
#[derive(PartialEq, Eq, Debug)]
pub(super) enum Case {
    /// None, or one that quoting allows.
    Same,
    /// An acronym against a common word.
    Other,
    /// Worth a look.
    Odd(Drift),
}

/// Words that are set in capitals for stress and are no acronyms.
const STRESSED: &[&str] = &[
    "not", "no", "never", "all", "only", "must", "and", "or", "but", "is", "are", "was", "will", "very", "any",
    "every", "now", "more", "less", "both", "before", "after", "really", "do", "does", "did", "can", "cannot", "if",
    "the", "my", "your", "his", "her", "our", "you", "we", "they", "he", "she", "me", "this", "that", "always",
    "nothing", "free", "new",
];

/// Where a word stands.
#[derive(Clone, Copy)]
pub(super) struct Setting {
    /// Whether the words around it in the source are all in capitals (a headline).
    pub source_shouts: bool,
    /// The same for the quotation.
    pub quote_shouts: bool,
    /// Whether a part of the quotation or a sentence of either side begins with it.
    pub begins: bool,
}

/// Compares two words that fold alike.
pub(super) fn compare(quoted: &str, source: &str, setting: Setting) -> Case {
    if quoted == source {
        return Case::Same;
    }
    let parts = |word: &str| -> Vec<String> {
        let parts = word.split(|c: char| !c.is_alphanumeric() && c != '.');
        parts.map(|part| part.chars().filter(|c| c.is_alphabetic()).collect()).collect()
    };
    let (left, right) = (parts(quoted), parts(source));
    if left.len() != right.len() {
        return Case::Same;
    }
    let mut odd = Case::Same;
    for (left, right) in left.iter().zip(&right) {
        match compare_part(left, right, setting) {
            Case::Same => {}
            Case::Other => return Case::Other,
            found @ Case::Odd(_) => odd = found,
        }
    }
    odd
}

fn compare_part(quoted: &str, source: &str, setting: Setting) -> Case {
    let (left, right) = (is_capitals(quoted), is_capitals(source));
    if left == right {
        let initial = |word: &str| word.chars().next().is_some_and(char::is_uppercase);
        if initial(quoted) == initial(source) || setting.begins || setting.source_shouts {
            return Case::Same;
        }
        let message = format!("`{source}` in the source is `{quoted}` in the quotation");
        return Case::Odd(Drift::new("capital-changed", message));
    }
    if (right && setting.source_shouts) || (left && setting.quote_shouts) {
        return Case::Same;
    }
    let (capitals, other) = if left { (quoted, source) } else { (source, quoted) };
    let titled = other.chars().next().is_some_and(char::is_uppercase);
    if titled && capitals.chars().count() >= 4 {
        return Case::Same;
    }
    if STRESSED.contains(&other.to_lowercase().as_str()) {
        return Case::Odd(Drift::new(
            "stress-changed",
            format!("`{source}` in the source is `{quoted}` in the quotation"),
        ));
    }
    Case::Other
}

/// Tells whether a word of two or more letters is all in capitals.
pub(super) fn is_capitals(word: &str) -> bool {
    let mut letters = word.chars().filter(|c| c.is_alphabetic());
    letters.clone().nth(1).is_some() && letters.all(char::is_uppercase)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn in_text(quoted: &str, source: &str) -> Case {
        compare(quoted, source, Setting { source_shouts: false, quote_shouts: false, begins: false })
    }

    #[test]
    fn acronyms_keep_their_case_and_ordinary_capitals_do_not_matter_at_the_head() {
        assert_eq!(in_text("us", "US"), Case::Other);
        assert_eq!(in_text("US-led", "us-led"), Case::Other);
        assert_eq!(in_text("WHO", "who"), Case::Other);
        assert_eq!(in_text("Unesco", "UNESCO"), Case::Same);
        assert!(matches!(in_text("not", "NOT"), Case::Odd(_)));
        assert!(matches!(in_text("polish", "Polish"), Case::Odd(_)));
        let head = Setting { source_shouts: false, quote_shouts: false, begins: true };
        assert_eq!(compare("the", "The", head), Case::Same);
        let headline = Setting { source_shouts: true, ..head };
        assert_eq!(compare("Signed", "SIGNED", headline), Case::Same);
    }
}
