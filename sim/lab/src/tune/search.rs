//! The search: a space-filling start, successive halving, then CMA-ES; NSGA-II for several goals.

use files::publish::Fault;
use search::design::{Design as _, MOST_FACTORS, Sobol};
use search::optimum::{Cma, Effort, Halving, Judged, Nsga, fronts};

use super::book::Book;

/// One in so many candidates stays in a race.
const FACTOR: u32 = 2;
/// Candidates of a start at the most.
const MOST_STARTED: u64 = 4_096;
/// Members of a population of several goals, at the least and at the most.
const POPULATION: (u64, u64) = (8, 64);
/// Generations that a population is to see at the least, where the budget allows.
const GENERATIONS: u64 = 8;
/// Width of the cloud at its start, and where it is done \[share of the cube's side\].
const WIDTH: (f64, f64) = (0.2, 0.002);
/// Candidates that go to the last round.
pub(super) const FINALISTS: usize = 12;

/// What a search came to.
pub(super) struct Ranked {
    /// Candidates that were played as often as any, the best first.
    pub(super) best: Vec<usize>,
    /// Of several goals, those that no other dominates.
    pub(super) front: Vec<usize>,
    /// Replications of these.
    pub(super) replications: u32,
}

/// Searches; the candidates stand in the book.
pub(super) fn search(book: &mut Book) -> Result<Ranked, Fault> {
    let most = book.work.checked.file.replications;
    let tune = book.work.tune();
    let first = tune.first.min(most);
    if book.task.goals.len() > 1 {
        population(book, most)?;
    } else {
        race(book, first, most)?;
    }
    Ok(rank(book))
}

/// Ranks the candidates that were played as often as any.
fn rank(book: &Book) -> Ranked {
    let replications = book.candidates.iter().filter(|c| c.error.is_none()).map(super::book::Candidate::played).max();
    let replications = replications.unwrap_or(0);
    let is_whole = |at: &usize| {
        let candidate = &book.candidates[*at];
        replications > 0 && candidate.error.is_none() && candidate.played() == replications
    };
    let mut best: Vec<usize> = (0..book.candidates.len()).filter(is_whole).collect();
    let judged: Vec<Judged> = best.iter().map(|&at| book.judge(at, replications).judged).collect();
    let front = fronts(&judged).into_iter().next().unwrap_or_default().into_iter().map(|at| best[at]).collect();
    let mut order: Vec<usize> = (0..best.len()).collect();
    order.sort_by(|&a, &b| judged[a].order(&judged[b]));
    best = order.into_iter().map(|at| best[at]).collect();
    Ranked { best, front, replications }
}

/// The places that a search begins with: all combinations if there are at most `whole`, else `sample` points that fill
/// the cube; and whether they are all.
fn start(book: &Book, whole: u64, sample: u64) -> Result<(Vec<Vec<f64>>, bool), Fault> {
    if book.space.combinations().is_some_and(|n| n <= whole) {
        return Ok((book.space.all(), true));
    }
    if sample < 2 {
        return Err(Fault {
            message: format!("{} runs do not pay for two candidates", book.budget),
            remedy: "allow more with `--budget-runs`, or ask for fewer replications or environments".into(),
        });
    }
    let n = sample.min(MOST_STARTED);
    let sobol = Sobol::scrambled(book.space.paths.len(), n, book.work.checked.file.seed);
    let sobol =
        sobol.map_err(|message| Fault { message, remedy: format!("choose at most {MOST_FACTORS} settings") })?;
    Ok(((0..n).map(|row| sobol.row(row)).collect(), false))
}

/// One goal: a race on common random numbers, then a cloud about its winner, then a last round of the best.
fn race(book: &mut Book, first: u32, most: u32) -> Result<(), Fault> {
    let each = book.environments.len() as u64;
    // A race plays `first` of all, and half as much again in each further round.
    let rounds = (0..32).find(|&round| u64::from(first) << round >= u64::from(most)).unwrap_or(32);
    let of_race = |budget: u64| 2 * budget / (each * u64::from(first) * (2 + rounds));
    // Where neighbours are alike, the other half is for the search among them.
    let share = if book.space.ordered().is_empty() { book.budget } else { book.budget / 2 };
    let (places, is_all) = start(book, of_race(book.budget), of_race(share))?;
    let mut list: Vec<usize> = places.into_iter().map(|place| book.at(place)).collect();
    list.sort_unstable();
    list.dedup();
    halving(book, &list, first, most)?;
    let reserve = FINALISTS as u64 * u64::from(most) * each;
    if !is_all && !book.space.ordered().is_empty() {
        let budget = book.budget;
        book.budget = budget - reserve.min(budget / 4);
        cloud(book, first, most)?;
        book.budget = budget;
    }
    last_round(book, most)
}

/// A race of candidates, each with more replications the longer it stays.
fn halving(book: &mut Book, list: &[usize], first: u32, most: u32) -> Result<(), Fault> {
    let fault = |message| Fault { message, remedy: "see `replications` and `tune.first`".into() };
    let mut race = Halving::new(list.len(), first, most, FACTOR).map_err(fault)?;
    while let Some(round) = race.ask() {
        let runners: Vec<usize> = round.candidates.iter().map(|&at| list[at]).collect();
        if !book.grow(&runners, round.to)? {
            break;
        }
        let judged: Vec<Judged> = runners.iter().map(|&at| book.judge(at, round.to).judged).collect();
        race.tell(&judged);
    }
    Ok(())
}

/// The best so far by what is known of each: those with more replications first.
fn leader(book: &Book) -> Option<usize> {
    rank(book).best.first().copied()
}

/// Searches about the leader in the settings of which neighbours are alike; the others stay as it has them.
fn cloud(book: &mut Book, first: u32, most: u32) -> Result<(), Fault> {
    let Some(leader) = leader(book) else { return Ok(()) };
    let ordered = book.space.ordered();
    let base = book.candidates[leader].place.clone();
    let whole = |point: &[f64]| {
        let mut place = base.clone();
        ordered.iter().zip(point).for_each(|(&at, &u)| place[at] = u);
        place
    };
    let start: Vec<f64> = ordered.iter().map(|&at| base[at]).collect();
    let effort = Effort { least: first, most };
    let mut cma = Cma::new(&start, WIDTH.0, 0, effort, book.work.checked.file.seed);
    // Every generation costs something unless all its members are known; a cloud on known ones has come to rest.
    let mut idle = 0;
    while cma.width() > WIDTH.1 && idle < 3 {
        let members: Vec<usize> = cma.ask().iter().map(|point| book.at(whole(point))).collect();
        let replications = cma.replications();
        idle = if book.cost(&members, replications) == 0 { idle + 1 } else { 0 };
        if !book.grow(&members, replications)? {
            break;
        }
        let judged: Vec<Judged> = members.iter().map(|&at| book.judge(at, replications).judged).collect();
        let [one, other] = [0, 1].map(|half| {
            members.iter().map(|&at| book.judge_half(at, replications, half).judged).collect::<Vec<Judged>>()
        });
        cma.tell(&judged, (replications > 1).then_some([&one, &other]));
    }
    let mean = book.at(whole(&cma.mean()));
    book.grow(&[mean], most)?;
    Ok(())
}

/// Gives the best candidates as many replications as any, the best first, as far as the budget goes.
fn last_round(book: &mut Book, most: u32) -> Result<(), Fault> {
    let mut list: Vec<usize> = (0..book.candidates.len())
        .filter(|&at| book.candidates[at].error.is_none() && book.candidates[at].played() > 0)
        .collect();
    // Each by all that is known of it; of equals the one that is better known.
    let known: Vec<Judged> =
        (0..book.candidates.len()).map(|at| book.judge(at, book.candidates[at].played()).judged).collect();
    list.sort_by(|&a, &b| {
        let played = |at: usize| book.candidates[at].played();
        known[a].order(&known[b]).then(played(b).cmp(&played(a)))
    });
    list.truncate(FINALISTS);
    while !list.is_empty() {
        if book.is_cut || book.grow(&list, most)? {
            break;
        }
        list.pop();
    }
    Ok(())
}

/// Several goals: all combinations if they are few enough, else a population that spreads along the front.
fn population(book: &mut Book, most: u32) -> Result<(), Fault> {
    let each = book.environments.len() as u64 * u64::from(most);
    let affordable = book.budget / each;
    let size = (affordable / GENERATIONS).clamp(POPULATION.0, POPULATION.1).min(affordable);
    let (places, is_all) = start(book, affordable, size)?;
    if is_all {
        let list: Vec<usize> = places.into_iter().map(|place| book.at(place)).collect();
        book.grow(&list, most)?;
        return Ok(());
    }
    let mut nsga = Nsga::new(places, book.work.checked.file.seed);
    let mut idle = 0;
    while idle < 3 {
        let members: Vec<usize> = nsga.ask().to_vec().into_iter().map(|place| book.at(place)).collect();
        idle = if book.cost(&members, most) == 0 { idle + 1 } else { 0 };
        if !book.grow(&members, most)? {
            break;
        }
        nsga.tell(members.iter().map(|&at| book.judge(at, most).judged).collect());
    }
    Ok(())
}
