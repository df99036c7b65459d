//! A policy of the user's own, in Rust.

use std::any::Any;
use std::fmt;
use std::sync::Arc;

use engine::draws::Draws;
use state::roster::Order;
use units::ids::NodeId;
use units::problem::Problems;
use units::settings::{Group, Kind, Setting};
use units::time::Span;
use units::tree::{Table, Tree, Value};

use super::policy::{Ended, Ending, Held, Pick, Scheduler, View};
use crate::checking::Checking;
use crate::columns::Column;

/// Asks a policy that a program brings along: whatever implements [`Scheduler`].
///
/// No scenario file can name it. A program opens a scenario, sets a gateway's policy to
/// `Scheduling::Custom(Custom::new("mine", Mine { .. }))` and runs it, as `examples/own_policy` does. Source: given by
/// whoever brings it.
#[derive(Clone)]
pub struct Custom {
    name: &'static str,
    policy: Arc<dyn Erased>,
}

impl Custom {
    /// A policy of one's own, under a name for messages.
    pub fn new<P>(name: &'static str, policy: P) -> Self
    where
        P: Scheduler + Send + Sync + 'static,
        P::Memory: Send + Sync + 'static,
    {
        Self { name, policy: Arc::new(policy) }
    }

    /// What the policy remembers, with room for so many nodes if it remembers nothing yet.
    fn remembered<'a>(&self, memory: &'a mut Remembered, nodes: usize) -> &'a mut dyn Any {
        memory.0.get_or_insert_with(|| self.policy.memory(nodes)).as_mut().as_any()
    }
}

/// What a policy of one's own remembers.
#[derive(Default)]
pub struct Remembered(Option<Box<dyn ErasedMemory>>);

/// A policy whose memory is of a type that nobody else knows.
trait Erased: Send + Sync {
    fn memory(&self, nodes: usize) -> Box<dyn ErasedMemory>;
    fn pick(&self, memory: &mut dyn Any, view: &View, draws: &mut Draws) -> Pick;
    fn chooses_of_one(&self) -> bool;
    fn refuses(&self) -> bool;
    fn every(&self) -> Option<Span>;
    fn assign(&self, memory: &mut dyn Any, held: &Held) -> Vec<Option<NodeId>>;
    fn observes(&self) -> bool;
    fn observe(&self, memory: &mut dyn Any, ended: &Ended);
    fn columns(&self) -> Vec<Column>;
    fn order(&self) -> Order;
    fn ending(&self) -> Ending;
    fn vet(&self, checking: &mut Checking);
}

trait ErasedMemory: Send + Sync {
    fn copy(&self) -> Box<dyn ErasedMemory>;
    fn as_any(&mut self) -> &mut dyn Any;
    fn debug(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result;
}

impl<M: Clone + fmt::Debug + Send + Sync + 'static> ErasedMemory for M {
    fn copy(&self) -> Box<dyn ErasedMemory> {
        Box::new(self.clone())
    }
    fn as_any(&mut self) -> &mut dyn Any {
        self
    }
    fn debug(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self, f)
    }
}

/// The memory of a policy, as it knows it.
fn of<M: 'static>(memory: &mut dyn Any) -> &mut M {
    memory.downcast_mut().expect("a memory is of the policy that made it")
}

impl<P> Erased for P
where
    P: Scheduler + Send + Sync,
    P::Memory: Send + Sync + 'static,
{
    fn memory(&self, nodes: usize) -> Box<dyn ErasedMemory> {
        Box::new(Scheduler::memory(self, nodes))
    }
    fn pick(&self, memory: &mut dyn Any, view: &View, draws: &mut Draws) -> Pick {
        Scheduler::pick(self, of(memory), view, draws)
    }
    fn chooses_of_one(&self) -> bool {
        Scheduler::chooses_of_one(self)
    }
    fn refuses(&self) -> bool {
        Scheduler::refuses(self)
    }
    fn every(&self) -> Option<Span> {
        Scheduler::every(self)
    }
    fn assign(&self, memory: &mut dyn Any, held: &Held) -> Vec<Option<NodeId>> {
        Scheduler::assign(self, of(memory), held)
    }
    fn observes(&self) -> bool {
        Scheduler::observes(self)
    }
    fn observe(&self, memory: &mut dyn Any, ended: &Ended) {
        Scheduler::observe(self, of(memory), ended);
    }
    fn columns(&self) -> Vec<Column> {
        Scheduler::columns(self)
    }
    fn order(&self) -> Order {
        Scheduler::order(self)
    }
    fn ending(&self) -> Ending {
        Scheduler::ending(self)
    }
    fn vet(&self, checking: &mut Checking) {
        Scheduler::vet(self, checking);
    }
}

impl Clone for Remembered {
    fn clone(&self) -> Self {
        Self(self.0.as_ref().map(|memory| memory.copy()))
    }
}

impl fmt::Debug for Remembered {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.as_ref().map_or(Ok(()), |memory| memory.debug(f))
    }
}

impl fmt::Debug for Custom {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Custom").field(&self.name).finish()
    }
}

/// Two are the same if they are one.
impl PartialEq for Custom {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.policy, &other.policy)
    }
}

impl Scheduler for Custom {
    type Memory = Remembered;

    fn memory(&self, nodes: usize) -> Remembered {
        Remembered(Some(self.policy.memory(nodes)))
    }
    fn pick(&self, memory: &mut Remembered, view: &View, draws: &mut Draws) -> Pick {
        self.policy.pick(self.remembered(memory, view.backlogs.len()), view, draws)
    }
    fn chooses_of_one(&self) -> bool {
        self.policy.chooses_of_one()
    }
    fn refuses(&self) -> bool {
        self.policy.refuses()
    }
    fn every(&self) -> Option<Span> {
        self.policy.every()
    }
    fn assign(&self, memory: &mut Remembered, held: &Held) -> Vec<Option<NodeId>> {
        self.policy.assign(self.remembered(memory, held.backlogs.len()), held)
    }
    fn observes(&self) -> bool {
        self.policy.observes()
    }
    fn observe(&self, memory: &mut Remembered, ended: &Ended) {
        self.policy.observe(self.remembered(memory, ended.node.row() + 1), ended);
    }
    fn columns(&self) -> Vec<Column> {
        self.policy.columns()
    }
    fn order(&self) -> Order {
        self.policy.order()
    }
    fn ending(&self) -> Ending {
        self.policy.ending()
    }
    fn vet(&self, checking: &mut Checking) {
        self.policy.vet(checking);
    }
}

impl Setting for Custom {
    fn kind() -> Kind {
        let doc = "A policy of your own, in Rust.\n\nNo scenario file can name it: a program brings it along. See \
                   `examples/own_policy`.";
        Kind::Group(Group::new("Custom", doc))
    }
    fn read(tree: &Tree, problems: &mut Problems) -> Option<Self> {
        let remedy = "see `examples/own_policy`, or write a formula: `scheduling.score = { score = \"-latency_s\" }`";
        problems.push_with(tree.place, "a policy of your own is brought along by a program, not by a file", remedy);
        None
    }
    fn write(&self) -> Value {
        Value::Table(Table::default())
    }
}
