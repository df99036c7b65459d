//! Little's law for every owner, to the nanosecond: kept where bugs are hunted, and nowhere else.

use state::requests::Request;
use units::ids::{AttemptId, GatewayId, NodeId};
use units::time::Time;

/// Both sides of Little's law for one owner: how many are there integrates to how long each of them stays.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Stay {
    level: u64,
    changed: Time,
    /// Time integral of the level up to the last change \[ns\].
    area: u128,
    /// Stays that ended \[ns\].
    stayed: u128,
}

impl Stay {
    fn settle(&mut self, now: Time) {
        self.area += u128::from(self.level) * u128::from(now.since(self.changed).ns());
        self.changed = now;
    }
    fn begin(&mut self, now: Time) {
        self.settle(now);
        self.level += 1;
    }
    fn end(&mut self, now: Time, since: Time) {
        self.settle(now);
        self.level = self.level.checked_sub(1).expect("who leaves has come");
        self.stayed += u128::from(now.since(since).ns());
    }
    /// Whether the integral is the sum of the stays, those that still go on among them.
    pub(super) fn holds(mut self, now: Time, open: impl Iterator<Item = Time>) -> Result<(), String> {
        self.settle(now);
        let stayed = open.fold(self.stayed, |sum, since| sum + u128::from(now.since(since).ns()));
        if self.area == stayed {
            return Ok(());
        }
        Err(format!("stays sum to {stayed} ns, but their number integrates to {} ns", self.area))
    }
}

/// Who came and went, by owner.
#[derive(Clone, Debug, Default)]
pub(crate) struct Diary {
    pub(super) lines: Vec<Stay>,
    pub(super) gateways: Vec<Stay>,
    pub(super) users: Vec<Stay>,
    /// When an attempt entered its line, by its row.
    pub(super) entered: Vec<Time>,
}

impl Diary {
    /// Room for these owners, all of whom have nobody yet.
    pub(crate) fn new(nodes: usize, gateways: usize, users: usize) -> Self {
        let stays = |n| vec![Stay::default(); n];
        Self { lines: stays(nodes), gateways: stays(gateways), users: stays(users), entered: Vec::new() }
    }
    /// A request was sent.
    pub(crate) fn sent(&mut self, now: Time, request: &Request) {
        self.gateways[request.gateway.row()].begin(now);
        self.users[request.users.row()].begin(now);
    }
    /// A request left the system.
    /// It was at its gateway since then.
    pub(crate) fn left(&mut self, now: Time, request: &Request, since: Time) {
        self.gateways[request.gateway.row()].end(now, since);
        self.users[request.users.row()].end(now, request.arrived);
    }
    /// A request went on to a gateway from one at which it was since then.
    pub(crate) fn went_on(&mut self, now: Time, request: &Request, to: GatewayId, since: Time) {
        self.gateways[request.gateway.row()].end(now, since);
        self.gateways[to.row()].begin(now);
    }
    /// An attempt entered a node's line.
    pub(crate) fn entered(&mut self, now: Time, node: NodeId, attempt: AttemptId) {
        if self.entered.len() <= attempt.row() {
            self.entered.resize(attempt.row() + 1, Time::ZERO);
        }
        self.entered[attempt.row()] = now;
        self.lines[node.row()].begin(now);
    }
    /// An attempt left a node's line.
    pub(crate) fn came_out(&mut self, now: Time, node: NodeId, attempt: AttemptId) {
        self.lines[node.row()].end(now, self.entered[attempt.row()]);
    }
}
