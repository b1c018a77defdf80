//! Balance: five measures of how much stands on each side, and whether they are in range.
//!
//! A reading that does both counts half for each side in the graded measure and not at all in the others, so a side with
//! little evidence is shown as such and never padded.

use std::collections::BTreeSet;

use super::material::Material;
use super::{Balance, SideWeight};
use crate::brief::Brief;
use crate::diagnostic::{Diagnostic, Location};
use crate::document::metadata::Reliability;
use crate::sheet::{FactSheet, Side};

/// Share of each measure that the weaker side must have when the brief says nothing.
pub(super) const SMALLEST_SHARE: f64 = 0.25;

/// Measures both sides, and warns if a measure is out of range and the brief does not say why.
pub(super) fn balance(material: &Material<'_>, brief: &Brief) -> (Balance, Option<Diagnostic>) {
    let spec = brief.balance.clone().unwrap_or_default();
    let optimistic = weigh(material, Side::Optimistic);
    let sceptical = weigh(material, Side::Sceptical);
    let smallest = spec.smallest_share.unwrap_or(SMALLEST_SHARE).clamp(0.0, 0.5);
    let out_of_range: Vec<String> = measures(&optimistic)
        .into_iter()
        .zip(measures(&sceptical))
        .filter(|((_, a), (_, b))| a + b > 0.0 && a.min(*b) / (a + b) < smallest)
        .map(|((name, _), _)| name.to_owned())
        .collect();
    let why = spec.why.filter(|why| !why.trim().is_empty());
    let warning = (!out_of_range.is_empty() && why.is_none()).then(|| {
        let weaker = if optimistic.words < sceptical.words { "optimistic" } else { "sceptical" };
        let message = format!(
            "the {weaker} side has less than {} in 100 of {}, and the brief does not say why",
            (smallest * 100.0).round(),
            out_of_range.join(", ")
        );
        Diagnostic::warning("balance-out-of-range", message)
            .at(Location::file(format!("briefs/{}/brief.yaml", brief.id)))
            .hint("write the reason as `balance: {why: …}`, or set `balance: {smallest_share: …}`")
    });
    (Balance { optimistic, sceptical, out_of_range, why }, warning)
}

fn measures(weight: &SideWeight) -> [(&'static str, f64); 5] {
    let count = |number: usize| f64::from(u32::try_from(number).unwrap_or(u32::MAX));
    [
        ("words", count(weight.words)),
        ("readings", count(weight.readings)),
        ("sources", count(weight.sources)),
        ("independent sources", count(weight.independent_sources)),
        ("graded readings", weight.graded),
    ]
}

fn weigh(material: &Material<'_>, side: Side) -> SideWeight {
    let mut weight = SideWeight::default();
    let mut sources = BTreeSet::new();
    let mut groups = BTreeSet::new();
    for item in &material.items {
        let Some(reading) = item.reading() else { continue };
        let grade = grade(material.sheets[item.source]);
        if reading.side == Side::Mixed {
            weight.graded += grade / 2.0;
        } else if reading.side == side {
            weight.words += item.evidence.exact.split_whitespace().count();
            weight.readings += 1;
            weight.graded += grade;
            sources.insert(item.source);
            groups.insert(material.group_of[item.source]);
        }
    }
    weight.sources = sources.len();
    weight.independent_sources = groups.len();
    weight.graded = (weight.graded * 100.0).round() / 100.0;
    weight
}

/// Returns what a reading counts by the grade of its source; one that nobody graded counts as fairly reliable.
fn grade(sheet: &FactSheet) -> f64 {
    match sheet.source.grade.as_ref().map(|grade| grade.reliability) {
        Some(Reliability::A) => 1.0,
        Some(Reliability::B) => 0.8,
        Some(Reliability::C) | None => 0.6,
        Some(Reliability::D) => 0.4,
        Some(Reliability::E) => 0.2,
        Some(Reliability::F) => 0.5,
    }
}
