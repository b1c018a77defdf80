//! Words, numbers and marks of a text.
//!
//! One pass, made once a document; every later rule works on these tokens and never on the characters again.
//! A word is a run of letters and digits with the apostrophes inside it (`don't`, `Ukraine’s`); letters with
//! single dots between them are one word (`U.S.`, `e.g.`), and so are a title or month with its dot (`Mr.`).
//! A hyphen parts words (`US-led` is three tokens). A number keeps its separators (`1,000.5`).

use serde::Serialize;

use crate::source::Span;

/// A word, number or mark.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
pub struct Token {
    /// First byte.
    pub start: u32,
    /// Byte after the last.
    pub end: u32,
    /// What it is.
    pub kind: TokenKind,
    /// Whether white space stands before it.
    pub spaced: bool,
}

/// What a [`Token`] is.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
pub enum TokenKind {
    /// A word without capitals.
    Lower,
    /// A word that begins with a capital.
    Capitalised,
    /// A word of two or more letters, all capitals, dots left out (`NATO`, `U.S.`).
    Upper,
    /// A number in digits, with its separators.
    Number,
    /// A quotation mark, or an apostrophe outside a word.
    Quote,
    /// `.`, `!`, `?`, `…`, and the stops of other scripts.
    Stop,
    /// Any other mark.
    Mark,
}

impl Token {
    /// Returns its place.
    pub fn span(self) -> Span {
        Span::new(self.start as usize, self.end as usize)
    }

    /// Returns its length in bytes.
    #[inline]
    pub fn length(self) -> usize {
        (self.end - self.start) as usize
    }

    /// Returns its characters; `text` must be the text it was found in.
    pub fn of(self, text: &str) -> &str {
        text.get(self.span().range()).unwrap_or_default()
    }

    /// Tells whether it is made of letters.
    pub fn is_word(self) -> bool {
        matches!(self.kind, TokenKind::Lower | TokenKind::Capitalised | TokenKind::Upper)
    }

    /// Tells whether it is a word with a capital at its head.
    pub fn is_capital(self) -> bool {
        matches!(self.kind, TokenKind::Capitalised | TokenKind::Upper)
    }
}

/// Words that carry a dot of their own, lower case without the dot.
const DOTTED: &[&str] = &[
    "mr", "mrs", "ms", "dr", "prof", "sen", "rep", "gov", "gen", "lt", "col", "capt", "sgt", "maj", "adm", "st", "rev",
    "hon", "pres", "jr", "sr", "vs", "jan", "feb", "mar", "apr", "jun", "jul", "aug", "sept", "sep", "oct", "nov",
    "dec", "inc", "ltd", "co", "corp", "etc", "al", "fig", "cf",
];

/// Appends the tokens of `text[span]` to `tokens`.
pub fn tokenize(text: &str, span: Span, tokens: &mut Vec<Token>) {
    let Some(slice) = text.get(span.range()) else { return };
    let bytes = slice.as_bytes();
    let mut at = 0;
    let mut spaced = true;
    while at < bytes.len() {
        if bytes[at] == b' ' {
            spaced = true;
            at += 1;
            continue;
        }
        let character = char_at(slice, at);
        if character.is_whitespace() {
            spaced = true;
            at += character.len_utf8();
            continue;
        }
        let (end, kind) = next_token(slice, at, character);
        let position = |byte: usize| u32::try_from(span.start + byte).unwrap_or(u32::MAX);
        tokens.push(Token { start: position(at), end: position(end), kind, spaced });
        spaced = false;
        at = end;
    }
}

fn next_token(slice: &str, at: usize, first: char) -> (usize, TokenKind) {
    if let Some(found) = plain_word(slice.as_bytes(), at) {
        return found;
    }
    if first.is_numeric() {
        let end = number_end(slice, at);
        // `27th`, `1990s`, `3D`: letters that follow at once belong to it and make it a word.
        let word_end = word_end(slice, end);
        return if word_end > end { (word_end, TokenKind::Lower) } else { (end, TokenKind::Number) };
    }
    if first.is_alphabetic() {
        let mut end = word_end(slice, at);
        end = with_dots(slice, at, end);
        return (end, word_kind(&slice[at..end]));
    }
    let kind = match first {
        '"' | '“' | '”' | '„' | '‟' | '«' | '»' | '‹' | '›' | '‘' | '’' | '‚' | '‛' | '\'' | '`' => {
            TokenKind::Quote
        }
        '.' | '!' | '?' | '…' | '。' | '！' | '？' | '؟' | '।' => TokenKind::Stop,
        _ => TokenKind::Mark,
    };
    let mut end = at + first.len_utf8();
    // `''` and ``` `` ``` stand for a quotation mark; `...` for an ellipsis.
    if matches!(first, '\'' | '`') && slice[end..].starts_with(first) {
        end += 1;
    }
    while first == '.' && slice[end..].starts_with('.') {
        end += 1;
    }
    (end, kind)
}

/// Returns end and kind of a word of ASCII letters and digits that no apostrophe or dot follows: what most words are.
fn plain_word(bytes: &[u8], at: usize) -> Option<(usize, TokenKind)> {
    let first = bytes.get(at).filter(|first| first.is_ascii_alphabetic())?;
    let rest = &bytes[at + 1..];
    let length = rest.iter().position(|byte| !byte.is_ascii_alphanumeric()).unwrap_or(rest.len());
    if rest.get(length).is_some_and(|&next| !next.is_ascii() || matches!(next, b'\'' | b'.')) {
        return None;
    }
    let end = at + 1 + length;
    if first.is_ascii_lowercase() {
        return Some((end, TokenKind::Lower));
    }
    let letters = rest[..length].iter().filter(|byte| byte.is_ascii_alphabetic());
    let kind = match (letters.clone().next(), letters.clone().all(u8::is_ascii_uppercase)) {
        (Some(_), true) => TokenKind::Upper,
        _ => TokenKind::Capitalised,
    };
    Some((end, kind))
}

fn char_at(slice: &str, at: usize) -> char {
    slice[at..].chars().next().unwrap_or(' ')
}

fn number_end(slice: &str, at: usize) -> usize {
    let bytes = slice.as_bytes();
    let mut end = at;
    loop {
        let character = slice[end..].chars().next();
        match character {
            Some(digit) if digit.is_numeric() => end += digit.len_utf8(),
            Some('.' | ',') if bytes.get(end + 1).is_some_and(u8::is_ascii_digit) => end += 1,
            _ => return end,
        }
    }
}

fn word_end(slice: &str, at: usize) -> usize {
    let bytes = slice.as_bytes();
    let mut end = at;
    loop {
        while bytes.get(end).is_some_and(u8::is_ascii_alphanumeric) {
            end += 1;
        }
        // What follows most words is a space or a mark of ASCII: it ends them.
        if bytes.get(end).is_none_or(|byte| byte.is_ascii() && *byte != b'\'') {
            return end;
        }
        let Some(character) = slice[end..].chars().next() else { return end };
        let is_apostrophe = end > at && matches!(character, '\'' | '’' | 'ʼ');
        let after = end + character.len_utf8();
        if is_letter(character) || is_apostrophe && slice[after..].chars().next().is_some_and(char::is_alphabetic) {
            end = after;
        } else {
            return end;
        }
    }
}

/// Letters, digits, combining marks and soft hyphens go on with a word.
fn is_letter(character: char) -> bool {
    character.is_alphanumeric() || matches!(character, '\u{300}'..='\u{36f}' | '\u{ad}' | '\u{200c}' | '\u{200d}')
}

fn with_dots(slice: &str, at: usize, end: usize) -> usize {
    let bytes = slice.as_bytes();
    if bytes.get(end) != Some(&b'.') {
        return end;
    }
    let word = &slice[at..end];
    if word.chars().nth(1).is_none() {
        // Letters with dots between: `U.S.`, `e.g.`, `J.`.
        let mut end = end + 1;
        loop {
            let letter = char_at(slice, end.min(slice.len()));
            let after = end + letter.len_utf8();
            if end < slice.len() && letter.is_alphabetic() && bytes.get(after) == Some(&b'.') {
                end = after + 1;
            } else {
                return end;
            }
        }
    }
    let is_dotted = word.len() <= 5 && DOTTED.iter().any(|dotted| dotted.eq_ignore_ascii_case(word));
    if is_dotted && bytes.get(end + 1).is_some_and(|&next| next.is_ascii_whitespace()) { end + 1 } else { end }
}

fn word_kind(word: &str) -> TokenKind {
    let first = char_at(word, 0);
    if !first.is_uppercase() {
        return TokenKind::Lower;
    }
    let mut letters = 0;
    let body = word.strip_suffix("'s").or_else(|| word.strip_suffix("’s")).unwrap_or(word);
    for character in body.chars().filter(|c| c.is_alphabetic()) {
        letters += 1;
        if character.is_lowercase() {
            return TokenKind::Capitalised;
        }
    }
    if letters > 1 { TokenKind::Upper } else { TokenKind::Capitalised }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Vec<&str> {
        let mut tokens = Vec::new();
        tokenize(text, Span::new(0, text.len()), &mut tokens);
        tokens.into_iter().map(|token| token.of(text)).collect()
    }

    #[test]
    fn words_keep_their_apostrophes_and_dots() {
        assert_eq!(
            words("Mr. Smith’s U.S. plan isn't over."),
            ["Mr.", "Smith’s", "U.S.", "plan", "isn't", "over", "."]
        );
        assert_eq!(words("the U.S.and J. Doe"), ["the", "U.S.", "and", "J.", "Doe"]);
        assert_eq!(words("‘no’, he said"), ["‘", "no", "’", ",", "he", "said"]);
    }

    #[test]
    fn hyphens_part_words_and_numbers_keep_separators() {
        assert_eq!(
            words("US-led 1,000.5 ($3.2bn) 35%, 27th"),
            ["US", "-", "led", "1,000.5", "(", "$", "3.2bn", ")", "35", "%", ",", "27th"]
        );
    }

    #[test]
    fn any_text_is_covered_in_order() {
        let text = "é’’’ …... '' `` 漢字 a.b.c . \u{301}x \u{200d} U. x.";
        let mut tokens = Vec::new();
        tokenize(text, Span::new(0, text.len()), &mut tokens);
        let mut last = 0;
        for token in tokens {
            assert!(token.start >= last && token.end > token.start);
            assert!(text[last as usize..token.start as usize].trim().is_empty());
            last = token.end;
        }
    }
}
