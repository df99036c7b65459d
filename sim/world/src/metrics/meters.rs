//! The meters of one run: counters, sums, gauges and histograms, O(1) a change.

use state::requests::Request;
use units::ids::NetworkId;
use units::time::{Span, Time};

use super::cause::Cause;
use super::crowds::CrowdMeter;
use super::endings::{Answered, Lost};
use super::exits::ExitMeter;
use super::exposure::ExposureMeter;
use super::gauge::{Area, Gauge};
use super::histogram::Histogram;
use super::outages::OutageMeter;
use super::prices::PriceMeter;
use super::quality::QualityMeter;
use super::reach::ReachMeter;
use super::sentences::Sentences;
use super::tally::{GroupMeter, LlmMeter, NetworkMeter, Tally, UsersMeter};
use super::tokens::TokenMeter;
use super::unplayed::Unplayed;
use super::waits::Waits;
use crate::scenario::Scenario;

/// All meters.
#[derive(Clone, Debug, Default)]
pub struct Meters {
    /// When measuring began.
    pub began: Time,
    /// Requests sent, warm-up included.
    pub sent_ever: u64,
    /// Requests that ended, by answer or without, warm-up included.
    pub ended_ever: u64,
    /// Requests sent.
    pub sent: u64,
    /// Requests that ended without an answer, by cause.
    pub causes: [u64; Cause::ALL.len()],
    /// Answer latencies.
    pub answer: Histogram,
    /// Assured latencies.
    pub(super) assured: Histogram,
    /// Waits until service began.
    pub wait: Histogram,
    /// Answers that had to wait for service.
    pub waited: u64,
    /// Answers to requests that were sent before measuring began, and the sum of their latencies \[ns\].
    pub early: (u64, u128),
    /// What else is asked of waits.
    pub waits: Waits,
    /// Sum of sojourn over service time.
    pub slowdown: f64,
    /// Tokens, where nodes batch.
    pub tokens: TokenMeter,
    /// Requests in the system.
    pub in_system: Gauge,
    /// Time spent in the system by requests that have ended, since measuring began \[ns\]: Little's other side.
    pub stayed: u128,
    /// Requests held at gateways, now.
    pub held: u64,
    /// Nodes that are up.
    pub up: Gauge,
    /// Whether answers can be reverted; if not, answer latency is assured latency.
    pub can_revert: bool,
    /// Nodes with a backlog of at least k, for k from 1.
    pub tails: Vec<Area>,
    /// By network.
    pub networks: Vec<NetworkMeter>,
    /// Prices that move, by network.
    pub prices: Vec<PriceMeter>,
    /// By gateway.
    pub gateways: Vec<Tally>,
    /// Requests at each gateway's own station.
    pub gateways_at_station: Vec<Area>,
    /// By group of nodes.
    pub groups: Vec<GroupMeter>,
    /// By LLM.
    pub llms: Vec<LlmMeter>,
    /// By group of users.
    pub users: Vec<UsersMeter>,
    /// First answers of requests that were copied, and the sum of their latencies \[ns\].
    pub first_backs: (u64, u128),
    /// Nodes picked.
    pub picks: u64,
    /// Picks of nodes that had gone.
    pub stale_picks: u64,
    /// Nodes that gateways banned.
    pub bans: u64,
    /// Further tries.
    pub retries: u64,
    /// Attempts given up.
    pub timeouts: u64,
    /// Further copies of slow requests, and those whose answer was the first.
    pub hedges: (u64, u64),
    /// Attempts placed anew because their node left.
    pub moves: u64,
    /// Services that gave up their slot to one that came.
    pub preemptions: u64,
    /// Work lost with attempts that did not end \[ns\].
    pub wasted: u128,
    /// Work of checks \[ns\].
    pub checking: u128,
    /// Checks for which no node was found.
    pub unchecked: u64,
    /// Nodes that joined.
    pub joins: u64,
    /// Nodes that left.
    pub leaves: u64,
    /// New nodes for which the group had no row, or the market no coins to stake.
    pub joins_dropped: u64,
    /// Faults that struck.
    pub strikes: u64,
    /// Requests in the system and nodes up at each asked-for time.
    pub observed: Vec<Option<(u64, u64)>>,
    /// Outages, and services on which gateways depend.
    pub outages: OutageMeter,
    /// Who saw requests, by group of users; empty where it is not measured.
    pub exposures: Vec<ExposureMeter>,
    /// What is within reach of compromises, by fault.
    pub reaches: Vec<ReachMeter>,
    /// First sentences, where they are asked for.
    pub sentences: Sentences,
    /// Stakes on their way out, by network.
    pub exits: Vec<ExitMeter>,
    /// What was there between windows of requests, if requests are played in windows.
    pub unplayed: Option<Box<Unplayed>>,
    /// Answers that deviate by their serving stack, where any may, and what gateways inspect.
    pub quality: Option<Box<QualityMeter>>,
    /// Where individuals are, if they may change their gateway.
    pub crowds: Option<Box<CrowdMeter>>,
    /// How many apps have integrated each gateway of their users, by table of apps.
    pub apps: Vec<Vec<Area>>,
    /// Whether requests in flight have been counted as if they had ended: then none is late beside.
    pub is_closed: bool,
}

impl Meters {
    /// Meters for a scenario, all at zero.
    pub fn new(scenario: &Scenario, n_nodes: usize) -> Self {
        let observe = &scenario.observe;
        let gauge = |asked: &[u32]| if asked.is_empty() { Gauge::default() } else { Gauge::with_levels() };
        let tails = observe.backlog.iter().copied().max().unwrap_or(0);
        Self {
            in_system: gauge(&observe.in_system),
            up: gauge(&observe.nodes),
            tails: vec![Area::default(); tails as usize],
            networks: vec![NetworkMeter::default(); scenario.networks.len()],
            prices: PriceMeter::all(scenario),
            gateways: vec![Tally::default(); scenario.gateways.len()],
            gateways_at_station: vec![Area::default(); scenario.gateways.len()],
            groups: vec![GroupMeter::default(); scenario.groups.len()],
            llms: vec![LlmMeter::default(); scenario.llms.len()],
            users: vec![UsersMeter::default(); scenario.users.len()],
            tokens: TokenMeter::new(scenario.users.len()),
            waits: Waits::new(&observe.wait),
            observed: vec![None; observe.at.len()],
            sentences: Sentences::new(scenario, n_nodes),
            outages: OutageMeter::new(scenario.services.len()),
            exposures: vec![ExposureMeter::default(); usize::from(scenario.measures_exposure()) * scenario.users.len()],
            reaches: vec![ReachMeter::default(); scenario.weather.len()],
            exits: vec![ExitMeter::new(&observe.unbonding); scenario.networks.len()],
            can_revert: scenario.networks.iter().any(|n| !n.rules.verification.is_empty()),
            crowds: CrowdMeter::new(scenario),
            apps: scenario.apps.iter().map(|apps| vec![Area::default(); apps.gateways.len()]).collect(),
            quality: QualityMeter::new(scenario),
            unplayed: scenario.pace.as_ref().map(|_| Box::new(Unplayed::new(scenario.groups.len()))),
            ..Self::default()
        }
    }

    /// Forgets what was measured; levels stay.
    pub fn clear(&mut self, now: Time) {
        let mut fresh = Self {
            began: now,
            sent_ever: self.sent_ever,
            ended_ever: self.ended_ever,
            held: self.held,
            in_system: self.in_system.clone(),
            up: self.up.clone(),
            can_revert: self.can_revert,
            tails: self.tails.clone(),
            prices: self.prices.iter().map(|p| p.cleared(now)).collect(),
            gateways: vec![Tally::default(); self.gateways.len()],
            gateways_at_station: self.gateways_at_station.clone(),
            llms: vec![LlmMeter::default(); self.llms.len()],
            users: vec![UsersMeter::default(); self.users.len()],
            tokens: TokenMeter::new(self.users.len()),
            waits: self.waits.cleared(),
            observed: self.observed.clone(),
            apps: self.apps.clone(),
            crowds: self.crowds.as_ref().map(|crowds| Box::new(crowds.cleared(now))),
            quality: self.quality.as_ref().map(|quality| Box::new(quality.cleared())),
            unplayed: self.unplayed.as_ref().map(|unplayed| Box::new(unplayed.cleared())),
            sentences: std::mem::take(&mut self.sentences),
            outages: OutageMeter::new(self.outages.services.len()),
            exposures: vec![ExposureMeter::default(); self.exposures.len()],
            reaches: vec![ReachMeter::default(); self.reaches.len()],
            exits: self.exits.iter().map(|e| e.cleared(now)).collect(),
            ..Self::default()
        };
        fresh.networks = self.networks.iter().map(|network| network.cleared(now)).collect();
        let group = |g: &GroupMeter| GroupMeter {
            up: g.up.clone(),
            capacity: g.capacity,
            busy: g.busy,
            backlog: g.backlog,
            unloaded: g.unloaded,
            ..Default::default()
        };
        fresh.groups = self.groups.iter().map(group).collect();
        *self = fresh;
        self.in_system.clear(now);
        self.up.clear(now);
        let apps = self.apps.iter_mut().flatten();
        let groups = self.groups.iter_mut().flat_map(|group| {
            group.up.clear(now);
            [&mut group.capacity, &mut group.busy, &mut group.backlog, &mut group.unloaded]
        });
        let areas = self.tails.iter_mut().chain(&mut self.gateways_at_station).chain(apps).chain(groups);
        areas.for_each(|area| area.clear(now));
    }

    /// What is measured of all requests: the sum over gateways.
    pub fn tally(&self) -> Tally {
        let mut sum = Tally::default();
        for t in &self.gateways {
            sum.answered += t.answered;
            sum.refused += t.refused;
            sum.failed += t.failed;
            sum.passed_on += t.passed_on;
            sum.timed += t.timed;
            sum.latency += t.latency;
            sum.wrong += t.wrong;
            sum.wrong_accepted += t.wrong_accepted;
            sum.wrong_caught += t.wrong_caught;
            sum.right_convicted += t.right_convicted;
            sum.detection += t.detection;
        }
        sum
    }
    /// Capacity that is up.
    pub fn capacity(&self) -> u64 {
        self.groups.iter().map(|g| g.capacity.level()).sum()
    }
    /// A window of requests begins, or ends.
    pub fn played(&mut self, now: Time, begins: bool) {
        let areas = self.groups.iter().map(|g| g.capacity.area(now)).chain([self.up.area(now)]).collect();
        self.unplayed.iter_mut().for_each(|unplayed| unplayed.turn(begins, Vec::clone(&areas)));
    }
    /// Time integral of the capacity of a group that was up while requests were played \[slot ns\].
    pub fn capacity_area_of(&self, group: usize, now: Time) -> u128 {
        let area = self.groups[group].capacity.area(now);
        area - self.unplayed.as_ref().map_or(0, |unplayed| unplayed.of(group, area))
    }
    /// Time integral of the nodes that were up while requests were played \[ns\].
    pub fn up_area(&self, now: Time) -> u128 {
        let area = self.up.area(now);
        area - self.unplayed.as_ref().map_or(0, |unplayed| unplayed.of(self.groups.len(), area))
    }
    /// Time integral of the capacity that is up while requests are played \[slot ns\].
    pub fn capacity_area(&self, now: Time) -> u128 {
        (0..self.groups.len()).map(|group| self.capacity_area_of(group, now)).sum()
    }
    /// Time integral of the capacity that is busy \[slot ns\].
    pub fn busy_area(&self, now: Time) -> u128 {
        self.groups.iter().map(|g| g.busy.area(now)).sum()
    }

    /// Assured latencies; those of the answers where nothing can be reverted.
    pub fn assured(&self) -> &Histogram {
        if self.can_revert { &self.assured } else { &self.answer }
    }

    /// A request was sent.
    #[inline]
    pub fn sent(&mut self, now: Time) {
        self.sent_ever += 1;
        self.sent += 1;
        self.in_system.add(now, 1);
    }

    /// A request left the system.
    #[inline]
    fn left(&mut self, now: Time, arrived: Time) {
        self.ended_ever += 1;
        self.in_system.sub(now, 1);
        self.stayed += u128::from(now.since(arrived.max(self.began)).ns());
    }

    /// A request was answered.
    #[inline]
    pub fn answered(&mut self, now: Time, answer: &Answered) {
        self.left(now, answer.row.arrived);
        let (row, served) = (answer.row, answer.served);
        let users = &mut self.users[row.users.row()];
        users.answered += 1;
        if answer.in_time == Some(false) {
            users.late_right += u64::from(!row.is_wrong);
        }
        let group = &mut self.groups[answer.group.row()];
        if row.is_wrong {
            group.saves(served.honest, served.service);
        }
        group.answered += 1;
        let (since, timed) = if answer.is_timed { (answer.since.ns(), 1) } else { (0, 0) };
        for tally in [&mut self.networks[row.network.row()].tally, &mut self.gateways[row.gateway.row()]] {
            tally.answered += 1;
            tally.timed += timed;
            tally.latency += u128::from(since);
            tally.wrong += u64::from(row.is_wrong);
        }
        if let Some(quality) = &mut self.quality {
            quality.answered(row, answer.group);
        }
        let first = served.first.min(row.first);
        if first < Time::END {
            self.tokens.answered(row.need);
        }
        if answer.is_timed {
            self.timed(now, answer, first);
        } else {
            self.early = (self.early.0 + 1, self.early.1 + u128::from(answer.since.ns()));
        }
    }

    /// A request that was sent in the window was answered: how long everything took.
    #[inline(always)]
    fn timed(&mut self, now: Time, answer: &Answered, first: Time) {
        let (row, served) = (answer.row, answer.served);
        self.answer.add(answer.since);
        let wait = served.began.since(row.arrived);
        self.wait.add(wait);
        self.waited += u64::from(wait.ns() > 0);
        self.waits.add(wait);
        let users = &mut self.users[row.users.row()];
        users.timed += 1;
        users.latency += u128::from(answer.since.ns());
        users.wait += u128::from(wait.ns());
        users.in_time += u64::from(answer.in_time == Some(true));
        if first < Time::END {
            self.tokens.came(row.users, row.need, first.since(row.arrived), now.since(first));
        }
        self.slowdown += answer.since.ns() as f64 / served.service.ns().max(1) as f64;
    }

    /// An answer was settled.
    #[inline]
    pub fn settled(&mut self, now: Time, row: &Request, is_timed: bool) {
        if self.can_revert && is_timed {
            self.assured.add(now.since(row.arrived));
        }
        if !row.is_wrong && !row.is_convicted {
            return;
        }
        for tally in [&mut self.networks[row.network.row()].tally, &mut self.gateways[row.gateway.row()]] {
            match (row.is_wrong, row.is_convicted) {
                (true, true) => {
                    tally.wrong_caught += 1;
                    tally.detection += u128::from(now.since(row.answered).ns());
                }
                (true, false) => tally.wrong_accepted += u64::from(!row.is_void),
                // Neither right nor wrong: see `quality`.
                (false, _) if row.deviates => {}
                (false, _) => {
                    tally.right_convicted += 1;
                    // A wrong answer of the majority stands in its place, unless its own text had parted.
                    tally.wrong_accepted += u64::from(row.is_replaced_wrongly);
                }
            }
        }
    }

    /// A request ended without an answer.
    pub fn ended(&mut self, now: Time, lost: &Lost) {
        let &Lost { row, cause, is_timed, waited } = lost;
        self.left(now, row.arrived);
        let at = Cause::ALL.iter().position(|c| c.0 == cause).expect("every cause is listed");
        self.causes[at] += 1;
        let users = &mut self.users[row.users.row()];
        users.lost += u64::from(is_timed);
        if is_timed {
            self.waits.lose(waited);
        }
        let refused = u64::from(cause.is_refusal());
        (users.refused, users.failed) = (users.refused + refused, users.failed + 1 - refused);
        for tally in [&mut self.networks[row.network.row()].tally, &mut self.gateways[row.gateway.row()]] {
            (tally.refused, tally.failed) = (tally.refused + refused, tally.failed + 1 - refused);
        }
    }

    /// A check was sent.
    pub fn checks(&mut self, network: NetworkId, work: Span) {
        self.networks[network.row()].checks += 1;
        self.checking += u128::from(work.ns());
    }
    /// Notes the present state for an asked-for observation.
    pub fn observe(&mut self, at: usize) {
        self.observed[at] = Some((self.in_system.level(), self.up.level()));
        self.crowds.iter_mut().for_each(|crowds| crowds.observe(at));
    }
}
