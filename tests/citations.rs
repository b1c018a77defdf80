//! Audiences whose citations a CSL style sets: by name and by file, in every format.

#![expect(clippy::disallowed_methods, reason = "tests make project folders")]

use std::fs;
use std::path::Path;
use std::process::Command;

use tempfile::TempDir;

const BRIEF: &str = "\
title: The tram to the docks
question: Will the tram to the docks pay for itself?
audiences:
  dated: {template: briefing, citations: author-date}
  noted: {template: briefing, citations: chicago-notes}
  counted: {template: at-a-glance, citations: ieee}
  own: {template: briefing, citations: house.csl}
";

/// A style that could be anybody's: `{Title @ 7}`.
const HOUSE: &str = r#"<?xml version="1.0" encoding="utf-8"?>
<style xmlns="http://purl.org/net/xbiblio/csl" class="in-text" version="1.0">
  <info><title>House</title><id>house</id><updated>2031-01-01T00:00:00+00:00</updated></info>
  <citation><layout prefix="{" suffix="}" delimiter="; ">
    <text variable="title"/><text variable="locator" prefix=" @ "/>
  </layout></citation>
  <bibliography><layout suffix="."><text variable="title" prefix="House list: "/></layout></bibliography>
</style>
"#;

fn run(folder: &Path, arguments: &[&str]) -> (Option<i32>, String, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_evenhand"));
    let output = command.current_dir(folder).args(arguments).output().expect("the program starts");
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    (output.status.code(), text(&output.stdout), text(&output.stderr))
}

/// Markdown without marks of emphasis, escapes, brackets of links, and what they lead to.
fn shown(markdown: &str) -> String {
    let mut plain = String::new();
    for part in markdown.replace(['*', '\\'], "").split("](#") {
        plain.push_str(if plain.is_empty() { part } else { part.split_once(')').map_or("", |(_, rest)| rest) });
    }
    let open = plain.replace("([", "(").replace("{[", "{").replace("[[", "[").replace(" [Lind", " Lind");
    open.replace("[House", "House").replace(": [Eva", ": Eva").replace(". [Eva", ". Eva")
}

fn project(brief: &str) -> TempDir {
    let folder = TempDir::new().expect("a folder");
    for name in ["corpus", "briefs/tram", "templates"] {
        fs::create_dir_all(folder.path().join(name)).expect("made");
    }
    let write = |name: &str, text: &str| fs::write(folder.path().join(name), text).expect("written");
    write(
        "corpus/quay-post.txt",
        "The council has agreed to build the tram to the docks.\n\nMayor Ida Holm said the plan was “a robust promise \
         to every dock worker”. The tram will carry 9,000 people a day.\n\nHolm said she was confident that the line \
         would succeed.\n",
    );
    write(
        "corpus/quay-post.meta.yaml",
        "title: Tram to the docks agreed\npublisher: Quay Post\nauthor: [{family: Lind, given: Eva}]\nissued: \
         2031-03-04\ntype: article-newspaper\nURL: https://quay.example/tram\n",
    );
    write(
        "corpus/old-town-mail.txt",
        "Critics doubt that the tram will ever pay for itself.\n\nThe tram will carry 4,000 people a day, the \
         operators fear. It is not clear who will pay for the track. Councillor Ben Aro called the plan “a hollow \
         dream without money”.\n",
    );
    write(
        "corpus/old-town-mail.meta.yaml",
        "title: A line to nowhere\npublisher: Old Town Mail\nissued: 2031-03-06\ntype: article-newspaper\n",
    );
    write("briefs/tram/brief.yaml", brief);
    write("templates/house.csl", HOUSE);
    folder
}

#[test]
fn every_style_is_set_in_every_format() {
    let folder = project(BRIEF);
    let (status, _, said) = run(folder.path(), &["build"]);
    assert_eq!(status, Some(0), "{said}");
    let read = |name: &str| fs::read_to_string(folder.path().join("briefs/tram").join(name)).expect("built");
    for (name, cited, listed) in [
        ("dated", "(Lind 2031, ", "Lind, Eva. 2031."),
        ("noted", "Eva Lind, “Tram to the Docks Agreed,”", "Lind, Eva. “Tram to the Docks Agreed.”"),
        ("counted", "[1, ", "E. Lind, “Tram to the docks agreed,”"),
        ("own", "{Tram to the docks agreed @ 3}", "House list: Tram to the docks agreed."),
    ] {
        let markdown = read(&format!("{name}.md"));
        let plain = shown(&markdown);
        assert!(plain.contains(cited), "{name}: {markdown}");
        assert!(plain.contains(listed), "{name}: {markdown}");
        assert!(!markdown.contains("[@"), "{name} is set in Markdown too: {markdown}");
        assert!(markdown.contains("](#ref-quay-post)") && markdown.contains("{#ref-quay-post}"), "{name}: {markdown}");
        let html = read(&format!("{name}.html"));
        let text: String = html.split('<').filter_map(|part| Some(part.split_once('>')?.1)).collect();
        assert!(text.contains(cited) && text.contains(listed), "{name}: {text}");
        assert!(html.contains("href=\"#ref-quay-post\"") && html.contains("id=\"ref-quay-post\""), "{name}: {html}");
        assert!(html.contains("<div id=\"refs\">"), "{name}");
        assert!(fs::metadata(folder.path().join(format!("briefs/tram/{name}.pdf"))).is_ok());
        // The exact words stay one step away, and so does the place in the source.
        assert!(html.contains("robust promise to every dock worker"), "{name}: {html}");
        assert!(html.contains("https://quay.example/tram#:~:text="), "{name}: {html}");
    }
    let (status, _, said) = run(folder.path(), &["check"]);
    assert_eq!(status, Some(0), "{said}");
    let noted = read("noted.md");
    assert!(noted.contains("Lind, “Tram") || noted.contains("Ibid"), "later notes are short: {noted}");
}

#[test]
fn faults_of_styles_are_shown_where_they_stand() {
    let folder = project("title: A\nquestion: B\naudiences:\n  press: {template: briefing, citations: chicago-note}\n");
    let (status, _, said) = run(folder.path(), &["build", "--message-format", "short"]);
    assert_eq!(status, Some(1));
    assert!(said.contains("briefs/tram/brief.yaml:4:") && said.contains("chicago-notes"), "{said}");
    let folder = project("title: A\nquestion: B\naudiences:\n  press: {template: briefing, citations: huose.csl}\n");
    let (status, _, said) = run(folder.path(), &["build"]);
    assert_eq!((status, said.contains("did you mean `house.csl`?")), (Some(1), true), "{said}");
    fs::write(folder.path().join("templates/huose.csl"), "<style>no").expect("written");
    let (status, _, said) = run(folder.path(), &["build"]);
    assert!(status == Some(1) && said.contains("templates/huose.csl") && said.contains("no CSL style"), "{said}");
}

#[test]
fn sources_are_exported_for_reference_managers_and_can_be_cited_from_there() {
    let folder = project(BRIEF);
    let (status, exported, said) = run(folder.path(), &["show", "corpus", "--format", "csl-json"]);
    assert_eq!(status, Some(0), "{said}");
    fs::write(folder.path().join("refs.json"), &exported).expect("written");
    fs::write(folder.path().join("memo.md"), "It is agreed [@quay-post, line 1].\n").expect("written");
    let arguments =
        ["render", "memo.md", "--references", "refs.json", "--style", "templates/house.csl", "-o", "m.html"];
    let (status, _, said) = run(folder.path(), &arguments);
    assert_eq!(status, Some(0), "{said}");
    let html = fs::read_to_string(folder.path().join("m.html")).expect("written");
    assert!(html.contains("Tram to the docks agreed @ 1"), "{html}");
    let (status, _, said) = run(folder.path(), &["show", "facts", "quay-post", "--format", "csl-json"]);
    assert!(status == Some(2) && said.contains("show corpus"), "{said}");
}

#[test]
fn what_was_exported_says_the_same_of_texts_when_it_is_read_back() {
    let folder = project(BRIEF);
    let write = |name: &str, text: &str| fs::write(folder.path().join(name), text).expect("written");
    let export = || {
        let (status, exported, said) = run(folder.path(), &["show", "corpus", "--format", "csl-json"]);
        assert_eq!(status, Some(0), "{said}");
        exported
    };
    let exported = export();
    write("library.json", &exported);
    write("evenhand.yaml", "references: library.json\n");
    // One text is known by its key, the other by the key that its meta file names.
    fs::remove_file(folder.path().join("corpus/quay-post.meta.yaml")).expect("there");
    write("corpus/old-town-mail.meta.yaml", "title: Under another name\n");
    let other = exported.replace("\"old-town-mail\"", "\"mail2031\"");
    write("library.json", &other);
    write("corpus/old-town-mail.meta.yaml", "reference: mail2031\n");
    assert_eq!(export(), exported);
    write("corpus/old-town-mail.meta.yaml", "title: A\nreference: mail2013\n");
    let (status, _, said) = run(folder.path(), &["build", "--message-format", "short"]);
    let place = "corpus/old-town-mail.meta.yaml:2:12: error: no reference has the key `mail2013`";
    assert!(status == Some(1) && said.contains(place) && said.contains("did you mean `mail2031`?"), "{said}");
    write("evenhand.yaml", "references: libary.json\n");
    let (status, _, said) = run(folder.path(), &["build"]);
    assert!(status != Some(0) && said.contains("libary.json"), "{said}");
}

#[test]
fn withheld_sources_are_in_no_output_of_their_audience() {
    let templates = ["briefing", "at-a-glance", "explainer", "questions", "debate", "press-lines"];
    let mut brief = String::from("title: The tram\nquestion: Will the tram pay?\naudiences:\n");
    for template in templates {
        for (name, style) in [("plain", "footnotes"), ("dated", "author-date"), ("noted", "notes")] {
            brief.push_str(&format!(
                "  {template}-{name}: {{template: {template}, citations: {style}, withhold: [secret], formats: [md, html]}}\n"
            ));
        }
    }
    brief.push_str("  closed: {template: briefing, withhold: [secret], formats: [pdf]}\n");
    let folder = project(&brief);
    let meta = folder.path().join("corpus/old-town-mail.meta.yaml");
    let text = fs::read_to_string(&meta).expect("there");
    fs::write(&meta, format!("{text}tags: [secret]\n")).expect("written");
    let (status, _, said) = run(folder.path(), &["build"]);
    assert_eq!(status, Some(0), "{said}");
    let mut notes = 0;
    for entry in fs::read_dir(folder.path().join("briefs/tram")).expect("built") {
        let path = entry.expect("a file").path();
        if path.file_name().is_some_and(|name| name == "brief.yaml" || name == "inputs.lock") {
            continue;
        }
        notes += 1;
        let note = String::from_utf8_lossy(&fs::read(&path).expect("a note")).into_owned();
        for word in ["Old Town Mail", "old-town-mail", "hollow dream", "Aro", "4,000", "line to nowhere"] {
            assert!(!note.contains(word), "`{word}` in {}", path.display());
        }
    }
    assert_eq!(notes, 2 * 3 * templates.len() + 1);
    let (_, note, _) = run(folder.path(), &["show", "note", "tram", "--audience", "briefing-dated"]);
    assert!(note.contains("Quay Post") && !note.contains("Old Town Mail"), "{note}");
}
