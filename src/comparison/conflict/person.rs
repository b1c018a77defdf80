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

/// Tells whether one person at a time holds an office, named in small letters.
pub(in crate::comparison) fn is_single(role: &str) -> bool {
    SINGLE.contains(&role)
}

/// Returns the disputes over who holds an office.
pub(super) fn disputes(material: &Material<'_>, people: &People) -> Vec<Dispute> {
    let mut places: BTreeMap<(PersonIndex, String), String> = BTreeMap::new();
    let mut held: Vec<(usize, &Person, PersonIndex)> = Vec::new();
    for (index, item) in material.items.iter().enumerate() {
        let Body::Claim(Claim::Person(person)) = item.body else { continue };
        let role = person.role.to_lowercase();
        if person.former || !is_single(&role) || another_time(&item.evidence.prefix) {
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
    // A text that names two holders tells of two times, or of two bodies; so does one that calls a holder of an office of
    // state by a title in small letters (`the then president Ada Holm`). It takes texts that name one each.
    let mut named: BTreeMap<usize, BTreeSet<PersonIndex>> = BTreeMap::new();
    for (who, items) in &holders {
        for &index in *items {
            named.entry(material.items[index].source).or_default().insert(*who);
        }
    }
    holders.retain(|(_, items)| {
        let alone = |index: &usize| named[&material.items[*index].source].len() == 1;
        items.iter().all(alone) && (of.is_some() || items.iter().all(|&index| titled(material, index)))
    });
    // Without a country, it takes a holder whom several texts name: a single title may be a slip or a joke.
    let several = holders.iter().any(|(_, items)| material.independent(items) > 1);
    if holders.len() < 2 || !one_time(material, &holders) || of.is_none() && !several {
        return None;
    }
    let Body::Claim(Claim::Person(person)) = material.items[holders[0].1[0]].body else { return None };
    let title = office(&Person { of: of.cloned(), ..person.clone() });
    let names: Vec<String> = holders.iter().map(|(who, _)| people.names[*who][0].clone()).collect();
    let all = holders.iter().flat_map(|(_, items)| items.iter().copied());
    let who = who_differs(material, all);
    Some(Dispute {
        kind: ConflictKind::Person,
        severity: ConflictSeverity::Conflict,
        sentence: format!("{who} on who is {title}: {}.", list(&names)),
        subject: title,
        sides: names.into_iter().zip(holders).map(|(name, (_, items))| (name, items.clone())).collect(),
        weight: 1.0,
    })
}

/// Tells whether the words give the office as a title before the name: `President Holm`.
fn titled(material: &Material<'_>, index: usize) -> bool {
    let Body::Claim(Claim::Person(person)) = material.items[index].body else { return false };
    let exact = &material.items[index].evidence.exact;
    let words: Vec<&str> = person.role.split_whitespace().collect();
    let capital = |word: &&str| {
        exact.split_whitespace().any(|own| own.eq_ignore_ascii_case(word) && own.starts_with(char::is_uppercase))
    };
    words.first().is_some_and(capital)
        && exact.ends_with(person.name.split_whitespace().next_back().unwrap_or_default())
}

/// Words before an office that place its holder in another time, or beside the holder.
const NOT_NOW: &str = "then former ex late outgoing incoming acting deputy vice future next previous past predecessor successor \
    candidate erstwhile onetime designate a any";

/// Tells whether the words before an office say that its holder is not the present one: `the then`, `ex-`, `a` (`a President Holm would …`).
fn another_time(prefix: &str) -> bool {
    let mut words = prefix.split(|letter: char| !letter.is_alphanumeric()).filter(|word| !word.is_empty());
    words.next_back().is_some_and(|last| NOT_NOW.split_whitespace().any(|word| word.eq_ignore_ascii_case(last)))
}

/// Days between two texts from which on an office may have changed hands.
const TERM: i32 = 300;

/// Tells whether the texts, as far as they are dated, were published at about one time.
fn one_time(material: &Material<'_>, holders: &[(PersonIndex, &Vec<usize>)]) -> bool {
    let items = holders.iter().flat_map(|(_, items)| items.iter());
    let days: Vec<_> = items
        .filter_map(|&index| Some(material.sheets[material.items[index].source].source.issued?.interval().from))
        .collect();
    match (days.iter().min(), days.iter().max()) {
        (Some(first), Some(last)) => first.0.until(last.0).is_ok_and(|gap| gap.get_days() < TERM),
        _ => true,
    }
}
