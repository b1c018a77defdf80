//! `evenhand build`: sheets and notes of all briefs.

use std::io;

use super::args::Build;
use super::{ExitStatus, Session};
use crate::diagnostic::Severity;
use crate::{files, project};

pub(super) fn run(args: &Build, session: &mut Session<'_>) -> io::Result<ExitStatus> {
    let root = session.global.project.clone();
    let mut inputs = files::read_project(&root);
    let mut diagnostics = inputs.warnings;
    // A fault of an extractor stops nothing: the rest is built, and the run ends with its status.
    let heard = session.ask_extractors(&mut inputs.output)?;
    let built = if diagnostics.iter().any(|found| found.rule == "cannot-read") {
        // With a part of the input missing, every output would be wrong.
        Vec::new()
    } else {
        let built = project::build(&inputs.output, args.brief.as_deref());
        diagnostics.extend(built.warnings);
        built.output
    };
    diagnostics.extend(heard);
    let written = files::write_outputs(&root, &built);
    diagnostics.extend(written.warnings);
    // Remarks are for `check`: a build speaks up when something is to be done.
    diagnostics.retain(|found| found.severity > Severity::Note);
    let status = session.report(&diagnostics)?;
    if status == ExitStatus::Done || !built.is_empty() {
        let (all, changed) = (built.len(), written.output.len());
        session.say(&format!("built {all} files, {changed} changed"))?;
        for file in &written.output {
            session.say(&format!("  {file}"))?;
        }
    } else if built.is_empty() {
        session.say("nothing was written")?;
    }
    Ok(status)
}
