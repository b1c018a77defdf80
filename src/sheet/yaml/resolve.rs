//! Puts the entries of a sheet back on their words in the text.

use std::collections::{BTreeMap, BTreeSet};

use sha2::{Digest, Sha256};
use unicode_segmentation::UnicodeSegmentation;

use super::Places;
use crate::diagnostic::Diagnostic;
use crate::document::Document;
use crate::sheet::claim::EventDate;
use crate::sheet::{Claim, Evidence, FactId, FactSheet};
use crate::source::{CodePoints, SourceId, Span};
use crate::yaml;

/// How many places are listed for words that stand in several.
const LISTED: usize = 6;

/// Puts every fact and reading of `sheet` on its words in `document`; `text` is the sheet's file as it was read.
///
/// Words that moved are found again when they (with their context, if need be) stand in one place only: the entry is
/// corrected and a note says so. What people left out of entries they added is filled in. Everything else is an error
/// at the entry's place in the sheet: its words are gone, were changed, or stand in several places.
pub fn resolve(sheet: &mut FactSheet, text: &str, file: &str, document: &Document) -> Vec<Diagnostic> {
    let Ok(tree) = yaml::parse(text, file) else {
        return super::read(text, file).err().unwrap_or_default();
    };
    let outcomes = resolve_at(sheet, &Places::new(&tree, text, file), document);
    outcomes.into_iter().map(|outcome| outcome.diagnostic).collect()
}

/// What was noticed of one entry.
#[derive(Debug)]
pub(super) struct Outcome {
    /// `facts` or `readings`.
    pub(super) list: &'static str,
    /// Which entry of it.
    pub(super) index: usize,
    /// What was noticed.
    pub(super) diagnostic: Diagnostic,
}

/// As [`resolve`], with the file already parsed.
pub(super) fn resolve_at(sheet: &mut FactSheet, places: &Places<'_>, document: &Document) -> Vec<Outcome> {
    let unchanged = sheet.source.sha256 == document.sha256;
    let mut taken: BTreeSet<String> = sheet.facts.iter().map(|fact| fact.id.0.clone()).collect();
    taken.extend(sheet.readings.iter().map(|reading| reading.id.0.clone()));
    let mut found = Vec::new();
    let mut entry = |list: &'static str, index: usize, kind: &str, id: &mut FactId, evidence: &mut Evidence| {
        let anchored = anchor(evidence, document);
        if id.0.is_empty() && anchored.is_ok() {
            *id = name(kind, &document.id, evidence, &taken);
            taken.insert(id.0.clone());
        }
        let message = match anchored {
            Ok(Anchored::InPlace | Anchored::Filled) => return,
            Ok(Anchored::Moved { from }) => {
                let line = evidence.line;
                let message = if line == from {
                    format!("the words of `{id}` were found again at another place of line {line}")
                } else {
                    format!("the words of `{id}` were found again in line {line}, not {from}")
                };
                Diagnostic::note("moved-evidence", message)
            }
            Err(lost) => lost.diagnostic(id, evidence, document, unchanged),
        };
        let diagnostic = message.at(places.at(list, index, &["evidence", "exact"]));
        found.push(Outcome { list, index, diagnostic });
    };
    for (index, fact) in sheet.facts.iter_mut().enumerate() {
        entry("facts", index, fact.claim.kind(), &mut fact.id, &mut fact.evidence);
    }
    for (index, reading) in sheet.readings.iter_mut().enumerate() {
        entry("readings", index, "reading", &mut reading.id, &mut reading.evidence);
    }
    for (index, fact) in sheet.facts.iter_mut().enumerate() {
        if let Some((key, words)) = anchor_parts(&mut fact.claim, fact.evidence.span, document) {
            let message = format!("the words `{words}` of `{}` do not stand in the source", fact.id);
            let diagnostic = Diagnostic::error("stale-evidence", message).at(places.at("facts", index, &[key, "text"]));
            found.push(Outcome { list: "facts", index, diagnostic });
        }
    }
    found
}

/// How an entry was put on its words.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Anchored {
    /// They stand where it says.
    InPlace,
    /// They stood in another line or column.
    Moved {
        /// The line it gave.
        from: usize,
    },
    /// It gave no place.
    Filled,
}

/// Why an entry could not be put on its words.
#[derive(Debug)]
enum Lost {
    Gone,
    /// In several places, the lines of the first few.
    Ambiguous {
        count: usize,
        lines: Vec<usize>,
    },
}

impl Lost {
    fn diagnostic(&self, id: &FactId, evidence: &Evidence, document: &Document, unchanged: bool) -> Diagnostic {
        let name = if id.0.is_empty() { "this entry".into() } else { format!("`{id}`") };
        match self {
            Self::Gone => {
                let (rule, message) = if unchanged || evidence.line == 0 {
                    ("false-evidence", format!("evidence of {name} does not stand in the source"))
                } else {
                    (
                        "stale-evidence",
                        format!("{name} is stale: the source has changed and the words no longer stand in it"),
                    )
                };
                let error = Diagnostic::error(rule, message);
                match nearest(&evidence.exact, document) {
                    Some((line, words)) => error.hint(format!("nearest words, in line {line}: {words}")),
                    None => error.hint("no words of the source come near it"),
                }
            }
            Self::Ambiguous { count, lines } => {
                let lines: Vec<String> = lines.iter().map(ToString::to_string).collect();
                let more = if *count > LISTED { ", …" } else { "" };
                let message = format!("evidence of {name} stands in {count} places of the source");
                Diagnostic::error("ambiguous-evidence", message)
                    .hint(format!("lines {}{more}", lines.join(", ")))
                    .hint("give more words in `exact`, or the words before or after it in `prefix` or `suffix`")
            }
        }
    }
}

/// Finds the words of `evidence` and corrects its place.
fn anchor(evidence: &mut Evidence, document: &Document) -> Result<Anchored, Lost> {
    let given = evidence.line > 0 || evidence.span != CodePoints::default();
    let here = document.positions.span(&document.text, evidence.span).filter(|_| given);
    if let Some(span) = here.filter(|span| document.slice(*span) == evidence.exact) {
        let line = document.positions.line(span.start);
        let moved = Anchored::Moved { from: evidence.line };
        let right = evidence.line == line;
        evidence.line = line;
        evidence.page = document.page_at(span.start);
        return Ok(if right { Anchored::InPlace } else { moved });
    }
    let span = the_one(evidence, document)?;
    let moved = Anchored::Moved { from: evidence.line };
    let (prefix, suffix) = (evidence.prefix.is_empty(), evidence.suffix.is_empty());
    let fresh = Evidence::at(document, span);
    // People may have left out the context on purpose; what they gave is brought up to date.
    *evidence = Evidence {
        prefix: if prefix && given { String::new() } else { fresh.prefix },
        suffix: if suffix && given { String::new() } else { fresh.suffix },
        ..fresh
    };
    Ok(if given { moved } else { Anchored::Filled })
}

/// The only place where the words stand, or the only one with their context.
fn the_one(evidence: &Evidence, document: &Document) -> Result<Span, Lost> {
    let text = &document.text;
    let places = occurrences(&evidence.exact, text);
    let before = |span: &Span| text[..span.start].ends_with(&evidence.prefix);
    let after = |span: &Span| text[span.end..].starts_with(&evidence.suffix);
    let both = |span: &Span| before(span) && after(span);
    let either =
        |span: &Span| (!evidence.prefix.is_empty() && before(span)) || (!evidence.suffix.is_empty() && after(span));
    let only = |fits: &dyn Fn(&Span) -> bool| {
        let mut fitting = places.iter().filter(|span| fits(span));
        fitting.next().filter(|_| fitting.next().is_none()).copied()
    };
    match places.as_slice() {
        [] => Err(Lost::Gone),
        [span] => Ok(*span),
        several => only(&both).or_else(|| only(&either)).ok_or_else(|| Lost::Ambiguous {
            count: several.len(),
            lines: several.iter().take(LISTED).map(|span| document.positions.line(span.start)).collect(),
        }),
    }
}

/// Where `words` stand in `text`; inside longer words only if they stand nowhere else.
fn occurrences(words: &str, text: &str) -> Vec<Span> {
    if words.is_empty() {
        return Vec::new();
    }
    let all: Vec<Span> = memchr::memmem::find_iter(text.as_bytes(), words.as_bytes())
        .map(|at| Span::new(at, at + words.len()))
        .collect();
    let joined = |inner: Option<char>, outer: Option<char>| {
        inner.is_some_and(char::is_alphanumeric) && outer.is_some_and(char::is_alphanumeric)
    };
    let (first, last) = (words.chars().next(), words.chars().next_back());
    let whole = |span: &&Span| {
        !joined(first, text[..span.start].chars().next_back()) && !joined(last, text[span.end..].chars().next())
    };
    let bounded: Vec<Span> = all.iter().filter(whole).copied().collect();
    if bounded.is_empty() { all } else { bounded }
}

/// Puts speaker and date on their words; returns the key and the words that do not stand in the text.
fn anchor_parts(claim: &mut Claim, near: CodePoints, document: &Document) -> Option<(&'static str, String)> {
    let date = |date: &mut EventDate| {
        anchor_part(&mut date.span, &date.text, near, document).is_none().then(|| ("date", date.text.clone()))
    };
    match claim {
        Claim::Quotation(quotation) => {
            let speaker = quotation.speaker.as_mut()?;
            let found = anchor_part(&mut speaker.span, &speaker.text, near, document);
            found.is_none().then(|| ("speaker", speaker.text.clone()))
        }
        Claim::Event(event) => date(&mut event.date),
        Claim::Precedent(precedent) => date(precedent.date.as_mut()?),
        Claim::Figure(_) | Claim::Commitment(_) | Claim::Condition(_) | Claim::Unknown(_) => None,
        Claim::Position(_) | Claim::Person(_) => None,
    }
}

/// Corrects the place of a part of an entry: that of its words which lies nearest to the evidence.
fn anchor_part(points: &mut CodePoints, words: &str, near: CodePoints, document: &Document) -> Option<()> {
    let text = &document.text;
    let here = document.positions.span(text, *points);
    if here.is_some_and(|span| document.slice(span) == words) {
        return Some(());
    }
    let near = document.positions.span(text, near)?;
    let distance =
        |span: &Span| if span.end <= near.start { near.start - span.end } else { span.start.abs_diff(near.start) };
    let nearest = occurrences(words, text).into_iter().min_by_key(distance)?;
    *points = document.positions.code_points(text, nearest);
    Some(())
}

/// Names an entry that a person added as the extraction would.
pub(crate) fn name(kind: &str, source: &SourceId, evidence: &Evidence, taken: &BTreeSet<String>) -> FactId {
    let mut hash = Sha256::new();
    for part in [source.as_str(), kind, &evidence.prefix, &evidence.exact, &evidence.suffix] {
        hash.update(part.as_bytes());
        hash.update([0]);
    }
    let digits: String = hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect();
    let names = (6..=digits.len()).map(|length| format!("{kind}-{}", &digits[..length]));
    FactId(names.into_iter().find(|name| !taken.contains(name)).unwrap_or_else(|| format!("{kind}-{digits}-2")))
}

/// Finds the stretch of as many words that shares most words with `exact`, if at least half are shared.
fn nearest(exact: &str, document: &Document) -> Option<(usize, String)> {
    let text = &document.text;
    let words: Vec<Span> = words(text).collect();
    let mut wanted: BTreeMap<&str, i64> = BTreeMap::new();
    let count = self::words(exact).map(|span| *wanted.entry(&exact[span.range()]).or_default() += 1).count();
    let width = count.min(words.len());
    let mut shared = 0_usize;
    let mut best = (0_usize, 0_usize);
    for (i, word) in words.iter().enumerate() {
        if let Some(left) = wanted.get_mut(&text[word.range()]) {
            shared += usize::from(*left > 0);
            *left -= 1;
        }
        if i >= width
            && let Some(left) = wanted.get_mut(&text[words[i - width].range()])
        {
            *left += 1;
            shared -= usize::from(*left > 0);
        }
        if i + 1 >= width && shared > best.0 {
            best = (shared, i + 1 - width);
        }
    }
    let (shared, first) = best;
    if shared == 0 || shared * 2 < count {
        return None;
    }
    let span = Span::new(words.get(first)?.start, words.get(first + width - 1)?.end);
    let found: String = document.slice(span).split_whitespace().collect::<Vec<_>>().join(" ");
    let shown = match found.char_indices().nth(200) {
        Some((end, _)) => format!("{}…", &found[..end]),
        None => found,
    };
    Some((document.positions.line(span.start), shown))
}

/// Words and numbers, without the marks around them.
fn words(text: &str) -> impl Iterator<Item = Span> + '_ {
    text.unicode_word_indices().map(|(at, word)| Span::new(at, at + word.len()))
}
