//! Extractors of a project, through the program: consent, the gate, and everything that can go wrong with them.

#![cfg(unix)]
#![expect(clippy::disallowed_methods, reason = "tests write and read projects")]

use std::path::Path;
use std::process::{Command, Output};

use tempfile::TempDir;

const TEXT: &str = "Ferry to run at night\n\nMayor Ida Holm said the ferry would carry more than 400 people a day.\nIt \
                    remains to be seen who will mend the pier. The plan is a bold promise.\n";
const OTHER: &str = "Night ferry stops\n\nThe harbour office counted 90 passengers in May. The crew is ready.\n";

fn project(extractors: &str) -> TempDir {
    let folder = TempDir::new().expect("a folder");
    for (file, text) in [
        ("corpus/ferry.txt", TEXT),
        ("corpus/stop.txt", OTHER),
        (
            "briefs/ferry/brief.yaml",
            "title: Ferry\nquestion: Will the ferry last?\naudiences: {briefing: {formats: [md]}}\n",
        ),
        ("evenhand.yaml", &format!("extractors:\n{extractors}")),
    ] {
        let path = folder.path().join(file);
        std::fs::create_dir_all(path.parent().expect("a parent")).expect("a folder");
        std::fs::write(path, text).expect("a file");
    }
    folder
}

fn run(folder: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_evenhand"));
    command.args(arguments).current_dir(folder).env_remove("EVENHAND_ALLOW_EXTRACTORS");
    command.output().expect("the program starts")
}

fn read(folder: &Path, file: &str) -> String {
    std::fs::read_to_string(folder.join(file)).expect(file)
}

fn errors(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// A line of settings for a shell script.
fn script(name: &str, seconds: u32, script: &str) -> String {
    format!("  {name}: {{seconds: {seconds}, command: [sh, -c, {}]}}\n", serde_json::Value::from(script))
}

#[test]
fn the_documented_example_runs_and_what_it_says_is_kept_where_it_does_not_run() {
    let folder = project("  open-questions: {command: [python3, open_questions.py]}\n");
    let folder = folder.path();
    let example = concat!(env!("CARGO_MANIFEST_DIR"), "/examples/extractor/open_questions.py");
    std::fs::copy(example, folder.join("open_questions.py")).expect("the example");
    let output = run(folder, &["build", "--allow-extractors"]);
    assert!(output.status.success(), "{}", errors(&output));
    let sheet = read(folder, "facts/ferry.yaml");
    let entry = sheet.split("  - id: ").find(|entry| entry.contains("origin: open-questions")).expect("an entry");
    assert!(
        entry.starts_with("unknown-") && entry.contains("status: candidate") && entry.contains("digest:"),
        "{entry}"
    );
    assert!(entry.contains("exact: It remains to be seen who will mend the pier."), "{entry}");
    assert!(!read(folder, "facts/stop.yaml").contains("origin"));
    // Again with it and without it: the same bytes, and nothing out of date.
    for arguments in [&["build", "--allow-extractors"][..], &["build"]] {
        assert!(run(folder, arguments).status.success());
        assert_eq!(read(folder, "facts/ferry.yaml"), sheet);
    }
    assert!(errors(&run(folder, &["build"])).contains("were not run"));
    assert!(!errors(&run(folder, &["check"])).contains("out-of-date"));
    // When its words are gone from the text, so is what it said; when it is no longer named, too.
    std::fs::write(folder.join("corpus/ferry.txt"), TEXT.replace("mend", "paint")).expect("a text");
    let output = run(folder, &["extract"]);
    assert!(output.status.success(), "{}", errors(&output));
    assert!(!read(folder, "facts/ferry.yaml").contains("origin"));
}

#[test]
fn nothing_runs_without_consent_and_no_project_can_give_it() {
    let folder = project(&script("model", 20, "touch ran; echo '{}'"));
    let folder = folder.path();
    for arguments in [&["build"][..], &["extract"], &["check"], &["show", "facts", "ferry"], &["review", "--list"]] {
        run(folder, arguments);
        assert!(!folder.join("ran").exists(), "{arguments:?}");
    }
    let trusted = |trusted: &Path| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_evenhand"));
        let output = command.arg("build").current_dir(folder).env("EVENHAND_ALLOW_EXTRACTORS", trusted).output();
        assert!(output.expect("it runs").status.success());
        folder.join("ran").exists()
    };
    assert!(!trusted(Path::new(".")), "a relative folder is no consent");
    assert!(!trusted(&folder.join("corpus")));
    assert!(trusted(folder));
}

#[test]
fn what_fails_hangs_floods_or_lies_harms_nothing_else() {
    let plain = project("  {}\n");
    assert!(run(plain.path(), &["build"]).status.success());
    let good =
        r#"{"kind": "unknown", "about": "The crew", "reason": "unclear", "evidence": {"exact": "The crew is ready."}}"#;
    let lie = good.replace("The crew is ready.", "The crew is late.");
    let signed = good.replace("\"unclear\"", "\"unclear\", \"status\": \"checked\"");
    let extractors = [
        script("missing", 20, "exec no-such-program"),
        script("failing", 20, "echo 'no key' >&2; exit 7"),
        script("hanging", 1, "sleep 600 & sleep 600"),
        script("flooding", 20, "yes"),
        script("garbled", 20, "echo 'Sure! Here are your facts:'"),
        script("lying", 20, &format!("echo '{{\"facts\": [{lie}, {signed}]}}'")),
        script("mixed", 20, &format!("grep -q crew && echo '{{\"facts\": [{lie}, {good}]}}' || echo '{{}}'")),
    ];
    let folder = project(&extractors.concat());
    let folder = folder.path();
    let output = run(folder, &["build", "--allow-extractors", "--message-format", "short"]);
    let found = errors(&output);
    assert_eq!(output.status.code(), Some(1), "{found}");
    for (line, words) in [
        (2, "`missing` about `ferry`: it failed"),
        (3, "`failing` about `stop`: it failed (exit status: 7): no key"),
        (4, "`hanging` about `ferry`: it took longer than 1 seconds"),
        (5, "`flooding` about `ferry`: it wrote more than"),
        (6, "`garbled` about `ferry`: its output is no JSON object"),
        (7, "`lying` about `stop`: `facts[0]` is left out: evidence of this entry does not stand in the source"),
        (7, "`lying` about `stop`: `facts[1]` is left out: `status` is not for an extractor to say"),
        (8, "`mixed` about `stop`: `facts[0]` is left out"),
    ] {
        let placed = |text: &str| text.starts_with(&format!("evenhand.yaml:{line}:")) && text.contains(words);
        assert!(found.lines().any(placed), "{line} {words}\n{found}");
    }
    // The one good fact is there, and all else is as it is without extractors.
    let sheet = read(folder, "facts/stop.yaml");
    assert_eq!((sheet.matches("origin: mixed").count(), sheet.matches("origin:").count()), (1, 1));
    assert_eq!(read(folder, "facts/ferry.yaml"), read(plain.path(), "facts/ferry.yaml"));
    assert!(folder.join("briefs/ferry/briefing.md").is_file());
}

#[test]
fn what_people_decided_about_it_stays() {
    let good =
        r#"{"kind": "unknown", "about": "The crew", "reason": "unclear", "evidence": {"exact": "The crew is ready."}}"#;
    let folder =
        project(&script("model", 20, &format!("grep -q crew && echo '{{\"facts\": [{good}]}}' || echo '{{}}'")));
    let folder = folder.path();
    assert!(run(folder, &["extract", "--allow-extractors"]).status.success());
    let sheet = read(folder, "facts/stop.yaml");
    let entry = sheet.split("  - id: ").find(|entry| entry.contains("origin: model")).expect("an entry");
    let id = entry.lines().next().expect("an id");
    assert!(run(folder, &["review", "--accept", id, "--by", "Ada Vance"]).status.success());
    std::fs::write(folder.join("evenhand.yaml"), "# no extractors any more\n").expect("settings");
    assert!(run(folder, &["extract"]).status.success());
    let kept = read(folder, "facts/stop.yaml");
    assert!(kept.contains("origin: model") && kept.contains("by: Ada Vance"), "{kept}");
}
