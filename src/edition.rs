//! What changed between two editions: of a project, a bundle, a fact sheet or a comparison.
//!
//! An [`Edition`] is what any of them holds: sources with their hashes and grades, facts, and conflicts and agreements
//! if there are comparisons. [`compare`] gives [`Changes`], which [`Changes::shown`] writes for people.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use serde::Serialize;
use serde_json::Value;

use crate::sheet::{Evidence, FactSheet};

/// One edition.
#[derive(Clone, Debug, Default)]
pub struct Edition {
    sources: BTreeMap<String, Source>,
    /// By source and id; the value is the fact as data, or null where only its words are known.
    facts: BTreeMap<(String, String), (FactLine, Value)>,
    /// Conflicts and agreements, if there is a comparison.
    compared: Option<(BTreeSet<ConflictLine>, BTreeSet<AgreementLine>)>,
}

#[derive(Clone, Debug)]
struct Source {
    sha256: Option<String>,
    grade: Option<String>,
}

/// The differences, each list in the order of sources and facts.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Changes {
    sources_added: Vec<String>,
    sources_gone: Vec<String>,
    /// Sources whose file has another hash.
    texts_changed: Vec<String>,
    regraded: Vec<Regraded>,
    facts_added: Vec<FactLine>,
    facts_gone: Vec<FactLine>,
    facts_changed: Vec<FactChange>,
    conflicts_opened: Vec<ConflictLine>,
    conflicts_settled: Vec<ConflictLine>,
    agreements_found: Vec<AgreementLine>,
    agreements_lost: Vec<AgreementLine>,
}

#[derive(Clone, Debug, Serialize)]
struct Regraded {
    source: String,
    old: Option<String>,
    new: Option<String>,
}

#[derive(Clone, PartialEq, Debug, Serialize)]
struct FactLine {
    source: String,
    fact: String,
    kind: String,
    exact: String,
    line: usize,
}

#[derive(Clone, Debug, Serialize)]
struct FactChange {
    source: String,
    fact: String,
    /// Names of the fields that differ.
    fields: Vec<String>,
    old: Value,
    new: Value,
}

#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize)]
struct ConflictLine {
    brief: String,
    kind: String,
    subject: String,
    sides: Vec<String>,
}

#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize)]
struct AgreementLine {
    brief: String,
    claim: String,
}

impl Edition {
    /// Adds a sheet.
    pub fn add_sheet(&mut self, sheet: &FactSheet) {
        let id = sheet.source.id.to_string();
        let grade = sheet.source.grade.as_ref().map(|grade| format!("{:?}", grade.reliability));
        self.sources.insert(id.clone(), Source { sha256: Some(sheet.source.sha256.clone()), grade });
        let mut add = |fact: &str, kind: &str, evidence: &Evidence, value: Value| {
            let line = FactLine {
                source: id.clone(),
                fact: fact.to_owned(),
                kind: kind.to_owned(),
                exact: evidence.exact.clone(),
                line: evidence.line,
            };
            self.facts.insert((id.clone(), fact.to_owned()), (line, value));
        };
        for fact in &sheet.facts {
            add(&fact.id.0, fact.claim.kind(), &fact.evidence, serde_json::to_value(fact).unwrap_or_default());
        }
        for reading in &sheet.readings {
            add(&reading.id.0, "reading", &reading.evidence, serde_json::to_value(reading).unwrap_or_default());
        }
    }

    /// Adds the conflicts and agreements of a comparison, as `evenhand show comparison --format json` prints it.
    pub fn add_comparison(&mut self, brief: &str, comparison: &Value) {
        let (conflicts, agreements) = self.compared.get_or_insert_default();
        for conflict in list(&comparison["conflicts"]) {
            let mut sides: Vec<_> = list(&conflict["sides"]).iter().map(|side| word(&side["value"])).collect();
            sides.sort();
            let (kind, subject) = (word(&conflict["kind"]), word(&conflict["subject"]));
            conflicts.insert(ConflictLine { brief: brief.to_owned(), kind, subject, sides });
        }
        for agreement in list(&comparison["agreements"]) {
            agreements.insert(AgreementLine { brief: brief.to_owned(), claim: word(&agreement["claim"]) });
        }
    }

    /// Adds the sources of a comparison and the words that it cites, where there are no sheets beside it.
    pub fn add_evidence(&mut self, comparison: &Value) {
        for source in list(&comparison["sources"]) {
            let text = |value: &Value| value.as_str().map(str::to_owned);
            let grade = text(&source["grade"]["reliability"]);
            self.sources.insert(word(&source["id"]), Source { sha256: text(&source["sha256"]), grade });
        }
        // Evidence is an object with a source, a fact and exact words, wherever it stands.
        let mut open = vec![comparison];
        while let Some(value) = open.pop() {
            match value {
                Value::Array(values) => open.extend(values),
                Value::Object(map) => {
                    open.extend(map.values());
                    if let (Some(source), Some(fact), Some(exact)) =
                        (text(map, "source"), text(map, "fact"), text(map, "exact"))
                    {
                        let line = map.get("line").and_then(Value::as_u64).and_then(|line| usize::try_from(line).ok());
                        let kind = fact.rsplit_once('-').map_or("", |(kind, _)| kind).to_owned();
                        let key = (source.clone(), fact.clone());
                        let line = FactLine { source, fact, kind, exact, line: line.unwrap_or_default() };
                        self.facts.insert(key, (line, Value::Null));
                    }
                }
                Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
            }
        }
    }
}

fn text(map: &serde_json::Map<String, Value>, key: &str) -> Option<String> {
    map.get(key).and_then(Value::as_str).map(str::to_owned)
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

fn word(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

/// Compares two editions; conflicts and agreements only if both have comparisons.
pub fn compare(old: &Edition, new: &Edition) -> Changes {
    let mut changes = Changes::default();
    let names: BTreeSet<_> = old.sources.keys().chain(new.sources.keys()).collect();
    for name in names {
        match (old.sources.get(name), new.sources.get(name)) {
            (Some(_), None) => changes.sources_gone.push(name.clone()),
            (None, Some(_)) => changes.sources_added.push(name.clone()),
            (Some(was), Some(is)) => {
                if was.sha256 != is.sha256 {
                    changes.texts_changed.push(name.clone());
                }
                if was.grade != is.grade {
                    let (old, new) = (was.grade.clone(), is.grade.clone());
                    changes.regraded.push(Regraded { source: name.clone(), old, new });
                }
            }
            (None, None) => {}
        }
    }
    for (key, (line, value)) in &old.facts {
        let Some((now, new_value)) = new.facts.get(key) else {
            changes.facts_gone.push(line.clone());
            continue;
        };
        let fields = if value.is_null() || new_value.is_null() {
            if line.exact == now.exact { Vec::new() } else { vec!["evidence".to_owned()] }
        } else {
            differing(value, new_value)
        };
        if !fields.is_empty() {
            let (source, fact) = key.clone();
            let (old, new) = (value.clone(), new_value.clone());
            changes.facts_changed.push(FactChange { source, fact, fields, old, new });
        }
    }
    let added = new.facts.iter().filter(|(key, _)| !old.facts.contains_key(*key));
    changes.facts_added = added.map(|(_, (line, _))| line.clone()).collect();
    if let (Some((were, agreed)), Some((are, agree))) = (&old.compared, &new.compared) {
        changes.conflicts_opened = are.difference(were).cloned().collect();
        changes.conflicts_settled = were.difference(are).cloned().collect();
        changes.agreements_found = agree.difference(agreed).cloned().collect();
        changes.agreements_lost = agreed.difference(agree).cloned().collect();
    }
    changes
}

/// Returns the fields that differ; where the words stand is no change.
fn differing(old: &Value, new: &Value) -> Vec<String> {
    let (Some(old), Some(new)) = (old.as_object(), new.as_object()) else { return Vec::new() };
    let keys: BTreeSet<_> = old.keys().chain(new.keys()).collect();
    let exact = |map: &serde_json::Map<String, Value>| map.get("evidence").map(|evidence| evidence["exact"].clone());
    let moved = |key: &str| key == "evidence" && exact(old) == exact(new);
    keys.into_iter().filter(|key| old.get(*key) != new.get(*key) && !moved(key)).cloned().collect()
}

impl Changes {
    /// Writes the changes as lists, each under a title that begins with `head`, its lines with `item`.
    pub fn shown(&self, head: &str, item: &str) -> String {
        let fact = |line: &FactLine| {
            format!("{} {} (line {}): “{}”", line.source, line.fact, line.line, one_line(&line.exact))
        };
        let conflict = |line: &ConflictLine| {
            format!(
                "{}: {} of {}: {}",
                line.brief,
                line.kind,
                one_line(&line.subject),
                one_line(&line.sides.join(" / "))
            )
        };
        let agreement = |line: &AgreementLine| format!("{}: {}", line.brief, one_line(&line.claim));
        let regraded = |line: &Regraded| {
            let [old, new] = [&line.old, &line.new].map(|grade| grade.as_deref().unwrap_or("none"));
            format!("{}: {old} to {new}", line.source)
        };
        let changed = |line: &FactChange| format!("{} {}: {}", line.source, line.fact, line.fields.join(", "));
        let sections: [(&str, Vec<String>); 11] = [
            ("Sources added", self.sources_added.clone()),
            ("Sources gone", self.sources_gone.clone()),
            ("Texts changed", self.texts_changed.clone()),
            ("Sources re-graded", self.regraded.iter().map(regraded).collect()),
            ("Facts added", self.facts_added.iter().map(fact).collect()),
            ("Facts gone", self.facts_gone.iter().map(fact).collect()),
            ("Facts changed", self.facts_changed.iter().map(changed).collect()),
            ("Conflicts opened", self.conflicts_opened.iter().map(conflict).collect()),
            ("Conflicts settled", self.conflicts_settled.iter().map(conflict).collect()),
            ("Agreements found", self.agreements_found.iter().map(agreement).collect()),
            ("Agreements lost", self.agreements_lost.iter().map(agreement).collect()),
        ];
        let mut text = String::new();
        for (title, lines) in sections.iter().filter(|(_, lines)| !lines.is_empty()) {
            let _ = writeln!(text, "{head}{title} ({})\n", lines.len());
            for line in lines {
                let _ = writeln!(text, "{item}{line}");
            }
            text.push('\n');
        }
        if text.is_empty() { "no differences\n".into() } else { text }
    }
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
