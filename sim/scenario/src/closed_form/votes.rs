//! Votes: how many coins in favour pass a proposal, and what those cost that are not expected.

use rules::market::{Side, Trade};
use rules::owner::governance::Tally;
use rules::power::Power;
use rules::turnout::View;
use units::ids::{DelegatorsId, GroupId, HolderId, ProposalId};
use units::time::Time;
use world::scenario::{Scenario, VoterClass};

use super::form::{Form, Prediction, Premise, number};

const PASSES: &str = "reference/mechanisms.md M16: max(threshold x turnout, quorum) x supply; slippage of the pool";

/// The forms of proposals on which coins or stake vote.
pub fn captures(scenario: &Scenario) -> Vec<Form> {
    (0..scenario.proposals.len()).map(ProposalId::of).filter_map(|proposal| of(scenario, proposal)).collect()
}

/// A class that may vote at the start: its coins that do, how many share them, and whether that is known.
struct Voters {
    class: VoterClass,
    coins: f64,
    members: f64,
    is_counted: bool,
}

fn of(scenario: &Scenario, id: ProposalId) -> Option<Form> {
    let row = &scenario.proposals[id.row()];
    let governance = &scenario.governances[row.governance.row()];
    let (rules, coin) = (&governance.rules, &scenario.coins[governance.coin.row()]);
    if rules.inherits || rules.conviction.is_some() || !matches!(rules.power, Power::Staked(_) | Power::Coins(_)) {
        return None;
    }
    let voters = voters(scenario, id);
    let counted = || voters.iter().filter(|voters| voters.is_counted);
    let (sum, n) = counted().fold((0.0, 0.0), |sum, v| (sum.0 + v.coins, sum.1 + v.members));
    let mut tally = Tally { supply: coin.genesis as f64, ..Tally::default() };
    for voters in &voters {
        let stakes = if voters.is_counted && sum > 0.0 { voters.coins / voters.members * n / sum } else { 1.0 };
        let share = rules.turnout.policy().share(&View { stakes, salience: row.rules.salience }).clamp(0.0, 1.0);
        let (want, came) = (scenario.wants(id, voters.class), voters.coins * share);
        tally.able += voters.coins;
        tally.staked += if matches!(voters.class, VoterClass::Holders(_)) { 0.0 } else { voters.coins };
        tally.yes += came * want.yes;
        tally.no += came * want.no;
        tally.abstained += came * (1.0 - want.yes - want.no).max(0.0);
    }
    let (needs, unit) = (rules.needs(&tally), 10_u64.pow(coin.rules.decimals) as f64);
    let lacking = if tally.yes > needs { 0.0 } else { (needs - tally.yes).floor() + 1.0 };
    let price = coin.opening();
    let reserves = coin.reserves();
    // More than there is is not for sale.
    let cost = |coins: f64| {
        let is_there = reserves.is_none_or(|pool| coins < pool.coins as f64) && coins < coin.genesis as f64;
        let trade = Trade {
            side: Side::Buys,
            coins: coins as i64,
            nano_usd: price,
            decimals: coin.rules.decimals,
            reserves: reserves.unwrap_or_default(),
        };
        let paid = if coins > 0.0 { is_there.then(|| coin.rules.market.fill(&trade)).flatten() } else { Some(0) };
        paid.map(|nanos| nanos as f64 / 1e9)
    };
    let usd = cost(lacking).unwrap_or(f64::INFINITY);
    // A run measures what all of them cost, those that are expected with them, at its last vote.
    let is_only = scenario.proposals.iter().filter(|other| other.governance == row.governance).count() == 1;
    let whole = cost(needs.floor() + 1.0).filter(|_| is_only);
    let owner = format!("governance.{}", governance.name);
    let name = format!("proposal.{}", row.name);
    let (needed, yes) = (number(needs / unit), number(tally.yes / unit));
    let of_coin = &coin.name;
    let says = match (lacking > 0.0, usd.is_finite()) {
        (false, _) => format!("{name}: {yes} {of_coin} are expected for it, and more than {needed} pass it"),
        (true, true) => format!(
            "{name}: more than {needed} {of_coin} pass it, {yes} are expected for it; the {} that lack cost {} usd",
            number(lacking / unit),
            number(usd)
        ),
        (true, false) => format!(
            "{name}: more than {needed} {of_coin} pass it, {yes} are expected for it; the {} that lack are not for sale",
            number(lacking / unit)
        ),
    };
    let quorum = rules.quorum.as_ref().map_or(0.0, |quorum| quorum.share.as_f64());
    Some(Form {
        theme: "votes",
        name: "capture_usd",
        of: name,
        formula: "cost(max(T / (1 - T) N, q B - O) - Y)",
        inputs: vec![
            ("T", rules.threshold.as_f64()),
            ("q", quorum),
            ("N_coins", tally.no / unit),
            ("Y_coins", tally.yes / unit),
            ("abstained_coins", tally.abstained / unit),
            ("able_coins", tally.able / unit),
        ],
        source: PASSES,
        value: usd,
        bound: None,
        says,
        predicts: whole
            .map(|usd| Prediction::mean("capture_cost_usd", owner, usd, &[Premise::Prices, Premise::Stakes])),
    })
}

/// Who may vote at the start; attackers' own coins are left out, and those of users, which come and go.
fn voters(scenario: &Scenario, id: ProposalId) -> Vec<Voters> {
    let row = &scenario.governances[scenario.proposals[id.row()].governance.row()];
    let mut list = Vec::new();
    for (g, group) in scenario.groups.iter().enumerate() {
        let own = group.stake.iter().filter(|(network, _)| scenario.networks[network.row()].coin == Some(row.coin));
        let stake: f64 = own.map(|&(_, stake)| stake as f64).sum();
        let coins = stake * f64::from(group.rules.count);
        let (class, members) = (VoterClass::Nodes(GroupId::of(g)), f64::from(group.operators));
        list.push(Voters { class, coins, members, is_counted: true });
    }
    let pooled = |class, coins| {
        let members = scenario.wants(id, class).members;
        Voters { class, coins, members: members.map_or(1.0, f64::from), is_counted: members.is_some() }
    };
    for (d, class) in scenario.delegators.iter().enumerate().filter(|(_, class)| class.coin == row.coin) {
        list.push(pooled(VoterClass::Delegators(DelegatorsId::of(d)), class.stake as f64));
    }
    if matches!(row.rules.power, Power::Coins(_)) {
        for (h, holders) in scenario.holders.iter().enumerate().filter(|(_, holders)| holders.coin == row.coin) {
            let holder = HolderId::of(h);
            let locked = holders.vesting().map_or(0, |(amount, vests)| {
                let at = scenario.proposals[id.row()].at.since(Time::ZERO);
                amount - vests.free(amount, at)
            });
            if scenario.attackers_of(id).all(|(_, attacker)| attacker.by != holder) {
                list.push(pooled(VoterClass::Holders(holder), (holders.coins - locked) as f64));
            }
        }
    }
    list.retain(|voters| voters.coins > 0.0);
    list
}

#[cfg(test)]
mod tests {
    use files::{Colour, Request};

    use super::captures;

    #[test]
    fn votes_that_lack_cost_what_the_pool_asks() {
        // 20 % of 300,000 coins come, all against it: more than 60,000 pass it, which a pool of 100,000 coins and
        // 200,000 usd sells with a fee of 1 % for 200,000 x 60,000 / 40,000 / 0.99.
        let text = "# q?\nname = \"t\"\nhorizon = \"30 d\"\n[coin.alp]\ngenesis = 1_000_000\ndecimals = 6\n\
             market.pool = { coins = \"100_000 alp\", usd = \"200_000 usd\", fee = \"1 %\" }\n[holders.crowd]\ncoins = \"300_000 alp\"\n\
             [network.net]\ncoin = \"alp\"\n[nodes.n]\ncount = 1\n[governance.main]\nmay_change = [\"network.net.*\"]\npower = \"coins\"\n\
             turnout.attends = { share = \"20 %\" }\nvotes.holders.crowd = { no = \"100 %\" }\n[proposal.p]\nat = \"1 d\"\n\
             set = { \"network.net.pursues\" = true }\n";
        let checked = crate::open_text(text, &Request { file: "t.toml".into(), ..Request::default() });
        let found = captures(&checked.unwrap_or_else(|r| panic!("{}", r.render(Colour::Plain))).scenario);
        let expected = 200_000.0 * 60_000.0 / 40_000.0 / 0.99;
        assert!((found[0].value - expected).abs() < 0.01, "{}", found[0].value);
        assert!(found[0].says.contains("more than 60000 alp pass it, 0 are expected"), "{}", found[0].says);
    }
}
