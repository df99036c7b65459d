//! Pictures of results and the page that holds them: the only crate that knows plotters.

mod calibration;
mod charts;
pub mod figure;
pub mod font;
mod page;

pub use calibration::calibration;
pub use charts::{
    Drawing, draw, draw_comparison, draw_corridors, draw_frontier, draw_sense, draw_stress, draw_sweep, draw_tuned,
};
pub use page::{comparison_html, frontier_html, report_html, sense_html, stress_html, sweep_html, tuned_html};
