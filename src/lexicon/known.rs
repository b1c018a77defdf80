//! What the lexica know of each word of a text, looked up once for each distinct word.
//!
//! A text says the same words again and again. A [`Book`] remembers what it has looked up, so that a token costs one
//! hash look-up, whatever the number of lexica; rules then compare numbers. One book can serve many documents. What is
//! known of the words lies in the order in which they were met, so that frequent words lie close together.

use rustc_hash::FxHashMap;

use super::Lexicon;
use super::framing::Stems;
use super::measure::Classes;
use super::speech;
use crate::document::{Document, Token};

/// Most distinct words a book remembers; beyond that it begins anew with the next document, so that memory stays bounded.
const MOST: usize = 1 << 16;

/// How many distinct words a book has room for at first.
const FIRST: usize = 1 << 10;

/// Longest word that is remembered, in bytes.
const LONGEST: usize = 64;

/// What was looked up in the lexica, by word.
#[derive(Debug)]
pub struct Book<'a> {
    lexicon: &'a Lexicon,
    /// Numbers of short words.
    short: FxHashMap<Packed, u32>,
    /// Numbers of the other words up to [`LONGEST`].
    long: FxHashMap<Box<str>, u32>,
    /// What is known of each word, by its number.
    entries: Vec<Entry>,
}

/// A word of up to 15 bytes as one number, its length in the last byte: compared faster than its characters are.
type Packed = u128;

/// Returns `word` as a number, if it is short enough.
fn packed(word: &str) -> Option<Packed> {
    let mut bytes = [0_u8; 16];
    bytes[..15].get_mut(..word.len())?.copy_from_slice(word.as_bytes());
    bytes[15] = u8::try_from(word.len()).ok()?;
    Some(u128::from_le_bytes(bytes))
}

/// What is known of a word.
#[derive(Clone, Copy, Debug)]
struct Entry {
    speech: speech::Word,
    measure: u32,
    classes: Classes,
    stems: Stems,
}

/// What the lexica know of the tokens of one document: each list has an entry a token.
#[derive(Debug, Default)]
pub struct Known {
    /// Who speaks and how it is said; nothing for numbers and marks.
    pub speech: Vec<speech::Word>,
    /// Numbers of the words in [`super::measure::Measure`], 0 for none.
    pub measure: Vec<u32>,
    /// What those words are on their own.
    pub classes: Vec<Classes>,
    /// Numbers of the stems in [`super::framing::Vocabulary`].
    pub stems: Vec<Stems>,
}

impl<'a> Book<'a> {
    /// Makes an empty book of `lexicon`.
    pub fn new(lexicon: &'a Lexicon) -> Self {
        Self {
            lexicon,
            short: FxHashMap::with_capacity_and_hasher(FIRST, Default::default()),
            long: FxHashMap::default(),
            entries: Vec::with_capacity(FIRST),
        }
    }

    /// Returns the lexicon.
    pub fn lexicon(&self) -> &'a Lexicon {
        self.lexicon
    }

    /// Looks up all tokens of `document`.
    pub fn read(&mut self, document: &Document) -> Known {
        let count = document.tokens.len();
        let mut known = Known {
            speech: Vec::with_capacity(count),
            measure: Vec::with_capacity(count),
            classes: Vec::with_capacity(count),
            stems: Vec::with_capacity(count),
        };
        if self.entries.len() >= MOST {
            self.short.clear();
            self.long.clear();
            self.entries.clear();
        }
        let mut buffer = String::new();
        for &token in &document.tokens {
            let word = token.of(&document.text);
            // What kind a token is follows from its characters, so the characters alone are the key.
            let key = packed(word);
            let number = match &key {
                Some(key) => self.short.get(key),
                None => self.long.get(word),
            };
            let entry = match number {
                Some(&number) => self.entries[number as usize],
                None => {
                    let entry = self.look_up(token, &document.text, &mut buffer);
                    self.remember(key, word, entry);
                    entry
                }
            };
            known.speech.push(entry.speech);
            known.measure.push(entry.measure);
            known.classes.push(entry.classes);
            known.stems.push(entry.stems);
        }
        known
    }

    /// Looks a token of `text` up in all lexica; `buffer` is scratch space.
    fn look_up(&self, token: Token, text: &str, buffer: &mut String) -> Entry {
        let (lexicon, word) = (self.lexicon, token.of(text));
        let measure = lexicon.measure.look_up(token, text);
        Entry {
            speech: if token.is_word() { lexicon.speech.word(word) } else { speech::Word::default() },
            measure,
            classes: lexicon.measure.classes(measure),
            stems: lexicon.framing.vocabulary().stems_of(token, word, buffer),
        }
    }

    /// Remembers what is known of `word`, unless it is too long.
    fn remember(&mut self, key: Option<Packed>, word: &str, entry: Entry) {
        let Ok(number) = u32::try_from(self.entries.len()) else { return };
        match key {
            Some(key) => _ = self.short.insert(key, number),
            None if word.len() <= LONGEST => _ = self.long.insert(word.into(), number),
            None => return,
        }
        self.entries.push(entry);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::corpus::{Format, Text};

    #[test]
    fn a_used_book_knows_what_a_fresh_one_knows() {
        let lexicon = Lexicon::built_in();
        let mut used = Book::new(lexicon);
        for text in ["The Mayor said 30 boats weren’t “sound” – or so.", "MAYOR Vance said: the 30 boats, 5% of 27th."]
        {
            let document = crate::document::parse(&Text::decoded("test", Format::Text, text, None)).output;
            used.read(&document);
            let (again, fresh) = (used.read(&document), Book::new(lexicon).read(&document));
            assert_eq!(again.speech, lexicon.speech.words(&document.text, &document.tokens));
            assert_eq!((again.speech, again.measure, again.stems), (fresh.speech, fresh.measure, fresh.stems));
        }
    }
}
