//! A fixed number of places, for which nodes pay, and from which those that earn least are evicted.

use units::money::Usd;
use units::settings;
use units::time::Span;

use super::policy::{Permit, Places, Terms, View};
use crate::checking::Checking;

settings! {
    /// Lets at most so many nodes serve; whoever registers pays a price that rises with each registration and falls
    /// between them, and where the list is full takes the place of the node that earns least.
    ///
    /// - Those there at the start have the places, in the order of the file, as far as there are any. All others wait
    ///   in line, and so does whoever is evicted.
    /// - The first in line registers as soon as the price is not above what a place is `worth` to it. The price is then
    ///   multiplied by `factor`; it halves in each `half_life`, down to `floor`, and is never above `cap`.
    /// - Evicted is whoever has earned least for each hour since it registered, in usd and less slashes; of equals who
    ///   registered first. Nobody is within `immunity` of its registration: where all are, the next one waits.
    ///
    /// As long as somebody waits, one registers every `half_life log2(factor)` \[s\]: 3.0 in each half-life at a factor
    /// of 1.26, whatever a place is worth. On average `immunity / (half_life log2(factor))` nodes are immune. The price
    /// is paid in the network's coin, which is bought and burnt; without a coin it is paid to the outside. Source:
    /// burnt registration of Bittensor's subtensor (256 places, 4,096 blocks of immunity, factor 1.26, half-life 360
    /// blocks; reference/systems.md 2.2); slots, reference/economy.md 3.
    pub struct Slots {
        /// Places [>= 1].
        #[fixed = "the first places are taken at the start"]
        pub most: u32,
        /// Time from a registration in which a node is not evicted.
        pub immunity: Span = Span::ZERO,
        /// Price of a registration at the start.
        #[fixed = "it moves from the start on"]
        pub price: Usd,
        /// What each registration multiplies the price by [> 1, <= 1_000].
        pub factor: f64 = 1.26,
        /// Time in which the price halves [> 0 s].
        pub half_life: Span = Span::secs(4_320),
        /// Lowest price; without it, there is none.
        pub floor: Option<Usd>,
        /// Highest price; without it, there is none.
        pub cap: Option<Usd>,
        /// What a place is worth to a node.
        pub worth: Usd,
    }
}

impl Permit for Slots {
    fn admits(&self, view: &View) -> bool {
        view.is_approved
    }
    fn terms(&self) -> Option<Terms> {
        Some(Terms { takes: Span::ZERO, gap: Span::ZERO, expires: None, per_session: false, fee: 0 })
    }
    fn places(&self) -> Option<Places> {
        Some(Places {
            most: self.most,
            immunity: self.immunity,
            opening: self.price.nanos,
            factor: self.factor,
            half_life: self.half_life,
            floor: self.floor.map_or(0, |floor| floor.nanos),
            cap: self.cap.map_or(i64::MAX, |cap| cap.nanos),
            worth: self.worth.nanos,
        })
    }
    fn vet(&self, checking: &mut Checking) {
        if self.floor.is_some_and(|floor| floor > self.worth) {
            let message = format!("nobody ever registers for more than a place is worth, {}", self.worth);
            checking.refuse_with("floor", message, "lower it, or raise `worth`");
        }
        if self.cap.is_some_and(|cap| cap <= self.worth) {
            let message = format!("nothing ends the registrations if a place is worth {}", self.worth);
            checking.refuse_with("cap", message, "raise it above `worth`, or leave it out");
        }
        if self.worth.nanos == 0 {
            checking.refuse_with("worth", "nobody registers for a place that is worth nothing", "raise it");
        }
    }
}
