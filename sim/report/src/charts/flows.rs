//! Who pays whom in a coin, with what only passes through taken out.

use lab::study::FlowLine;
use units::money::USD;

use super::view::View;
use crate::figure::{Figure, Flow, Flows, Panel, number};

/// The account that holds fees until answers are settled.
const ESCROW: &str = "escrow";

/// What a line of the flow table is to a reader.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Role {
    /// Somebody is richer for it and somebody poorer.
    Payment,
    /// A stake changes its state, not its owner.
    Stake,
    /// A step on the way of a payment, or a trade against other money.
    Passage,
}

fn role(line: &FlowLine) -> Role {
    match line.reason {
        // What is there at the start is no payment, nor what becomes free of it; they would dwarf them all.
        "endowment" | "liquidity" | "unlock" => Role::Passage,
        _ if line.coin == USD => Role::Payment,
        "purchase" | "authorisation" | "refund" | "sale" | "trade" => Role::Passage,
        "bonding" | "unbonding" | "release" => Role::Stake,
        _ => Role::Payment,
    }
}

pub(super) fn figure(view: &View<'_>, coin: &str) -> Option<Figure> {
    let lines: Vec<&FlowLine> = view.findings.flows.iter().filter(|l| l.coin == coin && l.coins.mean > 0.0).collect();
    let payments = flows(view, &lines, Role::Payment);
    let stakes = flows(view, &lines, Role::Stake);
    // Stakes that are bonded once and stay say no more than the chart of stakes does.
    let is_moving = coin != USD && lines.iter().any(|l| matches!(l.reason, "unbonding" | "release"));
    let n_panels = usize::from(!payments.is_empty()) + usize::from(is_moving);
    let heading = |text: &str| if n_panels > 1 { text.to_owned() } else { String::new() };
    let mut panels = Vec::new();
    if !payments.is_empty() {
        panels.push(Panel::Flows(Flows { heading: heading("Payments"), coin: coin.into(), flows: payments }));
    }
    if is_moving {
        panels.push(Panel::Flows(Flows { heading: heading("Stakes"), coin: coin.into(), flows: stakes }));
    }
    let mut figure = view.figure(title(view, coin, &lines), panels)?;
    if lines.iter().any(|l| l.from == ESCROW) {
        figure.note += " Escrow, refunds and trades with the market are left out.";
    }
    Some(figure)
}

/// The flows of a role; what leaves escrow is paid by the users, who paid it in.
fn flows(view: &View<'_>, lines: &[&FlowLine], wanted: Role) -> Vec<Flow> {
    let users: Vec<&str> = view.checked.file.users.names().collect();
    let payers = if let [only] = users[..] { format!("users {only}") } else { "users".into() };
    let flow = |line: &&FlowLine| Flow {
        from: if line.from == ESCROW { payers.clone() } else { party(&line.from) },
        to: party(&line.to),
        reason: reason(line.reason),
        amount: line.coins.mean,
    };
    lines.iter().filter(|l| role(l) == wanted).map(flow).collect()
}

/// A party as figures call it: `nodes home`, `stakes of home`, `unbonding alpha`.
pub(super) fn party(name: &str) -> String {
    match name.split_once('.') {
        Some(("bonds", group)) => format!("stakes of {group}"),
        Some((kind, name)) => format!("{kind} {name}"),
        None if name == "burn" => "burnt".into(),
        None if name == "mint" => "minted".into(),
        None if name == "world" => "outside".into(),
        None => name.into(),
    }
}

fn reason(name: &str) -> String {
    match name {
        "take" => "gateway's take".into(),
        "fee_burn" => "fee burnt".into(),
        "slash_wrong_answer" => "slash for wrong answers".into(),
        "slash_absence" => "slash for absence".into(),
        other => other.replace('_', " "),
    }
}

fn title(view: &View<'_>, coin: &str, lines: &[&FlowLine]) -> String {
    let paid = lines.iter().filter(|l| l.from == ESCROW && role(l) == Role::Payment);
    if coin == USD {
        return fiat_title(view, lines);
    }
    let total: f64 = paid.clone().map(|l| l.coins.mean).sum();
    let to_nodes: f64 = paid.filter(|l| l.to.starts_with("nodes.")).map(|l| l.coins.mean).sum();
    let horizon = view.checked.file.horizon;
    if total > 0.0 {
        let (total, part) = (number::amount(total), number::percent(to_nodes / total));
        return format!("Users pay {total} {coin} within {horizon}; nodes get {part} of it");
    }
    let minted: f64 = lines.iter().filter(|l| l.from == "mint").map(|l| l.coins.mean).sum();
    if minted > 0.0 {
        return format!("{} {coin} are minted within {horizon}; no fees are paid", number::amount(minted));
    }
    format!("Who pays whom in {coin}")
}

/// What usd was paid for.
fn fiat_title(view: &View<'_>, lines: &[&FlowLine]) -> String {
    let sum = |reasons: &[&str], to_operators: bool| -> f64 {
        let is_side = |l: &&&FlowLine| l.to.starts_with("operators.") == to_operators;
        lines.iter().filter(is_side).filter(|l| reasons.contains(&l.reason)).map(|l| l.coins.mean).sum()
    };
    let (sold, cost) = (sum(&["sale", "release"], true), sum(&["cost"], false));
    if sold + cost <= 0.0 {
        return format!("Who pays whom in {USD}");
    }
    let horizon = view.checked.file.horizon;
    let (sold, cost) = (number::amount(sold), number::amount(cost));
    format!("Operators sell coins for {sold} usd within {horizon}; their nodes cost {cost} usd")
}
