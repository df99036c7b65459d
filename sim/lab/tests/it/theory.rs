//! Closed forms reproduced by scenario files, judged by both halves of their tolerance.
//!
//! The quick entries run with the other tests. All of them, with a table of what was found:
//! `cargo test -p windtunnel-lab --test it -- --ignored --nocapture theory::every_entry`

mod judge;
mod plays;

use std::collections::BTreeSet;

use judge::{Line, Reference, judge, references};
use plays::{Effort, PLAYS, UNEXPRESSED};

use crate::support;

/// Plays these entries and prints a line for each output; gives those that do not hold.
#[expect(clippy::print_stdout, reason = "the table is what the command in the head of this file is for")]
fn play(efforts: &[Effort]) -> Vec<Line> {
    let references = references();
    println!("{}", Line::HEAD);
    let mut broken = Vec::new();
    for play in PLAYS.iter().filter(|p| efforts.contains(&p.effort)) {
        let findings = support::study(&support::open(&format!("theory/{}.toml", play.file), &[]), 0);
        for (output, reading) in play.outputs {
            let reference = references.iter().find(|r| r.entry == play.entry && r.output == *output);
            let reference = reference.unwrap_or_else(|| panic!("theory.json has no {output} of {}", play.entry));
            let line = judge(reference, &reading.batches(&findings));
            println!("{line}");
            if !line.holds() {
                broken.push(line);
            }
        }
    }
    broken
}

fn check(efforts: &[Effort]) {
    let broken = play(efforts);
    let lines: Vec<String> = broken.iter().map(ToString::to_string).collect();
    assert!(broken.is_empty(), "outside of their tolerance:\n{}\n{}", Line::HEAD, lines.join("\n"));
}

#[test]
fn quick_entries_are_reproduced() {
    check(&[Effort::Quick]);
}

#[test]
#[ignore = "minutes; cargo test -p windtunnel-lab --test it -- --ignored --nocapture theory::every_entry"]
fn every_entry_is_reproduced() {
    for (entry, output, reason) in UNEXPRESSED {
        println!("not expressed: {entry} {output}: {reason}");
    }
    check(&[Effort::Quick, Effort::Long]);
}

#[test]
fn every_output_is_played_or_its_absence_has_a_reason() {
    let known: BTreeSet<_> = references().into_iter().map(|r| (r.entry, r.output)).collect();
    let mut met = BTreeSet::new();
    let mut meet = |entry: &str, output: &str| {
        assert!(met.insert((entry.to_string(), output.to_string())), "{entry} {output} is there twice");
    };
    for play in PLAYS {
        for (output, _) in play.outputs {
            meet(play.entry, output);
        }
    }
    for (entry, output, _) in UNEXPRESSED {
        meet(entry, output);
    }
    for output in ["missed_blocks_at_jailing", "seconds_from_first_miss_slot_to_jailing", "stake_after"] {
        meet("cosmos-offline", output);
    }
    for output in ["stake_after_10", "stake_after_100", "slashes_until_below_min", "stake_after_100_real_valued"] {
        meet("slash-1pct", output);
    }
    assert_eq!(met, known);
}

fn reference(entry: &str, output: &str) -> Reference {
    let found = references().into_iter().find(|r| r.entry == entry && r.output == output);
    found.unwrap_or_else(|| panic!("theory.json has no {output} of {entry}"))
}

#[test]
fn an_absent_node_is_jailed_at_its_fifty_first_missed_slot() {
    let checked = support::open("theory/cosmos-offline.toml", &[]);
    let findings = support::study(&checked, 1);
    let says = |output| reference("cosmos-offline", output).value;
    let horizon = checked.file.horizon.as_secs();
    for (jailed, stake) in support::values(&findings, "jailed_nodes_mean[network.hub]")
        .into_iter()
        .zip(support::values(&findings, "bonded_coins[network.hub]"))
    {
        // It left at 1,000 s, the start of a slot, and was in jail from its verdict to the end.
        let until_jailed = (horizon * (1.0 - jailed) - 1_000.0).round();
        assert_eq!(until_jailed.to_bits(), says("seconds_from_first_miss_slot_to_jailing").to_bits());
        assert_eq!((until_jailed / 5.0).to_bits(), says("missed_blocks_at_jailing").to_bits());
        assert_eq!((stake * 1e6).round().to_bits(), says("stake_after").to_bits());
    }
}

#[test]
fn a_hundred_slashes_leave_what_integers_say() {
    let findings = support::study(&support::open("theory/slash-1pct.toml", &[]), 1);
    let stakes = findings.series.iter().find(|l| l.name == "bonded_coins").expect("the series has it");
    let after = |n: usize| stakes.points[n - 1].expect("both replications have it").mean * 1e6;
    let says = |output| reference("slash-1pct", output).value;
    assert_eq!(after(10).round().to_bits(), says("stake_after_10").to_bits());
    assert_eq!(after(100).round().to_bits(), says("stake_after_100").to_bits());
    let below = (1..=100).find(|&n| after(n) < 500_000_000_000.0).unwrap_or(0);
    assert_eq!((below as f64).to_bits(), says("slashes_until_below_min").to_bits());
    assert!((after(100) / says("stake_after_100_real_valued") - 1.0).abs() < 1e-6);
}
