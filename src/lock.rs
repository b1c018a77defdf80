//! The lock beside a brief's notes: the inputs they were made of, by hash.
//!
//! [`FILE`] has the form that `sha256sum --check` reads, its paths relative to the project: a line an input, in the
//! order of their paths, after a line that names the version of the program. With it `check` says not only that a
//! note is out of date but which input changed.

use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;
use sha2::{Digest, Sha256};

use crate::corpus::hexadecimal;
use crate::files::Output;
use crate::project::{Compared, Inputs, MadeFile, sheet_file};
use crate::settings;

/// Name of the lock in the folder of its brief.
pub const FILE: &str = "inputs.lock";

/// Returns the SHA-256 of every input by its path; `sheets` are the fact sheets as they are written.
pub fn hashes(inputs: &Inputs, sheets: &[MadeFile]) -> BTreeMap<String, String> {
    let hash = |bytes: &[u8]| hexadecimal(&Sha256::digest(bytes));
    let texts = inputs.corpus.par_iter().flat_map_iter(|file| {
        let meta = file.meta.iter().map(|(meta, bytes)| (meta.clone(), hash(bytes)));
        std::iter::once((file.file.clone(), hash(&file.bytes))).chain(meta)
    });
    let mut hashes: BTreeMap<String, String> = texts.collect();
    hashes.extend(sheets.iter().map(|made| (made.file.clone(), made.sha256.clone())));
    hashes.extend(inputs.briefs.iter().map(|brief| (brief.file.clone(), hash(brief.text.as_bytes()))));
    hashes.extend(inputs.templates.project.values().map(|(file, text)| (file.clone(), hash(text.as_bytes()))));
    hashes.extend(inputs.lexicon.iter().map(|(file, text)| (file.clone(), hash(text.as_bytes()))));
    hashes.extend(inputs.references.iter().map(|(file, text)| (file.clone(), hash(text.as_bytes()))));
    hashes.extend(inputs.settings_text.as_ref().map(|text| (settings::FILE.to_owned(), hash(text.as_bytes()))));
    hashes
}

/// Returns the lock of a brief; `hashes` are those of [`hashes()`].
pub fn of(hashes: &BTreeMap<String, String>, inputs: &Inputs, compared: &Compared) -> Output {
    let metas: BTreeMap<&str, &str> =
        inputs.corpus.iter().filter_map(|file| Some((&*file.file, &*file.meta.as_ref()?.0))).collect();
    let mut files: BTreeSet<&str> = BTreeSet::new();
    let sheets: Vec<String> =
        compared.sheets.iter().map(|sheet| sheet_file(&inputs.settings, &sheet.source.id)).collect();
    for (sheet, path) in compared.sheets.iter().zip(&sheets) {
        files.insert(&sheet.source.file);
        files.extend(metas.get(sheet.source.file.as_str()));
        files.insert(path);
    }
    files.insert(&compared.file);
    files.extend(inputs.templates.project.values().map(|(file, _)| file.as_str()));
    files.extend(inputs.lexicon.iter().map(|(file, _)| file.as_str()));
    files.extend(inputs.references.iter().map(|(file, _)| file.as_str()));
    files.insert(settings::FILE);
    let mut text = format!("# evenhand {}\n", env!("CARGO_PKG_VERSION"));
    for (file, hash) in files.into_iter().filter_map(|file| Some((file, hashes.get(file)?))) {
        text += &format!("{hash}  {file}\n");
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
