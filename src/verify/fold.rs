//! What counts as the same words: both sides of a check become [`Token`]s that are compared one by one.
//!
//! Folded away: Unicode composition (NFC), kinds of quotation marks and dashes, white space, soft hyphens and hyphens
//! at line ends, ligatures, `…` for `...`, and letters' case, which [`case`](super::case) looks at again. Kept: words
//! with their hyphens and apostrophes, punctuation, and numbers, which are one token each with their sign, separators,
//! currency and per cent sign, so that no part of a number can pass for the whole.
//!
//! Quotation marks are no tokens: a token remembers whether one stands before it. Scripts that put no spaces between
//! words (Chinese, Japanese, Thai …) give one token a character.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use crate::source::Span;

/// What a token is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Kind {
    /// A word, or one character of a script without spaces.
    Word,
    /// Anything with a digit in it.
    Number,
    /// A mark other than a quotation mark.
    Punctuation,
}

/// A word, number or mark.
#[derive(Clone, Copy, Debug)]
pub(super) struct Token {
    /// Hash of its folded text, hyphens of words left out: equal for tokens that may be the same.
    pub key: u32,
    /// Where its folded text stands in [`Folded::text`].
    from: u32,
    to: u32,
    /// Where it stands in the original, in bytes.
    start: u32,
    end: u32,
    pub kind: Kind,
    /// Whether a quotation mark stands between it and the token before.
    pub marked: bool,
    /// Whether a hyphen in it may be that of a line end.
    broken: bool,
}

/// A text as it is compared.
#[derive(Clone, Debug, Default)]
pub(super) struct Folded {
    /// Folded texts of all tokens, one after the other.
    text: String,
    pub tokens: Vec<Token>,
}

impl Folded {
    /// Folds a text.
    pub(super) fn of(original: &str) -> Self {
        let mut folding = Folding { original, ..Folding::default() };
        folding.out.text.reserve(original.len());
        folding.out.tokens.reserve(original.len() / 5);
        folding.run();
        folding.out
    }

    /// Returns the folded text of token `index`, or nothing past the end.
    pub(super) fn word(&self, index: usize) -> &str {
        self.tokens.get(index).map_or("", |token| self.text_of(token))
    }

    fn text_of(&self, token: &Token) -> &str {
        self.text.get(token.from as usize..token.to as usize).unwrap_or_default()
    }

    /// Returns where token `index` stands in the original.
    pub(super) fn span(&self, index: usize) -> Span {
        self.tokens.get(index).map_or(Span::default(), |token| Span::new(token.start as usize, token.end as usize))
    }

    /// Returns the first token that begins at `byte` of the original or after it.
    pub(super) fn at(&self, byte: usize) -> usize {
        self.tokens.partition_point(|token| (token.start as usize) < byte)
    }

    /// Tells whether token `index` and token `other_index` of `other` are the same word, case left aside.
    pub(super) fn same(&self, index: usize, other: &Self, other_index: usize) -> bool {
        let (Some(left), Some(right)) = (self.tokens.get(index), other.tokens.get(other_index)) else { return false };
        if left.key != right.key {
            return false;
        }
        let (a, b) = (self.text_of(left), other.text_of(right));
        a == b || ((left.broken || right.broken) && a.chars().filter(not_hyphen).eq(b.chars().filter(not_hyphen)))
    }
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "the form that `filter` asks for")]
fn not_hyphen(character: &char) -> bool {
    *character != '-'
}

#[derive(Default)]
struct Folding<'a> {
    original: &'a str,
    out: Folded,
    /// Where the open token begins in the folded text and in the original.
    open: Option<(usize, usize)>,
    marked: bool,
    broken: bool,
    has_digit: bool,
}

impl Folding<'_> {
    fn run(&mut self) {
        let mut at = 0;
        while let Some(character) = self.original[at..].chars().next() {
            at = self.step(at, character);
        }
        self.close(self.original.len());
    }

    /// Takes one character, or what belongs to it, and returns where the next one stands.
    fn step(&mut self, at: usize, character: char) -> usize {
        let after = at + character.len_utf8();
        if character.is_alphanumeric() || is_combining_mark(character) {
            return self.letter(at, character, after);
        }
        if is_ignorable(character) {
            return after;
        }
        if self.open.is_some() && self.is_possessive(character, after) {
            // `Biden's`: a name may be quoted without its ending.
            self.close(at);
            self.push(at, '\'');
            return after;
        }
        if self.open.is_some()
            && let Some(next) = self.joined(at, character, after)
        {
            return next;
        }
        if self.open.is_none()
            && let Some(next) = self.number_sign(at, character, after)
        {
            return next;
        }
        self.close(at);
        match character {
            _ if is_quotation_mark(character) => self.marked = true,
            '*' | '_' => {}
            _ if character.is_whitespace() => {}
            _ if is_dash(character) => return self.dash(at, after),
            '.' | '…' => return self.dots(at, character, after),
            _ => self.single(at, after, unwidened(character)),
        }
        after
    }

    /// A letter or digit with the marks that combine with it.
    fn letter(&mut self, at: usize, character: char, after: usize) -> usize {
        if character.is_ascii() && self.original.as_bytes().get(after).is_none_or(u8::is_ascii) {
            self.push(at, character.to_ascii_lowercase());
            self.has_digit |= character.is_ascii_digit();
            return after;
        }
        let rest = &self.original[after..];
        let marks = rest.find(|c: char| !is_combining_mark(c) && !('\u{1160}'..='\u{11ff}').contains(&c));
        let end = after + marks.unwrap_or(rest.len());
        let unspaced = is_unspaced(character);
        if unspaced {
            self.close(at);
        }
        for composed in self.original[at..end].nfc() {
            self.has_digit |= composed.is_numeric();
            match ligature(composed) {
                Some(letters) => letters.chars().for_each(|letter| self.push(at, letter)),
                None => composed.to_lowercase().for_each(|letter| self.push(at, letter)),
            }
        }
        if unspaced {
            self.close(end);
        }
        end
    }

    /// A character inside a word or number, or at its end, that belongs to it.
    fn joined(&mut self, at: usize, character: char, after: usize) -> Option<usize> {
        let last = self.out.text.chars().next_back()?;
        let next = self.peek(after);
        let between_digits = last.is_numeric() && next.is_some_and(char::is_numeric);
        let before_word = next.is_some_and(char::is_alphanumeric);
        let joins = match character {
            '\'' | '’' | '‘' | 'ʼ' | '´' | '`' | '‛' => before_word.then_some('\''),
            '"' | '״' | '”' => (is_hebrew(last) && next.is_some_and(is_hebrew)).then_some('"'),
            '.' if !last.is_numeric() => (before_word && self.is_initial(after)).then_some('.'),
            '.' | ',' | '٫' | '٬' | ':' | '/' => between_digits.then_some(character),
            '%' | '‰' | '°' | '′' | '″' => last.is_numeric().then_some(character),
            _ if is_currency(character) => {
                let amount = last.is_numeric() && !self.peek_amount(after);
                (amount || self.peek_amount(after)).then_some(character)
            }
            '-' | '‐' | '‑' | '‒' | '–' | '−' => {
                let price = next.is_some_and(is_currency) && last.is_numeric();
                (before_word || price).then_some('-')
            }
            _ => None,
        };
        if let Some(joint) = joins {
            self.push(at, joint);
            return Some(after);
        }
        if matches!(character, '-' | '‐') && last.is_alphabetic() {
            return self.broken_line(at, after);
        }
        if last.is_numeric() && character.is_whitespace() {
            return self.spaced_sign(after);
        }
        None
    }

    /// A hyphen at a line end may be the line's or the word's.
    fn broken_line(&mut self, at: usize, after: usize) -> Option<usize> {
        let rest = &self.original[after..];
        let line_end = rest.trim_start_matches([' ', '\t', '\r']);
        let next = line_end.strip_prefix('\n')?.trim_start_matches([' ', '\t']);
        let first = next.chars().next().filter(|first| first.is_alphanumeric())?;
        self.push(at, '-');
        self.broken |= first.is_lowercase();
        Some(self.original.len() - next.len())
    }

    /// `30 %` is `30%`, `30 €` is `30€`.
    fn spaced_sign(&mut self, after: usize) -> Option<usize> {
        let rest = &self.original[after..];
        let trimmed = rest.trim_start_matches([' ', '\u{a0}', '\u{2009}', '\u{202f}']);
        let sign = trimmed.chars().next()?;
        let at = self.original.len() - trimmed.len();
        let end = at + sign.len_utf8();
        let belongs = matches!(sign, '%' | '‰' | '°') || (is_currency(sign) && !self.peek_amount(end));
        belongs.then(|| {
            self.push(at, sign);
            end
        })
    }

    /// The sign that a number begins with.
    fn number_sign(&mut self, at: usize, sign: char, after: usize) -> Option<usize> {
        let before = self.original[..at].chars().next_back();
        let free = before.is_none_or(|c| c.is_whitespace() || "([{/".contains(c) || is_quotation_mark(c));
        let next = self.peek(after);
        match sign {
            '-' | '−' | '–' | '+' | '±' | '<' | '>' | '≤' | '≥' | '~' | '≈' | '#'
                if free && next.is_some_and(|c| c.is_numeric() || is_currency(c)) =>
            {
                self.push(at, if matches!(sign, '−' | '–') { '-' } else { sign });
                Some(after)
            }
            _ if is_currency(sign) && self.peek_amount(after) => {
                self.push(at, sign);
                let rest = &self.original[after..];
                Some(self.original.len() - rest.trim_start_matches([' ', '\u{a0}', '\u{202f}']).len())
            }
            _ => None,
        }
    }

    fn is_possessive(&self, mark: char, after: usize) -> bool {
        let mut next = self.original[after..].chars();
        matches!(mark, '\'' | '’')
            && next.next().is_some_and(|c| c.eq_ignore_ascii_case(&'s'))
            && !next.next().is_some_and(char::is_alphanumeric)
    }

    /// Returns the next character that counts.
    fn peek(&self, at: usize) -> Option<char> {
        self.original[at..].chars().find(|&c| !is_ignorable(c))
    }

    /// Tells whether a digit comes next, or after one space.
    fn peek_amount(&self, at: usize) -> bool {
        let rest = &self.original[at..];
        let rest = rest.strip_prefix([' ', '\u{a0}', '\u{202f}']).unwrap_or(rest);
        rest.starts_with(char::is_numeric)
    }

    /// `U.S.`, `e.g.`: single letters with points between them are one word.
    fn is_initial(&self, after: usize) -> bool {
        let Some((from, _)) = self.open else { return false };
        let segment = self.out.text[from..].rsplit('.').next().unwrap_or_default();
        let mut next = self.original[after..].chars();
        let single = next.next().is_some_and(char::is_alphabetic) && !next.next().is_some_and(char::is_alphanumeric);
        single && segment.chars().count() == 1
    }

    fn dash(&mut self, at: usize, after: usize) -> usize {
        let rest = &self.original[after..];
        let end = self.original.len() - rest.trim_start_matches(is_dash).len();
        self.single(at, end, '-');
        end
    }

    fn dots(&mut self, at: usize, first: char, after: usize) -> usize {
        let rest = &self.original[at..];
        let run = rest.len() - rest.trim_start_matches('.').len();
        let end = if first == '…' {
            after
        } else if run >= 3 {
            at + run
        } else if rest.starts_with(". . .") {
            at + 5
        } else {
            self.single(at, after, '.');
            return after;
        };
        self.single(at, end, '…');
        end
    }

    fn single(&mut self, at: usize, end: usize, mark: char) {
        self.push(at, mark);
        self.close(end);
    }

    fn push(&mut self, at: usize, character: char) {
        if self.open.is_none() {
            self.open = Some((self.out.text.len(), at));
        }
        self.out.text.push(character);
    }

    fn close(&mut self, end: usize) {
        let Some((from, start)) = self.open.take() else { return };
        let text = &self.out.text[from..];
        let kind = if self.has_digit {
            Kind::Number
        } else if text.contains(char::is_alphabetic) {
            Kind::Word
        } else {
            Kind::Punctuation
        };
        let key = key(text, kind);
        let small = |byte: usize| u32::try_from(byte).unwrap_or(u32::MAX);
        self.out.tokens.push(Token {
            key,
            from: small(from),
            to: small(self.out.text.len()),
            start: small(start),
            end: small(end),
            kind,
            marked: std::mem::take(&mut self.marked),
            broken: std::mem::take(&mut self.broken),
        });
        self.has_digit = false;
    }
}

/// Hashes a folded text (FNV-1a), hyphens of words left out. Tokens with one key are compared letter by letter.
fn key(text: &str, kind: Kind) -> u32 {
    let counts = |byte: &u8| kind != Kind::Word || *byte != b'-';
    text.bytes().filter(counts).fold(0x811c_9dc5, |hash: u32, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193))
}

fn is_ignorable(character: char) -> bool {
    matches!(character, '\u{1}' | '\u{ad}' | '\u{640}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{2069}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}')
}

pub(super) fn is_quotation_mark(character: char) -> bool {
    matches!(
        character,
        '"' | '“'
            | '”'
            | '„'
            | '‟'
            | '«'
            | '»'
            | '\''
            | '‘'
            | '’'
            | '‚'
            | '‛'
            | '`'
            | '´'
            | '‹'
            | '›'
            | '「'
            | '」'
            | '『'
            | '』'
            | '《'
            | '》'
            | '〈'
            | '〉'
            | '＂'
            | '＇'
            | '〝'
            | '〞'
            | '〟'
            | 'ʼ'
    )
}

fn is_dash(character: char) -> bool {
    matches!(character, '-' | '‐' | '‑' | '‒' | '–' | '—' | '―' | '−' | '⸺' | '⸻')
}

pub(super) fn is_currency(character: char) -> bool {
    matches!(character, '$' | '¢' | '£' | '¤' | '¥' | '฿' | '₠'..='₿' | '＄' | '￡' | '￥')
}

fn is_hebrew(character: char) -> bool {
    ('\u{590}'..='\u{5ff}').contains(&character)
}

/// Scripts that put no spaces between words.
pub(super) fn is_unspaced(character: char) -> bool {
    matches!(character, '\u{e00}'..='\u{eff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}'
        | '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}'
        | '\u{20000}'..='\u{3ffff}')
}

fn ligature(character: char) -> Option<&'static str> {
    Some(match character {
        'ﬀ' => "ff",
        'ﬁ' => "fi",
        'ﬂ' => "fl",
        'ﬃ' => "ffi",
        'ﬄ' => "ffl",
        'ﬅ' | 'ﬆ' => "st",
        _ => return None,
    })
}

/// Marks of full width are those of common width, and the ideographic ones stand for them.
fn unwidened(character: char) -> char {
    match character {
        '。' | '．' => '.',
        '，' | '、' => ',',
        '！' => '!',
        '？' => '?',
        '：' => ':',
        '；' => ';',
        '（' => '(',
        '）' => ')',
        '［' => '[',
        '］' => ']',
        _ => character,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fold(text: &str) -> Vec<String> {
        let folded = Folded::of(text);
        (0..folded.tokens.len()).map(|index| folded.word(index).to_owned()).collect()
    }

    fn same(left: &str, right: &str) -> bool {
        let (left, right) = (Folded::of(left), Folded::of(right));
        left.tokens.len() == right.tokens.len() && (0..left.tokens.len()).all(|at| left.same(at, &right, at))
    }

    #[test]
    fn typography_is_folded() {
        for (left, right) in [
            ("“It’s” — «ﬁne»…", "\"It's\" - \"fine\"..."),
            ("a\u{a0}b  c\nd", "a b c d"),
            ("He said ‘no’ twice", "He said \"no\" twice"),
            ("cafe\u{301}", "café"),
            ("co\u{ad}operate", "cooperate"),
            ("the plan—such as it is—holds", "the plan -- such as it is – holds"),
            ("exam-\n  ple", "example"),
            ("well-\nknown", "well-known"),
            ("10–12", "10-12"),
            ("30 % and 5 €", "30% and 5€"),
            ("vraiment ?", "vraiment?"),
            ("*very* old", "very old"),
            ("U.S. ships", "u.s. ships"),
        ] {
            assert!(same(left, right), "{left:?} {:?} {right:?} {:?}", fold(left), fold(right));
        }
    }

    #[test]
    fn words_and_numbers_are_not_folded() {
        for (left, right) in [
            ("1,000", "1.000"),
            ("$30", "€30"),
            ("30%", "30"),
            ("-5", "5"),
            ("its", "it's"),
            ("well-known", "well known"),
            ("re-sign", "resign"),
            ("10-12", "1012"),
            ("30,5", "30, 5"),
            ("5′", "5″"),
            ("US$30", "$30"),
            ("safe, now", "safe now"),
        ] {
            assert!(!same(left, right), "{left:?} {:?} {right:?} {:?}", fold(left), fold(right));
        }
    }

    #[test]
    fn numbers_are_one_token() {
        assert_eq!(
            fold("$1,000.50 at 10:30 on 3.5.2024 or 1/2, US$30bn."),
            ["$1,000.50", "at", "10:30", "on", "3.5.2024", "or", "1/2", ",", "us$30bn", "."]
        );
        assert_eq!(fold("從前有山"), ["從", "前", "有", "山"]);
    }

    #[test]
    fn a_token_leads_back_to_its_original() {
        let original = "  “É” —\u{a0}the  ﬁrst\u{ad}ly ‘named’ one ";
        let folded = Folded::of(original);
        let words: Vec<_> = (0..folded.tokens.len()).map(|at| &original[folded.span(at).range()]).collect();
        assert_eq!(words, ["É", "—", "the", "ﬁrst\u{ad}ly", "named", "one"]);
    }
}
