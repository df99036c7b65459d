//! A whole calibration of a tiny llm; times are whatever they are, since tests do not time.

use kernel::gguf::{Format, Writer};
use kernel::llama::Shape;
use kernel::quant::Quant;

use super::*;

fn plan(llm: Wanted) -> Plan {
    Plan { llm, threads: 1, design: Design::Least, budget: None, isa: None, date: "2026-01-01T00:00:00Z".into() }
}

#[test]
fn a_calibration_writes_what_runs_read_and_what_it_rests_on() {
    let mut told = Vec::new();
    let wanted = Wanted::Shape { name: "tiny".into(), quant: None };
    let found = calibrate(&plan(wanted), &mut |progress| told.push(progress.share)).unwrap();
    assert!(told.is_sorted() && told.len() > 10, "{told:?}");
    assert_eq!(found.agreement.map(|agreement| agreement.differing_fixed), Some(0));
    assert_eq!(found.effort.lack(), None);
    assert!(found.fit.form.terms.iter().all(|&t| t >= 0.0) && found.measured().token > 0);
    let text = found.to_toml();
    let file: toml::Table = text.parse().unwrap_or_else(|e| panic!("{e}\n{text}"));
    let hardware = file["hardware"]["measured"].as_table().unwrap();
    assert_eq!(hardware["layers"].as_integer(), Some(2));
    assert_eq!(hardware["token"].as_integer(), Some(found.measured().token as i64));
    assert_eq!(file["point"].as_array().unwrap().len(), found.points.len());
    assert_eq!(found.name(), format!("tiny_q8_0_{}", found.machine.isa));
}

#[test]
fn a_file_is_calibrated_as_it_is_or_rounded_anew() {
    let folder = std::env::temp_dir().join(format!("windtunnel-calibrate-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let file = folder.join("My llm.gguf");
    let shape = Shape { vocabulary: 40, ..Shape::named("tiny").unwrap() };
    std::fs::write(&file, Writer::llm(&shape, Quant::Q8_0, 1, &["a"]).bytes(3)).unwrap();
    let of = |quant| calibrate(&plan(Wanted::Gguf { file: file.clone(), quant }), &mut |_| {}).unwrap();
    let (plain, coarse) = (of(None), of(Some(Quant::Q4_1)));
    assert_eq!((plain.quant, coarse.quant), (Quant::Q8_0, Quant::Q4_1));
    assert_eq!((plain.rounding.as_deref(), coarse.matrices.as_str()), (None, "Q4_1 15"));
    assert_eq!(coarse.rounding.as_deref(), Some("15 of Q8_0 rounded to Q4_1"));
    assert!(plain.weight_bytes > coarse.weight_bytes && plain.logits_hash != coarse.logits_hash);
    assert_eq!(plain.name(), format!("my_llm_q8_0_{}", plain.machine.isa));
    std::fs::remove_dir_all(&folder).unwrap();
}

#[test]
fn what_the_kernel_does_not_multiply_is_rounded_and_the_file_says_so() {
    let folder = std::env::temp_dir().join(format!("windtunnel-calibrate-five-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let check = |format: Format, wanted: &str| {
        let file = folder.join("five.gguf");
        let shape = Shape { vocabulary: 40, ..Shape::named("tiny").unwrap() };
        std::fs::write(&file, Writer::llm(&shape, format, 1, &["a"]).bytes(3)).unwrap();
        let found = calibrate(&plan(Wanted::Gguf { file, quant: None }), &mut |_| {}).unwrap();
        assert_eq!((found.quant, found.matrices.as_str()), (Quant::Q8_0, "Q8_0 15"));
        assert_eq!(found.rounding.as_deref(), Some(wanted));
        let text = found.to_toml();
        let file: toml::Table = text.parse().unwrap_or_else(|e| panic!("{e}\n{text}"));
        assert_eq!(file["llm"]["rounding"].as_str(), Some(wanted));
        let precision = file["hardware"]["provenance"]["precision"].as_str();
        assert_eq!(precision, Some(format!("Q8_0 ({wanted})").as_str()));
    };
    check(Format::Q5_0, "15 of Q5_0 kept exactly in Q8_0");
    check(Format::Q5_1, "15 of Q5_1 rounded to Q8_0");
    check(Format::BF16, "15 of BF16 rounded to Q8_0");
    std::fs::remove_dir_all(&folder).unwrap();
}

#[test]
fn an_llm_of_the_catalogue_has_the_shape_of_its_sizes() {
    for (llm, shape) in [("smollm2_135m", "smollm2-135m"), ("llama_1b", "llama-3.2-1b"), ("llama_8b", "llama-3.1-8b")] {
        assert_eq!(shape_of(llm).unwrap(), shape);
    }
    assert_eq!(shape_of("phi_4").unwrap_err().message, "the kernel does not know the shape of the llm `phi_4`");
    assert_eq!(shape_of("llama_9b").unwrap_err().remedy, "did you mean `llama_1b`?");
}

#[test]
fn what_cannot_be_calibrated_says_why_and_what_would_serve() {
    let refuse = |llm| calibrate(&plan(llm), &mut |_| {}).unwrap_err();
    let fault = refuse(Wanted::Shape { name: "gpt".into(), quant: None });
    assert_eq!(fault.message, "there is no shape `gpt`");
    assert!(fault.remedy.starts_with("known are tiny, smollm2_135m"));
    let fault = refuse(Wanted::Gguf { file: "/nowhere/x.gguf".into(), quant: None });
    assert!(fault.message.starts_with("cannot read /nowhere/x.gguf"), "{fault}");
    let isa = Plan { isa: Some("amx".into()), ..plan(Wanted::Shape { name: "tiny".into(), quant: None }) };
    assert!(calibrate(&isa, &mut |_| {}).unwrap_err().message.starts_with("KERNEL_ISA is `amx`"));
}
