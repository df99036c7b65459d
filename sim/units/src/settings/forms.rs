//! How plain values are read: numbers, switches, texts with units, names, lists and options.

use std::str::FromStr;

use super::{Bounds, Kind, Setting};
use crate::effort::Effort;
use crate::money::{Money, Price, Usd};
use crate::problem::Problems;
use crate::quantity::{Bandwidth, Bytes, FilePath, Rate, Ratio, Throughput, Yearly};
use crate::reference::{Ref, Row};
use crate::share::Share;
use crate::time::Span;
use crate::tree::{Tree, Value};

/// What unsets an optional setting.
pub const NONE: &str = "none";

/// Reads a text form, or notes what is wrong with it.
fn read_text<T: FromStr<Err = String>>(tree: &Tree, what: &str, example: &str, problems: &mut Problems) -> Option<T> {
    let result = match &tree.value {
        Value::Text(text) => text.parse(),
        Value::Integer(_) | Value::Float(_) => tree.value.inline().parse(),
        other => Err(format!("this must be {what}, as in `\"{example}\"`, not {}", other.what())),
    };
    result.map_err(|message| problems.push(tree.place, message)).ok()
}

/// Makes a type with a text form a setting.
macro_rules! text_setting {
    ($ty:ty, $what:literal, $example:literal, |$value:ident| $measure:expr) => {
        impl Setting for $ty {
            fn kind() -> Kind {
                Kind::Text { what: $what, example: $example }
            }
            fn read(tree: &Tree, problems: &mut Problems) -> Option<Self> {
                read_text(tree, $what, $example, problems)
            }
            fn write(&self) -> Value {
                Value::text(self)
            }
            fn measure(&self) -> Option<f64> {
                let $value = self;
                $measure
            }
            fn bound(text: &str) -> Option<f64> {
                // A bare 0 is a bound in any unit.
                if text == "0" { Some(0.0) } else { text.parse::<Self>().ok()?.measure() }
            }
        }
    };
}

text_setting!(Span, "a span of time", "30 min", |v| Some(v.as_secs()));
text_setting!(Share, "a share", "5 %", |v| Some(v.as_f64()));
text_setting!(Rate, "a rate", "120 /s", |v| Some(v.per_s()));
text_setting!(Ratio, "a ratio", "-10 %", |v| Some(v.value()));
text_setting!(Yearly, "a share a year", "12 %/y", |v| Some(v.per_y()));
text_setting!(Money, "an amount of a coin", "1_000 opg", |v| Some(v.number.to_f64()));
text_setting!(Usd, "a sum of usd", "0.05 usd", |v| Some(v.nanos as f64 * 1e-9));
text_setting!(Price, "a price", "0.12 usd/h", |v| Some(v.money.number.to_f64()));
text_setting!(Effort, "hours of work for a time", "2 h/month", |v| Some(v.share()));
text_setting!(Bytes, "a number of bytes", "16 GiB", |v| Some(v.base() as f64));
text_setting!(Bandwidth, "a bandwidth", "3.35 TB/s", |v| Some(v.base() as f64));
text_setting!(Throughput, "a throughput", "165 TFLOP/s", |v| Some(v.base() as f64));

/// Makes a whole number a setting.
macro_rules! whole_setting {
    ($($ty:ty),*) => {$(
        impl Setting for $ty {
            fn kind() -> Kind {
                Kind::Integer
            }
            fn read(tree: &Tree, problems: &mut Problems) -> Option<Self> {
                let Value::Integer(n) = tree.value else {
                    problems.push(tree.place, format!("this must be a whole number, not {}", shown(tree)));
                    return None;
                };
                let value = Self::try_from(n).ok();
                if value.is_none() {
                    let message = format!("{n} is out of range: from {} to {}", Self::MIN, Self::MAX);
                    problems.push(tree.place, message);
                }
                value
            }
            fn write(&self) -> Value {
                Value::Integer(i64::try_from(*self).unwrap_or(i64::MAX))
            }
            fn measure(&self) -> Option<f64> {
                Some(*self as f64)
            }
            fn bound(text: &str) -> Option<f64> {
                text.replace('_', "").parse().ok()
            }
        }
    )*};
}
whole_setting!(u16, u32, u64, i64);

fn shown(tree: &Tree) -> String {
    match &tree.value {
        Value::Table(_) | Value::List(_) => tree.value.what().into(),
        value => format!("`{}`", value.inline()),
    }
}

impl Setting for f64 {
    fn kind() -> Kind {
        Kind::Number
    }
    fn read(tree: &Tree, problems: &mut Problems) -> Option<Self> {
        let value = match tree.value {
            Value::Integer(n) => Some(n as Self),
            Value::Float(x) if x.is_finite() => Some(x),
            _ => None,
        };
        if value.is_none() {
            problems.push(tree.place, format!("this must be a finite number, not {}", shown(tree)));
        }
        value
    }
    fn write(&self) -> Value {
        Value::Float(*self)
    }
    fn measure(&self) -> Option<f64> {
        Some(*self)
    }
}

impl Setting for bool {
    fn kind() -> Kind {
        Kind::Switch
    }
    fn read(tree: &Tree, problems: &mut Problems) -> Option<Self> {
        if let Value::Switch(b) = tree.value {
            return Some(b);
        }
        problems.push(tree.place, format!("this must be true or false, not {}", shown(tree)));
        None
    }
    fn write(&self) -> Value {
        Value::Switch(*self)
    }
}

impl Setting for String {
    fn kind() -> Kind {
        Kind::Text { what: "a text", example: "a text" }
    }
    fn read(tree: &Tree, problems: &mut Problems) -> Option<Self> {
        if let Value::Text(text) = &tree.value {
            return Some(text.clone());
        }
        problems.push(tree.place, format!("this must be a text, not {}", shown(tree)));
        None
    }
    fn write(&self) -> Value {
        Value::text(self)
    }
}

impl<T: Row> Setting for Ref<T> {
    fn kind() -> Kind {
        Kind::Reference(T::TARGET)
    }
    fn read(tree: &Tree, problems: &mut Problems) -> Option<Self> {
        String::read(tree, problems).map(|text| Self::new(&text, tree.place))
    }
    fn write(&self) -> Value {
        Value::text(&self.text)
    }
}

impl Setting for FilePath {
    fn kind() -> Kind {
        Kind::File
    }
    fn read(tree: &Tree, problems: &mut Problems) -> Option<Self> {
        String::read(tree, problems).map(|text| Self { text, place: tree.place })
    }
    fn write(&self) -> Value {
        Value::text(&self.text)
    }
}

impl<T: Setting> Setting for Vec<T> {
    fn kind() -> Kind {
        Kind::List(Box::new(T::kind()))
    }
    fn read(tree: &Tree, problems: &mut Problems) -> Option<Self> {
        let Value::List(list) = &tree.value else {
            problems.push(tree.place, format!("this must be a list, not {}", shown(tree)));
            return None;
        };
        let read: Vec<_> = list.iter().map(|item| T::read(item, problems)).collect();
        read.into_iter().collect()
    }
    fn write(&self) -> Value {
        Value::List(self.iter().map(|item| Tree::bare(item.write())).collect())
    }
    fn keeps(&self, bounds: &Bounds) -> bool {
        self.iter().all(|item| item.keeps(bounds))
    }
    fn bound(text: &str) -> Option<f64> {
        T::bound(text)
    }
}

impl<T: Setting> Setting for Option<T> {
    fn kind() -> Kind {
        T::kind()
    }
    fn read(tree: &Tree, problems: &mut Problems) -> Option<Self> {
        T::read(tree, problems).map(Some)
    }
    fn write(&self) -> Value {
        self.as_ref().map_or_else(|| Value::Table(crate::tree::Table::default()), Setting::write)
    }
    fn absent() -> Option<Self> {
        Some(None)
    }
    fn measure(&self) -> Option<f64> {
        self.as_ref().and_then(Setting::measure)
    }
    fn keeps(&self, bounds: &Bounds) -> bool {
        self.as_ref().is_none_or(|value| value.keeps(bounds))
    }
    fn bound(text: &str) -> Option<f64> {
        T::bound(text)
    }
    fn get(&self, path: &[&str]) -> Option<Value> {
        self.as_ref()?.get(path)
    }
    fn set(&mut self, path: &[&str], tree: &Tree, problems: &mut Problems) -> bool {
        match (path, &mut *self) {
            ([], _) if matches!(&tree.value, Value::Text(text) if text == NONE) => {
                *self = None;
                true
            }
            ([], _) => {
                if let Some(value) = T::read(tree, problems) {
                    *self = Some(value);
                }
                true
            }
            (_, Some(inner)) => inner.set(path, tree, problems),
            _ => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn round_trips<T: Setting + PartialEq + FromStr<Err = String>>(text: &str) -> bool {
        text.parse::<T>().is_ok_and(|value| {
            let mut problems = Problems::default();
            T::read(&Tree::bare(value.write()), &mut problems) == Some(value)
        })
    }

    #[test]
    fn every_text_form_reads_back() {
        assert!(round_trips::<Span>("35 ms"));
        assert!(round_trips::<Share>("1/4096"));
        assert!(round_trips::<Rate>("120 /h"));
        assert!(round_trips::<Money>("1_000 opg"));
        assert!(round_trips::<Price>("0.12 usd/h"));
        assert!(round_trips::<Effort>("2 h/month"));
        assert!(round_trips::<Bytes>("24 GiB"));
    }

    #[test]
    fn a_wrong_type_is_told_what_serves() {
        let check = |tree: Value, message: &str| {
            let mut problems = Problems::default();
            assert_eq!(Span::read(&Tree::bare(tree), &mut problems), None);
            assert_eq!(problems.list()[0].message, message);
        };
        check(Value::Switch(true), "this must be a span of time, as in `\"30 min\"`, not true or false");
        check(Value::Integer(35), "`35` needs a unit: one of ns, us, ms, s, min, h, d");
    }
}
