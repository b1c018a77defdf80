//! Reviews a whole file: what it says, what it carries, and whether it shows what it carries.
//!
//! A PDF of ours carries the Markdown that it sets: it is set again and compared, and the claims are then those of the
//! Markdown, which know their citations. Sheets in a PDF and JSON-LD in a page are held against the sources.

use super::linked;
use super::note;
use super::rendered::{self, Rendering};
use super::review::{Library, Review};
use crate::corpus::Format;
use crate::diagnostic::{Diagnostic, Location};
use crate::document::Document;
use crate::pdf::{Attachment, Relation};
use crate::{sheet, theme};

/// Reviews the file `file`.
///
/// # Errors
/// Why it cannot be read, in one line.
pub fn review(library: &Library, file: &str, format: Format, bytes: &[u8]) -> Result<Review, String> {
    let mut diagnostics = Vec::new();
    let claims = match format {
        Format::Pdf => {
            let carried = rendered::carried(bytes)?;
            diagnostics.extend(carried.iter().flat_map(|attachment| sheet_faults(library, file, attachment)));
            let source = carried.iter().find(|attachment| attachment.relation == Relation::Source);
            let markdown = source.and_then(|source| std::str::from_utf8(&source.content).ok());
            match markdown {
                Some(markdown) => {
                    let compared = rendered::document(bytes, markdown, &carried)?;
                    diagnostics.extend(difference(file, compared, rendered::is_by_this_version(bytes)));
                    note::claims(Format::Markdown, markdown.as_bytes())?
                }
                None => note::claims(format, bytes)?,
            }
        }
        Format::Html => {
            diagnostics.extend(linked_faults(library, file, &String::from_utf8_lossy(bytes)));
            note::claims(format, bytes)?
        }
        Format::Markdown | Format::Text | Format::Docx => note::claims(format, bytes)?,
    };
    let mut review = library.review(file, &claims);
    review.diagnostics.splice(0..0, diagnostics);
    Ok(review)
}

fn difference(file: &str, compared: Rendering, same_version: bool) -> Option<Diagnostic> {
    let found = match compared {
        Rendering::Same => return None,
        Rendering::SameWords if same_version => {
            Diagnostic::error("rendering-differs", "the file is not what the Markdown in it makes, save for the words")
        }
        Rendering::SameWords => {
            Diagnostic::note("other-version", "the words are those of the Markdown in the file; another version set it")
        }
        Rendering::Other { expected, found } => {
            let message = format!("the pages say “{found} …”, the Markdown in the file “{expected} …”");
            Diagnostic::error("rendering-differs", message)
        }
    };
    Some(found.at(Location::file(file)))
}

fn document<'a>(library: &'a Library, id: &str) -> Option<&'a Document> {
    library.books.iter().map(super::Book::document).find(|document| document.id.as_str() == id)
}

/// Holds a sheet that a PDF carries against its source, if that is there.
fn sheet_faults(library: &Library, file: &str, attachment: &Attachment) -> Vec<Diagnostic> {
    if !attachment.name.ends_with(".yaml") || attachment.name == theme::ATTACHMENT {
        return Vec::new();
    }
    let text = String::from_utf8_lossy(&attachment.content);
    let sheet = match sheet::yaml::read(&text, &format!("{file}:{}", attachment.name)) {
        Ok(sheet) => sheet,
        Err(faults) => return faults,
    };
    let Some(document) = document(library, sheet.source.id.as_str()) else { return Vec::new() };
    let facts = sheet.facts.iter().map(|fact| (&fact.id, &fact.evidence));
    let all = facts.chain(sheet.readings.iter().map(|reading| (&reading.id, &reading.evidence)));
    all.filter_map(|(id, evidence)| {
        let words = (evidence.span, evidence.exact.as_str());
        linked::fault(file, &id.0, &sheet.source.sha256, words, document)
    })
    .collect()
}

/// Holds the JSON-LD of a page against the sources that are there.
fn linked_faults(library: &Library, file: &str, page: &str) -> Vec<Diagnostic> {
    let Some(json) = rendered::json_ld(page) else { return Vec::new() };
    let broken = |why: &str| {
        let message = format!("the evidence that `{file}` carries cannot be read: {why}");
        Diagnostic::error("evidence-changed", message).at(Location::file(file))
    };
    let linked = match linked::read(json) {
        Ok(linked) => linked,
        Err(reason) => return vec![broken(&reason)],
    };
    let fault = |entry: Option<linked::Linked>| {
        let Some(entry) = entry else { return Some(broken("an entry lacks its words or place")) };
        let document = document(library, &entry.source)?;
        linked::fault(file, &entry.fact, &entry.sha256, (entry.span, &entry.exact), document)
    };
    linked.into_iter().filter_map(fault).collect()
}
