//! What each rule that finds facts looks for, one line a rule, in `rules.tsv`.

/// Rule, tab, what it looks for; lines that begin with `#` are remarks.
const RULES: &str = include_str!("rules.tsv");

/// Returns what the rule named `rule` looks for, or `None` if there is no such rule.
pub fn describe(rule: &str) -> Option<&'static str> {
    all().find_map(|(name, looks_for)| (name == rule).then_some(looks_for))
}

/// Returns the rules and what each looks for, in the order of the file.
pub fn all() -> impl Iterator<Item = (&'static str, &'static str)> {
    RULES.lines().filter(|line| !line.starts_with('#')).filter_map(|line| line.split_once('\t'))
}

#[cfg(test)]
mod tests {
    #![expect(clippy::disallowed_methods, reason = "reads the sources of the extractors")]

    use std::collections::BTreeSet;

    use regex::Regex;
    use walkdir::WalkDir;

    use super::*;

    #[test]
    fn every_rule_of_the_extractors_is_described_and_no_other() {
        let kinds = "quotation|figure|event|commitment|condition|unknown|position|precedent|person";
        let name = Regex::new(&format!("\"((?:{kinds})/[a-z-]+)\"")).expect("a pattern");
        let mut used = BTreeSet::new();
        for entry in WalkDir::new(concat!(env!("CARGO_MANIFEST_DIR"), "/src/sheet/extract")) {
            let path = entry.expect("a file").into_path();
            if path.extension().is_some_and(|ending| ending == "rs") {
                let source = std::fs::read_to_string(&path).expect("a source");
                used.extend(name.captures_iter(&source).map(|found| found[1].to_owned()));
            }
        }
        let described: BTreeSet<_> = all().map(|(rule, _)| rule.to_owned()).collect();
        assert_eq!(used, described);
        assert_eq!(all().count(), described.len());
    }

    #[test]
    fn an_unknown_rule_has_no_description() {
        assert_eq!(describe("figure/none"), None);
        assert!(describe("figure/bound").is_some_and(|text| text.contains("bound")));
    }
}
