//! A journal that is made only once there is something to lose, and whose loss stops nobody.

use std::fs;
use std::path::{Path, PathBuf};

use files::journal::{Journal, Place, Written};
use files::publish::Fault;
use files::shown;

use super::build;

/// A journal of a run that is short, as most are, or long.
///
/// Records wait in memory until [`Later::settle`] is called for the first time, a second after the beginning. One
/// process at a time keeps rows at a path; a second one keeps none. If the disk refuses, nothing more is kept.
#[derive(Debug)]
pub(super) struct Later {
    path: PathBuf,
    state: State,
    /// Why nothing more is kept.
    pub(super) fault: Option<Fault>,
}

#[derive(Debug)]
enum State {
    Waiting(Vec<Vec<u8>>),
    Open(Journal),
    Off,
}

impl Later {
    /// The journal at a path, and what an earlier life left there, record by record.
    ///
    /// What is damaged or of another build is removed, and so is all if it is to be fresh.
    pub(super) fn new(path: &Path, is_fresh: bool, each: &mut dyn FnMut(Place, &[u8])) -> Self {
        let state = if path.exists() { continued(path, is_fresh, each) } else { State::Waiting(Vec::new()) };
        Self { path: path.into(), state, fault: None }
    }
    /// Whether what an earlier life left is still there.
    pub(super) fn goes_on(&self) -> bool {
        matches!(self.state, State::Open(_))
    }
    /// Keeps a record.
    pub(super) fn keep(&mut self, record: &[u8]) {
        match &mut self.state {
            State::Waiting(waiting) => waiting.push(record.to_vec()),
            State::Open(journal) => {
                let kept = journal.append(record);
                self.unless(kept);
            }
            State::Off => {}
        }
    }
    /// Writes what was kept, and makes the journal if there is none; gives what the disk may not have yet.
    pub(super) fn settle(&mut self) -> Option<Written> {
        if let State::Waiting(waiting) = &self.state {
            if waiting.is_empty() {
                return None;
            }
            match opened(&self.path, waiting) {
                Ok(state) => self.state = state,
                Err(fault) => self.unless(Err(fault)),
            }
        }
        let State::Open(journal) = &mut self.state else { return None };
        match journal.written() {
            Ok(written) => Some(written),
            Err(fault) => {
                self.unless(Err(fault));
                None
            }
        }
    }
    /// Sees to it that the disk has what was kept, if there is a journal.
    pub(super) fn sync(&mut self) {
        if let State::Open(journal) = &mut self.state {
            let synced = journal.sync();
            self.unless(synced);
        }
    }
    /// Removes the journal, if it is this process that keeps it.
    pub(super) fn remove(&mut self) {
        if let State::Open(_) = self.state {
            // Left behind it would only be found again, and give the same results.
            let _ = fs::remove_file(&self.path);
            self.state = State::Off;
            // It stays as long as others keep rows there.
            let _ = self.path.parent().map(fs::remove_dir);
        }
    }
    /// Keeps nothing more if the disk refused.
    pub(super) fn unless(&mut self, done: Result<(), Fault>) {
        if let Err(fault) = done {
            // Room is what the results need now.
            self.remove();
            self.state = State::Off;
            self.fault = Some(fault);
        }
    }
}

/// The journal that an earlier life left.
fn continued(path: &Path, is_fresh: bool, each: &mut dyn FnMut(Place, &[u8])) -> State {
    match Journal::open_alone(path, build().as_bytes(), each) {
        Ok(None) => return State::Off,
        Ok(Some((journal, _))) if !is_fresh => return State::Open(journal),
        Ok(Some(_)) | Err(_) => {}
    }
    match fs::remove_file(path) {
        Ok(()) => State::Waiting(Vec::new()),
        Err(_) => State::Off,
    }
}

/// A new journal with what waited for it; off if another process keeps one there.
fn opened(path: &Path, waiting: &[Vec<u8>]) -> Result<State, Fault> {
    let folder = path.parent().unwrap_or(path);
    fs::create_dir_all(folder).map_err(|e| Fault {
        message: format!("cannot write to {}: {}", shown(folder), files::reason(&e)),
        remedy: "check the path and its permissions".into(),
    })?;
    let Some((mut journal, _)) = Journal::open_alone(path, build().as_bytes(), &mut |_, _| {})? else {
        return Ok(State::Off);
    };
    let kept = waiting.iter().try_for_each(|record| journal.append(record));
    kept.inspect_err(|_| drop(fs::remove_file(path)))?;
    Ok(State::Open(journal))
}

#[cfg(test)]
mod tests {
    use super::Later;

    fn found(path: &std::path::Path, is_fresh: bool) -> (Later, u32) {
        let mut n = 0;
        let later = Later::new(path, is_fresh, &mut |_, _| n += 1);
        let goes_on = later.goes_on();
        (later, if goes_on { n } else { 0 })
    }

    #[test]
    fn rows_that_settled_are_found_again_by_one_process_unless_they_are_damaged_or_unwanted() {
        let folder = std::env::temp_dir().join(format!("windtunnel-later-{}", std::process::id()));
        let path = folder.join("some.rows");
        let (mut first, n) = found(&path, false);
        first.keep(b"one");
        // Before a second is over nothing is written.
        first.sync();
        assert!(n == 0 && !folder.exists());
        first.settle();
        first.keep(b"two");
        // A second process keeps none, and takes none away.
        let (mut second, n) = found(&path, true);
        second.keep(b"other");
        second.settle();
        second.remove();
        assert!(n == 0 && path.exists() && second.fault.is_none());
        first.sync();
        drop(first);
        assert_eq!(found(&path, false).1, 2);
        // A torn end is cut off; what is no journal of this build is removed.
        let bytes = std::fs::read(&path).unwrap();
        std::fs::write(&path, &bytes[..bytes.len() - 1]).unwrap();
        assert_eq!(found(&path, false).1, 1);
        let foreign: Vec<u8> =
            bytes.iter().enumerate().map(|(i, &byte)| if i == 30 { byte ^ 1 } else { byte }).collect();
        std::fs::write(&path, foreign).unwrap();
        assert_eq!(found(&path, false).1, 0);
        assert!(!path.exists());
        // Fresh, none are taken; once they are not needed any more they are removed.
        std::fs::write(&path, &bytes).unwrap();
        let (mut fresh, n) = found(&path, true);
        fresh.keep(b"three");
        fresh.settle();
        assert!(n == 0 && path.exists());
        fresh.remove();
        // Nothing is left, not even the folder.
        assert!(!folder.exists());
    }

    #[test]
    fn a_disk_that_refuses_stops_nobody() {
        let file = std::env::temp_dir().join(format!("windtunnel-later-file-{}", std::process::id()));
        std::fs::write(&file, "no folder").unwrap();
        let (mut later, _) = found(&file.join("some.rows"), false);
        later.keep(b"one");
        later.settle();
        later.keep(b"two");
        later.settle();
        assert!(later.fault.is_some_and(|fault| fault.message.starts_with("cannot write to")));
        std::fs::remove_file(file).unwrap();
    }
}
