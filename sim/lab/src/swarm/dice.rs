//! Dice for random scenarios: choices, numbers, spans and laws.

use engine::draws::{Address, Draws, Purpose, name_hash};
use units::settings::{Choice, Group, Kind, write_choice};
use units::tree::{Tree, Value};

/// A run of throws.
pub(super) struct Dice {
    draws: Draws,
}

impl Dice {
    /// The dice of one setting of one world: what other settings throw leaves these throws as they are.
    pub(super) fn new(seed: u64, path: &str) -> Self {
        let address = Address { seed, replication: 0, purpose: Purpose::Swarm, entity: name_hash(path) };
        Self { draws: address.stream().draws(0) }
    }
    /// Whether something of this probability comes.
    pub(super) fn comes(&mut self, probability: f64) -> bool {
        self.draws.uniform() < probability
    }
    /// A whole number from `low` to `high`, both included.
    pub(super) fn whole(&mut self, low: u32, high: u32) -> u32 {
        low + self.draws.below(high - low + 1)
    }
    /// A number from `low` to `high`, both equally far away.
    pub(super) fn number(&mut self, low: f64, high: f64) -> f64 {
        low + (high - low) * self.draws.uniform()
    }
    /// A number from `low` to `high`, small ones as likely as large ones by ratio.
    pub(super) fn scale(&mut self, low: f64, high: f64) -> f64 {
        low * (high / low).powf(self.draws.uniform())
    }
    /// One of a list.
    pub(super) fn one<'a, T>(&mut self, list: &'a [T]) -> &'a T {
        &list[self.draws.below(list.len() as u32) as usize]
    }
    /// Some of a list, at least one, in order.
    pub(super) fn some<T: Clone>(&mut self, list: &[T]) -> Vec<T> {
        let chosen: Vec<T> = list.iter().filter(|_| self.comes(0.6)).cloned().collect();
        if chosen.is_empty() { vec![self.one(list).clone()] } else { chosen }
    }
    /// A share from `low` to `high`, often at an end.
    pub(super) fn share(&mut self, low: f64, high: f64) -> Value {
        let share = match self.whole(0, 9) {
            0 => low,
            1 => high,
            _ => self.number(low, high),
        };
        Value::text(format!("{:.4} %", share * 100.0))
    }

    /// One of the laws that are declared, with about this mean.
    pub(super) fn law(&mut self, laws: &[Choice], mean: f64, shown: fn(f64) -> Value) -> Value {
        let law = self.one(laws);
        match law.name {
            // As often as all others together is one of the two laws that theory is about.
            _ if self.comes(0.3) => shown(mean),
            _ if self.comes(0.3) => write_choice("exponential", shown(mean)),
            "fixed" => shown(mean),
            "mixture" => {
                let plain = ["exponential", "uniform", "gamma"];
                let parts: Vec<&Choice> = laws.iter().filter(|law| plain.contains(&law.name)).collect();
                let laws = vec![parts[0], *self.one(&parts)].into_iter();
                let laws = laws.map(|part| Tree::bare(self.one_law(part, mean, shown))).collect();
                let fields = vec![("weights", numbers(&[0.7, 0.3])), ("laws", Value::List(laws))];
                write_choice("mixture", Group::write(fields))
            }
            _ => self.one_law(law, mean, shown),
        }
    }

    /// One law that is no mixture.
    fn one_law(&mut self, law: &Choice, mean: f64, shown: fn(f64) -> Value) -> Value {
        let Some(Kind::Group(group)) = &law.kind else { return write_choice(law.name, shown(mean)) };
        let of = |parts: &[f64]| Value::List(parts.iter().map(|part| Tree::bare(shown(mean * part))).collect());
        let parameter = |name: &str, dice: &mut Self| match (law.name, name) {
            ("pareto", "shape") => Value::Float(1.5),
            (_, "shape") => Value::Float(round(dice.scale(0.5, 2.0))),
            (_, "sigma") => Value::Float(round(dice.scale(0.1, 1.4))),
            (_, "stages") => Value::Integer(dice.whole(1, 5).into()),
            (_, "weights") => numbers(&[0.9, 0.1]),
            (_, "means") => of(&[0.5, 5.5]),
            (_, "quantiles") => of(&[0.1, 0.5, 0.9, 2.0]),
            ("pareto", "scale") => shown(mean / 3.0),
            (_, "low") => shown(mean * dice.number(0.0, 1.0)),
            (_, "high") => shown(mean * dice.number(1.0, 2.0)),
            (_, "sd" | "scale" | "location" | "median" | "mean") => shown(mean * dice.scale(0.4, 1.4)),
            (law, name) => panic!("the dice know no `{name}` of the law `{law}`"),
        };
        let fields = group.fields.iter().map(|field| (field.name, parameter(field.name, self))).collect();
        write_choice(law.name, Group::write(fields))
    }
}

/// A number with three digits, which reads well.
pub(super) fn round(x: f64) -> f64 {
    (x * 1_000.0).ceil() / 1_000.0
}

/// A span in whole microseconds.
pub(super) fn span(s: f64) -> Value {
    Value::text(format!("{} us", (s * 1e6).ceil() as u64))
}

/// A number where a law may stand.
pub(super) fn plain(x: f64) -> Value {
    Value::Float(round(x))
}

/// A rate.
pub(super) fn rate(per_s: f64) -> Value {
    Value::text(format!("{per_s:.6} /s"))
}

/// A list.
pub(super) fn list(values: impl IntoIterator<Item = Value>) -> Value {
    Value::List(values.into_iter().map(Tree::bare).collect())
}

/// Names or words as a list.
pub(super) fn names(words: &[String]) -> Value {
    list(words.iter().map(Value::text))
}

fn numbers(list: &[f64]) -> Value {
    Value::List(list.iter().map(|x| Tree::bare(Value::Float(*x))).collect())
}
