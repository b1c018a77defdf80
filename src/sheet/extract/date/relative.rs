//! Dates that count from the text's own day: weekdays, `yesterday`, `last weekend`, `in three weeks`, `last month`,
//! `two weeks ago`.

use super::{DateMention, Reader, unit_named};
use crate::lexicon::measure::Class;
use crate::value::date::{Interval, Unit};

impl Reader<'_, '_> {
    /// `on Sunday`, `last Monday`, `next Friday`; a calendar date after it is taken along.
    pub(super) fn weekday(self) -> Option<DateMention> {
        let (at, passage) = (self.at, self.passage);
        let number = passage.number(at, Class::Weekday).filter(|_| passage.is_capital(at))?;
        let comma = usize::from(passage.is_mark(at + 1, ","));
        let the = usize::from(passage.reads(at + 1 + comma, "the"));
        let after = Self { at: at + 1 + comma + the, ..self };
        if let Some(mention) = after
            .day_first()
            .or_else(|| after.month(after.at).and_then(|_| after.day(after.at + 1)).and_then(|_| after.month_first()))
        {
            return Some(DateMention { tokens: at..mention.tokens.end, ..mention });
        }
        let shift = passage.value(at.wrapping_sub(1), Class::Shift);
        let future = shift == Some("next") || shift != Some("last") && self.is_future();
        let interval = self.today().and_then(|today| {
            #[expect(clippy::cast_possible_truncation, reason = "days of the week are 1 to 7")]
            let wanted = number as i32;
            let back = (i32::from(today.weekday().to_monday_one_offset()) - wanted).rem_euclid(7);
            let days = match (future, shift) {
                (true, _) if back == 0 && shift == Some("next") => 7,
                (true, _) => (7 - back) % 7,
                (false, Some("last")) if back == 0 => -7,
                (false, _) => -back,
            };
            Unit::Day.add(today, days).map(Interval::day)
        });
        let start = if shift.is_some() { at - 1 } else { at };
        let end = at + 1 + usize::from(passage.number(at + 1, Class::Period) == Some(0.0));
        Some(DateMention::new(start..end, interval, "event/relative"))
    }

    /// `today`, `yesterday`, `tomorrow`; `today's` before a noun means the present age.
    pub(super) fn relative_day(self) -> Option<DateMention> {
        let (at, passage) = (self.at, self.passage);
        let offset = passage.number(at, Class::RelativeDay)?;
        if passage.word(at).ends_with("'s") || passage.word(at).ends_with("’s") {
            return None;
        }
        #[expect(clippy::cast_possible_truncation, reason = "offsets are -1 to 1")]
        let offset = offset as i32;
        let interval = self.anchor().and_then(|anchor| anchor.moved(offset, Unit::Day));
        let end = at + 1 + usize::from(passage.number(at + 1, Class::Period) == Some(0.0));
        Some(DateMention::new(at..end, interval, "event/relative"))
    }

    /// `over the weekend`, `last weekend`: Saturday and Sunday.
    pub(super) fn weekend(self) -> Option<DateMention> {
        let (at, passage) = (self.at, self.passage);
        let shift = passage.value(at, Class::Shift);
        let the = passage.reads(at, "the") || passage.reads(at, "at");
        let noun = if shift.is_some() || the { at + 1 } else { at };
        if !passage.reads(noun, "weekend") || shift.is_none() && noun == at {
            return None;
        }
        let interval = self.today().and_then(|today| {
            let offset = i32::from(today.weekday().to_monday_zero_offset());
            let weeks = match shift {
                Some("last") => -1,
                Some("next") => 1,
                Some(_) => 0,
                None if offset >= 5 || self.is_future() => 0,
                None => -1,
            };
            let saturday = Unit::Day.add(today, 5 - offset + 7 * weeks)?;
            Interval::new(saturday, Unit::Day.add(saturday, 1)?)
        });
        Some(DateMention::new(at..noun + 1, interval, "event/relative"))
    }

    /// `in three weeks`, `within six months`: counted from the text, where the clause speaks of what is to come.
    pub(super) fn ahead(self) -> Option<DateMention> {
        let (at, passage) = (self.at, self.passage);
        let before = at.checked_sub(1)?;
        let within = passage.reads(before, "within");
        if !within && !passage.reads(before, "in") || !self.is_future() {
            return None;
        }
        let mut next = at;
        let article = passage.reads(at, "a") || passage.reads(at, "an");
        next += usize::from(article);
        let count = self.count(&mut next).or(article.then_some(1))?;
        let unit = unit_named(&passage.word(next).to_ascii_lowercase())?;
        if passage.is_mark(next + 1, "-") {
            return None;
        }
        let mut mention = DateMention::new(at..next + 1, None, "event/relative");
        mention.approximate = true;
        mention.interval = self.anchor().and_then(|anchor| {
            let then = unit.1.add(anchor.from.0, count.checked_mul(unit.0)?)?;
            if within { Interval::new(anchor.from.0, then) } else { Some(Interval::around(then, unit.1)) }
        });
        Some(mention)
    }

    /// `last month`, `this week`, `in recent weeks`, `over the next five years`.
    pub(super) fn shifted(self) -> Option<DateMention> {
        let (at, passage) = (self.at, self.passage);
        let shift = passage.value(at, Class::Shift)?;
        let word = passage.word(at).to_ascii_lowercase();
        let mut next = at + 1;
        let count = self.count(&mut next);
        let noun = passage.word(next).to_ascii_lowercase();
        let unit = unit_named(&noun)?;
        let plural = noun.ends_with('s');
        let anaphoric = matches!(&*word, "following" | "previous" | "preceding")
            || unit.1 == Unit::Day && !plural && word != "this"
            || noun == "night" && word == "next";
        if anaphoric && noun != "night"
            || word == "recent" && !plural
            || word == "this" && plural
            || word == "this" && noun == "day"
        {
            return None;
        }
        let mut mention = DateMention::new(at..next + 1, None, "event/relative");
        if count.is_some() || plural {
            let span = count.unwrap_or(3) * unit.0;
            mention.approximate = true;
            mention.interval = self.anchor().and_then(|anchor| match shift {
                "next" => Interval::new(anchor.from.0, unit.1.add(anchor.to.0, span)?),
                _ => Interval::new(unit.1.add(anchor.from.0, -span)?, anchor.to.0),
            });
            return Some(mention);
        }
        let step = match shift {
            "last" => -1,
            "next" => 1,
            _ => 0,
        } * unit.0;
        mention.interval = self.anchor().and_then(|anchor| {
            let known = Interval::around(anchor.from.0, unit.1);
            (known.to >= anchor.to)
                .then(|| Interval::around(unit.1.add(anchor.from.0, step).unwrap_or(anchor.from.0), unit.1))
        });
        Some(mention)
    }

    /// `two weeks ago`, `a year ago`.
    pub(super) fn ago(self) -> Option<DateMention> {
        let (at, passage) = (self.at, self.passage);
        let mut next = at;
        let article = passage.reads(at, "a") || passage.reads(at, "an");
        if article {
            next += 1;
        }
        let count = self.count(&mut next);
        if count.is_none() && !article {
            return None;
        }
        let unit = unit_named(&passage.word(next).to_ascii_lowercase())?;
        if !passage.reads(next + 1, "ago") && !passage.reads(next + 1, "earlier") {
            return None;
        }
        let mut mention = DateMention::new(at..next + 2, None, "event/relative");
        mention.approximate = true;
        if passage.reads(next + 1, "ago") {
            mention.interval = self.anchor().and_then(|anchor| {
                let back = count.unwrap_or(1).checked_mul(unit.0)?;
                Some(Interval::around(unit.1.add(anchor.from.0, -back)?, unit.1))
            });
        }
        Some(mention)
    }

    /// Reads `five`, `10`, `few`, `couple of`, and moves `next` past it.
    pub(super) fn count(self, next: &mut usize) -> Option<i32> {
        let passage = self.passage;
        let at = *next;
        let count = if let Some(number) = self.digits(at, 1, 999) {
            i32::from(number)
        } else if let Some(number) = passage.number(at, Class::Number) {
            #[expect(clippy::cast_possible_truncation, reason = "number words are below 100")]
            let number = number as i32;
            number
        } else if passage.reads(at, "few") || passage.reads(at, "several") {
            3
        } else if passage.reads(at, "couple") && passage.reads(at + 1, "of") {
            *next += 1;
            2
        } else {
            return None;
        };
        *next += 1;
        Some(count)
    }
}
