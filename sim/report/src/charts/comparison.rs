//! A comparison: relative differences of metrics with their intervals, by verdict.

use lab::compare::{Against, Comparison, Difference, Side, Verdict};

use super::{Drawing, drawing};
use crate::figure::{Effect, Evidence, Figure, Forest, Panel};

/// Metrics that one figure shows; the rest is in the table.
const MOST: usize = 24;
/// Relative differences above this have an axis of their own, or the others could not be told from nothing \[%\].
const LARGE: f64 = 100.0;

/// Draws a comparison: a figure for each contender.
///
/// A contender without a difference has none. The same comparison gives the same bytes.
pub fn draw_comparison(found: &Comparison) -> Vec<Drawing> {
    let others: Vec<(&Side, &Against)> = found.sides[1..].iter().zip(&found.against).collect();
    let name = |side: &Side| match others.len() {
        1 => "differences".to_string(),
        _ => format!("differences_{}", side.name),
    };
    let figures = others.iter().filter_map(|(side, against)| Some((name(side), figure(found, side, against)?)));
    figures.map(|(name, figure)| drawing(name, figure)).collect()
}

fn figure(found: &Comparison, side: &Side, against: &Against) -> Option<Figure> {
    let is_shown = |of: &&Difference| {
        of.column.owner.is_empty() && of.ratio.is_some() && of.verdict.is_some_and(|verdict| verdict != Verdict::Same)
    };
    let all: Vec<&Difference> = against.differences.iter().filter(is_shown).collect();
    let n_left = all.len().saturating_sub(MOST);
    let (large, small): (Vec<Effect>, Vec<Effect>) =
        most(all).into_iter().filter_map(effect).partition(|effect| effect.value.abs() > LARGE);
    let panel = |effects: Vec<Effect>| {
        let x_label = format!("{} less {}, part of {} [%]", side.name, found.sides[0].name, found.sides[0].name);
        (!effects.is_empty())
            .then(|| Panel::Forest(Forest { heading: String::new(), x_label, classes: classes(), effects }))
    };
    let panels: Vec<Panel> = [panel(small), panel(large)].into_iter().flatten().collect();
    if panels.is_empty() {
        return None;
    }
    let rest = if n_left > 0 { format!(" {n_left} more metrics are in differences.csv.") } else { String::new() };
    let parts = if found.n_batches().is_some() { "Batches of one long run each" } else { "Replications" };
    let note = format!(
        "{parts} are paired on common random numbers; verdicts are adjusted for {} tests.{rest}",
        found.n_tests
    );
    let evidence = Evidence { replications: found.replications, level: found.level };
    Some(Figure { title: title(side, against), note, evidence, panels })
}

/// As many as one figure shows: those that are decided first, in the order of the catalogue.
fn most(mut list: Vec<&Difference>) -> Vec<&Difference> {
    let is_open = |of: &Difference| of.verdict == Some(Verdict::Undecided);
    let decided = list.iter().filter(|of| !is_open(of)).count();
    let mut room = MOST.saturating_sub(decided);
    list.retain(|of| {
        let is_kept = !is_open(of) || room > 0;
        room -= usize::from(is_open(of) && is_kept);
        is_kept
    });
    list.truncate(MOST);
    list
}

fn classes() -> Vec<String> {
    let all = [Verdict::Better, Verdict::Worse, Verdict::Differs, Verdict::Undecided];
    all.map(|verdict| verdict.word().to_string()).to_vec()
}

fn effect(of: &Difference) -> Option<Effect> {
    let (ratio, interval) = of.ratio?;
    let percent = |ratio: f64| 100.0 * (ratio - 1.0);
    Some(Effect {
        name: of.column.label(),
        class: of.verdict?.word().into(),
        value: percent(ratio),
        low: percent(interval.low),
        high: percent(interval.high),
    })
}

/// How many metrics of the whole are better and worse.
fn title(side: &Side, against: &Against) -> String {
    let n = |verdict| {
        against.differences.iter().filter(|d| d.column.owner.is_empty() && d.verdict == Some(verdict)).count()
    };
    let [better, worse, open] = [Verdict::Better, Verdict::Worse, Verdict::Undecided].map(n);
    format!("{}: {better} metrics better, {worse} worse, {open} undecided", side.name)
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use files::Request;
    use lab::compare::{Contender, Question, compare};
    use lab::study::Options;

    use super::*;

    const QUEUE: &str = "horizon = \"500 s\"\nreplications = 8\nname = \"queue\"\n[network.net]\n[nodes.n]\ncount = 1\n\
                         [gateway.g]\nnetworks = [\"net\"]\n[users.u]\ngateway = \"g\"\narrival.poisson = { rate = \"0.5 /s\" }\n\
                         demand.work = { exponential = \"1 s\" }\n";

    fn contender(name: &str, sets: Vec<String>) -> Contender {
        let request = Request { file: "queue.toml".into(), sets, ..Request::default() };
        let checked = scenario::open_text(QUEUE, &request).expect("it is valid");
        Contender { name: name.into(), from: name.into(), checked: Arc::new(checked) }
    }

    fn compared(set: &str) -> Comparison {
        let contenders = vec![contender("a", Vec::new()), contender("b", vec![set.into()])];
        compare(&Question { contenders, ..Question::default() }, &Options::default()).expect("they are alike")
    }

    #[test]
    fn a_comparison_is_drawn_with_its_verdicts_and_large_differences_have_their_own_axis() {
        let found = compared("users.u.demand.work.exponential=1.6 s");
        let drawings = draw_comparison(&found);
        assert_eq!(drawings.iter().map(|d| d.name.as_str()).collect::<Vec<_>>(), ["differences"]);
        let svg = &drawings[0].svg;
        for text in ["worse", "differs", "answer_latency_mean_s", "utilisation"] {
            assert!(svg.lines().any(|line| line == text), "`{text}` is not in {svg}");
        }
        let axis = "b less a, part of a [%]";
        assert_eq!(svg.lines().filter(|line| *line == axis).count(), 2, "{svg}");
        assert!(drawings[0].title.starts_with("b: 0 metrics better, "), "{}", drawings[0].title);
        assert_eq!(drawings, draw_comparison(&compared("users.u.demand.work.exponential=1.6 s")));
    }

    #[test]
    fn long_runs_are_told_as_such() {
        let long = ["study=steady", "warm_up=10 s", "replications=1", "horizon=5_000 s"];
        let sets = |more: &[&str]| long.iter().chain(more).map(ToString::to_string).collect::<Vec<_>>();
        let contenders =
            vec![contender("a", sets(&[])), contender("b", sets(&["users.u.demand.work.exponential=1.6 s"]))];
        let question = Question { contenders, ..Question::default() };
        let found = compare(&question, &Options::default()).expect("they are alike");
        let svg = &draw_comparison(&found)[0].svg;
        assert!(svg.contains("Batches of one long run"), "{svg}");
    }

    #[test]
    fn without_a_difference_there_is_no_picture() {
        assert!(draw_comparison(&compared("points=10")).is_empty());
    }

    #[test]
    fn what_is_decided_is_drawn_first() {
        let found = compared("users.u.demand.work.exponential=1.6 s");
        let of = |verdict| Difference { verdict: Some(verdict), ..found.against[0].differences[0].clone() };
        let (open, worse) = (of(Verdict::Undecided), of(Verdict::Worse));
        let list: Vec<&Difference> = (0..40).map(|i| if i % 2 == 0 { &open } else { &worse }).collect();
        let kept = most(list);
        let n = kept.iter().filter(|of| of.verdict == Some(Verdict::Worse)).count();
        assert_eq!((kept.len(), n), (MOST, 20));
    }
}
