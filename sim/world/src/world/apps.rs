//! Which gateways the apps of developers have integrated, and what that has cost.

use std::iter::StepBy;
use std::ops::Range;

use rules::owner::apps::Integration;
use units::time::Time;

use super::spread::spread;
use crate::metrics::gauge::Area;
use crate::scenario::Apps;

/// In how many parts of a period apps review what they have integrated, at most.
const SLICES: u64 = 256;

/// What changes about a table of apps.
#[derive(Clone, Debug)]
pub(crate) struct AppsState {
    /// What each app has integrated: the bit of each place among the gateways of its users.
    has: Vec<u64>,
    /// The gateway that each app integrated first, by place.
    firsts: Vec<u8>,
    /// Integrations so far, and those that are there now, over time.
    made: u64,
    kept: Area,
    /// Parts of periods that are over.
    pub(crate) turns: u64,
    /// Requests that all users of the apps had sent when they were last counted, and when that was.
    seen: (u64, Time),
    /// How many the users of one app sent then \[1/h\].
    pub(crate) requests_h: f64,
}

impl AppsState {
    /// Of apps at the start.
    pub(crate) fn new(apps: &Apps) -> Self {
        let n = apps.gateways.len();
        let firsts = spread(apps.rules.count, n.max(1), &apps.rules.start);
        let most = apps.rules.integrates.policy().first(n);
        let first = |&first: &u8| (0..most).fold(0, |bits, step| bits | 1 << ((usize::from(first) + step) % n));
        let has: Vec<u64> = firsts.iter().map(first).collect();
        let made = u64::from(apps.rules.count) * most as u64;
        let mut kept = Area::default();
        kept.add(Time::ZERO, made);
        Self { has, firsts, made, kept, turns: 0, seen: (0, Time::ZERO), requests_h: 0.0 }
    }

    /// How many apps there are.
    pub(crate) fn count(&self) -> u32 {
        self.has.len() as u32
    }
    /// What the app has integrated that an individual uses.
    #[inline]
    pub(crate) fn of(&self, individual: u32) -> u64 {
        self.has[individual as usize % self.has.len()]
    }
    /// The gateway that an app integrated first, by place.
    pub(super) fn first(&self, app: u32) -> u8 {
        self.firsts[app as usize]
    }
    /// The individuals of so many who use an app.
    pub(crate) fn users(&self, app: u32, count: u32) -> StepBy<Range<u32>> {
        (app.min(count)..count).step_by(self.has.len())
    }
    /// How many apps have integrated the gateway of a place.
    pub(crate) fn n_with(&self, place: usize) -> u64 {
        self.has.iter().filter(|&&has| has >> place & 1 == 1).count() as u64
    }
    /// In how many parts of a period apps review.
    pub(crate) fn slices(&self) -> u64 {
        SLICES.min(self.has.len() as u64)
    }
    /// The apps that review in a part of a period.
    pub(crate) fn slice(&self, part: u64) -> Range<u32> {
        let (n, slices) = (self.has.len() as u64, self.slices());
        (n * part / slices) as u32..(n * (part + 1) / slices) as u32
    }
    /// An app has integrated these gateways from now on.
    pub(crate) fn integrate(&mut self, now: Time, app: u32, to: u64) {
        let has = &mut self.has[app as usize];
        let (new, gone) = (u64::from((to & !*has).count_ones()), u64::from((*has & !to).count_ones()));
        *has = to;
        self.made += new;
        self.kept.add(now, new);
        self.kept.sub(now, gone);
    }
    /// The users of all apps have sent so many requests by now, after so many hours of requests since the last count.
    pub(crate) fn counted(&mut self, now: Time, requests: u64, hours: f64) {
        let sent = (requests - self.seen.0) as f64 / f64::from(self.count());
        self.requests_h = if hours > 0.0 { sent / hours } else { 0.0 };
        self.seen = (requests, now);
    }
    /// When requests were last counted.
    pub(crate) fn counted_at(&self) -> Time {
        self.seen.1
    }
    /// What all integrations have cost by now \[usd\].
    pub(crate) fn cost_usd(&self, integration: &Integration, now: Time) -> f64 {
        integration.cost_nanos(self.made, self.kept.area(now)) as f64 / 1e9
    }
}
