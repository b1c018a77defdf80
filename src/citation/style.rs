//! CSL styles and locales, from the archive that is built in.

use hayagriva::archive::{self, ArchivedStyle};
use hayagriva::citationberg::{self, IndependentStyle, Locale, StyleClass};

use crate::diagnostic::{Diagnostic, Location};

/// A loaded style.
#[derive(Clone, Debug)]
pub struct Style(pub(super) IndependentStyle);

/// Names of ours for the styles that people ask for by their kind.
const KINDS: [(&str, &str); 3] =
    [("author-date", "chicago-author-date"), ("notes", "chicago-notes"), ("numeric", "ieee")];

impl Style {
    /// Loads the built-in style `name`: that of a CSL style, or `author-date`, `notes` or `numeric`.
    ///
    /// # Errors
    /// An unknown name, with the near ones.
    pub fn named(name: &str) -> Result<Self, Box<Diagnostic>> {
        let full = KINDS.iter().find(|(kind, _)| *kind == name).map_or(name, |(_, full)| full);
        let style = ArchivedStyle::by_name(full).map(ArchivedStyle::get);
        match style {
            Some(citationberg::Style::Independent(style)) => Ok(Self(style)),
            Some(citationberg::Style::Dependent(_)) | None => Err(Box::new(unknown(name))),
        }
    }

    /// Reads a style from the text of the `.csl` file `file`.
    ///
    /// # Errors
    /// Text that is no CSL style, or one that only points to another style.
    pub fn read(text: &str, file: &str) -> Result<Self, Box<Diagnostic>> {
        let fault = |message: String| Box::new(Diagnostic::error("csl", message).at(Location::file(file)));
        match citationberg::Style::from_xml(text) {
            Ok(citationberg::Style::Independent(style)) => Ok(Self(style)),
            Ok(citationberg::Style::Dependent(style)) => {
                let parent = &style.parent_link.href;
                let parent = parent.rsplit('/').next().unwrap_or(parent);
                Err(Box::new(fault(format!("this style only points to the style `{parent}`")).hint("give that style")))
            }
            Err(error) => {
                let reason = error.to_string();
                let reason = reason.lines().next().unwrap_or_default();
                Err(fault(format!("the file is no CSL style: {reason}")))
            }
        }
    }

    /// Tells whether its citations are footnotes.
    pub fn is_for_notes(&self) -> bool {
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
    let known = || {
        ArchivedStyle::all().iter().flat_map(|style| style.names().iter().copied()).chain(KINDS.map(|(kind, _)| kind))
    };
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
