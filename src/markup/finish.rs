//! Settles what can be known only at the end of a note: identifiers, targets of links, numbers of footnotes.

use std::collections::{BTreeMap, BTreeSet};

use super::warnings::Warnings;
use super::{Attributes, Block, BlockKind, Footnote, Inline, Markup, plain_text, walk};
use crate::source::Span;

/// What was met while the tree was built.
#[derive(Default)]
pub(super) struct Unfinished {
    /// Footnotes by label, in the order in which labels were met: the index that [`Inline::NoteRef`] holds for now.
    notes: Vec<Option<Footnote>>,
    labels: BTreeMap<String, usize>,
    /// Identifiers that links lead to, and where the links stand.
    pub links: Vec<(String, Span)>,
}

impl Unfinished {
    /// Returns the provisional index of the footnote `label`.
    pub(super) fn note(&mut self, label: &str) -> usize {
        let next = self.notes.len();
        let index = *self.labels.entry(label.to_lowercase()).or_insert(next);
        if index == next {
            self.notes.push(None);
        }
        index
    }

    /// Takes the definition of a footnote; gives it back if there is one already.
    pub(super) fn define(&mut self, note: Footnote) -> Option<Footnote> {
        let index = self.note(&note.label);
        match self.notes.get_mut(index) {
            Some(place @ None) => {
                *place = Some(note);
                None
            }
            Some(Some(_)) | None => Some(note),
        }
    }

    pub(super) fn finish(self, mut blocks: Vec<Block>, warnings: &mut Warnings<'_>) -> Markup {
        let mut notes = number_notes(&mut blocks, self.notes, warnings);
        let mut ids = Ids::default();
        let mut all: Vec<&mut Vec<Block>> = vec![&mut blocks];
        all.extend(notes.iter_mut().map(|note| &mut note.blocks));
        for blocks in &mut all {
            visit_attributes(blocks, &mut |attributes, span, _| ids.claim(attributes, span, warnings));
        }
        for blocks in &mut all {
            visit_attributes(blocks, &mut |attributes, _, heading| {
                if let Some(content) = heading
                    && attributes.id.is_none()
                {
                    attributes.id = Some(ids.invent(&plain_text(content)));
                }
            });
        }
        for (id, span) in self.links {
            if !id.is_empty() && !ids.taken.contains(&id) {
                warnings.add(span, "undefined-link", format!("link leads to `#{id}`, which is nowhere in the note"));
            }
        }
        Markup { blocks, notes, ..Markup::default() }
    }
}

/// Numbers footnotes in the order of their first reference: the text first, then the notes themselves.
fn number_notes(blocks: &mut [Block], mut found: Vec<Option<Footnote>>, warnings: &mut Warnings<'_>) -> Vec<Footnote> {
    let mut numbers: Vec<Option<usize>> = vec![None; found.len()];
    let mut notes: Vec<Footnote> = Vec::new();
    let mut take = |blocks: &mut [Block], notes: &mut Vec<Footnote>| {
        walk::visit_mut(blocks, &mut |inline| {
            let Inline::NoteRef(index) = inline else { return };
            let old = *index;
            if numbers[old].is_none()
                && let Some(note) = found.get_mut(old).and_then(Option::take)
            {
                numbers[old] = Some(notes.len());
                notes.push(note);
            }
            match numbers[old] {
                Some(number) => *index = number,
                None => *inline = Inline::Text(String::new()),
            }
        });
    };
    take(blocks, &mut notes);
    let mut done = 0;
    while done < notes.len() {
        let mut inner = std::mem::take(&mut notes[done].blocks);
        take(&mut inner, &mut notes);
        notes[done].blocks = inner;
        done += 1;
    }
    for note in found.into_iter().flatten() {
        let message = format!("footnote `{}` is never referred to and is left out", note.label);
        warnings.add(note.span, "unused-footnote", message);
    }
    notes
}

/// Identifiers in use.
#[derive(Default)]
struct Ids {
    taken: BTreeSet<String>,
    /// Next number to try for a base that is taken.
    next: BTreeMap<String, usize>,
}

impl Ids {
    fn claim(&mut self, attributes: &mut Attributes, span: Span, warnings: &mut Warnings<'_>) {
        let Some(id) = attributes.id.take() else { return };
        if self.taken.contains(&id) {
            warnings.add(span, "duplicate-id", format!("identifier `{id}` is used twice; the first is kept"));
            return;
        }
        self.taken.insert(id.clone());
        attributes.id = Some(id);
    }

    /// Makes an identifier of the words of a heading, as Pandoc does.
    fn invent(&mut self, words: &str) -> String {
        let mut base = String::new();
        for character in words.chars().take(80) {
            if character.is_alphanumeric() || matches!(character, '_' | '-' | '.') {
                base.extend(character.to_lowercase());
            } else if character.is_whitespace() && !base.ends_with('-') {
                base.push('-');
            }
        }
        let base = base.trim_start_matches(|character: char| !character.is_alphabetic()).trim_end_matches(['-', '.']);
        let base = if base.is_empty() { "section" } else { base };
        let mut id = base.to_owned();
        let next = self.next.entry(base.into()).or_insert(1);
        while self.taken.contains(&id) {
            id = format!("{base}-{next}");
            *next += 1;
        }
        self.taken.insert(id.clone());
        id
    }
}

/// Takes attributes, the place of their block and, for a heading, its content.
type VisitAttributes<'a> = dyn FnMut(&mut Attributes, Span, Option<&[Inline]>) + 'a;

/// Calls `visit` for all attributes, in reading order, with the content of a heading.
fn visit_attributes(blocks: &mut [Block], visit: &mut VisitAttributes<'_>) {
    for block in blocks {
        let span = block.span;
        match &mut block.kind {
            BlockKind::Heading { attributes, content, .. } => {
                visit(attributes, span, Some(content));
                visit_spans(content, span, visit);
            }
            BlockKind::Paragraph(content) => visit_spans(content, span, visit),
            BlockKind::List { items, .. } => items.iter_mut().for_each(|item| visit_attributes(item, visit)),
            BlockKind::Quote(blocks) => visit_attributes(blocks, visit),
            BlockKind::Div { attributes, blocks } => {
                visit(attributes, span, None);
                visit_attributes(blocks, visit);
            }
            BlockKind::Table(table) => {
                let cells = table.head.iter_mut().chain(table.rows.iter_mut().flatten());
                for content in [&mut table.caption].into_iter().chain(cells) {
                    visit_spans(content, span, visit);
                }
            }
            BlockKind::Code { .. } | BlockKind::Rule => {}
        }
    }
}

fn visit_spans(content: &mut [Inline], span: Span, visit: &mut VisitAttributes<'_>) {
    walk::visit_text_mut(content, &mut |inline| {
        if let Inline::Span { attributes, .. } = inline {
            visit(attributes, span, None);
        }
    });
}
