//! What the tags say of a note.

use super::*;
use crate::note::Templates;
use crate::note::authoring::{self, Listed};

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
    let templates = Templates::default();
    for Listed { name, .. } in authoring::list(&templates).into_iter().filter(|listed| !listed.audience.is_empty()) {
        let example = authoring::example(&templates, &name).expect("a note").output.markdown;
        let example = example.as_str();
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
