//! Blocks become strips: what stands above what, how far apart, and what each part is.
//!
//! The tag tree grows here, in the order in which the note is read. Footnotes are set last, when it is known
//! which of them are referred to; their place in the tree is behind the first reference.

use std::sync::Arc;

use hypher::Lang;

use super::chart::Chart;
use super::contents::{self, Entry};
use super::lines::Fill;
use super::pages::{Frame, Segment, Strip};
use super::paragraph::{self, Setting};
use super::runs::{self, NO_BREAK};
use super::style::{self, Colour, Family, Look, TextStyle, Voice};
use super::{Anchor, Heading, Item, Link, LinkId, Owner, Target};
use crate::diagnostic::Diagnostic;
use crate::markup::{Align, Attributes, Block, BlockKind, Inline, Markup, NoteMetadata};
use crate::pdf::Options;
use crate::pdf::fonts::Fonts;
use crate::pdf::lint::{Facts, plain};
use crate::pdf::shape::Shaper;
use crate::pdf::tags::{ElementId, Numbering, Role, TagTree};
use crate::picture::{self, Picture};

/// How deep blocks may be nested before they are no longer set further in.
const DEEPEST: usize = 12;

/// The note as strips, and what they refer to.
pub(super) struct Flow<'f> {
    /// The note.
    pub(super) segments: Vec<Segment>,
    /// Its footnotes.
    pub(super) notes: Vec<Vec<Strip>>,
    /// Rows that tables repeat.
    pub(super) heads: Vec<Vec<Strip>>,
    /// Frames around strips.
    pub(super) frames: Vec<Frame>,
    /// What the parts are.
    pub(super) tags: TagTree,
    /// Links.
    pub(super) links: Vec<Link>,
    /// Headings.
    pub(super) headings: Vec<Heading>,
    /// Entries of the contents, whose numbers are still missing.
    pub(super) entries: Vec<Entry>,
    /// Pictures.
    pub(super) pictures: Vec<Arc<Picture>>,
    /// What had to be set otherwise than asked.
    pub(super) warnings: Vec<Diagnostic>,
    /// The shaper with what it remembers.
    pub(super) shaper: Shaper<'f>,
}

/// Stacks the blocks of the note.
pub(super) fn flow<'f>(
    markup: &Markup,
    facts: &Facts,
    options: &'f Options,
    fonts: &'f Fonts,
    look: &Look,
) -> Flow<'f> {
    let mut typesetter = Typesetter::new(markup, facts, options, fonts, *look);
    let context = Context::new(look);
    typesetter.title(&markup.metadata, context);
    typesetter.blocks(&markup.blocks, context);
    typesetter.end_segment();
    let notes = typesetter.notes(markup, context);
    let entries = typesetter.insert_contents(facts, &notes, context);
    Flow {
        entries,
        segments: typesetter.segments,
        notes,
        heads: typesetter.heads,
        frames: typesetter.frames,
        tags: typesetter.tags,
        links: typesetter.links,
        headings: typesetter.headings,
        pictures: typesetter.pictures,
        warnings: typesetter.warnings,
        shaper: typesetter.shaper,
    }
}

/// Where blocks are set and how.
#[derive(Clone, Copy, Debug)]
pub(super) struct Context {
    /// Left edge.
    pub(super) x: f32,
    /// Width.
    pub(super) width: f32,
    /// Style of their text.
    pub(super) style: TextStyle,
    /// Distance of base lines as a multiple of the size.
    line: f32,
    /// What they are part of.
    pub(super) element: ElementId,
    /// Whether lines fill the measure.
    pub(super) fill: Fill,
    /// How much further right all lines of a paragraph but the first begin.
    pub(super) hanging: f32,
    /// What is drawn beside the tables in it.
    pub(super) chart: Option<Chart>,
    /// Whether a lone paragraph is the content of its parent rather than a paragraph of its own.
    is_bare: bool,
    /// Space between paragraphs.
    pub(super) gap: f32,
    /// How many lists it is inside of.
    lists: usize,
    /// How many blocks it is inside of.
    depth: usize,
}

impl Context {
    fn new(look: &Look) -> Self {
        let style = TextStyle { voice: look.voice(), size: look.body, colour: look.ink, rise: 0.0, is_struck: false };
        Self {
            x: look.geometry.left,
            width: look.geometry.measure,
            style,
            line: look.line,
            element: TagTree::ROOT,
            fill: Fill::Justified,
            hanging: 0.0,
            chart: None,
            is_bare: false,
            gap: style::PARAGRAPH_GAP,
            lists: 0,
            depth: 0,
        }
    }

    /// Returns the context set in by `left` and `right`, as far as there is room.
    fn inside(self, element: ElementId, left: f32, right: f32) -> Self {
        let is_room = self.depth < DEEPEST && self.width - left - right > 60.0;
        let (left, right) = if is_room { (left, right) } else { (0.0, 0.0) };
        Self { x: self.x + left, width: self.width - left - right, element, depth: self.depth + 1, ..self }
    }

    pub(super) fn setting(&self) -> Setting {
        Setting {
            x: self.x,
            width: self.width,
            hanging: self.hanging,
            leading: self.line * self.style.size,
            fill: self.fill,
            align: Align::Start,
            is_hyphenated: self.fill == Fill::Justified,
        }
    }
}

/// The state of setting a note.
pub(super) struct Typesetter<'f> {
    /// Sizes and colours.
    pub(super) look: Look,
    /// Shapes words.
    pub(super) shaper: Shaper<'f>,
    /// Patterns for hyphens.
    pub(super) patterns: Option<Lang>,
    /// What the parts are.
    pub(super) tags: TagTree,
    /// The Markdown, to see how wide tables are written.
    pub(super) options: &'f Options,
    /// Rows that tables repeat.
    pub(super) heads: Vec<Vec<Strip>>,
    /// What had to be set otherwise than asked.
    pub(super) warnings: Vec<Diagnostic>,
    /// Pictures used so far, in the order of their first use.
    pub(super) pictures: Vec<Arc<Picture>>,
    links: Vec<Link>,
    headings: Vec<Heading>,
    frames: Vec<Frame>,
    open_frames: Vec<usize>,
    segments: Vec<Segment>,
    strips: Vec<Strip>,
    /// Space that the block before wants below it.
    pub(super) below: f32,
    /// Whether the next strip is the first in a frame, which has its own space.
    is_at_edge: bool,
    /// Whether what was stacked last is a heading.
    is_under_heading: bool,
    /// Names that lead to the next strip.
    anchors: Vec<Anchor>,
    /// Elements of the notes that are referred to, and the order of their first references.
    note_elements: Vec<Option<ElementId>>,
    note_order: Vec<usize>,
    /// The headings that the next one may be under: level in the note, level in the tags.
    open_headings: Vec<(u8, u8)>,
    is_in_columns: bool,
    /// Behind how many strips and parts of the document the contents go; nothing without a title.
    behind_title: Option<(usize, usize)>,
}

impl<'f> Typesetter<'f> {
    fn new(markup: &Markup, facts: &Facts, options: &'f Options, fonts: &'f Fonts, look: Look) -> Self {
        Self {
            look,
            shaper: Shaper::new(fonts),
            patterns: patterns(&facts.language),
            tags: TagTree::new(),
            options,
            heads: Vec::new(),
            warnings: Vec::new(),
            pictures: Vec::new(),
            links: Vec::new(),
            headings: Vec::new(),
            frames: Vec::new(),
            open_frames: Vec::new(),
            segments: Vec::new(),
            strips: Vec::new(),
            below: 0.0,
            is_at_edge: false,
            is_under_heading: false,
            anchors: Vec::new(),
            note_elements: vec![None; markup.notes.len()],
            note_order: Vec::new(),
            open_headings: Vec::new(),
            is_in_columns: false,
            behind_title: None,
        }
    }

    /// Lets `anchor` lead to the next strip.
    pub(super) fn anchor(&mut self, anchor: Anchor) {
        self.anchors.push(anchor);
    }

    /// Adds a link.
    pub(super) fn link(&mut self, element: ElementId, target: Target, label: String) -> LinkId {
        self.links.push(Link { element, target, label });
        LinkId(self.links.len() - 1)
    }

    /// Tells whether the footnote has not been referred to before.
    pub(super) fn is_first_reference(&self, note: usize) -> bool {
        self.note_elements.get(note).is_some_and(Option::is_none)
    }

    /// Gives the footnote its place in the tree, behind the reference inside `parent`.
    pub(super) fn open_note(&mut self, note: usize, parent: ElementId) {
        let element = self.tags.element(parent, Role::Note);
        self.tags.get_mut(element).id = Some(format!("note-{}", note + 1));
        if let Some(place) = self.note_elements.get_mut(note) {
            *place = Some(element);
            self.note_order.push(note);
        }
    }

    /// Stacks `strips` under what stands there, `above` or more below it.
    pub(super) fn stack(&mut self, mut strips: Vec<Strip>, above: f32, below: f32) {
        let Some(first) = strips.first_mut() else { return };
        first.above = if self.is_at_edge { 0.0 } else { first.above.max(above).max(self.below) };
        self.is_at_edge = false;
        self.is_under_heading = false;
        first.anchors.append(&mut self.anchors);
        self.below = below;
        for strip in &mut strips {
            strip.frames.clone_from(&self.open_frames);
        }
        self.strips.append(&mut strips);
    }

    /// Keeps what was stacked last with what follows.
    fn keep_last(&mut self) {
        if let Some(last) = self.strips.last_mut() {
            last.keep = true;
        }
    }

    fn end_segment(&mut self) {
        if !self.strips.is_empty() {
            self.segments.push(Segment { columns: vec![std::mem::take(&mut self.strips)] });
        }
    }

    fn title(&mut self, metadata: &NoteMetadata, context: Context) {
        let Some(title) = &metadata.title else { return };
        self.open_headings.push((0, 1));
        let element = self.tags.element(TagTree::ROOT, Role::Heading(1));
        let mut strips = self.display(&[Inline::Text(title.clone())], 0, element, context);
        strips.iter_mut().for_each(|strip| strip.keep = true);
        self.stack(strips, 0.0, 0.0);
        let byline = [metadata.author.join(", "), metadata.date.clone().unwrap_or_default()];
        let byline: Vec<&str> = byline.iter().map(String::as_str).filter(|part| !part.is_empty()).collect();
        let lines = [(metadata.subtitle.clone(), self.look.title * 0.65), (Some(byline.join(", ")), self.look.body)];
        for (text, size) in lines {
            let Some(text) = text.filter(|text| !text.is_empty()) else { continue };
            let element = self.tags.element(TagTree::ROOT, Role::Paragraph);
            let style = TextStyle { size, colour: self.look.grey, ..context.style };
            let setting =
                Setting { leading: size * 1.2, fill: Fill::Ragged, is_hyphenated: false, ..context.setting() };
            let runs = runs::flatten(self, &[Inline::Text(text)], style, element);
            let strips = paragraph::set(self, &runs, setting);
            self.stack(strips, 0.0, 0.5);
        }
        self.below = 8.0;
        self.behind_title = Some((self.strips.len(), self.tags.get(TagTree::ROOT).kids.len()));
    }

    /// Returns the headings met so far.
    pub(super) fn headings(&self) -> &[Heading] {
        &self.headings
    }

    /// Puts contents behind the title of a note that is long enough.
    fn insert_contents(&mut self, facts: &Facts, notes: &[Vec<Strip>], context: Context) -> Vec<Entry> {
        let Some((strips, parts)) = self.behind_title else { return Vec::new() };
        let height = contents::height(&self.segments, notes);
        let before = self.tags.get(TagTree::ROOT).kids.len();
        let (listed, entries) = self.contents(&facts.language, height, context);
        // What was added at the end of the tree is read behind the title.
        let kids = &mut self.tags.get_mut(TagTree::ROOT).kids;
        let count = kids.len() - before;
        if let Some(moved) = kids.get_mut(parts..) {
            moved.rotate_right(count);
        }
        if let Some(column) = self.segments.first_mut().and_then(|segment| segment.columns.first_mut()) {
            let at = strips.min(column.len());
            column.splice(at..at, listed);
        }
        entries
    }

    /// Sets `content` as a heading of the look `level` (0 is the title).
    pub(super) fn display(
        &mut self,
        content: &[Inline],
        level: u8,
        element: ElementId,
        context: Context,
    ) -> Vec<Strip> {
        let (size, ..) = self.look.heading(level);
        let voice = Voice { family: self.look.display_family, is_bold: true, is_italic: false };
        let style = TextStyle { voice, size, colour: self.look.display, rise: 0.0, is_struck: false };
        let setting = Setting {
            leading: size * 1.22,
            hanging: 0.0,
            fill: Fill::Ragged,
            is_hyphenated: false,
            ..context.setting()
        };
        let runs = runs::flatten(self, content, style, element);
        paragraph::set(self, &runs, setting)
    }

    /// Stacks `blocks`.
    fn blocks(&mut self, blocks: &[Block], context: Context) {
        for block in blocks {
            self.block(block, context);
        }
    }

    fn block(&mut self, block: &Block, context: Context) {
        match &block.kind {
            BlockKind::Heading { level, attributes, content } => self.heading(*level, attributes, content, context),
            BlockKind::Paragraph(content) => self.paragraph(content, context),
            BlockKind::List { start, tight, items } => self.list(*start, *tight, items, context),
            BlockKind::Quote(blocks) => self.quote(blocks, context),
            BlockKind::Table(table) => self.table(table, block.span, context),
            BlockKind::Code { text, .. } => self.code(text, context),
            BlockKind::Rule => self.rule(context),
            BlockKind::Div { attributes, blocks } => self.div(attributes, blocks, context),
        }
    }

    fn heading(&mut self, level: u8, attributes: &Attributes, content: &[Inline], context: Context) {
        let tag_level = self.tag_level(level);
        if let Some(id) = &attributes.id {
            self.anchor(Anchor::Id(id.clone()));
        }
        self.anchor(Anchor::Heading(self.headings.len()));
        self.headings.push(Heading { level: tag_level, title: plain(content) });
        let element = self.tags.element(context.element, Role::Heading(tag_level));
        let mut strips = self.display(content, level, element, context);
        // A heading longer than any sensible one may be cut; it still stays with the text after it.
        let free = strips.len().saturating_sub(8);
        strips.iter_mut().skip(free).for_each(|strip| strip.keep = true);
        let (_, above, below) = self.look.heading(level);
        // A heading right under another belongs to it.
        let above = if self.is_under_heading { above * 0.4 } else { above };
        self.stack(strips, above, below);
        self.is_under_heading = true;
    }

    /// Returns the level of the next heading in the tags, where no level may be left out.
    fn tag_level(&mut self, level: u8) -> u8 {
        while self.open_headings.last().is_some_and(|&(outer, _)| outer >= level) {
            self.open_headings.pop();
        }
        let tag_level = self.open_headings.last().map_or(1, |&(_, outer)| outer + 1).min(6);
        self.open_headings.push((level, tag_level));
        tag_level
    }

    fn paragraph(&mut self, content: &[Inline], context: Context) {
        if picture::stand_alone(content, &self.options.pictures) {
            return self.figures(content, context);
        }
        let element =
            if context.is_bare { context.element } else { self.tags.element(context.element, Role::Paragraph) };
        let runs = runs::flatten(self, content, context.style, element);
        let strips = paragraph::set(self, &runs, context.setting());
        self.stack(strips, context.gap, context.gap);
    }

    fn list(&mut self, start: Option<u64>, tight: bool, items: &[Vec<Block>], context: Context) {
        let numbering = if start.is_some() { Numbering::Decimal } else { Numbering::Bullet };
        let element = self.tags.element(context.element, Role::List(numbering));
        let labels: Vec<String> = (0..items.len() as u64)
            .map(|at| match start {
                Some(first) => format!("{}.", first.saturating_add(at)),
                None => ["•", "–", "•"][context.lists % 3].to_owned(),
            })
            .collect();
        let style = context.style;
        let face = self.look.voice().face();
        let widest = labels
            .iter()
            .map(|label| self.shaper.word(face, label).width * style.size)
            .fold(style.size * 0.5, f32::max);
        let indent = widest + style.size * 0.45 + if start.is_none() { style.size * 0.4 } else { 0.0 };
        let gap = if tight { 1.2 } else { context.gap };
        let outer_gap = context.gap;
        self.below = self.below.max(outer_gap.min(if context.lists > 0 { gap } else { outer_gap }));
        for (label, blocks) in labels.iter().zip(items) {
            let item = self.tags.element(element, Role::Item);
            let label_element = self.tags.element(item, Role::Label);
            let body = self.tags.element(item, Role::ItemBody);
            let mut inner = context.inside(body, indent, 0.0);
            inner.lists += 1;
            inner.gap = gap;
            inner.hanging = 0.0;
            inner.is_bare = matches!(blocks.first().map(|block| &block.kind), Some(BlockKind::Paragraph(_)))
                && blocks.iter().filter(|block| matches!(block.kind, BlockKind::Paragraph(_))).count() == 1;
            let owner = Owner::Leaf(self.tags.leaf(label_element));
            // Beside the words, wherever those begin: deep inside there is no room to set them further in.
            let x = match start {
                Some(_) => inner.x - style.size * 0.45,
                None => inner.x - indent + style.size * 0.4,
            };
            let mark = Mark {
                label,
                size: style.size,
                colour: style.colour,
                owner,
                right: start.is_some().then_some(x),
                left: x,
            };
            self.marked(&mark, blocks, inner, gap);
        }
        self.below = self.below.max(outer_gap);
    }

    /// Stacks `blocks` with a mark beside their first line.
    fn marked(&mut self, mark: &Mark<'_>, blocks: &[Block], context: Context, gap: f32) {
        let from = self.strips.len();
        let segments = self.segments.len();
        self.blocks(blocks, context);
        if self.strips.len() == from && self.segments.len() == segments {
            let height = self.look.leading(context.style.size);
            self.stack(vec![Strip { height, ..Strip::default() }], gap, gap);
        }
        let leading = self.look.leading(context.style.size);
        let face = self.look.voice().face();
        let mut texts = paragraph::line(&mut self.shaper, mark.label, face, mark.size, mark.colour, mark.owner);
        let width = texts.last().map_or(0.0, |text| text.x + text.width);
        let x = mark.right.map_or(mark.left, |right| right - width);
        for text in &mut texts {
            text.x += x;
            text.y += style::baseline(leading);
        }
        if let Some(strip) = self.strips.get_mut(from) {
            strip.items.splice(0..0, texts.into_iter().map(Item::Text));
        }
    }

    fn quote(&mut self, blocks: &[Block], context: Context) {
        let element = self.tags.element(context.element, Role::Quote);
        let mut inner = context.inside(element, 16.0, 16.0);
        inner.style.voice.is_italic = !context.style.voice.is_italic;
        inner.hanging = 0.0;
        inner.is_bare = false;
        self.below = self.below.max(style::BLOCK_GAP);
        self.blocks(blocks, inner);
        self.below = self.below.max(style::BLOCK_GAP);
    }

    fn code(&mut self, text: &str, context: Context) {
        let paragraph = self.tags.element(context.element, Role::Paragraph);
        let element = self.tags.element(paragraph, Role::Code);
        let is_framed = !self.open_frames.is_empty();
        let mut inner = if is_framed {
            self.below = self.below.max(context.gap);
            context.inside(element, 7.0, 7.0)
        } else {
            self.open_frame(context, element, Frame::of(self.look.ground, None), 7.0)
        };
        inner.style.voice = Voice { family: Family::Mono, ..Voice::default() };
        inner.style.size = context.style.size * style::CODE_RATIO;
        inner.fill = Fill::Ragged;
        inner.hanging = 0.0;
        for line in text.trim_end().lines() {
            // A space before the words of a line ends no line and is not folded.
            let blank = line.len() - line.trim_start().len();
            let mut kept: String = std::iter::repeat_n(NO_BREAK, blank).collect();
            kept.push_str(&line[blank..].replace("  ", "\u{a0} "));
            let runs = runs::flatten(self, &[Inline::Text(kept)], inner.style, element);
            let mut strips = paragraph::set(self, &runs, inner.setting());
            if strips.is_empty() {
                strips.push(Strip { height: self.look.leading(inner.style.size), ..Strip::default() });
            }
            self.stack(strips, 0.0, 0.0);
        }
        if is_framed {
            self.below = context.gap;
        } else {
            self.close_frame();
        }
    }

    fn rule(&mut self, context: Context) {
        let width = context.width * 0.3;
        let x = context.x + (context.width - width) / 2.0;
        let fill = super::Fill { x, y: 3.0, width, height: 0.6, colour: self.look.hairline };
        let strip = Strip { height: 6.0, items: vec![Item::Fill(fill)], ..Strip::default() };
        self.stack(vec![strip], style::BLOCK_GAP, style::BLOCK_GAP);
    }

    fn div(&mut self, attributes: &Attributes, blocks: &[Block], context: Context) {
        if let Some(id) = &attributes.id {
            self.anchor(Anchor::Id(id.clone()));
        }
        let element = self.tags.element(context.element, Role::Division);
        let mut inner = context.inside(element, 0.0, 0.0);
        inner.is_bare = false;
        inner.chart = Chart::of(attributes).or(context.chart);
        if attributes.has("sides") && !self.is_in_columns {
            self.sides(blocks, inner);
        } else if attributes.has("box") || attributes.has("method") {
            let frame = Frame::of(self.look.ground, Some(self.look.edge));
            let mut boxed = self.open_frame(inner, element, frame, 10.0);
            boxed.style.size = boxed.style.size.min(self.look.side);
            self.blocks(blocks, boxed);
            self.close_frame();
        } else {
            if attributes.id.as_deref() == Some("refs") {
                inner.hanging = 14.0;
            }
            self.blocks(blocks, inner);
        }
    }

    /// Opens a frame around what is stacked next and gives the context inside it.
    fn open_frame(&mut self, context: Context, element: ElementId, frame: Frame, padding: f32) -> Context {
        // The frame reaches into a strip of its own above and below, so that it never touches another.
        self.stack(vec![Strip { height: frame.outset, keep: true, ..Strip::default() }], style::BLOCK_GAP, 0.0);
        let frame = Frame { x: context.x, width: context.width, ..frame };
        self.open_frames.push(self.frames.len());
        self.frames.push(frame);
        let inside = Strip { height: style::FRAME_PADDING, keep: true, ..Strip::default() };
        self.stack(vec![inside], 0.0, 0.0);
        self.is_at_edge = true;
        context.inside(element, padding, padding)
    }

    fn close_frame(&mut self) {
        self.keep_last();
        self.is_at_edge = true;
        self.stack(vec![Strip { height: style::FRAME_PADDING, keep: true, ..Strip::default() }], 0.0, 0.0);
        let frame = self.open_frames.pop().and_then(|frame| self.frames.get(frame));
        let height = frame.map_or(0.0, |frame| frame.outset);
        self.stack(vec![Strip { height, ..Strip::default() }], 0.0, style::BLOCK_GAP);
    }

    /// Sets the divs among `blocks` side by side and the rest above or below them.
    fn sides(&mut self, blocks: &[Block], context: Context) {
        let is_div = |block: &Block| matches!(block.kind, BlockKind::Div { .. });
        for group in blocks.chunk_by(|a, b| is_div(a) == is_div(b)) {
            let is_columns = group.first().is_some_and(is_div) && (2..=3).contains(&group.len());
            if is_columns { self.columns(group, context) } else { self.blocks(group, context) }
        }
    }

    fn columns(&mut self, blocks: &[Block], context: Context) {
        let outer = std::mem::take(&mut self.strips);
        if !outer.is_empty() {
            self.segments.push(Segment { columns: vec![outer] });
        }
        let count = blocks.len() as f32;
        let width = (context.width - style::COLUMN_GAP * (count - 1.0)) / count;
        let above = self.below;
        let mut columns = Vec::with_capacity(blocks.len());
        self.is_in_columns = true;
        let mut x = context.x;
        let outer_frames = self.open_frames.len();
        for column in 1..blocks.len() {
            let x = context.x + (width + style::COLUMN_GAP) * column as f32 - style::COLUMN_GAP / 2.0 - 0.25;
            self.open_frames.push(self.frames.len());
            self.frames.push(Frame { x, width: 0.5, ground: Some(self.look.hairline), edge: None, outset: 0.0 });
        }
        let is_coloured = blocks.iter().all(|block| side(block).is_some());
        let is_under_heading = self.is_under_heading;
        for block in blocks {
            self.below = above;
            self.is_under_heading = is_under_heading;
            let mut inner = Context { x, width, ..context };
            inner.style.size = inner.style.size.min(self.look.side);
            if let Some(side) = side(block).filter(|_| is_coloured) {
                let colour = self.look.sides[side];
                let bar = super::Fill { x, y: 0.0, width, height: 1.6, colour };
                let strip = Strip { height: 4.0, items: vec![Item::Fill(bar)], keep: true, ..Strip::default() };
                self.stack(vec![strip], style::PARAGRAPH_GAP, 0.0);
                self.is_at_edge = true;
            }
            self.block(block, inner);
            columns.push(std::mem::take(&mut self.strips));
            x += width + style::COLUMN_GAP;
        }
        self.is_in_columns = false;
        self.open_frames.truncate(outer_frames);
        self.segments.push(Segment { columns });
        self.below = style::BLOCK_GAP;
    }

    /// Sets the footnotes that are referred to; a note may refer to further notes.
    fn notes(&mut self, markup: &Markup, context: Context) -> Vec<Vec<Strip>> {
        let mut set = vec![Vec::new(); markup.notes.len()];
        let mut next = 0;
        while let Some(&note) = self.note_order.get(next) {
            next += 1;
            let Some(element) = self.note_elements.get(note).copied().flatten() else { continue };
            let Some(footnote) = markup.notes.get(note) else { continue };
            let label = self.tags.element(element, Role::Label);
            let owner = Owner::Leaf(self.tags.leaf(label));
            let mut inner = context.inside(element, 14.0, 0.0);
            inner.style.size = self.look.note;
            inner.gap = 1.5;
            self.below = 0.0;
            self.anchor(Anchor::Note(note));
            let number = (note + 1).to_string();
            let x = context.x + 9.0;
            let mark = Mark {
                label: &number,
                size: self.look.note * 0.8,
                colour: self.look.ink,
                owner,
                right: Some(x),
                left: x,
            };
            self.marked(&mark, &footnote.blocks, inner, 0.0);
            let mut strips = std::mem::take(&mut self.strips);
            if let Some(first) = strips.first_mut() {
                first.above = 1.5;
            }
            if let Some(place) = set.get_mut(note) {
                *place = strips;
            }
        }
        set
    }
}

/// A number or a dot beside a block.
struct Mark<'a> {
    label: &'a str,
    size: f32,
    colour: Colour,
    owner: Owner,
    /// Where it ends, or nothing if it begins at `left`.
    right: Option<f32>,
    left: f32,
}

impl Frame {
    fn of(ground: Colour, edge: Option<Colour>) -> Self {
        Self { x: 0.0, width: 0.0, ground: Some(ground), edge, outset: 4.0 }
    }
}

/// Returns which side a div is of.
fn side(block: &Block) -> Option<usize> {
    let BlockKind::Div { attributes, .. } = &block.kind else { return None };
    match (attributes.has("optimistic"), attributes.has("sceptical")) {
        (true, false) => Some(0),
        (false, true) => Some(1),
        _ => None,
    }
}

/// Returns the patterns for hyphens in `language`.
fn patterns(language: &str) -> Option<Lang> {
    match language.split('-').next().unwrap_or_default().to_ascii_lowercase().as_str() {
        "en" => Some(Lang::English),
        "fr" => Some(Lang::French),
        "de" => Some(Lang::German),
        "uk" => Some(Lang::Ukrainian),
        _ => None,
    }
}
