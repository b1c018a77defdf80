//! A small invented case: what `template vars` shows as examples, and what templates are tried on.

use std::sync::Arc;

use serde::{Deserialize, Deserializer};

use super::{Material, ROOM};
use crate::brief::Brief;
use crate::comparison::Comparison;
use crate::sheet::FactSheet;

/// A brief with all that a note is made of.
#[derive(Clone, Debug, Deserialize)]
pub(super) struct Sample {
    pub brief: Brief,
    #[serde(deserialize_with = "shared")]
    pub sheets: Arc<Vec<FactSheet>>,
    pub comparison: Comparison,
}

fn shared<'de, D: Deserializer<'de>>(from: D) -> Result<Arc<Vec<FactSheet>>, D::Error> {
    Vec::deserialize(from).map(Arc::new)
}

impl Sample {
    /// Returns the case as what a note is made of.
    pub(super) fn material(&self) -> Material<'_> {
        Material { brief: &self.brief, comparison: &self.comparison, sheets: &self.sheets, room: ROOM, withheld: 0 }
    }
}

/// Returns the case.
pub(super) fn sample() -> Sample {
    let mut sample: Sample =
        serde_json::from_str(include_str!("sample.json")).expect("the embedded case is well formed");
    sample.brief.id = "night-ferry".into();
    sample
}
