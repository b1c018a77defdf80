//! `evenhand completions` and `evenhand man`: what shells and `man` know of the command line, made from its types.

use std::io;

use clap::CommandFactory;
use clap_mangen::Man;

use super::args::{self, Arguments, Completions};
use super::{ExitStatus, Session};
use crate::files::{self, Output};

pub(super) fn completions(args: &Completions, session: &mut Session<'_>) -> io::Result<ExitStatus> {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut Arguments::command(), "evenhand", &mut script);
    session.output.write_all(&script)?;
    Ok(ExitStatus::Done)
}

/// Prints the page of the program, or writes that page and one a command into a folder.
pub(super) fn pages(args: &args::Man, session: &mut Session<'_>) -> io::Result<ExitStatus> {
    let mut program = Arguments::command();
    program.build();
    let Some(folder) = &args.output else {
        session.output.write_all(&page(&Man::new(program))?)?;
        return Ok(ExitStatus::Done);
    };
    let mut pages = Vec::new();
    for command in program.get_subcommands() {
        let name = format!("evenhand-{}", command.get_name());
        let bytes = page(&Man::new(command.clone()).title(&name))?;
        pages.push(Output { file: format!("{name}.1"), bytes });
    }
    pages.push(Output { file: "evenhand.1".into(), bytes: page(&Man::new(program))? });
    let written = files::write_outputs(folder, &pages);
    let status = session.report(&written.warnings)?;
    session.say(&format!("{} pages in {}", pages.len(), folder.display()))?;
    Ok(status)
}

fn page(manual: &Man) -> io::Result<Vec<u8>> {
    let mut page = Vec::new();
    manual.render(&mut page)?;
    Ok(page)
}
