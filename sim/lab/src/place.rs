//! The folder of an experiment: locked while somebody works in it, with the rows of all lives.

use std::fs;
use std::path::{Path, PathBuf};

use files::lock::Lock;
use files::publish::{Fault, MANIFEST, SCENARIO};
use files::{reason, shown};
use scenario::Checked;
use serde_json::Value;

use crate::record::{HASH_DIGITS, inputs, scenario_text};
use crate::store::Store;

/// The folder of the rows.
const ROWS: &str = "rows";

/// Part of the points of a design: those whose number leaves `index` when divided by `of`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shard {
    /// Which part, from 0.
    pub index: u32,
    /// How many parts there are.
    pub of: u32,
}

impl Shard {
    /// All points.
    pub const WHOLE: Self = Self { index: 0, of: 1 };

    /// The name of its rows.
    fn file(self) -> String {
        format!("shard-{}-of-{}.rows", self.index, self.of)
    }
    /// The name of its lock.
    fn lock(self) -> String {
        format!("{}.lock", self.file())
    }
    /// The shard that a file of rows is of.
    fn of_file(name: &str) -> Option<Self> {
        let (index, of) = name.strip_prefix("shard-")?.strip_suffix(".rows")?.split_once("-of-")?;
        let shard = Self { index: index.parse().ok()?, of: of.parse().ok()? };
        (shard.index < shard.of && shard.file() == name).then_some(shard)
    }
    /// How many of `n` points are its own.
    pub(crate) fn points(self, n: usize) -> usize {
        n.saturating_sub(self.index as usize).div_ceil(self.of as usize)
    }
    /// The number of its point `at` in the whole design.
    pub(crate) fn point(self, at: usize) -> usize {
        at * self.of as usize + self.index as usize
    }
}

/// What a folder is taken for: one that holds anything else is refused.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Purpose<'a> {
    /// The name of the experiment.
    pub(crate) experiment: &'static str,
    /// What identifies its scenario and its plan.
    pub(crate) hash: &'a str,
}

/// The folder of an experiment that this process works in.
#[derive(Debug)]
pub(crate) struct Place {
    pub(crate) path: PathBuf,
    _lock: Lock,
}

impl Place {
    /// Takes the folder, which is made if there is none.
    ///
    /// # Errors
    /// If another process works in it, it holds something else, or the disk refuses.
    pub(crate) fn take(
        path: &Path,
        purpose: &Purpose<'_>,
        checked: &Checked,
        shard: Shard,
        is_fresh: bool,
    ) -> Result<Self, Fault> {
        let fault = |e: std::io::Error| Fault {
            message: format!("cannot write to {}: {}", shown(path), reason(&e)),
            remedy: "check the path and its permissions, or choose another folder with `-o`".into(),
        };
        let is_there = path.exists();
        if is_there && !path.join(MANIFEST).is_file() && !path.join(ROWS).is_dir() {
            let is_empty = fs::read_dir(path).map_err(fault)?.next().is_none();
            if !is_empty {
                let message = format!("{} is not a folder of results", shown(path));
                return Err(Fault { message, remedy: "name another folder, or move it away".into() });
            }
        }
        let rows = path.join(ROWS);
        fs::create_dir_all(&rows).map_err(fault)?;
        let lock = Lock::take(&rows, &shard.lock())?;
        let place = Self { path: path.into(), _lock: lock };
        if shard == Shard::WHOLE {
            // Who works on all points works on those of every shard.
            for (_, other) in place.shards()?.into_iter().filter(|(_, other)| *other != shard) {
                drop(Lock::take(&rows, &other.lock())?);
            }
        }
        if is_fresh {
            place.forget(shard)?;
        }
        if let Some(manifest) = place.manifest() {
            if manifest["tool"] != "windtunnel" || manifest["experiment"] != purpose.experiment {
                let message = format!("{} holds other results", shown(path));
                return Err(Fault { message, remedy: "name another folder with `-o`".into() });
            }
            if manifest["hash"] != purpose.hash {
                let what = purpose.experiment;
                let message = format!("{} holds a {what} of another scenario, or of other values", shown(path));
                let remedy = "name another folder, or start anew with `--fresh`, which removes its rows";
                return Err(Fault { message, remedy: remedy.into() });
            }
        } else {
            place.write(SCENARIO, scenario_text(checked).as_bytes())?;
            inputs::write(checked, |name, bytes| place.write(name, bytes))?;
        }
        Ok(place)
    }
    /// Removes the rows of all lives; those of other shards stay if it is one.
    fn forget(&self, shard: Shard) -> Result<(), Fault> {
        let is_whole = shard == Shard::WHOLE;
        for (path, _) in self.shards()?.into_iter().filter(|(_, other)| is_whole || *other == shard) {
            fs::remove_file(&path).map_err(|e| Fault {
                message: format!("cannot remove {}: {}", shown(&path), reason(&e)),
                remedy: "check its permissions".into(),
            })?;
        }
        if is_whole {
            let _ = fs::remove_file(self.path.join(MANIFEST));
        }
        Ok(())
    }
    /// The files of rows, each with its shard.
    fn shards(&self) -> Result<Vec<(PathBuf, Shard)>, Fault> {
        let rows = self.path.join(ROWS);
        let listed = fs::read_dir(&rows).map_err(|e| Fault {
            message: format!("cannot read {}: {}", shown(&rows), reason(&e)),
            remedy: "name the folder of an experiment".into(),
        })?;
        let mut list: Vec<_> = listed
            .flatten()
            .filter_map(|entry| Some((entry.path(), Shard::of_file(entry.file_name().to_str()?)?)))
            .collect();
        list.sort_by_key(|(_, shard)| (shard.of, shard.index));
        Ok(list)
    }
    /// The rows of a shard, to which more are appended.
    ///
    /// # Errors
    /// If they are of another build, or the disk refuses.
    pub(crate) fn store(&self, shard: Shard) -> Result<Store, Fault> {
        Store::open(&self.path.join(ROWS).join(shard.file()))
    }
    /// The rows of all shards together.
    ///
    /// # Errors
    /// If a shard is missing, they are of several partitions or builds, or the disk refuses.
    pub(crate) fn merged(&self) -> Result<(Store, u32), Fault> {
        let shards = self.shards()?;
        let fault = |message: String, remedy: String| Err(Fault { message, remedy });
        let Some((_, Shard { of, .. })) = shards.last() else {
            return fault(format!("{} has no rows", shown(&self.path)), "run its shards first".into());
        };
        if let Some((path, _)) = shards.iter().find(|(_, shard)| shard.of != *of) {
            let message = format!("{} is of another partition than the rest, of {of} shards", shown(path));
            return fault(message, "keep the files of one partition".into());
        }
        let missing: Vec<u32> = (0..*of).filter(|index| shards.iter().all(|(_, s)| s.index != *index)).collect();
        if !missing.is_empty() {
            return Err(missing_shards(&missing, *of));
        }
        let paths: Vec<PathBuf> = shards.iter().map(|(path, _)| path.clone()).collect();
        Ok((Store::read(&paths)?, *of))
    }

    fn manifest(&self) -> Option<Value> {
        serde_json::from_str(&fs::read_to_string(self.path.join(MANIFEST)).ok()?).ok()
    }
    /// Writes a file whole or not at all.
    ///
    /// # Errors
    /// If the disk refuses.
    pub(crate) fn write(&self, name: &str, bytes: &[u8]) -> Result<(), Fault> {
        write(&self.path, name, bytes)
    }
    /// Where a file is written until [`Place::publish`].
    pub(crate) fn draft(&self, name: &str) -> PathBuf {
        self.path.join(format!(".{name}.part"))
    }
    /// Gives a file that was written its name.
    ///
    /// # Errors
    /// If the disk refuses.
    pub(crate) fn publish(&self, name: &str) -> Result<(), Fault> {
        let target = self.path.join(name);
        fs::rename(self.draft(name), &target).map_err(|e| cannot_write(&target, &e))
    }
}

/// The folder of an experiment's results in an output folder: another scenario or another plan has another one.
pub(crate) fn folder(output: &Path, checked: &Checked, purpose: &Purpose) -> PathBuf {
    output.join(format!("{}-{}-{}", checked.file.name, purpose.experiment, &purpose.hash[..HASH_DIGITS]))
}

/// Writes a file in a folder whole or not at all; its name may lead into a folder below.
pub(crate) fn write(folder: &Path, name: &str, bytes: &[u8]) -> Result<(), Fault> {
    let target = folder.join(name);
    let fault = |e: std::io::Error| cannot_write(&target, &e);
    fs::create_dir_all(target.parent().unwrap_or(folder)).map_err(fault)?;
    let file = target.file_name().and_then(|name| name.to_str()).unwrap_or_default();
    let draft = target.with_file_name(format!(".{file}.part"));
    fs::write(&draft, bytes).map_err(fault)?;
    fs::rename(&draft, &target).map_err(fault)
}

/// The shards that are still to be run, as a scheduler takes them.
pub(crate) fn missing_shards(missing: &[u32], of: u32) -> Fault {
    let list: Vec<String> = missing.iter().map(u32::to_string).collect();
    let list = list.join(",");
    let message = format!("{} of {of} shards are missing or not complete: {list}", missing.len());
    Fault { message, remedy: format!("run them again, as in `sbatch --array={list}`") }
}

/// Why a file could not be written.
pub(crate) fn cannot_write(path: &Path, error: &std::io::Error) -> Fault {
    let remedy = match error.kind() {
        std::io::ErrorKind::StorageFull | std::io::ErrorKind::QuotaExceeded => {
            "make room and start again: what is on disk is not computed again"
        }
        _ => "check the path and its permissions",
    };
    Fault { message: format!("cannot write {}: {}", shown(path), reason(error)), remedy: remedy.into() }
}
