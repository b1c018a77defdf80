//! Turns what the style made of citations and sources into our own inlines.

use std::collections::{BTreeMap, BTreeSet};

use hayagriva::citationberg::{Display, FontStyle, FontVariant, FontWeight, VerticalAlign};
use hayagriva::{Elem, ElemChild, ElemChildren, ElemMeta, Formatted, Rendered};

use super::collect::{Cited, Collected};
use super::insert::Text;
use super::locator;
use super::style::Style;
use crate::markup::{Attributes, CitationItem, Inline, plain_text};

/// Returns a text for each citation, and a paragraph for each source.
pub(super) fn typeset(collected: &Collected, rendered: Rendered, style: &Style) -> (Vec<Text>, Vec<Vec<Inline>>) {
    let sources = rendered.bibliography.map(|list| list.items).unwrap_or_default();
    let ids: BTreeMap<&str, String> =
        sources.iter().map(|source| (source.key.as_str(), collected.free_id(&format!("ref-{}", source.key)))).collect();
    let entries = sources
        .iter()
        .map(|source| {
            let mut content = Vec::new();
            if let Some(first) = &source.first_field {
                child(first, &mut content);
                push_text(&mut content, " ");
            }
            children(&source.content, &mut content);
            trim(&mut content);
            let id = ids.get(source.key.as_str()).cloned();
            let attributes = Attributes { id, classes: vec!["source".to_owned()], pairs: Vec::new() };
            vec![Inline::Span { attributes, content }]
        })
        .collect();
    let texts = collected
        .cited
        .iter()
        .zip(&rendered.citations)
        .map(|(cited, rendered)| text(cited, &rendered.citation, style, &ids))
        .collect();
    (texts, entries)
}

fn text(cited: &Cited, rendered: &ElemChildren, style: &Style, ids: &BTreeMap<&str, String>) -> Text {
    let mut content = citation(cited, rendered, style.is_for_notes(), ids);
    trim(&mut content);
    if !style.is_for_notes() {
        return Text { running: content, note: None };
    }
    let authors = if cited.citation.narrative { authors(rendered) } else { Vec::new() };
    if !cited.is_in_note {
        return Text { running: authors, note: Some(content) };
    }
    // A note in a note is set in brackets, as a part of its sentence.
    trim_full_stop(&mut content);
    let mut running = authors;
    let opening = if running.is_empty() { "(" } else { " (" };
    push_text(&mut running, opening);
    running.append(&mut content);
    push_text(&mut running, ")");
    Text { running, note: None }
}

/// Returns the names at the head of a citation.
fn authors(rendered: &ElemChildren) -> Vec<Inline> {
    let mut names = Vec::new();
    if let Some(found) = rendered.find_names() {
        children(&found.children, &mut names);
    }
    trim(&mut names);
    names
}

fn citation(cited: &Cited, rendered: &ElemChildren, is_note: bool, ids: &BTreeMap<&str, String>) -> Vec<Inline> {
    let items = &cited.citation.items;
    let mut out = Vec::new();
    let mut seen = BTreeSet::new();
    for part in &rendered.0 {
        match part {
            ElemChild::Elem(Elem { children, meta: Some(ElemMeta::Entry(index)), .. }) => {
                let Some(found) = items.get(*index) else { continue };
                seen.insert(*index);
                item(found, children, is_note, ids.get(found.key.as_str()), &mut out);
            }
            ElemChild::Elem(_)
            | ElemChild::Text(_)
            | ElemChild::Markup(_)
            | ElemChild::Link { .. }
            | ElemChild::Transparent { .. } => child(part, &mut out),
        }
    }
    out
}

/// Writes one cited source with the author's own words around it.
fn item(item: &CitationItem, rendered: &ElemChildren, is_note: bool, id: Option<&String>, out: &mut Vec<Inline>) {
    let mut pieces: Vec<Vec<Inline>> = rendered
        .0
        .iter()
        .filter(|part| !(item.suppress_author && is_names(part)))
        .map(|part| {
            let mut piece = Vec::new();
            child(part, &mut piece);
            piece
        })
        .collect();
    if item.suppress_author
        && let Some(first) = pieces.first_mut()
    {
        trim_start(first);
    }
    let suffix = locator::parse(&item.suffix);
    if let Some((_, number)) = &suffix.locator {
        let shown = plain_text(&pieces.concat());
        // A style that has no place for pinpoints must not swallow them.
        if !shown.contains(number.split(['–', ',', ' ']).next().unwrap_or(number)) {
            pieces.push(vec![Inline::Text(format!(", {}", suffix.written))]);
        }
    }
    if !item.prefix.is_empty() {
        push_text(out, &format!("{} ", item.prefix));
    }
    match id {
        None => pieces.into_iter().flatten().for_each(|inline| push(out, inline)),
        Some(id) => link(pieces, id, is_note, out),
    }
    let rest = suffix.rest.trim_end();
    if !rest.is_empty() {
        let joint = if rest.starts_with(|first: char| first.is_alphanumeric()) { ", " } else { "" };
        push_text(out, &format!("{joint}{rest}"));
    }
}

/// Links a citation to its source: all of a short one, the beginning of a note. Addresses in it stay links of theirs.
fn link(pieces: Vec<Vec<Inline>>, id: &str, is_note: bool, out: &mut Vec<Inline>) {
    let target = format!("#{id}");
    let mut linked = Vec::new();
    let mut rest = Vec::new();
    for piece in pieces {
        let is_open = rest.is_empty() && (!is_note || plain_text(&linked).trim().is_empty());
        if is_open && !holds_link(&piece) { linked.extend(piece) } else { rest.extend(piece) }
    }
    if !linked.is_empty() {
        out.push(Inline::Link { target, title: String::new(), content: linked });
    }
    rest.into_iter().for_each(|inline| push(out, inline));
}

fn holds_link(content: &[Inline]) -> bool {
    content.iter().any(|inline| matches!(inline, Inline::Link { .. }) || holds_link(inline.content()))
}

fn is_names(part: &ElemChild) -> bool {
    matches!(part, ElemChild::Elem(Elem { meta: Some(ElemMeta::Names(_)), .. }))
}

fn children(from: &ElemChildren, out: &mut Vec<Inline>) {
    from.0.iter().for_each(|part| child(part, out));
}

fn child(part: &ElemChild, out: &mut Vec<Inline>) {
    match part {
        ElemChild::Text(text) => formatted(text, out),
        ElemChild::Elem(elem) => {
            let starts_line = matches!(elem.display, Some(Display::Block | Display::Indent));
            if starts_line && !out.is_empty() {
                out.push(Inline::HardBreak);
            }
            children(&elem.children, out);
            if elem.display == Some(Display::LeftMargin) {
                push_text(out, " ");
            }
        }
        ElemChild::Markup(text) => push_text(out, text),
        ElemChild::Link { text, url } => {
            let mut content = Vec::new();
            formatted(text, &mut content);
            out.push(Inline::Link { target: url.clone(), title: String::new(), content });
        }
        // Only made for pinpoints that are given as such, which ours are not.
        ElemChild::Transparent { .. } => {}
    }
}

fn formatted(text: &Formatted, out: &mut Vec<Inline>) {
    if text.text.is_empty() {
        return;
    }
    let format = &text.formatting;
    let mut inline = Inline::Text(text.text.clone());
    if format.font_variant == FontVariant::SmallCaps {
        let attributes = Attributes { classes: vec!["smallcaps".to_owned()], ..Attributes::default() };
        inline = Inline::Span { attributes, content: vec![inline] };
    }
    match format.vertical_align {
        VerticalAlign::Sup => inline = Inline::Superscript(vec![inline]),
        VerticalAlign::Sub => inline = Inline::Subscript(vec![inline]),
        VerticalAlign::None | VerticalAlign::Baseline => {}
    }
    if format.font_style == FontStyle::Italic {
        inline = Inline::Emphasis(vec![inline]);
    }
    if format.font_weight == FontWeight::Bold {
        inline = Inline::Strong(vec![inline]);
    }
    push(out, inline);
}

fn push(out: &mut Vec<Inline>, inline: Inline) {
    match inline {
        Inline::Text(text) => push_text(out, &text),
        other => out.push(other),
    }
}

fn push_text(out: &mut Vec<Inline>, text: &str) {
    match out.last_mut() {
        Some(Inline::Text(last)) => last.push_str(text),
        _ => out.push(Inline::Text(text.to_owned())),
    }
}

fn trim(content: &mut Vec<Inline>) {
    if let Some(Inline::Text(first)) = content.first_mut() {
        *first = first.trim_start().to_owned();
    }
    if let Some(Inline::Text(last)) = content.last_mut() {
        last.truncate(last.trim_end().len());
    }
    content.retain(|inline| !matches!(inline, Inline::Text(text) if text.is_empty()));
}

/// Takes away what parted the names from the rest.
fn trim_start(content: &mut [Inline]) {
    if let Some(Inline::Text(first)) = content.first_mut() {
        *first = first.trim_start_matches([' ', ',', '\u{a0}']).to_owned();
    }
}

fn trim_full_stop(content: &mut [Inline]) {
    if let Some(Inline::Text(last)) = content.last_mut()
        && let Some(text) = last.strip_suffix('.')
    {
        *last = text.to_owned();
    }
}
