//! Rewards that stop growing with the stake of an operator.

use units::settings;

settings! {
    /// Caps what an operator gets of new coins: beyond a k-th of the stake more stake earns nothing more.
    ///
    /// Of the coins R that a network shares, an operator with the part s of all stake, p of it its own, gets
    /// `f = R / (1 + a) * (s' + p' a (s' - p' (1 - s' / z)) / z)`: z = 1 / k, `s' = min(s, z)`, `p' = min(p, z)`, a the
    /// pledge influence; all dimensionless. A pool that is full and all its own gets R / k, one with no stake of its
    /// own R / (k (1 + a)). What is left over goes to the treasury. Computed in whole parts of 1e12 and rounded down.
    /// With delegators who follow the yield, k operators fill up, and each holds a k-th of the stake (an equilibrium,
    /// not a cap on stake). Source: Brünjes, Kiayias, Koutsoupias and Stouka, Reward sharing schemes for stake pools,
    /// arXiv 1807.11218; Cardano has k = 500 and a = 0.3.
    pub struct Saturation {
        /// Operators among which stake would be spread evenly, k [1 ..= 1_000_000].
        pub pools: u32,
        /// Pledge influence, a: the weight of an operator's own stake [>= 0, <= 1_000].
        pub pledge_influence: f64 = 0.3,
    }
}

/// Whole parts in which shares are counted.
const ONE: i128 = 1_000_000_000_000;

impl Saturation {
    /// What an operator gets of an amount by its stake and its own stake out of all \[any one unit\]: base units,
    /// rounded down.
    pub fn reward(&self, amount: i64, (stake, own, all): (i128, i128, i128)) -> i64 {
        let share = |part: i128| part.saturating_mul(ONE) / all.max(1);
        let z = (ONE / i128::from(self.pools.max(1))).max(1);
        let (s, p) = (share(stake).min(z), share(own.min(stake)).min(z));
        // Beyond its bounds it is refused.
        let a = (self.pledge_influence.clamp(0.0, 1e9) * ONE as f64) as i128;
        let extra = p * (s - p * (z - s) / z) / z;
        let f = (s + extra * a / ONE) * ONE / (ONE + a);
        i64::try_from(i128::from(amount) * f / ONE).unwrap_or(0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reward(pledge_influence: f64, stake: i128, own: i128) -> i64 {
        Saturation { pools: 10, pledge_influence }.reward(1_000_000, (stake, own, 1_000))
    }

    #[test]
    fn full_pools_get_a_kth_and_more_stake_brings_nothing() {
        // Within a unit of rounding.
        let near = |got: i64, expected: i64| assert!((expected - got).abs() <= 1, "{got} {expected}");
        near(reward(0.3, 100, 100), 100_000);
        near(reward(0.3, 400, 100), 100_000);
        near(reward(0.3, 100, 0), 76_923);
        near(reward(0.3, 50, 0), 38_461);
        near(reward(0.0, 50, 20), 50_000);
        // Half full, 2 % own: (0.05 + 0.02 * 0.3 * (0.05 - 0.02 * 0.5) / 0.1) / 1.3.
        near(reward(0.3, 50, 20), 40_307);
        // Own stake raises what a pool gets.
        assert!(reward(0.3, 80, 20) > reward(0.3, 80, 10));
    }
}
