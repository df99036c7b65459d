//! What a coin is worth over time, and who sells it.

use lab::study::{FlowLine, SeriesLine};

use super::UNNAMED;
use super::curve::{self, Reading, Scale};
use super::flows::party;
use super::view::View;
use crate::figure::{Figure, Flow, Flows, Ordinate, Panel, number};

/// Why coins are sold.
const SALES: [&str; 3] = ["sale", "release", "trade"];

pub(super) fn figure(view: &View<'_>, coin: &str) -> Option<Figure> {
    let line = view.line("price_usd", &format!("coin.{coin}"))?;
    if !moves(line) {
        return None;
    }
    let series = vec![curve::curve(UNNAMED, line, Scale::PLAIN, Reading::State)];
    let price = view.over_time(&format!("Price of one {coin} [usd]"), Ordinate::FromZero, series);
    let flows = sales(&view.findings.flows, coin);
    let sold = (!flows.is_empty()).then(|| Flows { heading: format!("Who sells {coin}"), coin: coin.into(), flows });
    view.figure(title(view, coin), price.into_iter().chain(sold.map(Panel::Flows)).collect())
}

/// Whether a price ever differs from point to point, or from replication to replication.
fn moves(line: &SeriesLine) -> bool {
    let means: Vec<f64> = line.points.iter().flatten().map(|point| point.mean).collect();
    means.windows(2).any(|pair| (pair[0] - pair[1]).abs() > 1e-9 * pair[0].abs())
}

/// What was sold to the market or into the pool, by seller.
fn sales(lines: &[FlowLine], coin: &str) -> Vec<Flow> {
    let is_market = |name: &str| name == "market" || name.starts_with("pool.");
    let is_sale = |line: &&FlowLine| {
        line.coin == coin && SALES.contains(&line.reason) && is_market(&line.to) && line.coins.mean > 0.0
    };
    let flow = |line: &FlowLine| Flow {
        from: if is_market(&line.from) { "outsiders".into() } else { party(&line.from) },
        to: "buyers".into(),
        reason: line.reason.into(),
        amount: line.coins.mean,
    };
    lines.iter().filter(is_sale).map(flow).collect()
}

fn title(view: &View<'_>, coin: &str) -> String {
    let of = |metric: &str| view.mean(metric, &format!("coin.{coin}"));
    let Some(last) = of("price_usd") else { return format!("The price of {coin}") };
    let named = view.checked.scenario.coins.iter().find(|named| named.name == coin);
    let Some(named) = named else { return format!("The price of {coin}") };
    let (first, ends) = (number::amount(named.opening() as f64 / 1e9), number::amount(last));
    let moves = format!("One {coin} goes from {first} to {ends} usd");
    match of("price_min_usd") {
        Some(least) if least < 0.99 * last => format!("{moves}, {} at the lowest on average", number::amount(least)),
        _ => moves,
    }
}
