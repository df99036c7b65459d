//! Which draws of a stream: the number of a request or slot, and above it the parts that tell its draws apart.

use super::Purpose;

/// Declares [`Index`]: by kind the streams that it addresses, the bits of each part, and a mark in bits of no part.
macro_rules! indices {
    ($(#[$doc:meta])* pub enum Index {$(
        $(#[$of:meta])* $kind:ident in [$($stream:ident),+] $(marked $mark:literal)?
            { $($part:ident: $type:ty = $low:literal .. $high:literal),+ }
    )+}) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Index {$(
            $(#[$of])*
            #[doc = concat!("\n\nStreams: ", $("[`", stringify!($stream), "`](Purpose::", stringify!($stream), ") "),+)]
            $kind {$(
                #[doc = concat!("Bits ", $low, " to ", $high, ", the last left out.")]
                $part: $type,
            )+},
        )+}

        impl Index {
            /// The number that [`Stream::draws`](super::Stream::draws) takes.
            #[inline(always)]
            pub fn bits(self) -> u64 {
                debug_assert!(self.fits(), "{self:?} has a part that is wider than its bits");
                match self {
                    $(Self::$kind { $($part),+ } => $((1 << $mark) |)? $((($part as u64) << $low))|+,)+
                }
            }

            /// Whether each part fits its bits, so that no other index has the same number.
            pub const fn fits(self) -> bool {
                match self {
                    $(Self::$kind { $($part),+ } => $(($part as u64) >> ($high - $low) == 0)&&+,)+
                }
            }

            #[cfg(test)]
            fn streams(self) -> &'static [Purpose] {
                match self {
                    $(Self::$kind { .. } => &[$(Purpose::$stream),+],)+
                }
            }
        }

        const LAYOUTS: &[Layout] = &[$(Layout {
            streams: &[$(Purpose::$stream),+],
            parts: &[$(($low, $high)),+],
            mark: 0 $(| 1 << $mark)?,
        }),+];
    };
}

indices! {
    /// Which draws of a stream, where a plain number does not tell them apart: all layouts in one place.
    ///
    /// Each kind has its parts at bits of their own, and two kinds of one stream differ in a bit that is a mark in one
    /// and always 0 in the other, so that no two indices of a stream are the same number. The compiler checks both.
    /// A layout is never changed, or every history that draws by it moves. `number` is that of a request.
    pub enum Index {
        /// A copy of a request at one of its tries, on its way there or back; the way to the gateway is try 0.
        Try in [Scheduling, Conduct, Link, Load, Routing] {
            number: u64 = 0..45, is_back: bool = 47..48, tries: u16 = 48..60, copy: u8 = 60..64
        }
        /// What a copy of a request asks, at any of its tries.
        Copy in [Copies] { number: u64 = 0..48, copy: u8 = 48..56 }
        /// An answer under one of its network's verification rules, however often it is checked.
        Rule in [Audit, Verdict, Committee] { number: u64 = 0..48, rule: u16 = 48..64 }
        /// The n-th check of an answer, under one of the verification rules.
        Check in [Checker, Service] { number: u64 = 0..40, check: u8 = 40..48, rule: u16 = 48..64 }
        /// A member of the panel that votes on an answer.
        Seat in [Ballot] { number: u64 = 0..48, seat: u16 = 48..64 }
        /// The way of a check to its node or back.
        CheckWay in [ProofLink] { number: u64 = 0..47, is_back: bool = 47..48, check: u8 = 48..52, rule: u16 = 52..63 }
        /// The way of a vote to its node or back.
        VoteWay in [ProofLink] marked 63 { number: u64 = 0..47, is_back: bool = 47..48, seat: u16 = 48..63 }
        /// The load of an LLM for checks of an answer.
        CheckLoad in [Load] marked 46 { number: u64 = 0..45, rule: u16 = 48..64 }
        /// The load of an LLM for a vote on an answer.
        VoteLoad in [Load] marked 45 { number: u64 = 0..45, seat: u16 = 48..64 }
        /// A move in the dispute of an answer, from 1; the challenge is move 0.
        DisputeMove in [Censorship, DisputeMove] { number: u64 = 0..48, depth: u16 = 48..64 }
        /// The n-th canary of one of a network's verification rules.
        Canary in [Canary] { number: u64 = 0..48, rule: u16 = 48..64 }
        /// A batch of claims of an operator on a network.
        Claim in [ClaimProof] { batch: u32 = 0..32, network: u16 = 32..48 }
        /// A voter of a class, at one of the tries of a proposal.
        Voter in [Referendum] { place: u32 = 0..32, tries: u32 = 32..64 }
        /// A session of a group of users.
        Session in [Affinity] { session: u32 = 0..32 }
        /// A request of no session.
        Alone in [Affinity] marked 63 { number: u64 = 0..63 }
        /// A slot that a node misses though it is up; rules that watch slots are numbered over all networks.
        Slip in [Duty] { slip: u32 = 0..32, rule: u32 = 40..64 }
        /// A review of an individual, of its group's.
        Review in [GatewayReview] { individual: u32 = 0..24, review: u64 = 24..62 }
        /// An individual that leaves its gateway because of a request that was lost there, at one of its tries.
        LetDown in [GatewayReview] marked 62 { number: u64 = 0..48, again: u16 = 48..58 }
        /// An individual whose app drops its gateway, at one of the app's reviews.
        Moved in [AppMove] { individual: u32 = 0..24, review: u64 = 24..62 }
        /// An individual that is at a closed gateway when the gateways of its group change for the n-th time.
        Stranded in [Closing] { individual: u32 = 0..24, change: u64 = 24..62 }
        /// A request that is sent again for the n-th time; its first try is none of these.
        Again in [GatewayPick, Backoff] { number: u64 = 0..48, again: u16 = 48..58 }
        /// A gap or turn of a client of a group of users.
        Client in [Client] { time: u64 = 0..48, client: u16 = 48..64 }
    }
}

impl Index {
    /// Tries of a request that have draws of their own.
    pub const TRIES: u16 = 1 << 12;
    /// Verification rules of a network that have draws of their own.
    pub const RULES: usize = 1 << 11;

    /// By which number a try is drawn: who is moved thousands of times meets the draws of the first tries again.
    #[inline(always)]
    pub const fn drawn_try(tries: u16) -> u16 {
        tries % Self::TRIES
    }
}

const _: () = {
    assert!(Index::Try { number: 0, is_back: true, tries: Index::TRIES - 1, copy: 0 }.fits());
    assert!(Index::CheckWay { number: 0, is_back: true, check: 0, rule: Index::RULES as u16 - 1 }.fits());
};

/// How a kind of index is packed.
struct Layout {
    streams: &'static [Purpose],
    /// The bits of each part, the last left out.
    parts: &'static [(u32, u32)],
    mark: u64,
}

impl Layout {
    /// The bits that some part has; the others are always those of the mark.
    const fn taken(&self) -> u64 {
        let (mut taken, mut at) = (0, 0);
        while at < self.parts.len() {
            let (low, high) = self.parts[at];
            assert!(low < high && high <= 64 && high - low < 64, "a part has 1 to 63 bits");
            let bits = ((1 << (high - low)) - 1) << low;
            assert!(taken & bits == 0, "two parts of an index overlap");
            taken |= bits;
            at += 1;
        }
        assert!(taken & self.mark == 0, "a part of an index has the bit of its mark");
        taken
    }

    /// Whether a stream is drawn from by both.
    const fn meets(&self, other: &Self) -> bool {
        let mut at = 0;
        while at < self.streams.len() * other.streams.len() {
            let (a, b) = (self.streams[at / other.streams.len()], other.streams[at % other.streams.len()]);
            if a as u16 == b as u16 {
                return true;
            }
            at += 1;
        }
        false
    }

    /// Whether no index of this kind is one of the other.
    const fn differs(&self, other: &Self) -> bool {
        (self.mark ^ other.mark) & !self.taken() & !other.taken() != 0
    }
}

const _: () = {
    let mut at = 0;
    while at < LAYOUTS.len() {
        // A single kind, too, has parts to be looked at.
        LAYOUTS[at].taken();
        let mut before = 0;
        while before < at {
            let (a, b) = (&LAYOUTS[before], &LAYOUTS[at]);
            assert!(!a.meets(b) || a.differs(b), "two kinds of index of one stream have no bit that tells them apart");
            before += 1;
        }
        at += 1;
    }
};

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;

    use super::*;

    #[test]
    fn every_kind_has_the_number_that_histories_were_drawn_by() {
        let number = 0x12_3456_789a;
        let known = [
            (Index::Try { number, is_back: false, tries: 0, copy: 0 }, number),
            (Index::Try { number, is_back: false, tries: 3, copy: 2 }, number | 3 << 48 | 2 << 60),
            (Index::Try { number, is_back: true, tries: 3, copy: 2 }, number | 3 << 48 | 2 << 60 | 1 << 47),
            (Index::Copy { number, copy: 5 }, number | 5 << 48),
            (Index::Rule { number, rule: 4 }, number | 4 << 48),
            (Index::Check { number, check: 7, rule: 4 }, number | 7 << 40 | 4 << 48),
            (Index::Seat { number, seat: 62 }, number | 62 << 48),
            (Index::CheckWay { number, is_back: false, check: 7, rule: 4 }, number | (4 << 4 | 7) << 48),
            (Index::CheckWay { number, is_back: true, check: 7, rule: 4 }, number | (4 << 4 | 7) << 48 | 1 << 47),
            (Index::VoteWay { number, is_back: false, seat: 62 }, number | 62 << 48 | 1 << 63),
            (Index::VoteWay { number, is_back: true, seat: 62 }, number | 62 << 48 | 1 << 63 | 1 << 47),
            (Index::CheckLoad { number, rule: 4 }, number | 4 << 48 | 1 << 46),
            (Index::VoteLoad { number, seat: 62 }, number | 62 << 48 | 1 << 45),
            (Index::Session { session: 9 }, 9),
            (Index::Alone { number }, number | 1 << 63),
            (Index::Slip { slip: 8, rule: 6 }, 8 | 6 << 40),
            (Index::Client { time: 0xB, client: 10 }, 10 << 48 | 0xB),
            (Index::Review { individual: 9, review: 3 }, 9 | 3 << 24),
            (Index::LetDown { number, again: 5 }, number | 5 << 48 | 1 << 62),
            (Index::Stranded { individual: 9, change: 3 }, 9 | 3 << 24),
            (Index::Again { number, again: 2 }, number | 2 << 48),
        ];
        for (index, bits) in known {
            assert_eq!(index.bits(), bits, "{index:?}: {:#x} instead of {bits:#x}", index.bits());
        }
    }

    /// A number of so many bits: small, great, or any, so that neighbours and borders meet.
    fn wide(bits: u32) -> impl Strategy<Value = u64> {
        let most = (1_u64 << bits) - 1;
        prop_oneof![0..=most.min(3), Just(most), 0..=most]
    }

    fn indices() -> impl Strategy<Value = Index> {
        let (way, seat) = (any::<bool>(), wide(15));
        prop_oneof![
            (wide(45), way, wide(12), wide(4)).prop_map(|(number, is_back, tries, copy)| Index::Try {
                number,
                is_back,
                tries: tries as u16,
                copy: copy as u8,
            }),
            (wide(48), wide(8)).prop_map(|(number, copy)| Index::Copy { number, copy: copy as u8 }),
            (wide(48), wide(16)).prop_map(|(number, rule)| Index::Rule { number, rule: rule as u16 }),
            (wide(40), wide(8), wide(16)).prop_map(|(number, check, rule)| Index::Check {
                number,
                check: check as u8,
                rule: rule as u16,
            }),
            (wide(48), wide(16)).prop_map(|(number, seat)| Index::Seat { number, seat: seat as u16 }),
            (wide(47), way, wide(4), wide(11)).prop_map(|(number, is_back, check, rule)| Index::CheckWay {
                number,
                is_back,
                check: check as u8,
                rule: rule as u16,
            }),
            (wide(47), way, seat)
                .prop_map(|(number, is_back, seat)| { Index::VoteWay { number, is_back, seat: seat as u16 } }),
            (wide(45), wide(16)).prop_map(|(number, rule)| Index::CheckLoad { number, rule: rule as u16 }),
            (wide(45), wide(16)).prop_map(|(number, seat)| Index::VoteLoad { number, seat: seat as u16 }),
            wide(32).prop_map(|session| Index::Session { session: session as u32 }),
            wide(63).prop_map(|number| Index::Alone { number }),
            (wide(32), wide(24)).prop_map(|(slip, rule)| Index::Slip { slip: slip as u32, rule: rule as u32 }),
            (wide(48), wide(16)).prop_map(|(time, client)| Index::Client { time, client: client as u16 }),
            (wide(24), wide(38))
                .prop_map(|(individual, review)| Index::Review { individual: individual as u32, review }),
            (wide(24), wide(38))
                .prop_map(|(individual, change)| Index::Stranded { individual: individual as u32, change }),
            (wide(48), wide(10)).prop_map(|(number, again)| Index::LetDown { number, again: again as u16 }),
            (wide(48), wide(10)).prop_map(|(number, again)| Index::Again { number, again: again as u16 }),
        ]
    }

    proptest! {
        #[test]
        fn two_indices_of_one_stream_are_never_the_same_number(list in prop::collection::vec(indices(), 500)) {
            let mut seen = BTreeMap::new();
            for index in list {
                prop_assert!(index.fits(), "{index:?}");
                for stream in index.streams() {
                    let other = *seen.entry((stream, index.bits())).or_insert(index);
                    prop_assert_eq!(other, index);
                }
            }
        }
    }

    #[test]
    fn what_does_not_fit_its_bits_is_told() {
        assert!(Index::Seat { number: (1 << 48) - 1, seat: u16::MAX }.fits());
        assert!(!Index::Seat { number: 1 << 48, seat: 0 }.fits());
        assert!(!Index::Try { number: 0, is_back: false, tries: 1 << 12, copy: 0 }.fits());
        assert!(!Index::Try { number: 0, is_back: false, tries: 0, copy: 1 << 4 }.fits());
    }

    #[test]
    #[cfg(debug_assertions)]
    #[should_panic(expected = "Seat { number: 281474976710656, seat: 3 } has a part that is wider than its bits")]
    fn what_does_not_fit_its_bits_is_not_packed() {
        Index::Seat { number: 1 << 48, seat: 3 }.bits();
    }
}
