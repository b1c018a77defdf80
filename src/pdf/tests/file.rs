//! The file: bytes, attachments, metadata, contents, themes, paper.

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
    let options = Options { attachments: vec![attachment("z.yaml"), attachment("ä.yaml")], ..options(EVERY_BLOCK) };
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
    let body: String =
        (0..12).map(|number| format!("## Part {number}\n\n{words}\n\n### Detail {number}\n\n{words}\n\n")).collect();
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
