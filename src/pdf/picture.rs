//! Pictures as objects of a PDF: no masks and no profiles of their own, which an archival file could not have.

use std::collections::BTreeMap;
use std::io::Write;

use flate2::Compression;
use flate2::write::ZlibEncoder;
use printpdf::{DictItem, ExternalStream, ExternalXObject};

use crate::picture::{Picture, Pixels};

/// How hard pixels are pressed.
const LEVEL: u32 = 6;

/// Returns the object that shows `picture`: JPEG as it is, pixels filtered by rows as in PNG and pressed.
pub(super) fn object(picture: &Picture) -> ExternalXObject {
    let (components, filter, content) = match &picture.pixels {
        Pixels::Jpeg { components } => (*components, "DCTDecode", picture.file.clone()),
        Pixels::Plain { components, bytes } => (*components, "FlateDecode", pressed(picture, *components, bytes)),
    };
    let name = |words: &str| DictItem::Name(words.as_bytes().to_vec());
    let colours = if components == 1 { "DeviceGray" } else { "DeviceRGB" };
    let mut dict = BTreeMap::from([
        ("Type".to_owned(), name("XObject")),
        ("Subtype".to_owned(), name("Image")),
        ("Width".to_owned(), DictItem::Int(picture.width.into())),
        ("Height".to_owned(), DictItem::Int(picture.height.into())),
        ("ColorSpace".to_owned(), name(colours)),
        ("BitsPerComponent".to_owned(), DictItem::Int(8)),
        ("Filter".to_owned(), name(filter)),
    ]);
    if filter == "FlateDecode" {
        let map = BTreeMap::from([
            // Each row says how it is filtered.
            ("Predictor".to_owned(), DictItem::Int(15)),
            ("Colors".to_owned(), DictItem::Int(components.into())),
            ("BitsPerComponent".to_owned(), DictItem::Int(8)),
            ("Columns".to_owned(), DictItem::Int(picture.width.into())),
        ]);
        dict.insert("DecodeParms".to_owned(), DictItem::Dict { map });
    }
    let stream = ExternalStream { dict, content, compress: false };
    ExternalXObject { stream, width: None, height: None, dpi: None }
}

fn pressed(picture: &Picture, components: u8, bytes: &[u8]) -> Vec<u8> {
    let step = usize::from(components);
    let length = picture.width as usize * step;
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::new(LEVEL));
    let mut above = vec![0; length];
    for row in bytes.chunks_exact(length) {
        // Writing to memory does not fail.
        let _ = encoder.write_all(&filtered(row, &above, step));
        above.copy_from_slice(row);
    }
    encoder.finish().unwrap_or_default()
}

/// Returns the row behind the number of its filter: the one of none, left (1) and above (2) that leaves least.
fn filtered(row: &[u8], above: &[u8], step: usize) -> Vec<u8> {
    let left = std::iter::repeat_n(&0, step).chain(row);
    let by_left: Vec<u8> = row.iter().zip(left).map(|(byte, left)| byte.wrapping_sub(*left)).collect();
    let by_above: Vec<u8> = row.iter().zip(above).map(|(byte, above)| byte.wrapping_sub(*above)).collect();
    let weight = |row: &[u8]| row.iter().map(|&byte| u64::from(byte.min(byte.wrapping_neg()))).sum::<u64>();
    let choices = [(0, row), (1, by_left.as_slice()), (2, by_above.as_slice())];
    let least = choices.into_iter().min_by_key(|(_, row)| weight(row));
    let (number, chosen) = least.unwrap_or((0, row));
    std::iter::once(number).chain(chosen.iter().copied()).collect()
}
