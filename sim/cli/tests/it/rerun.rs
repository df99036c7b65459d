//! Results that were made from data files: they can be run again and compared, and what has changed is refused.

use std::fs;

use crate::bench::{Bench, SMALL};

const TRACE: &str = "arrival_s,llm,prompt_tokens,output_tokens\n1,,1,1\n2,,1,1\n7,,1,1\n";

/// A folder with a scenario that replays a trace.
fn bench(name: &str) -> Bench {
    let bench = Bench::new(name);
    let arrival = "arrival.trace = { file = \"data/t.csv\" }";
    bench.file("small.toml", SMALL.replace("arrival.poisson = { rate = \"0.5 /s\" }", arrival));
    fs::create_dir(bench.folder.join("data")).unwrap();
    bench.file("data/t.csv", TRACE);
    bench
}

/// Runs without charts; the folder of the results.
fn run(bench: &Bench, file: &str, output: &str) -> String {
    let said = bench.run(&["run", file, "-o", output, "--no-charts", "--quiet"]);
    assert_eq!((said.code, said.err.as_str()), (0, ""));
    said.out.lines().last().unwrap().split_whitespace().last().unwrap().to_string()
}

#[test]
fn results_of_a_trace_are_run_again_and_compared_wherever_they_are() {
    let bench = bench("again");
    let first = run(&bench, "small.toml", "first");
    fs::remove_file(bench.folder.join("data/t.csv")).unwrap();
    let name = first.strip_prefix("first/").unwrap();
    fs::create_dir(bench.folder.join("moved")).unwrap();
    fs::rename(bench.folder.join(&first), bench.folder.join("moved").join(name)).unwrap();
    let moved = format!("moved/{name}");
    for (file, output) in [(moved.clone(), "second"), (format!("{moved}/scenario.toml"), "third")] {
        let again = run(&bench, &file, output);
        assert_eq!(again, format!("{output}/{name}"));
        for table in ["scenario.toml", "runs.csv", "summary.csv", "inputs/t.csv"] {
            assert_eq!(bench.read(&format!("{again}/{table}")), bench.read(&format!("{moved}/{table}")), "{table}");
        }
        assert_eq!(bench.run(&["diff", &file, &again]).code, 0);
        // Into its own folder, from which the trace is read.
        assert_eq!(run(&bench, &again, output), again);
    }
    let said = bench.run(&["diff", &moved, "--with", "nodes.server.count=2"]);
    assert_eq!(said.code, 3, "{}", said.err);
    assert_eq!(bench.run(&["check", &moved]).code, 0);
}

#[test]
fn a_changed_trace_makes_new_results_and_leaves_the_old() {
    let bench = bench("changed");
    let first = run(&bench, "small.toml", "output");
    bench.file("data/t.csv", TRACE.replace("7,", "8,"));
    let second = run(&bench, "small.toml", "output");
    assert_ne!(first, second);
    assert_eq!(bench.run(&["diff", &first, &second]).code, 3);
    assert_eq!(bench.run(&["diff", &first]).code, 0);
}

#[test]
fn the_same_data_writes_the_same_bytes_from_any_folder() {
    let bench = bench("bytes");
    let elsewhere = bench.folder.join("elsewhere");
    fs::create_dir_all(elsewhere.join("data")).unwrap();
    fs::copy(bench.folder.join("small.toml"), elsewhere.join("small.toml")).unwrap();
    fs::copy(bench.folder.join("data/t.csv"), elsewhere.join("data/t.csv")).unwrap();
    let here = run(&bench, "small.toml", "output");
    let absolute = elsewhere.join("small.toml").display().to_string();
    let there = run(&bench, &absolute, "other/output");
    let manifest = |folder: &str| {
        let text = bench.read(&format!("{folder}/manifest.json"));
        let lines: Vec<String> = text.lines().map(String::from).collect();
        // The last line closes the document.
        lines[..lines.len() - 6].to_vec()
    };
    assert_eq!(manifest(&here), manifest(&there));
    let text = bench.read(&format!("{there}/manifest.json"));
    assert!(!text.contains(&bench.folder.display().to_string()), "{text}");
}

#[test]
fn data_that_has_changed_or_gone_is_refused_with_the_place() {
    let bench = bench("refused");
    let folder = run(&bench, "small.toml", "output");
    let check = |message: &str, remedy: &str| {
        for verb in ["run", "diff"] {
            let said = bench.run(&[verb, &folder]);
            assert_eq!(said.code, 2);
            assert!(said.err.starts_with(&format!("error: {message}\n")), "{}", said.err);
            assert!(said.err.contains(&format!("= help: {remedy}\n")), "{}", said.err);
        }
    };
    bench.file(&format!("{folder}/inputs/t.csv"), "arrival_s,llm,prompt_tokens,output_tokens\n");
    check(
        &format!(
            "{folder}/inputs/t.csv has changed since these results were made: it has 42 bytes and the hash 8ab0fa6d…, and \
             the manifest says 63 and 73e05384…"
        ),
        "restore the earlier file, or run the original scenario again for results with the current one",
    );
    fs::remove_file(bench.folder.join(format!("{folder}/inputs/t.csv"))).unwrap();
    check(
        "`data/t.csv`, from which these results were made, is no longer there (63 bytes, hash 73e05384…)",
        &format!("put it at {folder}/data/t.csv"),
    );
    fs::create_dir(bench.folder.join(format!("{folder}/data"))).unwrap();
    fs::copy(bench.folder.join("data/t.csv"), bench.folder.join(format!("{folder}/data/t.csv"))).unwrap();
    assert_eq!(bench.run(&["diff", &folder]).code, 0);
}

#[test]
fn a_file_that_is_too_large_to_copy_is_found_where_it_was() {
    let bench = bench("large");
    // Few requests, and a column of notes that nobody reads.
    let trace = |rows: &str| {
        let note = "long ".repeat(1 << 20);
        format!("arrival_s,llm,prompt_tokens,output_tokens,note\n1,,1,1,{note}\n2,,1,1,{note}\n{rows}")
    };
    bench.file("data/t.csv", trace(""));
    let folder = run(&bench, "small.toml", "output");
    assert!(!bench.folder.join(&folder).join("inputs").exists());
    let manifest: serde_json::Value = serde_json::from_str(&bench.read(&format!("{folder}/manifest.json"))).unwrap();
    assert_eq!(manifest["scenario_folder"], "../..");
    // Run again in its own place it still knows the way, also from where the file lies among results.
    assert_eq!(run(&bench, &folder, "output"), folder);
    assert_eq!(bench.run(&["check", &folder]).code, 0);
    fs::create_dir(bench.folder.join(format!("{folder}/data"))).unwrap();
    fs::rename(bench.folder.join("data/t.csv"), bench.folder.join(format!("{folder}/data/t.csv"))).unwrap();
    let said = bench.run(&["run", &folder]);
    let message = format!(
        "error: cannot replace {folder}: it holds `data/t.csv`, which is too large to be copied\n  \
         = help: move that file out, or choose another folder with -o\n"
    );
    assert_eq!((said.code, said.err), (2, message));
    let other = run(&bench, &folder, "deeper/other");
    assert_eq!(bench.run(&["check", &other]).code, 0);
    bench.file("data/t.csv", trace(""));
    fs::remove_dir_all(bench.folder.join(format!("{folder}/data"))).unwrap();
    bench.file("data/t.csv", trace("9,,1,1,\n"));
    let said = bench.run(&["check", &folder]);
    assert!(said.err.contains(&format!("{folder}/../../data/t.csv has changed since")), "{}", said.err);
}
