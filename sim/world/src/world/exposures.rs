//! Who has seen each request in flight so far.

use units::ids::RequestId;

use crate::scenario::Scenario;

/// Who has seen the requests in flight, by slot.
#[derive(Clone, Debug, Default)]
pub(crate) struct Exposures {
    rows: Vec<Exposure>,
}

/// Who has seen a request in plain text.
#[derive(Clone, Debug, Default)]
pub(crate) struct Exposure {
    /// Whether it has left its row for another, where it is counted.
    pub(crate) has_moved: bool,
    /// Whether a gateway has seen it.
    pub(crate) by_gateway: bool,
    /// Whether somebody knows both who asks and what is asked.
    pub(crate) is_linked: bool,
    /// How many operators a check or vote has shown it to who had not seen it.
    pub(crate) checkers: u32,
    /// How many of the operators have seen it because their nodes were to serve it.
    pub(crate) servers: u32,
    /// The operators who have seen it.
    pub(crate) operators: Vec<u32>,
}

impl Exposures {
    /// Room to note who sees requests; none where nobody asks for it.
    pub(super) fn new(scenario: &Scenario) -> Option<Box<Self>> {
        scenario.measures_exposure().then(Box::default)
    }
    /// Nobody has seen the request of a slot.
    pub(crate) fn begin(&mut self, request: RequestId) {
        let slot = request.0 as usize;
        if slot >= self.rows.len() {
            self.rows.resize_with(slot + 1, Exposure::default);
        }
        self.rows[slot].clear();
    }
    /// A request goes on in the row of another slot.
    pub(crate) fn go_on(&mut self, request: RequestId, exposure: Exposure) {
        self.begin(request);
        *self.of(request) = exposure;
    }
    /// Takes what is known of a request that is about to leave its row.
    pub(crate) fn take(&mut self, request: RequestId) -> Exposure {
        let taken = std::mem::take(self.of(request));
        self.of(request).has_moved = true;
        taken
    }
    /// Who has seen a request.
    pub(crate) fn of(&mut self, request: RequestId) -> &mut Exposure {
        &mut self.rows[request.0 as usize]
    }
}

impl Exposure {
    /// Nobody has seen it; room for operators is kept.
    fn clear(&mut self) {
        let mut operators = std::mem::take(&mut self.operators);
        operators.clear();
        *self = Self { operators, ..Self::default() };
    }
    /// An operator sees it, to serve it or to check it.
    pub(crate) fn show(&mut self, operator: u32, is_check: bool) {
        if self.operators.contains(&operator) {
            return;
        }
        self.operators.push(operator);
        if is_check {
            self.checkers += 1;
        } else {
            self.servers += 1;
        }
    }
}
