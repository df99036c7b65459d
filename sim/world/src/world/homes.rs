//! Which gateway each individual of a group of users is at, and what the group knows of its gateways.

use std::collections::BTreeMap;

use engine::math;
use rules::gateway_choice::{Known, Terms};
use state::requests::Need;
use units::time::{Span, Time};

use super::apps::AppsState;
use super::spread::spread;
use crate::scenario::Users;

/// In how many parts of a period the individuals of a group review: each part at a time of its own.
pub(crate) const SLICES: u64 = 256;
/// Requests for which the mean of all gateways counts in what is known of one.
const PRIOR: f64 = 1.0;
/// No gateway.
const NOWHERE: u8 = u8::MAX;

/// The individuals of a group of users who may use several gateways, two bytes for each.
#[derive(Clone, Debug)]
pub(crate) struct Homes {
    /// The gateway of each individual now and before, by place among those of the group; empty where a gateway is taken
    /// for each request.
    at: Vec<u8>,
    before: Vec<u8>,
    /// How many are at each gateway.
    users: Vec<u32>,
    books: Vec<Book>,
    /// What was asked so far, by place of the LLM.
    asked: Vec<Asked>,
    /// What is known of each gateway, since when.
    known: Vec<Known>,
    published: Time,
    /// Odds by place, where a gateway is taken for each request.
    pub(crate) odds: Vec<f64>,
    /// In how many parts of a period individuals review, and parts that are over.
    parts: u64,
    pub(crate) turns: u64,
    /// Which gateways are there: the bit of each place, all where none is opened or closed by its owners; and how often
    /// that changed.
    listed: u64,
    pub(crate) changes: u64,
    /// What individuals lost lately: by individual and place, where they leave for it.
    lost: BTreeMap<(u32, u8), Lost>,
}

/// What requests of the group met at a gateway: until the last publication, fading, and since.
#[derive(Clone, Copy, Debug, Default)]
struct Book {
    faded: Sums,
    fresh: Sums,
}

#[derive(Clone, Copy, Debug, Default)]
struct Sums {
    ended: f64,
    lost: f64,
    answered: f64,
    latency_s: f64,
    usd: f64,
}

/// What was asked of an LLM.
#[derive(Clone, Copy, Debug, Default)]
struct Asked {
    n: u64,
    work: u128,
    prompt: u128,
    output: u128,
}

/// Requests that an individual lost at a gateway, each not long after the one before.
#[derive(Clone, Copy, Debug)]
struct Lost {
    n: u32,
    last: Time,
}

impl Sums {
    fn plus(self, other: Self, weight: f64) -> Self {
        Self {
            ended: self.ended + weight * other.ended,
            lost: self.lost + weight * other.lost,
            answered: self.answered + weight * other.answered,
            latency_s: self.latency_s + weight * other.latency_s,
            usd: self.usd + weight * other.usd,
        }
    }
}

/// What a gateway offers a group, whatever it has met there.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Offered {
    /// What a mean request costs \[usd\].
    pub(crate) usd: f64,
    /// The share of its networks that assure what the group needs.
    pub(crate) assured: f64,
}

impl Homes {
    /// Of a group at the start, whose apps have integrated some gateways, and of whose gateways some are closed: the
    /// bit of each place; none if it has one gateway for all.
    pub(crate) fn new(group: &Users, apps: Option<&AppsState>, closed: u64) -> Option<Box<Self>> {
        if !group.rules.has_choice() {
            return None;
        }
        let n = group.gateways.len();
        let count = if group.rules.has_homes() { group.rules.count.unwrap_or(0) } else { 0 };
        // Where nobody reviews, what is known is published alone.
        let reviews = count > 0 && group.rules.gateway_choice.policy().tolerates() == 0;
        let parts = if reviews { SLICES.min(count.into()) } else { 1 };
        let start = among_open(&group.rules.start, n, closed);
        let at = match apps {
            Some(apps) => spread_in_apps(count, n, &start, apps),
            None => spread(count, n, &start),
        };
        let mut users = vec![0; n];
        for &place in &at {
            users[usize::from(place)] += 1;
        }
        Some(Box::new(Self {
            before: vec![NOWHERE; at.len()],
            at,
            users,
            books: vec![Book::default(); n],
            asked: vec![Asked::default(); group.llms.len()],
            known: vec![Known::default(); n],
            published: Time::ZERO,
            odds: Vec::new(),
            parts,
            turns: 0,
            listed: !closed,
            changes: 0,
            lost: BTreeMap::new(),
        }))
    }
    /// A gateway is there from now on, or not.
    pub(crate) fn list(&mut self, place: usize, is_there: bool) {
        let bit = 1_u64.wrapping_shl(place as u32);
        self.listed = if is_there { self.listed | bit } else { self.listed & !bit };
        self.changes += 1;
    }
    /// Those of some gateways that are there; all of them if none is.
    pub(crate) fn there(&self, open: u64) -> u64 {
        if open & self.listed == 0 { open } else { open & self.listed }
    }

    /// How many individuals there are.
    pub(crate) fn count(&self) -> u32 {
        self.at.len() as u32
    }
    /// How many individuals are at each gateway.
    pub(crate) fn users(&self) -> &[u32] {
        &self.users
    }
    /// Where an individual is, by place.
    pub(crate) fn at(&self, individual: u32) -> usize {
        usize::from(self.at[individual as usize])
    }
    /// In how many parts of a period individuals review.
    pub(crate) fn slices(&self) -> u64 {
        self.parts
    }
    /// The individuals who review in a part of a period.
    pub(crate) fn slice(&self, part: u64) -> std::ops::Range<u32> {
        let (n, slices) = (self.at.len() as u64, self.slices());
        (n * part / slices) as u32..(n * (part + 1) / slices) as u32
    }
    /// An individual goes to another gateway; says whether it was there before it came to the present one.
    pub(crate) fn go(&mut self, individual: u32, place: usize) -> bool {
        let i = individual as usize;
        let is_back = usize::from(self.before[i]) == place;
        self.users[usize::from(self.at[i])] -= 1;
        self.users[place] += 1;
        (self.before[i], self.at[i]) = (self.at[i], place as u8);
        is_back
    }

    /// A request asks an LLM for something.
    pub(crate) fn asks(&mut self, llm: u16, need: Need) {
        let asked = &mut self.asked[usize::from(llm)];
        asked.n += 1;
        match need {
            Need::Work(work) => asked.work += u128::from(work.ns()),
            Need::Tokens { prompt, output } => {
                asked.prompt += u128::from(prompt);
                asked.output += u128::from(output);
            }
        }
    }
    /// What requests asked on average, by place of the LLM, with the share that each has of them; nothing was asked of
    /// the first before the first request.
    pub(crate) fn mean_needs(&self, asks_tokens: bool) -> Vec<(f64, Need)> {
        let all = self.requests();
        let mean = |asked: &Asked, sum: u128| (sum + u128::from(asked.n / 2)) / u128::from(asked.n.max(1));
        let need = |(place, asked): (usize, &Asked)| {
            let share = if all > 0 { asked.n as f64 / all as f64 } else { f64::from(u8::from(place == 0)) };
            let tokens = |sum| u32::try_from(mean(asked, sum)).unwrap_or(u32::MAX);
            let need = if asks_tokens {
                Need::Tokens { prompt: tokens(asked.prompt), output: tokens(asked.output) }
            } else {
                Need::Work(Span::from_ns(mean(asked, asked.work) as u64))
            };
            (share, need)
        };
        self.asked.iter().enumerate().map(need).collect()
    }
    /// A gateway answered a request after a time, for a price.
    pub(crate) fn answered(&mut self, place: usize, latency: Span, usd: f64) {
        let answer = Sums { ended: 1.0, lost: 0.0, answered: 1.0, latency_s: latency.as_secs(), usd };
        self.books[place].fresh = self.books[place].fresh.plus(answer, 1.0);
    }
    /// A request was lost at a gateway.
    pub(crate) fn lost(&mut self, place: usize) {
        let loss = Sums { ended: 1.0, lost: 1.0, ..Sums::default() };
        self.books[place].fresh = self.books[place].fresh.plus(loss, 1.0);
    }

    /// What was met since the last publication is known to all from now on; each gateway quotes a mean request \[usd\].
    pub(crate) fn publish(&mut self, now: Time, terms: &Terms, offers: &[Offered]) {
        let halves = now.since(self.published).as_secs() / terms.memory.as_secs();
        let left = math::exp(-halves * std::f64::consts::LN_2);
        for book in &mut self.books {
            book.faded = book.fresh.plus(book.faded, left);
            book.fresh = Sums::default();
        }
        self.published = now;
        let all = self.books.iter().fold(Sums::default(), |sum, book| sum.plus(book.faded, 1.0));
        let ratio = |over: f64, under: f64| if under > 0.0 { over / under } else { 0.0 };
        let (failed, latency_s) = (ratio(all.lost, all.ended), ratio(all.latency_s, all.answered));
        for ((known, Book { faded, .. }), offer) in self.known.iter_mut().zip(&self.books).zip(offers) {
            *known = Known {
                price_usd: 1_000.0 * (faded.usd + PRIOR * offer.usd) / (faded.answered + PRIOR),
                latency_s: (faded.latency_s + PRIOR * latency_s) / (faded.answered + PRIOR),
                failed: (faded.lost + PRIOR * failed) / (faded.ended + PRIOR),
                assured: offer.assured,
                ..Known::default()
            };
        }
    }
    /// What is known of each gateway, with those who are there now.
    pub(crate) fn known(&mut self) -> &[Known] {
        let n = self.at.len().max(1) as f64;
        for (known, &users) in self.known.iter_mut().zip(&self.users) {
            (known.users, known.share) = (users, f64::from(users) / n);
        }
        &self.known
    }

    /// What was known of each gateway at the last publication.
    pub(crate) fn published(&self) -> &[Known] {
        &self.known
    }
    /// Requests of the group so far.
    pub(crate) fn requests(&self) -> u64 {
        self.asked.iter().map(|asked| asked.n).sum()
    }

    /// An individual lost a request at a gateway; says whether that is too much.
    pub(crate) fn lets_down(&mut self, individual: u32, place: usize, now: Time, most: (u32, Span)) -> bool {
        let (failures, memory) = most;
        let lost = self.lost.entry((individual, place as u8)).or_insert(Lost { n: 0, last: now });
        let n = if now.since(lost.last) > memory { 0 } else { lost.n };
        *lost = Lost { n: n.saturating_add(1), last: now };
        lost.n >= failures
    }
    /// The gateways at which an individual lost too much lately: the bit of each place. What is forgotten goes.
    pub(crate) fn shunned(&mut self, individual: u32, now: Time, most: (u32, Span)) -> u64 {
        let (failures, memory) = most;
        let mut bits = 0;
        for place in 0..self.users.len() as u8 {
            match self.lost.get(&(individual, place)) {
                Some(lost) if now.since(lost.last) > memory => drop(self.lost.remove(&(individual, place))),
                Some(lost) if lost.n >= failures => bits |= 1 << place,
                _ => {}
            }
        }
        bits
    }
}

/// How individuals are spread at the start, where some gateways are closed; as if all were there where all are closed.
fn among_open(start: &[f64], n: usize, closed: u64) -> Vec<f64> {
    if closed == 0 {
        return start.to_vec();
    }
    let weight = |place: usize| {
        if closed >> place & 1 == 1 { 0.0 } else { start.get(place).copied().unwrap_or(1.0) }
    };
    let open: Vec<f64> = (0..n).map(weight).collect();
    if open.iter().sum::<f64>() > 0.0 { open } else { start.to_vec() }
}

/// The place of each individual at the start whose app has integrated some gateways: the users of an app are spread
/// over these by their weights, equally where all of these are 0.
fn spread_in_apps(count: u32, n: usize, weights: &[f64], apps: &AppsState) -> Vec<u8> {
    let mut at = vec![0; count as usize];
    for app in 0..apps.count().min(count) {
        // The users of an app begin at its first integration, so that the first users of all apps are spread, too.
        let mut open: Vec<u8> = (0..n as u8).filter(|place| apps.of(app) >> place & 1 == 1).collect();
        let first = open.iter().position(|&place| place == apps.first(app)).unwrap_or(0);
        open.rotate_left(first);
        let weight = |place: &u8| weights.get(usize::from(*place)).copied().unwrap_or(1.0);
        let own: Vec<f64> = open.iter().map(weight).collect();
        let own = if own.iter().sum::<f64>() > 0.0 { own } else { Vec::new() };
        let users = apps.users(app, count);
        for (user, place) in users.clone().zip(spread(users.len() as u32, open.len(), &own)) {
            at[user as usize] = open[usize::from(place)];
        }
    }
    at
}
