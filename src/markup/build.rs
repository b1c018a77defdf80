//! Builds the tree from the parser's events.
//!
//! A stack of frames stands for the containers that are open, so that no depth of nesting costs stack; what is
//! nested deeper than [`DEPTH`] is put into the container above, with a warning, so that writers may recurse.

use std::borrow::Cow;
use std::ops::Range;

use pulldown_cmark::{Alignment, CodeBlockKind, Event, LinkType, Options, Parser, Tag};

use super::fences::{self, Fence};
use super::finish::Unfinished;
use super::inline::{self, Atom};
use super::warnings::Warnings;
use super::{Align, Attributes, Block, BlockKind, Column, Footnote, Inline, Markup, Table, plain_text};
use crate::source::Span;

/// How many containers may stand inside one another.
const DEPTH: usize = 48;
/// Longest line of a table, in characters, for which column widths follow the content.
const NARROW: usize = 72;

/// Builds the tree of what stands in `markdown` from byte `body` on.
pub(super) fn build(markdown: &str, body: usize, warnings: &mut Warnings<'_>) -> Markup {
    let (fences, ruled) = fences::find(&markdown[body..]);
    let options = Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_HEADING_ATTRIBUTES;
    let parser = Parser::new_ext(&ruled, options).into_offset_iter();
    let mut builder = Builder {
        markdown,
        body,
        ruled: &ruled,
        fences,
        frames: vec![Frame::new(Kind::Root, Span::new(body, markdown.len()), 0)],
        unfinished: Unfinished::default(),
        warnings,
    };
    for (event, range) in parser {
        builder.event(event, &range);
    }
    builder.close_loose();
    let blocks = builder.frames.pop().map(|root| root.blocks).unwrap_or_default();
    let Builder { unfinished, warnings, .. } = builder;
    unfinished.finish(blocks, warnings)
}

/// An open container.
struct Frame {
    kind: Kind,
    blocks: Vec<Block>,
    atoms: Vec<Atom>,
    span: Span,
    /// Index of the frame that takes its content: its own, or for flat ones that of a frame above.
    takes: usize,
}

impl Frame {
    fn new(kind: Kind, span: Span, takes: usize) -> Self {
        Self { kind, blocks: Vec::new(), atoms: Vec::new(), span, takes }
    }
}

/// What a frame becomes.
enum Kind {
    // Containers of blocks.
    Root,
    Quote,
    Item,
    Note(String),
    /// `None` when it is too deep to be kept.
    Div(Option<Attributes>),
    /// Blocks too deep to be kept in a container of their own.
    FlatBlocks,
    // Containers of their own kind.
    List {
        start: Option<u64>,
        tight: bool,
        items: Vec<Vec<Block>>,
    },
    Table(Table),
    Row {
        head: bool,
        cells: Vec<Vec<Inline>>,
    },
    Code {
        language: Option<String>,
        text: String,
    },
    Html(String),
    // Containers of running text.
    Paragraph {
        implicit: bool,
    },
    Heading {
        level: u8,
        attributes: Attributes,
    },
    Cell,
    Emphasis,
    Strong,
    Strikeout,
    Link {
        target: String,
        title: String,
    },
    Image {
        target: String,
        title: String,
    },
    /// Running text whose marks were none: they are given back.
    Flat(&'static str),
}

impl Kind {
    fn holds_blocks(&self) -> bool {
        matches!(self, Self::Root | Self::Quote | Self::Item | Self::Note(_) | Self::Div(_) | Self::FlatBlocks)
    }

    /// Tells whether the parser does not know of it.
    fn is_ours(&self) -> bool {
        matches!(self, Self::Div(_) | Self::Paragraph { implicit: true })
    }
}

struct Builder<'a, 'w, 'm> {
    markdown: &'a str,
    body: usize,
    ruled: &'a str,
    fences: Vec<Fence>,
    frames: Vec<Frame>,
    unfinished: Unfinished,
    warnings: &'w mut Warnings<'m>,
}

impl Builder<'_, '_, '_> {
    fn event(&mut self, event: Event<'_>, range: &Range<usize>) {
        let span = Span::new(self.body + range.start, self.body + range.end);
        match event {
            Event::Start(tag) => self.start(tag, span),
            Event::End(_) => {
                self.close_loose();
                self.close(span);
            }
            Event::Text(text) => self.text(&text, range),
            Event::Code(code) => {
                // A code span may hold what was made a rule.
                let written = self.written(&code, range).into_owned();
                self.inline(Inline::Code(written), span);
            }
            Event::Html(html) => {
                let written = self.written(&html, range).into_owned();
                if let Some(Frame { kind: Kind::Html(text), .. }) = self.frames.last_mut() {
                    text.push_str(&written);
                }
            }
            Event::InlineHtml(html) => {
                if !html.starts_with("<!--") {
                    self.warn_html(span, &html);
                    self.atom(Atom::Text(html.into_string()), span);
                }
            }
            Event::FootnoteReference(label) => {
                let index = self.unfinished.note(&label);
                self.inline(Inline::NoteRef(index), span);
            }
            Event::SoftBreak => self.inline(Inline::SoftBreak, span),
            Event::HardBreak => self.inline(Inline::HardBreak, span),
            Event::Rule => self.rule(span),
            Event::InlineMath(text) | Event::DisplayMath(text) => {
                self.atom(Atom::Text(text.into_string()), span);
            }
            Event::TaskListMarker(done) => {
                self.atom(Atom::Text(if done { "[x] " } else { "[ ] " }.into()), span);
            }
        }
    }

    /// Returns what stands in the Markdown for `text`, which the parser found at `range` of the ruled body.
    fn written<'t>(&self, text: &'t str, range: &Range<usize>) -> Cow<'t, str>
    where
        Self: 't,
    {
        match self.ruled.get(range.clone()) {
            Some(found) if found == text => {
                Cow::Owned(self.markdown[self.body + range.start..self.body + range.end].into())
            }
            _ => Cow::Borrowed(text),
        }
    }

    fn text(&mut self, text: &str, range: &Range<usize>) {
        let literal = self.ruled.get(range.clone()) == Some(text);
        let span = Span::new(self.body + range.start, self.body + range.end);
        match self.frames.last_mut().map(|frame| &mut frame.kind) {
            Some(Kind::Code { text: code, .. } | Kind::Html(code)) => {
                code.push_str(if literal { &self.markdown[span.range()] } else { text });
            }
            _ if literal => self.literal(span),
            _ => self.atom(Atom::Text(text.into()), span),
        }
    }

    fn literal(&mut self, span: Span) {
        self.open_paragraph(span);
        let escaped = self.markdown[..span.start].ends_with('\\');
        let Some(frame) = self.target() else { return };
        if let Some(Atom::Literal { span: before, .. }) = frame.atoms.last_mut()
            && before.end == span.start
        {
            before.end = span.end;
            return;
        }
        frame.atoms.push(Atom::Literal { span, escaped });
    }

    fn inline(&mut self, inline: Inline, span: Span) {
        self.atom(Atom::Inline(inline), span);
    }

    fn atom(&mut self, atom: Atom, span: Span) {
        self.open_paragraph(span);
        if let Some(frame) = self.target() {
            frame.atoms.push(atom);
        }
    }

    /// Running text that stands in no paragraph, as in tight lists, opens one.
    fn open_paragraph(&mut self, span: Span) {
        let Some(frame) = self.frames.last() else { return };
        if frame.kind.holds_blocks() {
            let in_item = matches!(frame.kind, Kind::Item);
            self.open(Kind::Paragraph { implicit: true }, span);
            if in_item {
                self.set_tight();
            }
        } else if let Some(frame) = self.frames.last_mut()
            && matches!(frame.kind, Kind::Paragraph { implicit: true })
        {
            frame.span.end = span.end;
        }
    }

    fn set_tight(&mut self) {
        if let Some(Kind::List { tight, .. }) = self.frames.iter_mut().rev().nth(2).map(|frame| &mut frame.kind) {
            *tight = true;
        }
    }

    fn start(&mut self, tag: Tag<'_>, span: Span) {
        if is_block(&tag) {
            self.close_paragraph();
        } else {
            self.open_paragraph(span);
        }
        let kind = self.kind(tag, span);
        self.open(kind, span);
    }

    fn open(&mut self, kind: Kind, span: Span) {
        let is_flat = matches!(kind, Kind::Flat(_) | Kind::FlatBlocks | Kind::Div(None));
        let above = self.frames.last().map_or(0, |frame| frame.takes);
        let takes = if is_flat { above } else { self.frames.len() };
        self.frames.push(Frame::new(kind, span, takes));
    }

    /// Returns the frame that takes the next content.
    fn target(&mut self) -> Option<&mut Frame> {
        let takes = self.frames.last()?.takes;
        self.frames.get_mut(takes)
    }

    fn kind(&mut self, tag: Tag<'_>, span: Span) -> Kind {
        let deep = self.frames.len() >= DEPTH;
        let kind = match tag {
            Tag::Paragraph => return Kind::Paragraph { implicit: false },
            Tag::Heading { level, id, classes, attrs } => {
                let pairs =
                    attrs.into_iter().map(|(key, value)| (key.into(), value.map(Into::into).unwrap_or_default()));
                let attributes = Attributes {
                    id: id.map(Into::into),
                    classes: classes.into_iter().map(Into::into).collect(),
                    pairs: pairs.collect(),
                };
                return Kind::Heading { level: level as u8, attributes };
            }
            Tag::CodeBlock(kind) => {
                let language = match kind {
                    CodeBlockKind::Fenced(info) => info.split([' ', ',', '{']).next().map(str::to_owned),
                    CodeBlockKind::Indented => None,
                };
                return Kind::Code { language: language.filter(|name| !name.is_empty()), text: String::new() };
            }
            Tag::HtmlBlock => return Kind::Html(String::new()),
            Tag::FootnoteDefinition(label) => return Kind::Note(label.into_string()),
            Tag::Table(alignments) => return Kind::Table(self.table(&alignments, span)),
            Tag::TableHead => return Kind::Row { head: true, cells: Vec::new() },
            Tag::TableRow => return Kind::Row { head: false, cells: Vec::new() },
            Tag::TableCell => return Kind::Cell,
            Tag::Item => {
                let in_list = matches!(self.frames.last().map(|frame| &frame.kind), Some(Kind::List { .. }));
                return if in_list { Kind::Item } else { Kind::FlatBlocks };
            }
            Tag::BlockQuote(_) if !deep => Kind::Quote,
            Tag::List(start) if !deep => Kind::List { start, tight: false, items: Vec::new() },
            Tag::BlockQuote(_)
            | Tag::List(_)
            | Tag::DefinitionList
            | Tag::DefinitionListTitle
            | Tag::DefinitionListDefinition
            | Tag::MetadataBlock(_) => {
                self.warnings.add(
                    span,
                    "too-deep",
                    format!("blocks nested more than {DEPTH} deep are shown less deep"),
                );
                Kind::FlatBlocks
            }
            Tag::Link { link_type, dest_url, title, .. } => {
                let scheme = if link_type == LinkType::Email { "mailto:" } else { "" };
                let target = format!("{scheme}{dest_url}");
                if let Some(id) = target.strip_prefix('#') {
                    self.unfinished.links.push((id.into(), span));
                }
                if deep { Kind::Flat("") } else { Kind::Link { target, title: title.into_string() } }
            }
            Tag::Image { dest_url, title, .. } => {
                Kind::Image { target: dest_url.into_string(), title: title.into_string() }
            }
            _ if deep => {
                self.warnings.add(span, "too-deep", format!("text nested more than {DEPTH} deep loses its stress"));
                Kind::Flat("")
            }
            Tag::Emphasis => Kind::Emphasis,
            Tag::Strong => Kind::Strong,
            Tag::Strikethrough if self.markdown[span.range()].starts_with("~~") => Kind::Strikeout,
            // Single marks are Pandoc's for lowered text, see `inline`.
            Tag::Strikethrough | Tag::Subscript => Kind::Flat("~"),
            Tag::Superscript => Kind::Flat("^"),
        };
        if let Kind::Flat(marks) = &kind
            && !marks.is_empty()
            && let Some(frame) = self.target()
        {
            let mark = Span::new(span.start, span.start + marks.len());
            frame.atoms.push(Atom::Literal { span: mark, escaped: false });
        }
        kind
    }

    fn table(&self, alignments: &[Alignment], span: Span) -> Table {
        let written = &self.markdown[span.range()];
        let wide = written.lines().any(|line| line.chars().nth(NARROW).is_some());
        let delimiters = written.lines().nth(1).unwrap_or_default().trim_start_matches(['>', ' ', '\t']).trim();
        let delimiters = delimiters.strip_prefix('|').unwrap_or(delimiters);
        let mut dashes = delimiters.split('|').map(|cell| cell.bytes().filter(|&byte| byte == b'-').count());
        let columns = alignments.iter().map(|alignment| {
            let align = match alignment {
                Alignment::None | Alignment::Left => Align::Start,
                Alignment::Center => Align::Center,
                Alignment::Right => Align::End,
            };
            let dashes = dashes.next().unwrap_or_default();
            Column { align, dashes: if wide { dashes } else { 0 } }
        });
        Table { columns: columns.collect(), ..Table::default() }
    }

    /// Handles a rule, which may stand for the fence of a div.
    fn rule(&mut self, span: Span) {
        self.close_paragraph();
        let start = span.start - self.body;
        let index = self.fences.partition_point(|fence| fence.span.end <= start);
        let fence = self.fences.get_mut(index).filter(|fence| fence.span.start < span.end - self.body);
        let Some(fence) = fence else {
            self.block(BlockKind::Rule, span);
            return;
        };
        let place = Span::new(fence.span.start + self.body, fence.span.end + self.body);
        match fence.opens.take() {
            Some(_) if self.frames.len() >= DEPTH => {
                self.warnings.add(
                    place,
                    "too-deep",
                    format!("blocks nested more than {DEPTH} deep are shown less deep"),
                );
                self.open(Kind::Div(None), place);
            }
            Some(attributes) => self.open(Kind::Div(Some(attributes)), place),
            None if matches!(self.frames.last().map(|frame| &frame.kind), Some(Kind::Div(_))) => self.close(place),
            None => self.warnings.add(place, "fence", "`:::` closes nothing: no div is open here"),
        }
    }

    /// Closes a paragraph of our own if one is open.
    fn close_paragraph(&mut self) {
        if let Some(Frame { kind: Kind::Paragraph { implicit: true }, span, .. }) = self.frames.last() {
            let span = *span;
            self.close(span);
        }
    }

    /// Closes what the parser does not know of: paragraphs of our own, and divs whose end is missing.
    fn close_loose(&mut self) {
        while let Some(frame) = self.frames.last()
            && frame.kind.is_ours()
        {
            let span = frame.span;
            if matches!(frame.kind, Kind::Div(_)) {
                self.warnings.add(span, "fence", "this div is never closed, expected `:::` on a line of its own");
            }
            self.close(span);
        }
    }

    fn block(&mut self, kind: BlockKind, span: Span) {
        if let Some(frame) = self.target() {
            frame.blocks.push(Block { kind, span });
        }
    }

    /// Closes the innermost frame; `end` is where it ends.
    fn close(&mut self, end: Span) {
        if self.frames.len() < 2 {
            return;
        }
        let Some(Frame { kind, blocks, atoms, span, .. }) = self.frames.pop() else { return };
        let span = Span::new(span.start, span.end.max(end.end));
        match kind {
            // What they held went to the frame above at once.
            Kind::Root | Kind::FlatBlocks | Kind::Div(None) => {}
            Kind::Quote => self.block(BlockKind::Quote(blocks), span),
            Kind::Div(Some(attributes)) => self.block(BlockKind::Div { attributes, blocks }, span),
            Kind::Item => {
                if let Some(Kind::List { items, .. }) = self.frames.last_mut().map(|frame| &mut frame.kind) {
                    items.push(blocks);
                }
            }
            Kind::Note(label) => {
                if let Some(note) = self.unfinished.define(Footnote { label, blocks, span }) {
                    let message = format!("footnote `{}` is defined twice; the first definition is used", note.label);
                    self.warnings.add(span, "duplicate-footnote", message);
                }
            }
            Kind::List { start, tight, items } => self.block(BlockKind::List { start, tight, items }, span),
            Kind::Code { language, text } => {
                let text = text.strip_suffix('\n').map(str::to_owned).unwrap_or(text);
                self.block(BlockKind::Code { language, text }, span);
            }
            Kind::Html(html) => self.close_html(&html, span),
            Kind::Table(table) => self.block(BlockKind::Table(table), span),
            Kind::Row { head, cells } => self.close_row(head, cells, span),
            Kind::Flat("") => {}
            Kind::Flat(marks) => self.literal(Span::new(span.end - marks.len(), span.end)),
            Kind::Paragraph { .. }
            | Kind::Heading { .. }
            | Kind::Cell
            | Kind::Emphasis
            | Kind::Strong
            | Kind::Strikeout
            | Kind::Link { .. }
            | Kind::Image { .. } => {
                let content = inline::finish(self.markdown, atoms, self.warnings);
                self.close_text(kind, content, span);
            }
        }
    }

    fn close_text(&mut self, kind: Kind, content: Vec<Inline>, span: Span) {
        let inline = match kind {
            Kind::Paragraph { .. } => return self.close_paragraph_of(content, span),
            Kind::Heading { level, attributes } => {
                return self.block(BlockKind::Heading { level, attributes, content }, span);
            }
            Kind::Cell => {
                if let Some(Kind::Row { cells, .. }) = self.frames.last_mut().map(|frame| &mut frame.kind) {
                    cells.push(content);
                }
                return;
            }
            Kind::Emphasis => Inline::Emphasis(content),
            Kind::Strong => Inline::Strong(content),
            Kind::Strikeout => Inline::Strikeout(content),
            Kind::Link { target, title } => Inline::Link { target, title, content },
            Kind::Image { target, title } => {
                Inline::Image { target, alt: plain_text(&content), title, attributes: Attributes::default(), span }
            }
            Kind::Root
            | Kind::Quote
            | Kind::Item
            | Kind::Note(_)
            | Kind::Div(_)
            | Kind::FlatBlocks
            | Kind::List { .. }
            | Kind::Table(_)
            | Kind::Row { .. }
            | Kind::Code { .. }
            | Kind::Html(_)
            | Kind::Flat(_) => return,
        };
        self.inline(inline, span);
    }

    fn close_paragraph_of(&mut self, mut content: Vec<Inline>, span: Span) {
        if content.is_empty() {
            return;
        }
        if let Some(Block { kind: BlockKind::Table(table), .. }) = self.target().and_then(|f| f.blocks.last_mut())
            && table.caption.is_empty()
            && strip_caption_mark(&mut content)
        {
            table.caption = content;
            return;
        }
        self.block(BlockKind::Paragraph(content), span);
    }

    fn close_row(&mut self, head: bool, mut cells: Vec<Vec<Inline>>, span: Span) {
        let written = &self.markdown[span.range()];
        let Some(Kind::Table(table)) = self.frames.last_mut().map(|frame| &mut frame.kind) else { return };
        if head {
            // A head row without words is the way to write a table that has none.
            if cells.iter().any(|cell| !cell.is_empty()) {
                table.head = cells;
            }
            return;
        }
        let is_caption = !written.contains('|') && cells.first_mut().is_some_and(|cell| strip_caption_mark(cell));
        if is_caption {
            table.caption = cells.swap_remove(0);
            return;
        }
        cells.resize_with(table.columns.len(), Vec::new);
        table.rows.push(cells);
    }

    /// Shows raw HTML as the words it is written with; comments are left out.
    fn close_html(&mut self, html: &str, span: Span) {
        let html = html.trim();
        if html.starts_with("<!--") && html.ends_with("-->") {
            return;
        }
        self.warn_html(span, html);
        let mut content = Vec::new();
        for line in html.lines() {
            if !content.is_empty() {
                content.push(Inline::HardBreak);
            }
            content.push(Inline::Text(line.trim().into()));
        }
        self.block(BlockKind::Paragraph(content), span);
    }

    fn warn_html(&mut self, span: Span, html: &str) {
        let name: String = html.chars().take_while(|character| *character != '\n').take(24).collect();
        self.warnings.add(span, "raw-html", format!("raw HTML is shown as text: `{name}`"));
    }
}

/// Removes `: ` or `Table: ` from the head of `content`; tells whether it was there.
fn strip_caption_mark(content: &mut [Inline]) -> bool {
    let Some(Inline::Text(first)) = content.first_mut() else { return false };
    let Some(rest) = first.strip_prefix(": ").or_else(|| first.strip_prefix("Table: ")) else { return false };
    *first = rest.trim_start().to_owned();
    true
}

fn is_block(tag: &Tag<'_>) -> bool {
    match tag {
        Tag::Paragraph
        | Tag::Heading { .. }
        | Tag::BlockQuote(_)
        | Tag::CodeBlock(_)
        | Tag::HtmlBlock
        | Tag::List(_)
        | Tag::Item
        | Tag::FootnoteDefinition(_)
        | Tag::DefinitionList
        | Tag::DefinitionListTitle
        | Tag::DefinitionListDefinition
        | Tag::Table(_)
        | Tag::TableHead
        | Tag::TableRow
        | Tag::TableCell
        | Tag::MetadataBlock(_) => true,
        Tag::Emphasis
        | Tag::Strong
        | Tag::Strikethrough
        | Tag::Superscript
        | Tag::Subscript
        | Tag::Link { .. }
        | Tag::Image { .. } => false,
    }
}
