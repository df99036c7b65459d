//! A serving stack: the software that runs an LLM, and how often its answers deviate from those of others.

use engine::law::Law;
use units::settings;
use units::share::Share;

use crate::checking::Checking;

settings! {
    /// Software that serves an LLM, whose answers may deviate though nobody cheats.
    ///
    /// Each node draws a share d once for its life, from `deviates`; each of its answers then deviates with probability
    /// d, independently: another text, a broken call of a tool, a schema that does not hold. Such an answer is not
    /// wrong: its node has done all the work. Nodes of one stack deviate alike, so that a check within a stack finds no
    /// difference. A check at rate p by a node that never deviates convicts a share `p d f` of the answers, f the part
    /// of the deviating ones that the rule takes for others; where the checker's answers deviate too, with d', and the
    /// stacks are two, `p f (1 - (1 - d) (1 - d'))`. Nodes without a `stack` never deviate. Independent answers are an
    /// assumption: real deviations depend on the prompt, tool calls above all. Source: vendors of Kimi K2 served the
    /// same weights with schemas that held in 95.5 % (`SGLang`), 87.2 % (vLLM) and 86.9 % (`DeepInfra`) of the answers,
    /// with errors of 0 to 28 % over all vendors (K2 Vendor Verifier, September to November 2025;
    /// reference/incidents.md B17).
    pub struct Stack {
        /// Share of a node's answers that deviate: fixed, or a distribution from which each node draws its own; above
        /// 100 % is 100 %.
        pub deviates: Law<Share>,
    }
}

impl Stack {
    /// Refuses rules that cannot be.
    pub fn vet(&self, checking: &mut Checking) {
        if self.deviates.mean() > 1.0 {
            let message = "more than all answers cannot deviate";
            checking.refuse_with("deviates", message, "lower it to 100 % or less, as in `12.8 %`");
        }
    }
}
