//! Names of people: several spellings of one name are one person.
//!
//! `Zelensky` and `Volodymyr Zelenskyy` go together, `Michel Renard` and `Anna Renard` do not; `Renard` alone goes with
//! the one of them that its own text names, and stays alone when that does not decide.

use std::collections::{BTreeMap, BTreeSet};

/// A person, as an index into [`People::names`].
pub(super) type PersonIndex = usize;

/// All people that the texts name.
#[derive(Debug, Default)]
pub(super) struct People {
    /// Spellings of each person, the fullest first.
    pub(super) names: Vec<Vec<String>>,
    /// Source and name to person.
    known: BTreeMap<(usize, String), PersonIndex>,
}

const TITLES: &[&str] = &[
    "mr",
    "mrs",
    "ms",
    "miss",
    "dr",
    "prof",
    "professor",
    "sir",
    "dame",
    "lord",
    "lady",
    "president",
    "prime",
    "minister",
    "chancellor",
    "senator",
    "representative",
    "secretary",
    "general",
    "king",
    "queen",
    "pope",
    "governor",
    "mayor",
    "mp",
];

impl People {
    /// Sorts `names`, each with the source that gives it, into people.
    pub(super) fn of(names: &BTreeSet<(usize, String)>) -> Self {
        let mut people = Self::default();
        let mut by_surname: BTreeMap<String, Vec<PersonIndex>> = BTreeMap::new();
        // One name stands in many texts: its words are taken apart once.
        let mut taken_apart: BTreeMap<&str, (Vec<String>, String)> = BTreeMap::new();
        for (_, name) in names {
            taken_apart.entry(name).or_insert_with(|| {
                let own = parts(name);
                let surname = own.last().map(|last| skeleton(last)).unwrap_or_default();
                (own, surname)
            });
        }
        let mut ordered: Vec<&(usize, String)> = names.iter().collect();
        // Full names first, so that bare surnames find them.
        ordered.sort_by_cached_key(|(source, name)| {
            (std::cmp::Reverse(taken_apart[name.as_str()].0.len()), name.as_str(), *source)
        });
        for (source, name) in ordered {
            let (source, name) = (*source, name.clone());
            let (own, surname) = &taken_apart[name.as_str()];
            let bearers = by_surname.entry(surname.clone()).or_default();
            let goes = |index: &PersonIndex| go_together(&taken_apart[people.names[*index][0].as_str()].0, own);
            let fits: Vec<PersonIndex> = bearers.iter().copied().filter(goes).collect();
            let in_text = |index: &&PersonIndex| {
                people.names[**index].iter().any(|spelling| people.known.contains_key(&(source, spelling.clone())))
            };
            let found = match fits.as_slice() {
                [] => None,
                [only] => Some(*only),
                several => several.iter().find(in_text).copied(),
            };
            let index = found.unwrap_or_else(|| {
                people.names.push(Vec::new());
                bearers.push(people.names.len() - 1);
                people.names.len() - 1
            });
            if !people.names[index].contains(&name) {
                people.names[index].push(name.clone());
            }
            people.known.insert((source, name), index);
        }
        people
    }

    /// Returns the person that `source` means by `name`.
    pub(super) fn find(&self, source: usize, name: &str) -> Option<PersonIndex> {
        self.known.get(&(source, name.to_owned())).copied()
    }
}

/// Returns the words of a name in lower case, without titles.
fn parts(name: &str) -> Vec<String> {
    let words = name.split(|letter: char| letter.is_whitespace() || letter == ',').map(|word| {
        let word = word.trim_end_matches("'s").trim_end_matches("’s");
        word.chars().filter(|letter| *letter != '.').flat_map(char::to_lowercase).collect::<String>()
    });
    words.filter(|word| !word.is_empty() && !TITLES.contains(&word.as_str())).collect()
}

/// Returns what is left of a word when spellings are told apart no longer: no double letters, `y` and `j` as `i`, no `i` at the end.
fn skeleton(word: &str) -> String {
    let mut letters = String::new();
    for letter in word.chars().filter(|letter| letter.is_alphanumeric()) {
        let letter = match letter {
            'y' | 'j' | 'ï' | 'í' => 'i',
            'é' | 'è' | 'ê' | 'ë' => 'e',
            'á' | 'à' | 'â' | 'ä' | 'å' | 'ã' => 'a',
            'ó' | 'ò' | 'ô' | 'ö' | 'õ' | 'ø' => 'o',
            'ú' | 'ù' | 'û' | 'ü' => 'u',
            'ç' => 'c',
            'ñ' => 'n',
            'š' | 'ś' => 's',
            'ž' | 'ź' | 'ż' => 'z',
            other => other,
        };
        if !letters.ends_with(letter) {
            letters.push(letter);
        }
    }
    let trimmed = letters.trim_end_matches('i').len();
    if trimmed > 2 {
        letters.truncate(trimmed);
    }
    letters
}

/// Tells whether the words before the surname do not speak against one person.
fn go_together(full: &[String], other: &[String]) -> bool {
    let (full, other) = (full.split_last().map_or(full, |all| all.1), other.split_last().map_or(other, |all| all.1));
    let (Some(a), Some(b)) = (full.first(), other.first()) else { return true };
    let initial = a.chars().count() == 1 || b.chars().count() == 1;
    if initial {
        a.chars().next() == b.chars().next()
    } else {
        skeleton(a) == skeleton(b) || full.contains(b) || strsim::jaro_winkler(a, b) > 0.92
    }
}

/// Tells whether `text` names nobody: a pronoun.
pub(super) fn is_pronoun(text: &str) -> bool {
    let lower = text.trim().to_lowercase();
    matches!(
        lower.as_str(),
        "he" | "she"
            | "they"
            | "it"
            | "i"
            | "we"
            | "you"
            | "who"
            | "him"
            | "her"
            | "them"
            | "us"
            | "this"
            | "that"
            | "one"
            | "others"
            | "some"
            | "many"
            | "author"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn people(names: &[(usize, &str)]) -> People {
        People::of(&names.iter().map(|&(source, name)| (source, name.to_owned())).collect())
    }

    #[test]
    fn spellings_of_one_name_are_one_person() {
        let people = people(&[(0, "Oleksiy Marchenkko"), (1, "Marchenko"), (2, "President Oleksii Marchenko")]);
        assert_eq!(people.names.len(), 1, "{people:?}");
        assert_eq!(people.find(1, "Marchenko"), Some(0));
    }

    #[test]
    fn a_shared_surname_is_not_a_shared_person() {
        let people = people(&[(0, "Michel Renard"), (1, "Anna Renard"), (1, "Renard"), (2, "Renard")]);
        assert_eq!(people.find(1, "Renard"), people.find(1, "Anna Renard"));
        assert_ne!(people.find(0, "Michel Renard"), people.find(1, "Anna Renard"));
        assert_eq!(people.names.len(), 3, "{people:?}");
    }
}
