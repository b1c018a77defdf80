//! The quotation gate: finds the words of a quotation in a source and refuses what was changed.

use memchr::memmem;

use super::fold::{Folded, same_acronyms};
use super::{Book, Drift, Finding, Verdict, drift, nearest};
use crate::source::Span;

/// A quotation to be checked.
#[derive(Clone, Copy, Debug)]
pub struct Quotable<'a> {
    /// The words, with or without their outer quotation marks.
    pub quote: &'a str,
    /// Who is said to have said them.
    pub speaker: Option<&'a str>,
    /// Where they are said to stand (bytes), for words that stand there more than once or are short.
    pub at: Option<Span>,
}

/// Most words that an insertion in square brackets may stand for.
const LARGEST_REPLACEMENT: usize = 8;

/// Checks a quotation against one source.
pub fn check(quotable: Quotable<'_>, book: &Book) -> Finding {
    let quote = without_marks(quotable.quote);
    let parts = parts(quote);
    if parts.is_empty() {
        return cannot("empty-quotation", "there are no words between the marks");
    }
    let (words, characters) = (quote.split_whitespace().count(), quote.chars().count());
    if words < 2 && characters < 12 && quotable.at.is_none() {
        return cannot("too-short", "one short word proves nothing: give the fact it rests on");
    }
    match locate(&parts, book, quotable) {
        Ok(found) => judge(quotable, &found, book),
        Err(refusal) => {
            let nearest = nearest::nearest(quote, &book.text);
            Finding {
                verdict: Verdict::NotFound,
                rule: Some(refusal.rule),
                why: refusal.why,
                warnings: Vec::new(),
                span: None,
                nearest,
            }
        }
    }
}

fn cannot(rule: &'static str, why: &str) -> Finding {
    Finding {
        verdict: Verdict::CannotCheck,
        rule: Some(rule),
        why: why.into(),
        warnings: Vec::new(),
        span: None,
        nearest: None,
    }
}

struct Refusal {
    rule: &'static str,
    why: String,
}

fn refuse(rule: &'static str, why: impl Into<String>) -> Refusal {
    Refusal { rule, why: why.into() }
}

/// Takes one pair of outer quotation marks and the white space away.
fn without_marks(quote: &str) -> &str {
    const PAIRS: [(&str, &str); 9] = [
        ("“", "”"),
        ("\"", "\""),
        ("„", "“"),
        ("„", "”"),
        ("«", "»"),
        ("»", "«"),
        ("‘", "’"),
        ("''", "''"),
        ("``", "''"),
    ];
    let trimmed = quote.trim();
    for (open, close) in PAIRS {
        if let Some(inner) = trimmed.strip_prefix(open).and_then(|rest| rest.strip_suffix(close))
            && !inner.is_empty()
        {
            return inner.trim();
        }
    }
    trimmed
}

/// A stretch of a quotation between two ellipses: literal pieces with insertions between them.
#[derive(Debug)]
struct Part {
    pieces: Vec<Piece>,
}

#[derive(Debug)]
enum Piece {
    /// Folded words that must stand as they are.
    Literal(String),
    /// An insertion in brackets, folded, which may replace or add.
    Insertion(String),
}

/// Splits at ellipses, and each part at its brackets.
fn parts(quote: &str) -> Vec<Part> {
    let unified = quote.replace("[…]", "…").replace("[...]", "…").replace("(...)", "…").replace("(…)", "…");
    let unified = unified.replace(". . .", "…").replace("....", "…").replace("...", "…");
    unified.split('…').map(part).filter(|part| !part.pieces.is_empty()).collect()
}

fn part(text: &str) -> Part {
    let mut pieces = Vec::new();
    let mut rest = text;
    let mut literal = String::new();
    while let Some((before, inside, after)) = bracketed(rest) {
        literal.push_str(before);
        // `[T]he`: one letter in brackets is a change of case, not of words.
        let is_letter = inside.chars().count() == 1 && inside.chars().all(char::is_alphabetic);
        if is_letter && after.starts_with(char::is_alphabetic) {
            literal.push_str(inside);
        } else {
            push_literal(&mut pieces, &literal);
            literal.clear();
            pieces.push(Piece::Insertion(Folded::of(inside).text));
        }
        rest = after;
    }
    literal.push_str(rest);
    push_literal(&mut pieces, &literal);
    Part { pieces }
}

fn push_literal(pieces: &mut Vec<Piece>, literal: &str) {
    let folded = Folded::of(literal.trim()).text;
    let folded = folded.trim();
    if folded.chars().any(char::is_alphanumeric) {
        pieces.push(Piece::Literal(folded.to_owned()));
    }
}

fn bracketed(text: &str) -> Option<(&str, &str, &str)> {
    let open = text.find('[')?;
    let close = open + text[open..].find(']')?;
    Some((&text[..open], &text[open + 1..close], &text[close + 1..]))
}

/// Where a quotation stands: one folded span a part, in order.
struct Located {
    parts: Vec<Span>,
    /// What an insertion stands for, with the insertion.
    replaced: Vec<(Span, String)>,
    /// How often the first part stands in the source.
    times: usize,
}

fn locate(parts: &[Part], book: &Book, quotable: Quotable<'_>) -> Result<Located, Refusal> {
    let folded = &book.folded.text;
    let mut first_places = Vec::new();
    let mut from = 0;
    while let Some(place) = find_part(&parts[0], folded, from, folded.len()) {
        from = place.span.start + folded[place.span.start..].chars().next().map_or(1, char::len_utf8);
        first_places.push(place);
        if first_places.len() == 64 {
            break;
        }
    }
    if first_places.is_empty() {
        return Err(refuse("words-changed", "these words do not stand in the source"));
    }
    if let Some(at) = quotable.at {
        let near = |place: &Place| book.folded.original(place.span).overlaps(at);
        if !first_places.iter().any(near) {
            return Err(refuse("wrong-place", "the words stand in the source, but not at the place given"));
        }
        first_places.retain(near);
    }
    let times = first_places.len();
    let mut refusal = None;
    let mut candidates = Vec::new();
    for place in first_places {
        match follow(parts, book, place) {
            Ok(located) => candidates.push(located),
            Err(reason) => refusal = refusal.or(Some(reason)),
        }
    }
    // Of several places, one by the speaker named is meant.
    let by_speaker = quotable
        .speaker
        .and_then(|speaker| candidates.iter().position(|located| speaker_fits(speaker, located, book) == Some(true)));
    match (by_speaker, refusal) {
        (Some(at), _) => Ok(Located { times, ..candidates.swap_remove(at) }),
        (None, _) if !candidates.is_empty() => Ok(Located { times, ..candidates.swap_remove(0) }),
        (None, Some(refusal)) => Err(refusal),
        (None, None) => Err(refuse("words-changed", "these words do not stand in the source")),
    }
}

/// Finds the other parts after the first, in its paragraph.
fn follow(parts: &[Part], book: &Book, first: Place) -> Result<Located, Refusal> {
    let folded = &book.folded.text;
    let paragraph = book.paragraph(book.folded.original(first.span).start);
    let end = book.folded.folded(paragraph.end);
    let mut located = Located { parts: vec![first.span], replaced: first.replaced, times: 1 };
    let mut from = first.span.end;
    for part in &parts[1..] {
        match find_part(part, folded, from, end) {
            Some(place) => {
                from = place.span.end;
                located.parts.push(place.span);
                located.replaced.extend(place.replaced);
            }
            None => {
                let start = book.folded.folded(paragraph.start);
                return Err(if find_part(part, folded, start, located.parts[0].start).is_some() {
                    refuse("parts-reversed", "the parts around the ellipsis stand in another order in the source")
                } else if find_part(part, folded, 0, folded.len()).is_some() {
                    refuse(
                        "parts-stitched",
                        "the parts around the ellipsis stand in different paragraphs of the source",
                    )
                } else {
                    refuse("words-changed", "the words after the ellipsis do not stand in the source")
                });
            }
        }
    }
    stitched_speakers(&located, book)?;
    Ok(located)
}

/// Parts said by two people are no quotation of either.
fn stitched_speakers(located: &Located, book: &Book) -> Result<(), Refusal> {
    if located.parts.len() < 2 {
        return Ok(());
    }
    let speakers: Vec<_> = located.parts.iter().map(|&part| attribution(book, book.folded.original(part))).collect();
    for pair in speakers.windows(2) {
        if let [Some(left), Some(right)] = pair
            && !left.iter().any(|name| right.iter().any(|other| same_person(name, other)))
        {
            return Err(refuse("speakers-stitched", "the parts around the ellipsis are said by different people"));
        }
    }
    Ok(())
}

struct Place {
    span: Span,
    replaced: Vec<(Span, String)>,
}

/// Finds a part between two folded bytes; every piece in order, insertions standing for up to a few words.
fn find_part(part: &Part, folded: &str, from: usize, end: usize) -> Option<Place> {
    let mut literals = part.pieces.iter().filter_map(|piece| match piece {
        Piece::Literal(text) => Some(text.as_str()),
        Piece::Insertion(_) => None,
    });
    let first = literals.next()?;
    let finder = memmem::Finder::new(first.as_bytes());
    let mut from = from;
    loop {
        let start = from + finder.find(folded.as_bytes().get(from..end)?)?;
        if let Some(place) = pieces_at(part, folded, start, end) {
            return Some(place);
        }
        from = start + folded[start..].chars().next().map_or(1, char::len_utf8);
    }
}

/// Matches all pieces with the first literal at `start`.
fn pieces_at(part: &Part, folded: &str, start: usize, end: usize) -> Option<Place> {
    let mut at = start;
    let mut first = None;
    let mut replaced = Vec::new();
    let mut insertion: Option<&str> = None;
    for piece in &part.pieces {
        match piece {
            Piece::Insertion(text) => insertion = Some(text),
            Piece::Literal(literal) => {
                let next = match (first, insertion.take()) {
                    (None, _) => start,
                    (Some(_), None) => return None,
                    (Some(_), Some(inserted)) => {
                        let next = gap_to(folded, at, end, literal)?;
                        let gap = Span::new(at, next);
                        // Brackets that stand in the source are the source's own words.
                        if folded[gap.range()].trim().trim_matches(['[', ']']) != inserted {
                            replaced.push((gap, inserted.to_owned()));
                        }
                        next
                    }
                };
                first = first.or(Some(next));
                at = next + literal.len();
            }
        }
    }
    let (span, trimmed) = (Span::new(first?, at), at);
    let opens_with_insertion = matches!(part.pieces.first(), Some(Piece::Insertion(_)));
    let closes_with_insertion = matches!(part.pieces.last(), Some(Piece::Insertion(_)));
    let whole = (opens_with_insertion || starts_at_border(folded, span.start))
        && (closes_with_insertion || ends_at_border(folded, trimmed));
    whole.then_some(Place { span, replaced })
}

/// Returns where `literal` stands within a few words after `at`.
fn gap_to(folded: &str, at: usize, end: usize, literal: &str) -> Option<usize> {
    let window = folded.get(at..end)?;
    let reach = window.match_indices(' ').nth(LARGEST_REPLACEMENT + 1).map_or(window.len(), |(space, _)| space);
    let reach = (reach + literal.len()).min(window.len());
    let reach = (reach..=window.len()).find(|&byte| window.is_char_boundary(byte))?;
    window[..reach].find(literal).map(|next| at + next)
}

/// Words and numbers may not be cut: neither `port` out of `airport` nor `30` out of `1,30`.
fn starts_at_border(folded: &str, start: usize) -> bool {
    let first = folded[start..].chars().next().unwrap_or(' ');
    let mut before = folded[..start].chars().rev();
    match before.next() {
        Some(last) if last.is_alphanumeric() => !first.is_alphanumeric(),
        Some('.' | ',') if first.is_numeric() => !before.next().is_some_and(char::is_numeric),
        Some('\'') if first.is_alphanumeric() => !before.next().is_some_and(char::is_alphanumeric),
        Some('$' | '€' | '£' | '¥' | '₴') => !first.is_numeric(),
        _ => true,
    }
}

fn ends_at_border(folded: &str, end: usize) -> bool {
    let last = folded[..end].chars().next_back().unwrap_or(' ');
    let mut after = folded[end..].chars();
    match after.next() {
        Some(next) if next.is_alphanumeric() => !last.is_alphanumeric(),
        Some('.' | ',') if last.is_numeric() => !after.next().is_some_and(char::is_numeric),
        Some('\'') if last.is_alphanumeric() => !after.next().is_some_and(char::is_alphanumeric),
        Some('%') => !last.is_numeric(),
        Some(' ') if last.is_numeric() => !after.next().is_some_and(|next| next == '%'),
        _ => true,
    }
}

/// The words stand there: looks at speaker, acronyms, replacements and what was cut.
fn judge(quotable: Quotable<'_>, located: &Located, book: &Book) -> Finding {
    let spans: Vec<_> = located.parts.iter().map(|&part| trimmed(&book.text, book.folded.original(part))).collect();
    let whole = Span::new(spans[0].start, spans[spans.len() - 1].end);
    let refused = |rule, why: &str| Finding {
        verdict: Verdict::NotFound,
        rule: Some(rule),
        why: why.into(),
        warnings: Vec::new(),
        span: Some(whole),
        nearest: None,
    };
    if located.replaced.is_empty() {
        let stands: Vec<_> = spans.iter().map(|span| &book.text[span.range()]).collect();
        let quoted = without_marks(quotable.quote).replace(['[', ']'], "");
        if !same_acronyms(&quoted, &stands.join(" ")) {
            return refused("words-changed", "an acronym is not the same word in small letters");
        }
    }
    let mut warnings = Vec::new();
    for (gap, insertion) in &located.replaced {
        let left_out = &book.folded.text[gap.range()];
        if drift::has_negation(left_out) && !drift::has_negation(insertion) {
            return refused("bracket-swallows-negation", "the brackets stand for words that hold a negation");
        }
        if drift::has_negation(insertion) && !drift::has_negation(left_out) {
            return refused("bracket-adds-negation", "the brackets add a negation that the source does not have");
        }
        if left_out.chars().any(char::is_numeric) && !insertion.is_empty() {
            warnings.push(Drift {
                rule: "bracket-replaces-number",
                message: format!("`{}` stands in brackets for `{}`", insertion.trim(), left_out.trim()),
            });
        }
    }
    if let Some(speaker) = quotable.speaker {
        match speaker_fits(speaker, located, book) {
            Some(true) => {}
            Some(false) => return refused("wrong-speaker", "the source gives these words to somebody else"),
            None => warnings.push(Drift {
                rule: "speaker-not-confirmed",
                message: format!("the source does not say that `{speaker}` said this"),
            }),
        }
    }
    for pair in spans.windows(2) {
        warnings.extend(drift::of_gap(&book.text[pair[0].end..pair[1].start]));
    }
    let paragraph = book.paragraph(whole.start);
    let before = &book.text[paragraph.start.min(whole.start)..whole.start];
    let after = &book.text[whole.end..paragraph.end.max(whole.end)];
    warnings.extend(drift::of_edges(before, after));
    if located.times > 1 && quotable.at.is_none() && quotable.speaker.is_none() {
        let times = located.times;
        let message = format!("the words stand in the source {times} times: give the fact or the speaker");
        warnings.push(Drift { rule: "ambiguous", message });
    }
    Finding { verdict: Verdict::Verified, rule: None, why: String::new(), warnings, span: Some(whole), nearest: None }
}

fn trimmed(text: &str, span: Span) -> Span {
    let words = text.get(span.range()).unwrap_or_default();
    let start = span.start + (words.len() - words.trim_start().len());
    Span::new(start, start + words.trim().len())
}

/// Tells whether the source gives the words to `speaker`; `None` when it gives them to nobody it names.
fn speaker_fits(speaker: &str, located: &Located, book: &Book) -> Option<bool> {
    let names = attribution(book, book.folded.original(located.parts[0]))?;
    Some(names.iter().any(|name| same_person(name, speaker)))
}

/// Names of who says the words at `span`, as far as the source's sheet knows.
fn attribution(book: &Book, span: Span) -> Option<&[String]> {
    let end = book.attributions.partition_point(|attribution| attribution.span.start < span.end);
    let covering = book.attributions[..end].iter().rev().take(16).filter(|known| known.span.overlaps(span));
    // The tightest one: a direct quotation inside a reported clause belongs to its own speaker.
    covering.min_by_key(|known| known.span.len()).map(|known| known.names.as_slice())
}

/// Two names may be one person's if the last word of the shorter one is in the other.
fn same_person(left: &str, right: &str) -> bool {
    const TITLES: [&str; 12] =
        ["mr", "mrs", "ms", "dr", "sir", "prof", "president", "minister", "the", "a", "an", "of"];
    let words = |name: &str| -> Vec<String> {
        let folded = Folded::of(name).text;
        let words = folded.split(|c: char| !c.is_alphanumeric() && c != '-').filter(|word| !word.is_empty());
        words.filter(|word| !TITLES.contains(word) && *word != "s").map(str::to_owned).collect()
    };
    let (left, right) = (words(left), words(right));
    let (short, long) = if left.len() <= right.len() { (&left, &right) } else { (&right, &left) };
    short.last().is_some_and(|last| long.contains(last))
}
