//! Plain work, for queues that theory speaks about.

use engine::draws::Draws;
use engine::law::Law;
use state::requests::{Need, Shared};
use units::problem::Problems;
use units::settings::{Kind, Setting};
use units::time::Span;
use units::tree::{Tree, Value};

use super::policy::{Asked, Demanding, View};

/// Every request is work of one law: how long it takes on a node of speed 1.
///
/// Written as the law itself: `demand.work = { exponential = "1 s" }`. A node of speed s needs work / s \[s\]. No LLM,
/// no tokens: the service time of queueing theory. Source: Kleinrock, Queueing Systems vol. 1, 1975.
#[derive(Clone, Debug, PartialEq)]
pub struct Work(pub Law<Span>);

impl Demanding for Work {
    #[inline]
    fn ask(&self, _: &View, draws: &mut Draws) -> Asked {
        Asked { need: Need::Work(self.0.sample(draws)), shared: Shared::NOTHING, llm: 0 }
    }
    fn ask_again(&self, _: Need, draws: &mut Draws) -> Need {
        Need::Work(self.0.sample(draws))
    }
}

impl Setting for Work {
    fn kind() -> Kind {
        Law::<Span>::kind()
    }
    fn read(tree: &Tree, problems: &mut Problems) -> Option<Self> {
        Law::read(tree, problems).map(Self)
    }
    fn write(&self) -> Value {
        self.0.write()
    }
    fn get(&self, path: &[&str]) -> Option<Value> {
        self.0.get(path)
    }
    fn set(&mut self, path: &[&str], tree: &Tree, problems: &mut Problems) -> bool {
        self.0.set(path, tree, problems)
    }
}
