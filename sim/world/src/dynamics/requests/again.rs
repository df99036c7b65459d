//! Users send a request again that was lost: at once to another gateway, or after a pause.

use engine::agenda::Class;
use engine::draws::Index;
use rules::owner::retry::Loss;
use rules::weather::{Shows, Strike};
use state::requests::{Outing, Request, Stage};
use state::tried::NOBODY;
use units::ids::RequestId;
use units::time::{Span, Time};

use super::homes::place;
use crate::event::Event;
use crate::metrics::cause::Cause;
use crate::world::Moment;

/// What a cause is to users, who see of an outage what the gateway shows; nothing if it is no use to send the request
/// again.
fn class(cause: Cause, shown: Option<Shows>) -> Option<Loss> {
    match cause {
        Cause::GatewayDown | Cause::GatewayFailed | Cause::ServiceDown => Some(match shown {
            None | Some(Shows::Unavailable) => Loss::Unavailable,
            Some(Shows::Unauthorised | Shows::RateLimited) => Loss::Refused,
            Some(Shows::TimedOut) => Loss::TimedOut,
        }),
        Cause::TooLong => None,
        Cause::Declined | Cause::Unfunded | Cause::StalePrice | Cause::NotAdmitted(_) | Cause::Outbid => {
            Some(Loss::Refused)
        }
        Cause::NoNode | Cause::NoTrustedNode | Cause::NodeFull | Cause::GatewayClosed | Cause::ServiceFull => {
            Some(Loss::Unavailable)
        }
        Cause::TimedOut => Some(Loss::TimedOut),
        Cause::NodeGone | Cause::NodeLeft => Some(Loss::Failed),
    }
}

/// How a request goes on.
struct Next {
    /// To which gateway, by place.
    place: usize,
    /// After which pause, if not at once.
    pause: Option<Span>,
}

impl Moment<'_> {
    /// A request of users who may send it again was lost: they learn of it. Says whether they send it again.
    #[cold]
    pub(super) fn is_sent_again(&mut self, request: RequestId, cause: Cause) -> bool {
        let Some(outing) = self.state.requests.outing(request) else { return false };
        let row = *self.state.requests.get(request);
        self.note_loss(&row, &outing);
        let Some(next) = self.to_the_next(&row, &outing, cause).or_else(|| self.after_pause(&row, &outing, cause))
        else {
            self.note_cut_off(&row, cause);
            return false;
        };
        self.send_again(request, outing, &next, cause);
        true
    }

    /// Counts a request that ended because the last gateway that its app has integrated is not there.
    fn note_cut_off(&mut self, row: &Request, cause: Cause) {
        let is_app = self.scenario.users[row.users.row()].apps.is_some();
        if is_app && matches!(cause, Cause::GatewayDown | Cause::GatewayClosed) {
            self.state.meters.users[row.users.row()].cut_off += 1;
        }
    }

    /// A request that one gateway refuses goes to another that it has not been to, where users do so: to the likeliest
    /// of those who take a gateway for each request, or to the next in the list that its app has integrated.
    fn to_the_next(&self, row: &Request, outing: &Outing, cause: Cause) -> Option<Next> {
        let group = &self.scenario.users[row.users.row()];
        if !cause.is_refusal() || !group.rules.fails_over() {
            return None;
        }
        let homes = self.state.users[row.users.row()].homes.as_ref()?;
        let (n, open) = (group.gateways.len(), self.open_to(row.users, outing.individual));
        let is_free = |place: &usize| open >> place & 1 == 1 && !outing.has_been(*place);
        if homes.count() > 0 {
            let at = place(group, row.gateway);
            let place = (1..n).map(|step| (at + step) % n).find(is_free)?;
            return Some(Next { place, pause: None });
        }
        let likelier = |one: usize, other: usize| if homes.odds[other] > homes.odds[one] { other } else { one };
        Some(Next { place: (0..n).filter(is_free).reduce(likelier)?, pause: None })
    }

    /// Users send a request again after a pause, where they do so after such an error: to the gateway where its sender
    /// is now, or to one that is drawn anew.
    fn after_pause(&self, row: &Request, outing: &Outing, cause: Cause) -> Option<Next> {
        let (group, state) = (&self.scenario.users[row.users.row()], &self.state.users[row.users.row()]);
        let retry = group.rules.retry.as_ref()?;
        if !retry.tries(outing.pauses.into(), class(cause, self.shown(row, cause))?) {
            return None;
        }
        let index = Index::Again { number: row.number, again: outing.pauses + 1 };
        let place = match &state.homes {
            None => place(group, row.gateway),
            Some(homes) if homes.count() == 0 => {
                self.picked(row.users, outing.individual, state.pick.draws(index.bits()).uniform())
            }
            Some(homes) => homes.at(outing.individual),
        };
        let pause = retry.pause(outing.pauses.into(), &mut state.backoff.draws(index.bits()));
        Some(Next { place, pause: Some(pause) })
    }

    /// What the outage of its gateway shows that hits a request.
    fn shown(&self, row: &Request, cause: Cause) -> Option<Shows> {
        let gateway = row.gateway.row();
        let hit = |faults: &[u16]| faults.iter().copied().find(|&fault| self.is_hit(fault, row));
        let fault = if cause == Cause::ServiceDown {
            let mut services = self.scenario.gateways[gateway].services.iter();
            services.find_map(|service| hit(&self.state.services[service.row()].down))
        } else {
            hit(&self.state.gateways[gateway].outages)
        }?;
        match self.scenario.weather[usize::from(fault)].rules.fault.policy().strike() {
            Strike::Outage { shows, .. } => Some(shows),
            _ => None,
        }
    }

    /// A request goes on in a row of its own: copies of the last try that still run keep theirs.
    fn send_again(&mut self, request: RequestId, outing: Outing, next: &Next, cause: Cause) {
        self.refund(request);
        let row = *self.state.requests.get(request);
        let gateway = self.scenario.users[row.users.row()].gateways[next.place];
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
        let exposure = self.state.exposures.as_mut().map(|exposures| exposures.take(request));
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
            term: 0,
            next: u32::MAX,
            ..row
        };
        let before = fresh.tries;
        let request = self.state.requests.open(|| fresh, shared);
        if let (Some(exposures), Some(exposure)) = (&mut self.state.exposures, exposure) {
            exposures.go_on(request, exposure);
        }
        let outing = if next.pause.is_some() { outing.paused() } else { outing };
        self.state.requests.set_outing(request, outing.onward(next.place, before, self.now));
        if let Some(log) = &mut self.state.log {
            log.sent(request);
        }
        match next.pause {
            None => self.carry_again(request),
            Some(pause) => {
                let name = self.state.requests.name(request);
                self.agenda.after(pause, Class::Arrival, Event::Again(name));
            }
        }
    }

    /// A pause is over: what the gateway takes counts from now on.
    pub(in crate::dynamics) fn set_out_again(&mut self, request: RequestId) {
        if let Some(outing) = self.state.requests.outing(request) {
            let row = *self.state.requests.get(request);
            if let Some(diary) = &mut self.state.diary {
                diary.went_on(self.now, &row, row.gateway, outing.since);
            }
            self.state.requests.set_outing(request, Outing { since: self.now, ..outing });
        }
        self.carry_again(request);
    }

    fn carry_again(&mut self, request: RequestId) {
        self.state.meters.crowds.iter_mut().for_each(|crowds| crowds.sent_again());
        self.carry(request);
    }
}
