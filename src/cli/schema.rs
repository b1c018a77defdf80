//! `evenhand schema`: JSON Schemas of the file formats.

use std::io;

use super::args::Schema;
use super::{ExitStatus, Session};
use crate::diagnostic::Diagnostic;
use crate::schema;

pub(super) fn run(args: &Schema, session: &mut Session<'_>) -> io::Result<ExitStatus> {
    let Some(name) = args.name.as_deref() else {
        for name in schema::names() {
            writeln!(session.output, "{name}")?;
        }
        return Ok(ExitStatus::Done);
    };
    match schema::of(name) {
        Some(schema) => {
            writeln!(session.output, "{schema:#}")?;
            Ok(ExitStatus::Done)
        }
        None => {
            let unknown = Diagnostic::error("unknown-schema", format!("there is no schema `{name}`"))
                .did_you_mean(name, schema::names().iter().copied())
                .hint(format!("schemas: {}", schema::names().join(", ")));
            session.report(&[unknown])?;
            Ok(ExitStatus::Failed)
        }
    }
}
