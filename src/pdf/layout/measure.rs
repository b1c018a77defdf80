//! The text of a paragraph becomes boxes, spaces and places where a line may end, each with its width.
//!
//! Words are shaped whole; the width of a part is the sum of its glyphs, which is near enough to choose breaks
//! by. Lines may end after spaces and where Unicode's rules say so, inside words where the language's patterns
//! allow a hyphen, and inside addresses at their joints. A number is tied to its unit, a title to its name.

use hypher::Lang;
use unicode_linebreak::{BreakOpportunity, linebreaks};

use super::runs::{LINE_END, NO_BREAK, Run, Runs, THIN};
use crate::pdf::fonts::Face;
use crate::pdf::shape::{Shaper, Word};

/// Cost of a hyphen at the end of a line.
const HYPHEN: f32 = 110.0;
/// Cost of a break inside a compound or an address.
const JOINT: f32 = 60.0;
/// Cost of a break between a number and its unit.
const TIED: f32 = 1500.0;
/// Cost of a break in the middle of a word that is wider than the measure.
const TORN: f32 = 3000.0;
/// Words of fewer letters are never hyphenated.
const HYPHENATED_LETTERS: usize = 6;

/// A part of a paragraph.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(super) struct Item {
    /// What it is.
    pub(super) kind: Kind,
    /// Its first byte in the text.
    pub(super) start: usize,
    /// Byte after the last.
    pub(super) end: usize,
    /// Its run.
    pub(super) run: usize,
    /// Natural width; of a break, what is added to the line if it ends here.
    pub(super) width: f32,
}

/// Kinds of parts.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(super) enum Kind {
    /// Part of a word; how far its first and last characters may hang over the edges.
    Box {
        /// Over the left edge.
        hang_left: f32,
        /// Over the right edge.
        hang_right: f32,
    },
    /// A space. A line may end at it unless a box or another space follows a tie.
    Glue {
        /// How much wider it likes to become.
        stretch: f32,
        /// How much narrower it may become.
        shrink: f32,
        /// Cost of ending the line here; infinite where it may not end.
        cost: f32,
    },
    /// A place inside a word where a line may end.
    Break {
        /// What it costs.
        cost: f32,
        /// Whether a hyphen is added.
        hyphen: bool,
    },
    /// The line ends here.
    End,
}

/// How words are broken.
#[derive(Clone, Copy, Debug)]
pub(super) struct Breaking {
    /// Patterns for hyphens; none where words stay whole.
    pub(super) language: Option<Lang>,
    /// Words wider than this are broken anywhere.
    pub(super) measure: f32,
}

/// Measures the paragraph.
pub(super) fn measure(runs: &Runs, shaper: &mut Shaper<'_>, breaking: Breaking) -> Vec<Item> {
    let mut items = Vec::with_capacity(runs.text.len() / 3);
    let mut run = 0;
    let mut start = 0;
    let mut token = Token { end: 0, is_code: false };
    for (end, opportunity) in linebreaks(&runs.text) {
        if start >= token.end {
            token = Token::at(&runs.text, start);
        }
        // An address is parted at its joints and nowhere else.
        if token.is_code && end < token.end {
            continue;
        }
        let stretch = &runs.text[start..end];
        let word = stretch.trim_end_matches([' ', LINE_END]);
        let word_end = start + word.len();
        boxes(runs, shaper, breaking, (start, word_end), &mut run, &mut items);
        let is_last = end == runs.text.len();
        if stretch.ends_with(LINE_END) || is_last {
            debug_assert!(opportunity == BreakOpportunity::Mandatory);
            items.push(Item { kind: Kind::End, start: word_end, end, run: run_at(runs, run, word_end), width: 0.0 });
        } else if word_end < end {
            let run = run_at(runs, run, word_end);
            let cost = if is_tied(word, &runs.text[end..]) { TIED } else { 0.0 };
            items.push(space(&runs.runs[run], shaper, (word_end, end), run, cost));
        } else if !word.is_empty() {
            let run = run_at(runs, run, word_end.saturating_sub(1));
            let kind = Kind::Break { cost: JOINT, hyphen: false };
            items.push(Item { kind, start: end, end, run, width: 0.0 });
        }
        start = end;
    }
    items
}

/// What stands between two spaces.
struct Token {
    end: usize,
    is_code: bool,
}

impl Token {
    fn at(text: &str, start: usize) -> Self {
        let rest = &text[start..];
        let end = rest.find([' ', LINE_END]).map_or(text.len(), |length| start + length);
        Self { end, is_code: is_code_like(&text[start..end]) }
    }
}

/// Returns the greatest width between two places where a line may end, and the width of the whole in one line.
pub(super) fn extremes(items: &[Item]) -> (f32, f32) {
    let (mut least, mut whole, mut word, mut line) = (0.0_f32, 0.0_f32, 0.0_f32, 0.0_f32);
    for item in items {
        match item.kind {
            Kind::Box { .. } => {
                word += item.width;
                line += item.width;
            }
            Kind::Glue { cost, .. } => {
                line += item.width;
                if cost < TIED {
                    least = least.max(word);
                    word = 0.0;
                } else {
                    word += item.width;
                }
            }
            Kind::Break { .. } => {
                least = least.max(word + item.width);
                word = 0.0;
            }
            Kind::End => {
                least = least.max(word);
                whole = whole.max(line);
                (word, line) = (0.0, 0.0);
            }
        }
    }
    (least, whole)
}

/// Returns the run, at or after `run`, that holds `byte`.
fn run_at(runs: &Runs, run: usize, byte: usize) -> usize {
    let mut run = run;
    while run + 1 < runs.runs.len() && runs.runs[run].end <= byte {
        run += 1;
    }
    run
}

fn space(run: &Run, shaper: &mut Shaper<'_>, (start, end): (usize, usize), index: usize, cost: f32) -> Item {
    let width = shaper.space(run.face) * run.style.size;
    let kind = Kind::Glue { stretch: width * 0.5, shrink: width * 0.3, cost };
    Item { kind, start, end, run: index, width }
}

/// Adds the boxes of the text `start..end`, which holds no space at which a line may end.
fn boxes(
    runs: &Runs,
    shaper: &mut Shaper<'_>,
    breaking: Breaking,
    (start, end): (usize, usize),
    run: &mut usize,
    items: &mut Vec<Item>,
) {
    let mut at = start;
    while at < end {
        *run = run_at(runs, *run, at);
        let piece_end = end.min(runs.runs[*run].end);
        let piece = &runs.text[at..piece_end];
        let is_space = |character: char| matches!(character, ' ' | NO_BREAK | THIN);
        let word_length = piece.find(is_space).unwrap_or(piece.len());
        if word_length > 0 {
            let end = at + word_length;
            word_boxes(runs, shaper, breaking, (at, end), *run, items);
            at = end;
        } else if let Some(character) = piece.chars().next() {
            let end = at + character.len_utf8();
            let mut item = space(&runs.runs[*run], shaper, (at, end), *run, f32::INFINITY);
            if character == THIN {
                item.width *= 0.6;
                item.kind = Kind::Glue { stretch: 0.0, shrink: 0.0, cost: f32::INFINITY };
            }
            items.push(item);
            at = end;
        } else {
            break;
        }
    }
}

/// Adds the boxes of one word in one run, cut where a line may end inside it.
fn word_boxes(
    runs: &Runs,
    shaper: &mut Shaper<'_>,
    breaking: Breaking,
    (start, end): (usize, usize),
    index: usize,
    items: &mut Vec<Item>,
) {
    let run = &runs.runs[index];
    let text = &runs.text[start..end];
    if let Some(inset) = run.inset {
        let kind = Kind::Box { hang_left: 0.0, hang_right: 0.0 };
        items.push(Item { kind, start, end, run: index, width: inset.width });
        return;
    }
    let word = shaper.word(run.face, text);
    let size = run.style.size;
    let hang = Hang { face: run.face, size };
    let boxed = |shaper: &mut Shaper<'_>, from: usize, to: usize| Item {
        kind: Kind::Box {
            hang_left: hang.left(shaper, &text[from..to]),
            hang_right: hang.right(shaper, &text[from..to]),
        },
        start: start + from,
        end: start + to,
        run: index,
        width: word.part(from, to) * size,
    };
    let mut cuts = Vec::new();
    if word.width * size > breaking.measure {
        torn(&word, &mut cuts);
    }
    if !is_code_like(text) {
        if let Some(language) = breaking.language {
            hyphens(text, language, &mut cuts);
        }
    } else {
        joints(text, &mut cuts);
    }
    cuts.sort_by(|a, b| a.at.cmp(&b.at).then(a.cost.total_cmp(&b.cost)));
    cuts.dedup_by_key(|cut| cut.at);
    let hyphen_width = if cuts.iter().any(|cut| cut.hyphen) { shaper.word(run.face, "-").width * size } else { 0.0 };
    let mut from = 0;
    for cut in cuts {
        items.push(boxed(shaper, from, cut.at));
        let kind = Kind::Break { cost: cut.cost, hyphen: cut.hyphen };
        let at = start + cut.at;
        let width = if cut.hyphen { hyphen_width } else { 0.0 };
        items.push(Item { kind, start: at, end: at, run: index, width });
        from = cut.at;
    }
    items.push(boxed(shaper, from, text.len()));
}

#[derive(Clone, Copy, Debug)]
struct Cut {
    at: usize,
    cost: f32,
    hyphen: bool,
}

/// Adds the places where `language` allows a hyphen in the words of `text`.
fn hyphens(text: &str, language: Lang, cuts: &mut Vec<Cut>) {
    let mut at = 0;
    for part in text.split_inclusive(|character: char| !character.is_alphabetic()) {
        let letters = part.trim_end_matches(|character: char| !character.is_alphabetic());
        let is_acronym = letters.chars().skip(1).any(char::is_uppercase);
        if letters.chars().count() >= HYPHENATED_LETTERS && letters.len() < 120 && !is_acronym {
            let mut inside = at;
            let mut syllables = hypher::hyphenate_bounded(letters, language, 3, 3).peekable();
            while let Some(syllable) = syllables.next() {
                inside += syllable.len();
                if syllables.peek().is_some() {
                    cuts.push(Cut { at: inside, cost: HYPHEN, hyphen: true });
                }
            }
        }
        at += part.len();
    }
}

/// Adds the places after which an address or a name in code may be parted.
fn joints(text: &str, cuts: &mut Vec<Cut>) {
    let bytes = text.as_bytes();
    let scheme = text.find("://").map_or(0, |at| at + 3);
    for at in scheme + 1..bytes.len() {
        let (before, after) = (bytes[at - 1], bytes[at]);
        let is_after_slash = before == b'/' && after != b'/';
        let is_after = matches!(before, b'_' | b'-' | b',' | b';' | b':') && before != after;
        let is_before = matches!(after, b'.' | b'?' | b'&' | b'=' | b'#' | b'%') && before.is_ascii_alphanumeric();
        if at + 3 < bytes.len() && at > scheme + 2 && text.is_char_boundary(at) {
            if is_after_slash {
                cuts.push(Cut { at, cost: JOINT, hyphen: false });
            } else if is_after || is_before {
                cuts.push(Cut { at, cost: HYPHEN, hyphen: false });
            }
        }
    }
}

/// Adds a place between any two clusters.
fn torn(word: &Word, cuts: &mut Vec<Cut>) {
    cuts.extend(
        word.glyphs
            .iter()
            .map(|glyph| glyph.cluster)
            .filter(|&at| at > 0 && word.text.is_char_boundary(at))
            .map(|at| Cut { at, cost: TORN, hyphen: false }),
    );
}

/// Tells whether `text` is an address, a path or a name in code rather than words.
fn is_code_like(text: &str) -> bool {
    text.contains("://") || text.contains('_') || text.contains('@') || text.matches(['/', '.']).count() > 1
}

/// How far characters hang over the edge of the text so that the edge looks straight.
#[derive(Clone, Copy)]
struct Hang {
    face: Face,
    size: f32,
}

impl Hang {
    fn left(self, shaper: &mut Shaper<'_>, text: &str) -> f32 {
        let share = match text.chars().next() {
            Some('“' | '‘' | '„' | '«' | '‹' | '"' | '\'') => 0.5,
            _ => return 0.0,
        };
        self.of(shaper, text.chars().next(), share)
    }

    fn right(self, shaper: &mut Shaper<'_>, text: &str) -> f32 {
        let last = text.chars().next_back();
        let share = match last {
            Some('.' | ',') => 0.7,
            Some('-') => 0.55,
            Some('”' | '’' | '»' | '›' | '"' | '\'') => 0.5,
            Some(':' | ';') => 0.3,
            Some('–' | '—') => 0.2,
            _ => return 0.0,
        };
        self.of(shaper, last, share)
    }

    fn of(self, shaper: &mut Shaper<'_>, character: Option<char>, share: f32) -> f32 {
        let Some(character) = character.filter(|_| !matches!(self.face, Face::Mono | Face::MonoBold)) else {
            return 0.0;
        };
        let mut buffer = [0; 4];
        shaper.word(self.face, character.encode_utf8(&mut buffer)).width * self.size * share
    }
}

/// Returns how far a hyphen in `face` hangs over the right edge.
pub(super) fn hyphen_hang(shaper: &mut Shaper<'_>, face: Face, size: f32) -> f32 {
    Hang { face, size }.right(shaper, "-")
}

/// Words after which a number stays.
const BEFORE_NUMBER: &[&str] = &[
    "p", "pp", "no", "nos", "vol", "ch", "art", "para", "paras", "sec", "fig", "figs", "tab", "eq", "ed", "ca", "c",
    "table", "figure", "page", "pages", "section", "chapter", "annex", "article", "s", "nr", "abb", "bd", "kap",
    "seite", "tabelle", "n", "t", "chap", "tableau", "с", "стор", "т", "ст", "рис", "табл", "розд", "§", "№", "about",
    "over",
];

/// Titles after which a name stays.
const BEFORE_NAME: &[&str] = &[
    "mr", "mrs", "ms", "dr", "st", "prof", "sir", "gen", "col", "hr", "fr", "herr", "frau", "m", "mme", "mlle", "пан",
    "пані",
];

/// Units that stay with their number.
const UNITS: &[&str] = &[
    "%",
    "‰",
    "per",
    "million",
    "billion",
    "trillion",
    "thousand",
    "bn",
    "m",
    "km",
    "cm",
    "mm",
    "kg",
    "g",
    "t",
    "kw",
    "mw",
    "gw",
    "kwh",
    "mwh",
    "gwh",
    "twh",
    "v",
    "kv",
    "w",
    "ha",
    "l",
    "h",
    "min",
    "s",
    "am",
    "pm",
    "eur",
    "usd",
    "gbp",
    "uah",
    "€",
    "$",
    "£",
    "₴",
    "prozent",
    "millionen",
    "milliarden",
    "mio",
    "mrd",
    "pour",
    "millions",
    "milliards",
    "млн",
    "млрд",
    "тис",
    "грн",
    "км",
    "відсотків",
    "°c",
    "°f",
];

/// Months, by the first letters in the languages that hyphens are known for.
const MONTHS: &[&str] = &[
    "jan", "feb", "mar", "apr", "may", "june", "jun", "july", "jul", "aug", "sep", "oct", "nov", "dec", "mär", "mai",
    "okt", "dez", "juni", "juli", "janv", "févr", "mars", "avri", "juin", "juil", "août", "sept", "octo", "nove",
    "déce", "січ", "лют", "бер", "кві", "тра", "чер", "лип", "сер", "вер", "жов", "лис", "гру",
];

/// Tells whether a line should not end between `before`, a word, and the text that follows the space after it.
fn is_tied(before: &str, after: &str) -> bool {
    let next = after.split([' ', NO_BREAK, THIN, LINE_END]).next().unwrap_or_default();
    if matches!(next, "–" | "—" | "-") {
        return true;
    }
    let word = before.rsplit([' ', NO_BREAK, THIN]).next().unwrap_or(before);
    let word = word.trim_start_matches(|character: char| !character.is_alphanumeric() && !"§№".contains(character));
    let lower = word.to_lowercase();
    let bare = lower.trim_end_matches('.');
    if next.starts_with(|character: char| character.is_ascii_digit()) {
        return BEFORE_NUMBER.contains(&bare);
    }
    let unit = next.trim_end_matches(|character: char| !character.is_alphanumeric() && !"%‰€$£₴".contains(character));
    let unit = unit.to_lowercase();
    if word.ends_with(|character: char| character.is_ascii_digit()) {
        return UNITS.contains(&unit.as_str()) || MONTHS.iter().any(|month| is_month(&unit, month));
    }
    if next.starts_with(char::is_uppercase) {
        let is_initial = word.ends_with('.') && bare.chars().count() == 1;
        return is_initial || (word.starts_with(char::is_uppercase) && BEFORE_NAME.contains(&bare));
    }
    false
}

/// Tells whether `word` is the month whose name begins with `stem`, in full or cut short.
fn is_month(word: &str, stem: &str) -> bool {
    word.starts_with(stem) && word.chars().count() <= 9
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_stay_with_units_and_titles_with_names() {
        for (before, after) in [
            ("38", "per cent of"),
            ("(p.", "11)"),
            ("2", "July."),
            ("£2.9", "million for"),
            ("J.", "Osei"),
            ("Dr", "Osei"),
            ("5", "km,"),
            ("word", "– and"),
            ("12", "липня"),
        ] {
            assert!(is_tied(before, after), "{before} {after}");
        }
        for (before, after) in [("the", "board"), ("2030", "The"), ("in", "2031"), ("word.", "Next"), ("3", "ships")] {
            assert!(!is_tied(before, after), "{before} {after}");
        }
    }

    #[test]
    fn words_are_cut_at_syllables_and_addresses_at_joints() {
        let mut cuts = Vec::new();
        hyphens("(extraordinary)", Lang::English, &mut cuts);
        assert!(!cuts.is_empty() && cuts.iter().all(|cut| cut.at > 3 && cut.at < 12));
        cuts.clear();
        hyphens("UNESCO short", Lang::English, &mut cuts);
        assert!(cuts.is_empty());
        let address = "https://example.org/reports/log.html";
        joints(address, &mut cuts);
        let parts: Vec<&str> = cuts.iter().map(|cut| &address[cut.at..]).collect();
        assert_eq!(parts, [".org/reports/log.html", "reports/log.html", "log.html", ".html"]);
    }
}
