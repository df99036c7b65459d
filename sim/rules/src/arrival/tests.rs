//! What the tests of arrival processes share.

use engine::draws::{Address, Purpose};
use units::time::{Span, Time};

use super::policy::{Arrivals, View};

/// The times of the requests of one replication up to a horizon.
pub(super) fn times(arrivals: &impl Arrivals, replication: u32, horizon: Span) -> Vec<Time> {
    let stream = |purpose| Address { seed: 7, replication, purpose, entity: 1 }.stream();
    let (modulation, clients, arrival) =
        (stream(Purpose::Modulation), stream(Purpose::Client), stream(Purpose::Arrival));
    let (mut memory, mut now, mut list) = (arrivals.memory(0), Time::ZERO, Vec::new());
    loop {
        let view = View { now, recorded: &[], period: Span::ZERO, modulation, clients, users: 0 };
        let coming = arrivals.next(&mut memory, &view, &mut arrival.draws(list.len() as u64));
        let Some(coming) = coming.filter(|coming| coming.at <= Time::ZERO + horizon) else { return list };
        now = coming.at;
        list.push(now);
    }
}
