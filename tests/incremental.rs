//! Building again: the same bytes with and without the cache, after any change, with entries damaged or gone.

#![expect(clippy::disallowed_methods, reason = "tests write files and start programs")]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::time::{Duration, Instant};

#[path = "../examples/large-corpus/texts.rs"]
mod texts;

fn evenhand(root: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_evenhand"));
    command.arg("-C").arg(root).args(arguments);
    command
}

fn run(root: &Path, arguments: &[&str]) -> Output {
    evenhand(root, arguments).output().expect("it runs")
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// A project of `count` articles.
fn project(count: usize) -> tempfile::TempDir {
    let root = tempfile::tempdir().expect("a folder");
    for folder in ["corpus", "briefs/charge"] {
        fs::create_dir_all(root.path().join(folder)).expect("a folder");
    }
    for number in 0..count {
        let stem = root.path().join(format!("corpus/article-{number:03}"));
        fs::write(stem.with_extension("txt"), texts::article(number)).expect("written");
        fs::write(stem.with_extension("meta.yaml"), texts::meta(number)).expect("written");
    }
    fs::write(root.path().join("briefs/charge/brief.yaml"), texts::brief()).expect("written");
    root
}

/// All files below a folder with their bytes, hidden ones left out.
fn files(root: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut found = BTreeMap::new();
    let mut folders = vec![root.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).expect("a folder").flatten() {
            let path = entry.path();
            if entry.file_name().to_string_lossy().starts_with('.') || path.is_symlink() {
                continue;
            }
            if path.is_dir() {
                folders.push(path);
            } else {
                let name = path.strip_prefix(root).expect("below").to_owned();
                found.insert(name, fs::read(&path).expect("read"));
            }
        }
    }
    found
}

fn copy(files: &BTreeMap<PathBuf, Vec<u8>>) -> tempfile::TempDir {
    let root = tempfile::tempdir().expect("a folder");
    for (name, bytes) in files {
        let path = root.path().join(name);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        fs::write(path, bytes).expect("written");
    }
    root
}

/// Builds with the cache, and a copy without; both must say and write the same.
#[track_caller]
fn builds_alike(root: &Path) -> String {
    let bare = copy(&files(root));
    let cached = run(root, &["build"]);
    let plain = run(bare.path(), &["build", "--no-cache"]);
    assert_eq!(said(&cached), said(&plain));
    assert_eq!(cached.status.code(), plain.status.code());
    assert!(!bare.path().join(".evenhand").exists());
    assert_eq!(files(root), files(bare.path()));
    said(&cached)
}

#[test]
fn the_cache_changes_no_byte_whatever_changes() {
    let root = project(4);
    let at = |file: &str| root.path().join(file);
    assert!(builds_alike(root.path()).contains("changed\n"));
    assert!(builds_alike(root.path()).contains(" 0 changed"));
    // A text changes, comes and goes.
    fs::write(at("corpus/article-002.txt"), texts::article(77)).expect("written");
    builds_alike(root.path());
    fs::write(at("corpus/new.txt"), texts::article(78)).expect("written");
    builds_alike(root.path());
    fs::remove_file(at("corpus/article-003.txt")).expect("deleted");
    builds_alike(root.path());
    fs::remove_file(at("facts/article-003.yaml")).expect("deleted");
    fs::remove_file(at("corpus/article-003.meta.yaml")).expect("deleted");
    builds_alike(root.path());
    // A line that recurs in three texts is furniture in all of them.
    for name in ["article-000", "article-001", "article-002"] {
        let text = fs::read_to_string(at(&format!("corpus/{name}.txt"))).expect("read");
        fs::write(at(&format!("corpus/{name}.txt")), format!("{text}Harbour desk extra\n")).expect("written");
    }
    builds_alike(root.path());
    // People's work.
    let sheet = at("facts/article-000.yaml");
    let text = fs::read_to_string(&sheet).expect("a sheet");
    fs::write(&sheet, text.replacen("status: candidate", "status: checked", 1).replacen("facts:", "# mine\nfacts:", 1))
        .expect("written");
    builds_alike(root.path());
    builds_alike(root.path());
    assert!(fs::read_to_string(&sheet).expect("a sheet").contains("# mine\n"));
    // Settings, words, templates, the brief.
    fs::create_dir_all(at("templates")).expect("a folder");
    fs::write(at("templates/theme.yaml"), "accent: \"#224488\"\n").expect("written");
    builds_alike(root.path());
    fs::write(at("evenhand.yaml"), "paper: letter\n").expect("written");
    builds_alike(root.path());
    fs::write(at("briefs/charge/brief.yaml"), format!("{}sources: [\"article-*\"]\n", texts::brief()))
        .expect("written");
    builds_alike(root.path());
    // Faults are said each time, and nothing is written.
    fs::write(at("facts/article-001.yaml"), "schema: [\n").expect("written");
    assert!(builds_alike(root.path()).contains("nothing was written"));
    assert!(builds_alike(root.path()).contains("nothing was written"));
}

#[test]
fn outputs_changed_or_deleted_by_hand_are_made_again() {
    let root = project(3);
    run(root.path(), &["build"]);
    let made = files(root.path());
    fs::write(root.path().join("briefs/charge/briefing.md"), "mine").expect("written");
    fs::remove_file(root.path().join("briefs/charge/briefing.pdf")).expect("deleted");
    fs::remove_file(root.path().join("facts/article-001.yaml")).expect("deleted");
    let output = run(root.path(), &["build"]);
    assert!(said(&output).contains("3 changed"), "{}", said(&output));
    assert_eq!(files(root.path()), made);
}

#[test]
fn damaged_entries_are_as_good_as_none() {
    let root = project(3);
    run(root.path(), &["build"]);
    let made = files(root.path());
    let mut row = 1_u64;
    let mut folders = vec![root.path().join(".evenhand/cache")];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).expect("a folder").flatten() {
            if entry.path().is_dir() {
                folders.push(entry.path());
                continue;
            }
            let mut bytes = fs::read(entry.path()).expect("an entry");
            row = row.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            let at = usize::try_from(row >> 33).expect("small") % bytes.len();
            match row >> 62 {
                0 => bytes.truncate(at),
                1 => bytes.clear(),
                _ => bytes[at] ^= 0x20,
            }
            fs::write(entry.path(), bytes).expect("written");
        }
    }
    fs::remove_file(root.path().join("briefs/charge/briefing.html")).expect("deleted");
    let output = run(root.path(), &["build"]);
    assert_eq!(output.status.code(), Some(0), "{}", said(&output));
    assert_eq!(files(root.path()), made);
    // Deleting all of it costs time and nothing else.
    fs::remove_dir_all(root.path().join(".evenhand")).expect("deleted");
    assert!(said(&run(root.path(), &["build"])).contains(" 0 changed"));
}

#[test]
fn locked_fails_when_a_file_would_change_and_writes_nothing() {
    let root = project(3);
    let first = run(root.path(), &["build", "--locked"]);
    assert_eq!(first.status.code(), Some(1));
    assert!(said(&first).contains("`facts/article-000.yaml` would be written: it is not there"), "{}", said(&first));
    assert!(!root.path().join("facts").exists() && !root.path().join(".evenhand").exists());
    run(root.path(), &["build"]);
    assert_eq!(run(root.path(), &["build", "--locked"]).status.code(), Some(0));
    let note = root.path().join("briefs/charge/briefing.md");
    let text = fs::read_to_string(&note).expect("a note");
    fs::write(&note, text.replacen("title: \"The harbour charge\"", "title: \"My charge\"", 1)).expect("written");
    let before = files(root.path());
    let output = run(root.path(), &["build", "--locked"]);
    assert_eq!(output.status.code(), Some(1));
    for words in
        ["`briefs/charge/briefing.md` would change", "- title: \"My charge\"", "+ title: \"The harbour charge\""]
    {
        assert!(said(&output).contains(words), "{words}: {}", said(&output));
    }
    assert!(!said(&output).contains("briefing.pdf"), "{}", said(&output));
    assert_eq!(files(root.path()), before);
}

/// How many moments at which the program is killed: `EVENHAND_KILLS` asks for more.
fn kills() -> u32 {
    std::env::var("EVENHAND_KILLS").ok().and_then(|count| count.parse().ok()).unwrap_or(12)
}

#[test]
fn killed_at_any_moment_the_project_is_whole_and_the_next_run_completes() {
    let clean = project(8);
    let before = files(clean.path());
    let start = Instant::now();
    run(clean.path(), &["build"]);
    let whole = start.elapsed();
    let made = files(clean.path());
    let kills = kills();
    let mut interrupted = 0;
    for kill in 0..kills {
        let root = copy(&before);
        let mut child =
            evenhand(root.path(), &["build"]).stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("it runs");
        std::thread::sleep(whole * kill / kills);
        // It may have ended by itself.
        let _ = child.kill();
        interrupted += u32::from(!child.wait().expect("an end").success());
        for (name, bytes) in files(root.path()) {
            let name = name.to_string_lossy();
            let is_whole = made.get(Path::new(&*name)) == Some(&bytes);
            assert!(is_whole, "`{name}` is neither as it was nor as it will be, after {kill} of {kills} parts");
        }
        let output = run(root.path(), &["build"]);
        assert_eq!(output.status.code(), Some(0), "{}", said(&output));
        assert_eq!(files(root.path()), made, "after {kill} of {kills} parts");
    }
    assert!(interrupted > 0, "no run was interrupted");
}

#[test]
fn what_a_killed_run_left_over_is_swept_away_when_it_is_old() {
    let root = project(2);
    fs::create_dir_all(root.path().join("facts")).expect("a folder");
    let [old, new] = ["old", "new"].map(|name| root.path().join(format!("facts/.evenhand-{name}.tmp")));
    for path in [&old, &new] {
        fs::write(path, "half").expect("written");
    }
    let day = Duration::from_secs(24 * 3600);
    let file = fs::File::options().write(true).open(&old).expect("a file");
    file.set_modified(std::time::SystemTime::now() - day).expect("a time");
    run(root.path(), &["build"]);
    // The new one may be that of another run.
    assert_eq!((old.exists(), new.exists()), (false, true));
}

#[test]
fn two_runs_at_once_write_the_same() {
    let clean = project(6);
    let before = files(clean.path());
    run(clean.path(), &["build"]);
    let root = copy(&before);
    let runs: Vec<_> =
        (0..3).map(|_| evenhand(root.path(), &["build"]).stderr(Stdio::piped()).spawn().expect("it runs")).collect();
    for run in runs {
        let output = run.wait_with_output().expect("an end");
        assert_eq!(output.status.code(), Some(0), "{}", said(&output));
    }
    assert_eq!(files(root.path()), files(clean.path()));
}

#[test]
fn a_text_that_changes_while_it_is_read_is_read_whole_or_found_changed_by_the_next_build() {
    let root = project(4);
    let path = root.path().join("corpus/article-001.txt");
    let stop = std::sync::atomic::AtomicBool::new(false);
    std::thread::scope(|scope| {
        scope.spawn(|| {
            let mut number = 100;
            while !stop.load(std::sync::atomic::Ordering::Relaxed) {
                number += 1;
                // In place, as editors should not but do.
                fs::write(&path, texts::article(number)).expect("written");
            }
        });
        let end = Instant::now() + Duration::from_secs(2);
        let mut runs = 0;
        while Instant::now() < end || runs < 2 {
            let status = run(root.path(), &["build"]).status.code();
            assert!(matches!(status, Some(0 | 1)), "{status:?}");
            runs += 1;
        }
        stop.store(true, std::sync::atomic::Ordering::Relaxed);
    });
    // Facts lost with their words are a fault; with a sheet of its own again the text builds as ever.
    builds_alike(root.path());
}

#[test]
fn a_full_disk_and_a_folder_that_cannot_be_written_are_faults_that_lose_nothing() {
    let root = project(3);
    let small = root.path().join("facts");
    fs::create_dir_all(&small).expect("a folder");
    let mount = Command::new("mount").args(["-t", "tmpfs", "-o", "size=64k", "tmpfs"]).arg(&small).output();
    let is_mounted = mount.is_ok_and(|mount| mount.status.success());
    if !is_mounted {
        // Only root may mount: then a file in place of the folder stands for a disk that refuses.
        fs::remove_dir(&small).expect("deleted");
        fs::write(&small, "").expect("written");
    }
    let output = run(root.path(), &["build"]);
    if is_mounted {
        let left: Vec<_> = fs::read_dir(&small).expect("a folder").flatten().map(|entry| entry.path()).collect();
        let whole = left.iter().all(|path| fs::read_to_string(path).is_ok_and(|text| text.ends_with('\n')));
        let strays = left.iter().filter(|path| path.extension().is_none_or(|ending| ending != "yaml")).count();
        let unmounted = Command::new("umount").arg(&small).status().expect("umount runs");
        assert!(unmounted.success() && whole && strays == 0, "{left:?}");
    } else {
        fs::remove_file(&small).expect("deleted");
    }
    assert_eq!(output.status.code(), Some(2), "{}", said(&output));
    assert!(said(&output).contains("cannot write `facts/"), "{}", said(&output));
    assert_eq!(builds_alike(root.path()).lines().last().map(str::is_empty), Some(false));
    assert_eq!(run(root.path(), &["check"]).status.code(), Some(0));
}

#[cfg(unix)]
#[test]
fn links_lead_no_output_out_of_the_project() {
    use std::os::unix::fs::symlink;
    let outside = tempfile::tempdir().expect("a folder");
    fs::write(outside.path().join("secret.txt"), "“It will sail,” said Mayor Ida Holm.").expect("written");
    let root = project(2);
    for link in ["facts", ".evenhand"] {
        symlink(outside.path(), root.path().join(link)).expect("a link");
    }
    symlink(outside.path().join("secret.txt"), root.path().join("corpus/secret.txt")).expect("a link");
    symlink(outside.path().join("note.md"), root.path().join("briefs/charge/briefing.md")).expect("a link");
    let output = run(root.path(), &["build"]);
    assert_eq!(output.status.code(), Some(2), "{}", said(&output));
    assert!(said(&output).contains("`corpus/secret.txt` is left out: it is a link"), "{}", said(&output));
    let there: Vec<_> =
        fs::read_dir(outside.path()).expect("a folder").flatten().map(|entry| entry.file_name()).collect();
    assert_eq!(there, ["secret.txt"]);
    assert!(files(root.path()).values().all(|bytes| !String::from_utf8_lossy(bytes).contains("It will sail")));
}
