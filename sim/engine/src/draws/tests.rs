//! Draws against known answers, against chance, and against their neighbours.

use rand::Rng;
use units::share::Share;

use super::{Address, Attribute, Purpose, Stream, name_hash, uniform};

fn stream(seed: u64, replication: u32, purpose: Purpose, entity: &str) -> Stream {
    Address { seed, replication, purpose, entity: name_hash(entity) }.stream()
}

fn home() -> Stream {
    stream(42, 0, Purpose::ChurnSession, "nodes.home")
}

#[test]
fn known_addresses_give_known_draws() {
    let bits = |stream: Stream, index| {
        let mut draws = stream.draws(index);
        [draws.bits(), draws.bits(), draws.bits()]
    };
    let got = [
        bits(home(), 0),
        bits(home(), 1),
        bits(stream(0, 1, Purpose::Arrival, ""), u64::MAX),
        [name_hash(""), name_hash("nodes.home"), home().draws_for(7, Attribute(2)).bits()],
    ];
    let known = [
        [0xca5eea648bd90d5e, 0x0c0236a266ca8f66, 0x41ea9c13a079fc6d],
        [0xb09158cc724d4f09, 0xd5d491d7eb96581b, 0x18a03fe2ed1623d6],
        [0xe81517e453e7e8e6, 0xb8c9b6d351b39f2a, 0xa0ce51c1fdfba00a],
        [0xeeac6a3da7684cf5, 0xc103c233a1306258, 0xed9fc759aabc0564],
    ];
    assert_eq!(got, known, "{got:#018x?}");
}

#[test]
fn a_uniform_number_is_never_0_nor_1() {
    let half_a_step = 0.5 / (1_u64 << 52) as f64;
    assert_eq!([uniform(0), uniform(u64::MAX)].map(f64::to_bits), [half_a_step, 1.0 - half_a_step].map(f64::to_bits));
}

#[test]
fn every_part_of_an_address_counts() {
    let streams = [
        home(),
        stream(43, 0, Purpose::ChurnSession, "nodes.home"),
        stream(42, 1, Purpose::ChurnSession, "nodes.home"),
        stream(42, 0, Purpose::ChurnAbsence, "nodes.home"),
        stream(42, 0, Purpose::ChurnSession, "nodes.hom"),
    ];
    let mut firsts: Vec<u64> = streams.iter().flat_map(|s| [s.draws(0).bits(), s.draws(1).bits()]).collect();
    firsts.extend([home().draws_for(0, Attribute(0)).bits(), home().draws_for(0, Attribute(1)).bits()]);
    let n = firsts.len();
    firsts.sort_unstable();
    firsts.dedup();
    assert_eq!(firsts.len(), n);
}

#[test]
fn names_do_not_collide() {
    let mut hashes: Vec<u64> = (0..200_000).map(|i| name_hash(&format!("node_{i}"))).collect();
    hashes.extend(["", "\0", "\0\0", "a", "a\0"].map(name_hash));
    let n = hashes.len();
    hashes.sort_unstable();
    hashes.dedup();
    assert_eq!(hashes.len(), n);
}

/// Pearson's statistic of counts that should all be equal, in standard deviations from its mean.
fn surprise(counts: &[u32]) -> f64 {
    let expected = counts.iter().map(|&c| f64::from(c)).sum::<f64>() / counts.len() as f64;
    let chi = counts.iter().map(|&c| (f64::from(c) - expected) * (f64::from(c) - expected) / expected).sum::<f64>();
    let freedom = counts.len() as f64 - 1.0;
    (chi - freedom) / (2.0 * freedom).sqrt()
}

#[test]
fn draws_are_uniform_along_a_sequence_and_across_sequences() {
    let check = |what: &str, draw: &mut dyn FnMut(u64) -> u64| {
        // The upper and the lower eight bits, and the upper four bits of two neighbours.
        let (mut high, mut low, mut pairs) = ([0; 256], [0; 256], [0; 256]);
        let mut before = 0;
        for index in 0..400_000 {
            let bits = draw(index);
            high[(bits >> 56) as usize] += 1;
            low[(bits & 255) as usize] += 1;
            pairs[(before >> 60 << 4 | bits >> 60) as usize] += 1;
            before = bits;
        }
        for counts in [high, low, pairs] {
            assert!(surprise(&counts).abs() < 5.0, "{what}: {} standard deviations", surprise(&counts));
        }
    };
    let mut draws = home().draws(0);
    check("one sequence", &mut |_| draws.bits());
    check("the first draws of neighbouring requests", &mut |index| home().draws(index).bits());
    check("one attribute of neighbouring requests", &mut |index| home().draws_for(index, Attribute(1)).bits());
    check("neighbouring attributes", &mut |index| home().draws_for(index >> 16, Attribute(index as u16)).bits());
    check("neighbouring seeds", &mut |index| stream(index, 0, Purpose::Arrival, "chat").draws(0).bits());
    check("neighbouring replications", &mut |index| stream(1, index as u32, Purpose::Audit, "a").draws(0).bits());
}

#[test]
fn neighbouring_streams_do_not_know_each_other() {
    type Source = Box<dyn FnMut(u64) -> f64>;
    let n = 100_000;
    let correlation = |mut a: Source, mut b: Source| {
        let sum: f64 = (0..n).map(|i| (a(i) - 0.5) * (b(i) - 0.5)).sum();
        12.0 * sum / n as f64
    };
    let along = |stream: Stream, index: u64| -> Source {
        let mut draws = stream.draws(index);
        Box::new(move |_| draws.uniform())
    };
    let across = |stream: Stream, attribute: u16| -> Source {
        Box::new(move |index| stream.draws_for(index, Attribute(attribute)).uniform())
    };
    let pairs = [
        (along(home(), 0), along(home(), 1)),
        (along(home(), 0), along(stream(43, 0, Purpose::ChurnSession, "nodes.home"), 0)),
        (along(home(), 0), along(stream(42, 1, Purpose::ChurnSession, "nodes.home"), 0)),
        (along(home(), 0), along(stream(42, 0, Purpose::ChurnAbsence, "nodes.home"), 0)),
        (across(home(), 0), across(home(), 1)),
        (across(home(), 0), across(stream(42, 0, Purpose::ChurnSession, "nodes.homf"), 0)),
    ];
    for (at, (a, b)) in pairs.into_iter().enumerate() {
        let r = correlation(a, b);
        assert!(r.abs() < 4.0 / (n as f64).sqrt(), "pair {at} correlates by {r}");
    }
}

#[test]
fn whole_numbers_below_n_are_equally_likely_and_stay_below() {
    let mut draws = home().draws(3);
    let mut counts = [0; 7];
    (0..70_000).for_each(|_| counts[draws.below(7) as usize] += 1);
    assert!(surprise(&counts).abs() < 4.0, "{counts:?}");
    assert!((0..100).all(|_| draws.below(1) == 0));
    assert!((0..1000).any(|_| draws.below(u32::MAX) > u32::MAX / 2));
}

#[test]
#[should_panic(expected = "there is no whole number below 0 to draw")]
fn nothing_is_below_zero() {
    home().draws(0).below(0);
}

#[test]
fn a_greater_share_hits_whenever_a_smaller_one_does() {
    let shares = [Share::ZERO, Share::ratio(1, 4096), Share::percent(5), Share::percent(50), Share::ONE];
    let mut hits = [0_u32; 5];
    for index in 0..100_000 {
        let hit = shares.map(|share| home().draws(index).chance(share));
        assert!(hit.is_sorted(), "{hit:?}");
        (0..5).for_each(|at| hits[at] += u32::from(hit[at]));
    }
    assert_eq!((hits[0], hits[4]), (0, 100_000));
    // Four standard deviations of a binomial count.
    for (at, p) in [(1, 1.0 / 4096.0), (2, 0.05), (3, 0.5)] {
        let sd = (100_000.0 * p * (1.0_f64 - p)).sqrt();
        assert!((f64::from(hits[at]) - 100_000.0 * p).abs() < 4.0 * sd, "{p}: {}", hits[at]);
    }
}

#[test]
fn normal_numbers_have_the_moments_of_the_law() {
    let n = 100_000_u32;
    let power_of = |x: f64, power: usize| std::iter::repeat_n(x, power).product::<f64>();
    let moment = |power| (0..n.into()).map(|at| power_of(home().draws(at).normal(), power)).sum::<f64>() / f64::from(n);
    // Four standard errors; those of the moments are the roots of 1, 2, 15 and 96 over n.
    for (power, expected, variance) in [(1, 0.0, 1.0), (2, 1.0, 2.0), (3, 0.0, 15.0), (4, 3.0, 96.0)] {
        let error = (variance / f64::from(n)).sqrt();
        assert!((moment(power) - expected).abs() < 4.0 * error, "{power}: {}", moment(power));
    }
}

#[test]
fn it_serves_as_a_generator_of_rand() {
    let (mut draws, mut same) = (home().draws(9), home().draws(9));
    let mut bytes = [0; 12];
    draws.fill_bytes(&mut bytes);
    assert_eq!(bytes[..8], same.next_u64().to_le_bytes());
    assert_eq!(bytes[8..], same.next_u64().to_le_bytes()[..4]);
    assert_eq!(u64::from(draws.next_u32()), same.bits() >> 32);
}
