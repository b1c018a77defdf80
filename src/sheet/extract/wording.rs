//! Makes the words of a value read on their own: who acts, what is done, what a statement is about.
//!
//! Takes stretches that the rules found, cuts what hangs on at their ends (`and the`, a preposition, half a pair of
//! quotation marks, a second predicate after `and`), and refuses what is left if it is a fragment.

use super::clause::{Passage, Tokens};
use crate::document::TokenKind;
use crate::lexicon::measure::Class;

/// Pronouns that can act.
const PERSONS: [&str; 9] = ["i", "we", "you", "he", "she", "it", "they", "everyone", "nobody"];

/// Words that ask; a clause that begins with one reads on its own.
const ASKERS: [&str; 9] = ["whether", "how", "who", "what", "when", "why", "where", "which", "if"];

/// Shortest clause with an asking word that reads on its own: `how it ends`.
const LEAST_ASKED: usize = 3;

impl Passage<'_> {
    /// Returns who acts as a noun phrase, or `None` if the words name nobody.
    pub(super) fn actor_phrase(&self, tokens: &Tokens) -> Option<String> {
        let tokens = self.without_ends(tokens);
        let words = tokens.clone().filter(|&at| self.is_word(at)).count();
        let quote = |at: usize| self.kind(at) == Some(TokenKind::Quote) && !self.is_apostrophe(at);
        let odd = tokens.clone().filter(|&at| quote(at)).count() % 2 == 1;
        let verb = tokens.clone().any(|at| self.is_any(at, &[Class::Modal, Class::Auxiliary]));
        let person = |at: usize| PERSONS.iter().any(|person| self.reads(at, person));
        let alone =
            words == 1 && self.is_any(tokens.start, &[Class::Pronoun, Class::Determiner]) && !person(tokens.start);
        // `What Bell calls …`, `Yes, …`: nobody.
        let asker = ASKERS.iter().chain(&["yes", "no"]).any(|word| self.reads(tokens.start, word));
        let nobody = asker && !(self.reads(tokens.start, "no") && words > 1);
        if words == 0 || odd || verb || alone || nobody || self.is(tokens.start, Class::Preposition) {
            return None;
        }
        let phrase = self.phrase(&tokens)?;
        // `Vance’s reluctance`: the name without its ending.
        let owner = phrase.strip_suffix("’s").or_else(|| phrase.strip_suffix("'s")).map(str::to_owned);
        Some(owner.unwrap_or(phrase))
    }

    /// Returns what is done as a phrase up to the end of its predicate, or `None` if it is a fragment.
    pub(super) fn action_phrase(&self, tokens: &Tokens) -> Option<String> {
        let end = self.predicate_end(tokens);
        let tokens = self.without_ends(&(tokens.start..end));
        let words = tokens.clone().filter(|&at| self.is_word(at)).count();
        let empty = words == 0
            || words == 1
                && (self.is_any(tokens.start, &[Class::Pronoun, Class::Determiner]) || self.reads(tokens.start, "one"));
        let hangs = self.is(tokens.start, Class::Preposition) && !self.reads(tokens.start, "to")
            || self.is_any(tokens.start, &[Class::Auxiliary, Class::Modal]);
        if empty || hangs { None } else { self.quoted(&tokens) }
    }

    /// Returns what a statement is about: a noun phrase, or a clause with an asking word; `None` if it is a fragment.
    pub(super) fn matter(&self, tokens: &Tokens) -> Option<String> {
        let mut tokens = self.without_ends(tokens);
        // `divided | over the route`, `uncertain | about the wage`.
        if ["about", "over", "on", "towards", "toward", "to", "as"].iter().any(|word| self.reads(tokens.start, word))
            && tokens.len() > 1
        {
            tokens.start += 1;
        }
        // `worry | bitterly that fees rise`
        while tokens.len() > 2 && self.word(tokens.start).ends_with("ly") && self.reads(tokens.start + 1, "that") {
            tokens.start += 1;
        }
        let words = tokens.clone().filter(|&at| self.is_word(at)).count();
        let first = tokens.start;
        if ASKERS.iter().any(|asker| self.reads(first, asker)) {
            return if words >= LEAST_ASKED { self.quoted(&tokens) } else { None };
        }
        let hangs = self.is_any(first, &[Class::Auxiliary, Class::Modal, Class::Preposition, Class::Relative])
            && !self.is(first, Class::Determiner);
        let bare = words == 1
            && (self.is_any(first, &[Class::Pronoun, Class::Determiner, Class::Adverb, Class::Deed])
                || self.is_known(first) && !self.is_any(first, &[Class::Actor, Class::Plan, Class::Promise]));
        if words == 0 || hangs || bare { None } else { self.quoted(&tokens) }
    }

    /// Returns a clause without the `and` or `but` that joins it to what stands before; `None` if it hangs on another
    /// clause (`who had left`, `leaving open …`).
    pub(super) fn statement(&self, clause: &Tokens) -> Option<String> {
        let mut start = clause.start;
        while start < clause.end
            && (self.is_margin(start)
                || self.is_any(start, &[Class::And, Class::But]) && start + 1 < clause.end
                || ["though", "however", "still", "then"].iter().any(|word| self.reads(start, word))
                    && self.is_mark(start + 1, ","))
        {
            start += 1;
        }
        let first = self.word(start);
        let verbal = self.kind(start) == Some(TokenKind::Lower)
            && !self.is_known(start)
            && (first.ends_with("ing") || first.ends_with("ed"));
        let hangs = verbal
            || self.is(start, Class::Relative)
            || self.kind(start) == Some(TokenKind::Lower) && self.is_any(start, &[Class::Auxiliary, Class::Modal]);
        if hangs { None } else { self.quoted(&(start..clause.end)) }
    }

    /// Where a predicate ends: before `and has`, `, but would` and the like.
    pub(super) fn predicate_end(&self, tokens: &Tokens) -> usize {
        let joined = (tokens.start + 1..tokens.end).find(|&at| {
            let joins = self.is_any(at, &[Class::And, Class::But]) && !self.is(at, Class::Adverb);
            // `, but many towns have found a way`: a clause of its own.
            let clause = self.is(at, Class::But) && self.is_mark(at - 1, ",");
            joins && at + 1 < tokens.end && (clause || self.is_any(at + 1, &[Class::Auxiliary, Class::Modal]))
        });
        joined.unwrap_or(tokens.end)
    }

    /// Cuts marks, conjunctions, articles and prepositions that hang on at the ends.
    fn without_ends(&self, tokens: &Tokens) -> Tokens {
        let mut tokens = tokens.start..tokens.end.min(self.len());
        while tokens.start < tokens.end
            && (self.is_margin(tokens.start) && self.kind(tokens.start) != Some(TokenKind::Quote)
                || self.is_any(tokens.start, &[Class::And, Class::But]) && tokens.len() > 1)
        {
            tokens.start += 1;
        }
        let hangs = |at: usize| {
            self.is_margin(at) && self.kind(at) != Some(TokenKind::Quote)
                || self.is_any(at, &[Class::And, Class::But])
                || matches!(self.word(at), "saying" | "adding")
                || self.is(at, Class::Determiner)
                    && matches!(self.word(at), "a" | "an" | "the" | "its" | "their" | "his" | "her" | "our")
                || self.is(at, Class::Preposition)
                    && matches!(self.word(at), "of" | "with" | "for" | "from" | "to" | "in" | "at" | "by" | "as")
        };
        while tokens.len() > 1 && hangs(tokens.end - 1) {
            tokens.end -= 1;
        }
        tokens
    }

    /// Returns the words of `tokens`; half a pair of quotation marks is made whole or cut off with what follows.
    fn quoted(&self, tokens: &Tokens) -> Option<String> {
        let quotes: Vec<usize> =
            tokens.clone().filter(|&at| self.kind(at) == Some(TokenKind::Quote) && !self.is_apostrophe(at)).collect();
        let opens_outside = tokens.start > 0 && self.kind(tokens.start - 1) == Some(TokenKind::Quote);
        if quotes.len().is_multiple_of(2) {
            // `“mature plans” for a port`: both marks stay where the words go on after them.
            let pair =
                quotes.first() == Some(&tokens.start) && quotes.get(1).is_some_and(|&close| close + 1 < tokens.end);
            return if pair { self.phrase_from_mark(tokens) } else { self.phrase(tokens) };
        }
        if opens_outside {
            // The mark before belongs to it.
            return self.phrase_from_mark(&(tokens.start - 1..tokens.end));
        }
        // `the protocols,” which …`: the words end where the mark closes.
        let end = quotes.first().copied().filter(|&quote| quote > tokens.start && self.closes(quote));
        self.phrase(&(tokens.start..end.unwrap_or(tokens.end)))
    }

    /// Returns the words of `tokens` with the quotation mark that they begin with.
    fn phrase_from_mark(&self, tokens: &Tokens) -> Option<String> {
        let (first, last) = (self.tokens.get(tokens.start)?, self.tokens.get(tokens.end.checked_sub(1)?)?);
        let words = self.text.get(first.start as usize..last.end as usize)?;
        let words = words.trim_end_matches([',', '.', ';', ':']);
        Some(words.split_whitespace().collect::<Vec<_>>().join(" "))
    }

    /// Whether a quotation mark follows its word at once, as a closing one does.
    fn closes(&self, at: usize) -> bool {
        !self.is_spaced(at) && (self.is_spaced(at + 1) || !self.is_word(at + 1))
    }

    /// Whether a mark is an apostrophe: inside a word, or after the `s` of an owner (`the dockers' union`).
    fn is_apostrophe(&self, at: usize) -> bool {
        let inside = !self.is_spaced(at + 1) && self.is_word(at + 1);
        let owns = at > 0 && self.word(at - 1).ends_with('s');
        matches!(self.word(at), "'" | "’") && !self.is_spaced(at) && (inside || owns)
    }
}
