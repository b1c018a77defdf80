//! Reads Markdown: CommonMark with tables and footnotes, an optional YAML front matter before it.
//!
//! The positions are those of the file. The words of a block reach from its first to its last inline element, so the
//! marks of headings and lists lie outside; marks inside a line (`*`, links) stay, because the file has them.

use pulldown_cmark::{Event, HeadingLevel, Options, Parser, Tag, TagEnd};

use super::{Block, BlockKind, Furniture};
use crate::source::Span;

/// Returns the span of the YAML between the `---` lines at the head of `text`, and where the text after it begins.
pub(super) fn front_matter(text: &str) -> Option<(Span, usize)> {
    let first = text.strip_prefix("---")?;
    let head = first.find('\n').filter(|&end| first[..end].trim().is_empty())?;
    let start = 3 + head + 1;
    let mut at = start;
    while at <= text.len() {
        let rest = &text[at..];
        let end = rest.find('\n').map_or(text.len(), |end| at + end);
        if matches!(text[at..end].trim_end(), "---" | "...") {
            return Some((Span::new(start, at), (end + 1).min(text.len())));
        }
        at = end + 1;
    }
    None
}

/// Returns the blocks of `text[from..]`.
pub(super) fn read(text: &str, from: usize) -> Vec<Block> {
    let options = Options::ENABLE_TABLES | Options::ENABLE_FOOTNOTES | Options::ENABLE_STRIKETHROUGH;
    let options = options | Options::ENABLE_TASKLISTS | Options::ENABLE_HEADING_ATTRIBUTES;
    let mut reader = Reader { text, blocks: Vec::new(), open: None, inside: Vec::new() };
    for (event, range) in Parser::new_ext(text.get(from..).unwrap_or_default(), options).into_offset_iter() {
        reader.event(&event, Span::new(from + range.start, from + range.end));
    }
    reader.close();
    reader.blocks
}

struct Reader<'a> {
    text: &'a str,
    blocks: Vec<Block>,
    /// The block whose inline elements are being read.
    open: Option<Block>,
    /// Containers around the present place, innermost last.
    inside: Vec<BlockKind>,
}

impl Reader<'_> {
    fn event(&mut self, event: &Event<'_>, span: Span) {
        match event {
            Event::Start(tag) => self.start(tag, span),
            Event::End(end) => self.end(*end),
            Event::Html(_) => self.whole(BlockKind::Code, span, Some(Furniture::Residue)),
            Event::Rule => self.close(),
            Event::TaskListMarker(_) | Event::SoftBreak | Event::HardBreak => {}
            Event::Text(_)
            | Event::Code(_)
            | Event::InlineHtml(_)
            | Event::FootnoteReference(_)
            | Event::InlineMath(_)
            | Event::DisplayMath(_) => self.inline(span),
        }
    }

    fn start(&mut self, tag: &Tag<'_>, span: Span) {
        match tag {
            Tag::Heading { level, .. } => self.open_as(BlockKind::Heading(number(*level))),
            Tag::Paragraph => self.open_as(self.inside.last().copied().unwrap_or(BlockKind::Paragraph)),
            Tag::TableHead | Tag::TableRow => self.open_as(BlockKind::TableRow),
            Tag::CodeBlock(_) => self.open_as(BlockKind::Code),
            Tag::BlockQuote(_) => self.enter(BlockKind::Quote),
            Tag::Item => self.enter(BlockKind::ListItem),
            Tag::FootnoteDefinition(_) => self.enter(BlockKind::Paragraph),
            Tag::List(_) | Tag::Table(_) | Tag::HtmlBlock => self.close(),
            Tag::Emphasis
            | Tag::Strong
            | Tag::Strikethrough
            | Tag::Superscript
            | Tag::Subscript
            | Tag::Link { .. }
            | Tag::Image { .. } => self.inline(span),
            Tag::TableCell
            | Tag::MetadataBlock(_)
            | Tag::DefinitionList
            | Tag::DefinitionListTitle
            | Tag::DefinitionListDefinition => {}
        }
    }

    fn end(&mut self, end: TagEnd) {
        match end {
            TagEnd::Item | TagEnd::BlockQuote(_) | TagEnd::FootnoteDefinition => {
                self.close();
                self.inside.pop();
            }
            TagEnd::Paragraph
            | TagEnd::Heading(_)
            | TagEnd::CodeBlock
            | TagEnd::TableHead
            | TagEnd::TableRow
            | TagEnd::HtmlBlock => self.close(),
            TagEnd::List(_)
            | TagEnd::Table
            | TagEnd::TableCell
            | TagEnd::Emphasis
            | TagEnd::Strong
            | TagEnd::Strikethrough
            | TagEnd::Superscript
            | TagEnd::Subscript
            | TagEnd::Link
            | TagEnd::Image
            | TagEnd::MetadataBlock(_)
            | TagEnd::DefinitionList
            | TagEnd::DefinitionListTitle
            | TagEnd::DefinitionListDefinition => {}
        }
    }

    fn enter(&mut self, kind: BlockKind) {
        self.close();
        self.inside.push(kind);
    }

    fn open_as(&mut self, kind: BlockKind) {
        self.close();
        self.open = Some(Block { kind, span: Span::default(), furniture: None });
    }

    fn whole(&mut self, kind: BlockKind, span: Span, furniture: Option<Furniture>) {
        self.close();
        self.open = Some(Block { kind, span, furniture });
        self.close();
    }

    /// Lets the open block reach over `span`; text of a tight list item opens a block of its own.
    fn inline(&mut self, span: Span) {
        let kind = self.inside.last().copied().unwrap_or(BlockKind::Paragraph);
        let block = self.open.get_or_insert(Block { kind, span: Span::default(), furniture: None });
        if block.span.is_empty() {
            block.span = span;
        } else {
            block.span = Span::new(block.span.start.min(span.start), block.span.end.max(span.end));
        }
    }

    fn close(&mut self) {
        let Some(mut block) = self.open.take() else { return };
        // Containers may hand out one line twice; a block never begins before the end of the last.
        block.span.start = block.span.start.max(self.blocks.last().map_or(0, |last| last.span.end));
        let Some(words) = self.text.get(block.span.start..block.span.end.max(block.span.start)) else { return };
        let start = block.span.start + (words.len() - words.trim_start().len());
        let trimmed = words.trim();
        if !trimmed.is_empty() {
            block.span = Span::new(start, start + trimmed.len());
            self.blocks.push(block);
        }
    }
}

fn number(level: HeadingLevel) -> u8 {
    match level {
        HeadingLevel::H1 => 1,
        HeadingLevel::H2 => 2,
        HeadingLevel::H3 => 3,
        HeadingLevel::H4 => 4,
        HeadingLevel::H5 => 5,
        HeadingLevel::H6 => 6,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocks_are_found_without_their_marks() {
        let text = "---\ntitle: x\n---\n# The *toll*\n\nFirst line\nsecond line.\n\n- one\n  - two **bold**\n- three\n\n> quoted\n\n\
                    | a | b |\n|---|---|\n| 1 | 2 |\n\n```\ncode\n```\n";
        let (yaml, from) = front_matter(text).expect("front matter");
        assert_eq!(&text[yaml.range()], "title: x\n");
        let found =
            read(text, from).into_iter().map(|block| (block.kind, &text[block.span.range()])).collect::<Vec<_>>();
        assert_eq!(
            found,
            [
                (BlockKind::Heading(1), "The *toll*"),
                (BlockKind::Paragraph, "First line\nsecond line."),
                (BlockKind::ListItem, "one"),
                (BlockKind::ListItem, "two **bold**"),
                (BlockKind::ListItem, "three"),
                (BlockKind::Quote, "quoted"),
                (BlockKind::TableRow, "a | b"),
                (BlockKind::TableRow, "1 | 2"),
                (BlockKind::Code, "code"),
            ]
        );
    }

    #[test]
    fn a_rule_is_no_front_matter() {
        assert_eq!(front_matter("--- a\n---\n"), None);
        assert_eq!(front_matter("---\nnever closed\n"), None);
        assert_eq!(front_matter("---\n---"), Some((Span::new(4, 4), 7)));
    }
}
