//! Closed forms reproduced by scenario files, judged by both halves of their tolerance.
//!
//! The quick entries run with the other tests. All of them, with tables of what was found:
//! `cargo test -p windtunnel-lab --test it -- --include-ignored --nocapture theory::`
//! With `THEORY=mm1` before it only the entries whose names begin so are played.

mod choice;
mod evolution;
mod exact;
mod judge;
mod plays;

use std::collections::BTreeSet;

use judge::{Line, judge, references};
use plays::{Effort, UNEXPRESSED, WAITING, exact, owed, plays};

use crate::support;

/// Plays these entries and prints a line for each output; gives those that do not hold.
#[expect(clippy::print_stdout, reason = "the table is what the command in the head of this file is for")]
fn play(effort: Effort) -> Vec<Line> {
    let references = references();
    println!("{}", Line::HEAD);
    let mut broken = Vec::new();
    let asked = std::env::var("THEORY").unwrap_or_default();
    let asked = plays().filter(|p| p.effort == effort && p.entry.starts_with(&asked));
    let list = if effort == Effort::Long { support::turn(asked.collect()) } else { asked.collect() };
    for play in list {
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

fn check(effort: Effort) {
    let broken = play(effort);
    let lines: Vec<String> = broken.iter().map(ToString::to_string).collect();
    assert!(broken.is_empty(), "outside of their tolerance:\n{}\n{}", Line::HEAD, lines.join("\n"));
}

#[test]
fn quick_entries_are_reproduced() {
    check(Effort::Quick);
}

#[test]
#[ignore = "a minute or two; cargo test -p windtunnel-lab --test it -- --include-ignored --nocapture theory::"]
fn long_entries_are_reproduced() {
    for (entry, output, reason) in UNEXPRESSED {
        println!("not expressed: {entry} {output}: {reason}");
    }
    for (entry, what) in WAITING {
        println!("waits: {entry}: {what}");
    }
    check(Effort::Long);
}

#[test]
fn every_output_is_played_or_its_absence_has_a_reason() {
    let known: BTreeSet<_> = references().into_iter().map(|r| (r.entry, r.output)).collect();
    let mut met = BTreeSet::new();
    let mut meet = |entry: &str, output: &str| {
        assert!(met.insert((entry.to_string(), output.to_string())), "{entry} {output} is there twice");
    };
    for play in plays() {
        for (output, _) in play.outputs {
            meet(play.entry, output);
        }
    }
    for (entry, output, _) in UNEXPRESSED {
        meet(entry, output);
    }
    for (entry, outputs) in exact() {
        outputs.iter().for_each(|output| meet(entry, output));
    }
    let later: BTreeSet<&str> = WAITING.iter().map(|w| w.0).chain(owed().copied()).collect();
    assert!(met.iter().all(|m| !later.contains(m.0.as_str())), "an entry is played and said to wait");
    let known: BTreeSet<_> = known.into_iter().filter(|k| !later.contains(k.0.as_str())).collect();
    assert_eq!(met, known);
}
