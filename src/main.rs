//! Parses arguments, runs, prints, ends with a status.

fn main() {}
