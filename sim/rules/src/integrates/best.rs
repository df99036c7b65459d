//! Developers who integrate what pays.

use units::money::Usd;
use units::settings;
use units::time::Span;

use super::policy::{Door, Integrating, View};
use crate::checking::Checking;

settings! {
    /// Integrates one more gateway, drops one or replaces one, if that lowers what an app costs.
    ///
    /// An app whose users send q requests an hour and that has integrated the gateways S costs
    /// `c(S) = q (min p / 1000 + loss prod f) + upkeep |S|` \[usd/h\]: p what a thousand requests cost at a gateway
    /// of S \[usd\], f the share of requests that are lost there, both as the users of the app know them at the
    /// review. It counts on users who take the cheapest gateway of S and, where one refuses, the others; and on
    /// losses that are independent. At a review it compares S with every set that one integration more, one less
    /// or one for another makes of it, within `most` and never none, and goes to the set with the least `c + once n /
    /// over` if that is below `c(S)`: n the integrations that are new, `once` what each costs, of several sets the
    /// first. A second gateway j beside i pays from `q* = (once / over + upkeep) / ((p_i - min(p_i, p_j)) / 1000 + loss
    /// f_i (1 - f_j))` requests an hour on. What was spent is sunk: a dropped gateway costs `once` again. Developers
    /// are myopic, and take prices and losses as lasting. Source: best response with switching costs, Klemperer,
    /// Competition when consumers have switching costs, Rev. Econ. Stud. 62, 1995; the annual charge `once / over`
    /// is that of a straight line, without interest.
    pub struct Best {
        /// Time between two reviews of an app, of which the first is after that time [> 0 s].
        pub review: Span = Span::days(30),
        /// How many gateways an app integrates at most [1 ..= 64].
        pub most: u32 = 2,
        /// How many it has integrated at the start, chosen as by `integrates.fixed` [1 ..= 64].
        pub first: u32 = 1,
        /// Time over which an integration is written off [> 0 s].
        pub over: Span = Span::days(365),
        /// What a lost request costs an app, beside its price; without it, nothing.
        pub loss: Option<Usd>,
    }
}

impl Best {
    /// What an app costs that has integrated some gateways \[usd/h\].
    fn cost(&self, view: &View, has: u64) -> f64 {
        let doors = || places(has).filter_map(|place| view.doors.get(place));
        let price = doors().map(|door: &Door| door.price_usd).fold(f64::INFINITY, f64::min);
        let lost: f64 = doors().map(|door| door.failed).product();
        let loss = self.loss.map_or(0.0, |loss| loss.nanos as f64 / 1e9);
        view.requests_h * (price / 1_000.0 + loss * lost) + view.upkeep_usd_h * f64::from(has.count_ones())
    }

    /// The sets that one step leads to: each more, each less, each for another.
    fn steps(&self, view: &View) -> Vec<u64> {
        let (has, n) = (view.has, view.has.count_ones());
        let others = || (0..view.doors.len()).filter(move |place| has >> place & 1 == 0).map(bit);
        let more = others().filter(|_| n < self.most).map(|one| has | one);
        let less = places(has).filter(|_| n > 1).map(|place| has & !bit(place));
        let swaps = places(has).flat_map(|place| others().map(move |one| has & !bit(place) | one));
        more.chain(less).chain(swaps).collect()
    }
}

/// The bit of a place.
fn bit(place: usize) -> u64 {
    1_u64.wrapping_shl(place as u32)
}

/// The places of bits.
fn places(bits: u64) -> impl Iterator<Item = usize> {
    (0..64).filter(move |place| bits >> place & 1 == 1)
}

impl Integrating for Best {
    fn first(&self, gateways: usize) -> usize {
        gateways.min(self.first as usize)
    }
    fn every(&self) -> Option<Span> {
        Some(self.review)
    }
    fn over(&self) -> Option<Span> {
        Some(self.over)
    }
    fn review(&self, view: &View) -> u64 {
        let charge = view.once_usd / (self.over.as_secs() / 3_600.0);
        // By more than sums round: of what is equally good, an app keeps what it has.
        let (mut best, mut least) = (view.has, self.cost(view, view.has) * (1.0 - 1e-9));
        for to in self.steps(view) {
            let cost = self.cost(view, to) + charge * f64::from((to & !view.has).count_ones());
            if cost < least {
                (best, least) = (to, cost);
            }
        }
        best
    }
    fn vet(&self, checking: &mut Checking) {
        if self.first > self.most {
            let message = format!("an app with {} integrations at the start has more than {}", self.first, self.most);
            checking.refuse_with("first", message, format!("set `first` to at most {}", self.most));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn best(most: u32, loss_nanos: i64) -> Best {
        let (review, over) = (Span::days(30), Span::days(365));
        Best { review, most, first: 1, over, loss: Some(Usd { nanos: loss_nanos }) }
    }

    fn view(has: u64, doors: &[Door], requests_h: f64) -> View<'_> {
        View { has, doors, requests_h, once_usd: 4_800.0, upkeep_usd_h: 120.0 / 730.0 }
    }

    #[test]
    fn a_second_gateway_pays_from_the_break_even_number_of_requests_on() {
        let doors = [Door { price_usd: 0.3, failed: 0.02 }, Door { price_usd: 0.25, failed: 0.05 }];
        let charge = 4_800.0 / 8_760.0 + 120.0 / 730.0;
        // A lost request costs a cent: it saves both the dearer price and most of the losses.
        let even = charge / (0.05 / 1_000.0 + 0.01 * 0.02 * 0.95);
        let policy = best(2, 10_000_000);
        // From the second on, which is the cheaper, to none: a replacement does not pay, its losses are higher.
        assert_eq!(policy.review(&view(0b01, &doors, even * 0.999)), 0b01);
        assert_eq!(policy.review(&view(0b01, &doors, even * 1.001)), 0b11);
        assert_eq!(best(1, 10_000_000).review(&view(0b01, &doors, even * 100.0)), 0b01, "one is the most");
    }

    #[test]
    fn the_cheapest_replaces_another_where_one_is_the_most() {
        let doors = [0.3, 0.2, 0.1].map(|price_usd| Door { price_usd, failed: 0.0 });
        let even = 4_800.0 / 8_760.0 / (0.2 / 1_000.0);
        let policy = best(1, 0);
        assert_eq!(policy.review(&view(0b001, &doors, even * 0.999)), 0b001);
        assert_eq!(policy.review(&view(0b001, &doors, even * 1.001)), 0b100);
        let alike = [0.1 + 0.2, 0.3].map(|price_usd| Door { price_usd, failed: 0.0 });
        let free = View { once_usd: 0.0, ..view(0b01, &alike, 1.0) };
        assert_eq!(policy.review(&free), 0b01, "what is equally good is kept");
    }

    #[test]
    fn what_no_longer_pays_its_upkeep_is_dropped() {
        let doors = [0.3, 0.2].map(|price_usd| Door { price_usd, failed: 0.0 });
        let policy = best(2, 0);
        // Of two without losses the dearer saves nothing.
        assert_eq!(policy.review(&view(0b11, &doors, 1e6)), 0b10);
        assert_eq!(policy.review(&view(0b10, &doors, 1e6)), 0b10, "the last is never dropped");
    }
}
