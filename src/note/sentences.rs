//! Length of sentences: which sentences of ours in a note are longer than its audience should get.
//!
//! Takes a parsed note, gives a warning `long-sentence` for each. Words that are quoted, and who said them, are not
//! ours: they do not count. Headings, tables, footnotes and the list of sources are no sentences.

use crate::corpus::{Format, Text};
use crate::diagnostic::{Diagnostic, Location};
use crate::document;
use crate::markup::{Block, BlockKind, Markup, plain_text};
use crate::source::Span;

/// How many words of a sentence are shown, and by how many it is found in the brief.
const SHOWN: usize = 6;

/// A file with its text.
#[derive(Clone, Copy, Debug)]
pub struct File<'a> {
    /// Path.
    pub path: &'a str,
    /// Text.
    pub text: &'a str,
}

/// Returns a warning for each sentence of more than `most` words.
///
/// The place is in `brief` where the sentence stands there (the analysts' own words), else in `note`; without a note
/// as a file, it is the brief as a whole.
pub fn long(markup: &Markup, most: u32, note: Option<File<'_>>, brief: File<'_>) -> Vec<Diagnostic> {
    let mut paragraphs = Vec::new();
    collect(&markup.blocks, &mut paragraphs);
    let mut found = Vec::new();
    for (text, span) in paragraphs {
        let own = own_words(&text);
        let parsed = document::parse(&Text::decoded("paragraph", Format::Text, &own, None)).output;
        for sentence in &parsed.sentences {
            let words: Vec<&str> = parsed.slice(sentence.span).split_whitespace().filter(is_word).collect();
            if words.len() <= most as usize {
                continue;
            }
            let head = &words[..words.len().min(SHOWN)];
            let place = in_brief(brief.text, head)
                .map(|span| Location::in_text(brief.path, brief.text, span))
                .or_else(|| note.map(|note| Location::in_text(note.path, note.text, first_line(note.text, span))))
                .unwrap_or_else(|| Location::file(brief.path));
            let message =
                format!("a sentence of {} words, at most {most} are wanted: “{} …”", words.len(), head.join(" "));
            found.push(Diagnostic::warning("long-sentence", message).at(place).hint(
                "shorten it where it comes from (the brief, `labels.yaml` or the template), or raise `sentence_words`",
            ));
        }
    }
    found
}

fn is_word(word: &&str) -> bool {
    word.contains(char::is_alphanumeric)
}

fn first_line(text: &str, span: Span) -> Span {
    let shown = text.get(span.range()).unwrap_or_default();
    Span::new(span.start, span.start + shown.lines().next().map_or(0, str::len))
}

fn collect(blocks: &[Block], found: &mut Vec<(String, Span)>) {
    for block in blocks {
        match &block.kind {
            BlockKind::Paragraph(content) => found.push((plain_text(content), block.span)),
            BlockKind::List { items, .. } => items.iter().for_each(|item| collect(item, found)),
            BlockKind::Quote(blocks) => collect(blocks, found),
            BlockKind::Div { attributes, blocks } => {
                if attributes.id.as_deref() != Some("refs") {
                    collect(blocks, found);
                }
            }
            BlockKind::Heading { .. } | BlockKind::Table(_) | BlockKind::Code { .. } | BlockKind::Rule => {}
        }
    }
}

/// Leaves out what stands between quotation marks, but for a stop at its end, and who said it.
fn own_words(text: &str) -> String {
    let mut own = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('“') {
        own.push_str(before);
        own.push('“');
        let Some((quoted, after)) = after.split_once('”') else {
            rest = after;
            break;
        };
        own.push_str(quoted.rsplit(|c| !matches!(c, '.' | '!' | '?')).next().unwrap_or_default());
        own.push('”');
        rest = match after.strip_prefix(" — ") {
            // Who said it goes to the next words or the end of the sentence.
            Some(who) => &who[who.find([';', '“']).or_else(|| who.find(". ")).unwrap_or(who.len())..],
            None => after,
        };
    }
    own.push_str(rest);
    own
}

/// Returns where `words` stand one after the other in a text, whatever white space is between them.
fn in_brief(text: &str, words: &[&str]) -> Option<Span> {
    let (first, others) = words.split_first()?;
    text.match_indices(first).find_map(|(start, _)| {
        let mut end = start + first.len();
        for word in others {
            let rest = text.get(end..)?;
            let bare = rest.trim_start();
            if bare.len() == rest.len() || !bare.starts_with(word) {
                return None;
            }
            end += rest.len() - bare.len() + word.len();
        }
        Some(Span::new(start, end))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::markup;

    fn places(note: &str, brief: &str, most: u32) -> Vec<(String, usize, String)> {
        let markup = markup::parse(note, "n.md").output;
        let (note, brief) = (File { path: "n.md", text: note }, File { path: "brief.yaml", text: brief });
        let found = long(&markup, most, Some(note), brief).into_iter();
        let place = |found: Diagnostic| {
            let at = found.location.expect("a place");
            (at.file, at.line, found.message)
        };
        found.map(place).collect()
    }

    #[test]
    fn only_sentences_of_ours_count_and_each_is_found_where_it_was_written() {
        let note = "# A heading of very many words that is no sentence at all\n\nShort enough. \
                    This one has seven words of ours.\n\n- He called it “a plan of many words that are not ours”\
                    [^1] — Ada Vance, head of the office of ports, The Post\n\n\
                    | a | b |\n|---|---|\n| one two three four five six seven | x |\n\n\
                    The fare pays for\nthe boat in the end.\n\n[^1]: A note of many words that nobody has to read.\n";
        let brief = "assessment: |\n  The fare pays\n  for the boat in the end.\n";
        assert_eq!(
            places(note, brief, 6),
            [
                (
                    "n.md".to_owned(),
                    3,
                    "a sentence of 7 words, at most 6 are wanted: “This one has seven words of …”".to_owned()
                ),
                (
                    "brief.yaml".to_owned(),
                    2,
                    "a sentence of 9 words, at most 6 are wanted: “The fare pays for the boat …”".to_owned()
                ),
            ]
        );
        assert_eq!(places(note, brief, 9), []);
    }
}
