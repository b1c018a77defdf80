//! `evenhand review`: goes through facts and readings with a person, and writes what they decide into the sheets.
//!
//! Works on the sheets as they are on the disk, or as the extraction makes them where there are none yet. Each answer
//! is written at once, into the file as it is at that moment, so that an editor may be open beside it and nothing is
//! lost when the run is broken off.

use std::collections::BTreeSet;
use std::io;
use std::path::PathBuf;

use super::args::Review;
use super::{ExitStatus, Session};
use crate::diagnostic::{Checked, Diagnostic, Severity};
use crate::document::Document;
use crate::files::{self, Output};
use crate::project::{self, Inputs};
use crate::report::review as page;
use crate::sheet::yaml::{self, Change};
use crate::sheet::{FactId, FactSheet, Status};
use crate::{brief, report};

/// Columns where there is no terminal to ask.
const WIDTH: usize = 100;

/// What is asked at each fact.
const PROMPT: &str = "accept (a), reject (r), edit (e), why (w), skip (s), back (b), quit (q)? ";

pub(super) fn run(args: &Review, session: &mut Session<'_>) -> io::Result<ExitStatus> {
    let root = session.global.project.clone();
    let inputs = files::read_project(&root);
    let mut diagnostics = inputs.warnings;
    let desk = Desk::of(args, &inputs.output, root, &mut diagnostics);
    diagnostics.retain(|found| found.severity == Severity::Error);
    let Some(mut desk) = desk.filter(|_| diagnostics.is_empty()) else { return session.report(&diagnostics) };
    if !(args.accept.is_empty() && args.reject.is_empty() && args.edit.is_empty()) {
        return decided(args, &mut desk, session);
    }
    let queue = desk.queue(args);
    if args.list {
        for &(sheet, ref id) in &queue {
            session.output.write_all(desk.sheets[sheet].line(id).as_bytes())?;
        }
        return Ok(ExitStatus::Done);
    }
    if queue.is_empty() {
        session.say(&nothing(args, &desk))?;
        return Ok(ExitStatus::Done);
    }
    Talk { args, desk, queue, counts: Counts::default(), faulty: false }.run(session)
}

fn nothing(args: &Review, desk: &Desk) -> String {
    let all: usize = desk.sheets.iter().map(|sheet| sheet.sheet.facts.len() + sheet.sheet.readings.len()).sum();
    match (args.kind.is_some() || args.used, all) {
        (_, 0) => "nothing to review: no facts were found in the texts".into(),
        (true, _) => "nothing to review among these; without `--used` and `--kind` there may be more".into(),
        (false, all) => format!("nothing to review: all {all} facts and readings are accepted or rejected"),
    }
}

/// A sheet that is worked on.
struct Sheet {
    file: String,
    /// The file as last read or written.
    text: String,
    sheet: FactSheet,
    document: Document,
}

impl Sheet {
    fn read(file: String, text: String, document: Document) -> Checked<Self> {
        let mut sheet = yaml::read(&text, &file)?;
        let found = yaml::resolve(&mut sheet, &text, &file, &document);
        let lost: Vec<_> = found.into_iter().filter(|found| found.severity == Severity::Error).collect();
        if lost.is_empty() { Ok(Self { file, text, sheet, document }) } else { Err(lost) }
    }

    /// Changes one entry, in memory.
    fn change(&mut self, id: &FactId, change: &Change) -> Checked<()> {
        let text = yaml::revise(&self.text, &self.file, &id.0, change, &self.document)?;
        self.replace(text)
    }

    fn replace(&mut self, text: String) -> Checked<()> {
        let mut sheet = yaml::read(&text, &self.file)?;
        yaml::resolve(&mut sheet, &text, &self.file, &self.document);
        (self.text, self.sheet) = (text, sheet);
        Ok(())
    }

    fn status(&self, id: &FactId) -> Option<Status> {
        let fact = self.sheet.facts.iter().find(|fact| fact.id == *id).map(|fact| fact.status);
        fact.or_else(|| self.sheet.readings.iter().find(|reading| reading.id == *id).map(|reading| reading.status))
    }

    /// Line of the entry in its file, from 1.
    fn line_of(&self, id: &FactId) -> usize {
        yaml::place_of(&self.text, &self.file, id).line.max(1)
    }

    fn line(&self, id: &FactId) -> String {
        let said = page::said(&self.sheet, id).unwrap_or_default();
        format!("{}:{}: {id}: {said}\n", self.file, self.line_of(id))
    }
}

/// The sheets to be reviewed, and what of them.
struct Desk {
    root: PathBuf,
    sheets: Vec<Sheet>,
    /// What notes cite, if only that is asked for.
    used: Option<BTreeSet<(String, FactId)>>,
}

impl Desk {
    /// Reads what `args` name; `None` with an error among the diagnostics.
    fn of(args: &Review, inputs: &Inputs, root: PathBuf, diagnostics: &mut Vec<Diagnostic>) -> Option<Self> {
        let read = project::read(inputs);
        diagnostics.extend(read.warnings);
        let documents = read.output;
        let is_missing =
            |document: &Document| !inputs.sheets.contains_key(&project::sheet_file(&inputs.settings, &document.id));
        let stated = (args.used || documents.iter().any(is_missing)).then(|| {
            let stated = project::state(inputs, documents.clone());
            diagnostics.extend(stated.warnings);
            stated.output
        });
        let named = args.name.as_deref();
        let brief = named.filter(|name| inputs.briefs.iter().any(|brief| brief.id == *name));
        let used = stated.as_ref().filter(|_| args.used).map(|stated| {
            let compared = project::compare(inputs, stated, brief);
            diagnostics.extend(compared.warnings);
            let cited = compared.output.iter().flat_map(|compared| project::cited(inputs, compared));
            cited.map(|cited| (cited.source.to_string(), cited.fact)).collect()
        });
        let mut sheets = Vec::new();
        for document in documents {
            let file = project::sheet_file(&inputs.settings, &document.id);
            let fresh = || stated.as_ref()?.outputs.iter().find(|output| output.file == file);
            let text = inputs.sheets.get(&file).cloned();
            let text = text.or_else(|| fresh().map(|output| String::from_utf8_lossy(&output.bytes).into_owned()));
            match text.map(|text| Sheet::read(file, text, document)) {
                Some(Ok(sheet)) => sheets.push(sheet),
                Some(Err(faults)) => diagnostics.extend(faults),
                None => {}
            }
        }
        if let Some(id) = brief {
            let file = inputs.briefs.iter().find(|brief| brief.id == id)?;
            match brief::read_in(&file.text, id, &file.file, &inputs.settings) {
                Ok(read) => {
                    let selection = read.output.selection();
                    sheets.retain(|sheet| selection.selects(&sheet.sheet.source));
                }
                Err(faults) => diagnostics.extend(faults),
            }
        } else if let Some(name) = named {
            let is_named = |sheet: &Sheet| sheet.document.id.as_str() == name || sheet.document.file == name;
            if !sheets.iter().any(is_named) {
                let known = inputs.briefs.iter().map(|brief| brief.id.as_str());
                let known = known.chain(sheets.iter().map(|sheet| sheet.document.id.as_str()));
                let message = format!("there is no brief and no text `{name}`");
                diagnostics.push(Diagnostic::error("unknown-name", message).did_you_mean(name, known));
                return None;
            }
            sheets.retain(is_named);
        }
        Some(Self { root, sheets, used })
    }

    /// What is to be asked: sheet and id, in the order of the texts and of the words in them.
    fn queue(&self, args: &Review) -> Vec<(usize, FactId)> {
        let mut queue = Vec::new();
        for (at, sheet) in self.sheets.iter().enumerate() {
            let facts = sheet.sheet.facts.iter();
            let facts = facts.map(|fact| (fact.evidence.span, &fact.id, fact.claim.kind(), fact.status));
            let readings = sheet.sheet.readings.iter();
            let readings = readings.map(|reading| (reading.evidence.span, &reading.id, "reading", reading.status));
            let source = sheet.document.id.to_string();
            let mut entries: Vec<_> = facts
                .chain(readings)
                .filter(|(.., status)| args.all || *status == Status::Candidate)
                .filter(|(_, _, kind, _)| args.kind.as_ref().is_none_or(|wanted| wanted == kind))
                .filter(|(_, id, ..)| {
                    self.used.as_ref().is_none_or(|used| used.contains(&(source.clone(), (*id).clone())))
                })
                // Entries that people added have no id before the next extraction.
                .filter(|(_, id, ..)| sheet.text.contains(&id.0))
                .collect();
            entries.sort_by_key(|(span, id, ..)| (span.start, span.end, (*id).clone()));
            queue.extend(entries.into_iter().map(|(_, id, ..)| (at, id.clone())));
        }
        queue
    }

    /// Finds an entry by `ID` or `TEXT:ID`.
    fn find(&self, name: &str) -> Result<(usize, FactId), Diagnostic> {
        let (source, id) = name.rsplit_once(':').map_or((None, name), |(source, id)| (Some(source), id));
        let id = FactId(id.to_owned());
        let mut found = self.sheets.iter().enumerate().filter(|(_, sheet)| {
            source.is_none_or(|source| sheet.document.id.as_str() == source) && sheet.status(&id).is_some()
        });
        match (found.next(), found.next()) {
            (Some((at, _)), None) => Ok((at, id)),
            (Some((_, first)), Some((_, other))) => {
                let message = format!("`{name}` stands in the sheets of several texts");
                let [first, other] = [first, other].map(|sheet| format!("`{}:{id}`", sheet.document.id));
                Err(Diagnostic::error("which-fact", message).hint(format!("write {first} or {other}")))
            }
            (None, _) => {
                let facts = self.sheets.iter().flat_map(|sheet| sheet.sheet.facts.iter().map(|fact| &fact.id));
                let readings = self.sheets.iter().flat_map(|sheet| sheet.sheet.readings.iter().map(|entry| &entry.id));
                let known = facts.chain(readings).map(|id| id.0.as_str());
                let message = format!("there is no fact or reading `{name}` in the sheets");
                Err(Diagnostic::error("unknown-fact", message)
                    .did_you_mean(&id.0, known)
                    .hint("`evenhand review --list` names them"))
            }
        }
    }

    /// Brings a sheet up to what is on the disk now.
    fn refresh(&mut self, at: usize) -> Checked<()> {
        let sheet = &mut self.sheets[at];
        match files::read_text(&self.root.join(&sheet.file)) {
            Ok(text) if text != sheet.text => sheet.replace(text),
            // It is not written yet.
            Ok(_) | Err(_) => Ok(()),
        }
    }

    fn save(&self, at: usize) -> Checked<()> {
        let sheet = &self.sheets[at];
        let output = Output { file: sheet.file.clone(), bytes: sheet.text.clone().into_bytes() };
        let written = files::write_outputs(&self.root, &[output]).warnings;
        if written.is_empty() { Ok(()) } else { Err(written) }
    }
}

/// Does what the flags say; with a fault nothing is written.
fn decided(args: &Review, desk: &mut Desk, session: &mut Session<'_>) -> io::Result<ExitStatus> {
    let mut faults = Vec::new();
    let mut changed = BTreeSet::new();
    let edits = args.edit.chunks(2).filter_map(|pair| match pair {
        [id, edit] => Some((id, value(edit))),
        _ => None,
    });
    let status = |status| Ok(Change::Status { status, by: args.by.clone() });
    let accepted = args.accept.iter().map(|id| (id, status(Status::Checked)));
    let rejected = args.reject.iter().map(|id| (id, status(Status::Rejected)));
    for (name, change) in edits.chain(accepted).chain(rejected) {
        let done = change.map_err(|fault| vec![fault]).and_then(|change| {
            let (at, id) = desk.find(name).map_err(|fault| vec![fault])?;
            desk.sheets[at].change(&id, &change)?;
            changed.insert(at);
            Ok(())
        });
        faults.extend(done.err().into_iter().flatten());
    }
    if faults.is_empty() {
        faults.extend(changed.iter().filter_map(|&at| desk.save(at).err()).flatten());
    }
    let status = session.report(&faults)?;
    let (edited, accepted, rejected) = (args.edit.len() / 2, args.accept.len(), args.reject.len());
    session.say(&match status {
        ExitStatus::Done => format!("{accepted} accepted, {rejected} rejected, {edited} edited"),
        ExitStatus::Faults | ExitStatus::Failed => "nothing was written".into(),
    })?;
    Ok(status)
}

/// Takes `KEY=VALUE` apart.
fn value(edit: &str) -> Result<Change, Diagnostic> {
    let (path, value) = edit.split_once('=').map_or((edit, ""), |(path, value)| (path.trim(), value.trim()));
    if path.is_empty() || value.is_empty() {
        let message = format!("`{edit}` is no edit, expected `KEY=VALUE`");
        return Err(Diagnostic::error("bad-edit", message).hint("such as `speaker.name=Ada Vance`"));
    }
    Ok(Change::Value { path: path.into(), value: value.into() })
}

#[derive(Default)]
struct Counts {
    accepted: BTreeSet<(usize, FactId)>,
    rejected: BTreeSet<(usize, FactId)>,
    edited: BTreeSet<(usize, FactId)>,
}

/// The talk with a person, or with a file of answers.
struct Talk<'a> {
    args: &'a Review,
    desk: Desk,
    queue: Vec<(usize, FactId)>,
    counts: Counts,
    /// Whether an answer could not be carried out.
    faulty: bool,
}

/// What follows an answer.
enum Next {
    Forward,
    Back,
    /// The same question again.
    Stay,
    Quit,
}

impl Talk<'_> {
    fn run(mut self, session: &mut Session<'_>) -> io::Result<ExitStatus> {
        let mut at = 0;
        let mut shown = None;
        while at < self.queue.len() {
            let (sheet, id) = self.queue[at].clone();
            if shown != Some(at) {
                shown = Some(at);
                self.show(at, session)?;
            }
            write!(session.output, "{PROMPT}")?;
            session.output.flush()?;
            let mut answer = String::new();
            if session.input.read_line(&mut answer)? == 0 {
                writeln!(session.output)?;
                break;
            }
            if session.screen.terminal.is_none() {
                writeln!(session.output)?;
            }
            match self.answer(answer.trim(), sheet, &id, session)? {
                Next::Forward => at += 1,
                Next::Back => at = at.saturating_sub(1),
                Next::Stay => {}
                Next::Quit => break,
            }
        }
        let left = self.desk.queue(self.args);
        let left = left.iter().filter(|(sheet, id)| self.desk.sheets[*sheet].status(id) == Some(Status::Candidate));
        let Counts { accepted, rejected, edited } = &self.counts;
        session.say(&format!(
            "{} accepted, {} rejected, {} edited; {} left to review",
            accepted.len(),
            rejected.len(),
            edited.len(),
            left.count()
        ))?;
        // A person has seen the fault and could answer again; a file of answers could not.
        let failed = self.faulty && session.screen.terminal.is_none();
        Ok(if failed { ExitStatus::Faults } else { ExitStatus::Done })
    }

    fn show(&self, at: usize, session: &mut Session<'_>) -> io::Result<()> {
        let (sheet, id) = &self.queue[at];
        let Sheet { file, sheet: facts, document, .. } = &self.desk.sheets[*sheet];
        let line = self.desk.sheets[*sheet].line_of(id);
        writeln!(session.output, "\n[{}/{}] {file}:{line} {id}", at + 1, self.queue.len())?;
        let width = session.screen.terminal.map_or(WIDTH, usize::from);
        let shown = page::render(document, facts, id, width, session.screen.color).unwrap_or_default();
        session.output.write_all(shown.as_bytes())
    }

    fn answer(&mut self, answer: &str, at: usize, id: &FactId, session: &mut Session<'_>) -> io::Result<Next> {
        let (verb, words) = answer.split_once(char::is_whitespace).map_or((answer, ""), |(a, b)| (a, b.trim()));
        Ok(match verb.to_lowercase().as_str() {
            "a" | "accept" => self.decide(at, id, Status::Checked, words, session)?,
            "r" | "reject" => self.decide(at, id, Status::Rejected, words, session)?,
            "e" | "edit" => {
                self.edit(at, id, words, session)?;
                Next::Stay
            }
            "w" | "why" => {
                let why = page::why(&self.desk.sheets[at].sheet, id).unwrap_or_default();
                writeln!(session.output, "  {why}")?;
                Next::Stay
            }
            "s" | "skip" => Next::Forward,
            "b" | "back" => Next::Back,
            "q" | "quit" => Next::Quit,
            "" => Next::Stay,
            other => {
                self.faulty = true;
                writeln!(session.output, "  `{other}` is no answer")?;
                Next::Stay
            }
        })
    }

    fn decide(
        &mut self,
        at: usize,
        id: &FactId,
        status: Status,
        note: &str,
        session: &mut Session<'_>,
    ) -> io::Result<Next> {
        let note = (!note.is_empty()).then(|| Change::Value { path: "note".into(), value: note.into() });
        let by = self.args.by.clone();
        let changes: Vec<_> = std::iter::once(Change::Status { status, by }).chain(note).collect();
        if !self.change(at, id, &changes, session)? {
            return Ok(Next::Stay);
        }
        let key = (at, id.clone());
        self.counts.accepted.remove(&key);
        self.counts.rejected.remove(&key);
        let counted = if status == Status::Checked { &mut self.counts.accepted } else { &mut self.counts.rejected };
        counted.insert(key);
        Ok(Next::Forward)
    }

    /// Asks for edits until an empty line, unless one was given with the answer.
    fn edit(&mut self, at: usize, id: &FactId, given: &str, session: &mut Session<'_>) -> io::Result<()> {
        let mut edit = given.to_owned();
        if edit.is_empty() {
            session.output.write_all(page::entry(&self.desk.sheets[at].sheet, id).unwrap_or_default().as_bytes())?;
        }
        loop {
            if given.is_empty() {
                write!(session.output, "  KEY=VALUE, or nothing to go on: ")?;
                session.output.flush()?;
                edit.clear();
                if session.input.read_line(&mut edit)? == 0 || edit.trim().is_empty() {
                    return writeln!(session.output);
                }
            }
            let changed = match value(edit.trim()) {
                Ok(change) => self.change(at, id, &[change], session)?,
                Err(fault) => {
                    self.faulty = true;
                    write!(session.output, "{}", report::short::render(&[fault]))?;
                    false
                }
            };
            if changed {
                self.counts.edited.insert((at, id.clone()));
                let said = page::said(&self.desk.sheets[at].sheet, id).unwrap_or_default();
                writeln!(session.output, "  now: {said}")?;
            }
            if !given.is_empty() {
                return Ok(());
            }
        }
    }

    /// Changes an entry and writes it; shows why when that cannot be done.
    fn change(&mut self, at: usize, id: &FactId, changes: &[Change], session: &mut Session<'_>) -> io::Result<bool> {
        let done = self.desk.refresh(at).and_then(|()| {
            let before = self.desk.sheets[at].text.clone();
            let changed = changes.iter().try_for_each(|change| self.desk.sheets[at].change(id, change));
            match changed {
                Ok(()) => self.desk.save(at),
                Err(faults) => {
                    self.desk.sheets[at].replace(before)?;
                    Err(faults)
                }
            }
        });
        if let Err(faults) = &done {
            self.faulty = true;
            write!(session.output, "{}", report::short::render(faults))?;
        }
        Ok(done.is_ok())
    }
}
