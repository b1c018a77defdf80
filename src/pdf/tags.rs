//! The logical tree of a document: what each part is, whatever page it comes to stand on.
//!
//! The tree is built from the note's blocks in reading order. Its leaves are stretches of content; layout hands
//! them on with the items it places, the painter notes where each was painted, and only the last step knows
//! pages. A note's words are in the tree behind the reference to it, though they stand at the foot of the page.

/// What an element is; names are those of PDF 1.7's standard structure types.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Role {
    /// The whole note.
    Document,
    /// A heading of level 1 to 6.
    Heading(u8),
    /// A paragraph.
    Paragraph,
    /// A list, with how its items are marked.
    List(Numbering),
    /// An item.
    Item,
    /// Its mark or number; also that of a note.
    Label,
    /// Its content.
    ItemBody,
    /// A quotation set apart.
    Quote,
    /// A table.
    Table,
    /// Its caption.
    Caption,
    /// A row of heads.
    TableHead,
    /// The other rows.
    TableBody,
    /// A row.
    Row,
    /// The head of a column.
    HeadCell,
    /// A cell.
    Cell,
    /// A picture or a drawing.
    Figure,
    /// Code.
    Code,
    /// A group of blocks.
    Division,
    /// A link.
    Link,
    /// A mark that leads to a note.
    Reference,
    /// A footnote.
    Note,
    /// Contents.
    Contents,
    /// An entry of contents.
    ContentsItem,
}

/// How items of a list are marked.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Numbering {
    /// A dot.
    Bullet,
    /// A number.
    Decimal,
}

impl Role {
    /// Returns the name of the structure type.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Document => "Document",
            Self::Heading(level) => ["H1", "H2", "H3", "H4", "H5", "H6"][usize::from(level.clamp(1, 6)) - 1],
            Self::Paragraph => "P",
            Self::List(_) => "L",
            Self::Item => "LI",
            Self::Label => "Lbl",
            Self::ItemBody => "LBody",
            Self::Quote => "BlockQuote",
            Self::Table => "Table",
            Self::Caption => "Caption",
            Self::TableHead => "THead",
            Self::TableBody => "TBody",
            Self::Row => "TR",
            Self::HeadCell => "TH",
            Self::Cell => "TD",
            Self::Figure => "Figure",
            Self::Code => "Code",
            Self::Division => "Div",
            Self::Link => "Link",
            Self::Reference => "Reference",
            Self::Note => "Note",
            Self::Contents => "TOC",
            Self::ContentsItem => "TOCI",
        }
    }
}

/// An element by its place in [`TagTree::elements`].
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub(super) struct ElementId(usize);

impl ElementId {
    /// Returns the place as a number.
    pub(super) fn index(self) -> usize {
        self.0
    }
}

/// A leaf by its place in the order of making.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub(super) struct LeafId(usize);

impl LeafId {
    /// Returns the place as a number.
    pub(super) fn index(self) -> usize {
        self.0
    }
}

/// Part of an element.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Kid {
    /// Another element.
    Element(ElementId),
    /// A stretch of content.
    Leaf(LeafId),
}

/// An element of the tree.
#[derive(Clone, PartialEq, Debug)]
pub(super) struct Element {
    /// What it is.
    pub(super) role: Role,
    /// What it is part of; the root is its own parent.
    pub(super) parent: ElementId,
    /// Its parts in reading order.
    pub(super) kids: Vec<Kid>,
    /// What stands for it where it cannot be seen.
    pub(super) alternative: Option<String>,
    /// Name that other elements refer to; notes have one.
    pub(super) id: Option<String>,
}

/// The tree.
#[derive(Clone, PartialEq, Debug)]
pub(super) struct TagTree {
    /// All elements; the first is the document.
    pub(super) elements: Vec<Element>,
    /// The element that each leaf belongs to.
    pub(super) leaves: Vec<ElementId>,
}

impl TagTree {
    /// The document.
    pub(super) const ROOT: ElementId = ElementId(0);

    /// Makes a tree of the document alone.
    pub(super) fn new() -> Self {
        let root = Element { role: Role::Document, parent: Self::ROOT, kids: Vec::new(), alternative: None, id: None };
        Self { elements: vec![root], leaves: Vec::new() }
    }

    /// Adds an element as the last part of `parent`.
    pub(super) fn element(&mut self, parent: ElementId, role: Role) -> ElementId {
        let id = ElementId(self.elements.len());
        self.elements.push(Element { role, parent, kids: Vec::new(), alternative: None, id: None });
        self.elements[parent.0].kids.push(Kid::Element(id));
        id
    }

    /// Adds a stretch of content as the last part of `parent`.
    pub(super) fn leaf(&mut self, parent: ElementId) -> LeafId {
        let leaf = LeafId(self.leaves.len());
        self.leaves.push(parent);
        self.elements[parent.0].kids.push(Kid::Leaf(leaf));
        leaf
    }

    /// Returns the element that `leaf` belongs to.
    pub(super) fn owner(&self, leaf: LeafId) -> ElementId {
        self.leaves[leaf.0]
    }

    /// Returns the element to change what else is known of it.
    pub(super) fn get_mut(&mut self, id: ElementId) -> &mut Element {
        &mut self.elements[id.0]
    }

    /// Returns the element.
    pub(super) fn get(&self, id: ElementId) -> &Element {
        &self.elements[id.0]
    }
}
