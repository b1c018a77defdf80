//! Hears of changes in the folders of a project.

use std::collections::BTreeSet;
use std::path::{Component, Path, PathBuf};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::{Duration, Instant};

use notify::event::{AccessKind, AccessMode};
use notify::{Event, EventKind, RecommendedWatcher, RecursiveMode, Watcher};

use crate::brief;
use crate::diagnostic::Diagnostic;
use crate::settings::Settings;

/// How long nothing must change until a change counts as done: editors write in several steps.
const QUIET: Duration = Duration::from_millis(30);
/// How long a change is waited out at the most.
const LONGEST: Duration = Duration::from_millis(250);

/// Hears of changes below a project's folder.
#[derive(Debug)]
pub struct Watch {
    root: PathBuf,
    watcher: RecommendedWatcher,
    events: Receiver<notify::Result<Event>>,
    followed: BTreeSet<PathBuf>,
}

impl Watch {
    /// Begins to listen to the files in the project's folder itself; see [`Watch::follow`] for those below.
    ///
    /// # Errors
    /// The system cannot tell of changes.
    pub fn begin(root: &Path) -> Result<Self, Diagnostic> {
        let cannot = |error: notify::Error| {
            Diagnostic::error("cannot-read", format!("changes in `{}` cannot be watched: {error}", root.display()))
        };
        let root = root.canonicalize().map_err(|error| cannot(error.into()))?;
        let (sender, events) = channel();
        // When nobody listens any more, nothing is to be sent.
        let send = move |event| drop(sender.send(event));
        let mut watcher = notify::recommended_watcher(send).map_err(cannot)?;
        watcher.watch(&root, RecursiveMode::NonRecursive).map_err(cannot)?;
        Ok(Self { root, watcher, events, followed: BTreeSet::new() })
    }

    /// Listens to the folders that the settings name, those that are there; gives faults for the others.
    pub fn follow(&mut self, settings: &Settings) -> Vec<Diagnostic> {
        let mut faults = Vec::new();
        for folder in folders(settings) {
            let path = self.root.join(folder);
            if !path.is_dir() {
                self.followed.remove(&path);
                continue;
            }
            // A folder deleted and made again is another one.
            if self.followed.insert(path.clone())
                && let Err(error) = self.watcher.watch(&path, RecursiveMode::Recursive)
            {
                let message = format!("changes in `{folder}/` cannot be watched: {error}");
                faults.push(Diagnostic::warning("cannot-watch", message));
            }
        }
        faults
    }

    /// Waits until an input changes and has then been quiet for a moment; gives the paths that changed, relative to the
    /// project, none if nothing did within `most`.
    pub fn next(&self, settings: &Settings, most: Duration) -> BTreeSet<String> {
        let mut changed = BTreeSet::new();
        let mut until = Instant::now() + most;
        let mut end = None;
        loop {
            let wait = until.saturating_duration_since(Instant::now());
            match self.events.recv_timeout(wait) {
                Ok(event) => changed.extend(self.inputs(event, settings)),
                Err(RecvTimeoutError::Timeout | RecvTimeoutError::Disconnected) => return changed,
            }
            if !changed.is_empty() {
                let end = *end.get_or_insert_with(|| Instant::now() + LONGEST);
                until = (Instant::now() + QUIET).min(end);
            }
        }
    }

    /// Returns the inputs that an event is about; everything, under the name of the project itself, when some were lost.
    fn inputs(&self, event: notify::Result<Event>, settings: &Settings) -> Vec<String> {
        let Ok(event) = event else { return vec![".".into()] };
        if event.need_rescan() {
            return vec![".".into()];
        }
        match event.kind {
            EventKind::Access(AccessKind::Close(AccessMode::Write)) => {}
            // Reading is no change, and this program reads a lot.
            EventKind::Access(_) => return Vec::new(),
            EventKind::Any | EventKind::Create(_) | EventKind::Modify(_) | EventKind::Remove(_) | EventKind::Other => {}
        }
        let relative = event.paths.iter().filter_map(|path| path.strip_prefix(&self.root).ok());
        relative.filter(|path| is_input(path, settings)).map(|path| path.to_string_lossy().replace('\\', "/")).collect()
    }
}

fn folders(settings: &Settings) -> [&str; 5] {
    [&settings.corpus, &settings.facts, &settings.briefs, &settings.templates, &settings.lexicon]
}

/// Tells whether a path may be an input: not what the program writes, but for sheets, which people write too.
fn is_input(path: &Path, settings: &Settings) -> bool {
    let mut names = path.components().map(|part| match part {
        Component::Normal(name) => name.to_str(),
        _ => None,
    });
    let is_shown = names.all(|name| name.is_some_and(|name| !name.starts_with('.') && !name.ends_with('~')));
    if !is_shown {
        return false;
    }
    let ending = path.extension().and_then(|ending| ending.to_str());
    if path.starts_with(&settings.briefs) {
        // A folder may have come or gone with a brief in it.
        ending.is_none() || path.file_name().is_some_and(|name| name == brief::FILE)
    } else if path.starts_with(&settings.facts) {
        ending.is_none_or(|ending| ending == "yaml")
    } else {
        let ours =
            folders(settings).into_iter().any(|folder| path.starts_with(folder) || Path::new(folder).starts_with(path));
        ours || path == Path::new(crate::settings::FILE)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_program_writes_is_no_input_but_sheets_are() {
        let is_input = |path: &str| is_input(Path::new(path), &Settings::default());
        for path in ["corpus/a.txt", "corpus/a.meta.yaml", "facts/a.yaml", "briefs/x/brief.yaml", "briefs/x"] {
            assert!(is_input(path), "{path}");
        }
        for path in ["evenhand.yaml", "templates/theme.yaml", "lexicon/own.yaml", "corpus"] {
            assert!(is_input(path), "{path}");
        }
        for path in ["briefs/x/briefing.md", "briefs/x/briefing.pdf", "briefs/x/inputs.lock", "facts/a.txt"] {
            assert!(!is_input(path), "{path}");
        }
        for path in [".evenhand/cache/a", "corpus/.tmpX1", "corpus/a.txt~", "target/debug/x", "x.zip"] {
            assert!(!is_input(path), "{path}");
        }
    }
}
