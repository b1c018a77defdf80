//! Keeps a page within bounds before it is parsed.
//!
//! The parser of HTML5 repairs any page, and a page made for it can turn that against it: what is nested a thousand
//! times, or a tag with a million attributes, costs the square of its length. Pages that people read stay far below
//! the bounds; of others, the tags beyond them are left out and the words stay.

use std::borrow::Cow;

/// Longest page, in bytes.
const BYTES: usize = 8 << 20;

/// Deepest nesting.
const DEPTH: usize = 256;

/// Most elements of formatting (`b`, `font` …) that are open at once.
const FORMATTING: usize = 24;

/// Longest tag whose attributes are read without counting them.
const TAG: usize = 2048;

/// Most attributes of a long tag.
const ATTRIBUTES: usize = 256;

/// A page within bounds.
pub(super) struct Limited<'a> {
    pub(super) html: Cow<'a, str>,
    /// The bound that was passed, in words.
    pub(super) passed: Option<&'static str>,
}

/// Returns `html` without what lies beyond the bounds.
pub(super) fn within_bounds(html: &str) -> Limited<'_> {
    let (html, mut passed) = match html.len() > BYTES {
        true => (&html[..html.floor_char_boundary(BYTES)], Some("the page is longer than 8 MB")),
        false => (html, None),
    };
    let mut kept = String::new();
    let mut from = 0;
    let (mut all, mut formatting) = (Open::default(), Open::default());
    let tags = Tags { html, at: 0 };
    for tag in tags {
        let text = &html[tag.start..tag.end];
        let is_crowded = text.len() > TAG && has_many_attributes(text);
        let open = if is_formatting(tag.name) { &mut formatting } else { &mut all };
        let limit = if is_formatting(tag.name) { FORMATTING } else { DEPTH };
        let is_beyond = !is_void(tag.name) && !tag.is_empty && open.passes(tag.is_end, limit);
        if is_beyond || is_crowded {
            kept.push_str(&html[from..tag.start]);
            if is_crowded && !is_beyond {
                kept.push_str(&format!("<{}{}>", if tag.is_end { "/" } else { "" }, tag.name));
                passed.get_or_insert("a tag of the page has more than 256 attributes");
            } else {
                passed.get_or_insert("elements of the page are nested too deeply");
            }
            from = tag.end;
        }
    }
    if from == 0 {
        return Limited { html: Cow::Borrowed(html), passed };
    }
    kept.push_str(&html[from..]);
    Limited { html: Cow::Owned(kept), passed }
}

/// How many elements are open, and how many more were left out.
#[derive(Default)]
struct Open {
    depth: usize,
    left_out: usize,
}

impl Open {
    /// Counts a tag; tells whether it is to be left out.
    fn passes(&mut self, is_end: bool, limit: usize) -> bool {
        if is_end && self.left_out > 0 {
            self.left_out -= 1;
            return true;
        }
        if is_end {
            self.depth = self.depth.saturating_sub(1);
        } else if self.depth >= limit {
            self.left_out += 1;
            return true;
        } else {
            self.depth += 1;
        }
        false
    }
}

fn has_many_attributes(tag: &str) -> bool {
    let mut quote = None;
    let mut count = 0;
    for byte in tag.bytes() {
        match (quote, byte) {
            (Some(open), _) if open == byte => quote = None,
            (Some(_), _) => {}
            (None, b'"' | b'\'') => quote = Some(byte),
            (None, b' ' | b'\n' | b'\t' | b'/' | b'\r' | b'\x0c') => count += 1,
            (None, _) => {}
        }
    }
    count > ATTRIBUTES
}

/// A tag of a page.
struct Tag<'a> {
    start: usize,
    end: usize,
    name: &'a str,
    is_end: bool,
    /// Whether it closes itself (`<path/>`).
    is_empty: bool,
}

/// The tags of a page in order, without those in scripts, styles and comments.
struct Tags<'a> {
    html: &'a str,
    at: usize,
}

impl<'a> Iterator for Tags<'a> {
    type Item = Tag<'a>;

    fn next(&mut self) -> Option<Tag<'a>> {
        let bytes = self.html.as_bytes();
        loop {
            let start = self.at + memchr::memchr(b'<', bytes.get(self.at..)?)?;
            if self.html[start..].starts_with("<!--") {
                let end = memchr::memmem::find(&bytes[start + 4..], b"-->")?;
                self.at = start + 4 + end + 3;
                continue;
            }
            let is_end = bytes.get(start + 1) == Some(&b'/');
            let from = start + 1 + usize::from(is_end);
            let length = bytes[from..].iter().take_while(|byte| byte.is_ascii_alphanumeric() || **byte == b'-').count();
            if length == 0 {
                self.at = start + 1;
                continue;
            }
            let name = &self.html[from..from + length];
            let end = from + length + end_of_tag(&bytes[from + length..])?;
            let is_empty = bytes[end - 2] == b'/';
            self.at = end;
            if !is_end && ["script", "style", "textarea", "title"].iter().any(|raw| name.eq_ignore_ascii_case(raw)) {
                self.at = end + end_of_raw(&bytes[end..], name.as_bytes())?;
            }
            return Some(Tag { start, end, name, is_end, is_empty });
        }
    }
}

/// Returns where a tag ends, its `>` included; one in quotation marks does not count.
fn end_of_tag(bytes: &[u8]) -> Option<usize> {
    let mut quote = None;
    for (at, &byte) in bytes.iter().enumerate() {
        match (quote, byte) {
            (Some(open), _) if open == byte => quote = None,
            (Some(_), _) => {}
            (None, b'>') => return Some(at + 1),
            (None, b'"' | b'\'') if at > 0 && bytes[at - 1] == b'=' => quote = Some(byte),
            (None, _) => {}
        }
    }
    None
}

/// Returns where the end tag of an element of raw text begins.
fn end_of_raw(bytes: &[u8], name: &[u8]) -> Option<usize> {
    memchr::memmem::find_iter(bytes, b"</")
        .find(|at| bytes.get(at + 2..at + 2 + name.len()).is_some_and(|end| end.eq_ignore_ascii_case(name)))
}

fn is_formatting(name: &str) -> bool {
    const NAMES: &[&str] =
        &["a", "b", "big", "code", "em", "font", "i", "nobr", "s", "small", "strike", "strong", "tt", "u"];
    NAMES.iter().any(|formatting| name.eq_ignore_ascii_case(formatting))
}

/// Elements without an end tag, and those whose end tag people leave out: they do not nest by themselves.
fn is_void(name: &str) -> bool {
    const NAMES: &[&str] = &[
        "area", "base", "body", "br", "col", "colgroup", "dd", "dt", "embed", "head", "hr", "html", "img", "input",
        "li", "link", "meta", "option", "p", "param", "path", "rp", "rt", "source", "tbody", "td", "tfoot", "th",
        "thead", "tr", "track", "wbr",
    ];
    NAMES.iter().any(|void| name.eq_ignore_ascii_case(void))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_within_bounds_stays_as_it_is() {
        let html = "<!-- <div> --><div class='a > b'><script>if (a<b) {}</script><p>Two <b>words</b><br>here</div>";
        let limited = within_bounds(html);
        assert!(matches!(limited.html, Cow::Borrowed(same) if same == html));
        assert_eq!(limited.passed, None);
    }

    #[test]
    fn what_is_nested_too_deeply_loses_its_tags_and_keeps_its_words() {
        let html = format!("{}deep{}after", "<div>".repeat(5000), "</div>".repeat(5000));
        let limited = within_bounds(&html);
        assert_eq!(limited.html.matches("<div>").count(), DEPTH);
        assert_eq!(limited.html.matches("</div>").count(), DEPTH);
        assert!(limited.html.contains("deep") && limited.html.ends_with("after"));
        assert!(limited.passed.is_some());
    }

    #[test]
    fn unclosed_formatting_is_bounded() {
        let html = "<font size=1>x<p>".repeat(1000);
        assert_eq!(within_bounds(&html).html.matches("<font").count(), FORMATTING);
    }

    #[test]
    fn a_tag_with_a_thousand_attributes_keeps_its_name_only() {
        let attributes = (0..2000).map(|number| format!(" a{number}=1")).collect::<String>();
        let html = format!("<p{attributes}>words</p>");
        assert_eq!(within_bounds(&html).html, "<p>words</p>");
    }

    #[test]
    fn broken_pages_are_scanned_to_their_end() {
        for html in ["<", "</", "<a", "<!--", "<script>", "<a b='", "a<b>c<", "<a/>", "</>", "<é>"] {
            assert_eq!(within_bounds(html).html, html);
        }
    }
}
