//! Lines that recur across the texts of a corpus: what a site puts on each of its pages.

use rustc_hash::FxHashMap;

use super::super::{Block, BlockKind, Document, Furniture};
use super::Shape;

/// Longest line, in words, that is looked at.
const WORDS: usize = 18;

/// How many blocks at the head and the tail of a text count as its edges.
const EDGE: usize = 6;

/// Marks short lines that stand word for word in three or more texts, or in two when they are at the edge of both.
///
/// Texts that are copies of one another count as one, so that a wire story in two papers keeps its headings.
/// Paragraphs of the body, titles, questions, answers and rows of tables are never marked. Sentences and tokens of
/// the lines marked are removed.
pub fn mark_recurring(documents: &mut [Document]) {
    let lines = documents.iter().map(candidates).collect::<Vec<_>>();
    let stories = documents.iter().map(story).collect::<Vec<_>>();
    let mut seen: FxHashMap<&str, Seen> = FxHashMap::default();
    for (text, found) in lines.iter().enumerate() {
        for line in found {
            seen.entry(&line.folded).or_default().add(stories[text], text, line.at_edge);
        }
    }
    for (text, document) in documents.iter_mut().enumerate() {
        let recurs = |line: &&Line| {
            seen.get(&*line.folded).is_some_and(|seen| seen.texts >= 3 || seen.edges >= 2 && line.at_edge)
        };
        let blocks = lines[text].iter().filter(recurs).map(|line| line.block).collect::<Vec<_>>();
        if blocks.is_empty() {
            continue;
        }
        for at in blocks {
            document.blocks[at].furniture = Some(Furniture::Recurring);
        }
        document.drop_furniture_sentences();
    }
}

struct Line {
    block: usize,
    folded: String,
    at_edge: bool,
}

/// In how many different stories a line was seen.
#[derive(Default)]
struct Seen {
    texts: usize,
    edges: usize,
    stories: Vec<u64>,
    edge_stories: Vec<u64>,
}

impl Seen {
    fn add(&mut self, story: Option<u64>, text: usize, at_edge: bool) {
        // A text without prose of its own is a story of its own.
        let story = story.unwrap_or(u64::MAX - text as u64);
        let count = |stories: &mut Vec<u64>, number: &mut usize| {
            // Four are enough to decide; the list stays short however many texts there are.
            if stories.len() < 4 && !stories.contains(&story) {
                stories.push(story);
                *number += 1;
            }
        };
        count(&mut self.stories, &mut self.texts);
        if at_edge {
            count(&mut self.edge_stories, &mut self.edges);
        }
    }
}

fn candidates(document: &Document) -> Vec<Line> {
    let count = document.blocks.len();
    let lines = document.blocks.iter().enumerate().filter_map(|(at, block)| {
        let at_edge = at < EDGE || at + EDGE >= count;
        let shape = shape_of(document, block)?;
        let is_sentence = shape.is_prose() || shape.has_stop && shape.words >= 4;
        (at_edge || !is_sentence).then_some(Line { block: at, folded: shape.folded, at_edge })
    });
    lines.collect()
}

fn shape_of(document: &Document, block: &Block) -> Option<Shape> {
    let may_recur = match block.kind {
        BlockKind::Paragraph | BlockKind::ListItem | BlockKind::Heading(_) | BlockKind::Quote => true,
        BlockKind::Title | BlockKind::TableRow | BlockKind::Question | BlockKind::Answer | BlockKind::Code => false,
    };
    if block.furniture.is_some() || !may_recur || block.span.len() > super::LONGEST {
        return None;
    }
    let shape = Shape::of(document.slice(block.span));
    ((1..=WORDS).contains(&shape.words)).then_some(shape)
}

/// Returns what tells a story from others: its longest paragraph, as a number.
fn story(document: &Document) -> Option<u64> {
    use std::hash::Hasher;
    let longest =
        document.blocks.iter().filter(|block| block.furniture.is_none()).max_by_key(|block| block.span.len())?;
    let mut hasher = rustc_hash::FxHasher::default();
    for character in document.slice(longest.span).chars().filter(|character| character.is_alphanumeric()).take(2000) {
        hasher.write_u32(u32::from(character));
    }
    Some(hasher.finish())
}

#[cfg(test)]
mod tests {
    use super::super::super::parse;
    use super::*;
    use crate::corpus::{Format, Text};

    const STORIES: [&str; 3] = [
        "The council voted on Monday to build a second bridge over the sound, at twice the first price.",
        "The ferry sank last winter with a load of herring, and nobody has paid for the salt since then.",
        "Traders on the east quay say that the new toll would ruin them before the first car has crossed.",
    ];

    /// Marks texts made by `text` from each of `stories`; returns the lines that recur.
    fn recurring(stories: &[&str], text: impl Fn(&str) -> String) -> Vec<String> {
        let made = stories.iter().enumerate();
        let mut documents = made
            .map(|(at, story)| parse(&Text::decoded(&format!("{at}.txt"), Format::Text, &text(story), None)).output)
            .collect::<Vec<_>>();
        mark_recurring(&mut documents);
        let lines = documents.iter().flat_map(|document| {
            let marked = document.blocks.iter().filter(|block| block.furniture == Some(Furniture::Recurring));
            marked.map(|block| document.slice(block.span).to_owned()).collect::<Vec<_>>()
        });
        lines.collect()
    }

    /// A story with eight paragraphs of its own on both sides of `line`.
    fn around(story: &str, line: &str) -> String {
        let own = (0..8).map(|at| format!("{story} This was part {at} of it.\n")).collect::<String>();
        format!("{own}{line}\n{own}")
    }

    #[test]
    fn a_line_of_three_texts_recurs_wherever_it_stands() {
        assert_eq!(recurring(&STORIES, |story| around(story, "Harbour desk extra")).len(), 3);
    }

    #[test]
    fn a_line_of_two_texts_recurs_only_at_their_edges() {
        assert!(recurring(&STORIES[..2], |story| around(story, "Harbour desk extra")).is_empty());
        let at_end = recurring(&STORIES[..2], |story| format!("{}Harbour desk extra\n", around(story, story)));
        assert_eq!(at_end.len(), 2);
    }

    #[test]
    fn copies_of_one_story_count_once() {
        let copies = [STORIES[0], STORIES[0], STORIES[0]];
        assert!(recurring(&copies, |story| around(story, "Harbour desk extra")).is_empty());
    }

    #[test]
    fn sentences_inside_texts_never_recur() {
        let line = "The harbour desk says so again.";
        assert!(recurring(&STORIES, |story| around(story, line)).is_empty());
    }
}
