//! What is counted in a sentence: the names that `model.tsv` gives weights to.

use super::EntryId;
use super::vocabulary::WordId;

/// Makes an enum whose variants have names for people.
macro_rules! named {
    ($(#[$meta:meta])* $name:ident { $($(#[$inner:meta])* $variant:ident = $text:literal,)* }) => {
        $(#[$meta])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
        pub enum $name { $($(#[$inner])* $variant,)* }

        impl $name {
            /// All of them, in order.
            pub const ALL: &[Self] = &[$(Self::$variant,)*];

            /// Returns the name that data files use.
            pub fn name(self) -> &'static str {
                match self { $(Self::$variant => $text,)* }
            }

            /// Returns what `name` stands for.
            pub fn from_name(name: &str) -> Option<Self> {
                match name { $($text => Some(Self::$variant),)* _ => None }
            }
        }
    };
}

named! {
    /// What an entry of the lexicon says.
    Class {
        /// Praise, promise, progress, support.
        Optimistic = "opt",
        /// Rebuttal of criticism.
        Rebuttal = "rebut",
        /// Doubt, risk, gap, opposition, failure.
        Sceptical = "scep",
        /// Distance from what is said: `so-called`, `on paper`.
        Distance = "distance",
        /// A thing that is good to have.
        Good = "good",
        /// A thing that is bad to have.
        Bad = "bad",
        /// More of something.
        Up = "up",
        /// Less of something.
        Down = "down",
        /// `not`, `fail to`, `without`.
        Negator = "negator",
        /// `perhaps`, `might`.
        Hedge = "hedge",
        /// `very`, `deeply`.
        Intensifier = "intensifier",
        /// `somewhat`, `partly`.
        Diminisher = "diminisher",
        /// `but`, `although`.
        Concession = "concession",
        /// `only if`, `unless`, `subject to`.
        Condition = "condition",
        /// A question that casts doubt.
        DoubtQuestion = "doubtquestion",
        /// Somebody speaks against.
        Opposition = "attrib_opp",
        /// Somebody speaks for.
        Support = "attrib_sup",
        /// What a measure is for.
        Goal = "goal",
        /// Words of neutral reports.
        Report = "neutralfact",
    }
}

impl Class {
    /// Returns the bit of the family within which only the longest match counts.
    pub(crate) fn family(self) -> u16 {
        match self {
            Self::Optimistic | Self::Rebuttal | Self::Sceptical | Self::Distance => 1,
            Self::Good | Self::Bad => 2,
            Self::Up | Self::Down => 4,
            Self::Negator => 8,
            Self::Hedge => 16,
            Self::Intensifier => 32,
            Self::Diminisher => 64,
            Self::Concession => 128,
            Self::Condition => 256,
            Self::DoubtQuestion => 512,
            Self::Opposition => 1024,
            Self::Support => 2048,
            Self::Goal => 4096,
            Self::Report => 8192,
        }
    }

    /// Tells whether words of the class say anything of the two sides, and are not the grammar of any judgement.
    pub(crate) fn takes_sides(self) -> bool {
        !matches!(
            self,
            Self::Negator | Self::Hedge | Self::Intensifier | Self::Diminisher | Self::Concession | Self::Report
        )
    }

    /// Tells whether words of the class speak for a side or name good and bad things.
    pub(crate) fn judges(self) -> bool {
        self.sign() != 0.0 || matches!(self, Self::Good | Self::Bad)
    }

    /// Returns the side that the class speaks for: 1 optimistic, −1 sceptical, 0 neither.
    pub(crate) fn sign(self) -> f32 {
        match self {
            Self::Optimistic | Self::Rebuttal => 1.0,
            Self::Sceptical | Self::Distance => -1.0,
            _ => 0.0,
        }
    }
}

named! {
    /// Where in a sentence, or about what, something is said.
    Place {
        /// Anywhere.
        Whole = "anywhere",
        /// In a main clause.
        Main = "main-clause",
        /// After `while`, `although`, `despite`.
        Conceded = "conceded",
        /// Before `but`.
        BeforeBut = "before-but",
        /// After `but`.
        AfterBut = "after-but",
        /// After `if`, `unless`, `once`.
        Conditional = "conditional",
        /// After `which`, `who`.
        Relative = "relative-clause",
        /// After `because`, `so`.
        Reason = "reason",
        /// In quotation marks.
        Quoted = "quoted",
        /// In a clause that names the plan by a word of the question.
        Plan = "clause-names-plan",
        /// In a clause with a word for plans (`the deal`).
        PlanNoun = "clause-has-plan-noun",
        /// In a clause with `it`, `this`, `they` and no name of the plan.
        Pronoun = "clause-has-pronoun",
        /// In a clause that names neither.
        Elsewhere = "clause-without-plan",
        /// In a clause about a rival or an alternative.
        Rival = "clause-about-rival",
        /// In a clause about the present state.
        Present = "clause-about-present",
        /// In a clause about the past.
        Past = "clause-about-past",
        /// In a clause with `we`, `our`.
        FirstPerson = "clause-first-person",
        /// In a clause with `will`, `would`, `could`.
        Modal = "clause-modal",
        /// In a clause with `must`, `should`.
        Must = "clause-must",
        /// In a question.
        Question = "question",
        /// The first signal.
        First = "first",
        /// The last signal.
        Last = "last",
        /// Near an intensifier.
        Intensified = "intensified",
        /// Near a hedge or diminisher.
        Hedged = "hedged",
        /// When the question asks for an end (`be banned`, `repeal`).
        AgainstQuestion = "question-asks-for-an-end",
        /// What somebody does to the plan: approves, blocks, ends it.
        ActOnPlan = "done-to-plan",
        /// What somebody does to something called a plan, a deal, a law.
        ActOnPlanNoun = "done-to-plan-noun",
        /// What the plan does: it improves, reduces, harms.
        PlanActs = "plan-does",
        /// More or less of good and bad things.
        Direction = "direction",
        /// Good or bad things without direction.
        Thing = "thing",
        /// The want of a good or bad thing: `no harm`, `without jobs`.
        Lack = "lack",
        /// In a clause whose subject is opponents.
        Opponents = "opponents-say",
        /// In a clause whose subject is supporters.
        Supporters = "supporters-say",
    }
}

named! {
    /// What is summed up of the signals at a [`Place`].
    Measure {
        /// Strength of optimistic signals.
        Plus = "optimistic",
        /// Strength of sceptical signals.
        Minus = "sceptical",
    }
}

named! {
    /// Other properties of a sentence.
    Flag {
        /// Always 1.
        Always = "always",
        /// The weaker of the two sides.
        Both = "both-sides",
        /// Whether anything optimistic is said.
        AnyPlus = "any-optimistic",
        /// Whether anything sceptical is said.
        AnyMinus = "any-sceptical",
        /// Optimistic strength a word.
        DensePlus = "density-optimistic",
        /// Sceptical strength a word.
        DenseMinus = "density-sceptical",
        /// Balance of the sides, −1 to 1.
        Balance = "balance",
        /// Number of words, in tens.
        Length = "length",
        /// Fewer than nine words.
        Short = "short",
        /// Numbers.
        Numbers = "numbers",
        /// Names: capitals inside the sentence, a share of the words.
        Names = "names",
        /// Quotation marks.
        QuotationMarks = "quotation-marks",
        /// A question mark.
        Question = "question-mark",
        /// A question that begins with `when`, `what`, `how`, `why`.
        OpenQuestion = "open-question",
        /// An exclamation mark.
        Exclamation = "exclamation-mark",
        /// `but` and the like.
        But = "but",
        /// `but` and the like at the head.
        StartsBut = "starts-with-but",
        /// `if`, `unless`, `without`, `only` at the head.
        StartsIf = "starts-with-if",
        /// `while`, `although`, `despite` at the head.
        StartsAlthough = "starts-with-although",
        /// `and`, `or`, `also` at the head.
        StartsAnd = "starts-with-and",
        /// `it`, `this`, `they` at the head.
        StartsPronoun = "starts-with-pronoun",
        /// `we`, `I`, `our`.
        FirstPerson = "first-person",
        /// `must`, `should`, `need`.
        Must = "must",
        /// `will`, `would`, `could`.
        Modal = "modal",
        /// `said`, `told`.
        Say = "say",
        /// `critics`, `opponents`.
        Opponents = "opponents",
        /// `supporters`, `advocates`.
        Supporters = "supporters",
        /// Words for the present state.
        Present = "present",
        /// Words for the past.
        Past = "past",
        /// Words for rivals.
        Rival = "rival",
        /// Words of the question, up to three.
        QuestionWords = "question-words",
        /// Names of the question.
        QuestionNames = "question-names",
        /// No word of the question in this sentence, and none in the sentence before.
        FarFromQuestion = "far-from-question",
        /// A negation before a word of the question.
        NegatedPlan = "not-plan",
        /// `must`, `should` before a word of the question.
        MustPlan = "must-plan",
        /// `must not`, `should not` before a word of the question.
        MustNotPlan = "must-not-plan",
        /// Words of the question in the sentence before.
        QuestionWordsBefore = "question-words-before",
        /// `the plan`, `this deal`.
        DefinitePlan = "definite-plan",
        /// Any word for plans.
        PlanNoun = "plan-noun",
        /// A heading.
        Heading = "heading",
        /// In somebody's quotation.
        InQuotation = "in-quotation",
        /// Without a capital or without a stop: a fragment.
        Fragment = "fragment",
        /// A comma or more, in fives.
        Commas = "commas",
        /// A colon or semicolon.
        Colon = "colon",
        /// A parenthesis.
        Parenthesis = "parenthesis",
        /// Per cent or money.
        Amount = "amount",
    }
}

named! {
    /// What the text around a sentence says.
    Context {
        /// Lean of the sentence itself.
        Lean = "own-lean",
        /// How framed the sentence itself is.
        Framed = "own-framing",
        /// Lean of the three sentences before and after.
        NearLean = "near-lean",
        /// Lean of the rest of the text, all its sentences together.
        RestLean = "rest-lean",
        /// Lean of the rest of the text, the more the fewer its sentences report speech.
        OpinionLean = "opinion-lean",
        /// How framed the three sentences before and after are.
        NearFramed = "near-framing",
        /// First sentence of the text.
        First = "first-sentence",
        /// Always 1.
        Always = "always",
    }
}

impl Context {
    /// Tells whether it bears on the side of a sentence.
    pub fn tells_side(self) -> bool {
        matches!(self, Self::Lean | Self::NearLean | Self::RestLean | Self::OpinionLean | Self::Always)
    }

    /// Tells whether it bears on whether a sentence is framed at all.
    pub fn tells_framing(self) -> bool {
        matches!(self, Self::Framed | Self::NearFramed | Self::First | Self::Always)
    }
}

/// Something that has a weight.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Feature {
    /// Entries of a class and strength.
    Count(Class, u8),
    /// Strength of negated entries of a class.
    Negated(Class),
    /// Strength of signals at a place.
    Signal(Place, Measure),
    /// A property of the sentence.
    Flag(Flag),
    /// The text around.
    Context(Context),
    /// A word.
    Word(WordId),
    /// Two words in a row.
    Pair(WordId, WordId),
    /// An entry.
    Entry(EntryId),
}

/// Places that [`Feature::place`] may give.
pub(super) const PLACES: usize = 512;

impl Feature {
    /// Returns a number below [`PLACES`] for features that are not of words or entries.
    pub(super) fn place(self) -> Option<usize> {
        Some(match self {
            Self::Count(class, strength) => class as usize * 4 + usize::from(strength.min(3)),
            Self::Negated(class) => 100 + class as usize,
            Self::Signal(place, measure) => 150 + place as usize * 2 + measure as usize,
            Self::Flag(flag) => 300 + flag as usize,
            Self::Context(context) => 450 + context as usize,
            Self::Word(_) | Self::Pair(..) | Self::Entry(_) => return None,
        })
    }
}

/// Returns the feature of this name, if it is not one of words or entries.
pub(super) fn structural(name: &str) -> Option<Feature> {
    let (kind, rest) = name.split_once(' ')?;
    match kind {
        "flag" => Flag::from_name(rest).map(Feature::Flag),
        "context" => Context::from_name(rest).map(Feature::Context),
        "negated" => Class::from_name(rest).map(Feature::Negated),
        "count" => {
            let (class, strength) = rest.split_once(' ')?;
            Some(Feature::Count(Class::from_name(class)?, strength.parse().ok()?))
        }
        "signal" => {
            let (place, measure) = rest.split_once(' ')?;
            Some(Feature::Signal(Place::from_name(place)?, Measure::from_name(measure)?))
        }
        _ => None,
    }
}
