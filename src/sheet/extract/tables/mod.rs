//! Tables of invented sentences with what must be found in them, a file a kind of fact.

mod commitments;
mod dates;
mod figures;
mod unknowns;

use super::statement::testing::facts;
use crate::sheet::Claim;

/// Asserts that each sentence of `table`, in a text of the day `issued`, gives what stands beside it: the lines that
/// `line` makes of its facts, joined by `; `.
fn check(table: &[(&str, &str)], issued: &str, line: fn(Claim) -> Option<String>) {
    let found =
        |text| facts(text, issued).into_iter().filter_map(|(_, _, claim)| line(claim)).collect::<Vec<_>>().join("; ");
    let wrong: Vec<String> = table
        .iter()
        .map(|&(text, expected)| (text, expected, found(text)))
        .filter(|(_, expected, found)| found != expected)
        .map(|(text, expected, found)| format!("{text}\n  expected {expected}\n  found    {found}"))
        .collect();
    assert!(wrong.is_empty(), "{} wrong of {}:\n{}", wrong.len(), table.len(), wrong.join("\n"));
}
