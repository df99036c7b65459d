//! Operators claim more than they served, and are asked for a proof of it.

use engine::draws::{Attribute, Index, Purpose};
use rules::slashing::{Evidence, Finding, Offence};
use state::ledger::{Account, Reason};
use units::ids::{CoinId, NetworkId, OperatorId};

use crate::world::Moment;
use crate::world::claims::Claim;
use crate::world::networks::Sides;

impl Moment<'_> {
    /// How many times what it served an operator claims at one of its settlements; once, if it is honest.
    pub(super) fn overclaiming(&self, operator: OperatorId, batch: u32) -> f64 {
        let group = self.state.operators[operator.row()].group;
        if self.state.groups[group.row()].derived.is_honest {
            return 1.0;
        }
        let draws = &mut self.stream(Purpose::Overclaim, operator.0.into()).draws(batch.into());
        self.scenario.groups[group.row()].rules.conduct.policy().overclaims(draws)
    }

    /// Whether a network asks an operator for a proof of its claims, which are of so many times what it served.
    pub(super) fn is_asked(
        &mut self,
        network: NetworkId,
        coin: CoinId,
        operator: OperatorId,
        (batch, claims): (u32, &[Claim]),
        factor: f64,
    ) -> bool {
        let served: i64 = claims.iter().map(Claim::fee).sum();
        let claimed = (served as f64 * factor).min(i64::MAX as f64) as i64;
        let decimals = self.scenario.coins[coin.row()].rules.decimals;
        let mut is_asked = false;
        for at in 0..self.scenario.networks[network.row()].rules.verification.len() {
            let policy = self.scenario.networks[network.row()].rules.verification[at].policy();
            if policy.asks_for_claims() {
                let index = Index::Claim { batch, network: network.0 };
                let stream = self.stream(Purpose::ClaimProof, operator.0.into());
                let draws = &mut stream.draws_for(index.bits(), Attribute(at as u16));
                is_asked |= policy.must_prove(claimed.unsigned_abs(), decimals, draws);
            }
        }
        self.state.meters.networks[network.row()].disputes.claims_asked += u64::from(is_asked);
        is_asked
    }

    /// Claims of which there is no proof: users have their fees back, and who claimed is judged.
    pub(super) fn reject_claims(&mut self, network: NetworkId, coin: CoinId, claims: &[Claim]) {
        self.state.meters.networks[network.row()].disputes.claims_unproved += 1;
        for claim in claims {
            let payer = self.payer(network, claim.users);
            self.state.ledger.transfer(coin, Account::Escrow, payer, claim.fee(), Reason::Refund);
            self.note_unlocked(network, claim.fee());
        }
        let Some(first) = claims.first().filter(|first| self.state.nodes.is_current(first.payee)) else { return };
        let evidence = Evidence {
            node: first.payee.id,
            offence: Offence::WrongAnswer,
            finding: Finding::Offended,
            at: first.made,
            now: self.now,
        };
        self.judge(network, &evidence, Sides { harmed: Some(first.users), ..Sides::default() });
    }

    /// What is claimed beyond what was served is paid out of the stake of the users, as far as there is any.
    pub(super) fn pay_overclaim(&mut self, network: NetworkId, coin: CoinId, claim: &Claim, factor: f64) {
        let payer = self.payer(network, claim.users);
        if matches!(payer, Account::Users(_)) {
            return;
        }
        let more = (claim.fee() as f64 * (factor - 1.0)).min(i64::MAX as f64) as i64;
        let paid = more.min(self.state.ledger.balance(coin, payer));
        if paid <= 0 {
            return;
        }
        self.state.ledger.transfer(coin, payer, Account::Node(claim.payee.id), paid, Reason::Overclaim);
        let usd = self.in_usd(network, paid);
        self.state.meters.networks[network.row()].disputes.overclaimed_usd += usd;
        if self.state.nodes.is_current(claim.payee) {
            self.earn(network, claim.payee.id, paid);
        } else {
            self.sell_of(coin, claim.payee.id, paid);
            self.note_last_pay(network, claim.payee.id, paid);
        }
    }
}
