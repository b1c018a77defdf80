//! The only reader and writer of the disk: a project folder becomes [`Inputs`], outputs become files.
//!
//! Links are not followed and nothing outside the project is read or written. Each file is written whole or not
//! at all: into a temporary file beside it, then renamed; a file whose content would not change is left untouched.

#![expect(clippy::disallowed_methods, reason = "the one module that may touch the disk")]

mod cache;
mod watch;

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::{self, Read, Write};
use std::path::{Component, Path, PathBuf};

use rayon::prelude::*;
use sha2::{Digest, Sha256};
use walkdir::WalkDir;

use crate::corpus::{Format, SourceFile, hexadecimal};
use crate::diagnostic::{Diagnostic, Location, Warned};
use crate::extractor::Heard;
use crate::note::Templates;
use crate::project::{BriefFile, Inputs};
use crate::settings::{self, Settings};

pub use cache::{DiskCache, FOLDER};
pub use watch::Watch;

/// Largest file that is read, in bytes. Positions inside a text are kept in 32 bits; this is far below.
const LARGEST: u64 = 512 << 20;

/// How the names of meta files end.
const META: &str = ".meta.yaml";

/// Rules of diagnostics that mean the disk refused, not that the input is wrong: exit status 2.
pub const DISK_RULES: [&str; 2] = ["cannot-read", "cannot-write"];

/// Reads a whole project. What cannot be read is reported and left out.
pub fn read_project(root: &Path) -> Warned<Inputs> {
    let mut reader = Reader { root, faults: Vec::new() };
    if !root.is_dir() {
        reader.faults.push(
            Diagnostic::error("cannot-read", format!("there is no folder `{}`", root.display()))
                .hint("give the project's folder with `--project`, or make one with `evenhand init`"),
        );
        return Warned { output: Inputs::default(), warnings: reader.faults };
    }
    let settings = reader.settings();
    let settings_text =
        root.join(settings::FILE).exists().then(|| read_text(&root.join(settings::FILE)).ok()).flatten();
    let inputs = Inputs {
        settings_text,
        corpus: reader.corpus(&settings.corpus),
        sheets: reader.texts_below(&settings.facts, &["yaml"]),
        briefs: reader.briefs(&settings.briefs),
        templates: Templates { project: reader.templates(&settings.templates) },
        lexicon: reader.texts_below(&settings.lexicon, &["yaml"]).into_iter().collect(),
        references: reader.references(&settings),
        settings,
        heard: Heard::default(),
    };
    Warned { output: inputs, warnings: reader.faults }
}

/// Reads the cue files of a project and nothing else of it: paths and texts, in order. A folder that is no project
/// has none.
pub fn read_lexicon(root: &Path) -> Warned<Vec<(String, String)>> {
    let mut reader = Reader { root, faults: Vec::new() };
    let settings = reader.settings();
    let files = reader.texts_below(&settings.lexicon, &["yaml"]).into_iter().collect();
    Warned { output: files, warnings: reader.faults }
}

/// Reads the settings of a project and nothing else of it; the defaults where they have faults, which a build reports.
pub fn read_settings(root: &Path) -> Settings {
    Reader { root, faults: Vec::new() }.settings()
}

/// Reads the settings and templates of a project and nothing else of it; a folder that is no project has none.
pub fn read_templates(root: &Path) -> Warned<(Settings, Templates)> {
    let mut reader = Reader { root, faults: Vec::new() };
    let settings = reader.settings();
    let templates = Templates { project: reader.templates(&settings.templates) };
    Warned { output: (settings, templates), warnings: reader.faults }
}

/// Reads the texts of a folder that is no project.
pub fn read_corpus(folder: &Path) -> Warned<Vec<SourceFile>> {
    let mut reader = Reader { root: folder, faults: Vec::new() };
    if !folder.is_dir() {
        let message = format!("there is no folder `{}`", folder.display());
        return Warned { output: Vec::new(), warnings: vec![Diagnostic::error("cannot-read", message)] };
    }
    let output = reader.corpus("");
    Warned { output, warnings: reader.faults }
}

/// Reads one file of any size below the limit; `-` is not special here.
///
/// # Errors
/// A diagnostic with the path and the reason.
pub fn read_file(path: &Path) -> Result<Vec<u8>, Diagnostic> {
    let cannot = |error: &io::Error| cannot_read(&path.display().to_string(), error);
    let file = fs::File::open(path).map_err(|error| cannot(&error))?;
    let length = file.metadata().map_err(|error| cannot(&error))?.len();
    if length > LARGEST {
        return Err(Diagnostic::error(
            "file-too-large",
            format!("the file has {length} bytes, the limit is {LARGEST}"),
        )
        .at(Location::file(path.display().to_string())));
    }
    let mut bytes = Vec::new();
    file.take(LARGEST).read_to_end(&mut bytes).map_err(|error| cannot(&error))?;
    Ok(bytes)
}

/// Reads the picture that a note in `folder` names by its path, which may hold `%20` for a space.
///
/// # Errors
/// Why it cannot be read, for a message that names it.
pub fn read_picture(folder: &Path, target: &str) -> Result<Vec<u8>, String> {
    let path = folder.join(target);
    let path = if path.exists() { path } else { folder.join(target.replace("%20", " ")) };
    match read_file(&path) {
        Ok(bytes) => Ok(bytes),
        Err(_) if !path.exists() => Err("there is no such file".into()),
        Err(_) if path.is_dir() => Err("it is a folder".into()),
        Err(fault) => Err(fault.message),
    }
}

/// Reads one file that must be UTF-8.
///
/// # Errors
/// As [`read_file`]; also text that is not UTF-8, with the place of the first wrong byte.
pub fn read_text(path: &Path) -> Result<String, Diagnostic> {
    decode(&path.display().to_string(), read_file(path)?)
}

/// Reads one text below `root` by its relative path, with the `NAME.meta.yaml` beside it.
///
/// # Errors
/// A diagnostic if the path leads out of `root`, is a link, or cannot be read.
pub fn read_source(root: &Path, file: &str) -> Result<SourceFile, Diagnostic> {
    let relative = Path::new(file);
    let outside = |why: &str| {
        Err(Diagnostic::error("cannot-read", format!("cannot read `{file}`: {why}")).at(Location::file(file)))
    };
    if file.is_empty() || !relative.components().all(|part| matches!(part, Component::Normal(_) | Component::CurDir)) {
        return outside("the path leads out of the corpus");
    }
    let path = root.join(relative);
    let inside = || path.canonicalize().ok()?.starts_with(root.canonicalize().ok()?).then_some(());
    if path.exists() && inside().is_none() {
        return outside("a link leads out of the corpus");
    }
    let bytes = read_file(&path)?;
    let metas = [format!("{file}.meta.yaml"), relative.with_extension("meta.yaml").display().to_string()];
    let meta = metas.into_iter().find(|meta| root.join(meta).is_file());
    let meta = meta.and_then(|meta| read_file(&root.join(&meta)).ok().map(|bytes| (meta, bytes)));
    Ok(SourceFile { file: file.to_owned(), bytes, meta })
}

/// Writes outputs below `root`, each whole or not at all, in their order; stops at nothing.
///
/// Returns the paths whose content changed.
pub fn write_outputs(root: &Path, outputs: &[Output]) -> Warned<Vec<String>> {
    write_each(root, outputs.iter().map(Cow::Borrowed))
}

/// As [`write_outputs`], one after the other as they come.
pub fn write_each<'a>(root: &Path, outputs: impl Iterator<Item = Cow<'a, Output>>) -> Warned<Vec<String>> {
    let mut changed = Vec::new();
    let mut faults = Vec::new();
    for output in outputs {
        match write_below(root, &output.file, &output.bytes) {
            Ok(true) => changed.push(output.file.clone()),
            Ok(false) => {}
            Err(error) => faults.push(
                Diagnostic::error("cannot-write", format!("cannot write `{}`: {error}", output.file))
                    .at(Location::file(output.file.clone())),
            ),
        }
    }
    Warned { output: changed, warnings: faults }
}

/// Returns the outputs whose files are missing or have other content.
pub fn out_of_date(root: &Path, outputs: &[Output]) -> Vec<String> {
    let differs = |output: &&Output| !fs::read(root.join(&output.file)).is_ok_and(|old| old == output.bytes);
    outputs.iter().filter(differs).map(|output| output.file.clone()).collect()
}

/// Tells whether all files have the content with this SHA-256 (in hexadecimal); `known` are hashes of files that were
/// just read.
pub fn are_up_to_date(root: &Path, files: &[(String, String)], known: &BTreeMap<String, String>) -> bool {
    files.par_iter().all(|(file, hash)| match known.get(file) {
        Some(read) => read == hash,
        None => fs::read(root.join(file)).is_ok_and(|bytes| hexadecimal(&Sha256::digest(bytes)) == *hash),
    })
}

/// A file to be written.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Output {
    /// Path relative to the project, with `/` between its parts.
    pub file: String,
    /// Content.
    pub bytes: Vec<u8>,
}

/// Writes one file at any path, whole or not at all.
///
/// # Errors
/// What the disk says.
pub fn write_file(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut temporary = tempfile::Builder::new().prefix(TEMPORARY.0).suffix(TEMPORARY.1).tempfile_in(folder)?;
    temporary.write_all(bytes)?;
    // A temporary file is private; a note is as readable as the files beside it.
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = fs::metadata(path).map_or(0o644, |old| old.permissions().mode());
        temporary.as_file().set_permissions(fs::Permissions::from_mode(mode))?;
    }
    // Another process may have put a link there since; a rename replaces it and does not follow it.
    temporary.persist(path).map_err(|error| error.error)?;
    Ok(())
}

/// How the names of files that are being written begin and end.
const TEMPORARY: (&str, &str) = (".evenhand-", ".tmp");

/// Deletes what killed runs have left half written below the folders of sheets and briefs: what is younger than an hour
/// may be that of a run which is not dead.
pub fn sweep(root: &Path, settings: &Settings) {
    const HOUR: std::time::Duration = std::time::Duration::from_secs(3600);
    for folder in [&settings.facts, &settings.briefs] {
        for entry in WalkDir::new(root.join(folder)).into_iter().flatten().filter(|entry| entry.file_type().is_file()) {
            let name = entry.file_name().to_string_lossy();
            let age = || entry.metadata().ok()?.modified().ok()?.elapsed().ok();
            if name.starts_with(TEMPORARY.0) && name.ends_with(TEMPORARY.1) && age().is_some_and(|age| age > HOUR) {
                // Who else has deleted it in the meantime has done what was wanted.
                let _ = fs::remove_file(entry.path());
            }
        }
    }
}

/// Returns whether the content changed.
fn write_below(root: &Path, file: &str, bytes: &[u8]) -> io::Result<bool> {
    let relative = Path::new(file);
    if !relative.components().all(|part| matches!(part, Component::Normal(_))) {
        return Err(io::Error::other("the path leads out of the project"));
    }
    let path = root.join(relative);
    if fs::symlink_metadata(&path).is_ok_and(|found| found.is_symlink()) {
        return Err(io::Error::other("it is a link, and links are not followed"));
    }
    if fs::read(&path).is_ok_and(|old| old == bytes) {
        return Ok(false);
    }
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
        let inside = folder.canonicalize()?.starts_with(root.canonicalize()?);
        if !inside {
            return Err(io::Error::other("its folder is a link that leads out of the project"));
        }
    }
    write_file(&path, bytes)?;
    Ok(true)
}

/// Makes the files of a new project; refuses to replace any.
///
/// # Errors
/// One diagnostic a file that stands in the way or cannot be written.
pub fn write_new(root: &Path, outputs: &[Output]) -> Result<(), Vec<Diagnostic>> {
    let standing: Vec<_> = outputs
        .iter()
        .filter(|output| root.join(&output.file).exists())
        .map(|output| {
            Diagnostic::error("file-exists", format!("`{}` is there already", output.file)).hint("nothing was written")
        })
        .collect();
    if !standing.is_empty() {
        return Err(standing);
    }
    if let Err(error) = fs::create_dir_all(root) {
        return Err(vec![Diagnostic::error("cannot-write", format!("cannot make `{}`: {error}", root.display()))]);
    }
    let written = write_outputs(root, outputs);
    if written.warnings.is_empty() { Ok(()) } else { Err(written.warnings) }
}

struct Reader<'a> {
    root: &'a Path,
    faults: Vec<Diagnostic>,
}

impl Reader<'_> {
    fn settings(&mut self) -> Settings {
        let path = self.root.join(settings::FILE);
        if !path.exists() {
            return Settings::default();
        }
        match read_text(&path) {
            Ok(text) => match settings::read(&text, settings::FILE) {
                Ok(settings) => settings,
                Err(faults) => {
                    self.faults.extend(faults);
                    Settings::default()
                }
            },
            Err(fault) => {
                self.faults.push(fault);
                Settings::default()
            }
        }
    }

    fn references(&mut self, settings: &Settings) -> Option<(String, String)> {
        let file = settings.references.as_ref()?;
        match read_text(&self.root.join(file)) {
            Ok(text) => Some((file.clone(), text)),
            Err(fault) => {
                self.faults.push(fault.hint(format!("`references` in `{}` names it", settings::FILE)));
                None
            }
        }
    }

    fn corpus(&mut self, folder: &str) -> Vec<SourceFile> {
        let mut metas = Vec::new();
        let mut texts = Vec::new();
        for (file, path) in self.files_below(folder) {
            if file.ends_with(META) {
                metas.push((file, path));
                continue;
            }
            let extension = path.extension().and_then(|ending| ending.to_str()).unwrap_or_default();
            if Format::from_extension(extension).is_none() {
                self.faults.push(
                    Diagnostic::note("not-a-text", format!("`{file}` is left out: not a format that can be read"))
                        .at(Location::file(file))
                        .hint("texts end in .txt, .md, .html, .pdf or .docx"),
                );
                continue;
            }
            texts.push((file, path));
        }
        let mut texts: Vec<SourceFile> =
            self.all_bytes(texts).into_iter().map(|(file, bytes)| SourceFile { file, bytes, meta: None }).collect();
        let mut metas: BTreeMap<String, (String, Vec<u8>)> = self
            .all_bytes(metas)
            .into_iter()
            .map(|(file, bytes)| (file.strip_suffix(META).unwrap_or(&file).to_owned(), (file, bytes)))
            .collect();
        let mut used = BTreeSet::new();
        for text in &mut texts {
            // `NAME.meta.yaml` belongs to `NAME.txt`; `NAME.txt.meta.yaml` to that file alone.
            let stem = text.file.rsplit_once('.').map_or(text.file.as_str(), |(stem, _)| stem);
            text.meta = metas.remove(&text.file).or_else(|| metas.get(stem).cloned());
            used.extend(text.meta.iter().map(|(meta, _)| meta.clone()));
        }
        for (stem, (file, _)) in metas {
            if !used.contains(&file) {
                self.faults.push(
                    Diagnostic::warning("meta-without-text", format!("there is no text named `{stem}` for this file"))
                        .at(Location::file(file)),
                );
            }
        }
        texts
    }

    fn briefs(&mut self, folder: &str) -> Vec<BriefFile> {
        let mut briefs = Vec::new();
        for (file, path) in self.files_below(folder) {
            let Some(inner) = file.strip_prefix(folder).map(|inner| inner.trim_start_matches('/')) else { continue };
            let Some(id) = inner.strip_suffix("/brief.yaml").map(str::to_owned) else { continue };
            if let Some(text) = self.text(&file, &path) {
                briefs.push(BriefFile { id, file, text });
            }
        }
        briefs
    }

    fn templates(&mut self, folder: &str) -> BTreeMap<String, (String, String)> {
        let texts = self.texts_below(folder, &["md", "html", "css", "tera", "yaml", "csl"]);
        texts
            .into_iter()
            .map(|(file, text)| {
                let name = file.strip_prefix(folder).unwrap_or(&file).trim_start_matches('/').to_owned();
                (name, (file, text))
            })
            .collect()
    }

    fn texts_below(&mut self, folder: &str, endings: &[&str]) -> BTreeMap<String, String> {
        let mut texts = BTreeMap::new();
        let mut files = Vec::new();
        for (file, path) in self.files_below(folder) {
            if !endings.iter().any(|ending| path.extension().is_some_and(|found| found == *ending)) {
                continue;
            }
            files.push((file, path));
        }
        for (file, bytes) in self.all_bytes(files) {
            match decode(&file, bytes) {
                Ok(text) => {
                    texts.insert(file, text);
                }
                Err(fault) => self.faults.push(fault),
            }
        }
        texts
    }

    /// Files below a folder of the project, hidden ones left out, in the order of their paths.
    fn files_below(&mut self, folder: &str) -> Vec<(String, PathBuf)> {
        let top = self.root.join(folder);
        if !top.exists() {
            return Vec::new();
        }
        let mut files = Vec::new();
        let hidden = |name: &std::ffi::OsStr| name.to_str().is_some_and(|name| name.starts_with('.'));
        for entry in WalkDir::new(&top).sort_by_file_name().into_iter().filter_entry(|e| !hidden(e.file_name())) {
            match entry {
                Ok(entry) if entry.file_type().is_dir() => {}
                Ok(entry) => {
                    let relative = entry.path().strip_prefix(self.root).unwrap_or(entry.path());
                    let Some(file) = relative.to_str().map(|file| file.replace('\\', "/")) else {
                        let shown = relative.display();
                        self.faults.push(Diagnostic::error("bad-name", format!("the name of `{shown}` is no text")));
                        continue;
                    };
                    if entry.file_type().is_symlink() {
                        let message = format!("`{file}` is left out: it is a link, and links are not followed");
                        self.faults.push(Diagnostic::warning("link", message).at(Location::file(file)));
                    } else {
                        files.push((file, entry.into_path()));
                    }
                }
                Err(error) => {
                    let path = error.path().unwrap_or(&top).display().to_string();
                    let reason = error.into_io_error().unwrap_or_else(|| io::Error::other("a loop of links"));
                    self.faults.push(cannot_read(&path, &reason));
                }
            }
        }
        files
    }

    /// Reads many files, several at a time; gives them in their order, without those that cannot be read.
    fn all_bytes(&mut self, files: Vec<(String, PathBuf)>) -> Vec<(String, Vec<u8>)> {
        let read: Vec<_> = files
            .into_par_iter()
            .map(|(file, path)| match read_file(&path) {
                Ok(bytes) => Ok((file, bytes)),
                Err(fault) => Err(fault.at(Location::file(file))),
            })
            .collect();
        let mut whole = Vec::with_capacity(read.len());
        for read in read {
            match read {
                Ok(file) => whole.push(file),
                Err(fault) => self.faults.push(fault),
            }
        }
        whole
    }

    fn bytes(&mut self, file: &str, path: &Path) -> Option<Vec<u8>> {
        match read_file(path) {
            Ok(bytes) => Some(bytes),
            Err(fault) => {
                self.faults.push(fault.at(Location::file(file)));
                None
            }
        }
    }

    fn text(&mut self, file: &str, path: &Path) -> Option<String> {
        match decode(file, self.bytes(file, path)?) {
            Ok(text) => Some(text),
            Err(fault) => {
                self.faults.push(fault);
                None
            }
        }
    }
}

fn decode(file: &str, bytes: Vec<u8>) -> Result<String, Diagnostic> {
    String::from_utf8(bytes)
        .map(|text| match text.strip_prefix('\u{feff}') {
            Some(rest) => rest.to_owned(),
            None => text,
        })
        .map_err(|error| {
            let good = String::from_utf8_lossy(&error.as_bytes()[..error.utf8_error().valid_up_to()]).into_owned();
            let end = crate::source::Span::new(good.len(), good.len());
            Diagnostic::error("not-utf8", "this file is not UTF-8")
                .at(Location::in_text(file, &good, end))
                .hint("save it as UTF-8")
        })
}

fn cannot_read(file: &str, error: &io::Error) -> Diagnostic {
    Diagnostic::error("cannot-read", format!("cannot read `{file}`: {error}")).at(Location::file(file))
}
