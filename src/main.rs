//! Parses arguments, runs, prints, ends with a status: the one place that knows the process it runs in.

use std::io::{self, IsTerminal, Write};
use std::path::Path;
use std::process::ExitCode;

use evenhand::cli::args::When;
use evenhand::cli::{self, ExitStatus, Screen, Session};
use evenhand::report::human::Color;

fn main() -> ExitCode {
    let arguments = match cli::parse(std::env::args_os()) {
        Ok(arguments) => arguments,
        Err(error) => {
            // Help and version are no errors; when the reader has gone away, neither is that.
            let _ = error.print();
            return ExitCode::from(if error.use_stderr() { ExitStatus::Failed.code() } else { 0 });
        }
    };
    if let Some(jobs) = arguments.global.jobs {
        // Fails only if the pool was built before, and nothing has run yet.
        let _ = rayon::ThreadPoolBuilder::new().num_threads(jobs.into()).build_global();
    }
    let mut global = arguments.global.clone();
    global.allow_extractors |= is_trusted(&global.project);
    let mut errors = io::stderr().lock();
    let color = |is_terminal: bool| match arguments.global.color {
        When::Always => Color::Always,
        When::Never => Color::Never,
        When::Auto if is_terminal && std::env::var_os("NO_COLOR").is_none() => Color::Always,
        When::Auto => Color::Never,
    };
    let color_of_errors = color(errors.is_terminal());
    let terminal = io::stdout().is_terminal().then(|| terminal_size::terminal_size().map_or(80, |(width, _)| width.0));
    let screen = Screen { terminal, color: color(terminal.is_some()), errors_are_shown: errors.is_terminal() };
    let mut input = io::stdin().lock();
    let mut output = io::BufWriter::with_capacity(1 << 16, io::stdout().lock());
    let mut session =
        Session { input: &mut input, output: &mut output, errors: &mut errors, color: color_of_errors, screen, global };
    let ended = cli::run(&arguments.command, &mut session);
    match ended.and_then(|status| output.flush().map(|()| status)) {
        Ok(status) => ExitCode::from(status.code()),
        // Whoever reads our output has seen enough.
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => ExitCode::SUCCESS,
        Err(error) => {
            let _ = writeln!(errors, "error: {error}");
            ExitCode::from(ExitStatus::Failed.code())
        }
    }
}

/// Tells whether the environment names the project among those whose programs may run: a setting of the person, which
/// no project can make for itself.
fn is_trusted(project: &Path) -> bool {
    let Some(trusted) = std::env::var_os("EVENHAND_ALLOW_EXTRACTORS") else { return false };
    let Ok(project) = project.canonicalize() else { return false };
    let mut folders = std::env::split_paths(&trusted).filter(|folder| folder.is_absolute());
    folders.any(|folder| folder.canonicalize().is_ok_and(|folder| folder == project))
}
