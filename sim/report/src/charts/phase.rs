//! The share of the supply that is staked and what stake yields: a path over time.

use lab::study::SeriesLine;
use statistics::Estimate;

use super::curve;
use super::epochs;
use super::view::View;
use crate::figure::{Abscissa, Figure, Lines, Ordinate, Panel, Point, Series, Stroke, number};

/// A path whose share of staked coins moves by less than this is a point.
const STILL: f64 = 0.005;

pub(super) fn figure(view: &View<'_>, network: &str) -> Option<Figure> {
    let owner = format!("network.{network}");
    let coin = view.checked.file.network.get_named(network)?.coin.as_ref()?;
    let bonded = view.line("bonded_coins", &owner)?;
    let supply = view.line("supply_coins", &format!("coin.{}", coin.text))?;
    let (nominal, real) = (view.line("nominal_yield_y", &owner)?, view.line("real_yield_y", &owner)?);
    let yields = yields(nominal, real, &epochs::spread(view, &coin.text, &nominal.times));
    let path = path(bonded, supply, &yields);
    let (first, last) = (*path.first()?, *path.last()?);
    let ends = path.iter().fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), p| (low.min(p.0), high.max(p.0)));
    if ends.1 - ends.0 < STILL || !path.iter().any(|point| point.1 > 0.0) {
        return None;
    }
    let points = |list: &[(f64, f64)]| list.iter().map(|p| Point::exact(100.0 * p.0, 100.0 * p.1)).collect::<Vec<_>>();
    let dot = |name: &str, at| Series { name: name.into(), points: points(&[at]), stroke: Stroke::Straight };
    let line =
        Series { name: "path over time".into(), points: curve::thinned(points(&path)), stroke: Stroke::Straight };
    let panel = Panel::Lines(Lines {
        heading: String::new(),
        x: Abscissa::Quantity(format!("Staked share of all {} [%]", coin.text)),
        y_label: "Nominal yield of stake a year, emission and fees [%]".into(),
        y: Ordinate::FromZero,
        series: vec![line, dot("start", first), dot("end", last)],
        windows: Vec::new(),
        reach: None,
    });
    let percent = |share: f64| number::amount(100.0 * share);
    let title = format!(
        "On {network} {} to {} % of all {} are staked, and yield {} to {} % a year",
        percent(first.0),
        percent(last.0),
        coin.text,
        percent(first.1),
        percent(last.1)
    );
    view.figure(title, vec![panel])
}

/// The nominal yield at each point, of which emission is over the epochs that ended since the last; until the next
/// ends, as much as then.
fn yields(nominal: &SeriesLine, real: &SeriesLine, spread: &[Option<f64>]) -> Vec<Option<f64>> {
    let mut last = None;
    let points = nominal.points.iter().zip(&real.points).zip(spread);
    let of = |((nominal, real), factor): ((&Option<Estimate>, &Option<Estimate>), &Option<f64>)| {
        let (nominal, real) = ((*nominal)?.mean, (*real)?.mean);
        last = factor.map(|factor| (nominal - real) * factor).or(last);
        Some(real + last?)
    };
    points.map(of).collect()
}

/// Staked shares, at the middle of the time since the last point, with the yields of that time.
fn path(bonded: &SeriesLine, supply: &SeriesLine, yields: &[Option<f64>]) -> Vec<(f64, f64)> {
    let mean = |point: &Option<Estimate>| point.map(|estimate| estimate.mean);
    let share = |at: usize| {
        let (bonded, supply) = (mean(bonded.points.get(at)?)?, mean(supply.points.get(at)?)?);
        (supply > 0.0).then_some(bonded / supply)
    };
    let point = |at: usize| {
        let now = share(at)?;
        let before = at.checked_sub(1).and_then(share).unwrap_or(now);
        Some((f64::midpoint(before, now), yields[at]?))
    };
    (0..yields.len()).filter_map(point).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_yield_stands_at_the_mean_share_of_its_time() {
        let line = |values: &[f64]| SeriesLine {
            name: String::new(),
            owner: String::new(),
            doc: "",
            times: (0..values.len()).map(|i| i as f64).collect(),
            points: values
                .iter()
                .map(|&mean| {
                    mean.is_finite().then_some(Estimate { mean, half_width: 0.0, n: 1, sd: f64::NAN, limits: None })
                })
                .collect(),
        };
        let path = path(&line(&[10.0, 20.0, 30.0]), &line(&[100.0; 3]), &[Some(0.4), None, Some(0.2)]);
        assert_eq!(path, [(0.1, 0.4), (0.25, 0.2)]);
    }
}
