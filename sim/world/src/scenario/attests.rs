//! Which networks have their answers attested by hardware.

use rules::verification::Attests;

use super::Network;

impl Network {
    /// What its attested hardware does to answers; of several rules, the first says.
    pub fn attests(&self) -> Option<Attests> {
        self.rules.verification.values().find_map(|rule| rule.policy().attests())
    }
}
