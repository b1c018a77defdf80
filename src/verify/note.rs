//! Finds what a note claims: quotations in marks, block quotations, and figures with citations.
//!
//! Takes a note of any kind (Markdown, HTML, PDF, Word, plain text), gives [`Claimed`]s in its order. Markdown is read
//! as our notes are written: a claim knows the footnotes and citations that stand after it, and what they say.

use std::collections::BTreeMap;

use dom_query::{Document as Page, NodeRef};

use crate::corpus::Format;
use crate::document;
use crate::markup::{self, Block, BlockKind, Inline, Markup};
use crate::source::{Positions, Span};

/// What kind of claim it is.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum ClaimKind {
    /// Words in quotation marks.
    Quotation,
    /// A block quotation.
    Block,
    /// A number in a sentence that has a citation.
    Figure,
}

/// Something that a source must bear out.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Claimed {
    /// What kind.
    pub kind: ClaimKind,
    /// The words or the number.
    pub text: String,
    /// Line of the note, from 1; for PDF and Word of its text.
    pub line: usize,
    /// Labels of footnotes and keys of citations that stand after it.
    pub labels: Vec<String>,
    /// What those footnotes say, without the quotations in them.
    pub cited: String,
}

impl Claimed {
    fn nothing() -> Self {
        Self { kind: ClaimKind::Quotation, text: String::new(), line: 0, labels: Vec::new(), cited: String::new() }
    }
}

/// Private mark in a plain text: the index of a label stands between two of them.
const LABEL: char = '\u{f0000}';
/// Shortest word in marks that is taken for a quotation, in letters: `“s”` is none.
const SHORTEST: usize = 2;

/// Lists the claims of a note.
///
/// # Errors
/// Why it cannot be read, in one line.
pub fn claims(format: Format, bytes: &[u8]) -> Result<Vec<Claimed>, String> {
    match format {
        Format::Markdown => Ok(of_markdown(&decoded(bytes)?)),
        Format::Text => Ok(of_text(&decoded(bytes)?)),
        Format::Html => Ok(of_text(&text_of_html(&decoded(bytes)?))),
        Format::Docx | Format::Pdf => Ok(of_blocks(&blocks_of(format, bytes)?)),
    }
}

/// Returns the visible words of a note, for looking for words that must not be in it.
///
/// # Errors
/// As [`claims`].
pub fn words(format: Format, bytes: &[u8]) -> Result<String, String> {
    match format {
        Format::Markdown | Format::Text => decoded(bytes),
        Format::Html => Ok(text_of_html(&decoded(bytes)?)),
        Format::Docx | Format::Pdf => Ok(joined(&blocks_of(format, bytes)?)),
    }
}

/// Reads a Word file or a PDF as the corpus does.
fn blocks_of(format: Format, bytes: &[u8]) -> Result<Vec<(document::BlockKind, String)>, String> {
    let blocks = document::blocks_of(format, bytes).map_err(|fault| format!("it {fault}"))?;
    if blocks.is_empty() { Err("it holds no words".into()) } else { Ok(blocks) }
}

/// Returns the words of blocks, an empty line between them.
fn joined(blocks: &[(document::BlockKind, String)]) -> String {
    blocks.iter().map(|(_, words)| words.as_str()).collect::<Vec<_>>().join("\n\n")
}

/// Lists what stands in quotation marks, and paragraphs that the file's style makes quotations.
fn of_blocks(blocks: &[(document::BlockKind, String)]) -> Vec<Claimed> {
    let mut claims = of_text(&joined(blocks));
    for (at, (_, words)) in blocks.iter().enumerate().filter(|(_, (kind, _))| *kind == document::BlockKind::Quote) {
        // Marks within it say more closely what is quoted.
        if marked(words).is_empty() {
            let claim = Claimed { kind: ClaimKind::Block, text: words.clone(), line: 2 * at + 1, ..Claimed::nothing() };
            let place = claims.partition_point(|other| other.line <= claim.line);
            claims.insert(place, claim);
        }
    }
    claims
}

fn decoded(bytes: &[u8]) -> Result<String, String> {
    let text = String::from_utf8(bytes.to_vec()).map_err(|_| "it is not UTF-8".to_owned())?;
    Ok(text.strip_prefix('\u{feff}').unwrap_or(&text).replace("\r\n", "\n"))
}

fn of_text(text: &str) -> Vec<Claimed> {
    let positions = Positions::of(text);
    let mut claims = Vec::new();
    let mut start = 0;
    // Marks pair within a paragraph; an empty line ends one.
    for paragraph in text.split_inclusive("\n\n") {
        for quotation in marked(paragraph) {
            let words = paragraph.get(quotation.range()).unwrap_or_default();
            let line = positions.line(start + quotation.start);
            let kind = ClaimKind::Quotation;
            claims.push(Claimed { kind, text: words.to_owned(), line, labels: Vec::new(), cited: String::new() });
        }
        start += paragraph.len();
    }
    claims
}

fn of_markdown(markdown: &str) -> Vec<Claimed> {
    let markup = markup::parse(markdown, "note").output;
    let mut reading = Reading { markdown, positions: Positions::of(markdown), labels: Vec::new(), claims: Vec::new() };
    reading.blocks(&markup.blocks, &markup);
    let cited: BTreeMap<String, String> = markup
        .notes
        .iter()
        .map(|note| {
            let mut text = String::new();
            note.blocks.iter().for_each(|block| push_block(block, &mut text));
            (note.label.clone(), text)
        })
        .collect();
    for note in &markup.notes {
        let from = reading.claims.len();
        reading.blocks(&note.blocks, &markup);
        for claim in &mut reading.claims[from..] {
            claim.labels = vec![note.label.clone()];
        }
    }
    for claim in &mut reading.claims {
        let texts = claim.labels.iter().filter_map(|label| cited.get(label));
        claim.cited = texts.cloned().collect::<Vec<_>>().join("\n");
    }
    reading.claims
}

fn push_block(block: &Block, text: &mut String) {
    match &block.kind {
        BlockKind::Heading { content, .. } | BlockKind::Paragraph(content) => {
            text.push_str(&markup::plain_text(content));
            push_targets(content, text);
        }
        BlockKind::List { items, .. } => items.iter().flatten().for_each(|block| push_block(block, text)),
        BlockKind::Quote(blocks) | BlockKind::Div { blocks, .. } => {
            blocks.iter().for_each(|block| push_block(block, text));
        }
        BlockKind::Table(_) | BlockKind::Code { .. } | BlockKind::Rule => {}
    }
    text.push('\n');
}

fn push_targets(content: &[Inline], text: &mut String) {
    for inline in content {
        if let Inline::Link { target, .. } = inline {
            text.push(' ');
            text.push_str(target);
        }
    }
}

struct Reading<'a> {
    markdown: &'a str,
    positions: Positions,
    labels: Vec<String>,
    claims: Vec<Claimed>,
}

impl Reading<'_> {
    fn blocks(&mut self, blocks: &[Block], markup: &Markup) {
        for block in blocks {
            match &block.kind {
                BlockKind::Heading { content, .. } | BlockKind::Paragraph(content) => {
                    self.words(content, block.span, markup);
                }
                BlockKind::List { items, .. } => items.iter().for_each(|item| self.blocks(item, markup)),
                BlockKind::Quote(blocks) => self.quote(blocks, block.span, markup),
                BlockKind::Div { blocks, .. } => self.blocks(blocks, markup),
                BlockKind::Table(table) => {
                    for cell in table.head.iter().chain(table.rows.iter().flatten()) {
                        self.words(cell, block.span, markup);
                    }
                }
                BlockKind::Code { .. } | BlockKind::Rule => {}
            }
        }
    }

    /// The paragraphs of a block quotation are one claim each; a last line that begins with a dash names the speaker.
    fn quote(&mut self, blocks: &[Block], span: Span, markup: &Markup) {
        for block in blocks {
            let BlockKind::Paragraph(content) = &block.kind else { continue };
            let text = self.plain(content, markup);
            let words = if text.starts_with(['“', '"', '„', '«']) {
                // In marks: what stands after them names speaker and source.
                let head = text.split(LABEL).next().unwrap_or_default();
                let end = head.rfind(['”', '"', '“', '»']).filter(|end| *end > 0).unwrap_or(head.len());
                head[..end].trim_start_matches(['“', '"', '„', '«']).to_owned()
            } else {
                text.split(LABEL).step_by(2).collect::<String>()
            };
            let words = words.trim();
            if words.starts_with(['—', '–', '-']) {
                continue;
            }
            let words = words.split("\n—").next().unwrap_or(words).trim().to_owned();
            let labels = self.labels_in(&text);
            let line = self.positions.line(block.span.start.max(span.start));
            self.claims.push(Claimed { kind: ClaimKind::Block, text: words, line, labels, cited: String::new() });
        }
    }

    fn words(&mut self, content: &[Inline], block: Span, markup: &Markup) {
        let text = self.plain(content, markup);
        let quotations = marked(&text);
        for (index, quotation) in quotations.iter().enumerate() {
            let words = text.get(quotation.range()).unwrap_or_default();
            let next = quotations.get(index + 1).map_or(text.len(), |next| next.start);
            let after = text.get(quotation.end..next).unwrap_or_default();
            let (labels, line) = (self.labels_in(after), self.line_of(words, block));
            let text = words.split(LABEL).step_by(2).collect();
            self.claims.push(Claimed { kind: ClaimKind::Quotation, text, line, labels, cited: String::new() });
        }
        self.figures(&text, &quotations, block);
    }

    /// Numbers outside quotation marks, each with the citations that follow it in its sentence.
    fn figures(&mut self, text: &str, quotations: &[Span], block: Span) {
        let folded = super::fold::Folded::of(text);
        for index in 0..folded.tokens.len() {
            let span = folded.span(index);
            if folded.tokens[index].kind != super::fold::Kind::Number
                || quotations.iter().any(|quotation| quotation.overlaps(span))
                || text[..span.start].matches(LABEL).count() % 2 == 1
            {
                continue;
            }
            let after = &text[span.end..];
            let sentence = &after[..after.find(['\n', '“', '"']).unwrap_or(after.len())];
            let sentence = sentence.split(". ").next().unwrap_or_default();
            let labels = self.labels_in(sentence);
            if labels.is_empty() || text[..span.start].ends_with("line ") {
                continue;
            }
            let number = text[span.range()].to_owned();
            let line = self.line_of(&number, block);
            self.claims.push(Claimed { kind: ClaimKind::Figure, text: number, line, labels, cited: String::new() });
        }
    }

    fn line_of(&self, words: &str, block: Span) -> usize {
        let head: String = words.chars().take(12).take_while(|c| *c != LABEL && *c != '\n').collect();
        let within = self.markdown.get(block.range()).and_then(|text| text.find(&head)).unwrap_or(0);
        self.positions.line(block.start + within)
    }

    /// Plain text with the number of a label between two marks where a citation stands.
    fn plain(&mut self, content: &[Inline], markup: &Markup) -> String {
        let mut text = String::new();
        self.push(content, markup, &mut text);
        text
    }

    fn push(&mut self, content: &[Inline], markup: &Markup, text: &mut String) {
        for inline in content {
            match inline {
                Inline::Text(words) | Inline::Code(words) => text.push_str(words),
                Inline::SoftBreak => text.push(' '),
                Inline::HardBreak => text.push('\n'),
                // What a citation style wrote (`Lind 2031, line 3`) is no figure of the source; what it quotes is a title,
                // or must stand in a source as any quotation.
                Inline::Link { target, content, .. } if target.starts_with("#ref-") => quoted(content, text),
                Inline::Span { attributes, content }
                    if attributes.id.as_ref().is_some_and(|id| id.starts_with("ref-")) =>
                {
                    quoted(content, text);
                }
                Inline::Emphasis(content)
                | Inline::Strong(content)
                | Inline::Strikeout(content)
                | Inline::Superscript(content)
                | Inline::Subscript(content)
                | Inline::Link { content, .. }
                | Inline::Span { content, .. } => self.push(content, markup, text),
                Inline::Image { .. } => {}
                Inline::NoteRef(index) => {
                    if let Some(note) = markup.notes.get(*index) {
                        self.label(note.label.clone(), text);
                    }
                }
                Inline::Citation(citation) => {
                    citation.items.iter().for_each(|item| self.label(item.key.clone(), text));
                }
            }
        }
    }

    fn label(&mut self, label: String, text: &mut String) {
        text.push_str(&format!("{LABEL}{}{LABEL}", self.labels.len()));
        self.labels.push(label);
    }

    fn labels_in(&self, text: &str) -> Vec<String> {
        let numbers = text.split(LABEL).skip(1).step_by(2).filter_map(|number| number.parse::<usize>().ok());
        numbers.filter_map(|number| self.labels.get(number).cloned()).collect()
    }
}

/// Pushes what stands in quotation marks in `content`, with its marks.
fn quoted(content: &[Inline], text: &mut String) {
    let words = markup::plain_text(content);
    for span in marked(&words) {
        text.push('“');
        text.push_str(&words[span.range()]);
        text.push_str("” ");
    }
}

/// Opening marks with those that close them.
const PAIRS: [(char, &[char]); 7] =
    [('“', &['”']), ('"', &['"']), ('„', &['“', '”']), ('«', &['»']), ('»', &['«']), ('”', &['”']), ('「', &['」'])];

/// Finds what stands in double quotation marks of any language; the marks are left out.
fn marked(text: &str) -> Vec<Span> {
    let pairings: Vec<Pairing> = PAIRS.iter().map(|(open, close)| Pairing::of(text, *open, close)).collect();
    let mut found = Vec::new();
    let mut at = 0;
    for (mark, character) in text.char_indices() {
        let Some(kind) = PAIRS.iter().position(|(open, _)| *open == character).filter(|_| mark >= at) else { continue };
        let start = mark + character.len_utf8();
        let Some(end) = pairings[kind].end(mark) else { continue };
        if text[start..end].chars().filter(|c| c.is_alphanumeric()).count() >= SHORTEST {
            found.push(Span::new(start, end));
        }
        at = end + text[end..].chars().next().map_or(0, char::len_utf8);
    }
    found
}

/// How the marks of one kind pair in a text; made in one pass, so that unpaired ones cost nothing.
struct Pairing {
    /// Opening marks with the mark that closes each, marks inside marks of the same kind paired with one another.
    nested: Vec<(usize, usize)>,
    closing: Vec<usize>,
}

impl Pairing {
    fn of(text: &str, open: char, close: &[char]) -> Self {
        let (mut nested, mut closing, mut waiting) = (Vec::new(), Vec::new(), Vec::new());
        for (at, character) in text.char_indices() {
            if close.contains(&character) {
                closing.push(at);
                nested.extend(waiting.pop().map(|start| (start, at)));
            }
            if character == open {
                waiting.push(at);
            }
        }
        nested.sort_unstable();
        Self { nested, closing }
    }

    /// Returns where the mark stands that closes the one at `open`: its partner, or the next that may close it.
    fn end(&self, open: usize) -> Option<usize> {
        let partner = self.nested.binary_search_by_key(&open, |(start, _)| *start);
        let next = self.closing.partition_point(|&at| at <= open);
        partner.map(|at| self.nested[at].1).ok().or_else(|| self.closing.get(next).copied())
    }
}

/// Elements whose words belong to the sentence around them; every other one ends a paragraph.
const RUNNING: &[&str] = &[
    "a", "abbr", "b", "bdi", "bdo", "cite", "code", "data", "del", "dfn", "em", "font", "i", "ins", "kbd", "label",
    "mark", "q", "s", "samp", "small", "span", "strong", "sub", "sup", "time", "u", "var", "wbr",
];
/// Elements that are not read.
const HIDDEN: &[&str] = &["script", "style", "head", "template", "noscript", "svg"];

/// Returns the visible text of a page, an empty line between paragraphs, cells and items.
fn text_of_html(html: &str) -> String {
    let page = Page::from(&*document::within_bounds(html));
    let mut text = String::new();
    push_node(&page.root(), &mut text);
    text
}

/// Nesting is bounded before the page is parsed.
fn push_node(node: &NodeRef<'_>, text: &mut String) {
    for child in node.children_it(false) {
        if child.is_text() {
            // An empty line in the file is none on the page.
            for word in child.text().split_inclusive(char::is_whitespace) {
                let is_space = word.trim().is_empty();
                if !(is_space && text.ends_with(char::is_whitespace)) {
                    text.push_str(word);
                }
            }
            continue;
        }
        let Some(name) = child.node_name().filter(|name| !HIDDEN.contains(&&**name)) else { continue };
        match &*name {
            "br" => text.push('\n'),
            "q" => {
                text.push('“');
                push_node(&child, text);
                text.push('”');
            }
            name if RUNNING.contains(&name) => push_node(&child, text),
            _ => {
                text.push_str("\n\n");
                push_node(&child, text);
                text.push_str("\n\n");
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::zip;
    use super::*;

    #[test]
    fn claims_of_a_note_know_their_citations() {
        let markdown = "The mayor calls it “a fine pier”[^quotation-1] and \"safe\".\n\n> The pier will stand.[^b]\n\n\
                        It cost 40 crowns[^b], in 2030.\n\n[^quotation-1]: “a fine pier”. *News of the Bay*, line 3.\n\n\
                        [^b]: See [there](https://x.example/b).\n";
        let claims = claims(Format::Markdown, markdown.as_bytes()).expect("read");
        let shown: Vec<_> =
            claims.iter().map(|claim| (claim.kind, claim.text.as_str(), claim.line, claim.labels.join(" "))).collect();
        assert_eq!(shown[0], (ClaimKind::Quotation, "a fine pier", 1, "quotation-1".to_owned()));
        assert!(shown.contains(&(ClaimKind::Block, "The pier will stand.", 3, "b".to_owned())));
        assert!(shown.contains(&(ClaimKind::Figure, "40", 5, "b".to_owned())));
        assert!(!shown.iter().any(|(_, text, ..)| *text == "2030"));
        assert!(claims[0].cited.contains("News of the Bay"));
    }

    #[test]
    fn marks_of_several_languages_hold_quotations() {
        let text = "„eins zwei“ «deux trois» »fire fem« ”sex sju” “eight nine” \"ten eleven\" 「十二」";
        let words: Vec<_> = marked(text).iter().map(|span| &text[span.range()]).collect();
        assert_eq!(words, ["eins zwei", "deux trois", "fire fem", "sex sju", "eight nine", "ten eleven", "十二"]);
    }

    #[test]
    fn words_of_pages_and_word_files_are_found() {
        let html = "<html><head><title>“no no”</title></head><body><p>He said “it &amp; we go”.</p></body></html>";
        let found = claims(Format::Html, html.as_bytes()).expect("read");
        assert_eq!(found.iter().map(|claim| claim.text.as_str()).collect::<Vec<_>>(), ["it & we go"]);
        let xml = "<w:document><w:p><w:t>She said “yes, we</w:t><w:t> can”.</w:t></w:p></w:document>";
        let entry = zip::Entry { name: "word/document.xml".into(), bytes: xml.into() };
        let found = claims(Format::Docx, &zip::write(&[entry]).expect("small")).expect("read");
        assert_eq!(found[0].text, "yes, we can");
    }

    #[test]
    fn a_paragraph_of_the_style_quote_is_a_quotation() {
        let styles = "<w:styles><w:style w:styleId=\"Q\"><w:name w:val=\"Quote\"/></w:style></w:styles>";
        let xml = "<w:document><w:p><w:r><w:t>The mayor wrote “no”:</w:t></w:r></w:p><w:p><w:pPr><w:pStyle w:val=\"Q\"/></w:pPr>\
                   <w:r><w:t>The pier will stand.</w:t></w:r></w:p></w:document>";
        let entry = |name: &str, words: &str| zip::Entry { name: name.into(), bytes: words.into() };
        let entries = [entry("word/document.xml", xml), entry("word/styles.xml", styles)];
        let found = claims(Format::Docx, &zip::write(&entries).expect("small")).expect("read");
        let shown: Vec<_> = found.iter().map(|claim| (claim.kind, claim.text.as_str(), claim.line)).collect();
        assert_eq!(shown, [(ClaimKind::Quotation, "no", 1), (ClaimKind::Block, "The pier will stand.", 3)]);
    }
}
