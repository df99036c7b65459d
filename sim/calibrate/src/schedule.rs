//! Which points are measured, how often and for how long: all of the design, or what fits into a budget of time.

#[cfg(test)]
mod tests;

use cost::Load;
use files::publish::Fault;

use super::agreement::{self, Size};
use super::clock::Span;
use super::form::counts;
use super::point::{self, Point};
use super::worth::{self, USUAL};
use super::{Agreement, Canary, Design, Plan};

/// Repeats of each point.
const REPEATS: usize = 5;
/// Repeats that each point has at the least: where time is short more points tell more than more repeats.
const LEAST_REPEATS: usize = 3;
/// Deviation over mean of a point's repeats above which it is measured anew.
pub(super) const UNSTEADY: f64 = 0.05;
/// How often a point is measured anew.
const AGAIN: usize = 3;
/// Steps of a repeat are added up until they took so long \[s\].
const LEAST: f64 = 0.02;
/// The most steps of a repeat.
const MOST_STEPS: usize = 16;
/// Part of the budget above which the agreement of two nodes is left out.
const MOST_AGREEMENT: f64 = 0.25;

/// What was left out is told by name up to so many.
const MOST_TOLD: usize = 8;

/// What is measured: the kernel on this machine, or one that a test makes up, with a clock of its own.
pub(super) trait Stand {
    /// The mean time of `n` steps of a point.
    fn steps(&mut self, point: &Point, n: usize) -> Result<Span, Fault>;
    /// Does reference work.
    fn look(&mut self) -> Canary;
    /// Lets two honest nodes write and check answers.
    fn agree(&mut self, size: &Size) -> Result<Agreement, Fault>;
    /// Time on the wall since the calibration began \[s\].
    fn spent(&self) -> f64;
}

/// All that was measured.
pub(super) struct Found {
    pub(super) points: Vec<Point>,
    pub(super) canaries: Vec<Canary>,
    pub(super) agreement: Option<Agreement>,
    pub(super) effort: Effort,
}

/// What measuring took, and what was left out for want of time.
#[derive(Clone, Debug, PartialEq)]
pub struct Effort {
    /// Time on the wall that it might take \[s\]; `None` for as long as it takes.
    pub budget: Option<f64>,
    /// Time on the wall that it took, loading included \[s\].
    pub spent: f64,
    /// About what it would have taken with nothing left out \[s\].
    pub whole: f64,
    /// What was left out: points, repeats, tokens; nothing if the budget was enough.
    pub left_out: Vec<String>,
}

impl Effort {
    /// What was left out, in a line; `None` if nothing was.
    pub fn lack(&self) -> Option<String> {
        let (told, more) = self.left_out.split_at(self.left_out.len().min(MOST_TOLD));
        let more = if more.is_empty() { String::new() } else { format!(" and {} more", more.len()) };
        (!told.is_empty()).then(|| format!("{}{more}", told.join(", ")))
    }
}

/// A point and what is known of it.
struct Entry {
    point: Point,
    /// Time on the wall of its first step \[s\], if one was taken.
    first: Option<f64>,
    /// Whether it is measured whatever that takes.
    is_least: bool,
}

impl Entry {
    /// Time on the wall of the last step that was taken \[s\], if any was: other work may have come in between.
    fn last(&self) -> Option<f64> {
        self.point.repeats.last().map(|span| span.wall).or(self.first)
    }
}

struct Work<'a> {
    stand: &'a mut dyn Stand,
    plan: &'a Plan,
    tell: &'a mut dyn FnMut(&str, f64),
    entries: Vec<Entry>,
    canaries: Vec<Canary>,
    left_out: Vec<String>,
    /// Time that what is in `left_out`, but for points, would have taken \[s\].
    saved: f64,
}

/// Measures the points of a plan in rounds, so that whatever drifts drifts for all alike.
pub(super) fn run(stand: &mut dyn Stand, plan: &Plan, tell: &mut dyn FnMut(&str, f64)) -> Result<Found, Fault> {
    let canaries = vec![stand.look()];
    let entry = |point| Entry { point, first: None, is_least: false };
    let entries: Vec<Entry> = point::points(plan.design).into_iter().map(entry).collect();
    let mut work = Work { stand, plan, tell, entries, canaries, left_out: Vec::new(), saved: 0.0 };
    let points: Vec<Point> = work.entries.iter().map(|entry| entry.point.clone()).collect();
    let mut order = worth::order(&points, repeat_time);
    order.iter().take(worth::LEAST).for_each(|&at| work.entries[at].is_least = true);
    // Where there is a budget, what the estimates have spared may do for some more.
    loop {
        let mut chosen = work.choose(&mut order)?;
        if chosen.is_empty() {
            break;
        }
        for _ in 0..LEAST_REPEATS {
            if work.left() <= 0.0 {
                work.give_up(&mut chosen);
            }
            work.round(&chosen)?;
        }
    }
    let measured = work.measured();
    work.repeat_more(&measured)?;
    if plan.design != Design::Least {
        work.again(&measured)?;
    }
    work.end()
}

/// The time that a repeat of a point takes whose step takes so long \[s\].
pub(super) fn repeat_time(step: f64) -> f64 {
    let steps = steps(step);
    if steps > 1 { step * (1 + steps) as f64 } else { step }
}

/// Steps of a repeat, by the time of the first.
fn steps(first: f64) -> usize {
    ((LEAST / first.max(1e-6)).ceil() as usize).clamp(1, MOST_STEPS)
}

impl Work<'_> {
    /// About how long a step takes: as the nearest that was taken, in the ratio of a usual machine's times.
    fn guess(&self, load: &Load) -> f64 {
        let usual = USUAL.time(&counts(load));
        let taken =
            self.entries.iter().filter_map(|entry| Some((USUAL.time(&counts(&entry.point.load())), entry.last()?)));
        let near = taken.min_by(|a, b| (a.0 / usual).ln().abs().total_cmp(&(b.0 / usual).ln().abs()));
        near.map_or(0.0, |(near, step)| usual * step / near)
    }

    /// About the time of some repeats of a point \[s\], with its first step if that is still to be taken.
    fn need(&self, at: usize, repeats: usize) -> f64 {
        let entry = &self.entries[at];
        let step = entry.last().unwrap_or_else(|| self.guess(&entry.point.load()));
        let new = if entry.first.is_none() { step } else { 0.0 };
        new + repeats as f64 * repeat_time(step)
    }

    /// Places of the points that have repeats.
    fn measured(&self) -> Vec<usize> {
        (0..self.entries.len()).filter(|&at| !self.entries[at].point.repeats.is_empty()).collect()
    }

    fn agreement_time(&self, size: &Size) -> f64 {
        size.steps().iter().map(|(load, n)| *n as f64 * self.guess(load)).sum()
    }

    /// What is left of the budget for points \[s\]: some of it is kept for the agreement.
    fn left(&self) -> f64 {
        let Some(budget) = self.plan.budget else { return f64::INFINITY };
        let sizes = agreement::sizes(self.plan.design);
        let least = sizes.last().map_or(0.0, |size| self.agreement_time(size));
        let kept = if least <= MOST_AGREEMENT * budget { least } else { 0.0 };
        budget - kept - self.stand.spent()
    }

    /// Takes the next points off the order that fit into what is left, all of them together; takes a first step of
    /// each, which touches all memory and wakes the machine up. The points come in the order of the design.
    fn choose(&mut self, order: &mut Vec<usize>) -> Result<Vec<usize>, Fault> {
        let (mut chosen, mut passed, mut need) = (Vec::new(), Vec::new(), 0.0);
        for at in std::mem::take(order) {
            let fits = |work: &Self| work.entries[at].is_least || need + work.need(at, LEAST_REPEATS) <= work.left();
            if fits(self) && self.entries[at].first.is_none() {
                let span = self.stand.steps(&self.entries[at].point, 1)?;
                self.entries[at].first = Some(span.wall);
            }
            if fits(self) {
                need += self.need(at, LEAST_REPEATS);
                chosen.push(at);
            } else {
                passed.push(at);
            }
        }
        *order = passed;
        chosen.sort_unstable();
        Ok(chosen)
    }

    /// One repeat of each of these points, and of the reference work.
    fn round(&mut self, points: &[usize]) -> Result<(), Fault> {
        for &at in points {
            let done: usize = self.entries.iter().map(|entry| entry.point.repeats.len()).sum();
            let all = REPEATS * self.entries.len();
            (self.tell)(&self.entries[at].point.name(), 0.1 + 0.7 * done as f64 / all as f64);
            let span = self.repeat(at)?;
            self.entries[at].point.repeats.push(span);
        }
        self.canaries.push(self.stand.look());
        Ok(())
    }

    /// Leaves out points under way but for those that a fit needs: other work came in between, and the budget is spent.
    fn give_up(&mut self, chosen: &mut Vec<usize>) {
        chosen.retain(|&at| {
            let entry = &mut self.entries[at];
            if !entry.is_least {
                entry.point.repeats.clear();
            }
            entry.is_least
        });
    }

    /// The repeats that no point has yet, while there is time for whole rounds.
    fn repeat_more(&mut self, points: &[usize]) -> Result<(), Fault> {
        for done in LEAST_REPEATS..REPEATS {
            let round: f64 = points.iter().map(|&at| self.need(at, 1)).sum();
            if round > self.left() {
                self.left_out.push(format!("{} of {REPEATS} repeats", REPEATS - done));
                self.saved += (REPEATS - done) as f64 * round;
                break;
            }
            self.round(points)?;
        }
        Ok(())
    }

    /// Measures points anew whose repeats differ, while there is time.
    fn again(&mut self, points: &[usize]) -> Result<(), Fault> {
        let mut n_left = 0;
        for &at in points {
            for _ in 0..AGAIN {
                let point = &self.entries[at].point;
                let spread = point.spread(self.plan.threads);
                if spread <= UNSTEADY {
                    break;
                }
                if self.need(at, REPEATS) > self.left() {
                    self.saved += self.need(at, REPEATS);
                    n_left += 1;
                    break;
                }
                (self.tell)(&format!("{} again", point.name()), 0.8);
                let repeats = (0..REPEATS).map(|_| self.repeat(at)).collect::<Result<Vec<_>, _>>()?;
                let point = &mut self.entries[at].point;
                let again = Point { repeats, ..point.clone() };
                if again.spread(self.plan.threads) < spread {
                    *point = again;
                }
            }
        }
        if n_left > 0 {
            self.left_out.push(format!("new attempts at {n_left} unsteady points"));
        }
        Ok(())
    }

    /// One repeat of a point: the mean of some steps.
    fn repeat(&mut self, at: usize) -> Result<Span, Fault> {
        let point = &self.entries[at].point;
        let first = self.stand.steps(point, 1)?;
        // The first step warms up; where one takes longer than a repeat needs, it is measured alone.
        match steps(first.wall) {
            _ if self.plan.design == Design::Least => Ok(first),
            1 => Ok(first),
            steps => self.stand.steps(point, steps),
        }
    }

    /// Looks at the machine a last time, lets two nodes agree, and tells what was left out.
    fn end(mut self) -> Result<Found, Fault> {
        self.canaries.push(self.stand.look());
        if self.measured().iter().any(|&at| self.entries[at].point.time(self.plan.threads) <= 0.0) {
            let message = "this machine's clock does not advance: a step took no time".to_string();
            return Err(Fault { message, remedy: "calibrate on another machine".into() });
        }
        let agreement = self.agree()?;
        let spent = self.stand.spent();
        let (mut left_out, mut whole) = (Vec::new(), spent + self.saved);
        for (at, entry) in self.entries.iter().enumerate().filter(|(_, entry)| entry.point.repeats.is_empty()) {
            left_out.push(entry.point.name());
            whole += self.need(at, REPEATS);
        }
        left_out.append(&mut self.left_out);
        let effort = Effort { budget: self.plan.budget, spent, whole, left_out };
        let points =
            self.entries.into_iter().map(|entry| entry.point).filter(|point| !point.repeats.is_empty()).collect();
        Ok(Found { points, canaries: self.canaries, agreement, effort })
    }

    /// Lets two nodes write and check as many tokens as there is time for.
    fn agree(&mut self) -> Result<Option<Agreement>, Fault> {
        let sizes = agreement::sizes(self.plan.design);
        let left = self.plan.budget.map_or(f64::INFINITY, |budget| budget - self.stand.spent());
        let chosen = sizes.iter().find(|size| self.agreement_time(size) <= left);
        // A budget that the points have overrun a little leaves the least of it as it was kept.
        let kept = self
            .plan
            .budget
            .and_then(|budget| sizes.last().filter(|size| self.agreement_time(size) <= MOST_AGREEMENT * budget));
        let chosen = chosen.or(kept);
        let Some(all) = sizes.first() else { return Ok(None) };
        if chosen != Some(all) {
            let n = chosen.map_or(0, Size::tokens);
            self.left_out.push(format!("{} of {} tokens of the agreement", all.tokens() - n, all.tokens()));
            self.saved += self.agreement_time(all) - chosen.map_or(0.0, |size| self.agreement_time(size));
        }
        let Some(size) = chosen else { return Ok(None) };
        (self.tell)("agreement of two honest nodes", 0.85);
        self.stand.agree(size).map(Some)
    }
}
