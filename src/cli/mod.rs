//! Commands, one file each. They get everything they may use through a [`Session`] and print nothing themselves
//! but through it.

mod add;
pub mod args;
mod build;
mod bundle;
mod check;
mod compare;
mod diff;
mod extract;
mod init;
mod issues;
mod manual;
mod progress;
mod render;
mod review;
mod schema;
mod serve;
mod show;
mod template;
mod verify;
mod watch;

use std::io::{self, BufRead, Write};

use args::{Arguments, Command, Global, MessageFormat};

use crate::diagnostic::{Diagnostic, Severity};
use crate::project::{self, Inputs};
use crate::{extractor, files, report};

/// How a run ended.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum ExitStatus {
    /// All done: 0.
    Done,
    /// The input has faults: 1.
    Faults,
    /// Wrong command line, or a file could not be read or written: 2.
    Failed,
}

impl ExitStatus {
    /// Returns the number that the process ends with.
    pub fn code(self) -> u8 {
        match self {
            Self::Done => 0,
            Self::Faults => 1,
            Self::Failed => 2,
        }
    }
}

/// What a run may read and write beside the project.
#[expect(missing_debug_implementations, reason = "holds streams")]
pub struct Session<'a> {
    /// Standard input.
    pub input: &'a mut dyn BufRead,
    /// Standard output.
    pub output: &'a mut dyn Write,
    /// Standard error.
    pub errors: &'a mut dyn Write,
    /// Whether standard error takes colour.
    pub color: report::human::Color,
    /// What standard output is.
    pub screen: Screen,
    /// Options of every command.
    pub global: Global,
}

/// What standard output is: a terminal, or a file or pipe.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Screen {
    /// Columns, if it is a terminal.
    pub terminal: Option<u16>,
    /// Whether it takes colour.
    pub color: report::human::Color,
    /// Whether standard error is a terminal.
    pub errors_are_shown: bool,
}

/// Runs a command.
///
/// # Errors
/// What the output streams say; a closed pipe is one of them.
pub fn run(command: &Command, session: &mut Session<'_>) -> io::Result<ExitStatus> {
    match command {
        Command::Init(args) => init::run(args, session),
        Command::Add(args) => add::run(args, session),
        Command::Build(args) => build::run(args, session),
        Command::Watch(args) => watch::run(args, session),
        Command::Serve(args) => serve::run(args, session),
        Command::Review(args) => review::run(args, session),
        Command::Check(args) => check::run(args, session),
        Command::Bundle(args) => bundle::run(args, session),
        Command::Diff(args) => diff::run(args, session),
        Command::Verify(args) => verify::run(args, session),
        Command::Extract(args) => extract::run(args, session),
        Command::Compare(args) => compare::run(args, session),
        Command::Issues(args) => issues::run(args, session),
        Command::Show(args) => show::run(args, session),
        Command::Render(args) => render::run(args, session),
        Command::Template(args) => template::run(args, session),
        Command::Schema(args) => schema::run(args, session),
        Command::Completions(args) => manual::completions(args, session),
        Command::Man(args) => manual::pages(args, session),
    }
}

/// Returns the parsed command line.
///
/// # Errors
/// What clap found wrong, or the help or version text that was asked for.
pub fn parse(arguments: impl IntoIterator<Item = std::ffi::OsString>) -> Result<Arguments, clap::Error> {
    <Arguments as clap::Parser>::try_parse_from(arguments)
}

impl Session<'_> {
    /// Shows diagnostics on standard error, with a line that counts them, and tells how the run ends.
    fn report(&mut self, diagnostics: &[Diagnostic]) -> io::Result<ExitStatus> {
        self.report_as(diagnostics, None)
    }

    /// As [`Session::report`]; with a format given, on standard output, since the findings are then what was asked for.
    fn report_as(&mut self, diagnostics: &[Diagnostic], format: Option<MessageFormat>) -> io::Result<ExitStatus> {
        let message_format = format.unwrap_or(self.global.message_format);
        let text = match message_format {
            MessageFormat::Human if format.is_some() => report::human::render(diagnostics, report::human::Color::Never),
            MessageFormat::Human => report::human::render(diagnostics, self.color),
            MessageFormat::Short => report::short::render(diagnostics),
            MessageFormat::Json => report::json::render(diagnostics),
            MessageFormat::Sarif => report::sarif::render(diagnostics),
            MessageFormat::Github => report::github::render(diagnostics),
        };
        let stream: &mut dyn Write = if format.is_some() { self.output } else { self.errors };
        stream.write_all(text.as_bytes())?;
        if message_format == MessageFormat::Human && !diagnostics.is_empty() {
            writeln!(self.errors, "{}", report::summary(diagnostics))?;
        }
        let worst = if self.global.deny_warnings { Severity::Warning } else { Severity::Error };
        let faults = || diagnostics.iter().filter(|found| found.severity >= worst);
        Ok(if faults().any(|found| files::DISK_RULES.contains(&found.rule)) {
            ExitStatus::Failed
        } else if faults().next().is_some() {
            ExitStatus::Faults
        } else {
            ExitStatus::Done
        })
    }

    /// Asks the project's extractors if they are allowed to run; else says that they are not.
    ///
    /// Returns their faults. What they said is part of `inputs` afterwards.
    fn ask_extractors(&mut self, inputs: &mut Inputs) -> io::Result<Vec<Diagnostic>> {
        if inputs.settings.extractors.is_empty() {
            return Ok(Vec::new());
        }
        if !self.global.allow_extractors {
            self.say(
                "the extractors of evenhand.yaml were not run, what they said before is kept; --allow-extractors runs \
                 them",
            )?;
            return Ok(Vec::new());
        }
        let documents = project::read(inputs).output;
        let text = inputs.settings_text.as_deref().unwrap_or_default();
        let heard = extractor::ask(&inputs.settings, text, &self.global.project, &documents);
        inputs.heard = heard.output;
        Ok(heard.warnings)
    }

    /// Says what was done, unless told to be quiet.
    fn say(&mut self, text: &str) -> io::Result<()> {
        if self.global.quiet { Ok(()) } else { writeln!(self.errors, "{text}") }
    }
}
