//! Words of ours in notes, by language: `templates/labels.yaml`, and a project's file of the same name over it.

use std::collections::{BTreeMap, BTreeSet};

use crate::diagnostic::{Diagnostic, Location, similar_name};
use crate::source::Span;
use crate::yaml::{self, Node};

/// The built-in labels.
pub(super) const BUILT_IN: &str = include_str!("../../templates/labels.yaml");

/// Labels of one language, with English for what it lacks.
#[derive(Clone, Debug, Default)]
pub(super) struct Labels {
    by_name: BTreeMap<String, String>,
}

impl Labels {
    /// Reads the labels of `language`; `project` is the path and text of a project's own file.
    ///
    /// # Errors
    /// A file that cannot be read, or a language that no file has.
    pub(super) fn of(language: &str, project: Option<&(String, String)>) -> Result<Self, Diagnostic> {
        type Languages = BTreeMap<String, BTreeMap<String, String>>;
        let mut languages: Languages = serde_yaml::from_str(BUILT_IN).unwrap_or_default();
        if let Some((path, text)) = project {
            let own: Languages = serde_yaml::from_str(text).map_err(|error| {
                let at = error.location().map_or(0, |place| place.index().min(text.len()));
                let at = (0..=at).rev().find(|&at| text.is_char_boundary(at)).unwrap_or_default();
                let message =
                    format!("labels cannot be read: {}", error.to_string().lines().next().unwrap_or_default());
                Diagnostic::error("labels", message).at(Location::in_text(path, text, Span::new(at, at)))
            })?;
            for (language, labels) in own {
                languages.entry(language).or_default().extend(labels);
            }
        }
        let mut by_name = languages.get("en").cloned().unwrap_or_default();
        let base = language.split('-').next().unwrap_or(language);
        if !languages.contains_key(base) && !languages.contains_key(language) {
            let message = format!("there are no labels for the language `{language}`");
            let known: Vec<_> = languages.keys().map(String::as_str).collect();
            let hint = format!("languages with labels are {}; add others in `templates/labels.yaml`", known.join(", "));
            return Err(Diagnostic::error("labels", message).hint(hint));
        }
        for language in [base, language] {
            by_name.extend(languages.get(language).cloned().unwrap_or_default());
        }
        Ok(Self { by_name })
    }

    /// Returns the languages that have labels, English first.
    pub(super) fn languages(project: Option<&(String, String)>) -> Vec<String> {
        let own = project.and_then(|(path, text)| yaml::parse(text, path).ok());
        let own = own.iter().flat_map(|tree| tree.root.entries()).filter_map(|(key, _)| key.text());
        let mut languages: Vec<String> = vec!["en".into()];
        for language in ["de", "fr", "uk"].into_iter().chain(own) {
            if languages.iter().all(|known| known != language) {
                languages.push(language.to_owned());
            }
        }
        languages
    }

    /// Returns the label `name` with `values` filled in; the first number decides between its two forms.
    pub(super) fn fill(&self, name: &str, values: &[(String, String)]) -> Option<String> {
        let label = self.by_name.get(name)?;
        let mut text = match label.split_once('|') {
            Some((one, many)) if !values.is_empty() => if values[0].1 == "1" { one } else { many }.to_owned(),
            _ => label.clone(),
        };
        for (key, value) in values {
            text = text.replace(&format!("{{{key}}}"), value);
        }
        Some(text)
    }

    /// Returns a label without values, or its name when there is none.
    pub(super) fn get(&self, name: &str) -> String {
        self.by_name.get(name).cloned().unwrap_or_else(|| name.to_owned())
    }

    /// Returns all labels.
    pub(super) fn all(&self) -> &BTreeMap<String, String> {
        &self.by_name
    }

    /// Writes `date` (`2026-01-07`, `2026-01`, `2026`) in words; other texts stay as they are.
    pub(super) fn date(&self, date: &str) -> String {
        let Ok(date) = date.parse::<crate::value::date::PartialDate>() else { return date.to_owned() };
        let year = date.year().to_string();
        let Some(month) = date.month().and_then(|month| usize::try_from(month).ok()) else { return year };
        let months = self.get("months");
        let month = months.split('|').nth(month.saturating_sub(1)).unwrap_or_default().to_owned();
        let mut values = vec![("month".to_owned(), month), ("year".to_owned(), year)];
        let form = match date.day() {
            Some(day) => {
                values.push(("day".to_owned(), day.to_string()));
                "date_day"
            }
            None => "date_month",
        };
        self.fill(form, &values).unwrap_or_default()
    }

    /// Writes a number with the marks of the language; years and other numbers under 10,000 keep their digits together.
    pub(super) fn number(&self, number: f64) -> String {
        let plain = number.to_string();
        let (whole, fraction) = plain.split_once('.').unwrap_or((&plain, ""));
        let (sign, digits) = whole.strip_prefix('-').map_or(("", whole), |digits| ("−", digits));
        let mut text = sign.to_owned();
        for (index, digit) in digits.chars().enumerate() {
            if index > 0 && (digits.len() - index).is_multiple_of(3) && digits.len() > 4 {
                text.push_str(&self.get("thousands"));
            }
            text.push(digit);
        }
        if !fraction.is_empty() {
            text.push_str(&self.get("decimal"));
            text.push_str(fraction);
        }
        text
    }
}

/// Returns everything that is wrong with a project's own labels in any language: files that are no lists of texts,
/// blanks that nothing fills or that were forgotten, names that look misspelt. `used` tells whether one of the project's
/// own templates names a label of its own.
pub(super) fn faults(path: &str, text: &str, used: impl Fn(&str) -> bool) -> Vec<Diagnostic> {
    let tree = match yaml::parse(text, path) {
        Ok(tree) => tree,
        Err(faults) => return faults,
    };
    let english = Labels::of("en", None).unwrap_or_default().by_name;
    let error = |message: String, node: &Node| {
        Diagnostic::error("labels", message).at(Location::in_text(path, text, node.span))
    };
    let mut found = Vec::new();
    for (language, labels) in tree.root.entries() {
        let tag = language.text().unwrap_or_default();
        if labels.entries().is_empty() && !labels.is_null() {
            found.push(error(format!("`{tag}` holds no labels, expected names with texts"), labels));
        }
        for (name, value) in labels.entries() {
            let name_text = name.text().unwrap_or_default();
            let Some(words) = value.text() else {
                found.push(error(format!("label `{name_text}` is no text"), value));
                continue;
            };
            match english.get(name_text) {
                Some(original) => found.extend(unlike(name_text, words, original).map(|message| error(message, value))),
                None if used(name_text) => {}
                None => {
                    if let Some(near) = similar_name(name_text, english.keys().map(String::as_str)) {
                        let message = format!("no template uses the label `{name_text}`");
                        let fault = Diagnostic::warning("labels", message);
                        let place = Location::in_text(path, text, name.span);
                        found.push(fault.at(place).hint(format!("did you mean `{near}`?")));
                    }
                }
            }
        }
    }
    found
}

/// Says what a label lacks or has too much of, held against the English one.
fn unlike(name: &str, words: &str, original: &str) -> Option<String> {
    if name == "months" {
        let count = words.split('|').count();
        return (count != 12).then(|| format!("label `months` has {count} names parted by `|`, expected 12"));
    }
    let (own, asked) = (blanks(words), blanks(original));
    if let Some(unknown) = own.iter().find(|blank| !asked.contains(*blank)) {
        let known: Vec<_> = asked.iter().map(|blank| format!("`{{{blank}}}`")).collect();
        let known = if known.is_empty() { "none".to_owned() } else { known.join(", ") };
        return Some(format!("nothing fills `{{{unknown}}}` of label `{name}`, which has {known}"));
    }
    let missing = asked.iter().find(|blank| !own.contains(*blank));
    missing.map(|blank| format!("label `{name}` lacks `{{{blank}}}`"))
}

/// The names in braces.
fn blanks(label: &str) -> BTreeSet<&str> {
    let inside = label.split('{').skip(1).filter_map(|rest| rest.split_once('}'));
    inside.map(|(blank, _)| blank).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_language_has_every_label() {
        let languages: BTreeMap<String, BTreeMap<String, String>> = serde_yaml::from_str(BUILT_IN).expect("labels");
        let english: Vec<_> = languages["en"].keys().collect();
        for (language, labels) in &languages {
            assert_eq!(labels.keys().collect::<Vec<_>>(), english, "{language}");
        }
    }

    #[test]
    fn labels_of_every_language_ask_for_the_same_values() {
        let languages: BTreeMap<String, BTreeMap<String, String>> = serde_yaml::from_str(BUILT_IN).expect("labels");
        for (language, labels) in &languages {
            for (name, words) in labels {
                assert_eq!(unlike(name, words, &languages["en"][name]), None, "{language}");
            }
        }
        let listed = Labels::languages(None).into_iter().collect::<BTreeSet<_>>();
        assert_eq!(listed, languages.into_keys().collect::<BTreeSet<_>>());
    }

    #[test]
    fn faults_of_labels_are_found_in_every_language_in_one_run() {
        let text = "en: {sourcs: Texts}\nde:\n  months: a|b\n  line: Zeile {m}\n  graded: verlässlich\n  cabinet: Kabinett\n\
                    nl: {sources: [a]}\nfr: none\n";
        let found = faults("templates/labels.yaml", text, |name| name == "cabinet");
        let shown: Vec<_> = found
            .iter()
            .map(|fault| (fault.location.as_ref().map_or(0, |at| at.line), fault.message.as_str()))
            .collect();
        assert_eq!(
            shown,
            [
                (1, "no template uses the label `sourcs`"),
                (3, "label `months` has 2 names parted by `|`, expected 12"),
                (4, "nothing fills `{m}` of label `line`, which has `{n}`"),
                (5, "label `graded` lacks `{grade}`"),
                (7, "label `sources` is no text"),
                (8, "`fr` holds no labels, expected names with texts"),
            ]
        );
    }

    #[test]
    fn dates_and_numbers_follow_the_language() {
        let english = Labels::of("en-GB", None).expect("English");
        let german = Labels::of("de", None).expect("German");
        assert_eq!(english.date("2031-05-04"), "4 May 2031");
        assert_eq!(german.date("2031-05-04"), "4. Mai 2031");
        assert_eq!(
            (english.date("2031-05"), english.date("2031"), english.date("spring")),
            ("May 2031".into(), "2031".into(), "spring".into())
        );
        assert_eq!((english.number(1_234_567.5), german.number(12_345.25)), ("1,234,567.5".into(), "12.345,25".into()));
        assert_eq!((english.number(2031.0), english.number(-3.0)), ("2031".into(), "−3".into()));
    }

    #[test]
    fn the_first_number_chooses_the_form() {
        let labels = Labels::of("en", None).expect("English");
        let fill = |n: &str| labels.fill("independent", &[("n".into(), n.into())]);
        assert_eq!(fill("1").as_deref(), Some("1 independent source"));
        assert_eq!(fill("3").as_deref(), Some("3 independent sources"));
    }

    #[test]
    fn a_project_replaces_single_labels_and_adds_languages() {
        let own = ("templates/labels.yaml".to_owned(), "en: {sources: Texts}\nnl: {sources: Bronnen}\n".to_owned());
        assert_eq!(Labels::of("en", Some(&own)).expect("English").get("sources"), "Texts");
        let dutch = Labels::of("nl", Some(&own)).expect("Dutch");
        assert_eq!((dutch.get("sources"), dutch.get("timeline")), ("Bronnen".into(), "Timeline".into()));
        assert!(Labels::of("xx", Some(&own)).is_err());
    }
}
