//! Starts as a user meets them: end states, the chance of each, and a search that asks from which start.

use serde_json::Value;

use crate::bench::Bench;

/// A crowd that goes where it is, of individuals between two gateways; at `herd` = 1.2 there are two states that last.
const CROWD: &str = "# Where does the crowd end?\nname = \"crowd\"\nhorizon = \"40 d\"\nreplications = 8\n[coin.usdc]\n\
    [network.plain]\ncoin = \"usdc\"\npricing.posted = { request = \"0.0002 usd/request\" }\n\
    [gateway.one]\nnetworks = [\"plain\"]\n[gateway.two]\nnetworks = [\"plain\"]\n[nodes.home]\ncount = 20\n\
    [users.all]\ncount = 1_000\ngateways = [\"one\", \"two\"]\nstart = [1, 0]\narrival.per_user = { rate = \"0.1 /d\" }\n\
    demand.work = \"1 s\"\ngateway_choice.logit = { herd = 3.0, scale = 0.4 }\n\
    [claims]\nstays = { that = \"users_share[gateway.one] > 80 %\" }\n\
    [frontier.vary]\n\"users.all.gateway_choice.logit.herd\" = { from = 0.1, to = 3.0 }\n\
    [starts]\nof = \"users_share[gateway.one]\"\nexpects = \"matters\"\n[starts.from]\n\
    one = { \"users.all.start\" = [1, 0] }\ntwo = { \"users.all.start\" = [0, 1] }\n";

fn bench(name: &str) -> Bench {
    let bench = Bench::new(name);
    bench.file("crowd.toml", CROWD);
    bench
}

#[test]
fn a_herd_ends_where_it_began_and_users_without_one_do_not() {
    let bench = bench("starts-herd");
    let said = bench.run(&["starts", "crowd.toml", "--quiet", "--json"]);
    assert_eq!(said.code, 0, "{}", said.err);
    let found: Value = serde_json::from_str(&said.out).unwrap();
    assert_eq!(found["start_matters"], "matters");
    assert_eq!(found["end_states"].as_array().unwrap().len(), 2);
    assert!(found["mean"].is_null(), "no mean answers for both");
    let of = |start: usize, state: usize| found["starts"][start]["states"][state]["runs"].as_u64().unwrap();
    assert_eq!((of(0, 1), of(0, 0), of(1, 0), of(1, 1)), (8, 0, 8, 0));
    let folder = found["folder"].as_str().unwrap();
    let runs = bench.read(&format!("{folder}/runs.csv"));
    assert_eq!(runs.lines().count(), 17, "{runs}");
    assert!(bench.read(&format!("{folder}/states.csv")).starts_with("start,state,state_low"));
    // Without a herd both starts end at half and half; that is not what the file expects.
    let plain = ["--set", "users.all.gateway_choice.logit.herd=0.2"];
    let said = bench.run(&[&["starts", "crowd.toml", "--quiet"], &plain[..]].concat());
    assert_eq!(said.code, 3, "{} {}", said.err, said.out);
    assert!(said.out.contains("start_matters: forgotten") && said.out.contains("from any start"), "{}", said.out);
}

#[test]
fn a_search_over_starts_that_decide_asks_for_one_of_them() {
    let bench = bench("starts-frontier");
    let arguments = ["frontier", "crowd.toml", "--quiet", "--no-charts", "--tolerance", "10 %"];
    let said = bench.run(&arguments);
    assert_eq!(said.code, 2, "{}", said.out);
    assert!(said.err.contains("runs end in different states"), "{}", said.err);
    assert!(said.err.contains("`--start one` or `--start two`"), "{}", said.err);
    let said = bench.run(&[&arguments[..], &["--start", "one"]].concat());
    assert_eq!(said.code, 0, "{} {}", said.err, said.out);
    let said = bench.run(&[&arguments[..], &["--start", "three"]].concat());
    assert!(said.code == 2 && said.err.contains("crowd has no start `three`"), "{}", said.err);
}

#[test]
fn a_scenario_without_starts_says_what_to_write() {
    let bench = Bench::new("starts-none");
    bench.file("small.toml", crate::bench::SMALL);
    let said = bench.run(&["starts", "small.toml"]);
    assert!(said.code == 2 && said.err.contains("has no starts") && said.err.contains("[starts.from]"), "{}", said.err);
}
