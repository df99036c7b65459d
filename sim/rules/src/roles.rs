//! What nodes may do on a network.

use units::words;

words! {
    /// What nodes may do on a network.
    ///
    /// Nodes that serve are listed for requests, and execute copies of them (`verification.replicate`). Nodes that
    /// check are drawn by rules of `verification.spot_check` that name no `checkers`, and sit on panels of
    /// `verification.committee`. Where servers and checkers are apart, a check at rate p with a share f of colluders
    /// among the checkers finds a wrong answer with probability `p (1 - f)`, however many of the servers collude.
    /// Source: validators beside miners in Bittensor, verifiers beside inference nodes in OpenGradient
    /// (reference/systems.md 1, 2).
    pub enum Role {
        /// They answer requests.
        Serve = "serve",
        /// They check answers of others.
        Check = "check",
    }
}
