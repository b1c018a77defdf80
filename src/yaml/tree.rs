//! YAML text becomes a tree of nodes that know their places. The one place that knows the event parser.
//!
//! Faults of syntax end the reading; what can be named beside others (duplicate keys, unusable keys, tags,
//! aliases) is collected. Aliases are resolved by copying, within a bound. Depth and size are bounded.

use std::collections::BTreeMap;

use granit_parser::{Event, Options, Parser, ScalarStyle, ScanError, StructureStyle};

use super::scalar::{self, Scalar};
use crate::diagnostic::{Diagnostic, Location};
use crate::source::Span;

/// Largest file that is read, in bytes.
pub const MAX_BYTES: usize = 64 << 20;
/// How deep lists and mappings may lie in one another.
const MAX_DEPTH: usize = 64;
/// How many nodes aliases may add to a file.
const MAX_COPIED: usize = 10_000;
/// How many faults of one file are named.
pub(super) const MAX_FAULTS: usize = 200;

/// A file as a tree.
#[derive(Clone, PartialEq, Debug)]
pub struct Tree {
    /// The document; an empty plain scalar when the file holds none.
    pub root: Node,
    /// Where comments stand, `#` included, in the order of the file.
    pub comments: Vec<Span>,
    /// What is wrong although the file can be taken apart.
    pub faults: Vec<Diagnostic>,
}

/// A scalar, list or mapping.
#[derive(Clone, PartialEq, Debug)]
pub struct Node {
    /// From its first to its last character; for an alias, the alias itself.
    pub span: Span,
    /// Its content.
    pub content: Content,
}

/// What a [`Node`] holds.
#[derive(Clone, PartialEq, Debug)]
pub enum Content {
    /// Text, number, truth value or nothing.
    Scalar {
        /// The text after quotes and escapes are taken away.
        text: String,
        /// How it is written.
        style: Style,
    },
    /// A list.
    List {
        /// The entries.
        items: Vec<Node>,
        /// How it is laid out.
        layout: Layout,
    },
    /// A mapping. Keys are scalars; no two are equal.
    Mapping {
        /// Keys and values in order.
        entries: Vec<(Node, Node)>,
        /// How it is laid out.
        layout: Layout,
    },
}

/// How a scalar is written.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Style {
    /// Without quotation marks: its words decide whether it is text.
    Plain,
    /// In quotation marks, or tagged `!!str`: always text.
    Quoted,
    /// After `|` or `>`: always text.
    Block,
}

/// How a list or mapping is laid out.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Layout {
    /// By indentation.
    Block,
    /// In brackets.
    Flow,
}

impl Node {
    /// Returns the text of a scalar.
    pub fn text(&self) -> Option<&str> {
        match &self.content {
            Content::Scalar { text, .. } => Some(text),
            Content::List { .. } | Content::Mapping { .. } => None,
        }
    }

    /// Returns what a scalar means; lists and mappings mean nothing here.
    pub fn scalar(&self) -> Option<Scalar> {
        match &self.content {
            Content::Scalar { text, style: Style::Plain } => Some(scalar::resolve(text)),
            Content::Scalar { text, .. } => Some(Scalar::Text(text.clone())),
            Content::List { .. } | Content::Mapping { .. } => None,
        }
    }

    /// Returns the entries of a mapping; none for anything else.
    pub fn entries(&self) -> &[(Self, Self)] {
        match &self.content {
            Content::Mapping { entries, .. } => entries,
            Content::Scalar { .. } | Content::List { .. } => &[],
        }
    }

    /// Returns the entries of a list; none for anything else.
    pub fn items(&self) -> &[Self] {
        match &self.content {
            Content::List { items, .. } => items,
            Content::Scalar { .. } | Content::Mapping { .. } => &[],
        }
    }

    /// Returns key and value of `key` in a mapping.
    pub fn entry(&self, key: &str) -> Option<&(Self, Self)> {
        self.entries().iter().find(|(name, _)| name.text() == Some(key))
    }

    /// Returns the value of `key` in a mapping.
    pub fn get(&self, key: &str) -> Option<&Self> {
        self.entry(key).map(|(_, value)| value)
    }

    /// Tells whether nothing is written, or `null`.
    pub fn is_null(&self) -> bool {
        self.scalar() == Some(Scalar::Null)
    }

    /// Tells whether it is written in brackets.
    pub fn is_flow(&self) -> bool {
        matches!(
            self.content,
            Content::List { layout: Layout::Flow, .. } | Content::Mapping { layout: Layout::Flow, .. }
        )
    }
}

/// Takes a YAML file apart.
///
/// # Errors
/// The fault of syntax that ends the reading, and those found before it.
pub fn parse(text: &str, file: &str) -> Result<Tree, Vec<Diagnostic>> {
    if text.len() > MAX_BYTES {
        let message = format!("the file has {} MB, at most {} are read", text.len() >> 20, MAX_BYTES >> 20);
        return Err(vec![Diagnostic::error("yaml-size", message).at(Location::file(file))]);
    }
    let mut options = Options::default();
    options.flow_nesting_limit = MAX_DEPTH;
    options.block_nesting_limit = MAX_DEPTH;
    options.emit_unresolved_aliases = true;
    options.max_buffered_comment_events = usize::MAX;
    let mut reader = Reader {
        text,
        file,
        parser: Parser::new_from_str_with_options(text, options),
        comments: Vec::new(),
        faults: Vec::new(),
        anchors: BTreeMap::new(),
        copied: 0,
        done: 0,
    };
    match reader.document() {
        Ok(root) => Ok(Tree { root, comments: reader.comments, faults: reader.faults }),
        Err(fault) => {
            let mut faults = reader.faults;
            faults.push(*fault);
            Err(faults)
        }
    }
}

struct Reader<'t> {
    text: &'t str,
    file: &'t str,
    parser: Parser<'t, granit_parser::StrInput<'t>>,
    comments: Vec<Span>,
    faults: Vec<Diagnostic>,
    /// Anchored nodes by the parser's number, with their sizes.
    anchors: BTreeMap<usize, (Node, usize)>,
    copied: usize,
    /// Where the event before ended.
    done: usize,
}

type Step<T> = Result<T, Box<Diagnostic>>;

impl<'t> Reader<'t> {
    /// Reads the one document of a file.
    fn document(&mut self) -> Step<Node> {
        let mut root = None;
        while let Some((event, span)) = self.next()? {
            match event {
                Event::StreamStart | Event::DocumentEnd => {}
                Event::DocumentStart(..) if root.is_some() => {
                    return Err(Box::new(self.fault("yaml-documents", "a second document begins, expected one", span)));
                }
                Event::DocumentStart(..) => {
                    if let Some((event, span)) = self.next()? {
                        root = Some(self.node(event, span, 0)?);
                    }
                }
                _ => break,
            }
        }
        let end = self.text.len();
        let nothing = Content::Scalar { text: String::new(), style: Style::Plain };
        Ok(root.unwrap_or(Node { span: Span::new(end, end), content: nothing }))
    }

    /// Returns the next event that is no comment.
    fn next(&mut self) -> Step<Option<(Event<'t>, Span)>> {
        loop {
            match self.parser.next_event() {
                None | Some(Ok((Event::StreamEnd, _))) => return Ok(None),
                Some(Err(error)) => return Err(Box::new(self.syntax(&error))),
                Some(Ok((event, span))) => {
                    let range = span.byte_range().unwrap_or_default();
                    let span = Span::new(range.start, range.end);
                    match event {
                        Event::Comment(..) => self.comments.push(span),
                        event => return Ok(Some((event, span))),
                    }
                }
            }
        }
    }

    fn node(&mut self, event: Event<'t>, span: Span, depth: usize) -> Step<Node> {
        let before = std::mem::replace(&mut self.done, span.end);
        if depth > 2 * MAX_DEPTH {
            return Err(Box::new(self.fault("yaml-depth", "lists and mappings lie too deep in one another", span)));
        }
        let (anchor, node) = match event {
            Event::Scalar(text, style, anchor, tag) => {
                let as_text = match &tag {
                    Some(tag) => self.tag(tag, "str", span),
                    None => false,
                };
                let style = match style {
                    ScalarStyle::Plain if as_text => Style::Quoted,
                    ScalarStyle::Plain => Style::Plain,
                    ScalarStyle::Literal | ScalarStyle::Folded => Style::Block,
                    _ => Style::Quoted,
                };
                let span = if style == Style::Block { self.block_scalar(before, span) } else { span };
                // The parser writes `~` for a value that is left out.
                let text = if span.is_empty() && style == Style::Plain { String::new() } else { text.into_owned() };
                (anchor, Node { span, content: Content::Scalar { text, style } })
            }
            Event::SequenceStart(style, anchor, tag) => {
                if let Some(tag) = &tag {
                    self.tag(tag, "seq", span);
                }
                (anchor, self.list(layout(style), span, depth)?)
            }
            Event::MappingStart(style, anchor, tag) => {
                if let Some(tag) = &tag {
                    self.tag(tag, "map", span);
                }
                (anchor, self.mapping(layout(style), span, depth)?)
            }
            Event::Alias(anchor) => return self.alias(anchor, span),
            Event::UnresolvedAlias(name) => {
                let message = format!("`*{name}` refers to nothing, expected `&{name}` before it");
                let hint = format!("put text that begins with `*` in quotation marks: \"*{name}…\"");
                let fault = self.fault("yaml-alias", message, span).hint(hint);
                self.report(fault);
                return Ok(self.nothing(span));
            }
            _ => return Err(Box::new(self.fault("yaml-syntax", "expected a value", span))),
        };
        if anchor != 0 {
            let size = size(&node);
            self.anchors.insert(anchor, (node.clone(), size));
        }
        Ok(node)
    }

    fn list(&mut self, layout: Layout, start: Span, depth: usize) -> Step<Node> {
        let mut items = Vec::new();
        let mut end = start.end;
        while let Some((event, span)) = self.next()? {
            if matches!(event, Event::SequenceEnd) {
                end = if layout == Layout::Flow { span.end } else { end };
                break;
            }
            let item = self.node(event, span, depth + 1)?;
            end = end.max(item.span.end);
            items.push(item);
        }
        Ok(Node { span: Span::new(start.start, end), content: Content::List { items, layout } })
    }

    fn mapping(&mut self, layout: Layout, start: Span, depth: usize) -> Step<Node> {
        let mut entries: Vec<(Node, Node)> = Vec::new();
        let mut seen: BTreeMap<String, Span> = BTreeMap::new();
        let mut end = start.end;
        while let Some((event, span)) = self.next()? {
            if matches!(event, Event::MappingEnd) {
                end = if layout == Layout::Flow { span.end } else { end };
                break;
            }
            let key = self.node(event, span, depth + 1)?;
            let Some((event, span)) = self.next()? else { break };
            let value = self.node(event, span, depth + 1)?;
            end = end.max(key.span.end).max(value.span.end);
            match key.text() {
                None => {
                    let fault = self.fault("yaml-key", "a list or mapping is used as a key, expected a word", key.span);
                    self.report(fault);
                }
                Some(name) => match seen.get(name) {
                    Some(&first) => {
                        let line = Location::in_text(self.file, self.text, first).line;
                        let fault = self
                            .fault("duplicate-key", format!("key `{name}` stands twice"), key.span)
                            .hint(format!("it stands first in line {line}; keep one of the two"));
                        self.report(fault);
                    }
                    None => {
                        seen.insert(name.into(), key.span);
                        entries.push((key, value));
                    }
                },
            }
        }
        Ok(Node { span: Span::new(start.start, end), content: Content::Mapping { entries, layout } })
    }

    fn alias(&mut self, anchor: usize, span: Span) -> Step<Node> {
        let Some((node, size)) = self.anchors.get(&anchor) else {
            let fault = self.fault("yaml-alias", "an alias stands inside what it refers to", span);
            self.report(fault);
            return Ok(self.nothing(span));
        };
        self.copied = self.copied.saturating_add(*size);
        if self.copied > MAX_COPIED {
            let message = format!("aliases repeat more than {MAX_COPIED} values");
            return Err(Box::new(self.fault("yaml-alias", message, span)));
        }
        Ok(Node { span, content: node.content.clone() })
    }

    /// Tells whether `tag` is the core tag `expected`; any other is reported.
    fn tag(&mut self, tag: &granit_parser::Tag, expected: &str, span: Span) -> bool {
        let fits = tag.core_suffix() == Some(expected);
        if !fits {
            let message = format!("tag `{}` is not understood", tag.original());
            let fault = self.fault("yaml-tag", message, span).hint("take the tag away");
            self.report(fault);
        }
        fits
    }

    /// A block scalar from its `|` or `>`, which stands after `before`, to its last word.
    fn block_scalar(&self, before: usize, content: Span) -> Span {
        let head = self.text.get(before..content.start).unwrap_or_default();
        let sign = head.char_indices().zip(head.chars().skip(1)).find_map(|((at, before), sign)| {
            (before.is_whitespace() && matches!(sign, '|' | '>')).then_some(at + before.len_utf8())
        });
        let start = sign.map_or(content.start, |at| before + at);
        let words = self.text.get(content.range()).unwrap_or_default().trim_end();
        Span::new(start, if words.is_empty() { content.start } else { content.start + words.len() })
    }

    fn nothing(&self, span: Span) -> Node {
        Node { span, content: Content::Scalar { text: String::new(), style: Style::Plain } }
    }

    fn fault(&self, rule: &'static str, message: impl Into<String>, span: Span) -> Diagnostic {
        Diagnostic::error(rule, message).at(Location::in_text(self.file, self.text, span))
    }

    fn report(&mut self, fault: Diagnostic) {
        if self.faults.len() < MAX_FAULTS {
            self.faults.push(fault);
        }
    }

    /// Turns the parser's error into words that say what to do.
    fn syntax(&self, error: &ScanError) -> Diagnostic {
        let at = error.marker().byte_offset().unwrap_or(0).min(self.text.len());
        let rest = self.text.get(at..).unwrap_or_default();
        let width = rest.chars().next().filter(|&c| c != '\n').map_or(0, char::len_utf8);
        if let Some(tab) = self.tab_near(at) {
            return self
                .fault("yaml-tab", "a tab stands in the indentation, expected spaces", Span::new(tab, tab + 1))
                .hint("YAML is indented with spaces only");
        }
        let info = error.info();
        let span = Span::new(at, at + width);
        let fault = self.fault("yaml-syntax", info.trim_end_matches('.'), span);
        if info.contains("mapping values are not allowed") || info.contains("illegal placement of ':'") {
            return fault.hint("text with a colon needs quotation marks; a key needs its own line");
        }
        fault
    }

    /// Finds a tab in the indentation of the line at `at` or of the line after it.
    fn tab_near(&self, at: usize) -> Option<usize> {
        let at = (0..=at.min(self.text.len())).rev().find(|&at| self.text.is_char_boundary(at))?;
        let start = self.text[..at].rfind('\n').map_or(0, |end| end + 1);
        let mut place = start;
        for line in self.text[start..].split_inclusive('\n').take(2) {
            let indentation = line.len() - line.trim_start_matches([' ', '\t']).len();
            if let Some(tab) = line[..indentation].find('\t') {
                return Some(place + tab);
            }
            place += line.len();
        }
        None
    }
}

fn layout(style: StructureStyle) -> Layout {
    match style {
        StructureStyle::Flow => Layout::Flow,
        StructureStyle::Block => Layout::Block,
    }
}

/// How many nodes `node` has, itself included.
fn size(node: &Node) -> usize {
    match &node.content {
        Content::Scalar { .. } => 1,
        Content::List { items, .. } => items.iter().map(size).fold(1, usize::saturating_add),
        Content::Mapping { entries, .. } => {
            entries.iter().map(|(_, value)| size(value) + 1).fold(1, usize::saturating_add)
        }
    }
}
