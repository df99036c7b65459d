//! Figures described as plain data and drawn, in one look, as SVG and PNG in memory.

mod axis;
mod bars;
mod flows;
mod forest;
mod frame;
mod heat;
mod layout;
mod legend;
mod lines;
pub(crate) mod number;
mod paint;
mod scatter;
mod series;
mod sheet;
mod tail;
mod theme;

use units::share::Share;

pub use bars::{Bar, Bars};
pub use flows::{Flow, Flows};
pub use forest::{Effect, Forest};
pub use heat::{Heat, Region};
pub use lines::{Abscissa, Lines, Ordinate, Window};
pub use scatter::{Dot, Scatter};
pub use series::{Point, Series, Stroke};
pub use tail::{Decay, Tail};

/// How much stands behind the numbers of a figure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Evidence {
    /// Independent replications that were averaged.
    pub replications: u32,
    /// Level of the intervals that ribbons and whiskers show.
    pub level: Share,
}

/// One plot of a figure.
#[derive(Clone, Debug, PartialEq)]
pub enum Panel {
    /// Series over time or another quantity.
    Lines(Lines),
    /// Distributions of latency.
    Tail(Tail),
    /// Bars with whiskers.
    Bars(Bars),
    /// Payments.
    Flows(Flows),
    /// Values with their intervals beside a line at 0.
    Forest(Forest),
    /// Values over two settings.
    Heat(Heat),
    /// Named dots.
    Scatter(Scatter),
}

/// A title, one to four panels from the top, and what stands behind them.
///
/// Neighbouring panels of lines share one x axis if it shows the same, and so do tails.
#[derive(Clone, Debug, PartialEq)]
pub struct Figure {
    /// What is to be seen.
    pub title: String,
    /// A sentence for the caption, such as the scenario's name; may be empty.
    pub note: String,
    /// Replications and level of the intervals.
    pub evidence: Evidence,
    /// The plots.
    pub panels: Vec<Panel>,
}

/// A figure drawn.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Picture {
    /// An SVG document.
    pub svg: String,
    /// A PNG file.
    pub png: Vec<u8>,
}

/// The most panels that a figure holds.
pub const MOST_PANELS: usize = 4;

impl Evidence {
    /// The sentence that a caption ends with, if `shapes` show intervals (`bands`, or nothing); none if nothing was
    /// played.
    fn caption(&self, shapes: &str) -> String {
        let replications = match self.replications {
            0 => return String::new(),
            1 => "1 replication".into(),
            n => format!("{n} replications"),
        };
        match shapes {
            "" => format!("{replications}; no intervals."),
            shapes => format!("{replications}; {shapes} are {} confidence intervals.", self.level),
        }
    }
}

impl Figure {
    /// Draws the figure; the same figure gives the same bytes.
    ///
    /// # Panics
    /// If there are more than [`MOST_PANELS`] panels.
    pub fn draw(&self) -> Picture {
        let sheet = layout::sheet(self);
        Picture { svg: paint::svg(&sheet), png: paint::png(&sheet) }
    }

    /// Width and height of the figure \[px\].
    pub fn size(&self) -> (u32, u32) {
        layout::size(self)
    }
}
