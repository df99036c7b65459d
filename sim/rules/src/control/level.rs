//! A value that what a governor follows is compared with.

use units::problem::Problems;
use units::settings::{Kind, Setting};
use units::text::split;
use units::time::Span;
use units::tree::{Tree, Value};

/// A level of what a governor follows: a plain number, a share in percent, or a time.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Level(pub f64);

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
