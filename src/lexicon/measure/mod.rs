//! Words about numbers, dates, firmness, conditions and doubt, and the finder that marks them in a text.
//!
//! Entries come from the TSV files beside this module (embedded) and from [`Measure::add`]. Each word of a text costs
//! one lookup; entries of several words are followed from their first word, so marking is linear in the text.
//! What the marks mean is decided in [`mod@crate::sheet::extract`].

use rustc_hash::FxHashMap;

use crate::document::{Token, TokenKind};

/// The embedded files, in the order in which they are read.
const FILES: [&str; 8] = [
    include_str!("structure.tsv"),
    include_str!("number.tsv"),
    include_str!("date.tsv"),
    include_str!("modality.tsv"),
    include_str!("condition.tsv"),
    include_str!("unknown.tsv"),
    include_str!("stand.tsv"),
    include_str!("precedent.tsv"),
];

/// What an entry is known for.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
#[repr(u8)]
pub enum Class {
    /// Article, demonstrative or other word that opens a noun phrase.
    Determiner,
    /// Preposition.
    Preposition,
    /// Pronoun.
    Pronoun,
    /// `and`, `or`.
    And,
    /// `but`, `yet`, `so`.
    But,
    /// Word that opens a subordinate clause.
    Subordinator,
    /// `which`, `who`.
    Relative,
    /// Form of `be`, `have`, `do` or `remain`.
    Auxiliary,
    /// `will`, `could`.
    Modal,
    /// Negation.
    Negator,
    /// Adverb.
    Adverb,
    /// Verb of reporting; value `direct` if a clause may follow at once, `that` if only after `that`.
    Report,
    /// Noun for somebody who can act.
    Actor,
    /// Noun for what is planned or agreed.
    Plan,
    /// Verb for what somebody can undertake to do.
    Deed,
    /// Number word; value the number.
    Number,
    /// Multiplier; value the factor.
    Scale,
    /// `dozens`, `thousands`; value the factor, 0 if it gives no bound.
    Vague,
    /// `half`, `third`; value the fraction.
    Fraction,
    /// Words before a number that bound it; value names the bound.
    Bound,
    /// Words after a number that bound it.
    BoundAfter,
    /// Currency; value the ISO 4217 code, `?` if unsure.
    Currency,
    /// Per cent and the like.
    Percent,
    /// Unit of what is measured, not counted.
    Measured,
    /// Plural noun that does not end in `s`.
    Plural,
    /// Word before a number that makes it a label (`Article 5`).
    Label,
    /// Verb of change (`rose from 3 to 5`).
    Change,
    /// `aged`.
    Age,
    /// Month; value 1 to 12.
    Month,
    /// Day of the week; value 1 (Monday) to 7.
    Weekday,
    /// Season; value its first month.
    Season,
    /// Stretch of time; value its days, 0 for parts of a day.
    Period,
    /// `today`; value the offset in days.
    RelativeDay,
    /// `last`, `next`, `this`; value which.
    Shift,
    /// `early`, `mid`, `end of`; value `early`, `mid` or `late`.
    Part,
    /// Words before the date of publication.
    Stamp,
    /// Noun for a gathering.
    Meeting,
    /// Words that put a clause into the future.
    Future,
    /// Firmness; value a [`crate::sheet::claim::Modality`].
    Modality,
    /// Noun for something promised.
    Promise,
    /// Words that say a promise is missing, removed or refused.
    Absence,
    /// Condition; value a [`crate::sheet::claim::ConditionForm`], `none` for look-alikes.
    Condition,
    /// Verb after which `if` asks.
    AskIf,
    /// Not known; value a [`crate::sheet::claim::UnknownReason`].
    Unknown,
    /// For or against; value a [`crate::sheet::claim::Stand`].
    Stand,
    /// Noun for an accord or upheaval that can serve as precedent.
    Accord,
    /// Words that bring up an earlier case.
    Precedent,
    /// How it went; value a [`crate::sheet::claim::Outcome`].
    Outcome,
}

/// Names of the classes in the data files.
const CLASSES: &[(&str, Class)] = &[
    ("det", Class::Determiner),
    ("prep", Class::Preposition),
    ("pron", Class::Pronoun),
    ("and", Class::And),
    ("but", Class::But),
    ("sub", Class::Subordinator),
    ("rel", Class::Relative),
    ("aux", Class::Auxiliary),
    ("modal", Class::Modal),
    ("neg", Class::Negator),
    ("adv", Class::Adverb),
    ("report", Class::Report),
    ("actor", Class::Actor),
    ("plan", Class::Plan),
    ("deed", Class::Deed),
    ("number", Class::Number),
    ("scale", Class::Scale),
    ("vague", Class::Vague),
    ("fraction", Class::Fraction),
    ("bound", Class::Bound),
    ("boundafter", Class::BoundAfter),
    ("currency", Class::Currency),
    ("percent", Class::Percent),
    ("measure", Class::Measured),
    ("plural", Class::Plural),
    ("label", Class::Label),
    ("change", Class::Change),
    ("age", Class::Age),
    ("month", Class::Month),
    ("weekday", Class::Weekday),
    ("season", Class::Season),
    ("period", Class::Period),
    ("relday", Class::RelativeDay),
    ("shift", Class::Shift),
    ("part", Class::Part),
    ("stamp", Class::Stamp),
    ("meeting", Class::Meeting),
    ("future", Class::Future),
    ("modality", Class::Modality),
    ("promise", Class::Promise),
    ("absence", Class::Absence),
    ("condition", Class::Condition),
    ("askif", Class::AskIf),
    ("unknown", Class::Unknown),
    ("stand", Class::Stand),
    ("accord", Class::Accord),
    ("precedent", Class::Precedent),
    ("outcome", Class::Outcome),
];

impl Class {
    /// Returns the class that data files call `name`.
    pub fn named(name: &str) -> Option<Self> {
        CLASSES.iter().find(|(known, _)| *known == name).map(|&(_, class)| class)
    }

    fn bit(self) -> u64 {
        1 << self as u8
    }

    /// Tells whether single words of it are only flags of a token and give no [`Mark`] of their own.
    fn is_flag(self) -> bool {
        self <= Self::Deed
            || matches!(
                self,
                Self::Number
                    | Self::Scale
                    | Self::Vague
                    | Self::Fraction
                    | Self::Plural
                    | Self::Label
                    | Self::Change
                    | Self::Age
                    | Self::Month
                    | Self::Weekday
                    | Self::Season
                    | Self::Period
                    | Self::RelativeDay
                    | Self::Shift
                    | Self::Meeting
                    | Self::Promise
                    | Self::AskIf
                    | Self::Accord
            )
    }
}

/// A set of classes.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Classes(u64);

impl Classes {
    /// The bit of a word that more can come of than its classes: it gives marks of its own or begins a phrase.
    const GIVES_MARKS: u64 = 1 << 63;

    /// Tells whether the word may give a [`Mark`].
    fn gives_marks(self) -> bool {
        self.0 & Self::GIVES_MARKS != 0
    }

    /// Tells whether no class is in it.
    #[inline]
    pub fn is_empty(self) -> bool {
        self.0 & !Self::GIVES_MARKS == 0
    }

    /// Tells whether `class` is in it.
    #[inline]
    pub fn has(self, class: Class) -> bool {
        self.0 & class.bit() != 0
    }

    /// Tells whether one of `classes` is in it.
    #[inline]
    pub fn has_any(self, classes: &[Class]) -> bool {
        self.0 & classes.iter().fold(0, |bits, class| bits | class.bit()) != 0
    }
}

impl std::ops::BitOr for Classes {
    type Output = Self;

    fn bitor(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
}

/// What an entry says.
#[derive(Clone, Debug)]
struct Entry {
    class: Class,
    value: Box<str>,
    number: f64,
}

/// A word that some entry holds.
#[derive(Clone, Debug, Default)]
struct Word {
    /// Classes of the word on its own, and whether anything else can come of it, as in [`Classes`].
    flags: u64,
    /// Entries of this word alone.
    entries: Vec<u32>,
    /// Entries of several words that begin with it, by their second word, which may be [`GAP`]; longest first.
    phrases: Vec<(u32, Vec<Phrase>)>,
}

#[derive(Clone, Debug)]
struct Phrase {
    /// What follows the second word.
    rest: Box<[u32]>,
    entry: u32,
}

/// Stands for up to [`GAP_WORDS`] words in a phrase.
const GAP: u32 = u32::MAX;
const GAP_WORDS: usize = 3;

/// No entry holds this many bytes in one word.
const LONGEST_WORD: usize = 24;

/// An entry found in a text: tokens `first..end`, counted from the first token that was marked.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Mark {
    /// First token.
    pub first: usize,
    /// Token after the last.
    pub end: usize,
    /// What it is.
    pub class: Class,
    entry: u32,
}

/// The words.
#[derive(Clone, Debug)]
pub struct Measure {
    ids: FxHashMap<Box<str>, u32>,
    words: Vec<Word>,
    entries: Vec<Entry>,
}

impl Default for Measure {
    /// Returns the built-in words.
    fn default() -> Self {
        let mut measure = Self { ids: FxHashMap::default(), words: vec![Word::default()], entries: Vec::new() };
        measure.ids.reserve(4_000);
        measure.words.reserve(4_000);
        measure.entries.reserve(10_000);
        for line in FILES.iter().flat_map(|file| file.lines()) {
            measure.add_line(line);
        }
        measure
    }
}

impl Measure {
    /// Adds what one line of a data file says; comments, empty lines and unknown classes are passed over.
    ///
    /// Columns, parted by tabs: entry, class, value, forms (`v`: regular verb, `vv`: verb that doubles its last letter,
    /// `n`: noun). `a|b` in the entry gives alternatives for a word, `*` stands for up to three words.
    pub fn add_line(&mut self, line: &str) {
        if line.starts_with("# ") {
            return;
        }
        let mut columns = line.split('\t');
        let (Some(entry), Some(class)) = (columns.next(), columns.next().and_then(Class::named)) else { return };
        let value = columns.next().unwrap_or_default();
        let forms = columns.next().unwrap_or_default();
        if forms.is_empty() && !entry.contains('|') {
            self.add(entry, class, value);
            return;
        }
        for phrase in alternatives(entry) {
            each_form(&phrase, forms, |form| self.add(form, class, value));
        }
    }

    /// Adds one entry: words parted by spaces, `*` for up to three words.
    pub fn add(&mut self, entry: &str, class: Class, value: &str) {
        let mut ids = Vec::with_capacity(4);
        each_word(entry, |word| ids.push(self.intern(word)));
        let (Some((&first, rest)), Ok(index)) = (ids.split_first(), u32::try_from(self.entries.len())) else { return };
        if first == GAP {
            return;
        }
        self.entries.push(Entry { class, value: value.into(), number: value.parse().unwrap_or(0.0) });
        let word = &mut self.words[first as usize];
        if !rest.is_empty() || !class.is_flag() {
            word.flags |= Classes::GIVES_MARKS;
        }
        let Some((&second, rest)) = rest.split_first() else {
            word.flags |= class.bit();
            word.entries.push(index);
            return;
        };
        let place = match word.phrases.binary_search_by_key(&second, |(second, _)| *second) {
            Ok(place) => place,
            Err(place) => {
                word.phrases.insert(place, (second, Vec::new()));
                place
            }
        };
        let phrases = &mut word.phrases[place].1;
        let at = phrases.partition_point(|phrase| phrase.rest.len() >= rest.len());
        phrases.insert(at, Phrase { rest: rest.into(), entry: index });
    }

    /// Takes all entries with exactly the words of `entry` out.
    pub fn forget(&mut self, entry: &str) {
        self.forget_where(&entry.to_lowercase(), |_| true);
    }

    /// Takes the entries with exactly the words of `entry` out that are of `class`.
    pub fn forget_as(&mut self, entry: &str, class: Class) {
        self.forget_where(entry, |found| found == class);
    }

    fn forget_where(&mut self, entry: &str, is_meant: impl Fn(Class) -> bool) {
        let mut ids = Vec::new();
        each_word(entry, |word| ids.push(if word == "*" { Some(GAP) } else { self.ids.get(word).copied() }));
        let Some(ids) = ids.into_iter().collect::<Option<Vec<u32>>>() else { return };
        let Some((&first, rest)) = ids.split_first().filter(|(first, _)| **first != GAP) else { return };
        let entries = &self.entries;
        let is_meant = |entry: u32| is_meant(entries[entry as usize].class);
        let word = &mut self.words[first as usize];
        let Some((&second, rest)) = rest.split_first() else {
            word.entries.retain(|&entry| !is_meant(entry));
            let marks = word.flags & Classes::GIVES_MARKS;
            word.flags = word.entries.iter().fold(marks, |flags, &entry| flags | entries[entry as usize].class.bit());
            return;
        };
        if let Ok(place) = word.phrases.binary_search_by_key(&second, |(second, _)| *second) {
            word.phrases[place].1.retain(|phrase| *phrase.rest != *rest || !is_meant(phrase.entry));
        }
    }

    fn intern(&mut self, word: &str) -> u32 {
        if word == "*" {
            return GAP;
        }
        if let Some(&id) = self.ids.get(word) {
            return id;
        }
        let id = u32::try_from(self.words.len()).unwrap_or(GAP - 1);
        self.words.push(Word::default());
        self.ids.insert(word.into(), id);
        id
    }

    /// Looks a token up; 0 when no entry holds it. Capitals, curly apostrophes and a final `'s` do not matter.
    pub fn look_up(&self, token: Token, text: &str) -> u32 {
        if matches!(token.kind, TokenKind::Number | TokenKind::Quote | TokenKind::Stop) {
            return 0;
        }
        let word = token.of(text);
        let mut folded = [0_u8; LONGEST_WORD];
        let mut length = 0;
        let mut bytes = word.as_bytes().iter();
        while let Some(&byte) = bytes.next() {
            if length == LONGEST_WORD {
                return 0;
            }
            folded[length] = match byte {
                // `’` is E2 80 99.
                0xE2 if bytes.as_slice().starts_with(&[0x80, 0x99]) => {
                    bytes.nth(1);
                    b'\''
                }
                _ => byte.to_ascii_lowercase(),
            };
            length += 1;
        }
        let Ok(folded) = std::str::from_utf8(&folded[..length]) else { return 0 };
        match self.ids.get(folded) {
            Some(&id) => id,
            None => folded.strip_suffix("'s").and_then(|stem| self.ids.get(stem)).copied().unwrap_or(0),
        }
    }

    /// Returns the classes of the word on its own.
    pub fn classes(&self, word: u32) -> Classes {
        Classes(self.words.get(word as usize).map_or(0, |word| word.flags))
    }

    /// Returns the number that `class` gives to the word.
    pub fn number(&self, word: u32, class: Class) -> Option<f64> {
        self.entry_of(word, class).map(|entry| entry.number)
    }

    /// Returns the value that `class` gives to the word.
    pub fn value(&self, word: u32, class: Class) -> Option<&str> {
        self.entry_of(word, class).map(|entry| &*entry.value)
    }

    fn entry_of(&self, word: u32, class: Class) -> Option<&Entry> {
        if !self.classes(word).has(class) {
            return None;
        }
        let entries = &self.words.get(word as usize)?.entries;
        entries.iter().map(|&entry| &self.entries[entry as usize]).find(|entry| entry.class == class)
    }

    /// Returns the value of what `mark` found.
    pub fn value_of(&self, mark: Mark) -> &str {
        self.entries.get(mark.entry as usize).map_or("", |entry| &entry.value)
    }

    /// Appends the marks of a sentence to `marks`; `words` are the looked-up `tokens`, `classes` what they are.
    ///
    /// Of entries of one class that begin at the same word the longest counts, and one inside another is left out.
    pub fn mark(&self, tokens: &[Token], words: &[u32], classes: &[Classes], marks: &mut Vec<Mark>) {
        let mut reached = [0_usize; CLASSES.len()];
        for (first, &id) in words.iter().enumerate().filter(|(first, _)| classes[*first].gives_marks()) {
            let Some(word) = self.words.get(id as usize) else { continue };
            let mut seen = 0_u64;
            let mut push = |class: Class, end: usize, entry: u32| {
                if seen & class.bit() == 0 && end > reached[class as usize] {
                    seen |= class.bit();
                    reached[class as usize] = end;
                    marks.push(Mark { first, end, class, entry });
                }
            };
            if !word.phrases.is_empty() {
                let next = after_quotes(tokens, first + 1);
                let second = words.get(next).copied().filter(|&second| second != 0);
                if let Some(place) = second.and_then(|id| word.phrases.binary_search_by_key(&id, |(id, _)| *id).ok()) {
                    for phrase in &word.phrases[place].1 {
                        if let Some(end) = follow(tokens, words, next + 1, &phrase.rest) {
                            push(self.entries[phrase.entry as usize].class, end, phrase.entry);
                        }
                    }
                }
                for phrase in word.phrases.last().filter(|(id, _)| *id == GAP).map_or(&[][..], |(_, phrases)| phrases) {
                    if let Some(end) = follow_gap(tokens, words, first + 1, &phrase.rest) {
                        push(self.entries[phrase.entry as usize].class, end, phrase.entry);
                    }
                }
            }
            for &entry in &word.entries {
                let class = self.entries[entry as usize].class;
                if !class.is_flag() {
                    push(class, first + 1, entry);
                }
            }
        }
    }
}

/// Follows the rest of a phrase from token `at`; quotation marks between its words do not matter.
fn follow(tokens: &[Token], words: &[u32], mut at: usize, rest: &[u32]) -> Option<usize> {
    for (index, &id) in rest.iter().enumerate() {
        if id == GAP {
            return follow_gap(tokens, words, at, &rest[index + 1..]);
        }
        at = after_quotes(tokens, at);
        if *words.get(at)? != id {
            return None;
        }
        at += 1;
    }
    Some(at)
}

/// Follows the rest of a phrase after a gap.
fn follow_gap(tokens: &[Token], words: &[u32], at: usize, rest: &[u32]) -> Option<usize> {
    (at..tokens.len().min(at + GAP_WORDS + 1))
        .take_while(|&start| tokens[at..start].iter().all(|token| token.kind != TokenKind::Stop))
        .find_map(|start| follow(tokens, words, start, rest))
}

fn after_quotes(tokens: &[Token], mut at: usize) -> usize {
    while tokens.get(at).is_some_and(|token| token.kind == TokenKind::Quote) {
        at += 1;
    }
    at
}

/// Calls `give` with each word of an entry, split as [`crate::document::token`] would split it: hyphens stand alone.
fn each_word(entry: &str, mut give: impl FnMut(&str)) {
    for word in entry.split_whitespace() {
        for (index, part) in word.split('-').filter(|part| !part.is_empty()).enumerate() {
            if index > 0 {
                give("-");
            }
            match part.bytes().all(|byte| byte.is_ascii() && !byte.is_ascii_uppercase()) {
                true => give(part),
                false => give(&part.to_lowercase()),
            }
        }
    }
}

/// Writes out the alternatives of each word: `a|b c` gives `a c` and `b c`.
fn alternatives(entry: &str) -> Vec<String> {
    if !entry.contains('|') {
        return vec![entry.to_owned()];
    }
    let mut all = vec![String::new()];
    for word in entry.split(' ') {
        all = all
            .iter()
            .flat_map(|before| {
                word.split('|').map(
                    move |one| {
                        if before.is_empty() { one.to_owned() } else { format!("{before} {one}") }
                    },
                )
            })
            .collect();
    }
    all
}

/// Calls `give` with the entry and the regular forms of its first word.
fn each_form(entry: &str, forms: &str, mut give: impl FnMut(&str)) {
    let (head, tail) = entry.split_at(entry.find(' ').unwrap_or(entry.len()));
    let stem = head.strip_suffix('e').unwrap_or(head);
    let consonant_y = head.strip_suffix('y').filter(|stem| !stem.ends_with(['a', 'e', 'o', 'u']));
    let plural = match consonant_y {
        Some(stem) => [stem, "ies"],
        None if head.ends_with(['s', 'x', 'z']) || head.ends_with("ch") || head.ends_with("sh") => [head, "es"],
        None => [head, "s"],
    };
    let mut form = String::with_capacity(entry.len() + 4);
    let mut write = |parts: &[&str]| {
        form.clear();
        form.extend(parts.iter().copied());
        form.push_str(tail);
        give(&form);
    };
    write(&[head]);
    match forms {
        "n" => write(&plural),
        "v" => {
            write(&plural);
            write(&consonant_y.map_or([stem, "ed"], |stem| [stem, "ied"]));
            write(&[if head.ends_with("ee") { head } else { stem }, "ing"]);
        }
        "vv" => {
            let last = head.char_indices().next_back().map_or("", |(at, _)| &head[at..]);
            write(&plural);
            write(&[head, last, "ed"]);
            write(&[head, last, "ing"]);
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::token::tokenize;
    use crate::source::Span;

    fn marks(measure: &Measure, text: &str) -> Vec<(Class, String)> {
        let mut tokens = Vec::new();
        tokenize(text, Span::new(0, text.len()), &mut tokens);
        let words: Vec<u32> = tokens.iter().map(|&token| measure.look_up(token, text)).collect();
        let mut marks = Vec::new();
        let classes: Vec<_> = words.iter().map(|&word| measure.classes(word)).collect();
        measure.mark(&tokens, &words, &classes, &mut marks);
        marks
            .into_iter()
            .map(|mark| {
                let start = tokens[mark.first].start as usize;
                (mark.class, text[start..tokens[mark.end - 1].end as usize].to_owned())
            })
            .collect()
    }

    #[test]
    fn every_line_of_the_data_files_names_a_class() {
        for line in FILES.iter().flat_map(|file| file.lines()).filter(|line| !line.starts_with("# ")) {
            let columns: Vec<&str> = line.split('\t').collect();
            assert!(columns.len() >= 2 && Class::named(columns[1]).is_some(), "{line}");
        }
    }

    #[test]
    fn the_longest_entry_of_a_class_counts() {
        let found = marks(&Measure::default(), "Only if the dam’s owners agree");
        assert!(found.contains(&(Class::Condition, "Only if".into())), "{found:?}");
        assert!(!found.contains(&(Class::Condition, "if".into())), "{found:?}");
    }

    #[test]
    fn entries_of_a_project_are_found_like_built_in_ones() {
        let mut measure = Measure::default();
        measure.add_line("kick|kicks * into touch\tunknown\tunresolved");
        let found = marks(&measure, "The board kicks the whole plan into touch.");
        assert!(found.contains(&(Class::Unknown, "kicks the whole plan into touch".into())), "{found:?}");
        assert!(
            marks(&measure, "The board kicks it far. Into touch").iter().all(|(class, _)| *class != Class::Unknown)
        );
    }

    #[test]
    fn forms_follow_the_spelling_rules() {
        let inflections = |entry: &str, form: &str| {
            let mut all = Vec::new();
            each_form(entry, form, |form| all.push(form.to_owned()));
            all
        };
        assert_eq!(inflections("supply", "v"), ["supply", "supplies", "supplied", "supplying"]);
        assert_eq!(inflections("plan to", "vv"), ["plan to", "plans to", "planned to", "planning to"]);
        assert_eq!(inflections("guarantee", "v"), ["guarantee", "guarantees", "guaranteed", "guaranteeing"]);
        assert_eq!(inflections("breach", "n"), ["breach", "breaches"]);
    }
}
