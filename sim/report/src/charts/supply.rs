//! Where the coins of a supply are over time.

use lab::study::SeriesLine;

use super::curve::{self, Reading, Scale};
use super::view::View;
use crate::figure::{Figure, Ordinate, number};

/// The parts of a supply that are drawn: series and name.
const PARTS: [(&str, &str); 7] = [
    ("supply_coins", "all"),
    ("circulating_coins", "circulating"),
    ("staked_coins", "staked"),
    ("vesting_coins", "vesting"),
    ("treasury_coins", "treasuries"),
    ("escrow_coins", "in escrow"),
    ("insurance_coins", "insurances"),
];
/// A part that is never more than this share of all coins is a line on the axis.
const LITTLE: f64 = 0.005;
/// A part that never moves by more than this share of all coins is still.
const STILL: f64 = 0.01;

pub(super) fn figure(view: &View<'_>, coin: &str) -> Option<Figure> {
    let owner = format!("coin.{coin}");
    let lines = PARTS.iter().filter_map(|&(series, name)| Some((name, view.line(series, &owner)?)));
    let mut lines: Vec<(&str, &SeriesLine)> = lines.collect();
    let most = lines.iter().map(|(_, line)| highest(line)).fold(0.0, f64::max);
    lines.retain(|(_, line)| highest(line) > LITTLE * most);
    if !lines.iter().any(|(_, line)| highest(line) - lowest(line) > STILL * most) {
        return None;
    }
    let curves = lines.iter().map(|(name, line)| curve::curve(name, line, Scale::PLAIN, Reading::State)).collect();
    let panel = view.over_time(&format!("Coins [{coin}]"), Ordinate::FromZero, curves)?;
    view.figure(title(coin, &lines), vec![panel])
}

fn means(line: &SeriesLine) -> impl Iterator<Item = f64> {
    line.points.iter().flatten().map(|point| point.mean)
}

fn highest(line: &SeriesLine) -> f64 {
    means(line).fold(0.0, f64::max)
}

fn lowest(line: &SeriesLine) -> f64 {
    means(line).fold(f64::INFINITY, f64::min)
}

fn title(coin: &str, lines: &[(&str, &SeriesLine)]) -> String {
    let last = |wanted: &str| {
        let (_, line) = lines.iter().find(|(name, _)| *name == wanted)?;
        means(line).last()
    };
    match (last("all"), last("circulating")) {
        (Some(all), Some(free)) => {
            let (all, free) = (number::amount(all), number::amount(free));
            format!("At the end there are {all} {coin}, of which {free} circulate")
        }
        _ => format!("The supply of {coin}"),
    }
}
