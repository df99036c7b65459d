//! Whoever handles a request may see it.

use units::settings;

use super::policy::Guard;

settings! {
    /// Hides nothing: the gateway sees who asks and what, nodes see what is asked.
    ///
    /// All requests that reach a gateway are exposed to it, a share of 1. A request that k attempts reach at nodes
    /// drawn with equal chances from N, with N/m of each of m operators, is shown to `m (1 - C(N - N/m, k) / C(N, k))`
    /// operators on average: k where each has one node. Checks at rate p add p to the number where the checker is
    /// always another operator; a panel of k adds k. Validity: what is asked is the text of a request; its LLM, length
    /// and time are seen by all who handle it, whatever the rule. Source: sampling without replacement (hypergeometric
    /// law); how aggregators of LLM providers work today (reference/systems.md 1.2, 18).
    pub struct Open {}
}

impl Guard for Open {}
