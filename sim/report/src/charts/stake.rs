//! Stakes over time: what is bonded, what offences take, and who sits in jail.

use lab::study::SeriesLine;

use super::MOST_GROUPS;
use super::curve::{self, Reading, Scale};
use super::view::{View, name_of};
use crate::figure::{Figure, Ordinate, Panel, Point, Series, Stroke, number};

pub(super) fn figure(view: &View<'_>) -> Option<Figure> {
    let panels = [bonded(view), taken(view), jailed(view)];
    view.figure(title(view), panels.into_iter().flatten().collect())
}

/// Lines that are ever above zero.
fn alive<'a>(lines: Vec<&'a SeriesLine>) -> Vec<&'a SeriesLine> {
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
    let named = lines.iter().zip(coins).take(MOST_GROUPS);
    let curve = |(line, coin): (&&SeriesLine, &str)| {
        let name = format!("{} ({coin})", name_of(&line.owner));
        curve::curve(&name, line, Scale::PLAIN, Reading::State)
    };
    view.over_time("Bonded stake [coins]", Ordinate::Logarithmic, named.map(curve).collect())
}

/// Stake taken since the start of the run. Sums over time have no intervals: the points' intervals do not add up.
fn taken(view: &View<'_>) -> Option<Panel> {
    let line = alive(view.line("slashed_usd", "").into_iter().collect()).pop()?;
    let mut sum = 0.0;
    let point = |(&x, estimate): (&f64, &Option<lab::statistics::Estimate>)| {
        sum += estimate.map_or(0.0, |e| e.mean);
        Point::exact(x, sum)
    };
    let start = std::iter::once(Point::exact(0.0, 0.0));
    let points = start.chain(line.times.iter().zip(&line.points).map(point)).collect();
    let series = Series { name: "all networks".into(), points: curve::thinned(points), stroke: Stroke::Straight };
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
