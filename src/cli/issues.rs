//! `evenhand issues`: proposes issues for a brief, as YAML to paste.

use std::io;

use super::args::OneBrief;
use super::{ExitStatus, Session};
use crate::{comparison, files, project, yaml};

pub(super) fn run(args: &OneBrief, session: &mut Session<'_>) -> io::Result<ExitStatus> {
    let inputs = files::read_project(&session.global.project);
    let mut diagnostics = inputs.warnings;
    let prepared = project::prepared(&inputs.output, args.brief.as_deref());
    diagnostics.extend(prepared.warnings);
    for compared in &prepared.output.1 {
        let proposed = comparison::propose_issues(&compared.sheets, &compared.brief);
        writeln!(session.output, "# {}", compared.file)?;
        let issues = std::collections::BTreeMap::from([("issues", proposed)]);
        write!(session.output, "{}", yaml::to_text(&issues))?;
    }
    session.report(&diagnostics)
}
