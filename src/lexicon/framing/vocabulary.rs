//! Words and their numbers: a word is looked up once, every rule after that compares numbers.
//!
//! Words are folded to lower case, straight apostrophes and their inflection taken off (`-s`, `-ed`, `-ing`):
//! a stemmer that goes further would take `inflation` for `inflate` and `security` for `secure`.

use std::hash::{Hash, Hasher};

use rustc_hash::{FxHashMap, FxHasher};

use crate::document::Token;

/// Number of a word in a [`Vocabulary`].
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default)]
pub struct WordId(pub(super) u32);

impl WordId {
    /// A word that the vocabulary does not hold.
    pub const UNKNOWN: Self = Self(0);
    /// The gap `*` of an entry.
    pub(super) const GAP: Self = Self(1);
}

/// Parts of speech and other closed classes that rules ask for.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Role {
    /// Any other word.
    #[default]
    Content,
    /// `but`, `yet`, `however`: what follows weighs more.
    But,
    /// `while`, `although`, `despite`: what follows weighs less.
    Although,
    /// `if`, `unless`, `once`, `until`.
    If,
    /// `which`, `who`, `whose`.
    Which,
    /// `because`, `since`, `so`, `therefore`.
    Because,
    /// `and`, `or`, `as`.
    And,
    /// `plan`, `deal`, `law`, `programme`: what a question is usually about.
    PlanNoun,
    /// `it`, `this`, `that`, `they`.
    Pronoun,
    /// `the`, `this`, `its`, `our`: with a plan noun, a plan spoken of before.
    Definite,
    /// `we`, `our`, `us`, `I`.
    FirstPerson,
    /// `said`, `told`, `added`, `according`.
    Say,
    /// `critics`, `opponents`.
    Opponent,
    /// `supporters`, `advocates`.
    Supporter,
    /// `instead`, `rather`, `alternative`.
    Rival,
    /// `current`, `existing`, `already`, `now`.
    Present,
    /// `ago`, `previous`, `last`, `earlier`, `history`.
    Past,
    /// `will`, `shall`, `would`, `could`.
    Modal,
    /// `must`, `should`, `need`, `ought`.
    Must,
    /// `when`, `what`, `how`, `why`, `where`.
    Asking,
    /// A mark such as `,`.
    Mark,
}

const ROLES: &[(Role, &str)] = &[
    (Role::But, "but yet however nevertheless nonetheless still"),
    (Role::Although, "while whilst although though despite albeit notwithstanding"),
    (Role::If, "if unless once until provided assuming"),
    (Role::Which, "which who whose whom where"),
    (Role::Because, "because since so therefore thus hence"),
    (Role::And, "and or as nor"),
    (
        Role::PlanNoun,
        "plan deal bill agreement pact law measure policy policies program programme reform proposal treaty rule \
         initiative package legislation accord scheme strategy system effort project guarantee act provision ban \
         tax talks framework approach regulation",
    ),
    (Role::Pronoun, "it that they them these those"),
    (Role::Definite, "the this its such their"),
    (Role::FirstPerson, "we our us i my me ours myself ourselves"),
    (Role::Say, "said say says told tell tells added according wrote asked noted argued argue argues explained"),
    (Role::Opponent, "critic critics opponent opponents skeptics sceptics detractors rivals"),
    (Role::Supporter, "supporters supporter advocates advocate proponents proponent backers allies"),
    (Role::Rival, "instead rather alternative alternatives alternatively substitute elsewhere"),
    (Role::Present, "current currently existing today present presently now"),
    (Role::Past, "ago previous previously earlier history historically past decades former formerly"),
    (Role::Modal, "will shall would could can may might"),
    (Role::Must, "must should need needs ought"),
    (Role::Asking, "when what how why"),
    (Role::Mark, ", ; : ( ) ? ! \" % -"),
];

/// What is known of a stem.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Stem {
    /// Its number.
    pub word: WordId,
    /// What it can be compared by when it has no number.
    pub hash: u64,
    /// Its role.
    pub role: Role,
    /// Its first byte if it is a mark, else 0.
    pub mark: u8,
}

/// The stems of a token: `isn't` has two.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Stems {
    /// The stem; of a number or mark, itself.
    pub first: Stem,
    /// `n't`.
    pub second: Option<Stem>,
}

/// Words with their numbers and roles.
#[derive(Clone, Debug, Default)]
pub struct Vocabulary {
    numbers: FxHashMap<Box<str>, u32>,
    roles: Vec<Role>,
}

impl Vocabulary {
    /// Makes a vocabulary that holds the words of every [`Role`].
    pub(super) fn new() -> Self {
        let mut new = Self { numbers: FxHashMap::default(), roles: vec![Role::Content; 2] };
        new.numbers.reserve(12_000);
        new.numbers.insert("*".into(), WordId::GAP.0);
        for (role, words) in ROLES {
            for word in words.split_whitespace() {
                let stem = stem_of(word);
                let id = new.intern(&stem);
                new.roles[id.0 as usize] = *role;
            }
        }
        new
    }

    /// Returns the number of `stem`, which gets one if it has none.
    pub(super) fn intern(&mut self, stem: &str) -> WordId {
        if let Some(&number) = self.numbers.get(stem) {
            return WordId(number);
        }
        let number = u32::try_from(self.roles.len()).unwrap_or(u32::MAX);
        self.numbers.insert(stem.into(), number);
        self.roles.push(Role::Content);
        WordId(number)
    }

    /// Returns the number of `stem`, or [`WordId::UNKNOWN`].
    pub fn find(&self, stem: &str) -> WordId {
        self.numbers.get(stem).map_or(WordId::UNKNOWN, |&number| WordId(number))
    }

    /// Returns the role of `word`.
    pub fn role(&self, word: WordId) -> Role {
        self.roles.get(word.0 as usize).copied().unwrap_or_default()
    }

    /// Returns what is known of `stem`, a folded stem or a mark.
    pub fn stem(&self, stem: &str) -> Stem {
        let word = self.find(stem);
        let role = self.role(word);
        let mark = if role == Role::Mark { stem.bytes().next().unwrap_or_default() } else { 0 };
        Stem { word, hash: hash_of(stem), role, mark }
    }

    /// Returns the stems of a token that reads `word`; `buffer` is scratch space.
    pub fn stems_of(&self, token: Token, word: &str, buffer: &mut String) -> Stems {
        if !token.is_word() {
            return Stems { first: self.stem(word), second: None };
        }
        let mut found = Stems::default();
        let mut count = 0;
        stems(word, buffer, |stem| {
            match count {
                0 => found.first = self.stem(stem),
                _ => found.second = Some(self.stem(stem)),
            }
            count += 1;
        });
        found
    }

    /// Returns the words in the order of their numbers.
    pub fn words(&self) -> Vec<&str> {
        let mut words = vec![""; self.roles.len()];
        let mut pairs: Vec<_> = self.numbers.iter().map(|(word, &number)| (number, &**word)).collect();
        pairs.sort_unstable();
        for (number, word) in pairs {
            words[number as usize] = word;
        }
        words
    }
}

/// Calls `give` with the stem of each word in `word` (`isn't` is two: `is`, `n't`); `buffer` is scratch space.
pub(crate) fn stems(word: &str, buffer: &mut String, mut give: impl FnMut(&str)) {
    buffer.clear();
    if word.is_ascii() {
        buffer.push_str(word);
        buffer.make_ascii_lowercase();
    } else {
        for character in word.chars() {
            match character {
                '’' | 'ʼ' => buffer.push('\''),
                '\u{ad}' => {}
                other => buffer.extend(other.to_lowercase()),
            }
        }
    }
    let negative = buffer.len() > 3 && buffer.ends_with("n't");
    if negative {
        buffer.truncate(buffer.len() - 3);
    }
    stem(buffer);
    give(buffer);
    if negative {
        give("n't");
    }
}

/// Returns the stem of a word without `n't`.
pub(crate) fn stem_of(word: &str) -> String {
    let mut stem_of = word.to_lowercase().replace(['’', 'ʼ'], "'");
    stem(&mut stem_of);
    stem_of
}

/// Takes the inflection off a folded word.
fn stem(word: &mut String) {
    if word.ends_with("'s") {
        word.truncate(word.len() - 2);
    }
    if word.len() < 4 || word.ends_with("ss") {
        return;
    }
    if word.ends_with("ies") {
        word.truncate(word.len() - 3);
        word.push('y');
        return;
    }
    for ending in ["sses", "ches", "shes", "xes"] {
        if word.ends_with(ending) {
            word.truncate(word.len() - 2);
            return;
        }
    }
    if word.ends_with('s') && !word.ends_with("us") && !word.ends_with("is") {
        word.pop();
    }
    for ending in ["ing", "ed"] {
        let Some(body) = word.strip_suffix(ending) else { continue };
        if body.len() >= 3 && body.bytes().any(|byte| b"aeiouy".contains(&byte)) {
            let length = body.len();
            let bytes = word.as_bytes();
            let last = bytes[length - 1];
            let doubled = last == bytes[length - 2] && last.is_ascii_alphabetic() && !b"lsz".contains(&last);
            word.truncate(if doubled { length - 1 } else { length });
            while word.ends_with('e') {
                word.pop();
            }
            return;
        }
    }
    if word.len() > 4 {
        while word.ends_with('e') {
            word.pop();
        }
    }
}

/// Tells whether `form` is `base` or an inflection of it (`-s`, `-ed`, `-ing`), capitals aside.
///
/// Words with one stem are not always one word: `will` is no form of `willing`, nor `human` of `humane`.
pub(crate) fn inflects(base: &str, form: &str) -> bool {
    let is = |part: &str, ending: &str| {
        part.len() + ending.len() == base.len()
            && base.get(..part.len()).is_some_and(|head| head.eq_ignore_ascii_case(part))
            && base.ends_with(ending)
    };
    let body = |ending: &str| {
        let at = form.len().checked_sub(ending.len())?;
        form.get(at..)?.eq_ignore_ascii_case(ending).then(|| &form[..at])
    };
    let form_is = |form: &str| is(form, "");
    let undoubled = |part: &str| {
        let bytes = part.as_bytes();
        bytes.len() > 2 && bytes[bytes.len() - 1] == bytes[bytes.len() - 2] && is(&part[..part.len() - 1], "")
    };
    form_is(form)
        || !form.is_ascii()
        || ["s", "es", "'s"].iter().any(|ending| body(ending).is_some_and(form_is))
        || ["ed", "ing"]
            .iter()
            .filter_map(|ending| body(ending))
            .any(|part| !part.is_empty() && (form_is(part) || is(part, "e") || (part.is_ascii() && undoubled(part))))
        || ["ies", "ied"].iter().filter_map(|ending| body(ending)).any(|part| is(part, "y"))
}

/// Returns a number by which words outside the vocabulary can be compared.
pub(crate) fn hash_of(stem: &str) -> u64 {
    let mut hasher = FxHasher::default();
    stem.hash(&mut hasher);
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_inflections_are_taken_off() {
        let stems: Vec<_> = ["plans", "planned", "promising", "policies", "inflation", "security", "lacked", "class"]
            .map(stem_of)
            .into();
        assert_eq!(stems, ["plan", "plan", "promis", "policy", "inflation", "security", "lack", "class"]);
        assert_eq!(stem_of("promise"), "promis");
    }

    #[test]
    fn forms_of_a_word_are_told_from_its_neighbours() {
        for (base, form) in
            [("promise", "promised"), ("plan", "Planning"), ("policy", "policies"), ("cut", "cuts"), ("weak", "weak")]
        {
            assert!(inflects(base, form), "{base} {form}");
        }
        for (base, form) in [("willing", "will"), ("humane", "human"), ("unite", "unit"), ("lasting", "last")] {
            assert!(!inflects(base, form), "{base} {form}");
        }
    }

    #[test]
    fn a_negated_verb_is_two_words() {
        let mut found = Vec::new();
        stems("Couldn’t", &mut String::new(), |stem| found.push(stem.to_string()));
        assert_eq!(found, ["could", "n't"]);
    }

    #[test]
    fn every_word_of_a_role_is_found_by_its_stem() {
        let vocabulary = Vocabulary::new();
        assert_eq!(vocabulary.role(vocabulary.find(&stem_of("agreements"))), Role::PlanNoun);
        assert_eq!(vocabulary.role(vocabulary.find("unheard")), Role::Content);
    }
}
