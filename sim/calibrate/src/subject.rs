//! The llm that is measured: random weights of a shape, or a file's.

use std::collections::BTreeMap;
use std::fs;

use files::publish::Fault;
use files::{reason, shown};
use kernel::gguf::{Format, Gguf};
use kernel::llama::{Llm, Shape};
use kernel::quant::Quant;
use kernel::synthetic;
use scenario::models;
use units::problem::did_you_mean;

use super::Wanted;

/// What serves where memory is short.
pub(super) const LESS: &str = "take a smaller llm or a coarser format, as in `--shape smollm2_135m --quant Q4_0`";
/// The seed of random weights: the same llm everywhere.
const SEED: u64 = 1;

/// The llm with where it comes from.
pub(super) struct Subject {
    pub(super) llm: Llm,
    pub(super) name: String,
    pub(super) file_hash: Option<String>,
    /// Matrices that a file has in another format than they are multiplied in: how many from which to which.
    pub(super) rounded: BTreeMap<(Format, Quant), usize>,
}

impl Subject {
    /// Matrices by format.
    fn formats(&self) -> BTreeMap<Quant, usize> {
        let mut formats = BTreeMap::new();
        for name in names(&self.llm) {
            if let Some(matrix) = self.llm.matrix(&name) {
                *formats.entry(matrix.quant()).or_insert(0) += 1;
            }
        }
        formats
    }

    /// The format of most matrices.
    pub(super) fn quant(&self) -> Quant {
        self.formats().into_iter().max_by_key(|&(_, n)| n).map_or(Quant::Q8_0, |(quant, _)| quant)
    }

    /// Matrices by format, as in `Q4_K 30, Q8_0 180`.
    pub(super) fn matrices(&self) -> String {
        let all: Vec<String> = self.formats().iter().map(|(quant, n)| format!("{quant} {n}")).collect();
        all.join(", ")
    }

    /// What became of matrices that are multiplied in another format than the file has, as in
    /// `30 of Q5_0 kept exactly in Q8_0, 2 of Q5_1 rounded to Q8_0`; `None` where all are as in the file.
    pub(super) fn rounding(&self) -> Option<String> {
        let line = |(&(from, to), n): (&(Format, Quant), &usize)| {
            let how = if from.is_exact_in(to) { "kept exactly in" } else { "rounded to" };
            format!("{n} of {} {how} {to}", from.name())
        };
        let all: Vec<String> = self.rounded.iter().map(line).collect();
        (!all.is_empty()).then(|| all.join(", "))
    }
}

/// The names of an llm's matrices.
fn names(llm: &Llm) -> Vec<String> {
    let shape = llm.shape();
    let layer = |layer| shape.layer().map(|(part, ..)| format!("blk.{layer}.{part}.weight"));
    let head = if shape.is_tied { None } else { Some("output.weight".into()) };
    let ends = std::iter::once("token_embd.weight".into()).chain(head);
    ends.chain((0..shape.layers).flat_map(layer)).collect()
}

/// How many matrices of a file are multiplied in another format than it has, from which to which.
fn rounded(file: &Gguf<'_>, llm: &Llm) -> BTreeMap<(Format, Quant), usize> {
    let mut rounded = BTreeMap::new();
    for name in names(llm) {
        let (Some(tensor), Some(matrix)) = (file.tensor(&name), llm.matrix(&name)) else { continue };
        if tensor.format != Format::Quant(matrix.quant()) {
            *rounded.entry((tensor.format, matrix.quant())).or_insert(0) += 1;
        }
    }
    rounded
}

/// Loads or makes the llm.
pub(super) fn load(wanted: &Wanted) -> Result<Subject, Fault> {
    match wanted {
        Wanted::Shape { name, quant } => {
            let quant = quant.unwrap_or(Quant::Q8_0);
            let shape = named(name)?;
            let sizes = Shape::named(shape).expect("it is one of its names");
            hold(synthetic::bytes(&sizes, quant))?;
            let told = |fault: kernel::fault::Fault| Fault { message: fault.to_string(), remedy: LESS.into() };
            let llm = synthetic::llm(sizes, quant, SEED).map_err(told)?;
            Ok(Subject { llm, name: usual(shape), file_hash: None, rounded: BTreeMap::new() })
        }
        Wanted::Gguf { file, quant } => {
            let unread = |why: &str| Fault {
                message: format!("cannot read {}: {why}", shown(file)),
                remedy: "name a GGUF file of a Llama-family llm, as in `--gguf models/weights/smollm2-135m.gguf`"
                    .into(),
            };
            let size = fs::metadata(file).map_err(|e| unread(&reason(&e)))?.len();
            hold(size as f64)?;
            let bytes = fs::read(file).map_err(|e| unread(&reason(&e)))?;
            let refuse = |fault: kernel::fault::Fault| {
                Fault {
                message: format!("{}: {fault}", shown(file)),
                remedy: "use a complete GGUF file of version 2 or 3, with the architecture `llama` and supported types such as Q8_0 or Q4_K_M; `--quant` rounds supported types only"
                    .into(),
            }
            };
            let gguf = Gguf::parse(&bytes).map_err(refuse)?;
            // The file and its packed weights are there for a moment both.
            hold(gguf.packed_bytes(*quant))?;
            let llm = gguf.llm_rounded(*quant).map_err(refuse)?;
            let rounded = rounded(&gguf, &llm);
            let stem = file.file_stem().map_or_else(String::new, |stem| stem.to_string_lossy().to_lowercase());
            let name: String =
                stem.chars().map(|c| if c.is_ascii_alphanumeric() || ".-_".contains(c) { c } else { '-' }).collect();
            let name = models::spelt(&name).map_or(name, String::from);
            let file_hash = Some(blake3::hash(&bytes).to_hex().to_string());
            Ok(Subject { llm, name, file_hash, rounded })
        }
    }
}

/// The format of a name such as `Q4_K`.
///
/// # Errors
/// If there is none.
pub fn quant(name: &str) -> Result<Quant, Fault> {
    let known = Quant::ALL.map(Quant::name).join(", ");
    Quant::named(name)
        .ok_or_else(|| Fault { message: format!("there is no format `{name}`"), remedy: format!("known are {known}") })
}

/// The name of the shape of an llm of the catalogue: the one of its layers, width and parameters.
///
/// # Errors
/// An llm that is not there, or whose shape the kernel does not know.
pub fn shape_of(llm: &str) -> Result<String, Fault> {
    let Some(wanted) = models::llm(llm) else {
        let names = models::MODELS.names("llm");
        let known = || format!("known are {}", names.join(", "));
        let remedy = did_you_mean(llm, names.iter().copied()).unwrap_or_else(known);
        return Err(Fault { message: format!("there is no llm `{llm}`"), remedy });
    };
    like(&wanted).map(String::from).ok_or_else(|| Fault {
        message: format!("the kernel does not know the shape of the llm `{llm}`"),
        remedy: format!("calibrate a file of it with --gguf, or a shape: {}", shapes()),
    })
}

/// The shape of these sizes.
fn like(llm: &rules::owner::hardware::Llm) -> Option<&'static str> {
    let is_it = |shape: &Shape| {
        let off = (shape.weights() as f64 / llm.parameters as f64 - 1.0).abs();
        shape.layers == llm.layers as usize && shape.heads * shape.size == llm.width as usize && off < 0.01
    };
    Shape::names().find(|name| Shape::named(name).is_ok_and(|shape| is_it(&shape)))
}

/// The kernel's shape of a name, spelt as in the catalogue or as its publisher does.
fn named(name: &str) -> Result<&'static str, Fault> {
    let spelt = |shape: &&str| *shape == name || *shape == name.replace('_', "-");
    let of_catalogue = || like(&models::llm(name)?);
    Shape::names().find(spelt).or_else(of_catalogue).ok_or_else(|| Fault {
        message: format!("there is no shape `{name}`"),
        remedy: format!("known are {}", shapes()),
    })
}

/// What the llm of a shape is called: as in the catalogue where that has it.
fn usual(shape: &str) -> String {
    let is_it = |llm: &&str| models::llm(llm).is_some_and(|llm| like(&llm) == Some(shape));
    let known = models::MODELS.names("llm").into_iter().find(is_it);
    known.map_or_else(|| shape.replace('-', "_"), String::from)
}

/// The shapes that the kernel knows, by their usual names.
fn shapes() -> String {
    Shape::names().map(usual).collect::<Vec<_>>().join(", ")
}

/// Whether the machine has so much memory left: asked for first, since a system may promise what it then kills for.
fn hold(bytes: f64) -> Result<(), Fault> {
    match super::machine::free_memory() {
        Some(free) if bytes > 0.9 * free => {
            let gib = |bytes: f64| bytes / f64::from(1 << 30);
            let message = format!("the weights take {:.1} GiB of memory, {:.1} GiB are free", gib(bytes), gib(free));
            Err(Fault { message, remedy: LESS.into() })
        }
        _ => Ok(()),
    }
}
