//! The look of notes: fonts, sizes, colours and margins, from a small YAML file.
//!
//! Takes `templates/theme.yaml` or a file that settings, a brief or `--theme` names; see `docs/formats/theme.md`. What a
//! theme leaves out stays as it is built in. PDF takes all of it; HTML the fonts and colours, and in print the sizes and
//! margins. Colours of text that are hard to read are warned of: 4.5 to 1, as WCAG 2.2 demands (1.4.3).

use std::fmt;
use std::sync::LazyLock;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::diagnostic::{Checked, Diagnostic, Location, Warned};
use crate::{schema, yaml};

/// Name of the file in a project's templates that is taken when no other is named.
pub const FILE: &str = "theme.yaml";

/// Name under which a PDF carries its theme.
pub const ATTACHMENT: &str = "theme.evenhand.yaml";

/// Least contrast of text against its ground.
const CONTRAST: f64 = 4.5;

/// The look of notes. Everything may be left out.
#[derive(Clone, Copy, PartialEq, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Theme {
    /// Fonts.
    #[serde(default, skip_serializing_if = "is_default")]
    pub fonts: Fonts,
    /// Sizes of type in points; those left out follow that of the text.
    #[serde(default, skip_serializing_if = "is_default")]
    pub sizes: Sizes,
    /// Colours, `#rrggbb`.
    #[serde(default, skip_serializing_if = "is_default")]
    pub colours: Colours,
    /// Margins of the page in millimetres.
    #[serde(default, skip_serializing_if = "is_default")]
    pub margins: Margins,
    /// Number of pages from which a note has contents; 0 for never, 8 by default.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 0, max = 1000))]
    pub contents_from: Option<u32>,
}

fn is_default<T: Default + PartialEq>(part: &T) -> bool {
    *part == T::default()
}

/// Fonts by use.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Fonts {
    /// Running text; `libertinus-serif` by default.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<Font>,
    /// Headings; `noto-sans` by default.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub headings: Option<Font>,
}

/// The fonts that can be chosen: those that are part of the program.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Font {
    /// Libertinus Serif: Latin, Greek, Cyrillic.
    LibertinusSerif,
    /// New Computer Modern, the face of TeX: Latin, Greek, Cyrillic, Hebrew.
    NewComputerModern,
    /// Noto Sans: Latin, Greek, Cyrillic.
    NotoSans,
}

impl Font {
    /// Returns the list of fonts that a page on the screen should try, in CSS.
    fn stack(self) -> &'static str {
        match self {
            Self::LibertinusSerif => "\"Libertinus Serif\", \"Linux Libertine O\", Charter, Cambria, Georgia, serif",
            Self::NewComputerModern => "\"NewComputerModern10\", \"Latin Modern Roman\", \"CMU Serif\", Georgia, serif",
            Self::NotoSans => "\"Noto Sans\", \"Segoe UI\", system-ui, sans-serif",
        }
    }
}

/// Sizes in points.
#[derive(Clone, Copy, PartialEq, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Sizes {
    /// Running text; 10.5 by default.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 6, max = 18))]
    pub text: Option<f32>,
    /// The title; 20 by default.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 8, max = 48))]
    pub title: Option<f32>,
    /// Text in two columns and in boxes; 9.8 by default.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 6, max = 18))]
    pub sides: Option<f32>,
    /// Tables; 9.5 by default.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 6, max = 18))]
    pub tables: Option<f32>,
    /// Footnotes; 8.6 by default.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 6, max = 18))]
    pub notes: Option<f32>,
    /// Distance of lines as a multiple of the size; 1.3 by default.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 1, max = 2))]
    pub line: Option<f32>,
}

/// Colours.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Colours {
    /// Text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<Colour>,
    /// Title and headings; by default that of the text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub headings: Option<Colour>,
    /// Subtitles, captions, running titles.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub faint: Option<Colour>,
    /// Links.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub links: Option<Colour>,
    /// Hairlines of tables and columns.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rules: Option<Colour>,
    /// Ground of boxes and code.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ground: Option<Colour>,
    /// The optimistic side.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub optimistic: Option<Colour>,
    /// The sceptical side.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sceptical: Option<Colour>,
}

/// Margins in millimetres.
#[derive(Clone, Copy, PartialEq, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Margins {
    /// Above the text; the running title stands in it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 12, max = 60))]
    pub top: Option<f32>,
    /// Below the text; the number of the page stands in it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 14, max = 60))]
    pub bottom: Option<f32>,
    /// Left of the text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 8, max = 60))]
    pub left: Option<f32>,
    /// Right of the text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 8, max = 60))]
    pub right: Option<f32>,
}

/// A colour, written `#1b5e83`.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(try_from = "String", into = "String")]
#[schemars(with = "String")]
pub struct Colour {
    /// Red.
    pub red: u8,
    /// Green.
    pub green: u8,
    /// Blue.
    pub blue: u8,
}

/// Why a text is no [`Colour`].
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[error("`{0}` is no colour, expected one such as `#1b5e83`")]
pub struct InvalidColour(String);

impl TryFrom<String> for Colour {
    type Error = InvalidColour;

    fn try_from(text: String) -> Result<Self, InvalidColour> {
        let digits = text.strip_prefix('#').filter(|digits| digits.len() == 6 && digits.is_ascii());
        let part = |at: usize| u8::from_str_radix(digits?.get(at..at + 2)?, 16).ok();
        match (part(0), part(2), part(4)) {
            (Some(red), Some(green), Some(blue)) => Ok(Self { red, green, blue }),
            _ => Err(InvalidColour(text)),
        }
    }
}

impl From<Colour> for String {
    fn from(colour: Colour) -> Self {
        colour.to_string()
    }
}

impl fmt::Display for Colour {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "#{:02x}{:02x}{:02x}", self.red, self.green, self.blue)
    }
}

impl Colour {
    const WHITE: Self = Self { red: 255, green: 255, blue: 255 };
    /// The ground of boxes where a theme names none.
    const GROUND: Self = Self { red: 245, green: 247, blue: 249 };

    /// Returns the relative luminance, 0 to 1 (WCAG 2.2, definition).
    fn luminance(self) -> f64 {
        let linear = |part: u8| {
            let part = f64::from(part) / 255.0;
            if part <= 0.04045 { part / 12.92 } else { ((part + 0.055) / 1.055).powf(2.4) }
        };
        0.2126 * linear(self.red) + 0.7152 * linear(self.green) + 0.0722 * linear(self.blue)
    }

    /// Returns the contrast of two colours, 1 to 21.
    fn contrast(self, other: Self) -> f64 {
        let (one, two) = (self.luminance(), other.luminance());
        (one.max(two) + 0.05) / (one.min(two) + 0.05)
    }
}

static SCHEMA: LazyLock<Value> = LazyLock::new(schema::theme);

/// Reads a theme; colours that are hard to read are warnings.
///
/// # Errors
/// All faults of the file, each with its place.
pub fn read(text: &str, file: &str) -> Checked<Warned<Theme>> {
    let (tree, value) = yaml::checked(text, file, &SCHEMA)?;
    let place = |key: &str| {
        let node = tree.root.get("colours").and_then(|colours| colours.get(key));
        node.map(|node| Location::in_text(file, text, node.span))
    };
    // Written colours are checked here, where each has a place.
    let written = value.get("colours").and_then(Value::as_object);
    let faults: Vec<Diagnostic> = written
        .into_iter()
        .flatten()
        .filter_map(|(key, colour)| {
            let fault = Colour::try_from(colour.as_str()?.to_owned()).err()?;
            let found = Diagnostic::error("bad-colour", fault.to_string());
            Some(match place(key) {
                Some(place) => found.at(place),
                None => found,
            })
        })
        .collect();
    if !faults.is_empty() {
        return Err(faults);
    }
    let theme: Theme = yaml::decode(value, text, file)?;
    let warnings = faint(&theme.colours)
        .into_iter()
        .map(|(key, message)| {
            let found = Diagnostic::warning("low-contrast", message).hint("take a darker colour");
            match place(key) {
                Some(place) => found.at(place),
                None => found.at(Location::file(file)),
            }
        })
        .collect();
    Ok(Warned { output: theme, warnings })
}

/// Returns the colours of text that are hard to read: their key, and what is wrong.
fn faint(colours: &Colours) -> Vec<(&'static str, String)> {
    let grounds = [("white", Colour::WHITE), ("the ground of boxes", colours.ground.unwrap_or(Colour::GROUND))];
    let texts = [
        ("text", colours.text),
        ("headings", colours.headings),
        ("faint", colours.faint),
        ("links", colours.links),
        ("optimistic", colours.optimistic),
        ("sceptical", colours.sceptical),
    ];
    let mut found: Vec<(&'static str, String)> = Vec::new();
    for (key, colour) in texts {
        let Some(colour) = colour else { continue };
        let worst = grounds
            .iter()
            .map(|&(name, ground)| (name, colour.contrast(ground)))
            .min_by(|(_, one), (_, two)| one.total_cmp(two));
        if let Some((ground, contrast)) = worst.filter(|&(_, contrast)| contrast < CONTRAST) {
            let contrast = (contrast * 10.0).floor() / 10.0;
            let message =
                format!("`{colour}` of `{key}` has a contrast of {contrast} to 1 against {ground}, text needs 4.5");
            found.push((key, message));
        }
    }
    // Text whose colour the theme leaves alone is nearly black.
    let ink = Colour { red: 31, green: 29, blue: 26 };
    if let Some(ground) = colours.ground.filter(|ground| colours.text.is_none() && ink.contrast(*ground) < CONTRAST) {
        found.push(("ground", format!("black text on `{ground}` of `ground` is hard to read")));
    }
    found
}

impl Theme {
    /// Tells whether the theme changes nothing.
    pub fn is_plain(&self) -> bool {
        is_default(self)
    }

    /// Returns the rules that a page adds to its style sheet; empty for a theme that changes nothing on a page.
    ///
    /// Colours hold on light grounds only: in dark mode the built-in ones stay, which can be read there.
    pub fn css(&self) -> String {
        let mut css = String::new();
        let fonts = [("serif", self.fonts.text), ("head", self.fonts.headings)];
        let fonts: String =
            fonts.iter().filter_map(|(name, font)| font.map(|font| format!(" --{name}: {};", font.stack()))).collect();
        if !fonts.is_empty() {
            css.push_str(&format!(":root {{{fonts} }}\n"));
        }
        if self.fonts.headings.is_some() {
            css.push_str("h1, h2, h3, h4, h5, h6 { font-family: var(--head); }\n");
        }
        let colours = &self.colours;
        let variables = [
            ("ink", colours.text),
            ("faint", colours.faint),
            ("link", colours.links),
            ("rule", colours.rules),
            ("wash", colours.ground),
            ("optimistic", colours.optimistic),
            ("sceptical", colours.sceptical),
        ];
        let variables: String = variables
            .iter()
            .filter_map(|(name, colour)| colour.map(|colour| format!(" --{name}: {colour};")))
            .collect();
        if !variables.is_empty() {
            css.push_str(&format!("@media (prefers-color-scheme: light), print {{ :root {{{variables} }} }}\n"));
        }
        if let Some(colour) = colours.headings {
            css.push_str(&format!(
                "@media (prefers-color-scheme: light), print {{ h1, h2, h3 {{ color: {colour}; }} }}\n"
            ));
        }
        css.push_str(&self.print());
        css
    }

    /// Returns the rules that hold on paper alone.
    fn print(&self) -> String {
        let mut rules = String::new();
        let margins = &self.margins;
        let sides =
            [("top", margins.top), ("bottom", margins.bottom), ("left", margins.left), ("right", margins.right)];
        let page: String = sides
            .iter()
            .filter_map(|(side, length)| length.map(|length| format!(" margin-{side}: {length}mm;")))
            .collect();
        if !page.is_empty() {
            rules.push_str(&format!(" @page {{{page} }}"));
        }
        if let Some(size) = self.sizes.text {
            rules.push_str(&format!(" body {{ font-size: {size}pt; }}"));
        }
        if let Some(line) = self.sizes.line {
            rules.push_str(&format!(" body {{ line-height: {line}; }}"));
        }
        if rules.is_empty() { rules } else { format!("@media print {{{rules} }}\n") }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_empty_theme_changes_nothing() {
        let read = read("# nothing yet\n", "theme.yaml").expect("no faults");
        assert!(read.output.is_plain() && read.warnings.is_empty() && read.output.css().is_empty());
    }

    #[test]
    fn every_fault_has_its_place() {
        let text = "fonts: {text: comic}\nsizes: {text: 40}\nmargins: {inner: 3}\n";
        let faults = read(text, "theme.yaml").expect_err("faults");
        let lines: Vec<_> = faults.iter().filter_map(|fault| fault.location.as_ref().map(|at| at.line)).collect();
        assert_eq!(lines, [1, 2, 3]);
        let faults = read("colours:\n  text: black\n  links: '#12345'\n", "theme.yaml").expect_err("faults");
        let lines: Vec<_> = faults.iter().filter_map(|fault| fault.location.as_ref().map(|at| at.line)).collect();
        assert_eq!(lines, [2, 3]);
    }

    #[test]
    fn text_that_is_hard_to_read_is_warned_of() {
        let read = read("colours:\n  text: '#222222'\n  links: '#88aaff'\n", "theme.yaml").expect("no faults");
        let messages: Vec<_> = read.warnings.iter().map(|warning| warning.message.as_str()).collect();
        assert_eq!(
            messages,
            ["`#88aaff` of `links` has a contrast of 2.1 to 1 against the ground of boxes, text needs 4.5"]
        );
        assert_eq!(read.warnings[0].location.as_ref().map(|at| at.line), Some(3));
    }

    #[test]
    fn contrast_is_that_of_the_standard() {
        let black = Colour { red: 0, green: 0, blue: 0 };
        assert!((black.contrast(Colour::WHITE) - 21.0).abs() < 1e-9);
        let grey = Colour { red: 0x76, green: 0x76, blue: 0x76 };
        assert!((grey.contrast(Colour::WHITE) - 4.54).abs() < 0.01);
    }

    #[test]
    fn a_theme_survives_its_json() {
        let text = "fonts: {text: noto-sans}\nsizes: {text: 11.2, notes: 8}\ncolours: {links: '#003366'}\n";
        let theme = read(text, "theme.yaml").expect("no faults").output;
        let json = serde_json::to_string(&theme).expect("plain data");
        assert_eq!(serde_json::from_str::<Theme>(&json).ok(), Some(theme));
    }
}
