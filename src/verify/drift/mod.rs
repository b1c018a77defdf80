//! Meaning lints: true words that may mislead, because of what was cut out between them or just outside them.
//!
//! The words looked for are small closed classes of the languages that our users quote from; a word too many costs a
//! look, a word too few hides a change of meaning.

mod number;
mod words;

use super::Drift;
pub(super) use number::{NumberBorder, is_unit, number_after, number_before};
use words::{LIMITS, PAIRED_LIMITS};
pub(super) use words::{has_negation, is_condition, is_hedge, is_negation, limits_claim};

/// Looks at what an ellipsis leaves out.
pub(super) fn of_gap<'a>(left_out: &(impl Iterator<Item = &'a str> + Clone)) -> Vec<Drift> {
    let mut found = Vec::new();
    let mut look = |rule, what, is: fn(&str) -> bool| {
        if let Some(word) = left_out.clone().find(|word| is(word)) {
            found.push(Drift::new(rule, format!("the ellipsis leaves out a {what}: `{word}`")));
        }
    };
    look("cut-negation", "negation", is_negation);
    look("cut-condition", "condition", is_condition);
    look("cut-hedge", "hedge", is_hedge);
    look("cut-contrast", "contrast", |word| {
        matches!(word, "but" | "although" | "though" | "however" | "yet" | "despite")
    });
    found
}

/// How many words before a quotation are looked at.
const BEFORE: usize = 4;

/// Looks at the tokens just before a quotation, the nearest first, up to the head of the paragraph.
///
/// With `marked`, a quotation mark of the source stands between them and the quotation: then the words before are
/// another's, and only what negates or conditions counts.
pub(super) fn of_words_before<'a>(before: impl Iterator<Item = &'a str>, marked: bool) -> Vec<Drift> {
    let mut found: Vec<Drift> = Vec::new();
    let sentence = before.take_while(|word| !matches!(*word, "." | "!" | "?" | ";" | "…"));
    let mut nearer = "";
    for (distance, word) in sentence.filter(|word| *word != "," && *word != "-").take(BEFORE + 3).enumerate() {
        let strong = matches!(
            word,
            "denied" | "denies" | "deny" | "denying" | "refused" | "rejected" | "rejects" | "false" | "untrue"
        );
        let far_from = std::mem::replace(&mut nearer, word) == "from" && word == "far";
        let (rule, what) = if far_from || (is_negation(word) && (distance < BEFORE || strong)) {
            ("edge-negation", "negate it")
        } else if distance >= BEFORE {
            continue;
        } else if matches!(
            word,
            "if" | "unless" | "whether" | "until" | "only" | "provided" | "assuming" | "should" | "once" | "when"
        ) || (is_condition(word) && distance < 2)
        {
            ("edge-condition", "put it under a condition")
        } else if is_hedge(word) && distance < 2 && !marked {
            ("edge-hedge", "weaken it")
        } else {
            continue;
        };
        if !found.iter().any(|known| known.rule == rule) {
            found.push(Drift::new(rule, format!("the words before the quotation {what}: `{word}`")));
        }
    }
    found
}

/// Looks at the tokens just after a quotation; `last` is its last one.
pub(super) fn of_words_after<'a>(last: &str, after: impl Iterator<Item = &'a str>) -> Vec<Drift> {
    let words: Vec<_> = after.take(40).collect();
    let mut found = Vec::new();
    let next: Vec<_> =
        words.iter().copied().skip_while(|word| matches!(*word, "," | "-" | ":" | ")" | "(" | "…")).take(2).collect();
    let mut limit = |word: String| {
        found.push(Drift::new("edge-condition", format!("the words after the quotation limit it: `{word}`")));
    };
    let ended = is_sentence_end(last);
    match next[..] {
        [first, ..] if ended || is_sentence_end(first) => {
            // A sentence of its own may take back what the one before says.
            let next: Vec<_> = words.iter().copied().skip_while(|word| is_sentence_end(word)).take(2).collect();
            match next[..] {
                ["but", second @ ("only" | "not" | "if")] => limit(format!("but {second}")),
                [first @ ("unless" | "provided" | "except"), ..] => limit(first.to_owned()),
                ["only", "if"] => limit("only if".to_owned()),
                _ => {}
            }
        }
        [first, second, ..] if PAIRED_LIMITS.iter().any(|(word, _)| *word == first) => {
            let paired = PAIRED_LIMITS
                .iter()
                .any(|(word, nexts)| *word == first && (nexts.is_empty() || nexts.contains(&second)));
            if paired {
                limit(format!("{first} {second}"));
            }
        }
        [first, ..] if LIMITS.contains(&first) => limit(first.to_owned()),
        _ => {}
    }
    let end = words.iter().find(|word| is_sentence_end(word));
    // A question that is quoted with its mark is seen to be one.
    if !ended && end == Some(&"?") {
        found.push(Drift::new("edge-question", "the sentence of the source is a question"));
    }
    found
}

fn is_sentence_end(word: &str) -> bool {
    matches!(word, "." | "!" | "?" | ";")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::verify::fold::Folded;

    fn rules(found: Vec<Drift>) -> Vec<&'static str> {
        found.into_iter().map(|drift| drift.rule).collect()
    }

    fn words(text: &str) -> Vec<String> {
        let folded = Folded::of(text);
        (0..folded.tokens.len()).map(|at| folded.word(at).to_owned()).collect()
    }

    fn gap(text: &str) -> Vec<&'static str> {
        rules(of_gap(&words(text).iter().map(String::as_str)))
    }

    fn before(text: &str) -> Vec<&'static str> {
        rules(of_words_before(words(text).iter().rev().map(String::as_str), false))
    }

    fn after(text: &str) -> Vec<&'static str> {
        rules(of_words_after("pier", words(text).iter().map(String::as_str)))
    }

    #[test]
    fn what_an_ellipsis_leaves_out_is_looked_at() {
        assert_eq!(gap(" will never "), ["cut-negation"]);
        assert_eq!(gap(", if the council agrees and it might, "), ["cut-condition", "cut-hedge"]);
        assert_eq!(gap(" in the old harbour "), Vec::<&str>::new());
        assert_eq!(gap(" doesn’t "), ["cut-negation"]);
    }

    #[test]
    fn edges_that_negate_or_limit_are_seen() {
        assert_eq!(before("The pier is not "), ["edge-negation"]);
        assert_eq!(before("He denied that the old "), ["edge-negation"]);
        assert_eq!(before("Nobody slept. The pier is "), Vec::<&str>::new());
        assert_eq!(before("It may "), ["edge-hedge"]);
        assert_eq!(after(", but only if it is paid for."), ["edge-condition"]);
        assert_eq!(after(". The roof leaks."), Vec::<&str>::new());
        assert_eq!(after(" only once the money is there"), ["edge-condition"]);
        assert_eq!(after(" in the town"), Vec::<&str>::new());
        assert_eq!(after(" or so they say?"), ["edge-question"]);
        let next = ["who", "knows", "?"];
        assert_eq!(rules(of_words_after("?", next.into_iter())), Vec::<&str>::new());
        assert_eq!(rules(of_words_after(".", ["but", "only", "if"].into_iter())), ["edge-condition"]);
    }
}
