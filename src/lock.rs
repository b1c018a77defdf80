//! The lock beside a brief's notes: the inputs they were made of, by hash.
//!
//! [`FILE`] has the form that `sha256sum --check` reads, its paths relative to the project: a line an input, in the
//! order of their paths, after a line that names the version of the program. With it `check` says not only that a
//! note is out of date but which input changed.

use std::collections::BTreeMap;

use sha2::{Digest, Sha256};

use crate::corpus::hexadecimal;
use crate::files::Output;
use crate::project::{Compared, Inputs, sheet_file};
use crate::settings;

/// Name of the lock in the folder of its brief.
pub const FILE: &str = "inputs.lock";

/// Returns the lock of a brief; `sheets` are the fact sheets as they are written.
pub fn of(inputs: &Inputs, sheets: &[Output], compared: &Compared) -> Output {
    let mut files: BTreeMap<&str, &[u8]> = BTreeMap::new();
    for sheet in &compared.sheets {
        let own = inputs.corpus.iter().filter(|file| file.file == sheet.source.file);
        for file in own {
            files.insert(&file.file, &file.bytes);
            files.extend(file.meta.iter().map(|(meta, bytes)| (meta.as_str(), bytes.as_slice())));
        }
        let path = sheet_file(&inputs.settings, &sheet.source.id);
        files.extend(sheets.iter().filter(|output| output.file == path).map(|output| (&*output.file, &*output.bytes)));
    }
    let briefs = inputs.briefs.iter().filter(|brief| brief.file == compared.file);
    files.extend(briefs.map(|brief| (brief.file.as_str(), brief.text.as_bytes())));
    files.extend(inputs.templates.project.values().map(|(file, text)| (file.as_str(), text.as_bytes())));
    files.extend(inputs.lexicon.iter().map(|(file, text)| (file.as_str(), text.as_bytes())));
    files.extend(inputs.references.iter().map(|(file, text)| (file.as_str(), text.as_bytes())));
    files.extend(inputs.settings_text.as_ref().map(|text| (settings::FILE, text.as_bytes())));
    let mut text = format!("# evenhand {}\n", env!("CARGO_PKG_VERSION"));
    for (file, bytes) in files {
        text += &format!("{}  {file}\n", hexadecimal(&Sha256::digest(bytes)));
    }
    Output { file: format!("{}/{}/{FILE}", inputs.settings.briefs, compared.brief.id), bytes: text.into_bytes() }
}

/// Returns what differs between two locks: paths of inputs that changed, came or went, or the versions of the program.
pub fn changed(old: &str, new: &str) -> Vec<String> {
    let [was, is] = [old, new].map(|lock| {
        let lines = lock.lines().filter_map(|line| line.split_once("  "));
        lines.map(|(hash, file)| (file, hash)).collect::<BTreeMap<_, _>>()
    });
    let mut found: Vec<String> = Vec::new();
    let [made_by, version] = [old, new].map(|lock| lock.lines().next().and_then(|line| line.strip_prefix("# ")));
    if made_by != version {
        found.push(format!("the program (was {})", made_by.unwrap_or("of no known version")));
    }
    for (file, hash) in &is {
        match was.get(file) {
            None => found.push(format!("{file} (new)")),
            Some(before) if before != hash => found.push((*file).to_owned()),
            Some(_) => {}
        }
    }
    found.extend(was.keys().filter(|file| !is.contains_key(*file)).map(|file| format!("{file} (gone)")));
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_changed_came_or_went_is_named() {
        let old = "# evenhand 1.0.0\naa  corpus/a.txt\nbb  corpus/b.txt\ncc  corpus/two  blanks.txt\n";
        assert_eq!(changed(old, old), Vec::<String>::new());
        let new = "# evenhand 1.1.0\naa  corpus/a.txt\nbd  corpus/b.txt\ndd  corpus/d.txt\n";
        assert_eq!(
            changed(old, new),
            ["the program (was evenhand 1.0.0)", "corpus/b.txt", "corpus/d.txt (new)", "corpus/two  blanks.txt (gone)"]
        );
    }
}
