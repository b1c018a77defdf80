//! Entries of the lexicon in a sentence, and what they say there: for which side, how strongly, negated or not.

use crate::document::Document;
use crate::lexicon::framing::vocabulary::inflects;
use crate::lexicon::framing::{Class, EntryId, Framing, Role};

use super::plan::Plan;
use super::words::Words;

/// An entry that stands in the sentence.
#[derive(Clone, Copy, Debug)]
pub(super) struct Match {
    /// First unit.
    pub start: usize,
    /// Unit after the last.
    pub end: usize,
    /// Which.
    pub entry: EntryId,
    /// Its class.
    pub class: Class,
    /// Its strength, 1 to 3.
    pub level: u8,
    /// Its strength as a number to sum up.
    pub strength: f32,
}

/// Something said for a side.
#[derive(Clone, Copy, Debug)]
pub(super) struct Signal {
    /// First unit.
    pub at: usize,
    /// Strength, above zero for the optimistic side.
    pub value: f32,
    /// Index of the match that it rests on.
    pub source: usize,
    /// Whether a negation turned it.
    pub negated: bool,
    /// Whether it is more or less of something.
    pub direction: bool,
    /// Whether it is the want of something.
    pub lack: bool,
}

/// How many words a negation reaches.
const NEGATION_REACH: usize = 3;
/// How far back a match can begin that still bears on a word.
const WIDEST: usize = 16;
/// How many words may part a direction and its thing.
const DIRECTION_REACH: usize = 4;

/// Matches and signals of a sentence.
#[derive(Debug, Default)]
pub(super) struct Signals {
    /// Entries, longest first within a family, in the order of the text.
    pub matches: Vec<Match>,
    /// What they say, in the order of the text.
    pub signals: Vec<Signal>,
    used: Vec<u16>,
}

impl Signals {
    /// Finds what is said of `plan` in `words`; `asks` tells whether the sentence is a question or a heading.
    pub(super) fn read(&mut self, framing: &Framing, document: &Document, words: &Words, plan: &Plan, asks: bool) {
        self.matches.clear();
        self.signals.clear();
        let matches = &mut self.matches;
        for start in 0..words.numbers.len() {
            framing.entries_at(&words.numbers, start, |end, entry| {
                let found = framing.entry(entry);
                if end == start + 1 {
                    // A stem may belong to two words; the form decides.
                    let form = document.tokens[words.units[start].token].of(&document.text);
                    if found.single && !inflects(&found.words, form) {
                        return;
                    }
                }
                let (class, level) = (found.class, found.strength);
                // `United` of a state and `Justice` of a ministry are names, and words of the question name the plan:
                // neither judges it. Doubt stays doubt (`Will the scheme collapse?`).
                let units = &words.units[start..end];
                let doubt = class.sign() < 0.0;
                let named = || {
                    units.iter().all(|unit| unit.name) || !doubt && units.iter().all(|unit| plan.is_topic(unit.hash))
                };
                if class.takes_sides() && named() {
                    return;
                }
                if class != Class::DoubtQuestion || asks || found.strength > 2 {
                    matches.push(Match { start, end, entry, class, level, strength: f32::from(level) });
                }
            });
        }
        self.keep_longest(words.units.len());
        self.judge(words);
    }

    fn keep_longest(&mut self, length: usize) {
        self.matches.sort_by_key(|found| (usize::MAX - (found.end - found.start), found.start));
        self.used.clear();
        self.used.resize(length, 0);
        let used = &mut self.used;
        self.matches.retain(|found| {
            let family = found.class.family();
            let place = &mut used[found.start..found.end];
            let free = place.iter().all(|taken| taken & family == 0);
            if free {
                place.iter_mut().for_each(|taken| *taken |= family);
            }
            free
        });
        self.matches.sort_by_key(|found| (found.start, found.end));
    }

    fn judge(&mut self, words: &Words) {
        for source in 0..self.matches.len() {
            let found = self.matches[source];
            let sign = found.class.sign();
            let negated = self.negated(words, found);
            let value = match found.class {
                Class::Good if negated => found.strength,
                Class::Bad if negated => -found.strength,
                Class::Up | Class::Down => match self.thing_near(source) {
                    Some((sign, strength)) => {
                        let way = if found.class == Class::Up { sign } else { -sign };
                        way * strength.min(found.strength)
                    }
                    None => 0.0,
                },
                _ => sign * found.strength,
            };
            if value == 0.0 {
                continue;
            }
            self.signals.push(Signal {
                at: found.start,
                value: if negated { -value } else { value },
                source,
                negated,
                direction: matches!(found.class, Class::Up | Class::Down),
                lack: matches!(found.class, Class::Good | Class::Bad),
            });
        }
    }

    /// Returns sign and strength of the good or bad thing nearest to the direction `source`.
    fn thing_near(&self, source: usize) -> Option<(f32, f32)> {
        let direction = self.matches[source];
        let gap = |thing: &Match| match thing.start >= direction.end {
            true => thing.start - direction.end,
            false => direction.start.saturating_sub(thing.end),
        };
        let first = self.matches[..source]
            .iter()
            .rev()
            .take_while(|thing| thing.start + DIRECTION_REACH + 12 > direction.start)
            .chain(self.matches[source + 1..].iter().take_while(|thing| thing.start <= direction.end + DIRECTION_REACH))
            .filter(|thing| matches!(thing.class, Class::Good | Class::Bad) && thing.start != direction.start)
            .filter(|thing| gap(thing) <= DIRECTION_REACH)
            .min_by_key(|thing| (gap(thing), thing.start))?;
        Some((if first.class == Class::Good { 1.0 } else { -1.0 }, first.strength))
    }

    /// Returns the matches that begin within [`WIDEST`] words before unit `at`, the last first.
    pub(super) fn matches_before(&self, at: usize) -> impl Iterator<Item = &Match> {
        let before = self.matches.partition_point(|other| other.start < at);
        self.matches[..before].iter().rev().take_while(move |other| other.start + WIDEST > at)
    }

    /// Tells whether a negation reaches `found` within its clause.
    fn negated(&self, words: &Words, found: Match) -> bool {
        self.matches_before(found.start).filter(|other| other.class == Class::Negator && other.end <= found.start).any(
            |other| {
                let between = &words.units[other.end..found.start];
                between.len() <= NEGATION_REACH && between.iter().all(|unit| unit.role != Role::Mark)
            },
        )
    }
}
