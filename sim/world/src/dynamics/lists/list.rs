//! The lists of networks: who may be picked, with which backlog.

use units::ids::{NetworkId, NodeId};

use crate::world::Moment;

impl Moment<'_> {
    /// Puts a node on or takes it off the rosters of a network, as its standing now is.
    pub(in crate::dynamics) fn list_anew(&mut self, network: NetworkId, node: NodeId) {
        self.list_on(network, node);
        // Its stake may secure others, too.
        for other in self.scenario.secured(network) {
            if self.scenario.groups[self.state.group(node).row()].networks.contains(&other) {
                self.list_on(other, node);
            }
        }
    }

    /// The same for one network, whatever its stakes secure beside it.
    fn list_on(&mut self, network: NetworkId, node: NodeId) {
        let is_listed =
            self.state.is_known(network, node) && self.is_in_good_standing(network, node) && self.admits(network, node);
        self.note_stake(network, node);
        let group = self.state.group(node);
        let is_apart = self.state.networks[network.row()].probations.as_ref().is_some_and(|kept| kept.sets_apart(node));
        let is_listed = is_listed && !is_apart && !self.state.is_measured(self.scenario, node);
        if !self.state.networks[network.row()].checkers.is_empty() {
            self.list_checker(network, node, is_listed && self.scenario.groups[group.row()].checks);
        }
        let is_listed = is_listed && !self.scenario.groups[group.row()].checks_only;
        let backlog = self.state.backlog_on(network, node);
        let n_llms = self.scenario.llms.len();
        for llm in &self.scenario.groups[group.row()].llms {
            let at = network.row() * n_llms + llm.row();
            self.list_at(network, at, (node, backlog), is_listed);
            if self.scenario.has_trusted_rosters && self.scenario.groups[group.row()].rules.confidential {
                self.list_at(network, self.scenario.trusted_roster(at), (node, backlog), is_listed);
            }
        }
    }

    /// Puts a node on or takes it off the lists of those who may check, where these are not those who serve.
    #[cold]
    fn list_checker(&mut self, network: NetworkId, node: NodeId, is_listed: bool) {
        let group = &self.scenario.groups[self.state.group(node).row()];
        let n_llms = self.scenario.llms.len();
        let is_trusted = self.scenario.has_trusted_rosters && group.rules.confidential;
        for llm in &group.llms {
            for at in [Some(llm.row()), is_trusted.then_some(n_llms + llm.row())].into_iter().flatten() {
                let roster = &mut self.state.networks[network.row()].checkers[at];
                if is_listed { roster.enter(node, 0) } else { roster.leave(node) }
            }
        }
    }

    /// Puts a node on or takes it off one roster, with its backlog as those know it who pick for the network.
    #[inline(always)]
    fn list_at(&mut self, network: NetworkId, at: usize, (node, backlog): (NodeId, u32), is_listed: bool) {
        if self.state.seats.is_some() && is_listed != self.state.rosters[at].has(node) {
            self.keep_start(network, at);
        }
        let roster = &mut self.state.rosters[at];
        if is_listed {
            roster.enter(node, backlog);
        } else {
            roster.leave(node);
        }
        if self.state.has_live_views {
            self.follow(at, node);
        }
        if self.state.seats.is_some() {
            self.follow_seats(at, node);
        }
    }

    /// Lists all nodes of a network anew, for the rules of who may serve have changed.
    pub(in crate::dynamics) fn relist(&mut self, network: NetworkId) {
        for node in (0..self.state.nodes.len()).map(NodeId::of) {
            if self.scenario.groups[self.state.group(node).row()].networks.contains(&network) {
                self.list_anew(network, node);
                if self.state.meters.held > 0 && self.state.nodes.is_up(node) {
                    self.ask_held(node);
                }
            }
        }
    }

    /// Tells the lists a node's backlog, if any policy asks them for it.
    #[inline(always)]
    pub(in crate::dynamics) fn report(&mut self, node: NodeId, backlog: u32) {
        if self.state.is_ranked {
            self.report_ranked(node, backlog);
        }
    }

    /// Tells the lists of one network the backlog of a node's part.
    pub(in crate::dynamics) fn report_on(&mut self, network: NetworkId, node: NodeId, backlog: u32) {
        if self.state.is_ranked {
            let group = &self.scenario.groups[self.state.group(node).row()];
            let is_trusted = self.scenario.has_trusted_rosters && group.rules.confidential;
            for llm in &group.llms {
                let at = self.scenario.roster(network, *llm);
                self.state.rosters[at].report(node, backlog);
                if is_trusted {
                    self.state.rosters[self.scenario.trusted_roster(at)].report(node, backlog);
                }
            }
        }
    }

    fn report_ranked(&mut self, node: NodeId, backlog: u32) {
        let state = &mut *self.state;
        for &roster in &state.groups[state.nodes.identity(node).group.row()].rosters {
            state.rosters[roster as usize].report(node, backlog);
        }
        for &roster in state.seats.iter().flat_map(|seats| seats.of(node)) {
            state.rosters[roster as usize].report(node, backlog);
        }
        if state.has_live_views {
            state.report_live(node, backlog);
        }
    }
}
