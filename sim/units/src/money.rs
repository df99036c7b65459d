//! Amounts of named coins as text names them; base units are plain `i64` in the ledger.

use std::fmt;
use std::str::FromStr;

use crate::text::{self, Decimal};
use crate::time::Span;

/// The name under which fiat money goes; it has nine decimals.
pub const USD: &str = "usd";
/// Decimals of [`USD`].
pub const USD_DECIMALS: u32 = 9;

/// An amount with the name of its coin, as written: `1_000 opg`, `3 usd`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Money {
    /// How much.
    pub number: Decimal,
    /// Of which coin.
    pub coin: String,
}

impl Money {
    /// An amount of fiat money, in billionths.
    pub fn usd(nanos: i64) -> Self {
        Self { number: Decimal { mantissa: i128::from(nanos), scale: USD_DECIMALS }, coin: USD.into() }
    }
    /// Base units of a coin with these decimals; `None` if they are too many or not whole.
    pub fn base_units(&self, decimals: u32) -> Option<i64> {
        i64::try_from(self.number.times(10_i128.checked_pow(decimals)?)?).ok()
    }
}

impl FromStr for Money {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        let bad = || format!("`{text}` is not an amount: write a number and its coin, as in `1_000 opg` or `3 usd`");
        let (number, coin) = text::split(text).ok_or_else(|| text::unread(text, bad()))?;
        if coin.is_empty() {
            return Err(format!("`{text}` needs its coin, as in `{} usd`", text.trim()));
        }
        if !coin.chars().all(|c| c.is_ascii_alphanumeric() || c == '_') {
            return Err(bad());
        }
        Ok(Self { number, coin: coin.into() })
    }
}

impl fmt::Display for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.number, self.coin)
    }
}

/// A sum of fiat money, as in `0.05 usd`; not negative.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Usd {
    /// Billionths of a usd.
    pub nanos: i64,
}

impl FromStr for Usd {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        let money: Money = text.parse()?;
        if money.coin != USD {
            return Err(format!("this must be in usd, not in {}", money.coin));
        }
        if money.number.mantissa < 0 {
            return Err(format!("`{text}` is negative; this sum cannot be"));
        }
        let nanos = money.number.times_rounded(10_i128.pow(USD_DECIMALS)).and_then(|nanos| i64::try_from(nanos).ok());
        nanos.map(|nanos| Self { nanos }).ok_or_else(|| format!("`{text}` is more than billionths of a usd can count"))
    }
}

impl fmt::Display for Usd {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", Money::usd(self.nanos))
    }
}

/// What a price is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Per {
    /// A span of time.
    Span(Span),
    /// A million tokens.
    MillionTokens,
    /// A request.
    Request,
    /// A percent by which a price moves.
    Percent,
}

/// Money for something: `0.12 usd/h`, `0.5 opg/Mtok`, `2 usd/request`, `40_000 usd/%`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Price {
    /// How much.
    pub money: Money,
    /// For what.
    pub per: Per,
}

pub(crate) const TIMES: [(&str, Span); 6] = [
    ("s", Span::secs(1)),
    ("min", Span::mins(1)),
    ("h", Span::hours(1)),
    ("d", Span::days(1)),
    // A twelfth of a year.
    ("month", Span::hours(730)),
    ("y", Span::days(365)),
];

impl FromStr for Price {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        let form = "write it as in `0.12 usd/h`, `0.5 opg/Mtok` or `2 usd/request`";
        let (money, per) = text.split_once('/').ok_or_else(|| format!("`{text}` does not say per what: {form}"))?;
        let money = money.parse()?;
        let per = match per.trim() {
            "Mtok" => Per::MillionTokens,
            "request" => Per::Request,
            "%" => Per::Percent,
            unit => Per::Span(
                TIMES
                    .iter()
                    .find(|t| t.0 == unit)
                    .ok_or_else(|| format!("`{unit}` is not one of s, min, h, d, month, y, Mtok, request: {form}"))?
                    .1,
            ),
        };
        Ok(Self { money, per })
    }
}

impl fmt::Display for Per {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::MillionTokens => "Mtok",
            Self::Request => "request",
            Self::Percent => "%",
            Self::Span(span) => TIMES.iter().find(|t| t.1 == *span).map_or("?", |t| t.0),
        })
    }
}

impl fmt::Display for Price {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.money, self.per)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_name_their_coin() {
        let money: Money = "1_000.5 opg".parse().unwrap();
        assert_eq!((money.base_units(9), money.to_string()), (Some(1_000_500_000_000), "1000.5 opg".into()));
        assert_eq!("0.0001 opg".parse::<Money>().unwrap().base_units(3), None);
        assert_eq!("5".parse::<Money>().unwrap_err(), "`5` needs its coin, as in `5 usd`");
    }

    #[test]
    fn sums_of_usd_are_in_usd_and_not_negative() {
        let usd: Usd = "0.05 usd".parse().unwrap();
        assert_eq!((usd.nanos, usd.to_string()), (50_000_000, "0.05 usd".into()));
        assert_eq!("5 opg".parse::<Usd>().unwrap_err(), "this must be in usd, not in opg");
        assert_eq!("-5 usd".parse::<Usd>().unwrap_err(), "`-5 usd` is negative; this sum cannot be");
    }

    #[test]
    fn prices_say_for_what() {
        for text in ["0.12 usd/h", "0.5 opg/Mtok", "2 usd/request", "40000 usd/%"] {
            assert_eq!(text.parse::<Price>().unwrap().to_string(), text);
        }
        let message = "`week` is not one of s, min, h, d, month, y, Mtok, request: write it as in `0.12 usd/h`, `0.5 opg/Mtok` or `2 usd/request`";
        assert_eq!("1 usd/week".parse::<Price>().unwrap_err(), message);
    }
}
