//! Working on templates through the program: list, copy out, check, try.

#![expect(clippy::disallowed_methods, reason = "tests make project folders")]

use std::fs;
use std::path::Path;
use std::process::Command;

use tempfile::TempDir;

/// Runs `evenhand template ARGUMENTS` in `folder`: status, standard output, standard error.
fn template(folder: &Path, arguments: &[&str]) -> (Option<i32>, String, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_evenhand"));
    let output = command.current_dir(folder).arg("template").args(arguments).output().expect("the program starts");
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    (output.status.code(), text(&output.stdout), text(&output.stderr))
}

#[test]
fn a_template_is_copied_out_changed_checked_and_tried() {
    let folder = TempDir::new().expect("a folder");
    let (status, _, said) = template(folder.path(), &["new", "cabinet", "--from", "at-a-glance"]);
    assert_eq!((status, said.contains("wrote templates/cabinet.md")), (Some(0), true), "{said}");
    let file = folder.path().join("templates/cabinet.md");
    let text = fs::read_to_string(&file).expect("written");
    fs::write(&file, text.replace("{{ question }}", "{{ question | upper }}")).expect("changed");
    assert_eq!(template(folder.path(), &["check"]).0, Some(0));
    let (_, note, _) = template(folder.path(), &["example", "cabinet"]);
    assert!(note.contains("WILL THE NIGHT FERRY PAY FOR ITSELF?"), "{note}");
    let (_, listed, _) = template(folder.path(), &["list"]);
    assert!(listed.contains("(templates/cabinet.md)") && listed.contains("(built-in)"), "{listed}");
    fs::write(&file, "{% extends \"base.md\" %}{% block body %}{{ questoin }}{% endblock %}").expect("changed");
    let (status, _, said) = template(folder.path(), &["check"]);
    assert_eq!(status, Some(1));
    for part in ["templates/cabinet.md:1:43", "unknown variable `questoin`", "did you mean `question`?"] {
        assert!(said.contains(part), "{said}");
    }
}

#[test]
fn what_cannot_be_copied_out_is_refused_with_a_reason() {
    let folder = TempDir::new().expect("a folder");
    assert_eq!(template(folder.path(), &["new", "briefing"]).0, Some(0));
    let (status, _, said) = template(folder.path(), &["new", "briefing"]);
    assert!(status != Some(0) && said.contains("templates/briefing.md"), "nothing is written over: {said}");
    let (status, _, said) = template(folder.path(), &["new", "breifing"]);
    assert_eq!((status, said.contains("did you mean `briefing`?")), (Some(1), true), "{said}");
    let (status, _, said) = template(folder.path(), &["new", "../out", "--from", "briefing"]);
    assert_eq!((status, said.contains("cannot be a file name")), (Some(1), true), "{said}");
    assert_eq!(template(folder.path(), &["new", "labels.yaml"]).0, Some(0));
    assert!(folder.path().join("templates/labels.yaml").exists());
}

#[test]
fn variables_are_listed_with_type_and_example() {
    let (status, listed, _) = template(Path::new("."), &["vars"]);
    assert_eq!(status, Some(0));
    let line = listed.lines().find(|line| line.starts_with("conflicts[].sentence ")).expect("listed");
    assert!(line.contains(" text "), "{line}");
    assert!(listed.contains("quote(fact=…)"));
}
