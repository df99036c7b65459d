//! Insurance of a network: claims arise where verdicts and slashes do harm, and are paid as far as the fund lasts.

use rules::owner::insurance::Shortfall;
use state::ledger::{Account, Reason, part};
use units::ids::{NetworkId, OperatorId, UsersId};

use super::CLAIMS;
use crate::event::Event;
use crate::world::Moment;
use crate::world::insurances::Insured;

impl Moment<'_> {
    /// Gives insurances their reserves, and schedules the payments of those that collect claims.
    pub(in crate::dynamics) fn plan_insurances(&mut self) {
        for (i, row) in self.scenario.networks.iter().enumerate() {
            let (Some(rules), Some(coin)) = (&row.rules.insurance, row.coin) else { continue };
            let (network, decimals) = (NetworkId::of(i), self.scenario.coins[coin.row()].rules.decimals);
            let reserve = rules.reserve.as_ref().and_then(|reserve| reserve.base_units(decimals)).unwrap_or(0);
            let fund = Account::Insurance(network);
            self.state.ledger.transfer(coin, Account::Market, fund, reserve, Reason::Endowment);
            if rules.shortfall == Shortfall::ProRata {
                self.agenda.after(rules.every, CLAIMS, Event::Insure(network));
            }
        }
    }

    /// Users got an answer that was found wrong, for a fee that they get back.
    pub(super) fn insure_users(&mut self, network: NetworkId, users: UsersId, fee: i64) {
        if let Some(rules) = &self.scenario.networks[network.row()].rules.insurance {
            self.insure_loss(network, Insured::Users(users), (rules.wrong_answer, fee));
        }
    }

    /// A slash took so much of the stake that is bonded with an operator for others.
    pub(super) fn insure_delegators(&mut self, network: NetworkId, operator: OperatorId, lost: i64) {
        if let Some(rules) = &self.scenario.networks[network.row()].rules.insurance {
            self.insure_loss(network, Insured::Delegators(operator), (rules.delegators, lost));
        }
    }

    /// A claim of a share of a loss arises.
    fn insure_loss(&mut self, network: NetworkId, who: Insured, (share, loss): (units::share::Share, i64)) {
        let row = &self.scenario.networks[network.row()];
        let (Some(rules), Some(coin)) = (&row.rules.insurance, row.coin) else { return };
        let due = rules.claim(share, loss, self.scenario.coins[coin.row()].rules.decimals);
        if let (Some(pace), Insured::Users(users)) = (&mut self.state.pace, who) {
            pace.note_claim(network, users, due);
        }
        self.insure_due(network, who, due);
    }

    /// Users claim on between windows of requests what they claimed in the last. Delegators do not, for slashes are not
    /// repeated.
    pub(super) fn claim_on(&mut self, network: NetworkId, users: UsersId, due: i64) {
        self.insure_due(network, Insured::Users(users), due);
    }

    /// A claim is paid, or waits for the end of its period.
    fn insure_due(&mut self, network: NetworkId, who: Insured, due: i64) {
        let row = &self.scenario.networks[network.row()];
        let (Some(rules), Some(coin)) = (&row.rules.insurance, row.coin) else { return };
        if due <= 0 {
            return;
        }
        match rules.shortfall {
            Shortfall::FirstCome => {
                let there = self.state.ledger.balance(coin, Account::Insurance(network));
                self.indemnify(network, who, due, due.min(there));
            }
            Shortfall::ProRata => self.state.networks[network.row()].losses.add(who, due),
        }
    }

    /// A period of claims ends: each is paid in full, or the same share of each.
    pub(in crate::dynamics) fn insure(&mut self, network: NetworkId) {
        let row = &self.scenario.networks[network.row()];
        let (Some(rules), Some(coin)) = (&row.rules.insurance, row.coin) else { return };
        let claims = self.state.networks[network.row()].losses.take();
        let all: i128 = claims.iter().map(|claim| i128::from(claim.1)).sum();
        let there = self.state.ledger.balance(coin, Account::Insurance(network));
        for (who, due) in claims {
            let paid = if all <= i128::from(there) { due } else { part(there, due.into(), all) };
            self.indemnify(network, who, due, paid);
        }
        self.agenda.after(rules.every, CLAIMS, Event::Insure(network));
    }

    /// Pays what there is for a claim; the rest of it is lost.
    fn indemnify(&mut self, network: NetworkId, who: Insured, due: i64, mut paid: i64) {
        let Some(coin) = self.scenario.networks[network.row()].coin else { return };
        let to = match who {
            Insured::Users(users) => Account::Users(users),
            Insured::Delegators(operator) => {
                let delegations = self.state.networks[network.row()].delegations.as_mut();
                // Whoever had stake there may have none left: then nobody is paid.
                if !delegations.is_some_and(|delegations| delegations.compensate(operator, paid)) {
                    paid = 0;
                }
                Account::Rewards(network)
            }
        };
        self.state.ledger.transfer(coin, Account::Insurance(network), to, paid, Reason::Indemnity);
        self.state.meters.networks[network.row()].indemnities.settled(due, paid);
    }
}
