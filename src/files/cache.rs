//! The cache on disk: `.evenhand/cache/BUILD/ab/cdef…`, a file a value.
//!
//! Safe to delete at any time and to share between processes: names are hashes of all that a value depends on, files
//! are written whole and renamed, each begins with a hash of its content, and whatever is not as it should be is taken
//! for missing. Nothing that goes wrong here is an error: then nothing is kept. A link in its place is not followed.

use std::collections::HashSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::time::SystemTime;

use sha2::{Digest, Sha256};
use walkdir::WalkDir;

use super::write_file;
use crate::cache::{BUILD, Key, Store};

/// Folder of what the program keeps for itself, in the project.
pub const FOLDER: &str = ".evenhand";

/// Bytes of entries from which on those that the last build did not use are deleted, the oldest first.
const MOST: u64 = 1 << 30;

/// Builds of the program whose entries are kept, this one among them.
const BUILDS: usize = 2;

/// Length of the hash before a value.
const HASH: usize = 32;

/// Values in files.
#[derive(Debug)]
pub struct DiskCache {
    /// Folder of this build's entries; `None` when it cannot be used.
    folder: Option<PathBuf>,
    is_read_only: bool,
    used: Mutex<HashSet<Key>>,
}

impl DiskCache {
    /// Opens the cache of a project, making it if it is not there.
    pub fn open(root: &Path) -> Self {
        Self { folder: prepare(root), is_read_only: false, used: Mutex::default() }
    }

    /// Opens the cache of a project to read only: nothing is written, and no folder made.
    pub fn open_to_read(root: &Path) -> Self {
        let folder = root.join(FOLDER).join("cache").join(BUILD);
        let is_own = is_inside(root, &folder);
        Self { folder: is_own.then_some(folder), is_read_only: true, used: Mutex::default() }
    }

    /// Deletes entries of other builds, and those that were not used when there is too much of them.
    pub fn prune(&self) {
        let Some(folder) = self.folder.as_ref().filter(|_| !self.is_read_only) else { return };
        prune_builds(folder);
        let mut entries = Vec::new();
        for entry in WalkDir::new(folder).into_iter().flatten().filter(|entry| entry.file_type().is_file()) {
            let Ok(metadata) = entry.metadata() else { continue };
            let modified = metadata.modified().unwrap_or(SystemTime::UNIX_EPOCH);
            entries.push((modified, entry.into_path(), metadata.len()));
        }
        let mut total: u64 = entries.iter().map(|(.., size)| size).sum();
        if total <= MOST {
            return;
        }
        entries.sort();
        let used = self.used.lock().unwrap_or_else(PoisonError::into_inner);
        let used: HashSet<PathBuf> = used.iter().map(|key| place(folder, key)).collect();
        for (_, path, size) in entries.into_iter().filter(|(_, path, _)| !used.contains(path)) {
            if total <= MOST / 2 {
                break;
            }
            if fs::remove_file(path).is_ok() {
                total -= size;
            }
        }
    }

    fn note(&self, key: &Key) {
        self.used.lock().unwrap_or_else(PoisonError::into_inner).insert(*key);
    }
}

impl Store for DiskCache {
    fn get(&self, key: &Key) -> Option<Vec<u8>> {
        let mut bytes = fs::read(place(self.folder.as_ref()?, key)).ok()?;
        let value = bytes.get(HASH..)?;
        if bytes[..HASH] != hash(key, value) {
            return None;
        }
        self.note(key);
        Some(bytes.split_off(HASH))
    }

    fn put(&self, key: &Key, value: &[u8]) {
        let Some(folder) = self.folder.as_ref().filter(|_| !self.is_read_only) else { return };
        let path = place(folder, key);
        let mut bytes = hash(key, value).to_vec();
        bytes.extend(value);
        let made = path.parent().is_some_and(|parent| fs::create_dir_all(parent).is_ok());
        if made && write_file(&path, &bytes).is_ok() {
            self.note(key);
        }
    }

    fn keeps(&self) -> bool {
        self.folder.is_some() && !self.is_read_only
    }
}

/// Returns where the value of a key stands.
fn place(folder: &Path, key: &Key) -> PathBuf {
    let name = key.to_string();
    let (first, rest) = name.split_at(2);
    folder.join(first).join(rest)
}

fn hash(key: &Key, value: &[u8]) -> [u8; HASH] {
    let mut hash = Sha256::new();
    hash.update(key.bytes());
    hash.update(value);
    hash.finalize().into()
}

/// Makes the folder of this build's entries and the file that keeps git from it.
fn prepare(root: &Path) -> Option<PathBuf> {
    let own = root.join(FOLDER);
    if fs::symlink_metadata(&own).is_ok_and(|found| !found.is_dir()) {
        return None;
    }
    let folder = own.join("cache").join(BUILD);
    fs::create_dir_all(&folder).ok()?;
    if !is_inside(root, &folder) {
        return None;
    }
    let ignored = own.join(".gitignore");
    if !ignored.exists() {
        write_file(&ignored, b"# Kept by evenhand to build faster; safe to delete.\n*\n").ok()?;
    }
    Some(folder)
}

/// Tells whether a folder is where its name says, not behind a link.
fn is_inside(root: &Path, folder: &Path) -> bool {
    let (Ok(root), Ok(real)) = (root.canonicalize(), folder.canonicalize()) else { return false };
    real == root.join(FOLDER).join("cache").join(BUILD)
}

/// Deletes the entries of builds other than the latest.
fn prune_builds(folder: &Path) {
    let Some(all) = folder.parent().and_then(|cache| fs::read_dir(cache).ok()) else { return };
    let mut others: Vec<(SystemTime, PathBuf)> = all
        .flatten()
        .filter(|entry| entry.path() != folder && entry.file_type().is_ok_and(|found| found.is_dir()))
        .map(|entry| {
            let modified = entry.metadata().and_then(|found| found.modified());
            (modified.unwrap_or(SystemTime::UNIX_EPOCH), entry.path())
        })
        .collect();
    others.sort();
    let surplus = (others.len() + 1).saturating_sub(BUILDS);
    for (_, path) in others.into_iter().take(surplus) {
        let _ = fs::remove_dir_all(path);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_come_back_and_damaged_ones_are_missing() {
        let root = tempfile::tempdir().expect("a folder");
        let cache = DiskCache::open(root.path());
        let key = Key::of("test").end();
        assert_eq!(cache.get(&key), None);
        cache.put(&key, b"value");
        assert_eq!(cache.get(&key).as_deref(), Some(&b"value"[..]));
        let path = place(cache.folder.as_ref().expect("a folder"), &key);
        let whole = fs::read(&path).expect("an entry");
        for damage in [&whole[..whole.len() - 1], &whole[..10], b""] {
            fs::write(&path, damage).expect("written");
            assert_eq!(cache.get(&key), None);
        }
        // An entry under another's name is not taken for it.
        let other = Key::of("other").end();
        fs::create_dir_all(place(cache.folder.as_ref().expect("a folder"), &other).parent().expect("a folder")).ok();
        fs::write(place(cache.folder.as_ref().expect("a folder"), &other), &whole).expect("written");
        assert_eq!(cache.get(&other), None);
        let text = fs::read_to_string(root.path().join(".evenhand/.gitignore")).expect("it keeps git out");
        assert!(text.lines().any(|line| line == "*"));
    }

    #[cfg(unix)]
    #[test]
    fn a_link_in_place_of_the_cache_is_not_followed() {
        let (root, elsewhere) = (tempfile::tempdir().expect("a folder"), tempfile::tempdir().expect("a folder"));
        std::os::unix::fs::symlink(elsewhere.path(), root.path().join(FOLDER)).expect("a link");
        let cache = DiskCache::open(root.path());
        cache.put(&Key::of("test").end(), b"value");
        assert_eq!(fs::read_dir(elsewhere.path()).expect("a folder").count(), 0);
    }

    #[test]
    fn entries_of_old_builds_are_deleted() {
        let root = tempfile::tempdir().expect("a folder");
        let old = root.path().join(".evenhand/cache");
        for name in ["0.0.1-a", "0.0.1-b", "0.0.1-c"] {
            fs::create_dir_all(old.join(name).join("ab")).expect("a folder");
        }
        DiskCache::open(root.path()).prune();
        assert_eq!(fs::read_dir(&old).expect("a folder").count(), BUILDS);
        assert!(old.join(BUILD).exists());
    }
}
