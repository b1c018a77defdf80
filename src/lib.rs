//! Evenhand turns a folder of texts about one contested question into briefing notes that put the optimistic and
//! the sceptical reading side by side, every statement tied to the exact words it rests on.
//!
//! Each stage is one module with one public function and one artefact, and reads only the artefact before it:
//!
//! | stage | call | takes | gives |
//! |---|---|---|---|
//! | gather | [`corpus::gather`] | [`corpus::SourceFile`]s | [`corpus::Corpus`] |
//! | read | [`document::parse`] | [`corpus::Text`] | [`document::Document`] |
//! | state | [`sheet::extract()`] | [`document::Document`] | [`sheet::FactSheet`] |
//! | compare | [`comparison::compare`] | [`sheet::FactSheet`]s, [`brief::Brief`] | [`comparison::Comparison`] |
//! | compose | [`note::compose`] | [`comparison::Comparison`], templates, audience | [`note::Note`] |
//! | parse | [`markup::parse`] | Markdown | [`markup::Markup`] |
//! | render | [`html::render`], [`pdf::render`] | [`markup::Markup`] | HTML, PDF |
//!
//! [`project`] joins them. One stage alone:
//!
//! ```
//! use evenhand::corpus::{Format, Text};
//! use evenhand::lexicon::Lexicon;
//! use evenhand::{document, sheet};
//!
//! let text = Text::decoded("ferry", Format::Text, "“It will sail in May,” said Mayor Ida Holm.", None);
//! let document = document::parse(&text).output;
//! let options = sheet::Options { lexicon: Lexicon::built_in(), question: None };
//! let sheet = sheet::extract(&document, options);
//! assert_eq!(sheet.facts[0].evidence.exact, "It will sail in May");
//! ```

pub mod brief;
pub mod cache;
pub mod citation;
pub mod cli;
pub mod comparison;
pub mod corpus;
pub mod diagnostic;
pub mod document;
pub mod edition;
pub mod extractor;
pub mod files;
pub mod html;
pub mod lexicon;
pub mod lock;
pub mod markup;
pub mod note;
pub mod pdf;
pub mod picture;
pub mod process;
pub mod project;
pub mod report;
pub mod schema;
pub mod settings;
pub mod sheet;
pub mod source;
pub mod theme;
pub mod value;
pub mod verify;
pub mod yaml;
