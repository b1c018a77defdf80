//! `evenhand serve`: notes and marked sources in a browser on this machine, always as they are now.
//!
//! Listens on the loopback address alone, answers only requests that name it as their host (else a page on the web could
//! read through a name of its own that it points here), and gives nothing but what [`site`] lists: no path of a request
//! is ever opened.

mod site;

use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use tiny_http::{Header, Method, Request, Response, Server};

use super::args::Serve;
use super::watch::follow;
use super::{ExitStatus, Session};
use crate::diagnostic::Diagnostic;
use site::{Answer, Site};

/// Threads that answer; a browser asks for a few things at a time.
const WORKERS: usize = 4;

pub(super) fn run(args: &Serve, session: &mut Session<'_>) -> io::Result<ExitStatus> {
    let address = SocketAddr::from((Ipv4Addr::LOCALHOST, args.port));
    let server = match Server::http(address) {
        Ok(server) => server,
        Err(error) => {
            let message = format!("cannot listen on port {}: {error}", args.port);
            let fault = Diagnostic::error("cannot-listen", message).hint("choose another: `--port 0` takes a free one");
            session.report(&[fault])?;
            return Ok(ExitStatus::Failed);
        }
    };
    let port = server.server_addr().to_ip().map_or(args.port, |address| address.port());
    writeln!(session.output, "serving http://127.0.0.1:{port}/ (Ctrl-C stops)")?;
    session.output.flush()?;
    let site = Site::new(&session.global.project);
    let ends = AtomicBool::new(false);
    std::thread::scope(|scope| {
        for _ in 0..WORKERS {
            scope.spawn(|| {
                while !ends.load(Ordering::Relaxed) {
                    if let Ok(Some(request)) = server.recv_timeout(Duration::from_millis(200)) {
                        answer(request, &site, port);
                    }
                }
            });
        }
        let ended = follow(args.brief.as_ref(), session, &mut |done| site.built(done));
        ends.store(true, Ordering::Relaxed);
        ended
    })
}

fn answer(request: Request, site: &Site, port: u16) {
    let answer = match host(request.headers(), port) {
        None => Answer::refused(421, "This server answers for 127.0.0.1 and localhost only."),
        Some(_) if !matches!(request.method(), Method::Get | Method::Head) => {
            Answer::refused(405, "Only GET and HEAD.")
        }
        Some(host) => site.answer(host, request.url()),
    };
    let mut response = Response::from_data(answer.body).with_status_code(answer.status);
    let headers = [
        ("Content-Type", answer.kind),
        ("Content-Security-Policy", answer.policy),
        ("X-Content-Type-Options", "nosniff"),
        ("Cross-Origin-Resource-Policy", "same-origin"),
        ("Referrer-Policy", "no-referrer"),
        ("Cache-Control", "no-store"),
    ];
    for (name, value) in headers {
        if let Ok(header) = Header::from_bytes(name, value) {
            response.add_header(header);
        }
    }
    // Who asked has gone away: nobody is left to be told.
    let _ = request.respond(response);
}

/// Returns the name that a request uses for this server; `None` if it names another, none, or several.
fn host(headers: &[Header], port: u16) -> Option<&str> {
    let mut hosts = headers.iter().filter(|header| header.field.equiv("Host"));
    let (Some(host), None) = (hosts.next(), hosts.next()) else { return None };
    let host = host.value.as_str();
    let name = host.strip_suffix(&format!(":{port}")).or(Some(host).filter(|_| port == 80))?;
    (name == "127.0.0.1" || name.eq_ignore_ascii_case("localhost")).then_some(host)
}
