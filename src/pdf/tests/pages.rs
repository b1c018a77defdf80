//! What stands on the pages, and where.

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
            Item::Picture(it) => (it.x, it.x + it.width, it.y, it.y + it.height),
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
