//! Stake that operators of a network hold for delegators: shares of a pool each, and what the pools have earned.

use rules::chooses;
use state::ledger::part;
use units::ids::{NodeId, OperatorId};
use units::time::Time;

use crate::scenario::Scenario;

/// Parts of a base unit in which rewards of a share are counted: whole sums of up to 63 bits leave room for them.
const PARTS: u32 = 64;
/// The most shares of a pool: one that is slashed to nearly nothing takes no further stake.
const MOST_SHARES: u128 = 1 << 64;

/// All delegated stake of a network.
#[derive(Clone, Debug)]
pub(crate) struct Delegations {
    /// The delegated part of each node's bond \[base units\].
    nodes: Vec<i64>,
    /// Of each operator.
    pub(crate) pools: Vec<Pool>,
    /// Rewards of delegators, and what slashes took of their stake, in the measured run \[base units\].
    pub(crate) rewarded: i128,
    pub(crate) lost: i128,
    /// Stake that went at once to another operator in the measured run \[base units\].
    pub(crate) redelegated: i128,
    /// All delegated stake \[base units\], since when, and its integral in the measured run \[base units x ns\].
    total: i64,
    since: Time,
    area: i128,
}

/// What an operator holds for delegators.
#[derive(Clone, Debug, Default)]
pub(crate) struct Pool {
    /// The stake of all shares \[base units\].
    pub(crate) tokens: i64,
    /// Shares in all.
    pub(crate) shares: u128,
    /// What each class has.
    pub(crate) classes: Vec<Part>,
    /// Rewards of a share from the start on \[base units / 2^64\], and what was too little to divide.
    per_share: u128,
    rest: u128,
    /// Rewards that are not divided yet \[base units\].
    undivided: u64,
    /// What all of the operator's nodes earned, own stake included, and what slashes took of their bonds.
    pub(crate) earned: i64,
    pub(crate) slashed: i64,
}

/// What a class of delegators has in a pool.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Part {
    pub(crate) shares: u128,
    /// Rewards of a share up to which its own are counted, and those that it has not claimed \[base units / 2^64\].
    counted: u128,
    owed: u128,
}

/// What a class of delegators has that is not staked, and what it knows.
#[derive(Clone, Debug)]
pub(crate) struct Class {
    /// Coins that wait to be staked \[base units\].
    pub(crate) idle: i64,
    pub(crate) memory: chooses::Memory,
    /// When it last looked at operators, and what they had then.
    pub(crate) looked: Time,
    pub(crate) seen: Vec<Seen>,
}

/// What an operator had when a class last looked \[base units\].
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Seen {
    pub(crate) earned: i64,
    pub(crate) slashed: i64,
    pub(crate) bonded: i64,
}

impl Class {
    /// All classes, with nothing yet.
    pub(crate) fn all(scenario: &Scenario, n_operators: usize) -> Vec<Self> {
        let class = |row: &crate::scenario::Delegators| Self {
            idle: 0,
            memory: row.rules.chooses.memory(0),
            looked: Time::ZERO,
            seen: vec![Seen::default(); n_operators],
        };
        scenario.delegators.iter().map(class).collect()
    }
}

impl Pool {
    /// Rewards come in for all shares \[base units\]; they are divided when somebody looks, or shares change.
    #[inline]
    fn credit(&mut self, reward: i64) {
        let sum = self.undivided.checked_add(reward.unsigned_abs()).filter(|&sum| sum < 1 << 63);
        self.undivided = sum.unwrap_or_else(|| {
            self.divide();
            reward.unsigned_abs()
        });
    }
    /// Divides what came in among all shares: the same whether once or reward by reward, for what is too little to
    /// divide is kept.
    fn divide(&mut self) {
        self.rest += u128::from(std::mem::take(&mut self.undivided)) << PARTS;
        self.per_share += self.rest / self.shares.max(1);
        self.rest %= self.shares.max(1);
    }
    /// Counts the rewards of a class up to now.
    fn count(&mut self, class: usize) {
        if self.undivided > 0 {
            self.divide();
        }
        let part = &mut self.classes[class];
        part.owed += part.shares * (self.per_share - part.counted);
        part.counted = self.per_share;
    }
    /// The whole base units that a class may claim; they are its own from now on.
    pub(crate) fn claim(&mut self, class: usize) -> i64 {
        self.count(class);
        let part = &mut self.classes[class];
        let whole = part.owed >> PARTS;
        part.owed -= whole << PARTS;
        i64::try_from(whole).unwrap_or(i64::MAX)
    }
    /// What the shares of a class are worth \[base units\].
    pub(crate) fn worth(&self, class: usize) -> i64 {
        self.value(self.classes[class].shares)
    }
    fn value(&self, shares: u128) -> i64 {
        let tokens = u128::from(self.tokens.unsigned_abs());
        // The larger factor is below 2^64, so that the product fits.
        i64::try_from(shares * tokens / self.shares.max(1)).unwrap_or(0)
    }
    /// The shares for a stake that would come in; none if the pool takes no more.
    fn shares_for(&self, stake: i64) -> Option<u128> {
        let stake = u128::from(stake.unsigned_abs());
        let shares = match (self.shares, self.tokens.unsigned_abs()) {
            (0, _) => stake,
            (_, 0) => return None,
            (shares, tokens) => stake * shares / u128::from(tokens),
        };
        (shares > 0 && self.shares + shares <= MOST_SHARES).then_some(shares)
    }
    /// A class puts stake in; says whether the pool took it.
    fn deposit(&mut self, class: usize, stake: i64) -> bool {
        let Some(shares) = self.shares_for(stake) else { return false };
        self.count(class);
        self.classes[class].shares += shares;
        self.shares += shares;
        self.tokens += stake;
        true
    }
    /// A class takes out up to so much, and all it has if that is no less; gives what it got.
    fn withdraw(&mut self, class: usize, most: i64) -> i64 {
        self.count(class);
        let own = self.classes[class].shares;
        let (shares, stake) = if most >= self.value(own) {
            (own, self.value(own))
        } else {
            let tokens = u128::from(self.tokens.unsigned_abs()).max(1);
            ((u128::from(most.unsigned_abs()) * self.shares).div_ceil(tokens).min(own), most)
        };
        self.classes[class].shares -= shares;
        self.shares -= shares;
        self.tokens -= stake;
        stake
    }
    /// Rewards that nobody has claimed yet, those too little to divide included \[base units / 2^64\].
    pub(crate) fn unclaimed(&self) -> u128 {
        let owed = self.classes.iter().map(|part| part.owed + part.shares * (self.per_share - part.counted));
        owed.sum::<u128>() + self.rest + (u128::from(self.undivided) << PARTS)
    }
}

impl Delegations {
    /// Of a network on which somebody delegates; none of any other.
    pub(crate) fn of(scenario: &Scenario, network: usize, n_nodes: usize, n_operators: usize) -> Option<Box<Self>> {
        scenario.delegators.iter().any(|class| class.network.row() == network).then(|| {
            let classes = vec![Part::default(); scenario.delegators.len()];
            Box::new(Self {
                nodes: vec![0; n_nodes],
                pools: vec![Pool { classes, ..Pool::default() }; n_operators],
                rewarded: 0,
                lost: 0,
                redelegated: 0,
                total: 0,
                since: Time::ZERO,
                area: 0,
            })
        })
    }
    /// The warm-up is over: what was measured so far does not count.
    pub(crate) fn clear(&mut self, now: Time) {
        (self.rewarded, self.lost, self.area, self.since) = (0, 0, 0, now);
        self.redelegated = 0;
    }
    /// The delegated part of a node's bond \[base units\].
    pub(crate) fn at(&self, node: NodeId) -> i64 {
        self.nodes[node.row()]
    }
    /// All delegated stake \[base units\].
    pub(crate) fn total(&self) -> i64 {
        self.total
    }
    /// The integral of all delegated stake over the measured run \[base units x ns\].
    pub(crate) fn area(&self, now: Time) -> i128 {
        self.area + i128::from(self.total) * i128::from(now.since(self.since).ns())
    }
    fn change(&mut self, now: Time, more: i64) {
        (self.area, self.since) = (self.area(now), now);
        self.total += more;
    }
    /// Whether the pool of an operator would take a stake.
    pub(crate) fn takes(&self, operator: OperatorId, stake: i64) -> bool {
        self.pools[operator.row()].shares_for(stake).is_some()
    }
    /// A class gives stake to an operator; says whether its pool took it.
    pub(crate) fn deposit(&mut self, operator: OperatorId, class: usize, stake: i64, now: Time) -> bool {
        let taken = self.pools[operator.row()].deposit(class, stake);
        if taken {
            self.change(now, stake);
        }
        taken
    }
    /// A class takes out up to so much of what an operator has of it; gives what it got.
    pub(crate) fn withdraw(&mut self, operator: OperatorId, class: usize, most: i64, now: Time) -> i64 {
        let stake = self.pools[operator.row()].withdraw(class, most);
        self.change(now, -stake);
        stake
    }
    /// Delegated stake comes to a node, or leaves it; what the pool holds stays.
    pub(crate) fn shift(&mut self, node: NodeId, more: i64) {
        self.nodes[node.row()] += more;
    }
    /// Stake at a node of which no share is left becomes the node's own.
    pub(crate) fn forfeit(&mut self, operator: OperatorId, node: NodeId, now: Time) {
        let left = std::mem::take(&mut self.nodes[node.row()]);
        self.pools[operator.row()].tokens -= left;
        self.change(now, -left);
    }
    /// A node earned something with so much bonded: the part of its delegators, less a commission, is theirs. Gives it.
    pub(crate) fn earn(
        &mut self,
        operator: OperatorId,
        node: NodeId,
        (earned, bonded): (i64, i64),
        kept: impl Fn(i64) -> i64,
    ) -> i64 {
        let pool = &mut self.pools[operator.row()];
        pool.earned = pool.earned.saturating_add(earned);
        let part = part(earned, self.nodes[node.row()].into(), bonded.into());
        let reward = part - kept(part);
        if reward <= 0 || pool.shares == 0 {
            return 0;
        }
        pool.credit(reward);
        self.rewarded += i128::from(reward);
        reward
    }
    /// Delegators of an operator get something back of what slashes took; says whether anybody has a share.
    pub(crate) fn compensate(&mut self, operator: OperatorId, amount: i64) -> bool {
        let pool = &mut self.pools[operator.row()];
        if pool.shares == 0 {
            return false;
        }
        pool.credit(amount);
        self.lost -= i128::from(amount);
        true
    }
    /// A slash takes so much of delegated stake that has left the bond.
    pub(crate) fn lose(&mut self, taken: i64) {
        self.lost += i128::from(taken);
    }
    /// A slash takes so much of a node's bond: gives what of it was delegated.
    pub(crate) fn slash(&mut self, operator: OperatorId, node: NodeId, (taken, bonded): (i64, i64), now: Time) -> i64 {
        let own = part(taken, self.nodes[node.row()].into(), bonded.into());
        let pool = &mut self.pools[operator.row()];
        pool.slashed = pool.slashed.saturating_add(taken);
        pool.tokens -= own;
        self.nodes[node.row()] -= own;
        self.lost += i128::from(own);
        self.change(now, -own);
        own
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pool(classes: usize) -> Pool {
        Pool { classes: vec![Part::default(); classes], ..Pool::default() }
    }

    #[test]
    fn claims_and_dust_are_the_rewards_whatever_happens_between() {
        let mut pool = pool(3);
        let (mut rewards, mut claims, mut state) = (0_u128, 0_u128, 7_u64);
        for _ in 0..20_000 {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            let (what, class, amount) = (state >> 61, (state >> 40) as usize % 3, (state >> 45) as i64 % 1_000 + 1);
            match what {
                0 | 1 => _ = pool.deposit(class, amount * 1_000),
                2 => _ = pool.withdraw(class, amount * 700),
                3 => claims += u128::from(pool.claim(class).unsigned_abs()),
                4 => pool.tokens -= part(pool.tokens, 1, 50),
                _ if pool.shares > 0 => {
                    pool.credit(amount);
                    rewards += u128::from(amount.unsigned_abs());
                }
                _ => {}
            }
            assert_eq!(rewards << PARTS, (claims << PARTS) + pool.unclaimed());
            assert_eq!(pool.shares, pool.classes.iter().map(|c| c.shares).sum::<u128>());
            assert!((0..3).map(|c| pool.worth(c)).sum::<i64>() <= pool.tokens);
        }
        // What is left over when all have claimed is less than one unit for each class and one.
        claims += (0..3).map(|c| u128::from(pool.claim(c).unsigned_abs())).sum::<u128>();
        assert!(rewards - claims <= 3, "{rewards} {claims}");
    }

    #[test]
    fn a_slash_takes_tokens_pro_rata_and_whoever_comes_later_has_not_lost() {
        let mut pool = pool(2);
        assert!(pool.deposit(0, 1_024));
        pool.tokens -= 128;
        assert!(pool.deposit(1, 896));
        assert_eq!([pool.worth(0), pool.worth(1)], [896, 896]);
        // 2048 shares divide a whole base unit exactly.
        pool.credit(10);
        assert_eq!([pool.claim(0), pool.claim(1)], [5, 5]);
        assert_eq!([pool.withdraw(0, 448), pool.withdraw(0, 1_000)], [448, 448]);
        assert_eq!((pool.worth(1), pool.tokens), (896, 896));
        // What does not divide waits for the next reward.
        assert!(pool.deposit(0, 100));
        pool.credit(10);
        let claimed = pool.claim(0) + pool.claim(1);
        assert_eq!((claimed, pool.unclaimed()), (9, 1 << PARTS));
    }
}
