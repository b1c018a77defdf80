//! What shells and `man` are told of the command line.

#![expect(clippy::disallowed_methods, reason = "tests read what was written")]

use std::process::Command;

use tempfile::TempDir;

fn evenhand(arguments: &[&str]) -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_evenhand")).args(arguments).output().expect("the program starts");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).expect("text")
}

#[test]
fn every_shell_gets_a_script_that_knows_the_commands() {
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        let script = evenhand(&["completions", shell]);
        assert!(script.contains("verify") && script.contains("message-format"), "{shell}");
    }
}

#[test]
fn the_manual_has_a_page_for_the_program_and_one_a_command() {
    let page = evenhand(&["man"]);
    assert!(page.contains(".TH evenhand 1") && page.contains("bundle"), "{page}");
    let folder = TempDir::new().expect("a folder");
    evenhand(&["man", "--output", folder.path().to_str().expect("a path")]);
    for name in ["evenhand.1", "evenhand-build.1", "evenhand-template.1"] {
        let page = std::fs::read_to_string(folder.path().join(name)).expect(name);
        assert!(page.contains(".SH SYNOPSIS"), "{name}");
    }
}
