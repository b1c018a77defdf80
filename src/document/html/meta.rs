//! What a page says about itself: title, authors, date, publisher, language, address.
//!
//! Dates come from structured data alone (JSON-LD, `<meta>`, `<time>`): a page is full of other days. Authors come from
//! structured data or from an element that is marked as a byline. What is not there stays empty.

use dom_query::{Document, NodeRef};
use serde_json::Value;

use super::super::metadata::{Metadata, Origin};
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
    /// Dates of `<time>` and of elements marked as the day of publication, the marked ones first.
    times: Vec<String>,
    /// Words of elements marked as the author.
    bylines: Vec<String>,
}

impl Raw {
    fn of(page: &Document) -> Self {
        let mut raw = Self::default();
        for node in page.root().descendants_it().filter(NodeRef::is_element) {
            let Some(name) = node.node_name() else { continue };
            match &*name {
                "meta" => raw.meta_element(&node),
                "title" if raw.title.is_none() => raw.title = words(&node),
                "html" => raw.language = node.attr("lang").map(|lang| lang.to_string()),
                "h1" => raw.headings.extend(words(&node)),
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
                _ => raw.marked(&node),
            }
        }
        raw.linked.sort_by_key(|object| rank(object));
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

    fn time(&mut self, node: &NodeRef<'_>) {
        let Some(date) = node.attr("datetime").or_else(|| node.attr("content")) else { return };
        let marks = [node.attr("itemprop"), node.class()].into_iter().flatten().map(|mark| mark.to_ascii_lowercase());
        let is_marked = node.has_attr("pubdate")
            || marks
                .clone()
                .any(|mark| mark.contains("publish") || mark.contains("pubdate") || mark.contains("entry-date"));
        let is_other = marks.clone().any(|mark| mark.contains("modif") || mark.contains("update"));
        if is_marked && !is_other {
            self.times.insert(0, date.to_string());
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
                        self.times.insert(0, date.to_string());
                    }
                }
                "author" => self.bylines.extend(words(node)),
                _ => {}
            }
            return;
        }
        if node.attr("rel").is_some_and(|rel| rel.split_whitespace().any(|part| part == "author")) {
            self.bylines.extend(words(node));
            return;
        }
        let Some(class) = node.class() else { return };
        let is_byline = class.split_whitespace().any(|name| {
            matches!(
                name.to_ascii_lowercase().as_str(),
                "byline"
                    | "author"
                    | "author-name"
                    | "byline__name"
                    | "byline-name"
                    | "article-author"
                    | "post-author"
                    | "entry-author"
                    | "author__name"
                    | "article__author"
                    | "byline__author"
                    | "by-author"
                    | "post__author"
            )
        });
        if is_byline {
            self.bylines.extend(words(node));
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
            "date",
        ]);
        let times = self.times.iter().map(String::as_str);
        linked.into_iter().chain(meta).chain(times.take(1)).find_map(day)
    }

    fn language(&self) -> Option<String> {
        let linked = self.linked("inLanguage").and_then(Value::as_str);
        let found = self.language.as_deref().or(linked).or_else(|| self.meta(&["content-language", "og:locale"]))?;
        let tag = found.trim().replace('_', "-");
        let is_tag = tag.split('-').enumerate().all(|(at, part)| {
            let length = if at == 0 { 2..=3 } else { 1..=8 };
            length.contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_alphanumeric())
        });
        is_tag.then_some(tag)
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
        let meta =
            ["author", "article:author", "parsely-author", "sailthru.author", "dc.creator", "citation_author", "byl"]
                .into_iter()
                .map(|key| self.all_meta(key).map(str::to_owned).collect::<Vec<_>>());
        let lists = std::iter::once(linked).chain(meta).chain(self.bylines.first().map(|byline| vec![byline.clone()]));
        for list in lists {
            let names = list.iter().flat_map(|text| people(text, publisher)).fold(Vec::new(), |mut names, name| {
                if !names.contains(&name) {
                    names.push(name);
                }
                names
            });
            if !names.is_empty() {
                return names;
            }
        }
        Vec::new()
    }
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
    None
}

/// Cuts the name of the site off a title.
fn without_site(title: &str, publisher: Option<&str>, headings: &[String]) -> String {
    let cut = [" | ", " - ", " – ", " — ", " :: ", " » ", " · ", " • "]
        .into_iter()
        .filter_map(|mark| Some((title.rfind(mark)?, mark)))
        .max();
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

/// Reads the people in a byline or in the value of a field.
fn people(text: &str, publisher: Option<&str>) -> Vec<Name> {
    let text = fold(text);
    if text.contains("://") || text.contains('@') || text.len() > 300 {
        return Vec::new();
    }
    let text = ["by ", "By ", "BY ", "Written by ", "written by ", "Author: ", "Posted by "]
        .iter()
        .find_map(|opener| text.strip_prefix(opener))
        .unwrap_or(&text);
    let text = text.split([" | ", " • ", " · "].into_iter().find(|mark| text.contains(mark)).unwrap_or("\n")).next();
    let joined = text.unwrap_or_default().replace(" and ", ", ").replace(" & ", ", ").replace(';', ",");
    let parts = joined.split(',').map(str::trim).filter(|part| !part.is_empty());
    let is_site = |part: &str| publisher.is_some_and(|publisher| comparable(publisher) == comparable(part));
    let is_account = |part: &str| {
        matches!(
            comparable(part).as_str(),
            "admin" | "editor" | "staff" | "administrator" | "guest" | "author" | "user" | "wordpress" | "webmaster"
        )
    };
    parts
        .filter(|part| part.split_whitespace().count() <= 5 && !is_site(part) && !is_account(part))
        .map(Name::person)
        .collect()
}
