//! Gateways as firms, their networks and what they depend on: against closed forms and twins.

mod outages;
mod pooling;
mod routing;
mod services;
mod standards;
mod takes;
