//! Claims on a network's insurance that wait for the end of their period.

use units::ids::{OperatorId, UsersId};

/// Who is paid by an insurance.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Insured {
    /// A group of users, for answers found wrong.
    Users(UsersId),
    /// The delegators of an operator, for slashes.
    Delegators(OperatorId),
}

/// Claims of a period \[base units\].
#[derive(Clone, Debug, Default)]
pub(crate) struct Losses {
    users: Vec<i64>,
    delegators: Vec<i64>,
}

impl Losses {
    /// A claim comes in \[base units\].
    pub(crate) fn add(&mut self, who: Insured, due: i64) {
        let (list, row) = match who {
            Insured::Users(users) => (&mut self.users, users.row()),
            Insured::Delegators(operator) => (&mut self.delegators, operator.row()),
        };
        list.resize(list.len().max(row + 1), 0);
        list[row] = list[row].saturating_add(due);
    }
    /// The claims of the period, which is over: those of users first, each in the order of rows.
    pub(crate) fn take(&mut self) -> Vec<(Insured, i64)> {
        let Self { users, delegators } = std::mem::take(self);
        let users = users.into_iter().enumerate().map(|(row, due)| (Insured::Users(UsersId::of(row)), due));
        let delegators =
            delegators.into_iter().enumerate().map(|(row, due)| (Insured::Delegators(OperatorId::of(row)), due));
        users.chain(delegators).filter(|claim| claim.1 > 0).collect()
    }
}
