//! Cues of a project: what `lexicon/*.yaml` adds to the built-in entries or replaces.
//!
//! ```yaml
//! replace: false                       # true: none of the built-in cues of the two sides
//! sides: [optimistic, sceptical]       # own names for the sides, first the hopeful one
//! cues:
//!   - {cue: shovel-ready, side: optimistic, strength: 3}     # 1 to 3, default 2
//!   - {cue: "paper * promise", side: sceptical, weight: -0.8}  # added to what the strength gives
//!   - {cue: crisis, side: neutral}     # no longer a cue
//! ```

use schemars::JsonSchema;
use serde::Deserialize;

use crate::diagnostic::{Checked, Diagnostic, Location};
use crate::source::Span;

use super::{Class, Entry, Framing, trie};

/// The framing cues in a file of `lexicon/`.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct CueFile {
    /// Whether none of the built-in cues of the two sides is kept.
    #[serde(default)]
    replace: bool,
    /// Own names for the sides, first the hopeful one.
    #[serde(default = "default_sides")]
    sides: [String; 2],
    /// Words, phrases and constructions that frame a plan.
    #[serde(default)]
    cues: Vec<ProjectCue>,
}

/// A word, phrase or construction that frames a plan.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct ProjectCue {
    /// The words; `*` stands for up to three.
    cue: String,
    /// One of the sides, or `neutral` for what shall be no cue.
    side: String,
    /// How strong it is, 1 to 3.
    #[serde(default = "default_strength")]
    strength: u8,
    /// What is added to the weight that the strength gives.
    #[serde(default)]
    weight: Option<f32>,
}

fn default_sides() -> [String; 2] {
    ["optimistic".into(), "sceptical".into()]
}

fn default_strength() -> u8 {
    2
}

/// Most gaps that a cue may hold: each multiplies the places to look at.
const MOST_GAPS: usize = 2;
/// Largest weight of a cue, either way.
const MOST_WEIGHT: f32 = 5.0;

impl Framing {
    /// Adds the cues of `yaml`, the content of `file`; a cue that is built in is replaced.
    pub fn with_project(mut self, yaml: &str, file: &str) -> Checked<Self> {
        let read: CueFile = serde_yaml::from_str(yaml).map_err(|error| vec![misread(&error, yaml, file)])?;
        let mut faults = Vec::new();
        if read.replace {
            self.forget_cues();
        }
        let mut from = 0;
        for cue in &read.cues {
            let place = |words: &str, from: usize| {
                let start = from + yaml.get(from..).and_then(|rest| rest.find(words)).unwrap_or(0);
                let end = (start + words.len().max(1)).min(yaml.len());
                (Location::in_text(file, yaml, Span::new(start, end)), end)
            };
            let (at_cue, after) = place(&cue.cue, from);
            from = after;
            let class = match &cue.side {
                side if *side == read.sides[0] => Some(Class::Optimistic),
                side if *side == read.sides[1] => Some(Class::Sceptical),
                side if side == "neutral" => None,
                side => {
                    let known = [read.sides[0].as_str(), read.sides[1].as_str(), "neutral"];
                    let message = format!("unknown side `{side}`, expected `{}`", known.join("`, `"));
                    let fault = Diagnostic::error("unknown-side", message).at(place(side, from).0);
                    faults.push(fault.did_you_mean(side, known));
                    continue;
                }
            };
            if let Some(message) = cue.fault() {
                faults.push(Diagnostic::error("bad-cue", message).at(at_cue));
            } else if !self.replace_cue(cue, class) {
                let message = format!("cue `{}` holds no word, expected words with `*` for gaps", cue.cue);
                faults.push(Diagnostic::error("bad-cue", message).at(at_cue));
            }
        }
        if faults.is_empty() { Ok(self) } else { Err(faults) }
    }

    /// Removes what is known of the words of `cue` and adds it for `class`; tells whether it has words.
    fn replace_cue(&mut self, cue: &ProjectCue, class: Option<Class>) -> bool {
        let Some(key) = self.key(&cue.cue) else { return false };
        let entries = &self.entries;
        self.trie.remove(&key, |id| entries[id.0 as usize].class.judges());
        let Some(class) = class else { return true };
        let added = self.add(Entry::new(cue.cue.clone(), class, cue.strength));
        if let Some(weight) = cue.weight {
            let half = weight / 2.0;
            self.model.set_entry(self.entries.len() - 1, [half, -half, -half.abs()]);
        }
        added
    }

    /// Removes all built-in cues of the two sides, and the weights of words learned for them.
    fn forget_cues(&mut self) {
        let entries = &self.entries;
        self.trie.remove_all(|id| entries[id.0 as usize].class.takes_sides());
        self.model.forget_words();
        self.own_sides = true;
    }
}

impl ProjectCue {
    /// Tells what is wrong with the cue.
    fn fault(&self) -> Option<String> {
        let gaps = self.cue.matches('*').count();
        if gaps > MOST_GAPS {
            return Some(format!(
                "{gaps} gaps in a cue, expected at most {MOST_GAPS} of up to {} words",
                trie::GAP_WORDS
            ));
        }
        if !(1..=3).contains(&self.strength) {
            return Some(format!("strength {}, expected 1, 2 or 3", self.strength));
        }
        let weight = self.weight.unwrap_or(0.0);
        (weight.is_nan() || weight.abs() > MOST_WEIGHT)
            .then(|| format!("weight {weight}, expected -{MOST_WEIGHT} to {MOST_WEIGHT}"))
    }
}

fn misread(error: &serde_yaml::Error, yaml: &str, file: &str) -> Diagnostic {
    let location = match error.location() {
        Some(at) => Location::in_text(file, yaml, Span::new(at.index().min(yaml.len()), yaml.len())),
        None => Location::file(file),
    };
    let message = error.to_string();
    let message = message.rsplit_once(" at line ").map_or(message.as_str(), |(message, _)| message).to_string();
    Diagnostic::error("lexicon-format", message).at(location)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn faults_are_placed_and_all_reported() {
        let yaml = "cues:\n  - {cue: tidy, side: optimistc}\n  - {cue: '* *', side: sceptical}\n  \
                    - {cue: grim, side: sceptical, strength: 9}\n";
        let faults = Framing::without_weights().with_project(yaml, "lexicon/a.yaml").expect_err("three faults");
        let places: Vec<_> = faults.iter().filter_map(|fault| fault.location.as_ref()).collect();
        assert_eq!(places.iter().map(|place| place.line).collect::<Vec<_>>(), [2, 3, 4]);
        assert_eq!(places[0].column, 23);
        assert!(faults[0].hints[0].contains("optimistic"), "{:?}", faults[0]);
    }

    #[test]
    fn an_unknown_key_is_an_error_with_its_line() {
        let yaml = "cues:\n  - {cue: tidy, side: optimistic, wait: 1}\n";
        let faults = Framing::without_weights().with_project(yaml, "a.yaml").expect_err("unknown key");
        assert_eq!(faults[0].location.as_ref().map(|place| place.line), Some(2));
        assert!(faults[0].message.contains("wait"), "{}", faults[0].message);
    }
}
