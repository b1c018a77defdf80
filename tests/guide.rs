//! The commands of README and guide are run as they stand there.
//!
//! A page is one session in an empty folder: a block after `<!-- file: PATH -->` is written to PATH, of a block marked
//! `console` every line after `$ ` is run in order by one shell, and the lines below it must be in what it prints; `…`
//! stands for anything.

#![cfg(unix)]
#![expect(clippy::disallowed_methods, reason = "tests write files and start programs")]

use std::fmt::Write as _;
use std::path::Path;
use std::process::Command;

use tempfile::TempDir;

/// A fenced block with its info string and the file it is to be written to.
struct Block {
    info: String,
    file: Option<String>,
    text: String,
}

fn blocks(page: &str) -> Vec<Block> {
    let mut blocks = Vec::new();
    let mut file = None;
    let mut lines = page.lines();
    while let Some(line) = lines.next() {
        if let Some(path) = line.strip_prefix("<!-- file: ").and_then(|rest| rest.strip_suffix(" -->")) {
            file = Some(path.to_owned());
        } else if let Some(info) = line.strip_prefix("```") {
            let text: Vec<_> = lines.by_ref().take_while(|line| *line != "```").collect();
            let text = text.iter().fold(String::new(), |text, line| text + line + "\n");
            blocks.push(Block { info: info.to_owned(), file: file.take(), text });
        }
    }
    blocks
}

/// Tells whether `line` is in `output`, with anything for `…`.
fn is_in(line: &str, output: &str) -> bool {
    let fits = |shown: &str| {
        let mut rest = shown;
        line.split('…').all(|part| match rest.find(part) {
            Some(at) => {
                rest = &rest[at + part.len()..];
                true
            }
            None => false,
        })
    };
    output.lines().any(fits)
}

/// Runs a page; returns how many commands that were.
fn run(page: &str, skip: &[&str]) -> usize {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(page);
    let text = std::fs::read_to_string(path).expect(page);
    let folder = TempDir::new().expect("a folder");
    let mut script = String::from("set -e\n");
    let mut expected: Vec<(usize, &str)> = Vec::new();
    let mut count = 0;
    let blocks = blocks(&text);
    for block in &blocks {
        if let Some(file) = &block.file {
            // The folder of the session may have been changed by then: the shell writes it.
            let _ = writeln!(
                script,
                "mkdir -p \"$(dirname {file})\"\ncat > {file} <<'END OF FILE'\n{}END OF FILE",
                block.text
            );
        }
        if block.info != "console" {
            continue;
        }
        for line in block.text.lines() {
            match line.strip_prefix("$ ") {
                Some(command) if skip.iter().any(|skip| command.starts_with(skip)) => {}
                Some(command) => {
                    count += 1;
                    let command = command.split("   #").next().unwrap_or(command);
                    let _ = writeln!(script, "echo '== {count}'\n{command}");
                }
                None if line.is_empty() => {}
                None => expected.push((count, line)),
            }
        }
    }
    let bin = Path::new(env!("CARGO_BIN_EXE_evenhand")).parent().expect("a folder");
    let paths = std::env::join_paths(
        std::iter::once(bin.to_owned()).chain(std::env::var_os("PATH").iter().flat_map(std::env::split_paths)),
    );
    let output = Command::new("sh")
        .args(["-c", &format!("exec 2>&1\n{script}")])
        .current_dir(folder.path())
        .env("PATH", paths.expect("paths"))
        .output()
        .expect("a shell");
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(output.status.success(), "{page}: {}\n{said}", output.status);
    for (number, line) in expected {
        let of_command = said.split("== ").find_map(|part| part.strip_prefix(&format!("{number}\n")));
        assert!(is_in(line, of_command.unwrap_or_default()), "{page}: `{line}` is not in\n{said}");
    }
    count
}

#[test]
fn the_readme_can_be_followed() {
    assert!(run("README.md", &["cargo "]) >= 6);
}

#[test]
fn a_first_brief_takes_what_the_guide_says() {
    assert!(run("docs/guide/first-brief.md", &[]) >= 8);
}

#[test]
fn the_other_pages_of_the_guide_can_be_followed() {
    for page in ["review", "ci", "house-style", "zotero", "accessibility", "cluster"] {
        let count = run(&format!("docs/guide/{page}.md"), &[]);
        assert!(count >= 3, "{page}: {count}");
    }
}

#[test]
fn every_page_is_in_the_summary_and_every_link_leads_somewhere() {
    let docs = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs");
    let summary = std::fs::read_to_string(docs.join("SUMMARY.md")).expect("a summary");
    let link = regex::Regex::new(r"\]\(([^)\s#]+)(?:#[^)]*)?\)").expect("a pattern");
    let mut pages = 0;
    for entry in walkdir::WalkDir::new(&docs) {
        let path = entry.expect("a file").into_path();
        let name = path.strip_prefix(&docs).expect("a page").to_string_lossy().into_owned();
        if !name.ends_with(".md") {
            continue;
        }
        pages += 1;
        assert!(name == "SUMMARY.md" || summary.contains(&format!("]({name})")), "{name} is not in the summary");
        let text = std::fs::read_to_string(&path).expect("a page");
        let outside = blocks(&text).iter().fold(text.clone(), |text, block| text.replace(&block.text, ""));
        for target in link.captures_iter(&outside).map(|found| found[1].to_owned()) {
            let is_address = target.contains("://") || target.starts_with("mailto:") || target.contains("example");
            let file = path.parent().expect("a folder").join(&target);
            assert!(is_address || file.exists(), "{name}: {target}");
        }
    }
    assert!(pages > 60, "{pages}");
}
