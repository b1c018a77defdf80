//! What the codes of a font stand for, and how wide they are (ISO 32000-2, 9.5 to 9.10).
//!
//! A code's words come from `ToUnicode` where there is one, else from the font's encoding and the names of its glyphs.
//! The tables of encodings and names are those of `lopdf`; its reader of `ToUnicode` is not used, because a range of
//! two lines makes it fill billions of entries.

use std::collections::BTreeMap;

use lopdf::{Dictionary, Document, Encoding, Object};

use super::lex::{Token, Tokens};
use super::{LARGEST_PART, number};

/// A font.
#[derive(Debug, Default)]
pub(super) struct Font {
    /// Whether its name or weight says that it is bold.
    pub(super) is_bold: bool,
    is_composite: bool,
    to_unicode: CharacterMap,
    /// The words of codes of one byte.
    simple: BTreeMap<u8, String>,
    /// Codes are UTF-16.
    is_utf16: bool,
    widths: BTreeMap<u32, f32>,
    default_width: f32,
    /// Thousandths of the size to the unit of width; other than 0.001 only in fonts drawn by procedures.
    unit: f32,
}

/// One code of a string.
#[derive(Clone, PartialEq, Debug)]
pub(super) struct Code {
    /// Its words; `None` if nothing says what it stands for.
    pub(super) text: Option<String>,
    /// Its advance as a part of the size of the font.
    pub(super) width: f32,
    /// Whether word spacing applies to it.
    pub(super) is_space: bool,
}

impl Font {
    /// Reads the font that `dictionary` describes.
    pub(super) fn of(dictionary: &Dictionary, document: &Document) -> Self {
        let mut font = Self { unit: 0.001, default_width: 500.0, ..Self::default() };
        let subtype = name(dictionary, b"Subtype", document);
        font.is_composite = subtype == b"Type0";
        if let Ok(stream) = dictionary.get_deref(b"ToUnicode", document).and_then(Object::as_stream)
            && let Ok(bytes) = stream.get_plain_content_with_limit(LARGEST_PART)
        {
            font.to_unicode = CharacterMap::of(&bytes);
        }
        if font.is_composite {
            font.composite(dictionary, document);
        } else {
            font.simple(dictionary, &subtype, document);
        }
        font
    }

    fn composite(&mut self, dictionary: &Dictionary, document: &Document) {
        let encoding = name(dictionary, b"Encoding", document);
        self.is_utf16 =
            memchr::memmem::find(&encoding, b"UCS2").is_some() || memchr::memmem::find(&encoding, b"UTF16").is_some();
        self.default_width = 1000.0;
        let kin = dictionary.get_deref(b"DescendantFonts", document).and_then(Object::as_array);
        let Some(first) = kin.ok().and_then(|kin| kin.first()) else { return };
        let Ok(child) = document.dereference(first).and_then(|(_, object)| object.as_dict()) else { return };
        self.is_bold = is_bold(child, document) || is_bold(dictionary, document);
        if let Some(width) = child.get_deref(b"DW", document).ok().and_then(number) {
            self.default_width = width;
        }
        let Ok(list) = child.get_deref(b"W", document).and_then(Object::as_array) else { return };
        let list: Vec<&Object> =
            list.iter().filter_map(|entry| document.dereference(entry).ok()).map(|(_, object)| object).collect();
        let mut at = 0;
        while let (Some(first), Some(second)) = (list.get(at).and_then(|first| code(first)), list.get(at + 1)) {
            if let Ok(widths) = second.as_array() {
                for (code, width) in (first..).zip(widths.iter().filter_map(number)) {
                    self.widths.insert(code, width);
                }
                at += 2;
            } else {
                let (Some(last), Some(width)) = (code(second), list.get(at + 2).and_then(|width| number(width))) else {
                    break;
                };
                for code in (first..=last).take(0x1_0000) {
                    self.widths.insert(code, width);
                }
                at += 3;
            }
            if self.widths.len() > MOST_CODES {
                break;
            }
        }
    }

    fn simple(&mut self, dictionary: &Dictionary, subtype: &[u8], document: &Document) {
        self.is_bold = is_bold(dictionary, document);
        let font = name(dictionary, b"BaseFont", document);
        if subtype == b"Type3" {
            let matrix = dictionary.get_deref(b"FontMatrix", document).and_then(Object::as_array).ok();
            self.unit = matrix.and_then(|matrix| number(matrix.first()?)).map_or(0.001, f32::abs);
        }
        self.encode(dictionary, subtype, document);
        let descriptor = dictionary.get_deref(b"FontDescriptor", document).and_then(Object::as_dict).ok();
        let missing = descriptor.and_then(|found| number(found.get_deref(b"MissingWidth", document).ok()?));
        let first = dictionary.get_deref(b"FirstChar", document).ok().and_then(code).unwrap_or_default();
        match dictionary.get_deref(b"Widths", document).and_then(Object::as_array) {
            Ok(widths) => {
                self.default_width = missing.unwrap_or(500.0);
                for (code, width) in (first..256).zip(widths) {
                    let width = document.dereference(width).ok().and_then(|(_, width)| number(width));
                    self.widths.insert(code, width.unwrap_or_default());
                }
            }
            // The fourteen fonts that every reader has may leave their widths out.
            Err(_) => {
                let standard = standard_widths(&font);
                for code in 0_u8..=255 {
                    let letter = self.simple.get(&code).and_then(|text| text.chars().next()).map_or(0, u32::from);
                    let at = letter.checked_sub(32).and_then(|at| usize::try_from(at).ok());
                    let width = at.and_then(|at| standard.get(at)).copied().unwrap_or(550);
                    self.widths.insert(u32::from(code), f32::from(width));
                }
            }
        }
    }

    fn encode(&mut self, dictionary: &Dictionary, subtype: &[u8], document: &Document) {
        let encoding = dictionary.get_deref(b"Encoding", document).ok();
        let named = match encoding {
            Some(Object::Name(name)) => Some(name.as_slice()),
            Some(Object::Dictionary(parts)) => parts.get(b"BaseEncoding").and_then(Object::as_name).ok(),
            _ => None,
        };
        let fallback: &[u8] = if subtype == b"TrueType" { b"WinAnsiEncoding" } else { b"StandardEncoding" };
        let base = with_encoding(Object::Name(named.unwrap_or(fallback).to_vec()));
        if let Ok(encoding) = base.get_font_encoding_with_limit(document, LARGEST_PART) {
            for code in 0_u8..=255 {
                self.insert(code, &encoding, code);
            }
        }
        if named.is_none() {
            self.built_in(dictionary, document);
        }
        let Some(Object::Dictionary(parts)) = encoding else { return };
        let Ok(differences) = parts.get_deref(b"Differences", document).and_then(Object::as_array) else { return };
        let mut at = 0_u32;
        for entry in differences.iter().take(1024) {
            match entry {
                Object::Integer(_) => at = code(entry).unwrap_or_default(),
                Object::Name(name) => {
                    if let Ok(code) = u8::try_from(at) {
                        self.simple.remove(&code);
                        if let Some(text) = glyph(name, document) {
                            self.simple.insert(code, text);
                        }
                    }
                    at = at.saturating_add(1);
                }
                _ => {}
            }
        }
    }

    /// Reads the encoding that a program of a Type 1 font holds, as TeX leaves it (Adobe Type 1 Font Format, 2.3).
    fn built_in(&mut self, dictionary: &Dictionary, document: &Document) {
        let descriptor = dictionary.get_deref(b"FontDescriptor", document).and_then(Object::as_dict).ok();
        let program = descriptor.and_then(|found| found.get_deref(b"FontFile", document).ok()?.as_stream().ok());
        let Some(bytes) = program.and_then(|program| program.get_plain_content_with_limit(LARGEST_PART).ok()) else {
            return;
        };
        let names = built_in_names(&bytes);
        if !names.is_empty() {
            self.simple.clear();
        }
        for (code, name) in names {
            if let Some(text) = glyph(name, document) {
                self.simple.insert(code, text);
            }
        }
    }

    fn insert(&mut self, code: u8, encoding: &Encoding<'_>, byte: u8) {
        if let Ok(text) = encoding.bytes_to_string(&[byte])
            && !text.is_empty()
        {
            self.simple.insert(code, text);
        }
    }

    /// Returns the codes of a string.
    pub(super) fn codes<'a>(&'a self, bytes: &'a [u8]) -> impl Iterator<Item = Code> + 'a {
        let length = match self.to_unicode.length {
            Some(length) if self.is_composite => length,
            _ => 1 + usize::from(self.is_composite),
        };
        bytes.chunks(length).map(move |bytes| {
            let code = bytes.iter().fold(0_u32, |code, byte| code << 8 | u32::from(*byte));
            let text = self.to_unicode.get(code).or_else(|| self.fallback(code));
            let width = self.widths.get(&code).copied().unwrap_or(self.default_width) * self.unit;
            Code { text, width, is_space: bytes == b" " }
        })
    }

    fn fallback(&self, code: u32) -> Option<String> {
        if self.is_utf16 {
            return char::from_u32(code).map(String::from);
        }
        if self.is_composite {
            return None;
        }
        self.simple.get(&u8::try_from(code).ok()?).cloned()
    }
}

/// Returns the names of glyphs that the clear part of a Type 1 font gives its codes: `dup 12 /fi put`.
fn built_in_names(program: &[u8]) -> Vec<(u8, &[u8])> {
    let clear = memchr::memmem::find(program, b"eexec").map_or(&[][..], |end| &program[..end]);
    let Some(start) = memchr::memmem::find(clear, b"/Encoding") else { return Vec::new() };
    let part = &clear[start..];
    let entries = memchr::memmem::find_iter(part, b"dup ").take(256).filter_map(|at| {
        let entry = part.get(at + 4..)?.trim_ascii_start();
        let digits = entry.iter().take_while(|byte| byte.is_ascii_digit()).count();
        let code = str::from_utf8(&entry[..digits]).ok()?.parse().ok()?;
        let name = entry[digits..].trim_ascii_start().strip_prefix(b"/")?;
        let end = name.iter().position(|byte| byte.is_ascii_whitespace())?;
        name[end..].trim_ascii_start().starts_with(b"put").then_some((code, &name[..end]))
    });
    entries.collect()
}

/// Most codes of a font whose widths or words are kept.
const MOST_CODES: usize = 0x2_0000;

fn with_encoding(encoding: Object) -> Dictionary {
    Dictionary::from_iter([("Type", Object::Name(b"Font".to_vec())), ("Encoding", encoding)])
}

/// Returns what the name of a glyph stands for (Adobe Glyph List Specification, section 2).
fn glyph(name: &[u8], document: &Document) -> Option<String> {
    let whole = str::from_utf8(name).ok()?;
    let base = whole.split('.').next().filter(|base| !base.is_empty())?;
    let parts = base.split('_').map(|part| {
        let digits = part
            .strip_prefix("uni")
            .or_else(|| part.strip_prefix('u'))
            .filter(|digits| (4..=6).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_hexdigit()));
        if let Some(letter) = digits.and_then(|digits| char::from_u32(u32::from_str_radix(digits, 16).ok()?)) {
            return Some(letter.to_string());
        }
        // The list is behind `lopdf`'s encodings: one of a single difference looks the name up.
        let differences = Object::Array(vec![Object::Integer(1), Object::Name(part.as_bytes().to_vec())]);
        let entries = [("Type", Object::Name(b"Encoding".to_vec())), ("Differences", differences)];
        let font = with_encoding(Object::Dictionary(Dictionary::from_iter(entries)));
        let encoding = font.get_font_encoding_with_limit(document, LARGEST_PART).ok()?;
        match &encoding {
            Encoding::Differences(_) => encoding.bytes_to_string(&[1]).ok().filter(|text| !text.is_empty()),
            _ => None,
        }
    });
    parts.collect()
}

fn name(dictionary: &Dictionary, key: &[u8], document: &Document) -> Vec<u8> {
    dictionary.get_deref(key, document).and_then(Object::as_name).unwrap_or_default().to_vec()
}

fn code(object: &Object) -> Option<u32> {
    object.as_i64().ok().and_then(|code| u32::try_from(code).ok())
}

fn is_bold(dictionary: &Dictionary, document: &Document) -> bool {
    let font = String::from_utf8_lossy(&name(dictionary, b"BaseFont", document)).to_lowercase();
    if ["bold", "black", "heavy", "-demi"].iter().any(|weight| font.contains(weight)) {
        return true;
    }
    let descriptor = dictionary.get_deref(b"FontDescriptor", document).and_then(Object::as_dict).ok();
    let weight = descriptor.and_then(|found| number(found.get_deref(b"FontWeight", document).ok()?));
    weight.is_some_and(|weight| weight >= 600.0)
}

/// Widths of the characters from the space to the tilde in Adobe's font metrics.
fn standard_widths(font: &[u8]) -> &'static [u16] {
    let has = |part: &[u8]| memchr::memmem::find(font, part).is_some();
    if has(b"Courier") {
        &[600; 95]
    } else if has(b"Times") {
        &TIMES
    } else {
        &HELVETICA
    }
}

#[rustfmt::skip]
const HELVETICA: [u16; 95] = [
    278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278, 556, 556, 556, 556, 556, 556, 556,
    556, 556, 556, 278, 278, 584, 584, 584, 556, 1015, 667, 667, 722, 722, 667, 611, 778, 722, 278, 500, 667, 556, 833,
    722, 778, 667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 278, 278, 278, 469, 556, 333, 556, 556, 500, 556,
    556, 278, 556, 556, 222, 222, 500, 222, 833, 556, 556, 556, 556, 333, 500, 278, 556, 500, 722, 500, 500, 500, 334,
    260, 334, 584,
];

#[rustfmt::skip]
const TIMES: [u16; 95] = [
    250, 333, 408, 500, 500, 833, 778, 180, 333, 333, 500, 564, 250, 333, 250, 278, 500, 500, 500, 500, 500, 500, 500,
    500, 500, 500, 278, 278, 564, 564, 564, 444, 921, 722, 667, 667, 722, 611, 556, 722, 722, 333, 389, 722, 611, 889,
    722, 722, 556, 722, 667, 556, 611, 722, 722, 944, 722, 722, 611, 333, 278, 333, 469, 500, 333, 444, 500, 444, 500,
    444, 333, 500, 500, 278, 278, 500, 278, 778, 500, 500, 500, 500, 333, 389, 278, 500, 500, 722, 500, 500, 444, 480,
    200, 480, 541,
];

/// A `ToUnicode` map.
#[derive(Debug, Default)]
struct CharacterMap {
    /// Bytes of a code.
    length: Option<usize>,
    codes: BTreeMap<u32, String>,
    /// First code, last code and the character of the first.
    ranges: Vec<(u32, u32, u32)>,
}

impl CharacterMap {
    fn of(bytes: &[u8]) -> Self {
        let mut map = Self::default();
        let mut operands: Vec<Token<'_>> = Vec::new();
        for token in Tokens::of(bytes) {
            let Token::Word(word) = token else {
                if operands.len() < MOST_CODES {
                    operands.push(token);
                }
                continue;
            };
            match word {
                b"endcodespacerange" => {
                    if let Some(Token::Text(first)) = operands.first() {
                        map.length = Some(first.len().clamp(1, 4));
                    }
                }
                b"endbfchar" => map.characters(&operands),
                b"endbfrange" => map.spans(&operands),
                _ => {}
            }
            operands.clear();
        }
        map.ranges.sort_unstable();
        map
    }

    fn characters(&mut self, operands: &[Token<'_>]) {
        for pair in operands.chunks(2) {
            if let [Token::Text(code), Token::Text(text)] = pair
                && self.codes.len() < MOST_CODES
            {
                self.codes.insert(big_endian(code), utf16(text));
            }
        }
    }

    fn spans(&mut self, operands: &[Token<'_>]) {
        let mut operands = operands.iter();
        while let (Some(Token::Text(first)), Some(Token::Text(last)), Some(target)) =
            (operands.next(), operands.next(), operands.next())
        {
            let (first, last) = (big_endian(first), big_endian(last));
            if let Token::Text(text) = target {
                let text = utf16(text);
                let mut letters = text.chars();
                if let (Some(letter), None) = (letters.next(), letters.next()) {
                    self.ranges.push((first, last, letter.into()));
                } else if self.codes.len() < MOST_CODES {
                    self.codes.insert(first, text);
                }
                continue;
            }
            for code in first.. {
                match operands.next() {
                    Some(Token::Text(text)) if code <= last && self.codes.len() < MOST_CODES => {
                        self.codes.insert(code, utf16(text));
                    }
                    Some(Token::Text(_)) => {}
                    _ => break,
                }
            }
        }
    }

    fn get(&self, code: u32) -> Option<String> {
        if let Some(text) = self.codes.get(&code) {
            return Some(text.clone());
        }
        let at = self.ranges.partition_point(|(first, ..)| *first <= code).checked_sub(1)?;
        let (first, last, letter) = *self.ranges.get(at)?;
        if code > last {
            return None;
        }
        char::from_u32(letter.checked_add(code - first)?).map(String::from)
    }
}

fn big_endian(bytes: &[u8]) -> u32 {
    bytes.iter().take(4).fold(0, |code, byte| code << 8 | u32::from(*byte))
}

fn utf16(bytes: &[u8]) -> String {
    let units: Vec<u16> = match bytes {
        [one] => vec![u16::from(*one)],
        _ => bytes.chunks_exact(2).take(64).map(|pair| u16::from_be_bytes([pair[0], pair[1]])).collect(),
    };
    // Ghostscript writes ligatures with their bytes exchanged: `fi` becomes two Chinese characters.
    let is_exchanged = |unit: &u16| unit.to_be_bytes()[0].is_ascii_lowercase() && unit.to_be_bytes()[1] == 0;
    if units.len() > 1 && units.iter().all(is_exchanged) {
        return units.iter().map(|unit| char::from(unit.to_be_bytes()[0])).collect();
    }
    String::from_utf16_lossy(&units)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn maps_of_characters_ranges_and_lists_are_read() {
        let map = CharacterMap::of(
            b"1 begincodespacerange <0000> <FFFF> endcodespacerange 1 beginbfchar <0003> <00660069> endbfchar \
              2 beginbfrange <0010> <0012> <0041> <0020> <0021> [<0416> <0417>] endbfrange",
        );
        assert_eq!(map.length, Some(2));
        let found = [3, 0x11, 0x13, 0x21].map(|code| map.get(code));
        assert_eq!(found, [Some("fi".into()), Some("B".into()), None, Some("З".into())]);
    }

    #[test]
    fn a_range_of_all_codes_costs_nothing() {
        let map = CharacterMap::of(b"beginbfrange <00000000> <FFFFFFFF> <0041> endbfrange");
        assert_eq!((map.get(1), map.get(u32::MAX)), (Some("B".into()), None));
    }

    #[test]
    fn a_type_1_font_names_the_glyphs_of_its_codes() {
        let program = b"%!PS-AdobeFont-1.0: X\n/FontMatrix [1 0] def dup 3 /no put\n/Encoding 256 array\n\
            0 1 255 {1 index exch /.notdef put} for\ndup 12 /fi put\ndup 123/endash put\nreadonly def eexec dup 9 /x put ";
        let found: Vec<_> = built_in_names(program).into_iter().map(|(code, name)| (code, name.to_vec())).collect();
        assert_eq!(found, [(12, b"fi".to_vec()), (123, b"endash".to_vec())]);
        for program in [&b""[..], b"eexec", b"/Encoding dup eexec", b"/Encoding dup 999 /a put eexec"] {
            assert!(built_in_names(program).is_empty());
        }
    }

    #[test]
    fn names_of_glyphs_stand_for_characters() {
        let document = Document::new();
        let text = |name: &[u8]| glyph(name, &document);
        assert_eq!(text(b"eacute").as_deref(), Some("é"));
        assert_eq!(text(b"uni0416.alt").as_deref(), Some("Ж"));
        assert_eq!(text(b"f_f_i").as_deref(), Some("ffi"));
        assert_eq!(text(b"g123x"), None);
    }
}
