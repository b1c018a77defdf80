//! Sizes, distances and colours: the look of the page in one place.

use super::super::fonts::Face;
use crate::pdf::Paper;

/// A colour as red, green and blue in thousandths.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Colour(pub(crate) u16, pub(crate) u16, pub(crate) u16);

/// Text.
pub(super) const INK: Colour = Colour(60, 60, 75);
/// Subtitles, running titles.
pub(super) const GREY: Colour = Colour(360, 360, 380);
/// Links; 7.9 to 1 against white.
pub(super) const LINK: Colour = Colour(60, 270, 580);
/// Hairlines.
pub(super) const HAIRLINE: Colour = Colour(700, 700, 700);
/// Ground of boxes and code.
pub(super) const GROUND: Colour = Colour(962, 968, 976);
/// Edge of boxes.
pub(super) const EDGE: Colour = Colour(760, 790, 830);

/// The two sides, wherever they are drawn: told apart by eyes of all kinds, and neither of them red.
pub(super) const SIDES: [Colour; 2] = [Colour(180, 440, 620), Colour(830, 560, 200)];

/// A page's size and margins.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(super) struct Geometry {
    /// Width of the page.
    pub(super) width: f32,
    /// Height of the page.
    pub(super) height: f32,
    /// Left edge of the text.
    pub(super) left: f32,
    /// Width of the text.
    pub(super) measure: f32,
    /// Top edge of the text.
    pub(super) top: f32,
    /// Bottom edge of the text, notes included.
    pub(super) bottom: f32,
}

impl Geometry {
    /// Returns the page for `paper`: wide enough margins that a line holds about 90 letters.
    pub(super) fn of(paper: Paper) -> Self {
        let (width, height) = match paper {
            Paper::A4 => (595.276, 841.89),
            Paper::Letter => (612.0, 792.0),
        };
        let side = 68.0;
        Self { width, height, left: side, measure: width - 2.0 * side, top: 68.0, bottom: height - 75.0 }
    }

    /// Returns the height of the text, notes included.
    pub(super) fn text_height(&self) -> f32 {
        self.bottom - self.top
    }
}

/// How text is set.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(super) struct TextStyle {
    /// Upright, slanted, heavy and so on.
    pub(super) voice: Voice,
    /// Size.
    pub(super) size: f32,
    /// Colour.
    pub(super) colour: Colour,
    /// How far above the base line.
    pub(super) rise: f32,
    /// Whether it is struck out.
    pub(super) is_struck: bool,
}

/// What chooses the face.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(super) struct Voice {
    /// Which family.
    pub(super) family: Family,
    /// Strong.
    pub(super) is_bold: bool,
    /// Slanted.
    pub(super) is_italic: bool,
}

/// Families of type.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(super) enum Family {
    /// Running text.
    #[default]
    Serif,
    /// Headings.
    Sans,
    /// Code.
    Mono,
}

impl Voice {
    /// Returns the face.
    pub(super) fn face(self) -> Face {
        match (self.family, self.is_bold, self.is_italic) {
            (Family::Sans, ..) => Face::SansBold,
            (Family::Mono, false, _) => Face::Mono,
            (Family::Mono, true, _) => Face::MonoBold,
            (Family::Serif, false, false) => Face::Serif,
            (Family::Serif, true, false) => Face::SerifBold,
            (Family::Serif, false, true) => Face::SerifItalic,
            (Family::Serif, true, true) => Face::SerifBoldItalic,
        }
    }
}

/// Distance of base lines for text of `size`.
pub(super) fn leading(size: f32) -> f32 {
    size * 1.3
}

/// Where the base line lies in a line of height `leading`.
pub(super) fn baseline(leading: f32) -> f32 {
    leading * 0.76
}

/// Size of running text.
pub(super) const BODY: f32 = 10.5;
/// Size of text in two columns and in boxes.
pub(super) const SIDE: f32 = 9.8;
/// Size of text in tables.
pub(super) const TABLE: f32 = 9.5;
/// Smallest size that a table of many columns is set in.
pub(super) const TABLE_LEAST: f32 = 5.5;
/// Size of notes.
pub(super) const NOTE: f32 = 8.6;
/// Size of running titles and page numbers.
pub(super) const FURNITURE: f32 = 8.8;
/// Code against the text around it, whose letters are smaller.
pub(super) const CODE_RATIO: f32 = 0.82;

/// Size of a heading, and the space above and below it.
pub(super) fn heading(level: u8) -> (f32, f32, f32) {
    match level {
        0 => (20.0, 0.0, 0.0),
        1 => (16.0, 20.0, 6.0),
        2 => (13.0, 13.0, 3.6),
        3 => (11.0, 10.0, 2.6),
        _ => (10.2, 9.0, 2.5),
    }
}

/// Space between paragraphs.
pub(super) const PARAGRAPH_GAP: f32 = 4.8;
/// Space around tables, quotations and boxes.
pub(super) const BLOCK_GAP: f32 = 8.5;
/// Space between the edge of a frame, as it is without a page's end, and what is in it.
pub(super) const FRAME_PADDING: f32 = 4.0;
/// Space between the text and its first note.
pub(super) const NOTE_GAP: f32 = 12.0;
/// Space between columns.
pub(super) const COLUMN_GAP: f32 = 18.0;
/// Space between a cell's edge and its words, sideways.
pub(super) const CELL_SIDE: f32 = 5.0;
/// Space between a cell's edge and its words, above and below.
pub(super) const CELL_TOP: f32 = 2.0;
