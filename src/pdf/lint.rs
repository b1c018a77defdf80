//! What would make the document inaccessible or unreadable, found in the note before anything is set.
//!
//! Faults (no title, no language, a character that no font has) stop the document. What can be set, if not as it
//! was meant, is a warning: a heading level left out, a link without words, a picture without a text alternative.
//! Each points into the Markdown. Links that lead nowhere are found when the note is parsed.

use std::collections::BTreeSet;

use super::Options;
use super::fonts::{Face, Fonts};
use crate::diagnostic::{Diagnostic, Location};
use crate::markup::{Block, BlockKind, Inline, Markup};
use crate::source::Span;

/// What a document must state about itself.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(super) struct Facts {
    /// Title: that of the metadata, else the first heading of level 1.
    pub(super) title: String,
    /// Language, a BCP 47 tag.
    pub(super) language: String,
}

/// What the lint found.
#[derive(Debug, Default)]
pub(super) struct Findings {
    /// What the document states about itself; parts that are missing are empty, and then there are errors.
    pub(super) facts: Facts,
    /// Faults.
    pub(super) errors: Vec<Diagnostic>,
    /// What is set otherwise than meant.
    pub(super) warnings: Vec<Diagnostic>,
}

/// Reads the note once and reports what is wrong with it.
pub(super) fn lint(markup: &Markup, options: &Options, fonts: &Fonts) -> Findings {
    let mut linter = Linter {
        options,
        fonts,
        findings: Findings::default(),
        missing: BTreeSet::new(),
        level: u8::from(markup.metadata.title.is_some()),
        shown: BTreeSet::new(),
    };
    linter.metadata(markup);
    linter.blocks(&markup.blocks);
    for note in &markup.notes {
        linter.blocks(&note.blocks);
    }
    linter.findings
}

/// Returns the words of `inlines` without their looks.
pub(super) fn plain(inlines: &[Inline]) -> String {
    let text = crate::markup::plain_text(inlines);
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

struct Linter<'a> {
    options: &'a Options,
    fonts: &'a Fonts,
    findings: Findings,
    /// Characters already reported.
    missing: BTreeSet<char>,
    /// Characters already found in a font.
    shown: BTreeSet<char>,
    /// Level of the heading before.
    level: u8,
}

impl Linter<'_> {
    fn metadata(&mut self, markup: &Markup) {
        let metadata = &markup.metadata;
        let title = metadata.title.clone().filter(|title| !title.trim().is_empty());
        let first = || {
            markup.blocks.iter().find_map(|block| match &block.kind {
                BlockKind::Heading { level: 1, content, .. } => Some(plain(content)),
                _ => None,
            })
        };
        match title.or_else(first).filter(|title| !title.is_empty()) {
            Some(title) => self.findings.facts.title = title,
            None => {
                let error = Diagnostic::error("no-title", "the note has no title, which a PDF must state")
                    .at(Location::file(&*self.options.file))
                    .hint("add `title: …` to its metadata block");
                self.findings.errors.push(error);
            }
        }
        match metadata.lang.clone().filter(|lang| is_language(lang)) {
            Some(language) => self.findings.facts.language = language,
            None => {
                let message = match &metadata.lang {
                    Some(lang) => format!("`{lang}` is no language tag such as `en-GB`"),
                    None => "the note does not say its language, which a PDF must state".to_owned(),
                };
                let error = Diagnostic::error("no-language", message)
                    .at(Location::file(&*self.options.file))
                    .hint("add `lang: en` to its metadata block");
                self.findings.errors.push(error);
            }
        }
        let parts = [&metadata.title, &metadata.subtitle, &metadata.date];
        let whole = Span::new(0, self.options.markdown.len());
        for part in parts.into_iter().flatten().chain(&metadata.author) {
            self.text(part, Face::Serif, whole);
        }
    }

    fn blocks(&mut self, blocks: &[Block]) {
        for block in blocks {
            let span = block.span;
            match &block.kind {
                BlockKind::Heading { level, content, .. } => self.heading(*level, content, span),
                BlockKind::Paragraph(content) => self.inlines(content, span),
                BlockKind::List { items, .. } => items.iter().for_each(|item| self.blocks(item)),
                BlockKind::Quote(blocks) | BlockKind::Div { blocks, .. } => self.blocks(blocks),
                BlockKind::Table(table) => {
                    let cells = table.head.iter().chain(table.rows.iter().flatten());
                    cells.for_each(|cell| self.inlines(cell, span));
                    self.inlines(&table.caption, span);
                }
                BlockKind::Code { text, .. } => self.text(text, Face::Mono, span),
                BlockKind::Rule => {}
            }
        }
    }

    fn heading(&mut self, level: u8, content: &[Inline], span: Span) {
        if level > self.level + 1 {
            let message = format!("a heading of level {level} follows one of level {}", self.level);
            let warning = Diagnostic::warning("heading-level-skipped", message)
                .at(self.place(span))
                .hint(format!("make it level {}: readers of the tags expect no gap", self.level + 1));
            self.findings.warnings.push(warning);
        }
        self.level = level;
        self.inlines(content, span);
    }

    fn inlines(&mut self, inlines: &[Inline], span: Span) {
        for inline in inlines {
            match inline {
                Inline::Text(text) => self.text(text, Face::Serif, span),
                Inline::Code(text) => self.text(text, Face::Mono, span),
                Inline::Emphasis(content)
                | Inline::Strong(content)
                | Inline::Strikeout(content)
                | Inline::Superscript(content)
                | Inline::Subscript(content)
                | Inline::Span { content, .. } => self.inlines(content, span),
                Inline::Link { target, content, .. } => self.link(target, content, span),
                Inline::Image { target, alt, title, span, .. } => {
                    self.picture(target, alt, *span);
                    self.text(title, Face::Serif, *span);
                }
                Inline::SoftBreak | Inline::HardBreak | Inline::NoteRef(_) | Inline::Citation(_) => {}
            }
        }
    }

    fn link(&mut self, target: &str, content: &[Inline], span: Span) {
        if plain(content).is_empty() {
            let message = format!("the link to `{target}` has no words");
            let warning = Diagnostic::warning("link-without-text", message).at(self.find(target, span));
            self.findings.warnings.push(warning);
        }
        self.inlines(content, span);
    }

    fn picture(&mut self, target: &str, alt: &str, span: Span) {
        match self.options.pictures.get(target) {
            Some(Some(_)) => return,
            // Why it is not was said when it was read.
            Some(None) => return self.text(alt, Face::Serif, span),
            None => {}
        }
        let message = format!("the picture `{target}` is shown by its text alternative");
        let mut warning = Diagnostic::warning("picture-not-shown", message).at(self.place(span));
        if alt.trim().is_empty() {
            warning = warning.hint("write what it shows between the square brackets");
        }
        self.findings.warnings.push(warning);
        self.text(alt, Face::Serif, span);
    }

    fn text(&mut self, text: &str, face: Face, span: Span) {
        if text.is_ascii() {
            return;
        }
        for character in text.chars().filter(|character| !character.is_ascii() && !character.is_control()) {
            if self.shown.contains(&character) || self.missing.contains(&character) {
                continue;
            }
            if self.fonts.face_for(face, character).is_some() {
                self.shown.insert(character);
                continue;
            }
            self.missing.insert(character);
            let mut buffer = [0; 4];
            let place = self.find(character.encode_utf8(&mut buffer), span);
            let message = format!("no font has the character `{character}` (U+{:04X})", u32::from(character));
            let hint = "write it another way; the fonts hold Latin, Greek, Cyrillic and common signs";
            self.findings.errors.push(Diagnostic::error("no-glyph", message).at(place).hint(hint));
        }
    }

    fn place(&self, span: Span) -> Location {
        Location::in_text(&*self.options.file, &self.options.markdown, span)
    }

    /// Points at `needle` inside `span`, or at the whole of it where the needle is written otherwise.
    fn find(&self, needle: &str, span: Span) -> Location {
        let found = self.options.markdown.get(span.range()).and_then(|text| text.find(needle));
        self.place(found.map_or(span, |at| Span::new(span.start + at, span.start + at + needle.len())))
    }
}

/// Tells whether `tag` looks like a BCP 47 tag.
fn is_language(tag: &str) -> bool {
    let mut parts = tag.split('-');
    let is_part = |part: &str| (1..=8).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_alphanumeric());
    let first = parts.next().unwrap_or_default();
    (2..=8).contains(&first.len()) && first.bytes().all(|byte| byte.is_ascii_alphabetic()) && parts.all(is_part)
}
