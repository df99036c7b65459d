//! Output folders that appear whole or not at all.

use std::fs;
use std::io::{Error, ErrorKind, Result as IoResult};
use std::path::{Component, Path, PathBuf};

use crate::file::disk::{reason, shown};

/// The file by which a folder is known as one of ours, so that it may be replaced.
pub const MANIFEST: &str = "manifest.json";

/// The resolved scenario in a folder of results.
pub const SCENARIO: &str = "scenario.toml";

/// Bytes of a safe name \[B\]; with the ending and number of a chart it stays below the 255 of most disks.
const NAME_BYTES: usize = 128;

/// Why an output could not be written, and what would serve.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// What went wrong, with the path.
    pub message: String,
    /// What would serve.
    pub remedy: String,
}

impl std::fmt::Display for Fault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}; {}", self.message, self.remedy)
    }
}

impl std::error::Error for Fault {}

/// A folder in the making: it is written beside its target and takes its name when it is complete.
///
/// Dropped before [`Folder::commit`], it leaves nothing behind.
#[derive(Debug)]
pub struct Folder {
    target: PathBuf,
    draft: PathBuf,
}

impl Folder {
    /// Opens a draft beside `target`.
    ///
    /// # Errors
    /// When something stands at `target` that is not ours, or the place cannot be written to.
    pub fn create(target: &Path) -> Result<Self, Fault> {
        refuse_foreign(target)?;
        let parent = parent(target);
        // The system says of a file in the place of a folder that it is there already.
        let told = |e: Error| if e.kind() == ErrorKind::AlreadyExists { ErrorKind::NotADirectory.into() } else { e };
        fs::create_dir_all(parent).map_err(|e| cannot_write(target, &told(e)))?;
        let draft = free_sibling(target, "draft", |path| fs::create_dir(path)).map_err(|e| cannot_write(target, &e))?;
        Ok(Self { target: target.into(), draft })
    }

    /// Where the files lie until [`Folder::commit`], for what can only draw into a path.
    pub fn draft(&self) -> &Path {
        &self.draft
    }

    /// Where the folder will stand.
    pub fn target(&self) -> &Path {
        &self.target
    }

    /// Writes a file; `name` may lead into folders below, as in `charts/latency.svg`.
    ///
    /// # Errors
    /// When the name would leave the folder, or the disk refuses.
    pub fn write(&self, name: &str, bytes: &[u8]) -> Result<(), Fault> {
        if !name.split('/').all(is_safe_name) {
            let message =
                format!("cannot write {name:?} into {}: the name would leave the folder", shown(&self.target));
            return Err(Fault { message, remedy: "use letters, digits, `_`, `-` and `.`".into() });
        }
        let path = self.draft.join(name);
        let fault = |e| cannot_write(&self.target.join(name), &e);
        fs::create_dir_all(parent(&path)).map_err(fault)?;
        fs::write(&path, bytes).map_err(fault)
    }

    /// Gives the draft its name, in the place of an older folder of ours.
    ///
    /// The older one is moved aside first and comes back if the new one cannot take its place.
    ///
    /// # Errors
    /// When something foreign has appeared at the target, or the disk refuses.
    pub fn commit(self) -> Result<PathBuf, Fault> {
        let fault = |e| cannot_write(&self.target, &e);
        refuse_foreign(&self.target)?;
        if fs::symlink_metadata(&self.target).is_err() {
            fs::rename(&self.draft, &self.target).map_err(fault)?;
            return Ok(self.target.clone());
        }
        let old = free_sibling(&self.target, "old", |path| fs::rename(&self.target, path)).map_err(fault)?;
        if let Err(error) = fs::rename(&self.draft, &self.target) {
            // The first fault is the one to tell; a second one here would have the same cause.
            let _ = fs::rename(&old, &self.target);
            return Err(fault(error));
        }
        remove(&old);
        Ok(self.target.clone())
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        remove(&self.draft);
    }
}

/// Writes files, each whole and all or none: drafts first, then one after the other takes its name.
///
/// # Errors
/// When the disk refuses; what was there is then as it was, unless it refuses between two names.
pub fn put(files: &[(&Path, &[u8])]) -> Result<(), Fault> {
    let mut drafts = Vec::new();
    let mut done = Ok(());
    for (file, bytes) in files {
        let draft = fs::create_dir_all(parent(file))
            .and_then(|()| free_sibling(file, "draft", |path| fs::File::create_new(path).map(drop)));
        match draft.and_then(|draft| fs::write(&draft, bytes).map(|()| draft)) {
            Ok(draft) => drafts.push(draft),
            Err(error) => done = done.and(Err(cannot_write(file, &error))),
        }
    }
    for ((file, _), draft) in files.iter().zip(&drafts) {
        if done.is_ok() {
            done = fs::rename(draft, file).map_err(|error| cannot_write(file, &error));
        }
    }
    // A draft that has its name is gone.
    for draft in drafts {
        let _ = fs::remove_file(draft);
    }
    done
}

/// Whether a text can name one file or folder: it stays where it is put, on every system.
pub fn is_safe_name(name: &str) -> bool {
    let stays = !name.is_empty() && name.len() <= NAME_BYTES && !name.starts_with('.') && !name.ends_with(['.', ' ']);
    let plain = !name.chars().any(|c| c.is_control() || "/\\:*?\"<>|".contains(c));
    // The device names of Windows, with or without an ending.
    let stem = name.split('.').next().unwrap_or("").to_ascii_lowercase();
    let numbered = stem.strip_prefix("com").or_else(|| stem.strip_prefix("lpt"));
    let device = ["con", "prn", "aux", "nul"].contains(&stem.as_str())
        || numbered.is_some_and(|n| n.len() == 1 && n.chars().all(|c| c.is_ascii_digit()));
    stays && plain && !device
}

/// An older output of ours, an empty folder or nothing may stand at the target.
fn refuse_foreign(target: &Path) -> Result<(), Fault> {
    let name = match target.components().next_back() {
        Some(Component::Normal(name)) => name.to_str(),
        _ => None,
    };
    let refuse = |why: &str, remedy: &str| {
        Err(Fault { message: format!("cannot write to {}: {why}", shown(target)), remedy: remedy.into() })
    };
    if name.is_none() {
        return refuse("the path does not end in the name of a folder", OTHER);
    }
    let Ok(meta) = fs::symlink_metadata(target) else { return Ok(()) };
    if !meta.is_dir() {
        return refuse("there is something that is not a folder", OTHER);
    }
    let is_empty = fs::read_dir(target).is_ok_and(|mut entries| entries.next().is_none());
    if is_empty || target.join(MANIFEST).is_file() {
        return Ok(());
    }
    refuse(&format!("it holds files but no {MANIFEST}, so it is not an output of windtunnel"), OTHER)
}

const OTHER: &str = "choose another folder with -o";

fn cannot_write(path: &Path, error: &Error) -> Fault {
    Fault { message: format!("cannot write to {}: {}", shown(path), reason(error)), remedy: OTHER.into() }
}

fn parent(path: &Path) -> &Path {
    path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// Takes the first free hidden name beside a path; two processes may write the same target at once.
fn free_sibling(target: &Path, role: &str, take: impl Fn(&Path) -> IoResult<()>) -> IoResult<PathBuf> {
    let name = target.file_name().unwrap_or_default().to_string_lossy();
    let mut number = 0;
    loop {
        let path = parent(target).join(format!(".{name}.{role}-{}-{number}", std::process::id()));
        let is_free = fs::symlink_metadata(&path).is_err();
        match if is_free { take(&path) } else { Err(ErrorKind::AlreadyExists.into()) } {
            Ok(()) => return Ok(path),
            Err(error) if error.kind() == ErrorKind::AlreadyExists && number < 100 => number += 1,
            Err(error) => return Err(error),
        }
    }
}

/// Removes what is left over; it may be gone already.
fn remove(path: &Path) {
    let _ = fs::remove_dir_all(path);
}

#[cfg(test)]
mod tests {
    use super::*;

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
        check(
            "file/run",
            "cannot write to ~/file/run: a part of the path is not a folder; choose another folder with -o",
        );
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
        for name in
            ["", ".", "..", ".hidden", "a/b", "a\\b", "a\nb", "a\0b", "c:", "nul", "COM1.txt", "a.", "a ", &long]
        {
            assert!(!is_safe_name(name), "{name:?}");
        }
        for name in ["summary.csv", "spot_checks-1f2e", "a..b", "console", "été", "compare"] {
            assert!(is_safe_name(name), "{name:?}");
        }
    }
}
