//! Reporting verbs, closed classes of English words, titles, offices, countries and given names.
//!
//! Every table is a TSV file beside this one, embedded, read once; a project adds lines of the same form with
//! [`Speech::extend`]. [`Speech::word`] answers with everything known about a word in one hash lookup, so that rules
//! over tokens never look at characters again.

mod inflection;

use rustc_hash::FxHashMap;

use crate::document::Token;
use crate::sheet::claim::CueClass;

/// The words.
#[derive(Debug)]
pub struct Speech {
    words: FxHashMap<Box<str>, Word>,
    verbs: Vec<Verb>,
    places: Vec<Country>,
    /// Countries of names of two or three words, in lower case with single spaces.
    long_places: FxHashMap<Box<str>, u16>,
    /// Offices by their first word, longest first: all words in lower case, and the form they are compared in.
    offices: FxHashMap<Box<str>, Vec<Office>>,
    /// Given names and the name they are short for.
    nicknames: FxHashMap<Box<str>, Box<str>>,
}

/// An office: its words and the form in which it is compared.
#[derive(Clone, PartialEq, Debug)]
pub struct Office {
    /// Its words in lower case, hyphens as words of their own.
    pub words: Vec<Box<str>>,
    /// The form in which offices are compared.
    pub name: Box<str>,
}

/// Tables that a project can extend.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Table {
    /// Reporting verbs: lemma, irregular past and participle, class, frame, particles.
    Verbs,
    /// Word classes: class, words.
    Words,
    /// Countries: name, people and other names, capital, seats of government.
    Countries,
    /// Offices: as written, as compared.
    Offices,
    /// Given names: name, short forms.
    Nicknames,
}

/// What is known about one word.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Word {
    /// Classes, a set of the constants of [`class`].
    pub classes: u32,
    /// One more than the index of its reporting verb, or 0.
    verb: u16,
    /// One more than the index of its country, or 0.
    country: u16,
    /// Which forms of its verb it can be, a set of the constants of [`form`].
    pub forms: u8,
    /// Whether the name of a country or seat of government of several words begins with it.
    opens_place: bool,
}

/// Classes of words, as bits of [`Word::classes`].
pub mod class {
    /// Articles, demonstratives, possessives, small numbers.
    pub const DETERMINER: u32 = 1;
    /// Pronouns that can be a subject.
    pub const SUBJECT: u32 = 1 << 1;
    /// Pronouns of any case.
    pub const PRONOUN: u32 = 1 << 2;
    /// Pronouns that cannot be a subject.
    pub const OBJECT: u32 = 1 << 3;
    /// `he` and its forms; given names of men.
    pub const MALE: u32 = 1 << 4;
    /// `she` and its forms; given names of women.
    pub const FEMALE: u32 = 1 << 5;
    /// Prepositions.
    pub const PREPOSITION: u32 = 1 << 6;
    /// `and`, `or`.
    pub const AND: u32 = 1 << 7;
    /// `but`, `yet`.
    pub const BUT: u32 = 1 << 8;
    /// Words that open a subordinate clause.
    pub const SUBORDINATOR: u32 = 1 << 9;
    /// Question words and `whether`.
    pub const WH: u32 = 1 << 10;
    /// Auxiliaries, also run together with a pronoun (`he's`).
    pub const AUXILIARY: u32 = 1 << 11;
    /// Forms of `be` and `get`, which make a passive.
    pub const BE: u32 = 1 << 12;
    /// What an infinitive follows: modals, `to`, `do`.
    pub const MODAL: u32 = 1 << 13;
    /// Words that deny.
    pub const NEGATION: u32 = 1 << 14;
    /// Adverbs.
    pub const ADVERB: u32 = 1 << 15;
    /// Days, months, `recently`, `week`.
    pub const TIME: u32 = 1 << 16;
    /// Finite forms of frequent verbs that do not report.
    pub const VERB: u32 = 1 << 17;
    /// Verbs that take another verb with `to` (`went on to say`).
    pub const CONTROL: u32 = 1 << 18;
    /// Forms of address before a name (`Mr`, `Sen.`).
    pub const TITLE: u32 = 1 << 19;
    /// What follows a name (`Jr.`).
    pub const SUFFIX: u32 = 1 << 20;
    /// Nouns for people.
    pub const PERSON_NOUN: u32 = 1 << 21;
    /// Nouns for bodies and documents that speak.
    pub const BODY: u32 = 1 << 22;
    /// A lower-case word that ends in `-ed`.
    pub const PAST: u32 = 1 << 23;
    /// A lower-case word that ends in `-ing`.
    pub const PARTICIPLE: u32 = 1 << 24;
    /// The word carries a possessive `'s` or `'`.
    pub const POSSESSIVE: u32 = 1 << 25;
    /// First word of an office (`prime`, `president`).
    pub const OFFICE: u32 = 1 << 26;
    /// A country, its people's name, its capital, or the seat of its government.
    pub const COUNTRY: u32 = 1 << 27;
    /// A given name.
    pub const GIVEN: u32 = 1 << 28;
    /// A noun that reports (`claim that`, `assertion that`).
    pub const REPORT_NOUN: u32 = 1 << 29;
    /// What makes an office one of the past (`former`).
    pub const FORMER: u32 = 1 << 31;
    /// `according`, which attributes with `to`.
    pub const ACCORDING: u32 = 1 << 30;
}

/// Forms of verbs, as bits of [`Word::forms`].
pub mod form {
    /// `say`.
    pub const BASE: u8 = 1;
    /// `says`.
    pub const THIRD: u8 = 2;
    /// `said`, `wrote`.
    pub const PAST: u8 = 4;
    /// `said`, `written`.
    pub const PARTICIPLE: u8 = 8;
    /// `saying`.
    pub const ING: u8 = 16;
}

/// What may follow a reporting verb, as bits of [`Verb::frame`].
pub mod frame {
    /// A clause, with or without `that`.
    pub const CLAUSE: u8 = 1;
    /// A noun phrase.
    pub const OBJECT: u8 = 2;
    /// The person spoken to, then the content.
    pub const ADDRESSEE: u8 = 4;
    /// An infinitive.
    pub const INFINITIVE: u8 = 8;
    /// The person spoken to is part of what is urged.
    pub const URGED: u8 = 16;
    /// Words in quotation marks only.
    pub const QUOTED: u8 = 32;
    /// Its present forms are nouns more often than verbs (`states`, `offer`): they count only before a clause.
    pub const NOUN: u8 = 64;
}

/// A verb that reports speech.
#[derive(Clone, PartialEq, Debug)]
pub struct Verb {
    /// Dictionary form.
    pub lemma: Box<str>,
    /// What it does to what it reports.
    pub cue_class: CueClass,
    /// What may follow it, a set of the constants of [`frame`].
    pub frame: u8,
    /// Words that can belong to it (`for` in `called for`).
    pub particles: Vec<Box<str>>,
}

/// A country.
#[derive(Clone, PartialEq, Debug)]
pub struct Country {
    /// Its common name.
    pub name: Box<str>,
}

impl Word {
    /// Tells whether the word is of one of `classes`.
    #[inline]
    pub fn is(self, classes: u32) -> bool {
        self.classes & classes != 0
    }

    /// Tells whether the word can be a form of a reporting verb.
    #[inline]
    pub fn is_cue(self) -> bool {
        self.verb != 0
    }

    /// Tells whether a name of several words that stands for a country begins with the word (`White House`).
    #[inline]
    pub fn opens_place(self) -> bool {
        self.opens_place
    }

    /// Tells whether the word can be one of the `forms` of its verb.
    #[inline]
    pub fn has_form(self, forms: u8) -> bool {
        self.forms & forms != 0
    }
}

const CLASSES: &[(&str, u32)] = &[
    ("det", class::DETERMINER),
    ("subject", class::SUBJECT),
    ("pronoun", class::PRONOUN),
    ("object", class::OBJECT),
    ("male", class::MALE),
    ("female", class::FEMALE),
    ("male-name", class::MALE | class::GIVEN),
    ("female-name", class::FEMALE | class::GIVEN),
    ("preposition", class::PREPOSITION),
    ("and", class::AND),
    ("but", class::BUT),
    ("subordinator", class::SUBORDINATOR),
    ("wh", class::WH),
    ("aux", class::AUXILIARY),
    ("be", class::BE),
    ("modal", class::MODAL),
    ("negation", class::NEGATION),
    ("adverb", class::ADVERB),
    ("time", class::TIME),
    ("verb", class::VERB),
    ("control", class::CONTROL),
    ("title", class::TITLE),
    ("suffix", class::SUFFIX),
    ("personnoun", class::PERSON_NOUN),
    ("body", class::BODY),
    ("office", class::OFFICE),
    ("reportnoun", class::REPORT_NOUN),
    ("according", class::ACCORDING),
    ("former", class::FORMER),
];

/// Takes away what the spelling rules out: `us` is no country, `US` no pronoun, `mark` no given name.
fn as_written(mut word: Word, text: &str, is_lower: bool) -> Word {
    if is_lower {
        word.classes &= !(class::COUNTRY | class::GIVEN);
        if !word.is(class::PRONOUN | class::SUBJECT) {
            word.classes &= !(class::MALE | class::FEMALE);
        }
    } else if text.starts_with("US") {
        word.classes &= class::COUNTRY;
    }
    word
}

/// The longest word that is looked up, in bytes; no entry is longer.
const LONGEST: usize = 32;

impl Default for Speech {
    fn default() -> Self {
        let mut speech = Self {
            words: FxHashMap::default(),
            verbs: Vec::new(),
            places: Vec::new(),
            long_places: FxHashMap::default(),
            offices: FxHashMap::default(),
            nicknames: FxHashMap::default(),
        };
        speech.words.reserve(6_000);
        speech.extend(Table::Words, include_str!("words.tsv"));
        speech.extend(Table::Words, include_str!("names.tsv"));
        speech.extend(Table::Offices, include_str!("offices.tsv"));
        speech.extend(Table::Nicknames, include_str!("nicknames.tsv"));
        speech.extend(Table::Verbs, include_str!("verbs.tsv"));
        speech.extend(Table::Countries, include_str!("countries.tsv"));
        speech
    }
}

impl Speech {
    /// Adds the lines of `tsv` to `table`. Lines that are empty, begin with `#` or lack a column are passed over;
    /// a verb that is known already is replaced.
    pub fn extend(&mut self, table: Table, tsv: &str) {
        for line in tsv.lines().filter(|line| !line.starts_with('#')) {
            let columns: Vec<&str> = line.split('\t').map(str::trim).collect();
            match table {
                Table::Verbs => self.add_verb(&columns),
                Table::Words => self.add_words(&columns),
                Table::Countries => self.add_country(&columns),
                Table::Offices => self.add_office(&columns),
                Table::Nicknames => self.add_nickname(&columns),
            }
        }
    }

    /// Takes `word` out of the tables: all forms of a verb; else the classes, office and country of the word itself.
    pub fn forget(&mut self, word: &str) {
        let lower = word.to_lowercase().replace('’', "'");
        let verb = self.verbs.iter().position(|verb| *verb.lemma == *lower);
        if let Some(number) = verb.and_then(|index| u16::try_from(index + 1).ok()) {
            // Each entry is changed on its own, so the order of the table does not matter.
            self.words.values_mut().filter(|entry| entry.verb == number).for_each(|entry| {
                entry.verb = 0;
                entry.forms = 0;
            });
            return;
        }
        let parts: Vec<Box<str>> = lower.replace('-', " - ").split_whitespace().map(Into::into).collect();
        if let Some(offices) = parts.first().and_then(|first| self.offices.get_mut(first)) {
            offices.retain(|office| office.words != parts);
        }
        self.long_places.remove(lower.as_str());
        if let Some(entry) = self.words.get_mut(lower.as_str()) {
            entry.classes = 0;
            entry.country = 0;
        }
    }

    /// Looks every word of a text up; the answer has an entry a token, empty for numbers and marks.
    pub fn words(&self, text: &str, tokens: &[Token]) -> Vec<Word> {
        let look_up = |token: &Token| if token.is_word() { self.word(token.of(text)) } else { Word::default() };
        tokens.iter().map(look_up).collect()
    }

    /// Returns the offices that begin with `word`, which is lower case, longest first.
    pub fn offices(&self, word: &str) -> &[Office] {
        self.offices.get(word).map_or(&[], Vec::as_slice)
    }

    /// Returns the country that a name of several words stands for (`White House`).
    pub fn long_place(&self, name: &str) -> Option<&Country> {
        let number = self.long_places.get(name.to_lowercase().as_str())?;
        self.places.get(usize::from(*number).checked_sub(1)?)
    }

    /// Returns the name that `given` is short for, or itself; lower case.
    pub fn full_given<'a>(&'a self, given: &'a str) -> &'a str {
        self.nicknames.get(given).map_or(given, |name| name)
    }

    /// Returns all that is known about `text`, a word as it stands in a text.
    pub fn word(&self, text: &str) -> Word {
        let mut buffer = [0_u8; LONGEST];
        let bytes = text.as_bytes();
        let length = bytes.len();
        if length > LONGEST {
            return Word::default();
        }
        let mut end = 0;
        let mut at = 0;
        while at < length {
            let byte = bytes[at];
            if byte == 0xE2 && bytes.get(at + 1) == Some(&0x80) && bytes.get(at + 2) == Some(&0x99) {
                buffer[end] = b'\'';
                at += 3;
            } else {
                buffer[end] = byte.to_ascii_lowercase();
                at += 1;
            }
            end += 1;
        }
        let key = &buffer[..end];
        let is_lower = bytes.first().is_some_and(u8::is_ascii_lowercase);
        let found = |key: &[u8]| {
            let word = std::str::from_utf8(key).ok().and_then(|key| self.words.get(key)).copied()?;
            Some(as_written(word, text, is_lower))
        };
        if let Some(word) = found(key) {
            return word;
        }
        if let Some(stem) = key.strip_suffix(b"'s") {
            let mut word = found(stem).unwrap_or_default();
            word.classes |= class::POSSESSIVE;
            return word;
        }
        let mut word = Word::default();
        if !is_lower && end > 6 && key.ends_with(b"ly") && !key.ends_with(b"lly") {
            word.classes = class::ADVERB;
        }
        if is_lower && end > 4 {
            word.classes = match &key[end - 2..] {
                b"ly" => class::ADVERB,
                b"ed" => class::PAST,
                b"ng" if key.ends_with(b"ing") => class::PARTICIPLE,
                _ => 0,
            };
        }
        word
    }

    /// Returns the reporting verb that `word` can be a form of.
    pub fn verb(&self, word: Word) -> Option<&Verb> {
        self.verbs.get(usize::from(word.verb).checked_sub(1)?)
    }

    /// Returns the country that `word` stands for.
    pub fn country(&self, word: Word) -> Option<&Country> {
        self.places.get(usize::from(word.country).checked_sub(1)?)
    }

    fn entry(&mut self, word: &str) -> &mut Word {
        self.words.entry(word.to_ascii_lowercase().replace('’', "'").into()).or_default()
    }

    fn add_words(&mut self, columns: &[&str]) {
        let [name, words] = columns else { return };
        let Some(&(_, class)) = CLASSES.iter().find(|(known, _)| known == name) else { return };
        for word in words.split_whitespace() {
            self.entry(word).classes |= class;
        }
    }

    fn add_verb(&mut self, columns: &[&str]) {
        let &[lemma, irregular, class, letters, particles] = columns else { return };
        let cue_class = match class {
            "doubting" => CueClass::Doubting,
            "endorsing" => CueClass::Endorsing,
            _ => CueClass::Neutral,
        };
        let frame = letters.chars().fold(0, |frame, letter| {
            frame
                | match letter {
                    'c' => frame::CLAUSE,
                    'o' => frame::OBJECT,
                    'a' => frame::ADDRESSEE,
                    'i' => frame::INFINITIVE,
                    'U' => frame::URGED,
                    'q' => frame::QUOTED,
                    'n' => frame::NOUN,
                    _ => 0,
                }
        });
        let particles = particles.split(',').filter(|word| *word != "-").map(Into::into).collect();
        let verb = Verb { lemma: lemma.into(), cue_class, frame, particles };
        let index = match self.verbs.iter().position(|known| known.lemma == verb.lemma) {
            Some(index) => {
                self.verbs[index] = verb;
                index
            }
            None => {
                self.verbs.push(verb);
                self.verbs.len() - 1
            }
        };
        let Ok(number) = u16::try_from(index + 1) else { return };
        for (text, forms) in inflection::forms(lemma, irregular.split_once(',')) {
            let entry = self.entry(&text);
            entry.verb = number;
            entry.forms |= forms;
        }
    }

    fn add_office(&mut self, columns: &[&str]) {
        let &[text, name] = columns else { return };
        let lower = text.to_lowercase().replace('-', " - ");
        let words: Vec<Box<str>> = lower.split_whitespace().map(Into::into).collect();
        let Some(first) = words.first().cloned() else { return };
        self.entry(&first).classes |= class::OFFICE;
        let known = self.offices.entry(first).or_default();
        known.retain(|office| office.words != words);
        known.push(Office { words, name: name.into() });
        known.sort_by(|a, b| b.words.len().cmp(&a.words.len()).then_with(|| a.words.cmp(&b.words)));
    }

    fn add_nickname(&mut self, columns: &[&str]) {
        let &[name, short] = columns else { return };
        for short in short.split_whitespace() {
            self.nicknames.entry(short.into()).or_insert_with(|| name.into());
        }
    }

    fn add_country(&mut self, columns: &[&str]) {
        let [name, rest @ ..] = columns else { return };
        if name.is_empty() {
            return;
        }
        let index = match self.places.iter().position(|known| &*known.name == *name) {
            Some(index) => index,
            None => {
                self.places.push(Country { name: (*name).into() });
                self.places.len() - 1
            }
        };
        let Ok(number) = u16::try_from(index + 1) else { return };
        let names = rest.iter().flat_map(|column| column.split(';')).map(str::trim);
        for word in std::iter::once(*name).chain(names).filter(|word| !word.is_empty() && *word != "-") {
            if word.contains(' ') {
                self.long_places.insert(word.to_lowercase().into(), number);
                if let Some(first) = word.split(' ').next() {
                    self.entry(first).opens_place = true;
                }
                continue;
            }
            let entry = self.entry(word);
            entry.country = number;
            entry.classes |= class::COUNTRY;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_form_of_a_verb_is_known() {
        let speech = Speech::default();
        for (text, form) in [
            ("said", form::PAST),
            ("says", form::THIRD),
            ("saying", form::ING),
            ("Argued", form::PAST),
            ("admitting", form::ING),
            ("denies", form::THIRD),
            ("written", form::PARTICIPLE),
        ] {
            let word = speech.word(text);
            assert!(word.is_cue() && word.has_form(form), "{text}");
        }
        assert_eq!(speech.verb(speech.word("claims")).map(|verb| verb.cue_class), Some(CueClass::Doubting));
    }

    #[test]
    fn classes_hold_whatever_the_apostrophe_and_the_case() {
        let speech = Speech::default();
        assert!(speech.word("Didn’t").is(class::NEGATION));
        assert!(speech.word("The").is(class::DETERMINER));
        assert!(speech.word("spokesman’s").is(class::POSSESSIVE));
        assert!(speech.word("spokesman’s").is(class::PERSON_NOUN));
        assert!(speech.word("quickly").is(class::ADVERB));
        assert!(!speech.word("Molly").is(class::ADVERB));
        assert_eq!(speech.word(&"x".repeat(99)), Word::default());
    }

    #[test]
    fn a_country_is_known_by_its_people_and_its_capital() {
        let speech = Speech::default();
        for word in ["France", "French", "Paris"] {
            assert_eq!(speech.country(speech.word(word)).map(|country| &*country.name), Some("France"), "{word}");
        }
    }

    #[test]
    fn a_project_can_add_and_replace() {
        let mut speech = Speech::default();
        speech.extend(Table::Verbs, "# ours\nmoot\t-\tdoubting\tc\t-\nsay\tsaid,said\tdoubting\tc\t-\nbroken line");
        assert!(speech.word("mooted").is_cue());
        assert_eq!(speech.verb(speech.word("said")).map(|verb| verb.cue_class), Some(CueClass::Doubting));
    }
}
