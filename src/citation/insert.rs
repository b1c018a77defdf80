//! Puts rendered citations and the list of sources into a note.

use super::collect::{Collected, Slot};
use crate::markup::{Attributes, Block, BlockKind, Footnote, Inline, Markup};
use crate::source::Span;

/// Identifier of the div that holds the list of sources.
const LIST: &str = "refs";

/// Returns the finished note. `texts` holds one text a citation, `entries` one paragraph a source.
pub(super) fn insert(mut markup: Markup, collected: Collected, texts: Vec<Text>, entries: Vec<Vec<Inline>>) -> Markup {
    let inserter = Inserter { texts, collected };
    markup.blocks = inserter.blocks(markup.blocks);
    markup.notes = inserter.notes(markup.notes);
    let mut list: Vec<Block> =
        entries.into_iter().map(|entry| Block { kind: BlockKind::Paragraph(entry), span: Span::default() }).collect();
    if !list.is_empty() && !fill(&mut markup.blocks, &mut list) {
        let heading = heading(&markup, &inserter.collected);
        let attributes = Attributes { id: Some(LIST.to_owned()), ..Attributes::default() };
        let div = BlockKind::Div { attributes, blocks: list };
        markup.blocks.extend([heading, div].map(|kind| Block { kind, span: Span::default() }));
    }
    markup
}

/// What a citation becomes.
#[derive(Clone, Debug, Default)]
pub(super) struct Text {
    /// Set in the running text.
    pub running: Vec<Inline>,
    /// Set in a footnote of its own.
    pub note: Option<Vec<Inline>>,
}

/// Moves `list` into the first div for it; returns whether there is one.
fn fill(blocks: &mut [Block], list: &mut Vec<Block>) -> bool {
    blocks.iter_mut().any(|block| match &mut block.kind {
        BlockKind::Div { attributes, blocks } if attributes.id.as_deref() == Some(LIST) => {
            for entry in &mut *list {
                entry.span = block.span;
            }
            blocks.append(list);
            true
        }
        BlockKind::Div { blocks, .. } | BlockKind::Quote(blocks) => fill(blocks, list),
        BlockKind::List { items, .. } => items.iter_mut().any(|item| fill(item, list)),
        BlockKind::Heading { .. }
        | BlockKind::Paragraph(_)
        | BlockKind::Table(_)
        | BlockKind::Code { .. }
        | BlockKind::Rule => false,
    })
}

/// Returns the heading of a list that the author left no place for: of the level of the note's sections.
fn heading(markup: &Markup, collected: &Collected) -> BlockKind {
    let levels = markup.blocks.iter().enumerate().filter_map(|(index, block)| match &block.kind {
        // A first heading without a title beside it is the title.
        BlockKind::Heading { level: 1, .. } if index == 0 && markup.metadata.title.is_none() => None,
        BlockKind::Heading { level, .. } => Some(*level),
        BlockKind::Paragraph(_)
        | BlockKind::List { .. }
        | BlockKind::Quote(_)
        | BlockKind::Table(_)
        | BlockKind::Code { .. }
        | BlockKind::Rule
        | BlockKind::Div { .. } => None,
    });
    let level = levels.min().unwrap_or(2);
    let words = match markup.metadata.lang.as_deref().and_then(|tag| tag.split('-').next()) {
        Some("de") => "Literatur",
        Some("fr") => "Références",
        Some("uk") => "Джерела",
        _ => "References",
    };
    let id = collected.free_id("references");
    let attributes = Attributes { id: Some(id), ..Attributes::default() };
    BlockKind::Heading { level, attributes, content: vec![Inline::Text(words.to_owned())] }
}

struct Inserter {
    texts: Vec<Text>,
    collected: Collected,
}

impl Inserter {
    fn notes(&self, notes: Vec<Footnote>) -> Vec<Footnote> {
        let mut written: Vec<Option<Footnote>> = notes.into_iter().map(Some).collect();
        let made = |index: usize| {
            let cited = self.collected.cited.get(index)?;
            let content = self.texts.get(index)?.note.clone()?;
            let span = cited.citation.span;
            let blocks = vec![Block { kind: BlockKind::Paragraph(content), span }];
            Some(Footnote { label: format!("cite-{}", index + 1), blocks, span })
        };
        let slots = self.collected.slots.iter().filter_map(|slot| match *slot {
            Slot::Cited(index) => made(index),
            Slot::Written(index) => written.get_mut(index).and_then(Option::take),
        });
        let notes: Vec<Footnote> = slots.collect();
        notes.into_iter().map(|note| Footnote { blocks: self.blocks(note.blocks), ..note }).collect()
    }

    fn blocks(&self, blocks: Vec<Block>) -> Vec<Block> {
        blocks.into_iter().map(|block| Block { kind: self.block(block.kind), span: block.span }).collect()
    }

    fn block(&self, kind: BlockKind) -> BlockKind {
        match kind {
            BlockKind::Heading { level, attributes, content } => {
                BlockKind::Heading { level, attributes, content: self.inlines(content, false) }
            }
            BlockKind::Paragraph(content) => BlockKind::Paragraph(self.inlines(content, false)),
            BlockKind::List { start, tight, items } => {
                let items = items.into_iter().map(|item| self.blocks(item)).collect();
                BlockKind::List { start, tight, items }
            }
            BlockKind::Quote(blocks) => BlockKind::Quote(self.blocks(blocks)),
            BlockKind::Table(mut table) => {
                for cell in table.head.iter_mut().chain(table.rows.iter_mut().flatten()) {
                    *cell = self.inlines(std::mem::take(cell), false);
                }
                table.caption = self.inlines(table.caption, false);
                BlockKind::Table(table)
            }
            BlockKind::Div { attributes, blocks } => BlockKind::Div { attributes, blocks: self.blocks(blocks) },
            BlockKind::Code { .. } | BlockKind::Rule => kind,
        }
    }

    fn inlines(&self, content: Vec<Inline>, is_in_link: bool) -> Vec<Inline> {
        let mut out = Vec::with_capacity(content.len());
        let mut content = content.into_iter().peekable();
        while let Some(inline) = content.next() {
            match inline {
                Inline::NoteRef(index) => match index.checked_sub(self.collected.base) {
                    None => out.extend(self.collected.renumbered[index].map(Inline::NoteRef)),
                    Some(index) => self.citation(index, is_in_link, &mut out, content.peek_mut()),
                },
                Inline::Link { target, title, content } => {
                    out.push(Inline::Link { target, title, content: self.inlines(content, true) });
                }
                Inline::Emphasis(content) => out.push(Inline::Emphasis(self.inlines(content, is_in_link))),
                Inline::Strong(content) => out.push(Inline::Strong(self.inlines(content, is_in_link))),
                Inline::Strikeout(content) => out.push(Inline::Strikeout(self.inlines(content, is_in_link))),
                Inline::Superscript(content) => out.push(Inline::Superscript(self.inlines(content, is_in_link))),
                Inline::Subscript(content) => out.push(Inline::Subscript(self.inlines(content, is_in_link))),
                Inline::Span { attributes, content } => {
                    out.push(Inline::Span { attributes, content: self.inlines(content, is_in_link) });
                }
                Inline::Text(_)
                | Inline::SoftBreak
                | Inline::HardBreak
                | Inline::Code(_)
                | Inline::Image { .. }
                | Inline::Citation(_) => out.push(inline),
            }
        }
        out
    }

    fn citation(&self, index: usize, is_in_link: bool, out: &mut Vec<Inline>, next: Option<&mut Inline>) {
        let Some(text) = self.texts.get(index) else { return };
        let running = text.running.iter().cloned();
        // A link cannot hold links.
        if is_in_link {
            out.extend(running.flat_map(without_links));
        } else {
            out.extend(running);
        }
        if text.note.is_none() {
            return;
        }
        let is_made = |slot: &Slot| matches!(slot, Slot::Cited(made) if *made == index);
        let Some(number) = self.collected.cited[index]
            .note
            .filter(|&number| self.collected.slots.get(number - 1).is_some_and(is_made))
        else {
            return;
        };
        if text.running.is_empty() {
            trim_end(out);
        }
        // The number follows the punctuation, as note styles want it.
        if let Some(next) = next
            && let Inline::Text(next) = next
        {
            let marks = next.chars().take_while(|mark| matches!(mark, '.' | ',' | ';' | ':' | '!' | '?')).count();
            if marks > 0 {
                out.push(Inline::Text(next.drain(..marks).collect()));
            }
        }
        out.push(Inline::NoteRef(number - 1));
    }
}

/// Takes away the space before the place of a note's number.
fn trim_end(out: &mut Vec<Inline>) {
    if matches!(out.last(), Some(Inline::SoftBreak)) {
        out.pop();
    }
    if let Some(Inline::Text(words)) = out.last_mut() {
        words.truncate(words.trim_end().len());
    }
}

fn without_links(inline: Inline) -> Vec<Inline> {
    match inline {
        Inline::Link { content, .. } => content.into_iter().flat_map(without_links).collect(),
        other => vec![other],
    }
}

impl Collected {
    /// Returns `id`, or `id` with a number if the note uses it itself.
    pub(super) fn free_id(&self, id: &str) -> String {
        if !self.ids.contains(id) {
            return id.to_owned();
        }
        let numbered = (1..=self.ids.len() + 1).map(|number| format!("{id}-{number}"));
        numbered.into_iter().find(|id| !self.ids.contains(id)).unwrap_or_else(|| id.to_owned())
    }
}
