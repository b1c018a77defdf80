//! Texts as folders hold them, through the program itself: copies, other languages, files made to hang.

#![expect(clippy::disallowed_methods, reason = "tests make project folders")]

use std::fs;
use std::path::Path;
use std::process::Command;

use serde_json::Value;
use tempfile::TempDir;

const BRIEF: &str = "title: The ferry\nquestion: Will the harbour ferry scheme work?\n";

const ARTICLE: &str = "Harbour ferry will pay its way, council says\n\n\
    The town council voted on Monday to buy 14 electric ferries for the harbour, a scheme that is expected to cost 40 \
    million crowns. Supporters are confident that the ferry scheme will work, because traders asked for more room.\n\n\
    “The ferry will carry twice as many people as the old bridge,” said Mayor Ida Holm. She promised that the first boat \
    would sail by May 2031.\n\n\
    Critics doubt that the ferry scheme will ever work. Bo Lind, who leads the opposition, warned that the batteries \
    would fail in a hard winter and that nobody had asked who pays for the repairs.\n";

fn project(texts: &[(&str, &[u8])]) -> TempDir {
    let folder = TempDir::new().expect("a temporary folder");
    let write = |file: &str, bytes: &[u8]| {
        let path = folder.path().join(file);
        fs::create_dir_all(path.parent().expect("a parent")).expect("a folder");
        fs::write(path, bytes).expect("written");
    };
    write("briefs/ferry/brief.yaml", BRIEF.as_bytes());
    for (file, bytes) in texts {
        write(&format!("corpus/{file}"), bytes);
    }
    folder
}

/// Runs the program; returns whether it ended well, what it printed and what it said.
fn run(folder: &Path, arguments: &[&str]) -> (bool, String, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_evenhand")).arg("-C").arg(folder).args(arguments).output();
    let output = output.expect("the program starts");
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    assert!(!text(&output.stderr).contains("panicked"), "{}", text(&output.stderr));
    (output.status.success(), text(&output.stdout), text(&output.stderr))
}

fn comparison(folder: &Path) -> (Value, String) {
    let (_, printed, said) = run(folder, &["show", "comparison", "ferry", "--format", "json"]);
    (serde_json::from_str(&printed).expect("a comparison"), said)
}

#[test]
fn copies_are_reported_and_count_once() {
    let inside =
        format!("A week in town\n\nThis week many things happened, and we list them in this letter.\n\n{ARTICLE}");
    let padded = format!(
        "{inside}\nElsewhere the lighthouse got a coat of paint, and the fishmonger moved after forty years.\n"
    );
    let (alone, _) = comparison(project(&[("a.txt", ARTICLE.as_bytes())]).path());
    let copies = project(&[("a.txt", ARTICLE.as_bytes()), ("b.txt", ARTICLE.as_bytes()), ("c.txt", padded.as_bytes())]);
    let (shown, said) = comparison(copies.path());
    assert_eq!(shown["balance"], alone["balance"]);
    assert_eq!(shown["independence"][0]["sources"], serde_json::json!(["a", "b", "c"]));
    assert_eq!(shown["agreements"], serde_json::json!([]), "copies agree with nobody");
    for words in ["`corpus/b.txt` has the same words as `corpus/a.txt`", "`corpus/a.txt` stands inside `corpus/c.txt`"]
    {
        assert!(said.contains(words), "{said}");
    }
}

#[test]
fn a_passage_in_another_language_gives_no_facts() {
    let german = "Der Bürgermeister sagte am Montag, dass die Stadt 14 Fähren kaufen werde, und nannte den Plan „sehr gut“. \
                  Der Rat hat am 3. Mai 2031 zugestimmt.";
    let text = ARTICLE.replacen("\n\n", &format!("\n\n{german}\n\n"), 2);
    let folder = project(&[("a.txt", text.as_bytes())]);
    let (_, facts, said) = run(folder.path(), &["show", "facts", "a", "--format", "json"]);
    assert!(facts.contains("twice as many people") && !facts.contains("sehr gut") && !facts.contains("Fähren kaufen"));
    assert!(said.contains("`de`") && said.contains("no facts are looked for"), "{said}");
    let (_, shown, _) = run(folder.path(), &["show", "document", "a", "--format", "json"]);
    assert!(shown.contains("sehr gut"), "it stays in the text");
}

#[test]
fn files_made_to_hang_are_read_within_bounds() {
    let words = "<p>The council voted on Monday to build a second bridge over the sound, at twice the price.</p>";
    let deep = format!("<html><body>{}{words}", "<div>".repeat(100_000));
    let long = format!("<html><body><article>{}</article>", words.repeat((9 << 20) / words.len()));
    let folder = project(&[
        ("deep.html", deep.as_bytes()),
        ("long.html", long.as_bytes()),
        ("empty.pdf", b""),
        ("x.docx", b"PK"),
    ]);
    for (name, rule) in [("deep", "nested too deeply"), ("long", "longer than 8 MB")] {
        let (_, shown, said) = run(folder.path(), &["show", "document", name, "--format", "json"]);
        assert!(shown.contains("second bridge") && said.contains(rule), "{name}: {}", &said[..said.len().min(500)]);
        assert!(said.contains("empty.pdf` is no PDF") && said.contains("x.docx` is no Word file"), "{said}");
    }
}

#[test]
fn add_says_what_to_do_with_a_folder() {
    let folder = project(&[]);
    let (is_done, _, said) = run(folder.path(), &["add", &folder.path().join("briefs").to_string_lossy()]);
    assert!(!is_done && said.contains("is a folder") && said.contains("name its texts"), "{said}");
}
