//! A folder of its own for each test, in which the binary is run.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

/// A scenario that takes a few milliseconds.
pub(crate) const SMALL: &str = r#"# Does an M/M/1 queue at load 0.5 answer in two seconds on average?
name = "small"
horizon = "2_000 s"
replications = 4
[network.net]
[gateway.front]
networks = ["net"]
[nodes.server]
count = 1
[users.all]
gateway = "front"
arrival.poisson = { rate = "0.5 /s" }
demand.work = { exponential = "1 s" }
"#;

/// A folder that goes with the test.
pub(crate) struct Bench {
    pub(crate) folder: PathBuf,
}

/// What a command said and how it ended.
pub(crate) struct Said {
    pub(crate) code: i32,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl Bench {
    pub(crate) fn new(name: &str) -> Self {
        let folder = std::env::temp_dir().join(format!("windtunnel-cli-{name}-{}", std::process::id()));
        let _ = fs::remove_dir_all(&folder);
        fs::create_dir_all(&folder).unwrap();
        Self { folder }
    }
    /// A folder with [`SMALL`] in it.
    pub(crate) fn small(name: &str) -> Self {
        let bench = Self::new(name);
        bench.file("small.toml", SMALL);
        bench
    }
    pub(crate) fn file(&self, name: &str, text: impl AsRef<[u8]>) {
        fs::write(self.folder.join(name), text).unwrap();
    }
    pub(crate) fn read(&self, name: &str) -> String {
        fs::read_to_string(self.folder.join(name)).unwrap()
    }
    /// Runs the binary in the folder.
    pub(crate) fn run(&self, arguments: &[&str]) -> Said {
        self.run_with(&[], arguments)
    }
    /// The same with these variables in the environment.
    pub(crate) fn run_with(&self, variables: &[(&str, &str)], arguments: &[&str]) -> Said {
        let mut command = Command::new(env!("CARGO_BIN_EXE_windtunnel"));
        // These tests run as a step of a workflow themselves.
        command.env_remove("GITHUB_ACTIONS").env_remove("GITHUB_WORKSPACE").env_remove("GITHUB_STEP_SUMMARY");
        command.envs(variables.iter().copied());
        let output = command.args(arguments).current_dir(&self.folder).output().unwrap();
        Said {
            code: output.status.code().unwrap_or(-1),
            out: String::from_utf8(output.stdout).unwrap(),
            err: String::from_utf8(output.stderr).unwrap(),
        }
    }
    /// The names in the folder, hidden ones too.
    pub(crate) fn names(&self) -> Vec<String> {
        let entries = fs::read_dir(&self.folder).unwrap();
        let mut names: Vec<_> = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }
}

impl Drop for Bench {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.folder);
    }
}
