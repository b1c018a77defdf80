//! Finds quotations and their speakers: direct, mixed and indirect speech.
//!
//! Steps, a block at a time: [`marks`] finds what stands between quotation marks; [`outline`] makes one item of each
//! such stretch and cuts the rest into sentences; [`cues`] finds the words that attribute and whose words they
//! attribute ([`phrase`], [`speakers`]); [`clauses`] finds what they report. What stands between marks and was not reached so
//! is given to the speaker who goes on, unless it is a title or a word held at arm's length.
//!
//! Works on tokens, one lookup a token, without a tagger or parser: what a clause is follows from closed classes of
//! words. Everything is linear in the length of the text.

mod clauses;
mod cues;
mod marks;
mod outline;
mod phrase;
mod predicate;
mod speakers;
mod tail;
#[cfg(test)]
mod tests;
mod turns;

use std::ops::Range;

use self::cues::Cue;
use self::outline::{Kind, Outline};
use self::phrase::Phrase;
use self::turns::Turns;
use super::person::{self, Cast};
use super::{Context, Found};
use crate::document::{Block, BlockKind};
use crate::lexicon::speech::{Word, class};
use crate::sheet::Claim;
use crate::sheet::claim::{CueClass, Form, Quotation, Speaker};
use crate::source::Span;

/// Returns what was found, in the order of the text.
pub fn extract(context: &Context<'_>) -> Vec<Found> {
    let words = person::words(context);
    let cast = Cast::of(context, &words);
    extract_with(context, &words, &cast)
}

/// Returns what was found; `words` has an entry a token, `cast` holds the people of the document.
pub(super) fn extract_with(context: &Context<'_>, words: &[Word], cast: &Cast) -> Vec<Found> {
    let document = context.document;
    let mut found = Vec::new();
    let mut carried = None;
    let mut previous = 0;
    let blocks: Vec<_> = blocks(context)
        .into_iter()
        .filter(|(block, _)| block.furniture.is_none() && block.kind != BlockKind::Code)
        .collect();
    let turns = turns_of(context, words, &blocks);
    for (block, tokens) in blocks {
        let regions = marks::find(&document.text, &document.tokens, tokens.start, tokens.end);
        let outline = Outline::of(&document.text, &document.tokens, words, regions, tokens);
        if let Some(signature) = signature(&outline) {
            attribute(&mut found[previous..], &speakers::speaker(context, cast, &outline, signature));
            continue;
        }
        previous = found.len();
        if let Some(turn) = turn(context, cast, &outline, block, &turns) {
            carried = None;
            found.push(turn);
            continue;
        }
        let mut reader = Reader {
            context,
            cast,
            outline: &outline,
            quotations: Vec::new(),
            claimed: vec![false; outline.regions.len()],
            carried: carried.take(),
            aside: None,
        };
        reader.read();
        carried = reader.carried.take();
        found.append(&mut reader.into_found());
    }
    found
}

/// Counts the labels at the head of lines.
fn turns_of(context: &Context<'_>, words: &[Word], blocks: &[(&Block, Range<usize>)]) -> Turns {
    let document = context.document;
    let mut turns = Turns::default();
    for (_, tokens) in blocks {
        let head = tokens.start..tokens.end.min(tokens.start + HEAD);
        if !document.tokens[head.clone()].iter().any(|token| token.of(&document.text) == ":") {
            continue;
        }
        let outline = Outline::of(&document.text, &document.tokens, words, Vec::new(), head);
        if let Some(label) = turns::label(&outline) {
            turns.count(outline.text_of(label.start..label.end));
        }
    }
    turns
}

/// How many tokens of a block may hold the label of a line.
const HEAD: usize = 24;

/// Returns what a line of a transcript or a title with a label says.
fn turn(context: &Context<'_>, cast: &Cast, outline: &Outline<'_>, block: &Block, turns: &Turns) -> Option<Found> {
    let is_title = matches!(block.kind, BlockKind::Title | BlockKind::Heading(_));
    let (label, rule, form) = match turns::label(outline) {
        Some(label) if !is_title && turns.is_turn(outline.text_of(label.start..label.end)) => {
            (label, "quotation/turn", Form::Direct)
        }
        Some(_) if is_title => (turns::headline(outline)?, "quotation/headline", Form::Indirect),
        _ => return None,
    };
    let (first, last) = (outline.items.get(label.end + 1)?, outline.items.last()?);
    let mut tokens = first.first..last.end;
    if outline.tokens[tokens.clone()].iter().filter(|token| token.is_word()).count() < 2 {
        return None;
    }
    let mut form = form;
    if let (Kind::Quote(region), true) = (first.kind, outline.items.len() == label.end + 2) {
        tokens = outline.regions[region].open + 1..outline.regions[region].content_end;
        form = Form::Direct;
    } else if form == Form::Indirect && outline.items.iter().any(|item| item.is_quote()) {
        form = Form::Mixed;
    }
    let (first, last) = (outline.tokens.get(tokens.start)?, outline.tokens.get(tokens.end.checked_sub(1)?)?);
    let span = Span::new(first.start as usize, last.end as usize);
    let speaker = Some(speakers::speaker(context, cast, outline, label));
    let claim = Claim::Quotation(Quotation { form, speaker, cue: None, cue_class: CueClass::Neutral });
    (span.len() <= LONGEST).then_some(Found { claim, span, rule })
}

/// Returns the name in a block that only says whose words the block before gives: `– Ada Vance, harbour master`.
fn signature(outline: &Outline<'_>) -> Option<Phrase> {
    if outline.items.len() > 24 || outline.sentences.len() > 2 {
        return None;
    }
    // The reader takes a dash at the head of a line for a list mark and leaves it out of the block.
    let first = outline.items.first()?;
    let before = outline.text.get(..outline.tokens[first.first].start as usize)?.trim_end_matches([' ', '\t']);
    let is_marked = first.kind == Kind::Dash || matches!(outline.str(0), "-" | "–");
    let at = usize::from(is_marked);
    if !is_marked && !before.ends_with(['—', '–', '-', '―']) || outline.items.get(at)?.kind != Kind::Capital {
        return None;
    }
    let phrase = phrase::after(outline, at, outline.items.len(), phrase::Then::Anything)?;
    let then = outline.items.get(phrase.end).map(|item| item.kind);
    matches!(then, None | Some(Kind::Comma | Kind::Stop | Kind::Open | Kind::Dash)).then_some(phrase)
}

/// Gives the quotations of the block before a signature to who signs.
fn attribute(found: &mut [Found], speaker: &Speaker) {
    for found in found {
        if let Claim::Quotation(quotation) = &mut found.claim
            && matches!(found.rule, "quotation/continued" | "quotation/alone")
        {
            quotation.speaker = Some(speaker.clone());
            quotation.cue = None;
            quotation.cue_class = CueClass::Neutral;
            found.rule = "quotation/signed";
        }
    }
}

/// Each block with the tokens of its sentences.
fn blocks<'a>(context: &Context<'a>) -> Vec<(&'a Block, Range<usize>)> {
    let document = context.document;
    let mut blocks: Vec<(&Block, Range<usize>)> = Vec::new();
    let mut last = usize::MAX;
    for sentence in &document.sentences {
        match blocks.last_mut() {
            Some((_, tokens)) if last == sentence.block => tokens.end = sentence.end_token,
            _ => blocks.push((&document.blocks[sentence.block], sentence.first_token..sentence.end_token)),
        }
        last = sentence.block;
    }
    blocks
}

/// Whose words the text is giving.
#[derive(Clone, Debug)]
struct Voice {
    speaker: Option<Speaker>,
    cue: Option<String>,
    cue_class: CueClass,
}

/// Reads one block.
struct Reader<'a, 'b> {
    context: &'a Context<'b>,
    cast: &'a Cast,
    outline: &'a Outline<'b>,
    quotations: Vec<Found>,
    /// Which regions have a speaker already.
    claimed: Vec<bool>,
    /// Who spoke last.
    carried: Option<Voice>,
    /// Whom the sentence before is about, if it reports nothing.
    aside: Option<Voice>,
}

impl<'b> Reader<'_, 'b> {
    fn read(&mut self) {
        for number in 0..self.outline.sentences.len() {
            let sentence = self.outline.sentences[number].clone();
            let cues = cues::find(self.outline, &self.context.lexicon.speech, sentence.clone());
            let pieces = clauses::find(self.outline, sentence.clone(), &cues);
            let mut voices: Vec<Option<Voice>> = vec![None; cues.len()];
            // Who goes on speaking: the speaker of the last words between marks, else of the outermost clause.
            let mut goes_on: Option<(bool, usize)> = None;
            for piece in pieces {
                let voice = voices[piece.cue].get_or_insert_with(|| self.voice(&cues[piece.cue])).clone();
                let has_quote = self.outline.items[piece.items.clone()].iter().any(|item| item.is_quote());
                if self.push(piece.items, &voice, piece.rule)
                    && (goes_on.is_none() || has_quote && !self.is_nested(&cues[piece.cue]))
                {
                    goes_on = Some((has_quote, piece.cue));
                }
            }
            let voice = goes_on.and_then(|(_, cue)| voices[cue].clone());
            self.leftovers(sentence.clone(), voice.as_ref());
            self.carry(sentence, voice, goes_on.is_some_and(|(has_quote, _)| has_quote));
        }
    }

    /// Whether the speaker of `cue` is only a pronoun that refers back into its own sentence (`who`).
    fn is_nested(&self, cue: &Cue<'_>) -> bool {
        cue.subject.is_some_and(|subject| self.outline.items[subject.start].is(class::WH))
    }

    /// Remembers who speaks, for words between marks that follow without a cue.
    fn carry(&mut self, sentence: Range<usize>, voice: Option<Voice>, has_quote: bool) {
        let ends_with_colon = self.outline.items[sentence.end - 1].kind == Kind::Colon;
        if let Some(voice) = voice
            && (has_quote || !ends_with_colon)
        {
            self.carried = Some(voice);
            self.aside = None;
            return;
        }
        // `The judge turned to me. “Well?”`: whoever the sentence is about.
        let only_quote = sentence.len() <= 2 && self.outline.items[sentence.start].is_quote();
        if only_quote {
            return;
        }
        let last_cue =
            ends_with_colon.then(|| cues::find(self.outline, &self.context.lexicon.speech, sentence.clone()));
        let subject = last_cue
            .and_then(|cues| cues.last().and_then(|cue| cue.subject))
            .or_else(|| phrase::main_subject(self.outline, sentence.clone()));
        let Some(subject) = subject else { return };
        if ends_with_colon || self.is_person(subject) {
            self.aside = Some(Voice { speaker: Some(self.speaker(subject)), cue: None, cue_class: CueClass::Neutral });
            if ends_with_colon {
                self.carried = self.aside.take();
            }
        }
    }

    /// Whether a phrase is a pronoun for a person or begins with a name.
    fn is_person(&self, phrase: Phrase) -> bool {
        let first = self.outline.items[phrase.start];
        if first.is(class::SUBJECT) {
            return first.is(class::MALE | class::FEMALE);
        }
        self.outline.items[phrase.start..phrase.end].iter().all(|item| {
            item.kind == Kind::Capital && !item.is(class::DETERMINER | class::PRONOUN) || item.kind == Kind::Joint
        })
    }

    /// Gives quotations that no cue reached to the speaker of their sentence or to the last speaker.
    fn leftovers(&mut self, sentence: Range<usize>, voice: Option<&Voice>) {
        for at in sentence.clone() {
            let Kind::Quote(region) = self.outline.items[at].kind else { continue };
            if self.claimed[region] {
                continue;
            }
            let length = self.outline.words_in(self.outline.regions[region]);
            let opens = at == sentence.start;
            let closes =
                at + 1 == sentence.end || at + 2 == sentence.end && self.outline.items[at + 1].kind == Kind::Stop;
            let is_sentence =
                matches!(self.outline.last_mark(self.outline.regions[region]), Some("." | "!" | "?" | "…" | "..."))
                    || !self.outline.regions[region].is_closed();
            if opens && closes && (is_sentence || length > 3) {
                let voice = self.aside.clone().or_else(|| self.carried.clone()).unwrap_or(Voice {
                    speaker: None,
                    cue: None,
                    cue_class: CueClass::Neutral,
                });
                self.push(at..at + 1, &voice, "quotation/continued");
            } else if length > 3 && !self.is_title(at, sentence.start) {
                let own = match voice {
                    Some(voice) => Some(voice.clone()),
                    None => phrase::main_subject(self.outline, sentence.start..at).map(|subject| Voice {
                        speaker: Some(self.speaker(subject)),
                        cue: None,
                        cue_class: CueClass::Neutral,
                    }),
                };
                let voice = own.or_else(|| self.carried.clone());
                if let Some(voice) = voice {
                    self.push(at..at + 1, &voice, "quotation/in-sentence");
                }
            }
        }
    }

    /// Whether the marks at `at` hold a title rather than words said: no colon or comma leads to it.
    fn is_title(&self, at: usize, floor: usize) -> bool {
        let Kind::Quote(region) = self.outline.items[at].kind else { return false };
        let is_led_to = at > floor && matches!(self.outline.items[at - 1].kind, Kind::Colon | Kind::Comma | Kind::Dash);
        !is_led_to && clauses::looks_like_title(self.outline, region)
    }

    /// Takes `items` as a quotation; returns whether it was one.
    fn push(&mut self, items: Range<usize>, voice: &Voice, rule: &'static str) -> bool {
        let Some((span, form)) = self.content(items.clone()) else { return false };
        for at in items {
            if let Kind::Quote(region) = self.outline.items[at].kind {
                self.claimed[region] = true;
            }
        }
        let claim = Claim::Quotation(Quotation {
            form,
            speaker: voice.speaker.clone(),
            cue: voice.cue.clone(),
            cue_class: voice.cue_class,
        });
        self.quotations.push(Found { claim, span, rule });
        true
    }

    /// The words of `items` without outer marks, and how much of them stands between marks.
    fn content(&self, items: Range<usize>) -> Option<(Span, Form)> {
        let outline = self.outline;
        let (first, last) = (outline.items.get(items.start)?, outline.items.get(items.end.checked_sub(1)?)?);
        let has_quote = outline.items[items.clone()].iter().any(|item| item.is_quote());
        if items.len() == 1
            && let Kind::Quote(region) = first.kind
        {
            let region = outline.regions[region];
            return Some((self.trimmed(region.open + 1, region.content_end)?, Form::Direct));
        }
        // A mark at one end alone belongs to a stretch inside: it stays, so that the words read well. Marks at both
        // ends are taken for outer ones.
        let mut start = first.first;
        let mut end = last.end;
        match (first.kind, last.kind) {
            (Kind::Quote(first), Kind::Quote(last)) => {
                start = outline.regions[first].open + 1;
                end = outline.regions[last].content_end;
            }
            (Kind::Quote(region), _) if !outline.regions[region].is_closed() => {
                start = outline.regions[region].open + 1;
            }
            (_, Kind::Quote(region)) if !outline.regions[region].is_closed() => {
                end = outline.regions[region].content_end;
            }
            _ => {}
        }
        let span = self.trimmed(start, end)?;
        let has_word = outline.items[items].iter().any(|item| item.is_word() || item.is_quote());
        (has_word && span.len() <= LONGEST).then_some((span, if has_quote { Form::Mixed } else { Form::Indirect }))
    }

    /// The bytes of tokens `start..end` without marks at the end that belong to the sentence around.
    fn trimmed(&self, start: usize, mut end: usize) -> Option<Span> {
        let tokens = self.outline.tokens;
        while end > start && matches!(tokens[end - 1].of(self.outline.text), "," | ";" | "—" | "–") {
            end -= 1;
        }
        (end > start).then(|| Span::new(tokens[start].start as usize, tokens[end - 1].end as usize))
    }

    fn voice(&self, cue: &Cue<'_>) -> Voice {
        let tokens = self.outline.tokens;
        let (first, last) = (self.outline.items[cue.head].first, self.outline.items[cue.end - 1].end - 1);
        let text = self.outline.text.get(tokens[first].start as usize..tokens[last].end as usize);
        Voice {
            speaker: cue.subject.map(|subject| self.speaker(subject)),
            cue: text.map(Into::into),
            cue_class: cue.verb.map_or(CueClass::Neutral, |verb| verb.cue_class),
        }
    }

    fn speaker(&self, phrase: Phrase) -> Speaker {
        speakers::speaker(self.context, self.cast, self.outline, phrase)
    }

    fn into_found(mut self) -> Vec<Found> {
        self.quotations.sort_by_key(|found| found.span);
        self.quotations.dedup_by_key(|found| found.span);
        self.quotations
    }
}

/// Longest reported clause, in bytes; a stretch between marks can be longer.
const LONGEST: usize = 4000;
