//! Which part of the requests is answered in time, and how late the first tokens are, by group of users.

use super::view::{View, name_of};
use crate::figure::{Bar, Bars, Figure, Panel, number};

/// More groups than this do not fit onto a page; the rest stands in the tables.
const MOST_BARS: usize = 24;

pub(super) fn figure(view: &View<'_>) -> Option<Figure> {
    let all: Vec<Bar> = bars(view, "in_time_share", 100.0);
    // One group alone has nothing to be compared with: the tables say its share.
    if all.len() < 2 {
        return None;
    }
    let title = title(&all)?;
    let mut panels = vec![panel("Requests answered in time [%]", all)];
    let late = bars(view, "ttft_p99_s", 1.0);
    if late.iter().any(|bar| bar.value.is_finite()) {
        panels.push(panel("99 % of the first tokens came within [s]", late));
    }
    view.figure(title, panels)
}

/// A bar for each group of users with a target, in the order of the file.
fn bars(view: &View<'_>, metric: &str, scale: f64) -> Vec<Bar> {
    let users = view.checked.file.users.list.iter().filter(|(_, users)| users.target.is_some());
    let bar = |name: &str| {
        let line = view.findings.find(metric, &format!("users.{name}"))?;
        let estimate = line.estimate?;
        let end = |end: f64| if estimate.half_width.is_finite() { end * scale } else { f64::NAN };
        let (value, interval) = (estimate.mean * scale, estimate.interval());
        Some(Bar { name: name_of(&line.owner).to_owned(), value, low: end(interval.low), high: end(interval.high) })
    };
    users.filter_map(|(name, _)| bar(&name.text)).take(MOST_BARS).collect()
}

fn panel(x_label: &str, bars: Vec<Bar>) -> Panel {
    Panel::Bars(Bars { heading: String::new(), x_label: x_label.into(), bars })
}

/// The best and the worst group by name.
fn title(bars: &[Bar]) -> Option<String> {
    let known = || bars.iter().filter(|bar| bar.value.is_finite());
    let best = known().max_by(|a, b| a.value.total_cmp(&b.value))?;
    let worst = known().min_by(|a, b| a.value.total_cmp(&b.value))?;
    let share = |bar: &Bar| number::percent(bar.value / 100.0);
    if best.value <= worst.value {
        return Some(format!("{} of the requests of every group of users are answered in time", share(best)));
    }
    Some(format!(
        "{} of the requests are answered in time for {}, {} for {}",
        share(best),
        best.name,
        share(worst),
        worst.name
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_title_names_the_best_and_the_worst() {
        let bar = |name: &str, value| Bar { name: name.into(), value, low: f64::NAN, high: f64::NAN };
        let found = title(&[bar("a", 50.0), bar("b", 99.0), bar("c", f64::NAN), bar("d", 2.0)]);
        assert_eq!(found.unwrap(), "99 % of the requests are answered in time for b, 2 % for d");
        let alike = title(&[bar("a", 50.0), bar("b", 50.0)]);
        assert_eq!(alike.unwrap(), "50 % of the requests of every group of users are answered in time");
    }
}
