//! Turns the part of a page that holds the article into blocks, one a line of the text.
//!
//! Elements decide what a block is; what a page puts between the paragraphs (forms, buttons, lists of other articles,
//! share lines) is left out by its element, by the words of its class, or because it is all links.

use dom_query::NodeRef;

use super::super::{Block, BlockKind, text};
use crate::source::Span;

/// Returns the text of `root` and its blocks.
pub(super) fn read(root: &NodeRef<'_>) -> (String, Vec<Block>) {
    let mut writer = Writer { longest_aside: root.normalized_char_count() / ASIDE, ..Writer::default() };
    writer.children(root, BlockKind::Paragraph);
    writer.flush(BlockKind::Paragraph);
    (writer.text, writer.blocks)
}

/// Longest cell of a table of data, in bytes; a longer one belongs to a table that lays out the page.
const CELL: usize = 400;

/// What a page calls an aside holds at most this part (one in so many) of the words, or it is the article after all.
const ASIDE: usize = 4;

#[derive(Debug, Default)]
struct Writer {
    text: String,
    blocks: Vec<Block>,
    /// Longest element that may be left out because of its class.
    longest_aside: usize,
    /// How many characters of the block that is being read are links.
    linked: usize,
    /// Words of the block that is being read, white space folded.
    open: String,
}

impl Writer {
    fn children(&mut self, node: &NodeRef<'_>, kind: BlockKind) {
        for child in node.children_it(false) {
            if child.is_text() {
                self.words(&child.text());
            } else if child.is_element() {
                self.element(&child, kind);
            }
        }
    }

    fn element(&mut self, node: &NodeRef<'_>, kind: BlockKind) {
        let Some(name) = node.node_name() else { return };
        match &*name {
            name if is_left_out(name) => {}
            _ if is_aside(node) && node.normalized_char_count() <= self.longest_aside => {}
            "a" => {
                let before = self.open.len();
                self.children(node, kind);
                self.linked += self.open.len().saturating_sub(before);
            }
            "sup" => self.raised(node, kind),
            "br" => self.line_break(kind),
            "table" if is_data(node) => {
                self.flush(kind);
                self.rows(node);
            }
            "pre" => {
                self.flush(kind);
                for line in node.text().lines() {
                    self.words(line);
                    self.flush(BlockKind::Code);
                }
            }
            name => match kind_of(name, kind) {
                Some(inner) => {
                    self.flush(kind);
                    self.children(node, inner);
                    self.flush(inner);
                }
                None => self.children(node, kind),
            },
        }
    }

    /// Raised digits are the mark of a note, which is no part of the text, or are kept raised, so that `10<sup>6</sup>`
    /// never becomes `106`.
    fn raised(&mut self, node: &NodeRef<'_>, kind: BlockKind) {
        let words = node.text();
        let mark = words.trim_matches(|letter: char| letter.is_whitespace() || matches!(letter, '[' | ']' | '(' | ')'));
        let is_number = !mark.is_empty() && mark.bytes().all(|byte| byte.is_ascii_digit() || b", -".contains(&byte));
        if !is_number {
            return self.children(node, kind);
        }
        let leads_to_note = node
            .descendants_it()
            .chain(node.parent())
            .any(|node| node.has_name("a") && node.attr("href").is_some_and(|address| address.contains('#')));
        if !leads_to_note && mark.len() == words.trim().len() {
            self.open.extend(mark.chars().map(text::raised));
        }
    }

    /// Adds words, every run of white space as one space.
    fn words(&mut self, words: &str) {
        for character in words.chars() {
            match character {
                '\u{200b}' | '\u{feff}' | '\u{ad}' => {}
                _ if character.is_whitespace() => {
                    if !self.open.is_empty() && !self.open.ends_with(' ') {
                        self.open.push(' ');
                    }
                }
                _ if character.is_control() => {}
                _ => self.open.push(character),
            }
        }
    }

    /// A break ends a block where a sentence or a label ends; elsewhere it is white space.
    fn line_break(&mut self, kind: BlockKind) {
        let ends = self.open.trim_end().ends_with(['.', '!', '?', ':', '”', '"', ')', '…', '»']);
        if ends || matches!(kind, BlockKind::Code) {
            self.flush(kind);
        } else {
            self.words(" ");
        }
    }

    fn flush(&mut self, kind: BlockKind) {
        let words = self.open.trim();
        // A line that is one link leads somewhere else; in a list or a heading it may be an entry of the article.
        let leads_away = kind == BlockKind::Paragraph && self.linked + 3 >= words.len() && !words.ends_with('.');
        if !words.is_empty() && !leads_away {
            if !self.text.is_empty() {
                self.text.push('\n');
            }
            let start = self.text.len();
            self.text.push_str(words);
            self.blocks.push(Block { kind, span: Span::new(start, self.text.len()), furniture: None });
        }
        self.open.clear();
        self.linked = 0;
    }

    fn rows(&mut self, table: &NodeRef<'_>) {
        let rows = table.descendants_it().filter(|node| node.is_element() && node.has_name("tr"));
        for row in rows {
            for cell in row.children_it(false).filter(|node| node.has_name("td") || node.has_name("th")) {
                let words = cell.text();
                if words.chars().all(char::is_whitespace) {
                    continue;
                }
                if !self.open.is_empty() {
                    self.words(" | ");
                }
                self.words(&words);
            }
            self.flush(BlockKind::TableRow);
        }
    }
}

/// Returns the kind of the block that an element begins; `None` for an element within a line.
fn kind_of(name: &str, around: BlockKind) -> Option<BlockKind> {
    Some(match name {
        "h1" => BlockKind::Heading(1),
        "h2" => BlockKind::Heading(2),
        "h3" => BlockKind::Heading(3),
        "h4" => BlockKind::Heading(4),
        "h5" => BlockKind::Heading(5),
        "h6" => BlockKind::Heading(6),
        "li" | "dd" | "dt" => BlockKind::ListItem,
        "blockquote" => BlockKind::Quote,
        "p" | "div" | "section" | "article" | "main" | "header" | "footer" | "ul" | "ol" | "dl" | "table" | "tr"
        | "td" | "th" | "tbody" | "thead" | "tfoot" | "caption" | "figure" | "figcaption" | "address" | "details"
        | "summary" | "aside" | "nav" | "body" | "html" | "hr" | "center" | "fieldset" | "form" => around,
        _ => return None,
    })
}

/// Elements that hold no words of the article.
fn is_left_out(name: &str) -> bool {
    matches!(
        name,
        "script"
            | "style"
            | "noscript"
            | "template"
            | "head"
            | "svg"
            | "math"
            | "iframe"
            | "object"
            | "embed"
            | "button"
            | "input"
            | "select"
            | "textarea"
            | "canvas"
            | "audio"
            | "video"
    )
}

/// Tells whether a table holds data: rows of several short cells, and no table in a cell.
fn is_data(table: &NodeRef<'_>) -> bool {
    let mut rows_of_cells = 0;
    for node in table.descendants_it().filter(NodeRef::is_element) {
        if node.has_name("table") {
            return false;
        }
        if node.has_name("tr") {
            let cells = node.children_it(false).filter(|cell| cell.has_name("td") || cell.has_name("th"));
            let mut count = 0;
            for cell in cells {
                count += 1;
                if cell.text().len() > CELL {
                    return false;
                }
            }
            rows_of_cells += usize::from(count > 1);
        }
    }
    rows_of_cells > 0
}

/// Words in classes and ids that name what pages put between and after the paragraphs of an article.
const ASIDES: &[&str] = &[
    "newsletter",
    "subscribe",
    "subscription",
    "signup",
    "related",
    "recommended",
    "recommendations",
    "share",
    "sharing",
    "sharedaddy",
    "social",
    "caption",
    "captions",
    "gallery",
    "slideshow",
    "credit",
    "credits",
    "bio",
    "byline",
    "tags",
    "comments",
    "comment",
    "promo",
    "advert",
    "advertisement",
    "ad",
    "ads",
    "breadcrumb",
    "breadcrumbs",
    "timestamp",
    "dateline",
    "readmore",
    "sponsored",
    "disclaimer",
    "disclosure",
    "paywall",
    "hidden",
    "popup",
    "modal",
    "sidebar",
];

/// Tells whether the classes of an element say that it is no part of the article.
fn is_aside(node: &NodeRef<'_>) -> bool {
    let names = [node.class(), node.id_attr()];
    let mut is_aside = false;
    for names in names.into_iter().flatten() {
        for part in parts(&names) {
            // A post of a social network that an article shows is quoted by it.
            if matches!(part.as_str(), "embed" | "embedded" | "tweet") {
                return false;
            }
            is_aside |= ASIDES.contains(&&*part);
        }
    }
    is_aside
}

/// Parts of the names of classes in lower case: `RelatedPosts post-list` gives `related`, `posts`, `post`, `list`.
pub(super) fn parts(names: &str) -> impl Iterator<Item = String> {
    names.split(|character: char| !character.is_ascii_alphanumeric()).flat_map(|name| {
        let mut parts = vec![String::new()];
        for (at, character) in name.char_indices() {
            let follows_small = at > 0 && name.as_bytes()[at - 1].is_ascii_lowercase();
            if character.is_ascii_uppercase() && follows_small {
                parts.push(String::new());
            }
            if let Some(part) = parts.last_mut() {
                part.push(character.to_ascii_lowercase());
            }
        }
        parts
    })
}
