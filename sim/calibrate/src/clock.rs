//! The clocks: CPU time of this thread, and the time on the wall.

use std::time::Instant;

/// A stretch of time by both clocks \[s\].
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Span {
    /// CPU time of the thread; where the system does not tell it, wall time.
    pub cpu: f64,
    /// Time on the wall.
    pub wall: f64,
}

/// Both clocks, started.
#[derive(Clone, Copy, Debug)]
pub struct Clock {
    cpu: Option<f64>,
    wall: Instant,
}

impl Clock {
    /// Starts to measure.
    pub fn start() -> Self {
        Self { cpu: thread_cpu(), wall: Instant::now() }
    }

    /// What has passed since the start.
    pub fn read(&self) -> Span {
        let wall = self.wall.elapsed().as_secs_f64();
        let cpu = self.cpu.zip(thread_cpu()).map_or(wall, |(start, end)| end - start);
        Span { cpu, wall }
    }
}

/// What this thread has run so far \[s\].
#[cfg(unix)]
#[expect(clippy::unnecessary_wraps, reason = "other systems have no such clock")]
fn thread_cpu() -> Option<f64> {
    use rustix::time::{ClockId, clock_gettime};
    let now = clock_gettime(ClockId::ThreadCPUTime);
    Some(now.tv_sec as f64 + now.tv_nsec as f64 * 1e-9)
}

#[cfg(not(unix))]
fn thread_cpu() -> Option<f64> {
    None
}
