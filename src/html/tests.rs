use super::*;
use crate::markup;

fn page(markdown: &str) -> String {
    render(&markup::parse(markdown, "note.md").output, &Options::default())
}

fn body(markdown: &str) -> String {
    let page = page(markdown);
    let (_, body) = page.split_once("<main id=\"main:\">\n").expect("a main element");
    body.split_once("</main>").expect("an end").0.trim_end().to_owned()
}

#[test]
fn a_page_has_language_title_and_one_first_heading() {
    let page = page("---\ntitle: Tea & <time>\nlang: de\nauthor: A\ndate: 1. Mai\n---\n\n# One\n\n## Two\n");
    assert!(page.contains("<html lang=\"de\">"), "{page}");
    assert!(page.contains("<title>Tea &amp; &lt;time&gt;</title>"));
    assert_eq!(page.matches("<h1").count(), 1);
    assert!(page.contains("<h2 id=\"one\">One</h2>\n<h3 id=\"two\">Two</h3>"));
    assert!(page.contains(">Zum Text</a>") && page.contains("A · 1. Mai"));
}

#[test]
fn text_is_escaped_and_harmful_links_are_text() {
    assert_eq!(
        body("a < b & [c](javascript:x) [d](https://e.org/?a=1&b)"),
        "<p>a &lt; b &amp; c <a href=\"https://e.org/?a=1&amp;b\">d</a></p>"
    );
    assert_eq!(body("<script>x</script>"), "<p>&lt;script&gt;x&lt;/script&gt;</p>");
}

#[test]
fn a_note_is_beside_its_reference_and_in_the_list() {
    let html = body("a[^x] b[^x]\n\n[^x]: “So” [T](https://e.org)\n");
    assert!(html.contains("<a id=r:1 href=#n:1 role=doc-noteref>1</a><span>“So” <em>T</em></span>"), "{html}");
    assert!(
        html.contains("<li id=n:1>“So” <a href=\"https://e.org\">T</a> <a href=#r:1 role=doc-backlink aria-label=")
    );
    assert!(html.contains("href=#r:1-2>2</a>"));
}

#[test]
fn tables_have_scopes_and_widths() {
    let html = body("| a | b |\n|---|--:|\n| c | 1 |\n\n: T\n");
    assert!(html.contains("<caption>T</caption>"));
    assert!(html.contains("<th scope=col>a</th><th scope=col class=\"end\">b</th>"), "{html}");
    assert!(html.contains("<th scope=row>c</th><td class=\"end\">1</tr>"));
}

#[test]
fn json_ld_cannot_end_its_element() {
    let options = Options { json_ld: Some("{\"a\":\"</script>\"}".into()), ..Options::default() };
    let page = render(&markup::parse("a", "a.md").output, &options);
    assert!(page.contains("{\"a\":\"\\u003c/script>\"}</script>"), "{page}");
}

#[test]
fn a_balance_is_drawn_from_its_table() {
    let html =
        body("::: {.chart data-kind=balance}\n\n| M | For | Against |\n|---|--:|--:|\n| Words | 30 | 10 |\n\n:::\n");
    assert!(html.contains("<svg role=\"img\" aria-label=\"For | Against\""), "{html}");
    assert!(html.contains("width=\"49.50%\"") && html.contains("width=\"16.50%\""));
    assert!(html.contains("<th scope=row>Words</th>"), "the table stays");
}

#[test]
fn a_style_sheet_is_set_without_comments_and_indents() {
    let css = "a {\n  /* why\n so */ b: c;\n}\n\nd::before { content: '/*'; }\ne { f: g } /* h */\n";
    assert_eq!(compact(css), "a{\nb:c;\n}\nd::before { content: '/*'; }\ne{f:g} /* h */\n");
    assert_eq!(compact("/* a */b { c: d } /* e"), "b{c:d} /* e\n");
}
