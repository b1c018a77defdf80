//! Notes that are hard to set, or that cannot be.

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
    let warnings = render(&parse(&markdown, "note.md").output, &options(&markdown)).expect("it can be set").warnings;
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
        Item::Fill(_) | Item::Picture(_) => true,
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
            Item::Fill(_) | Item::Picture(_) => None,
        })
        .collect();
    let firsts: Vec<_> = texts.iter().filter(|text| text.text == "first").collect();
    assert!(firsts.len() > 9 && firsts.iter().skip(3).all(|text| text.owner == Owner::Furniture(Furniture::Repeated)));
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
    let body = format!("Words.[^long]\n\n{}\n\n[^long]: {}", "More. ".repeat(900), "The note goes on. ".repeat(900));
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
                Item::Fill(_) | Item::Picture(_) => None,
            })
            .expect("it is shown")
    };
    assert!(start('ש') > start('ע'), "the first word stands to the right of the second");
    assert!(start('h') > start('ש'));
}
