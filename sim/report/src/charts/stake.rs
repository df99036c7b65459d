//! Stakes over time: what is bonded, what offences take, and who sits in jail.

use lab::study::SeriesLine;

use super::MOST_GROUPS;
use super::curve::{self, Reading, Scale};
use super::view::{View, name_of};
use crate::figure::{Figure, Ordinate, Panel, Point, Series, Stroke, number};

/// More coins than this do not fit into the label of an axis.
const MOST_UNITS: usize = 3;
/// Amounts that differ by more than this need a logarithmic axis.
const FAR: f64 = 20.0;

pub(super) fn figure(view: &View<'_>) -> Option<Figure> {
    let panels = [bonded(view), taken(view), jailed(view)];
    view.figure(title(view), panels.into_iter().flatten().collect())
}

/// Lines that are ever above zero.
fn alive(lines: Vec<&SeriesLine>) -> Vec<&SeriesLine> {
    lines.into_iter().filter(|l| l.points.iter().flatten().any(|e| e.mean > 0.0)).collect()
}

fn bonded(view: &View<'_>) -> Option<Panel> {
    let lines = alive(view.lines_of("bonded_coins", "network"));
    let networks = &view.checked.file.network;
    let coin = |line: &SeriesLine| {
        let coin = networks.get_named(name_of(&line.owner)).and_then(|network| network.coin.as_ref());
        coin.map_or("coins", |name| name.text.as_str())
    };
    let coins: Vec<&str> = lines.iter().map(|l| coin(l)).collect();
    let is_one_coin = coins.iter().all(|c| *c == coins[0]);
    if is_one_coin {
        let series = curve::curves(&lines, MOST_GROUPS, Scale::PLAIN, Reading::State);
        let unit = coins.first().copied().unwrap_or("coins");
        return view.over_time(&format!("Bonded stake [{unit}]"), Ordinate::FromZero, series);
    }
    // Different coins are never added up: the first networks of the file are shown, the tables hold them all.
    let (lines, coins) = (&lines[..lines.len().min(MOST_GROUPS)], &coins[..]);
    let named: Vec<String> = lines.iter().zip(coins).map(|(l, c)| format!("{}: {c}", name_of(&l.owner))).collect();
    let unit = if named.len() <= MOST_UNITS { named.join(", ") } else { "coins of each network".into() };
    let curve = |line: &&SeriesLine| curve::curve(name_of(&line.owner), line, Scale::PLAIN, Reading::State);
    let series: Vec<Series> = lines.iter().map(curve).collect();
    view.over_time(&format!("Bonded stake [{unit}]"), scaled(&series), series)
}

/// Amounts of different coins may lie far apart.
fn scaled(series: &[Series]) -> Ordinate {
    let highest = |curve: &Series| curve.points.iter().map(|p| p.mean).fold(0.0, f64::max);
    let (low, high) = series.iter().map(highest).fold((f64::INFINITY, 0.0_f64), |(l, h), v| (l.min(v), h.max(v)));
    if high > FAR * low { Ordinate::Logarithmic } else { Ordinate::FromZero }
}

/// Stake taken since the measurement began. Sums over time have no intervals: the points' intervals do not add up.
fn taken(view: &View<'_>) -> Option<Panel> {
    let line = alive(view.line("slashed_usd", "").into_iter().collect()).pop()?;
    let cut = view.cut_s();
    let mut points = vec![Point::exact(cut, 0.0)];
    let mut sum = 0.0;
    for (&x, estimate) in line.times.iter().zip(&line.points).filter(|(x, _)| **x > cut) {
        sum += estimate.map_or(0.0, |e| e.mean);
        points.push(Point::exact(x, sum));
    }
    let series = Series { name: String::new(), points: curve::thinned(points), stroke: Stroke::Straight };
    view.over_time("Stake taken so far [usd]", Ordinate::FromZero, vec![series])
}

fn jailed(view: &View<'_>) -> Option<Panel> {
    let lines = alive(view.lines_of("jailed_nodes", "network"));
    view.over_time(
        "Nodes in jail [1]",
        Ordinate::FromZero,
        curve::curves(&lines, MOST_GROUPS, Scale::PLAIN, Reading::State),
    )
}

fn title(view: &View<'_>) -> String {
    let over_networks = |metric: &str| -> f64 {
        let owners = view.checked.file.network.names().map(|name| format!("network.{name}"));
        owners.filter_map(|owner| view.mean(metric, &owner)).sum()
    };
    let (taken, jailed) = (over_networks("slashed_usd"), over_networks("jailed_nodes_mean"));
    let taken = if taken > 0.0 {
        format!("Offences cost {} usd of stake", number::amount(taken))
    } else {
        "No stake is taken".into()
    };
    if jailed > 0.0 { format!("{taken}, and {} nodes are in jail on average", number::amount(jailed)) } else { taken }
}
