//! Prices that follow how busy nodes are, with a dead band.

use std::collections::VecDeque;

use units::settings;
use units::share::Share;
use units::time::Span;

use super::policy::{BILLION, CoinView, Of, Pricer, Tariff, View};
use super::posted::Posted;
use crate::checking::Checking;

settings! {
    /// Raises prices above a band of utilisation, lowers them below it, and leaves them alone within.
    ///
    /// With utilisation U of the last `over` periods and the band from L to H, a step takes a price P to
    /// `P + ceil(P c)` where U > H and to `P - floor(P c)` where U < L, with `c = min(slope d, most)` and d = U - H or
    /// L - U the distance to the band; U, d and c are whole billionths, rounded down. Each price of `price` moves by
    /// itself in whole billionths of a usd or base units of the coin, within `least` and `greatest` of its start. The
    /// prices of each LLM follow its own utilisation. With no node listed nothing moves.
    ///
    /// In n steps a price changes by at most (1 + most)^n. Where demand answers prices within a period, with
    /// elasticity e < 0, a price near the edge of the band settles if `slope H |e| < 2` and swings above (the
    /// derivative of the step there is `1 - slope H |e|`); old news make that bound lower. Source: dynamic pricing of
    /// Gonka (gonka-ai/gonka, x/inference/keeper: band of 40 % to 60 %, 5 % of the distance, at most 2 % a block, over
    /// 60 s; reference/systems.md 3).
    pub struct TargetUtilisation {
        /// The prices at the start.
        #[fixed = "prices start from it"]
        pub price: Posted,
        /// The ends of the band, the lower one first.
        pub band: Vec<Share> = vec![Share::percent(40), Share::percent(60)],
        /// Change of a price in a step for each whole of utilisation outside of the band [0 ..= 100].
        pub slope: Share = Share::percent(5),
        /// The most that a price changes in a step [0 ..= 1].
        pub most: Share = Share::percent(2),
        /// Time between two steps [> 0 s].
        pub every: Span = Span::mins(1),
        /// Over how many periods utilisation is taken [1 ..= 1_000].
        pub over: u32 = 1,
        /// What utilisation is.
        pub of: Of = Of::Tokens,
        /// The lowest price, beside that at the start [0 ..= 1].
        pub least: Share = Share::percent(1),
        /// The highest price, beside that at the start; without it, any [>= 1].
        pub greatest: Option<Share>,
    }
}

/// The present prices, and what the last periods showed.
#[derive(Clone, Debug, Default)]
pub struct Memory {
    units: [i64; 4],
    first: [i64; 4],
    /// Used, and all that there was.
    seen: VecDeque<(u64, u64)>,
}

impl TargetUtilisation {
    /// Utilisation of the last periods \[billionths\].
    fn utilisation(&self, memory: &mut Memory, view: &View) -> Option<i64> {
        memory.seen.push_back((view.used, view.full));
        while memory.seen.len() > self.over as usize {
            memory.seen.pop_front();
        }
        let sum = |of: fn(&(u64, u64)) -> u64| memory.seen.iter().map(of).fold(0, u64::saturating_add);
        View { used: sum(|seen| seen.0), full: sum(|seen| seen.1), ..*view }.utilisation()
    }
    /// The ends of the band \[billionths\].
    fn ends(&self) -> (i64, i64) {
        let end = |at: usize| self.band.get(at).map_or(0, |share| share.of(i64::from(BILLION)));
        (end(0), end(1))
    }
    /// A price after a step at this utilisation \[billionths\].
    fn moved(&self, price: i64, utilisation: i64) -> i64 {
        let (low, high) = self.ends();
        let part = |distance: i64| i128::from(self.slope.of(distance).min(self.most.of(i64::from(BILLION))));
        let (price, billion) = (i128::from(price), i128::from(BILLION));
        let moved = if utilisation > high {
            price + (price * part(utilisation - high) + billion - 1) / billion
        } else if utilisation < low {
            price - price * part(low - utilisation) / billion
        } else {
            price
        };
        i64::try_from(moved).unwrap_or(i64::MAX)
    }
}

impl Pricer for TargetUtilisation {
    type Memory = Memory;

    fn opening(&self, coin: &CoinView) -> Tariff {
        self.price.opening(coin)
    }
    fn begin(&self, memory: &mut Memory, coin: &CoinView) {
        let units = whole(self.price.units(coin));
        *memory = Memory { units, first: units, seen: VecDeque::new() };
    }
    fn step(&self, memory: &mut Memory, view: &View) {
        let Some(utilisation) = self.utilisation(memory, view) else { return };
        for (price, first) in memory.units.iter_mut().zip(memory.first) {
            let least = self.least.of(first);
            let greatest = self.greatest.map_or(i64::MAX, |share| share.of(first));
            *price = self.moved(*price, utilisation).clamp(least, greatest.max(least));
        }
    }
    fn tariff(&self, memory: &mut Memory, coin: &CoinView) -> Tariff {
        self.price.in_coin(memory.units.map(i128::from), coin)
    }
    fn every(&self) -> Option<Span> {
        Some(self.every)
    }
    fn of(&self) -> Of {
        self.of
    }
    fn vet(&self, checking: &mut Checking) {
        vet_price(&self.price, checking);
        let remedy = "write it as in `[\"40 %\", \"60 %\"]`";
        match self.band[..] {
            [low, high] if low > high => checking.refuse_with("band", "the lower end of a band comes first", remedy),
            [_, _] => {}
            _ => checking.refuse_with("band", format!("a band has two ends, not {}", self.band.len()), remedy),
        }
    }
}

/// Prices that fit a whole number of 64 bits; what is more is the greatest of them.
pub(super) fn whole(units: [i128; 4]) -> [i64; 4] {
    units.map(|units| i64::try_from(units).unwrap_or(i64::MAX))
}

/// Refuses prices that cannot be, or that cannot move because there are none.
pub(super) fn vet_price(price: &Posted, checking: &mut Checking) {
    checking.within("price", |checking| {
        price.vet(checking);
        if price.is_free() {
            let message = "nothing costs anything, so that no price can move";
            checking.refuse_with("", message, "give one, as in `price = { output = \"0.3 usd/Mtok\" }`");
        }
    });
}

#[cfg(test)]
mod tests {
    use engine::draws::{Address, Purpose};
    use units::time::Time;

    use super::*;

    const COIN: CoinView = CoinView { decimals: 6, nano_usd: 1_000_000_000 };

    fn policy(price: i64) -> TargetUtilisation {
        TargetUtilisation {
            price: Posted {
                request: Some(format!("{price}e-9 usd/request").parse().unwrap()),
                prompt: None,
                output: None,
                work: None,
            },
            band: vec![Share::percent(40), Share::percent(60)],
            slope: Share::percent(5),
            most: Share::percent(2),
            every: Span::mins(1),
            over: 1,
            of: Of::Tokens,
            least: Share::percent(1),
            greatest: None,
        }
    }

    fn view(used: u64, full: u64) -> View {
        View { now: Time::ZERO, every: Span::mins(1), used, full, asked: 0, answered: 0, coin: COIN }
    }

    /// The price of a request after these utilisations in percent \[billionths of a usd\].
    fn after(policy: &TargetUtilisation, used: &[u64]) -> i64 {
        let mut memory = Memory::default();
        policy.begin(&mut memory, &COIN);
        for &used in used {
            policy.step(&mut memory, &view(used, 100));
        }
        memory.units[0]
    }

    #[test]
    fn a_price_moves_by_the_distance_to_the_band_and_at_most_two_percent() {
        let policy = policy(100_000_000);
        // 5 % of 20 and of 40 points above the band, of 10 below, and nothing within.
        for (used, price) in [
            (80, 101_000_000),
            (100, 102_000_000),
            (30, 99_500_000),
            (0, 98_000_000),
            (40, 100_000_000),
            (60, 100_000_000),
            (250, 102_000_000),
        ] {
            assert_eq!(after(&policy, &[used]), price, "{used} %");
        }
    }

    #[test]
    fn steps_at_the_most_compound_to_the_unit() {
        let policy = policy(100_000_000);
        // 10^8 * 1.02^20 with each step rounded up, and down to 1 % of the start.
        let exact = (0..20).fold(100_000_000_i64, |p, _| p + (p * 2 + 99) / 100);
        assert_eq!(after(&policy, &[100; 20]), exact);
        assert!((exact as f64 / 1e8 - 1.485_947).abs() < 1e-6);
        assert_eq!(after(&policy, &[0; 500]), 1_000_000);
    }

    #[test]
    fn a_band_has_two_ends_in_order() {
        let check = |band: &[u64], refused: &[&str]| {
            let mut policy = policy(100_000_000);
            policy.band = band.iter().map(|&end| Share::percent(end)).collect();
            let facts = crate::checking::Facts { coin: Some(("alp", 6)), ..Default::default() };
            let mut checking = Checking::new("x", facts);
            policy.vet(&mut checking);
            let told: Vec<String> = checking.refusals().iter().map(ToString::to_string).collect();
            assert_eq!(told, refused, "{band:?}");
        };
        let remedy = "write it as in `[\"40 %\", \"60 %\"]`";
        check(&[50, 50], &[]);
        check(&[60, 40], &[&format!("`x.band`: the lower end of a band comes first; {remedy}")]);
        check(&[50], &[&format!("`x.band`: a band has two ends, not 1; {remedy}")]);
    }

    #[test]
    fn a_window_of_periods_is_taken_together_and_no_nodes_move_nothing() {
        let mut two = policy(100_000_000);
        two.over = 2;
        // 100 % alone, then (100 + 40) / 200 = 70 %: half a percent.
        assert_eq!(after(&two, &[100, 40]), 102_510_000);
        let mut memory = Memory::default();
        two.begin(&mut memory, &COIN);
        two.step(&mut memory, &view(5, 0));
        assert_eq!(memory.units[0], 100_000_000);
    }

    #[test]
    fn a_price_stays_within_its_ends_and_never_sticks() {
        for case in 0..200 {
            let stream = Address { seed: 1, replication: 0, purpose: Purpose::Swarm, entity: 0 }.stream();
            let mut draws = stream.draws(case);
            let price = i64::from(1 + draws.below(1_000_000));
            let used: Vec<u64> = (0..60).map(|_| u64::from(draws.below(300))).collect();
            let mut policy = policy(price);
            policy.greatest = Some(Share::percent(300));
            let last = after(&policy, &used);
            assert!(last >= price / 100 && last <= price * 3, "{last} from {price}");
            assert!(policy.moved(price, 1_000_000_000) > price);
        }
    }
}
