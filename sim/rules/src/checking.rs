//! What settings cannot be: rules and policies say it, to whoever reads them from a file or changes them live.

use std::fmt;

use engine::law::Law;
use units::money::{Money, Per, Price, USD, USD_DECIMALS};
use units::time::Span;

/// What an owner's rules are checked against beside themselves.
#[derive(Clone, Copy, Debug, Default)]
pub struct Facts<'a> {
    /// The name and the decimals of the coin that the rules are about; nothing where there is none.
    pub coin: Option<(&'a str, u32)>,
    /// Base units of the coin that exist at the start.
    pub genesis: i64,
    /// Whether a cap holds back what is minted of the coin.
    pub is_capped: bool,
    /// Whether new coins are not shared by stake alone.
    pub is_not_by_stake: bool,
    /// Time between two mintings of the coin.
    pub epoch: Span,
    /// How many networks a gateway uses.
    pub networks: usize,
    /// When the run ends.
    pub horizon: Span,
    /// What users ask whose requests a gateway or network meets.
    pub asks: Asks,
}

/// What users ask whose requests a gateway or network meets.
#[derive(Clone, Copy, Debug, Default)]
pub struct Asks {
    /// Whether there are such users, and none of them wants answers by a deadline.
    pub lacks_deadlines: bool,
    /// Whether some of them ask for plain work, which has no tokens.
    pub has_work: bool,
}

/// A setting that cannot be, with its path from where the checking began.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// The path of the setting.
    pub path: String,
    /// What is wrong, without a stop.
    pub message: String,
    /// What would serve, if more can be said than the message says.
    pub remedy: Option<String>,
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}`: {}", self.path, self.message)?;
        self.remedy.as_ref().map_or(Ok(()), |remedy| write!(f, "; {remedy}"))
    }
}

/// A check under way: it knows the facts and where in the settings it is.
#[derive(Debug, Default)]
pub struct Checking<'a> {
    /// What the settings are checked against.
    pub facts: Facts<'a>,
    path: Vec<String>,
    refusals: Vec<Refusal>,
}

impl<'a> Checking<'a> {
    /// A check that begins at a path.
    pub fn new(path: &str, facts: Facts<'a>) -> Self {
        Self { facts, path: vec![path.into()], refusals: Vec::new() }
    }
    /// What was refused.
    pub fn refusals(self) -> Vec<Refusal> {
        self.refusals
    }
    /// Checks what stands below keys, joined by dots.
    pub fn within(&mut self, keys: &str, check: impl FnOnce(&mut Self)) {
        self.path.push(keys.into());
        check(self);
        self.path.pop();
    }
    /// Refuses the setting below keys, or with no keys the whole that is checked.
    pub fn refuse(&mut self, keys: &str, message: impl Into<String>) {
        self.push(keys, message.into(), None);
    }
    /// Refuses a setting, and says what would serve.
    pub fn refuse_with(&mut self, keys: &str, message: impl Into<String>, remedy: impl Into<String>) {
        self.push(keys, message.into(), Some(remedy.into()));
    }
    fn push(&mut self, keys: &str, message: String, remedy: Option<String>) {
        let mut path = self.path.join(".");
        if !keys.is_empty() {
            path.push('.');
            path.push_str(keys);
        }
        self.refusals.push(Refusal { path, message, remedy });
    }

    /// Whether nothing was refused so far.
    pub fn is_sound(&self) -> bool {
        self.refusals.is_empty()
    }

    /// The base units of a stake in a coin, by name and decimals; refused unless they are whole and from 0 on.
    pub fn stake(&mut self, keys: &str, money: &Money, coin: (&str, u32)) -> i64 {
        let units = self.in_coin(keys, money, coin).unwrap_or(0);
        if units < 0 {
            self.refuse(keys, "a stake cannot be negative");
        }
        units
    }

    /// Refuses an amount that is not in the coin, or not whole in its smallest unit.
    pub fn amount(&mut self, keys: &str, money: &Money) {
        if let Some(coin) = self.facts.coin {
            self.in_coin(keys, money, coin);
        }
    }

    /// The billionths of an amount that must be in usd; its sign is a matter of the setting's bounds.
    pub fn usd(&mut self, keys: &str, money: &Money) -> Option<i64> {
        self.in_coin(keys, money, (USD, USD_DECIMALS))
    }

    /// The base units of an amount that must be in a coin, by name and decimals.
    fn in_coin(&mut self, keys: &str, money: &Money, (coin, decimals): (&str, u32)) -> Option<i64> {
        if money.coin != coin {
            self.refuse(keys, format!("this must be in {coin}, not in {}", money.coin));
            return None;
        }
        let units = money.base_units(decimals);
        if units.is_none() {
            let why = "is not a whole number of the smallest unit, or too many";
            self.refuse(keys, format!("`{money}` {why}: {coin} has {decimals} decimals"));
        }
        units
    }

    /// Refuses a price that is not in usd or the coin, or not for the right thing.
    pub fn price(&mut self, keys: &str, price: &Price, per: &str) {
        let is_right = match per {
            "request" => price.per == Per::Request,
            "Mtok" => price.per == Per::MillionTokens,
            _ => matches!(price.per, Per::Span(_)),
        };
        if !is_right {
            let message = format!("this price must be for each {per}, as in `1 {}/{per}`", price.money.coin);
            self.refuse(keys, message);
        }
        if price.money.number.mantissa < 0 {
            self.refuse(keys, "a price cannot be negative");
        }
        match self.facts.coin {
            None => {
                self.refuse_with(keys, "a network without a coin is free", "name its `coin`, or leave the price out");
            }
            Some((coin, _)) if price.money.coin != USD && price.money.coin != coin => {
                self.refuse(keys, format!("a price here is in usd or {coin}, not in {}", price.money.coin));
            }
            Some(_) => {}
        }
    }

    /// Refuses a depth that is not in usd for each percent, or not above 0.
    pub fn depth(&mut self, keys: &str, depth: &Price) {
        if depth.per != Per::Percent || depth.money.coin != USD {
            self.refuse(keys, "a depth is in usd for each percent, as in `40_000 usd/%`");
        } else if depth.money.number.mantissa <= 0 {
            self.refuse(keys, "a depth must be above 0");
        }
    }

    /// Refuses a process whose rounds, of one gap of each of these laws, take no time: it would never end.
    pub fn time_goes_on(&mut self, keys: &str, laws: &[&Law<Span>], message: &str) {
        if !laws.iter().any(|law| law.takes_time()) {
            self.refuse_with(keys, message, "make it longer, for instance `1 ms`");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refusal_tells_its_whole_path() {
        let mut checking = Checking::new("network.alpha", Facts::default());
        checking.within("pricing.posted", |c| c.refuse_with("work", "it is too low", "raise it"));
        checking.refuse("", "it is empty");
        let told: Vec<String> = checking.refusals().iter().map(Refusal::to_string).collect();
        assert_eq!(
            told,
            ["`network.alpha.pricing.posted.work`: it is too low; raise it", "`network.alpha`: it is empty"]
        );
    }

    #[test]
    fn amounts_are_whole_and_of_the_coin() {
        let told = |text: &str| {
            let mut checking = Checking::new("x", Facts { coin: Some(("alp", 2)), ..Facts::default() });
            checking.amount("", &text.parse().unwrap());
            checking.refusals().iter().map(Refusal::to_string).collect::<Vec<_>>()
        };
        assert_eq!(told("3.25 alp"), Vec::<String>::new());
        assert_eq!(told("3 opg"), ["`x`: this must be in alp, not in opg"]);
        assert_eq!(
            told("0.001 alp"),
            ["`x`: `0.001 alp` is not a whole number of the smallest unit, or too many: alp has 2 decimals"]
        );
    }

    #[test]
    fn sums_of_usd_are_whole_billionths() {
        let told = |text: &str| {
            let mut checking = Checking::new("x", Facts::default());
            let nanos = checking.usd("price", &text.parse().unwrap());
            (nanos, checking.refusals().iter().map(Refusal::to_string).collect::<Vec<_>>().concat())
        };
        assert_eq!(told("0.2 usd"), (Some(200_000_000), String::new()));
        assert_eq!(told("3 alp"), (None, "`x.price`: this must be in usd, not in alp".into()));
        let (_, message) = told("0.0000000001 usd");
        let whole = "is not a whole number of the smallest unit, or too many: usd has 9 decimals";
        assert_eq!(message, format!("`x.price`: `0.0000000001 usd` {whole}"));
    }
}
