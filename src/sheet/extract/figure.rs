//! Finds figures: numbers in digits and words with their bounds, units and money.
//!
//! A figure is a number that counts or measures. Dates, years, ages, ordinals, times, scores, labels (`Article 5`) and
//! list numbers are none. `about` is the clause that the figure stands in, and in an answer also the question.

use super::Found;
use super::clause::{Passage, Tokens};
use super::label::is_label;
use super::numeral::{Numeral, may_begin, numeral, scale_of, second_of_range};
use super::unit::{head, is_measured, unit_of};
use crate::document::TokenKind;
use crate::lexicon::measure::Class;
use crate::sheet::claim::{Amount, Claim, Figure};

/// Appends the figures of `passage` that are not part of `dates`.
pub(super) fn find(passage: &Passage<'_>, dates: &[Tokens], found: &mut Vec<Found>) {
    let mut at = 0;
    let mut dates = dates.iter().peekable();
    while at < passage.len() {
        while dates.next_if(|date| date.end <= at).is_some() {}
        if let Some(date) = dates.peek().filter(|date| date.start <= at) {
            at = date.end.max(at + 1);
            continue;
        }
        let numeral = if may_begin(passage, at) { numeral(passage, at) } else { None };
        let Some(numeral) = numeral else {
            at += 1;
            continue;
        };
        let end = numeral.tokens.end.max(at + 1);
        at = figure(passage, numeral, found).unwrap_or(end).max(end);
    }
}

/// Makes a figure of `numeral` and returns the token after it, or `None` if it is no figure.
fn figure(passage: &Passage<'_>, first: Numeral, found: &mut Vec<Found>) -> Option<usize> {
    if is_label(passage, &first) {
        return None;
    }
    let (second, separate) = second_of_range(passage, &first);
    let mut first = first;
    if let Some(second) =
        second.as_ref().filter(|second| !separate && second.scaled && !first.scaled && first.value < 1000.0)
    {
        first.value *= scale_of(passage, second);
    }
    let is_pair = second.is_some();
    let range = second.clone().filter(|_| !separate);
    let last = range.as_ref().unwrap_or(&first);
    let (after, mut unit_end, mut unit, currency, percent) = unit_of(passage, last);
    let currency = currency.or_else(|| first.currency.clone());
    // `20 or more rangers`, `300-plus members`: what is counted follows the bound.
    if unit.is_none() && currency.is_none() {
        let hyphen = usize::from(passage.is_mark(after, "-") && !passage.is_spaced(after));
        let bound = passage.mark_at(after + hyphen, Class::BoundAfter).map(|mark| mark.end);
        if let Some(head) = bound.and_then(|end| head(passage, end)) {
            unit = Some(passage.word(head).to_owned());
            unit_end = head + 1;
        }
    }
    // `from 400 to 520 euros`: both are counted alike.
    let (unit, currency) = match second.as_ref().filter(|_| separate && unit.is_none() && currency.is_none()) {
        Some(second) => {
            let (_, _, unit, currency, _) = unit_of(passage, second);
            (unit, currency)
        }
        None => (unit, currency),
    };
    let bound = bound_before(passage, &first);
    let bound_after = bound_after(passage, after, unit_end);
    let small_word = first.spelled && !first.scaled && !first.vague && first.value < 13.0;
    let nothing_counted = unit.is_none() && currency.is_none();
    if nothing_counted && !first.fraction && (small_word || !stands_alone(passage, &first, after, bound.is_some())) {
        return None;
    }
    if small_word && bound.is_none() && !is_pair && is_definite(passage, first.tokens.start) {
        return None;
    }
    let mut amount = Amount { unit, currency, ..Amount::default() };
    let measured = percent || amount.currency.is_some() || is_measured(passage, last, unit_end);
    let rule = fill(
        &mut amount,
        &first,
        range.as_ref(),
        bound.as_ref().map(|(_, kind)| *kind),
        bound_after.as_ref().map(|(_, kind)| *kind),
        measured,
    );
    let mut number = bound.as_ref().map_or_else(|| with_sign(passage, &first), |(start, _)| *start)..last.tokens.end;
    if let Some(range) = &range {
        number.end = range.tokens.end;
    }
    let end = bound_after.as_ref().map_or(unit_end, |(end, _)| (*end).max(unit_end)).max(number.end);
    if let Some((bound, _)) = bound_after {
        number.end = bound.max(number.end);
    }
    amount.text = passage.phrase(&number)?;
    let span = passage.span(&(number.start..end), &(number.start..end))?;
    if amount.unit.is_none() && amount.currency.is_none() {
        amount.unit = asked_unit(passage);
    }
    let about = about(passage, &(number.start..end));
    found.push(Found { claim: Claim::Figure(Figure { value: amount, about }), span, rule });
    Some(end)
}

/// Writes value and bounds; returns the name of the rule.
fn fill(
    amount: &mut Amount,
    first: &Numeral,
    second: Option<&Numeral>,
    before: Option<&str>,
    after: Option<&str>,
    measured: bool,
) -> &'static str {
    let whole = !measured && !first.scaled && !first.fraction && first.value.fract() == 0.0 && first.value < 1e6;
    let step = if whole { 1.0 } else { 0.0 };
    amount.approximate = first.vague;
    if let Some(second) = second {
        amount.at_least = Some(first.value);
        amount.at_most = Some(second.value);
        amount.approximate |= before == Some("about");
        return "figure/range";
    }
    if first.vague {
        // Two of the plural at the least; `dozens` gives no bound worth the name.
        if first.value > 0.0 {
            amount.at_least = Some(first.value);
        }
        return "figure/vague";
    }
    let value = first.value;
    match before.or(after) {
        Some("over") => amount.at_least = Some(value + step),
        Some("least") => amount.at_least = Some(value),
        Some("most") => amount.at_most = Some(value),
        Some("under") => amount.at_most = Some(value - step),
        Some("about" | "near") => {
            amount.exactly = Some(value);
            amount.approximate = true;
            return "figure/approximate";
        }
        _ => {
            amount.exactly = Some(value);
            return if first.fraction {
                "figure/fraction"
            } else if first.spelled {
                "figure/words"
            } else {
                "figure/digits"
            };
        }
    }
    "figure/bound"
}

/// Returns where the number begins with its currency sign.
fn with_sign(passage: &Passage<'_>, numeral: &Numeral) -> usize {
    let start = numeral.tokens.start;
    if numeral.currency.is_none() || start == 0 {
        return start;
    }
    let prefixed = start > 1
        && !passage.is_spaced(start - 1)
        && passage.is_capital(start - 2)
        && passage.word(start - 2).len() < 4;
    if prefixed { start - 2 } else { start - 1 }
}

/// Finds the words right before a number that bound it; returns where they begin.
fn bound_before<'p>(passage: &'p Passage<'_>, numeral: &Numeral) -> Option<(usize, &'p str)> {
    let mut start = with_sign(passage, numeral);
    if start > 0 && passage.kind(start - 1) == Some(TokenKind::Quote) {
        start -= 1;
    }
    if start > 0
        && matches!(passage.word(start - 1), "a" | "an" | "the")
        && passage.mark_at(start - 1, Class::Bound).is_none()
    {
        start -= 1;
    }
    // The longest entry that ends here begins first.
    let mark = (start.saturating_sub(5)..start)
        .find_map(|first| passage.mark_at(first, Class::Bound).filter(|mark| mark.end == start));
    match mark {
        Some(mark) => match passage.value_of(mark) {
            // `some 30` and `all 30` are bounds, `about 30` in `talk about 30` looks the same: no way to tell.
            "exact" => None,
            kind => Some((mark.first, kind)),
        },
        None => None,
    }
}

/// Finds the words after a number, or after its unit, that bound it; returns where they end.
fn bound_after<'p>(passage: &'p Passage<'_>, after: usize, unit_end: usize) -> Option<(usize, &'p str)> {
    if after > 0 && passage.is_mark(after - 1, "+") {
        return Some((after, "least"));
    }
    let hyphen = usize::from(passage.is_mark(after, "-") && passage.reads(after + 1, "plus"));
    [after + hyphen, unit_end].into_iter().find_map(|at| {
        let mark = passage.mark_at(at, Class::BoundAfter)?;
        let single = mark.end == mark.first + 1;
        (!single || passage.reads(at, "plus") || passage.reads(at, "minimum") || passage.reads(at, "maximum"))
            .then(|| (mark.end, passage.value_of(mark)))
    })
}

/// `the two`, `these three`: the text has counted them before.
fn is_definite(passage: &Passage<'_>, at: usize) -> bool {
    at > 0
        && matches!(
            passage.word(at - 1).to_ascii_lowercase().as_str(),
            "the" | "these" | "those" | "both" | "other" | "its" | "their"
        )
}

/// Tells whether a number without a unit still says how much: it is bounded, large, a decimal, or follows a verb of
/// change or a preposition of amount.
fn stands_alone(passage: &Passage<'_>, numeral: &Numeral, after: usize, bounded: bool) -> bool {
    let start = numeral.tokens.start;
    let before = start.wrapping_sub(1);
    let lone =
        passage.kind(after) == Some(TokenKind::Number) || start > 0 && passage.kind(before) == Some(TokenKind::Number);
    let amount = matches!(
        passage.word(before).to_ascii_lowercase().as_str(),
        "to" | "by" | "of" | "was" | "is" | "were" | "are" | "at" | "than" | "reached" | "with"
    ) || passage.is(before, Class::Change);
    // `at 14 Mill Lane`: a house.
    let house = passage.is_capital(after) && passage.is_capital(after + 1) && !bounded;
    !lone
        && !house
        && (bounded
            || numeral.scaled && !numeral.fraction
            || numeral.vague
            || amount && numeral.value >= 10.0
            || numeral.value >= 1000.0 && passage.word(start).contains(','))
}

/// What the question before an answer asks for: `How many troops …`.
fn asked_unit(passage: &Passage<'_>) -> Option<String> {
    let question = passage.text.get(passage.question?.range())?;
    let lower = question.to_ascii_lowercase();
    let at = lower.find("how many ")? + "how many ".len();
    let word: String = question.get(at..)?.chars().take_while(|c| c.is_alphabetic()).collect();
    (!word.is_empty()).then_some(word)
}

/// The clause of the figure; in an answer, after the question.
fn about(passage: &Passage<'_>, figure: &Tokens) -> Option<String> {
    let clause = passage.clause(figure.start);
    let start = clause.start.max(figure.start.saturating_sub(30));
    let end = clause.end.min(figure.end + 30).max(figure.end);
    let said = passage.phrase(&(start..end)).filter(|_| end - start > figure.len());
    let asked = passage.question.and_then(|span| passage.text.get(span.range())).filter(|asked| asked.len() <= 200);
    match (asked, said) {
        (Some(asked), Some(said)) => Some(format!("{} {said}", asked.split_whitespace().collect::<Vec<_>>().join(" "))),
        (None, said) => said,
        (asked, None) => asked.map(str::to_owned),
    }
}

#[cfg(test)]
mod tests {
    use super::super::statement::testing::facts;
    use crate::sheet::claim::{Amount, Claim};

    fn amounts(text: &str) -> Vec<Amount> {
        facts(text, "2026-01-07")
            .into_iter()
            .filter_map(|(_, _, claim)| if let Claim::Figure(figure) = claim { Some(figure.value) } else { None })
            .collect()
    }

    /// Writes the only figure of a sentence as `text [least..most] unit`.
    fn one(text: &str) -> String {
        let amounts = amounts(text);
        let [amount] = &amounts[..] else { return format!("{amounts:?}") };
        let bound = |value: Option<f64>| value.map_or_else(String::new, |value| value.to_string());
        let value = amount.exactly.map_or_else(
            || format!("{}..{}", bound(amount.at_least), bound(amount.at_most)),
            |value| value.to_string(),
        );
        let about = if amount.approximate { "~" } else { "" };
        let unit = amount.currency.as_deref().or(amount.unit.as_deref()).unwrap_or("-");
        format!("{} [{about}{value}] {unit}", amount.text)
    }

    #[test]
    fn numbers_stand_in_digits_and_in_words() {
        assert_eq!(one("The plan covers 1,250 small farms."), "1,250 [1250] farms");
        assert_eq!(one("Some called it a success when forty-two village schools reopened."), "forty-two [42] schools");
        assert_eq!(one("Two and a half million litres leaked."), "Two and a half million [2500000] litres");
        assert_eq!(one("Three hundred and twelve delegates came."), "Three hundred and twelve [312] delegates");
    }

    #[test]
    fn bounds_count_whole_things_and_measure_others() {
        assert_eq!(one("More than 30 Alpine villages joined."), "More than 30 [31..] villages");
        assert_eq!(one("The dam has leaked for more than three years."), "more than three [3..] years");
        assert_eq!(one("At least 12 boats sank."), "At least 12 [12..] boats");
        assert_eq!(one("Up to 400 beds are free."), "Up to 400 [..400] beds");
        assert_eq!(one("Fewer than 20 clinics stayed open."), "Fewer than 20 [..19] clinics");
        assert_eq!(one("Nearly 900 nurses left."), "Nearly 900 [~900] nurses");
        assert_eq!(one("The pass is closed to lorries of 40 tonnes or more."), "40 tonnes or more [40..] tonnes");
    }

    #[test]
    fn what_is_vague_stays_so() {
        assert_eq!(one("The union could send several thousand marchers."), "several thousand [~2000..] marchers");
        assert_eq!(one("Dozens of wells ran dry."), "Dozens [~..] wells");
        assert_eq!(one("Tens of thousands of homes lost power."), "Tens of thousands [~20000..] homes");
        assert_eq!(
            amounts("He thanked them a thousand times over, and several others."),
            amounts("He thanked them a thousand times over.")
        );
    }

    #[test]
    fn ranges_and_changes_differ() {
        assert_eq!(one("Between 30 and 40 buses run daily."), "30 and 40 [30..40] buses");
        assert_eq!(one("The bridge will cost $3-5 billion."), "$3-5 billion [3000000000..5000000000] USD");
        let change = amounts("The rate fell from 7.1% to 6.4% in spring.");
        assert_eq!(change.iter().map(|amount| amount.exactly).collect::<Vec<_>>(), [Some(7.1), Some(6.4)]);
    }

    #[test]
    fn money_has_a_currency() {
        assert_eq!(one("The grant is worth €3.2bn."), "€3.2bn [3200000000] EUR");
        assert_eq!(one("Each household pays about 45 million yen."), "about 45 million [~45000000] JPY");
        assert_eq!(one("The fine was US$900."), "US$900 [900] USD");
    }

    #[test]
    fn shares_are_per_cent_or_fractions() {
        assert_eq!(one("Some 40 per cent of voters stayed away."), "Some 40 [~40] per cent");
        assert_eq!(one("Two-thirds of the orchards froze."), "Two-thirds [0.666666] of orchards");
        assert_eq!(one("One in five ferries is late."), "One in five [0.2] of ferries");
    }

    #[test]
    fn dates_ages_ordinals_labels_and_list_numbers_are_no_figures() {
        for text in [
            "The treaty of 1998 lapsed on 4 March 2021.",
            "Paula Reyes, 54, runs the port.",
            "She is 61 years old.",
            "It was the 27th vote and the third defeat.",
            "Article 12 binds the court.",
            "The meeting began at 10:30 and ended at 4 p.m. sharp.",
            "COVID-19 closed the ward.",
            "1. Close the old valve",
            "No one knew, and one of them laughed.",
            "It became a two-way street.",
        ] {
            assert_eq!(amounts(text), [], "{text}");
        }
    }

    #[test]
    fn a_figure_knows_its_clause() {
        let facts = facts("The envoy said 35 islands had signed, but the bank wants more.", "");
        let about = facts
            .iter()
            .find_map(|(_, _, claim)| if let Claim::Figure(figure) = claim { figure.about.clone() } else { None });
        assert_eq!(about.as_deref(), Some("35 islands had signed"));
    }
}
