//! Issues: the sub-questions on which the sides part, with what each side says of them.
//!
//! An issue that nobody named is found as a word or pair of words that recurs across texts in readings of both sides.
//! Candidates are rated by how many readings they hold, how evenly these fall on the sides and how rare the word is; the best
//! is taken, its readings are set aside, and so on. What belongs to no issue goes to one named `other`, never elsewhere.

mod crux;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use rustc_hash::{FxHashMap, FxHashSet};

use super::agreement::Shared;
use super::material::{Item, Material, looks_like_noun};
use super::voices::lean;
use super::words::{Class, Key, Word};
use super::{BlindSpot, Conflict, EvidenceRef, Issue, SideReading, slug};
use crate::brief::IssueSpec;
use crate::sheet::claim::Claim;
use crate::sheet::{Reading, Side};

/// Name of the issue that takes what belongs to no other.
pub(super) const OTHER: &str = "other";
/// How many issues are found at the most.
const MOST_ISSUES: usize = 7;
/// How many readings an issue must add at the least.
const FEWEST_READINGS: usize = 2;

/// How many readings an issue that one side alone speaks of must add at the least.
const FEWEST_OF_ONE_SIDE: usize = 3;

/// What two words count against one.
const PAIR: f64 = 1.5;

/// Nouns that say who speaks or when, and nothing of the matter.
const GENERAL: &str = "year month week day time night morning today yesterday tomorrow decade century president senator \
    governor minister premier mayor chairman leader lawmaker congressman spokesman spokeswoman spokesperson candidate \
    person man woman citizen country nation state world city town party campaign statement report interview question \
    answer news article point issue problem reason example number percent half third quarter group member head home \
    house office side word name sense chance interest effort place area region supporter opponent rival critic \
    colleague friend first last next second support win victory loss start end move step road rise fall increase remain \
    university council college institute street avenue district ministry committee commission bureau association \
    foundation federation society magazine newspaper editor author professor researcher expert analyst official top front back single means tried anti pro \
    detail specific particular particularly behalf string claim seem acknowledge champion \
    difference meet attack assault charge vow assure pledge plan decline decrease reduction increase raise reduce solution \
    longtime past future dead former happen appearance message mean look program programme approach aspect factor amount total level rate range type sense idea fact";

/// Endings of adjectives, and words that end so and are nouns.
const ADJECTIVES: [&str; 7] = ["ive", "ous", "ful", "less", "able", "ible", "est"];
const NO_ADJECTIVES: &str = "initiative incentive alternative perspective objective executive directive motive narrative \
    relative archive olive table cable vegetable variable interest request protest forest test harvest west east guest \
    conquest quest arrest rest collective cooperative derivative representative detective native";
/// Adjectives that no ending tells.
const PLAIN_ADJECTIVES: &str = "great good bad big small high low free strong weak old major key poor rich hard easy large true \
    false real wrong right fair clear full open early late long short legal illegal federal local national international \
    global public private human social political economic financial medical moral environmental electronic nuclear";

/// Tells whether a word in small letters is an adjective, as far as its form shows.
fn is_adjective(word: &str) -> bool {
    let listed = |list: &str| list.split_whitespace().any(|known| known == word);
    let ending = word.len() > 5 && ADJECTIVES.iter().any(|end| word.ends_with(end)) && !listed(NO_ADJECTIVES);
    ending || listed(PLAIN_ADJECTIVES)
}

/// Words after which a verb stands.
const BEFORE_VERB: &str = "to will would can could may might must shall should not i we you they he she it who";

/// Finds the issues of the material.
pub(super) fn propose(material: &Material<'_>) -> Vec<IssueSpec> {
    let readings: Vec<usize> =
        (0..material.items.len()).filter(|&index| material.items[index].reading().is_some()).collect();
    let mut candidates = candidates(material, &readings);
    let mut open = vec![true; material.items.len()];
    let mut specs: Vec<IssueSpec> = Vec::new();
    let mut used: BTreeSet<Key> = BTreeSet::new();
    while specs.len() < MOST_ISSUES {
        candidates.retain(|candidate| !candidate.keys.iter().any(|key| used.contains(key)));
        let rated = candidates.iter().map(|candidate| (candidate.rate(material, &open), candidate));
        let best = rated.max_by(|(a, x), (b, y)| a.total_cmp(b).then(y.keys.cmp(&x.keys)));
        let Some((rate, best)) = best.filter(|(rate, _)| *rate > 0.0) else { break };
        debug_assert!(rate.is_finite(), "rates are products of finite numbers");
        used.extend(&best.keys);
        best.readings.iter().for_each(|index| {
            open[*index] = false;
        });
        specs.push(best.spec(material));
    }
    let mut ids = BTreeSet::new();
    for spec in &mut specs {
        let plain = spec.id.clone();
        let mut count = 2;
        while !ids.insert(spec.id.clone()) {
            spec.id = format!("{plain}-{count}");
            count += 1;
        }
    }
    specs
}

/// A word or pair of words that may name an issue.
#[derive(Debug)]
struct Candidate {
    keys: Vec<Key>,
    /// Readings that hold it.
    readings: BTreeSet<usize>,
    /// Share of its uses that look like a noun's.
    noun: f64,
    /// How many groups of sources use it.
    groups: usize,
}

impl Candidate {
    /// Rates how well it parts the readings that are still open; 0 if it should not be an issue.
    fn rate(&self, material: &Material<'_>, open: &[bool]) -> f64 {
        let left: Vec<Side> = self
            .readings
            .iter()
            .filter(|&&index| open[index])
            .filter_map(|&index| material.items[index].reading())
            .map(|reading| reading.side)
            .collect();
        if left.len() < FEWEST_READINGS {
            return 0.0;
        }
        let count = |side: Side| {
            let mixed = left.iter().filter(|&&own| own == Side::Mixed).count();
            let own = left.iter().filter(|&&own| own == side).count();
            f64::from(u32::try_from(own * 2 + mixed).unwrap_or(u32::MAX)) / 2.0
        };
        let (good, bad) = (count(Side::Optimistic), count(Side::Sceptical));
        // What only one side speaks of is an issue if it does so often or in several texts.
        let one_sided = good < 0.5 || bad < 0.5;
        if one_sided && (left.len() < FEWEST_OF_ONE_SIDE || self.groups < 2) {
            return 0.0;
        }
        let parted = 0.5 + good.min(bad);
        let weight = self.keys.iter().map(|&key| material.weight(key)).sum::<f64>();
        let groups = f64::from(u32::try_from(self.groups).unwrap_or(u32::MAX));
        let place = if self.keys.iter().all(|&key| material.vocabulary.is_proper(key)) { 0.4 } else { 1.0 };
        // Two words say what it is about: `oyster beds` more than `beds`.
        let place = if self.keys.len() > 1 { place * PAIR } else { place };
        parted.sqrt() * (good + bad).ln_1p() * weight.sqrt() * groups.sqrt() * self.noun * place
    }

    /// Names it with the words of the texts.
    fn spec(&self, material: &Material<'_>) -> IssueSpec {
        let terms = self.terms(material);
        let verbal = |term: &&String| term.ends_with("ed") || term.ends_with("ing");
        let proper = self.keys.iter().all(|&key| material.vocabulary.is_proper(key));
        // A noun as the texts write it most often, before a form of a verb.
        let written = terms.iter().find(|term| !verbal(term)).or_else(|| terms.first()).filter(|_| !proper);
        let names = || self.keys.iter().map(|&key| material.vocabulary.shown(key)).collect::<Vec<_>>().join(" ");
        let mut title = self.fuller(material).or_else(|| written.cloned()).unwrap_or_else(names);
        if let Some(first) = title.chars().next() {
            title = first.to_uppercase().chain(title.chars().skip(1)).collect();
        }
        IssueSpec { id: slug(&title), terms, title }
    }

    /// Returns a single word with the word before it, where most uses have that one: `carbon price`.
    fn fuller(&self, material: &Material<'_>) -> Option<String> {
        let [key] = self.keys.as_slice() else { return None };
        let (mut uses, mut phrases) = (0, BTreeMap::<String, usize>::new());
        for &index in &self.readings {
            let item = &material.items[index];
            for at in places(&item.words, &[*key]) {
                uses += 1;
                let Some(before) = at.checked_sub(1).map(|before| item.words[before]) else { continue };
                let (word, start) = (item.words[at], item.span().start);
                let plain = before.class == Class::Content && word.class == Class::Content;
                if !plain || material.poles.hold(before) || before.start < start || word.start != before.end + 1 {
                    continue;
                }
                let phrase: String =
                    item.evidence.exact.chars().skip(before.start - start).take(word.end - before.start).collect();
                if !phrase.split(' ').next().is_some_and(|word| word.ends_with("ed") || word.ends_with("ly")) {
                    *phrases.entry(phrase).or_default() += 1;
                }
            }
        }
        let (phrase, count) = phrases.into_iter().max_by(|a, b| a.1.cmp(&b.1).then(b.0.cmp(&a.0)))?;
        (count >= 2 && count * 2 > uses).then_some(phrase)
    }

    /// Returns the spellings of it that stand in the texts, the most frequent first.
    fn terms(&self, material: &Material<'_>) -> Vec<String> {
        let mut terms: BTreeMap<String, usize> = BTreeMap::new();
        for &index in &self.readings {
            let item = &material.items[index];
            for at in places(&item.words, &self.keys) {
                let (start, end) = (item.words[at].start, item.words[at + self.keys.len() - 1].end);
                let from = start.saturating_sub(item.span().start);
                let words: String = item.evidence.exact.chars().skip(from).take(end - start).collect();
                let words = words.trim_end_matches("'s").trim_end_matches("’s").trim_end_matches(['\'', '’']);
                let name = item.words[at].class == Class::Name || words.chars().all(|letter| !letter.is_lowercase());
                let term = if name { words.to_owned() } else { words.to_lowercase() };
                *terms.entry(term).or_default() += 1;
            }
        }
        let mut terms: Vec<(String, usize)> = terms.into_iter().collect();
        terms.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(&b.0)));
        terms.into_iter().map(|(term, _)| term).take(8).collect()
    }
}

/// Returns where `keys` stand one after the other.
fn places<'w>(words: &'w [Word], keys: &'w [Key]) -> impl Iterator<Item = usize> + 'w {
    let fits = move |at: &usize| words[*at..].iter().zip(keys).all(|(word, key)| word.key == *key && word.is_content());
    (0..(words.len() + 1).saturating_sub(keys.len().max(1))).filter(fits)
}

fn candidates(material: &Material<'_>, readings: &[usize]) -> Vec<Candidate> {
    #[derive(Default)]
    struct Seen {
        readings: BTreeSet<usize>,
        groups: BTreeSet<usize>,
        uses: usize,
        noun: usize,
    }
    let mut seen: FxHashMap<(Key, Option<Key>), Seen> = FxHashMap::default();
    let of = material.vocabulary.find("of");
    for &index in readings {
        let words = &material.items[index].words;
        for (at, word) in words.iter().enumerate().filter(|(_, word)| names_something(material, **word)) {
            let pair = words
                .get(at + 1)
                .filter(|next| names_something(material, **next))
                .map(|next| (word.key, Some(next.key)));
            for key in [Some((word.key, None)), pair].into_iter().flatten() {
                let entry = seen.entry(key).or_default();
                entry.readings.insert(index);
                entry.groups.insert(material.group(index));
                entry.uses += 1;
                let end = if key.1.is_some() { at + 1 } else { at };
                let noun = looks_like_noun(&material.vocabulary, words, at, end) && !verbal(material, words, at);
                entry.noun += usize::from(noun && !in_longer_name(material, words, at, end, of));
            }
        }
    }
    let general = general(material);
    let several = material.groups.len() > 1;
    let most = readings.len().div_ceil(2).max(3);
    let ratio = |part: usize, whole: usize| {
        let number = |count: usize| f64::from(u32::try_from(count).unwrap_or(u32::MAX));
        number(part) / number(whole.max(1))
    };
    let mut found: Vec<Candidate> = seen
        .into_iter()
        .filter(|(_, seen)| seen.readings.len() >= FEWEST_READINGS && seen.readings.len() <= most)
        .filter(|(_, seen)| !several || seen.groups.len() > 1)
        .map(|((first, second), seen)| Candidate {
            noun: ratio(seen.noun, seen.uses),
            groups: seen.groups.len(),
            readings: seen.readings,
            keys: std::iter::once(first).chain(second).collect(),
        })
        .filter(|candidate| {
            candidate.noun > 0.5
                && candidate.keys.last().is_some_and(|&key| tells(material, &general, key))
                && (candidate.keys.len() == 1 || !general.contains(&candidate.keys[0]))
                && (candidate.keys.len() == 1 || !candidate.keys.iter().any(|&key| material.is_name(key)))
                && !candidate.keys.iter().all(|&key| material.asked.contains(&key) || material.is_name(key))
        })
        .collect();
    found.sort_by(|a, b| a.keys.cmp(&b.keys));
    found
}

/// Tells whether a verb stands after a small word.
fn before_verb(word: &str) -> bool {
    static SET: LazyLock<FxHashSet<&str>> = LazyLock::new(|| BEFORE_VERB.split_whitespace().collect());
    SET.contains(word)
}

/// Tells whether a word in small letters stands where a verb does: after `to`, a modal, a pronoun or a name (`Holm vows`).
fn verbal(material: &Material<'_>, words: &[Word], from: usize) -> bool {
    let Some(before) = from.checked_sub(1).map(|at| words[at]) else { return false };
    let small = |word: Word| material.vocabulary.written(word.key).unwrap_or_default();
    let led = before.class == Class::Function && before_verb(small(before));
    let named = before.class == Class::Name && !material.vocabulary.is_proper(before.key);
    words[from].class == Class::Content && (led || named)
}

/// Tells whether words are a part of a longer name: `Air` in `Clean Air Act`, `University` in `University of Harmouth`.
///
/// `of` is the key of that word.
fn in_longer_name(material: &Material<'_>, words: &[Word], from: usize, to: usize, of: Option<Key>) -> bool {
    let name = |at: Option<usize>| at.and_then(|at| words.get(at)).is_some_and(|word| word.class == Class::Name);
    let proper = words[from..=to].iter().all(|word| material.vocabulary.is_proper(word.key));
    let of = words.get(to + 1).is_some_and(|word| Some(word.key) == of);
    let beside = name(from.checked_sub(1)) || name(Some(to + 1)) || of && name(Some(to + 2));
    !proper && words[from..=to].iter().all(|word| word.class == Class::Name) && beside
}

/// Tells whether a word can be part of the name of an issue: words that judge cannot.
fn names_something(material: &Material<'_>, word: Word) -> bool {
    word.is_content() && !material.poles.hold(word)
}

/// Returns the words that say who or when, and nothing of the matter.
fn general(material: &Material<'_>) -> FxHashSet<Key> {
    GENERAL.split_whitespace().filter_map(|word| material.vocabulary.find(word)).collect()
}

/// Tells whether a key can name an issue by itself: it is a noun, and says more than who or when.
fn tells(material: &Material<'_>, general: &FxHashSet<Key>, key: Key) -> bool {
    let shown = material.vocabulary.shown(key).to_lowercase();
    material.is_noun(key)
        && !material.is_calendar(key)
        && !general.contains(&key)
        && !is_adjective(&shown)
        && !shown.ends_with("ed")
}

/// What the brief or the program asks of the material, and what belongs to it.
struct Terms {
    /// First root to the rest of each term and its issue.
    first: FxHashMap<Key, Vec<(Vec<Key>, usize)>>,
}

impl Terms {
    fn new(material: &mut Material<'_>, specs: &[IssueSpec]) -> Self {
        let mut first: FxHashMap<Key, Vec<(Vec<Key>, usize)>> = FxHashMap::default();
        for (issue, spec) in specs.iter().enumerate() {
            for term in &spec.terms {
                let keys = material.vocabulary.plain(term);
                if let Some((head, rest)) = keys.split_first() {
                    first.entry(*head).or_default().push((rest.to_vec(), issue));
                }
            }
        }
        Self { first }
    }

    /// Returns the issue whose terms the words hold most of; of equals the first.
    fn issue(&self, words: &[Key]) -> Option<usize> {
        let mut hits: BTreeMap<usize, usize> = BTreeMap::new();
        for (at, key) in words.iter().enumerate() {
            for (rest, issue) in self.first.get(key).into_iter().flatten() {
                if words.get(at + 1..at + 1 + rest.len()) == Some(rest) {
                    // A term of two words says more than one of one.
                    *hits.entry(*issue).or_default() += 1 + rest.len();
                }
            }
        }
        hits.into_iter().max_by(|a, b| a.1.cmp(&b.1).then(b.0.cmp(&a.0))).map(|(issue, _)| issue)
    }
}

/// Assigns readings and facts to `specs`, and what is left to `other`.
pub(super) fn issues(
    material: &mut Material<'_>,
    specs: &[IssueSpec],
    found: bool,
    shared: &Shared,
    conflicts: &[Conflict],
) -> Vec<Issue> {
    let terms = Terms::new(material, specs);
    let mut members: Vec<Vec<usize>> = vec![Vec::new(); specs.len() + 1];
    for index in 0..material.items.len() {
        let exact = material.items[index].evidence.exact.as_str();
        let words = material.vocabulary.plain(exact);
        members[terms.issue(&words).unwrap_or(specs.len())].push(index);
    }
    let material = &*material;
    let (leans, claims) = (leans(material), claims(material, shared));
    let mut ground = Ground { material, leans, claims, conflicts, used: BTreeSet::new() };
    let other = IssueSpec { id: OTHER.into(), title: "Other points".into(), terms: Vec::new() };
    let mut issues: Vec<Issue> = Vec::new();
    for (spec, members) in specs.iter().zip(&members) {
        issues.push(issue(&mut ground, spec, found, members));
    }
    let weight = |issue: &Issue| issue.optimistic.len() + issue.sceptical.len() + issue.mixed.len();
    issues.sort_by_key(|issue| std::cmp::Reverse(weight(issue)));
    if let Some(rest) = members.last().filter(|rest| !rest.is_empty()) {
        issues.push(issue(&mut ground, &other, true, rest));
    }
    issues
}

/// Returns the side that each source leans to, if it has readings.
fn leans(material: &Material<'_>) -> Vec<Option<Side>> {
    let mut sides: Vec<Vec<Side>> = vec![Vec::new(); material.sheets.len()];
    for item in &material.items {
        sides[item.source].extend(item.reading().map(|reading| reading.side));
    }
    sides.into_iter().map(|own| lean(own.into_iter())).collect()
}

/// Returns for each item the sources that state the same.
fn claims(material: &Material<'_>, shared: &Shared) -> Claims {
    let mut claims = Claims { of: FxHashMap::default(), sources: Vec::with_capacity(shared.claims.len()) };
    for (claim, members) in shared.claims.iter().enumerate() {
        let all: BTreeSet<usize> = members.iter().map(|&index| material.items[index].source).collect();
        claims.sources.push(all.into_iter().collect());
        members.iter().for_each(|&index| _ = claims.of.insert(index, claim));
    }
    claims
}

/// Which texts state a claim.
struct Claims {
    /// Claim of each item that shares one.
    of: FxHashMap<usize, usize>,
    /// Texts of each claim, ascending.
    sources: Vec<Vec<usize>>,
}

impl Claims {
    /// Returns the texts that state what an item states; its own if no other does.
    fn sources<'a>(&'a self, index: usize, item: &'a Item<'_>) -> &'a [usize] {
        self.of.get(&index).map_or(std::slice::from_ref(&item.source), |&claim| &self.sources[claim])
    }
}

/// What issues are made of beside their members.
struct Ground<'a> {
    material: &'a Material<'a>,
    /// Side that each source leans to.
    leans: Vec<Option<Side>>,
    /// Sources that state what each item states.
    claims: Claims,
    conflicts: &'a [Conflict],
    /// Conflicts that are the crux of an issue already.
    used: BTreeSet<String>,
}

fn issue(ground: &mut Ground<'_>, spec: &IssueSpec, found: bool, members: &[usize]) -> Issue {
    let (material, leans, claims) = (ground.material, &ground.leans, &ground.claims);
    let side = |side: Side| {
        let own = members.iter().filter_map(|&index| Some((index, material.items[index].reading()?)));
        let mut own: Vec<(usize, &Reading)> = own.filter(|(_, reading)| reading.side == side).collect();
        own.sort_by(|a, b| b.1.score.total_cmp(&a.1.score).then(a.0.cmp(&b.0)));
        own.into_iter().map(|(index, reading)| side_reading(material, index, reading)).collect::<Vec<_>>()
    };
    let (optimistic, sceptical, mixed) = (side(Side::Optimistic), side(Side::Sceptical), side(Side::Mixed));
    let mut common_ground: Vec<EvidenceRef> = Vec::new();
    let mut blind_spots: Vec<BlindSpot> = Vec::new();
    let mut told: BTreeSet<(usize, usize)> = BTreeSet::new();
    for &index in members {
        let Some(claim) = material.items[index].claim() else { continue };
        let stating = claims.sources(index, &material.items[index]);
        let sides: BTreeSet<Option<Side>> = stating.iter().map(|&source| leans[source]).collect();
        let both = sides.contains(&Some(Side::Mixed))
            || sides.contains(&Some(Side::Optimistic)) && sides.contains(&Some(Side::Sceptical));
        let place = (material.items[index].source, material.items[index].span().start);
        if both && stating.len() > 1 {
            // The claim is shown once, in the words of its first source.
            if stating.first() == Some(&place.0) && told.insert(place) {
                common_ground.push(material.evidence(index));
            }
        } else if let [Some(side @ (Side::Optimistic | Side::Sceptical))] = sides.into_iter().collect::<Vec<_>>()[..]
            && weighs(claim)
            && states(&material.items[index].evidence.exact)
            && told.insert(place)
        {
            blind_spots.push(BlindSpot { side, evidence: material.evidence(index) });
        }
    }
    let crux = crux::crux(ground, spec, members, !optimistic.is_empty() && !sceptical.is_empty());
    let (id, title, terms) = (spec.id.clone(), spec.title.clone(), spec.terms.clone());
    Issue { id, title, terms, found, optimistic, sceptical, mixed, common_ground, blind_spots, crux }
}

/// Tells whether a fact is one that an argument can rest on.
fn weighs(claim: &Claim) -> bool {
    match claim {
        Claim::Figure(_) | Claim::Event(_) | Claim::Commitment(_) | Claim::Condition(_) => true,
        Claim::Unknown(_) | Claim::Precedent(_) | Claim::Position(_) => true,
        Claim::Quotation(_) | Claim::Person(_) => false,
    }
}

/// How many words say something by themselves.
const FEWEST_OF_CRUX: usize = 5;

/// Tells whether words can stand alone as a fact: a bare figure (`30 %`) or a question cannot.
fn states(exact: &str) -> bool {
    exact.split_whitespace().count() >= FEWEST_OF_CRUX && !exact.trim_end().ends_with('?')
}

fn side_reading(material: &Material<'_>, index: usize, reading: &Reading) -> SideReading {
    SideReading {
        side: reading.side,
        holder: reading.holder.clone(),
        score: reading.score,
        cues: reading.cues.clone(),
        status: reading.status,
        evidence: material.evidence(index),
    }
}
