//! Sentences of a block, found on its tokens.
//!
//! Takes the tokens of one block, gives runs of tokens. A stop ends a sentence unless what stands around it says
//! otherwise: an abbreviation, an initial, a number, a word in lower case after it, a bracket that is still open, a
//! quotation that its speaker follows. Quotation marks and brackets that close right after a stop belong to the
//! sentence they close. Every look ahead or back is bounded, so the time grows with the text and nothing else.

use super::token::{Token, TokenKind};

/// Words that begin sentences far more often than they follow an abbreviation in the middle of one.
const STARTERS: &[&str] = &[
    "A",
    "About",
    "According",
    "After",
    "Again",
    "All",
    "Although",
    "Among",
    "An",
    "And",
    "Another",
    "Any",
    "Anyone",
    "Are",
    "As",
    "At",
    "Because",
    "Before",
    "Both",
    "But",
    "By",
    "Can",
    "Could",
    "Critics",
    "Despite",
    "Did",
    "Do",
    "Does",
    "During",
    "Each",
    "Earlier",
    "Even",
    "Every",
    "Few",
    "First",
    "For",
    "Four",
    "From",
    "Given",
    "Had",
    "Has",
    "Have",
    "He",
    "Her",
    "Here",
    "His",
    "How",
    "However",
    "I",
    "If",
    "In",
    "Instead",
    "Is",
    "It",
    "Its",
    "Last",
    "Later",
    "Many",
    "Meanwhile",
    "More",
    "Moreover",
    "Most",
    "Mr.",
    "Mrs.",
    "Ms.",
    "My",
    "Neither",
    "Next",
    "No",
    "Nobody",
    "None",
    "Nor",
    "Not",
    "Now",
    "Officials",
    "On",
    "Once",
    "One",
    "Only",
    "Or",
    "Other",
    "Others",
    "Our",
    "Over",
    "People",
    "Perhaps",
    "She",
    "Should",
    "Since",
    "So",
    "Some",
    "Still",
    "Such",
    "Supporters",
    "That",
    "The",
    "Their",
    "Then",
    "There",
    "These",
    "They",
    "This",
    "Those",
    "Though",
    "Three",
    "Through",
    "Thus",
    "To",
    "Today",
    "Two",
    "Under",
    "Unless",
    "Until",
    "Was",
    "We",
    "Were",
    "What",
    "When",
    "Where",
    "Whether",
    "Which",
    "While",
    "Who",
    "Why",
    "Will",
    "With",
    "Within",
    "Without",
    "Would",
    "Yesterday",
    "Yet",
    "You",
    "Your",
];

/// Titles and references that always go on: a name or a number follows. Lower case, without the dot.
const LEADING: &[&str] = &[
    "adm", "brig", "capt", "cf", "cmdr", "col", "cpl", "dr", "fig", "gen", "gov", "hon", "lt", "maj", "mme", "mr",
    "mrs", "ms", "mt", "pres", "prof", "rep", "reps", "rev", "sen", "sens", "sgt", "st", "supt", "vs", "art", "arts",
    "chap", "eq", "nr", "pp", "sec", "vol", "vols", "ed", "eds", "messrs",
];

/// References that go on when a number follows. Lower case, without the dot.
const BEFORE_NUMBER: &[&str] = &[
    "no", "nos", "p", "pp", "para", "paras", "art", "arts", "ch", "jan", "feb", "mar", "apr", "jun", "jul", "aug",
    "sept", "sep", "oct", "nov", "dec", "c", "ca", "approx", "n", "v",
];

/// Abbreviations after which a sentence may or may not end. Lower case, without the dot.
const MIDDLE: &[&str] = &[
    "approx", "assn", "assoc", "ave", "bros", "calif", "co", "conn", "corp", "dept", "dist", "est", "etc", "ft", "inc",
    "incl", "intl", "jr", "ltd", "mass", "mich", "minn", "natl", "okla", "ore", "pa", "penn", "rd", "sr", "tenn",
    "tex", "univ", "va", "wash", "wis", "wyo", "jan", "feb", "mar", "apr", "jun", "jul", "aug", "sept", "sep", "oct",
    "nov", "dec", "al", "ariz", "ark", "colo", "fla", "ga", "ill", "ind", "kan", "ky", "la", "md", "miss", "mo",
    "mont", "neb", "nev", "nm", "ny", "pls", "tel", "bzw", "bspw", "ca", "usw", "vgl",
];

/// Verbs that name a speaker after a quotation.
const SPEECH: &[&str] = &[
    "said",
    "says",
    "asked",
    "asks",
    "told",
    "added",
    "adds",
    "wrote",
    "writes",
    "warned",
    "replied",
    "cried",
    "shouted",
    "wondered",
    "argued",
    "insisted",
    "joked",
    "quipped",
    "concluded",
    "continued",
    "explained",
    "noted",
    "responded",
    "declared",
    "tweeted",
    "posted",
    "complained",
    "demanded",
    "exclaimed",
    "muttered",
    "remarked",
];

/// How many tokens a bracket may hold for its stops to be taken as part of the sentence around it.
const BRACKET: usize = 60;

/// Calls `push` with the first token and the token after the last of each sentence, in order.
pub(super) fn split(text: &str, tokens: &[Token], mut push: impl FnMut(usize, usize)) {
    let mut start = 0;
    let mut bracket_end = 0;
    let mut at = 0;
    while at < tokens.len() {
        let token = tokens[at];
        match token.kind {
            TokenKind::Mark if at >= bracket_end && is_opening(text, token) && at > start => {
                bracket_end = closing_bracket(text, tokens, at).unwrap_or(bracket_end);
            }
            TokenKind::Stop if at >= bracket_end => {
                let run = stop_run(tokens, at);
                let end = with_closers(text, tokens, run);
                if end == tokens.len() || ends_sentence(text, tokens, at, run, end) {
                    push(start, end);
                    start = end;
                }
                at = end;
                continue;
            }
            TokenKind::Lower | TokenKind::Capitalised | TokenKind::Upper
                if at >= bracket_end && ends_with_dot(text, token) =>
            {
                let end = with_closers(text, tokens, at + 1);
                if end < tokens.len() && dotted_word_ends_sentence(text, tokens, at, end) {
                    push(start, end);
                    start = end;
                }
                at = end;
                continue;
            }
            _ => {}
        }
        at += 1;
    }
    if start < tokens.len() {
        push(start, tokens.len());
    }
}

fn byte_at(text: &str, at: u32) -> u8 {
    text.as_bytes().get(at as usize).copied().unwrap_or_default()
}

fn ends_with_dot(text: &str, token: Token) -> bool {
    token.end - token.start > 1 && byte_at(text, token.end - 1) == b'.'
}

fn is_opening(text: &str, token: Token) -> bool {
    matches!(byte_at(text, token.start), b'(' | b'[')
}

fn closing_bracket(text: &str, tokens: &[Token], open: usize) -> Option<usize> {
    let close = if byte_at(text, tokens[open].start) == b'(' { b')' } else { b']' };
    tokens
        .iter()
        .enumerate()
        .skip(open + 1)
        .take(BRACKET)
        .find(|(_, token)| token.kind == TokenKind::Mark && byte_at(text, token.start) == close)
        .map(|(at, _)| at)
}

/// Returns the token after a run of stops (`?!`, `...`, `. . .`).
fn stop_run(tokens: &[Token], at: usize) -> usize {
    let mut end = at + 1;
    while tokens.get(end).is_some_and(|token| token.kind == TokenKind::Stop) {
        end += 1;
    }
    end
}

/// Returns the token after the marks that close right behind a stop.
fn with_closers(text: &str, tokens: &[Token], mut end: usize) -> usize {
    while let Some(token) = tokens.get(end) {
        let is_last = tokens.get(end + 1).is_none_or(|next| next.spaced);
        let closes = match token.kind {
            TokenKind::Quote => {
                let mark = token.of(text);
                let is_closing = matches!(mark, "”" | "’" | "»" | "›" | "''");
                if token.spaced { is_last && is_closing } else { !matches!(mark, "“" | "„" | "‘" | "«" | "``") }
            }
            TokenKind::Mark => !token.spaced && matches!(byte_at(text, token.start), b')' | b']'),
            _ => false,
        };
        if closes {
            end += 1;
        } else if let Some(after) = reference_end(text, tokens, end) {
            end = after;
        } else {
            break;
        }
    }
    end
}

/// Returns the token after a reference such as `[12]` that stands right behind a stop.
fn reference_end(text: &str, tokens: &[Token], at: usize) -> Option<usize> {
    let [open, number, close] = tokens.get(at..at + 3)? else { return None };
    let is_reference = !open.spaced
        && byte_at(text, open.start) == b'['
        && number.kind == TokenKind::Number
        && byte_at(text, close.start) == b']';
    is_reference.then_some(at + 3)
}

/// Decides about the stops `at..run`, whose closing marks reach to `end`; `end` is a token.
fn ends_sentence(text: &str, tokens: &[Token], at: usize, run: usize, end: usize) -> bool {
    let stop = tokens[run - 1].of(text);
    let next = tokens[end];
    let previous = at.checked_sub(1).map(|before| tokens[before]);
    if matches!(stop, "。" | "！" | "？" | "؟" | "।") {
        return true;
    }
    if !next.spaced {
        return joined_sentences(text, tokens, previous, end, run);
    }
    // What stands after marks that open: `. “We`, `. (The`.
    let word = tokens[end..].iter().take(3).find(|token| !opens(text, **token)).copied().unwrap_or(next);
    let is_first = word.start == next.start;
    if stop.len() > 1 && stop.starts_with('.') || stop == "…" {
        return word.is_capital() && word.of(text) != "I";
    }
    if stop != "." {
        let is_quoted = end > run;
        return word.kind != TokenKind::Lower && !(is_quoted && is_first && names_speaker(text, tokens, end));
    }
    match word.kind {
        TokenKind::Lower => {
            // A text in which capitals were lost; a short word with a dot is more often an abbreviation.
            let is_word = |token: Token| token.kind == TokenKind::Lower && token.end - token.start >= 5;
            end > run || !is_first || previous.is_some_and(|token| is_word(token) && !is_one_of(token.of(text), MIDDLE))
        }
        TokenKind::Number => !previous.is_some_and(|token| is_one_of(token.of(text), BEFORE_NUMBER)) || end > run,
        TokenKind::Capitalised | TokenKind::Upper => match previous {
            Some(token) if end == run && is_one_of(token.of(text), LEADING) => false,
            Some(token) if end == run && is_one_of(token.of(text), MIDDLE) && token.spaced => is_starter(word.of(text)),
            _ => true,
        },
        TokenKind::Mark => !matches!(byte_at(text, word.start), b',' | b';' | b':' | b')' | b'-'),
        TokenKind::Quote | TokenKind::Stop => true,
    }
}

/// Decides whether a stop without white space after it parts two sentences (`ended.The next`).
fn joined_sentences(text: &str, tokens: &[Token], previous: Option<Token>, end: usize, run: usize) -> bool {
    let next = tokens[end];
    let is_word = |token: Token| token.kind == TokenKind::Lower && token.end - token.start >= 3;
    let after_word = end > run || previous.is_some_and(|token| is_word(token) || token.kind == TokenKind::Number);
    let word = if opens(text, next) { tokens.get(end + 1).copied().unwrap_or(next) } else { next };
    // `Node.Js`, `example.Com`: names of sites and programs are not followed by a further spaced word this long.
    word.is_capital() && after_word && tokens.get(end + 1).is_some_and(|token| token.spaced || opens(text, next))
}

fn opens(text: &str, token: Token) -> bool {
    token.kind == TokenKind::Quote || token.kind == TokenKind::Mark && matches!(byte_at(text, token.start), b'(' | b'[')
}

/// Tells whether `Smith asked` or `Ada Vance, a baker, said` stands at `at`.
fn names_speaker(text: &str, tokens: &[Token], at: usize) -> bool {
    let ahead = tokens[at..].iter().take(5);
    ahead.take_while(|token| token.is_word()).any(|token| SPEECH.contains(&token.of(text)))
}

/// Decides about a word that carries its own dot (`U.S.`, `J.`, `Mr.`), with closing marks up to `end`.
fn dotted_word_ends_sentence(text: &str, tokens: &[Token], at: usize, end: usize) -> bool {
    let word = tokens[at].of(text).trim_end_matches('.');
    let next = tokens[end];
    if !next.spaced {
        return false;
    }
    let follows = tokens[end..].iter().take(3).find(|token| !opens(text, **token)).copied().unwrap_or(next);
    let is_quoted = follows.start != next.start;
    if !follows.is_capital() || is_one_of(word, LEADING) {
        return false;
    }
    let is_closed = end > at + 1;
    is_closed || is_quoted || (is_starter(follows.of(text)) && !is_initial_of_name(text, tokens, at))
}

/// Tells whether the word is a single letter after a given name: `George W.`; then even a starter may be a name.
fn is_initial_of_name(text: &str, tokens: &[Token], at: usize) -> bool {
    let is_letter = tokens[at].of(text).chars().nth(2).is_none();
    let follows_initial = at > 0 && ends_with_dot(text, tokens[at - 1]);
    is_letter && follows_initial
}

fn is_starter(word: &str) -> bool {
    STARTERS.binary_search(&word).is_ok()
}

fn is_one_of(word: &str, list: &[&str]) -> bool {
    word.len() <= 7 && list.iter().any(|known| known.eq_ignore_ascii_case(word))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::token::tokenize;
    use crate::source::Span;

    fn sentences(text: &str) -> Vec<&str> {
        let mut tokens = Vec::new();
        tokenize(text, Span::new(0, text.len()), &mut tokens);
        let mut found = Vec::new();
        split(text, &tokens, |first, end| {
            found.push(&text[tokens[first].start as usize..tokens[end - 1].end as usize]);
        });
        found
    }

    #[test]
    fn starters_are_sorted() {
        assert!(STARTERS.is_sorted());
    }

    #[test]
    fn titles_initials_and_abbreviations_do_not_end_a_sentence() {
        for whole in [
            "Mr. Holt met Dr. A. B. Crane of Kelp Inc. on Oct. 9 near No. 10 Quay St. yesterday.",
            "The U.S. Senate and the E.U. Commission met Gen. Orla Finn at 5 p.m. on Friday.",
            "The tariff rose 3.5 percent to 1.2 million crowns (see Fig. 4) in a year.",
            "She waited... and waited… but no ferry came.",
        ] {
            assert_eq!(sentences(whole), [whole]);
        }
    }

    #[test]
    fn an_abbreviation_ends_a_sentence_when_a_plain_opener_follows() {
        assert_eq!(
            sentences("It sails to the U.S. The crew is small."),
            ["It sails to the U.S.", "The crew is small."]
        );
        assert_eq!(sentences("He chose plan B. It failed."), ["He chose plan B.", "It failed."]);
        assert_eq!(
            sentences("They sell rope, tar, etc. But not oars."),
            ["They sell rope, tar, etc.", "But not oars."]
        );
    }

    #[test]
    fn closing_marks_belong_to_the_sentence_they_close() {
        assert_eq!(
            sentences("“The quay is ours.” (So they say.) ‘Is it?’ Nobody knows."),
            ["“The quay is ours.”", "(So they say.)", "‘Is it?’", "Nobody knows."]
        );
        assert_eq!(sentences("It sank.[12] They swam."), ["It sank.[12]", "They swam."]);
    }

    #[test]
    fn a_quotation_is_parted_where_its_sentences_end() {
        assert_eq!(
            sentences("“We need the bridge. We will build it,” Orla Finn told the council."),
            ["“We need the bridge.", "We will build it,” Orla Finn told the council."]
        );
        assert_eq!(sentences("“Who pays?” Finn asked the hall."), ["“Who pays?” Finn asked the hall."]);
        assert_eq!(sentences("“Who pays?” he asked. Nobody."), ["“Who pays?” he asked.", "Nobody."]);
    }

    #[test]
    fn stops_inside_a_bracket_do_not_part_the_sentence_around_it() {
        let whole = "The toll (nobody likes it. Nobody pays it.) stays in force.";
        assert_eq!(sentences(whole), [whole]);
        assert_eq!(sentences("An open ( bracket. It never ends."), ["An open ( bracket.", "It never ends."]);
    }

    #[test]
    fn damaged_texts_are_parted_where_it_is_plain() {
        assert_eq!(sentences("The ferry sank.The crew swam."), ["The ferry sank.", "The crew swam."]);
        assert_eq!(
            sentences("It sails from the U.S.and from Põldsaare."),
            ["It sails from the U.S.and from Põldsaare."]
        );
        assert_eq!(sentences("the harbour froze. the boats stayed."), ["the harbour froze.", "the boats stayed."]);
        assert_eq!(sentences("See quaynews.example for more."), ["See quaynews.example for more."]);
    }

    #[test]
    fn other_scripts_are_parted_at_their_own_stops() {
        assert_eq!(sentences("Паром опоздал. Никто не ждал."), ["Паром опоздал.", "Никто не ждал."]);
    }
}
