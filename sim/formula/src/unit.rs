//! Units: what a number counts, multiplied and divided as the numbers are.

use std::collections::BTreeMap;
use std::fmt;

/// What is measured; the order is that in which it is written.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Atom {
    /// Whole coins of this name; US dollars are `usd`.
    Money(String),
    Byte,
    Flop,
    Second,
    Hour,
}

/// The unit of a number: a product of powers of seconds, hours, bytes, FLOP and named coins.
///
/// The empty product is that of plain numbers: counts, shares and ratios. Seconds and hours both measure time; a number
/// in one is converted where it meets the other.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Unit {
    /// Powers in halves, because of square roots; none is 0.
    halves: BTreeMap<Atom, i16>,
}

/// The highest power \[halves\]: no formula has a meaning beyond it, and factors between units stay finite.
const HIGHEST: u16 = 40;

impl Unit {
    /// The unit of counts, shares and ratios.
    pub const NONE: Self = Self { halves: BTreeMap::new() };

    fn one(atom: Atom) -> Self {
        Self { halves: BTreeMap::from([(atom, 2)]) }
    }
    /// Seconds.
    pub fn second() -> Self {
        Self::one(Atom::Second)
    }
    /// Hours.
    pub fn hour() -> Self {
        Self::one(Atom::Hour)
    }
    /// Bytes.
    pub fn byte() -> Self {
        Self::one(Atom::Byte)
    }
    /// Floating-point operations.
    pub fn flop() -> Self {
        Self::one(Atom::Flop)
    }
    /// Whole coins of this name; US dollars are `usd`.
    pub fn money(coin: &str) -> Self {
        Self::one(Atom::Money(coin.into()))
    }

    /// The unit that a name says at its end: `_s`, `_s2`, `_bytes`, `_rps`, `_tps`, `_per_h`, `_usd`, `_usd_h`,
    /// `_coins` and `_coins_h` (of the coin that is given), and the same before `_mean`; without one of these it is a
    /// plain number.
    pub fn of_name(name: &str, coin: &str) -> Self {
        let usd = || Self::money(units::money::USD);
        let name = name.strip_suffix("_mean").unwrap_or(name);
        let ends = |end: &str| name.ends_with(end);
        if ends("_s") {
            Self::second()
        } else if ends("_s2") {
            Self { halves: BTreeMap::from([(Atom::Second, 4)]) }
        } else if ends("_rps") || ends("_tps") {
            Self::NONE.over(&Self::second())
        } else if ends("_per_h") {
            Self::NONE.over(&Self::hour())
        } else if ends("_usd_h") {
            usd().over(&Self::hour())
        } else if ends("_usd") {
            usd()
        } else if ends("_coins_h") {
            Self::money(coin).over(&Self::hour())
        } else if ends("_coins") {
            Self::money(coin)
        } else if ends("_bytes") {
            Self::byte()
        } else {
            Self::NONE
        }
    }

    /// This unit for each of the other, as in `usd/h`.
    ///
    /// # Panics
    /// If a power is beyond 20.
    pub fn over(&self, other: &Self) -> Self {
        self.times(other, -1).expect("no quantity has such a power")
    }
    /// This times the other to a power, if no power is beyond the highest.
    pub(crate) fn times(&self, other: &Self, power: i16) -> Option<Self> {
        let mut halves = self.halves.clone();
        for (atom, &more) in &other.halves {
            let sum = halves.get(atom).copied().unwrap_or(0) + more * power;
            halves.insert(atom.clone(), sum);
        }
        Self::counted(halves)
    }
    /// This to the power of `halves / 2`, if that has whole halves and no power is beyond the highest.
    pub(crate) fn power(&self, halves: i16) -> Option<Self> {
        let each = |(atom, &old): (&Atom, &i16)| {
            let product = i32::from(old) * i32::from(halves);
            let new = (product % 2 == 0).then(|| i16::try_from(product / 2).ok())??;
            Some((atom.clone(), new))
        };
        Self::counted(self.halves.iter().map(each).collect::<Option<_>>()?)
    }
    fn counted(mut halves: BTreeMap<Atom, i16>) -> Option<Self> {
        halves.retain(|_, power| *power != 0);
        halves.values().all(|power| power.unsigned_abs() <= HIGHEST).then_some(Self { halves })
    }

    fn halves(&self, atom: &Atom) -> i16 {
        self.halves.get(atom).copied().unwrap_or(0)
    }
    /// The same with hours as seconds: equal for all units of one dimension.
    pub(crate) fn in_seconds(&self) -> Self {
        let mut halves = self.halves.clone();
        let time = self.halves(&Atom::Second) + halves.remove(&Atom::Hour).unwrap_or(0);
        halves.insert(Atom::Second, time);
        halves.retain(|_, power| *power != 0);
        Self { halves }
    }
    /// Whether numbers of this unit and the other can be added, converted if need be.
    pub(crate) fn is_alike(&self, other: &Self) -> bool {
        self.in_seconds() == other.in_seconds()
    }
    /// Whether hours are counted against seconds, as in `s/h`, so that a number without a unit could mean either.
    pub(crate) fn is_mixed(&self) -> bool {
        self.halves(&Atom::Second) != 0 && self.halves(&Atom::Hour) != 0
    }
    /// How often 60 is a factor from this unit to another that is alike: 2 from hours to seconds.
    pub(crate) fn sixties(&self, other: &Self) -> i16 {
        self.halves(&Atom::Hour) - other.halves(&Atom::Hour)
    }

    /// A number in this unit as a formula can write it: a thing, over a time or not.
    pub(crate) fn literal(&self, number: &str) -> Option<String> {
        let mut powers: Vec<_> = self.halves.iter().collect();
        powers.sort_by_key(|(_, power)| -**power);
        let is_time = |atom: &Atom| matches!(atom, Atom::Second | Atom::Hour);
        let can_be_written = match powers[..] {
            [(atom, 2)] => *atom != Atom::Hour,
            [(atom, -2)] => is_time(atom),
            [(over, 2), (under, -2)] => !is_time(over) && (is_time(under) || matches!(under, Atom::Money(_))),
            _ => false,
        };
        can_be_written.then(|| format!("{number} {self}"))
    }
    /// What is told of a number in this unit: `in usd/h`, `a plain number`.
    pub(crate) fn phrase(&self) -> String {
        if *self == Self::NONE { "a plain number".into() } else { format!("in {self}") }
    }
}

impl fmt::Display for Atom {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Money(coin) => coin,
            Self::Byte => "B",
            Self::Flop => "FLOP",
            Self::Second => "s",
            Self::Hour => "h",
        })
    }
}

/// As in `usd/h`, `/s`, `s^2`, `usd/(B s)`; empty for plain numbers.
impl fmt::Display for Unit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let side = |sign: i16| {
            let of_side = self.halves.iter().filter(|(_, power)| power.signum() == sign);
            let words = of_side.map(|(atom, power)| match power.abs() {
                2 => atom.to_string(),
                halves if halves % 2 == 0 => format!("{atom}^{}", halves / 2),
                halves => format!("{atom}^({halves}/2)"),
            });
            words.collect::<Vec<_>>()
        };
        let (over, under) = (side(1), side(-1));
        f.write_str(&over.join(" "))?;
        match &under[..] {
            [] => Ok(()),
            [one] => write!(f, "/{one}"),
            several => write!(f, "/({})", several.join(" ")),
        }
    }
}

/// In what a part of a formula counts.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Measure {
    /// Built of numbers without a unit alone: in whatever it meets.
    Bare,
    /// In this unit.
    In(Unit),
    /// Not known, because a fault was found in it.
    Unknown,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn units_are_written_as_they_are_said() {
        let (usd, second, hour) = (Unit::money("usd"), Unit::second(), Unit::hour());
        let check = |unit: &Unit, text: &str| assert_eq!(unit.to_string(), text);
        check(&Unit::NONE, "");
        check(&usd.over(&hour), "usd/h");
        check(&Unit::NONE.over(&second), "/s");
        check(&usd.over(&hour).over(&Unit::NONE.over(&second)), "usd s/h");
        check(&usd.over(&Unit::byte()).over(&second), "usd/(B s)");
        check(&second.power(4).unwrap(), "s^2");
        check(&second.power(3).unwrap(), "s^(3/2)");
        check(&Unit::flop().over(&second), "FLOP/s");
    }

    #[test]
    fn the_end_of_a_name_says_its_unit() {
        let check = |name: &str, text: &str| assert_eq!(Unit::of_name(name, "alp").to_string(), text, "{name}");
        check("answer_latency_p99_s", "s");
        check("wait_mean_square_s2", "s^2");
        check("operator_margin_usd_h", "usd/h");
        check("cheat_profit_usd", "usd");
        check("sent_rps", "/s");
        check("output_tps", "/s");
        check("bans_per_h", "/h");
        check("bonded_coins", "alp");
        check("unbonding_coins_mean", "alp");
        check("memory_free_bytes", "B");
        for plain in [
            "answered_share",
            "active_nodes_mean",
            "slashes",
            "availability",
            "active_nodes_at_33h",
            "exit_delay_mean_epochs",
        ] {
            check(plain, "");
        }
    }

    #[test]
    fn powers_go_in_halves_up_to_twenty() {
        let second = Unit::second();
        assert_eq!(second.power(1).and_then(|root| root.power(4)), Some(second.clone()));
        assert_eq!(second.power(1).and_then(|root| root.power(1)), None, "a fourth root");
        assert!(second.power(40).is_some() && second.power(42).is_none());
        assert_eq!(second.power(40).and_then(|most| most.times(&second, 1)), None);
        assert_eq!(second.power(0), Some(Unit::NONE));
        assert_eq!((second.power(i16::MIN), second.power(i16::MAX)), (None, None));
    }

    #[test]
    fn hours_and_seconds_are_alike() {
        let (rate, per_hour) = (Unit::NONE.over(&Unit::second()), Unit::NONE.over(&Unit::hour()));
        assert!(rate.is_alike(&per_hour) && !rate.is_alike(&Unit::second()));
        assert_eq!((per_hour.sixties(&rate), rate.sixties(&per_hour)), (-2, 2));
        let mixed = per_hour.over(&rate);
        assert!(mixed.is_mixed() && mixed.is_alike(&Unit::NONE) && !rate.is_mixed());
    }
}
