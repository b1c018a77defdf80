//! A stranger with a bundle: untouched it verifies, and whatever is changed in it is found out, also when the hash of
//! the changed file was changed with it.

#![expect(clippy::disallowed_methods, reason = "makes project folders")]

use std::path::Path;

use evenhand::corpus::SourceFile;
use evenhand::diagnostic::Severity;
use evenhand::files;
use evenhand::markup;
use evenhand::pdf::{self, Attachment};
use evenhand::project::{self, BriefFile, Inputs};
use evenhand::verify::bundle::{self, Texts};
use evenhand::verify::zip::{self, Entry};
use evenhand::verify::{Book, rendered};
use sha2::{Digest, Sha256};

const TEXT: &str = "Council orders a ferry\n\nThe Holm Gazette, 3 May 2031\n\nThe council of Holm ordered a ferry for 120 \
    passengers on 2 May 2031. “The ferry will pay for itself within nine years,” said Mayor Ida Holm. The treasurer, \
    Otto Reiss, said that the yard had promised delivery by 2033, if the harbour is dredged in time.\n\nCritics doubt \
    that it ever will. “It is a costly gamble,” said Per Brask, who runs the old boat.\n";
const BRIEF: &str = "title: The ferry\nquestion: Will the new ferry pay for itself?\n";

fn ferry() -> Inputs {
    Inputs {
        corpus: vec![SourceFile { file: "corpus/ferry.txt".into(), bytes: TEXT.into(), meta: None }],
        briefs: vec![BriefFile { id: "ferry".into(), file: "briefs/ferry/brief.yaml".into(), text: BRIEF.into() }],
        ..Inputs::default()
    }
}

fn packed(inputs: &Inputs, texts: Texts) -> bundle::Bundle {
    let (stated, compared) = project::prepared(inputs, None).output;
    let notes = project::notes(inputs, &compared[0]).output.into_iter().map(|output| {
        let (_, name) = output.file.rsplit_once('/').expect("a folder");
        Entry { name: format!("notes/{name}"), bytes: output.bytes }
    });
    let books: Vec<_> = stated.documents.into_iter().map(|document| Book::new(document, None)).collect();
    bundle::pack(notes.collect(), &compared[0].sheets, &books, texts).expect("small")
}

/// An opened bundle.
struct Opened(Vec<Entry>);

impl Opened {
    fn ferry() -> Self {
        Self(zip::read(&packed(&ferry(), Texts::Full).bytes).expect("an archive"))
    }

    fn get(&mut self, name: &str) -> &mut Vec<u8> {
        &mut self.0.iter_mut().find(|entry| entry.name == name).unwrap_or_else(|| panic!("no {name}")).bytes
    }

    /// Replaces `old`, which must be there, in a file.
    fn change(mut self, name: &str, old: &str, new: &str) -> Self {
        let bytes = self.get(name);
        let text = String::from_utf8(bytes.clone()).expect("UTF-8");
        assert!(text.contains(old), "`{old}` is not in {name}:\n{text}");
        *bytes = text.replacen(old, new, 1).into_bytes();
        self
    }

    /// Writes the hashes anew, as a forger would.
    fn rehashed(mut self) -> Self {
        let hash = |bytes: &[u8]| Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect::<String>();
        let hashes: Vec<_> = self.0.iter().map(|entry| (entry.name.clone(), hash(&entry.bytes))).collect();
        let mut manifest: serde_json::Value = serde_json::from_slice(self.get("manifest.json")).expect("JSON");
        for (name, hash) in hashes.into_iter().filter(|(name, _)| name != "manifest.json") {
            manifest["files"][name] = hash.into();
        }
        *self.get("manifest.json") = serde_json::to_vec(&manifest).expect("JSON");
        self
    }

    /// Names of the rules that found errors.
    fn errors(&self) -> Vec<String> {
        let checked = bundle::verify("b.zip", &zip::write(&self.0).expect("small"));
        let errors = checked.warnings.into_iter().filter(|found| found.severity == Severity::Error);
        errors.map(|found| format!("{}: {}", found.rule, found.message)).collect()
    }

    #[track_caller]
    fn is_refused_by(&self, rule: &str) {
        let errors = self.errors();
        assert!(errors.iter().any(|error| error.starts_with(rule)), "no {rule} in {errors:#?}");
    }
}

fn pdf_of(markdown: &str, attachments: Vec<Attachment>) -> Vec<u8> {
    let options = pdf::Options { attachments, ..pdf::Options::default() };
    pdf::render(&markup::parse(markdown, "note.md").output, &options).expect("set").output.bytes
}

#[test]
fn an_untouched_bundle_verifies_with_and_without_full_texts() {
    for texts in [Texts::Quoted, Texts::Full] {
        let packed = packed(&ferry(), texts);
        let checked = bundle::verify("b.zip", &packed.bytes);
        assert!(checked.warnings.is_empty(), "{:#?}", checked.warnings);
        assert_eq!(checked.output.seal, packed.seal);
        assert!(checked.output.summary.contains("4 pages and PDFs as their Markdown makes them"));
        assert!(checked.output.summary.contains(" 0 not found"), "{}", checked.output.summary);
    }
}

#[test]
fn the_worked_example_verifies() {
    let inputs = files::read_project(Path::new(env!("CARGO_MANIFEST_DIR"))).output;
    let checked = bundle::verify("b.zip", &packed(&inputs, Texts::Quoted).bytes);
    assert!(checked.warnings.is_empty(), "{:#?}", checked.warnings);
}

#[test]
fn a_changed_byte_in_any_file_is_found_by_its_hash() {
    let count = Opened::ferry().0.len();
    for at in 1..count {
        let mut opened = Opened::ferry();
        let bytes = &mut opened.0[at].bytes;
        let middle = bytes.len() / 2;
        bytes[middle] ^= 1;
        opened.is_refused_by("bundle-changed");
    }
}

#[test]
fn a_note_changed_with_its_hash_is_found_by_what_else_tells_of_it() {
    for (old, new, rule) in [
        ("within nine years", "within nineteen years", "words-changed"),
        ("costly gamble", "safe bet", "words-changed"),
        ("2 May 2031", "12 May 2031", "rendering-differs"),
        ("The ferry", "A ferry", "rendering-differs"),
    ] {
        Opened::ferry().change("notes/briefing.md", old, new).rehashed().is_refused_by(rule);
    }
    for (old, new) in [("<p>", "<p>No: "), ("</main>", "<p>And not in 2032.</p></main>"), ("<h1>", "<h1>No: ")] {
        Opened::ferry().change("notes/briefing.html", old, new).rehashed().is_refused_by("rendering-differs");
    }
    for (old, new) in [("\"position\":\"", "\"position\":\"1"), ("\"sha256\":\"", "\"sha256\":\"0")] {
        Opened::ferry().change("notes/briefing.html", old, new).rehashed().is_refused_by("attachment-changed");
    }
}

#[test]
fn a_pdf_changed_with_its_hash_is_found_by_setting_it_again() {
    let mut opened = Opened::ferry();
    let markdown = String::from_utf8(opened.get("notes/briefing.md").clone()).expect("UTF-8");
    let files = rendered::carried(opened.get("notes/briefing.pdf")).expect("a PDF");
    assert_eq!(files.len(), 2, "note and sheet");
    let changed = markdown.replace("nine years", "ten years");
    assert_ne!(changed, markdown);

    *opened.get("notes/briefing.pdf") = pdf_of(&changed, files.clone());
    opened.rehashed().is_refused_by("rendering-differs");

    // With its Markdown changed too, it is another note than the one beside it.
    let mut other = files.clone();
    other[0].content = changed.clone().into_bytes();
    let mut opened = Opened::ferry();
    *opened.get("notes/briefing.pdf") = pdf_of(&changed, other);
    opened.rehashed().is_refused_by("attachment-changed");

    let mut other = files.clone();
    other[1].content = String::from_utf8_lossy(&other[1].content).replacen("nine", "ten", 1).into_bytes();
    let mut opened = Opened::ferry();
    *opened.get("notes/briefing.pdf") = pdf_of(&markdown, other);
    opened.rehashed().is_refused_by("attachment-changed");

    // Without the note's Markdown, the claims of the one in the PDF are checked.
    let mut opened = Opened::ferry();
    opened.0.retain(|entry| !entry.name.ends_with(".md"));
    let mut other = files;
    other[0].content = changed.clone().into_bytes();
    *opened.get("notes/briefing.pdf") = pdf_of(&changed, other);
    let manifest = opened.get("manifest.json").clone();
    let mut manifest: serde_json::Value = serde_json::from_slice(&manifest).expect("JSON");
    for name in ["notes/briefing.md", "notes/at-a-glance.md"] {
        manifest["files"].as_object_mut().expect("an object").remove(name);
    }
    *opened.get("manifest.json") = manifest.to_string().into_bytes();
    opened.rehashed().is_refused_by("words-changed");
}

#[test]
fn evidence_changed_with_its_hash_is_found_by_sheets_and_passages() {
    for (name, old, new, rule) in [
        ("facts/ferry.yaml", "nine years", "five years", "sheet-changed"),
        ("facts/ferry.yaml", "span: [", "span: [1", "sheet-changed"),
        ("facts/ferry.yaml", "sha256: ", "sha256: 0", "sheet-changed"),
        ("evidence.json", "\"sha256\": \"", "\"sha256\": \"0", "evidence-changed"),
        ("evidence.json", "Council orders", "Court orders", "evidence-changed"),
        ("evidence.json", "costly gamble", "splendid idea", "evidence-changed"),
        ("evidence.json", "\"sheet\": \"", "\"sheet\": \"0", "sheet-changed"),
        ("texts/ferry.txt", "never", "ever", "bundle-changed"),
        ("texts/ferry.txt", "doubt", "trust", "bundle-changed"),
    ] {
        let old = if old == "never" { "ever will" } else { old };
        Opened::ferry().change(name, old, new).rehashed().is_refused_by(rule);
    }
    // Each number of a place.
    let text = String::from_utf8(Opened::ferry().get("evidence.json").clone()).expect("UTF-8");
    let mut evidence: serde_json::Value = serde_json::from_str(&text).expect("JSON");
    let count = evidence[0]["facts"].as_array().expect("facts").len();
    for at in [0, count / 2, count - 1] {
        for end in 0..2 {
            let place = &mut evidence[0]["facts"][at]["evidence"]["span"][end];
            let number = place.as_u64().expect("a number");
            *place = (number + 1).into();
            let mut opened = Opened::ferry();
            *opened.get("evidence.json") = evidence.to_string().into_bytes();
            opened.rehashed().is_refused_by("evidence-changed");
            evidence[0]["facts"][at]["evidence"]["span"][end] = number.into();
        }
    }
}

#[test]
fn files_added_missing_doubled_or_outside_are_found() {
    let mut opened = Opened::ferry();
    opened.0.push(Entry { name: "notes/more.md".into(), bytes: b"More.\n".to_vec() });
    opened.is_refused_by("bundle-file-added");
    let mut opened = Opened::ferry();
    opened.0.retain(|entry| !entry.name.starts_with("facts/"));
    opened.is_refused_by("bundle-file-missing");
    for name in ["../notes/briefing.md", "/etc/briefing.md", "notes\\briefing.md", "C:briefing.md", "notes//a.md", ""] {
        let mut opened = Opened::ferry();
        opened.0.push(Entry { name: name.into(), bytes: b"More.\n".to_vec() });
        opened.rehashed().is_refused_by("not-a-bundle");
    }
    let mut opened = Opened::ferry();
    let twice = opened.0[2].clone();
    opened.0.push(twice);
    opened.is_refused_by("not-a-bundle");
}

#[test]
fn a_note_set_by_another_version_is_held_against_its_words() {
    let other =
        || Opened::ferry().change("manifest.json", "\"generator\": \"evenhand ", "\"generator\": \"evenhand 0.");
    let same = other().change("notes/briefing.html", "<main", "\n<main").rehashed();
    assert_eq!(same.errors(), Vec::<String>::new());
    other().change("notes/briefing.html", "<main", "No.\n<main").rehashed().is_refused_by("rendering-differs");
    Opened::ferry().change("notes/briefing.html", "<main", "\n<main").rehashed().is_refused_by("rendering-differs");
}

#[test]
fn hostile_places_and_broken_json_are_refused_without_harm() {
    let evidence = |text: &str| {
        let mut opened = Opened::ferry();
        *opened.get("evidence.json") = text.as_bytes().to_vec();
        opened.rehashed()
    };
    let passages = |passages: &str| {
        let source =
            format!(r#"[{{"id":"ferry","file":"f","sha256":"0","sheet":"0","passages":{passages},"facts":[]}}]"#);
        evidence(&source)
    };
    passages(r#"[{"span":[18446744073709551600,18446744073709551610],"text":"0123456789"}]"#)
        .is_refused_by("evidence-changed");
    passages(r#"[{"span":[4000000000,4000000010],"text":"0123456789"}]"#).is_refused_by("evidence-changed");
    passages(r#"[{"span":[5,3],"text":""}]"#).is_refused_by("");
    passages(r#"[{"span":[5,8],"text":"abc"},{"span":[2,5],"text":"abc"}]"#).is_refused_by("evidence-changed");
    for broken in ["", "[", "{}", "[{}]", "[1]", "null", "\u{0}", r#"[{"id":"ferry"}]"#] {
        evidence(broken).is_refused_by("not-a-bundle");
        let mut opened = Opened::ferry();
        *opened.get("manifest.json") = broken.as_bytes().to_vec();
        opened.is_refused_by("not-a-bundle");
    }
}

/// Two texts, one of them for the council only.
fn with_a_secret() -> Inputs {
    let mut inputs = ferry();
    let meta = ("corpus/memo.meta.yaml".to_owned(), b"tags: [confidential]\n".to_vec());
    let memo = "Memo on the ferry\n\nThe yard of Holm has already asked for 12 million crowns more. “We will have to sell \
        the old boat to pay for this,” wrote Mayor Ida Holm on 4 May 2031. The ferry may never pay for itself.\n";
    inputs.corpus.push(SourceFile { file: "corpus/memo.txt".into(), bytes: memo.into(), meta: Some(meta) });
    inputs.briefs[0].text.push_str(
        "audiences:\n  council: {template: briefing}\n  public: {template: briefing, withhold: [confidential]}\n",
    );
    inputs
}

#[test]
fn words_withheld_from_an_audience_are_in_none_of_its_files_and_in_those_of_others() {
    let inputs = with_a_secret();
    let built = project::build(&inputs, None);
    assert!(built.warnings.iter().all(|found| found.severity < Severity::Error), "{:#?}", built.warnings);
    // The lock belongs to the project and no audience: it names files and holds no word of theirs.
    let notes = |file: &str| file.starts_with("briefs/") && !file.ends_with(evenhand::lock::FILE);
    for output in built.output.iter().filter(|output| notes(&output.file)) {
        let mut text = String::from_utf8_lossy(&output.bytes).into_owned();
        if output.file.ends_with(".pdf") {
            text = evenhand::verify::note::words(evenhand::corpus::Format::Pdf, &output.bytes).expect("words");
            for file in rendered::carried(&output.bytes).expect("a PDF") {
                text.push_str(&file.name);
                text.push_str(&String::from_utf8_lossy(&file.content));
            }
        }
        let (file, is_public) = (&output.file, output.file.contains("public"));
        assert_eq!(text.contains("sell the old boat"), !is_public, "{file}");
        assert_eq!(text.contains("memo"), !is_public, "{file}");
    }
}

#[test]
fn a_stranger_verifies_a_bundle_through_the_program() {
    let folder = tempfile::TempDir::new().expect("a folder");
    let run = |arguments: &[&str]| {
        let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_evenhand"));
        let output = command.current_dir(folder.path()).args(arguments).output().expect("it starts");
        let text = String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
        (output.status.code(), text)
    };
    let inputs = with_a_secret();
    let write = |path: &str, bytes: &[u8]| {
        let path = folder.path().join(path);
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("made");
        std::fs::write(path, bytes).expect("written");
    };
    for source in &inputs.corpus {
        write(&source.file, &source.bytes);
        source.meta.iter().for_each(|(path, bytes)| write(path, bytes));
    }
    write(&inputs.briefs[0].file, inputs.briefs[0].text.as_bytes());

    let (status, said) = run(&["bundle"]);
    assert!(status == Some(1) && said.contains("--audience"), "{said}");
    let (status, said) = run(&["bundle", "--audience", "pubic"]);
    assert!(status == Some(1) && said.contains("did you mean `public`"), "{said}");
    for audience in ["public", "council"] {
        let (status, said) = run(&["bundle", "--audience", audience, "-o", &format!("{audience}.zip")]);
        assert!(status == Some(0) && said.contains("seal "), "{said}");
    }
    let seal = |text: &str| text.split("seal ").nth(1).map(|rest| rest.chars().take(64).collect::<String>());
    let (status, said) = run(&["verify", "public.zip"]);
    assert!(status == Some(0) && said.contains(" 0 not found") && seal(&said).is_some(), "{said}");
    let public = zip::read(&std::fs::read(folder.path().join("public.zip")).expect("there")).expect("an archive");
    assert!(public.iter().all(|entry| !String::from_utf8_lossy(&entry.bytes).contains("sell the old boat")));

    let (status, said) = run(&["diff", "public.zip", "council.zip", "--format", "markdown"]);
    assert!(status == Some(0) && said.contains("## Sources added (1)\n\n- memo"), "{said}");
    let (status, said) = run(&["diff", "public.zip", "public.zip"]);
    assert!(status == Some(0) && said.contains("no differences"), "{said}");
    let (status, said) = run(&["diff", "public.zip", "none.json"]);
    assert!(status == Some(2), "{said}");

    let bytes = std::fs::read(folder.path().join("public.zip")).expect("there");
    write("broken.zip", &bytes[..bytes.len() / 2]);
    let (status, said) = run(&["verify", "broken.zip"]);
    assert!(status == Some(1) && !said.contains("panicked"), "{said}");
}
