//! The template engine, our filters and functions in it, and its faults as diagnostics. The one place that knows `tera`.

use std::collections::BTreeMap;
use std::io;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, mpsc};
use std::thread;
use std::time::Duration;

use tera::{ErrorKind, Kwargs, State, Tera, TeraResult, Value};

use super::cite::{Citable, Index};
use super::{Templates, cite, escape};
use crate::diagnostic::{Diagnostic, Location, similar_name};
use crate::source::Span;

/// Built-in templates by name.
pub(super) const BUILT_IN: &[(&str, &str)] = &[
    ("base.md", include_str!("../../templates/base.md")),
    ("briefing.md", include_str!("../../templates/briefing.md")),
    ("at-a-glance.md", include_str!("../../templates/at-a-glance.md")),
    ("explainer.md", include_str!("../../templates/explainer.md")),
    ("questions.md", include_str!("../../templates/questions.md")),
    ("debate.md", include_str!("../../templates/debate.md")),
    ("press-lines.md", include_str!("../../templates/press-lines.md")),
];

/// Path and text of each template, by name: the built-in ones, replaced by a project's.
pub(super) fn texts(templates: &Templates) -> BTreeMap<String, (String, String)> {
    let built_in =
        BUILT_IN.iter().map(|&(name, text)| (name.to_owned(), (format!("built-in {name}"), text.to_owned())));
    let mut texts: BTreeMap<_, _> = built_in.collect();
    let own = templates.project.iter().filter(|(name, _)| is_note_template(name));
    texts.extend(own.map(|(name, text)| (name.clone(), text.clone())));
    texts
}

fn is_note_template(name: &str) -> bool {
    name.rsplit_once('.').is_some_and(|(_, ending)| ending == "md")
}

/// What happened while a template ran.
#[derive(Debug, Default)]
pub(super) struct Log {
    /// Facts quoted without saying who speaks.
    pub unattributed: Vec<String>,
}

/// How far a template may go before it is stopped: loops over `range` can be nested without end.
#[derive(Clone, Copy, Debug)]
pub(super) struct Limits {
    /// Most bytes of Markdown. A full briefing on 500 texts has less than one megabyte.
    pub bytes: usize,
    /// Longest time. It only decides whether there is a note, never what is in it.
    pub time: Duration,
}

/// Far above what any note takes, and below what anyone waits for.
pub(super) const LIMITS: Limits = Limits { bytes: 16_000_000, time: Duration::from_secs(30) };

/// Takes what a template writes, up to a number of bytes.
struct Bounded {
    bytes: Vec<u8>,
    most: usize,
    /// Set when nobody waits for the text any more.
    stopped: Arc<AtomicBool>,
}

impl io::Write for Bounded {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.bytes.len() + bytes.len() > self.most || self.stopped.load(Ordering::Relaxed) {
            return Err(io::Error::other("limit"));
        }
        self.bytes.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// How an engine ended.
enum Ended {
    Done(Vec<u8>),
    TooLong,
    Failed(Box<tera::Error>),
}

/// What templates see, as the engine takes it: made once, however often a note is tried.
#[derive(Debug, Default)]
pub(super) struct Variables(Arc<tera::Context>);

impl Variables {
    /// Takes variables by name.
    pub(super) fn of(variables: serde_json::Map<String, serde_json::Value>) -> Self {
        let mut context = tera::Context::new();
        for (key, value) in variables {
            context.insert(key, &value);
        }
        Self(Arc::new(context))
    }

    /// Puts a variable in place of the one of this name.
    pub(super) fn set(&mut self, name: &'static str, value: &serde_json::Value) {
        Arc::make_mut(&mut self.0).insert(name, value);
    }
}

/// Renders the template `name`, and stops it at `limits`.
///
/// The engine runs in a thread of its own, because it cannot be interrupted where it prints nothing; such a thread is
/// left behind, and ends with the program.
pub(super) fn render(
    name: &str,
    texts: &BTreeMap<String, (String, String)>,
    variables: &Variables,
    index: &Arc<Index>,
    limits: Limits,
) -> Result<(String, Log), Vec<Diagnostic>> {
    let log = Arc::new(Mutex::new(Log::default()));
    let tera = loaded(texts, index, &log).map_err(|error| diagnostics(&error, texts, name))?;
    let context = Arc::clone(&variables.0);
    let stopped = Arc::new(AtomicBool::new(false));
    let mut output = Bounded { bytes: Vec::new(), most: limits.bytes, stopped: Arc::clone(&stopped) };
    let (send, receive) = mpsc::channel();
    let template = name.to_owned();
    let run = move || {
        let ended = match tera.render_to(&template, &context, &mut output) {
            Ok(()) => Ended::Done(output.bytes),
            Err(error) if matches!(error.kind(), ErrorKind::Io(_)) => Ended::TooLong,
            Err(error) => Ended::Failed(Box::new(error)),
        };
        // Nobody listens any more after the time is over.
        let _ = send.send(ended);
    };
    if thread::Builder::new().spawn(run).is_err() {
        return Err(vec![in_file(Diagnostic::error("template", "no thread could be started"), name, texts)]);
    }
    let bytes = match receive.recv_timeout(limits.time) {
        Ok(Ended::Done(bytes)) => bytes,
        Ok(Ended::Failed(error)) => return Err(diagnostics(&error, texts, name)),
        Ok(Ended::TooLong) => {
            let most = limits.bytes;
            return Err(vec![endless(&format!("writes more than {most} bytes"), name, texts)]);
        }
        Err(mpsc::RecvTimeoutError::Timeout) => {
            stopped.store(true, Ordering::Relaxed);
            let most = limits.time.as_secs_f64();
            return Err(vec![endless(&format!("takes more than {most} seconds"), name, texts)]);
        }
        Err(mpsc::RecvTimeoutError::Disconnected) => {
            return Err(vec![in_file(Diagnostic::error("template", "the engine gave up"), name, texts)]);
        }
    };
    let markdown = String::from_utf8_lossy(&bytes).into_owned();
    let log = log.lock().map(|mut log| std::mem::take(&mut *log)).unwrap_or_default();
    Ok((markdown, log))
}

/// Says that a template was stopped, at the loop that is nested deepest in it.
fn endless(what: &str, name: &str, texts: &BTreeMap<String, (String, String)>) -> Diagnostic {
    let shown = name.trim_end_matches(".md");
    let fault = Diagnostic::error("endless-template", format!("template `{shown}` {what}, and was stopped"))
        .hint("look for loops over `range` or over long lists, one inside the other");
    let Some((path, text)) = texts.get(name) else { return fault };
    match deepest_loop(text) {
        Some(span) => fault.at(Location::in_text(path, text, span)),
        None => fault.at(Location::file(path)),
    }
}

/// Returns the tag of the loop that is nested deepest, the first of several.
fn deepest_loop(text: &str) -> Option<Span> {
    let mut depth = 0_usize;
    let mut deepest: Option<(usize, Span)> = None;
    for (at, _) in text.match_indices("{%") {
        let Some((tag, _)) = text[at + 2..].split_once("%}") else { break };
        let words = tag.trim_start_matches('-').trim_start();
        if words.starts_with("for ") {
            depth += 1;
            if deepest.is_none_or(|(most, _)| depth > most) {
                deepest = Some((depth, Span::new(at, at + tag.len() + 4)));
            }
        } else if words.starts_with("endfor") {
            depth = depth.saturating_sub(1);
        }
    }
    deepest.map(|(_, span)| span)
}

fn loaded(
    texts: &BTreeMap<String, (String, String)>,
    index: &Arc<Index>,
    log: &Arc<Mutex<Log>>,
) -> Result<Tera, tera::Error> {
    let mut tera = engine(index, log);
    tera.add_raw_templates(texts.iter().map(|(name, (_, text))| (name.as_str(), text.as_str())))?;
    Ok(tera)
}

/// Returns the faults that show in the templates themselves, whatever they are filled with: syntax, each template
/// for itself; then names of filters, functions, tests, components and other templates; then, of the templates
/// `names`, variables that are none of `known`.
pub(super) fn faults(
    texts: &BTreeMap<String, (String, String)>,
    names: &[String],
    known: &[&str],
    index: &Arc<Index>,
) -> Vec<Diagnostic> {
    let log = Arc::new(Mutex::new(Log::default()));
    let mut faults = Vec::new();
    for (name, (_, text)) in texts {
        let syntax = engine(index, &log).add_raw_template(name, text).err();
        if let Some(error) = syntax.filter(|error| matches!(error.kind(), ErrorKind::SyntaxError(_))) {
            faults.extend(diagnostics(&error, texts, name));
        }
    }
    if !faults.is_empty() {
        return faults;
    }
    let tera = match loaded(texts, index, &log) {
        Ok(tera) => tera,
        Err(error) => return diagnostics(&error, texts, ""),
    };
    for name in names {
        let Ok(used) = tera.get_template_variables(name) else { continue };
        let mut unknown: Vec<_> = used.into_iter().filter(|variable| !known.contains(variable)).collect();
        unknown.sort_unstable();
        for variable in unknown {
            faults.push(unknown_variable(variable, name, texts, known));
        }
    }
    faults
}

/// Says where a variable that does not exist is used: in the template itself, else in one it is made of.
fn unknown_variable(
    variable: &str,
    name: &str,
    texts: &BTreeMap<String, (String, String)>,
    known: &[&str],
) -> Diagnostic {
    let fault = Diagnostic::error("template", format!("unknown variable `{variable}`"))
        .did_you_mean(variable, known.iter().copied())
        .hint("`evenhand template vars` lists the variables");
    let own = texts.get(name).into_iter().chain(texts.values());
    let place = own.filter_map(|(path, text)| Some((path, text, variable_at(text, variable)?))).next();
    match place {
        Some((path, text, at)) => fault.at(Location::in_text(path, text, Span::new(at, at + variable.len()))),
        None => in_file(fault, name, texts),
    }
}

/// The byte at which `text` names the variable inside a tag.
fn variable_at(text: &str, variable: &str) -> Option<usize> {
    let is_part = |c: char| c.is_alphanumeric() || c == '_';
    text.match_indices(variable).map(|(at, _)| at).find(|&at| {
        let (before, after) = (&text[..at], &text[at + variable.len()..]);
        let opened = before.rfind(['{', '}']).is_some_and(|brace| before[brace..].starts_with('{'))
            && (before.rfind("{{").max(before.rfind("{%")) > before.rfind("{#"));
        opened && !before.ends_with(|c| is_part(c) || c == '.' || c == '"') && !after.starts_with(is_part)
    })
}

/// Makes an engine that escapes everything, with our filters and functions.
fn engine(index: &Arc<Index>, log: &Arc<Mutex<Log>>) -> Tera {
    let mut tera = Tera::default();
    tera.set_escape_fn(escape::write_markdown);
    // Every name ends with nothing: every template is escaped, whatever it is called.
    tera.autoescape_on([""]);
    let labels = index.labels.clone();
    tera.register_filter("date", move |date: &str, _: Kwargs, _: &State| labels.date(date));
    let labels = index.labels.clone();
    tera.register_filter("number", move |number: f64, _: Kwargs, _: &State| labels.number(number));
    tera.register_filter("yaml", |text: &str, _: Kwargs, _: &State| Value::safe_string(&escape::yaml(text)));
    let labels = index.labels.clone();
    tera.register_function("label", move |arguments: Kwargs, _: &State| -> TeraResult<Value> {
        let name: &str = arguments.must_get("name")?;
        let mut values = Vec::new();
        for (key, value) in arguments.iter() {
            if key.as_str() != Some("name") {
                let text = match value.as_str() {
                    Some(text) if value.is_safe() => text.to_owned(),
                    Some(text) => escape::markdown(text),
                    None => value.to_string(),
                };
                values.push((key.to_string(), text));
            }
        }
        match labels.fill(name, &values) {
            Some(text) => Ok(Value::safe_string(&text)),
            None => Err(unknown("label", name, labels.all().keys().map(String::as_str))),
        }
    });
    let facts = Arc::clone(index);
    tera.register_function("cite", move |arguments: Kwargs, _: &State| -> TeraResult<Value> {
        Ok(Value::safe_string(&facts.marks(&cited(&facts, &arguments)?)))
    });
    let (facts, log) = (Arc::clone(index), Arc::clone(log));
    tera.register_function("quote", move |arguments: Kwargs, _: &State| -> TeraResult<Value> {
        let attributed = arguments.get::<bool>("attribution")?.unwrap_or(true);
        let quotations = cited(&facts, &arguments)?.into_iter().map(|fact| {
            if !attributed && let Ok(mut log) = log.lock() {
                log.unattributed.push(fact.fact.to_owned());
            }
            facts.quote(&fact, attributed)
        });
        Ok(Value::safe_string(&quotations.collect::<Vec<_>>().join("; ")))
    });
    let facts = Arc::clone(index);
    tera.register_function("publication", move |arguments: Kwargs, _: &State| -> TeraResult<Value> {
        let mut names: Vec<String> = Vec::new();
        for fact in cited(&facts, &arguments)? {
            let name = facts.publication(fact.source);
            if !names.contains(&name) {
                names.push(name);
            }
        }
        Ok(Value::normal_string(&names.join(", ")))
    });
    let facts = Arc::clone(index);
    tera.register_function("speaker", move |arguments: Kwargs, _: &State| -> TeraResult<Value> {
        let fact = cited(&facts, &arguments)?.into_iter().next();
        Ok(fact.and_then(|fact| fact.speaker).map_or_else(Value::none, Value::normal_string))
    });
    tera.register_function("sources", |_: Kwargs, _: &State| Value::safe_string(cite::SOURCES));
    tera
}

/// Returns the facts that the argument `fact` names: one entry of evidence, or a list.
fn cited<'i>(index: &'i Index, arguments: &Kwargs) -> TeraResult<Vec<Citable<'i>>> {
    let argument: &Value = arguments.must_get("fact")?;
    let entries = argument.as_array().unwrap_or(std::slice::from_ref(argument));
    entries.iter().map(|entry| cited_entry(index, entry)).collect()
}

fn cited_entry<'i>(index: &'i Index, entry: &Value) -> TeraResult<Citable<'i>> {
    let id = entry.as_str().map(str::to_owned).or_else(|| text_at(entry, "fact"));
    let Some(id) = id else {
        // A reading, figure or the like: its evidence is meant.
        return match entry.get_from_path("evidence") {
            Some(evidence) if !evidence.is_array() => cited_entry(index, evidence),
            _ => Err(tera::Error::message("`fact` holds no evidence, expected one with `source` and `fact`")),
        };
    };
    let found = match text_at(entry, "source") {
        Some(source) => index.find(&source, &id),
        None => index.find_id(&id),
    };
    found.ok_or_else(|| unknown("fact", &id, index.ids()))
}

fn text_at(entry: &Value, key: &str) -> Option<String> {
    entry.as_map()?;
    entry.get_from_path(key).and_then(Value::as_str).map(str::to_owned)
}

fn unknown<'a>(what: &str, name: &str, known: impl Iterator<Item = &'a str>) -> tera::Error {
    let near = similar_name(name, known).map(|near| format!(", did you mean `{near}`?")).unwrap_or_default();
    tera::Error::message(format!("unknown {what} `{name}`{near}"))
}

/// Turns a fault of the engine into diagnostics; `rendered` is the template that was asked for.
pub(super) fn diagnostics(
    error: &tera::Error,
    texts: &BTreeMap<String, (String, String)>,
    rendered: &str,
) -> Vec<Diagnostic> {
    let diagnostic = match error.kind() {
        ErrorKind::SyntaxError(report) | ErrorKind::RenderingError(report) => {
            let span = report.span();
            let place = Span::new(span.range.start, span.range.end.max(span.range.start));
            located(report.message(), report.filename(), place, texts)
        }
        ErrorKind::MissingParent { current, parent } => missing_template(current, parent, "extends", texts),
        ErrorKind::TemplateNotFound(name) => {
            let known = texts.keys().map(|name| name.trim_end_matches(".md"));
            let shown = name.trim_end_matches(".md");
            Diagnostic::error("template", format!("there is no template `{shown}`")).did_you_mean(shown, known)
        }
        ErrorKind::CircularExtend { tpl, .. } => {
            in_file(Diagnostic::error("template", format!("template `{tpl}` extends itself in the end")), tpl, texts)
        }
        ErrorKind::CircularInclude { tpl, .. } => {
            in_file(Diagnostic::error("template", format!("template `{tpl}` includes itself in the end")), tpl, texts)
        }
        _ => {
            let message = error.to_string();
            let reports = reports(&message, texts);
            if !reports.is_empty() {
                return reports;
            }
            let first = message.lines().next().unwrap_or_default();
            in_file(Diagnostic::error("template", lower_first(first)), rendered, texts)
        }
    };
    vec![diagnostic]
}

fn in_file(diagnostic: Diagnostic, name: &str, texts: &BTreeMap<String, (String, String)>) -> Diagnostic {
    match texts.get(name) {
        Some((path, _)) => diagnostic.at(Location::file(path)),
        None => diagnostic,
    }
}

fn missing_template(current: &str, missing: &str, how: &str, texts: &BTreeMap<String, (String, String)>) -> Diagnostic {
    let diagnostic =
        Diagnostic::error("template", format!("template `{current}` {how} `{missing}`, which does not exist"))
            .did_you_mean(missing, texts.keys().map(String::as_str));
    match texts.get(current) {
        Some((path, text)) => {
            let at = text.find(missing).unwrap_or_default();
            diagnostic.at(Location::in_text(path, text, Span::new(at, at + missing.len())))
        }
        None => diagnostic,
    }
}

/// Makes a diagnostic of a message of the engine and the place it names.
fn located(message: &str, file: &str, place: Span, texts: &BTreeMap<String, (String, String)>) -> Diagnostic {
    // The engine lists all names it knows; the near one is enough.
    let (message, known) = match message.split_once(" Available ") {
        Some((message, known)) => (message, known.split_once(": ").map_or("", |(_, known)| known)),
        None => (message, ""),
    };
    let message = message.trim_end_matches('.');
    let mut diagnostic = Diagnostic::error("template", lower_first(message));
    if let Some(name) = message.split('`').nth(1) {
        let known: Vec<&str> = match message.split('`').next() {
            Some("Unknown filter ") => FILTERS.to_vec(),
            Some("Unknown function ") => FUNCTIONS.to_vec(),
            Some("Unknown template ") => texts.keys().map(String::as_str).collect(),
            _ => known.split(", ").filter(|name| !name.is_empty()).collect(),
        };
        diagnostic = diagnostic.did_you_mean(name, known);
    }
    match texts.get(file) {
        Some((path, text)) => diagnostic.at(Location::in_text(path, text, place)),
        None => diagnostic,
    }
}

/// Reads back the reports that the engine has joined into one message.
fn reports(message: &str, texts: &BTreeMap<String, (String, String)>) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    let mut lines = message.lines();
    while let Some(line) = lines.next() {
        let Some(message) = line.strip_prefix("error: ") else { continue };
        let Some(place) = lines.next().and_then(|line| line.trim().strip_prefix("--> ")) else { continue };
        let mut parts = place.rsplitn(3, ':');
        let (Some(column), Some(line), Some(file)) = (parts.next(), parts.next(), parts.next()) else { continue };
        let (Ok(line), Ok(column)) = (line.parse::<usize>(), column.parse::<usize>()) else { continue };
        let text = texts.get(file).map_or("", |(_, text)| text.as_str());
        let start: usize = text.split_inclusive('\n').take(line.saturating_sub(1)).map(str::len).sum();
        let rest = text.get(start..).unwrap_or_default();
        let at = start + rest.char_indices().nth(column.saturating_sub(1)).map_or(0, |(at, _)| at);
        let width = message.split('`').nth(1).map_or(1, str::len);
        found.push(located(message, file, Span::new(at, (at + width).min(text.len())), texts));
    }
    found
}

fn lower_first(message: &str) -> String {
    let mut characters = message.chars();
    match characters.next() {
        Some(first) => first.to_lowercase().chain(characters).collect(),
        None => String::new(),
    }
}

/// Filters that templates may use.
pub(super) const FILTERS: &[&str] = &[
    "date",
    "number",
    "yaml",
    "safe",
    "default",
    "upper",
    "lower",
    "wordcount",
    "escape",
    "newlines_to_br",
    "pluralize",
    "trim",
    "trim_start",
    "trim_end",
    "replace",
    "capitalize",
    "title",
    "truncate",
    "indent",
    "str",
    "int",
    "float",
    "length",
    "reverse",
    "split",
    "abs",
    "round",
    "first",
    "last",
    "nth",
    "join",
    "sort",
    "unique",
    "get",
    "values",
    "keys",
    "pairs",
    "group_by",
];

/// Functions that templates may use.
pub(super) const FUNCTIONS: &[&str] =
    &["cite", "quote", "label", "publication", "speaker", "sources", "range", "throw", "super"];
