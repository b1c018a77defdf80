//! `evenhand review` through the program: answers from a pipe, flags, `review: required`.

#![expect(clippy::disallowed_methods, reason = "tests write and read projects")]

use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use tempfile::TempDir;

const TEXT: &str = "Ferry to run at night\n\nMayor Ida Holm said the ferry would carry more than 400 people a day.\nIt is \
                    unclear who will pay for the crew. The plan is a bold promise.\n";

fn project(brief: &str) -> TempDir {
    let folder = TempDir::new().expect("a folder");
    for (file, text) in [
        ("corpus/ferry.txt", TEXT),
        ("briefs/ferry/brief.yaml", &format!("title: Ferry\nquestion: Will the ferry last?\n{brief}")),
    ] {
        let path = folder.path().join(file);
        std::fs::create_dir_all(path.parent().expect("a parent")).expect("a folder");
        std::fs::write(path, text).expect("a file");
    }
    folder
}

fn run(folder: &Path, arguments: &[&str], answers: &str) -> Output {
    let mut child = Command::new(env!("CARGO_BIN_EXE_evenhand"))
        .args(arguments)
        .current_dir(folder)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program starts");
    let sent = child.stdin.take().expect("a pipe").write_all(answers.as_bytes());
    assert!(sent.is_ok() || sent.is_err_and(|error| error.kind() == std::io::ErrorKind::BrokenPipe));
    child.wait_with_output().expect("it ends")
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

fn sheet(folder: &Path) -> String {
    std::fs::read_to_string(folder.join("facts/ferry.yaml")).expect("a sheet")
}

fn ids(folder: &Path) -> Vec<String> {
    let listed = text(&run(folder, &["review", "--list"], "").stdout);
    listed.lines().filter_map(|line| line.split(": ").nth(1)).map(str::to_owned).collect()
}

#[test]
fn answers_from_a_pipe_change_status_and_nothing_else() {
    let folder = project("");
    let folder = folder.path();
    assert!(run(folder, &["build"], "").status.success());
    let before = sheet(folder);
    let listed = ids(folder);
    assert!(listed.len() >= 4, "{listed:?}");
    let output = run(folder, &["review", "ferry", "--by", "Ada Vance"], "w\na\nr not what she said\ns\nq\n");
    assert!(output.status.success(), "{output:?}");
    let shown = text(&output.stdout);
    assert!(shown.contains("⟦") && shown.contains(&format!("[1/{}]", listed.len())), "{shown}");
    assert!(text(&output.stderr).contains("1 accepted, 1 rejected, 0 edited"), "{output:?}");
    let after = sheet(folder);
    let gone: Vec<_> = before.lines().filter(|line| !after.lines().any(|other| other == *line)).collect();
    let come: Vec<_> = after.lines().filter(|line| !before.lines().any(|other| other == *line)).collect();
    assert!(gone.is_empty(), "{gone:?}");
    assert_eq!(
        come,
        [
            "    status: checked",
            "    by: Ada Vance",
            "    status: rejected",
            "    by: Ada Vance",
            "    note: not what she said"
        ]
    );
    // What was decided is not asked again, and survives the next build byte for byte.
    assert_eq!(ids(folder).len(), listed.len() - 2);
    assert!(run(folder, &["build"], "").status.success());
    assert_eq!(sheet(folder), after);
}

#[test]
fn going_back_and_editing_work_and_the_end_of_the_answers_ends_it() {
    let folder = project("");
    let folder = folder.path();
    let first = ids(folder).first().cloned().expect("a fact");
    // No sheet is there yet: the first answer writes it.
    let output = run(folder, &["review"], "a\nb\nr\ne note=asked the mayor\ne evidence.exact=never said\nnonsense\n");
    let shown = text(&output.stdout);
    assert_eq!(output.status.code(), Some(1), "{shown}");
    assert!(shown.contains("accepted") && shown.contains("`nonsense` is no answer"), "{shown}");
    assert!(shown.contains("false-evidence") || shown.contains("does not stand in the source"), "{shown}");
    let sheet = sheet(folder);
    let entry = sheet.split("  - id: ").find(|entry| entry.starts_with(&first)).expect("the entry");
    assert!(entry.contains("status: rejected"), "{entry}");
    assert_eq!(sheet.matches("note: asked the mayor").count(), 1);
}

#[test]
fn flags_decide_without_asking_and_a_fault_writes_nothing() {
    let folder = project("");
    let folder = folder.path();
    assert!(run(folder, &["build"], "").status.success());
    let listed = ids(folder);
    let before = sheet(folder);
    let output = run(folder, &["review", "--accept", &listed[0], "--reject", "figure-zzzzzz"], "");
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(sheet(folder), before);
    let named = format!("ferry:{}", listed[1]);
    let edit = ["--edit", &listed[2], "note=see minutes"];
    let output = run(folder, &[&["review", "--accept", &listed[0], "--reject", &named][..], &edit[..]].concat(), "");
    assert!(output.status.success(), "{output:?}");
    let after = sheet(folder);
    assert_eq!(after.matches("status: checked").count(), 1);
    assert_eq!(after.matches("status: rejected").count(), 1);
    assert!(after.contains("note: see minutes"));
}

#[test]
fn a_brief_that_demands_review_refuses_what_nobody_checked() {
    let folder = project("review: required\naudiences: {briefing: {formats: [md]}}\n");
    let folder = folder.path();
    let output = run(folder, &["build"], "");
    assert_eq!(output.status.code(), Some(1));
    assert!(text(&output.stderr).contains("nobody has checked it"), "{output:?}");
    assert!(run(folder, &["extract"], "").status.success());
    let output = run(folder, &["check", "--format", "short"], "");
    let found = text(&output.stdout);
    let places = found.lines().filter(|line| line.contains("nobody has checked it"));
    let places: Vec<_> = places.map(|line| line.split(':').nth(1).and_then(|at| at.parse::<usize>().ok())).collect();
    assert!(!places.is_empty() && places.iter().all(|line| line.is_some_and(|line| line > 1)), "{found}");
    // Exactly what the notes cite is asked, and when all of it is accepted the brief builds.
    let output = run(folder, &["review", "ferry", "--used"], &"a\n".repeat(60));
    assert!(text(&output.stderr).contains(&format!("{} accepted", places.len())), "{output:?}");
    let output = run(folder, &["build"], "");
    assert!(output.status.success(), "{output:?}");
    assert!(folder.join("briefs/ferry/briefing.md").is_file());
}

#[test]
fn unknown_names_are_refused_with_the_near_one() {
    let folder = project("");
    let output = run(folder.path(), &["review", "fery"], "");
    assert_eq!(output.status.code(), Some(1));
    assert!(text(&output.stderr).contains("did you mean `ferry`?"), "{output:?}");
}
