//! `evenhand watch`: builds whenever an input changes, and says what is wrong without stopping.

use std::io;
use std::time::{Duration, Instant};

use super::args::{Build, Watch};
use super::build::{Done, once};
use super::{ExitStatus, Session};
use crate::diagnostic::Diagnostic;
use crate::files::{self, DiskCache};

/// How long a change is waited for before waiting anew; any time does.
const LONG: Duration = Duration::from_secs(600);

pub(super) fn run(args: &Watch, session: &mut Session<'_>) -> io::Result<ExitStatus> {
    follow(args.brief.as_ref(), session, &mut |_| {})
}

/// Builds, tells `built`, and again after each change, until the output streams are closed.
pub(super) fn follow(
    brief: Option<&String>,
    session: &mut Session<'_>,
    built: &mut dyn FnMut(&Done),
) -> io::Result<ExitStatus> {
    let root = session.global.project.clone();
    let mut watch = match files::Watch::begin(&root) {
        Ok(watch) => watch,
        Err(fault) => return session.report(&[fault]),
    };
    let args = Build { brief: brief.cloned(), locked: false, no_cache: false };
    let cache = DiskCache::open(&root);
    let mut said: Option<Vec<Diagnostic>> = None;
    loop {
        let settings = files::read_settings(&root);
        let mut faults = watch.follow(&settings);
        #[expect(clippy::disallowed_methods, reason = "the time a build takes is shown, and written nowhere")]
        let start = Instant::now();
        let done = once(&root, &args, &cache, session)?;
        built(&done);
        faults.extend(done.diagnostics);
        let changed = done.changed.as_deref().unwrap_or_default();
        // Sheets that were just written are inputs too: the build after it has nothing new to say.
        if !changed.is_empty() || said.as_ref() != Some(&faults) {
            let status = session.report(&faults)?;
            let took = start.elapsed().as_millis();
            if status == ExitStatus::Done {
                session.say(&format!("built {} files, {} changed, in {took} ms", done.files.len(), changed.len()))?;
                for file in changed {
                    session.say(&format!("  {file}"))?;
                }
            } else {
                session.say(&format!("looked for {took} ms; waiting for a change"))?;
            }
            cache.prune();
        }
        said = Some(faults);
        while watch.next(&settings, LONG).is_empty() {}
    }
}
