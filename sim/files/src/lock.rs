//! A lock on a folder: two processes never work in one at the same time.

use std::fs::{File, OpenOptions, TryLockError};
use std::path::Path;

use super::publish::Fault;
use super::{reason, shown};

/// A folder that this process holds; released when dropped, and by the system if the process dies.
#[derive(Debug)]
pub struct Lock {
    file: File,
}

impl Lock {
    /// Takes the lock `name` of a folder, which must exist.
    ///
    /// # Errors
    /// If another process holds it, or the disk refuses.
    pub fn take(folder: &Path, name: &str) -> Result<Self, Fault> {
        let path = folder.join(name);
        let fault = |e: std::io::Error| Fault {
            message: format!("cannot lock {}: {}", shown(folder), reason(&e)),
            remedy: "check the path and its permissions".into(),
        };
        let file = OpenOptions::new().write(true).create(true).truncate(false).open(&path).map_err(fault)?;
        match file.try_lock() {
            Ok(()) => Ok(Self { file }),
            Err(TryLockError::WouldBlock) => Err(Fault {
                message: format!("another windtunnel is at work in {}", shown(folder)),
                remedy: "wait for it to end, or name another folder".into(),
            }),
            Err(TryLockError::Error(error)) => Err(fault(error)),
        }
    }
}

impl Drop for Lock {
    fn drop(&mut self) {
        // The file stays: were it removed, two others could hold the old one and a new one at the same time.
        let _ = self.file.unlock();
    }
}

#[cfg(test)]
mod tests {
    use super::Lock;

    #[test]
    fn a_folder_is_held_by_one_at_a_time_and_free_again_afterwards() {
        let folder = std::env::temp_dir();
        let name = format!("windtunnel-lock-{}", std::process::id());
        let first = Lock::take(&folder, &name).unwrap();
        let fault = Lock::take(&folder, &name).unwrap_err();
        assert!(fault.message.starts_with("another windtunnel is at work in"), "{fault}");
        drop(first);
        drop(Lock::take(&folder, &name).unwrap());
        std::fs::remove_file(folder.join(name)).unwrap();
    }
}
