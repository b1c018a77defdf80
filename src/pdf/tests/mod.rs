//! Whole notes: what stands on the pages, what the tags say, and what bad input does.

mod any_input;
mod bad_input;
mod file;
mod meaning;
mod pages;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

use super::fonts::{Face, Fonts};
use super::layout::{Furniture, Item, Layout, Owner, layout};
use super::tags::{ElementId, Kid, TagTree};
use super::*;
use crate::markup::{Block, BlockKind, Footnote, Inline, NoteMetadata, Table, parse};
use crate::source::Span;

const EVERY_BLOCK: &str = include_str!("../../../tests/pdf/every-block.md");

fn options(markdown: &str) -> Options {
    Options { file: "note.md".into(), markdown: markdown.into(), ..Options::default() }
}

fn laid_out(markdown: &str) -> Layout {
    of_markup(&parse(markdown, "note.md").output, markdown)
}

fn of_markup(markup: &Markup, markdown: &str) -> Layout {
    let fonts = Fonts::default();
    let options = options(markdown);
    let findings = lint::lint(markup, &options, &fonts);
    layout(markup, &findings.facts, &options, &fonts)
}

/// A note with the metadata that every note needs.
fn note(body: &str) -> String {
    format!("---\ntitle: A note\nlang: en\n---\n\n{body}\n")
}

fn by_hand(blocks: Vec<BlockKind>) -> Markup {
    let metadata = NoteMetadata { title: Some("A note".into()), lang: Some("en".into()), ..NoteMetadata::default() };
    let block = |kind| Block { kind, span: Span::default() };
    Markup { metadata, blocks: blocks.into_iter().map(block).collect(), notes: Vec::new() }
}

fn words(text: &str) -> BlockKind {
    BlockKind::Paragraph(vec![Inline::Text(text.into())])
}

/// The pages as text: a line a base line, with its place.
fn shown(layout: &Layout) -> String {
    let mut text = String::new();
    for (number, page) in layout.pages.iter().enumerate() {
        writeln!(text, "page {}", number + 1).expect("a string takes any text");
        let mut lines: Vec<(f32, f32, String)> = Vec::new();
        for item in &page.items {
            let Item::Text(item) = item else { continue };
            let (x, y) = (item.x.round(), item.y.round());
            match lines.last_mut() {
                Some(line) if (line.0 - y).abs() < 5.0 && x >= line.1 => line.2.push_str(&item.text),
                _ => lines.push((y, x, item.text.clone())),
            }
        }
        for (y, x, line) in lines {
            writeln!(text, "{x:>4} {y:>4}  {}", line.trim_end()).expect("a string takes any text");
        }
    }
    text
}

/// The words of a leaf as they were placed.
fn content(layout: &Layout) -> Vec<String> {
    let mut leaves = vec![String::new(); layout.tags.leaves.len()];
    for item in layout.pages.iter().flat_map(|page| &page.items) {
        if let Item::Text(text) = item
            && let Owner::Leaf(leaf) = text.owner
            && !text.is_added_hyphen
        {
            leaves[leaf.index()].push_str(&text.text);
        }
    }
    leaves
}

/// The tag tree as an outline.
fn tree(layout: &Layout) -> String {
    fn add(text: &mut String, tags: &TagTree, leaves: &[String], element: ElementId, depth: usize) {
        let element = tags.get(element);
        writeln!(text, "{:depth$}{}", "", element.role.name()).expect("a string takes any text");
        for kid in &element.kids {
            match kid {
                Kid::Element(kid) => add(text, tags, leaves, *kid, depth + 2),
                Kid::Leaf(leaf) => {
                    let words: String = leaves[leaf.index()].trim_end().chars().take(24).collect();
                    writeln!(text, "{:depth$}  “{words}”", "").expect("a string takes any text");
                }
            }
        }
    }
    let mut text = String::new();
    add(&mut text, &layout.tags, &content(layout), TagTree::ROOT, 0);
    text
}

/// All words that were placed, in the order of the tags.
fn placed_words(layout: &Layout) -> String {
    fn add(text: &mut String, tags: &TagTree, leaves: &[String], element: ElementId) {
        for kid in &tags.get(element).kids {
            match kid {
                Kid::Element(kid) => add(text, tags, leaves, *kid),
                Kid::Leaf(leaf) => text.push_str(&leaves[leaf.index()]),
            }
        }
    }
    let mut text = String::new();
    add(&mut text, &layout.tags, &content(layout), TagTree::ROOT);
    text.retain(|character| !character.is_whitespace());
    text
}
