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
    nodes: Vec<Node>,
    /// Node that a first word leads to, by the word's number; 0 for none.
    first: Vec<u32>,
    /// Entries with the index of the next one that ends at the same node.
    entries: Vec<(EntryId, u32)>,
}

/// Where a walk along the words of entries can stand.
#[derive(Clone, Copy, Debug, Default)]
struct Node {
    /// A bit for each word that an edge is for ([`bit_of`]): most words need no look-up.
    branches: u64,
    /// Node after a gap; 0 for none.
    gap: u32,
    /// First entry that ends here, as an index into [`Trie::entries`]; 0 for none.
    end: u32,
}

impl Trie {
    /// Adds an entry; `words` begin and end with a word.
    pub(super) fn insert(&mut self, words: &[WordId], entry: EntryId) {
        if self.nodes.is_empty() {
            self.push_node();
            self.entries.push((entry, 0));
            self.edges.reserve(16_000);
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
                (_, WordId::GAP) => self.nodes[node as usize].gap,
                _ => self.edges.get(&(node, word)).copied().unwrap_or(0),
            };
            node = if next == 0 { self.add(node, word) } else { next };
        }
        let index = u32::try_from(self.entries.len()).unwrap_or(0);
        self.entries.push((entry, self.nodes[node as usize].end));
        self.nodes[node as usize].end = index;
    }

    /// Removes the entries with exactly these words for which `which` holds.
    pub(super) fn remove(&mut self, words: &[WordId], which: impl Fn(EntryId) -> bool) {
        let mut node = 0;
        for &word in words {
            node = match (node, word) {
                (0, word) => self.first.get(word.0 as usize).copied().unwrap_or(0),
                (_, WordId::GAP) => self.nodes[node as usize].gap,
                _ => self.edges.get(&(node, word)).copied().unwrap_or(0),
            };
            if node == 0 {
                return;
            }
        }
        self.keep(node as usize, |entry| !which(entry));
    }

    /// Removes all entries for which `which` holds.
    pub(super) fn remove_all(&mut self, which: impl Fn(EntryId) -> bool) {
        for node in 0..self.nodes.len() {
            self.keep(node, |entry| !which(entry));
        }
    }

    fn keep(&mut self, node: usize, which: impl Fn(EntryId) -> bool) {
        let mut at = std::mem::take(&mut self.nodes[node].end);
        while at != 0 {
            let (entry, next) = self.entries[at as usize];
            if which(entry) {
                self.entries[at as usize].1 = self.nodes[node].end;
                self.nodes[node].end = at;
            }
            at = next;
        }
    }

    fn add(&mut self, node: u32, word: WordId) -> u32 {
        let new = self.push_node();
        match (node, word) {
            (0, word) => self.first[word.0 as usize] = new,
            (_, WordId::GAP) => self.nodes[node as usize].gap = new,
            _ => {
                self.edges.insert((node, word), new);
                self.nodes[node as usize].branches |= bit_of(word);
            }
        }
        new
    }

    fn push_node(&mut self) -> u32 {
        self.nodes.push(Node::default());
        u32::try_from(self.nodes.len() - 1).unwrap_or(u32::MAX)
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
        let Node { branches, gap, end } = self.nodes[node as usize];
        let mut index = end;
        while index != 0 {
            let (entry, next) = self.entries[index as usize];
            give(at, entry);
            index = next;
        }
        if branches != 0
            && let Some(next) = words.get(at).and_then(|&word| self.follow(node, branches, word))
        {
            self.step(next, words, at + 1, give);
        }
        if gap == 0 {
            return;
        }
        let branches = self.nodes[gap as usize].branches;
        for (skipped, &word) in words[at.min(words.len())..].iter().take(GAP_WORDS + 1).enumerate() {
            if let Some(next) = self.follow(gap, branches, word) {
                self.step(next, words, at + skipped + 1, give);
            }
        }
    }

    /// Returns the node that `word` leads to from `node`, which has these `branches`.
    #[inline]
    fn follow(&self, node: u32, branches: u64, word: WordId) -> Option<u32> {
        let may_lead = branches & bit_of(word) != 0 && word != WordId::UNKNOWN;
        if may_lead { self.edges.get(&(node, word)).copied() } else { None }
    }
}

/// The bit that stands for `word` in a set of words; others may share it.
fn bit_of(word: WordId) -> u64 {
    1 << (word.0 % 64)
}
