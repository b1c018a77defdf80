//! Finds running heads, feet and page numbers: lines at the edge of a page that stand at the same place of others.

use std::collections::BTreeMap;

use super::lines::Line;

/// Lines at each edge that are looked at.
const EDGE: usize = 3;
/// How far, in points, the same line of two pages may stand apart.
const NEAR: f32 = 6.0;
/// From this many pages on, a line has to stand on three of them.
const MANY: usize = 10;

/// Tells for each line of each page whether it is a running head, a running foot or a page number.
pub(super) fn find(pages: &[Vec<Line>]) -> Vec<Vec<bool>> {
    let orders: Vec<Vec<usize>> = pages.iter().map(|lines| from_top(lines)).collect();
    let mut places: BTreeMap<String, Vec<(usize, f32)>> = BTreeMap::new();
    for (page, (lines, order)) in pages.iter().zip(&orders).enumerate() {
        for at in order.iter().take(EDGE).chain(order.iter().rev().take(EDGE.min(order.len().saturating_sub(EDGE)))) {
            places.entry(key(&lines[*at].text)).or_default().push((page, lines[*at].base));
        }
    }
    let needed = if pages.len() < MANY { 2 } else { 3 };
    let recurs = |line: &Line| {
        let found = places.get(&key(&line.text)).map_or(&[][..], Vec::as_slice);
        // Places come in the order of pages, a page at most a few times.
        let mut near =
            found.iter().filter(|(_, base)| (base - line.base).abs() < NEAR).map(|(page, _)| page).peekable();
        let mut count = 0;
        while let Some(page) = near.next() {
            count += usize::from(near.peek() != Some(&page));
            if count >= needed {
                return true;
            }
        }
        false
    };
    let mark = |(lines, order): (&Vec<Line>, &Vec<usize>)| {
        let mut marks: Vec<bool> = lines.iter().map(|line| line.is_artifact).collect();
        let inwards = |order: &mut dyn Iterator<Item = &usize>, marks: &mut Vec<bool>| {
            let outermost: Vec<usize> = order.copied().take(EDGE + 1).collect();
            for (rank, &at) in outermost.iter().enumerate().take(EDGE) {
                let is_alone = outermost.get(rank + 1).is_none_or(|&next| {
                    (lines[at].base - lines[next].base).abs() > 1.6 * lines[at].size.max(lines[next].size)
                });
                if !(recurs(&lines[at]) || is_alone && is_page_number(&lines[at])) {
                    break;
                }
                marks[at] = true;
            }
        };
        inwards(&mut order.iter(), &mut marks);
        inwards(&mut order.iter().rev(), &mut marks);
        marks
    };
    pages.iter().zip(&orders).map(mark).collect()
}

/// Returns the lines of the content from the top of the page.
fn from_top(lines: &[Line]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..lines.len()).filter(|&at| !lines[at].is_artifact).collect();
    order.sort_by(|&a, &b| lines[b].base.total_cmp(&lines[a].base));
    order
}

/// Returns what the same line of another page shares: its words without numbers.
fn key(text: &str) -> String {
    let words = text.split_whitespace().map(|word| {
        if !word.is_empty() && word.chars().all(|letter| "ivxlc".contains(letter)) {
            return "#".to_owned();
        }
        let mut key = String::new();
        for letter in word.chars() {
            match letter.is_numeric() {
                true if key.ends_with('#') => {}
                true => key.push('#'),
                false => key.extend(letter.to_lowercase()),
            }
        }
        key
    });
    words.collect::<Vec<_>>().join(" ")
}

/// Tells whether a line holds the number of its page and hardly anything else: `3`, `– 3 –`, `Page 3 of 9`.
fn is_page_number(line: &Line) -> bool {
    let letters = line.text.chars().filter(|letter| letter.is_alphabetic()).count();
    let mut numbers = line.text.split(|letter: char| !letter.is_ascii_digit()).filter(|digits| !digits.is_empty());
    line.text.chars().count() <= 16 && letters <= 8 && numbers.any(|digits| digits.parse() == Ok(line.page))
}
