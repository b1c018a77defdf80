//! The tag tree as objects, with the tables that lead back from content to tags.

use std::collections::BTreeMap;

use lopdf::{Dictionary, Document, Object, ObjectId, dictionary};

use super::navigation::Annotation;
use super::{Parts, name, number, text};
use crate::pdf::tags::{Element, Kid, Numbering, Role, TagTree};

/// Writes the tree and returns its root.
pub(super) fn tree(
    document: &mut Document,
    parts: &Parts<'_>,
    pages: &[ObjectId],
    elements: &[ObjectId],
    annotations: &[Vec<Annotation>],
) -> ObjectId {
    let tags = &parts.layout.tags;
    let root = document.new_object_id();
    let contents = Contents::gather(parts, annotations);
    for (place, (element, &id)) in tags.elements.iter().zip(elements).enumerate() {
        let kids = contents.kids(place, element, pages, elements);
        let parent = if id == elements[0] { root } else { elements[element.parent.index()] };
        let mut object = dictionary! {
            "Type" => name("StructElem"),
            "S" => name(element.role.name()),
            "P" => Object::Reference(parent),
            "K" => kids,
        };
        describe(&mut object, element);
        document.set_object(id, object);
    }
    let parents = parent_tree(parts, elements, annotations);
    let next = pages.len() + annotations.iter().map(Vec::len).sum::<usize>();
    let parents = document.add_object(dictionary! { "Nums" => parents });
    let mut object = dictionary! {
        "Type" => name("StructTreeRoot"),
        "K" => Object::Reference(elements[0]),
        "ParentTree" => Object::Reference(parents),
        "ParentTreeNextKey" => number(next),
    };
    if let Some(names) = names(document, tags, elements) {
        object.set("IDTree", names);
    }
    document.set_object(root, object);
    root
}

/// Where each leaf and each link came to stand.
struct Contents {
    /// Page and number of each marked-content sequence of a leaf.
    leaves: Vec<Vec<(usize, usize)>>,
    /// Page and object of the annotations of an element, by the element's place.
    annotations: BTreeMap<usize, Vec<(usize, ObjectId)>>,
}

impl Contents {
    fn gather(parts: &Parts<'_>, annotations: &[Vec<Annotation>]) -> Self {
        let mut leaves = vec![Vec::new(); parts.layout.tags.leaves.len()];
        for (page, marks) in parts.marks.iter().enumerate() {
            for (number, leaf) in marks.iter().enumerate() {
                leaves[leaf.index()].push((page, number));
            }
        }
        let mut by_element: BTreeMap<usize, Vec<(usize, ObjectId)>> = BTreeMap::new();
        for (page, list) in annotations.iter().enumerate() {
            for annotation in list {
                by_element.entry(annotation.element.index()).or_default().push((page, annotation.object));
            }
        }
        Self { leaves, annotations: by_element }
    }

    fn kids(&self, place: usize, element: &Element, pages: &[ObjectId], elements: &[ObjectId]) -> Vec<Object> {
        let mut kids = Vec::new();
        for kid in &element.kids {
            match kid {
                Kid::Element(kid) => kids.push(Object::Reference(elements[kid.index()])),
                Kid::Leaf(leaf) => kids.extend(self.leaves[leaf.index()].iter().map(|&(page, mark)| {
                    Object::Dictionary(dictionary! {
                        "Type" => name("MCR"),
                        "Pg" => Object::Reference(pages[page]),
                        "MCID" => number(mark),
                    })
                })),
            }
        }
        kids.extend(self.annotations.get(&place).into_iter().flatten().map(|&(page, object)| {
            Object::Dictionary(dictionary! {
                "Type" => name("OBJR"),
                "Pg" => Object::Reference(pages[page]),
                "Obj" => Object::Reference(object),
            })
        }));
        kids
    }
}

/// Adds what is known of an element besides its parts.
fn describe(object: &mut Dictionary, element: &Element) {
    let attribute = match element.role {
        Role::HeadCell => Some(("Table", "Scope", "Column")),
        Role::List(Numbering::Bullet) => Some(("List", "ListNumbering", "Disc")),
        Role::List(Numbering::Decimal) => Some(("List", "ListNumbering", "Decimal")),
        _ => None,
    };
    if let Some((owner, key, value)) = attribute {
        object.set("A", dictionary! { "O" => name(owner), key => name(value) });
    }
    if let Some(alternative) = &element.alternative {
        object.set("Alt", text(alternative));
    }
    if let Some(id) = &element.id {
        object.set("ID", text(id));
    }
}

/// Returns the table that leads from pages and annotations to elements.
fn parent_tree(parts: &Parts<'_>, elements: &[ObjectId], annotations: &[Vec<Annotation>]) -> Vec<Object> {
    let tags = &parts.layout.tags;
    let mut table = Vec::new();
    for (page, marks) in parts.marks.iter().enumerate() {
        let owners = marks.iter().map(|&leaf| Object::Reference(elements[tags.owner(leaf).index()]));
        table.push(number(page));
        table.push(Object::Array(owners.collect()));
    }
    for annotation in annotations.iter().flatten() {
        table.push(number(annotation.key));
        table.push(Object::Reference(elements[annotation.element.index()]));
    }
    table
}

/// Writes the table of named elements, if there are any.
fn names(document: &mut Document, tags: &TagTree, elements: &[ObjectId]) -> Option<Dictionary> {
    let named: BTreeMap<&str, ObjectId> = tags
        .elements
        .iter()
        .zip(elements)
        .filter_map(|(element, &id)| element.id.as_deref().map(|name| (name, id)))
        .collect();
    let (first, last) = (named.keys().next()?, named.keys().next_back()?);
    let limits = vec![text(first), text(last)];
    let pairs: Vec<Object> = named.iter().flat_map(|(name, &id)| [text(name), Object::Reference(id)]).collect();
    let leaf = document.add_object(dictionary! { "Limits" => limits, "Names" => pairs });
    Some(dictionary! { "Kids" => vec![Object::Reference(leaf)] })
}
