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

use rustc_hash::FxHashMap;

use crate::document::Document;
use crate::lexicon::framing::{Feature, Framing, Model};
use crate::sheet::{Claim, Cue, Side};
use crate::source::Span;

use super::{Context, Found, FoundReading};
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
    let (document, framing) = (context.document, &context.lexicon.framing);
    let question = context.question.or(document.metadata.title.as_deref());
    let plan = question.map(|question| Plan::of(question, framing)).unwrap_or_default();
    let model = framing.model();
    let mut reader = Reader::new(framing, document, &plan);
    let mut leans = Vec::with_capacity(document.sentences.len());
    let mut cues = Vec::with_capacity(document.sentences.len());
    for sentence in &document.sentences {
        reader.read(sentence, false);
        let logits = judge::logits(model, reader.counts.iter().map(|counted| (counted.feature, counted.value)));
        leans.push(Lean::of(logits, reader.reports()));
        let cued = !framing.has_own_sides() || reader.has_signals();
        cues.push((if cued { decisive(&reader, model) } else { Vec::new() }, reader.is_torn()));
    }
    let mut readings = Vec::new();
    let mut speakers = Speakers { quotations, next: 0 };
    for ((sentence, around), (cues, torn)) in document.sentences.iter().zip(judge::context(&leans)).zip(cues) {
        let around = around.into_iter().map(|(feature, value)| (Feature::Context(feature), value));
        let logits = judge::logits(model, around);
        let holder = speakers.holder(sentence.span);
        if cues.is_empty() {
            continue; // the text around alone frames no sentence
        }
        let [plus, minus, neutral] = judged(logits);
        let side = if torn && (logits[0] - logits[1]).abs() < TORN {
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
            cues,
            score: f64::from(model.calibrated(odds)),
            span: sentence.span,
        });
    }
    readings
}

/// Returns the cues that weigh most, heaviest first.
fn decisive(reader: &Reader<'_>, model: &Model) -> Vec<Cue> {
    let mut parts: Vec<(Origin, f32)> = Vec::new();
    for counted in reader.counts.iter().filter(|counted| counted.origin != Origin::Sentence) {
        let [plus, minus, _] = model.weights(counted.feature);
        let weight = (plus - minus) * counted.value;
        if weight == 0.0 {
            continue;
        }
        parts.push((counted.origin, weight));
    }
    parts.sort_by_key(|part| part.0);
    let mut sums: Vec<(Origin, f32)> = parts
        .chunk_by(|a, b| a.0 == b.0)
        .map(|part| (part[0].0, part.iter().map(|(_, weight)| weight).sum()))
        .collect();
    sums.sort_by(|a, b| b.1.abs().total_cmp(&a.1.abs()).then(a.0.cmp(&b.0)));
    sums.iter()
        .filter(|(_, weight)| weight.abs() >= 0.05)
        .take(CUES)
        .map(|&(origin, weight)| Cue {
            cue: reader.words_of(origin),
            weight: f64::from((weight * 100.0).round()) / 100.0,
        })
        .collect()
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
    let mut reader = Reader::new(framing, document, &plan);
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
