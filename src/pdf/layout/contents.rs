//! Contents: the headings of a long note with the pages where they stand.
//!
//! They are set once all else is, when it is known how long the note is and which headings it has, and are then put
//! behind the title. Numbers of pages are only known when the pages are cut: [`number`] adds them.

use std::collections::BTreeMap;

use super::blocks::{Context, Typesetter};
use super::lines::Fill;
use super::pages::{Segment, Strip};
use super::paragraph::{self, Setting};
use super::runs;
use super::style::{self, Look, TextStyle};
use super::{Anchor, Fill as Rectangle, Item, LinkArea, LinkId, Owner, Page, Spot, Target};
use crate::html;
use crate::markup::{Align, Inline};
use crate::pdf::shape::Shaper;
use crate::pdf::tags::{ElementId, LeafId, Role, TagTree};

/// Pages from which a note has contents when its theme does not say.
const FROM: u32 = 8;
/// Most entries; with more, only headings of the highest level are listed.
const MOST: usize = 40;
/// Width kept for the numbers of pages.
const NUMBER: f32 = 26.0;

/// An entry whose number is still to be added.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(super) struct Entry {
    /// Which heading, by its place in [`Layout::headings`](super::Layout).
    heading: usize,
    /// The leaf of the number.
    leaf: LeafId,
    /// The link that entry and number are.
    link: LinkId,
}

impl Typesetter<'_> {
    /// Sets the contents if the note is long enough to need them. The numbers of its pages are counted as if nothing
    /// were lost at their ends, so that a note never has contents that stand on fewer pages than asked for.
    pub(super) fn contents(&mut self, language: &str, height: f32, context: Context) -> (Vec<Strip>, Vec<Entry>) {
        let from = self.options.theme.contents_from.unwrap_or(FROM);
        let pages = (height / self.look.geometry.text_height()).ceil();
        let of_level = |most: u8| -> Vec<usize> {
            let levels = self.headings().iter().enumerate();
            levels.filter(|(_, heading)| (2..=most).contains(&heading.level)).map(|(at, _)| at).collect()
        };
        let mut listed = of_level(3);
        if listed.len() > MOST {
            listed = of_level(2);
        }
        if from == 0 || pages < from as f32 || listed.len() < 3 {
            return (Vec::new(), Vec::new());
        }
        let mut strips = self.contents_title(language, context);
        let contents = self.tags.element(TagTree::ROOT, Role::Contents);
        let mut entries = Vec::with_capacity(listed.len());
        for heading in listed {
            let item = self.tags.element(contents, Role::ContentsItem);
            let reference = self.tags.element(item, Role::Reference);
            let element = self.tags.element(reference, Role::Link);
            let (title, level) = (self.headings()[heading].title.clone(), self.headings()[heading].level);
            let link = self.link(element, Target::Anchor(Anchor::Heading(heading)), title.clone());
            let indent = if level > 2 { 14.0 } else { 0.0 };
            let mut entry = self.entry(title, (element, link), context, indent);
            let leaf = self.tags.leaf(element);
            if let Some(last) = entry.last_mut() {
                last.anchors.push(Anchor::Entry(entries.len()));
                entries.push(Entry { heading, leaf, link });
            }
            if let Some(first) = entry.first_mut().filter(|_| level <= 2) {
                first.above = 2.0;
            }
            strips.append(&mut entry);
        }
        strips.push(Strip { height: style::BLOCK_GAP, ..Strip::default() });
        (strips, entries)
    }

    fn contents_title(&mut self, language: &str, context: Context) -> Vec<Strip> {
        let element = self.tags.element(TagTree::ROOT, Role::Heading(2));
        let words = html::contents_word(language).to_owned();
        let mut strips = self.display(&[Inline::Text(words)], 3, element, context);
        strips.iter_mut().for_each(|strip| strip.keep = true);
        if let Some(first) = strips.first_mut() {
            first.above = style::BLOCK_GAP * 1.5;
        }
        strips
    }

    /// Sets the words of an entry, with a hairline that leads from them to the number.
    fn entry(
        &mut self,
        title: String,
        (element, link): (ElementId, LinkId),
        context: Context,
        indent: f32,
    ) -> Vec<Strip> {
        let style = TextStyle { size: self.look.side, ..context.style };
        let mut runs = runs::flatten(self, &[Inline::Text(title)], style, element);
        runs.runs.iter_mut().for_each(|run| run.link = Some(link));
        let leading = self.look.leading(style.size);
        let setting = Setting {
            x: context.x + indent,
            width: context.width - indent - NUMBER,
            hanging: 10.0,
            leading,
            fill: Fill::Ragged,
            align: Align::Start,
            is_hyphenated: false,
        };
        let mut strips = paragraph::set(self, &runs, setting);
        if let Some(last) = strips.last_mut() {
            let end = last.items.iter().filter_map(|item| match item {
                Item::Text(text) => Some(text.x + text.width),
                Item::Fill(_) | Item::Picture(_) => None,
            });
            let x = end.fold(context.x, f32::max) + 6.0;
            let width = context.x + context.width - NUMBER - x;
            if width > 0.0 {
                let y = style::baseline(leading) - 0.3;
                let fill = Rectangle { x, y, width, height: 0.3, colour: self.look.hairline };
                last.items.push(Item::Fill(fill));
            }
        }
        strips
    }
}

/// Returns the height of all that is to be cut into pages.
pub(super) fn height(segments: &[Segment], notes: &[Vec<Strip>]) -> f32 {
    let of = |strips: &[Strip]| strips.iter().map(|strip| strip.above + strip.height).sum::<f32>();
    let columns = segments.iter().map(|segment| segment.columns.iter().map(|column| of(column)).fold(0.0, f32::max));
    columns.sum::<f32>() + notes.iter().map(|note| of(note)).sum::<f32>()
}

/// Adds the numbers of the pages where the headings came to stand.
pub(super) fn number(
    pages: &mut [Page],
    anchors: &BTreeMap<Anchor, Spot>,
    entries: &[Entry],
    shaper: &mut Shaper<'_>,
    look: &Look,
) {
    let right = look.geometry.left + look.geometry.measure;
    for (at, entry) in entries.iter().enumerate() {
        let spots = (anchors.get(&Anchor::Entry(at)), anchors.get(&Anchor::Heading(entry.heading)));
        let (Some(place), Some(target)) = spots else { continue };
        let Some(page) = pages.get_mut(place.page) else { continue };
        let words = (target.page + 1).to_string();
        let owner = Owner::Leaf(entry.leaf);
        let mut texts = paragraph::line(shaper, &words, look.voice().face(), look.side, look.ink, owner);
        let width = texts.last().map_or(0.0, |text| text.x + text.width);
        let leading = look.leading(look.side);
        for text in &mut texts {
            text.x += right - width;
            text.y += place.y + style::baseline(leading);
            text.link = Some(entry.link);
        }
        page.items.extend(texts.into_iter().map(Item::Text));
        page.areas.push(LinkArea { link: entry.link, x: right - width, y: place.y, width, height: leading });
    }
}
