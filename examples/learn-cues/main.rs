//! Learns the weights of cues from labelled sentences and writes `src/lexicon/framing/model.tsv`.
//!
//!     cargo run --example learn-cues -- TRAIN.jsonl ARTICLES                  writes the weights
//!     cargo run --example learn-cues -- TRAIN.jsonl ARTICLES --to FILE        writes them elsewhere
//!     cargo run --example learn-cues -- --read GOLD.jsonl [--weights FILE]    prints readings, as the scorers read them
//!     cargo run --example learn-cues -- --features FILE.jsonl                 prints what is counted, for experiments
//!
//! A line of input is an object with `doc`, `question`, `text` and `label` (optimistic, sceptical, neutral, mixed).
//! Sentences of one text follow each other. ARTICLES is the folder `data/jsons` of the data set
//! Article-Bias-Prediction, to whose articles the labels in `labels.tsv` belong. Only weights are written, never a
//! sentence.
#![expect(clippy::print_stdout, reason = "a program for developers, not part of the library")]
#![expect(clippy::disallowed_methods, reason = "reads its arguments and files itself")]

mod regression;
mod training;

use std::error::Error;
use std::path::Path;

use evenhand::corpus::Format;
use evenhand::document::{Block, BlockKind, Document, Metadata, Sentence, token};
use evenhand::lexicon::Lexicon;
use evenhand::lexicon::framing::Framing;
use evenhand::sheet::extract::{Context, reading};
use evenhand::source::{Positions, SourceId, Span};
use serde_json::{Value, json};

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["--read", file] => print_readings(&texts_of(file)?, Framing::built_in()),
        ["--read", file, "--weights", weights] => {
            print_readings(&texts_of(file)?, Framing::with_weights(&std::fs::read_to_string(weights)?));
        }
        ["--features", file] => print_features(&texts_of(file)?),
        [file, articles] => learn(file, articles, "src/lexicon/framing/model.tsv")?,
        [file, articles, "--to", weights] => learn(file, articles, weights)?,
        _ => return Err("usage: learn-cues TRAIN.jsonl ARTICLES | --read GOLD.jsonl | --features FILE.jsonl".into()),
    }
    Ok(())
}

fn learn(file: &str, articles: &str, weights: &str) -> Result<(), Box<dyn Error>> {
    let table = training::learn(&texts_of(file)?, &labelled_articles(Path::new(articles))?, report);
    Ok(std::fs::write(weights, table)?)
}

fn report(line: &str) {
    println!("{line}");
}

/// A text as its sentences, each with its label.
#[derive(Debug)]
struct LabelledText {
    document: Document,
    question: String,
    rows: Vec<Value>,
}

fn texts_of(file: &str) -> Result<Vec<LabelledText>, Box<dyn Error>> {
    let text = std::fs::read_to_string(file)?;
    let rows: Vec<Value> = text.lines().map(serde_json::from_str).collect::<Result<_, _>>()?;
    let texts = rows.chunk_by(|a, b| a["doc"] == b["doc"] && a["question"] == b["question"]).map(|rows| LabelledText {
        document: document_of(rows),
        question: rows[0]["question"].as_str().unwrap_or_default().into(),
        rows: rows.to_vec(),
    });
    Ok(texts.collect())
}

/// Reads the sentences that `labels.tsv` labels in articles of `folder`.
fn labelled_articles(folder: &Path) -> Result<Vec<LabelledText>, Box<dyn Error>> {
    let lines = include_str!("labels.tsv").lines().filter(|line| !line.starts_with('#'));
    lines.map(|line| labelled_article(line, folder)).collect()
}

fn labelled_article(line: &str, folder: &Path) -> Result<LabelledText, Box<dyn Error>> {
    let fields: Vec<&str> = line.split('\t').collect();
    let [id, question, labels] = fields[..] else { return Err(format!("three fields expected: {line}").into()) };
    let article: Value = serde_json::from_str(&std::fs::read_to_string(folder.join(format!("{id}.json")))?)?;
    let text: Vec<char> = article["content_original"].as_str().unwrap_or_default().chars().collect();
    let mut rows = Vec::new();
    for label in labels.split(' ') {
        let (span, name) = label.split_at(label.len() - 1);
        let name = match name {
            "o" => "optimistic",
            "s" => "sceptical",
            "m" => "mixed",
            "n" => "neutral",
            _ => return Err(format!("unknown label: {label}").into()),
        };
        let (start, end) = span.split_once('-').ok_or("a span is START-END")?;
        let sentence = text.get(start.parse()?..end.parse()?).ok_or_else(|| format!("{id} has no {span}"))?;
        let sentence = sentence.iter().collect::<String>().split_whitespace().collect::<Vec<_>>().join(" ");
        rows.push(json!({"doc": id, "question": question, "text": sentence, "label": name}));
    }
    Ok(LabelledText { document: document_of(&rows), question: question.into(), rows })
}

/// Makes a document of the sentences of one text.
fn document_of(rows: &[Value]) -> Document {
    let mut document = Document {
        id: SourceId::from(rows[0]["doc"].as_str().unwrap_or_default()),
        file: String::new(),
        format: Format::Text,
        sha256: String::new(),
        text: String::new(),
        metadata: Metadata::default(),
        blocks: Vec::new(),
        sentences: Vec::new(),
        pages: Vec::new(),
        foreign: Vec::new(),
        tokens: Vec::new(),
        positions: Positions::default(),
    };
    for row in rows {
        let start = document.text.len();
        document.text.push_str(row["text"].as_str().unwrap_or_default());
        let span = Span::new(start, document.text.len());
        document.text.push('\n');
        let kind = if row["heading"] == true { BlockKind::Heading(2) } else { BlockKind::Paragraph };
        document.blocks.push(Block { kind, span, furniture: None });
        let first_token = document.tokens.len();
        token::tokenize(&document.text, span, &mut document.tokens);
        let end_token = document.tokens.len();
        document.sentences.push(Sentence { span, block: document.blocks.len() - 1, first_token, end_token });
    }
    document.positions = Positions::of(&document.text);
    document
}

fn print_features(texts: &[LabelledText]) {
    let framing = training::framing_of(&texts.iter().collect::<Vec<_>>());
    let names = framing.names();
    for text in texts {
        for (row, tally) in text.rows.iter().zip(reading::count(&framing, &text.document, Some(&text.question))) {
            let features: serde_json::Map<String, Value> =
                tally.counts.into_iter().map(|(feature, value)| (names.of(feature), value.into())).collect();
            println!("{}", json!({"doc": row["doc"], "f": features}));
        }
    }
}

fn print_readings(texts: &[LabelledText], framing: Framing) {
    let lexicon = Lexicon { framing, ..Lexicon::default() };
    for text in texts {
        let context = Context { document: &text.document, lexicon: &lexicon, question: Some(&text.question) };
        for found in reading::extract(&context, &[]) {
            let at = text.document.sentences.partition_point(|sentence| sentence.span.start < found.span.start);
            let row = &text.rows[at];
            println!(
                "{}",
                json!({"doc": row["doc"], "start": row["start"], "end": row["end"], "label": found.side,
                    "score": found.score, "cues": found.cues, "holder": found.holder})
            );
        }
    }
}
