//! Fact sheets as files: what is written reads back, faults have places, people's work survives.

use evenhand::corpus::{Content, Format, Text};
use evenhand::diagnostic::Diagnostic;
use evenhand::document::{self, Document};
use evenhand::sheet::claim::*;
use evenhand::sheet::{Claim, Cue, Evidence, Fact, FactId, FactSheet, Reading, Side, SourceRecord, Status, yaml};
use evenhand::source::Span;

const TEXT: &str = "The ferry question\n\nHarbour master Ada Vance called the night ferry “a lifeline”, while more than 30 \
traders signed a letter against it. The ferry will stop on 3 May 2031, she said.\n\nNobody knows who will pay.\n";

fn document(text: &str) -> Document {
    let text = Text {
        id: "ferry".into(),
        file: "corpus/ferry.txt".into(),
        format: Format::Text,
        sha256: format!("{:064x}", text.len()),
        content: Content::Decoded(text.into()),
        meta: None,
    };
    document::parse(&text).output
}

fn evidence(document: &Document, words: &str) -> Evidence {
    let start = document.text.find(words).expect("words of the text");
    Evidence::at(document, Span::new(start, start + words.len()))
}

fn fact(id: &str, claim: Claim, evidence: Evidence) -> Fact {
    Fact {
        id: FactId(id.into()),
        claim,
        evidence,
        status: Status::Candidate,
        rule: Some("test/rule".into()),
        note: None,
        accept: Vec::new(),
        extra: Default::default(),
    }
}

/// A sheet with one fact of most kinds.
fn sheet(document: &Document) -> FactSheet {
    let speaker = evidence(document, "Ada Vance");
    let quotation = Claim::Quotation(Quotation {
        form: Form::Direct,
        speaker: Some(Speaker {
            name: Some("Ada Vance".into()),
            role: Some("Harbour master".into()),
            organisation: None,
            text: "Ada Vance".into(),
            span: speaker.span,
        }),
        cue: Some("called".into()),
        cue_class: CueClass::Neutral,
    });
    let figure = Claim::Figure(Figure {
        value: Amount {
            at_least: Some(31.0),
            unit: Some("traders".into()),
            text: "more than 30".into(),
            ..Amount::default()
        },
        about: Some("signed a letter against it".into()),
    });
    let unknown = Claim::Unknown(Unknown { about: "who will pay".into(), reason: UnknownReason::Unresolved });
    let facts = vec![
        fact("quotation-000001", quotation, evidence(document, "a lifeline")),
        fact("figure-000002", figure, evidence(document, "more than 30 traders")),
        fact("unknown-000003", unknown, evidence(document, "Nobody knows who will pay.")),
    ];
    let reading = Reading {
        id: FactId("reading-000004".into()),
        side: Side::Sceptical,
        holder: None,
        cues: vec![Cue { cue: "nobody knows".into(), weight: -0.71 }],
        score: 0.71,
        evidence: evidence(document, "Nobody knows who will pay."),
        status: Status::Candidate,
        note: None,
        accept: Vec::new(),
        extra: Default::default(),
    };
    FactSheet {
        schema: evenhand::sheet::SCHEMA.into(),
        source: SourceRecord::of(document),
        facts,
        readings: vec![reading],
    }
}

fn places(faults: &[Diagnostic]) -> Vec<(&str, usize, usize)> {
    faults
        .iter()
        .map(|fault| (fault.rule, fault.location.as_ref().map_or((0, 0), |at| (at.line, at.column))))
        .map(|(rule, (line, column))| (rule, line, column))
        .collect()
}

#[test]
fn a_written_sheet_reads_back_equal() {
    let sheet = sheet(&document(TEXT));
    let text = yaml::write(&sheet);
    insta::assert_snapshot!(text);
    assert_eq!(yaml::read(&text, "facts/ferry.yaml"), Ok(sheet));
}

#[test]
fn all_faults_of_a_sheet_are_named_in_one_run() {
    let text = "\
schema: evenhand/fact-sheet/1
sorce: {}
source: {id: a, type: articel, file: a.txt, sha256: 12, issued: 2024-13-01, colour: red}
facts:
  - id: a-1
    kind: figure
    value: {text: 3, exactly: many}
    evidence: {exact: x, span: [1], line: -1}
    status: candidat
    status: checked
  - kind: figur
    evidence: {}
readings: none
";
    let faults = yaml::read(text, "facts/a.yaml").expect_err("many faults");
    assert_eq!(
        places(&faults),
        [
            ("unknown-key", 2, 1),
            ("bad-value", 3, 23),
            ("wrong-type", 3, 53),
            ("bad-date", 3, 65),
            ("unknown-key", 3, 77),
            ("wrong-type", 7, 19),
            ("wrong-type", 7, 31),
            ("bad-value", 8, 32),
            ("bad-value", 8, 43),
            ("bad-value", 9, 13),
            ("duplicate-key", 10, 5),
            ("bad-value", 11, 11),
            ("missing-key", 12, 15),
            ("wrong-type", 13, 11),
        ]
    );
    let messages: Vec<String> =
        faults.iter().map(|fault| format!("{} [{}]", fault.message, fault.hints.join("; "))).collect();
    insta::assert_snapshot!(messages.join("\n"));
}
