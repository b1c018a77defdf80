//! Dates of one event: events with the same head words and place, on days that do not meet.

use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;
use rustc_hash::FxHashMap;

use super::frame::{Frame, clause_around};
use super::{Dispute, list, quoted, who_differs};
use crate::comparison::material::{self, Body, Material};
use crate::comparison::{ConflictKind, ConflictSeverity};
use crate::sheet::claim::{Claim, Event};
use crate::value::date::{Interval, MONTHS};

/// Returns the disputes over dates.
pub(super) fn disputes(material: &Material<'_>) -> Vec<Dispute> {
    let dated = |index: &usize| event(material, *index).and_then(when).is_some();
    let events: Vec<usize> = (0..material.items.len()).filter(dated).collect();
    let frame = |&index: &usize| {
        let (exact, event) = (&material.items[index].evidence.exact, event(material, index)?);
        Some((index, Frame::new(material, &clause_around(exact, &event.date.text), exact)))
    };
    let frames: Frames = events.par_iter().filter_map(frame).collect();
    let mut pairs = material::pairs(material, &events);
    pairs.extend(same_place_pairs(material, &events));
    pairs.sort_unstable();
    pairs.dedup();
    // A text that also gives the other's date of such an event tells of two events.
    let mut known: BTreeSet<(usize, usize)> = BTreeSet::new();
    for &(a, b) in &pairs {
        let meets =
            event(material, a).and_then(when).zip(event(material, b).and_then(when)).is_some_and(|(a, b)| a.meets(b));
        if meets && same_event(material, a, b).is_some() {
            known.extend([(a, material.items[b].source), (b, material.items[a].source)]);
        }
    }
    let clusters = material::cluster(material, &pairs, |a, b| {
        let (of_a, of_b) = (material.items[a].source, material.items[b].source);
        let meets = event(material, a).and_then(when)?.meets(event(material, b).and_then(when)?);
        let told = known.contains(&(a, of_b)) || known.contains(&(b, of_a));
        (meets || !told).then(|| disputed_event(material, &frames, a, b)).flatten()
    });
    // Who joined by the matter alone leaves again.
    let strict = clusters.into_iter().map(|cluster| {
        let mut members: Vec<usize> = Vec::new();
        for index in cluster {
            if members.iter().all(|&known| disputed_event(material, &frames, known, index).is_some()) {
                members.push(index);
            }
        }
        members
    });
    strict.filter_map(|cluster| dispute(material, &cluster)).collect()
}

/// The clauses of events.
type Frames = FxHashMap<usize, Frame>;

/// Most events of one place that are held against each other.
const NEIGHBOURS: usize = 24;

/// Pairs of events in one place; of many, each with those before it.
fn same_place_pairs(material: &Material<'_>, events: &[usize]) -> Vec<(usize, usize)> {
    let mut places: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    let mut pairs = Vec::new();
    for &index in events {
        let Some(place) = event(material, index).and_then(|event| event.place.as_deref()) else { continue };
        let known = places.entry(head(place)).or_default();
        pairs.extend(known.iter().rev().take(NEIGHBOURS).map(|&other| (other, index)));
        known.push(index);
    }
    pairs
}

/// Returns the first name of a place: `paris` of `Paris, France`.
fn head(place: &str) -> String {
    place.split(',').next().unwrap_or_default().trim().to_lowercase()
}

fn event<'a>(material: &Material<'a>, index: usize) -> Option<&'a Event> {
    match material.items[index].body {
        Body::Claim(Claim::Event(event)) => Some(event),
        Body::Claim(_) | Body::Reading(_) => None,
    }
}

/// When an event was, as far as its text tells.
#[derive(Clone, Copy, PartialEq, Debug)]
enum When {
    /// Within these days.
    Days(Interval),
    /// In this month of a year that the text leaves open.
    Month(i8),
}

impl When {
    /// Tells whether both can be the same date.
    fn meets(self, other: Self) -> bool {
        match (self, other) {
            (Self::Days(one), Self::Days(other)) => one.overlaps(other),
            (Self::Month(one), Self::Month(other)) => one == other,
            (Self::Days(days), Self::Month(month)) | (Self::Month(month), Self::Days(days)) => {
                let (from, to) = (days.from.0, days.to.0);
                let months = i32::from(to.year() - from.year()) * 12 + i32::from(to.month() - from.month());
                let past = (i32::from(month) - i32::from(from.month())).rem_euclid(12);
                past <= months
            }
        }
    }

    /// Returns the days between both, if that can be told; months of no year are told apart by their names alone.
    fn apart(self, other: Self) -> Option<i32> {
        let (Self::Days(one), Self::Days(other)) = (self, other) else { return None };
        let (first, second) = if one.from <= other.from { (one, other) } else { (other, one) };
        Some(first.to.0.until(second.from.0).map_or(0, |gap| gap.get_days()))
    }
}

fn when(event: &Event) -> Option<When> {
    if let Some(interval) = event.date.interval {
        return Some(When::Days(interval));
    }
    let text = event.date.text.to_lowercase();
    let words = text.split(|character: char| !character.is_alphabetic());
    let mut months = words.filter_map(|word| MONTHS.iter().position(|month| *month == word));
    let month = i8::try_from(months.next()? + 1).ok()?;
    months.next().is_none().then_some(When::Month(month))
}

/// Days by which rough dates must lie apart to be a conflict.
const ROUGH: i32 = 21;

/// Returns how likely two event facts tell of one event, if they may.
pub(in crate::comparison) fn same_event(material: &Material<'_>, a: usize, b: usize) -> Option<f64> {
    let (first, second) = (event(material, a)?, event(material, b)?);
    let likeness = material.alike(a, b);
    if likeness.count < 2 {
        return None;
    }
    let place = match (&first.place, &second.place) {
        (Some(one), Some(other)) if same_place(one, other) => 1,
        (Some(_), Some(_)) => return None,
        _ => 0,
    };
    let same_text = material.items[a].source == material.items[b].source;
    let enough = if same_text {
        likeness.count >= 3 && likeness.mean >= 0.45
    } else {
        likeness.count >= 3 && likeness.contained >= 0.4
            || place == 1 && likeness.count >= 2 && likeness.contained >= 0.3
    };
    enough.then_some(likeness.mean + f64::from(place))
}

/// Returns how likely two event facts date one event, seen more strictly: a date that differs is most often another event's.
///
/// They must stand in passages of their own, say the same beyond names, name no different people or places, and, if only
/// years tell them apart, share most of their words.
fn disputed_event(material: &Material<'_>, frames: &Frames, a: usize, b: usize) -> Option<f64> {
    if let Some(rate) = same_clause(material, frames, a, b) {
        return Some(rate);
    }
    let rate = same_event(material, a, b)?;
    let (first, second) = (&material.items[a], &material.items[b]);
    let likeness = material.likeness(&first.core, &second.core);
    let told = material.told_in_common(&first.keys, &second.keys);
    let placed = |index: usize| event(material, index).is_some_and(|event| event.place.is_some());
    let whole_years = |index: usize| {
        let days = event(material, index).and_then(|event| event.date.interval);
        days.is_some_and(|days| days.from.0.until(days.to.0).map_or(0, |gap| gap.get_days()) > 40)
    };
    let enough = if first.source == second.source || whole_years(a) || whole_years(b) {
        told >= 3 && likeness.mean >= 0.65
    } else if placed(a) && placed(b) {
        told >= 1 && likeness.count >= 2
    } else {
        told >= 3 && likeness.mean >= 0.4
    };
    (enough && first.passage != second.passage && !material.names_differ(&first.core, &second.core)).then_some(rate)
}

/// Returns how likely two events of two texts are one because their clauses say the same but for the date.
fn same_clause(material: &Material<'_>, frames: &Frames, a: usize, b: usize) -> Option<f64> {
    let (first, second) = (event(material, a)?, event(material, b)?);
    let places = first.place.as_ref().zip(second.place.as_ref());
    let apart = material.items[a].source == material.items[b].source
        || first.future != second.future
        || bound(&first.date.text) != bound(&second.date.text)
        || places.is_some_and(|(one, other)| !same_place(one, other));
    if apart {
        return None;
    }
    frames.get(&a)?.fits(material, frames.get(&b)?)
}

/// Tells what a date bounds: that something lasts since it, or is done by it; nothing, if it is the day itself.
fn bound(text: &str) -> Option<bool> {
    match text.split_whitespace().next()?.to_lowercase().as_str() {
        "since" => Some(true),
        "by" | "until" | "till" => Some(false),
        _ => None,
    }
}

fn same_place(a: &str, b: &str) -> bool {
    head(a) == head(b) || a.to_lowercase().contains(&head(b)) || b.to_lowercase().contains(&head(a))
}

fn dispute(material: &Material<'_>, cluster: &[usize]) -> Option<Dispute> {
    let mut dates: Vec<(&Event, Vec<usize>)> = Vec::new();
    for &index in cluster {
        let event = event(material, index)?;
        let date = when(event)?;
        let same = |known: &Event| when(known).is_some_and(|known| known.meets(date));
        match dates.iter_mut().find(|(known, _)| same(known)) {
            Some((_, items)) => items.push(index),
            None => dates.push((event, vec![index])),
        }
    }
    if dates.len() < 2 {
        return None;
    }

    dates.sort_by_key(|(event, items)| (event.date.interval.map(|interval| (interval.from, interval.to)), items[0]));
    let rough = dates.iter().any(|(event, _)| event.date.approximate);
    let near = || {
        let whens: Vec<When> = dates.iter().filter_map(|(event, _)| when(event)).collect();
        whens.windows(2).all(|pair| pair[0].apart(pair[1]).is_some_and(|days| days < ROUGH))
    };
    let severity = if rough && near() { ConflictSeverity::Tension } else { ConflictSeverity::Conflict };
    let what = dates.iter().map(|(event, _)| event.what.as_str()).min_by_key(|what| (what.chars().count(), *what))?;
    let written: Vec<String> = dates.iter().map(|(event, _)| event.date.text.clone()).collect();
    let who = who_differs(material, cluster.iter().copied());
    Some(Dispute {
        kind: ConflictKind::Date,
        severity,
        subject: format!("date of {}", quoted(what)),
        sentence: format!("{who} on the date of {}: {}.", quoted(what), list(&written)),
        weight: material.likeness(&material.items[cluster[0]].keys, &material.items[cluster[1]].keys).weight,
        sides: dates.into_iter().map(|(event, items)| (event.date.text.clone(), items)).collect(),
    })
}
