//! A take that stays.

use units::settings;
use units::share::Share;

use super::policy::{On, Taker};

settings! {
    /// Takes a fixed share.
    ///
    /// Of a fee F the take is `F share`; inside of the fee users pay F and the others share `F (1 - share)`, on top of
    /// it users pay `F (1 + share)` and the others share F. Rounded down to base units. `take = "5 %"` is the same as
    /// `take.fixed = { on = "fee", share = "5 %" }`. Source: routers of models take about 5 % (OpenRouter 5 %, Requesty
    /// 5 %, Eden 5.5 %, NanoGPT none; reference/systems.md 14).
    pub struct Fixed {
        /// Of what it is a share.
        #[fixed = "what is set aside for requests under way depends on it"]
        pub on: On = On::Fee,
        /// The take as a share of the fee [0 ..= 1].
        pub share: Share,
    }
}

impl Taker for Fixed {
    fn first(&self) -> Share {
        self.share
    }
    fn on(&self) -> On {
        self.on
    }
}
