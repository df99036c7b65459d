//! How strong a strike is: a share, a factor or a time, with the value at which nothing happens.

use units::share::Share;
use units::time::Span;

/// The scale of a strength.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A share from 0 % to 100 %; calm at 0 %.
    Share,
    /// A factor of at least 1; calm at 1.
    Factor,
    /// A time in seconds; calm at 0 s.
    Time,
}

/// How strong a strike is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Strength {
    /// Its scale.
    pub kind: Kind,
    /// A share as a fraction, a factor, or seconds.
    pub value: f64,
}

impl Kind {
    /// The strength at which nothing happens.
    pub fn calm(self) -> f64 {
        match self {
            Self::Share | Self::Time => 0.0,
            Self::Factor => 1.0,
        }
    }
    /// The next strength that is written with two digits; of a time, in whole seconds from ten on.
    pub fn rounded_up(self, value: f64) -> f64 {
        if self == Self::Time {
            return if value > 10.0 { value.ceil() } else { value };
        }
        let digit = 10_f64.powi(value.abs().max(1e-9).log10().floor() as i32 - 1);
        rounded((value / digit - 1e-9).ceil() * digit)
    }
    /// A strength from a text, as in `30 %`, `3` or `10 min`.
    ///
    /// # Errors
    /// What would serve.
    pub fn read(self, text: &str) -> Result<Strength, String> {
        let value = match self {
            Self::Share => text.parse::<Share>().ok().map(Share::as_f64).filter(|share| *share <= 1.0),
            Self::Factor => text.parse::<f64>().ok().filter(|factor| (1.0..=1e6).contains(factor)),
            Self::Time => text.parse::<Span>().ok().map(Span::as_secs),
        };
        let example = match self {
            Self::Share => "a share up to 100 %, as in `30 %`",
            Self::Factor => "a factor of at least 1, as in `3`",
            Self::Time => "a time, as in `10 min`",
        };
        value.map(|value| Strength { kind: self, value }).ok_or_else(|| example.to_string())
    }
}

impl Strength {
    /// It with three digits, to be read beside others.
    pub fn shown(self) -> String {
        let short = |value: f64| format!("{value:.2e}").parse().unwrap_or(value);
        let value = match self.kind {
            Kind::Time if self.value > 10.0 => short(self.value).round(),
            Kind::Share | Kind::Factor | Kind::Time => short(self.value),
        };
        Self { value, ..self }.to_string()
    }
    /// Whether nothing happens at it.
    pub fn is_calm(self) -> bool {
        self.value <= self.kind.calm()
    }
}

impl std::fmt::Display for Strength {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.kind {
            Kind::Share => write!(f, "{} %", rounded(self.value * 100.0)),
            Kind::Factor => write!(f, "{}", rounded(self.value)),
            Kind::Time => span(self.value).fmt(f),
        }
    }
}

/// A time of so many seconds.
pub(super) fn span(seconds: f64) -> Span {
    Span::from_secs_f64(seconds)
}

/// To twelve digits: more would only show how floats are rounded.
fn rounded(value: f64) -> f64 {
    format!("{value:.11e}").parse().unwrap_or(value)
}

/// A share as a scenario file writes it.
pub(super) fn percent(share: f64) -> String {
    Strength { kind: Kind::Share, value: share }.to_string()
}

#[cfg(test)]
mod tests {
    use super::Kind;

    #[test]
    fn strengths_are_read_and_shown_alike() {
        for (kind, text) in [(Kind::Share, "30 %"), (Kind::Share, "0.7 %"), (Kind::Factor, "3"), (Kind::Time, "10 min")]
        {
            assert_eq!(kind.read(text).map(|strength| strength.to_string()), Ok(text.to_string()));
        }
        assert_eq!(Kind::Share.read("130 %").unwrap_err(), "a share up to 100 %, as in `30 %`");
        assert_eq!(Kind::Factor.read("0.5").unwrap_err(), "a factor of at least 1, as in `3`");
        assert_eq!(Kind::Time.read("7").unwrap_err(), "a time, as in `10 min`");
    }

    #[test]
    fn strengths_are_rounded_up_to_two_digits() {
        for (kind, value, expected) in [
            (Kind::Share, 0.3781, 0.38),
            (Kind::Share, 0.38, 0.38),
            (Kind::Factor, 12.3, 13.0),
            (Kind::Factor, 1.01, 1.1),
            (Kind::Time, 421.3, 422.0),
        ] {
            let rounded = kind.rounded_up(value);
            assert!((rounded - expected).abs() < 1e-12, "{value} is rounded up to {rounded}");
        }
    }

    #[test]
    fn nothing_happens_at_0_percent_at_a_factor_of_1_and_at_0_s() {
        for (kind, text) in [(Kind::Share, "0 %"), (Kind::Factor, "1"), (Kind::Time, "0 s")] {
            assert!(kind.read(text).unwrap().is_calm(), "{text}");
        }
        assert!(!Kind::Factor.read("1.01").unwrap().is_calm());
    }
}
