//! Hidden names beside an output: drafts, locked as long as their writer lives, and older outputs on their way out.
//!
//! A name says role, process and host: `.quickstart-1a2b3c4d.draft-4711-0-host`. What a killed process leaves is found
//! by the lock that died with it, and not by its number, which another process may have by then. Only what this host
//! wrote is touched: locks may not reach over a network.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{ErrorKind, Result as IoResult, Write as _};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use super::{MANIFEST, parent};

/// The file of a draft folder that its writer keeps locked.
const LOCK: &str = ".lock";
/// Where locks tell nothing, a draft is left over after so long: nobody writes a folder for a day.
const PATIENCE: Duration = Duration::from_secs(86_400);
/// Characters of the name of a host in that of a draft.
const HOST: usize = 40;

/// Names that are tried: a process of the same number may have left some.
const ATTEMPTS: u32 = 1_000;

/// What a hidden name stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Role {
    /// What is being written.
    Draft,
    /// A whole output in whose place a newer one comes.
    Old,
}

impl Role {
    fn word(self) -> &'static str {
        match self {
            Self::Draft => ".draft",
            Self::Old => ".old",
        }
    }
}

/// A folder or file that is being written; dropped, it leaves nothing behind.
#[derive(Debug)]
pub(super) struct Draft {
    path: PathBuf,
    lock: Option<File>,
}

impl Draft {
    /// A folder beside `target`.
    pub(super) fn folder(target: &Path) -> IoResult<Self> {
        Self::take(target, |path| {
            fs::create_dir(path)?;
            File::create_new(path.join(LOCK))
        })
    }

    /// A file beside `target` that holds these bytes.
    pub(super) fn file(target: &Path, bytes: &[u8]) -> IoResult<Self> {
        let draft = Self::take(target, |path| File::create_new(path))?;
        // By the handle that holds the lock: on Windows no other may write.
        draft.lock.as_ref().map_or(Ok(()), |mut file| file.write_all(bytes))?;
        Ok(draft)
    }

    /// Takes a free name and locks what `make` makes there.
    fn take(target: &Path, make: impl Fn(&Path) -> IoResult<File>) -> IoResult<Self> {
        for _ in 0..ATTEMPTS {
            let path = hidden(target, Role::Draft);
            if fs::symlink_metadata(&path).is_ok() {
                continue;
            }
            let draft = match make(&path) {
                Ok(lock) => Self { path, lock: Some(lock) },
                Err(error) if error.kind() == ErrorKind::AlreadyExists => continue,
                // Another process held it for left over before there was anything to lock in it.
                Err(error) if error.kind() == ErrorKind::NotFound && parent(target).is_dir() => continue,
                Err(error) => {
                    remove(&path);
                    return Err(error);
                }
            };
            // Before the lock was taken another process may have held this for left over and removed it.
            let is_locked =
                draft.lock.as_ref().is_some_and(|lock| !matches!(lock.try_lock(), Err(TryLockError::WouldBlock)));
            if is_locked && fs::symlink_metadata(lock_of(&draft.path)).is_ok() {
                return Ok(draft);
            }
        }
        Err(ErrorKind::AlreadyExists.into())
    }

    /// Where it is.
    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// Lets the lock of a folder go, because the draft is complete and takes its name next; a file keeps its own.
    pub(super) fn release(&mut self) {
        if self.path.is_dir() {
            // First the file: a draft without one is left alone.
            let _ = fs::remove_file(self.path.join(LOCK));
            self.lock = None;
        }
    }
}

impl Drop for Draft {
    fn drop(&mut self) {
        self.lock = None;
        // A draft that has its name is gone.
        remove(&self.path);
    }
}

/// Moves an older output aside.
pub(super) fn set_aside(target: &Path) -> IoResult<PathBuf> {
    let free = (0..ATTEMPTS).map(|_| hidden(target, Role::Old)).find(|path| fs::symlink_metadata(path).is_err());
    let old = free.ok_or(ErrorKind::AlreadyExists)?;
    fs::rename(target, &old).map(|()| old)
}

/// Removes an older output that was moved aside.
pub(super) fn remove_old(old: &Path) {
    // First the file by which one that is whole is known.
    let _ = fs::remove_file(old.join(MANIFEST));
    remove(old);
}

/// Removes from a folder what killed processes of this host have left there.
///
/// An older output for which nothing came is put back: its process was killed between two names.
pub(super) fn sweep(folder: &Path) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let name = entry.file_name();
        let Some((role, target)) = name.to_str().and_then(|name| read(name, &host())) else { continue };
        let path = entry.path();
        match role {
            Role::Draft => remove_left(&path),
            Role::Old => {
                let target = folder.join(target);
                let is_free = fs::symlink_metadata(&target).is_err_and(|e| e.kind() == ErrorKind::NotFound);
                if !(is_free && path.join(MANIFEST).is_file() && fs::rename(&path, &target).is_ok()) {
                    remove_old(&path);
                }
            }
        }
    }
}

/// Removes a draft if nobody writes it any more.
fn remove_left(path: &Path) {
    let is_stale = || {
        let modified = fs::symlink_metadata(path).and_then(|meta| meta.modified());
        modified.is_ok_and(|at| at.elapsed().is_ok_and(|age| age > PATIENCE))
    };
    let lock = match OpenOptions::new().read(true).write(true).open(lock_of(path)) {
        Ok(file) => match file.try_lock() {
            // Its writer let it go after this file was opened: it is whole, and takes its name just now.
            Ok(()) if fs::symlink_metadata(lock_of(path)).is_err() => return,
            Ok(()) => Some(file),
            Err(TryLockError::Error(_)) if is_stale() => None,
            Err(_) => return,
        },
        Err(error) if error.kind() == ErrorKind::NotFound && is_stale() => None,
        Err(_) => return,
    };
    // Held meanwhile, so that whoever has just made it sees that it goes.
    remove(path);
    drop(lock);
    // Windows keeps a file until it is closed.
    remove(path);
}

/// What is locked of a draft: a file itself, of a folder the file for that.
fn lock_of(path: &Path) -> PathBuf {
    if path.is_dir() { path.join(LOCK) } else { path.into() }
}

/// A hidden name beside a target that this process has not given yet.
fn hidden(target: &Path, role: Role) -> PathBuf {
    static NUMBER: AtomicU32 = AtomicU32::new(0);
    let name = target.file_name().unwrap_or_default().to_string_lossy();
    let (role, process, number) = (role.word(), std::process::id(), NUMBER.fetch_add(1, Ordering::Relaxed));
    parent(target).join(format!(".{name}{role}-{process}-{number}-{}", host()))
}

/// Role and target of a hidden name that a host gave.
fn read<'a>(name: &'a str, host: &str) -> Option<(Role, &'a str)> {
    let rest = name.strip_prefix('.')?.strip_suffix(host)?.strip_suffix('-')?;
    let (rest, number) = rest.rsplit_once('-')?;
    let (rest, process) = rest.rsplit_once('-')?;
    let is_number = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    let of = |role: Role| Some((role, rest.strip_suffix(role.word()).filter(|target| !target.is_empty())?));
    if is_number(number) && is_number(process) { of(Role::Draft).or_else(|| of(Role::Old)) } else { None }
}

/// The name of this host, fit for that of a file.
fn host() -> String {
    #[cfg(unix)]
    let name = rustix::system::uname().nodename().to_string_lossy().into_owned();
    #[cfg(not(unix))]
    let name = std::env::var("COMPUTERNAME").unwrap_or_default();
    let fit = |c: char| if c.is_ascii_alphanumeric() || c == '.' { c } else { '_' };
    let name: String = name.chars().map(fit).take(HOST).collect();
    if name.is_empty() { "host".into() } else { name }
}

/// Removes what is left over; it may be gone already.
fn remove(path: &Path) {
    if fs::symlink_metadata(path).is_ok_and(|meta| meta.is_dir()) {
        let _ = fs::remove_dir_all(path);
    } else {
        let _ = fs::remove_file(path);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hidden_name_says_what_it_is_of_and_which_host_gave_it() {
        let name = |target: &str, role| {
            hidden(Path::new(target), role).file_name().map(|name| name.to_string_lossy().into_owned()).unwrap()
        };
        for target in ["quickstart-1a2b3c4d", "a.draft-1-2-b", "t4.toml"] {
            assert_eq!(read(&name(target, Role::Draft), &host()), Some((Role::Draft, target)));
            assert_eq!(read(&name(target, Role::Old), &host()), Some((Role::Old, target)));
            assert_eq!(read(&name(target, Role::Old), "elsewhere"), None);
        }
        assert_eq!(read(".a.draft-1-0-here", "here"), Some((Role::Draft, "a")));
        for other in ["a.draft-1-0-here", ".a.draft-x-0-here", ".draft-1-0-here", ".a.draft-1-0", ".bashrc-1-0-here"] {
            assert_eq!(read(other, "here"), None, "{other}");
        }
    }
}
