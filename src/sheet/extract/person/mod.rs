//! Finds who holds which office, and tells one person under several names.
//!
//! [`Cast`] reads the names of a text once; quotations take their speakers' names and roles from it, and each office
//! that the text gives to a name becomes a fact, so that texts which give one office to two people can be compared.

mod cast;
mod identity;

pub use self::cast::Cast;
pub use self::identity::same;

use super::{Context, Found};
use crate::lexicon::speech::Word;
use crate::sheet::Claim;
use crate::sheet::claim::Person;

/// Returns what was found, in the order of the text.
pub fn extract(context: &Context<'_>) -> Vec<Found> {
    let document = context.document;
    let words = context.lexicon.speech.words(&document.text, &document.tokens);
    facts(&Cast::of(context, &words))
}

/// Returns an entry a token with what the lexicon knows about it.
pub(super) fn words(context: &Context<'_>) -> Vec<Word> {
    context.lexicon.speech.words(&context.document.text, &context.document.tokens)
}

/// Returns a fact for each office that the text gives to a name.
pub(super) fn facts(cast: &Cast) -> Vec<Found> {
    let offices = cast.mentions().iter().filter_map(|mention| {
        let office = mention.office.as_ref()?;
        Some(Found {
            claim: Claim::Person(Person {
                name: cast.name_of(mention).to_owned(),
                role: office.name.clone(),
                of: office.of.clone().or_else(|| cast.country_of(mention, &office.name)),
                former: office.former,
            }),
            span: office.span,
            rule: office.rule,
        })
    });
    let mut found: Vec<Found> = offices.collect();
    found.sort_by_key(|found| found.span);
    found
}

#[cfg(test)]
mod tests;
