//! Statements that say opposite things of one subject: `the vaccine is safe`, `the vaccine is unsafe for calves`.
//!
//! [`super::strength`] looks for things that texts judge again and again and trusts readings for common words. Here two
//! clauses suffice, whatever they speak of, if they are nearly the same but for the word of the scale: the subject is
//! shared, most of the shorter clause too, and neither supposes or asks.

use std::collections::BTreeMap;

use super::Dispute;
use super::frame::Frame;
use super::strength::{self, Poled, Use, of_clauses};
use crate::comparison::material::{Item, Material, shared_keys};
use crate::comparison::poles::Mention;
use crate::comparison::words::{Class, Key, Word};

/// A clause with a word of a scale.
struct Said {
    /// What it says beside that word, ascending, each once.
    clause: Vec<Key>,
    /// Of those, what stands right before the word.
    subject: Vec<Key>,
    /// What tells its subject from its like.
    frame: Frame,
    /// Whether it speaks of what is to come.
    future: bool,
    /// Years it names, ascending.
    years: Vec<Key>,
}

/// How near what is spoken of must stand to the word of the scale.
const BESIDE: f64 = 0.5;
/// How many clauses that share a subject and a scale are held against each other.
const MOST: usize = 32;
/// What part of the weight of the shorter clause must be shared, and of the mean of both.
const SHARED: (f64, f64) = (0.75, 0.45);

/// Small words that tell how a clause is built.
struct Small {
    auxiliary: Vec<Key>,
    future: Vec<Key>,
    plans: Vec<Key>,
    that: Option<Key>,
    than: Option<Key>,
}

impl Small {
    fn new(material: &Material<'_>) -> Self {
        let keys = |list: &str| list.split(' ').filter_map(|word| material.vocabulary.find(word)).collect();
        Self {
            auxiliary: keys(AUXILIARY),
            future: keys("will shall would"),
            plans: keys(PLANS),
            that: material.vocabulary.find("that"),
            than: material.vocabulary.find("than"),
        }
    }
}

/// Returns the disputes between clauses.
pub(super) fn disputes(material: &Material<'_>, mentions: &[Vec<Mention>]) -> Vec<Dispute> {
    let (uses, said) = statements(material, mentions);
    // By scale and subject: what is said for and against.
    let mut ends: BTreeMap<(usize, Key), [Vec<usize>; 2]> = BTreeMap::new();
    for (index, found) in uses.iter().enumerate() {
        for &key in &said[index].subject {
            let own = &mut ends.entry((found.scale, key)).or_default()[usize::from(!found.favourable)];
            if own.len() < MOST {
                own.push(index);
            }
        }
    }
    let mut disputes = Vec::new();
    for ((scale, key), [good, bad]) in ends {
        let mut rated: Vec<(f64, usize, usize)> = Vec::new();
        for &a in &good {
            for &b in &bad {
                rated.extend(opposed(material, &uses, &said, (a, b, key)).map(|rate| (rate, a, b)));
            }
        }
        rated.sort_by(|x, y| y.0.total_cmp(&x.0).then((x.1, x.2).cmp(&(y.1, y.2))));
        let Some(&(weight, ..)) = rated.first() else { continue };
        let (mut pro, mut con) = (Vec::new(), Vec::new());
        for (_, a, b) in rated {
            for (end, index) in [(&mut pro, a), (&mut con, b)] {
                if !end.contains(&index) {
                    end.push(index);
                }
            }
        }
        // `It` and `the plan` stand for what the question asks of.
        let name = material.subject.contains(&key).then(|| format!("the {}", material.vocabulary.shown(key)));
        let poled = Poled { key, weight: weight / 4.0, good: pro, bad: con, name };
        disputes.extend(strength::dispute(material, &uses, &poled, material.poles.scales[scale]));
    }
    disputes
}

/// Returns the clauses in which a word of a scale is said of something, each once, in the longest fact that holds it, else in its reading.
fn statements(material: &Material<'_>, mentions: &[Vec<Mention>]) -> (Vec<Use>, Vec<Said>) {
    let mut found: BTreeMap<(usize, usize, usize), (Use, Said)> = BTreeMap::new();
    let small = Small::new(material);
    for (index, item) in material.items.iter().enumerate() {
        for mention in &mentions[index] {
            let Some((own, said)) = statement(material, &small, index, mention) else { continue };
            let place = (item.source, item.words[mention.at].start, mention.scale);
            match found.get_mut(&place) {
                Some((known, longest)) => {
                    // A reading is a whole sentence, with who says so.
                    let plain = |index: usize| material.items[index].claim().is_some();
                    let fits = (plain(index), said.clause.len()) > (plain(known.items[0]), longest.clause.len());
                    known.items.push(index);
                    if fits {
                        let last = known.items.len() - 1;
                        known.items.swap(0, last);
                        *longest = said;
                    }
                }
                None => {
                    found.insert(place, (own, said));
                }
            }
        }
    }
    found.into_values().unzip()
}

fn statement(material: &Material<'_>, small: &Small, index: usize, mention: &Mention) -> Option<(Use, Said)> {
    let item = &material.items[index];
    let place = strength::place_of(mention, &item.words);
    let span = item.span();
    let scale = material.poles.scales[mention.scale];
    let (from, to) = mention.clause;
    let from = after_that(small, item, from, mention.words.0);
    let inside = |word: &Word| span.start <= word.start && word.end <= span.end;
    let compared = item.words[from..to].iter().any(|word| Some(word.key) == small.than);
    // A word of a name judges nothing: `the Affordable Homes Act`.
    let named = |at: usize| item.words.get(at).is_some_and(|word| word.class == Class::Name);
    let of_name = named(mention.at) && (named(mention.at + 1) || mention.at > 0 && named(mention.at - 1));
    if compared
        || of_name
        || mention.open
        || mention.supposed
        || place.start < span.start
        || place.end > span.end
        || scale == "firmness"
    {
        return None;
    }
    // `the rise`, `a steep fall`: a noun moves nothing.
    let led = mention.words.0.checked_sub(1).map(|at| item.words[at]);
    let verb = led.is_some_and(|word| match word.class {
        Class::Function => small.auxiliary.contains(&word.key),
        Class::Content | Class::Name => true,
        Class::Number | Class::Mark | Class::Stop | Class::Joint => false,
    });
    if scale == "direction" && (!verb || mention.negated) {
        return None;
    }
    let own = item.words[from..to].iter().enumerate().filter(|(at, word)| {
        let at = from + at;
        let other = at < mention.words.0 || at >= mention.words.1;
        word.is_content() && inside(word) && other && !material.poles.hold(**word)
    });
    let mut clause: Vec<Key> = own.map(|(_, word)| word.key).filter(|&key| !material.is_calendar(key)).collect();
    clause.sort_unstable();
    clause.dedup();
    let before = |key: &Key| item.words[from..mention.at].iter().any(|word| word.key == *key);
    let near = mention.targets.iter().filter(|(key, rate)| *rate >= BESIDE && before(key));
    let mut subject: Vec<Key> = near.map(|(key, _)| *key).filter(|&key| material.is_noun(key)).collect();
    if subject.is_empty() {
        subject.extend(before_insertion(material, small, item, from));
        clause.extend(&subject);
    }
    let plan = |key: &Key| small.plans.contains(key);
    if mention.of_pronoun || subject.iter().any(plan) {
        subject.retain(|key| !plan(key));
        clause.retain(|key| !plan(key));
        subject.extend(material.subject.iter().copied().filter(|&key| material.is_noun(key)));
        clause.extend(&subject);
    }
    clause.sort_unstable();
    clause.dedup();
    if subject.is_empty() {
        return None;
    }
    let written = |word: &Word| material.vocabulary.written(word.key).unwrap_or_default();
    let future = item.words[from..to].iter().any(|word| small.future.contains(&word.key));
    let years = item.words[from..to].iter().filter(|word| word.class == Class::Number && written(word).len() == 4);
    let mut years: Vec<Key> = years.map(|word| word.key).collect();
    years.sort_unstable();
    let said = item.words.get(from).zip(item.words.get(to.wrapping_sub(1))).map_or("", |(first, last)| {
        slice(&item.evidence.exact, first.start.saturating_sub(span.start), last.end.saturating_sub(span.start))
    });
    let frame = Frame::new(material, "", said);
    let found = Use {
        scale: mention.scale,
        favourable: mention.favourable,
        word: item.words[mention.at].key,
        common: mention.common,
        targets: BTreeMap::new(),
        items: vec![index],
        place,
    };
    Some((found, Said { clause, subject, frame, future, years }))
}

/// Returns the characters of `text` from `start` to `end`.
fn slice(text: &str, start: usize, end: usize) -> &str {
    let byte = |at: usize| text.char_indices().nth(at).map_or(text.len(), |(byte, _)| byte);
    text.get(byte(start)..byte(end)).unwrap_or_default()
}

/// Words by which a text calls what the question asks of.
const PLANS: &str = "plan scheme programme program project proposal policy measure reform bill law deal initiative";

/// Returns where what is said begins, if the clause says who says so: after `that`.
fn after_that(small: &Small, item: &Item<'_>, from: usize, to: usize) -> usize {
    // `said` is a small word: a noun before `that` is one that the clause goes on to describe, which harms nothing here.
    let said = (from + 1..to).rev().find(|&at| Some(item.words[at].key) == small.that);
    said.map_or(from, |at| at + 1)
}

/// Returns the noun before an insertion that a clause goes on after: `wage` in `the new wage, 14 marks an hour, will fall`.
fn before_insertion(material: &Material<'_>, small: &Small, item: &Item<'_>, from: usize) -> Option<Key> {
    let words = &item.words;
    let goes_on = words.get(from).filter(|word| word.class == Class::Function);
    goes_on.filter(|word| small.auxiliary.contains(&word.key))?;
    let mark = |at: &usize| words[*at].class == Class::Mark;
    let first = (0..from.checked_sub(1)?).rev().take(MOST_INSERTED).find(mark)?;
    let noun = words[..first].last().filter(|word| word.is_content() && word.start >= item.span().start)?;
    material.is_noun(noun.key).then_some(noun.key)
}

/// How many words an insertion between commas has at the most.
const MOST_INSERTED: usize = 12;

/// Words between a subject and what it does.
const AUXILIARY: &str =
    "will would has have had is are was were be been to not also still again only even already could may might";

/// Returns how sure it is that two clauses say opposite things of one subject, if they do.
fn opposed(material: &Material<'_>, uses: &[Use], said: &[Said], (a, b, key): (usize, usize, Key)) -> Option<f64> {
    let (first, second) = (&said[a], &said[b]);
    let (one, other) = (&material.items[uses[a].items[0]], &material.items[uses[b].items[0]]);
    if one.source == other.source && one.passage == other.passage {
        return None;
    }
    if !first.frame.like(&second.frame) || material.names_differ(&first.clause, &second.clause) {
        return None;
    }
    let scale = material.poles.scales[uses[a].scale];
    if of_clauses(scale) && (first.future != second.future || first.years != second.years) {
        return None;
    }
    let likeness = material.likeness(&first.clause, &second.clause);
    let longest = first.clause.len().max(second.clause.len());
    let told = shared_keys(&first.clause, &second.clause).filter(|&key| !material.is_called(key)).count();
    let enough = match likeness.count {
        0 => false,
        // One word is enough if it is the whole of a short clause and no name.
        1 => told == 1 && longest <= 4 && first.clause.len().min(second.clause.len()) == 1,
        _ => told >= 1 && likeness.contained >= SHARED.0 && likeness.mean >= SHARED.1,
    };
    let of_asked = material.asked.contains(&key);
    let same_text = one.source == other.source && likeness.count < 2 && !of_asked;
    (enough && !same_text).then_some(likeness.mean)
}
