//! Chance without a shared generator: each draw has an address, and no draw can shift another.

mod index;
mod mix;
mod purpose;

use std::convert::Infallible;

use rand::TryRng;
use units::share::Share;

use self::mix::{absorb, gamma, mix, words};
use crate::math::normal_quantile;

pub use self::index::Index;
pub use self::purpose::Purpose;

/// The golden ratio in 64 bits, the usual odd step of a counter.
const STEP: u64 = 0x9E37_79B9_7F4A_7C15;
/// Another odd step, so that a stream's two halves never move together.
const OTHER_STEP: u64 = 0xD1B5_4A32_D192_ED03;

/// Where chance comes from: one entity's purpose in one replication.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Address {
    /// The seed of the experiment.
    pub seed: u64,
    /// Which replication; pilot runs take numbers of their own.
    pub replication: u32,
    /// What the draws are for.
    pub purpose: Purpose,
    /// The hash of the entity's name in the scenario, see [`name_hash`]; never its position.
    pub entity: u64,
}

/// Which attribute of a request or a life is drawn; its owner numbers them once and for ever.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Attribute(pub u16);

/// All draws of one address: a key of 128 bits.
///
/// ```
/// use engine::draws::{Address, Attribute, Purpose, name_hash};
///
/// let chat = Address { seed: 42, replication: 0, purpose: Purpose::Demand, entity: name_hash("chat") };
/// let stream = chat.stream();
/// let patience = stream.draws_for(17, Attribute(3)).uniform();
/// assert_eq!(stream.draws_for(17, Attribute(3)).uniform(), patience);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stream {
    key: [u64; 2],
}

/// A short sequence of draws, for one request, one life, one copy.
///
/// `SplitMix64` with a step of its own (Steele, Lea, Flood, OOPSLA 2014; mixer: Stafford's variant 13): state and step
/// are 127 bits, so that sequences of 10^10 requests do not run into each other as they would on one common orbit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Draws {
    state: u64,
    step: u64,
}

units::seen_as! { Stream = "chance, found by number", Draws = "chance of its own" }

/// A hash of a name in the scenario, the same on every machine and in every version.
pub fn name_hash(name: &str) -> u64 {
    let length = absorb(STEP, name.len() as u64);
    words(name.as_bytes()).fold(length, absorb)
}

impl Address {
    /// The stream of this address.
    pub fn stream(self) -> Stream {
        let place = u64::from(self.replication) << 32 | self.purpose as u64;
        let half = |start: u64| [self.seed, place, self.entity].into_iter().fold(start, absorb);
        Stream { key: [half(STEP), half(OTHER_STEP)] }
    }
}

impl Stream {
    /// The draws of the `index`-th request or life, or of what an [`Index`] says.
    #[inline(always)]
    pub fn draws(self, index: u64) -> Draws {
        let state = mix(self.key[0].wrapping_add(index.wrapping_mul(STEP)));
        let step = gamma(self.key[1].wrapping_add(index.wrapping_mul(OTHER_STEP)));
        Draws { state, step }
    }

    /// The draws of one attribute of the `index`-th request, wherever and whenever they are asked for.
    #[inline]
    pub fn draws_for(self, index: u64, attribute: Attribute) -> Draws {
        // One above the attribute, because 0 would give the draws of the whole request.
        let place = (u64::from(attribute.0) + 1).wrapping_mul(STEP);
        let key = [mix(self.key[0] ^ place), mix(self.key[1] ^ place)];
        Self { key }.draws(index)
    }
}

impl Draws {
    /// 64 random bits.
    #[inline]
    pub fn bits(&mut self) -> u64 {
        self.state = self.state.wrapping_add(self.step);
        mix(self.state)
    }

    /// A uniform number above 0 and below 1: `(b + 1/2) / 2^52` for 52 random bits b.
    ///
    /// 53 bits would not do: the half would be rounded away and the largest number would be 1.
    #[inline]
    pub fn uniform(&mut self) -> f64 {
        uniform(self.bits())
    }

    /// A standard normal number, by inversion: one draw.
    #[inline]
    pub fn normal(&mut self) -> f64 {
        normal_quantile(self.uniform())
    }

    /// A whole number below `n`: the upper half of 64 random bits times n.
    ///
    /// No number is more than n / 2^64 likelier than another. One draw, and the greater the bits the greater the
    /// number, so that two policies with different n stay close.
    ///
    /// # Panics
    /// If n is 0.
    #[inline]
    pub fn below(&mut self, n: u32) -> u32 {
        assert!(n > 0, "there is no whole number below 0 to draw");
        ((u128::from(self.bits()) * u128::from(n)) >> 64) as u32
    }

    /// True with this probability: whether a uniform number lies below the share.
    ///
    /// What is true for a share is true for every greater one.
    #[inline]
    pub fn chance(&mut self, share: Share) -> bool {
        self.uniform() < share.as_f64()
    }
}

#[inline]
fn uniform(bits: u64) -> f64 {
    const SCALE: f64 = 1.0 / (1_u64 << 52) as f64;
    ((bits >> 12) as f64 + 0.5) * SCALE
}

impl TryRng for Draws {
    type Error = Infallible;

    #[inline]
    fn try_next_u32(&mut self) -> Result<u32, Infallible> {
        Ok((self.bits() >> 32) as u32)
    }

    #[inline]
    fn try_next_u64(&mut self) -> Result<u64, Infallible> {
        Ok(self.bits())
    }

    fn try_fill_bytes(&mut self, bytes: &mut [u8]) -> Result<(), Infallible> {
        for chunk in bytes.chunks_mut(8) {
            chunk.copy_from_slice(&self.bits().to_le_bytes()[..chunk.len()]);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests;
