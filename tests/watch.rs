//! `watch` and `serve` as a user has them: a process that builds when files change, and answers on the loopback address.

#![expect(clippy::disallowed_methods, reason = "tests write files and start programs")]

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

/// How long anything may take before a test gives up.
const PATIENCE: Duration = Duration::from_secs(60);

/// A process that ends with the test.
struct Running {
    child: Child,
    lines: Receiver<String>,
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Running {
    fn start(root: &Path, arguments: &[&str]) -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_evenhand"));
        command.arg("-C").arg(root).args(arguments).stdin(Stdio::null());
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("it runs");
        let (sender, lines) = channel();
        let streams: [Box<dyn Read + Send>; 2] =
            [Box::new(child.stdout.take().expect("a pipe")), Box::new(child.stderr.take().expect("a pipe"))];
        for stream in streams {
            let sender = sender.clone();
            std::thread::spawn(move || {
                for line in BufReader::new(stream).lines().map_while(Result::ok) {
                    if sender.send(line).is_err() {
                        break;
                    }
                }
            });
        }
        Self { child, lines }
    }

    /// Waits for a line with `words`; gives it.
    #[track_caller]
    fn says(&self, words: &str) -> String {
        let end = Instant::now() + PATIENCE;
        let mut said = Vec::new();
        while let Ok(line) = self.lines.recv_timeout(end.saturating_duration_since(Instant::now())) {
            if line.contains(words) {
                return line;
            }
            said.push(line);
        }
        panic!("`{words}` was not said but {said:#?}")
    }

    /// Tells what is said within `time`.
    fn said_within(&self, time: Duration) -> Vec<String> {
        std::thread::sleep(time);
        self.lines.try_iter().collect()
    }
}

fn project() -> tempfile::TempDir {
    let root = tempfile::tempdir().expect("a folder");
    let made = Command::new(env!("CARGO_BIN_EXE_evenhand")).args(["init", "-q"]).arg(root.path()).status();
    assert!(made.expect("it runs").success());
    root
}

#[test]
fn watch_builds_what_changes_and_stops_at_no_fault() {
    let root = project();
    let watch = Running::start(root.path(), &["watch"]);
    watch.says("built ");
    // Its own outputs are no changes.
    watch.says("inputs.lock");
    assert_eq!(watch.said_within(Duration::from_millis(1500)), Vec::<String>::new());
    let text = root.path().join("corpus/shopkeepers.txt");
    let words = fs::read_to_string(&text).expect("a text");
    fs::write(&text, format!("{words}\n“The rails will stay,” said Mayor Ida Holm.\n")).expect("written");
    watch.says("facts/shopkeepers.yaml");
    let sheet = fs::read_to_string(root.path().join("facts/shopkeepers.yaml")).expect("a sheet");
    assert!(sheet.contains("The rails will stay"));
    let brief = root.path().join("briefs/tram/brief.yaml");
    let whole = fs::read_to_string(&brief).expect("a brief");
    fs::write(&brief, whole.replacen("title:", "titel:", 1)).expect("written");
    watch.says("did you mean `title`");
    fs::write(&brief, &whole).expect("written");
    watch.says("built ");
    // A folder that comes later is watched too.
    fs::create_dir(root.path().join("templates")).expect("a folder");
    std::thread::sleep(Duration::from_millis(600));
    fs::write(root.path().join("templates/theme.yaml"), "nonsense: 1\n").expect("written");
    watch.says("nonsense");
}

/// Sends a request; gives the status and the whole answer.
fn get(port: u16, host: &str, path: &str) -> (u16, String) {
    request(port, &format!("GET {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n"))
}

fn request(port: u16, request: &str) -> (u16, String) {
    let mut stream = TcpStream::connect(("127.0.0.1", port)).expect("it listens");
    stream.set_read_timeout(Some(PATIENCE)).expect("a timeout");
    stream.write_all(request.as_bytes()).expect("sent");
    let mut answer = Vec::new();
    // A server that closes at once has said what it had to say.
    let _ = stream.read_to_end(&mut answer);
    let answer = String::from_utf8_lossy(&answer).into_owned();
    let status = answer.split(' ').nth(1).and_then(|status| status.parse().ok()).unwrap_or(0);
    (status, answer)
}

fn serve(root: &Path) -> (Running, u16) {
    let serve = Running::start(root, &["serve", "--port", "0"]);
    let line = serve.says("serving http://127.0.0.1:");
    let port = line.split("127.0.0.1:").nth(1).and_then(|rest| rest.split('/').next()).expect("a port");
    let port = port.parse().expect("a number");
    serve.says("built ");
    (serve, port)
}

#[test]
fn serve_shows_notes_and_marked_sources_and_reloads() {
    let root = project();
    fs::write(
        root.path().join("corpus/attack.txt"),
        "Attack\n\n“The <script>alert(1)</script> tram will pay,” said Mayor Ida Holm.\n",
    )
    .expect("written");
    let (serve, port) = serve(root.path());
    let host = format!("127.0.0.1:{port}");
    let (status, list) = get(port, &host, "/");
    assert_eq!(status, 200);
    assert!(list.contains("href=\"/note/tram/briefing\"") && list.contains("href=\"/source/shopkeepers\""), "{list}");
    let (_, framed) = get(port, &host, "/note/tram/briefing");
    assert!(framed.contains("<iframe title=\"tram/briefing\" src=\"/page/tram/briefing\">"), "{framed}");
    let (_, note) = get(port, &format!("localhost:{port}"), "/page/tram/briefing");
    let start = format!("href=\"http://localhost:{port}/");
    let link =
        note.split(start.as_str()).nth(1).and_then(|rest| rest.split('"').next()).expect("a link to this server");
    let (path, fact) = link.split_once('#').expect("a place in the source");
    let path = &format!("/{path}");
    let (status, source) = get(port, &host, path);
    assert_eq!(status, 200);
    assert!(source.contains(&format!("<span id=\"{fact}\"></span>")) && source.contains("<mark class="), "{source}");
    let (_, attack) = get(port, &host, "/source/attack");
    assert!(attack.contains("&lt;script&gt;alert(1)") && !attack.contains("<script>alert"), "{attack}");
    assert!(attack.contains("Content-Security-Policy: default-src 'none'"), "{attack}");
    let (status, pdf) = get(port, &host, "/file/briefs/tram/briefing.pdf");
    assert!(status == 200 && pdf.contains("%PDF-1.7"));
    // After a change the number of the build is another, and so is what is shown.
    let (_, before) = get(port, &host, "/version");
    let brief = root.path().join("briefs/tram/brief.yaml");
    let text = fs::read_to_string(&brief).expect("a brief");
    let titled: String = text
        .lines()
        .map(|line| if line.starts_with("title:") { "title: A new title\n".into() } else { format!("{line}\n") })
        .collect();
    fs::write(&brief, titled).expect("written");
    serve.says("built ");
    let (_, after) = get(port, &host, "/version");
    assert_ne!(before.rsplit("\r\n\r\n").next(), after.rsplit("\r\n\r\n").next());
    assert!(get(port, &host, "/page/tram/briefing").1.contains("A new title"));
    // A fault is shown, and the last good notes stay.
    fs::write(&brief, "titel: wrong\n").expect("written");
    serve.says("did you mean `title`");
    let (_, list) = get(port, &host, "/");
    assert!(list.contains("unknown key `titel`") && list.contains("briefs/tram/brief.yaml:1:1"), "{list}");
    assert_eq!(get(port, &host, "/page/tram/briefing").0, 200);
}

#[test]
fn serve_answers_only_for_itself_and_gives_only_what_it_lists() {
    let root = project();
    fs::write(root.path().join("secret.md"), "secret").expect("written");
    let (_serve, port) = serve(root.path());
    let host = format!("127.0.0.1:{port}");
    for other in ["evil.example", "evil.example:80", "127.0.0.1", "127.0.0.1:1", "127.0.0.1.evil.example", ""] {
        assert_eq!(get(port, other, "/").0, 421, "{other}");
    }
    let twice = format!("GET / HTTP/1.1\r\nHost: {host}\r\nHost: evil.example\r\nConnection: close\r\n\r\n");
    assert_eq!(request(port, &twice).0, 421);
    let post = format!("POST / HTTP/1.1\r\nHost: {host}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
    assert_eq!(request(port, &post).0, 405);
    for path in [
        "/file/secret.md",
        "/file/../secret.md",
        "/file/briefs/../secret.md",
        "/file/briefs/tram/../../secret.md",
        "/file/briefs%2f..%2f..%2fsecret.md",
        "/file//etc/passwd",
        "/file/corpus/shopkeepers.txt",
        "/source/../../secret",
        "/source/..%2fsecret",
        "/page/../secret",
        "/note/",
        "/page/tram/brief",
        "/nothing",
    ] {
        let (status, answer) = get(port, &host, path);
        assert_eq!(status, 404, "{path}: {answer}");
    }
    assert_eq!(get(port, &host, "/%zz").0, 400);
}
