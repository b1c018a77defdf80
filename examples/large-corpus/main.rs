//! Makes a project with as many invented articles as asked for, to measure with:
//! `cargo run --release --example large-corpus -- FOLDER COUNT`, then `evenhand -C FOLDER build`.

#[path = "texts.rs"]
mod texts;

use std::io;
use std::path::Path;
use std::process::ExitCode;

use evenhand::files::{self, Output};

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [folder, count] = &arguments[..] else { return usage() };
    let Ok(count) = count.parse::<usize>() else { return usage() };
    match make(Path::new(folder), count) {
        Ok(()) => ExitCode::SUCCESS,
        Err(_) => ExitCode::FAILURE,
    }
}

fn usage() -> ExitCode {
    // The one thing to be said; an example may print it.
    let _ = io::Write::write_all(&mut io::stderr(), b"usage: large-corpus FOLDER COUNT\n");
    ExitCode::from(2)
}

fn make(root: &Path, count: usize) -> Result<(), Vec<evenhand::diagnostic::Diagnostic>> {
    let article = |number: usize| {
        let stem = format!("corpus/article-{number:06}");
        [
            Output { file: format!("{stem}.txt"), bytes: texts::article(number).into_bytes() },
            Output { file: format!("{stem}.meta.yaml"), bytes: texts::meta(number).into_bytes() },
        ]
    };
    let brief = Output { file: "briefs/charge/brief.yaml".into(), bytes: texts::brief().into() };
    let outputs: Vec<Output> = (0..count).flat_map(article).chain([brief]).collect();
    files::write_new(root, &outputs)
}
