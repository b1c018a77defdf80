//! `evenhand init`: a small project that builds at once, with comments.

use std::io;

use super::args::Init;
use super::{ExitStatus, Session};
use crate::files::{self, Output};

/// The files of a new project and their content.
const FILES: [(&str, &str); 6] = [
    ("evenhand.yaml", include_str!("init/evenhand.yaml")),
    ("corpus/council-vote.txt", include_str!("init/council-vote.txt")),
    ("corpus/council-vote.meta.yaml", include_str!("init/council-vote.meta.yaml")),
    ("corpus/shopkeepers.txt", include_str!("init/shopkeepers.txt")),
    ("corpus/shopkeepers.meta.yaml", include_str!("init/shopkeepers.meta.yaml")),
    ("briefs/tram/brief.yaml", include_str!("init/brief.yaml")),
];

pub(super) fn run(args: &Init, session: &mut Session<'_>) -> io::Result<ExitStatus> {
    let root = args.folder.clone().unwrap_or_else(|| session.global.project.clone());
    let outputs: Vec<_> = FILES.iter().map(|&(file, text)| Output { file: file.into(), bytes: text.into() }).collect();
    match files::write_new(&root, &outputs) {
        Ok(()) => {
            let root = root.display();
            let enter = if root.to_string() == "." { String::new() } else { format!("cd {root} && ") };
            session.say(&format!(
                "made a project in `{root}`: two texts and a brief, to be replaced by yours\nnext: {enter}evenhand build"
            ))?;
            Ok(ExitStatus::Done)
        }
        Err(faults) => {
            let hinted: Vec<_> = faults.into_iter().map(|fault| fault.hint("choose another folder")).collect();
            session.report(&hinted)
        }
    }
}
