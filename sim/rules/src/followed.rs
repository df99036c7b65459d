//! Texts of formulas over the time series; what their names are is known once all tables are.

use units::problem::Problems;
use units::settings::{Kind, Setting};
use units::tree::{Tree, Value};

/// Something that is followed over time: a number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Followed(pub String);

/// Something that is looked for over time: a comparison.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Signal(pub String);

impl Setting for Followed {
    fn kind() -> Kind {
        Kind::Text { what: "a formula of columns over time", example: "active_nodes" }
    }
    fn read(tree: &Tree, problems: &mut Problems) -> Option<Self> {
        String::read(tree, problems).map(Self)
    }
    fn write(&self) -> Value {
        Value::text(&self.0)
    }
}

impl Setting for Signal {
    fn kind() -> Kind {
        Kind::Text { what: "a comparison of columns over time", example: "active_nodes < 40" }
    }
    fn read(tree: &Tree, problems: &mut Problems) -> Option<Self> {
        String::read(tree, problems).map(Self)
    }
    fn write(&self) -> Value {
        Value::text(&self.0)
    }
}
