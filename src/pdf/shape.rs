//! Turns words into glyphs: ligatures, kerning, marks.
//!
//! A word is shaped once for each face and kept, because a note says the same words again and again and shaping
//! is what setting a page costs most. Spaces are not shaped with words: no face here kerns against a space.

use std::rc::Rc;

use harfrust::{Buffer, ShapeOptions, ShaperFont, shape};
use rustc_hash::FxHashMap;

use super::fonts::{Face, Fonts};

/// A glyph of a shaped word; lengths are in ems.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(super) struct Glyph {
    /// Number in the font.
    pub(super) id: u16,
    /// First byte, in the word, of the text it stands for.
    pub(super) cluster: usize,
    /// How far the pen moves.
    pub(super) advance: f32,
    /// Shift to the right of the pen.
    pub(super) shift_x: f32,
    /// Shift above the base line.
    pub(super) shift_y: f32,
}

/// A shaped word.
#[derive(Debug)]
pub(super) struct Word {
    /// The text.
    pub(super) text: Box<str>,
    /// The glyphs from left to right.
    pub(super) glyphs: Vec<Glyph>,
    /// Sum of the advances, in ems.
    pub(super) width: f32,
    /// Whether the glyphs stand in the reverse order of the text.
    pub(super) is_reversed: bool,
}

impl Word {
    /// Returns the width of the part that stands for the bytes `start..end`, in ems.
    pub(super) fn part(&self, start: usize, end: usize) -> f32 {
        if start == 0 && end >= self.text.len() {
            return self.width;
        }
        self.glyphs.iter().filter(|glyph| (start..end).contains(&glyph.cluster)).map(|glyph| glyph.advance).sum()
    }
}

/// Shapes words and remembers them.
pub(super) struct Shaper<'f> {
    fonts: &'f Fonts,
    faces: [Option<ShaperFont<'f, 'f>>; Face::ALL.len()],
    words: [FxHashMap<Box<str>, Rc<Word>>; Face::ALL.len()],
    buffer: Buffer,
}

impl<'f> Shaper<'f> {
    /// Makes a shaper with an empty memory.
    pub(super) fn new(fonts: &'f Fonts) -> Self {
        Self { fonts, faces: Default::default(), words: Default::default(), buffer: Buffer::new() }
    }

    /// Returns the fonts that words are shaped with.
    pub(super) fn fonts(&self) -> &'f Fonts {
        self.fonts
    }

    /// Returns `text`, a word without spaces, as glyphs of `face`.
    pub(super) fn word(&mut self, face: Face, text: &str) -> Rc<Word> {
        if let Some(word) = self.words[face.index()].get(text) {
            return Rc::clone(word);
        }
        let word = Rc::new(self.shape(face, text));
        self.words[face.index()].insert(text.into(), Rc::clone(&word));
        word
    }

    /// Returns the width of a space in `face`, in ems.
    pub(super) fn space(&mut self, face: Face) -> f32 {
        self.word(face, " ").width
    }

    fn shape(&mut self, face: Face, text: &str) -> Word {
        let font = self.faces[face.index()].get_or_insert_with(|| ShaperFont::new(self.fonts.font(face)));
        let buffer = &mut self.buffer;
        buffer.reset();
        buffer.push_str(text);
        buffer.guess_segment_properties();
        // The only fault is a font that cannot be read, which `Fonts` has ruled out; no glyphs then.
        let _ = shape(font, buffer, ShapeOptions::new());
        let em = 1.0 / self.fonts.units_per_em(face);
        let length = |units: i32| units as f32 * em;
        let glyphs: Vec<Glyph> = buffer
            .glyph_infos()
            .iter()
            .zip(buffer.glyph_positions())
            .map(|(info, position)| Glyph {
                id: u16::try_from(info.glyph_id).unwrap_or(0),
                cluster: info.cluster as usize,
                advance: length(position.x_advance),
                shift_x: length(position.x_offset),
                shift_y: length(position.y_offset),
            })
            .collect();
        let width = glyphs.iter().map(|glyph| glyph.advance).sum();
        let is_reversed = glyphs.first().zip(glyphs.last()).is_some_and(|(first, last)| first.cluster > last.cluster);
        Word { text: text.into(), glyphs, width, is_reversed }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_shaped_with_ligatures_and_kerning_and_only_once() {
        let fonts = Fonts::default();
        let mut shaper = Shaper::new(&fonts);
        let word = shaper.word(Face::Serif, "office");
        assert!(word.glyphs.len() < 6, "no ligature in {:?}", word.glyphs);
        let apart = shaper.word(Face::Serif, "A").width + shaper.word(Face::Serif, "V").width;
        assert!(shaper.word(Face::Serif, "AV").width < apart);
        assert!(Rc::ptr_eq(&word, &shaper.word(Face::Serif, "office")));
    }

    #[test]
    fn parts_of_a_word_add_up() {
        let fonts = Fonts::default();
        let word = Shaper::new(&fonts).word(Face::Serif, "hyphenation");
        assert!((word.part(0, 2) + word.part(2, 11) - word.width).abs() < 1e-4);
    }
}
