//! Runs the rules for figures, events, commitments, conditions, unknowns, positions and precedents over each sentence.

use super::clause::Passage;
use super::{Context, Found, commitment, condition, date, event, figure, position, precedent, unknown};
use crate::document::BlockKind;
use crate::lexicon::measure::Classes;
use crate::source::Span;

/// Returns what was found, sentence by sentence.
pub fn extract(context: &Context<'_>) -> Vec<Found> {
    let (text, measure) = (&context.document.text, &context.lexicon.measure);
    let known: Vec<u32> = context.document.tokens.iter().map(|&token| measure.look_up(token, text)).collect();
    let classes: Vec<_> = known.iter().map(|&word| measure.classes(word)).collect();
    extract_with(context, &known, &classes)
}

/// Returns what was found, sentence by sentence; `known` and `classes`, what is known of the words, have an entry a token.
pub(super) fn extract_with(context: &Context<'_>, known: &[u32], classes: &[Classes]) -> Vec<Found> {
    let document = context.document;
    let mut passage = Passage::new(context, known, classes);
    let mut found = Vec::new();
    let mut question = None;
    let mut answer = None;
    for sentence in &document.sentences {
        let kind = document.block_of(sentence).kind;
        if kind == BlockKind::Code {
            continue;
        }
        if kind == BlockKind::Answer && answer.is_none() {
            answer = Some(sentence.block);
        }
        passage.question = question.filter(|_| answer == Some(sentence.block));
        passage.read(context, sentence);
        let dates = date::dates(&passage, document.metadata.issued);
        if kind == BlockKind::Question {
            question = Some(sentence.span);
            answer = None;
            continue;
        }
        if matches!(kind, BlockKind::Title | BlockKind::Heading(_)) {
            continue;
        }
        let date_tokens: Vec<_> = dates.iter().map(|date| date.tokens.clone()).collect();
        figure::find(&passage, &date_tokens, &mut found);
        event::find(context, &passage, &dates, &mut found);
        let conditionals = condition::conditionals(&passage);
        commitment::find(&passage, &conditionals, &mut found);
        condition::find(&passage, &conditionals, &mut found);
        unknown::find(&passage, &mut found);
        position::find(&passage, &mut found);
        precedent::find(context, &passage, &dates, &mut found);
    }
    found.extend(unanswered(context));
    found
}

/// Questions that no answer follows.
fn unanswered(context: &Context<'_>) -> Vec<Found> {
    let document = context.document;
    let mut found = Vec::new();
    let mut asked: Option<Span> = None;
    for sentence in &document.sentences {
        match document.block_of(sentence).kind {
            BlockKind::Question => {
                if let Some(open) = asked.replace(sentence.span) {
                    found.extend(unknown::asked(document, open));
                }
            }
            BlockKind::Answer => asked = None,
            _ => {
                if let Some(open) = asked.take() {
                    found.extend(unknown::asked(document, open));
                }
            }
        }
    }
    found.extend(asked.and_then(|open| unknown::asked(document, open)));
    found
}

#[cfg(test)]
pub(super) mod testing {
    use super::*;
    use crate::corpus::{Content, Format, Text};
    use crate::document::{self, Document};
    use crate::lexicon::Lexicon;
    use crate::sheet::Claim;

    /// Reads `text` as an article published on `issued` (empty: not known).
    pub(in crate::sheet::extract) fn read(text: &str, issued: &str) -> Document {
        let text = Text {
            id: "test".into(),
            file: "corpus/test.txt".into(),
            format: Format::Text,
            sha256: String::new(),
            content: Content::Decoded(text.into()),
            meta: None,
        };
        let mut document = document::parse(&text).output;
        document.metadata.issued = issued.parse().ok();
        document
    }

    /// Returns rule, evidence and claim of all that is found in `text`.
    pub(in crate::sheet::extract) fn facts(text: &str, issued: &str) -> Vec<(&'static str, String, Claim)> {
        let document = read(text, issued);
        let context = Context { document: &document, lexicon: Lexicon::built_in(), question: None };
        extract(&context)
            .into_iter()
            .map(|found| (found.rule, document.slice(found.span).to_owned(), found.claim))
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::testing::{facts, read};
    use super::*;
    use crate::lexicon::Lexicon;
    use crate::sheet::Claim;

    #[test]
    fn an_answer_takes_its_matter_and_its_unit_from_the_question() {
        let text = "Harbour toll explained\n\nFrequently asked questions\n\nQ: How many boats will pay?\n\nA: About 4,500, the port says.\n";
        let figures: Vec<_> = facts(text, "")
            .into_iter()
            .filter_map(|(_, _, claim)| if let Claim::Figure(figure) = claim { Some(figure) } else { None })
            .collect();
        assert_eq!(figures.len(), 1, "{figures:?}");
        assert_eq!(figures[0].value.unit.as_deref(), Some("boats"));
        assert!(figures[0].about.as_deref().unwrap_or_default().starts_with("How many boats will pay?"));
    }

    #[test]
    fn a_question_and_its_answer_stay_together() {
        let text = "Harbour toll explained\n\nFrequently asked questions\n\nQ: Who will collect the toll?\n\nA: That has not been decided.\n\nQ: When does it begin?\n\nA: On 3 May 2027, the port says.\n\nQ: Will it ever end?\n";
        let unknowns: Vec<_> = facts(text, "2026-01-12")
            .into_iter()
            .filter_map(|(rule, _, claim)| match claim {
                Claim::Unknown(unknown) => Some((rule, unknown.about)),
                _ => None,
            })
            .collect();
        // A question that is answered is not open; what its answer leaves open is what was asked.
        assert_eq!(
            unknowns,
            [
                ("unknown/unresolved", "Who will collect the toll?".to_owned()),
                ("unknown/unanswered", "Will it ever end?".to_owned())
            ]
        );
    }

    /// Words that the rules know, marks and oddities, in any order.
    fn any_text() -> impl Strategy<Value = String> {
        let words = prop::sample::select(vec![
            "more than",
            "30",
            "1,000",
            "$",
            "3.2bn",
            "million",
            "a",
            "third",
            "of",
            "one",
            "in",
            "five",
            "January",
            "7",
            "2026",
            "on Sunday",
            "last",
            "week",
            "years",
            "ago",
            "between",
            "and",
            "-",
            "–",
            "to",
            "will",
            "deploy",
            "if",
            "unless",
            "should",
            "the",
            "Council",
            "we",
            "pledged",
            "that",
            "not",
            "unclear",
            "has yet to",
            "be",
            "decided",
            "opposes",
            "said",
            ",",
            ";",
            ":",
            "(",
            ")",
            "“",
            "”",
            "’",
            "?",
            ".",
            "|",
            "\n",
            "\n\n",
            "the lesson of",
            "é",
            "漢字",
            "𝒳",
            "U.S.",
            "%",
            "per cent",
            "removed from",
            "promise",
            "which",
            "but",
            "Q:",
            "A:",
            "…",
            "*",
            "\u{301}",
            "dozens",
            "mid",
        ]);
        prop::collection::vec(words, 0..80).prop_map(|words| words.join(" "))
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(160))]

        #[test]
        fn evidence_lies_in_the_text_and_holds_what_is_claimed(text in any_text(), issued in "(2026-01-07|2025-02|0001-01-01|9999-12-31|)") {
            check(&text, &issued)?;
        }

        #[test]
        fn any_characters_are_taken(text in "\\PC{0,200}", issued in "(2026-01-07|)") {
            check(&text, &issued)?;
        }
    }

    fn check(text: &str, issued: &str) -> Result<(), TestCaseError> {
        let document = read(text, issued);
        let context = Context { document: &document, lexicon: Lexicon::built_in(), question: None };
        for found in extract(&context) {
            let evidence = document.text.get(found.span.range());
            prop_assert!(evidence.is_some_and(|words| !words.trim().is_empty()), "{found:?}");
            let evidence = evidence.unwrap_or_default().split_whitespace().collect::<Vec<_>>().join(" ");
            match &found.claim {
                Claim::Figure(figure) => prop_assert!(evidence.contains(&figure.value.text), "{found:?}"),
                Claim::Event(event) => {
                    let date = document.positions.span(&document.text, event.date.span);
                    let words = date.map(|span| document.slice(span).split_whitespace().collect::<Vec<_>>().join(" "));
                    prop_assert_eq!(words, Some(event.date.text.clone()));
                }
                Claim::Unknown(unknown) => prop_assert!(!unknown.about.is_empty()),
                _ => {}
            }
        }
        Ok(())
    }

    #[test]
    fn a_sentence_without_end_costs_no_more_a_word_than_a_short_one() {
        let unit =
            "the council will deploy 30 boats if the 12 towns of 1998 agree and it is unclear whether they oppose, ";
        let [short, long] = [200, 2000].map(|count| {
            let document = read(&unit.repeat(count), "2026-01-07");
            let context = Context { document: &document, lexicon: Lexicon::built_in(), question: None };
            extract(&context).iter().map(|found| found.span.len()).sum::<usize>()
        });
        assert!(long <= short * 11, "{short} {long}");
    }
}
