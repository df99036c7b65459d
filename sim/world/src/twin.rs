//! A batching node by itself, from change to change and step by step, for the benches.

use cost::StepTimes;
use units::ids::{AttemptId, LlmId};
use units::time::Time;

use crate::scenario::Limits;
use crate::serving::{Batch, News, Price, Twin, Work};

/// A request that comes to the node.
#[derive(Clone, Copy, Debug)]
pub struct Ask {
    /// When.
    pub at: Time,
    /// Tokens of its prompt.
    pub prompt: u32,
    /// Tokens of its answer.
    pub output: u32,
}

impl Ask {
    fn work(&self, number: usize) -> Work {
        Work {
            attempt: AttemptId(number as u32),
            llm: LlmId(0),
            prompt: self.prompt,
            output: self.output,
            origin: None,
        }
    }
}

/// What a node did until its last answer was written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Played {
    /// Events: arrivals, and ends of steps or of stretches of steps.
    pub events: u64,
    /// Answers written.
    pub answers: u64,
    /// When each was written, summed \[ns\]: alike on both, or one of them errs.
    pub ends_ns: u128,
}

impl Played {
    fn hear(&mut self, at: u64, news: News) {
        if let News::Done { .. } = news {
            self.answers += 1;
            self.ends_ns += u128::from(at);
        }
    }
}

/// Plays requests as the world does: in closed form from one change of the batch to the next.
pub fn jump(times: &StepTimes, limits: Limits, asks: &[Ask]) -> Played {
    let mut batch = Batch::new(LlmId(0), times.clone(), limits);
    let (mut news, mut played) = (Vec::new(), Played { events: 0, answers: 0, ends_ns: 0 });
    let mut turn = |batch: &mut Batch, until: Option<&Ask>, news: &mut Vec<News>| {
        while let Some(end) = batch.next().filter(|&end| until.is_none_or(|ask| end <= ask.at)) {
            batch.advance(end, news);
            played.events += 1;
            news.drain(..).for_each(|n| played.hear(end.ns(), n));
        }
    };
    for (number, ask) in asks.iter().enumerate() {
        turn(&mut batch, Some(ask), &mut news);
        batch.arrive(ask.at, ask.work(number), &mut news);
    }
    turn(&mut batch, None, &mut news);
    played.events += asks.len() as u64;
    played
}

/// Plays requests on the twin: one step at a time, with every block of the cache by its number.
pub fn step(times: &StepTimes, limits: Limits, asks: &[Ask]) -> Played {
    let mut twin = Twin::new(Price::Roofline(times.clone()), limits);
    let (mut news, mut played) = (Vec::new(), Played { events: 0, answers: 0, ends_ns: 0 });
    for (number, ask) in asks.iter().enumerate() {
        twin.advance(ask.at.ns(), &mut news);
        twin.arrive(ask.at.ns(), ask.work(number), &mut news);
        news.drain(..).for_each(|(at, n)| played.hear(at, n));
    }
    twin.advance(u64::MAX, &mut news);
    news.drain(..).for_each(|(at, n)| played.hear(at, n));
    played.events = twin.steps + asks.len() as u64;
    played
}
