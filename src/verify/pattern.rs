//! A quotation taken apart: parts between ellipses, each of words and of square brackets.

use std::ops::Range;

use pulldown_cmark::{Event, Options, Parser};

use super::fold::{Folded, Kind, is_unspaced};

/// A quotation.
#[derive(Debug)]
pub(super) struct Pattern {
    pub parts: Vec<Part>,
}

/// A stretch between two ellipses.
#[derive(Debug, Default)]
pub(super) struct Part {
    pub pieces: Vec<Piece>,
}

/// A piece of a part.
#[derive(Debug)]
pub(super) enum Piece {
    /// Words that must stand as they are.
    Words(Words),
    /// An insertion in brackets, which may replace or add.
    Insertion(Words),
    /// A word with brackets in it (`plan[ned]`): what stands before, in and after them.
    Altered { before: String, inside: String, after: String },
}

/// Words of a quotation with their folding.
#[derive(Debug)]
pub(super) struct Words {
    pub text: String,
    pub folded: Folded,
    /// The tokens that count; marks at the ends of a part do not.
    pub range: Range<usize>,
}

impl Words {
    fn of(text: &str) -> Self {
        let folded = Folded::of(text);
        Self { text: text.to_owned(), range: 0..folded.tokens.len(), folded }
    }
}

impl Pattern {
    /// Takes a quotation apart.
    pub(super) fn of(quote: &str) -> Self {
        let mut building = Building::default();
        let mut at = 0;
        while let Some(character) = quote[at..].chars().next() {
            let rest = &quote[at..];
            at += if let Some(length) = ellipsis(rest) {
                building.end_part();
                length
            } else if let Some(inside) = bracketed(rest) {
                let length = inside.len() + 2;
                building.bracket(inside, &rest[length..])
            } else {
                building.words.push(character);
                character.len_utf8()
            };
        }
        building.end_part();
        Self { parts: building.parts }
    }

    /// Tells whether there is enough to find: two words, or 12 characters.
    pub(super) fn is_long_enough(&self) -> bool {
        let (mut words, mut characters, mut unspaced) = (0, 0, 0);
        for piece in self.parts.iter().flat_map(|part| &part.pieces) {
            match piece {
                Piece::Words(known) => {
                    for index in known.range.clone() {
                        let word = known.folded.word(index);
                        characters += word.chars().count() + 1;
                        if word.starts_with(is_unspaced) {
                            unspaced += 1;
                        } else if known.folded.tokens[index].kind != Kind::Punctuation && !word.starts_with('\'') {
                            words += 1;
                        }
                    }
                }
                Piece::Altered { .. } => words += 1,
                Piece::Insertion(_) => {}
            }
        }
        words + unspaced / 2 >= 2 || characters > 12
    }
}

#[derive(Default)]
struct Building {
    parts: Vec<Part>,
    pieces: Vec<Piece>,
    words: String,
}

impl Building {
    /// Takes what stands in brackets and returns how many bytes, brackets included, were used.
    fn bracket(&mut self, inside: &str, after: &str) -> usize {
        let length = inside.len() + 2;
        let tail = after.len() - after.trim_start_matches(char::is_alphanumeric).len();
        let head = self.words.trim_end_matches(char::is_alphanumeric).len();
        let (before, after) = (self.words[head..].to_owned(), &after[..tail]);
        let is_word = inside.chars().all(char::is_alphabetic);
        if (before.is_empty() && after.is_empty()) || !is_word {
            self.end_words();
            self.pieces.push(Piece::Insertion(Words::of(inside)));
            return length;
        }
        // `[T]he`: one letter in brackets is a change of case, not of words.
        if before.is_empty() && inside.chars().count() == 1 {
            self.words.push_str(inside);
            return length;
        }
        self.words.truncate(head);
        self.end_words();
        let [before, inside, after] = [&before, inside, after].map(str::to_lowercase);
        self.pieces.push(Piece::Altered { before, inside, after });
        length + tail
    }

    fn end_words(&mut self) {
        let words = Words::of(&std::mem::take(&mut self.words));
        if !words.range.is_empty() {
            self.pieces.push(Piece::Words(words));
        }
    }

    fn end_part(&mut self) {
        self.end_words();
        let mut pieces = std::mem::take(&mut self.pieces);
        // A comma or full stop at the end of a quotation is often the quoting sentence's own.
        if let Some(Piece::Words(last)) = pieces.last_mut() {
            while !last.range.is_empty() && is_own_mark(&last.folded, last.range.end - 1) {
                last.range.end -= 1;
            }
        }
        if let Some(Piece::Words(first)) = pieces.first_mut() {
            while !first.range.is_empty() && is_own_mark(&first.folded, first.range.start) {
                first.range.start += 1;
            }
        }
        pieces.retain(|piece| !matches!(piece, Piece::Words(words) if words.range.is_empty()));
        if pieces.iter().any(|piece| !matches!(piece, Piece::Insertion(_))) {
            self.parts.push(Part { pieces });
        }
    }
}

fn is_own_mark(folded: &Folded, index: usize) -> bool {
    matches!(folded.word(index), "." | "," | ";" | ":" | "-")
}

/// Returns the length of the ellipsis that `rest` begins with.
fn ellipsis(rest: &str) -> Option<usize> {
    for (open, close) in [("[", "]"), ("(", ")"), ("", "")] {
        let Some(inner) = rest.strip_prefix(open) else { continue };
        let inner = if open.is_empty() { inner } else { inner.trim_start() };
        let dots = inner.trim_start_matches('.').len();
        let left = if let Some(left) = inner.strip_prefix('…') {
            left
        } else if inner.len() - dots >= 3 {
            &inner[inner.len() - dots..]
        } else if let Some(left) = inner.strip_prefix(". . .") {
            left
        } else {
            continue;
        };
        let left = if close.is_empty() { left } else { left.trim_start() };
        if let Some(left) = left.strip_prefix(close) {
            return Some(rest.len() - left.len());
        }
    }
    None
}

fn bracketed(rest: &str) -> Option<&str> {
    let inner = rest.strip_prefix('[')?;
    let close = inner.find([']', '['])?;
    inner[close..].starts_with(']').then(|| &inner[..close])
}

/// Returns Markdown with every byte that is markup replaced by one that counts for nothing, so that positions stay.
pub(super) fn without_markup(markdown: &str) -> String {
    const NOTHING: u8 = 1;
    let mut masked: Vec<u8> = markdown
        .bytes()
        .map(|byte| match byte {
            b'\n' => b'\n',
            b'|' | b' ' | b'<' | b'\t' => b' ',
            _ => NOTHING,
        })
        .collect();
    let options = Options::ENABLE_TABLES | Options::ENABLE_FOOTNOTES | Options::ENABLE_STRIKETHROUGH;
    let front = markdown.strip_prefix("---\n").and_then(|rest| rest.find("\n---\n")).map_or(0, |at| at + 9);
    for (event, range) in Parser::new_ext(&markdown[front..], options).into_offset_iter() {
        if matches!(event, Event::Text(_) | Event::Code(_) | Event::Html(_)) {
            let mut range = range.start + front..range.end + front;
            if matches!(event, Event::Code(_)) {
                let code = &markdown[range.clone()];
                let ticks = code.len() - code.trim_start_matches('`').len();
                range = range.start + ticks..range.end.max(range.start + 2 * ticks) - ticks;
            }
            masked[range.clone()].copy_from_slice(&markdown.as_bytes()[range]);
        }
    }
    masked[..front].copy_from_slice(&markdown.as_bytes()[..front]);
    String::from_utf8(masked).unwrap_or_else(|_| markdown.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markup_is_taken_away_and_positions_stay() {
        let markdown = "The *old* [pier](https://x.example/a \"t\") is `safe`[^1].\n\n[^1]: So they say.\n";
        let masked = without_markup(markdown);
        assert_eq!(masked.len(), markdown.len());
        assert_eq!(masked.find("pier"), markdown.find("pier"));
        assert!(!masked.contains("example"));
    }

    #[test]
    fn a_quotation_is_taken_apart() {
        let pattern = Pattern::of("“[T]he pier … [the old one] is plan[ned] (...) and safe,”");
        assert_eq!(pattern.parts.len(), 3);
        assert_eq!(pattern.parts[1].pieces.len(), 3);
        let Piece::Words(words) = &pattern.parts[2].pieces[0] else { panic!("words") };
        assert_eq!(words.range, 0..2);
    }
}
