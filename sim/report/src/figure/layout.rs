//! Where everything of a figure goes: title, legends, panels with a common edge, caption.

use super::frame::{Context, Foot, Intervals, Plot, ROW, Remarks};
use super::legend::{self, Entry};
use super::lines::{Abscissa, Window};
use super::sheet::{Anchor, Area, Sheet};
use super::theme::{LABEL, LEADING, MARGIN, Palette, QUIET, SMALL, TEXT, TITLE};
use super::{Figure, MOST_PANELS, Panel};
use crate::font;

/// Width of every figure \[px\].
const WIDTH: f64 = 1200.0;
/// Height of a figure by its number of panels \[px\].
const HEIGHTS: [f64; MOST_PANELS] = [700.0, 900.0, 1150.0, 1400.0];
/// The least height of a plot, however much text surrounds it \[px\].
const LOWEST: f64 = 140.0;
/// Between panels \[px\].
const BETWEEN: f64 = 18.0;

/// What a panel needs above and below its plot, and what it says there.
struct Piece<'a> {
    plot: &'a dyn Plot,
    foot: Foot,
    remarks: Remarks,
    span: Option<(f64, f64)>,
    /// The legend of this panel and of those below that share its x axis.
    common: Vec<Entry>,
    /// The legend of this panel alone.
    own: Vec<Entry>,
}

impl Panel {
    fn plot(&self) -> &dyn Plot {
        match self {
            Self::Lines(lines) => lines,
            Self::Tail(tail) => tail,
            Self::Bars(bars) => bars,
            Self::Flows(flows) => flows,
            Self::Forest(forest) => forest,
            Self::Heat(heat) => heat,
            Self::Scatter(scatter) => scatter,
        }
    }

    fn windows(&self) -> &[Window] {
        if let Self::Lines(lines) = self { &lines.windows } else { &[] }
    }

    /// Whether two panels can have one x axis.
    fn shares(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Lines(one), Self::Lines(two)) => match (&one.x, &two.x) {
                (Abscissa::Time(_), Abscissa::Time(_)) => true,
                (one, two) => one == two,
            },
            (Self::Tail(one), Self::Tail(two)) => one.x_label == two.x_label,
            _ => false,
        }
    }
}

fn pieces<'a>(figure: &'a Figure, palette: &Palette) -> Vec<Piece<'a>> {
    let mut pieces: Vec<Piece<'a>> = Vec::new();
    for group in figure.panels.chunk_by(Panel::shares) {
        let spans = group.iter().filter_map(|panel| panel.plot().span());
        let span = spans.reduce(|one, two| (one.0.min(two.0), one.1.max(two.1)));
        let mut legends: Vec<Vec<Entry>> = group.iter().map(|panel| panel.plot().legend(palette)).collect();
        let mut common = Vec::new();
        if group.len() > 1 && group.iter().all(|panel| matches!(panel, Panel::Lines(_))) {
            for entry in std::mem::take(&mut legends).into_iter().flatten() {
                if !common.contains(&entry) {
                    common.push(entry);
                }
            }
        }
        let mut legends = legends.into_iter();
        for (i, panel) in group.iter().enumerate() {
            pieces.push(Piece {
                plot: panel.plot(),
                foot: if i + 1 == group.len() { Foot::Shown } else { Foot::Shared },
                remarks: if i > 0 && panel.windows() == group[i - 1].windows() {
                    Remarks::Known
                } else {
                    Remarks::Written
                },
                span,
                common: std::mem::take(&mut common),
                own: legends.next().unwrap_or_default(),
            });
        }
    }
    pieces
}

/// A figure measured: what stands where, before anything is drawn.
struct Plan<'a> {
    pieces: Vec<Piece<'a>>,
    palette: Palette,
    title: Vec<String>,
    caption: Vec<String>,
    page: Area,
    /// The edges that all plots have in common \[px\].
    edges: (f64, f64),
    n_ticks: usize,
    /// By panel, the heights above the plot, of the plot, and below it \[px\].
    heights: Vec<(f64, f64, f64)>,
}

impl<'a> Plan<'a> {
    fn new(figure: &'a Figure) -> Self {
        let n_panels = figure.panels.len();
        assert!(n_panels <= MOST_PANELS, "a figure holds at most {MOST_PANELS} panels, not {n_panels}");
        let usual = HEIGHTS[n_panels.max(1) - 1];
        let page = Area { left: MARGIN, top: MARGIN, right: WIDTH - MARGIN, bottom: usual - MARGIN };
        let palette = Palette::new(figure.panels.iter().flat_map(|panel| panel.plot().names()));
        let mut plan = Self {
            pieces: pieces(figure, &palette),
            palette,
            title: font::wrap(&figure.title, TITLE, page.width()),
            caption: caption(figure, page),
            page,
            edges: (page.left, page.right),
            n_ticks: (usual / n_panels.max(1) as f64 / 75.0).round().clamp(2.0, 6.0) as usize,
            heights: Vec::new(),
        };
        let beside: Vec<_> = plan.pieces.iter().map(|piece| piece.plot.beside(plan.context(piece))).collect();
        plan.edges.0 += beside.iter().map(|b| b.0).fold(0.0, f64::max);
        plan.edges.1 -= beside.iter().map(|b| b.1).fold(0.0, f64::max);

        let around: Vec<(f64, f64)> = plan.pieces.iter().map(|piece| plan.around(piece)).collect();
        let taken = plan.title_height() + plan.caption_height() + plan.between();
        let taken = taken + around.iter().map(|a| a.0 + a.1).sum::<f64>();
        let share = ((page.height() - taken) / n_panels.max(1) as f64).max(LOWEST);
        for (piece, (above, below)) in plan.pieces.iter().zip(around) {
            let (least, most) = piece.plot.heights();
            plan.heights.push((above, share.min(most).max(least), below));
        }
        let plots: f64 = plan.heights.iter().map(|h| h.0 + h.1 + h.2).sum();
        let plots = if plan.pieces.is_empty() { share } else { plots };
        plan.page.bottom = page.top + plan.title_height() + plots + plan.between() + plan.caption_height();
        plan
    }

    fn context(&self, piece: &Piece<'_>) -> Context<'_> {
        let Piece { span, foot, remarks, .. } = *piece;
        Context { palette: &self.palette, span, n_ticks: self.n_ticks, foot, remarks }
    }

    /// Heights above and below a panel's plot \[px\].
    fn around(&self, piece: &Piece<'_>) -> (f64, f64) {
        let heading = if piece.plot.heading().is_empty() { 0.0 } else { LABEL * LEADING };
        let n_rows =
            legend::rows(&piece.common, self.page.width()).len() + legend::rows(&piece.own, self.page.width()).len();
        let context = self.context(piece);
        let above = piece.plot.above(context, self.edges.0, self.edges.1);
        (heading + n_rows as f64 * legend::ROW + above, piece.plot.below(context))
    }

    fn title_height(&self) -> f64 {
        self.title.len() as f64 * TITLE * LEADING + 6.0
    }
    fn caption_height(&self) -> f64 {
        self.caption.len() as f64 * ROW + 14.0
    }
    fn between(&self) -> f64 {
        BETWEEN * self.pieces.len().saturating_sub(1) as f64
    }
    fn size(&self) -> (u32, u32) {
        (WIDTH as u32, (self.page.bottom + MARGIN).round() as u32)
    }
}

/// Width and height of a figure \[px\].
pub(crate) fn size(figure: &Figure) -> (u32, u32) {
    Plan::new(figure).size()
}

/// The figure laid out.
pub(crate) fn sheet(figure: &Figure) -> Sheet {
    let plan = Plan::new(figure);
    let (page, (width, height)) = (plan.page, plan.size());
    let mut sheet = Sheet::new(width, height);
    for (i, line) in plan.title.iter().enumerate() {
        let line = font::shorten(line, TITLE, page.width());
        let baseline = page.top + TITLE * (0.8 + i as f64 * LEADING);
        sheet.label(&line, (page.left, baseline), TITLE, Anchor::Start, TEXT);
    }
    let mut top = page.top + plan.title_height();
    for (piece, &(above, height, below)) in plan.pieces.iter().zip(&plan.heights) {
        draw_head(&mut sheet, piece, page, top);
        let plot = Area { left: plan.edges.0, right: plan.edges.1, top: top + above, bottom: top + above + height };
        piece.plot.draw(&mut sheet, plot, plan.context(piece));
        top = plot.bottom + below + BETWEEN;
    }
    let below = page.bottom - plan.caption.len() as f64 * ROW;
    if plan.pieces.is_empty() {
        super::frame::draw_no_data(&mut sheet, Area { top, bottom: below - 14.0, ..page });
    }
    for (i, line) in plan.caption.iter().enumerate() {
        let place = (page.left, below + (i as f64 + 0.8) * ROW);
        sheet.label(line, place, SMALL, Anchor::Start, QUIET);
    }
    sheet
}

/// What stands behind the figure, in lines.
fn caption(figure: &Figure, page: Area) -> Vec<String> {
    let shown: Vec<Intervals> = figure.panels.iter().map(|panel| panel.plot().intervals()).collect();
    let shapes = match (shown.contains(&Intervals::Bands), shown.contains(&Intervals::Whiskers)) {
        (true, true) => "bands and whiskers",
        (true, false) => "bands",
        (false, true) => "whiskers",
        (false, false) => "",
    };
    let text = format!("{} {}", figure.note, figure.evidence.caption(shapes)).trim_end().to_string();
    font::wrap(&text, SMALL, page.width())
}

fn draw_head(sheet: &mut Sheet, piece: &Piece<'_>, page: Area, top: f64) {
    let common = legend::rows(&piece.common, page.width());
    legend::draw(sheet, &common, (page.left, top));
    let mut y = top + common.len() as f64 * legend::ROW;
    let heading = piece.plot.heading();
    if !heading.is_empty() {
        let text = font::shorten(heading, LABEL, page.width());
        sheet.label(&text, (page.left, y + LABEL * 0.9), LABEL, Anchor::Start, TEXT);
        y += LABEL * LEADING;
    }
    legend::draw(sheet, &legend::rows(&piece.own, page.width()), (page.left, y));
}

#[cfg(test)]
mod tests {
    use super::super::sheet::{Mark, extent};
    use super::super::{
        Bar, Bars, Dot, Evidence, Flow, Flows, Heat, Lines, Ordinate, Point, Region, Scatter, Series, Stroke, Tail,
        Window,
    };
    use super::*;

    fn series(name: String, top: f64) -> Series {
        let points = (1..50).map(|i| f64::from(i) * 700.0).map(|x| Point { x, mean: top / x, low: 0.0, high: top });
        Series { name, points: points.collect(), stroke: Stroke::Straight }
    }

    /// A panel of each kind, growing with `n`.
    fn panel(kind: usize, n: usize) -> Panel {
        let many = |prefix: &str| (0..n).map(|i| series(format!("{prefix} {i}"), 10_f64.powi(i as i32 % 9))).collect();
        let heading = if n.is_multiple_of(2) { String::new() } else { "A heading".into() };
        match kind {
            0 => Panel::Lines(Lines {
                heading,
                x: Abscissa::Time("Simulated time".into()),
                y_label: "Something long that is measured in something [coin per million tokens]".into(),
                y: if n.is_multiple_of(3) { Ordinate::Logarithmic } else { Ordinate::FromZero },
                series: many("series"),
                windows: (0..n)
                    .map(|i| i as f64 * 4_000.0)
                    .map(|from| Window { from, until: from + 900.0, label: format!("outage from {from} s") })
                    .collect(),
                reach: None,
            }),
            1 => Panel::Tail(Tail {
                heading,
                x_label: "Latency".into(),
                y_label: "Share".into(),
                y: if n.is_multiple_of(2) { super::super::Decay::Linear } else { super::super::Decay::Logarithmic },
                curves: many("answer"),
            }),
            2 => Panel::Bars(Bars {
                heading,
                x_label: "Utilisation [%]".into(),
                bars: (0..n)
                    .map(|i| Bar {
                        name: "hardware with a long name ".repeat(i),
                        value: i as f64,
                        low: 0.0,
                        high: 30.0,
                    })
                    .collect(),
            }),
            3 => Panel::Flows(Flows {
                heading,
                coin: "opg".into(),
                flows: (0..n)
                    .map(|i| Flow {
                        from: format!("payer number {i}"),
                        to: format!("receiver number {i}"),
                        reason: format!("reason {i}"),
                        amount: 10_f64.powi(i as i32 % 12),
                    })
                    .collect(),
            }),
            4 => Panel::Scatter(Scatter {
                heading,
                x_label: "Size".into(),
                y_label: "Spread".into(),
                dots: (0..n)
                    .map(|i| Dot { name: format!("setting.number.{i}"), x: (i / 3) as f64, y: (i % 4) as f64 })
                    .collect(),
                diagonal: if n.is_multiple_of(2) { String::new() } else { "both are equal".into() },
            }),
            _ => Panel::Heat(Heat {
                heading,
                x_label: "users.all.arrival.poisson.rate".into(),
                y_label: "Number of nodes".into(),
                columns: (0..n.min(9)).map(|i| format!("{i} /s")).collect(),
                rows: (0..n / 2).map(|i| format!("{i} nodes")).collect(),
                values: vec![vec![1.0; n.min(9)]; n / 2],
                limit: None,
                regions: vec![Region { name: "holds".into(), cells: vec![vec![Some(true); n.min(9)]; n / 2] }],
            }),
        }
    }

    fn figure(panels: Vec<Panel>) -> Figure {
        let evidence = Evidence { replications: 20, level: units::share::Share::percent(95) };
        Figure { title: "A title ".repeat(12), note: "A note. ".repeat(16), evidence, panels }
    }

    /// Left, right, top and bottom of a label's signs \[px\].
    fn boxes(sheet: &Sheet) -> Vec<(&str, [f64; 4])> {
        let label = |mark| match mark {
            &Mark::Label { ref text, place, size, anchor, .. } => {
                let (left, right) = extent(text, place.0, size, anchor);
                Some((text.as_str(), [left, right, place.1 - 0.73 * size, place.1 + 0.02 * size]))
            }
            _ => None,
        };
        sheet.marks.iter().filter_map(label).collect()
    }

    fn check(figure: &Figure) {
        let sheet = sheet(figure);
        let boxes = boxes(&sheet);
        let (width, height) = (f64::from(sheet.width), f64::from(sheet.height));
        for (i, (text, [left, right, top, bottom])) in boxes.iter().enumerate() {
            assert!(*left >= 0.0 && *right <= width && *top >= 0.0 && *bottom <= height, "`{text}` leaves the page");
            for (other, [l, r, t, b]) in &boxes[..i] {
                let apart = right <= l || r <= left || bottom <= t || b <= top;
                assert!(apart, "`{text}` lies on `{other}`");
            }
        }
    }

    #[test]
    fn no_label_lies_on_another_or_leaves_the_page() {
        for n in [0, 1, 2, 3, 5, 8, 12, 20, 30] {
            for kind in 0..6 {
                check(&figure(vec![panel(kind, n)]));
                check(&figure(vec![panel(kind, n), panel((kind + 1) % 6, n / 2), panel(0, 2), panel(0, n)]));
            }
        }
        check(&figure(Vec::new()));
    }

    #[test]
    fn a_figure_of_one_panel_has_the_usual_size() {
        for kind in 0..4 {
            assert_eq!(size(&figure(vec![panel(kind, 6)])).0, 1200);
        }
        assert_eq!(size(&figure(vec![panel(1, 3)])), (1200, 700));
    }

    #[test]
    fn panels_that_share_time_name_it_once() {
        let sheet = sheet(&figure(vec![panel(0, 2), panel(0, 2), panel(0, 3)]));
        assert_eq!(boxes(&sheet).iter().filter(|b| b.0.starts_with("Simulated time")).count(), 1);
    }

    #[test]
    #[should_panic(expected = "a figure holds at most 4 panels, not 5")]
    fn a_fifth_panel_is_refused() {
        sheet(&figure((0..5).map(|_| panel(0, 1)).collect()));
    }
}
