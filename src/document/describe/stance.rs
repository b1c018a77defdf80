//! What kind of voice a text is, by its labels and by its words outside quotations.
//!
//! A label at the head decides (`Opinion`, `Joint statement`). Else a text that is mostly tables is data; one that
//! speaks of `we` and `must` more than it reports what others said is opinion; the rest reports.

use super::super::furniture::Shape;
use super::super::metadata::{SourceType, Stance};
use super::super::token::TokenKind;
use super::super::{BlockKind, Document};

/// How many blocks at the head may hold a label.
const HEAD: usize = 10;

/// How many sentences are read.
const SENTENCES: usize = 400;

const OPINION: &[&str] = &[
    "opinion",
    "opinions",
    "comment",
    "commentary",
    "editorial",
    "op-ed",
    "oped",
    "viewpoint",
    "perspective",
    "column",
    "guest column",
    "guest essay",
    "letter",
    "letters",
    "letter to the editor",
    "letters to the editor",
    "the view",
    "our view",
    "leader",
    "blog",
    "essay",
    "opinion |",
    "ideas",
    "views",
];

const STATEMENT: &[&str] = &[
    "press release",
    "for immediate release",
    "statement",
    "joint statement",
    "communiqué",
    "communique",
    "declaration",
    "joint declaration",
    "speech",
    "remarks",
    "address",
    "transcript",
    "media release",
    "news release",
    "press statement",
    "joint communiqué",
];

/// Openings of titles and first lines of statements.
const STATEMENT_OPENINGS: &[&str] = &[
    "joint statement",
    "statement by",
    "statement from",
    "statement of",
    "statement on",
    "press release",
    "for immediate release",
    "communiqué",
    "communique",
    "joint communiqué",
    "joint declaration",
    "declaration of",
    "declaration on",
    "remarks by",
    "remarks at",
    "speech by",
    "speech at",
    "address by",
    "address to",
    "opening remarks",
    "keynote",
    "transcript of",
    "transcript:",
];

/// First words of speeches.
const SALUTATIONS: &[&str] = &[
    "mr. speaker",
    "madam speaker",
    "mr. president",
    "madam president",
    "mr. chairman",
    "ladies and gentlemen",
    "excellencies",
    "your excellenc",
    "dear colleagues",
    "distinguished ",
    "thank you, mr",
    "thank you mr",
    "thank you very much",
    "my fellow",
    "honourable members",
    "honorable members",
    "dear friends",
];

/// Returns the stance, and the type where the text says it is a speech.
pub(super) fn of(document: &Document, shapes: &[Shape]) -> (Stance, Option<SourceType>) {
    if let Some(found) = by_label(document, shapes) {
        return found;
    }
    let article = || document.blocks.iter().filter(|block| block.furniture.is_none());
    let all = article().map(|block| block.span.len()).sum::<usize>();
    let rows = article().filter(|block| block.kind == BlockKind::TableRow).map(|block| block.span.len()).sum::<usize>();
    if rows > 0 && rows * 10 >= all * 6 {
        return (Stance::Data, None);
    }
    (by_words(document), None)
}

fn by_label(document: &Document, shapes: &[Shape]) -> Option<(Stance, Option<SourceType>)> {
    for (at, shape) in shapes.iter().enumerate().take(HEAD) {
        let line = shape.folded.as_str();
        let bare = line.trim_end_matches([':', '.', ' ']);
        if OPINION.contains(&bare) && at < 4 {
            return Some((Stance::Opinion, None));
        }
        if STATEMENT.contains(&bare) {
            return Some((Stance::Statement, None));
        }
        let is_title = document.blocks.get(at).is_some_and(|block| block.kind == BlockKind::Title);
        let opens = |openings: &[&str]| openings.iter().any(|opening| line.starts_with(opening));
        if is_title && (line.starts_with("opinion:") || line.starts_with("editorial:") || line.starts_with("opinion |"))
        {
            return Some((Stance::Opinion, None));
        }
        if (is_title || at == 0) && opens(STATEMENT_OPENINGS) {
            let is_speech = ["remarks", "speech", "address", "keynote", "opening remarks"]
                .iter()
                .any(|word| line.starts_with(word));
            return Some((Stance::Statement, is_speech.then_some(SourceType::Speech)));
        }
    }
    let first = document.blocks.iter().find(|block| block.furniture.is_none() && block.kind != BlockKind::Title)?;
    let words = document.slice(first.span);
    let opening = super::super::furniture::fold(&words[..words.floor_char_boundary(120)]);
    // A record of debates names the speaker first: `Mr. HOLT. Mr. Speaker, …`.
    let is_speech = SALUTATIONS.iter().any(|salutation| {
        opening.find(salutation).is_some_and(|at| at == 0 || at < 40 && opening[..at].ends_with(". "))
    });
    is_speech.then_some((Stance::Statement, Some(SourceType::Speech)))
}

/// Words counted outside quotations.
#[derive(Default, Debug)]
struct Count {
    sentences: usize,
    first_person: usize,
    normative: usize,
    questions: usize,
    attributions: usize,
}

fn by_words(document: &Document) -> Stance {
    let mut count = Count::default();
    for sentence in document.sentences.iter().take(SENTENCES) {
        let kind = document.blocks[sentence.block].kind;
        if !matches!(kind, BlockKind::Paragraph | BlockKind::ListItem | BlockKind::Quote) {
            continue;
        }
        count.sentence(document, sentence);
    }
    if count.sentences < 3 {
        return Stance::Unknown;
    }
    let share = |number: usize| number as f64 / count.sentences as f64;
    let voice = share(count.first_person) + share(count.normative) * 0.8 + share(count.questions) * 0.8;
    // A text that reports gives its sources more often than it speaks for itself.
    if voice >= 0.3 && voice > share(count.attributions) * 1.2 { Stance::Opinion } else { Stance::Report }
}

impl Count {
    fn sentence(&mut self, document: &Document, sentence: &super::super::Sentence) {
        self.sentences += 1;
        let (mut quoted, mut own, mut normative, mut attributed) = (false, false, false, false);
        let tokens = document.tokens_of(sentence);
        for token in tokens {
            let word = token.of(&document.text);
            match token.kind {
                TokenKind::Quote => quoted = matches!(word, "“" | "«" | "„" | "``") || word == "\"" && !quoted,
                TokenKind::Lower | TokenKind::Capitalised if !quoted => {
                    own |=
                        matches!(word, "I" | "my" | "we" | "our" | "us" | "We" | "Our" | "My" | "me" | "I'm" | "I’m");
                    normative |= matches!(
                        word,
                        "must" | "should" | "ought" | "shameful" | "wrong" | "dangerous" | "absurd" | "naive"
                    );
                    attributed |= matches!(
                        word,
                        "said"
                            | "says"
                            | "told"
                            | "according"
                            | "announced"
                            | "reported"
                            | "stated"
                            | "added"
                            | "According"
                            | "warned"
                            | "claimed"
                    );
                }
                _ => {}
            }
        }
        let is_question = tokens.last().is_some_and(|token| token.of(&document.text) == "?");
        self.first_person += usize::from(own);
        self.normative += usize::from(normative);
        self.attributions += usize::from(attributed);
        self.questions += usize::from(is_question && !quoted);
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::parse;
    use super::*;
    use crate::corpus::{Format, Text};

    const REPORT: &str = "The council voted to build a second bridge over the sound. Traders said the toll was too high. \
                          The ferry sails twice a day in winter. The mayor told reporters that work begins in May.\n";

    const NORMATIVE: &str = "The council must build the second bridge now. A ferry in winter is a dangerous gamble. \
                             The toll should fall on those who cross. It would be wrong to wait for the ice.\n";

    fn stance(text: &str) -> Stance {
        parse(&Text::decoded("a.txt", Format::Text, text, None)).output.metadata.stance
    }

    #[test]
    fn a_label_makes_a_text_an_opinion_without_a_first_person() {
        assert_eq!(stance(&format!("Bridge vote\n{REPORT}{REPORT}")), Stance::Report);
        assert_eq!(stance(&format!("Opinion\nBridge vote\n{REPORT}{REPORT}")), Stance::Opinion);
        assert_eq!(stance(&format!("Opinion: The bridge that nobody needs\n{REPORT}{REPORT}")), Stance::Opinion);
    }

    #[test]
    fn a_text_that_says_what_ought_to_be_is_an_opinion() {
        assert_eq!(stance(&format!("Bridge vote\n{NORMATIVE}")), Stance::Opinion);
    }

    #[test]
    fn what_others_say_ought_to_be_is_reported() {
        let text = "Bridge vote\n“We must build it now,” the mayor said. “It should be a toll bridge,” a trader told the \
                    council. The vote is on Monday. According to the harbour office the ice comes in May.\n";
        assert_eq!(stance(text), Stance::Report);
    }
}
