//! Time to set notes as PDF: `cargo bench --bench pdf`.
//!
//! One short note, and long ones made of it: the time a page must not grow with the number of pages.

use divan::counter::ItemsCount;
use divan::{Bencher, black_box};
use evenhand::markup::{self, Markup};
use evenhand::pdf::{self, Options};

fn main() {
    divan::main();
}

const NOTE: &str = include_str!("../tests/pdf/every-block.md");

/// A note of `parts` parts; each begins with words of its own, so that not all is remembered.
fn note(parts: usize) -> (Markup, Options) {
    let (metadata, body) = NOTE.split_at(NOTE.find("# The question").unwrap_or(0));
    let mut markdown = metadata.to_owned();
    for part in 0..parts {
        let numbered = body.replace("[^", &format!("[^{part}-")).replace("{#", &format!("{{#part-{part}-"));
        markdown.push_str(&format!("Part number{part} of the note{part} begins{part} here.\n\n{numbered}\n\n"));
    }
    let markup = markup::parse(&markdown, "note.md").output;
    (markup, Options { file: "note.md".into(), markdown, ..Options::default() })
}

#[divan::bench(args = [1, 10, 100])]
fn parts(bencher: Bencher<'_, '_>, parts: usize) {
    let (markup, options) = note(parts);
    let pages = pdf::render(&markup, &options).map_or(0, |set| set.output.pages);
    bencher.counter(ItemsCount::new(pages)).bench_local(|| pdf::render(black_box(&markup), black_box(&options)));
}
