//! Finds every entry that stands at a word: one walk along the words, whatever the number of entries.

use rustc_hash::FxHashMap;

use super::EntryId;
use super::vocabulary::WordId;

/// Words that a gap `*` may stand for at most.
pub(super) const GAP_WORDS: usize = 3;

/// Entries by their words.
#[derive(Clone, Debug, Default)]
pub(super) struct Trie {
    edges: FxHashMap<(u32, WordId), u32>,
    /// Node that a first word leads to, by the word's number; 0 for none.
    first: Vec<u32>,
    /// Node after a gap, by node; 0 for none.
    gaps: Vec<u32>,
    ends: Vec<Vec<EntryId>>,
}

impl Trie {
    /// Adds an entry; `words` begin and end with a word.
    pub(super) fn insert(&mut self, words: &[WordId], entry: EntryId) {
        if self.ends.is_empty() {
            self.push_node();
        }
        let mut node = 0;
        for &word in words {
            let next = match (node, word) {
                (0, word) => {
                    let at = word.0 as usize;
                    if self.first.len() <= at {
                        self.first.resize(at + 1, 0);
                    }
                    self.first[at]
                }
                (_, WordId::GAP) => self.gaps[node as usize],
                _ => self.edges.get(&(node, word)).copied().unwrap_or(0),
            };
            node = if next == 0 { self.add(node, word) } else { next };
        }
        self.ends[node as usize].push(entry);
    }

    /// Removes the entries with exactly these words for which `which` holds.
    pub(super) fn remove(&mut self, words: &[WordId], which: impl Fn(EntryId) -> bool) {
        let mut node = 0;
        for &word in words {
            node = match (node, word) {
                (0, word) => self.first.get(word.0 as usize).copied().unwrap_or(0),
                (_, WordId::GAP) => self.gaps[node as usize],
                _ => self.edges.get(&(node, word)).copied().unwrap_or(0),
            };
            if node == 0 {
                return;
            }
        }
        self.ends[node as usize].retain(|&entry| !which(entry));
    }

    /// Removes all entries for which `which` holds.
    pub(super) fn remove_all(&mut self, which: impl Fn(EntryId) -> bool) {
        self.ends.iter_mut().for_each(|ends| ends.retain(|&entry| !which(entry)));
    }

    fn add(&mut self, node: u32, word: WordId) -> u32 {
        let new = self.push_node();
        match (node, word) {
            (0, word) => self.first[word.0 as usize] = new,
            (_, WordId::GAP) => self.gaps[node as usize] = new,
            _ => {
                self.edges.insert((node, word), new);
            }
        }
        new
    }

    fn push_node(&mut self) -> u32 {
        self.ends.push(Vec::new());
        self.gaps.push(0);
        u32::try_from(self.ends.len() - 1).unwrap_or(u32::MAX)
    }

    /// Calls `give` with the end and the entry of everything that begins at word `at`.
    pub(super) fn walk(&self, words: &[WordId], at: usize, give: &mut impl FnMut(usize, EntryId)) {
        let Some(word) = words.get(at) else { return };
        if *word == WordId::UNKNOWN {
            return;
        }
        match self.first.get(word.0 as usize) {
            Some(&node) if node != 0 => self.step(node, words, at + 1, give),
            _ => {}
        }
    }

    fn step(&self, node: u32, words: &[WordId], at: usize, give: &mut impl FnMut(usize, EntryId)) {
        for &entry in &self.ends[node as usize] {
            give(at, entry);
        }
        if let Some(&word) = words.get(at)
            && word != WordId::UNKNOWN
            && let Some(&next) = self.edges.get(&(node, word))
        {
            self.step(next, words, at + 1, give);
        }
        let gap = self.gaps[node as usize];
        if gap == 0 {
            return;
        }
        for skipped in 0..=GAP_WORDS {
            if let Some(&word) = words.get(at + skipped)
                && let Some(&next) = self.edges.get(&(gap, word))
            {
                self.step(next, words, at + skipped + 1, give);
            }
        }
    }
}
