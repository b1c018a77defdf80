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

use dom_query::{Document, NodeRef};
use dom_smoothie::{Config, Readability};

use super::Reading;
use crate::diagnostic::{Diagnostic, Location};

/// Most elements of a page in which an article is looked for.
const ELEMENTS: usize = 200_000;

/// Returns a page without what nests too deeply or is too long, for other readers of pages.
pub(crate) fn within_bounds(html: &str) -> std::borrow::Cow<'_, str> {
    limit::within_bounds(html).html
}

/// Reads the page `html` of `file`.
pub(super) fn read(file: &str, html: &str, warnings: &mut Vec<Diagnostic>) -> Reading {
    let limited = limit::within_bounds(html);
    if let Some(what) = limited.passed {
        let warning = Diagnostic::warning("page-limit", format!("{what}: the rest was left out"));
        warnings.push(warning.at(Location::file(file)));
    }
    let page = Document::from(&*limited.html);
    let found = meta::read(&page);
    // Readability turns captions into paragraphs, and takes headings with classes such as `header` for the heads of pages.
    page.select("figcaption").remove();
    let own = own_post(&page);
    for article in page.select("article article, article ~ article").nodes() {
        if is_teaser(article) || is_other_post(article, own.as_deref()) {
            article.remove_from_parent();
        }
    }
    // Readability takes posts of social networks for buttons that share the page.
    for embedded in page.select("[class*=embed], [class*=tweet]").nodes() {
        embedded.remove_attr("class");
    }
    for heading in page.select("h1, h2, h3, h4, h5, h6").nodes() {
        heading.remove_attrs(&["class", "id"]);
    }
    let main_prose = main_part(&page).map_or(0, |(prose, _)| prose);
    let config =
        Config { keep_classes: true, max_elements_to_parse: ELEMENTS, disable_json_ld: true, ..Config::default() };
    let article = Readability::with_document(page, None, Some(config)).and_then(|mut reader| reader.parse());
    let content = match article {
        Ok(article) => {
            let content = Document::fragment(article.content);
            // Pages made of cards scatter their paragraphs: the part that the page itself names holds them all.
            match prose(&content.root()) * 2 < main_prose {
                true => main_of(&limited.html).unwrap_or(content),
                false => content,
            }
        }
        // No part of the page stands out: all of it is read.
        Err(_) => Document::from(&*limited.html),
    };
    let (text, blocks) = blocks::read(&content.root());
    if text.is_empty() {
        let error = Diagnostic::error("no-words", format!("no article was found in `{file}`")).at(Location::file(file));
        warnings.push(error.hint("save the words of the page as `.txt`; a page that only a script fills holds none"));
    }
    Reading { text, blocks, stated: found, ..Reading::default() }
}

/// Tells whether an `<article>` after or within another announces another page: its heading is a link.
fn is_teaser(node: &NodeRef<'_>) -> bool {
    let is_heading = |node: &NodeRef<'_>| ["h1", "h2", "h3", "h4", "h5"].iter().any(|name| node.has_name(name));
    node.descendants_it().find(is_heading).is_some_and(|heading| {
        let all = heading.normalized_char_count();
        let mut links = heading.descendants_it().filter(|node| node.has_name("a") && node.has_attr("href"));
        all > 0 && links.any(|link| link.normalized_char_count() == all)
    })
}

/// Returns the number of the post that a page of `WordPress` shows, which the class of its body names.
fn own_post(page: &Document) -> Option<String> {
    let class = page.select_single("body").attr("class")?;
    let number = class.split_whitespace().find_map(|name| name.strip_prefix("postid-"))?;
    Some(format!("post-{number}"))
}

/// Tells whether an `<article>` is another post than the page's own.
fn is_other_post(node: &NodeRef<'_>, own: Option<&str>) -> bool {
    let Some((own, id)) = own.zip(node.id_attr()) else { return false };
    let is_post = id.strip_prefix("post-").is_some_and(|number| number.bytes().all(|byte| byte.is_ascii_digit()));
    is_post && &*id != own
}

/// Returns the part marked as the article that holds the most prose, and how much.
fn main_part(page: &Document) -> Option<(usize, NodeRef<'_>)> {
    let parts = page.select("article, main, [role=main], [itemprop=articleBody]");
    let parts = parts.nodes().iter().take(PARTS).map(|node| (prose(node), *node));
    parts.max_by_key(|(prose, _)| *prose).filter(|(prose, _)| *prose >= PROSE)
}

/// Returns the part marked as the article, as a page of its own.
fn main_of(html: &str) -> Option<Document> {
    let page = Document::from(html);
    main_part(&page).map(|(_, node)| Document::fragment(node.html()))
}

/// Most marked parts of a page that are compared.
const PARTS: usize = 8;

/// Least prose, in characters, for which a marked part is preferred.
const PROSE: usize = 1500;

/// Returns how many characters of `node` stand in paragraphs that are no links.
fn prose(node: &NodeRef<'_>) -> usize {
    let paragraphs = node.descendants_it().filter(|node| node.is_element() && node.has_name("p"));
    let lengths = paragraphs.map(|paragraph| {
        let all = paragraph.normalized_char_count();
        let links =
            paragraph.descendants_it().filter(|node| node.has_name("a")).map(|link| link.normalized_char_count());
        let linked = links.sum::<usize>();
        if all >= 60 && linked * 2 < all { all } else { 0 }
    });
    lengths.sum()
}

#[cfg(test)]
mod tests {
    use super::super::{BlockKind, Document, parse};
    use crate::corpus::{Format, Text};

    fn document(html: &str) -> Document {
        parse(&Text::decoded("a.html", Format::Html, html, None)).output
    }

    const LONG: &str = "The council voted on Monday to build a second bridge over the sound, at twice the first price, \
                        and asked the harbour office to find the money before the ice comes.";

    fn page(head: &str, body: &str) -> String {
        format!(
            "<!DOCTYPE html><html lang=\"en-GB\"><head>{head}</head><body><nav><a href=/>Home</a> <a href=/n>News</a></nav>\
             <article>{body}<p>{LONG}</p><p>{LONG}</p><p>{LONG}</p></article>\
             <footer><p>© Harbour Press. All rights reserved.</p></footer></body></html>"
        )
    }

    fn blocks(document: &Document) -> Vec<(BlockKind, &str)> {
        let article = document.blocks.iter().filter(|block| block.furniture.is_none());
        article.map(|block| (block.kind, document.slice(block.span))).filter(|(_, words)| *words != LONG).collect()
    }

    #[test]
    fn elements_become_blocks_one_a_line() {
        let document = document(&page(
            "<title>Bridge vote splits the town</title>",
            "<h1>Bridge vote splits the town</h1><h2>Who pays</h2><ul><li>Traders</li><li>The   <b>town</b></li></ul>\
             <table><tr><th>Port</th><th>Ships</th></tr><tr><td>Sund</td><td>14</td></tr></table>\
             <blockquote><p>“We cannot pay,” the mayor said.</p></blockquote><p>One line.<br>Another line.</p>",
        ));
        assert_eq!(
            blocks(&document),
            [
                (BlockKind::Heading(2), "Who pays"),
                (BlockKind::ListItem, "Traders"),
                (BlockKind::ListItem, "The town"),
                (BlockKind::TableRow, "Port | Ships"),
                (BlockKind::TableRow, "Sund | 14"),
                (BlockKind::Quote, "“We cannot pay,” the mayor said."),
                (BlockKind::Paragraph, "One line."),
                (BlockKind::Paragraph, "Another line."),
            ]
        );
        assert!(!document.text.contains("All rights reserved") && !document.text.contains("Home"));
        assert_eq!(document.text.lines().count(), document.blocks.len());
    }

    #[test]
    fn what_a_page_puts_between_paragraphs_is_left_out() {
        let document = document(&page(
            "",
            "<h1>Bridge vote</h1><p>Words stay. They do.</p><div class=\"RelatedPosts\"><p>Why the ferry sank, by us.</p></div>\
             <figure><img src=a.png><figcaption>The old bridge.</figcaption></figure><p><a href=/x>Read our other piece</a></p>\
             <form><button>Sign up</button></form>",
        ));
        assert_eq!(blocks(&document).last(), Some(&(BlockKind::Paragraph, "Words stay. They do.")));
    }

    #[test]
    fn raised_digits_are_no_digits_of_a_figure() {
        let words = "<p>It cost 10<sup>6</sup> crowns in 1911<sup><a href='#n1'>3</a></sup>, by the 2<sup>nd</sup> book<sup>[4]</sup>.</p>";
        let document = document(&page("<title>Bridge vote</title>", words));
        assert_eq!(blocks(&document)[0].1, "It cost 10⁶ crowns in 1911, by the 2nd book.");
    }

    #[test]
    fn posts_that_are_shown_stay_and_teasers_of_other_pages_go() {
        let document = document(&page(
            "",
            "<h1>Bridge vote</h1><div class=\"social-embed\"><blockquote>The old bridge is fine, says the mayor.</blockquote></div>\
             <article><h3><a href=/ferry>Why the ferry sank</a></h3><p>The ferry had no pumps, and nobody asked why it \
             had none for all those years, until the storm came.</p></article>",
        ));
        let words = blocks(&document).into_iter().map(|(_, words)| words).collect::<Vec<_>>();
        assert_eq!(words, ["Bridge vote", "The old bridge is fine, says the mayor."]);
    }

    #[test]
    fn bylines_and_days_are_found_where_pages_put_them() {
        let by = |head: &str, body: &str| {
            let metadata = document(&page(head, &format!("<h1>Bridge vote</h1>{body}"))).metadata;
            let authors = metadata.author.iter().map(ToString::to_string).collect::<Vec<_>>().join("; ");
            (authors, metadata.issued.map(|date| date.to_string()).unwrap_or_default())
        };
        let found = |author: &str, day: &str| (author.to_owned(), day.to_owned());
        assert_eq!(by("", "<p>By: <a href='/author/ada/'>Ada Vance</a></p>"), found("Ada Vance", ""));
        assert_eq!(by("", "<p>By Ada Vance, MSc</p><p>Created on Jul 11, 2025</p>"), found("Ada Vance", "2025-07-11"));
        assert_eq!(by("<meta name=author content='Ada Vance, ada@example.org'>", ""), found("Ada Vance", ""));
        assert_eq!(by("<meta name=author content='ByAda Vance'>", ""), found("Ada Vance", ""));
        assert_eq!(by("<meta name=published_on content='2026-01-22T21:00:00Z'>", ""), found("", "2026-01-22"));
        assert_eq!(by("", "<x-stamp publishdate='2018-01-23 17:38:06'></x-stamp>"), found("", "2018-01-23"));
        let updated = "<p class=date>December 3, 2025. <i>Updated: December 7, 2025</i></p>";
        assert_eq!(by("", updated), found("", "2025-12-03"));
    }

    #[test]
    fn the_page_says_who_wrote_it_and_when() {
        let linked = r#"<script type="application/ld+json">{"@graph":[{"@type":"WebSite","name":"Harbour Press"},
            {"@type":"NewsArticle","headline":"Bridge vote","datePublished":"2026-01-07T10:00:00Z",
             "author":[{"@type":"Person","name":"Ada Vance"},{"name":"Bo Lind"}],"publisher":{"name":"Harbour Press"}}]}</script>
            <link rel="canonical" href="https://example.org/vote"><meta property="og:title" content="Bridge vote | Harbour Press">"#;
        let metadata = document(&page(linked, "<h1>Bridge vote splits</h1>")).metadata;
        let authors = metadata.author.iter().map(ToString::to_string).collect::<Vec<_>>();
        assert_eq!(authors, ["Ada Vance", "Bo Lind"]);
        assert_eq!(metadata.issued.map(|date| date.to_string()).as_deref(), Some("2026-01-07"));
        assert_eq!(metadata.publisher.as_deref(), Some("Harbour Press"));
        assert_eq!(metadata.title.as_deref(), Some("Bridge vote splits"));
        assert_eq!(metadata.url.as_deref(), Some("https://example.org/vote"));
        assert_eq!(metadata.language.as_deref(), Some("en-GB"));
    }

    #[test]
    fn days_and_names_of_comments_and_lists_are_nobodys() {
        let metadata = document(&page(
            "<title>Bridge vote splits town - Harbour Press</title>",
            "<p>On 3 March 2019 the old bridge sank.</p><div class=comment><span class=author>Cy Reed</span>\
             <span class=date>4 March 2026</span></div>",
        ))
        .metadata;
        assert_eq!((metadata.author.len(), metadata.issued), (0, None));
        assert_eq!(metadata.title.as_deref(), Some("Bridge vote splits town"));
    }

    #[test]
    fn a_page_without_words_is_an_error() {
        for html in ["", "<html></html>", "<div id=root></div><script>run()</script>"] {
            let warned = parse(&Text::decoded("a.html", Format::Html, html, None));
            assert!(warned.warnings.iter().any(|found| found.rule == "no-words"), "{html}");
        }
    }

    #[test]
    fn pages_made_to_hang_are_read() {
        let deep = format!("{}<p>{LONG}</p>", "<div><b><table><tr><td>".repeat(3000));
        let crowded = format!("<p{}>{LONG}</p>", (0..50_000).map(|number| format!(" a{number}")).collect::<String>());
        let unclosed = format!("<p>{LONG}</p>{}", "<a href=x><font color=red><p>".repeat(3000));
        for html in [deep, crowded, unclosed] {
            assert!(document(&html).text.contains("second bridge"));
        }
    }
}
