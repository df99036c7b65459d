//! A rate limit with room for bursts.

use engine::draws::Draws;
use state::requests::Need;
use units::quantity::Rate;
use units::{settings, words};

use super::policy::{Admitter, Asking, Reason, Verdict};
use crate::checking::Checking;

settings! {
    /// Refuses what exceeds a rate; after a pause a burst may pass at once.
    ///
    /// A bucket holds at most `burst` units and gains `rate` of them a second; a request takes its units, or is refused
    /// if there are fewer. In any window of t \[s\] at most `burst + rate t` units are let in, and a request of more
    /// than `burst` units never is. What the bucket lacks, times `1 / rate`, is the work of a queue whose customers all
    /// take `1 / rate` \[s\]: of Poisson arrivals of one unit each, `rho = arrivals / rate`, the share refused is the
    /// loss of an M/D/1 queue with room for b = `burst` customers, the one in service included: `1 - B / (1 + rho B)`,
    /// `B = sum_(k < b) (-rho (b - 1 - k))^k / k! exp(rho (b - 1 - k))`. Kept as the time at which the bucket is full
    /// again, in parts of a nanosecond, so that nothing drifts. Source: the virtual scheduling form of ITU-T I.371's
    /// generic cell rate algorithm; the M/D/1/b queue of Brun and Garcia, J. Appl. Prob. 37, 2000; `token-bucket` of
    /// BLIS, which counts prompt tokens (inference-sim, `admission.go`).
    pub struct TokenBucket {
        /// Units that are let in a second, in the long run [> 0 /s].
        pub rate: Rate,
        /// Units that are let in at once after a long pause [1 ..= 1_000_000_000].
        pub burst: u32,
        /// What a unit is.
        pub counts: Counts = Counts::Requests,
        /// Who shares a bucket.
        pub per: Per = Per::All,
    }
}

words! {
    /// What a unit of a rate is.
    pub enum Counts {
        /// A request.
        Requests = "requests",
        /// A token of the prompt.
        PromptTokens = "prompt_tokens",
        /// A token of the prompt, or of an answer as long as the mean of those that the gateway has seen.
        Tokens = "tokens",
    }
}

words! {
    /// Who shares a bucket.
    pub enum Per {
        /// All requests that the rule is asked about.
        All = "all",
        /// The requests of each group of users have a bucket of their own.
        Users = "users",
    }
}

/// A nanosecond in these parts keeps the rate to 1 in 10^12 up to a million units a second.
const PARTS: u128 = 4_294_967_296;
/// The longest that a unit takes: longer than any run, and a billion of them still fit.
const LONGEST: u128 = PARTS * PARTS * PARTS;

impl TokenBucket {
    /// Time that the bucket needs for one unit \[parts of a nanosecond\].
    fn unit(&self) -> u128 {
        let parts = 1e9 / self.rate.per_s() * PARTS as f64;
        (parts.round() as u128).clamp(1, LONGEST)
    }
    /// Units that a request takes.
    fn units(&self, need: Need) -> u64 {
        match (self.counts, need) {
            (Counts::Requests, _) | (_, Need::Work(_)) => 1,
            (Counts::PromptTokens, Need::Tokens { prompt, .. }) => prompt.into(),
            (Counts::Tokens, Need::Tokens { prompt, output }) => u64::from(prompt) + u64::from(output),
        }
    }
    /// Which bucket a request takes from.
    fn bucket(&self, asking: &Asking) -> usize {
        match self.per {
            Per::All => 0,
            Per::Users => asking.users.row(),
        }
    }
    /// When a bucket would be full again if it let a request in now \[parts of a nanosecond\].
    fn full_again(&self, full_at: &[u128], asking: &Asking) -> u128 {
        let full_at = full_at.get(self.bucket(asking)).copied().unwrap_or(0).max(now(asking));
        full_at.saturating_add(self.unit().saturating_mul(self.units(asking.need).into()))
    }
}

fn now(asking: &Asking) -> u128 {
    u128::from(asking.now.ns()) * PARTS
}

impl Admitter for TokenBucket {
    /// When each bucket is full again \[parts of a nanosecond\].
    type Memory = Vec<u128>;

    fn judge(&self, full_at: &mut Vec<u128>, asking: &Asking, _: &mut Draws) -> Verdict {
        let empty = now(asking) + self.unit() * u128::from(self.burst);
        Verdict::admit_if(self.full_again(full_at, asking) <= empty, Reason::Rate)
    }
    fn enter(&self, full_at: &mut Vec<u128>, asking: &Asking) {
        let at = self.bucket(asking);
        let full_again = self.full_again(full_at, asking);
        if full_at.len() <= at {
            full_at.resize(at + 1, 0);
        }
        full_at[at] = full_again;
    }
    fn reason(&self) -> Option<Reason> {
        Some(Reason::Rate)
    }
    fn vet(&self, checking: &mut Checking) {
        if self.counts != Counts::Requests && checking.facts.asks.has_work {
            let message = "plain work has no tokens, and some users whose requests the rule meets ask for it";
            checking.refuse_with("counts", message, "use `counts = \"requests\"`, or `demand.tokens` for all users");
        }
    }
}

#[cfg(test)]
mod tests {
    use engine::math;
    use units::ids::UsersId;
    use units::time::{Span, Time};

    use super::super::table::{Table, draws};
    use super::*;

    fn rule(per_s: f64, burst: u32) -> TokenBucket {
        TokenBucket { rate: Rate::per_second(per_s), burst, counts: Counts::Requests, per: Per::All }
    }
    /// Whether a request is let in, which is then noted.
    fn lets_in(rule: &TokenBucket, memory: &mut Vec<u128>, asking: &Asking) -> bool {
        let is_in = rule.judge(memory, asking, &mut draws(0)) == Verdict::Admit;
        if is_in {
            rule.enter(memory, asking);
        }
        is_in
    }
    fn tokens(prompt: u32) -> Need {
        Need::Tokens { prompt, output: 0 }
    }

    #[test]
    fn no_window_holds_more_than_the_burst_and_the_rate() {
        let table = Table::of(vec![0], Span::ZERO);
        for case in 0..60 {
            let mut random = draws(case);
            let rate = 10.0 * random.uniform();
            let rule = TokenBucket { counts: Counts::PromptTokens, ..rule(rate, 1 + random.below(9)) };
            let (mut memory, mut now, mut entered) = (Vec::new(), Time::ZERO, Vec::new());
            for _ in 0..300 {
                now = now + Span::from_ns(u64::from(random.below(400_000_000)));
                let units = 1 + random.below(4);
                let asking = Asking { need: tokens(units), ..table.asking(now) };
                if lets_in(&rule, &mut memory, &asking) {
                    entered.push((now, u128::from(units)));
                }
            }
            for (i, &(from, _)) in entered.iter().enumerate() {
                let mut sum = 0;
                for &(to, units) in &entered[i..] {
                    sum += units;
                    let gained = u128::from(to.since(from).ns()) * PARTS;
                    let most = u128::from(rule.burst) * rule.unit() + gained;
                    assert!(sum * rule.unit() <= most, "{rule:?} let {sum} in from {from} to {to}");
                }
            }
        }
    }

    #[test]
    fn it_decides_as_a_bucket_that_is_filled_and_emptied() {
        let table = Table::of(vec![0], Span::ZERO);
        for (case, &per_s) in [1, 2, 5, 8, 20, 125, 1_000].iter().enumerate() {
            let mut random = draws(100 + case as u64);
            let burst = 1 + random.below(6);
            let rule = TokenBucket { counts: Counts::PromptTokens, ..rule(per_s as f64, burst) };
            // A unit is as many parts as a second has nanoseconds, of which the bucket gains `per_s` each nanosecond.
            let full = u64::from(burst) * 1_000_000_000;
            let (mut memory, mut now, mut level) = (Vec::new(), Time::ZERO, full);
            for step in 0..2_000 {
                let gap = u64::from(random.below(2_000_000_000)) / per_s;
                now = now + Span::from_ns(gap);
                level = (level + gap * per_s).min(full);
                let units = random.below(4);
                let needs = u64::from(units) * 1_000_000_000;
                let asking = Asking { need: tokens(units), ..table.asking(now) };
                assert_eq!(lets_in(&rule, &mut memory, &asking), needs <= level, "{rule:?}, step {step}");
                level -= if needs <= level { needs } else { 0 };
            }
        }
    }

    #[test]
    fn requests_that_come_at_the_rate_are_let_in_for_ever_and_none_before_its_time() {
        let (table, rule, mut memory) = (Table::of(vec![0], Span::ZERO), rule(8.0, 1), Vec::new());
        for i in 0..1_000_000 {
            let now = Time::from_ns(i * 125_000_000);
            let early = Time::from_ns(now.ns().saturating_sub(1));
            assert!(i == 0 || !lets_in(&rule, &mut memory, &table.asking(early)), "{i} comes 1 ns early");
            assert!(lets_in(&rule, &mut memory, &table.asking(now)), "{i} comes in time");
        }
    }

    #[test]
    fn rates_without_bound_do_not_overflow() {
        let table = Table::of(vec![0], Span::ZERO);
        for (per_s, is_let_in_again) in [(1e-30, false), (1e30, true)] {
            for at in [Time::ZERO, Time::END] {
                let (rule, mut memory) = (rule(per_s, 1_000_000_000), Vec::new());
                let all = Asking { need: tokens(1_000_000_000), ..table.asking(at) };
                let rule = TokenBucket { counts: Counts::PromptTokens, ..rule };
                assert!(lets_in(&rule, &mut memory, &all), "a full bucket");
                let later = Asking { now: at.max(Time::from_ns(10)), need: tokens(1), ..all };
                assert_eq!(lets_in(&rule, &mut memory, &later), is_let_in_again && at == Time::ZERO, "{per_s} {at}");
                let more = Asking { need: tokens(u32::MAX), ..all };
                assert!(!lets_in(&rule, &mut Vec::new(), &more), "more than the bucket holds");
            }
        }
    }

    #[test]
    fn each_group_of_users_may_have_a_bucket_of_its_own() {
        let (table, rule) = (Table::of(vec![0], Span::ZERO), rule(1.0, 1));
        for (per, is_second_let_in) in [(Per::All, false), (Per::Users, true)] {
            let (rule, mut memory) = (TokenBucket { per, ..rule.clone() }, Vec::new());
            let of = |users| Asking { users: UsersId(users), ..table.asking(Time::ZERO) };
            assert!(lets_in(&rule, &mut memory, &of(3)));
            assert!(!lets_in(&rule, &mut memory, &of(3)));
            assert_eq!(lets_in(&rule, &mut memory, &of(0)), is_second_let_in);
        }
    }

    /// The loss of an M/D/1 queue with room for b by the formula of Brun and Garcia.
    fn loss(rho: f64, b: u32) -> f64 {
        let mut sum = 0.0;
        for k in 0..b {
            let x = rho * f64::from(b - 1 - k);
            let factorial: f64 = (1..=k).map(f64::from).product();
            // 0 to the power of 0 is 1.
            let power = if k == 0 { 1.0 } else { math::pow(x, f64::from(k)) };
            sum += if k % 2 == 0 { 1.0 } else { -1.0 } * power / factorial * math::exp(x);
        }
        1.0 - sum / (1.0 + rho * sum)
    }

    /// The same from the customers that departures leave behind: `a_j` is the chance of j arrivals in a service; from
    /// it follow the probabilities `pi_j` of j customers left, and the loss is `1 - 1 / (pi_0 + rho)`.
    fn loss_by_departures(rho: f64, b: u32) -> f64 {
        let a = |j: u32| math::exp(-rho) * (1..=j).map(|i| rho / f64::from(i)).product::<f64>();
        let mut pi = vec![1.0_f64];
        for j in 0..b as usize - 1 {
            let before: f64 = (1..=j).map(|i| pi[i] * a((j - i + 1) as u32)).sum();
            pi.push((pi[j] - pi[0] * a(j as u32) - before) / a(0));
        }
        1.0 - 1.0 / (1.0 / pi.iter().sum::<f64>() + rho)
    }

    #[test]
    fn of_poisson_arrivals_it_refuses_the_loss_of_an_md1_queue_with_room_for_the_burst() {
        let table = Table::of(vec![0], Span::ZERO);
        for (case, (rho, b)) in
            [(0.5, 1), (0.8, 2), (0.8, 5), (1.3, 1), (1.3, 3), (1.3, 8), (2.0, 4)].iter().enumerate()
        {
            let says = loss(*rho, *b);
            assert!((says - loss_by_departures(*rho, *b)).abs() < 1e-9, "{rho} {b}: {says}");
            let rule = rule(10.0, *b);
            let (mut random, mut memory, mut now, mut lost) = (draws(200 + case as u64), Vec::new(), Time::ZERO, 0);
            let n = 200_000;
            for _ in 0..n {
                now = now + Span::from_secs_f64(-math::ln(random.uniform()) / (10.0 * rho));
                lost += u32::from(!lets_in(&rule, &mut memory, &table.asking(now)));
            }
            let share = f64::from(lost) / f64::from(n);
            // Losses come together: some five times the error of independent ones.
            let off = 5.0 * (says * (1.0 - says) / f64::from(n)).sqrt() * 2.0;
            assert!((share - says).abs() <= off, "{rho} {b}: {share}, not {says} within {off}");
        }
    }
}
