//! One invented text a rule.

use super::*;
use crate::corpus::{Content, Format, Text};
use crate::document;
use crate::lexicon::Lexicon;

/// Each fact as `name | role | of | former | evidence`.
fn all(text: &str) -> Vec<String> {
    let document = document::parse(&Text {
        id: "harbour".into(),
        file: "harbour.txt".into(),
        format: Format::Text,
        sha256: String::new(),
        content: Content::Decoded(text.into()),
        meta: Default::default(),
    })
    .output;
    let found = extract(&Context { document: &document, lexicon: Lexicon::built_in(), question: None });
    found
        .iter()
        .map(|found| {
            let Claim::Person(person) = &found.claim else { panic!("only people are found here") };
            let of = person.of.as_deref().unwrap_or("-");
            let former = if person.former { "former" } else { "now" };
            format!("{} | {} | {of} | {former} | {}", person.name, person.role, document.slice(found.span))
        })
        .collect()
}

#[test]
fn an_office_before_a_name_is_held_by_it() {
    assert_eq!(
        all("Norwegian Prime Minister Ada Vance met former Finnish President Jonas Bell."),
        [
            "Ada Vance | Prime Minister | Norway | now | Norwegian Prime Minister Ada Vance",
            "Jonas Bell | President | Finland | former | former Finnish President Jonas Bell"
        ]
    );
}

#[test]
fn a_possessive_country_counts() {
    assert_eq!(
        all("They met Iceland’s Foreign Minister Ada Vance."),
        ["Ada Vance | Foreign Minister | Iceland | now | Iceland’s Foreign Minister Ada Vance"]
    );
}

#[test]
fn an_office_after_a_name_is_held_by_it() {
    assert_eq!(
        all("Ada Vance, the foreign minister of Iceland, left early."),
        ["Ada Vance | Foreign Minister | Iceland | now | Ada Vance, the foreign minister of Iceland"]
    );
}

#[test]
fn a_family_name_takes_the_full_name_and_its_country() {
    assert_eq!(
        all("Estonian President Ada Vance spoke. Later President Vance’s office denied it."),
        [
            "Ada Vance | President | Estonia | now | Estonian President Ada Vance",
            "Ada Vance | President | Estonia | now | President Vance"
        ]
    );
}

#[test]
fn two_people_in_one_office_are_both_kept() {
    let all = all("Chancellor Ada Vance agreed. Chancellor Jonas Bell did not.");
    assert_eq!(all.len(), 2);
    assert!(all[0].starts_with("Ada Vance | Chancellor") && all[1].starts_with("Jonas Bell | Chancellor"));
}

#[test]
fn a_country_is_not_guessed_from_the_topic() {
    assert_eq!(
        all("President Vance spoke of Norway. Norway and Norway again."),
        ["Vance | President | - | now | President Vance"]
    );
}

#[test]
fn a_guest_of_a_seat_of_government_does_not_belong_to_it() {
    assert_eq!(
        all("President Vance came to Oslo. President Vance met Prime Minister Bell in Oslo."),
        [
            "Vance | President | - | now | President Vance",
            "Vance | President | - | now | President Vance",
            "Bell | Prime Minister | - | now | Prime Minister Bell"
        ]
    );
    assert_eq!(
        all("Prime Minister Ada Vance of Norway spoke."),
        ["Ada Vance | Prime Minister | Norway | now | Prime Minister Ada Vance"]
    );
}

#[test]
fn bodies_hold_no_office() {
    for text in ["She is president of the American Harbour Forum.", "General Turbines cut forty jobs."] {
        assert_eq!(all(text), Vec::<String>::new(), "{text}");
    }
    assert_eq!(
        all("Ada Vance, the president of the Norwegian Harbour Forum, spoke."),
        ["Ada Vance | President | - | now | Ada Vance, the president"]
    );
}

#[test]
fn one_person_has_many_spellings() {
    for (a, b) in [
        ("Emmanuel Macron", "Macron"),
        ("Volodymyr Zelenskyy", "Zelensky"),
        ("Zelenskiy", "Zelenskyy"),
        ("Joe Biden", "Joseph Biden"),
        ("J. Biden", "Joe Biden"),
        ("Erdoğan", "Erdogan"),
    ] {
        assert!(same(a, b), "{a} / {b}");
    }
    for (a, b) in [("Bill Clinton", "Hillary Clinton"), ("Macron", "Merz"), ("", "")] {
        assert!(!same(a, b), "{a} / {b}");
    }
}
