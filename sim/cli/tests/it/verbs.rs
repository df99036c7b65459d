//! The verbs that simulate nothing.

use serde_json::Value;

use crate::bench::{Bench, SMALL};

fn json(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or_else(|error| panic!("{error}: {text}"))
}

#[test]
fn check_tells_what_a_sound_scenario_holds() {
    let bench = Bench::small("check");
    let said = bench.run(&["check", "small.toml", "--set", "nodes.server.count=12_000"]);
    let text: Vec<&str> = said.out.lines().filter(|line| !line.starts_with("  hash ")).collect();
    let expected = [
        "small.toml: ok",
        "  question    Does an M/M/1 queue at load 0.5 answer in two seconds on average?",
        "  study       small: 4 replications of 2000 s, seed 1",
        "  networks    net",
        "  gateways    front",
        "  nodes       12_000: 12_000 server",
        "  users       all",
        "  requests    about 1000 expected in each replication",
        "  load        network.net: load 0.00004167 of 12000 nodes",
        "  wait        network.net: requests wait 41.67 us on average, 0.004167 % of them at all",
        "  theory      3 closed forms; `--theory` shows formulas, inputs and sources",
    ];
    assert_eq!(text, expected);
    assert_eq!((said.code, said.err.as_str()), (0, ""));
    let document = json(&bench.run(&["check", "small.toml", "--json"]).out);
    assert_eq!(document["files"][0]["users"][0]["expected_requests"], 1000.0);
}

#[test]
fn check_tells_formulas_inputs_and_what_would_serve() {
    let bench = Bench::small("check-theory");
    let said = bench.run(&["check", "small.toml", "--theory"]);
    let expected = "
  load        network.net: load 0.5 of 1 node
              load = 0.5000, must be below 1.000, binds: asked_nodes / capacity_nodes
              with asked_nodes = 0.5000, n_nodes = 1.000, capacity_nodes = 1.000
              source: stability: Loynes 1962; Kleinrock, Queueing Systems vol. 1, 1975, section 2.1
  wait        network.net: requests wait 1 s on average, 50 % of them at all
              wait_mean_s = 1.000: C(a, c) / (c / service_mean_s - rate_per_s)
              with rate_per_s = 0.5000, c_slots = 1.000, service_mean_s = 1.000,
              service_second_moment_s2 = 2.000
              source: Erlang 1917; Gross et al., Fundamentals of Queueing Theory, 2008, section 2.3
";
    assert!(said.out.contains(expected), "{}", said.out);
    let busy = "users.all.arrival.poisson.rate=2.5 /s";
    let said = bench.run(&["check", "small.toml", "--set", busy]).out;
    let told = "
  load        network.net: load 2.5 of 1 node: waits grow without end; 3 nodes would serve, or less
              than 40 % of the requests
  theory      1 closed form, 1 beyond bounds; `--theory` shows formulas, inputs and sources
";
    assert!(said.contains(told), "{said}");
    let document = json(&bench.run(&["check", "small.toml", "--json", "--set", busy]).out);
    let form = &document["files"][0]["theory"][0];
    assert_eq!((&form["name"], &form["holds"], &form["binds"]), (&"load".into(), &false.into(), &true.into()));
    assert_eq!((&form["inputs"]["asked_nodes"], &form["must_be_below"]), (&2.5.into(), &1.0.into()));
}

#[test]
fn check_names_what_cannot_act_and_draws_the_slash_corridor() {
    let bench = Bench::small("check-idle");
    let told = bench.run(&["check", "small.toml", "--set", "gateway.front.hedge.after=1 s"]).out;
    let idle = "  idle        `gateway.front.hedge` cannot act: there is no other node for a copy\n";
    assert!(told.contains(idle), "{told}");
    let refused = |chart: &str| {
        let said = bench.run(&["check", "small.toml", "--chart", chart]);
        assert_eq!(said.code, 2);
        said.err
    };
    assert!(refused("corridor.svg").starts_with("error: small.toml has no slash corridor to draw\n"));
    assert!(refused("corridor.pdf").contains("corridor.pdf is no SVG file by its name"));
    let coin = "[coin.alp]\n[network.net]\ncoin = \"alp\"\npricing.posted = { request = \"1 usd/request\" }\n\
                verification.v.spot_check = { rate = 0.05, false_negative = 0.1, false_positive = 0.001 }\n\
                slashing.s.fixed = { amount = \"50 alp\" }\n";
    let nodes = "count = 2\ncost = \"1_000 usd/h\"\nstake.net = \"100 alp\"\n";
    bench.file("priced.toml", SMALL.replace("[network.net]\n", coin).replace("count = 1\n", nodes));
    let said = bench.run(&["check", "priced.toml", "--chart", "corridor.svg"]);
    assert_eq!((said.code, said.err.as_str()), (0, ""));
    let drawn = bench.read("corridor.svg");
    for text in ["below it cheating pays", "above it honesty does not", "a conviction takes", "the present rate"] {
        assert!(drawn.contains(text), "{text}");
    }
    let again = bench.run(&["check", "priced.toml", "--chart", "corridor.svg"]);
    assert!(again.code == 2 && again.err.contains("it already exists, and nothing is overwritten"), "{}", again.err);
}

#[test]
fn check_goes_on_after_a_bad_file() {
    let bench = Bench::small("check-on");
    bench.file("bad.toml", "nmae = 1\n");
    let said = bench.run(&["check", "bad.toml", "small.toml"]);
    assert!(said.err.contains("error: unknown key `nmae`\n") && said.out.starts_with("small.toml: ok\n"));
    assert_eq!(said.code, 2);
    let document = json(&bench.run(&["check", "bad.toml", "small.toml", "--json"]).out);
    let oks: Vec<_> = document["files"].as_array().unwrap().iter().map(|f| f["ok"].as_bool().unwrap()).collect();
    assert_eq!(oks, [false, true]);
}

#[test]
fn the_starter_is_written_once_and_runs_with_its_claims_held() {
    let bench = Bench::new("init");
    let said = bench.run(&["init", "my.toml"]);
    assert_eq!((said.code, said.out.as_str()), (0, ""));
    let run = bench.run(&["run", "my.toml", "--no-charts", "--quiet"]);
    assert_eq!((run.code, run.err.as_str()), (0, ""), "{}", run.out);
    bench.file("my.toml", "mine");
    let again = bench.run(&["init", "my.toml"]);
    let message = "error: cannot write my.toml: it already exists, and nothing is overwritten\n  \
                   = help: choose another name, or remove it first\n";
    assert_eq!((again.code, again.err.as_str(), bench.read("my.toml").as_str()), (2, message, "mine"));
}

#[test]
fn the_lists_name_wings_metrics_laws_and_views() {
    let bench = Bench::new("list");
    let wings = bench.run(&["list"]).out;
    assert!(
        wings.contains("\n  power_of_d                Samples `d` nodes and picks the one with the least backlog.\n")
    );
    assert!(wings.contains("\n  random *  "), "{wings}");
    let wing = bench.run(&["list", "scheduling"]).out;
    assert!(wing.contains("  d                         Nodes looked at.\n                            a whole number, 1 ..= 64; default 2\n"));
    let formulas = bench.run(&["list", "formulas"]).out;
    assert!(formulas.contains("\n  clamp(x, lo, hi)          x, but at least lo and at most hi\n"), "{formulas}");
    let metrics = bench.run(&["list", "metrics"]).out;
    assert!(
        metrics.contains("  answer_latency_p50_s            median time from sending to the answer (less)\n"),
        "{metrics}"
    );
    let metrics = json(&bench.run(&["list", "metrics", "--json"]).out)["metrics"].clone();
    let of = |name: &str| metrics.as_array().unwrap().iter().find(|m| m["metric"] == name).unwrap()["better"].clone();
    assert_eq!([of("sent_rps"), of("goodput_rps"), of("failed_share")], ["neither", "more", "less"]);
    let topics = ["wings", "gateway.scheduling", "laws", "metrics", "requests", "views", "scenarios", "presets"];
    for topic in
        topics.into_iter().chain(["hardware", "llm", "formulas", "coin", "holders", "delegators", "pace", "network"])
    {
        let (text, document) = (bench.run(&["list", topic]), bench.run(&["list", topic, "--json"]));
        assert!(text.code == 0 && document.code == 0 && !text.out.is_empty(), "{topic}");
        assert!(text.out.lines().all(|line| line.chars().count() <= 100), "{topic}");
        assert!(json(&document.out)[topic].is_array(), "{topic}");
    }
    let said = bench.run(&["list", "sceduling"]);
    let message = "error: there is no topic `sceduling`\n  = help: did you mean `scheduling`?\n";
    assert_eq!((said.code, said.err.as_str()), (2, message));
    // A table has its settings, and the modules from which it chooses.
    let coin = bench.run(&["list", "coin"]).out;
    assert!(coin.starts_with("coin  "), "{coin}");
    assert!(coin.contains("\ncoin.feed.every             How often it reads the market.\n"), "{coin}");
    assert!(coin.contains("chosen from a module: `windtunnel list market`"), "{coin}");
    assert!(!coin.contains("coin.market.pool"), "{coin}");
    // Each word that is known is named once, though several modules are called so.
    let known = bench.run(&["list", "zzzzzz"]).err;
    let words: Vec<&str> = known.split_once("known: ").unwrap().1.trim_end().split(", ").collect();
    let once: std::collections::BTreeSet<_> = words.iter().collect();
    assert_eq!(words.len(), once.len(), "{known}");
    assert!(["coin", "holders", "delegators", "pace", "network"].iter().all(|table| once.contains(table)), "{known}");
}

#[test]
fn explain_gives_origins_and_documentation() {
    let bench = Bench::small("explain");
    let file = bench.run(&["explain", "small.toml", "--seed", "9"]).out;
    assert!(file.contains("\nseed = 9                           # --seed\n"), "{file}");
    assert!(file.contains("# small.toml:3\n") && file.contains("# default\n"));
    let values = json(&bench.run(&["explain", "small.toml", "--json"]).out)["values"].clone();
    let count = values.as_array().unwrap().iter().find(|v| v["path"] == "nodes.server.count").unwrap().clone();
    assert_eq!((&count["value"], &count["origin"]), (&1.into(), &"small.toml:9".into()));
    for (name, part) in [
        ("power_of_d", "Mitzenmacher, IEEE TPDS 12(10), 2001"),
        ("wrong_accepted_share", "a metric of the whole run; less is better"),
        ("supply_coins", "a metric of each coin; neither less nor more is better"),
        ("gateway.view_age", "a span of time, as in \"30 min\"; default \"0 s\""),
        ("lognormal", "a distribution"),
    ] {
        let said = bench.run(&["explain", name]);
        assert!(said.out.contains(part), "{name}: {}", said.out);
        assert!(json(&bench.run(&["explain", name, "--json"]).out)["found"].is_array());
    }
    let said = bench.run(&["explain", "powerofd"]);
    let message = "error: `powerofd` is neither a file nor a policy, distribution, metric or setting\n  = help: did you mean `power_of_d`?\n";
    assert_eq!((said.code, said.err.as_str()), (2, message));
}

#[test]
fn the_cost_of_an_llm_on_hardware_is_told_with_its_source_and_spread() {
    let bench = Bench::new("cost");
    let said = bench.run(&["explain", "cost", "rtx_4090", "h100", "llama_8b"]).out;
    for part in [
        "llama_8b on rtx_4090\n",
        "\nllama_8b on h100\n",
        "24.00 GB, of which 21.60 GB usable: weights 16.06 GB, cache of 42_256 tokens\n",
        "  rent        0.3500 usd/h\n",
        "  source      fit to kernel tables of LLMServingSim 2 for Llama-3.1-8B",
        "  files       models/hardware/rtx_4090.toml, models/llms/llama_8b.toml\n",
        "           1 x 512       18.10         17.16 … 19.19          55       1.760\n",
    ] {
        assert!(said.contains(part), "{part}: {said}");
    }
    assert!(said.lines().all(|line| line.chars().count() <= 100), "{said}");
    let document = json(&bench.run(&["explain", "cost", "h100", "llama_8b", "--json"]).out)["costs"][0].clone();
    assert_eq!((&document["steps_by"], &document["weight_bytes"]), (&"roofline".into(), &16_060_522_496_u64.into()));
    let (low, high) = (document["decode"][0]["low_s"].as_f64(), document["decode"][0]["high_s"].as_f64());
    assert!(low < document["decode"][0]["time_s"].as_f64() && low < high);
    let set = bench.run(&["explain", "cost", "h100", "llama_8b", "--set", "hardware.h100.rent=1 usd/h"]).out;
    assert!(set.contains("  rent        1.000 usd/h\n"), "{set}");
    let check = |arguments: &[&str], message: &str| {
        let said = bench.run(&[&["explain", "cost"], arguments].concat());
        assert!(said.code == 2 && said.err.starts_with(message), "{}", said.err);
    };
    check(&["rtx_4090", "llama_70b"], "error: the weights of these llms take 131.4 GiB, but rtx_4090 has 22.4 GiB\n");
    check(&["rtx_490", "llama_8b"], "error: there is no hardware `rtx_490`\n");
    check(&["llama_8b"], "error: a cost is of an llm on hardware: name both\n");
}

#[test]
fn the_schema_is_json() {
    let document = json(&Bench::new("schema").run(&["schema"]).out);
    assert_eq!(document["$schema"], "https://json-schema.org/draft/2020-12/schema");
    assert!(document["properties"]["gateway"].is_object());
}

#[test]
fn traces_are_generated_shown_and_converted() {
    let bench = Bench::new("traces");
    let text = bench.run(&["trace", "generate", "--rows", "3", "--seed", "1"]).out;
    assert_eq!(bench.run(&["trace", "generate", "--rows", "3", "--seed", "1", "-o", "t.csv"]).code, 0);
    assert_eq!(bench.read("t.csv"), text);
    assert_eq!(text.lines().count(), 4);
    let shown = json(&bench.run(&["trace", "show", "t.csv", "--json"]).out);
    let fast = bench.run(&["trace", "convert", "t.csv", "--speed", "2", "-o", "fast.csv", "--json"]);
    assert_eq!(shown["requests"], 3);
    let ratio = json(&fast.out)["rate_rps"].as_f64().unwrap() / shown["rate_rps"].as_f64().unwrap();
    assert!((ratio - 2.0).abs() < 1e-6, "{ratio}");
    let again = bench.run(&["trace", "generate", "-o", "t.csv"]);
    assert_eq!((again.code, bench.read("t.csv").as_str()), (2, text.as_str()));
    let unknown = bench.run(&["trace", "generate", "--shape", "x"]);
    let message = "error: there is no shape `x`\n  = help: known are azure-conversation and azure-code\n";
    assert_eq!((unknown.code, unknown.err.as_str()), (2, message));
}

#[test]
fn convert_keeps_nanoseconds_since_1970_and_refuses_what_it_could_not_read_again() {
    let bench = Bench::new("convert");
    let head = "arrival_s,llm,prompt_tokens,output_tokens\n";
    let text = format!("{head}1700000000.123456789,,10,5\n1700000000.12345679,,10,5\n1700000003.5,,10,5\n");
    bench.file("epoch.csv", &text);
    assert_eq!(bench.run(&["trace", "convert", "epoch.csv"]).out, text);
    let slow = bench.run(&["trace", "convert", "epoch.csv", "--speed", "0.000001", "-o", "slow.csv"]);
    let message = "error: at this speed the last request would come more than 292 years after the start\n  = help: raise \
                   --speed, or start at the first request with --from '1700000000.123456789 s'\n";
    assert_eq!((slow.code, slow.err.as_str()), (2, message));
    assert!(!bench.names().contains(&"slow.csv".to_owned()), "nothing is written");
    let from = ["trace", "convert", "epoch.csv", "--speed", "0.001", "--from", "1700000000.123456789 s"];
    let counted = bench.run(&from);
    assert_eq!(counted.out, format!("{head}0,,10,5\n0.000001,,10,5\n3376.543211,,10,5\n"));
    let late = bench.run(&["trace", "convert", "epoch.csv", "--from", "1_700_000_004 s"]);
    let message = "error: no request comes from that time on\n  \
                   = help: requests come from 1700000000.123456789 s to 1700000003.5 s\n";
    assert_eq!((late.code, late.err.as_str()), (2, message));
}

#[test]
fn show_counts_what_an_llm_cannot_take() {
    let bench = Bench::new("window");
    bench.file("t.csv", "arrival_s,prompt_tokens,output_tokens\n0,8191,1\n1,8191,2\n2,1,9000\n");
    let shown = json(&bench.run(&["trace", "show", "t.csv", "--llm", "smollm2-135m", "--json"]).out);
    assert_eq!(shown["window"], serde_json::json!({ "llm": "smollm2_135m", "tokens": 8192, "exceeded": 2 }));
    let text = bench.run(&["trace", "show", "t.csv", "--llm", "smollm2_135m"]).out.replace("\n                ", " ");
    let line =
        "  window        2 of 3 requests exceed the 8192 tokens of prompt and answer that smollm2_135m can take\n";
    assert!(text.contains(line), "{text}");
    let unknown = bench.run(&["trace", "show", "t.csv", "--llm", "lama_8b"]);
    let message = "error: there is no llm `lama_8b`\n  = help: did you mean `llama_8b`?\n";
    assert_eq!((unknown.code, unknown.err.as_str()), (2, message));
}

#[test]
fn what_is_fitted_to_a_trace_makes_another_like_it() {
    let bench = Bench::new("fits");
    let made = bench.run(&["trace", "generate", "--rows", "4000", "--seed", "3", "-o", "t.csv"]);
    assert_eq!(made.code, 0, "{}", made.err);
    let fitted = bench.run(&["trace", "fit", "t.csv", "-o", "fitted.toml"]);
    assert_eq!(fitted.code, 0, "{}", fitted.err);
    assert!(fitted.err.contains("windtunnel trace generate --from fitted.toml"), "{}", fitted.err);
    let fragment = bench.read("fitted.toml");
    assert!(fragment.starts_with("# Fitted by `windtunnel trace fit` to t.csv: 4000 requests within"), "{fragment}");
    let again = bench.run(&["trace", "generate", "--from", "fitted.toml", "--seed", "4", "-o", "again.csv"]);
    assert_eq!(again.code, 0, "{}", again.err);
    let [one, other] = ["t.csv", "again.csv"].map(|file| json(&bench.run(&["trace", "show", file, "--json"]).out));
    for path in ["/rate_rps", "/gap_cv", "/prompt_tokens/p50", "/prompt_tokens/p90", "/output_tokens/p50"] {
        let [a, b] = [&one, &other].map(|shown| shown.pointer(path).and_then(serde_json::Value::as_f64).unwrap());
        assert!((a / b - 1.0).abs() < 0.1, "{path}: {a} and {b}");
    }
    // The fragment is one of a scenario: laid below it, it is replayed as it was made.
    let said = bench.run(&["trace", "generate", "--from", "fitted.toml", "--users", "chat"]);
    assert_eq!((said.code, said.err.as_str()), (2, "error: there are no users `chat`\n  = help: known are fitted\n"));
    bench.file(
        "bad.toml",
        "[users.a]\ngateway = \"front\"\narrival.poisson = { rate = \"1\" }\ndemand.work = \"1 s\"\n",
    );
    let said = bench.run(&["trace", "generate", "--from", "bad.toml"]);
    assert!(said.code == 2 && said.err.contains("bad.toml:3:"), "{}", said.err);
}

#[test]
fn every_verb_has_help_with_an_example() {
    let bench = Bench::new("help");
    for verb in [
        "run",
        "check",
        "compare",
        "starts",
        "list",
        "schema",
        "explain",
        "init",
        "calibrate",
        "swarm",
        "diff",
        "trace generate",
        "trace show",
        "trace fit",
        "trace convert",
    ] {
        let arguments: Vec<&str> = verb.split(' ').chain(["--help"]).collect();
        let said = bench.run(&arguments);
        assert!(said.code == 0 && said.out.contains(&format!("windtunnel {verb}")), "{verb}: {}", said.out);
        assert!(said.out.contains("Example"), "{verb}");
    }
    assert_eq!(bench.run(&["fly"]).code, 2);
}

#[test]
fn diff_names_the_first_event_that_differs() {
    let bench = Bench::small("diff");
    let same = bench.run(&["diff", "small.toml"]);
    assert_eq!((same.code, same.err.as_str()), (0, ""), "{}", same.out);
    assert!(
        same.out.ends_with("no difference: every event, every posting and every metric that both have are equal\n"),
        "{}",
        same.out
    );
    let other = bench.run(&["diff", "small.toml", "--with", "seed=2"]);
    assert_eq!(other.code, 3);
    assert!(other.out.contains("first difference\n  A ") && other.out.contains("users.all send request 0\n"));
    let document = json(&bench.run(&["diff", "small.toml", "--with", "seed=2", "--json"]).out);
    assert_eq!((&document["common_events"], &document["parting"]["kind"]), (&0.into(), &"event".into()));
    // From folders, the scenarios that ran are played again.
    let ran = json(&bench.run(&["run", "small.toml", "--no-charts", "--quiet", "--json"]).out);
    let folder = ran["studies"][0]["folder"].as_str().unwrap();
    let folders = bench.run(&["diff", folder, "small.toml"]);
    assert_eq!((folders.code, folders.err.as_str()), (0, ""), "{}", folders.out);
}

#[test]
fn a_byte_order_mark_leaves_the_question() {
    let bench = Bench::new("mark");
    bench.file("small.toml", format!("\u{feff}{SMALL}"));
    let question = "Does an M/M/1 queue at load 0.5 answer in two seconds on average?";
    let checked = json(&bench.run(&["check", "small.toml", "--json"]).out);
    assert_eq!(checked["files"][0]["question"], question);
    std::fs::create_dir(bench.folder.join("scenarios")).unwrap();
    bench.file("scenarios/marked.toml", format!("\u{feff}{SMALL}"));
    assert_eq!(json(&bench.run(&["list", "scenarios", "--json"]).out)["scenarios"][0]["question"], question);
    bench.file("small.toml", "\u{feff}\n");
    assert!(bench.run(&["check", "small.toml"]).err.starts_with("error: small.toml is empty\n"));
}
