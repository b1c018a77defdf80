//! Render a note as one HTML file: no network, no script needed. Where scripts run, a page with both sides can be
//! filtered by side, source and issue.
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

use std::collections::BTreeMap;

use sha2::{Digest, Sha256};

use crate::markup::{Block, BlockKind, Markup, plain_text};
use crate::picture::Pictures;
use crate::theme::Theme;
use text::push_attribute;

pub(crate) use text::Escaped;

/// What stands before and after the theme, as JSON, in a page that has one.
const THEME_START: &str = "<script type=\"application/json\" id=\"theme:\">";
const THEME_END: &str = "</script>";

/// The built-in style sheet.
const STYLE: &str = include_str!("../../templates/page.css");

/// Filters a page.
const SCRIPT: &str = include_str!("../../templates/page.js");

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
    let sources = options.json_ld.as_deref().map_or_else(BTreeMap::new, sources_of);
    let mut writer = blocks::Writer::new(markup, words, &options.pictures, sources);
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
    let script = has_sides(&markup.blocks).then(|| bare_script(SCRIPT));
    let scripts = [json.as_deref(), theme.as_deref(), script.as_deref()];
    page.push_str(&policy(scripts.into_iter().flatten(), has_pictures));
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
    if script.is_some() {
        page.push_str(&filter(&words.filter));
    }
    page.push_str(&body);
    page.push_str(&notes);
    page.push_str("</main>\n");
    if let Some(script) = script {
        page.push_str(&format!("<script>{script}</script>\n"));
    }
    page.push_str("</body>\n</html>\n");
    page
}

/// Tells whether a note has both sides beside each other somewhere.
fn has_sides(blocks: &[Block]) -> bool {
    blocks.iter().any(|block| match &block.kind {
        BlockKind::Div { attributes, blocks } => attributes.has("sides") || has_sides(blocks),
        BlockKind::Heading { .. }
        | BlockKind::Paragraph(_)
        | BlockKind::List { .. }
        | BlockKind::Quote(_)
        | BlockKind::Table(_)
        | BlockKind::Code { .. }
        | BlockKind::Rule => false,
    })
}

/// Writes the controls of the filter, which its script fills and shows.
fn filter(words: &words::Filter) -> String {
    let mut form = String::from("<form class=filter hidden");
    push_attribute(&mut form, "aria-label", words.name);
    push_attribute(&mut form, "data-shown", words.shown);
    form.push('>');
    for (name, label) in [("side", words.side), ("source", words.source), ("issue", words.issue)] {
        form.push_str(&format!(
            "<label>{label} <select name={name} autocomplete=off><option value=\"\">{}</option></select></label>\n",
            words.all
        ));
    }
    form.push_str(&format!("<button type=reset>{}</button>\n<output></output></form>\n", words.reset));
    form
}

/// Returns which source in the page's data each fact is of, by its id and by its id with that of the source before it.
fn sources_of(json_ld: &str) -> BTreeMap<String, usize> {
    let data: serde_json::Value = serde_json::from_str(json_ld).unwrap_or_default();
    let list = |value: &serde_json::Value| value.as_array().cloned().unwrap_or_default();
    let mut sources = BTreeMap::new();
    for (index, citation) in list(&data["citation"]).iter().enumerate() {
        for part in list(&citation["hasPart"]) {
            let Some(fact) = part["identifier"].as_str() else { continue };
            if let Some(source) = citation["identifier"].as_str() {
                sources.insert(format!("{source}-{fact}"), index);
            }
            sources.entry(fact.to_owned()).or_insert(index);
        }
    }
    sources
}

/// Leaves lines of comment out of a script, and space at marks in lines without texts.
fn bare_script(script: &str) -> String {
    let lines = script.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with("//"));
    let marks = [" => ", " = ", ", ", "; ", " && ", " || ", " { ", ") ", " }"];
    let compact = |line: &str| match line.contains(['"', '\'', '`', '/']) {
        true => line.to_owned(),
        false => marks.iter().fold(line.to_owned(), |line, mark| line.replace(mark, mark.trim())),
    };
    lines.map(compact).collect::<Vec<_>>().join("\n")
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

/// Writes what the page may load: nothing but the styles and pictures in it, and of scripts only the data and
/// the filter in it, known by their hashes.
fn policy<'d>(data: impl Iterator<Item = &'d str>, has_pictures: bool) -> String {
    let hashes = data.map(|json| format!(" 'sha256-{}'", text::base64(&Sha256::digest(json.as_bytes()))));
    let hashes: String = hashes.collect();
    let images = if has_pictures { "; img-src data:" } else { "" };
    let script = if hashes.is_empty() { String::new() } else { format!("; script-src{hashes}") };
    format!(
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'{images}{script}\">\n"
    )
}

/// Leaves comments, indents, empty lines and space at marks out of a style sheet; every line stays a line, and those with
/// texts in quotes as they are.
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
    let mut compact = String::with_capacity(bare.len());
    for line in lines {
        if line.contains(['"', '\'']) {
            compact.push_str(line);
        } else {
            let marks = [(": ", ":"), ("; ", ";"), (", ", ","), (" {", "{"), ("{ ", "{"), (";}", "}"), (" }", "}")];
            compact.push_str(&marks.iter().fold(line.to_owned(), |line, (mark, bare)| line.replace(mark, bare)));
        }
        compact.push('\n');
    }
    compact
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
