//! Folders that appear whole, drafts that stay behind, and two runs that write one folder.

use std::fs;
use std::path::{Path, PathBuf};

use super::{Fault, Folder, MANIFEST, is_safe_name, put};
use crate::shown;

/// A place of its own for one test, which goes with it.
struct Scratch(PathBuf);

impl Scratch {
    fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("windtunnel-publish-{name}-{}", std::process::id()));
        let _ = fs::remove_dir_all(&path);
        fs::create_dir_all(&path).unwrap();
        Self(path)
    }
    fn names(&self) -> Vec<String> {
        let entries = fs::read_dir(&self.0).unwrap();
        let mut names: Vec<_> = entries.map(|e| e.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }
    fn told<T>(&self, result: Result<T, Fault>) -> String {
        result.err().unwrap().to_string().replace(&shown(&self.0), "~")
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

fn publish(target: &Path, file: &str, text: &str) -> Result<PathBuf, Fault> {
    let folder = Folder::create(target)?;
    folder.write(file, text.as_bytes())?;
    folder.write(MANIFEST, b"{}")?;
    folder.commit()
}

#[test]
fn nothing_is_seen_before_commit_and_all_of_it_after() {
    let scratch = Scratch::new("commit");
    let target = scratch.0.join("output/run");
    let folder = Folder::create(&target).unwrap();
    folder.write("charts/a.svg", b"<svg/>").unwrap();
    assert!(!target.exists());
    assert_eq!(folder.commit().unwrap(), target);
    assert_eq!(fs::read(target.join("charts/a.svg")).unwrap(), b"<svg/>");
    assert_eq!(fs::read_dir(scratch.0.join("output")).unwrap().count(), 1);
}

#[test]
fn an_older_output_is_replaced_whole() {
    let scratch = Scratch::new("replace");
    let target = scratch.0.join("run");
    publish(&target, "old.csv", "1").unwrap();
    publish(&target, "new.csv", "2").unwrap();
    assert!(target.join("new.csv").exists() && !target.join("old.csv").exists());
    assert_eq!(scratch.names(), ["run"]);
}

#[test]
fn a_dropped_draft_leaves_nothing() {
    let scratch = Scratch::new("drop");
    let folder = Folder::create(&scratch.0.join("run")).unwrap();
    folder.write("a.csv", b"1").unwrap();
    assert_eq!(scratch.names().len(), 1);
    drop(folder);
    assert_eq!(scratch.names(), Vec::<String>::new());
}

#[test]
fn two_drafts_of_one_target_do_not_meet() {
    let scratch = Scratch::new("two");
    let target = scratch.0.join("run");
    let (one, two) = (Folder::create(&target).unwrap(), Folder::create(&target).unwrap());
    for (folder, text) in [(&one, "1"), (&two, "2")] {
        folder.write(MANIFEST, text.as_bytes()).unwrap();
    }
    one.commit().unwrap();
    two.commit().unwrap();
    assert_eq!(fs::read(target.join(MANIFEST)).unwrap(), b"2");
    assert_eq!(scratch.names(), ["run"]);
}

#[test]
fn what_is_not_ours_is_never_replaced() {
    let scratch = Scratch::new("foreign");
    fs::create_dir(scratch.0.join("thesis")).unwrap();
    fs::write(scratch.0.join("thesis/chapter.tex"), "years of work").unwrap();
    fs::write(scratch.0.join("file"), "").unwrap();
    fs::create_dir(scratch.0.join("empty")).unwrap();
    let check = |name: &str, message: &str| {
        assert_eq!(scratch.told(publish(&scratch.0.join(name), "a.csv", "1")), message);
    };
    check(
        "thesis",
        "cannot write to ~/thesis: it holds files but no manifest.json, so it is not an output of windtunnel; \
         choose another folder with -o",
    );
    check("file", "cannot write to ~/file: there is something that is not a folder; choose another folder with -o");
    check("file/run", "cannot write to ~/file/run: a part of the path is not a folder; choose another folder with -o");
    check(
        "x/..",
        "cannot write to ~/x/..: the path does not end in the name of a folder; choose another folder with -o",
    );
    assert!(publish(&scratch.0.join("empty"), "a.csv", "1").is_ok());
    assert_eq!(scratch.names(), ["empty", "file", "thesis"]);
}

#[test]
fn what_became_foreign_meanwhile_is_kept_too() {
    let scratch = Scratch::new("meanwhile");
    let target = scratch.0.join("run");
    let folder = Folder::create(&target).unwrap();
    fs::create_dir(&target).unwrap();
    fs::write(target.join("notes.txt"), "mine").unwrap();
    assert!(folder.commit().is_err());
    assert_eq!(fs::read(target.join("notes.txt")).unwrap(), b"mine");
    assert_eq!(scratch.names(), ["run"]);
}

#[test]
fn names_that_would_leave_the_folder_are_refused() {
    let scratch = Scratch::new("names");
    let folder = Folder::create(&scratch.0.join("run")).unwrap();
    let message = "cannot write \"../a.csv\" into ~/run: the name would leave the folder; \
                   use letters, digits, `_`, `-` and `.`";
    assert_eq!(scratch.told(folder.write("../a.csv", b"")), message);
    let long = "x".repeat(129);
    for name in ["", ".", "..", ".hidden", "a/b", "a\\b", "a\nb", "a\0b", "c:", "nul", "COM1.txt", "a.", "a ", &long] {
        assert!(!is_safe_name(name), "{name:?}");
    }
    for name in ["summary.csv", "spot_checks-1f2e", "a..b", "console", "été", "compare"] {
        assert!(is_safe_name(name), "{name:?}");
    }
}

/// The name that the draft of a target would have if another process wrote it.
fn of_another_process(target: &Path) -> PathBuf {
    let folder = Folder::create(target).unwrap();
    let ours = format!("-{}-", std::process::id());
    PathBuf::from(folder.draft().to_str().unwrap().replace(&ours, "-1-"))
}

#[test]
fn a_draft_whose_process_was_killed_goes_when_the_next_is_made() {
    let scratch = Scratch::new("killed");
    let left = of_another_process(&scratch.0.join("other"));
    let elsewhere = PathBuf::from(format!("{}x", left.display()));
    // The lock of a process goes with it: a file that nobody holds is what is left.
    for draft in [&left, &elsewhere] {
        fs::create_dir(draft).unwrap();
        fs::write(draft.join(".lock"), "").unwrap();
        fs::write(draft.join("requests.csv"), "half a ta").unwrap();
    }
    let file = left.parent().unwrap().join(left.file_name().unwrap().to_str().unwrap().replace("other", "other.toml"));
    fs::write(&file, "half a ta").unwrap();
    let alive = Folder::create(&scratch.0.join("alive")).unwrap();
    assert!(!left.exists() && !file.exists(), "{:?}", scratch.names());
    assert!(elsewhere.exists(), "a draft of another host is not ours to judge");
    publish(&scratch.0.join("run"), "a.csv", "1").unwrap();
    put(&[(&scratch.0.join("note.txt"), b"1")]).unwrap();
    assert!(alive.draft().exists(), "its writer holds the lock");
    alive.write(MANIFEST, b"{}").unwrap();
    alive.commit().unwrap();
    fs::remove_dir_all(elsewhere).unwrap();
    assert_eq!(scratch.names(), ["alive", "note.txt", "run"]);
}

#[test]
fn a_young_draft_without_a_lock_is_left_alone() {
    let scratch = Scratch::new("young");
    let young = of_another_process(&scratch.0.join("run"));
    fs::create_dir(&young).unwrap();
    publish(&scratch.0.join("run"), "a.csv", "1").unwrap();
    assert!(young.exists());
}

#[test]
fn an_older_output_that_was_moved_aside_by_a_killed_process_comes_back_unless_a_newer_one_is_there() {
    let scratch = Scratch::new("aside");
    let target = scratch.0.join("run");
    let old = of_another_process(&target).to_str().unwrap().replace(".draft-", ".old-");
    publish(&target, "a.csv", "1").unwrap();
    fs::rename(&target, &old).unwrap();
    publish(&scratch.0.join("other"), "a.csv", "2").unwrap();
    assert_eq!(fs::read(target.join("a.csv")).unwrap(), b"1");
    fs::create_dir(&old).unwrap();
    publish(&scratch.0.join("other"), "a.csv", "2").unwrap();
    assert_eq!(scratch.names(), ["other", "run"]);
}

#[test]
fn processes_that_write_one_folder_at_the_same_time_all_succeed() {
    let scratch = Scratch::new("race");
    let target = scratch.0.join("run");
    std::thread::scope(|scope| {
        for text in ["1", "2", "3", "4"] {
            let target = &target;
            scope.spawn(move || (0..100).for_each(|_| drop(publish(target, "a.csv", text).unwrap())));
        }
    });
    assert_eq!(fs::read_dir(&target).unwrap().count(), 2);
    assert_eq!(scratch.names(), ["run"]);
}

#[test]
fn files_are_put_all_or_none() {
    let scratch = Scratch::new("put");
    let (one, two) = (scratch.0.join("one"), scratch.0.join("two"));
    put(&[(&one, b"1"), (&two, b"2")]).unwrap();
    assert_eq!((fs::read(&one).unwrap(), fs::read(&two).unwrap()), (b"1".to_vec(), b"2".to_vec()));
    let inside = one.join("no folder");
    assert!(put(&[(&two, b"3"), (&inside, b"4")]).is_err());
    assert_eq!(fs::read(&two).unwrap(), b"2");
    assert_eq!(scratch.names(), ["one", "two"]);
}
