//! What is measured after faults: when they strike in a replication, and the stretches of time that follow.

use engine::draws::{Address, Purpose, name_hash};
use units::time::{Span, Time};

use super::Scenario;

/// What is measured after each strike of a fault.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Aftermath {
    /// The fault, by row.
    pub fault: u16,
    /// From the end of the fault to the beginning of what is measured.
    pub delay: Span,
    /// The width of the bins that are measured one by one, and in calm as well; none for one window.
    pub bins: Option<Span>,
    /// The columns of the outcome that are measured, in order.
    pub columns: Vec<usize>,
    /// Those of them that requests in flight at the end of a window could change, in order.
    pub bounded: Vec<usize>,
}

/// A fault that strikes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Strike {
    /// Which fault, by row.
    pub fault: u16,
    /// When.
    pub at: Time,
    /// When it is over; a shock to nodes is over at once, each node returns after its own repair time.
    pub end: Time,
}

/// A stretch of time after a strike.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stretch {
    /// The strike that it follows.
    pub strike: Strike,
    /// When it begins.
    pub from: Time,
    /// When it ends: at the horizon, or as the last of the nanosecond before the next strike of any fault. Before
    /// `from` if nothing is left.
    pub to: Time,
}

impl Scenario {
    /// The strikes of all faults up to the horizon in the order of time.
    ///
    /// Gaps are addressed draws that nothing in a world changes, so that the strikes of a replication are known before
    /// it is played.
    pub fn strikes(&self, replication: u32) -> Vec<Strike> {
        let mut list = Vec::new();
        for (fault, row) in self.weather.iter().enumerate() {
            let lasts = row.rules.fault.policy().strike().lasts();
            let mut add = |at: Time| list.push(Strike { fault: fault as u16, at, end: at + lasts });
            let Some(gap) = &row.rules.every else {
                if let Some(at) = row.rules.at.map(|at| Time::ZERO + at).filter(|&at| at <= self.horizon) {
                    add(at);
                }
                continue;
            };
            let (purpose, entity) = (Purpose::Weather, name_hash(&row.name));
            let stream = Address { seed: self.seed, replication, purpose, entity }.stream();
            let mut at = Time::ZERO;
            for struck in 0.. {
                at = at + gap.sample(&mut stream.draws(struck));
                if at > self.horizon {
                    break;
                }
                add(at);
            }
        }
        list.sort_by_key(|strike| (strike.at, strike.fault));
        list
    }

    /// The stretches after each strike of a fault, a time after its end, up to the next strike of any; strikes are in
    /// the order of time. Those that end before they begin are among them.
    pub fn stretches(&self, strikes: &[Strike], fault: u16, delay: Span) -> Vec<Stretch> {
        let own = strikes.iter().enumerate().filter(|(_, strike)| strike.fault == fault);
        let stretch = |(i, &strike): (usize, &Strike)| {
            let next = strikes[i..].iter().find(|other| other.at > strike.at);
            // A strike belongs to what follows it.
            let to = next.map_or(self.horizon, |next| Time::from_ns(next.at.ns() - 1));
            Stretch { strike, from: strike.end + delay, to }
        };
        own.map(stretch).collect()
    }

    /// The same world without one of its faults, in a replication.
    pub(crate) fn without(&self, fault: u16, replication: u32) -> Self {
        let mut calm = self.clone();
        // It plays requests when this one does.
        let given = self.played(replication);
        if let Some(pace) = &mut calm.pace {
            pace.given = given;
        }
        calm.weather.remove(usize::from(fault));
        calm.observe.aftermaths.clear();
        calm
    }
}

impl Aftermath {
    /// The times between which an aftermath is measured in a stretch: its ends, or those of its bins. What is left of
    /// the last bin is not measured; nothing if the stretch is too short, or begins in the warm-up.
    pub fn edges(&self, stretch: &Stretch, cut: Time) -> Vec<Time> {
        let Stretch { from, to, .. } = *stretch;
        if from >= to || from < cut {
            return Vec::new();
        }
        let Some(width) = self.bins else { return vec![from, to] };
        let bins = to.since(from).ns() / width.ns().max(1);
        if bins == 0 { Vec::new() } else { (0..=bins).map(|bin| from + width * bin).collect() }
    }
}
