//! What is measured after faults while a replication is played: each window in a branch of the run, whose meters start
//! anew.

use units::time::Time;

use super::Stopped;
use crate::metrics::catalogue::{self, Sample};
use crate::metrics::censored;
use crate::replication::Replication;
use crate::scenario::{Aftermath, Scenario};

/// What was measured between two times of a run.
///
/// A request counts where it is answered, refused or fails, with the whole time that it took.
#[derive(Clone, Debug, PartialEq)]
pub struct Window {
    /// When it began.
    pub from: Time,
    /// When it ended.
    pub to: Time,
    /// Values in the order of [`Aftermath::columns`]; none where a number does not exist.
    pub values: Vec<Option<f64>>,
    /// What they were computed from, in the same order.
    pub samples: Vec<Sample>,
    /// Of each column in [`Aftermath::bounded`] what it would be if all requests in flight at the end of the window had
    /// failed, and if all had been answered; empty where there are none of them.
    pub bounds: Vec<[Option<f64>; 2]>,
}

/// What was measured after the strikes of a fault.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Followed {
    /// The windows, or the bins of all stretches, in the order of time.
    pub windows: Vec<Window>,
    /// The same bins in calm: in the world without the fault, on the same random numbers. Empty without bins.
    pub calm: Vec<Window>,
}

/// A stretch that is measured: between which times, for which aftermath.
struct Chain {
    aftermath: usize,
    edges: Vec<Time>,
}

/// A branch under way in a stretch.
struct Branch {
    chain: usize,
    run: Replication,
    /// The edge that comes next.
    next: usize,
}

/// The branches of one run.
struct Branches {
    /// In the order in which they begin.
    chains: Vec<Chain>,
    begun: usize,
    live: Vec<Branch>,
    /// The windows of each aftermath.
    measured: Vec<Vec<Window>>,
}

impl Branches {
    fn new(mut chains: Vec<Chain>, n: usize) -> Self {
        chains.sort_by_key(|chain| chain.edges[0]);
        Self { chains, begun: 0, live: Vec::new(), measured: vec![Vec::new(); n] }
    }

    /// Plays a run to a time, and all branches that begin before it ends; the run itself is not changed by them.
    fn advance(&mut self, run: &mut Replication, until: Time, aftermaths: &[Aftermath]) -> Result<(), Stopped> {
        while let Some(chain) = self.chains.get(self.begun).filter(|chain| chain.edges[0] <= until) {
            run.run_to(chain.edges[0])?;
            self.live.push(Branch { chain: self.begun, run: run.branch(), next: 1 });
            self.begun += 1;
        }
        for branch in &mut self.live {
            let Chain { aftermath, edges } = &self.chains[branch.chain];
            while let Some(&to) = edges.get(branch.next).filter(|&&to| to <= until) {
                branch.run.run_to(to)?;
                let window = measure(&mut branch.run, edges[branch.next - 1], to, &aftermaths[*aftermath]);
                self.measured[*aftermath].push(window);
                branch.next += 1;
            }
            if branch.next < edges.len() {
                branch.run.run_to(until)?;
            }
        }
        self.live.retain(|branch| branch.next < self.chains[branch.chain].edges.len());
        Ok(())
    }
    /// Whether every branch has begun, so that the run itself is needed no longer.
    fn is_begun(&self) -> bool {
        self.begun == self.chains.len()
    }
}

/// Reads the meters of a branch, and starts them anew.
fn measure(run: &mut Replication, from: Time, to: Time, aftermath: &Aftermath) -> Window {
    let world = run.world();
    let values = catalogue::values(world, to);
    let samples = catalogue::samples(world, to, values.len());
    let bounds = censored::bounds(world, to, &aftermath.bounded);
    world.state.forget_measured(&world.scenario, to);
    let pick = &aftermath.columns;
    Window {
        from,
        to,
        values: pick.iter().map(|&column| values[column]).collect(),
        samples: pick.iter().map(|&column| samples[column]).collect(),
        bounds,
    }
}

/// The world without a fault, as it is played beside.
struct Calm {
    run: Replication,
    branches: Branches,
}

/// All that is measured after the faults of one replication.
pub(super) struct Followers {
    aftermaths: Vec<Aftermath>,
    storm: Branches,
    calm: Vec<Calm>,
}

impl Followers {
    /// What a scenario asks for; nothing costs nothing.
    pub(super) fn new(scenario: &Scenario, replication: u32) -> Self {
        let aftermaths = scenario.observe.aftermaths.clone();
        let strikes = if aftermaths.is_empty() { Vec::new() } else { scenario.strikes(replication) };
        let chains = |is_wanted: &dyn Fn(&Aftermath) -> bool| {
            let mut list = Vec::new();
            for (at, aftermath) in aftermaths.iter().enumerate().filter(|(_, aftermath)| is_wanted(aftermath)) {
                let stretches = scenario.stretches(&strikes, aftermath.fault, aftermath.delay);
                let edges = stretches.iter().map(|stretch| aftermath.edges(stretch, scenario.cut));
                list.extend(edges.filter(|edges| !edges.is_empty()).map(|edges| Chain { aftermath: at, edges }));
            }
            Branches::new(list, aftermaths.len())
        };
        let mut binned: Vec<u16> = aftermaths.iter().filter(|a| a.bins.is_some()).map(|a| a.fault).collect();
        binned.sort_unstable();
        binned.dedup();
        let calm = binned.into_iter().map(|fault| Calm {
            run: Replication::new(scenario.without(fault, replication), replication),
            branches: chains(&|aftermath| aftermath.bins.is_some() && aftermath.fault == fault),
        });
        let calm = calm.collect();
        let storm = chains(&|_| true);
        Self { aftermaths, storm, calm }
    }

    /// Plays the run to a time, and all that is measured beside it.
    ///
    /// # Errors
    /// As [`Replication::run_to`].
    pub(super) fn advance(&mut self, run: &mut Replication, until: Time) -> Result<(), Stopped> {
        self.storm.advance(run, until, &self.aftermaths)?;
        run.run_to(until)?;
        for Calm { run, branches } in &mut self.calm {
            branches.advance(run, until, &self.aftermaths)?;
            if !branches.is_begun() {
                run.run_to(until)?;
            }
        }
        Ok(())
    }

    /// What was measured, in the order of the aftermaths.
    pub(super) fn followed(self) -> Vec<Followed> {
        let mut list: Vec<Followed> =
            self.storm.measured.into_iter().map(|windows| Followed { windows, calm: Vec::new() }).collect();
        for calm in self.calm {
            for (followed, windows) in list.iter_mut().zip(calm.branches.measured) {
                followed.calm.extend(windows);
            }
        }
        list
    }
}
