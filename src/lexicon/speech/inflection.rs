//! Makes the forms of English verbs from their dictionary form.

use super::form;

/// Returns the forms of `lemma`; `irregular` gives past and participle where the rules do not.
pub(super) fn forms(lemma: &str, irregular: Option<(&str, &str)>) -> Vec<(String, u8)> {
    let stem = stem(lemma);
    let third = if let Some(stem) = lemma.strip_suffix('y').filter(|stem| ends_in_consonant(stem)) {
        format!("{stem}ies")
    } else if ["s", "sh", "ch", "x", "z", "o"].iter().any(|end| lemma.ends_with(end)) {
        format!("{lemma}es")
    } else {
        format!("{lemma}s")
    };
    let regular = match lemma.strip_suffix('y').filter(|stem| ends_in_consonant(stem)) {
        Some(stem) => format!("{stem}ied"),
        None if lemma.ends_with('e') => format!("{lemma}d"),
        None => format!("{stem}ed"),
    };
    let (past, participle) = match irregular {
        Some((past, participle)) => (past.to_owned(), participle.to_owned()),
        None => (regular.clone(), regular),
    };
    vec![
        (lemma.to_owned(), form::BASE),
        (third, form::THIRD),
        (past, form::PAST),
        (participle, form::PARTICIPLE),
        (format!("{stem}ing"), form::ING),
    ]
}

/// What `-ed` and `-ing` are put after: a final `e` goes, a final consonant after one stressed vowel doubles.
fn stem(lemma: &str) -> String {
    if let Some(stem) = lemma.strip_suffix('e')
        && !lemma.ends_with("ee")
    {
        return stem.to_owned();
    }
    // Stress falls on the last syllable of these and of all words of one syllable.
    let is_stressed =
        vowels(lemma) == 1 || ["mit", "fer", "cur", "bel", "ebut", "bet"].iter().any(|end| lemma.ends_with(end));
    // The `u` of `qu` is no vowel.
    let sounds = lemma.replace("qu", "q");
    let mut letters = sounds.chars().rev();
    let (last, before, third) = (letters.next(), letters.next(), letters.next());
    let doubles = is_stressed
        && last.is_some_and(|last| !is_vowel(last) && !matches!(last, 'w' | 'x' | 'y'))
        && before.is_some_and(is_vowel)
        && !third.is_some_and(is_vowel);
    match last {
        Some(last) if doubles => format!("{lemma}{last}"),
        _ => lemma.to_owned(),
    }
}

fn vowels(word: &str) -> usize {
    word.replace("qu", "q").chars().filter(|&letter| is_vowel(letter)).count()
}

fn is_vowel(letter: char) -> bool {
    matches!(letter, 'a' | 'e' | 'i' | 'o' | 'u')
}

fn ends_in_consonant(stem: &str) -> bool {
    stem.chars().next_back().is_some_and(|last| !is_vowel(last))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spelling_rules_hold() {
        let all = |lemma| forms(lemma, None).into_iter().map(|(text, _)| text).collect::<Vec<_>>();
        assert_eq!(all("argue"), ["argue", "argues", "argued", "argued", "arguing"]);
        assert_eq!(all("deny"), ["deny", "denies", "denied", "denied", "denying"]);
        assert_eq!(all("admit"), ["admit", "admits", "admitted", "admitted", "admitting"]);
        assert_eq!(all("quip"), ["quip", "quips", "quipped", "quipped", "quipping"]);
        assert_eq!(all("explain"), ["explain", "explains", "explained", "explained", "explaining"]);
        assert_eq!(all("agree")[3], "agreed");
        assert_eq!(all("predict")[4], "predicting");
        assert_eq!(all("stress")[1], "stresses");
    }
}
