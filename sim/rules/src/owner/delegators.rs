//! Delegators: holders of a coin who give it to operators as stake.

use units::ids::NetworkId;
use units::money::Money;
use units::reference::Ref;
use units::settings;
use units::time::Span;

use crate::checking::Checking;
use crate::chooses::Choosing;
use crate::sells::Selling;

settings! {
    /// A class of like delegators, pooled: what they stake on a network, and with which operators.
    ///
    /// Their stake is bonded at the nodes of an operator in proportion to the nodes' own stakes: it counts wherever
    /// stakes count, earns with the nodes' own and is slashed with it. A class has shares of what an operator holds for
    /// others, so that a slash lowers what a share is worth. Of what a node earns, `delegated / bonded` belongs to its
    /// delegators, less `nodes.x.commission`. Source: Cosmos SDK, x/staking and x/distribution (F1: Ojha and Goes, F1
    /// fee distribution, Tokenomics 2019, OASIcs 71, 2020).
    pub struct Delegators {
        /// The network on which they stake; without it, the only one there is.
        #[fixed = "they stake from the start"]
        pub network: Option<Ref<NetworkId>>,
        /// Their coins at the start, a part of the genesis supply, which they stake at once; needed unless
        /// `coin.x.genesis` says what they have.
        #[fixed = "they get it at the start"]
        pub stake: Option<Money>,
        /// Time between two reviews, at which they claim their rewards and move stake; the first comes at a drawn time
        /// within it [> 0 s].
        #[fixed = "their reviews are scheduled ahead"]
        pub review: Span = Span::days(1),
        /// With which operators they have their stake.
        pub chooses: Choosing = Choosing::staying(),
        /// Whether stake moves from one operator to another at once, and not by way of unbonding.
        ///
        /// Then it is bonded all the time and waits in no `exit_queue`. For the unbonding time after it moved, a slash
        /// of its old node for an offence before that takes from it as from the stake that stayed, and it does not
        /// move again. Source: redelegation of the Cosmos SDK, x/staking (no second hop before the first is complete;
        /// SlashRedelegation), there with at most seven at a time.
        pub redelegates: bool = false,
        /// Whether they stake the rewards that they claim.
        pub restakes: bool = false,
        /// How many of the coins that they earned and do not stake they sell, at each review; they have no costs, so
        /// that `to_cover_costs` is refused.
        pub sells: Selling = Selling::none(),
    }
}

impl Delegators {
    /// Refuses rules that cannot be.
    pub fn vet(&self, checking: &mut Checking) {
        if let (Some(coin), Some(stake)) = (checking.facts.coin, &self.stake) {
            checking.stake("stake", stake, coin);
        }
        checking.within(&format!("chooses.{}", self.chooses.name()), |c| self.chooses.vet(c));
        checking.within(&format!("sells.{}", self.sells.name()), |c| self.sells.policy().vet(c));
        if let Selling::ToCoverCosts(_) = self.sells {
            let message = "delegators have no costs to cover, and would never sell";
            checking.refuse_with("sells", message, "choose `hold`, `all` or `share`");
        }
    }
}
