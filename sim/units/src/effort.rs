//! Work that is done again and again: hours for a time, as in `2 h/month`.

use std::fmt;
use std::str::FromStr;

use crate::money::TIMES;
use crate::time::Span;

/// How long somebody works in each period of a length.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Effort {
    /// Time at work in a period.
    pub work: Span,
    /// Length of the period.
    pub per: Span,
}

impl Effort {
    /// No work at all.
    pub const NONE: Self = Self { work: Span::ZERO, per: Span::hours(730) };

    /// The part of all time that is spent at work \[dimensionless\].
    pub fn share(&self) -> f64 {
        self.work.as_secs() / self.per.as_secs()
    }
}

impl FromStr for Effort {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        let form = "write it as in `2 h/month`";
        let (work, per) = text.split_once('/').ok_or_else(|| format!("`{text}` does not say in what time: {form}"))?;
        let (work, per) = (work.trim().parse()?, per.trim());
        let per = TIMES.iter().find(|time| time.0 == per).map(|time| time.1);
        let per = per.ok_or_else(|| format!("`{text}` is not for one of s, min, h, d, month, y: {form}"))?;
        Ok(Self { work, per })
    }
}

impl fmt::Display for Effort {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let unit = TIMES.iter().find(|time| time.1 == self.per).map_or("?", |time| time.0);
        write!(f, "{}/{unit}", self.work)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn work_says_how_long_in_what_time() {
        let effort: Effort = "2 h/month".parse().unwrap();
        assert_eq!((effort.work, effort.per), (Span::hours(2), Span::hours(730)));
        assert_eq!(effort.to_string(), "2 h/month");
        assert!((effort.share() - 2.0 / 730.0).abs() < 1e-15);
        let told = |text: &str| text.parse::<Effort>().unwrap_err();
        assert_eq!(told("2 h"), "`2 h` does not say in what time: write it as in `2 h/month`");
        assert_eq!(told("2 h/week"), "`2 h/week` is not for one of s, min, h, d, month, y: write it as in `2 h/month`");
    }
}
