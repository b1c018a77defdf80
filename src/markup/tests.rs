use proptest::prelude::*;

use super::*;

/// Writes a tree in short, so that tests can be read.
fn outline(markup: &Markup) -> String {
    let mut text = blocks(&markup.blocks);
    for note in &markup.notes {
        text.push_str(&format!(" note {}({})", note.label, blocks(&note.blocks)));
    }
    text.trim().to_owned()
}

fn blocks(list: &[Block]) -> String {
    list.iter().map(|block| block_outline(&block.kind)).collect::<Vec<_>>().join(" ")
}

fn attributes(attributes: &Attributes) -> String {
    let id = attributes.id.iter().map(|id| format!("#{id}"));
    let classes = attributes.classes.iter().map(|class| format!(".{class}"));
    let pairs = attributes.pairs.iter().map(|(key, value)| format!("{key}={value}"));
    id.chain(classes).chain(pairs).collect::<Vec<_>>().join(" ")
}

fn block_outline(kind: &BlockKind) -> String {
    match kind {
        BlockKind::Heading { level, attributes: found, content } => {
            format!("h{level}{{{}}}({})", attributes(found), inlines(content))
        }
        BlockKind::Paragraph(content) => format!("p({})", inlines(content)),
        BlockKind::List { start, tight, items } => {
            let items: Vec<_> = items.iter().map(|item| blocks(item)).collect();
            let mark = start.map_or("ul".to_owned(), |start| format!("ol{start}"));
            format!("{mark}{}[{}]", if *tight { "" } else { "~" }, items.join(" | "))
        }
        BlockKind::Quote(inner) => format!("quote({})", blocks(inner)),
        BlockKind::Table(table) => {
            let row = |cells: &Vec<Vec<Inline>>| cells.iter().map(|cell| inlines(cell)).collect::<Vec<_>>().join(",");
            let rows: Vec<_> = table.rows.iter().map(row).collect();
            format!("table({} / {} / {})", row(&table.head), rows.join(" ; "), inlines(&table.caption))
        }
        BlockKind::Code { language, text } => format!("code {}({text})", language.as_deref().unwrap_or("-")),
        BlockKind::Rule => "rule".into(),
        BlockKind::Div { attributes: found, blocks: inner } => {
            format!("div{{{}}}({})", attributes(found), blocks(inner))
        }
    }
}

fn inlines(list: &[Inline]) -> String {
    list.iter().map(inline_outline).collect()
}

fn inline_outline(inline: &Inline) -> String {
    match inline {
        Inline::Text(text) => text.clone(),
        Inline::SoftBreak => "␣".into(),
        Inline::HardBreak => "⏎".into(),
        Inline::Emphasis(content) => format!("em({})", inlines(content)),
        Inline::Strong(content) => format!("strong({})", inlines(content)),
        Inline::Strikeout(content) => format!("del({})", inlines(content)),
        Inline::Superscript(content) => format!("sup({})", inlines(content)),
        Inline::Subscript(content) => format!("sub({})", inlines(content)),
        Inline::Code(text) => format!("code({text})"),
        Inline::Link { target, content, .. } => format!("link<{target}>({})", inlines(content)),
        Inline::Image { target, alt, .. } => format!("image<{target}>({alt})"),
        Inline::NoteRef(index) => format!("note#{index}"),
        Inline::Citation(citation) => {
            let items = citation.items.iter().map(|item| {
                let author = if item.suppress_author { "-" } else { "" };
                format!("{}|{author}{}|{}", item.prefix, item.key, item.suffix)
            });
            format!("cite{}<{}>", if citation.narrative { "!" } else { "" }, items.collect::<Vec<_>>().join(";"))
        }
        Inline::Span { attributes: found, content } => format!("span{{{}}}({})", attributes(found), inlines(content)),
    }
}

fn tree(markdown: &str) -> String {
    let parsed = parse(markdown, "note.md");
    assert_eq!(parsed.warnings, [], "{markdown}");
    outline(&parsed.output)
}

fn warned(markdown: &str) -> (String, Vec<(&'static str, usize, usize)>) {
    let parsed = parse(markdown, "note.md");
    let places = parsed.warnings.iter().map(|warning| {
        let location = warning.location.as_ref().expect("a place");
        (warning.rule, location.line, location.column)
    });
    (outline(&parsed.output), places.collect())
}

#[test]
fn blocks_of_commonmark_are_kept() {
    assert_eq!(tree("# One\n\nTwo\nthree  \nfour\n"), "h1{#one}(One) p(Two␣three⏎four)");
    assert_eq!(tree("- a\n- b\n\n1) c\n\n2) d\n"), "ul[p(a) | p(b)] ol1~[p(c) | p(d)]");
    assert_eq!(tree("> a\n>\n> - b\n>   c\n"), "quote(p(a) ul[p(b␣c)])");
    assert_eq!(tree("```sh\n::: {.x}\na\n```\n\n***\n"), "code sh(::: {.x}\na) rule");
    assert_eq!(tree("*a **b*** ~~c~~ `d` x^2^ H~2~O"), "p(em(a strong(b)) del(c) code(d) xsup(2) Hsub(2)O)");
}

#[test]
fn marks_with_spaces_inside_are_neither_raised_nor_lowered() {
    assert_eq!(tree("5^2 and 6^2, ~20 or so~ far"), "p(5^2 and 6^2, ~20 or so~ far)");
}

#[test]
fn typographic_marks_stay_as_written() {
    assert_eq!(tree("\"It's\" -- so... 1--2"), "p(\"It's\" -- so... 1--2)");
}

#[test]
fn divs_nest_and_close_lists_and_quotes() {
    let markdown = "::: {.sides}\n::: {.side .optimistic}\nYes\n- a\n:::\n\n::: {#no .side x=1}\n> No\n:::\n:::\nEnd\n";
    assert_eq!(
        tree(markdown),
        "div{.sides}(div{.side .optimistic}(p(Yes) ul[p(a)]) div{#no .side x=1}(quote(p(No)))) p(End)"
    );
    assert_eq!(tree("::: box\na\n:::\n\n- x\n\n  ::: {#refs}\n  :::\n"), "div{.box}(p(a)) ul~[p(x) div{#refs}()]");
}

#[test]
fn a_div_without_an_end_and_an_end_without_a_div_are_reported() {
    assert_eq!(warned("a\n\n::: {.box}\nb\n"), ("p(a) div{.box}(p(b))".into(), vec![("fence", 3, 1)]));
    assert_eq!(warned("a\n\n:::\n\nb"), ("p(a) p(b)".into(), vec![("fence", 3, 1)]));
}

#[test]
fn citations_of_pandoc_are_read() {
    assert_eq!(tree("So [@leaf2030, p. 3; see @cup_x, *passim*]."), "p(So cite<|leaf2030|p. 3;see|cup_x|passim>.)");
    assert_eq!(
        tree("@leaf says [-@leaf], @leaf [p. 4]. me@leaf"),
        "p(cite!<|leaf|> says cite<|-leaf|>, cite!<|leaf|p. 4>. me@leaf)"
    );
    assert_eq!(tree("[see @a\nand more]"), "p(cite<see|a|and more>)");
    assert_eq!(tree("| a |\n|---|\n| @b.c, [@d] |\n"), "table(a / cite!<|b.c|>, cite<|d|> / )");
}

#[test]
fn what_is_escaped_or_a_link_is_no_citation() {
    assert_eq!(
        tree(r"\[\@leaf] \@leaf &#64;leaf `@leaf` \\@leaf"),
        r"p([@leaf] @leaf @leaf code(@leaf) \cite!<|leaf|>)"
    );
    assert_eq!(tree("[@leaf](https://example.org)"), "p(link<https://example.org>(cite!<|leaf|>))");
    assert_eq!(tree("[a @b @c]"), "p([a cite!<|b|> cite!<|c|>])");
}

#[test]
fn bracketed_spans_hold_attributes() {
    assert_eq!(tree("A [red *word*]{.mark #x}, [not] {this}"), "p(A span{#x .mark}(red em(word)), [not] {this})");
    assert_eq!(tree("[a [b]{.c} [@d]]{.e}"), "p(span{.e}(a span{.c}(b) cite<|d|>))");
}

#[test]
fn notes_are_numbered_by_their_first_reference() {
    let markdown = "[^b]: Second[^c]\n\nOne[^a] two[^b] one[^A]\n\n[^a]: First\n\n    More\n[^c]: Third\n";
    assert_eq!(
        tree(markdown),
        "p(Onenote#0 twonote#1 onenote#0) note a(p(First) p(More)) note b(p(Secondnote#2)) note c(p(Third))"
    );
}

#[test]
fn notes_that_are_missing_unused_or_doubled_are_reported() {
    assert_eq!(
        warned("a[^x] b[^y]"),
        ("p(a[^x] b[^y])".into(), vec![("undefined-footnote", 1, 2), ("undefined-footnote", 1, 8)])
    );
    assert_eq!(warned("a\n\n[^x]: b\n"), ("p(a)".into(), vec![("unused-footnote", 3, 1)]));
    assert_eq!(
        warned("a[^x]\n\n[^x]: b\n[^x]: c\n"),
        ("p(anote#0) note x(p(b))".into(), vec![("duplicate-footnote", 4, 1)])
    );
}

#[test]
fn tables_have_widths_and_captions() {
    let parsed = parse("| a | b |\n|:--|---:|\n| 1 | 2 |\n| 3 |\n\n: Of *numbers*\n", "a.md").output;
    assert_eq!(outline(&parsed), "table(a,b / 1,2 ; 3, / Of em(numbers))");
    let BlockKind::Table(table) = &parsed.blocks[0].kind else { panic!("no table") };
    assert_eq!(table.columns[1], Column { align: Align::End, dashes: 0 });
    let long = format!("| {} | b |\n|:---|------:|\n| 1 | 2 |\nTable: Below\n", "long ".repeat(20));
    let parsed = parse(&long, "a.md").output;
    let BlockKind::Table(table) = &parsed.blocks[0].kind else { panic!("no table") };
    assert_eq!(table.columns.iter().map(|column| column.dashes).collect::<Vec<_>>(), [3, 6]);
    assert_eq!((table.rows.len(), plain_text(&table.caption).as_str()), (1, "Below"));
}

#[test]
fn identifiers_of_headings_are_unique() {
    assert_eq!(
        tree("# A b\n\n# A b\n\n# 3. Ça *va* {.x}\n\n# Q {#a-b-1}\n\n# !\n\n[go](#a-b-2)\n"),
        "h1{#a-b}(A b) h1{#a-b-2}(A b) h1{#ça-va .x}(3. Ça em(va)) h1{#a-b-1}(Q) h1{#section}(!) p(link<#a-b-2>(go))"
    );
    assert_eq!(warned("# A {#x}\n\n# B {#x}\n\n[a](#y)\n").1, [("duplicate-id", 3, 1), ("undefined-link", 5, 1)]);
}

#[test]
fn raw_html_is_shown_as_text_and_comments_are_left_out() {
    let (tree, places) = warned("<div>\n*a*\n</div>\n\nb <b>c</b> <!-- d -->\n\n<!-- e\nf -->\n");
    assert_eq!(tree, "p(<div>⏎*a*⏎</div>) p(b <b>c</b> )");
    assert_eq!(places, [("raw-html", 1, 1), ("raw-html", 5, 3), ("raw-html", 5, 7)]);
}

#[test]
fn places_are_bytes_of_the_whole_file() {
    let markdown = "---\ntitle: É\n---\n\n# É\n\nb [@k] ![alt *x*](p.png)\n";
    let parsed = parse(markdown, "a.md").output;
    assert_eq!(&markdown[parsed.blocks[0].span.range()], "# É\n");
    let BlockKind::Paragraph(content) = &parsed.blocks[1].kind else { panic!("no paragraph") };
    let (Inline::Citation(citation), Inline::Image { span, alt, .. }) = (&content[1], &content[3]) else {
        panic!("{content:?}")
    };
    assert_eq!(
        (&markdown[citation.span.range()], &markdown[span.range()], alt.as_str()),
        ("[@k]", "![alt *x*](p.png)", "alt x")
    );
}

#[test]
fn deep_nesting_is_flattened_and_loses_no_word() {
    for mark in ["> ", "- ", "*a **b ", "[", "::: {.x}\n"] {
        let parsed = parse(&format!("{}word", mark.repeat(3000)), "a.md");
        let tree = outline(&parsed.output);
        assert!(tree.contains("word"), "{mark}");
    }
}

proptest! {
    #[test]
    fn any_text_is_parsed_with_spans_on_its_borders(text in "([a-z\\[\\]@;^~*_`{}.#:|>\\\\<&!()\"é –-]|\n|:::|\\{\\.x\\}|\\[\\^a\\]|---\n){0,60}") {
        let parsed = parse(&text, "a.md").output;
        fn check(text: &str, blocks: &[Block]) {
            for block in blocks {
                assert!(text.get(block.span.range()).is_some(), "{text:?} {:?}", block.span);
                if let BlockKind::Quote(inner) | BlockKind::Div { blocks: inner, .. } = &block.kind {
                    check(text, inner);
                }
            }
        }
        check(&text, &parsed.blocks);
        for note in &parsed.notes {
            check(&text, &note.blocks);
        }
    }
}
