//! The quotation gate: finds the words of a quotation in a source and refuses what was changed.

use std::ops::Range;

use super::case::{self, Case};
use super::drift::{self, NumberBorder};
use super::fold::{Folded, Kind};
use super::pattern::{Part, Pattern, Piece, Words};
use super::speaker::{self, Attributed};
use super::{Book, Drift, Finding, Verdict, nearest};
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
/// Most places of a quotation that are looked at.
const MOST_PLACES: usize = 64;

/// Checks a quotation against one source.
pub fn check(quotable: Quotable<'_>, book: &Book) -> Finding {
    let pattern = Pattern::of(quotable.quote);
    if pattern.parts.is_empty() {
        return refusal(Verdict::CannotCheck, "empty-quotation", "there are no words to look for");
    }
    if !pattern.is_long_enough() && quotable.at.is_none() {
        return refusal(Verdict::CannotCheck, "too-short", "one short word proves nothing: give the fact it rests on");
    }
    match locate(&pattern, book, quotable) {
        Ok(places) => best(quotable, &pattern, &places, book),
        Err(refused) => Finding { nearest: nearest::nearest(quotable.quote, book), ..refused },
    }
}

fn refusal(verdict: Verdict, rule: &'static str, why: &str) -> Finding {
    Finding { verdict, rule: Some(rule), why: why.into(), warnings: Vec::new(), span: None, nearest: None }
}

fn refuse(rule: &'static str, why: &str) -> Finding {
    refusal(Verdict::NotFound, rule, why)
}

/// Where a part stands: tokens of the source.
#[derive(Clone, Debug)]
struct Place {
    /// First token, and the one after the last.
    range: Range<usize>,
    /// For every piece of the part the tokens that it stands for; empty for what was added.
    pieces: Vec<Range<usize>>,
}

/// Finds every place where all parts stand, or says why there is none.
fn locate(pattern: &Pattern, book: &Book, quotable: Quotable<'_>) -> Result<Vec<Vec<Place>>, Finding> {
    let first = &pattern.parts[0];
    let everywhere = 0..book.folded.tokens.len();
    let mut refused = None;
    let mut found = Vec::new();
    let mut misplaced = false;
    for place in places_of(first, book, everywhere.clone()) {
        if let Some(at) = quotable.at
            && !span_of(&place, book).overlaps(at)
        {
            misplaced = true;
            continue;
        }
        match follow(&pattern.parts[1..], book, place) {
            Ok(places) => found.push(places),
            Err(reason) => refused = Some(worse(refused, reason)),
        }
        if found.len() == MOST_PLACES {
            break;
        }
    }
    if !found.is_empty() {
        return Ok(found);
    }
    Err(match refused {
        Some(refused) => refused,
        None if misplaced => refuse("wrong-place", "the words stand in the source, but not at the place given"),
        None => refuse("words-changed", "these words do not stand in the source"),
    })
}

/// Of two reasons keeps the one that says more.
fn worse(known: Option<Finding>, new: Finding) -> Finding {
    const ORDER: [&str; 4] = ["speakers-stitched", "parts-reversed", "parts-stitched", "words-changed"];
    let rank = |finding: &Finding| ORDER.iter().position(|rule| finding.rule == Some(*rule)).unwrap_or(ORDER.len());
    match known {
        Some(known) if rank(&known) <= rank(&new) => known,
        _ => new,
    }
}

/// Finds the other parts after the first, in its paragraph.
fn follow(rest: &[Part], book: &Book, first: Place) -> Result<Vec<Place>, Finding> {
    let (start, end) = book.paragraph_tokens(first.range.start);
    let mut places = vec![first];
    for part in rest {
        let from = places.last().map_or(start, |place| place.range.end);
        if let Some(place) = places_of(part, book, from..end.max(from)).next() {
            places.push(place);
            continue;
        }
        let everywhere = 0..book.folded.tokens.len();
        return Err(if places_of(part, book, start..from).next().is_some() {
            refuse("parts-reversed", "the parts around the ellipsis stand in another order in the source")
        } else if places_of(part, book, everywhere).next().is_some() {
            refuse("parts-stitched", "the parts around the ellipsis stand in different paragraphs of the source")
        } else {
            refuse("words-changed", "the words after the ellipsis do not stand in the source")
        });
    }
    stitched_speakers(&places, book)?;
    Ok(places)
}

/// Parts said by two people are no quotation of either.
fn stitched_speakers(places: &[Place], book: &Book) -> Result<(), Finding> {
    if places.len() < 2 {
        return Ok(());
    }
    let speeches = book.speeches();
    let speakers: Vec<_> = places.iter().map(|place| speaker::of_words(speeches, span_of(place, book))).collect();
    let mut known = speakers.into_iter().flatten();
    let first = known.next();
    match first {
        Some(first) if known.any(|other| speaker::differ(first, other)) => {
            Err(refuse("speakers-stitched", "the parts around the ellipsis are said by different people"))
        }
        _ => Ok(()),
    }
}

fn span_of(place: &Place, book: &Book) -> Span {
    let last = place.range.end.max(place.range.start + 1) - 1;
    Span::new(book.folded.span(place.range.start).start, book.folded.span(last).end)
}

/// Finds the places of a part within `within`, in order.
fn places_of<'a>(part: &'a Part, book: &'a Book, within: Range<usize>) -> impl Iterator<Item = Place> + 'a {
    let anchor = part.pieces.iter().position(|piece| matches!(piece, Piece::Words(_)));
    let words = anchor.and_then(|at| match &part.pieces[at] {
        Piece::Words(words) => Some(words),
        Piece::Insertion(_) | Piece::Altered { .. } => None,
    });
    let rarest = words.and_then(|words| {
        let places = words.range.clone().map(|index| (book.places(words.folded.tokens[index].key), index));
        places.min_by_key(|(places, _)| places.len()).map(|(places, index)| (places, index - words.range.start))
    });
    let (places, offset) = rarest.unwrap_or((&[], 0));
    let start = places.partition_point(|&place| (place as usize) < within.start);
    let candidates = places[start..].iter().map(|&place| place as usize).take_while(move |place| *place < within.end);
    candidates.filter_map(move |place| {
        let at = place.checked_sub(offset).filter(|at| *at >= within.start)?;
        fit(part, anchor?, book, at, within.end)
    })
}

/// Lays all pieces of a part along the source, its first words at token `at`.
fn fit(part: &Part, anchor: usize, book: &Book, at: usize, end: usize) -> Option<Place> {
    let mut pieces = vec![at..at; part.pieces.len()];
    let mut start = at;
    // What stands before the first words: a word with brackets in it must be the one before them.
    for index in (0..anchor).rev() {
        if let Piece::Altered { before, after, .. } = &part.pieces[index] {
            start = start.checked_sub(1)?;
            is_altered(book.folded.word(start), before, after).then_some(())?;
            pieces[index] = start..start + 1;
        }
    }
    let mut next = at;
    let mut waiting: Option<usize> = None;
    for (index, piece) in part.pieces.iter().enumerate().skip(anchor) {
        let place = |from: usize| -> Option<usize> {
            match piece {
                Piece::Words(words) => stands(words, book, from, end).then_some(from + words.range.len()),
                Piece::Altered { before, after, .. } => {
                    (from < end && is_altered(book.folded.word(from), before, after)).then_some(from + 1)
                }
                Piece::Insertion(_) => None,
            }
        };
        if matches!(piece, Piece::Insertion(_)) {
            waiting = Some(index);
            continue;
        }
        let from = match waiting.take() {
            None => next,
            Some(insertion) => {
                let literal =
                    literal_brackets(&part.pieces[insertion], book, next, end).filter(|&from| place(from).is_some());
                let from = match literal {
                    Some(from) => from,
                    None => (next..=(next + LARGEST_REPLACEMENT).min(end)).find(|&from| place(from).is_some())?,
                };
                pieces[insertion] = next..from;
                from
            }
        };
        let to = place(from)?;
        pieces[index] = from..to;
        next = to;
    }
    if let Some(insertion) = waiting {
        // Brackets at the end of a part that stand so in the source are the source's own.
        let literal = literal_brackets(&part.pieces[insertion], book, next, end);
        pieces[insertion] = next..literal.unwrap_or(next);
        next = literal.unwrap_or(next);
    }
    Some(Place { range: start..next, pieces })
}

/// Returns the token after `[insertion]` if the source has these very brackets at `from`.
fn literal_brackets(piece: &Piece, book: &Book, from: usize, end: usize) -> Option<usize> {
    let Piece::Insertion(words) = piece else { return None };
    let close = from + 1 + words.range.len();
    let there = close < end
        && book.folded.word(from) == "["
        && book.folded.word(close) == "]"
        && stands(words, book, from + 1, end);
    there.then_some(close + 1)
}

fn stands(words: &Words, book: &Book, from: usize, end: usize) -> bool {
    from + words.range.len() <= end
        && words.range.clone().enumerate().all(|(offset, index)| book.folded.same(from + offset, &words.folded, index))
}

fn is_altered(word: &str, before: &str, after: &str) -> bool {
    word.len() >= before.len() + after.len() && word.starts_with(before) && word.ends_with(after)
}

/// Judges every place and takes the best: a writer may mean any of them.
fn best(quotable: Quotable<'_>, pattern: &Pattern, places: &[Vec<Place>], book: &Book) -> Finding {
    let mut best: Option<Finding> = None;
    for places in places {
        let finding = judge(quotable, pattern, places, book);
        let is_better = best
            .as_ref()
            .is_none_or(|known| (finding.verdict, finding.warnings.len()) < (known.verdict, known.warnings.len()));
        if is_better {
            best = Some(finding);
        }
        if best.as_ref().is_some_and(|known| known.verdict == Verdict::Verified && known.warnings.is_empty()) {
            break;
        }
    }
    best.unwrap_or_else(|| refuse("words-changed", "these words do not stand in the source"))
}

/// The words stand there: looks at case, brackets, numbers, speaker, and what was cut.
fn judge(quotable: Quotable<'_>, pattern: &Pattern, places: &[Place], book: &Book) -> Finding {
    let (Some(first), Some(last)) = (places.first(), places.last()) else {
        return refuse("words-changed", "these words do not stand in the source");
    };
    let whole = Span::new(span_of(first, book).start, span_of(last, book).end);
    let mut warnings = Vec::new();
    let judged = words_alike(pattern, places, book, &mut warnings)
        .and_then(|()| brackets(pattern, places, book, &mut warnings))
        .and_then(|()| numbers(places, book, &mut warnings))
        .and_then(|()| attribution(quotable, places, book, &mut warnings));
    if let Err(refused) = judged {
        return Finding { span: Some(whole), ..refused };
    }
    for pair in places.windows(2) {
        warnings.extend(drift::of_gap(&words(book, pair[0].range.end..pair[1].range.start)));
    }
    warnings.extend(edges(book, first.range.start, last.range.end));
    let mut known = Vec::new();
    warnings.retain(|drift| {
        let is_new = !known.contains(&drift.rule);
        known.push(drift.rule);
        is_new
    });
    Finding { verdict: Verdict::Verified, rule: None, why: String::new(), warnings, span: Some(whole), nearest: None }
}

fn words(book: &Book, range: Range<usize>) -> impl DoubleEndedIterator<Item = &str> + Clone {
    range.map(|index| book.folded.word(index))
}

fn edges(book: &Book, start: usize, end: usize) -> Vec<Drift> {
    let (paragraph, paragraph_end) = book.paragraph_tokens(start);
    let (_, last_end) = book.paragraph_tokens(end.max(1) - 1);
    let marked = book.folded.tokens.get(start).is_some_and(|token| token.marked);
    let mut found = drift::of_words_before(words(book, paragraph.min(start)..start).rev(), marked);
    let last = book.folded.word(end.max(1) - 1);
    found.extend(drift::of_words_after(last, words(book, end..paragraph_end.max(last_end).max(end))));
    found
}

/// Case and quotation marks of the words that fold alike.
fn words_alike(pattern: &Pattern, places: &[Place], book: &Book, warnings: &mut Vec<Drift>) -> Result<(), Finding> {
    for (part, place) in pattern.parts.iter().zip(places) {
        for (number, (piece, range)) in part.pieces.iter().zip(&place.pieces).enumerate() {
            let Piece::Words(words) = piece else { continue };
            for (offset, index) in words.range.clone().enumerate() {
                let at = range.start + offset;
                let is_first = offset == 0 && number == 0;
                if !is_first && words.folded.tokens[index].marked != book.folded.tokens[at].marked {
                    warnings.extend(marks_changed(words, index, book, at));
                }
                case_of(words, index, book, at, offset == 0, warnings)?;
            }
        }
    }
    Ok(())
}

fn marks_changed(words: &Words, index: usize, book: &Book, at: usize) -> Option<Drift> {
    if words.folded.tokens[index].marked {
        let message = format!("the quotation marks at `{}` are not the source's", words.folded.word(index));
        return Some(Drift::new("marks-added", message));
    }
    // A paragraph inside a longer speech begins with a mark of its own.
    let begins = book.paragraph_tokens(at).0 == at;
    let message = format!("the source has a quotation mark before `{}`", book.folded.word(at));
    (!begins).then(|| Drift::new("marks-dropped", message))
}

fn case_of(
    words: &Words,
    index: usize,
    book: &Book,
    at: usize,
    begins: bool,
    warnings: &mut Vec<Drift>,
) -> Result<(), Finding> {
    let token = words.folded.span(index);
    let quoted = words.text.get(token.range()).unwrap_or_default();
    let source = book.document.slice(book.folded.span(at));
    if quoted == source || words.folded.tokens[index].kind == Kind::Punctuation {
        return Ok(());
    }
    let after_end = |folded: &Folded, index: usize| {
        index == 0 || matches!(folded.word(index - 1), "." | "!" | "?" | ":" | ";" | "-" | "…" | "(")
    };
    let begins = begins
        || after_end(&words.folded, index)
        || after_end(&book.folded, at)
        || book.folded.tokens[at].marked
        || book.paragraph_tokens(at).0 == at;
    let (first, end) = book.paragraph_tokens(at);
    let source_shouts = shouts(&book.document.text, &book.folded, at, first..end);
    let quote_shouts = shouts(&words.text, &words.folded, index, 0..words.folded.tokens.len());
    match case::compare(quoted, source, case::Setting { source_shouts, quote_shouts, begins }) {
        Case::Same => Ok(()),
        Case::Odd(drift) => {
            warnings.push(drift);
            Ok(())
        }
        Case::Other => {
            let why = format!("`{source}` in the source is another word than `{quoted}`");
            Err(refuse("case-changed", &why))
        }
    }
}

/// Tells whether the words around one are all in capitals, as in a headline.
fn shouts(text: &str, folded: &Folded, at: usize, within: Range<usize>) -> bool {
    let around = (at.saturating_sub(3)..at + 4).filter(|near| *near != at && within.contains(near));
    let words = around.filter(|&near| folded.tokens[near].kind == Kind::Word);
    let words: Vec<_> = words.filter_map(|near| text.get(folded.span(near).range())).collect();
    words.len() >= 2 && words.iter().all(|word| !word.chars().any(char::is_lowercase))
}

/// What brackets stand for.
fn brackets(pattern: &Pattern, places: &[Place], book: &Book, warnings: &mut Vec<Drift>) -> Result<(), Finding> {
    for (part, place) in pattern.parts.iter().zip(places) {
        for (piece, range) in part.pieces.iter().zip(&place.pieces) {
            match piece {
                Piece::Words(_) => {}
                Piece::Altered { before, inside, after } => {
                    const NEGATING: [&str; 8] = ["un", "in", "im", "ir", "il", "non", "dis", "mis"];
                    let source = book.folded.word(range.start);
                    let made = format!("{before}{inside}{after}");
                    let added = before.is_empty() && NEGATING.contains(&inside.as_str()) && source != made;
                    if added || drift::is_negation(&made) != drift::is_negation(source) {
                        return Err(refuse("bracket-adds-negation", "the brackets turn a word into its contrary"));
                    }
                    if before.chars().count() < 2 && source != made {
                        warnings.push(replaces(&made, source));
                    }
                }
                Piece::Insertion(words) => {
                    if literal_brackets(piece, book, range.start, range.end + 1) != Some(range.end) {
                        insertion(words, range.clone(), book, warnings)?;
                    }
                }
            }
        }
    }
    Ok(())
}

fn replaces(made: &str, source: &str) -> Drift {
    Drift::new("bracket-replaces", format!("`[{made}]` stands for `{source}`"))
}

/// Words that brackets may stand for without a word: they only point at something.
const POINTERS: &[&str] = &[
    "he", "she", "it", "they", "him", "her", "them", "his", "hers", "its", "their", "theirs", "this", "that", "these",
    "those", "we", "us", "our", "i", "my", "me", "you", "your", "the", "a", "an", "here", "there", "who", "which",
    "one", "er", "sie", "es", "il", "elle", "ils", "elles", "вони", "він", "вона", "they're", "he's", "she's", "it's",
    "we're",
];

fn insertion(words: &Words, gap: Range<usize>, book: &Book, warnings: &mut Vec<Drift>) -> Result<(), Finding> {
    let inserted = || words.range.clone().map(|index| words.folded.word(index));
    let left_out = || gap.clone().map(|index| book.folded.word(index));
    let (has, had) = (drift::has_negation(inserted()), drift::has_negation(left_out()));
    if had && !has {
        return Err(refuse("bracket-swallows-negation", "the brackets stand for words that hold a negation"));
    }
    if has && !had {
        return Err(refuse("bracket-adds-negation", "the brackets add a negation that the source does not have"));
    }
    let made = inserted().collect::<Vec<_>>().join(" ");
    let is_remark = matches!(
        inserted().next(),
        Some("sic" | "emphasis" | "italics" | "laughs" | "laughter" | "applause" | "pause")
    );
    let number = |word: &str| word.contains(char::is_numeric);
    if gap.is_empty() {
        let weighty = |word: &str| drift::is_condition(word) || drift::is_hedge(word) || number(word);
        if !is_remark && inserted().any(weighty) {
            warnings.push(Drift::new("bracket-adds", format!("`[{made}]` adds a condition, a hedge or a number")));
        }
    } else if !left_out().all(|word| POINTERS.contains(&word)) || inserted().any(number) {
        warnings.push(replaces(&made, book.original(gap.start, gap.end)));
    }
    Ok(())
}

/// A number may not lose a part of itself at the ends of a part.
fn numbers(places: &[Place], book: &Book, warnings: &mut Vec<Drift>) -> Result<(), Finding> {
    for place in places {
        let borders = [
            drift::number_before(&book.folded, place.range.start),
            drift::number_after(&book.folded, place.range.end.max(1) - 1),
        ];
        for border in borders.into_iter().flatten() {
            match border {
                NumberBorder::Cut(number) => {
                    return Err(refuse("number-cut", &format!("a number of the source is cut: `{number}`")));
                }
                NumberBorder::Left(drift) => warnings.push(drift),
            }
        }
    }
    Ok(())
}

/// Who says it.
fn attribution(
    quotable: Quotable<'_>,
    places: &[Place],
    book: &Book,
    warnings: &mut Vec<Drift>,
) -> Result<(), Finding> {
    let Some(claimed) = quotable.speaker.filter(|claimed| !claimed.trim().is_empty()) else { return Ok(()) };
    let speeches = book.speeches();
    let told = places.iter().map(|place| {
        let span = span_of(place, book);
        match speaker::compare(claimed, speaker::of_words(speeches, span), &book.document) {
            Attributed::Unclear => speaker::compare_near(claimed, span, book),
            told => told,
        }
    });
    match told.max() {
        Some(Attributed::ToOther) => Err(refuse("wrong-speaker", "the source gives these words to somebody else")),
        Some(Attributed::Unclear) => {
            let message = format!("the source does not say that `{claimed}` said this");
            warnings.push(Drift::new("speaker-not-confirmed", message));
            Ok(())
        }
        Some(Attributed::ToThem) | None => Ok(()),
    }
}
