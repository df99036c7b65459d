//! Governances: votes against their closed forms, and against changes without a vote.

use files::{Colour, Request};
use scenario::Checked;

use crate::support;

fn open(text: &str) -> Checked {
    support::open_text(text, &[])
}

fn play(text: &str, replication: u32) -> impl Fn(&str) -> Option<f64> + use<> {
    let checked = open(text);
    let outcome = support::simulate(&checked.scenario, replication);
    move |label: &str| support::value(&checked.scenario, &outcome, label)
}

fn close(found: Option<f64>, expected: f64, within: f64, what: &str) {
    let found = found.unwrap_or_else(|| panic!("{what} has no value"));
    assert!((found - expected).abs() <= within, "{what} is {found}, not {expected}");
}

/// A coin of a million in a pool of 100,000 coins and 200,000 usd; holders with 300,000 coins, and whoever is said.
fn world(more: &str) -> String {
    format!(
        "horizon = \"60 d\"\n[coin.alp]\ndecimals = 6\ngenesis = 1_000_000\nmarket.pool = {{ coins = \"100_000 alp\", usd = \
         \"200_000 usd\", fee = \"1 %\" }}\n[holders.crowd]\ncoins = \"300_000 alp\"\n[network.a]\ncoin = \"alp\"\n\
         slashing.wrong.fixed = {{ share = \"10 %\" }}\n[nodes.n]\ncount = 2\nstake.a = \"50 alp\"\n{more}"
    )
}

const HALVES: &str = "set = { \"network.a.slashing.wrong.fixed.share\" = \"5 %\" }";

fn governance(rules: &str) -> String {
    format!("[governance.main]\nmay_change = [\"network.a.slashing.*\"]\npower = \"coins\"\n{rules}\n")
}

fn buyer(rules: &str, usd: &str) -> String {
    world(&format!(
        "[holders.whale]\ncoins = \"1_000 alp\"\nusd = \"{usd}\"\n{}votes.holders.crowd = {{ no = \"10 %\" }}\n[proposal.p]\n\
         at = \"1 d\"\n{HALVES}\n",
        governance(rules)
    ))
}

#[test]
fn who_buys_a_vote_pays_what_the_pool_asks_and_gets_back_what_it_gives() {
    // 30,000 coins are against it: 30,000 and one unit pass, of which 29,000 have to be bought.
    let attack = |usd: &str, loot: &str| {
        let attack = format!("[attacker.w]\nby = \"whale\"\nproposal = \"p\"\nbudget = \"{usd}\"\nloot = \"{loot}\"\n");
        play(&format!("{}{attack}", buyer("", "1_000_000 usd")), 0)
    };
    let (coins, usd, keeps) = (100_000.0, 200_000.0, 0.99);
    for (budget, loot, passes) in [(82_000.0, 50_000.0, 0.0), (83_000.0, 50_000.0, 1.0), (83_000.0, 0.0, 1.0)] {
        let of = attack(&format!("{budget} usd"), &format!("{loot} usd"));
        // The pool is a constant product, and its fee is taken of what comes in.
        let bought = coins - coins * usd / (usd + budget * keeps);
        close(of("attack_votes_coins[attacker.w]"), bought, 1e-4, "what is bought");
        close(of("attack_passed[attacker.w]"), passes, 0.0, "whether it passes");
        let (left, filled) = (coins - bought, usd + budget);
        let sold = bought + 1_000.0;
        let earned = filled - left * filled / (left + sold * keeps);
        let end = (coins + 1_000.0, filled - earned);
        assert!(end.0 > 0.0);
        // At the start its 1,000 coins were worth 2 usd each.
        let profit = loot * passes + earned - budget - 2_000.0;
        close(of("attack_profit_usd[attacker.w]"), profit, 0.05, "its profit");
    }
    let of = attack("0 usd", "1 usd");
    close(of("proposals_rejected[governance.main]"), 1.0, 0.0, "proposals that are rejected");
    // What 30,000 votes and one unit would have cost.
    let cost = (usd / (1.0 - 0.3) - usd) / keeps;
    close(of("capture_cost_usd[governance.main]"), cost, 0.05, "the cost of capture");
    // `check` knows it before the run.
    let text = format!("{}[attacker.w]\nby = \"whale\"\nproposal = \"p\"\nbudget = \"0 usd\"\n", buyer("", "1 usd"));
    let forms = scenario::closed_form::forms(&open(&text).scenario);
    let form = forms.iter().find(|form| form.name == "capture_usd").expect("it has one");
    close(Some(form.value), cost, 0.05, "the cost of capture before the run");
}

#[test]
fn borrowed_coins_vote_only_at_the_instant_of_the_change() {
    let attack = "[attacker.w]\nby = \"whale\"\nproposal = \"p\"\nbudget = \"100 usd\"\ngets = \"borrows\"\n\
                  loot = \"9_000 usd\"\n";
    for (rules, passes) in [
        ("reads = \"closing\"\ntimelock = \"0 s\"", 1.0),
        ("reads = \"closing\"\ntimelock = \"1 s\"", 0.0),
        ("reads = \"opening\"\ntimelock = \"0 s\"", 0.0),
    ] {
        let of = play(&format!("{}{attack}", buyer(rules, "1_000 usd")), 0);
        close(of("attack_passed[attacker.w]"), passes, 0.0, rules);
        // 100 usd pay 0.09 % of 2 usd for 55,555.6 coins.
        let votes = 100.0 / (2.0 * 0.0009) * passes;
        close(of("attack_votes_coins[attacker.w]"), votes, 0.01, "borrowed coins");
        // It sells its own 1,000 coins afterwards.
        let earned = 200_000.0 - 100_000.0 * 200_000.0 / (100_000.0 + 990.0);
        close(of("attack_profit_usd[attacker.w]"), passes * 8_900.0 + earned - 2_000.0, 0.01, "its profit");
    }
}

#[test]
fn bribes_buy_exactly_what_lacks_or_nothing() {
    // 10 % of 300,000 are against it, 90 % abstain; 29,000 coins lack, and a millionth of one.
    let attack = |budget: &str| {
        format!(
            "[attacker.w]\nby = \"whale\"\nproposal = \"p\"\nbudget = \"{budget}\"\ngets = \"bribes\"\nbribe = \"5 %\"\nthen = \"hold\"\n"
        )
    };
    for (budget, passes, votes) in [("2_899 usd", 0.0, 0.0), ("2_901 usd", 1.0, 29_000.000_001)] {
        let of = play(&format!("{}{}", buyer("", "10_000 usd"), attack(budget)), 0);
        close(of("attack_passed[attacker.w]"), passes, 0.0, budget);
        close(of("attack_votes_coins[attacker.w]"), votes, 1e-7, "bribed coins");
        close(of("attack_profit_usd[attacker.w]"), -votes * 0.1, 1e-3, "its profit");
    }
}

/// Nodes that serve and are checked, so that a change of the slash shows.
pub(crate) fn slashed(more: &str) -> String {
    format!(
        "horizon = \"4 d\"\n[coin.alp]\nmarket.fixed = {{ price = \"1 usd\" }}\n[holders.crowd]\ncoins = \"1_000 alp\"\n\
         [network.a]\ncoin = \"alp\"\nverification.v.spot_check = {{ rate = \"20 %\" }}\nslashing.wrong.fixed = {{ share = \"10 %\" \
         }}\n[nodes.n]\ncount = 10\nstake.a = \"50 alp\"\nconduct.lazy = {{ rate = \"5 %\" }}\n[gateway.g]\nnetworks = [\"a\"]\n[users.u]\ngateway = \"g\"\n\
         arrival.poisson = {{ rate = \"20 /min\" }}\ndemand.work = {{ exponential = \"3 s\" }}\n{more}"
    )
}

/// Hashes of history and money, and all metrics that the plain scenario has.
pub(crate) fn told(text: &str) -> (u64, u64, Vec<Option<f64>>) {
    let (plain, checked) = (open(&slashed("")), open(text));
    let mut run = world::replication::Replication::new(checked.scenario.clone(), 0);
    while run.step(checked.scenario.horizon, &mut |_| {}).expect("it keeps all laws") {}
    let (history, money) = (run.history(), run.money());
    let outcome = run.finish().expect("it keeps all laws");
    let columns = world::metrics::catalogue::columns(&plain.scenario);
    let values = columns.iter().map(|c| support::value(&checked.scenario, &outcome, &c.label())).collect();
    (history, money, values)
}

#[test]
fn a_vote_does_what_a_change_does_and_one_for_what_is_leaves_no_trace() {
    let vote = |share: &str| {
        slashed(&format!(
            "{}delay = \"1 h\"\nvoting = \"12 h\"\ntimelock = \"3 h\"\nvotes.holders.crowd = {{ yes = \"60 %\" }}\n[proposal.p]\n\
             at = \"20 h\"\nset = {{ \"network.a.slashing.wrong.fixed.share\" = \"{share}\" }}\n",
            governance("")
        ))
    };
    let change =
        "[change.c]\nat = \"36 h\"\nset = { \"network.a.slashing.wrong.fixed.share\" = \"5 %\" }\n".to_string();
    let plain = told(&slashed(""));
    let changed = told(&slashed(&change));
    assert_ne!(plain.1, changed.1, "the change shows");
    assert_eq!(told(&vote("5 %")), changed, "a vote that changes what a change does");
    assert_eq!(told(&vote("10 %")), plain, "a vote that changes nothing");
}

#[test]
fn a_council_stops_what_harms_as_often_as_enough_of_it_are_free() {
    // P(Bin(7, 0.6) >= 5) = 0.4199: so often a harmful proposal is stopped.
    let text = world(&format!(
        "{}delay = \"1 h\"\nvoting = \"2 h\"\ntimelock = \"1 h\"\nbrake = {{ council = 7, needs = 5, capture = \"40 %\" }}\n\
         votes.holders.crowd = {{ yes = \"100 %\" }}\n[proposal.p]\nat = \"1 h\"\nagain = \"6 h\"\nharms = true\n{HALVES}\n",
        governance("")
    ));
    let checked = open(&text);
    let (mut stopped, mut made) = (0.0, 0.0);
    for replication in 0..400 {
        let outcome = support::simulate(&checked.scenario, replication);
        let of = |label: &str| support::value(&checked.scenario, &outcome, label).expect("it has a value");
        stopped += of("proposals_vetoed[governance.main]");
        made += of("proposals_vetoed[governance.main]") + of("proposals_executed[governance.main]");
    }
    // 21 x 0.6^5 0.4^2 + 7 x 0.6^6 0.4 + 0.6^7.
    let p = 0.419_904;
    let z = (stopped - made * p) / (made * p * (1.0 - p)).sqrt();
    assert!(z.abs() < 4.0, "{stopped} of {made} are stopped, not {p}: {z} standard errors");
}

#[test]
fn operators_turn_up_by_their_stake_and_vote_as_they_wish() {
    // 400 operators with 10 coins and 100 with 60: the mean stake is 20.
    let text = "horizon = \"30 d\"\n[coin.alp]\nmarket.fixed = { price = \"1 usd\" }\n[network.a]\ncoin = \"alp\"\n\
         slashing.wrong.fixed = { share = \"10 %\" }\n[nodes.few]\ncount = 400\noperators = 400\nstake.a = \"10 alp\"\n\
         [nodes.many]\ncount = 100\noperators = 100\nstake.a = \"60 alp\"\n[governance.main]\nmay_change = [\"network.a.slashing.*\"]\n\
         delay = \"1 h\"\nvoting = \"1 h\"\ntimelock = \"1 h\"\nturnout.logistic = { at_mean_stake = \"20 %\", per_ln_stake = 0.5 }\n\
         votes.nodes.few = { yes = \"10 %\", no = \"80 %\" }\nvotes.nodes.many = { yes = \"10 %\", no = \"80 %\" }\n[proposal.p]\n\
         at = \"1 h\"\nagain = \"4 h\"\nset = { \"network.a.slashing.wrong.fixed.share\" = \"5 %\" }\n";
    let of = play(text, 0);
    let share = |stakes: f64| {
        let odds = 0.25 * stakes.sqrt();
        odds / (1.0 + odds)
    };
    let (few, many) = (share(0.5), share(3.0));
    let mean = (4_000.0 * few + 6_000.0 * many) / 10_000.0;
    let variance = (400.0 * few * (1.0 - few) * 100.0 + 100.0 * many * (1.0 - many) * 3_600.0) / 1e8;
    // 30 d hold 180 votes, of which nearly all are rejected.
    let votes = of("proposals_rejected[governance.main]").expect("some are");
    assert!(votes > 150.0, "{votes} votes");
    let z = (of("turnout_mean_share[governance.main]").expect("it has one") - mean) / (variance / votes).sqrt();
    assert!(z.abs() < 4.0, "turnout is {z} standard errors from {mean}");
    // More than half of 10,000 coins: 84 of the large.
    close(of("nakamoto_votes[governance.main]"), 84.0, 0.0, "the fewest who decide");
}

#[test]
fn an_operator_votes_the_stake_of_those_who_stay_away() {
    let text = |inherits: bool| {
        format!(
            "horizon = \"9 d\"\n[coin.alp]\nmarket.fixed = {{ price = \"1 usd\" }}\n[network.a]\ncoin = \"alp\"\nslashing.wrong.fixed \
             = {{ share = \"10 %\" }}\n[nodes.n]\ncount = 1\nstake.a = \"100 alp\"\n[delegators.crowd]\nstake = \"300 alp\"\n\
             [governance.main]\nmay_change = [\"network.a.slashing.*\"]\ninherits = {inherits}\ndelay = \"1 h\"\nvoting = \"1 h\"\n\
             timelock = \"1 h\"\nturnout.attends = {{ share = \"40 %\" }}\nvotes.nodes.n = {{ yes = \"100 %\" }}\n\
             votes.delegators.crowd = {{ no = \"100 %\" }}\n[proposal.p]\nat = \"1 h\"\nset = {{ \
             \"network.a.slashing.wrong.fixed.share\" = \"5 %\" }}\n"
        )
    };
    // With the operator: its 100, 120 of those who vote, and 180 of those who do not; without it, 120 of 400.
    for (inherits, comes) in [(true, 1.0), (false, 220.0 / 400.0)] {
        let mut came = 0;
        for replication in 0..40 {
            let of = play(&text(inherits), replication);
            let share = of("turnout_mean_share[governance.main]").expect("it has one");
            let passes = of("proposals_executed[governance.main]").expect("it has one");
            if (share - comes).abs() < 1e-9 {
                came += 1;
                // 280 to 120, or 100 to 120.
                close(Some(passes), f64::from(u8::from(inherits)), 0.0, "whether it passes");
            } else {
                close(Some(share), 0.3, 1e-9, "turnout without the operator");
                close(Some(passes), 0.0, 0.0, "whether it passes");
            }
        }
        // 40 times 40 %: 16, and 4 standard errors of 3.1.
        assert!((4..=28).contains(&came), "the operator came {came} times of 40");
    }
}

#[test]
fn conviction_takes_the_time_that_its_half_life_says() {
    let text = |voting: &str| {
        world(&format!(
            "{}delay = \"12 h\"\nvoting = \"{voting}\"\ntimelock = \"1 d\"\nthreshold = \"15 %\"\nconviction = \"3 d\"\n\
             quorum = {{ share = \"1 %\", of = \"supply\" }}\nvotes.holders.crowd = {{ yes = \"80 %\" }}\n[proposal.p]\nat = \"1 d\"\n\
             {HALVES}\n",
            governance("")
        ))
    };
    // 240,000 support it and 150,000 must convince: 1 - 2^(-t/h) = 0.625.
    let days = 0.5 + 3.0 * (1.0 / 0.375_f64).log2() + 1.0;
    let of = play(&text("30 d"), 0);
    close(of("signal_to_change_mean_d[governance.main]"), days, 1e-9, "days to the change");
    let of = play(&text("4 d"), 0);
    close(of("proposals_rejected[governance.main]"), 1.0, 0.0, "what does not convince in time");
}

#[test]
fn bonds_places_and_rests_hold() {
    let proposal = |name: &str, at: &str, more: &str| format!("[proposal.{name}]\nat = \"{at}\"\n{HALVES}\n{more}\n");
    let rules = |more: &str, yes: &str| {
        format!("{}{more}\nvotes.holders.crowd = {{ yes = \"{yes}\", no = \"1 %\" }}\n", governance(""))
    };
    let bond = "by = \"crowd\"\nbond = \"1_000 alp\"";
    let quorum = "quorum = { share = \"2 %\", of = \"supply\" }\nturnout.attends = { share = \"5 %\" }";
    // 5 % of 300,000 coins vote, 1.5 % of all: the bond is burnt; or a majority is against, and it comes back.
    for (rules, burnt) in [(rules(quorum, "90 %"), 1_000.0), (rules("", "1 %"), 0.0), (rules("", "90 %"), 0.0)] {
        let of = play(&world(&format!("{rules}{}", proposal("p", "1 d", bond))), 0);
        close(of("held_coins[holders.crowd]"), 300_000.0 - burnt, 1e-9, "coins of the crowd");
        close(of("burnt_coins[coin.alp]"), burnt, 1e-9, "burnt coins");
    }
    let dear = "by = \"crowd\"\nbond = \"300_001 alp\"";
    let of = play(&world(&format!("{}{}", rules("", "90 %"), proposal("p", "1 d", dear))), 0);
    close(of("proposals_turned_away[governance.main]"), 1.0, 0.0, "proposals that cannot pay their bond");
    // Ten days each: of four within them, two have a place.
    let four = ["1 d", "2 d", "3 d", "4 d"].iter().zip(["a", "b", "c", "d"]);
    let four: String = four.map(|(at, name)| proposal(name, at, "")).collect();
    let of = play(&world(&format!("{}{four}", rules("most_open = 2", "90 %"))), 0);
    close(of("proposals_turned_away[governance.main]"), 2.0, 0.0, "proposals without a place");
    close(of("proposals_executed[governance.main]"), 2.0, 0.0, "proposals with one");
    // Changed at 11 d, the setting rests until 13.5 d: the next two days' proposals are void.
    let of = play(&world(&format!("{}{four}", rules("rest = \"60 h\"", "90 %"))), 0);
    close(of("proposals_void[governance.main]"), 2.0, 0.0, "void proposals");
    close(of("proposals_executed[governance.main]"), 2.0, 0.0, "proposals after the rest");
    // The table around a setting rests with it.
    let table = "[proposal.b]\nat = \"2 d\"\nset = { \"network.a.slashing.wrong.fixed\" = { share = \"7 %\" } }\n";
    let text = format!("{}{}{table}", rules("rest = \"60 h\"", "90 %"), proposal("a", "1 d", ""));
    close(play(&world(&text), 0)("proposals_void[governance.main]"), 1.0, 0.0, "a void change of the table");
}

/// results.md D52: a majority of n voters is right more often than each of them (Condorcet).
#[test]
fn a_majority_is_right_as_often_as_condorcet_says() {
    for (n, right) in [(3, 0.648), (11, 0.753_498), (21, 0.825_622), (101, 0.979_103)] {
        let text = format!(
            "horizon = \"5 h\"\n[coin.alp]\nmarket.fixed = {{ price = \"1 usd\" }}\n[network.a]\ncoin = \"alp\"\nslashing.wrong.fixed = \
             {{ share = \"10 %\" }}\n[nodes.n]\ncount = {n}\noperators = {n}\nstake.a = \"10 alp\"\n[governance.main]\n\
             may_change = [\"network.a.slashing.*\"]\ndelay = \"1 h\"\nvoting = \"1 h\"\ntimelock = \"1 h\"\n\
             votes.nodes.n = {{ yes = \"60 %\", no = \"40 %\" }}\n[proposal.p]\nat = \"1 h\"\n{HALVES}\n"
        );
        let checked = open(&text);
        let passed = (0..1_000)
            .filter(|&replication| {
                let outcome = support::simulate(&checked.scenario, replication);
                support::value(&checked.scenario, &outcome, "proposals_executed[governance.main]") == Some(1.0)
            })
            .count();
        let z = (passed as f64 - 1_000.0 * right) / (1_000.0 * right * (1.0 - right)).sqrt();
        assert!(z.abs() < 4.0, "{n} operators: {passed} of 1,000 pass, not {right}: {z} standard errors");
    }
}

/// results.md D48: 100 coins weigh 10 votes; as 4 and as 25 names they weigh 20 and 50.
#[test]
fn coins_split_over_names_weigh_as_quadratic_voting_says() {
    for (names, against, passes) in
        [(1, 99, 1.0), (1, 101, 0.0), (4, 399, 1.0), (4, 401, 0.0), (25, 2_499, 1.0), (25, 2_501, 0.0)]
    {
        let text = format!(
            "horizon = \"20 d\"\n[coin.alp]\nmarket.fixed = {{ price = \"1 usd\" }}\n[holders.many]\ncoins = \"100 alp\"\n[holders.one]\n\
             coins = \"{against} alp\"\n[network.a]\ncoin = \"alp\"\nslashing.wrong.fixed = {{ share = \"10 %\" }}\n[nodes.n]\ncount = 1\n\
             [governance.main]\nmay_change = [\"network.a.slashing.*\"]\npower = \"square_root\"\n[governance.main.votes]\n\
             holders.many = {{ yes = \"100 %\", members = {names} }}\nholders.one = {{ no = \"100 %\", members = 1 }}\n[proposal.p]\n\
             at = \"1 d\"\n{HALVES}\n"
        );
        let of = play(&text, 0);
        close(
            of("proposals_executed[governance.main]"),
            passes,
            0.0,
            &format!("{names} names against {against} coins"),
        );
    }
}

#[test]
fn a_proposal_beyond_its_bounds_is_turned_away() {
    let bounds = |from: &str| {
        format!("bounds = {{ \"network.a.slashing.wrong.fixed.share\" = {{ from = \"{from}\", to = \"20 %\" }} }}\n")
    };
    for (from, passes) in [("5 %", 1.0), ("5.1 %", 0.0)] {
        let rules = format!("{}votes.holders.crowd = {{ yes = \"90 %\" }}", bounds(from));
        let text = world(&format!("{}[proposal.p]\nat = \"1 d\"\n{HALVES}\n", governance(&rules)));
        let of = play(&text, 0);
        close(of("proposals_executed[governance.main]"), passes, 0.0, "whether it passes");
        close(of("proposals_turned_away[governance.main]"), 1.0 - passes, 0.0, "whether it is turned away");
        let noticed = open(&text).noticed;
        let says = "proposal.p: 5 % is beyond the bounds of `governance.main`, 5.1 % to 20 %: it is turned away";
        assert_eq!(noticed.iter().any(|told| told.contains(says)), passes == 0.0, "{noticed:?}");
    }
}

#[test]
fn the_security_council_as_holders_has_its_published_index() {
    let holder = |(i, coins)| format!("[holders.h{i}]\ncoins = \"{coins} alp\"\n");
    let holders: Vec<String> = [[7; 5].as_slice(), &[1; 10]].concat().into_iter().enumerate().map(holder).collect();
    let holders = holders.concat();
    let text = format!(
        "horizon = \"20 d\"\n[coin.alp]\nmarket.fixed = {{ price = \"1 usd\" }}\n[network.a]\ncoin = \"alp\"\nslashing.wrong.fixed = {{ \
         share = \"10 %\" }}\n[nodes.n]\ncount = 1\n{holders}{}threshold = \"86 %\"\n[proposal.p]\nat = \"1 d\"\n{HALVES}\n",
        governance("")
    );
    let of = play(&text, 0);
    // results.md D51; 86 % of 45 are 38.7.
    close(of("shapley_largest[governance.main]"), 0.196_270, 5e-7, "the index of a veto");
    close(of("banzhaf_largest[governance.main]"), 848.0 / 5_080.0, 1e-12, "the other index of a veto");
    close(of("nakamoto_votes[governance.main]"), 9.0, 0.0, "the fewest who decide");
}

#[test]
fn what_cannot_come_about_is_told_with_its_numbers() {
    let told = |text: &str| {
        let request = Request { file: "t.toml".into(), ..Request::default() };
        scenario::open_text(&support::whole(text), &request).expect_err("it is refused").render(Colour::Plain)
    };
    let with = |rules: &str, proposal: &str| world(&format!("{rules}{proposal}"));
    let wrong = with("[governance.main]\nmay_change = [\"network.a.slashng.*\"]\n", "");
    assert!(told(&wrong).contains("no setting of this scenario is `network.a.slashng.*`"), "{}", told(&wrong));
    let other = with(&governance(""), "[proposal.p]\nat = \"1 d\"\nset = { \"coin.alp.epoch\" = \"2 h\" }\n");
    assert!(told(&other).contains("`governance.main` may not change this"), "{}", told(&other));
    let late = open(&with(&governance("timelock = \"60 d\""), &format!("[proposal.p]\nat = \"1 d\"\n{HALVES}\n")));
    assert!(late.noticed.iter().any(|told| told.contains("take 68 d")), "{:?}", late.noticed);
    let quorum = "quorum = { share = \"31 %\", of = \"supply\" }";
    let high = open(&with(&governance(quorum), &format!("[proposal.p]\nat = \"1 d\"\n{HALVES}\n")));
    let says = "the quorum is 310000 alp, more than the 300100 alp that may vote at the start";
    assert!(high.noticed.iter().any(|told| told.contains(says)), "{:?}", high.noticed);
}
