//! When coins of holders become free, beside what the pool takes.

use lab::study::SeriesLine;
use units::time::Span;

use super::view::View;
use crate::figure::{Figure, Ordinate, Point, Series, Stroke, number};

/// Into how many stretches of time the run is cut at the most.
const MOST_BARS: usize = 30;
/// The fall of the price that tells of a pool's depth.
const FALL: f64 = 0.1;

pub(super) fn figure(view: &View<'_>, coin: &str) -> Option<Figure> {
    let owner = format!("coin.{coin}");
    let vesting = view.line("vesting_coins", &owner)?;
    let pool = view.line("pool_coins", &owner)?;
    let at_start =
        view.checked.scenario.holders.iter().filter(|row| view.checked.scenario.coins[row.coin.row()].name == coin);
    let decimals = view.checked.scenario.coins.iter().find(|row| row.name == coin)?.rules.decimals;
    let locked: i64 = at_start.filter_map(|row| Some(row.vesting()?.0)).sum();
    let locked = locked as f64 / 10_f64.powi(decimals as i32);
    let bars = freed(vesting, locked);
    let depths: Vec<Point> = pool
        .times
        .iter()
        .zip(&pool.points)
        .map(|(&x, p)| Point::exact(x, p.map_or(f64::NAN, |p| depth(p.mean))))
        .collect();
    let most = bars.iter().max_by(|a, b| a.coins.total_cmp(&b.coins)).filter(|bar| bar.coins > 0.0)?;
    let stretch = bars.first()?;
    let length = Span::from_secs_f64(stretch.until - stretch.from);
    let depth_then =
        depths.iter().rev().find(|point| point.x <= most.from).or(depths.first()).map_or(f64::NAN, |p| p.mean);
    let title = format!(
        "At most {} {coin} become free in {length}, {} times what lowers the price by {:.0} % when sold",
        number::amount(most.coins),
        number::amount(most.coins / depth_then),
        FALL * 100.0
    );
    let mut points = Vec::new();
    for bar in &bars {
        points.extend([bar.from, bar.until].map(|x| Point { x, mean: bar.coins, low: 0.0, high: bar.coins }));
    }
    let series = vec![
        Series { name: format!("become free in {length}"), points, stroke: Stroke::Area },
        Series {
            name: format!("sold at once lower the price by {:.0} %", FALL * 100.0),
            points: depths,
            stroke: Stroke::Straight,
        },
    ];
    let panel = view.over_time(&format!("Coins [{coin}]"), Ordinate::FromZero, series)?;
    view.figure(title, vec![panel])
}

/// Coins that become free in a stretch of time \[s\].
#[derive(Clone, Copy, Debug, PartialEq)]
struct Bar {
    from: f64,
    until: f64,
    coins: f64,
}

/// What becomes free of coins that vest, of which so many are locked at the start.
fn freed(vesting: &SeriesLine, locked: f64) -> Vec<Bar> {
    let stretch = vesting.times.len().div_ceil(MOST_BARS).max(1);
    let (mut from, mut left) = (0.0, locked);
    let mut bars = Vec::new();
    for (times, points) in vesting.times.chunks(stretch).zip(vesting.points.chunks(stretch)) {
        let (Some(&until), Some(Some(point))) = (times.last(), points.last()) else { continue };
        bars.push(Bar { from, until, coins: (left - point.mean).max(0.0) });
        (from, left) = (until, point.mean);
    }
    bars
}

/// Coins that lower the price of a pool with a constant product by [`FALL`] when they are sold into it: with x coins in
/// it the price falls by the factor `(x / (x + d))^2`.
fn depth(coins: f64) -> f64 {
    coins * (1.0 / (1.0 - FALL).sqrt() - 1.0)
}

#[cfg(test)]
mod tests {
    use statistics::Estimate;

    use super::*;

    #[test]
    fn what_becomes_free_is_what_vests_no_more() {
        let points = [90.0, 90.0, 40.0, 0.0];
        let line = SeriesLine {
            name: String::new(),
            owner: String::new(),
            doc: "",
            times: vec![1.0, 2.0, 3.0, 4.0],
            points: points
                .into_iter()
                .map(|mean| Some(Estimate { mean, half_width: 0.0, n: 1, sd: f64::NAN, limits: None }))
                .collect(),
        };
        let coins: Vec<f64> = freed(&line, 100.0).iter().map(|bar| bar.coins).collect();
        assert_eq!(coins, [10.0, 0.0, 50.0, 40.0]);
    }

    #[test]
    fn a_sale_of_the_depth_lowers_the_price_by_a_tenth() {
        let sold = depth(1_000.0);
        assert!(((1_000.0 / (1_000.0 + sold)).powi(2) - 0.9).abs() < 1e-12, "{sold}");
    }
}
