//! Layout: a note's blocks become pages of placed items, as plain data.
//!
//! Every decision about a page is made here, and nothing here knows PDF operators. The steps are a file each:
//! [`runs`] turns inlines into one text with styles, [`measure`] into boxes and spaces, [`lines`] chooses the
//! breaks of the whole paragraph at once, [`paragraph`] makes lines of glyphs, [`blocks`] (with [`table`] and [`chart`])
//! stacks them into strips, [`contents`] lists the headings of a long note, and [`pages`] cuts the strips into pages with their notes.
//!
//! Lengths are points (1/72 inch). `x` grows to the right from the page's left edge, `y` grows *down* from the
//! top edge: of the page for placed items, of the strip before they are placed.

mod blocks;
mod chart;
mod contents;
mod lines;
mod measure;
mod pages;
mod paragraph;
mod picture;
mod runs;
pub(super) mod style;
mod table;

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::diagnostic::Diagnostic;
use crate::markup::Markup;
use crate::picture::Picture;

use super::fonts::{Face, Fonts};
use super::tags::{ElementId, LeafId, TagTree};
use super::{Options, lint};
use style::Colour;

/// The pages of a note and what finishing them needs.
#[derive(Debug)]
pub(super) struct Layout {
    /// Width and height of every page.
    pub(super) size: (f32, f32),
    /// The pages.
    pub(super) pages: Vec<Page>,
    /// What the parts are.
    pub(super) tags: TagTree,
    /// The links that areas of pages refer to.
    pub(super) links: Vec<Link>,
    /// Headings in reading order, for the outline.
    pub(super) headings: Vec<Heading>,
    /// Where names lead to.
    pub(super) anchors: BTreeMap<Anchor, Spot>,
    /// Pictures that items refer to.
    pub(super) pictures: Vec<Arc<Picture>>,
    /// What had to be set otherwise than asked.
    pub(super) warnings: Vec<Diagnostic>,
}

/// A page.
#[derive(Clone, PartialEq, Debug, Default)]
pub(super) struct Page {
    /// What stands on it, in the order of painting.
    pub(super) items: Vec<Item>,
    /// Areas that are links.
    pub(super) areas: Vec<LinkArea>,
}

/// Something placed.
#[derive(Clone, PartialEq, Debug)]
pub(super) enum Item {
    /// Glyphs on a base line.
    Text(Text),
    /// A filled rectangle: a rule, a ground or the edge of a frame. It carries no meaning.
    Fill(Fill),
    /// A picture.
    Picture(PlacedPicture),
}

/// A picture in its place.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(super) struct PlacedPicture {
    /// Left edge.
    pub(super) x: f32,
    /// Top edge.
    pub(super) y: f32,
    /// Width.
    pub(super) width: f32,
    /// Height.
    pub(super) height: f32,
    /// Which, by its place in [`Layout::pictures`].
    pub(super) picture: usize,
    /// What it belongs to.
    pub(super) owner: Owner,
}

/// A stretch of glyphs of one face, size and colour.
#[derive(Clone, PartialEq, Debug)]
pub(super) struct Text {
    /// Where the pen starts.
    pub(super) x: f32,
    /// The base line.
    pub(super) y: f32,
    /// How far it reaches.
    pub(super) width: f32,
    /// Face.
    pub(super) face: Face,
    /// Size.
    pub(super) size: f32,
    /// Colour.
    pub(super) colour: Colour,
    /// The glyphs from left to right.
    pub(super) glyphs: Vec<PlacedGlyph>,
    /// The text that the glyphs stand for, in reading order.
    pub(super) text: String,
    /// What it belongs to.
    pub(super) owner: Owner,
    /// The link it is part of.
    pub(super) link: Option<LinkId>,
    /// Whether it is a hyphen that the words do not have.
    pub(super) is_added_hyphen: bool,
}

/// A glyph of a [`Text`].
#[derive(Clone, Copy, PartialEq, Debug)]
pub(super) struct PlacedGlyph {
    /// Number in the font.
    pub(super) id: u16,
    /// Right of the start of the text.
    pub(super) x: f32,
    /// Above the base line.
    pub(super) rise: f32,
    /// First byte of the text it stands for; empty for all but the first glyph of a cluster.
    pub(super) start: usize,
    /// Byte after the last.
    pub(super) end: usize,
}

/// A filled rectangle.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(super) struct Fill {
    /// Left edge.
    pub(super) x: f32,
    /// Top edge.
    pub(super) y: f32,
    /// Width.
    pub(super) width: f32,
    /// Height.
    pub(super) height: f32,
    /// Colour.
    pub(super) colour: Colour,
}

/// What content belongs to.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Owner {
    /// The note.
    Leaf(LeafId),
    /// The head or the foot of the page, or rows repeated on it.
    Furniture(Furniture),
}

/// Kinds of content that is not part of the note.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Furniture {
    /// Running title.
    Header,
    /// Page number.
    Footer,
    /// Rows of heads repeated on a further page.
    Repeated,
}

/// A link by its place in [`Layout::links`].
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub(super) struct LinkId(usize);

impl LinkId {
    /// Returns the place as a number.
    pub(super) fn index(self) -> usize {
        self.0
    }
}

/// A link.
#[derive(Clone, PartialEq, Debug)]
pub(super) struct Link {
    /// Its element.
    pub(super) element: ElementId,
    /// Where it leads.
    pub(super) target: Target,
    /// Its words.
    pub(super) label: String,
}

/// Where a link leads.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Target {
    /// Out of the document.
    Address(String),
    /// Into it.
    Anchor(Anchor),
}

/// A place in the note that links lead to.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) enum Anchor {
    /// An identifier.
    Id(String),
    /// A footnote, by its index.
    Note(usize),
    /// The place where a footnote is referred to first.
    Reference(usize),
    /// A heading, by its place in [`Layout::headings`].
    Heading(usize),
    /// An entry of the contents, by its place there.
    Entry(usize),
}

/// Where an anchor came to stand.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(super) struct Spot {
    /// Page, from 0.
    pub(super) page: usize,
    /// Height on it.
    pub(super) y: f32,
}

/// Part of a page that is a link.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(super) struct LinkArea {
    /// Which link.
    pub(super) link: LinkId,
    /// Left edge.
    pub(super) x: f32,
    /// Top edge.
    pub(super) y: f32,
    /// Width.
    pub(super) width: f32,
    /// Height.
    pub(super) height: f32,
}

/// A heading for the outline.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Heading {
    /// Depth, from 1.
    pub(super) level: u8,
    /// Its words.
    pub(super) title: String,
}

/// Lays the note out.
pub(super) fn layout(markup: &Markup, facts: &lint::Facts, options: &Options, fonts: &Fonts) -> Layout {
    let look = style::Look::of(&options.theme, options.paper);
    let geometry = look.geometry;
    let mut flow = blocks::flow(markup, facts, options, fonts, &look);
    let mut cut = pages::cut(flow.segments, flow.notes, &flow.heads, &flow.frames, &look);
    contents::number(&mut cut.pages, &cut.anchors, &flow.entries, &mut flow.shaper, &look);
    pages::furnish(&mut cut.pages, &facts.title, &mut flow.shaper, &look);
    Layout {
        size: (geometry.width, geometry.height),
        pages: cut.pages,
        tags: flow.tags,
        links: flow.links,
        headings: flow.headings,
        anchors: cut.anchors,
        pictures: flow.pictures,
        warnings: flow.warnings,
    }
}
