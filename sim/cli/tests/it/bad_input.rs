//! Bad input: exit code 2, the whole message with its remedy, and nothing left behind.

use crate::bench::Bench;

/// Runs `run small.toml` with more arguments; it must refuse with this message and write nothing.
fn check(bench: &Bench, arguments: &[&str], message: &str) {
    let before = bench.names();
    let said = bench.run(&[&["run"], arguments].concat());
    assert_eq!((said.err.as_str(), said.out.as_str(), said.code), (message, "", 2));
    assert_eq!(bench.names(), before);
}

/// As [`check`], for one `--set` on the small scenario.
fn check_set(set: &str, message: &str) {
    let bench = Bench::small(&format!("set-{}", set.len() * 1000 + set.bytes().map(usize::from).sum::<usize>()));
    check(&bench, &["small.toml", "--set", set], message);
}

#[test]
fn what_cannot_be_read_is_told_why() {
    let bench = Bench::small("unread");
    bench.file("empty.toml", "");
    bench.file("latin.toml", b"name = \"\xff\"\n");
    let empty = "error: empty.toml is empty\n |\n = help: `windtunnel init` writes a scenario to start from\n\n1 problem in empty.toml\n";
    check(&bench, &["empty.toml"], empty);
    let latin = "error: latin.toml is not UTF-8 text: see byte 9\n |\n = help: save it again as UTF-8\n\n1 problem in latin.toml\n";
    check(&bench, &["latin.toml"], latin);
    let missing = "error: cannot read smal.toml: no such file or folder\n |\n = help: did you mean `small.toml`?\n\n1 problem in smal.toml\n";
    check(&bench, &["smal.toml"], missing);
    let folder = "error: cannot read .: it is a folder\n |\n = help: name a .toml file\n\n1 problem in .\n";
    check(&bench, &["."], folder);
}

#[test]
fn values_that_will_not_do_are_all_told_at_once() {
    let bench = Bench::small("values");
    bench.file(
        "bad.toml",
        "name = 7\nhorizon = 5\n[network.net]\n[gateway.front]\nnetworks = [\"net\"]\ntake = \"120 %\"\n\
         [nodes.server]\ncount = -3\n[nodes.other]\ncount = 0\n",
    );
    let message = "\
error: this must be a text, not `7`
 --> bad.toml:1:8
  |
1 | name = 7
  |        ^

error: `5` needs a unit: one of ns, us, ms, s, min, h, d
 --> bad.toml:2:11
  |
2 | horizon = 5
  |           ^

error: `take` must be 0 ..= 1, not \"120 %\"
 --> bad.toml:6:8
  |
6 | take = \"120 %\"
  |        ^^^^^^^

error: -3 is out of range: from 0 to 4294967295
 --> bad.toml:8:9
  |
8 | count = -3
  |         ^^

error: `count` must be 1 ..= 10_000_000, not 0
  --> bad.toml:10:9
   |
10 | count = 0
   |         ^

5 problems in bad.toml
";
    check(&bench, &["bad.toml"], message);
}

#[test]
fn a_name_that_means_nothing_is_told_what_was_meant() {
    check_set(
        "users.all.gateway=fornt",
        "\
error: there is no gateway `fornt`
 --> --set 1:1:19
  |
1 | users.all.gateway=fornt
  |                   ^^^^^
  |
  = help: did you mean `front`?

1 problem in small.toml
",
    );
}

#[test]
fn a_limit_is_named_with_what_exceeds_it() {
    check_set(
        "nodes.server.count=100_000_000",
        "\
error: `count` must be 1 ..= 10_000_000, not 100000000
 --> --set 1:1:20
  |
1 | nodes.server.count=100_000_000
  |                    ^^^^^^^^^^^

1 problem in small.toml
",
    );
}

#[test]
fn a_name_cannot_leave_the_output_folder() {
    check_set(
        "name=../evil",
        "\
error: `../evil` cannot name an output folder
 --> --set 1:1:6
  |
1 | name=../evil
  |      ^^^^^^^
  |
  = help: use letters, digits, `_`, `-` and no `/`, not starting with a dot

1 problem in small.toml
",
    );
}

#[test]
fn a_flag_is_called_by_its_name() {
    let bench = Bench::small("flag");
    let message = "\
error: `replications` must be 1 ..= 100_000, not 0
 --> --replications:1:14
  |
1 | replications=0
  |              ^

1 problem in small.toml
";
    check(&bench, &["small.toml", "--replications", "0"], message);
}

#[test]
fn files_that_extend_each_other_are_refused() {
    let bench = Bench::new("circle");
    bench.file("a.toml", "extends = [\"b.toml\"]\n");
    bench.file("b.toml", "extends = [\"a.toml\"]\n");
    let message = "\
error: `extends` is circular: a.toml -> b.toml -> a.toml
 --> b.toml:1:12
  |
1 | extends = [\"a.toml\"]
  |            ^^^^^^^^
  |
  = help: take one of them out

1 problem in a.toml
";
    check(&bench, &["a.toml"], message);
}

#[test]
fn a_trace_is_told_its_line_and_what_would_serve() {
    let bench = Bench::small("trace");
    let check = |trace: &str, fault: &str| {
        bench.file("t.csv", trace);
        let set = "users.all.arrival={ trace = { file = \"t.csv\" } }";
        let message = format!(
            "error: {fault}\n --> --set 1:1:38\n  |\n1 | {set}\n  |                                      ^^^^^^^\n\n\
             1 problem in small.toml\n"
        );
        check(&bench, &["small.toml", "--set", set], &message);
    };
    let rows = |rows: &str| format!("arrival_s,llm,prompt_tokens,output_tokens\n{rows}\n");
    check(&rows("0,,1,1\n5,,1,1\n3,,1,1"), "t.csv:4: `3` is earlier than the previous line; sort the rows by arrival");
    check(
        &rows("0,,1,1000000000000"),
        "t.csv:2: output_tokens `1000000000000` is more than 10000000 tokens; check the unit and the column",
    );
    check(&rows("0,,NaN,1"), "t.csv:2: prompt_tokens `NaN` is not a whole number; write a whole number of tokens");
    check(
        &rows("NaN,,1,1"),
        "t.csv:2: `NaN` is not a time; write the arrival as `12.345678`, in seconds since the start",
    );
    check(
        "arrival_s,prompt_tokens\n0,1\n",
        "t.csv:1: column `output_tokens` is missing; the header of such a file is \
         `arrival_s,llm,prompt_tokens,output_tokens`",
    );
    check(
        "",
        "t.csv:1: the file is empty; start it with `arrival_s,llm,prompt_tokens,output_tokens` and add one line per request",
    );
}

#[test]
fn a_trace_that_fails_or_comes_too_late_is_told_by_every_verb() {
    let bench = Bench::small("warned");
    bench.file("t.csv", "arrival_s,prompt_tokens,output_tokens\n1700000000,10,0\n1700000001,10,5\n");
    let scenario = "name = \"w\"\nhorizon = \"10 min\"\nreplications = 2\n[network.net]\n[gateway.front]\nnetworks = [\"net\"]\n\
                    [nodes.home]\ncount = 1\nhardware = \"rtx_4090\"\nllms = [\"llama_8b\"]\n[users.chat]\ngateway = \"front\"\n\
                    llms = [\"llama_8b\"]\narrival.trace = { file = \"t.csv\" }\ndemand = \"recorded\"\n";
    bench.file("w.toml", scenario);
    let failed = "users.chat: 1 of 2 recorded requests failed, with no output tokens, and are left out";
    let late = "users.chat: no request comes within the horizon of 10 min: t.csv begins at 1700000000 s and ends at \
                1700000001 s; `from = \"1700000000 s\"` counts from its beginning";
    for arguments in [&["check", "w.toml"][..], &["run", "w.toml", "-q", "--no-charts"], &["explain", "w.toml"]] {
        let out = bench.run(arguments).out;
        let out: Vec<&str> = out.split_whitespace().collect();
        let out = out.join(" ");
        assert!(out.contains(failed) && out.contains(late), "{arguments:?}: {out}");
        let document = bench.run(&[arguments, &["--json"]].concat()).out;
        let document: serde_json::Value = serde_json::from_str(&document).unwrap();
        let at =
            ["/files/0/warnings", "/studies/0/warnings", "/warnings"].into_iter().find_map(|at| document.pointer(at));
        assert_eq!(at, Some(&serde_json::json!([failed, late])), "{arguments:?}");
    }
}

#[test]
fn a_trace_that_is_not_there_is_refused() {
    let bench = Bench::small("no-trace");
    let set = "users.all.arrival={ trace = { file = \"t.csv\" } }";
    let said = bench.run(&["check", "small.toml", "--set", set]);
    assert!(
        said.err.starts_with("error: t.csv:1: the file cannot be read: no such file or folder; check the path\n"),
        "{}",
        said.err
    );
    assert_eq!(said.code, 2);
}

#[test]
fn an_output_that_cannot_be_written_is_told_before_anything_is_simulated() {
    let bench = Bench::small("output");
    bench.file("taken", "years of work");
    let said = bench.run(&["check", "small.toml", "--json"]);
    let hash = serde_json::from_str::<serde_json::Value>(&said.out).unwrap()["files"][0]["hash"].clone();
    let folder = format!("small-{}", &hash.as_str().unwrap()[..8]);
    // It would run for days.
    let long = ["small.toml", "--replications", "100000"];
    let file = format!(
        "error: cannot write to taken/{folder}: a part of the path is not a folder\n  = help: choose another folder with -o\n"
    );
    check(&bench, &["small.toml", "-o", "taken"], &file);
    let said = bench.run(&[&["run"], &long[..], &["-o", "taken"]].concat());
    assert_eq!(said.code, 2);
    std::fs::create_dir_all(bench.folder.join("mine").join(&folder)).unwrap();
    bench.file(&format!("mine/{folder}/chapter.tex"), "years of work");
    let foreign = format!(
        "error: cannot write to mine/{folder}: it holds files but no manifest.json, so it is not an output of windtunnel\n  \
         = help: choose another folder with -o\n"
    );
    check(&bench, &["small.toml", "-o", "mine"], &foreign);
    assert_eq!(bench.read(&format!("mine/{folder}/chapter.tex")), "years of work");
}

#[test]
fn one_bad_file_among_many_stops_all() {
    let bench = Bench::small("many");
    bench.file("bad.toml", "nmae = 1\n");
    let said = bench.run(&["run", "small.toml", "bad.toml", "--json"]);
    let document: serde_json::Value = serde_json::from_str(&said.out).unwrap();
    assert_eq!((said.code, document["exit"].as_i64()), (2, Some(2)));
    assert_eq!(document["studies"].as_array().unwrap().len(), 0);
    assert_eq!(document["refused"][0]["problems"][0]["message"], "unknown key `nmae`");
    assert_eq!(document["refused"][0]["problems"][0]["line"], 1);
    assert_eq!(bench.names(), ["bad.toml", "small.toml"]);
}

#[test]
fn two_links_between_the_same_regions_are_refused() {
    let bench = Bench::small("links");
    let region = "name = \"links\"\nhorizon = \"1 s\"\n[region.eu]\n";
    let link = |name| format!("[link.{name}]\nbetween = [\"eu\", \"eu\"]\nlatency = \"10 ms\"\n");
    let rest = "[network.net]\n[gateway.front]\nnetworks = [\"net\"]\nregion = \"eu\"\n[nodes.home]\ncount = 1\n\
                regions = [\"eu\"]\n[users.all]\ngateway = \"front\"\nregion = \"eu\"\n\
                arrival.poisson = { rate = \"1 /s\" }\ndemand.work = \"1 s\"\n";
    bench.file("links.toml", [region, &link("a"), &link("b"), rest].concat());
    let message = "error: there is another link between these regions\n --> links.toml:8:11\n  |\n\
                   8 | between = [\"eu\", \"eu\"]\n  |           ^^^^^^^^^^^^\n  |\n  \
                   = help: keep one link for each pair of regions\n\n1 problem in links.toml\n";
    check(&bench, &["links.toml"], message);
}

#[test]
fn a_replication_that_a_run_does_not_have_is_refused_by_diff() {
    let bench = Bench::small("replication");
    let check = |arguments: &[&str], message: &str| {
        let said = bench.run(&[&["diff", "small.toml"], arguments].concat());
        assert_eq!((said.code, said.err.as_str(), said.out.as_str()), (2, message, ""));
    };
    check(
        &["--replication", "99"],
        "error: small.toml has no replication 99\n  = help: it has 4, counted from 0: 0 to 3\n",
    );
    check(
        &["--replication", "3", "--with", "replications=2"],
        "error: small.toml has no replication 3\n  = help: it has 2, counted from 0: 0 to 1\n",
    );
    // Those that claims may add are there, too.
    let claims = "claims={ mine = { that = \"utilisation < 1\", at_most_replications = 200 } }";
    assert_eq!(bench.run(&["diff", "small.toml", "--replication", "99", "--set", claims]).code, 0);
}

#[test]
fn a_rate_that_is_too_small_is_told_the_least() {
    check_set(
        "users.all.arrival.poisson.rate=1e-300 /s",
        "\
error: `1e-300` is out of range: a number has up to 30 digits and an exponent from -30 to 30; the least above 0 is 1e-30
 --> --set 1:1:32
  |
1 | users.all.arrival.poisson.rate=1e-300 /s
  |                                ^^^^^^^^^

1 problem in small.toml
",
    );
}

#[test]
fn nodes_are_not_picked_by_stakes_or_deadlines_that_nobody_has() {
    check_set(
        "gateway.front.scheduling=\"stake_weighted\"",
        "\
error: no node has a stake on `net`, so none would ever be picked there
 --> --set 1:1:26
  |
1 | gateway.front.scheduling=\"stake_weighted\"
  |                          ^^^^^^^^^^^^^^^^
  |
  = help: give the nodes of `net` a `stake`, or use `proportional` with a weight that they have

1 problem in small.toml
",
    );
    for (policy, message) in
        [("stake_weighted", "error: no node has a stake on `net`"), ("deadline_fit", "error: a deadline nobody has")]
    {
        let said = Bench::small(&format!("network-{policy}")).run(&[
            "check",
            "small.toml",
            "--set",
            &format!("network.net.scheduling={policy}"),
        ]);
        assert!(said.code == 2 && said.err.contains(message), "{policy} of a network: {}", said.err);
    }
    check_set(
        "gateway.front.scheduling=\"cheapest_in_time\"",
        "\
error: a deadline nobody has: no users whose requests it places give them one
 --> --set 1:1:26
  |
1 | gateway.front.scheduling=\"cheapest_in_time\"
  |                          ^^^^^^^^^^^^^^^^^^
  |
  = help: write `target.deadline` under its users, as in `target.deadline = \"30 s\"`

1 problem in small.toml
",
    );
    check_set(
        "gateway.front.scheduling.proportional.to=\"1 - 1\"",
        "\
error: every weight is 0, so no node is ever picked
 --> --set 1:1:42
  |
1 | gateway.front.scheduling.proportional.to=\"1 - 1\"
  |                                          ^^^^^^^
  |
  = help: read a column of nodes, as in `to = \"speed * slots\"`, or use `random`

1 problem in small.toml
",
    );
}

#[test]
fn windows_that_cannot_be_are_refused_with_what_to_do() {
    let refused = |set: &str, message: &str, remedy: &str| {
        let bench = Bench::small(&format!("pace-{}", set.bytes().map(usize::from).sum::<usize>()));
        let said = bench.run(&["check", "small.toml", "--set", set]);
        let told =
            said.err.contains(&format!("error: {message}\n")) && said.err.contains(&format!("= help: {remedy}\n"));
        assert!(told && said.code == 2, "{set}: {}", said.err);
    };
    let longer = "shorten the window or lengthen the period, as in `1 h of 24 h`";
    refused("pace.requests=2 h of 1 h", "a window of 2 h does not fit into a period of 1 h", longer);
    let nothing = "give a longer one, as in `1 h of 24 h`";
    refused("pace.requests=0 s of 1 h", "in a window of 0 s no request is played", nothing);
}
