//! Disks and pipes that take no more: what is lost is told, and what was found is shown all the same.

#![cfg(unix)]

use std::process::{Command, Stdio};

use crate::bench::{Bench, Said};

/// Runs a line of the shell in which `$W` is the binary.
fn shell(bench: &Bench, line: &str) -> Said {
    let mut command = Command::new("sh");
    command.arg("-c").arg(line).env("W", env!("CARGO_BIN_EXE_windtunnel")).env_remove("GITHUB_ACTIONS");
    let output = command.current_dir(&bench.folder).stdin(Stdio::null()).output().unwrap();
    Said {
        code: output.status.code().unwrap_or(-1),
        out: String::from_utf8(output.stdout).unwrap(),
        err: String::from_utf8(output.stderr).unwrap(),
    }
}

const TRACE: &str = "arrival_s,llm,prompt_tokens,output_tokens\n0,,1,1\n";

#[test]
#[cfg(target_os = "linux")]
fn a_full_stdout_is_an_error_of_every_verb() {
    let bench = Bench::small("stdout");
    bench.file("t.csv", TRACE);
    let lines = [
        "list",
        "list metrics --json",
        "schema",
        "explain small.toml",
        "explain utilisation --json",
        "check small.toml",
        "run small.toml --no-charts",
        "run small.toml --no-charts --json",
        "diff small.toml --with seed=2",
        "trace show t.csv",
        "trace convert t.csv",
        "trace generate --rows 10",
        "swarm --runs 1 --events 100",
    ];
    for line in lines {
        let said = shell(&bench, &format!("\"$W\" {line} --quiet >/dev/full"));
        let message = "error: cannot write to stdout: the disk is full\n  = help: the printed output is incomplete\n";
        assert_eq!((said.code, said.err.as_str()), (2, message), "{line}");
    }
    for line in ["--help", "run --help", "--version"] {
        let said = shell(&bench, &format!("\"$W\" {line} >/dev/full"));
        let message = "error: cannot write to stdout: the disk is full\n";
        assert_eq!((said.code, said.err.as_str()), (2, message), "{line}");
    }
}

#[test]
fn a_closed_pipe_is_no_fault() {
    let bench = Bench::small("pipe");
    for line in ["list metrics --json", "--help", "run small.toml --no-charts --json"] {
        // The reader is gone before the writer begins.
        let (reader, writer) = std::io::pipe().unwrap();
        drop(reader);
        let mut command = Command::new(env!("CARGO_BIN_EXE_windtunnel"));
        let output = command.args(line.split(' ')).current_dir(&bench.folder).stdout(writer).output().unwrap();
        assert_eq!((output.status.code(), String::from_utf8(output.stderr).unwrap().as_str()), (Some(0), ""), "{line}");
    }
}

#[test]
fn what_was_found_is_shown_though_it_cannot_be_written() {
    let bench = Bench::small("disk");
    let run = |rest: &str| {
        // The largest file is now 2 KiB, and what exceeds it is an error, as on a full disk.
        shell(&bench, &format!("trap '' XFSZ; ulimit -f 4; exec \"$W\" run small.toml --no-charts {rest}"))
    };
    let said = run("");
    assert_eq!(said.code, 2, "{}", said.err);
    assert!(said.out.contains("\n  answer_latency_mean_s "), "{}", said.out);
    assert!(said.out.ends_with("\nresults       not written\n"), "{}", said.out);
    // A run of more than a second has told before that its rows are not kept.
    assert!(said.err.contains("error: cannot write to output/small-"), "{}", said.err);
    let said = run("--json --set 'claims={ mine = { that = \"answered_share < 50 %\" } }'");
    let document: serde_json::Value = serde_json::from_str(&said.out).unwrap();
    let study = &document["studies"][0];
    assert_eq!((said.code, document["exit"].as_i64()), (2, Some(2)));
    assert_eq!((study["folder"].is_null(), study["claims"][0]["verdict"].as_str()), (true, Some("failed")));
    // What was played may be kept until it can be written, and nothing else is left.
    let left = std::fs::read_dir(bench.folder.join("output")).unwrap().map(|entry| entry.unwrap().file_name());
    assert_eq!(left.filter(|name| name != ".rows").count(), 0);
}
