//! Title, headings, and questions with their answers: what lines are by their neighbours.
//!
//! Takes blocks whose furniture is marked, sets [`Block::kind`]. A title is the first line before the first paragraph
//! that reads like one; a heading is a short line without a stop that has text under it; questions and answers are
//! pairs under a heading that says so, pairs in a run, or lines that begin with `Q:` and `A:`.

use super::furniture::{Shape, fold, is_faq_label};
use super::{Block, BlockKind, Furniture};
use crate::source::Span;

/// Longest title, in words.
const TITLE_WORDS: usize = 28;

/// Longest heading, in words.
const HEADING_WORDS: usize = 16;

/// Sets the kinds of titles, headings, questions and answers.
pub(super) fn mark(text: &str, blocks: &mut [Block], shapes: &[Shape]) {
    headings(text, blocks, shapes);
    title(text, blocks, shapes);
    questions(text, blocks, shapes);
}

/// Sets the kinds of titles, questions and answers where elements tell headings; `stated` is the title that the file
/// gives itself.
pub(super) fn mark_titled(text: &str, blocks: &mut [Block], shapes: &[Shape], stated: Option<&str>) {
    let stated = stated.map(fold);
    let head = 0..blocks.len().min(TITLED);
    let is_free = |at: &usize| blocks[*at].furniture.is_none();
    let same = head.clone().filter(is_free).find(|&at| stated.as_deref() == Some(&*shapes[at].folded));
    let first = || match stated {
        Some(_) => None,
        None => head.clone().filter(is_free).find(|&at| blocks[at].kind == BlockKind::Heading(1)),
    };
    if let Some(at) = same.or_else(first) {
        blocks[at].kind = BlockKind::Title;
    }
    questions(text, blocks, shapes);
}

/// Blocks among which the title of a file with elements is looked for.
const TITLED: usize = 12;

/// Next block of the article after `at`.
fn next_of_article(blocks: &[Block], at: usize) -> Option<usize> {
    (at + 1..blocks.len()).find(|&next| blocks[next].furniture.is_none())
}

fn headings(text: &str, blocks: &mut [Block], shapes: &[Shape]) {
    // From the end, so that what a heading stands over is known.
    let mut has_text_below = false;
    let mut next_words = 0;
    for at in (0..blocks.len()).rev() {
        if blocks[at].furniture.is_some() {
            continue;
        }
        let shape = &shapes[at];
        let line = &text[blocks[at].span.range()];
        if blocks[at].kind == BlockKind::Paragraph && has_text_below && is_heading(line, shape, next_words) {
            blocks[at].kind = BlockKind::Heading(2);
        } else {
            has_text_below = true;
        }
        next_words = shape.words;
    }
}

fn is_heading(line: &str, shape: &Shape, next_words: usize) -> bool {
    if shape.words == 0 || shape.words > HEADING_WORDS || line.len() > 140 {
        return false;
    }
    let is_question = line.ends_with('?');
    let ends_open = line.ends_with(['.', '!', '…', ',', ';', ':', '-', '–', '—']);
    let is_quotation = line.starts_with(['“', '"', '«', '„', '‘', '(']) && shape.words > 6;
    if ends_open || is_quotation || shape.has_stop && !is_question {
        return false;
    }
    if is_question {
        // A question of a paragraph goes on from the one before it; a heading does not begin with `So` or `And`.
        return !goes_on(shape) && line.matches('?').count() == 1 && !line.contains(". ") && next_words > shape.words;
    }
    line.starts_with(|c: char| c.is_uppercase() || c.is_ascii_digit() || matches!(c, '“' | '"' | '‘' | '\''))
        || shape.words <= 5
        || is_title_case(line)
}

/// Tells whether a line goes on from the one before it.
fn goes_on(shape: &Shape) -> bool {
    let first = shape.folded.split(' ').next().unwrap_or_default();
    matches!(first, "so" | "and" | "but" | "or" | "then" | "yet" | "because")
}

/// Tells whether most long words of a line begin with a capital.
fn is_title_case(line: &str) -> bool {
    let long = line.split_whitespace().filter(|word| word.chars().nth(3).is_some());
    let (mut all, mut capitals) = (0, 0);
    for word in long {
        all += 1;
        let first = word.chars().find(|character| character.is_alphanumeric());
        capitals += usize::from(first.is_some_and(|character| character.is_uppercase() || character.is_numeric()));
    }
    all > 0 && capitals * 3 >= all * 2
}

fn title(text: &str, blocks: &mut [Block], shapes: &[Shape]) {
    // A heading of the first level, wherever only furniture and other headings stand before it.
    let head = (0..blocks.len()).take_while(|&at| {
        let is_heading = matches!(blocks[at].kind, BlockKind::Heading(_));
        blocks[at].furniture.is_some() || is_heading || is_title_like(text, blocks, shapes, at)
    });
    let head = head.filter(|&at| blocks[at].furniture.is_none()).take(8).collect::<Vec<_>>();
    let marked = head.iter().copied().find(|&at| blocks[at].kind == BlockKind::Heading(1));
    let Some(&first) = head.first() else { return };
    let chosen = marked.unwrap_or_else(|| after_labels(text, blocks, shapes, &head).unwrap_or(first));
    for &at in &head {
        if at < chosen && shapes[at].words <= 3 {
            blocks[at].furniture = Some(Furniture::Navigation);
        }
    }
    blocks[chosen].kind = BlockKind::Title;
}

/// The first line of a text may be a title with a stop or an exclamation mark, longer than a heading.
fn is_title_like(text: &str, blocks: &[Block], shapes: &[Shape], at: usize) -> bool {
    let shape = &shapes[at];
    let line = &text[blocks[at].span.range()];
    let follows = next_of_article(blocks, at);
    blocks[at].kind == BlockKind::Paragraph
        && (1..=TITLE_WORDS).contains(&shape.words)
        && !line.ends_with(['.', ',', ';', ':', '…'])
        && !line.contains(". ")
        && (!shape.has_stop || line.ends_with(['?', '!']))
        && follows.is_some_and(|next| {
            shapes[next].is_prose()
                || shapes[next].words >= shape.words
                || matches!(blocks[next].kind, BlockKind::Heading(_))
        })
}

/// A label of one to three words (the section of a site) stands over the title proper.
fn after_labels(text: &str, blocks: &[Block], shapes: &[Shape], head: &[usize]) -> Option<usize> {
    let (&label, &title) = (head.first()?, head.get(1)?);
    let line = |at: usize| &text[blocks[at].span.range()];
    let had_furniture = label > 0
        && blocks[..label].iter().any(|block| {
            matches!(block.furniture, Some(Furniture::Navigation | Furniture::Prompt | Furniture::Related))
        });
    let is_label = shapes[label].words <= 3 && shapes[title].words >= shapes[label].words + 3;
    (is_label && (had_furniture || is_title_case(line(title)) && shapes[title].words >= 6)).then_some(title)
}

/// Fewest pairs in a row that are questions and answers without a heading that says so.
const PAIRS: usize = 2;

fn questions(text: &str, blocks: &mut [Block], shapes: &[Shape]) {
    labelled(text, blocks);
    let mut at = 0;
    while at < blocks.len() {
        if is_faq_label(&shapes[at].folded) {
            at = section(text, blocks, shapes, at + 1);
        } else {
            at = run(text, blocks, shapes, at);
        }
    }
    // Over questions the words are a heading of the article; elsewhere they lead to another page.
    for label in (0..blocks.len()).filter(|&at| is_faq_label(&shapes[at].folded)) {
        if next_of_article(blocks, label).is_some_and(|next| blocks[next].kind == BlockKind::Question) {
            blocks[label].furniture = None;
            blocks[label].kind = BlockKind::Heading(2);
        }
    }
}

/// `Q: …` and `A: …`.
fn labelled(text: &str, blocks: &mut [Block]) {
    for block in blocks.iter_mut().filter(|block| block.furniture.is_none() && block.kind != BlockKind::TableRow) {
        let line = &text[block.span.range()];
        let kinds = [("Q:", BlockKind::Question), ("Q.", BlockKind::Question), ("Question:", BlockKind::Question)];
        let answers = [("A:", BlockKind::Answer), ("A.", BlockKind::Answer), ("Answer:", BlockKind::Answer)];
        for (label, kind) in kinds.into_iter().chain(answers) {
            let Some(rest) = line.strip_prefix(label).filter(|rest| rest.starts_with(' ')) else { continue };
            if label.ends_with('.') && kind == BlockKind::Answer && !rest.trim_start().starts_with(char::is_uppercase) {
                continue;
            }
            if kind == BlockKind::Question && !line.ends_with('?') {
                continue;
            }
            let words = rest.trim_start();
            block.span = Span::new(block.span.end - words.len(), block.span.end);
            block.kind = kind;
            break;
        }
    }
    // `A.` heads an answer only after a question; elsewhere it is an initial or a list.
    let mut after_question = false;
    for block in blocks.iter_mut().filter(|block| block.furniture.is_none()) {
        match block.kind {
            BlockKind::Question => after_question = true,
            BlockKind::Answer if !after_question => block.kind = BlockKind::Paragraph,
            _ => {}
        }
    }
}

fn is_question(text: &str, block: &Block, shape: &Shape) -> bool {
    let line = &text[block.span.range()];
    let fits = match block.kind {
        BlockKind::Paragraph | BlockKind::Heading(_) | BlockKind::ListItem | BlockKind::Question => true,
        BlockKind::Title | BlockKind::TableRow | BlockKind::Quote | BlockKind::Answer | BlockKind::Code => false,
    };
    let ends = line.trim_end_matches(['*', '_', '”', '"', ' ']).ends_with('?');
    fits && block.furniture.is_none() && ends && (2..=30).contains(&shape.words) && !line.contains(". ")
}

/// Reads the section of questions that begins at `start`; returns the block after it.
fn section(text: &str, blocks: &mut [Block], shapes: &[Shape], start: usize) -> usize {
    let mut open = false;
    let mut at = start;
    while at < blocks.len() {
        if blocks[at].furniture.is_some() {
            at += 1;
            continue;
        }
        if is_question(text, &blocks[at], &shapes[at]) {
            blocks[at].kind = BlockKind::Question;
            open = true;
        } else if matches!(blocks[at].kind, BlockKind::Heading(_)) || !open && shapes[at].words > 30 {
            break;
        } else if open && matches!(blocks[at].kind, BlockKind::Paragraph | BlockKind::ListItem | BlockKind::Quote) {
            blocks[at].kind = BlockKind::Answer;
        }
        at += 1;
    }
    at.max(start)
}

/// Reads a run of pairs that begins at `start`, if one does; returns the block to go on with.
fn run(text: &str, blocks: &mut [Block], shapes: &[Shape], start: usize) -> usize {
    let mut pairs = Vec::new();
    let mut at = start;
    while at < blocks.len() && is_question(text, &blocks[at], &shapes[at]) && !goes_on(&shapes[at]) {
        let Some(answer) = next_of_article(blocks, at) else { break };
        let is_answer = matches!(blocks[answer].kind, BlockKind::Paragraph | BlockKind::ListItem | BlockKind::Answer)
            && !is_question(text, &blocks[answer], &shapes[answer])
            && shapes[answer].has_stop;
        if !is_answer {
            break;
        }
        pairs.push((at, answer));
        let Some(next) = next_of_article(blocks, answer) else { break };
        at = next;
    }
    if pairs.len() < PAIRS {
        return start + 1;
    }
    let end = pairs.last().map_or(start + 1, |&(_, answer)| answer + 1);
    for (question, answer) in pairs {
        blocks[question].kind = BlockKind::Question;
        blocks[answer].kind = BlockKind::Answer;
    }
    end
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::{Form, furniture, text};

    fn kinds(text: &str) -> Vec<(BlockKind, &str)> {
        let mut blocks = text::read(text, 0);
        let shapes = furniture::shapes(text, &blocks);
        furniture::mark(text, &mut blocks, &shapes, Form::Lines);
        mark(text, &mut blocks, &shapes);
        let kept = blocks.iter().filter(|block| block.furniture.is_none());
        kept.map(|block| (block.kind, &text[block.span.range()])).collect()
    }

    const LONG: &str = "The council voted on Monday to build a second bridge over the sound, at twice the first price.";

    #[test]
    fn the_title_stands_before_the_first_paragraph_and_headings_between() {
        let text =
            format!("A second bridge: who wants it?\n\n{LONG}\n\nThe price\n\n{LONG}\n\nWill it stand?\n\n{LONG}");
        let found = kinds(&text);
        assert_eq!(found[0], (BlockKind::Title, "A second bridge: who wants it?"));
        assert_eq!(found[2], (BlockKind::Heading(2), "The price"));
        assert_eq!(found[4], (BlockKind::Heading(2), "Will it stand?"));
    }

    #[test]
    fn a_text_that_begins_with_a_paragraph_has_no_title() {
        let text = format!("{LONG}\nThe price\n{LONG}");
        let found = kinds(&text);
        assert_eq!(
            found.iter().map(|(kind, _)| *kind).collect::<Vec<_>>(),
            [BlockKind::Paragraph, BlockKind::Heading(2), BlockKind::Paragraph]
        );
    }

    #[test]
    fn a_label_over_the_title_is_navigation() {
        let text = format!(
            "Subscription Form\nHarbour Affairs\n\nThe Second Bridge Leaves the Town in Debt\n\n{LONG}\n{LONG}"
        );
        assert_eq!(kinds(&text)[0], (BlockKind::Title, "The Second Bridge Leaves the Town in Debt"));
    }

    #[test]
    fn questions_and_answers_are_pairs_under_their_heading() {
        for text in [
            format!(
                "Title here now\n{LONG}\nFrequently Asked Questions\nWho pays?\nThe town pays.\nWho gains?\nNobody knows.\n"
            ),
            format!("Title here now\n{LONG}\nFAQs\n- Who pays?\n- The town pays.\n- Who gains?\n- Nobody knows.\n"),
            format!("Title here now\n{LONG}\nQ: Who pays?\nA: The town pays.\nQ: Who gains?\nA: Nobody knows.\n"),
        ] {
            let found = kinds(&text);
            let pairs = &found[found.len() - 4..];
            assert_eq!(
                pairs,
                [
                    (BlockKind::Question, "Who pays?"),
                    (BlockKind::Answer, "The town pays."),
                    (BlockKind::Question, "Who gains?"),
                    (BlockKind::Answer, "Nobody knows."),
                ]
            );
        }
    }

    #[test]
    fn a_question_alone_is_a_heading_or_part_of_the_prose() {
        let text = format!("{LONG}\nSo who pays for all of this in the end?\n{LONG}\nWhat now?\n{LONG}\n{LONG}");
        let found = kinds(&text);
        assert_eq!((found[1].0, found[3].0), (BlockKind::Paragraph, BlockKind::Heading(2)));
    }
}
