//! Holders of an office: two people to whom texts give one office at one time.

use std::collections::{BTreeMap, BTreeSet};

use super::{Dispute, list, who_differs};
use crate::comparison::material::{Body, Material};
use crate::comparison::people::{People, PersonIndex};
use crate::comparison::voices::office;
use crate::comparison::{ConflictKind, ConflictSeverity};
use crate::sheet::claim::{Claim, Person};

/// Offices that one person at a time holds.
const SINGLE: &[&str] = &[
    "president",
    "prime minister",
    "premier",
    "chancellor",
    "king",
    "queen",
    "emperor",
    "pope",
    "vice president",
    "foreign minister",
    "defence minister",
    "defense minister",
    "finance minister",
    "interior minister",
    "health minister",
    "energy minister",
    "environment minister",
    "education minister",
    "justice minister",
    "foreign secretary",
    "home secretary",
    "defence secretary",
    "defense secretary",
    "secretary of state",
    "treasury secretary",
    "chancellor of the exchequer",
    "secretary general",
    "secretary-general",
    "director general",
    "director-general",
    "chief executive",
    "chief executive officer",
    "ceo",
    "chairman",
    "chairwoman",
    "chair",
    "governor",
    "mayor",
    "attorney general",
    "leader",
    "president of the commission",
];

/// Offices of state, by which a text means those of the country that is plain from the context.
const OF_STATE: &[&str] = &["president", "prime minister", "chancellor", "king", "queen", "pope", "emperor"];

/// Returns the disputes over who holds an office.
pub(super) fn disputes(material: &Material<'_>, people: &People) -> Vec<Dispute> {
    let mut places: BTreeMap<(PersonIndex, String), String> = BTreeMap::new();
    let mut held: Vec<(usize, &Person, PersonIndex)> = Vec::new();
    for (index, item) in material.items.iter().enumerate() {
        let Body::Claim(Claim::Person(person)) = item.body else { continue };
        let role = person.role.to_lowercase();
        if person.former || !SINGLE.contains(&role.as_str()) {
            continue;
        }
        let Some(who) = people.find(item.source, &person.name) else { continue };
        if let Some(of) = &person.of {
            places.entry((who, role)).or_insert_with(|| of.clone());
        }
        held.push((index, person, who));
    }
    let mut offices: BTreeMap<(String, Option<String>), BTreeMap<PersonIndex, Vec<usize>>> = BTreeMap::new();
    for (index, person, who) in held {
        let role = person.role.to_lowercase();
        // What one text says of the country holds for the same person in the others.
        let of = person.of.clone().or_else(|| places.get(&(who, role.clone())).cloned());
        if of.is_none() && !OF_STATE.contains(&role.as_str()) {
            continue;
        }
        offices.entry((role, of)).or_default().entry(who).or_default().push(index);
    }
    offices.into_iter().filter_map(|((_, of), holders)| dispute(material, people, of.as_ref(), &holders)).collect()
}

fn dispute(
    material: &Material<'_>,
    people: &People,
    of: Option<&String>,
    holders: &BTreeMap<PersonIndex, Vec<usize>>,
) -> Option<Dispute> {
    if holders.len() < 2 {
        return None;
    }
    let mut holders: Vec<(PersonIndex, &Vec<usize>)> = holders.iter().map(|(who, items)| (*who, items)).collect();
    holders.sort_by_key(|(_, items)| items[0]);
    let sources = |items: &[usize]| items.iter().map(|&index| material.items[index].source).collect::<BTreeSet<_>>();
    // A text that names both tells of two times, or of two offices; it takes texts that name one each.
    let apart = holders.iter().enumerate().any(|(at, (_, a))| {
        holders[at + 1..].iter().any(|(_, b)| !sources(a).is_subset(&sources(b)) && !sources(b).is_subset(&sources(a)))
    });
    let Body::Claim(Claim::Person(person)) = material.items[holders[0].1[0]].body else { return None };
    let title = office(&Person { of: of.cloned(), ..person.clone() });
    let names: Vec<String> = holders.iter().map(|(who, _)| people.names[*who][0].clone()).collect();
    let all = holders.iter().flat_map(|(_, items)| items.iter().copied());
    let who = who_differs(material, all);
    let severity = if apart { ConflictSeverity::Conflict } else { ConflictSeverity::Tension };
    let note = if of.is_some() { "" } else { " (no country is named)" };
    Some(Dispute {
        kind: ConflictKind::Person,
        severity,
        sentence: format!("{who} on who holds the office of {title}{note}: {}.", list(&names)),
        subject: title,
        sides: names.into_iter().zip(holders).map(|(name, (_, items))| (name, items.clone())).collect(),
        weight: 1.0,
    })
}
