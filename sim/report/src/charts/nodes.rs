//! Nodes and capacity over time: how churn and weather thin out the supply.

use lab::study::SeriesLine;
use units::settings::Setting;
use units::tree::Value;

use super::curve::{self, Reading, Scale};
use super::view::View;
use super::{MOST_GROUPS, UNNAMED};
use crate::figure::{Figure, Ordinate, Panel, number};

/// A drop of the curve below this part of the mean is worth a word.
const DEEP: f64 = 0.9;

pub(super) fn figure(view: &View<'_>) -> Option<Figure> {
    let all = view.line("active_nodes", "")?;
    let groups = view.lines_of("active_nodes", "nodes");
    let mut series = curve::curves(&groups, MOST_GROUPS, Scale::PLAIN, Reading::State);
    let is_alone = series.len() == 1;
    let name = if is_alone { UNNAMED } else { "all nodes" };
    if is_alone {
        series[0].name = name.into();
    } else {
        series.insert(0, curve::curve("all nodes", all, Scale::PLAIN, Reading::State));
    }
    let supply = view.over_time("Nodes up [1]", Ordinate::FromZero, series);
    view.figure(title(view, all), [supply, owned(view), second(view, all, name)].into_iter().flatten().collect())
}

/// The nodes that operators have, up or not, where they set nodes up and take them down by what they earn.
fn owned(view: &View<'_>) -> Option<Panel> {
    let groups = view.lines_of("in_nodes", "nodes");
    let is_up = |line: &&SeriesLine| view.line("active_nodes", &line.owner).is_some_and(|up| up.points == line.points);
    // Where all that they have are up, the panel above says it.
    if groups.iter().all(is_up) {
        return None;
    }
    let mut series = curve::curves(&groups, MOST_GROUPS, Scale::PLAIN, Reading::State);
    // A group that is alone in the scenario has no name in the panel above either.
    if view.checked.file.nodes.list.len() == 1 {
        for curve in &mut series {
            curve.name = UNNAMED.into();
        }
    }
    view.over_time("Nodes that operators have, up or not [1]", Ordinate::FromZero, series)
}

/// Capacity where it is more than a count of nodes, else how busy they are.
fn second(view: &View<'_>, all: &SeriesLine, name: &str) -> Option<Panel> {
    let capacity = view.line("capacity_slots", "")?;
    let is_count =
        capacity.points.iter().flatten().zip(all.points.iter().flatten()).all(|(c, n)| (c.mean - n.mean).abs() < 1e-9);
    if is_count {
        return utilisation(view, name);
    }
    let series = vec![curve::curve(name, capacity, Scale::PLAIN, Reading::State)];
    view.over_time("Capacity up [slots]", Ordinate::FromZero, series)
}

/// How busy the capacity is that is up, under a name for the legend.
pub(super) fn utilisation(view: &View<'_>, name: &str) -> Option<Panel> {
    let line = view.line("utilisation", "")?;
    // Where nothing is asked of the nodes, a line at 0 says nothing.
    if line.points.iter().flatten().all(|point| point.mean <= 0.0) {
        return None;
    }
    let series = vec![curve::curve(name, line, Scale::PERCENT, Reading::MeanSince)];
    view.over_time("Utilisation [%]", Ordinate::FromZero, series)
}

fn title(view: &View<'_>, all: &SeriesLine) -> String {
    let groups = &view.checked.file.nodes;
    let count: u32 = groups.values().map(|group| group.count).sum();
    // Where nodes join anew, the count is the room for them, not a number of nodes.
    let is_open = groups.values().any(|group| has_key(&group.churn.write(), "joins"));
    let Some(mean) = view.mean("active_nodes_mean", "") else { return "Nodes up over time".into() };
    if !is_open && mean > f64::from(count) - 1e-9 {
        return format!("All {count} nodes are up all the time");
    }
    let measured = all.times.iter().zip(&all.points).filter(|(time, _)| **time >= view.cut_s());
    let least = measured.filter_map(|(&time, point)| Some((time, (*point)?.mean))).min_by(|a, b| a.1.total_cmp(&b.1));
    let of = if is_open { String::new() } else { format!(" of {count}") };
    let average = format!("On average {}{of} nodes are up", number::amount(mean));
    match least {
        Some((time, least)) if least < DEEP * mean => {
            format!("{average}, at the lowest {} after {}", number::amount(least), number::span(time))
        }
        _ => average,
    }
}

fn has_key(value: &Value, key: &str) -> bool {
    if let Value::Table(table) = value { table.get(key).is_some() } else { false }
}
