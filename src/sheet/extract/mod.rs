//! Finds what a document states. One file a kind of fact; all work on the document's tokens.
//!
//! Steps: look every word up in the lexicon once ([`Book`]), let each extractor find its facts,
//! drop what is found twice, order by place, and take the exact words as evidence.
//! Linear in the length of the text; nothing here can fail.

mod clause;
mod commitment;
mod condition;
mod date;
mod event;
mod figure;
mod label;
mod numeral;
pub mod person;
mod position;
mod precedent;
pub mod quotation;
pub mod reading;
pub mod statement;
mod subject;
#[cfg(test)]
mod tables;
mod unit;
mod unknown;
mod wording;

use rustc_hash::{FxHashMap, FxHashSet};
use sha2::{Digest, Sha256};

use super::{Claim, Cue, Evidence, Fact, FactId, FactSheet, Reading, SCHEMA, Side, SourceRecord, Status};
use crate::corpus::hexadecimal;
use crate::document::Document;
use crate::lexicon::Lexicon;
use crate::lexicon::known::Book;
use crate::source::{SourceId, Span};

/// What an extraction may take into account beside the text.
#[derive(Clone, Copy, Debug)]
pub struct Options<'a> {
    /// Words and their classes: built-in ones and the project's.
    pub lexicon: &'a Lexicon,
    /// The question that readings are relative to, if there is one.
    pub question: Option<&'a str>,
}

/// A fact before it has a name.
#[derive(Clone, PartialEq, Debug)]
pub struct Found {
    /// What is stated.
    pub claim: Claim,
    /// The words it rests on.
    pub span: Span,
    /// Name of the rule that found it, such as `quotation/trailing-cue`.
    pub rule: &'static str,
}

/// A reading before it has a name.
#[derive(Clone, PartialEq, Debug)]
pub struct FoundReading {
    /// To which side it leans.
    pub side: Side,
    /// Whose view it is.
    pub holder: Option<String>,
    /// What decided, heaviest first.
    pub cues: Vec<Cue>,
    /// 0 to 1.
    pub score: f64,
    /// The sentence.
    pub span: Span,
}

/// What all extractors work on.
#[derive(Debug)]
pub struct Context<'a> {
    /// The document.
    pub document: &'a Document,
    /// The words known.
    pub lexicon: &'a Lexicon,
    /// The question, if there is one.
    pub question: Option<&'a str>,
}

/// Makes the fact sheet of a document.
pub fn extract(document: &Document, options: Options<'_>) -> FactSheet {
    extract_with(&mut Book::new(options.lexicon), document, options.question)
}

/// Makes the fact sheet of a document; `book`, which holds the words known, may have served other documents.
pub fn extract_with(book: &mut Book<'_>, document: &Document, question: Option<&str>) -> FactSheet {
    // The rules are those of English: passages in other languages are not mined by them.
    let english = document.in_english();
    let document = english.as_ref().unwrap_or(document);
    let context = Context { document, lexicon: book.lexicon(), question };
    let known = book.read(document);
    let mut found = Vec::new();
    let cast = person::Cast::of(&context, &known.speech);
    let quotations = quotation::extract_with(&context, &known.speech, &cast);
    let people = person::facts(&cast);
    let readings = reading::extract_with(&context, &known.stems, &quotations);
    found.extend(quotations);
    found.extend(people);
    found.extend(statement::extract_with(&context, &known.measure, &known.classes));
    found.sort_by(|a, b| (a.span, a.claim.kind()).cmp(&(b.span, b.claim.kind())));
    found.dedup_by(|b, a| a.span == b.span && a.claim == b.claim);
    let mut names = Names::default();
    let facts = found
        .into_iter()
        .map(|Found { claim, span, rule }| {
            let evidence = Evidence::at(document, span);
            Fact {
                id: names.name(claim.kind(), &document.id, &evidence),
                claim,
                evidence,
                status: Status::Candidate,
                rule: Some(rule.into()),
                note: None,
                by: None,
                origin: None,
                accept: Vec::new(),
                extra: Default::default(),
            }
        })
        .collect();
    let readings = readings
        .into_iter()
        .map(|found| {
            let evidence = Evidence::at(document, found.span);
            Reading {
                id: names.name("reading", &document.id, &evidence),
                side: found.side,
                holder: found.holder,
                cues: found.cues,
                score: (found.score * 100.0).round() / 100.0,
                evidence,
                status: Status::Candidate,
                note: None,
                by: None,
                origin: None,
                accept: Vec::new(),
                extra: Default::default(),
            }
        })
        .collect();
    FactSheet { schema: SCHEMA.into(), source: SourceRecord::of(document), facts, readings }
}

/// Returns the words of `text` with single spaces between them.
fn one_line(text: &str) -> String {
    if is_one_line(text) {
        return text.to_owned();
    }
    let mut line = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(word);
    }
    line
}

/// Tells at a glance whether `text` is ASCII with nothing but single spaces between its words.
fn is_one_line(text: &str) -> bool {
    let mut after_space = true;
    let is_plain = text.bytes().all(|byte| {
        let doubled = after_space && byte == b' ';
        after_space = byte == b' ';
        matches!(byte, b' '..=b'~') && !doubled
    });
    is_plain && !after_space
}

/// How many bytes of a hash a name holds: nearly always enough.
const SHORT: usize = 3;

/// Gives facts their names and keeps them apart.
#[derive(Default)]
struct Names {
    /// Kind and first bytes of the hash of names with [`SHORT`] bytes of it.
    taken: FxHashSet<(&'static str, [u8; SHORT])>,
    /// Longer names.
    longer: FxHashSet<String>,
    /// How often each kind and hash came up: the same words in the same context more than once.
    times: FxHashMap<(&'static str, [u8; 32]), usize>,
}

impl Names {
    /// Six hexadecimal digits of a hash of source, kind and evidence with its context; more if another hash has those,
    /// and a count where the hash is the same.
    fn name(&mut self, kind: &'static str, source: &SourceId, evidence: &Evidence) -> FactId {
        let mut hash = Sha256::new();
        for part in [source.as_str(), kind, &evidence.prefix, &evidence.exact, &evidence.suffix] {
            hash.update(part.as_bytes());
            hash.update([0]);
        }
        let hash = hash.finalize();
        let times = self.times.entry((kind, hash.into())).or_default();
        *times += 1;
        let short = [hash[0], hash[1], hash[2]];
        let name = if *times > 1 {
            format!("{kind}-{}-{times}", hexadecimal(&hash[..6]))
        } else if self.taken.insert((kind, short)) {
            let mut name = String::with_capacity(kind.len() + 1 + 2 * SHORT);
            name.extend([kind, "-", &hexadecimal(&short)]);
            return FactId(name);
        } else {
            self.longer(kind, &hexadecimal(&hash))
        };
        self.longer.insert(name.clone());
        FactId(name)
    }

    /// Returns the shortest name of more than six digits that is free.
    fn longer(&self, kind: &str, digits: &str) -> String {
        let names = (7..=digits.len()).map(|length| format!("{kind}-{}", &digits[..length]));
        names.into_iter().find(|name| !self.longer.contains(name)).unwrap_or_default()
    }
}
