//! From labelled texts to weights: sentences for themselves, then the text around them, then the scale of scores.
//!
//! What the second and third step see of a sentence is always predicted by weights that never saw its question
//! (six folds by question), so that neither learns to trust the first too much.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use evenhand::lexicon::framing::{Feature, Framing};
use evenhand::sheet::extract::reading::{self, Lean, Tally};

use crate::LabelledText;
use crate::regression::{Fitted, Row, fit, logits};

/// Folds of cross-validation.
const FOLDS: usize = 6;
/// In how many questions a word or pair of words must occur to get a weight.
const QUESTIONS: usize = 4;
/// In how many questions an entry must occur to get a weight of its own.
const ENTRY_QUESTIONS: usize = 6;
/// Scale of words and pairs against other features: what carries over to other topics is mostly the others.
const WORD_SCALE: f64 = 0.5;
/// Inverse of the penalty on weights of sentences.
const STRENGTH: f64 = 0.001;
/// Inverse of the penalty on weights of the text around.
const CONTEXT_STRENGTH: f64 = 0.1;
/// What share each outcome has in the first step: between the sides as in the labelled sentences, neutral held down
/// to a third, since texts that argue have fewer neutral sentences than the news that prevails in training.
const SHARES: [f64; 3] = [0.3, 0.4, 0.3];
/// What share framed and neutral sentences have in the second step, for the same reason.
const FRAMED_SHARES: [f64; 2] = [0.7, 0.3];

/// Returns the built-in lexicon with every word of `texts` known.
pub(crate) fn framing_of(texts: &[&LabelledText]) -> Framing {
    let mut framing = Framing::without_weights();
    for text in texts {
        let document = &text.document;
        framing
            .learn_words(document.tokens.iter().filter(|token| token.is_word()).map(|token| token.of(&document.text)));
    }
    framing
}

fn outcome_of(label: &str) -> [f64; 3] {
    match label {
        "optimistic" => [1.0, 0.0, 0.0],
        "sceptical" => [0.0, 1.0, 0.0],
        "mixed" => [0.5, 0.5, 0.0],
        _ => [0.0, 0.0, 1.0],
    }
}

/// A sentence in training.
struct Example {
    fold: usize,
    row: Row<3>,
    label: String,
    reports: bool,
}

/// Learns from `texts` and `further` ones and returns the table of weights; `report` is told the figures.
///
/// What a sentence says is learned from both; what the text around it says, and the scale of scores, from `texts`
/// alone: the labels of the `further` ones were read once.
pub(crate) fn learn(texts: &[LabelledText], further: &[LabelledText], report: fn(&str)) -> String {
    let own = texts.len();
    let texts: Vec<&LabelledText> = texts.iter().chain(further).collect();
    let framing = framing_of(&texts);
    let tallies: Vec<Vec<Tally>> =
        texts.iter().map(|text| reading::count(&framing, &text.document, Some(&text.question))).collect();
    let (features, scales) = choose(&texts, &tallies, &framing);
    let numbers: BTreeMap<Feature, u32> = features.iter().copied().zip(0..).collect();
    let folds: BTreeMap<&str, usize> = texts
        .iter()
        .map(|text| text.question.as_str())
        .collect::<BTreeSet<_>>()
        .into_iter()
        .enumerate()
        .map(|(at, question)| (question, at % FOLDS))
        .collect();
    let examples: Vec<Vec<Example>> = texts
        .iter()
        .zip(&tallies)
        .map(|(text, tallies)| {
            let example = |(row, tally): (&serde_json::Value, &Tally)| {
                let label = row["label"].as_str().unwrap_or_default();
                let features = tally
                    .counts
                    .iter()
                    .filter_map(|(feature, value)| {
                        let &number = numbers.get(feature)?;
                        Some((number, f64::from(*value) * scales[number as usize]))
                    })
                    .collect();
                let row = Row { features, outcome: outcome_of(label) };
                Example { fold: folds[text.question.as_str()], row, label: label.into(), reports: tally.reports }
            };
            text.rows.iter().zip(tallies).map(example).collect()
        })
        .collect();
    let width = features.len();
    let free = width - 1; // `flag always`, the last, is not penalised
    let alone = |rows: &[&Row<3>]| fit(rows, width, STRENGTH, free, Some(SHARES));
    let unseen = predict_unseen(&examples, alone);
    report(&format!("sentences alone: {}", figures(&examples, &unseen)));
    let around = with_context(&examples[..own], &unseen);
    let mut unseen = predict_unseen(&around, fit_context);
    for logits in unseen.iter_mut().flatten() {
        *logits = reading::judged(single(*logits)).map(|likely| f64::from(likely).max(1e-9).ln());
    }
    report(&format!("with the text around: {}", figures(&around, &unseen)));
    let rows = |examples: &'_ [Vec<Example>]| -> Vec<Row<3>> {
        examples.iter().flatten().map(|example| example.row.clone()).collect()
    };
    let fitted = alone(&rows(&examples).iter().collect::<Vec<_>>());
    let context = fit_context(&rows(&around).iter().collect::<Vec<_>>());
    write_table(&framing, &features, &scales, &fitted, &context, calibrate(&around, &unseen, report))
}

/// Returns the features that get a weight, `flag always` last, and the factor by which each is made comparable.
fn choose(texts: &[&LabelledText], tallies: &[Vec<Tally>], framing: &Framing) -> (Vec<Feature>, Vec<f64>) {
    let mut seen: BTreeMap<Feature, (BTreeSet<&str>, f64, f64)> = BTreeMap::new();
    let mut sentences = 0.0;
    for (text, tallies) in texts.iter().zip(tallies) {
        for tally in tallies {
            sentences += 1.0;
            for &(feature, value) in &tally.counts {
                let (questions, sum, squares) = seen.entry(feature).or_default();
                questions.insert(&text.question);
                *sum += f64::from(value);
                *squares += f64::from(value * value);
            }
        }
    }
    let names = framing.names();
    let mut chosen = Vec::new();
    let mut always = None;
    for (feature, (questions, sum, squares)) in seen {
        let spread = (squares / sentences - (sum / sentences).powi(2)).max(0.0).sqrt();
        let enough = match feature {
            Feature::Entry(_) => questions.len() >= ENTRY_QUESTIONS,
            Feature::Word(_) | Feature::Pair(..) => questions.len() >= QUESTIONS,
            _ => questions.len() >= 2,
        };
        let scale = match feature {
            Feature::Word(_) | Feature::Pair(..) | Feature::Entry(_) => WORD_SCALE,
            _ if spread > 0.02 => 1.0 / spread,
            _ => 1.0,
        };
        if names.of(feature) == "flag always" {
            always = Some((feature, 1.0));
        } else if enough {
            chosen.push((feature, scale));
        }
    }
    chosen.extend(always);
    chosen.into_iter().unzip()
}

/// Predicts each sentence by weights that never saw its question.
fn predict_unseen(examples: &[Vec<Example>], fit: impl Fn(&[&Row<3>]) -> Fitted<3>) -> Vec<Vec<[f64; 3]>> {
    let fitted: Vec<Fitted<3>> = (0..FOLDS)
        .map(|fold| {
            let rows: Vec<&Row<3>> =
                examples.iter().flatten().filter(|example| example.fold != fold).map(|example| &example.row).collect();
            fit(&rows)
        })
        .collect();
    examples
        .iter()
        .map(|text| text.iter().map(|example| logits(&fitted[example.fold], &example.row.features)).collect())
        .collect()
}

/// Fits the text around: which side a framed sentence takes, and apart from that whether a sentence is framed.
///
/// The weights are such that [`reading::judged`] reads the side from the first two logits and the framing from the third.
fn fit_context(rows: &[&Row<3>]) -> Fitted<3> {
    let names: Vec<_> = reading::context(&[Lean::default()])[0].iter().map(|(name, _)| *name).collect();
    let last = names.len() - 1; // `always`, which is not penalised
    let part = |which: &dyn Fn(usize) -> bool, outcome: &dyn Fn([f64; 3]) -> [f64; 2]| -> Vec<Row<2>> {
        let reduced = |row: &&Row<3>| Row {
            features: row.features.iter().copied().filter(|&(at, _)| which(at as usize)).collect(),
            outcome: outcome(row.outcome),
        };
        rows.iter().map(reduced).collect()
    };
    let sides = part(&|at| names[at].tells_side(), &|[plus, minus, _]| [plus, minus]);
    let framing = part(&|at| names[at].tells_framing(), &|[plus, minus, neutral]| [plus + minus, neutral]);
    let sides = fit(&sides.iter().collect::<Vec<_>>(), names.len(), CONTEXT_STRENGTH, last, None);
    let framing = fit(&framing.iter().collect::<Vec<_>>(), names.len(), CONTEXT_STRENGTH, last, Some(FRAMED_SHARES));
    sides.iter().zip(&framing).map(|([plus, minus], [framed, neutral])| [*plus, *minus, neutral - framed]).collect()
}

#[expect(clippy::cast_possible_truncation, reason = "the program that reads the weights works in single precision")]
fn single(logits: [f64; 3]) -> [f32; 3] {
    logits.map(|logit| logit as f32)
}

fn with_context(examples: &[Vec<Example>], unseen: &[Vec<[f64; 3]>]) -> Vec<Vec<Example>> {
    examples
        .iter()
        .zip(unseen)
        .map(|(text, unseen)| {
            let leans: Vec<Lean> =
                text.iter().zip(unseen).map(|(example, &logits)| Lean::of(single(logits), example.reports)).collect();
            text.iter()
                .zip(reading::context(&leans))
                .map(|(example, around)| Example {
                    fold: example.fold,
                    row: Row {
                        features: (0..).zip(around).map(|(at, (_, value))| (at, f64::from(value))).collect(),
                        outcome: example.row.outcome,
                    },
                    label: example.label.clone(),
                    reports: example.reports,
                })
                .collect()
        })
        .collect()
}

fn best(logits: [f64; 3]) -> usize {
    (0..3).max_by(|&a, &b| logits[a].total_cmp(&logits[b])).unwrap_or(2)
}

/// Returns the figures of the public scorer: a mixed sentence is half optimistic, half sceptical.
fn figures(examples: &[Vec<Example>], predicted: &[Vec<[f64; 3]>]) -> String {
    let (mut hits, mut given, mut held) = ([0.0; 3], [0.0; 3], [0.0; 3]);
    let (mut right, mut framed) = (0.0, 0.0);
    for (example, &logits) in examples.iter().flatten().zip(predicted.iter().flatten()) {
        let class = best(logits);
        given[class] += 1.0;
        hits[class] += example.row.outcome[class];
        for (held, share) in held.iter_mut().zip(example.row.outcome) {
            *held += share;
        }
        if matches!(example.label.as_str(), "optimistic" | "sceptical") {
            framed += 1.0;
            right += f64::from(u8::from((logits[0] > logits[1]) == (example.label == "optimistic")));
        }
    }
    let macro_f1 = (0..3).map(|class| 2.0 * hits[class] / (given[class] + held[class])).sum::<f64>() / 3.0;
    format!("macro-F1 {macro_f1:.3}, side right in {:.3} of the framed", right / framed)
}

/// Fits slope and offset that turn the log-odds of a listed reading's side into how often such readings are right.
fn calibrate(examples: &[Vec<Example>], predicted: &[Vec<[f64; 3]>], report: fn(&str)) -> [f64; 2] {
    let mut points = Vec::new();
    for (example, &logits) in examples.iter().flatten().zip(predicted.iter().flatten()) {
        let class = best(logits);
        if class < 2 {
            let likely = reading::probabilities(single(logits))[class].clamp(1e-6, 1.0 - 1e-6);
            points.push((f64::from((likely / (1.0 - likely)).ln()), example.row.outcome[class]));
        }
    }
    let (mut slope, mut offset) = (1.0, 0.0);
    for _ in 0..50 {
        let (mut g, mut h) = ([0.0; 2], [1e-9, 0.0, 1e-9]);
        for &(odds, right) in &points {
            let likely = 1.0 / (1.0 + (-(slope * odds + offset)).exp());
            let (miss, curve) = (likely - right, likely * (1.0 - likely));
            g[0] += miss * odds;
            g[1] += miss;
            h[0] += curve * odds * odds;
            h[1] += curve * odds;
            h[2] += curve;
        }
        let determinant: f64 = h[0] * h[2] - h[1] * h[1];
        slope -= (h[2] * g[0] - h[1] * g[1]) / determinant;
        offset -= (h[0] * g[1] - h[1] * g[0]) / determinant;
    }
    for (from, to) in [(0.0, 0.4), (0.4, 0.5), (0.5, 0.6), (0.6, 0.7), (0.7, 1.0)] {
        let bin: Vec<f64> = points
            .iter()
            .filter(|(odds, _)| (from..to).contains(&(1.0 / (1.0 + (-(slope * odds + offset)).exp()))))
            .map(|&(_, right)| right)
            .collect();
        let mean = bin.iter().sum::<f64>() / (bin.len() as f64).max(1.0);
        report(&format!("score {from} to {to}: {} readings, {mean:.2} right", bin.len()));
    }
    [slope, offset]
}

fn write_table(
    framing: &Framing,
    features: &[Feature],
    scales: &[f64],
    fitted: &Fitted<3>,
    context: &Fitted<3>,
    calibration: [f64; 2],
) -> String {
    let names = framing.names();
    let mut table = String::from(
        "# Weights of what is counted in a sentence, for optimistic, sceptical and neutral.\n\
         # Made by `cargo run --example learn-cues`; see docs/framing.md. Words and entries are stems.\n",
    );
    let mut row = |name: &str, weights: [f64; 3]| {
        if weights.iter().any(|weight| weight.abs() >= 0.001) {
            let _ = writeln!(table, "{name}\t{:.4}\t{:.4}\t{:.4}", weights[0], weights[1], weights[2]);
        }
    };
    row("calibration", [calibration[0], calibration[1], 0.0]);
    for ((name, _), weights) in reading::context(&[Lean::default()])[0].iter().zip(context) {
        row(&names.of(Feature::Context(*name)), *weights);
    }
    for ((feature, scale), weights) in features.iter().zip(scales).zip(fitted) {
        row(&names.of(*feature), weights.map(|weight| weight * scale));
    }
    table
}
