//! Timeline: dated events in order, one entry an event however many texts report it.

use super::TimelineEntry;
use super::conflict::date::same_event;
use super::material::{self, Body, Material};
use crate::sheet::claim::{Claim, Event};

/// Returns the events in order; those whose date cannot be resolved come last.
pub(super) fn timeline(material: &Material<'_>) -> Vec<TimelineEntry> {
    let events: Vec<usize> = (0..material.items.len()).filter(|&index| event(material, index).is_some()).collect();
    let pairs = material::pairs(material, &events);
    let clusters = material::cluster(material, &pairs, |a, b| {
        let same = same_event(material, a, b)?;
        (event(material, a)?.date.interval == event(material, b)?.date.interval).then_some(same)
    });
    let mut alone: Vec<bool> = vec![true; material.items.len()];
    clusters.iter().flatten().for_each(|&index| alone[index] = false);
    let singles = events.into_iter().filter(|&index| alone[index]).map(|index| vec![index]);
    let mut entries: Vec<TimelineEntry> =
        clusters.iter().cloned().chain(singles).filter_map(|members| entry(material, &members)).collect();
    entries.sort_by_cached_key(|entry| {
        let from = entry.interval.map(|interval| (interval.from, interval.to));
        let place = entry.evidence.first().map(|evidence| (evidence.source.clone(), evidence.span));
        (from.is_none(), from, place)
    });
    entries
}

fn event<'a>(material: &Material<'a>, index: usize) -> Option<&'a Event> {
    match material.items[index].body {
        Body::Claim(Claim::Event(event)) => Some(event),
        Body::Claim(_) | Body::Reading(_) => None,
    }
}

fn entry(material: &Material<'_>, members: &[usize]) -> Option<TimelineEntry> {
    let first = event(material, *members.first()?)?;
    let what = members.iter().filter_map(|&index| event(material, index)).map(|event| &event.what);
    let what = what.min_by_key(|what| (what.chars().count(), *what))?;
    Some(TimelineEntry {
        date: first.date.clone(),
        interval: first.date.interval,
        what: what.clone(),
        evidence: material.evidences(members.iter().copied()),
        flag: members.iter().find_map(|&index| flag(material, index)),
    })
}

/// Says what is wrong with the place of an event in time, seen from the date of the text that reports it.
fn flag(material: &Material<'_>, index: usize) -> Option<String> {
    let event = event(material, index)?;
    let source = &material.sheets[material.items[index].source].source;
    let (interval, issued) = (event.date.interval?, source.issued?.interval());
    if !event.future && interval.from > issued.to {
        Some(format!("told as past, but dated after `{}` itself was published ({})", source.id, issued.to))
    } else if event.future && interval.to < issued.from {
        Some(format!("told as yet to come, but dated before `{}` was published ({})", source.id, issued.from))
    } else {
        None
    }
}
