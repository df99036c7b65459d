//! The models that come with the house: published shapes, provenance, and scenarios that name them.

use std::collections::BTreeSet;
use std::fs;

use files::{CALIBRATIONS, Colour, Request};
use scenario::models::{MODELS, catalogue};
use scenario::open_text;
use units::tree::Value;

use crate::support;

/// Hidden width, width of the feed-forward layers, layers, heads, key-value heads, dimension of a head, vocabulary.
type Config = [u64; 7];

/// Whether head and embedding are one (tied), whether queries and keys are normed, experts, experts a token.
type Kind = (bool, bool, u64, u64);

/// What `config.json` of each repository says, and the parameters that its weights have in all.
const PUBLISHED: [(&str, Config, Kind, u64); 17] = [
    ("smollm2_135m", [576, 1_536, 30, 9, 3, 64, 49_152], (true, false, 0, 0), 134_515_008),
    ("smollm2_360m", [960, 2_560, 32, 15, 5, 64, 49_152], (true, false, 0, 0), 361_821_120),
    ("smollm2_1p7b", [2_048, 8_192, 24, 32, 32, 64, 49_152], (true, false, 0, 0), 1_711_376_384),
    ("qwen3_0p6b", [1_024, 3_072, 28, 16, 8, 128, 151_936], (true, true, 0, 0), 596_049_920),
    ("qwen3_1p7b", [2_048, 6_144, 28, 16, 8, 128, 151_936], (true, true, 0, 0), 1_720_574_976),
    ("qwen3_4b", [2_560, 9_728, 36, 32, 8, 128, 151_936], (true, true, 0, 0), 4_022_468_096),
    ("qwen3_8b", [4_096, 12_288, 36, 32, 8, 128, 151_936], (false, true, 0, 0), 8_190_735_360),
    ("qwen3_14b", [5_120, 17_408, 40, 40, 8, 128, 151_936], (false, true, 0, 0), 14_768_307_200),
    ("qwen3_32b", [5_120, 25_600, 64, 64, 8, 128, 151_936], (false, true, 0, 0), 32_762_123_264),
    ("llama_1b", [2_048, 8_192, 16, 32, 8, 64, 128_256], (true, false, 0, 0), 1_235_814_400),
    ("llama_3b", [3_072, 8_192, 28, 24, 8, 128, 128_256], (true, false, 0, 0), 3_212_749_824),
    ("llama_8b", [4_096, 14_336, 32, 32, 8, 128, 128_256], (false, false, 0, 0), 8_030_261_248),
    ("llama_70b", [8_192, 28_672, 80, 64, 8, 128, 128_256], (false, false, 0, 0), 70_553_706_496),
    ("mistral_7b", [4_096, 14_336, 32, 32, 8, 128, 32_768], (false, false, 0, 0), 7_248_023_552),
    ("phi_4", [5_120, 17_920, 40, 40, 10, 128, 100_352], (false, false, 0, 0), 14_659_507_200),
    ("mixtral_8x7b", [4_096, 14_336, 32, 32, 8, 128, 32_000], (false, false, 8, 2), 46_702_792_704),
    ("qwen3_30b_a3b", [2_048, 768, 48, 32, 4, 128, 151_936], (false, true, 128, 8), 30_532_122_624),
];

fn number(value: &Value, key: &str) -> u64 {
    match value {
        Value::Table(table) => match &table.get(key).expect("the table has the field").tree.value {
            Value::Integer(n) => u64::try_from(*n).expect("no shape is negative"),
            Value::Text(text) => text.parse::<units::quantity::Bytes>().expect("bytes").base(),
            other => panic!("`{key}` is {}", other.what()),
        },
        other => panic!("a model is {}", other.what()),
    }
}

fn text<'v>(value: &'v Value, path: &str) -> &'v str {
    let keys = path.split('.');
    let found = keys.fold(value, |value, key| match value {
        Value::Table(table) => &table.get(key).expect("the table has the field").tree.value,
        other => panic!("`{key}` stands below {}", other.what()),
    });
    if let Value::Text(text) = found { text } else { panic!("`{path}` is {}", found.what()) }
}

/// `max_position_embeddings` of each repository's `config.json`.
const WINDOWS: [(&str, u64); 6] = [
    ("llama_", 131_072),
    ("mistral_7b", 32_768),
    ("mixtral_8x7b", 32_768),
    ("phi_4", 16_384),
    ("qwen3_", 40_960),
    ("smollm2_", 8_192),
];

/// Parameters are added up layer by layer from the published configuration; the sum is the published total.
#[test]
fn every_llm_has_its_published_shape() {
    let llms = catalogue("llm");
    assert_eq!(llms.len(), PUBLISHED.len());
    for (name, [hidden, inner, layers, heads, kv, dimension, words], (tied, normed, experts, routed), total) in
        PUBLISHED
    {
        let llm = &llms.iter().find(|l| l.name == name).unwrap_or_else(|| panic!("there is no file of {name}")).value;
        let attention = 2 * hidden * heads * dimension + 2 * hidden * kv * dimension;
        let norms = 2 * hidden + if normed { 2 * dimension } else { 0 };
        let (one, router) = (3 * hidden * inner, hidden * experts);
        let body = layers * (attention + norms + router + experts.max(1) * one) + hidden;
        let embedding = words * hidden;
        assert_eq!(body + embedding * if tied { 1 } else { 2 }, total, "{name}");
        assert_eq!(number(llm, "weights"), 2 * total, "{name}");
        assert_eq!(number(llm, "cache"), 2 * layers * kv * dimension * 2, "{name}");
        assert_eq!((number(llm, "layers"), number(llm, "width")), (layers, heads * dimension), "{name}");
        assert_eq!(number(llm, "embedding"), if tied { 0 } else { embedding }, "{name}");
        assert_eq!(number(llm, "expert_parameters"), layers * experts * one, "{name}");
        let unpassed = layers * (experts - routed) * one;
        assert_eq!(number(llm, "parameters"), body - unpassed + embedding, "{name}");
        assert_eq!(number(llm, "head"), embedding, "{name}");
        assert!(text(llm, "source").starts_with("config.json of "), "{name}");
        let window = WINDOWS.iter().find(|(start, _)| name.starts_with(start)).map(|window| window.1);
        assert_eq!(Some(number(llm, "window")), window, "{name}");
    }
}

/// No device's efficiencies pass for another's: what is not measured is said, and is less sure.
#[test]
fn every_hardware_says_where_its_efficiencies_come_from() {
    let share = |row: &Value, key: &str| match row {
        Value::Table(table) => match table.get(key).map(|e| &e.tree.value) {
            Some(Value::Text(text)) => text.parse::<units::share::Share>().expect("a share").as_f64(),
            _ => panic!("`{key}` must be given"),
        },
        _ => panic!("a model is a table"),
    };
    let mut sets = BTreeSet::new();
    for model in catalogue("hardware") {
        let (name, row) = (model.name, &model.value);
        for key in ["engine", "precision", "source"] {
            assert!(!text(row, &format!("provenance.{key}")).is_empty(), "{name} says no {key}");
        }
        let scaled = text(row, "provenance.scaled_from");
        let keys = ["eta_compute_sd", "eta_memory_sd", "eta_cache_sd", "eta_attention_sd", "step_sd"];
        let spreads = keys.map(|key| share(row, key));
        assert!(spreads.iter().all(|sd| *sd > 0.0), "{name} claims to be exact");
        if !scaled.is_empty() {
            assert!(spreads[2] >= 0.2 && spreads[3] >= 0.2 && spreads[4] >= 0.5, "{name} is scaled and too sure");
        }
        let etas = (share(row, "eta_compute").to_bits(), share(row, "eta_memory").to_bits());
        assert!(!scaled.is_empty() || sets.insert(etas), "{name} has the efficiencies of another device");
        assert!(!text(row, "load_bandwidth").starts_with('0'), "{name} loads nothing");
    }
    assert!(sets.len() >= 7, "{} devices were measured in full", sets.len());
}

#[test]
fn all_files_of_the_folder_are_built_in() {
    let root = support::root();
    let mut shipped: Vec<&str> = MODELS.shipped.iter().map(|s| s.path).collect();
    shipped.sort_unstable();
    let folders = MODELS.folders.iter().map(|(_, folder)| *folder).chain([CALIBRATIONS]);
    let folders = folders.flat_map(|folder| support::files(&root.join("models").join(folder), "toml"));
    let mut files: Vec<String> = folders
        .map(|path| path.strip_prefix(&root).expect("found there").display().to_string().replace('\\', "/"))
        .collect();
    files.sort_unstable();
    assert_eq!(shipped, files);
}

const PLAIN: &str = "# Do models come by name?
name = \"named\"
horizon = \"10 min\"
replications = 2
[network.plain]
[gateway.front]
networks = [\"plain\"]
[users.chat]
gateway = \"front\"
llms = [\"llama_8b\"]
arrival.poisson = { rate = \"1 /s\" }
demand.tokens = { prompt = 200, output = 100 }
";

fn tell(text: &str) -> String {
    let request = Request { file: "scenarios/t.toml".into(), ..Request::default() };
    let refused = open_text(&format!("{PLAIN}{text}"), &request).expect_err("it has a fault");
    refused.render(Colour::Plain)
}

#[test]
fn a_name_brings_its_model_and_a_table_of_ones_own_stands_alone() {
    let named = support::open_text(&format!("{PLAIN}[nodes.a]\ncount = 1\nhardware = \"h100\"\n"), &[]);
    assert_eq!(named.file.llm.names().collect::<Vec<_>>(), ["llama_8b"]);
    assert_eq!(named.file.hardware.names().collect::<Vec<_>>(), ["h100"]);
    let set = support::open_text(
        &format!("{PLAIN}[nodes.a]\ncount = 1\nhardware = \"h100\"\n"),
        &["hardware.h100.step=2 ms"],
    );
    let row = |checked: &scenario::Checked, name: &str| checked.file.hardware.get_named(name).unwrap().clone();
    assert_eq!(row(&set, "h100").step.ns(), 2_000_000);
    assert_eq!(row(&set, "h100").eta_compute, row(&named, "h100").eta_compute);
    let like = "[nodes.a]\ncount = 1\nhardware = \"mine\"\n[hardware.mine]\nlike = \"models/hardware/h100.toml\"\nmemory = \"40 GB\"\n";
    let like = row(&support::open_text(&format!("{PLAIN}{like}"), &[]), "mine");
    assert_eq!((like.memory.base(), like.eta_memory), (40_000_000_000, row(&named, "h100").eta_memory));
    let own = "[nodes.a]\ncount = 1\nhardware = \"h100\"\n[hardware.h100]\nmemory = \"40 GB\"\n";
    let told = tell(own);
    assert!(told.contains("`bandwidth`") && told.contains("`throughput`"), "{told}");
}

#[test]
fn a_name_that_means_nothing_is_told_what_is_near() {
    let told = tell("[nodes.a]\ncount = 1\nhardware = \"rtx_490\"\n");
    assert!(told.contains("error: there is no hardware `rtx_490`\n"), "{told}");
    assert!(told.contains("help: did you mean `rtx_4090`?"), "{told}");
    let told = tell("[nodes.a]\ncount = 1\nhardware = \"abacus\"\n");
    let remedy = "help: write a table `[hardware.abacus]`, or name one of `windtunnel list hardware`";
    assert!(told.contains(remedy), "{told}");
}

#[test]
fn experts_must_add_up() {
    let check = |experts: &str, message: &str| {
        let nodes = "[nodes.a]\ncount = 1\nhardware = \"h100\"\nllms = [\"mix\", \"llama_8b\"]\n";
        let told = tell(&format!(
            "{nodes}[llm.mix]\nparameters = 1000\nhead = 10\nweights = \"8 kB\"\ncache = \"1 B\"\n{experts}"
        ));
        assert!(told.contains(message), "{told}");
    };
    check("experts = 4\n", "error: `experts`, `routed` and `expert_parameters` belong together");
    check("experts = 4\nrouted = 5\nexpert_parameters = 1000\n", "error: a token cannot activate 5 of 4 experts");
    check(
        "experts = 4\nrouted = 2\nexpert_parameters = 2000\n",
        "error: a token activates 1000 parameters of experts, more than the 990 it activates in total",
    );
}

#[test]
fn a_table_of_costs_must_be_there_be_whole_and_reach_as_far_as_the_batches() {
    let nodes = "[nodes.a]\ncount = 1\nhardware = \"h100\"\nqueueing = \"continuous_batching\"\n";
    let check = |table: &str, parts: &[&str]| {
        let cost = format!("[cost.c]\nhardware = \"h100\"\nllm = \"llama_8b\"\ntable = \"{table}\"\n");
        let request = Request { file: support::root().join("scenarios/t.toml"), ..Request::default() };
        let refused = open_text(&format!("{PLAIN}{nodes}{cost}"), &request).expect_err("it has a fault");
        let told = refused.render(Colour::Plain);
        assert!(parts.iter().all(|part| told.contains(part)) && told.contains("^^^"), "{told}");
    };
    check("tables/none.csv", &["/tables/none.csv: no such file or folder", "help: name a CSV file, relative to"]);
    check(
        "golden.csv",
        &["golden.csv, line 1: this is not the head of a table", "start with `part,count,time_us,cached_ns`"],
    );
    check(
        "tables/toy_card.csv",
        &[
            "error: the table is too short: `linear` ends at 512 tokens, but `nodes.a` computes up to 2048 in a step",
            "help: measure up to there, or lower `budget` of the nodes",
            "error: the table is too short: `head` ends at 32 sequences, but `nodes.a` computes up to 256 in a step",
        ],
    );
}

/// What is drawn has the mean and the deviation that the hardware states, and every replication its own.
#[test]
fn drawn_efficiencies_have_their_mean_and_spread() {
    let text = format!("{PLAIN}efficiency = \"drawn\"\n").replace("[network.plain]\n", "").replace(
        "[gateway.front]",
        "[hardware.card]\nmemory = \"80 GB\"\nbandwidth = \"1 TB/s\"\nthroughput = \"100 TFLOP/s\"\neta_memory = \"50 %\"\n\
         eta_memory_sd = \"10 %\"\nstep = \"0 s\"\nsequence = \"0 s\"\nsharpness = 100\n[network.plain]\n[nodes.a]\ncount = 1\n\
         hardware = \"card\"\n[gateway.front]",
    );
    let text =
        text.replacen("efficiency = \"drawn\"\n", "", 1).replacen("horizon", "efficiency = \"drawn\"\nhorizon", 1);
    let drawn = support::open_text(&text, &[]).scenario;
    let mean = support::open_text(&text, &["efficiency=mean"]).scenario;
    let stream = |s: &world::scenario::Scenario| s.step_times[0].linear(1) as f64;
    let of = |replication: u32| 0.5 * stream(&mean) / stream(&drawn.clone().with_drawn_hardware(replication));
    let n = 4_000;
    let (mut sum, mut squares) = (0.0, 0.0);
    for replication in 0..n {
        let eta = of(replication);
        (sum, squares) = (sum + eta, squares + eta * eta);
    }
    let average = sum / f64::from(n);
    let sd = (squares / f64::from(n) - average * average).sqrt();
    // Five standard errors: 0.05 / sqrt(4000) of the mean, about 0.05 / sqrt(8000) of the deviation.
    assert!((average - 0.5).abs() < 0.004, "the mean is {average}");
    assert!((sd - 0.05).abs() < 0.003, "the deviation is {sd}");
    let same = mean.clone().with_drawn_hardware(7);
    assert_eq!(stream(&same).to_bits(), stream(&mean).to_bits());
    let (a, b) = (support::simulate(&drawn, 0), support::simulate(&drawn, 1));
    assert_ne!(a.fingerprints.events, b.fingerprints.events);
}

#[test]
fn the_readme_of_the_models_names_all_hardware() {
    let readme = fs::read_to_string(support::root().join("models/README.md")).expect("the models have a README");
    for name in MODELS.names("hardware") {
        assert!(readme.contains(&format!("`{name}`")), "models/README.md does not name {name}");
    }
}
