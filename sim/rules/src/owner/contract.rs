//! Service that users buy in advance.

use units::ids::NetworkId;
use units::money::{Per, Price, USD};
use units::reference::Ref;
use units::settings;
use units::time::Span;

use crate::checking::Checking;
use crate::owner::spending::Spending;
use crate::pricing::{CoinView, Posted, Pricer as _, Tariff};

settings! {
    /// Buys service of a network in advance: so much in each period at a fixed price, used or not; what goes beyond it
    /// is bought at the price of the moment (spot).
    ///
    /// A request is under contract if its price by the contract, with what was under it in the period before, is within
    /// `commitment x every` \[usd\]; what becomes of it later does not change that. What of a period's commitment is
    /// not used is paid at its end (take or pay): parts of treasury, burn and insurance as of a fee, the rest in equal
    /// parts to the network's nodes that are up. With requests that cost c \[usd\] under contract and s at spot, N of
    /// them in a period and V contracted, a period costs `c V + s E[(N - V)+]`, least at the smallest V with `P(N <= V)
    /// >= 1 - c / s`. Valid where the spot price does not depend on these users' own contract. Source: the newsvendor
    /// of Arrow, Harris and Marschak, Econometrica 19, 1951; long-term contracts beside spot: reference/mechanisms.md
    /// M8.
    pub struct Contract {
        /// The network that sells it.
        pub network: Ref<NetworkId>,
        /// What requests under it cost, as in `{ output = "0.3 usd/Mtok" }`.
        pub price: Posted,
        /// What is bought, as in `36 usd/h` [>= 0].
        pub commitment: Price,
        /// Period after which what is not used lapses [> 0 s].
        pub every: Span = Span::hours(1),
    }
}

impl Contract {
    /// What is bought in a period \[billionths of a usd\], rounded down.
    pub fn committed(&self) -> i64 {
        Spending { rate: self.commitment.clone(), every: self.every }.due(self.every)
    }
    /// What requests under it cost, in base units of the network's coin.
    pub fn tariff(&self, coin: &CoinView) -> Tariff {
        self.price.opening(coin)
    }
    /// Refuses what cannot be.
    pub fn vet(&self, checking: &mut Checking) {
        if checking.facts.coin.is_none() {
            let message = format!("{} has no coin, so that there is nothing to pay with", self.network.text);
            return checking.refuse_with("network", message, "name its `coin`, or leave `contract` out");
        }
        checking.within("price", |c| self.price.vet(c));
        if self.price.is_free() {
            let message = "what costs nothing needs no contract";
            checking.refuse_with("price", message, "write a price, as in `{ request = \"0.001 usd/request\" }`");
        }
        let commitment = &self.commitment;
        if commitment.money.coin != USD || !matches!(commitment.per, Per::Span(per) if per.ns() > 0) {
            let message = format!("a commitment is in usd per time, and `{commitment}` is not");
            checking.refuse_with("commitment", message, "write it as in `36 usd/h`");
        } else if self.committed() == i64::MAX {
            let message = "in a period this is more usd than the books hold";
            checking.refuse_with("commitment", message, "lower it: the books count billionths of a usd in 64 bits");
        }
    }
}
