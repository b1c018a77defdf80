//! CSL styles and locales, from the archive that is built in.

use hayagriva::archive::{self, ArchivedStyle};
use hayagriva::citationberg::{self, IndependentStyle, Locale, StyleClass};

use crate::diagnostic::Diagnostic;

/// A loaded style.
#[derive(Debug)]
pub(super) struct Style(pub IndependentStyle);

impl Style {
    /// Loads the style `name`.
    pub(super) fn named(name: &str) -> Result<Self, Box<Diagnostic>> {
        let style = ArchivedStyle::by_name(name).map(ArchivedStyle::get);
        match style {
            Some(citationberg::Style::Independent(style)) => Ok(Self(style)),
            Some(citationberg::Style::Dependent(_)) | None => Err(Box::new(unknown(name))),
        }
    }

    /// Tells whether its citations are footnotes.
    pub(super) fn is_for_notes(&self) -> bool {
        self.0.settings.class == StyleClass::Note
    }
}

/// Returns the locales that a style may ask for: that of `language` or its nearest, then English.
pub(super) fn locales(language: &str) -> Vec<Locale> {
    let code = |locale: &Locale| locale.lang.as_ref().map(|code| code.0.clone()).unwrap_or_default();
    let base = |code: &str| code.split('-').next().unwrap_or_default().to_lowercase();
    // Of the varieties of a language the one whose region is named like it comes first (`de-DE`, `fr-FR`).
    let distance = |locale: &Locale| {
        let code = code(locale);
        let is_alike = code.split_once('-').is_some_and(|(base, region)| base.eq_ignore_ascii_case(region));
        match () {
            () if code.eq_ignore_ascii_case(language) => Some(0),
            () if base(&code) != base(language) => None,
            () if is_alike || code == "en-US" => Some(1),
            () => Some(2),
        }
    };
    let mut all = archive::locales();
    all.retain(|locale| distance(locale).is_some() || code(locale) == "en-US");
    all.sort_by_key(|locale| distance(locale).unwrap_or(3));
    all
}

fn unknown(name: &str) -> Diagnostic {
    let known = || ArchivedStyle::all().iter().flat_map(|style| style.names().iter().copied());
    let fault = Diagnostic::error("unknown-style", format!("no citation style has the name `{name}`"));
    let lower = name.to_lowercase();
    let longer: Vec<String> = known()
        .filter(|known| !lower.is_empty() && known.contains(&lower))
        .take(6)
        .map(|name| format!("`{name}`"))
        .collect();
    if longer.is_empty() {
        fault.did_you_mean(name, known())
    } else {
        fault.hint(format!("styles with that in their name: {}", longer.join(", ")))
    }
}
