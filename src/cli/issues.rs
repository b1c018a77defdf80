//! `evenhand issues`: proposes issues for a brief, as YAML to paste.

use std::io;

use super::args::OneBrief;
use super::{ExitStatus, Session};
use crate::{comparison, files, project, yaml};

pub(super) fn run(args: &OneBrief, session: &mut Session<'_>) -> io::Result<ExitStatus> {
    let inputs = files::read_project(&session.global.project);
    let mut diagnostics = inputs.warnings;
    let read = project::read(&inputs.output);
    diagnostics.extend(read.warnings);
    let stated = project::state(&inputs.output, read.output);
    diagnostics.extend(stated.warnings);
    let compared = project::compare(&inputs.output, &stated.output, args.brief.as_deref());
    diagnostics.extend(compared.warnings);
    for compared in &compared.output {
        let proposed = comparison::propose_issues(&compared.sheets, &compared.brief);
        writeln!(session.output, "# {}", compared.file)?;
        let issues = std::collections::BTreeMap::from([("issues", proposed)]);
        write!(session.output, "{}", yaml::to_text(&issues))?;
    }
    session.report(&diagnostics)
}
