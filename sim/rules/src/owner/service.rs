//! Something that gateways depend on: a facilitator, a node of a chain, a database, a cache.

use engine::law::Law;
use engine::math;
use units::money::{Per, Price, USD, USD_DECIMALS};
use units::quantity::Rate;
use units::settings;
use units::share::Share;
use units::time::Span;

use crate::checking::Checking;

settings! {
    /// Something that gateways depend on; each request of theirs asks it before it goes on.
    ///
    /// A request goes on when all services of its gateway have answered, which it asks at the same time. A service with
    /// a `capacity` of c \[1/s\] takes 1/c for each, first come, first served: with Poisson requests at rate lambda an
    /// M/D/1 queue, with a mean wait of `(lambda/c) / (2 (c - lambda))` \[s\]. What its cache does not have goes on to
    /// what is behind, another such queue. Source: Pollaczek, Math. Z. 32, 1930; Khintchine, Mat. Sbornik 39, 1932.
    pub struct Service {
        /// How many requests it takes in a time; more wait in line. Without it, any number [> 0 /s].
        pub capacity: Option<Rate>,
        /// Time that it takes for a request, beside that in lines.
        pub latency: Option<Law<Span>>,
        /// What it has at hand; without it, all requests go on to what is behind.
        #[fixed = "how warm it is follows from the start"]
        pub cache: Option<Cache>,
        /// How many requests in a time what is behind it bears; more wait in line. Without it, any number [> 0 /s].
        pub behind: Option<Rate>,
        /// How long a request may wait in its lines: one that would wait longer is refused. Without it, for ever.
        pub longest_wait: Option<Span>,
        /// What its gateways do where it is down or would let them wait for too long; without it, the request ends.
        pub fallback: Option<Fallback>,
    }
}

settings! {
    /// A cache, warm from the start; an outage may empty it.
    ///
    /// Each key is asked for at rate r and kept for `lifetime` L from when it was loaded, so that a share `h = r L / (1
    /// + r L)` of the requests hits: r = h / ((1 - h) L). At a time t after it was emptied, the chance of a hit is `1 -
    /// sum_{n <= t/L} P(N_n = n)`, N_n Poisson with mean `r (t - n L)`: it warms as `1 - exp(-r t)` up to L, when all
    /// that was loaded at once runs out at once. Keys are so many that requests hit independently. Source: renewal
    /// theory of caches with a time to live (Che, Tung and Wang, IEEE JSAC 20(7), 2002; Fofack et al., 2014).
    pub struct Cache {
        /// Share of the requests that hit once it is warm [> 0, < 1].
        pub hit: Share,
        /// How long something is kept [> 0 s].
        pub lifetime: Span,
    }
}

settings! {
    /// Another way to get what a service gives.
    pub struct Fallback {
        /// Time that it takes more.
        pub latency: Option<Law<Span>>,
        /// What it costs the gateway for each request, in usd [>= 0].
        pub fee: Option<Price>,
    }
}

/// After so many lifetimes a cache is as if it had never been emptied.
const FORGOTTEN: f64 = 10_000.0;

impl Cache {
    /// The chance of a hit at a time after the cache was emptied.
    pub fn hit_after(&self, since: Span) -> f64 {
        let (hit, lifetime) = (self.hit.as_f64(), self.lifetime.as_secs());
        let (t, rate) = (since.as_secs(), hit / ((1.0 - hit) * lifetime));
        if t > FORGOTTEN * lifetime {
            return hit;
        }
        // Keys have been loaded about as often as the mean says; terms far from it are nothing.
        let last = (t / lifetime).floor();
        let mean = t * rate / (1.0 + rate * lifetime);
        let width = 12.0 * (mean + 1.0).sqrt() + 12.0;
        let (mut n, end) = ((mean - width).floor().max(0.0), last.min((mean + width).ceil()));
        let mut log_factorial = (1..=n as u32).map(|k| math::ln(f64::from(k))).sum::<f64>();
        let mut miss = 0.0;
        while n <= end {
            let x = rate * (t - n * lifetime);
            miss += match (x > 0.0, n > 0.0) {
                (true, _) => math::exp(n * math::ln(x) - x - log_factorial),
                (false, true) => 0.0,
                (false, false) => 1.0,
            };
            n += 1.0;
            log_factorial += math::ln(n);
        }
        (1.0 - miss).clamp(0.0, 1.0)
    }
}

impl Fallback {
    /// What a request costs the gateway \[billionths of a usd\].
    pub fn nanos(&self) -> i64 {
        fee_nanos(self.fee.as_ref())
    }
}

/// A price in usd for a request \[billionths of a usd\]; 0 without any.
pub(super) fn fee_nanos(fee: Option<&Price>) -> i64 {
    let nanos = fee.and_then(|fee| fee.money.number.times_rounded(10_i128.pow(USD_DECIMALS)));
    nanos.and_then(|nanos| i64::try_from(nanos).ok()).unwrap_or(0)
}

/// Refuses a price that is not in usd for a request.
pub(super) fn vet_fee(fee: Option<&Price>, keys: &str, checking: &mut Checking) {
    if let Some(fee) = fee
        && (fee.money.coin != USD || fee.per != Per::Request || fee.money.number.mantissa < 0)
    {
        let message = format!("`{fee}` is no price in usd for a request");
        checking.refuse_with(keys, message, "write it as in `0.00001 usd/request`");
    }
}

impl Service {
    /// Time that a request takes in a line of so many in a time.
    pub fn turn(rate: Rate) -> Span {
        Span::from_ns(((1e9 / rate.per_s()).round() as u64).max(1))
    }
    /// Whether requests may wait in line.
    pub fn has_lines(&self) -> bool {
        self.capacity.is_some() || self.behind.is_some()
    }
    /// Refuses rules that cannot be.
    pub fn vet(&self, checking: &mut Checking) {
        if self.longest_wait.is_some() && !self.has_lines() {
            let message = "nothing waits where any number of requests is taken";
            checking.refuse_with(
                "longest_wait",
                message,
                "give it a `capacity`, or what is `behind` it, or leave this out",
            );
        }
        if self.cache.is_some() && self.behind.is_none() {
            let message = "a cache makes no difference to what is behind it where that bears any number of requests";
            checking.refuse_with("cache", message, "say what is `behind` it, as in `behind = \"400 /s\"`");
        }
        if let Some(fallback) = &self.fallback {
            vet_fee(fallback.fee.as_ref(), "fallback.fee", checking);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cache_warms_as_renewal_theory_says() {
        let cache = Cache { hit: Share::percent(97), lifetime: Span::hours(1) };
        let rate = 0.97 / 0.03 / 3600.0_f64;
        assert!(cache.hit_after(Span::ZERO) < 1e-15);
        for t in [10.0, 111.0, 600.0, 3_599.0] {
            let expected = 1.0 - math::exp(-rate * t);
            let found = cache.hit_after(Span::from_ns((t * 1e9) as u64));
            assert!((found - expected).abs() < 1e-12, "{found} after {t} s, not {expected}");
        }
        // What was loaded in the first two minutes runs out in the two minutes after a lifetime.
        assert!(cache.hit_after(Span::secs(3_720)) < 0.75);
        assert!(cache.hit_after(Span::secs(7_000)) > 0.99);
        // In the end it hits as often as it says.
        for (percent, lifetimes) in [(97, 9_000), (50, 200), (10, 50)] {
            let cache = Cache { hit: Share::percent(percent), lifetime: Span::secs(10) };
            let found = cache.hit_after(Span::secs(10 * lifetimes));
            assert!((found - percent as f64 / 100.0).abs() < 1e-3, "{percent} %: {found}");
        }
    }

    #[test]
    fn a_cache_warms_as_one_that_is_played_key_by_key() {
        // The twin: many keys, each asked for at random and kept for a lifetime.
        let (keys, lifetime, hit) = (200_000_u32, 10.0, 0.8);
        let cache = Cache { hit: Share::percent(80), lifetime: Span::secs(10) };
        let rate = hit / (1.0 - hit) / lifetime;
        let address =
            engine::draws::Address { seed: 3, replication: 0, purpose: engine::draws::Purpose::Swarm, entity: 9 };
        for t in [3.0, 9.0, 12.0, 25.0, 47.0] {
            let is_cached = |key: &u32| {
                let mut draws = address.stream().draws(u64::from(*key));
                let mut now = 0.0;
                loop {
                    now += -math::ln(draws.uniform().max(1e-300)) / rate;
                    if now > t {
                        return false;
                    }
                    now += lifetime;
                    if now > t {
                        return true;
                    }
                }
            };
            let found = (0..keys).filter(is_cached).count() as f64 / f64::from(keys);
            let expected = cache.hit_after(Span::from_ns((t * 1e9) as u64));
            assert!((found - expected).abs() < 0.005, "after {t} s {found} of the keys are there, not {expected}");
        }
    }
}
