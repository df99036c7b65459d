//! Ten thousand draws of each law have the same bits on every machine and in every build.
//!
//! The numbers must not change with `-p` or the whole workspace, with optimisation, or under
//! `GLIBC_TUNABLES=glibc.cpu.hwcaps=-AVX2,-FMA,-FMA4`. If a law is changed on purpose, its line changes here and the
//! commit says why.

use engine::draws::{Address, Purpose, name_hash};
use engine::fingerprint::Fingerprint;
use engine::law::{
    Empirical, Erlang, Gamma, Gumbel, Hyperexponential, Law, Lognormal, Mixture, Normal, Pareto, Poisson, Quantity,
    Single, Uniform, Weibull,
};
use units::time::Span;

/// The fingerprint of the draws of a law, and the bits of the first of them.
fn of<Q: Quantity>(name: &str, law: &Law<Q>) -> (u64, u64) {
    let address = Address { seed: 1, replication: 0, purpose: Purpose::Service, entity: name_hash(name) };
    let mut draws = address.stream().draws(0);
    let mut all = Fingerprint::new();
    let mut first = None;
    for _ in 0..10_000 {
        let bits = law.sample(&mut draws).base().to_bits();
        first.get_or_insert(bits);
        all.add(bits);
    }
    (first.unwrap_or(0), all.value())
}

#[test]
fn every_law_gives_the_bits_that_were_committed() {
    let weights = vec![0.9, 0.1];
    let laws = vec![
        Single::Lognormal(Lognormal { median: 2.0, sigma: 0.5 }),
        Single::Pareto(Pareto { shape: 1.2, scale: 30.0 }),
    ];
    let mixture = Law::Mixture(Mixture { weights: weights.clone(), laws });
    let single = |name: &str, law: Single<f64>| of(name, &Law::Single(law));
    let got = [
        of("exponential", &Law::exponential(1.5)),
        single("uniform", Single::Uniform(Uniform { low: -1.0, high: 3.0 })),
        single("weibull", Single::Weibull(Weibull { shape: 0.6, scale: 4.0 })),
        single("lognormal", Single::Lognormal(Lognormal { median: 48.0, sigma: 1.465 })),
        single("gamma", Single::Gamma(Gamma { shape: 0.7, scale: 2.0 })),
        single("erlang", Single::Erlang(Erlang { stages: 12, mean: 6.0 })),
        single("pareto", Single::Pareto(Pareto { shape: 1.5, scale: 1.0 })),
        single("normal", Single::Normal(Normal { mean: 10.0, sd: 4.0 })),
        single("hyperexponential", Single::Hyperexponential(Hyperexponential { weights, means: vec![0.1, 9.1] })),
        single("empirical", Single::Empirical(Empirical { quantiles: vec![0.1, 0.7, 0.8, 3.3] })),
        single("gumbel", Single::Gumbel(Gumbel { location: 1.0, scale: 0.3 })),
        of("mixture", &mixture),
    ];
    let known = [
        (0x3f8e8507677a9dec, 0xfa253cebdf71509b),
        (0xbfcb30c7e7743050, 0x850b85148307bee0),
        (0x3fb4cea8dc98e976, 0x8c350ec84095456e),
        (0x4052b41beb86a340, 0x51e143b43d29a327),
        (0x4006b36c79dbbfd1, 0xaec3fb68d211e06c),
        (0x401bf989063fd0e1, 0x63f823d41bb8339e),
        (0x3ffcd6aa6a2f8b59, 0xb020300598f46e36),
        (0x402788c230f27d0e, 0x91d61423cebc9871),
        (0x3fa7d8daca0bc5c2, 0x41dfbbba371199e1),
        (0x3fe8d01b1149db42, 0x2a097562c047fcdf),
        (0x3feff2be07b87b65, 0xf6962366aadab45f),
        (0x4011b4946960422b, 0x98d92589ce0f3227),
    ];
    assert_eq!(got, known, "{got:#018x?}");
}

#[test]
fn spans_and_counts_give_the_bits_that_were_committed() {
    let lognormal = Law::Single(Single::Lognormal(Lognormal { median: Span::mins(48), sigma: 1.465 }));
    let got = [
        of("session", &lognormal),
        of("timeout", &Law::exponential(Span::secs(30))),
        of("few", &Law::<u32>::Single(Single::Poisson(Poisson { mean: 3.5 }))),
        of("many", &Law::<u32>::Single(Single::Poisson(Poisson { mean: 900.0 }))),
        of("tokens", &Law::Single(Single::Lognormal(Lognormal { median: 250_u32, sigma: 1.1 }))),
    ];
    let known = [
        (0x40f005c826bea08f, 0x93b79b5a74713066),
        (0x4054c468473f624a, 0x2a061efdbfe1b929),
        (0x4008000000000000, 0x27fa5613d9189999),
        (0x408cc00000000000, 0xf5c7e44dbdf59c15),
        (0x4080800000000000, 0x2433936afa785c1a),
    ];
    assert_eq!(got, known, "{got:#018x?}");
}
