//! Words of ours in notes, by language: `templates/labels.yaml`, and a project's file of the same name over it.

use std::collections::BTreeMap;

use crate::diagnostic::{Diagnostic, Location};
use crate::source::Span;

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
