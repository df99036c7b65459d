//! Developers integrate gateways into their apps, and drop them.

use std::collections::BTreeMap;

use engine::draws::Index;
use rules::gateway_choice::View;
use rules::integrates::{self, Door};
use units::ids::{AppsId, UsersId};
use units::time::Time;

use super::homes::{drawn, odds_within};
use crate::dynamics::money::REVIEWS;
use crate::event::Event;
use crate::scenario::Users;
use crate::world::Moment;

impl Moment<'_> {
    /// Counts what apps have integrated at the start, and schedules their first reviews.
    pub(in crate::dynamics) fn plan_apps(&mut self, apps: AppsId) {
        let state = &self.state.apps[apps.row()];
        for (place, doors) in self.state.meters.apps[apps.row()].iter_mut().enumerate() {
            doors.add(self.now, state.n_with(place));
        }
        if !self.scenario.apps[apps.row()].gateways.is_empty() {
            self.plan_apps_turn(apps);
        }
    }

    /// Schedules the next part of a period of reviews; the first period is over before anybody reviews.
    fn plan_apps_turn(&mut self, apps: AppsId) {
        let Some(every) = self.scenario.apps[apps.row()].rules.integrates.policy().every() else { return };
        let state = &self.state.apps[apps.row()];
        let parts = u128::from(state.slices() + state.turns);
        if let Ok(ns) = u64::try_from(u128::from(every.ns()) * parts / u128::from(state.slices())) {
            self.agenda.at(Time::from_ns(ns).max(self.now), REVIEWS, Event::Integrate(apps));
        }
    }

    /// The groups that use a table of apps.
    fn groups_of(&self, apps: AppsId) -> impl Iterator<Item = (UsersId, &Users)> {
        let groups = self.scenario.users.iter().enumerate();
        groups.filter(move |(_, group)| group.apps == Some(apps)).map(|(row, group)| (UsersId::of(row), group))
    }

    /// The next apps of a table review which gateways they have integrated: those with the same ones do the same.
    pub(in crate::dynamics) fn review_apps(&mut self, apps: AppsId) {
        let row = &self.scenario.apps[apps.row()];
        let policy = row.rules.integrates.policy();
        let (slices, turns) = (self.state.apps[apps.row()].slices(), self.state.apps[apps.row()].turns);
        if turns % slices == 0 {
            self.count_requests(apps);
        }
        let doors = self.doors(apps);
        let integration = &row.rules.integration;
        let view = integrates::View {
            has: 0,
            doors: &doors,
            requests_h: self.state.apps[apps.row()].requests_h,
            once_usd: integration.once_nanos() as f64 / 1e9,
            upkeep_usd_h: integration.upkeep_usd_h(),
        };
        let mut answers = BTreeMap::new();
        for app in self.state.apps[apps.row()].slice(turns % slices) {
            let has = self.state.apps[apps.row()].of(app);
            let to = *answers.entry(has).or_insert_with(|| policy.review(&integrates::View { has, ..view }));
            if to != has {
                self.integrate(apps, app, to);
            }
        }
        self.state.apps[apps.row()].turns += 1;
        self.plan_apps_turn(apps);
    }

    /// Counts what the users of apps have sent since the last time, per hour in which requests were played.
    fn count_requests(&mut self, apps: AppsId) {
        let homes = self.groups_of(apps).filter_map(|(users, _)| self.state.users[users.row()].homes.as_ref());
        let requests = homes.map(|homes| homes.requests()).sum();
        let then = self.state.apps[apps.row()].counted_at();
        let span =
            self.state.pace.as_ref().map_or_else(|| self.now.since(then), |pace| pace.clock.played(then, self.now));
        self.state.apps[apps.row()].counted(self.now, requests, span.as_secs() / 3_600.0);
    }

    /// What the users of apps know of each gateway: the mean over groups, by their requests.
    fn doors(&self, apps: AppsId) -> Vec<Door> {
        let mut doors = vec![Door::default(); self.scenario.apps[apps.row()].gateways.len()];
        let mut all = 0.0;
        for (users, _) in self.groups_of(apps) {
            let Some(homes) = &self.state.users[users.row()].homes else { continue };
            // A group that has sent nothing counts where none has.
            let weight = homes.requests() as f64 + 1e-9;
            all += weight;
            for (door, known) in doors.iter_mut().zip(homes.published()) {
                door.price_usd += weight * known.price_usd;
                door.failed += weight * known.failed;
            }
        }
        for door in &mut doors {
            (door.price_usd, door.failed) = (door.price_usd / all, door.failed / all);
        }
        doors
    }

    /// An app has integrated these gateways from now on: its users leave those that it has dropped.
    fn integrate(&mut self, apps: AppsId, app: u32, to: u64) {
        let has = self.state.apps[apps.row()].of(app);
        self.state.apps[apps.row()].integrate(self.now, app, to);
        for (place, doors) in self.state.meters.apps[apps.row()].iter_mut().enumerate() {
            match (has >> place & 1, to >> place & 1) {
                (0, 1) => doors.add(self.now, 1),
                (1, 0) => doors.sub(self.now, 1),
                _ => {}
            }
        }
        if has & !to != 0 {
            let groups: Vec<UsersId> = self.groups_of(apps).map(|(users, _)| users).collect();
            for users in groups {
                self.leave_dropped(users, apps, app, to);
            }
        }
    }

    /// Individuals whose app has dropped their gateway go to another of its, as they would choose who are nowhere.
    fn leave_dropped(&mut self, users: UsersId, apps: AppsId, app: u32, to: u64) {
        let choice = self.scenario.users[users.row()].rules.gateway_choice.policy();
        let (state, apps) = (&mut self.state.users[users.row()], &self.state.apps[apps.row()]);
        let Some(homes) = state.homes.as_mut().filter(|homes| homes.count() > 0) else { return };
        let before = homes.users().to_vec();
        let odds = odds_within(choice, &View { at: None, known: homes.known(), shunned: 0 }, to);
        let (mut switched, mut back) = (0, 0);
        for individual in apps.users(app, homes.count()) {
            if to >> homes.at(individual) & 1 == 1 {
                continue;
            }
            let index = Index::Moved { individual, review: apps.turns / apps.slices() };
            let place = drawn(&odds, state.app_move.draws(index.bits()).uniform());
            switched += 1;
            back += u64::from(homes.go(individual, place));
        }
        self.note_moves(users, &before, (switched, back));
    }
}
