//! Reads the parts of a Word file, which is a ZIP archive.
//!
//! Only what such files use: parts stored or deflated, found through the directory at the end. A part that grows
//! beyond [`LONGEST`] when it is unpacked is refused.

use std::io::Read;

use flate2::read::DeflateDecoder;

/// Longest part, unpacked, in bytes.
const LONGEST: u64 = 24 << 20;

/// Why a part cannot be read.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub(in crate::document) enum Fault {
    /// It is no archive.
    #[error("is no Word file: it does not begin and end as one does")]
    NoArchive,
    /// The directory or a part is cut off or wrong.
    #[error("is damaged: its parts cannot be unpacked")]
    Damaged,
    /// It is encrypted.
    #[error("is protected by a password, or in the old format `.doc`")]
    Protected,
    /// A part is too long.
    #[error("unpacks to more than 24 MB of text")]
    TooLong,
    /// There is no text in it.
    #[error("holds no text part")]
    NoText,
}

/// The directory of an archive.
#[derive(Debug)]
pub(super) struct Archive<'a> {
    bytes: &'a [u8],
    entries: Vec<Entry<'a>>,
}

#[derive(Debug)]
struct Entry<'a> {
    name: &'a [u8],
    is_encrypted: bool,
    method: u16,
    packed: usize,
    offset: usize,
}

/// Most entries of a directory that are read.
const ENTRIES: usize = 10_000;

impl<'a> Archive<'a> {
    /// Reads the directory.
    pub(super) fn open(bytes: &'a [u8]) -> Result<Self, Fault> {
        if bytes.starts_with(&[0xd0, 0xcf, 0x11, 0xe0]) {
            return Err(Fault::Protected);
        }
        // The comment after the last record is at most 65,535 bytes long.
        let tail = bytes.len().saturating_sub(65_557);
        let end = memchr::memmem::rfind(&bytes[tail..], b"PK\x05\x06").ok_or(Fault::NoArchive)? + tail;
        let count = usize::from(short(bytes, end + 10).ok_or(Fault::Damaged)?);
        let mut at = long(bytes, end + 16).ok_or(Fault::Damaged)?;
        let mut entries = Vec::new();
        for _ in 0..count.min(ENTRIES) {
            let (entry, next) = entry(bytes, at).ok_or(Fault::Damaged)?;
            entries.push(entry);
            at = next;
        }
        Ok(Self { bytes, entries })
    }

    /// Returns the part called `name`, unpacked; `None` if there is none.
    pub(super) fn part(&self, name: &str) -> Result<Option<String>, Fault> {
        let Some(entry) = self.entries.iter().find(|entry| entry.name == name.as_bytes()) else { return Ok(None) };
        if entry.is_encrypted {
            return Err(Fault::Protected);
        }
        let data = self.data(entry).ok_or(Fault::Damaged)?;
        let mut unpacked = Vec::new();
        match entry.method {
            0 => data.take(LONGEST + 1).read_to_end(&mut unpacked),
            8 => DeflateDecoder::new(data).take(LONGEST + 1).read_to_end(&mut unpacked),
            _ => return Err(Fault::Damaged),
        }
        .map_err(|_| Fault::Damaged)?;
        if unpacked.len() as u64 > LONGEST {
            return Err(Fault::TooLong);
        }
        Ok(Some(String::from_utf8_lossy(&unpacked).into_owned()))
    }

    /// Returns the name of the first part that begins and ends so.
    pub(super) fn named(&self, start: &str, end: &str) -> Option<&str> {
        let names = self.entries.iter().filter_map(|entry| str::from_utf8(entry.name).ok());
        names.into_iter().find(|name| name.starts_with(start) && name.ends_with(end))
    }

    fn data(&self, entry: &Entry<'_>) -> Option<&'a [u8]> {
        let head = self.bytes.get(entry.offset..)?;
        if !head.starts_with(b"PK\x03\x04") {
            return None;
        }
        let start = 30 + usize::from(short(head, 26)?) + usize::from(short(head, 28)?);
        head.get(start..start.checked_add(entry.packed)?)
    }
}

fn entry(bytes: &[u8], at: usize) -> Option<(Entry<'_>, usize)> {
    let head = bytes.get(at..)?;
    if !head.starts_with(b"PK\x01\x02") {
        return None;
    }
    let length = usize::from(short(head, 28)?);
    let name = head.get(46..46 + length)?;
    let entry = Entry {
        name,
        is_encrypted: short(head, 8)? & 1 == 1,
        method: short(head, 10)?,
        packed: long(head, 20)?,
        offset: long(head, 42)?,
    };
    Some((entry, at + 46 + length + usize::from(short(head, 30)?) + usize::from(short(head, 32)?)))
}

fn short(bytes: &[u8], at: usize) -> Option<u16> {
    let bytes = bytes.get(at..at.checked_add(2)?)?;
    Some(u16::from_le_bytes([bytes[0], bytes[1]]))
}

fn long(bytes: &[u8], at: usize) -> Option<usize> {
    let bytes = bytes.get(at..at.checked_add(4)?)?;
    usize::try_from(u32::from_le_bytes([bytes[0], bytes[1], bytes[2], bytes[3]])).ok()
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    /// Makes an archive of stored parts.
    pub(crate) fn archive(parts: &[(&str, &str)]) -> Vec<u8> {
        let (mut bytes, mut directory) = (Vec::new(), Vec::new());
        let push =
            |to: &mut Vec<u8>, numbers: &[u16]| to.extend(numbers.iter().flat_map(|number| number.to_le_bytes()));
        for (name, content) in parts {
            let length = |text: &str| u16::try_from(text.len()).expect("a short test");
            let offset = u16::try_from(bytes.len()).expect("a short test");
            let sizes = [length(content), 0, length(content), 0, length(name), 0];
            bytes.extend(b"PK\x03\x04");
            push(&mut bytes, &[20, 0, 0, 0, 0, 0, 0]);
            push(&mut bytes, &sizes);
            bytes.extend(name.bytes().chain(content.bytes()));
            directory.extend(b"PK\x01\x02");
            push(&mut directory, &[20, 20, 0, 0, 0, 0, 0, 0]);
            push(&mut directory, &sizes);
            push(&mut directory, &[0, 0, 0, 0, 0, offset, 0]);
            directory.extend(name.bytes());
        }
        let start = u16::try_from(bytes.len()).expect("a short test");
        let count = u16::try_from(parts.len()).expect("a short test");
        let length = u16::try_from(directory.len()).expect("a short test");
        bytes.append(&mut directory);
        bytes.extend(b"PK\x05\x06");
        push(&mut bytes, &[0, 0, count, count, length, 0, start, 0, 0]);
        bytes
    }

    #[test]
    fn parts_are_found_by_name() {
        let bytes = archive(&[("a.xml", "<a/>"), ("word/b.xml", "<b/>")]);
        let opened = Archive::open(&bytes).expect("an archive");
        assert_eq!(opened.part("word/b.xml"), Ok(Some("<b/>".into())));
        assert_eq!(opened.part("c.xml"), Ok(None));
    }

    #[test]
    fn a_part_that_unpacks_without_end_is_refused() {
        use std::io::Write;

        let mut packer = flate2::write::DeflateEncoder::new(Vec::new(), flate2::Compression::fast());
        let zeros = vec![b' '; 1 << 20];
        for _ in 0..=LONGEST >> 20 {
            packer.write_all(&zeros).expect("memory");
        }
        let packed = packer.finish().expect("memory");
        let whole = Archive {
            bytes: &[[b"PK\x03\x04".as_slice(), &[0; 26]].concat(), packed.clone()].concat(),
            entries: vec![Entry { name: b"a", is_encrypted: false, method: 8, packed: packed.len(), offset: 0 }],
        };
        assert_eq!(whole.part("a"), Err(Fault::TooLong));
    }

    #[test]
    fn no_cut_makes_it_panic() {
        let bytes = archive(&[("word/document.xml", "<a>words</a>")]);
        for cut in 0..bytes.len() {
            for piece in [&bytes[..cut], &bytes[cut..]] {
                let _ = Archive::open(piece).and_then(|opened| opened.part("word/document.xml"));
            }
        }
        assert_eq!(Archive::open(b"words").err(), Some(Fault::NoArchive));
        assert_eq!(Archive::open(&[0xd0, 0xcf, 0x11, 0xe0, 0, 0]).err(), Some(Fault::Protected));
    }
}
