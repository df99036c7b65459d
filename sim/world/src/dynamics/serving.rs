//! What nodes do with attempts: lines, slots, batches, and the LLMs in their memories.

mod batch;
mod part;
mod rank;
mod residency;
mod serve;
mod turns;

tables! {
    attempts, batches, clocks, diary, exposures, groups, invariants, log, memories, meters, news, nodes, parts,
    replication,
    requests,
    users,
}
