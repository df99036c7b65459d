//! Emission comes at the ends of epochs: what it is over the epochs that ended, not over the time between two points.

use super::view::View;

/// For each point what its mean since the last point is multiplied by, so that it is over the epochs that ended since;
/// none where none did.
pub(super) fn spread(view: &View<'_>, coin: &str, times: &[f64]) -> Vec<Option<f64>> {
    let epoch = view.checked.file.coin.get_named(coin).map_or(0.0, |coin| coin.epoch.as_secs());
    factors(times, epoch, view.cut_s())
}

fn factors(times: &[f64], epoch: f64, cut: f64) -> Vec<Option<f64>> {
    let ended = |time: f64| (time / epoch + 1e-9).floor();
    let before = std::iter::once(0.0).chain(times.iter().copied());
    let factor = |(from, &until): (f64, &f64)| {
        // Meters begin anew where the warm-up ends.
        let from = if from < cut && cut < until { cut } else { from };
        let spanned = (ended(until) - ended(from)) * epoch;
        (spanned > 0.0).then(|| (until - from) / spanned)
    };
    before.zip(times).map(factor).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_constant_emission_is_constant_whatever_the_points() {
        // One coin at the end of each second; a point every 1.5 s, and every 0.4 s.
        for (step, n) in [(1.5, 8), (0.4, 20)] {
            let times: Vec<f64> = (1..=n).map(|i| f64::from(i) * step).collect();
            let factors = factors(&times, 1.0, 0.0);
            let mut before: f64 = 0.0;
            for (&time, factor) in times.iter().zip(factors) {
                let minted = (time + 1e-9).floor() - (before + 1e-9).floor();
                assert_eq!(factor.is_none(), minted == 0.0, "{time}");
                assert!(factor.is_none_or(|factor| (minted / step * factor - 1.0).abs() < 1e-9), "{time}");
                before = time;
            }
        }
        // The first point after the warm-up is of the time since.
        assert_eq!(factors(&[2.0, 4.0], 1.0, 3.0), [Some(1.0), Some(1.0)]);
    }
}
