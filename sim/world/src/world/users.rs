//! What changes about a group of users, and where the chance of its requests comes from.

use engine::draws::{Address, Attribute, Purpose, Stream, name_hash};
use rules::arrival;

use super::apps::AppsState;
use super::homes::Homes;

/// What a member of a panel really does.
pub(crate) const VOTE_CONDUCT: Attribute = Attribute(0);
/// Whether an honest member errs.
pub(crate) const VOTE_ERROR: Attribute = Attribute(1);
/// Whether the answer of a node deviates that checks another's.
pub(crate) const CHECKER_DEVIATES: Attribute = Attribute(2);
/// Whether a server's answer that deviates counts as another in a vote.
pub(crate) const SERVER_DIFFERS: Attribute = Attribute(3);

/// What changes about the contract of a group of users.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Contracted {
    /// What was used of it in the present period \[billionths of a usd\].
    pub(crate) used: i64,
    /// Requests that were let in since the warm-up ended, and those of them that were under it.
    pub(crate) asked: u64,
    pub(crate) under: u64,
    /// What was paid since then for what was not used \[usd\].
    pub(crate) unused_usd: f64,
}

impl Contracted {
    /// The warm-up is over: what was measured so far is forgotten.
    pub(crate) fn clear(&mut self) {
        *self = Self { used: self.used, ..Self::default() };
    }
}

/// What changes about a group of users, and the streams of its requests' draws.
#[derive(Clone, Debug)]
pub(crate) struct UsersState {
    pub(crate) memory: arrival::Memory,
    pub(crate) coming: Option<arrival::Coming>,
    pub(crate) sent: u64,
    /// Whether users look at prices before they send a request.
    pub(crate) is_choosy: bool,
    /// What they have spent in a period of their budget, and in which \[billionths of a usd\].
    pub(crate) spent: (u64, i64),
    /// Their contract, if they have one.
    pub(crate) contract: Option<Contracted>,
    /// Whether users send more when they know how a request ended.
    pub(crate) waits: bool,
    pub(crate) arrival: Stream,
    pub(crate) demand: Stream,
    pub(crate) link: Stream,
    /// What checks and votes meet on the wires.
    pub(crate) proof_link: Stream,
    pub(crate) routing: Stream,
    pub(crate) scheduling: Stream,
    pub(crate) admission: Stream,
    pub(crate) affinity: Stream,
    pub(crate) copies: Stream,
    pub(crate) load: Stream,
    pub(crate) audit: Stream,
    pub(crate) verdict: Stream,
    pub(crate) checker: Stream,
    pub(crate) conduct: Stream,
    pub(crate) committee: Stream,
    pub(crate) ballot: Stream,
    pub(crate) deviation: Stream,
    pub(crate) difference: Stream,
    pub(crate) agreement: Stream,
    pub(crate) inspection: Stream,
    pub(crate) patience: Stream,
    pub(crate) modulation: Stream,
    pub(crate) clients: Stream,
    pub(crate) think: Stream,
    pub(crate) station: Stream,
    pub(crate) service: Stream,
    pub(crate) deadline: Stream,
    pub(crate) willingness: Stream,
    pub(crate) worth: Stream,
    /// Where its individuals are, if they have several gateways.
    pub(crate) homes: Option<Box<Homes>>,
    pub(crate) individual: Stream,
    pub(crate) review: Stream,
    pub(crate) pick: Stream,
    pub(crate) backoff: Stream,
    pub(crate) app: Stream,
    pub(crate) app_move: Stream,
}

impl UsersState {
    /// Of a group at the start, with the apps that it uses, and those of its gateways that are closed: the bit of each
    /// place.
    pub(crate) fn new(
        (seed, replication): (u64, u32),
        users: &crate::scenario::Users,
        apps: Option<&AppsState>,
        closed: u64,
    ) -> Self {
        let entity = name_hash(&users.name);
        let stream = |purpose| Address { seed, replication, purpose, entity }.stream();
        Self {
            memory: users.rules.arrival.memory(0),
            coming: None,
            sent: 0,
            is_choosy: users.rules.looks_at_prices(),
            spent: (0, 0),
            contract: users.rules.contract.as_ref().map(|_| Contracted::default()),
            waits: users.rules.arrival.waits(),
            arrival: stream(Purpose::Arrival),
            demand: stream(Purpose::Demand),
            link: stream(Purpose::Link),
            proof_link: stream(Purpose::ProofLink),
            routing: stream(Purpose::Routing),
            scheduling: stream(Purpose::Scheduling),
            admission: stream(Purpose::Admission),
            affinity: stream(Purpose::Affinity),
            copies: stream(Purpose::Copies),
            load: stream(Purpose::Load),
            audit: stream(Purpose::Audit),
            verdict: stream(Purpose::Verdict),
            checker: stream(Purpose::Checker),
            conduct: stream(Purpose::Conduct),
            committee: stream(Purpose::Committee),
            ballot: stream(Purpose::Ballot),
            deviation: stream(Purpose::Deviation),
            difference: stream(Purpose::Difference),
            agreement: stream(Purpose::Agreement),
            inspection: stream(Purpose::Inspection),
            patience: stream(Purpose::Patience),
            modulation: stream(Purpose::Modulation),
            clients: stream(Purpose::Client),
            think: stream(Purpose::Think),
            station: stream(Purpose::Station),
            service: stream(Purpose::Service),
            deadline: stream(Purpose::Deadline),
            willingness: stream(Purpose::Willingness),
            worth: stream(Purpose::Worth),
            homes: Homes::new(users, apps, closed),
            individual: stream(Purpose::Individual),
            review: stream(Purpose::GatewayReview),
            pick: stream(Purpose::GatewayPick),
            backoff: stream(Purpose::Backoff),
            app: stream(Purpose::App),
            app_move: stream(Purpose::AppMove),
        }
    }
    /// Spends an amount in a period of the budget, if that leaves it within the most; says whether it did.
    pub(crate) fn spend_budget(&mut self, period: u64, nanos: i64, most: i64) -> bool {
        let spent = if self.spent.0 == period { self.spent.1 } else { 0 };
        let is_within = nanos <= most.saturating_sub(spent);
        if is_within {
            self.spent = (period, spent + nanos);
        }
        is_within
    }
}
