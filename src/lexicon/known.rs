//! What the lexica know of each word of a text, looked up once for each distinct word.
//!
//! A text says the same words again and again. A [`Book`] remembers what it has looked up, so that a token costs one
//! hash look-up, whatever the number of lexica; rules then compare numbers. One book can serve many documents.

use rustc_hash::FxHashMap;

use super::Lexicon;
use super::framing::Stems;
use super::speech;
use crate::document::Document;

/// Most distinct words a book remembers; beyond that it begins anew, so that memory stays bounded.
const MOST: usize = 1 << 16;

/// How many distinct words a book has room for at first.
const FIRST: usize = 1 << 10;

/// Longest word that is remembered, in bytes.
const LONGEST: usize = 64;

/// What was looked up in the lexica, by word.
#[derive(Debug)]
pub struct Book<'a> {
    lexicon: &'a Lexicon,
    entries: FxHashMap<Box<str>, Entry>,
}

/// What is known of a word.
#[derive(Clone, Copy, Debug)]
struct Entry {
    speech: speech::Word,
    measure: u32,
    stems: Stems,
}

/// What the lexica know of the tokens of one document: each list has an entry a token.
#[derive(Debug, Default)]
pub struct Known {
    /// Who speaks and how it is said; nothing for numbers and marks.
    pub speech: Vec<speech::Word>,
    /// Numbers of the words in [`super::measure::Measure`], 0 for none.
    pub measure: Vec<u32>,
    /// Numbers of the stems in [`super::framing::Vocabulary`].
    pub stems: Vec<Stems>,
}

impl<'a> Book<'a> {
    /// Makes an empty book of `lexicon`.
    pub fn new(lexicon: &'a Lexicon) -> Self {
        Self { lexicon, entries: FxHashMap::with_capacity_and_hasher(FIRST, Default::default()) }
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
            stems: Vec::with_capacity(count),
        };
        let lexicon = self.lexicon;
        let vocabulary = lexicon.framing.vocabulary();
        let mut buffer = String::new();
        for &token in &document.tokens {
            let word = token.of(&document.text);
            // What kind a token is follows from its characters, so the characters alone are the key.
            let entry = match self.entries.get(word) {
                Some(&entry) => entry,
                None => {
                    let speech = if token.is_word() { lexicon.speech.word(word) } else { speech::Word::default() };
                    let measure = lexicon.measure.look_up(token, &document.text);
                    let entry = Entry { speech, measure, stems: vocabulary.stems_of(token, word, &mut buffer) };
                    if word.len() <= LONGEST {
                        if self.entries.len() >= MOST {
                            self.entries.clear();
                        }
                        self.entries.insert(word.into(), entry);
                    }
                    entry
                }
            };
            known.speech.push(entry.speech);
            known.measure.push(entry.measure);
            known.stems.push(entry.stems);
        }
        known
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
