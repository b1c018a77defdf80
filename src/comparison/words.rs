//! Words of evidence as numbers that can be compared: inflections, near synonyms and spellings of one name get one [`Key`].
//!
//! A key stands for a root (`deter` for `deterrence`, `deterred`) or for a concept of `concepts.tsv` (`United States` for
//! `US`, `Washington`, `American`). Roots are made by rule, so a few unlike words share one; keys therefore only
//! nominate, and two shared keys or a rare one are asked for before anything is said.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use rustc_hash::{FxHashMap, FxHashSet};

use crate::document::token::{Token, TokenKind, tokenize};
use crate::source::Span;

/// A root or concept.
pub(super) type Key = u32;

/// What a [`Word`] does in a sentence, as far as it can be told without a grammar.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Class {
    /// A word with a meaning of its own.
    Content,
    /// The same, with a capital: most often a name.
    Name,
    /// An article, pronoun, preposition, auxiliary or other small word.
    Function,
    /// A number.
    Number,
    /// A mark inside a sentence: a comma, a colon, a dash between spaces.
    Mark,
    /// The end of a sentence.
    Stop,
    /// A quotation mark or hyphen: nothing ends here.
    Joint,
}

/// A word or mark of a text.
#[derive(Clone, Copy, Debug)]
pub(super) struct Word {
    /// What it means; for marks, the mark itself.
    pub(super) key: Key,
    /// The word without its inflection, which tells more apart: `effect` from `effective`.
    pub(super) form: Key,
    /// First code point in the text.
    pub(super) start: usize,
    /// Code point after the last.
    pub(super) end: usize,
    /// What it does.
    pub(super) class: Class,
}

impl Word {
    /// Tells whether the word has a meaning of its own.
    pub(super) fn is_content(self) -> bool {
        matches!(self.class, Class::Content | Class::Name)
    }
}

/// All keys seen, with the words they were made of.
#[derive(Debug)]
pub(super) struct Vocabulary {
    keys: FxHashMap<Box<str>, Key>,
    /// Words already looked up, with whether they are small words.
    known: FxHashMap<Box<str>, Known>,
    /// What each key was made of.
    roots: Vec<Box<str>>,
    /// Spellings of each key with the number of times they were seen.
    spellings: Vec<Vec<(Box<str>, u32)>>,
    /// Shown names of concepts, by key; concepts have the first keys.
    names: Vec<Option<Name>>,
    /// First root to the sequences of roots that stand for a concept, longest first.
    concepts: FxHashMap<Key, Vec<Concept>>,
}

/// What is known of a spelling.
#[derive(Clone, Copy, Debug)]
struct Known {
    key: Key,
    form: Key,
    small: bool,
    /// Its place among the spellings of its key.
    spelling: u32,
}

/// The shown name of a concept.
#[derive(Clone, Copy, Debug)]
struct Name {
    shown: &'static str,
    /// Whether it is a name of its own, with a capital.
    proper: bool,
}

#[derive(Debug)]
struct Concept {
    rest: Vec<Key>,
    capital: bool,
    key: Key,
}

const CONCEPTS: &str = include_str!("concepts.tsv");

impl Vocabulary {
    /// Makes a vocabulary that knows the concepts and nothing else.
    pub(super) fn new() -> Self {
        let mut vocabulary = Self {
            keys: FxHashMap::default(),
            known: FxHashMap::default(),
            roots: Vec::new(),
            spellings: Vec::new(),
            names: Vec::new(),
            concepts: FxHashMap::default(),
        };
        let mut concepts: BTreeMap<Key, Vec<Concept>> = BTreeMap::new();
        for (name, members) in table(CONCEPTS).filter_map(|columns| Some((*columns.first()?, *columns.get(1)?))) {
            let key = vocabulary.intern(&format!("={name}"));
            vocabulary.names.resize(vocabulary.names.len().max(key as usize + 1), None);
            vocabulary.names[key as usize] = Some(Name { shown: name, proper: name.contains(char::is_uppercase) });
            for member in members.split(", ") {
                let roots: Vec<Key> = member.split(' ').map(|word| vocabulary.intern(&root(word))).collect();
                let capital = member.starts_with(char::is_uppercase);
                let Some((first, rest)) = roots.split_first() else { continue };
                let concept = Concept { rest: rest.to_vec(), capital, key };
                concepts.entry(*first).or_default().push(concept);
            }
        }
        for list in concepts.values_mut() {
            list.sort_by_key(|concept| std::cmp::Reverse((concept.rest.len(), concept.capital)));
        }
        vocabulary.concepts = concepts.into_iter().collect();
        vocabulary
    }

    /// Returns the key of a root, making one if it is new.
    pub(super) fn intern(&mut self, root: &str) -> Key {
        if let Some(&key) = self.keys.get(root) {
            return key;
        }
        let key = Key::try_from(self.spellings.len()).unwrap_or(Key::MAX);
        self.keys.insert(root.into(), key);
        self.roots.push(root.into());
        self.spellings.push(Vec::new());
        key
    }

    /// Returns the key of one word.
    pub(super) fn intern_word(&mut self, word: &str) -> Key {
        self.intern(&root(word))
    }

    /// Returns the roots of the words of `text`, without concepts: what a term that people name stands for.
    pub(super) fn plain(&mut self, text: &str) -> Vec<Key> {
        let mut tokens = Vec::new();
        tokenize(text, Span::new(0, text.len()), &mut tokens);
        let words = tokens.into_iter().filter(|token| token.is_word() || token.kind == TokenKind::Number);
        words.map(|token| self.look_up_token(token.of(text), token).key).collect()
    }

    /// Returns the words and marks of `text` in order.
    pub(super) fn words(&mut self, text: &str) -> Vec<Word> {
        let mut tokens = Vec::new();
        tokenize(text, Span::new(0, text.len()), &mut tokens);
        let mut points = Points { text, byte: 0, point: 0 };
        let plain: Vec<(Word, Token)> =
            tokens.into_iter().map(|token| (self.word(text, token, &mut points), token)).collect();
        let words = self.joined(&plain);
        for &(word, (first, last)) in &words {
            if self.is_concept(word.key) {
                let spelling = text.get(plain[first].1.start as usize..plain[last].1.end as usize);
                let at = self.spelling(word.key, spelling.map_or("", bare));
                self.count(word.key, at);
            }
        }
        words.into_iter().map(|(word, _)| word).collect()
    }

    /// Returns the words of `text` in order, leaving out those never seen before.
    pub(super) fn known_words(&self, text: &str) -> Vec<Word> {
        let mut tokens = Vec::new();
        tokenize(text, Span::new(0, text.len()), &mut tokens);
        let plain: Vec<(Word, Token)> = tokens
            .into_iter()
            .filter_map(|token| {
                let spelling = token.of(text);
                let (key, form, small) = match self.known.get(spelling) {
                    Some(known) => (known.key, known.form, known.small),
                    None => (self.keys.get(spelling).copied()?, 0, false),
                };
                let (start, end) = (token.start as usize, token.end as usize);
                Some((Word { key, form, start, end, class: class(spelling, token.kind, small) }, token))
            })
            .collect();
        self.joined(&plain).into_iter().map(|(word, _)| word).collect()
    }

    /// Puts words that stand for one concept together; with each, the first and last word it was made of.
    fn joined(&self, plain: &[(Word, Token)]) -> Vec<(Word, (usize, usize))> {
        let mut words = Vec::with_capacity(plain.len());
        let mut at = 0;
        while let Some(&(word, token)) = plain.get(at) {
            match self.concept(&plain[at..]) {
                Some((key, length)) => {
                    let end = plain[at + length - 1].0.end;
                    let class = if token.is_capital() && at > 0 { Class::Name } else { Class::Content };
                    let form = if length == 1 { word.form } else { key };
                    words.push((Word { key, form, start: word.start, end, class }, (at, at + length - 1)));
                    at += length;
                }
                None => {
                    words.push((word, (at, at)));
                    at += 1;
                }
            }
        }
        words
    }

    fn word(&mut self, text: &str, token: Token, points: &mut Points<'_>) -> Word {
        let spelling = token.of(text);
        let start = points.at(token.start as usize);
        let end = points.at(token.end as usize);
        let Known { key, form, small, spelling: at } = self.look_up_token(spelling, token);
        let class = class(spelling, token.kind, small);
        if matches!(class, Class::Content | Class::Name) {
            self.count(key, at);
        }
        Word { key, form, start, end, class }
    }

    /// Notes one more use of a spelling of a key.
    fn count(&mut self, key: Key, spelling: u32) {
        let known = self.spellings.get_mut(key as usize).and_then(|all| all.get_mut(spelling as usize));
        known.into_iter().for_each(|(_, count)| *count += 1);
    }

    /// Returns the place of a spelling among those of its key, adding it if it is new.
    fn spelling(&mut self, key: Key, spelling: &str) -> u32 {
        let Some(known) = self.spellings.get_mut(key as usize) else { return u32::MAX };
        let at = known.iter().position(|(known, _)| **known == *spelling).unwrap_or_else(|| {
            known.push((spelling.into(), 0));
            known.len() - 1
        });
        u32::try_from(at).unwrap_or(u32::MAX)
    }

    fn look_up_token(&mut self, spelling: &str, token: Token) -> Known {
        if token.is_word() {
            return self.look_up(spelling);
        }
        let key = self.intern(spelling);
        Known { key, form: key, small: false, spelling: u32::MAX }
    }

    fn look_up(&mut self, spelling: &str) -> Known {
        if let Some(&known) = self.known.get(spelling) {
            return known;
        }
        let lower = bare(spelling).to_lowercase();
        let key = self.intern(&root(spelling));
        let form = self.intern(&format!("~{}", form(&lower)));
        let at = self.spelling(key, bare(spelling));
        let known = Known { key, form, small: is_function(&lower), spelling: at };
        self.known.insert(spelling.into(), known);
        known
    }

    /// Returns the concept that `words` begin with, and how many words it takes.
    fn concept(&self, words: &[(Word, Token)]) -> Option<(Key, usize)> {
        // `according` is no accord.
        let (first, token) = words.first().filter(|(word, _)| word.class != Class::Function)?;
        self.concepts.get(&first.key)?.iter().find_map(|concept| {
            let length = concept.rest.len() + 1;
            let fits = (!concept.capital || token.is_capital())
                && words.len() >= length
                && concept.rest.iter().zip(&words[1..]).all(|(key, (word, _))| *key == word.key);
            fits.then_some((concept.key, length))
        })
    }

    /// Returns the word that shows `key` best: a concept's name, else the spelling most often seen.
    pub(super) fn shown(&self, key: Key) -> &str {
        let name = self.name(key);
        let shown = name.map_or("", |name| name.shown);
        if name.is_some_and(|name| name.proper) {
            return shown;
        }
        let spellings = self.spellings.get(key as usize).into_iter().flatten().filter(|(_, count)| *count > 0);
        let best = spellings.max_by(|a, b| a.1.cmp(&b.1).then(b.0.cmp(&a.0)));
        best.map_or(shown, |(spelling, _)| spelling)
    }

    fn name(&self, key: Key) -> Option<Name> {
        self.names.get(key as usize).copied().flatten()
    }

    /// Returns the key of a single word, if it is known.
    pub(super) fn find(&self, word: &str) -> Option<Key> {
        let key = self.keys.get(root(word).as_str()).copied()?;
        let concept = self.concepts.get(&key).and_then(|all| all.iter().find(|concept| concept.rest.is_empty()));
        let capital = word.starts_with(char::is_uppercase);
        Some(concept.filter(|concept| !concept.capital || capital).map_or(key, |concept| concept.key))
    }

    /// Returns the root, number or mark that `key` stands for.
    pub(super) fn written(&self, key: Key) -> Option<&str> {
        self.roots.get(key as usize).map(|root| &**root)
    }

    /// Tells whether `key` is a country, union or other concept with a name of its own.
    pub(super) fn is_proper(&self, key: Key) -> bool {
        self.name(key).is_some_and(|name| name.proper)
    }

    /// Tells whether `key` is a concept.
    pub(super) fn is_concept(&self, key: Key) -> bool {
        self.name(key).is_some()
    }

    /// Returns how many keys there are.
    pub(super) fn len(&self) -> usize {
        self.spellings.len()
    }
}

fn class(spelling: &str, kind: TokenKind, small: bool) -> Class {
    match kind {
        TokenKind::Number => Class::Number,
        TokenKind::Stop => Class::Stop,
        TokenKind::Quote => Class::Joint,
        TokenKind::Mark if matches!(spelling, "-" | "‐" | "‑" | "%" | "$" | "€" | "£" | "&" | "/") => {
            Class::Joint
        }
        TokenKind::Mark => Class::Mark,
        TokenKind::Lower | TokenKind::Capitalised if small => Class::Function,
        TokenKind::Lower => Class::Content,
        TokenKind::Capitalised | TokenKind::Upper => Class::Name,
    }
}

/// Counts code points up to bytes that only grow.
struct Points<'a> {
    text: &'a str,
    byte: usize,
    point: usize,
}

impl Points<'_> {
    fn at(&mut self, byte: usize) -> usize {
        self.point += self.text.get(self.byte..byte).map_or(0, |passed| passed.chars().count());
        self.byte = byte.max(self.byte);
        self.point
    }
}

/// Returns the rows of an embedded table; lines with `#` at their head say where it comes from.
pub(super) fn table(text: &str) -> impl Iterator<Item = Vec<&str>> {
    text.lines().filter(|line| !line.starts_with('#') && !line.is_empty()).map(|line| line.split('\t').collect())
}

/// Returns the word without a possessive ending.
pub(super) fn bare(word: &str) -> &str {
    let bare = ["'s", "’s", "'S", "’S"].iter().find_map(|end| word.strip_suffix(end)).unwrap_or(word);
    bare.trim_end_matches(['\'', '’'])
}

/// Returns the root that inflections and derivations of `word` share.
///
/// Acronyms keep their capitals, so that `US` is not `us`.
pub(super) fn root(word: &str) -> String {
    let word = bare(word);
    let letters = word.chars().filter(|c| c.is_alphabetic()).count();
    if (2..=5).contains(&letters) && word.chars().all(|c| !c.is_lowercase()) {
        return word.chars().filter(|&c| c != '.').collect();
    }
    let lower: String = word.chars().flat_map(char::to_lowercase).collect();
    if let Some((_, regular)) = IRREGULAR.iter().find(|(irregular, _)| *irregular == lower) {
        return root(regular);
    }
    if !lower.is_ascii() || lower.len() < 4 {
        return lower;
    }
    let inflected = strip_inflection(&lower);
    let mut stem = strip_derivation(inflected);
    if stem.len() > 3 && stem.ends_with('e') {
        stem.pop();
    }
    if stem.ends_with('y') {
        stem.pop();
        stem.push('i');
    }
    undouble(&mut stem);
    stem
}

/// Returns a word in lower case without its inflection.
fn form(lower: &str) -> String {
    if !lower.is_ascii() || lower.len() < 4 {
        return lower.into();
    }
    let mut stem = strip_inflection(lower).to_owned();
    if stem.len() > 3 && stem.ends_with('e') {
        stem.pop();
    }
    if stem.ends_with('y') {
        stem.pop();
        stem.push('i');
    }
    undouble(&mut stem);
    stem
}

const IRREGULAR: &[(&str, &str)] = &[
    ("met", "meet"),
    ("paid", "pay"),
    ("sold", "sell"),
    ("left", "leave"),
    ("led", "lead"),
    ("gave", "give"),
    ("given", "give"),
    ("took", "take"),
    ("taken", "take"),
    ("drew", "draw"),
    ("drawn", "draw"),
    ("withdrew", "withdraw"),
    ("withdrawn", "withdraw"),
    ("withdrawal", "withdraw"),
    ("removal", "remove"),
    ("refusal", "refuse"),
    ("men", "man"),
    ("women", "woman"),
    ("people", "person"),
    ("children", "child"),
    ("strength", "strong"),
    ("stronger", "strong"),
    ("strongest", "strong"),
    ("weaker", "weak"),
    ("weakest", "weak"),
    ("cheaper", "cheap"),
    ("cheapest", "cheap"),
    ("safer", "safe"),
    ("safest", "safe"),
    ("cleaner", "clean"),
    ("weakness", "weak"),
    ("crises", "crisis"),
    ("dying", "die"),
];

fn strip_inflection(word: &str) -> &str {
    let strip = |ending: &str, least: usize| word.strip_suffix(ending).filter(|stem| stem.len() >= least);
    if let Some(stem) = strip("ies", 2).or_else(|| strip("ied", 2)) {
        return &word[..=stem.len()];
    }
    for ending in ["sses", "shes", "ches", "xes", "zes"] {
        if strip(ending, 1).is_some() {
            return &word[..word.len() - 2];
        }
    }
    if word.ends_with("ss") || word.ends_with("us") || word.ends_with("is") {
        return word;
    }
    if let Some(stem) = strip("s", 3) {
        return stem;
    }
    if word.ends_with("reed") || word.ends_with("teed") {
        return &word[..word.len() - 1];
    }
    for ending in ["ing", "ed"] {
        if let Some(stem) = strip(ending, 3).filter(|stem| stem.contains(['a', 'e', 'i', 'o', 'u', 'y'])) {
            return stem;
        }
    }
    word
}

/// Endings that make nouns and adjectives of verbs, longest first, with what takes their place.
const DERIVATIONS: &[(&str, &str, usize)] = &[
    ("isation", "ise", 4),
    ("ization", "ise", 4),
    ("ification", "ifi", 2),
    ("ational", "at", 4),
    ("ability", "", 4),
    ("ibility", "", 4),
    ("fulness", "", 4),
    ("ously", "", 4),
    ("ively", "", 5),
    ("ment", "", 4),
    ("ance", "", 4),
    ("ence", "", 4),
    ("ancy", "", 4),
    ("ency", "", 4),
    ("ness", "", 4),
    ("able", "", 4),
    ("ible", "", 4),
    ("ably", "", 4),
    ("ibly", "", 4),
    ("tion", "t", 4),
    ("sion", "s", 4),
    ("ant", "", 5),
    ("ent", "", 5),
    ("ity", "", 4),
    ("ive", "", 5),
    ("ise", "ise", 4),
    ("ize", "ise", 4),
    ("ism", "", 5),
    ("al", "", 6),
    ("ly", "", 4),
    ("or", "", 6),
    ("er", "", 6),
];

fn strip_derivation(word: &str) -> String {
    for (ending, instead, least) in DERIVATIONS {
        if let Some(stem) = word.strip_suffix(ending).filter(|stem| stem.len() >= *least) {
            return format!("{stem}{instead}");
        }
    }
    word.into()
}

fn undouble(stem: &mut String) {
    let bytes = stem.as_bytes();
    if let [.., a, b] = bytes
        && a == b
        && bytes.len() > 3
        && !matches!(b, b'l' | b's' | b'e' | b'o' | b'z')
    {
        stem.pop();
    }
}

/// Tells whether a word in lower case is too small or too common to say what a text is about.
pub(super) fn is_function(word: &str) -> bool {
    let word = bare(word);
    static SMALL: LazyLock<FxHashSet<&str>> = LazyLock::new(|| FUNCTION.split_ascii_whitespace().collect());
    SMALL.contains(word) || word.len() == 1 && word.is_ascii()
}

const FUNCTION: &str = "a an the this that these those such same other others another each every all any some many much \
    more most few less least several both either neither one two three own i me my we us our you your he him his she her \
    it its they them their myself ourselves yourself himself herself itself themselves who whom whose which what when where why how there here then than thus so too very also just \
    only even still yet already again once ever never not no nor none nothing anything something and or but if unless \
    because since while although though whether as of in on at by for from to into onto with without within about against \
    between among over under above below after before during until through across along around toward towards upon per \
    via amid despite regarding concerning including include be is are was were been being am do does did done doing have \
    has had having will would shall should can could may might must cannot ought need needs let get gets got make makes \
    making take takes taking go goes going come comes coming say says said saying tell tells told according called call \
    calls speak now today however therefore moreover furthermore meanwhile instead rather quite really simply indeed \
    well way ways thing things kind kinds sort lot part parts case cases event events out up down off back away use used uses using \
    like new mr mrs ms sir dr don enough able statement statements language doesn didn isn aren wasn weren won wouldn couldn shouldn t s";

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str) -> Vec<String> {
        let mut vocabulary = Vocabulary::new();
        let words = vocabulary.words(text);
        words.into_iter().filter(|word| word.is_content()).map(|word| vocabulary.shown(word.key).to_owned()).collect()
    }

    #[test]
    fn inflections_and_derivations_share_a_root() {
        for (a, b) in [
            ("deter", "deterrence"),
            ("credible", "credibility"),
            ("countries", "country"),
            ("planned", "planning"),
            ("commitments", "committed"),
            ("agreed", "agreement"),
            ("secure", "security"),
            ("ratify", "ratification"),
            ("allies", "allied"),
            ("reluctance", "reluctant"),
            ("guaranteed", "guarantees"),
            ("formalize", "formalisation"),
        ] {
            assert_eq!(root(a), root(b), "{a}, {b}");
        }
        for (a, b) in [("US", "us"), ("possible", "position"), ("dam", "damage")] {
            assert_ne!(root(a), root(b), "{a}, {b}");
        }
    }

    #[test]
    fn names_of_one_thing_share_a_key() {
        assert_eq!(shown("Washington and the United States’ US"), ["United States", "United States", "United States"]);
        assert_eq!(shown("a Polish varnish to polish")[..2], ["Poland", "varnish"]);
    }

    #[test]
    fn words_know_their_place_in_code_points() {
        let mut vocabulary = Vocabulary::new();
        let text = "“Élan” – the naïve truce";
        for word in vocabulary.words(text) {
            let slice: String = text.chars().skip(word.start).take(word.end - word.start).collect();
            assert!(!slice.trim().is_empty() && slice.trim() == slice, "{slice:?}");
        }
    }
}
