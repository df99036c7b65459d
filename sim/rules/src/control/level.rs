//! A value that what a governor follows is compared with.

use units::problem::Problems;
use units::settings::{Kind, Setting};
use units::text::split;
use units::time::Span;
use units::tree::{Tree, Value};

use crate::checking::Checking;

/// A level of what a governor follows: a plain number, a share in percent, or a time.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Level(pub f64);

impl Level {
    /// Refuses a band whose lower end is above its upper one.
    pub(super) fn vet_band(below: Self, above: Self, checking: &mut Checking) {
        if below.0 > above.0 {
            let message = "`below` is more than `above`: a reading between them would be both";
            checking.refuse_with("below", message, "make it at most `above`");
        }
    }
    /// Refuses a target of which nothing is a part.
    pub(super) fn vet_target(self, checking: &mut Checking) {
        if self.0 == 0.0 {
            let message = "errors are in parts of the target, and this is 0";
            checking.refuse_with("target", message, "add something to what is followed, or give a level");
        }
    }
}

impl Setting for Level {
    fn kind() -> Kind {
        Kind::Text { what: "a level", example: "2 %" }
    }
    fn read(tree: &Tree, problems: &mut Problems) -> Option<Self> {
        let text = match &tree.value {
            Value::Integer(n) => return Some(Self(*n as f64)),
            Value::Float(x) if x.is_finite() => return Some(Self(*x)),
            Value::Text(text) => text,
            other => {
                let remedy = "write a number, a share as in `\"2 %\"`, or a time as in `\"3 s\"`";
                problems.push_with(tree.place, format!("this is a level, not {}", other.what()), remedy);
                return None;
            }
        };
        match split(text) {
            Some((number, "")) => Some(Self(number.to_f64())),
            Some((number, "%")) => Some(Self(number.to_f64() / 100.0)),
            Some(_) => Span::read(tree, problems).map(|span| Self(span.as_secs())),
            None => {
                let remedy = "write a number, a share as in `\"2 %\"`, or a time as in `\"3 s\"`";
                problems.push_with(tree.place, format!("`{text}` is no level"), remedy);
                None
            }
        }
    }
    fn write(&self) -> Value {
        Value::text(self.0)
    }
}
