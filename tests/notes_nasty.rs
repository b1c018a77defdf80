//! Notes of nasty inputs: marks of every language in texts and metadata, one side empty, nothing said, many sources.

#![expect(clippy::disallowed_methods, reason = "tests make project folders")]

use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::process::Command;

use tempfile::TempDir;

const TEMPLATES: [&str; 6] = ["briefing", "at-a-glance", "explainer", "questions", "debate", "press-lines"];

fn run(folder: &Path, arguments: &[&str]) -> (Option<i32>, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_evenhand"));
    let output = command.current_dir(folder).args(arguments).output().expect("the program starts");
    (output.status.code(), String::from_utf8_lossy(&output.stderr).into_owned())
}

/// Makes a project of `texts` (name, text, metadata) with an audience a template and builds it.
fn built(texts: &[(String, String, String)], formats: &str) -> TempDir {
    let folder = TempDir::new().expect("a folder");
    for name in ["corpus", "briefs/quay"] {
        fs::create_dir_all(folder.path().join(name)).expect("made");
    }
    let mut brief = String::from("title: The quay\nquestion: Will the new quay pay for itself?\naudiences:\n");
    for template in TEMPLATES {
        let _ = writeln!(brief, "  {template}: {{formats: [{formats}]}}");
    }
    fs::write(folder.path().join("briefs/quay/brief.yaml"), brief).expect("written");
    for (name, text, meta) in texts {
        fs::write(folder.path().join(format!("corpus/{name}.txt")), text).expect("written");
        fs::write(folder.path().join(format!("corpus/{name}.meta.yaml")), meta).expect("written");
    }
    let (status, said) = run(folder.path(), &["build"]);
    assert_eq!(status, Some(0), "{said}");
    folder
}

fn note(folder: &TempDir, name: &str) -> String {
    fs::read_to_string(folder.path().join("briefs/quay").join(name)).expect("a note")
}

fn text(name: &str, text: &str) -> (String, String, String) {
    (name.into(), text.into(), format!("title: About {name}\nissued: 2031-02-03\n"))
}

#[test]
fn nothing_in_a_text_or_its_metadata_is_ever_interpreted() {
    let marks = [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "{{ brief.title }} {% include \"x\" %} {# y #}",
        "[^1] [^1]: note",
        "[@key, p. 3] @key",
        "**bold** [link](javascript:alert(1)) ![p](https://evil.example/p.png)",
        "::: {.side} \u{1}\u{7}\u{1b}[31m \u{202e}",
        "</style></script>--> ]]> &lt;b&gt; `code` $x$ | a | b |",
    ];
    let long = "very ".repeat(60);
    let mut texts = Vec::new();
    for (index, mark) in marks.iter().enumerate() {
        let words = format!(
            "The council is confident that the quay will succeed {mark} at last.\n\nMayor Ida Holm called the quay “a \
             robust plan {mark} for all”. It is not clear who pays {mark} for it. Critics doubt {mark} that it will \
             ever pay. The quay will cost {}00 crowns {mark} in all.\n",
            index + 2
        );
        let title = serde_json::to_string(&format!("{long}{mark}")).expect("text");
        let who = serde_json::to_string(mark).expect("text");
        let meta = format!("title: {title}\npublisher: {who}\nauthor: [{{literal: {who}}}]\nissued: 2031-02-03\n");
        texts.push((format!("text-{index}"), words, meta));
    }
    let folder = built(&texts, "md, html, pdf");
    for template in TEMPLATES {
        let html = note(&folder, &format!("{template}.html"));
        // The page's own script stands after the text.
        let text = html.split_once("</main>").map_or("", |(text, _)| text);
        let tags = text.replace("<script type=\"application/ld+json\">", "").to_lowercase();
        for found in ["<script", "<img", "href=\"javascript", "<b>", "bold</strong>", "\u{1}", "\u{1b}"] {
            assert!(!tags.contains(found), "`{found}` in {template}.html");
        }
        assert!(!html.contains("class=\"citation\""), "{template}: a citation was made of a text");
        let body = html.split_once("<main").map_or("", |(_, body)| body);
        assert!(body.contains("{{ brief.title }}") || !body.contains("brief.title"), "{template}: a template ran");
        let markdown = note(&folder, &format!("{template}.md"));
        assert!(!markdown.contains(['\u{1}', '\u{7}', '\u{1b}']), "{template}");
        let pdf = fs::read(folder.path().join(format!("briefs/quay/{template}.pdf"))).expect("a PDF");
        assert!(pdf.starts_with(b"%PDF-1.7") && !pdf.windows(11).any(|bytes| bytes == b"/JavaScript"), "{template}");
    }
    let briefing = note(&folder, "briefing.html");
    assert!(briefing.contains("&lt;script&gt;alert(1)&lt;/script&gt;"), "the marks stay as words");
}

#[test]
fn a_side_or_a_section_without_facts_is_named_as_such() {
    let sided = built(
        &[
            text("one", "The mayor is confident that the quay will succeed.\n\nShe called it “a robust promise”.\n"),
            text("two", "The harbour board is sure that the quay is a strong and credible plan.\n"),
        ],
        "md",
    );
    let silent = built(&[text("plain", "The quay lies in the east of the town.\n")], "md");
    for template in TEMPLATES {
        for (folder, name) in [(&sided, "one side"), (&silent, "silent")] {
            let markdown = note(folder, &format!("{template}.md"));
            let lines: Vec<&str> = markdown.lines().filter(|line| !line.is_empty()).collect();
            for pair in lines.windows(2) {
                // A heading is followed by words or by a heading below it, never by the next section or the end of a box.
                let level = |line: &str| line.chars().take_while(|&c| c == '#').count();
                let empty = level(pair[0]) > 0 && (pair[1] == ":::" || (1..=level(pair[0])).contains(&level(pair[1])));
                assert!(!empty, "{template}, {name}: nothing under `{}`\n{markdown}", pair[0]);
            }
        }
    }
}

#[test]
fn five_hundred_sources_make_notes_that_stay_short() {
    let mut texts = Vec::new();
    for index in 0..500 {
        let (hopeful, figure) = (index % 2 == 0, 1000 + index * 7);
        let view =
            if hopeful { "is confident that the quay will succeed" } else { "doubts that the quay will ever pay" };
        texts.push(text(
            &format!("paper-{index}"),
            &format!("Speaker number {index} {view}.\n\nThe quay will cost {figure} crowns.\n"),
        ));
    }
    let folder = built(&texts, "md");
    for (template, most) in [("at-a-glance", 1_000), ("explainer", 4_000), ("press-lines", 4_000), ("debate", 20_000)] {
        let markdown = note(&folder, &format!("{template}.md"));
        let body = markdown.split("\n[^").next().unwrap_or_default();
        let body = body.split("## Sources").next().unwrap_or_default();
        let words = body.split_whitespace().count();
        assert!(words < most, "{template} has {words} words");
        assert!(words > 40, "{template} has {words} words");
    }
}
