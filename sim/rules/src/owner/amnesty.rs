//! When a network does not punish.

use units::settings;
use units::share::Share;

use crate::slashing::Offence;

settings! {
    /// Lets offences go unpunished while too many nodes are away at the same time: then it is no fault of theirs.
    ///
    /// An offence that is found while more than `above` of the members are away is not put before any slashing rule, nor
    /// made up for later. With members that are away independently with probability q, n of them, that happens by chance
    /// with the upper tail of a binomial of n and q. A cloud that fails takes a node's stake only if it is a small one.
    /// It is the opposite of `slashing.correlated`, which punishes common faults more. Source: `amnesty_when` of this
    /// project's design (issue 16, point 4).
    pub struct Amnesty {
        /// Part of the members that may be away before nobody is punished [>= 0, < 1].
        pub above: Share,
        /// The offences that go unpunished then.
        pub of: Vec<Offence> = vec![Offence::Absence],
    }
}
