use super::*;
use crate::markup;

fn composed(name: &str, audience: &Audience, templates: &Templates) -> Checked<Warned<Note>> {
    compose(sample::sample().material(), templates, name, audience)
}

fn note(name: &str) -> String {
    composed(name, &Audience::default(), &Templates::default()).expect("a note").output.markdown
}

#[test]
fn built_in_notes_parse_without_a_warning() {
    for name in ["briefing", "at-a-glance", "explainer", "questions", "debate", "press-lines"] {
        let markdown = note(name);
        assert_eq!(markup::parse(&markdown, "note.md").warnings, [], "{markdown}");
    }
}

#[test]
fn a_source_is_cited_in_full_once_and_in_short_afterwards() {
    let markdown = note("briefing");
    let notes: Vec<_> = markdown.lines().filter(|line| line.starts_with("[^") && line.contains("]: ")).collect();
    let full = notes.iter().filter(|line| line.contains("[Night ferry trial opens at Brant Sound](")).count();
    let short = notes.iter().filter(|line| line.contains("[Harbour Gazette](https://gazette.example/")).count();
    assert_eq!((full, short > 1), (1, true), "{markdown}");
    assert!(!notes.iter().any(|line| line.contains(".”. ")), "{markdown}");
}
