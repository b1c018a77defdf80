//! The tutorial, followed to the letter in an empty folder: every file is written and every command run as it stands.
//!
//! A block whose information string has a second word is a file: it is written there, or, with `replace`, its first
//! line is replaced in that file by its second. In `console` blocks the lines after `$ evenhand …` are what it says;
//! `...` stands for any lines. A command whose output begins with `error` fails.

#![expect(clippy::disallowed_methods, reason = "tests make project folders")]

use std::fs;
use std::path::Path;
use std::process::Command;

use tempfile::TempDir;

/// One fenced block: its information string, its lines, and the line of the page it begins at.
struct Block<'a> {
    info: &'a str,
    lines: Vec<&'a str>,
    at: usize,
}

fn blocks(page: &str) -> Vec<Block<'_>> {
    let mut blocks = Vec::new();
    let mut open: Option<Block<'_>> = None;
    for (index, line) in page.lines().enumerate() {
        match (&mut open, line.strip_prefix("```")) {
            (None, Some(info)) => open = Some(Block { info, lines: Vec::new(), at: index + 1 }),
            (Some(_), Some(_)) => blocks.extend(open.take()),
            (Some(block), None) => block.lines.push(line),
            (None, None) => {}
        }
    }
    assert!(open.is_none(), "a block is not closed");
    blocks
}

/// Runs one command and holds what it says against `expected`.
fn follow(folder: &Path, command: &str, expected: &[&str], at: usize) {
    let mut words = command.split_whitespace();
    assert_eq!(words.next(), Some("evenhand"), "line {at}");
    let output = Command::new(env!("CARGO_BIN_EXE_evenhand")).current_dir(folder).args(words).output().expect("runs");
    let text = [output.stdout, output.stderr].map(|bytes| String::from_utf8_lossy(&bytes).into_owned()).concat();
    let fails = expected.first().is_some_and(|line| line.starts_with("error"));
    let warns = command.contains("--deny-warnings");
    assert!(warns || output.status.success() != fails, "line {at}: {command}: {text}");
    let said: Vec<&str> = text.lines().map(str::trim_end).collect();
    let mut next = 0;
    let mut gap = false;
    for line in expected {
        if *line == "..." {
            gap = true;
            continue;
        }
        let found = said.iter().skip(next).position(|said| said == line);
        let found = found.filter(|&found| gap || found == 0);
        let Some(found) = found else { panic!("line {at}: `{command}` does not say `{line}` there, but:\n{text}") };
        next += found + 1;
        gap = false;
    }
    assert!(gap || next == said.len(), "line {at}: `{command}` says more:\n{text}");
}

#[test]
fn a_newcomer_who_follows_the_tutorial_gets_a_branded_note_of_two_pages() {
    let page = fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/docs/templates/tutorial.md")).expect("there");
    let folder = TempDir::new().expect("a folder");
    let mut commands = 0;
    for block in blocks(&page) {
        let (kind, path) = block.info.split_once(' ').unwrap_or((block.info, ""));
        let file = folder.path().join(path);
        match (kind, path) {
            ("console", "") => {
                let mut parts = block.lines.as_slice();
                while let Some((command, rest)) = parts.split_first() {
                    let command = command.strip_prefix("$ ").expect("a command");
                    let end = rest.iter().position(|line| line.starts_with("$ ")).unwrap_or(rest.len());
                    follow(folder.path(), command, &rest[..end], block.at);
                    parts = &rest[end..];
                    commands += 1;
                }
            }
            (_, "") => panic!("line {}: a block that nobody follows", block.at),
            ("replace", _) => {
                let text = fs::read_to_string(&file).expect("written before");
                let [old, new] = block.lines[..] else { panic!("line {}: two lines", block.at) };
                assert!(text.contains(old), "line {}", block.at);
                fs::write(&file, text.replace(old, new)).expect("written");
            }
            (_, _) => fs::write(&file, block.lines.join("\n") + "\n").expect("written"),
        }
    }
    assert!(commands >= 10, "{commands} commands");
    let read = |name: &str| fs::read(folder.path().join("briefs/tram").join(name)).expect("built");
    let html = String::from_utf8(read("cabinet.html")).expect("text");
    assert!(html.contains("#5b1a3a") && html.contains("Points of dispute"), "colours and words are the house's");
    assert!(String::from_utf8(read("kabinett.html")).expect("text").contains("Streitpunkte"));
    let pdf = lopdf::Document::load_mem(&read("cabinet.pdf")).expect("a PDF");
    assert_eq!(pdf.get_pages().len(), 2);
}
