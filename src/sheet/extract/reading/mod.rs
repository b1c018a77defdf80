//! Finds sentences that frame the plan, and says which cues decided.
//!
//! Each sentence becomes words with clauses (`words`), entries of the lexicon and what they say there (`signals`),
//! counts of both (`features`), and with the learned weights a lean; the leans of the text around correct it (`judge`).
//! Whether a sentence speaks of the plan is told by the words of the question (`plan`). Linear in the text's length.

mod features;
mod judge;
mod plan;
mod signals;
#[cfg(test)]
mod tests;
mod words;

use std::ops::Range;

use rustc_hash::FxHashMap;

use crate::document::Document;
use crate::lexicon::framing::{Feature, Framing, Stems};
use crate::sheet::{Claim, Cue, Side};
use crate::source::Span;

use super::{Context, Found, FoundReading, one_line};
use features::Reader;
use plan::Plan;

pub use features::{Counted, Origin};
pub use judge::{Lean, context, judged, probabilities};

/// How many cues a reading names at most.
const CUES: usize = 6;

/// How far the logits of the two sides may lie apart in a sentence that concedes one to the other.
const TORN: f32 = 1.2;

/// Returns the framed sentences in the order of the text; `quotations` tell whose view a sentence is.
pub fn extract(context: &Context<'_>, quotations: &[Found]) -> Vec<FoundReading> {
    extract_with(context, &stems_of(context.document, &context.lexicon.framing), quotations)
}

/// Returns the stems of all tokens of `document`.
fn stems_of(document: &Document, framing: &Framing) -> Vec<Stems> {
    let mut buffer = String::new();
    let stems = document.tokens.iter().map(|&token| {
        let word = token.of(&document.text);
        framing.vocabulary().stems_of(token, word, &mut buffer)
    });
    stems.collect()
}

/// Returns the framed sentences in the order of the text; `stems` has an entry a token.
pub(super) fn extract_with(context: &Context<'_>, stems: &[Stems], quotations: &[Found]) -> Vec<FoundReading> {
    let (document, framing) = (context.document, &context.lexicon.framing);
    let question = context.question.or(document.metadata.title.as_deref());
    let plan = question.map(|question| Plan::of(question, framing)).unwrap_or_default();
    let model = framing.model();
    let mut reader = Reader::new(framing, document, stems, &plan, Some(model));
    let mut leans = Vec::with_capacity(document.sentences.len());
    let mut torn = Vec::with_capacity(document.sentences.len());
    let mut decisive = Decisive::default();
    for sentence in &document.sentences {
        reader.read(sentence, false);
        leans.push(Lean::of(judge::weighed(&reader.counts), reader.reports()));
        torn.push(reader.is_torn());
        decisive.read(&reader, !framing.has_own_sides() || reader.has_signals());
    }
    let mut readings = Vec::new();
    let mut speakers = Speakers { quotations, next: 0 };
    for (at, (sentence, around)) in document.sentences.iter().zip(judge::context(&leans)).enumerate() {
        let around = around.into_iter().map(|(feature, value)| (Feature::Context(feature), value));
        let logits = judge::logits(model, around);
        let holder = speakers.holder(sentence.span);
        if decisive.sentences[at].is_empty() {
            continue; // the text around alone frames no sentence
        }
        let [plus, minus, neutral] = judged(logits);
        let side = if torn[at] && (logits[0] - logits[1]).abs() < TORN {
            Side::Mixed
        } else if neutral > plus && neutral > minus {
            continue;
        } else if plus > minus {
            Side::Optimistic
        } else {
            Side::Sceptical
        };
        let likely = match side {
            Side::Optimistic => plus,
            Side::Sceptical => minus,
            Side::Mixed => plus.min(minus),
        };
        let odds = (likely.max(1e-6) / (1.0 - likely).max(1e-6)).ln();
        readings.push(FoundReading {
            side,
            holder: holder.or_else(|| Some("author".to_string())),
            cues: decisive.cues(at, document),
            score: f64::from(model.calibrated(odds)),
            span: sentence.span,
        });
    }
    readings
}

/// The cues that weigh most in each sentence: places only, as most sentences turn out to be neutral.
#[derive(Default)]
struct Decisive {
    /// Place and weight of each cue, heaviest first within a sentence.
    cues: Vec<(Span, f32)>,
    /// The cues of each sentence.
    sentences: Vec<Range<usize>>,
    sums: Vec<(Origin, f32)>,
}

impl Decisive {
    /// Takes in the sentence that `reader` has read; one that is not `cued` has no cues.
    fn read(&mut self, reader: &Reader<'_>, cued: bool) {
        if !cued {
            self.sentences.push(self.cues.len()..self.cues.len());
            return;
        }
        self.sums.clear();
        self.sums.extend((0..reader.signals.matches.len()).map(|at| (Origin::Match(at), 0.0)));
        for counted in &reader.counts {
            let [plus, minus, _] = counted.weights;
            let weight = (plus - minus) * counted.value;
            match counted.origin {
                Origin::Match(at) => self.sums[at].1 += weight,
                // Words and pairs of words are counted once each.
                Origin::Words(..) => self.sums.push((counted.origin, weight)),
                Origin::Sentence => {}
            }
        }
        self.sums.retain(|(_, weight)| weight.abs() >= 0.05);
        self.sums.sort_unstable_by(|a, b| b.1.abs().total_cmp(&a.1.abs()).then(a.0.cmp(&b.0)));
        let first = self.cues.len();
        let heaviest = self.sums.iter().take(CUES);
        self.cues.extend(heaviest.filter_map(|&(origin, weight)| Some((reader.span_of(origin)?, weight))));
        self.sentences.push(first..self.cues.len());
    }

    /// Returns the cues of the sentence with the index `sentence`, with their words.
    fn cues(&self, sentence: usize, document: &Document) -> Vec<Cue> {
        let cues = self.cues[self.sentences[sentence].clone()].iter();
        let words = |span| one_line(document.slice(span));
        cues.map(|&(span, weight)| Cue { cue: words(span), weight: f64::from((weight * 100.0).round()) / 100.0 })
            .collect()
    }
}

/// Walks along the quotations of a text together with its sentences.
struct Speakers<'a> {
    quotations: &'a [Found],
    next: usize,
}

impl Speakers<'_> {
    /// Returns the speaker of the quotation that covers most of `sentence`; sentences must come in order.
    fn holder(&mut self, sentence: Span) -> Option<String> {
        while self.quotations.get(self.next).is_some_and(|found| found.span.end <= sentence.start) {
            self.next += 1;
        }
        let covered = |span: Span| span.end.min(sentence.end).saturating_sub(span.start.max(sentence.start));
        self.quotations[self.next..]
            .iter()
            .take_while(|found| found.span.start < sentence.end)
            .filter(|found| covered(found.span) * 3 > sentence.len())
            .filter_map(|found| match &found.claim {
                Claim::Quotation(quotation) => {
                    let speaker = quotation.speaker.as_ref()?;
                    Some((covered(found.span), speaker.name.as_deref().unwrap_or(&speaker.text)))
                }
                _ => None,
            })
            .max_by_key(|&(covered, _)| covered)
            .map(|(_, name)| name.to_string())
    }
}

/// What is counted in a sentence.
#[derive(Clone, Debug)]
pub struct Tally {
    /// The sentence.
    pub span: Span,
    /// Each feature once, with how much of it there is.
    pub counts: Vec<(Feature, f32)>,
    /// Whether the sentence reports speech.
    pub reports: bool,
}

/// Returns what is counted in each sentence of `document`: what learning works on.
pub fn count(framing: &Framing, document: &Document, question: Option<&str>) -> Vec<Tally> {
    let plan = question.map(|question| Plan::of(question, framing)).unwrap_or_default();
    let stems = stems_of(document, framing);
    let mut reader = Reader::new(framing, document, &stems, &plan, None);
    let mut all = Vec::with_capacity(document.sentences.len());
    for sentence in &document.sentences {
        reader.read(sentence, false);
        let mut sums: Vec<(Feature, f32)> = Vec::new();
        let mut index: FxHashMap<Feature, usize> = FxHashMap::default();
        for counted in &reader.counts {
            let at = *index.entry(counted.feature).or_insert_with(|| {
                sums.push((counted.feature, 0.0));
                sums.len() - 1
            });
            sums[at].1 += counted.value;
        }
        all.push(Tally { span: sentence.span, counts: sums, reports: reader.reports() });
    }
    all
}
