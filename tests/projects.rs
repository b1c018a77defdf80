//! Worked projects on other topics than the example's, held to what a reader of their texts found.
//!
//! Nothing of the comparison may be made for one topic: `projects/harbour-charge` has five invented texts on a congestion
//! charge, in which numbers, dates, commitments, conditions and judgements agree and differ on purpose, and one text
//! copies half of another.

use std::path::Path;

use evenhand::comparison::{Comparison, ConflictKind, ConflictSeverity};
use evenhand::diagnostic::Severity;
use evenhand::files;
use evenhand::project::{self, Inputs};

fn inputs() -> Inputs {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/projects/harbour-charge");
    let read = files::read_project(&root);
    assert!(read.warnings.iter().all(|found| found.severity < Severity::Warning), "{:#?}", read.warnings);
    read.output
}

fn compared(inputs: &Inputs) -> Comparison {
    let compared = project::prepared(inputs, Some("charge")).output.1;
    compared.into_iter().next().expect("the brief is compared").comparison
}

#[test]
fn conflicts_are_those_that_a_reader_finds() {
    use ConflictKind::{Commitment, Condition, Date, Modality, Number, Strength};
    let comparison = compared(&inputs());
    let found: Vec<(ConflictKind, ConflictSeverity, &str)> = comparison
        .conflicts
        .iter()
        .map(|conflict| (conflict.kind, conflict.severity, conflict.sentence.as_str()))
        .collect();
    let expected = [
        (
            Number,
            "Texts differ on a share in per cent (“traffic in the old town to fall by … in the first year”): 8 and 20.",
        ),
        (Number, "Texts differ on an amount (“Drivers will pay … a day to enter the old town”): £9 and £11."),
        (Date, "Texts differ on the date of “The tram line to Penlow is due to open”: in June 2031 and in March 2032."),
        (
            Commitment,
            "Texts differ on whether there is a commitment (nurses and care workers a full rebate): “The council has \
             pledged to give nurses and care workers a full rebate” against “The promise of a full rebate for nurses \
             and care workers was removed from …”.",
        ),
        (
            Modality,
            "Texts differ on how firm a commitment is (electric buses): agreed in “The council agreed to buy 60 \
             electric buses for the routes that run through …” and possible in “The council may buy electric buses \
             for the zone”.",
        ),
        (Strength, "Texts differ on the fairness of the charge: “fair” against “unfair”."),
        (Strength, "Texts differ on the cost of the charge: “pay for itself” against “costly”."),
        (
            Condition,
            "Texts differ on whether it depends on the tram line to Penlow: “The charge will start only if the new tram \
             line to Penlow is open …” against “We disagree with this caution: the charge should begin on 1 September \
             2031 even …”.",
        ),
    ];
    let expected = expected.map(|(kind, sentence)| {
        let severity = if kind == Condition { ConflictSeverity::Tension } else { ConflictSeverity::Conflict };
        (kind, severity, sentence)
    });
    assert_eq!(found, expected);
}

#[test]
fn agreements_are_claims_of_texts_that_do_not_copy_one_another() {
    let comparison = compared(&inputs());
    let copies: Vec<Vec<&str>> = comparison
        .independence
        .iter()
        .filter(|group| group.sources.len() > 1)
        .map(|group| group.sources.iter().map(|source| source.as_str()).collect())
        .collect();
    assert_eq!(copies, [["council-votes", "county-wire"]]);
    let found: Vec<(&str, usize, Vec<&str>)> = comparison
        .agreements
        .iter()
        .map(|agreement| {
            let sources = agreement.evidence.iter().map(|evidence| evidence.source.as_str()).collect();
            (agreement.claim.as_str(), agreement.independent, sources)
        })
        .collect();
    assert_eq!(
        found,
        [
            (
                "Drivers will pay £9 a day to enter the old town",
                3,
                vec!["council-votes", "engineers-letter", "suburb-paper"]
            ),
            ("The zone will be watched by 42 cameras", 2, vec!["council-votes", "traders-view"]),
            ("Ada Holm is Mayor", 2, vec!["council-votes", "engineers-letter"]),
            (
                "traffic in the old town will fall by 20 per cent in the first year",
                2,
                vec!["council-votes", "engineers-letter"]
            ),
        ]
    );
}

#[test]
fn issues_voices_and_timeline_read_well() {
    let comparison = compared(&inputs());
    let titles: Vec<&str> = comparison.issues.iter().map(|issue| issue.title.as_str()).collect();
    assert!(titles.contains(&"Tram line"), "{titles:?}");
    assert_eq!(titles.last(), Some(&"Other points"));
    for issue in &comparison.issues {
        let both = !issue.optimistic.is_empty() && !issue.sceptical.is_empty();
        assert_eq!(issue.crux.is_some(), both, "{issue:#?}");
    }
    let voices: Vec<&str> = comparison.voices.iter().map(|voice| voice.name.as_str()).collect();
    for name in ["Ada Holm", "Ivo Kern", "Lena Brandt", "Tomas Reil", "Mara Lind", "Ivo Sand"] {
        assert!(voices.contains(&name), "{name} is not in {voices:?}");
    }
    let dates: Vec<String> = comparison
        .timeline
        .iter()
        .filter_map(|entry| entry.interval.map(|interval| format!("{}", interval.from)))
        .collect();
    assert!(dates.is_sorted(), "{dates:?}");
    for date in ["2022-01-01", "2031-02-04", "2031-06-01", "2031-09-01", "2032-03-01"] {
        assert!(dates.iter().any(|known| known == date), "{date} is not in {dates:?}");
    }
    assert!(comparison.timeline.iter().all(|entry| entry.flag.is_none()));
}

#[test]
fn the_order_of_files_changes_nothing() {
    let inputs = inputs();
    let mut turned = inputs.clone();
    turned.corpus.reverse();
    assert_eq!(compared(&turned), compared(&inputs));
}

#[test]
fn comparisons_fit_the_published_schema() {
    let comparison = serde_json::to_value(compared(&inputs())).expect("a comparison is plain data");
    let schema = serde_json::to_value(schemars::schema_for!(Comparison)).expect("a schema is plain data");
    let required: Vec<&str> =
        schema["required"].as_array().into_iter().flatten().filter_map(|name| name.as_str()).collect();
    assert!(required.contains(&"conflicts") && required.contains(&"balance"), "{required:?}");
    for name in required {
        assert!(comparison.get(name).is_some(), "{name} is missing");
    }
    for name in comparison.as_object().into_iter().flat_map(|object| object.keys()) {
        assert!(schema["properties"].get(name).is_some(), "{name} is not in the schema");
    }
}
