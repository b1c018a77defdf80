//! Runs the rules for figures, events, commitments, conditions, unknowns, positions and precedents over each sentence.

use super::clause::Passage;
use super::{Context, Found, commitment, condition, event, figure, position, precedent, unknown};
use crate::document::BlockKind;
use crate::source::Span;

/// Returns what was found, sentence by sentence.
pub fn extract(context: &Context<'_>) -> Vec<Found> {
    let document = context.document;
    let mut passage = Passage::new(context);
    let mut found = Vec::new();
    let mut question = None;
    for sentence in &document.sentences {
        let kind = document.block_of(sentence).kind;
        if kind == BlockKind::Code {
            continue;
        }
        passage.question = question.filter(|_| kind == BlockKind::Answer);
        passage.read(context, sentence);
        let dates = event::dates(&passage, document.metadata.issued);
        if kind == BlockKind::Question {
            question = Some(sentence.span);
            continue;
        }
        if matches!(kind, BlockKind::Title | BlockKind::Heading(_)) {
            continue;
        }
        let date_tokens: Vec<_> = dates.iter().map(|date| date.tokens.clone()).collect();
        figure::find(&passage, &date_tokens, &mut found);
        event::find(context, &passage, &dates, &mut found);
        commitment::find(&passage, &mut found);
        condition::find(&passage, &mut found);
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
