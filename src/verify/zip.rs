//! ZIP archives, as far as Word files and bundles need them: no encryption, no ZIP64, stored or deflated.
//!
//! Written with fixed times and in the order given, so that the same content gives the same bytes. Reading is
//! bounded: a file larger than the limit when unpacked is refused, whatever its header says.

use std::io::{Read, Write};

use flate2::Crc;
use flate2::read::DeflateDecoder;
use flate2::write::DeflateEncoder;

const LOCAL: u32 = 0x0403_4b50;
const CENTRAL: u32 = 0x0201_4b50;
const END: u32 = 0x0605_4b50;
/// Most files and most bytes, unpacked, that one archive may hold.
const MOST_FILES: usize = 10_000;
const MOST_BYTES: u64 = 256 << 20;
/// 1 January 1980, the first day that the format knows.
const DATE: u16 = 0x21;

/// A file in an archive.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Entry {
    /// Path with `/` between its parts.
    pub name: String,
    /// Content.
    pub bytes: Vec<u8>,
}

/// Writes an archive.
///
/// # Errors
/// A reason if there is too much for the format.
pub fn write(entries: &[Entry]) -> Result<Vec<u8>, String> {
    let mut out = Vec::new();
    let mut directory = Vec::new();
    let small = |length: usize| u32::try_from(length).map_err(|_| "too large for an archive".to_owned());
    for entry in entries {
        let mut encoder = DeflateEncoder::new(Vec::new(), flate2::Compression::best());
        let packed = encoder.write_all(&entry.bytes).and_then(|()| encoder.finish()).map_err(|e| e.to_string())?;
        let mut crc = Crc::new();
        crc.update(&entry.bytes);
        let name = u16::try_from(entry.name.len()).map_err(|_| "a name is too long".to_owned())?;
        // Version, flags (names are UTF-8), method, time, date, checksum, sizes, lengths of name and extra field.
        let mut header = Vec::new();
        for half in [20, 0x800, 8, 0, DATE] {
            header.extend_from_slice(&u16::to_le_bytes(half));
        }
        for word in [crc.sum(), small(packed.len())?, small(entry.bytes.len())?] {
            header.extend_from_slice(&word.to_le_bytes());
        }
        header.extend_from_slice(&name.to_le_bytes());
        header.extend_from_slice(&[0, 0]);
        let offset = small(out.len())?;
        out.extend_from_slice(&LOCAL.to_le_bytes());
        out.extend_from_slice(&header);
        out.extend_from_slice(entry.name.as_bytes());
        out.extend_from_slice(&packed);
        directory.extend_from_slice(&CENTRAL.to_le_bytes());
        directory.extend_from_slice(&20_u16.to_le_bytes());
        directory.extend_from_slice(&header);
        directory.extend_from_slice(&[0; 10]);
        directory.extend_from_slice(&offset.to_le_bytes());
        directory.extend_from_slice(entry.name.as_bytes());
    }
    let count = u16::try_from(entries.len()).map_err(|_| "too many files for an archive".to_owned())?;
    let (start, length) = (small(out.len())?, small(directory.len())?);
    out.extend_from_slice(&directory);
    out.extend_from_slice(&END.to_le_bytes());
    out.extend_from_slice(&[0; 4]);
    out.extend_from_slice(&count.to_le_bytes());
    out.extend_from_slice(&count.to_le_bytes());
    out.extend_from_slice(&length.to_le_bytes());
    out.extend_from_slice(&start.to_le_bytes());
    out.extend_from_slice(&[0; 2]);
    Ok(out)
}

/// Reads an archive.
///
/// # Errors
/// A reason if it is none, is damaged, or holds too much.
pub fn read(bytes: &[u8]) -> Result<Vec<Entry>, String> {
    let damaged = || "the archive is damaged".to_owned();
    let tail = bytes.len().saturating_sub(66_000);
    let end = memchr::memmem::rfind(&bytes[tail..], &END.to_le_bytes()).ok_or("this is no archive")? + tail;
    let count = half(bytes, end + 10).ok_or_else(damaged)? as usize;
    let mut at = word(bytes, end + 16).ok_or_else(damaged)? as usize;
    if count > MOST_FILES {
        return Err("the archive holds too many files".into());
    }
    let mut entries = Vec::new();
    let mut left = MOST_BYTES;
    for _ in 0..count {
        if word(bytes, at) != Some(CENTRAL) {
            return Err(damaged());
        }
        let field = |offset: usize| half(bytes, at + offset).map(usize::from);
        let (Some(method), Some(name), Some(extra), Some(comment)) = (field(10), field(28), field(30), field(32))
        else {
            return Err(damaged());
        };
        let sizes = (word(bytes, at + 16), word(bytes, at + 20), word(bytes, at + 42));
        let (Some(sum), Some(packed), Some(offset)) = sizes else { return Err(damaged()) };
        let name_bytes = bytes.get(at + 46..at + 46 + name).ok_or_else(damaged)?;
        at += 46 + name + extra + comment;
        let content = local(bytes, offset as usize, packed as usize).ok_or_else(damaged)?;
        let mut unpacked = Vec::new();
        let read = match method {
            0 => content.take(left).read_to_end(&mut unpacked),
            8 => DeflateDecoder::new(content).take(left).read_to_end(&mut unpacked),
            _ => return Err("the archive is packed in a way that cannot be read".into()),
        };
        read.map_err(|_| damaged())?;
        left -= (unpacked.len() as u64).min(left);
        if left == 0 {
            return Err("the archive holds too much".into());
        }
        let mut crc = Crc::new();
        crc.update(&unpacked);
        if crc.sum() != sum {
            return Err(damaged());
        }
        entries.push(Entry { name: String::from_utf8_lossy(name_bytes).into_owned(), bytes: unpacked });
    }
    Ok(entries)
}

fn local(bytes: &[u8], offset: usize, packed: usize) -> Option<&[u8]> {
    (word(bytes, offset)? == LOCAL).then_some(())?;
    let start = offset + 30 + half(bytes, offset + 26)? as usize + half(bytes, offset + 28)? as usize;
    bytes.get(start..start.checked_add(packed)?)
}

fn half(bytes: &[u8], at: usize) -> Option<u16> {
    bytes.get(at..at.checked_add(2)?)?.try_into().ok().map(u16::from_le_bytes)
}

fn word(bytes: &[u8], at: usize) -> Option<u32> {
    bytes.get(at..at.checked_add(4)?)?.try_into().ok().map(u32::from_le_bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_archive_reads_back_and_damage_is_seen() {
        let entries = vec![
            Entry { name: "a.txt".into(), bytes: b"one two one two".to_vec() },
            Entry { name: "b/ü.txt".into(), bytes: Vec::new() },
        ];
        let bytes = write(&entries).expect("small");
        assert_eq!(read(&bytes), Ok(entries));
        assert!(read(b"no archive").is_err());
        for at in 0..bytes.len() {
            let mut damaged = bytes.clone();
            damaged[at] ^= 0x55;
            let _ = read(&damaged);
            let _ = read(&bytes[..at]);
        }
    }
}
