//! Lines that recur across the texts of a corpus: what a site puts on each of its pages.

use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};

use super::super::{Block, BlockKind, Document};
use super::Shape;

/// Longest line, in words, that is looked at.
const WORDS: usize = 18;

/// How many blocks at the head and the tail of a text count as its edges.
const EDGE: usize = 6;

/// Marks the lines that [`recurring`] finds in the texts of a corpus.
pub fn mark_recurring(documents: &mut [Document]) {
    let lines: Vec<Lines> = documents.iter().map(Lines::of).collect();
    for (document, blocks) in documents.iter_mut().zip(recurring(&lines)) {
        document.mark_recurring(&blocks);
    }
}

/// Finds short lines that stand word for word in three or more texts, or in two when they are at the edge of both.
///
/// Gives, for each text, the indexes of the blocks that are such lines. Texts that are copies of one another count as
/// one, so that a wire story in two papers keeps its headings. Paragraphs of the body, titles, questions, answers and
/// rows of tables never recur.
pub fn recurring(texts: &[Lines]) -> Vec<Vec<usize>> {
    let mut seen: FxHashMap<u64, Seen> = FxHashMap::default();
    for (text, found) in texts.iter().enumerate() {
        for line in &found.lines {
            seen.entry(line.words).or_default().add(found.story, text, line.at_edge);
        }
    }
    let recurs =
        |line: &&Line| seen.get(&line.words).is_some_and(|seen| seen.texts >= 3 || seen.edges >= 2 && line.at_edge);
    texts.iter().map(|text| text.lines.iter().filter(recurs).map(|line| line.block).collect()).collect()
}

/// Lines of a text that may recur in others, and what tells its story from others.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Lines {
    lines: Vec<Line>,
    /// Hash of its longest paragraph.
    story: Option<u64>,
}

impl Lines {
    /// Takes the lines of `document`.
    pub fn of(document: &Document) -> Self {
        Self { lines: candidates(document), story: story(document) }
    }
}

#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
struct Line {
    block: usize,
    /// Hash of its words, folded.
    words: u64,
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
        (at_edge || !is_sentence).then(|| Line { block: at, words: hash(&shape.folded), at_edge })
    });
    lines.collect()
}

/// Hashes words the same way in every run.
fn hash(words: &str) -> u64 {
    use std::hash::Hasher;
    let mut hasher = std::hash::DefaultHasher::new();
    hasher.write(words.as_bytes());
    hasher.finish()
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
    use super::super::super::{Furniture, parse};
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
