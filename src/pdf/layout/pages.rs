//! Cuts a flow of strips into pages.
//!
//! A strip is a line, a row or a part of one: nothing is cut inside it. Strips that must stay together form a
//! group; a group goes to the next page when it does not fit with the notes it refers to. A note that is too
//! long for the page it begins on goes on at the foot of the next. Columns that stand side by side are cut at
//! the same height and go on together. Head rows are repeated where a table is cut, frames are closed and opened.

use std::collections::{BTreeMap, VecDeque};

use super::paragraph;
use super::style::{self, Colour, Geometry, Look};
use super::{Anchor, Fill, Furniture, Item, LinkArea, Owner, Page, PlacedPicture, Spot};
use crate::pdf::shape::Shaper;

/// A stretch of the note that is never cut.
#[derive(Clone, PartialEq, Debug, Default)]
pub(super) struct Strip {
    /// Space above, which falls away at the top of a page.
    pub(super) above: f32,
    /// Height.
    pub(super) height: f32,
    /// What is on it.
    pub(super) items: Vec<Item>,
    /// Footnotes referred to.
    pub(super) notes: Vec<usize>,
    /// Names that lead here.
    pub(super) anchors: Vec<Anchor>,
    /// Whether the next strip must stand on the same page.
    pub(super) keep: bool,
    /// Frames around it, by their places in [`Flow::frames`](super::blocks::Flow), the outermost first.
    pub(super) frames: Vec<usize>,
    /// Rows repeated above it where it comes first on a page, by their place in the list of heads.
    pub(super) head: Option<usize>,
}

/// Strips that stand in one column, or in several side by side.
#[derive(Clone, PartialEq, Debug, Default)]
pub(super) struct Segment {
    /// The columns.
    pub(super) columns: Vec<Vec<Strip>>,
}

/// A frame, a ground or a bar beside strips.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(super) struct Frame {
    /// Left edge.
    pub(super) x: f32,
    /// Width.
    pub(super) width: f32,
    /// Colour of the ground.
    pub(super) ground: Option<Colour>,
    /// Colour of the edge.
    pub(super) edge: Option<Colour>,
    /// How far it reaches above and below its strips.
    pub(super) outset: f32,
}

/// Pages and where things stand on them.
#[derive(Debug, Default)]
pub(super) struct Cut {
    /// The pages.
    pub(super) pages: Vec<Page>,
    /// Where anchors came to stand.
    pub(super) anchors: BTreeMap<Anchor, Spot>,
}

/// Cuts `segments` into pages; `notes` are the footnotes as strips.
pub(super) fn cut(
    segments: Vec<Segment>,
    notes: Vec<Vec<Strip>>,
    heads: &[Vec<Strip>],
    frames: &[Frame],
    look: &Look,
) -> Cut {
    let mut cutter = Cutter {
        look,
        geometry: &look.geometry,
        notes,
        heads,
        frames,
        done: Cut::default(),
        page: Page::default(),
        extents: BTreeMap::new(),
        used: 0.0,
        lowest: 0.0,
        is_fresh: true,
        foot: Vec::new(),
        foot_height: 0.0,
        waiting: VecDeque::new(),
    };
    let mut lead: Vec<Strip> = Vec::new();
    for segment in segments {
        lead = cutter.segment(lead, segment);
    }
    cutter.force(lead);
    cutter.finish();
    cutter.done
}

/// Share of a page that notes carried over from the page before may fill.
const CARRIED_SHARE: f32 = 0.8;
/// A note higher than this share of a page is begun where it is referred to and goes on overleaf.
const LONG_NOTE_SHARE: f32 = 0.25;

struct Cutter<'a> {
    look: &'a Look,
    geometry: &'a Geometry,
    notes: Vec<Vec<Strip>>,
    heads: &'a [Vec<Strip>],
    frames: &'a [Frame],
    done: Cut,
    page: Page,
    /// Top and bottom of each frame on this page.
    extents: BTreeMap<usize, (f32, f32)>,
    /// Height filled from the top.
    used: f32,
    /// Height filled by the longest of the columns, which no note may reach into.
    lowest: f32,
    is_fresh: bool,
    /// Lines of notes on this page.
    foot: Vec<Strip>,
    foot_height: f32,
    /// Lines of notes that did not fit yet.
    waiting: VecDeque<Strip>,
}

/// A column as it is being cut.
struct Column {
    groups: VecDeque<Vec<Strip>>,
    used: f32,
    is_fresh: bool,
}

impl Cutter<'_> {
    /// Places a segment; `lead` must stand on the page where it begins. Gives the strips that must stand with
    /// what follows.
    fn segment(&mut self, lead: Vec<Strip>, segment: Segment) -> Vec<Strip> {
        let is_single = segment.columns.len() == 1;
        let mut columns: Vec<VecDeque<Vec<Strip>>> = segment.columns.into_iter().map(groups).collect();
        let mut lead = lead;
        let mut trail = Vec::new();
        if let Some(column) = columns.first_mut().filter(|_| is_single) {
            if column.back().and_then(|group| group.last()).is_some_and(|strip| strip.keep) {
                trail = column.pop_back().unwrap_or_default();
            }
            match column.front_mut() {
                Some(first) => {
                    lead.append(first);
                    *first = std::mem::take(&mut lead);
                }
                None => {
                    lead.append(&mut trail);
                    return lead;
                }
            }
        } else {
            let first = columns.iter().filter_map(VecDeque::front).map(|group| height(group)).fold(0.0, f32::max);
            if !self.is_fresh && !self.fits(height(&lead) + first, &[]) {
                self.turn();
            }
            self.force(lead);
        }
        self.columns(columns);
        trail
    }

    fn columns(&mut self, columns: Vec<VecDeque<Vec<Strip>>>) {
        let start = |cutter: &Self, groups| Column { groups, used: cutter.used, is_fresh: cutter.is_fresh };
        let mut columns: Vec<Column> = columns.into_iter().map(|groups| start(self, groups)).collect();
        loop {
            // Always the shortest goes on, so that all get their share of the page and of its foot.
            let mut open: Vec<usize> = (0..columns.len()).collect();
            while let Some(&at) = open.iter().min_by(|&&a, &&b| columns[a].used.total_cmp(&columns[b].used)) {
                let column = &mut columns[at];
                let back = column.groups.pop_front().and_then(|group| self.place(group, column));
                if let Some(group) = back {
                    column.groups.push_front(group);
                    open.retain(|&other| other != at);
                } else if column.groups.is_empty() {
                    open.retain(|&other| other != at);
                }
            }
            self.used = columns.iter().map(|column| column.used).fold(self.used, f32::max);
            self.is_fresh &= columns.iter().all(|column| column.is_fresh);
            if columns.iter().all(|column| column.groups.is_empty()) {
                return;
            }
            self.turn();
            for column in &mut columns {
                (column.used, column.is_fresh) = (0.0, true);
            }
        }
    }

    /// Places a group in the column, or gives it back when it must go to the next page.
    fn place(&mut self, group: Vec<Strip>, column: &mut Column) -> Option<Vec<Strip>> {
        let above = if column.is_fresh { 0.0 } else { group.first().map_or(0.0, |strip| strip.above) };
        let body = height(&group) - group.first().map_or(0.0, |strip| strip.above) + above;
        let notes: Vec<usize> = group.iter().flat_map(|strip| strip.notes.iter().copied()).collect();
        let notes_height = self.notes_height(&notes);
        let room = self.room() - column.used;
        let is_long = notes_height > self.geometry.text_height() * LONG_NOTE_SHARE;
        let spare = self.look.leading(self.look.note) * 3.0 + self.foot_gap();
        // Notes may reach up to the lowest line of any column.
        let lowest = body.max(self.lowest - column.used);
        let are_notes_fine =
            notes_height <= 0.0 || lowest + notes_height <= room + 0.01 || (is_long && lowest + spare <= room);
        let fits = body <= room + 0.01 && are_notes_fine;
        if !fits && !column.is_fresh {
            return Some(group);
        }
        if !fits && group.len() > 1 && body > room {
            return self.place_apart(group, column);
        }
        // On a page of its own, what is higher than the room is set all the same, unless notes took the room.
        if !fits && body > room && self.foot_height > 0.0 {
            return Some(group);
        }
        for strip in group {
            self.strip(strip, column);
        }
        self.add_notes(&notes);
        None
    }

    /// Places the strips of a group that is higher than a page one by one.
    fn place_apart(&mut self, group: Vec<Strip>, column: &mut Column) -> Option<Vec<Strip>> {
        let mut rest: VecDeque<Strip> = group.into();
        while let Some(strip) = rest.pop_front() {
            if let Some(back) = self.place(vec![strip], column) {
                let mut left = back;
                left.extend(rest);
                return Some(left);
            }
        }
        None
    }

    fn strip(&mut self, strip: Strip, column: &mut Column) {
        if column.is_fresh {
            for head in strip.head.and_then(|head| self.heads.get(head)).into_iter().flatten() {
                self.set(repeated(head), column.used);
                column.used += head.height;
            }
        } else {
            column.used += strip.above;
        }
        column.is_fresh = false;
        let height = strip.height;
        self.set(strip, column.used);
        column.used += height;
        self.lowest = self.lowest.max(column.used);
    }

    /// Puts the strip on the page at `used` below the top of the text.
    fn set(&mut self, strip: Strip, used: f32) {
        let top = self.geometry.top + used;
        for &frame in &strip.frames {
            let extent = self.extents.entry(frame).or_insert((top, top));
            extent.0 = extent.0.min(top);
            extent.1 = extent.1.max(top + strip.height);
        }
        for anchor in strip.anchors {
            let spot = Spot { page: self.done.pages.len(), y: top };
            self.done.anchors.entry(anchor).or_insert(spot);
        }
        self.page.items.extend(strip.items.into_iter().map(|item| lowered(item, top)));
    }

    fn force(&mut self, strips: Vec<Strip>) {
        let mut column = Column { groups: VecDeque::new(), used: self.used, is_fresh: self.is_fresh };
        let notes: Vec<usize> = strips.iter().flat_map(|strip| strip.notes.iter().copied()).collect();
        if !self.is_fresh && !strips.is_empty() && !self.fits(height(&strips), &notes) {
            self.turn();
            (column.used, column.is_fresh) = (0.0, true);
        }
        for strip in strips {
            self.strip(strip, &mut column);
        }
        (self.used, self.is_fresh) = (column.used, column.is_fresh);
        self.add_notes(&notes);
    }

    fn fits(&self, body: f32, notes: &[usize]) -> bool {
        self.used + body + self.notes_height(notes) <= self.room() + 0.01
    }

    /// Returns the height that text may fill on this page.
    fn room(&self) -> f32 {
        self.geometry.text_height() - self.foot_height
    }

    fn foot_gap(&self) -> f32 {
        if self.foot.is_empty() { style::NOTE_GAP } else { 0.0 }
    }

    fn notes_height(&self, notes: &[usize]) -> f32 {
        let lines = notes.iter().filter_map(|&note| self.notes.get(note)).map(|strips| height(strips)).sum::<f32>();
        if lines > 0.0 { lines + self.foot_gap() } else { 0.0 }
    }

    /// Puts the notes at the foot as far as they fit below the text; the rest waits for the next page.
    fn add_notes(&mut self, notes: &[usize]) {
        for &note in notes {
            if let Some(strips) = self.notes.get_mut(note) {
                self.waiting.extend(std::mem::take(strips));
            }
        }
        let limit = self.geometry.text_height() - self.lowest;
        self.fill_foot(limit);
    }

    fn fill_foot(&mut self, limit: f32) {
        while let Some(strip) = self.waiting.front() {
            let added = strip.above + strip.height + self.foot_gap();
            if self.foot_height + added > limit + 0.01 {
                break;
            }
            self.foot_height += added;
            let strip = self.waiting.pop_front();
            self.foot.extend(strip);
        }
    }

    /// Ends the page and begins the next.
    fn turn(&mut self) {
        self.close();
        (self.used, self.lowest, self.is_fresh) = (0.0, 0.0, true);
        self.fill_foot(self.geometry.text_height() * CARRIED_SHARE);
        if self.foot.is_empty() {
            // A line of a note higher than that is set all the same.
            if let Some(strip) = self.waiting.pop_front() {
                self.foot_height += strip.above + strip.height + style::NOTE_GAP;
                self.foot.push(strip);
            }
        }
    }

    fn close(&mut self) {
        self.close_foot();
        let frames = std::mem::take(&mut self.extents);
        let mut items: Vec<Item> = Vec::new();
        for (frame, extent) in frames {
            if let Some(frame) = self.frames.get(frame) {
                items.extend(framed(frame, extent));
            }
        }
        items.append(&mut self.page.items);
        self.page.items = items;
        self.page.areas = areas(&self.page.items);
        self.done.pages.push(std::mem::take(&mut self.page));
    }

    fn close_foot(&mut self) {
        let mut y = self.geometry.text_height() - self.foot_height;
        let foot = std::mem::take(&mut self.foot);
        if !foot.is_empty() {
            let (x, width) = (self.geometry.left, self.geometry.measure * 0.3);
            let rule =
                Fill { x, y: self.geometry.top + y + style::NOTE_GAP * 0.5, width, height: 0.5, colour: self.look.ink };
            self.page.items.push(Item::Fill(rule));
            y += style::NOTE_GAP;
        }
        for strip in foot {
            y += strip.above;
            let height = strip.height;
            self.set(strip, y);
            y += height;
        }
        self.foot_height = 0.0;
    }

    fn finish(&mut self) {
        if !self.is_fresh || !self.foot.is_empty() || self.done.pages.is_empty() {
            self.turn();
        }
        while !self.foot.is_empty() {
            self.turn();
        }
    }
}

/// Returns the height of strips with the space above each.
fn height(strips: &[Strip]) -> f32 {
    strips.iter().map(|strip| strip.above + strip.height).sum()
}

/// Joins strips that must stay together.
fn groups(strips: Vec<Strip>) -> VecDeque<Vec<Strip>> {
    let mut groups = VecDeque::new();
    let mut group = Vec::new();
    for strip in strips {
        let is_last = !strip.keep;
        group.push(strip);
        if is_last {
            groups.push_back(std::mem::take(&mut group));
        }
    }
    if !group.is_empty() {
        groups.push_back(group);
    }
    groups
}

fn lowered(item: Item, by: f32) -> Item {
    match item {
        Item::Text(mut text) => {
            text.y += by;
            Item::Text(text)
        }
        Item::Fill(fill) => Item::Fill(Fill { y: fill.y + by, ..fill }),
        Item::Picture(picture) => Item::Picture(PlacedPicture { y: picture.y + by, ..picture }),
    }
}

/// Returns the strip as it is repeated: its words were read before and are no part of the note here.
pub(super) fn repeated(strip: &Strip) -> Strip {
    let mut strip = Strip { anchors: Vec::new(), notes: Vec::new(), ..strip.clone() };
    for item in &mut strip.items {
        match item {
            Item::Text(text) => {
                text.owner = Owner::Furniture(Furniture::Repeated);
                text.link = None;
            }
            Item::Picture(picture) => picture.owner = Owner::Furniture(Furniture::Repeated),
            Item::Fill(_) => {}
        }
    }
    strip
}

/// Returns the parts of a frame around what lies between `top` and `bottom`.
fn framed(frame: &Frame, (top, bottom): (f32, f32)) -> Vec<Item> {
    let (x, width) = (frame.x, frame.width);
    let (top, bottom) = (top - frame.outset, bottom + frame.outset);
    let height = bottom - top;
    let mut fills = Vec::new();
    if let Some(colour) = frame.ground {
        fills.push(Fill { x, y: top, width, height, colour });
    }
    if let Some(colour) = frame.edge {
        let line = 0.6;
        fills.push(Fill { x, y: top, width, height: line, colour });
        fills.push(Fill { x, y: bottom - line, width, height: line, colour });
        fills.push(Fill { x, y: top, width: line, height, colour });
        fills.push(Fill { x: x + width - line, y: top, width: line, height, colour });
    }
    fills.into_iter().map(Item::Fill).collect()
}

/// Returns the areas of links: the texts of a link on one line are one area.
fn areas(items: &[Item]) -> Vec<LinkArea> {
    let mut areas: Vec<LinkArea> = Vec::new();
    for item in items {
        let Item::Text(text) = item else { continue };
        let Some(link) = text.link else { continue };
        let (top, height) = (text.y - text.size * 0.85, text.size * 1.12);
        match areas.last_mut() {
            Some(area) if area.link == link && (area.y - top).abs() < 4.0 && text.x >= area.x => {
                area.width = text.x + text.width - area.x;
            }
            _ => areas.push(LinkArea { link, x: text.x, y: top, width: text.width, height }),
        }
    }
    areas
}

/// Adds the running title and the page numbers.
pub(super) fn furnish(pages: &mut [Page], title: &str, shaper: &mut Shaper<'_>, look: &Look) {
    let (geometry, face) = (&look.geometry, look.voice().face());
    let count = pages.len();
    let right = geometry.left + geometry.measure;
    for (at, page) in pages.iter_mut().enumerate() {
        if at > 0 {
            let owner = Owner::Furniture(Furniture::Header);
            let short = shortened(title);
            let mut title = paragraph::line(shaper, &short, face, look.furniture, look.grey, owner);
            shift(&mut title, geometry.left, geometry.top - 23.0);
            page.items.extend(title.into_iter().map(Item::Text));
        }
        let owner = Owner::Furniture(Furniture::Footer);
        let number = format!("{} / {count}", at + 1);
        let mut number = paragraph::line(shaper, &number, face, look.furniture * 1.08, look.ink, owner);
        let width = number.last().map_or(0.0, |text| text.x + text.width);
        shift(&mut number, right - width, geometry.bottom + 27.0);
        page.items.extend(number.into_iter().map(Item::Text));
    }
}

fn shift(texts: &mut [super::Text], x: f32, y: f32) {
    for text in texts {
        text.x += x;
        text.y += y;
    }
}

/// Returns a title that fits on one line.
fn shortened(title: &str) -> String {
    const LETTERS: usize = 90;
    if title.chars().count() <= LETTERS {
        return title.to_owned();
    }
    let cut: String = title.chars().take(LETTERS).collect();
    let whole = cut.rsplit_once(' ').map_or(cut.as_str(), |(words, _)| words);
    format!("{whole} …")
}
