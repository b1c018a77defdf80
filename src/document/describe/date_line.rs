//! Lines that give the day of publication: `Published 7 January 2026`, `Jan. 7, 2026 | 5 min read`, `2026-01-07 10:30`.

use crate::value::date::{MONTHS, PartialDate};

/// What a date line says its date is, the most telling first.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) enum Role {
    /// The day of publication, in so many words.
    Published,
    /// A date alone.
    Bare,
    /// The day of the last change.
    Updated,
}

/// A date line.
#[derive(Debug)]
pub(super) struct DateLine<'a> {
    pub(super) role: Role,
    pub(super) date: PartialDate,
    /// What stands before the date, such as a byline; empty if nothing does.
    pub(super) rest: &'a str,
}

const PUBLISHED: &[&str] = &[
    "first published on",
    "first published",
    "originally published on",
    "originally published",
    "published on",
    "published at",
    "published",
    "date published",
    "publication date",
    "posted on",
    "posted",
    "date",
    "issued on",
    "issued",
    "released on",
    "released",
    "release date",
    "veröffentlicht am",
    "publié le",
    "publicado el",
    "created on",
    "created",
];

const UPDATED: &[&str] = &[
    "and last updated",
    "last updated on",
    "last updated",
    "updated on",
    "updated at",
    "updated",
    "last modified",
    "modified",
    "last edited",
];

const DAYS: [&str; 7] = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];

/// Reads a date line; `None` if the line holds more than a date, a time, and perhaps names before it.
pub(super) fn read(line: &str) -> Option<DateLine<'_>> {
    let line = line.trim().trim_matches(['*', '_', '(', ')', '[', ']']).trim();
    if line.len() > 160 || !line.bytes().any(|byte| byte.is_ascii_digit()) {
        return None;
    }
    // `By Ada Vance | 7 January 2026`: the names end at a bar or dot.
    let (rest, dated) = parts(line);
    let (role, date) = dated_part(dated)?;
    Some(DateLine { role, date, rest })
}

/// Splits at the last mark before the first part with a date.
fn parts(line: &str) -> (&str, &str) {
    for mark in ["|", "·", "•", " — ", " – ", " - ", " / "] {
        let mut start = 0;
        for part in line.split(mark) {
            if dated_part(part).is_some() {
                let before = line[..start].trim().trim_end_matches(mark.trim()).trim();
                return (before, part);
            }
            start += part.len() + mark.len();
        }
    }
    ("", line)
}

fn dated_part(part: &str) -> Option<(Role, PartialDate)> {
    let part = part.trim().trim_matches(['|', '·', '•', ',']).trim();
    let (role, rest) = role(part);
    let words = rest
        .split(|c: char| c.is_whitespace() || c == ',')
        .map(|word| word.trim_matches(|c: char| !c.is_alphanumeric()))
        .filter(|word| !word.is_empty())
        .collect::<Vec<_>>();
    // `Posted: Fri 6:45 PM, Feb 16, 2018`: the day of the week and the hour may stand first.
    let before = words.iter().take_while(|word| is_weekday(word) || is_clock(word) || is_half(word)).count();
    let words = if before <= 3 { &words[before..] } else { &words[..] };
    let (date, used) = date(words)?;
    // A month alone is a date line only when the line says so.
    if date.month().is_none() || date.day().is_none() && role == Role::Bare {
        return None;
    }
    // `Posted on 8 August 2031 by …`: the line says itself that it is one.
    let ends = |word: &&str| role == Role::Published && word.eq_ignore_ascii_case("by");
    let after = words[used..].iter().take_while(|word| !ends(word)).all(|word| is_time(word));
    after.then_some((role, date))
}

fn role(part: &str) -> (Role, &str) {
    for (role, labels) in [(Role::Published, PUBLISHED), (Role::Updated, UPDATED)] {
        for label in labels {
            let Some(head) = part.get(..label.len()).filter(|head| head.to_lowercase() == *label) else { continue };
            let rest = &part[head.len()..];
            if rest.starts_with([':', ' ']) {
                return (role, rest.trim_start_matches([':', ' ']));
            }
        }
    }
    (Role::Bare, part)
}

fn is_weekday(word: &str) -> bool {
    word.len() >= 3 && DAYS.iter().any(|day| day.starts_with(&word.to_lowercase()))
}

/// `10:30`, `6.45pm`: an hour before the date, which a day of the month is not.
fn is_clock(word: &str) -> bool {
    word.len() <= 7 && word.contains(':') && is_time(word)
}

fn is_half(word: &str) -> bool {
    matches!(word.to_lowercase().as_str(), "am" | "pm")
}

/// `10:30`, `10.30am`, `GMT`, `at`, `2h`: what may stand after the date.
fn is_time(word: &str) -> bool {
    let bytes = word.as_bytes();
    let is_clock = bytes.first().is_some_and(u8::is_ascii_digit)
        && bytes.len() <= 8
        && bytes.iter().all(|byte| {
            byte.is_ascii_digit() || matches!(byte, b':' | b'.' | b'a' | b'p' | b'm' | b'h' | b'A' | b'P' | b'M')
        });
    let is_zone = (2..=5).contains(&bytes.len()) && bytes.iter().all(u8::is_ascii_uppercase);
    let is_word =
        matches!(word.to_lowercase().as_str(), "at" | "am" | "pm" | "a.m" | "p.m" | "uhr" | "um" | "à" | "o'clock");
    is_clock || is_zone || is_word
}

/// Reads a date at the head of `words`; returns it with the number of words it takes.
fn date(words: &[&str]) -> Option<(PartialDate, usize)> {
    let first = *words.first()?;
    if let Some(date) = iso(first) {
        return Some((date, 1));
    }
    if let Some(date) = figures(first) {
        return Some((date, 1));
    }
    let second = *words.get(1)?;
    if let (Some(day), Some(month)) = (day(first), month(second)) {
        return Some((PartialDate::new(year(words.get(2)?)?, Some(month), Some(day))?, 3));
    }
    let month = month(first)?;
    if let Some(year) = year(second) {
        return Some((PartialDate::new(year, Some(month), None)?, 2));
    }
    Some((PartialDate::new(year(words.get(2)?)?, Some(month), Some(day(second)?))?, 3))
}

fn iso(word: &str) -> Option<PartialDate> {
    let head = word.get(..10)?;
    let is_alone = word.len() == 10 || matches!(word.as_bytes()[10], b'T' | b't');
    if !is_alone {
        return None;
    }
    head.replace(['/', '.'], "-").parse().ok()
}

/// `25/12/2026`, `12.25.2026`: only where the order of day and month is certain.
fn figures(word: &str) -> Option<PartialDate> {
    let is_dotted = word.contains('.');
    let mut parts = word.split(['/', '.', '-']);
    let (first, second, year) = (parts.next()?, parts.next()?, parts.next()?);
    if parts.next().is_some() || year.len() != 4 || first.len() > 2 || second.len() > 2 {
        return None;
    }
    let (first, second) = (first.parse::<i8>().ok()?, second.parse::<i8>().ok()?);
    // With dots the day comes first everywhere.
    let (day, month) = match (first, second) {
        _ if is_dotted || first > 12 || first == second => (first, second),
        _ if second > 12 => (second, first),
        _ => return None,
    };
    PartialDate::new(year.parse().ok()?, Some(month), Some(day))
}

fn day(word: &str) -> Option<i8> {
    let digits = word.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    let ending = &word[digits.len()..];
    let fits = digits.len() <= 2 && matches!(ending.to_ascii_lowercase().as_str(), "" | "st" | "nd" | "rd" | "th");
    fits.then(|| digits.parse().ok()).flatten().filter(|day| (1..=31).contains(day))
}

fn month(word: &str) -> Option<i8> {
    let lower = word.to_lowercase();
    let is_long_enough = lower.len() >= 3;
    let fits = |name: &str| name.starts_with(&lower) && (lower.len() <= 4 || lower == *name);
    let at = MONTHS.iter().position(|name| is_long_enough && fits(name))?;
    i8::try_from(at + 1).ok()
}

fn year(word: &str) -> Option<i16> {
    let is_year = word.len() == 4 && word.bytes().all(|byte| byte.is_ascii_digit());
    is_year.then(|| word.parse().ok()).flatten().filter(|year| (1700..=2200).contains(year))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn dates(line: &str) -> Option<(Role, String)> {
        read(line).map(|found| (found.role, found.date.to_string()))
    }

    #[test]
    fn date_lines_are_read_in_their_usual_forms() {
        for (line, role, date) in [
            ("Published 7 January 2026", Role::Published, "2026-01-07"),
            ("Published: Wed, 7 Jan 2026 at 10:30 GMT", Role::Published, "2026-01-07"),
            ("January 7, 2026", Role::Bare, "2026-01-07"),
            ("Jan. 7th, 2026 | 5 min read", Role::Bare, "2026-01-07"),
            ("Last updated on 2026-01-07T10:30:00Z", Role::Updated, "2026-01-07"),
            ("Posted on 25/12/2025", Role::Published, "2025-12-25"),
            ("07.01.2026, 10:30 Uhr", Role::Bare, "2026-01-07"),
            ("Published January 2026", Role::Published, "2026-01"),
            ("Sept 9 2025 10.30pm", Role::Bare, "2025-09-09"),
            ("Posted: Fri 6:45 PM, Feb 16, 2018 |", Role::Published, "2018-02-16"),
            ("Posted on August 8, 2031 by gravelfan", Role::Published, "2031-08-08"),
            ("and last updated 6:02 PM, Nov 03, 2031", Role::Updated, "2031-11-03"),
            ("PUBLISHED: 00:01, Tue, Nov 19, 2019", Role::Published, "2019-11-19"),
        ] {
            assert_eq!(dates(line), Some((role, date.into())), "{line}");
        }
    }

    #[test]
    fn a_byline_may_stand_before_the_date() {
        let found = read("By Ada Vance | 7 January 2026").expect("a date line");
        assert_eq!(found.rest, "By Ada Vance");
    }

    #[test]
    fn a_date_in_a_sentence_is_none() {
        for line in [
            "On 7 January 2026 the council met",
            "January 7, 2026 was a wet day",
            "The bridge sank in 1911",
            "2026",
            "January 2026",
            "Published 04/05/2026",
            "Chapter 7",
        ] {
            assert_eq!(dates(line), None, "{line}");
        }
    }
}
