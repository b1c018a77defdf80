//! Calendar dates of which a part may be missing, and stretches of days.

use std::fmt;
use std::str::FromStr;

use jiff::civil::{Date, date};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

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
}
