//! Totals that only grow while nobody forgets them: means from point to point are their differences.

use units::time::Time;

use super::super::meters::Meters;
use super::super::prices::Fees;
use super::super::yields::Paid;

/// Totals at a point.
#[derive(Clone, Debug, Default)]
pub(super) struct Counts {
    pub(super) now: Time,
    pub(super) sent: u64,
    pub(super) again: u64,
    pub(super) answered: u64,
    pub(super) unanswered: u64,
    pub(super) timed: u64,
    pub(super) latency: u128,
    pub(super) in_system: u128,
    pub(super) busy: u128,
    pub(super) capacity: u128,
    pub(super) slashed: f64,
    /// Fees, by network.
    pub(super) fees: Vec<Fees>,
    /// Answers, wrong ones among them, and verdicts that one was wrong, by network.
    pub(super) verdicts: Vec<[u64; 3]>,
    /// What was paid for stake, by network.
    pub(super) paid: Vec<Paid>,
}

impl Counts {
    /// The totals of meters, with answers to requests that were sent before these began, or without.
    pub(super) fn of(meters: &Meters, paid: &[Paid], now: Time, with_early: bool) -> Self {
        let tally = meters.tally();
        let early = if with_early { meters.early } else { (0, 0) };
        let verdicts = |tally: &super::super::tally::Tally| {
            [tally.answered, tally.wrong, tally.wrong_caught + tally.right_convicted]
        };
        Self {
            now,
            sent: meters.sent,
            again: meters.crowds.as_ref().map_or(0, |crowds| crowds.again()),
            answered: tally.answered,
            unanswered: tally.refused + tally.failed,
            timed: tally.timed + early.0,
            latency: tally.latency + early.1,
            in_system: meters.in_system.area(now),
            busy: meters.busy_area(now),
            capacity: meters.capacity_area(now),
            slashed: meters.networks.iter().map(|n| n.slashed_usd).sum(),
            fees: meters.prices.iter().map(|meter| meter.fees).collect(),
            verdicts: meters.networks.iter().map(|network| verdicts(&network.tally)).collect(),
            paid: paid.to_vec(),
        }
    }
    /// None yet, of so many networks.
    pub(super) fn none(n_networks: usize) -> Self {
        Self {
            fees: vec![Fees::default(); n_networks],
            verdicts: vec![[0; 3]; n_networks],
            paid: vec![Paid::default(); n_networks],
            ..Self::default()
        }
    }
    /// These and what was counted before they began.
    pub(super) fn after(mut self, before: &Self) -> Self {
        self.sent += before.sent;
        self.again += before.again;
        self.answered += before.answered;
        self.unanswered += before.unanswered;
        self.timed += before.timed;
        self.latency += before.latency;
        self.in_system += before.in_system;
        self.busy += before.busy;
        self.capacity += before.capacity;
        self.slashed += before.slashed;
        for (own, other) in self.fees.iter_mut().zip(&before.fees) {
            (own.n, own.usd) = (own.n + other.n, own.usd + other.usd);
        }
        for (own, other) in self.verdicts.iter_mut().zip(&before.verdicts) {
            *own = [own[0] + other[0], own[1] + other[1], own[2] + other[2]];
        }
        for (own, other) in self.paid.iter_mut().zip(&before.paid) {
            *own = Paid {
                began: other.began,
                stake_years: own.stake_years + other.stake_years,
                minted: own.minted + other.minted,
                fees: own.fees + other.fees,
                minted_usd: own.minted_usd + other.minted_usd,
                fees_usd: own.fees_usd + other.fees_usd,
            };
        }
        self
    }
}
