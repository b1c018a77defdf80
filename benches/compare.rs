//! Time of a comparison of many sheets: `cargo bench --bench compare`.
//!
//! The sheets are generated: varied, so that words are rare and common as in texts, with figures, dated events,
//! commitments, people, quotations and readings. Twice the sheets must take about twice the time.

use divan::{Bencher, black_box};
use evenhand::brief::Brief;
use evenhand::comparison;
use evenhand::corpus::SourceFile;
use evenhand::lexicon::Lexicon;
use evenhand::project;
use evenhand::sheet::FactSheet;

fn main() {
    divan::main();
}

/// Generates the next of a row of numbers that look random and are the same in every run.
struct Row(u64);

impl Row {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap_or_default() % end
    }

    /// Picks the more often the earlier words, as texts do.
    fn word<'a>(&mut self, words: &[&'a str]) -> &'a str {
        let limit = 1 + self.below(words.len());
        words[self.below(limit)]
    }
}

const THINGS: &[&str] = &[
    "barrier",
    "levy",
    "harbour",
    "tram line",
    "depot",
    "sluice",
    "market",
    "ferry",
    "clinic",
    "quarry",
    "orchard",
    "bridge",
    "archive",
    "school roof",
    "canal",
    "grain store",
    "library",
    "pump house",
    "customs shed",
    "lighthouse",
];
const DOINGS: &[&str] = &[
    "repair", "widen", "close", "fund", "survey", "paint", "move", "lease", "insure", "dredge", "light", "rename",
    "fence", "auction", "inspect", "flood", "restore", "heat", "measure", "staff",
];
const PLACES: &[&str] = &[
    "Harmouth",
    "Penlow",
    "Velmouth",
    "Orrin",
    "Sarnholt",
    "Brackwater",
    "Tidewell",
    "Marrow",
    "Ostby",
    "Calder",
    "Lindow",
    "Fenwick",
    "Roskel",
    "Dunmere",
    "Aldport",
    "Wexcombe",
    "Holt",
    "Ranby",
    "Skelling",
    "Torvik",
];
const PEOPLE: &[&str] = &[
    "Ada Holm",
    "Ivo Kern",
    "Lena Brandt",
    "Tomas Reil",
    "Mara Lind",
    "Otto Vance",
    "Nils Aker",
    "Rosa Tell",
    "Hugo Stane",
    "Edda Moor",
    "Karl Finn",
    "Ines Roth",
    "Paul Dray",
    "Vera Sund",
    "Jon Harte",
    "Elsa Quint",
];
const JUDGING: &[&str] =
    &["robust", "flimsy", "fair", "unfair", "costly", "cheap", "safe", "dangerous", "vague", "clear"];

/// Writes one text of about forty facts.
fn text(number: usize) -> String {
    let mut row = Row(u64::try_from(number).unwrap_or_default() * 7919 + 17);
    let mut text = format!("The {} of {}\n\n", row.word(THINGS), row.word(PLACES));
    for paragraph in 0..10 {
        let (thing, other) = (row.word(THINGS), row.word(THINGS));
        let (doing, place, person) = (row.word(DOINGS), row.word(PLACES), row.word(PEOPLE));
        let (count, day, month) = (20 + row.below(400), 1 + row.below(27), row.below(12));
        let month = [
            "January",
            "February",
            "March",
            "April",
            "May",
            "June",
            "July",
            "August",
            "September",
            "October",
            "November",
            "December",
        ][month];
        text += &format!(
            "On {day} {month} 2031 the council of {place} agreed to {doing} the {thing} beside the {other}. \
             The work will cost £{count} million and {} boats will carry the stone. \
             “The {thing} is {} and everybody in {place} knows it,” said Mayor {person}. \
             The council may {} the {other} in {} if the {thing} of parish {} is ready. ",
            12 + row.below(90),
            row.word(JUDGING),
            row.word(DOINGS),
            row.word(PLACES),
            number * 10 + paragraph,
        );
        text += "\n\n";
    }
    text
}

fn sheets(count: usize) -> Vec<FactSheet> {
    let sheet = |number: usize| {
        let path = format!("corpus/text-{number:05}.txt");
        let file = SourceFile { file: path, bytes: text(number).into_bytes(), meta: None };
        project::sheet_of(file, Lexicon::built_in()).output.map(|(_, sheet)| sheet)
    };
    (0..count).filter_map(sheet).collect()
}

fn brief() -> Brief {
    let brief =
        serde_json::json!({"title": "The barrier", "question": "Will the barrier of Harmouth be robust and fair?"});
    serde_json::from_value(brief).expect("a brief")
}

#[divan::bench(args = [125, 250, 500, 1000], sample_count = 3)]
fn generated_sheets(bencher: Bencher<'_, '_>, count: usize) {
    let (sheets, brief) = (sheets(count), brief());
    bencher.bench_local(|| comparison::compare(black_box(&sheets), &brief));
}
