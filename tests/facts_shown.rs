//! Facts as a user sees them: `show facts` marks them in the text, `extract --jsonl` gives them as records.

#![expect(clippy::disallowed_methods, reason = "tests make project folders")]

use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use tempfile::TempDir;

const TEXT: &str = "Mayor Ida Holm said the ferry would carry more than 400 people a day.\n";
const WORDS: &str = "verbs:\n  - {verb: harrumph, takes: [clause]}\n";
const SAID: &str = "Ida Holm harrumphed that the ferry would sink.\n";

fn evenhand(folder: &Path, arguments: &[&str], input: &str) -> Output {
    let mut child = Command::new(env!("CARGO_BIN_EXE_evenhand"))
        .current_dir(folder)
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program starts");
    child.stdin.take().expect("a pipe").write_all(input.as_bytes()).expect("written");
    child.wait_with_output().expect("it ends")
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

fn project() -> TempDir {
    let folder = TempDir::new().expect("a folder");
    for (file, content) in [("corpus/ferry.txt", TEXT), ("lexicon/words.yaml", WORDS), ("draft/said.txt", SAID)] {
        let path = folder.path().join(file);
        fs::create_dir_all(path.parent().expect("a parent")).expect("a folder");
        fs::write(path, content).expect("written");
    }
    folder
}

#[test]
fn facts_are_marked_in_the_text_and_say_why() {
    let folder = project();
    for name in ["ferry", "corpus/ferry.txt"] {
        let run = evenhand(folder.path(), &["show", "facts", name, "--why"], "");
        assert_eq!(run.status.code(), Some(0), "{}", text(&run.stderr));
        let shown = text(&run.stdout);
        assert!(shown.contains("[³more than 400 people³]"), "{shown}");
        assert!(shown.contains("indirect · Ida Holm (Mayor) · said"), "{shown}");
        assert!(shown.contains("figure/bound: a number with a bound"), "{shown}");
        assert!(!shown.contains('\u{1b}'), "a pipe takes no colours: {shown}");
    }
    let colored = evenhand(folder.path(), &["show", "facts", "ferry", "--why", "--color", "always"], "");
    assert!(text(&colored.stdout).contains("\u{1b}[36m"));
}

#[test]
fn in_a_pipe_the_sheet_itself_is_written() {
    let folder = project();
    let run = evenhand(folder.path(), &["show", "facts", "ferry"], "");
    assert!(text(&run.stdout).starts_with("schema: evenhand/fact-sheet/1\n"), "{}", text(&run.stdout));
}

#[test]
fn a_text_outside_the_corpus_is_read_with_the_words_of_the_project() {
    let folder = project();
    let run = evenhand(folder.path(), &["show", "facts", "draft/said.txt", "--format", "text"], "");
    assert_eq!(run.status.code(), Some(0), "{}", text(&run.stderr));
    assert!(text(&run.stdout).contains("indirect · Ida Holm · harrumphed"), "{}", text(&run.stdout));
}

#[test]
fn records_are_read_with_the_words_of_the_project() {
    let folder = project();
    let record = serde_json::json!({"id": "said", "text": SAID}).to_string() + "\n";
    let cue = |folder: &Path| {
        let run = evenhand(folder, &["extract", "--jsonl"], &record);
        let sheet: serde_json::Value = serde_json::from_slice(&run.stdout).expect("a sheet");
        sheet["facts"].as_array().expect("facts").iter().find_map(|fact| fact["cue"].as_str().map(str::to_owned))
    };
    assert_eq!(cue(folder.path()).as_deref(), Some("harrumphed"));
    assert_eq!(cue(TempDir::new().expect("a folder").path()), None);
    fs::write(folder.path().join("lexicon/words.yaml"), "verbs: 1\n").expect("written");
    let run = evenhand(folder.path(), &["extract", "--jsonl"], &record);
    assert_eq!((run.status.code(), run.stdout.len()), (Some(1), 0));
    assert!(text(&run.stderr).contains("lexicon/words.yaml:1"), "{}", text(&run.stderr));
}

#[test]
fn only_facts_can_be_marked() {
    let folder = project();
    let run = evenhand(folder.path(), &["show", "corpus", "--format", "text"], "");
    assert_eq!(run.status.code(), Some(2));
    assert!(text(&run.stderr).contains("only facts can be marked in their text"));
    let run = evenhand(folder.path(), &["show", "facts", "fery"], "");
    assert_eq!(run.status.code(), Some(1));
    assert!(text(&run.stderr).contains("did you mean `ferry`"), "{}", text(&run.stderr));
}
