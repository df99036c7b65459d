//! GGUF files, versions 2 and 3: bytes in, an llm or a fault with its place out; never a panic.
//!
//! Layout: magic, version, counts; metadata (key, type, value); tensors (name, sizes, type, offset); then, aligned,
//! their bytes. Nothing in a file is believed: every count is held against the bytes that are left before anything is
//! allocated, every offset against the end. Source: ggml-org/ggml, `docs/gguf.md`.

mod bytes;
mod five;
mod format;
mod llm;
mod value;
mod writer;

use std::collections::BTreeMap;

use crate::fault::Fault;
use bytes::Bytes;
pub use format::Format;
pub use value::Value;
pub use writer::{Part, Writer};

/// The most sizes of a tensor that ggml knows.
const MOST_SIZES: u32 = 4;
/// The longest name or key: ggml's own limit for keys, far above that for names.
const LONGEST_NAME: usize = 65_535;

/// A file's table of contents; the bytes stay where they are.
#[derive(Clone, Debug)]
pub struct Gguf<'a> {
    metadata: BTreeMap<&'a str, Value<'a>>,
    tensors: BTreeMap<&'a str, Tensor<'a>>,
}

/// A tensor in a file.
#[derive(Clone, Debug)]
pub struct Tensor<'a> {
    /// Sizes, the fastest first: of a matrix depth, then columns.
    pub sizes: Vec<usize>,
    /// The format of its numbers.
    pub format: Format,
    /// All its bytes.
    pub bytes: &'a [u8],
}

/// A tensor's line in the table, before its bytes are found.
struct Line<'a> {
    name: &'a str,
    sizes: Vec<usize>,
    format: Format,
    offset: u64,
    len: usize,
}

impl<'a> Gguf<'a> {
    /// Reads a file's table of contents.
    ///
    /// # Errors
    /// Anything that is not as the format says, or that promises more than the bytes hold, with its place.
    pub fn parse(file: &'a [u8]) -> Result<Self, Fault> {
        let mut bytes = Bytes::new(file);
        if file.first_chunk() != Some(b"GGUF") {
            return Err(Fault::new("this is not a GGUF file: its first four bytes are not `GGUF`"));
        }
        bytes.skip(4, "the magic")?;
        match bytes.u32("the version")? {
            2 | 3 => {}
            version if matches!(version.swap_bytes(), 1..=3) => {
                return Err(Fault::new("this GGUF file is big-endian: only little-endian ones are supported"));
            }
            version => return Err(Fault::new(format!("GGUF version {version} is not supported: 2 and 3 are"))),
        }
        // The shortest entries: a key of no letters with one byte; a name of no letters with no sizes.
        let n_tensors = bytes.place("tensors", |b| b.u64("the count"))?;
        let n_metadata = bytes.place("metadata", |b| b.u64("the count"))?;
        bytes.promise(n_metadata, 8 + 4 + 1, "entries of metadata")?;
        let mut metadata = BTreeMap::new();
        for _ in 0..n_metadata {
            let key = bytes.text(LONGEST_NAME, "a key of the metadata")?;
            let value = bytes.place(key, Value::read)?;
            if metadata.insert(key, value).is_some() {
                return Err(bytes.fault(&format!("the key `{}` occurs twice", shown(key))));
            }
        }
        whole(&metadata)?;
        bytes.promise(n_tensors, 8 + 4 + 4 + 8, "tensors")?;
        let mut lines = Vec::new();
        for _ in 0..n_tensors {
            let name = bytes.text(LONGEST_NAME, "the name of a tensor")?;
            lines.push(bytes.place(name, |bytes| line(bytes, name))?);
        }
        let alignment = match metadata.get("general.alignment").map(Value::whole) {
            None => 32,
            Some(Some(n)) if n.is_power_of_two() && n <= 1 << 20 => n as usize,
            Some(_) => return Err(Fault::new("`general.alignment` must be a power of two, at most 2^20")),
        };
        let start = bytes.at().checked_next_multiple_of(alignment).unwrap_or(usize::MAX);
        let data = file.get(start..).unwrap_or(&[]);
        // Tensors that share bytes could ask for far more memory than the file has.
        let promised: u128 = lines.iter().map(|line| line.len as u128).sum();
        if promised > data.len() as u128 {
            let held = data.len();
            return Err(Fault::new(format!(
                "tensors of {promised} bytes are declared, but the file has {held}; is it truncated?"
            )));
        }
        let mut tensors = BTreeMap::new();
        for Line { name, sizes, format, offset, len } in lines {
            let shown = shown(name);
            if offset % alignment as u64 != 0 {
                return Err(Fault::new(format!("tensor `{shown}`: offset {offset} is not aligned to {alignment}")));
            }
            let at = usize::try_from(offset).ok();
            let end = at.and_then(|at| at.checked_add(len));
            let found = at.zip(end).and_then(|(at, end)| data.get(at..end));
            let Some(bytes) = found else {
                let held = data.len();
                return Err(Fault::new(format!("tensor `{shown}`: {len} bytes at {offset}, but the file has {held}")));
            };
            if tensors.insert(name, Tensor { sizes, format, bytes }).is_some() {
                return Err(Fault::new(format!("the tensor `{shown}` occurs twice")));
            }
        }
        Ok(Self { metadata, tensors })
    }

    /// A value of the metadata.
    pub fn value(&self, key: &str) -> Option<&Value<'a>> {
        self.metadata.get(key)
    }

    /// All metadata, by key.
    pub fn metadata(&self) -> impl Iterator<Item = (&'a str, &Value<'a>)> {
        self.metadata.iter().map(|(&key, value)| (key, value))
    }

    /// A tensor by its name.
    pub fn tensor(&self, name: &str) -> Option<&Tensor<'a>> {
        self.tensors.get(name)
    }

    /// All tensors, by name.
    pub fn tensors(&self) -> impl Iterator<Item = (&'a str, &Tensor<'a>)> {
        self.tensors.iter().map(|(&name, tensor)| (name, tensor))
    }
}

/// Refuses a part of a split llm: only the first has the metadata, each has some of the tensors or none.
fn whole(metadata: &BTreeMap<&str, Value<'_>>) -> Result<(), Fault> {
    let of = |key: &str| metadata.get(key).and_then(Value::whole);
    let Some(count) = of("split.count").filter(|&count| count > 1) else { return Ok(()) };
    let part = of("split.no").map_or_else(|| "a part".into(), |at| format!("part {}", at.saturating_add(1)));
    Err(Fault::new(format!(
        "this is {part} of {count}: join the parts, as with `llama-gguf-split --merge FIRST_PART WHOLE_FILE`"
    )))
}

fn line<'a>(bytes: &mut Bytes<'a>, name: &'a str) -> Result<Line<'a>, Fault> {
    let n_sizes = bytes.u32("the number of sizes")?;
    if n_sizes > MOST_SIZES {
        return Err(bytes.fault(&format!("a tensor of {n_sizes} sizes: at most {MOST_SIZES}")));
    }
    let mut sizes = Vec::new();
    let mut numbers = 1_usize;
    for _ in 0..n_sizes {
        let size = bytes.u64("a size")?;
        let whole = usize::try_from(size).ok();
        let all = whole.and_then(|size| numbers.checked_mul(size));
        let (Some(size), Some(all)) = (whole, all) else {
            return Err(bytes.fault(&format!("a size of {size} is too large")));
        };
        sizes.push(size);
        numbers = all;
    }
    let number = bytes.u32("the type")?;
    let format = Format::numbered(number).map_err(|text| bytes.fault(&text))?;
    let offset = bytes.u64("the offset")?;
    // Rows are whole blocks, not only the tensor.
    let is_whole = sizes.first().is_some_and(|&row| format.size(row).is_some());
    let Some(len) = format.size(numbers).filter(|_| is_whole || sizes.is_empty()) else {
        return Err(bytes.fault(&format!("{sizes:?} numbers are not whole blocks of {}", format.name())));
    };
    Ok(Line { name, sizes, format, offset, len })
}

/// A name from a file as it may be shown: short, and without control characters.
fn shown(name: &str) -> String {
    let plain: String = name.chars().take(80).map(|c| if c.is_control() { '?' } else { c }).collect();
    if name.chars().count() > 80 { plain + "…" } else { plain }
}
