//! Deals places out by weights, without chance.

/// The place of each of so many: any part of their row has each place about as often as its weight asks, equally
/// without weights.
pub(super) fn spread(count: u32, n: usize, weights: &[f64]) -> Vec<u8> {
    let all: f64 = weights.iter().sum();
    let share = |place: usize| if weights.is_empty() { 1.0 / n as f64 } else { weights[place] / all };
    let shares: Vec<f64> = (0..n).map(share).collect();
    let mut given = vec![0.0; n];
    let next = |i: u32| {
        let due = |place: usize, given: &[f64]| shares[place] * f64::from(i + 1) - given[place];
        let most =
            (1..n).fold(0, |most, place| if due(place, &given) > due(most, &given) + 1e-9 { place } else { most });
        given[most] += 1.0;
        most as u8
    };
    (0..count).map(next).collect()
}

#[cfg(test)]
mod tests {
    use super::spread;

    #[test]
    fn individuals_are_spread_by_weights_in_every_part_of_their_row() {
        let counts = |row: &[u8]| [0, 1, 2].map(|place| row.iter().map(|&at| usize::from(at == place)).sum::<usize>());
        assert_eq!(counts(&spread(10, 3, &[])), [4, 3, 3]);
        assert_eq!(counts(&spread(1_000, 3, &[0.0, 1.0, 0.0])), [0, 1_000, 0]);
        let row = spread(1_000, 3, &[3.0, 1.0, 1.0]);
        assert_eq!(counts(&row), [600, 200, 200]);
        for part in row.chunks(50) {
            let [first, second, third] = counts(part);
            assert!(first.abs_diff(30) <= 1 && second.abs_diff(10) <= 1 && third.abs_diff(10) <= 1);
        }
    }
}
