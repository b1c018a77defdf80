//! Goes through the running text of a note, whatever it stands in.
//!
//! In reading order; of a table the caption comes first, then the cells row by row. What is inside an inline is visited
//! after it.

use super::{Block, BlockKind, Inline, Markup};

impl Inline {
    /// Returns what stands inside; nothing for words, breaks, code, pictures, notes and citations.
    pub fn content(&self) -> &[Self] {
        match self {
            Self::Emphasis(content)
            | Self::Strong(content)
            | Self::Strikeout(content)
            | Self::Superscript(content)
            | Self::Subscript(content)
            | Self::Link { content, .. }
            | Self::Span { content, .. } => content,
            Self::Text(_)
            | Self::SoftBreak
            | Self::HardBreak
            | Self::Code(_)
            | Self::Image { .. }
            | Self::NoteRef(_)
            | Self::Citation(_) => &[],
        }
    }

    /// Returns what stands inside, to be changed.
    pub fn content_mut(&mut self) -> &mut [Self] {
        match self {
            Self::Emphasis(content)
            | Self::Strong(content)
            | Self::Strikeout(content)
            | Self::Superscript(content)
            | Self::Subscript(content)
            | Self::Link { content, .. }
            | Self::Span { content, .. } => content,
            Self::Text(_)
            | Self::SoftBreak
            | Self::HardBreak
            | Self::Code(_)
            | Self::Image { .. }
            | Self::NoteRef(_)
            | Self::Citation(_) => &mut [],
        }
    }
}

impl Markup {
    /// Calls `visit_inline` for all running text of a note, then for that of its footnotes.
    pub fn visit<'m>(&'m self, visit_inline: &mut dyn FnMut(&'m Inline)) {
        visit(&self.blocks, visit_inline);
        self.notes.iter().for_each(|note| visit(&note.blocks, visit_inline));
    }
}

fn visit<'m>(blocks: &'m [Block], visit_inline: &mut dyn FnMut(&'m Inline)) {
    for block in blocks {
        match &block.kind {
            BlockKind::Heading { content, .. } | BlockKind::Paragraph(content) => visit_text(content, visit_inline),
            BlockKind::List { items, .. } => items.iter().for_each(|item| visit(item, visit_inline)),
            BlockKind::Quote(blocks) | BlockKind::Div { blocks, .. } => visit(blocks, visit_inline),
            BlockKind::Table(table) => {
                let cells = table.head.iter().chain(table.rows.iter().flatten());
                [&table.caption].into_iter().chain(cells).for_each(|content| visit_text(content, visit_inline));
            }
            BlockKind::Code { .. } | BlockKind::Rule => {}
        }
    }
}

fn visit_text<'m>(content: &'m [Inline], visit_inline: &mut dyn FnMut(&'m Inline)) {
    for inline in content {
        visit_inline(inline);
        visit_text(inline.content(), visit_inline);
    }
}

/// Calls `visit_inline` for all running text of `blocks`, which it may change.
pub(super) fn visit_mut(blocks: &mut [Block], visit_inline: &mut dyn FnMut(&mut Inline)) {
    for block in blocks {
        match &mut block.kind {
            BlockKind::Heading { content, .. } | BlockKind::Paragraph(content) => {
                visit_text_mut(content, visit_inline);
            }
            BlockKind::List { items, .. } => items.iter_mut().for_each(|item| visit_mut(item, visit_inline)),
            BlockKind::Quote(blocks) | BlockKind::Div { blocks, .. } => visit_mut(blocks, visit_inline),
            BlockKind::Table(table) => {
                let cells = table.head.iter_mut().chain(table.rows.iter_mut().flatten());
                [&mut table.caption].into_iter().chain(cells).for_each(|content| visit_text_mut(content, visit_inline));
            }
            BlockKind::Code { .. } | BlockKind::Rule => {}
        }
    }
}

/// As [`visit_mut`], for one run of text.
pub(super) fn visit_text_mut(content: &mut [Inline], visit_inline: &mut dyn FnMut(&mut Inline)) {
    for inline in content {
        visit_inline(inline);
        visit_text_mut(inline.content_mut(), visit_inline);
    }
}
