//! What holds for the reading of any text whatever.

use evenhand::corpus::{Content, Corpus, Format, SourceFile, Text, gather};
use evenhand::document::{self, Document};
use evenhand::source::Span;
use proptest::prelude::*;

fn parse(text: &str, format: Format) -> Document {
    let text = Text {
        id: "sample".into(),
        file: "corpus/sample.txt".into(),
        format,
        sha256: String::new(),
        content: Content::Decoded(text.into()),
        meta: None,
    };
    document::parse(&text).output
}

fn check(document: &Document) {
    let text = &document.text;
    let sound = |span: Span| text.get(span.range()).is_some_and(|words| !words.is_empty() && words.trim() == words);
    let mut end = 0;
    for block in &document.blocks {
        assert!(sound(block.span), "{block:?} in {text:?}");
        assert!(block.span.start >= end, "blocks overlap: {block:?} in {text:?}");
        end = block.span.end;
    }
    let (mut end, mut token_end) = (0, 0);
    for sentence in &document.sentences {
        let block = &document.blocks[sentence.block];
        assert!(sound(sentence.span) && block.span.contains(sentence.span), "{sentence:?} in {text:?}");
        assert!(block.furniture.is_none());
        assert!(sentence.span.start >= end && sentence.first_token == token_end);
        (end, token_end) = (sentence.span.end, sentence.end_token);
        let mut last = sentence.span.start;
        for token in document.tokens_of(sentence) {
            let span = token.span();
            assert!(!span.is_empty() && sentence.span.contains(span) && span.start >= last);
            assert!(text.get(last..span.start).is_some_and(|gap| gap.trim().is_empty()));
            last = span.end;
        }
        assert_eq!(last, sentence.span.end);
    }
    assert_eq!(token_end, document.tokens.len());
}

fn gather_one(name: &str, bytes: &[u8]) -> Corpus {
    gather(vec![SourceFile { file: format!("corpus/{name}"), bytes: bytes.to_vec(), meta: None }]).output
}

/// Lines as they occur in saved texts: prose, headings, lists, tables, fences, furniture, damage.
fn line() -> impl Strategy<Value = String> {
    prop_oneof![
        Just(String::new()),
        "[A-Z][a-z]{2,8}( [a-z]{1,9}){3,30}[.!?”]{0,2}",
        "([-*•>#|] ?){1,3}[A-Za-z?|“”\"' .]{0,40}",
        "(Share|Home|Comments|FAQ|Related Articles|By Ada Vance|7 January 2026|---|```|\\| a \\| b \\||Q: Why\\?|A: So\\.)",
        "“[A-Z][a-z ]{2,30}\\. [A-Z][a-z ]{2,30}[,?!]” (said|he) [A-Z][a-z]+ [A-Z]\\. [A-Z][a-z]+\\.",
        "\\PC{0,60}",
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn spans_are_sound_in_any_text(text in "\\PC{0,200}|[ \\n\\t.,“”\"'()\\[\\]A-Za-z0-9|#>*`é\u{a0}-]{0,300}") {
        check(&parse(&text, Format::Text));
        check(&parse(&text, Format::Markdown));
    }

    #[test]
    fn spans_are_sound_in_texts_made_of_lines(lines in prop::collection::vec(line(), 0..40)) {
        let text = lines.join("\n");
        check(&parse(&text, Format::Text));
        check(&parse(&text, Format::Markdown));
    }

    #[test]
    fn line_ends_change_nothing(lines in prop::collection::vec(line(), 0..30)) {
        for name in ["a.txt", "a.md"] {
            let unix = gather_one(name, lines.join("\n").as_bytes());
            let windows = gather_one(name, lines.join("\r\n").as_bytes());
            let (Some(unix), Some(windows)) = (unix.texts.first(), windows.texts.first()) else {
                prop_assert_eq!(unix.texts.len(), windows.texts.len());
                continue;
            };
            let (unix, windows) = (document::parse(unix).output, document::parse(windows).output);
            prop_assert_eq!(&unix.blocks, &windows.blocks);
            prop_assert_eq!(&unix.sentences, &windows.sentences);
            prop_assert_eq!(&unix.metadata, &windows.metadata);
        }
    }

    #[test]
    fn no_bytes_are_too_strange(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        for name in ["a.txt", "a.md", "a.html", "a.pdf", "a.docx"] {
            for text in &gather_one(name, &bytes).texts {
                check(&document::parse(text).output);
            }
        }
    }

    #[test]
    fn no_meta_file_is_too_strange(yaml in "\\PC{0,120}|([a-zA-Z-]{1,9}: ?[\\[{\"'a-z0-9:, ]{0,20}\n){0,6}") {
        let file = SourceFile {
            file: "corpus/a.txt".into(),
            bytes: b"The council met. It voted.".to_vec(),
            meta: Some(("corpus/a.meta.yaml".into(), yaml.into_bytes())),
        };
        for text in &gather(vec![file]).output.texts {
            check(&document::parse(text).output);
        }
    }

    #[test]
    fn no_page_is_too_strange(tags in prop::collection::vec(
        "<[/]?(p|div|table|tr|td|li|ul|a|b|h1|blockquote|article|script|br|svg|template|select)( class=\"(share|author|x)\")?>|[a-z .]{0,30}",
        0..60,
    )) {
        check(&parse(&tags.concat(), Format::Html));
    }

    #[test]
    fn marking_recurring_lines_keeps_documents_sound(texts in prop::collection::vec(prop::collection::vec(line(), 0..12), 1..5)) {
        let mut documents = texts.iter().map(|lines| parse(&lines.join("\n"), Format::Text)).collect::<Vec<_>>();
        document::mark_recurring(&mut documents);
        documents.iter().for_each(check);
    }
}

#[test]
fn a_huge_block_without_stops_is_read() {
    let samples =
        ["a ", "“a ", "(a ", "U.S. ", "A. ", "a.", "... ", "\"'", "| ", "- a\n", "# a\n", "Q: a?\n", "> ", "*a "];
    for sample in samples {
        let text = sample.repeat((1 << 20) / sample.len());
        check(&parse(&text, Format::Text));
    }
}

#[test]
fn one_sentence_of_five_megabytes_is_one_block_of_as_many_tokens_as_words() {
    let words = 5 * 1024 * 1024 / 10;
    let document = parse(&"and so on ".repeat(words), Format::Text);
    assert_eq!(document.tokens.len(), words * 3);
    assert_eq!(document.blocks.len(), 1);
    assert_eq!(document.sentences.last().map(|sentence| sentence.end_token), Some(words * 3));
}

/// Files of the three formats that people damage when they copy them, made by the program or by hand.
fn whole_files() -> Vec<(Format, Vec<u8>)> {
    let page = "<html lang=en><head><title>Bridge</title></head><body><article><h1>Bridge</h1><p>The council voted on \
                Monday to build a bridge.</p><table><tr><td>a<td>b</table></article></body></html>";
    let pdf = "%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n\
               3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 300]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>>endobj\n\
               4 0 obj<</Length 70>>stream\nBT /F 12 Tf 14 TL 20 200 Td [(The coun) -20 (cil)] TJ T* (voted.) ' ET\nendstream endobj\n\
               5 0 obj<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding<</Type/Encoding/Differences[65/A/uni0042]>>>>endobj\n\
               trailer<</Size 6/Root 1 0 R>>\nstartxref\n0\n%%EOF";
    let mut files = vec![(Format::Html, page.as_bytes().to_vec()), (Format::Pdf, with_places(pdf))];
    let word = "<w:document><w:body><w:p><w:r><w:t>The council voted.</w:t></w:r></w:p></w:body></w:document>";
    let entries = [evenhand::verify::zip::Entry { name: "word/document.xml".into(), bytes: word.into() }];
    files.push((Format::Docx, evenhand::verify::zip::write(&entries).expect("a small archive")));
    files
}

/// Gives a PDF the table of places of its objects.
fn with_places(text: &str) -> Vec<u8> {
    let (body, rest) = text.split_once("trailer").expect("a trailer");
    let places: String = (1..6)
        .map(|number| body.find(&format!("\n{number} 0 obj")).map_or(0, |at| at + 1))
        .map(|at| format!("{at:010} 00000 n \n"))
        .collect();
    let trailer = rest.replace("startxref\n0", &format!("startxref\n{}", body.len()));
    format!("{body}xref\n0 6\n0000000000 65535 f \n{places}trailer{trailer}").into_bytes()
}

#[test]
fn whole_files_are_read() {
    for (format, bytes) in whole_files() {
        let text = Text { content: Content::Bytes(bytes), ..Text::decoded("a", format, "", None) };
        assert!(document::parse(&text).output.text.contains("council"), "{format:?}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn no_damage_to_a_file_is_too_strange(
        cut in 0..100_usize,
        flips in prop::collection::vec((0..100_000_usize, any::<u8>()), 0..12),
    ) {
        for (format, mut bytes) in whole_files() {
            // One in three keeps its end, which the readers of archives and PDFs begin with.
            if cut % 3 > 0 {
                bytes.truncate(bytes.len() * cut / 100);
            }
            for (at, byte) in &flips {
                let at = at % bytes.len().max(1);
                if let Some(damaged) = bytes.get_mut(at) {
                    *damaged = *byte;
                }
            }
            let text = Text { content: Content::Bytes(bytes), ..Text::decoded("a", format, "", None) };
            check(&document::parse(&text).output);
        }
    }
}
