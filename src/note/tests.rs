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
