//! What counts as the same words: both sides of a check are folded alike, and every folded byte remembers its origin.
//!
//! Folded away: Unicode composition (NFC), kinds of quotation marks and dashes, kinds and runs of white space, soft
//! hyphens and hyphens at line ends, ligatures, `…` for `...`, and letters' case, which [`same_acronyms`] looks at
//! again. Kept: words, digits, `.` and `,`, currency signs, `%`.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use crate::source::Span;

/// A text as it is compared.
#[derive(Clone, Debug, Default)]
pub struct Folded {
    /// Lower case, folded.
    pub text: String,
    /// For every byte of `text` the byte of the original it came from; one more for the end.
    origin: Vec<u32>,
}

impl Folded {
    /// Folds a text.
    pub fn of(original: &str) -> Self {
        let mut folding = Folding { folded: Self { text: String::with_capacity(original.len()), origin: Vec::new() } };
        folding.folded.origin.reserve(original.len() + 1);
        folding.run(original);
        folding.folded
    }

    /// Returns the bytes of the original that `span` of the folded text came from, white space at the ends left out.
    pub fn original(&self, span: Span) -> Span {
        let at = |byte: usize| self.origin.get(byte).map_or(0, |&byte| byte as usize);
        // The end is where the last folded character's original ends: the origin of what follows, if that is next
        // to it, else (white space or a dropped mark in between) taken back by the caller's trim.
        Span::new(at(span.start), at(span.end))
    }

    /// Returns the folded byte that the original's `byte` went to, or the next one that is left.
    pub fn folded(&self, byte: usize) -> usize {
        self.origin.partition_point(|&origin| (origin as usize) < byte)
    }
}

struct Folding {
    folded: Folded,
}

impl Folding {
    fn run(&mut self, original: &str) {
        let mut rest = original.char_indices().peekable();
        while let Some((at, character)) = rest.next() {
            if rest.peek().is_some_and(|&(_, next)| is_combining_mark(next)) {
                let mut end = at + character.len_utf8();
                while let Some(&(next, mark)) = rest.peek().filter(|(_, next)| is_combining_mark(*next)) {
                    end = next + mark.len_utf8();
                    rest.next();
                }
                for composed in original[at..end].nfc().flat_map(char::to_lowercase) {
                    self.push(composed, at);
                }
                continue;
            }
            self.character(original, at, character);
        }
        let end = original.trim_end().len();
        if self.folded.text.ends_with(' ') {
            self.folded.text.pop();
            self.folded.origin.pop();
        }
        self.folded.origin.push(u32::try_from(end).unwrap_or(u32::MAX));
    }

    fn character(&mut self, original: &str, at: usize, character: char) {
        match character {
            'a'..='z' | '0'..='9' => self.push(character, at),
            'A'..='Z' => self.push(character.to_ascii_lowercase(), at),
            '\u{ad}' | '\u{200b}' | '\u{2060}' | '\u{feff}' => {}
            '"' | '“' | '”' | '„' | '‟' | '«' | '»' => self.push('"', at),
            '\'' | '‘' | '’' | '‚' | '‛' | '`' | '´' | '′' | 'ʼ' | '‹' | '›' => {
                self.single_quote(original, at)
            }
            '-' | '‐' | '‑' | '‒' | '–' | '—' | '―' | '−' => self.dash(original, at, character),
            '…' => (0..3).for_each(|_| self.push('.', at)),
            'ﬀ' => self.push_all("ff", at),
            'ﬁ' => self.push_all("fi", at),
            'ﬂ' => self.push_all("fl", at),
            'ﬃ' => self.push_all("ffi", at),
            'ﬄ' => self.push_all("ffl", at),
            'ﬅ' | 'ﬆ' => self.push_all("st", at),
            _ if character.is_whitespace() => {
                if !self.folded.text.is_empty() && !self.folded.text.ends_with(' ') {
                    self.push(' ', at);
                }
            }
            _ => {
                for lower in std::iter::once(character).nfc().flat_map(char::to_lowercase) {
                    self.push(lower, at);
                }
            }
        }
    }

    /// Two single marks together are a double one.
    fn single_quote(&mut self, original: &str, at: usize) {
        let doubled = self.folded.text.ends_with('\'')
            && self.folded.origin.last().is_some_and(|&last| last as usize + 1 == at)
            && matches!(original.as_bytes().get(at), Some(b'\'' | b'`'));
        if doubled {
            self.folded.text.pop();
            let first = self.folded.origin.pop();
            self.push('"', first.map_or(at, |first| first as usize));
        } else {
            self.push('\'', at);
        }
    }

    /// A hyphen at a line end between letters is the line's, not the word's; two hyphens are a dash.
    fn dash(&mut self, original: &str, at: usize, dash: char) {
        let after = &original[at + dash.len_utf8()..];
        let broken = matches!(dash, '-' | '‐')
            && self.folded.text.ends_with(char::is_alphabetic)
            && after.trim_start_matches([' ', '\t']).starts_with('\n')
            && after.trim_start().starts_with(char::is_lowercase);
        let doubled = self.folded.text.ends_with('-') && original[..at].ends_with('-');
        if broken {
            // Marks the joint; `push` of the white space that follows is undone by it.
            self.folded.text.push(JOINT);
            self.folded.origin.extend([u32::try_from(at).unwrap_or(u32::MAX); JOINT.len_utf8()]);
        } else if !doubled {
            self.push('-', at);
        }
    }

    fn push_all(&mut self, text: &str, at: usize) {
        text.chars().for_each(|character| self.push(character, at));
    }

    fn push(&mut self, character: char, at: usize) {
        if self.folded.text.ends_with(JOINT) {
            if character == ' ' {
                return;
            }
            self.folded.text.pop();
            let left = self.folded.text.len();
            self.folded.origin.truncate(left);
        }
        self.folded.text.push(character);
        let at = u32::try_from(at).unwrap_or(u32::MAX);
        self.folded.origin.extend(std::iter::repeat_n(at, character.len_utf8()));
    }
}

/// Stands for a hyphen at a line end while the white space after it is passed over; never stays in a folded text.
const JOINT: char = '\u{e000}';

/// Tells whether two stretches that fold alike also agree in the case of their acronyms (`US` is not `us`).
///
/// A word of two or more letters, all capitals on one side, must be so on the other, unless the whole stretch is in
/// capitals there (a headline).
pub fn same_acronyms(left: &str, right: &str) -> bool {
    let acronyms = |text: &str| -> Vec<String> {
        let words = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
        words.map(str::to_owned).collect()
    };
    let (left, right) = (acronyms(left), acronyms(right));
    let shouted = |words: &[String]| words.len() > 3 && words.iter().all(|word| !word.chars().any(char::is_lowercase));
    if left.len() != right.len() || shouted(&left) != shouted(&right) {
        return left.len() == right.len();
    }
    left.iter().zip(&right).all(|(a, b)| is_acronym(a) == is_acronym(b) || a == b)
}

fn is_acronym(word: &str) -> bool {
    word.chars().filter(|c| c.is_alphabetic()).count() > 1 && !word.chars().any(char::is_lowercase)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fold(text: &str) -> String {
        Folded::of(text).text
    }

    #[test]
    fn typography_is_folded_and_words_are_not() {
        assert_eq!(fold("“It’s” — «ﬁne»…"), fold("\"It's\" - \"fine\"..."));
        assert_eq!(fold("a\u{a0}b  c\nd"), "a b c d");
        assert_eq!(fold("''so'' ``it''"), "\"so\" \"it\"");
        assert_eq!(fold("cafe\u{301}"), fold("café"));
        assert_eq!(fold("co\u{ad}operate"), "cooperate");
        assert_eq!(fold("exam-\n  ple and twenty-one and x - \ny"), "example and twenty-one and x - y");
        assert_ne!(fold("1,000"), fold("1.000"));
        assert_ne!(fold("$30"), fold("€30"));
    }

    #[test]
    fn a_folded_stretch_leads_back_to_its_original() {
        let original = "  “É” —\u{a0}the  ﬁrst\u{ad}ly ‘named’ one ";
        let folded = Folded::of(original);
        for needle in ["the", "firstly", "named", "one"] {
            let at = folded.text.find(needle).expect("folded");
            let span = folded.original(Span::new(at, at + needle.len()));
            assert_eq!(fold(&original[span.range()]), needle, "{:?}", &original[span.range()]);
        }
    }

    #[test]
    fn acronyms_keep_their_case() {
        assert!(same_acronyms("The US said", "the US said"));
        assert!(!same_acronyms("told us that", "told US that"));
        assert!(same_acronyms("TREATY SIGNED IN HOLM BAY", "Treaty signed in Holm Bay"));
    }
}
