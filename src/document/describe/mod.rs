//! What a text says about itself: title, author, date, language, stance.
//!
//! Only lines that are plainly bylines or date lines count, and only near the title or at the end; a name or a date in
//! the prose is never taken for the author's or the day of publication. What is not found stays empty.

mod byline;
mod date_line;
mod stance;

use whatlang::Lang;

use super::furniture::Shape;
use super::metadata::{Metadata, Origin, Stance};
use super::{Block, BlockKind, Document, Furniture};
use crate::value::date::PartialDate;
use crate::value::name::Name;

/// Blocks before the first paragraph in which bylines and date lines stand; what is marked as furniture, such as the
/// menu over them, does not count.
const HEAD: usize = 12;

/// Finds bylines and date lines, writes them into `metadata` and marks them as furniture.
pub(super) fn lines(text: &str, blocks: &mut [Block], shapes: &[Shape], metadata: &mut Metadata) {
    // A short question over the text is its title.
    let is_asked = |at: usize| shapes[at].words <= 14 && shapes[at].folded.ends_with('?');
    let prose = (0..blocks.len()).find(|&at| blocks[at].furniture.is_none() && shapes[at].is_prose() && !is_asked(at));
    // A date line may stand right under the first paragraph when that is a deck.
    let mut free = (0..blocks.len()).filter(|&at| blocks[at].furniture.is_none());
    let limit = free.nth(HEAD).unwrap_or(blocks.len());
    let head = prose.map_or(blocks.len(), |at| at + 3).min(limit).min(blocks.len());
    let tail = blocks.len().saturating_sub(4).max(head);
    let mut issued: Option<(date_line::Role, _)> = None;
    for at in (0..head).chain(tail..blocks.len()) {
        if shapes[at].words > 16
            || shapes[at].is_prose() && !shapes[at].folded.starts_with("by ")
            || !is_line(blocks[at].kind)
        {
            continue;
        }
        let line = &text[blocks[at].span.range()];
        let date = date_line::read(line);
        let rest = date.as_ref().map_or(line, |found| found.rest);
        // A name alone is a byline beside a line that gives the day.
        let line_at = |at: usize| blocks.get(at).map(|block| &text[block.span.range()]);
        let beside = at > 0 && at < head && [at + 1, at + 2].into_iter().filter_map(line_at).any(is_date_line);
        let alone = || if beside { byline::person(rest).map(|name| vec![name]) } else { None };
        let names = byline::read(rest).or_else(alone);
        if let Some(found) = date {
            if issued.is_none_or(|(role, _)| found.role < role) {
                issued = Some((found.role, found.date));
            }
            blocks[at].furniture.get_or_insert(Furniture::Metadata);
        }
        if let Some(names) = names {
            if metadata.author.is_empty() && at < head {
                metadata.author = names;
                metadata.origins.insert("author", Origin::TextLine);
            }
            blocks[at].furniture.get_or_insert(Furniture::Credit);
        }
    }
    if let Some((_, date)) = issued {
        metadata.issued = Some(date);
        metadata.origins.insert("issued", Origin::TextLine);
    }
}

fn is_date_line(line: &str) -> bool {
    date_line::read(line).is_some_and(|found| found.rest.is_empty())
}

/// Reads the day of publication in a line that is a date line as a whole; never the day of a change.
pub(super) fn day_of(line: &str) -> Option<PartialDate> {
    let found = date_line::read(line)?;
    (found.role != date_line::Role::Updated).then_some(found.date)
}

/// Reads the authors in a byline, with or without `By`.
pub(super) fn authors_of(line: &str) -> Option<Vec<Name>> {
    let line = without_glued_by(line.trim());
    let (opened, line) = byline::without_opener(line).map_or((false, line), |names| (true, names));
    byline::names_of(line).filter(|names| opened || names.iter().all(|name| name.literal.is_none()))
}

/// Cuts a `By` that a page sets apart from the name by its look alone (`ByAda Vance`).
pub(super) fn without_glued_by(line: &str) -> &str {
    let name = line.strip_prefix("By").filter(|name| name.starts_with(char::is_uppercase));
    name.filter(|name| name.contains(' ')).unwrap_or(line)
}

fn is_line(kind: BlockKind) -> bool {
    matches!(kind, BlockKind::Paragraph | BlockKind::Heading(_) | BlockKind::ListItem)
}

/// Takes title, language and stance from the blocks of `document`, where nothing better set them.
pub(super) fn whole(document: &mut Document, shapes: &[Shape]) {
    let title = document.blocks.iter().find(|block| block.kind == BlockKind::Title);
    if let Some(title) = title {
        let words = document.slice(title.span).split_whitespace().collect::<Vec<_>>().join(" ");
        let words = words.trim_matches(['*', '_']).to_owned();
        document.metadata.title = Some(words);
        document.metadata.origins.insert("title", Origin::FirstLine);
    }
    if let Some(language) = language(document) {
        document.metadata.language = Some(language.into());
        document.metadata.origins.insert("language", Origin::WholeText);
    }
    let (stance, source_type) = stance::of(document, shapes);
    if stance != Stance::Unknown {
        document.metadata.stance = stance;
        document.metadata.origins.insert("stance", Origin::WholeText);
    }
    if let Some(source_type) = source_type {
        document.metadata.source_type = source_type;
        document.metadata.origins.insert("type", Origin::WholeText);
    }
}

/// How many bytes of the article are read to tell its language.
const LANGUAGE_SAMPLE: usize = 1500;

/// Fewest letters from which a language is told.
const LANGUAGE_LETTERS: usize = 60;

/// Returns the tag of the language of most words: English by its commonest words, others by their letters and trigrams,
/// which takes a hundred times as long.
fn language(document: &Document) -> Option<&'static str> {
    if is_english(document) {
        return Some("en");
    }
    let mut sample = String::with_capacity(LANGUAGE_SAMPLE);
    for block in document.blocks.iter().filter(|block| block.furniture.is_none() && block.kind != BlockKind::Code) {
        let words = document.slice(block.span);
        let end = words.floor_char_boundary(LANGUAGE_SAMPLE - sample.len().min(LANGUAGE_SAMPLE));
        sample.push_str(&words[..end]);
        sample.push('\n');
        if sample.len() >= LANGUAGE_SAMPLE {
            break;
        }
    }
    if sample.chars().filter(|character| character.is_alphabetic()).take(LANGUAGE_LETTERS).count() < LANGUAGE_LETTERS {
        return None;
    }
    language_of(&sample)
}

/// Returns the tag of the language of `sample`, if its letters and trigrams tell it surely.
pub(super) fn language_of(sample: &str) -> Option<&'static str> {
    let info = whatlang::detect(sample)?;
    (info.is_reliable() || info.confidence() > 0.9).then(|| tag(info.lang()))
}

/// Tells whether a word is one that fills English texts and hardly any others.
pub(super) fn is_english_word(word: &str) -> bool {
    ENGLISH.iter().any(|known| known.eq_ignore_ascii_case(word))
}

/// Words that fill a fifth of most English texts; hardly any other language has one of them, and none has five.
const ENGLISH: [&str; 17] = [
    "the", "and", "of", "to", "that", "with", "this", "from", "they", "their", "have", "which", "would", "were",
    "been", "not", "will",
];

/// How many words are read to tell English.
const ENGLISH_SAMPLE: usize = 200;

/// Fewest words from which English is told.
const ENGLISH_WORDS: usize = 40;

/// Tells whether the first words of the article are plainly English: one in eight is a word of [`ENGLISH`], and five
/// different ones are among them. A text of which this is not true may still be English.
fn is_english(document: &Document) -> bool {
    let words = document.tokens.iter().filter(|token| token.is_word()).take(ENGLISH_SAMPLE);
    let (mut count, mut hits, mut seen) = (0, 0, 0_u32);
    for token in words {
        count += 1;
        let word = token.of(&document.text);
        if !(2..=5).contains(&word.len()) {
            continue;
        }
        if let Some(at) = ENGLISH.iter().position(|known| known.eq_ignore_ascii_case(word)) {
            hits += 1;
            seen |= 1 << at;
        }
    }
    count >= ENGLISH_WORDS && hits * 8 >= count && seen.count_ones() >= 5
}

/// Returns the BCP 47 tag: the code of two letters where there is one.
fn tag(language: Lang) -> &'static str {
    const SHORT: &[(&str, &str)] = &[
        ("afr", "af"),
        ("aka", "ak"),
        ("amh", "am"),
        ("ara", "ar"),
        ("aze", "az"),
        ("bel", "be"),
        ("ben", "bn"),
        ("bul", "bg"),
        ("cat", "ca"),
        ("ces", "cs"),
        ("cmn", "zh"),
        ("dan", "da"),
        ("deu", "de"),
        ("ell", "el"),
        ("eng", "en"),
        ("epo", "eo"),
        ("est", "et"),
        ("fin", "fi"),
        ("fra", "fr"),
        ("guj", "gu"),
        ("heb", "he"),
        ("hin", "hi"),
        ("hrv", "hr"),
        ("hun", "hu"),
        ("hye", "hy"),
        ("ind", "id"),
        ("ita", "it"),
        ("jav", "jv"),
        ("jpn", "ja"),
        ("kan", "kn"),
        ("kat", "ka"),
        ("khm", "km"),
        ("kor", "ko"),
        ("lat", "la"),
        ("lav", "lv"),
        ("lit", "lt"),
        ("mal", "ml"),
        ("mar", "mr"),
        ("mkd", "mk"),
        ("mya", "my"),
        ("nep", "ne"),
        ("nld", "nl"),
        ("nob", "nb"),
        ("ori", "or"),
        ("pan", "pa"),
        ("pes", "fa"),
        ("pol", "pl"),
        ("por", "pt"),
        ("ron", "ro"),
        ("rus", "ru"),
        ("sin", "si"),
        ("slk", "sk"),
        ("slv", "sl"),
        ("sna", "sn"),
        ("spa", "es"),
        ("srp", "sr"),
        ("swe", "sv"),
        ("tam", "ta"),
        ("tel", "te"),
        ("tgl", "tl"),
        ("tha", "th"),
        ("tuk", "tk"),
        ("tur", "tr"),
        ("ukr", "uk"),
        ("urd", "ur"),
        ("uzb", "uz"),
        ("vie", "vi"),
        ("yid", "yi"),
        ("zul", "zu"),
        ("cym", "cy"),
    ];
    let code = language.code();
    SHORT.iter().find(|(long, _)| *long == code).map_or(code, |(_, short)| short)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_alone_is_a_byline_over_the_day() {
        let menu = (0..14).map(|_| "Subscribe\n").collect::<String>();
        let prose = "The council voted on Monday to build a second bridge over the sound, at twice the first price.";
        let text = format!(
            "{menu}Who should pay for the sea wall?\nIlse van Dam\nSenior Fellow\n4 May 2030\n{prose}\n{prose}\n"
        );
        let text = crate::corpus::Text::decoded("test", crate::corpus::Format::Text, &text, None);
        let metadata = crate::document::parse(&text).output.metadata;
        assert_eq!(metadata.author.iter().map(ToString::to_string).collect::<Vec<_>>(), ["Ilse van Dam"]);
        assert_eq!(metadata.issued.map(|day| day.to_string()).as_deref(), Some("2030-05-04"));
        assert_eq!(metadata.title.as_deref(), Some("Who should pay for the sea wall?"));
    }

    #[test]
    fn english_is_told_by_its_words_and_others_by_their_letters() {
        let tagged = |text: &str| {
            let text = crate::corpus::Text::decoded("test", crate::corpus::Format::Text, text, None);
            let document = crate::document::parse(&text).output;
            (is_english(&document), language(&document))
        };
        let english = "The council said that the ferry would not sail from the old pier, and that they were to wait. ";
        assert_eq!(tagged(&english.repeat(3)), (true, Some("en")));
        let german = "Der Rat sagte, dass die Fähre nicht vom alten Anleger fahren werde und dass man warten müsse. ";
        assert_eq!(tagged(&german.repeat(3)), (false, Some("de")));
        let french = "Le conseil a dit que le bac ne partirait pas du vieux quai et que les gens devaient attendre. ";
        assert_eq!(tagged(&french.repeat(3)), (false, Some("fr")));
    }

    #[test]
    fn every_language_has_a_tag() {
        for &language in Lang::all() {
            assert!(matches!(tag(language).len(), 2 | 3), "{language}");
        }
        assert_eq!(tag(Lang::Ukr), "uk");
    }
}
