//! One invented sentence or text a rule.

use proptest::prelude::*;

use crate::corpus::{Content, Format, Text};
use crate::document::{self, Document};
use crate::lexicon::Lexicon;
use crate::sheet::Claim;
use crate::sheet::claim::{CueClass, Form, Quotation};
use crate::sheet::extract::{Context, Found};

fn read(text: &str) -> Document {
    document::parse(&Text {
        id: "harbour".into(),
        file: "harbour.txt".into(),
        format: Format::Text,
        sha256: String::new(),
        content: Content::Decoded(text.into()),
        meta: Default::default(),
    })
    .output
}

fn found(document: &Document) -> Vec<Found> {
    super::extract(&Context { document, lexicon: Lexicon::built_in(), question: None })
}

fn quotation(found: &Found) -> &Quotation {
    let Claim::Quotation(quotation) = &found.claim else { panic!("only quotations are found here") };
    quotation
}

/// Each quotation as `form | speaker | cue | words`.
fn all(text: &str) -> Vec<String> {
    let document = read(text);
    let line = |found: &Found| {
        let quotation = quotation(found);
        let form = match quotation.form {
            Form::Direct => "direct",
            Form::Mixed => "mixed",
            Form::Indirect => "indirect",
        };
        let speaker = quotation.speaker.as_ref().map_or("-", |speaker| &speaker.text);
        format!("{form} | {speaker} | {} | {}", quotation.cue.as_deref().unwrap_or("-"), document.slice(found.span))
    };
    found(&document).iter().map(line).collect()
}

#[test]
fn a_cue_before_the_marks_attributes() {
    assert_eq!(
        all("Harbour master Ada Vance said: “The bridge will hold through the winter.”"),
        ["direct | Harbour master Ada Vance | said | The bridge will hold through the winter."]
    );
}

#[test]
fn a_cue_after_the_marks_attributes_what_follows_too() {
    assert_eq!(
        all("\"The bridge will hold,\" Vance said on Tuesday. \"We tested every bolt of it.\""),
        ["direct | Vance | said | The bridge will hold", "direct | Vance | said | We tested every bolt of it."]
    );
}

#[test]
fn the_speaker_can_follow_the_cue() {
    assert_eq!(
        all("“The bridge will hold,” said Ada Vance, a pilot from Port Azure."),
        ["direct | Ada Vance | said | The bridge will hold"]
    );
    assert_eq!(
        all("The ferries were never safe, said Ada Vance, a pilot from Port Azure."),
        ["indirect | Ada Vance | said | The ferries were never safe"]
    );
}

#[test]
fn a_quotation_interrupted_gives_a_fact_a_piece() {
    assert_eq!(
        all("“The bridge,” Vance said, “will hold.”"),
        ["direct | Vance | said | The bridge", "direct | Vance | said | will hold."]
    );
    assert_eq!(
        all("The old bridge, Vance said, would fall in a storm."),
        ["indirect | Vance | said | The old bridge", "indirect | Vance | said | would fall in a storm"]
    );
}

#[test]
fn mixed_speech_is_the_whole_clause() {
    assert_eq!(
        all("Vance said the bridge was “a gift to the town” and would last."),
        ["mixed | Vance | said | the bridge was “a gift to the town” and would last"]
    );
}

#[test]
fn indirect_speech_runs_to_the_end_of_its_clause() {
    assert_eq!(
        all("The mayor told the council that the ferry would be sold, adding that no buyer had come."),
        ["indirect | The mayor | told | the ferry would be sold", "indirect | The mayor | adding | no buyer had come"]
    );
    assert_eq!(
        all("While Bell argues that the ferry pays for itself, he has shown no accounts."),
        ["indirect | Bell | argues | the ferry pays for itself"]
    );
}

#[test]
fn according_to_attributes_on_either_side() {
    assert_eq!(
        all("The ferry lost money for ten years, according to the harbour board."),
        ["indirect | the harbour board | according to | The ferry lost money for ten years"]
    );
    assert_eq!(
        all("According to the harbour board, the ferry lost money."),
        ["indirect | the harbour board | According to | the ferry lost money"]
    );
}

#[test]
fn what_is_said_in_passing_does_not_hide_the_speaker() {
    let all = all("“It was loud,” Ada Vance, 67, a pilot in Port Azure, said in a letter.");
    assert_eq!(all, ["direct | Ada Vance | said | It was loud"]);
}

#[test]
fn a_pronoun_stays_and_its_person_stands_beside_it() {
    let document = read("Mrs. Ada Vance opened the bridge.\n\n“It will hold,” she said.");
    let found = found(&document);
    let speaker = quotation(&found[0]).speaker.as_ref().expect("she speaks");
    assert_eq!((speaker.text.as_str(), speaker.name.as_deref()), ("she", Some("Ada Vance")));
}

#[test]
fn role_and_organisation_are_kept() {
    let document = read("“It will hold,” said Ada Vance, a senior engineer at the Harbour Institute.");
    let found = found(&document);
    let speaker = quotation(&found[0]).speaker.as_ref().expect("Vance speaks");
    assert_eq!(speaker.name.as_deref(), Some("Ada Vance"));
    assert_eq!(speaker.role.as_deref(), Some("senior engineer"));
    assert_eq!(speaker.organisation.as_deref(), Some("Harbour Institute"));
}

#[test]
fn a_quotation_over_paragraphs_is_one_speakers() {
    assert_eq!(
        all(
            "“The bridge will hold,” Vance said.\n\n“We tested every bolt of it for a year.\n\n“And then we tested them again.”"
        ),
        [
            "direct | Vance | said | The bridge will hold",
            "direct | Vance | said | We tested every bolt of it for a year.",
            "direct | Vance | said | And then we tested them again."
        ]
    );
}

#[test]
fn marks_of_every_kind_are_read() {
    for (open, close) in
        [("“", "”"), ("\"", "\""), ("''", "''"), ("«", "»"), ("„", "“"), ("‘", "’"), ("'", "'"), ("``", "''")]
    {
        let text = format!("Vance said: {open}The bridge isn’t safe in the workers’ view.{close} Nobody answered.");
        assert_eq!(
            all(&text),
            ["direct | Vance | said | The bridge isn’t safe in the workers’ view."],
            "{open}{close}"
        );
    }
}

#[test]
fn nested_marks_belong_to_the_outer_quotation() {
    assert_eq!(
        all("“They told me ‘never again’ and left,” Vance said."),
        ["direct | Vance | said | They told me ‘never again’ and left"]
    );
}

#[test]
fn titles_and_words_held_at_arms_length_are_no_quotations() {
    assert_eq!(all("The so-called “peace bridge” was closed on Monday."), Vec::<String>::new());
    assert_eq!(all("She read “Bridges of the North” on the ferry."), Vec::<String>::new());
}

#[test]
fn a_signature_names_the_speaker_of_the_block_before() {
    assert_eq!(
        all("“The bridge will hold through every winter.”\n\n— Ada Vance, harbour master"),
        ["direct | Ada Vance | - | The bridge will hold through every winter."]
    );
}

#[test]
fn nouns_that_look_like_verbs_are_not_cues() {
    assert_eq!(all("The report on the states of the bridge claims fund was long."), Vec::<String>::new());
}

#[test]
fn a_deed_is_no_speech() {
    for text in [
        "The mayor ordered a ferry for the island.",
        "The council announced a plan to widen the harbour.",
        "Bell denied the charge.",
        "The board has pledged its savings to the dock.",
        "Vance told the paper earlier this week.",
        "They counted pledged votes and an estimated loss.",
        "Bell, a builder in Port Azure, described the old quay.",
    ] {
        assert_eq!(all(text), Vec::<String>::new(), "{text}");
    }
    for (text, expected) in [
        ("The mayor called for calm.", "indirect | The mayor | called for | calm"),
        ("Bell pledged to mend the quay.", "indirect | Bell | pledged | to mend the quay"),
        ("The board announced that the dock was sold.", "indirect | The board | announced | the dock was sold"),
        ("Bell denied he had sold the dock.", "indirect | Bell | denied | he had sold the dock"),
        ("The guild said fees hurt anglers.", "indirect | The guild | said | fees hurt anglers"),
        ("Bell accused the board of waste.", "indirect | Bell | accused | the board of waste"),
        ("Bell called him a liar.", "indirect | Bell | called | him a liar"),
        ("Another said the dock was sold.", "indirect | Another | said | the dock was sold"),
    ] {
        assert_eq!(all(text), [expected], "{text}");
    }
}

#[test]
fn nouns_attribute_with_their_owner() {
    for (text, expected) in [
        (
            "The guild laughed at his claim that the dock pays for itself.",
            "indirect | his | claim that | the dock pays for itself",
        ),
        (
            "Nobody believed Bell’s repeated warning that the quay would sink.",
            "indirect | Bell | warning that | the quay would sink",
        ),
        (
            "The guild ignored a warning from the harbour board that the quay would sink.",
            "indirect | the harbour board | warning from the harbour board that | the quay would sink",
        ),
    ] {
        assert_eq!(all(text), [expected], "{text}");
    }
    assert_eq!(all("The claim that was filed in May is open."), Vec::<String>::new());
}

#[test]
fn lines_of_a_transcript_are_their_speakers() {
    let text =
        "VANCE: When will the dock close?\n\nBELL: In May, I think.\n\nVANCE: And who pays?\n\nBELL: The town does.\n";
    assert_eq!(
        all(text),
        [
            "direct | VANCE | - | When will the dock close?",
            "direct | BELL | - | In May, I think.",
            "direct | VANCE | - | And who pays?",
            "direct | BELL | - | The town does."
        ]
    );
    // A label that stands once is none.
    assert_eq!(all("Note: The dock closes in May.\n\nPrice: Two crowns a day."), Vec::<String>::new());
}

#[test]
fn headlines_name_their_speaker_on_either_side() {
    let body = "\n\nThe tax was discussed for hours in the hall of the old town, and nobody left before midnight.\n";
    let first = |title: &str| all(&format!("{title}{body}"));
    assert_eq!(first("Harbour minister: dock tax will fail"), ["indirect | Harbour minister | - | dock tax will fail"]);
    assert_eq!(first("Dock tax will fail, says minister"), ["indirect | minister | says | Dock tax will fail"]);
    assert_eq!(first("Dock tax: a short guide"), Vec::<String>::new());
}

#[test]
fn what_the_reporter_adds_is_cut_off() {
    for (text, expected) in [
        ("Bell said the dock was sold, which surprised the guild.", "indirect | Bell | said | the dock was sold"),
        (
            "Bell said the dock was sold, while others still hope to keep it.",
            "indirect | Bell | said | the dock was sold",
        ),
        (
            "Bell said the dock would close on Friday after meeting the guild.",
            "indirect | Bell | said | the dock would close on Friday",
        ),
        ("Bell vowed to keep the dock and praised the guild.", "indirect | Bell | vowed | to keep the dock"),
        (
            "Bell said fees would rise by a third, a blow to anglers.",
            "indirect | Bell | said | fees would rise by a third",
        ),
    ] {
        assert_eq!(all(text)[0], expected, "{text}");
    }
    assert_eq!(
        all("Bell said the dock was sold and warned that fees would rise."),
        ["indirect | Bell | said | the dock was sold", "indirect | Bell | warned | fees would rise"]
    );
}

#[test]
fn cues_tell_doubt_from_trust() {
    for (text, class) in [
        ("Bell claimed that the ferry paid for itself.", CueClass::Doubting),
        ("Bell acknowledged that the ferry lost money.", CueClass::Endorsing),
        ("Bell said that the ferry lost money.", CueClass::Neutral),
    ] {
        assert_eq!(quotation(&found(&read(text))[0]).cue_class, class, "{text}");
    }
}

#[test]
fn endless_input_takes_linear_time() {
    let texts =
        ["“a ".repeat(100_000), "\"".repeat(100_000), "Vance said Bell told ".repeat(20_000), "X, ".repeat(50_000)];
    for text in texts {
        let document = read(&text);
        let total: usize = found(&document).iter().map(|found| found.span.len()).sum();
        assert!(total < 300 * text.len(), "{total} bytes of evidence from {}", text.len());
    }
}

proptest! {
    #[test]
    fn any_text_gives_spans_on_borders(text in "([A-Z]?[a-z]{1,6}|said|told|Vance|he|that|according to|“|”|\"|''|’|‘|«|»|[.,;:!?()—-]|é|漢|\n\n| ){0,60}") {
        let document = read(&text);
        for found in found(&document) {
            prop_assert!(document.text.get(found.span.range()).is_some_and(|words| !words.trim().is_empty()));
            if let Some(speaker) = &quotation(&found).speaker {
                let span = document.positions.span(&document.text, speaker.span).expect("inside the text");
                prop_assert_eq!(document.slice(span), speaker.text.as_str());
            }
        }
    }
}

#[test]
fn a_condition_before_what_is_said_belongs_to_it() {
    assert_eq!(
        all("Ada Vance said in the event of a storm, the city “will open two shelters”."),
        ["mixed | Ada Vance | said | in the event of a storm, the city “will open two shelters”"]
    );
    assert_eq!(
        all("Ada Vance said if a storm comes, the city will open two shelters."),
        ["indirect | Ada Vance | said | if a storm comes, the city will open two shelters"]
    );
    assert_eq!(
        all("Ada Vance said in a letter the city will open two shelters."),
        ["indirect | Ada Vance | said | the city will open two shelters"]
    );
}

#[test]
fn a_clause_that_ends_in_marks_keeps_both_of_them() {
    assert_eq!(
        all("Ada Vance called the plan “robust”, and Tom Bell said the plan was “thin”."),
        ["mixed | Ada Vance | called | the plan “robust”", "mixed | Tom Bell | said | the plan was “thin”"]
    );
}

#[test]
fn what_people_are_engaged_in_belongs_to_them() {
    for (sentence, speaker) in [
        ("Engineers involved in the repairs argue that the lock will open.", "Engineers involved in the repairs"),
        ("A lawyer representing the port said that the lock will open.", "A lawyer representing the port"),
        ("Engineers spent a day in Harmouth, and the mayor said that the lock will open.", "the mayor"),
    ] {
        let found = all(sentence);
        assert!(found[0].contains(&format!("| {speaker} |")), "{found:?}");
    }
}
