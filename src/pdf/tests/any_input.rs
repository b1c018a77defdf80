//! Whatever a note holds, it is set without a word lost.

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
