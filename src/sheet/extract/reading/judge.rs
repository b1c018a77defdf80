//! Weighs what was counted: first each sentence for itself, then with the text around it.

use crate::lexicon::framing::Feature;
use crate::lexicon::framing::feature::Context;
use crate::lexicon::framing::model::{Model, Weights};

use super::features::Counted;

/// How far a sentence leans, before and after the text around it is looked at.
#[derive(Clone, Copy, PartialEq, Debug, Default)]
pub struct Lean {
    /// Log-odds of optimistic against sceptical.
    pub side: f32,
    /// Log-odds of framed against neutral.
    pub framed: f32,
    /// Whether the sentence reports speech.
    pub reports: bool,
}

impl Lean {
    /// Turns three logits into a lean.
    pub fn of(logits: Weights, reports: bool) -> Self {
        let [plus, minus, neutral] = probabilities(logits);
        let tiny = 1e-6_f32;
        Self {
            side: (plus + tiny).ln() - (minus + tiny).ln(),
            framed: (plus + minus + tiny).ln() - (neutral + tiny).ln(),
            reports,
        }
    }

    /// Probability of optimistic less that of sceptical.
    fn balance(self) -> f32 {
        let framed = 1.0 / (1.0 + (-self.framed).exp());
        framed * (self.side / 2.0).tanh()
    }
}

/// Returns the probabilities that logits stand for.
pub fn probabilities(logits: Weights) -> Weights {
    let most = logits.iter().copied().fold(f32::MIN, f32::max);
    let exps = logits.map(|logit| (logit - most).exp());
    let sum: f32 = exps.iter().sum();
    exps.map(|exp| exp / sum)
}

/// Returns the probabilities that the logits of a sentence in its text stand for: first whether it is framed, told by
/// the third logit alone, then for which side, told by the other two.
pub fn judged(logits: Weights) -> Weights {
    let likely = |odds: f32| 1.0 / (1.0 + (-odds).exp());
    let (framed, plus) = (likely(-logits[2]), likely(logits[0] - logits[1]));
    [framed * plus, framed * (1.0 - plus), 1.0 - framed]
}

/// Adds up the weights of `counts`.
pub(super) fn logits(model: &Model, counts: impl Iterator<Item = (Feature, f32)>) -> Weights {
    let mut sum = [0.0; 3];
    for (feature, value) in counts {
        let weights = model.weights(feature);
        for (sum, weight) in sum.iter_mut().zip(weights) {
            *sum += weight * value;
        }
    }
    sum
}

/// Adds up what was counted in a sentence with its weights.
pub(super) fn weighed(counts: &[Counted]) -> Weights {
    let mut sum = [0.0; 3];
    for counted in counts {
        for (sum, weight) in sum.iter_mut().zip(counted.weights) {
            *sum += weight * counted.value;
        }
    }
    sum
}

/// How many sentences before and after count as near.
const NEAR: usize = 3;

/// How many fully framed sentences of one side settle the lean of a text: more add little.
const SETTLED: f32 = 1.5;

/// How many things the text around says of a sentence.
const AROUND: usize = 8;

/// Returns what the text around says of each sentence.
pub fn context(leans: &[Lean]) -> Vec<[(Context, f32); AROUND]> {
    let count = leans.len() as f32;
    let balances: Vec<f32> = leans.iter().map(|lean| lean.balance()).collect();
    let text = balances.iter().sum::<f32>();
    let opinion = 1.0 - leans.iter().filter(|lean| lean.reports).count() as f32 / count.max(1.0);
    (0..leans.len())
        .map(|at| {
            let (from, to) = (at.saturating_sub(NEAR), (at + NEAR + 1).min(leans.len()));
            // One more than there are: few neighbours say less than many.
            let size = (to - from) as f32;
            let near_sides = (balances[from..to].iter().sum::<f32>() - balances[at]) / size;
            let near_framed = (leans[from..to].iter().map(|lean| lean.framed).sum::<f32>() - leans[at].framed) / size;
            let rest = ((text - balances[at]) / SETTLED).tanh();
            [
                (Context::Lean, leans[at].side),
                (Context::Framed, leans[at].framed),
                (Context::NearLean, near_sides),
                (Context::RestLean, rest),
                (Context::OpinionLean, rest * opinion * opinion),
                (Context::NearFramed, near_framed),
                (Context::First, f32::from(at == 0)),
                (Context::Always, 1.0),
            ]
        })
        .collect()
}
