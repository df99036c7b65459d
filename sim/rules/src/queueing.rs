//! In which order, and how many at once, a node serves.

mod continuous_batching;
mod edf;
mod fcfs;
mod lifo;
mod policy;
mod priority;
mod processor_sharing;
mod spt;
mod srpt;

pub use policy::{BatchOrder, Batching, Discipline, Order, QUESTIONS, Queue, Sharing};

units::menu! {
    /// The disciplines that a scenario may name.
    pub enum Queueing: Queue {
        fcfs::Fcfs,
        processor_sharing::ProcessorSharing,
        priority::Priority,
        lifo::Lifo,
        edf::Edf,
        spt::Spt,
        srpt::Srpt,
        continuous_batching::ContinuousBatching,
    }
}
