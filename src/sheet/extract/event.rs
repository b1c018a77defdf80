//! Finds the events that happen at dates.
//!
//! Each date ([`super::date`]) gives the event of its clause; in a row, list or line that it heads, of what stands beside
//! it. The date of the report itself (a dateline, `Published on …`) and dates to measure against are no events.

use super::clause::{Passage, Tokens};
use super::date::DateMention;
use super::{Context, Found, one_line};
use crate::document::{BlockKind, TokenKind};
use crate::lexicon::measure::Class;
use crate::sheet::claim::{Claim, Event};
use crate::value::date::PartialDate;

/// Appends the events of `passage`.
pub(super) fn find(context: &Context<'_>, passage: &Passage<'_>, dates: &[DateMention], found: &mut Vec<Found>) {
    for (index, mention) in dates.iter().enumerate() {
        if is_stamp(passage, mention) || is_baseline(passage, mention) {
            continue;
        }
        let clause = event_clause(passage, mention);
        let Some(what) = what(passage, mention, &clause) else { continue };
        let (Some(date), Some(span)) = (mention.date(context, passage), passage.span(&clause, &mention.tokens)) else {
            continue;
        };
        let anchor = context.document.metadata.issued.map(PartialDate::interval);
        let later = mention.interval.zip(anchor).is_some_and(|(interval, anchor)| interval.from > anchor.to);
        let past = mention.interval.zip(anchor).is_some_and(|(interval, anchor)| interval.to < anchor.from);
        let future = later || !past && passage.has_mark(&stretch(passage, dates, index, &clause), Class::Future);
        let rule = if passage.block == BlockKind::TableRow { "event/table" } else { mention.rule };
        let event = Event { date, what, place: place(passage, &clause), future };
        found.push(Found { claim: Claim::Event(event), span, rule });
    }
}

/// The part of the clause that belongs to one of several dates: what stands before it since the last date, or, for a
/// date at the head, what follows up to the next.
fn stretch(passage: &Passage<'_>, dates: &[DateMention], index: usize, clause: &Tokens) -> Tokens {
    let mention = &dates[index].tokens;
    let last = index.checked_sub(1).map_or(0, |last| dates[last].tokens.end);
    let before = last.max(clause.start)..mention.start;
    if before.clone().filter(|&at| passage.is_word(at)).count() > 1 {
        return before.start..mention.end;
    }
    let next = dates.get(index + 1).map_or(clause.end, |next| next.tokens.start.min(clause.end));
    mention.start..next.max(mention.end)
}

/// The clause of a date; for a date that heads a row, list item or line, what stands beside it.
fn event_clause(passage: &Passage<'_>, mention: &DateMention) -> Tokens {
    let clause = passage.clause(mention.tokens.start);
    let clause = clause.start..clause.end.max(mention.tokens.end);
    let words = clause.clone().filter(|at| passage.is_word(*at) && !mention.tokens.contains(at)).count();
    if words >= 2 {
        return clause;
    }
    if clause.end < passage.len() {
        let next = passage.clause(clause.end);
        let next = passage.clause(next.end.saturating_sub(1).max(clause.end));
        return clause.start..next.end;
    }
    passage.sentence(mention.tokens.start)
}

/// What happens: the clause without its date where that stands at an end.
fn what(passage: &Passage<'_>, mention: &DateMention, clause: &Tokens) -> Option<String> {
    let mut tokens = clause.clone();
    let leads = (tokens.start..mention.tokens.start).all(|at| !passage.is_word(at));
    let trails =
        (mention.tokens.end..tokens.end).all(|at| !passage.is_word(at) && passage.kind(at) != Some(TokenKind::Number));
    if leads {
        tokens.start = mention.tokens.end;
    } else if trails {
        tokens.end = mention.tokens.start;
    }
    let words = tokens.clone().filter(|&at| passage.is_word(at)).count();
    if words < 2 {
        return None;
    }
    let span = passage.span(&tokens, &(tokens.start..tokens.start))?;
    passage.text.get(span.range()).map(one_line)
}

/// `compared to 2005 levels`: a date to measure against.
fn is_baseline(passage: &Passage<'_>, mention: &DateMention) -> bool {
    let end = mention.tokens.end;
    ["levels", "level", "baseline", "figures", "prices"].iter().any(|noun| passage.reads(end, noun))
}

/// `Published on 7 January`, `PARIS, Jan. 7 (Agency) -`: the date of the report.
fn is_stamp(passage: &Passage<'_>, mention: &DateMention) -> bool {
    if mention.tokens.start > 8 {
        return false;
    }
    let before = 0..mention.tokens.start + 1;
    let stamp = passage.opens_block && passage.mark_at(0, Class::Stamp).is_some() && passage.len() < 25;
    let dash = (mention.tokens.end..passage.len().min(mention.tokens.end + 6)).any(|at| {
        matches!(passage.word(at), "—" | "–" | "-" | "--") && passage.is_spaced(at) && passage.is_spaced(at + 1)
    });
    let dateline = passage.opens_block
        && passage.block != BlockKind::TableRow
        && dash
        && mention.tokens.start > 0
        && passage.kind(0) == Some(TokenKind::Upper)
        && before.clone().all(|at| !passage.is_any(at, &[Class::Auxiliary, Class::Modal]));
    stamp || dateline
}

/// Returns where the event is: `in Geneva`, `the Geneva talks`.
fn place(passage: &Passage<'_>, clause: &Tokens) -> Option<String> {
    let name = |start: usize| {
        let end = (start..clause.end.min(start + 5))
            .find(|&at| {
                let actor = at > start && passage.is_capital(at) && passage.is(at, Class::Actor);
                !(is_name(passage, at) || actor)
            })
            .unwrap_or(clause.end.min(start + 5));
        let owns = |word: &str| word.ends_with("’s") || word.ends_with("'s");
        let whole = end > start && !owns(passage.word(end - 1));
        (whole && !is_name(passage, end)).then_some(start..end)
    };
    let mut met = false;
    for at in clause.clone() {
        met |= passage.is(at, Class::Meeting)
            || matches!(
                passage.word(at),
                "met" | "gathered" | "convened" | "signed" | "held" | "meet" | "gather" | "hosted"
            );
        let the = usize::from(passage.reads(at + 1, "the"));
        let led = passage.reads(at, "in") || met && passage.reads(at, "at");
        if led
            && is_name(passage, at + 1 + the)
            && let Some(tokens) = name(at + 1 + the)
        {
            return passage.phrase(&tokens);
        }
        let attributive = is_name(passage, at)
            && passage.is(at + 1, Class::Meeting)
            && passage.kind(at) == Some(TokenKind::Capitalised)
            && at > 0;
        if attributive && !passage.word(at).ends_with("’s") && passage.kind(at + 1) == Some(TokenKind::Lower) {
            return Some(passage.word(at).to_owned());
        }
    }
    None
}

fn is_name(passage: &Passage<'_>, at: usize) -> bool {
    let demonym = ["ese", "ish", "ian", "ean", "ench", "eek"].iter().any(|ending| passage.word(at).ends_with(ending))
        && passage.kind(at + 1) == Some(TokenKind::Lower)
        && !passage.is_known(at + 1);
    passage.is_capital(at)
        && !demonym
        && !passage.is_any(
            at,
            &[
                Class::Month,
                Class::Weekday,
                Class::Determiner,
                Class::Pronoun,
                Class::Preposition,
                Class::Subordinator,
                Class::Adverb,
                Class::Season,
                Class::Actor,
            ],
        )
}

#[cfg(test)]
mod tests {
    use super::super::statement::testing::facts;
    use crate::sheet::claim::{Claim, Event};

    fn events(text: &str, issued: &str) -> Vec<Event> {
        facts(text, issued)
            .into_iter()
            .filter_map(|(_, _, claim)| if let Claim::Event(event) = claim { Some(event) } else { None })
            .collect()
    }

    /// Writes the only event's date as `text: from..to`, `~` if approximate.
    fn one(text: &str, issued: &str) -> String {
        let events = events(text, issued);
        let [event] = &events[..] else { return format!("{events:?}") };
        let about = if event.date.approximate { "~" } else { "" };
        let days = event.date.interval.map_or_else(|| "?".to_owned(), |days| format!("{}..{}", days.from, days.to));
        format!("{}: {about}{days}", event.date.text)
    }

    #[test]
    fn absolute_dates_need_no_date_of_the_text() {
        assert_eq!(one("The pact was signed on 4 March 2021.", ""), "on 4 March 2021: 2021-03-04..2021-03-04");
        assert_eq!(one("Voters go to the polls on March 4-6, 2027.", ""), "on March 4-6, 2027: 2027-03-04..2027-03-06");
        assert_eq!(one("The bank opened its doors on 2024-02-29.", ""), "on 2024-02-29: 2024-02-29..2024-02-29");
        assert_eq!(one("The bank opened its doors on 13/02/2024.", ""), "on 13/02/2024: 2024-02-13..2024-02-13");
        assert_eq!(one("The bank opened its doors on 03/02/2024.", ""), "on 03/02/2024: ~2024-01-01..2024-12-31");
    }

    #[test]
    fn partial_dates_take_the_fitting_year() {
        assert_eq!(one("In early January the council met.", "2026-01-12"), "In early January: ~2026-01-01..2026-01-10");
        assert_eq!(one("The council met in December.", "2026-01-12"), "in December: 2025-12-01..2025-12-31");
        assert_eq!(one("The council will meet in December.", "2026-01-12"), "in December: 2026-12-01..2026-12-31");
        assert_eq!(one("The council met in December.", ""), "in December: ?");
        assert_eq!(one("The plant shuts by the end of 2035.", ""), "by the end of 2035: ~2035-09-01..2035-12-31");
        assert_eq!(one("Fees doubled in the 1990s.", ""), "in the 1990s: ~1990-01-01..1999-12-31");
        assert_eq!(
            one("Sales fell in the second quarter of 2024.", ""),
            "in the second quarter of 2024: 2024-04-01..2024-06-30"
        );
        assert_eq!(one("From 2020 to 2023 the mine stood still.", ""), "From 2020 to 2023: 2020-01-01..2023-12-31");
    }

    #[test]
    fn relative_dates_count_from_the_text() {
        assert_eq!(one("On Sunday the envoy flew home.", "2026-01-12"), "On Sunday: 2026-01-11..2026-01-11");
        assert_eq!(one("The envoy will fly home on Sunday.", "2026-01-12"), "on Sunday: 2026-01-18..2026-01-18");
        assert_eq!(one("Last month the envoy flew home.", "2026-01-12"), "Last month: 2025-12-01..2025-12-31");
        assert_eq!(one("Two weeks ago the crane fell.", "2026-01-12"), "Two weeks ago: ~2025-12-29..2026-01-04");
        assert_eq!(one("The board meets today in Faro.", "2026-01-12"), "today: 2026-01-12..2026-01-12");
        assert_eq!(one("The board meets today in Faro.", ""), "today: ?");
        assert_eq!(
            one("Prices rose in the past three years.", "2026-01-12"),
            "in the past three years: ~2023-01-12..2026-01-12"
        );
    }

    #[test]
    fn an_event_has_its_place_and_knows_whether_it_is_to_come() {
        let found = events("Six ministers met in Lisbon on 4 March 2021 and will meet again in 2031.", "");
        assert_eq!(found.iter().map(|event| event.future).collect::<Vec<_>>(), [false, true]);
        assert_eq!(found[0].place.as_deref(), Some("Lisbon"));
        let found = events("The Geneva talks ended on 5 May 2020.", "");
        assert_eq!(found[0].place.as_deref(), Some("Geneva"));
        assert_eq!(found[0].what, "The Geneva talks ended");
    }

    #[test]
    fn rows_and_lists_give_events() {
        let text = "Toll dispute\n\n| Date | Event |\n|---|---|\n| 5 May 2025 | The court suspends the toll. |\n\nWhat happened\n\n- 3 March 2024: The council approves the toll.\n";
        let found = events(text, "");
        let what: Vec<&str> = found.iter().map(|event| event.what.as_str()).collect();
        assert_eq!(what, ["The court suspends the toll", "The council approves the toll"]);
    }

    #[test]
    fn the_date_of_the_report_is_no_event() {
        for text in
            ["Published on 12 January 2026", "FARO, Jan. 12 (Agency) - The toll is back.", "The treaty may march on."]
        {
            assert_eq!(events(text, "2026-01-12"), [], "{text}");
        }
    }

    #[test]
    fn verbs_and_names_that_look_like_months_are_none() {
        for text in ["The boats may return.", "They march through the town.", "April Jones sang."] {
            assert_eq!(events(text, "2026-01-12"), [], "{text}");
        }
    }
}
