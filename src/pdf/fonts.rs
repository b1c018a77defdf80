//! The faces a document is set in, which characters each can show, and the small fonts that are embedded.
//!
//! Text is Libertinus Serif, headings are Noto Sans (a theme may change both), code is `DejaVu Sans Mono`; New Computer Modern and `DejaVu`
//! stand in for characters that those lack. All of them are in crates under free licences (OFL, Apache, Bitstream
//! Vera). A face is parsed when it is first needed, because most notes use four or five of the fifteen.

use std::cell::OnceCell;
use std::collections::BTreeMap;

use harfrust::{Font, GlyphId, ShaperFont};
use printpdf::{FontMetrics, FontType, ParsedFont, PdfFontMetricsStub};
use rustc_hash::FxHashMap;
use sha2::{Digest, Sha256};
use subsetter::GlyphRemapper;

/// A font file and what it is used for.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub(super) enum Face {
    /// Running text.
    Serif,
    /// Strong stress and heads of tables.
    SerifBold,
    /// Stress and quotations.
    SerifItalic,
    /// Both.
    SerifBoldItalic,
    /// Headings.
    SansBold,
    /// Code.
    Mono,
    /// Strong code.
    MonoBold,
    /// Stands in for letters that the face of the text lacks.
    Roman,
    /// Stands in for signs of mathematics.
    Math,
    /// Running text where a theme asks for it.
    Sans,
    /// Its stress.
    SansItalic,
    /// Stress in headings.
    SansBoldItalic,
    /// Strong stress in the face of TeX, where a theme asks for it.
    RomanBold,
    /// Its stress.
    RomanItalic,
    /// Both.
    RomanBoldItalic,
}

impl Face {
    /// All faces, in the order of their numbers in the file.
    pub(super) const ALL: [Self; 15] = [
        Self::Serif,
        Self::SerifBold,
        Self::SerifItalic,
        Self::SerifBoldItalic,
        Self::SansBold,
        Self::Mono,
        Self::MonoBold,
        Self::Roman,
        Self::Math,
        Self::Sans,
        Self::SansItalic,
        Self::SansBoldItalic,
        Self::RomanBold,
        Self::RomanItalic,
        Self::RomanBoldItalic,
    ];

    /// Faces tried in turn for a character that the face of the text lacks.
    const STAND_INS: [Self; 5] = [Self::Serif, Self::Roman, Self::Mono, Self::Math, Self::Sans];

    /// Returns the number of the face, which is also its place in [`Face::ALL`].
    pub(super) fn index(self) -> usize {
        self as usize
    }

    /// Returns its name in PostScript, without the tag of a subset.
    fn name(self) -> &'static str {
        match self {
            Self::Serif => "LibertinusSerif-Regular",
            Self::SerifBold => "LibertinusSerif-Bold",
            Self::SerifItalic => "LibertinusSerif-Italic",
            Self::SerifBoldItalic => "LibertinusSerif-BoldItalic",
            Self::SansBold => "NotoSans-Bold",
            Self::Mono => "DejaVuSansMono",
            Self::MonoBold => "DejaVuSansMono-Bold",
            Self::Roman => "NewCM10-Regular",
            Self::Math => "NewCMMath-Regular",
            Self::Sans => "NotoSans",
            Self::SansItalic => "NotoSans-Italic",
            Self::SansBoldItalic => "NotoSans-BoldItalic",
            Self::RomanBold => "NewCM10-Bold",
            Self::RomanItalic => "NewCM10-Italic",
            Self::RomanBoldItalic => "NewCM10-BoldItalic",
        }
    }

    /// Returns the font file. The numbers are places in the list of `typst-assets`; a test compares the names.
    fn data(self) -> &'static [u8] {
        let place = match self {
            Self::Sans => return ttf_noto_sans::REGULAR,
            Self::SansBold => return ttf_noto_sans::BOLD,
            Self::SansItalic => return ttf_noto_sans::ITALIC,
            Self::SansBoldItalic => return ttf_noto_sans::BOLD_ITALIC,
            Self::Serif => 0,
            Self::SerifBold => 1,
            Self::SerifItalic => 2,
            Self::SerifBoldItalic => 3,
            Self::Math => 8,
            Self::Roman => 9,
            Self::RomanBold => 10,
            Self::RomanItalic => 11,
            Self::RomanBoldItalic => 12,
            Self::MonoBold => 13,
            Self::Mono => 16,
        };
        typst_assets::fonts().nth(place).unwrap_or_default()
    }

    fn is_bold(self) -> bool {
        matches!(
            self,
            Self::SerifBold
                | Self::SerifBoldItalic
                | Self::SansBold
                | Self::SansBoldItalic
                | Self::RomanBold
                | Self::RomanBoldItalic
                | Self::MonoBold
        )
    }

    fn is_italic(self) -> bool {
        matches!(
            self,
            Self::SerifItalic
                | Self::SerifBoldItalic
                | Self::SansItalic
                | Self::SansBoldItalic
                | Self::RomanItalic
                | Self::RomanBoldItalic
        )
    }
}

/// The parsed faces of one document.
#[derive(Default)]
pub(super) struct Fonts {
    fonts: [OnceCell<Font>; Face::ALL.len()],
}

impl Fonts {
    /// Returns the parsed font of `face`.
    pub(super) fn font(&self, face: Face) -> &Font {
        self.fonts[face.index()]
            .get_or_init(|| Font::new(face.data(), 0).expect("a font that is part of the program can be parsed"))
    }

    /// Returns how many units an em of `face` has.
    pub(super) fn units_per_em(&self, face: Face) -> f32 {
        f32::from(self.font(face).units_per_em().max(1))
    }

    /// Tells whether `face` itself has a glyph for `character`.
    fn has(&self, face: Face, character: char) -> bool {
        self.font(face).charmap().map_unicode(character).is_some_and(|glyph| glyph.to_u32() != 0)
    }

    /// Returns the face to show `character` in where `wanted` is the face of the text, or `None` if none has it.
    pub(super) fn face_for(&self, wanted: Face, character: char) -> Option<Face> {
        if is_basic(character) || is_invisible(character) || self.has(wanted, character) {
            return Some(wanted);
        }
        Face::STAND_INS.into_iter().find(|&face| self.has(face, character))
    }
}

/// Tells whether every face has the character, so that it need not be looked up.
fn is_basic(character: char) -> bool {
    matches!(character, ' '..='~' | '\u{a0}')
}

/// Tells whether the character has no glyph of its own: it steers breaks and joins, or stands for a space.
pub(super) fn is_invisible(character: char) -> bool {
    matches!(
        character,
        '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202f}' | '\u{2060}'..='\u{2064}' | '\u{2066}'..='\u{2069}'
            | '\u{feff}' | '\u{fe00}'..='\u{fe0f}' | '\t' | '\n' | '\r' | '\u{2000}'..='\u{200a}' | '\u{205f}' | '\u{3000}'
    )
}

/// The glyphs that a document shows, each with the text it stands for.
///
/// A font in a PDF knows one text a glyph. The first one met is recorded; where the same glyph stands for
/// another text, the painter says so at that place.
#[derive(Debug, Default)]
pub(super) struct Usage {
    /// The text of each glyph of each face, by their numbers; empty for those not shown.
    glyphs: [Vec<String>; Face::ALL.len()],
}

impl Usage {
    /// Records that `glyph` of `face` stands for `text`, unless it is known to stand for another.
    pub(super) fn record(&mut self, face: Face, glyph: u16, text: &str) {
        let glyphs = &mut self.glyphs[face.index()];
        let place = usize::from(glyph);
        if glyphs.len() <= place {
            glyphs.resize(place + 1, String::new());
        }
        if glyphs[place].is_empty() {
            glyphs[place].push_str(text);
        }
    }

    /// Returns the text that `glyph` of `face` stands for.
    pub(super) fn text(&self, face: Face, glyph: u16) -> &str {
        self.glyphs[face.index()].get(usize::from(glyph)).map_or("", String::as_str)
    }

    /// Returns the faces that are used, each cut down to its glyphs.
    pub(super) fn subsets(&self, fonts: &Fonts) -> Vec<Subset> {
        let numbers = |texts: &[String]| -> Vec<u16> {
            (0..=u16::MAX).zip(texts).filter(|(_, text)| !text.is_empty()).map(|(number, _)| number).collect()
        };
        Face::ALL
            .into_iter()
            .zip(&self.glyphs)
            .filter(|(_, texts)| !texts.is_empty())
            .map(|(face, texts)| Subset::new(fonts, face, &numbers(texts)))
            .collect()
    }
}

/// A face cut down to the glyphs of a document.
#[derive(Debug)]
pub(super) struct Subset {
    /// Which face.
    pub(super) face: Face,
    /// The small font as printpdf takes it.
    pub(super) parsed: ParsedFont,
    /// New glyph numbers, with the width that the file will state, in thousandths of an em.
    glyphs: FxHashMap<u16, (u16, f32)>,
}

impl Subset {
    fn new(fonts: &Fonts, face: Face, used: &[u16]) -> Self {
        let font = fonts.font(face);
        let remapper = GlyphRemapper::new_from_glyphs_sorted(used);
        let bytes = subsetter::subset(face.data(), 0, &remapper)
            .expect("a font that is part of the program can be cut down to glyphs it has");
        let units = fonts.units_per_em(face);
        let shaper = ShaperFont::new(font);
        let mut widths = BTreeMap::new();
        let mut glyphs = FxHashMap::default();
        for (new, old) in (0u16..).zip(remapper.remapped_gids()) {
            let width = u16::try_from(shaper.glyph_h_advance(GlyphId::new(u32::from(old)))).unwrap_or(0);
            widths.insert(new, width);
            // printpdf writes whole numbers, rounded down: spaces are measured against what it writes.
            glyphs.insert(old, (new, (f32::from(width) * 1000.0 / units).trunc()));
        }
        let parsed = parsed(font, face, bytes, widths);
        Self { face, parsed, glyphs }
    }

    /// Returns the number of `glyph` in the small font and the width stated there, in thousandths of an em.
    pub(super) fn glyph(&self, glyph: u16) -> (u16, f32) {
        self.glyphs.get(&glyph).copied().unwrap_or((0, 0.0))
    }
}

/// Hands the small font to printpdf under a name made from its content, so that equal fonts have equal names.
fn parsed(font: &Font, face: Face, bytes: Vec<u8>, widths: BTreeMap<u16, u16>) -> ParsedFont {
    let tag: String = Sha256::digest(&bytes).iter().take(6).map(|byte| char::from(b'A' + byte % 26)).collect();
    let metrics = font.metrics();
    let line = metrics.hhea_line.as_ref().or(metrics.typo_line.as_ref());
    let bounds = &metrics.bounds;
    let line_metrics = FontMetrics {
        ascent: line.map_or(0, |line| whole(line.ascender.to_f64())),
        descent: line.map_or(0, |line| whole(line.descender.to_f64())),
    };
    let is_cff = bytes.starts_with(b"OTTO");
    let name = format!("{tag}+{}", face.name());
    let units = font.units_per_em();
    let mut parsed = ParsedFont::with_glyph_data(bytes, 0, Some(name), BTreeMap::new(), widths, units, line_metrics);
    if is_cff {
        parsed.font_type = FontType::OpenTypeCFF(());
    }
    parsed.pdf_font_metrics = PdfFontMetricsStub {
        units_per_em: units,
        x_min: whole(bounds.x_min.to_f64()),
        y_min: whole(bounds.y_min.to_f64()),
        x_max: whole(bounds.x_max.to_f64()),
        y_max: whole(bounds.y_max.to_f64()),
        caret_slope_rise: 1000,
        caret_slope_run: if face.is_italic() { 212 } else { 0 },
        us_weight_class: if face.is_bold() { 700 } else { 400 },
    };
    parsed
}

#[expect(clippy::cast_possible_truncation, reason = "font units lie within 16 bits, and a float cast saturates")]
fn whole(value: f64) -> i16 {
    value.round() as i16
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_face_is_the_font_it_is_called() {
        let fonts = Fonts::default();
        for (place, face) in Face::ALL.into_iter().enumerate() {
            assert_eq!(face.index(), place);
            let name = face.name().as_bytes();
            let wide: Vec<u8> = name.iter().flat_map(|&byte| [0, byte]).collect();
            let data = face.data();
            let has = |needle: &[u8]| memchr::memmem::find(data, needle).is_some();
            assert!(has(name) || has(&wide), "{face:?}");
            assert!((' '..='~').all(|letter| fonts.has(face, letter)), "{face:?} lacks a basic letter");
        }
    }

    #[test]
    fn a_character_is_shown_in_the_face_of_the_text_or_a_stand_in_or_not_at_all() {
        let fonts = Fonts::default();
        assert_eq!(fonts.face_for(Face::SerifItalic, 'Ж'), Some(Face::SerifItalic));
        assert_eq!(fonts.face_for(Face::SansBold, 'א').map(|face| face != Face::SansBold), Some(true));
        assert_eq!(fonts.face_for(Face::Serif, '漢'), None);
    }
}
