//! Crux: what the sides of an issue differ on, in one sentence with the words that show it.
//!
//! The sentence of a conflict between texts that belongs to the issue; else one sentence of each side, chosen so that they
//! are sure, short, understood alone, of the same matter, of two texts, and at the ends of one scale.

use std::collections::BTreeSet;

use rustc_hash::FxHashSet;

use super::{FEWEST_OF_CRUX, Ground, OTHER};
use crate::brief::IssueSpec;
use crate::comparison::conflict::quoted_up_to;
use crate::comparison::material::Material;
use crate::comparison::poles::Scale;
use crate::comparison::{Conflict, Crux, EvidenceRef};
use crate::sheet::Side;
use crate::source::SourceId;

/// Says what the sides differ on, if `both` speak: in the words of a conflict of this issue between texts, else by a
/// sentence of each side.
pub(super) fn crux(ground: &mut Ground<'_>, spec: &IssueSpec, members: &[usize], both: bool) -> Option<Crux> {
    let (material, conflicts, used) = (ground.material, ground.conflicts, &mut ground.used);
    if !both {
        return None;
    }
    // What belongs to no issue has no conflict of its own.
    let named = if spec.id == OTHER { &[][..] } else { members };
    let own: FxHashSet<(&SourceId, &str)> = named
        .iter()
        .map(|&index| (material.source_id(&material.items[index]), material.items[index].id.0.as_str()))
        .collect();
    let inside = |evidence: &EvidenceRef| own.contains(&(&evidence.source, evidence.fact.0.as_str()));
    let count =
        |conflict: &Conflict| conflict.sides.iter().flat_map(|side| &side.evidence).filter(|e| inside(e)).count();
    let fits = |conflict: &&Conflict| {
        !used.contains(&conflict.id)
            && conflict.sides.iter().filter(|side| side.evidence.iter().any(inside)).count() >= 2
            && between_texts(conflict)
    };
    let fitting = conflicts.iter().filter(fits).enumerate();
    let conflict =
        fitting.max_by_key(|(at, conflict)| (count(conflict), std::cmp::Reverse(*at))).map(|(_, found)| found);
    if let Some(conflict) = conflict {
        used.insert(conflict.id.clone());
        let evidence = conflict.sides.iter().filter_map(|side| side.evidence.iter().find(|e| inside(e))).cloned();
        return Some(Crux { sentence: conflict.sentence.clone(), evidence: evidence.collect() });
    }
    let (good, bad) = opposed(material, members)?;
    let [for_it, against] = [good, bad].map(|index| quoted_up_to(&material.items[index].evidence.exact, MOST_OF_CRUX));
    let sentence = format!("One side says {for_it}, the other {against}.");
    Some(Crux { sentence, evidence: vec![material.evidence(good), material.evidence(bad)] })
}

/// Tells whether a conflict is one between texts.
fn between_texts(conflict: &Conflict) -> bool {
    let sources: BTreeSet<&SourceId> =
        conflict.sides.iter().flat_map(|side| &side.evidence).map(|evidence| &evidence.source).collect();
    sources.len() > 1
}

/// How many words of each side a crux shows at the most.
const MOST_OF_CRUX: usize = 25;
/// How many readings of a side are weighed against those of the other.
const MOST_WEIGHED: usize = 16;

/// What it counts that two readings stand at the ends of one scale (`cheap`, `costly`), and in two texts.
const ONE_SCALE: f64 = 0.5;
const TWO_TEXTS: f64 = 0.2;

/// Chooses the two readings that show best how the sides differ: sure, short, understood alone, of the same matter, of
/// two texts, and at the ends of one scale.
fn opposed(material: &Material<'_>, members: &[usize]) -> Option<(usize, usize)> {
    let best = |side: Side| -> Vec<(f64, usize)> {
        let own = members.iter().filter_map(|&index| {
            let reading = material.items[index].reading().filter(|reading| reading.side == side)?;
            Some((reading.score + legibility(&reading.evidence.exact), index))
        });
        let mut own: Vec<(f64, usize)> = own.collect();
        own.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        own.truncate(MOST_WEIGHED);
        own
    };
    let (optimistic, sceptical) = (best(Side::Optimistic), best(Side::Sceptical));
    let ends = |own: &[(f64, usize)], favourable: bool| -> Vec<BTreeSet<Scale>> {
        let of = |&(_, index): &(f64, usize)| {
            let mentions = material.poles.mentions(&material.items[index].words, material.question_mark);
            let own = mentions.iter().filter(|mention| mention.favourable == favourable && !mention.open);
            own.map(|mention| mention.scale).collect()
        };
        own.iter().map(of).collect()
    };
    let (up, down) = (ends(&optimistic, true), ends(&sceptical, false));
    let pairs = (0..optimistic.len()).flat_map(|good| (0..sceptical.len()).map(move |bad| (good, bad)));
    let rated = pairs.map(|(x, y)| {
        let (good, bad) = (optimistic[x], sceptical[y]);
        let scale = if up[x].is_disjoint(&down[y]) { 0.0 } else { ONE_SCALE };
        let apart = material.items[good.1].source != material.items[bad.1].source;
        let texts = if apart { TWO_TEXTS } else { 0.0 };
        (good.0 + bad.0 + material.alike(good.1, bad.1).mean + scale + texts, good.1, bad.1)
    });
    let best = rated.max_by(|x, y| x.0.total_cmp(&y.0).then((y.1, y.2).cmp(&(x.1, x.2))));
    best.map(|(_, good, bad)| (good, bad))
}

/// Rates how well a sentence is understood by itself, 0 at the best: it is short, whole, no question, and begins with no
/// word that points at the sentence before.
fn legibility(exact: &str) -> f64 {
    let count = exact.split_whitespace().count();
    let words = crate::comparison::words::bare;
    let first = exact.split_whitespace().next().map(|word| words(word).to_lowercase()).unwrap_or_default();
    let points_back = BACKWARD.split_whitespace().any(|word| word == first);
    let whole = exact.chars().find(|letter| letter.is_alphanumeric()).is_some_and(|letter| !letter.is_lowercase());
    let lower = exact.to_lowercase();
    let distant = DISTANT.iter().any(|mark| lower.contains(mark));
    let concedes = CONCEDING.split_whitespace().any(|word| word == first);
    let mut lost = 0.0;
    for (weak, cost) in [
        (count > MOST_OF_CRUX, 0.5),
        (count < FEWEST_OF_CRUX, 0.5),
        (exact.contains('?'), 0.4),
        (points_back, 0.3),
        (!whole, 0.2),
        (distant, 0.6),
        (concedes, 0.4),
    ] {
        lost += if weak { cost } else { 0.0 };
    }
    -lost
}

/// Words that keep what a sentence says at a distance: it is not what the text holds.
const DISTANT: [&str; 10] = [
    "on paper",
    "in theory",
    "at first glance",
    "at first sight",
    "so-called",
    "supposed",
    "in principle",
    "may look",
    "may sound",
    "sounds like",
];

/// First words of a sentence that grants the other side a point.
const CONCEDING: &str = "while although though despite granted admittedly";

/// First words that point at the sentence before.
const BACKWARD: &str = "it its this that these those they their them he she his her him such another and but yet so or also \
    however meanwhile moreover furthermore thus therefore nor still then instead earlier both here there";
