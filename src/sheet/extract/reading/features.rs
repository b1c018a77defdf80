//! What is counted in a sentence, each count with the words that it came from.

use crate::document::{Block, BlockKind, Document, Sentence, TokenKind};
use crate::lexicon::framing::feature::{Flag, Measure, Place};
use crate::lexicon::framing::model::{Model, Weights};
use crate::lexicon::framing::{Class, Feature, Framing, Role, Stems, WordId};

use crate::source::Span;

use super::plan::Plan;
use super::signals::{Signal, Signals};
use super::words::Words;

/// How much of its weight a signal keeps that `but` or `while` overrules.
const OVERRULED: f32 = 0.33;

/// Where a count came from.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Origin {
    /// The match with this index.
    Match(usize),
    /// Words from this unit to before that unit.
    Words(usize, usize),
    /// The sentence as a whole.
    Sentence,
}

/// A count.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Counted {
    /// What is counted.
    pub feature: Feature,
    /// How much of it.
    pub value: f32,
    /// Where it came from.
    pub origin: Origin,
    /// What the model gives for one of it; nothing while learning.
    pub weights: Weights,
}

/// Reads sentences into counts.
#[derive(Debug)]
pub(super) struct Reader<'a> {
    pub framing: &'a Framing,
    pub document: &'a Document,
    /// An entry a token of the document.
    stems: &'a [Stems],
    pub plan: &'a Plan,
    /// The weights: what has none is not counted. Without them all is counted.
    model: Option<&'a Model>,
    pub words: Words,
    pub signals: Signals,
    pub counts: Vec<Counted>,
    /// Words of the question in the sentence before.
    before: usize,
}

impl<'a> Reader<'a> {
    /// Begins at the head of `document`; `stems` has an entry a token.
    pub(super) fn new(
        framing: &'a Framing,
        document: &'a Document,
        stems: &'a [Stems],
        plan: &'a Plan,
        model: Option<&'a Model>,
    ) -> Self {
        Self {
            framing,
            document,
            stems,
            plan,
            model,
            words: Words::new(framing.vocabulary().stem(";")),
            signals: Signals::default(),
            counts: Vec::new(),
            before: 0,
        }
    }

    /// Reads the next sentence; what is found stands in `counts`, `words` and `signals`.
    pub(super) fn read(&mut self, sentence: &Sentence, in_quotation: bool) {
        self.counts.clear();
        self.words.read(self.document, self.stems, sentence);
        let block = self.document.block_of(sentence);
        let heading = is_heading(block);
        let question = self.words.units.iter().any(|unit| unit.mark == b'?');
        self.signals.read(self.framing, self.document, &self.words, self.plan, question || heading);
        let named = self.find_plan();
        self.count_matches();
        for at in 0..self.signals.signals.len() {
            self.count_signal(at, question);
        }
        self.sum_up();
        self.count_properties(sentence, question, heading, in_quotation, named);
        self.count_words();
        self.before = named;
    }

    /// Tells whether the sentence reports speech: a verb of saying or quotation marks.
    pub(super) fn reports(&self) -> bool {
        self.words.quotation_marks > 0 || self.words.units.iter().any(|unit| unit.role == Role::Say)
    }

    /// Tells whether anything is said for a side.
    pub(super) fn has_signals(&self) -> bool {
        !self.signals.signals.is_empty()
    }

    /// Tells whether `but`, `while` or the like parts something for the one side from something for the other.
    pub(super) fn is_torn(&self) -> bool {
        let clauses = &self.words.clauses;
        let conceded = |clause: usize| clauses[clause].place == Place::Conceded;
        let mut sums = [[0.0_f32; 2]; 2];
        for signal in &self.signals.signals {
            let clause = self.words.units[signal.at].clause;
            let part = usize::from(clauses[clause].after_but || conceded(clause));
            sums[part][usize::from(signal.value < 0.0)] += signal.value.abs();
        }
        let [[first_plus, first_minus], [second_plus, second_minus]] = sums;
        let apart = |plus: f32, minus: f32| plus >= 2.0 && minus >= 2.0;
        (apart(first_plus, second_minus) && first_plus > first_minus && second_minus > second_plus)
            || (apart(second_plus, first_minus) && first_minus > first_plus && second_plus > second_minus)
    }

    /// Returns the place of the words that `origin` stands for; `None` for the sentence as a whole.
    pub(super) fn span_of(&self, origin: Origin) -> Option<Span> {
        let (from, to) = match origin {
            Origin::Match(at) => (self.signals.matches[at].start, self.signals.matches[at].end),
            Origin::Words(from, to) => (from, to),
            Origin::Sentence => return None,
        };
        let tokens = &self.document.tokens;
        let (first, last) = (tokens[self.words.units[from].token], tokens[self.words.units[to - 1].token]);
        Some(Span::new(first.start as usize, last.end as usize))
    }

    fn push(&mut self, feature: Feature, value: f32, origin: Origin) {
        if value == 0.0 {
            return;
        }
        let weights = self.model.map(|model| model.weights(feature));
        if weights != Some(Weights::default()) {
            self.counts.push(Counted { feature, value, origin, weights: weights.unwrap_or_default() });
        }
    }

    fn flag(&mut self, flag: Flag, value: f32) {
        self.push(Feature::Flag(flag), value, Origin::Sentence);
    }

    /// Marks the clauses that name the plan; returns how many words of the question the sentence has.
    fn find_plan(&mut self) -> usize {
        let mut count = 0;
        let mut names = 0;
        for unit in &self.words.units {
            if self.plan.has(unit.hash) {
                self.words.clauses[unit.clause].plan = true;
                count += 1;
                names += usize::from(self.plan.names(unit.hash));
            }
        }
        self.flag(Flag::QuestionWords, small(count.min(3)));
        self.flag(Flag::QuestionNames, small(names.min(2)));
        count
    }

    fn count_matches(&mut self) {
        for at in 0..self.signals.matches.len() {
            let found = self.signals.matches[at];
            let origin = Origin::Match(at);
            if matches!(found.class, Class::Good | Class::Bad) {
                let measure = if found.class == Class::Good { Measure::Plus } else { Measure::Minus };
                self.push(Feature::Signal(Place::Thing, measure), found.strength, origin);
            } else if found.class.sign() == 0.0 {
                self.push(Feature::Count(found.class, found.level), 1.0, origin);
            }
            self.push(Feature::Entry(found.entry), 1.0, origin);
            self.count_act(at);
        }
    }

    /// Counts what somebody does to the plan (`repeal the act`) or the plan does (`the deal lifts wages`).
    fn count_act(&mut self, at: usize) {
        let found = self.signals.matches[at];
        let sign = match found.class {
            Class::Up | Class::Support => 1.0,
            Class::Down | Class::Opposition => -1.0,
            other => other.sign(),
        };
        if sign == 0.0 {
            return;
        }
        let units = &self.words.units;
        let after = units[found.end..].iter().take(5).take_while(|unit| unit.role != Role::Mark);
        let (mut plan, mut noun) = (false, false);
        for unit in after {
            plan |= self.plan.has(unit.hash);
            noun |= unit.role == Role::PlanNoun;
        }
        let before = found.start.saturating_sub(5)..found.start;
        let acts = units[before].iter().any(|unit| self.plan.has(unit.hash) || unit.role == Role::PlanNoun);
        let measure = if sign > 0.0 { Measure::Plus } else { Measure::Minus };
        let origin = Origin::Match(at);
        if plan {
            self.push(Feature::Signal(Place::ActOnPlan, measure), found.strength, origin);
        }
        if noun {
            self.push(Feature::Signal(Place::ActOnPlanNoun, measure), found.strength, origin);
        }
        if acts {
            self.push(Feature::Signal(Place::PlanActs, measure), found.strength, origin);
        }
    }

    fn count_signal(&mut self, at: usize, question: bool) {
        let mut signal = self.signals.signals[at];
        let emphasis = self.emphasis(signal);
        signal.value *= emphasis;
        let found = self.signals.matches[signal.source];
        let origin = Origin::Match(signal.source);
        if signal.lack {
            self.place(Place::Lack, signal, origin);
        } else if signal.direction {
            self.place(Place::Direction, signal, origin);
        } else if signal.negated {
            self.push(Feature::Negated(found.class), found.strength * emphasis, origin);
        } else {
            self.push(Feature::Count(found.class, found.level), emphasis, origin);
        }
        let clause = self.words.clauses[self.words.units[signal.at].clause];
        let after_but = self.words.clauses.last().is_some_and(|last| last.after_but);
        let last = self.signals.signals.len() - 1;
        let near = |class: Class| {
            let matches = self.signals.matches_before(signal.at);
            matches
                .filter(|other| other.class == class)
                .any(|other| other.end <= signal.at && other.end + 3 > signal.at)
        };
        let hedged = near(Class::Hedge) || near(Class::Diminisher);
        let intensified = near(Class::Intensifier);
        let quoted = self.words.units[signal.at].quoted;
        let mentions = clause.plan || clause.has(Role::PlanNoun);
        let places = [
            (Place::Whole, true),
            (clause.place, true),
            (Place::AfterBut, clause.after_but),
            (Place::BeforeBut, after_but && !clause.after_but),
            (Place::Quoted, quoted),
            (Place::Plan, clause.plan),
            (Place::PlanNoun, clause.has(Role::PlanNoun)),
            (Place::Pronoun, clause.has(Role::Pronoun) && !mentions),
            (Place::Elsewhere, !clause.has(Role::Pronoun) && !mentions),
            (Place::Rival, clause.has(Role::Rival)),
            (Place::Present, clause.has(Role::Present)),
            (Place::Past, clause.has(Role::Past)),
            (Place::FirstPerson, clause.has(Role::FirstPerson)),
            (Place::Modal, clause.has(Role::Modal)),
            (Place::Must, clause.has(Role::Must)),
            (Place::Question, question),
            (Place::First, at == 0),
            (Place::Last, at == last),
            (Place::Intensified, intensified),
            (Place::Hedged, hedged),
            (Place::AgainstQuestion, self.plan.ends),
            (Place::Opponents, clause.has(Role::Opponent)),
            (Place::Supporters, clause.has(Role::Supporter)),
        ];
        for (place, holds) in places {
            if holds {
                self.place(place, signal, origin);
            }
        }
    }

    /// Returns how much a signal weighs by its clause: what is conceded and what stands before `but` weighs a third.
    fn emphasis(&self, signal: Signal) -> f32 {
        let clauses = &self.words.clauses;
        let clause = clauses[self.words.units[signal.at].clause];
        let overruled = !clause.after_but && clauses.last().is_some_and(|last| last.after_but);
        if overruled || clause.place == Place::Conceded { OVERRULED } else { 1.0 }
    }

    fn place(&mut self, place: Place, signal: Signal, origin: Origin) {
        let measure = if signal.value > 0.0 { Measure::Plus } else { Measure::Minus };
        self.push(Feature::Signal(place, measure), signal.value.abs(), origin);
    }

    fn sum_up(&mut self) {
        let signals = &self.signals.signals;
        let sum = |sign: f32| -> f32 {
            signals.iter().map(|&signal| (sign * signal.value * self.emphasis(signal)).max(0.0)).sum()
        };
        let (plus, minus) = (sum(1.0), sum(-1.0));
        let words = small(self.words.units.iter().filter(|unit| unit.role != Role::Mark).count());
        self.flag(Flag::Both, plus.min(minus));
        // What is counted once a sentence is shared out among its signals, so that each is told its whole weight.
        for at in 0..self.signals.signals.len() {
            let mut signal = self.signals.signals[at];
            signal.value *= self.emphasis(signal);
            let (strength, origin) = (signal.value.abs(), Origin::Match(signal.source));
            let (any, dense, sum) = match signal.value > 0.0 {
                true => (Flag::AnyPlus, Flag::DensePlus, plus),
                false => (Flag::AnyMinus, Flag::DenseMinus, minus),
            };
            self.push(Feature::Flag(any), strength / sum, origin);
            self.push(Feature::Flag(dense), strength / (words + 5.0), origin);
            self.push(Feature::Flag(Flag::Balance), signal.value / (plus + minus + 1.0), origin);
        }
        self.flag(Flag::Length, words.min(60.0) / 10.0);
        self.flag(Flag::Short, f32::from(words < 9.0));
        self.flag(Flag::Always, 1.0);
    }

    fn count_properties(
        &mut self,
        sentence: &Sentence,
        question: bool,
        heading: bool,
        in_quotation: bool,
        named: usize,
    ) {
        let mut roles = [0_usize; 32];
        let mut marks = [0_usize; 128];
        let mut definite = false;
        let units = &self.words.units;
        for (at, unit) in units.iter().enumerate() {
            roles[unit.role as usize] += 1;
            marks[usize::from(unit.mark & 127)] += 1;
            definite |= unit.role == Role::PlanNoun
                && units[at.saturating_sub(3)..at].iter().any(|before| before.role == Role::Definite);
        }
        let (mut negated_plan, mut must_plan, mut must_not_plan) = (false, false, false);
        for at in (0..units.len()).filter(|&at| self.plan.has(units[at].hash)) {
            let from = at.saturating_sub(5);
            let negator = self.signals.matches_before(at).any(|found| {
                found.class == Class::Negator && found.end <= at && found.end > from && found.end - found.start <= 3
            });
            let must = units[from..at].iter().any(|before| before.role == Role::Must);
            negated_plan |= negator;
            must_plan |= must;
            must_not_plan |= must && negator;
        }
        let head = units.first().map(|unit| unit.role).unwrap_or_default();
        let mark = |mark: u8| marks[usize::from(mark)];
        let (commas, colons) = (mark(b','), mark(b';') + mark(b':'));
        let (exclamations, parentheses, percents) = (mark(b'!'), mark(b'('), mark(b'%'));
        let tokens = self.document.tokens_of(sentence);
        let numbers = tokens.iter().filter(|token| token.kind == TokenKind::Number).count();
        let capitals = tokens.iter().skip(1).filter(|token| token.is_capital()).count();
        let ended = tokens.iter().rev().take(3).any(|token| token.kind == TokenKind::Stop);
        let count = |role: Role| roles[role as usize];
        let flags = [
            (Flag::Numbers, small(numbers.min(5))),
            (Flag::Names, small(capitals) / small(tokens.len() + 3)),
            (Flag::QuotationMarks, small(self.words.quotation_marks.min(2))),
            (Flag::Question, f32::from(question)),
            (Flag::OpenQuestion, f32::from(question && head == Role::Asking)),
            (Flag::Exclamation, small(exclamations.min(1))),
            (Flag::But, small(count(Role::But).min(2))),
            (Flag::StartsBut, f32::from(head == Role::But)),
            (Flag::StartsIf, f32::from(head == Role::If)),
            (Flag::StartsAlthough, f32::from(head == Role::Although)),
            (Flag::StartsAnd, f32::from(head == Role::And)),
            (Flag::StartsPronoun, f32::from(head == Role::Pronoun)),
            (Flag::FirstPerson, small(count(Role::FirstPerson).min(3))),
            (Flag::Must, small(count(Role::Must).min(2))),
            (Flag::Modal, small(count(Role::Modal).min(2))),
            (Flag::Say, small(count(Role::Say).min(1))),
            (Flag::Opponents, small(count(Role::Opponent).min(1))),
            (Flag::Supporters, small(count(Role::Supporter).min(1))),
            (Flag::Present, small(count(Role::Present).min(1))),
            (Flag::Past, small(count(Role::Past).min(1))),
            (Flag::Rival, small(count(Role::Rival).min(1))),
            (Flag::NegatedPlan, f32::from(negated_plan)),
            (Flag::MustPlan, f32::from(must_plan && !must_not_plan)),
            (Flag::MustNotPlan, f32::from(must_not_plan)),
            (Flag::FarFromQuestion, f32::from(named == 0 && self.before == 0)),
            (Flag::QuestionWordsBefore, small(self.before.min(3))),
            (Flag::DefinitePlan, f32::from(definite)),
            (Flag::PlanNoun, small(count(Role::PlanNoun).min(2))),
            (Flag::Heading, f32::from(heading)),
            (Flag::InQuotation, f32::from(in_quotation)),
            (Flag::Fragment, f32::from(!ended)),
            (Flag::Commas, small(commas.min(10)) / 5.0),
            (Flag::Colon, small(colons.min(1))),
            (Flag::Parenthesis, small(parentheses.min(1))),
            (Flag::Amount, small(percents.min(2))),
        ];
        for (flag, value) in flags {
            self.flag(flag, value);
        }
    }

    /// Counts the words and the pairs of words; those that the model gives no weight are passed over early.
    fn count_words(&mut self) {
        let numbers = &self.words.numbers;
        let known = |word: WordId| self.model.map(|model| model.word(word)).unwrap_or_default();
        let mut next = numbers.first().map(|&word| (word, known(word)));
        for at in 0..numbers.len() {
            let Some(current) = next else { return };
            next = numbers.get(at + 1).map(|&word| (word, known(word)));
            if current.0 == WordId::UNKNOWN {
                continue;
            }
            let mut count = |feature, weights, end| {
                if self.model.is_none() || weights != Weights::default() {
                    self.counts.push(Counted { feature, value: 1.0, origin: Origin::Words(at, end), weights });
                }
            };
            count(Feature::Word(current.0), current.1.weights, at + 1);
            let Some(next) = next.filter(|(word, _)| *word != WordId::UNKNOWN) else { continue };
            let weights = self.model.and_then(|model| model.pair(current, next)).unwrap_or_default();
            count(Feature::Pair(current.0, next.0), weights, at + 2);
        }
    }
}

fn is_heading(block: &Block) -> bool {
    matches!(block.kind, BlockKind::Title | BlockKind::Heading(_) | BlockKind::Question)
}

/// Counts are small: beyond a hundred thousand nothing changes.
fn small(count: usize) -> f32 {
    f32::from(u16::try_from(count).unwrap_or(u16::MAX))
}
