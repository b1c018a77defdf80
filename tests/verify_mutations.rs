//! Random edits of faithful quotations: everything that changes words, numbers, order, speaker or source is refused,
//! and what only differs in typography is not.
//!
//! The quotations come from the worked example and the bank, the edits from a seeded generator. An oracle of its own,
//! which knows only letters and digits, skips edits that happen to give words of the source again.

#![expect(clippy::disallowed_methods, reason = "reads the texts of the worked example and of the bank")]
#![expect(clippy::print_stdout, reason = "shows what was tried")]

use std::collections::BTreeMap;
use std::path::Path;

use evenhand::corpus::{self, SourceFile};
use evenhand::document::{self, Document};
use evenhand::lexicon::Lexicon;
use evenhand::sheet::claim::Form;
use evenhand::sheet::{self, Claim, FactSheet};
use evenhand::verify::{Book, Quotable, Verdict, check};
use unicode_normalization::UnicodeNormalization;

/// `SplitMix64`: small, and the same everywhere.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    fn below(&mut self, most: usize) -> usize {
        usize::try_from(self.next() % most.max(1) as u64).expect("below a usize")
    }

    fn pick<'a, T>(&mut self, list: &'a [T]) -> Option<&'a T> {
        let at = self.below(list.len());
        list.get(at)
    }
}

struct Source {
    book: Book,
    sheet: FactSheet,
}

impl Source {
    fn document(&self) -> &Document {
        self.book.document()
    }
}

fn sources() -> Vec<Source> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut files = Vec::new();
    for folder in ["corpus", "tests/bank/sources"] {
        for entry in std::fs::read_dir(root.join(folder)).expect("a folder").flatten() {
            let file = entry.file_name().to_string_lossy().into_owned();
            if file.ends_with(".txt") {
                files.push(SourceFile { bytes: std::fs::read(entry.path()).expect("a text"), file, meta: None });
            }
        }
    }
    files.sort_by(|left, right| left.file.cmp(&right.file));
    let texts = corpus::gather(files).output.texts;
    let options = sheet::Options { lexicon: Lexicon::built_in(), question: None };
    let source = |text| {
        let document = document::parse(text).output;
        let sheet = sheet::extract(&document, options);
        Source { book: Book::new(document, Some(&sheet)), sheet }
    };
    texts.iter().map(source).collect()
}

/// Words of letters and digits only, in lower case.
fn plain(text: &str) -> String {
    let words = text.split(|c: char| !c.is_alphanumeric() && !"%$€£'’".contains(c)).filter(|word| !word.is_empty());
    let words: Vec<_> = words.map(|word| word.to_lowercase().replace('’', "'")).collect();
    format!(" {} ", words.join(" "))
}

fn holds(text: &str, words: &str) -> bool {
    plain(text).contains(&plain(words))
}

/// A stretch of a sentence, with its words as they stand there.
struct Quote<'a> {
    source: &'a Source,
    text: &'a str,
    paragraph: &'a str,
}

impl<'a> Quote<'a> {
    /// Takes five words or more of a sentence.
    fn random(sources: &'a [Source], random: &mut Random) -> Option<Self> {
        let source = random.pick(sources)?;
        let document = source.document();
        let sentence = random.pick(&document.sentences)?;
        let block = &document.blocks[sentence.block];
        if block.furniture.is_some() {
            return None;
        }
        let text = document.slice(sentence.span);
        let starts: Vec<_> =
            text.split_whitespace().map(|word| word.as_ptr() as usize - text.as_ptr() as usize).collect();
        if starts.len() < 6 {
            return None;
        }
        let from = random.below(starts.len() - 5);
        let to = from + 5 + random.below(starts.len() - from - 4);
        let end = starts.get(to).map_or(text.len(), |end| *end);
        // A cut within a number, or within a word broken at a line end, is no faithful one.
        let (before, after) = (text[..starts[from]].trim_end(), text[end..].trim_start());
        let text = text[starts[from]..end].trim();
        let number =
            |word: Option<&str>| word.is_some_and(|word| word.contains(|c: char| c.is_numeric() || "°$€£".contains(c)));
        let cuts = [before, text].iter().any(|part| part.ends_with('-'))
            || [before.split_whitespace().next_back(), text.split_whitespace().next()].into_iter().any(number)
            || [text.split_whitespace().next_back(), after.split_whitespace().next()].into_iter().any(number);
        // Square brackets may replace words; that they are warned of is the bank's matter.
        if cuts || text.contains('[') {
            return None;
        }
        Some(Self { source, text, paragraph: document.slice(block.span) })
    }

    fn words(&self) -> Vec<String> {
        self.text.split_whitespace().map(str::to_owned).collect()
    }
}

fn verdict(source: &Source, quote: &str, speaker: Option<&str>) -> Verdict {
    check(Quotable { quote, speaker, at: None }, &source.book).verdict
}

const EDITS: [&str; 14] = [
    "word changed",
    "word dropped",
    "word added",
    "words swapped",
    "digit changed",
    "number added to",
    "unit changed",
    "date changed",
    "negation added",
    "negation removed",
    "parts reversed",
    "parts stitched",
    "wrong speaker",
    "wrong source",
];

/// An edit of a faithful quotation: the source it is held against, the words, the speaker.
type Edited<'a> = (&'a Source, String, Option<String>);

fn edited<'a>(edit: &str, sources: &'a [Source], random: &mut Random) -> Option<Edited<'a>> {
    let quote = Quote::random(sources, random)?;
    let mut words = quote.words();
    let inner = 1 + random.below(words.len() - 2);
    let swap = |list: &[&str], words: &mut Vec<String>, random: &mut Random| {
        let bare = |word: &str| word.trim_matches(|c: char| !c.is_alphanumeric()).to_owned();
        let at = words.iter().position(|word| list.contains(&bare(word).as_str()))?;
        let old = bare(&words[at]);
        let new = random.pick(list).filter(|new| **new != old)?;
        words[at] = words[at].replacen(&old, new, 1);
        Some(())
    };
    match edit {
        "word changed" => {
            let other = Quote::random(sources, random)?;
            words[inner] = random.pick(&other.words())?.clone();
        }
        "word dropped" => drop(words.remove(inner)),
        "word added" => {
            let other = Quote::random(sources, random)?;
            words.insert(inner, random.pick(&other.words())?.clone());
        }
        "words swapped" => words.swap(inner, inner + 1),
        "digit changed" => {
            let at = words.iter().position(|word| word.contains(|c: char| c.is_ascii_digit()))?;
            let old = words[at].chars().find(char::is_ascii_digit)?;
            let new = char::from_digit((old.to_digit(10)? + 1 + u32::try_from(random.below(9)).ok()?) % 10, 10)?;
            words[at] = words[at].replacen(old, &new.to_string(), 1);
        }
        "number added to" => {
            let at = words.iter().position(|word| word.contains(|c: char| c.is_ascii_digit()))?;
            let end = words[at].rfind(|c: char| c.is_ascii_digit())? + 1;
            words[at].insert_str(end, random.pick(&["0", ",000", ".5", "%", "bn"])?);
        }
        "unit changed" => swap(
            &[
                "euros",
                "dollars",
                "pounds",
                "crowns",
                "percent",
                "points",
                "million",
                "billion",
                "thousand",
                "hundred",
                "days",
                "weeks",
                "months",
                "years",
                "kilometres",
                "miles",
                "tonnes",
                "hours",
                "minutes",
            ],
            &mut words,
            random,
        )?,
        "date changed" => swap(
            &[
                "January",
                "February",
                "March",
                "April",
                "May",
                "June",
                "July",
                "August",
                "September",
                "October",
                "November",
                "December",
                "Monday",
                "Tuesday",
                "Wednesday",
                "Thursday",
                "Friday",
                "Saturday",
                "Sunday",
            ],
            &mut words,
            random,
        )?,
        "negation added" => words.insert(inner, (*random.pick(&["not", "never", "no", "hardly"])?).to_owned()),
        "negation removed" => {
            let is_negation = |word: &&mut String| {
                matches!(
                    word.trim_matches(|c: char| !c.is_alphanumeric()),
                    "not" | "never" | "no" | "cannot" | "without"
                ) || word.contains("n't")
                    || word.contains("n’t")
            };
            let last = words.len() - 1;
            let word = words[1..last].iter_mut().find(is_negation)?;
            *word = word.replace("n't", "").replace("n’t", "");
            let gone = ["not", "never", "no", "cannot", "without"].contains(&word.as_str());
            if gone {
                word.clear();
            }
        }
        "parts reversed" => {
            let (first, second) = (words[..inner].join(" "), words[inner..].join(" "));
            words = vec![second, "…".into(), first];
        }
        "parts stitched" => {
            let other = Quote::random(sources, random)?;
            let same = std::ptr::eq(other.source, quote.source) && other.paragraph != quote.paragraph;
            if !same || holds(quote.paragraph, other.text) || holds(other.paragraph, quote.text) {
                return None;
            }
            words.extend(["…".to_owned(), other.text.to_owned()]);
        }
        "wrong speaker" => return wrong_speaker(sources, random),
        "wrong source" => {
            let other = random.pick(sources).filter(|other| !std::ptr::eq(*other, quote.source))?;
            let text = quote.text.to_owned();
            return (!holds(&other.document().text, &text)).then_some((other, text, None));
        }
        _ => unreachable!("an edit without a name"),
    }
    let text = words.into_iter().filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ");
    // By chance the words may still be the source's.
    let parts: Vec<_> = text.split('…').map(str::trim).filter(|part| !part.is_empty()).collect();
    let still = match parts[..] {
        [_] => holds(&quote.source.document().text, &text),
        _ => in_order(quote.paragraph, &parts),
    };
    (!still && plain(&text) != plain(quote.text)).then_some((quote.source, text, None))
}

/// Tells whether all parts stand in a paragraph one after the other.
fn in_order(paragraph: &str, parts: &[&str]) -> bool {
    let paragraph = plain(paragraph);
    let mut rest = paragraph.as_str();
    parts.iter().all(|part| {
        let words = plain(part);
        let found = rest.find(words.trim_end());
        if let Some(at) = found {
            rest = &rest[at + words.trim_end().len()..];
        }
        found.is_some()
    })
}

/// A direct quotation with the name of somebody else whom the same text quotes.
fn wrong_speaker<'a>(sources: &'a [Source], random: &mut Random) -> Option<Edited<'a>> {
    let source = random.pick(sources)?;
    let quotations: Vec<_> = source
        .sheet
        .facts
        .iter()
        .filter_map(|fact| match &fact.claim {
            Claim::Quotation(quotation) if quotation.form == Form::Direct => {
                let name = quotation.speaker.as_ref()?.name.clone()?;
                (fact.evidence.exact.split_whitespace().count() >= 3 && name.contains(' ')).then_some((fact, name))
            }
            _ => None,
        })
        .collect();
    let (fact, name) = random.pick(&quotations)?;
    let last = |name: &str| name.split_whitespace().next_back().unwrap_or_default().to_owned();
    let (_, other) = random.pick(&quotations).filter(|(_, other)| last(other) != last(name))?;
    Some((source, fact.evidence.exact.clone(), Some(other.clone())))
}

/// The same words set otherwise.
fn reset(text: &str, random: &mut Random) -> String {
    let mut out = text.to_owned();
    for _ in 0..1 + random.below(3) {
        out = match random.below(11) {
            0 => out.replace(['“', '”'], "\""),
            1 => out.replace(['’', '‘'], "'"),
            2 => out.replace(" – ", " — "),
            3 => out.replacen(' ', "\u{a0}", 1 + random.below(4)),
            4 => out.replacen(' ', "  ", 1 + random.below(3)),
            5 => out.replacen("fi", "ﬁ", 2).replacen("fl", "ﬂ", 2).replacen("ff", "ﬀ", 1),
            6 => out.nfd().collect(),
            7 => out.replacen(' ', "\n", 1 + random.below(3)),
            8 => soft_hyphen(&out, "\u{ad}", random),
            9 => soft_hyphen(&out, "-\n", random),
            _ => format!("“{out}”"),
        };
    }
    out
}

/// Puts a break into a long word of small letters.
fn soft_hyphen(text: &str, mark: &str, random: &mut Random) -> String {
    let words: Vec<_> = text.split(' ').collect();
    let at = random.below(words.len());
    let long = |word: &str| word.len() > 7 && word.bytes().all(|byte| byte.is_ascii_lowercase());
    let broken = words.iter().enumerate().map(|(index, word)| {
        if index == at && long(word) { format!("{}{mark}{}", &word[..4], &word[4..]) } else { (*word).to_owned() }
    });
    broken.collect::<Vec<_>>().join(" ")
}

fn run(edits: usize, resets: usize) {
    let sources = sources();
    assert!(sources.len() > 15);
    let mut random = Random(20_310_503);
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    let mut accepted = Vec::new();
    let mut done = 0;
    // Every kind in turn; one that finds nothing to change in a quotation tries others.
    for turn in 0.. {
        if done >= edits {
            break;
        }
        let edit = EDITS[turn % EDITS.len()];
        let Some((source, quote, speaker)) = (0..60).find_map(|_| edited(edit, &sources, &mut random)) else {
            continue;
        };
        done += 1;
        *counts.entry(edit).or_default() += 1;
        if verdict(source, &quote, speaker.as_deref()) == Verdict::Verified {
            accepted.push(format!("{edit} ({}): {quote} {speaker:?}", source.document().id));
        }
    }
    let (mut refused, mut tried) = (Vec::new(), 0);
    while tried < resets {
        let Some(quote) = Quote::random(&sources, &mut random) else { continue };
        let text = reset(quote.text, &mut random);
        tried += 1;
        if verdict(quote.source, &text, None) == Verdict::NotFound {
            refused.push(format!("({}): {text:?}", quote.source.document().id));
        }
    }
    println!("{done} edits, {} accepted: {counts:?}\n{tried} resettings, {} refused", accepted.len(), refused.len());
    assert!(counts.len() == EDITS.len(), "{counts:?}");
    assert!(accepted.is_empty(), "{} of {done} accepted\n{}", accepted.len(), accepted.join("\n"));
    assert!(refused.len() * 100 <= tried, "{} of {tried} refused\n{}", refused.len(), refused.join("\n"));
}

#[test]
fn edits_of_meaning_are_refused_and_edits_of_typography_are_not() {
    run(10_000, 3_000);
}
