//! Tells the program by which compiler it was made: a calibration writes it down beside its numbers.

use std::env;
use std::process::Command;

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    let rustc = env::var("RUSTC").unwrap_or_else(|_| "rustc".into());
    let version = Command::new(rustc).arg("--version").output().ok().and_then(|out| String::from_utf8(out.stdout).ok());
    println!("cargo::rustc-env=WINDTUNNEL_RUSTC={}", version.as_deref().unwrap_or("rustc ?").trim());
    let level = env::var("OPT_LEVEL").unwrap_or_default();
    println!("cargo::rustc-env=WINDTUNNEL_PROFILE=opt-level {level}");
}
