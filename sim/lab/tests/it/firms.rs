//! Gateways as firms, their networks and what they depend on: against closed forms and twins.

mod routing;
