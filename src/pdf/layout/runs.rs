//! Inlines become one text with the style and the meaning of each stretch of it.
//!
//! White space is folded, characters without a glyph of their own are dropped, and every character gets a face
//! that has it. Links, references and notes are added to the tag tree in the order in which they are read.

use super::blocks::Typesetter;
use super::style::{CODE_RATIO, Family, TextStyle};
use super::{Anchor, LinkId, Target};
use crate::markup::Inline;
use crate::pdf::fonts::{Face, is_invisible};
use crate::pdf::lint::plain;
use crate::pdf::tags::{ElementId, LeafId, Role};

/// Where a line must end, in [`Runs::text`].
pub(super) const LINE_END: char = '\n';
/// A space at which a line may not end.
pub(super) const NO_BREAK: char = '\u{a0}';
/// A thin space at which a line may not end.
pub(super) const THIN: char = '\u{202f}';

/// Stands for a picture in [`Runs::text`].
const OBJECT: char = '\u{fffc}';

/// The text of a paragraph with its styles.
#[derive(Clone, PartialEq, Debug, Default)]
pub(super) struct Runs {
    /// The text.
    pub(super) text: String,
    /// Stretches of it, in order and without gaps.
    pub(super) runs: Vec<Run>,
}

/// A stretch of text in one face that belongs to one leaf.
#[derive(Clone, PartialEq, Debug)]
pub(super) struct Run {
    /// First byte.
    pub(super) start: usize,
    /// Byte after the last.
    pub(super) end: usize,
    /// Its style.
    pub(super) style: TextStyle,
    /// Its face: that of the style, or one that stands in for it.
    pub(super) face: Face,
    /// What it belongs to.
    pub(super) leaf: LeafId,
    /// The link it is part of.
    pub(super) link: Option<LinkId>,
    /// The footnote it refers to.
    pub(super) note: Option<usize>,
    /// The picture that stands for it.
    pub(super) inset: Option<Inset>,
}

/// A picture in running text.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(super) struct Inset {
    /// Which, by its place among the pictures.
    pub(super) picture: usize,
    /// Width.
    pub(super) width: f32,
    /// Height, from the base line up.
    pub(super) height: f32,
}

/// Flattens `inlines`, which belong to `element`.
pub(super) fn flatten(
    typesetter: &mut Typesetter<'_>,
    inlines: &[Inline],
    style: TextStyle,
    element: ElementId,
) -> Runs {
    let mut flattener = Flattener { typesetter, runs: Runs::default(), leaf: None, element, link: None };
    flattener.inlines(inlines, style);
    let mut runs = flattener.runs;
    runs.trim_end();
    runs
}

impl Runs {
    /// Takes spaces and line ends off the end.
    fn trim_end(&mut self) {
        let length = self.text.trim_end_matches([' ', LINE_END]).len();
        self.text.truncate(length);
        for run in &mut self.runs {
            run.end = run.end.min(length);
        }
        self.runs.retain(|run| run.start < run.end);
    }
}

struct Flattener<'t, 'f> {
    typesetter: &'t mut Typesetter<'f>,
    runs: Runs,
    element: ElementId,
    /// The open leaf of `element`; none when an element of its own stands between.
    leaf: Option<LeafId>,
    link: Option<LinkId>,
}

impl Flattener<'_, '_> {
    fn inlines(&mut self, inlines: &[Inline], style: TextStyle) {
        for inline in inlines {
            self.inline(inline, style);
        }
    }

    fn inline(&mut self, inline: &Inline, style: TextStyle) {
        match inline {
            Inline::Text(text) => self.text(text, style, None),
            Inline::SoftBreak => self.text(" ", style, None),
            Inline::HardBreak => self.text("\u{2028}", style, None),
            Inline::Emphasis(content) => {
                let mut slanted = style;
                // Stress inside slanted text stands upright.
                slanted.voice.is_italic = !style.voice.is_italic;
                self.inlines(content, slanted);
            }
            Inline::Strong(content) => {
                let mut heavy = style;
                heavy.voice.is_bold = true;
                self.inlines(content, heavy);
            }
            Inline::Strikeout(content) => self.inlines(content, TextStyle { is_struck: true, ..style }),
            Inline::Superscript(content) => self.inlines(content, raised(style)),
            Inline::Subscript(content) => {
                let lowered = TextStyle { size: style.size * 0.68, rise: style.rise - style.size * 0.16, ..style };
                self.inlines(content, lowered);
            }
            Inline::Code(text) => {
                let mut code = style;
                code.voice.family = Family::Mono;
                code.size = style.size * CODE_RATIO;
                self.text(text, code, None);
            }
            Inline::Link { target, content, .. } => self.link(target, content, style),
            Inline::Image { target, alt, .. } => {
                self.picture(target, alt, style);
            }
            Inline::NoteRef(note) => self.reference(*note, style),
            // Citations are words by the time a note is rendered; what is left is shown by its keys.
            Inline::Citation(citation) => {
                let keys: Vec<&str> = citation.items.iter().map(|item| item.key.as_str()).collect();
                self.text(&format!("[{}]", keys.join("; ")), style, None);
            }
            Inline::Span { attributes, content } => {
                if let Some(id) = &attributes.id {
                    self.typesetter.anchor(Anchor::Id(id.clone()));
                }
                self.inlines(content, style);
            }
        }
    }

    fn link(&mut self, target: &str, content: &[Inline], style: TextStyle) {
        if self.link.is_some() || target.is_empty() {
            self.inlines(content, style);
            return;
        }
        let label = plain(content);
        let target = match target.strip_prefix('#') {
            Some(id) => Target::Anchor(Anchor::Id(id.into())),
            None => Target::Address(target.into()),
        };
        self.within(Role::Link, |flattener| {
            let element = flattener.element;
            flattener.link = Some(flattener.typesetter.link(element, target, label));
            let colour = flattener.typesetter.look.link;
            flattener.inlines(content, TextStyle { colour, ..style });
            flattener.link = None;
        });
    }

    fn reference(&mut self, note: usize, style: TextStyle) {
        let is_first = self.typesetter.is_first_reference(note);
        let number = (note + 1).to_string();
        let outer_link = self.link;
        if self.runs.text.ends_with(' ') {
            // A mark that follows a space would be torn from its word.
            self.runs.trim_end();
        }
        if self.runs.runs.last().is_some_and(|run| run.note.is_some()) {
            // Numbers side by side would read as one.
            self.text(",", raised(style), None);
        }
        self.within(Role::Reference, |reference| {
            if is_first {
                reference.typesetter.anchor(Anchor::Reference(note));
            }
            reference.within(Role::Link, |link| {
                if outer_link.is_none() {
                    let target = Target::Anchor(Anchor::Note(note));
                    link.link = Some(link.typesetter.link(link.element, target, number.clone()));
                }
                let colour = link.typesetter.look.link;
                link.text(&number, raised(TextStyle { colour, ..style }), Some(note));
                link.link = outer_link;
            });
        });
        if is_first {
            self.typesetter.open_note(note, self.element);
            self.leaf = None;
        }
    }

    fn picture(&mut self, target: &str, alt: &str, style: TextStyle) {
        let words = if alt.trim().is_empty() { target } else { alt };
        let alternative = words.to_owned();
        if let Some((picture, (width, height))) = self.typesetter.picture(target) {
            let inset = Inset { picture, width: width * style.size / height, height: style.size };
            self.within(Role::Figure, |figure| {
                figure.typesetter.tags.get_mut(figure.element).alternative = Some(alternative);
                let face = style.voice.face();
                figure.push(OBJECT, style, face, (None, Some(inset)));
            });
            return;
        }
        self.within(Role::Figure, |figure| {
            figure.typesetter.tags.get_mut(figure.element).alternative = Some(alternative.clone());
            let mut slanted = style;
            slanted.voice.is_italic = true;
            figure.text(&format!("[{alternative}]"), slanted, None);
        });
    }

    /// Runs `content` inside a new element of `role`.
    fn within(&mut self, role: Role, content: impl FnOnce(&mut Self)) {
        let outer = self.element;
        self.element = self.typesetter.tags.element(outer, role);
        self.leaf = None;
        content(self);
        self.element = outer;
        self.leaf = None;
    }

    fn text(&mut self, text: &str, style: TextStyle, note: Option<usize>) {
        let wanted = style.voice.face();
        for character in text.chars() {
            let Some(character) = folded(character) else { continue };
            let is_blank = matches!(character, ' ' | LINE_END);
            if is_blank {
                if self.runs.text.is_empty() || self.runs.text.ends_with(LINE_END) {
                    continue;
                }
                if self.runs.text.ends_with(' ') {
                    if character == ' ' {
                        continue;
                    }
                    self.drop_last();
                }
            }
            let fonts = self.typesetter.shaper.fonts();
            let face = fonts.face_for(wanted, character).unwrap_or(wanted);
            self.push(character, style, face, (note, None));
        }
    }

    fn drop_last(&mut self) {
        self.runs.text.pop();
        let length = self.runs.text.len();
        if let Some(run) = self.runs.runs.last_mut() {
            run.end = length;
            if run.start == run.end {
                self.runs.runs.pop();
            }
        }
    }

    fn push(&mut self, character: char, style: TextStyle, face: Face, (note, inset): (Option<usize>, Option<Inset>)) {
        let leaf = match self.leaf {
            Some(leaf) => leaf,
            None => *self.leaf.insert(self.typesetter.tags.leaf(self.element)),
        };
        let start = self.runs.text.len();
        self.runs.text.push(character);
        let end = self.runs.text.len();
        let link = self.link;
        match self.runs.runs.last_mut() {
            Some(run)
                if run.style == style
                    && run.face == face
                    && run.leaf == leaf
                    && run.link == link
                    && run.note == note
                    && run.inset.is_none()
                    && inset.is_none() =>
            {
                run.end = end;
            }
            _ => self.runs.runs.push(Run { start, end, style, face, leaf, link, note, inset }),
        }
    }
}

fn raised(style: TextStyle) -> TextStyle {
    TextStyle { size: style.size * 0.66, rise: style.rise + style.size * 0.35, ..style }
}

/// Returns the character to set, or nothing for one that has no glyph of its own.
fn folded(character: char) -> Option<char> {
    match character {
        '\u{2028}' => Some(LINE_END),
        '\u{202f}' => Some(THIN),
        '\u{2007}' => Some(NO_BREAK),
        // A hyphen at which a line may not end looks like any other.
        '\u{2010}' => Some('-'),
        '\t' | '\n' | '\r' | '\u{2000}'..='\u{200a}' | '\u{205f}' | '\u{3000}' | '\u{2029}' => Some(' '),
        _ if is_invisible(character) || character.is_control() => None,
        _ => Some(character),
    }
}
