//! Holds every claim of a note against the sources that it names, or against all of them if it names none.

use std::collections::BTreeMap;

use super::note::{ClaimKind, Claimed};
use super::{Book, Drift, Finding, Quotable, Verdict, check, fold};
use crate::brief::Acceptance;
use crate::diagnostic::{Diagnostic, Location};
use crate::sheet::{Claim, Evidence, FactSheet, SignOff, Status};
use crate::source::Span;

/// Sources with the facts that notes cite.
#[derive(Debug, Default)]
pub struct Library {
    /// The sources.
    pub books: Vec<Book>,
    /// Facts by their ids, also `SOURCE-FACT`.
    facts: BTreeMap<String, Cited>,
    /// What the brief accepts, beside what the sheets do.
    accept: Vec<Acceptance>,
}

/// A fact that a footnote may name.
#[derive(Clone, Debug)]
pub(super) struct Cited {
    id: String,
    book: usize,
    span: Option<Span>,
    accept: Vec<SignOff>,
    /// Numbers that the fact stands for, however it writes them: `thirty` is 30.
    pub(super) values: Vec<f64>,
    /// Names, roles and organisations of who says it, if not the text itself.
    pub(super) speakers: Vec<String>,
}

/// What came out for one note.
#[derive(Clone, Debug, Default)]
pub struct Review {
    /// How many quotations, block quotations and figures were verified, not found, and could not be checked.
    pub counts: BTreeMap<(ClaimKind, Verdict), usize>,
    /// How many warnings people have accepted.
    pub accepted: usize,
    /// What is wrong, in the order of the note.
    pub diagnostics: Vec<Diagnostic>,
}

impl Review {
    /// Adds the counts of another review and returns its diagnostics.
    pub fn add(&mut self, other: Self) -> Vec<Diagnostic> {
        for (key, count) in other.counts {
            *self.counts.entry(key).or_default() += count;
        }
        self.accepted += other.accepted;
        other.diagnostics
    }

    /// Returns how many claims ended so.
    pub fn count(&self, verdict: Verdict) -> usize {
        self.counts.iter().filter(|((_, known), _)| *known == verdict).map(|(_, count)| count).sum()
    }
}

impl Library {
    /// Makes sources ready; `sheets` are those of the same sources, in any order.
    pub fn new(documents: Vec<crate::document::Document>, sheets: &[FactSheet]) -> Self {
        let mut library = Self::default();
        for document in documents {
            let sheet = sheets.iter().find(|sheet| sheet.source.id == document.id);
            let book = library.books.len();
            if let Some(sheet) = sheet {
                let facts = sheet.facts.iter().filter(|fact| fact.status != Status::Rejected).map(|fact| Cited {
                    id: fact.id.0.clone(),
                    book,
                    span: place(&fact.evidence, &document),
                    accept: fact.accept.clone(),
                    values: values(&fact.claim),
                    speakers: speakers(&fact.claim),
                });
                let readings = sheet.readings.iter().filter(|reading| reading.status != Status::Rejected);
                let readings = readings.map(|reading| Cited {
                    id: reading.id.0.clone(),
                    book,
                    span: place(&reading.evidence, &document),
                    accept: reading.accept.clone(),
                    values: Vec::new(),
                    speakers: reading.holder.iter().filter(|holder| *holder != "author").cloned().collect(),
                });
                for cited in facts.chain(readings) {
                    library.facts.insert(format!("{}-{}", document.id, cited.id).to_lowercase(), cited.clone());
                    library.facts.entry(cited.id.to_lowercase()).or_insert(cited);
                }
            }
            library.books.push(Book::new(document, sheet));
        }
        library
    }

    /// Takes what a brief accepts, in place of what another did.
    pub fn accept(&mut self, accept: &[Acceptance]) {
        self.accept = accept.to_vec();
    }

    /// Tells whether the brief accepts what `rule` says of a sentence that cites the facts `cited`.
    pub fn accepts<'a>(&self, rule: &str, mut cited: impl Iterator<Item = &'a str>) -> bool {
        self.accept.iter().filter(|known| known.rule == rule).any(|known| match &known.fact {
            None => true,
            Some(fact) => cited.any(|label| label.eq_ignore_ascii_case(&fact.0)),
        })
    }

    /// Returns the fact with this id.
    pub(super) fn fact(&self, id: &str) -> Option<&Cited> {
        self.facts.get(&id.to_lowercase())
    }

    /// Returns the sentence of the source around the evidence of a fact.
    pub(super) fn sentence(&self, fact: &Cited) -> &str {
        let document = &self.books[fact.book].document;
        let Some(span) = fact.span else { return "" };
        let around = document.sentences.iter().find(|sentence| sentence.span.overlaps(span));
        document.slice(around.map_or(span, |sentence| sentence.span))
    }

    /// Reviews the claims of the note `file`.
    pub fn review(&self, file: &str, claims: &[Claimed]) -> Review {
        let mut review = Review::default();
        for claim in claims {
            let (verdict, mut diagnostics, accepted) = self.judge(claim);
            *review.counts.entry((claim.kind, verdict)).or_default() += 1;
            review.accepted += accepted;
            for diagnostic in &mut diagnostics {
                diagnostic.location = Some(Location { line: claim.line, column: 0, ..Location::file(file) });
            }
            review.diagnostics.extend(diagnostics);
        }
        review
    }

    fn judge(&self, claim: &Claimed) -> (Verdict, Vec<Diagnostic>, usize) {
        let facts: Vec<_> = claim.labels.iter().filter_map(|label| self.facts.get(&label.to_lowercase())).collect();
        let named = self.named(claim, &facts);
        match claim.kind {
            ClaimKind::Figure => self.figure(claim, &facts, &named),
            ClaimKind::Quotation | ClaimKind::Block => self.quotation(claim, &facts, &named),
        }
    }

    /// Sources that the claim's citations name.
    fn named(&self, claim: &Claimed, facts: &[&Cited]) -> Vec<usize> {
        let mut named: Vec<_> = facts.iter().map(|fact| fact.book).collect();
        for (index, book) in self.books.iter().enumerate() {
            let metadata = &book.document.metadata;
            let in_note = |words: &Option<String>| {
                words.as_ref().is_some_and(|words| words.len() > 8 && claim.cited.contains(words.trim()))
            };
            if claim.labels.iter().any(|label| label == book.id().as_str())
                || in_note(&metadata.title)
                || in_note(&metadata.url)
            {
                named.push(index);
            }
        }
        named.sort_unstable();
        named.dedup();
        named
    }

    fn quotation(&self, claim: &Claimed, facts: &[&Cited], named: &[usize]) -> (Verdict, Vec<Diagnostic>, usize) {
        let at_facts = facts.iter().filter_map(|fact| Some((fact.book, Some(fact.span?))));
        // A short quotation counts where its source is named.
        let in_named = named.iter().map(|&book| (book, Some(Span::new(0, self.books[book].document.text.len()))));
        let anywhere = (0..self.books.len()).map(|book| (book, None)).filter(|_| named.is_empty());
        let look = |(book, at): (usize, Option<Span>)| {
            let quotable = Quotable { quote: &claim.text, speaker: None, at };
            (book, check(quotable, &self.books[book]))
        };
        let mut findings: Vec<_> = at_facts.chain(in_named).chain(anywhere).map(look).collect();
        findings.sort_by_key(|(_, finding)| (finding.verdict, finding.warnings.len()));
        let is_title = self.is_title(claim, named);
        let Some((_, mut finding)) = findings.into_iter().next() else {
            return (if is_title { Verdict::Verified } else { Verdict::CannotCheck }, Vec::new(), 0);
        };
        if is_title {
            // Lists of sources set titles with capitals of their own, and a title need not stand in its text.
            if finding.verdict != Verdict::Verified {
                return (Verdict::Verified, Vec::new(), 0);
            }
            finding.warnings.retain(|drift| drift.rule != "capital-changed");
        }
        if finding.verdict == Verdict::NotFound && !named.is_empty() {
            let elsewhere = (0..self.books.len()).filter(|book| !named.contains(book)).map(|book| look((book, None)));
            if let Some((book, _)) = elsewhere.into_iter().find(|(_, finding)| finding.verdict == Verdict::Verified) {
                let id = self.books[book].id();
                let message = format!("“{}” is not in the source cited but in `{id}`", shortened(&claim.text));
                return (Verdict::NotFound, vec![Diagnostic::error("wrong-source", message)], 0);
            }
        }
        let accepted = |drift: &Drift| {
            facts.iter().flat_map(|fact| &fact.accept).any(|known| known.rule == drift.rule)
                || self.accepts(drift.rule, claim.labels.iter().map(String::as_str))
        };
        let (signed, open): (Vec<_>, Vec<_>) = finding.warnings.iter().partition(|drift| accepted(drift));
        let diagnostics = match finding.verdict {
            Verdict::Verified => open.into_iter().map(|drift| warning(claim, drift)).collect(),
            Verdict::NotFound => vec![not_found(claim, &finding)],
            Verdict::CannotCheck => Vec::new(),
        };
        (finding.verdict, diagnostics, signed.len())
    }

    /// Tells whether words in marks are the title of a source: one that is cited there, or any if none is. Capitals and
    /// marks are the style's; one word alone is no title.
    fn is_title(&self, claim: &Claimed, named: &[usize]) -> bool {
        let words = |text: &str| {
            let words = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
            words.map(str::to_lowercase).collect::<Vec<_>>()
        };
        let quoted = words(&claim.text);
        let is_meant = |index: &usize| named.is_empty() || named.contains(index);
        let mut titles = (0..self.books.len())
            .filter(is_meant)
            .filter_map(|book| self.books[book].document.metadata.title.as_deref());
        claim.kind == ClaimKind::Quotation && quoted.len() > 1 && titles.any(|title| words(title) == quoted)
    }

    /// A figure must be a figure of a source cited.
    fn figure(&self, claim: &Claimed, facts: &[&Cited], named: &[usize]) -> (Verdict, Vec<Diagnostic>, usize) {
        if named.is_empty() {
            return (Verdict::CannotCheck, Vec::new(), 0);
        }
        let folded = fold::Folded::of(&claim.text);
        let stands = |book: &usize| {
            let book = &self.books[*book];
            let places = folded.tokens.first().map_or(&[][..], |token| book.places(token.key));
            places.iter().any(|&place| book.folded.same(place as usize, &folded, 0))
        };
        let number = claim.text.replace(',', "").parse::<f64>().ok();
        let meant = facts.iter().flat_map(|fact| &fact.values).any(|value| Some(*value) == number);
        if meant || named.iter().any(stands) {
            return (Verdict::Verified, Vec::new(), 0);
        }
        let ids: Vec<_> = named.iter().map(|&book| format!("`{}`", self.books[book].id())).collect();
        let message = format!("the figure `{}` is not in the source cited ({})", claim.text, ids.join(", "));
        (Verdict::NotFound, vec![Diagnostic::error("figure-not-found", message)], 0)
    }
}

fn speakers(claim: &Claim) -> Vec<String> {
    let Claim::Quotation(quotation) = claim else { return Vec::new() };
    let Some(speaker) = &quotation.speaker else { return Vec::new() };
    let others = [speaker.name.as_ref(), Some(&speaker.text), speaker.role.as_ref(), speaker.organisation.as_ref()];
    others.into_iter().flatten().cloned().collect()
}

fn values(claim: &Claim) -> Vec<f64> {
    match claim {
        Claim::Figure(figure) => {
            let value = &figure.value;
            [value.exactly, value.at_least, value.at_most].into_iter().flatten().collect()
        }
        _ => Vec::new(),
    }
}

fn place(evidence: &Evidence, document: &crate::document::Document) -> Option<Span> {
    document.positions.span(&document.text, evidence.span)
}

fn warning(claim: &Claimed, drift: &Drift) -> Diagnostic {
    Diagnostic::warning(drift.rule, format!("“{}”: {}", shortened(&claim.text), drift.message))
        .hint(format!("quote more, or sign it off in the sheet: `accept: [{{rule: {}, by: …, why: …}}]`", drift.rule))
}

fn not_found(claim: &Claimed, finding: &Finding) -> Diagnostic {
    let rule = finding.rule.unwrap_or("words-changed");
    let found = Diagnostic::error(rule, format!("“{}”: {}", shortened(&claim.text), finding.why));
    match &finding.nearest {
        Some(nearest) => found.hint(format!("nearest: {}", nearest.diff)),
        None => found,
    }
}

fn shortened(text: &str) -> String {
    const LONGEST: usize = 80;
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    match line.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", &line[..end]),
        None => line,
    }
}
