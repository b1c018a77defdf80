//! Words of a project: what `lexicon/*.yaml` adds to the built-in tables, replaces or drops.
//!
//! See `docs/formats/lexicon.md`. One file may hold words and framing cues; the cues have a reader of their own
//! ([`super::framing::Framing::with_project`]), which is given the file with all other keys blanked out, so that its
//! places stay right. Files are read in the order of their paths; a later one wins.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::Lexicon;
use super::measure::Class;
use super::speech::Table;
use crate::diagnostic::{Checked, Diagnostic, Location};
use crate::sheet::claim::CueClass;
use crate::{schema, yaml};

/// Keys that the reader of framing cues knows.
const FRAMING_KEYS: [&str; 3] = ["replace", "sides", "cues"];

/// The words in a file of `lexicon/`.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Words {
    /// Words that no rule shall know any more: verbs in their dictionary form, else the entry as it stands.
    pub without: Vec<String>,
    /// Verbs that report speech; one that is known is replaced.
    pub verbs: Vec<Verb>,
    /// Forms of address before a name (`Dr.`), one word each.
    pub titles: Vec<String>,
    /// Nouns for people who speak (`harbourmaster`), one word each.
    pub people: Vec<String>,
    /// Nouns for bodies and documents that speak (`directorate`), one word each.
    pub bodies: Vec<String>,
    /// Offices as written, each with the form in which it is compared.
    pub offices: BTreeMap<String, String>,
    /// Countries, each with the names of its people, its capital, and the seats of its government.
    pub countries: BTreeMap<String, Vec<String>>,
    /// Currencies: the word and its ISO 4217 code.
    pub currencies: BTreeMap<String, String>,
    /// Units of what is measured (`knots`).
    pub units: Vec<String>,
    /// Nouns for those who act (`flotilla`).
    pub actors: Vec<String>,
    /// Nouns for what is planned or agreed (`compact`).
    pub plans: Vec<String>,
    /// How firmly somebody binds himself, by degree.
    pub modality: Modality,
    /// Words that say why something is not known, by reason.
    pub unknown: Unknown,
}

/// A verb that reports speech.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct Verb {
    /// Its dictionary form.
    pub verb: String,
    /// Past tense, where it is not made by rule.
    #[serde(default)]
    pub past: Option<String>,
    /// Past participle [default: the past tense].
    #[serde(default)]
    pub participle: Option<String>,
    /// What it says of what it reports.
    #[serde(default)]
    pub attitude: CueClass,
    /// What may follow it [default: a clause].
    #[serde(default = "clause")]
    pub takes: Vec<Takes>,
    /// Words that can belong to it (`for` in `call for`).
    #[serde(default)]
    pub particles: Vec<String>,
}

/// What may follow a verb that reports.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Takes {
    /// A clause, with or without `that`.
    Clause,
    /// A noun phrase.
    Object,
    /// The person spoken to, then the content.
    Addressee,
    /// An infinitive.
    Infinitive,
    /// Words in quotation marks only.
    Quotation,
}

/// Words by how firmly they bind.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Modality {
    /// Legally bound.
    pub binding: Vec<String>,
    /// Agreed by several.
    pub agreed: Vec<String>,
    /// Promised by one.
    pub pledged: Vec<String>,
    /// Intended.
    pub planned: Vec<String>,
    /// Can be.
    pub possible: Vec<String>,
    /// Only alluded to.
    pub hinted: Vec<String>,
}

/// Words by why something is not known.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, rename_all = "kebab-case")]
pub struct Unknown {
    /// Kept from the public.
    pub not_public: Vec<String>,
    /// Not decided.
    pub unresolved: Vec<String>,
    /// Not clear.
    pub unclear: Vec<String>,
    /// Somebody was asked and would not say.
    pub would_not_say: Vec<String>,
}

fn clause() -> Vec<Takes> {
    vec![Takes::Clause]
}

static SCHEMA: LazyLock<Value> = LazyLock::new(|| {
    let mut schema = schema::lexicon();
    // Cues are checked by their own reader; here their keys only have to be known.
    for key in FRAMING_KEYS {
        schema["properties"][key] = Value::Bool(true);
    }
    schema
});

impl Lexicon {
    /// Returns the built-in words with those of a project: path and text of each file, in order.
    ///
    /// # Errors
    /// All faults of all files, each with its place.
    pub fn with_project(files: &[(String, String)]) -> Checked<Self> {
        let mut lexicon = Self::default();
        let mut faults = Vec::new();
        for (file, text) in files {
            if let Err(found) = lexicon.take_in(text, file) {
                faults.extend(found);
            }
        }
        if faults.is_empty() { Ok(lexicon) } else { Err(faults) }
    }

    fn take_in(&mut self, text: &str, file: &str) -> Checked<()> {
        let (tree, mut value) = yaml::checked(text, file, &SCHEMA)?;
        let mut faults = Vec::new();
        if FRAMING_KEYS.iter().any(|key| tree.root.get(key).is_some()) {
            match std::mem::take(&mut self.framing).with_project(&cues_only(text, &tree), file) {
                Ok(framing) => self.framing = framing,
                Err(found) => faults.extend(found),
            }
        }
        if let Some(entries) = value.as_object_mut() {
            FRAMING_KEYS.iter().for_each(|key| {
                entries.remove(*key);
            });
        }
        let words: Words = yaml::decode(value, text, file)?;
        faults.extend(single_words(&words, &tree, text, file));
        if !faults.is_empty() {
            return Err(faults);
        }
        self.add_speech(&words);
        self.add_measure(&words);
        Ok(())
    }

    fn add_speech(&mut self, words: &Words) {
        let speech = &mut self.speech;
        words.without.iter().for_each(|word| speech.forget(word));
        for verb in &words.verbs {
            speech.extend(Table::Verbs, &verb.line());
        }
        for (class, entries) in [("title", &words.titles), ("personnoun", &words.people), ("body", &words.bodies)] {
            speech.extend(Table::Words, &format!("{class}\t{}", entries.join(" ")));
        }
        for (text, name) in &words.offices {
            speech.extend(Table::Offices, &format!("{text}\t{name}"));
        }
        for (name, others) in &words.countries {
            speech.extend(Table::Countries, &format!("{name}\t{}", others.join(";")));
        }
    }

    fn add_measure(&mut self, words: &Words) {
        let measure = &mut self.measure;
        words.without.iter().for_each(|word| measure.forget(word));
        for (currency, code) in &words.currencies {
            measure.add(&currency.to_lowercase(), Class::Currency, code);
        }
        let modality = &words.modality;
        let unknown = &words.unknown;
        let lists = [
            (&words.units, Class::Measured, ""),
            (&words.actors, Class::Actor, ""),
            (&words.plans, Class::Plan, ""),
            (&modality.binding, Class::Modality, "binding"),
            (&modality.agreed, Class::Modality, "agreed"),
            (&modality.pledged, Class::Modality, "pledged"),
            (&modality.planned, Class::Modality, "planned"),
            (&modality.possible, Class::Modality, "possible"),
            (&modality.hinted, Class::Modality, "hinted"),
            (&unknown.not_public, Class::Unknown, "not-public"),
            (&unknown.unresolved, Class::Unknown, "unresolved"),
            (&unknown.unclear, Class::Unknown, "unclear"),
            (&unknown.would_not_say, Class::Unknown, "would-not-say"),
        ];
        for (entries, class, value) in lists {
            for entry in entries {
                let entry = entry.to_lowercase();
                // Of two entries with the same words the first counts: what the project says replaces the other.
                measure.forget_as(&entry, class);
                measure.add(&entry, class, value);
            }
        }
    }
}

impl Verb {
    /// Writes the verb as a line of the built-in table.
    fn line(&self) -> String {
        let irregular = match (&self.past, &self.participle) {
            (None, None) => "-".to_owned(),
            (past, participle) => {
                let past = past.as_ref().or(participle.as_ref()).map_or("", String::as_str);
                format!("{past},{}", participle.as_deref().unwrap_or(past))
            }
        };
        let attitude = match self.attitude {
            CueClass::Neutral => "neutral",
            CueClass::Doubting => "doubting",
            CueClass::Endorsing => "endorsing",
        };
        let letters: String = self.takes.iter().map(|takes| takes.letter()).collect();
        let particles = if self.particles.is_empty() { "-".to_owned() } else { self.particles.join(",") };
        format!("{}\t{irregular}\t{attitude}\t{letters}\t{particles}", self.verb.to_lowercase())
    }
}

impl Takes {
    fn letter(self) -> char {
        match self {
            Self::Clause => 'c',
            Self::Object => 'o',
            Self::Addressee => 'a',
            Self::Infinitive => 'i',
            Self::Quotation => 'q',
        }
    }
}

/// Finds entries of several words where only one is looked up.
fn single_words(words: &Words, tree: &yaml::Tree, text: &str, file: &str) -> Vec<Diagnostic> {
    let mut faults = Vec::new();
    for (key, entries) in [("titles", &words.titles), ("people", &words.people), ("bodies", &words.bodies)] {
        let nodes = tree.root.get(key).map_or(&[][..], yaml::Node::items);
        for (entry, node) in entries.iter().zip(nodes) {
            if entry.split_whitespace().count() != 1 {
                let message = format!("`{entry}` under `{key}`, expected one word");
                faults.push(Diagnostic::error("bad-word", message).at(Location::in_text(file, text, node.span)));
            }
        }
    }
    let nodes = tree.root.get("verbs").map_or(&[][..], yaml::Node::items);
    for (verb, node) in words.verbs.iter().zip(nodes) {
        if verb.verb.split_whitespace().count() != 1 {
            let message =
                format!("`{}` as a verb, expected one word; what follows it goes under `particles`", verb.verb);
            faults.push(Diagnostic::error("bad-word", message).at(Location::in_text(file, text, node.span)));
        }
    }
    faults
}

/// The file with every entry blanked that is not about cues; lines and columns stay as they are.
fn cues_only(text: &str, tree: &yaml::Tree) -> String {
    let other: Vec<_> = tree
        .root
        .entries()
        .iter()
        .filter(|(key, _)| !key.text().is_some_and(|key| FRAMING_KEYS.contains(&key)))
        .map(|(key, value)| key.span.start..value.span.end.max(key.span.end))
        .collect();
    let is_other = |at: usize| {
        let next = other.partition_point(|range| range.end <= at);
        other.get(next).is_some_and(|range| range.contains(&at))
    };
    text.char_indices().map(|(at, letter)| if letter != '\n' && is_other(at) { ' ' } else { letter }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Checked<Lexicon> {
        Lexicon::with_project(&[("lexicon/a.yaml".to_owned(), text.to_owned())])
    }

    #[test]
    fn words_are_added_replaced_and_dropped() {
        let lexicon = read(
            "without: [boast]\nverbs:\n  - {verb: harrumph, attitude: doubting}\n  - {verb: say, past: said, \
             attitude: endorsing}\ntitles: [Skipper]\ncountries:\n  Freedonia: [Freedonian, Zub]\n",
        )
        .expect("a good lexicon");
        let speech = &lexicon.speech;
        let attitude = |word: &str| speech.verb(speech.word(word)).map(|verb| verb.cue_class);
        assert_eq!(attitude("harrumphed"), Some(CueClass::Doubting));
        assert_eq!(attitude("said"), Some(CueClass::Endorsing));
        assert_eq!(attitude("boasted"), None);
        assert!(speech.word("Skipper").is(super::super::speech::class::TITLE));
        assert_eq!(speech.country(speech.word("Freedonian")).map(|country| &*country.name), Some("Freedonia"));
    }

    #[test]
    fn words_and_cues_share_a_file_and_keep_their_places() {
        assert!(read("titles: [Skipper]\ncues:\n  - {cue: shipshape, side: optimistic}\n").is_ok());
        let faults = read("titles: [Skipper]\ncues:\n  - {cue: tidy, side: optimistc}\n").expect_err("a fault");
        let place = faults[0].location.as_ref().expect("a place");
        assert_eq!((place.line, place.column), (3, 23));
    }

    #[test]
    fn faults_are_placed_and_near_names_offered() {
        let faults = read("verb:\n  - {verb: opine}\n").expect_err("an unknown key");
        assert_eq!(faults[0].location.as_ref().map(|place| place.line), Some(1));
        assert!(faults[0].hints.iter().any(|hint| hint.contains("verbs")), "{faults:?}");
        let faults = read("titles:\n  - Rear Admiral\n").expect_err("two words");
        assert_eq!(faults[0].location.as_ref().map(|place| place.line), Some(2));
    }
}
