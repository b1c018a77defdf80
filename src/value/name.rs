//! Names of authors, in CSL-JSON's fields.

use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// An author: a person with `family` and `given`, or anything else as `literal`.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Name {
    /// Family name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub family: Option<String>,
    /// Given names.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub given: Option<String>,
    /// The whole name of a body, or of a person whose name has no such parts.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub literal: Option<String>,
}

impl Name {
    /// Makes a name of a person from its text: the last word is the family name.
    ///
    /// One word alone becomes `literal`.
    pub fn person(text: &str) -> Self {
        match text.trim().rsplit_once(char::is_whitespace) {
            Some((given, family)) => {
                Self { family: Some(family.into()), given: Some(given.trim().into()), literal: None }
            }
            None => Self::literal(text.trim()),
        }
    }

    /// Makes a name that is not taken apart.
    pub fn literal(text: &str) -> Self {
        Self { literal: Some(text.into()), ..Self::default() }
    }
}

impl fmt::Display for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let parts = [&self.given, &self.family, &self.literal];
        let mut written = false;
        for part in parts.into_iter().flatten() {
            write!(f, "{}{part}", if written { " " } else { "" })?;
            written = true;
        }
        Ok(())
    }
}
