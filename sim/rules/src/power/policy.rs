//! What a rule of voting power sees and what it answers.

use units::ids::{DelegatorsId, GroupId, HolderId, UsersId};
use units::reference::Ref;
use units::settings;
use units::settings::Named;

units::questions! {
    /// Says what the vote of somebody weighs; asked for each voter when power is read.
    pub trait Electorate {
        /// The weight of a vote, in any unit: shares of it count.
        fn weighs(&self, voter: &Voter) -> f64;
        /// Who has seats, where these vote and not coins.
        fn seats(&self) -> Option<&Seats> {
            None
        }
    }
}

units::view! {
    /// Who may vote, with what it has of the coin.
    #[derive(Clone, Copy, Debug, PartialEq)]
    pub struct Voter {
        /// Bonded stake, of its own or delegated by it, on all networks of the coin \[base units\].
        pub staked: i64,
        /// Its other coins: free, and stakes from which users pay \[base units\].
        pub free: i64,
        /// How many like voters share these.
        pub members: f64,
    }
}

impl Voter {
    /// All its coins \[base units\].
    pub fn all(&self) -> f64 {
        self.staked as f64 + self.free as f64
    }
}

settings! {
    /// Seats by class.
    pub struct Seats {
        /// Seats of operators of groups of nodes [1 ..= 1_000].
        pub nodes: Named<u32, Ref<GroupId>>,
        /// Seats of classes of delegators [1 ..= 1_000].
        pub delegators: Named<u32, Ref<DelegatorsId>>,
        /// Seats of holders [1 ..= 1_000].
        pub holders: Named<u32, Ref<HolderId>>,
        /// Seats of groups of users [1 ..= 1_000].
        pub users: Named<u32, Ref<UsersId>>,
    }
}

impl Seats {
    /// How many there are.
    pub fn total(&self) -> u64 {
        let sum = |seats: &mut dyn Iterator<Item = &u32>| seats.map(|&n| u64::from(n)).sum::<u64>();
        sum(&mut self.nodes.values())
            + sum(&mut self.delegators.values())
            + sum(&mut self.holders.values())
            + sum(&mut self.users.values())
    }
}
