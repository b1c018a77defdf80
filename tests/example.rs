//! The worked example, built in memory: the same bytes in any order and on any number of threads, and no fault.

use evenhand::diagnostic::Severity;
use evenhand::files;
use evenhand::project;

fn inputs() -> project::Inputs {
    let read = files::read_project(std::path::Path::new(env!("CARGO_MANIFEST_DIR")));
    assert!(read.warnings.iter().all(|found| found.severity < Severity::Warning), "{:#?}", read.warnings);
    read.output
}

#[test]
fn the_example_builds_without_a_warning_to_what_is_committed() {
    let inputs = inputs();
    let built = project::build(&inputs, None);
    let found: Vec<_> = built.warnings.iter().filter(|found| found.severity > Severity::Note).collect();
    assert!(found.is_empty(), "{found:#?}");
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    assert_eq!(
        files::out_of_date(root, &built.output),
        Vec::<String>::new(),
        "run `evenhand build` and read the notes"
    );
}

#[test]
fn order_of_files_and_threads_change_no_byte() {
    let inputs = inputs();
    let first = project::build(&inputs, None).output;
    let mut turned = inputs.clone();
    turned.corpus.reverse();
    assert_eq!(project::build(&turned, None).output, first);
    let single = rayon::ThreadPoolBuilder::new().num_threads(1).build().expect("a pool");
    assert_eq!(single.install(|| project::build(&inputs, None).output), first);
}
