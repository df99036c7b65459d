//! Developers of apps, who integrate gateways for their users.

use units::effort::Effort;
use units::money::Usd;
use units::settings;
use units::time::Span;

use crate::checking::Checking;
use crate::integrates::Integrates;

settings! {
    /// Developers of apps: each integrates gateways at a cost, and its users use no others.
    ///
    /// Users of a group with `apps` belong to its apps in turn. A request that one gateway refuses goes to the next
    /// that its app has integrated; where there is none, and where all of them are down, the app is down. n apps with k
    /// integrations each have spent `n k (once hour + upkeep hour t)` \[usd\] after a time t. Whoever wants several
    /// networks pays for a gateway to each; a gateway that speaks to all of them is one integration, and pays for its
    /// own adapter (`standard.x.adapter`). Source: who sees what, reference/economy.md 2; unified interfaces of model
    /// routers (OpenRouter, reference/systems.md 14).
    pub struct Apps {
        /// How many developers there are, of one app each [1 ..= 100_000].
        pub count: u32,
        /// What it costs them to integrate a gateway; free without it.
        pub integration: Integration = Integration::absent().expect("every field of an integration has a default"),
        /// Which gateways they integrate.
        pub integrates: Integrates = Integrates::all(),
        /// How the first integrations of apps are dealt out: relative numbers in the order of the gateways of their
        /// users; without the list, equally.
        pub start: Vec<f64> = Vec::new(),
    }
}

settings! {
    /// What it costs a developer to integrate one gateway, and to keep it integrated.
    pub struct Integration {
        /// Work until a gateway is integrated.
        pub once: Span = Span::ZERO,
        /// Work to keep it so.
        pub upkeep: Effort = Effort::NONE,
        /// What an hour of work costs; nothing without it.
        pub hour: Option<Usd>,
    }
}

/// An hour \[ns\].
const HOUR: i128 = Span::hours(1).ns() as i128;

impl Integration {
    /// What an hour of work costs \[billionths of a usd\].
    fn nanos(&self) -> i128 {
        i128::from(self.hour.map_or(0, |hour| hour.nanos))
    }
    /// What it costs to integrate a gateway \[billionths of a usd\], rounded down.
    pub fn once_nanos(&self) -> i128 {
        i128::from(self.once.ns()) * self.nanos() / HOUR
    }
    /// What so many integrations cost, which were kept for so long together \[ns\], rounded down to billionths of
    /// a usd.
    pub fn cost_nanos(&self, n: u64, kept: u128) -> i128 {
        // By period, so that a million of them for a century fit.
        let period = i128::from(self.upkeep.work.ns()) * self.nanos() / HOUR;
        let kept = i128::try_from(kept).unwrap_or(i128::MAX);
        let upkeep = kept.saturating_mul(period) / i128::from(self.upkeep.per.ns().max(1));
        self.once_nanos().saturating_mul(i128::from(n)).saturating_add(upkeep)
    }
    /// What it costs to keep a gateway integrated \[usd/h\].
    pub fn upkeep_usd_h(&self) -> f64 {
        self.upkeep.share() * self.nanos() as f64 / 1e9
    }
}

impl Apps {
    /// Refuses work that costs nothing, and first integrations that are none.
    pub fn vet(&self, checking: &mut Checking) {
        let is_work = self.integration.once > Span::ZERO || self.integration.upkeep.work > Span::ZERO;
        if is_work && self.integration.hour.is_none() {
            let message = "it is not said what an hour of work costs";
            checking.refuse_with("integration", message, "add `hour`, as in `hour = \"60 usd\"`");
        }
        if self.integration.upkeep.work > self.integration.upkeep.per {
            let message = format!("`{}` is more work than there is time", self.integration.upkeep);
            checking.refuse_with("integration.upkeep", message, "write it as in `2 h/month`");
        }
        let path = format!("integrates.{}", self.integrates.name());
        checking.within(&path, |c| self.integrates.policy().vet(c));
        let is_none = !self.start.is_empty() && self.start.iter().sum::<f64>() <= 0.0;
        if is_none || self.start.iter().any(|weight| !weight.is_finite() || *weight < 0.0) {
            checking.refuse("start", "relative numbers are at least 0, and at least one is above 0");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bill_is_integrations_and_their_upkeep() {
        let integration = Integration {
            once: Span::hours(80),
            upkeep: "2 h/month".parse().unwrap(),
            hour: Some("60 usd".parse().unwrap()),
        };
        assert_eq!(integration.once_nanos(), 4_800_000_000_000);
        // Three integrations, each kept for two months.
        let kept = 3 * 2 * u128::from(Span::hours(730).ns());
        assert_eq!(integration.cost_nanos(3, kept), (3 * 4_800 + 3 * 2 * 120) * 1_000_000_000);
        // A hundred thousand apps with 64 gateways each for 200 years still fit.
        let most = 6_400_000 * u128::from(Span::days(73_000).ns());
        assert!(integration.cost_nanos(6_400_000, most) > 0);
    }
}
