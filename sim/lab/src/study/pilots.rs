//! The warm-ups of many studies at once, without their replications.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use rayon::prelude::*;
use scenario::Checked;
use units::time::{Span, Time};
use world::scenario::Scenario;

use super::course::Course;
use super::failure::Failure;
use super::options::{Options, Phase, Progress};
use super::task::Task;
use crate::threads;

/// Slices of a pilot run at which it tells how far it is.
const SLICES: usize = 64;

/// The warm-up of each steady study, from pilot runs as [`super::run`] plays them.
///
/// # Errors
/// The first study that has none, by its place in the list, with the reason.
pub(crate) fn warm_ups(list: &[Arc<Checked>], options: &Options) -> Result<Vec<Span>, (usize, Failure)> {
    let mut courses: Vec<Course> = list.iter().map(|checked| Course::new(checked.clone(), None, 0)).collect();
    let mut tasks = Vec::new();
    for (at, course) in courses.iter_mut().enumerate() {
        while course.is_pilot()
            && let Some(task) = course.next()
        {
            tasks.push((at, task, course.scenario(task)));
        }
    }
    let (planned, steps) = (tasks.len(), AtomicUsize::new(0));
    let goes_on = |_: f64| {
        let steps = steps.fetch_add(1, Ordering::Relaxed) + 1;
        let share = (steps as f64 / (SLICES * planned) as f64).min(1.0);
        let done = (steps / SLICES).min(planned);
        options.tell(&Progress { phase: Phase::Pilot, share, done, planned, estimate: &|| None });
        !options.is_interrupted()
    };
    let play = |(at, task, scenario): &(usize, Task, Arc<Scenario>)| {
        task.play(scenario, false, &goes_on).map_err(|stopped| (*at, Failure::of(task.number(), stopped)))
    };
    let pool = threads::pool(options.threads, planned).map_err(|_| (0, Failure::Interrupted))?;
    let played: Vec<_> = pool.install(|| tasks.par_iter().map(play).collect());
    for ((at, task, _), done) in tasks.iter().zip(played) {
        courses[*at].add(*task, done?).map_err(|failure| (*at, failure))?;
    }
    Ok(courses.iter().map(|course| course.cut().since(Time::ZERO)).collect())
}
