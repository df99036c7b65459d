//! Who pays whom: ribbons from payers to receivers, as wide as the amounts.

use super::frame::{self, Context, GAP, Intervals, Plot};
use super::legend::{Entry, Swatch};
use super::number;
use super::sheet::{Anchor, Area, DROP, Place, Sheet};
use super::theme::{AXIS, Ink, LABEL, PALE, Palette, QUIET, SMALL, TEXT};
use crate::font;

/// An amount that somebody pays to somebody for a reason.
#[derive(Clone, Debug, PartialEq)]
pub struct Flow {
    /// Who pays.
    pub from: String,
    /// Who receives.
    pub to: String,
    /// What for; one colour a reason.
    pub reason: String,
    /// How much, in whole coins; what is not positive is not drawn.
    pub amount: f64,
}

/// The flows of one coin.
#[derive(Clone, Debug, PartialEq)]
pub struct Flows {
    /// A short text above the panel; may be empty.
    pub heading: String,
    /// The name of the coin, as `opg`. Rates add the time that they span, as `opg/d`.
    pub coin: String,
    /// The flows in any order.
    pub flows: Vec<Flow>,
}

/// More flows than this cannot be followed by eye; the smallest are drawn as one.
const MOST: usize = 12;
/// More reasons than this have no colours that are told apart; those of the smallest sums are drawn as one.
const MOST_REASONS: usize = 6;
/// What merged flows and reasons are called.
const OTHER: &str = "other";
/// The least height of a flow's slot \[px\]: a line of small text.
const SLOT: f64 = SMALL * 1.35;
/// The least height of a receiver's slot \[px\]: its name above its sum.
const NAMED: f64 = (LABEL + SMALL) * 1.25;
/// Between one payer's or receiver's flows and the next one's \[px\].
const BREAK: f64 = 16.0;
/// The least width of a ribbon \[px\].
const HAIRLINE: f64 = 2.0;
/// Width of the bars at both ends \[px\].
const BAR: f64 = 12.0;
/// The widest name of a payer, reason with amount, or receiver \[px\].
const WIDEST: (f64, f64, f64) = (250.0, 240.0, 250.0);
/// How much a ribbon covers.
const SHEER: f64 = 0.5;

/// The flows to draw, payer by payer. Equal ones are added up, the smallest are merged, the largest come first.
struct Arranged {
    flows: Vec<Flow>,
    /// How many are drawn as one.
    n_merged: usize,
}

fn arranged(flows: &[Flow]) -> Arranged {
    let mut sums: Vec<Flow> = Vec::new();
    for flow in flows.iter().filter(|f| f.amount > 0.0 && f.amount.is_finite()) {
        let same = |f: &&mut Flow| f.from == flow.from && f.to == flow.to && f.reason == flow.reason;
        match sums.iter_mut().find(same) {
            Some(sum) => sum.amount += flow.amount,
            None => sums.push(flow.clone()),
        }
    }
    sums.sort_by(|a, b| b.amount.total_cmp(&a.amount));
    let mut n_merged = 0;
    if sums.len() > MOST {
        let small = sums.split_off(MOST - 1);
        n_merged = small.len();
        let shared = |name: fn(&Flow) -> &String| {
            let first = name(&small[0]);
            if small.iter().all(|f| name(f) == first) { first.clone() } else { OTHER.into() }
        };
        let (from, to, reason) = (shared(|f| &f.from), shared(|f| &f.to), shared(|f| &f.reason));
        sums.push(Flow { from, to, reason, amount: small.iter().map(|f| f.amount).sum() });
    }
    let mut sums = named(sums);
    // A number of flows would count only a part of what is called so.
    if sums.iter().filter(|f| f.reason == OTHER).count() > 1 {
        n_merged = 0;
    }
    let (payers, receivers) = (ranked(&sums, |f| &f.from), ranked(&sums, |f| &f.to));
    sums.sort_by_key(|f| (place(&payers, &f.from), place(&receivers, &f.to)));
    Arranged { flows: sums, n_merged }
}

/// The flows with the reasons of the smallest sums as one, where there are too many; what then is equal is added up.
fn named(flows: Vec<Flow>) -> Vec<Flow> {
    let mut reasons: Vec<String> = ranked(&flows, |f| &f.reason).into_iter().map(|reason| reason.0).collect();
    if reasons.len() <= MOST_REASONS {
        return flows;
    }
    reasons.truncate(MOST_REASONS - 1);
    let mut sums: Vec<Flow> = Vec::new();
    for mut flow in flows {
        if !reasons.contains(&flow.reason) {
            flow.reason = OTHER.into();
        }
        match sums.iter_mut().find(|f| f.from == flow.from && f.to == flow.to && f.reason == flow.reason) {
            Some(sum) => sum.amount += flow.amount,
            None => sums.push(flow),
        }
    }
    sums
}

/// Names by what they pay or receive, the largest first, merged ones last.
fn ranked(flows: &[Flow], name: fn(&Flow) -> &String) -> Vec<(String, f64)> {
    let mut totals: Vec<(String, f64)> = Vec::new();
    for flow in flows {
        match totals.iter_mut().find(|t| t.0 == *name(flow)) {
            Some(total) => total.1 += flow.amount,
            None => totals.push((name(flow).clone(), flow.amount)),
        }
    }
    totals.sort_by(|a, b| (a.0 == OTHER).cmp(&(b.0 == OTHER)).then(b.1.total_cmp(&a.1)));
    totals
}

fn place(ranked: &[(String, f64)], name: &str) -> usize {
    ranked.iter().position(|r| r.0 == name).unwrap_or(ranked.len())
}

/// Pixels for a coin such that slots and breaks fill at most the height.
fn scale(groups: &[Vec<f64>], slot: f64, height: f64) -> f64 {
    let breaks = groups.len().saturating_sub(1) as f64 * BREAK;
    let filled = |k: f64| groups.iter().flatten().map(|a| (a * k).max(slot)).sum::<f64>() + breaks;
    let largest = groups.iter().flatten().fold(0.0_f64, |most, &a| most.max(a));
    let (mut low, mut high) = (0.0, height / largest);
    // Sixty halvings leave less than a rounding error.
    for _ in 0..60 {
        let middle = f64::midpoint(low, high);
        if filled(middle) > height { high = middle } else { low = middle }
    }
    low
}

impl Flows {
    fn reasons(flows: &[Flow]) -> Vec<String> {
        ranked(flows, |f| &f.reason).into_iter().map(|r| r.0).collect()
    }
    fn text(&self, amount: f64) -> String {
        format!("{} {}", number::amount(amount), self.coin)
    }
    fn columns(&self, flows: &[Flow]) -> (f64, f64, f64) {
        let widest =
            |texts: &mut dyn Iterator<Item = String>, size| texts.map(|t| font::width(&t, size)).fold(0.0, f64::max);
        let payers = widest(&mut flows.iter().map(|f| f.from.clone()), LABEL).min(WIDEST.0);
        let amounts = widest(&mut flows.iter().map(|f| self.text(f.amount)), SMALL).min(WIDEST.1);
        let totals = ranked(flows, |f| &f.to);
        let receivers = widest(&mut totals.iter().map(|t| t.0.clone()), LABEL).min(WIDEST.2);
        let sums = widest(&mut totals.iter().map(|t| self.text(t.1)), SMALL).min(WIDEST.2);
        (payers, amounts, receivers.max(sums))
    }
}

impl Plot for Flows {
    fn heading(&self) -> &str {
        &self.heading
    }
    fn intervals(&self) -> Intervals {
        Intervals::Absent
    }
    fn names(&self) -> Vec<&str> {
        // The names must outlive this call, and merged reasons are made on the way: all are offered, in drawn order.
        let drawn = Self::reasons(&arranged(&self.flows).flows);
        let mut names: Vec<&str> = self.flows.iter().map(|f| f.reason.as_str()).collect();
        names.sort_by_key(|name| drawn.iter().position(|d| d == name).unwrap_or(usize::MAX));
        names
    }
    fn legend(&self, palette: &Palette) -> Vec<Entry> {
        let Arranged { flows, n_merged } = arranged(&self.flows);
        let entry = |reason: String| {
            let swatch = Swatch::Block(ink(palette, &reason).tint(SHEER + 0.2));
            let merged = reason == OTHER && n_merged > 0;
            Entry { swatch, text: if merged { format!("{OTHER} ({n_merged} flows)") } else { reason } }
        };
        Self::reasons(&flows).into_iter().map(entry).collect()
    }
    fn span(&self) -> Option<(f64, f64)> {
        None
    }
    fn beside(&self, _: Context<'_>) -> (f64, f64) {
        (0.0, 0.0)
    }
    fn above(&self, _: Context<'_>, _: f64, _: f64) -> f64 {
        frame::rows_height(0)
    }
    fn below(&self, _: Context<'_>) -> f64 {
        GAP
    }
    fn heights(&self) -> (f64, f64) {
        let flows = arranged(&self.flows).flows;
        let payers = ranked(&flows, |f| &f.from).len() as f64;
        let receivers = ranked(&flows, |f| &f.to).len() as f64;
        let least = (flows.len() as f64 * SLOT * 1.4 + payers * BREAK).max(receivers * NAMED * 1.3);
        // A single payment should not fill the page.
        (least, least.max(160.0 + 110.0 * flows.len() as f64))
    }

    fn draw(&self, sheet: &mut Sheet, plot: Area, context: Context<'_>) {
        let flows = arranged(&self.flows).flows;
        if flows.is_empty() {
            return frame::draw_no_data(sheet, plot);
        }
        let columns = self.columns(&flows);
        let left = plot.left + columns.0 + columns.1 + 4.0 * GAP;
        let right = plot.right - columns.2 - GAP;
        let (payers, receivers) = (ranked(&flows, |f| &f.from), ranked(&flows, |f| &f.to));
        let by_payer: Vec<Vec<f64>> =
            payers.iter().map(|p| flows.iter().filter(|f| f.from == p.0).map(|f| f.amount).collect()).collect();
        let k = scale(&by_payer, SLOT, plot.height());
        let by_receiver = vec![receivers.iter().map(|r| r.1).collect()];
        let k = k.min(scale(&by_receiver, NAMED, plot.height()));

        let starts = self.draw_payers(sheet, &flows, plot, (left, columns.0), k, context.palette);
        let ends = self.draw_receivers(sheet, &flows, &receivers, Area { left: right - BAR, right, ..plot }, k);
        // The widest are painted first, so that no thin one is hidden.
        let mut order: Vec<usize> = (0..flows.len()).collect();
        order.sort_by(|&a, &b| flows[b].amount.total_cmp(&flows[a].amount));
        for i in order {
            let half = (flows[i].amount * k).max(HAIRLINE) / 2.0;
            let (from, to) = ((left + BAR, starts[i]), (right - BAR, ends[i]));
            sheet.fill(ribbon(from, to, half), ink(context.palette, &flows[i].reason).sheer(SHEER));
        }
    }
}

fn ink(palette: &Palette, reason: &str) -> Ink {
    if reason == OTHER { PALE } else { palette.look(reason).ink }
}

impl Flows {
    /// Draws names, amounts and bars on the left. Answers where each flow starts \[px from the top\].
    fn draw_payers(
        &self,
        sheet: &mut Sheet,
        flows: &[Flow],
        plot: Area,
        (left, names): (f64, f64),
        k: f64,
        palette: &Palette,
    ) -> Vec<f64> {
        let (mut top, mut starts) = (plot.top, Vec::new());
        for payer in flows.chunk_by(|a, b| a.from == b.from) {
            let first = top;
            for flow in payer {
                let (slot, height) = ((flow.amount * k).max(SLOT), (flow.amount * k).max(HAIRLINE));
                let middle = top + slot / 2.0;
                let bar = Area { left, top: middle - height / 2.0, right: left + BAR, bottom: middle + height / 2.0 };
                sheet.rectangle(bar, ink(palette, &flow.reason));
                let place = (left - GAP, middle + DROP * SMALL);
                sheet.label(&self.text(flow.amount), place, SMALL, Anchor::End, QUIET);
                starts.push(middle);
                top += slot;
            }
            let name = font::shorten(&payer[0].from, LABEL, WIDEST.0);
            let middle = f64::midpoint(first, top);
            sheet.label(&name, (plot.left + names, middle + DROP * LABEL), LABEL, Anchor::End, TEXT);
            let x = plot.left + names + GAP;
            sheet.stroke(vec![(x, first + 3.0), (x, top - 3.0)], 2.0, AXIS);
            top += BREAK;
        }
        starts
    }

    /// Draws bars, names and sums on the right. Answers where each flow ends \[px from the top\].
    fn draw_receivers(
        &self,
        sheet: &mut Sheet,
        flows: &[Flow],
        receivers: &[(String, f64)],
        bars: Area,
        k: f64,
    ) -> Vec<f64> {
        let height = |flow: &Flow| (flow.amount * k).max(HAIRLINE);
        let filled: Vec<f64> =
            receivers.iter().map(|r| flows.iter().filter(|f| f.to == r.0).map(height).sum()).collect();
        let slots: Vec<f64> = filled.iter().map(|&f| f.max(NAMED)).collect();
        // What is left over is shared out between the receivers, or they would crowd at the top.
        let spare = (bars.height() - slots.iter().sum::<f64>()).max(0.0) / receivers.len() as f64;
        let mut ends = vec![0.0; flows.len()];
        let mut top = bars.top + spare / 2.0;
        for ((receiver, filled), slot) in receivers.iter().zip(&filled).zip(&slots) {
            let middle = top + slot / 2.0;
            let mut y = middle - filled / 2.0;
            sheet.rectangle(Area { top: y, bottom: y + filled, ..bars }, AXIS);
            for (i, flow) in flows.iter().enumerate().filter(|(_, f)| f.to == receiver.0) {
                ends[i] = y + height(flow) / 2.0;
                y += height(flow);
            }
            let x = bars.right + GAP;
            let name = font::shorten(&receiver.0, LABEL, WIDEST.2);
            sheet.label(&name, (x, middle - 4.0), LABEL, Anchor::Start, TEXT);
            let sum = font::shorten(&self.text(receiver.1), SMALL, WIDEST.2);
            sheet.label(&sum, (x, middle + SMALL), SMALL, Anchor::Start, QUIET);
            top += slot + spare;
        }
        ends
    }
}

/// A band of constant height between two places, level at both ends.
fn ribbon(from: Place, to: Place, half: f64) -> Vec<Place> {
    const N: usize = 48;
    let ease = |t: f64| t * t * (3.0 - 2.0 * t);
    let middle = |i: usize| {
        let t = i as f64 / N as f64;
        (from.0 + (to.0 - from.0) * t, from.1 + (to.1 - from.1) * ease(t))
    };
    let upper = (0..=N).map(|i| (middle(i).0, middle(i).1 - half));
    let lower = (0..=N).rev().map(|i| (middle(i).0, middle(i).1 + half));
    upper.chain(lower).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn flows(n: usize) -> Vec<Flow> {
        (0..n)
            .map(|i| Flow {
                from: format!("payer {}", i % 5),
                to: format!("receiver {}", i % 7),
                reason: format!("reason {}", i % 3),
                amount: 1.0 + i as f64,
            })
            .collect()
    }

    #[test]
    fn merging_loses_no_coin() {
        for n in [0, 1, 12, 13, 35, 200] {
            let (before, after) = (flows(n), arranged(&flows(n)).flows);
            let sum = |flows: &[Flow]| flows.iter().map(|f| f.amount).sum::<f64>();
            assert!(after.len() <= MOST && (sum(&before) - sum(&after)).abs() < 1e-9, "{n} flows");
        }
    }

    #[test]
    fn the_smallest_of_more_than_six_reasons_are_one() {
        let paid = |n: usize| -> Vec<Flow> {
            (0..n)
                .map(|i| Flow {
                    from: "users".into(),
                    to: "nodes".into(),
                    reason: format!("reason {i}"),
                    amount: 9.0 - i as f64,
                })
                .collect()
        };
        let reasons = |n: usize| Flows::reasons(&arranged(&paid(n)).flows);
        assert_eq!(reasons(6), ["reason 0", "reason 1", "reason 2", "reason 3", "reason 4", "reason 5"]);
        assert_eq!(reasons(8), ["reason 0", "reason 1", "reason 2", "reason 3", "reason 4", "other"]);
        let sum: f64 = arranged(&paid(8)).flows.iter().map(|f| f.amount).sum();
        assert!((sum - 44.0).abs() < 1e-9, "{sum}");
    }

    #[test]
    fn what_cannot_be_drawn_is_left_out() {
        let mut flows = flows(3);
        (flows[0].amount, flows[1].amount) = (f64::NAN, -1.0);
        assert_eq!(arranged(&flows).flows.len(), 1);
    }

    #[test]
    fn slots_fill_the_height_and_no_more() {
        let groups = vec![vec![100.0, 1.0], vec![50.0], vec![0.1, 0.2]];
        let k = scale(&groups, SLOT, 500.0);
        let filled = groups.iter().flatten().map(|a| (a * k).max(SLOT)).sum::<f64>() + 2.0 * BREAK;
        assert!((filled - 500.0).abs() < 1e-6, "{filled}");
    }
}
