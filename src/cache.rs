//! What was made before, by a hash of everything it was made of.
//!
//! A [`Key`] is a SHA-256 over the name of this build of the program, the kind of the entry, and all that its value
//! depends on: an entry can be missing, but never out of date. A [`Store`] keeps bytes by keys
//! ([`crate::files::DiskCache`] on disk, [`Nothing`] nowhere); what it gives back is taken only if it can be read as
//! what was asked for. Values are [`Parts`]: JSON first, then runs of bytes as they are.

use std::fmt;

use serde::Serialize;
use serde::de::DeserializeOwned;
use sha2::{Digest, Sha256};

use crate::corpus::hexadecimal;

/// Name of this build of the program: its version and a hash of its source.
pub const BUILD: &str = env!("EVENHAND_BUILD");

/// Keeps bytes by keys. All of it is a help only: a store may forget anything at any time.
pub trait Store: Sync {
    /// Returns the value of `key`, if it is there and whole.
    fn get(&self, key: &Key) -> Option<Vec<u8>>;
    /// Keeps a value.
    fn put(&self, key: &Key, value: &[u8]);
    /// Tells whether values are kept at all, so that none is put together for nothing.
    fn keeps(&self) -> bool {
        true
    }
}

/// Keeps nothing.
#[derive(Clone, Copy, Debug)]
pub struct Nothing;

impl Store for Nothing {
    fn get(&self, _: &Key) -> Option<Vec<u8>> {
        None
    }

    fn put(&self, _: &Key, _: &[u8]) {}

    fn keeps(&self) -> bool {
        false
    }
}

/// Hash of everything that a value depends on.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Key([u8; 32]);

impl Key {
    /// Begins the key of a value of this kind.
    pub fn of(kind: &str) -> KeyMaker {
        KeyMaker(Sha256::new()).part(BUILD).part(kind)
    }

    /// Returns the hash.
    pub fn bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&hexadecimal(&self.0))
    }
}

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Key({self})")
    }
}

/// Takes the parts of a key one by one; where one ends and the next begins is part of the hash.
#[derive(Clone, Debug)]
pub struct KeyMaker(Sha256);

impl KeyMaker {
    /// Adds a part.
    #[must_use]
    pub fn part(mut self, bytes: impl AsRef<[u8]>) -> Self {
        let bytes = bytes.as_ref();
        self.0.update(u64::try_from(bytes.len()).unwrap_or(u64::MAX).to_le_bytes());
        self.0.update(bytes);
        self
    }

    /// Adds as many parts as there are, and their number.
    #[must_use]
    pub fn parts<T: AsRef<[u8]>>(mut self, parts: impl IntoIterator<Item = T>) -> Self {
        let mut count: u64 = 0;
        for part in parts {
            self = self.part(part);
            count += 1;
        }
        self.part(count.to_le_bytes())
    }

    /// Ends the key.
    pub fn end(self) -> Key {
        Key(self.0.finalize().into())
    }
}

/// A value as bytes: JSON, then runs of bytes, each with its length before it.
#[derive(Debug, Default)]
pub struct Parts(Vec<u8>);

impl Parts {
    /// Begins with the JSON of `head`.
    pub fn new(head: &impl Serialize) -> Self {
        let mut parts = Self::default();
        parts.push(&serde_json::to_vec(head).unwrap_or_default());
        parts
    }

    /// Adds a run of bytes.
    pub fn push(&mut self, bytes: &[u8]) {
        self.0.extend(u64::try_from(bytes.len()).unwrap_or(u64::MAX).to_le_bytes());
        self.0.extend(bytes);
    }

    /// Returns all of it.
    pub fn bytes(&self) -> &[u8] {
        &self.0
    }

    /// Reads a value back: what its JSON says, and the runs of bytes. `None` if it is not of this form.
    pub fn read<T: DeserializeOwned>(mut bytes: &[u8]) -> Option<(T, Vec<&[u8]>)> {
        let mut parts = Vec::new();
        while !bytes.is_empty() {
            let (length, rest) = bytes.split_first_chunk::<8>()?;
            let length = usize::try_from(u64::from_le_bytes(*length)).ok()?;
            let (part, rest) = rest.split_at_checked(length)?;
            parts.push(part);
            bytes = rest;
        }
        let head = serde_json::from_slice(parts.first()?).ok()?;
        parts.remove(0);
        Some((head, parts))
    }
}

/// Returns the value of `key`, made by `make` and kept if it is not there.
pub fn remember<T: Serialize + DeserializeOwned>(store: &dyn Store, key: &Key, make: impl FnOnce() -> T) -> T {
    if let Some((value, _)) = store.get(key).and_then(|bytes| Parts::read::<T>(&bytes).map(|(value, _)| (value, ()))) {
        return value;
    }
    let value = make();
    if store.keeps() {
        store.put(key, Parts::new(&value).bytes());
    }
    value
}

/// Writes numbers as bytes, the lowest byte first.
pub(crate) fn numbers_to_bytes(numbers: &[u64]) -> Vec<u8> {
    numbers.iter().flat_map(|number| number.to_le_bytes()).collect()
}

/// Reads numbers written by [`numbers_to_bytes`].
pub(crate) fn bytes_to_numbers(bytes: &[u8]) -> Option<Vec<u64>> {
    let (chunks, rest) = bytes.as_chunks::<8>();
    rest.is_empty().then(|| chunks.iter().map(|chunk| u64::from_le_bytes(*chunk)).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_know_where_a_part_ends() {
        let key = |parts: &[&str]| Key::of("a").parts(parts).end();
        assert_eq!(key(&["ab", "c"]), key(&["ab", "c"]));
        assert_ne!(key(&["ab", "c"]), key(&["a", "bc"]));
        assert_ne!(Key::of("a").end(), Key::of("b").end());
    }

    #[test]
    fn a_value_cut_short_or_of_another_form_is_none() {
        let mut parts = Parts::new(&["one", "two"]);
        parts.push(b"bytes");
        let whole = parts.bytes();
        let (head, rest) = Parts::read::<Vec<String>>(whole).expect("a value");
        assert_eq!((head, rest), (vec!["one".to_owned(), "two".to_owned()], vec![&b"bytes"[..]]));
        for end in (0..whole.len()).filter(|end| *end != whole.len() - 13) {
            assert!(Parts::read::<Vec<String>>(&whole[..end]).is_none(), "{end}");
        }
        assert!(Parts::read::<u8>(whole).is_none());
    }
}
