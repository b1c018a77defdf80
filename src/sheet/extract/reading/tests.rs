//! Constructions, each from both sides, on invented plans.

use proptest::prelude::*;

use crate::corpus::Format;
use crate::document::{Block, BlockKind, Document, Metadata, Sentence, token};
use crate::lexicon::Lexicon;
use crate::lexicon::framing::Framing;
use crate::sheet::claim::{Claim, Form, Quotation, Speaker};
use crate::sheet::extract::{Context, Found, FoundReading};
use crate::sheet::{Cue, Side};
use crate::source::{CodePoints, Positions, SourceId, Span};

use super::extract;

const QUESTION: &str = "Will the harbour ferry scheme work?";

fn document_of(sentences: &[&str]) -> Document {
    let text = sentences.join("\n");
    let mut document = Document {
        id: SourceId::from("a"),
        file: "a.txt".into(),
        format: Format::Text,
        sha256: String::new(),
        positions: Positions::of(&text),
        text,
        metadata: Metadata::default(),
        blocks: Vec::new(),
        sentences: Vec::new(),
        tokens: Vec::new(),
        pages: Vec::new(),
        foreign: Vec::new(),
    };
    let mut start = 0;
    for (block, sentence) in sentences.iter().enumerate() {
        let span = Span::new(start, start + sentence.len());
        let first_token = document.tokens.len();
        token::tokenize(&document.text, span, &mut document.tokens);
        let end_token = document.tokens.len();
        document.blocks.push(Block { kind: BlockKind::Paragraph, span, furniture: None });
        document.sentences.push(Sentence { span, block, first_token, end_token });
        start = span.end + 1;
    }
    document
}

fn readings_by(lexicon: &Lexicon, sentences: &[&str], quotations: &[Found]) -> Vec<FoundReading> {
    let document = document_of(sentences);
    extract(&Context { document: &document, lexicon, question: Some(QUESTION) }, quotations)
}

fn readings(sentences: &[&str]) -> Vec<FoundReading> {
    readings_by(Lexicon::built_in(), sentences, &[])
}

/// Returns the side of a lone sentence, `None` for neutral.
fn side(sentence: &str) -> Option<Side> {
    readings(&[sentence]).first().map(|reading| reading.side)
}

/// Returns how far a lone sentence leans to the optimistic side, by its cues.
fn lean(sentence: &str) -> f64 {
    lean_for(QUESTION, sentence)
}

/// Returns the same for the plan of `question`.
fn lean_for(question: &str, sentence: &str) -> f64 {
    let document = document_of(&[sentence]);
    let lexicon = Lexicon::built_in();
    let plan = super::Plan::of(question, &lexicon.framing);
    let stems = super::stems_of(&document, &lexicon.framing);
    let mut reader = super::Reader::new(&lexicon.framing, &document, &stems, &plan, None);
    reader.read(&document.sentences[0], false);
    let counts = reader.counts.iter().map(|counted| (counted.feature, counted.value));
    let [plus, minus, _] = super::judge::logits(lexicon.framing.model(), counts);
    f64::from(plus - minus)
}

fn all_are(expected: Option<Side>, sentences: &[&str]) {
    for sentence in sentences {
        assert_eq!(side(sentence), expected, "{sentence}");
    }
}

#[test]
fn praise_is_optimistic_and_doubt_sceptical() {
    all_are(
        Some(Side::Optimistic),
        &[
            "The ferry scheme is a historic success and will create thousands of jobs.",
            "The scheme has delivered real progress and enjoys strong support.",
        ],
    );
    all_are(
        Some(Side::Sceptical),
        &[
            "The ferry scheme is a costly failure that nobody trusts.",
            "The scheme is vague, underfunded and unlikely to survive.",
        ],
    );
}

#[test]
fn plain_reports_are_neutral() {
    all_are(
        None,
        &["The council met on Tuesday in the town hall.", "Two ferries of 40 metres were delivered in March 2019."],
    );
}

#[test]
fn negation_turns_praise_and_blame() {
    assert!(lean("The scheme is credible.") > lean("The scheme is not credible."));
    assert!(lean("The scheme will not fail.") > lean("The scheme will fail."));
}

#[test]
fn what_follows_but_decides() {
    let alone = "The harbour scheme is a bold and promising step.";
    let doubtful = "The harbour scheme is a bold and promising step, but it is a risky gamble.";
    let hopeful = "The harbour scheme is a risky gamble, but it is a bold and promising step.";
    assert!(lean(alone) > lean(doubtful));
    assert!(lean(hopeful) > lean(doubtful), "{} {}", lean(hopeful), lean(doubtful));
}

#[test]
fn a_question_of_failure_asks_about_the_plan_and_not_for_its_failure() {
    let questions =
        ["Will the ferry scheme fail?", "Is the ferry scheme a mistake?", "Is the ferry scheme doomed to collapse?"];
    for question in questions {
        for (praise, doubt) in [
            ("The ferry scheme will succeed.", "The ferry scheme will fail."),
            ("The ferry scheme is a historic success.", "The ferry scheme is a costly mistake."),
            ("The scheme will not collapse.", "The scheme will collapse."),
        ] {
            assert!(lean_for(question, praise) > lean_for(question, doubt), "{question} {praise}");
        }
        let side = |sentence: &str| {
            let context =
                Context { document: &document_of(&[sentence]), lexicon: Lexicon::built_in(), question: Some(question) };
            extract(&context, &[]).first().map(|reading| reading.side)
        };
        assert_eq!(side("The ferry scheme is a historic success that enjoys strong support."), Some(Side::Optimistic));
        assert_eq!(side("The ferry scheme is a costly failure that nobody trusts."), Some(Side::Sceptical));
    }
}

#[test]
fn the_want_of_harm_is_good_and_the_want_of_a_benefit_bad() {
    assert!(lean("The scheme does no harm.") > lean("The scheme does harm."));
    assert!(lean("The scheme brings jobs.") > lean("The scheme brings no jobs."));
}

#[test]
fn a_concession_between_strong_words_is_mixed() {
    all_are(
        Some(Side::Mixed),
        &[
            "While the ferry scheme is bold and promising, it is risky.",
            "The ferry scheme is fragile, but it has made impressive progress.",
        ],
    );
}

#[test]
fn more_of_a_bad_thing_is_bad_and_less_of_it_good() {
    assert!(lean("The scheme reduces poverty.") > lean("The scheme increases poverty."));
    assert!(lean("The scheme improves safety.") > lean("The scheme undermines safety."));
}

#[test]
fn limiting_conditions_weaken() {
    assert!(lean("The scheme will work.") > lean("The scheme will work only if the state pays."));
    assert!(lean("The ferries will sail.") > lean("Unless the state pays, the ferries will not sail."));
}

#[test]
fn rhetorical_questions_doubt_and_open_questions_do_not() {
    assert!(lean("When will the ferries sail?") > lean("Can the council really be trusted with the ferries?"));
}

#[test]
fn distance_markers_take_praise_back() {
    assert!(lean("The scheme looks strong.") > lean("On paper, the scheme looks strong."));
}

#[test]
fn cues_are_the_words_of_the_text_heaviest_first() {
    let found = readings(&["The ferry scheme is a costly failure that nobody trusts."]);
    let cues: Vec<&Cue> = found[0].cues.iter().collect();
    assert!(cues.iter().any(|cue| cue.cue.contains("failure") && cue.weight < 0.0), "{cues:?}");
    assert!(cues.windows(2).all(|pair| pair[0].weight.abs() >= pair[1].weight.abs()));
    assert!((0.0..=1.0).contains(&found[0].score));
}

#[test]
fn a_surer_reading_scores_higher() {
    let sure = readings(&["The ferry scheme is a disastrous, costly failure that is doomed to collapse."]);
    let unsure = readings(&["The ferry scheme has a few problems."]);
    assert!(sure[0].score > unsure.first().map_or(0.0, |reading| reading.score));
}

#[test]
fn the_speaker_of_a_quotation_holds_the_view() {
    let sentence = "The scheme is a costly failure that nobody trusts.";
    let speaker = Speaker {
        name: Some("Ida Roe".into()),
        role: None,
        organisation: None,
        text: "Roe".into(),
        span: CodePoints::default(),
    };
    let quotation = Quotation { form: Form::Direct, speaker: Some(speaker), cue: None, cue_class: Default::default() };
    let found = Found { claim: Claim::Quotation(quotation), span: Span::new(0, sentence.len()), rule: "test" };
    let holders = |quotations: &[Found]| readings_by(Lexicon::built_in(), &[sentence], quotations)[0].holder.clone();
    assert_eq!(holders(&[found]).as_deref(), Some("Ida Roe"));
    assert_eq!(holders(&[]).as_deref(), Some("author"));
}

#[test]
fn cues_of_a_project_decide() {
    let sentence = "The ferry scheme is gribbly, as everyone on the quay can see.";
    let with = |yaml: &str| Lexicon {
        framing: Framing::built_in().with_project(yaml, "lexicon/own.yaml").expect("a good file"),
        ..Lexicon::default()
    };
    let hopeful = with("cues:\n  - {cue: gribbly, side: optimistic, strength: 3, weight: 3}\n");
    let found = readings_by(&hopeful, &[sentence], &[]);
    assert_eq!((found[0].side, found[0].cues[0].cue.as_str()), (Side::Optimistic, "gribbly"));
    let doubtful = with("sides: [for, against]\ncues:\n  - {cue: gribbly, side: against, strength: 3, weight: -3}\n");
    assert_eq!(readings_by(&doubtful, &[sentence], &[])[0].side, Side::Sceptical);
}

#[test]
fn a_project_can_take_a_cue_away() {
    let sentence = "The ferry scheme looks ruinous and the quay is full.";
    let lexicon = Lexicon {
        framing: Framing::built_in()
            .with_project("cues:\n  - {cue: ruinous, side: neutral}\n", "a.yaml")
            .expect("a good file"),
        ..Lexicon::default()
    };
    let weight = |lexicon: &Lexicon| -> f64 {
        let found = readings_by(lexicon, &[sentence], &[]);
        found
            .iter()
            .flat_map(|reading| &reading.cues)
            .filter(|cue| cue.cue.contains("ruinous"))
            .map(|cue| cue.weight)
            .sum()
    };
    assert!(weight(Lexicon::built_in()) < weight(&lexicon));
}

#[test]
fn a_project_can_have_sides_of_its_own() {
    let yaml = "replace: true\nsides: [dovish, hawkish]\ncues:\n  \
                - {cue: cut * rates, side: dovish, strength: 3}\n  \
                - {cue: patience, side: dovish}\n  \
                - {cue: overheat, side: hawkish, strength: 3}\n  \
                - {cue: tighten, side: hawkish, strength: 3}\n";
    let lexicon = Lexicon {
        framing: Framing::built_in().with_project(yaml, "lexicon/rates.yaml").expect("a good file"),
        ..Lexicon::default()
    };
    let sentences = [
        "The bank of the isles should cut its rates soon and show patience.",
        "The board must tighten at once, since shops and ports overheat.",
        "The scheme is a historic success, said its supporters.",
        "The scheme is a costly failure that critics oppose.",
        "It will not tighten, and it will not overheat.",
    ];
    let found = readings_by(&lexicon, &sentences, &[]);
    let side_of = |at: usize| {
        let start = sentences[..at].iter().map(|sentence| sentence.len() + 1).sum::<usize>();
        found.iter().find(|reading| reading.span.start == start).map(|reading| reading.side)
    };
    assert_eq!(side_of(0), Some(Side::Optimistic), "{found:?}");
    assert_eq!(side_of(1), Some(Side::Sceptical), "{found:?}");
    assert_eq!((side_of(2), side_of(3)), (None, None), "words of other sides say nothing: {found:?}");
    assert_ne!(side_of(4), Some(Side::Sceptical), "negation holds for own cues too: {found:?}");
    assert!(found.iter().all(|reading| !reading.cues.is_empty()));
}

#[test]
fn a_text_without_question_or_title_is_read_too() {
    let document = document_of(&["The scheme is a costly failure that nobody trusts."]);
    let found = extract(&Context { document: &document, lexicon: Lexicon::built_in(), question: None }, &[]);
    assert_eq!(found.first().map(|reading| reading.side), Some(Side::Sceptical));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn any_text_is_read_without_panic(lines in prop::collection::vec("\\PC{0,120}", 0..6), question in "\\PC{0,60}") {
        let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
        let document = document_of(&lines);
        let context = Context { document: &document, lexicon: Lexicon::built_in(), question: Some(&question) };
        for found in extract(&context, &[]) {
            prop_assert!(document.text.get(found.span.range()).is_some());
            prop_assert!((0.0..=1.0).contains(&found.score));
        }
    }

    #[test]
    fn words_of_the_lexicon_in_any_order_are_read(
        words in prop::collection::vec("(but|while|not|if|great|failure|\"|’|,|;|—|\\?|plan|only|no|more|risk|lift) ", 0..80),
    ) {
        let sentence = words.concat();
        for found in readings(&[sentence.trim()]) {
            prop_assert!(found.score.is_finite());
        }
    }
}
