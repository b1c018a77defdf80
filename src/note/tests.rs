use std::time::Duration;

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

#[test]
fn what_is_withheld_is_said_only_if_told_to() {
    let sample = sample::sample();
    let material = Material { withheld: 2, ..sample.material() };
    for (name, say_withheld) in [("briefing", true), ("at-a-glance", true), ("explainer", true), ("briefing", false)] {
        let audience = Audience { say_withheld, ..Audience::default() };
        let note = compose(material, &Templates::default(), name, &audience).expect("a note").output.markdown;
        assert_eq!(note.contains("2 sources were left out of this version"), say_withheld, "{name}: {note}");
    }
}

/// Renders a template of the given text with small limits.
fn stopped(text: &str, limits: template::Limits) -> Diagnostic {
    let own = [("a.md".to_owned(), ("templates/a.md".to_owned(), text.to_owned()))];
    let texts = template::texts(&Templates { project: own.into() });
    let labels = labels::Labels::of("en", None).expect("English");
    let index = Arc::new(cite::Index::of(&[], cite::Style::Footnotes, labels));
    let faults =
        template::render("a.md", &texts, &template::Variables::default(), &index, limits).expect_err("stopped");
    faults.into_iter().next().expect("a fault")
}

#[test]
fn a_template_that_does_not_end_is_stopped_where_its_loops_are() {
    let nested = |inner: &str| {
        format!(
            "{{% for a in range(end=90000) %}}{{% for b in range(end=90000) %}}\n{{%- for c in range(end=9) -%}}\
             {inner}{{%- endfor -%}}{{% endfor %}}{{% endfor %}}"
        )
    };
    let generous = Duration::from_secs(600);
    let found = stopped(&nested("x"), template::Limits { bytes: 10_000, time: generous });
    let at = found.location.as_ref().map(|at| (at.file.as_str(), at.line, at.column));
    assert_eq!((found.rule, at), ("endless-template", Some(("templates/a.md", 2, 1))));
    assert!(found.message.contains("more than 10000 bytes"), "{}", found.message);
    // A loop that prints nothing is stopped by the clock.
    let quiet = nested("{% set x = c %}").replace("%}\n{%-", "%}{%-");
    let found = stopped(&quiet, template::Limits { bytes: 10_000, time: Duration::from_millis(50) });
    assert_eq!(found.rule, "endless-template");
    assert!(found.message.contains("more than 0.05 seconds"), "{}", found.message);
}
