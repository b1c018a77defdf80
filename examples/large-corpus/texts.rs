//! Invented articles in any number: the same number gives the same words, in every run and on every machine.
//!
//! An article has about 5,000 bytes on one invented harbour charge: figures, dated events, promises, conditions, open
//! questions, spoken words, judgements of both sides, and sentences that say nothing of the kind. Names are put together
//! from syllables, so that a larger corpus has more of them, as real ones do. One article in fifty repeats the
//! paragraphs of the one before it, as papers do with a wire story.

/// Numbers that look random and are the same in every run.
struct Row(u64);

impl Row {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap_or_default() % end
    }

    fn of(&mut self, words: &[&'static str]) -> &'static str {
        words[self.below(words.len())]
    }

    /// A name of a place.
    fn place(&mut self) -> String {
        format!("{}{}{}", self.of(&HEADS), self.of(&MIDDLES), self.of(&TAILS))
    }

    /// A name of a person.
    fn person(&mut self) -> String {
        format!("{} {}{}", self.of(&GIVEN), self.of(&HEADS), self.of(&ENDINGS))
    }
}

const HEADS: [&str; 24] = [
    "Har", "Pen", "Vel", "Or", "Sarn", "Brack", "Tide", "Mar", "Ost", "Cald", "Lin", "Fen", "Ros", "Dun", "Ald", "Wex",
    "Hol", "Ran", "Skel", "Tor", "Quil", "Ber", "Glan", "Stan",
];
const MIDDLES: [&str; 10] = ["", "", "", "ber", "en", "ing", "as", "o", "wick", "low"];
const TAILS: [&str; 14] = [
    "mouth", "port", "holt", "ford", "bury", "combe", "stead", "haven", "ness", "by", "dale", "gate", "minster", "well",
];
const ENDINGS: [&str; 12] = ["sen", "ley", "kov", "man", "ander", "wood", "er", "strom", "ini", "ez", "ard", "quist"];
const GIVEN: [&str; 20] = [
    "Ada", "Ivo", "Lena", "Tomas", "Mara", "Otto", "Nils", "Rosa", "Hugo", "Edda", "Karl", "Ines", "Paul", "Vera",
    "Jon", "Elsa", "Ruth", "Oskar", "Mina", "Felix",
];
const THINGS: [&str; 30] = [
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
    "dry dock",
    "signal box",
    "rope works",
    "car park",
    "bus lane",
    "cycle path",
    "river wall",
    "fish hall",
    "slipway",
    "weighbridge",
];
const DOINGS: [&str; 20] = [
    "repair", "widen", "close", "fund", "survey", "paint", "move", "lease", "insure", "dredge", "light", "rename",
    "fence", "auction", "inspect", "flood", "restore", "heat", "measure", "staff",
];
const GOOD: [&str; 10] =
    ["robust", "credible", "fair", "sound", "affordable", "promising", "realistic", "workable", "effective", "firm"];
const BAD: [&str; 10] =
    ["flimsy", "doubtful", "unfair", "risky", "costly", "hollow", "unrealistic", "vague", "dangerous", "weak"];
const MONTHS: [&str; 12] = [
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
];
const OFFICES: [&str; 10] = [
    "Mayor",
    "Councillor",
    "Minister",
    "harbour master",
    "chief engineer",
    "union leader",
    "economist",
    "Senator",
    "shopkeeper",
    "spokesman",
];
const BODIES: [&str; 8] = [
    "council",
    "harbour board",
    "ministry",
    "port authority",
    "chamber of trade",
    "audit office",
    "transport union",
    "residents’ league",
];

/// Returns the article of this number, plain text with its title in the first line.
pub(crate) fn article(number: usize) -> String {
    let copied = number > 0 && number % 50 == 49;
    let mut row = Row(seed(if copied { number - 1 } else { number }));
    let mut text = String::new();
    let town = row.place();
    let title = format!("{} weighs the {} again", town, row.of(&THINGS));
    text += &if copied { format!("From the wires: {title}") } else { title };
    text += "\n\n";
    for _ in 0..8 {
        for _ in 0..5 {
            text += &sentence(&mut row, &town);
            text.push(' ');
        }
        text.truncate(text.trim_end().len());
        text += "\n\n";
    }
    text
}

/// Returns what `NAME.meta.yaml` says of the article of this number.
pub(crate) fn meta(number: usize) -> String {
    let mut row = Row(seed(number) ^ 0x5eed);
    let (day, month) = (1 + row.below(28), 1 + row.below(12));
    format!("publisher: The {} Post\nissued: 2031-{month:02}-{day:02}\n", row.place())
}

/// Returns the brief for a corpus of these articles.
pub(crate) fn brief() -> &'static str {
    "title: The harbour charge\nquestion: Will the harbour charge work?\n"
}

fn seed(number: usize) -> u64 {
    u64::try_from(number).unwrap_or_default().wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ 17
}

fn sentence(row: &mut Row, town: &str) -> String {
    let (thing, other, doing) = (row.of(&THINGS), row.of(&THINGS), row.of(&DOINGS));
    let (place, person, body) = (row.place(), row.person(), row.of(&BODIES));
    let (office, good, bad) = (row.of(&OFFICES), row.of(&GOOD), row.of(&BAD));
    let (count, day, month, year) = (12 + row.below(4_000), 1 + row.below(28), row.of(&MONTHS), 2028 + row.below(8));
    match row.below(16) {
        0 => format!("The {body} of {town} agreed on {day} {month} {year} to {doing} the {thing} beside the {other}."),
        1 => format!("The work on the {thing} in {place} will cost £{count} million, more than was set aside for it."),
        2 => format!("“The charge is {good} and everybody in {place} knows it,” said {office} {person}."),
        3 => format!("{person}, {office} of {place}, called the plan {bad} and asked for a vote on the {thing}."),
        4 => format!("The {body} may {doing} the {other} if the {thing} of {place} is ready by {month} {year}."),
        5 => format!("It is not clear who will pay for the {thing} once the ferry to {place} has stopped."),
        6 => format!("About {count} boats a year pass the {thing}, and {} of them land at {place}.", count / 3 + 1),
        7 => format!("The {body} pledged to {doing} the {thing} in {place} before the end of {year}."),
        8 => format!("Traders near the {other} doubt that a {bad} charge can bring visitors back to {place}."),
        9 => format!("Supporters say the charge has made the streets of {place} safer and the {thing} {good}."),
        10 => format!("In {year} the town of {place} tried the same with its {thing}, and gave it up after a winter."),
        11 => format!("{office} {person} told the {body} that the {thing} “will be paid for by those who use it”."),
        12 => format!("The {body} supports the charge, while the {} of {place} opposes it.", row.of(&BODIES)),
        13 => format!("From the window of the {other} one sees the {thing} and, behind it, the roofs of {place}."),
        14 => format!("Rain fell on {place} through most of {month}, and the men at the {thing} went home early."),
        _ => format!("The {thing} was built by {person} of {place}, whose family also owned the {other}."),
    }
}
