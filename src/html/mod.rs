//! Render a note as one HTML file: no network, no script needed.
//!
//! The exact words behind a citation appear beside it on hover and on keyboard focus (by CSS alone), and as a list at
//! the end, which is what print and screen readers get. The two sides stand beside each other where the screen is
//! wide. Charts are inline SVG drawn from the table that stands below them and says the same.
//! Pictures stand in the page itself; one that cannot be shown is shown by its text alternative.

mod blocks;
mod chart;
mod text;
mod words;

#[cfg(test)]
mod tests;

use sha2::{Digest, Sha256};

use crate::markup::{BlockKind, Markup, plain_text};
use crate::picture::Pictures;
use crate::theme::Theme;
use text::{Escaped, push_attribute};

/// What stands before and after the theme, as JSON, in a page that has one.
const THEME_START: &str = "<script type=\"application/json\" id=\"theme:\">";
const THEME_END: &str = "</script>";

/// The built-in style sheet.
const STYLE: &str = include_str!("../../templates/page.css");

/// Settings of a page.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// JSON-LD to embed, or nothing.
    pub json_ld: Option<String>,
    /// Style sheet to use in place of the built-in one.
    pub css: Option<String>,
    /// Fonts and colours.
    pub theme: Theme,
    /// Pictures by their paths.
    pub pictures: Pictures,
}

/// Returns the page.
pub fn render(markup: &Markup, options: &Options) -> String {
    let metadata = &markup.metadata;
    let language = metadata.lang.as_deref().unwrap_or("en");
    let words = words::of(language);
    let mut writer = blocks::Writer::new(markup, words, &options.pictures);
    let body = writer.body();
    let notes = writer.notes();

    let mut page = String::with_capacity(body.len() + notes.len() + STYLE.len() + 2048);
    page.push_str("<!DOCTYPE html>\n<html");
    push_attribute(&mut page, "lang", language);
    page.push_str(">\n<head>\n<meta charset=\"utf-8\">\n");
    page.push_str("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n");
    page.push_str("<meta name=\"color-scheme\" content=\"light dark\">\n");
    // `<` could end the element; in JSON it may always be written so.
    let json = options.json_ld.as_ref().map(|json| json.replace('<', "\\u003c"));
    // The page says how it was made, so that it can be made again and compared.
    let theme = serde_json::to_string(&options.theme).ok().filter(|_| !options.theme.is_plain());
    let has_pictures = options.pictures.values().any(Option::is_some);
    page.push_str(&policy(json.as_deref().into_iter().chain(theme.as_deref()), has_pictures));
    page.push_str(&format!("<title>{}</title>\n", Escaped(&title(markup, words))));
    for author in &metadata.author {
        page.push_str("<meta name=\"author\"");
        push_attribute(&mut page, "content", author);
        page.push_str(">\n");
    }
    let style = compact(options.css.as_deref().unwrap_or(STYLE)).replace("</", "<\\/");
    page.push_str(&format!("<style>\n{style}{}</style>\n", options.theme.css()));
    if let Some(theme) = theme {
        page.push_str(&format!("{THEME_START}{theme}{THEME_END}\n"));
    }
    if let Some(json) = json {
        page.push_str(&format!("<script type=\"application/ld+json\">{json}</script>\n"));
    }
    page.push_str("</head>\n<body>\n");
    page.push_str(&format!("<a class=\"skip\" href=\"#main:\">{}</a>\n", words.skip));
    page.push_str(&head(markup, words));
    page.push_str(&writer.contents());
    page.push_str("<main id=\"main:\">\n");
    page.push_str(&body);
    page.push_str(&notes);
    page.push_str("</main>\n</body>\n</html>\n");
    page
}

/// Returns the heading of contents in `language`.
pub(crate) fn contents_word(language: &str) -> &'static str {
    words::of(language).contents
}

/// Returns the theme that a page says it was made with.
pub fn theme_of(page: &str) -> Theme {
    let json = page.split_once(THEME_START).and_then(|(_, rest)| rest.split_once(THEME_END));
    json.and_then(|(json, _)| serde_json::from_str(json).ok()).unwrap_or_default()
}

/// Writes what the page may load: nothing but the styles and pictures in it, and of scripts only the data in it, known by its hash.
fn policy<'d>(data: impl Iterator<Item = &'d str>, has_pictures: bool) -> String {
    let hashes = data.map(|json| format!(" 'sha256-{}'", text::base64(&Sha256::digest(json.as_bytes()))));
    let hashes: String = hashes.collect();
    let images = if has_pictures { "; img-src data:" } else { "" };
    let script = if hashes.is_empty() { String::new() } else { format!("; script-src{hashes}") };
    format!(
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'{images}{script}\">\n"
    )
}

/// Leaves comments, indents and empty lines out of a style sheet; every line stays a line, and texts as they are.
fn compact(css: &str) -> String {
    let mut rest = css;
    let mut bare = String::with_capacity(css.len());
    while let Some((before, comment)) = rest.split_once("/*") {
        // A comment that never ends is left to the browser, and so is what may stand in a text in quotes.
        let line = before.rsplit('\n').next().unwrap_or(before);
        let is_quoted = line.matches(['"', '\'']).count() % 2 == 1;
        let Some((_, after)) = comment.split_once("*/").filter(|_| !is_quoted) else { break };
        bare.push_str(before);
        rest = after;
    }
    bare.push_str(rest);
    let lines = bare.lines().map(str::trim).filter(|line| !line.is_empty());
    lines.flat_map(|line| [line, "\n"]).collect()
}

/// Returns the title of the page: the note's, else its first heading, else the word for a note.
fn title(markup: &Markup, words: &words::Words) -> String {
    let first_heading = || {
        markup.blocks.iter().find_map(|block| match &block.kind {
            BlockKind::Heading { content, .. } => Some(plain_text(content)),
            BlockKind::Paragraph(_)
            | BlockKind::List { .. }
            | BlockKind::Quote(_)
            | BlockKind::Table(_)
            | BlockKind::Code { .. }
            | BlockKind::Rule
            | BlockKind::Div { .. } => None,
        })
    };
    let title = markup.metadata.title.clone().or_else(first_heading).unwrap_or_default();
    if title.trim().is_empty() { words.note.to_owned() } else { title }
}

/// Writes title, subtitle, authors and date. A page always has one heading of the first level.
fn head(markup: &Markup, words: &words::Words) -> String {
    let metadata = &markup.metadata;
    let mut head = format!("<header>\n<h1>{}</h1>\n", Escaped(&title(markup, words)));
    if let Some(subtitle) = &metadata.subtitle {
        head.push_str(&format!("<p class=\"subtitle\">{}</p>\n", Escaped(subtitle)));
    }
    let mut line: Vec<String> = metadata.author.iter().map(|author| Escaped(author).to_string()).collect();
    line.extend(metadata.date.iter().map(|date| Escaped(date).to_string()));
    if !line.is_empty() {
        head.push_str(&format!("<p class=\"byline\">{}</p>\n", line.join(" · ")));
    }
    head.push_str("</header>\n");
    head
}
