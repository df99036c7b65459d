//! The pictures of a study: which there are, and what each of them says.

mod comparison;
mod corridor;
mod curve;
mod epochs;
mod exposure;
mod flows;
mod frontier;
mod gateways;
mod income;
mod latency;
mod margins;
mod nodes;
mod phase;
mod price;
mod quantity;
mod sense;
mod service;
mod stake;
mod steered;
mod stress;
mod supply;
mod sweep;
mod targets;
mod tune;
mod unlocks;
mod view;
mod windows;

use lab::study::Findings;
use rayon::prelude::*;
use scenario::Checked;

use crate::figure::Figure;

pub use comparison::draw_comparison;
pub use corridor::draw_corridors;

use view::View;

pub use frontier::draw_frontier;
pub use sense::draw_sense;
pub use stress::draw_stress;
pub use sweep::draw_sweep;
pub use tune::draw_tuned;

/// A picture of a study, ready to be written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Drawing {
    /// What its files are called, without folder and ending: `nodes`, `flows_alp`.
    pub name: String,
    /// The sentence above it.
    pub title: String,
    /// An SVG document.
    pub svg: String,
    /// A PNG file.
    pub png: Vec<u8>,
}

/// The name of a curve that has its panel for itself: the axis says what it is, not the legend.
const UNNAMED: &str = "";
/// More groups than this cannot be told apart; the smallest are then shown as one, or left to the tables.
const MOST_GROUPS: usize = 8;

/// Draws what a study found, in the order in which one reads it.
///
/// A picture for which there are no numbers is left out. The same findings give the same bytes.
pub fn draw(checked: &Checked, findings: &Findings) -> Vec<Drawing> {
    let view = View::new(checked, findings);
    let mut figures: Vec<(String, Figure)> = Vec::new();
    let mut add = |name: &str, figure: Option<Figure>| figures.extend(figure.map(|f| (name.to_owned(), f)));
    add("nodes", nodes::figure(&view));
    add("service", service::figure(&view));
    add("latency", latency::figure(&view));
    add("gateways", gateways::figure(&view));
    add("exposure", exposure::figure(&view));
    add("targets", targets::figure(&view));
    add("stake", stake::figure(&view));
    add("margins", margins::figure(&view));
    add("income", income::figure(&view));
    for network in checked.file.network.names() {
        add(&format!("phase_{network}"), phase::figure(&view, network));
    }
    for coin in checked.file.coin.names() {
        add(&format!("price_{coin}"), price::figure(&view, coin));
        add(&format!("supply_{coin}"), supply::figure(&view, coin));
        add(&format!("unlocks_{coin}"), unlocks::figure(&view, coin));
    }
    for name in checked.file.governor.names() {
        add(&format!("governor_{name}"), steered::governor(&view, name));
    }
    for name in checked.file.proposal.names() {
        add(&format!("proposal_{name}"), steered::proposal(&view, name));
    }
    for coin in checked.file.coin.names().chain([units::money::USD]) {
        add(&format!("flows_{coin}"), flows::figure(&view, coin));
    }
    figures.into_par_iter().map(|(name, figure)| drawing(name, figure)).collect()
}

fn drawing(name: String, figure: Figure) -> Drawing {
    let picture = figure.draw();
    Drawing { name, title: figure.title, svg: picture.svg, png: picture.png }
}
