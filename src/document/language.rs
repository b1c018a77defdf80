//! Finds the passages of a text that are in another language than English, the language of the rules.
//!
//! Takes a document with its blocks and sentences, gives for each block that is not English its language. A block tells
//! its language by its own words if it is long enough; a short one between two of the same other language goes with
//! them. What cannot be told is taken for English, unless the text's meta file says otherwise. The passages stay in
//! the text, can be cited and are marked; facts are not looked for in them.

use super::describe;
use super::{Block, BlockKind, Document, Origin};

/// Fewest words of a block whose language is told: names and titles fill shorter ones.
const FEWEST_WORDS: usize = 8;
/// From one word in so many that only English has, a block is taken for English without a closer look.
const ENGLISH_SHARE: usize = 12;
/// How many bytes of a block are read.
const SAMPLE: usize = 600;

/// Returns the blocks that are not English, with their languages as BCP 47 tags, in the order of the text.
pub(super) fn foreign(document: &Document) -> Vec<(usize, String)> {
    let stated = document
        .metadata
        .language
        .as_deref()
        .filter(|_| document.metadata.origins.get("language").is_some_and(|origin| *origin == Origin::MetaFile));
    let told: Vec<Option<&str>> = document.blocks.iter().map(|block| language(document, block)).collect();
    // The next language that is told after each block.
    let mut next = None;
    let mut after = vec![None; told.len()];
    for (at, found) in told.iter().enumerate().rev() {
        after[at] = next;
        next = found.or(next);
    }
    let mut before = None;
    let mut foreign = Vec::new();
    for (at, found) in told.iter().enumerate() {
        let around = match (before, after[at]) {
            (Some(before), Some(after)) => (before == after).then_some(before),
            (before, after) => before.or(after),
        };
        let language = found.or(stated).or(around);
        if let Some(language) = language.filter(|tag| !is_english(tag)) {
            foreign.push((at, language.to_owned()));
        }
        before = found.or(before);
    }
    foreign
}

/// Returns the language of a block that tells it.
fn language(document: &Document, block: &Block) -> Option<&'static str> {
    if block.furniture.is_some() || matches!(block.kind, BlockKind::Code | BlockKind::TableRow) {
        return None;
    }
    let words = document.slice(block.span);
    let sample = &words[..words.floor_char_boundary(SAMPLE)];
    let mut count = 0;
    let mut english = 0;
    for word in sample.split(|letter: char| !letter.is_alphabetic()).filter(|word| !word.is_empty()) {
        count += 1;
        english += usize::from(describe::is_english_word(word));
    }
    let has_words = count >= FEWEST_WORDS || sample.chars().filter(|letter| is_unspaced(*letter)).count() >= 20;
    if !has_words {
        return None;
    }
    if english * ENGLISH_SHARE >= count {
        return Some("en");
    }
    describe::language_of(sample)
}

/// Letters of scripts that put no spaces between words.
fn is_unspaced(letter: char) -> bool {
    matches!(letter, '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{0e00}'..='\u{0e7f}')
}

/// Tells whether a BCP 47 tag is one of English.
fn is_english(tag: &str) -> bool {
    tag.split('-').next().is_some_and(|first| first.eq_ignore_ascii_case("en"))
}

#[cfg(test)]
mod tests {
    use super::super::parse;
    use crate::corpus::{Format, Text};

    const ENGLISH: &str = "The harbour council said on Monday that it would build a second bridge over the sound, and that \
                           the town would pay for it.";
    const GERMAN: &str = "Der Rat der Stadt sagte am Montag, dass er eine zweite Brücke über den Sund bauen werde und dass \
                          niemand dafür zahlen müsse.";
    const FRENCH: &str = "Le conseil du port a dit lundi que la ville construirait un deuxième pont et que personne ne \
                          devrait payer pour cela.";

    fn marked(text: &str, meta: Option<&str>) -> Vec<(usize, String)> {
        let mut text = Text::decoded("a", Format::Text, text, None);
        text.meta = meta.map(|yaml| ("a.meta.yaml".into(), yaml.into()));
        parse(&text).output.foreign
    }

    #[test]
    fn passages_in_another_language_are_marked() {
        let text = [ENGLISH, GERMAN, "„Nein“, sagte er.", GERMAN, ENGLISH, FRENCH].join("\n\n");
        let expected = [(1, "de"), (2, "de"), (3, "de"), (5, "fr")].map(|(at, tag)| (at, tag.to_owned()));
        assert_eq!(marked(&text, None), expected);
    }

    #[test]
    fn english_short_and_odd_passages_are_not() {
        let names = "Kyiv, Odesa, Lviv, Kharkiv, Dnipro, Zaporizhzhia, Mykolaiv";
        let dense =
            "Ministers welcomed proposals; traders rejected tolls. Harbour costs rose sharply, officials warned.";
        let text = [ENGLISH, names, "1,200 | 1,300 | 1,400", dense, "No.", ENGLISH].join("\n\n");
        assert_eq!(marked(&text, None), []);
        assert_eq!(marked("", None), []);
    }

    #[test]
    fn the_meta_file_decides_for_what_cannot_be_told() {
        let found = marked("Brücke kommt\n\nKurz.", Some("language: de"));
        assert_eq!(found.iter().map(|(_, tag)| tag.as_str()).collect::<Vec<_>>(), ["de", "de"]);
        assert_eq!(marked(ENGLISH, Some("language: de")), []);
    }
}
