//! Requests are served in trusted execution alone, which hides them from whoever runs the node.

use units::settings;

use super::policy::{Guard, Opener};

settings! {
    /// Lets only nodes in trusted execution (`nodes.x.confidential`) serve and check requests: the operators of nodes
    /// do not see what is asked.
    ///
    /// All other nodes are lost to these users: with c confidential nodes of n, all of their requests at rate lambda
    /// \[1/s\] meet c nodes, as in M/M/c with load `lambda s / c`, s the mean service \[s\]. What it costs in step and
    /// load times is the hardware's (`hardware.x.trusted_step`, `trusted_load`). A request that finds ordinary nodes
    /// alone on the list is refused with a cause of its own (`refused_no_trusted_node_share`). Validity: execution that
    /// is not broken; an operator with its hands on the hardware may read what runs there. Source: Confidential
    /// Computing on NVIDIA Hopper GPUs, arXiv 2409.03992 (under 7 % for typical queries of LLMs); TEE.fail, 2025, for
    /// the breaks (reference/systems.md 10, 12).
    pub struct TrustedHardware {
        /// Where a request is first in plain text: users may encrypt it to the node, past the gateway.
        pub opened_at: Opener = Opener::Node,
    }
}

impl Guard for TrustedHardware {
    fn wants_trusted_nodes(&self) -> bool {
        true
    }
    fn opened_at(&self) -> Opener {
        self.opened_at
    }
}
