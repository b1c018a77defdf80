//! Lines that name authors: `By Ada Vance and Bo Lind`, `Ada Vance, Political Correspondent`.

use crate::value::name::Name;

/// Words that open a byline, in lower case.
const OPENERS: &[&str] = &[
    "by",
    "by:",
    "written by",
    "written by:",
    "author:",
    "authors:",
    "words by",
    "words by:",
    "text by",
    "story by",
    "analysis by",
    "opinion by",
    "report by",
    "from",
    "posted by",
    "von",
    "par",
    "por",
    "di",
    "door",
];

/// Words that tell what someone is at a paper, in lower case.
const ROLES: &[&str] = &[
    "correspondent",
    "reporter",
    "editor",
    "journalist",
    "writer",
    "columnist",
    "analyst",
    "contributor",
    "author",
    "producer",
    "researcher",
    "fellow",
    "professor",
    "staff",
];

/// Words of a name that are written small.
const PARTICLES: &[&str] = &[
    "de", "da", "di", "du", "del", "della", "der", "den", "van", "von", "zu", "la", "le", "al", "el", "bin", "ibn",
    "ter", "dos", "das", "y",
];

/// Reads a byline; `None` if the line is none.
pub(super) fn read(line: &str) -> Option<Vec<Name>> {
    let line = line.trim().trim_matches(['*', '_', '|', '·', '•', '—', '–', '-', ',']).trim();
    if line.len() > 160 {
        return None;
    }
    match without_opener(line) {
        Some(names) => names_of(names),
        None => with_role(line),
    }
}

/// Reads a line that is the name of one person and nothing else.
pub(super) fn person(line: &str) -> Option<Name> {
    let line = line.trim();
    let is_plain = line.len() <= 40 && line.split_whitespace().count() <= 4 && !has_role(line);
    name(line).filter(|_| is_plain && !line.ends_with(['.', '?', '!', ':']))
}

pub(super) fn without_opener(line: &str) -> Option<&str> {
    let opener = OPENERS.iter().filter(|opener| {
        // `from`, `von` and `di` open bylines seldom and sentences often: they must stand over a name and nothing else.
        line.get(..opener.len()).is_some_and(|head| head.eq_ignore_ascii_case(opener))
            && line[opener.len()..].starts_with(char::is_whitespace)
    });
    let opener = opener.max_by_key(|opener| opener.len())?;
    Some(line[opener.len()..].trim())
}

pub(super) fn names_of(text: &str) -> Option<Vec<Name>> {
    if text.ends_with(['.', '?', '!']) && !text.ends_with("Jr.") {
        return None;
    }
    // What follows a bar or a dash is the role, the paper or the place.
    let text = text
        .split([" | ", " · ", " • ", " – ", " — ", " - "].into_iter().find(|mark| text.contains(mark)).unwrap_or("\n"))
        .next()?;
    let joined = text
        .replace(" and ", ", ")
        .replace(" & ", ", ")
        .replace(", with ", ", ")
        .replace(" und ", ", ")
        .replace(" et ", ", ");
    let mut names = Vec::new();
    for (at, part) in joined.split(',').map(str::trim).filter(|part| !part.is_empty()).enumerate() {
        match name(part) {
            Some(name) if !has_role(part) => names.push(name),
            _ if at == 0 && is_desk(part) => names.push(Name::literal(part)),
            // Roles, papers and places follow the names.
            _ if at > 0 => break,
            _ => return None,
        }
    }
    (!names.is_empty()).then_some(names)
}

/// `Ada Vance, Political Correspondent`.
fn with_role(line: &str) -> Option<Vec<Name>> {
    let (person, role) = line.split_once(',')?;
    let role = role.trim();
    let is_role = has_role(role) && role.split_whitespace().count() <= 6 && !role.ends_with(['.', '?', '!', ':']);
    let words = person.split_whitespace().count();
    (is_role && (2..=4).contains(&words)).then(|| name(person)).flatten().map(|name| vec![name])
}

fn has_role(text: &str) -> bool {
    text.split(|c: char| !c.is_alphanumeric()).any(|word| ROLES.iter().any(|role| role.eq_ignore_ascii_case(word)))
}

/// `Staff`, `Our Correspondent`, `Harbour Press Staff`, `Reuters`: an author that is no person.
fn is_desk(part: &str) -> bool {
    let mut words = part.split_whitespace();
    words.clone().count() <= 5
        && words.all(|word| word.starts_with(char::is_uppercase) || matches!(word, "of" | "the" | "our" | "and"))
}

/// Reads a name of two to five words, all with capitals but particles.
fn name(part: &str) -> Option<Name> {
    let part = part.trim_matches(|c: char| !c.is_alphanumeric() && c != '.' && c != ')');
    let words = part.split_whitespace().collect::<Vec<_>>();
    let is_word = |word: &&str| {
        let first = word.chars().next().is_some_and(char::is_uppercase);
        let all = word.chars().all(|c| c.is_alphabetic() || matches!(c, '.' | '\'' | '’' | '-' | '‑'));
        all && (first || PARTICLES.contains(word))
    };
    let has_end = words.last().is_some_and(|word| word.starts_with(char::is_uppercase));
    if !(2..=5).contains(&words.len()) || !words.iter().all(is_word) || !has_end || PLACES.contains(words.first()?) {
        return None;
    }
    // A particle belongs to the family name: `Ilse van Dam`.
    let family = words.iter().skip(1).position(|word| PARTICLES.contains(word)).map_or(words.len() - 1, |at| at + 1);
    Some(Name { family: Some(words[family..].join(" ")), given: Some(words[..family].join(" ")), literal: None })
}

/// First words of lines such as `By The Numbers` that are no given names.
const PLACES: &[&str] = &["The", "A", "An", "Our", "Your", "Its", "This", "Popular", "Staff", "Special", "Associated"];

#[cfg(test)]
mod tests {
    use super::*;

    fn names(line: &str) -> Vec<String> {
        read(line).unwrap_or_default().iter().map(ToString::to_string).collect()
    }

    #[test]
    fn bylines_name_their_authors() {
        assert_eq!(names("By Ada Vance"), ["Ada Vance"]);
        assert_eq!(names("By Ada Vance, Bo Lind and Carla O’Dea"), ["Ada Vance", "Bo Lind", "Carla O’Dea"]);
        assert_eq!(names("Written by: Ilse van Dam | Harbour Desk"), ["Ilse van Dam"]);
        assert_eq!(names("Ada Vance, Political Correspondent"), ["Ada Vance"]);
        assert_eq!(names("By Ada Vance, Political Editor, Sund"), ["Ada Vance"]);
        assert_eq!(names("By Harbour Press Staff"), ["Harbour Press Staff"]);
        assert_eq!(read("By Ilse van Dam").expect("a byline")[0].family.as_deref(), Some("van Dam"));
    }

    #[test]
    fn prose_names_nobody() {
        for line in [
            "By the end of the year the bridge will stand",
            "By Monday, the Council had changed its mind.",
            "Sund, a town of sailors",
            "From here to the sea",
            "Bridge vote splits council, reporter says.",
        ] {
            assert_eq!(read(line), None, "{line}");
        }
    }
}
