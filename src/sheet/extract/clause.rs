//! Sentences made ready for the rules: words looked up, entries marked, clauses parted.
//!
//! A [`Passage`] is one sentence. Clauses end at `;`, `:`, dashes, brackets, stops, before `, which`, before `, but`
//! with a subject of its own, after `said that`, and before a trailing `, he said`. Everything is one pass over the
//! tokens with a bounded look ahead, and every stretch that is handed out is bounded ([`REACH`], [`LONGEST`]), so that
//! a sentence without end costs no more a word than a short one.

use super::{Context, one_line};
use crate::document::{BlockKind, Sentence, Token, TokenKind};
use crate::lexicon::measure::{Class, Classes, Mark, Measure};
use crate::source::Span;

/// How many tokens a clause reaches from the word that was found, each way.
const REACH: usize = 60;

/// The most bytes a piece of evidence holds.
const LONGEST: usize = 480;

/// How far a rule looks ahead for the verb of a clause or the end of an attribution.
const AHEAD: usize = 9;

/// A stretch of tokens of one passage, end exclusive.
pub(super) type Tokens = std::ops::Range<usize>;

/// One sentence with its marks and clauses.
#[derive(Debug)]
pub(super) struct Passage<'a> {
    /// The text that the tokens stand in.
    pub(super) text: &'a str,
    /// The tokens of the sentence.
    pub(super) tokens: &'a [Token],
    /// What kind of block it stands in.
    pub(super) block: BlockKind,
    /// Whether it is the first sentence of its block.
    pub(super) opens_block: bool,
    /// The question that this sentence answers, if it stands in an answer.
    pub(super) question: Option<Span>,
    /// Numbers of the words of the whole document.
    known: &'a [u32],
    /// Classes of the words of the whole document.
    known_classes: &'a [Classes],
    /// Numbers of the words of the sentence.
    words: &'a [u32],
    /// Classes of the words on their own, as bits.
    classes: &'a [Classes],
    /// Classes of all words together.
    all: Classes,
    /// Whether a word or number begins with a digit.
    has_digit: bool,
    marks: Vec<Mark>,
    /// Whether a clause begins before this token.
    cuts: Vec<bool>,
    measure: &'a Measure,
}

impl<'a> Passage<'a> {
    /// Makes an empty passage; [`Self::read`] fills it. `known` and `classes` have an entry a token of the document.
    pub(super) fn new(context: &Context<'a>, known: &'a [u32], classes: &'a [Classes]) -> Self {
        Self {
            text: &context.document.text,
            tokens: &[],
            block: BlockKind::Paragraph,
            opens_block: false,
            question: None,
            known,
            known_classes: classes,
            words: &[],
            classes: &[],
            all: Classes::default(),
            has_digit: false,
            marks: Vec::new(),
            cuts: Vec::new(),
            measure: &context.lexicon.measure,
        }
    }

    /// Takes in the next sentence.
    pub(super) fn read(&mut self, context: &Context<'a>, sentence: &Sentence) {
        let block = context.document.block_of(sentence);
        self.tokens = context.document.tokens_of(sentence);
        self.block = block.kind;
        self.opens_block = sentence.span.start <= block.span.start;
        self.words = &self.known[sentence.first_token..sentence.end_token];
        self.classes = &self.known_classes[sentence.first_token..sentence.end_token];
        self.all = self.classes.iter().fold(Classes::default(), |all, &classes| all | classes);
        self.has_digit = (0..self.len()).any(|at| self.is_digit(at));
        self.marks.clear();
        self.measure.mark(self.tokens, self.words, self.classes, &mut self.marks);
        self.cut();
    }

    /// Returns the number of tokens.
    pub(super) fn len(&self) -> usize {
        self.tokens.len()
    }

    /// Returns the marks, in order.
    pub(super) fn marks(&self) -> &[Mark] {
        &self.marks
    }

    /// Returns the marks of `class`, in order.
    pub(super) fn marks_of(&self, class: Class) -> impl Iterator<Item = Mark> + '_ {
        self.marks.iter().copied().filter(move |mark| mark.class == class)
    }

    /// Returns the value of the entry that `mark` found.
    pub(super) fn value_of(&self, mark: Mark) -> &str {
        self.measure.value_of(mark)
    }

    /// Returns the marks of `class` that begin inside `tokens`, in order.
    pub(super) fn marks_in(&self, tokens: &Tokens, class: Class) -> impl Iterator<Item = Mark> + '_ {
        let from = self.marks.partition_point(|mark| mark.first < tokens.start);
        let end = tokens.end;
        self.marks[from..]
            .iter()
            .copied()
            .take_while(move |mark| mark.first < end)
            .filter(move |mark| mark.class == class)
    }

    /// Tells whether a mark of `class` begins inside `tokens`.
    pub(super) fn has_mark(&self, tokens: &Tokens, class: Class) -> bool {
        self.marks_in(tokens, class).next().is_some()
    }

    /// Returns the mark of `class` that begins at `at`.
    pub(super) fn mark_at(&self, at: usize, class: Class) -> Option<Mark> {
        let from = self.marks.partition_point(|mark| mark.first < at);
        self.marks[from..].iter().copied().take_while(|mark| mark.first == at).find(|mark| mark.class == class)
    }

    /// Returns the characters of a token; nothing past the end.
    pub(super) fn word(&self, at: usize) -> &'a str {
        self.tokens.get(at).map_or("", |token| token.of(self.text))
    }

    /// Tells whether the token is `word`, capitals aside.
    #[inline]
    pub(super) fn reads(&self, at: usize, word: &str) -> bool {
        self.tokens.get(at).is_some_and(|token| token.length() == word.len())
            && self.word(at).eq_ignore_ascii_case(word)
    }

    /// Returns the kind of a token.
    pub(super) fn kind(&self, at: usize) -> Option<TokenKind> {
        self.tokens.get(at).map(|token| token.kind)
    }

    /// Tells whether the token is of `class` on its own.
    pub(super) fn is(&self, at: usize, class: Class) -> bool {
        self.classes.get(at).is_some_and(|classes| classes.has(class))
    }

    /// Tells whether the token is of one of `classes` on its own.
    pub(super) fn is_any(&self, at: usize, classes: &[Class]) -> bool {
        self.classes.get(at).is_some_and(|own| own.has_any(classes))
    }

    /// Tells whether the token has any class.
    pub(super) fn is_known(&self, at: usize) -> bool {
        self.classes.get(at).is_some_and(|classes| !classes.is_empty())
    }

    /// Returns the number that `class` gives to the token.
    pub(super) fn number(&self, at: usize, class: Class) -> Option<f64> {
        self.words.get(at).and_then(|&word| self.measure.number(word, class))
    }

    /// Returns the value that `class` gives to the token.
    pub(super) fn value(&self, at: usize, class: Class) -> Option<&str> {
        self.words.get(at).and_then(|&word| self.measure.value(word, class))
    }

    /// Tells whether the token begins with a digit.
    pub(super) fn is_digit(&self, at: usize) -> bool {
        self.tokens
            .get(at)
            .and_then(|token| self.text.as_bytes().get(token.start as usize))
            .is_some_and(u8::is_ascii_digit)
    }

    /// Tells whether a token begins with a digit or is of one of `classes`: without one there is no number and no date.
    pub(super) fn has_digit_or(&self, classes: &[Class]) -> bool {
        self.has_digit || self.all.has_any(classes)
    }

    /// Tells whether the token is a word.
    pub(super) fn is_word(&self, at: usize) -> bool {
        self.tokens.get(at).is_some_and(|token| token.is_word())
    }

    /// Tells whether the token is a word with a capital.
    pub(super) fn is_capital(&self, at: usize) -> bool {
        self.tokens.get(at).is_some_and(|token| token.is_capital())
    }

    /// Tells whether white space stands before the token.
    pub(super) fn is_spaced(&self, at: usize) -> bool {
        self.tokens.get(at).is_none_or(|token| token.spaced)
    }

    /// Tells whether the token is the mark `mark`.
    #[inline]
    pub(super) fn is_mark(&self, at: usize, mark: &str) -> bool {
        self.tokens.get(at).is_some_and(|token| token.length() == mark.len()) && self.word(at) == mark
    }

    /// Tells whether the token is a word that cannot stand inside a noun phrase after its head.
    pub(super) fn ends_phrase(&self, at: usize) -> bool {
        !self.is_word(at)
            || self.is_any(
                at,
                &[
                    Class::Determiner,
                    Class::Preposition,
                    Class::Pronoun,
                    Class::And,
                    Class::But,
                    Class::Subordinator,
                    Class::Relative,
                    Class::Auxiliary,
                    Class::Modal,
                    Class::Negator,
                ],
            )
    }

    /// Tells whether the sentence ends with a question mark.
    pub(super) fn asks(&self) -> bool {
        self.tokens.iter().rev().take(3).any(|token| token.of(self.text) == "?")
    }

    /// Tells whether a negation stands in `tokens`.
    pub(super) fn has_negator(&self, mut tokens: Tokens) -> bool {
        tokens.any(|at| self.is(at, Class::Negator))
    }

    /// Returns the clause that holds `at`, no further than [`REACH`] each way.
    pub(super) fn clause(&self, at: usize) -> Tokens {
        let low = at.saturating_sub(REACH);
        let high = self.len().min(at + REACH);
        let start = (low..=at).rev().find(|&start| self.cuts.get(start).copied().unwrap_or(false)).unwrap_or(low);
        let end = (at + 1..high).find(|&end| self.cuts[end]).unwrap_or(high);
        start..end
    }

    /// Returns the whole sentence around `at`, no further than [`REACH`] each way.
    pub(super) fn sentence(&self, at: usize) -> Tokens {
        at.saturating_sub(REACH)..self.len().min(at + REACH)
    }

    /// Returns the bytes of `tokens` without quotation marks, commas and stops around them; `None` if nothing is left.
    ///
    /// A stretch over [`LONGEST`] bytes is shortened from its end, but never to before `keep`.
    pub(super) fn span(&self, tokens: &Tokens, keep: &Tokens) -> Option<Span> {
        let mut start = tokens.start;
        let mut end = tokens.end.min(self.len());
        while start < end && (self.is_margin(start) || self.reads(start, "that") && self.cuts[start]) {
            start += 1;
        }
        while start < end && self.is_margin(end - 1) {
            end -= 1;
        }
        let byte_start = |at: usize| self.tokens[at].start as usize;
        let byte_end = |at: usize| self.tokens[at].end as usize;
        if start >= end {
            return None;
        }
        let keep_end = keep.end.clamp(start + 1, end);
        while end > keep_end && byte_end(end - 1) - byte_start(start) > LONGEST {
            end -= 1;
        }
        while start < keep.start.min(end - 1) && byte_end(end - 1) - byte_start(start) > LONGEST {
            start += 1;
        }
        let span = Span::new(byte_start(start), self.balanced(start, end, byte_end(end - 1)));
        (span.len() <= 2 * LONGEST).then_some(span)
    }

    /// Takes a closing quotation mark along when its opening one stands inside.
    fn balanced(&self, start: usize, end: usize, byte: usize) -> usize {
        let quote = |at: usize| self.kind(at) == Some(TokenKind::Quote);
        let opening = (start..end).filter(|&at| quote(at)).count() % 2 == 1;
        let next = if self.is_margin(end) && !quote(end) && quote(end + 1) { end + 1 } else { end };
        if opening && quote(next) { self.tokens[next].end as usize } else { byte }
    }

    /// Tells whether the token is a mark that never belongs to the words beside it.
    pub(super) fn is_margin(&self, at: usize) -> bool {
        match self.kind(at) {
            Some(TokenKind::Quote | TokenKind::Stop) => true,
            Some(TokenKind::Mark) => {
                !matches!(self.word(at), "$" | "€" | "£" | "¥" | "₹" | "%" | "~" | "#" | "§" | "+" | ")")
            }
            _ => false,
        }
    }

    /// Returns the words of `tokens` as they stand, line ends as spaces, without marks around them.
    pub(super) fn phrase(&self, tokens: &Tokens) -> Option<String> {
        let span = self.span(tokens, &(tokens.start..tokens.start))?;
        let words = self.text.get(span.range())?;
        if words.contains(['\n', '\r', '\t']) {
            return Some(one_line(words));
        }
        Some(words.to_owned())
    }

    fn cut(&mut self) {
        let length = self.len();
        let mut cuts = std::mem::take(&mut self.cuts);
        cuts.clear();
        cuts.resize(length + 1, false);
        for at in 0..length {
            match self.tokens[at].kind {
                TokenKind::Stop => cuts[self.after_quotes(at + 1)] = true,
                TokenKind::Mark => self.cut_at_mark(at, &mut cuts),
                TokenKind::Lower if self.is(at, Class::Report) => {
                    if let Some(after) = self.after_report(at) {
                        cuts[after] = true;
                    }
                }
                TokenKind::Lower if self.reads(at, "but") && self.has_own_subject(at + 1) => cuts[at] = true,
                _ => {}
            }
        }
        if let Some(first) = cuts.first_mut() {
            *first = true;
        }
        self.cuts = cuts;
        self.cut_after_leading_clause();
    }

    fn after_quotes(&self, mut at: usize) -> usize {
        while self.kind(at) == Some(TokenKind::Quote) {
            at += 1;
        }
        at.min(self.len())
    }

    fn cut_at_mark(&self, at: usize, cuts: &mut [bool]) {
        match self.word(at) {
            ":" if !self.is_spaced(at + 1) && self.kind(at + 1) == Some(TokenKind::Number) => {}
            ";" | ":" | "(" | ")" | "|" | "—" | "[" | "]" | "•" => cuts[at + 1] = true,
            "–" | "-" if self.is_spaced(at) && self.is_spaced(at + 1) => cuts[at + 1] = true,
            "," => {
                let next = self.after_quotes(at + 1);
                let opens = self.is(next, Class::Relative)
                    || self.is(next, Class::But) && self.is(next + 1, Class::Subordinator)
                    || self.is(next, Class::But) && (self.has_own_subject(next + 1) || self.takes_stand(next + 1))
                    || self.is(next, Class::And) && self.has_own_subject(next + 1)
                    || matches!(
                        self.word(next),
                        "while" | "whereas" | "although" | "though" | "because" | "since" | "as"
                    ) && !self.reads(next + 1, "well");
                if opens || self.attributes(next) {
                    cuts[at] = true;
                }
            }
            _ => {}
        }
    }

    /// Tells whether a noun phrase and a modal or auxiliary follow at once.
    fn has_own_subject(&self, at: usize) -> bool {
        let verb = (at..self.len().min(at + AHEAD))
            .take_while(|&next| self.is_word(next) && !self.is(next, Class::Relative))
            .find(|&next| self.is_any(next, &[Class::Modal, Class::Auxiliary]));
        verb.is_some_and(|verb| {
            verb > at && !(at..verb).all(|next| self.is_any(next, &[Class::Adverb, Class::Negator]))
        })
    }

    /// Tells whether a noun phrase and a verb of standing follow at once: `but the bank wants more`.
    fn takes_stand(&self, at: usize) -> bool {
        (at + 1..self.len().min(at + AHEAD))
            .take_while(|&next| self.is_word(next) && !self.is(next, Class::Preposition))
            .any(|next| self.mark_at(next, Class::Stand).is_some() && !self.is(next - 1, Class::Determiner))
    }

    /// Tells whether an attribution runs from `at` to a comma or the end: `the minister said on Monday`.
    fn attributes(&self, at: usize) -> bool {
        let Some(verb) = (at..self.len().min(at + AHEAD))
            .take_while(|&next| {
                self.is_word(next) && !self.is_any(next, &[Class::Modal, Class::Auxiliary, Class::Subordinator])
            })
            .find(|&next| self.is(next, Class::Report))
        else {
            return false;
        };
        let end = (verb..self.len().min(verb + AHEAD)).find(|&next| {
            self.kind(next) == Some(TokenKind::Stop) || self.is_mark(next, ",") || self.is(next, Class::Subordinator)
        });
        match end {
            Some(end) => !self.is(end, Class::Subordinator) || !self.reads(end, "that"),
            None => self.len() < verb + AHEAD,
        }
    }

    /// Returns where the reported clause begins after the verb of reporting at `at`.
    fn after_report(&self, at: usize) -> Option<usize> {
        // A noun such as `reports` stands far from a `that` which is not its own.
        let direct = self.value(at, Class::Report) == Some("direct");
        let window = at + 1..self.len().min(at + if direct { AHEAD } else { 4 });
        let that =
            window.take_while(|&next| self.kind(next) != Some(TokenKind::Stop)).find(|&next| self.reads(next, "that"));
        if that.is_some() {
            return that;
        }
        let next = self.after_date(at + 1);
        let direct = direct && !self.word(at).starts_with("t");
        let asks_on = ["whether", "if", "how", "what", "when", "who", "why", "where", "which"];
        if asks_on.iter().any(|word| self.reads(next, word)) {
            return None;
        }
        let goes_on = self.is_word(next)
            || self.kind(next) == Some(TokenKind::Number)
            || self.kind(next) == Some(TokenKind::Quote);
        (direct && goes_on && next + 2 < self.len()).then_some(next)
    }

    /// Passes over the date of an utterance: `said on Thursday`, `said late last week`.
    fn after_date(&self, at: usize) -> usize {
        let inner = |at: usize| {
            self.is_any(at, &[Class::Weekday, Class::RelativeDay, Class::Shift, Class::Period])
                || ["on", "late", "early", "earlier", "later"].iter().any(|word| self.reads(at, word))
        };
        let end = (at..self.len().min(at + 5)).find(|&next| !inner(next)).unwrap_or(at);
        let dated = (at..end).any(|next| self.is_any(next, &[Class::Weekday, Class::RelativeDay, Class::Period]));
        if dated { end } else { at }
    }

    /// `While the dam leaks, the board will wait`: the main clause begins after the comma.
    fn cut_after_leading_clause(&mut self) {
        let leads = matches!(
            self.word(0).to_ascii_lowercase().as_str(),
            "while" | "although" | "though" | "whereas" | "because" | "despite" | "since"
        );
        if !leads {
            return;
        }
        let comma = (1..self.len().min(REACH)).find(|&at| self.is_mark(at, ","));
        if let Some(comma) = comma {
            self.cuts[comma + 1] = true;
        }
    }
}
