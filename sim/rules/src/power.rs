//! What a vote weighs.

mod coins;
mod council;
mod index;
mod policy;
mod square_root;
mod staked;

use units::settings::Setting;

pub use index::{MOST_VOTERS, banzhaf, nakamoto, shapley};
pub use policy::{Electorate, QUESTIONS, Seats, Voter};

units::menu! {
    /// The rules by which votes may be weighed.
    pub enum Power: Electorate {
        staked::Staked,
        coins::Coins,
        square_root::SquareRoot,
        council::Council,
    }
}

impl Power {
    /// Stake votes.
    pub fn stake() -> Self {
        Self::Staked(staked::Staked::absent().expect("it has no settings"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn voter(staked: i64, free: i64, members: f64) -> Voter {
        Voter { staked, free, members }
    }

    #[test]
    fn stake_counts_stake_alone_and_coins_count_all() {
        let rich = voter(3, 4, 1.0);
        assert!((Power::stake().policy().weighs(&rich) - 3.0).abs() < 1e-12);
        assert!((Power::Coins(coins::Coins {}).policy().weighs(&rich) - 7.0).abs() < 1e-12);
    }

    #[test]
    fn the_square_root_of_a_hundred_credits_is_ten_votes_and_identities_multiply_it() {
        // results.md D48: 100 credits are 10 votes; split over 4 and 25 identities they are 20 and 50.
        let power = Power::SquareRoot(square_root::SquareRoot {});
        for (identities, votes) in [(1.0, 10.0), (4.0, 20.0), (25.0, 50.0)] {
            let weight = power.policy().weighs(&voter(60, 40, identities));
            assert!((weight - votes).abs() < 1e-12, "{identities} identities have {weight} votes");
        }
    }
}
