//! Render a note as one HTML file: no network, no script needed.

use crate::markup::Markup;

/// Settings of a page.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// JSON-LD to embed, or nothing.
    pub json_ld: Option<String>,
}

/// Returns the page.
pub fn render(markup: &Markup, options: &Options) -> String {
    let _ = (markup, options);
    String::new()
}
