//! What the GitHub action, the workflows, the GitLab template and the pre-commit hooks call must exist.

#![expect(clippy::disallowed_methods, reason = "tests read files of the repository")]

use std::ffi::OsString;
use std::path::Path;

use evenhand::{cli, yaml};

const FILES: [&str; 5] = [
    "action.yml",
    ".pre-commit-hooks.yaml",
    "integrations/gitlab-ci.yml",
    ".github/workflows/ci.yml",
    ".github/workflows/release.yml",
];

fn read(file: &str) -> String {
    std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(file)).expect(file)
}

/// Command lines that begin with `evenhand`, after a key, a dash or a line's start.
fn commands(text: &str) -> Vec<Vec<String>> {
    let lines = text.lines().filter_map(|line| {
        let line = line.trim_start_matches([' ', '-']);
        let line = ["entry: ", "run: "].iter().find_map(|key| line.strip_prefix(key)).unwrap_or(line);
        line.starts_with("evenhand ").then(|| line.split(" > ").next().unwrap_or(line))
    });
    let words = |line: &str| line.split_whitespace().map(|word| word.trim_matches('"').to_owned()).collect();
    lines.filter(|line| !line.contains("${arguments")).map(words).collect()
}

#[test]
fn every_file_is_yaml() {
    for file in FILES {
        let faults = match yaml::parse(&read(file), file) {
            Ok(tree) => tree.faults,
            Err(faults) => faults,
        };
        assert!(faults.is_empty(), "{faults:?}");
    }
}

#[test]
fn every_command_line_in_them_is_one_of_the_program() {
    let mut count = 0;
    for file in FILES {
        for words in commands(&read(file)) {
            count += 1;
            match cli::parse(words.iter().map(OsString::from)) {
                Ok(_) => {}
                Err(error) => assert!(!error.use_stderr(), "{file}: {words:?}: {error}"),
            }
        }
    }
    let of_action =
        read("action.yml").lines().find_map(|line| line.trim().strip_prefix("default: check ").map(str::to_owned));
    let words = format!("evenhand check {}", of_action.expect("the action's command"));
    assert!(cli::parse(words.split(' ').map(OsString::from)).is_ok(), "{words}");
    assert!(count >= 6, "{count}");
}

#[test]
fn every_script_of_ci_that_they_call_is_there() {
    for file in FILES {
        for part in read(file).split_whitespace().filter(|part| part.starts_with("ci/") || part.starts_with(".ci/")) {
            let script = Path::new(env!("CARGO_MANIFEST_DIR")).join(part);
            assert!(script.is_file(), "{file}: {part}");
        }
    }
    let checks = read("ci/check");
    let matrix = read(".github/workflows/ci.yml");
    let named =
        matrix.lines().find_map(|line| line.trim().strip_prefix("check: [")?.strip_suffix(']')).expect("checks");
    for name in named.split(", ") {
        assert!(checks.contains(&format!("\n{name}() {{")), "{name}");
    }
}
