//! Bad input through the program itself: each gets a clear message, the right status, and leaves existing files whole.

#![expect(clippy::disallowed_methods, reason = "tests make project folders")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use tempfile::TempDir;

/// A project folder with one brief and what a test puts into it.
struct Project(TempDir);

const BRIEF: &str = "title: The ferry\nquestion: Will the new ferry pay for itself?\n";
const TEXT: &str = "Council orders a ferry\n\nThe council ordered a ferry for 12 passengers on 3 May 2031. \
                    “It will pay for itself,” said Mayor Ida Holm. Critics doubt that it ever will.\n";

impl Project {
    fn new() -> Self {
        let project = Self::empty();
        project.write("briefs/ferry/brief.yaml", BRIEF).write("corpus/ferry.txt", TEXT);
        project
    }

    fn empty() -> Self {
        let project = Self(TempDir::new().expect("a temporary folder"));
        fs::create_dir_all(project.path("corpus")).expect("a folder");
        project
    }

    fn path(&self, file: &str) -> PathBuf {
        self.0.path().join(file)
    }

    fn write(&self, file: &str, content: impl AsRef<[u8]>) -> &Self {
        let path = self.path(file);
        fs::create_dir_all(path.parent().expect("a parent")).expect("a folder");
        fs::write(path, content).expect("written");
        self
    }

    fn run(&self, arguments: &[&str]) -> Run {
        run(self.0.path(), arguments)
    }
}

struct Run {
    status: i32,
    stderr: String,
    stdout: String,
}

fn run(folder: &Path, arguments: &[&str]) -> Run {
    let output = Command::new(env!("CARGO_BIN_EXE_evenhand")).current_dir(folder).args(arguments).output();
    of(&output.expect("the program starts"))
}

fn of(output: &Output) -> Run {
    Run {
        status: output.status.code().expect("no signal"),
        stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
        stdout: String::from_utf8_lossy(&output.stdout).into_owned(),
    }
}

impl Run {
    /// Asserts status and that each of `parts` is in what was said.
    #[track_caller]
    fn says(&self, status: i32, parts: &[&str]) {
        assert_eq!(self.status, status, "stderr:\n{}", self.stderr);
        for part in parts {
            assert!(self.stderr.contains(part), "`{part}` is missing in:\n{}", self.stderr);
        }
        assert!(!self.stderr.contains("panicked"), "{}", self.stderr);
    }
}

#[test]
fn a_good_project_builds_and_is_up_to_date_afterwards() {
    let project = Project::new();
    project.run(&["build"]).says(0, &["built"]);
    for file in ["facts/ferry.yaml", "briefs/ferry/briefing.md", "briefs/ferry/at-a-glance.pdf"] {
        assert!(project.path(file).exists(), "{file}");
    }
    let checked = project.run(&["check"]);
    checked.says(0, &["checked 1 texts"]);
    assert!(!checked.stderr.contains("out-of-date"), "{}", checked.stderr);
    project.run(&["build"]).says(0, &["0 changed"]);
}

#[test]
fn an_empty_corpus_says_where_texts_go() {
    let project = Project::empty();
    project.write("briefs/ferry/brief.yaml", BRIEF);
    project.run(&["build"]).says(1, &["no texts in `corpus/`", "evenhand init"]);
}

#[test]
fn a_missing_brief_says_how_to_write_one() {
    let project = Project::empty();
    project.write("corpus/ferry.txt", TEXT);
    project.run(&["build"]).says(1, &["no brief in `briefs/`", "brief.yaml"]);
    project.write("briefs/ferry/brief.yaml", "");
    project.run(&["build"]).says(1, &["briefs/ferry/brief.yaml"]);
}

#[test]
fn an_unknown_brief_is_met_with_the_near_name() {
    Project::new().run(&["build", "fery"]).says(1, &["no brief `fery`", "did you mean `ferry`"]);
}

#[test]
fn a_binary_file_named_txt_is_refused_by_what_it_is() {
    let project = Project::new();
    project.write("corpus/picture.txt", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\0\0\0\0".repeat(20));
    project.run(&["build"]).says(1, &["corpus/picture.txt", "PNG"]);
}

#[test]
fn invalid_bytes_are_a_warning_with_a_place_and_the_text_is_read() {
    let project = Project::new();
    project
        .write("corpus/odd.txt", b"A line.\nThe council \xff\xfe\xff paid 40 crowns for the pier in Holm.\n".repeat(4));
    let run = project.run(&["build"]);
    run.says(0, &["corpus/odd.txt"]);
    assert!(project.path("facts/odd.yaml").exists());
}

#[test]
fn a_text_of_fifty_megabytes_is_handled() {
    let project = Project::new();
    let sentence = "The council of Holm said on Monday that the pier would cost 40 crowns more than planned. ";
    let paragraph = format!("{}\n\n", sentence.repeat(10));
    project.write("corpus/long.txt", paragraph.repeat(50_000_000 / paragraph.len()));
    let run = project.run(&["show", "corpus", "--format", "json"]);
    run.says(0, &[]);
    assert!(run.stdout.contains("\"long\""));
}

#[test]
fn unknown_keys_are_named_with_place_and_near_name_all_in_one_run() {
    let project = Project::new();
    project.write("briefs/ferry/brief.yaml", "titel: The ferry\nquestion: Will it pay?\nauthors: [A]\n");
    project.write("evenhand.yaml", "corpsu: corpus\n");
    project.write("corpus/ferry.meta.yaml", "publsher: The Holm Gazette\n");
    project.run(&["build", "--message-format", "short"]).says(
        1,
        &[
            "brief.yaml:1:1",
            "`titel`",
            "did you mean `title`",
            "brief.yaml:3:1",
            "evenhand.yaml:1:1",
            "`corpsu`",
            "ferry.meta.yaml:1:1",
            "`publsher`",
        ],
    );
}

#[test]
fn broken_yaml_is_placed() {
    let project = Project::new();
    project.write("briefs/ferry/brief.yaml", "title: The ferry\nquestion: [never closed\n");
    project.run(&["build", "--message-format", "short"]).says(1, &["briefs/ferry/brief.yaml:"]);
}

#[test]
fn two_sources_with_one_id_are_both_named() {
    let project = Project::new();
    project.write("corpus/ferry.md", "# Another ferry\n\nIt sails.\n");
    project.run(&["build"]).says(1, &["corpus/ferry.md", "corpus/ferry.txt"]);
}

#[test]
fn a_fact_whose_words_are_gone_is_stale_and_nothing_is_overwritten() {
    let project = Project::new();
    project.run(&["build"]).says(0, &[]);
    let sheet = fs::read_to_string(project.path("facts/ferry.yaml")).expect("a sheet");
    let edited = sheet.replacen("status: candidate", "status: checked", 1);
    assert_ne!(sheet, edited, "{sheet}");
    project
        .write("facts/ferry.yaml", &edited)
        .write("corpus/ferry.txt", "Nothing of the kind\n\nHere is other news.\n");
    let note = fs::read(project.path("briefs/ferry/briefing.md")).expect("a note");
    project.run(&["build"]).says(1, &["facts/ferry.yaml", "stale"]);
    assert_eq!(fs::read_to_string(project.path("facts/ferry.yaml")).expect("a sheet"), edited);
    assert_eq!(fs::read(project.path("briefs/ferry/briefing.md")).expect("a note"), note);
}

#[test]
fn an_unknown_template_variable_is_placed_and_named() {
    let project = Project::new();
    project.write("templates/briefing.md", "# {{ brief.title }}\n\n{{ brief.qestion }}\n");
    let run = project.run(&["build"]);
    run.says(1, &["templates/briefing.md", "qestion"]);
    assert!(!project.path("briefs/ferry/briefing.md").exists());
}

#[cfg(unix)]
#[test]
fn a_folder_that_cannot_be_written_ends_with_status_two() {
    let project = Project::new();
    // A file where a folder must be is refused to every user, root included.
    project.write("facts", "in the way");
    project.run(&["build"]).says(2, &["cannot write", "facts/ferry.yaml"]);
    assert_eq!(fs::read_to_string(project.path("facts")).expect("still there"), "in the way");
}

#[test]
fn a_missing_project_ends_with_status_two() {
    let project = Project::new();
    project.run(&["build", "--project", "no-such-folder"]).says(2, &["no-such-folder"]);
}

#[test]
fn an_output_out_of_date_names_the_input_that_changed() {
    let project = Project::new();
    project.run(&["build"]).says(0, &["briefs/ferry/inputs.lock"]);
    project.write("corpus/ferry.txt", format!("{TEXT}Up to 20 crews were hired.\n"));
    let changed = "changed since it was built: corpus/ferry.txt, facts/ferry.yaml";
    project.run(&["check", "--deny-warnings"]).says(1, &["briefs/ferry/briefing.pdf", changed]);
    project.run(&["build"]).says(0, &["built"]);
    project.write("briefs/ferry/briefing.md", "nothing");
    project.run(&["check"]).says(0, &["`briefs/ferry/briefing.md` is not what", "changed or deleted by hand"]);
}

#[test]
fn a_wrong_command_line_ends_with_status_two() {
    let project = Project::new();
    project.run(&["biuld"]).says(2, &["build"]);
    project.run(&["build", "--no-such-option"]).says(2, &["--no-such-option"]);
}

#[cfg(unix)]
#[test]
fn a_closed_pipe_is_no_error() {
    let project = Project::new();
    project.write("corpus/ferry.txt", TEXT.repeat(2000));
    let mut child = Command::new(env!("CARGO_BIN_EXE_evenhand"))
        .current_dir(project.0.path())
        .args(["show", "document", "ferry"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program starts");
    drop(child.stdout.take());
    let run = of(&child.wait_with_output().expect("it ends"));
    run.says(0, &[]);
}

#[test]
fn a_faulty_record_is_answered_in_its_place() {
    let mut child = Command::new(env!("CARGO_BIN_EXE_evenhand"))
        .args(["extract", "--jsonl"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program starts");
    let records = "{\"id\":\"a\",\"text\":\"Ida Holm said that it would rain.\"}\n{\"id\":\"b\"}\nnot json\n";
    std::io::Write::write_all(&mut child.stdin.take().expect("a pipe"), records.as_bytes()).expect("written");
    let run = of(&child.wait_with_output().expect("it ends"));
    let lines: Vec<serde_json::Value> =
        run.stdout.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    assert_eq!(run.status, 1);
    assert_eq!(lines.len(), 3);
    assert_eq!(lines[0]["source"]["id"], "a");
    assert_eq!(lines[1]["id"], "b");
    assert!(lines[1]["error"].as_str().is_some_and(|error| error.contains("`text`")), "{}", lines[1]);
    assert!(lines[2]["error"].as_str().is_some_and(|error| error.contains("line 3")), "{}", lines[2]);
}

#[test]
fn init_makes_a_project_that_builds_and_replaces_nothing() {
    let folder = TempDir::new().expect("a temporary folder");
    run(folder.path(), &["init", "tram"]).says(0, &["evenhand build"]);
    let project = folder.path().join("tram");
    run(&project, &["build"]).says(0, &[]);
    let checked = run(&project, &["check", "--message-format", "json"]);
    checked.says(0, &["verified"]);
    // Edges of its quotations may be remarked on; nothing else may.
    for line in checked.stderr.lines().filter(|line| line.starts_with('{')) {
        let found: serde_json::Value = serde_json::from_str(line).expect("JSON");
        let rule = found["rule"].as_str().unwrap_or_default();
        assert!(found["severity"] == "note" || rule.starts_with("edge-"), "{line}");
    }
    run(folder.path(), &["init", "tram"]).says(1, &["is there already"]);
}
