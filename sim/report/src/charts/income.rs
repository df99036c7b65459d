//! Emission against fees: what the nodes of each network get of both over time.

use lab::study::SeriesLine;
use statistics::Estimate;

use super::curve;
use super::epochs;
use super::view::{View, name_of};
use crate::figure::{Figure, MOST_PANELS, Ordinate, Panel, Point, Series, Stroke, number};

/// Emission and fees of a network.
struct Income<'a> {
    network: &'a str,
    emission: &'a SeriesLine,
    fees: &'a SeriesLine,
}

impl<'a> Income<'a> {
    /// Of the network of a line of emission, if it has both.
    fn new(view: &View<'a>, emission: &'a SeriesLine) -> Option<Self> {
        let fees = view.line("fees_usd_h", &emission.owner)?;
        let has = |line: &SeriesLine| line.points.iter().flatten().any(|point| point.mean > 0.0);
        (has(emission) && has(fees)).then(|| Self { network: name_of(&emission.owner), emission, fees })
    }
}

pub(super) fn figure(view: &View<'_>) -> Option<Figure> {
    let lines = view.lines_of("emission_usd_h", "network");
    let networks: Vec<Income<'_>> =
        lines.into_iter().filter_map(|line| Income::new(view, line)).take(MOST_PANELS).collect();
    let panels = networks.iter().filter_map(|income| panel(view, income, networks.len() > 1)).collect();
    view.figure(title(view, networks.first()?), panels)
}

fn panel(view: &View<'_>, income: &Income<'_>, is_named: bool) -> Option<Panel> {
    let mut fees = Vec::new();
    let mut emission = Vec::new();
    let before = std::iter::once(0.0).chain(income.fees.times.iter().copied());
    let points = income.fees.times.iter().zip(&income.fees.points).zip(rates(view, income));
    for (from, ((&until, paid), minted)) in before.zip(points) {
        let x = f64::midpoint(from, until);
        let (Some(paid), Some(minted)) = (paid, minted) else {
            fees.push(Point::exact(x, f64::NAN));
            emission.push(Point::exact(x, f64::NAN));
            continue;
        };
        fees.push(part(x, 0.0, paid.mean));
        emission.push(part(x, paid.mean, paid.mean + minted));
    }
    let area = |name: &str, points| Series { name: name.into(), points: curve::thinned(points), stroke: Stroke::Area };
    let label = if is_named {
        format!("Income of the nodes of {} [usd/h]", income.network)
    } else {
        "Income of the nodes [usd/h]".into()
    };
    view.over_time(&label, Ordinate::FromZero, vec![area("emission, on top of fees", emission), area("fees", fees)])
}

/// Emission \[usd/h\] over the epochs that ended up to each point; until the next ends, that of the last.
fn rates(view: &View<'_>, income: &Income<'_>) -> Vec<Option<f64>> {
    let network = view.checked.file.network.get_named(income.network);
    let coin = network.and_then(|network| network.coin.as_ref()).map_or("", |coin| coin.text.as_str());
    let mut last = None;
    let spread = epochs::spread(view, coin, &income.emission.times);
    let rate = |(point, factor): (&Option<Estimate>, Option<f64>)| {
        last = point.zip(factor).map(|(point, factor)| point.mean * factor).or(last);
        last
    };
    income.emission.points.iter().zip(spread).map(rate).collect()
}

/// A part of a sum, from what is below it up.
fn part(x: f64, low: f64, high: f64) -> Point {
    Point { x, mean: high, low, high }
}

fn title(view: &View<'_>, income: &Income<'_>) -> String {
    let total = |line: &SeriesLine| line.points.iter().flatten().map(|point| point.mean).sum::<f64>();
    let last = |line: &SeriesLine| line.points.iter().flatten().last().map_or(0.0, |point| point.mean);
    let rate = rates(view, income).last().copied().flatten().unwrap_or(0.0);
    let share = |minted: f64, paid: f64| number::amount(100.0 * minted / (minted + paid));
    let all = share(total(income.emission), total(income.fees));
    let whose = if view.checked.file.network.len() > 1 { format!(" of {}", income.network) } else { String::new() };
    let earn = format!("New coins are {all} % of what the nodes{whose} earn");
    if rate + last(income.fees) > 0.0 {
        format!("{earn}, and {} % at the end", share(rate, last(income.fees)))
    } else {
        earn
    }
}
