//! Splits content streams and character maps into tokens (ISO 32000-2, 7.2 and 7.8).
//!
//! A stream is read once from front to back and never stored as a tree, so that one full of operands costs no more
//! than its length. Whatever cannot be a token is skipped.

/// A token.
#[derive(Clone, PartialEq, Debug)]
pub(super) enum Token<'a> {
    Number(f32),
    /// Without its slash.
    Name(&'a [u8]),
    /// A string, its escapes or hexadecimal digits read.
    Text(Vec<u8>),
    /// The start of an array or a dictionary.
    Open,
    /// The end of an array or a dictionary.
    Close,
    /// An operator.
    Word(&'a [u8]),
}

/// The tokens of a stream.
#[derive(Debug)]
pub(super) struct Tokens<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl<'a> Tokens<'a> {
    pub(super) fn of(bytes: &'a [u8]) -> Self {
        Self { bytes, at: 0 }
    }

    /// Skips the rest of an inline picture, whose dictionary and data follow the operator `BI`.
    pub(super) fn skip_picture(&mut self) {
        let rest = self.bytes.get(self.at..).unwrap_or_default();
        let end = memchr::memmem::find_iter(rest, b"EI").find(|&at| {
            let before = at.checked_sub(1).and_then(|at| rest.get(at)).is_some_and(u8::is_ascii_whitespace);
            before && rest.get(at + 2).is_none_or(u8::is_ascii_whitespace)
        });
        self.at = end.map_or(self.bytes.len(), |end| self.at + end + 2);
    }

    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    fn take_while(&mut self, is_part: impl Fn(u8) -> bool) -> &'a [u8] {
        let start = self.at;
        while self.peek().is_some_and(&is_part) {
            self.at += 1;
        }
        self.bytes.get(start..self.at).unwrap_or_default()
    }

    fn literal(&mut self) -> Vec<u8> {
        let mut text = Vec::new();
        let mut depth = 1_usize;
        while let Some(byte) = self.peek() {
            self.at += 1;
            match byte {
                b'(' => depth += 1,
                b')' => depth -= 1,
                b'\\' => {
                    self.escape(&mut text);
                    continue;
                }
                _ => {}
            }
            if depth == 0 {
                break;
            }
            text.push(byte);
        }
        text
    }

    fn escape(&mut self, text: &mut Vec<u8>) {
        let Some(byte) = self.peek() else { return };
        self.at += 1;
        match byte {
            b'n' => text.push(b'\n'),
            b'r' => text.push(b'\r'),
            b't' => text.push(b'\t'),
            b'b' => text.push(8),
            b'f' => text.push(12),
            b'\r' if self.peek() == Some(b'\n') => self.at += 1,
            b'\r' | b'\n' => {}
            b'0'..=b'7' => {
                let mut code = u16::from(byte - b'0');
                for _ in 0..2 {
                    let Some(digit @ b'0'..=b'7') = self.peek() else { break };
                    code = code * 8 + u16::from(digit - b'0');
                    self.at += 1;
                }
                text.push(code.to_le_bytes()[0]);
            }
            _ => text.push(byte),
        }
    }

    fn hexadecimal(&mut self) -> Vec<u8> {
        let digits = self.take_while(|byte| byte != b'>');
        self.at += 1;
        let digits: Vec<u8> = digits
            .iter()
            .filter_map(|&byte| char::from(byte).to_digit(16))
            .filter_map(|digit| u8::try_from(digit).ok())
            .collect();
        digits.chunks(2).map(|pair| pair[0] << 4 | pair.get(1).copied().unwrap_or_default()).collect()
    }
}

impl<'a> Iterator for Tokens<'a> {
    type Item = Token<'a>;

    fn next(&mut self) -> Option<Token<'a>> {
        loop {
            self.take_while(is_space);
            let byte = self.peek()?;
            self.at += 1;
            let doubled = self.peek() == Some(byte);
            match byte {
                b'%' => {
                    self.take_while(|byte| byte != b'\n' && byte != b'\r');
                }
                b'(' => return Some(Token::Text(self.literal())),
                b'<' if doubled => {
                    self.at += 1;
                    return Some(Token::Open);
                }
                b'>' if doubled => {
                    self.at += 1;
                    return Some(Token::Close);
                }
                b'<' => return Some(Token::Text(self.hexadecimal())),
                b'[' => return Some(Token::Open),
                b']' => return Some(Token::Close),
                b'/' => return Some(Token::Name(self.take_while(is_regular))),
                _ if is_regular(byte) => {
                    self.at -= 1;
                    let word = self.take_while(is_regular);
                    return Some(number(word).map_or(Token::Word(word), Token::Number));
                }
                _ => {}
            }
        }
    }
}

fn is_space(byte: u8) -> bool {
    matches!(byte, 0 | b'\t' | b'\n' | 12 | b'\r' | b' ')
}

fn is_regular(byte: u8) -> bool {
    !is_space(byte) && !matches!(byte, b'(' | b')' | b'<' | b'>' | b'[' | b']' | b'{' | b'}' | b'/' | b'%')
}

fn number(word: &[u8]) -> Option<f32> {
    let is_number = |byte: &u8| byte.is_ascii_digit() || matches!(byte, b'+' | b'-' | b'.');
    if !word.iter().all(is_number) {
        return None;
    }
    let text = str::from_utf8(word).ok()?;
    // Some programs write `--3` or `3-5`; readers take what can be read.
    let text = text.trim_start_matches('-').split_once('-').map_or(text, |(before, _)| before);
    let value = text.parse::<f32>().ok().or_else(|| text.trim_start_matches('-').parse().ok());
    Some(value.filter(|value| value.is_finite()).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_of_every_kind_are_read() {
        let tokens: Vec<_> = Tokens::of(b"/F1 -.5 Tf [(a\\)\\050\\\nb) <4a4>] TJ % rest\nT*").collect();
        let expected = [
            Token::Name(b"F1"),
            Token::Number(-0.5),
            Token::Word(b"Tf"),
            Token::Open,
            Token::Text(b"a)(b".to_vec()),
            Token::Text(b"J@".to_vec()),
            Token::Close,
            Token::Word(b"TJ"),
            Token::Word(b"T*"),
        ];
        assert_eq!(tokens, expected);
    }

    #[test]
    fn the_data_of_a_picture_are_skipped() {
        let mut tokens = Tokens::of(b"BI /W 1 ID \x00(EIx\xff EI Q");
        assert_eq!(tokens.next(), Some(Token::Word(b"BI")));
        tokens.skip_picture();
        assert_eq!(tokens.next(), Some(Token::Word(b"Q")));
    }
}
