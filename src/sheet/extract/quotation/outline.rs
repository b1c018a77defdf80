//! The outline of a block: its words outside quotation marks, each quotation as one item, cut into sentences.
//!
//! Rules for cues and speakers read the outline, so that what stands inside quotation marks is never taken for
//! a name or a verb of the text around it.

use std::ops::Range;

use super::marks::Region;
use crate::document::{LONGEST_SENTENCE, Token, TokenKind};
use crate::lexicon::speech::{Word, class};

/// A word, mark, or quotation.
#[derive(Clone, Copy, Debug)]
pub(super) struct Item {
    /// First token.
    pub(super) first: usize,
    /// Token after the last.
    pub(super) end: usize,
    /// What the lexicon knows about it; nothing for marks and quotations.
    pub(super) word: Word,
    /// What it is.
    pub(super) kind: Kind,
}

/// What an [`Item`] is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Kind {
    /// A word without capitals.
    Lower,
    /// A word with a capital at its head.
    Capital,
    /// A number.
    Number,
    /// An end of a sentence, perhaps.
    Stop,
    /// `,`.
    Comma,
    /// `;`.
    Semicolon,
    /// `:`.
    Colon,
    /// A dash that parts phrases.
    Dash,
    /// `(` or `[`.
    Open,
    /// `)` or `]`.
    Close,
    /// A hyphen, an apostrophe, `&`, `/`, `$`, `%`: part of a phrase.
    Joint,
    /// A stretch between quotation marks: an index into the regions.
    Quote(usize),
}

impl Item {
    pub(super) fn is(self, classes: u32) -> bool {
        self.word.is(classes)
    }

    pub(super) fn is_word(self) -> bool {
        matches!(self.kind, Kind::Lower | Kind::Capital | Kind::Number)
    }

    pub(super) fn is_quote(self) -> bool {
        matches!(self.kind, Kind::Quote(_))
    }
}

/// A block's items, sentences and quotations.
#[derive(Debug)]
pub(super) struct Outline<'a> {
    pub(super) text: &'a str,
    pub(super) tokens: &'a [Token],
    pub(super) regions: Vec<Region>,
    pub(super) items: Vec<Item>,
    pub(super) sentences: Vec<Range<usize>>,
}

impl<'a> Outline<'a> {
    /// Makes the outline of `tokens[first..end]`; `words` has an entry a token.
    pub(super) fn of(
        text: &'a str,
        tokens: &'a [Token],
        words: &[Word],
        regions: Vec<Region>,
        Range { start: first, end }: Range<usize>,
    ) -> Self {
        let mut items = Vec::with_capacity(end - first);
        let mut at = first;
        let mut next_region = 0;
        while at < end {
            if let Some(region) = regions.get(next_region)
                && region.open == at
            {
                let kind = Kind::Quote(next_region);
                items.push(Item { first: at, end: region.end, word: Word::default(), kind });
                at = region.end;
                next_region += 1;
                continue;
            }
            let (kind, length) = kind_of(text, tokens, at, end);
            items.push(Item { first: at, end: at + length, word: words[at], kind });
            at += length;
        }
        let mut outline = Self { text, tokens, regions, items, sentences: Vec::new() };
        outline.sentences = outline.cut();
        outline
    }

    /// Returns the characters of an item.
    pub(super) fn str(&self, item: usize) -> &'a str {
        let item = self.items[item];
        self.text
            .get(self.tokens[item.first].start as usize..self.tokens[item.end - 1].end as usize)
            .unwrap_or_default()
    }

    /// Returns the characters from the first of `items` to the last.
    pub(super) fn text_of(&self, items: Range<usize>) -> &'a str {
        let (Some(first), Some(last)) = (self.items.get(items.start), self.items.get(items.end.saturating_sub(1)))
        else {
            return "";
        };
        self.text
            .get(self.tokens[first.first].start as usize..self.tokens[last.end - 1].end as usize)
            .unwrap_or_default()
    }

    /// Tells whether an item reads `word`, which is lower case.
    pub(super) fn reads(&self, item: usize, word: &str) -> bool {
        self.items[item].is_word() && self.str(item).eq_ignore_ascii_case(word)
    }

    /// Returns how many words stand between the marks of a region.
    pub(super) fn words_in(&self, region: Region) -> usize {
        self.tokens[region.open + 1..region.content_end].iter().filter(|token| token.is_word()).count()
    }

    /// Returns the last token inside the marks of a region, if it is a mark: `,`, `.`, `?` and so on.
    pub(super) fn last_mark(&self, region: Region) -> Option<&'a str> {
        let mut last = region.content_end - 1;
        while last > region.open + 1 && self.tokens[last].kind == TokenKind::Quote {
            last -= 1;
        }
        let token = self.tokens[last];
        matches!(token.kind, TokenKind::Stop | TokenKind::Mark).then(|| token.of(self.text))
    }

    /// Cuts the items into sentences.
    fn cut(&self) -> Vec<Range<usize>> {
        let mut sentences = Vec::new();
        let mut start = 0;
        for at in 0..self.items.len() {
            if self.ends_after(at) || at + 1 - start == LONGEST_SENTENCE {
                sentences.push(start..at + 1);
                start = at + 1;
            }
        }
        if start < self.items.len() {
            sentences.push(start..self.items.len());
        }
        sentences
    }

    fn ends_after(&self, at: usize) -> bool {
        let Some(next) = self.items.get(at + 1) else { return false };
        let is_new = !matches!(
            next.kind,
            Kind::Lower | Kind::Comma | Kind::Semicolon | Kind::Colon | Kind::Stop | Kind::Close | Kind::Joint
        );
        match self.items[at].kind {
            Kind::Stop => is_new && self.tokens[next.first].spaced,
            Kind::Close => is_new && at > 0 && self.items[at - 1].kind == Kind::Stop && next.kind != Kind::Dash,
            Kind::Quote(region) => {
                is_new
                    && next.kind != Kind::Dash
                    && match self.last_mark(self.regions[region]) {
                        Some("." | "..." | "…") => true,
                        Some("!" | "?") => !self.attributes(at + 1),
                        _ => false,
                    }
            }
            // `in the U.S. The` and the like: an abbreviation that also ends the sentence.
            Kind::Capital | Kind::Lower => {
                (next.kind == Kind::Capital || self.opens_sentence(next))
                    && self.str(at).ends_with('.')
                    && !self.items[at].is(class::TITLE | class::OFFICE)
                    && self.str(at).len() > 2
                    && (next.is_quote()
                        || next.is(class::DETERMINER
                            | class::SUBJECT
                            | class::PREPOSITION
                            | class::SUBORDINATOR
                            | class::BUT))
            }
            _ => false,
        }
    }

    /// Whether a sentence is a headline: three words or more, every long one with a capital.
    pub(super) fn is_headline(&self, sentence: &Range<usize>) -> bool {
        let mut words = 0;
        for item in &self.items[sentence.clone()] {
            match item.kind {
                Kind::Capital => words += 1,
                Kind::Lower if self.tokens[item.first].span().len() > 4 => return false,
                _ => {}
            }
        }
        words >= 3
    }

    /// Whether `item` is a quotation that begins with a capital.
    fn opens_sentence(&self, item: &Item) -> bool {
        let Kind::Quote(region) = item.kind else { return false };
        let region = self.regions[region];
        self.tokens[region.open + 1..region.content_end]
            .iter()
            .find(|token| token.kind != TokenKind::Quote && token.kind != TokenKind::Mark)
            .is_some_and(|token| token.is_capital())
    }

    /// Tells whether a name and a reporting verb that ends its clause follow, as after `“Why?”`.
    fn attributes(&self, at: usize) -> bool {
        let end = self.items.len().min(at + 25);
        for place in at..end {
            let item = self.items[place];
            if item.kind == Kind::Lower && item.word.is_cue() {
                let next = self.items.get(place + 1);
                return place < at + 6
                    || next.is_none_or(|next| {
                        !next.is_word() || next.is(class::PREPOSITION | class::TIME | class::ADVERB) || next.is_quote()
                    });
            }
            if matches!(item.kind, Kind::Stop | Kind::Quote(_) | Kind::Semicolon | Kind::Colon) {
                return false;
            }
        }
        false
    }
}

fn kind_of(text: &str, tokens: &[Token], at: usize, end: usize) -> (Kind, usize) {
    let token = tokens[at];
    let kind = match token.kind {
        TokenKind::Lower => Kind::Lower,
        TokenKind::Capitalised | TokenKind::Upper => Kind::Capital,
        TokenKind::Number => Kind::Number,
        // `Pa.,`: the dot of an abbreviation.
        TokenKind::Stop if at + 1 < end && !tokens[at + 1].spaced && tokens[at + 1].of(text) == "," => Kind::Joint,
        TokenKind::Stop => Kind::Stop,
        TokenKind::Quote => Kind::Joint,
        TokenKind::Mark => match token.of(text) {
            "," => Kind::Comma,
            ";" => Kind::Semicolon,
            ":" => Kind::Colon,
            "(" | "[" | "{" => Kind::Open,
            ")" | "]" | "}" => Kind::Close,
            "—" | "―" => Kind::Dash,
            "-" | "–" | "‐" | "‑" => {
                let mut length = 1;
                while at + length < end && tokens[at + length].of(text) == "-" && !tokens[at + length].spaced {
                    length += 1;
                }
                let touches = !token.spaced && at + length < end && !tokens[at + length].spaced;
                let kind = if length == 1 && touches { Kind::Joint } else { Kind::Dash };
                return (kind, length);
            }
            _ => Kind::Joint,
        },
    };
    (kind, 1)
}
