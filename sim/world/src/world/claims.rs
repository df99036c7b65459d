//! Claims of operators on what users have set aside, until they are settled.

use rules::settlement::View;
use units::ids::{GatewayId, NodeRef, OperatorId, UsersId};
use units::time::Time;

use crate::scenario::Network;

/// A claim on the fee of an answer, with the parts into which it is divided \[base units\].
#[derive(Clone, Debug)]
pub(crate) struct Claim {
    /// When the request was sent, and what it may cost signed.
    pub(crate) signed: Time,
    /// When the verdict on the answer came.
    pub(crate) made: Time,
    /// Who pays.
    pub(crate) users: UsersId,
    /// Where the request entered.
    pub(crate) gateway: GatewayId,
    /// Who is paid for the answer.
    pub(crate) payee: NodeRef,
    /// Whether the answer had tokens.
    pub(crate) is_for_tokens: bool,
    /// What the gateway takes.
    pub(crate) take: i64,
    /// Who checked the answer, and the part of each.
    pub(crate) checkers: Vec<(NodeRef, i64)>,
    /// The part of the treasury.
    pub(crate) treasury: i64,
    /// What is burnt.
    pub(crate) burn: i64,
    /// The part of the insurance.
    pub(crate) insurance: i64,
    /// The part of who answered.
    pub(crate) node: i64,
}

impl Claim {
    /// The whole fee.
    pub(crate) fn fee(&self) -> i64 {
        let checkers: i64 = self.checkers.iter().map(|(_, part)| part).sum();
        self.take + checkers + self.treasury + self.burn + self.insurance + self.node
    }
}

/// The claims of an operator that will be settled together.
#[derive(Clone, Debug, Default)]
pub(crate) struct Batch {
    claims: Vec<Claim>,
    /// When the last of them was added.
    last: Time,
    /// How many batches came before: events of an earlier one concern it no more.
    pub(crate) number: u32,
    /// Whether an event will look whether it is due.
    pub(crate) is_awaited: bool,
}

impl Batch {
    /// What the network's way of settling sees of it; nothing if there is none.
    pub(crate) fn view(&self, now: Time) -> Option<View> {
        let opened = self.claims.first()?.made;
        Some(View { now, claims: self.claims.len() as u64, opened, last: self.last })
    }
    /// Its claims, which are settled now: the next batch begins.
    fn close(&mut self) -> Vec<Claim> {
        (self.number, self.is_awaited) = (self.number.wrapping_add(1), false);
        std::mem::take(&mut self.claims)
    }
}

/// The claims on the users of a network, by operator.
#[derive(Clone, Debug)]
pub(crate) struct Claims {
    batches: Vec<Batch>,
    /// What all of them are worth \[base units\].
    held: i64,
    /// Outages of who settles them that are under way.
    outages: u32,
}

impl Claims {
    /// Of a network whose answers are not simply settled at their verdicts.
    pub(crate) fn of(network: &Network, n_operators: usize) -> Option<Box<Self>> {
        let is_any = network.coin.is_some() && !network.rules.settlement.is_plain();
        is_any.then(|| Box::new(Self { batches: vec![Batch::default(); n_operators], held: 0, outages: 0 }))
    }
    /// Whether nothing can be settled now.
    pub(crate) fn is_down(&self) -> bool {
        self.outages > 0
    }
    /// Who settles them goes down.
    pub(crate) fn go_down(&mut self) {
        self.outages += 1;
    }
    /// An outage is over; gives the number of operators whose claims may be due, if who settles them is back.
    pub(crate) fn come_back(&mut self) -> usize {
        self.outages = self.outages.saturating_sub(1);
        if self.is_down() { 0 } else { self.batches.len() }
    }
    /// The claims of an operator.
    pub(crate) fn batch(&mut self, operator: OperatorId) -> &mut Batch {
        &mut self.batches[operator.row()]
    }
    /// An operator has one more.
    pub(crate) fn add(&mut self, operator: OperatorId, claim: Claim) {
        self.held += claim.fee();
        let batch = &mut self.batches[operator.row()];
        batch.last = claim.made;
        batch.claims.push(claim);
    }
    /// The claims of an operator, which are settled now.
    pub(crate) fn close(&mut self, operator: OperatorId) -> Vec<Claim> {
        let claims = self.batches[operator.row()].close();
        self.held -= claims.iter().map(Claim::fee).sum::<i64>();
        claims
    }
    /// What all claims are worth \[base units\].
    pub(crate) fn held(&self) -> i64 {
        self.held
    }
    /// The same, counted anew.
    pub(crate) fn counted(&self) -> i64 {
        self.batches.iter().flat_map(|batch| &batch.claims).map(Claim::fee).sum()
    }
}

#[cfg(test)]
mod tests {
    use units::ids::NodeId;

    use super::*;

    #[test]
    fn a_batch_that_is_settled_leaves_nothing_to_the_next() {
        let mut claims = Claims { batches: vec![Batch::default(); 2], held: 0, outages: 0 };
        let (own, at) = (OperatorId::of(1), Time::from_ns);
        let claim = |made: Time| Claim {
            signed: at(0),
            made,
            users: UsersId::of(0),
            gateway: GatewayId::of(0),
            payee: NodeRef { id: NodeId::of(0), generation: 0 },
            is_for_tokens: false,
            take: 1,
            checkers: vec![(NodeRef { id: NodeId::of(1), generation: 0 }, 2)],
            treasury: 3,
            burn: 4,
            insurance: 0,
            node: 5,
        };
        claims.add(own, claim(at(7)));
        claims.add(own, claim(at(9)));
        assert_eq!((claims.held(), claims.counted()), (30, 30));
        let view = claims.batch(own).view(at(11));
        assert_eq!(view, Some(View { now: at(11), claims: 2, opened: at(7), last: at(9) }));
        assert_eq!(claims.batch(OperatorId::of(0)).view(at(11)), None);
        assert_eq!(claims.close(own).len(), 2);
        assert_eq!((claims.held(), claims.counted(), claims.batch(own).number), (0, 0, 1));
        assert_eq!(claims.batch(own).view(at(11)), None);
    }
}
