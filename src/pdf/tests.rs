//! Whole notes: what stands on the pages, what the tags say, and what bad input does.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

use super::fonts::{Face, Fonts};
use super::layout::{Furniture, Item, Layout, Owner, layout};
use super::tags::{ElementId, Kid, TagTree};
use super::*;
use crate::markup::{Block, BlockKind, Footnote, Inline, NoteMetadata, Table, parse};
use crate::source::Span;

const EVERY_BLOCK: &str = include_str!("../../tests/pdf/every-block.md");

fn options(markdown: &str) -> Options {
    Options { file: "note.md".into(), markdown: markdown.into(), ..Options::default() }
}

fn laid_out(markdown: &str) -> Layout {
    of_markup(&parse(markdown, "note.md").output, markdown)
}

fn of_markup(markup: &Markup, markdown: &str) -> Layout {
    let fonts = Fonts::default();
    let options = options(markdown);
    let findings = lint::lint(markup, &options, &fonts);
    layout(markup, &findings.facts, &options, &fonts)
}

/// A note with the metadata that every note needs.
fn note(body: &str) -> String {
    format!("---\ntitle: A note\nlang: en\n---\n\n{body}\n")
}

fn by_hand(blocks: Vec<BlockKind>) -> Markup {
    let metadata = NoteMetadata { title: Some("A note".into()), lang: Some("en".into()), ..NoteMetadata::default() };
    let block = |kind| Block { kind, span: Span::default() };
    Markup { metadata, blocks: blocks.into_iter().map(block).collect(), notes: Vec::new() }
}

fn words(text: &str) -> BlockKind {
    BlockKind::Paragraph(vec![Inline::Text(text.into())])
}

/// The pages as text: a line a base line, with its place.
fn shown(layout: &Layout) -> String {
    let mut text = String::new();
    for (number, page) in layout.pages.iter().enumerate() {
        writeln!(text, "page {}", number + 1).expect("a string takes any text");
        let mut lines: Vec<(f32, f32, String)> = Vec::new();
        for item in &page.items {
            let Item::Text(item) = item else { continue };
            let (x, y) = (item.x.round(), item.y.round());
            match lines.last_mut() {
                Some(line) if (line.0 - y).abs() < 5.0 && x >= line.1 => line.2.push_str(&item.text),
                _ => lines.push((y, x, item.text.clone())),
            }
        }
        for (y, x, line) in lines {
            writeln!(text, "{x:>4} {y:>4}  {}", line.trim_end()).expect("a string takes any text");
        }
    }
    text
}

/// The words of a leaf as they were placed.
fn content(layout: &Layout) -> Vec<String> {
    let mut leaves = vec![String::new(); layout.tags.leaves.len()];
    for item in layout.pages.iter().flat_map(|page| &page.items) {
        if let Item::Text(text) = item
            && let Owner::Leaf(leaf) = text.owner
            && !text.is_added_hyphen
        {
            leaves[leaf.index()].push_str(&text.text);
        }
    }
    leaves
}

/// The tag tree as an outline.
fn tree(layout: &Layout) -> String {
    fn add(text: &mut String, tags: &TagTree, leaves: &[String], element: ElementId, depth: usize) {
        let element = tags.get(element);
        writeln!(text, "{:depth$}{}", "", element.role.name()).expect("a string takes any text");
        for kid in &element.kids {
            match kid {
                Kid::Element(kid) => add(text, tags, leaves, *kid, depth + 2),
                Kid::Leaf(leaf) => {
                    let words: String = leaves[leaf.index()].trim_end().chars().take(24).collect();
                    writeln!(text, "{:depth$}  “{words}”", "").expect("a string takes any text");
                }
            }
        }
    }
    let mut text = String::new();
    add(&mut text, &layout.tags, &content(layout), TagTree::ROOT, 0);
    text
}

/// All words that were placed, in the order of the tags.
fn placed_words(layout: &Layout) -> String {
    fn add(text: &mut String, tags: &TagTree, leaves: &[String], element: ElementId) {
        for kid in &tags.get(element).kids {
            match kid {
                Kid::Element(kid) => add(text, tags, leaves, *kid),
                Kid::Leaf(leaf) => text.push_str(&leaves[leaf.index()]),
            }
        }
    }
    let mut text = String::new();
    add(&mut text, &layout.tags, &content(layout), TagTree::ROOT);
    text.retain(|character| !character.is_whitespace());
    text
}

mod pages {
    use super::*;

    #[test]
    fn a_short_note_is_set_like_this() {
        let body = "## One\n\nA sentence that stands under its heading and is long enough to fill more than one \
                    line of the page, as sentences of notes do when they are about something.[^1]\n\n\
                    - an item\n- another\n\n[^1]: A note at the foot.";
        insta::assert_snapshot!(shown(&laid_out(&note(body))), @r"
        page 1
          68   87  A note
          68  117  One
          68  136  A sentence that stands under its heading and is long enough to fill more than one line of the page, as
          68  150  sentences of notes do when they are about something.1
          72  169  •an item
          72  183  •another
          74  764  1A note at the foot.
         511  794  1 / 1
        ");
    }

    #[test]
    fn no_heading_stands_alone_at_the_foot_of_a_page() {
        let mut body = String::new();
        for number in 0..60 {
            let sentence = "This sentence fills a part of a line. ".repeat(1 + number * 7 % 11);
            writeln!(body, "## Heading {number}\n\n{sentence}\n").expect("a string takes any text");
        }
        let layout = laid_out(&note(&body));
        assert!(layout.pages.len() > 3);
        for page in &layout.pages {
            let last = page
                .items
                .iter()
                .filter_map(|item| match item {
                    Item::Text(text) if matches!(text.owner, Owner::Leaf(_)) => Some(text),
                    _ => None,
                })
                .next_back()
                .expect("no page is blank");
            assert!(!last.text.contains("Heading"), "{}", last.text);
        }
    }

    #[test]
    fn everything_stands_between_the_margins() {
        let layout = laid_out(EVERY_BLOCK);
        for item in layout.pages.iter().flat_map(|page| &page.items) {
            let (left, right, top, bottom) = match item {
                Item::Text(text) => (text.x, text.x + text.width, text.y, text.y),
                Item::Fill(fill) => (fill.x, fill.x + fill.width, fill.y, fill.y + fill.height),
            };
            assert!(left > 60.0 && right < layout.size.0 - 60.0, "{item:?}");
            assert!(top > 30.0 && bottom < layout.size.1 - 30.0, "{item:?}");
        }
    }

    #[test]
    fn notes_stand_on_the_page_of_their_reference() {
        let mut body = String::new();
        for number in 0..40 {
            let sentence = "Words that fill the page so that notes come to stand at its foot. ".repeat(4);
            writeln!(body, "{sentence}[^{number}]\n\n[^{number}]: Note number {number}.\n")
                .expect("a string takes any text");
        }
        let layout = laid_out(&note(&body));
        for number in 0..40 {
            let reference = layout.anchors[&layout::Anchor::Reference(number)];
            let note = layout.anchors[&layout::Anchor::Note(number)];
            assert_eq!(reference.page, note.page, "note {number}");
            assert!(note.y > reference.y);
        }
    }

    #[test]
    fn head_rows_are_repeated_and_are_no_part_of_the_note_then() {
        let mut body = String::from("| Name | Value |\n|---|---|\n");
        for number in 0..120 {
            writeln!(body, "| name {number} | {number} |").expect("a string takes any text");
        }
        let layout = laid_out(&note(&body));
        assert!(layout.pages.len() > 1);
        let heads = |page: &layout::Page| {
            page.items.iter().filter(|item| matches!(item, Item::Text(text) if text.text.trim() == "Name")).count()
        };
        assert!(layout.pages.iter().all(|page| heads(page) == 1));
        assert_eq!(placed_words(&layout).matches("Name").count(), 1);
    }

    #[test]
    fn sides_begin_at_the_same_height_and_flow_over_pages_together() {
        let side = "A sentence of one side. ".repeat(150);
        let other = "The other side says this. ".repeat(150);
        let body = format!(
            ":::: sides\n::: side\n{side}\n\n{side}\n:::\n::: side\n{other}\n\n{other}\n:::\n::::\n\nAfter both sides."
        );
        let layout = laid_out(&note(&body));
        assert!(layout.pages.len() > 1);
        for page in &layout.pages {
            let lines = |left: bool| {
                page.items.iter().filter_map(move |item| match item {
                    Item::Text(text) if matches!(text.owner, Owner::Leaf(_)) && text.size < 10.0 => {
                        ((text.x < 300.0) == left).then_some(text.y)
                    }
                    _ => None,
                })
            };
            let top = |left| lines(left).fold(f32::MAX, f32::min);
            assert!((top(true) - top(false)).abs() < 1.0);
        }
    }

    #[test]
    fn notes_of_one_side_never_reach_into_the_other() {
        let mut body = String::from("::: {.sides}\n\n");
        for side in ["optimistic", "sceptical"] {
            write!(body, "::: {{.side .{side}}}\n\n").expect("a string takes any text");
            for number in 0..60 {
                let words = "A reading that fills some lines of its column. ".repeat(1 + number % 3);
                write!(body, "{words}[^{side}{number}]\n\n").expect("a string takes any text");
            }
            body.push_str(":::\n\n");
        }
        body.push_str(":::\n\n");
        for side in ["optimistic", "sceptical"] {
            (0..60).for_each(|number| {
                writeln!(body, "[^{side}{number}]: What stands at the foot.").expect("a string takes any text");
            });
        }
        let layout = laid_out(&note(&body));
        assert!(layout.pages.len() > 2);
        for page in &layout.pages {
            let of_size = |wanted: f32| {
                page.items.iter().filter_map(move |item| match item {
                    Item::Text(text) if matches!(text.owner, Owner::Leaf(_)) && (text.size - wanted).abs() < 0.01 => {
                        Some(text.y)
                    }
                    _ => None,
                })
            };
            let lowest = of_size(9.8).fold(0.0, f32::max);
            let highest = of_size(8.6).fold(f32::INFINITY, f32::min);
            assert!(highest - lowest > 15.0, "text down to {lowest}, notes from {highest}");
        }
    }

    #[test]
    fn no_row_stands_alone_at_the_head_of_a_page() {
        for rows in 30..80 {
            let body: String = (0..rows).map(|row| format!("| {row} | some words |\n")).collect();
            let layout = laid_out(&note(&format!("| number | words |\n|---|---|\n{body}")));
            let last = layout.pages.last().expect("a page");
            let words = |item: &Item| matches!(item, Item::Text(text) if text.text == "some");
            let count = last.items.iter().filter(|item| words(item)).count();
            assert_ne!(count, 1, "{rows} rows");
        }
    }

    #[test]
    fn lines_of_a_justified_paragraph_end_at_the_margin() {
        let layout = laid_out(&note(&"Some words of different lengths make an even paragraph. ".repeat(12)));
        let ends: Vec<f32> = layout.pages[0]
            .items
            .iter()
            .filter_map(|item| match item {
                Item::Text(text) if (text.size - 10.5).abs() < 0.01 => {
                    let mut ink = text.glyphs.iter().filter(|glyph| text.text.get(glyph.start..glyph.end) != Some(" "));
                    ink.next_back().map(|glyph| text.x + glyph.x)
                }
                _ => None,
            })
            .collect();
        let (_, full) = ends.split_last().expect("there are lines");
        assert!(full.len() > 5);
        let right = layout.size.0 - 68.0;
        assert!(full.iter().all(|end| (right - 10.0..right + 4.0).contains(end)), "{full:?}");
    }
}

mod meaning {
    use super::*;

    #[test]
    fn the_tag_tree_says_what_each_block_is() {
        insta::assert_snapshot!(tree(&laid_out(EVERY_BLOCK)), @r"
        Document
          H1
            “Should the ferry run at ”
          P
            “Every kind of block, onc”
          P
            “Ada Probe, Ben Test, 203”
          H2
            “The question”
          P
            “The island council asks ”
            Link
              “the evidence”
            “ and”
            Link
              “the timetable”
            “. Greek Αθήνα, Cyrillic ”
            Reference
              Link
                “1”
            Note
              Lbl
                “1”
              P
                “The price of fuel is tha”
                Link
                  “spring survey”
                “.”
          Div
            Div
              H3
                “Reasons for confidence”
              P
                “Shops expect more visito”
                Reference
                  Link
                    “2”
                Note
                  Lbl
                    “2”
                  P
                    “By letter, which adds a ”
                  P
                    “only if the quay is lit.”
              L
                LI
                  Lbl
                    “•”
                  LBody
                    “A first item that is lon”
                LI
                  Lbl
                    “•”
                  LBody
                    “A second item”
            Div
              H3
                “Reasons for doubt”
              P
                “The harbour is not lit, ”
              BlockQuote
                P
                  “We were asked about the ”
          H3
            “The evidence”
          Table
            Caption
              “Passengers after 20:00”
            THead
              TR
                TH
                  “Month”
                TH
                  “Passengers”
                TH
                  “Remarks”
            TBody
              TR
                TD
                  “May”
                TD
                  “1,204”
                TD
                  “trial”
              TR
                TD
                  “June”
                TD
                  “1,530”
                TD
          L
            LI
              Lbl
                “1.”
              LBody
                “First”
            LI
              Lbl
                “2.”
              LBody
                “Second”
                L
                  LI
                    Lbl
                      “–”
                    LBody
                      P
                        “nested”
                      P
                        “in two paragraphs”
                  LI
                    Lbl
                      “–”
                    LBody
                      “again”
                      L
                        LI
                          Lbl
                            “1.”
                          LBody
                            “and deeper”
          Div
            P
              “What would change the pi”
          Div
            P
              “Method: 14 facts, 9 of t”
          P
            Code
              “departures:”
              “  - 20:00”
              “  - 23:30”
          Div
            P
              “Probe, Ada. 2030. Lights”
              Link
                “https://harbour.example/”
        ");
    }

    #[test]
    fn no_word_is_lost_and_none_is_added() {
        let markup = parse(EVERY_BLOCK, "note.md").output;
        let placed = placed_words(&of_markup(&markup, EVERY_BLOCK));
        for block in &markup.blocks {
            if let BlockKind::Paragraph(content) | BlockKind::Heading { content, .. } = &block.kind {
                let mut expected = lint::plain(content);
                expected.retain(|character| !character.is_whitespace());
                // References stand inside the words; what is before the first one must be there as it is.
                let length = expected.chars().take(60).map(char::len_utf8).sum();
                assert!(placed.contains(&expected[..length]), "{expected}");
            }
        }
    }

    /// Counts what the blocks of a note must become in the tags.
    fn count(blocks: &[Block], expected: &mut BTreeMap<&'static str, usize>, headings: &mut Vec<String>) {
        for block in blocks {
            let mut add = |role: &'static str, count: usize| *expected.entry(role).or_default() += count;
            match &block.kind {
                BlockKind::Heading { content, .. } => headings.push(lint::plain(content)),
                BlockKind::Paragraph(_) | BlockKind::Code { .. } | BlockKind::Rule => {}
                BlockKind::Quote(_) => add("BlockQuote", 1),
                BlockKind::List { items, .. } => {
                    add("L", 1);
                    add("LI", items.len());
                    add("LBody", items.len());
                }
                BlockKind::Table(table) => {
                    add("Table", 1);
                    add("TH", table.head.len());
                    add("TD", table.rows.len() * table.columns.len());
                    add("TR", table.rows.len() + usize::from(!table.head.is_empty()));
                }
                BlockKind::Div { .. } => add("Div", 1),
            }
            match &block.kind {
                BlockKind::Quote(blocks) | BlockKind::Div { blocks, .. } => count(blocks, expected, headings),
                BlockKind::List { items, .. } => items.iter().for_each(|item| count(item, expected, headings)),
                BlockKind::Heading { .. }
                | BlockKind::Paragraph(_)
                | BlockKind::Code { .. }
                | BlockKind::Rule
                | BlockKind::Table(_) => {}
            }
        }
    }

    #[test]
    fn every_built_in_template_is_tagged_as_what_it_is() {
        for (name, example) in [
            ("at-a-glance", include_str!("../../docs/templates/at-a-glance.md")),
            ("briefing", include_str!("../../docs/templates/briefing.md")),
            ("debate", include_str!("../../docs/templates/debate.md")),
            ("explainer", include_str!("../../docs/templates/explainer.md")),
            ("press-lines", include_str!("../../docs/templates/press-lines.md")),
            ("questions", include_str!("../../docs/templates/questions.md")),
        ] {
            let markup = parse(example, "note.md").output;
            let layout = of_markup(&markup, example);
            let (mut expected, mut headings) = (BTreeMap::new(), Vec::new());
            count(&markup.blocks, &mut expected, &mut headings);
            markup.notes.iter().for_each(|note| count(&note.blocks, &mut expected, &mut headings));
            expected.insert("Note", markup.notes.len());
            assert!(!headings.is_empty() && !markup.notes.is_empty(), "{name}");
            for (role, count) in expected {
                let found = layout.tags.elements.iter().filter(|element| element.role.name() == role).count();
                assert_eq!(found, count, "{role} of {name}");
            }
            let found: Vec<String> = layout.headings.iter().map(|heading| heading.title.clone()).collect();
            assert_eq!(found, headings, "{name}");
            // Every part but an empty cell has content, and what stands in the tree stands on a page.
            let leaves = content(&layout);
            let is_blank = |leaf: usize| leaves[leaf].trim().is_empty();
            assert!((0..leaves.len()).all(|leaf| !is_blank(leaf)), "{name}");
        }
    }

    #[test]
    fn levels_of_headings_have_no_gaps_in_the_tags() {
        let layout = laid_out(&note("### Deep\n\na\n\n### Deep too\n\nb\n\n## Higher\n\nc\n\n##### Far\n\nd"));
        let levels: Vec<u8> = layout.headings.iter().map(|heading| heading.level).collect();
        assert_eq!(levels, [2, 2, 2, 3]);
    }
}

mod bad_input {
    use super::*;

    fn pages(markup: &Markup) -> usize {
        let output = render(markup, &options("")).expect("the note can be set").output;
        let document = lopdf::Document::load_mem(&output.bytes).expect("the file can be read");
        assert_eq!(document.get_pages().len(), output.pages);
        output.pages
    }

    #[test]
    fn a_note_without_title_or_language_is_refused_with_both_faults() {
        let faults = render(&parse("Words.", "note.md").output, &options("Words.")).expect_err("nothing is stated");
        let rules: Vec<&str> = faults.iter().map(|fault| fault.rule).collect();
        assert_eq!(rules, ["no-title", "no-language"]);
    }

    #[test]
    fn a_character_that_no_font_has_is_reported_where_it_stands() {
        let markdown = note("Words before.\n\nThe sign 漢 is not in the fonts, and 漢 again.");
        let faults = render(&parse(&markdown, "note.md").output, &options(&markdown)).expect_err("it cannot be shown");
        assert_eq!(faults.len(), 1);
        let place = faults[0].location.as_ref().expect("it has a place");
        assert_eq!((faults[0].rule, place.line, place.column, place.width), ("no-glyph", 8, 10, 1));
    }

    #[test]
    fn links_without_words_and_pictures_are_warned_of() {
        let markdown = note("A [](https://ferry.example) and ![a map](map.png).");
        let warnings =
            render(&parse(&markdown, "note.md").output, &options(&markdown)).expect("it can be set").warnings;
        let rules: Vec<&str> = warnings.iter().map(|warning| warning.rule).collect();
        assert_eq!(rules, ["link-without-text", "picture-not-shown"]);
    }

    #[test]
    fn an_empty_note_is_one_page() {
        assert_eq!(pages(&by_hand(Vec::new())), 1);
        assert_eq!(pages(&by_hand(vec![words(""), BlockKind::Quote(Vec::new()), words(" \u{ad}\u{200b} ")])), 1);
    }

    #[test]
    fn a_word_wider_than_the_measure_is_broken() {
        let layout = of_markup(&by_hand(vec![words(&"wide".repeat(200))]), "");
        assert_eq!(placed_words(&layout).matches("wide").count(), 200);
        let right = layout.size.0 - 60.0;
        assert!(layout.pages[0].items.iter().all(|item| match item {
            Item::Text(text) => text.x + text.width < right,
            Item::Fill(_) => true,
        }));
    }

    #[test]
    fn a_table_of_forty_columns_fits_the_page_or_is_parted() {
        let cells = |text: &str| vec![vec![Inline::Text(text.into())]; 40];
        let narrow = Table { head: cells("n"), rows: vec![cells("1"); 3], ..Table::default() };
        let layout = of_markup(&by_hand(vec![BlockKind::Table(narrow)]), "");
        assert!(layout.warnings.is_empty());
        let mut row = cells("considerable");
        row[0] = vec![Inline::Text("first".into())];
        let wide = Table { head: cells("column"), rows: vec![row; 3], ..Table::default() };
        let layout = of_markup(&by_hand(vec![BlockKind::Table(wide)]), "");
        assert!(layout.warnings.is_empty());
        // One table for those who hear it, whose first column stands in every part for those who see it.
        assert_eq!(placed_words(&layout).matches("considerable").count(), 3 * 39);
        assert_eq!(placed_words(&layout).matches("first").count(), 3);
        assert_eq!(tree(&layout).matches("  Table\n").count(), 1);
        let texts: Vec<&layout::Text> = layout.pages[0]
            .items
            .iter()
            .filter_map(|item| match item {
                Item::Text(text) => Some(text),
                Item::Fill(_) => None,
            })
            .collect();
        let firsts: Vec<_> = texts.iter().filter(|text| text.text == "first").collect();
        assert!(
            firsts.len() > 9 && firsts.iter().skip(3).all(|text| text.owner == Owner::Furniture(Furniture::Repeated))
        );
        assert!(texts.iter().all(|text| text.size >= 7.0 && text.x + text.width < 595.3 - 60.0));
    }

    #[test]
    fn a_table_whose_words_are_wider_than_the_page_is_reported() {
        let long = vec![vec![Inline::Text("e".repeat(150))]; 2];
        let markup = by_hand(vec![BlockKind::Table(Table { rows: vec![long], ..Table::default() })]);
        assert_eq!(of_markup(&markup, "").warnings.len(), 1);
    }

    #[test]
    fn a_table_of_ten_thousand_rows_is_set_whole() {
        let row = |number: usize| vec![vec![Inline::Text(number.to_string())], vec![Inline::Text("words".into())]];
        let rows = (0..10_000).map(row).collect();
        let layout = of_markup(&by_hand(vec![BlockKind::Table(Table { rows, ..Table::default() })]), "");
        assert!(layout.pages.len() > 150);
        assert_eq!(placed_words(&layout).matches("words").count(), 10_000);
    }

    #[test]
    fn a_table_of_a_head_alone_has_no_parts() {
        let table = Table { head: vec![vec![Inline::Text("alone".into())]], ..Table::default() };
        let tree = tree(&of_markup(&by_hand(vec![BlockKind::Table(table)]), ""));
        assert!(tree.contains("Table") && !tree.contains("THead") && !tree.contains("TBody"), "{tree}");
    }

    #[test]
    fn a_row_taller_than_a_page_is_cut() {
        let row = vec![vec![Inline::Text("left".into())], vec![Inline::Text("Words of a long cell. ".repeat(900))]];
        let table = Table { rows: vec![row], ..Table::default() };
        let layout = of_markup(&by_hand(vec![BlockKind::Table(table)]), "");
        assert!(layout.pages.len() > 1);
        for item in layout.pages.iter().flat_map(|page| &page.items) {
            assert!(!matches!(item, Item::Text(text) if text.y > layout.size.1 - 40.0));
        }
    }

    #[test]
    fn two_hundred_notes_in_one_paragraph_spill_over_pages_in_order() {
        let mut markup = by_hand(vec![BlockKind::Paragraph(
            (0..200).flat_map(|note| [Inline::Text("word".into()), Inline::NoteRef(note), Inline::SoftBreak]).collect(),
        )]);
        markup.notes = (0..200)
            .map(|note| Footnote {
                label: note.to_string(),
                blocks: vec![Block { kind: words("The words of a note."), span: Span::default() }],
                span: Span::default(),
            })
            .collect();
        let layout = of_markup(&markup, "");
        let spots: Vec<(usize, f32)> =
            (0..200).map(|note| layout.anchors[&layout::Anchor::Note(note)]).map(|spot| (spot.page, spot.y)).collect();
        assert!(spots.is_sorted_by(|a, b| a.0 < b.0 || (a.0 == b.0 && a.1 < b.1)));
        assert!(spots.iter().all(|spot| spot.1 < layout.size.1 - 60.0));
    }

    #[test]
    fn a_note_longer_than_a_page_goes_on_overleaf() {
        let body =
            format!("Words.[^long]\n\n{}\n\n[^long]: {}", "More. ".repeat(900), "The note goes on. ".repeat(900));
        let layout = laid_out(&note(&body));
        assert_eq!(placed_words(&layout).matches("Thenotegoeson.").count(), 900);
        let foot = |page: &layout::Page| {
            page.items.iter().any(|item| matches!(item, Item::Text(text) if (text.size - 8.6).abs() < 0.01))
        };
        assert!(layout.pages.iter().filter(|page| foot(page)).count() >= 2);
    }

    #[test]
    fn a_heading_of_five_hundred_words_is_set() {
        let heading = BlockKind::Heading {
            level: 2,
            attributes: crate::markup::Attributes::default(),
            content: vec![Inline::Text("heading ".repeat(500))],
        };
        assert!(pages(&by_hand(vec![heading, words("After.")])) > 1);
    }

    #[test]
    fn deep_nesting_is_set_without_a_negative_measure() {
        let mut block = words("deep");
        for depth in 0..60 {
            let inner = vec![Block { kind: block, span: Span::default() }];
            block = if depth % 2 == 0 {
                BlockKind::Quote(inner)
            } else {
                BlockKind::List { start: Some(1), tight: false, items: vec![inner] }
            };
        }
        assert_eq!(pages(&by_hand(vec![block])), 1);
    }

    #[test]
    fn words_read_from_right_to_left_keep_their_order() {
        let layout = of_markup(&by_hand(vec![words("שלום עולם here")]), "");
        let start = |needle: char| {
            layout.pages[0]
                .items
                .iter()
                .find_map(|item| match item {
                    Item::Text(text) => text
                        .glyphs
                        .iter()
                        .find(|glyph| text.text.get(glyph.start..glyph.end).is_some_and(|it| it.starts_with(needle)))
                        .map(|glyph| text.x + glyph.x),
                    Item::Fill(_) => None,
                })
                .expect("it is shown")
        };
        assert!(start('ש') > start('ע'), "the first word stands to the right of the second");
        assert!(start('h') > start('ש'));
    }
}

mod file {
    use super::*;

    #[test]
    fn the_same_note_gives_the_same_bytes_in_any_order_and_in_any_thread() {
        let markup = parse(EVERY_BLOCK, "note.md").output;
        let other = by_hand(vec![words("Another note.")]);
        let bytes = |markup: &Markup| render(markup, &options("")).expect("it can be set").output.bytes;
        let first = bytes(&markup);
        let second = bytes(&other);
        std::thread::scope(|scope| {
            let threads: Vec<_> = (0..4).map(|_| scope.spawn(|| (bytes(&other), bytes(&markup)))).collect();
            for thread in threads {
                assert!(thread.join().expect("no panic") == (second.clone(), first.clone()));
            }
        });
        assert!(bytes(&markup) == first);
    }

    #[test]
    fn attachments_metadata_and_outline_are_in_the_file_and_nothing_else() {
        let markup = parse(EVERY_BLOCK, "note.md").output;
        let attachment = |name: &str| Attachment {
            name: name.into(),
            description: "Facts of the note".into(),
            media_type: "application/yaml".into(),
            relation: Relation::Data,
            content: b"facts: []\n".to_vec(),
        };
        let options =
            Options { attachments: vec![attachment("z.yaml"), attachment("ä.yaml")], ..options(EVERY_BLOCK) };
        let bytes = render(&markup, &options).expect("it can be set").output.bytes;
        let mut document = lopdf::Document::load_mem(&bytes).expect("the file can be read");
        assert!(document.version == "1.7");
        let catalog = document.catalog().expect("there is a catalog");
        assert_eq!(catalog.get(b"Lang").and_then(lopdf::Object::as_str).expect("a string"), b"en-GB");
        assert_eq!(catalog.get(b"AF").and_then(lopdf::Object::as_array).expect("an array").len(), 2);
        for key in [&b"MarkInfo"[..], b"StructTreeRoot", b"Metadata", b"OutputIntents", b"Outlines", b"Names"] {
            assert!(catalog.has(key), "{}", String::from_utf8_lossy(key));
        }
        // What holds the objects themselves is referred to by none.
        document.objects.retain(|_, object| {
            let kind = object.as_stream().ok().and_then(|stream| stream.dict.get(b"Type").ok()?.as_name().ok());
            !matches!(kind, Some(b"ObjStm" | b"XRef"))
        });
        assert_eq!(document.prune_objects(), Vec::new(), "objects that nothing refers to");
    }

    #[test]
    fn a_long_note_has_contents_that_name_the_right_pages() {
        let words = "Words of a paragraph that fill the page. ".repeat(60);
        let body: String = (0..12)
            .map(|number| format!("## Part {number}\n\n{words}\n\n### Detail {number}\n\n{words}\n\n"))
            .collect();
        let layout = laid_out(&note(&body));
        assert!(layout.pages.len() >= 8);
        let tree = tree(&layout);
        let contents = tree.find("TOC\n").expect("contents");
        assert!(tree.find("“A note”").is_some_and(|title| title < contents));
        assert!(tree.find("“Words").is_some_and(|words| contents < words), "the contents stand behind the title");
        assert_eq!(tree.matches("TOCI").count(), 24);
        let leaves = content(&layout);
        for (at, heading) in layout.headings.iter().enumerate() {
            let page = layout.anchors[&layout::Anchor::Heading(at)].page + 1;
            let link = layout.links.iter().find(|link| link.label == heading.title).expect("an entry");
            let kids = &layout.tags.get(link.element).kids;
            let [Kid::Leaf(words), Kid::Leaf(number)] = kids.as_slice() else { panic!("{kids:?}") };
            assert_eq!(
                (leaves[words.index()].as_str(), leaves[number.index()].as_str()),
                (&*heading.title, &*page.to_string())
            );
        }
        let short = laid_out(&note(&body[..body.len() / 4]));
        assert!(!super::tree(&short).contains("TOC"));
    }

    #[test]
    fn a_theme_decides_fonts_sizes_colours_and_margins() {
        let text =
            "fonts: {text: new-computer-modern}\nsizes: {text: 12}\ncolours: {text: '#102030'}\nmargins: {left: 50}\n";
        let theme = crate::theme::read(text, "theme.yaml").expect("no faults").output;
        let markdown = note("Some *words* of **text**.");
        let markup = parse(&markdown, "note.md").output;
        let options = Options { theme, ..options(&markdown) };
        let fonts = Fonts::default();
        let findings = lint::lint(&markup, &options, &fonts);
        let layout = layout(&markup, &findings.facts, &options, &fonts);
        let texts: Vec<&layout::Text> = layout.pages[0]
            .items
            .iter()
            .filter_map(|item| match item {
                Item::Text(text) if (text.size - 12.0).abs() < 0.01 => Some(text),
                _ => None,
            })
            .collect();
        let faces: BTreeSet<Face> = texts.iter().map(|text| text.face).collect();
        assert_eq!(faces, BTreeSet::from([Face::Roman, Face::RomanItalic, Face::RomanBold]));
        assert!((texts[0].x - 50.0 * 72.0 / 25.4).abs() < 0.01);
        assert_eq!(texts[0].colour, layout::style::Colour(63, 125, 188));
    }

    #[test]
    fn letter_paper_has_its_size() {
        let options = Options { paper: Paper::Letter, ..options("") };
        let bytes = render(&by_hand(vec![words("Words.")]), &options).expect("it can be set").output.bytes;
        let document = lopdf::Document::load_mem(&bytes).expect("the file can be read");
        let page = *document.get_pages().get(&1).expect("a page");
        let page = document.get_dictionary(page).expect("a dictionary");
        let size: Vec<f32> = page
            .get(b"MediaBox")
            .and_then(lopdf::Object::as_array)
            .expect("a box")
            .iter()
            .filter_map(|length| length.as_float().ok())
            .collect();
        assert!((size[2] - 612.0).abs() < 0.01 && (size[3] - 792.0).abs() < 0.01, "{size:?}");
    }
}

mod any_input {
    use proptest::prelude::*;

    use super::*;

    fn inlines() -> impl Strategy<Value = Vec<Inline>> {
        let leaf = prop_oneof![
            "[a-zA-Zéßґ0-9.,;:–“”%€ -]{0,30}".prop_map(Inline::Text),
            "[a-z_./]{0,20}".prop_map(Inline::Code),
            Just(Inline::SoftBreak),
            Just(Inline::HardBreak),
            (0_usize..3).prop_map(Inline::NoteRef),
        ];
        let nested = leaf.prop_recursive(2, 12, 4, |inner| {
            let content = prop::collection::vec(inner, 0..4);
            prop_oneof![
                content.clone().prop_map(Inline::Emphasis),
                content.clone().prop_map(Inline::Strong),
                content.clone().prop_map(Inline::Superscript),
                (content, "(#a|https://x.example/y|)").prop_map(|(content, target)| Inline::Link {
                    target,
                    title: String::new(),
                    content
                }),
            ]
        });
        prop::collection::vec(nested, 0..8)
    }

    fn blocks() -> impl Strategy<Value = Vec<Block>> {
        let leaf = prop_oneof![
            4 => inlines().prop_map(BlockKind::Paragraph),
            1 => (1_u8..7, inlines()).prop_map(|(level, content)| BlockKind::Heading {
                level,
                attributes: crate::markup::Attributes::default(),
                content
            }),
            1 => "[a-z \n]{0,60}".prop_map(|text| BlockKind::Code { language: None, text }),
            1 => prop::collection::vec(prop::collection::vec(inlines(), 0..4), 0..4)
                .prop_map(|rows| BlockKind::Table(Table { rows, ..Table::default() })),
            1 => Just(BlockKind::Rule),
        ];
        let leaf = leaf.prop_map(|kind| Block { kind, span: Span::default() });
        let nested = leaf.prop_recursive(3, 24, 4, |inner| {
            let inner = prop::collection::vec(inner, 0..4);
            let items = prop::collection::vec(inner.clone(), 0..4);
            let kind = prop_oneof![
                inner.clone().prop_map(BlockKind::Quote),
                (prop::option::of(0_u64..100), any::<bool>(), items)
                    .prop_map(|(start, tight, items)| { BlockKind::List { start, tight, items } }),
                ("(sides|side|box|chart|method)", inner).prop_map(|(class, blocks)| {
                    let attributes = crate::markup::Attributes { classes: vec![class], ..Default::default() };
                    BlockKind::Div { attributes, blocks }
                }),
            ];
            kind.prop_map(|kind| Block { kind, span: Span::default() })
        });
        prop::collection::vec(nested, 0..6)
    }

    /// All words of the blocks, in the order in which they are read, without notes and white space.
    fn all_words(blocks: &[Block], text: &mut String) {
        for block in blocks {
            match &block.kind {
                BlockKind::Heading { content, .. } | BlockKind::Paragraph(content) => {
                    text.push_str(&lint::plain(content));
                }
                BlockKind::List { items, .. } => items.iter().for_each(|item| all_words(item, text)),
                BlockKind::Quote(blocks) | BlockKind::Div { blocks, .. } => all_words(blocks, text),
                BlockKind::Table(table) => {
                    table.rows.iter().flatten().for_each(|cell| text.push_str(&lint::plain(cell)));
                }
                BlockKind::Code { text: code, .. } => text.push_str(code),
                BlockKind::Rule => {}
            }
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(48))]

        #[test]
        fn any_note_can_be_set_and_keeps_its_letters(blocks in blocks()) {
            let mut markup = by_hand(Vec::new());
            markup.blocks = blocks;
            markup.notes = (0..3).map(|note| Footnote {
                label: note.to_string(),
                blocks: Vec::new(),
                span: Span::default(),
            }).collect();
            prop_assert!(render(&markup, &options("")).is_ok());
            let placed = placed_words(&of_markup(&markup, ""));
            let mut expected = String::new();
            all_words(&markup.blocks, &mut expected);
            let letters = |text: &str| text.chars().filter(|it| it.is_alphabetic()).collect::<String>();
            prop_assert_eq!(letters(&placed), format!("Anote{}", letters(&expected)));
        }
    }
}
