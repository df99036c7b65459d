//! `calibrate`, on the tiny shape: what it says and writes, and what it refuses. Nothing hangs on how long it takes.

use serde_json::Value;

use crate::bench::Bench;

#[test]
fn a_calibration_writes_a_file_and_a_chart_and_says_how_to_use_it() {
    let bench = Bench::new("calibrate");
    let said = bench.run(&[
        "calibrate",
        "--shape",
        "tiny",
        "--quant",
        "q4_0",
        "--budget",
        "1 h",
        "--noisy-ok",
        "-o",
        "here/my_tiny.toml",
    ]);
    assert_eq!(said.code, 0, "{}", said.err);
    assert!(said.err.ends_with("  use it   hardware = \"calibrated:my_tiny\"\n"), "{}", said.err);
    for line in
        ["tiny_q4_0_", "  held out", "  mixed steps", "  agreement     fixed order: 0 of 256 tokens differ", "  noise"]
    {
        assert!(said.out.contains(line), "{line}: {}", said.out);
    }
    assert!(said.out.lines().all(|line| line.chars().count() <= 100), "{}", said.out);
    let text = bench.read("here/my_tiny.toml");
    assert!(text.contains("[hardware.measured]\nllm = \"tiny\"\n") && text.contains("name = \"check 128\""), "{text}");
    let names = std::fs::read_dir(bench.folder.join("here")).unwrap().count();
    assert_eq!(names, 2, "a file and its chart");
}

#[test]
fn a_budget_that_is_too_small_leaves_the_least_and_says_what_is_missing() {
    let bench = Bench::new("calibrate-budget");
    let said = bench.run(&[
        "calibrate",
        "--shape",
        "tiny",
        "--budget",
        "0 s",
        "--noisy-ok",
        "-o",
        "models/calibrations/hasty.toml",
    ]);
    assert_eq!(said.code, 0, "{}", said.err);
    let plain = said.out.replace("\n                ", " ");
    let lack = "  left out      prefill 256, prefill 512, check 128, decode 1 at 512, decode 2 at 128, decode 4 at 64, \
                decode 8 at 128, decode 4 at 256 + prefill 128 and ";
    assert!(plain.contains(lack) && plain.contains("  agreement     not measured\n"), "{}", said.out);
    assert!(
        plain.contains(" s of 0 s were used; `--budget '") && plain.contains("'` should be enough for all\n"),
        "{}",
        said.out
    );
    assert!(said.out.lines().all(|line| line.chars().count() <= 100), "{}", said.out);
    let text = bench.read("models/calibrations/hasty.toml");
    assert_eq!(text.matches("\n[[point]]\n").count(), 6, "{text}");
    for part in ["; left out for lack of time: prefill 256, ", "\nbudget_s = 0.0\n", "\nleft_out = [\"prefill 256\", "]
    {
        assert!(text.contains(part), "{part}: {text}");
    }
    assert!(!text.contains("[agreement]"), "{text}");

    // Who wants the hazard that was not measured is told so.
    let network = "coin.alp = {}\n[network.a]\ncoin = \"alp\"\n";
    let check = "[network.a.verification.spot.spot_check]\nhazard = \"calibrated:hasty\"\n";
    bench.file("equal.toml", format!("name = \"equal\"\nhorizon = \"1 h\"\n{network}{check}"));
    let said = bench.run(&["check", "equal.toml"]);
    let wanted = "the calibration `hasty` has no `agreement.hazard_per_token.is`";
    let remedy = "  = help: measure again with `windtunnel calibrate`, with a larger `--budget` if time was short\n";
    assert!(said.code == 2 && said.err.contains(wanted) && said.err.contains(remedy), "{}", said.err);
}

#[test]
fn measured_and_published_costs_stand_side_by_side_with_answers_and_checks() {
    let bench = Bench::new("calibrate-cost");
    let hardware = ["rtx_4090", "rtx_5090", "calibrated:smollm2_360m_q8_0_avx512"];
    let said = bench.run(&[&["explain", "cost"], &hardware[..], &["smollm2_360m"]].concat());
    assert_eq!((said.code, said.err.as_str()), (0, ""));
    for part in [
        "smollm2_360m on rtx_4090\n",
        "  scaled from ",
        "\nsmollm2_360m on calibrated:smollm2_360m_q8_0_avx512\n",
        "  steps by    measured step times\n",
        "  engine      the kernel of windtunnel 0.1.0, avx512, 1 thread, Q8_0\n",
        "  files       models/calibrations/smollm2_360m_q8_0_avx512.toml, models/llms/smollm2_360m.toml\n",
        " % at batch 1, ",
        " % at batch 32\n",
    ] {
        assert!(said.out.contains(part), "{part}: {}", said.out);
    }
    assert!(said.out.lines().all(|line| line.chars().count() <= 100), "{}", said.out);
    let document: Value =
        serde_json::from_str(&bench.run(&["explain", "cost", hardware[2], "smollm2_360m", "--json"]).out).unwrap();
    let check = &document["costs"][0]["check"];
    // The error of nine of ten held-out steps is what is told of a calibration's uncertainty.
    let error = check["high_s"].as_f64().unwrap() / check["time_s"].as_f64().unwrap() - 1.0;
    let shipped = scenario::models::calibrated("smollm2_360m_q8_0_avx512").error.as_f64();
    assert!((error - shipped).abs() < 1e-9, "{check}");
}

#[test]
fn what_lies_far_beyond_a_calibration_is_called_extrapolated() {
    let bench = Bench::new("calibrate-far");
    // The publisher's spelling is understood, the catalogue's is said.
    let said = bench.run(&["explain", "cost", "rtx_4090", "calibrated:smollm2_135m_q8_0_avx512", "smollm2-135m"]);
    assert_eq!((said.code, said.err.as_str()), (0, ""));
    let (sheet, measured) = said.out.split_once("\nsmollm2_135m on calibrated:").expect("both are told");
    assert!(sheet.starts_with("smollm2_135m on rtx_4090\n") && !sheet.contains("extrapolated"), "{sheet}");
    let line = |start: &str| measured.lines().find(|l| l.trim_start().starts_with(start)).expect("it is priced");
    assert!(!line("128 ").ends_with("extrapolated") && !line("1 x 512 ").ends_with("extrapolated"), "{measured}");
    assert!(
        line("32_768 ").ends_with("  extrapolated") && line("64 x 4096 ").ends_with("  extrapolated"),
        "{measured}"
    );
    assert!(said.out.lines().all(|line| line.chars().count() <= 100), "{}", said.out);
}

#[test]
fn what_is_noisy_is_shown_but_not_written() {
    let bench = Bench::new("calibrate-noisy");
    let said = bench.run(&["calibrate", "--shape", "tiny", "--json", "--quiet"]);
    let document: Value = serde_json::from_str(&said.out).unwrap();
    let noise = document["noise"].as_array().unwrap();
    // Whether it is noisy hangs on the machine; what follows from it does not.
    if noise.is_empty() {
        assert_eq!((said.code, bench.names()), (0, vec!["models".to_string()]));
    } else {
        assert_eq!((said.code, bench.names()), (4, vec![]), "{}", said.err);
        assert!(
            document["file"].is_null()
                && said.err.contains("so nothing was written")
                && said.err.contains("--noisy-ok")
        );
    }
}

#[test]
fn what_cannot_be_measured_or_written_says_why() {
    let bench = Bench::new("calibrate-bad");
    bench.file("bad.gguf", "GGUX");
    bench.file("notes.toml", "mine = 1\n");
    let check = |arguments: &[&str], message: &str, remedy: &str| {
        let said = bench.run(&[&["calibrate"], arguments].concat());
        assert_eq!((said.code, said.out.is_empty()), (2, !message.starts_with("cannot write")), "{}", said.err);
        let wanted = format!("error: {message}\n  = help: {remedy}");
        assert!(said.err.contains(&wanted), "{}", said.err);
    };
    check(&["--shape", "gpt"], "there is no shape `gpt`", "known are tiny, smollm2_135m");
    check(&["--quant", "q3"], "there is no format `q3`", "known are Q8_0, Q4_0, Q4_1, Q4_K, Q6_K");
    check(&["--gguf", "none.gguf"], "cannot read none.gguf: no such file or folder", "name a GGUF file");
    check(
        &["--gguf", "bad.gguf"],
        "bad.gguf: this is not a GGUF file: its first four bytes are not `GGUF`",
        "use a complete GGUF file of version 2 or 3, with the architecture `llama` and supported types such as Q8_0 or Q4_K_M; `--quant` rounds supported types only",
    );
    let tiny = ["--shape", "tiny", "--noisy-ok", "-o"];
    let foreign = [&tiny[..], &["notes.toml"]].concat();
    check(
        &foreign,
        "cannot write to notes.toml: there is a file that is not a calibration",
        "choose another file with -o",
    );
    let unnamed = [&tiny[..], &["my file.toml"]].concat();
    check(&unnamed, "cannot write to my file.toml: a scenario must be able to name it", "choose a name of letters");
    assert_eq!(
        (bench.names(), bench.read("notes.toml").as_str()),
        (vec!["bad.gguf".into(), "notes.toml".into()], "mine = 1\n")
    );
}
