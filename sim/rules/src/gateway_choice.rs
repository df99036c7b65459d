//! Which gateway users take who may use several.

mod best_response;
mod fixed;
mod logit;
mod multi_homing;
mod policy;
mod proportional;
mod sticky;
#[cfg(test)]
mod tests;

use units::settings::Setting;

pub use policy::{Choosing, Known, QUESTIONS, Terms, View};

units::menu! {
    /// The rules by which users may choose among gateways.
    pub enum GatewayChoice: Choosing {
        fixed::Fixed,
        logit::Logit,
        best_response::BestResponse,
        proportional::Proportional,
        sticky::Sticky,
        multi_homing::MultiHoming,
    }
}

impl GatewayChoice {
    /// Everybody stays where it is.
    pub fn fixed() -> Self {
        Self::Fixed(fixed::Fixed::absent().expect("it has no settings"))
    }
    /// Whether everybody stays where it is.
    pub fn is_fixed(&self) -> bool {
        matches!(self, Self::Fixed(_))
    }
    /// How much less likely a gateway is for each usd that a thousand requests cost more there, in logarithms of odds;
    /// nothing where price does not decide by odds.
    pub fn price_slope(&self) -> Option<f64> {
        let (price, scale) = match self {
            Self::Logit(logit) => (logit.price, logit.scale),
            Self::MultiHoming(homes) => (homes.price, homes.scale),
            _ => return None,
        };
        (price < 0.0 && scale > 0.0).then(|| -price / scale)
    }
    /// Whether each individual has one gateway at a time.
    pub fn has_homes(&self) -> bool {
        !matches!(self, Self::MultiHoming(_))
    }
}
