//! Finds positions: who is for something, who against, who torn.

use super::Found;
use super::clause::{Passage, Tokens};
use crate::lexicon::measure::{Class, Mark};
use crate::sheet::claim::{Claim, Position, Stand};

/// Words of standing that need a verb before them.
const ADJECTIVES: [&str; 18] = [
    "divided",
    "torn",
    "split",
    "undecided",
    "cautious",
    "ambivalent",
    "hesitant",
    "lukewarm",
    "neutral",
    "keen",
    "eager",
    "sceptical",
    "skeptical",
    "wary",
    "critical",
    "hostile",
    "unconvinced",
    "noncommittal",
];

/// Verbs of standing that are nouns too.
const NOUNS: [&str; 23] = [
    "support",
    "demand",
    "call",
    "challenge",
    "protest",
    "attack",
    "fear",
    "doubt",
    "question",
    "block",
    "back",
    "favour",
    "favor",
    "veto",
    "champion",
    "regret",
    "blame",
    "dispute",
    "need",
    "praise",
    "object",
    "welcome",
    "advocate",
];

/// Appends the positions of `passage`.
pub(super) fn find(passage: &Passage<'_>, found: &mut Vec<Found>) {
    if passage.asks() {
        return;
    }
    let mut reached = 0;
    for mark in passage.marks_of(Class::Stand) {
        if mark.first < reached {
            continue;
        }
        let clause = passage.clause(mark.first);
        let clause = clause.start..clause.end.max(mark.end);
        let Some((actor, about, rule)) = parts(passage, mark, &clause) else { continue };
        let stand = match passage.value_of(mark) {
            "for" => Stand::For,
            "against" => Stand::Against,
            _ => Stand::Undecided,
        };
        let stand = if is_negated(passage, mark) { opposite(stand) } else { stand };
        let (Some(span), Some(actor), Some(about)) =
            (passage.span(&clause, &(mark.first..mark.end)), passage.actor_phrase(&actor), passage.matter(&about))
        else {
            continue;
        };
        reached = clause.end;
        found.push(Found { claim: Claim::Position(Position { actor, stand, about }), span, rule });
    }
}

/// Who, and about what.
fn parts(passage: &Passage<'_>, mark: Mark, clause: &Tokens) -> Option<(Tokens, Tokens, &'static str)> {
    if let Some(parts) = by_owner(passage, mark, clause) {
        return Some(parts);
    }
    if is_noun(passage, mark) || !agrees(passage, mark) || passage.is_mark(mark.end, ",") {
        return None;
    }
    if ADJECTIVES.iter().any(|adjective| passage.reads(mark.first, adjective)) && !is_predicate(passage, mark) {
        return None;
    }
    if passage.reads(mark.end, "by") && passage.word(mark.first).ends_with("ed") {
        return by_agent(passage, mark, clause);
    }
    let before = mark.first.wrapping_sub(1);
    let last = passage.word(mark.first);
    let loose_participle =
        last.ends_with("ing") && !passage.is(before, Class::Auxiliary) && !passage.is(before, Class::Adverb);
    if passage.reads(before, "to")
        || passage.is(before, Class::Modal) && !passage.reads(before, "cannot")
        || loose_participle
    {
        return None;
    }
    let actor = passage.subject(clause.start, mark.first)?;
    let about = mark.end..clause.end;
    let about = about.start..passage.predicate_end(&about);
    // `we want to clear this up` tells of a wish of the moment, `they seek to win` of an aim.
    let aims = passage.reads(mark.end, "to")
        && mark.end == mark.first + 1
        && (passage.word(mark.first).starts_with("s")
            || matches!(passage.word(actor.start).to_ascii_lowercase().as_str(), "i" | "we" | "you" | "they"));
    if aims || passage.is_subordinate(&actor) {
        return None;
    }
    let holds = passage.names_actor(&actor) && actor.len() <= 25 && about.clone().any(|at| passage.is_word(at));
    holds.then_some((actor, about, "position/active"))
}

/// `Vance's opposition to the toll`, `Vance's silence and her reluctance to pay`: a noun of standing and its owner.
fn by_owner(passage: &Passage<'_>, mark: Mark, clause: &Tokens) -> Option<(Tokens, Tokens, &'static str)> {
    const NOUNS: [&str; 5] = ["reluctance", "unwillingness", "refusal", "hesitation", "opposition"];
    let before = mark.first.checked_sub(1).filter(|&before| before >= clause.start)?;
    let owns = |at: usize| passage.word(at).ends_with("’s") || passage.word(at).ends_with("'s");
    let pronoun = ["his", "her", "their", "its"].iter().any(|owner| passage.reads(before, owner));
    if !NOUNS.iter().any(|noun| passage.reads(mark.first, noun)) || !pronoun && !owns(before) {
        return None;
    }
    let owner = (clause.start..=before).rev().find(|&at| owns(at) && passage.is_capital(at))?;
    let start = (clause.start..=owner).rev().take_while(|&at| passage.is_capital(at)).last()?;
    let end = (mark.end + 1..clause.end)
        .find(|&at| passage.is_any(at, &[Class::Auxiliary, Class::Modal]))
        .unwrap_or(clause.end);
    Some((start..owner + 1, mark.end..end, "position/owner"))
}

/// `backed by the growers' union`.
fn by_agent(passage: &Passage<'_>, mark: Mark, clause: &Tokens) -> Option<(Tokens, Tokens, &'static str)> {
    let start = mark.end + 1;
    let end = (start..clause.end.min(start + 12))
        .find(|&at| {
            passage.is_mark(at, ",")
                || passage.is_any(at, &[Class::Modal, Class::Auxiliary, Class::Subordinator, Class::Relative])
                || at > start && passage.is(at, Class::Preposition) && !passage.reads(at, "of")
        })
        .unwrap_or(clause.end.min(start + 12));
    let actor = start..end;
    let about = passage.subject(clause.start, mark.first)?;
    (passage.names_actor(&actor) && !passage.word(start).ends_with("ing")).then_some((actor, about, "position/passive"))
}

/// `the support`, `with support from`, `their demands`: a noun.
fn is_noun(passage: &Passage<'_>, mark: Mark) -> bool {
    let before = mark.first.wrapping_sub(1);
    let single = mark.end == mark.first + 1;
    let possessive = passage.word(before).ends_with("’s") || passage.word(before).ends_with("'s");
    let owner = ["his", "her", "their", "its", "our", "my"].iter().any(|owner| passage.reads(before, owner));
    owner
        || single
            && (passage.is_any(before, &[Class::Determiner, Class::Preposition]) && !passage.is(before, Class::Pronoun)
                || possessive
                || passage.reads(mark.end, "from")
                || passage.reads(mark.end, "of")
                    && !passage.word(mark.first).ends_with("ed")
                    && !passage.is(before, Class::Auxiliary)
                || passage.is_mark(before, "-")
                || passage.is_mark(mark.end, "-"))
}

/// `farmers demand` is a verb, `electricity demand` is not; `the board challenges`, but not `practical challenges`.
///
/// Only single words that are nouns as well are in doubt; a past form never is.
fn agrees(passage: &Passage<'_>, mark: Mark) -> bool {
    if passage.is_any(mark.end, &[Class::Auxiliary, Class::Modal]) && !passage.is(mark.first, Class::Auxiliary) {
        return false;
    }
    let word = passage.word(mark.first).to_ascii_lowercase();
    if passage.reads(mark.first, "back") && passage.is(mark.end, Class::Preposition) {
        return false;
    }
    let noun = NOUNS.contains(&word.as_str()) || word.strip_suffix('s').is_some_and(|word| NOUNS.contains(&word));
    if !noun {
        return true;
    }
    let Some(mut before) = mark.first.checked_sub(1) else { return false };
    while before > 0 && (passage.is(before, Class::Adverb) || passage.word(before).ends_with("ly")) {
        before -= 1;
    }
    let subject = passage.word(before);
    let free = passage.is_any(before, &[Class::Pronoun, Class::Auxiliary, Class::And]) || passage.is_margin(before);
    let plural = passage.is(before, Class::Plural) || subject.ends_with('s') && !subject.ends_with("ss");
    if word.ends_with('s') {
        return free || passage.is_capital(before) || passage.is(before, Class::Actor) && !plural;
    }
    free || plural
}

/// `is divided`, `feels uncertain`; not `the divided house`.
fn is_predicate(passage: &Passage<'_>, mark: Mark) -> bool {
    (mark.first.saturating_sub(3)..mark.first).any(|at| passage.is(at, Class::Auxiliary))
}

fn is_negated(passage: &Passage<'_>, mark: Mark) -> bool {
    (mark.first.saturating_sub(3)..mark.first).any(|at| passage.is(at, Class::Negator))
}

fn opposite(stand: Stand) -> Stand {
    match stand {
        Stand::For => Stand::Against,
        Stand::Against => Stand::For,
        Stand::Undecided => Stand::Undecided,
    }
}

#[cfg(test)]
mod tests {
    use super::super::statement::testing::facts;
    use crate::sheet::claim::Claim;

    /// Writes positions as `actor: Stand: about`.
    fn positions(text: &str) -> Vec<String> {
        facts(text, "")
            .into_iter()
            .filter_map(|(_, _, claim)| match claim {
                Claim::Position(position) => {
                    Some(format!("{}: {:?}: {}", position.actor, position.stand, position.about))
                }
                _ => None,
            })
            .collect()
    }

    #[test]
    fn actors_are_for_against_or_torn() {
        for (text, expected) in [
            ("The growers back the new canal.", "The growers: For: the new canal"),
            ("Norway strongly opposes the levy.", "Norway: Against: the levy"),
            ("Residents are divided over the route.", "Residents: Undecided: the route"),
            ("The levy was rejected by the dockers' union.", "the dockers' union: Against: The levy"),
            ("The council does not support the levy.", "The council: Against: the levy"),
            (
                "Vance’s silence and her reluctance to fund the canal have vexed the growers.",
                "Vance: Against: fund the canal",
            ),
            (
                "Critics of the toll, led by a bishop, oppose the new rate.",
                "Critics of the toll: Against: the new rate",
            ),
        ] {
            assert_eq!(positions(text), [expected], "{text}");
        }
    }

    #[test]
    fn nouns_and_things_hold_no_position() {
        for text in [
            "Rising electricity demand strains the grid.",
            "With support from the bank the mill reopened.",
            "The council faces practical challenges.",
            "She went back in the evening.",
            "Does Norway oppose the levy?",
        ] {
            assert_eq!(positions(text), Vec::<String>::new(), "{text}");
        }
    }
}
