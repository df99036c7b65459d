//! Values of a file's metadata.

use super::bytes::Bytes;
use crate::fault::Fault;

/// The longest text of a value: chat templates have some thousand bytes.
const LONGEST_TEXT: usize = 1 << 24;
/// Arrays within arrays that are read.
const DEEPEST: u32 = 4;

/// The numbers of the types that are written here.
pub(super) mod kind {
    pub(crate) const U32: u32 = 4;
    pub(crate) const F32: u32 = 6;
    pub(crate) const TEXT: u32 = 8;
    pub(crate) const ARRAY: u32 = 9;
}

/// A value of the metadata.
#[derive(Clone, Debug, PartialEq)]
pub enum Value<'a> {
    /// A whole number of any size and sign.
    Whole(i128),
    /// A float of either precision.
    Float(f64),
    /// Yes or no.
    Truth(bool),
    /// A text.
    Text(&'a str),
    /// An array of texts, such as a vocabulary.
    Texts(Vec<&'a str>),
    /// An array of numbers of more than a byte, such as scores or token types.
    Numbers(Vec<f64>),
    /// An array of another kind, of so many elements; its values are not kept.
    Other(u64),
}

impl<'a> Value<'a> {
    /// The value if it is a whole number that is not negative.
    pub fn whole(&self) -> Option<u64> {
        if let Self::Whole(n) = self { u64::try_from(*n).ok() } else { None }
    }

    /// The value if it is a number.
    pub fn number(&self) -> Option<f64> {
        match self {
            Self::Whole(n) => Some(*n as f64),
            Self::Float(x) => Some(*x),
            _ => None,
        }
    }

    /// The value if it is a text.
    pub fn text(&self) -> Option<&'a str> {
        if let Self::Text(text) = self { Some(text) } else { None }
    }

    /// Reads a type and a value of it.
    pub(super) fn read(bytes: &mut Bytes<'a>) -> Result<Self, Fault> {
        match bytes.u32("the type of a value")? {
            9 => Self::array(bytes),
            kind => Self::single(bytes, kind),
        }
    }

    fn single(bytes: &mut Bytes<'a>, kind: u32) -> Result<Self, Fault> {
        let what = "a value";
        Ok(match kind {
            0 => Self::Whole(u8::from_le_bytes(bytes.array(what)?).into()),
            1 => Self::Whole(i8::from_le_bytes(bytes.array(what)?).into()),
            2 => Self::Whole(u16::from_le_bytes(bytes.array(what)?).into()),
            3 => Self::Whole(i16::from_le_bytes(bytes.array(what)?).into()),
            4 => Self::Whole(bytes.u32(what)?.into()),
            5 => Self::Whole(i32::from_le_bytes(bytes.array(what)?).into()),
            6 => Self::Float(f32::from_le_bytes(bytes.array(what)?).into()),
            7 => Self::Truth(bytes.array::<1>(what)? != [0]),
            8 => Self::Text(bytes.text(LONGEST_TEXT, "a text")?),
            10 => Self::Whole(bytes.u64(what)?.into()),
            11 => Self::Whole(i64::from_le_bytes(bytes.array(what)?).into()),
            12 => Self::Float(f64::from_le_bytes(bytes.array(what)?)),
            kind => return Err(bytes.fault(&format!("values of type {kind} are not supported"))),
        })
    }

    /// The fewest bytes of a value of this type.
    fn least(bytes: &Bytes<'a>, kind: u32) -> Result<usize, Fault> {
        Ok(match kind {
            0 | 1 | 7 => 1,
            2 | 3 => 2,
            4..=6 => 4,
            8 | 10..=12 => 8,
            9 => 12,
            kind => return Err(bytes.fault(&format!("values of type {kind} are not supported"))),
        })
    }

    fn array(bytes: &mut Bytes<'a>) -> Result<Self, Fault> {
        let kind = bytes.u32("the type of an array")?;
        let n = bytes.u64("the length of an array")?;
        bytes.promise(n, Self::least(bytes, kind)?, "elements of an array")?;
        match kind {
            8 => (0..n).map(|_| bytes.text(LONGEST_TEXT, "a text")).collect::<Result<_, _>>().map(Self::Texts),
            // A byte would take eight; nothing that is read here has them.
            0 | 1 | 7 => {
                bytes.skip(n as usize, "an array")?;
                Ok(Self::Other(n))
            }
            9 => {
                for _ in 0..n {
                    Self::pass_by(bytes, DEEPEST)?;
                }
                Ok(Self::Other(n))
            }
            kind => {
                let number = |_| Self::single(bytes, kind).map(|value| value.number().unwrap_or(f64::NAN));
                (0..n).map(number).collect::<Result<_, _>>().map(Self::Numbers)
            }
        }
    }

    /// Goes past an array without keeping it.
    fn pass_by(bytes: &mut Bytes<'a>, deepest: u32) -> Result<(), Fault> {
        if deepest == 0 {
            return Err(bytes.fault(&format!("nested arrays: at most {DEEPEST} deep")));
        }
        let kind = bytes.u32("the type of an array")?;
        let n = bytes.u64("the length of an array")?;
        bytes.promise(n, Self::least(bytes, kind)?, "elements of an array")?;
        for _ in 0..n {
            if kind == 9 {
                Self::pass_by(bytes, deepest - 1)?;
            } else {
                Self::single(bytes, kind)?;
            }
        }
        Ok(())
    }
}
