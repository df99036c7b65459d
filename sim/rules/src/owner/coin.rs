//! A coin and what is decided about it.

mod genesis;
mod sharing;

use units::money::Money;
use units::settings;
use units::time::Span;

use crate::checking::Checking;
use crate::emission::Emission;
use crate::market::Market;

pub use genesis::{Allocation, Genesis};
pub use sharing::{Basis, BasisAt, Score, Sharing, Split, Vesting};

settings! {
    /// A coin: its units, its supply, what it is worth and what is minted.
    pub struct Coin {
        /// Decimals of the smallest unit [0 ..= 12].
        #[fixed = "amounts are whole numbers of the smallest unit"]
        pub decimals: u32 = 6,
        /// Coins that exist at the start: how many, or a table of who has how many; what nodes stake and a pool
        /// contains is part of those on the market [1 ..= 9_000_000_000_000].
        #[fixed = "it is minted at the start"]
        pub genesis: Genesis = Genesis::Coins(1_000_000_000),
        /// The most coins that may ever have existed: what exists at the start and all that is minted, burnt coins
        /// included. Emission stops there; without it, it does not stop.
        pub cap: Option<Money>,
        /// What a coin is worth.
        pub market: Market = Market::par(),
        /// How prices quoted in usd learn what a coin is worth; without it, they follow every move of the market at
        /// once, in a pool once a minute.
        pub feed: Option<Feed>,
        /// What is minted.
        pub emission: Emission = Emission::steady(),
        /// How what is minted is shared out.
        pub sharing: Sharing = Sharing::absent().expect("every setting of it has a default"),
        /// Time between minting and recounting the books [> 0 s].
        #[fixed = "epochs are numbered from the start"]
        pub epoch: Span = Span::hours(1),
    }
}

settings! {
    /// Reads the price of a coin for gateways and networks, which turn prices quoted in usd into coins by it.
    ///
    /// A reading is used until the next one, so that quotes lag behind the market by up to a period. Those who sell
    /// answers bear the difference: a fee of p usd is worth `p s / q` usd when the market is at s \[usd\] and the last
    /// reading was q. While readings fail, the last one is used until it is `refuses_after` old; from then on requests
    /// with a fee are refused.
    /// Source: OpenGradient's facilitator, which reads the price of OPG every 5 min and refuses prices older than 4 h
    /// (reference/systems.md 1.4).
    pub struct Feed {
        /// How often it reads the market [> 0 s].
        #[fixed = "its readings are scheduled from the start"]
        pub every: Span = Span::mins(5),
        /// Age of a reading beyond which requests with a fee are refused; without it, none is too old.
        pub refuses_after: Option<Span>,
    }
}

impl Coin {
    /// How often quoted prices follow the market; nothing if only at its own moves.
    pub fn quoted_every(&self) -> Option<Span> {
        match &self.feed {
            Some(feed) => Some(feed.every),
            None => self.market.reserves(self.decimals).map(|_| Span::mins(1)),
        }
    }

    /// Refuses rules that cannot be.
    pub fn vet(&self, checking: &mut Checking) {
        checking.facts.is_capped = self.cap.is_some();
        checking.facts.epoch = self.epoch;
        checking.within("genesis", |c| self.genesis.vet(c));
        if let Some(cap) = &self.cap {
            checking.amount("cap", cap);
            if self.most().is_some_and(|most| most < checking.facts.genesis) {
                let there = checking.facts.genesis as f64 / 10_u64.pow(self.decimals) as f64;
                let message = format!("{there} {} exist at the start, more than {cap} may ever exist", cap.coin);
                checking.refuse_with("cap", message, "raise `cap`, or lower `genesis`");
            }
        }
        checking.within(&format!("market.{}", self.market.name()), |c| self.market.vet(c));
        checking.within(&format!("emission.{}", self.emission.name()), |c| self.emission.vet(c));
        checking.within("sharing", |c| self.sharing.vet(c));
    }
    /// The most base units that may ever have existed, if there is a cap.
    pub fn most(&self) -> Option<i64> {
        self.cap.as_ref().and_then(|cap| cap.base_units(self.decimals))
    }
}

#[cfg(test)]
mod tests {
    use units::problem::Problems;
    use units::settings::Setting as _;
    use units::tree::{Tree, Value};

    use super::*;
    use crate::checking::Facts;

    /// What is refused of a coin with a setting: ten million coins of six decimals over 400 days.
    fn check(path: &str, value: Value, refused: &[&str]) {
        let mut coin = Coin::absent().expect("every setting of it has a default");
        let keys: Vec<&str> = path.split('.').collect();
        let (top, mut written) = (keys[0], value);
        for key in keys[1..].iter().rev() {
            written = units::settings::write_choice(key, written);
        }
        let mut problems = Problems::default();
        assert!(coin.set(&[top], &Tree::bare(written), &mut problems), "{path}");
        assert!(problems.is_empty(), "{:?}", problems.list());
        let facts =
            Facts { coin: Some(("alp", 6)), genesis: 10_000_000_000_000, horizon: Span::days(400), ..Facts::default() };
        let mut checking = Checking::new("coin.alp", facts);
        coin.vet(&mut checking);
        let told: Vec<String> = checking.refusals().iter().map(ToString::to_string).collect();
        assert_eq!(told, refused, "{path}");
    }

    #[test]
    fn emissions_that_cannot_be_are_refused_with_what_would_serve() {
        let text = |text: &str| Value::text(text);
        check(
            "emission.constant.rate",
            text("1 alp/Mtok"),
            &["`coin.alp.emission.constant.rate`: an emission is per time, as in `100 alp/h`"],
        );
        check(
            "emission.constant.rate",
            text("-1 alp/h"),
            &["`coin.alp.emission.constant.rate`: an emission cannot be negative"],
        );
        check(
            "emission.constant.rate",
            text("1 bet/h"),
            &["`coin.alp.emission.constant.rate`: this must be in alp, not in bet"],
        );
        check(
            "emission.constant.rate",
            text("1_000_000 alp/s"),
            &["`coin.alp.emission.constant.rate`: within 400 d this mints more base units than fit 64 bits; \
             lower `rate` or the coin's `decimals`, or set its `cap`"],
        );
        check(
            "emission.stake_step.step",
            text("1 %"),
            &["`coin.alp.emission.stake_step.step`: within 400 d this can mint more base units than fit 64 bits; \
             lower `step` or the coin's `decimals`, or set its `cap`"],
        );
        check(
            "emission.target_stake.least",
            text("30 %"),
            &["`coin.alp.emission.target_stake.least`: this is more than `most`; lower `least`, or raise `most`"],
        );
        check("emission.target_stake.most", text("1_000 %"), &[]);
        check(
            "emission.target_apr.reset",
            text("359 s"),
            &["`coin.alp.emission.target_apr.reset`: this is less than a tenth of an epoch of the coin, 1 h; \
             make `reset` longer, or the coin's `epoch` shorter"],
        );
        check("emission.target_apr.reset", text("360 s"), &[]);
    }

    #[test]
    fn both_totals_of_a_baseline_fit_a_ledger_together() {
        // 15 of 16 coins are minted by the horizon, and a ledger holds 9.22 million million of six decimals.
        let totals = |simple: &str, baseline: &str| {
            let fields = [("simple", simple), ("baseline", baseline), ("half_life", "100 d")];
            let mut fields: Vec<_> = fields.map(|(key, total)| (key, Value::text(total))).into();
            fields.push(("start", Value::Integer(1)));
            units::settings::Group::write(fields)
        };
        check("emission.baseline", totals("5_000_000_000_000 alp", "4_500_000_000_000 alp"), &[]);
        check(
            "emission.baseline",
            totals("5_000_000_000_000 alp", "5_000_000_000_000 alp"),
            &["`coin.alp.emission.baseline.baseline`: within 400 d this mints more base units than fit 64 bits; \
             lower `baseline` or the coin's `decimals`, or set its `cap`"],
        );
        check(
            "emission.baseline",
            totals("6_000_000_000_000 alp", "4_000_000_000_000 alp"),
            &["`coin.alp.emission.baseline.simple`: within 400 d this mints more base units than fit 64 bits; \
             lower `simple` or the coin's `decimals`, or set its `cap`"],
        );
    }

    #[test]
    fn caps_and_shares_that_cannot_be_are_refused() {
        check("sharing.vesting.over", Value::text("3_650 h"), &[]);
        check(
            "sharing.vesting.over",
            Value::text("3_651 h"),
            &["`coin.alp.sharing.vesting.over`: 3651 h has more than 3650 epochs of 1 h; \
             shorten it, or lengthen `epoch`"],
        );
        check(
            "cap",
            Value::text("9_999_999 alp"),
            &["`coin.alp.cap`: 10000000 alp exist at the start, more than 9999999 alp may ever exist; \
             raise `cap`, or lower `genesis`"],
        );
        check("cap", Value::text("10_000_000 alp"), &[]);
        let shares = |shares: &[(&'static str, &str)]| {
            units::settings::Group::write(shares.iter().map(|&(name, share)| (name, Value::text(share))).collect())
        };
        check(
            "sharing.split",
            shares(&[("a", "60 %"), ("b", "41 %")]),
            &["`coin.alp.sharing.split`: the shares sum to 101.0000 %, more than all; \
             lower some of them; what they leave goes to a treasury"],
        );
        check("sharing.split", shares(&[("a", "60 %"), ("b", "40 %")]), &[]);
        check(
            "sharing.split",
            shares(&[]),
            &["`coin.alp.sharing.split`: this names no network; write a share for each, as in `{ alpha = \"60 %\" }`"],
        );
        check("sharing.split", Value::text("fees"), &[]);
    }
}
