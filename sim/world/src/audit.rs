//! An audit of the whole world: what must be true of every table at any moment between two events.

mod delegations;
pub(crate) mod diary;
mod little;
mod rosters;
mod seats;

use rules::permission;
use rules::queueing::{Order, Sharing};
use state::attempts::Phase;
use state::ledger::Account;
use state::requests::{NO_BALLOT, Request, Stage};
use units::ids::{AttemptId, CoinId, NetworkId, NodeId};
use units::time::Time;

use crate::world::World;

impl World {
    /// Checks every table against the others; gives how many rows were looked at: O(nodes + requests in flight).
    ///
    /// # Errors
    /// The first law that is broken, with the values.
    pub fn audit(&self, now: Time) -> Result<u64, String> {
        self.audit_lines()?;
        self.audit_ranks(now)?;
        self.audit_flows()?;
        self.audit_rosters(now)?;
        self.audit_seats()?;
        self.audit_registries()?;
        self.audit_requests()?;
        self.audit_admission()?;
        self.audit_ballots()?;
        self.audit_copies()?;
        self.audit_memories()?;
        self.audit_little(now)?;
        self.audit_diary(now)?;
        self.audit_stakes(now)?;
        self.audit_delegations()?;
        let n_nodes = self.state.nodes.len() as u64;
        let lists = 1 + self.state.rosters.len() as u64 + self.state.networks.len() as u64;
        Ok(n_nodes * lists + u64::from(self.state.requests.live()))
    }

    /// What entered the lines of a group of nodes and has not left stands in them.
    fn audit_flows(&self) -> Result<(), String> {
        let state = &self.state;
        let mut content = vec![0; state.groups.len()];
        for node in (0..state.nodes.len()).map(NodeId::of) {
            content[state.group(node).row()] += u64::from(state.nodes.backlog(node));
        }
        for (g, (group, content)) in state.meters.groups.iter().zip(content).enumerate() {
            let balance = group.backlog.level();
            law(balance == content, || {
                format!("{balance} more attempts entered lines of group {g} than left, but {content} stand in them")
            })?;
        }
        Ok(())
    }

    /// Little's law, exactly: the time integral of the requests in the system is the sum of the times they stayed.
    fn audit_little(&self, now: Time) -> Result<(), String> {
        let meters = &self.state.meters;
        let open = self.state.requests.iter().filter(|r| !matches!(r.stage, Stage::Answered | Stage::Settled));
        let stay: u128 = open.map(|r| u128::from(now.since(r.arrived.max(meters.began)).ns())).sum();
        let (area, stayed) = (meters.in_system.area(now), meters.stayed + stay);
        law(area == stayed, || format!("requests stayed {stayed} ns in all, but their number integrates to {area} ns"))
    }

    /// Each node's line against its backlog, its slots and its presence.
    fn audit_lines(&self) -> Result<(), String> {
        let state = &self.state;
        let mut in_lines = 0;
        for node in (0..state.nodes.len()).map(NodeId::of) {
            let list = state.nodes.line(node).list(&state.attempts);
            let phase = |p: Phase| list.iter().filter(|&&a| state.attempts.get(a).phase == p).count() as u32;
            let (backlog, busy) = (state.nodes.backlog(node), state.nodes.busy(node));
            let discipline = state.groups[state.group(node).row()].derived.discipline;
            in_lines += list.len();
            let is_up = state.nodes.is_up(node);
            law(list.len() as u32 == backlog, || {
                format!("{node:?} has {} in line, its backlog says {backlog}", list.len())
            })?;
            law(phase(Phase::Serving) == busy, || format!("{node:?} serves {}, not {busy}", phase(Phase::Serving)))?;
            if discipline.sharing == Sharing::Batch {
                let batch = state.batches.get(node.row()).and_then(Option::as_deref);
                batch.map_or(Ok(()), |b| b.audit(backlog)).map_err(|e| format!("{node:?} {e}"))?;
                continue;
            }
            law(busy <= discipline.slots, || format!("{node:?} is busy with {busy} of {} slots", discipline.slots))?;
            law(is_up || busy == 0, || format!("{node:?} is down and serves {busy}"))?;
            if let Some(parts) = state.parts.as_ref().and_then(|parts| parts.of(node)) {
                let slots = discipline.slots / parts.len() as u32;
                let sums = parts.iter().fold((0, 0), |sum, part| (sum.0 + part.backlog, sum.1 + part.busy));
                let full = parts.iter().all(|part| !is_up || part.busy == slots.min(part.backlog));
                law(full && sums == (backlog, busy), || format!("the parts of {node:?} do not add up: {parts:?}"))?;
                continue;
            }
            law(!is_up || busy == discipline.slots.min(backlog), || {
                format!("{node:?} idles: {busy} served of a backlog of {backlog}")
            })?;
            law(list.iter().all(|&a| state.attempts.get(a).node == node), || format!("{node:?} has another's work"))?;
        }
        for (node, clock) in state.clocks.iter().enumerate().map(|(i, c)| (NodeId::of(i), c)) {
            let is_at_work = state.nodes.busy(node) > 0;
            let wears = state.groups[state.group(node).row()].derived.wears;
            law(!wears || clock.runs() == is_at_work, || {
                format!("the session of {node:?} {}", if is_at_work { "stands at work" } else { "runs down idle" })
            })?;
        }
        let live = state.attempts.live() as usize;
        law(in_lines <= live, || format!("{in_lines} attempts stand in lines, but only {live} live"))?;
        for (g, group) in state.meters.groups.iter().enumerate() {
            let up =
                (0..state.nodes.len()).map(NodeId::of).filter(|&n| state.group(n).row() == g && state.nodes.is_up(n));
            let (up, level) = (up.count() as u64, group.up.level());
            law(up == level, || format!("group {g} has {up} nodes up, its gauge says {level}"))?;
        }
        Ok(())
    }

    /// Where nodes serve by rank: who waits is ranked, and nobody who preempts waits behind one that it should not.
    fn audit_ranks(&self, now: Time) -> Result<(), String> {
        let state = &self.state;
        for node in (0..state.nodes.len()).map(NodeId::of) {
            let Some(ranks) = state.nodes.ranks(node) else { continue };
            let discipline = state.groups[state.group(node).row()].derived.discipline;
            let (busy, backlog) = (state.nodes.busy(node), state.nodes.backlog(node));
            let waiting = if state.nodes.is_up(node) { backlog - busy } else { 0 };
            let serving = if discipline.preempts { busy } else { 0 };
            law(ranks.len() == (waiting as usize, serving as usize), || {
                format!("{node:?} ranks {:?}, but {waiting} wait and {serving} may have to give way", ranks.len())
            })?;
            law(ranks.is_sound(&state.attempts), || format!("the ranks of {node:?} are out of order"))?;
            if let (Some((first, _)), Some((last, _))) = (ranks.first_waiting(), ranks.last_serving()) {
                let since = if discipline.order == Order::Remaining { now.ns() } else { 0 };
                law(last.key <= first.key.saturating_add(since), || {
                    format!("{node:?} serves one of rank {last:?} while one of {first:?} waits")
                })?;
            }
        }
        Ok(())
    }

    /// Lists that live on heartbeats: what is pending for each entry, and the gauges.
    fn audit_registries(&self) -> Result<(), String> {
        let state = &self.state;
        for (network, row) in state.networks.iter().enumerate().filter(|n| !n.1.entries.is_empty()) {
            let (mut listed, mut dead, mut missed) = (0, 0, 0);
            for (i, entry) in row.entries.iter().enumerate() {
                let node = NodeId::of(i);
                let is_up = state.nodes.is_up(node);
                listed += u64::from(entry.is_known);
                dead += u64::from(entry.is_known && !is_up);
                let serves = state.served(&self.scenario, node).iter().any(|n| n.row() == network);
                missed += u64::from(serves && is_up && !entry.is_known);
                let silenced = entry.silenced > 0;
                let expires = entry.expiry != 0;
                law(!expires || entry.is_known, || format!("an entry of {node:?} expires that is not there"))?;
                law(!entry.is_gone || entry.is_known, || format!("{node:?} is gone and kept for no list"))?;
                law(is_up || entry.is_known == expires, || format!("{node:?} is down and stays listed for ever"))?;
                law(is_up || entry.listing == 0, || format!("{node:?} is down and will beat"))?;
                let speaks = is_up && !silenced;
                law(!speaks || !expires || entry.listing != 0, || format!("{node:?} beats and its entry expires"))?;
                law(!silenced || entry.listing == 0, || format!("{node:?} is silenced and will be heard"))?;
            }
            let meter = &state.meters.networks[network].registry;
            let levels = (meter.listed.level(), meter.dead.level(), meter.missed.level());
            law(levels == (listed, dead, missed), || {
                format!(
                    "network {network} lists {listed} nodes, {dead} of them dead, and misses {missed}; its gauges say {levels:?}"
                )
            })?;
        }
        Ok(())
    }

    pub(crate) fn may_serve(&self, network: NetworkId, node: NodeId, now: Time) -> bool {
        let row = &self.scenario.networks[network.row()];
        let standing = self.state.bonds.standing(network, node);
        let (bonded, decimals) = row.coin.map_or((0, 0), |coin| {
            let bonded = self.state.ledger.balance(coin, Account::Bond(self.scenario.home(network), node));
            (self.scenario.counted(network, bonded), self.scenario.coins[coin.row()].rules.decimals)
        });
        let is_approved = self.state.networks[network.row()].is_approved(node);
        let reputation = self.state.reputation(network, node);
        standing.is_member
            && !standing.is_tombstoned
            && standing.jailed_until <= now
            && !self.state.is_measured(&self.scenario, node)
            && !self.state.networks[network.row()].probations.as_ref().is_some_and(|kept| kept.sets_apart(node))
            && row.rules.permission.policy().admits(&permission::View { bonded, decimals, is_approved, reputation })
    }

    /// Memories: no more than fits, each LLM once, held for exactly those that are served by it.
    fn audit_memories(&self) -> Result<(), String> {
        let state = &self.state;
        let mut unloaded = vec![0; state.groups.len()];
        for (i, memory) in state.memories.iter().enumerate() {
            let (node, group) = (NodeId::of(i), state.group(NodeId::of(i)).row());
            let Some(capacity) = self.scenario.groups[group].rules.residency.policy().capacity() else { continue };
            let (loaded, is_up) = (memory.loaded(), state.nodes.is_up(node));
            unloaded[group] += u64::from(is_up && loaded.is_empty());
            law(loaded.len() <= capacity as usize, || format!("{node:?} holds {} LLMs of {capacity}", loaded.len()))?;
            law(is_up || loaded.is_empty(), || format!("{node:?} is down and holds LLMs"))?;
            let line = state.nodes.line(node).list(&state.attempts);
            for llm in loaded {
                let uses = |&&a: &&AttemptId| {
                    let row = state.attempts.get(a);
                    row.phase == Phase::Serving && state.requests.get(row.request).llm == llm.llm
                };
                let users = line.iter().filter(uses).count() as u32;
                law(users == llm.users, || format!("{node:?} serves {users} by {:?}, not {}", llm.llm, llm.users))?;
                let same = loaded.iter().filter(|other| other.llm == llm.llm).count();
                law(same == 1, || format!("{node:?} holds {:?} {same} times", llm.llm))?;
            }
            let held: u32 = loaded.iter().map(|l| l.users).sum();
            law(held == state.nodes.busy(node), || format!("{node:?} is busy without its LLMs"))?;
        }
        for (group, &unloaded) in unloaded.iter().enumerate() {
            let level = state.meters.groups[group].unloaded.level();
            law(unloaded == level, || format!("group {group} has {unloaded} empty memories, its gauge says {level}"))?;
        }
        Ok(())
    }

    /// Copies: each request's ring has as many as it counts, all of them its own.
    fn audit_copies(&self) -> Result<(), String> {
        let state = &self.state;
        for row in state.requests.iter() {
            let mut at = row.copy;
            for _ in 0..row.copies {
                let copy = state.attempts.get(AttemptId(at));
                let own = state.requests.get(copy.request);
                law((own.users, own.number) == (row.users, row.number), || {
                    format!("request {} has a copy of {} in its ring", row.number, own.number)
                })?;
                at = copy.sibling;
            }
            law(at == row.copy, || format!("the ring of request {} does not close", row.number))?;
            let is_over = row.stage == Stage::Settled;
            law(!is_over || row.copies > 0, || format!("request {} is settled and stays", row.number))?;
        }
        Ok(())
    }

    /// Requests in flight against the gauge, those held, and the escrow.
    fn audit_requests(&self) -> Result<(), String> {
        let (scenario, state) = (&self.scenario, &self.state);
        let stage = |s: Stage| state.requests.iter().filter(|r| r.stage == s).count() as u64;
        let unanswered =
            [Stage::Entering, Stage::Waiting, Stage::Held, Stage::Tried].into_iter().map(stage).sum::<u64>();
        let level = state.meters.in_system.level();
        law(unanswered == level, || format!("{unanswered} requests are unanswered, the gauge says {level}"))?;
        let (held, counted) = (stage(Stage::Held), state.meters.held);
        law(held == counted, || format!("{held} requests are held, counted {counted}"))?;
        let kept: usize = state.requests.iter().map(|r| state.tried.nodes(r.tried).count()).sum();
        law(kept == state.tried.live() as usize, || {
            format!("requests have tried {kept} nodes, {} are kept", state.tried.live())
        })?;
        for coin in (0..scenario.coins.len()).map(CoinId::of) {
            let own = state.requests.iter().filter(|r| scenario.networks[r.network.row()].coin == Some(coin));
            let (fees, escrow): (i64, i64) =
                (own.map(|r| r.fee + r.excess).sum(), state.ledger.balance(coin, Account::Escrow));
            let escrow = escrow - state.breaches.as_ref().map_or(0, |breaches| breaches.held(coin));
            let networks = || scenario.networks.iter().zip(&state.networks).filter(|(row, _)| row.coin == Some(coin));
            let (mut held, mut counted) = (0, 0);
            for claims in networks().filter_map(|(_, network)| network.claims.as_ref()) {
                (held, counted) = (held + claims.held(), counted + claims.counted());
            }
            let mut bonds = 0;
            for windows in networks().filter_map(|(_, network)| network.windows.as_ref()) {
                (held, counted) = (held + windows.held(), counted + windows.counted());
                bonds += windows.bonds();
            }
            let appeals = networks().filter_map(|(_, network)| network.appeals.as_ref());
            bonds += appeals.map(|appeals| appeals.in_escrow()).sum::<i64>();
            bonds += state.governances.as_ref().map_or(0, |governances| governances.in_escrow(scenario, coin));
            for (i, network) in state.networks.iter().enumerate().filter(|(_, network)| network.locks) {
                let own = state.requests.iter().filter(|r| r.network.row() == i).map(|r| r.fee + r.excess);
                let waiting = network.windows.as_ref().map_or(0, |windows| windows.held());
                let locked =
                    own.sum::<i64>() + network.claims.as_ref().map_or(waiting, |claims| claims.held() + waiting);
                let level = state.meters.networks[i].settlement.locked.level();
                law(locked.unsigned_abs() == level, || {
                    format!("{locked} base units are locked, the gauge says {level}")
                })?;
            }
            law(held == counted, || format!("claims are worth {counted} base units, the totals say {held}"))?;
            let open = fees + held + bonds;
            law(open == escrow, || {
                format!("open fees, claims and bonds are {open} base units, the escrow holds {escrow}")
            })?;
        }
        Ok(())
    }

    /// Requests under way, where a rule of admission may ask for their number.
    fn audit_admission(&self) -> Result<(), String> {
        let state = &self.state;
        let is_under_way = |r: &&Request| matches!(r.stage, Stage::Waiting | Stage::Held | Stage::Tried);
        let under_way = |of: &dyn Fn(&Request) -> bool| {
            let n = state.requests.iter().filter(is_under_way).filter(|r| of(r)).count() as u32;
            if state.has_admission { n } else { 0 }
        };
        for (g, gateway) in state.gateways.iter().enumerate() {
            let (n, counted) = (under_way(&|r| r.gateway.row() == g), gateway.under_way);
            law(n == counted, || format!("{n} requests of gateway {g} are under way, counted {counted}"))?;
        }
        for (i, network) in state.networks.iter().enumerate() {
            let (n, counted) = (under_way(&|r| r.network.row() == i), network.under_way);
            law(n == counted, || format!("{n} requests of network {i} are under way, counted {counted}"))?;
        }
        Ok(())
    }

    /// Ballots: one for each answer that is voted on, with distinct members.
    fn audit_ballots(&self) -> Result<(), String> {
        let state = &self.state;
        let voted_on = state.requests.iter().filter(|r| r.ballot != NO_BALLOT).count();
        let live = state.ballots.live() as usize;
        law(voted_on == live, || format!("{voted_on} answers are voted on, but {live} ballots are open"))?;
        for ballot in state.ballots.iter().map(|(_, ballot)| ballot) {
            let members = ballot.members();
            let distinct = members.iter().enumerate().all(|(i, m)| members[..i].iter().all(|o| o.id != m.id));
            law(distinct, || format!("a node has two seats of a panel: {members:?}"))?;
        }
        Ok(())
    }

    /// Bonds, stakes on their way out, and jails.
    fn audit_stakes(&self, now: Time) -> Result<(), String> {
        let (scenario, state) = (&self.scenario, &self.state);
        for (network, row) in scenario.networks.iter().enumerate() {
            let network = NetworkId::of(network);
            let nodes = || (0..state.nodes.len()).map(NodeId::of);
            let jailed = nodes().filter(|&n| {
                let standing = state.bonds.standing(network, n);
                standing.is_member && standing.jailed_until > now
            });
            let (jailed, level) = (jailed.count() as u64, state.meters.networks[network.row()].jailed.level());
            law(jailed == level, || format!("{jailed} nodes are jailed, the gauge says {level}"))?;
            let on = state.networks[network.row()].probations.as_ref().map_or(0, |kept| kept.nodes.len() as u64);
            let level = state.meters.networks[network.row()].on_probation.level();
            law(on == level, || format!("{on} nodes are on probation, the gauge says {level}"))?;
            let Some(coin) = row.coin else { continue };
            let bonds: i64 = nodes().map(|n| state.ledger.balance(coin, Account::Bond(network, n))).sum();
            let bonded = state.networks[network.row()].bonded;
            law(bonds == bonded, || format!("bonds sum to {bonds} base units, the total says {bonded}"))?;
            let (queue, pot) =
                (state.bonds.unbonding_total(network), state.ledger.balance(coin, Account::Unbonding(network)));
            law(queue == pot, || format!("{queue} base units unbond, their account holds {pot}"))?;
            let (vests, pot) = (
                state.networks[network.row()].vestings.as_ref().map_or(0, |vestings| vestings.total()),
                state.ledger.balance(coin, Account::Locked(network)),
            );
            law(vests == pot.into(), || format!("{vests} base units vest, their account holds {pot}"))?;
            let exits = &state.meters.exits[network.row()];
            let unbonding: i64 = state.bonds.queue(network).iter().map(|u| u.amount).sum();
            let (n, measured) = (state.bonds.queue(network).len() as u64, exits.unbonding.level());
            law(n == measured, || format!("{n} stakes unbond, the gauge says {measured}"))?;
            let measured = exits.amount.level();
            law(unbonding.unsigned_abs() == measured, || {
                format!("{unbonding} base units have left the bond, the gauge says {measured}")
            })?;
        }
        law(state.margins_agree(), || "a margin that others look at is not that of its operator's books".into())
    }
}

/// Fails with a message unless a law holds.
fn law(holds: bool, message: impl FnOnce() -> String) -> Result<(), String> {
    if holds { Ok(()) } else { Err(message()) }
}

#[cfg(test)]
mod tests;
