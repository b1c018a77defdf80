//! Finds the stretches between quotation marks.
//!
//! Takes the tokens of one block, gives [`Region`]s in order that never overlap. Nested marks belong to the outer
//! region. A mark that is never closed runs to the end of its block, as in a quotation over several paragraphs;
//! a mark that is never opened is no mark. One pass forward after one pass backward, so the time is linear.

use crate::document::{Token, TokenKind};

/// A stretch between quotation marks; indices are into the tokens of the document.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Region {
    /// The opening mark.
    pub(super) open: usize,
    /// Token after the last of the content; the content begins after `open`.
    pub(super) content_end: usize,
    /// Token after the closing mark; equal to `content_end` when the mark is missing.
    pub(super) end: usize,
}

impl Region {
    /// Tells whether the closing mark is there.
    pub(super) fn is_closed(self) -> bool {
        self.end > self.content_end
    }
}

/// Which closing marks end a region.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Family {
    /// `“…”`, `„…“`, `"…"`, `''…''`.
    Double,
    /// `«…»`, `»…«`.
    Guillemet,
    /// `‘…’`, `'…'`.
    Single,
}

/// Returns the regions of `tokens[first..end]`.
pub(super) fn find(text: &str, tokens: &[Token], first: usize, end: usize) -> Vec<Region> {
    let mut regions = Vec::new();
    let marks: Vec<usize> = (first..end).filter(|&at| tokens[at].kind == TokenKind::Quote).collect();
    if marks.is_empty() {
        return regions;
    }
    let scan = Scan { text, tokens, first, end };
    let sure = scan.sure_single_closes(&marks);
    let mut open: Option<(usize, Family)> = None;
    for (number, &at) in marks.iter().enumerate() {
        match open {
            None => open = scan.opens(at, sure[number]).map(|family| (at, family)),
            Some((start, family)) => {
                if scan.closes(at, family, sure[number]) {
                    // Three single marks: a nested one closes with the outer pair.
                    let nested =
                        at + 1 < end && scan.mark(at) == "''" && scan.mark(at + 1) == "'" && scan.touches_next(at);
                    push(&mut regions, start, at, if nested { at + 2 } else { at + 1 });
                    open = None;
                } else if family == Family::Double && scan.opens_again(at, start) {
                    // The close is missing: a new quotation begins.
                    push(&mut regions, start, at, at);
                    open = Some((at, family));
                }
            }
        }
    }
    if let Some((start, family)) = open
        && family != Family::Single
    {
        push(&mut regions, start, end, end);
    }
    regions
}

fn push(regions: &mut Vec<Region>, open: usize, content_end: usize, end: usize) {
    if content_end > open + 1 {
        regions.push(Region { open, content_end, end });
    }
}

struct Scan<'a> {
    text: &'a str,
    tokens: &'a [Token],
    first: usize,
    end: usize,
}

impl Scan<'_> {
    fn mark(&self, at: usize) -> &str {
        self.tokens[at].of(self.text)
    }

    /// Whether nothing stands between the mark and the word after it.
    fn touches_next(&self, at: usize) -> bool {
        at + 1 < self.end && !self.tokens[at + 1].spaced
    }

    /// Whether the mark follows the token before it at once.
    fn touches_previous(&self, at: usize) -> bool {
        at > self.first && !self.tokens[at].spaced
    }

    /// Whether an opening mark can stand here: after white space, a bracket, a dash or another mark.
    fn can_open(&self, at: usize) -> bool {
        !self.touches_previous(at)
            || matches!(self.tokens[at - 1].kind, TokenKind::Quote)
            || matches!(self.mark(at - 1), "(" | "[" | "{" | "—" | "–" | "-" | "/" | ":")
    }

    fn opens(&self, at: usize, closes_later: bool) -> Option<Family> {
        match self.mark(at) {
            "“" | "„" | "‟" => Some(Family::Double),
            "\"" | "''" | "``" | "”" if self.can_open(at) && self.touches_next(at) => Some(Family::Double),
            "«" | "»" if self.can_open(at) => Some(Family::Guillemet),
            "‘" | "‚" | "’" | "'" | "`" if self.can_open(at) && self.touches_next(at) && closes_later => {
                let next = self.mark(at + 1);
                // `’90s`, `’em`: something is left out there.
                let is_elision = self.mark(at) != "‘"
                    && (self.tokens[at + 1].kind == TokenKind::Number
                        || next.starts_with(|first: char| first.is_ascii_digit())
                        || matches!(next, "em" | "til" | "tis" | "twas" | "cause" | "n"));
                (!is_elision).then_some(Family::Single)
            }
            _ => None,
        }
    }

    fn closes(&self, at: usize, family: Family, is_sure: bool) -> bool {
        match family {
            // A straight mark before a word that touches it, after white space, opens rather than closes.
            Family::Double => match self.mark(at) {
                "”" | "“" => self.touches_previous(at) || !self.touches_next(at),
                "\"" | "''" => self.touches_previous(at) || !self.touches_next(at),
                _ => false,
            },
            Family::Guillemet => matches!(self.mark(at), "»" | "«"),
            Family::Single => self.is_single_close(at) && (is_sure || !self.is_possessive(at)),
        }
    }

    fn opens_again(&self, at: usize, start: usize) -> bool {
        match self.mark(at) {
            "“" | "„" => true,
            "\"" | "''" => self.mark(start) == self.mark(at) && self.can_open(at) && self.touches_next(at),
            _ => false,
        }
    }

    fn is_single_close(&self, at: usize) -> bool {
        matches!(self.mark(at), "’" | "'") && self.touches_previous(at) && !self.next_is_word(at)
    }

    fn next_is_word(&self, at: usize) -> bool {
        self.touches_next(at) && (self.tokens[at + 1].is_word() || self.tokens[at + 1].kind == TokenKind::Number)
    }

    /// `workers’ rights`: the mark after an `s` may be a possessive.
    fn is_possessive(&self, at: usize) -> bool {
        at > self.first
            && self.tokens[at - 1].is_word()
            && self.mark(at - 1).ends_with(['s', 'S'])
            && at + 1 < self.end
            && self.tokens[at + 1].is_word()
    }

    /// For each mark: whether a single mark that surely closes stands here (for closes) or later, before any double
    /// mark (for opens).
    fn sure_single_closes(&self, marks: &[usize]) -> Vec<bool> {
        let mut later = false;
        let mut sure: Vec<bool> = marks
            .iter()
            .rev()
            .map(|&at| {
                let was = later;
                match self.mark(at) {
                    "’" | "'" if self.is_single_close(at) => later = later || !self.is_possessive(at),
                    "‘" => later = false,
                    _ => {}
                }
                was
            })
            .collect();
        sure.reverse();
        // A possessive close counts when no surer one follows.
        for (number, &at) in marks.iter().enumerate() {
            if self.is_single_close(at) {
                sure[number] = !sure[number];
            }
        }
        sure
    }
}
