//! Finds the lines that open and close fenced divs, `::: {.class}` and `:::`.
//!
//! Each is overwritten with a rule of the same length (`***`), which CommonMark never takes for anything else
//! where a block may begin, so that the parser says where blocks end. Where it turns out to be no block (in code),
//! the writer of the tree takes the original words. A fence may stand after up to three spaces or in a block
//! quotation.

use std::borrow::Cow;

use super::Attributes;
use super::attributes;
use crate::source::Span;

/// A line that may open or close a div.
pub(super) struct Fence {
    /// From the first `:` to the end of the line.
    pub span: Span,
    /// What it opens; `None` when it closes.
    pub opens: Option<Attributes>,
}

/// Returns the fences of `body` in order, and `body` with each made into a rule.
pub(super) fn find(body: &str) -> (Vec<Fence>, Cow<'_, str>) {
    let mut fences = Vec::new();
    let mut start = 0;
    for line in body.split_inclusive('\n') {
        let content = line.trim_end_matches(['\n', '\r']);
        let marks = fence_start(content);
        if let Some(opens) = fence(&content[marks..]) {
            fences.push(Fence { span: Span::new(start + marks, start + content.len()), opens });
        }
        start += line.len();
    }
    if fences.is_empty() {
        return (fences, Cow::Borrowed(body));
    }
    let mut ruled = String::with_capacity(body.len());
    let mut copied = 0;
    for fence in &fences {
        ruled.push_str(&body[copied..fence.span.start]);
        ruled.extend(std::iter::repeat_n('*', fence.span.len()));
        copied = fence.span.end;
    }
    ruled.push_str(&body[copied..]);
    (fences, Cow::Owned(ruled))
}

/// Returns where the marks of `line` begin: after at most three spaces, or `>` marks with their spaces.
fn fence_start(line: &str) -> usize {
    let mut at = 0;
    let mut spaces = 0;
    for byte in line.bytes() {
        match byte {
            b' ' if spaces < 3 => spaces += 1,
            b'>' => spaces = 0,
            _ => break,
        }
        at += 1;
    }
    at
}

/// Reads a fence; the inner `None` means that it closes.
fn fence(marks: &str) -> Option<Option<Attributes>> {
    let rest = marks.trim_start_matches(':');
    if marks.len() - rest.len() < 3 {
        return None;
    }
    let rest = rest.trim();
    if rest.is_empty() {
        return Some(None);
    }
    let (attributes, tail) = if rest.starts_with('{') {
        let (attributes, length) = attributes::read(rest)?;
        (attributes, &rest[length..])
    } else {
        let end = rest.find([' ', ':']).unwrap_or(rest.len());
        let class = &rest[..end];
        let is_name = |character: char| character.is_alphanumeric() || matches!(character, '-' | '_');
        if class.is_empty() || !class.chars().all(is_name) {
            return None;
        }
        (Attributes { classes: vec![class.into()], ..Attributes::default() }, &rest[end..])
    };
    tail.trim().chars().all(|character| character == ':').then_some(Some(attributes))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn opening_and_closing_lines_are_found_and_ruled() {
        let body = "::: {.sides}\n::: side :::\nwords ::: here\n> ::: {#x}\n:::\n    :::\n::: no fence here\n";
        let (fences, ruled) = find(body);
        let opens: Vec<_> = fences.iter().map(|fence| fence.opens.is_some()).collect();
        assert_eq!(opens, [true, true, true, false]);
        assert_eq!(ruled.len(), body.len());
        assert_eq!(
            ruled.lines().collect::<Vec<_>>()[..5],
            ["*".repeat(12).as_str(), "************", "words ::: here", "> ********", "***"]
        );
    }
}
