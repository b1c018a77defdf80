//! Meaning lints: true words that may mislead, because of what was cut out between them or just outside them.

use super::Drift;
use super::fold::Folded;

const NEGATIONS: [&str; 16] = [
    "not", "no", "never", "none", "nobody", "nothing", "neither", "nor", "cannot", "without", "hardly", "barely",
    "scarcely", "fails", "failed", "denied",
];
const CONDITIONS: [&str; 14] = [
    "if",
    "unless",
    "until",
    "provided",
    "only",
    "once",
    "except",
    "when",
    "should",
    "subject",
    "depends",
    "depending",
    "conditional",
    "assuming",
];
const HEDGES: [&str; 24] = [
    "may",
    "might",
    "could",
    "perhaps",
    "possibly",
    "probably",
    "likely",
    "reportedly",
    "allegedly",
    "apparently",
    "about",
    "around",
    "roughly",
    "nearly",
    "almost",
    "some",
    "seems",
    "seemed",
    "appears",
    "suggests",
    "potentially",
    "partly",
    "partially",
    "would",
];

/// Tells whether a text holds a word that negates.
pub fn has_negation(text: &str) -> bool {
    words(text).iter().any(|word| is_negation(word))
}

fn is_negation(word: &str) -> bool {
    NEGATIONS.contains(&word) || word.ends_with("n't")
}

fn words(text: &str) -> Vec<String> {
    let folded = Folded::of(text).text;
    let words = folded.split(|c: char| !c.is_alphanumeric() && c != '\'').map(|word| word.trim_matches('\''));
    words.filter(|word| !word.is_empty()).map(str::to_owned).collect()
}

/// Looks at what an ellipsis leaves out.
pub fn of_gap(left_out: &str) -> Vec<Drift> {
    let words = words(left_out);
    let mut found = Vec::new();
    let mut look = |rule, what, is: &dyn Fn(&str) -> bool| {
        if let Some(word) = words.iter().find(|word| is(word)) {
            found.push(Drift { rule, message: format!("the ellipsis leaves out a {what}: `{word}`") });
        }
    };
    look("cut-negation", "negation", &is_negation);
    look("cut-condition", "condition", &|word| CONDITIONS.contains(&word));
    look("cut-hedge", "hedge", &|word| HEDGES.contains(&word));
    found
}

/// Looks at the words of the same sentence just before and just after a quotation.
pub fn of_edges(before: &str, after: &str) -> Vec<Drift> {
    let mut found = Vec::new();
    let before = before.rsplit(['.', '!', '?', ';']).next().unwrap_or_default();
    let last = words(before);
    // `not` may stand a word or two away: `did not really say`, `is by no means`.
    if let Some(word) = last.iter().rev().take(3).find(|word| is_negation(word)) {
        found.push(Drift {
            rule: "edge-negation",
            message: format!("the words before the quotation negate it: `{word}`"),
        });
    }
    if after.trim_start_matches(['"', '”', '’', '\'', '»']).starts_with(['.', '!', '?']) {
        return found;
    }
    let next = words(after.split(['.', '!', '?', ';']).next().unwrap_or_default());
    const LIMITS: [&str; 8] = ["but", "unless", "although", "though", "except", "however", "if", "provided"];
    let limit = match next.as_slice() {
        [first, ..] if LIMITS.contains(&first.as_str()) => Some(first.clone()),
        [first, second, ..] if first == "only" && ["if", "when", "once", "after"].contains(&second.as_str()) => {
            Some(format!("only {second}"))
        }
        [first, second, ..] if first == "as" && second == "long" => Some("as long as".into()),
        _ => None,
    };
    if let Some(limit) = limit {
        found.push(Drift {
            rule: "edge-condition",
            message: format!("the words after the quotation limit it: `{limit}`"),
        });
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rules(found: Vec<Drift>) -> Vec<&'static str> {
        found.into_iter().map(|drift| drift.rule).collect()
    }

    #[test]
    fn what_an_ellipsis_leaves_out_is_looked_at() {
        assert_eq!(rules(of_gap(" will never ")), ["cut-negation"]);
        assert_eq!(rules(of_gap(", if the council agrees and it might, ")), ["cut-condition", "cut-hedge"]);
        assert_eq!(rules(of_gap(" in the old harbour ")), Vec::<&str>::new());
        assert_eq!(rules(of_gap(" doesn’t ")), ["cut-negation"]);
    }

    #[test]
    fn edges_that_negate_or_limit_are_seen() {
        assert_eq!(rules(of_edges("The pier is not ", " at all.")), ["edge-negation"]);
        assert_eq!(rules(of_edges("Nobody slept. The pier is ", ", but only if it is paid for.")), ["edge-condition"]);
        assert_eq!(rules(of_edges("The pier is ", ". But it leaks.")), Vec::<&str>::new());
        assert_eq!(rules(of_edges("", " only once the money is there")), ["edge-condition"]);
    }
}
