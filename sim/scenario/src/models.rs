//! The hardware and the LLMs that come with the program.

use files::{CALIBRATIONS, Models, Request, Shipped, load_text};
use rules::owner::hardware::{Calibrated, Hardware, Llm};
use units::problem::Problems;
use units::settings::Setting;
use units::tree::Value;

/// Puts a file of the folder `models` into the program.
macro_rules! model {
    ($path:literal) => {
        Shipped { path: $path, text: include_str!(concat!("../../../", $path)) }
    };
}

/// What a scenario may name without writing it: a file of `models` for each class of hardware and each LLM.
pub const MODELS: Models = Models { folders: &[("hardware", "hardware"), ("llm", "llms")], shipped: &SHIPPED };

const SHIPPED: [Shipped; 35] = [
    model!("models/calibrations/smollm2_135m_q4_1_avx512.toml"),
    model!("models/calibrations/smollm2_135m_q8_0_avx512.toml"),
    model!("models/calibrations/smollm2_360m_q4_0_avx512.toml"),
    model!("models/calibrations/smollm2_360m_q8_0_avx512.toml"),
    model!("models/hardware/a100.toml"),
    model!("models/hardware/a100_40.toml"),
    model!("models/hardware/b200.toml"),
    model!("models/hardware/h100.toml"),
    model!("models/hardware/h200.toml"),
    model!("models/hardware/l4.toml"),
    model!("models/hardware/l40s.toml"),
    model!("models/hardware/mi300x.toml"),
    model!("models/hardware/rtx_3090.toml"),
    model!("models/hardware/rtx_4090.toml"),
    model!("models/hardware/rtx_5090.toml"),
    model!("models/hardware/rtx_pro_6000.toml"),
    model!("models/hardware/t4.toml"),
    model!("models/hardware/v100.toml"),
    model!("models/llms/llama_1b.toml"),
    model!("models/llms/llama_3b.toml"),
    model!("models/llms/llama_70b.toml"),
    model!("models/llms/llama_8b.toml"),
    model!("models/llms/mistral_7b.toml"),
    model!("models/llms/mixtral_8x7b.toml"),
    model!("models/llms/phi_4.toml"),
    model!("models/llms/qwen3_0p6b.toml"),
    model!("models/llms/qwen3_14b.toml"),
    model!("models/llms/qwen3_1p7b.toml"),
    model!("models/llms/qwen3_30b_a3b.toml"),
    model!("models/llms/qwen3_32b.toml"),
    model!("models/llms/qwen3_4b.toml"),
    model!("models/llms/qwen3_8b.toml"),
    model!("models/llms/smollm2_135m.toml"),
    model!("models/llms/smollm2_1p7b.toml"),
    model!("models/llms/smollm2_360m.toml"),
];

/// A built-in class of hardware or LLM, as lists show it.
#[derive(Clone, Debug)]
pub struct Model {
    /// Its name.
    pub name: &'static str,
    /// The first line of its file: what it is.
    pub about: &'static str,
    /// Its main numbers.
    pub numbers: String,
    /// Its table, as read.
    pub value: Value,
}

/// All built-in models of a kind, `hardware` or `llm`, by name.
pub fn catalogue(table: &str) -> Vec<Model> {
    let shipped = |name: &str| {
        let ending = format!("/{name}.toml");
        SHIPPED.iter().find(|s| s.path.ends_with(&ending)).expect("the name was taken from there")
    };
    let model = |name: &'static str| {
        let text = shipped(name).text;
        let about = text.lines().next().and_then(|line| line.strip_prefix("# ")).unwrap_or("");
        let (numbers, value) = match table {
            "hardware" => told(name, text, of_hardware),
            _ => told(name, text, of_llm),
        };
        Model { name, about, numbers, value }
    };
    MODELS.names(table).into_iter().map(model).collect()
}

/// A built-in LLM, if there is one of this name.
pub fn llm(name: &str) -> Option<Llm> {
    let path = format!("models/llms/{name}.toml");
    let shipped = SHIPPED.iter().find(|s| s.path == path)?;
    let request = Request { file: name.into(), ..Request::default() };
    Llm::read(&load_text(shipped.text, &request, &Llm::kind(), &Models::NONE).tree?, &mut Problems::default())
}

/// How the catalogue spells an llm that may be written as its publisher does: `smollm2_135m` for `smollm2-135m`.
pub fn spelt(llm: &str) -> Option<&'static str> {
    MODELS.names("llm").into_iter().find(|known| *known == llm.replace(['-', '.'], "_"))
}

/// What a built-in calibration says of steps.
///
/// # Panics
/// If there is none of this name, or it is broken.
pub fn calibrated(name: &str) -> Calibrated {
    let path = format!("models/{CALIBRATIONS}/{name}.toml");
    let shipped =
        SHIPPED.iter().find(|s| s.path == path).unwrap_or_else(|| panic!("no calibration `{name}` is built in"));
    let request = Request { file: name.into(), ..Request::default() };
    let tree = load_text(shipped.text, &request, &Calibrated::kind(), &Models::NONE).tree;
    let table = tree.as_ref().and_then(|tree| tree.at("hardware.measured"));
    let mut problems = Problems::default();
    let read = table.and_then(|tree| Calibrated::read(tree, &mut problems));
    read.unwrap_or_else(|| panic!("{path} is built in and broken: {problems:?}"))
}

/// Reads a built-in table, and says it in short.
fn told<T: Setting>(name: &str, text: &str, short: fn(&T) -> String) -> (String, Value) {
    let mut problems = Problems::default();
    let loaded = load_text(text, &Request { file: name.into(), ..Request::default() }, &T::kind(), &Models::NONE);
    let read = loaded.tree.and_then(|tree| T::read(&tree, &mut problems));
    let read = read.unwrap_or_else(|| panic!("models/…/{name}.toml is built in and broken: {problems:?}"));
    (short(&read), read.write())
}

fn of_hardware(row: &Hardware) -> String {
    let rent = row.rent.as_ref().map_or_else(String::new, |rent| format!(", {rent}"));
    let trusted = if row.trusted { ", trusted execution" } else { "" };
    let scaled = match row.provenance.scaled_from.as_str() {
        "" => String::new(),
        from => format!(" Scaled from: {from}."),
    };
    format!("{}, {}{rent}{trusted}.{scaled}", row.bandwidth, row.throughput)
}

fn of_llm(row: &Llm) -> String {
    let experts = match row.experts {
        0 => String::new(),
        n => format!(", {} of {n} experts a token", row.routed),
    };
    let cached = row.cache.base() as f64 / 1e3;
    let window = row.window.map_or_else(String::new, |window| format!(", a window of {window} tokens"));
    format!("{:.2} GB{experts}, {cached:.0} kB of cache a token{window}.", row.weights.base() as f64 / 1e9)
}
