//! What this machine says of itself, for the record beside the numbers.

use std::fs;

use kernel::isa::Isa;

/// The machine and the program that measured.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Machine {
    /// The processor's name for itself.
    pub cpu: String,
    /// Vendor, family, model and stepping.
    pub cpu_id: String,
    /// Logical cores.
    pub cores: usize,
    /// Caches that one core sees, as in `L1 48K, L2 1024K, L3 32768K`.
    pub caches: String,
    /// Memory \[B\].
    pub memory: u64,
    /// Operating system and architecture.
    pub os: String,
    /// The instruction set that the kernel used.
    pub isa: String,
    /// Version of the program.
    pub version: String,
    /// The compiler, and how much it optimised.
    pub compiler: String,
}

/// This machine.
pub(super) fn here(isa: Isa) -> Machine {
    let info = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let of = |key: &str| {
        let line = info.lines().find(|line| line.split(':').next().is_some_and(|k| k.trim() == key));
        line.and_then(|line| line.split(':').nth(1)).map_or("?", str::trim).to_string()
    };
    Machine {
        cpu: of("model name"),
        cpu_id: format!(
            "{}, family {}, model {}, stepping {}",
            of("vendor_id"),
            of("cpu family"),
            of("model"),
            of("stepping")
        ),
        cores: std::thread::available_parallelism().map_or(1, usize::from),
        caches: caches(),
        memory: kilobytes("MemTotal").unwrap_or(0),
        os: format!("{}, {}", std::env::consts::OS, std::env::consts::ARCH),
        isa: isa.name().into(),
        version: env!("CARGO_PKG_VERSION").into(),
        compiler: format!("{}, {}", env!("WINDTUNNEL_RUSTC"), env!("WINDTUNNEL_PROFILE")),
    }
}

/// Memory that may still be had \[B\], where the system tells it.
pub(super) fn free_memory() -> Option<f64> {
    kilobytes("MemAvailable").map(|bytes| bytes as f64)
}

/// A line of the system's table of memory \[B\].
fn kilobytes(key: &str) -> Option<u64> {
    let table = fs::read_to_string("/proc/meminfo").ok()?;
    let line = table.lines().find_map(|line| line.strip_prefix(key)?.strip_prefix(':'))?;
    Some(line.split_whitespace().next()?.parse::<u64>().ok()? * 1024)
}

fn caches() -> String {
    let folder = "/sys/devices/system/cpu/cpu0/cache";
    let read = |index: usize, what: &str| {
        let text = fs::read_to_string(format!("{folder}/index{index}/{what}")).ok()?;
        Some(text.trim().to_string())
    };
    let cache = |index| {
        let kind = read(index, "type")?;
        let size = read(index, "size")?;
        (kind != "Instruction").then(|| format!("L{} {size}", read(index, "level").unwrap_or_default()))
    };
    let all: Vec<String> = (0..8).filter_map(cache).collect();
    if all.is_empty() { "?".into() } else { all.join(", ") }
}
