//! A fixed split of each fee.

use units::settings;
use units::share::Share;

use crate::checking::Checking;

use super::policy::{Payer, Split, View};

settings! {
    /// Splits the fee, less the gateway's take, into fixed shares; the node gets the rest.
    ///
    /// part = floor(share * fee); node = fee - parts, so that the parts always sum to the fee. The shares together are
    /// at most 1. With `equally`, the node and the n checkers who passed its answer get `1 / (n + 1)` each of what the
    /// others leave, so that more checks cost the node more. Source: fee splits of Gonka (executor and validators),
    /// Pocket (supplier 70 %, DAO 10 %) and burns.
    pub struct FeeSplit {
        /// Share of the node that checked the answer [0 ..= 1].
        pub checker: Share = Share::ZERO,
        /// Whether the node and all who checked its answer and passed it share equally; instead of `checker`.
        pub equally: bool = false,
        /// Share of the network's treasury [0 ..= 1].
        pub treasury: Share = Share::ZERO,
        /// Share that is burnt [0 ..= 1].
        pub burn: Share = Share::ZERO,
        /// Share of the network's insurance [0 ..= 1].
        pub insurance: Share = Share::ZERO,
    }
}

impl Payer for FeeSplit {
    fn split(&self, _: &View) -> Split {
        let &Self { checker, equally, treasury, burn, insurance } = self;
        Split { checker, equally, treasury, burn, insurance }
    }
    fn vet(&self, checking: &mut Checking) {
        if self.equally && !self.checker.is_zero() {
            let message = "checkers get either a share of their own or as much as the node";
            checking.refuse_with("checker", message, "leave out `checker` or `equally`");
        }
        let parts = [self.checker, self.treasury, self.burn, self.insurance];
        let sum = parts.into_iter().try_fold(Share::ZERO, Share::plus);
        // Shares of so many places that their sum does not fit are compared by floats.
        let floats = || parts.iter().map(|share| share.as_f64()).sum::<f64>();
        if sum.map_or_else(|| floats() > 1.0, |sum| sum > Share::ONE) {
            let percent = format!("{:.6}", sum.map_or_else(floats, Share::as_f64) * 100.0);
            let percent = percent.trim_end_matches('0').trim_end_matches('.');
            let message = format!("the parts of a fee sum to {percent} %, more than the whole");
            checking.refuse_with("", message, "lower some of them; what they leave is the node's");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_of_a_fee_are_at_most_the_whole_exactly() {
        let check_all = |parts: [&str; 4], refused: &[&str]| {
            let [checker, treasury, burn, insurance] = parts.map(|part| part.parse().unwrap());
            let mut checking = Checking::new("fee_split", crate::checking::Facts::default());
            FeeSplit { checker, equally: false, treasury, burn, insurance }.vet(&mut checking);
            let told: Vec<String> = checking.refusals().iter().map(ToString::to_string).collect();
            assert_eq!(told, refused, "{parts:?}");
        };
        let check = |[a, b, c]: [&str; 3], refused: &[&str]| check_all([a, b, c, "0 %"], refused);
        let remedy = "lower some of them; what they leave is the node's";
        let told = |sum: &str| format!("`fee_split`: the parts of a fee sum to {sum} %, more than the whole; {remedy}");
        check(["1/3", "1/3", "1/3"], &[]);
        check(["60 %", "30 %", "10 %"], &[]);
        check(["60 %", "40 %", "10 %"], &[&told("110")]);
        check(["60 %", "30.5 %", "10 %"], &[&told("100.5")]);
        check_all(["60 %", "20 %", "10 %", "10 %"], &[]);
        check_all(["60 %", "20 %", "10 %", "11 %"], &[&told("101")]);
        // A part in 10^16 more is more.
        check(["60 %", "30 %", "10.00000000000001 %"], &[&told("100")]);
    }
}
