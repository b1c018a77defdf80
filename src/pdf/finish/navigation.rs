//! Links as annotations, and headings as the outline.

use lopdf::{Dictionary, Document, Object, ObjectId, dictionary};

use super::{name, number, text};
use crate::pdf::layout::{Anchor, Layout, LinkArea, Spot, Target};
use crate::pdf::tags::ElementId;

/// A link on a page.
#[derive(Clone, Copy, Debug)]
pub(super) struct Annotation {
    /// The annotation.
    pub(super) object: ObjectId,
    /// The element it belongs to.
    pub(super) element: ElementId,
    /// Its key in the table that leads back to the element.
    pub(super) key: usize,
}

/// Writes the links of every page.
pub(super) fn annotations(document: &mut Document, layout: &Layout, pages: &[ObjectId]) -> Vec<Vec<Annotation>> {
    let mut key = pages.len();
    let mut all = Vec::with_capacity(pages.len());
    for (at, (page, &id)) in layout.pages.iter().zip(pages).enumerate() {
        let mut list = Vec::new();
        for area in &page.areas {
            let Some(mut object) = annotation(layout, pages, area) else { continue };
            object.set("StructParent", number(key));
            let object = document.add_object(object);
            let element = layout.links[area.link.index()].element;
            list.push(Annotation { object, element, key });
            key += 1;
        }
        if let Ok(dictionary) = document.get_dictionary_mut(id) {
            dictionary.remove(b"Annots");
            if !list.is_empty() {
                let references: Vec<Object> = list.iter().map(|it| Object::Reference(it.object)).collect();
                dictionary.set("Annots", references);
            }
            dictionary.set("StructParents", number(at));
            dictionary.set("Tabs", name("S"));
        }
        all.push(list);
    }
    all
}

/// Returns the annotation for an area; nothing when the link leads nowhere.
fn annotation(layout: &Layout, pages: &[ObjectId], area: &LinkArea) -> Option<Dictionary> {
    let link = layout.links.get(area.link.index())?;
    let height = layout.size.1;
    let (x, y) = (area.x, height - area.y - area.height);
    let rectangle =
        [x, y, x + area.width, y + area.height].map(|length| Object::Real((length * 100.0).round() / 100.0));
    let mut object = dictionary! {
        "Type" => name("Annot"),
        "Subtype" => name("Link"),
        "Rect" => rectangle.to_vec(),
        "Border" => vec![0.into(), 0.into(), 0.into()],
        "F" => 4,
    };
    let words = match &link.target {
        Target::Address(address) => {
            let uri = escaped(address);
            object.set("A", dictionary! { "S" => name("URI"), "URI" => Object::string_literal(uri) });
            format!("{} ({address})", link.label)
        }
        Target::Anchor(anchor) => {
            object.set("Dest", destination(layout, pages, layout.anchors.get(anchor)?)?);
            match anchor {
                Anchor::Note(_) => format!("Note {}", link.label),
                Anchor::Id(_) | Anchor::Reference(_) | Anchor::Heading(_) | Anchor::Entry(_) => link.label.clone(),
            }
        }
    };
    object.set("Contents", text(words.trim()));
    Some(object)
}

/// Returns an address in the seven bits that a PDF allows.
fn escaped(address: &str) -> String {
    address
        .bytes()
        .map(|byte| if byte.is_ascii_graphic() { char::from(byte).to_string() } else { format!("%{byte:02X}") })
        .collect()
}

fn destination(layout: &Layout, pages: &[ObjectId], spot: &Spot) -> Option<Object> {
    let page = *pages.get(spot.page)?;
    let top = Object::Real((layout.size.1 - spot.y + 6.0).round());
    Some(vec![Object::Reference(page), name("XYZ"), 0.into(), top, Object::Null].into())
}

/// Writes the outline, or nothing when the note has no headings.
pub(super) fn outline(document: &mut Document, layout: &Layout, pages: &[ObjectId]) -> Option<ObjectId> {
    let headings = &layout.headings;
    if headings.is_empty() {
        return None;
    }
    let root = document.new_object_id();
    let ids: Vec<ObjectId> = headings.iter().map(|_| document.new_object_id()).collect();
    let parents = parents(headings.iter().map(|heading| heading.level));
    let mut kids: Vec<Vec<usize>> = vec![Vec::new(); headings.len() + 1];
    for (at, parent) in parents.iter().enumerate() {
        kids[parent.map_or(headings.len(), |parent| parent)].push(at);
    }
    for siblings in &kids {
        for (place, &at) in siblings.iter().enumerate() {
            let parent = parents[at].map_or(root, |parent| ids[parent]);
            let mut object = dictionary! {
                "Title" => text(&headings[at].title),
                "Parent" => Object::Reference(parent),
            };
            let spot = layout.anchors.get(&Anchor::Heading(at));
            if let Some(destination) = spot.and_then(|spot| destination(layout, pages, spot)) {
                object.set("Dest", destination);
            }
            if let Some(&before) = place.checked_sub(1).and_then(|before| siblings.get(before)) {
                object.set("Prev", Object::Reference(ids[before]));
            }
            if let Some(&after) = siblings.get(place + 1) {
                object.set("Next", Object::Reference(ids[after]));
            }
            enclose(&mut object, &kids[at], &ids);
            document.set_object(ids[at], object);
        }
    }
    let mut object = dictionary! { "Type" => name("Outlines") };
    enclose(&mut object, &kids[headings.len()], &ids);
    document.set_object(root, object);
    Some(root)
}

/// Adds first, last and count of an entry's own entries; all are shown.
fn enclose(object: &mut Dictionary, kids: &[usize], ids: &[ObjectId]) {
    if let (Some(&first), Some(&last)) = (kids.first(), kids.last()) {
        object.set("First", Object::Reference(ids[first]));
        object.set("Last", Object::Reference(ids[last]));
        object.set("Count", number(kids.len()));
    }
}

/// Returns, for each heading, the heading that it is under.
fn parents(levels: impl Iterator<Item = u8>) -> Vec<Option<usize>> {
    let mut open: Vec<(u8, usize)> = Vec::new();
    let mut parents = Vec::new();
    for (at, level) in levels.enumerate() {
        while open.last().is_some_and(|&(outer, _)| outer >= level) {
            open.pop();
        }
        parents.push(open.last().map(|&(_, parent)| parent));
        open.push((level, at));
    }
    parents
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_are_under_the_last_higher_one() {
        let levels = [2, 3, 3, 2, 4, 3];
        assert_eq!(parents(levels.into_iter()), [None, Some(0), Some(0), None, Some(3), Some(3)]);
    }

    #[test]
    fn addresses_are_written_in_seven_bits() {
        assert_eq!(escaped("https://example.org/a b/é"), "https://example.org/a%20b/%C3%A9");
    }
}
