//! Words of a project change what is found in its texts; faults in them are placed.

use evenhand::corpus::{Format, Text};
use evenhand::document;
use evenhand::lexicon::Lexicon;
use evenhand::sheet::claim::CueClass;
use evenhand::sheet::{self, Claim, Options};

fn lexicon(yaml: &str) -> Result<Lexicon, Vec<evenhand::diagnostic::Diagnostic>> {
    Lexicon::with_project(&[("lexicon/a.yaml".to_owned(), yaml.to_owned())])
}

/// Attitude of the cue of every quotation in `text`.
fn attitudes(text: &str, lexicon: &Lexicon) -> Vec<CueClass> {
    let document = document::parse(&Text::decoded("test", Format::Text, text, None)).output;
    let sheet = sheet::extract(&document, Options { lexicon, question: None });
    let attitude = |fact: &sheet::Fact| match &fact.claim {
        Claim::Quotation(quotation) => Some(quotation.cue_class),
        _ => None,
    };
    sheet.facts.iter().filter_map(attitude).collect()
}

#[test]
fn a_verb_of_the_project_reports_and_one_that_is_dropped_does_not() {
    let text = "Mayor Holm harrumphed that the ferry would sink.";
    assert_eq!(attitudes(text, Lexicon::built_in()), []);
    let own = lexicon("verbs:\n  - {verb: harrumph, attitude: doubting}\n").expect("a good lexicon");
    assert_eq!(attitudes(text, &own), [CueClass::Doubting]);
    let text = "Mayor Holm insisted that the ferry would float.";
    assert_eq!(attitudes(text, Lexicon::built_in()).len(), 1);
    let own = lexicon("without: [insist]\n").expect("a good lexicon");
    assert_eq!(attitudes(text, &own), []);
}

#[test]
fn words_and_framing_cues_share_a_file_and_keep_their_places() {
    assert!(lexicon("titles: [Skipper]\ncues:\n  - {cue: shipshape, side: optimistic}\n").is_ok());
    let faults = lexicon("titles: [Skipper]\ncues:\n  - {cue: tidy, side: optimistc}\n").expect_err("a fault");
    assert_eq!(faults[0].location.as_ref().map(|place| (place.line, place.column)), Some((3, 23)));
}

#[test]
fn an_unknown_key_is_placed_and_the_near_name_offered() {
    let faults = lexicon("verb:\n  - {verb: opine}\n").expect_err("an unknown key");
    assert_eq!(faults[0].location.as_ref().map(|place| place.line), Some(1));
    assert!(faults[0].hints.iter().any(|hint| hint.contains("verbs")), "{faults:?}");
    let faults = lexicon("titles:\n  - Rear Admiral\n").expect_err("two words");
    assert_eq!(faults[0].location.as_ref().map(|place| place.line), Some(2));
}
