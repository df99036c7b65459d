//! The lines of a comparison: the metrics that a summary shows, and all that are better or worse.

use std::collections::BTreeSet;

use lab::compare::{Against, Difference, Question, Verdict};
use statistics::Estimate;

use crate::number;
use crate::summary::{Shown, shown};

/// Lines of one metric for its owners; the rest is in the table.
const MOST_OWNERS: usize = 8;
/// Lines of metrics that a summary does not show.
const MOST_OTHERS: usize = 24;

/// Metrics of one theme.
pub(super) struct Section {
    pub(super) name: &'static str,
    pub(super) rows: Vec<Row>,
    /// Lines left out.
    pub(super) n_more: usize,
}

/// One metric, ready to be shown.
pub(super) struct Row {
    pub(super) label: String,
    pub(super) base: String,
    pub(super) other: String,
    /// The unit of base, other, difference and interval.
    pub(super) unit: String,
    pub(super) difference: String,
    pub(super) interval: String,
    pub(super) ratio: String,
    pub(super) verdict: String,
}

impl Row {
    /// A metric; a coin in the place of `coins` if it has one.
    pub(super) fn of(of: &Difference, coin: &str) -> Self {
        let mean = |estimate: Option<Estimate>| estimate.map(|estimate| estimate.mean);
        let size = [mean(of.base), mean(of.other)].into_iter().flatten().fold(0.0, |size, mean| mean.abs().max(size));
        let unit = number::unit(&of.column.name, size);
        let decimals = decimals(size * unit.factor);
        let show = |estimate| match mean(estimate) {
            Some(mean) => number::shown(mean * unit.factor, decimals),
            None => "none".into(),
        };
        let (difference, interval) = effect(of, unit.factor);
        Self {
            label: of.column.label(),
            base: show(of.base),
            other: show(of.other),
            unit: if unit.name == "coins" && !coin.is_empty() { coin.into() } else { unit.name.into() },
            difference,
            interval,
            ratio: of.ratio.map_or(String::new(), |(ratio, _)| number::shown(ratio, ratio_decimals(ratio))),
            verdict: verdict(of),
        }
    }
}

/// Decimals at which a mean has four digits; none for nothing.
fn decimals(size: f64) -> Option<usize> {
    if size > 0.0 { number::decimals(size) } else { Some(0) }
}

fn ratio_decimals(ratio: f64) -> Option<usize> {
    number::decimals(ratio).map(|decimals| decimals.saturating_sub(1))
}

/// A difference with its sign, and its interval, with digits that the interval supports.
pub(super) fn effect(of: &Difference, factor: f64) -> (String, String) {
    let Some(difference) = of.difference else { return (String::new(), String::new()) };
    if of.differing == 0 {
        return ("0".into(), String::new());
    }
    let half = if difference.half_width.is_finite() { difference.half_width } else { 0.0 };
    let size = factor * difference.mean.abs().max(half);
    let decimals = number::decimals(size).map(|decimals| decimals.saturating_sub(1));
    let show = |value: f64| {
        let text = number::shown(value * factor, decimals);
        let is_plain = value <= 0.0 || text.bytes().all(|b| matches!(b, b'0' | b'.'));
        if is_plain { text } else { format!("+{text}") }
    };
    let interval = difference.interval();
    let interval = if difference.half_width.is_finite() {
        format!("({} … {})", show(interval.low), show(interval.high))
    } else {
        String::new()
    };
    (show(difference.mean), interval)
}

fn verdict(of: &Difference) -> String {
    let more = of.more.map(|more| format!(" (+{})", number::count(more as u64)));
    let longer = of.longer.map(|longer| format!(" (x{})", number::count(longer as u64)));
    let more = more.or(longer).unwrap_or_default();
    match of.verdict {
        None if of.pairs == 1 => "in one pair only".into(),
        None => "in no pair".into(),
        Some(Verdict::Undecided) if of.is_few => format!("{} of {} pairs differ{more}", of.differing, of.pairs),
        Some(verdict) => format!("{}{more}", verdict.word()),
    }
}

/// The sections that have something to show.
pub(super) fn sections(question: &Question, against: &Against) -> Vec<Section> {
    let mut list: Vec<Section> = Vec::new();
    let mut left: BTreeSet<String> = against.differences.iter().map(|d| d.column.label()).collect();
    let row = |of: &Difference| Row::of(of, coin(question, &of.column.owner).as_deref().unwrap_or(""));
    for Shown { theme, metric, is_of_owners, needs } in shown() {
        let is_meant = |of: &&Difference| of.column.name == metric && of.column.owner.is_empty() != is_of_owners;
        // What is nothing on both sides is no news, but what was asked for is shown.
        let is_shown = |of: &&Difference| exists(of) && (!question.metrics.is_empty() || !needs || counts(of));
        let rows: Vec<&Difference> = against.differences.iter().filter(is_meant).filter(is_shown).collect();
        if rows.is_empty() {
            continue;
        }
        if list.last().is_none_or(|section| section.name != theme) {
            list.push(Section { name: theme, rows: Vec::new(), n_more: 0 });
        }
        let Some(section) = list.last_mut() else { continue };
        section.n_more += rows.len().saturating_sub(MOST_OWNERS);
        for of in &rows {
            left.remove(&of.column.label());
        }
        section.rows.extend(rows.into_iter().take(MOST_OWNERS).map(row));
    }
    let is_news = |of: &&Difference| {
        let is_asked = !question.metrics.is_empty();
        left.contains(&of.column.label()) && (is_asked && exists(of) || is_decided(of))
    };
    let mut others: Vec<Row> = against.differences.iter().filter(is_news).map(row).collect();
    let n_more = others.len().saturating_sub(MOST_OTHERS);
    others.truncate(MOST_OTHERS);
    if !others.is_empty() {
        list.push(Section { name: "others", rows: others, n_more });
    }
    list
}

/// Whether a metric is better or worse.
pub(super) fn is_decided(of: &Difference) -> bool {
    matches!(of.verdict, Some(Verdict::Better | Verdict::Worse))
}

fn exists(of: &Difference) -> bool {
    of.base.is_some() || of.other.is_some()
}

fn counts(of: &Difference) -> bool {
    of.differing > 0 || [of.base, of.other].into_iter().flatten().any(|estimate| estimate.mean.abs() > 0.0)
}

/// The coin of an owner such as `coin.alp` or `network.alpha`.
fn coin(question: &Question, owner: &str) -> Option<String> {
    match owner.split_once('.')? {
        ("coin", name) => Some(name.into()),
        ("network", name) => {
            let file = &question.contenders[0].checked.file;
            Some(file.network.get_named(name)?.coin.as_ref()?.text.clone())
        }
        _ => None,
    }
}
