//! Finds the subject of a verb, and tells whether it can act.
//!
//! English puts the subject first: what stands between the start of the clause and the verb, less the adverbials, dates,
//! parentheses and relative clauses around it. Where that leaves something that holds a verb of its own, there is none.

use super::clause::{Passage, Tokens};
use crate::document::TokenKind;
use crate::lexicon::measure::Class;

/// The longest subject that is believed, in tokens.
const LONGEST: usize = 40;

/// The most commas in a list of actors.
const LONGEST_LIST: usize = 8;

/// Endings of nouns for people.
const AGENTS: [&str; 6] = ["ers", "ors", "ists", "ians", "crats", "ees"];

/// Words with such an ending that are no people.
const NO_AGENTS: [&str; 30] = [
    "numbers",
    "matters",
    "borders",
    "letters",
    "barriers",
    "factors",
    "sectors",
    "reactors",
    "computers",
    "chapters",
    "centers",
    "quarters",
    "headquarters",
    "waters",
    "shelters",
    "disorders",
    "answers",
    "errors",
    "corridors",
    "vectors",
    "trailers",
    "drawers",
    "boilers",
    "carriers",
    "containers",
    "degrees",
    "trustees",
    "committees",
    "guarantees",
    "dollars",
];

impl Passage<'_> {
    /// Returns the subject of the verb at `verb` in the clause from `start`.
    pub(super) fn subject(&self, start: usize, verb: usize) -> Option<Tokens> {
        let mut end = verb;
        while end > start && self.is_before_verb(end - 1) {
            end -= 1;
        }
        let coordinated = end > start && self.is(end - 1, Class::And);
        if coordinated {
            end -= 1;
        }
        let last = end.checked_sub(1).filter(|&last| last >= start)?;
        if self.is_personal(last) {
            return Some(last..end);
        }
        if self.is(last, Class::Relative) || self.reads(last, "that") {
            return None;
        }
        let piece = self.piece(self.skip_openers(start, end), end)?;
        let piece = self.skip_openers(piece.start, piece.end)..piece.end;
        let late = (piece.start + 1..piece.end)
            .rev()
            .find(|&at| ["after", "before", "while", "because"].iter().any(|word| self.reads(at, word)));
        let piece = late.map_or(piece.start, |at| at + 1)..piece.end;
        let piece = self.without_relative(piece)?;
        let piece = self.without_verb(piece, coordinated)?;
        let pronoun_first = piece.len() > 1 && self.is_personal(piece.start) && !self.is(piece.start + 1, Class::And);
        let article = piece.clone().all(|at| matches!(self.word(at), "a" | "an" | "the" | "A" | "An" | "The"));
        (piece.len() <= LONGEST && !pronoun_first && !article).then_some(piece)
    }

    /// Adverbs, auxiliaries and marks between a subject and its verb.
    fn is_before_verb(&self, at: usize) -> bool {
        self.is_any(at, &[Class::Adverb, Class::Modal, Class::Auxiliary, Class::Negator])
            && !self.is(at, Class::Pronoun)
            || self.is_margin(at)
            || self.word(at).ends_with("ly") && self.kind(at) == Some(TokenKind::Lower)
    }

    fn is_personal(&self, at: usize) -> bool {
        let word = self.word(at).split(['’', '\'']).next().unwrap_or_default();
        word.len() < 5
            && matches!(word.to_ascii_lowercase().as_str(), "i" | "we" | "they" | "he" | "she" | "it" | "you")
    }

    /// Passes over `and`, `however`, `on Sunday`, `next month` at the head.
    fn skip_openers(&self, mut at: usize, end: usize) -> usize {
        let dated = |at: usize| {
            self.is_any(at, &[Class::Month, Class::Weekday, Class::RelativeDay, Class::Season])
                || self.is(at, Class::Shift) && self.is_any(at + 1, &[Class::Period, Class::Season])
                || self.is(at, Class::Period) && at > 0 && self.is(at - 1, Class::Shift)
        };
        loop {
            let start = at;
            while at < end
                && (self.is_any(at, &[Class::And, Class::But, Class::Adverb]) && !self.is(at, Class::Pronoun)
                    || !self.is_word(at) && self.kind(at) != Some(TokenKind::Number)
                    || self.reads(at, "that"))
            {
                at += 1;
            }
            let preposition = usize::from(self.is(at, Class::Preposition));
            let year = preposition == 1 && self.kind(at + 1) == Some(TokenKind::Number) && self.word(at + 1).len() == 4;
            if year || dated(at + preposition) {
                at += preposition;
                while at < end && (dated(at) || self.kind(at) == Some(TokenKind::Number) || self.is_mark(at, ",")) {
                    at += 1;
                }
            }
            if at == start || at >= end {
                return at.min(end);
            }
        }
    }

    /// `Russia, however, has` and `The board, backed by its bank, has`: what stands between commas is no subject,
    /// unless it makes a list.
    fn piece(&self, start: usize, end: usize) -> Option<Tokens> {
        let commas: Vec<usize> = (start..end).filter(|&at| self.is_mark(at, ",")).collect();
        let mut pieces = Vec::with_capacity(commas.len() + 1);
        let mut from = start;
        for &comma in &commas {
            pieces.push(from..comma);
            from = comma + 1;
        }
        pieces.push(from..end);
        let last = pieces.last().cloned()?;
        let first = pieces.iter().position(|piece| self.can_be_subject(piece))?;
        let joined = pieces.len() > 1 && self.is(last.start, Class::And);
        if !joined {
            return Some(pieces[first].clone());
        }
        let plain = pieces[first..].iter().all(|piece| {
            !piece.clone().any(|at| self.is_any(at, &[Class::Auxiliary, Class::Modal, Class::Deed]) && at > piece.start)
        });
        let list = plain && pieces.len() - first <= LONGEST_LIST;
        Some(if list { pieces[first].start..end } else { last })
    }

    /// `the pipes that leak`: what stands before the relative clause, if that has a verb; else none (`the pipes that we`).
    fn without_relative(&self, piece: Tokens) -> Option<Tokens> {
        let relative = (piece.start + 1..piece.end).find(|&at| {
            self.is(at, Class::Relative) && !self.reads(at, "where") || self.reads(at, "that") || self.reads(at, "what")
        });
        let Some(relative) = relative else { return Some(piece) };
        if self.reads(relative, "what") {
            return None;
        }
        let has_verb =
            (relative + 1..piece.end).any(|at| self.is_any(at, &[Class::Auxiliary, Class::Modal, Class::Deed]));
        has_verb.then_some(piece.start..relative)
    }

    /// `The council met and`: up to the first verb; `I am sure the council`: after the last.
    fn without_verb(&self, piece: Tokens, coordinated: bool) -> Option<Tokens> {
        let finite = |at: usize| self.is_any(at, &[Class::Auxiliary, Class::Modal]);
        if coordinated {
            let past = |at: usize| self.kind(at) == Some(TokenKind::Lower) && self.word(at).ends_with("ed");
            let verb = (piece.start + 1..piece.end).find(|&at| {
                finite(at)
                    || past(at)
                        && !self.is_any(at - 1, &[Class::Determiner, Class::Preposition])
                        && !self.is_mark(at - 1, "-")
                    || self.kind(at) == Some(TokenKind::Lower)
                        && self.is(at, Class::Deed)
                        && !self.is(at - 1, Class::Determiner)
            });
            return Some(piece.start..verb.unwrap_or(piece.end));
        }
        let report = |at: usize| {
            self.kind(at) == Some(TokenKind::Lower)
                && self.is(at, Class::Report)
                && at + 1 < piece.end
                && !self.is(at - 1, Class::Determiner)
        };
        let verb = (piece.start + 1..piece.end).rev().find(|&at| finite(at) || report(at));
        let Some(verb) = verb else { return Some(self.without_date(piece)) };
        let start = (verb + 1..piece.end).find(|&at| {
            self.is(at, Class::Determiner) && !self.reads(at, "no")
                || self.is_capital(at)
                || self.kind(at) == Some(TokenKind::Number)
        })?;
        Some(start..piece.end)
    }

    /// `the minister on Monday`: without the date at the end.
    fn without_date(&self, mut piece: Tokens) -> Tokens {
        while piece.len() > 1
            && self.is_any(piece.end - 1, &[Class::Month, Class::Weekday])
            && self.is_capital(piece.end - 1)
        {
            piece.end -= 1;
            if piece.len() > 1 && self.is(piece.end - 1, Class::Preposition) {
                piece.end -= 1;
            }
        }
        piece
    }

    /// Tells whether the subject belongs to an indirect question or a clause of time or condition (`how he will pay`).
    pub(super) fn is_subordinate(&self, subject: &Tokens) -> bool {
        const OPENERS: [&str; 12] =
            ["how", "what", "why", "where", "when", "whether", "who", "before", "until", "unless", "if", "which"];
        let before = subject.start.checked_sub(1);
        before.is_some_and(|before| OPENERS.iter().any(|opener| self.reads(before, opener)))
            || OPENERS.iter().any(|opener| self.reads(subject.start, opener))
    }

    /// An adverbial opens with a preposition, a subordinator, an adverb or a participle.
    fn can_be_subject(&self, piece: &Tokens) -> bool {
        let start = self.skip_openers(piece.start, piece.end);
        if start >= piece.end {
            return false;
        }
        let only_adverbs = (start..piece.end).all(|at| self.is(at, Class::Adverb) || self.word(at).ends_with("ly"));
        let word = self.word(start);
        let participle = self.kind(start) == Some(TokenKind::Lower) && (word.ends_with("ing") || word.ends_with("ed"))
            || self.is_capital(start) && word.ends_with("ing") && !self.is_known(start) && piece.len() > 2;
        let adverbial = self.is_any(start, &[Class::Preposition, Class::Subordinator, Class::Relative, Class::Adverb])
            && !self.is_any(start, &[Class::Determiner, Class::Pronoun]);
        !only_adverbs && !participle && !adverbial
    }

    /// Tells whether somebody who can act, or a name, stands in `tokens`.
    pub(super) fn names_actor(&self, tokens: &Tokens) -> bool {
        const NO_NAMES: [Class; 9] = [
            Class::Determiner,
            Class::Preposition,
            Class::Subordinator,
            Class::Adverb,
            Class::Pronoun,
            Class::Month,
            Class::Weekday,
            Class::But,
            Class::Auxiliary,
        ];
        tokens.clone().any(|at| {
            self.is(at, Class::Actor)
                || self.is_agent(at)
                || self.is_capital(at)
                    && !self.is_any(at, &NO_NAMES)
                    && (self.kind(at) == Some(TokenKind::Upper) || !self.is_sentence_case(at, tokens))
        })
    }

    /// `growers`, `inspectors`, `unionists`: nouns for people by their ending.
    fn is_agent(&self, at: usize) -> bool {
        let word = self.word(at);
        word.len() > 6
            && self.kind(at) == Some(TokenKind::Lower)
            && AGENTS.iter().any(|ending| word.ends_with(ending))
            && !NO_AGENTS.contains(&word)
    }

    /// A capital that only opens the sentence says nothing, unless the word stands alone (`Brussels will pay`).
    fn is_sentence_case(&self, at: usize, tokens: &Tokens) -> bool {
        let word = self.word(at);
        let possessive = word.ends_with("’s") || word.ends_with("'s");
        at == 0 && !possessive && tokens.len() > 1 && !self.is_capital(1)
    }
}
