//! Results of an earlier run: where their manifest says that the data is which they were made from.

use std::path::{Path, PathBuf};

use files::publish::{MANIFEST, SCENARIO};
use serde_json::Value;

use super::Input;

/// What cannot be done, and what would serve.
type Refusal = (String, String);

/// The manifest beside a scenario that a run has written.
pub(super) struct Earlier {
    folder: PathBuf,
    manifest: Value,
}

impl Earlier {
    /// The manifest beside a scenario, if the scenario is that of results.
    pub(super) fn beside(file: &Path, folder: &Path) -> Option<Self> {
        if file.file_name().is_none_or(|name| name != SCENARIO) {
            return None;
        }
        let text = std::fs::read_to_string(folder.join(MANIFEST)).ok()?;
        let manifest: Value = serde_json::from_str(&text).ok()?;
        (manifest["tool"] == "windtunnel").then(|| Self { folder: folder.into(), manifest })
    }

    /// The data of a path that the results were made from; none if they were made from no such path.
    pub(super) fn find(&self, named: &str) -> Option<Result<(PathBuf, Input), Refusal>> {
        // Texts come first, and a setting may in theory name one of them.
        let wanted = self.manifest["inputs"].as_array()?.iter().rfind(|input| input["file"] == named)?;
        let (hash, bytes) = (wanted["blake3"].as_str()?, wanted["bytes"].as_u64()?);
        let copy = wanted["copy"].as_str().map(|copy| (self.folder.clone(), self.folder.join(copy)));
        let beside = (self.folder.clone(), self.folder.join(named));
        let there = self.manifest["scenario_folder"].as_str().map(|folder| self.folder.join(folder));
        let there = there.map(|base| (base.clone(), base.join(named)));
        let mut other = None;
        for (base, path) in copy.into_iter().chain([beside.clone()]).chain(there) {
            match Input::of_data(named, &base, &path) {
                Ok(input) if input.blake3 == hash => return Some(Ok((path, input))),
                Ok(input) => other = other.or(Some((path, input))),
                Err(_) => {}
            }
        }
        let short = |hash: &str| hash.get(..8).unwrap_or(hash).to_string();
        Some(Err(match other {
            Some((path, found)) => (
                format!(
                    "{} has changed since these results were made: it has {} bytes and the hash {}…, and the manifest says \
                     {bytes} and {}…",
                    files::shown(&path),
                    found.bytes,
                    short(&found.blake3),
                    short(hash)
                ),
                "restore the earlier file, or run the original scenario again for results with the current one".into(),
            ),
            None => (
                format!(
                    "`{named}`, from which these results were made, is no longer there ({bytes} bytes, hash {}…)",
                    short(hash)
                ),
                format!("put it at {}", files::shown(&beside.1)),
            ),
        }))
    }
}
