//! The kinds of facts, one type a kind.

use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::source::CodePoints;
use crate::value::date::{Interval, PartialDate};

/// What a fact states. The key `kind` names the variant.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "kind", rename_all = "lowercase")]
pub enum Claim {
    /// Somebody's words.
    Quotation(Quotation),
    /// A number of something.
    Figure(Figure),
    /// Something that happened or will happen at a date.
    Event(Event),
    /// Somebody binds himself to something, more or less.
    Commitment(Commitment),
    /// Something holds only if something else does.
    Condition(Condition),
    /// Something that the text says is not known, not settled or not public.
    Unknown(Unknown),
    /// Somebody is for or against something.
    Position(Position),
    /// An earlier case that the text compares with.
    Precedent(Precedent),
    /// Somebody holds an office.
    Person(Person),
}

impl Claim {
    /// Returns the kind as written in a sheet.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Quotation(_) => "quotation",
            Self::Figure(_) => "figure",
            Self::Event(_) => "event",
            Self::Commitment(_) => "commitment",
            Self::Condition(_) => "condition",
            Self::Unknown(_) => "unknown",
            Self::Position(_) => "position",
            Self::Precedent(_) => "precedent",
            Self::Person(_) => "person",
        }
    }
}

/// One line for people: what is stated, beside the words it rests on (`indirect · Ida Holm (Mayor) · said`).
impl fmt::Display for Claim {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut parts: Vec<String> = Vec::new();
        let mut labelled = |label: &str, text: Option<&str>| {
            parts.extend(text.map(|text| format!("{label}{}", text.split_whitespace().collect::<Vec<_>>().join(" "))));
        };
        match self {
            Self::Quotation(quotation) => {
                labelled("", Some(word(&quotation.form).as_str()));
                let speaker = quotation.speaker.as_ref().map(Speaker::to_string);
                labelled("", Some(speaker.as_deref().unwrap_or("no speaker named")));
                labelled("", quotation.cue.as_deref());
                let class = word(&quotation.cue_class);
                labelled("", Some(class.as_str()).filter(|_| quotation.cue_class != CueClass::Neutral));
            }
            Self::Figure(figure) => {
                labelled("", Some(figure.value.to_string().as_str()));
                labelled("about: ", figure.about.as_deref());
            }
            Self::Event(event) => {
                labelled("", Some(event.date.to_string().as_str()));
                labelled("", Some(&event.what));
                labelled("in ", event.place.as_deref());
                labelled("", event.future.then_some("to come"));
            }
            Self::Commitment(commitment) => {
                labelled("", Some(word(&commitment.modality).as_str()));
                labelled("", commitment.absent.then_some("absent"));
                labelled("", commitment.actor.as_deref());
                labelled("", Some(&commitment.action));
                labelled("if: ", commitment.condition.as_deref());
            }
            Self::Condition(condition) => {
                labelled("requires: ", Some(&condition.requires));
                labelled("of: ", condition.of.as_deref());
            }
            Self::Unknown(unknown) => {
                labelled("", Some(word(&unknown.reason).as_str()));
                labelled("about: ", Some(&unknown.about));
            }
            Self::Position(position) => {
                labelled("", Some(&position.actor));
                labelled(&format!("{}: ", word(&position.stand)), Some(&position.about));
            }
            Self::Precedent(precedent) => {
                labelled("", Some(&precedent.case));
                labelled("", precedent.date.as_ref().map(EventDate::to_string).as_deref());
                labelled("", Some(word(&precedent.outcome).as_str()));
            }
            Self::Person(person) => {
                labelled("", Some(&person.name));
                labelled("", person.former.then_some("former"));
                labelled("", Some(&person.role));
                labelled("of ", person.of.as_deref());
            }
        }
        f.write_str(&parts.join(" · "))
    }
}

/// Returns the word that stands for a value in a sheet.
fn word(value: &impl Serialize) -> String {
    serde_json::to_value(value).ok().and_then(|value| value.as_str().map(str::to_owned)).unwrap_or_default()
}

/// Somebody's words. The evidence is the content without outer quotation marks.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, JsonSchema)]
pub struct Quotation {
    /// How much of it is in quotation marks.
    pub form: Form,
    /// Who says it; `None` when the text names nobody.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub speaker: Option<Speaker>,
    /// The word that attributes it (`said`, `according to`), as it stands in the text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cue: Option<String>,
    /// What the cue does to the words.
    #[serde(default)]
    pub cue_class: CueClass,
}

/// How much of a quotation is in quotation marks.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Form {
    /// All of it.
    Direct,
    /// A part of it: the evidence is the whole reported clause.
    Mixed,
    /// None of it: reported speech.
    Indirect,
}

/// What an attributing word does to what it attributes.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum CueClass {
    /// `said`, `told`, `according to`.
    #[default]
    Neutral,
    /// `claimed`, `insisted`, `alleged`.
    Doubting,
    /// `pointed out`, `acknowledged`, `revealed`.
    Endorsing,
}

/// A speaker as the text names him, her or them at this spot.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Speaker {
    /// Full name as far as the text gives it anywhere; `None` for speakers without a name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Office, title or description (`French President`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub role: Option<String>,
    /// Organisation spoken for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub organisation: Option<String>,
    /// The words that name the speaker here; a pronoun stays one.
    pub text: String,
    /// Where those words stand.
    pub span: CodePoints,
}

/// Name or words, with the role and the organisation if they are known: `Ida Holm (Mayor)`.
impl fmt::Display for Speaker {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let known: Vec<_> = [self.role.as_deref(), self.organisation.as_deref()].into_iter().flatten().collect();
        f.write_str(self.name.as_deref().unwrap_or(&self.text))?;
        if known.is_empty() { Ok(()) } else { write!(f, " ({})", known.join(", ")) }
    }
}

/// A number of something. The evidence is the number with its bound and what is counted.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, JsonSchema)]
pub struct Figure {
    /// The number.
    pub value: Amount,
    /// What is said of it: the rest of its clause.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub about: Option<String>,
}

/// A number, range or bound with its unit.
///
/// Exactly one of these holds: `exactly`; `at_least` and or `at_most`; neither (`dozens`: `text` alone).
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Amount {
    /// The number itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub exactly: Option<f64>,
    /// Lower bound, included (`more than 30 countries` is at least 31 of what can only be whole).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at_least: Option<f64>,
    /// Upper bound, included.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at_most: Option<f64>,
    /// Whether the text says `about`, `some`, `nearly`, `several`.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub approximate: bool,
    /// What is counted or measured, in the text's words, without adjectives where possible: `countries`, `per cent`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<String>,
    /// ISO 4217 code, for money.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub currency: Option<String>,
    /// The number as written, with its bound: `more than 30`.
    pub text: String,
}

/// The number as written and its unit: `more than 30 countries`.
impl fmt::Display for Amount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)?;
        match &self.unit {
            Some(unit) if !self.text.ends_with(unit.as_str()) => write!(f, " {unit}"),
            _ => Ok(()),
        }
    }
}

/// Something at a date. The evidence is the clause that tells of it.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, JsonSchema)]
pub struct Event {
    /// When.
    pub date: EventDate,
    /// What happened, in the text's words.
    pub what: String,
    /// Where, if named.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<String>,
    /// Whether the text speaks of it as yet to come.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub future: bool,
}

/// A date as the text gives it and what it means.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct EventDate {
    /// As written: `early January`, `on Sunday`, `by 2035`.
    pub text: String,
    /// Where it stands.
    pub span: CodePoints,
    /// The days it may mean; `None` when it cannot be resolved (`next month` in a text without a date).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub interval: Option<Interval>,
    /// Whether it is only roughly so (`around`, `early`).
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub approximate: bool,
    /// The text's own date that it was resolved against, for relative dates.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub relative_to: Option<PartialDate>,
}

/// The date as written, and the days it means where they are known: `on Sunday (2026-01-04)`.
impl fmt::Display for EventDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)?;
        match self.interval {
            Some(Interval { from, to }) if from == to => write!(f, " ({from})"),
            Some(Interval { from, to }) => write!(f, " ({from} to {to})"),
            None => Ok(()),
        }
    }
}

/// Somebody binds himself, more or less. The evidence is the clause.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, JsonSchema)]
pub struct Commitment {
    /// Who, in the text's words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub actor: Option<String>,
    /// To what, in the text's words.
    pub action: String,
    /// How firmly.
    pub modality: Modality,
    /// Under which condition, in the text's words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub condition: Option<String>,
    /// Whether the text says that it is missing, removed, refused or denied.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub absent: bool,
}

/// How firm a commitment is, firmest first.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Modality {
    /// Law, treaty, or said to be binding.
    Binding,
    /// Agreed or signed.
    Agreed,
    /// Pledged, promised, vowed, offered, `will`.
    Pledged,
    /// Planned, intended, prepared.
    Planned,
    /// `could`, `may`, possible.
    Possible,
    /// Hinted at, floated, mused about.
    Hinted,
}

/// Something holds only if something else does. The evidence is the conditional clause.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, JsonSchema)]
pub struct Condition {
    /// The clause that states the condition, in the text's words.
    pub requires: String,
    /// What depends on it, in the text's words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub of: Option<String>,
    /// How it is put.
    pub form: ConditionForm,
}

/// How a condition is put.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum ConditionForm {
    /// `if`, `in the event of`, `should …`.
    If,
    /// `only if`, `only once`, `not until`.
    OnlyIf,
    /// `unless`, `without`.
    Unless,
    /// `once`, `when`, `after`.
    Once,
    /// `depends on`, `hinges on`, `subject to`.
    Depends,
}

/// Something not known, not settled or not public. The evidence is the clause.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, JsonSchema)]
pub struct Unknown {
    /// What is not known, in the text's words.
    pub about: String,
    /// In which way.
    pub reason: UnknownReason,
}

/// In which way something is not known.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum UnknownReason {
    /// Not made public.
    NotPublic,
    /// Not decided, not agreed, still open.
    Unresolved,
    /// Unclear, vague, murky.
    Unclear,
    /// Somebody would not say.
    WouldNotSay,
    /// The text asks and leaves it open.
    Asked,
}

/// Somebody is for or against something. The evidence is the clause.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, JsonSchema)]
pub struct Position {
    /// Who, in the text's words.
    pub actor: String,
    /// For, against, or torn.
    pub stand: Stand,
    /// What about, in the text's words.
    pub about: String,
}

/// Where an actor stands.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Stand {
    /// In favour; wants it.
    For,
    /// Against; wants to prevent it.
    Against,
    /// Neither wholly.
    Undecided,
}

/// An earlier case. The evidence is the clause.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, JsonSchema)]
pub struct Precedent {
    /// Which, in the text's words.
    pub case: String,
    /// When it was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub date: Option<EventDate>,
    /// How it went, as far as the text says.
    #[serde(default)]
    pub outcome: Outcome,
}

/// How an earlier case went.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Outcome {
    /// Well.
    Held,
    /// Badly.
    Failed,
    /// Not said.
    #[default]
    Unstated,
}

/// Somebody holds an office, as this text says in passing. The evidence is office and name.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, JsonSchema)]
pub struct Person {
    /// Full name as far as the text gives it anywhere.
    pub name: String,
    /// The office, without country or organisation: `President`.
    pub role: String,
    /// Country or organisation, by its common name: `France`, `United States`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub of: Option<String>,
    /// Whether the text says it of the past (`former`, `then`).
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub former: bool,
}
