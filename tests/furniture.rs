//! How well page furniture is told from the article in text saved from web pages.
//!
//! `tests/furniture/*.txt` are invented pages of several looks. A line that begins with `~ ` is furniture, one with
//! `? ` may be either, the others are the article; the marks are cut off before the text is read. Counted are lines.
//! Run with `--nocapture` to see the figures and each line that was told wrongly.

#![expect(clippy::disallowed_methods, reason = "tests read their cases")]
#![expect(clippy::print_stdout, reason = "the figures are for people who run the test")]

use std::fs;
use std::path::Path;

use evenhand::corpus::{Format, Text};
use evenhand::document::{self, Document};

/// What stands before a line says.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Gold {
    Article,
    Furniture,
    Either,
}

fn case(marked: &str) -> (String, Vec<Gold>) {
    let lines = marked.lines().map(|line| match (line.strip_prefix("~ "), line.strip_prefix("? ")) {
        (Some(line), _) => (line, Gold::Furniture),
        (_, Some(line)) => (line, Gold::Either),
        _ => (line, Gold::Article),
    });
    let (lines, gold): (Vec<_>, Vec<_>) = lines.unzip();
    (lines.join("\n"), gold)
}

/// Tells for each line whether it was marked: as furniture, or as a byline or date line, which are that too.
fn marked(document: &Document, lines: usize) -> Vec<bool> {
    let mut marked = vec![false; lines];
    for block in document.blocks.iter().filter(|block| block.furniture.is_some()) {
        for line in document.positions.line(block.span.start)..=document.positions.line(block.span.end - 1) {
            marked[line - 1] = true;
        }
    }
    marked
}

#[test]
fn furniture_is_told_from_the_article() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/furniture");
    let mut files: Vec<_> = fs::read_dir(folder).expect("cases").map(|entry| entry.expect("an entry").path()).collect();
    files.sort();
    let (mut right, mut wrong, mut missed) = (0, 0, 0);
    for file in &files {
        let (text, gold) = case(&fs::read_to_string(file).expect("a case"));
        let document = document::parse(&Text::decoded("page.txt", Format::Text, &text, None)).output;
        let found = marked(&document, gold.len());
        for ((line, gold), is_marked) in text.lines().zip(gold).zip(found) {
            let fault = match (gold, is_marked) {
                (Gold::Furniture, true) => {
                    right += 1;
                    continue;
                }
                (Gold::Furniture, false) => {
                    missed += 1;
                    "missed"
                }
                (Gold::Article, true) => {
                    wrong += 1;
                    "wrong"
                }
                _ => continue,
            };
            let name = file.file_name().unwrap_or_default().to_string_lossy();
            println!("{fault:6} {name}: {line}");
        }
    }
    let share = |part: u32, of: u32| f64::from(part) / f64::from(of.max(1));
    let (precision, recall) = (share(right, right + wrong), share(right, right + missed));
    println!(
        "{} pages, {} lines of furniture: precision {precision:.3}, recall {recall:.3}",
        files.len(),
        right + missed
    );
    assert!(precision >= 0.95 && recall >= 0.9, "precision {precision:.3}, recall {recall:.3}");
}
