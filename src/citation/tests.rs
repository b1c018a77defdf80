use super::*;
use crate::markup::{self, Block, BlockKind, Inline, plain_text};

const CSL: &str = r#"[
 {"id":"oak2031","type":"book","title":"Trees of the north","author":[{"family":"Oak","given":"Ann"}],
  "publisher":"Birch Press","publisher-place":"Turku","issued":{"date-parts":[[2031]]}},
 {"id":"elm2029","type":"article-newspaper","title":"A <bad> hedge & more","author":[{"family":"Elm","given":"Ben"}],
  "container-title":"Field Post","issued":{"date-parts":[[2029,5,7]]},"URL":"https://post.example/hedge"}
]"#;

fn resolved(markdown: &str, style: &str) -> Markup {
    let references = References::read(CSL, "refs.json").expect("good references");
    let parsed = markup::parse(markdown, "note.md").output;
    resolve(parsed, &references, &Style::named(style).expect("a style"), markdown, "note.md")
        .expect("known keys")
        .output
}

fn faults(markdown: &str, style: &str) -> Vec<Diagnostic> {
    let references = References::read(CSL, "refs.json").expect("good references");
    let parsed = markup::parse(markdown, "note.md").output;
    resolve(parsed, &references, &Style::named(style).expect("a style"), markdown, "note.md").expect_err("faults")
}

fn paragraph(block: &Block) -> &[Inline] {
    let BlockKind::Paragraph(content) = &block.kind else { panic!("no paragraph: {block:?}") };
    content
}

fn first(markup: &Markup) -> String {
    plain_text(paragraph(&markup.blocks[0]))
}

fn sources(markup: &Markup) -> &[Block] {
    let BlockKind::Div { blocks, attributes } = &markup.blocks.last().expect("a block").kind else { panic!("no div") };
    assert_eq!(attributes.id.as_deref(), Some("refs"));
    blocks
}

#[test]
fn an_author_date_style_writes_into_the_text() {
    let markup = resolved("Wood [see @oak2031, pp. 3-5, and on; @elm2029].\n", "chicago-author-date");
    assert_eq!(first(&markup), "Wood (see Oak 2031, 3–5, and on; Elm 2029).");
    assert_eq!(sources(&markup).len(), 2);
    assert!(matches!(&markup.blocks[1].kind, BlockKind::Heading { level: 2, .. }));
}

#[test]
fn names_stand_in_the_sentence_or_are_left_out() {
    assert_eq!(first(&resolved("@oak2031 [p. 4] says\n", "chicago-author-date")), "Oak (2031, 4) says");
    assert_eq!(first(&resolved("Oak [-@oak2031] says\n", "chicago-author-date")), "Oak (2031) says");
}

#[test]
fn citations_lead_to_their_source() {
    let markup = resolved("Wood [@oak2031].\n\n::: {#refs}\n:::\n", "chicago-author-date");
    let target = paragraph(&markup.blocks[0]).iter().find_map(|inline| match inline {
        Inline::Link { target, .. } => Some(target.as_str()),
        _ => None,
    });
    assert_eq!(target, Some("#ref-oak2031"));
    let [Inline::Span { attributes, content }] = paragraph(&sources(&markup)[0]) else { panic!("no span") };
    assert_eq!(attributes.id.as_deref(), Some("ref-oak2031"));
    assert!(plain_text(content).starts_with("Oak, Ann. 2031."), "{content:?}");
}

#[test]
fn text_of_a_reference_is_never_markup() {
    let html = crate::html::render(&resolved("[@elm2029]\n", "apa"), &crate::html::Options::default());
    assert!(html.contains("&lt;bad&gt; hedge &amp; more"), "{html}");
}

#[test]
fn a_numeric_style_counts_in_order_and_keeps_pinpoints() {
    let markup = resolved("B [@elm2029], A [@oak2031, p. 9].\n", "ieee");
    assert_eq!(first(&markup), "B [1], A [2, p. 9].");
    assert!(plain_text(paragraph(&sources(&markup)[0])).starts_with("[1] "));
}

#[test]
fn a_note_style_makes_notes_in_order_with_those_of_the_author() {
    let markdown = "A [@oak2031, p. 9], b[^own] c [@oak2031].\n\n[^own]: Own words [@elm2029].\n";
    let markup = resolved(markdown, "chicago-notes");
    assert_eq!(markup.notes.len(), 3);
    let content = paragraph(&markup.blocks[0]);
    let number = |inline: &Inline| if let Inline::NoteRef(index) = inline { Some(*index) } else { None };
    assert_eq!(content.iter().filter_map(number).collect::<Vec<_>>(), [0, 1, 2]);
    assert_eq!(plain_text(content), "A, b c.");
    let notes: Vec<String> = markup.notes.iter().map(|note| plain_text(paragraph(&note.blocks[0]))).collect();
    assert!(notes[0].starts_with("Ann Oak, Trees of the North") && notes[0].ends_with("9."), "{notes:?}");
    assert!(notes[1].starts_with("Own words (Ben Elm") && notes[1].ends_with(")."), "{notes:?}");
}

#[test]
fn all_unknown_keys_are_shown_with_their_places() {
    let faults = faults("One [@oak2031; @oak2013].\n\n| a |\n|---|\n| @nobody |\n", "ieee");
    let place = |fault: &Diagnostic| fault.location.as_ref().map(|place| (place.line, place.column));
    assert_eq!(faults.iter().filter_map(place).collect::<Vec<_>>(), [(1, 16), (5, 3)]);
    assert_eq!(faults[0].hints, ["did you mean `oak2031`?"]);
}

#[test]
fn an_unknown_style_is_refused_with_near_names() {
    assert_eq!(Style::named("ieeee").expect_err("unknown").hints, ["did you mean `ieee`?"]);
    assert!(Style::named("chicago").expect_err("unknown").hints[0].contains("`chicago-notes`"));
}

#[test]
fn biblatex_is_read_and_its_faults_have_places() {
    let bib = "@book{yew, title={Yew}, author={Yew, Cat}, date={2030}}\n";
    let references = References::read(bib, "r.bib").expect("a book");
    let markup = markup::parse("[@yew]", "n.md").output;
    let markup =
        resolve(markup, &references, &Style::named("apa").expect("apa"), "[@yew]", "n.md").expect("known").output;
    assert_eq!(first(&markup), "(Yew, 2030)");
    let faults = References::read("@book{yew, title={Yew}\n\n@book{", "r.bib").expect_err("broken");
    assert!(faults[0].location.as_ref().is_some_and(|place| place.line > 0), "{faults:?}");
    assert!(References::read("only words", "r.bib").is_err());
}

#[test]
fn broken_json_is_shown_at_its_line() {
    let faults = References::read("[\n {\"id\": }\n]", "r.json").expect_err("broken");
    assert_eq!(faults[0].location.as_ref().map(|place| place.line), Some(2));
    assert!(References::read("[{\"title\": \"no id\"}]", "r.json").is_err());
}
