//! Cues of a project: what `lexicon/*.yaml` adds to the built-in entries or replaces.
