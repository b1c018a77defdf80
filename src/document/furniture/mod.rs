//! Tells the article from the page around it: menus, forms, share lines, lists of other articles, credits.
//!
//! Takes blocks, sets [`Block::furniture`]. Nothing is cut out. A block is furniture for one of these reasons:
//!
//! 1. its wording is one of a table of general wordings ([`phrases`]), at a place where that wording is no heading;
//! 2. it stands among such lines at the edge of the text, where no paragraph follows (or none came before);
//! 3. it repeats the headings of the text (a contents list), or is one of a run of link-like lines;
//! 4. it is a credit by its form (agency and photographer, a line about the author at the end).
//!
//! Paragraphs of the article are never marked by position alone. [`mark_recurring`] looks at all texts of a corpus.

mod phrases;
mod recurring;

use std::ops::Range;

use rustc_hash::FxHashMap;

use super::{Block, BlockKind, Form, Furniture};

use phrases::Fit;
pub use recurring::{Lines, mark_recurring, recurring};

/// Longest line, in bytes, that is compared with wordings.
const LONGEST: usize = 400;

/// What is seen of a block at a glance.
#[derive(Clone, Debug)]
pub(super) struct Shape {
    /// Number of words; at most what [`LONGEST`] bytes hold.
    pub(super) words: usize,
    /// Whether it ends as a sentence does.
    pub(super) has_stop: bool,
    /// The line as [`fold`] writes it; empty for a block longer than [`LONGEST`].
    pub(super) folded: String,
}

impl Shape {
    pub(super) fn of(words: &str) -> Self {
        let has_stop = words
            .trim_end_matches(|c: char| {
                matches!(c, '”' | '"' | '’' | '\'' | ')' | ']' | '»' | '*' | '_') || c.is_whitespace()
            })
            .ends_with(['.', '!', '?', '…', '。', '！', '？', '।']);
        if words.len() > LONGEST {
            return Self { words: LONGEST / 4, has_stop, folded: String::new() };
        }
        let folded = fold(words);
        Self { words: folded.split_ascii_whitespace().count(), has_stop, folded }
    }

    /// Tells whether it reads like running text, not like a line of a page.
    pub(super) fn is_prose(&self) -> bool {
        self.words >= 25 || self.has_stop && self.words >= 6 || self.words >= 14 && self.folded.contains(", ")
    }
}

/// Writes a line in lower case with straight quotes and single spaces, without marks at its head.
pub(super) fn fold(line: &str) -> String {
    let line = line.trim_start_matches(|c: char| !c.is_alphanumeric() && !matches!(c, '©' | '(' | '$' | '€' | '£'));
    let mut folded = String::with_capacity(line.len());
    let mut rest = line;
    while let Some(character) = rest.chars().next() {
        let plain = plain_length(rest, folded.ends_with(' '));
        if plain > 0 {
            let from = folded.len();
            folded.push_str(&rest[..plain]);
            folded[from..].make_ascii_lowercase();
            rest = &rest[plain..];
            continue;
        }
        rest = &rest[character.len_utf8()..];
        match character {
            '’' | '‘' => folded.push('\''),
            '“' | '”' => folded.push('"'),
            '*' | '_' | '`' | '\u{200b}' | '\u{feff}' | '\u{ad}' => {}
            _ if character.is_whitespace() => {
                if !folded.ends_with(' ') {
                    folded.push(' ');
                }
            }
            _ if character.is_ascii() => folded.push(character),
            _ => folded.extend(character.to_lowercase()),
        }
    }
    folded.truncate(folded.trim_end().len());
    folded
}

/// Returns how many bytes at the head of `text` are ASCII that [`fold`] keeps but for capitals: no marks of emphasis, no
/// space after a space (`after_space` tells whether one stands before).
fn plain_length(text: &str, after_space: bool) -> usize {
    let mut after_space = after_space;
    let is_other = |&byte: &u8| {
        let is_letter = matches!(byte, b'!'..=b'~') && !matches!(byte, b'*' | b'_' | b'`');
        let is_first_space = byte == b' ' && !after_space;
        after_space = byte == b' ';
        !is_letter && !is_first_space
    };
    text.as_bytes().iter().position(is_other).unwrap_or(text.len())
}

/// Returns the shape of each block.
pub(super) fn shapes(text: &str, blocks: &[Block]) -> Vec<Shape> {
    blocks.iter().map(|block| Shape::of(&text[block.span.range()])).collect()
}

/// Marks the furniture among `blocks`, whose shapes are `shapes`.
///
/// Where the form is [`Form::Elements`], lists are lists: short lines in a row are no menu by that alone.
pub(super) fn mark(text: &str, blocks: &mut [Block], shapes: &[Shape], form: Form) {
    let hits = hits(blocks, shapes);
    let is_prose = |at: usize| {
        let strong = matches!(hits[at], Some((_, Fit::Whole | Fit::Start)));
        blocks[at].furniture.is_none() && !strong && is_running(blocks[at].kind) && shapes[at].is_prose()
    };
    let first = (0..blocks.len()).find(|&at| is_prose(at)).unwrap_or(blocks.len());
    let last = (0..blocks.len()).rev().find(|&at| is_prose(at)).unwrap_or(0);
    by_wording(text, blocks, shapes, &hits, first..last + 1);
    sections(text, blocks, &hits, shapes);
    contents(blocks, shapes);
    if form == Form::Lines {
        edges(text, blocks, shapes, first, last);
    }
    credits(text, blocks, shapes, last);
}

fn is_running(kind: BlockKind) -> bool {
    match kind {
        BlockKind::Paragraph
        | BlockKind::ListItem
        | BlockKind::Quote
        | BlockKind::Question
        | BlockKind::Answer
        | BlockKind::TableRow => true,
        BlockKind::Title | BlockKind::Heading(_) | BlockKind::Code => false,
    }
}

type Hit = Option<(Furniture, Fit)>;

fn hits(blocks: &[Block], shapes: &[Shape]) -> Vec<Hit> {
    let hit = |(block, shape): (&Block, &Shape)| match block.kind {
        BlockKind::TableRow | BlockKind::Code => None,
        _ if shape.folded.is_empty() => None,
        _ => phrases::class_of(&shape.folded, shape.words),
    };
    blocks.iter().zip(shapes).map(hit).collect()
}

/// Marks lines by their wording, where the wording may stand; `article` reaches from the first paragraph to the last.
fn by_wording(text: &str, blocks: &mut [Block], shapes: &[Shape], hits: &[Hit], article: Range<usize>) {
    for (at, block) in blocks.iter_mut().enumerate() {
        let Some((class, fit)) = hits[at] else { continue };
        let is_edge = !article.contains(&at);
        // Comments of readers are paragraphs too: their heading stands late in the text.
        let heads_comments = is_comments(&shapes[at].folded) && block.span.start > text.len() / 5 * 3;
        let fits = match fit {
            Fit::Whole => true,
            Fit::Edge => heads_comments || is_edge && (at > 0 || opens_page(hits, shapes)),
            // Inside the article only a short line that is no statement of it: no stop, or an exclamation.
            Fit::Start | Fit::Within => is_edge || shapes[at].words <= 40 && is_line_of_page(&shapes[at], fit),
        };
        if fits && block.furniture.is_none() {
            block.furniture = Some(class);
        }
    }
}

/// The first line is a label of the page, not the title, if another line that is no paragraph follows.
fn opens_page(hits: &[Hit], shapes: &[Shape]) -> bool {
    hits.get(1).is_some_and(Option::is_some) || shapes.get(1).is_some_and(|next| !next.has_stop)
}

/// A wording at the head of a line decides; one inside a line only if the line is no sentence.
fn is_line_of_page(shape: &Shape, fit: Fit) -> bool {
    fit == Fit::Start || !shape.has_stop || shape.words <= 12
}

/// Marks what stands under the headings of comment boxes, lists of other articles and author boxes at the end.
fn sections(text: &str, blocks: &mut [Block], hits: &[Hit], shapes: &[Shape]) {
    let threshold = text.len() / 2;
    let mut at = 0;
    while at < blocks.len() {
        let heading = hits[at].filter(|(_, fit)| matches!(fit, Fit::Whole | Fit::Edge)).map(|(class, _)| class);
        let Some(class) = heading.filter(|_| blocks[at].furniture.is_some()) else {
            at += 1;
            continue;
        };
        let is_late = blocks[at].span.start >= threshold;
        let limit = match (class, is_comments(&shapes[at].folded)) {
            (Furniture::Related, _) => 25,
            (Furniture::Prompt, true) if is_late => usize::MAX,
            (Furniture::Credit, _) if is_late && shapes[at].folded.starts_with("about ") => 80,
            _ => 0,
        };
        let mut next = at + 1;
        let is_other = |at: usize| matches!(hits[at], Some((other, Fit::Whole | Fit::Edge)) if other != class && limit < usize::MAX);
        while next < blocks.len() && shapes[next].words <= limit && limit > 0 && !is_other(next) {
            let is_article = limit == 25
                && (!is_late && shapes[next].is_prose() || shapes[next].words > 18 && shapes[next].has_stop);
            if is_article || class == Furniture::Credit && next > at + 1 {
                break;
            }
            blocks[next].furniture.get_or_insert(class);
            next += 1;
        }
        at = next.max(at + 1);
    }
}

/// Tells whether a line heads a section of questions and answers.
pub(super) fn is_faq_label(folded: &str) -> bool {
    let bare = folded.trim_end_matches([':', '.', ')', '?']);
    matches!(
        bare,
        "faq"
            | "faqs"
            | "frequently asked questions"
            | "frequently asked questions (faq"
            | "frequently asked questions (faqs"
            | "q&a"
            | "q & a"
            | "q and a"
            | "questions and answers"
            | "questions & answers"
            | "common questions"
            | "your questions answered"
            | "people also ask"
    )
}

fn is_comments(folded: &str) -> bool {
    folded.contains("comment") || folded.contains("reply") || folded.contains("conversation")
}

/// Marks contents lists: after their heading, and wherever three lines in a row repeat later headings.
fn contents(blocks: &mut [Block], shapes: &[Shape]) {
    let mut last_seen: FxHashMap<&str, usize> = FxHashMap::default();
    for (at, shape) in shapes.iter().enumerate() {
        if (1..=14).contains(&shape.words) {
            last_seen.insert(entry(&shape.folded), at);
        }
    }
    let repeats = |at: usize| {
        let shape = &shapes[at];
        (1..=14).contains(&shape.words) && last_seen.get(entry(&shape.folded)).is_some_and(|&later| later > at)
    };
    let mut at = 0;
    while at < blocks.len() {
        let is_heading = blocks[at].furniture == Some(Furniture::Navigation)
            && matches!(
                entry(&shapes[at].folded),
                "table of contents" | "contents" | "in this article" | "on this page" | "in this story"
            );
        let start = if is_heading { at + 1 } else { at };
        let mut end = start;
        while end < blocks.len() && repeats(end) {
            end += 1;
        }
        if is_heading || end - start >= 3 {
            for block in &mut blocks[start..end] {
                block.furniture.get_or_insert(Furniture::Navigation);
            }
        }
        at = end.max(at + 1);
    }
}

/// A line without its number, as contents lists write headings.
fn entry(folded: &str) -> &str {
    folded
        .trim_start_matches(|c: char| c.is_ascii_digit() || matches!(c, '.' | ')' | ' '))
        .trim_end_matches(['.', ':', ' '])
}

/// Fewest lines in a row that are taken for a menu by their form alone.
const RUN: usize = 4;

/// Marks what stands between furniture at the edges, runs of link-like lines there, and rows of menu words.
fn edges(text: &str, blocks: &mut [Block], shapes: &[Shape], first: usize, last: usize) {
    for block in blocks.iter_mut().filter(|block| block.furniture.is_none()) {
        if is_menu_row(&text[block.span.range()]) {
            block.furniture = Some(Furniture::Navigation);
        }
    }
    // After the last paragraph: everything from the first furniture on, as long as it is short.
    let mut class = None;
    for (block, shape) in blocks.iter_mut().zip(shapes).skip(last + 1) {
        match block.furniture {
            // Short answers may follow the heading of a section of questions.
            Some(_) if is_faq_label(&shape.folded) => class = None,
            Some(found) if found != Furniture::Residue => class = Some(found),
            Some(_) => {}
            None if is_link_like(block.kind, shape) => block.furniture = class,
            None => {}
        }
    }
    // Before the first paragraph: lines between two pieces of furniture, but never the longest, which is the title.
    let head = first.min(blocks.len());
    let Some(last_mark) = (0..head).rev().find(|&at| is_page_furniture(blocks[at].furniture)) else { return };
    let Some(first_mark) = (0..head).find(|&at| is_page_furniture(blocks[at].furniture)) else { return };
    let title =
        (0..head).filter(|&at| blocks[at].furniture.is_none()).max_by_key(|&at| (shapes[at].words.min(8), head - at));
    for at in first_mark..last_mark {
        // The name of the site stands within its menu.
        let is_menu = |at: Option<usize>| {
            at.is_some_and(|at| blocks.get(at).is_some_and(|block| block.furniture == Some(Furniture::Navigation)))
        };
        let is_within = is_menu(at.checked_sub(1)) && is_menu(Some(at + 1));
        if blocks[at].furniture.is_none()
            && Some(at) != title
            && shapes[at].words <= if is_within { 6 } else { 3 }
            && is_link_like(blocks[at].kind, &shapes[at])
        {
            blocks[at].furniture = Some(Furniture::Navigation);
        }
    }
    // Counts of shares and comments stand alone before and after the article.
    let is_count = |at: usize| {
        let digits = &shapes[at].folded;
        (1..=6).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit() || byte == b',')
    };
    for at in (0..head).chain((last + 1).min(shapes.len())..shapes.len()) {
        if is_count(at) && blocks[at].kind == BlockKind::Paragraph {
            blocks[at].furniture.get_or_insert(Furniture::Prompt);
        }
    }
    // Elsewhere they stand over a button.
    for at in (1..blocks.len()).rev() {
        let is_over = is_count(at - 1) && matches!(blocks[at].furniture, Some(Furniture::Prompt));
        if is_over && blocks[at - 1].kind == BlockKind::Paragraph {
            blocks[at - 1].furniture.get_or_insert(Furniture::Prompt);
        }
    }
    // The line right over the first paragraph is its heading.
    runs(blocks, shapes, 0..head.saturating_sub(1), 3, Furniture::Navigation);
    runs(blocks, shapes, (last + 1).min(shapes.len())..shapes.len(), 14, Furniture::Related);
}

fn is_page_furniture(furniture: Option<Furniture>) -> bool {
    furniture.is_some_and(|class| !matches!(class, Furniture::Residue | Furniture::Metadata))
}

fn runs(blocks: &mut [Block], shapes: &[Shape], range: Range<usize>, words: usize, class: Furniture) {
    let mut start = range.start;
    for at in range.start..=range.end {
        let is_part = at < range.end
            && shapes[at].words <= words
            && is_link_like(blocks[at].kind, &shapes[at])
            && !matches!(blocks[at].furniture, Some(Furniture::Residue));
        if is_part {
            continue;
        }
        if at - start >= RUN {
            for block in &mut blocks[start..at] {
                block.furniture.get_or_insert(class);
            }
        }
        start = at + 1;
    }
}

/// A short line that is no sentence: an entry of a menu, the title of another article.
fn is_link_like(kind: BlockKind, shape: &Shape) -> bool {
    let is_line = match kind {
        BlockKind::Paragraph | BlockKind::ListItem | BlockKind::Heading(_) => true,
        BlockKind::Title
        | BlockKind::TableRow
        | BlockKind::Quote
        | BlockKind::Question
        | BlockKind::Answer
        | BlockKind::Code => false,
    };
    is_line && shape.words <= 16 && !shape.is_prose() && !shape.has_stop && !shape.folded.is_empty()
}

/// Tells whether a line is a row of menu words (`Home > World > Europe`, `News | Sport | Weather`).
fn is_menu_row(line: &str) -> bool {
    // The marks below end with these bytes: most lines have none.
    let may_have_mark = |byte: u8| matches!(byte, b'>' | b'|' | b'/' | b'\xbb' | b'\xba' | b'\xb7' | b'\xa2' | b'\x92');
    if line.len() > 200 || !line.bytes().any(may_have_mark) {
        return false;
    }
    [" > ", " » ", " › ", " | ", " / ", " · ", " • ", " → "].into_iter().any(|mark| {
        let parts = line.split(mark);
        let count = parts.clone().count();
        let is_short = |part: &str| part.split_whitespace().count() <= 3 && !part.ends_with(['.', '?', '!']);
        let has_figures = |part: &str| part.bytes().any(|byte| byte.is_ascii_digit());
        count >= 3 && parts.clone().all(is_short) && !parts.clone().any(has_figures)
    })
}

/// Roles that lines about authors name.
const ROLES: &[&str] = &[
    "reporter",
    "correspondent",
    "editor",
    "journalist",
    "writer",
    "columnist",
    "author",
    "fellow",
    "professor",
    "analyst",
    "lecturer",
    "researcher",
    "contributor",
    "producer",
    "broadcaster",
    "novelist",
    "historian",
    "director",
    "student",
];

/// Marks credits by their form: agency lines, and what is said about the author at the end.
fn credits(text: &str, blocks: &mut [Block], shapes: &[Shape], last: usize) {
    for (at, block) in blocks.iter_mut().enumerate() {
        if block.furniture.is_some()
            || shapes[at].words > 60
            || !matches!(block.kind, BlockKind::Paragraph | BlockKind::Quote)
        {
            continue;
        }
        let line = &text[block.span.range()];
        let is_credit = is_agency_line(line) || at + 1 >= last && at > 2 && is_about_author(line, &shapes[at].folded);
        if is_credit {
            block.furniture = Some(Furniture::Credit);
        }
    }
}

/// `(Ada Vance/Harbour Press)`, `HARBOUR PRESS/Ada Vance`: names with a slash between, no sentence.
fn is_agency_line(line: &str) -> bool {
    let inner = line.strip_prefix(['(', '[']).and_then(|rest| rest.strip_suffix([')', ']'])).unwrap_or(line);
    let Some((left, right)) = inner.split_once('/') else { return false };
    let is_name = |part: &str| {
        let words = part.split_whitespace();
        (1..=4).contains(&words.clone().count())
            && words.clone().all(|word| word.starts_with(char::is_uppercase) && !word.ends_with('.'))
            && !part.bytes().any(|byte| byte.is_ascii_digit())
    };
    (inner.len() < line.len() || left.chars().all(|c| !c.is_lowercase())) && is_name(left) && is_name(right)
}

/// `Ada Vance is a reporter at …`: a name, `is`, and a role in the words after it.
fn is_about_author(line: &str, folded: &str) -> bool {
    let line = line.trim_start_matches(['*', '_', '(', '[', '—', '–', ' ']);
    let verbs = [" is a ", " is an ", " is the ", " covers ", " reports on ", " writes "];
    let verb = verbs.iter().filter_map(|verb| line.find(verb)).min().filter(|&at| at < 60);
    let names: Vec<&str> = verb.map_or_else(Vec::new, |at| line[..at].split_whitespace().collect());
    let is_capital = |word: Option<&&str>| word.is_some_and(|word| word.starts_with(char::is_uppercase));
    // `Ilse van Dam is a …`: within a name small words may stand.
    let is_head = (2..=4).contains(&names.len()) && is_capital(names.first()) && is_capital(names.last());
    let head: String = folded.chars().take(160).collect();
    is_head && head.split(|c: char| !c.is_alphanumeric()).any(|word| ROLES.contains(&word))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::text;

    fn marked(text: &str) -> Vec<(&str, Furniture)> {
        let mut blocks = text::read(text, 0);
        let shapes = shapes(text, &blocks);
        mark(text, &mut blocks, &shapes, Form::Lines);
        let found = blocks.iter().filter_map(|block| Some((&text[block.span.range()], block.furniture?)));
        found.collect()
    }

    const BODY: &str = "The council voted on Monday to build a second bridge over the sound, at twice the first price.\n\
                        Traders on the east quay said the toll would ruin them before the first car had crossed it.\n";

    #[test]
    fn the_page_around_an_article_is_told_from_it() {
        let text = format!(
            "Skip to content\nHome\nNews\nSubscribe now\nBridge vote splits the harbour town\n{BODY}Advertisement\n{BODY}\
             Share this article\nGreta Holm\nArticles: 12\nLeave a Reply\nYour name\n"
        );
        let found = marked(&text);
        let lines = found.iter().map(|(line, _)| *line).collect::<Vec<_>>();
        assert_eq!(
            lines,
            [
                "Skip to content",
                "Home",
                "News",
                "Subscribe now",
                "Advertisement",
                "Share this article",
                "Greta Holm",
                "Articles: 12",
                "Leave a Reply",
                "Your name"
            ]
        );
        assert_eq!(found[4].1, Furniture::Prompt);
    }

    #[test]
    fn sentences_with_words_of_forms_stay_in_the_article() {
        let text = format!(
            "Bridge vote splits the town\n{BODY}The firm will sign up for the scheme next year, and it will share this \
             article of faith with nobody.\nReaders who log in to the portal see our newsletter of 1911 as a scan.\n{BODY}"
        );
        assert_eq!(marked(&text), []);
    }

    #[test]
    fn a_contents_list_is_what_repeats_the_headings() {
        let text = format!("Table of Contents\nWho pays\nWho gains\nWho pays\n{BODY}Who gains\n{BODY}");
        let lines = marked(&text).into_iter().map(|(line, _)| line).collect::<Vec<_>>();
        assert_eq!(lines, ["Table of Contents", "Who pays", "Who gains"]);
    }

    #[test]
    fn the_first_heading_after_an_empty_contents_list_stays() {
        let text = format!("Table of Contents\nWho pays\n{BODY}Who gains\n{BODY}");
        assert_eq!(marked(&text).len(), 1);
    }

    #[test]
    fn other_articles_and_comments_at_the_end_are_marked() {
        let text = format!(
            "{BODY}{BODY}Related Articles\nFerry prices rise again\nWhy the old bridge sank\nComments\n\
             I never liked that bridge, and my father did not like it either, whatever the council says.\n"
        );
        let classes = marked(&text).into_iter().map(|(_, class)| class).collect::<Vec<_>>();
        assert_eq!(
            classes,
            [Furniture::Related, Furniture::Related, Furniture::Related, Furniture::Prompt, Furniture::Prompt]
        );
    }

    #[test]
    fn credits_are_known_by_their_form() {
        let text = format!(
            "{BODY}(Greta Holm/Harbour Press)\n{BODY}FILE PHOTO: The old bridge before it sank.\n{BODY}\
             Ada Vance is a reporter at a paper that no longer exists.\n"
        );
        assert_eq!(marked(&text).len(), 3);
        assert!(marked(&text).iter().all(|(_, class)| *class == Furniture::Credit));
    }

    #[test]
    fn rows_of_menu_words_are_navigation_and_rows_of_figures_are_not() {
        assert!(is_menu_row("Home > World > Nordics"));
        assert!(!is_menu_row("Ships | 14 | 9"));
        assert!(!is_menu_row("The toll is 3 crowns / 4 for vans."));
    }
}
