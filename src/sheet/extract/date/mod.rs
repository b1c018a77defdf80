//! Finds dates: absolute (`7 January 2026`), partial (`early January`, `in 2014`) and relative (`on Sunday`,
//! `two weeks ago`).
//!
//! Partial dates without a year and relative ones are resolved against the date of the text: backwards, unless their
//! clause speaks of the future. Without a date of the text they stay unresolved.

mod relative;

use jiff::civil::{Date, date};

use super::clause::{Passage, Tokens};
use super::unit::is_plural;
use super::{Context, one_line};
use crate::document::TokenKind;
use crate::lexicon::measure::Class;
use crate::sheet::claim::EventDate;
use crate::value::date::{Half, Interval, PartialDate, Third, Unit};

/// Words before a date that belong to it.
const LEADS: [&str; 28] = [
    "in",
    "on",
    "at",
    "by",
    "since",
    "until",
    "till",
    "from",
    "during",
    "before",
    "after",
    "around",
    "about",
    "through",
    "throughout",
    "over",
    "within",
    "between",
    "circa",
    "for",
    "the",
    "this",
    "earlier",
    "later",
    "back",
    "late",
    "early",
    "to",
];

/// What a date begins with, if not with a digit or with an article before a stretch of time.
const OPENERS: [Class; 7] =
    [Class::Month, Class::Weekday, Class::Season, Class::RelativeDay, Class::Shift, Class::Number, Class::Period];

/// A date in a text.
#[derive(Clone, Debug)]
pub(super) struct DateMention {
    /// Its words, with the preposition before them.
    pub(super) tokens: Tokens,
    /// The days it may mean.
    pub(super) interval: Option<Interval>,
    /// Whether it is only roughly so.
    pub(super) approximate: bool,
    /// Whether it was resolved against the date of the text.
    pub(super) relative: bool,
    /// Which rule found it.
    pub(super) rule: &'static str,
}

impl DateMention {
    fn new(tokens: Tokens, interval: Option<Interval>, rule: &'static str) -> Self {
        Self { tokens, interval, approximate: false, relative: rule == "event/relative", rule }
    }

    /// Returns it as a fact states it.
    pub(super) fn date(&self, context: &Context<'_>, passage: &Passage<'_>) -> Option<EventDate> {
        let span = passage.span(&self.tokens, &self.tokens)?;
        Some(EventDate {
            text: one_line(context.document.slice(span)),
            span: context.document.positions.code_points(&context.document.text, span),
            interval: self.interval,
            approximate: self.approximate,
            relative_to: context.document.metadata.issued.filter(|_| self.relative && self.interval.is_some()),
        })
    }
}

/// Returns the dates of `passage` in order.
pub(super) fn dates(passage: &Passage<'_>, issued: Option<PartialDate>) -> Vec<DateMention> {
    let mut found: Vec<DateMention> = Vec::new();
    if !passage.has_digit_or(&OPENERS) {
        return found;
    }
    let mut at = 0;
    while at < passage.len() {
        let reader = Reader { passage, issued, at };
        let mention = if reader.may_begin() { reader.read() } else { None };
        let Some(mention) = mention else {
            at += 1;
            continue;
        };
        at = mention.tokens.end.max(at + 1);
        let mention = reader.widen(mention, found.last().map_or(0, |last| last.tokens.end));
        match found.last_mut() {
            Some(last) if spans_to(passage, last, &mention) => {
                let days = last.interval.zip(mention.interval);
                // `from 30 April to 2 May 2024`: the year at the end holds for both.
                let shared = last.relative && !mention.relative;
                last.interval = days.and_then(|(a, b)| {
                    let from = if shared { with_year_of(a.from.0, b.to.0) } else { Some(a.from.0) };
                    Interval::new(from?, b.to.0)
                });
                last.relative &= mention.relative;
                last.tokens.end = mention.tokens.end;
            }
            _ => found.push(mention),
        }
    }
    found
}

/// `from March 2019 to June 2020`: two dates that make one stretch.
fn spans_to(passage: &Passage<'_>, first: &DateMention, second: &DateMention) -> bool {
    let opens = passage.reads(first.tokens.start, "from") || passage.reads(first.tokens.start, "between");
    let joined = first.tokens.end == second.tokens.start
        && ["to", "through", "until", "till"].iter().any(|word| passage.reads(second.tokens.start, word))
        || first.tokens.end + 1 == second.tokens.start
            && ["and", "to"].iter().any(|word| passage.reads(first.tokens.end, word));
    opens && joined
}

/// The day of `first` in the year of `last`, or in the year before if it would come after it.
fn with_year_of(first: Date, last: Date) -> Option<Date> {
    let same = Date::new(last.year(), first.month(), first.day()).ok().filter(|day| *day <= last);
    same.or_else(|| Date::new(last.year() - 1, first.month(), first.day()).ok())
}

/// Reads one date at a token.
#[derive(Clone, Copy)]
struct Reader<'p, 'a> {
    passage: &'p Passage<'a>,
    issued: Option<PartialDate>,
    at: usize,
}

impl Reader<'_, '_> {
    /// Tells at little cost whether a date can begin here.
    fn may_begin(self) -> bool {
        let (at, passage) = (self.at, self.passage);
        passage.is_digit(at)
            || passage.reads(at + 1, "weekend")
            || (passage.reads(at, "few") || passage.reads(at, "several")) && passage.is(at + 1, Class::Period)
            || passage.is_any(at, &OPENERS)
            || passage.is(at, Class::Determiner)
                && (passage.is(at + 1, Class::Period)
                    || passage.is(at + 2, Class::Period)
                    || passage.is(at + 3, Class::Period))
    }

    fn read(self) -> Option<DateMention> {
        self.numeric()
            .or_else(|| self.day_first())
            .or_else(|| self.month_first())
            .or_else(|| self.year())
            .or_else(|| self.season())
            .or_else(|| self.weekday())
            .or_else(|| self.relative_day())
            .or_else(|| self.weekend())
            .or_else(|| self.ahead())
            .or_else(|| self.shifted())
            .or_else(|| self.ago())
    }

    fn anchor(self) -> Option<Interval> {
        self.issued.map(PartialDate::interval)
    }

    /// The text's own day, if it is known to the day.
    fn today(self) -> Option<Date> {
        self.anchor().filter(|anchor| anchor.from == anchor.to).map(|anchor| anchor.from.0)
    }

    /// Tells whether the clause speaks of what is to come; for a date that follows what happens, up to the next comma.
    fn is_future(self) -> bool {
        let clause = self.passage.clause(self.at);
        let follows = (clause.start..self.at).filter(|&at| self.passage.is_word(at)).count() > 2;
        let comma = (self.at..clause.end).find(|&at| follows && self.passage.is_mark(at, ","));
        self.passage.has_mark(&(clause.start..comma.unwrap_or(clause.end)), Class::Future)
    }

    /// The number in digits at `at`, between `low` and `high`, without separators.
    fn digits(self, at: usize, low: i16, high: i16) -> Option<i16> {
        let token = self.passage.word(at);
        if self.passage.kind(at)? != TokenKind::Number || token.len() > 4 || !token.bytes().all(|b| b.is_ascii_digit())
        {
            return None;
        }
        token.parse().ok().filter(|number| (low..=high).contains(number))
    }

    /// A day of the month: `7`, `7th`.
    fn day(self, at: usize) -> Option<i8> {
        let word = self.passage.word(at);
        let digits = word.find(|c: char| !c.is_ascii_digit()).map_or(word, |end| &word[..end]);
        let ordinal = ["st", "nd", "rd", "th"].contains(&word.get(digits.len()..)?);
        if digits.len() > 2 || digits.is_empty() || !(ordinal || digits.len() == word.len()) {
            return None;
        }
        digits.parse().ok().filter(|day| (1..=31).contains(day))
    }

    fn year_at(self, at: usize) -> Option<i16> {
        self.digits(at, 1000, 2199).filter(|_| self.passage.word(at).len() == 4)
    }

    /// The month at `at`; `may` and `march` only with a capital, and abbreviations too.
    fn month(self, at: usize) -> Option<i8> {
        let capital = self.passage.is_capital(at);
        let month = self.passage.number(at, Class::Month).filter(|_| capital)?;
        #[expect(clippy::cast_possible_truncation, reason = "months are 1 to 12")]
        let month = month as i8;
        Some(month)
    }

    /// `May` and `March` are also verbs, and a month at the head of a sentence may be a name.
    fn is_surely_month(self, at: usize) -> bool {
        let word = self.passage.word(at);
        if !matches!(word, "May" | "March" | "April" | "June" | "August" | "MAY" | "MARCH") {
            return true;
        }
        let before = at.wrapping_sub(1);
        let led = self.passage.is(before, Class::Preposition)
            || self.passage.is(before, Class::Shift)
            || self.passage.has_mark(&(before..at), Class::Part)
            || self.passage.is_mark(before, "-")
            || self.passage.reads(before, "this")
            || self.passage.reads(before, "and");
        let name = self.passage.is_capital(at + 1) && !self.passage.is_known(at + 1);
        led && !name
    }

    /// `2026-01-07`, `07/01/2026`.
    fn numeric(self) -> Option<DateMention> {
        let (at, passage) = (self.at, self.passage);
        if passage.kind(at)? != TokenKind::Number {
            return None;
        }
        let mark = passage.word(at + 1);
        if !matches!(mark, "-" | "/")
            || passage.word(at + 3) != mark
            || (at + 1..at + 5).any(|next| passage.is_spaced(next))
        {
            return None;
        }
        let rule = "event/absolute";
        if let (Some(year), Some(month), Some(day)) =
            (self.year_at(at), self.digits(at + 2, 1, 12), self.digits(at + 4, 1, 31))
        {
            return Some(DateMention::new(
                at..at + 5,
                one_day(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?),
                rule,
            ));
        }
        let (first, second, year) = (self.digits(at, 1, 31)?, self.digits(at + 2, 1, 31)?, self.year_at(at + 4)?);
        // Which is the month is known only if one of them cannot be.
        let (day, month) = match (first > 12, second > 12) {
            (true, false) => (first, second),
            (false, true) => (second, first),
            (false, false) if first == second => (first, second),
            _ => {
                let mut mention = DateMention::new(at..at + 5, whole_year(year), rule);
                mention.approximate = true;
                return Some(mention);
            }
        };
        Some(DateMention::new(at..at + 5, one_day(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?), rule))
    }

    /// `7 January 2026`, `the 7th of January`, `5-7 January`.
    fn day_first(self) -> Option<DateMention> {
        let (at, passage) = (self.at, self.passage);
        let first = self.day(at)?;
        let mut next = at + 1;
        let mut last = first;
        if matches!(passage.word(next), "-" | "–" | "to" | "and") {
            last = self.day(next + 1)?;
            next += 2;
        }
        if passage.reads(next, "of") {
            next += 1;
        }
        let month = self.month(next)?;
        Some(self.day_of_month(at, next + 1, month, first, last))
    }

    /// `January 7, 2026`, `January 5-7`, `January 2026`, `January`.
    fn month_first(self) -> Option<DateMention> {
        let (at, passage) = (self.at, self.passage);
        let month = self.month(at)?;
        if let Some(first) = self.day(at + 1) {
            let mut next = at + 2;
            let mut last = first;
            if matches!(passage.word(next), "-" | "–" | "to" | "and")
                && let Some(day) = self.day(next + 1).filter(|&day| day > first && self.month(next + 2).is_none())
            {
                last = day;
                next += 2;
            }
            return Some(self.day_of_month(at, next, month, first, last));
        }
        let comma = usize::from(passage.is_mark(at + 1, ",") || passage.reads(at + 1, "of"));
        if let Some(year) = self.year_at(at + 1 + comma) {
            return Some(DateMention::new(at..at + 2 + comma, whole_month(year, month), "event/partial"));
        }
        if !self.is_surely_month(at) {
            return None;
        }
        if let Some(mention) = self.shifted_month(month) {
            return Some(mention);
        }
        let interval = self.in_fitting_year(|year| whole_month(year, month));
        Some(DateMention { relative: true, ..DateMention::new(at..at + 1, interval, "event/partial") })
    }

    /// `last October`, `next May`.
    fn shifted_month(self, month: i8) -> Option<DateMention> {
        let shift = self.passage.value(self.at.wrapping_sub(1), Class::Shift)?;
        let interval = self.anchor().and_then(|anchor| {
            let year = anchor.from.0.year();
            let mut all = [year - 1, year, year + 1].into_iter().filter_map(|year| whole_month(year, month));
            match shift {
                "last" => all.rfind(|days| days.to < anchor.from),
                "next" => all.find(|days| days.from > anchor.to),
                _ => whole_month(year, month),
            }
        });
        Some(DateMention::new(self.at - 1..self.at + 1, interval, "event/relative"))
    }

    fn day_of_month(self, start: usize, next: usize, month: i8, first: i8, last: i8) -> DateMention {
        let comma = usize::from(self.passage.is_mark(next, ","));
        let days = |year: i16| {
            Interval::new(Date::new(year, month, first).ok()?, Date::new(year, month, last.max(first)).ok()?)
        };
        if let Some(year) = self.year_at(next + comma) {
            return DateMention::new(start..next + comma + 1, days(year), "event/absolute");
        }
        let interval = self.in_fitting_year(days);
        DateMention { relative: true, ..DateMention::new(start..next, interval, "event/partial") }
    }

    /// The nearest fitting year: not after the text for what is past, not before it for what is to come.
    fn in_fitting_year(self, days: impl Fn(i16) -> Option<Interval>) -> Option<Interval> {
        let anchor = self.anchor()?;
        let year = anchor.from.0.year();
        let mut candidates = [year - 1, year, year + 1].into_iter().filter_map(days);
        if self.is_future() {
            candidates.find(|days| days.to >= anchor.from)
        } else {
            candidates.rfind(|days| days.from <= anchor.to)
        }
    }

    /// `in 2014`, `the 2014 vote`, `2020-2025`, `the 1990s`, `the first quarter of 2025`.
    fn year(self) -> Option<DateMention> {
        let (at, passage) = (self.at, self.passage);
        if let Some(decade) = passage.word(at).strip_suffix('s').filter(|word| word.len() == 4) {
            let year = decade.parse::<i16>().ok().filter(|year| (1500..2200).contains(year) && year % 10 == 0)?;
            let mut mention = DateMention::new(
                at..at + 1,
                Some(Interval::around(Date::new(year, 1, 1).ok()?, Unit::Decade)),
                "event/partial",
            );
            mention.approximate = true;
            return Some(mention);
        }
        let year = self.year_at(at)?;
        if let Some(mention) = self.quarter(at, year) {
            return Some(mention);
        }
        if !self.is_surely_year(at, year) {
            return None;
        }
        let joined =
            matches!(passage.word(at + 1), "-" | "–" | "/") && !passage.is_spaced(at + 1) && !passage.is_spaced(at + 2)
                || passage.reads(at + 1, "to")
                || passage.reads(at + 1, "and") && passage.reads(at.wrapping_sub(1), "between");
        if joined {
            let short = self
                .digits(at + 2, 1, 99)
                .filter(|_| passage.word(at + 2).len() == 2)
                .map(|short| year - year % 100 + short);
            if let Some(last) = self.year_at(at + 2).or(short).filter(|&last| last > year) {
                return Some(DateMention::new(
                    at..at + 3,
                    Interval::new(date(year, 1, 1), date(last, 12, 31)),
                    "event/partial",
                ));
            }
        }
        Some(DateMention::new(at..at + 1, whole_year(year), "event/partial"))
    }

    fn is_surely_year(self, at: usize, year: i16) -> bool {
        let passage = self.passage;
        let before = at.wrapping_sub(1);
        let prefix = passage.word(before).to_ascii_lowercase();
        if !passage.is_spaced(at) && at > 0 && !matches!(&*prefix, "(" | "-" | "–" | "—" | "“" | "\"" | "[" | "‘")
        {
            return false;
        }
        let next = at + 1;
        let hyphened = prefix == "-" && !passage.is_spaced(at) && passage.is_word(at.wrapping_sub(2));
        if hyphened && !passage.reads(at.wrapping_sub(2), "mid") {
            return false;
        }
        let counted = passage.is_mark(next, "%")
            || passage.is_any(next, &[Class::Percent, Class::Measured, Class::Currency, Class::Scale])
            || year % 100 == 0
                && passage.is_word(next)
                && passage.word(next).ends_with('s')
                && !passage.ends_phrase(next)
                && prefix != "the";
        let bounded = (at.saturating_sub(4)..at).any(|first| {
            passage
                .mark_at(first, Class::Bound)
                .is_some_and(|mark| mark.end == at && !matches!(passage.word(first), "around" | "about"))
        });
        let led = matches!(
            &*prefix,
            "in" | "since"
                | "by"
                | "until"
                | "till"
                | "from"
                | "of"
                | "before"
                | "after"
                | "during"
                | "around"
                | "about"
                | "circa"
                | "mid"
                | "early"
                | "late"
                | "between"
                | "to"
                | "the"
                | "and"
                | "("
                | "-"
                | "–"
                | "—"
                | "through"
                | "for"
                | "year"
                | "fy"
                | "its"
                | "a"
                | "their"
                | "back"
                | "["
                | "this"
                | "or"
                | "our"
        ) || passage.is(before, Class::Preposition);
        let modern = (1800..2100).contains(&year);
        let round = bounded && modern && year % 50 == 0;
        let plain = modern || matches!(prefix.as_ref(), "in" | "of" | "since");
        !(counted || round)
            && (led && plain
                || (1900..2100).contains(&year)
                    && (at == 0
                        || passage.is_mark(before, "|")
                        || passage.is_mark(before, ",")
                        || prefix.ends_with("'s")
                        || prefix.ends_with("’s")
                        || passage.is_word(next) && !passage.is_capital(before) && !is_plural(passage, next)))
    }

    /// `the first quarter of 2025`, `Q1 2025`, `the second half of 2025`.
    fn quarter(self, at: usize, year: i16) -> Option<DateMention> {
        let passage = self.passage;
        let of = usize::from(passage.reads(at.wrapping_sub(1), "of"));
        let noun = at.checked_sub(1 + of)?;
        let number = |word: &str| {
            ["first", "second", "third", "fourth"].iter().position(|known| word.eq_ignore_ascii_case(known))
        };
        let (start, index) = if passage.reads(noun, "quarter") {
            (noun.checked_sub(1)?, number(passage.word(noun.checked_sub(1)?))?)
        } else {
            let word = passage.word(noun);
            let index = word
                .strip_prefix(['Q', 'q'])
                .and_then(|digit| digit.parse::<usize>().ok())
                .filter(|digit| (1..=4).contains(digit))?;
            (noun, index - 1)
        };
        let month = i8::try_from(index * 3 + 1).ok()?;
        let first = Date::new(year, month, 1).ok()?;
        let interval = Interval::new(first, Unit::Day.add(Unit::Month.add(first, 3)?, -1)?);
        Some(DateMention::new(start..at + 1, interval, "event/partial"))
    }

    /// `summer 2025`, `the spring of 2024`, `last summer`, `this autumn`.
    fn season(self) -> Option<DateMention> {
        let (at, passage) = (self.at, self.passage);
        let month = passage.number(at, Class::Season)?;
        #[expect(clippy::cast_possible_truncation, reason = "months are 1 to 12")]
        let month = month as i8;
        let of = usize::from(passage.reads(at + 1, "of"));
        let days = |year: i16| {
            let first = Date::new(year, month, 1).ok()?;
            Interval::new(first, Unit::Day.add(Unit::Month.add(first, 3)?, -1)?)
        };
        let mut mention = if let Some(year) = self.year_at(at + 1 + of) {
            DateMention::new(at..at + 2 + of, days(year), "event/partial")
        } else {
            let shift = passage.value(at.wrapping_sub(1), Class::Shift)?;
            let anchor = self.anchor()?;
            let year = anchor.from.0.year();
            // Two years back: the last winter that is over may have begun then.
            let mut all = [year - 2, year - 1, year, year + 1].into_iter().filter_map(days);
            let interval = match shift {
                "last" => all.rfind(|days| days.to < anchor.from),
                "next" => all.find(|days| days.from > anchor.to),
                _ => days(year),
            };
            DateMention::new(at - 1..at + 1, interval, "event/relative")
        };
        mention.approximate = true;
        Some(mention)
    }

    /// Takes along `early`, `earlier`, `the`, and the preposition before a date.
    fn widen(self, mut mention: DateMention, from: usize) -> DateMention {
        let passage = self.passage;
        let mut start = mention.tokens.start;
        if start > from + 1 && passage.is_mark(start - 1, "-") && passage.reads(start - 2, "mid") {
            start -= 1;
        }
        let part = (start.saturating_sub(5).max(from)..start).find_map(|first| {
            passage.mark_at(first, Class::Part).filter(|mark| {
                mark.end == start
                    || passage.is_mark(mark.end, "-") && mark.end + 1 == start
                    || mark.end + 1 == start && passage.is_mark(start, "-")
                    || passage.reads(mark.end, "the") && mark.end + 1 == start
            })
        });
        if let Some(part) = part {
            let part_of = |interval: Interval| match passage.value_of(part) {
                "early" => interval.third(Third::Early),
                "mid" => interval.third(Third::Mid),
                "first-half" => interval.half(Half::First),
                "second-half" => interval.half(Half::Second),
                _ => interval.third(Third::Late),
            };
            mention.interval = mention.interval.map(part_of);
            mention.approximate = true;
            start = part.first;
        }
        let lead = |start: usize| start > from && LEADS.iter().any(|lead| passage.reads(start - 1, lead));
        // `the 2019 vote`: the article belongs to the noun.
        let bare_year = passage.kind(start) == Some(TokenKind::Number) && passage.word(start).len() == 4;
        let of_noun =
            bare_year && start > 0 && passage.is(start - 1, Class::Determiner) && !passage.reads(start - 1, "this");
        for _ in 0..if of_noun { 0 } else { 3 } {
            if lead(start) {
                if passage.reads(start - 1, "around") || passage.reads(start - 1, "about") {
                    mention.approximate = true;
                }
                start -= 1;
            }
        }
        while start < mention.tokens.start
            && (passage.reads(start, "the")
                && start + 1 == mention.tokens.start
                && !passage.is(start + 1, Class::Shift)
                || passage.reads(start, "of")
                || passage.reads(start, "due")
                || passage.reads(start, "as")
                || passage.reads(start, "than")
                || passage.reads(start, "to"))
        {
            start += 1;
        }
        mention.tokens.start = start;
        mention
    }
}

/// How many of which unit a word stands for.
fn unit_named(noun: &str) -> Option<(i32, Unit)> {
    Some(match noun {
        "day" | "days" | "night" | "morning" | "afternoon" | "evening" => (1, Unit::Day),
        "week" | "weeks" | "weekend" => (1, Unit::Week),
        "fortnight" | "fortnights" => (2, Unit::Week),
        "month" | "months" => (1, Unit::Month),
        "quarter" | "quarters" => (3, Unit::Month),
        "year" | "years" => (1, Unit::Year),
        "decade" | "decades" => (1, Unit::Decade),
        "century" => (1, Unit::Century),
        _ => return None,
    })
}

fn one_day(year: i16, month: i8, day: i8) -> Option<Interval> {
    PartialDate::new(year, Some(month), Some(day)).map(PartialDate::interval)
}

fn whole_month(year: i16, month: i8) -> Option<Interval> {
    PartialDate::new(year, Some(month), None).map(PartialDate::interval)
}

fn whole_year(year: i16) -> Option<Interval> {
    PartialDate::new(year, None, None).map(PartialDate::interval)
}
