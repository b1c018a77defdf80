//! Time to read a text and state its facts, at 1, 10 and 100 times the length: `cargo bench --bench extract`.
//!
//! What must stay level from one length to the next is the throughput, which is the inverse of the time a byte takes:
//! 5 MB/s are 200 ns a byte. The nasty texts are those on which a rule that looks too far would take quadratic time;
//! `tests/extract_nasty.rs` runs them at full length and asks whether their sheets are right.

use divan::counter::BytesCount;
use divan::{Bencher, black_box};
use evenhand::corpus::{Format, Text};
use evenhand::document;
use evenhand::lexicon::Lexicon;
use evenhand::sheet::{self, Options};

fn main() {
    // Read before anything is measured.
    Lexicon::built_in();
    divan::main();
}

/// How many times the length.
const TIMES: [usize; 3] = [1, 10, 100];

/// Length of the shortest text, in bytes.
const LENGTH: usize = 10_000;

/// Measures a text of `times` times [`LENGTH`] bytes, made of `unit` again and again.
fn measure(bencher: Bencher<'_, '_>, format: Format, unit: &str, times: usize) {
    let text = unit.repeat((LENGTH * times).div_ceil(unit.len()));
    let options = Options { lexicon: Lexicon::built_in(), question: None };
    bencher.counter(BytesCount::of_str(&text)).bench_local(|| {
        let document = document::parse(&Text::decoded("bench", format, black_box(&text), None)).output;
        sheet::extract(&document, options)
    });
}

/// Paragraphs of a report, with all kinds of facts.
#[divan::bench(args = TIMES)]
fn ordinary(bencher: Bencher<'_, '_>, times: usize) {
    const REPORT: &str = "\
        The harbour council voted on Monday to build a second bridge, which will cost more than €30 million and open \
        by 2035. “We promised the islands a road, and a robust one,” Mayor Ada Vance said, while the fishermen’s union \
        warned that the plan could fail if the state pays less than half.\n\n\
        According to the port, 1,200 lorries wait each week; whether the toll covers the interest is unclear. Vance \
        told reporters that the treasury had agreed to lend 12 million unless the vote in May goes against it.\n\n";
    measure(bencher, Format::Text, REPORT, times);
}

/// Nothing but quotation marks: 100,000 of them at the tenfold length.
#[divan::bench(args = TIMES)]
fn quotation_marks(bencher: Bencher<'_, '_>, times: usize) {
    measure(bencher, Format::Text, "\"", times);
}

/// Quotations that open and never close.
#[divan::bench(args = TIMES)]
fn open_quotations(bencher: Bencher<'_, '_>, times: usize) {
    measure(bencher, Format::Text, "“Ada Vance said ", times);
}

/// One sentence in one line.
#[divan::bench(args = TIMES)]
fn one_sentence(bencher: Bencher<'_, '_>, times: usize) {
    let unit = "the council said on Monday that Ada Vance will build 30 boats if the towns agree, ";
    measure(bencher, Format::Text, unit, times);
}

/// Brackets within brackets.
#[divan::bench(args = TIMES)]
fn nested_brackets(bencher: Bencher<'_, '_>, times: usize) {
    measure(bencher, Format::Text, "(he said [", times);
}

/// Quotations within quotations.
#[divan::bench(args = TIMES)]
fn nested_quotations(bencher: Bencher<'_, '_>, times: usize) {
    measure(bencher, Format::Text, "she said, “he said, ‘", times);
}

/// Block quotes within block quotes.
#[divan::bench(args = TIMES)]
fn nested_blocks(bencher: Bencher<'_, '_>, times: usize) {
    measure(bencher, Format::Markdown, "> ", times);
}

/// Words from right to left.
#[divan::bench(args = TIMES)]
fn right_to_left(bencher: Bencher<'_, '_>, times: usize) {
    measure(bencher, Format::Text, "אמר ראש העיר: “שלום”. ", times);
}

/// Letters of four scripts without a space.
#[divan::bench(args = TIMES)]
fn no_spaces(bencher: Bencher<'_, '_>, times: usize) {
    measure(bencher, Format::Text, "aВ漢𝒳", times);
}
