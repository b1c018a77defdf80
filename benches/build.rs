//! Time of the worked example's build, in memory, and of its stages: `cargo bench --bench build`.
//!
//! For the whole process with its peak memory: `/usr/bin/time -v target/release/evenhand build`.

use std::path::Path;

use divan::{Bencher, black_box};
use evenhand::lexicon::Lexicon;
use evenhand::project::{self, Inputs};
use evenhand::{files, sheet};

fn main() {
    divan::main();
}

fn inputs() -> Inputs {
    files::read_project(Path::new(env!("CARGO_MANIFEST_DIR"))).output
}

#[divan::bench]
fn whole_build(bencher: Bencher<'_, '_>) {
    let inputs = inputs();
    bencher.bench_local(|| project::build(black_box(&inputs), None));
}

#[divan::bench]
fn read(bencher: Bencher<'_, '_>) {
    let inputs = inputs();
    bencher.bench_local(|| project::read(black_box(&inputs)));
}

#[divan::bench]
fn extract(bencher: Bencher<'_, '_>) {
    let documents = project::read(&inputs()).output;
    let options = sheet::Options { lexicon: Lexicon::built_in(), question: None };
    bencher.bench_local(|| {
        for document in &documents {
            black_box(sheet::extract(black_box(document), options));
        }
    });
}

#[divan::bench]
fn compare(bencher: Bencher<'_, '_>) {
    let inputs = inputs();
    let stated = project::state(&inputs, project::read(&inputs).output).output;
    bencher.bench_local(|| project::compare(black_box(&inputs), &stated, None));
}

#[divan::bench]
fn notes(bencher: Bencher<'_, '_>) {
    let inputs = inputs();
    let stated = project::state(&inputs, project::read(&inputs).output).output;
    let compared = project::compare(&inputs, &stated, None).output;
    bencher.bench_local(|| {
        for compared in &compared {
            black_box(project::notes(&inputs, compared));
        }
    });
}
