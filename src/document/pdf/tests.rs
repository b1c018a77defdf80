//! Tests with small files, written by hand and by the program itself.

use std::fmt::Write;

use super::super::{BlockKind, Document, Furniture, parse};
use super::Fault;
use crate::corpus::{Content, Format, Text};
use crate::diagnostic::Warned;

/// Makes a file with a page for each content stream; `/F1` is Helvetica, `/F2` its bold, `/I1` a picture.
fn file(pages: &[String]) -> Vec<u8> {
    let kids: String = (0..pages.len()).map(|page| format!("{} 0 R ", 6 + 2 * page)).collect();
    let font = |name: &str| format!("<</Type/Font/Subtype/Type1/BaseFont/{name}/Encoding/WinAnsiEncoding>>");
    let mut objects = vec![
        "<</Type/Catalog/Pages 2 0 R/Lang(en-GB)>>".to_owned(),
        format!(
            "<</Type/Pages/Kids[{kids}]/Count {}/MediaBox[0 0 600 800]/Resources<</Font<</F1 3 0 R/F2 4 0 R>>/XObject<</I1 5 0 R>>>>>>",
            pages.len()
        ),
        font("Helvetica"),
        font("Helvetica-Bold"),
        "<</Type/XObject/Subtype/Image/Length 0>>\nstream\n\nendstream".to_owned(),
    ];
    for (page, content) in pages.iter().enumerate() {
        objects.push(format!("<</Type/Page/Parent 2 0 R/Contents {} 0 R>>", 7 + 2 * page));
        objects.push(format!("<</Length {}>>\nstream\n{content}\nendstream", content.len()));
    }
    let mut text = String::from("%PDF-1.7\n");
    let mut offsets = String::new();
    for (number, object) in objects.iter().enumerate() {
        let _ = writeln!(offsets, "{:010} 00000 n ", text.len());
        let _ = write!(text, "{} 0 obj\n{object}\nendobj\n", number + 1);
    }
    let (start, size) = (text.len(), objects.len() + 1);
    let _ = write!(
        text,
        "xref\n0 {size}\n0000000000 65535 f \n{offsets}trailer\n<</Size {size}/Root 1 0 R>>\nstartxref\n{start}\n%%EOF\n"
    );
    text.into_bytes()
}

/// Writes a line.
fn line(font: &str, size: u32, left: u32, base: u32, words: &str) -> String {
    format!("BT /{font} {size} Tf {left} {base} Td ({words}) Tj ET\n")
}

fn lines(left: u32, top: u32, words: &[&str]) -> String {
    (0..).zip(words).map(|(at, words)| line("F1", 10, left, top - 12 * at, words)).collect()
}

fn reading(bytes: Vec<u8>) -> Warned<Document> {
    let mut text = Text::decoded("a.pdf", Format::Pdf, "", None);
    text.content = Content::Bytes(bytes);
    parse(&text)
}

fn shown(document: &Document) -> Vec<(BlockKind, &str)> {
    let article = document.blocks.iter().filter(|block| block.furniture.is_none());
    article.map(|block| (block.kind, document.slice(block.span))).collect()
}

const LEFT: [&str; 4] = [
    "The council of the island voted on Monday to",
    "build a second bridge over the sound, at a cost that",
    "nobody has calcu-",
    "lated so far.",
];
const RIGHT: [&str; 4] = [
    "Traders on the quay fear that the tolls will make",
    "their fish too dear. They ask for a long delay",
    "and for a vote of all who live there before",
    "the work begins.",
];

#[test]
fn columns_are_read_one_after_the_other_below_a_title_that_spans_them() {
    let page = line("F2", 18, 50, 740, "A second bridge over the sound divides the island again")
        + &lines(50, 700, &LEFT)
        + &lines(320, 697, &RIGHT);
    let Warned { output, .. } = reading(file(&[page]));
    let expected = [
        (BlockKind::Title, "A second bridge over the sound divides the island again"),
        (
            BlockKind::Paragraph,
            "The council of the island voted on Monday to build a second bridge over the sound, at a cost that nobody has calculated so far.",
        ),
        (
            BlockKind::Paragraph,
            "Traders on the quay fear that the tolls will make their fish too dear. They ask for a long delay and for a vote of all who live there before the work begins.",
        ),
    ];
    assert_eq!(shown(&output), expected);
    assert_eq!(output.metadata.language.as_deref(), Some("en-GB"));
}

#[test]
fn a_paragraph_goes_on_overleaf_and_running_lines_are_furniture() {
    let page = |number: u32, words: &[&str]| {
        line("F1", 8, 50, 780, "Harbour papers")
            + &lines(50, 700, words)
            + &line("F1", 8, 300, 20, &format!("Page {number}"))
    };
    let pages = [page(1, &LEFT[..2]), page(2, &["nobody has calculated so far, said the mayor."])];
    let Warned { output, .. } = reading(file(&pages));
    let words = "The council of the island voted on Monday to build a second bridge over the sound, at a cost that nobody \
                 has calculated so far, said the mayor.";
    assert_eq!(shown(&output), [(BlockKind::Paragraph, words)]);
    let running = output.blocks.iter().filter(|block| block.furniture == Some(Furniture::Running));
    assert_eq!(running.count(), 4);
    let page_of = |words: &str| output.text.find(words).and_then(|at| output.page_at(at));
    assert_eq!((page_of("council"), page_of("calculated"), page_of("Page 1")), (Some(1), Some(2), Some(1)));
}

#[test]
fn tables_stay_rows_and_items_lose_their_marks() {
    let mut page = lines(50, 700, &["These are the ships that called at the port in the year of the great storm:"]);
    for (at, (name, count)) in (0..).zip([("Sund", "14"), ("Brant", "9"), ("Holm", "27"), ("Vik", "3")]) {
        page += &line("F1", 10, 50, 660 - 14 * at, name);
        page += &line("F1", 10, 300, 660 - 14 * at, count);
    }
    page += &lines(50, 580, &["\\225 Traders pay half.", "\\225 The town pays the rest."]);
    let Warned { output, .. } = reading(file(&[page]));
    assert_eq!(
        shown(&output)[1..],
        [
            (BlockKind::TableRow, "Sund | 14"),
            (BlockKind::TableRow, "Brant | 9"),
            (BlockKind::TableRow, "Holm | 27"),
            (BlockKind::TableRow, "Vik | 3"),
            (BlockKind::ListItem, "Traders pay half."),
            (BlockKind::ListItem, "The town pays the rest."),
        ]
    );
}

#[test]
fn marks_of_footnotes_are_no_part_of_words_and_figures() {
    let raised = |left: u32, mark: &str| format!("BT /F1 6 Tf {left} 704 Td ({mark}) Tj ET\n");
    let page = line("F1", 10, 50, 700, "The fleet")
        + &raised(89, "3")
        + &line("F1", 10, 97, 700, "holds 20")
        + &raised(137, "4");
    let Warned { output, .. } = reading(file(&[page]));
    assert_eq!(output.text, "The fleet holds 20⁴");
}

#[test]
fn replacement_text_and_artifacts_are_obeyed() {
    let page = "/Span <</ActualText (fine)>> BDC ".to_owned()
        + &line("F1", 10, 50, 700, "f1ne")
        + "EMC /Artifact BMC "
        + &line("F1", 10, 50, 500, "Draft")
        + "EMC";
    let Warned { output, .. } = reading(file(&[page]));
    assert_eq!(shown(&output), [(BlockKind::Paragraph, "fine")]);
}

#[test]
fn what_cannot_be_read_is_named() {
    let fault = |bytes: Vec<u8>| reading(bytes).warnings.into_iter().find(|found| found.rule == "unreadable");
    let message = |bytes: Vec<u8>| fault(bytes).map(|found| found.message).unwrap_or_default();
    assert_eq!(message(b"words".to_vec()), format!("`a.pdf` {}", Fault::Damaged));
    assert_eq!(message(file(&[String::new()])), format!("`a.pdf` {}", Fault::Empty));
    assert_eq!(message(file(&["/I1 Do".to_owned()])), format!("`a.pdf` {}", Fault::Scanned));
    let whole = file(&[lines(50, 700, &LEFT)]);
    assert_eq!(message(whole[..whole.len() / 2].to_vec()), format!("`a.pdf` {}", Fault::Damaged));
}

#[test]
fn content_made_to_hang_is_read() {
    let form = "q ".repeat(50_000) + "/F1 10 Tf BT (" + &"(".repeat(50_000);
    let numbers = "1 ".repeat(200_000) + "Tj";
    for page in [form, numbers, "BI ID".to_owned(), "[".repeat(100_000), "<".repeat(99_999)] {
        reading(file(&[page]));
    }
}

#[test]
fn a_page_whose_words_run_upwards_is_turned() {
    let words = ["The council will build a bridge over the sound.", "It asked the town to pay for it."];
    let up = |left: u32, words: &str| format!("BT /F1 10 Tf 0 1 -1 0 {left} 100 Tm ({words}) Tj ET\n");
    let down = |left: u32, words: &str| format!("BT /F1 10 Tf 0 -1 1 0 {left} 700 Tm ({words}) Tj ET\n");
    let upwards = reading(file(&[up(100, words[0]) + &up(140, words[1])])).output;
    let downwards = reading(file(&[down(140, words[0]) + &down(100, words[1])])).output;
    assert_eq!(shown(&upwards).iter().map(|(_, words)| *words).collect::<Vec<_>>(), words);
    assert_eq!(shown(&downwards).iter().map(|(_, words)| *words).collect::<Vec<_>>(), words);
    // The label of an archive beside upright words stays out.
    let labelled = reading(file(&[up(20, "archive:2601") + &lines(72, 700, &words)])).output;
    assert!(!labelled.text.contains("archive"));
}

#[test]
fn what_a_program_said_before_the_file_is_passed_over() {
    let mut bytes = b"Setting up fonts.\nDone.\n".to_vec();
    bytes.extend(file(&[lines(72, 700, &["Words that stay."])]));
    assert_eq!(reading(bytes).output.text, "Words that stay.");
}

#[test]
fn the_pages_beyond_the_limit_are_left_out_and_that_is_said() {
    let pages: Vec<String> =
        (0..super::PAGES + 3).map(|page| line("F1", 10, 72, 700, &format!("Words {page} stay."))).collect();
    let warned = reading(file(&pages));
    assert!(warned.warnings.iter().any(|found| found.rule == "page-limit" && found.message.contains("10000 pages")));
    assert!(warned.output.text.contains("Words 9999 stay.") && !warned.output.text.contains("Words 10000 stay."));
}
