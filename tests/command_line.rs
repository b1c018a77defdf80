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

#[test]
fn the_help_of_every_command_has_examples_that_are_command_lines() {
    use clap::CommandFactory;
    let program = evenhand::cli::args::Arguments::command();
    for command in program.get_subcommands() {
        let help = evenhand(&[command.get_name(), "--help"]);
        let examples: Vec<_> = help.lines().filter_map(|line| line.strip_prefix("  evenhand ")).collect();
        assert!(!examples.is_empty(), "{}", command.get_name());
        for example in examples {
            let line = example.split(" > ").next().unwrap_or(example).split(" < ").next().unwrap_or(example);
            let line = line.split(" >> ").next().unwrap_or(line).split(" | ").next().unwrap_or(line);
            let line = line.split("    (").next().unwrap_or(line).replace('\'', "");
            // Names of people are two words in quotation marks: one is enough here.
            let words = line.replace("Ada Vance", "Ada").replace(" -l -", "");
            let words = std::iter::once("evenhand").chain(words.split_whitespace()).map(std::ffi::OsString::from);
            assert!(evenhand::cli::parse(words.collect::<Vec<_>>()).is_ok(), "{example}");
        }
    }
}

#[test]
fn an_empty_folder_is_told_how_to_begin_and_a_slip_is_understood() {
    let folder = TempDir::new().expect("a folder");
    let run = |arguments: &[&str]| {
        let output = Command::new(env!("CARGO_BIN_EXE_evenhand")).args(arguments).current_dir(folder.path()).output();
        let output = output.expect("the program starts");
        (output.status.code(), String::from_utf8_lossy(&output.stderr).into_owned())
    };
    for command in ["build", "check", "extract", "review", "issues", "bundle"] {
        let (status, said) = run(&[command]);
        assert_eq!(status, Some(1), "{command}");
        assert!(said.contains("no project yet") && said.contains("evenhand init"), "{said}");
        assert!(!said.contains("no-brief") && said.matches("error").count() <= 2, "{said}");
    }
    let (status, said) = run(&["buidl"]);
    assert!(status == Some(2) && said.contains("'build'"), "{said}");
    let (status, said) = run(&["init", "tram"]);
    assert!(status == Some(0) && said.contains("cd tram && evenhand build"), "{said}");
    let (status, said) = run(&["-C", "tram", "build", "trm"]);
    assert!(status == Some(1) && said.contains("did you mean `tram`?"), "{said}");
    let (status, said) = run(&["-C", "tram", "build"]);
    assert!(status == Some(0) && said.contains("built 9 files"), "{said}");
}
