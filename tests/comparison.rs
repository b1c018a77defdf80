//! Comparing fact sheets: what is a conflict and what is not, what counts as agreement, and what must never change a result.

use std::collections::BTreeMap;

use evenhand::brief::{BalanceSpec, Brief, IssueSpec};
use evenhand::comparison::{Comparison, ConflictKind, ConflictSeverity, compare, propose_issues};
use evenhand::sheet::claim::{
    Amount, Claim, Commitment, Condition, ConditionForm, CueClass, Event, EventDate, Figure, Form, Modality, Person,
    Position, Quotation, Speaker, Stand, Unknown, UnknownReason,
};
use evenhand::sheet::{Evidence, Fact, FactId, FactSheet, Reading, Side, SourceRecord, Status};
use evenhand::source::CodePoints;
use evenhand::value::date::PartialDate;
use proptest::prelude::*;

/// Builds a sheet as if its facts stood one after the other in a text.
#[derive(Clone)]
struct Builder {
    sheet: FactSheet,
    at: usize,
}

fn sheet(id: &str) -> Builder {
    let source = serde_json::json!({"id": id, "type": "article", "file": format!("corpus/{id}.txt"), "sha256": id});
    let source: SourceRecord = serde_json::from_value(source).expect("a source record");
    let sheet = FactSheet { schema: evenhand::sheet::SCHEMA.into(), source, facts: Vec::new(), readings: Vec::new() };
    Builder { sheet, at: 0 }
}

impl Builder {
    fn evidence(&mut self, exact: &str) -> Evidence {
        let start = self.at;
        let end = start + exact.chars().count();
        self.at = end + 2;
        let span = CodePoints { start, end };
        Evidence { exact: exact.into(), prefix: String::new(), suffix: String::new(), span, page: None, line: 1 }
    }

    fn fact(mut self, exact: &str, claim: Claim) -> Self {
        let evidence = self.evidence(exact);
        let id = FactId(format!("{}-{}-{}", claim.kind(), self.sheet.source.id, evidence.span.start));
        let fact = Fact {
            id,
            claim,
            evidence,
            status: Status::Candidate,
            rule: None,
            note: None,
            by: None,
            origin: None,
            accept: Vec::new(),
            extra: BTreeMap::new(),
        };
        self.sheet.facts.push(fact);
        self
    }

    fn figure(self, exact: &str, value: Amount, about: &str) -> Self {
        self.fact(exact, Claim::Figure(Figure { value, about: Some(about.into()) }))
    }

    fn commitment(self, exact: &str, modality: Modality, absent: bool) -> Self {
        let commitment = Commitment { actor: None, action: exact.into(), modality, condition: None, absent };
        self.fact(exact, Claim::Commitment(commitment))
    }

    fn person(self, exact: &str, name: &str, role: &str, of: &str, former: bool) -> Self {
        let person = Person { name: name.into(), role: role.into(), of: Some(of.into()), former };
        self.fact(exact, Claim::Person(person))
    }

    fn event(self, exact: &str, date: &str, place: &str) -> Self {
        let date = EventDate {
            text: date.into(),
            span: CodePoints { start: self.at, end: self.at + 1 },
            interval: date.parse::<PartialDate>().ok().map(PartialDate::interval),
            approximate: false,
            relative_to: None,
        };
        let event = Event { date, what: exact.into(), place: Some(place.into()), future: false };
        self.fact(exact, Claim::Event(event))
    }

    fn quotation(self, exact: &str, name: &str) -> Self {
        let span = CodePoints { start: self.at, end: self.at };
        let speaker = Speaker { name: Some(name.into()), role: None, organisation: None, text: name.into(), span };
        let quotation = Quotation {
            form: Form::Direct,
            speaker: Some(speaker),
            cue: Some("said".into()),
            cue_class: CueClass::Neutral,
        };
        self.fact(exact, Claim::Quotation(quotation))
    }

    fn condition(self, exact: &str) -> Self {
        self.fact(exact, Claim::Condition(Condition { requires: exact.into(), of: None, form: ConditionForm::If }))
    }

    fn unknown(self, exact: &str) -> Self {
        self.fact(exact, Claim::Unknown(Unknown { about: exact.into(), reason: UnknownReason::Unresolved }))
    }

    fn reading(mut self, side: Side, exact: &str) -> Self {
        let evidence = self.evidence(exact);
        let id = FactId(format!("reading-{}-{}", self.sheet.source.id, evidence.span.start));
        self.sheet.readings.push(Reading {
            id,
            side,
            holder: None,
            cues: Vec::new(),
            score: 0.8,
            evidence,
            status: Status::Candidate,
            note: None,
            by: None,
            origin: None,
            accept: Vec::new(),
            extra: BTreeMap::new(),
        });
        self
    }
}

fn exactly(number: f64, unit: &str, text: &str) -> Amount {
    Amount { exactly: Some(number), unit: Some(unit.into()), text: text.into(), ..Amount::default() }
}

fn at_least(number: f64, unit: &str, text: &str) -> Amount {
    Amount { at_least: Some(number), unit: Some(unit.into()), text: text.into(), ..Amount::default() }
}

fn brief() -> Brief {
    let brief =
        serde_json::json!({"title": "The estuary barrier", "question": "Will the estuary barrier keep the towns dry?"});
    serde_json::from_value(brief).expect("a brief")
}

fn compared(builders: &[Builder]) -> Comparison {
    let sheets: Vec<FactSheet> = builders.iter().map(|builder| builder.sheet.clone()).collect();
    compare(&sheets, &brief()).output
}

fn kinds(comparison: &Comparison) -> Vec<(ConflictKind, ConflictSeverity)> {
    comparison.conflicts.iter().map(|conflict| (conflict.kind, conflict.severity)).collect()
}

#[test]
fn numbers_of_one_thing_that_exclude_one_another_are_a_conflict() {
    let comparison = compared(&[
        sheet("a").figure("30 councils", exactly(30.0, "councils", "30"), "met in Harmouth to fund the barrier"),
        sheet("b").figure("more than 30 councils", at_least(31.0, "councils", "more than 30"), "met in Harmouth"),
        sheet("c").figure("35 councils", exactly(35.0, "councils", "35"), "sent delegates who met in Harmouth"),
    ]);
    assert_eq!(kinds(&comparison), [(ConflictKind::Number, ConflictSeverity::Conflict)]);
    let conflict = &comparison.conflicts[0];
    assert_eq!(conflict.sides.len(), 3);
    assert_eq!(
        conflict.sentence,
        "Texts differ on the number of councils (“met in Harmouth”): 30, more than 30 and 35."
    );
}

#[test]
fn what_is_compatible_is_a_tension_at_most() {
    let comparison = compared(&[
        sheet("a").figure("at least 30 councils", at_least(30.0, "councils", "at least 30"), "met in Harmouth"),
        sheet("b").figure("35 councils", exactly(35.0, "councils", "35"), "met in Harmouth"),
    ]);
    assert!(kinds(&comparison).iter().all(|(_, severity)| *severity == ConflictSeverity::Tension), "{comparison:#?}");
    let same = compared(&[
        sheet("a").figure("30 councils", exactly(30.0, "councils", "30"), "met in Harmouth"),
        sheet("b").figure("thirty councils", exactly(30.0, "councils", "thirty"), "met in Harmouth"),
    ]);
    assert_eq!(kinds(&same), []);
}

#[test]
fn numbers_of_different_things_are_no_conflict() {
    let comparison = compared(&[
        sheet("a").figure("30 councils", exactly(30.0, "councils", "30"), "met in Harmouth"),
        sheet("b").figure("27 pumps", exactly(27.0, "pumps", "27"), "met in Harmouth"),
        sheet("c").figure("12 councils", exactly(12.0, "councils", "12"), "voted against a bus lane in Penlow"),
    ]);
    assert_eq!(kinds(&comparison), []);
}

#[test]
fn two_holders_of_one_office_are_a_conflict_unless_one_is_former() {
    let a = sheet("a").person("Premier Ada Holm of Norland", "Ada Holm", "Premier", "Norland", false);
    let b = sheet("b").person("Norland’s Premier Ivo Kern", "Ivo Kern", "Premier", "Norland", false);
    let comparison = compared(&[a.clone(), b]);
    assert_eq!(kinds(&comparison), [(ConflictKind::Person, ConflictSeverity::Conflict)]);
    assert_eq!(comparison.conflicts[0].sentence, "Texts differ on who is Premier of Norland: Ada Holm and Ivo Kern.");
    let former = sheet("b").person("former Premier Ivo Kern", "Ivo Kern", "Premier", "Norland", true);
    assert_eq!(kinds(&compared(&[a.clone(), former])), []);
    let spelling = sheet("b").person("Premier Holm", "Holm", "Premier", "Norland", false);
    assert_eq!(kinds(&compared(&[a, spelling])), []);
}

#[test]
fn an_office_held_then_or_only_hoped_for_is_no_other_holder() {
    let now = sheet("a").person("Premier Ada Holm of Norland", "Ada Holm", "Premier", "Norland", false);
    for before in ["the then ", "ex-", "what a ", "outgoing "] {
        let mut other = sheet("b").person("Premier Ivo Kern of Norland", "Ivo Kern", "Premier", "Norland", false);
        other.sheet.facts[0].evidence.prefix = before.into();
        assert_eq!(kinds(&compared(&[now.clone(), other])), [], "{before}");
    }
}

#[test]
fn figures_of_one_clause_differ_unless_it_is_of_another_thing_or_rate() {
    let figures = |one: &str, other: &str| {
        let first = sheet("a").figure("12 gates", exactly(12.0, "gates", "12"), one);
        let second = sheet("b").figure("40 gates", exactly(40.0, "gates", "40"), other);
        kinds(&compared(&[first, second])).len()
    };
    assert_eq!(figures("The lock at the weir has 12 gates", "The lock at the weir has 40 gates"), 1);
    assert_eq!(figures("The lock at the weir has 12 gates", "The old lock at the weir has 40 gates"), 0);
    assert_eq!(figures("The lock opens 12 gates a day", "The lock opens 40 gates a week"), 0);
    assert_eq!(figures("The lock of Harmouth has 12 gates", "The lock of Penlow has 40 gates"), 0);
}

#[test]
fn clauses_that_say_opposite_things_of_one_subject_conflict() {
    let between = |one: &str, other: &str| {
        kinds(&compared(&[sheet("a").quotation(one, "Olga Brandt"), sheet("b").quotation(other, "Ivo Kern")])).len()
    };
    assert_eq!(between("the paint is safe", "the paint is unsafe for calves"), 1);
    assert_eq!(between("Catches of eel in the bay have doubled", "Catches of eel in the bay have halved"), 1);
    // Supposed, of another time, of another thing, of a comparison, of a name: nothing is opposed.
    assert_eq!(between("the paint is safe", "if the paint is unsafe"), 0);
    assert_eq!(between("Catches of eel fell in 2020", "Catches of eel rose in 2023"), 0);
    assert_eq!(between("the paint is safe", "the old paint is unsafe"), 0);
    assert_eq!(between("the paint is cheap", "the glue is costly"), 0);
    assert_eq!(between("the Affordable Homes Act", "homes are costly"), 0);
}

#[test]
fn an_actor_for_something_here_and_against_it_there_is_a_conflict() {
    let position = |id: &str, exact: &str, actor: &str, stand: Stand, about: &str| {
        sheet(id).fact(exact, Claim::Position(Position { actor: actor.into(), stand, about: about.into() }))
    };
    let pro = position("a", "Pilots back the new lock", "Pilots", Stand::For, "the new lock");
    let con = position("b", "Many pilots oppose the lock", "Many pilots", Stand::Against, "the lock");
    let comparison = compared(&[pro.clone(), con]);
    assert_eq!(kinds(&comparison), [(ConflictKind::Strength, ConflictSeverity::Conflict)]);
    let others = position("b", "Anglers oppose the lock", "Anglers", Stand::Against, "the lock");
    assert_eq!(kinds(&compared(&[pro, others])), []);
}

#[test]
fn dates_of_one_event_that_do_not_meet_are_a_conflict() {
    let a = sheet("a").event("engineers opened the northern sluice at Harmouth", "2031-03-04", "Harmouth");
    let b = sheet("b").event("the northern sluice at Harmouth was opened by engineers", "2031-05-20", "Harmouth");
    assert_eq!(kinds(&compared(&[a.clone(), b])), [(ConflictKind::Date, ConflictSeverity::Conflict)]);
    let month = sheet("b").event("engineers opened the northern sluice at Harmouth", "2031-03", "Harmouth");
    let comparison = compared(&[a, month]);
    assert_eq!(kinds(&comparison), []);
    assert_eq!(comparison.agreements.len(), 1);
}

#[test]
fn a_commitment_that_another_text_says_is_missing_is_a_conflict() {
    let comparison = compared(&[
        sheet("a").commitment("the province has pledged to repay flooded shopkeepers", Modality::Pledged, false),
        sheet("b").commitment(
            "the promise to repay flooded shopkeepers was struck from the pact",
            Modality::Pledged,
            true,
        ),
    ]);
    assert_eq!(kinds(&comparison), [(ConflictKind::Commitment, ConflictSeverity::Conflict)]);
    assert!(comparison.conflicts[0].sentence.starts_with("Texts differ on whether there is a commitment"));
}

#[test]
fn a_firm_and_a_loose_commitment_to_one_action_are_a_conflict_and_a_planned_one_a_tension() {
    let loose = sheet("a").commitment("the navy may lend two pump ships to Harmouth", Modality::Possible, false);
    let firm = sheet("b").commitment("the navy signed up to lend two pump ships", Modality::Agreed, false);
    let planned = sheet("c").commitment("the navy plans to lend two pump ships", Modality::Planned, false);
    assert_eq!(kinds(&compared(&[loose.clone(), firm])), [(ConflictKind::Modality, ConflictSeverity::Conflict)]);
    assert_eq!(kinds(&compared(&[loose, planned])), [(ConflictKind::Modality, ConflictSeverity::Tension)]);
}

#[test]
fn one_thing_at_both_ends_of_a_scale_is_a_conflict() {
    let comparison = compared(&[
        sheet("a").reading(Side::Optimistic, "The minister called the barrier “robust”."),
        sheet("b").reading(Side::Sceptical, "Behind the speeches stands a flimsy barrier."),
    ]);
    assert_eq!(kinds(&comparison), [(ConflictKind::Strength, ConflictSeverity::Conflict)]);
    assert_eq!(comparison.conflicts[0].sentence, "Texts differ on the strength of barrier: “robust” against “flimsy”.");
}

#[test]
fn a_negation_turns_a_word_round_and_a_question_asserts_nothing() {
    let good = sheet("a").reading(Side::Optimistic, "The levy is fair.");
    let negated = sheet("b")
        .reading(Side::Sceptical, "Nobody here thinks that the levy is not unfair, or that it lacks critics.");
    assert_eq!(kinds(&compared(&[good.clone(), negated])), []);
    let lacking = sheet("b").reading(Side::Sceptical, "The levy is not fair.");
    assert_eq!(kinds(&compared(&[good.clone(), lacking])).len(), 1);
    let asked = sheet("b").reading(Side::Mixed, "Is the levy unfair?");
    assert_eq!(kinds(&compared(&[good, asked])), []);
}

#[test]
fn copies_support_a_claim_once() {
    let said = "the harbour board will raise the eastern quay by two metres before the winter storms arrive";
    let more =
        "the same board has asked every household along the quay to clear its cellar before the first of October";
    let copy =
        |id: &str| sheet(id).commitment(said, Modality::Pledged, false).commitment(more, Modality::Pledged, false);
    let copies = compared(&[copy("a"), copy("b")]);
    assert_eq!(copies.independence.len(), 1, "{:?}", copies.independence);
    assert_eq!(copies.agreements, []);
    let other = sheet("c").commitment("the eastern quay will be raised by the harbour board", Modality::Pledged, false);
    let three = compared(&[copy("a"), copy("b"), other]);
    assert_eq!(three.agreements.len(), 1);
    assert_eq!(three.agreements[0].independent, 2);
}

#[test]
fn five_copies_of_one_text_give_the_comparison_of_one() {
    let copy = |id: &str| {
        sheet(id)
            .reading(
                Side::Optimistic,
                "The estuary barrier is a robust answer to forty years of winter floods in the lower towns.",
            )
            .reading(
                Side::Sceptical,
                "Two engineers of the port call the barrier flimsy and say that nobody has tested the gates.",
            )
            .unknown("who will pay for the gates after the tenth year is not settled")
    };
    let one = compared(&[copy("a")]);
    let five = compared(&[copy("a"), copy("b"), copy("c"), copy("d"), copy("e")]);
    assert_eq!(five.conflicts, one.conflicts);
    assert_eq!(five.issues, one.issues);
    assert_eq!(five.agreements, one.agreements);
    assert_eq!(five.unknowns, one.unknowns);
    assert_eq!(five.balance, one.balance);
    assert_eq!((five.independence.len(), five.independence[0].sources.len()), (1, 5));
}

#[test]
fn one_person_under_several_spellings_is_one_voice() {
    let comparison = compared(&[
        sheet("a").quotation("the gates will hold", "Oleksandr Marchenko"),
        sheet("b").quotation("we tested every gate twice", "Marchenko"),
        sheet("c").quotation("money is short", "Olga Brandt"),
    ]);
    let voices: Vec<(&str, usize)> =
        comparison.voices.iter().map(|voice| (voice.name.as_str(), voice.statements.len())).collect();
    assert_eq!(voices, [("Oleksandr Marchenko", 2), ("Olga Brandt", 1)]);
    assert_eq!(comparison.voices[0].also, ["Marchenko"]);
}

#[test]
fn an_event_told_as_past_before_it_happened_is_flagged() {
    let mut builder = sheet("a").event("the barrier opened", "2032-01-01", "Harmouth");
    builder.sheet.source.issued = "2031-06-01".parse().ok();
    let comparison = compared(&[builder]);
    assert_eq!(
        comparison.timeline[0].flag.as_deref(),
        Some("told as past, but dated after `a` itself was published (2031-06-01)")
    );
}

#[test]
fn an_open_question_lists_the_facts_that_an_answer_would_bear_on() {
    let comparison = compared(&[
        sheet("a").unknown("who pays for the pump ships is unresolved"),
        sheet("b").commitment("the navy will lend pump ships and its crews", Modality::Pledged, false),
        sheet("b").condition("if the tide turns"),
    ]);
    assert_eq!(comparison.unknowns.len(), 1);
    let bears_on: Vec<&str> = comparison.unknowns[0].bears_on.iter().map(|e| e.exact.as_str()).collect();
    assert_eq!(bears_on, ["the navy will lend pump ships and its crews"]);
}

#[test]
fn named_issues_match_on_word_borders_and_keep_acronyms_apart() {
    let mut brief = brief();
    let terms = vec!["US".into(), "navy".into()];
    brief.issues = vec![IssueSpec { id: "navy".into(), title: "Help from the navy".into(), terms }];
    let sheets = [sheet("a")
        .reading(Side::Optimistic, "The US stands ready to help.")
        .reading(Side::Optimistic, "The NAVIES of both banks are strong.")
        .reading(Side::Sceptical, "It leaves us with nothing but doubt.")
        .sheet];
    let comparison = compare(&sheets, &brief).output;
    let ids: Vec<(&str, usize, usize)> = comparison
        .issues
        .iter()
        .map(|issue| (issue.id.as_str(), issue.optimistic.len(), issue.sceptical.len()))
        .collect();
    assert_eq!(ids, [("navy", 2, 0), ("other", 0, 1)]);
    assert_eq!(comparison.issues[0].crux, None);
}

#[test]
fn the_crux_shows_no_sentence_that_keeps_what_it_says_at_a_distance() {
    let mut brief = brief();
    brief.issues = vec![IssueSpec { id: "sluice".into(), title: "The sluice".into(), terms: vec!["sluice".into()] }];
    let sheets = [
        sheet("a")
            .reading(Side::Optimistic, "On paper the sluice spares the towns.")
            .reading(Side::Optimistic, "The sluice spares each of the lower towns.")
            .sheet,
        sheet("b").reading(Side::Sceptical, "The sluice drowns the lower meadows instead.").sheet,
    ];
    let comparison = compare(&sheets, &brief).output;
    let crux = comparison.issues[0].crux.as_ref().expect("both sides speak");
    let words: Vec<&str> = crux.evidence.iter().map(|evidence| evidence.exact.as_str()).collect();
    assert_eq!(words, ["The sluice spares each of the lower towns.", "The sluice drowns the lower meadows instead."]);
}

#[test]
fn titles_of_issues_are_no_verbs_and_no_adjectives() {
    let sheets = [
        sheet("a")
            .reading(Side::Optimistic, "Holm vows to end the quarrel over oyster beds.")
            .reading(Side::Optimistic, "An aggressive start will spare the oyster beds.")
            .sheet,
        sheet("b")
            .reading(Side::Sceptical, "Kern vows to spoil the oyster beds.")
            .reading(Side::Sceptical, "She would be aggressive with anglers.")
            .sheet,
    ];
    let titles: Vec<String> = propose_issues(&sheets, &brief()).into_iter().map(|issue| issue.title).collect();
    assert_eq!(titles, ["Oyster beds"]);
}

#[test]
fn issues_are_found_where_texts_part() {
    let sheets = [
        sheet("a")
            .reading(Side::Optimistic, "The insurers have promised cheap cover for every cellar.")
            .reading(Side::Optimistic, "With the insurers on board, shopkeepers can plan again.")
            .reading(Side::Sceptical, "The dredging would kill the oyster beds.")
            .sheet,
        sheet("b")
            .reading(Side::Sceptical, "The insurers have left themselves a way out.")
            .reading(Side::Optimistic, "Careful dredging will spare the oyster beds.")
            .sheet,
    ];
    let issues = propose_issues(&sheets, &brief());
    let titles: Vec<&str> = issues.iter().map(|issue| issue.title.as_str()).collect();
    assert!(titles.contains(&"Insurers") && titles.contains(&"Oyster beds"), "{titles:?}");
    let comparison = compare(&sheets, &brief()).output;
    assert!(comparison.issues.iter().all(|issue| issue.found));
}

#[test]
fn a_balance_out_of_range_demands_a_reason() {
    let sheets = [
        sheet("a").reading(Side::Sceptical, "The gates leak.").reading(Side::Sceptical, "The pumps fail.").sheet,
        sheet("b").reading(Side::Sceptical, "The cost is ruinous.").reading(Side::Sceptical, "The plan is late.").sheet,
        sheet("c").reading(Side::Optimistic, "The barrier works.").sheet,
    ];
    let rules = |brief: &Brief| compare(&sheets, brief).warnings.iter().map(|warning| warning.rule).collect::<Vec<_>>();
    assert_eq!(rules(&brief()), ["balance-out-of-range"]);
    let mut with_reason = brief();
    with_reason.balance = Some(BalanceSpec { why: Some("Only one text argues for it.".into()), smallest_share: None });
    assert_eq!(rules(&with_reason), Vec::<&str>::new());
    let mut wide = brief();
    wide.balance = Some(BalanceSpec { why: None, smallest_share: Some(0.05) });
    assert_eq!(rules(&wide), Vec::<&str>::new());
}

#[test]
fn what_is_empty_is_said_so() {
    let rules = |builders: &[Builder]| {
        let sheets: Vec<FactSheet> = builders.iter().map(|builder| builder.sheet.clone()).collect();
        compare(&sheets, &brief()).warnings.iter().map(|warning| warning.rule).collect::<Vec<_>>()
    };
    assert_eq!(rules(&[]), ["no-sources"]);
    assert!(
        rules(&[sheet("a").reading(Side::Optimistic, "The barrier holds.")]).starts_with(&["one-source", "empty-side"])
    );
    let elsewhere = [sheet("a").unknown("whether bees dance"), sheet("b").unknown("why cats purr")];
    assert!(rules(&elsewhere).contains(&"question-not-covered"));
}

#[test]
fn rejected_facts_are_used_nowhere() {
    let mut a = sheet("a").figure("30 councils", exactly(30.0, "councils", "30"), "met in Harmouth");
    a.sheet.facts[0].status = Status::Rejected;
    let b = sheet("b").figure("35 councils", exactly(35.0, "councils", "35"), "met in Harmouth");
    let comparison = compared(&[a, b]);
    assert_eq!(kinds(&comparison), []);
    assert_eq!(comparison.review.candidates, 1);
}

/// Sentences of which random sheets are made.
const SENTENCES: &[&str] = &[
    "The barrier is robust and the towns trust it.",
    "The barrier is flimsy, say two engineers of the port.",
    "The insurers will cover every cellar along the quay.",
    "The insurers may cover some cellars if the pumps work.",
    "Nobody knows who pays for the gates after ten years.",
    "The navy pledged two pump ships for the northern sluice.",
    "The navy never pledged pump ships for the northern sluice.",
    "30 councils met in Harmouth.",
    "Überraschend: “naïve” plans — fail…",
    "",
    "?!",
];

fn random_sheet() -> impl Strategy<Value = Vec<(usize, usize)>> {
    prop::collection::vec((0..SENTENCES.len(), 0_usize..7), 0..8)
}

fn built(id: &str, parts: &[(usize, usize)]) -> Builder {
    parts.iter().fold(sheet(id), |builder, &(sentence, kind)| {
        let exact = SENTENCES[sentence];
        match kind {
            0 => builder.reading(Side::Optimistic, exact),
            1 => builder.reading(Side::Sceptical, exact),
            2 => builder.commitment(exact, Modality::Pledged, sentence == 6),
            3 => builder.unknown(exact),
            4 => builder.event(exact, "2031-03-04", "Harmouth"),
            5 => builder.quotation(exact, "Olga Brandt"),
            _ => builder.figure(exact, exactly(30.0, "councils", "30"), "met in Harmouth"),
        }
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn the_order_of_sources_changes_nothing(sheets in prop::collection::vec(random_sheet(), 0..5)) {
        let mut builders: Vec<Builder> =
            sheets.iter().enumerate().map(|(index, parts)| built(&format!("text-{index}"), parts)).collect();
        let forward = compared(&builders);
        builders.reverse();
        prop_assert_eq!(compared(&builders), forward);
    }

    #[test]
    fn a_sheet_beside_its_copy_finds_what_it_finds_alone(parts in random_sheet()) {
        let alone = compared(&[built("text", &parts)]);
        let twin = built("text", &parts);
        let twice = compared(&[twin.clone(), twin.clone()]);
        prop_assert_eq!(&twice, &alone);
        let mut copy = built("copy", &parts);
        copy.sheet.source.sha256 = twin.sheet.source.sha256.clone();
        let copied = compared(&[copy, twin]);
        prop_assert_eq!(copied.agreements.len(), 0);
        prop_assert_eq!(copied.conflicts.len(), alone.conflicts.len());
        prop_assert_eq!(copied.balance.readings_of_both(), alone.balance.readings_of_both());
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn five_copies_of_any_sheet_give_the_comparison_of_one(parts in random_sheet()) {
        let copy = |id: &str| {
            let mut copy = built(id, &parts);
            copy.sheet.source.sha256 = "one file".into();
            copy
        };
        let one = compared(&[copy("a")]);
        let five = compared(&["a", "b", "c", "d", "e"].map(copy));
        prop_assert_eq!(five.conflicts, one.conflicts);
        prop_assert_eq!(five.agreements, one.agreements);
        prop_assert_eq!(five.issues, one.issues);
        prop_assert_eq!(five.timeline, one.timeline);
        prop_assert_eq!(five.unknowns, one.unknowns);
        prop_assert_eq!(five.independence.len(), one.independence.len());
    }
}

#[test]
fn a_loaded_verb_in_the_brief_is_a_warning_and_a_neutral_one_is_not() {
    let sheets = [
        sheet("a").reading(Side::Sceptical, "The gates leak.").sheet,
        sheet("b").reading(Side::Optimistic, "The barrier holds.").sheet,
    ];
    let rules = |assessment: &str| {
        let mut brief = brief();
        brief.assessment = Some(assessment.into());
        compare(&sheets, &brief).warnings.iter().map(|warning| warning.rule).collect::<Vec<_>>()
    };
    assert_eq!(rules("The port says that the gates hold."), Vec::<&str>::new());
    assert_eq!(rules("The port claims that the gates hold."), ["loaded-word"]);
}

trait Readings {
    fn readings_of_both(&self) -> (usize, usize);
}

impl Readings for evenhand::comparison::Balance {
    fn readings_of_both(&self) -> (usize, usize) {
        (self.optimistic.readings, self.sceptical.readings)
    }
}
