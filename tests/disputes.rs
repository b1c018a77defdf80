//! Conflicts on ten invented topics, held to what a careful reader finds: `disputes/NAME.txt`.
//!
//! A file holds the question, texts under `== NAME`, then pairs of exact words parted by ` | `: under `== conflicts`, with the
//! kind in front, words that one conflict must show on different sides, and under `== compatible` words that no conflict may
//! set against each other.
//!
//! Not all are found: the comparison reads facts and readings only, and a plain statement that nobody is quoted with
//! (`The truce is fragile.`) is often neither.

use std::collections::BTreeMap;
use std::fmt::Write;

use evenhand::brief::Brief;
use evenhand::comparison::{Comparison, Conflict, EvidenceRef, compare};
use evenhand::corpus::{Format, Text};
use evenhand::document;
use evenhand::lexicon::Lexicon;
use evenhand::sheet::{self, Options};

/// A corpus and what a reader found in it.
struct Case<'a> {
    question: &'a str,
    texts: BTreeMap<&'a str, String>,
    /// Kind and the words of two sides.
    conflicts: Vec<[&'a str; 3]>,
    compatible: Vec<[&'a str; 2]>,
}

impl<'a> Case<'a> {
    fn read(file: &'a str) -> Self {
        let mut case = Self { question: "", texts: BTreeMap::new(), conflicts: Vec::new(), compatible: Vec::new() };
        let mut part = "";
        for line in file.lines() {
            let columns: Vec<&str> = line.split(" | ").collect();
            match (line.strip_prefix("== "), line.strip_prefix("question: "), part) {
                (Some(name), _, _) => part = name,
                (_, Some(question), _) => case.question = question,
                (_, _, "conflicts") => case.conflicts.push(columns.try_into().expect("a kind and two sides")),
                (_, _, "compatible") => case.compatible.push(columns.try_into().expect("two sides")),
                _ => case.texts.entry(part).or_default().extend([line, "\n"]),
            }
        }
        case
    }

    /// Compares its texts.
    fn compared(&self, order: Order) -> Comparison {
        let options = Options { lexicon: Lexicon::built_in(), question: Some(self.question) };
        let mut sheets: Vec<_> = self
            .texts
            .iter()
            .map(|(name, text)| {
                let text = Text::decoded(name, Format::Text, text, None);
                sheet::extract(&document::parse(&text).output, options)
            })
            .collect();
        if order == Order::Backward {
            sheets.reverse();
        }
        let brief = serde_json::json!({"title": "A question", "question": self.question});
        let brief: Brief = serde_json::from_value(brief).expect("a brief");
        compare(&sheets, &brief).output
    }

    /// Tells whether evidence holds the words or is held by them.
    fn shows(&self, evidence: &EvidenceRef, words: &str) -> bool {
        let text = &self.texts[evidence.source.as_str()];
        text.find(words).is_some_and(|at| {
            let start = text[..at].chars().count();
            let end = start + words.chars().count();
            let shared = end.min(evidence.span.end).saturating_sub(start.max(evidence.span.start));
            2 * shared >= (end - start).min(evidence.span.end - evidence.span.start)
        })
    }

    /// Tells whether a conflict sets both words against each other.
    fn opposes(&self, conflict: &Conflict, [one, other]: [&str; 2]) -> bool {
        let shown = |words: &str| -> Vec<usize> {
            let sides = conflict.sides.iter().enumerate();
            sides.filter(|(_, side)| side.evidence.iter().any(|own| self.shows(own, words))).map(|(at, _)| at).collect()
        };
        let (of_one, of_other) = (shown(one), shown(other));
        of_one.iter().any(|a| of_other.iter().any(|b| a != b))
    }
}

/// In which order the texts are given.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Order {
    Forward,
    Backward,
}

/// Held against a whole file: which conflicts are missed, which reported ones no reader expects, which must not be there.
#[derive(Default)]
struct Score {
    expected: usize,
    found: usize,
    reported: usize,
    right: usize,
    wrong: usize,
    log: String,
}

impl Score {
    fn add(&mut self, name: &str, case: &Case<'_>) {
        let comparison = case.compared(Order::Forward);
        assert_eq!(case.compared(Order::Backward), comparison, "{name}: the order of the texts changes the result");
        for [kind, one, other] in &case.conflicts {
            for words in [one, other] {
                assert!(case.texts.values().any(|text| text.contains(words)), "{name}: no text has “{words}”");
            }
            let found = comparison.conflicts.iter().any(|conflict| case.opposes(conflict, [one, other]));
            self.expected += 1;
            self.found += usize::from(found);
            if !found {
                let _ = writeln!(self.log, "{name}: missed {kind}: {one} | {other}");
            }
        }
        for conflict in &comparison.conflicts {
            let right = case.conflicts.iter().any(|[_, one, other]| case.opposes(conflict, [one, other]));
            self.reported += 1;
            self.right += usize::from(right);
            if !right {
                let _ = writeln!(self.log, "{name}: extra {}", conflict.sentence);
            }
            for [one, other] in &case.compatible {
                if case.opposes(conflict, [one, other]) {
                    self.wrong += 1;
                    let _ = writeln!(self.log, "{name}: wrong {}", conflict.sentence);
                }
            }
        }
    }
}

#[test]
fn conflicts_on_ten_topics_are_those_that_a_reader_finds() {
    let files = [
        ("airport", include_str!("disputes/airport.txt")),
        ("dam", include_str!("disputes/dam.txt")),
        ("heat-pumps", include_str!("disputes/heat-pumps.txt")),
        ("museum", include_str!("disputes/museum.txt")),
        ("peace-force", include_str!("disputes/peace-force.txt")),
        ("rent-cap", include_str!("disputes/rent-cap.txt")),
        ("school-phones", include_str!("disputes/school-phones.txt")),
        ("trawling", include_str!("disputes/trawling.txt")),
        ("vaccine", include_str!("disputes/vaccine.txt")),
        ("wages", include_str!("disputes/wages.txt")),
    ];
    let mut score = Score::default();
    for (name, file) in files {
        score.add(name, &Case::read(file));
    }
    assert_eq!(score.wrong, 0, "compatible words are set against each other:\n{}", score.log);
    assert!(score.found * 10 >= score.expected * 6, "{} of {} found:\n{}", score.found, score.expected, score.log);
    assert!(score.right * 10 >= score.reported * 9, "{} of {} right:\n{}", score.right, score.reported, score.log);
}
