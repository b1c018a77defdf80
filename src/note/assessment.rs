//! The analysts' own words: Markdown in which `[@fact-id; @fact-id]` cites facts.

use super::cite::Index;
use crate::brief::Brief;
use crate::diagnostic::{Checked, Diagnostic, Location};
use crate::markup::{self, Inline};

/// Returns the assessment with its citations resolved.
///
/// # Errors
/// Every citation of a fact that no sheet has, with the nearest id.
pub(super) fn resolve(text: &str, brief: &Brief, index: &Index) -> Checked<String> {
    let file = format!("briefs/{}/brief.yaml", brief.id);
    let parsed = markup::parse(text, &file).output;
    let mut citations = Vec::new();
    parsed.visit(&mut |inline| {
        if let Inline::Citation(citation) = inline {
            citations.push(citation);
        }
    });
    citations.sort_by_key(|citation| citation.span);
    let mut faults = Vec::new();
    let mut resolved = String::with_capacity(text.len());
    let mut copied = 0;
    for citation in citations {
        resolved.push_str(text.get(copied..citation.span.start).unwrap_or_default());
        copied = citation.span.end;
        let mut cited = Vec::new();
        for item in &citation.items {
            match index.find_id(&item.key) {
                Some(fact) => cited.push(fact),
                None => {
                    let location = Location::in_text(&file, text, citation.span);
                    let message =
                        format!("unknown fact `{}` cited in line {} of the assessment", item.key, location.line);
                    // The line counts from the head of the assessment, not of the file.
                    let location = Location { line: 0, column: 0, ..location };
                    let fault = Diagnostic::error("unknown-citation", message).at(location);
                    faults.push(fault.did_you_mean(&item.key, index.ids()));
                }
            }
        }
        // The space that a citation in the text brings with it stands there already.
        let marks = index.marks(&cited);
        let spaced = resolved.ends_with(char::is_whitespace);
        resolved.push_str(if spaced { marks.trim_start() } else { &marks });
    }
    resolved.push_str(text.get(copied..).unwrap_or_default());
    if faults.is_empty() { Ok(resolved) } else { Err(faults) }
}
