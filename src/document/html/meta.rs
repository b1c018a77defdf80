//! What a page says about itself: title, authors, date, publisher, language, address.
//!
//! Dates come from structured data alone (JSON-LD, `<meta>`, `<time>`): a page is full of other days. Authors come from
//! structured data or from an element that is marked as a byline. What is not there stays empty.

use dom_query::{Document, NodeRef};
use serde_json::Value;

use super::super::describe;
use super::super::metadata::{Metadata, Origin};
use super::super::yaml;
use super::blocks::parts;
use crate::value::date::PartialDate;
use crate::value::name::Name;

/// Reads the data of `page`.
pub(super) fn read(page: &Document) -> Metadata {
    let raw = Raw::of(page);
    let mut metadata = Metadata::default();
    let mut set = |field: &'static str| {
        metadata.origins.insert(field, Origin::HtmlMeta);
    };
    let publisher = raw.publisher();
    let title = raw.title(publisher.as_deref());
    let author = raw.authors(publisher.as_deref());
    let issued = raw.issued();
    let language = raw.language();
    let url = raw.url();
    for (field, is_there) in [
        ("title", title.is_some()),
        ("publisher", publisher.is_some()),
        ("author", !author.is_empty()),
        ("issued", issued.is_some()),
        ("language", language.is_some()),
        ("URL", url.is_some()),
    ] {
        if is_there {
            set(field);
        }
    }
    metadata.title = title;
    metadata.publisher = publisher;
    metadata.author = author;
    metadata.issued = issued;
    metadata.language = language;
    metadata.url = url;
    metadata
}

/// The data as it stands on the page.
#[derive(Debug, Default)]
struct Raw {
    /// `<meta>` elements: name or property in lower case, and content.
    meta: Vec<(String, String)>,
    /// Objects of JSON-LD, the article's own first.
    linked: Vec<Value>,
    /// `<title>`.
    title: Option<String>,
    /// Words of each `<h1>`.
    headings: Vec<String>,
    /// `<link rel=canonical>`.
    canonical: Option<String>,
    /// `lang` of `<html>`.
    language: Option<String>,
    /// Dates of elements marked as the day of publication.
    published: Vec<String>,
    /// Dates of other `<time>` elements.
    times: Vec<String>,
    /// Words of elements whose class says that they are a date.
    dates: Vec<String>,
    /// Days that stand alone between the heading and the first paragraph.
    under_heading: Vec<PartialDate>,
    /// Where the reading is.
    place: Place,
    /// Words of elements marked as the author.
    bylines: Vec<String>,
    /// Words of links to the page of an author.
    linked_bylines: Vec<String>,
    /// Lines under the heading that begin with `by`.
    lines_by: Vec<String>,
}

/// Parts of a page that are told apart for its dates.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
enum Place {
    #[default]
    Head,
    UnderHeading,
    Body,
}

/// Words of a paragraph that is surely one of the article, in bytes.
const PARAGRAPH: usize = 160;

impl Raw {
    fn of(page: &Document) -> Self {
        let mut raw = Self::default();
        for node in page.root().descendants_it().filter(NodeRef::is_element) {
            let Some(name) = node.node_name() else { continue };
            match &*name {
                "meta" => raw.meta_element(&node),
                "title" if raw.title.is_none() => raw.title = words(&node),
                "html" => raw.language = node.attr("lang").map(|lang| lang.to_string()),
                "h1" => {
                    raw.headings.extend(words(&node));
                    if raw.place == Place::Head {
                        raw.place = Place::UnderHeading;
                    }
                }
                "p" if raw.place == Place::UnderHeading && node.text().len() > PARAGRAPH => raw.place = Place::Body,
                "link" if node.attr("rel").is_some_and(|rel| rel.eq_ignore_ascii_case("canonical")) => {
                    raw.canonical = node.attr("href").map(|href| href.to_string());
                }
                "script"
                    if node
                        .attr("type")
                        .is_some_and(|kind| kind.trim().eq_ignore_ascii_case("application/ld+json")) =>
                {
                    if let Some(data) = json(&node.text()) {
                        collect(data, &mut raw.linked, 0);
                    }
                }
                "time" => raw.time(&node),
                name => {
                    raw.marked(&node);
                    if name == "a" {
                        raw.linked_bylines.extend(linked_author(&node));
                    }
                    if raw.place == Place::UnderHeading {
                        raw.line_under_heading(&node);
                    }
                }
            }
        }
        raw.linked.sort_by_key(rank);
        raw
    }

    fn meta_element(&mut self, node: &NodeRef<'_>) {
        let name = ["property", "name", "itemprop"].into_iter().find_map(|key| node.attr(key));
        if let (Some(name), Some(content)) = (name, node.attr("content")) {
            let content = fold(&content);
            if !content.is_empty() {
                self.meta.push((name.trim().to_ascii_lowercase(), content));
            }
        }
    }

    fn line_under_heading(&mut self, node: &NodeRef<'_>) {
        if self.under_heading.is_empty() {
            self.under_heading.extend(lone_day(node));
        }
        let line = words(node).filter(|words| words.len() <= LINE && self.lines_by.len() < 4);
        self.lines_by.extend(line.filter(|line| line.get(..3).is_some_and(|head| head.eq_ignore_ascii_case("by "))));
    }

    fn time(&mut self, node: &NodeRef<'_>) {
        let Some(date) = node.attr("datetime").or_else(|| node.attr("content")) else { return };
        let marks = [node.attr("itemprop"), node.class()].into_iter().flatten().map(|mark| mark.to_ascii_lowercase());
        let is_marked = node.has_attr("pubdate")
            || marks
                .clone()
                .any(|mark| mark.contains("publish") || mark.contains("pubdate") || mark.contains("entry-date"));
        let is_other = marks.clone().any(|mark| mark.contains("modif") || mark.contains("update"));
        if is_marked {
            self.published.push(date.to_string());
        } else if !is_other {
            self.times.push(date.to_string());
        }
    }

    /// Elements that microdata or their class mark.
    fn marked(&mut self, node: &NodeRef<'_>) {
        if let Some(mark) = node.attr("itemprop") {
            match &*mark {
                "datePublished" => {
                    if let Some(date) = node.attr("content").or_else(|| node.attr("datetime")) {
                        self.published.push(date.to_string());
                    }
                }
                "author" => self.bylines.extend(words(node)),
                _ => {}
            }
            return;
        }
        // Elements of a site's own making keep the day in an attribute.
        let own = ["publishdate", "data-publishdate", "data-publish-date", "data-published", "pubdate"];
        if let Some(date) = own.into_iter().find_map(|name| node.attr(name)).filter(|date| day(date).is_some()) {
            self.published.push(date.to_string());
        }
        let class = node.class().unwrap_or_default();
        if class.is_empty() && !node.has_attr("rel") {
            return;
        }
        let is_linked = node.attr("rel").is_some_and(|rel| rel.split_whitespace().any(|part| part == "author"));
        let (mut is_byline, mut is_date) = (is_linked, false);
        for part in parts(&class) {
            is_byline |= matches!(part.as_str(), "author" | "authors" | "byline" | "writer");
            is_date |= matches!(part.as_str(), "date" | "pubdate" | "published" | "posted" | "timestamp");
        }
        if !(is_byline || is_date) || is_comment(node) {
            return;
        }
        let Some(words) = words(node).filter(|words| words.len() <= LINE) else { return };
        if is_date {
            // `7 January 2026. Updated: 9 January 2026`: the first day is that of publication.
            let first = words.split_once(". ").map_or(words.as_str(), |(first, _)| first);
            self.dates.push(first.to_owned());
        }
        if is_byline {
            self.bylines.push(words);
        }
    }

    fn meta(&self, names: &[&str]) -> Option<&str> {
        let named = |name: &&str| self.meta.iter().find(|(key, _)| key == name);
        names.iter().find_map(named).map(|(_, content)| content.as_str())
    }

    fn all_meta<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.meta.iter().filter(move |(key, _)| key == name).map(|(_, content)| content.as_str())
    }

    /// Returns the first value that an article's JSON-LD has under `key`.
    fn linked(&self, key: &str) -> Option<&Value> {
        self.linked.iter().filter(|object| rank(object) < 2).find_map(|object| object.get(key))
    }

    fn publisher(&self) -> Option<String> {
        let linked = self.linked("publisher").and_then(|publisher| names_in(publisher).into_iter().next());
        let found = self.meta(&["og:site_name", "citation_journal_title", "dc.publisher", "application-name"]);
        found.map(str::to_owned).or(linked).map(|name| fold(&name)).filter(|name| !name.is_empty() && name.len() < 100)
    }

    fn issued(&self) -> Option<PartialDate> {
        let linked = self.linked("datePublished").and_then(Value::as_str);
        let meta = self.meta(&[
            "article:published_time",
            "og:published_time",
            "datepublished",
            "parsely-pub-date",
            "sailthru.date",
            "dc.date.issued",
            "dc.date",
            "dcterms.created",
            "dc.date.created",
            "citation_publication_date",
            "citation_date",
            "pubdate",
            "publish-date",
            "publish_date",
            "publication_date",
            "article.published",
            "og:article:published_time",
            "date",
        ]);
        let published = self.published.iter().map(String::as_str).take(1);
        let times = self.times.iter().filter_map(|date| day(date)).take(1);
        let shown = self.dates.iter().filter_map(|date| describe::day_of(date));
        let stated = linked.into_iter().chain(meta).chain(self.named_published()).chain(published).find_map(day);
        stated.or_else(|| self.under_heading.iter().copied().chain(times).chain(shown).next())
    }

    /// Returns the dates of `<meta>` elements whose name says that they are those of publication.
    fn named_published(&self) -> impl Iterator<Item = &str> {
        let is_named = |name: &str| {
            name.contains("publi")
                && ["date", "time", "_on", "-on", "_at", "-at"].iter().any(|part| name.contains(part))
        };
        let other = |name: &str| ["modif", "update", "unpub", "expir"].iter().any(|part| name.contains(part));
        let named = self.meta.iter().filter(move |(name, _)| is_named(name) && !other(name));
        named.map(|(_, content)| content.as_str())
    }

    fn language(&self) -> Option<String> {
        let linked = self.linked("inLanguage").and_then(Value::as_str);
        let found = self.language.as_deref().or(linked).or_else(|| self.meta(&["content-language", "og:locale"]))?;
        let tag = found.trim().replace('_', "-");
        yaml::is_tag(&tag).then_some(tag)
    }

    fn url(&self) -> Option<String> {
        let found = self.canonical.as_deref().or_else(|| self.meta(&["og:url"]))?.trim();
        (found.starts_with("https://") || found.starts_with("http://")).then(|| found.to_owned())
    }

    fn title(&self, publisher: Option<&str>) -> Option<String> {
        let linked = self.linked("headline").and_then(Value::as_str).map(fold);
        let meta = self.meta(&["og:title", "citation_title", "twitter:title", "dc.title", "parsely-title"]);
        let stated = meta.map(str::to_owned).or(linked).or_else(|| self.title.clone());
        let stated = stated.map(|title| without_site(&title, publisher, &self.headings));
        let shown = match &self.headings[..] {
            [one] => Some(one.clone()),
            many => many.iter().find(|heading| stated.as_ref().is_some_and(|title| is_alike(heading, title))).cloned(),
        };
        match (shown, stated) {
            (Some(shown), Some(stated)) if is_alike(&shown, &stated) => Some(shown),
            (_, Some(stated)) if !stated.is_empty() => Some(stated),
            (shown, _) => shown,
        }
    }

    fn authors(&self, publisher: Option<&str>) -> Vec<Name> {
        let linked = self.linked("author").map(names_in).unwrap_or_default();
        let keys =
            ["author", "article:author", "parsely-author", "sailthru.author", "dc.creator", "citation_author", "byl"];
        let meta = keys.into_iter().map(|key| self.all_meta(key).map(str::to_owned).collect::<Vec<_>>());
        let labelled = self.all_meta("twitter:label1").any(|label| label.eq_ignore_ascii_case("written by"));
        let card = self.all_meta("twitter:data1").filter(|_| labelled).map(str::to_owned).collect();
        let other = self.meta.iter().filter(|(key, _)| key.ends_with("_author") || key.ends_with(".author"));
        let other = other.map(|(_, name)| name.clone()).collect();
        for list in std::iter::once(linked).chain(meta).chain([card, other]) {
            let names = unique(list.iter().flat_map(|text| people(text, publisher)));
            if !names.is_empty() {
                return names;
            }
        }
        let is_site = |name: &Name| publisher.is_some_and(|site| comparable(site) == comparable(&name.to_string()));
        let lines = self.lines_by.iter().chain(&self.bylines).chain(&self.linked_bylines);
        let mut shown = lines.filter_map(|byline| describe::authors_of(byline));
        shown.find(|names| !names.iter().any(is_site)).unwrap_or_default()
    }
}

/// Returns the day that is all an element holds.
fn lone_day(node: &NodeRef<'_>) -> Option<PartialDate> {
    let is_leaf = node.children_it(false).all(|child| child.is_text());
    let words = words(node).filter(|words| is_leaf && (6..=40).contains(&words.len()))?;
    describe::day_of(&words).filter(|day| day.day().is_some())
}

/// Returns the words of a link that leads to the page of an author of this text.
fn linked_author(node: &NodeRef<'_>) -> Option<String> {
    let address = node.attr("href").filter(|address| address.len() < 400)?;
    let is_author = address.contains("/author/") || address.contains("/authors/");
    if !is_author || is_comment(node) {
        return None;
    }
    words(node).filter(|words| words.len() <= LINE)
}

/// Longest byline or date line of a page, in bytes.
const LINE: usize = 120;

/// Tells whether an element stands in a comment of a reader.
fn is_comment(node: &NodeRef<'_>) -> bool {
    let names = |node: &NodeRef<'_>| [node.class(), node.id_attr()];
    let is_named = |node: &NodeRef<'_>| {
        names(node).into_iter().flatten().any(|names| {
            parts(&names).any(|part| matches!(part.as_str(), "comment" | "comments" | "related" | "sidebar" | "footer"))
        })
    };
    is_named(node) || node.ancestors_it(Some(12)).any(|ancestor| is_named(&ancestor) || ancestor.has_name("footer"))
}

fn unique(names: impl Iterator<Item = Name>) -> Vec<Name> {
    names.fold(Vec::new(), |mut names, name| {
        if !names.contains(&name) {
            names.push(name);
        }
        names
    })
}

/// Words of an element, white space folded.
fn words(node: &NodeRef<'_>) -> Option<String> {
    let text = fold(&node.text());
    (!text.is_empty() && text.len() < 400).then_some(text)
}

/// Folds white space, and the references to characters that some pages write twice.
fn fold(text: &str) -> String {
    let mut text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if text.contains('&') {
        for (reference, character) in [
            ("&#8217;", "’"),
            ("&#8216;", "‘"),
            ("&#8220;", "“"),
            ("&#8221;", "”"),
            ("&#8211;", "–"),
            ("&#8212;", "—"),
            ("&#039;", "'"),
            ("&#39;", "'"),
            ("&quot;", "\""),
            ("&nbsp;", " "),
            ("&lt;", "<"),
            ("&gt;", ">"),
            ("&amp;", "&"),
        ] {
            text = text.replace(reference, character);
        }
    }
    text
}

/// Reads JSON as pages write it: with line breaks inside strings, in comments or CDATA.
fn json(text: &str) -> Option<Value> {
    let text = text.trim();
    let text = text.strip_prefix("<!--").unwrap_or(text).trim();
    let text = text.strip_suffix("-->").unwrap_or(text).trim_end_matches(';');
    serde_json::from_str(text).ok().or_else(|| {
        let plain = text.replace(|character: char| character.is_control(), " ");
        serde_json::from_str(&plain).ok()
    })
}

/// Deepest nesting of JSON-LD that is looked into.
const DEPTH: usize = 6;

/// Gathers the objects of a piece of JSON-LD that have a type.
fn collect(value: Value, found: &mut Vec<Value>, depth: usize) {
    match value {
        Value::Array(list) if depth < DEPTH => list.into_iter().for_each(|value| collect(value, found, depth + 1)),
        Value::Object(mut object) if depth < DEPTH => {
            for key in ["@graph", "mainEntity", "mainEntityOfPage"] {
                if let Some(inner @ (Value::Array(_) | Value::Object(_))) = object.remove(key) {
                    collect(inner, found, depth + 1);
                }
            }
            found.push(Value::Object(object));
        }
        _ => {}
    }
}

/// Sorts objects of JSON-LD: articles, pages, the rest.
fn rank(object: &Value) -> u8 {
    let types = match object.get("@type") {
        Some(Value::String(name)) => vec![name.as_str()],
        Some(Value::Array(names)) => names.iter().filter_map(Value::as_str).collect(),
        _ => Vec::new(),
    };
    let is_article = |name: &str| {
        name.ends_with("Article") || name.ends_with("Posting") || matches!(name, "Report" | "Review" | "Recipe")
    };
    if types.iter().any(|name| is_article(name)) {
        0
    } else if types.iter().any(|name| name.ends_with("Page")) {
        1
    } else {
        2
    }
}

/// Names in a value that is a name, an object with one, or a list of these.
fn names_in(value: &Value) -> Vec<String> {
    match value {
        Value::String(name) => vec![fold(name)],
        Value::Array(list) => list.iter().filter(|value| !value.is_array()).flat_map(names_in).collect(),
        Value::Object(object) => match object.get("name") {
            Some(Value::String(name)) => vec![fold(name)],
            Some(Value::Array(names)) => names.iter().filter_map(Value::as_str).map(fold).collect(),
            _ => Vec::new(),
        },
        _ => Vec::new(),
    }
}

/// Reads the day of a date with or without a time.
fn day(text: &str) -> Option<PartialDate> {
    let text = text.trim().replace('/', "-");
    let head = text.get(..10).unwrap_or(&text);
    if let Ok(date) = head.parse() {
        return Some(date);
    }
    if text.len() >= 8 && text.bytes().take(8).all(|byte| byte.is_ascii_digit()) {
        return format!("{}-{}-{}", &text[..4], &text[4..6], &text[6..8]).parse().ok();
    }
    // `2024 Jun 30` is written by journals.
    let turned = text.split_once(' ').filter(|(year, _)| year.len() == 4).map(|(year, rest)| format!("{rest} {year}"));
    describe::day_of(&text).or_else(|| describe::day_of(&turned?))
}

/// Cuts the name of the site off a title.
fn without_site(title: &str, publisher: Option<&str>, headings: &[String]) -> String {
    let cut = [" | ", " - ", " – ", " — ", " :: ", " » ", " · ", " • "]
        .into_iter()
        .filter_map(|mark| Some((title.rfind(mark)?, mark)))
        .max();
    if let Some(publisher) = publisher
        && let Some(rest) =
            title.strip_prefix(publisher).map(|rest| rest.trim_start_matches([' ', '|', ':', '-', '–', '—']))
        && rest.split_whitespace().count() >= 4
    {
        return without_site(rest, None, headings);
    }
    let Some((at, mark)) = cut else { return title.to_owned() };
    let (head, tail) = (&title[..at], &title[at + mark.len()..]);
    if headings.iter().any(|heading| comparable(heading) == comparable(title)) {
        return title.to_owned();
    }
    let is_site = publisher.is_some_and(|publisher| {
        let (site, tail) = (comparable(publisher), comparable(tail));
        site.contains(&tail) || tail.contains(&site)
    });
    let is_heading = headings.iter().any(|heading| comparable(heading) == comparable(head));
    let is_short = tail.split_whitespace().count() <= 4 && head.split_whitespace().count() >= 4;
    match is_site || is_heading || is_short {
        true => without_site(head, publisher, headings),
        false => title.to_owned(),
    }
}

/// Letters and digits of a title in lower case, words parted by one space.
fn comparable(title: &str) -> String {
    title
        .split(|character: char| !character.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase)
        .collect::<Vec<_>>()
        .join(" ")
}

/// Tells whether two titles share most of their words.
fn is_alike(a: &str, b: &str) -> bool {
    let (a, b) = (comparable(a), comparable(b));
    let words = |text: &str| text.split(' ').map(str::to_owned).collect::<std::collections::BTreeSet<_>>();
    let (a, b) = (words(&a), words(&b));
    let shared = a.intersection(&b).count();
    shared * 2 > a.len().min(b.len())
}

/// Reads the people in the value of a field.
fn people(text: &str, publisher: Option<&str>) -> Vec<Name> {
    let text = fold(text);
    if text.contains("://") || text.len() > 300 {
        return Vec::new();
    }
    let text = ["by ", "By ", "BY ", "Written by ", "Written By ", "written by ", "Author: ", "Posted by "]
        .iter()
        .find_map(|opener| text.strip_prefix(opener))
        .unwrap_or_else(|| describe::without_glued_by(&text));
    let text = text.split([" | ", " • ", " · "].into_iter().find(|mark| text.contains(mark)).unwrap_or("\n")).next();
    let joined = text.unwrap_or_default().replace(" and ", ", ").replace(" & ", ", ").replace(';', ",");
    let parts = joined.split(',').map(str::trim).filter(|part| !part.is_empty());
    let is_site = |part: &str| publisher.is_some_and(|publisher| comparable(publisher) == comparable(part));
    parts.filter(|part| is_name(part) && !is_site(part)).map(Name::person).collect()
}

/// Tells the name of a person or a body from the name of an account.
fn is_name(part: &str) -> bool {
    const ACCOUNTS: &[&str] =
        &["admin", "editor", "staff", "administrator", "guest", "author", "user", "wordpress", "webmaster", "team"];
    let has_capital = part.chars().any(char::is_uppercase) || !part.chars().any(char::is_lowercase);
    part.split_whitespace().count() <= 5
        && has_capital
        && part.chars().any(char::is_alphabetic)
        && !part.bytes().any(|byte| byte.is_ascii_digit() || byte == b'@')
        && !ACCOUNTS.contains(&comparable(part).as_str())
}
