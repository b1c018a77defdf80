//! Where an actor stands: for something in one text, against it in another.

use super::{Dispute, overlap, quoted, who_differs};
use crate::comparison::material::{self, Body, Material};
use crate::comparison::words::Key;
use crate::comparison::{ConflictKind, ConflictSeverity};
use crate::sheet::claim::{Claim, Position, Stand};

/// Returns the disputes over where an actor stands.
pub(super) fn disputes(material: &Material<'_>) -> Vec<Dispute> {
    let chosen: Vec<usize> = (0..material.items.len()).filter(|&index| sided(material, index).is_some()).collect();
    let pairs = material::pairs(material, &chosen);
    let opposed = pairs.into_iter().filter_map(|(a, b)| Some((opposed(material, a, b)?, a, b)));
    let mut opposed: Vec<(f64, usize, usize)> = opposed.collect();
    opposed.sort_by(|x, y| y.0.total_cmp(&x.0).then((x.1, x.2).cmp(&(y.1, y.2))));
    let mut spent = std::collections::BTreeSet::new();
    opposed.retain(|&(_, a, b)| spent.insert(a) & spent.insert(b));
    opposed.into_iter().filter_map(|(rate, a, b)| dispute(material, rate, a, b)).collect()
}

fn sided<'a>(material: &Material<'a>, index: usize) -> Option<&'a Position> {
    match material.items[index].body {
        Body::Claim(Claim::Position(position)) if matches!(position.stand, Stand::For | Stand::Against) => {
            Some(position)
        }
        Body::Claim(_) | Body::Reading(_) => None,
    }
}

/// Returns how sure it is that two positions are one actor's on one thing, and opposite.
fn opposed(material: &Material<'_>, a: usize, b: usize) -> Option<f64> {
    let (first, second) = (sided(material, a)?, sided(material, b)?);
    let apart = material.items[a].source != material.items[b].source;
    if first.stand == second.stand || !apart || overlap(material, a, b) {
        return None;
    }
    let keys = |text: &str| -> Vec<Key> {
        let mut keys = material.look_up(text);
        keys.sort_unstable();
        keys.dedup();
        keys
    };
    let (of_a, of_b) = (keys(&first.actor), keys(&second.actor));
    let (on_a, on_b) = (keys(&first.about), keys(&second.about));
    let actor = material.likeness(&of_a, &of_b);
    let about = material.likeness(&on_a, &on_b);
    let same = actor.count >= 1 && actor.mean >= 0.7 && about.count >= 1 && about.contained >= 0.6 && about.mean >= 0.4;
    (same && !material.names_differ(&on_a, &on_b)).then_some(actor.mean + about.mean)
}

fn dispute(material: &Material<'_>, weight: f64, a: usize, b: usize) -> Option<Dispute> {
    let (pro, con) = if sided(material, a)?.stand == Stand::For { (a, b) } else { (b, a) };
    let actor = &sided(material, pro)?.actor;
    let about =
        [pro, con].into_iter().filter_map(|index| sided(material, index)).map(|position| position.about.as_str());
    let about = about.min_by_key(|about| (about.chars().count(), *about))?;
    let words = [pro, con].map(|index| quoted(&material.items[index].evidence.exact));
    let who = who_differs(material, [a, b]);
    Some(Dispute {
        kind: ConflictKind::Strength,
        severity: ConflictSeverity::Conflict,
        subject: format!("stand of {actor} on {about}"),
        sentence: format!("{who} on where {} stand on {about}: {} against {}.", lowered(actor), words[0], words[1]),
        sides: vec![("for".into(), vec![pro]), ("against".into(), vec![con])],
        weight,
    })
}

/// Returns an actor as it stands inside a sentence: a leading article or quantity in small letters.
fn lowered(actor: &str) -> String {
    const SMALL: [&str; 8] = ["The", "A", "An", "Many", "Some", "Most", "All", "Its"];
    match actor.split_once(' ') {
        Some((first, rest)) if SMALL.contains(&first) => format!("{} {rest}", first.to_lowercase()),
        _ => actor.to_owned(),
    }
}
