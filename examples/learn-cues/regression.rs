//! Multinomial logistic regression with an L2 penalty, fitted by L-BFGS: deterministic, no library.

/// A row: its features by number, its share of each of `N` outcomes.
#[derive(Clone, Debug)]
pub(crate) struct Row<const N: usize> {
    /// Features and values.
    pub(crate) features: Vec<(u32, f64)>,
    /// Share of each outcome.
    pub(crate) outcome: [f64; N],
}

/// Weights by feature and outcome.
pub(crate) type Fitted<const N: usize> = Vec<[f64; N]>;

/// Returns the logits of a row.
pub(crate) fn logits<const N: usize>(fitted: &Fitted<N>, features: &[(u32, f64)]) -> [f64; N] {
    let mut sum = [0.0; N];
    for &(feature, value) in features {
        for (sum, weight) in sum.iter_mut().zip(fitted[feature as usize]) {
            *sum += weight * value;
        }
    }
    sum
}

/// Fits `width` features; outcomes are weighed to have `shares`, or left as they are without any. `strength` divides
/// the penalty; features at or after `free` are not penalised.
pub(crate) fn fit<const N: usize>(
    rows: &[&Row<N>],
    width: usize,
    strength: f64,
    free: usize,
    shares: Option<[f64; N]>,
) -> Fitted<N> {
    let mut totals = [0.0_f64; N];
    for row in rows {
        for (total, share) in totals.iter_mut().zip(row.outcome) {
            *total += share;
        }
    }
    let all = totals.iter().sum::<f64>();
    let scale: [f64; N] =
        std::array::from_fn(|class| shares.map_or(1.0, |shares| all * shares[class] / f64::max(totals[class], 1.0)));
    let cost = |at: &[f64], gradient: &mut [f64]| {
        gradient.fill(0.0);
        let mut cost = 0.0;
        for row in rows {
            let mut logits = [0.0; N];
            for &(feature, value) in &row.features {
                for (class, logit) in logits.iter_mut().enumerate() {
                    *logit += at[feature as usize * N + class] * value;
                }
            }
            let most = logits.iter().copied().fold(f64::MIN, f64::max);
            let sum: f64 = logits.iter().map(|logit| (logit - most).exp()).sum();
            let total: f64 = (0..N).map(|class| row.outcome[class] * scale[class]).sum();
            let mut slope = [0.0; N];
            for class in 0..N {
                let log = logits[class] - most - sum.ln();
                cost -= row.outcome[class] * scale[class] * log;
                slope[class] = total * log.exp() - row.outcome[class] * scale[class];
            }
            for &(feature, value) in &row.features {
                for class in 0..N {
                    gradient[feature as usize * N + class] += slope[class] * value;
                }
            }
        }
        for (index, weight) in at.iter().enumerate().take(free * N) {
            cost += weight * weight / (2.0 * strength);
            gradient[index] += weight / strength;
        }
        cost
    };
    let found = minimise(width * N, cost);
    found.chunks(N).map(|weights| std::array::from_fn(|class| weights[class])).collect()
}

const MEMORY: usize = 10;
const STEPS: usize = 300;

/// L-BFGS with a halving line search from zero.
fn minimise(width: usize, mut cost: impl FnMut(&[f64], &mut [f64]) -> f64) -> Vec<f64> {
    let dot = |a: &[f64], b: &[f64]| -> f64 { a.iter().zip(b).map(|(a, b)| a * b).sum() };
    let (mut at, mut gradient) = (vec![0.0; width], vec![0.0; width]);
    let mut value = cost(&at, &mut gradient);
    let mut past: Vec<(Vec<f64>, Vec<f64>)> = Vec::new();
    for _ in 0..STEPS {
        let mut direction: Vec<f64> = gradient.iter().map(|slope| -slope).collect();
        let mut shares = Vec::new();
        for (step, change) in past.iter().rev() {
            let share = dot(step, &direction) / dot(step, change);
            direction.iter_mut().zip(change).for_each(|(d, c)| *d -= share * c);
            shares.push(share);
        }
        if let Some((step, change)) = past.last() {
            let scale = dot(step, change) / dot(change, change);
            direction.iter_mut().for_each(|d| *d *= scale);
        } else {
            let length = dot(&direction, &direction).sqrt().max(1e-12);
            direction.iter_mut().for_each(|d| *d /= length);
        }
        for ((step, change), share) in past.iter().zip(shares.iter().rev()) {
            let other = dot(change, &direction) / dot(step, change);
            direction.iter_mut().zip(step).for_each(|(d, s)| *d += (share - other) * s);
        }
        let slope = dot(&direction, &gradient);
        let mut length = 1.0;
        let (mut next, mut next_gradient, mut next_value);
        loop {
            next = at.iter().zip(&direction).map(|(a, d)| a + length * d).collect::<Vec<_>>();
            next_gradient = vec![0.0; width];
            next_value = cost(&next, &mut next_gradient);
            if next_value <= value + 1e-4 * length * slope || length < 1e-9 {
                break;
            }
            length /= 2.0;
        }
        let step: Vec<f64> = next.iter().zip(&at).map(|(n, a)| n - a).collect();
        let change: Vec<f64> = next_gradient.iter().zip(&gradient).map(|(n, g)| n - g).collect();
        let gained = value - next_value;
        (at, gradient, value) = (next, next_gradient, next_value);
        if dot(&step, &change) > 1e-12 {
            past.push((step, change));
            if past.len() > MEMORY {
                past.remove(0);
            }
        }
        if gained < 1e-6 * value.abs() {
            break;
        }
    }
    at
}
