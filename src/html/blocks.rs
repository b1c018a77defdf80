//! Writes blocks and running text. No kind of block or inline is left to a default arm: a new one must be shown.

use std::collections::BTreeMap;
use std::fmt::Write;

use super::chart;
use super::text::{Escaped, base64, push_attribute, safe_target};
use super::words::Words;
use crate::markup::{Align, Attributes, Block, BlockKind, Inline, Markup, Table, plain_text};
use crate::picture::{self, Picture, Pictures, Width};

/// From how many sections on a page has a list of contents.
const CONTENTS: usize = 4;

/// Writes one note.
pub(super) struct Writer<'a> {
    markup: &'a Markup,
    words: &'static Words,
    pictures: &'a Pictures,
    /// How many times each footnote was referred to so far.
    references: Vec<usize>,
    /// Added to the level of headings: the title has the first level.
    shift: u8,
    /// Level of the last heading written, so that none is skipped.
    level: u8,
    tables: usize,
    /// Which source of the page's data each footnote is of, by its label.
    sources: BTreeMap<String, usize>,
}

impl<'a> Writer<'a> {
    pub(super) fn new(
        markup: &'a Markup,
        words: &'static Words,
        pictures: &'a Pictures,
        sources: BTreeMap<String, usize>,
    ) -> Self {
        let is_first = |block: &Block| matches!(block.kind, BlockKind::Heading { level: 1, .. });
        let shift = u8::from(markup.blocks.iter().any(is_first));
        Self { markup, words, pictures, references: vec![0; markup.notes.len()], shift, level: 1, tables: 0, sources }
    }

    /// Writes the text of the note.
    pub(super) fn body(&mut self) -> String {
        let mut html = String::new();
        let mut blocks = self.markup.blocks.as_slice();
        // Without a title of its own, the first heading is the title, and stands in the head.
        if self.markup.metadata.title.is_none()
            && let Some(Block { kind: BlockKind::Heading { .. }, .. }) = blocks.first()
        {
            blocks = &blocks[1..];
        }
        self.blocks(blocks, &mut html);
        html
    }

    /// Writes the list of contents, or nothing for a short note.
    pub(super) fn contents(&self) -> String {
        let sections = self.markup.blocks.iter().filter_map(|block| section(block, self.shift)).collect::<Vec<_>>();
        if sections.len() < CONTENTS {
            return String::new();
        }
        let mut html =
            format!("<nav aria-labelledby=\"contents:\">\n<h2 id=\"contents:\">{}</h2>\n<ol>\n", self.words.contents);
        for (id, content) in sections {
            html.push_str("<li><a");
            push_attribute(&mut html, "href", &format!("#{id}"));
            let _ = writeln!(html, ">{}</a></li>", Escaped(plain_text(content).trim()));
        }
        html.push_str("</ol>\n</nav>\n");
        html
    }

    /// Writes the footnotes; call it after [`Writer::body`].
    pub(super) fn notes(&mut self) -> String {
        if self.markup.notes.is_empty() {
            return String::new();
        }
        // Notes may refer to notes: their content is written before any way back is.
        let mut contents = Vec::new();
        for note in &self.markup.notes {
            let mut html = String::new();
            self.blocks(&note.blocks, &mut html);
            contents.push(html);
        }
        let mut html = format!(
            "<section class=\"notes\" role=\"doc-endnotes\" aria-labelledby=\"notes:\">\n<h2 id=\"notes:\">{}</h2>\n<ol>\n",
            self.words.notes
        );
        for (index, content) in contents.into_iter().enumerate() {
            let number = index + 1;
            let mut back = String::new();
            for reference in 1..=self.references[index] {
                let target = reference_id(number, reference);
                // The first way back says what it is; those after it are its numbers, as in an encyclopedia.
                let _ = match reference {
                    1 => write!(
                        back,
                        " <a href=#{target} role=doc-backlink aria-label=\"{} {number}\">↩</a>",
                        self.words.back
                    ),
                    _ => write!(back, " <a href=#{target}>{reference}</a>"),
                };
            }
            // Written once a note and therefore kept short: one paragraph needs no element of its own, an item of a list no
            // end tag, and values that hold no marks no quotes.
            let content = content.trim_end();
            let only = content.strip_prefix("<p>").and_then(|rest| rest.strip_suffix("</p>"));
            let content = match (only, content.strip_suffix("</p>")) {
                (Some(only), _) if !only.contains("</p>") => format!("{only}{back}"),
                (_, Some(content)) => format!("{content}{back}</p>"),
                (_, None) => format!("{content}<p>{back}</p>"),
            };
            let source = self.sources.get(&self.markup.notes[index].label);
            let source = source.map(|source| format!(" data-s={source}")).unwrap_or_default();
            let _ = writeln!(html, "<li id=n:{number}{source}>{content}");
        }
        html.push_str("</ol>\n</section>\n");
        html
    }

    fn blocks(&mut self, blocks: &[Block], html: &mut String) {
        for block in blocks {
            self.block(&block.kind, html);
        }
    }

    fn block(&mut self, kind: &BlockKind, html: &mut String) {
        match kind {
            BlockKind::Heading { level, attributes, content } => self.heading(*level, attributes, content, html),
            BlockKind::Paragraph(content) if picture::stand_alone(content, self.pictures) => {
                content.iter().for_each(|inline| self.figure(inline, html));
            }
            BlockKind::Paragraph(content) => {
                html.push_str("<p>");
                self.inlines(content, html);
                html.push_str("</p>\n");
            }
            BlockKind::List { start, tight, items } => self.list(*start, *tight, items, html),
            BlockKind::Quote(blocks) => {
                html.push_str("<blockquote>\n");
                self.blocks(blocks, html);
                html.push_str("</blockquote>\n");
            }
            BlockKind::Table(table) => self.table(table, html),
            BlockKind::Code { language, text } => {
                html.push_str("<pre");
                if let Some(language) = language {
                    push_attribute(html, "class", &format!("language-{language}"));
                }
                let _ = writeln!(html, "><code>{}</code></pre>", Escaped(text));
            }
            BlockKind::Rule => html.push_str("<hr>\n"),
            BlockKind::Div { attributes, blocks } => {
                html.push_str("<div");
                self.attributes(attributes, html);
                html.push_str(">\n");
                if attributes.has("chart") {
                    html.push_str(&chart::draw(attributes, blocks).unwrap_or_default());
                }
                self.blocks(blocks, html);
                html.push_str("</div>\n");
            }
        }
    }

    fn heading(&mut self, level: u8, attributes: &Attributes, content: &[Inline], html: &mut String) {
        let level = (level + self.shift).clamp(2, 6).min(self.level + 1);
        self.level = level;
        let _ = write!(html, "<h{level}");
        self.attributes(attributes, html);
        html.push('>');
        self.inlines(content, html);
        let _ = writeln!(html, "</h{level}>");
    }

    fn list(&mut self, start: Option<u64>, tight: bool, items: &[Vec<Block>], html: &mut String) {
        let tag = if start.is_some() { "ol" } else { "ul" };
        let _ = write!(html, "<{tag}");
        if let Some(start) = start.filter(|&start| start != 1) {
            let _ = write!(html, " start=\"{start}\"");
        }
        html.push_str(">\n");
        for item in items {
            html.push_str("<li>");
            match item.as_slice() {
                // Items of tight lists are set without the space around paragraphs.
                [Block { kind: BlockKind::Paragraph(content), .. }, rest @ ..] if tight => {
                    self.inlines(content, html);
                    if !rest.is_empty() {
                        html.push('\n');
                    }
                    self.blocks(rest, html);
                }
                blocks => self.blocks(blocks, html),
            }
            html.push_str("</li>\n");
        }
        let _ = writeln!(html, "</{tag}>");
    }

    fn table(&mut self, table: &Table, html: &mut String) {
        self.tables += 1;
        // The region can be scrolled on narrow screens, so that it needs a name and a place in the tab order.
        let name = match plain_text(&table.caption) {
            caption if caption.trim().is_empty() => format!("{} {}", self.words.table, self.tables),
            caption => caption,
        };
        let width = if table.columns.len() > 3 { "table wide" } else { "table" };
        let _ = write!(html, "<div class=\"{width}\" role=\"region\" tabindex=\"0\"");
        push_attribute(html, "aria-label", &name);
        html.push_str(">\n<table>\n");
        if !table.caption.is_empty() {
            html.push_str("<caption>");
            self.inlines(&table.caption, html);
            html.push_str("</caption>\n");
        }
        let dashes: usize = table.columns.iter().map(|column| column.dashes).sum();
        if dashes > 0 {
            html.push_str("<colgroup>");
            for column in &table.columns {
                let _ = write!(
                    html,
                    "<col style=\"width:{}%\">",
                    (column.dashes * 100).checked_div(dashes).unwrap_or_default()
                );
            }
            html.push_str("</colgroup>\n");
        }
        if !table.head.is_empty() {
            html.push_str("<thead>\n<tr>");
            for (index, cell) in table.head.iter().enumerate() {
                // A head without words heads nothing.
                let tag = if cell.is_empty() { "td" } else { "th scope=col" };
                self.cell(tag, align(table, index), cell, html);
            }
            html.push_str("</tr>\n</thead>\n");
        }
        html.push_str("<tbody>\n");
        for row in &table.rows {
            html.push_str("<tr>");
            for (index, cell) in row.iter().enumerate() {
                let heads = index == 0 && !table.head.is_empty() && align(table, 0) == Align::Start;
                let tag = if heads && !plain_text(cell).trim().is_empty() { "th scope=row" } else { "td" };
                self.cell(tag, align(table, index), cell, html);
            }
            html.push_str("</tr>\n");
        }
        html.push_str("</tbody>\n</table>\n</div>\n");
    }

    fn cell(&mut self, tag: &str, align: Align, content: &[Inline], html: &mut String) {
        let class = match align {
            Align::Start => "",
            Align::Center => " class=\"center\"",
            Align::End => " class=\"end\"",
        };
        let _ = write!(html, "<{tag}{class}>");
        self.inlines(content, html);
        // A cell of data ends where the next begins.
        if tag != "td" {
            html.push_str("</th>");
        }
    }

    fn attributes(&self, attributes: &Attributes, html: &mut String) {
        if let Some(id) = attributes.id.as_deref().filter(|id| !id.is_empty()) {
            push_attribute(html, "id", id);
        }
        if !attributes.classes.is_empty() {
            push_attribute(html, "class", &attributes.classes.join(" "));
        }
    }

    fn inlines(&mut self, content: &[Inline], html: &mut String) {
        for inline in content {
            self.inline(inline, html);
        }
    }

    fn inline(&mut self, inline: &Inline, html: &mut String) {
        match inline {
            Inline::Text(text) => {
                let _ = write!(html, "{}", Escaped(text));
            }
            Inline::SoftBreak => html.push('\n'),
            Inline::HardBreak => html.push_str("<br>\n"),
            Inline::Emphasis(content) => self.wrapped("em", content, html),
            Inline::Strong(content) => self.wrapped("strong", content, html),
            Inline::Strikeout(content) => self.wrapped("s", content, html),
            Inline::Superscript(content) => self.wrapped("sup", content, html),
            Inline::Subscript(content) => self.wrapped("sub", content, html),
            Inline::Code(text) => {
                let _ = write!(html, "<code>{}</code>", Escaped(text));
            }
            Inline::Link { target, title, content } => match safe_target(target) {
                Some(target) if !plain_text(content).trim().is_empty() => {
                    html.push_str("<a");
                    push_attribute(html, "href", &target);
                    if !title.is_empty() {
                        push_attribute(html, "title", title);
                    }
                    html.push('>');
                    self.inlines(content, html);
                    html.push_str("</a>");
                }
                Some(_) | None => self.inlines(content, html),
            },
            Inline::Image { target, alt, attributes, .. } => {
                if let Some(Some(picture)) = self.pictures.get(target) {
                    self.picture(picture, alt, attributes, html);
                    return;
                }
                let _ = write!(html, "<span class=\"picture\">[{}: {}]</span>", self.words.picture, Escaped(alt));
            }
            Inline::NoteRef(index) => self.note_reference(*index, html),
            Inline::Citation(citation) => {
                let _ = write!(html, "<span class=\"citation\">{}</span>", Escaped(&citation.to_string()));
            }
            Inline::Span { attributes, content } => self.span(attributes, content, html),
        }
    }

    /// Writes a picture that stands alone, with its title as caption.
    fn figure(&mut self, inline: &Inline, html: &mut String) {
        let Inline::Image { title, .. } = inline else { return };
        html.push_str("<figure>");
        self.inline(inline, html);
        if !title.trim().is_empty() {
            let _ = write!(html, "<figcaption>{}</figcaption>", Escaped(title));
        }
        html.push_str("</figure>\n");
    }

    fn picture(&self, picture: &Picture, alt: &str, attributes: &Attributes, html: &mut String) {
        html.push_str("<img");
        self.attributes(attributes, html);
        push_attribute(html, "alt", alt);
        let _ = write!(html, " width=\"{}\" height=\"{}\"", picture.width, picture.height);
        match attributes.get("width").and_then(Width::read) {
            Some(Width::Share(share)) => push_attribute(html, "style", &format!("width:{}%", share * 100.0)),
            Some(Width::Points(points)) => push_attribute(html, "style", &format!("width:{points}pt")),
            None => {}
        }
        let _ = write!(html, " src=\"data:{};base64,{}\">", picture.media_type(), base64(&picture.file));
    }

    fn wrapped(&mut self, tag: &str, content: &[Inline], html: &mut String) {
        let _ = write!(html, "<{tag}>");
        self.inlines(content, html);
        let _ = write!(html, "</{tag}>");
    }

    fn span(&mut self, attributes: &Attributes, content: &[Inline], html: &mut String) {
        // A date whose two ends are one day is a time that programs can read.
        let day = attributes.get("from").filter(|day| attributes.get("to") == Some(day) && is_day(day));
        let tag = if day.is_some() { "time" } else { "span" };
        let _ = write!(html, "<{tag}");
        self.attributes(attributes, html);
        if let Some(day) = day {
            push_attribute(html, "datetime", day);
        }
        html.push('>');
        self.inlines(content, html);
        let _ = write!(html, "</{tag}>");
    }

    /// Writes the number of a footnote and its words, which are hidden until it has the pointer or the focus; from the
    /// number a link leads to the list. Written once a citation, and therefore kept short: values that need no quotes have
    /// none.
    fn note_reference(&mut self, index: usize, html: &mut String) {
        let (Some(note), Some(count)) = (self.markup.notes.get(index), self.references.get_mut(index)) else { return };
        *count += 1;
        let (number, id) = (index + 1, reference_id(index + 1, *count));
        let _ = write!(html, "<span class=ref><a id={id} href=#n:{number} role=doc-noteref>{number}</a>");
        let mut words = String::new();
        plain_blocks(&note.blocks, &mut words);
        let _ = write!(html, "<span>{}</span></span>", words.trim());
    }
}

fn reference_id(number: usize, reference: usize) -> String {
    if reference == 1 { format!("r:{number}") } else { format!("r:{number}-{reference}") }
}

fn is_day(text: &str) -> bool {
    text.parse::<crate::value::date::PartialDate>().is_ok_and(|date| date.day().is_some())
}

fn align(table: &Table, index: usize) -> Align {
    table.columns.get(index).map(|column| column.align).unwrap_or_default()
}

fn section(block: &Block, shift: u8) -> Option<(&str, &[Inline])> {
    match &block.kind {
        BlockKind::Heading { level, attributes, content } if level + shift == 2 => {
            Some((attributes.id.as_deref()?, content))
        }
        BlockKind::Heading { .. }
        | BlockKind::Paragraph(_)
        | BlockKind::List { .. }
        | BlockKind::Quote(_)
        | BlockKind::Table(_)
        | BlockKind::Code { .. }
        | BlockKind::Rule => None,
        // The method box stands in a div of its own and is a section all the same.
        BlockKind::Div { blocks, attributes } if !attributes.has("sides") => {
            blocks.iter().find_map(|block| section(block, shift))
        }
        BlockKind::Div { .. } => None,
    }
}

/// Writes the words of a note without links, so that nothing in them can take the focus.
fn plain_blocks(blocks: &[Block], html: &mut String) {
    for block in blocks {
        match &block.kind {
            BlockKind::Heading { content, .. } | BlockKind::Paragraph(content) => {
                if !html.is_empty() {
                    html.push_str("<br>");
                }
                plain_inlines(content, html);
            }
            BlockKind::List { items, .. } => items.iter().for_each(|item| plain_blocks(item, html)),
            BlockKind::Quote(blocks) | BlockKind::Div { blocks, .. } => plain_blocks(blocks, html),
            BlockKind::Code { text, .. } => {
                let _ = write!(html, "<br><code>{}</code>", Escaped(text));
            }
            BlockKind::Table(_) | BlockKind::Rule => html.push_str(" … "),
        }
    }
}

fn plain_inlines(content: &[Inline], html: &mut String) {
    for inline in content {
        match inline {
            Inline::Emphasis(content) => {
                html.push_str("<em>");
                plain_inlines(content, html);
                html.push_str("</em>");
            }
            Inline::Strong(content)
            | Inline::Strikeout(content)
            | Inline::Superscript(content)
            | Inline::Subscript(content)
            | Inline::Span { content, .. } => plain_inlines(content, html),
            Inline::Link { target, content, .. } if target.starts_with('#') => plain_inlines(content, html),
            // A title that is linked in the list is set as a title here.
            Inline::Link { content, .. } => {
                html.push_str("<em>");
                plain_inlines(content, html);
                html.push_str("</em>");
            }
            Inline::Text(_)
            | Inline::SoftBreak
            | Inline::HardBreak
            | Inline::Code(_)
            | Inline::Image { .. }
            | Inline::NoteRef(_)
            | Inline::Citation(_) => {
                let _ = write!(html, "{}", Escaped(&plain_text(std::slice::from_ref(inline))));
            }
        }
    }
}
