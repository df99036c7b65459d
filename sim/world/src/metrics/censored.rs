//! What requests in flight at the end could still make of the metrics: all fail, or all are answered at this moment.

use state::attempts::Purpose;
use state::requests::{Need, Request};
use units::time::Time;

use super::catalogue::{self, in_flight, is_late};
use super::meters::Meters;
use crate::world::World;

/// How the requests in flight are taken to end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fate {
    /// None is ever answered: shares of failures are greatest.
    Fail,
    /// All are answered rightly now: shares of answers are greatest, and latencies are at least their ages.
    Answer,
}

/// The wanted columns, if all requests in flight failed and if all were answered now.
///
/// Nothing where none is in flight. Every share of requests lies between the two; a latency is at least the second
/// where they are ever answered, and stays the first where they are not.
pub(crate) fn bounds(world: &mut World, now: Time, wanted: &[usize]) -> Vec<[Option<f64>; 2]> {
    if wanted.is_empty() || in_flight(world).next().is_none() {
        return Vec::new();
    }
    let meters = world.state.meters.clone();
    let [failed, answered] = [Fate::Fail, Fate::Answer].map(|fate| {
        let ended = ended(world, fate, now);
        world.state.meters = ended;
        let values = catalogue::values(world, now);
        world.state.meters = meters.clone();
        values
    });
    wanted.iter().map(|&column| [failed[column], answered[column]]).collect()
}

/// The meters as they would be with an end of all requests in flight.
fn ended(world: &World, fate: Fate, now: Time) -> Meters {
    let mut meters = world.state.meters.clone();
    meters.is_closed = true;
    // Those whose service has begun waited no longer than until then.
    let served = world.state.attempts.iter().filter(|row| row.purpose == Purpose::Try && row.began < Time::END);
    let mut began: Vec<_> = served.map(|row| (row.request, row.began)).collect();
    began.sort_unstable();
    for (id, row) in in_flight(world) {
        let at = began.partition_point(|&(request, _)| request < id);
        let waited = began.get(at).filter(|&&(request, _)| request == id).map_or(now, |&(_, began)| began);
        match fate {
            Fate::Fail => meters.fail_in_flight(row, waited),
            Fate::Answer => {
                meters.answer_in_flight(now, row, waited);
                meters.users[row.users.row()].in_time += u64::from(!is_late(world, row, now));
            }
        }
    }
    meters
}

impl Meters {
    /// A request in flight is taken to fail.
    fn fail_in_flight(&mut self, row: &Request, waited: Time) {
        self.waits.lose(waited.since(row.arrived));
        let users = &mut self.users[row.users.row()];
        users.failed += 1;
        users.lost += 1;
        for tally in [&mut self.networks[row.network.row()].tally, &mut self.gateways[row.gateway.row()]] {
            tally.failed += 1;
        }
    }

    /// A request in flight is taken to be answered now.
    fn answer_in_flight(&mut self, now: Time, row: &Request, waited: Time) {
        let (age, wait) = (now.since(row.arrived), waited.since(row.arrived));
        self.answer.add(age);
        self.assured.add(age);
        self.wait.add(wait);
        self.waited += u64::from(wait.ns() > 0);
        self.waits.add(wait);
        let users = &mut self.users[row.users.row()];
        users.answered += 1;
        users.timed += 1;
        users.latency += u128::from(age.ns());
        users.wait += u128::from(wait.ns());
        for tally in [&mut self.networks[row.network.row()].tally, &mut self.gateways[row.gateway.row()]] {
            tally.answered += 1;
            tally.timed += 1;
            tally.latency += u128::from(age.ns());
        }
        if let Need::Tokens { .. } = row.need {
            let first = row.first.min(now).since(row.arrived);
            self.tokens.all.first.add(first);
            self.tokens.users[row.users.row()].first.add(first);
        }
    }
}
