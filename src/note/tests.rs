use super::*;
use crate::markup;

fn composed(name: &str, audience: &Audience, templates: &Templates) -> Checked<Warned<Note>> {
    let sample = sample::sample();
    let material =
        Material { brief: &sample.brief, comparison: &sample.comparison, sheets: &sample.sheets, room: ROOM };
    compose(material, templates, name, audience)
}

fn note(name: &str) -> String {
    composed(name, &Audience::default(), &Templates::default()).expect("a note").output.markdown
}

#[test]
fn built_in_notes_parse_without_a_warning() {
    for name in ["briefing", "at-a-glance"] {
        let markdown = note(name);
        assert_eq!(markup::parse(&markdown, "note.md").warnings, [], "{markdown}");
    }
}
