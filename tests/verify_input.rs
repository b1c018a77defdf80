//! Whatever is given to be verified is read or refused: any bytes in any format, damaged files, hostile archives.

#![expect(clippy::disallowed_methods, reason = "tests start programs")]

use std::io::Write as _;
use std::process::{Command, Stdio};
use std::sync::LazyLock;

use evenhand::corpus::Format;
use evenhand::markup;
use evenhand::pdf::{self, Attachment, Relation};
use evenhand::verify::zip::{self, Entry};
use evenhand::verify::{bundle, linked, note, rendered};
use proptest::prelude::*;

const FORMATS: [Format; 5] = [Format::Markdown, Format::Text, Format::Html, Format::Docx, Format::Pdf];

fn read_all(bytes: &[u8]) {
    for format in FORMATS {
        let _ = note::claims(format, bytes);
        let _ = note::words(format, bytes);
    }
    let _ = zip::read(bytes);
    let _ = bundle::verify("any.zip", bytes);
    let _ = rendered::carried(bytes);
    let _ = linked::read(&String::from_utf8_lossy(bytes));
}

/// A small PDF with a file, a Word file, a page and an archive.
static SAMPLES: LazyLock<[Vec<u8>; 4]> = LazyLock::new(|| {
    let markdown = "---\ntitle: The pier\nlang: en\n---\n\nThe pier is “as good as new”, said Ana Torres.\n";
    let attachment = Attachment {
        name: "note.md".into(),
        description: "The text".into(),
        media_type: "text/markdown".into(),
        relation: Relation::Source,
        content: markdown.into(),
    };
    let parsed = markup::parse(markdown, "note.md").output;
    let options = pdf::Options { attachments: vec![attachment], ..pdf::Options::default() };
    let pdf = pdf::render(&parsed, &options).expect("set").output.bytes;
    let xml = "<w:document><w:p><w:t>She said “yes, we</w:t><w:t> can” &amp; left</w:t></w:p></w:document>";
    let word = zip::write(&[Entry { name: "word/document.xml".into(), bytes: xml.into() }]).expect("small");
    let page = b"<!DOCTYPE html><title>T</title><p>He said \xe2\x80\x9cso be it\xe2\x80\x9d.</p>".to_vec();
    let json = b"{\"schema\": \"evenhand/bundle/1\", \"generator\": \"evenhand 0\", \"files\": {}}".to_vec();
    let archive = zip::write(&[
        Entry { name: "manifest.json".into(), bytes: json },
        Entry { name: "evidence.json".into(), bytes: b"[]".to_vec() },
        Entry { name: "notes/a.md".into(), bytes: markdown.into() },
        Entry { name: "notes/a.pdf".into(), bytes: pdf.clone() },
    ]);
    [pdf, word, page, archive.expect("small")]
});

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, ..ProptestConfig::default() })]

    #[test]
    fn any_bytes_are_read_or_refused(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        read_all(&bytes);
    }

    #[test]
    fn any_text_is_read_or_refused(text in "(\\PC|[<>&\"“”„«»\\[\\]^@\n*_`#|-]){0,200}") {
        read_all(text.as_bytes());
    }

    #[test]
    fn damaged_files_are_read_or_refused(
        which in 0..4_usize,
        edits in proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..12),
        cut in any::<prop::sample::Index>(),
        is_cut in any::<bool>(),
    ) {
        let mut bytes = SAMPLES[which].clone();
        for (at, byte) in edits {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        if is_cut {
            bytes.truncate(cut.index(bytes.len()));
        }
        read_all(&bytes);
    }
}

#[test]
fn an_archive_that_unpacks_to_too_much_is_refused() {
    let zeros = Entry { name: "notes/a.md".into(), bytes: vec![0; 40 << 20] };
    let bomb: Vec<_> = (0..8).map(|at| Entry { name: format!("notes/{at}.md"), ..zeros.clone() }).collect();
    let bytes = zip::write(&bomb).expect("small when packed");
    assert!(bytes.len() < 1 << 20);
    assert_eq!(zip::read(&bytes), Err("the archive holds too much".to_owned()));
    assert!(note::claims(Format::Docx, &bytes).is_err());
    assert!(!bundle::verify("b.zip", &bytes).warnings.is_empty());
}

#[test]
fn deep_and_broken_pages_are_read() {
    let deep = format!("{}“as it is”{}", "<div>".repeat(20_000), "</div>".repeat(20_000));
    assert!(note::claims(Format::Html, deep.as_bytes()).is_ok());
    let open = "<b>“one two ".repeat(20_000);
    assert!(note::claims(Format::Html, open.as_bytes()).is_ok());
    let marks = "“".repeat(3_000) + "end”";
    assert!(note::claims(Format::Text, marks.as_bytes()).is_ok());
}

#[test]
fn broken_records_are_answered_in_their_place() {
    let folder = tempfile::TempDir::new().expect("a folder");
    let records = [
        r#"{"id": 1, "source": "../secret.txt", "quote": "any words at all"}"#,
        "not json",
        r#"{"id": 3}"#,
        r#"{"id": 4, "source": "none.txt", "quote": "any words at all"}"#,
        "\u{0}",
        "[[[[[[",
        r#"{"id": 7, "source": 5, "quote": []}"#,
    ];
    let mut child = Command::new(env!("CARGO_BIN_EXE_evenhand"))
        .args(["verify", "--jsonl", "--corpus"])
        .arg(folder.path())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("the program starts");
    let mut input = child.stdin.take().expect("a pipe");
    input.write_all(records.join("\n").as_bytes()).expect("written");
    input.write_all(&[b'\n', 0xff, 0xfe, b'\n']).expect("written");
    input.write_all(&vec![b'a'; 40 << 20]).expect("written");
    drop(input);
    let output = child.wait_with_output().expect("it ends");
    assert_eq!(output.status.code(), Some(1));
    let lines: Vec<serde_json::Value> =
        String::from_utf8(output.stdout).expect("UTF-8").lines().map(|line| line.parse().expect("JSON")).collect();
    assert_eq!(lines.len(), records.len() + 2);
    assert_eq!(lines[0]["verdict"], "cannot_check");
    assert_eq!(lines[3]["verdict"], "cannot_check");
    for at in [1, 2, 4, 5, 6, 7, 8] {
        assert!(lines[at]["error"].is_string(), "{}", lines[at]);
    }
    assert_eq!(lines[2]["id"], 3);
}
