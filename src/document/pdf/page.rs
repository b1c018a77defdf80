//! Runs the content of a page and gives the words it shows, each [`Run`] with its place.
//!
//! Only what bears on text is run: matrices, fonts, text operators, forms (nested content) and marked content, of which
//! artifacts (ISO 32000-2, 14.8.2.2) and replacement text (14.9.4) count. Colours, clips and paths are passed over, so
//! invisible text, which scanners lay over pictures, is read like any other. Turned text is left out where it is the
//! mark of an archive or the label of a chart; a page with more turned words than upright ones is turned.

use std::collections::BTreeMap;
use std::rc::Rc;

use lopdf::{Dictionary, Document, Object, ObjectId};

use super::font::Font;
use super::lex::{Token, Tokens};
use super::{LARGEST_PART, number};

/// Words that stand on one line without a wide gap, in the coordinates of the upright page.
#[derive(Clone, PartialEq, Debug)]
pub(super) struct Run {
    pub(super) text: String,
    /// From the left edge, in points.
    pub(super) left: f32,
    pub(super) right: f32,
    /// Height of its base line, upwards.
    pub(super) base: f32,
    /// Size of its font, in points.
    pub(super) size: f32,
    pub(super) is_bold: bool,
    /// Whether the page marks it as no part of its content.
    pub(super) is_artifact: bool,
    /// Where the next character would stand.
    pen: f32,
}

/// What is left of the work that a file may cost.
#[derive(Debug)]
pub(super) struct Budget {
    /// Bytes of content, unpacked.
    pub(super) content: usize,
}

/// What a page shows.
#[derive(Debug, Default)]
pub(super) struct Shown {
    pub(super) runs: Vec<Run>,
    /// Whether it shows pictures.
    pub(super) has_pictures: bool,
    /// Characters that stand for something, and those for which nothing says what.
    pub(super) known: usize,
    pub(super) unknown: usize,
    /// Characters that run from left to right, upwards, downwards, and upside down.
    directions: [usize; 4],
}

/// The turns of a page, in the order of [`Shown::directions`].
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Turn {
    None,
    Clockwise,
    Anticlockwise,
    Around,
}

impl Shown {
    /// Returns the turn that sets most words upright.
    fn turn(&self) -> Turn {
        let turns = [Turn::None, Turn::Clockwise, Turn::Anticlockwise, Turn::Around];
        let [upright, turned @ ..] = self.directions;
        let most = turned.into_iter().zip(&turns[1..]).max_by_key(|(count, _)| *count);
        most.filter(|(count, _)| *count > upright.max(FEWEST_TURNED)).map_or(Turn::None, |(_, turn)| *turn)
    }
}

/// Fewest turned characters for which a page is turned; fewer are a mark or a label.
const FEWEST_TURNED: usize = 40;

/// Fonts that were read, by their object.
pub(super) type Fonts = BTreeMap<ObjectId, Rc<Font>>;

/// Runs page `id`.
pub(super) fn show(document: &Document, id: ObjectId, fonts: &mut Fonts, budget: &mut Budget) -> Shown {
    let Ok(page) = document.get_dictionary(id) else { return Shown::default() };
    let media = inherited(document, page, b"CropBox").or_else(|| inherited(document, page, b"MediaBox"));
    let corners: Vec<f32> = media.and_then(|media| media.as_array().ok()).map_or_else(Vec::new, |media| {
        media.iter().filter_map(|side| number(document.dereference(side).ok()?.1)).collect()
    });
    let [x0, y0, x1, y1] = <[f32; 4]>::try_from(corners).unwrap_or([0.0, 0.0, 612.0, 792.0]);
    let [x0, y0, x1, y1] = [x0.min(x1), y0.min(y1), x0.max(x1), y0.max(y1)];
    let turn = inherited(document, page, b"Rotate").and_then(|turn| turn.as_i64().ok()).unwrap_or_default();
    let turned = match turn.rem_euclid(360) {
        90 => Turn::Clockwise,
        180 => Turn::Around,
        270 => Turn::Anticlockwise,
        _ => Turn::None,
    };
    let (width, height) = (x1 - x0, y1 - y0);
    let upright = product(&[1.0, 0.0, 0.0, 1.0, -x0, -y0], &turning(turned, width, height));
    let (width, height) = match turned {
        Turn::None | Turn::Around => (width, height),
        Turn::Clockwise | Turn::Anticlockwise => (height, width),
    };
    let content = content(document, id);
    let resources = inherited(document, page, b"Resources").and_then(|found| found.as_dict().ok());
    let mut painted = |matrix: Matrix, width: f32, height: f32| {
        let mut painter = Painter {
            document,
            fonts: &mut *fonts,
            budget: &mut *budget,
            width,
            height,
            state: State { matrix, ..State::default() },
            saved: Vec::new(),
            text: IDENTITY,
            line: IDENTITY,
            marked: Vec::new(),
            shown: Shown::default(),
        };
        painter.run(&content, resources, 0);
        painter.shown
    };
    let shown = painted(upright, width, height);
    match shown.turn() {
        Turn::None => shown,
        Turn::Around => painted(product(&upright, &turning(Turn::Around, width, height)), width, height),
        turn => painted(product(&upright, &turning(turn, width, height)), height, width),
    }
}

/// Returns the matrix that turns a page of this size whose lower left corner is the origin.
fn turning(turn: Turn, width: f32, height: f32) -> Matrix {
    match turn {
        Turn::None => IDENTITY,
        Turn::Clockwise => [0.0, -1.0, 1.0, 0.0, 0.0, width],
        Turn::Anticlockwise => [0.0, 1.0, -1.0, 0.0, height, 0.0],
        Turn::Around => [-1.0, 0.0, 0.0, -1.0, width, height],
    }
}

/// Returns the content of a page, its parts joined.
fn content(document: &Document, id: ObjectId) -> Vec<u8> {
    let mut content = Vec::new();
    for part in document.get_page_contents(id) {
        let Ok(stream) = document.get_object(part).and_then(Object::as_stream) else { continue };
        if let Ok(mut bytes) = stream.get_plain_content_with_limit(LARGEST_PART) {
            content.append(&mut bytes);
            content.push(b'\n');
        }
        if content.len() > LARGEST_PART {
            break;
        }
    }
    content
}

/// Returns an entry of a page or of the nodes above it.
fn inherited<'a>(document: &'a Document, page: &'a Dictionary, key: &[u8]) -> Option<&'a Object> {
    let mut node = page;
    for _ in 0..32 {
        if let Ok(found) = node.get_deref(key, document) {
            return Some(found);
        }
        node = node.get_deref(b"Parent", document).ok()?.as_dict().ok()?;
    }
    None
}

type Matrix = [f32; 6];
const IDENTITY: Matrix = [1.0, 0.0, 0.0, 1.0, 0.0, 0.0];

/// Returns the matrix that applies `first`, then `then`.
fn product(first: &Matrix, then: &Matrix) -> Matrix {
    let [a, b, c, d, e, f] = *first;
    let [p, q, r, s, t, u] = *then;
    [a * p + b * r, a * q + b * s, c * p + d * r, c * q + d * s, e * p + f * r + t, e * q + f * s + u]
}

/// Deepest nesting of forms and of saved states.
const DEEPEST_FORM: usize = 8;
const DEEPEST_STATE: usize = 256;
/// Most operands of an operator.
const OPERANDS: usize = 50_000;

#[derive(Clone, Debug)]
struct State {
    matrix: Matrix,
    font: Option<Rc<Font>>,
    size: f32,
    character_space: f32,
    word_space: f32,
    /// Horizontal scale, 1 for none.
    scale: f32,
    leading: f32,
    rise: f32,
}

impl Default for State {
    fn default() -> Self {
        Self {
            matrix: IDENTITY,
            font: None,
            size: 0.0,
            character_space: 0.0,
            word_space: 0.0,
            scale: 1.0,
            leading: 0.0,
            rise: 0.0,
        }
    }
}

/// A part of marked content.
#[derive(Clone, Debug, Default)]
struct Mark {
    is_artifact: bool,
    /// What stands for its characters, until it was shown.
    actual: Option<String>,
    is_replaced: bool,
}

struct Painter<'a> {
    document: &'a Document,
    fonts: &'a mut Fonts,
    budget: &'a mut Budget,
    width: f32,
    height: f32,
    state: State,
    saved: Vec<State>,
    text: Matrix,
    line: Matrix,
    marked: Vec<Mark>,
    shown: Shown,
}

impl Painter<'_> {
    fn run(&mut self, content: &[u8], resources: Option<&Dictionary>, depth: usize) {
        self.budget.content = self.budget.content.saturating_sub(content.len());
        let mut tokens = Tokens::of(content);
        let mut operands: Vec<Token<'_>> = Vec::new();
        while self.budget.content > 0 {
            let Some(token) = tokens.next() else { break };
            let Token::Word(word) = token else {
                if operands.len() < OPERANDS {
                    operands.push(token);
                }
                continue;
            };
            match word {
                b"BI" => tokens.skip_picture(),
                b"Do" => self.draw(&operands, resources, depth),
                b"Tf" => self.choose_font(&operands, resources),
                b"BMC" | b"BDC" | b"EMC" => self.mark(word, &operands),
                _ if word.starts_with(b"T") || matches!(word, b"BT" | b"ET" | b"'" | b"\"") => {
                    self.write(word, &operands);
                }
                _ => self.transform(word, &operands),
            }
            operands.clear();
        }
    }

    fn transform(&mut self, word: &[u8], operands: &[Token<'_>]) {
        match word {
            b"q" if self.saved.len() < DEEPEST_STATE => self.saved.push(self.state.clone()),
            b"Q" => self.state = self.saved.pop().unwrap_or_else(|| self.state.clone()),
            b"cm" => {
                if let Some(matrix) = matrix(operands) {
                    self.state.matrix = product(&matrix, &self.state.matrix);
                }
            }
            _ => {}
        }
    }

    fn write(&mut self, word: &[u8], operands: &[Token<'_>]) {
        let numbers: [f32; 3] = std::array::from_fn(|at| match operands.get(at) {
            Some(Token::Number(value)) => *value,
            _ => 0.0,
        });
        let [first, second, _] = numbers;
        match word {
            b"BT" => (self.text, self.line) = (IDENTITY, IDENTITY),
            b"Tc" => self.state.character_space = first,
            b"Tw" => self.state.word_space = first,
            b"Tz" => self.state.scale = first / 100.0,
            b"TL" => self.state.leading = first,
            b"Ts" => self.state.rise = first,
            b"Td" => self.move_line(first, second),
            b"TD" => {
                self.state.leading = -second;
                self.move_line(first, second);
            }
            b"Tm" => {
                if let Some(matrix) = matrix(operands) {
                    (self.text, self.line) = (matrix, matrix);
                }
            }
            b"T*" => self.move_line(0.0, -self.state.leading),
            b"'" => {
                self.move_line(0.0, -self.state.leading);
                self.strings(operands);
            }
            b"\"" => {
                (self.state.word_space, self.state.character_space) = (first, second);
                self.move_line(0.0, -self.state.leading);
                self.strings(operands.get(2..).unwrap_or_default());
            }
            b"Tj" | b"TJ" => self.strings(operands),
            _ => {}
        }
    }

    fn move_line(&mut self, x: f32, y: f32) {
        self.line = product(&[1.0, 0.0, 0.0, 1.0, x, y], &self.line);
        self.text = self.line;
    }

    fn strings(&mut self, operands: &[Token<'_>]) {
        for operand in operands {
            match operand {
                Token::Text(bytes) => self.string(bytes),
                Token::Number(back) => {
                    self.advance(-back / 1000.0 * self.state.size * self.state.scale);
                }
                _ => {}
            }
        }
    }

    fn advance(&mut self, by: f32) {
        self.text = product(&[1.0, 0.0, 0.0, 1.0, by, 0.0], &self.text);
    }

    fn string(&mut self, bytes: &[u8]) {
        let Some(font) = self.state.font.clone() else { return };
        let State { size, scale, rise, character_space, word_space, .. } = self.state;
        for code in font.codes(bytes) {
            let placed = product(&[size * scale, 0.0, 0.0, size, 0.0, rise], &self.text);
            let placed = product(&placed, &self.state.matrix);
            let spaced = character_space + if code.is_space { word_space } else { 0.0 };
            let advance = (code.width * size + spaced) * scale;
            match &code.text {
                Some(_) => self.shown.known += 1,
                None => self.shown.unknown += 1,
            }
            let text = code.text.unwrap_or_else(|| "\u{fffd}".into());
            let text = self.replaced(text);
            let pen = placed[0] * (code.width + spaced / size.abs().max(0.01));
            self.put(&text, &placed, placed[0] * code.width, pen, font.is_bold);
            self.advance(advance);
        }
    }

    /// Returns what stands for `text` here: replacement text stands once for all characters of its mark.
    fn replaced(&mut self, text: String) -> String {
        match self.marked.iter_mut().find(|mark| mark.is_replaced) {
            Some(mark) => mark.actual.take().unwrap_or_default(),
            None => text,
        }
    }

    fn put(&mut self, text: &str, placed: &Matrix, width: f32, pen: f32, is_bold: bool) {
        let [a, b, c, d, left, base] = *placed;
        let size = c.hypot(d);
        let is_upright = a > 0.0 && b.abs() < a * 0.1 && d > 0.0;
        let is_inside = left > -2.0 && left < self.width + 2.0 && base > -2.0 && base < self.height + 2.0;
        let along = a.abs() > b.abs();
        let direction = if along {
            if a > 0.0 { 0 } else { 3 }
        } else if b > 0.0 {
            1
        } else {
            2
        };
        self.shown.directions[direction] += usize::from(is_inside);
        if !is_upright || !is_inside || size < 0.5 || text.is_empty() {
            return;
        }
        let is_artifact = self.marked.iter().any(|mark| mark.is_artifact);
        let (right, pen) = (left + width, left + pen);
        let is_blank = text.chars().all(|letter| letter.is_whitespace() || letter.is_control());
        if let Some(run) = self.shown.runs.last_mut() {
            let same = (run.base - base).abs() < 0.1 * size
                && (run.size - size).abs() < 0.1 * size
                && (run.is_artifact, run.is_bold || is_blank)
                    == (is_artifact, is_bold || is_blank || run.text.len() < 2);
            let (gap, seen) = (left - run.pen, left - run.right);
            if same && gap > -0.3 * size && gap < 0.7 * size && seen < 1.3 * size {
                if !run.text.ends_with(' ') && (is_blank || gap > WORD_GAP * size) {
                    run.text.push(' ');
                }
                if !is_blank {
                    push(&mut run.text, text);
                    run.right = right;
                }
                run.pen = pen;
                return;
            }
        }
        if is_blank {
            return;
        }
        let mut run = Run { text: String::new(), left, right, base, size, is_bold, is_artifact, pen };
        push(&mut run.text, text);
        self.shown.runs.push(run);
    }

    fn choose_font(&mut self, operands: &[Token<'_>], resources: Option<&Dictionary>) {
        let [Token::Name(name), Token::Number(size)] = operands else { return };
        self.state.size = *size;
        let fonts = resources.and_then(|found| found.get_deref(b"Font", self.document).ok()?.as_dict().ok());
        let Some(entry) = fonts.and_then(|fonts| fonts.get(name).ok()) else { return };
        let Ok((id, Object::Dictionary(dictionary))) = self.document.dereference(entry) else { return };
        let read = || Rc::new(Font::of(dictionary, self.document));
        self.state.font = Some(match id {
            Some(id) => Rc::clone(self.fonts.entry(id).or_insert_with(read)),
            None => read(),
        });
    }

    fn draw(&mut self, operands: &[Token<'_>], resources: Option<&Dictionary>, depth: usize) {
        let [Token::Name(name)] = operands else { return };
        let objects = resources.and_then(|found| found.get_deref(b"XObject", self.document).ok()?.as_dict().ok());
        let Some(Object::Stream(form)) = objects.and_then(|found| found.get_deref(name, self.document).ok()) else {
            return;
        };
        let kind = form.dict.get_deref(b"Subtype", self.document).and_then(Object::as_name).ok();
        if kind.is_some_and(|kind| kind == b"Image") {
            self.shown.has_pictures = true;
        }
        if kind.is_some_and(|kind| kind != b"Form") || depth >= DEEPEST_FORM {
            return;
        }
        let Ok(content) = form.get_plain_content_with_limit(LARGEST_PART) else { return };
        let saved = (self.state.clone(), self.saved.len(), self.marked.len());
        let entries = form.dict.get_deref(b"Matrix", self.document).and_then(Object::as_array);
        let entries: Vec<f32> = entries.map_or_else(|_| Vec::new(), |list| list.iter().filter_map(number).collect());
        if let Ok(matrix) = Matrix::try_from(entries) {
            self.state.matrix = product(&matrix, &self.state.matrix);
        }
        let own = form.dict.get_deref(b"Resources", self.document).and_then(Object::as_dict).ok();
        self.run(&content, own.or(resources), depth + 1);
        self.state = saved.0;
        self.saved.truncate(saved.1);
        self.marked.truncate(saved.2);
    }

    fn mark(&mut self, word: &[u8], operands: &[Token<'_>]) {
        if word == b"EMC" {
            self.marked.pop();
            return;
        }
        let mut mark = Mark { is_artifact: operands.first() == Some(&Token::Name(b"Artifact")), ..Mark::default() };
        let actual = operands.windows(2).find_map(|pair| match pair {
            [Token::Name(b"ActualText"), Token::Text(text)] => Some(text),
            _ => None,
        });
        if let Some(text) = actual {
            mark.is_replaced = true;
            mark.actual = lopdf::decode_text_string(&Object::string_literal(text.clone())).ok();
        }
        if self.marked.len() < DEEPEST_STATE {
            self.marked.push(mark);
        }
    }
}

/// Least gap between two characters that parts words, as a part of the size.
pub(super) const WORD_GAP: f32 = 0.16;

/// Appends characters, ligatures taken apart.
fn push(run: &mut String, text: &str) {
    for letter in text.chars() {
        match letter {
            '\u{fb00}' => run.push_str("ff"),
            '\u{fb01}' => run.push_str("fi"),
            '\u{fb02}' => run.push_str("fl"),
            '\u{fb03}' => run.push_str("ffi"),
            '\u{fb04}' => run.push_str("ffl"),
            '\u{fb05}' | '\u{fb06}' => run.push_str("st"),
            '\u{200b}' | '\u{feff}' => {}
            _ if letter.is_whitespace() => run.push(' '),
            _ if letter.is_control() => {}
            _ => run.push(letter),
        }
    }
}

fn matrix(operands: &[Token<'_>]) -> Option<Matrix> {
    let numbers: Vec<f32> = operands
        .iter()
        .filter_map(|operand| match operand {
            Token::Number(value) => Some(*value),
            _ => None,
        })
        .collect();
    numbers.try_into().ok()
}
