//! What work costs: step times of an LLM on a device, in whole picoseconds.

mod device;
mod measured;
mod overlap;
mod step_times;
mod table;

pub use device::{Device, Shape, Spread};
pub use measured::{Load, Measured};
pub use step_times::{Reading, StepTimes};
pub use table::{Cached, Curve, Table};
