//! Claims about the time after a fault, and runs that are aborted, as a user meets them.

use serde_json::Value;

use crate::bench::{Bench, SMALL};

const SHOCK: &str = "[weather.shock]\nat = \"500 s\"\ncommon_shock = { repair = \"100 s\" }\n";
const CLAIMS: &str = "\
[claims]
later = { that = \"answered_share > 90 %\", eventually = \"10 min\", after = \"weather.shock\" }
back = { of = \"goodput_rps\", recovers = { to = \"50 %\", within = \"500 s\", bins = \"500 s\" }, after = \"weather.shock\" }
";

fn bench(name: &str, more: &str) -> Bench {
    let bench = Bench::new(&format!("after-{name}"));
    bench.file("small.toml", format!("{}{SHOCK}{more}", SMALL.replace("name = ", "seed = 3\nname = ")));
    bench
}

#[test]
fn claims_after_a_fault_tell_their_windows() {
    let bench = bench("told", CLAIMS);
    let said = bench.run(&["run", "small.toml", "--junit", "out.xml"]);
    assert_eq!((said.code, said.err.as_str()), (0, ""), "{}", said.out);
    let later = "later: answered_share > 90 %, from 10 min after weather.shock\n";
    assert!(said.out.contains(later), "{}", said.out);
    let flat = said.out.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(flat.contains("; from 1100 s to 2000 s"), "{flat}");
    assert!(flat.contains("back: goodput_rps recovers to 50 % of calm within 500 s after weather.shock"), "{flat}");
    assert!(flat.contains("; in the worst bin from 500 s to 2000 s; back "), "{flat}");
    let folder = bench.folder.join("output");
    let folder = std::fs::read_dir(folder).unwrap().next().unwrap().unwrap().path();
    let table = std::fs::read_to_string(folder.join("claims.csv")).unwrap();
    let mut lines = table.lines();
    assert!(lines.next().unwrap().ends_with(",n,level,kind,windows_s,windows,back_s"), "{table}");
    assert!(lines.next().unwrap().ends_with(",4,0.95,eventually,1100..2000,4,"), "{table}");
    assert!(lines.next().unwrap().contains(",4,0.95,recovers,500..2000,4,"), "{table}");
    assert!(bench.read("out.xml").contains("<testcase classname=\"small\" name=\"back\""));
    let page = std::fs::read_to_string(folder.join("report.html")).unwrap();
    assert!(page.contains("answered_share &gt; 90 %, from 10 min after weather.shock"));
}

#[test]
fn a_run_that_is_aborted_fails_and_tells_when_and_why() {
    let bench = bench("aborted", "[claims]\nsome = { that = \"answered_share > 1 %\" }\n");
    let run = ["run", "small.toml", "--set", "abort_when=\"failed_share > 1 %\"", "--set", "abort_every=\"100 s\""];
    let calm = bench.run(&[&run[..], &["--set", "abort_when=\"failed_share > 99 %\""]].concat());
    assert_eq!((calm.code, calm.err.as_str()), (0, ""), "{}", calm.out);
    let met = ["--set", "abort_when=\"utilisation > 1 %\"", "--junit", "out.xml"];
    let said = bench.run(&[&run[..], &met].concat());
    assert_eq!((said.code, said.err.as_str()), (3, ""), "{}", said.out);
    let flat = said.out.split_whitespace().collect::<Vec<_>>().join(" ");
    let told = "replication 0 met `utilisation > 1 %` at 5 min and ended there";
    assert!(flat.contains(told) && flat.contains("1 replication of 2000 s (aborted, see below)"), "{flat}");
    let xml = bench.read("out.xml");
    assert!(
        xml.contains("<testcase classname=\"small\" name=\"abort_when\"") && xml.contains("never: utilisation"),
        "{xml}"
    );
    let said = bench.run(&[&run[..], &met[..2], &["--json"]].concat());
    let document: Value = serde_json::from_str(&said.out).unwrap();
    let study = &document["studies"][0];
    assert_eq!((&study["status"], study["aborted"]["at_s"].as_f64()), (&"aborted".into(), Some(300.0)), "{study}");
    // Of many points only those fail that meet it.
    let vary = ["--vary", "nodes.server.count=[1, 40]", "--set", "abort_when=\"utilisation > 20 %\"", "--json"];
    let said = bench.run(&[&["sweep", "small.toml", "--folder", "swept", "--max-failed", "2"], &vary[..]].concat());
    let document: Value = serde_json::from_str(&said.out).unwrap();
    assert_eq!(document["failed"].as_u64(), Some(1), "{document}");
    let runs = bench.read("swept/runs.csv");
    assert!(runs.contains("aborted: replication 0 met `abort_when = \"\"utilisation > 20 %\"\"` at "), "{runs}");
}

#[test]
fn a_sweep_with_claims_after_faults_goes_on_and_comes_out_alike() {
    let bench = bench("sweep", CLAIMS);
    let sweep = |folder: &str, more: &[&str]| {
        let vary = ["--vary", "nodes.server.count=[1, 2, 3]", "--folder", folder, "--quiet", "--json"];
        let said = bench.run(&[&["sweep", "small.toml"], &vary[..], more].concat());
        assert_eq!(said.code, 0, "{}", said.err);
        serde_json::from_str::<Value>(&said.out).unwrap()["rows"].clone()
    };
    let rows = sweep("whole", &["--threads", "1"])["added"].as_u64().unwrap();
    sweep("parts", &["--threads", "2", "--shard", "1/2"]);
    sweep("parts", &["--threads", "2", "--shard", "0/2"]);
    assert_eq!(bench.run(&["merge", "parts", "--quiet"]).code, 0);
    for table in ["runs.csv", "summary.csv", "claims.csv"] {
        assert_eq!(bench.read(&format!("whole/{table}")), bench.read(&format!("parts/{table}")), "{table}");
    }
    let before = bench.read("whole/claims.csv");
    let again = sweep("whole", &[]);
    assert_eq!((again["earlier"].as_u64(), again["added"].as_u64()), (Some(rows), Some(0)));
    assert_eq!(bench.read("whole/claims.csv"), before);
    // Both claims are judged at every point.
    assert_eq!(before.lines().count(), 1 + 3 * 2, "{before}");
    assert!(!before.contains(",undecided,,"), "{before}");
}
