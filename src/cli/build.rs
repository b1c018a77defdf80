//! `evenhand build`: sheets and notes of all briefs.
//!
//! With `--locked` nothing is written: what would change is an error, with the lines that would.

use std::collections::BTreeMap;
use std::io;
use std::path::Path;

use sha2::{Digest, Sha256};

use super::args::Build;
use super::progress::Progress;
use super::{ExitStatus, Session};
use crate::cache::{Nothing, Parts, Store, remember};
use crate::corpus::hexadecimal;
use crate::diagnostic::{Diagnostic, Location, Severity};
use crate::files::{self, DiskCache, Output};
use crate::project::{self, Inputs};

/// Lines of a difference that are shown.
const SHOWN: usize = 12;

pub(super) fn run(args: &Build, session: &mut Session<'_>) -> io::Result<ExitStatus> {
    let root = session.global.project.clone();
    let done = if args.no_cache {
        once(&root, args, &Nothing, session)?
    } else if args.locked {
        once(&root, args, &DiskCache::open_to_read(&root), session)?
    } else if root.is_dir() {
        let cache = DiskCache::open(&root);
        let done = once(&root, args, &cache, session)?;
        if done.changed.as_ref().is_some_and(|changed| !changed.is_empty()) {
            cache.prune();
        }
        done
    } else {
        once(&root, args, &Nothing, session)?
    };
    let status = session.report(&done.diagnostics)?;
    match done.changed {
        Some(changed) if status == ExitStatus::Done && args.locked => {
            session.say(&format!("{} files are as their inputs make them", done.files.len()))?;
            debug_assert!(changed.is_empty(), "changes are errors");
        }
        Some(changed) if status == ExitStatus::Done || !args.locked => {
            session.say(&format!("built {} files, {} changed", done.files.len(), changed.len()))?;
            for file in &changed {
                session.say(&format!("  {file}"))?;
            }
        }
        _ => session.say("nothing was written")?,
    }
    Ok(status)
}

/// How a build ended.
#[derive(Debug, Default)]
pub(super) struct Done {
    /// What is to be said, without remarks: they are for `check`; a build speaks up when something is to be done.
    pub diagnostics: Vec<Diagnostic>,
    /// Files that are made.
    pub files: Vec<String>,
    /// Texts of the corpus.
    pub texts: Vec<String>,
    /// Those whose content changed; `None` when nothing was to be written.
    pub changed: Option<Vec<String>>,
}

/// Builds once, or finds that nothing has changed since the last time.
pub(super) fn once(root: &Path, args: &Build, store: &dyn Store, session: &mut Session<'_>) -> io::Result<Done> {
    let progress = Progress::new(session);
    let mut inputs = files::read_project(root);
    // A fault of an extractor stops nothing: the rest is built, and the run ends with its status.
    let heard = session.ask_extractors(&mut inputs.output)?;
    // What extractors say is in no key of the cache.
    let store = if inputs.output.settings.extractors.is_empty() { store } else { &Nothing };
    let mut done = Done { diagnostics: inputs.warnings, ..Done::default() };
    done.texts = inputs.output.corpus.iter().map(|text| text.file.clone()).collect();
    if !done.diagnostics.iter().any(|found| found.rule == "cannot-read") {
        // With a part of the input missing, every output would be wrong.
        build(root, args, store, &inputs.output, &progress, &mut done);
    }
    done.diagnostics.extend(heard);
    done.diagnostics.retain(|found| found.severity > Severity::Note);
    Ok(done)
}

/// What is kept of a whole build: path and hash of its files, and what it had to say.
type Whole = (Vec<(String, String)>, Vec<Diagnostic>);

fn build(root: &Path, args: &Build, store: &dyn Store, inputs: &Inputs, progress: &Progress, done: &mut Done) {
    let only = args.brief.as_deref();
    let sheets: BTreeMap<String, String> = if store.keeps() || args.locked {
        inputs.sheets.iter().map(|(file, text)| (file.clone(), hexadecimal(&Sha256::digest(text)))).collect()
    } else {
        BTreeMap::new()
    };
    let listed: Vec<(String, String)> = sheets.clone().into_iter().collect();
    let key = project::whole_key(inputs, only, Some(&listed));
    if let Some((files, diagnostics)) = store.get(&key).and_then(|bytes| Some(Parts::read::<Whole>(&bytes)?.0))
        && files::are_up_to_date(root, &files, &sheets)
    {
        done.diagnostics.extend(diagnostics);
        (done.files, done.changed) = (files.into_iter().map(|(file, _)| file).collect(), Some(Vec::new()));
        return;
    }
    let built = project::build_with(inputs, only, store, progress);
    progress.end();
    let is_empty = built.output.notes.is_empty() && built.output.sheets.is_empty();
    let said = built.warnings;
    let built = built.output;
    let files = built.hashes();
    done.files = files.iter().map(|(file, _)| file.clone()).collect();
    if args.locked {
        let changes = changes(root, built.outputs(inputs).map(std::borrow::Cow::into_owned));
        done.diagnostics.extend(said);
        done.diagnostics.extend(changes);
        done.changed = (!is_empty).then(Vec::new);
        return;
    }
    let written = files::write_each(root, built.outputs(inputs));
    files::sweep(root, &inputs.settings);
    let is_whole = written.warnings.is_empty() && !is_empty;
    done.changed = (!is_empty).then_some(written.output);
    if is_whole && store.keeps() {
        // The next build reads the sheets that were just written.
        let is_sheet = |(file, _): &&(String, String)| file.ends_with(".yaml");
        let mut next = sheets;
        next.extend(files.iter().filter(is_sheet).cloned());
        let is_same = next.iter().eq(listed.iter().map(|(file, hash)| (file, hash)));
        let next: Vec<(String, String)> = next.into_iter().collect();
        if built.is_settled || is_same {
            let key = project::whole_key(inputs, only, Some(&next));
            remember::<Whole>(store, &key, || (files, said.clone()));
        }
    }
    done.diagnostics.extend(said);
    done.diagnostics.extend(written.warnings);
}

/// Reports each file that would change, with the first lines that would.
fn changes(root: &Path, outputs: impl Iterator<Item = Output>) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for output in outputs {
        let old = files::read_file(&root.join(&output.file));
        if old.as_ref().is_ok_and(|old| *old == output.bytes) {
            continue;
        }
        let message = match &old {
            Ok(_) => format!("`{}` would change", output.file),
            Err(_) => format!("`{}` would be written: it is not there", output.file),
        };
        let mut fault = Diagnostic::error("would-change", message).at(Location::file(&output.file));
        if let Some(shown) = old.ok().and_then(|old| difference(&old, &output.bytes)) {
            fault = fault.hint(shown);
        }
        found.push(fault);
    }
    if let Some(last) = found.last_mut() {
        last.hints.push("build without `--locked`, look at what changed, and commit it with its inputs".to_owned());
    }
    found
}

/// Returns the first lines that differ; `None` for what is no text.
fn difference(old: &[u8], new: &[u8]) -> Option<String> {
    let (old, new) = (std::str::from_utf8(old).ok()?, std::str::from_utf8(new).ok()?);
    let old: Vec<&str> = old.lines().collect();
    let new: Vec<&str> = new.lines().collect();
    // Lines that both begin or end with are no part of the difference: what is left is short, or cut below.
    let head = old.iter().zip(&new).take_while(|(old, new)| old == new).count();
    let (old, new) = (&old[head..], &new[head..]);
    let tail = old.iter().rev().zip(new.iter().rev()).take_while(|(old, new)| old == new).count();
    let (old, new) = (&old[..old.len() - tail], &new[..new.len() - tail]);
    let gone = old.iter().take(SHOWN / 2).map(|line| format!("- {}", cut(line)));
    let added = new.iter().take(SHOWN / 2).map(|line| format!("+ {}", cut(line)));
    let mut shown = format!("from line {}:", head + 1);
    for line in gone.chain(added) {
        shown += "\n";
        shown += &line;
    }
    let hidden = old.len().saturating_sub(SHOWN / 2) + new.len().saturating_sub(SHOWN / 2);
    if hidden > 0 {
        shown += &format!("\n… and {hidden} more lines");
    }
    Some(shown)
}

fn cut(line: &str) -> String {
    const WIDTH: usize = 110;
    if line.chars().count() <= WIDTH {
        return line.to_owned();
    }
    line.chars().take(WIDTH).chain(['…']).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_difference_shows_the_lines_between_what_is_the_same() {
        assert_eq!(difference(b"a\nb\nc\n", b"a\nx\ny\nc\n").as_deref(), Some("from line 2:\n- b\n+ x\n+ y"));
        assert_eq!(difference(b"\xff", b"a"), None);
        let many = (0..20).map(|line| format!("{line}\n")).collect::<String>();
        assert!(difference(b"", many.as_bytes()).is_some_and(|shown| shown.ends_with("… and 14 more lines")));
    }
}
