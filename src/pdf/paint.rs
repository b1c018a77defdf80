//! Paints placed items as printpdf's operators. Nothing is decided here.
//!
//! Each stretch of items that belong to the same leaf is one marked-content sequence with a number of its own;
//! what belongs to none is an artifact. The numbers given out are returned, so that the tags can refer to them.

use std::collections::BTreeMap;

use printpdf::{
    Codepoint, Color, DictItem, FontId, Mm, Op, PaintMode, PdfDocument, PdfFont, PdfFontHandle, PdfPage, Pt, Rect, Rgb,
    TextItem, TextMatrix, XObject, XObjectId, XObjectTransform,
};

use super::fonts::{Face, Subset, Usage};
use super::layout::style::Colour;
use super::layout::{Fill, Furniture, Item, Layout, Owner, Page, PlacedGlyph, PlacedPicture, Text};
use super::picture;
use super::tags::{LeafId, TagTree};

/// The leaf that each marked-content sequence of each page belongs to, by its number.
pub(super) type Marks = Vec<Vec<LeafId>>;

/// Records which glyphs the pages show.
pub(super) fn usage(layout: &Layout) -> Usage {
    let mut usage = Usage::default();
    for item in layout.pages.iter().flat_map(|page| &page.items) {
        let Item::Text(text) = item else { continue };
        let mut whole = "";
        for glyph in &text.glyphs {
            if glyph.end > glyph.start {
                whole = text.text.get(glyph.start..glyph.end).unwrap_or_default();
            }
            usage.record(text.face, glyph.id, shown(whole));
        }
    }
    usage
}

/// Paints all pages into `document`.
pub(super) fn paint(layout: &Layout, subsets: Vec<Subset>, usage: &Usage, document: &mut PdfDocument) -> Marks {
    let mut pages = Vec::with_capacity(layout.pages.len());
    let mut marks = Vec::with_capacity(layout.pages.len());
    let by_face: BTreeMap<Face, &Subset> = subsets.iter().map(|subset| (subset.face, subset)).collect();
    for page in &layout.pages {
        let mut painter = Painter {
            height: layout.size.1,
            tags: &layout.tags,
            subsets: &by_face,
            usage,
            operators: Vec::new(),
            marks: Vec::new(),
            open: None,
            colour: None,
        };
        painter.page(page);
        pages.push(PdfPage::new(millimetres(layout.size.0), millimetres(layout.size.1), painter.operators));
        marks.push(painter.marks);
    }
    for subset in subsets {
        document.resources.fonts.map.insert(font_id(subset.face), PdfFont::new(subset.parsed));
    }
    for (place, shown) in layout.pictures.iter().enumerate() {
        let object = XObject::External(picture::object(shown));
        document.resources.xobjects.map.insert(picture_id(place), object);
    }
    document.with_pages(pages);
    marks
}

/// A marked-content sequence.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Sequence {
    Leaf(LeafId),
    Furniture(Furniture),
    Decoration,
}

struct Painter<'a> {
    height: f32,
    tags: &'a TagTree,
    subsets: &'a BTreeMap<Face, &'a Subset>,
    usage: &'a Usage,
    operators: Vec<Op>,
    marks: Vec<LeafId>,
    open: Option<Sequence>,
    colour: Option<Colour>,
}

impl Painter<'_> {
    fn page(&mut self, page: &Page) {
        for item in &page.items {
            match item {
                Item::Text(text) => self.text(text),
                Item::Fill(fill) => self.fill(fill),
                Item::Picture(picture) => self.picture(picture),
            }
        }
        self.close();
    }

    fn fill(&mut self, fill: &Fill) {
        self.open(Sequence::Decoration);
        self.colour(fill.colour);
        let rectangle = Rect {
            x: point(fill.x),
            y: point(self.height - fill.y - fill.height),
            width: point(fill.width),
            height: point(fill.height),
            mode: Some(PaintMode::Fill),
            winding_order: None,
        };
        self.operators.push(Op::DrawRectangle { rectangle });
    }

    fn picture(&mut self, picture: &PlacedPicture) {
        self.open(sequence(picture.owner));
        let transform = XObjectTransform {
            translate_x: Some(point(picture.x)),
            translate_y: Some(point(self.height - picture.y - picture.height)),
            scale_x: Some(rounded(picture.width)),
            scale_y: Some(rounded(picture.height)),
            no_auto_scale: true,
            ..XObjectTransform::default()
        };
        self.operators.push(Op::UseXobject { id: picture_id(picture.picture), transform });
    }

    fn text(&mut self, text: &Text) {
        let mut from = 0;
        let mut pieces = Vec::new();
        for at in 0..text.glyphs.len() {
            // A glyph that the font knows by another text is a sequence of its own that says its text.
            if !self.is_plain(text, at) {
                let end = at + 1 + further(&text.glyphs[at + 1..]);
                pieces.push((from, at, false));
                pieces.push((at, end, true));
                from = end.max(from);
            }
        }
        pieces.push((from, text.glyphs.len(), false));
        for (from, to, is_said) in pieces {
            let glyphs = text.glyphs.get(from..to).unwrap_or_default();
            if !glyphs.is_empty() {
                self.piece(text, glyphs, is_said);
            }
        }
    }

    /// Tells whether glyph `at` stands alone for the text that the font knows it by.
    fn is_plain(&self, text: &Text, at: usize) -> bool {
        let glyph = &text.glyphs[at];
        if glyph.end == glyph.start {
            return true;
        }
        let own = text.text.get(glyph.start..glyph.end).unwrap_or_default();
        let is_known = !text.is_added_hyphen && self.usage.text(text.face, glyph.id) == shown(own);
        is_known && further(&text.glyphs[at + 1..]) == 0
    }

    fn piece(&mut self, text: &Text, glyphs: &[PlacedGlyph], is_said: bool) {
        let sequence = sequence(text.owner);
        if is_said {
            let start = glyphs.iter().map(|glyph| glyph.start).min().unwrap_or(0);
            let end = glyphs.iter().map(|glyph| glyph.end).max().unwrap_or(start);
            let own = text.text.get(start..end).unwrap_or_default();
            // An added hyphen is a soft one: it is no part of the word.
            self.open_said(sequence, if text.is_added_hyphen { "\u{ad}" } else { own });
        } else {
            self.open(sequence);
        }
        self.operators.push(Op::StartTextSection);
        self.operators.push(Op::SetFont { font: PdfFontHandle::External(font_id(text.face)), size: point(text.size) });
        self.colour(text.colour);
        for run in glyphs.chunk_by(|a, b| (a.rise - b.rise).abs() < 0.01) {
            self.run(text, run);
        }
        self.operators.push(Op::EndTextSection);
        if is_said {
            self.close();
        }
    }

    /// Shows glyphs on one base line: the pen moves by what the font states, and the difference is made up.
    fn run(&mut self, text: &Text, glyphs: &[PlacedGlyph]) {
        let (Some(subset), Some(first)) = (self.subsets.get(&text.face), glyphs.first()) else { return };
        let x = rounded(text.x + first.x);
        let y = rounded(self.height - text.y + first.rise);
        self.operators.push(Op::SetTextMatrix { matrix: TextMatrix::Translate(Pt(x), Pt(y)) });
        let unit = 1000.0 / text.size;
        let mut pen = (x - text.x) * unit;
        let shown = glyphs.iter().enumerate().map(|(at, glyph)| {
            let (number, width) = subset.glyph(glyph.id);
            pen += width;
            let mut offset = 0.0;
            if let Some(next) = glyphs.get(at + 1) {
                offset = (pen - next.x * unit).round();
                pen -= offset;
            }
            Codepoint::with_cid(number, offset, self.usage.text(text.face, glyph.id).to_owned())
        });
        let items = vec![TextItem::GlyphIds(shown.collect())];
        self.operators.push(Op::ShowText { items });
    }

    fn colour(&mut self, colour: Colour) {
        if self.colour == Some(colour) {
            return;
        }
        self.colour = Some(colour);
        let part = |part: u16| f32::from(part) / 1000.0;
        let rgb = Rgb { r: part(colour.0), g: part(colour.1), b: part(colour.2), icc_profile: None };
        self.operators.push(Op::SetFillColor { col: Color::Rgb(rgb) });
    }

    fn open(&mut self, sequence: Sequence) {
        if self.open == Some(sequence) {
            return;
        }
        self.close();
        self.open = Some(sequence);
        let properties = match sequence {
            Sequence::Leaf(leaf) => self.numbered(leaf),
            Sequence::Decoration => BTreeMap::from([name("Type", "Layout")]),
            Sequence::Furniture(furniture) => artifact(furniture),
        };
        let tag = match sequence {
            Sequence::Leaf(leaf) => self.tags.get(self.tags.owner(leaf)).role.name(),
            Sequence::Decoration | Sequence::Furniture(_) => "Artifact",
        };
        self.begin(tag, properties);
    }

    /// Opens a sequence whose text is `words` whatever glyphs are shown.
    fn open_said(&mut self, sequence: Sequence, words: &str) {
        self.close();
        self.open = Some(sequence);
        let Sequence::Leaf(leaf) = sequence else {
            self.open = None;
            self.open(sequence);
            return;
        };
        let mut properties = self.numbered(leaf);
        let utf16 = std::iter::once(0xFEFF).chain(words.encode_utf16());
        properties.insert("ActualText".into(), DictItem::Bytes(utf16.flat_map(u16::to_be_bytes).collect()));
        self.begin("Span", properties);
    }

    fn numbered(&mut self, leaf: LeafId) -> BTreeMap<String, DictItem> {
        let number = i64::try_from(self.marks.len()).unwrap_or(i64::MAX);
        self.marks.push(leaf);
        BTreeMap::from([("MCID".into(), DictItem::Int(number))])
    }

    fn begin(&mut self, tag: &str, map: BTreeMap<String, DictItem>) {
        let properties = DictItem::Dict { map };
        self.operators.push(Op::BeginMarkedContentWithProperties { tag: tag.into(), properties });
    }

    fn close(&mut self) {
        if self.open.take().is_some() {
            self.operators.push(Op::EndMarkedContent);
        }
    }
}

/// Counts the glyphs at the start of `glyphs` that belong to the cluster before them.
fn further(glyphs: &[PlacedGlyph]) -> usize {
    glyphs.iter().take_while(|glyph| glyph.end == glyph.start).count()
}

/// Returns the text that a font should know a glyph by: spaces at which no line ends look like any other.
fn shown(text: &str) -> &str {
    if matches!(text, "\u{a0}" | "\u{202f}") { " " } else { text }
}

fn sequence(owner: Owner) -> Sequence {
    match owner {
        Owner::Leaf(leaf) => Sequence::Leaf(leaf),
        Owner::Furniture(furniture) => Sequence::Furniture(furniture),
    }
}

fn picture_id(place: usize) -> XObjectId {
    XObjectId(format!("P{place}"))
}

fn artifact(furniture: Furniture) -> BTreeMap<String, DictItem> {
    let mut properties = BTreeMap::from([name("Type", "Pagination")]);
    match furniture {
        Furniture::Header => properties.extend([name("Subtype", "Header")]),
        Furniture::Footer => properties.extend([name("Subtype", "Footer")]),
        Furniture::Repeated => {}
    }
    properties
}

fn name(key: &str, value: &str) -> (String, DictItem) {
    (key.to_owned(), DictItem::Name(value.as_bytes().to_vec()))
}

fn font_id(face: Face) -> FontId {
    FontId(format!("F{}", face.index()))
}

/// Rounds to hundredths of a point: finer than any printer, and short to write.
fn rounded(length: f32) -> f32 {
    (length * 100.0).round() / 100.0
}

fn point(length: f32) -> Pt {
    Pt(rounded(length))
}

fn millimetres(points: f32) -> Mm {
    Mm::from(Pt(points))
}
