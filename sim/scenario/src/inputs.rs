//! The files that a scenario is made of: its texts, and the data that its settings name, with what identifies them.

mod earlier;

use std::fs::{self, File as DiskFile};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use files::{Request, Source, Sources, canonical, each_file, hash};
use units::problem::Problems;
use units::quantity::FilePath;
use units::tree::{Place, Tree, Value};

use earlier::Earlier;

/// Data files of at most so many bytes are copied into the results \[B\]: a trace of a hundred thousand requests, and a
/// thousand results still fit on a disk.
pub const COPIED_BYTES: u64 = 8 << 20;

/// A file that a scenario was read from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Input {
    /// Its path from the folder of the scenario, so that it is the same on every machine; data as the setting names it.
    pub file: String,
    /// Its length \[B\].
    pub bytes: u64,
    /// The BLAKE3 hash of its bytes, in hexadecimal digits.
    pub blake3: String,
    /// What results must keep of it to be run again.
    pub kept: Kept,
}

/// What results keep of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Kept {
    /// Nothing: all it says is in the resolved scenario.
    Resolved,
    /// A copy of its bytes.
    Copy(Arc<[u8]>),
    /// Where it is, as the folder from which its path starts: it is too large to be copied.
    Place(PathBuf),
}

impl Input {
    fn of_text(source: &Source, folder: &Path) -> Self {
        let text = source.text.as_bytes();
        let blake3 = blake3::hash(text).to_hex().to_string();
        Self { file: source.portable(folder), bytes: text.len() as u64, blake3, kept: Kept::Resolved }
    }

    /// A data file; `named` is what the setting says, and starts from `base` unless the file is a copy.
    fn of_data(named: &str, base: &Path, path: &Path) -> io::Result<Self> {
        let meta = fs::metadata(path)?;
        // A pipe or a device could be read for ever; who reads the file says so.
        if !meta.is_file() {
            return Err(io::ErrorKind::InvalidInput.into());
        }
        let mut input = Self { file: named.into(), bytes: 0, blake3: String::new(), kept: Kept::Place(base.into()) };
        let mut hasher = blake3::Hasher::new();
        if meta.len() <= COPIED_BYTES {
            let bytes = fs::read(path)?;
            hasher.update(&bytes);
            input.kept = Kept::Copy(bytes.into());
        } else {
            // Read in pieces: a trace may hold a gibibyte.
            hasher.update_reader(DiskFile::open(path)?)?;
        }
        Ok(Self { bytes: hasher.count(), blake3: hasher.finalize().to_hex().to_string(), ..input })
    }
}

/// The data files that the settings of a scenario name, each once.
pub(super) struct Data {
    list: Vec<Datum>,
}

struct Datum {
    /// The path as it is written.
    named: String,
    place: Place,
    /// Where it is; none if that is not known, which was told.
    path: Option<PathBuf>,
    /// What is in it; none if it cannot be read.
    input: Option<Input>,
}

impl Data {
    /// Finds all files that a scenario names: beside the scenario, or where the manifest of earlier results says.
    pub(super) fn find(tree: &Tree, folder: &Path, request: &Request, problems: &mut Problems) -> Self {
        let earlier = Earlier::beside(&request.file, folder);
        let mut list: Vec<Datum> = Vec::new();
        each_file(super::kind(), &mut tree.clone(), &mut |place, named| {
            if list.iter().any(|datum| datum.named == *named) {
                return;
            }
            let found = match earlier.as_ref().and_then(|earlier| earlier.find(named)) {
                None => {
                    let path = folder.join(&*named);
                    let input = Input::of_data(named, folder, &path).ok();
                    Some((path, input))
                }
                Some(Ok((path, input))) => Some((path, Some(input))),
                Some(Err((message, remedy))) => {
                    problems.push_with(place, message, remedy);
                    None
                }
            };
            let (path, input) = found.unzip();
            list.push(Datum { named: named.clone(), place, path, input: input.flatten() });
        });
        Self { list }
    }

    /// Where a file is; none if that is not known, which was told.
    pub(super) fn path(&self, file: &FilePath) -> Option<&Path> {
        self.list.iter().find(|datum| datum.named == file.text)?.path.as_deref()
    }

    /// The texts of a scenario, then its data.
    pub(super) fn inputs(self, sources: &Sources, folder: &Path, problems: &mut Problems) -> Vec<Input> {
        let mut list: Vec<Input> = sources.files().map(|source| Input::of_text(source, folder)).collect();
        // Who parses a file has told why it cannot be read, unless it went just now.
        let is_told = !problems.is_empty();
        for datum in self.list {
            match datum.input {
                Some(input) => list.push(input),
                None if is_told => {}
                None => problems.push(datum.place, format!("cannot read {}", datum.named)),
            }
        }
        list
    }
}

/// The hash of a resolved scenario: of its canonical text with the hash of its contents in the place of each path.
///
/// So the same data under another name is the same scenario, and other data under the same name another.
pub(super) fn content_hash(written: Value, text: &str, inputs: &[Input]) -> String {
    if has_data(inputs) { hash(canonical(&with_contents(written, inputs))) } else { hash(text) }
}

/// Whether a scenario names data.
fn has_data(inputs: &[Input]) -> bool {
    inputs.iter().any(|input| input.kept != Kept::Resolved)
}

/// A resolved scenario with the hash of its contents in the place of each path.
fn with_contents(written: Value, inputs: &[Input]) -> Value {
    let mut tree = Tree::bare(written);
    each_file(super::kind(), &mut tree, &mut |_, named| {
        if let Some(input) = inputs.iter().rfind(|input| input.file == *named) {
            *named = format!("blake3:{}", input.blake3);
        }
    });
    tree.value
}

/// The hash of a part of a resolved scenario, with the contents of its data: of its keys and values, not of a text,
/// which would take longer than a short replication.
pub(super) fn walked_hash(written: Value, inputs: &[Input]) -> String {
    fn walk(value: &Value, hasher: &mut blake3::Hasher) {
        let mut text = |kind: u8, text: &str| {
            hasher.update(&[kind]).update(&(text.len() as u64).to_le_bytes()).update(text.as_bytes());
        };
        match value {
            Value::Text(own) => text(b't', own),
            Value::Integer(number) => {
                hasher.update(b"i").update(&number.to_le_bytes());
            }
            Value::Float(number) => {
                hasher.update(b"f").update(&number.to_bits().to_le_bytes());
            }
            Value::Switch(switch) => {
                hasher.update(b"s").update(&[u8::from(*switch)]);
            }
            Value::List(list) => {
                hasher.update(b"l").update(&(list.len() as u64).to_le_bytes());
                for tree in list {
                    walk(&tree.value, hasher);
                }
            }
            Value::Table(table) => {
                hasher.update(b"m").update(&(table.entries().len() as u64).to_le_bytes());
                for entry in table.entries() {
                    hasher.update(&(entry.key.len() as u64).to_le_bytes()).update(entry.key.as_bytes());
                    walk(&entry.tree.value, hasher);
                }
            }
        }
    }
    let written = if has_data(inputs) { with_contents(written, inputs) } else { written };
    let mut hasher = blake3::Hasher::new();
    walk(&written, &mut hasher);
    hasher.finalize().to_hex().to_string()
}

#[cfg(test)]
mod tests {
    use std::path::{Path, PathBuf};

    use files::{Colour, Request};

    use crate::{Checked, Kept, open};

    const SCENARIO: &str = "name = 'replay'\nhorizon = '10 s'\n[network.net]\n[gateway.front]\nnetworks = ['net']\n\
        [nodes.home]\ncount = 1\n[users.chat]\ngateway = 'front'\narrival.trace.file = 'data/t.csv'\n\
        demand.work = '1 s'\n";
    const TRACE: &str = "arrival_s,llm,prompt_tokens,output_tokens\n1,,1,1\n";

    /// A folder with a scenario and its trace, which goes with the test.
    struct Place(PathBuf);

    impl Place {
        fn new(name: &str) -> Self {
            let folder = std::env::temp_dir().join(format!("windtunnel-inputs-{name}-{}", std::process::id()));
            let _ = std::fs::remove_dir_all(&folder);
            std::fs::create_dir_all(folder.join("data")).unwrap();
            let place = Self(folder);
            place.write("replay.toml", SCENARIO);
            place.write("data/t.csv", TRACE);
            place
        }
        fn write(&self, name: &str, text: &str) {
            std::fs::write(self.0.join(name), text).unwrap();
        }
        fn open(&self, set: &str) -> Checked {
            let sets = Some(set.to_string()).filter(|s| !s.is_empty()).into_iter().collect();
            let request = Request { file: self.0.join("replay.toml"), sets, ..Request::default() };
            open(&request).unwrap_or_else(|refused| panic!("{}", refused.render(Colour::Plain)))
        }
    }

    impl Drop for Place {
        fn drop(&mut self) {
            let _ = std::fs::remove_dir_all(&self.0);
        }
    }

    #[test]
    fn the_hash_follows_the_contents_of_a_file_and_not_its_path() {
        let place = Place::new("hash");
        let first = place.open("");
        place.write("other.csv", TRACE);
        let moved = place.open("users.chat.arrival.trace.file=other.csv");
        assert_eq!(moved.hash, first.hash);
        assert_ne!(moved.canonical, first.canonical);
        place.write("data/t.csv", &TRACE.replace("1,,", "2,,"));
        assert_ne!(place.open("").hash, first.hash);
    }

    #[test]
    fn inputs_are_named_from_the_folder_of_the_scenario() {
        let checked = Place::new("names").open("");
        let names: Vec<&str> = checked.inputs.iter().map(|input| input.file.as_str()).collect();
        assert_eq!(names, ["replay.toml", "data/t.csv"]);
        assert_eq!(checked.inputs[1].kept, Kept::Copy(TRACE.as_bytes().into()));
        assert!(!checked.canonical.contains(&*Path::new(&std::env::temp_dir()).to_string_lossy()));
    }

    #[test]
    fn a_large_file_is_not_copied() {
        let place = Place::new("large");
        let line = "1,,1,1\n";
        place.write("data/t.csv", &(TRACE.to_string() + &line.repeat(super::COPIED_BYTES as usize / line.len())));
        assert_eq!(place.open("").inputs[1].kept, Kept::Place(place.0.clone()));
    }
}
