//! Clients as a workload: the most active as they are, all others as one.

use engine::law::{Empirical, Law, Mixture, Quantity, Single};
use files::canonical;
use rules::arrival::CVS;
use statistics::Quantiles;
use units::quantity::Rate;
use units::settings::{Group, Setting, write_choice};
use units::time::Span;
use units::tree::{Tree, Value};

use super::super::{Client, Clients, Gaps, Window};
use super::fragment::GATEWAY;
use super::short;
use super::table::table;

/// Lengths of a pool of clients, spread over their laws by rate.
const POOL: f64 = 4_000.0;

/// A fragment of a scenario: `arrival.clients` and, where lengths are known, `demand.by_client`.
///
/// The `most - 1` most active clients keep their rate, their family, the median by requests of their gaps' deviations,
/// and the mean of their times on and off; all others are one that always comes, with a cv of 1, and has the lengths of
/// their sum. A client whose lengths are not known has those of all.
pub fn clients_fragment(clients: &Clients, most: usize, source: &str) -> String {
    let mut list: Vec<&Client> = clients.iter().map(|(_, client)| client).filter(|c| !c.windows.is_empty()).collect();
    list.sort_by(|a, b| b.requests().total_cmp(&a.requests()));
    let (from, to) = clients.span_s();
    let span = f64::from(to - from);
    let kept = if list.len() > most { most.max(1) - 1 } else { list.len() };
    let (own, rest) = list.split_at(kept);
    let pooled = pool(&list);
    let mut columns: [Vec<Value>; 7] = Default::default();
    let mut add = |row: [Value; 5], lengths: Option<[Law<f64>; 2]>| {
        let lengths = lengths.iter().flatten().map(Setting::write);
        for (column, value) in columns.iter_mut().zip(row.into_iter().chain(lengths)) {
            column.push(value);
        }
    };
    let mut cut = Vec::new();
    for client in own {
        let (on, off) = turns(client, span);
        let found = short(cv(client));
        let kept = found.clamp(*CVS.start(), *CVS.end());
        if (kept - found).abs() > 0.0 {
            cut.push(found.to_string());
        }
        let gaps = if weibull_share(client) > 0.5 { "weibull" } else { "gamma" };
        let rate = Rate::per_second(short(client.requests() / span));
        let row = [rate.write(), kept.write(), Value::text(gaps), on.write(), off.write()];
        add(row, pool(&[client]).or_else(|| pooled.clone()));
    }
    if !rest.is_empty() {
        let rate = Rate::per_second(short(rest.iter().map(|client| client.requests()).sum::<f64>() / span));
        let always = Span::from_secs_f64(span);
        let row = [rate.write(), 1.0.write(), Value::text("gamma"), always.write(), Span::ZERO.write()];
        add(row, pool(rest).or_else(|| pooled.clone()));
    }
    let [rates, cvs, gaps, on, off, prompt, output] =
        columns.map(|column| Value::List(column.into_iter().map(Tree::bare).collect()));
    let arrival = [("rates", rates), ("cvs", cvs), ("gaps", gaps), ("on", on), ("off", off)];
    let mut fields = vec![("gateway", Value::text(GATEWAY))];
    fields.push(("arrival", write_choice("clients", Group::write(arrival.to_vec()))));
    let told = match pooled {
        Some(_) => {
            let laws = vec![("prompt", prompt), ("output", output)];
            fields.push(("demand", write_choice("by_client", Group::write(laws))));
            "lengths by client"
        }
        None => "lengths are not known: give them with --lengths, or write a demand",
    };
    let cut = if cut.is_empty() {
        String::new()
    } else {
        let (low, high) = (CVS.start(), CVS.end());
        format!("# cvs outside {low} to {high} are limited to that range: {}\n", cut.join(", "))
    };
    let n = list.len();
    let others = if rest.is_empty() { String::new() } else { format!(", {} others as one", rest.len()) };
    format!(
        "# Made by `windtunnel trace fit` of {source}: {n} clients over {span:.0} s.\n# {kept} as they are{others}; {told}\n{cut}{}",
        canonical(&write_choice("users", write_choice("fitted", Group::write(fields))))
    )
}

/// Deviation over mean of a client's gaps: half of its requests come in windows with less.
fn cv(client: &Client) -> f64 {
    let mut list: Vec<(f64, f64)> = client.windows.iter().map(|window| (window.cv(), window.rate)).collect();
    list.sort_by(|a, b| a.0.total_cmp(&b.0));
    let half = list.iter().map(|window| window.1).sum::<f64>() / 2.0;
    let mut reached = 0.0;
    let found = list.iter().find(|window| {
        reached += window.1;
        reached >= half
    });
    found.map_or(1.0, |window| window.0)
}

/// The share of a client's requests that come in windows of Weibull's law.
fn weibull_share(client: &Client) -> f64 {
    let of = |gaps: Gaps| client.windows.iter().filter(|w| w.gaps == gaps).map(|w| w.rate).sum::<f64>();
    of(Gaps::Weibull) / (of(Gaps::Weibull) + of(Gaps::Gamma)).max(f64::MIN_POSITIVE)
}

/// How long a client is on and off on average, within so many seconds.
fn turns(client: &Client, span: f64) -> (Span, Span) {
    let on = client.windows.len() as f64 * f64::from(Window::LENGTH_S);
    let breaks = client.windows.windows(2).filter(|pair| pair[1].at_s - pair[0].at_s > Window::LENGTH_S).count();
    let runs = breaks as f64 + 1.0;
    (Span::from_secs_f64((on / runs).round()), Span::from_secs_f64(((span - on).max(0.0) / runs).round()))
}

/// The laws of the prompts and answers of clients together; none if nobody's are known.
fn pool(clients: &[&Client]) -> Option<[Law<f64>; 2]> {
    let known: Vec<&&Client> = clients.iter().filter(|c| !c.prompt.is_empty() && !c.output.is_empty()).collect();
    if let [only] = known[..] {
        return Some([law(&only.prompt), law(&only.output)]);
    }
    let all: f64 = known.iter().map(|client| client.requests()).sum();
    let sample = |of: fn(&Client) -> &[(f64, f64)]| {
        let lengths = known.iter().flat_map(|client| {
            let n = (POOL * client.requests() / all).ceil() as u32;
            let law = law(of(client));
            (0..n).map(move |i| law.quantile((f64::from(i) + 0.5) / f64::from(n)))
        });
        table(&Quantiles::of(&lengths.collect::<Vec<_>>()), f64::round)
    };
    (!known.is_empty()).then(|| [sample(|client| &client.prompt), sample(|client| &client.output)])
}

/// Quantiles at any shares as a law: steps of like width are one table, and tables are mixed by their widths.
fn law(quantiles: &[(f64, f64)]) -> Law<f64> {
    let mut pieces: Vec<(f64, f64, Vec<f64>)> = Vec::new();
    for pair in quantiles.windows(2) {
        let step = pair[1].0 - pair[0].0;
        match pieces.last_mut() {
            Some(last) if (last.0 - step).abs() < 1e-9 => {
                last.1 += step;
                last.2.push(pair[1].1);
            }
            _ => pieces.push((step, step, vec![pair[0].1, pair[1].1])),
        }
    }
    let single = |values: &[f64]| {
        Single::Empirical(Empirical { quantiles: values.iter().map(|&x| f64::of_base(x.round())).collect() })
    };
    match &pieces[..] {
        [] => Law::Single(single(&[quantiles.first().map_or(1.0, |q| q.1)])),
        [(_, _, values)] => Law::Single(single(values)),
        _ => {
            // Whole thousandths, as the shares are written; the widest takes what rounding leaves over.
            let mut weights: Vec<i64> = pieces.iter().map(|piece| (piece.1 * 1e3).round() as i64).collect();
            let sum: i64 = weights.iter().sum();
            if let Some(widest) = weights.iter_mut().max() {
                *widest += 1_000 - sum;
            }
            let laws = pieces.iter().map(|piece| single(&piece.2)).collect();
            Law::Mixture(Mixture { weights: weights.into_iter().map(|w| w as f64 / 1e3).collect(), laws })
        }
    }
}

#[cfg(test)]
mod tests {

    use super::*;
    use crate::{Found, read_any};

    fn clients(text: &str) -> Clients {
        let Ok(Found::Clients(clients)) = read_any(text.as_bytes()) else { panic!("not clients") };
        clients
    }

    #[test]
    fn bursts_are_written_as_they_are_or_said_to_be_cut() {
        let text = |shape: &str| {
            let windows = format!("client,t_s,rate_rps,cv,iat_family,shape,scale\na,0,0.5,1,Gamma,{shape},1\n");
            clients_fragment(&clients(&windows), 20, "x.csv")
        };
        assert!(text("0.0000331").contains("cvs = [173.8]"), "{}", text("0.0000331"));
        let cut = text("0.0000001");
        assert!(
            cut.contains("# cvs outside 0.01 to 1000 are limited to that range: 3162\n")
                && cut.contains("cvs = [1000.0]"),
            "{cut}"
        );
    }
}
