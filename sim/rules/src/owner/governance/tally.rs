//! How votes are counted.

use engine::math;
use units::time::Span;

use super::{Base, Counts, Governance};

/// What was voted on a proposal, and by how many it could have been.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Tally {
    /// Power that voted for it.
    pub yes: f64,
    /// Power that voted against it.
    pub no: f64,
    /// Power that abstained.
    pub abstained: f64,
    /// Power that could have voted.
    pub able: f64,
    /// Bonded stake \[base units\].
    pub staked: f64,
    /// Coins that exist \[base units\].
    pub supply: f64,
}

/// What became of a proposal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    /// Its settings changed.
    Executed,
    /// More were against it than its threshold bears.
    Rejected,
    /// Too few voted.
    WithoutQuorum,
    /// The council stopped it.
    Vetoed,
    /// Too many others were under way.
    TurnedAway,
    /// A setting had changed too lately, or cannot have the value any more.
    Void,
}

impl Fate {
    /// How many there are.
    pub const COUNT: usize = 6;
}

impl Tally {
    /// Power that was voted with.
    pub fn cast(&self) -> f64 {
        self.yes + self.no + self.abstained
    }
    /// What a share of votes is of.
    fn base(&self, of: Base) -> f64 {
        match of {
            Base::Staked => self.staked,
            Base::Supply => self.supply,
            Base::Able => self.able,
        }
    }
}

impl Governance {
    /// Why a proposal with these votes does not pass; nothing if it does.
    pub fn fails(&self, tally: &Tally) -> Option<Fate> {
        if let Some(quorum) = &self.quorum {
            let counted = match quorum.counts {
                Counts::All => tally.cast(),
                Counts::YesAndAbstain => tally.yes + tally.abstained,
                Counts::Yes => tally.yes,
            };
            if counted < quorum.share.as_f64() * tally.base(quorum.of) {
                return Some(Fate::WithoutQuorum);
            }
        }
        let (share, decided) = (self.threshold.as_f64(), tally.yes + tally.no);
        // With nobody for it, it has no majority of nothing.
        (tally.yes <= share * decided).then_some(Fate::Rejected)
    }

    /// How much power for a proposal would have made it pass beside the votes against it and the abstentions of others,
    /// more than this: the larger of what the threshold and what the quorum needs.
    ///
    /// Where nobody else votes that is `quorum x base`; where others vote against it, `threshold / (1 - threshold)`
    /// times their power. Of a fixed turnout t of X coins, all of whose other votes are against it, it is
    /// `max(threshold t, quorum) X`.
    pub fn needs(&self, tally: &Tally) -> f64 {
        let share = self.threshold.as_f64();
        let majority = share / (1.0 - share) * tally.no;
        let quorum = self.quorum.as_ref().map_or(0.0, |quorum| {
            let others = match quorum.counts {
                Counts::All => tally.no + tally.abstained,
                Counts::YesAndAbstain => tally.abstained,
                Counts::Yes => 0.0,
            };
            quorum.share.as_f64() * tally.base(quorum.of) - others
        });
        majority.max(quorum).max(0.0)
    }

    /// Time after the opening at which support convinces, if it ever does: more than `threshold` of the base.
    pub fn convinces(&self, tally: &Tally, half_life: Span) -> Option<Span> {
        let base = self.quorum.as_ref().map_or(Base::Able, |quorum| quorum.of);
        convinced_after(tally.yes, self.threshold.as_f64() * tally.base(base), half_life)
    }
}

/// Time after which conviction `x (1 - 2^(-t / half-life))` is at what is needed; nothing if it never is.
pub fn convinced_after(support: f64, need: f64, half_life: Span) -> Option<Span> {
    if support <= need {
        return None;
    }
    let half_lives = -math::ln_1p(-(need / support).max(0.0)) / std::f64::consts::LN_2;
    Some(Span::from_ns((half_lives * half_life.ns() as f64).ceil() as u64))
}

#[cfg(test)]
mod tests {
    use units::settings::Setting as _;
    use units::share::Share;

    use super::super::Quorum;
    use super::*;

    fn tally(yes: f64, no: f64, abstained: f64) -> Tally {
        Tally { yes, no, abstained, able: 100.0, staked: 200.0, supply: 1_000.0 }
    }

    #[test]
    fn a_tie_fails_and_a_quorum_counts_what_it_says() {
        let mut governance = Governance::absent().expect("it has defaults");
        assert_eq!(governance.fails(&tally(5.0, 5.0, 9.0)), Some(Fate::Rejected));
        assert_eq!(governance.fails(&tally(5.1, 5.0, 0.0)), None);
        assert_eq!(governance.fails(&tally(0.0, 0.0, 3.0)), Some(Fate::Rejected));
        for (counts, of, expected) in [
            (Counts::All, Base::Able, None),
            (Counts::YesAndAbstain, Base::Able, Some(Fate::WithoutQuorum)),
            (Counts::Yes, Base::Able, Some(Fate::WithoutQuorum)),
            (Counts::All, Base::Staked, Some(Fate::WithoutQuorum)),
            (Counts::All, Base::Supply, Some(Fate::WithoutQuorum)),
        ] {
            governance.quorum = Some(Quorum { share: Share::percent(10), of, counts });
            assert_eq!(governance.fails(&tally(4.0, 3.0, 3.0)), expected, "{counts:?} of {of:?}");
        }
    }

    #[test]
    fn compound_289_passed_with_its_published_numbers() {
        // results.md D49: 682,191 for, 633,636 against of 10 M COMP: 51.845 %, turnout 13.158 %, quorum 400,000 for.
        let mut governance = Governance::absent().expect("it has defaults");
        governance.quorum = Some(Quorum { share: Share::percent(4), of: Base::Supply, counts: Counts::Yes });
        let votes = Tally { yes: 682_191.0, no: 633_636.0, abstained: 0.0, able: 1e7, staked: 0.0, supply: 1e7 };
        assert_eq!(governance.fails(&votes), None);
        assert!((votes.yes / votes.cast() - 0.518_450).abs() < 5e-7);
        assert!((votes.cast() / votes.supply - 0.131_58).abs() < 5e-6);
        // The margin: so many more than were needed.
        assert!((votes.yes - governance.needs(&votes) - 48_555.0).abs() < 1e-6);
    }

    #[test]
    fn the_least_that_passes_is_the_larger_of_threshold_and_quorum() {
        let mut governance = Governance::absent().expect("it has defaults");
        for (threshold, quorum, turnout) in [(50, 10, 13), (50, 4, 13), (67, 33, 40), (67, 5, 40)] {
            governance.threshold = Share::percent(threshold);
            governance.quorum = Some(Quorum { share: Share::percent(quorum), of: Base::Supply, counts: Counts::Yes });
            let (t, q, turnout) = (threshold as f64 / 100.0, quorum as f64 / 100.0, turnout as f64 / 100.0);
            // All other votes are against it: those that with the attacker's make the turnout.
            let no = (1.0 - t) * turnout * 1_000.0;
            let needs = governance.needs(&tally(0.0, no, 0.0));
            let expected = (t * turnout).max(q) * 1_000.0;
            assert!((needs - expected).abs() < 1e-9, "{threshold} {quorum}: {needs}, not {expected}");
        }
    }

    #[test]
    fn conviction_grows_by_its_half_life() {
        // results.md D45: half-life 3 d, 50/75/87.5/93.75 % after 3/6/9/12 d; 7 d, 50/75/87.5 after 7/14/21 d.
        for (half_life, rows) in
            [(3, &[(0.5, 3), (0.75, 6), (0.875, 9), (0.9375, 12)][..]), (7, &[(0.5, 7), (0.75, 14), (0.875, 21)])]
        {
            for &(need, days) in rows {
                let found = convinced_after(1.0, need, Span::days(half_life)).expect("it convinces");
                let off = found.as_secs() / 86_400.0 - days as f64;
                assert!(off.abs() < 1e-9, "{need} of a half-life of {half_life} d after {off} d more than {days}");
            }
        }
        // 10 % of all weight, held 14 d at a half-life of 7 d, convince as 7.5 % do at once (Gardens).
        let found = convinced_after(0.10, 0.075, Span::days(7)).expect("it convinces");
        assert!((found.as_secs() / 86_400.0 - 14.0).abs() < 1e-9);
        assert_eq!(convinced_after(0.5, 0.5, Span::days(3)), None);
        assert_eq!(convinced_after(0.5, 0.0, Span::days(3)), Some(Span::ZERO));
    }
}
