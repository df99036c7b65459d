//! Sweeps as a user meets them: the same tables through kills, shards and threads; what is wrong is told.

use std::fs;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use serde_json::Value;

use crate::bench::{Bench, Said};

const TABLES: [&str; 5] = ["design.csv", "runs.csv", "summary.csv", "claims.csv", "report.html"];
const VARY: &str = "nodes.server.count=lin(1, 6, 6)";
const RATE: &str = "users.all.arrival.poisson.rate=[0.25 /s, 0.5 /s]";

/// A small scenario with a claim that asks for more replications at some points.
fn bench(name: &str) -> Bench {
    let bench = Bench::new(name);
    let claim = "[claims.fast]\nthat = \"answer_latency_mean_s < 1.3 s\"\nat_most_replications = 16\n";
    bench.file("small.toml", format!("{}{claim}", crate::bench::SMALL));
    bench
}

fn sweep(bench: &Bench, folder: &str, more: &[&str]) -> Said {
    let mut arguments = vec!["sweep", "small.toml", "--vary", VARY, "--vary", RATE, "--folder", folder, "--quiet"];
    arguments.extend(more);
    bench.run(&arguments)
}

fn start(bench: &Bench, folder: &str, horizon: &str) -> Child {
    let mut command = Command::new(env!("CARGO_BIN_EXE_windtunnel"));
    command.args(["sweep", "small.toml", "--vary", VARY, "--vary", RATE, "--folder", folder, "--quiet"]);
    command.args(["--set", horizon]).current_dir(&bench.folder);
    command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap()
}

fn same(bench: &Bench, one: &str, other: &str) {
    for table in TABLES {
        assert_eq!(bench.read(&format!("{one}/{table}")), bench.read(&format!("{other}/{table}")), "{table}");
    }
}

#[test]
fn a_sweep_that_was_killed_goes_on_and_computes_nothing_twice() {
    let bench = bench("sweep-kill");
    let horizon = ["--set", "horizon=40_000 s"];
    let whole = sweep(&bench, "whole", &[&horizon[..], &["--json"]].concat());
    assert_eq!(whole.code, 0, "{}", whole.err);
    let whole: Value = serde_json::from_str(&whole.out).unwrap();
    let rows = whole["rows"]["added"].as_u64().unwrap();
    assert!(rows > 12 * 4, "a claim adds replications: {rows}");
    for life in 1..40 {
        let mut child = start(&bench, "killed", horizon[1]);
        std::thread::sleep(Duration::from_millis(20 + 13 * life % 90));
        // SIGKILL, which nobody can catch.
        child.kill().unwrap();
        if child.wait().unwrap().success() {
            break;
        }
    }
    let last = sweep(&bench, "killed", &[&horizon[..], &["--json"]].concat());
    assert_eq!(last.code, 0, "{}", last.err);
    let last: Value = serde_json::from_str(&last.out).unwrap();
    let [earlier, added] = ["earlier", "added"].map(|key| last["rows"][key].as_u64().unwrap());
    assert_eq!(earlier + added, rows, "{earlier} rows were there, {added} were added");
    same(&bench, "whole", "killed");
    let again = sweep(&bench, "killed", &[&horizon[..], &["--json"]].concat());
    let again: Value = serde_json::from_str(&again.out).unwrap();
    assert_eq!((again["rows"]["earlier"].as_u64(), again["rows"]["added"].as_u64()), (Some(rows), Some(0)));
    same(&bench, "whole", "killed");
}

#[test]
fn shards_and_threads_give_the_same_tables_and_a_gap_is_named() {
    let bench = bench("sweep-shards");
    assert_eq!(sweep(&bench, "whole", &["--threads", "1"]).code, 0);
    for of in [2, 7] {
        let folder = format!("shards-{of}");
        for index in (0..of).rev() {
            let said = sweep(&bench, &folder, &["--shard", &format!("{index}/{of}"), "--threads", "3"]);
            assert_eq!(said.code, 0, "{}", said.err);
        }
        let said = bench.run(&["merge", &folder, "--quiet"]);
        assert_eq!(said.code, 0, "{}", said.err);
        same(&bench, "whole", &folder);
    }
    for index in [3, 5] {
        fs::remove_file(bench.folder.join(format!("shards-7/rows/shard-{index}-of-7.rows"))).unwrap();
    }
    let said = bench.run(&["merge", "shards-7"]);
    let message = "error: 2 of 7 shards are missing or not complete: 3,5\n  = help: run them again, as in \
                   `sbatch --array=3,5`\n";
    assert_eq!((said.code, said.err.as_str()), (2, message));
    // One that is there, but not complete.
    let rows = bench.folder.join("shards-2/rows/shard-1-of-2.rows");
    let bytes = fs::read(&rows).unwrap();
    fs::write(&rows, &bytes[..bytes.len() / 2]).unwrap();
    let said = bench.run(&["merge", "shards-2"]);
    assert!(said.err.starts_with("error: 1 of 2 shards are missing or not complete: 1\n"), "{}", said.err);
    // Of two partitions.
    fs::copy(
        bench.folder.join("shards-7/rows/shard-0-of-7.rows"),
        bench.folder.join("shards-2/rows/shard-0-of-7.rows"),
    )
    .unwrap();
    let said = bench.run(&["merge", "shards-2"]);
    assert!(said.err.contains("is of another partition than the rest"), "{}", said.err);
}

#[test]
fn a_point_is_the_scenario_with_its_values() {
    let bench = bench("sweep-point");
    assert_eq!(sweep(&bench, "swept", &[]).code, 0);
    let sets = ["--set", "nodes.server.count=2", "--set", "users.all.arrival.poisson.rate=0.5 /s"];
    let said = bench.run(&[&["run", "small.toml", "--no-charts", "--quiet"], &sets[..]].concat());
    let folder = said.out.lines().last().unwrap().split_whitespace().last().unwrap().to_string();
    let runs = bench.read(&format!("{folder}/runs.csv"));
    let design = bench.read("swept/design.csv");
    let point = design.lines().find(|line| line.ends_with(",0.5 /s,2,1")).unwrap().split(',').next().unwrap();
    let prints = |table: &str, first: &str, column: &str| -> Vec<String> {
        let mut lines = table.lines();
        let at = lines.next().unwrap().split(',').position(|name| name == column).unwrap();
        let own = lines.filter(|line| first.is_empty() || line.starts_with(&format!("{first},")));
        own.map(|line| line.split(',').nth(at).unwrap().to_string()).collect()
    };
    let swept = bench.read("swept/runs.csv");
    for column in ["fingerprint_events", "fingerprint_outcome", "answer_latency_mean_s", "utilisation"] {
        assert_eq!(prints(&swept, point, column), prints(&runs, "", column), "{column}");
    }
}

#[test]
fn a_point_may_lack_a_table_that_need_not_be_there() {
    let bench = bench("sweep-none");
    let hedge = "gateway.front.hedge=[\"none\", { after = \"1 s\" }]";
    // Said in the file, by `--set`, or not at all.
    for (folder, sets) in [("plain", vec![]), ("taken", vec!["--set", "gateway.front.hedge={ after = \"9 s\" }"])] {
        let more = ["sweep", "small.toml", "--vary", hedge, "--folder", folder, "--quiet"];
        let said = bench.run(&[&more[..], &sets].concat());
        assert_eq!(said.code, 0, "{}", said.err);
    }
    let runs = bench.read("plain/runs.csv");
    assert_eq!(runs, bench.read("taken/runs.csv"), "each point says the whole value");
    let folder = |sets: &[&str]| {
        let said = bench.run(&[&["run", "small.toml", "--no-charts", "--quiet"], sets].concat());
        said.out.lines().last().unwrap().split_whitespace().last().unwrap().to_string()
    };
    let plain = folder(&[]);
    assert_eq!(folder(&["--set", "gateway.front.hedge=none"]), plain, "the same scenario has the same hash");
    let after = ["--set", "gateway.front.hedge={ after = \"1 s\" }", "--set", "gateway.front.hedge=none"];
    assert_eq!(folder(&after), plain);
    let session = ["--set", "network.net.session={ every = \"1 h\", nodes = 1 }", "--set", "network.net.session=none"];
    assert_eq!(folder(&session), plain);
}

#[test]
fn points_that_fail_are_rows_and_the_rest_goes_on() {
    let bench = bench("sweep-fail");
    let vary = "nodes.server.count=[1, 0, 2]";
    let said = bench.run(&["sweep", "small.toml", "--vary", vary, "--folder", "out", "--no-charts"]);
    assert_eq!(said.code, 0, "{}", said.err);
    assert!(said.err.contains("warning: 1 point failed; point 1: "), "{}", said.err);
    let runs = bench.read("out/runs.csv");
    let failed: Vec<&str> = runs.lines().filter(|line| line.starts_with("1,")).collect();
    assert_eq!(failed.len(), 1);
    assert!(failed[0].starts_with("1,,1,\"`count` must be 1 ..= 10_000_000, not 0\",,"), "{}", failed[0]);
    assert!(runs.lines().filter(|line| line.starts_with("2,")).count() >= 4);
    let given_up = bench.run(&["sweep", "small.toml", "--vary", vary, "--folder", "up", "--max-failed", "0"]);
    assert_eq!(given_up.code, 2, "{}", given_up.err);
}

#[test]
fn a_folder_belongs_to_one_sweep_at_a_time() {
    let bench = bench("sweep-lock");
    let mut child = start(&bench, "out", "horizon=4_000_000 s");
    // Until it has the folder.
    for _ in 0..500 {
        if bench.folder.join("out/manifest.json").exists() {
            break;
        }
        std::thread::sleep(Duration::from_millis(10));
    }
    let said = sweep(&bench, "out", &["--set", "horizon=4_000_000 s"]);
    child.kill().unwrap();
    child.wait().unwrap();
    assert_eq!(said.code, 2);
    assert!(said.err.starts_with("error: another windtunnel is at work in "), "{}", said.err);
    // Another scenario in the same folder is refused, and nothing is overwritten.
    let before = bench.read("out/scenario.toml");
    let said = sweep(&bench, "out", &["--set", "seed=2"]);
    let message = "error: out holds a sweep of another scenario, or of other values\n  = help: name another folder, or \
                   start anew with `--fresh`, which removes its rows\n";
    assert_eq!((said.code, said.err.as_str()), (2, message));
    assert_eq!(bench.read("out/scenario.toml"), before);
    assert_eq!(sweep(&bench, "out", &["--set", "seed=2", "--fresh"]).code, 0);
    // What is no folder of results is left alone.
    fs::create_dir(bench.folder.join("mine")).unwrap();
    bench.file("mine/letter.txt", "dear");
    let said = sweep(&bench, "mine", &[]);
    assert!(said.err.starts_with("error: mine is not a folder of results"), "{}", said.err);
    assert_eq!(bench.read("mine/letter.txt"), "dear");
}

#[test]
fn what_cannot_vary_is_told_where_it_stands() {
    let bench = bench("sweep-bad");
    let check = |vary: &str, message: &str| {
        let said = bench.run(&["sweep", "small.toml", "--vary", vary, "--quiet"]);
        assert_eq!(said.code, 2, "{vary}: {}", said.err);
        assert!(said.err.contains(message), "{vary}: {}", said.err);
    };
    check("nodes.server.count=lin(6, 1, 3)", "the range from 6 to 1 is empty");
    check("nodes.server.cuont=[1]", "this scenario has no setting `nodes.server.cuont`");
    check("nodes.sever.count=[1]", "known are `nodes.server.count`");
    check("seed=[1, 2]", "`seed` cannot vary: replications vary the random numbers");
    check("network.net.name.x=[1]", "this scenario has no setting");
    check("nodes.server.count=lin(1 s, 2 min, 3)", "both ends of a range must have the same unit");
    check("nodes.server.count=log(0, 2, 3)", "a logarithmic range must be above 0");
    check("nodes.server.count=lin(1, 2)", "a range in a grid needs `points`");
    check("nodes.server.count=3", "`3` is neither a list nor a range");
    check("observe.at=[[1]]", "`observe.at` cannot vary");
    let said = bench.run(&["sweep", "small.toml"]);
    assert!(said.err.contains("small varies nothing"), "{}", said.err);
    let said = sweep(&bench, "out", &["--shard", "4/4"]);
    assert!(said.err.contains("the last of 4 is 3/4"), "{}", said.err);
    assert_eq!(bench.names(), ["small.toml"], "nothing is written");
}

#[test]
fn designs_that_fill_a_space_and_points_from_outside() {
    let bench = bench("sweep-designs");
    let wide =
        ["--vary", "nodes.server.count=lin(1, 6)", "--vary", "users.all.arrival.poisson.rate=lin(0.1 /s, 0.6 /s)"];
    for design in ["sobol", "latin_hypercube"] {
        let more = ["--design", design, "--points", "8", "--folder", design, "--quiet"];
        let said = bench.run(&[&["sweep", "small.toml"], &wide[..], &more[..]].concat());
        assert_eq!(said.code, 0, "{}", said.err);
        let rows = bench.read(&format!("{design}/design.csv"));
        assert_eq!(rows.lines().count(), 9, "{rows}");
        let counts: Vec<u32> =
            rows.lines().skip(1).map(|line| line.split(',').nth(1).unwrap().parse().unwrap()).collect();
        assert!(counts.iter().any(|&n| n <= 2) && counts.iter().any(|&n| n >= 5), "{counts:?}");
    }
    // The design of a sweep is read back: the same points, the same rows.
    fs::copy(bench.folder.join("sobol/design.csv"), bench.folder.join("points.csv")).unwrap();
    let said = bench.run(&["sweep", "small.toml", "--set", "sweep.file=points.csv", "--folder", "again", "--quiet"]);
    assert_eq!(said.code, 0, "{}", said.err);
    for table in ["design.csv", "runs.csv", "summary.csv", "claims.csv"] {
        assert_eq!(bench.read(&format!("again/{table}")), bench.read(&format!("sobol/{table}")), "{table}");
    }
}

#[test]
fn shards_that_read_data_are_merged_and_played_again_wherever_they_are() {
    let bench = bench("sweep-data");
    let text = bench.read("small.toml");
    bench.file("small.toml", text.replace("arrival.poisson = { rate = \"0.5 /s\" }", "arrival.trace.file = \"t.csv\""));
    bench.file("t.csv", "arrival_s,llm,prompt_tokens,output_tokens\n1,,1,1\n2,,1,1\n7,,1,1\n");
    for shard in ["0/2", "1/2"] {
        let said =
            bench.run(&["sweep", "small.toml", "--vary", VARY, "--folder", "there", "--shard", shard, "--quiet"]);
        assert_eq!(said.code, 0, "{}", said.err);
    }
    fs::remove_file(bench.folder.join("t.csv")).unwrap();
    fs::create_dir(bench.folder.join("moved")).unwrap();
    fs::rename(bench.folder.join("there"), bench.folder.join("moved/here")).unwrap();
    let said = bench.run(&["merge", "moved/here", "--quiet"]);
    assert_eq!(said.code, 0, "{}", said.err);
    let said = bench.run(&["rerun", "moved/here", "--point", "2", "--replication", "1", "--quiet", "--no-charts"]);
    assert_eq!(said.code, 0, "{}", said.err);
}

#[test]
fn a_fresh_shard_leaves_the_rows_of_others_alone() {
    let bench = bench("sweep-fresh");
    for shard in ["0/2", "1/2"] {
        assert_eq!(sweep(&bench, "out", &["--shard", shard]).code, 0);
    }
    let other = fs::read(bench.folder.join("out/rows/shard-1-of-2.rows")).unwrap();
    let said = sweep(&bench, "out", &["--shard", "0/2", "--fresh", "--json"]);
    let said: Value = serde_json::from_str(&said.out).unwrap();
    assert_eq!(said["rows"]["earlier"].as_u64(), Some(0));
    assert_eq!(fs::read(bench.folder.join("out/rows/shard-1-of-2.rows")).unwrap(), other);
    assert_eq!(bench.run(&["merge", "out", "--quiet"]).code, 0);
}

#[test]
fn who_works_on_all_points_waits_for_every_shard() {
    let bench = bench("sweep-shard-lock");
    let mut command = Command::new(env!("CARGO_BIN_EXE_windtunnel"));
    command.args(["sweep", "small.toml", "--vary", VARY, "--folder", "out", "--shard", "0/2", "--quiet"]);
    command.args(["--set", "horizon=4_000_000 s"]).current_dir(&bench.folder).stdout(Stdio::null());
    let mut child = command.stderr(Stdio::null()).spawn().unwrap();
    for _ in 0..500 {
        if bench.folder.join("out/manifest.json").exists() {
            break;
        }
        std::thread::sleep(Duration::from_millis(10));
    }
    let fresh = ["sweep", "small.toml", "--vary", VARY, "--folder", "out", "--fresh", "--quiet"];
    let said = bench.run(&[&fresh[..], &["--set", "horizon=4_000_000 s"]].concat());
    child.kill().unwrap();
    child.wait().unwrap();
    assert_eq!(said.code, 2);
    assert!(said.err.starts_with("error: another windtunnel is at work in "), "{}", said.err);
}
