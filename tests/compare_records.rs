//! Sheets made apart and joined in any order give the comparison of a project run.

#![expect(clippy::disallowed_methods, reason = "tests read the worked example and start programs")]

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use proptest::prelude::*;
use serde_json::{Value, json};

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn run(arguments: &[&str], input: &str) -> Output {
    let mut child = Command::new(env!("CARGO_BIN_EXE_evenhand"))
        .args(arguments)
        .current_dir(root())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program starts");
    let mut stdin = child.stdin.take().expect("a pipe");
    let input = input.to_owned();
    let sent = std::thread::spawn(move || stdin.write_all(input.as_bytes()));
    let output = child.wait_with_output().expect("it ends");
    drop(sent.join());
    output
}

/// The worked example's texts as records, with what their meta files hold.
fn records() -> Vec<String> {
    let mut records = Vec::new();
    for entry in walkdir::WalkDir::new(root().join("corpus")).sort_by_file_name() {
        let path = entry.expect("a file").into_path();
        let ending = path.extension().and_then(|ending| ending.to_str()).unwrap_or_default();
        if !["txt", "md"].contains(&ending) {
            continue;
        }
        let meta = std::fs::read_to_string(path.with_extension("meta.yaml")).ok();
        let meta = meta.map(|text| evenhand::yaml::read::<Value>(&text, "meta", &json!({})).expect("a meta file"));
        let id = path.file_stem().and_then(|stem| stem.to_str()).expect("a name");
        let file = path.strip_prefix(root()).map(Path::to_string_lossy).expect("inside");
        let text = std::fs::read_to_string(&path).expect("a text");
        let mut record = json!({"id": id, "file": file, "text": text});
        if let Some(meta) = meta {
            record["meta"] = meta;
        }
        records.push(record.to_string());
    }
    records
}

const BRIEF: &str = "briefs/security-guarantees/brief.yaml";

fn compare(sheets: &str) -> Output {
    run(&["compare", "--brief", BRIEF], sheets)
}

#[test]
fn sheets_made_apart_give_the_comparison_of_the_project_byte_for_byte() {
    let records = records();
    assert_eq!(records.len(), 5);
    let of_project = run(&["show", "comparison", "security-guarantees", "--format", "json"], "");
    assert!(of_project.status.success());
    let extract = |record: &String| run(&["extract", "--jsonl", "--with-runs"], record).stdout;
    let sheets: Vec<_> = records.iter().map(|record| String::from_utf8(extract(record)).expect("text")).collect();
    let of_records = compare(&sheets.concat());
    assert!(of_records.status.success(), "{}", String::from_utf8_lossy(&of_records.stderr));
    let shown = |output: &Output| String::from_utf8_lossy(&output.stdout).into_owned();
    assert_eq!(shown(&of_records), shown(&of_project));
    let reversed: Vec<_> = sheets.iter().rev().chain(&sheets[..2]).cloned().collect();
    assert_eq!(shown(&compare(&reversed.concat())), shown(&of_project));
}

#[test]
fn what_is_no_sheet_is_named_with_its_line() {
    let sheet = String::from_utf8(run(&["extract", "--jsonl"], &records()[0]).stdout).expect("text");
    let other = sheet.replacen("\"facts\":[", "\"facts\":[],\"x-facts\":[", 1);
    for (lines, place, words) in [
        (format!("{sheet}nonsense\n"), "standard input:2", "no JSON"),
        ("[]\n".into(), "standard input:1", "no JSON object"),
        (format!("\n{}\n", json!({"id": "a", "error": "line 1: damaged"})), "standard input:2", "damaged"),
        (format!("{}\n", json!({"schema": "other"})), "standard input:1", "no fact sheet"),
        (sheet.replacen("\"id\"", "\"runs\":\"zz\",\"id\"", 1), "standard input:1", "`runs` is damaged"),
        (format!("{sheet}{other}"), "standard input:2", ""),
        (String::new(), BRIEF, "no sheet is one of the brief's"),
    ] {
        let output = compare(&lines);
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(1), "{said}");
        assert!(said.contains(place) && said.contains(words), "{said}");
        assert!(output.stdout.is_empty());
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]
    #[test]
    fn runs_travel_unchanged_and_anything_else_is_refused(text in ".{0,400}", damage in "[0-9a-zé]{0,40}") {
        use evenhand::comparison::independence::Fingerprint;
        use evenhand::corpus::{Format, Text};
        let document = evenhand::document::parse(&Text::decoded("a", Format::Text, &text, None)).output;
        let runs = Fingerprint::of(&document);
        prop_assert_eq!(Fingerprint::from_hex(&runs.to_hex()), Some(runs));
        let hexadecimal = damage.len() % 16 == 0 && damage.bytes().all(|byte| byte.is_ascii_hexdigit());
        prop_assert_eq!(Fingerprint::from_hex(&damage).is_some(), hexadecimal);
    }
}
