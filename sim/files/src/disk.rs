//! Where the files of a scenario are looked for, and how one is read.

use std::fs::{self, File};
use std::io::{self, ErrorKind, Read as _};
use std::path::{Path, PathBuf};

use units::problem::did_you_mean;

use super::home::Home;
use super::limits::FILE_BYTES;

/// A preset or a model that is built into the program.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shipped {
    /// Its path: below the presets, such as `network/posp.toml`, or with `models/` in front.
    pub path: &'static str,
    /// Its text.
    pub text: &'static str,
}

/// The ending of all scenario files.
const ENDING: &str = ".toml";

/// What cannot be done, and what would serve.
pub(super) type Refusal = (String, Option<String>);

/// The folder in front of a path which says that the presets may serve too.
const PRESETS: &str = "presets/";

/// The folder in front of a path which says that the models may serve too.
pub(super) const MODELS: &str = "models/";

/// The folders and built-in texts in which presets and models are looked for, in this order.
#[derive(Clone, Copy, Debug)]
pub(super) struct Library<'a> {
    pub(super) folders: &'a [PathBuf],
    pub(super) shipped: &'a [Shipped],
    pub(super) model_folders: &'a [PathBuf],
    pub(super) models: &'a [Shipped],
}

impl Library<'_> {
    /// The text that `name` means inside `from`: the file beside it, else the preset of that path.
    pub(super) fn beside(&self, name: &str, from: &Home, main: &Path) -> Home {
        let beside = match from {
            Home::Disk(file) => Home::Disk(join(file.parent().unwrap_or(Path::new("")), name)),
            Home::Argument => Home::Disk(join(main, name)),
            Home::Shipped(path) => Home::Shipped(shipped_beside(path, name)),
        };
        if self.is_there(&beside) {
            return beside;
        }
        let preset = || name.strip_prefix(PRESETS).and_then(|rest| self.below_presets(rest));
        preset().or_else(|| self.model(name)).unwrap_or(beside)
    }

    /// The file of a path such as `models/hardware/h100.toml`.
    pub(super) fn model(&self, path: &str) -> Option<Home> {
        let rest = path.strip_prefix(MODELS)?;
        let on_disk = self.model_folders.iter().map(|folder| join(folder, rest)).find(|file| file.exists());
        on_disk.map(Home::Disk).or_else(|| self.built_in(path).map(|_| Home::Shipped(path.into())))
    }

    fn built_in(&self, path: &str) -> Option<&Shipped> {
        self.shipped.iter().chain(self.models).find(|s| s.path == path)
    }

    /// The preset of a name such as `network/posp`, or the file of a path that ends in `.toml`.
    pub(super) fn preset(&self, name: &str) -> Result<Home, Refusal> {
        if name.to_ascii_lowercase().ends_with(ENDING) {
            return Ok(Home::Disk(name.into()));
        }
        self.below_presets(&format!("{name}.toml")).ok_or_else(|| {
            let names = self.names();
            let known = || match names.as_slice() {
                [] => "there are no presets here; name a file, as in `--preset my/preset.toml`".to_string(),
                _ => format!("known: {}", names.join(", ")),
            };
            let remedy = did_you_mean(name, names.iter().map(String::as_str)).unwrap_or_else(known);
            (format!("there is no preset `{name}`"), Some(remedy))
        })
    }

    /// The names of all presets, sorted.
    pub(super) fn names(&self) -> Vec<String> {
        let mut names: Vec<String> = self.shipped.iter().map(|s| bare(s.path)).collect();
        for folder in self.folders {
            gather(folder, "", 0, &mut names);
        }
        names.sort();
        names.dedup();
        names
    }

    /// The text of a file or preset.
    pub(super) fn read(&self, home: &Home) -> Result<String, Refusal> {
        match home {
            Home::Disk(path) => read(path),
            Home::Shipped(path) => match self.built_in(path) {
                Some(shipped) => Ok(shipped.text.into()),
                None => Err((format!("there is no preset `{}`", bare(path)), None)),
            },
            Home::Argument => Ok(String::new()),
        }
    }

    fn below_presets(&self, path: &str) -> Option<Home> {
        let on_disk = self.folders.iter().map(|folder| join(folder, path)).find(|file| file.exists());
        let shipped = || self.shipped.iter().any(|s| s.path == path).then(|| Home::Shipped(path.into()));
        on_disk.map(Home::Disk).or_else(shipped)
    }

    fn is_there(&self, home: &Home) -> bool {
        match home {
            Home::Disk(path) => path.exists(),
            Home::Shipped(path) => self.built_in(path).is_some(),
            Home::Argument => true,
        }
    }
}

/// Whether a text means a file and not a table.
pub(super) fn is_toml(name: &str) -> bool {
    name.contains(['/', '\\']) || name.to_ascii_lowercase().ends_with(ENDING)
}

/// A path as messages show it, alike on all systems.
pub fn shown(path: &Path) -> String {
    let text = path.display().to_string();
    if cfg!(windows) { text.replace('\\', "/") } else { text }
}

/// Why the system refused, in its plainest words.
pub fn reason(error: &io::Error) -> String {
    match error.kind() {
        ErrorKind::NotFound => "no such file or folder".into(),
        ErrorKind::PermissionDenied => "permission denied".into(),
        ErrorKind::NotADirectory => "a part of the path is not a folder".into(),
        ErrorKind::StorageFull => "the disk is full".into(),
        ErrorKind::ReadOnlyFilesystem => "the disk is read-only".into(),
        ErrorKind::FileTooLarge => "the file is larger than the system allows".into(),
        ErrorKind::QuotaExceeded => "the quota of the disk is used up".into(),
        ErrorKind::AlreadyExists => "it is there already".into(),
        _ => error.to_string(),
    }
}

fn read(path: &Path) -> Result<String, Refusal> {
    let name = shown(path);
    let refuse = |error: &io::Error| (format!("cannot read {name}: {}", reason(error)), neighbour(path, error));
    let meta = fs::metadata(path).map_err(|e| refuse(&e))?;
    // Opening a pipe or a device could wait for ever.
    if !meta.is_file() {
        let what = if meta.is_dir() { "it is a folder" } else { "it is not a plain file" };
        return Err((format!("cannot read {name}: {what}"), Some("name a .toml file".into())));
    }
    let mut bytes = Vec::new();
    let file = File::open(path).map_err(|e| refuse(&e))?;
    file.take(FILE_BYTES + 1).read_to_end(&mut bytes).map_err(|e| refuse(&e))?;
    if bytes.len() as u64 > FILE_BYTES {
        let remedy = "move long lists into a CSV file and name the file";
        return Err((format!("{name} is larger than {} MiB", FILE_BYTES >> 20), Some(remedy.into())));
    }
    String::from_utf8(bytes).map_err(|e| {
        let at = e.utf8_error().valid_up_to() + 1;
        (format!("{name} is not UTF-8 text: see byte {at}"), Some("save it again as UTF-8".into()))
    })
}

/// The file beside a missing one whose name is nearly the same.
fn neighbour(path: &Path, error: &io::Error) -> Option<String> {
    if error.kind() != ErrorKind::NotFound {
        return None;
    }
    let folder = path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let names = list(folder);
    // The ending would make short names look alike.
    let stems: Vec<_> = names.iter().filter_map(|name| name.strip_suffix(ENDING)).collect();
    let stem = path.file_name()?.to_str()?.strip_suffix(ENDING)?;
    did_you_mean(stem, stems).map(|meant| meant.replace("`?", ".toml`?"))
}

/// The names in a folder, sorted, for the order of a folder is the system's whim.
fn list(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let mut names: Vec<_> = entries.filter_map(|e| e.file_name().into_string().ok()).collect();
    names.sort();
    names
}

fn gather(folder: &Path, prefix: &str, depth: usize, names: &mut Vec<String>) {
    for name in list(folder) {
        let path = folder.join(&name);
        // Two levels hold all presets; more would be somebody's whole disk.
        if path.is_dir() && depth < 2 && !name.starts_with('.') {
            gather(&path, &format!("{prefix}{name}/"), depth + 1, names);
        } else if let Some(bare) = name.strip_suffix(ENDING).filter(|_| path.is_file()) {
            names.push(format!("{prefix}{bare}"));
        }
    }
}

fn bare(path: &str) -> String {
    path.strip_suffix(ENDING).unwrap_or(path).into()
}

fn join(folder: &Path, name: &str) -> PathBuf {
    folder.join(name.strip_prefix("./").unwrap_or(name))
}

/// The path of a built-in text beside another, with `.` and `..` worked out.
fn shipped_beside(path: &str, name: &str) -> String {
    let mut parts: Vec<&str> = path.split('/').collect();
    parts.pop();
    for part in name.split('/') {
        match part {
            "." | "" => {}
            ".." => {
                parts.pop();
            }
            _ => parts.push(part),
        }
    }
    parts.join("/")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::toy::Scratch;

    const SHIPPED: [Shipped; 2] =
        [Shipped { path: "network/posp.toml", text: "a = 1\n" }, Shipped { path: "hardware.toml", text: "b = 1\n" }];
    const LIBRARY: Library<'static> = Library { folders: &[], shipped: &SHIPPED, model_folders: &[], models: &[] };

    #[test]
    fn a_preset_path_is_found_beside_or_among_the_presets() {
        let check = |name: &str, from: Home, found: Home| {
            assert_eq!(LIBRARY.beside(name, &from, Path::new("mine")), found, "{name}");
        };
        let posp = Home::Shipped("network/posp.toml".into());
        check("presets/network/posp.toml", Home::Disk("mine/a.toml".into()), posp.clone());
        check("presets/network/posp.toml", Home::Argument, posp.clone());
        check("./other.toml", Home::Disk("mine/a.toml".into()), Home::Disk("mine/other.toml".into()));
        check("../hardware.toml", posp, Home::Shipped("hardware.toml".into()));
    }

    #[test]
    fn an_unknown_preset_is_told_what_serves() {
        let check = |name: &str, remedy: &str| {
            let expected = (format!("there is no preset `{name}`"), Some(remedy.to_string()));
            assert_eq!(LIBRARY.preset(name), Err(expected));
        };
        check("network/pops", "did you mean `network/posp`?");
        check("something", "known: hardware, network/posp");
    }

    #[test]
    fn presets_are_listed_from_folders_and_program_alike() {
        let files: [(&str, &[u8]); 4] =
            [("p/churn/heavy.toml", b""), ("p/hardware.toml", b""), ("p/.git/x.toml", b""), ("p/read.me", b"")];
        let scratch = Scratch::new("presets", &files);
        let folders = [scratch.folder.join("p"), scratch.folder.join("missing")];
        let library = Library { folders: &folders, ..LIBRARY };
        assert_eq!(library.names(), ["churn/heavy", "hardware", "network/posp"]);
        // What lies on the disk goes before what is built in.
        assert_eq!(library.preset("hardware"), Ok(Home::Disk(folders[0].join("hardware.toml"))));
        assert_eq!(library.preset("network/posp"), Ok(Home::Shipped("network/posp.toml".into())));
    }
}
