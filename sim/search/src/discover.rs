//! Scenario discovery: boxes of settings in which something happens often (PRIM).

use statistics::{Confidence, Interval, clopper_pearson};

/// How boxes are shrunk and grown.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Prim {
    /// The share of a box's points that one step of peeling takes off \[0 < peel < 1; 0.05 to 0.1 is usual\].
    pub peel: f64,
    /// The share of a box's points that one step of pasting adds \[0 <= paste < 1\]; 0 pastes nothing.
    pub paste: f64,
    /// The fewest points that a box may hold, as a share of all \[0 < least <= 1\].
    pub least: f64,
}

/// A box of the factors' space and what the points in it say.
#[derive(Clone, Debug, PartialEq)]
pub struct Region {
    /// By factor, the values within; an end that nothing limits is infinite.
    pub limits: Vec<Interval>,
    /// Points within.
    pub points: usize,
    /// Points of interest within.
    pub hits: usize,
    /// The share of the points within that are of interest, with exact limits.
    pub density: Share,
    /// The share of all points of interest that are within, with exact limits.
    pub coverage: Share,
}

/// A share with the limits of Clopper and Pearson.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Share {
    /// The share \[0 .. 1\]; NaN of nothing.
    pub value: f64,
    /// Where it may lie.
    pub interval: Interval,
}

impl Default for Prim {
    fn default() -> Self {
        Self { peel: 0.05, paste: 0.05, least: 0.05 }
    }
}

impl Prim {
    /// The boxes from all points downwards, each a part of the one before: the trade of coverage for density.
    ///
    /// Each step takes off, of all ends of all factors, the slice of at least `peel` of the points that leaves the
    /// greatest density, and of equal ones the most points; points of one value go together. Density may fall for a
    /// step. Ends when all points within are of interest or none is, or `least` is reached (Friedman and Fisher,
    /// Statistics and Computing 9(2), 1999; for scenario discovery Bryant and Lempert, Technological Forecasting and
    /// Social Change 77(1), 2010). Choose a box by eye or by a wished coverage, [`grow`](Self::grow) it, and
    /// [`measure`](Region::measure) it on points that were not used: a box that was chosen looks denser than it is.
    ///
    /// Points are \[n x factors\], in any units; one mark a point says whether it is of interest. Takes
    /// `n log n * factors` steps a box.
    ///
    /// # Panics
    /// If points differ in length, have no mark, or a setting is out of its bounds.
    pub fn boxes(self, points: &[Vec<f64>], marks: &[bool], confidence: Confidence) -> Vec<Region> {
        self.check(points, marks);
        let everywhere = Interval { low: f64::NEG_INFINITY, high: f64::INFINITY };
        let mut limits = vec![everywhere; points.first().map_or(0, Vec::len)];
        let mut boxes = vec![Region::measure(&limits, points, marks, confidence)];
        while let Some((factor, cut)) = self.best_peel(&limits, points, marks) {
            limits[factor] = cut;
            boxes.push(Region::measure(&limits, points, marks, confidence));
        }
        boxes
    }

    /// Widens a box by slices of at least `paste` of its points while that does not lower its density.
    ///
    /// # Panics
    /// As [`boxes`](Self::boxes).
    pub fn grow(self, region: &Region, points: &[Vec<f64>], marks: &[bool], confidence: Confidence) -> Region {
        self.check(points, marks);
        let mut limits = region.limits.clone();
        while let Some((factor, wider)) = self.best_paste(&limits, points, marks) {
            limits[factor] = wider;
        }
        Region::measure(&limits, points, marks, confidence)
    }

    fn check(self, points: &[Vec<f64>], marks: &[bool]) {
        assert_eq!(points.len(), marks.len(), "each point has a mark");
        assert!(points.iter().all(|point| point.len() == points[0].len()), "points have one number of factors");
        let is_share = |share: f64| share > 0.0 && share < 1.0;
        assert!(is_share(self.peel) && self.least > 0.0 && self.least <= 1.0, "{self:?} is out of its bounds");
        assert!(self.paste >= 0.0 && self.paste < 1.0, "{self:?} is out of its bounds");
    }

    /// The factor and its narrower limits that leave the greatest density; none if there is nothing to gain.
    fn best_peel(self, limits: &[Interval], points: &[Vec<f64>], marks: &[bool]) -> Option<(usize, Interval)> {
        let inside = members(limits, points);
        let fewest = ((self.least * points.len() as f64).ceil() as usize).max(1);
        let size = (self.peel * inside.len() as f64).ceil() as usize;
        let hits = inside.iter().filter(|&&point| marks[point]).count();
        let is_mixed = 0 < hits && hits < inside.len();
        let mut best: Option<(f64, usize, usize, Interval)> = None;
        for factor in (0..limits.len()).filter(|_| is_mixed) {
            let ordered = ordered(&inside, points, factor);
            let value = |place: usize| points[ordered[place]][factor];
            let n = ordered.len();
            if n < 2 || size >= n {
                continue;
            }
            // From below the first point that stays is the next of another value, from above the last.
            let first = ordered.partition_point(|&point| points[point][factor] <= value(size - 1));
            let last = ordered.partition_point(|&point| points[point][factor] < value(n - size));
            let from_below =
                (first < n).then(|| (first..n, Interval { low: value(first.min(n - 1)), ..limits[factor] }));
            let from_above = (last > 0).then(|| (0..last, Interval { high: value(last.max(1) - 1), ..limits[factor] }));
            for (left, cut) in from_below.into_iter().chain(from_above) {
                let (n_left, hits_left) = (left.len(), ordered[left].iter().filter(|&&point| marks[point]).count());
                let density = hits_left as f64 / n_left as f64;
                let is_better = |(densest, most, ..): (f64, usize, usize, Interval)| {
                    density > densest || density >= densest && n_left > most
                };
                if n_left >= fewest && best.is_none_or(is_better) {
                    best = Some((density, n_left, factor, cut));
                }
            }
        }
        best.map(|(.., factor, cut)| (factor, cut))
    }

    /// The factor and its wider limits that give the greatest density; none if all lower it.
    fn best_paste(self, limits: &[Interval], points: &[Vec<f64>], marks: &[bool]) -> Option<(usize, Interval)> {
        let inside = members(limits, points);
        let size = (self.paste * inside.len() as f64).ceil() as usize;
        let hits = inside.iter().filter(|&&point| marks[point]).count();
        let before = hits as f64 / inside.len() as f64;
        let mut best: Option<(f64, usize, Interval)> = None;
        for factor in (0..limits.len()).filter(|_| size > 0) {
            let mut open = limits.to_vec();
            open[factor] = Interval { low: f64::NEG_INFINITY, high: f64::INFINITY };
            let ordered = ordered(&members(&open, points), points, factor);
            let value = |point: usize| points[point][factor];
            let below = ordered.partition_point(|&point| value(point) < limits[factor].low);
            let above = ordered.partition_point(|&point| value(point) <= limits[factor].high);
            let lower =
                (below > 0).then(|| Interval { low: value(ordered[below.saturating_sub(size)]), ..limits[factor] });
            let upper = (above < ordered.len())
                .then(|| Interval { high: value(ordered[(above + size).min(ordered.len()) - 1]), ..limits[factor] });
            for wider in lower.into_iter().chain(upper) {
                let within = ordered.iter().filter(|&&point| holds(wider, value(point)));
                let (n, hits) = within.fold((0, 0), |(n, hits), &point| (n + 1, hits + u32::from(marks[point])));
                let density = f64::from(hits) / f64::from(n);
                if density >= before && best.is_none_or(|(densest, ..)| density > densest) {
                    best = Some((density, factor, wider));
                }
            }
        }
        best.map(|(_, factor, wider)| (factor, wider))
    }
}

impl Region {
    /// What points say about a box with these limits.
    ///
    /// # Panics
    /// If there is not one mark a point.
    pub fn measure(limits: &[Interval], points: &[Vec<f64>], marks: &[bool], confidence: Confidence) -> Self {
        assert_eq!(points.len(), marks.len(), "each point has a mark");
        let inside = members(limits, points);
        let hits = inside.iter().filter(|&&point| marks[point]).count();
        let all = marks.iter().filter(|&&mark| mark).count();
        let share = |part: usize, whole: usize| Share {
            value: part as f64 / whole as f64,
            interval: clopper_pearson(part as u64, whole as u64, confidence),
        };
        let (density, coverage) = (share(hits, inside.len()), share(hits, all));
        Self { limits: limits.to_vec(), points: inside.len(), hits, density, coverage }
    }

    /// The factors that the box limits.
    pub fn limited(&self) -> Vec<usize> {
        let is_limited = |limits: &Interval| limits.low.is_finite() || limits.high.is_finite();
        (0..self.limits.len()).filter(|&factor| is_limited(&self.limits[factor])).collect()
    }

    /// The box without the limits of one factor, measured on the same points: how much of the density they explain.
    pub fn without(&self, factor: usize, points: &[Vec<f64>], marks: &[bool], confidence: Confidence) -> Self {
        let mut limits = self.limits.clone();
        limits[factor] = Interval { low: f64::NEG_INFINITY, high: f64::INFINITY };
        Self::measure(&limits, points, marks, confidence)
    }
}

fn holds(limits: Interval, x: f64) -> bool {
    limits.low <= x && x <= limits.high
}

/// The numbers of the points within, rising.
fn members(limits: &[Interval], points: &[Vec<f64>]) -> Vec<usize> {
    let is_inside = |point: &[f64]| point.iter().zip(limits).all(|(&x, &limits)| holds(limits, x));
    (0..points.len()).filter(|&point| is_inside(&points[point])).collect()
}

fn ordered(members: &[usize], points: &[Vec<f64>], factor: usize) -> Vec<usize> {
    let mut ordered = members.to_vec();
    ordered.sort_by(|&a, &b| points[a][factor].total_cmp(&points[b][factor]));
    ordered
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chance::stream;
    use crate::design::{Design, LatinHypercube};

    const USUAL: Confidence = Confidence::USUAL;

    fn points(factors: usize, n: u32, seed: u64) -> Vec<Vec<f64>> {
        let latin = LatinHypercube::new(factors, n, seed);
        (0..latin.rows()).map(|k| latin.row(k)).collect()
    }

    /// Something that happens in the corner x0 < 0.4, x2 > 0.5 of five factors, and elsewhere with this probability.
    fn marks(points: &[Vec<f64>], elsewhere: f64, seed: u64) -> Vec<bool> {
        let stream = stream(seed, "discover");
        let is_marked =
            |(k, x): (usize, &Vec<f64>)| x[0] < 0.4 && x[2] > 0.5 || stream.draws(k as u64).uniform() < elsewhere;
        points.iter().enumerate().map(is_marked).collect()
    }

    #[test]
    fn a_box_is_found_again_with_its_limits() {
        let points = points(5, 1000, 1);
        let marks = marks(&points, 0.0, 1);
        let boxes = Prim::default().boxes(&points, &marks, USUAL);
        let densest = Prim::default().grow(boxes.last().unwrap(), &points, &marks, USUAL);
        assert!((densest.density.value - 1.0).abs() < 1e-12 && densest.coverage.value > 0.9, "{densest:?}");
        assert_eq!(densest.limited(), [0, 2]);
        assert!((densest.limits[0].high - 0.4).abs() < 0.03 && (densest.limits[2].low - 0.5).abs() < 0.03);
        assert!((boxes[0].density.value - 0.2).abs() < 0.04 && (boxes[0].coverage.value - 1.0).abs() < 1e-12);
    }

    #[test]
    fn each_box_is_part_of_the_one_before() {
        let points = points(4, 600, 2);
        let marks = marks(&points, 0.15, 2);
        let boxes = Prim::default().boxes(&points, &marks, USUAL);
        assert!(boxes.len() > 5);
        for pair in boxes.windows(2) {
            assert!(pair[1].points < pair[0].points);
            let is_part = |(inner, outer): (&Interval, &Interval)| inner.low >= outer.low && inner.high <= outer.high;
            assert!(pair[1].limits.iter().zip(&pair[0].limits).all(is_part));
        }
        assert!(boxes.last().unwrap().density.value > 0.9, "{:?}", boxes.last());
        assert!(boxes.iter().all(|region| region.points >= 30), "at least a twentieth of the points stays");
    }

    #[test]
    fn on_noise_the_chosen_box_looks_denser_than_fresh_points_say() {
        let noise =
            |n: u64, seed: u64| (0..n).map(|k| stream(seed, "noise").draws(k).uniform() < 0.3).collect::<Vec<_>>();
        let (mut chosen, mut truth) = (0.0, 0.0);
        for seed in 0..20 {
            let (old, fresh) = (points(6, 400, seed), points(6, 2000, seed + 100));
            let boxes = Prim::default().boxes(&old, &noise(400, seed), USUAL);
            let last = boxes.last().unwrap();
            chosen += last.density.value / 20.0;
            truth += Region::measure(&last.limits, &fresh, &noise(2000, seed + 100), USUAL).density.value / 20.0;
        }
        assert!(chosen > 0.5 && (truth - 0.3).abs() < 0.03, "{chosen} where it was chosen, {truth} on fresh points");
    }

    /// `ema_workbench` 2.5.2, `Prim(..., peel_alpha=0.05, mass_min=0.05, obj_function=ORIGINAL)`, goes on from 64
    /// points to 25 of density 1.
    #[test]
    fn peeling_goes_the_way_of_the_ema_workbench() {
        let roots = [2.0, 3.0, 5.0, 7.0_f64].map(engine::math::sqrt);
        let point = |k: u32| roots.map(|root| (f64::from(k) * root).fract()).to_vec();
        let points: Vec<Vec<f64>> = (1..=500).map(point).collect();
        let luck = |k: usize| ((k + 1) as f64 * engine::math::sqrt(11.0)).fract() < 0.1;
        let marks: Vec<bool> = points.iter().enumerate().map(|(k, x)| x[0] < 0.35 && x[2] > 0.6 || luck(k)).collect();
        let boxes = Prim::default().boxes(&points, &marks, USUAL);
        let sizes: Vec<usize> = boxes.iter().map(|region| region.points).collect();
        let of_workbench = [
            500, 475, 451, 428, 406, 385, 365, 346, 328, 311, 295, 280, 266, 252, 239, 227, 215, 204, 193, 183, 173,
            164, 155, 147, 139, 132, 125, 118, 112, 106, 100, 95, 90, 85, 80, 76, 72, 68, 64,
        ];
        assert_eq!(sizes, of_workbench);
        for (place, density) in [(0, 0.226), (10, 0.3186), (20, 0.4566), (30, 0.69), (37, 0.9853), (38, 1.0)] {
            assert!((boxes[place].density.value - density).abs() < 5e-5, "{:?}", boxes[place]);
        }
        let grown = Prim::default().grow(&boxes[38], &points, &marks, USUAL);
        assert!(
            grown.points == 67 && grown.hits == 67,
            "pasting gives back what does not lower the density: {grown:?}"
        );
    }

    #[test]
    fn limits_that_explain_nothing_are_told_from_those_that_do() {
        let points = points(5, 1000, 1);
        let marks = marks(&points, 0.0, 1);
        let boxes = Prim::default().boxes(&points, &marks, USUAL);
        let densest = boxes.last().unwrap();
        assert!(densest.without(0, &points, &marks, USUAL).density.value < 0.6);
        assert_eq!(densest.without(4, &points, &marks, USUAL).points, densest.points);
    }

    #[test]
    fn points_of_one_value_go_together() {
        let points: Vec<Vec<f64>> = (0..100).map(|k| vec![f64::from(k % 4), 1.0]).collect();
        let marks: Vec<bool> = points.iter().map(|x| x[0] >= 2.0).collect();
        let boxes = Prim::default().boxes(&points, &marks, USUAL);
        let sizes: Vec<usize> = boxes.iter().map(|region| region.points).collect();
        assert_eq!(sizes, [100, 75, 50]);
        assert_eq!(boxes[2].limits[0], Interval { low: 2.0, high: f64::INFINITY });
    }

    #[test]
    fn where_nothing_or_everything_is_of_interest_all_points_are_the_only_box() {
        let points = points(2, 50, 1);
        for mark in [false, true] {
            let boxes = Prim::default().boxes(&points, &[mark; 50], USUAL);
            assert_eq!((boxes.len(), boxes[0].points), (1, 50));
        }
        let nothing = Prim::default().boxes(&[], &[], USUAL);
        assert!(nothing.len() == 1 && nothing[0].density.value.is_nan());
    }
}
