//! What verdicts leave in the meters: pay, forfeits, slashes and jail.

use rules::slashing::Offence;
use units::ids::{GatewayId, GroupId, NetworkId};
use units::time::Time;

use super::meters::Meters;
use super::tally::{Unmet, Unpaid};

impl Meters {
    /// A node earned \[usd\].
    pub fn earned(&mut self, group: GroupId, usd: f64) {
        self.groups[group.row()].earned_usd += usd;
    }
    /// Coins were minted for a node, which are part of what it earned \[usd\].
    pub fn minted(&mut self, group: GroupId, usd: f64) {
        self.groups[group.row()].minted_usd += usd;
    }
    /// A node lost a fee to a verdict \[usd\].
    pub fn forfeited(&mut self, group: GroupId, usd: f64, is_wrong: bool) {
        if is_wrong {
            self.groups[group.row()].forfeited_wrong_usd += usd;
        }
    }
    /// Stake was taken, and of it the node's own \[usd\].
    pub fn slashed(&mut self, network: NetworkId, group: GroupId, offence: Offence, (usd, own): (f64, f64)) {
        self.networks[network.row()].slashed_usd += usd;
        self.networks[network.row()].slashes += 1;
        let group = &mut self.groups[group.row()];
        group.slashes += 1;
        match offence {
            Offence::WrongAnswer => group.slashed_wrong_usd += own,
            Offence::Absence => group.slashed_absence_usd += own,
            Offence::Equivocation => group.slashed_equivocation_usd += own,
        }
    }
    /// A part of what an answer costs is never paid.
    pub fn uncollected(
        &mut self,
        network: NetworkId,
        gateway: GatewayId,
        group: GroupId,
        (cause, unpaid): (Unmet, Unpaid),
    ) {
        self.networks[network.row()].uncollected.add(cause, unpaid.all);
        self.gateways[gateway.row()].uncollected_usd += unpaid.gateway;
        self.groups[group.row()].uncollected_usd += unpaid.node;
    }
    /// A node was jailed.
    pub fn jailed(&mut self, now: Time, network: NetworkId) {
        self.networks[network.row()].jailings += 1;
        self.networks[network.row()].jailed.add(now, 1);
    }
    /// A node came on probation.
    pub fn put_on_probation(&mut self, now: Time, network: NetworkId) {
        self.networks[network.row()].probations += 1;
        self.networks[network.row()].on_probation.add(now, 1);
    }
    /// The probation of a node is over.
    pub fn end_probation(&mut self, now: Time, network: NetworkId, since: Time) {
        self.leave_probation(now, network);
        let meter = &mut self.networks[network.row()];
        meter.probations_over += 1;
        meter.probation += u128::from(now.since(since).ns());
    }
    /// A node on probation has left for good.
    pub fn leave_probation(&mut self, now: Time, network: NetworkId) {
        self.networks[network.row()].on_probation.sub(now, 1);
    }
    /// A jail term ended.
    pub fn freed(&mut self, now: Time, network: NetworkId) {
        self.networks[network.row()].jailed.sub(now, 1);
    }
}
