//! Sizes, distances and colours: the look of the page in one place.

use super::super::fonts::Face;
use crate::pdf::Paper;
use crate::theme::{self, Font, Margins, Theme};

/// A colour as red, green and blue in thousandths.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Colour(pub(crate) u16, pub(crate) u16, pub(crate) u16);

impl From<theme::Colour> for Colour {
    fn from(colour: theme::Colour) -> Self {
        let part = |part: u8| (u16::from(part) * 200 + 25) / 51;
        Self(part(colour.red), part(colour.green), part(colour.blue))
    }
}

/// What a theme decides: sizes, colours, families, and the page.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(super) struct Look {
    /// The page.
    pub(super) geometry: Geometry,
    /// Text.
    pub(super) ink: Colour,
    /// Title and headings.
    pub(super) display: Colour,
    /// Subtitles, running titles.
    pub(super) grey: Colour,
    /// Links; by default 7.9 to 1 against white.
    pub(super) link: Colour,
    /// Hairlines.
    pub(super) hairline: Colour,
    /// Ground of boxes and code.
    pub(super) ground: Colour,
    /// Edge of boxes.
    pub(super) edge: Colour,
    /// The two sides, wherever they are drawn: told apart by eyes of all kinds, and by default neither of them red.
    pub(super) sides: [Colour; 2],
    /// Family of running text.
    pub(super) text_family: Family,
    /// Family of headings.
    pub(super) display_family: Family,
    /// Size of running text.
    pub(super) body: f32,
    /// Size of the title.
    pub(super) title: f32,
    /// Size of text in two columns and in boxes.
    pub(super) side: f32,
    /// Size of text in tables.
    pub(super) table: f32,
    /// Size of notes.
    pub(super) note: f32,
    /// Size of running titles and page numbers.
    pub(super) furniture: f32,
    /// Distance of base lines as a multiple of the size.
    pub(super) line: f32,
}

impl Look {
    /// Returns the look that `theme` gives pages of `paper`: what it leaves out is as built in, and sizes follow that
    /// of the text.
    pub(super) fn of(theme: &Theme, paper: Paper) -> Self {
        let colour = |own: Option<theme::Colour>, built_in: Colour| own.map_or(built_in, Colour::from);
        let family = |font: Option<Font>, built_in: Family| match font {
            None => built_in,
            Some(Font::LibertinusSerif) => Family::Serif,
            Some(Font::NewComputerModern) => Family::Roman,
            Some(Font::NotoSans) => Family::Sans,
        };
        let (colours, sizes) = (&theme.colours, &theme.sizes);
        let body = sizes.text.unwrap_or(BODY);
        let size = |own: Option<f32>, built_in: f32| own.unwrap_or(built_in * body / BODY);
        let ink = colour(colours.text, Colour(60, 60, 75));
        Self {
            geometry: Geometry::of(&theme.margins, paper),
            ink,
            display: colour(colours.headings, ink),
            grey: colour(colours.faint, Colour(360, 360, 380)),
            link: colour(colours.links, Colour(60, 270, 580)),
            hairline: colour(colours.rules, Colour(700, 700, 700)),
            ground: colour(colours.ground, Colour(962, 968, 976)),
            edge: colour(colours.rules, Colour(760, 790, 830)),
            sides: [
                colour(colours.optimistic, Colour(180, 440, 620)),
                colour(colours.sceptical, Colour(830, 560, 200)),
            ],
            text_family: family(theme.fonts.text, Family::Serif),
            display_family: family(theme.fonts.headings, Family::Sans),
            body,
            title: size(sizes.title, 20.0),
            side: size(sizes.sides, 9.8).min(body),
            table: size(sizes.tables, 9.5),
            note: size(sizes.notes, 8.6),
            furniture: size(None, 8.8),
            line: sizes.line.unwrap_or(1.3),
        }
    }

    /// Returns the voice of running text.
    pub(super) fn voice(&self) -> Voice {
        Voice { family: self.text_family, ..Voice::default() }
    }

    /// Returns the distance of base lines for text of `size`.
    pub(super) fn leading(&self, size: f32) -> f32 {
        size * self.line
    }

    /// Returns the size of a heading, and the space above and below it; level 0 is the title.
    pub(super) fn heading(&self, level: u8) -> (f32, f32, f32) {
        let (size, above, below) = match level {
            0 => return (self.title, 0.0, 0.0),
            1 => (16.0, 20.0, 6.0),
            2 => (13.0, 13.0, 3.6),
            3 => (11.0, 10.0, 2.6),
            _ => (10.2, 9.0, 2.5),
        };
        (size * self.body / BODY, above, below)
    }
}

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
    /// Returns the page for `paper`: by default with margins wide enough that a line holds about 90 letters.
    fn of(margins: &Margins, paper: Paper) -> Self {
        let (width, height) = match paper {
            Paper::A4 => (595.276, 841.89),
            Paper::Letter => (612.0, 792.0),
        };
        let margin = |own: Option<f32>, built_in: f32| own.map_or(built_in, |millimetres| millimetres * 72.0 / 25.4);
        let (left, right) = (margin(margins.left, 68.0), margin(margins.right, 68.0));
        let (top, bottom) = (margin(margins.top, 68.0), height - margin(margins.bottom, 75.0));
        Self { width, height, left, measure: width - left - right, top, bottom }
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
    /// Libertinus Serif.
    #[default]
    Serif,
    /// Noto Sans.
    Sans,
    /// New Computer Modern.
    Roman,
    /// Code.
    Mono,
}

impl Voice {
    /// Returns the face.
    pub(super) fn face(self) -> Face {
        let faces = match self.family {
            Family::Serif => [Face::Serif, Face::SerifBold, Face::SerifItalic, Face::SerifBoldItalic],
            Family::Sans => [Face::Sans, Face::SansBold, Face::SansItalic, Face::SansBoldItalic],
            Family::Roman => [Face::Roman, Face::RomanBold, Face::RomanItalic, Face::RomanBoldItalic],
            Family::Mono => [Face::Mono, Face::MonoBold, Face::Mono, Face::MonoBold],
        };
        faces[usize::from(self.is_bold) + 2 * usize::from(self.is_italic)]
    }
}

/// Where the base line lies in a line of height `leading`.
pub(super) fn baseline(leading: f32) -> f32 {
    leading * 0.76
}

/// Size of running text, which the other built-in sizes belong to.
const BODY: f32 = 10.5;
/// Smallest size that a table of many columns is set in.
pub(super) const TABLE_LEAST: f32 = 5.5;
/// Code against the text around it, whose letters are smaller.
pub(super) const CODE_RATIO: f32 = 0.82;

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
