//! A look ahead: what would come too late is refused at once.

use engine::draws::Draws;
use units::settings;
use units::settings::Nothing;
use units::time::Span;

use super::policy::{Admitter, Asking, Reason, Verdict};
use crate::checking::Checking;
use crate::columns::Lengths;
use crate::sample::sample;

settings! {
    /// Refuses requests that no node is expected to answer by their deadline.
    ///
    /// A request is let in if `now + latency_s + margin <= deadline` for some listed node that is looked at;
    /// `latency_s` is the column of that name: `way + (backlog / slots + 1) S`, S the request's own service time there
    /// \[s\]. Plain work is known when it is asked for, so that long requests are refused before short ones; of an
    /// answer's length the mean of those that the gateway has seen. Deadlines are `users.x.target.deadline`, counted
    /// from sending; users without one are always let in. If all work takes S at one node of one slot, a request is
    /// refused that finds `floor(deadline / S)` others there: with Poisson arrivals that is the loss of an M/D/1 queue
    /// with as much room, and all who are let in are answered in time. It says nothing of the node that is picked
    /// afterwards: with picks that look at no latency some are late. If no node is listed, `when_empty` decides.
    /// Source: "deadline-infeasible reject" among the policies of admission in reference/serving.md 5; the loss of
    /// M/D/1 with room as in `token_bucket`.
    pub struct ByDeadline {
        /// How long before its deadline an answer must be expected.
        pub margin: Span = Span::ZERO,
        /// Nodes looked at [1 ..= 4096].
        pub candidates: u32 = 64,
    }
}

impl Admitter for ByDeadline {
    type Memory = Nothing;

    fn judge(&self, _: &mut Nothing, asking: &Asking, draws: &mut Draws) -> Verdict {
        let Some(deadline) = asking.deadline else { return Verdict::Admit };
        let mut nodes = sample(asking.roster.members(), self.candidates, draws);
        let left = deadline.since(asking.now).saturating_sub(self.margin);
        let is_feasible = |node| asking.knows.latency(node, asking.backlog(node), Lengths::Seen) <= left;
        Verdict::admit_if(asking.roster.is_empty() || nodes.any(is_feasible), Reason::Deadline)
    }
    fn reason(&self) -> Option<Reason> {
        Some(Reason::Deadline)
    }
    fn vet(&self, checking: &mut Checking) {
        if checking.facts.asks.lacks_deadlines {
            let message = "no users whose requests the rule meets have a deadline, so that it can never refuse one";
            checking.refuse_with("", message, "set `target.deadline` of some of these users, or remove the rule");
        }
    }
}

#[cfg(test)]
mod tests {
    use units::time::Time;

    use super::super::table::{Table, draws};
    use super::*;

    #[test]
    fn of_small_random_states_it_lets_in_what_some_node_can_answer_in_time() {
        for case in 0..2_000 {
            let mut random = draws(case);
            let service = Span::from_ns(1 + u64::from(random.below(3)));
            let table = Table::of((0..random.below(5)).map(|_| random.below(5)).collect(), service);
            let margin = Span::from_ns(random.below(4).into());
            let rule = ByDeadline { margin, candidates: 64 };
            let now = Time::from_ns(10);
            let deadline = Some(Time::from_ns(5 + u64::from(random.below(20)))).filter(|_| random.below(5) > 0);
            let is_late = |by: Time| {
                let ends = table.backlogs.iter().map(|backlog| now + service * u64::from(backlog + 1) + margin);
                ends.min().is_some_and(|end| end > by)
            };
            let expected =
                if deadline.is_some_and(is_late) { Verdict::Refuse(Reason::Deadline) } else { Verdict::Admit };
            let asking = Asking { deadline, ..table.asking(now) };
            assert_eq!(rule.judge(&mut Nothing, &asking, &mut draws(0)), expected, "case {case}");
        }
    }

    #[test]
    fn who_looks_at_few_nodes_refuses_more() {
        let table = Table::of((0..100).map(|node| u32::from(node > 9)).collect(), Span::secs(1));
        let asking = Asking { deadline: Some(Time::ZERO + Span::secs(1)), ..table.asking(Time::ZERO) };
        let mut last = 0.0;
        for candidates in [1, 3, 10, 100] {
            let rule = ByDeadline { margin: Span::ZERO, candidates };
            let is_let_in = |case: &u64| rule.judge(&mut Nothing, &asking, &mut draws(*case)) == Verdict::Admit;
            let share = (0..4_000).filter(is_let_in).count() as f64 / 4_000.0;
            // One in ten is idle; all are looked at once no more are listed.
            let says = if candidates == 100 { 1.0 } else { 1.0 - engine::math::pow(0.9, f64::from(candidates)) };
            assert!((share - says).abs() < 0.03 && share > last, "{candidates}: {share}, not {says}");
            last = share;
        }
    }
}
