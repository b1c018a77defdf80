use std::time::Duration;

use proptest::prelude::*;

use super::*;
use crate::{html, markup, pdf};

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
    let index = Arc::new(cite::Index::of(&Arc::default(), cite::Style::Footnotes, labels));
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

/// The briefing of the invented case in which a source, and every word taken from it, says `words`.
fn briefing_of(words: &str) -> String {
    let mut sample = sample::sample();
    let source = sample.sheets[0].source.id.clone();
    let title: String = format!("{} {words}", "long ".repeat(60)).chars().take(300).collect();
    let sheets = Arc::make_mut(&mut sample.sheets);
    let records = sample.comparison.sources.iter_mut().chain(sheets.iter_mut().map(|sheet| &mut sheet.source));
    for record in records.filter(|record| record.id == source) {
        record.title = Some(title.clone());
        record.publisher = Some(words.into());
        record.author = vec![crate::value::name::Name::literal(words)];
    }
    for fact in &mut sheets[0].facts {
        fact.evidence.exact = words.into();
    }
    for reading in &mut sheets[0].readings {
        reading.evidence.exact = words.into();
    }
    let made = compose(sample.material(), &Templates::default(), "briefing", &Audience::default());
    made.expect("a note").output.markdown
}

/// The names of the tags of a page's text, in order, and its words.
fn page_of(markdown: &str) -> (Vec<String>, String) {
    let page = html::render(&markup::parse(markdown, "note.md").output, &html::Options::default());
    let body = page.split_once("<main").and_then(|(_, rest)| rest.split_once("</main>")).map_or("", |(body, _)| body);
    let mut text = String::new();
    let mut tags = Vec::new();
    for part in body.split('<').skip(1) {
        let (tag, words) = part.split_once('>').unwrap_or((part, ""));
        tags.push(tag.split([' ', '/']).next().unwrap_or_default().to_owned());
        text.push_str(words);
    }
    (tags, text)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn what_a_source_says_changes_no_tag_of_the_page_and_breaks_no_pdf(
        marks in proptest::collection::vec(
            prop_oneof![
                Just("<script>alert(1)</script>"), Just("{{ brief.title }}"), Just("{% raw %}"), Just("{# x #}"),
                Just("[^figure-1a2b01]"), Just("[^1]: note"), Just("[@harbour-gazette, p. 3]"), Just("**b**"),
                Just("[a](javascript:b)"), Just("![p](https://e.example/p.png)"), Just("::: {.side}"), Just("| a | b |"),
                Just("# h"), Just("`c`"), Just("\u{1}\u{7}\u{1b}[31m"), Just("\u{202e}"), Just("</style>]]>"), Just("&lt;"),
                Just("---"), Just("$x$"), Just("\n\n> q\n"), Just("”"), Just("~~~"), Just("{.c #d}"),
            ],
            1..6,
        )
    ) {
        let marked = format!("zebra {} zebra", marks.join(" "));
        let markdown = briefing_of(&marked);
        let (tags, text) = page_of(&markdown);
        let (plain, _) = page_of(&briefing_of("zebra words zebra"));
        // A note that repeats what the text has in marks leaves it out: the tags around it are the same all the same.
        prop_assert_eq!(tags, plain, "{}", markdown);
        prop_assert!(text.contains("zebra") && !text.contains(['\u{1}', '\u{7}', '\u{1b}']), "{}", text);
        let parsed = markup::parse(&markdown, "note.md");
        prop_assert_eq!(parsed.warnings, []);
        let made = pdf::render(&parsed.output, &pdf::Options { markdown, ..pdf::Options::default() });
        let bytes = made.expect("a PDF").output.bytes;
        prop_assert!(!bytes.windows(11).any(|window| window == b"/JavaScript"));
    }
}
