//! Users send a request again that was lost: at another gateway.

use state::requests::{Outing, Request, Stage};
use state::tried::NOBODY;
use units::ids::RequestId;
use units::time::Time;

use crate::metrics::cause::Cause;
use crate::world::Moment;

impl Moment<'_> {
    /// A request of users with a choice was lost: they learn of it, and may send it again. Says whether they do.
    #[cold]
    pub(super) fn is_sent_again(&mut self, request: RequestId, cause: Cause) -> bool {
        let Some(outing) = self.state.requests.outing(request) else { return false };
        let row = *self.state.requests.get(request);
        self.note_loss(&row, &outing);
        let Some(next) = self.next_place(&row, &outing, cause) else { return false };
        self.send_again(request, next, cause);
        true
    }

    /// The place of the gateway to which a lost request goes next, if it does.
    fn next_place(&self, row: &Request, outing: &Outing, cause: Cause) -> Option<usize> {
        let group = &self.scenario.users[row.users.row()];
        if !cause.is_refusal() || !group.rules.gateway_choice.policy().fails_over() {
            return None;
        }
        let homes = self.state.users[row.users.row()].homes.as_ref()?;
        let free = (0..group.gateways.len()).filter(|&place| !outing.has_been(place));
        let likelier = |one: usize, other: usize| if homes.odds[other] > homes.odds[one] { other } else { one };
        free.reduce(likelier)
    }

    /// A request goes on in a row of its own: copies of the last try that still run keep theirs.
    fn send_again(&mut self, request: RequestId, place: usize, cause: Cause) {
        self.refund(request);
        let row = *self.state.requests.get(request);
        let Some(outing) = self.state.requests.outing(request) else { return };
        let gateway = self.scenario.users[row.users.row()].gateways[place];
        self.state.meters.gateways[row.gateway.row()].passed_on += 1;
        if let Some(diary) = &mut self.state.diary {
            diary.went_on(self.now, &row, gateway, outing.since);
        }
        if let Some(log) = &mut self.state.log {
            log.ended(&self.state.requests, request, self.now, Some(cause));
        }
        if self.state.has_admission && cause.was_let_in() {
            self.let_out(row.gateway, row.network);
        }
        let shared = self.state.requests.shared(request);
        self.close(request);
        let fresh = Request {
            gateway,
            network: self.scenario.gateways[gateway.row()].networks[0],
            // Draws of the next try are not those of the last.
            tries: row.tries.saturating_add(1),
            stage: Stage::Entering,
            copies: 0,
            copy: u32::MAX,
            back: 0,
            streamed: 0,
            first: Time::END,
            tried: NOBODY,
            fee: 0,
            excess: 0,
            unpaid: 0,
            next: u32::MAX,
            ..row
        };
        let before = fresh.tries;
        let request = self.state.requests.open(|| fresh, shared);
        self.state.requests.set_outing(request, outing.onward(place, before, self.now));
        if let Some(log) = &mut self.state.log {
            log.sent(request);
        }
        self.carry(request);
    }
}
