//! Pictures on lines of their own: how large they are, their captions, and what they are to the tags.

use super::blocks::{Context, Typesetter};
use super::lines::Fill;
use super::pages::Strip;
use super::paragraph::{self, Setting};
use super::runs;
use super::style::{self, TextStyle};
use super::{Item, Owner, PlacedPicture};
use crate::markup::{Attributes, Inline};
use crate::pdf::tags::Role;
use crate::picture::Width;

/// Share of the height of a page that a picture may fill, so that its caption and some text stand with it.
const HIGHEST: f32 = 0.62;

impl Typesetter<'_> {
    /// Returns the place of the picture among those used, and its natural size in points; nothing if it cannot be shown.
    pub(super) fn picture(&mut self, target: &str) -> Option<(usize, (f32, f32))> {
        let picture = self.options.pictures.get(target)?.as_ref()?;
        let known = self.pictures.iter().position(|other| std::sync::Arc::ptr_eq(other, picture));
        let place = known.unwrap_or_else(|| {
            self.pictures.push(std::sync::Arc::clone(picture));
            self.pictures.len() - 1
        });
        Some((place, picture.size()))
    }

    /// Stacks the pictures of `content`, which holds nothing else, each with its caption.
    pub(super) fn figures(&mut self, content: &[Inline], context: Context) {
        for inline in content {
            if let Inline::Image { target, alt, title, attributes, .. } = inline {
                self.figure((target, alt, title), attributes, context);
            }
        }
    }

    fn figure(&mut self, (target, alt, title): (&str, &str, &str), attributes: &Attributes, context: Context) {
        let Some((picture, natural)) = self.picture(target) else { return };
        let most = (context.width, self.look.geometry.text_height() * HIGHEST);
        let (width, height) = fitted(natural, attributes.get("width").and_then(Width::read), most);
        if let Some(id) = &attributes.id {
            self.anchor(super::Anchor::Id(id.clone()));
        }
        let element = self.tags.element(context.element, Role::Figure);
        self.tags.get_mut(element).alternative = Some(if alt.trim().is_empty() { target } else { alt }.to_owned());
        let owner = Owner::Leaf(self.tags.leaf(element));
        let placed = PlacedPicture { x: context.x, y: 0.0, width, height, picture, owner };
        let has_caption = !title.trim().is_empty();
        let strip = Strip { height, items: vec![Item::Picture(placed)], keep: has_caption, ..Strip::default() };
        self.stack(vec![strip], style::BLOCK_GAP, if has_caption { 4.0 } else { style::BLOCK_GAP });
        if has_caption {
            // The words are a paragraph of their own: an alternative stands for all that is inside its figure.
            let paragraph = self.tags.element(context.element, Role::Paragraph);
            let style = TextStyle { size: self.look.table, colour: self.look.grey, ..context.style };
            let leading = self.look.leading(style.size);
            let setting = Setting { leading, fill: Fill::Ragged, is_hyphenated: false, ..context.setting() };
            let runs = runs::flatten(self, &[Inline::Text(title.to_owned())], style, paragraph);
            let mut strips = paragraph::set(self, &runs, setting);
            // A caption of many lines may be cut.
            strips.iter_mut().take(3).for_each(|strip| strip.keep = true);
            strips.iter_mut().last().into_iter().for_each(|strip| strip.keep = false);
            self.stack(strips, 4.0, style::BLOCK_GAP);
        }
    }
}

/// Returns the width and height of a picture: as asked, else its natural size, made smaller where there is no room.
fn fitted((width, height): (f32, f32), asked: Option<Width>, (widest, highest): (f32, f32)) -> (f32, f32) {
    let wanted = match asked {
        Some(Width::Share(share)) => widest * share,
        Some(Width::Points(points)) => points,
        None => width,
    };
    let scale = (wanted.min(widest) / width).min(highest / height);
    // A picture of very unequal sides is still seen.
    ((width * scale).max(1.0), (height * scale).max(1.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pictures_are_as_large_as_asked_and_never_larger_than_the_room() {
        assert_eq!(fitted((100.0, 50.0), None, (400.0, 300.0)), (100.0, 50.0));
        assert_eq!(fitted((1000.0, 500.0), None, (400.0, 300.0)), (400.0, 200.0));
        assert_eq!(fitted((100.0, 200.0), Some(Width::Share(1.0)), (400.0, 300.0)), (150.0, 300.0));
        assert_eq!(fitted((100.0, 50.0), Some(Width::Points(72.0)), (400.0, 300.0)), (72.0, 36.0));
        assert_eq!(fitted((40_000.0, 1.0), None, (400.0, 300.0)), (400.0, 1.0));
    }
}
