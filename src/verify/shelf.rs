//! The sources of a run: each read, folded and, if speakers are asked for, searched for speeches at most once.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rayon::prelude::*;

use super::Book;
use crate::diagnostic::Severity;
use crate::{corpus, document, files};

/// How many bytes of texts are kept ready; when more are asked for, all are put back.
const MOST_BYTES: usize = 256 << 20;

/// Sources by their paths, read when first asked for.
#[derive(Debug)]
pub struct Shelf {
    root: PathBuf,
    books: BTreeMap<String, Result<Arc<Book>, String>>,
    bytes: usize,
}

impl Shelf {
    /// Makes an empty shelf for the texts below `root`.
    pub fn new(root: &Path) -> Self {
        Self { root: root.to_owned(), books: BTreeMap::new(), bytes: 0 }
    }

    /// Reads those of `files` that are not there yet.
    pub fn fetch<'a>(&mut self, files: impl Iterator<Item = &'a str>) {
        if self.bytes > MOST_BYTES {
            self.books.clear();
            self.bytes = 0;
        }
        let mut missing: Vec<_> = files.filter(|file| !self.books.contains_key(*file)).collect();
        missing.sort_unstable();
        missing.dedup();
        let read: Vec<_> = missing.par_iter().map(|file| ((*file).to_owned(), read(&self.root, file))).collect();
        for (file, book) in read {
            self.bytes += book.as_ref().map_or(0, |book| book.document().text.len());
            self.books.insert(file, book);
        }
    }

    /// Returns a source that was fetched, or why it cannot be used.
    ///
    /// # Errors
    /// The reason, in one line.
    pub fn get(&self, file: &str) -> Result<&Arc<Book>, &str> {
        match self.books.get(file) {
            Some(Ok(book)) => Ok(book),
            Some(Err(reason)) => Err(reason),
            None => Err("the source was not read"),
        }
    }
}

fn read(root: &Path, file: &str) -> Result<Arc<Book>, String> {
    let source = files::read_source(root, file).map_err(|fault| fault.message)?;
    let gathered = corpus::gather(vec![source]);
    let fault = |found: &crate::diagnostic::Diagnostic| found.message.clone();
    let is_error = |found: &&crate::diagnostic::Diagnostic| found.severity == Severity::Error;
    let Some(text) = gathered.output.texts.first() else {
        return Err(gathered.warnings.first().map_or_else(|| "it cannot be read as a text".to_owned(), fault));
    };
    let parsed = document::parse(text);
    match parsed.warnings.iter().find(is_error) {
        Some(found) if found.rule == "unreadable" => Err(fault(found)),
        _ => Ok(Arc::new(Book::new(parsed.output, None))),
    }
}
