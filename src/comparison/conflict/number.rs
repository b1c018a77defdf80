//! Numbers of one thing: figures with the same unit whose sentences tell of the same matter.

use std::collections::{BTreeMap, BTreeSet};

use super::{Dispute, list, who_differs};
use crate::comparison::material::{self, Body, Material, shared_keys};
use crate::comparison::words::{Class, Key};
use crate::comparison::{ConflictKind, ConflictSeverity};
use crate::sheet::claim::{Amount, Claim, Figure};

/// A figure that can be compared.
struct Number<'a> {
    item: usize,
    figure: &'a Figure,
    low: f64,
    high: f64,
    /// What its sentence is about, without the unit.
    keys: Vec<Key>,
    /// Years that its sentence names.
    years: BTreeSet<u32>,
}

/// Returns the disputes over numbers.
pub(super) fn disputes(material: &Material<'_>) -> Vec<Dispute> {
    let mut units: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    let mut numbers: BTreeMap<usize, Number<'_>> = BTreeMap::new();
    let enclosing = enclosing(material);
    for (index, item) in material.items.iter().enumerate() {
        let Body::Claim(Claim::Figure(figure)) = item.body else { continue };
        let (Some(unit), Some((low, high))) = (unit(material, index, figure), bounds(&figure.value)) else { continue };
        units.entry(unit.name).or_default().push(index);
        let mut keys = item.keys.clone();
        let mut years = years_of(material, index);
        for &around in enclosing.get(&index).into_iter().flatten() {
            keys.extend(&material.items[around].keys);
            years.extend(years_of(material, around));
        }
        keys.sort_unstable();
        keys.dedup();
        keys.retain(|key| Some(*key) != unit.key);
        numbers.insert(index, Number { item: index, figure, low, high, keys, years });
    }
    let mut disputes = Vec::new();
    for members in units.values() {
        let pairs = candidates(material, members);
        let same = |a: usize, b: usize| same_thing(material, &numbers[&a], &numbers[&b], members.len());
        let clusters = connected(members, pairs.into_iter().filter(|&(a, b)| same(a, b)));
        disputes.extend(clusters.iter().filter_map(|cluster| {
            let numbers: Vec<&Number<'_>> = cluster.iter().map(|index| &numbers[index]).collect();
            dispute(material, &numbers)
        }));
    }
    disputes
}

/// All pairs of a few figures with one unit; of many, those that share a rare key.
fn candidates(material: &Material<'_>, members: &[usize]) -> Vec<(usize, usize)> {
    if members.len() > 24 {
        return material::pairs(material, members);
    }
    members.iter().enumerate().flat_map(|(at, &a)| members[at + 1..].iter().map(move |&b| (a, b))).collect()
}

/// Returns the groups of members that pairs connect.
fn connected(members: &[usize], pairs: impl Iterator<Item = (usize, usize)>) -> Vec<Vec<usize>> {
    let mut group: BTreeMap<usize, usize> = members.iter().map(|&index| (index, index)).collect();
    let root = |group: &BTreeMap<usize, usize>, mut index: usize| {
        while group[&index] != index {
            index = group[&index];
        }
        index
    };
    for (a, b) in pairs {
        let (a, b) = (root(&group, a), root(&group, b));
        // The smaller root stays; members are in order, so chains stay short.
        group.insert(a.max(b), a.min(b));
    }
    let mut groups: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for &index in members {
        groups.entry(root(&group, index)).or_default().push(index);
    }
    groups.into_values().filter(|group| group.len() > 1).collect()
}

/// Returns for each figure the other items whose words hold its words.
fn enclosing(material: &Material<'_>) -> BTreeMap<usize, Vec<usize>> {
    let mut found: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    // Items are in the order of their places: what is still open encloses what begins.
    let mut open: Vec<usize> = Vec::new();
    for (index, item) in material.items.iter().enumerate() {
        open.retain(|&other| {
            let other = &material.items[other];
            other.source == item.source && other.span().end > item.span().start
        });
        let figure = |index: usize| matches!(material.items[index].claim(), Some(Claim::Figure(_)));
        for &other in open.iter().rev().take(16) {
            let (outer, inner) =
                if material.items[other].span().end >= item.span().end { (other, index) } else { (index, other) };
            let same_start = material.items[outer].span().start <= material.items[inner].span().start;
            if same_start && figure(inner) && !figure(outer) {
                found.entry(inner).or_default().push(outer);
            }
        }
        open.push(index);
    }
    found
}

struct Unit {
    name: String,
    key: Option<Key>,
}

/// Returns what is counted: a currency, or the last word of the unit by its key.
fn unit(material: &Material<'_>, index: usize, figure: &Figure) -> Option<Unit> {
    if let Some(currency) = &figure.value.currency {
        return Some(Unit { name: format!("¤{currency}"), key: None });
    }
    let unit = figure.value.unit.as_deref()?.to_lowercase();
    if matches!(unit.as_str(), "%" | "percent" | "per cent" | "pc" | "percentage points" | "percentage point") {
        return Some(Unit { name: "%".into(), key: None });
    }
    let item = &material.items[index];
    let last = unit.split_whitespace().next_back()?;
    let head = crate::comparison::words::root(last);
    let mut keys = item.words.iter().filter(|word| word.is_content()).map(|word| word.key);
    let key = keys.rfind(|&key| shows(material, key, last));
    Some(Unit { name: key.map_or(head, |key| format!("={key}")), key })
}

/// Tells whether a word of the text with the spelling `word` has `key`.
fn shows(material: &Material<'_>, key: Key, word: &str) -> bool {
    material.vocabulary.find(word) == Some(key)
}

/// Returns the least and the most that an amount may be; an approximate one may be a tenth off.
fn bounds(amount: &Amount) -> Option<(f64, f64)> {
    let slack = if amount.approximate { 0.1 } else { 0.0 };
    match (amount.exactly, amount.at_least, amount.at_most) {
        (Some(exactly), _, _) => Some((exactly - exactly.abs() * slack, exactly + exactly.abs() * slack)),
        (None, None, None) => None,
        (None, low, high) => Some((low.unwrap_or(f64::NEG_INFINITY), high.unwrap_or(f64::INFINITY))),
    }
}

fn years_of(material: &Material<'_>, index: usize) -> BTreeSet<u32> {
    let item = &material.items[index];
    let numbers = item.words.iter().filter(|word| word.class == Class::Number);
    let years = numbers.filter_map(|word| material.vocabulary.written(word.key)?.parse::<u32>().ok());
    years.filter(|year| (1800..2200).contains(year)).collect()
}

/// Tells whether two figures may count the same thing.
fn same_thing(material: &Material<'_>, a: &Number<'_>, b: &Number<'_>, with_unit: usize) -> bool {
    if !a.years.is_empty() && !b.years.is_empty() && a.years.is_disjoint(&b.years) {
        return false;
    }
    let (first, second) = (&material.items[a.item], &material.items[b.item]);
    let likeness = material.likeness(&a.keys, &b.keys);
    let measure = first.words.len() < 2 || a.figure.value.currency.is_some() || is_share(a.figure);
    if first.source == second.source {
        // Two numbers of one text are most often of two things: it takes nearly the same sentence twice.
        likeness.count >= 3 && likeness.mean >= 0.7
    } else if is_share(a.figure) {
        // Shares of different wholes sound alike.
        likeness.count >= 4 && likeness.contained >= 0.6
    } else if measure || with_unit > 24 {
        likeness.count >= 3 && likeness.contained >= 0.45
    } else {
        // A place or other name in common says more than its weight: every text about one meeting names its place.
        let named = shared_keys(&a.keys, &b.keys).any(|key| material.is_name(key));
        likeness.count >= 2 && (likeness.contained >= 0.2 || named && likeness.contained >= 0.08)
            || likeness.count >= 1 && likeness.contained >= 0.4
    }
}

fn is_share(figure: &Figure) -> bool {
    figure.value.unit.as_deref().is_some_and(|unit| unit.contains("cent") || unit.contains('%'))
}

fn dispute(material: &Material<'_>, numbers: &[&Number<'_>]) -> Option<Dispute> {
    let mut values: Vec<(&Number<'_>, Vec<usize>)> = Vec::new();
    for &number in numbers {
        match values.iter_mut().find(|(known, _)| same_value(known, number)) {
            Some((_, items)) => items.push(number.item),
            None => values.push((number, vec![number.item])),
        }
    }
    values.sort_by(|(a, _), (b, _)| a.low.total_cmp(&b.low).then(a.high.total_cmp(&b.high)));
    if values.len() < 2 {
        return None;
    }
    let apart = values.iter().any(|(a, _)| values.iter().any(|(b, _)| a.high < b.low));
    let severity = if apart { ConflictSeverity::Conflict } else { ConflictSeverity::Tension };
    let first = numbers.first()?;
    let unit = first.figure.value.unit.clone();
    let about = numbers.iter().filter_map(|number| matter(material, number));
    let about = about.min_by_key(|about| (about.chars().count(), about.clone()));
    let subject = match (&unit, &about) {
        (Some(unit), Some(about)) => format!("{unit} ({about})"),
        (Some(unit), None) => unit.clone(),
        (None, Some(about)) => about.clone(),
        (None, None) => "amount".into(),
    };
    let written: Vec<String> = values.iter().map(|(number, _)| number.figure.value.text.clone()).collect();
    let matter = about.map(|about| format!(" ({})", super::quoted(&about))).unwrap_or_default();
    let what = match &unit {
        Some(unit) if is_share(first.figure) => format!("the share in {unit}"),
        Some(unit) => format!("the number of {}", unit.strip_prefix("of ").unwrap_or(unit)),
        None => "the amount".into(),
    };
    let who = who_differs(material, numbers.iter().map(|number| number.item));
    Some(Dispute {
        kind: ConflictKind::Number,
        severity,
        sentence: format!("{who} on {what}{matter}: {}.", list(&written)),
        subject,
        sides: values.into_iter().map(|(number, items)| (value(number.figure), items)).collect(),
        weight: shared_weight(material, numbers),
    })
}

/// Returns what is said of a number, in a few words: its clause from the number on, up to the first mark.
fn matter(material: &Material<'_>, number: &Number<'_>) -> Option<String> {
    let about = number.figure.about.as_deref()?;
    let rest = about.split_once(material.items[number.item].evidence.exact.as_str()).map_or(about, |(_, rest)| rest);
    let clause = rest.split([',', ';', ':', '(', '—']).next().unwrap_or_default();
    let words: Vec<&str> = clause.split_whitespace().take(7).collect();
    let end = words.iter().rposition(|word| !crate::comparison::words::is_function(&word.to_lowercase()))?;
    (end > 0).then(|| words[..=end].join(" "))
}

fn shared_weight(material: &Material<'_>, numbers: &[&Number<'_>]) -> f64 {
    let [first, second, ..] = numbers else { return 0.0 };
    shared_keys(&first.keys, &second.keys).map(|key| material.weight(key)).sum()
}

fn same_value(a: &Number<'_>, b: &Number<'_>) -> bool {
    let near = |x: f64, y: f64| (x - y).abs() <= 1e-9 * x.abs().max(y.abs()).max(1.0) || x == y;
    near(a.low, b.low) && near(a.high, b.high)
        // An approximate value and one that it allows are the same value.
        || a.figure.value.approximate && a.low <= b.low && b.high <= a.high
        || b.figure.value.approximate && b.low <= a.low && a.high <= b.high
}

/// Returns a figure as one reads it: `more than 30 countries`.
fn value(figure: &Figure) -> String {
    match &figure.value.unit {
        Some(unit) if !figure.value.text.ends_with(unit.as_str()) => format!("{} {unit}", figure.value.text),
        _ => figure.value.text.clone(),
    }
}
