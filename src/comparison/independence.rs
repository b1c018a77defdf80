//! Independence: texts that copy one another form one group, so that five copies of one wire story count as one source.
//!
//! Takes runs of five words (shingles). A [`Fingerprint`] holds those of a whole text; where none is given, the words of the
//! sheet's evidence stand in for it. Words inside quotation marks are left out, since independent reporters quote the same
//! speech in the same words. Two texts are linked if a quarter of the shorter one's runs stand in the other.
//! Each run links a text with the first and the last text that had it, so the time is linear even for a thousand copies.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::hash::{BuildHasher, Hasher};

use rayon::prelude::*;
use rustc_hash::{FxBuildHasher, FxHashMap};

use super::Group;
use crate::document::Document;
use crate::document::token::{Token, TokenKind, tokenize};
use crate::sheet::claim::{Claim, Form};
use crate::sheet::{FactSheet, Status};
use crate::source::{SourceId, Span};

/// How many words a run has.
const RUN: usize = 5;
/// Hexadecimal digits of a run.
const DIGITS: usize = 16;
/// How many runs two texts must share at the least.
const FEWEST: usize = 8;

/// How many reasons a group of many copies gives.
const MOST_REASONS: usize = 4;

/// Texts from which on [`Fingerprint::thin`] leaves runs out, and how many it parts them by.
const MANY: usize = 2_000;
const STEP: u64 = 8;

/// The runs of five words of a text, as hashes.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Fingerprint {
    /// Ascending, each once.
    runs: Vec<u64>,
}

impl Fingerprint {
    /// Takes the runs of the sentences of `document`, without furniture and quoted words.
    pub fn of(document: &Document) -> Self {
        let mut runs = Vec::new();
        for sentence in &document.sentences {
            collect_runs(&document.text, document.tokens_of(sentence), Quoted::LeftOut, &mut runs);
        }
        Self::from_runs(runs)
    }

    /// Writes the runs as hexadecimal digits, sixteen a run, so that they can travel beside a sheet.
    pub fn to_hex(&self) -> String {
        use std::fmt::Write as _;
        let mut text = String::with_capacity(self.runs.len() * DIGITS);
        for run in &self.runs {
            let _ = write!(text, "{run:016x}");
        }
        text
    }

    /// Reads what [`Fingerprint::to_hex`] wrote; `None` for anything else.
    pub fn from_hex(text: &str) -> Option<Self> {
        if !text.is_ascii() || !text.len().is_multiple_of(DIGITS) {
            return None;
        }
        let runs = (0..text.len()).step_by(DIGITS).map(|at| u64::from_str_radix(text.get(at..at + DIGITS)?, 16).ok());
        Some(Self::from_runs(runs.collect::<Option<_>>()?))
    }

    /// Takes the runs of the evidence of `sheet`; of its quoted words too if there is next to nothing else.
    fn of_sheet(sheet: &FactSheet) -> Self {
        let direct = |claim: &Claim| matches!(claim, Claim::Quotation(quotation) if quotation.form == Form::Direct);
        let facts = sheet.facts.iter().filter(|fact| fact.status != Status::Rejected);
        let spoken: Vec<&str> =
            facts.clone().filter(|fact| direct(&fact.claim)).map(|fact| fact.evidence.exact.as_str()).collect();
        let own = facts.filter(|fact| !direct(&fact.claim)).map(|fact| fact.evidence.exact.as_str());
        let readings = sheet.readings.iter().filter(|reading| reading.status != Status::Rejected);
        let own = own.chain(readings.map(|reading| reading.evidence.exact.as_str()));
        let mut runs = Vec::new();
        for text in own {
            runs_of(text, Quoted::LeftOut, &mut runs);
        }
        if runs.len() < FEWEST {
            for text in spoken {
                runs_of(text, Quoted::Kept, &mut runs);
            }
        }
        Self::from_runs(runs)
    }

    /// Leaves out, in a corpus of many texts, all but one run in eight, chosen by its hash: still some hundred a text.
    pub(crate) fn thin(&mut self, texts: usize) {
        if texts > MANY {
            self.runs.retain(|run| run % STEP == 0);
            self.runs.shrink_to_fit();
        }
    }

    pub(crate) fn runs(&self) -> &[u64] {
        &self.runs
    }

    pub(crate) fn from_runs(mut runs: Vec<u64>) -> Self {
        runs.sort_unstable();
        runs.dedup();
        Self { runs }
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Quoted {
    LeftOut,
    Kept,
}

fn runs_of(text: &str, quoted: Quoted, runs: &mut Vec<u64>) {
    let mut tokens = Vec::new();
    tokenize(text, Span::new(0, text.len()), &mut tokens);
    collect_runs(text, &tokens, quoted, runs);
}

fn collect_runs(text: &str, tokens: &[Token], quoted: Quoted, runs: &mut Vec<u64>) {
    let mut words: Vec<u64> = Vec::new();
    let mut inside = false;
    for token in tokens {
        let spelling = token.of(text);
        match token.kind {
            TokenKind::Quote if quoted == Quoted::LeftOut && matches!(spelling, "“" | "”" | "\"" | "„" | "«" | "»") =>
            {
                inside = match spelling {
                    "“" | "„" | "«" => true,
                    "\"" => !inside,
                    _ => false,
                };
                add_runs(&words, runs);
                words.clear();
            }
            TokenKind::Number | TokenKind::Lower | TokenKind::Capitalised | TokenKind::Upper if !inside => {
                let mut hasher = FxBuildHasher.build_hasher();
                spelling.chars().flat_map(char::to_lowercase).for_each(|letter| hasher.write_u32(letter.into()));
                words.push(hasher.finish());
            }
            _ => {}
        }
    }
    add_runs(&words, runs);
}

fn add_runs(words: &[u64], runs: &mut Vec<u64>) {
    for run in words.windows(RUN) {
        let mut hasher = FxBuildHasher.build_hasher();
        run.iter().for_each(|&word| hasher.write_u64(word));
        runs.push(hasher.finish());
    }
}

/// Groups `sheets`, which are in the order of their ids; returns the groups and each sheet's place in them.
pub(super) fn group(sheets: &[&FactSheet], fingerprints: &BTreeMap<SourceId, Fingerprint>) -> (Vec<Group>, Vec<usize>) {
    let own: Vec<Cow<'_, Fingerprint>> = sheets
        .par_iter()
        .map(|sheet| match fingerprints.get(&sheet.source.id) {
            Some(whole) => Cow::Borrowed(whole),
            None => Cow::Owned(Fingerprint::of_sheet(sheet)),
        })
        .collect();
    let mut parents = Parents::new(sheets.len());
    let mut reasons: BTreeMap<usize, String> = BTreeMap::new();
    for ((first, second), shared) in shared_runs(&own) {
        let shorter = own[first].runs.len().min(own[second].runs.len());
        if shared >= FEWEST && shared * 4 >= shorter {
            let percent = shared * 100 / shorter.max(1);
            let reason = format!(
                "{percent} in 100 runs of five words of the shorter text stand in both `{}` and `{}`",
                sheets[first].source.id, sheets[second].source.id
            );
            reasons.entry(second).or_insert(reason);
            parents.join(first, second);
        }
    }
    let mut files: FxHashMap<&str, usize> = FxHashMap::default();
    for (index, sheet) in sheets.iter().enumerate().filter(|(_, sheet)| !sheet.source.sha256.is_empty()) {
        let first = *files.entry(sheet.source.sha256.as_str()).or_insert(index);
        if first != index {
            let reason = format!("`{}` and `{}` are the same file", sheets[first].source.id, sheet.source.id);
            reasons.entry(index).or_insert(reason);
            parents.join(first, index);
        }
    }
    let mut places: BTreeMap<usize, usize> = BTreeMap::new();
    let mut groups: Vec<Group> = Vec::new();
    let mut given: Vec<usize> = Vec::new();
    let mut group_of = Vec::with_capacity(sheets.len());
    for (index, sheet) in sheets.iter().enumerate() {
        let place = *places.entry(parents.root(index)).or_insert_with(|| {
            groups.push(Group { sources: Vec::new(), why: String::new() });
            given.push(0);
            groups.len() - 1
        });
        groups[place].sources.push(sheet.source.id.clone());
        if let Some(reason) = reasons.get(&index) {
            given[place] += 1;
            let why = &mut groups[place].why;
            match given[place] {
                1 => why.push_str(reason),
                2..=MOST_REASONS => *why = format!("{why}; {reason}"),
                _ => {}
            }
        }
        group_of.push(place);
    }
    for (group, given) in groups.iter_mut().zip(given) {
        if given > MOST_REASONS {
            group.why = format!("{}; and so on, {} pairs in all", group.why, given);
        }
    }
    (groups, group_of)
}

/// Counts the runs that pairs of texts share, by pair; each run speaks for at most two pairs a text.
fn shared_runs(own: &[Cow<'_, Fingerprint>]) -> Vec<((usize, usize), usize)> {
    let mut holders: FxHashMap<u64, (u32, u32)> = FxHashMap::default();
    let mut shared: FxHashMap<(usize, usize), usize> = FxHashMap::default();
    for (place, (index, fingerprint)) in (0_u32..).zip(own.iter().enumerate()) {
        for &run in &fingerprint.runs {
            match holders.get_mut(&run) {
                None => {
                    holders.insert(run, (place, place));
                }
                Some((first, last)) => {
                    *shared.entry((*first as usize, index)).or_default() += 1;
                    if first != last {
                        *shared.entry((*last as usize, index)).or_default() += 1;
                    }
                    *last = place;
                }
            }
        }
    }
    let mut shared: Vec<((usize, usize), usize)> = shared.into_iter().collect();
    shared.sort_unstable();
    shared
}

/// Sets that only grow together; the smallest member stands for each.
struct Parents(Vec<usize>);

impl Parents {
    fn new(count: usize) -> Self {
        Self((0..count).collect())
    }

    fn root(&mut self, index: usize) -> usize {
        let mut root = index;
        while self.0[root] != root {
            self.0[root] = self.0[self.0[root]];
            root = self.0[root];
        }
        root
    }

    fn join(&mut self, a: usize, b: usize) {
        let (a, b) = (self.root(a), self.root(b));
        self.0[a.max(b)] = a.min(b);
    }
}
