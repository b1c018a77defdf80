//! The only place that starts other programs: input in, output out, within a time and a length.

#![expect(clippy::disallowed_methods, reason = "the one module that may start programs")]

use std::io::{Read, Write};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

/// What a program is held to.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Limits {
    /// How long it may run.
    pub time: Duration,
    /// How many bytes it may write to standard output.
    pub output: u64,
}

/// How many bytes of what a program says on standard error are kept.
const COMPLAINT: u64 = 4096;

/// How many seconds a program has to end after it closed its output.
const GRACE: Duration = Duration::from_secs(5);

/// Runs `command` (a program and its arguments, no shell) in `folder` with `input` on its standard input, and returns
/// what it wrote to standard output.
///
/// # Errors
/// In one line why there is no result: it cannot be started, takes too long, writes too much, or ends with another
/// status than 0 (with the last line it wrote to standard error).
pub fn run(command: &[String], folder: &Path, input: Vec<u8>, limits: Limits) -> Result<Vec<u8>, String> {
    let (program, arguments) = command.split_first().ok_or("it names no program")?;
    let mut start = Command::new(program);
    start.args(arguments).current_dir(folder);
    start.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    #[cfg(unix)]
    {
        // A group of its own: what it starts itself ends with it.
        use std::os::unix::process::CommandExt;
        start.process_group(0);
    }
    let mut child = start.spawn().map_err(|error| format!("`{program}` cannot be started: {error}"))?;
    if let Some(mut stdin) = child.stdin.take() {
        // A program need not read what it gets: a closed pipe is no fault.
        thread::spawn(move || stdin.write_all(&input));
    }
    let (said, output) = mpsc::channel();
    if let Some(stdout) = child.stdout.take() {
        thread::spawn(move || {
            let mut bytes = Vec::new();
            let read = stdout.take(limits.output + 1).read_to_end(&mut bytes);
            said.send(read.map(|_| bytes))
        });
    }
    let (complained, complaint) = mpsc::channel();
    if let Some(mut stderr) = child.stderr.take() {
        thread::spawn(move || {
            let mut bytes = Vec::new();
            let kept = stderr.by_ref().take(COMPLAINT).read_to_end(&mut bytes).map(|_| bytes);
            let sent = complained.send(kept.unwrap_or_default());
            // Read on, so that it never waits for us.
            sent.is_ok() && std::io::copy(&mut stderr, &mut std::io::sink()).is_ok()
        });
    }
    let bytes = match output.recv_timeout(limits.time) {
        Ok(Ok(bytes)) => bytes,
        Ok(Err(error)) => {
            end(&mut child);
            return Err(format!("its output cannot be read: {error}"));
        }
        Err(_) => {
            end(&mut child);
            return Err(format!("it took longer than {} seconds", limits.time.as_secs()));
        }
    };
    if bytes.len() as u64 > limits.output {
        end(&mut child);
        return Err(format!("it wrote more than {} bytes", limits.output));
    }
    let Some(status) = wait(&mut child, GRACE.max(limits.time)) else {
        end(&mut child);
        return Err("it closed its output and did not end".into());
    };
    if status.success() {
        return Ok(bytes);
    }
    let complaint = complaint.recv_timeout(GRACE).unwrap_or_default();
    let complaint = String::from_utf8_lossy(&complaint);
    let last = complaint.lines().rev().map(str::trim).find(|line| !line.is_empty());
    let last = last.map(|line| format!(": {}", line.chars().take(200).collect::<String>())).unwrap_or_default();
    Err(format!("it failed ({status}){last}"))
}

/// Waits at most `time`.
fn wait(child: &mut Child, time: Duration) -> Option<std::process::ExitStatus> {
    let step = Duration::from_millis(5);
    for _ in 0..time.as_millis().div_ceil(step.as_millis()) {
        match child.try_wait() {
            Ok(Some(status)) => return Some(status),
            Ok(None) => thread::sleep(step),
            Err(_) => return None,
        }
    }
    None
}

/// Ends a program and, where the system has groups of processes, all that it started.
fn end(child: &mut Child) {
    #[cfg(unix)]
    {
        let group = format!("-{}", child.id());
        let kill = Command::new("kill").args(["-KILL", "--", &group]).stderr(Stdio::null()).status();
        drop(kill);
    }
    // Both fail only where it has ended already.
    let _ = child.kill();
    let _ = child.wait();
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    fn shell(script: &str, seconds: u64) -> Result<Vec<u8>, String> {
        let command = ["sh", "-c", script].map(str::to_owned);
        let limits = Limits { time: Duration::from_secs(seconds), output: 1000 };
        run(&command, Path::new("."), b"input".repeat(100_000), limits)
    }

    #[test]
    fn output_is_returned_whether_the_input_is_read_or_not() {
        assert_eq!(shell("cat | wc -c | tr -d ' '", 20), Ok(b"500000\n".to_vec()));
        assert_eq!(shell("echo done", 20), Ok(b"done\n".to_vec()));
    }

    #[test]
    fn what_hangs_floods_or_fails_is_ended_and_said() {
        assert_eq!(shell("sleep 60 & sleep 60", 1), Err("it took longer than 1 seconds".into()));
        assert_eq!(shell("yes", 20), Err("it wrote more than 1000 bytes".into()));
        let failed = shell("echo one >&2; echo no key >&2; exit 3", 20).expect_err("a fault");
        assert!(failed.contains('3') && failed.ends_with(": no key"), "{failed}");
        let missing = run(
            &["no-such-program-here".into()],
            Path::new("."),
            Vec::new(),
            Limits { time: Duration::from_secs(1), output: 1 },
        );
        assert!(missing.expect_err("a fault").starts_with("`no-such-program-here` cannot be started"));
        assert!(run(&[], Path::new("."), Vec::new(), Limits { time: GRACE, output: 1 }).is_err());
    }
}
