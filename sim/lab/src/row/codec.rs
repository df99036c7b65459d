//! Rows as bytes: whole numbers as LEB128, floating-point numbers as their eight bytes, little-endian.
//!
//! Rows are keyed by the build that wrote them, so that the format may change; every byte of one is accounted for.

use state::ledger::{Flow, Party, Reason};
use units::ids::{CoinId, DelegatorsId, GatewayId, GroupId, HolderId, NetworkId, UsersId};
use units::time::Time;
use world::metrics::catalogue::Sample;
use world::outcome::Fingerprints;

use super::{BatchRow, Block, Curves, FollowedRow, Row, WindowRow};

pub(super) fn write(row: &Row) -> Vec<u8> {
    let mut out = Out(Vec::with_capacity(16 * row.values.len() + 64));
    out.whole(row.replication.into());
    let prints = row.fingerprints;
    for print in [prints.events, prints.money, prints.outcome] {
        out.fixed(print);
    }
    let counts = [row.events, row.ties, row.peak_pending, row.sent, row.ended, row.in_flight, row.n_censored];
    for count in counts {
        out.whole(count);
    }
    out.whole(row.invariants_checked);
    out.maybes(&row.values);
    out.samples(&row.samples);
    out.pairs(&row.bounds);
    out.whole(u64::from(row.block.is_some()));
    if let Some(block) = &row.block {
        out.numbers(&block.times);
        out.whole(block.series.len() as u64);
        block.series.iter().for_each(|series| out.numbers(series));
        out.curves(&block.curves);
        out.whole(block.flows.len() as u64);
        for flows in &block.flows {
            out.whole(flows.len() as u64);
            for flow in flows {
                out.flow(flow);
            }
        }
    }
    out.whole(row.batches.len() as u64);
    for batch in &row.batches {
        out.number(batch.from_s);
        out.number(batch.to_s);
        out.maybes(&batch.values);
        out.samples(&batch.samples);
        out.curves(&batch.curves);
    }
    // No run ends at 0: a look comes after some time.
    out.whole(row.aborted.map_or(0, Time::ns));
    out.whole(row.aftermaths.len() as u64);
    for followed in &row.aftermaths {
        out.windows(&followed.windows);
        out.windows(&followed.calm);
    }
    out.0
}

pub(super) fn read(bytes: &[u8]) -> Option<Row> {
    let mut from = From(bytes);
    let replication = u32::try_from(from.whole()?).ok()?;
    let fingerprints = Fingerprints { events: from.fixed()?, money: from.fixed()?, outcome: from.fixed()? };
    let mut counts = [0; 8];
    for count in &mut counts {
        *count = from.whole()?;
    }
    let [events, ties, peak_pending, sent, ended, in_flight, n_censored, invariants_checked] = counts;
    let (values, samples) = (from.maybes()?, from.samples()?);
    let bounds = from.pairs()?;
    let block = match from.whole()? {
        0 => None,
        1 => Some(from.block()?),
        _ => return None,
    };
    let batches = from.list(|from| {
        let (from_s, to_s) = (from.number()?, from.number()?);
        Some(BatchRow { from_s, to_s, values: from.maybes()?, samples: from.samples()?, curves: from.curves()? })
    })?;
    let aborted = Some(from.whole()?).filter(|&ns| ns > 0).map(Time::from_ns);
    let aftermaths = from.list(|from| Some(FollowedRow { windows: from.windows()?, calm: from.windows()? }))?;
    let row = Row {
        replication,
        values,
        samples,
        fingerprints,
        events,
        ties,
        peak_pending,
        sent,
        ended,
        in_flight,
        n_censored,
        bounds,
        invariants_checked,
        block,
        batches,
        aborted,
        aftermaths,
    };
    from.0.is_empty().then_some(row)
}

struct Out(Vec<u8>);

impl Out {
    fn whole(&mut self, mut value: u64) {
        while value >= 0x80 {
            self.0.push(value as u8 | 0x80);
            value >>= 7;
        }
        self.0.push(value as u8);
    }
    fn fixed(&mut self, value: u64) {
        self.0.extend_from_slice(&value.to_le_bytes());
    }
    fn number(&mut self, value: f64) {
        self.fixed(value.to_bits());
    }
    fn numbers(&mut self, list: &[f64]) {
        self.whole(list.len() as u64);
        for &value in list {
            self.number(value);
        }
    }
    /// A bit for each number that says whether it exists, then those that do.
    fn maybes(&mut self, list: &[Option<f64>]) {
        self.whole(list.len() as u64);
        for eight in list.chunks(8) {
            self.0.push(eight.iter().enumerate().fold(0, |bits, (i, value)| bits | u8::from(value.is_some()) << i));
        }
        list.iter().flatten().for_each(|&value| self.number(value));
    }
    fn pairs(&mut self, list: &[[Option<f64>; 2]]) {
        let flat: Vec<Option<f64>> = list.iter().flatten().copied().collect();
        self.maybes(&flat);
    }
    fn windows(&mut self, list: &[WindowRow]) {
        self.whole(list.len() as u64);
        for window in list {
            self.number(window.from_s);
            self.number(window.to_s);
            self.maybes(&window.values);
            self.samples(&window.samples);
            self.pairs(&window.bounds);
        }
    }
    fn samples(&mut self, list: &[Sample]) {
        self.whole(list.len() as u64);
        for sample in list {
            match *sample {
                Sample::None => self.0.push(0),
                Sample::Share { events, trials } => {
                    self.0.push(1);
                    self.whole(events);
                    self.whole(trials);
                }
                Sample::Mean { n, variance } => {
                    self.0.push(2);
                    self.whole(n);
                    self.number(variance);
                }
                Sample::Quantile { reach } => {
                    self.0.push(3);
                    self.number(reach);
                }
            }
        }
    }
    fn curves(&mut self, curves: &Curves) {
        for curve in curves {
            self.numbers(curve);
        }
    }
    fn party(&mut self, party: Party) {
        let (kind, row) = match party {
            Party::Market => (0, 0),
            Party::Escrow => (1, 0),
            Party::Users(id) => (2, id.row()),
            Party::Gateway(id) => (3, id.row()),
            Party::Treasury(id) => (4, id.row()),
            Party::Nodes(id) => (5, id.row()),
            Party::Bonds(id) => (6, id.row()),
            Party::Unbonding(id) => (7, id.row()),
            Party::Mint => (8, 0),
            Party::Burn => (9, 0),
            Party::Pool(id) => (10, id.row()),
            Party::Operators(id) => (11, id.row()),
            Party::World => (12, 0),
            Party::Holders(id) => (13, id.row()),
            Party::Rewards(id) => (14, id.row()),
            Party::Delegators(id) => (15, id.row()),
            Party::Vesting(id) => (16, id.row()),
            Party::Insurance(id) => (17, id.row()),
            Party::Locked(id) => (18, id.row()),
        };
        self.0.push(kind);
        self.whole(row as u64);
    }
    fn flow(&mut self, flow: &Flow) {
        self.party(flow.from);
        self.party(flow.to);
        self.0.push(flow.reason as u8);
        self.0.extend_from_slice(&flow.amount.to_le_bytes());
        self.whole(flow.postings);
    }
}

/// What is left to be read.
struct From<'a>(&'a [u8]);

impl From<'_> {
    fn take<const N: usize>(&mut self) -> Option<[u8; N]> {
        let (taken, rest) = self.0.split_first_chunk()?;
        self.0 = rest;
        Some(*taken)
    }
    fn byte(&mut self) -> Option<u8> {
        self.take::<1>().map(|[byte]| byte)
    }
    fn whole(&mut self) -> Option<u64> {
        let mut value = 0_u64;
        for shift in (0..64).step_by(7) {
            let byte = self.byte()?;
            value |= u64::from(byte & 0x7f) << shift;
            if byte < 0x80 {
                return Some(value);
            }
        }
        None
    }
    fn fixed(&mut self) -> Option<u64> {
        self.take().map(u64::from_le_bytes)
    }
    fn number(&mut self) -> Option<f64> {
        self.fixed().map(f64::from_bits)
    }
    /// A length that the rest can hold, at a byte an item at least: damage must not ask for memory.
    fn length(&mut self) -> Option<usize> {
        usize::try_from(self.whole()?).ok().filter(|&n| n <= self.0.len().saturating_mul(8))
    }
    fn list<T>(&mut self, mut item: impl FnMut(&mut Self) -> Option<T>) -> Option<Vec<T>> {
        let n = self.length()?;
        (0..n).map(|_| item(self)).collect()
    }
    fn numbers(&mut self) -> Option<Vec<f64>> {
        self.list(Self::number)
    }
    fn maybes(&mut self) -> Option<Vec<Option<f64>>> {
        let n = self.length()?;
        let (bits, rest) = self.0.split_at_checked(n.div_ceil(8))?;
        self.0 = rest;
        (0..n).map(|i| if bits[i / 8] >> (i % 8) & 1 == 1 { self.number().map(Some) } else { Some(None) }).collect()
    }
    fn pairs(&mut self) -> Option<Vec<[Option<f64>; 2]>> {
        self.maybes()?.chunks(2).map(|pair| pair.try_into().ok()).collect()
    }
    fn windows(&mut self) -> Option<Vec<WindowRow>> {
        self.list(|from| {
            let (from_s, to_s) = (from.number()?, from.number()?);
            let (values, samples, bounds) = (from.maybes()?, from.samples()?, from.pairs()?);
            Some(WindowRow { from_s, to_s, values, samples, bounds })
        })
    }
    fn samples(&mut self) -> Option<Vec<Sample>> {
        self.list(|from| {
            Some(match from.byte()? {
                0 => Sample::None,
                1 => Sample::Share { events: from.whole()?, trials: from.whole()? },
                2 => Sample::Mean { n: from.whole()?, variance: from.number()? },
                3 => Sample::Quantile { reach: from.number()? },
                _ => return None,
            })
        })
    }
    fn curves(&mut self) -> Option<Curves> {
        Some([self.numbers()?, self.numbers()?])
    }
    fn party(&mut self) -> Option<Party> {
        let kind = self.byte()?;
        let row = usize::try_from(self.whole()?).ok().filter(|&row| row < u32::MAX as usize)?;
        Some(match kind {
            0 => Party::Market,
            1 => Party::Escrow,
            2 => Party::Users(UsersId::of(row)),
            3 => Party::Gateway(GatewayId::of(row)),
            4 => Party::Treasury(NetworkId::of(row)),
            5 => Party::Nodes(GroupId::of(row)),
            6 => Party::Bonds(GroupId::of(row)),
            7 => Party::Unbonding(NetworkId::of(row)),
            8 => Party::Mint,
            9 => Party::Burn,
            10 => Party::Pool(CoinId::of(row)),
            11 => Party::Operators(GroupId::of(row)),
            12 => Party::World,
            13 => Party::Holders(HolderId::of(row)),
            14 => Party::Rewards(NetworkId::of(row)),
            15 => Party::Delegators(DelegatorsId::of(row)),
            16 => Party::Vesting(HolderId::of(row)),
            17 => Party::Insurance(NetworkId::of(row)),
            18 => Party::Locked(NetworkId::of(row)),
            _ => return None,
        })
    }
    fn flow(&mut self) -> Option<Flow> {
        let (from, to) = (self.party()?, self.party()?);
        let reason = *Reason::ALL.get(usize::from(self.byte()?))?;
        Some(Flow { from, to, reason, amount: i128::from_le_bytes(self.take()?), postings: self.whole()? })
    }
    fn block(&mut self) -> Option<Block> {
        let times = self.numbers()?;
        let series = self.list(Self::numbers)?;
        let curves = self.curves()?;
        Some(Block { times, series, curves, flows: self.list(|from| from.list(Self::flow))? })
    }
}

#[cfg(test)]
mod tests {
    use scenario::open_text;
    use world::outcome::simulate;

    use super::{Reason, Row};
    use crate::row::{BatchRow, FollowedRow, WindowRow};

    const SCENARIO: &str = "name = 'row'\nhorizon = '2 min'\npoints = 7\n[coin.alp]\nmarket.fixed = { price = '1 usd' }\n[network.net]\n\
        coin = 'alp'\npricing.posted.work = '1 usd/h'\n[gateway.front]\nnetworks = ['net']\n[nodes.home]\ncount = 3\n\
        [users.chat]\ngateway = 'front'\narrival.poisson.rate = '1 /s'\ndemand.work = { exponential = '1 s' }\n";

    fn row() -> Row {
        let checked = open_text(SCENARIO, &files::Request::default());
        let checked = checked.unwrap_or_else(|refused| panic!("{}", refused.render(files::Colour::Plain)));
        let mut row = Row::of(simulate(checked.scenario, 3, &|_| true).unwrap(), true);
        let curves = row.block.as_ref().unwrap().curves.clone();
        let batch =
            BatchRow { from_s: 1.5, to_s: 2.5, values: row.values.clone(), samples: row.samples.clone(), curves };
        row.batches = vec![batch.clone(), batch];
        let window = WindowRow {
            from_s: 1.5,
            to_s: 2.5,
            values: vec![Some(0.5), None],
            samples: row.samples[..2].to_vec(),
            bounds: vec![[Some(0.25), None]],
        };
        row.aborted = Some(units::time::Time::from_ns(7_000));
        row.aftermaths = vec![FollowedRow { windows: vec![window.clone(), window], calm: Vec::new() }];
        row.bounds = vec![[Some(0.25), None], [None, Some(f64::INFINITY)]];
        row
    }

    #[test]
    fn a_row_is_read_as_it_was_written() {
        let row = row();
        assert!(row.block.as_ref().unwrap().flows.iter().any(|flows| !flows.is_empty()));
        let again = Row::read(&row.write()).unwrap();
        // NaN is not equal to itself; the bytes are.
        assert_eq!(again.write(), row.write());
        assert_eq!(again.values, row.values);
        assert_eq!(again.samples, row.samples);
        assert_eq!((again.bounds, again.fingerprints), (row.bounds, row.fingerprints));
    }

    #[test]
    fn bytes_that_are_no_row_are_refused_and_never_panic() {
        let bytes = row().write();
        for cut in 0..bytes.len() {
            assert!(Row::read(&bytes[..cut]).is_none(), "cut at {cut}");
        }
        let longer = [&bytes[..], &[0]].concat();
        assert!(Row::read(&longer).is_none());
        for at in 0..bytes.len() {
            let mut damaged = bytes.clone();
            damaged[at] ^= 0xff;
            let _ = Row::read(&damaged);
        }
    }

    #[test]
    fn reasons_are_numbered_by_their_place() {
        for (at, reason) in Reason::ALL.into_iter().enumerate() {
            assert_eq!(reason as usize, at);
        }
    }
}
