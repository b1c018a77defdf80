//! Read: a text becomes a [`Document`] with its canonical text, what is known about it, and its parts.
//!
//! Reading never fails: a strange text is an ordinary input, and what is odd is reported beside the result.
//! One reader a format; all give the same [`Document`]. Page furniture is marked, never cut out, so that
//! positions are right in the file that people have open.

//!
//! The steps: blocks from the format's reader ([`text`], [`markdown`]); furniture ([`furniture`]); bylines and date
//! lines ([`describe`]); title, headings, questions ([`outline`]); sentences ([`sentence`]) and tokens ([`token`]) of
//! what is left; and what is known about the text ([`metadata`]), where `NAME.meta.yaml` wins over front matter and
//! front matter over the text's own lines.

mod describe;
mod docx;
mod duplicates;
mod furniture;
mod html;
mod language;
mod markdown;
pub mod metadata;
mod outline;
mod pdf;
mod sentence;
mod text;
pub mod token;
mod yaml;

use serde::Serialize;

use crate::corpus::{Content, Format, Text};
use crate::diagnostic::{Diagnostic, Location, Warned};
use crate::source::{Positions, SourceId, Span};

pub use duplicates::{Runs, duplicates};
pub use furniture::{Lines, mark_recurring, recurring};
pub(crate) use html::within_bounds;
pub use metadata::{Metadata, Origin, SourceType, Stance};
pub use token::{Token, TokenKind};

/// A text with its structure.
#[derive(Clone, Debug)]
pub struct Document {
    /// Name of the source.
    pub id: SourceId,
    /// Path relative to the project.
    pub file: String,
    /// Format it was read from.
    pub format: Format,
    /// SHA-256 of the file's bytes, in hexadecimal.
    pub sha256: String,
    /// Canonical text: every [`Span`] refers to it.
    pub text: String,
    /// What is known about the text as a publication.
    pub metadata: Metadata,
    /// Blocks in the order of the text, never overlapping; white space between them belongs to none.
    pub blocks: Vec<Block>,
    /// Sentences in the order of the text, each within one block. Furniture has none.
    pub sentences: Vec<Sentence>,
    /// Words, numbers and marks of the sentences, in the order of the text.
    pub tokens: Vec<Token>,
    /// Converts bytes of `text` to code points, lines and back.
    pub positions: Positions,
    /// Where in `text` the words of each page begin, with its number; empty for formats without pages. A page can come
    /// twice: a paragraph that goes on overleaf stands before the footnotes between its parts.
    pub pages: Vec<(usize, u32)>,
    /// Blocks in another language than English, as indices into `blocks`, with their language (BCP 47).
    pub foreign: Vec<(usize, String)>,
}

/// A paragraph, heading, list item or other unit of a text.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Block {
    /// What it is.
    pub kind: BlockKind,
    /// Where it stands: from its first to its last character that is not white space, without list or heading marks.
    pub span: Span,
    /// Why it is not part of the article; `None` for the article itself.
    pub furniture: Option<Furniture>,
}

/// Kinds of blocks.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum BlockKind {
    /// The title of the text, where it stands in the text.
    Title,
    /// A heading with its level, 1 to 6.
    Heading(u8),
    /// Running text.
    Paragraph,
    /// An item of a list.
    ListItem,
    /// A row of a table, its cells parted by `|` or tabs.
    TableRow,
    /// A quoted block.
    Quote,
    /// A question that the text asks and answers in the block or blocks after it (FAQ).
    Question,
    /// The answer to the [`BlockKind::Question`] before it.
    Answer,
    /// Code, or anything else that is no prose.
    Code,
}

/// Why a block is page furniture.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Furniture {
    /// Front matter and other metadata written in the file.
    Metadata,
    /// Menus, contents lists, breadcrumbs.
    Navigation,
    /// Subscription forms, log-in prompts, share lines, comment boxes.
    Prompt,
    /// Lists of other articles.
    Related,
    /// Author boxes, credits, copyright lines.
    Credit,
    /// Leftovers of a conversion: fences, stray marks.
    Residue,
    /// A line that recurs across texts of the corpus.
    Recurring,
    /// A running head, a running foot or the number of a page.
    Running,
}

/// A sentence.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
pub struct Sentence {
    /// From its first to its last character that is not white space.
    pub span: Span,
    /// Index of its block in [`Document::blocks`].
    pub block: usize,
    /// First token, an index into [`Document::tokens`].
    pub first_token: usize,
    /// Token after the last.
    pub end_token: usize,
}

impl Document {
    /// Returns the words at `span`.
    pub fn slice(&self, span: Span) -> &str {
        self.text.get(span.range()).unwrap_or_default()
    }

    /// Returns the tokens of `sentence`.
    pub fn tokens_of(&self, sentence: &Sentence) -> &[Token] {
        &self.tokens[sentence.first_token..sentence.end_token]
    }

    /// Returns the block of `sentence`.
    pub fn block_of(&self, sentence: &Sentence) -> &Block {
        &self.blocks[sentence.block]
    }

    /// Returns the page that the byte `at` of the text stands on, from 1; `None` for formats without pages.
    pub fn page_at(&self, at: usize) -> Option<u32> {
        let after = self.pages.partition_point(|(start, _)| *start <= at);
        self.pages.get(after.checked_sub(1)?).map(|(_, page)| *page)
    }

    /// Tells whether the words are not those of the file itself but taken out of it, so that they must be kept beside
    /// it for its positions to mean something.
    pub fn is_extracted(&self) -> bool {
        match self.format {
            Format::Html | Format::Pdf | Format::Docx => true,
            Format::Text | Format::Markdown => false,
        }
    }

    /// Marks blocks, by their indexes, as lines that recur across the texts of the corpus; their sentences and tokens are
    /// removed.
    pub fn mark_recurring(&mut self, blocks: &[usize]) {
        if blocks.is_empty() {
            return;
        }
        for &at in blocks {
            if let Some(block) = self.blocks.get_mut(at) {
                block.furniture = Some(Furniture::Recurring);
            }
        }
        self.drop_furniture_sentences();
    }

    /// Returns the language of the block `at` if it is not English.
    pub fn language_of(&self, at: usize) -> Option<&str> {
        let found = self.foreign.binary_search_by_key(&at, |(block, _)| *block).ok()?;
        self.foreign.get(found).map(|(_, language)| language.as_str())
    }

    /// Returns the document with the sentences that are English, which rules may read; `None` if all are.
    pub(crate) fn in_english(&self) -> Option<Self> {
        let is_foreign = |sentence: &Sentence| self.language_of(sentence.block).is_some();
        if self.foreign.is_empty() || !self.sentences.iter().any(is_foreign) {
            return None;
        }
        let mut english = self.clone();
        english.keep_sentences(|block| self.language_of(block).is_none());
        Some(english)
    }

    /// Removes the sentences and tokens of blocks that are furniture.
    fn drop_furniture_sentences(&mut self) {
        let is_article: Vec<bool> = self.blocks.iter().map(|block| block.furniture.is_none()).collect();
        self.keep_sentences(|block| is_article[block]);
    }

    /// Removes the sentences and tokens of all blocks but some.
    fn keep_sentences(&mut self, is_kept: impl Fn(usize) -> bool) {
        let old = std::mem::take(&mut self.tokens);
        self.sentences.retain_mut(|sentence| {
            if !is_kept(sentence.block) {
                return false;
            }
            let kept = &old[sentence.first_token..sentence.end_token];
            sentence.first_token = self.tokens.len();
            self.tokens.extend_from_slice(kept);
            sentence.end_token = self.tokens.len();
            true
        });
    }
}

/// Reads a text.
///
/// Gives a document for any text; warnings say what is missing for a citation and what is wrong in its meta file. A
/// file that cannot be read gives an empty document and an error.
pub fn parse(text: &Text) -> Warned<Document> {
    let mut warnings = Vec::new();
    let Reading { text: words, blocks, stated, properties, pages } = match &text.content {
        Content::Decoded(content) => read(text, content, &mut warnings),
        Content::Bytes(bytes) => match text.format {
            Format::Docx => word(text, bytes, &mut warnings),
            Format::Pdf => portable(text, bytes, &mut warnings),
            Format::Text | Format::Markdown | Format::Html => {
                read(text, &String::from_utf8_lossy(bytes), &mut warnings)
            }
        },
    };
    let mut document = Document {
        id: text.id.clone(),
        file: text.file.clone(),
        format: text.format,
        sha256: text.sha256.clone(),
        positions: Positions::of(&words),
        text: words,
        metadata: Metadata::default(),
        blocks,
        sentences: Vec::new(),
        tokens: Vec::new(),
        pages,
        foreign: Vec::new(),
    };
    structure(&mut document, stated.title.as_deref());
    document.metadata.replace_with(stated);
    document.metadata.fill_with(properties);
    if let Some((file, yaml)) = &text.meta {
        yaml::read_meta(file, yaml, &mut document.metadata, &mut warnings);
    }
    document.foreign = language::foreign(&document);
    warnings.extend(other_languages(&document));
    if !warnings.iter().any(|found| found.rule == "unreadable") {
        warnings.extend(missing(&document));
    }
    Warned { output: document, warnings }
}

/// How blocks are known.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Form {
    /// By lines and their neighbours.
    Lines,
    /// By the elements of a page or of a word processor's file, or by the type of a PDF.
    Elements,
}

impl Form {
    fn of(format: Format) -> Self {
        match format {
            Format::Html | Format::Docx | Format::Pdf => Self::Elements,
            Format::Text | Format::Markdown => Self::Lines,
        }
    }
}

/// What the reader of a format gives.
#[derive(Debug, Default)]
struct Reading {
    /// Canonical text.
    text: String,
    /// Its blocks.
    blocks: Vec<Block>,
    /// What the file states about itself; it wins over what its lines say.
    stated: Metadata,
    /// What its properties say, for what neither the file's words nor `stated` give: programs write them unasked.
    properties: Metadata,
    /// As [`Document::pages`].
    pages: Vec<(usize, u32)>,
}

/// Reads decoded words in the way of the format.
fn read(text: &Text, content: &str, warnings: &mut Vec<Diagnostic>) -> Reading {
    match text.format {
        Format::Markdown | Format::Text => with_front_matter(text, content, warnings),
        // Words of these formats come decoded only from someone who made plain text of them before.
        Format::Pdf | Format::Docx => {
            Reading { text: content.to_owned(), blocks: text::read(content, 0), ..Reading::default() }
        }
        Format::Html => html::read(&text.file, content, warnings),
    }
}

/// Returns the words of a Word file or a PDF block by block, as a corpus would read them; nothing is left out.
///
/// # Errors
/// Why it cannot be read, in words that follow the file's name.
pub(crate) fn blocks_of(format: Format, bytes: &[u8]) -> Result<Vec<(BlockKind, String)>, String> {
    let reading = match format {
        Format::Docx => docx::read(bytes).map_err(|fault| fault.to_string())?,
        Format::Pdf => pdf::read("", bytes, &mut Vec::new()).map_err(|fault| fault.to_string())?,
        Format::Text | Format::Markdown | Format::Html => return Err("is no Word file and no PDF".to_owned()),
    };
    let words = |block: &Block| reading.text.get(block.span.range()).unwrap_or_default().to_owned();
    Ok(reading.blocks.iter().map(|block| (block.kind, words(block))).collect())
}

/// Reads a Word file, or says why it cannot be read.
fn word(text: &Text, bytes: &[u8], warnings: &mut Vec<Diagnostic>) -> Reading {
    match docx::read(bytes) {
        Ok(reading) => reading,
        Err(fault) => {
            let error = Diagnostic::error("unreadable", format!("`{}` {fault}", text.file));
            let error = error.at(Location::file(&text.file));
            warnings.push(
                error.hint("open it in a word processor and save it as `.docx` without a password, or as `.txt`"),
            );
            Reading::default()
        }
    }
}

/// Reads a PDF, or says why it cannot be read.
fn portable(text: &Text, bytes: &[u8], warnings: &mut Vec<Diagnostic>) -> Reading {
    pdf::read(&text.file, bytes, warnings).unwrap_or_else(|fault| {
        let error = Diagnostic::error("unreadable", format!("`{}` {fault}", text.file));
        warnings.push(error.at(Location::file(&text.file)).hint(fault.hint()));
        Reading::default()
    })
}

/// Reads plain text or Markdown with the front matter that may stand at its head.
fn with_front_matter(text: &Text, content: &str, warnings: &mut Vec<Diagnostic>) -> Reading {
    let mut stated = Metadata::default();
    let front = markdown::front_matter(content).filter(|(yaml, _)| {
        // In plain text `---` may be a rule: front matter there has a key in its first line.
        text.format == Format::Markdown || has_key(&content[yaml.range()])
    });
    let mut blocks = Vec::new();
    let from = match front {
        Some((within, from)) => {
            yaml::read_front_matter(&text.file, content, within, &mut stated, warnings);
            let span = Span::new(0, content[..from].trim_end().len());
            blocks.push(Block { kind: BlockKind::Code, span, furniture: Some(Furniture::Metadata) });
            from
        }
        None => 0,
    };
    blocks.append(&mut match text.format {
        Format::Markdown => markdown::read(content, from),
        Format::Text | Format::Html | Format::Pdf | Format::Docx => text::read(content, from),
    });
    Reading { text: content.to_owned(), blocks, stated, ..Reading::default() }
}

fn has_key(yaml: &str) -> bool {
    let first = yaml.lines().next().unwrap_or_default();
    first.split_once(':').is_some_and(|(key, _)| !key.is_empty() && !key.contains(char::is_whitespace))
}

/// Tells furniture, titles, headings and questions apart, and finds sentences and tokens.
///
/// Most tokens of a sentence. What is longer is no prose: it is cut, so that rules may look at a whole sentence for each
/// of its words and reading still takes time linear in the length of the text.
pub(crate) const LONGEST_SENTENCE: usize = 400;

/// Where the format itself says what a block is, that is kept.
fn structure(document: &mut Document, title: Option<&str>) {
    let mut blocks = std::mem::take(&mut document.blocks);
    let shapes = furniture::shapes(&document.text, &blocks);
    let form = Form::of(document.format);
    furniture::mark(&document.text, &mut blocks, &shapes, form);
    describe::lines(&document.text, &mut blocks, &shapes, &mut document.metadata);
    match form {
        Form::Lines => outline::mark(&document.text, &mut blocks, &shapes),
        Form::Elements => outline::mark_titled(&document.text, &mut blocks, &shapes, title),
    }
    document.blocks = blocks;
    find_sentences(document);
    describe::whole(document, &shapes);
}

fn find_sentences(document: &mut Document) {
    let Document { text, blocks, sentences, tokens, .. } = document;
    tokens.reserve(text.len() / 6);
    for (at, block) in blocks.iter().enumerate() {
        if block.furniture.is_some() || block.kind == BlockKind::Code {
            continue;
        }
        let first = tokens.len();
        token::tokenize(text, block.span, tokens);
        let found = &tokens[first..];
        let mut push = |start: usize, end: usize| {
            for start in (start..end).step_by(LONGEST_SENTENCE) {
                let end = end.min(start + LONGEST_SENTENCE);
                let span = Span::new(found[start].span().start, found[end - 1].span().end);
                sentences.push(Sentence { span, block: at, first_token: first + start, end_token: first + end });
            }
        };
        match block.kind {
            // A row has cells, not sentences.
            BlockKind::TableRow if !found.is_empty() => push(0, found.len()),
            _ => sentence::split(text, found, push),
        }
    }
}

/// Says which passages are in another language, so that nobody wonders why they gave no facts.
fn other_languages(document: &Document) -> Option<Diagnostic> {
    let prose = |at: usize| document.sentences.binary_search_by_key(&at, |sentence| sentence.block).is_ok();
    let passages = document.foreign.iter().filter(|(at, _)| prose(*at)).collect::<Vec<_>>();
    let (first, language) = passages.first()?;
    let line = document.positions.line(document.blocks[*first].span.start);
    let message = match passages.len() {
        1 => format!("the paragraph on line {line} is in `{language}`: no facts are looked for in it"),
        many => format!(
            "{many} paragraphs are not in English (the first, in `{language}`, on line {line}): no facts are looked for there"
        ),
    };
    Some(Diagnostic::note("other-language", message).at(Location::file(&document.file)))
}

/// Warns of what a citation needs and neither the text nor its meta file gives.
fn missing(document: &Document) -> Option<Diagnostic> {
    let metadata = &document.metadata;
    let needed = [
        ("title", metadata.title.is_none()),
        ("publisher", metadata.publisher.is_none()),
        ("issued", metadata.issued.is_none()),
    ];
    let keys = needed.into_iter().filter(|(_, is_missing)| *is_missing).map(|(key, _)| format!("`{key}`"));
    let keys = keys.collect::<Vec<_>>();
    let names = match &keys[..] {
        [] => return None,
        [one] => one.clone(),
        [init @ .., last] => format!("{} and {last}", init.join(", ")),
    };
    let stem = document.file.rsplit_once('.').map_or(document.file.as_str(), |(stem, _)| stem);
    let message = format!("no {names} found for `{}`: its citations will be incomplete", document.id);
    let warning = Diagnostic::warning("incomplete-source", message).at(Location::file(&document.file));
    Some(warning.hint(format!("add {names} to `{stem}.meta.yaml`")))
}
