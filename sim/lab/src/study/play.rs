//! Plays the replications of one study or of many on all threads; what comes out does not depend on their number.
//!
//! A thread takes the next task of the earliest point that has one, else it opens the next point, so that no core is
//! idle while anything is left. Finished points are handed on in the order of the design.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, OnceLock, PoisonError, mpsc};
use std::time::Duration;

use files::publish::Fault;
use scenario::Checked;
use units::time::Time;
use world::outcome::Stopped;

use super::course::Course;
use super::failure::Failure;
use super::findings::Findings;
use super::options::{Options, Phase, Progress};
pub(crate) use super::points::{Played, PointFault, Points};
use super::task::{Done, Task};
use crate::row::Row;
use crate::store::{Kept, Key, Store};

/// Points that may be open or finished ahead of the first that is not: their results wait for it.
const AHEAD: usize = 1_024;

/// Slices of a replication at which it tells how far it is.
const SLICES: u64 = 64;

/// What is wanted beside values and samples, and where rows are kept.
#[derive(Clone, Copy)]
pub(crate) struct Setup<'a> {
    /// Whether rows have series, curves and flows.
    pub(crate) with_block: bool,
    /// The replication that is played alone.
    pub(crate) only: Option<u32>,
    /// Where rows are kept, and found again.
    pub(crate) store: Option<&'a Store>,
}

struct Live {
    /// Taken away by the thread that ends it.
    course: Mutex<Option<Course>>,
    /// The key of its first replication, once the warm-up is known.
    key: OnceLock<Key>,
    /// Slices of replications that are done in the present stage.
    steps: AtomicU64,
}

#[derive(Default)]
struct Field {
    live: BTreeMap<usize, Arc<Live>>,
    next: usize,
    handed_on: usize,
    busy: usize,
    is_over: bool,
    fault: Option<Fault>,
}

struct Player<'a> {
    points: &'a dyn Points,
    setup: Setup<'a>,
    options: &'a Options<'a>,
    field: Mutex<Field>,
    changed: Condvar,
    ended: Condvar,
    /// Slices done and replications planned, over all points.
    steps: AtomicU64,
    planned: AtomicU64,
}

enum Job {
    Open(usize),
    Play(usize, Arc<Live>, Task),
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Plays all points; `digest` makes of each what is kept, on the thread that ended it; `each` gets that in order, and
/// says whether the rest is still wanted.
///
/// Gives the studies that were under way when it was interrupted.
///
/// # Errors
/// If the rows could not be kept.
pub(crate) fn play<T: Send>(
    points: &dyn Points,
    setup: Setup<'_>,
    options: &Options<'_>,
    threads: usize,
    digest: &(dyn Fn(usize, Played) -> T + Sync),
    each: &mut dyn FnMut(usize, T) -> bool,
) -> Result<BTreeMap<usize, Course>, Fault> {
    let player = Player {
        points,
        setup,
        options,
        field: Mutex::default(),
        changed: Condvar::new(),
        ended: Condvar::new(),
        steps: AtomicU64::new(0),
        planned: AtomicU64::new(0),
    };
    let (sender, receiver) = mpsc::channel();
    std::thread::scope(|scope| {
        let player = &player;
        for _ in 0..threads.max(1) {
            let sender = sender.clone();
            scope.spawn(move || player.work(&sender, digest));
        }
        if let Some(store) = setup.store {
            scope.spawn(move || player.keep_synced(store));
        }
        drop(sender);
        player.collect(&receiver, each);
        player.end();
    });
    if let Some(store) = setup.store {
        store.sync()?;
    }
    let field = player.field.into_inner().unwrap_or_else(PoisonError::into_inner);
    match field.fault {
        Some(fault) => Err(fault),
        None => Ok(field.live.into_iter().filter_map(|(at, live)| Some((at, lock(&live.course).take()?))).collect()),
    }
}

/// Ends the work of all if one thread panics, who would else wait for what it was to do.
struct Guard<'a, 'p>(&'a Player<'p>);

impl Drop for Guard<'_, '_> {
    fn drop(&mut self) {
        if std::thread::panicking() {
            self.0.end();
        }
    }
}

/// The findings of a study that was not aborted.
fn unaborted(checked: &Checked, found: Findings) -> Result<Findings, Failure> {
    let Some((replication, at)) = found.aborted else { return Ok(found) };
    let when = checked.file.abort_when.as_ref().map_or(String::new(), |when| when.text.clone());
    Err(Failure::Aborted(replication, at.since(Time::ZERO), when))
}

impl Player<'_> {
    fn work<T>(&self, sender: &mpsc::Sender<(usize, T)>, digest: &dyn Fn(usize, Played) -> T) {
        let _guard = Guard(self);
        while let Some(job) = self.take() {
            let ended = match job {
                Job::Open(at) => self.open(at).map(|played| (at, played)),
                Job::Play(at, live, task) => self.play_one(at, &live, task).map(|played| (at, played)),
            };
            // Whoever listens no longer has said so in the field.
            if let Some((at, played)) = ended {
                let _ = sender.send((at, digest(at, played)));
            }
            lock(&self.field).busy -= 1;
            self.changed.notify_all();
        }
    }

    /// The next job; none if nothing is left or wanted.
    fn take(&self) -> Option<Job> {
        let mut field = lock(&self.field);
        loop {
            if field.is_over || self.options.is_interrupted() || self.options.is_late() {
                return None;
            }
            let next = |(&at, live): (&usize, &Arc<Live>)| {
                let task = lock(&live.course).as_mut()?.next()?;
                Some(Job::Play(at, live.clone(), task))
            };
            let mut job = field.live.iter().find_map(next);
            if job.is_none() && field.next < self.points.n() && field.next < field.handed_on + AHEAD {
                job = Some(Job::Open(field.next));
                field.next += 1;
            }
            if job.is_some() {
                field.busy += 1;
                return job;
            }
            if field.busy == 0 && field.next >= self.points.n() {
                self.changed.notify_all();
                return None;
            }
            // A wait that ends by itself sees a deadline or an interrupt.
            let patience = Duration::from_millis(200);
            field = self.changed.wait_timeout(field, patience).unwrap_or_else(PoisonError::into_inner).0;
        }
    }

    fn open(&self, at: usize) -> Option<Played> {
        let checked = match self.points.open(at) {
            Ok(checked) => checked,
            Err(text) => return Some(Err(PointFault::Refused(text))),
        };
        let mut course = Course::new(checked, self.points.only(at).or(self.setup.only), self.points.first());
        if self.points.keeps_blocks() {
            course.keep_blocks();
        }
        if course.is_pilot()
            && let Some(Kept::WarmUp(cut)) =
                self.setup.store.and_then(|store| store.find(&Key::pilots(course.checked())))
        {
            course.warm_up(cut);
        }
        self.planned.fetch_add(course.planned().into(), Ordering::Relaxed);
        let live = Arc::new(Live { course: Mutex::new(Some(course)), key: OnceLock::new(), steps: AtomicU64::new(0) });
        lock(&self.field).live.insert(at, live);
        None
    }

    /// Plays a task; gives what became of the point if it was the last one.
    fn play_one(&self, at: usize, live: &Live, task: Task) -> Option<Played> {
        let (scenario, key) = {
            let course = lock(&live.course);
            let course = course.as_ref()?;
            let of = || Key::of(course.checked(), course.cut(), self.setup.with_block);
            let is_measured = self.setup.store.is_some() && !matches!(task, Task::Pilot(_));
            (course.scenario(task), is_measured.then(|| live.key.get_or_init(of).replication(task.number())))
        };
        let kept = key.as_ref().and_then(|key| self.find(key));
        if kept.is_none() && self.setup.store.is_some_and(Store::is_closed) {
            lock(&live.course).take()?;
            lock(&self.field).live.remove(&at);
            return Some(Err(PointFault::Missing));
        }
        let new = key.filter(|_| kept.is_none());
        let slices = AtomicU64::new(0);
        let step = || {
            slices.fetch_add(1, Ordering::Relaxed);
            live.steps.fetch_add(1, Ordering::Relaxed);
            self.steps.fetch_add(1, Ordering::Relaxed);
        };
        let goes_on = |_: f64| {
            step();
            self.tell(live);
            !self.options.is_interrupted()
        };
        let done = match kept {
            Some(row) => Ok(Done::Row(row)),
            None => task.play(&scenario, self.setup.with_block, &goes_on),
        };
        // What was kept, or came in fewer slices, counts as whole.
        (slices.load(Ordering::Relaxed)..SLICES).for_each(|_| step());
        let ended = match done {
            Ok(done) => self.add(live, task, done, new.as_ref()),
            Err(Stopped::Asked) => Ok(false),
            Err(stopped) => Err(Failure::of(task.number(), stopped)),
        };
        if let Ok(false) = ended {
            return None;
        }
        // Of two threads that end a point one takes it away.
        let course = lock(&live.course).take()?;
        lock(&self.field).live.remove(&at);
        let checked = course.checked().clone();
        let found = ended.and_then(|_| course.findings());
        let found =
            if self.points.keeps_aborted() { found } else { found.and_then(|found| unaborted(&checked, found)) };
        Some(found.map(|found| (checked, found)).map_err(PointFault::Failed))
    }

    /// Gives a study what one of its tasks came to, and keeps it; says whether the study is over.
    fn add(&self, live: &Live, task: Task, done: Done, key: Option<&Key>) -> Result<bool, Failure> {
        if let (Task::Replication(_), Done::Row(row), Some(key)) = (task, &done, key) {
            self.keep(key, || Kept::Row(row.clone()));
        }
        let mut course = lock(&live.course);
        let Some(course) = course.as_mut() else { return Ok(false) };
        let was = (course.is_pilot(), course.planned());
        course.add(task, done)?;
        if was.0 && !course.is_pilot() {
            live.steps.store(0, Ordering::Relaxed);
            self.keep(&Key::pilots(course.checked()), || Kept::WarmUp(course.cut().since(Time::ZERO)));
        }
        if let (Task::Whole | Task::Batches, true, Some(key), [row, ..]) = (task, course.is_over(), key, course.rows())
        {
            self.keep(key, || Kept::Row(Box::new(row.clone())));
        }
        self.planned.fetch_add(course.planned().saturating_sub(was.1).into(), Ordering::Relaxed);
        Ok(course.is_over())
    }

    fn find(&self, key: &Key) -> Option<Box<Row>> {
        let Kept::Row(row) = self.setup.store?.find(key)? else { return None };
        Some(row)
    }
    /// Keeps what was computed; if the disk refuses, all ends.
    fn keep(&self, key: &Key, kept: impl Fn() -> Kept) {
        if let Some(store) = self.setup.store
            && let Err(fault) = store.keep(key, &kept())
        {
            self.give_up(fault);
        }
    }
    fn give_up(&self, fault: Fault) {
        let mut field = lock(&self.field);
        field.is_over = true;
        field.fault.get_or_insert(fault);
        self.changed.notify_all();
    }

    /// Hands finished points on in order.
    fn collect<T>(&self, receiver: &mpsc::Receiver<(usize, T)>, each: &mut dyn FnMut(usize, T) -> bool) {
        let mut waiting = BTreeMap::new();
        let mut next = 0;
        while let Ok((at, played)) = receiver.recv() {
            waiting.insert(at, played);
            while let Some(played) = waiting.remove(&next) {
                let goes_on = each(next, played);
                next += 1;
                let mut field = lock(&self.field);
                field.handed_on = next;
                field.is_over |= !goes_on;
                drop(field);
                self.changed.notify_all();
            }
        }
    }
    /// Sees to it that no row waits longer than a second for the disk.
    fn keep_synced(&self, store: &Store) {
        let mut field = lock(&self.field);
        while !field.is_over {
            field = self.ended.wait_timeout(field, Duration::from_secs(1)).unwrap_or_else(PoisonError::into_inner).0;
            drop(field);
            if let Err(fault) = store.settle() {
                self.give_up(fault);
            }
            field = lock(&self.field);
        }
    }
    fn end(&self) {
        lock(&self.field).is_over = true;
        self.changed.notify_all();
        self.ended.notify_all();
    }

    fn tell(&self, live: &Live) {
        if self.options.progress.is_none() {
            return;
        }
        let n = self.points.n();
        if n == 1 {
            let (is_pilot, planned) = {
                let course = lock(&live.course);
                course.as_ref().map_or((false, 1), |course| (course.is_pilot(), course.planned()))
            };
            let done = live.steps.load(Ordering::Relaxed);
            self.options.tell(&Progress {
                phase: if is_pilot { Phase::Pilot } else { Phase::Replications },
                share: (done as f64 / (SLICES * u64::from(planned)) as f64).min(1.0),
                done: ((done / SLICES) as usize).min(planned as usize),
                planned: planned as usize,
                estimate: &|| lock(&live.course).as_ref()?.estimate(),
            });
            return;
        }
        let field = lock(&self.field);
        let (opened, done) = (field.next, field.handed_on);
        drop(field);
        let planned = self.planned.load(Ordering::Relaxed) as f64 * n as f64 / opened.max(1) as f64;
        let share = self.steps.load(Ordering::Relaxed) as f64 / (SLICES as f64 * planned);
        let (phase, share) = (Phase::Points, share.min(1.0));
        self.options.tell(&Progress { phase, share, done, planned: n, estimate: &|| None });
    }
}
