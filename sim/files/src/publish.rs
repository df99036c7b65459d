//! Output folders that appear whole or not at all.

mod draft;
#[cfg(test)]
mod tests;

use std::fs;
use std::io::{Error, ErrorKind};
use std::path::{Component, Path, PathBuf};

use crate::{reason, shown};

use draft::Draft;

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

/// How often two processes that write the same folder may get in each other's way before one gives up.
const ATTEMPTS: u32 = 100;

/// A folder in the making: it is written beside its target and takes its name when it is complete.
///
/// Dropped before [`Folder::commit`], it leaves nothing behind. What a process left that was killed is removed when the
/// next folder is made beside it.
#[derive(Debug)]
pub struct Folder {
    target: PathBuf,
    draft: Draft,
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
        draft::sweep(parent);
        let draft = Draft::folder(target).map_err(|e| cannot_write(target, &e))?;
        Ok(Self { target: target.into(), draft })
    }

    /// Where the files lie until [`Folder::commit`], for what can only draw into a path.
    pub fn draft(&self) -> &Path {
        self.draft.path()
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
        let path = self.draft().join(name);
        let fault = |e| cannot_write(&self.target.join(name), &e);
        fs::create_dir_all(parent(&path)).map_err(fault)?;
        fs::write(&path, bytes).map_err(fault)
    }

    /// Gives the draft its name, in the place of an older folder of ours.
    ///
    /// The older one is moved aside first and comes back if the new one cannot take its place. Of two processes that do
    /// this at the same time both succeed, and the folder is that of the later.
    ///
    /// # Errors
    /// When something foreign has appeared at the target, or the disk refuses.
    pub fn commit(mut self) -> Result<PathBuf, Fault> {
        self.draft.release();
        for _ in 0..ATTEMPTS {
            refuse_foreign(&self.target)?;
            match fs::rename(self.draft.path(), &self.target) {
                Ok(()) => return Ok(self.target.clone()),
                Err(error) if !is_taken(&error, &self.target) => return Err(cannot_write(&self.target, &error)),
                Err(_) => {}
            }
            let old = match draft::set_aside(&self.target) {
                Ok(old) => old,
                // Another process has moved it just now.
                Err(error) if error.kind() == ErrorKind::NotFound => continue,
                Err(error) => return Err(cannot_write(&self.target, &error)),
            };
            let placed = fs::rename(self.draft.path(), &self.target);
            if let Err(error) = placed.as_ref()
                && !is_taken(error, &self.target)
            {
                // The first fault is the one to tell; a second one here would have the same cause.
                let _ = fs::rename(&old, &self.target);
                return Err(cannot_write(&self.target, error));
            }
            draft::remove_old(&old);
            if placed.is_ok() {
                return Ok(self.target.clone());
            }
        }
        Err(cannot_write(&self.target, &ErrorKind::ResourceBusy.into()))
    }
}

/// Whether something stood where a folder was to go.
fn is_taken(error: &Error, target: &Path) -> bool {
    match error.kind() {
        ErrorKind::DirectoryNotEmpty | ErrorKind::AlreadyExists => true,
        // What Windows says of a folder in the way.
        ErrorKind::PermissionDenied => cfg!(windows) && target.exists(),
        _ => false,
    }
}

/// Writes files, each whole and all or none: drafts first, then one after the other takes its name.
///
/// # Errors
/// When the disk refuses; what was there is then as it was, unless it refuses between two names.
pub fn put(files: &[(&Path, &[u8])]) -> Result<(), Fault> {
    let mut drafts = Vec::new();
    for (file, bytes) in files {
        let fault = |error| cannot_write(file, &error);
        fs::create_dir_all(parent(file)).map_err(fault)?;
        draft::sweep(parent(file));
        drafts.push(Draft::file(file, bytes).map_err(fault)?);
    }
    for ((file, _), draft) in files.iter().zip(&mut drafts) {
        draft.release();
        fs::rename(draft.path(), file).map_err(|error| cannot_write(file, &error))?;
    }
    Ok(())
}

/// Tries whether a file could be written, and leaves nothing behind; its folder must exist.
///
/// # Errors
/// When the disk refuses.
pub fn probe(file: &Path) -> Result<(), Fault> {
    Draft::file(file, b"").map(drop).map_err(|error| cannot_write(file, &error))
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
    // Another process may put its own output there while one looks: what is foreign stays so.
    if (0..3).any(|_| is_empty_or_gone(target) || target.join(MANIFEST).is_file()) {
        return Ok(());
    }
    refuse(&format!("it holds files but no {MANIFEST}, so it is not an output of windtunnel"), OTHER)
}

fn is_empty_or_gone(folder: &Path) -> bool {
    match fs::read_dir(folder) {
        Ok(mut entries) => entries.next().is_none(),
        Err(error) => error.kind() == ErrorKind::NotFound,
    }
}

const OTHER: &str = "choose another folder with -o";

fn cannot_write(path: &Path, error: &Error) -> Fault {
    let remedy =
        if error.kind() == ErrorKind::StorageFull { format!("free some space, or {OTHER}") } else { OTHER.into() };
    Fault { message: format!("cannot write to {}: {}", shown(path), reason(error)), remedy }
}

fn parent(path: &Path) -> &Path {
    path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."))
}
