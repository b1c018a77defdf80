//! One fact or reading as a person who checks it needs it: the words in their context, and what was understood.

use super::human::Color;
use super::marked::{cues, reading_line, visible_width};
use crate::document::Document;
use crate::sheet::{Evidence, Fact, FactId, FactSheet, Reading, Status, rules};
use crate::yaml;

/// How many bytes of the text are shown on each side of the words.
const CONTEXT: usize = 240;

/// A fact or a reading.
enum Entry<'a> {
    Fact(&'a Fact),
    Reading(&'a Reading),
}

impl Entry<'_> {
    fn of<'a>(sheet: &'a FactSheet, id: &FactId) -> Option<Entry<'a>> {
        let fact = sheet.facts.iter().find(|fact| fact.id == *id).map(Entry::Fact);
        fact.or_else(|| sheet.readings.iter().find(|reading| reading.id == *id).map(Entry::Reading))
    }

    fn evidence(&self) -> &Evidence {
        match self {
            Self::Fact(fact) => &fact.evidence,
            Self::Reading(reading) => &reading.evidence,
        }
    }

    fn status(&self) -> (Status, Option<&str>) {
        match self {
            Self::Fact(fact) => (fact.status, fact.by.as_deref()),
            Self::Reading(reading) => (reading.status, reading.by.as_deref()),
        }
    }
}

/// What an entry states, in one line.
pub fn said(sheet: &FactSheet, id: &FactId) -> Option<String> {
    Some(flat(&match Entry::of(sheet, id)? {
        Entry::Fact(fact) => format!("{}: {}", fact.claim.kind(), fact.claim),
        Entry::Reading(reading) => format!("reading: {}", reading_line(reading)),
    }))
}

/// Why an entry is there: the rule that found it, or the cues that decided.
pub fn why(sheet: &FactSheet, id: &FactId) -> Option<String> {
    let (why, origin) = match Entry::of(sheet, id)? {
        Entry::Fact(fact) => {
            let rule = fact.rule.as_deref().map(|rule| match rules::describe(rule) {
                Some(looks_for) => format!("{rule}: {looks_for}"),
                None => rule.to_owned(),
            });
            (rule, &fact.origin)
        }
        Entry::Reading(reading) => (Some(cues(reading)), &reading.origin),
    };
    Some(flat(&match origin {
        Some(origin) => format!("said by the extractor `{origin}`"),
        None => why.unwrap_or_else(|| "added by people".into()),
    }))
}

/// The entry as it is written in its sheet, set in.
pub fn entry(sheet: &FactSheet, id: &FactId) -> Option<String> {
    let text = match Entry::of(sheet, id)? {
        Entry::Fact(fact) => yaml::to_text(fact),
        Entry::Reading(reading) => yaml::to_text(reading),
    };
    Some(text.lines().map(|line| format!("    {}\n", flat(line))).collect())
}

/// White space of any kind as spaces, and nothing that a terminal would obey.
fn flat(text: &str) -> String {
    let shown = |c: char| if c.is_whitespace() { ' ' } else { c };
    super::one_line(&text.chars().map(shown).collect::<String>())
}

/// Shows the words of an entry between `⟦` and `⟧` with the text around them, and below what was understood.
///
/// `None` when the sheet has no such entry, or its words lie outside the text.
pub fn render(document: &Document, sheet: &FactSheet, id: &FactId, width: usize, color: Color) -> Option<String> {
    let entry = Entry::of(sheet, id)?;
    let span = document.positions.span(&document.text, entry.evidence().span)?;
    let text = &document.text;
    let block = document.blocks.iter().find(|block| block.span.contains(span));
    let (first, last) = block.map_or((0, text.len()), |block| (block.span.start, block.span.end));
    // Whole words only: from the first space on, up to the last.
    let mut start = text.floor_char_boundary(span.start.saturating_sub(CONTEXT)).max(first);
    if start > first {
        start += text[start..span.start].find(char::is_whitespace).unwrap_or(0);
    }
    let mut end = text.ceil_char_boundary(span.end.saturating_add(CONTEXT).min(text.len())).min(last);
    if end < last {
        end = span.end + text[span.end..end].rfind(char::is_whitespace).unwrap_or(end - span.end);
    }
    let bold = match color {
        Color::Always => ("\u{1b}[1m", "\u{1b}[0m"),
        Color::Never => ("", ""),
    };
    let (before, after) = (if start > first { "… " } else { "" }, if end < last { " …" } else { "" });
    // Each word is bold by itself, so that lines can be broken between them.
    let words = flat(document.slice(span));
    let words = words.split(' ').map(|word| format!("{}{word}{}", bold.0, bold.1)).collect::<Vec<_>>().join(" ");
    let (left, right) = (flat(&text[start..span.start]), flat(&text[span.end..end]));
    let mut out = String::new();
    let line = entry.evidence().line;
    wrap(&mut out, &format!("{line:>6}  "), &format!("{before}{left}⟦{words}⟧{right}{after}"), width);
    wrap(&mut out, "        ", &said(sheet, id)?, width);
    let (status, by) = entry.status();
    if status != Status::Candidate {
        let by = by.map(|by| format!(" by {}", flat(by))).unwrap_or_default();
        let word = if status == Status::Checked { "accepted" } else { "rejected" };
        wrap(&mut out, "        ", &format!("{word}{by}"), width);
    }
    Some(out)
}

/// Writes `words` after `margin`, broken between words; later lines are set in as far.
fn wrap(out: &mut String, margin: &str, words: &str, width: usize) {
    let inset = visible_width(margin);
    let room = width.saturating_sub(inset).max(24);
    let mut line = String::from(margin);
    let mut used = 0;
    for word in words.split(' ').filter(|word| !word.is_empty()) {
        let wide = visible_width(word);
        if used > 0 && used + 1 + wide > room {
            out.push_str(line.trim_end());
            out.push('\n');
            line = " ".repeat(inset);
            used = 0;
        } else if used > 0 {
            line.push(' ');
            used += 1;
        }
        line.push_str(word);
        used += wide;
    }
    out.push_str(line.trim_end());
    out.push('\n');
}
