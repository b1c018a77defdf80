//! Calendar dates of which a part may be missing, and stretches of days.

use std::fmt;
use std::str::FromStr;

use jiff::civil::{Date, date};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// English names of the months, lower case, January first.
pub const MONTHS: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];

/// A date as precise as it was given: `2026-01-07`, `2026-01` or `2026` (ISO 8601, and the levels of EDTF).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(try_from = "String", into = "String")]
#[schemars(with = "String")]
pub struct PartialDate {
    year: i16,
    month: Option<i8>,
    day: Option<i8>,
}

/// Why a text is not a [`PartialDate`].
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[error("`{0}` is not a date, expected `2026-01-07`, `2026-01` or `2026`")]
pub struct InvalidDate(String);

impl PartialDate {
    /// Returns the date if there is such a day, month or year (years 1 to 9999).
    pub fn new(year: i16, month: Option<i8>, day: Option<i8>) -> Option<Self> {
        if day.is_some() && month.is_none() {
            return None;
        }
        Date::new(year, month.unwrap_or(1), day.unwrap_or(1)).ok()?;
        (1..=9999).contains(&year).then_some(Self { year, month, day })
    }

    /// Returns the year.
    pub fn year(self) -> i16 {
        self.year
    }

    /// Returns the month, 1 to 12.
    pub fn month(self) -> Option<i8> {
        self.month
    }

    /// Returns the day of the month.
    pub fn day(self) -> Option<i8> {
        self.day
    }

    /// Returns the first and the last day that the date may mean.
    pub fn interval(self) -> Interval {
        let first = date(self.year, self.month.unwrap_or(1), self.day.unwrap_or(1));
        let last = match (self.month, self.day) {
            (_, Some(_)) => first,
            (Some(_), None) => first.last_of_month(),
            (None, None) => first.last_of_year(),
        };
        Interval { from: Day(first), to: Day(last) }
    }
}

impl From<Date> for PartialDate {
    fn from(day: Date) -> Self {
        Self { year: day.year(), month: Some(day.month()), day: Some(day.day()) }
    }
}

impl FromStr for PartialDate {
    type Err = InvalidDate;

    fn from_str(text: &str) -> Result<Self, InvalidDate> {
        let invalid = || InvalidDate(text.into());
        let mut parts = text.split('-');
        let mut part = |digits: usize| match parts.next() {
            None => Ok(None),
            Some(part) if part.len() == digits && part.bytes().all(|b| b.is_ascii_digit()) => {
                part.parse::<i16>().map(Some).map_err(|_| invalid())
            }
            Some(_) => Err(invalid()),
        };
        let year = part(4)?.ok_or_else(invalid)?;
        let [month, day] = [part(2)?, part(2)?].map(|part| part.and_then(|part| i8::try_from(part).ok()));
        if parts.next().is_some() {
            return Err(invalid());
        }
        Self::new(year, month, day).ok_or_else(invalid)
    }
}

impl fmt::Display for PartialDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}", self.year)?;
        for part in [self.month, self.day].into_iter().flatten() {
            write!(f, "-{part:02}")?;
        }
        Ok(())
    }
}

impl TryFrom<String> for PartialDate {
    type Error = InvalidDate;

    fn try_from(text: String) -> Result<Self, InvalidDate> {
        text.parse()
    }
}

impl From<PartialDate> for String {
    fn from(date: PartialDate) -> Self {
        date.to_string()
    }
}

/// One day, written `2026-01-07`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(try_from = "String", into = "String")]
#[schemars(with = "String")]
pub struct Day(pub Date);

impl TryFrom<String> for Day {
    type Error = InvalidDate;

    fn try_from(text: String) -> Result<Self, InvalidDate> {
        match text.parse::<PartialDate>()? {
            PartialDate { day: Some(_), .. } => text.parse().map(Day).map_err(|_| InvalidDate(text)),
            _ => Err(InvalidDate(text)),
        }
    }
}

impl From<Day> for String {
    fn from(day: Day) -> Self {
        day.0.to_string()
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// Units in which texts move dates.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Unit {
    /// Days.
    Day,
    /// Weeks, from Monday.
    Week,
    /// Calendar months.
    Month,
    /// Calendar years.
    Year,
    /// Ten years.
    Decade,
    /// A hundred years.
    Century,
}

impl Unit {
    /// Returns the day `count` units later, or `None` outside the years 1 to 9999.
    pub fn add(self, day: Date, count: i32) -> Option<Date> {
        let count = i64::from(count);
        let span = jiff::Span::new();
        let span = match self {
            Self::Day => span.try_days(count),
            Self::Week => span.try_weeks(count),
            Self::Month => span.try_months(count),
            Self::Year => span.try_years(count),
            Self::Decade => span.try_years(count * 10),
            Self::Century => span.try_years(count * 100),
        };
        day.checked_add(span.ok()?).ok().filter(|day| day.year() >= 1)
    }
}

/// A third of a stretch of days.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Third {
    /// The first.
    Early,
    /// The second.
    Mid,
    /// The last.
    Late,
}

/// A half of a stretch of days.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Half {
    /// The first.
    First,
    /// The second.
    Second,
}

/// A stretch of days, both ends included.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Interval {
    /// First day.
    pub from: Day,
    /// Last day.
    pub to: Day,
}

impl Interval {
    /// Returns the stretch from `from` to `to`, or `None` if they are reversed.
    pub fn new(from: Date, to: Date) -> Option<Self> {
        (from <= to).then_some(Self { from: Day(from), to: Day(to) })
    }

    /// Returns one day.
    pub fn day(day: Date) -> Self {
        Self { from: Day(day), to: Day(day) }
    }

    /// Returns both ends moved by `count` units, or `None` outside the calendar.
    pub fn moved(self, count: i32, unit: Unit) -> Option<Self> {
        Self::new(unit.add(self.from.0, count)?, unit.add(self.to.0, count)?)
    }

    /// Returns the first, middle or last third: `early January` is 1 to 10 January, `mid-2024` May to August.
    pub fn third(self, third: Third) -> Self {
        match third {
            Third::Early => self.part(0, 3),
            Third::Mid => self.part(1, 3),
            Third::Late => self.part(2, 3),
        }
    }

    /// Returns the first or second half: `the first half of 2024` is January to June.
    pub fn half(self, half: Half) -> Self {
        match half {
            Half::First => self.part(0, 2),
            Half::Second => self.part(1, 2),
        }
    }

    /// Returns the part `number` (from 0) of `count` parts alike: of whole months where the stretch is made of them,
    /// else of days.
    fn part(self, number: i32, count: i32) -> Self {
        let (from, to) = (self.from.0, self.to.0);
        let months =
            (i32::from(to.year()) - i32::from(from.year())) * 12 + i32::from(to.month()) + 1 - i32::from(from.month());
        let is_whole = from == from.first_of_month() && to == to.last_of_month();
        let (unit, length) = if is_whole && months >= count && months % count == 0 {
            (Unit::Month, months)
        } else {
            (Unit::Day, (to - from).get_days() + 1)
        };
        let start = |part: i32| unit.add(from, length * part / count).unwrap_or(to);
        let end = if number + 1 == count { to } else { Unit::Day.add(start(number + 1), -1).unwrap_or(to) };
        let first = start(number);
        Self::new(first, end.max(first)).unwrap_or(self)
    }

    /// Returns the calendar unit that holds the first day: its week from Monday, its month, its decade.
    pub fn around(day: Date, unit: Unit) -> Self {
        let (from, to) = match unit {
            Unit::Day => (day, day),
            Unit::Week => {
                let monday = Unit::Day.add(day, -i32::from(day.weekday().to_monday_zero_offset())).unwrap_or(day);
                (monday, Unit::Day.add(monday, 6).unwrap_or(day))
            }
            Unit::Month => (day.first_of_month(), day.last_of_month()),
            Unit::Year => (day.first_of_year(), day.last_of_year()),
            Unit::Decade | Unit::Century => {
                let length = if unit == Unit::Decade { 10 } else { 100 };
                let first = (day.year().div_euclid(length) * length).max(1);
                let last = (first + length - 1).min(9999);
                (Date::new(first, 1, 1).unwrap_or(day), Date::new(last, 12, 31).unwrap_or(day))
            }
        };
        Self { from: Day(from), to: Day(to) }
    }

    /// Tells whether the two share a day.
    pub fn overlaps(self, other: Self) -> bool {
        self.from <= other.to && other.from <= self.to
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_and_date_undo_each_other() {
        for text in ["2026-01-07", "2026-01", "2026", "0988-12-31"] {
            assert_eq!(text.parse::<PartialDate>().map(|date| date.to_string()), Ok(text.into()));
        }
        for text in ["2026-13", "2026-02-30", "26", "2026-1-7", "2026-01-07-01", "", "-2026"] {
            assert!(text.parse::<PartialDate>().is_err(), "{text}");
        }
    }

    #[test]
    fn a_month_lasts_to_its_last_day() {
        let interval = "2024-02".parse::<PartialDate>().map(PartialDate::interval).expect("a date");
        assert_eq!((interval.from.to_string(), interval.to.to_string()), ("2024-02-01".into(), "2024-02-29".into()));
    }

    #[test]
    fn thirds_of_a_month_cover_it() {
        let month = Interval::around(date(2026, 2, 14), Unit::Month);
        let [early, mid, late] = [Third::Early, Third::Mid, Third::Late].map(|third| month.third(third));
        assert_eq!((early.from, late.to), (month.from, month.to));
        assert_eq!(Unit::Day.add(early.to.0, 1), Some(mid.from.0));
        assert_eq!(Unit::Day.add(mid.to.0, 1), Some(late.from.0));
    }

    #[test]
    fn a_week_begins_on_monday_and_moves_stay_in_the_calendar() {
        let week = Interval::around(date(2026, 1, 7), Unit::Week);
        assert_eq!((week.from.to_string(), week.to.to_string()), ("2026-01-05".into(), "2026-01-11".into()));
        assert_eq!(week.moved(1, Unit::Century).map(|moved| moved.from.0.year()), Some(2126));
        assert_eq!(week.moved(100_000, Unit::Century), None);
    }
}
