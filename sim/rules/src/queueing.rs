//! In which order, and how many at once, a node serves.

mod fcfs;
mod policy;
mod processor_sharing;

pub use policy::{Discipline, Queue, Sharing};

units::menu! {
    /// The disciplines that a scenario may name.
    pub enum Queueing: Queue { fcfs::Fcfs, processor_sharing::ProcessorSharing }
}
