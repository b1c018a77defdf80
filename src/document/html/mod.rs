//! Reads web pages: the words of the article, and what the page says about itself.
//!
//! Takes the decoded page, gives a [`Reading`] whose text is the article with one block a line. The steps:
//!
//! 1. [`limit`] keeps nesting, tags and size within bounds, so that no page costs more than its length allows;
//! 2. [`meta`] reads title, authors, dates and the rest from the data of the page;
//! 3. `dom_smoothie` (the Readability algorithm) chooses the part of the page that holds the article;
//! 4. [`blocks`] turns that part into headings, paragraphs, items, rows and quotes, and leaves out what a page puts
//!    between them.
//!
//! Scripts are not run: words that only a script would show are not there.

mod blocks;
mod limit;
mod meta;

use dom_query::Document;
use dom_smoothie::{Config, Readability};

use super::Reading;
use crate::diagnostic::{Diagnostic, Location};

/// Most elements of a page in which an article is looked for.
const ELEMENTS: usize = 200_000;

/// Reads the page `html` of `file`.
pub(super) fn read(file: &str, html: &str, warnings: &mut Vec<Diagnostic>) -> Reading {
    let limited = limit::within_bounds(html);
    if let Some(what) = limited.passed {
        let warning = Diagnostic::warning("page-limit", format!("{what}: the rest was left out"));
        warnings.push(warning.at(Location::file(file)));
    }
    let page = Document::from(&*limited.html);
    let found = meta::read(&page);
    // Readability takes headings with classes such as `header` for the heads of pages.
    for heading in page.select("h1, h2, h3, h4, h5, h6").nodes() {
        heading.remove_attrs(&["class", "id"]);
    }
    let config =
        Config { keep_classes: true, max_elements_to_parse: ELEMENTS, disable_json_ld: true, ..Config::default() };
    let article = Readability::with_document(page, None, Some(config)).and_then(|mut reader| reader.parse());
    let content = match article {
        Ok(article) => Document::fragment(article.content),
        // No part of the page stands out: all of it is read.
        Err(_) => Document::from(&*limited.html),
    };
    let (text, blocks) = blocks::read(&content.root());
    if text.is_empty() {
        let error = Diagnostic::error("no-words", format!("no article was found in `{file}`")).at(Location::file(file));
        warnings.push(error.hint("save the words of the page as `.txt`; a page that only a script fills holds none"));
    }
    Reading { text, blocks, stated: found }
}
