//! Tells a clause from a phrase: whether a stretch of words has a subject with a finite verb.
//!
//! Works on closed classes of words and on endings, without a tagger. Where an ending may be a verb or not (`costs`,
//! `planned`), the words around it decide; what still is open counts as a clause only if the caller asks for little.

use std::ops::Range;

use super::outline::{Kind, Outline};
use crate::lexicon::speech::{class, form};

/// How many words are looked through for the verb of a clause.
const REACH: usize = 60;

/// How sure a clause must be.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Proof {
    /// A word that may be a verb is enough: after verbs that take nothing but clauses (`said`).
    Likely,
    /// A word that can hardly be anything but a verb: after verbs that take things too (`announced a ferry`).
    Sure,
}

/// Tells whether `items` hold a subject and a finite verb.
pub(super) fn is_clause(outline: &Outline<'_>, items: Range<usize>, proof: Proof) -> bool {
    let end = items.end.min(items.start + REACH);
    let mut subject = false;
    let mut relative = false;
    for at in items.start..end {
        let item = outline.items[at];
        if subject && is_finite(outline, items.start, at, end, proof) {
            // `the plan that Bell has`: the verb of a relative clause is not that of the whole.
            if !relative {
                return true;
            }
            relative = false;
            continue;
        }
        if subject && item.kind == Kind::Lower && item.is(class::WH) && !item.is(class::DETERMINER)
            || subject && outline.reads(at, "that")
        {
            relative = true;
        }
        subject |= item.is_word() && !item.is(class::ADVERB | class::AND | class::BUT)
            || matches!(item.kind, Kind::Quote(_) | Kind::Close)
            || item.kind == Kind::Joint && outline.str(at) == "%";
        // `it's`, `they're`: subject and verb in one word.
        if item.is(class::AUXILIARY)
            && item.is_word()
            && outline.str(at).contains(['\'', '’'])
            && !item.is(class::NEGATION)
        {
            return true;
        }
    }
    false
}

/// Whether the item at `at` is, or may be, the finite verb of a clause that begins at `start`.
fn is_finite(outline: &Outline<'_>, start: usize, at: usize, end: usize, proof: Proof) -> bool {
    let item = outline.items[at];
    if item.kind == Kind::Capital {
        // In a headline verbs have capitals.
        return item.is(class::AUXILIARY | class::VERB) && !item.is(class::GIVEN | class::DETERMINER);
    }
    if item.kind != Kind::Lower {
        return false;
    }
    if item.is(class::AUXILIARY) {
        return !matches!(outline.str(at), "be" | "been" | "being" | "having");
    }
    let before = outline.items[at - 1];
    if is_attributive_place(outline, at - 1) {
        return false;
    }
    if before.is(class::SUBJECT) && !item.is(class::AND | class::PREPOSITION | class::ADVERB | class::SUBORDINATOR) {
        return true;
    }
    if item.is(class::PREPOSITION | class::SUBORDINATOR | class::ADVERB | class::DETERMINER | class::AND | class::BUT) {
        return false;
    }
    if outline.reads(at - 1, "to") || before.is(class::AUXILIARY) {
        return false;
    }
    if item.is(class::VERB) {
        return true;
    }
    let past = outline.str(at).ends_with("ed") || item.word.has_form(form::PAST);
    if past {
        let next = outline.items.get(at + 1).filter(|_| at + 1 < end);
        // `the plan proposed by Bell`, `the talks held in May`: a participle after its noun.
        let after_noun = next.is_some_and(|next| next.is(class::PREPOSITION) && !next.is(class::DETERMINER));
        return proof == Proof::Likely || !after_noun && at > start + 1;
    }
    let ends_in_s =
        |word: &str| word.len() > 2 && word.ends_with('s') && !word.ends_with("ss") && !word.ends_with("us");
    let word = outline.str(at);
    if proof == Proof::Sure {
        // `the attacks highlight the risk`, `the attack highlights the risk`: one of the two ends in `s`.
        let agrees = ends_in_s(word) != ends_in_s(outline.str(at - 1));
        return agrees && before.is_word() && !word.ends_with("ing") && next_opens_phrase(outline, at + 1, end);
    }
    ends_in_s(word) || next_opens_phrase(outline, at + 1, end)
}

/// Whether a determiner or pronoun follows, as after a verb and hardly ever after a noun.
fn next_opens_phrase(outline: &Outline<'_>, at: usize, end: usize) -> bool {
    outline.items.get(at).filter(|_| at < end).is_some_and(|next| {
        next.is(class::DETERMINER | class::OBJECT | class::SUBJECT) && !next.is(class::PREPOSITION | class::TIME)
    })
}

/// Whether a word after the item at `at` belongs to a noun: `the planned`, `of estimated`, `its proposed`; not
/// `another said`.
pub(super) fn is_attributive_place(outline: &Outline<'_>, at: usize) -> bool {
    const ARTICLES: [&str; 10] = ["a", "an", "the", "his", "her", "their", "its", "my", "our", "your"];
    let item = outline.items[at];
    item.is(class::POSSESSIVE)
        || item.is(class::PREPOSITION) && !item.is(class::DETERMINER | class::SUBORDINATOR | class::ADVERB)
        || ARTICLES.iter().any(|article| outline.reads(at, article))
}

/// Tells whether `items` give a judgement of somebody or something: `him a liar`, `the bank of waste`, `the toll as a
/// tax`. `lemma` is the verb that opens it.
pub(super) fn is_judgement(outline: &Outline<'_>, items: Range<usize>, lemma: &str) -> bool {
    let link: &[&str] = match lemma {
        "accuse" => &["of"],
        "describe" | "characterise" | "characterize" | "portray" | "denounce" | "dismiss" | "deride" | "blast"
        | "slam" | "condemn" | "decry" | "lambaste" | "mock" | "ridicule" | "hail" | "praise" | "laud" | "tout"
        | "criticize" | "criticise" | "castigate" | "rebuke" | "brand" | "label" | "cite" | "reject" | "applaud" => {
            &["as", "for"]
        }
        "liken" => &["to"],
        "call" | "dub" => &[],
        _ => return false,
    };
    let end = items.end.min(items.start + REACH);
    let later = items.start + 1..end;
    if link.is_empty() || matches!(lemma, "brand" | "label") {
        // `him a liar`, `the toll unfair`: two phrases side by side.
        let first = outline.items[items.start];
        return end > items.start + 1
            && (first.is(class::OBJECT)
                || later.clone().any(|at| {
                    outline.items[at].is(class::DETERMINER)
                        && !outline.items[at - 1].is(class::PREPOSITION | class::DETERMINER | class::AND)
                        && outline.items[at - 1].is_word()
                }));
    }
    later.clone().any(|at| {
        outline.items[at].kind == Kind::Lower && at + 1 < end && link.iter().any(|word| outline.reads(at, word))
    })
}
