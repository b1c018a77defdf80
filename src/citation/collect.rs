//! Collects the citations of a note in reading order, and numbers footnotes anew.

use std::collections::BTreeSet;

use crate::markup::{Attributes, Block, BlockKind, Citation, Footnote, Inline, Markup};

/// How many footnotes may be opened inside each other; deeper ones are read after the text.
const DEPTH: usize = 16;

/// A citation and where it stands.
#[derive(Debug)]
pub(super) struct Cited {
    pub citation: Citation,
    /// Number of the footnote that it stands in or becomes, from 1.
    pub note: Option<usize>,
    /// Whether it stands in a footnote that the author wrote.
    pub is_in_note: bool,
}

/// A footnote of the finished note.
#[derive(Clone, Copy, Debug)]
pub(super) enum Slot {
    /// The author's, by its old index.
    Written(usize),
    /// Made for a citation, by its index.
    Cited(usize),
}

/// What a note cites.
///
/// Each citation of the markup is now a [`Inline::NoteRef`] whose index is `base` and more, by the citation's index.
#[derive(Debug, Default)]
pub(super) struct Collected {
    pub cited: Vec<Cited>,
    /// Footnotes in their new order.
    pub slots: Vec<Slot>,
    /// New index of each of the author's footnotes.
    pub renumbered: Vec<Option<usize>>,
    pub base: usize,
    /// Identifiers that the note uses itself.
    pub ids: BTreeSet<String>,
}

/// Takes all citations out of `markup`.
pub(super) fn collect(markup: &mut Markup, is_note_style: bool) -> Collected {
    let base = markup.notes.len();
    let notes = std::mem::take(&mut markup.notes).into_iter().map(Some).collect();
    let collected = Collected { base, renumbered: vec![None; base], ..Collected::default() };
    let mut collector = Collector { collected, notes, is_note_style, open: Vec::new(), later: Vec::new() };
    collector.blocks(&mut markup.blocks);
    for index in 0..base {
        collector.note(index);
        while let Some(index) = collector.later.pop() {
            collector.read_note(index);
        }
    }
    markup.notes = collector.notes.into_iter().flatten().collect();
    collector.collected
}

struct Collector {
    collected: Collected,
    /// The author's footnotes; one that is being read is taken out.
    notes: Vec<Option<Footnote>>,
    is_note_style: bool,
    /// New indices of the footnotes that are being read.
    open: Vec<usize>,
    /// Old indices of footnotes still to be read.
    later: Vec<usize>,
}

impl Collector {
    fn blocks(&mut self, blocks: &mut [Block]) {
        for block in blocks {
            match &mut block.kind {
                BlockKind::Heading { attributes, content, .. } => {
                    self.id(attributes);
                    self.inlines(content);
                }
                BlockKind::Paragraph(content) => self.inlines(content),
                BlockKind::List { items, .. } => items.iter_mut().for_each(|item| self.blocks(item)),
                BlockKind::Quote(blocks) => self.blocks(blocks),
                BlockKind::Table(table) => {
                    self.inlines(&mut table.caption);
                    table.head.iter_mut().chain(table.rows.iter_mut().flatten()).for_each(|cell| self.inlines(cell));
                }
                BlockKind::Code { .. } | BlockKind::Rule => {}
                BlockKind::Div { attributes, blocks } => {
                    self.id(attributes);
                    self.blocks(blocks);
                }
            }
        }
    }

    fn id(&mut self, attributes: &Attributes) {
        self.collected.ids.extend(attributes.id.clone());
    }

    fn inlines(&mut self, content: &mut [Inline]) {
        for inline in content {
            match inline {
                Inline::Emphasis(content)
                | Inline::Strong(content)
                | Inline::Strikeout(content)
                | Inline::Superscript(content)
                | Inline::Subscript(content)
                | Inline::Link { content, .. } => self.inlines(content),
                Inline::Span { attributes, content } => {
                    self.id(attributes);
                    self.inlines(content);
                }
                Inline::NoteRef(index) if *index < self.collected.base => self.note(*index),
                // Led nowhere; its index would now mean a citation.
                Inline::NoteRef(_) => *inline = Inline::Text(String::new()),
                Inline::Citation(citation) => {
                    let citation = citation.clone();
                    *inline = Inline::NoteRef(self.collected.base + self.collected.cited.len());
                    self.citation(citation);
                }
                Inline::Text(_) | Inline::SoftBreak | Inline::HardBreak | Inline::Code(_) | Inline::Image { .. } => {}
            }
        }
    }

    fn citation(&mut self, citation: Citation) {
        let note = match self.open.last() {
            Some(index) => Some(index + 1),
            None if self.is_note_style => {
                self.collected.slots.push(Slot::Cited(self.collected.cited.len()));
                Some(self.collected.slots.len())
            }
            None => None,
        };
        self.collected.cited.push(Cited { citation, note, is_in_note: !self.open.is_empty() });
    }

    /// Gives a footnote its new number when it is referred to first, and reads it there.
    fn note(&mut self, index: usize) {
        if self.collected.renumbered[index].is_some() {
            return;
        }
        self.collected.renumbered[index] = Some(self.collected.slots.len());
        self.collected.slots.push(Slot::Written(index));
        if self.open.len() < DEPTH { self.read_note(index) } else { self.later.push(index) }
    }

    fn read_note(&mut self, index: usize) {
        let (Some(new), Some(mut note)) = (self.collected.renumbered[index], self.notes[index].take()) else { return };
        self.open.push(new);
        self.blocks(&mut note.blocks);
        self.open.pop();
        self.notes[index] = Some(note);
    }
}
