//! Bytes to text: the encoding is read from the byte order mark, the page's own declaration, or the bytes themselves.
//!
//! The order of trust: byte order mark, UTF-16 by its pattern of zeros, what an HTML page declares, valid UTF-8, UTF-8
//! with a few damaged places, and last a guess among the legacy encodings. Line ends become `\n`.

use std::fmt;

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE};

use super::Format;

/// A decoded file.
#[derive(Debug)]
pub(super) struct Decoded {
    /// The text, without byte order mark, line ends `\n`.
    pub(super) text: String,
    /// Name of the encoding.
    pub(super) encoding: &'static str,
    /// Whether the encoding was guessed from the frequency of bytes.
    pub(super) guessed: bool,
    /// Whether some bytes had no meaning in the encoding and were replaced by U+FFFD.
    pub(super) damaged: bool,
}

/// What bytes that are no text look like.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct LooksLike {
    name: &'static str,
    extension: Option<&'static str>,
}

impl LooksLike {
    /// Returns the ending under which such a file is read, if it can be.
    pub(super) fn extension(self) -> Option<&'static str> {
        self.extension
    }
}

impl fmt::Display for LooksLike {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name)
    }
}

const fn looks_like(name: &'static str) -> LooksLike {
    LooksLike { name, extension: None }
}

/// First bytes of formats that people drop into a folder of texts.
const MAGIC: &[(&[u8], LooksLike)] = &[
    (b"%PDF-", LooksLike { name: "a PDF", extension: Some("pdf") }),
    (b"\x89PNG\r\n\x1a\n", looks_like("a PNG picture")),
    (b"\xff\xd8\xff", looks_like("a JPEG picture")),
    (b"GIF87a", looks_like("a GIF picture")),
    (b"GIF89a", looks_like("a GIF picture")),
    (b"II*\0", looks_like("a TIFF picture")),
    (b"MM\0*", looks_like("a TIFF picture")),
    (b"\x1f\x8b", looks_like("a gzip archive")),
    (b"BZh", looks_like("a bzip2 archive")),
    (b"\xfd7zXZ\0", looks_like("an xz archive")),
    (b"7z\xbc\xaf\x27\x1c", looks_like("a 7-Zip archive")),
    (b"Rar!\x1a\x07", looks_like("a RAR archive")),
    (b"\x28\xb5\x2f\xfd", looks_like("a Zstandard archive")),
    (b"{\\rtf", looks_like("a rich text (RTF) file")),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", looks_like("an old Office file (.doc, .xls, .ppt)")),
    (b"SQLite format 3\0", looks_like("an SQLite database")),
    (b"\x7fELF", looks_like("a program")),
    (b"ID3", looks_like("an MP3 recording")),
    (b"OggS", looks_like("an Ogg recording")),
    (b"RIFF", looks_like("a RIFF file (WAV, AVI, WebP)")),
    (b"\xff\xfe\0\0", looks_like("UTF-32, which is not read")),
    (b"\0\0\xfe\xff", looks_like("UTF-32, which is not read")),
];

/// Decodes `bytes`, or says what they look like if they are no text.
pub(super) fn decode(bytes: &[u8], format: Format) -> Result<Decoded, LooksLike> {
    if let Some(kind) = magic(bytes) {
        return Err(kind);
    }
    if let Some((encoding, mark)) = Encoding::for_bom(bytes) {
        return Ok(decode_as(encoding, &bytes[mark..], Trust::Known));
    }
    if let Some(encoding) = unmarked_utf16(bytes) {
        return Ok(decode_as(encoding, bytes, Trust::Known));
    }
    if looks_binary(bytes) {
        return Err(looks_like("binary data"));
    }
    let declared = if format == Format::Html { declared_encoding(bytes) } else { None };
    if let Some(encoding) = declared
        && (encoding != UTF_8 || is_mostly_utf8(bytes))
        // A page that claims a legacy encoding and is clean UTF-8 beyond ASCII was saved again by a browser.
        && (encoding == UTF_8 || bytes.is_ascii() || std::str::from_utf8(bytes).is_err())
    {
        return Ok(decode_as(encoding, bytes, Trust::Known));
    }
    if is_mostly_utf8(bytes) {
        return Ok(decode_as(UTF_8, bytes, Trust::Known));
    }
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(bytes, true);
    Ok(decode_as(detector.guess(None, Utf8Detection::Deny), bytes, Trust::Guessed))
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Trust {
    Known,
    Guessed,
}

fn decode_as(encoding: &'static Encoding, bytes: &[u8], trust: Trust) -> Decoded {
    let (text, damaged) = encoding.decode_without_bom_handling(bytes);
    let text = with_line_feeds(text.into_owned());
    Decoded { text, encoding: encoding.name(), guessed: trust == Trust::Guessed, damaged }
}

/// Turns `\r\n` and lone `\r` into `\n`.
fn with_line_feeds(text: String) -> String {
    if memchr::memchr(b'\r', text.as_bytes()).is_none() {
        return text;
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text.as_str();
    while let Some(at) = memchr::memchr(b'\r', rest.as_bytes()) {
        out.push_str(&rest[..at]);
        out.push('\n');
        rest = &rest[at + 1..];
        rest = rest.strip_prefix('\n').unwrap_or(rest);
    }
    out.push_str(rest);
    out
}

fn magic(bytes: &[u8]) -> Option<LooksLike> {
    if bytes.starts_with(b"PK\x03\x04") {
        let head = &bytes[..bytes.len().min(4096)];
        let is_word = memchr::memmem::find(head, b"word/").is_some();
        return Some(match is_word {
            true => LooksLike { name: "a Word file", extension: Some("docx") },
            false => looks_like("a ZIP archive (or an Office or OpenDocument file)"),
        });
    }
    MAGIC.iter().find(|(first, _)| bytes.starts_with(first)).map(|&(_, kind)| kind)
}

/// Recognises UTF-16 without a mark: its spaces and line ends put zeros at one parity of the positions only.
fn unmarked_utf16(bytes: &[u8]) -> Option<&'static Encoding> {
    if bytes.len() < 4 || bytes.len() % 2 == 1 {
        return None;
    }
    let sample = &bytes[..bytes.len().min(8192)];
    let zeros = |parity: usize| sample.iter().skip(parity).step_by(2).filter(|&&byte| byte == 0).count();
    let (even, odd) = (zeros(0), zeros(1));
    let units = sample.len() / 2;
    let (encoding, many, few) = if odd > even { (UTF_16LE, odd, even) } else { (UTF_16BE, even, odd) };
    // Scripts other than Latin have zeros only in spaces, stops and digits: about one unit in eight.
    if many * 20 < units || few * 50 > many {
        return None;
    }
    let (text, damaged) = encoding.decode_without_bom_handling(bytes);
    (!damaged && text.chars().any(|c| c == ' ' || c == '\n')).then_some(encoding)
}

/// Tells whether zeros or control characters are more than the rare accident in a text.
fn looks_binary(bytes: &[u8]) -> bool {
    let sample = &bytes[..bytes.len().min(1 << 16)];
    let zeros = memchr::memchr_iter(0, sample).count();
    let controls = sample.iter().filter(|&&byte| byte < 0x20 && !matches!(byte, b'\t' | b'\n' | b'\r' | 0x0c)).count();
    zeros * 500 > sample.len() || controls * 20 > sample.len()
}

/// Tells whether `bytes` are UTF-8, possibly with some damaged places: letters of legacy encodings hardly ever form
/// the sequences of UTF-8, so sound sequences that are as many as the broken ones decide.
fn is_mostly_utf8(bytes: &[u8]) -> bool {
    let (mut sound, mut broken) = (0_usize, 0_usize);
    for chunk in bytes.utf8_chunks() {
        sound += chunk.valid().bytes().filter(|&byte| byte >= 0xc0).count();
        broken += usize::from(!chunk.invalid().is_empty());
    }
    broken == 0 || sound >= broken
}

/// Reads the encoding that an HTML page declares in its first bytes (`<meta charset>`, `content`, `<?xml encoding?>`).
fn declared_encoding(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = &bytes[..bytes.len().min(4096)];
    ["charset", "encoding"].into_iter().find_map(|name| {
        memchr::memmem::find_iter(head, name).find_map(|at| {
            let rest = head[at + name.len()..].trim_ascii_start().strip_prefix(b"=")?.trim_ascii_start();
            let rest = rest.strip_prefix(b"\"").or_else(|| rest.strip_prefix(b"'")).unwrap_or(rest);
            let end = rest.iter().position(|byte| !byte.is_ascii_alphanumeric() && !b"-_:".contains(byte))?;
            let encoding = Encoding::for_label(&rest[..end])?;
            // The declaration was read as ASCII, so it cannot be UTF-16: the HTML standard says UTF-8.
            Some(if encoding == UTF_16LE || encoding == UTF_16BE { UTF_8 } else { encoding })
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text_of(bytes: &[u8], format: Format) -> (String, &'static str) {
        let decoded = decode(bytes, format).expect("a text");
        (decoded.text, decoded.encoding)
    }

    fn utf16(text: &str, order: fn(u16) -> [u8; 2]) -> Vec<u8> {
        text.encode_utf16().flat_map(order).collect()
    }

    #[test]
    fn utf16_is_read_with_and_without_a_mark_in_both_orders() {
        let text = "The ferry – “late” again – called at Põldsaare.\nПаром опоздал, и никто не ждал.\n";
        for (order, name) in
            [(u16::to_le_bytes as fn(u16) -> [u8; 2], "UTF-16LE"), (u16::to_be_bytes as fn(u16) -> [u8; 2], "UTF-16BE")]
        {
            assert_eq!(text_of(&utf16(text, order), Format::Text), (text.into(), name));
            assert_eq!(text_of(&utf16(&format!("\u{feff}{text}"), order), Format::Text), (text.into(), name));
        }
    }

    #[test]
    fn legacy_encodings_are_guessed_and_said_to_be() {
        let bytes = b"The caf\xe9 on the quay \x93was full\x94 \x96 people said it\x92s the best in town.";
        let decoded = decode(bytes, Format::Text).expect("a text");
        assert_eq!(decoded.text, "The café on the quay “was full” – people said it’s the best in town.");
        assert!(decoded.guessed && !decoded.damaged);
    }

    #[test]
    fn a_page_is_read_in_the_encoding_it_declares() {
        let page = b"<html><head><meta charset='iso-8859-2'></head><p>\xb3\xf3d\xbc</p>";
        assert!(text_of(page, Format::Html).0.contains("łódź"));
        let saved_again = "<meta charset=windows-1251><p>naïve</p>";
        assert_eq!(text_of(saved_again.as_bytes(), Format::Html), (saved_again.into(), "UTF-8"));
    }

    #[test]
    fn line_ends_become_line_feeds() {
        assert_eq!(text_of(b"a\r\nb\rc\n\r\n", Format::Text).0, "a\nb\nc\n\n");
    }

    #[test]
    fn what_is_no_text_is_named() {
        for (bytes, name) in [
            (&b"PK\x03\x04\x14\0[Content_Types].xml word/document.xml"[..], "a Word file"),
            (b"\x89PNG\r\n\x1a\n\0\0", "a PNG picture"),
            (b"{\\rtf1\\ansi text}", "a rich text (RTF) file"),
            (b"\x01\x02\x00\x03\x04binary\x00\x05", "binary data"),
        ] {
            assert_eq!(decode(bytes, Format::Text).expect_err("no text").to_string(), name);
        }
    }

    #[test]
    fn a_text_cut_inside_a_character_is_still_utf8() {
        let decoded = decode(&"prix fixé à midi, menu complet à côté".as_bytes()[..20], Format::Text).expect("a text");
        assert_eq!(decoded.encoding, "UTF-8");
        assert_eq!(decode(b"", Format::Text).expect("a text").text, "");
    }
}
