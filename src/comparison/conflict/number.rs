//! Numbers of one thing: figures with the same unit whose clauses tell the same of the same matter.
//!
//! Two figures meet only if their clauses share a name or a rare word and a word of what is said, name no different
//! places or people, years or wholes, and are each other's best match. A text that gives the other's value too, or
//! several values in one sentence, speaks of several things: then nothing is said.

use std::collections::{BTreeMap, BTreeSet};

use super::frame::{Frame, clause_around};
use super::{Dispute, list, who_differs};
use crate::comparison::material::{self, Body, Item, Material, shared_keys};
use crate::comparison::words::{Class, Key};
use crate::comparison::{ConflictKind, ConflictSeverity};
use crate::sheet::claim::{Amount, Claim, Figure};

/// A figure that can be compared.
pub(in crate::comparison) struct Number<'a> {
    pub(in crate::comparison) item: usize,
    figure: &'a Figure,
    low: f64,
    high: f64,
    /// What its clause says, without the figure and the question's words.
    near: Vec<Key>,
    /// What the facts and readings around it say too, without the unit.
    keys: Vec<Key>,
    /// Of a share, what it is a share of; of other figures, what stands between the number and the unit.
    kind_of: Vec<Key>,
    /// Years that its sentence names.
    years: BTreeSet<u32>,
    /// Of a number of states or people, the places where its sentence says they met or agreed, ascending.
    met: Vec<Key>,
    /// Its clause.
    frame: Frame,
}

/// Returns the figures that can be compared, by what they count.
pub(in crate::comparison) fn numbers<'a>(material: &Material<'a>) -> BTreeMap<String, Vec<Number<'a>>> {
    let mut units: BTreeMap<String, Vec<Number<'a>>> = BTreeMap::new();
    let enclosing = enclosing(material);
    let lists = [PARTIES, MEETING]
        .map(|list| list.split_whitespace().filter_map(|word| material.vocabulary.find(word)).collect::<Vec<Key>>());
    for (index, item) in material.items.iter().enumerate() {
        let Body::Claim(Claim::Figure(figure)) = item.body else { continue };
        let (Some(unit), Some((low, high))) = (unit(material, index, figure), bounds(&figure.value)) else { continue };
        let own: Vec<Key> = item.words.iter().filter(|word| word.is_content()).map(|word| word.key).collect();
        let mut near = near(material, item, figure);
        let mut keys = item.keys.clone();
        let mut years = years_in(figure.about.as_deref().unwrap_or_default());
        for &around in enclosing.get(&index).into_iter().flatten() {
            keys.extend(&material.items[around].keys);
            years.extend(years_of(material, around));
        }
        keys.sort_unstable();
        keys.dedup();
        let counted = |key: &Key| Some(*key) == unit.key;
        keys.retain(|key| !counted(key) && !material.asked.contains(key));
        near.retain(|key| !counted(key) && !material.asked.contains(key));
        let mut kind_of: Vec<Key> =
            own.into_iter().filter(|key| !counted(key) && Some(*key) != measure(material, figure)).collect();
        kind_of.sort_unstable();
        kind_of.dedup();
        let met = met_in(material, figure, &lists);
        let about = figure.about.as_deref().unwrap_or_default();
        let around =
            enclosing.get(&index).into_iter().flatten().map(|&other| material.items[other].evidence.exact.as_str());
        let sentence = around.chain([about]).collect::<Vec<_>>().join(" ");
        let frame = Frame::new(material, &clause_around(about, &item.evidence.exact), &sentence);
        let number = Number { item: index, figure, low, high, near, keys, kind_of, years, met, frame };
        units.entry(unit.name).or_default().push(number);
    }
    units
}

/// What those who meet are counted as.
const PARTIES: &str = "country nation state leader government delegation delegate minister representative member \
    participant head party company city envoy diplomat negotiator official";
/// Words of coming together, by their stems.
const MEETING: &str =
    "meet met gather convene attend assemble summit conference agree sign adopt pledge negotiate talks";

/// Returns the places where the sentence of a number of states or people says that they met: `in Harmouth`.
fn met_in(material: &Material<'_>, figure: &Figure, parties_met: &[Vec<Key>; 2]) -> Vec<Key> {
    let vocabulary = &material.vocabulary;
    let [all_parties, meeting] = parties_met;
    let parties = figure.value.unit.as_deref().and_then(|unit| material.look_up(unit).last().copied());
    let about = figure.about.as_deref().filter(|_| parties.is_some_and(|key| all_parties.contains(&key)));
    let words = vocabulary.known_words(about.unwrap_or_default());
    if !words.iter().any(|word| meeting.contains(&word.key)) {
        return Vec::new();
    }
    let within = ["in", "at"].map(|word| vocabulary.find(word));
    let places = words.windows(2).filter(|two| within.contains(&Some(two[0].key)) && two[1].class == Class::Name);
    let mut places: Vec<Key> = places.map(|two| two[1].key).filter(|&key| material.is_name(key)).collect();
    places.retain(|&key| !material.is_calendar(key));
    places.sort_unstable();
    places.dedup();
    places
}

/// How many words with a meaning of their own on each side of a figure tell what it counts.
const WINDOW: usize = 6;

/// Returns the words that stand near a figure in its clause, ascending, each once.
fn near(material: &Material<'_>, item: &Item<'_>, figure: &Figure) -> Vec<Key> {
    let about = figure.about.as_deref().unwrap_or_default();
    let (before, after) = about.split_once(item.evidence.exact.as_str()).unwrap_or((about, ""));
    let before: Vec<Key> = material.look_up(before);
    let mut near: Vec<Key> = before.iter().rev().take(WINDOW).copied().collect();
    near.extend(material.look_up(after).into_iter().take(WINDOW));
    near.extend(item.words.iter().filter(|word| word.is_content()).map(|word| word.key));
    near.sort_unstable();
    near.dedup();
    near
}

/// Returns the key of the word for a share, which tells nothing.
fn measure(material: &Material<'_>, figure: &Figure) -> Option<Key> {
    is_share(figure).then(|| material.vocabulary.find("percent")).flatten()
}

/// Returns the disputes over numbers.
pub(super) fn disputes(material: &Material<'_>, units: &BTreeMap<String, Vec<Number<'_>>>) -> Vec<Dispute> {
    units.values().flat_map(|numbers| of_unit(material, numbers)).collect()
}

/// How many different numbers of one unit make a text one that counts several things by it.
const CROWDED: usize = 3;
/// How well numbers of such texts must fit all the same.
const SURE: f64 = 0.7;

/// The disputes over numbers of one unit.
fn of_unit(material: &Material<'_>, numbers: &[Number<'_>]) -> Vec<Dispute> {
    let by_item: BTreeMap<usize, &Number<'_>> = numbers.iter().map(|number| (number.item, number)).collect();
    let members: Vec<usize> = by_item.keys().copied().collect();
    let mut values: BTreeMap<usize, BTreeSet<u64>> = BTreeMap::new();
    for number in numbers {
        values.entry(material.items[number.item].source).or_default().insert(number.low.to_bits());
    }
    // A text full of numbers of one unit counts many things by it: delegates, votes, states.
    let crowded = |index: usize| values[&material.items[index].source].len() >= CROWDED;
    let rated: Vec<(usize, usize, f64)> = candidates(material, &members)
        .into_iter()
        .filter_map(|(a, b)| Some((a, b, same_thing(material, by_item[&a], by_item[&b])?)))
        .filter(|&(a, b, rate)| rate >= SURE || !crowded(a) && !crowded(b))
        .collect();
    // For each figure, how well its best match in each text fits, and the texts that give its own value.
    let mut best: BTreeMap<(usize, usize), f64> = BTreeMap::new();
    let mut known: BTreeSet<(usize, usize)> = BTreeSet::new();
    let source = |index: usize| material.items[index].source;
    for &(a, b, rate) in &rated {
        for (own, other) in [(a, b), (b, a)] {
            let entry = best.entry((own, source(other))).or_default();
            *entry = entry.max(rate);
            if same_value(by_item[&own], by_item[&other]) {
                known.insert((own, source(other)));
            }
        }
    }
    let mutual = rated.iter().filter(|&&(a, b, rate)| {
        let best = |own: usize, other: usize| best.get(&(own, source(other))).copied().unwrap_or_default();
        let same = same_value(by_item[&a], by_item[&b]);
        let told = known.contains(&(a, source(b))) || known.contains(&(b, source(a)));
        rate >= best(a, b) && rate >= best(b, a) && (same || !told)
    });
    let clusters = connected(&members, mutual.map(|&(a, b, _)| (a, b)));
    let disputes = clusters.iter().filter_map(|cluster| {
        let numbers: Vec<&Number<'_>> = cluster.iter().map(|index| by_item[index]).collect();
        single_minded(material, &numbers).then(|| dispute(material, &numbers)).flatten()
    });
    disputes.collect()
}

/// Tells whether each text gives one value only; a text that gives several of its own speaks of several things.
fn single_minded(material: &Material<'_>, numbers: &[&Number<'_>]) -> bool {
    let sources: BTreeSet<usize> = numbers.iter().map(|number| material.items[number.item].source).collect();
    let distinct = |source: usize| {
        let own: Vec<_> = numbers.iter().filter(|number| material.items[number.item].source == source).collect();
        own.iter().any(|a| own.iter().any(|b| !same_value(a, b)))
    };
    sources.len() == 1 || !sources.into_iter().any(distinct)
}

/// Groups of figures of the same value for the same thing, from several texts.
pub(in crate::comparison) fn agreed(
    material: &Material<'_>,
    units: &BTreeMap<String, Vec<Number<'_>>>,
) -> Vec<Vec<usize>> {
    let mut agreed = Vec::new();
    for numbers in units.values() {
        let by_item: BTreeMap<usize, &Number<'_>> = numbers.iter().map(|number| (number.item, number)).collect();
        let members: Vec<usize> = by_item.keys().copied().collect();
        let same = |&(a, b): &(usize, usize)| {
            let (first, second) = (by_item[&a], by_item[&b]);
            material.items[a].source != material.items[b].source
                && same_value(first, second)
                && telling(first)
                && same_thing(material, first, second).is_some()
        };
        agreed.extend(connected(&members, candidates(material, &members).into_iter().filter(same)));
    }
    agreed
}

/// Tells whether a number is one that two texts hardly give by chance: small counts say little.
fn telling(number: &Number<'_>) -> bool {
    number.figure.value.currency.is_some() || is_share(number.figure) || number.high.min(number.low.abs()) > 12.0
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
    // A part of a number of things (`seven out of 11 states`) is no number of them.
    let part = if unit.starts_with("of ") { "/" } else { "" };
    Some(Unit { name: key.map_or_else(|| format!("{part}{head}"), |key| format!("{part}={key}")), key })
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
    numbers.filter_map(|word| year(material.vocabulary.written(word.key)?)).collect()
}

fn years_in(text: &str) -> BTreeSet<u32> {
    text.split(|letter: char| !letter.is_ascii_digit()).filter_map(year).collect()
}

fn year(digits: &str) -> Option<u32> {
    digits.parse().ok().filter(|year| (1800..2200).contains(year) && digits.len() == 4)
}

/// Code points from which on two numbers of one text stand in sentences that do not weigh one against the other.
const ANOTHER_SENTENCE: usize = 400;

/// How many times as large one value may be as the other; what lies further apart measures two things.
const FURTHEST: f64 = 5.0;

fn comparable(a: &Number<'_>, b: &Number<'_>) -> bool {
    let size = |number: &Number<'_>| if number.low.is_finite() { number.low.abs() } else { number.high.abs() };
    let (small, large) = (size(a).min(size(b)), size(a).max(size(b)));
    large <= small * FURTHEST
}

/// Returns how well two figures fit as numbers of the same thing, if they may be.
fn same_thing(material: &Material<'_>, a: &Number<'_>, b: &Number<'_>) -> Option<f64> {
    if !a.years.is_empty() && !b.years.is_empty() && a.years.is_disjoint(&b.years) {
        return None;
    }
    let (first, second) = (&material.items[a.item], &material.items[b.item]);
    let framed = a.frame.fits(material, &b.frame).filter(|_| first.source != second.source);
    if !comparable(a, b) && framed.is_none_or(|_| !is_share(a.figure)) {
        return None;
    }
    let kinds = shared_keys(&a.kind_of, &b.kind_of).count();
    let kinds_differ = !a.kind_of.is_empty() && !b.kind_of.is_empty() && kinds == 0;
    let other = !same_value(a, b) && !a.frame.like(&b.frame);
    if other || kinds_differ || first.passage == second.passage || material.names_differ(&a.near, &b.near) {
        return None;
    }
    let clause = material.likeness(&a.near, &b.near);
    let plain = |x: &[Key], y: &[Key]| shared_keys(x, y).filter(|&key| !material.is_called(key)).count();
    let said = plain(&a.near, &b.near);
    let enough = if first.source == second.source {
        // Two numbers of one text are most often of two things: it takes nearly the same sentence twice.
        let far = first.span().start.abs_diff(second.span().start) >= ANOTHER_SENTENCE;
        far && said >= 4 && clause.mean >= 0.75 && clause.count * 4 >= 3 * a.near.len().max(b.near.len())
    } else if is_share(a.figure) || a.figure.value.currency.is_some() {
        // Shares and sums of different wholes sound alike.
        said >= 2 && clause.count >= 3 && clause.contained >= 0.5 && clause.mean >= 0.4
            || said >= 2 && clause.mean >= 0.6
    } else {
        // A count whose clause is short (`attended by 35 countries`) takes the rest of its sentence along.
        let crossed: BTreeSet<Key> = shared_keys(&a.near, &b.keys).chain(shared_keys(&a.keys, &b.near)).collect();
        let told = crossed.iter().filter(|&&key| !material.is_called(key)).count();
        let named = crossed.iter().any(|&key| material.is_name(key) && !material.is_calendar(key));
        let weight: f64 = crossed.iter().map(|&key| material.weight(key)).sum();
        let own = |keys: &[Key]| keys.iter().map(|&key| material.weight(key)).sum::<f64>();
        let least = own(&a.near).min(own(&b.near));
        let part = if least > 0.0 { weight / least } else { 0.0 };
        let met = shared_keys(&a.met, &b.met).next().is_some();
        met || told >= 1 && named && part >= 0.1 || told >= 2 && part >= 0.5 || told >= 3 && part >= 0.4
    };
    let wide = material.likeness(&a.keys, &b.keys);
    let rate = if enough { Some(clause.mean) } else { None };
    let rate = rate.map_or(framed, |rate| Some(framed.map_or(rate, |framed| rate.max(framed))));
    rate.map(|rate| rate + wide.mean / 4.0)
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
    let counted = !is_share(first.figure) && first.figure.value.currency.is_none();
    let about =
        numbers.iter().filter_map(|number| if counted { matter(material, number) } else { gap(material, number) });
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
        Some(unit) if is_share(first.figure) => format!("a share in {unit}"),
        Some(unit) if counted => format!("the number of {}", unit.strip_prefix("of ").unwrap_or(unit)),
        _ => "an amount".into(),
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

/// How many words a clause shows before and after its number.
const SHOWN: (usize, usize) = (8, 8);

/// Returns the clause of a number with a gap in its place: `traffic will fall by … in the first year`.
fn gap(material: &Material<'_>, number: &Number<'_>) -> Option<String> {
    let about = number.figure.about.as_deref()?;
    let (before, after) = about.split_once(material.items[number.item].evidence.exact.as_str())?;
    let last = |text: &str| text.rsplit([';', ':', '(', '—']).next().unwrap_or_default().to_owned();
    let before = last(before);
    let before: Vec<&str> = before.split_whitespace().collect();
    let clause = after.split([',', ';', ':', '(', '—']).next().unwrap_or_default();
    let after: Vec<&str> = clause.split_whitespace().take(SHOWN.1).collect();
    let end = after.iter().rposition(|word| !crate::comparison::words::is_function(&word.to_lowercase()));
    let after = &after[..end.map_or(0, |end| end + 1)];
    let before = &before[before.len().saturating_sub(SHOWN.0)..];
    (!before.is_empty() || !after.is_empty()).then(|| [before, &["…"], after].concat().join(" "))
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
