//! A network forces errors, and notes who finds them.

use engine::draws::{Index, Purpose, name_hash};
use rules::verification::{Truth, Verdict};
use units::ids::{NetworkId, NodeRef, RequestId};

use crate::world::Moment;

impl Moment<'_> {
    /// Decides whether an answer goes out with a forced error; one that is wrong already never does.
    #[cold]
    pub(super) fn force_error(&mut self, request: RequestId) {
        let row = self.state.requests.get(request);
        let Some(rule) = &self.scenario.networks[row.network.row()].rules.forced_errors else { return };
        let users = name_hash(&self.scenario.users[row.users.row()].name);
        let index = Index::Rule { number: row.number, rule: 0 };
        let is_forced = self.stream(Purpose::ForcedError, users).draws(index.bits()).chance(rule.rate);
        if is_forced
            && !row.is_wrong
            && let Some(forced) = &mut self.state.networks[row.network.row()].forced
        {
            forced.open(request);
        }
    }

    /// Whether who judges an answer under a rule sees a forced error.
    pub(super) fn is_forced(&self, request: RequestId, network: NetworkId, rule: u16) -> bool {
        self.state.networks[network.row()].forced.as_ref().is_some_and(|forced| forced.has(request))
            && self.scenario.networks[network.row()].rules.verification[usize::from(rule)].finds_errors()
    }

    /// What a checker sees: the truth, unless the error is forced.
    pub(super) fn seen(truth: Truth, is_forced: bool) -> Truth {
        if is_forced { Truth::Wrong } else { truth }
    }

    /// What a verdict says of the server's own answer: who rejects a forced error has found it, and the right answer
    /// takes its place.
    pub(super) fn credit_finder(
        &mut self,
        request: RequestId,
        checker: NodeRef,
        (verdict, is_forced): (Verdict, bool),
    ) -> Verdict {
        if !is_forced {
            return verdict;
        }
        let row = self.state.requests.get(request);
        let (network, server) = (row.network, row.server);
        // A server that sits on the panel knows of its own error, and wins nothing.
        if verdict == Verdict::Fail
            && checker.id != server
            && let Some(forced) = &mut self.state.networks[network.row()].forced
        {
            forced.find(request, checker);
        }
        Verdict::Pass
    }
}
