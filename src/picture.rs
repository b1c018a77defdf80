//! Pictures of a note: PNG and JPEG files that it names by their paths.
//!
//! [`targets`] lists what a note names, [`read`] turns the bytes of a file into a [`Picture`], and [`gather`] does both
//! and reports what cannot be shown with its place in the Markdown. Pixels of PNG files are unpacked here, so that a
//! damaged file is found before anything is written; JPEG files are carried as they are, after a look at their parts.
//! Nothing is fetched from the network, and SVG is not drawn.

use std::collections::BTreeMap;
use std::io::Cursor;
use std::sync::Arc;

use crate::diagnostic::{Diagnostic, Location, Warned};
use crate::markup::{Inline, Markup};
use crate::source::Span;

/// Most pixels of a picture: a sheet of A4 at 600 dots an inch has 35 million.
const MOST_PIXELS: u64 = 40_000_000;
/// Most bytes of a file.
const MOST_BYTES: usize = 32 << 20;
/// Dots an inch where a file does not say: as browsers have it.
const PER_INCH: f32 = 96.0;

/// The pictures of a note by the paths it names; `None` for those that cannot be shown, which were reported.
pub type Pictures = BTreeMap<String, Option<Arc<Picture>>>;

/// A picture that can be shown.
#[derive(Clone, PartialEq, Debug)]
pub struct Picture {
    /// The file.
    pub file: Vec<u8>,
    /// Width in pixels.
    pub width: u32,
    /// Height in pixels.
    pub height: u32,
    /// Pixels an inch, across.
    pub per_inch: f32,
    /// How its pixels are given.
    pub pixels: Pixels,
}

/// Pixels of a picture.
#[derive(Clone, PartialEq, Debug)]
pub enum Pixels {
    /// Those of a JPEG file, in the file.
    Jpeg {
        /// 1 for grey, 3 for colours.
        components: u8,
    },
    /// Those of a PNG file, a byte a component, by rows; what shone through lies on white.
    Plain {
        /// 1 for grey, 3 for red, green and blue.
        components: u8,
        /// The bytes.
        bytes: Vec<u8>,
    },
}

impl Picture {
    /// Returns its media type.
    pub fn media_type(&self) -> &'static str {
        match self.pixels {
            Pixels::Jpeg { .. } => "image/jpeg",
            Pixels::Plain { .. } => "image/png",
        }
    }

    /// Returns its natural width and height in points.
    pub fn size(&self) -> (f32, f32) {
        let points = |pixels: u32| pixels as f32 * 72.0 / self.per_inch;
        (points(self.width), points(self.height))
    }
}

/// Why a file cannot be shown as a picture.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum Unshown {
    /// Neither PNG nor JPEG.
    #[error("it is neither PNG nor JPEG")]
    Unknown,
    /// A file that breaks off or contradicts itself.
    #[error("the file is damaged ({0})")]
    Damaged(String),
    /// Too many pixels or bytes.
    #[error("it is too large: {0}, the limit is {1}")]
    TooLarge(String, String),
    /// A kind of JPEG that an archival PDF cannot carry.
    #[error("{0}, an archival PDF takes grey or RGB with 8 bits")]
    Colours(String),
}

/// Reads the bytes of a picture.
///
/// # Errors
/// Why it cannot be shown.
pub fn read(file: Vec<u8>) -> Result<Picture, Unshown> {
    if file.len() > MOST_BYTES {
        let megabytes = |bytes: usize| format!("{} MB", bytes >> 20);
        return Err(Unshown::TooLarge(megabytes(file.len()), megabytes(MOST_BYTES)));
    }
    if file.starts_with(b"\x89PNG\r\n\x1a\n") {
        png(file)
    } else if file.starts_with(b"\xff\xd8\xff") {
        jpeg(file)
    } else {
        Err(Unshown::Unknown)
    }
}

fn checked_size(width: u32, height: u32) -> Result<(), Unshown> {
    if width == 0 || height == 0 {
        return Err(Unshown::Damaged("it has no pixels".into()));
    }
    if u64::from(width) * u64::from(height) > MOST_PIXELS {
        let most = format!("{} million pixels", MOST_PIXELS / 1_000_000);
        return Err(Unshown::TooLarge(format!("{width} by {height} pixels"), most));
    }
    Ok(())
}

fn png(file: Vec<u8>) -> Result<Picture, Unshown> {
    let damaged = |fault: png::DecodingError| Unshown::Damaged(fault.to_string());
    let mut decoder = png::Decoder::new(Cursor::new(&file));
    decoder.set_transformations(png::Transformations::normalize_to_color8());
    let mut reader = decoder.read_info().map_err(damaged)?;
    let info = reader.info();
    let (width, height) = (info.width, info.height);
    checked_size(width, height)?;
    let per_inch = info.pixel_dims.filter(|dims| dims.unit == png::Unit::Meter).map(|dims| dims.xppu as f32 * 0.0254);
    let size = reader.output_buffer_size().ok_or_else(|| Unshown::Damaged("its size is unknown".into()))?;
    let mut bytes = vec![0; size];
    let frame = reader.next_frame(&mut bytes).map_err(damaged)?;
    bytes.truncate(frame.buffer_size());
    let (components, bytes) = match frame.color_type {
        png::ColorType::Grayscale => (1, bytes),
        png::ColorType::GrayscaleAlpha => (1, on_white::<1>(&bytes)),
        png::ColorType::Rgba => (3, on_white::<3>(&bytes)),
        png::ColorType::Rgb | png::ColorType::Indexed => (3, bytes),
    };
    if bytes.len() != width as usize * height as usize * usize::from(components) {
        return Err(Unshown::Damaged("rows are missing".into()));
    }
    let pixels = Pixels::Plain { components, bytes };
    Ok(Picture { width, height, per_inch: sensible(per_inch), pixels, file })
}

/// Lays pixels of `N` components and a share of cover on white.
fn on_white<const N: usize>(bytes: &[u8]) -> Vec<u8> {
    let mut opaque = Vec::with_capacity(bytes.len());
    for pixel in bytes.chunks_exact(N + 1) {
        let cover = u32::from(pixel[N]);
        let laid = |part: u8| u8::try_from((u32::from(part) * cover + 255 * (255 - cover) + 127) / 255).unwrap_or(255);
        opaque.extend(pixel[..N].iter().map(|&part| laid(part)));
    }
    opaque
}

/// Reads the segments of a JPEG file up to its pixels (ITU T.81, annex B).
fn jpeg(file: Vec<u8>) -> Result<Picture, Unshown> {
    let damaged = |why: &str| Unshown::Damaged(why.into());
    let (mut at, mut frame, mut per_inch) = (2, None, None);
    loop {
        let rest = file.get(at..).unwrap_or_default();
        let &[0xff, marker, ..] = rest else { return Err(damaged("a part does not begin where it should")) };
        if marker == 0xff {
            at += 1;
            continue;
        }
        let length = match rest {
            [_, _, high, low, ..] => usize::from(u16::from_be_bytes([*high, *low])),
            _ => return Err(damaged("it breaks off")),
        };
        let body = rest.get(4..2 + length).ok_or_else(|| damaged("it breaks off"))?;
        match (marker, body) {
            (0xc0..=0xc2, &[depth, h1, h2, w1, w2, components, ..]) => {
                let (height, width) = (u16::from_be_bytes([h1, h2]), u16::from_be_bytes([w1, w2]));
                checked_size(width.into(), height.into())?;
                if depth != 8 || !matches!(components, 1 | 3) {
                    let found =
                        if components == 4 { "it has the colours of print (CMYK)" } else { "it has other depths" };
                    return Err(Unshown::Colours(found.into()));
                }
                frame = Some((u32::from(width), u32::from(height), components));
            }
            (0xc3 | 0xc5..=0xc7 | 0xc9..=0xcb | 0xcd..=0xcf, _) => {
                return Err(Unshown::Colours("it is packed in a way that PDF does not know".into()));
            }
            (0xe0, &[b'J', b'F', b'I', b'F', 0, _, _, unit, x1, x2, ..]) => {
                let density = f32::from(u16::from_be_bytes([x1, x2]));
                per_inch = match unit {
                    1 => Some(density),
                    2 => Some(density * 2.54),
                    _ => None,
                };
            }
            (0xda, _) => break,
            _ => {}
        }
        at += 2 + length;
    }
    let Some((width, height, components)) = frame else { return Err(damaged("it does not say its size")) };
    if memchr::memmem::rfind(&file[at..], b"\xff\xd9").is_none() {
        return Err(damaged("it breaks off"));
    }
    Ok(Picture { width, height, per_inch: sensible(per_inch), pixels: Pixels::Jpeg { components }, file })
}

/// Returns the density to take: what files of cameras and screens say of it is often none.
fn sensible(per_inch: Option<f32>) -> f32 {
    per_inch.filter(|density| (40.0..=2400.0).contains(density)).unwrap_or(PER_INCH)
}

/// A width that a note asks for: `{width=50%}`, `{width=8cm}`.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Width {
    /// A share of the measure, 0 to 1.
    Share(f32),
    /// Points.
    Points(f32),
}

impl Width {
    /// Reads a width as Pandoc writes it; a number alone is pixels.
    pub fn read(text: &str) -> Option<Self> {
        let unit_at =
            text.find(|character: char| !character.is_ascii_digit() && character != '.').unwrap_or(text.len());
        let (number, unit) = text.split_at(unit_at);
        let number: f32 = number.parse().ok().filter(|number| *number > 0.0 && *number < 10_000.0)?;
        let points = match unit {
            "%" => return Some(Self::Share((number / 100.0).min(1.0))),
            "cm" => 72.0 / 2.54,
            "mm" => 72.0 / 25.4,
            "in" => 72.0,
            "pt" => 1.0,
            "px" | "" => 0.75,
            _ => return None,
        };
        Some(Self::Points(number * points))
    }
}

/// Returns the pictures that a note names: path, text alternative and place, in reading order.
pub fn targets(markup: &Markup) -> Vec<(&str, &str, Span)> {
    let mut found = Vec::new();
    markup.visit(&mut |inline| {
        if let Inline::Image { target, alt, span, .. } = inline {
            found.push((target.as_str(), alt.as_str(), *span));
        }
    });
    found
}

/// Tells whether `content` is pictures that can be shown, and nothing else: then each stands on lines of its own.
pub fn stand_alone(content: &[Inline], pictures: &Pictures) -> bool {
    let is_shown = |target: &String| matches!(pictures.get(target), Some(Some(_)));
    let is_picture = |inline: &Inline| matches!(inline, Inline::Image { target, .. } if is_shown(target));
    let is_blank = |inline: &Inline| match inline {
        Inline::SoftBreak | Inline::HardBreak => true,
        Inline::Text(text) => text.trim().is_empty(),
        _ => false,
    };
    content.iter().any(is_picture) && content.iter().all(|inline| is_picture(inline) || is_blank(inline))
}

/// Reads the pictures that `markup` names by means of `open`, which gives the bytes at a path or says why it cannot.
///
/// Warns of each that cannot be shown and of each without a text alternative, at its place in `markdown`.
pub fn gather(
    markup: &Markup,
    (file, markdown): (&str, &str),
    open: &mut dyn FnMut(&str) -> Result<Vec<u8>, String>,
) -> Warned<Pictures> {
    let mut pictures = Pictures::new();
    let mut warnings = Vec::new();
    for (target, alt, span) in targets(markup) {
        let place = || Location::in_text(file, markdown, span);
        if !pictures.contains_key(target) {
            let read = if target.contains("://") {
                Err("pictures are not fetched from the network".to_owned())
            } else {
                open(target).and_then(|bytes| read(bytes).map_err(|fault| fault.to_string()))
            };
            if let Err(why) = &read {
                let message = format!("the picture `{target}` is shown by its text alternative: {why}");
                warnings.push(Diagnostic::warning("picture-not-shown", message).at(place()));
            }
            pictures.insert(target.to_owned(), read.ok().map(Arc::new));
        }
        if alt.trim().is_empty() {
            let message = format!("the picture `{target}` has no text alternative");
            let warning = Diagnostic::warning("picture-without-words", message).at(place());
            warnings.push(warning.hint("write what it shows between the square brackets"));
        }
    }
    Warned { output: pictures, warnings }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    /// Makes a PNG file of one colour.
    pub(crate) fn png_of(width: u32, height: u32, colour: png::ColorType, pixel: &[u8]) -> Vec<u8> {
        let mut file = Vec::new();
        let mut encoder = png::Encoder::new(&mut file, width, height);
        encoder.set_color(colour);
        let mut writer = encoder.write_header().expect("a header");
        writer.write_image_data(&pixel.repeat((width * height) as usize)).expect("pixels");
        writer.finish().expect("an end");
        file
    }

    /// Makes the frame of a JPEG file, whose pixels no one looks at here.
    pub(crate) fn jpeg_of(width: u16, height: u16, components: u8) -> Vec<u8> {
        let mut file =
            b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01\x01\x01\x00\x90\x00\x90\x00\x00\xff\xc0\x00\x0b\x08".to_vec();
        file.extend(height.to_be_bytes().into_iter().chain(width.to_be_bytes()));
        file.extend([components, 1, 0x11, 0, 0xff, 0xda, 0, 8, 1, 1, 0, 0, 63, 0, 42, 0xff, 0xd9]);
        file
    }

    #[test]
    fn what_shines_through_lies_on_white() {
        let picture = read(png_of(2, 1, png::ColorType::Rgba, &[255, 0, 0, 128])).expect("a picture");
        assert_eq!(picture.pixels, Pixels::Plain { components: 3, bytes: vec![255, 127, 127, 255, 127, 127] });
        let picture = read(png_of(1, 1, png::ColorType::GrayscaleAlpha, &[0, 0])).expect("a picture");
        assert_eq!(picture.pixels, Pixels::Plain { components: 1, bytes: vec![255] });
        assert_eq!((picture.size(), picture.media_type()), ((0.75, 0.75), "image/png"));
    }

    #[test]
    fn a_jpeg_file_says_its_size_and_density() {
        let picture = read(jpeg_of(288, 144, 3)).expect("a picture");
        assert_eq!((picture.width, picture.height, picture.size()), (288, 144, (144.0, 72.0)));
        assert_eq!(picture.pixels, Pixels::Jpeg { components: 3 });
    }

    #[test]
    fn what_cannot_be_shown_is_said() {
        let why = |file: Vec<u8>| read(file).expect_err("it cannot be shown").to_string();
        let whole = png_of(40, 40, png::ColorType::Rgb, &[1, 2, 3]);
        assert_eq!(why(b"<svg/>".to_vec()), "it is neither PNG nor JPEG");
        for end in 8..whole.len() - 12 {
            assert!(why(whole[..end].to_vec()).starts_with("the file is damaged"), "{end}");
        }
        let jpeg = jpeg_of(288, 144, 3);
        for end in 3..jpeg.len() {
            assert!(why(jpeg[..end].to_vec()).starts_with("the file is damaged"), "{end}");
        }
        assert!(why(jpeg_of(288, 144, 4)).starts_with("it has the colours of print"));
        assert!(why(jpeg_of(60_000, 60_000, 3)).starts_with("it is too large: 60000 by 60000 pixels"));
    }

    #[test]
    fn widths_are_shares_or_lengths() {
        assert_eq!(Width::read("50%"), Some(Width::Share(0.5)));
        assert_eq!(Width::read("1in"), Some(Width::Points(72.0)));
        assert_eq!(Width::read("100"), Some(Width::Points(75.0)));
        for text in ["", "%", "-3cm", "wide", "3 cm", "0cm"] {
            assert_eq!(Width::read(text), None, "{text}");
        }
    }
}
