//! Hardware that was measured: scenarios name a calibration, and steps cost exactly what it says.

use cost::{Load, Measured};
use files::{Colour, Request};
use rules::verification::Verification;
use scenario::models::MODELS;
use scenario::{Checked, open_text};

use crate::support;

const SCENARIO: &str = r#"# Does a scenario read what was measured?
horizon = "1 min"
[network.net]
[nodes.cpu]
count = 2
hardware = "calibrated:smollm2_360m_q8_0_avx512"
llms = ["smollm2_360m"]
queueing.continuous_batching = {}
[users.all]
llms = ["smollm2_360m"]
arrival.poisson = { rate = "1 /s" }
demand.tokens = { prompt = 64, output = 32 }
"#;

fn open(text: &str, sets: &[&str]) -> Result<Checked, String> {
    let sets = sets.iter().map(ToString::to_string).collect();
    let request = Request { file: "t.toml".into(), sets, ..Request::default() };
    open_text(&support::whole(text), &request).map_err(|refused| refused.render(Colour::Plain))
}

#[test]
fn a_calibration_prices_steps_by_its_terms() {
    let checked = open(SCENARIO, &[]).unwrap_or_else(|text| panic!("{text}"));
    let row = checked.file.hardware.values().next().expect("the hardware is there");
    let terms: Measured = row.measured.as_ref().expect("it was measured").terms();
    let times = &checked.scenario.step_times[0];
    // Three that decode beside a chunk of 100 tokens after 50.
    let load = Load::default().with(1, 70, 1).with(1, 80, 1).with(1, 90, 1).with(100, 50, 0);
    let step =
        times.linear(103) + times.head(3) + times.fixed(4) + times.chunk(100, 50) + times.decodes(3).cached * 240;
    assert_eq!(u128::from(step), terms.time(&load));
    // What is resolved says it all, so that the run can be had again without the file.
    let again = open(&checked.canonical, &[]).unwrap_or_else(|text| panic!("{text}\n{}", checked.canonical));
    assert_eq!(again.hash, checked.hash);
    assert!(checked.canonical.contains("[hardware.\"calibrated:smollm2_360m_q8_0_avx512\".measured]"));
    let dearer = open(SCENARIO, &["hardware.\"calibrated:smollm2_360m_q8_0_avx512\".measured.token=9"]);
    assert_ne!(dearer.unwrap_or_else(|text| panic!("{text}")).hash, checked.hash);
}

#[test]
fn another_llm_or_an_unknown_calibration_is_refused() {
    let refused = |from: &str, to: &str| open(&SCENARIO.replace(from, to), &[]).expect_err("it is refused");
    let text = refused("smollm2_360m\"", "smollm2_135m\"");
    assert!(
        text.contains("`calibrated:smollm2_360m_q8_0_avx512` was measured with smollm2-360m (32 layers of 960, "),
        "{text}"
    );
    assert!(text.contains(", not with `smollm2_135m` (30 layers of 576, 134515008)"), "{text}");
    assert!(text.contains("measure this llm with `windtunnel calibrate`"), "{text}");
    let text = refused("360m_q8_0_avx512", "360m_q8_0_avx521");
    assert!(text.contains("there is no calibration `smollm2_360m_q8_0_avx521`"), "{text}");
    assert!(text.contains("did you mean `smollm2_360m_q8_0_avx512`?"), "{text}");
    let text = refused("calibrated:smollm2_360m_q8_0_avx512", "calibrated:laptop");
    assert!(text.contains("measure with `windtunnel calibrate -o models/calibrations/laptop.toml`"), "{text}");
}

#[test]
fn a_check_by_equality_takes_the_hazard_that_was_measured() {
    let rule =
        "[network.net.verification.all.spot_check]\nrate = '100 %'\nhazard = 'calibrated:smollm2_135m_q4_1_avx512'\n";
    let text = SCENARIO.replace("[network.net]\n", rule);
    let path = support::root().join("models/calibrations/smollm2_135m_q4_1_avx512.toml");
    let file: toml::Table = std::fs::read_to_string(path).expect("it is there").parse().expect("it is TOML");
    let hazard = file["agreement"]["hazard_per_token"]["is"].as_float().expect("it tells its hazard");
    let checked = open(&text, &["horizon=\"3 h\""]).unwrap_or_else(|text| panic!("{text}"));
    let Verification::SpotCheck(check) = &checked.scenario.networks[0].rules.verification[0] else {
        panic!("it checks")
    };
    assert!((check.hazard.as_f64() - hazard).abs() < 1e-12);
    assert!((check.convicts_right(32) - (1.0 - (1.0 - hazard).powi(32))).abs() < 1e-12);
    // Played, an answer of 32 tokens is convicted as often as that.
    let outcome = support::simulate(&checked.scenario, 0);
    let (says, n) = (check.convicts_right(32), outcome.requests.1 as f64);
    let found = support::value(&checked.scenario, &outcome, "right_convicted_share").expect("answers came");
    assert!((found - says).abs() < 4.0 * (says * (1.0 - says) / n).sqrt(), "{found}, not {says}");
    let again = open(&checked.canonical, &[]).unwrap_or_else(|text| panic!("{text}\n{}", checked.canonical));
    assert_eq!(again.hash, checked.hash);

    let refused = |text: &str| open(text, &[]).expect_err("it is refused");
    let unknown =
        refused(&text.replace("hazard = 'calibrated:smollm2_135m_q4_1_avx512'", "hazard = 'calibrated:laptop'"));
    assert!(unknown.contains("there is no calibration `laptop`"), "{unknown}");
    assert!(unknown.contains("measure with `windtunnel calibrate -o models/calibrations/laptop.toml`"), "{unknown}");
    let plain = refused(&text.replace("demand.tokens = { prompt = 64, output = 32 }", "demand.work = '1 s'"));
    assert!(plain.contains("no user requests tokens from this network, so none can differ"), "{plain}");
}

#[test]
fn the_table_of_prices_in_the_manual_is_the_one_that_the_calibrations_give() {
    let manual = std::fs::read_to_string(support::root().join("models/README.md")).expect("it is there");
    let table = calibrate::economics::shipped();
    assert!(manual.contains(&table), "`cargo run -p windtunnel-lab --example economics` gives:\n{table}");
}

/// A line that cites the table of prices ends as in `work = "50 %" # check / answer, batch 4`.
#[test]
fn scenarios_cite_the_table_of_prices_as_it_is() {
    let table = calibrate::economics::shipped();
    let cell = |batch: &str, at: usize| {
        let mut rows = table.lines().map(|row| row.split('|').map(str::trim).collect::<Vec<_>>());
        rows.find(|row| row[1] == batch).unwrap_or_else(|| panic!("there is no batch {batch}"))[at].to_owned()
    };
    let (mut cited, mut wrong) = (0, Vec::new());
    for path in support::files(&support::root().join("scenarios"), "toml") {
        let text = std::fs::read_to_string(&path).expect("it is there");
        for line in text.lines().filter(|line| !line.starts_with('#')) {
            let Some((what, batch)) = line.split_once("# ").and_then(|(_, cites)| cites.split_once(", batch ")) else {
                continue;
            };
            let at = match what {
                "check / answer" => 4,
                "coarser llm of honest" => 6,
                "smaller llm of honest" => 8,
                other => panic!("{}: the table has no `{other}`", path.display()),
            };
            cited += 1;
            let says = cell(batch, at);
            if !line.contains(&format!("work = \"{says}\"")) {
                wrong.push(format!("{}: {line}: the table says {says}", path.display()));
            }
        }
    }
    assert!(cited >= 12 && wrong.is_empty(), "{cited} lines cite the table; off are:\n{}", wrong.join("\n"));
}

#[test]
fn every_shipped_calibration_is_read_and_tells_how_far_it_is_off() {
    let names = MODELS.below(files::CALIBRATIONS);
    assert!(names.len() >= 3, "{names:?}");
    for name in names {
        let path = support::root().join(format!("models/calibrations/{name}.toml"));
        let file: toml::Table = std::fs::read_to_string(&path).expect("it is there").parse().expect("it is TOML");
        let measured = file["hardware"]["measured"].as_table().expect("it was measured");
        let llm = measured["llm"].as_str().expect("it names its llm").replace('-', "_");
        let text =
            SCENARIO.replace("smollm2_360m_q8_0_avx512", name).replace("\"smollm2_360m\"", &format!("\"{llm}\""));
        open(&text, &[]).unwrap_or_else(|text| panic!("{name}: {text}"));
        let error = |of: &str, which: &str| file["fit"][of][which].as_float().expect("it tells its errors");
        let (median, p90) = (error("held_out_percent", "median"), error("held_out_percent", "p90"));
        let mixed = error("mixed_percent", "most");
        assert_eq!(file["noise"]["verdict"].as_str(), Some("quiet"), "{name}: measure it again");
        assert!(mixed <= 8.0, "{name}: a mixed step is off by {mixed} %");
        assert!(median <= 5.0 && p90 <= 12.0, "{name}: held-out steps are off by {median} %, {p90} %");
        assert_eq!(file["agreement"]["differing_in_fixed_order"].as_integer(), Some(0), "{name}");
        assert!(path.with_extension("png").exists(), "{name} has no chart");
    }
}
