//! Voices: who said what, one entry a person across spellings.

use std::collections::{BTreeMap, BTreeSet};

use super::material::{Body, Material};
use super::people::{People, PersonIndex, is_pronoun};
use super::words::is_function;
use super::{Statement, Voice, stable_id};
use crate::sheet::Side;
use crate::sheet::claim::{Claim, Person, Speaker};

/// Returns all people that the material names, with each source's own names for them.
pub(super) fn people(material: &Material<'_>) -> People {
    let mut names = BTreeSet::new();
    for item in &material.items {
        let name = match item.body {
            Body::Claim(Claim::Quotation(quotation)) => quotation.speaker.as_ref().and_then(spoken_name),
            Body::Claim(Claim::Person(person)) => Some(person.name.as_str()),
            Body::Claim(_) | Body::Reading(_) => None,
        };
        names.extend(name.map(|name| (item.source, name.to_owned())));
    }
    People::of(&names)
}

/// Returns how a speaker is listed: by name, else by the words that stand for the speaker.
fn spoken_name(speaker: &Speaker) -> Option<&str> {
    let told = |text: &&str| text.split_whitespace().any(|word| !is_function(&word.to_lowercase()) && word.len() > 1);
    let text = || Some(speaker.text.as_str()).filter(|text| !is_pronoun(text) && !text.ends_with('-')).filter(told);
    speaker.name.as_deref().or_else(text).filter(|name| !name.trim().is_empty())
}

/// Returns who said what, those with the most statements first.
pub(super) fn voices(material: &Material<'_>, people: &People) -> Vec<Voice> {
    let mut roles: BTreeMap<PersonIndex, BTreeMap<String, usize>> = BTreeMap::new();
    let mut statements: BTreeMap<PersonIndex, Vec<Statement>> = BTreeMap::new();
    for (index, item) in material.items.iter().enumerate() {
        match item.body {
            Body::Claim(Claim::Quotation(quotation)) => {
                let Some(speaker) = &quotation.speaker else { continue };
                let Some(person) = spoken_name(speaker).and_then(|name| people.find(item.source, name)) else {
                    continue;
                };
                if let Some(role) = &speaker.role {
                    *roles.entry(person).or_default().entry(role.clone()).or_default() += 1;
                }
                statements.entry(person).or_default().push(Statement {
                    form: quotation.form,
                    cue: quotation.cue.clone(),
                    side: material.side_at(item.source, item.span()),
                    evidence: material.evidence(index),
                });
            }
            Body::Claim(Claim::Person(holder)) => {
                if let Some(person) = people.find(item.source, &holder.name) {
                    *roles.entry(person).or_default().entry(office(holder)).or_default() += 1;
                }
            }
            Body::Claim(_) | Body::Reading(_) => {}
        }
    }
    let mut voices: Vec<Voice> = statements
        .into_iter()
        .map(|(person, statements)| {
            let names = &people.names[person];
            let mut roles: Vec<(String, usize)> = roles.remove(&person).unwrap_or_default().into_iter().collect();
            roles.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(&b.0)));
            Voice {
                id: stable_id("voice", &[&names[0]]),
                name: names[0].clone(),
                also: names[1..].to_vec(),
                roles: roles.into_iter().map(|(role, _)| role).collect(),
                side: lean(statements.iter().filter_map(|statement| statement.side)),
                statements,
            }
        })
        .collect();
    voices.sort_by(|a, b| b.statements.len().cmp(&a.statements.len()).then(a.name.cmp(&b.name)));
    voices
}

/// Returns an office in full: `President of France`.
pub(super) fn office(person: &Person) -> String {
    let former = if person.former { "former " } else { "" };
    match &person.of {
        Some(of) => format!("{former}{} of {}", person.role, with_article(of)),
        None => format!("{former}{}", person.role),
    }
}

/// Adds the article that some names of countries and bodies need inside a sentence.
pub(super) fn with_article(name: &str) -> String {
    let plural = matches!(name, "Netherlands" | "Philippines" | "United States" | "United Nations");
    let first = ["United ", "European ", "Czech ", "World ", "West"].iter().any(|head| name.starts_with(head));
    if plural || first { format!("the {name}") } else { name.into() }
}

/// Returns the side that more than two thirds of `sides` are, mixed ones counting for neither.
pub(super) fn lean(sides: impl Iterator<Item = Side>) -> Option<Side> {
    let (mut optimistic, mut sceptical, mut mixed) = (0_usize, 0_usize, 0_usize);
    for side in sides {
        match side {
            Side::Optimistic => optimistic += 1,
            Side::Sceptical => sceptical += 1,
            Side::Mixed => mixed += 1,
        }
    }
    let all = optimistic + sceptical;
    if all + mixed == 0 {
        None
    } else if optimistic * 3 > all * 2 {
        Some(Side::Optimistic)
    } else if sceptical * 3 > all * 2 {
        Some(Side::Sceptical)
    } else {
        Some(Side::Mixed)
    }
}
