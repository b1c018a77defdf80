//! What `evenhand serve` shows: a list, the notes, the sources with their facts marked, and the files that were built.
//!
//! A request chooses from what the last build listed; its path is never opened. Pages that carry words of sources or
//! briefs have them escaped, and a policy that allows no script but our own.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use crate::cli::build::Done;
use crate::corpus;
use crate::html::Escaped;
use crate::report::{page, short};
use crate::settings::Settings;
use crate::verify::{linked, rendered};
use crate::{document, files, html, markup, project, sheet};

/// Styles of the pages around notes and sources.
const STYLE: &str = include_str!("style.css");
/// Asks every half second whether something was built, and shows it.
const SCRIPT: &str = include_str!("reload.js");

/// What our own pages may load.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; frame-src 'self'; \
                      base-uri 'none'; form-action 'none'; frame-ancestors 'self'";
/// What a note may load: its own styles. It says so itself too.
const NOTE_POLICY: &str =
    "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'";

/// An answer to a request.
#[derive(Debug)]
pub(super) struct Answer {
    pub status: u16,
    pub kind: &'static str,
    pub policy: &'static str,
    pub body: Vec<u8>,
}

impl Answer {
    fn new(kind: &'static str, body: impl Into<Vec<u8>>) -> Self {
        Self { status: 200, kind, policy: POLICY, body: body.into() }
    }

    pub(super) fn refused(status: u16, why: &str) -> Self {
        Self { status, ..Self::new("text/plain; charset=utf-8", why) }
    }
}

/// What there is to be shown.
#[derive(Debug)]
pub(super) struct Site {
    root: PathBuf,
    state: Mutex<State>,
}

#[derive(Clone, Debug, Default)]
struct State {
    /// Number of the build.
    version: u64,
    settings: Settings,
    /// Paths of the files that were built without a fault.
    files: Vec<String>,
    /// Path of each text by its id.
    sources: BTreeMap<String, String>,
    /// What the last build had to say.
    faults: String,
}

impl Site {
    pub(super) fn new(root: &Path) -> Self {
        Self { root: root.to_owned(), state: Mutex::default() }
    }

    /// Takes what a build gave; after one with errors, the files of the last good one stay.
    pub(super) fn built(&self, done: &Done) {
        let settings = files::read_settings(&self.root);
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        state.version += 1;
        state.settings = settings;
        state.faults = short::render(&done.diagnostics);
        state.sources = done.texts.iter().map(|file| (corpus::id_of(file).to_string(), file.clone())).collect();
        if done.changed.is_some() {
            state.files.clone_from(&done.files);
        }
    }

    /// Answers the path and query of a request; `host` is the name that it used for us.
    pub(super) fn answer(&self, host: &str, url: &str) -> Answer {
        let state = self.state.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let path = url.split(['?', '#']).next().unwrap_or_default();
        let Some(path) = decoded(path) else { return Answer::refused(400, "This address cannot be read.") };
        let page = match path.as_str() {
            "/" => Some(state.list()),
            "/version" => return Answer::new("text/plain; charset=utf-8", state.version.to_string()),
            "/faults" => return Answer::new("text/html; charset=utf-8", state.shown_faults()),
            "/style.css" => return Answer::new("text/css; charset=utf-8", STYLE),
            "/reload.js" => return Answer::new("text/javascript; charset=utf-8", SCRIPT),
            path => match path.trim_start_matches('/').split_once('/') {
                Some(("note", name)) => state.framed(name),
                Some(("page", name)) => {
                    let note = state.note(&self.root, host, name);
                    return note.map_or_else(not_found, |note| Answer {
                        policy: NOTE_POLICY,
                        ..Answer::new("text/html; charset=utf-8", note)
                    });
                }
                Some(("source", id)) => state.source(&self.root, id),
                Some(("file", file)) => return state.file(&self.root, file).unwrap_or_else(not_found),
                _ => None,
            },
        };
        page.map_or_else(not_found, |page| Answer::new("text/html; charset=utf-8", page))
    }
}

fn not_found() -> Answer {
    Answer::refused(404, "There is nothing here. The list of notes and sources is at /.")
}

impl State {
    /// Names of the notes, `BRIEF/AUDIENCE`.
    fn notes(&self) -> impl Iterator<Item = &str> {
        let folder = format!("{}/", self.settings.briefs);
        self.files.iter().filter_map(move |file| file.strip_prefix(folder.as_str())?.strip_suffix(".md"))
    }

    fn list(&self) -> String {
        let mut body = String::from("<h1>Notes</h1>\n<ul>\n");
        // Writing to a string never fails.
        for name in self.notes() {
            let _ = write!(body, "<li><a href=\"/note/{}\">{}</a>", encoded(name), Escaped(name));
            for ending in ["pdf", "html", "md"] {
                let file = format!("{}/{name}.{ending}", self.settings.briefs);
                if self.files.contains(&file) {
                    let _ = write!(body, " <a class=\"file\" href=\"/file/{}\">{ending}</a>", encoded(&file));
                }
            }
            body.push_str("</li>\n");
        }
        body.push_str("</ul>\n<h1>Sources</h1>\n<ul>\n");
        for (id, file) in &self.sources {
            let _ = writeln!(
                body,
                "<li><a href=\"/source/{}\">{}</a> <small>{}</small></li>",
                encoded(id),
                Escaped(id),
                Escaped(file)
            );
        }
        body.push_str("</ul>\n");
        self.page("Evenhand", &body)
    }

    /// A page of ours around `body`.
    fn page(&self, title: &str, body: &str) -> String {
        format!(
            "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" \
             content=\"width=device-width, initial-scale=1\">\n<title>{}</title>\n<link rel=\"stylesheet\" \
             href=\"/style.css\">\n<script src=\"/reload.js\" defer></script>\n</head>\n<body \
             data-version=\"{}\">\n<nav><a href=\"/\">All notes and sources</a></nav>\n<div id=\"faults\" \
             role=\"status\">{}</div>\n<main>\n{body}</main>\n</body>\n</html>\n",
            Escaped(title),
            self.version,
            self.shown_faults()
        )
    }

    fn shown_faults(&self) -> String {
        if self.faults.is_empty() { String::new() } else { format!("<pre>{}</pre>", Escaped(&self.faults)) }
    }

    /// The page around a note, which itself stands in a frame with a policy of its own.
    fn framed(&self, name: &str) -> Option<String> {
        self.notes().any(|known| known == name).then(|| {
            let frame = format!("<iframe title=\"{}\" src=\"/page/{}\"></iframe>\n", Escaped(name), encoded(name));
            self.page(name, &frame)
        })
    }

    /// A note, made of its Markdown, whose citations lead to the words in their sources.
    fn note(&self, root: &Path, host: &str, name: &str) -> Option<String> {
        self.notes().any(|known| known == name).then_some(())?;
        let file = |ending: &str| root.join(format!("{}/{name}.{ending}", self.settings.briefs));
        let markdown = files::read_text(&file("md")).ok()?;
        // Which fact is of which source stands in the page that was built, and so does its look.
        let page = files::read_text(&file("html")).unwrap_or_default();
        let cited = rendered::json_ld(&page).and_then(|json| linked::read(json).ok()).unwrap_or_default();
        let cited: BTreeMap<String, String> =
            cited.into_iter().flatten().map(|fact| (fact.fact, fact.source)).collect();
        let markdown = with_links(&markdown, &cited, host);
        let options = html::Options { theme: html::theme_of(&page), ..html::Options::default() };
        Some(html::render(&markup::parse(&markdown, "note.md").output, &options))
    }

    /// A source with its facts marked.
    fn source(&self, root: &Path, id: &str) -> Option<String> {
        let file = self.sources.get(id)?;
        let text = corpus::gather(vec![files::read_source(root, file).ok()?]).output.texts.pop()?;
        let document = document::parse(&text).output;
        let path = project::sheet_file(&self.settings, &text.id);
        let sheet = files::read_text(&root.join(&path)).ok().and_then(|text| sheet::yaml::read(&text, &path).ok());
        let Some(sheet) = sheet else {
            return Some(self.page(id, "<p>There is no fact sheet of this text yet, or it has faults.</p>\n"));
        };
        let source = &sheet.source;
        let issued = source.issued.map(|issued| issued.to_string());
        let known: Vec<&str> =
            [source.title.as_deref(), source.publisher.as_deref(), issued.as_deref()].into_iter().flatten().collect();
        let head = format!(
            "<header><h1>{}</h1><p>{}</p><p><small>{}: {} facts, {} readings</small></p></header>\n",
            Escaped(id),
            Escaped(&known.join(" · ")),
            Escaped(file),
            sheet.facts.len(),
            sheet.readings.len()
        );
        Some(self.page(id, &format!("{head}<article>\n{}</article>\n", page::render(&document, &sheet))))
    }

    /// A file that was built.
    fn file(&self, root: &Path, file: &str) -> Option<Answer> {
        self.files.iter().any(|known| known == file).then_some(())?;
        let kind = match file.rsplit_once('.')?.1 {
            "pdf" => "application/pdf",
            "html" => "text/html; charset=utf-8",
            "md" | "txt" | "yaml" | "lock" => "text/plain; charset=utf-8",
            _ => return None,
        };
        let bytes = files::read_file(&root.join(file)).ok()?;
        Some(Answer { policy: NOTE_POLICY, ..Answer::new(kind, bytes) })
    }
}

/// Adds to each footnote a link to the words in their source.
fn with_links(markdown: &str, cited: &BTreeMap<String, String>, host: &str) -> String {
    let mut linked = String::with_capacity(markdown.len());
    for line in markdown.lines() {
        linked.push_str(line);
        let label = line.strip_prefix("[^").and_then(|rest| rest.split_once("]: ")).map(|(label, _)| label);
        // A fact whose id another source has too is named with its source.
        let found = label.and_then(|label| {
            let source = cited.get(label).map(|source| (source.as_str(), label));
            source.or_else(|| {
                let mut with_source = cited.iter().map(|(fact, source)| (source.as_str(), fact.as_str()));
                with_source.find(|(source, fact)| {
                    label.strip_prefix(source).and_then(|rest| rest.strip_prefix('-')) == Some(fact)
                })
            })
        });
        if let Some((source, fact)) = found {
            let _ = write!(linked, " [In the source](http://{host}/source/{}#{})", encoded(source), encoded(fact));
        }
        linked.push('\n');
    }
    linked
}

/// Writes a path so that it can stand in an address and in an attribute.
fn encoded(path: &str) -> String {
    let mut encoded = String::with_capacity(path.len());
    for byte in path.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'/' => encoded.push(char::from(byte)),
            byte => {
                let _ = write!(encoded, "%{byte:02X}");
            }
        }
    }
    encoded
}

/// Reads a path written by [`encoded`], or anything else that is UTF-8.
fn decoded(path: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(path.len());
    let mut rest = path.as_bytes();
    while let Some((&first, after)) = rest.split_first() {
        rest = after;
        if first != b'%' {
            bytes.push(first);
            continue;
        }
        let (digits, after) = rest.split_at_checked(2)?;
        bytes.push(u8::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok()?);
        rest = after;
    }
    String::from_utf8(bytes).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_survive_an_address() {
        for path in ["a/b", "ü ber", "100%", "a\"><b>", "..%2f"] {
            assert_eq!(decoded(&encoded(path)).as_deref(), Some(path));
        }
        assert_eq!(decoded("%zz"), None);
        assert_eq!(decoded("%c3"), None);
        assert_eq!(decoded("%"), None);
    }

    #[test]
    fn footnotes_lead_to_their_words() {
        let cited = BTreeMap::from([("figure-1".to_owned(), "the paper".to_owned())]);
        let linked = with_links("Text.[^figure-1]\n\n[^figure-1]: “words”\n[^other]: none\n", &cited, "h:1");
        assert!(
            linked.contains("[^figure-1]: “words” [In the source](http://h:1/source/the%20paper#figure-1)\n"),
            "{linked}"
        );
        assert!(linked.contains("[^other]: none\n"));
        assert!(with_links("[^the paper-figure-1]: x", &cited, "h:1").contains("#figure-1"));
    }
}
