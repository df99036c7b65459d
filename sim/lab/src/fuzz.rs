//! What must hold for any bytes at the doors: scenarios, traces, files of weights, texts with units, formulas.
//!
//! Each function is the body of a fuzz target (`fuzz/`, run with cargo-fuzz) and of a seeded smoke test here. It panics
//! when a law is broken: a reader panics, tells no fault, or does not read back what it wrote.

use std::fmt::{Debug, Display};
use std::path::Path;
use std::str::FromStr;

use engine::law::Law;
use files::{Colour, Models, Request, load_text};
use formula::{Column, Formula, Names, Scratch, Unit};
use kernel::gguf::Gguf;
use kernel::isa::Isa;
use kernel::llama::{Cache, Part, Runner, Wanted};
use kernel::matrix::Order;
use kernel::quant::Quant;
use units::money::{Money, Price};
use units::problem::Problems;
use units::quantity::{Bytes, Rate};
use units::settings::Setting;
use units::share::Share;
use units::time::Span;

/// A scenario file: it is refused with a fault that can be shown, or its resolved form is read again as the same.
pub fn scenario_file(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let request = Request { file: "fuzz.toml".into(), ..Request::default() };
    match scenario::open_text(text, &request) {
        Err(refused) => {
            assert!(!refused.problems.is_empty(), "refused without a fault");
            assert!(!refused.render(Colour::Plain).is_empty(), "faults that cannot be shown");
        }
        Ok(checked) => {
            let again = scenario::open_text(&checked.canonical, &request);
            let again = again.unwrap_or_else(|r| panic!("{}\n{}", r.render(Colour::Plain), checked.canonical));
            assert_eq!(again.hash, checked.hash, "read again it is another scenario:\n{}", checked.canonical);
        }
    }
}

/// A trace file: it is refused with at most so many faults, or its requests, written in the plain form, are read as the
/// same, and its clients have rates that add up.
pub fn trace_file(bytes: &[u8]) {
    match trace::read_any(bytes) {
        Err(faults) => {
            assert!((1..=trace::Faults::MOST).contains(&faults.list().len()), "{faults:?}");
            assert!(!faults.render(Path::new("fuzz.csv")).is_empty(), "faults that cannot be shown");
        }
        Ok(trace::Found::Clients(clients)) => {
            assert!(!clients.is_empty(), "clients that are none");
            if clients.come() {
                let shares: f64 = clients.shares().iter().sum();
                assert!((shares - 1.0).abs() < 1e-9 && clients.cv_at(0.5).is_some(), "shares add up to {shares}");
            }
        }
        Ok(trace::Found::Requests(found)) => {
            let text = found.to_csv();
            let again = trace::read(text.as_bytes()).unwrap_or_else(|f| panic!("{}", f.render(Path::new("fuzz.csv"))));
            assert_eq!(again, found, "read again it is another trace");
        }
    }
}

/// A file of weights: it is refused with a fault that can be shown, or its llm takes a step.
pub fn gguf_file(bytes: &[u8]) {
    let read = Gguf::parse(bytes).and_then(|file| {
        // What a mutated size asks for beyond its file must be refused by the sizes alone; rounding anew takes other
        // paths.
        file.llm().or_else(|_| file.llm_rounded(Some(Quant::Q8_0)))
    });
    let played = read.and_then(|llm| {
        let mut cache = Cache::new(llm.shape(), 1, 2)?;
        let parts = [Part { sequence: 0, tokens: &[0, 1], logits: Wanted::Last }];
        Runner::new(Isa::choose(None)?, 1, Order::Fixed).step(&llm, &mut cache, &parts, &mut |_, _| {})
    });
    if let Err(fault) = played {
        assert!(!fault.to_string().is_empty(), "refused without a fault");
    }
}

/// A text with a unit, or a law of chance: what is read is written so that it reads as the same.
pub fn unit_text(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    shown::<Span>(text);
    shown::<Share>(text);
    written::<Span>(text);
    written::<Share>(text);
    written::<Money>(text);
    written::<Price>(text);
    written::<Rate>(text);
    written::<Bytes>(text);
    written::<f64>(text);
    written::<u32>(text);
    law(text);
}

/// A formula: it is refused with faults that have their places, or what is shown of it reads as the same, and its
/// values by rows, by columns and by sides agree.
pub fn formula_text(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let names = names();
    match Formula::parse(&text, &names) {
        Err(faults) => {
            assert!(!faults.is_empty(), "refused without a fault");
            for fault in faults {
                let has_place = text.get(fault.start..fault.end).is_some();
                assert!(has_place && !fault.message.is_empty(), "a fault without its place: {fault:?}");
            }
        }
        Ok(formula) => {
            let shown = formula.to_string();
            let again = Formula::parse(&shown, &names).unwrap_or_else(|faults| panic!("`{shown}`: {faults:?}"));
            assert_eq!((again.kind(), again.unit()), (formula.kind(), formula.unit()), "shown as `{shown}`");
            values(&formula, &again);
        }
    }
}

/// Names of each unit that the end of a name can say.
fn names() -> Names {
    let mut names = Names::default();
    names.add_coin("alp");
    names.add_timed(Column { name: "a_at".into(), unit: Unit::NONE }, Span::days(1));
    let ends = ["s", "s2", "bytes", "rps", "per_h", "usd", "usd_h", "coins", "share"];
    for name in ends.map(|end| format!("a_{end}")) {
        for owner in ["", "coin.alp", "coin.b"] {
            let coin = owner.strip_prefix("coin.").unwrap_or("alp");
            names.add_of(owner, Column { name: name.clone(), unit: Unit::of_name(&name, coin) });
        }
    }
    names
}

/// Both formulas have the same values at every row, and the one of its sides.
fn values(formula: &Formula, again: &Formula) {
    const ROWS: [f64; 6] = [0.0, 1.0, -2.5, 1e30, f64::INFINITY, f64::NAN];
    let agree = |x: f64, y: f64| x.to_bits() == y.to_bits() || x.is_nan() && y.is_nan();
    let columns: Vec<[f64; 6]> = (0..formula.names().len()).map(|slot| ROWS.map(|x| x + slot as f64)).collect();
    let views: Vec<&[f64]> = columns.iter().map(|column| &column[..]).collect();
    let mut out = ROWS;
    formula.fill(&views, &mut Scratch::default(), &mut out);
    for (row, &value) in out.iter().enumerate() {
        let slot = |slot: usize| columns[slot][row];
        assert!(agree(formula.value(slot), value) && agree(again.value(slot), value), "row {row} of `{again}`");
        if let Some(sides) = formula.sides() {
            let holds = sides.relation.holds(sides.left.value(slot), sides.right.value(slot));
            assert_eq!(holds, formula.holds(slot), "the sides of `{again}` in row {row}");
        }
    }
}

/// What is shown reads as the same.
fn shown<T: FromStr + Display + PartialEq + Debug>(text: &str) {
    if let Ok(value) = text.parse::<T>() {
        let shown = value.to_string();
        assert_eq!(shown.parse::<T>().ok().as_ref(), Some(&value), "`{text}` is shown as `{shown}`");
    }
}

/// What is written into a scenario reads as the same.
fn written<T: Setting>(text: &str) {
    let mut problems = Problems::default();
    let tree = units::tree::Tree::bare(units::tree::Value::text(text));
    let Some(value) = T::read(&tree, &mut problems) else {
        assert!(!problems.is_empty(), "`{text}` is refused without a fault");
        return;
    };
    // `0.0 usd` is written as `0 usd`, which has other digits and the same value: what is written stays.
    let written = value.write();
    let again = T::read(&units::tree::Tree::bare(written.clone()), &mut problems);
    assert_eq!(again.map(|value| value.write()), Some(written), "`{text}` is not written as it was read");
}

/// A law in a file of its own.
fn law(text: &str) {
    let request = Request { file: "fuzz.toml".into(), ..Request::default() };
    let kind = Law::<Span>::kind();
    let loaded = load_text(&format!("law = {text}\n"), &request, &kind, &Models::NONE);
    let Some(tree) = loaded.tree.as_ref().and_then(|tree| tree.at("law")) else { return };
    let mut problems = Problems::default();
    if let Some(law) = Law::<Span>::read(tree, &mut problems) {
        let again = Law::<Span>::read(&units::tree::Tree::bare(law.write()), &mut problems);
        assert!(again.is_some_and(|l| l.write() == law.write()), "`{text}` is not written as it was read");
    }
}

#[cfg(test)]
mod tests {
    use kernel::gguf::{Format, Writer};
    use statistics::chance::Chance;

    use super::*;

    /// Pieces that mean something here, so that mutations reach past the first fault.
    const PIECES: [&str; 48] = [
        "[",
        "]",
        "[[",
        "{",
        "}",
        "=",
        "\"",
        "'",
        "\n",
        ".",
        ",",
        "#",
        "_",
        "-",
        "e",
        "1",
        "0",
        "9",
        "1e400",
        "-1",
        " s",
        " ms",
        " %",
        " usd",
        " /h",
        " GiB",
        "(",
        ")",
        " < ",
        " and ",
        "a_usd_h",
        "a_rps",
        "3600",
        " alp",
        "inf",
        "nan",
        "true",
        "extends",
        "like",
        "nodes",
        "churn",
        "exponential",
        "arrival_s",
        "2023-11-16 18:15:46.6805900",
        "\u{0}",
        "\u{feff}",
        "ß",
        "18446744073709551615",
    ];

    /// Mutates a seed text again and again: cut, repeat, swap, insert a piece.
    fn mutate(text: &[u8], chance: &mut Chance) -> Vec<u8> {
        let mut bytes = text.to_vec();
        for _ in 0..=(chance.uniform() * 6.0) as usize {
            let at = |chance: &mut Chance, n: usize| (chance.uniform() * n as f64) as usize;
            let from = at(chance, bytes.len() + 1);
            let to = (from + at(chance, 12)).min(bytes.len());
            let piece = PIECES[at(chance, PIECES.len())].as_bytes();
            match at(chance, 5) {
                0 => drop(bytes.drain(from..to)),
                1 => drop(bytes.splice(from..from, bytes[from..to].to_vec())),
                2 => drop(bytes.splice(from..to, piece.to_vec())),
                3 if to > from => bytes[from] = (chance.uniform() * 256.0) as u8,
                _ => drop(bytes.splice(from..from, piece.to_vec())),
            }
        }
        bytes
    }

    fn smoke(body: fn(&[u8]), seeds: &[impl AsRef<[u8]>], rounds: u32) {
        let mut chance = Chance::new(u64::from(rounds));
        for round in 0..rounds {
            let seed = seeds[(chance.uniform() * seeds.len() as f64) as usize].as_ref();
            let whole = seeds.get(round as usize).map(|seed| seed.as_ref().to_vec());
            let bytes = whole.unwrap_or_else(|| mutate(seed, &mut chance));
            let played = std::panic::catch_unwind(|| body(&bytes));
            assert!(played.is_ok(), "round {round}: {:?}", String::from_utf8_lossy(&bytes));
        }
    }

    #[test]
    fn mutated_scenarios_are_refused_or_read_back() {
        let seeds = [
            include_str!("../../../scenarios/quickstart.toml"),
            include_str!("../tests/it/data/busy.toml"),
            include_str!("../../../scenarios/theory/mm1-rho50.toml"),
        ];
        smoke(scenario_file, &seeds, 2_000);
    }

    #[test]
    fn mutated_traces_are_refused_or_read_back() {
        let seeds = [
            "arrival_s,llm,prompt_tokens,output_tokens\n0,,10,20\n1.5,small,7,9\n2,\"a,\"\"b\",1,1\n",
            "TIMESTAMP,ContextTokens,GeneratedTokens\n2023-11-16 18:15:46.6805900,374,44\n2023-11-16 18:15:50.9951690,396,109\n",
            "arrival_s,prompt_tokens,output_tokens,session,prefix_tokens\n0,10,20,a,3\n1.5,7,9,,0\n2,12,1,a,10\n",
            "Timestamp,Session ID,Model,Request tokens,Response tokens,Total tokens,Log Type\n5,1,GPT-4,472,18,490,API log\n",
            "{\"timestamp\": 0, \"input_length\": 700, \"output_length\": 5, \"hash_ids\": [0, 1]}\n{\"timestamp\": 1.5, \"input_length\": 700, \"output_length\": 1, \"hash_ids\": [0, 1]}\n",
            "{\"session_id\": \"a\", \"timestamp\": 5, \"input_length\": 9, \"output_length\": 5}\n{\"session_id\": \"a\", \"delay\": 1.5, \"input_length\": 7, \"output_length\": 1}\n",
            "{\"chat_id\": 7, \"parent_chat_id\": -1, \"timestamp\": 0.5, \"input_length\": 17, \"output_length\": 5, \"turn\": 1, \"hash_ids\": [0, 1]}\n{\"chat_id\": 8, \"parent_chat_id\": 7, \"timestamp\": 9, \"input_length\": 32, \"output_length\": 1, \"turn\": 2, \"hash_ids\": [0, 1]}\n",
            "client,t_s,rate_rps,cv,iat_family,shape,scale\n0,0,3,2,Gamma,0.25,1.3\n7,600,0.5,1,Weibull,1,2\n",
            "0,1.5,2.1,Gamma,0.3,1.2\n600,0.0,0,,,\n",
            "client,field,q0,q0.5,q1\n0,input_tokens,1,4,9\n0,output_tokens,2,2,2\n",
        ];
        smoke(trace_file, &seeds, 20_000);
    }

    /// The kernel's own test mutates the table of contents thirty thousand times; this one plays the body of the
    /// target.
    #[test]
    fn mutated_files_of_weights_are_refused_or_take_a_step() {
        let tiny = kernel::llama::Shape::named("tiny").unwrap();
        let shape = kernel::llama::Shape { layers: 1, width: 32, size: 8, rope_size: 8, hidden: 32, ..tiny };
        let shape = kernel::llama::Shape { vocabulary: 5, ..shape };
        let formats =
            [Format::Quant(Quant::Q8_0), Format::Quant(Quant::Q4_1), Format::Q5_0, Format::Q5_1, Format::BF16];
        let files = formats.map(|format| Writer::llm(&shape, format, 1, &["a", "b"]).bytes(3));
        smoke(gguf_file, &files, 5_000);
    }

    #[test]
    fn mutated_formulas_are_refused_or_agree_with_themselves() {
        let seeds = [
            "a_s < 5 and not a_share > 95 % or a_usd[coin.b] >= 0",
            "abs(a_usd_h * 10 / a_rps / 3600 - 0.3375) < 0.0001",
            "if(a_rps > a_per_h, a_coins * 2 usd/alp, a_usd - 1_000.5) / a_bytes <= clamp(1, 2 usd / 1 kB, 3)",
            "pow(a_s, 2) - a_s2 * exp(-a_s / 250 ms) == min(a_s2, sqrt(pow(a_s, 4)), 7)",
            "-(a_rps + 3 /h - a_per_h) != --a_rps * ln(2 + a_share)",
            "max(min(a_s, 1, 2), -3 min) * (a_share - (1 - a_share))",
            "2 usd/Mtok + 16 GiB / 1 MB * 3 usd - 2 usd/alp * a_coins",
        ];
        formula_text(b"pow(a_s, 184-7095516152) < 1");
        for seed in seeds {
            assert!(Formula::parse(seed, &names()).is_ok(), "{seed}: {:?}", Formula::parse(seed, &names()));
        }
        smoke(formula_text, &seeds, 30_000);
    }

    #[test]
    fn mutated_units_are_refused_or_read_back() {
        let seeds = [
            "35 ms",
            "3e30e",
            "0.000_000_001 /d",
            "1_000 alp",
            "5 %",
            "16 GiB",
            "3.35 TB/s",
            "120 /s",
            "0.12 usd/h",
            "1/3",
            "2 d",
            "131072 B",
            "1e-9",
            "{ lognormal = { median = \"48 min\", sigma = 1.465 } }",
            "{ exponential = \"20 s\" }",
            "-0.5 s",
        ];
        smoke(unit_text, &seeds, 30_000);
    }
}
