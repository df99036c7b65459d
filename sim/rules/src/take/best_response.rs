//! The take that earns most against the present takes of others, by the logit of its share.

use engine::math;
use units::settings;
use units::share::Share;
use units::time::Span;

use super::policy::{On, Rest, Taker, View, nearest};
use super::undercut::on_top;
use crate::checking::Checking;

settings! {
    /// Takes what earns most if users choose by a logit and the others' takes stay as they are.
    ///
    /// The margin m \[usd per thousand requests\] over its own cost c solves `m = c + 1 / (alpha (1 - s))`, where its
    /// share s answers its own price. With the odds `o = s / (1 - s)` at the present margin, `odds(m) = o exp(-alpha (m
    /// - present))`, so that `m = c + (1 + W(o exp(alpha (present - c) - 1))) / alpha`, W Lambert's function. The take
    /// is m over what networks ask. N alike without an outside option end at `c + N / (alpha (N - 1))`. Without
    /// requests the take stays. Source: Anderson, de Palma and Thisse, Discrete Choice Theory of Product
    /// Differentiation, 1992, 7.2; Werden and Froeb, J. Law, Economics and
    /// Organization 10(2), 1994.
    pub struct BestResponse {
        /// Of what it is a share; it must be on top, for inside of the fee users' choice has no price gradient.
        #[fixed = "what is set aside for requests under way depends on it"]
        pub on: On = On::Top,
        /// How much utility a usd more for a thousand requests takes from users; without it, what their choice says:
        /// `-price / scale` of `gateway_choice.logit` or `multi_homing`, averaged over those who may use it [> 0].
        pub alpha: Option<f64>,
        /// The take at the start [0 ..= 1].
        #[fixed = "it is that of the start"]
        pub first: Share = Share::percent(5),
        /// The most that it takes [> 0, <= 1].
        pub most: Share = Share::ONE,
        /// Time between two reviews [> 0 s].
        #[fixed = "reviews are planned from the start"]
        pub every: Span = Span::days(7),
    }
}

/// Lambert's W of `exp(k)`: the w > 0 with `w + ln w = k`.
fn lambert_of_exp(k: f64) -> f64 {
    let mut w = if k > 1.0 { k - math::ln(k) } else { math::exp(k - 1.0).max(1e-300) };
    for _ in 0..60 {
        // Newton on a concave function from its left, after at most one step.
        let step = (w + math::ln(w) - k) / (1.0 + 1.0 / w);
        w = if step >= w { w / 2.0 } else { w - step };
        if step.abs() <= 1e-15 * w {
            break;
        }
    }
    w
}

impl BestResponse {
    /// How users answer its price; a scenario without it, and without users who say it, is refused.
    fn alpha(&self) -> f64 {
        self.alpha.unwrap_or(1.0)
    }
    /// The margin that earns most \[usd per thousand requests\], at a share and a margin now, and a cost.
    fn margin(&self, share: f64, now: f64, cost: f64) -> f64 {
        if share <= 0.0 {
            return cost + 1.0 / self.alpha();
        }
        if share >= 1.0 {
            return f64::INFINITY;
        }
        let k = math::ln(share / (1.0 - share)) + self.alpha() * (now - cost) - 1.0;
        cost + (1.0 + lambert_of_exp(k)) / self.alpha()
    }
}

impl BestResponse {
    /// The take at which so many alike rest, at a price and a cost of a thousand requests \[usd\]; alone, the most.
    pub(super) fn at_rest(&self, firms: u32, price: f64, cost: f64) -> Rest {
        let margin = match firms {
            0 | 1 => f64::INFINITY,
            n => cost + f64::from(n) / (self.alpha() * f64::from(n - 1)),
        };
        let take = if price > 0.0 { nearest((margin / price).min(self.most.as_f64())) } else { Share::ZERO };
        // Not by the take, which is in whole billionths.
        Rest { take, margin: margin.min(self.most.as_f64() * price) }
    }
}

impl Taker for BestResponse {
    fn first(&self) -> Share {
        self.first
    }
    fn on(&self) -> On {
        self.on
    }
    fn every(&self) -> Option<Span> {
        Some(self.every)
    }
    fn review(&self, view: &View) -> Share {
        let (Some(share), Some(price)) = (view.share, view.price.filter(|&price| price > 0.0)) else {
            return nearest(view.own);
        };
        let take = self.margin(share, view.own * price, view.cost) / price;
        nearest(take.min(self.most.as_f64()))
    }
    fn vet(&self, checking: &mut Checking) {
        on_top(self.on, checking);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rule(alpha: f64) -> BestResponse {
        BestResponse { on: On::Top, alpha: Some(alpha), first: Share::ZERO, most: Share::ONE, every: Span::days(7) }
    }

    /// The margins at which nobody wants to move, of firms with these qualities, and their shares.
    fn rest(alpha: f64, qualities: &[f64], outside: Option<f64>, cost: f64) -> Vec<(f64, f64)> {
        let rule = rule(alpha);
        let mut margins = vec![0.3; qualities.len()];
        let shares = |margins: &[f64]| {
            let odds: Vec<f64> = qualities.iter().zip(margins).map(|(q, m)| math::exp(q - alpha * m)).collect();
            let all = odds.iter().sum::<f64>() + outside.map_or(0.0, math::exp);
            odds.into_iter().map(|odd| odd / all).collect::<Vec<f64>>()
        };
        for _ in 0..200 {
            let now = shares(&margins);
            for (margin, share) in margins.iter_mut().zip(now) {
                *margin = rule.margin(share, *margin, cost);
            }
        }
        margins.iter().copied().zip(shares(&margins)).collect()
    }

    fn check(found: &[(f64, f64)], expected: &[(f64, f64)]) {
        let is_near = |(a, b): (&(f64, f64), &(f64, f64))| (a.0 - b.0).abs() < 1e-6 && (a.1 - b.1).abs() < 1e-6;
        assert!(found.iter().zip(expected).all(is_near), "{found:?} is not {expected:?}");
    }

    #[test]
    fn best_responses_rest_where_the_tables_of_logit_competition_say() {
        // results.md D30: N alike, without an outside option, take N / (N - 1).
        for (n, markup) in [(2, 2.0), (3, 1.5), (5, 1.25), (10, 1.111_111_111)] {
            let found = rest(1.0, &vec![0.0; n], None, 0.0);
            check(&found, &vec![(markup, 1.0 / n as f64); n]);
        }
        // D32: two with an outside option of utility 0, at gaps of quality 0, 1 and 2.
        let both = (1.226_751, 0.184_838);
        check(&rest(1.0, &[0.0, 0.0], Some(0.0), 0.0), &[both, both]);
        check(&rest(1.0, &[1.0, 0.0], Some(0.0), 0.0), &[(1.476_087, 0.322_533), (1.188_022, 0.158_265)]);
        check(&rest(1.0, &[2.0, 0.0], Some(0.0), 0.0), &[(1.867_082, 0.464_405), (1.148_094, 0.128_991)]);
        // The unit of money does not matter, and a cost comes on top.
        check(&rest(8.0, &[0.0, 0.0], None, 0.5), &[(0.75, 0.5), (0.75, 0.5)]);
    }

    #[test]
    fn the_take_is_the_margin_over_the_price_and_at_most_the_most() {
        let view = View { own: 0.05, share: Some(0.5), price: Some(10.0), ..View::default() };
        // Odds of 1 at a margin of 0.5: 1 + W(exp(0.5 alpha - 1)).
        let expected = (1.0 + lambert_of_exp(0.5 * 2.0 - 1.0)) * 0.05;
        assert!((rule(2.0).review(&view).as_f64() - expected).abs() < 1e-9);
        assert!((lambert_of_exp(0.0) - 0.567_143_290_409_783_8).abs() < 1e-12, "W(1) is the omega constant");
        assert_eq!(rule(0.001).review(&view), Share::ONE);
        let alone = View { share: Some(1.0), ..view };
        assert_eq!(rule(2.0).review(&alone), Share::ONE, "who has everybody may take all it may");
        let idle = View { share: None, price: None, ..view };
        assert_eq!(rule(2.0).review(&idle), Share::percent(5), "without requests there is nothing to answer");
        let unknown = View { share: Some(0.0), ..view };
        assert!((rule(2.0).review(&unknown).as_f64() - 0.05).abs() < 1e-9, "1 / alpha");
    }
}
