//! Cite: Pandoc's citations in a note become text, notes and a list of sources, in a CSL style.
//!
//! Takes [`Markup`] with [`Inline::Citation`](crate::markup::Inline::Citation)s and [`References`]; gives [`Markup`]
//! without them. Author-date and numeric styles write into the text, note styles write footnotes. Each citation leads
//! to its entry in the list of sources, which goes into the div `refs` or to the end. Three steps: collect the
//! citations in reading order, render all of them once, put the results in. The one place that knows `hayagriva`.

mod collect;
mod insert;
mod library;
mod locator;
mod references;
mod set;
mod style;
#[cfg(test)]
mod tests;
mod typeset;

pub use library::Library;
pub use references::{References, csl_json};
pub use set::set;
pub use style::Style;

use crate::diagnostic::{Checked, Diagnostic, Location, Warned};
use crate::markup::{Citation, Markup};
use crate::source::Span;

/// Replaces every citation of `markup`, and fills the list of sources with what was cited.
///
/// `text` is the Markdown of `file`, for pointing at it. A note without citations keeps its text.
///
/// # Errors
/// Every citation whose key `references` does not have, with its place and the nearest key.
pub fn resolve(
    mut markup: Markup,
    references: &References,
    style: &Style,
    text: &str,
    file: &str,
) -> Checked<Warned<Markup>> {
    let collected = collect::collect(&mut markup, style.is_for_notes());
    let (texts, entries) = if collected.cited.is_empty() {
        (Vec::new(), Vec::new())
    } else {
        let faults = unknown_keys(&collected, references, text, file);
        if !faults.is_empty() {
            return Err(faults);
        }
        let language = markup.metadata.lang.as_deref().unwrap_or("en-US");
        let rendered = references.render(&collected.cited, style, language);
        typeset::typeset(&collected, rendered, style)
    };
    Ok(Warned { output: insert::insert(markup, collected, texts, entries), warnings: Vec::new() })
}

fn unknown_keys(collected: &collect::Collected, references: &References, text: &str, file: &str) -> Vec<Diagnostic> {
    let keys: Vec<&str> = references.keys().collect();
    let mut faults = Vec::new();
    for cited in &collected.cited {
        for item in cited.citation.items.iter().filter(|item| !references.has(&item.key)) {
            let span = key_span(&cited.citation, &item.key, text);
            let fault = Diagnostic::error("unknown-citation", format!("no reference has the key `{}`", item.key))
                .at(Location::in_text(file, text, span));
            faults.push(if keys.is_empty() {
                fault.hint("give a file of references with `--references`")
            } else {
                fault.did_you_mean(&item.key, keys.iter().copied())
            });
        }
    }
    faults.sort_by_key(|fault| fault.location.as_ref().map(|place| (place.line, place.column)));
    faults
}

/// Returns where `@key` stands in a citation.
fn key_span(citation: &Citation, key: &str, text: &str) -> Span {
    let mark = format!("@{key}");
    let within = text.get(citation.span.range()).unwrap_or_default();
    let goes_on = |rest: &str| rest.starts_with(|next: char| next.is_alphanumeric() || next == '_');
    let found = within.match_indices(&mark).find(|(at, _)| !goes_on(&within[at + mark.len()..]));
    match found {
        Some((at, _)) => Span::new(citation.span.start + at, citation.span.start + at + mark.len()),
        None => citation.span,
    }
}
