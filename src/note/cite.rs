//! What a note can cite: every fact and reading of the sheets, with its words, speaker and source.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::hash::Hasher;
use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHashSet, FxHasher};

use super::Cited;
use super::escape::{self, link_target, push_percent};
use super::labels::Labels;
use crate::sheet::{Claim, Evidence, Fact, FactId, FactSheet, Reading, SourceRecord, Status};

/// How many of the words at each end of a long passage a deep link names.
const LINKED_WORDS: usize = 4;
/// Longest passage, in characters, that a deep link names whole.
const LINKED_WHOLE: usize = 48;

/// Sources up to which a note lists all; of more, those that it cites, since nobody reads thousands.
const MOST_LISTED: usize = 100;
/// Stands in a note where its list of sources belongs, until it is known which are cited.
pub(super) const SOURCES: &str = "\u{f8ff}sources\u{f8ff}";

/// How citations are written.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Style {
    /// As footnotes with the exact words.
    Footnotes,
    /// As footnotes with the exact words, in which a CSL style for notes sets the source: `[@source, line 7]`.
    Notes,
    /// In the text as a CSL style sets the source (`[@source, line 7]`), with a footnote that holds the exact words.
    Text,
}

/// A fact or reading as it is cited.
#[derive(Clone, Debug)]
pub(super) struct Citable<'a> {
    /// Label of its footnote: its id, with the source's before it if another sheet has the same.
    pub label: String,
    pub fact: &'a str,
    /// Index of its source in [`Index::sources`].
    pub source: usize,
    pub evidence: &'a Evidence,
    pub status: Status,
    /// Who speaks, if somebody other than the text does.
    pub speaker: Option<&'a str>,
    pub role: Option<&'a str>,
}

/// A fact or a reading of a sheet.
#[derive(Clone, Copy)]
enum Stated<'a> {
    Fact(&'a Fact),
    Reading(&'a Reading),
}

impl<'a> Stated<'a> {
    /// Lists the facts, then the readings of `sheet` that nobody rejected.
    fn all(sheet: &'a FactSheet) -> impl Iterator<Item = Self> {
        let facts = sheet.facts.iter().filter(|fact| fact.status != Status::Rejected).map(Self::Fact);
        let readings = sheet.readings.iter().filter(|reading| reading.status != Status::Rejected);
        facts.chain(readings.map(Self::Reading))
    }

    fn id(self) -> &'a str {
        match self {
            Self::Fact(fact) => &fact.id.0,
            Self::Reading(reading) => &reading.id.0,
        }
    }

    fn evidence(self) -> (&'a Evidence, Status) {
        match self {
            Self::Fact(fact) => (&fact.evidence, fact.status),
            Self::Reading(reading) => (&reading.evidence, reading.status),
        }
    }

    /// Returns who speaks, and as what.
    fn speaker(self) -> (Option<&'a str>, Option<&'a str>) {
        match self {
            Self::Fact(fact) => match &fact.claim {
                Claim::Quotation(quotation) => match &quotation.speaker {
                    Some(speaker) => (Some(speaker.name.as_ref().unwrap_or(&speaker.text)), speaker.role.as_deref()),
                    None => (None, None),
                },
                Claim::Figure(_)
                | Claim::Event(_)
                | Claim::Commitment(_)
                | Claim::Condition(_)
                | Claim::Unknown(_)
                | Claim::Position(_)
                | Claim::Precedent(_)
                | Claim::Person(_) => (None, None),
            },
            Self::Reading(reading) => (reading.holder.as_deref().filter(|holder| *holder != "author"), None),
        }
    }
}

/// Everything that can be cited: the sheets, with little beside them, since there may be millions of facts.
///
/// Facts are numbered in the order of the sheets, those that somebody rejected left out.
#[derive(Clone, Debug)]
pub(super) struct Index {
    sheets: Arc<Vec<FactSheet>>,
    pub sources: Vec<SourceRecord>,
    /// Number of the first fact of each sheet.
    starts: Vec<usize>,
    /// Place of each source.
    by_source: FxHashMap<String, usize>,
    /// Number of a fact by the hash of its footnote's label in small letters.
    by_label: FxHashMap<u64, usize>,
    /// Numbers of the facts whose id another one had before.
    doubled: FxHashSet<usize>,
    /// Short names that several sources share; see [`Index::publication`].
    shared_names: BTreeSet<String>,
    pub style: Style,
    pub labels: Labels,
}

fn hash_of_label(label: &str) -> u64 {
    let mut hasher = FxHasher::default();
    label.chars().flat_map(char::to_lowercase).for_each(|letter| hasher.write_u32(letter.into()));
    hasher.finish()
}

impl Index {
    /// Lists the facts and readings of `sheets` that nobody rejected.
    pub(super) fn of(sheets: &Arc<Vec<FactSheet>>, style: Style, labels: Labels) -> Self {
        let mut index = Self {
            sheets: Arc::clone(sheets),
            sources: sheets.iter().map(|sheet| sheet.source.clone()).collect(),
            starts: Vec::with_capacity(sheets.len()),
            by_source: FxHashMap::default(),
            by_label: FxHashMap::default(),
            doubled: FxHashSet::default(),
            shared_names: BTreeSet::new(),
            style,
            labels,
        };
        let mut names: Vec<String> = (0..index.sources.len()).map(|source| index.publication(source)).collect();
        names.sort_unstable();
        index.shared_names = names.windows(2).filter(|two| two[0] == two[1]).map(|two| two[0].clone()).collect();
        let mut number = 0;
        for (source, sheet) in sheets.iter().enumerate() {
            index.starts.push(number);
            index.by_source.insert(sheet.source.id.to_string(), source);
            for stated in Stated::all(sheet) {
                let mut hash = hash_of_label(stated.id());
                if index.by_label.contains_key(&hash) {
                    index.doubled.insert(number);
                    hash = hash_of_label(&format!("{}-{}", sheet.source.id, stated.id()));
                }
                index.by_label.insert(hash, number);
                number += 1;
            }
        }
        index
    }

    fn citable<'a>(&'a self, number: usize, source: usize, stated: Stated<'a>) -> Citable<'a> {
        let fact = stated.id();
        let label = match self.doubled.contains(&number) {
            true => format!("{}-{fact}", self.sources[source].id),
            false => fact.to_owned(),
        };
        let ((evidence, status), (speaker, role)) = (stated.evidence(), stated.speaker());
        // A role that only repeats the name says nothing.
        let role = role.filter(|role| Some(*role) != speaker);
        Citable { label, fact, source, evidence, status, speaker, role }
    }

    /// Returns the fact with this number.
    fn numbered(&self, number: usize) -> Option<Citable<'_>> {
        let source = self.starts.partition_point(|&start| start <= number).checked_sub(1)?;
        let stated = Stated::all(&self.sheets[source]).nth(number - self.starts[source])?;
        Some(self.citable(number, source, stated))
    }

    /// Returns the number of the fact with this label.
    fn number(&self, label: &str) -> Option<usize> {
        let number = *self.by_label.get(&hash_of_label(label))?;
        let is_it = self.numbered(number).is_some_and(|fact| fact.label.to_lowercase() == label.to_lowercase());
        is_it.then_some(number)
    }

    /// Returns the fact `fact` of the source `source`.
    pub(super) fn find(&self, source: &str, fact: &str) -> Option<Citable<'_>> {
        let source = *self.by_source.get(source)?;
        let (at, stated) = Stated::all(&self.sheets[source]).enumerate().find(|(_, stated)| stated.id() == fact)?;
        Some(self.citable(self.starts[source] + at, source, stated))
    }

    /// Returns the fact with this id, whichever its source.
    pub(super) fn find_id(&self, fact: &str) -> Option<Citable<'_>> {
        self.numbered(self.number(fact)?)
    }

    /// Returns all ids, for near names.
    pub(super) fn ids(&self) -> impl Iterator<Item = &str> {
        self.sheets.iter().flat_map(Stated::all).map(Stated::id)
    }

    /// Returns the mark that cites `fact` in the text.
    pub(super) fn mark(&self, fact: &Citable<'_>) -> String {
        match self.style {
            Style::Footnotes | Style::Notes => format!("[^{}]", fact.label),
            Style::Text => format!(" [{}][^{}]", self.key(fact), fact.label),
        }
    }

    /// Returns the marks that cite several facts at one place.
    pub(super) fn marks(&self, facts: &[Citable<'_>]) -> String {
        let notes: String = facts.iter().map(|fact| format!("[^{}]", fact.label)).collect();
        if self.style != Style::Text || facts.is_empty() {
            return notes;
        }
        let mut keys: Vec<String> = Vec::new();
        for key in facts.iter().map(|fact| self.key(fact)) {
            if !keys.contains(&key) {
                keys.push(key);
            }
        }
        format!(" [{}]{notes}", keys.join("; "))
    }

    /// Returns source and line of `fact` as Pandoc writes them; the word for lines is the style's.
    fn key(&self, fact: &Citable<'_>) -> String {
        let source = &self.sources[fact.source].id;
        match fact.evidence.page {
            Some(page) => format!("@{source}, p. {page}, line {}", fact.evidence.line),
            None => format!("@{source}, line {}", fact.evidence.line),
        }
    }

    /// Returns the words of `fact` in quotation marks with their citation and, if asked for, who says them and where.
    pub(super) fn quote(&self, fact: &Citable<'_>, attributed: bool) -> String {
        let mut text = format!("{}{}", words(fact), self.mark(fact));
        if attributed {
            let publication = self.publication(fact.source);
            match &fact.speaker {
                Some(speaker) => {
                    let role = fact.role.as_ref().map(|role| format!(", {role}")).unwrap_or_default();
                    let named = escape::markdown(&format!("{speaker}{role}"));
                    let _ = write!(text, " — {named}, {}", escape::markdown(&publication));
                }
                None => {
                    let _ = write!(text, " — {}", escape::markdown(&publication));
                }
            }
        }
        text
    }

    /// Returns the short name of a source: its publisher, else its authors, else its title, else its id.
    pub(super) fn publication(&self, source: usize) -> String {
        let source = &self.sources[source];
        let authors = || source.author.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
        let named = source.publisher.clone().or_else(|| Some(authors()).filter(|authors| !authors.is_empty()));
        named.or_else(|| source.title.clone()).unwrap_or_else(|| source.id.to_string())
    }

    /// Says where in its source the words stand: page, where there are pages, and line.
    fn pinpoint(&self, evidence: &Evidence) -> String {
        let part =
            |label: &str, number: String| self.labels.fill(label, &[("n".into(), number.clone())]).unwrap_or(number);
        let line = part("line", evidence.line.to_string());
        match evidence.page {
            Some(page) => format!("{}, {line}", part("page", page.to_string())),
            None => line,
        }
    }

    /// Returns title (linked if there is an address), publisher and date of a source, in Markdown.
    pub(super) fn source_line(&self, source: &SourceRecord, link: Option<&str>) -> String {
        let title = source.title.clone().unwrap_or_else(|| source.id.to_string());
        let title = escape::markdown(title.trim());
        let mut text = match link {
            Some(link) => format!("[{title}]({link})"),
            None => format!("*{title}*"),
        };
        if let Some(publisher) = &source.publisher {
            let _ = write!(text, ", {}", escape::markdown(publisher.trim()));
        }
        if let Some(issued) = source.issued {
            let _ = write!(text, ", {}", escape::markdown(&self.labels.date(&issued.to_string())));
        }
        text
    }

    /// Returns the short name of a source that was cited in full before, linked to the words if there is an address:
    /// its publication, or its title where two sources share one.
    fn short_source_line(&self, number: usize, link: Option<&str>) -> String {
        let name = self.publication(number);
        let title = self.sources[number].title.clone().filter(|_| self.shared_names.contains(&name));
        let name = escape::markdown(title.unwrap_or(name).trim());
        match link {
            Some(link) => format!("[{name}]({link})"),
            None => format!("*{name}*"),
        }
    }

    /// Returns the content of the footnote of `fact`: the words, unless the text has them at every reference, who
    /// says them, and where they stand; the source in full where it is cited first, in short afterwards.
    fn note(&self, fact: &Citable<'_>, quoted: bool, first: bool) -> String {
        let source = &self.sources[fact.source];
        let mut text = String::new();
        if !quoted {
            text = words(fact);
            if let Some(speaker) = &fact.speaker {
                let role = fact.role.as_ref().map(|role| format!(", {role}")).unwrap_or_default();
                let _ = write!(text, " — {}", escape::markdown(&format!("{speaker}{role}")));
            }
            // A sentence between marks has its stop already.
            text.push_str(if [".”", "!”", "?”"].iter().any(|end| text.ends_with(end)) { " " } else { ". " });
        }
        let link = source.url.as_deref().and_then(|url| deep_link(url, fact.evidence));
        if self.style == Style::Notes {
            let _ = write!(text, "[{}]", self.key(fact));
            if let Some(link) = link {
                let _ = write!(text, " [{}]({link})", escape::markdown(&self.labels.get("in_source")));
            }
            return text;
        }
        let line = escape::markdown(&self.pinpoint(fact.evidence));
        let named = if first && self.style == Style::Footnotes {
            self.source_line(source, link.as_deref())
        } else {
            self.short_source_line(fact.source, link.as_deref())
        };
        let _ = write!(text, "{named}, {line}.");
        text
    }

    /// Lists the facts that `markdown` refers to, each once, in the order of the sheets.
    pub(super) fn cited(&self, markdown: &str) -> Vec<Cited> {
        let mut numbers = BTreeSet::new();
        for (at, _) in markdown.match_indices("[^") {
            let Some((label, _)) = markdown[at + 2..].split_once(']') else { break };
            numbers.extend(self.number(label));
        }
        let facts = numbers.into_iter().filter_map(|number: usize| self.numbered(number));
        let cited = facts.map(|fact| Cited {
            source: self.sources[fact.source].id.clone(),
            fact: FactId(fact.fact.to_owned()),
            status: fact.status,
        });
        cited.collect()
    }

    /// Writes the footnotes that `markdown` refers to, in the order of their first reference.
    pub(super) fn notes(&self, markdown: &str) -> String {
        let mut order = Vec::new();
        let mut quoted: BTreeMap<usize, bool> = BTreeMap::new();
        for (at, _) in markdown.match_indices("[^") {
            let Some((label, _)) = markdown[at + 2..].split_once(']') else { break };
            let Some(number) = self.number(label) else { continue };
            let Some(fact) = self.numbered(number) else { continue };
            let before = &markdown[..at];
            let before = match self.style {
                Style::Text => before.strip_suffix(&format!(" [{}]", self.key(&fact))).unwrap_or(before),
                Style::Footnotes | Style::Notes => before,
            };
            let here = before.ends_with(&words(&fact));
            quoted.entry(number).and_modify(|all| *all &= here).or_insert_with(|| {
                order.push(number);
                here
            });
        }
        let mut notes = String::new();
        let mut cited = vec![false; self.sources.len()];
        for number in order {
            let Some(fact) = self.numbered(number) else { continue };
            let first = !std::mem::replace(&mut cited[fact.source], true);
            let _ = writeln!(notes, "[^{}]: {}\n", fact.label, self.note(&fact, quoted[&number], first));
        }
        notes
    }

    /// Writes the list of sources with their hashes: all, or of more than [`MOST_LISTED`] those that the note cites.
    pub(super) fn source_list(&self, cited: &[Cited]) -> String {
        let named: BTreeSet<&str> = cited.iter().map(|cited| cited.source.as_str()).collect();
        let is_listed =
            |source: &&SourceRecord| self.sources.len() <= MOST_LISTED || named.contains(source.id.as_str());
        // With a CSL style the list is the style's; ours then says which files these are.
        let mut list = String::from(if self.style == Style::Footnotes { "" } else { "::: {#refs}\n:::\n\n" });
        let mut listed = 0;
        for source in self.sources.iter().filter(is_listed) {
            listed += 1;
            let link = source.url.as_deref().and_then(link_target);
            let mut line = self.source_line(source, link.as_deref());
            let authors: Vec<_> = source.author.iter().map(|name| escape::markdown(&name.to_string())).collect();
            if !authors.is_empty() {
                let by = self.labels.fill("written_by", &[("name".into(), authors.join(", "))]);
                let _ = write!(line, ", {}", by.unwrap_or_default());
            }
            if let Some(grade) = &source.grade {
                let grade = format!("{:?}", grade.reliability);
                let graded = self.labels.fill("graded", &[("grade".into(), grade)]);
                let _ = write!(line, "; {}", graded.unwrap_or_default());
            }
            if self.style != Style::Footnotes {
                line = format!("`{}`", source.id);
            }
            let hash = source.sha256.get(..16).unwrap_or(&source.sha256);
            let _ = writeln!(list, "- {line}. `{}`, SHA-256 `{hash}…`", source.file.replace('`', ""));
        }
        if listed < self.sources.len() {
            let rest = self.labels.fill("sources_others", &[("n".into(), (self.sources.len() - listed).to_string())]);
            let _ = write!(list, "\n{}", rest.unwrap_or_default());
        }
        list.trim_end().to_owned()
    }
}

/// Returns the words of `fact` in quotation marks, safe in Markdown.
///
/// Words that are quoted as a whole already keep their own marks; marks within become single ones, as typographers
/// set a quotation within a quotation, so that the outer pair is never in doubt.
fn words(fact: &Citable<'_>) -> String {
    let exact = fact.evidence.exact.trim();
    let inner = exact.strip_prefix('“').and_then(|rest| rest.strip_suffix('”'));
    let bare = inner.filter(|inner| !inner.contains(['“', '”'])).unwrap_or(exact);
    format!("“{}”", escape::markdown(&with_single_marks(bare)))
}

/// Makes double quotation marks single ones; one whose partner lies outside the words gets one.
fn with_single_marks(text: &str) -> String {
    let mut single = String::with_capacity(text.len());
    let mut open = 0_usize;
    for character in text.chars() {
        let opens = match character {
            '“' | '„' | '«' => true,
            '”' | '»' => false,
            '"' => open == 0,
            other => {
                single.push(other);
                continue;
            }
        };
        if opens {
            open += 1;
            single.push('‘');
        } else {
            if open == 0 {
                single.insert(0, '‘');
            }
            open = open.saturating_sub(1);
            single.push('’');
        }
    }
    single.extend(std::iter::repeat_n('’', open));
    single
}

/// Returns an address that browsers scroll to the words of `evidence` (a text fragment).
fn deep_link(url: &str, evidence: &Evidence) -> Option<String> {
    let target = link_target(url)?;
    let exact = evidence.exact.trim();
    let words: Vec<&str> = exact.split_whitespace().collect();
    if words.is_empty() {
        return Some(target);
    }
    let encode = |words: &[&str]| percent(&words.join(" "));
    let is_long = exact.chars().count() > LINKED_WHOLE || exact.contains('\n');
    let mut directive = match words.len() {
        many if is_long && many >= 2 * LINKED_WORDS => {
            format!("{},{}", encode(&words[..LINKED_WORDS]), encode(&words[many - LINKED_WORDS..]))
        }
        _ => encode(&words),
    };
    // A word or two may stand in many places: what comes before tells which is meant.
    if words.len() <= 2
        && let Some((_, before)) = evidence.prefix.trim().split_once(' ')
    {
        directive = format!("{}-,{directive}", percent(before));
    }
    let join = if target.contains('#') { "" } else { "#" };
    Some(format!("{target}{join}:~:text={directive}"))
}

/// Encodes everything but letters and digits: `-`, `,` and `&` mean something in text fragments.
fn percent(text: &str) -> String {
    let mut encoded = String::with_capacity(text.len() * 2);
    for character in text.chars() {
        if character.is_ascii_alphanumeric() || character == '.' {
            encoded.push(character);
        } else {
            push_percent(&mut encoded, character);
        }
    }
    encoded
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::CodePoints;

    fn evidence(exact: &str, prefix: &str) -> Evidence {
        let span = CodePoints { start: 0, end: exact.chars().count() };
        Evidence { exact: exact.into(), prefix: prefix.into(), suffix: String::new(), span, line: 3, page: None }
    }

    #[test]
    fn deep_links_name_the_words() {
        let link = |exact: &str, prefix: &str| deep_link("https://example.org/a", &evidence(exact, prefix));
        assert_eq!(
            link("half-baked, at best", "").as_deref(),
            Some("https://example.org/a#:~:text=half%2Dbaked%2C%20at%20best")
        );
        assert_eq!(link("robust", "all was ").as_deref(), Some("https://example.org/a#:~:text=was-,robust"));
        let long = "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen";
        assert_eq!(
            link(long, "").as_deref(),
            Some("https://example.org/a#:~:text=one%20two%20three%20four,thirteen%20fourteen%20fifteen%20sixteen")
        );
    }

    #[test]
    fn marks_within_a_quotation_are_single() {
        assert_eq!(with_single_marks("it is “as new”, \"so\" they say"), "it is ‘as new’, ‘so’ they say");
        assert_eq!(with_single_marks("it is a “new pier"), "it is a ‘new pier’");
        assert_eq!(with_single_marks("new pier”, he said"), "‘new pier’, he said");
    }
}
