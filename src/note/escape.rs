//! Text from a source becomes Markdown that shows exactly that text.
//!
//! Whatever stands in a source (stars, brackets, tags, `@`, `{{`), it can never become markup, HTML, a footnote, a
//! citation or template syntax, wherever a template puts it: in a line, at its head, in a table, in a link.
//! Only what could be a mark is escaped, so that the Markdown stays readable. White space, line ends and control
//! characters become single spaces: Markdown could not keep them.

use std::borrow::Cow;
use std::fmt::Write as _;
use std::io::{self, Write};

/// Returns `text` as Markdown.
pub fn markdown(text: &str) -> String {
    let folded = fold_space(text);
    let mut escaped = String::with_capacity(folded.len() + 8);
    let head = head_marks(&folded);
    let mut before: Option<char> = None;
    let mut rest = folded.chars();
    let mut at = 0;
    while let Some(character) = rest.next() {
        if at == head.0 && head.1 || is_mark(before, character, rest.as_str()) {
            escaped.push('\\');
        }
        escaped.push(character);
        at += character.len_utf8();
        before = Some(character);
    }
    escaped
}

/// [`markdown`] in the shape that the template engine wants.
pub(super) fn write_markdown(text: &str, output: &mut dyn Write) -> io::Result<()> {
    output.write_all(markdown(text).as_bytes())
}

/// Returns `text` as a YAML string in one line, for metadata blocks.
pub fn yaml(text: &str) -> String {
    serde_json::Value::from(&*fold_space(text)).to_string()
}

fn fold_space(text: &str) -> Cow<'_, str> {
    let is_space = |character: char| character.is_control() || (character.is_whitespace() && character != '\u{a0}');
    let odd = |character: char| is_space(character) && character != ' ';
    if !text.contains(odd) && !text.contains("  ") && text.trim_matches(' ').len() == text.len() {
        return Cow::Borrowed(text);
    }
    let mut folded = String::with_capacity(text.len());
    let mut spaced = false;
    for character in text.chars() {
        if is_space(character) || character == ' ' {
            spaced = true;
            continue;
        }
        if spaced && !folded.is_empty() {
            folded.push(' ');
        }
        spaced = false;
        folded.push(character);
    }
    // A space at either end parts the text from what the template puts there.
    let ends = |character: Option<char>| character.is_some_and(|character| is_space(character) || character == ' ');
    if ends(text.chars().next()) && !folded.is_empty() {
        folded.insert(0, ' ');
    }
    if ends(text.chars().next_back()) {
        folded.push(' ');
    }
    Cow::Owned(folded)
}

/// Tells which byte would be a mark if `text` stood at the head of a line, and whether there is one.
fn head_marks(text: &str) -> (usize, bool) {
    let start = text.len() - text.trim_start_matches(' ').len();
    let words = &text[start..];
    match words.as_bytes().first() {
        Some(b'#' | b'+' | b'-' | b'=' | b'>' | b':' | b'(' | b')' | b'.') => (start, true),
        Some(b'0'..=b'9') => {
            let digits = words.bytes().take_while(u8::is_ascii_digit).count();
            (start + digits, matches!(words.as_bytes().get(digits), Some(b'.' | b')')))
        }
        Some(b'T') if words.starts_with("Table: ") => (start + 5, true),
        _ => (0, false),
    }
}

/// Tells whether `character` could be a mark anywhere in a line.
fn is_mark(before: Option<char>, character: char, after: &str) -> bool {
    let is_word = |character: char| character.is_alphanumeric();
    match character {
        '\\' | '`' | '*' | '[' | ']' | '<' | '|' | '~' | '^' | '{' | '}' => true,
        '_' => !(before.is_some_and(is_word) && after.starts_with(is_word)),
        '@' => !before.is_some_and(is_word) && after.starts_with(|c: char| is_word(c) || matches!(c, '_' | '{')),
        '&' => {
            let name = after.trim_start_matches(|c: char| c.is_ascii_alphanumeric() || c == '#');
            name.len() < after.len() && name.starts_with(';')
        }
        // Marks at the end of a heading close it.
        '#' => after.trim_start_matches('#').trim_start_matches(' ').is_empty(),
        // A note that follows at once would make it a picture.
        '!' => after.is_empty(),
        _ => false,
    }
}

/// Returns `url` as the target of a link in Markdown, if it is an address of the web.
pub fn link_target(url: &str) -> Option<String> {
    if !(url.starts_with("https://") || url.starts_with("http://")) {
        return None;
    }
    let mut target = String::with_capacity(url.len());
    for character in url.trim().chars() {
        match character {
            '(' | ')' | '<' | '>' | '\\' | '"' | '`' | '*' | '_' | '[' | ']' | '|' | '^' | '{' | '}' | '~' => {
                push_percent(&mut target, character);
            }
            _ if character.is_whitespace() || character.is_control() => push_percent(&mut target, character),
            _ => target.push(character),
        }
    }
    Some(target)
}

pub(super) fn push_percent(text: &mut String, character: char) {
    let mut buffer = [0; 4];
    for byte in character.encode_utf8(&mut buffer).bytes() {
        let _ = write!(text, "%{byte:02X}");
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::markup;

    #[test]
    fn ordinary_words_stay_as_they_are() {
        for words in
            ["“Tea (green) costs 3.50 – a third more,” A. Leaf said.", "snake_case, me@leaf.org, R&D: 5 - 3 = 2"]
        {
            assert_eq!(markdown(words), words);
        }
    }

    #[test]
    fn marks_are_escaped_where_they_could_count() {
        assert_eq!(markdown("*a* [b](c) {{ d }} @e &amp; _f_!"), r"\*a\* \[b\](c) \{\{ d \}\} \@e \&amp; \_f\_\!");
        assert_eq!(markdown("# a"), r"\# a");
        assert_eq!(markdown("12. May"), r"12\. May");
        assert_eq!(markdown("Table: x"), r"Table\: x");
        assert_eq!(markdown("a\n\nb\t c"), "a b c");
    }

    #[test]
    fn metadata_stays_one_string() {
        assert_eq!(yaml("a: \"b\"\n---"), r#""a: \"b\" ---""#);
    }

    /// Where templates put text; the braces stand for it.
    const PLACES: [&str; 9] = [
        "{}\n",
        "Before {} after[^1].\n\n[^1]: x\n",
        "| a | b |\n|---|---|\n| {} | x |\n",
        "- {}\n",
        "### {}\n",
        "> “{}”[^1]\n\n[^1]: “{}”, [{}](https://example.org).\n",
        "**{}**\n",
        "[{}](https://example.org)\n",
        "words\n{}\n",
    ];

    /// Collects the words, and fails at anything that only markup could have made.
    fn words(blocks: &[markup::Block], found: &mut Vec<String>) {
        for block in blocks {
            match &block.kind {
                markup::BlockKind::Paragraph(content) | markup::BlockKind::Heading { content, .. } => {
                    found.push(markup::plain_text(content));
                }
                markup::BlockKind::List { items, .. } => items.iter().for_each(|item| words(item, found)),
                markup::BlockKind::Quote(inner) => words(inner, found),
                markup::BlockKind::Table(table) => {
                    assert_eq!((table.rows.len(), table.columns.len()), (1, 2));
                    found.push(markup::plain_text(&table.rows[0][0]));
                }
                markup::BlockKind::Div { .. } | markup::BlockKind::Code { .. } | markup::BlockKind::Rule => {
                    panic!("source text became a block: {block:?}")
                }
            }
        }
    }

    fn comes_back(text: &str) {
        let shown = fold_space(text);
        let shown = shown.trim_matches(' ');
        for place in PLACES {
            let note = place.replace("{}", &markdown(text));
            let parsed = markup::parse(&note, "a.md");
            assert_eq!(parsed.warnings, [], "{note}");
            let mut found = Vec::new();
            words(&parsed.output.blocks, &mut found);
            for footnote in &parsed.output.notes {
                words(&footnote.blocks, &mut found);
            }
            let found = found.join(" ");
            assert!(found.contains(shown), "{text:?} in {place:?} gives {found:?}");
        }
    }

    #[test]
    fn hostile_texts_come_back_as_text() {
        for text in [
            "::: {.box}",
            "<script>alert(1)</script>",
            "[^1]",
            "[@leaf, p. 3]",
            "{% raw %}",
            "![x](y)",
            "---",
            "***",
            "```",
            "~~~",
            "1) a",
            "+ a",
            "[a]: b",
            "[^1]: b",
            "a\\",
            "a\\*b",
            "https://a.b/c_d_e",
            "<https://a.b>",
            "a|b",
            "$x$",
            "==",
            "a  ",
            "    code",
            "&lt;b&gt;",
            "&#64;a",
            "x^2^",
            "`a",
            "**a",
            "_a",
            "a_",
            "| a |",
            "|---|---|",
            "!",
            "#",
            "=",
            "-",
            "1.",
            "(a)",
            "@",
            "\u{a0}a",
            "a\u{2028}b",
            "a\0b",
            "a\r\nb",
        ] {
            comes_back(text);
        }
    }

    proptest! {
        #[test]
        fn any_text_comes_back_as_text(text in "[a1 \\\\`*_{}\\[\\]()<>#+.!|~^@$&;:=\"'%/,?\n\t-]{1,16}|\\PC{1,12}") {
            // What is nothing but space cannot be shown.
            if text.chars().any(|character| !character.is_whitespace() && !character.is_control()) {
                comes_back(&text);
            }
        }
    }

    #[test]
    fn only_addresses_of_the_web_are_linked_and_none_can_break_out() {
        assert_eq!(link_target("javascript:alert(1)"), None);
        assert_eq!(link_target("https://e.org/a_(b) c").as_deref(), Some("https://e.org/a%5F%28b%29%20c"));
    }
}
