//! Reads Word files (`.docx`).
//!
//! Takes the bytes, gives a [`Reading`] with one block a line: headings and titles by their styles, items of lists,
//! rows of tables, quotes, and footnotes after the text. Tracked changes count as accepted; comments, headers, footers
//! and field codes are left out. The reader is our own, on `quick-xml` and `flate2`, which are here already: the crates
//! that read Word files bring readers of all other office formats, or move tables to the end.

mod archive;

use std::collections::BTreeMap;

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use super::metadata::Origin;
use super::{Block, BlockKind, Furniture, Reading};
use crate::source::Span;

use archive::Archive;
use archive::Fault;

/// Reads the file.
pub(super) fn read(bytes: &[u8]) -> Result<Reading, Fault> {
    let archive = Archive::open(bytes)?;
    let styles = archive.part("word/styles.xml")?.map(|xml| styles(&xml)).unwrap_or_default();
    let mut writer = Writer { styles, ..Writer::default() };
    let text = archive.part("word/document.xml")?.ok_or(Fault::NoText)?;
    writer.read(&text)?;
    for notes in ["word/footnotes.xml", "word/endnotes.xml"] {
        if let Some(xml) = archive.part(notes)? {
            writer.read(&xml)?;
        }
    }
    let mut reading = Reading { text: writer.text, blocks: writer.blocks, ..Reading::default() };
    let is_titled = reading.blocks.iter().any(|block| matches!(block.kind, BlockKind::Title | BlockKind::Heading(1)));
    if !is_titled && let Some(title) = archive.part("docProps/core.xml")?.and_then(|xml| title(&xml)) {
        reading.stated.title = Some(title);
        reading.stated.origins.insert("title", Origin::Properties);
    }
    Ok(reading)
}

/// What the style of a paragraph says of it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Style {
    Kind(BlockKind),
    /// A line of a table of contents.
    Contents,
}

/// Longest cell of a table of data, in bytes; a row with a longer one holds paragraphs side by side.
const CELL: usize = 400;

#[derive(Debug, Default)]
struct Writer {
    styles: BTreeMap<String, Style>,
    text: String,
    blocks: Vec<Block>,
    /// Paragraphs that are open; a text box stands inside another's.
    open: Vec<Paragraph>,
    /// Tables that are open.
    tables: usize,
    /// Cells of the row that is open in the outermost table, each with its paragraphs.
    row: Vec<Vec<(Paragraph, BlockKind)>>,
    /// Elements that are open within one that is left out; 0 outside.
    left_out: usize,
    is_text: bool,
    in_properties: bool,
}

#[derive(Debug, Default)]
struct Paragraph {
    words: String,
    style: Option<Style>,
    is_item: bool,
    /// Whether its end was deleted: the next paragraph goes on in it.
    goes_on: bool,
}

impl Writer {
    fn read(&mut self, xml: &str) -> Result<(), Fault> {
        let mut reader = Reader::from_str(xml);
        reader.config_mut().check_end_names = false;
        loop {
            match reader.read_event().map_err(|_| Fault::Damaged)? {
                Event::Start(element) => self.start(&element, Form::Open),
                Event::Empty(element) => self.start(&element, Form::Empty),
                Event::End(element) => self.end(element.local_name().as_ref()),
                Event::Text(words) if self.is_text => {
                    let words = words.decode().map_err(|_| Fault::Damaged)?;
                    self.words(&words);
                }
                Event::GeneralRef(reference) if self.is_text => {
                    let character = reference.resolve_char_ref().ok().flatten();
                    let named = match &*reference {
                        b"amp" => Some('&'),
                        b"lt" => Some('<'),
                        b"gt" => Some('>'),
                        b"quot" => Some('"'),
                        b"apos" => Some('\''),
                        _ => None,
                    };
                    if let Some(character) = character.or(named) {
                        self.words(character.encode_utf8(&mut [0; 4]));
                    }
                }
                Event::Eof => break,
                _ => {}
            }
        }
        // A file cut off in the middle leaves paragraphs open.
        while let Some(mut paragraph) = self.open.pop() {
            paragraph.goes_on = false;
            self.close(paragraph);
        }
        self.end_row();
        (self.tables, self.left_out, self.is_text, self.in_properties) = (0, 0, false, false);
        Ok(())
    }

    fn start(&mut self, element: &BytesStart<'_>, form: Form) {
        let name = element.local_name();
        let name = name.as_ref();
        if self.left_out > 0 {
            self.left_out += usize::from(form == Form::Open);
            return;
        }
        match (name, form) {
            // A deletion with nothing in it marks the end of a paragraph as deleted.
            (b"del" | b"moveFrom", Form::Empty) if self.in_properties => {
                if let Some(paragraph) = self.open.last_mut() {
                    paragraph.goes_on = true;
                }
            }
            (b"del" | b"moveFrom" | b"Fallback" | b"instrText" | b"delText", Form::Open) => self.left_out = 1,
            (b"p", Form::Open) => self.begin_paragraph(),
            (b"pPr", Form::Open) => self.in_properties = true,
            (b"t", Form::Open) => self.is_text = true,
            (b"tab" | b"br" | b"cr" | b"ptab", _) if !self.in_properties => self.words(" "),
            (b"noBreakHyphen", _) => self.words("-"),
            (b"tbl", Form::Open) => self.tables += 1,
            (b"tc", Form::Open) if self.tables == 1 => self.row.push(Vec::new()),
            (b"pStyle" | b"numPr" | b"outlineLvl", _) if self.in_properties => self.property(name, element),
            _ => {}
        }
    }

    fn property(&mut self, name: &[u8], element: &BytesStart<'_>) {
        let style = match name {
            b"pStyle" => value(element).and_then(|id| self.styles.get(&id).copied()),
            b"outlineLvl" => value(element).and_then(|level| heading(&level)),
            _ => None,
        };
        if let Some(paragraph) = self.open.last_mut() {
            paragraph.style = style.or(paragraph.style);
            paragraph.is_item |= name == b"numPr";
        }
    }

    fn end(&mut self, name: &[u8]) {
        if self.left_out > 0 {
            self.left_out -= 1;
            return;
        }
        match name {
            b"p" => {
                if let Some(paragraph) = self.open.pop() {
                    self.close(paragraph);
                }
            }
            b"pPr" => self.in_properties = false,
            b"t" => self.is_text = false,
            b"tr" if self.tables == 1 => self.end_row(),
            b"tbl" => {
                self.tables = self.tables.saturating_sub(1);
                if self.tables == 0 {
                    self.end_row();
                }
            }
            _ => {}
        }
    }

    fn begin_paragraph(&mut self) {
        self.in_properties = false;
        // What a deleted end left open goes on.
        match self.open.last() {
            Some(paragraph) if paragraph.goes_on => {
                if let Some(paragraph) = self.open.last_mut() {
                    paragraph.goes_on = false;
                }
            }
            _ => self.open.push(Paragraph::default()),
        }
    }

    fn words(&mut self, words: &str) {
        let Some(paragraph) = self.open.last_mut() else { return };
        for character in words.chars() {
            match character {
                '\u{200b}' | '\u{feff}' | '\u{ad}' => {}
                _ if character.is_whitespace() => {
                    if !paragraph.words.is_empty() && !paragraph.words.ends_with(' ') {
                        paragraph.words.push(' ');
                    }
                }
                _ if character.is_control() => {}
                _ => paragraph.words.push(character),
            }
        }
    }

    fn close(&mut self, paragraph: Paragraph) {
        if paragraph.goes_on {
            self.open.push(paragraph);
            return;
        }
        let kind = match paragraph.style {
            Some(Style::Kind(kind)) => kind,
            _ if paragraph.is_item => BlockKind::ListItem,
            _ => BlockKind::Paragraph,
        };
        match self.row.last_mut() {
            Some(cell) if self.tables > 0 => cell.push((paragraph, kind)),
            _ => self.push(&paragraph.words, kind, paragraph.style),
        }
    }

    fn end_row(&mut self) {
        let row = std::mem::take(&mut self.row);
        let mut cells = Vec::new();
        for cell in &row {
            let words = cell.iter().map(|(paragraph, _)| paragraph.words.trim()).filter(|words| !words.is_empty());
            let words = words.collect::<Vec<_>>().join(" ");
            if !words.is_empty() {
                cells.push(words);
            }
        }
        if cells.len() > 1 && cells.iter().all(|cell| cell.len() <= CELL) {
            self.push(&cells.join(" | "), BlockKind::TableRow, None);
        } else {
            for (paragraph, kind) in row.iter().flatten() {
                self.push(&paragraph.words, *kind, paragraph.style);
            }
        }
    }

    fn push(&mut self, words: &str, kind: BlockKind, style: Option<Style>) {
        let words = words.trim();
        if words.is_empty() {
            return;
        }
        if !self.text.is_empty() {
            self.text.push('\n');
        }
        let start = self.text.len();
        self.text.push_str(words);
        let furniture = (style == Some(Style::Contents)).then_some(Furniture::Navigation);
        self.blocks.push(Block { kind, span: Span::new(start, self.text.len()), furniture });
    }
}

/// Whether an element has content.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Form {
    Open,
    Empty,
}

/// Returns the attribute `val`.
fn value(element: &BytesStart<'_>) -> Option<String> {
    attribute(element, b"val")
}

fn attribute(element: &BytesStart<'_>, name: &[u8]) -> Option<String> {
    let found = element.attributes().flatten().find(|attribute| attribute.key.local_name().as_ref() == name)?;
    Some(String::from_utf8_lossy(&found.value).into_owned())
}

/// Returns the heading of an outline level, which counts from 0; level 9 is body text.
fn heading(level: &str) -> Option<Style> {
    let level = level.parse::<u8>().ok().filter(|level| *level < 9)?;
    Some(Style::Kind(BlockKind::Heading((level + 1).min(6))))
}

/// Reads what each style stands for, by its id.
fn styles(xml: &str) -> BTreeMap<String, Style> {
    let mut reader = Reader::from_str(xml);
    let mut found = BTreeMap::new();
    let mut id = String::new();
    loop {
        match reader.read_event() {
            Ok(Event::Start(element) | Event::Empty(element)) => match element.local_name().as_ref() {
                b"style" => id = attribute(&element, b"styleId").unwrap_or_default(),
                b"name" => {
                    if let Some(style) = value(&element).and_then(|name| style_named(&name)) {
                        found.insert(id.clone(), style);
                    }
                }
                b"outlineLvl" => {
                    if let Some(style) = value(&element).and_then(|level| heading(&level)) {
                        found.entry(id.clone()).or_insert(style);
                    }
                }
                _ => {}
            },
            Ok(Event::Eof) | Err(_) => return found,
            Ok(_) => {}
        }
    }
}

/// The built-in names of styles are English in every language of Word.
fn style_named(name: &str) -> Option<Style> {
    let name = name.to_lowercase();
    if let Some(level) = name.strip_prefix("heading ").and_then(|level| level.parse::<u8>().ok()) {
        return Some(Style::Kind(BlockKind::Heading(level.clamp(1, 6))));
    }
    Some(match name.as_str() {
        "title" => Style::Kind(BlockKind::Title),
        "quote" | "intense quote" | "block text" => Style::Kind(BlockKind::Quote),
        "list paragraph" | "list bullet" | "list number" => Style::Kind(BlockKind::ListItem),
        _ if name.starts_with("toc ") => Style::Contents,
        _ => return None,
    })
}

/// Reads the title in the file's properties.
fn title(xml: &str) -> Option<String> {
    let mut reader = Reader::from_str(xml);
    let mut title = String::new();
    let mut is_title = false;
    loop {
        match reader.read_event().ok()? {
            Event::Start(element) => is_title = element.local_name().as_ref() == b"title",
            Event::End(_) => is_title = false,
            Event::Text(words) if is_title => title.push_str(&words.decode().ok()?),
            Event::GeneralRef(reference) if is_title && &*reference == b"amp" => title.push('&'),
            Event::Eof => break,
            _ => {}
        }
    }
    let title = title.split_whitespace().collect::<Vec<_>>().join(" ");
    (!title.is_empty()).then_some(title)
}

#[cfg(test)]
mod tests {
    use super::archive::tests::archive;
    use super::*;

    const STYLES: &str = "<w:styles><w:style w:styleId=\"berschrift1\"><w:name w:val=\"heading 1\"/></w:style>\
                          <w:style w:styleId=\"T\"><w:name w:val=\"Title\"/></w:style></w:styles>";

    fn blocks(body: &str) -> Vec<(BlockKind, String)> {
        let document = format!("<w:document><w:body>{body}</w:body></w:document>");
        let bytes = archive(&[("word/document.xml", &document), ("word/styles.xml", STYLES)]);
        let reading = read(&bytes).expect("a file");
        reading.blocks.iter().map(|block| (block.kind, reading.text[block.span.range()].to_owned())).collect()
    }

    #[test]
    fn styles_lists_and_tables_become_blocks() {
        let found = blocks(
            "<w:p><w:pPr><w:pStyle w:val=\"T\"/></w:pPr><w:r><w:t>The toll</w:t></w:r></w:p>\
             <w:p><w:pPr><w:pStyle w:val=\"berschrift1\"/></w:pPr><w:r><w:t>Who </w:t></w:r><w:r><w:t>pays</w:t></w:r></w:p>\
             <w:p><w:pPr><w:numPr><w:ilvl w:val=\"0\"/></w:numPr></w:pPr><w:r><w:t>Traders &amp; towns</w:t></w:r></w:p>\
             <w:tbl><w:tr><w:tc><w:p><w:r><w:t>Sund</w:t></w:r></w:p></w:tc><w:tc><w:p><w:r><w:t>14</w:t></w:r></w:p></w:tc></w:tr></w:tbl>\
             <w:p><w:r><w:t>After it.</w:t></w:r></w:p>",
        );
        let expected = [
            (BlockKind::Title, "The toll"),
            (BlockKind::Heading(1), "Who pays"),
            (BlockKind::ListItem, "Traders & towns"),
            (BlockKind::TableRow, "Sund | 14"),
            (BlockKind::Paragraph, "After it."),
        ];
        assert_eq!(found, expected.map(|(kind, words)| (kind, words.to_owned())));
    }

    #[test]
    fn tracked_changes_count_as_accepted() {
        let found = blocks(
            "<w:p><w:r><w:t>It costs </w:t></w:r><w:del><w:r><w:delText>ten</w:delText></w:r></w:del>\
             <w:ins><w:r><w:t>twenty</w:t></w:r></w:ins><w:r><w:t> crowns.</w:t></w:r></w:p>\
             <w:moveFrom><w:r><w:t>gone</w:t></w:r></w:moveFrom>\
             <w:p><w:pPr><w:rPr><w:del/></w:rPr></w:pPr><w:r><w:t>One para</w:t></w:r></w:p><w:p><w:r><w:t>graph.</w:t></w:r></w:p>",
        );
        let words = found.iter().map(|(_, words)| words.as_str()).collect::<Vec<_>>();
        assert_eq!(words, ["It costs twenty crowns.", "One paragraph."]);
    }

    #[test]
    fn footnotes_follow_the_text_and_comments_are_left_out() {
        let text = "<w:document><w:p><w:r><w:t>A claim.</w:t></w:r></w:p></w:document>";
        let notes =
            "<w:footnotes><w:footnote><w:p><w:r><w:t>Harbour book, 1911.</w:t></w:r></w:p></w:footnote></w:footnotes>";
        let comments = "<w:comments><w:p><w:r><w:t>Is this so?</w:t></w:r></w:p></w:comments>";
        let parts = [("word/document.xml", text), ("word/footnotes.xml", notes), ("word/comments.xml", comments)];
        assert_eq!(read(&archive(&parts)).expect("a file").text, "A claim.\nHarbour book, 1911.");
    }

    #[test]
    fn broken_xml_never_panics() {
        let text = "<w:document><w:p><w:pPr><w:rPr><w:del/></w:rPr></w:pPr><w:r><w:t>A &lt; b &#x41;</w:t></w:r></w:p></w:document>";
        for cut in 0..text.len() {
            let _ = read(&archive(&[("word/document.xml", &text[..cut])]));
        }
        assert_eq!(read(&archive(&[("a.xml", "")])).err(), Some(Fault::NoText));
    }
}
