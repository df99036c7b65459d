//! Measuring tools that the benches share: CPU time, medians, a table.

use std::fmt::Write as _;

use calibrate::Clock;

/// A clock of the CPU time that this thread has used, so that other work on the machine counts less.
#[derive(Clone, Copy, Debug)]
pub struct CpuClock(Clock);

impl CpuClock {
    /// Starts to measure.
    pub fn start() -> Self {
        Self(Clock::start())
    }

    /// CPU time since the start \[ns\]; where the system does not tell it, wall time.
    pub fn ns(self) -> f64 {
        self.0.read().cpu * 1e9
    }
}

/// The most memory that this process has held at once \[MB\], as Linux counts it.
pub fn peak_memory_mb() -> Option<f64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|l| l.starts_with("VmHWM:"))?;
    Some(line.split_whitespace().nth(1)?.parse::<f64>().ok()? / 1000.0)
}

/// The median cost of one of `times` steps \[ns\], over `rounds` rounds that are set up outside the measurement.
pub fn median_ns<S>(
    rounds: usize,
    times: u64,
    mut set_up: impl FnMut() -> S,
    mut work: impl FnMut(&mut S, u64),
) -> f64 {
    let mut costs: Vec<f64> = (0..rounds)
        .map(|_| {
            let mut state = set_up();
            let clock = CpuClock::start();
            work(&mut state, times);
            clock.ns() / times as f64
        })
        .collect();
    costs.sort_by(f64::total_cmp);
    costs[costs.len() / 2]
}

/// A table of texts with a header, numbers to the right.
#[derive(Clone, Debug)]
pub struct Table {
    rows: Vec<Vec<String>>,
}

impl Table {
    /// A table with these columns.
    pub fn new(header: &[&str]) -> Self {
        Self { rows: vec![header.iter().map(ToString::to_string).collect()] }
    }

    /// Adds a row.
    pub fn row(&mut self, cells: Vec<String>) {
        self.rows.push(cells);
    }

    /// The table as text, the first column to the left, the others to the right.
    pub fn text(&self) -> String {
        let width = |at: usize| self.rows.iter().filter_map(|row| row.get(at)).map(String::len).max().unwrap_or(0);
        let mut text = String::new();
        for row in &self.rows {
            for (at, cell) in row.iter().enumerate() {
                let width = width(at);
                let _ = if at == 0 { write!(text, "{cell:<width$}") } else { write!(text, "  {cell:>width$}") };
            }
            text.push('\n');
        }
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_line_up() {
        let mut table = Table::new(&["pending", "ns"]);
        table.row(vec!["10".into(), "123.4".into()]);
        assert_eq!(table.text(), "pending     ns\n10       123.4\n");
    }

    #[test]
    fn the_median_is_the_middle_round() {
        let mut rounds = [3, 1, 2].into_iter();
        let cost = median_ns(3, 1, || rounds.next(), |state, _| assert!(state.is_some()));
        assert!(cost >= 0.0 && rounds.next().is_none());
    }
}
