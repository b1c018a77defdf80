//! Chooses where all the lines of a paragraph end, together, so that the whole is as even as it can be.
//!
//! This is the method of Knuth and Plass: every place where a line may end keeps the cheapest way to get there,
//! the cost of a line grows with how far its spaces are from their natural width, and hyphens, hyphens in a row
//! and a last line of one short word cost extra. It is tried first with narrow limits, then with wide ones, and
//! at last with none, so that there is always an answer.

use super::measure::{Item, Kind};

/// A chosen line.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(super) struct Line {
    /// Its first item.
    pub(super) start: usize,
    /// The item at which it ends.
    pub(super) end: usize,
}

/// Whether spaces are stretched until lines fill the measure.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Fill {
    /// They are.
    Justified,
    /// Lines end where they end.
    Ragged,
}

/// Extra cost of two hyphens in a row.
const HYPHENS_IN_A_ROW: f64 = 9000.0;
/// Extra cost of a last line that holds next to nothing.
const RUNT: f64 = 12_000.0;
/// A last line that reaches less far than this share of the measure is next to nothing.
const RUNT_SHARE: f32 = 0.16;
/// How far spaces may stretch, in multiples of their stretch, in the three attempts.
const LIMITS: [f32; 3] = [1.4, 4.0, f32::INFINITY];

/// Chooses the lines; `width` gives the measure of each line by its number, the same for all but the first.
pub(super) fn choose(items: &[Item], fill: Fill, width: impl Fn(usize) -> f32) -> Vec<Line> {
    let mut lines = Vec::new();
    let mut start = 0;
    for (at, item) in items.iter().enumerate() {
        if item.kind == Kind::End {
            let first = lines.len();
            part(items, (start, at), fill, |line| width(first + line), &mut lines);
            start = at + 1;
        }
    }
    lines
}

/// A place where a line may end, with the cheapest way there.
#[derive(Clone, Copy)]
struct Node {
    item: usize,
    /// First item of the line that starts here.
    next: usize,
    line: usize,
    /// Width, stretch and shrink of everything before `next`.
    sums: Sums,
    cost: f64,
    hyphen: bool,
    previous: usize,
}

#[derive(Clone, Copy, Default)]
struct Sums {
    width: f64,
    stretch: f64,
    shrink: f64,
}

impl Sums {
    fn add(&mut self, item: &Item) {
        match item.kind {
            Kind::Box { .. } => self.width += f64::from(item.width),
            Kind::Glue { stretch, shrink, .. } => {
                self.width += f64::from(item.width);
                self.stretch += f64::from(stretch);
                self.shrink += f64::from(shrink);
            }
            Kind::Break { .. } | Kind::End => {}
        }
    }
}

fn part(items: &[Item], (start, end): (usize, usize), fill: Fill, width: impl Fn(usize) -> f32, lines: &mut Vec<Line>) {
    for limit in LIMITS {
        if let Some(chosen) = attempt(items, (start, end), fill, &width, limit) {
            lines.extend(chosen);
            return;
        }
    }
    lines.push(Line { start, end });
}

fn attempt(
    items: &[Item],
    (start, end): (usize, usize),
    fill: Fill,
    width: &impl Fn(usize) -> f32,
    limit: f32,
) -> Option<Vec<Line>> {
    let root = Node {
        item: start,
        next: start,
        line: 0,
        sums: Sums::default(),
        cost: 0.0,
        hyphen: false,
        previous: usize::MAX,
    };
    let mut nodes = vec![root];
    let mut active = vec![0_usize];
    let mut sums = Sums::default();
    for at in start..=end {
        let item = &items[at];
        if let Some(place) = Place::of(items, start, at) {
            let found = extend(items, &nodes, &mut active, place, &sums, fill, width, limit);
            let next = after(items, at, end);
            let mut later = sums;
            items[at..next.min(end)].iter().for_each(|skipped| later.add(skipped));
            if let Some(mut node) = found {
                node.next = next;
                node.sums = later;
                active.push(nodes.len());
                nodes.push(node);
            }
            if active.is_empty() {
                return None;
            }
        }
        sums.add(item);
    }
    let last = active
        .iter()
        .copied()
        .filter(|&node| nodes[node].item == end && nodes[node].previous != usize::MAX)
        .min_by(|&a, &b| nodes[a].cost.total_cmp(&nodes[b].cost))?;
    Some(trace(&nodes, last))
}

fn trace(nodes: &[Node], last: usize) -> Vec<Line> {
    let mut lines = Vec::new();
    let mut at = last;
    while nodes[at].previous != usize::MAX {
        let previous = nodes[at].previous;
        lines.push(Line { start: nodes[previous].next, end: nodes[at].item });
        at = previous;
    }
    lines.reverse();
    lines
}

/// Returns the first item of the line after a break at `at`: spaces at its start fall away.
fn after(items: &[Item], at: usize, end: usize) -> usize {
    let mut next = at;
    while next < end && matches!(items[next].kind, Kind::Glue { .. } | Kind::Break { .. }) {
        next += 1;
    }
    next
}

/// A place where a line may end.
#[derive(Clone, Copy)]
struct Place {
    item: usize,
    cost: f32,
    hyphen: bool,
    /// Width added, less what may hang over the edge.
    extra: f32,
    is_end: bool,
}

impl Place {
    fn of(items: &[Item], start: usize, at: usize) -> Option<Self> {
        let before = at.checked_sub(1).filter(|&before| before >= start).map(|before| items[before].kind);
        let hang = match before {
            Some(Kind::Box { hang_right, .. }) => hang_right,
            _ => 0.0,
        };
        let item = &items[at];
        let place = Self { item: at, cost: 0.0, hyphen: false, extra: -hang, is_end: false };
        match item.kind {
            Kind::Box { .. } => None,
            Kind::Glue { cost, .. } => {
                (cost.is_finite() && matches!(before, Some(Kind::Box { .. }))).then_some(Self { cost, ..place })
            }
            // Half of the hyphen hangs over the edge.
            Kind::Break { cost, hyphen: true } => Some(Self { cost, hyphen: true, extra: item.width * 0.45, ..place }),
            Kind::Break { cost, hyphen: false } => Some(Self { cost, ..place }),
            Kind::End => Some(Self { is_end: true, ..place }),
        }
    }
}

/// Ends the lines that are open at `place` and gives the cheapest way there.
///
/// One way is enough, however many lines it takes: all lines but the first have the same measure, so what comes
/// after does not depend on their number. That keeps long paragraphs linear.
#[expect(clippy::too_many_arguments, reason = "the state of the one loop that calls it")]
fn extend(
    items: &[Item],
    nodes: &[Node],
    active: &mut Vec<usize>,
    place: Place,
    sums: &Sums,
    fill: Fill,
    width: &impl Fn(usize) -> f32,
    limit: f32,
) -> Option<Node> {
    let mut best: Option<Node> = None;
    let mut too_full = None;
    let end = |open: usize, cost: f64| {
        let node = &nodes[open];
        Node { item: place.item, line: node.line + 1, cost, hyphen: place.hyphen, previous: open, ..*node }
    };
    active.retain(|&open| {
        let node = &nodes[open];
        let measure = f64::from(width(node.line));
        let fit = Fit::of(items, node, place, sums, measure, fill);
        if fit.ratio < -1.0001 {
            too_full = Some(open);
            return false;
        }
        if fit.ratio <= f64::from(limit) {
            let cost = node.cost + fit.cost(node, place, measure);
            if best.is_none_or(|known| cost < known.cost) {
                best = Some(end(open, cost));
            }
        }
        !place.is_end
    });
    // Nothing fits and nothing is open any more: the last attempt lets the line be too full.
    if best.is_none() && active.is_empty() && limit.is_infinite() {
        best = too_full.map(|open| end(open, nodes[open].cost + 1e12));
    }
    best
}

/// How a line fits.
struct Fit {
    /// How far the spaces are stretched (above 0) or shrunk (below 0), in multiples of what they like.
    ratio: f64,
    /// Its natural width.
    length: f64,
}

impl Fit {
    fn of(items: &[Item], node: &Node, place: Place, sums: &Sums, measure: f64, fill: Fill) -> Self {
        let hang = match items.get(node.next).map(|item| item.kind) {
            Some(Kind::Box { hang_left, .. }) => f64::from(hang_left),
            _ => 0.0,
        };
        let length = sums.width - node.sums.width + f64::from(place.extra) - hang;
        let rest = measure - length;
        let ratio = if rest < 0.0 {
            let shrink = sums.shrink - node.sums.shrink;
            match fill {
                Fill::Justified if shrink > 0.0 => rest / shrink,
                // Rounding must not push out a word that just fits.
                Fill::Justified | Fill::Ragged if rest > -0.01 => 0.0,
                Fill::Justified | Fill::Ragged => f64::NEG_INFINITY,
            }
        } else if place.is_end {
            0.0
        } else {
            match fill {
                Fill::Justified => rest / (sums.stretch - node.sums.stretch).max(0.01),
                Fill::Ragged => rest / (measure * 0.3).max(1.0),
            }
        };
        Self { ratio, length }
    }

    fn cost(&self, node: &Node, place: Place, measure: f64) -> f64 {
        let badness = 100.0 * self.ratio.abs().min(40.0).powi(3);
        let penalty = f64::from(place.cost);
        let mut cost = (10.0 + badness).powi(2) + penalty * penalty;
        if place.hyphen && node.hyphen {
            cost += HYPHENS_IN_A_ROW;
        }
        if place.is_end && node.line > 0 {
            if node.hyphen {
                cost += HYPHENS_IN_A_ROW;
            }
            if self.length < f64::from(RUNT_SHARE) * measure {
                cost += RUNT;
            }
        }
        cost
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn items(words: &[f32]) -> Vec<Item> {
        let mut items = Vec::new();
        for &width in words {
            let kind = Kind::Box { hang_left: 0.0, hang_right: 0.0 };
            items.push(Item { kind, start: 0, end: 0, run: 0, width });
            let kind = Kind::Glue { stretch: 1.5, shrink: 1.0, cost: 0.0 };
            items.push(Item { kind, start: 0, end: 0, run: 0, width: 3.0 });
        }
        items.pop();
        items.push(Item { kind: Kind::End, start: 0, end: 0, run: 0, width: 0.0 });
        items
    }

    #[test]
    fn lines_follow_one_another_and_hold_every_box() {
        let words: Vec<f32> = (0..200).map(|at| 10.0 + (at * 7 % 23) as f32).collect();
        let items = items(&words);
        let lines = choose(&items, Fill::Justified, |_| 160.0);
        assert_eq!(lines[0].start, 0);
        for pair in lines.windows(2) {
            assert_eq!(pair[1].start, pair[0].end + 1);
        }
        assert_eq!(lines[lines.len() - 1].end, items.len() - 1);
    }

    #[test]
    fn the_last_line_is_not_one_short_word_when_that_can_be_helped() {
        let items = items(&[30.0, 30.0, 30.0, 30.0, 30.0, 30.0, 5.0]);
        let lines = choose(&items, Fill::Ragged, |_| 196.0);
        assert_eq!(lines.len(), 2);
        assert!(lines[1].end - lines[1].start > 1, "{lines:?}");
    }

    #[test]
    fn a_word_wider_than_the_measure_stands_alone() {
        let items = items(&[30.0, 500.0, 30.0]);
        let lines = choose(&items, Fill::Justified, |_| 100.0);
        assert_eq!(lines.len(), 3);
    }

    #[test]
    fn a_paragraph_of_a_hundred_thousand_words_is_no_matter() {
        let words: Vec<f32> = (0..100_000).map(|at| 10.0 + (at * 7 % 23) as f32).collect();
        assert!(choose(&items(&words), Fill::Justified, |_| 160.0).len() > 10_000);
    }

    #[test]
    fn an_empty_paragraph_has_one_empty_line() {
        let items = items(&[]);
        assert_eq!(items.len(), 1);
        assert_eq!(choose(&items, Fill::Justified, |_| 100.0), [Line { start: 0, end: 0 }]);
    }
}
