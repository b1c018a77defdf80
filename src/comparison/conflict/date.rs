//! Dates of one event: events with the same head words and place, on days that do not meet.

use super::{Dispute, list, quoted, who_differs};
use crate::comparison::material::{self, Body, Material};
use crate::comparison::{ConflictKind, ConflictSeverity};
use crate::sheet::claim::{Claim, Event};

/// Returns the disputes over dates.
pub(super) fn disputes(material: &Material<'_>) -> Vec<Dispute> {
    let dated = |index: &usize| event(material, *index).is_some_and(|event| event.date.interval.is_some());
    let events: Vec<usize> = (0..material.items.len()).filter(dated).collect();
    let pairs = material::pairs(material, &events);
    let clusters = material::cluster(material, &pairs, |a, b| same_event(material, a, b));
    clusters.iter().filter_map(|cluster| dispute(material, cluster)).collect()
}

fn event<'a>(material: &Material<'a>, index: usize) -> Option<&'a Event> {
    match material.items[index].body {
        Body::Claim(Claim::Event(event)) => Some(event),
        Body::Claim(_) | Body::Reading(_) => None,
    }
}

/// Returns how likely two event facts tell of one event, if they may.
pub(in crate::comparison) fn same_event(material: &Material<'_>, a: usize, b: usize) -> Option<f64> {
    let (first, second) = (event(material, a)?, event(material, b)?);
    let place = match (&first.place, &second.place) {
        (Some(one), Some(other)) if same_place(one, other) => 1,
        (Some(_), Some(_)) => return None,
        _ => 0,
    };
    let likeness = material.likeness(&material.items[a].keys, &material.items[b].keys);
    let same_text = material.items[a].source == material.items[b].source;
    let enough = if same_text {
        likeness.count >= 3 && likeness.mean >= 0.45
    } else {
        likeness.count >= 3 && likeness.contained >= 0.4
            || place == 1 && likeness.count >= 2 && likeness.contained >= 0.3
    };
    enough.then_some(likeness.mean + f64::from(place))
}

fn same_place(a: &str, b: &str) -> bool {
    let head = |place: &str| place.split(',').next().unwrap_or_default().trim().to_lowercase();
    head(a) == head(b) || a.to_lowercase().contains(&head(b)) || b.to_lowercase().contains(&head(a))
}

fn dispute(material: &Material<'_>, cluster: &[usize]) -> Option<Dispute> {
    let mut dates: Vec<(&Event, Vec<usize>)> = Vec::new();
    for &index in cluster {
        let event = event(material, index)?;
        let interval = event.date.interval?;
        let same = |known: &Event| known.date.interval.is_some_and(|known| known.overlaps(interval));
        match dates.iter_mut().find(|(known, _)| same(known)) {
            Some((_, items)) => items.push(index),
            None => dates.push((event, vec![index])),
        }
    }
    if dates.len() < 2 {
        return None;
    }
    dates.sort_by_key(|(event, items)| (event.date.interval.map(|interval| (interval.from, interval.to)), items[0]));
    let rough = dates.iter().any(|(event, _)| event.date.approximate || event.date.relative_to.is_some());
    let severity = if rough { ConflictSeverity::Tension } else { ConflictSeverity::Conflict };
    let what = dates.iter().map(|(event, _)| event.what.as_str()).min_by_key(|what| (what.chars().count(), *what))?;
    let written: Vec<String> = dates.iter().map(|(event, _)| event.date.text.clone()).collect();
    let who = who_differs(material, cluster.iter().copied());
    Some(Dispute {
        kind: ConflictKind::Date,
        severity,
        subject: format!("date of {}", quoted(what)),
        sentence: format!("{who} on when it was that {}: {}.", quoted(what), list(&written)),
        weight: material.likeness(&material.items[cluster[0]].keys, &material.items[cluster[1]].keys).weight,
        sides: dates.into_iter().map(|(event, items)| (event.date.text.clone(), items)).collect(),
    })
}
