//! Which sources a brief takes: globs over ids, and tags.

use globset::{Glob, GlobSet, GlobSetBuilder};

use crate::sheet::SourceRecord;

/// Patterns of a brief, ready to be matched.
#[derive(Clone, Debug)]
pub struct Selection {
    taken: Patterns,
    left_out: Patterns,
}

#[derive(Clone, Debug)]
struct Patterns {
    globs: GlobSet,
    tags: Vec<String>,
}

impl Selection {
    /// Takes patterns as written: a glob over source ids or a tag; with `!` before it, what it names is left out.
    pub(super) fn of(patterns: &[String]) -> Self {
        let (left_out, taken): (Vec<&str>, Vec<&str>) =
            patterns.iter().map(String::as_str).partition(|pattern| pattern.starts_with('!'));
        // Only exceptions: everything else is taken.
        let taken = if taken.is_empty() && !left_out.is_empty() { vec!["**"] } else { taken };
        Self { taken: Patterns::of(&taken), left_out: Patterns::of(&left_out) }
    }

    /// Tells whether the source is taken.
    pub fn selects(&self, source: &SourceRecord) -> bool {
        self.taken.fit(source) && !self.left_out.fit(source)
    }
}

impl Patterns {
    fn of(patterns: &[&str]) -> Self {
        let bare: Vec<&str> = patterns.iter().map(|pattern| pattern.strip_prefix('!').unwrap_or(pattern)).collect();
        let mut globs = GlobSetBuilder::new();
        for glob in bare.iter().filter_map(|pattern| Glob::new(pattern).ok()) {
            globs.add(glob);
        }
        Self {
            globs: globs.build().unwrap_or_else(|_| GlobSet::empty()),
            tags: bare.into_iter().map(str::to_owned).collect(),
        }
    }

    fn fit(&self, source: &SourceRecord) -> bool {
        self.globs.is_match(source.id.as_str()) || source.tags.iter().any(|tag| self.tags.contains(tag))
    }
}
