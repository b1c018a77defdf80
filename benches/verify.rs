//! Checks a second against a corpus of 1,000 texts, as `evenhand verify --jsonl` does them: `cargo bench --bench verify`.
//!
//! Half of the quotations are faithful, half have one word changed, which costs more: the nearest passage is looked for.

use divan::counter::ItemsCount;
use divan::{Bencher, black_box};
use evenhand::corpus::{Format, Text};
use evenhand::document;
use evenhand::verify::{Book, Quotable, check};

fn main() {
    divan::main();
}

const TEXTS: usize = 1_000;
/// Quotations of each text.
const QUOTATIONS: usize = 4;
const WORDS: &[&str] = &[
    "the", "council", "pier", "harbour", "would", "not", "repair", "before", "winter", "cost", "31", "million",
    "crowns", "and", "said", "ferry", "old", "town", "if", "storm", "may", "close", "bridge", "people", "of", "to",
    "a", "in", "new", "report", "engineer", "warned", "quay", "timber", "safe", "season", "mayor", "vote", "plan",
    "year",
];

/// A text of about 700 words; the same every time.
fn text(number: usize) -> String {
    let mut state = number as u64 + 1;
    let mut text = String::new();
    for sentence in 0..50 {
        for _ in 0..14 {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            text.push_str(WORDS[usize::try_from(state >> 33).expect("31 bits") % WORDS.len()]);
            text.push(' ');
        }
        text.push_str(if sentence % 5 == 4 { "here.\n\n" } else { "here. " });
    }
    text
}

fn books() -> Vec<Book> {
    let book = |number| {
        let text = Text::decoded(&format!("t{number}"), Format::Text, &text(number), None);
        Book::new(document::parse(&text).output, None)
    };
    (0..TEXTS).map(book).collect()
}

fn quotations(books: &[Book]) -> Vec<(usize, String)> {
    let quotation = |(at, turn): (usize, usize)| {
        let sentences = &books[at].document().sentences;
        let words = books[at].document().slice(sentences[(turn * 7 + at) % sentences.len()].span);
        (
            at,
            if turn % 2 == 0 {
                words.to_owned()
            } else {
                words.replacen(" the ", " a certain ", 1).replacen("here", "there", 1)
            },
        )
    };
    let turns = (0..QUOTATIONS).flat_map(|turn| (0..books.len()).map(move |at| (at, turn)));
    turns.map(quotation).collect()
}

#[divan::bench]
fn checks(bencher: Bencher<'_, '_>) {
    let books = books();
    let quotations = quotations(&books);
    bencher.counter(ItemsCount::new(quotations.len())).bench_local(|| {
        for (at, quote) in &quotations {
            black_box(check(Quotable { quote: black_box(quote), speaker: None, at: None }, &books[*at]));
        }
    });
}

#[divan::bench(sample_count = 10)]
fn texts_made_ready(bencher: Bencher<'_, '_>) {
    bencher.counter(ItemsCount::new(TEXTS)).bench_local(|| black_box(books()));
}
