//! Reads Word files (`.docx`).
//!
//! Takes the bytes, gives a [`Reading`] with one block a line: headings and titles by their styles, items of lists,
//! rows of tables, quotes, and footnotes after the text. Tracked changes count as accepted; comments, headers, footers,
//! field codes and hidden words are left out. The file's properties give what its words do not: title, author, day. The reader is our own, on `quick-xml` and `flate2`, which are here already: the crates
//! that read Word files bring readers of all other office formats, or move tables to the end.

mod archive;

use std::collections::BTreeMap;

use quick_xml::Reader;
use quick_xml::events::{BytesRef, BytesStart, Event};

use super::metadata::{Metadata, Origin};
use super::{Block, BlockKind, Furniture, Reading, text, yaml};
use crate::source::Span;
use crate::value::name::Name;

use archive::Archive;
use archive::Fault;

/// Reads the file.
pub(super) fn read(bytes: &[u8]) -> Result<Reading, Fault> {
    let archive = Archive::open(bytes)?;
    let styles = archive.part("word/styles.xml")?.map(|xml| styles(&xml)).unwrap_or_default();
    let mut writer = Writer { styles, ..Writer::default() };
    // Some programs number the part: `word/document2.xml`.
    let main = archive.named("word/document", ".xml").unwrap_or("word/document.xml");
    let text = archive.part(main)?.ok_or(Fault::NoText)?;
    writer.read(&text)?;
    for notes in ["word/footnotes.xml", "word/endnotes.xml"] {
        if let Some(xml) = archive.part(notes)? {
            writer.read(&xml)?;
        }
    }
    let mut reading = Reading { text: writer.text, blocks: writer.blocks, ..Reading::default() };
    if let Some(xml) = archive.part("docProps/core.xml")? {
        reading.properties = properties(&xml);
        let is_titled =
            reading.blocks.iter().any(|block| matches!(block.kind, BlockKind::Title | BlockKind::Heading(1)));
        if !is_titled && reading.properties.title.is_some() {
            reading.stated.title.clone_from(&reading.properties.title);
            reading.stated.origins.insert("title", Origin::Properties);
        }
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
    /// Whether the words of the run are hidden.
    is_hidden: bool,
    /// Whether the words of the run are raised above the line.
    is_raised: bool,
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
                    if let Some(character) = referenced(&reference) {
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
            (b"r", Form::Open) => (self.is_hidden, self.is_raised) = (false, false),
            (b"vertAlign", _) if !self.in_properties => {
                self.is_raised = value(element).is_some_and(|place| place == "superscript");
            }
            // A large first letter is a paragraph of its own that the next one goes on in.
            (b"framePr", _) if attribute(element, b"dropCap").is_some_and(|kind| kind != "none") => {
                if let Some(paragraph) = self.open.last_mut() {
                    paragraph.goes_on = true;
                }
            }
            (b"vanish", _) if !self.in_properties => self.is_hidden = is_on(element),
            (b"t", Form::Open) => self.is_text = !self.is_hidden,
            (b"tab" | b"br" | b"cr" | b"ptab", _) if !self.in_properties => self.words(" "),
            (b"noBreakHyphen", _) => self.words("-"),
            (b"tbl", Form::Open) => self.tables += 1,
            (b"tc", Form::Open) if self.tables == 1 => self.row.push(Vec::new()),
            (b"pStyle" | b"numPr" | b"numId" | b"outlineLvl", _) if self.in_properties => self.property(name, element),
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
            // The list of number 0 takes a paragraph out of the list of its style.
            paragraph.is_item |= name == b"numPr";
            if name == b"numId" && value(element).is_some_and(|list| list == "0") {
                paragraph.is_item = false;
            }
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
        let is_raised = self.is_raised;
        let Some(paragraph) = self.open.last_mut() else { return };
        for character in words.chars() {
            match character {
                // `10` and a raised `6` never become `106`.
                _ if is_raised && character.is_ascii_digit() => paragraph.words.push(text::raised(character)),
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

/// Tells whether an element that turns something on does so: `<w:vanish w:val="0"/>` does not.
fn is_on(element: &BytesStart<'_>) -> bool {
    !value(element).is_some_and(|value| matches!(value.as_str(), "0" | "false" | "off"))
}

/// Longest chain of styles, each made from the next.
const CHAIN: usize = 8;

/// Reads what each style stands for, by its id. A style stands for what the style that it was made from stands for.
fn styles(xml: &str) -> BTreeMap<String, Style> {
    let (mut found, made_from) = own_styles(xml);
    for id in made_from.keys() {
        let chain = std::iter::successors(Some(id), |id| made_from.get(*id)).take(CHAIN);
        if let Some(style) = chain.filter_map(|id| found.get(id)).next().copied() {
            found.insert(id.clone(), style);
        }
    }
    found
}

/// Reads what styles stand for by themselves, and the style that each was made from.
fn own_styles(xml: &str) -> (BTreeMap<String, Style>, BTreeMap<String, String>) {
    let mut reader = Reader::from_str(xml);
    let (mut found, mut made_from) = (BTreeMap::new(), BTreeMap::new());
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
                b"basedOn" => {
                    if let Some(base) = value(&element) {
                        made_from.insert(id.clone(), base);
                    }
                }
                _ => {}
            },
            Ok(Event::Eof) | Err(_) => return (found, made_from),
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
        "quote" | "intense quote" | "block text" | "block quote" | "quotations" => Style::Kind(BlockKind::Quote),
        "list paragraph" | "list bullet" | "list number" => Style::Kind(BlockKind::ListItem),
        _ if name.starts_with("toc ") => Style::Contents,
        _ => return None,
    })
}

/// Reads the file's properties (ISO/IEC 29500-2, 11): title, author, and the day on which it was made.
fn properties(xml: &str) -> Metadata {
    let mut found = Metadata::default();
    let words = |name: &[u8]| element_words(xml, name).filter(|words| words.chars().count() < 300);
    if let Some(title) = words(b"title").filter(|title| !is_default(title)) {
        found.title = Some(title);
        found.origins.insert("title", Origin::Properties);
    }
    // The name of an account is one word; a person's has two or more.
    if let Some(author) = words(b"creator").filter(|author| author.contains(' ') && !author.contains('@')) {
        found.author = author.split([';', '&']).map(|name| Name::person(name.trim())).collect();
        found.origins.insert("author", Origin::Properties);
    }
    let made = words(b"created").and_then(|made| made.get(..10)?.parse().ok());
    if made.is_some() {
        found.issued = made;
        found.origins.insert("issued", Origin::Properties);
    }
    if let Some(language) = words(b"language").filter(|tag| yaml::is_tag(tag)) {
        found.language = Some(language);
        found.origins.insert("language", Origin::Properties);
    }
    found
}

/// Titles that programs give by themselves.
fn is_default(title: &str) -> bool {
    let low = title.to_lowercase();
    low == "word document" || low.starts_with("untitled") || low.starts_with("document") && !low.contains(' ')
}

/// Returns the words of the first element of that name.
fn element_words(xml: &str, name: &[u8]) -> Option<String> {
    let mut reader = Reader::from_str(xml);
    let mut words = String::new();
    let mut is_inside = false;
    loop {
        match reader.read_event().ok()? {
            Event::Start(element) => is_inside = element.local_name().as_ref() == name,
            Event::End(_) if is_inside => break,
            Event::Text(text) if is_inside => words.push_str(&text.decode().ok()?),
            Event::GeneralRef(reference) if is_inside => words.extend(referenced(&reference)),
            Event::Eof => break,
            _ => {}
        }
    }
    let words = words.split_whitespace().collect::<Vec<_>>().join(" ");
    (!words.is_empty()).then_some(words)
}

/// Returns the character that a reference stands for.
fn referenced(reference: &BytesRef<'_>) -> Option<char> {
    reference.resolve_char_ref().ok().flatten().or(match &**reference {
        b"amp" => Some('&'),
        b"lt" => Some('<'),
        b"gt" => Some('>'),
        b"quot" => Some('"'),
        b"apos" => Some('\''),
        _ => None,
    })
}

#[cfg(test)]
mod tests {
    use super::super::parse;
    use super::archive::tests::archive;
    use super::*;
    use crate::corpus::{Content, Format, Text};

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
    fn properties_give_what_the_words_do_not() {
        let core = "<cp:coreProperties><dc:title>Tolls &amp; bridges</dc:title><dc:creator>Ada Vance</dc:creator>\
                    <cp:lastModifiedBy>bo</cp:lastModifiedBy><dcterms:created>2026-01-07T10:00:00Z</dcterms:created></cp:coreProperties>";
        let parsed = |body: &str| {
            let document = format!("<w:document><w:body>{body}</w:body></w:document>");
            let parts =
                [("word/document2.xml", document.as_str()), ("word/styles.xml", STYLES), ("docProps/core.xml", core)];
            let mut text = Text::decoded("a.docx", Format::Docx, "", None);
            text.content = Content::Bytes(archive(&parts));
            let metadata = parse(&text).output.metadata;
            let author = metadata.author.iter().map(ToString::to_string).collect::<Vec<_>>().join("; ");
            (metadata.title.unwrap_or_default(), author, metadata.issued.map(|day| day.to_string()).unwrap_or_default())
        };
        let expected = |title: &str, author: &str, day: &str| (title.to_owned(), author.to_owned(), day.to_owned());
        let paragraph = |style: &str, words: &str| {
            format!("<w:p><w:pPr><w:pStyle w:val=\"{style}\"/></w:pPr><w:r><w:t>{words}</w:t></w:r></w:p>")
        };
        let prose =
            paragraph("", "The council asked traders for twenty crowns a ship, and nobody said a word about it.");
        assert_eq!(parsed(&prose), expected("Tolls & bridges", "Ada Vance", "2026-01-07"));
        let stated =
            [paragraph("T", "The toll"), paragraph("", "By Bo Lind"), paragraph("", "9 May 2026"), prose].concat();
        assert_eq!(parsed(&stated), expected("The toll", "Bo Lind", "2026-05-09"));
    }

    #[test]
    fn word_marks_styles_lists_and_hidden_words_in_its_own_way() {
        let styles = "<w:styles><w:style w:styleId=\"Own\"><w:name w:val=\"House heading\"/><w:basedOn w:val=\"H2\"/></w:style>\
                      <w:style w:styleId=\"H2\"><w:name w:val=\"heading 2\"/></w:style>\
                      <w:style w:styleId=\"Q\"><w:name w:val=\"Quote\"/></w:style></w:styles>";
        let text = "<w:document><w:body>\
            <w:p><w:pPr><w:pStyle w:val=\"Own\"/></w:pPr><w:r><w:t>Who pays</w:t></w:r></w:p>\
            <w:p><w:pPr><w:pStyle w:val=\"Q\"/></w:pPr><w:r><w:t>We cannot pay.</w:t></w:r></w:p>\
            <w:p><w:pPr><w:numPr><w:numId w:val=\"0\"/></w:numPr></w:pPr><w:r><w:t>No item.</w:t></w:r></w:p>\
            <w:p><w:r><w:rPr><w:vanish/></w:rPr><w:t>secret</w:t></w:r><w:r><w:t>Seen</w:t></w:r>\
            <w:hyperlink r:id=\"a\"><w:r><w:t> here</w:t></w:r></w:hyperlink>\
            <w:r><w:fldChar w:fldCharType=\"begin\"/></w:r><w:r><w:instrText>PAGEREF x</w:instrText></w:r>\
            <w:r><w:fldChar w:fldCharType=\"separate\"/></w:r><w:r><w:t> 7</w:t></w:r><w:r><w:fldChar w:fldCharType=\"end\"/></w:r>\
            <w:r><mc:AlternateContent><mc:Choice><wps:txbx><w:txbxContent><w:p><w:r><w:t>In a box.</w:t></w:r></w:p>\
            </w:txbxContent></wps:txbx></mc:Choice><mc:Fallback><w:p><w:r><w:t>In a box.</w:t></w:r></w:p></mc:Fallback>\
            </mc:AlternateContent></w:r></w:p>\
            <w:p><w:pPr><w:framePr w:dropCap=\"drop\"/></w:pPr><w:r><w:t>O</w:t></w:r></w:p><w:p><w:r><w:t>nce 10</w:t></w:r>\
            <w:r><w:rPr><w:vertAlign w:val=\"superscript\"/></w:rPr><w:t>6</w:t></w:r><w:r><w:t> ships came.</w:t></w:r></w:p></w:body></w:document>";
        let reading = read(&archive(&[("word/document.xml", text), ("word/styles.xml", styles)])).expect("a file");
        let found = reading.blocks.iter().map(|block| (block.kind, &reading.text[block.span.range()]));
        assert_eq!(
            found.collect::<Vec<_>>(),
            [
                (BlockKind::Heading(2), "Who pays"),
                (BlockKind::Quote, "We cannot pay."),
                (BlockKind::Paragraph, "No item."),
                (BlockKind::Paragraph, "In a box."),
                (BlockKind::Paragraph, "Seen here 7"),
                (BlockKind::Paragraph, "Once 10⁶ ships came."),
            ]
        );
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
