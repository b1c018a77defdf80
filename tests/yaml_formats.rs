//! The examples of `docs/formats` are read as the files they show, so that the reference cannot drift.
//!
//! A block marked `yaml` is a whole file, `yaml entry` an entry of a sheet's facts, `yaml meta` a metadata file;
//! `yaml fault` is a file with faults, and the `text` block after it is what they look like, one a line.

use evenhand::diagnostic::Diagnostic;
use evenhand::lexicon::Lexicon;
use evenhand::{brief, report, settings, sheet, theme, yaml};

/// Reads a file of one format.
type Read = fn(&str) -> Result<(), Vec<Diagnostic>>;

fn fact_sheet(text: &str) -> Result<(), Vec<Diagnostic>> {
    sheet::yaml::read(text, "facts/night-ferry.yaml").map(drop)
}

fn entry(text: &str) -> Result<(), Vec<Diagnostic>> {
    let head = "schema: evenhand/fact-sheet/1\nsource: {id: a, type: article, file: a.txt, sha256: ab}\nfacts:\n";
    fact_sheet(&format!("{head}{text}"))
}

fn a_brief(text: &str) -> Result<(), Vec<Diagnostic>> {
    brief::read(text, "night-ferry", "briefs/night-ferry/brief.yaml")
        .and_then(|warned| if warned.warnings.is_empty() { Ok(()) } else { Err(warned.warnings) })
}

fn a_setting(text: &str) -> Result<(), Vec<Diagnostic>> {
    settings::read(text, "evenhand.yaml").map(drop)
}

fn a_theme(text: &str) -> Result<(), Vec<Diagnostic>> {
    theme::read(text, "templates/theme.yaml")
        .and_then(|warned| if warned.warnings.is_empty() { Ok(()) } else { Err(warned.warnings) })
}

fn meta(text: &str) -> Result<(), Vec<Diagnostic>> {
    yaml::meta(text, "corpus/night-ferry.meta.yaml").map(drop)
}

fn a_lexicon(text: &str) -> Result<(), Vec<Diagnostic>> {
    Lexicon::with_project(&[("lexicon/words.yaml".into(), text.into())]).map(drop)
}

/// The fenced blocks of a page: what stands after the fence, and the content.
fn blocks(page: &str) -> Vec<(String, String)> {
    let mut blocks = Vec::new();
    let mut open: Option<(String, String)> = None;
    for line in page.lines() {
        match (&mut open, line.strip_prefix("```")) {
            (None, Some(info)) => open = Some((info.into(), String::new())),
            (Some(_), Some(_)) => blocks.extend(open.take()),
            (Some((_, content)), None) => *content += &format!("{line}\n"),
            (None, None) => {}
        }
    }
    blocks
}

/// Reads all examples of a page and returns how many there were.
fn run(page: &str, read: Read) -> usize {
    let blocks = blocks(page);
    for (i, (info, content)) in blocks.iter().enumerate() {
        let result = match info.as_str() {
            "yaml" | "yaml fault" => read(content),
            "yaml entry" => entry(content),
            "yaml meta" => meta(content),
            "text" => continue,
            other => panic!("unknown block `{other}`"),
        };
        let found = result.err().map(|faults| report::short::render(&faults)).unwrap_or_default();
        let expected = if info == "yaml fault" { blocks[i + 1].1.as_str() } else { "" };
        assert_eq!(found, expected, "{content}");
    }
    blocks.len()
}

#[test]
fn examples_of_fact_sheets_are_right() {
    assert_eq!(run(include_str!("../docs/formats/fact-sheet.md"), fact_sheet), 4);
}

#[test]
fn examples_of_briefs_are_right() {
    assert_eq!(run(include_str!("../docs/formats/brief.md"), a_brief), 6);
}

#[test]
fn examples_of_settings_and_metadata_are_right() {
    assert_eq!(run(include_str!("../docs/formats/settings.md"), a_setting), 5);
}

#[test]
fn examples_of_themes_are_right() {
    assert_eq!(run(include_str!("../docs/formats/theme.md"), a_theme), 5);
}

#[test]
fn examples_of_lexica_are_right() {
    assert_eq!(run(include_str!("../docs/formats/lexicon.md"), a_lexicon), 1);
}
