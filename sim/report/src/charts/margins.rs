//! What a node earns and what is left of it, by group.

use lab::study::SummaryLine;

use super::MOST_GROUPS;
use super::view::{View, name_of};
use crate::figure::{Bar, Bars, Figure, Panel};

pub(super) fn figure(view: &View<'_>) -> Option<Figure> {
    // Without a coin nobody can earn, and a margin is the cost that the file says.
    if view.checked.file.coin.list.is_empty() {
        return None;
    }
    let groups = largest(view);
    let margins: Vec<Bar> = groups.iter().filter_map(|name| bar(view, "operator_margin_usd_h", name)).collect();
    // Where nothing is earned and nothing costs there is no margin to speak of.
    if !margins.iter().any(|bar| bar.value.abs() > 0.0) {
        return None;
    }
    let earned = groups.iter().filter_map(|name| bar(view, "earned_usd_h", name)).collect();
    let title = title(&margins);
    let panels = vec![
        panel("Margin: earned, less stake taken and cost [usd per hour of an up node]", margins),
        panel("Earned: fees, checking pay and emission [usd per hour of an up node]", earned),
    ];
    let mut figure = view.figure(title, panels)?;
    let n_left = view.checked.file.nodes.list.len() - groups.len();
    if n_left > 0 {
        figure.note = format!("{} The {n_left} smaller groups are in summary.csv.", figure.note);
    }
    Some(figure)
}

/// The groups with the most nodes, in the order of the file.
fn largest<'a>(view: &View<'a>) -> Vec<&'a str> {
    let groups = &view.checked.file.nodes.list;
    let mut order: Vec<usize> = (0..groups.len()).collect();
    order.sort_by_key(|&at| std::cmp::Reverse(groups[at].1.count));
    order.truncate(MOST_GROUPS);
    order.sort_unstable();
    order.into_iter().map(|at| groups[at].0.text.as_str()).collect()
}

fn bar(view: &View<'_>, metric: &str, group: &str) -> Option<Bar> {
    let SummaryLine { owner, estimate, .. } = view.findings.find(metric, &format!("nodes.{group}"))?;
    let (name, estimate) = (name_of(owner).to_owned(), (*estimate)?);
    let half = if estimate.half_width.is_finite() { estimate.half_width } else { f64::NAN };
    Some(Bar { name, value: estimate.mean, low: estimate.mean - half, high: estimate.mean + half })
}

fn panel(x_label: &str, bars: Vec<Bar>) -> Panel {
    Panel::Bars(Bars { heading: String::new(), x_label: x_label.into(), bars })
}

/// Who gains and who loses, where the intervals tell.
fn title(margins: &[Bar]) -> String {
    let all = margins.len();
    let low = |bar: &Bar| if bar.low.is_nan() { bar.value } else { bar.low };
    let high = |bar: &Bar| if bar.high.is_nan() { bar.value } else { bar.high };
    let gain = margins.iter().filter(|bar| low(bar) > 0.0).count();
    let lose = margins.iter().filter(|bar| high(bar) < 0.0).count();
    let groups = if all == 1 { "group" } else { "groups" };
    match (gain, lose) {
        (gain, 0) if gain == all => "Every group of nodes earns more than it spends".into(),
        (0, lose) if lose == all => "No group of nodes earns what it spends".into(),
        (gain, lose) if gain + lose == all => format!("{gain} of {all} {groups} of nodes earn more than they spend"),
        (gain, lose) => {
            format!("Of {all} {groups} of nodes {gain} gain, {lose} lose, and {} may do either", all - gain - lose)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_title_claims_no_more_than_the_intervals() {
        let bars = |values: &[(f64, f64)]| -> Vec<Bar> {
            values
                .iter()
                .map(|&(value, half)| Bar { name: "a".into(), value, low: value - half, high: value + half })
                .collect()
        };
        let check = |values: &[(f64, f64)], text: &str| assert_eq!(title(&bars(values)), text);
        check(&[(1.0, 0.5), (2.0, f64::NAN)], "Every group of nodes earns more than it spends");
        check(&[(-1.0, 0.5)], "No group of nodes earns what it spends");
        check(&[(1.0, 0.5), (-1.0, 0.5)], "1 of 2 groups of nodes earn more than they spend");
        check(&[(1.0, 0.5), (0.1, 0.5), (-2.0, 1.0)], "Of 3 groups of nodes 1 gain, 1 lose, and 1 may do either");
    }
}
