//! What results keep of the data that they were made from: copies, or the way to files too large for that.

use std::path::{Component, Path, PathBuf};

use files::publish::{Fault, is_safe_name};
use scenario::{Checked, Input, Kept};

/// The folder of copies within results.
const FOLDER: &str = "inputs";

/// Bytes of a name that is kept \[B\]: a number may be put before it.
const MOST_NAME: usize = 100;

/// Writes a copy of each data file that is not too large.
pub(crate) fn write(checked: &Checked, to: impl Fn(&str, &[u8]) -> Result<(), Fault>) -> Result<(), Fault> {
    for (input, copy) in checked.inputs.iter().zip(copies(&checked.inputs)) {
        if let (Kept::Copy(bytes), Some(copy)) = (&input.kept, copy) {
            to(&copy, bytes)?;
        }
    }
    Ok(())
}

/// Where in the results the copy of each input is; none without one. Equal contents have one copy.
pub(super) fn copies(inputs: &[Input]) -> Vec<Option<String>> {
    let mut taken: Vec<(&str, String)> = Vec::new();
    let mut list = Vec::new();
    for input in inputs {
        if !matches!(input.kept, Kept::Copy(_)) {
            list.push(None);
            continue;
        }
        if let Some((_, name)) = taken.iter().find(|(hash, _)| *hash == input.blake3) {
            list.push(Some(format!("{FOLDER}/{name}")));
            continue;
        }
        let own = input
            .file
            .rsplit(['/', '\\'])
            .next()
            .filter(|name| is_safe_name(name) && name.len() <= MOST_NAME)
            .unwrap_or("data");
        // Some disks take `A.csv` and `a.csv` for one.
        let is_free = |name: &String| taken.iter().all(|(_, other)| !other.eq_ignore_ascii_case(name));
        let others = (2..).map(|n| format!("{n}-{own}"));
        let name = std::iter::once(own.to_string()).chain(others).find(is_free).unwrap_or_default();
        list.push(Some(format!("{FOLDER}/{name}")));
        taken.push((&input.blake3, name));
    }
    list
}

/// Refuses to replace a folder that holds the only copy of what the scenario reads.
///
/// # Errors
/// When a file too large to be copied lies where the results go: it would go with the older ones.
pub(super) fn check(target: &Path, checked: &Checked) -> Result<(), Fault> {
    let Ok(target_truly) = target.canonicalize() else { return Ok(()) };
    for input in &checked.inputs {
        let Kept::Place(base) = &input.kept else { continue };
        if base.join(&input.file).canonicalize().is_ok_and(|path| path.starts_with(&target_truly)) {
            let target = files::shown(target);
            return Err(Fault {
                message: format!("cannot replace {target}: it holds `{}`, which is too large to be copied", input.file),
                remedy: "move that file out, or choose another folder with -o".into(),
            });
        }
    }
    Ok(())
}

/// The way from the results to the folder from which the paths of data start, if one is too large to be copied.
pub(crate) fn scenario_folder(folder: &Path, checked: &Checked) -> Option<String> {
    let base = checked.inputs.iter().find_map(|input| match &input.kept {
        Kept::Place(base) => Some(base),
        Kept::Resolved | Kept::Copy(_) => None,
    });
    let truly = |path: &Path| {
        let path = if path.as_os_str().is_empty() { Path::new(".") } else { path };
        path.canonicalize().ok()
    };
    let (from, to) = (truly(folder)?, truly(base?)?);
    let (from, to): (Vec<Component>, Vec<Component>) = (from.components().collect(), to.components().collect());
    let common = from.iter().zip(&to).take_while(|(a, b)| a == b).count();
    // Nothing in common is another drive.
    let up = from.get(common..).filter(|_| common > 0)?.iter().map(|_| Component::ParentDir);
    Some(files::shown(&up.chain(to[common..].iter().copied()).collect::<PathBuf>()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn copies_keep_their_names_as_far_as_they_can() {
        let input = |file: &str, blake3: &str, kept| Input { file: file.into(), bytes: 1, blake3: blake3.into(), kept };
        let copy = || Kept::Copy([0].as_slice().into());
        let inputs = [
            input("my.toml", "0", Kept::Resolved),
            input("../traces/a.csv", "1", copy()),
            input("other/A.csv", "2", copy()),
            input("third/a.csv", "1", copy()),
            input("C:\\data\\a.csv", "3", copy()),
            input("..", "4", copy()),
            input("large.csv", "5", Kept::Place("".into())),
        ];
        let names = ["", "inputs/a.csv", "inputs/2-A.csv", "inputs/a.csv", "inputs/3-a.csv", "inputs/data", ""];
        assert_eq!(copies(&inputs).iter().map(|copy| copy.as_deref().unwrap_or("")).collect::<Vec<_>>(), names);
    }
}
