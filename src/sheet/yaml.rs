//! Fact sheets as YAML files: read, write, merge. The one place that knows `serde_yaml`.
