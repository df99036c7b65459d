//! Rules that change at a time of the run: each change is tried before it, in the order in which they come.

use units::time::Time;
use world::scenario::{Change, Scenario};

use super::Resolver;

impl Resolver<'_> {
    /// The changes of rules, all of which can be made.
    pub(super) fn changes(&mut self, scenario: &Scenario) -> Vec<Change> {
        let file = self.file;
        let horizon = file.horizon;
        let mut list = Vec::new();
        for (name, change) in &file.change.list {
            let path = format!("change.{}", name.text);
            if change.at >= horizon {
                let message = format!("{} is not within the horizon of {horizon}", change.at);
                self.problems.push_with(self.place(&format!("{path}.at")), message, "make the change earlier");
            }
            if let Some(until) = change.until.filter(|&until| until <= change.at) {
                let message = format!("a change at {} cannot end at {until}", change.at);
                let remedy = "give a later `until`, or leave it out to keep the change";
                self.problems.push_with(self.place(&format!("{path}.until")), message, remedy);
            }
            list.push(Change {
                name: name.text.clone(),
                at: Time::ZERO + change.at,
                until: change.until.map(|until| Time::ZERO + until),
                set: change.set.list.iter().map(|(path, _, value)| (path.clone(), value.clone())).collect(),
            });
        }
        if !list.is_empty() {
            self.check_overlaps();
            self.try_changes(scenario, &list);
            self.check_start(scenario, &list);
        }
        list
    }

    /// Notes two changes of one rule of which one begins before the other is over: whose value would come back?
    fn check_overlaps(&mut self) {
        let all: Vec<_> = self
            .file
            .change
            .list
            .iter()
            .flat_map(|(name, change)| {
                let until = change.until.unwrap_or(change.at);
                change.set.list.iter().map(move |(path, place, _)| (&name.text, path, *place, change.at, until))
            })
            .collect();
        let touches = |a: &str, b: &str| a == b || a.strip_prefix(b).is_some_and(|rest| rest.starts_with('.'));
        for (i, (name, path, place, at, until)) in all.iter().enumerate() {
            for (other, other_path, _, other_at, other_until) in &all[..i] {
                let is_same = touches(path, other_path) || touches(other_path, path);
                // One that stays for good is a moment; one that comes back is a stretch.
                let meets = at.max(other_at) < until.min(other_until)
                    || (at == until && other_at < at && at < other_until)
                    || (other_at == other_until && at < other_at && other_at < until)
                    || (at == other_at);
                if is_same && meets {
                    let message = format!("`change.{other}` changes this setting at the same time as `change.{name}`");
                    self.problems.push_with(*place, message, "let one end before the other begins");
                }
            }
        }
    }

    /// Whether the stakes are still covered after the changes at the very start, by which all nodes bond them.
    fn check_start(&mut self, scenario: &Scenario, list: &[Change]) {
        let at_start = || list.iter().filter(|change| change.at == Time::ZERO).flat_map(|change| &change.set);
        if at_start().any(|(path, _)| path.starts_with("nodes.")) {
            let mut started = scenario.clone();
            // What is refused was noted when it was tried.
            at_start().for_each(|(path, value)| drop(started.set(path, value)));
            self.check_supply(&started);
        }
    }

    /// Makes all changes on a copy of the scenario, in the order of time, and notes those that cannot be made.
    fn try_changes(&mut self, scenario: &Scenario, list: &[Change]) {
        let mut trial = scenario.clone();
        let mut saved = vec![Vec::new(); list.len()];
        for (_, begins, i) in Change::in_order(list) {
            let values = if begins { list[i].set.clone() } else { std::mem::take(&mut saved[i]) };
            let mut old = Vec::new();
            for (at, (path, value)) in values.into_iter().enumerate() {
                let before = trial.get(&path);
                match before.and_then(|before| trial.set(&path, &value).map(|_| before)) {
                    Ok(before) => old.push((path, before)),
                    Err(refusal) => {
                        let place =
                            self.file.change.list[i].1.set.list.get(at).map_or_else(
                                || self.place(&format!("change.{}", list[i].name)),
                                |(_, place, _)| *place,
                            );
                        let of = if refusal.path == path { String::new() } else { format!("`{}`: ", refusal.path) };
                        let message = format!("{of}{}", refusal.message);
                        match refusal.remedy {
                            Some(remedy) => self.problems.push_with(place, message, remedy),
                            None => self.problems.push(place, message),
                        }
                    }
                }
            }
            old.reverse();
            if begins {
                saved[i] = old;
            }
        }
    }
}
