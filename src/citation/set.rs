//! Sets the citations of a note in its Markdown, so that every format made of it shows the same words.

use std::fmt::Write;

use super::insert::Text;
use super::style::Style;
use super::{References, collect, typeset, unknown_keys};
use crate::diagnostic::Checked;
use crate::markup::{self, Inline};
use crate::note::escape;

/// The place for the list of sources.
const PLACE: &str = "::: {#refs}\n:::\n";

/// Returns `markdown` with its citations in the words of `style`, and the list of what it cites in the div `refs`, or
/// under the heading `list` at the end.
///
/// In a note style a citation in a footnote becomes a sentence of it; one in the text becomes a footnote.
///
/// # Errors
/// Every citation whose key `references` does not have, with its place in `file` and the nearest key.
pub fn set(markdown: &str, references: &References, style: &Style, list: &str, file: &str) -> Checked<String> {
    let mut markup = markup::parse(markdown, file).output;
    let collected = collect::collect(&mut markup, style.is_for_notes());
    if collected.cited.is_empty() {
        return Ok(markdown.replacen(PLACE, "", 1));
    }
    let faults = unknown_keys(&collected, references, markdown, file);
    if !faults.is_empty() {
        return Err(faults);
    }
    let language = markup.metadata.lang.as_deref().unwrap_or("en-US");
    let rendered = references.render(&collected.cited, style, language);
    let (texts, entries) = typeset::typeset(&collected, rendered, style);
    let mut notes = String::new();
    let mut replaced: Vec<_> = collected.cited.iter().zip(texts).enumerate().collect();
    replaced.sort_by_key(|(_, (cited, _))| cited.citation.span);
    let mut set = String::with_capacity(markdown.len() * 2);
    let mut copied = 0;
    for (index, (cited, Text { running, note })) in replaced {
        let span = cited.citation.span;
        set.push_str(markdown.get(copied..span.start).unwrap_or_default());
        copied = span.end.max(copied);
        let is_sentence = style.is_for_notes() && cited.is_in_note && !cited.citation.narrative;
        set.push_str(&if is_sentence { sentence(&running) } else { inlines(&running) });
        if let Some(note) = note {
            let _ = write!(set, "[^cite-{}]", index + 1);
            let _ = write!(notes, "\n[^cite-{}]: {}\n", index + 1, inlines(&note));
        }
    }
    set.push_str(markdown.get(copied..).unwrap_or_default());
    set.push_str(&notes);
    let entries: Vec<String> = entries.iter().map(|entry| inlines(entry)).collect();
    if entries.is_empty() {
        return Ok(set.replacen(PLACE, "", 1));
    }
    let div = format!("::: {{#refs}}\n\n{}\n\n:::\n", entries.join("\n\n"));
    if set.contains(PLACE) {
        return Ok(set.replacen(PLACE, &div, 1));
    }
    let _ = write!(set, "\n## {}\n\n{div}", escape::markdown(list));
    Ok(set)
}

/// Takes the brackets off a citation in a note, links all of it to its entry, and ends it with a full stop.
fn sentence(citation: &[Inline]) -> String {
    let mut target = None;
    let linked = inlines(&without_links(citation, &mut target));
    let bare = linked.strip_prefix('(').and_then(|rest| rest.strip_suffix(')')).unwrap_or(&linked);
    let ends = bare.trim_end_matches(['”', '*', '"']).ends_with(['.', '!', '?']);
    let stop = if ends { "" } else { "." };
    match target {
        Some(target) => format!("[{bare}]({target}){stop}"),
        None => format!("{bare}{stop}"),
    }
}

/// Puts the words of links in their place; `first` becomes the first target within the note.
fn without_links(content: &[Inline], first: &mut Option<String>) -> Vec<Inline> {
    let mut bare = Vec::new();
    for inline in content {
        match inline {
            Inline::Link { target, content, .. } => {
                if target.starts_with('#') {
                    first.get_or_insert_with(|| target.clone());
                }
                bare.extend(without_links(content, first));
            }
            Inline::Text(_)
            | Inline::SoftBreak
            | Inline::HardBreak
            | Inline::Code(_)
            | Inline::Image { .. }
            | Inline::NoteRef(_)
            | Inline::Citation(_)
            | Inline::Emphasis(_)
            | Inline::Strong(_)
            | Inline::Strikeout(_)
            | Inline::Superscript(_)
            | Inline::Subscript(_)
            | Inline::Span { .. } => bare.push(inline.clone()),
        }
    }
    bare
}

/// Writes what a style makes of citations and sources. Citations are links to the entries in the list, which are spans
/// with an identifier.
fn inlines(content: &[Inline]) -> String {
    let mut text = String::new();
    for inline in content {
        match inline {
            Inline::Text(words) => {
                // Never at the head of a line: what would be a mark only there needs no escape.
                let escaped = escape::markdown(&format!(",{words}"));
                text.push_str(escaped.strip_prefix(',').unwrap_or(&escaped));
            }
            Inline::SoftBreak | Inline::HardBreak => text.push(' '),
            Inline::Emphasis(content) => wrapped("*", content, &mut text),
            Inline::Strong(content) => wrapped("**", content, &mut text),
            Inline::Strikeout(content) => wrapped("~~", content, &mut text),
            Inline::Superscript(content) => wrapped("^", content, &mut text),
            Inline::Subscript(content) => wrapped("~", content, &mut text),
            Inline::Link { target, content, .. } if target.starts_with('#') => {
                let _ = write!(text, "[{}]({target})", inlines(content));
            }
            Inline::Link { target, content, .. } => match escape::link_target(target) {
                Some(target) => {
                    let _ = write!(text, "[{}]({target})", inlines(content));
                }
                None => text.push_str(&inlines(content)),
            },
            Inline::Span { attributes, content } => match &attributes.id {
                Some(id) => {
                    let _ = write!(text, "[{}]{{#{id}}}", inlines(content));
                }
                None => text.push_str(&inlines(content)),
            },
            Inline::Code(_) | Inline::Image { .. } | Inline::NoteRef(_) | Inline::Citation(_) => {}
        }
    }
    text
}

/// Puts marks around words; space at their ends stays outside, where Markdown wants it.
fn wrapped(mark: &str, content: &[Inline], text: &mut String) {
    let inner = inlines(content);
    let words = inner.trim();
    if words.is_empty() {
        return text.push_str(&inner);
    }
    let start = inner.len() - inner.trim_start().len();
    let end = start + words.len();
    let _ = write!(text, "{}{mark}{words}{mark}{}", &inner[..start], &inner[end..]);
}
