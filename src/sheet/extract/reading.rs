//! Finds sentences that frame the plan, and says which cues decided.

use super::{Context, Found, FoundReading};

/// Returns the framed sentences in the order of the text; `quotations` tell whose view a sentence is.
pub fn extract(context: &Context<'_>, quotations: &[Found]) -> Vec<FoundReading> {
    let _ = (context, quotations);
    Vec::new()
}
