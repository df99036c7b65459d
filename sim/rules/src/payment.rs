//! How users pay for requests.

mod escrow;
mod exact;
mod policy;
mod prepaid;
mod stake;
mod ticket;
mod upto;

pub use policy::{Allowance, Authorised, Payer, QUESTIONS, View};

units::menu! {
    /// The ways of paying that a network may ask for.
    pub enum Payment: Payer {
        exact::Exact,
        upto::UpTo,
        ticket::Ticket,
        prepaid::Prepaid,
        escrow::Escrow,
        stake::Stake,
    }
}

impl Payment {
    /// The price of each request.
    pub fn of_prices() -> Self {
        Self::Exact(exact::Exact {})
    }
    /// Whether every request sets its price aside, and nothing else is bought.
    #[inline]
    pub fn is_exact(&self) -> bool {
        matches!(self, Self::Exact(_))
    }
    /// Whether more coins are set aside than requests cost.
    pub fn locks(&self) -> bool {
        matches!(self, Self::Escrow(_))
    }
    /// Whether users pay from a stake.
    #[inline]
    pub fn is_staked(&self) -> bool {
        matches!(self, Self::Stake(_))
    }
    /// Whether users pay from credit that they bought ahead.
    pub fn is_prepaid(&self) -> bool {
        matches!(self, Self::Prepaid(_))
    }
    /// Whether a part of what is quoted may never be paid.
    pub fn caps(&self) -> bool {
        matches!(self, Self::UpTo(_))
    }
}

#[cfg(test)]
mod tests {
    use engine::draws::{Address, Purpose};
    use units::time::{Span, Time};

    use super::*;

    /// A price in a coin of 6 decimals at half a usd.
    fn at(price: i64) -> View {
        View { now: Time::from_ns(95_000_000_000), price, most: price, decimals: 6, nano_usd: 500_000_000 }
    }

    fn pays(payment: &Payment, price: i64, number: u64) -> Authorised {
        let stream = Address { seed: 1, replication: 0, purpose: Purpose::Ticket, entity: 1 }.stream();
        payment.policy().authorise(&at(price), &mut stream.draws(number))
    }

    #[test]
    fn what_is_above_a_cap_is_never_paid() {
        let upto = Payment::UpTo(upto::UpTo { most: "0.02 usd".parse().unwrap() });
        for (price, set_aside, uncollected) in
            [(0, 0, 0), (40_000, 40_000, 0), (40_001, 40_000, 1), (90_000, 40_000, 50_000)]
        {
            assert_eq!(pays(&upto, price, 0), Authorised { uncollected, ..Authorised::of(set_aside) });
        }
        let in_coin = Payment::UpTo(upto::UpTo { most: "0.02 alp".parse().unwrap() });
        assert_eq!(pays(&in_coin, 90_000, 0), Authorised { uncollected: 70_000, ..Authorised::of(20_000) });
    }

    #[test]
    fn an_escrow_gives_back_what_is_above_the_price() {
        let stream = Address { seed: 1, replication: 0, purpose: Purpose::Ticket, entity: 1 }.stream();
        let pays = |times: &str, price: i64, most: i64| {
            let escrow = escrow::Escrow { output: Some(9), times: times.parse().unwrap() };
            let paid = escrow.authorise(&View { most, ..at(price) }, &mut stream.draws(0));
            (paid.set_aside, paid.returned, paid.uncollected)
        };
        assert_eq!(pays("100 %", 10, 35), (35, 25, 0));
        assert_eq!(pays("100 %", 10, 7), (10, 0, 0));
        assert_eq!(pays("150 %", 11, 11), (16, 5, 0));
        assert_eq!(pays("150 %", 0, 0), (0, 0, 0));
    }

    #[test]
    fn tickets_are_worth_the_price_on_average_and_vary_as_their_face_value_says() {
        let ticket = Payment::Ticket(ticket::Ticket { face: "1 alp".parse().unwrap() });
        let (n, price) = (200_000_u64, 30_000_i64);
        let paid: Vec<f64> = (0..n).map(|i| pays(&ticket, price, i).set_aside as f64 / 1e6).collect();
        let mean = paid.iter().sum::<f64>() / n as f64;
        let variance = paid.iter().map(|x| (x - mean) * (x - mean)).sum::<f64>() / (n - 1) as f64;
        // p (F - p) = 0.03 x 0.97.
        let (expected, error) = (0.03, (0.0291 / n as f64).sqrt());
        assert!((mean - expected).abs() < 4.0 * error, "{mean}");
        assert!((variance / 0.0291 - 1.0).abs() < 0.06, "{variance}");
        // Of a price of two and a half face values two are sure.
        let large: Vec<i64> = (0..1_000).map(|i| pays(&ticket, 2_500_000, i).set_aside).collect();
        assert!(large.iter().all(|&x| x == 2_000_000 || x == 3_000_000));
        assert_eq!(pays(&ticket, 0, 7).set_aside, 0);
    }

    #[test]
    fn a_stake_is_divided_among_the_nodes_of_a_session() {
        let amount = "10 usd".parse().unwrap();
        let stake = Payment::Stake(stake::Stake { amount, nodes: 3, session: Span::secs(10) });
        assert_eq!(stake.policy().top_up(&at(0)), 20_000_000);
        assert_eq!(stake.policy().allowance(&at(7)), Some(Allowance { most: 6_666_666, session: 9 }));
        assert_eq!(pays(&stake, 7, 0), Authorised::of(7));
        assert_eq!(Payment::of_prices().policy().allowance(&at(7)), None);
    }

    #[test]
    fn a_top_up_is_worth_what_it_says() {
        let prepaid = Payment::Prepaid(prepaid::Prepaid { top_up: "10 usd".parse().unwrap() });
        assert_eq!(prepaid.policy().top_up(&at(0)), 20_000_000);
        assert_eq!(Payment::of_prices().policy().top_up(&at(0)), 0);
    }
}
