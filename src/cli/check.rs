//! `evenhand check`: everything that can be checked, without writing.

use std::io;

use super::args::Check;
use super::{ExitStatus, Session};
use crate::diagnostic::{Diagnostic, Location};
use crate::{files, project};

pub(super) fn run(args: &Check, session: &mut Session<'_>) -> io::Result<ExitStatus> {
    let root = session.global.project.clone();
    let inputs = files::read_project(&root);
    let mut diagnostics = inputs.warnings;
    let built = project::build(&inputs.output, args.brief.as_deref());
    diagnostics.extend(built.warnings);
    for file in files::out_of_date(&root, &built.output) {
        diagnostics.push(
            Diagnostic::warning("out-of-date", format!("`{file}` is not what its inputs make"))
                .at(Location::file(file))
                .hint("run `evenhand build`"),
        );
    }
    let status = session.report(&diagnostics)?;
    if status == ExitStatus::Done {
        session.say(&format!("checked {} texts and {} outputs", inputs.output.corpus.len(), built.output.len()))?;
    }
    Ok(status)
}
