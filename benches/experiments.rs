//! Prints what a sweep costs beyond its simulations: beside the same runs in a shell loop, beside `batch_run` of Mesa
//! and radCAD.
//!
//! First `cargo build --release`: what is measured is the program that people run (or name one with `WINDTUNNEL=…`).
//! Then `cargo bench -p windtunnel-benches --bench experiments`; the frameworks need a `python3` that has them
//! (or name one with `PYTHON=…`). Reads `/proc`, so it needs Linux. Nothing here fails a build, machines are noisy.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use files::{Colour, Request};
use windtunnel_benches::{CpuClock, Table};
use world::outcome::simulate;

/// Points of the sweep that is measured, and of the small one whose memory it is compared with.
const POINTS: [u32; 2] = [10_000, 100];
/// A shell loop of so many runs.
const RUNS: u32 = 50;
/// Points of the economy, and its nodes: those of `frameworks.py`.
const ECONOMY: [u32; 2] = [40, 1_000];

/// What a command took.
struct Took {
    /// Wall time \[s\].
    wall: f64,
    /// User and system time of it and its children \[s\].
    cpu: f64,
    /// The most memory that it held \[MB\].
    memory: f64,
}

#[expect(clippy::print_stdout, reason = "a bench prints")]
fn main() {
    let program = program();
    if !program.exists() {
        println!("{} is not there: `cargo build --release`, or name a program with WINDTUNNEL=…", program.display());
        return;
    }
    let place = std::env::temp_dir().join(format!("windtunnel-experiments-{}", std::process::id()));
    let cores = std::thread::available_parallelism().map_or(1, |n| n.get()) as f64;
    requests(&program, &place, cores);
    economy(&program, &place, cores);
    let _ = std::fs::remove_dir_all(&place);
}

/// A sweep of short runs of requests.
#[expect(clippy::print_stdout, reason = "a bench prints")]
fn requests(program: &Path, place: &Path, cores: f64) {
    let file = folder().join("scenarios/mm1.toml");
    let sets = ["horizon=\"60_000 s\"", "study=\"terminating\""];
    let point = simulation(&file, &sets);
    let sweep = |n: u32| {
        let mut command = Command::new(program);
        command.arg("sweep").arg(&file).args(sets.iter().flat_map(|set| ["--set", set]));
        let vary = format!("users.all.arrival.poisson.rate=lin(0.3 /s, 0.9 /s, {n})");
        command.args(["--fresh", "--vary", &vary, "--output"]).arg(place);
        command
    };
    let [many, few] = POINTS.map(|n| run(&mut sweep(n)));
    let mut loops = Took { wall: 0.0, cpu: 0.0, memory: 0.0 };
    for i in 0..RUNS {
        let mut command = Command::new(program);
        let rate = 0.3 + 0.6 * f64::from(i) / f64::from(RUNS - 1);
        let rate = format!("users.all.arrival.poisson.rate=\"{rate} /s\"");
        command.arg("run").arg(&file).args(sets.iter().flat_map(|set| ["--set", set])).args(["--set", &rate]);
        let took = run(command.args(["--fresh", "--output"]).arg(place));
        loops = Took { wall: loops.wall + took.wall, cpu: loops.cpu + took.cpu, memory: loops.memory.max(took.memory) };
    }
    let n = POINTS[0];
    println!("{n} points of {:.1} ms of simulation each, {cores} cores\n", 1e3 * point);
    let mut table = Table::new(&["", "wall s", "CPU s", "cores busy", "ms a point beyond simulation", "MB"]);
    let mut row = |name: &str, took: &Took, n: u32| {
        let beyond = 1e3 * (took.cpu / f64::from(n) - point);
        let busy = format!("{:.1} %", 100.0 * took.cpu / took.wall / cores);
        let [wall, cpu] = [took.wall, took.cpu].map(|s| format!("{s:.1}"));
        table.row(vec![name.into(), wall, cpu, busy, format!("{beyond:.2}"), format!("{:.0}", took.memory)]);
    };
    row(&format!("sweep, {n} points"), &many, n);
    row(&format!("sweep, {} points", POINTS[1]), &few, POINTS[1]);
    row(&format!("`run` in a loop, {RUNS} points"), &loops, RUNS);
    println!("{}", table.text());
    let against = |s: f64| s / (f64::from(n) * point);
    let (wall, cpu) = (against(many.wall * cores), against(many.cpu));
    println!("over CPU time of the simulations: wall time x cores {wall:.3}, CPU time {cpu:.3} (budget 1.05)");
    println!("budgets: cores busy 95 %, 0.5 ms a point beyond simulation, memory constant in the points\n");
}

/// A sweep of the economy, as `frameworks.py` plays it.
#[expect(clippy::print_stdout, reason = "a bench prints")]
fn economy(program: &Path, place: &Path, cores: f64) {
    let [points, nodes] = ECONOMY;
    let mut command = Command::new(program);
    command.arg("sweep").arg(folder().join("scenarios/economy.toml"));
    let start = nodes * 8 / 10;
    let sets = [
        format!("nodes.home.count={nodes}"),
        format!("nodes.home.operators={nodes}"),
        format!("nodes.home.entry.hysteresis.start={start}"),
        "coin.alp.genesis=40_000_000".into(),
        r#"coin.alp.market.pool.coins="800_000 alp""#.into(),
        r#"coin.alp.market.pool.usd="120_000 usd""#.into(),
        r#"holders.value.rule.value.depth="4_000 usd/%""#.into(),
    ];
    command.args(sets.iter().flat_map(|set| ["--set", set]));
    let vary = format!("network.alpha.unbonding=lin(1 d, 40 d, {points})");
    let own = run(command.args(["--fresh", "--vary", &vary, "--output"]).arg(place));
    let mut table = Table::new(&["a sweep of the economy", "wall s", "CPU s", "cores busy", "wall, against"]);
    let mut row = |name: String, wall: f64, cpu: f64| {
        let busy = format!("{:.0} %", 100.0 * cpu / wall / cores);
        let against = format!("{:.1} x", wall / own.wall);
        table.row(vec![name, format!("{wall:.1}"), format!("{cpu:.1}"), busy, against]);
    };
    row("windtunnel sweep".into(), own.wall, own.cpu);
    let python = std::env::var("PYTHON").unwrap_or_else(|_| "python3".into());
    for name in ["Mesa", "radCAD"] {
        let mut command = Command::new(&python);
        command.arg(folder().join("frameworks.py")).args(["sweep", name, &points.to_string()]);
        let before = children();
        let began = Instant::now();
        match command.stderr(Stdio::null()).stdout(Stdio::null()).status() {
            Ok(status) if status.success() => {
                row(format!("{name}, as many processes as cores"), began.elapsed().as_secs_f64(), children() - before);
            }
            _ => println!("{name} is not installed"),
        }
    }
    println!("{points} points, {nodes} nodes, 365 days; starting Python and importing count, too\n{}", table.text());
}

/// The CPU time of one simulation of a scenario \[s\]: the mean over replications in this process.
fn simulation(file: &Path, sets: &[&str]) -> f64 {
    let mut total = 0.0;
    let rates = ["0.3 /s", "0.45 /s", "0.6 /s", "0.75 /s", "0.9 /s"];
    for rate in rates {
        let mut sets: Vec<String> = sets.iter().map(ToString::to_string).collect();
        sets.push(format!("users.all.arrival.poisson.rate=\"{rate}\""));
        let checked = scenario::open(&Request { file: file.into(), sets, ..Request::default() });
        let scenario = checked.unwrap_or_else(|refused| panic!("{}", refused.render(Colour::Plain))).scenario;
        for replication in 0..20 {
            let scenario = scenario.clone();
            let clock = CpuClock::start();
            simulate(scenario, replication, &|_| true).unwrap_or_else(|e| panic!("{e:?}"));
            total += clock.ns() / 1e9;
        }
    }
    total / (rates.len() * 20) as f64
}

/// Runs a command and measures it.
fn run(command: &mut Command) -> Took {
    let before = children();
    let began = Instant::now();
    let mut child = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap_or_else(|e| panic!("{e}"));
    let status = format!("/proc/{}/status", child.id());
    let mut memory: f64 = 0.0;
    while child.try_wait().unwrap_or_else(|e| panic!("{e}")).is_none() {
        let text = std::fs::read_to_string(&status).unwrap_or_default();
        let peak = text.lines().find_map(|line| line.strip_prefix("VmHWM:")?.split_whitespace().next()?.parse().ok());
        memory = peak.map_or(memory, |kb: f64| memory.max(kb / 1e3));
        std::thread::sleep(Duration::from_millis(5));
    }
    Took { wall: began.elapsed().as_secs_f64(), cpu: children() - before, memory }
}

/// CPU time of all children that have ended, and of theirs \[s\].
fn children() -> f64 {
    let text = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let fields = text.rsplit(") ").next().unwrap_or_default().split_whitespace();
    // The 16th and 17th field, of which two were cut off; a tick is a hundredth of a second on every Linux.
    fields.skip(13).take(2).filter_map(|ticks| ticks.parse::<f64>().ok()).sum::<f64>() / 100.0
}

/// The program that people run.
fn program() -> PathBuf {
    if let Some(named) = std::env::var_os("WINDTUNNEL") {
        return named.into();
    }
    let own = std::env::current_exe().unwrap_or_default();
    own.ancestors().nth(2).unwrap_or(&own).join("windtunnel")
}

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}
