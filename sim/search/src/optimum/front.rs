//! Pareto fronts: which candidates no other dominates, how crowded they are, and how much they dominate together.

use super::Judged;

/// The numbers of candidates by front: those that nobody dominates, those that only they dominate, and so on.
///
/// Fast non-dominated sorting under constraints, n^2 comparisons (Deb and others, IEEE Transactions on Evolutionary
/// Computation 6(2), 2002). Each front is in rising order of numbers.
pub fn fronts(judged: &[Judged]) -> Vec<Vec<usize>> {
    let dominated = |a: usize| (0..judged.len()).filter(move |&b| judged[a].dominates(&judged[b]));
    let below: Vec<Vec<usize>> = (0..judged.len()).map(|a| dominated(a).collect()).collect();
    let mut above = vec![0; judged.len()];
    below.iter().flatten().for_each(|&b| above[b] += 1);
    let mut fronts = Vec::new();
    let mut front: Vec<usize> = (0..judged.len()).filter(|&a| above[a] == 0).collect();
    while !front.is_empty() {
        let mut next = Vec::new();
        for &b in front.iter().flat_map(|&a| &below[a]) {
            above[b] -= 1;
            if above[b] == 0 {
                next.push(b);
            }
        }
        next.sort_unstable();
        fronts.push(std::mem::replace(&mut front, next));
    }
    fronts
}

/// How far the neighbours of each member of a front are, summed over the goals, each as a share of its range.
///
/// Infinite for the ends of each goal (Deb and others, 2002, section III-B). In the order of the front.
pub fn crowding(judged: &[Judged], front: &[usize]) -> Vec<f64> {
    let mut distances = vec![0.0; front.len()];
    let goals = front.first().map_or(0, |&first| judged[first].goals().len());
    for goal in 0..goals {
        let value = |place: usize| judged[front[place]].goals()[goal];
        let mut order: Vec<usize> = (0..front.len()).collect();
        order.sort_by(|&a, &b| value(a).total_cmp(&value(b)));
        let (first, last) = (order[0], order[order.len() - 1]);
        let range = value(last) - value(first);
        (distances[first], distances[last]) = (f64::INFINITY, f64::INFINITY);
        for three in order.windows(3).filter(|_| range > 0.0) {
            distances[three[1]] += (value(three[2]) - value(three[0])) / range;
        }
    }
    distances
}

/// The volume that points dominate up to a reference point, in goals to be minimised \[product of the goals' units\].
///
/// Points that are not better than the reference in every goal add nothing. By slices along the last goal: n log n
/// steps for two goals, n^2 log n for three.
///
/// # Panics
/// If there are not one to three goals, or a point has not as many as the reference.
pub fn hypervolume(points: &[Vec<f64>], reference: &[f64]) -> f64 {
    assert!(
        (1..=3).contains(&reference.len()),
        "the volume is known here for one to three goals, not {}",
        reference.len()
    );
    assert!(points.iter().all(|point| point.len() == reference.len()), "points and reference have the same goals");
    let is_better = |point: &&Vec<f64>| point.iter().zip(reference).all(|(x, limit)| x < limit);
    volume(points.iter().filter(is_better).map(Vec::as_slice).collect(), reference)
}

fn volume(mut points: Vec<&[f64]>, reference: &[f64]) -> f64 {
    let Some((&limit, rest)) = reference.split_last() else { return 1.0 };
    let last = rest.len();
    points.sort_by(|a, b| a[last].total_cmp(&b[last]));
    if last == 1 {
        // Two goals: what each point adds below those before it is a strip.
        let mut lowest = rest[0];
        let mut sum = 0.0;
        for point in points.iter().filter(|point| point[0] < rest[0]) {
            sum += (lowest - point[0]).max(0.0) * (limit - point[1]);
            lowest = lowest.min(point[0]);
        }
        return sum;
    }
    let upper = |k: usize| points.get(k + 1).map_or(limit, |next| next[last]);
    let slice = |k: usize| {
        let thickness = upper(k) - points[k][last];
        if thickness > 0.0 { thickness * volume(points[..=k].to_vec(), rest) } else { 0.0 }
    };
    (0..points.len()).map(slice).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(goals: &[&[f64]]) -> Vec<Judged> {
        goals.iter().map(|goals| Judged::new(0.0, goals.to_vec())).collect()
    }

    #[test]
    fn fronts_peel_off_one_after_another() {
        let mut list = all(&[&[1.0, 4.0], &[2.0, 2.0], &[2.0, 5.0], &[4.0, 1.0], &[5.0, 5.0], &[1.0, 4.0]]);
        list.push(Judged::new(1.0, vec![0.0, 0.0]));
        assert_eq!(fronts(&list), [vec![0, 1, 3, 5], vec![2], vec![4], vec![6]]);
        assert!(fronts(&[]).is_empty());
    }

    #[test]
    fn crowding_is_the_distance_of_the_neighbours() {
        let list = all(&[&[0.0, 10.0], &[1.0, 6.0], &[4.0, 2.0], &[10.0, 0.0]]);
        let distances = crowding(&list, &[0, 1, 2, 3]);
        assert!(distances[0].is_infinite() && distances[3].is_infinite());
        assert!((distances[1] - (0.4 + 0.8)).abs() < 1e-12 && (distances[2] - (0.9 + 0.6)).abs() < 1e-12);
    }

    #[test]
    fn volumes_are_those_counted_by_hand() {
        let check = |points: &[&[f64]], reference: &[f64], expected: f64| {
            let points: Vec<Vec<f64>> = points.iter().map(|point| point.to_vec()).collect();
            let found = hypervolume(&points, reference);
            assert!((found - expected).abs() < 1e-12, "{found} not {expected}");
        };
        check(&[&[2.0], &[1.0], &[9.0]], &[3.0], 2.0);
        check(&[&[1.0, 3.0], &[2.0, 2.0], &[3.0, 1.0], &[3.0, 3.0], &[5.0, 0.0]], &[4.0, 4.0], 6.0);
        check(&[&[1.0, 1.0], &[1.0, 1.0]], &[2.0, 2.0], 1.0);
        check(&[&[0.0, 0.0, 0.0]], &[1.0, 2.0, 3.0], 6.0);
        // Two boxes of 2 x 1 x 1 that share a cube of 1.
        check(&[&[0.0, 1.0, 1.0], &[1.0, 0.0, 1.0], &[1.0, 1.0, 0.0]], &[2.0, 2.0, 2.0], 4.0);
        check(&[], &[2.0, 2.0, 2.0], 0.0);
    }

    /// Inclusion and exclusion over all subsets is another way to the same volume.
    #[test]
    fn volumes_agree_with_inclusion_and_exclusion() {
        use crate::design::{Design, Sobol};
        for goals in [2, 3] {
            let sobol = Sobol::scrambled(goals, 9, 4).unwrap();
            let points: Vec<Vec<f64>> = (0..9).map(|k| sobol.row(k)).collect();
            let mut expected = 0.0;
            for subset in 1_u32..1 << 9 {
                let corner = |goal: usize| {
                    let members = points.iter().enumerate().filter(|(k, _)| subset >> k & 1 == 1);
                    members.map(|(_, point)| point[goal]).fold(0.0, f64::max)
                };
                let shared: f64 = (0..goals).map(|goal| 1.1 - corner(goal)).product();
                expected += if subset.count_ones() % 2 == 1 { shared } else { -shared };
            }
            let found = hypervolume(&points, &vec![1.1; goals]);
            assert!((found - expected).abs() < 1e-10, "{goals} goals: {found} not {expected}");
        }
    }
}
