//! Makes the lines of a paragraph: glyphs in their places, spaces stretched so that the line fills the measure.

use super::blocks::Typesetter;
use super::lines::{self, Fill, Line};
use super::measure::{self, Breaking, Item, Kind};
use super::pages::Strip;
use super::runs::{Inset, Run, Runs};
use super::style::{self, Colour};
use super::{Fill as Rectangle, Item as Placed, Owner, PlacedGlyph, PlacedPicture, Text};
use crate::markup::Align;
use crate::pdf::fonts::Face;
use crate::pdf::shape::{Shaper, Word};

/// Where and how a paragraph is set.
#[derive(Clone, Copy, Debug)]
pub(super) struct Setting {
    /// Left edge.
    pub(super) x: f32,
    /// Width.
    pub(super) width: f32,
    /// How much further right all lines but the first begin.
    pub(super) hanging: f32,
    /// Distance of base lines.
    pub(super) leading: f32,
    /// Whether lines fill the measure.
    pub(super) fill: Fill,
    /// Where lines stand that do not.
    pub(super) align: Align,
    /// Whether words may be hyphenated.
    pub(super) is_hyphenated: bool,
}

impl Setting {
    /// Returns how words are broken.
    pub(super) fn breaking(&self, typesetter: &Typesetter<'_>) -> Breaking {
        let language = typesetter.patterns.filter(|_| self.is_hyphenated);
        Breaking { language, measure: self.width - self.hanging }
    }

    fn indent(&self, line: usize) -> f32 {
        if line == 0 { 0.0 } else { self.hanging }
    }
}

/// Sets the paragraph: one strip a line, the first two and the last two kept together.
pub(super) fn set(typesetter: &mut Typesetter<'_>, runs: &Runs, setting: Setting) -> Vec<Strip> {
    if runs.text.is_empty() {
        return Vec::new();
    }
    let breaking = setting.breaking(typesetter);
    let items = measure::measure(runs, &mut typesetter.shaper, breaking);
    let chosen = lines::choose(&items, setting.fill, |line| setting.width - setting.indent(line));
    let count = chosen.len();
    let mut strips = Vec::with_capacity(count);
    for (at, line) in chosen.into_iter().enumerate() {
        let setter = LineSetter { runs, items: &items, setting: &setting, number: at, line };
        let (placed, notes) = setter.set(&mut typesetter.shaper);
        let keep = count > 1 && (at == 0 || at + 2 == count);
        strips.push(Strip { height: setting.leading, items: placed, notes, keep, ..Strip::default() });
    }
    strips
}

/// A part of a line.
#[derive(Clone, Copy, Debug)]
struct Token {
    run: usize,
    start: usize,
    end: usize,
    kind: TokenKind,
}

#[derive(Clone, Copy, PartialEq, Debug)]
enum TokenKind {
    Word,
    Space { width: f32, stretch: f32, shrink: f32 },
    Hyphen,
    Inset(Inset),
}

struct LineSetter<'a> {
    runs: &'a Runs,
    items: &'a [Item],
    setting: &'a Setting,
    number: usize,
    line: Line,
}

impl LineSetter<'_> {
    fn set(&self, shaper: &mut Shaper<'_>) -> (Vec<Placed>, Vec<usize>) {
        let mut tokens = self.tokens();
        reorder(&mut tokens, &self.runs.text);
        let words: Vec<Option<std::rc::Rc<Word>>> = tokens.iter().map(|token| self.word(shaper, token)).collect();
        let is_last = self.items[self.line.end].kind == Kind::End;
        let (left, right) = self.hangs(shaper, &tokens);
        let spread = self.spread(&tokens, &words, left + right, is_last);
        let mut pen = self.start(&spread, left);
        let mut pieces = Pieces { placed: Vec::new(), setter: self, open: None };
        for (token, word) in tokens.iter().zip(&words) {
            match (token.kind, word) {
                (TokenKind::Space { width, stretch, shrink }, _) => {
                    let width = width + spread.stretch * stretch - spread.shrink * shrink;
                    pieces.space(shaper, token.run, pen, width);
                    pen += width;
                }
                (TokenKind::Word, Some(word)) => pen = pieces.word(token.run, pen, word),
                (TokenKind::Hyphen, Some(word)) => pen = pieces.hyphen(token.run, pen, word),
                (TokenKind::Inset(inset), _) => pen = pieces.inset(token.run, pen, inset),
                (TokenKind::Word | TokenKind::Hyphen, None) => {}
            }
        }
        let ends_in_hyphen = tokens.last().is_some_and(|token| token.kind == TokenKind::Hyphen);
        // Copied text and screen readers need the space that the end of the line stands for.
        if let Some(token) = tokens.last().filter(|_| !ends_in_hyphen && self.ends_at_space()) {
            pieces.space(shaper, token.run, pen, 0.0);
        }
        let notes = self.notes(&tokens);
        (pieces.close(), notes)
    }

    fn ends_at_space(&self) -> bool {
        let end = &self.items[self.line.end];
        match end.kind {
            Kind::Glue { .. } => true,
            Kind::End => end.end < self.runs.text.len(),
            Kind::Box { .. } | Kind::Break { .. } => false,
        }
    }

    /// Returns the words and spaces of the line; boxes between which no line ended are one word again.
    fn tokens(&self) -> Vec<Token> {
        let mut tokens: Vec<Token> = Vec::new();
        for item in &self.items[self.line.start..self.line.end] {
            let (run, start, end) = (item.run, item.start, item.end);
            match item.kind {
                Kind::Box { .. } if self.runs.runs[run].inset.is_some() => {
                    let inset = self.runs.runs[run].inset;
                    tokens.extend(inset.map(|inset| Token { run, start, end, kind: TokenKind::Inset(inset) }));
                }
                Kind::Box { .. } => match tokens.last_mut() {
                    Some(last) if last.kind == TokenKind::Word && last.run == run && last.end == start => {
                        last.end = end;
                    }
                    _ => tokens.push(Token { run, start, end, kind: TokenKind::Word }),
                },
                Kind::Glue { stretch, shrink, .. } => {
                    tokens.push(Token {
                        run,
                        start,
                        end,
                        kind: TokenKind::Space { width: item.width, stretch, shrink },
                    });
                }
                Kind::Break { .. } | Kind::End => {}
            }
        }
        let end = &self.items[self.line.end];
        if let (Kind::Break { hyphen: true, .. }, Some(&last)) = (end.kind, tokens.last()) {
            tokens.push(Token { run: last.run, start: last.end, end: last.end, kind: TokenKind::Hyphen });
        }
        tokens
    }

    fn word(&self, shaper: &mut Shaper<'_>, token: &Token) -> Option<std::rc::Rc<Word>> {
        let face = self.runs.runs[token.run].face;
        match token.kind {
            TokenKind::Word => Some(shaper.word(face, &self.runs.text[token.start..token.end])),
            TokenKind::Hyphen => Some(shaper.word(face, "-")),
            TokenKind::Space { .. } | TokenKind::Inset(_) => None,
        }
    }

    /// Returns how far the line hangs over its left and right edge.
    fn hangs(&self, shaper: &mut Shaper<'_>, tokens: &[Token]) -> (f32, f32) {
        let boxes = || self.items[self.line.start..self.line.end].iter();
        let left = match boxes().next().map(|item| item.kind) {
            Some(Kind::Box { hang_left, .. }) => hang_left,
            _ => 0.0,
        };
        let right = match (boxes().next_back().map(|item| item.kind), tokens.last()) {
            (_, Some(token)) if token.kind == TokenKind::Hyphen => {
                let run = &self.runs.runs[token.run];
                measure::hyphen_hang(shaper, run.face, run.style.size)
            }
            (Some(Kind::Box { hang_right, .. }), _) => hang_right,
            _ => 0.0,
        };
        (left, right)
    }

    fn spread(&self, tokens: &[Token], words: &[Option<std::rc::Rc<Word>>], hang: f32, is_last: bool) -> Spread {
        let (mut natural, mut stretches, mut shrinks) = (0.0, 0.0, 0.0);
        for (token, word) in tokens.iter().zip(words) {
            match (token.kind, word) {
                (TokenKind::Space { width, stretch, shrink }, _) => {
                    natural += width;
                    stretches += stretch;
                    shrinks += shrink;
                }
                (TokenKind::Inset(inset), _) => natural += inset.width,
                (_, Some(word)) => natural += word.width * self.runs.runs[token.run].style.size,
                (_, None) => {}
            }
        }
        let measure = self.setting.width - self.setting.indent(self.number) + hang;
        let rest = measure - natural;
        let mut spread = Spread { rest, stretch: 0.0, shrink: 0.0 };
        if rest < 0.0 && shrinks > 0.0 {
            spread.shrink = (-rest / shrinks).min(1.2);
        } else if rest > 0.0 && stretches > 0.0 && self.setting.fill == Fill::Justified && !is_last {
            spread.stretch = rest / stretches;
        }
        spread
    }

    /// Returns where the pen starts.
    fn start(&self, spread: &Spread, hang_left: f32) -> f32 {
        let edge = self.setting.x + self.setting.indent(self.number) - hang_left;
        let rest = if self.setting.fill == Fill::Justified { 0.0 } else { spread.rest.max(0.0) };
        match self.setting.align {
            Align::Start => edge,
            Align::Center => edge + rest / 2.0,
            Align::End => edge + rest,
        }
    }

    fn notes(&self, tokens: &[Token]) -> Vec<usize> {
        let mut notes: Vec<usize> = tokens.iter().filter_map(|token| self.runs.runs[token.run].note).collect();
        notes.dedup();
        notes
    }
}

/// How the spaces of a line are changed.
struct Spread {
    rest: f32,
    stretch: f32,
    shrink: f32,
}

/// The line as it grows.
struct Pieces<'a> {
    placed: Vec<Placed>,
    setter: &'a LineSetter<'a>,
    /// The open text and its run.
    open: Option<(usize, Text)>,
}

impl Pieces<'_> {
    fn word(&mut self, run: usize, pen: f32, word: &Word) -> f32 {
        let size = self.run(run).style.size;
        let text = self.text(run, pen);
        place(text, word, pen, size);
        pen + word.width * size
    }

    fn space(&mut self, shaper: &mut Shaper<'_>, run: usize, pen: f32, width: f32) {
        let face = self.run(run).face;
        let size = self.run(run).style.size;
        let word = shaper.word(face, " ");
        let text = self.text(run, pen);
        place(text, &word, pen, size);
        text.width = pen + width - text.x;
    }

    fn hyphen(&mut self, run: usize, pen: f32, word: &Word) -> f32 {
        let size = self.run(run).style.size;
        self.shut();
        let text = self.text(run, pen);
        text.is_added_hyphen = true;
        place(text, word, pen, size);
        self.shut();
        pen + word.width * size
    }

    fn inset(&mut self, run: usize, pen: f32, inset: Inset) -> f32 {
        self.shut();
        let run = self.run(run);
        let base = style::baseline(self.setter.setting.leading) - run.style.rise;
        // It reaches as far below the base line as letters do.
        let y = base - inset.height + run.style.size * 0.2;
        let (width, height, owner) = (inset.width, inset.height, Owner::Leaf(run.leaf));
        self.placed.push(Placed::Picture(PlacedPicture { x: pen, y, width, height, picture: inset.picture, owner }));
        pen + width
    }

    fn run(&self, run: usize) -> &Run {
        &self.setter.runs.runs[run]
    }

    /// Returns the open text of `run`, or begins one at `pen`.
    fn text(&mut self, index: usize, pen: f32) -> &mut Text {
        if self.open.as_ref().is_some_and(|(open, _)| *open != index) {
            self.shut();
        }
        let run = &self.setter.runs.runs[index];
        let y = style::baseline(self.setter.setting.leading) - run.style.rise;
        let new = || (index, blank(run, pen, y));
        &mut self.open.get_or_insert_with(new).1
    }

    fn shut(&mut self) {
        if let Some((run, text)) = self.open.take() {
            let style = self.run(run).style;
            if style.is_struck {
                let (x, width) = (text.x, text.width);
                let y = text.y - style.size * 0.24;
                let stroke = Rectangle { x, y, width, height: 0.5, colour: style.colour };
                self.placed.push(Placed::Fill(stroke));
            }
            self.placed.push(Placed::Text(text));
        }
    }

    fn close(mut self) -> Vec<Placed> {
        self.shut();
        self.placed
    }
}

fn blank(run: &Run, x: f32, y: f32) -> Text {
    Text {
        x,
        y,
        width: 0.0,
        face: run.face,
        size: run.style.size,
        colour: run.style.colour,
        glyphs: Vec::new(),
        text: String::new(),
        owner: Owner::Leaf(run.leaf),
        link: run.link,
        is_added_hyphen: false,
    }
}

/// Adds `word` to `text` at `pen`.
fn place(text: &mut Text, word: &Word, pen: f32, size: f32) {
    let base = text.text.len();
    text.text.push_str(&word.text);
    let mut x = pen - text.x;
    for (at, glyph) in word.glyphs.iter().enumerate() {
        let (start, end) = cluster(word, at);
        text.glyphs.push(PlacedGlyph {
            id: glyph.id,
            x: x + glyph.shift_x * size,
            rise: glyph.shift_y * size,
            start: base + start,
            end: base + end,
        });
        x += glyph.advance * size;
    }
    text.width = x;
}

/// Returns the bytes that glyph `at` of `word` stands for; none when a glyph before it stands for them.
fn cluster(word: &Word, at: usize) -> (usize, usize) {
    let start = word.glyphs[at].cluster;
    let is_further = at > 0 && word.glyphs[at - 1].cluster == start;
    if is_further {
        return (start, start);
    }
    let next = if word.is_reversed {
        at.checked_sub(1).map(|before| word.glyphs[before].cluster)
    } else {
        word.glyphs[at + 1..].iter().map(|glyph| glyph.cluster).find(|&cluster| cluster != start)
    };
    let end = next.unwrap_or(word.text.len()).clamp(start, word.text.len());
    (start, end)
}

/// Puts words that are read from right to left into the order in which they stand.
fn reorder(tokens: &mut [Token], text: &str) {
    let is_reversed =
        |token: &Token| token.kind == TokenKind::Word && text[token.start..token.end].chars().any(is_right_to_left);
    let mut start = 0;
    while start < tokens.len() {
        if !is_reversed(&tokens[start]) {
            start += 1;
            continue;
        }
        let mut end = start + 1;
        let mut at = end;
        while at < tokens.len() {
            if is_reversed(&tokens[at]) {
                end = at + 1;
            } else if tokens[at].kind == TokenKind::Word {
                break;
            }
            at += 1;
        }
        tokens[start..end].reverse();
        start = end;
    }
}

fn is_right_to_left(character: char) -> bool {
    matches!(character, '\u{590}'..='\u{8ff}' | '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{fefc}')
}

/// Sets a few words on one line without breaking them, for running titles, numbers and marks.
pub(super) fn line(
    shaper: &mut Shaper<'_>,
    words: &str,
    face: Face,
    size: f32,
    colour: Colour,
    owner: Owner,
) -> Vec<Text> {
    let mut texts: Vec<Text> = Vec::new();
    let mut pen = 0.0;
    for piece in words.split_inclusive(' ') {
        let bare = piece.trim_end_matches(' ');
        let fonts = shaper.fonts();
        let face_of = |character: char| fonts.face_for(face, character).unwrap_or(face);
        let mut from = 0;
        while from < bare.len() {
            let rest = &bare[from..];
            let first = rest.chars().next().map_or(face, face_of);
            let length =
                rest.char_indices().find(|&(_, letter)| face_of(letter) != first).map_or(rest.len(), |it| it.0);
            pen = add(&mut texts, shaper, (&rest[..length], first), pen, (size, colour, owner));
            from += length;
        }
        if piece.len() > bare.len() {
            pen = add(&mut texts, shaper, (" ", face), pen, (size, colour, owner));
        }
    }
    texts
}

fn add(
    texts: &mut Vec<Text>,
    shaper: &mut Shaper<'_>,
    (words, face): (&str, Face),
    pen: f32,
    (size, colour, owner): (f32, Colour, Owner),
) -> f32 {
    let word = shaper.word(face, words);
    if texts.last().is_none_or(|text| text.face != face) {
        let (glyphs, text) = (Vec::new(), String::new());
        let link = None;
        texts.push(Text {
            x: pen,
            y: 0.0,
            width: 0.0,
            face,
            size,
            colour,
            glyphs,
            text,
            owner,
            link,
            is_added_hyphen: false,
        });
    }
    if let Some(text) = texts.last_mut() {
        place(text, &word, pen, size);
    }
    pen + word.width * size
}
